"""A calendar month: its dates, the one before and after it, and which month a date lies in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from compliance.time import Day

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})\Z")


class Month(NamedTuple):
    """A month of a year, written 2024-03. Months are ordered in time."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> Day:
        """Its first date."""
        return date(self.year, self.number, 1).toordinal()

    @property
    def last(self) -> Day:
        """Its last date."""
        return self.after.first - 1

    @property
    def after(self) -> Month:
        """The month that follows."""
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    @property
    def before(self) -> Month:
        """The month that comes before."""
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)


def month_of(day: Day) -> Month:
    """Return the month that a date lies in."""
    found = date.fromordinal(day)
    return Month(found.year, found.month)


def parse_month(text: str) -> Month | None:
    """Return a month written as 2024-03, None for anything else."""
    match = _WRITTEN.match(text.strip())
    if match is None:
        return None
    year, number = int(match[1]), int(match[2])
    return Month(year, number) if 1 <= number <= 12 and 1 <= year < 9999 else None


def months(first: Month, last: Month) -> Iterator[Month]:
    """Return the months from the first to the last, both with it."""
    while first <= last:
        yield first
        first = first.after
