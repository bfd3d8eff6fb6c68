"""An episode made ready for questions: events by type, what was taken back when, facts as they stood at a moment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from compliance.episodes.model import Episode, Event
from compliance.graph.vocabulary import EventType, FactSetting, Vocabulary
from compliance.time import Instant, Zone

FOREVER: Instant = 1 << 60
NEVER: Instant = -(1 << 60)
_NONE: tuple[Event, ...] = ()


class Words:
    """What the timeline needs of a vocabulary, looked up once."""

    __slots__ = ("closing", "retracting", "setting", "vocabulary")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.retracting: dict[str, str] = {n: e.retracts for n, e in vocabulary.events.items() if e.retracts}
        self.setting: dict[str, tuple[FactSetting, ...]] = {n: e.sets for n, e in vocabulary.events.items() if e.sets}
        self.closing: frozenset[str] = frozenset(n for n, e in vocabulary.events.items() if e.closes)

    def type(self, event: Event) -> EventType:
        """Return the declared type of an event."""
        return self.vocabulary.events[event.type]


class Timeline:
    """The events of an episode up to the moment of judgement `as_of`, and the facts."""

    __slots__ = (
        "_by_id",
        "as_of",
        "broken",
        "by_type",
        "closings",
        "dated",
        "doubted",
        "episode",
        "events",
        "memo",
        "retracted",
        "steady",
        "words",
        "zone",
    )

    def __init__(self, episode: Episode, words: Words, zone: Zone, as_of: Instant) -> None:
        self.episode = episode
        self.words = words
        self.zone = zone
        self.as_of = as_of
        self.broken: dict[str, list[Instant]] = {}
        """When which rule was broken, filled rule by rule while the timeline is judged."""
        self.doubted: dict[str, list[tuple[Instant, tuple[str, ...]]]] = {}
        """When which rule may have been broken, and what is missing to say so."""
        self.memo: dict[object, Any] = {}
        """What several rules ask of the timeline, answered once: kept under the compiled part that asks."""
        events: Sequence[Event] = episode.events
        if events and events[-1].at > as_of:
            events = [e for e in events if e.at <= as_of]
        self.events = events
        by_type: dict[str, list[Event]] = {}
        for event in events:
            known = by_type.get(event.type)
            if known is None:
                by_type[event.type] = [event]
            else:
                known.append(event)
        self.by_type = by_type
        self._by_id: dict[str, Event] | None = None
        self.retracted: dict[str, Instant] = {}
        if not words.retracting.keys().isdisjoint(by_type):
            for kind, target in words.retracting.items():
                for event in by_type.get(kind, _NONE):
                    self._retract(event, target)
        self.closings: list[Event] = []
        """What closes the case, in time order."""
        if not words.closing.isdisjoint(by_type):
            closings = [e for kind in words.closing for e in by_type.get(kind, _NONE)]
            self.closings = sorted(closings, key=lambda e: (e.at, e.id))
        self.steady: dict[str, object] = {}
        """The facts that have one value all along."""
        self.dated: dict[str, tuple[list[Instant], list[object]]] = {}
        """The facts that change, or that are known from some moment on."""
        self._gather_facts()

    @property
    def by_id(self) -> dict[str, Event]:
        """The events by their ids, looked up for those that refer to others."""
        if self._by_id is None:
            self._by_id = {event.id: event for event in self.events}
        return self._by_id

    def _retract(self, event: Event, target: str) -> None:
        """An event takes back the one that it answers, in all its versions; without `re` the latest before it that
        still stands."""
        known = self.by_type.get(target, _NONE)
        answered = self.by_id.get(event.re) if event.re is not None else None
        if answered is None or answered.type != target:
            standing = [e for e in known if e.at <= event.at and e.id not in self.retracted]
            answered = standing[-1] if standing else None
        if answered is None:
            return
        self.retracted.setdefault(answered.id, event.at)
        if len(known) > 1:
            first = self.first_version(answered)
            for other in known:
                if other.at <= event.at and self.first_version(other) is first:
                    self.retracted.setdefault(other.id, event.at)

    def first_version(self, event: Event) -> Event:
        """Return the message that an event changes, perhaps through other changes; itself when it changes none."""
        for _ in range(len(self.by_id)):
            earlier = self.by_id.get(event.re) if event.re is not None else None
            if earlier is None or earlier.type != event.type:
                break
            event = earlier
        return event

    def _gather_facts(self) -> None:
        for name, values in self.episode.facts.items():
            if len(values) == 1 and values[0].at is None:
                self.steady[name] = values[0].value
            else:
                self.dated[name] = ([NEVER if v.at is None else v.at for v in values], [v.value for v in values])
        changes: list[tuple[Instant, str, object]] = []
        if self.words.setting.keys().isdisjoint(self.by_type):
            return
        for kind, settings in self.words.setting.items():
            for event in self.by_type.get(kind, _NONE):
                for setting in settings:
                    if not setting.when or _is_case(setting, event):
                        value = event.data.get(setting.from_field) if setting.from_field is not None else setting.value
                        if value is not None:
                            changes.append((event.at, setting.fact, value))
        for at, name, value in changes:
            if name in self.steady:
                self.dated[name] = ([NEVER], [self.steady.pop(name)])
            times, held = self.dated.setdefault(name, ([], []))
            index = bisect_right(times, at)
            times.insert(index, at)
            held.insert(index, value)

    def fact(self, name: str, at: Instant) -> object:
        """Return a fact as it stood at an instant; None is unknown."""
        history = self.dated.get(name)
        if history is None:
            return self.steady.get(name)
        times, values = history
        index = bisect_right(times, at)
        return values[index - 1] if index else None

    def turns_of(self, name: str) -> Sequence[Instant]:
        """Return from when a fact took each of its values; NEVER for one that it has all along."""
        return (NEVER,) if name in self.steady else self.dated[name][0] if name in self.dated else ()

    def fact_changes(self, name: str, after: Instant) -> list[tuple[Instant, object]]:
        """Return when a fact took which new value, strictly after an instant and up to the moment of judgement."""
        history = self.dated.get(name)
        if history is None:
            return []
        times, values = history
        return [
            (t, v)
            for t, v, old in zip(times, values, [None, *values], strict=False)
            if v != old and after < t <= self.as_of
        ]

    def closed(self, at: Instant, trigger: Event | None) -> Instant | None:
        """Return when the case is closed, at or after a moment, by another event than the trigger: what a death asks
        for does not end with it."""
        return next((e.at for e in self.closings if e.at >= at and e is not trigger), None)

    def of_type(self, kind: str) -> Sequence[Event]:
        """Return the events of a type in time order, those taken back too."""
        return self.by_type.get(kind, _NONE)

    def stands(self, event: Event, at: Instant) -> bool:
        """Say whether an event had not been taken back at an instant."""
        taken = self.retracted.get(event.id)
        return taken is None or taken > at

    def latest(self, kind: str, at: Instant) -> Event | None:
        """Return the latest event of a type at or before an instant that stood then."""
        for event in reversed(self.by_type.get(kind, _NONE)):
            if event.at <= at and self.stands(event, at):
                return event
        return None

    def about_another(self, event: Event, target: Event) -> bool:
        """Say whether an event names, by its `re`, another event of the target's type than the target."""
        referred = self.by_id.get(event.re) if event.re is not None else None
        return referred is not None and referred.type == target.type and not self.answers(event, target)

    def answers(self, event: Event, target: Event) -> bool:
        """Say whether `event` answers `target`: by its `re`, or through messages that changed the target by their
        own `re`."""
        reference = event.re
        for _ in range(len(self.by_id)):
            if reference is None:
                return False
            if reference == target.id:
                return True
            known = self.by_id.get(reference)
            if known is None or known.type != target.type:
                return False
            reference = known.re
        return False


def _is_case(setting: FactSetting, event: Event) -> bool:
    """Say whether the fields of an event are those for which it sets the fact."""
    for field, values in setting.when:  # noqa: SIM110
        if event.data.get(field) not in values:
            return False
    return True
