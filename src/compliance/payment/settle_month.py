"""One municipality's month put together from the parts of its stays, its earlier months, and the rate of the year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from compliance.graph.settlement import Settlement
from compliance.language.settlement_tree import FlatTree
from compliance.payment.claim import Claim, Months, claim
from compliance.payment.month import Month
from compliance.payment.outcome import outcome, priced
from compliance.payment.rates import Rate, Rates
from compliance.payment.settled import Kind, MunicipalityMonth, Outcome, Part

NOTHING = Outcome(0, 0, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose month is settled: region, municipality (None: not known), month, and the guideline in force."""

    region: str
    municipality: str | None
    month: Month
    guideline: str


def settled(
    whose: Whose, settlement: Settlement, parts: Sequence[Part], known: Months, rates: Rates, unfinished: bool
) -> MunicipalityMonth:
    """Return a municipality's month by a settlement of its stays."""
    month = whose.month
    found = claim(settlement, known, month) if settlement.averages else None
    threshold = settlement.threshold(month.first, month.last)
    no_threshold = threshold is None
    liable = None if found is None or no_threshold or whose.municipality is None else found.liable
    charge = settlement.charge
    shown = _shown(settlement, parts, liable)
    rate = rates.of(settlement.amount, month.year) if settlement.amount is not None else Rate(None, "")
    base = outcome(settlement, month, (p for p in shown if p.kind is Kind.AVERAGE))
    individual = sum(p.charge_days for p in shown if p.kind is Kind.INDIVIDUAL)
    days = (base.excess_days or Decimal(0) if charge.excess and liable else Decimal(0)) + individual
    result = priced(base, days, rate.amount)
    undetermined = _undetermined(settlement, liable, days, rate, found, no_threshold)
    amount = None if "amount_sek" in undetermined else result.amount
    return MunicipalityMonth(
        whose.region,
        whose.municipality,
        month,
        whose.guideline,
        settlement,
        tuple(sorted(shown, key=_order)),
        result._replace(amount=amount),
        threshold,
        liable,
        found.run if found is not None and not no_threshold else None,
        individual,
        rate.amount,
        rate.source,
        amount,
        undetermined,
        tuple(a for a in settlement.attentions if found is not None and found.run.over_months == a.month),
        _variant(settlement, month, shown, Kind.STRUCK, rate),
        _variant(settlement, month, shown, Kind.UNDECIDED, rate),
        None,
        unfinished,
    )


def _shown(settlement: Settlement, parts: Sequence[Part], liable: bool | None) -> list[Part]:
    """Leave out what is only of interest while a claim lasts."""
    if not settlement.charge.while_owed or liable is not False:
        return list(parts)
    return [p for p in parts if p.kind is not Kind.INDIVIDUAL and not p.from_charge]


def _undetermined(
    settlement: Settlement, liable: bool | None, days: Decimal, rate: Rate, found: Claim | None, no_threshold: bool
) -> tuple[str, ...]:
    """Return the names of what cannot be said."""
    names = []
    if settlement.averages and no_threshold:
        names += ["threshold_days", "liable"]
    elif found is not None and liable is None:
        names.append("liable")
    if rate.amount is None:
        names.append("rate_sek")
    if settlement.amount is None or (rate.amount is None and days) or (names and names[0] != "rate_sek"):
        names.append("amount_sek")
    return tuple(names)


def _order(part: Part) -> tuple[object, ...]:
    return (part.episode, part.kind.value, part.notice or 0, part.from_charge)


def _variant(settlement: Settlement, month: Month, parts: Iterable[Part], kind: Kind, rate: Rate) -> Outcome | None:
    """Return the outcome with the stays that were left out, or that are not decided, in it; None where there are none.
    Of a claim that hangs on months in a row it says no sum."""
    more = [p for p in parts if p.kind is kind and p.scope and (p.notice is not None or kind is Kind.UNDECIDED)]
    if not more:
        return None
    long = [p for p in more if p.charge_days or p.from_charge]
    short = [p for p in more if not p.charge_days and not p.from_charge]
    counted = [p for p in parts if p.kind is Kind.AVERAGE] + short
    found = outcome(settlement, month, counted)
    if settlement.streak is not None or settlement.amount is None:
        return found
    individual = sum(p.charge_days for p in (*long, *(p for p in parts if p.kind is Kind.INDIVIDUAL)))
    excess = found.excess_days if settlement.charge.excess and found.over else Decimal(0)
    return priced(found, (excess or Decimal(0)) + individual, rate.amount)


def flat_sum(whose: Whose, settlement: Settlement, row: FlatTree) -> MunicipalityMonth:
    """Return the month of a municipality that owes a flat sum whatever its stays were."""
    amount = Decimal(row.amount)
    nothing = NOTHING._replace(amount=amount)
    return MunicipalityMonth(
        whose.region, whose.municipality, whose.month, whose.guideline, settlement, (), nothing, None, None, None, 0,
        None, "", amount, (), (), flat=row.amount,
    )  # fmt: skip


def unsettled(whose: Whose, parts: Sequence[Part]) -> MunicipalityMonth:
    """Return the month of a municipality whose stays no settlement takes: nothing can be said of it."""
    names = ("liable", "rate_sek", "amount_sek")
    return MunicipalityMonth(
        whose.region, whose.municipality, whose.month, whose.guideline, None, tuple(sorted(parts, key=_order)),
        NOTHING, None, None, None, 0, None, "", None, names, (),
    )  # fmt: skip
