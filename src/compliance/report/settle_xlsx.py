"""The tables of a settlement as a workbook: typed cells, a frozen heading and filters, and first what was settled.

Excel holds a number as a binary double: up to 15 significant digits come back as they were, so that kronor with öre are
exact up to 9 999 999 999 999,99. A number of more digits is written as the nearest that Excel can hold; CSV and JSON
hold them all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compliance.payment.month import Month
from compliance.payment.settled import MonthSettlement
from compliance.report.beside import beside
from compliance.report.settle_tables import TABLES, Row, Table, Value, clean
from compliance.time import Zone

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

MADE = datetime(2000, 1, 1)
"""What a workbook says of when it was made: the same input gives the same bytes."""
ROWS = 1_048_576
"""How many rows a sheet of Excel has, the heading among them."""
LONGEST = 32_767
"""How many UTF-16 units a cell of Excel holds."""
FORMATS = {"text": "@", "count": "0", "days": "0.0#####", "kronor": "#,##0.00", "month": "yyyy-mm",
           "time": "yyyy-mm-dd hh:mm:ss"}  # fmt: skip
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(
    file: Path, months: Iterable[MonthSettlement], zone: Zone, about: Sequence[tuple[str, str]], rows: int = ROWS
) -> None:
    """Write a workbook: a sheet with what `about` says, as label and text, and a sheet for each table; a table that
    needs more than `rows` rows goes on in a further sheet. Written beside first; OSError, and an old file is there
    whole, if that fails."""
    from xlsxwriter.exceptions import FileCreateError
    from xlsxwriter.workbook import Workbook

    with beside(file) as (made,), tempfile.TemporaryDirectory(dir=file.parent, prefix=".") as scratch:
        book = Workbook(str(made), {**OPTIONS, "tmpdir": scratch})
        try:
            _fill(book, months, zone, about, rows)
        except BaseException:
            _abandon(book)
            raise
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error


def _fill(
    book: Workbook, months: Iterable[MonthSettlement], zone: Zone, about: Sequence[tuple[str, str]], rows: int
) -> None:
    book.set_properties({"title": "Månadsavräkning", "created": MADE})
    _tell(book, about)
    tables = [_Sheets(book, table, rows) for table in TABLES.values()]
    for month in months:
        for sheets in tables:
            for row in sheets.table.rows((month,), zone):
                sheets.add(row)
    for sheets in tables:
        sheets.end()


def _abandon(book: Workbook) -> None:
    """Leave a workbook that is not to be written, without its files and its warning."""
    book.fileclosed = True
    for sheet in book.worksheets():
        if sheet.row_data_fh is not None:
            sheet.row_data_fh.close()


def _tell(book: Workbook, about: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("Om avräkningen")
    label = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for number, (name, said) in enumerate(about):
        sheet.write_string(number, 0, _text(name), label)
        sheet.write_string(number, 1, _text(said), wrapped)
    _printed(sheet)


class _Sheets:
    """The sheets of one table: one, and a further one whenever the last is full."""

    def __init__(self, book: Workbook, table: Table, rows: int) -> None:
        self.book = book
        self.table = table
        self.rows = rows
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.formats = [book.add_format({"num_format": FORMATS[column.type]}) for column in table.columns]
        self.count = 0
        self._start()

    def _start(self) -> None:
        self.count += 1
        name = self.table.name.capitalize()
        self.sheet = self.book.add_worksheet(name if self.count == 1 else f"{name} {self.count}")
        self.row = 0
        for number, column in enumerate(self.table.columns):
            self.sheet.set_column(number, number, column.width)
            self.sheet.write_string(0, number, column.heading, self.heading)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        _printed(self.sheet)

    def add(self, row: Row) -> None:
        """Write a row."""
        if self.row + 1 >= self.rows:
            self.end()
            self._start()
        self.row += 1
        for number, (value, form) in enumerate(zip(row, self.formats, strict=True)):
            _write(self.sheet, self.row, number, value, form)

    def end(self) -> None:
        """Let the sheet be filtered, over all its rows."""
        self.sheet.autofilter(0, 0, self.row, len(self.table.columns) - 1)


def _printed(sheet: Any) -> None:
    """Let a sheet be printed on A4 across, as wide as the page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RSida &P av &N")


def _write(sheet: Any, row: int, column: int, value: Value, form: Any) -> None:
    match value:
        case None:
            return
        case str():
            sheet.write_string(row, column, _text(value), form)
        case Month():
            sheet.write_datetime(row, column, datetime(value.year, value.number, 1), form)
        case datetime():
            sheet.write_datetime(row, column, value, form)
        case int() | Decimal():
            sheet.write_number(row, column, value, form)


def _text(value: str) -> str:
    """Return a text as long as a cell may hold; one that the writer would take for its own markup gets a blank."""
    found = clean(value)
    if 2 * len(found) > LONGEST and len(found.encode("utf-16-le")) // 2 > LONGEST:
        found = found.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
    return found + " " if found.startswith("<r>") and found.endswith("</r>") else found
