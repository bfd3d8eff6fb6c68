"""Limits: "within 24 hours", "three weekdays after", "the day before at 12:00", and the instants they give.

Hours, minutes and seconds are elapsed time, whatever the wall clock does. All other units give a local date,
whose end (23:59:59), start or clock time is the instant. Everything is counted from the original anchor.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from compliance.time.calendar import Calendar
from compliance.time.zone import DAY_SECONDS, Day, Instant, Zone


class Unit(Enum):
    """What a limit counts. WEEKDAY counts the open days of a calendar."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEKDAY = "weekday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


ELAPSED = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600}

# A hundred years in each unit: more is a slip of the pen, and would leave the dates that can be computed.
LARGEST_AMOUNT = {
    Unit.SECOND: 36_525 * DAY_SECONDS,
    Unit.MINUTE: 36_525 * 1440,
    Unit.HOUR: 36_525 * 24,
    Unit.DAY: 36_525,
    Unit.WEEKDAY: 36_525,
    Unit.WEEK: 5_218,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time from an anchor; a negative amount is before it.

    `clock` is a wall clock time (second of day) on the resulting date, for units that give a date. `calendar`
    is what WEEKDAY counts; other units do not use it. `sunday_rule` is söndagsregeln (lag 1930:173, 2 §) as
    an option: a due date on which that calendar is closed moves to its next open date, hours to the end of
    it. The rule moves what is due, never `opens` or `start_of`.
    """

    amount: int
    unit: Unit
    clock: int | None = None
    calendar: Calendar | None = None
    sunday_rule: Calendar | None = None

    def __post_init__(self) -> None:
        if abs(self.amount) > LARGEST_AMOUNT[self.unit]:
            raise ValueError(f"a limit of {self.amount} {self.unit.value}s is more than a hundred years")
        if self.clock is not None:
            if self.unit in ELAPSED:
                raise ValueError("a clock time belongs to a date, not to elapsed hours, minutes or seconds")
            if not 0 <= self.clock < DAY_SECONDS:
                raise ValueError("a clock time is 0 to 86399 seconds after midnight")
        if self.unit is Unit.WEEKDAY and self.calendar is None:
            raise ValueError("weekdays need a calendar")


def due(limit: Limit, anchor: Instant, zone: Zone) -> Instant:
    """Return the last instant that is in time, to the second."""
    if limit.unit in ELAPSED:
        return _elapsed_due(limit, anchor, zone)
    return close_of(limit, sunday_moved(limit, target_day(limit, zone.day(anchor))), zone)


def opens(limit: Limit, anchor: Instant, zone: Zone) -> Instant:
    """Return the first instant of a window whose lower end is the limit; söndagsregeln does not move it."""
    if limit.unit in ELAPSED:
        return anchor + limit.amount * ELAPSED[limit.unit]
    day = target_day(limit, zone.day(anchor))
    return zone.start_of_day(day) if limit.clock is None else zone.instant(day, limit.clock)


def start_of(limit: Limit, anchor: Instant, zone: Zone) -> Instant:
    """Return 00:00 local time of the resulting date, whatever its clock; söndagsregeln does not move it."""
    if limit.unit in ELAPSED:
        return zone.start_of_day(zone.day(anchor + limit.amount * ELAPSED[limit.unit]))
    return zone.start_of_day(target_day(limit, zone.day(anchor)))


def compile_limit(limit: Limit, zone: Zone) -> Callable[[Instant], Instant]:
    """Return a function of the anchor that gives the same as `due`, for use on millions of anchors."""
    if limit.unit in ELAPSED:
        if limit.sunday_rule is None:
            seconds = limit.amount * ELAPSED[limit.unit]
            return lambda anchor: anchor + seconds
        return lambda anchor: _elapsed_due(limit, anchor, zone)
    return _by_date(zone, lambda day: close_of(limit, sunday_moved(limit, target_day(limit, day)), zone))


def compile_opens(limit: Limit, zone: Zone) -> Callable[[Instant], Instant]:
    """Return a function of the anchor that gives the same as `opens`, for use on millions of anchors."""
    if limit.unit in ELAPSED:
        seconds = limit.amount * ELAPSED[limit.unit]
        return lambda anchor: anchor + seconds
    return _by_date(zone, lambda day: opens(limit, zone.start_of_day(day), zone))


def _by_date(zone: Zone, find: Callable[[Day], Instant]) -> Callable[[Instant], Instant]:
    """Return a function of an instant whose answer depends on its local date alone, each date reckoned once."""
    answers: dict[Day, Instant] = {}
    known = answers.get
    day_of = zone.day

    def compiled(anchor: Instant) -> Instant:
        day = day_of(anchor)
        answer = known(day)
        if answer is None:
            answer = answers[day] = find(day)
        return answer

    return compiled


def target_day(limit: Limit, day: Day) -> Day:
    """Return the local date that a date limit gives from the anchor's local date, before söndagsregeln."""
    if limit.unit is Unit.DAY:
        return day + limit.amount
    if limit.unit is Unit.WEEK:
        return day + 7 * limit.amount
    if limit.unit is Unit.WEEKDAY and limit.calendar is not None:
        if limit.amount > 0:
            return limit.calendar.after(day, limit.amount)
        if limit.amount < 0:
            return limit.calendar.before(day, -limit.amount)
        return limit.calendar.next_open(day)
    return _months_after(day, limit.amount * (12 if limit.unit is Unit.YEAR else 1))


def sunday_moved(limit: Limit, day: Day) -> Day:
    """Return the date that söndagsregeln gives, the same date if the limit does not have the rule."""
    return day if limit.sunday_rule is None else limit.sunday_rule.next_open(day)


def close_of(limit: Limit, day: Day, zone: Zone) -> Instant:
    """Return the last instant in time on a due date: the limit's clock time, else the end of the day."""
    return zone.end_of_day(day) if limit.clock is None else zone.instant(day, limit.clock)


def _elapsed_due(limit: Limit, anchor: Instant, zone: Zone) -> Instant:
    end = anchor + limit.amount * ELAPSED[limit.unit]
    if limit.sunday_rule is None:
        return end
    day = zone.day(end)
    moved = limit.sunday_rule.next_open(day)
    return end if moved == day else zone.end_of_day(moved)


def _months_after(day: Day, months: int) -> Day:
    """Same day number that many months on, else the last day of that month (lag 1930:173, 1 §)."""
    start = date.fromordinal(day)
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(years, month + 1, min(start.day, monthrange(years, month + 1)[1])).toordinal()
