"""The months of a set of stays, gathered stay by stay and settled at the end; memory holds a small part for each stay
of the months that are asked for, and sums of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from compliance.episodes.model import Episode
from compliance.graph.model import Guideline, RuleSet
from compliance.graph.settlement import Settlement
from compliance.payment.claim import Months, Past
from compliance.payment.month import Month, month_of, months
from compliance.payment.outcome import Totals
from compliance.payment.rates import Rates
from compliance.payment.settle_month import Whose, flat_sum, settled, unsettled
from compliance.payment.settled import MonthSettlement, MunicipalityMonth, Part, PrintedSum
from compliance.payment.stays import Stays
from compliance.time import Instant


class Key(NamedTuple):
    """Whose months: a region's, a municipality's, by one settlement (the guideline that declares it, and its name;
    empty where none settles)."""

    region: str
    municipality: str | None
    declared: str
    settlement: str


class Settling:
    """Gathers stays for the months from `first` to `last`, both with them. `history` is what saved settlements say of
    earlier months."""

    def __init__(
        self,
        rules: RuleSet,
        first: Month,
        last: Month,
        given: Mapping[int, Decimal] | None = None,
        history: Mapping[Key, Past] | None = None,
    ) -> None:
        self.stays = Stays(rules)
        self.first = first
        self.last = last
        self.rates = Rates(rules.yearly, dict(given or {}))
        self.history = dict(history or {})
        self.count = 0
        self._parts: dict[Month, dict[Key, list[Part]]] = defaultdict(lambda: defaultdict(list))
        self._outside: dict[Month, dict[Key, list[Part]]] = defaultdict(lambda: defaultdict(list))
        self._totals: dict[Key, dict[Month, Totals]] = defaultdict(dict)
        self._earliest: dict[str, Month] = {}
        self._moments: dict[str, Instant] = {}

    def ask(self, region: str, as_of: Instant) -> None:
        """Settle a region even where it has no stay: its municipalities may owe flat sums."""
        self._moments.setdefault(region, as_of)

    def add(self, episode: Episode, as_of: Instant, region: str) -> tuple[Part, ...]:
        """Take a stay into its months, judged at a moment by a region's guidelines; return what it brings to them."""
        self.count += 1
        self._moments[region] = min(as_of, self._moments.get(region, as_of))
        parts = tuple(self.stays.parts(episode, as_of, region))
        for part in parts:
            self._take(part)
        return parts

    def _take(self, part: Part) -> None:
        settlement = part.settlement
        declared, name = (settlement.guideline, settlement.name) if settlement is not None else ("", "")
        key, month = Key(part.region, part.municipality, declared, name), part.month
        if not part.scope:
            if self.first <= month <= self.last:
                self._outside[month][key].append(part)
            return
        self._earliest[part.region] = min(month, self._earliest.get(part.region, month))
        if settlement is not None and settlement.averages:
            of_key = self._totals[key]
            of_key[month] = of_key.get(month, Totals()).with_part(part)
        if self.first <= month <= self.last:
            self._parts[month][key].append(part)

    def months(self) -> Iterator[MonthSettlement]:
        """Yield the settlement of each month that is asked for."""
        for month in months(self.first, self.last):
            found = [*self._of_stays(month), *self._flat(month)]
            outside = sum(len(parts) for parts in self._outside[month].values())
            found.sort(key=lambda m: (m.region, m.municipality is None, m.municipality or "", m.guideline))
            yield MonthSettlement(month, tuple(found), tuple(self._printed(month)), outside)

    # --- municipalities with stays

    def _of_stays(self, month: Month) -> Iterator[MunicipalityMonth]:
        keys = dict.fromkeys(self._parts[month])
        for key in (*self._totals, *self.history):
            if key.region in self._moments:
                keys.setdefault(key)
        for key in keys:
            parts = self._parts[month].get(key, [])
            guideline, settlement = self._governing(key, month, parts)
            if guideline is None:
                continue
            whose = Whose(key.region, key.municipality, month, guideline)
            if settlement is None:
                yield unsettled(whose, parts)
                continue
            known = self._known(key, settlement)
            parts = [*parts, *self._outside[month].get(key, [])]
            yield settled(whose, settlement, parts, known, self.rates, self._unfinished(key.region, month))

    def _governing(self, key: Key, month: Month, parts: Sequence[Part]) -> tuple[str | None, Settlement | None]:
        """Return the guideline whose settlement governs a month: that in force at its end if it has the settlement,
        else that of the stays; none where neither has it."""
        in_force = self.stays.judge.governing(key.region, month.last)
        named = _named(in_force, key)
        if in_force is not None and named is not None and named.settles(month.first, month.last):
            return in_force.name, named
        if parts:
            latest = max(parts, key=lambda p: p.notice or 0)
            return latest.guideline, latest.settlement
        return None, None

    def _known(self, key: Key, settlement: Settlement) -> Months:
        family = [g for g in self.stays.judge.family(key.region) if _named(g, key) is not None]
        start = min((g.valid_from for g in family), default=settlement.valid_from or 1)
        model_from = month_of(max(start, settlement.valid_from or start))
        known_from = self._earliest.get(key.region, self.first)
        return Months(self._totals.get(key, {}), known_from, model_from, self.history.get(key))

    def _unfinished(self, region: str, month: Month) -> bool:
        moment = self._moments.get(region)
        return moment is not None and moment < self.stays.judge.zone.end_of_day(month.last)

    # --- flat sums

    def _flat(self, month: Month) -> Iterator[MunicipalityMonth]:
        for region in self._moments:
            for guideline, settlement in self._flat_settlements(region, month):
                for row in settlement.flat:
                    yield flat_sum(Whose(region, row.municipality, month, guideline.name), settlement, row)

    def _flat_settlements(self, region: str, month: Month) -> Iterator[tuple[Guideline, Settlement]]:
        for guideline in self.stays.judge.family(region):
            if guideline.in_force(month.last):
                for settlement in guideline.settlements:
                    if settlement.flat and settlement.settles(month.first, month.last):
                        yield guideline, settlement

    def _printed(self, month: Month) -> Iterator[PrintedSum]:
        for region in self._moments:
            for _, settlement in self._flat_settlements(region, month):
                if settlement.printed_total is not None:
                    printed, clause = settlement.printed_total
                    yield PrintedSum(region, printed, sum(row.amount for row in settlement.flat), clause)


def _named(guideline: Guideline | None, key: Key) -> Settlement | None:
    if guideline is None:
        return None
    wanted = (key.declared, key.settlement)
    return next((s for s in guideline.settlements if (s.guideline, s.name) == wanted), None)
