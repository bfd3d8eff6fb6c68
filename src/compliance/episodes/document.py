"""A document as it was read: its plain values, and on request the place of each in the (masked) text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from compliance.episodes.personnummer import all_personal_numbers, find_personal_number, mask
from compliance.language.source import Source, Span

Path = tuple[str | int, ...]
Stretch = tuple[int, int]

MAX_DEPTH = 60

_CHARACTER = re.compile(r"(?s)\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|.")
_ODD_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u(?!00[c-fC-F])[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
_WORD = re.compile(r"\w")


def masked_source(name: str, text: str, first_line: int = 1) -> Source:
    """Return a source that shows no personal number, neither plain nor in escapes; offsets stay the same."""
    if "\\" in text:
        text = _ODD_ESCAPE.sub(_starred, _masked_through_escapes(text))
    return Source(mask(name), mask(text), first_line)


def _starred(match: re.Match[str]) -> str:
    return "\\" + "*" * (len(match.group()) - 1)


def _masked_through_escapes(text: str) -> str:
    """Star out the personal numbers that show when escapes are read as what they stand for."""
    chars: list[str] = []
    starts: list[int] = []
    for match in _CHARACTER.finditer(text):
        char = match.group()
        chars.append(char if len(char) == 1 else _read_escape(char))
        starts.append(match.start())
    starts.append(len(text))
    for start, end in all_personal_numbers("".join(chars)):
        begin, stop = starts[start], starts[end]
        text = text[:begin] + _WORD.sub("*", text[begin:stop]) + text[stop:]
    return text


def _read_escape(escape: str) -> str:
    if len(escape) == 2:
        return " " if escape[1] in "nrt" else escape[1]
    code = int(escape[2:], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else " "


def nfc_path(path: Path) -> Path:
    """Return a path with its keys in Unicode NFC."""
    return tuple([normalize("NFC", part) if isinstance(part, str) else part for part in path])


@dataclass(frozen=True, slots=True)
class Places:
    """Where each value and each key of a document stands."""

    source: Source
    values: Mapping[Path, Stretch] = field(default_factory=dict)
    keys: Mapping[Path, Stretch] = field(default_factory=dict)

    def value(self, path: Path) -> Span:
        """Return the place of a value, or of the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        start, end = self.values.get(path, (0, 1))
        return Span(self.source, start, end)

    def key(self, path: Path) -> Span:
        """Return the place of the key that ends a path, or of the value around it."""
        found = self.keys.get(path)
        return Span(self.source, *found) if found else self.value(path)

    def start(self, path: Path) -> Span:
        """Return the first character of a value: the place of something that is missing in it."""
        span = self.value(path)
        return Span(self.source, span.start, span.start + 1)

    def normalised(self) -> Places:
        """Return the same places with the keys of every path in Unicode NFC."""
        values = {nfc_path(path): stretch for path, stretch in self.values.items()}
        return Places(self.source, values, {nfc_path(path): stretch for path, stretch in self.keys.items()})

    def hiding(self, found: list[tuple[Path, bool]]) -> Places:
        """Return the places over a text in which these values (or keys, where True) are starred out."""
        text = self.source.text
        for path, on_key in found:
            start, end = (self.keys if on_key else self.values).get(path, (0, 0))
            text = text[:start] + _WORD.sub("*", text[start:end]) + text[end:]
        return Places(Source(self.source.name, text, self.source.first_line), self.values, self.keys)


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values with their file and line.

    `locate` finds the places, or raises DiagnosticError with what is wrong. `clean` says that the text is
    known to hold no personal number; `hit` is where one stands in it, perhaps in a comment. `nfc` says that all
    its texts are known to be in Unicode NFC. `written` is set if keys may have been written twice: if the document
    has as many keys as that, none was.
    """

    raw: object
    source: str
    line: int
    locate: Callable[[], Places]
    clean: bool = False
    hit: Span | None = None
    nfc: bool = False
    written: int | None = None


def walk(raw: object, path: Path = ()) -> Iterator[tuple[Path, object, bool]]:
    """Yield every scalar with its path, and every key with its path and True."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield (*path, key), key, True
            yield from walk(value, (*path, key))
    elif isinstance(raw, (list, tuple)):
        for index, value in enumerate(raw):
            yield from walk(value, (*path, index))
    else:
        yield path, raw, False


def personal_numbers(raw: object) -> list[tuple[Path, bool]]:
    """Return the paths of all values and keys that hold a personal number; True where the key does."""
    return [(path, on_key) for path, value, on_key in walk(raw) if _holds_number(value)]


def _holds_number(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return False
    text = value if isinstance(value, str) else str(value)
    return find_personal_number(" ".join(text.splitlines()) if "\n" in text else text) is not None


def path_text(path: Path) -> str:
    """Return a path as a person writes it: events[2].data.orsak; without personal numbers."""
    shown = ["***" if _holds_number(part) else part for part in path]
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in shown]
    return mask("".join(parts).removeprefix(".")) or "dokumentet"
