"""Three-valued logic over closures: true, false, or None for unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from compliance.check.operand import Getter
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.time import Instant

Test: TypeAlias = Callable[[Timeline, Instant, Event | None, Event | None], bool | None]
"""A compiled condition: the timeline, the moment, the trigger and the candidate of a surrounding pattern."""


def both(parts: tuple[Test, ...]) -> Test:
    """Return whether all parts hold: one false part decides, else one unknown part."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return _both_of_two(*parts)

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        verdict: bool | None = True
        for part in parts:
            value = part(tl, at, trigger, cand)
            if value is False:
                return False
            if value is None:
                verdict = None
        return verdict

    return test


def _both_of_two(left: Test, right: Test) -> Test:
    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        first = left(tl, at, trigger, cand)
        if first is False:
            return False
        second = right(tl, at, trigger, cand)
        return second if second is False or first is True else None

    return test


def either(parts: tuple[Test, ...]) -> Test:
    """Return whether some part holds: one true part decides, else one unknown part."""
    if len(parts) == 1:
        return parts[0]

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        verdict: bool | None = False
        for part in parts:
            value = part(tl, at, trigger, cand)
            if value is True:
                return True
            if value is None:
                verdict = None
        return verdict

    return test


def negation(part: Test) -> Test:
    """Return whether a part does not hold; of the unknown nothing is known."""

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        value = part(tl, at, trigger, cand)
        return None if value is None else not value

    return test


def equal(get: Getter, other: Getter, negated: bool, unknown: tuple[bool, bool]) -> Test:
    """Return whether two values are the same. `unknown` says of each whether its absence means unknown, not that it
    is not there."""
    left_unknown, right_unknown = unknown

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        left = get(tl, at, trigger, cand)
        if left is None and left_unknown:
            return None
        right = other(tl, at, trigger, cand)
        if right is None and right_unknown:
            return None
        if left is None or right is None:
            return negated
        return (left == right) is not negated

    return test


def sent(comparison: str, clock: int) -> Test:
    """Return how the clock time of the event at hand is compared."""

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        second = tl.zone.second_of_day(cand.at if cand is not None else trigger.at if trigger is not None else at)
        if comparison == "at_latest":
            return second <= clock
        return second < clock if comparison == "before" else second > clock

    return test


def not_fact(name: str) -> Test:
    """Return whether a yes-or-no fact is no: the negation that guidelines use most, without a call more."""

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        value = tl.fact(name, at) if name in tl.dated else tl.steady.get(name)
        return None if value is None else not value

    return test


def of_list(get: Getter, unknown: bool, passes: Callable[[tuple[str, ...]], bool]) -> Test:
    """Return a test of a list; one that is not there is empty, unless it can be unknown."""
    absent = None if unknown else passes(())

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        value = get(tl, at, trigger, cand)
        return absent if value is None else passes(value)  # type: ignore[arg-type]

    return test


def some_in_list(get: Getter, unknown: bool, names: frozenset[str]) -> Test:
    """Return whether a list holds any of some names."""
    absent = None if unknown else False

    def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
        value = get(tl, at, trigger, cand)
        return absent if value is None else not names.isdisjoint(value)  # type: ignore[arg-type]

    return test
