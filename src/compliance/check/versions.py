"""Which version of a region's guideline is in force on which date (R-107)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal as Choice

from compliance.episodes.model import Episode
from compliance.graph.model import Guideline, RuleSet
from compliance.time import Day, Instant, Zone


@dataclass(frozen=True, slots=True)
class Stretch:
    """Dates that one guideline governs, the ends among them (None: without an end that way): a version of the region's
    own (`in_force`), what its versions build on where none of them is in force (`base`), or nothing (`none`).

    `ended` are the versions that ended last before these dates, `coming` the one that begins next after them.
    """

    since: Day | None
    through: Day | None
    guideline: Guideline | None
    how: Choice["in_force", "base", "none"]
    ended: Guideline | None = None
    coming: Guideline | None = None


class Versions:
    """The versions of one region's guideline, and what they build on where none of them is in force."""

    def __init__(self, rules: RuleSet, region: str, zone: Zone) -> None:
        self.zone = zone
        self.family = rules.family(region)
        self.bases = _bases(rules, self.family)
        spans = [(g.valid_from, g.valid_to) for g in (*self.family, *self.bases)]
        ends = {to + 1 for _, to in spans if to is not None}
        self._turns = sorted({since for since, _ in spans} | ends)
        self._between = [self.governing(day) for day in (self._turns[0] - 1, *self._turns)]
        """The version in force before the first turn, and from each on."""
        self.stretches = tuple(self._stretches())
        """All dates there are, by what governs them, in order."""

    def governing(self, day: Day) -> Guideline | None:
        """Return the version in force on a date; where none is, what the family builds on."""
        return next((g for g in (*self.family, *self.bases) if g.in_force(day)), None)

    def _stretches(self) -> list[Stretch]:
        """Return what governs from turn to turn; a turn where it stays the same is none."""
        starts: list[Day | None] = [None, *self._turns]
        kept = [i for i, found in enumerate(self._between) if i == 0 or found is not self._between[i - 1]]
        ends = [starts[i] for i in kept[1:]]
        through = [end - 1 for end in ends if end is not None] + [None]
        return [self._stretch(starts[i], end, self._between[i]) for i, end in zip(kept, through, strict=True)]

    def _stretch(self, since: Day | None, through: Day | None, guideline: Guideline | None) -> Stretch:
        if guideline in self.family:
            return Stretch(since, through, guideline, "in_force")
        known = self.family if guideline is not None else (*self.family, *self.bases)
        before = [g for g in known if g.valid_to is not None and since is not None and g.valid_to < since]
        after = [g for g in known if through is not None and g.valid_from > through]
        ended = max(before, key=lambda g: g.valid_to or 0, default=None)
        coming = min(after, key=lambda g: g.valid_from, default=None)
        return Stretch(since, through, guideline, "base" if guideline is not None else "none", ended, coming)

    def during(self, episode: Episode, as_of: Instant) -> tuple[Stretch, ...]:
        """Return what governs from the first date of a timeline to its last up to the moment of judgement."""
        first, last = self._dates(episode, as_of)
        late = [s for s in self.stretches if s.through is None or s.through >= first]
        return tuple(s for s in late if s.since is None or s.since <= last)

    def _dates(self, episode: Episode, as_of: Instant) -> tuple[Day, Day]:
        times = [e.at for e in episode.events]
        times += [v.at for values in episode.facts.values() for v in values if v.at is not None]
        known = [at for at in times if at <= as_of] or [as_of]
        return self.zone.day(min(known)), self.zone.day(max(known))

    def governs(self, name: str, at: Instant) -> bool:
        """Say whether a guideline is the one in force on an instant's local date."""
        found = self.governing(self.zone.day(at))
        return found is not None and found.name == name

    def of(self, episode: Episode, as_of: Instant) -> tuple[str | None, list[str], bool]:
        """Return the version in force at the first event that any governs, all that are in force on some date of the
        timeline up to the moment of judgement, oldest date first, and whether one governs all these dates."""
        events = episode.events
        if not events or events[-1].at > as_of:
            events = tuple(event for event in events if event.at <= as_of)
        changed = [v.at for values in episode.facts.values() for v in values if v.at is not None and v.at <= as_of]
        ends = (events[0].at, events[-1].at, *changed) if events else (as_of, *changed)
        first, last = self.zone.day(min(ends)), self.zone.day(max(ends))
        place = bisect_right(self._turns, first)
        if place == bisect_right(self._turns, last):
            only = self._between[place]
            return (None, [], False) if only is None else (only.name, [only.name], True)
        days = [self.zone.day(event.at) for event in events] or [self.zone.day(as_of)]
        governing = {day: self.governing(day) for day in (*days, *map(self.zone.day, changed))}
        shown = next((g.name for day in days if (g := governing[day]) is not None), None)
        used = list(dict.fromkeys(g.name for day in sorted(governing) if (g := governing[day]) is not None))
        return shown, used, len(used) == 1 and None not in governing.values()


def _bases(rules: RuleSet, family: tuple[Guideline, ...]) -> tuple[Guideline, ...]:
    """Return what the latest version that builds on something builds on, nearest first."""
    found: list[Guideline] = []
    name = next((g.base for g in reversed(family) if g.base is not None), None)
    while name is not None:
        found.append(rules.guidelines[name])
        name = found[-1].base
    return tuple(found)
