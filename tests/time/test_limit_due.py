"""Limits: the boundaries, month ends, söndagsregeln, clock changes, and what is refused."""

from calendar import monthrange
from datetime import date

import pytest

from compliance.time import Calendar, Limit, Unit, compile_limit, due, opens, start_of, zone

SWEDEN = zone("Europe/Stockholm")
VARDAG = Calendar("vardag")
NOON = 12 * 3600


def instant(text: str) -> int:
    found = SWEDEN.parse(text)
    assert isinstance(found, int), text
    return found


def written(moment: int) -> str:
    return SWEDEN.isoformat(moment)[:19]


def limit(amount: int, unit: str, clock: int | None = None, *, rule: Calendar | None = None) -> Limit:
    kind = Unit(unit)
    return Limit(amount, kind, clock, VARDAG if kind is Unit.WEEKDAY else None, rule)


@pytest.mark.parametrize(
    ("amount", "unit", "clock", "anchor", "expected"),
    [
        # Elapsed time, to the second.
        (24, "hour", None, "2024-03-05T12:00:00", "2024-03-06T12:00:00"),
        (24, "hour", None, "2024-03-05T12:00:01", "2024-03-06T12:00:01"),
        (90, "minute", None, "2024-02-28T23:30", "2024-02-29T01:00:00"),
        (30, "second", None, "2023-12-31T23:59:45", "2024-01-01T00:00:15"),
        (-24, "hour", None, "2024-03-01T12:00", "2024-02-29T12:00:00"),
        (0, "hour", None, "2024-03-05T12:00", "2024-03-05T12:00:00"),
        # Elapsed time across clock changes.
        (24, "hour", None, "2024-03-30T14:00", "2024-03-31T15:00:00"),
        (24, "hour", None, "2024-10-26T14:00", "2024-10-27T13:00:00"),
        (24, "hour", None, "2024-10-27T02:30+02:00", "2024-10-28T01:30:00"),
        (24, "hour", None, "2024-10-27T02:30+01:00", "2024-10-28T02:30:00"),
        (1, "hour", None, "2024-03-31T01:30", "2024-03-31T03:30:00"),
        # Dates: the time of day of the anchor does not matter.
        (3, "day", None, "2024-03-04T00:00", "2024-03-07T23:59:59"),
        (3, "day", None, "2024-03-04T23:59:59", "2024-03-07T23:59:59"),
        (0, "day", None, "2024-03-04T23:59:59", "2024-03-04T23:59:59"),
        (1, "day", NOON, "2024-03-04T12:00:01", "2024-03-05T12:00:00"),
        (0, "day", NOON, "2024-03-04T14:00", "2024-03-04T12:00:00"),
        (0, "day", 0, "2024-03-04T14:00", "2024-03-04T00:00:00"),
        (-1, "day", None, "2024-03-01T08:00", "2024-02-29T23:59:59"),
        (-1, "day", 14 * 3600, "2024-03-01T08:00", "2024-02-29T14:00:00"),
        (21, "day", None, "2024-12-20T08:00", "2025-01-10T23:59:59"),
        (1, "day", None, "2024-03-30T12:00", "2024-03-31T23:59:59"),
        (1, "day", 2 * 3600 + 1800, "2024-03-30T12:00", "2024-03-31T03:30:00"),
        (2, "week", None, "2024-02-20T12:00", "2024-03-05T23:59:59"),
        (-1, "week", None, "2024-03-05T12:00", "2024-02-27T23:59:59"),
        # Weekdays.
        (1, "weekday", None, "2024-03-08T12:00", "2024-03-11T23:59:59"),
        (1, "weekday", None, "2024-03-09T12:00", "2024-03-11T23:59:59"),
        (0, "weekday", None, "2024-03-08T12:00", "2024-03-08T23:59:59"),
        (0, "weekday", None, "2024-03-09T12:00", "2024-03-11T23:59:59"),
        (-1, "weekday", None, "2024-03-11T12:00", "2024-03-08T23:59:59"),
        (-1, "weekday", 14 * 3600, "2024-04-02T10:00", "2024-03-28T14:00:00"),
        (3, "weekday", None, "2024-03-28T12:00", "2024-04-04T23:59:59"),
        (1, "weekday", NOON, "2024-06-20T12:00", "2024-06-24T12:00:00"),
        (1, "weekday", None, "2024-12-23T08:00", "2024-12-27T23:59:59"),
        (1, "weekday", None, "2024-12-30T08:00", "2025-01-02T23:59:59"),
        (1, "weekday", None, "2008-04-30T08:00", "2008-05-02T23:59:59"),
        # Months and years.
        (1, "month", None, "2023-01-31T12:00", "2023-02-28T23:59:59"),
        (1, "month", None, "2024-01-31T12:00", "2024-02-29T23:59:59"),
        (2, "month", None, "2024-01-31T12:00", "2024-03-31T23:59:59"),
        (12, "month", None, "2024-02-29T12:00", "2025-02-28T23:59:59"),
        (1, "year", None, "2024-02-29T12:00", "2025-02-28T23:59:59"),
        (4, "year", None, "2024-02-29T12:00", "2028-02-29T23:59:59"),
        (-1, "month", None, "2024-03-31T12:00", "2024-02-29T23:59:59"),
        (-1, "month", None, "2024-01-15T12:00", "2023-12-15T23:59:59"),
        (0, "month", None, "2024-01-31T12:00", "2024-01-31T23:59:59"),
        (6, "month", NOON, "2024-08-31T18:00", "2025-02-28T12:00:00"),
    ],
)
def test_due(amount: int, unit: str, clock: int | None, anchor: str, expected: str) -> None:
    wanted = limit(amount, unit, clock)
    assert written(due(wanted, instant(anchor), SWEDEN)) == expected
    assert written(compile_limit(wanted, SWEDEN)(instant(anchor))) == expected


def test_hours_over_the_clock_change_are_elapsed_hours() -> None:
    for anchor in ("2024-03-30T12:00", "2024-10-26T12:00", "2024-07-01T12:00"):
        assert due(limit(24, "hour"), instant(anchor), SWEDEN) - instant(anchor) == 24 * 3600
    day = limit(1, "day", NOON)
    anchors = [instant("2024-03-30T12:00"), instant("2024-10-26T12:00")]
    assert [due(day, anchor, SWEDEN) - anchor for anchor in anchors] == [23 * 3600, 25 * 3600]


@pytest.mark.parametrize("months", range(-24, 25))
def test_month_ends(months: int) -> None:
    """Practice C.5, 21: the 28th to the 31st, and always from the original anchor."""
    for year in (2023, 2024):
        for month in range(1, 13):
            for number in range(28, monthrange(year, month)[1] + 1):
                index = year * 12 + month - 1 + months
                there = (index // 12, index % 12 + 1)
                expected = date(*there, min(number, monthrange(*there)[1]))
                anchor = instant(f"{year}-{month:02}-{number}T13:00")
                assert written(due(limit(months, "month"), anchor, SWEDEN)) == f"{expected}T23:59:59"
                if months % 12 == 0:
                    assert written(due(limit(months // 12, "year"), anchor, SWEDEN)) == f"{expected}T23:59:59"


@pytest.mark.parametrize(
    ("amount", "unit", "clock", "anchor", "expected"),
    [
        (3, "day", None, "2024-03-28T12:00", "2024-04-02T23:59:59"),  # påskdagen
        (3, "day", None, "2024-03-05T12:00", "2024-03-08T23:59:59"),  # a Friday stays
        (3, "day", None, "2024-03-06T12:00", "2024-03-11T23:59:59"),  # a Saturday
        (3, "day", NOON, "2024-03-06T12:00", "2024-03-11T12:00:00"),
        (1, "day", None, "2024-06-20T12:00", "2024-06-24T23:59:59"),  # midsommarafton
        (1, "day", None, "2024-12-23T12:00", "2024-12-27T23:59:59"),  # julafton
        (1, "day", None, "2024-12-30T12:00", "2025-01-02T23:59:59"),  # nyårsafton
        (1, "day", None, "2024-04-29T12:00", "2024-04-30T23:59:59"),  # valborg is an ordinary day
        (1, "day", None, "2024-03-27T12:00", "2024-03-28T23:59:59"),  # so is skärtorsdagen
        (1, "day", None, "2024-01-04T12:00", "2024-01-05T23:59:59"),  # and trettondagsafton
        (1, "month", None, "2024-05-06T12:00", "2024-06-07T23:59:59"),  # nationaldagen
        (1, "week", None, "2024-04-24T12:00", "2024-05-02T23:59:59"),
        (0, "day", None, "2024-03-09T12:00", "2024-03-11T23:59:59"),
        (-1, "day", None, "2024-03-11T12:00", "2024-03-11T23:59:59"),
        (2, "weekday", None, "2024-03-07T12:00", "2024-03-11T23:59:59"),
        (24, "hour", None, "2024-03-07T12:00", "2024-03-08T12:00:00"),
        (24, "hour", None, "2024-03-08T12:00", "2024-03-11T23:59:59"),
        (12, "hour", None, "2024-03-08T12:00", "2024-03-11T23:59:59"),
        (12, "hour", None, "2024-03-08T11:59:59", "2024-03-08T23:59:59"),
        (60, "minute", None, "2024-03-08T22:59:59", "2024-03-08T23:59:59"),
    ],
)
def test_sunday_rule(amount: int, unit: str, clock: int | None, anchor: str, expected: str) -> None:
    wanted = limit(amount, unit, clock, rule=VARDAG)
    assert written(due(wanted, instant(anchor), SWEDEN)) == expected
    assert written(compile_limit(wanted, SWEDEN)(instant(anchor))) == expected


def test_sunday_rule_is_never_silent_and_never_moves_a_start() -> None:
    anchor = instant("2024-03-28T12:00")
    assert written(due(limit(3, "day"), anchor, SWEDEN)) == "2024-03-31T23:59:59"
    for rule in (None, VARDAG):
        assert written(opens(limit(3, "day", rule=rule), anchor, SWEDEN)) == "2024-03-31T00:00:00"
        assert written(start_of(limit(3, "day", rule=rule), anchor, SWEDEN)) == "2024-03-31T00:00:00"
        assert written(opens(limit(72, "hour", rule=rule), anchor, SWEDEN)) == "2024-03-31T13:00:00"


def test_opens_and_start_of() -> None:
    anchor = instant("2024-03-05T12:30")
    assert written(opens(limit(3, "day"), anchor, SWEDEN)) == "2024-03-08T00:00:00"
    assert written(opens(limit(3, "day", NOON), anchor, SWEDEN)) == "2024-03-08T12:00:00"
    assert written(start_of(limit(3, "day", NOON), anchor, SWEDEN)) == "2024-03-08T00:00:00"
    assert written(opens(limit(2, "hour"), anchor, SWEDEN)) == "2024-03-05T14:30:00"
    assert written(start_of(limit(12, "hour"), anchor, SWEDEN)) == "2024-03-06T00:00:00"
    assert written(opens(limit(1, "weekday"), instant("2024-03-08T12:00"), SWEDEN)) == "2024-03-11T00:00:00"
    assert written(opens(limit(0, "day"), anchor, SWEDEN)) == "2024-03-05T00:00:00"


@pytest.mark.parametrize("unit", ["second", "minute", "hour"])
def test_elapsed_time_takes_no_clock(unit: str) -> None:
    with pytest.raises(ValueError, match="clock"):
        Limit(1, Unit(unit), clock=NOON)


@pytest.mark.parametrize("clock", [-1, 86_400])
def test_clock_is_a_second_of_a_day(clock: int) -> None:
    with pytest.raises(ValueError, match="clock"):
        Limit(1, Unit.DAY, clock=clock)


def test_weekdays_need_a_calendar() -> None:
    with pytest.raises(ValueError, match="calendar"):
        Limit(1, Unit.WEEKDAY)


@pytest.mark.parametrize("unit", list(Unit))
def test_a_limit_is_at_most_a_hundred_years(unit: Unit) -> None:
    for amount in (10**30, -(10**30), 3_155_760_001):
        with pytest.raises(ValueError, match="hundred years"):
            Limit(amount, unit, calendar=VARDAG)
    for amount in (100, -100):
        plain = Calendar("alla", country=None, holidays=False, eves=False, closed_weekdays=())
        for year in (1900, 2200):
            found = due(Limit(amount, unit, calendar=plain), instant(f"{year}-06-15T12:00"), SWEDEN)
            assert (found > instant(f"{year}-06-15T12:00")) == (amount > 0)


def test_limits_compare_by_value() -> None:
    assert limit(3, "day") == limit(3, "day")
    assert len({limit(3, "day"), limit(3, "day"), limit(3, "weekday"), limit(3, "day", rule=VARDAG)}) == 3
