"""Each kind of value, three ways: JSON Schema, fast reading, and what a person is told it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from unicodedata import normalize

from compliance.graph.vocabulary import Kind, ValueType
from compliance.time import TimeProblem, Zone

Convert = Callable[[object], object]
Schema = dict[str, object]

LARGEST = 10**15
FIRST_YEAR, LAST_YEAR = 1850, 2200
_MOST_KNOWN = 5_000

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_OFFSET = "(?:Z|[+-][0-9]{2}:[0-9]{2})?"
# `$` alone also stands before a last newline.
_END = "(?!\\n)$"
DATE_PATTERN = f"^{_DAY}{_END}"
CLOCK_PATTERN = f"^[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?{_END}"
INSTANT_PATTERN = f"^{_DAY}[T ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?{_OFFSET}{_END}"
DECIMAL_PATTERN = f"^-?[0-9]{{1,15}}\\.[0-9]{{1,15}}{_END}"

INSTANT_SCHEMA: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": INSTANT_PATTERN,
    "description": "en tidpunkt som 2024-03-04T10:15",
}


class Refused(Exception):
    """The fast reading met something that it does not accept; the slow one says what."""


def nfc(text: str) -> str:
    """Return the text in Unicode NFC."""
    return text if text.isascii() else normalize("NFC", text)


def value_schema(value_type: ValueType) -> Schema:
    """Return the JSON Schema of a value; null is allowed and means that the value is absent."""
    match value_type.kind:
        case Kind.BOOL:
            return {"type": ["boolean", "null"], "description": "true eller false"}
        case Kind.TEXT:
            return {"type": ["string", "null"], "description": "text"}
        case Kind.NUMBER:
            return {
                "type": ["number", "string", "null"],
                "pattern": DECIMAL_PATTERN,
                "minimum": -LARGEST,
                "maximum": LARGEST,
                "description": "ett tal",
            }
        case Kind.DATE:
            return _temporal("date", DATE_PATTERN, "ett datum som 2024-03-11")
        case Kind.CLOCK:
            return _temporal("time", CLOCK_PATTERN, "ett klockslag som 08:30")
        case Kind.DATETIME:
            return {**INSTANT_SCHEMA, "type": ["string", "null"]}
        case Kind.ENUM:
            return {"enum": [*value_type.values, None], "description": "ett av " + _listed(value_type.values)}
        case Kind.LIST:
            items: Schema = {"type": "string", "description": "text"}
            if value_type.values:
                items = {
                    "enum": list(value_type.values),
                    "description": "ett av " + _listed(value_type.values),
                }
            return {"type": ["array", "null"], "items": items, "description": "en lista av texter"}


def _temporal(name: str, pattern: str, description: str) -> Schema:
    return {"type": ["string", "null"], "format": name, "pattern": pattern, "description": description}


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def read_date(text: str) -> date | TimeProblem:
    """Read YYYY-MM-DD."""
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        return TimeProblem("format")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return TimeProblem("format")
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else TimeProblem("range")


def read_clock(text: str) -> int | TimeProblem:
    """Read HH:MM or HH:MM:SS as a second of the day."""
    if not text.isascii() or len(text) not in (5, 8):
        return TimeProblem("format")
    parts = text.split(":")
    if any(len(part) != 2 or not part.isdecimal() for part in parts):
        return TimeProblem("format")
    hour, minute, second = (*map(int, parts), 0)[:3]
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else TimeProblem("format")


def read_decimal(text: str) -> float | None:
    """Read a decimal number that YAML left as text: digits, a point, digits."""
    whole, point, part = text.removeprefix("-").partition(".")
    if not (point and text.isascii() and whole.isdecimal() and part.isdecimal()):
        return None
    return float(text) if len(whole) <= 15 and len(part) <= 15 else None


def converter(value_type: ValueType, zone: Zone) -> Convert:
    """Return the fast reading of a value that is not null, with its texts in NFC; it raises Refused."""
    simple = {Kind.BOOL: _bool, Kind.TEXT: _text, Kind.NUMBER: _number}
    readers = {Kind.DATE: read_date, Kind.CLOCK: read_clock, Kind.DATETIME: zone.parse}
    if value_type.kind in simple:
        return simple[value_type.kind]
    if value_type.kind in readers:
        return _timed(readers[value_type.kind])
    allowed = frozenset(value_type.values)
    return _one_of(allowed) if value_type.kind is Kind.ENUM else _list_of(allowed)


def _bool(value: object) -> object:
    if value is True or value is False:
        return value
    raise Refused


def _text(value: object) -> object:
    if type(value) is not str:
        raise Refused
    return value


def _number(value: object) -> object:
    found = read_decimal(value) if type(value) is str else value
    if (type(found) is int or type(found) is float) and -LARGEST <= found <= LARGEST:
        return found
    raise Refused


def _timed(reader: Callable[[str], object]) -> Convert:
    """Return the reading of a time as text; what it was for the last texts that were times is remembered."""
    known: dict[str, object] = {}

    def convert(value: object) -> object:
        if type(value) is not str:
            raise Refused
        found = known.get(value)
        if found is None:
            found = reader(value)
            if type(found) is TimeProblem:
                raise Refused
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[value] = found
        return found

    return convert


def _one_of(allowed: frozenset[str]) -> Convert:
    def convert(value: object) -> object:
        if type(value) is str and value in allowed:
            return value
        raise Refused

    return convert


def _list_of(allowed: frozenset[str]) -> Convert:
    def convert(value: object) -> object:
        if type(value) is not list:
            raise Refused
        if any([type(item) is not str for item in value]) or (allowed and not allowed.issuperset(value)):
            raise Refused
        return tuple(value)

    return convert
