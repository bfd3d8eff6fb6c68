"""How the days of a stay are counted: from when, in dates or in 24-hour periods, and whether they are many enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from compliance.check.logic import Test
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.model import Liability
from compliance.language.condition_tree import Condition
from compliance.payment.verdict import Period
from compliance.time import Day, Instant, Zone

T = TypeVar("T")
WHOLE_PERIOD = 86400
"""Elapsed seconds of a 24-hour period, also when the clocks change."""


class Counting:
    """How one liability counts, compiled."""

    def __init__(self, liability: Liability, compile_: Callable[[Condition], Test], zone: Zone) -> None:
        self.zone = zone
        self.by_final_year = liability.by_final_year
        self.kind = compiled(liability.days, compile_)
        self.start_time = compiled(liability.start_time, compile_)
        self.over = compiled(liability.over, compile_)

    def start(self, tl: Timeline, notice: Event, due: Instant) -> Instant:
        """Return when it starts: on the date that is due, as the date begins or at the clock time of the notice; or at
        the very moment that is due."""
        kind = first(self.start_time, tl, notice)
        if kind == "end_of_limit":
            return due
        day = self.zone.day(due)
        if kind == "clock_of_notice":
            return self.zone.instant(day, self.zone.second_of_day(notice.at))
        return self.zone.start_of_day(day)

    def dates(self, tl: Timeline, notice: Event, start: Instant, ends: Instant | None) -> tuple[Day, ...]:
        """Return the dates that count: from the start to the end, or to the last whole one before the judgement.

        Of 24-hour periods there is a date for each, the first that on which it starts.
        """
        return tuple(self.dates_of(first(self.kind, tl, notice), tl, start, ends))

    def dates_of(self, kind: str, tl: Timeline, start: Instant, ends: Instant | None) -> range:
        """Return the dates that count by a way of counting, from a start."""
        day = self.zone.day(start)
        return range(day, day + self._number(kind, tl, start, ends))

    def length(self, tl: Timeline, notice: Event, ends: Instant | None) -> int:
        """Return how many days a stay lasted from the notice to the end, or to the judgement."""
        return self._number(first(self.kind, tl, notice), tl, notice.at, ends)

    def _number(self, kind: str, tl: Timeline, since: Instant, ends: Instant | None) -> int:
        until = tl.as_of if ends is None else ends
        if until < since:
            return 0
        if kind == "whole_periods":
            return (until - since) // WHOLE_PERIOD
        day = self.zone.day(since)
        if ends is None:
            return max(0, self.zone.day(tl.as_of + 1) - day)
        return self.zone.day(ends) - day + (kind == "dates_inclusive")

    def at_least(self, tl: Timeline, notice: Event) -> int | None:
        """Return over how many days a stay is charged by itself; None where every stay is."""
        return first(self.over, tl, notice) if self.over else None

    def rate_year(self, tl: Timeline, ends: Instant | None) -> int | None:
        """Return the year whose amount every day of a stay costs: that of its end, while it lasts that of the
        judgement; None where each day costs what its own year says."""
        if not self.by_final_year:
            return None
        return date.fromordinal(self.zone.day(tl.as_of if ends is None else ends)).year


def compiled(
    cases: Sequence[tuple[T, Condition | None]], compile_: Callable[[Condition], Test]
) -> tuple[tuple[T, Test | None], ...]:
    """Return the cases of a clause with their conditions compiled."""
    return tuple((word, compile_(c) if c is not None else None) for word, c in cases)


def first(cases: Sequence[tuple[T, Test | None]], tl: Timeline, notice: Event) -> T:
    """Return the first case whose condition holds at a notice; the last has none."""
    for word, test in cases:
        if test is None or test(tl, notice.at, notice, None):
            return word
    return cases[-1][0]


def years(period: Period) -> tuple[int, ...]:
    """Return the year by which each charged day of a period is paid."""
    if period.rate_year is not None:
        return (period.rate_year,) * len(period.days)
    return tuple(date.fromordinal(day).year for day in period.days)
