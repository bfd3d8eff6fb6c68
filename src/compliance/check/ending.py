"""What takes an open instance away: an ending event, a fact that changes, an exception that comes to hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from compliance.check.happened import Matcher
from compliance.check.logic import Test
from compliance.check.pattern import Patterns
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.model import Escape
from compliance.graph.rewrite import walk
from compliance.language.condition_tree import Literal, Pattern, Reference, RuleBroken
from compliance.language.rule_tree import End
from compliance.time import Instant

Ending: TypeAlias = tuple[Instant, str] | None
DoubtOf: TypeAlias = Callable[[Timeline, Event | None, Instant], tuple[Instant, tuple[str, ...]] | None]
RETRACTED = "återtagande"
"""What ends an instance whose trigger was taken back."""
Escaped: TypeAlias = tuple[bool | None, str, tuple[str, ...]]
"""Whether an exception holds, which, and what is missing to say."""
FREE: Escaped = (False, "", ())
EndOf: TypeAlias = Callable[[Timeline, Event | None, Instant], Ending]


def compile_ends(ends: tuple[End, ...], patterns: Patterns) -> EndOf:
    """Return the closure that finds when, and by what, an instance that began at a moment is ended; None if it is
    not."""
    return patterns.shared(("ends", ends), lambda: _compile_ends(ends, patterns))


def _compile_ends(ends: tuple[End, ...], patterns: Patterns) -> EndOf:
    events = tuple((e.event.name, patterns.compile(e), _answered(e, patterns)) for e in ends if isinstance(e, Pattern))
    facts = tuple(
        (e.fact.name, e.value.value if isinstance(e.value, Literal) else e.value.name)
        for e in ends
        if not isinstance(e, Pattern)
    )

    def ended(tl: Timeline, trigger: Event | None, at: Instant) -> Ending:
        first: Ending = None
        if trigger is not None and tl.retracted:
            taken = tl.retracted.get(trigger.id)
            if taken is not None:
                first = (taken, RETRACTED)
        for kind, matches, answered in events:
            if kind in tl.by_type:
                found = _event(tl, trigger, at, kind, matches, answered)
                if found is not None and (first is None or found < first[0]):
                    first = (found, kind)
        for name, value in facts:
            for when, held in tl.fact_changes(name, at):
                if held == value and (first is None or when < first[0]):
                    first = (when, name)
                    break
        return first

    return ended


def compile_doubtful_ends(ends: tuple[End, ...], patterns: Patterns) -> DoubtOf | None:
    """Return the closure that finds when an instance may have been ended, and what is missing to say so; None for ends
    of which nothing can be unknown."""
    doubtful = [
        (e, patterns.compile(e), _answered(e, patterns))
        for e in ends
        if isinstance(e, Pattern) and (e.by or e.to or e.where is not None)
    ]
    if not doubtful:
        return None

    def perhaps(tl: Timeline, trigger: Event | None, at: Instant) -> tuple[Instant, tuple[str, ...]] | None:
        for end, matches, answered in doubtful:
            for event in _about(tl, trigger, at, end.event.name, answered):
                if matches(tl, event, trigger) is None:
                    return event.at, patterns.conditions.about_event(end, tl, event, trigger)
        return None

    return perhaps


def _answered(end: Pattern, patterns: Patterns) -> frozenset[str]:
    answers = patterns.vocabulary.events[end.event.name].answers
    return frozenset(answers or ())


def _event(
    tl: Timeline, trigger: Event | None, at: Instant, kind: str, matches: Matcher, answered: frozenset[str]
) -> Instant | None:
    """Return the first ending event after the trigger."""
    about = _about(tl, trigger, at, kind, answered)
    return next((event.at for event in about if matches(tl, event, trigger)), None)


def _about(tl: Timeline, trigger: Event | None, at: Instant, kind: str, answered: frozenset[str]) -> Iterator[Event]:
    """Return the events from the trigger on that may end it; one that answers another event than it does not."""
    for event in tl.of_type(kind):
        if event.at < at or event is trigger or not tl.stands(event, tl.as_of):
            continue
        if trigger is not None and event.re is not None and trigger.type in answered and not tl.answers(event, trigger):
            continue
        if trigger is None or not tl.about_another(event, trigger):
            yield event


class Escapes:
    """The exceptions of one rule, compiled."""

    __slots__ = ("by_rules", "conditions", "facts", "kinds", "tests")

    def __init__(self, escapes: tuple[Escape, ...], patterns: Patterns) -> None:
        self.conditions = patterns.conditions
        self.tests: tuple[tuple[Escape, Test | None], ...] = tuple(
            (e, patterns.conditions.compile(e.condition) if e.condition is not None else None) for e in escapes
        )
        nodes = [node for e in escapes for node in walk(e.condition)]
        events = patterns.vocabulary.events
        asked = frozenset(kind for node in nodes if (kind := _event_type(node)) is not None and kind in events)
        self.kinds = asked | {n for n, e in events.items() if e.retracts in asked}
        """The types of event that can bring an exception about: those that it speaks of, and what takes them back."""
        plain = (node.name for node in nodes if isinstance(node, Reference) and node.owner is None)
        self.facts = frozenset(name for name in plain if name in patterns.vocabulary.facts)
        self.by_rules = tuple(node.rule.name for node in nodes if isinstance(node, RuleBroken))

    def holds(self, tl: Timeline, trigger: Event | None, at: Instant) -> Escaped:
        """Return whether an exception holds at a moment, which, and what is missing to say."""
        missing: list[str] = []
        unsure = ""
        for escape, test in self.tests:
            value = True if test is None else test(tl, at, trigger, None)
            if value:
                return True, escape.name, ()
            if value is None and escape.condition is not None:
                missing += self.conditions.unknowns(escape.condition, tl, at, trigger, None)
                unsure = escape.name
        return (None, unsure, tuple(dict.fromkeys(missing))) if unsure else FREE

    def begins(self, tl: Timeline, trigger: Event | None, at: Instant, until: Instant) -> Ending:
        """Return when an exception first comes to hold after a moment: by a fact that changes, by an event where the
        exception speaks of events, by a rule that is broken."""
        for moment in self._moments(tl, at, until):
            value, name, _ = self.holds(tl, trigger, moment)
            if value:
                return moment, name
        return None

    def settles(self, tl: Timeline, trigger: Event | None, at: Instant, until: Instant) -> bool:
        """Say whether it comes to be known, before a duty is due, that exceptions unknown at a moment do not hold."""
        return any(self.holds(tl, trigger, moment)[0] is False for moment in self._moments(tl, at, until))

    def _moments(self, tl: Timeline, at: Instant, until: Instant) -> list[Instant]:
        """Return the moments after one, until another, at which what an exception asks for can change."""
        by_events = not self.kinds.isdisjoint(tl.by_type)
        if not by_events and not self.by_rules and self.facts.isdisjoint(tl.dated):
            return []
        until = min(until, tl.as_of)
        moments = {t for name in self.facts for t in tl.turns_of(name) if at < t <= until}
        if by_events:
            moments.update(e.at for e in tl.events if at < e.at <= until and e.type in self.kinds)
        for rule in self.by_rules:
            moments.update(t for t in tl.broken.get(rule, ()) if at < t <= until)
        return sorted(moments)


def _event_type(node: object) -> str | None:
    if isinstance(node, Pattern):
        return node.event.name
    return node.owner if isinstance(node, Reference) else None
