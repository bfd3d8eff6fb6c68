"""When something is due, asked of a record: a part of the witness. The arithmetic is that of `time/naive_limits.py`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from naive_record import Record
from naive_truth import Truths

from compliance.episodes.model import Event
from compliance.graph.model import Guideline
from compliance.language.condition_tree import Pattern, Reference
from compliance.language.rule_tree import (
    AnchorPick,
    Before,
    Between,
    By,
    Cases,
    LimitPick,
    Offset,
    Promptly,
    Recurring,
    Roles,
)
from compliance.time import Calendar

sys.path.insert(0, str(Path(__file__).parents[1] / "time"))

import naive_limits
import red_days


@dataclass(frozen=True)
class Window:
    """From when to when. `due` None: not yet, or (`known` False) nobody can say."""

    due: int | None
    known: bool = True
    opens: int | None = None
    numberless: bool = False


LATER, UNKNOWN = Window(None), Window(None, known=False)


@cache
def red(year: int, holidays: bool, eves: bool) -> frozenset[date]:
    return frozenset((*(red_days.public(year) if holidays else ()), *(red_days.eves(year) if eves else ())))


def closing(calendar: Calendar | None) -> Callable[[date], bool] | None:
    if calendar is None:
        return None
    extra = {date.fromordinal(day) for day in calendar.extra}
    free, holidays, eves = calendar.closed_weekdays, calendar.holidays, calendar.eves
    return lambda day: day.weekday() in free or day in extra or day in red(day.year, holidays, eves)


def clock_of(second: int | None) -> time | None:
    return None if second is None else time(second // 3600, second // 60 % 60, second % 60)


class Windows:
    """The windows of one guideline's rules."""

    def __init__(self, record: Record, truths: Truths, guideline: Guideline) -> None:
        self.record, self.truths, self.closed = record, truths, closing(guideline.calendar)
        self.guideline = guideline

    def of(self, deadline: object, trigger: Event | None, at: int, actor: object = None) -> Window:
        match deadline:
            case None:
                return Window(at)
            case By(limit):
                return self.limit(limit, trigger, at)
            case Before(pattern):
                if deadline.already and trigger is not None and self.was(pattern, trigger):
                    return Window(trigger.at)
                after = self.next(pattern, trigger, at)
                return Window(self.latest(pattern, trigger) if after is None and deadline.already else after)
            case Between(lower, upper, unit, anchor):
                start = Window(at) if anchor is None else self.anchor(anchor, trigger, at)
                if start.due is None:
                    return start
                assert isinstance(lower, int) and isinstance(upper, int)
                moment = naive_limits.opens(unit.lower(), lower, None, self.closed, utc(start.due), self.record.zone)
                return Window(self.reckon(upper, unit, None, False, start.due), opens=int(moment.timestamp()))
            case Promptly(until):
                end = None if until is None else self.next(until, trigger, at)
                bound = actor.names[0].name if isinstance(actor, Roles) else None
                closed = self.record.closed(at, trigger, self.guideline, bound)
                return Window(closed if end is None else end, numberless=True)
            case Recurring(period):
                assert isinstance(period.amount, int)
                return Window(self.reckon(period.amount, str(period.unit), None, False, at))
        raise NotImplementedError(deadline)

    def limit(self, limit: object, trigger: Event | None, at: int) -> Window:
        if isinstance(limit, Cases):
            possible: list[Window] = []
            for inner, condition in limit.cases:
                value = self.truths.holds(condition, at, trigger)
                if value is not False:
                    possible.append(self.limit(inner, trigger, at))
                if value is True:
                    break
            return possible[0] if possible and all(p == possible[0] for p in possible) else UNKNOWN
        if isinstance(limit, LimitPick):
            left, right = self.limit(limit.left, trigger, at), self.limit(limit.right, trigger, at)
            return pick(limit.later, left, right)
        assert isinstance(limit, Offset) and (limit.clock is None or isinstance(limit.clock, int))
        length = limit.duration
        if length.unit is None:
            return self.field_itself(limit, trigger, at)
        start = Window(at) if limit.anchor is None else self.anchor(limit.anchor, trigger, at)
        if start.due is None:
            return start
        assert isinstance(length.amount, int)
        return Window(self.reckon(length.amount, length.unit, limit.clock, limit.sunday is not None, start.due))

    def reckon(self, amount: int, unit: str, clock: int | None, sunday: bool, start: int) -> int:
        moved = self.closed if sunday else None
        moment = naive_limits.due(
            unit.lower(), amount, clock_of(clock), self.closed, moved, utc(start), self.record.zone
        )
        return int(moment.timestamp())

    def next(self, pattern: Pattern, trigger: Event | None, at: int) -> int | None:
        found = self.truths.found(pattern, self.record.as_of, trigger, None)
        return min((e.at for e, value in found if value and e.at >= at), default=None)

    def was(self, pattern: Pattern, trigger: Event) -> bool:
        """Whether the trigger was such an event when it happened, whatever became of it."""
        return any(e is trigger and value for e, value in self.truths.found(pattern, trigger.at, trigger, None))

    def latest(self, pattern: Pattern, trigger: Event | None) -> int | None:
        found = self.truths.found(pattern, self.record.as_of, trigger, None)
        return max((e.at for e, value in found if value), default=None)

    def anchor(self, anchor: object, trigger: Event | None, at: int) -> Window:
        match anchor:
            case AnchorPick(later, left, right):
                return pick(later, self.anchor(left, trigger, at), self.anchor(right, trigger, at))
            case Reference():
                value = self.carried(anchor, trigger, at)
                return UNKNOWN if value is None else Window(self.moment(value))
            case Pattern():
                event = self.nearest(anchor, trigger, at)
                return LATER if event is None else Window(event.at)
        raise NotImplementedError(anchor)

    def nearest(self, pattern: Pattern, trigger: Event | None, at: int) -> Event | None:
        """The trigger itself, else the latest before it, else the first after it."""
        if trigger is not None and self.truths.matches(pattern, trigger, trigger):
            return trigger
        found = [e for e, value in self.truths.found(pattern, self.record.as_of, trigger, None) if value]
        before = [e for e in found if e.at <= at]
        return before[-1] if before else found[0] if found else None

    def carried(self, name: Reference, trigger: Event | None, at: int) -> object:
        kind = Reference(str(name.owner), None, name.span)
        event = self.nearest(Pattern(kind, (), (), None, name.span), trigger, at)
        return None if event is None else self.truths.field(event, name.name)

    def moment(self, value: object) -> int:
        if isinstance(value, date):
            return int(naive_limits.at(value, time(0), self.record.zone, first=True).timestamp())
        assert isinstance(value, int)
        return value

    def field_itself(self, limit: Offset, trigger: Event | None, at: int) -> Window:
        """A moment as it stands, a date to its end or to a clock time of it; söndagsregeln may move either."""
        assert isinstance(limit.anchor, Reference)
        value = self.carried(limit.anchor, trigger, at)
        if value is None:
            return UNKNOWN
        day = moved = value if isinstance(value, date) else self.record.today(self.moment(value))
        while limit.sunday is not None and self.closed is not None and self.closed(moved):
            moved += timedelta(days=1)
        if moved == day and limit.clock is None and not isinstance(value, date):
            return Window(self.moment(value))
        clock = time(23, 59, 59) if limit.clock is None else clock_of(limit.clock)  # type: ignore[arg-type]
        assert clock is not None
        return Window(int(naive_limits.at(moved, clock, self.record.zone).timestamp()))


def utc(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def pick(later: bool, left: Window, right: Window) -> Window:
    """The later of two needs both; of the earlier of two, one that has not happened does not count."""
    if not left.known or not right.known:
        return UNKNOWN
    dues = [w.due for w in (left, right) if w.due is not None]
    if later:
        return Window(max(dues)) if len(dues) == 2 else LATER
    return Window(min(dues)) if dues else LATER
