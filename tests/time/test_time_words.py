"""Times, lengths and limits in Swedish."""

from datetime import date

import pytest

from compliance.time import (
    Calendar,
    Limit,
    Unit,
    format_clock,
    format_day,
    format_duration,
    format_instant,
    format_limit,
    weekday_name,
    zone,
)

SWEDEN = zone("Europe/Stockholm")
VARDAG = Calendar("vardag")
NOON = 12 * 3600


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (65, "1 min 5 s"),
        (3600, "1 tim"),
        (86_399, "23 tim 59 min 59 s"),
        (86_400, "1 dygn"),
        (86_400 + 3 * 3600 + 300, "1 dygn 3 tim 5 min"),
        (86_401, "1 dygn 1 s"),
        (-7200, "minus 2 tim"),
        (400 * 86_400, "400 dygn"),
    ],
)
def test_duration(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(24, Unit.HOUR), "24 timmar"),
        (Limit(1, Unit.HOUR), "1 timme"),
        (Limit(0, Unit.HOUR), "0 timmar"),
        (Limit(-2, Unit.HOUR), "2 timmar före"),
        (Limit(-1, Unit.HOUR), "1 timme före"),
        (Limit(-1, Unit.WEEK), "1 vecka före"),
        (Limit(30, Unit.MINUTE), "30 minuter"),
        (Limit(1, Unit.SECOND), "1 sekund"),
        (Limit(3, Unit.DAY), "3 dagar"),
        (Limit(1, Unit.DAY), "1 dag"),
        (Limit(0, Unit.DAY), "samma dag"),
        (Limit(0, Unit.DAY, clock=NOON), "samma dag kl 12:00"),
        (Limit(1, Unit.DAY, clock=NOON), "nästa dag kl 12:00"),
        (Limit(2, Unit.DAY, clock=NOON + 1), "2 dagar kl 12:00:01"),
        (Limit(-1, Unit.DAY), "dagen före"),
        (Limit(-1, Unit.DAY, clock=14 * 3600), "dagen före kl 14:00"),
        (Limit(-3, Unit.DAY), "3 dagar före"),
        (Limit(1, Unit.WEEKDAY, calendar=VARDAG), "1 vardag"),
        (Limit(3, Unit.WEEKDAY, calendar=VARDAG), "3 vardagar"),
        (Limit(0, Unit.WEEKDAY, calendar=VARDAG), "samma dag eller nästa vardag"),
        (Limit(1, Unit.WEEKDAY, clock=NOON, calendar=VARDAG), "nästa vardag kl 12:00"),
        (Limit(-1, Unit.WEEKDAY, calendar=VARDAG), "vardagen före"),
        (Limit(1, Unit.WEEK), "1 vecka"),
        (Limit(4, Unit.WEEK), "4 veckor"),
        (Limit(1, Unit.MONTH), "1 månad"),
        (Limit(12, Unit.MONTH), "12 månader"),
        (Limit(0, Unit.MONTH), "samma dag"),
        (Limit(1, Unit.YEAR), "1 år"),
        (Limit(2, Unit.YEAR), "2 år"),
        (Limit(3, Unit.DAY, sunday_rule=VARDAG), "3 dagar (söndagsregeln)"),
    ],
)
def test_limit(limit: Limit, text: str) -> None:
    assert format_limit(limit) == text


def test_days_and_times() -> None:
    day = date(2024, 3, 5).toordinal()
    assert format_day(day) == "2024-03-05"
    names = [weekday_name(day - 1 + index) for index in range(7)]
    assert names == ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]
    assert format_instant(1_709_636_400, SWEDEN) == "2024-03-05 12:00"
    assert format_instant(1_709_636_401, SWEDEN) == "2024-03-05 12:00:01"
    assert format_instant(1_709_636_400, zone("UTC")) == "2024-03-05 11:00"
    assert format_clock(0) == "00:00"
    assert format_clock(86_399) == "23:59:59"
