"""An invoice basis as rows: what a region says that a municipality owes, stay by stay.

The text is CSV by a mapping. It is read line by line; every mistake is a diagnostic with its line and column, and a
row that holds a personal number is refused without being shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, NamedTuple
from unicodedata import normalize

from compliance.episodes.csv_cells import LONGEST_LINE, Cell, Fault, Record, records
from compliance.episodes.files import shown
from compliance.episodes.invoice_mapping import InvoiceMapping
from compliance.episodes.invoice_values import Written, month, number, written
from compliance.episodes.personnummer import find_personal_number, mask
from compliance.episodes.problems import quoted
from compliance.language.diagnostic import Diagnostic, Label, did_you_mean
from compliance.language.source import Source, Span

YearMonth = tuple[int, int]

_WORD = re.compile(r"\w")
_GUARD = re.compile(r"'(?=\s*[=+@\-\uff1d\uff0b\uff0d\uff20])")
_BOM = b"\xef\xbb\xbf"
_SEPARATOR_LINE = re.compile(r"sep=.?[\r\n]*\Z", re.IGNORECASE)
_ENDS = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A row of the basis; None where the basis says nothing. Money in kronor. A row without a stay sums those of its
    municipality (None: of all) and month (None: of all)."""

    stay: str | None
    municipality: str | None
    month: YearMonth | None
    days: Decimal | None = None
    charge_days: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    notice: Written | None = None
    end: Written | None = None
    line: int = field(default=0, compare=False)


class _Lines:
    """The lines of a file decoded one by one. `problem` is why reading stopped before the end."""

    def __init__(self, file: IO[bytes], name: str, encoding: str) -> None:
        self.file = file
        self.name = name
        self.encoding = encoding
        self.problem: Diagnostic | None = None

    def __iter__(self) -> Iterator[tuple[int, str]]:
        number = 0
        while raw := self.file.readline(LONGEST_LINE + 1):
            if number == 0 and raw.startswith(_BOM) and self.encoding == "utf-8":
                raw = raw[len(_BOM) :]
            self.problem = self._refused(raw, number + 1)
            if self.problem is not None:
                return
            try:
                text = raw.decode(self.encoding)
            except UnicodeDecodeError as error:
                self.problem = self._undecoded(raw, error.start, number + 1)
                return
            for line in _ENDS.findall(text):
                number += 1
                yield number, line

    def _refused(self, raw: bytes, line: int) -> Diagnostic | None:
        if line == 1 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            help = "spara den som CSV i UTF-8"
            return Diagnostic("J035", "fakturaunderlaget är i UTF-16", where=self.name, help=help)
        if line == 1 and raw.startswith(_BOM):
            message = "fakturaunderlaget är i UTF-8, men mappningen säger något annat"
            return Diagnostic("J035", message, where=self.name, help="skriv `encoding: utf-8` i mappningen")
        if b"\0" in raw:
            message = "fakturaunderlaget är inte text"
            return Diagnostic("J035", message, where=f"{self.name}:{line}", help="spara det som CSV")
        if len(raw) > LONGEST_LINE:
            help = "är det en CSV-fil?"
            return Diagnostic(
                "J035", f"raden är längre än {LONGEST_LINE} tecken", where=f"{self.name}:{line}", help=help
            )
        return None

    def _undecoded(self, raw: bytes, at: int, line: int) -> Diagnostic:
        before = raw[:at].decode(self.encoding, "replace")
        text = before + "\N{REPLACEMENT CHARACTER}"
        help = "skriv `encoding: cp1252` i mappningen om filen kommer från Excel" if self.encoding == "utf-8" else ""
        span = Span(_masked(self.name, Record(text, line, ())), len(before), len(before) + 1)
        return Diagnostic("J035", f"tecknet kan inte läsas som {self.encoding}", span, help=help)


class _Columns(NamedTuple):
    """The place of each column in a row, from 0, and the names that they had."""

    places: Mapping[str, int]
    names: tuple[str, ...]
    keep: int | None


class InvoiceReader:
    """Reads a basis by a mapping. `month` is the month of rows that name none."""

    def __init__(self, mapping: InvoiceMapping, month: YearMonth | None = None) -> None:
        self.mapping = mapping
        self.month = month
        fixed = mapping.constants.get("month")
        if fixed is not None:
            self.month = (int(fixed[:4]), int(fixed[5:]))
        price = mapping.constants.get("price")
        self.price = number(price, mapping.decimal) if price is not None else None

    def read(self, path: Path) -> Iterator[InvoiceRow | Diagnostic]:
        """Yield the rows of a file, and what is wrong with it."""
        name = mask(shown(path))
        try:
            with path.open("rb") as file:
                yield from self.rows(file, name)
        except (OSError, ValueError):
            yield Diagnostic("J035", "fakturaunderlaget kan inte läsas", where=name, help="finns filen?")

    def rows(self, file: IO[bytes], name: str) -> Iterator[InvoiceRow | Diagnostic]:
        """Yield the rows of an open file."""
        if self.month is None and "month" not in self.mapping.columns:
            help = "lägg till `month` bland columns eller constants, eller granska en månad i taget"
            yield Diagnostic("J030", "det framgår inte vilken månad raderna gäller", where=name, help=help)
            return
        lines = _Lines(file, name, self.mapping.encoding)
        columns: _Columns | None = self._numbered() if self.mapping.header_row == 0 else None
        for record in records(self._below(lines), self.mapping.delimiter):
            if isinstance(record, Fault):
                span = Span(_masked(name, Record(record.text, record.line, ())), record.start, record.end)
                yield Diagnostic("J032", record.message, span, help=record.help)
                if columns is None:
                    return
                continue
            if not any(cell.text.strip() for cell in record.cells):
                continue
            hidden = _personal(record)
            if hidden is not None:
                yield _refusal(name, record, hidden)
                continue
            if columns is None:
                found, problems = self._headed(name, record)
                yield from problems
                if found is None:
                    return
                columns = found
                continue
            yield from self._row(name, record, columns)
        if lines.problem is not None:
            yield lines.problem
        elif columns is None:
            yield Diagnostic("J035", "fakturaunderlaget har inga rubriker", where=name, help="är filen tom?")

    def _below(self, lines: _Lines) -> Iterator[tuple[int, str]]:
        """Pass on the lines from that of the headings; a first line that only tells the delimiter is none of them."""
        for line, text in lines:
            if line >= self.mapping.header_row and not (line == 1 and _SEPARATOR_LINE.match(text)):
                yield line, text

    # --- headings

    def _numbered(self) -> _Columns:
        keep = self.mapping.keep
        places = {key: column - 1 for key, column in self.mapping.columns.items() if isinstance(column, int)}
        last = keep.column - 1 if keep is not None and isinstance(keep.column, int) else None
        most = max([*places.values(), last or 0]) + 1
        return _Columns(places, tuple(str(i + 1) for i in range(most)), last)

    def _headed(self, name: str, record: Record) -> tuple[_Columns | None, list[Diagnostic]]:
        names = [_plain(cell.text) for cell in record.cells]
        while names and not names[-1]:
            names.pop()
        problems: list[Diagnostic] = []
        places: dict[str, int] = {}
        wanted = dict(self.mapping.columns)
        if self.mapping.keep is not None:
            wanted["keep"] = self.mapping.keep.column
        for key, column in wanted.items():
            at = self._place(column, names)
            if isinstance(at, int):
                places[key] = at
            else:
                problems.append(self._missing(name, record, key, column, names, twice=at is not None))
        if problems:
            return None, problems
        keep = places.pop("keep", None)
        return _Columns(places, tuple(names), keep), []

    @staticmethod
    def _place(column: str | int, names: Sequence[str]) -> int | str | None:
        """Return the place of a column; a word if it is there twice, None if it is not there."""
        if isinstance(column, int):
            return column - 1 if column <= len(names) else None
        if names.count(column) > 1:
            return "twice"
        return names.index(column) if column in names else None

    def _missing(
        self, name: str, record: Record, key: str, column: str | int, names: list[str], twice: bool
    ) -> Diagnostic:
        source = _masked(name, record)
        row = Span(source, 0, max(1, len(record.text.rstrip())))
        if twice:
            last = len(names) - 1 - names[::-1].index(str(column))
            cell = record.cells[last]
            message = f"rubriken {quoted(column)} finns på två kolumner"
            span = Span(source, cell.start, max(cell.end, cell.start + 1))
            return Diagnostic("J031", message, span, help="ange kolumnens nummer i mappningen")
        message = f"kolumnen {quoted(column)} ({key}) finns inte"
        known = [n for n in names if n]
        otherwise = "rubrikerna är " + ", ".join(known[:20])
        help = did_you_mean(column, known, otherwise) if isinstance(column, str) else f"raden har {len(names)} kolumner"
        if len(known) == 1:
            help = "raden har en enda kolumn: stämmer mappningens `delimiter`?"
        own = self.mapping.places.get(key)
        if own is None:
            return Diagnostic("J031", message, row, help=mask(help))
        return Diagnostic("J031", message, own, help=mask(help), related=(Label(row, "rubrikerna"),))

    # --- rows

    def _row(self, name: str, record: Record, columns: _Columns) -> Iterator[InvoiceRow | Diagnostic]:
        cells = record.cells
        spare = [cell for cell in cells[len(columns.names) :] if cell.text.strip()]
        if self.mapping.header_row == 0:
            spare = []
        if spare or len(cells) < len(columns.names):
            at = spare[0].start if spare else max(0, len(record.text.rstrip("\r\n")) - 1)
            message = f"raden har {len(cells)} fält, men {len(columns.names)} väntades"
            help = "står ett avgränsande tecken i ett fält? sätt citattecken om fältet"
            yield Diagnostic("J032", message, Span(_masked(name, record), at, at + 1), help=help)
            return
        keep = self.mapping.keep
        if keep is not None and columns.keep is not None and not _kept(_plain(cells[columns.keep].text), keep.values):
            return
        row = _RowReader(self, name, record, columns)
        found = row.read()
        yield from row.problems
        if not row.problems:
            yield found


class _RowReader:
    """Reads the cells of one row; `problems` gathers what is wrong with them."""

    def __init__(self, reader: InvoiceReader, name: str, record: Record, columns: _Columns) -> None:
        self.reader = reader
        self.mapping = reader.mapping
        self.name = name
        self.record = record
        self.columns = columns
        self.problems: list[Diagnostic] = []

    def read(self) -> InvoiceRow:
        total = self._is_total()
        stay = None if total else self._stay()
        if not total and stay is None:
            self._problem("stay", "vistelsens id saknas", "är raden en summa? säg det med `total_rows` i mappningen")
        price = self._number("price") if not total else None
        return InvoiceRow(
            stay,
            self._municipality(total),
            self._month(total),
            self._number("days"),
            self._number("charge_days"),
            self.reader.price if price is None and not total else price,
            self._number("amount"),
            None if total else self._time("notice"),
            None if total else self._time("end"),
            self.record.line,
        )

    def _is_total(self) -> bool:
        if "stay" not in self.columns.places:
            return True
        return _plain(self._cell("stay").text) in self.mapping.total_rows

    def _stay(self) -> str | None:
        """Return the id as it stands, without the apostrophe that keeps a spreadsheet from reading it as a formula."""
        text = normalize("NFC", self._cell("stay").text).strip()
        return _GUARD.sub("", text) or None

    def _cell(self, key: str) -> Cell:
        return self.record.cells[self.columns.places[key]]

    def _text(self, key: str) -> str | None:
        if key not in self.columns.places:
            return None
        return _plain(self._cell(key).text) or None

    def _municipality(self, total: bool) -> str | None:
        found = self.mapping.constants.get("municipality") or self._text("municipality")
        if found is None:
            if not total:
                self._problem("municipality", "kommunen saknas", "skriv kommunens namn i kolumnen")
            return None
        return self.mapping.municipality_names.get(found, found)

    def _month(self, total: bool) -> YearMonth | None:
        text = self._text("month")
        if text is None:
            if "month" not in self.columns.places:
                return self.reader.month
            if not total:
                self._problem("month", "månaden saknas", f"skriv den som {self.mapping.month_format}")
            return None
        found = month(text, self.mapping.month_format)
        if found is None:
            self._problem("month", f"{quoted(text)} är ingen månad", f"formen är {self.mapping.month_format}")
        return found

    def _number(self, key: str) -> Decimal | None:
        text = self._text(key)
        if text is None:
            return None
        found = number(text, self.mapping.decimal)
        if found is None:
            sign = {",": "komma", ".": "punkt"}[self.mapping.decimal]
            self._problem(key, f"{quoted(text)} är inget tal", f"decimaltecknet är {sign} enligt mappningen")
        return found

    def _time(self, key: str) -> Written | None:
        text = self._text(key)
        if text is None:
            return None
        found = written(text, self.mapping.date_format)
        if found is None:
            self._problem(key, f"{quoted(text)} är ingen tid", f"formen är {self.mapping.date_format}")
        return found

    def _problem(self, key: str, message: str, help: str) -> None:
        cell = self._cell(key)
        span = Span(_masked(self.name, self.record), cell.start, max(cell.end, cell.start + 1))
        label = f"kolumnen {mask(self.columns.names[self.columns.places[key]])}"
        self.problems.append(Diagnostic("J033", message, span, label, help))


def _kept(text: str, values: Sequence[str]) -> bool:
    """Say whether a cell is one of the values, alone or before a comma and more."""
    return any(text == value or text.startswith(f"{value},") for value in values)


def _plain(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


def _personal(record: Record) -> Cell | None:
    """Return the first cell that holds a personal number."""
    for cell in record.cells:
        if find_personal_number(" ".join(cell.text.split())) is not None:
            return cell
    return None


def _refusal(name: str, record: Record, cell: Cell) -> Diagnostic:
    span = Span(_masked(name, record), cell.start, max(cell.end, cell.start + 1))
    help = "använd vistelsens id och pseudonymer"
    return Diagnostic("J034", "personnummer i fakturaunderlaget", span, help=help)


def _masked(name: str, record: Record) -> Source:
    """Return the row as a source that shows no personal number; offsets stay the same."""
    text = record.text
    for cell in record.cells:
        if find_personal_number(" ".join(cell.text.split())) is not None:
            text = text[: cell.start] + _WORD.sub("*", text[cell.start : cell.end]) + text[cell.end :]
    return Source(mask(name), mask(text), record.line)
