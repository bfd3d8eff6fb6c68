"""Documents from JSON: one object or an array of them in a text, or JSON Lines from a stream of bytes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import NoReturn, Protocol
from unicodedata import is_normalized

from compliance.episodes.document import Document, Places, masked_source
from compliance.episodes.json_places import read_json, read_json_at
from compliance.episodes.make import maker
from compliance.episodes.model import Unusable
from compliance.episodes.personnummer import find_personal_number, mask, may_hold_one, outline
from compliance.language.diagnostic import Diagnostic, DiagnosticError
from compliance.language.source import Source, Span


class Lines(Protocol):
    """What lines of bytes can be read from."""

    def readline(self, limit: int, /) -> bytes:
        """Return the next line with its end, or its first `limit` bytes."""


LONGEST_LINE = 10_000_000
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
# Escapes that can spell a digit, a sign or half a character; å ä ö é and the like cannot.
_ODD_ESCAPE = re.compile(r"\\(?:u(?!00[c-fC-F])|[nrt/])")
# Escapes other than of the letters from À to ÿ, which many writers of JSON escape.
_NOT_A_LETTER = re.compile(r"\\(?!u00[c-fC-F])")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SPACE = re.compile(r"[ \t\n\r]*")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
# Without a call for each object it takes half the time, but keeps the last of equal keys in silence.
_FORGETFUL = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
_new_document = maker(Document)


def json_document(name: str, text: str, first_line: int = 1) -> Document | Unusable:
    """Return the one JSON value of a text."""

    def locate() -> Places:
        return read_json(name, text, first_line).places

    try:
        raw = _DECODER.decode(text) if not _SURROGATE_ESCAPE.search(text) else _carefully(name, text, first_line)
    except DiagnosticError as error:
        return Unusable(error.diagnostics, mask(name), _line(error, first_line))
    except (ValueError, RecursionError):
        try:
            raw = _carefully(name, text, first_line)
        except DiagnosticError as error:
            return Unusable(error.diagnostics, mask(name), _line(error, first_line))
    return Document(raw, name, first_line, locate, _is_clean(text))


def _carefully(name: str, text: str, first_line: int) -> object:
    return read_json(name, text, first_line).value


def _is_clean(text: str) -> bool:
    """Say whether a text cannot hold a personal number; False is only a reason to look closer."""
    if "\\" in text and _ODD_ESCAPE.search(text):
        return False
    return find_personal_number(text) is None


def _is_nfc(text: str) -> bool:
    """Say whether all the texts in a line without escapes, but of letters to ÿ, are in Unicode NFC.

    Every part of a text in NFC is in NFC. Latin-1 has no character that changes, alone or after another.
    """
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return "\\" not in text and is_normalized("NFC", text)
    return True


def json_line(name: str, text: str, number: int) -> Document | Unusable:
    """Return the one JSON value of a line: the same as `json_document`, but in the common case decoded at once.

    Whether a key was written twice is then not known. Instead the document says how many keys were `written`,
    and whoever walks its mappings compares. The number is of quotation marks that a colon follows, if not directly
    then after gaps, which `outline` takes away: spaces and tabs, and no other white space stands in the line. So
    every key that was written is counted, once. A text that begins with a colon is counted too, but never less than
    was written: W >= keys written >= keys kept. If W is the number of keys kept, no key was dropped.
    """
    if "\r" in text or ("\\" in text and _NOT_A_LETTER.search(text)):
        return json_document(name, text, number)
    try:
        raw, end = _FORGETFUL.raw_decode(text)
    except (ValueError, RecursionError):
        return json_document(name, text, number)
    if end != len(text):
        return json_document(name, text, number)

    def locate() -> Places:
        return read_json(name, text, number).places

    seen = outline(text)
    clean = not may_hold_one(seen) or find_personal_number(text) is None
    return _new_document(raw, name, number, locate, clean, None, _is_nfc(text), seen.count(b'":'))


def _line(error: DiagnosticError, otherwise: int) -> int:
    return next((d.place[1] for d in error.diagnostics if d.span), otherwise)


def json_documents(name: str, text: str) -> Iterator[Document | Unusable]:
    """Yield the documents of a JSON text: the elements of an array, or the one value."""
    begin = _space(text, 0)
    if text[begin : begin + 1] != "[":
        yield json_document(name, text)
        return
    elements = _Elements(name, text)
    yield from elements.read(begin)


class _Elements:
    """The elements of an array, one by one, so that a mistake in one leaves the others alone."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.lines = Source(name, text)
        self._masked: Source | None = None

    @property
    def source(self) -> Source:
        """The masked text, made when the first mistake asks for it."""
        if self._masked is None:
            self._masked = masked_source(self.name, self.text)
        return self._masked

    def read(self, begin: int) -> Iterator[Document | Unusable]:
        at = _space(self.text, begin + 1)
        if self.text[at : at + 1] == "]":
            at += 1
        else:
            while True:
                try:
                    document, end = self._element(at)
                except DiagnosticError as error:
                    # Where this element ends is not known, so nothing after it can be read.
                    yield Unusable(error.diagnostics, mask(self.name), _line(error, 1))
                    return
                yield document
                at = _space(self.text, end)
                sign = self.text[at : at + 1]
                at += 1
                if sign == "]":
                    break
                if sign != ",":
                    yield self._broken(min(at, len(self.text)) - 1, "här väntades `,` eller `]`")
                    return
                at = _space(self.text, at)
        if (rest := _space(self.text, at)) < len(self.text):
            yield self._broken(rest, "här följer något efter listans slut")

    def _element(self, at: int) -> tuple[Document | Unusable, int]:
        line = self.lines.position(at)[0]

        def locate() -> Places:
            return read_json_at(self.source, self.text, at, whole=False).places

        try:
            raw, end = _DECODER.raw_decode(self.text, at)
            if _SURROGATE_ESCAPE.search(self.text, at, end):
                locate()
        except (ValueError, RecursionError):
            found = read_json_at(self.source, self.text, at, whole=False)
            raw, end = found.value, found.end
        except DiagnosticError as error:
            return Unusable(error.diagnostics, mask(self.name), line), end
        return Document(raw, self.name, line, locate, _is_clean(self.text[at:end])), end

    def _broken(self, at: int, message: str) -> Unusable:
        found = Diagnostic("E011", message, Span(self.source, at, at + 1))
        return Unusable((found,), mask(self.name), found.place[1])


def json_lines(name: str, stream: Lines, head: bytes = b"") -> Iterator[Document | Unusable]:
    """Yield one document for each line that is not blank. Only one line at a time is held in memory.

    `head` is what was read of the first line already.
    """
    longest, number = LONGEST_LINE, 0
    line = head if head.endswith(b"\n") else head + stream.readline(longest + 1 - len(head))
    while line:
        number += 1
        if len(line) > longest and not line.endswith(b"\n"):
            _skip_line(stream)
            yield _unreadable("E006", f"raden är längre än {longest // 1_000_000} MB", name, number)
        else:
            if number == 1:
                line = line.removeprefix(_BOM)
            if line and not line.isspace():
                yield _json_bytes(name, line, number)
        line = stream.readline(longest + 1)


def _json_bytes(name: str, line: bytes, number: int) -> Document | Unusable:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(name, line, error, number)
    return json_line(name, text.rstrip("\r\n"), number)


def _skip_line(stream: Lines) -> None:
    """Read to the end of the line without keeping it."""
    while (chunk := stream.readline(_CHUNK)) and not chunk.endswith(b"\n"):
        pass


def _not_utf8(name: str, line: bytes, error: UnicodeDecodeError, number: int) -> Unusable:
    before = line[: error.start].decode("utf-8")
    source = masked_source(name, line.decode("utf-8", "replace").rstrip("\r\n"), number)
    span = Span(source, len(before), len(before) + 1)
    found = Diagnostic("E005", "raden är inte text i UTF-8", span, help="spara filen i UTF-8")
    return Unusable((found,), mask(name), number)


def _unreadable(code: str, message: str, name: str, number: int) -> Unusable:
    span = Span(Source(mask(name), "", number), 0, 0)
    return Unusable((Diagnostic(code, message, span),), mask(name), number)


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
