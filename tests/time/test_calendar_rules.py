"""The calendar against the law's own rules, every day 1990-2060, and how it counts."""

from datetime import date, timedelta

import pytest
import red_days

from compliance.time import Calendar, CalendarRangeError
from compliance.time.calendar import _holidays_of, _open_days

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
VARDAG = Calendar("vardag")
PUBLIC_ONLY = Calendar("utan aftnar", eves=False)
EVES_ONLY = Calendar("bara aftnar", holidays=False, closed_weekdays=())
PLAIN = Calendar("måndag till fredag", country=None, holidays=False, eves=False)


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("calendar", [VARDAG, PUBLIC_ONLY, EVES_ONLY, PLAIN], ids=lambda c: c.name)
def test_every_day_follows_the_law(calendar: Calendar) -> None:
    days = 0
    for year in range(1990, 2061):
        named = {}
        if calendar.holidays:
            named |= red_days.public(year)
        if calendar.eves:
            named |= red_days.eves(year)
        day = date(year, 1, 1)
        while day.year == year:
            names = named.get(day)
            if names is not None:
                expected = " och ".join(sorted(names))
            else:
                weekday = day.weekday()
                expected = WEEKDAYS[weekday] if weekday in calendar.closed_weekdays else None
            assert calendar.closed_because(day.toordinal()) == expected, day
            assert calendar.is_open(day.toordinal()) == (expected is None), day
            days += 1
            day += timedelta(days=1)
    assert days == 25_933


@pytest.mark.parametrize("year", [2008, 2049, 2055, 2060])
def test_two_holidays_on_one_date(year: int) -> None:
    shared = [names for names in red_days.public(year).values() if len(names) > 1]
    assert len(shared) == 1
    day = next(day for day, names in red_days.public(year).items() if len(names) > 1)
    assert VARDAG.closed_because(day.toordinal()) == " och ".join(sorted(shared[0]))


def test_two_holidays_in_words() -> None:
    assert VARDAG.closed_because(ordinal("2008-05-01")) == "första maj och kristi himmelsfärdsdag"


def test_names_are_swedish_whatever_the_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.setenv(variable, "en_US.UTF-8")
    _holidays_of.cache_clear()
    _open_days.cache_clear()
    assert VARDAG.closed_because(ordinal("2026-06-19")) == "midsommarafton"
    assert VARDAG.closed_because(ordinal("2024-03-29")) == "långfredagen"


@pytest.mark.parametrize("text", ["2024-01-05", "2024-03-28", "2024-04-30", "2024-05-10", "2024-12-23"])
def test_bridge_days_and_other_eves_are_ordinary(text: str) -> None:
    assert VARDAG.is_open(ordinal(text))


def test_why_prefers_the_holiday_then_the_local_list_then_the_weekday() -> None:
    extra = frozenset(map(ordinal, ("2024-05-10", "2024-05-11", "2024-05-09")))
    calendar = Calendar("lokal", extra=extra)
    assert calendar.closed_because(ordinal("2024-05-09")) == "kristi himmelsfärdsdag"
    assert calendar.closed_because(ordinal("2024-05-10")) == "lokal stängningsdag"
    assert calendar.closed_because(ordinal("2024-05-11")) == "lokal stängningsdag"
    assert calendar.closed_because(ordinal("2024-05-12")) == "söndag"
    assert calendar.closed_because(ordinal("2024-05-13")) is None
    assert calendar.after(ordinal("2024-05-08"), 1) == ordinal("2024-05-13")
    assert calendar.before(ordinal("2024-05-13"), 1) == ordinal("2024-05-08")


@pytest.mark.parametrize("calendar", [VARDAG, PUBLIC_ONLY, EVES_ONLY, PLAIN], ids=lambda c: c.name)
def test_counting_agrees_with_a_walk(calendar: Calendar) -> None:
    for start in range(ordinal("2023-12-01"), ordinal("2026-02-01")):
        day = start
        while calendar.closed_because(day) is not None:
            day += 1
        assert calendar.next_open(start) == day
        for step, count in ((1, calendar.after), (-1, calendar.before)):
            day = start
            for n in range(1, 12):
                day += step
                while calendar.closed_because(day) is not None:
                    day += step
                assert count(start, n) == day


def test_weekday_limits_over_the_whole_weekday_cycle() -> None:
    """Practice C.5, 19: every start day of 28 years, 0 to 60 weekdays on."""
    closed = {day for year in range(2009, 2040) for day in red_days.public(year) | red_days.eves(year)}
    first, last = date(2010, 1, 1), date(2037, 12, 31)
    opened = []
    day = first
    while day <= last + timedelta(days=150):
        if day.weekday() < 5 and day not in closed:
            opened.append(day.toordinal())
        day += timedelta(days=1)
    position = 0
    cases = 0
    for start in range(first.toordinal(), last.toordinal() + 1):
        while opened[position] < start:
            position += 1
        assert VARDAG.next_open(start) == opened[position]
        base = position if opened[position] == start else position - 1
        for n in range(1, 61):
            assert VARDAG.after(start, n) == opened[base + n]
        cases += 61
    assert cases == 623_847


def test_counting_over_whole_years() -> None:
    assert PLAIN.after(ordinal("2024-01-01"), 5 * 52 * 3) == ordinal("2024-01-01") + 7 * 52 * 3
    assert PLAIN.before(ordinal("2024-01-01"), 5 * 52 * 3) == ordinal("2024-01-01") - 7 * 52 * 3


@pytest.mark.parametrize("year", [1, 1952, 2101, 9999])
def test_years_without_known_holidays_are_refused(year: int) -> None:
    day = date(year, 6, 15).toordinal()
    for ask in (VARDAG.is_open, VARDAG.closed_because, VARDAG.next_open):
        with pytest.raises(CalendarRangeError, match=f"1953-2100, not for {year}"):
            ask(day)
    assert isinstance(PLAIN.is_open(day), bool)


def test_the_first_and_last_year_are_known_and_a_search_stops_there() -> None:
    assert VARDAG.closed_because(ordinal("1953-01-01")) == "nyårsdagen"
    assert VARDAG.closed_because(ordinal("2100-12-31")) == "nyårsafton"
    assert VARDAG.after(ordinal("2100-12-29"), 1) == ordinal("2100-12-30")
    with pytest.raises(CalendarRangeError):
        VARDAG.after(ordinal("2100-12-30"), 1)
    with pytest.raises(CalendarRangeError):
        VARDAG.before(ordinal("1953-01-02"), 1)


def test_a_calendar_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="never open"):
        Calendar("aldrig", closed_weekdays=tuple(range(7)))
    with pytest.raises(ValueError, match="weekday"):
        Calendar("fel", closed_weekdays=(7,))
    with pytest.raises(ValueError, match="country"):
        Calendar("fel", country="XX")
    with pytest.raises(ValueError, match="country"):
        Calendar("fel", country=None)


def test_a_year_closed_by_hand_is_passed_over() -> None:
    first, last = ordinal("2024-01-01"), ordinal("2025-12-31")
    calendar = Calendar("stängt", extra=frozenset(range(first, last + 1)))
    assert calendar.next_open(first) == ordinal("2026-01-02")
    assert calendar.before(last, 1) == ordinal("2023-12-29")


@pytest.mark.parametrize("n", [0, -1])
def test_counting_starts_at_one(n: int) -> None:
    for count in (VARDAG.after, VARDAG.before):
        with pytest.raises(ValueError, match="starts at 1"):
            count(ordinal("2024-03-04"), n)
