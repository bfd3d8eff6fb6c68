"""The settlement of a month as the JSON of the contract: plain dicts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from compliance.payment.settled import Kind, MonthSettlement, MunicipalityMonth, Outcome, Part, Run
from compliance.report.settle_words import by_episode, clauses, reason
from compliance.time import Instant, Zone


class SettleJson:
    """Builds the objects in one time zone. `number` makes what a number is told as: JSON's own without it."""

    def __init__(self, zone: Zone, number: Callable[[Decimal | Fraction | None], object] | None = None) -> None:
        self.zone = zone
        self.exact = exact if number is None else number

    def month(self, found: MonthSettlement) -> dict[str, Any]:
        """Return a month with all its municipalities."""
        return {
            "month": str(found.month),
            "municipalities": [self.municipality(item) for item in found.municipalities],
            "outside_every_model": found.outside,
            "printed_sums": [
                {"region": p.region, "printed_sek": p.printed, "reckoned_sek": p.reckoned, "clauses": [p.clause]}
                for p in found.printed
            ],
        }

    def municipality(self, found: MunicipalityMonth) -> dict[str, Any]:
        """Return a municipality's month. `average_exact` is the average before rounding, as a fraction."""
        settlement, result = found.settlement, found.outcome
        return {
            "municipality": found.municipality,
            "region": found.region,
            "guideline": found.guideline,
            "settlement": settlement.name if settlement is not None else None,
            "declared_by": settlement.guideline if settlement is not None else None,
            "clauses": list(settlement.clauses) if settlement is not None else [],
            "patients": found.patients,
            "in_average": result.stays,
            "days_in_average": result.days,
            "average_days": self.exact(result.average),
            "average_exact": f"{result.days}/{result.stays}" if result.stays else None,
            "threshold_days": self.exact(found.threshold),
            "liable": _liable(found),
            "streak_months": found.run.over_months if found.run is not None else 0,
            "streak": self._run(found.run),
            "average_charge_days": self.exact(_charged(found)),
            "individual_charge_days": found.individual_days,
            "flat_sum": found.flat is not None,
            "rate_sek": self.exact(found.rate),
            "rate_source": found.rate_source or None,
            "amount_sek": self.exact(found.amount),
            "undetermined": list(found.undetermined),
            "unfinished": found.unfinished,
            "attention": [{"text": a.words, "clauses": [a.cited.clause]} for a in found.attentions],
            "average_stays": [self._stay(p) for p in found.of(Kind.AVERAGE)],
            "individual": [
                {**self._stay(p), "charge_days": p.charge_days} for p in found.of(Kind.INDIVIDUAL)
            ],
            "excluded": [self._left_out(parts) for parts in by_episode(found.of(Kind.STRUCK)).values()],
            "undecided": [self._left_out(parts) for parts in by_episode(found.of(Kind.UNDECIDED)).values()],
            "open": list(by_episode(found.of(Kind.OPEN))),
            "with_excluded": self._outcome(found.with_struck),
            "with_undecided": self._outcome(found.with_undecided),
        }  # fmt: skip

    def _stay(self, part: Part) -> dict[str, Any]:
        stay: dict[str, Any] = {
            "episode": part.episode,
            "days": part.days,
            "notice": self._at(part.notice),
            "from": self._at(part.starts),
            "to": self._at(part.ends),
        }
        if part.why:
            stay |= {"reason": reason(part.why), "clauses": clauses(part.why)}
        return stay

    def _left_out(self, parts: list[Part]) -> dict[str, Any]:
        why = tuple(dict.fromkeys(w for p in parts for w in p.why))
        left = {
            "episode": parts[0].episode,
            "reason": reason(why),
            "clauses": clauses(why),
            "days": max(p.days for p in parts),
            "charge_days": max(p.charge_days for p in parts),
            "from": "charge" if all(p.from_charge for p in parts) else "basis",
        }
        missing = list(dict.fromkeys(m for w in why for m in w.missing))
        return {**left, "missing": missing} if missing else left

    def _at(self, at: Instant | None) -> str | None:
        return None if at is None else self.zone.isoformat(at)

    @staticmethod
    def _run(run: Run | None) -> dict[str, Any] | None:
        if run is None:
            return None
        return {
            "known_from": str(run.since),
            "source": run.source,
            "over_months": run.over_months,
            "months_at_or_under": run.good_months,
            "owing_after": run.state.owing,
            "months_after": run.state.months,
            "certain": run.certain,
        }

    def _outcome(self, found: Outcome | None) -> dict[str, Any] | None:
        if found is None:
            return None
        return {
            "in_average": found.stays,
            "average_days": self.exact(found.average),
            "over_threshold": found.over,
            "average_charge_days": self.exact(found.excess_days),
            "amount_sek": self.exact(found.amount),
        }


def _liable(found: MunicipalityMonth) -> bool | None:
    """Say whether the municipality owes for the month: by the average, or for stays that are charged by themselves."""
    return True if found.liable is False and found.individual_days else found.liable


def _charged(found: MunicipalityMonth) -> Decimal | None:
    """Return the days over the threshold that are charged, or would be at a price that the source does not state."""
    settlement = found.settlement
    if settlement is None or not settlement.charge.excess:
        return Decimal(0)
    return found.outcome.excess_days


def exact(value: Decimal | Fraction | None) -> int | float | None:
    """Return a number as JSON: whole ones whole, others as short as they are exact to twelve digits."""
    if value is None:
        return None
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else round(float(value), 12)
    return int(value) if value == value.to_integral_value() else float(value)
