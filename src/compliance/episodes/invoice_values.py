"""Numbers, dates and months as they stand in an invoice basis, by the forms that a mapping states."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

MOST_DIGITS = 15

_BLANK = "[ \u00a0\u202f\u2009]"
_UNIT = re.compile(r"[ \u00a0]?(?:kr|kronor|SEK|dygn)\.?\Z", re.IGNORECASE)
_FIELDS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "hh": r"(?P<hour>[0-9]{2})",
    "h": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})",
}
_TOKEN = re.compile(r"YYYY|MM?|DD?|hh?|mm|ss|\[|\]|[A-Za-z]|.", re.DOTALL)


class Written(NamedTuple):
    """A local time as precisely as it was written: a date as an ordinal, the second of the day (None: a date alone),
    and whether seconds were given."""

    day: int
    second: int | None = None
    seconds: bool = False


def number(text: str, decimal: str) -> Decimal | None:
    """Read a number with its decimal sign; blanks, or the other sign, may stand between groups of three digits. None
    for anything else."""
    match = _number_form(decimal).fullmatch(_UNIT.sub("", text.strip()))
    if match is None:
        return None
    whole = re.sub("[^0-9]", "", match["whole"])
    if len(whole) > MOST_DIGITS or len(match["part"] or "") > MOST_DIGITS:
        return None
    found = Decimal(f"{whole}.{match['part'] or 0}") if match["part"] else Decimal(whole)
    return -found if match["sign"] and found else found


@cache
def _number_form(decimal: str) -> re.Pattern[str]:
    other = "." if decimal == "," else ","
    group = f"(?:{_BLANK}|{re.escape(other)})"
    whole = f"[0-9]{{1,3}}(?P<gap>{group})[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*|[0-9]+"
    return re.compile(f"(?P<sign>[-\u2212]?)(?P<whole>{whole})(?:{re.escape(decimal)}(?P<part>[0-9]+))?")


@cache
def date_form(form: str) -> re.Pattern[str] | None:
    """Return the pattern of a form such as `YYYY-MM-DD[ hh:mm[:ss]]`, what stands in brackets may be left out; None
    where it is no form."""
    pattern, depth, used = "", 0, set()
    for token in _TOKEN.findall(form):
        if token in "[]" and len(token) == 1:
            depth += 1 if token == "[" else -1
            pattern += "(?:" if token == "[" else ")?"
        elif token in _FIELDS:
            name = token[0]
            if name in used:
                return None
            used.add(name)
            pattern += _FIELDS[token]
        elif token.isalpha() and token != "T":
            return None
        else:
            pattern += re.escape(token)
        if depth < 0:
            return None
    return re.compile(pattern) if depth == 0 and used else None


def says(form: str, *fields: str) -> bool:
    """Say whether a form has each of the fields `year`, `month`, `day`."""
    pattern = date_form(form)
    return pattern is not None and all(field in pattern.groupindex for field in fields)


def written(text: str, form: str) -> Written | None:
    """Read a local date or time by its form; None for anything else, and for a date that is none."""
    pattern = date_form(form)
    match = pattern.fullmatch(text.strip()) if pattern is not None else None
    if match is None:
        return None
    found = {name: int(value) for name, value in match.groupdict().items() if value is not None}
    try:
        day = date(found["year"], found["month"], found["day"]).toordinal()
    except (ValueError, KeyError):
        return None
    if "hour" not in found:
        return Written(day)
    hour, minute, second = found["hour"], found.get("minute", 0), found.get("second", 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Written(day, hour * 3600 + minute * 60 + second, "second" in found)


def month(text: str, form: str) -> tuple[int, int] | None:
    """Read a month of a year by its form; None for anything else."""
    pattern = date_form(form)
    match = pattern.fullmatch(text.strip()) if pattern is not None else None
    if match is None or match["year"] is None or match["month"] is None:
        return None
    found = (int(match["year"]), int(match["month"]))
    return found if 1 <= found[1] <= 12 and 1 <= found[0] < 9999 else None
