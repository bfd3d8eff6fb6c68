"""Calendar, deadlines and wall clocks, as pure functions.

An instant is seconds since 1970-01-01T00:00:00Z, a day is the ordinal of a local date.
"""

from compliance.time.calendar import Calendar, CalendarRangeError
from compliance.time.explain import Step, explain
from compliance.time.limit import Limit, Unit, compile_limit, compile_opens, due, opens, start_of
from compliance.time.stamp import TimeProblem
from compliance.time.words import (
    format_clock,
    format_day,
    format_duration,
    format_instant,
    format_limit,
    weekday_name,
)
from compliance.time.zone import Day, Instant, Zone, zone

__all__ = [
    "Calendar",
    "CalendarRangeError",
    "Day",
    "Instant",
    "Limit",
    "Step",
    "TimeProblem",
    "Unit",
    "Zone",
    "compile_limit",
    "compile_opens",
    "due",
    "explain",
    "format_clock",
    "format_day",
    "format_duration",
    "format_instant",
    "format_limit",
    "opens",
    "start_of",
    "weekday_name",
    "zone",
]
