"""Conditions over other events: one exists, one is going on, so many there are. Three-valued, as patterns are.

Events of the same second are neither before nor after each other: each counts as done by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

from compliance.check.logic import Test
from compliance.check.timeline import NEVER, Timeline
from compliance.episodes.model import Actor, Event
from compliance.language.condition_tree import Exists, Pattern
from compliance.time import Instant


class Matcher(Protocol):
    """Says whether an event, known to be of a pattern's type, matches. With a moment, a recipient who has rejected the
    event by then is none; without, the event is looked at as it was sent."""

    def __call__(self, tl: Timeline, event: Event, trigger: Event | None, at: Instant | None = None, /) -> bool | None:
        """Return whether it matches; None: not known."""


Compiled: TypeAlias = tuple[str, Matcher]
"""The type of a pattern's events, and the closure that says whether one of them matches."""


def exists(node: Exists, pattern: Compiled, edge: Compiled | None) -> Test:
    """Return whether an event in force matches, so far or ever; before the first, or after the latest, of an edge."""
    kind, matches = pattern
    before, ever, latest = node.window == "before", node.ever, node.latest
    if edge is None and not latest:
        return _exists_plainly(kind, matches, ever)

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        at = tl.as_of if ever else at
        low, high, verdict = NEVER, at, False
        if edge is not None:
            edges, unsure = _found(tl, edge, at, trigger)
            if not edges:
                return _any(_in(tl, kind, matches, at, trigger, cand), None if unsure else False)
            low, high = (NEVER, edges[0].at) if before else (edges[-1].at, at)
        found = [(e, value) for e, value in _in(tl, kind, matches, at, trigger, cand) if low <= e.at <= high]
        if latest:
            last = _latest(tl, kind, at, cand)
            found = [(e, value) for e, value in found if last[e.by] is e]
        return True if any(value for _, value in found) else None if found else verdict

    return test


def _exists_plainly(kind: str, matches: Matcher, ever: bool) -> Test:
    """Return whether any event in force matches."""

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        events = tl.by_type.get(kind)
        if events is None:
            return False
        verdict: bool | None = False
        for event in events:
            moment = tl.as_of if ever else at
            if event.at > moment:
                break
            if event is not cand and (not tl.retracted or tl.stands(event, moment)):
                value = matches(tl, event, trigger, moment)
                if value:
                    return True
                if value is None:
                    verdict = None
        return verdict

    return test


def _latest(tl: Timeline, kind: str, at: Instant, cand: Event | None) -> dict[Actor | None, Event]:
    """Return for each sender its latest event of a type that stands at a moment."""
    return {e.by: e for e in tl.of_type(kind) if e.at <= at and e is not cand and tl.stands(e, at)}


def _any(found: Iterator[tuple[Event, bool | None]], if_some: bool | None) -> bool | None:
    return if_some if any(True for _ in found) else False


def _in(
    tl: Timeline, kind: str, matches: Matcher, at: Instant, trigger: Event | None, cand: Event | None
) -> Iterator[tuple[Event, bool | None]]:
    """Return the events in force at a moment that match or may match, the candidate itself apart."""
    for event in tl.of_type(kind):
        if event.at > at:
            return
        if event is not cand and tl.stands(event, at):
            value = matches(tl, event, trigger, at)
            if value is not False:
                yield event, value


def _found(tl: Timeline, pattern: Compiled, at: Instant, trigger: Event | None) -> tuple[list[Event], bool]:
    """Return the events in force that match, and whether there are others that may."""
    found = list(_in(tl, *pattern, at, trigger, None))
    return [e for e, value in found if value], any(value is None for _, value in found)


def ongoing(pattern: Compiled, until: Compiled) -> Test:
    """Return whether an earlier event matches that no later one has ended."""
    kind, matches = pattern

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        verdict: bool | None = False
        for event, value in _in(tl, kind, matches, at, trigger, cand):
            if event is trigger:
                continue
            ended = _ended(tl, event, until, at, trigger)
            if value and ended is False:
                return True
            if ended is not True:
                verdict = None
        return verdict

    return test


def _ended(tl: Timeline, event: Event, until: Compiled, at: Instant, trigger: Event | None) -> bool | None:
    verdict: bool | None = False
    for end, value in _in(tl, *until, at, trigger, None):
        if end.at <= event.at or tl.about_another(end, event):
            continue
        if value:
            return True
        verdict = None
    return verdict


def counted(pattern: Compiled, compare: Callable[[object, object], bool], limit: object) -> Test:
    """Return how the number of matching events compares; unknown when those that may match would decide it."""
    kind, matches = pattern

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        found = [value for _, value in _in(tl, kind, matches, at, trigger, None)]
        least = compare(sum(1 for value in found if value), limit)
        return least if least is compare(len(found), limit) else None

    return test


def perhaps(tl: Timeline, node: Pattern, matches: Matcher, at: Instant, trigger: Event | None) -> list[Event]:
    """Return the events of which it is not known whether they match."""
    return [e for e, value in _in(tl, node.event.name, matches, at, trigger, None) if value is None]
