"""Times as text: the one way of writing a time that the program reads, and what can be wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

FIRST_YEAR = 1900
LAST_YEAR = 2200

# Text to seconds for every HH:MM and every :SS there is, and for no seconds; looking them up is faster than counting.
HOURS_MINUTES = {f"{minute // 60:02}:{minute % 60:02}": minute * 60 for minute in range(24 * 60)}
SECONDS = {"": 0} | {f":{second:02}": second for second in range(60)}

_FORM = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?P<minutes>[0-9]{2}:[0-9]{2})"
    r"(?:(?P<seconds>:[0-9]{2})(?P<fraction>[.,][0-9]+)?)?"
    r"(?P<offset>Z|(?P<sign>[+-])(?P<ahead>[0-9]{2}:[0-9]{2}))?"
)

Kind = Literal["format", "nonexistent", "ambiguous", "fraction", "range"]


@dataclass(frozen=True, slots=True)
class TimeProblem:
    """Why a text is no time; it does not repeat the text, which may be anything.

    `kind` is format (not the form, or no such date or clock time: 30 February, 24:00), fraction (parts of a
    second), range (a year outside 1900-2200), nonexistent (a local time that the clock skips) or ambiguous
    (one that comes twice, and no offset says which).
    """

    kind: Kind


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as written: a date as an ordinal, the second of its day, its seconds ahead of UTC if given."""

    day: int
    second_of_day: int
    offset: int | None


def read_stamp(text: str) -> Stamp | TimeProblem:
    """Read the form of a time, knowing nothing of time zones."""
    match = _FORM.fullmatch(text)
    if match is None:
        return TimeProblem("format")
    if match["fraction"] is not None:
        return TimeProblem("fraction")
    minutes = HOURS_MINUTES.get(match["minutes"])
    seconds = SECONDS.get(match["seconds"] or "")
    ahead = HOURS_MINUTES.get(match["ahead"] or "00:00")
    try:
        written = date.fromisoformat(match["date"])
    except ValueError:
        return TimeProblem("format")
    if minutes is None or seconds is None or ahead is None:
        return TimeProblem("format")
    if not FIRST_YEAR <= written.year <= LAST_YEAR:
        return TimeProblem("range")
    offset = None if match["offset"] is None else (-ahead if match["sign"] == "-" else ahead)
    return Stamp(written.toordinal(), minutes + seconds, offset)
