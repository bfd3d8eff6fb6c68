"""The sums of a municipality's month in an invoice basis: what is asked for, the average of its rows, the price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from compliance.episodes.invoice import InvoiceRow
from compliance.payment.month import Month
from compliance.payment.review_money import Money
from compliance.payment.review_row import Place
from compliance.payment.reviewed import Difference, DifferenceKind, Total
from compliance.payment.settled import Kind, MunicipalityMonth

NO_PRICE = "avtalet anger inget pris"
NO_SUM = "summan kan inte beräknas, så underlagets summa är inte granskad"
UNKNOWN_PRICE = "årets pris är inte känt: ange det med --rate"


@dataclass(slots=True)
class Group:
    """The rows that name a municipality and month, each with the place of its stay there."""

    pairs: list[tuple[InvoiceRow, Place | None]] = field(default_factory=list)

    def add(self, row: InvoiceRow, place: Place | None) -> None:
        """Take a row."""
        self.pairs.append((row, place))

    @property
    def rows(self) -> list[InvoiceRow]:
        """The rows."""
        return [row for row, _ in self.pairs]


@dataclass(slots=True)
class Told:
    """The sums that a basis states: of a municipality's month, and of all municipalities (in a month, None: in all)."""

    of_municipalities: dict[tuple[str, Month], Decimal] = field(default_factory=dict)
    of_all: dict[Month | None, Decimal] = field(default_factory=dict)


def totals_told(sums: Iterable[InvoiceRow], folded: Callable[[str | None], str]) -> Told:
    """Return the sums that rows without a stay state; several of one municipality and month are added up."""
    own: dict[tuple[str, Month], Decimal] = defaultdict(Decimal)
    whole: dict[Month | None, Decimal] = defaultdict(Decimal)
    for row in sums:
        if row.amount is None:
            continue
        month = Month(*row.month) if row.month is not None else None
        if row.municipality is None or month is None:
            whole[month] += row.amount
        else:
            own[folded(row.municipality), month] += row.amount
    return Told(dict(own), dict(whole))


def total_of(
    settled: Sequence[MunicipalityMonth], group: Group, given: Decimal | None, month: Month, name: str
) -> Total:
    """Return the sums of a municipality's month. Nothing computed means that nothing is owed."""
    amounts = [of.amount for of in settled]
    computed = None if None in amounts else sum((a for a in amounts if a is not None), Decimal(0))
    received = given if given is not None else _of_rows(settled, group)
    averages = _averages(settled, group)
    return Total(name, month, len(group.pairs), received, computed, *averages)


def _of_rows(settled: Sequence[MunicipalityMonth], group: Group) -> Decimal | None:
    """Return the sum of the rows, if they are all that is asked for: days over a threshold belong to no row."""
    amounts = [row.amount for row in group.rows if row.amount is not None]
    if not amounts:
        return None
    asked = sum(amounts, Decimal(0))
    excess = any(of.settlement is not None and of.settlement.charge.excess and of.liable for of in settled)
    own = any(row.amount for row, place in group.pairs if place is None or not place.only(Kind.INDIVIDUAL))
    return None if excess and not own else asked


def _averages(
    settled: Sequence[MunicipalityMonth], group: Group
) -> tuple[Decimal | Fraction | None, Decimal | Fraction | None]:
    of = next((m for m in settled if m.settlement is not None and m.settlement.averages), None)
    if of is None:
        return None, None
    days = _averaged(of, group)
    received = Money(of).average(len(days), sum(days)) if days else None
    return received, of.outcome.average


def _averaged(of: MunicipalityMonth, group: Group) -> list[int]:
    """Return the days of the rows that stand in the average of the basis; none where a row does not tell its days."""
    assert of.settlement is not None
    found = []
    for row, place in group.pairs:
        if place is None or not place.only(Kind.AVERAGE):
            charged = bool(row.charge_days) and not of.settlement.charge.by_day
            if charged or (place is not None and place.only(Kind.INDIVIDUAL)):
                continue
        if row.days is None or row.days != row.days.to_integral_value():
            return []
        found.append(int(row.days))
    return found


def month_differences(
    settled: Sequence[MunicipalityMonth], group: Group, total: Total, stated: bool
) -> Iterator[Difference]:
    """Yield in what the sums of a month differ: price, average, sum. `stated` says that the basis itself sums; else
    its sum is that of rows, each of which is compared where its price is known."""
    yield from _prices(group, total)
    if total.received_average is not None and total.received_average != total.computed_average:
        yield _other_average(settled, group, total)
    if total.received and total.computed is None and (stated or any(_unpriced(*pair) for pair in group.pairs)):
        yield Difference(
            DifferenceKind.UNDECIDED, None, total.municipality, total.month, total.received, reason=NO_SUM
        )  # fmt: skip
    if total.difference:
        yield Difference(
            DifferenceKind.SUM, None, total.municipality, total.month, total.received, total.computed,
            kronor=total.difference, costs=Money.side_of(total.difference),
        )  # fmt: skip


def _unpriced(row: InvoiceRow, place: Place | None) -> bool:
    """Say whether a row asks for money that nothing can be held against."""
    return bool(row.amount) and place is not None and bool(place.members) and place.of.rate is None


def _other_average(settled: Sequence[MunicipalityMonth], group: Group, total: Total) -> Difference:
    of = next(m for m in settled if m.settlement is not None and m.settlement.averages)
    days, base = _averaged(of, group), of.outcome
    kronor, costs = Money(of).effect(len(days) - base.stays, Decimal(sum(days) - base.days))
    reason = f"{sum(days)} dygn på {len(days)} rader; beräknat {base.days} dygn på {base.stays} vistelser"
    return Difference(
        DifferenceKind.AVERAGE, None, total.municipality, total.month, total.received_average, total.computed_average,
        reason, kronor=kronor, costs=costs,
    )  # fmt: skip


def _prices(group: Group, total: Total) -> Iterator[Difference]:
    """Yield each price of the rows that is another than that of the month, once."""
    months: dict[int, MunicipalityMonth] = {}
    rows: dict[tuple[Decimal, int], list[tuple[InvoiceRow, Place]]] = defaultdict(list)
    for row, place in group.pairs:
        if place is not None and place.members and row.price is not None and row.price != place.of.rate:
            months[id(place.of)] = place.of
            rows[row.price, id(place.of)].append((row, place))
    for (price, key), pairs in sorted(rows.items(), key=lambda item: item[0][0]):
        of = months[key]
        no_price = of.settlement is not None and of.settlement.no_amount is not None
        reason = _rows(len(pairs)) if of.rate is not None else NO_PRICE if no_price else UNKNOWN_PRICE
        kronor = _by_price(price, of, pairs)
        yield Difference(
            DifferenceKind.PRICE, None, total.municipality, total.month, price, of.rate, reason,
            kronor=kronor, costs=Money.side_of(kronor) if kronor is not None else None,
            line=min(row.line for row, _ in pairs),
        )  # fmt: skip


def _rows(count: int) -> str:
    return "1 rad" if count == 1 else f"{count} rader"


def _by_price(price: Decimal, of: MunicipalityMonth, pairs: Sequence[tuple[InvoiceRow, Place]]) -> Decimal | None:
    """Return what another price makes of the days that these stays are charged for; days over a threshold belong to no
    row, so their price is only known to be the same where all stays of the month have it."""
    if of.rate is None or of.settlement is None:
        return None
    days = Decimal(sum(place.charged for _, place in pairs))
    if of.settlement.charge.excess and of.liable and of.outcome.excess_days:
        if len(pairs) < of.patients:
            return None
        days += of.outcome.excess_days
    return (price - of.rate) * days
