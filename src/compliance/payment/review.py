"""An invoice basis held against the computed months: what is missing, what should be struck, what is counted otherwise.

Pure: rows and settlements in, differences out. The order of the rows does not matter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from unicodedata import normalize

from compliance.episodes.invoice import InvoiceRow
from compliance.payment.month import Month
from compliance.payment.review_money import Money
from compliance.payment.review_row import NO_CLAIM, Place, RowReview, said
from compliance.payment.review_sums import Group, month_differences, total_of, totals_told
from compliance.payment.reviewed import Difference, DifferenceKind, Review, Total
from compliance.payment.settled import Kind, MonthSettlement, MunicipalityMonth, Part
from compliance.time import Zone

_MEMBERS = (Kind.AVERAGE, Kind.INDIVIDUAL)
_SUFFIX = re.compile(r"\s+kommun\Z")
OUTSIDE = "vistelsen hör inte till någon regleringsmodell, eller ger ingenting att reglera"
FLAT = "kommunen betalar ett fast belopp i månaden; enskilda vistelser debiteras inte"
NOT_THERE = "ingen tidslinje har det här id:t"


def folded(name: str | None) -> str:
    """Return a municipality's name as names are compared: case and a last word `kommun` do not matter."""
    return _SUFFIX.sub("", " ".join(normalize("NFC", name or "").casefold().split()))


class Reviewing:
    """Compares a basis with settlements. `known` are the parts, of any month, of the stays that there are timelines of
    (empty of a stay that brings nothing to any month); `only` limits the review to some municipalities."""

    def __init__(
        self,
        settlements: Sequence[MonthSettlement],
        known: Mapping[str, Sequence[Part]],
        zone: Zone,
        only: Iterable[str] = (),
    ) -> None:
        self.known = known
        self.zone = zone
        self.only = {folded(name) for name in only}
        self.months = [s.month for s in settlements]
        self.settled: dict[tuple[str, Month], list[MunicipalityMonth]] = defaultdict(list)
        self.places: dict[tuple[str, Month], list[Place]] = defaultdict(list)
        for settlement in settlements:
            for of in settlement.municipalities:
                self.settled[folded(of.municipality), of.month].append(of)
                stays: dict[str, list[Part]] = {}
                for part in of.parts:
                    stays.setdefault(part.episode, []).append(part)
                for stay, parts in stays.items():
                    self.places[stay, of.month].append(Place(of, tuple(parts)))

    def review(self, rows: Iterable[InvoiceRow]) -> Review:
        """Return what is said of the rows."""
        reviewed: list[InvoiceRow] = []
        elsewhere = 0
        for row in rows:
            if self._asked(row):
                reviewed.append(row)
            else:
                elsewhere += 1
        stays = [row for row in reviewed if row.stay is not None]
        sums = [row for row in reviewed if row.stay is None]
        found, agreeing, groups = self._stays(stays)
        names = self.only | {folded(row.municipality) for row in reviewed if row.municipality is not None}
        found += self._missing(stays, names, sums, found)
        totals = list(self._totals(groups, sums, names, found))
        found.sort(key=_order)
        totals.sort(key=lambda t: (t.municipality is None, t.municipality or "", t.month or Month(9999, 1)))
        return Review(tuple(found), tuple(totals), len(stays), agreeing, elsewhere, self._unreviewed(names))

    def _asked(self, row: InvoiceRow) -> bool:
        if row.month is not None and row.month not in self.months:
            return False
        return not self.only or row.municipality is None or folded(row.municipality) in self.only

    def _unreviewed(self, names: set[str]) -> tuple[str, ...]:
        owing = {
            of.municipality
            for (name, _), months in self.settled.items()
            for of in months
            if name not in names and of.municipality is not None and (of.amount or of.liable)
        }
        return () if self.only else tuple(sorted(owing))

    # --- rows

    def _stays(self, rows: list[InvoiceRow]) -> tuple[list[Difference], int, dict[tuple[str, Month], Group]]:
        by_stay: dict[tuple[str, Month], list[InvoiceRow]] = defaultdict(list)
        groups: dict[tuple[str, Month], Group] = defaultdict(Group)
        for row in rows:
            assert row.stay is not None and row.month is not None
            by_stay[row.stay, Month(*row.month)].append(row)
        found: list[Difference] = []
        agreeing = 0
        for (stay, month), same in by_stay.items():
            places = self.places.get((stay, month), [])
            for row, place, duplicate in self._paired(same, places):
                own = list(self._of(row, place, places, duplicate))
                groups[folded(row.municipality), month].add(row, place)
                found += own
                agreeing += not own and not (place is not None and RowReview(row, place, self.zone).other_price)
        return found, agreeing, groups

    def _paired(self, rows: list[InvoiceRow], places: list[Place]) -> Iterator[tuple[InvoiceRow, Place | None, bool]]:
        """Yield the rows of a stay and month with their place at the municipality that they name, and whether another
        row has said the same before: that which agrees best is the first."""
        by_name: dict[str, list[InvoiceRow]] = defaultdict(list)
        for row in rows:
            by_name[folded(row.municipality)].append(row)
        for name, same in by_name.items():
            place = next((p for p in places if folded(p.of.municipality) == name), None)
            if place is None:
                same.sort(key=_row_order)
            else:
                at = place
                same.sort(
                    key=lambda row: (sum(1 for _ in RowReview(row, at, self.zone).differences()), _row_order(row))
                )
            for index, row in enumerate(same):
                yield row, place, index > 0

    def _of(self, row: InvoiceRow, place: Place | None, places: list[Place], duplicate: bool) -> Iterator[Difference]:
        """Yield in what a row differs; `place` is that of its stay at the municipality that it names, `places` all."""
        if duplicate:
            yield self._whole_row(DifferenceKind.DUPLICATE, row, place, reason="vistelsen står flera gånger")
        elif place is not None:
            yield from RowReview(row, place, self.zone).differences()
        else:
            yield self._misplaced(row, places)

    def _misplaced(self, row: InvoiceRow, places: list[Place]) -> Difference:
        assert row.stay is not None and row.month is not None
        month = Month(*row.month)
        right = next((p for p in places if p.members), None)
        if right is not None:
            payer = right.of.municipality
            return self._whole_row(DifferenceKind.PAYER, row, right, received=row.municipality, computed=payer)
        if places:
            (found,) = RowReview(row, places[0], self.zone).differences()
            return replace(found, municipality=row.municipality)
        flat = [of for of in self.settled.get((folded(row.municipality), month), []) if of.flat is not None]
        if flat and flat[0].settlement is not None:
            return self._struck(row, FLAT, flat[0].settlement.clauses)
        if row.stay not in self.known:
            return self._whole_row(DifferenceKind.UNKNOWN, row, None, reason=NOT_THERE)
        return self._elsewhere(row, month, self.known[row.stay])

    def _elsewhere(self, row: InvoiceRow, month: Month, parts: Sequence[Part]) -> Difference:
        """Return what is said of a row whose stay there is a timeline of, but nothing in the row's month."""
        members = [p for p in parts if p.kind in _MEMBERS]
        hidden = next((p for p in parts if p.month == month and p.settlement is not None), None)
        if hidden is not None and hidden.settlement is not None and hidden.kind in _MEMBERS:
            return self._struck(row, NO_CLAIM, hidden.settlement.clauses)
        if members:
            months = sorted({p.month for p in members})
            computed = ", ".join(str(m) for m in months)
            if folded(members[0].municipality) != folded(row.municipality):
                reason = f"vistelsen hör till {members[0].municipality}"
            else:
                reason = ""
            received = str(month)
            return self._whole_row(DifferenceKind.MONTH, row, None, received=received, computed=computed, reason=reason)
        if parts:
            undecided = all(p.kind is Kind.UNDECIDED for p in parts)
            kind = DifferenceKind.UNDECIDED if undecided else DifferenceKind.STRIKE
            if all(p.kind is Kind.OPEN for p in parts):
                kind = DifferenceKind.ONGOING
            more = said(w for p in parts for w in p.why)
            return self._whole_row(kind, row, None, **more)
        return self._struck(row, OUTSIDE)

    def _struck(self, row: InvoiceRow, reason: str, clauses: tuple[str, ...] = ()) -> Difference:
        return self._whole_row(DifferenceKind.STRIKE, row, None, reason=reason, clauses=clauses)

    def _whole_row(self, kind: DifferenceKind, row: InvoiceRow, place: Place | None, **more: object) -> Difference:
        """Return a difference of a row that should not be there at all."""
        assert row.month is not None
        month = Month(*row.month)
        of = next(iter(self.settled.get((folded(row.municipality), month), [])), place.of if place else None)
        kronor, costs = (
            Money(of).asked(row) if of is not None else (row.amount, Money.side_of(row.amount or Decimal(0)))
        )
        more.setdefault("received", row.days if row.days is not None else row.charge_days)
        name = of.municipality if of is not None and folded(of.municipality) == folded(row.municipality) else None
        part = place.parts[0] if place is not None and place.parts else None
        return Difference(
            kind,
            row.stay,
            name or row.municipality,
            month,
            kronor=kronor,
            costs=costs,
            starts=part.starts if part is not None else None,
            ends=part.ends if part is not None else None,
            line=row.line,
            **more,  # type: ignore[arg-type]
        )

    # --- what is not there

    def _missing(
        self, rows: list[InvoiceRow], names: set[str], sums: list[InvoiceRow], found: list[Difference]
    ) -> list[Difference]:
        there = {(row.stay, row.month) for row in rows}
        used = {(folded(row.municipality), row.month) for row in (*rows, *sums)}
        moved = {d.stay for d in found if d.kind is DifferenceKind.MONTH}
        missing = []
        for (stay, month), places in self.places.items():
            if (stay, month) in there or stay in moved:
                continue
            for place in places:
                name = folded(place.of.municipality)
                idle = (name, month) not in used and place.of.amount == 0
                if name in names and place.members and not idle:
                    missing.append(_not_there(stay, place))
        return missing

    # --- sums

    def _totals(
        self,
        groups: Mapping[tuple[str, Month], Group],
        sums: list[InvoiceRow],
        names: set[str],
        found: list[Difference],
    ) -> Iterator[Total]:
        empty = Group()
        told = totals_told(sums, folded)
        whole: dict[Month | None, list[Total]] = defaultdict(list)
        keys = {(name, month) for name, month in self.settled if name in names} | {
            (name, month) for name, month in (*groups, *told.of_municipalities)
        }
        for name, month in sorted(keys):
            group = groups.get((name, month), empty)
            settled = self.settled.get((name, month), [])
            given = told.of_municipalities.get((name, month))
            total = total_of(settled, group, given, month, self._name(name, settled, group, sums))
            found += month_differences(settled, group, total, given is not None)
            whole[month].append(total)
            whole[None].append(total)
            yield total
        for month_or_all, amount in told.of_all.items():
            parts = [t.computed for t in whole[month_or_all]]
            computed = None if None in parts else sum((p for p in parts if p is not None), Decimal(0))
            total = Total(None, month_or_all, sum(t.rows for t in whole[month_or_all]), amount, computed)
            found += month_differences([], empty, total, True)
            yield total

    @staticmethod
    def _name(name: str, settled: Sequence[MunicipalityMonth], group: Group, sums: Iterable[InvoiceRow]) -> str:
        if settled and settled[0].municipality is not None:
            return settled[0].municipality
        written = sorted(
            r.municipality for r in (*group.rows, *sums) if folded(r.municipality) == name and r.municipality
        )
        return written[0] if written else name


def _not_there(stay: str, place: Place) -> Difference:
    part = place.members[0]
    averaged = len(place.only(Kind.AVERAGE))
    days = Decimal(-place.days) if averaged else Decimal(0)
    kronor, costs = Money(place.of).effect(-averaged, days, Decimal(-place.charged))
    computed = place.days if averaged else place.charged
    return Difference(
        DifferenceKind.MISSING, stay, place.of.municipality, place.of.month, None, computed,
        kronor=kronor, costs=costs, starts=part.starts, ends=part.ends,
    )  # fmt: skip


def _order(found: Difference) -> tuple[object, ...]:
    """By municipality, stay and month; what is said of a whole municipality's month comes last."""
    name = found.municipality or ""
    key = (name == "", name, found.stay is None, found.stay or "", found.month or Month(9999, 1), found.kind.value)
    return (*key, str(found.received), str(found.computed), found.reason)


def _row_order(row: InvoiceRow) -> tuple[str, ...]:
    return tuple(
        str(v) for v in (row.days, row.charge_days, row.price, row.amount, row.notice, row.end, row.municipality)
    )
