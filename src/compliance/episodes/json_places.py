"""A slow and careful JSON parser, for where the fast one balks: places of values, mistakes in words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]

from compliance.episodes.document import MAX_DEPTH, Path, Places, Stretch, masked_source
from compliance.episodes.personnummer import mask
from compliance.episodes.problems import quoted
from compliance.language.diagnostic import Diagnostic, DiagnosticError, Label
from compliance.language.source import Source, Span

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"-?[A-Za-z_]\w*|[0-9+.][\w.+-]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f]")
_LITERALS: dict[str, object] = {"true": True, "false": False, "null": None}
_NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")
_LONGEST_NUMBER = 4300


@dataclass(frozen=True, slots=True)
class ReadJson:
    """A value, the places of all in it, and the offset after it."""

    value: object
    places: Places
    end: int


def read_json(name: str, text: str, first_line: int = 1, start: int = 0, whole: bool = True) -> ReadJson:
    """Read a JSON value at an offset of a text, or raise DiagnosticError. `whole`: nothing may follow it."""
    return read_json_at(masked_source(name, text, first_line), text, start, whole)


def read_json_at(source: Source, text: str, start: int = 0, whole: bool = True) -> ReadJson:
    """Do the same over a source that is masked already."""
    reader = _Reader(source, text)
    value, end = reader.value(reader.skip(start), ())
    if whole and (rest := reader.skip(end)) < len(text):
        raise reader.error("E011", rest, rest + 1, "här följer något efter dokumentets slut")
    return ReadJson(value, Places(source, reader.values, reader.keys), end)


class _Reader:
    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.values: dict[Path, Stretch] = {}
        self.keys: dict[Path, Stretch] = {}

    def error(self, code: str, start: int, end: int, message: str, help: str = "") -> DiagnosticError:
        return DiagnosticError([Diagnostic(code, message, Span(self.source, start, end), help=help)])

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def peek(self, at: int) -> str:
        return self.text[at : at + 1]

    def value(self, at: int, path: Path) -> tuple[object, int]:
        """Read the value that begins at an offset; return it and the offset after it."""
        readers: dict[str, Callable[[int, Path], tuple[object, int]]] = {
            "{": self.mapping,
            "[": self.sequence,
            '"': self.string_value,
        }
        if len(path) > MAX_DEPTH:
            raise self.error("E014", at, at + 1, f"djupare nästlat än {MAX_DEPTH} nivåer")
        value, end = readers.get(self.peek(at), self.scalar)(at, path)
        self.values[path] = (at, end)
        return value, end

    def mapping(self, at: int, path: Path) -> tuple[object, int]:
        found: dict[str, object] = {}
        begin, at = at, self.skip(at + 1)
        if self.peek(at) == "}":
            return found, at + 1
        while True:
            if self.peek(at) != '"':
                raise self.expected(at, "en nyckel inom citattecken")
            key, end = self.string(at)
            here = (*path, key)
            if key in found:
                raise self.duplicate(key, at, end, self.keys[here])
            self.keys[here] = (at, end)
            at = self.skip(end)
            if self.peek(at) != ":":
                raise self.expected(at, "`:` efter nyckeln")
            found[key], at = self.value(self.skip(at + 1), here)
            at = self.skip(at)
            if self.peek(at) == "}":
                return found, at + 1
            at = self.comma(at, begin, "}")

    def sequence(self, at: int, path: Path) -> tuple[object, int]:
        found: list[object] = []
        begin, at = at, self.skip(at + 1)
        if self.peek(at) == "]":
            return found, at + 1
        while True:
            value, at = self.value(at, (*path, len(found)))
            found.append(value)
            at = self.skip(at)
            if self.peek(at) == "]":
                return found, at + 1
            at = self.comma(at, begin, "]")

    def comma(self, at: int, begin: int, closing: str) -> int:
        if at >= len(self.text):
            opening = self.text[begin]
            raise self.error("E011", begin, begin + 1, f"`{opening}` avslutas aldrig med `{closing}`")
        if self.peek(at) != ",":
            raise self.expected(at, f"`,` eller `{closing}`")
        after = self.skip(at + 1)
        if self.peek(after) == closing:
            raise self.error("E011", at, at + 1, f"överflödigt komma före `{closing}`", "ta bort kommat")
        return after

    def duplicate(self, key: str, start: int, end: int, first: Stretch) -> DiagnosticError:
        label = Label(Span(self.source, *first), "först här")
        span = Span(self.source, start, end)
        message = f"nyckeln {quoted(key)} anges två gånger"
        return DiagnosticError([Diagnostic("E012", message, span, help="behåll en av dem", related=(label,))])

    def string_value(self, at: int, path: Path) -> tuple[object, int]:
        return self.string(at)

    def string(self, at: int) -> tuple[str, int]:
        try:
            found, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise self.bad_string(at, error.pos) from None
        if _SURROGATE.search(found):
            raise self.error("E016", at, end, "texten innehåller ett halvt tecken (ensam surrogat)")
        return found, end

    def bad_string(self, at: int, where: int) -> DiagnosticError:
        if where < len(self.text) and _CONTROL.match(self.text, where):
            if self.text[where] in "\r\n":
                return self.error("E011", at, where, "texten avslutas inte med citattecken på raden")
            return self.error("E011", where, where + 1, "styrtecken i text", "skriv tabb som `\\t`")
        if where <= at + 1 or where >= len(self.text):
            return self.error("E011", at, at + 1, "texten avslutas aldrig med citattecken")
        return self.error("E011", max(where - 1, at), where + 1, "ogiltig omvänd snedstrecksföljd i text")

    def scalar(self, at: int, path: Path) -> tuple[object, int]:
        number = _NUMBER.match(self.text, at)
        word = _WORD.match(self.text, at)
        if number and (word is None or word.end() <= number.end()):
            return self.number(number), number.end()
        if word is None:
            raise self.expected(at, "ett värde")
        text = word.group()
        if text in _LITERALS:
            return _LITERALS[text], word.end()
        if text in _NOT_NUMBERS:
            raise self.error(
                "E016", at, word.end(), f"`{text}` är inget tal i JSON", "utelämna värdet eller skriv null"
            )
        message = f"{quoted(text)} är inget värde i JSON"
        raise self.error("E011", at, word.end(), message, "sätt citattecken om det är en text")

    def number(self, match: re.Match[str]) -> int | float:
        text = match.group()
        if match[1] or match[2]:
            value = float(text)
            if math.isfinite(value):
                return value
        elif len(text) <= _LONGEST_NUMBER:
            return int(text)
        raise self.error("E016", match.start(), match.end(), "talet är för stort")

    def expected(self, at: int, wanted: str) -> DiagnosticError:
        if at >= len(self.text):
            last = len(self.text.rstrip())
            return self.error("E011", max(last - 1, 0), max(last, 1), f"texten tar slut där {wanted} väntades")
        found = mask(self.text[at])
        shown = f", inte {quoted(found)}" if found.isprintable() else ""
        return self.error("E011", at, at + 1, f"här väntades {wanted}{shown}")
