"""Which dates count: a calendar of open and closed local dates, and steps from one open date to another.

Public holidays come from the kept library `holidays`, one year at a time. Its defaults have changed between
releases, so every argument that matters is given.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from compliance.time.zone import Day

FIRST_HOLIDAY_YEAR = 1953
LAST_HOLIDAY_YEAR = 2100
COUNTRIES = ("SE",)
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
LOCAL_CLOSING = "lokal stängningsdag"


class CalendarRangeError(ValueError):
    """A date is outside the years whose public holidays are known."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which local dates are open (count as vardag, arbetsdag).

    `closed_weekdays` are numbers, 0 is Monday. `holidays` closes the public holidays of `country`, `eves`
    closes midsommarafton, julafton and nyårsafton, `extra` closes single dates (ordinals). By default the
    weekdays of lag 1930:173: Monday to Friday less public holidays and the three eves.
    """

    name: str
    country: str | None = "SE"
    closed_weekdays: tuple[int, ...] = (5, 6)
    holidays: bool = True
    eves: bool = True
    extra: frozenset[Day] = frozenset()

    def __post_init__(self) -> None:
        if any(not 0 <= weekday <= 6 for weekday in self.closed_weekdays):
            raise ValueError(f"calendar {self.name!r}: a weekday is 0 (Monday) to 6 (Sunday)")
        if len(set(self.closed_weekdays)) == 7:
            raise ValueError(f"calendar {self.name!r} is never open")
        if self.country is not None and self.country not in COUNTRIES:
            raise ValueError(f"calendar {self.name!r}: no holidays kept for country {self.country!r}")
        if self.country is None and (self.holidays or self.eves):
            raise ValueError(f"calendar {self.name!r}: holidays need a country")

    def is_open(self, day: Day) -> bool:
        """Tell whether a local date counts."""
        return self.closed_because(day) is None

    def closed_because(self, day: Day) -> str | None:
        """Return why a local date is closed, in Swedish, or None.

        Its holiday's name comes first, then local closing, then its weekday.
        """
        if self.holidays or self.eves:
            name = self._holiday(day)
            if name is not None:
                return name
        if day in self.extra:
            return LOCAL_CLOSING
        weekday = (day + 6) % 7
        return WEEKDAYS[weekday] if weekday in self.closed_weekdays else None

    def next_open(self, day: Day) -> Day:
        """Return the first open date that is not before `day`: the day itself if it is open."""
        return self._forward(day, 0, bisect_left)

    def after(self, day: Day, n: int) -> Day:
        """Return the n-th open date strictly after `day`; n is at least 1."""
        return self._forward(day, _counted(n) - 1, bisect_right)

    def before(self, day: Day, n: int) -> Day:
        """Return the n-th open date strictly before `day`; n is at least 1."""
        year = date.fromordinal(day).year
        index = bisect_left(_open_days(self, year), day) - _counted(n)
        while index < 0:
            year -= 1
            index += len(_open_days(self, year))
        return _open_days(self, year)[index]

    def _forward(self, day: Day, index: int, find: Callable[[tuple[Day, ...], Day], int]) -> Day:
        # Ends: some weekday is open, `extra` is finite, and past the years that are known an error stops it.
        year = date.fromordinal(day).year
        index += find(_open_days(self, year), day)
        while index >= len(_open_days(self, year)):
            index -= len(_open_days(self, year))
            year += 1
        return _open_days(self, year)[index]

    def _holiday(self, day: Day) -> str | None:
        year = date.fromordinal(day).year
        if not FIRST_HOLIDAY_YEAR <= year <= LAST_HOLIDAY_YEAR:
            raise CalendarRangeError(
                f"calendar {self.name!r}: holidays are known for "
                f"{FIRST_HOLIDAY_YEAR}-{LAST_HOLIDAY_YEAR}, not for {year}"
            )
        categories = ("public",) * self.holidays + ("de_facto",) * self.eves
        return _holidays_of(self.country or "", categories, year).get(day)


def _counted(n: int) -> int:
    if n < 1:
        raise ValueError("counting open days starts at 1")
    return n


@cache
def _open_days(calendar: Calendar, year: int) -> tuple[Day, ...]:
    """Return the open dates of one year in order."""
    days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    return tuple(day for day in days if calendar.is_open(day))


@cache
def _holidays_of(country: str, categories: tuple[str, ...], year: int) -> Mapping[Day, str]:
    """Return the holidays of one year by date; two on one date are named together."""
    from holidays import country_holidays

    found = country_holidays(
        country, years=year, expand=False, categories=categories, include_sundays=False, language="sv"
    )
    names = {day.toordinal(): " och ".join(sorted(found.get_list(day))).lower() for day in found}
    if not names:
        raise CalendarRangeError(f"the library `holidays` knows no holidays of {country} in {year}")
    return MappingProxyType(names)
