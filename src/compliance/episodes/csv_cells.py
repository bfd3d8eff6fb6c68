"""The cells of a CSV text with the place of each: quotes, line ends inside them, and what cannot be a row."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_LINE = 100_000
MOST_LINES = 100
"""How many lines one row may span: a quote that is never closed must not swallow the file."""

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_BLANKS = re.compile(r"[ \t]*")


class Cell(NamedTuple):
    """The text of a cell, and its stretch in the row as it is written, quotes with it."""

    text: str
    start: int
    end: int


class Record(NamedTuple):
    """A row: its text as written, the line it begins on, and its cells."""

    text: str
    line: int
    cells: tuple[Cell, ...]


class Fault(NamedTuple):
    """Why a row cannot be read: the stretch of its text that is wrong, in words, and what to do."""

    text: str
    line: int
    start: int
    end: int
    message: str
    help: str


class _Bad(Exception):
    """Something that cannot stand in a row; `more` says that another line could mend it."""

    def __init__(self, start: int, end: int, message: str, help: str, more: bool = False) -> None:
        super().__init__(message)
        self.start, self.end, self.message, self.help, self.more = start, end, message, help, more


def records(lines: Iterable[tuple[int, str]], delimiter: str) -> Iterator[Record | Fault]:
    """Yield the rows of numbered lines (each with its line end). After a fault reading goes on with the next line."""
    source = iter(lines)
    waiting: deque[tuple[int, str]] = deque()
    while True:
        first = waiting.popleft() if waiting else next(source, None)
        if first is None:
            return
        number, text = first
        taken: list[tuple[int, str]] = []
        while True:
            try:
                yield Record(text, number, tuple(_cells(text, delimiter)))
                break
            except _Bad as bad:
                more = None
                if bad.more and len(taken) < MOST_LINES:
                    more = waiting.popleft() if waiting else next(source, None)
                if more is None:
                    waiting.extendleft(reversed(taken))
                    yield Fault(first[1], number, bad.start, bad.end, bad.message, bad.help)
                    break
                taken.append(more)
                text += more[1]


def _cells(text: str, delimiter: str) -> Iterator[Cell]:
    end = len(text.rstrip("\r\n"))
    if '"' not in text:
        at = 0
        for piece in text[:end].split(delimiter):
            yield Cell(piece, at, at + len(piece))
            at += len(piece) + 1
        return
    at = 0
    while True:
        cell = _cell(text, at, end, delimiter)
        yield cell
        if cell.end >= end:
            return
        at = cell.end + 1


def _cell(text: str, at: int, end: int, delimiter: str) -> Cell:
    begin = at if delimiter == "\t" else _skipped(text, at)
    if begin >= end or text[begin] != '"':
        stop = text.find(delimiter, at, end)
        stop = end if stop < 0 else stop
        return Cell(text[at:stop], at, stop)
    match = _QUOTED.match(text, begin)
    if match is None:
        raise _Bad(begin, begin + 1, "citattecknet avslutas aldrig", "sätt ett citattecken sist i fältet", more=True)
    after = match.end() if delimiter == "\t" else _skipped(text, match.end())
    if after < end and text[after] != delimiter:
        help = "skriv citattecken inne i ett fält två gånger"
        raise _Bad(after, after + 1, "text efter det avslutande citattecknet", help)
    return Cell(match.group()[1:-1].replace('""', '"'), at, min(after, end))


def _skipped(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match is not None else at
