"""How a due time came about, step by step, with every day that was passed over and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from compliance.time.calendar import Calendar
from compliance.time.limit import ELAPSED, Limit, Unit, close_of, sunday_moved, target_day
from compliance.time.words import (
    format_amount,
    format_clock,
    format_day,
    format_duration,
    format_instant,
    weekday_name,
)
from compliance.time.zone import Day, Instant, Zone


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of a Swedish sentence, the instant reached, and the days passed over with reasons."""

    text: str
    instant: Instant
    skipped: tuple[tuple[Day, str], ...] = ()


def explain(limit: Limit, anchor: Instant, zone: Zone) -> tuple[Step, ...]:
    """Return the steps from the anchor to the due time; the instant of the last one is what `due` returns."""
    day = zone.day(anchor)
    steps = [Step(f"utgångspunkt {format_instant(anchor, zone)} ({weekday_name(day)})", anchor)]
    if limit.unit in ELAPSED:
        steps.append(_elapsed_step(limit, anchor, zone))
        target = zone.day(steps[-1].instant)
    else:
        target = target_day(limit, day)
        steps.append(_date_step(limit, day, target, zone))
    moved = sunday_moved(limit, target)
    if limit.sunday_rule is not None and moved != target:
        skipped = _closed_days(limit.sunday_rule, range(target, moved))
        reasons = ", ".join(f"{format_day(closed)} är {reason}" for closed, reason in skipped)
        instant = close_of(limit, moved, zone)
        text = f"söndagsregeln: {reasons}, flyttas till {format_day(moved)}"
        steps.append(Step(text, instant, skipped))
    return tuple(steps)


def _elapsed_step(limit: Limit, anchor: Instant, zone: Zone) -> Step:
    end = anchor + limit.amount * ELAPSED[limit.unit]
    text = f"{_signed(limit)}: {format_instant(end, zone)} ({weekday_name(zone.day(end))})"
    turned = zone.offset(max(anchor, end)) - zone.offset(min(anchor, end))
    if turned:
        way = "framåt" if turned > 0 else "bakåt"
        text += f", klockan ställs om {_changes(anchor, end, zone)}{format_duration(abs(turned))} {way}"
    return Step(text, end)


def _changes(anchor: Instant, end: Instant, zone: Zone) -> str:
    """Name the date of the clock change between two instants, if there is only one."""
    first, last = sorted((anchor, end))
    days = range(zone.day(first) + 1, zone.day(last) + 1)
    points = [first, *map(zone.start_of_day, days), last]
    changed = [a for a, b in pairwise(points) if zone.offset(a) != zone.offset(b)]
    return f"{format_day(zone.day(changed[0]))}, " if len(changed) == 1 else ""


def _date_step(limit: Limit, day: Day, target: Day, zone: Zone) -> Step:
    instant = close_of(limit, target, zone)
    skipped: tuple[tuple[Day, str], ...] = ()
    text = "samma dag" if limit.amount == 0 else _signed(limit)
    if limit.unit is Unit.WEEKDAY and limit.calendar is not None:
        text = _weekdays_text(limit)
        if limit.amount == 0:
            passed = range(day, target)
        else:
            passed = range(day + 1, target) if limit.amount > 0 else range(day - 1, target, -1)
        skipped = _closed_days(limit.calendar, passed)
    if skipped:
        text += ": hoppar över " + ", ".join(f"{reason} {format_day(closed)}" for closed, reason in skipped)
    text += f"{';' if skipped else ':'} {_until(limit, target, instant, zone)}"
    number = date.fromordinal(day).day
    if limit.unit in (Unit.MONTH, Unit.YEAR) and date.fromordinal(target).day != number:
        text += f", månaden har ingen dag {number}"
    return Step(text, instant, skipped)


def _until(limit: Limit, target: Day, instant: Instant, zone: Zone) -> str:
    if limit.clock is None:
        return f"till slutet av {weekday_name(target)} {format_day(target)}"
    return f"{weekday_name(target)} {format_day(target)} kl {format_clock(zone.second_of_day(instant))}"


def _weekdays_text(limit: Limit) -> str:
    if limit.amount == 0:
        return "samma dag eller nästa vardag"
    return format_amount(limit.amount, limit.unit) + (" före" if limit.amount < 0 else "")


def _signed(limit: Limit) -> str:
    return f"{'−' if limit.amount < 0 else '+'} {format_amount(limit.amount, limit.unit)}"


def _closed_days(calendar: Calendar, days: range) -> tuple[tuple[Day, str], ...]:
    """Return the closed dates among some dates, with their reasons, in the order of the dates given."""
    found = ((day, calendar.closed_because(day)) for day in days)
    return tuple((day, reason) for day, reason in found if reason is not None)
