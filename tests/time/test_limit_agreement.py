"""The limits against a second, naive implementation: 100,000 random cases, many around clock changes."""

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import naive_limits as naive
import pytest
import red_days

from compliance.time import Calendar, Limit, Unit, compile_limit, due, explain, opens, start_of, zone

CASES = 100_000
PARTS = 4
LARGEST = {
    "second": 10**7,
    "minute": 200_000,
    "hour": 2_000,
    "day": 120,
    "weekday": 40,
    "week": 60,
    "month": 40,
    "year": 10,
}
UNITS = ("hour", "day", "weekday", *LARGEST)
USUAL = {"hour": (0, 1, 2, 24, 48, 72, -24), "day": (0, 1, 2, 3, 5, 7, 21, -1), "weekday": (0, 1, 2, 3, -1)}
LOCAL = frozenset({date(2024, 5, 10), date(2024, 10, 28), date(2025, 3, 31), date(2030, 4, 1)})


@cache
def holidays(year: int) -> frozenset[date]:
    return frozenset(red_days.public(year))


@cache
def eves(year: int) -> frozenset[date]:
    return frozenset(red_days.eves(year))


def vardag(day: date) -> bool:
    return day.weekday() >= 5 or day in holidays(day.year) or day in eves(day.year)


def with_eves_open(day: date) -> bool:
    return day.weekday() >= 5 or day in holidays(day.year)


def local_list(day: date) -> bool:
    return vardag(day) or day in LOCAL


def saturdays_open(day: date) -> bool:
    return day.weekday() == 6 or day in holidays(day.year) or day in eves(day.year)


def no_holidays(day: date) -> bool:
    return day.weekday() >= 5


CALENDARS = (
    (Calendar("vardag"), vardag),
    (Calendar("aftnar öppna", eves=False), with_eves_open),
    (Calendar("lokal", extra=frozenset(day.toordinal() for day in LOCAL)), local_list),
    (Calendar("lördag öppen", closed_weekdays=(6,)), saturdays_open),
    (Calendar("inga helgdagar", country=None, holidays=False, eves=False), no_holidays),
)


def anchor_of(rng: random.Random) -> datetime:
    year = rng.randint(1990, 2055)
    kind = rng.random()
    if kind < 0.4:  # around a clock change
        last = date(year, rng.choice((3, 10)), 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        day = sunday + timedelta(days=rng.choice((-3, -1, 0, 0, 0, 1)))
    elif kind < 0.6:  # around holidays
        day = rng.choice(sorted(holidays(year) | eves(year))) + timedelta(days=rng.randint(-4, 2))
    elif kind < 0.75:  # around the end of a month
        day = date(year, rng.randint(1, 12), 1) + timedelta(days=rng.randint(-4, 1))
    else:
        day = date(year, 1, 1) + timedelta(days=rng.randint(0, 365))
    second = rng.choice((0, 86_399, 43_200, 43_201, rng.randint(0, 10_800), rng.randint(0, 86_399)))
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return midnight + timedelta(seconds=second - rng.choice((0, 3600, 7200)))


def limit_of(rng: random.Random) -> tuple[Limit, naive.Closed | None, naive.Closed | None]:
    unit = rng.choice(UNITS)
    amount = rng.randint(-LARGEST[unit] // 4, LARGEST[unit])
    if unit in USUAL and rng.random() < 0.7:
        amount = rng.choice(USUAL[unit])
    clock = None
    if unit not in ("second", "minute", "hour") and rng.random() < 0.4:
        clock = rng.choice((0, 43_200, 7_200, 9_000, 10_799, 10_800, 86_399, rng.randint(0, 86_399)))
    calendar, closed = rng.choice(CALENDARS) if unit == "weekday" else (None, None)
    rule, sunday = rng.choice(CALENDARS) if rng.random() < 0.3 else (None, None)
    return Limit(amount, Unit(unit), clock, calendar, rule), closed, sunday


@pytest.mark.parametrize("part", range(PARTS))
def test_limits_agree_with_the_naive_reading(part: int) -> None:
    rng = random.Random(20_240_305 + part)
    names = ("Europe/Stockholm", "Europe/Stockholm", "America/Sao_Paulo", "America/New_York")
    name = names[part]
    here, info = zone(name), ZoneInfo(name)
    limits = [limit_of(rng) for _ in range(500)]
    compiled = [compile_limit(limit, here) for limit, _, _ in limits]
    for case in range(CASES // PARTS):
        index = rng.randrange(len(limits))
        limit, closed, sunday = limits[index]
        moment = anchor_of(rng)
        anchor = int(moment.timestamp())
        unit, amount = limit.unit.value, limit.amount
        clock = None
        if limit.clock is not None:
            clock = time(limit.clock // 3600, limit.clock // 60 % 60, limit.clock % 60)
        where = (limit, moment.isoformat(), name)
        expected = int(naive.due(unit, amount, clock, closed, sunday, moment, info).timestamp())
        assert due(limit, anchor, here) == expected, where
        assert compiled[index](anchor) == expected, where
        if case % 4 == 0:
            start = naive.opens(unit, amount, clock, closed, moment, info)
            assert opens(limit, anchor, here) == int(start.timestamp()), where
            midnight = naive.start_of(unit, amount, closed, moment, info)
            assert start_of(limit, anchor, here) == int(midnight.timestamp()), where
        if case % 20 == 0:
            assert explain(limit, anchor, here)[-1].instant == expected, where
