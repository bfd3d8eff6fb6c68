"""The units of time that rules are written in."""

from __future__ import annotations

UNITS: dict[str, tuple[str, str, str, str]] = {
    "SECOND": ("sekund", "sekunder", "second", "seconds"),
    "MINUTE": ("minut", "minuter", "minute", "minutes"),
    "HOUR": ("timme", "timmar", "hour", "hours"),
    "DAY": ("dag", "dagar", "day", "days"),
    "WEEKDAY": ("vardag", "vardagar", "weekday", "weekdays"),
    "WEEK": ("vecka", "veckor", "week", "weeks"),
    "MONTH": ("månad", "månader", "month", "months"),
    "YEAR": ("år", "år", "year", "years"),
}
"""Unit by name: Swedish singular and plural, English singular and plural."""

UNIT_OF: dict[str, str] = {word: unit for unit, words in UNITS.items() for word in words}
