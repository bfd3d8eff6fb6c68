"""A recorded timeline looked at slowly: no index, nothing compiled, every question asked of every event.

Part of the witness (`naive.py`): it shares the loaded rules, their words and the events with the program, and no
code that gives them a meaning. Truth is True, False, or None for unknown.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from compliance.episodes.model import Actor, Episode, Event
from compliance.graph.model import Guideline
from compliance.graph.vocabulary import Vocabulary

Maybe = bool | None
LONG_AGO, LONG_AFTER = -(10**15), 10**15
ATTRIBUTES = ("tid", "dag", "registrerad", "enhet", "ny_version")


def every(values: list[Maybe]) -> Maybe:
    return False if False in values else None if None in values else True


def some(values: list[Maybe]) -> Maybe:
    return True if True in values else None if None in values else False


def opposite(value: Maybe) -> Maybe:
    return None if value is None else not value


class Record:
    """What had been recorded when a timeline was judged."""

    def __init__(self, words: Vocabulary, episode: Episode, as_of: int) -> None:
        self.words, self.episode, self.as_of = words, episode, as_of
        self.zone = ZoneInfo(words.time_zone)
        self.events = sorted((e for e in episode.events if e.at <= as_of), key=lambda e: (e.at, len(e.id), e.id))
        self.taken: dict[str, int] = {}
        for event in self.events:
            self._take_back(event)
        self.facts = {name: self._history(name) for name in words.facts}

    # --- time

    def local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at, self.zone)

    def today(self, at: int) -> date:
        return self.local(at).date()

    # --- events

    def event(self, name: str | None) -> Event | None:
        return next((e for e in self.events if e.id == name), None)

    def _take_back(self, event: Event) -> None:
        """What is named is taken back with all that it changed and all that had changed it; else the latest."""
        kind = self.words.events[event.type].retracts
        if kind is None:
            return
        target = self.event(event.re)
        if target is None or target.type != kind:
            standing = [e for e in self.events if e.type == kind and e.at <= event.at and e.id not in self.taken]
            target = standing[-1] if standing else None
        for other in self.events:
            same = target is not None and other.type == kind and self.root(other) == self.root(target)
            if same and (other is target or other.at <= event.at):
                self.taken.setdefault(other.id, event.at)

    def root(self, event: Event) -> str:
        before = self.event(event.re)
        return self.root(before) if before is not None and before.type == event.type else event.id

    def stands(self, event: Event, at: int) -> bool:
        return self.taken.get(event.id, at + 1) > at

    def answers(self, event: Event, target: Event) -> bool:
        referred = self.event(event.re)
        if referred is None:
            return False
        return referred is target or (referred.type == target.type and self.answers(referred, target))

    def about_another(self, event: Event, target: Event) -> bool:
        referred = self.event(event.re)
        return referred is not None and referred.type == target.type and not self.answers(event, target)

    def latest(self, kind: str, at: int) -> Event | None:
        found = [e for e in self.events if e.type == kind and e.at <= at and self.stands(e, at)]
        return found[-1] if found else None

    def closed(self, at: int, trigger: Event | None, guideline: Guideline, bearer: str | None) -> int | None:
        """When the case is closed for a role, by another event than the trigger: a party that closes it for itself
        alone does not close it for others."""
        ends = [e for e in self.events if self.words.events[e.type].closes and e.at >= at and e is not trigger]
        for event in list(ends):
            party = {p for p in guideline.parties if event.by is not None and self.plays(event.by, [p])}
            own = {p for p in guideline.parties if bearer is not None and p in self.words.ancestors(bearer)}
            if event.type == guideline.own_closing and party and not party & own:
                ends.remove(event)
        return min((e.at for e in ends), default=None)

    # --- facts

    def _history(self, name: str) -> list[tuple[int, object]]:
        found = [(LONG_AGO if v.at is None else v.at, v.value) for v in self.episode.facts.get(name, ())]
        for event in self.events:
            for setting in self.words.events[event.type].sets:
                wanted = all(event.data.get(field) in values for field, values in setting.when)
                value = setting.value if setting.from_field is None else event.data.get(setting.from_field)
                if setting.fact == name and wanted and value is not None:
                    found.append((event.at, value))
        return sorted(found, key=lambda v: v[0])

    def fact(self, name: str, at: int) -> object:
        held = [value for when, value in self.facts[name] if when <= at]
        return held[-1] if held else None

    def turns(self, name: str, value: object, after: int) -> list[int]:
        """When a fact became a value, strictly after a moment."""
        found: list[int] = []
        old: object = None
        for when, held in self.facts[name]:
            if held != old and held == value and after < when <= self.as_of:
                found.append(when)
            old = held
        return found

    def moments(self) -> list[int]:
        """Every moment at which anything changes."""
        turns = [when for history in self.facts.values() for when, _ in history if when != LONG_AGO]
        return sorted({*(t for t in turns if t <= self.as_of), *(e.at for e in self.events)})

    # --- who

    def counts(self, role: str, wanted: str) -> bool:
        while role != wanted:
            above = self.words.roles[role].is_a
            if above is None:
                return False
            role = above
        return True

    def plays(self, actor: Actor, roles: list[str]) -> bool:
        return any(self.counts(actor.role, r) for r in roles)

    def acted(self, event: Event, roles: list[str]) -> Maybe:
        """Whether one of the roles did it, or the unit that stands in for a named person."""
        by = event.by
        if by is None:
            return None
        if self.plays(by, roles):
            return True
        found: list[Maybe] = []
        for name in roles:
            role = self.words.roles[name]
            if role.stand_in is None or role.is_a is None or not self.counts(by.role, role.is_a):
                continue
            for named in self.events:
                if named.type == role.stand_in and named.at <= event.at and self.stands(named, event.at):
                    unit = self.appointed(named)
                    found.append(None if unit is None or by.unit is None else unit == by.unit)
            appointed = [e for e in self.events if e.type == role.stand_in and e.at <= event.at]
            if role.since_before is not None and not any(self.stands(e, event.at) for e in appointed):
                found.append(None if self.fact(role.since_before, event.at) is True else False)
        return some(found)

    def appointed(self, named: Event) -> str | None:
        unit = named.data.get("enhet")
        return unit if isinstance(unit, str) else named.by.unit if named.by is not None else None

    def kin(self, left: str, right: str) -> bool:
        return self.counts(left, right) or self.counts(right, left)

    def same(self, wanted: Actor, found: Actor, alone: bool) -> Maybe:
        """A unit that is not recorded is the wanted one's, where the wanted one is alone in its role."""
        if not self.kin(wanted.role, found.role):
            return False
        if wanted.unit is not None and found.unit is not None:
            return wanted.unit == found.unit
        return True if alone or wanted.unit == found.unit else None
