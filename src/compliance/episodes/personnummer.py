"""Finding and masking Swedish personal numbers: they have no place in a record, nor in a message about one.

A number is ten or twelve digits that begin with a possible date (coordination numbers add 60 to the day) and
end with a valid check digit. Signs and spaces may stand between the digits. Every kind of digit, dash and
space counts as the plain one. A time such as 2024-03-04T10:15 holds no stretch of digits that is long enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

_GAP = r"[-+/ ]{0,3}+"
_MONTH = f"(?:0{_GAP}[1-9]|1{_GAP}[0-2])"
_DAY = f"(?:[0-26-8]{_GAP}[0-9]|[39]{_GAP}[01])"
# Not inside a longer row of digits, not the clock time after a T, and not running on into another ISO date.
_BEFORE = r"(?<![0-9][0-9])(?<![0-9][Tt][0-9])"
_AFTER = r"(?![0-9])(?!-[0-9]{2}-[0-9]{2})"
_REST = f"{_GAP}{_MONTH}{_GAP}{_DAY}(?:{_GAP}[0-9]){{4}}{_AFTER}"
_CENTURY = f"(?:(?<=1){_GAP}[89]|(?<=2){_GAP}0)"
_YEAR = f"{_GAP}[0-9]{_GAP}[0-9]"
_TWELVE = re.compile(f"[0-9]{_BEFORE}{_CENTURY}{_YEAR}{_REST}")
_TEN = re.compile(f"[0-9]{_BEFORE}{_GAP}[0-9]{_REST}")
# Either of them; it begins with a digit, so that the search skips fast over everything else.
_CANDIDATE = re.compile(f"[0-9]{_BEFORE}(?:{_CENTURY}{_YEAR}|{_GAP}[0-9]){_REST}")

_LATIN_ODD = re.compile("[²³¹\xa0\xad\t]")
# For the quick look over Latin-1 bytes: digits of both kinds to 0, all but two signs to x, gaps away.
_SHAPE = bytes(48 if chr(code) in "0123456789²³¹" else code if chr(code) in '":' else 120 for code in range(256))
_GAPS = "-+/ \t\xa0\xad".encode("latin-1")
_TEN_DIGITS = b"0" * 10
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class _Fold(dict[int, str]):
    """Maps a character to one plain one, so that places in the text stay the same; filled as it is asked."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        category = unicodedata.category(char)
        if len(folded) == 1 and folded.isdecimal():
            plain = str(unicodedata.decimal(folded))
        elif category == "Pd" or char in "\u2212\u00ad\ufe63":
            plain = "-"
        elif folded == "+":
            plain = "+"
        elif category in ("Zs", "Cf") or char == "\t":
            plain = " "
        else:
            plain = char
        self[code] = plain
        return plain


_FOLD = _Fold()


def _plain(text: str) -> str:
    """Return the text with plain digits, dashes and spaces, of the same length."""
    if text.isascii():
        return text.replace("\t", " ") if "\t" in text else text
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.translate(_FOLD)
    return text.translate(_FOLD) if _LATIN_ODD.search(text) else text


def _is_number(digits: str) -> bool:
    """Say whether ten or twelve digits are a date and a check digit."""
    tail = digits[-10:]
    total = sum(_DOUBLED[int(d)] if i % 2 == 0 else int(d) for i, d in enumerate(tail))
    if total % 10:
        return False
    year, month, day = int(tail[:2]), int(tail[2:4]), int(tail[4:6])
    day -= 60 if day > 60 else 0
    centuries = (int(digits[:2]),) if len(digits) == 12 else (19, 20)
    return any(_is_date(century * 100 + year, month, day) for century in centuries)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every number in a text with plain digits."""
    found = _CANDIDATE.search(text)
    while found is not None:
        start, end = found.start(), None
        for form in (_TWELVE, _TEN):
            match = form.match(text, start)
            if match is not None and _is_number("".join(c for c in match.group() if c in "0123456789")):
                end = match.end()
                break
        if end is not None:
            yield start, end
        found = _CANDIDATE.search(text, start + 1 if end is None else end)


def outline(text: str) -> bytes:
    """Return what shows of a text from afar: each digit as 0, `"` and `:` as they are, all else as x, gaps away.

    Gaps are spaces, tabs, dashes and the other signs that may stand between the digits of a number.
    """
    try:
        content = text.encode("latin-1")
    except UnicodeEncodeError:
        content = text.translate(_FOLD).encode("latin-1", "replace")
    return content.translate(_SHAPE, _GAPS)


def may_hold_one(seen: bytes) -> bool:
    """Say whether a text may hold a number by its outline: ten digits stand in a row."""
    return _TEN_DIGITS in seen


def find_personal_number(text: str) -> tuple[int, int] | None:
    """Return start and end of the first personal number in a text, or None."""
    return next(_stretches(_plain(text)), None) if may_hold_one(outline(text)) else None


def all_personal_numbers(text: str) -> list[tuple[int, int]]:
    """Return start and end of every personal number in a text."""
    return list(_stretches(_plain(text))) if may_hold_one(outline(text)) else []


def mask(text: str) -> str:
    """Return the text with a star for every digit of every personal number; its length stays the same."""
    if not may_hold_one(outline(text)):
        return text
    plain = _plain(text)
    stretches = list(_stretches(plain))
    chars = list(text)
    for start, end in stretches:
        for index in range(start, end):
            if plain[index] in "0123456789":
                chars[index] = "*"
    return "".join(chars)
