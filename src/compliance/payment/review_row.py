"""One row of an invoice basis held against what was computed of its stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from compliance.episodes.invoice import InvoiceRow
from compliance.episodes.invoice_values import Written
from compliance.payment.month import Month
from compliance.payment.review_money import Money
from compliance.payment.reviewed import Difference, DifferenceKind
from compliance.payment.settled import Kind, MunicipalityMonth, Part, Why
from compliance.time import Instant, Zone

_ORE = Decimal("0.01")
NO_CLAIM = "inget krav löper för kommunen den månaden"
IN_AVERAGE = "vistelsen räknas i snittet och har inget eget belopp"


class Place(NamedTuple):
    """Where a stay stands: a municipality's month, and the parts of the stay there."""

    of: MunicipalityMonth
    parts: tuple[Part, ...]

    def only(self, *kinds: Kind) -> tuple[Part, ...]:
        """Return the parts of some kinds."""
        return tuple(p for p in self.parts if p.kind in kinds)

    @property
    def members(self) -> tuple[Part, ...]:
        """The parts that belong in a basis: in the average, or charged by themselves."""
        return self.only(Kind.AVERAGE, Kind.INDIVIDUAL)

    @property
    def days(self) -> int:
        """The days that were counted of the stay."""
        return max((p.days for p in self.members), default=0)

    @property
    def charged(self) -> int:
        """The days of the stay that are charged by themselves in the month."""
        return sum(p.charge_days for p in self.only(Kind.INDIVIDUAL))


def said(why: Iterable[Why]) -> dict[str, Any]:
    """Return the reason and clauses of a difference."""
    found = tuple(dict.fromkeys(why))
    words = (w.reason + (f": det saknas {', '.join(w.missing)}" if w.missing else "") for w in found)
    return {"reason": "; ".join(words), "clauses": tuple(dict.fromkeys(c for w in found for c in w.clauses))}


class RowReview:
    """Compares one row with the place of its stay."""

    def __init__(self, row: InvoiceRow, place: Place, zone: Zone) -> None:
        self.row = row
        self.place = place
        self.zone = zone
        self.money = Money(place.of)
        self.settlement = place.of.settlement

    def difference(self, kind: DifferenceKind, **more: Any) -> Difference:
        """Return a difference of this row."""
        month = Month(*self.row.month) if self.row.month is not None else None
        first = self.place.parts[0] if self.place.parts else None
        where = {"starts": first.starts, "ends": first.ends} if first is not None else {}
        owner = self.place.of.municipality or self.row.municipality
        return Difference(kind, self.row.stay, owner, month, line=self.row.line, **{**where, **more})

    def differences(self) -> Iterator[Difference]:
        """Yield in what the row differs."""
        if not self.place.members:
            yield from self._not_a_member()
            return
        yield from self._times()
        found = [*self._days(), *self._row_sum()]
        yield from found
        if not found and not self.other_price:
            yield from self._amount()

    def _not_a_member(self) -> Iterator[Difference]:
        kronor, costs = self.money.asked(self.row)
        for kind, own in (
            (DifferenceKind.STRIKE, Kind.STRUCK),
            (DifferenceKind.UNDECIDED, Kind.UNDECIDED),
            (DifferenceKind.ONGOING, Kind.OPEN),
        ):
            parts = self.place.only(own)
            if not parts:
                continue
            more = said(w for p in parts for w in p.why)
            if kind is DifferenceKind.ONGOING:
                more["reason"] = more["reason"] or "vistelsen var inte slut vid bedömningstidpunkten"
            yield self.difference(kind, received=self._counted, kronor=kronor, costs=costs, **more)
            return

    @property
    def _counted(self) -> Decimal | None:
        """The days of the row."""
        return self.row.days if self.row.days is not None else self.row.charge_days

    # --- times

    def _times(self) -> Iterator[Difference]:
        part = self.place.members[0]
        for kind, given, known in (
            (DifferenceKind.NOTICE, self.row.notice, part.notice),
            (DifferenceKind.END, self.row.end, part.ends),
        ):
            if given is not None and not self._same(given, known):
                computed = None if known is None else self._told(known, given)
                reason = "" if known is not None else "inget sådant klockslag står fast i tidslinjen"
                yield self.difference(kind, received=_words(given), computed=computed, reason=reason)

    def _same(self, given: Written, known: Instant | None) -> bool:
        return known is not None and self._told(known, given) == _words(given)

    def _told(self, known: Instant, as_given: Written) -> str:
        """Return a computed time as precisely as the row gives it."""
        second = self.zone.second_of_day(known) if as_given.second is not None else None
        return _words(Written(self.zone.day(known), second, as_given.seconds))

    # --- days

    def _days(self) -> Iterator[Difference]:
        place, row = self.place, self.row
        assert self.settlement is not None
        days, charged = row.days, row.charge_days
        if charged is None and not self.settlement.averages:
            days, charged = None, days
        in_average = bool(place.only(Kind.AVERAGE))
        accepted = {place.days} if in_average or charged is not None else {place.days, place.charged}
        if days is not None and days not in accepted:
            by = days - place.days
            if in_average:
                kronor, costs = self.money.effect(days=by)
            elif charged is None:
                kronor, costs = self.money.effect(charged=days - place.charged)
            else:
                kronor, costs = None, None
            yield self.difference(DifferenceKind.DAYS, received=days, computed=place.days, kronor=kronor, costs=costs)
        if charged is not None and charged != place.charged:
            yield self._other_charge(charged)

    def _other_charge(self, charged: Decimal) -> Difference:
        kronor, costs = self.money.effect(charged=charged - self.place.charged)
        more: dict[str, Any] = {"received": charged, "computed": self.place.charged, "kronor": kronor, "costs": costs}
        if not self.place.charged:
            kind, why = self._why_not_charged()
            return self.difference(kind, **more, **why)
        return self.difference(DifferenceKind.CHARGE_DAYS, **more)

    def _why_not_charged(self) -> tuple[DifferenceKind, dict[str, Any]]:
        """Return why a stay that stands in the month has no days of its own to pay."""
        for kind, own in ((DifferenceKind.STRIKE, Kind.STRUCK), (DifferenceKind.UNDECIDED, Kind.UNDECIDED)):
            parts = [p for p in self.place.only(own) if p.from_charge]
            if parts:
                return kind, said(w for p in parts for w in p.why)
        assert self.settlement is not None
        if self.settlement.charge.while_owed and self.place.of.liable is False:
            return DifferenceKind.STRIKE, {"reason": NO_CLAIM, "clauses": self.settlement.clauses}
        return DifferenceKind.CHARGE_DAYS, {"reason": IN_AVERAGE if self.settlement.averages else ""}

    # --- money

    @property
    def other_price(self) -> bool:
        """Whether the price of the row is another than that of the month, or cannot be held against any."""
        return self.row.price is not None and self.row.price != self.place.of.rate

    @property
    def _only_in_average(self) -> bool:
        return not self.place.only(Kind.INDIVIDUAL)

    def _row_sum(self) -> Iterator[Difference]:
        row = self.row
        if row.amount is None or (not row.amount and self._only_in_average):
            return
        if self._only_in_average:
            if not row.charge_days:
                kind, why = self._why_not_charged()
                kind = DifferenceKind.ROW_SUM if kind is DifferenceKind.CHARGE_DAYS else kind
                more = {"received": row.amount, "kronor": None if kind is DifferenceKind.ROW_SUM else row.amount}
                yield self.difference(kind, **more, **why)
            return
        days = row.charge_days if row.charge_days is not None else row.days
        if row.price is None or days is None:
            return
        expected = days * row.price
        allowed = {expected, _rounded(expected)}
        if row.charge_days is None:
            allowed.add(self.place.charged * row.price)
        if row.amount not in allowed:
            kronor = row.amount - expected
            costs = Money.side_of(kronor)
            reason = f"{_plain(days)} dygn gånger {_plain(row.price)} kronor"
            yield self.difference(
                DifferenceKind.ROW_SUM,
                received=row.amount,
                computed=expected,
                reason=reason,
                kronor=kronor,
                costs=costs,
            )

    def _amount(self) -> Iterator[Difference]:
        rate = self.place.of.rate
        if self.row.amount is None or rate is None or self._only_in_average:
            return
        computed = self.place.charged * rate
        if self.row.amount not in (computed, _rounded(computed)):
            kronor = self.row.amount - computed
            yield self.difference(
                DifferenceKind.AMOUNT,
                received=self.row.amount,
                computed=computed,
                kronor=kronor,
                costs=Money.side_of(kronor),
            )


def _rounded(kronor: Decimal) -> Decimal:
    return kronor.quantize(_ORE, ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _words(at: Written) -> str:
    day = date.fromordinal(at.day).isoformat()
    if at.second is None:
        return day
    clock = f"{at.second // 3600:02}:{at.second // 60 % 60:02}"
    return f"{day} {clock}" + (f":{at.second % 60:02}" if at.seconds else "")
