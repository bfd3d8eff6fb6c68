"""The tables of a settlement as CSV for Excel with Swedish settings: semicolons, decimal comma, UTF-8 with a byte order
mark. Text that a spreadsheet would take for a formula gets an apostrophe before it. Nothing in a CSV file can keep a
spreadsheet from reading a name such as 007 or 3-4 as a number or a date: the workbook does."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from compliance.payment.settled import MonthSettlement
from compliance.report.beside import beside
from compliance.report.settle_tables import TABLES, Row, Table, Value, clean
from compliance.time import Zone

MARK = "\ufeff"
FORMULA = tuple("=+-@＝＋－＠\t\r\n\0")
"""What makes a formula of a text, blanks before it or not."""


def write_csv(
    folder: Path, months: Iterable[MonthSettlement], zone: Zone, about: Sequence[tuple[str, str]] = ()
) -> tuple[Path, ...]:
    """Write each table to a file of its own in a folder, which is made if it is not there, and return the files; also
    `om.csv` with what `about` says, as label and text, if it says anything. All are written beside first; OSError, and
    the old ones are there whole, if that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    places = tuple(folder / f"{name}.csv" for name in (*TABLES, *(("om",) if about else ())))
    with beside(*places) as made, ExitStack() as opened:
        files = [opened.enter_context(open(path, "w", encoding="utf-8", newline="")) for path in made]
        writers = [_Lines(table) for table in TABLES.values()]
        for file, lines in zip(files, writers, strict=False):
            file.write(MARK + lines.heading())
        if about:
            files[-1].write(MARK)
            files[-1].writelines(writers[0].line([clean(name), clean(said)]) for name, said in about)
        for month in months:
            for file, lines in zip(files, writers, strict=False):
                file.writelines(lines.of(month, zone))
    return places


def csv_table(name: str, months: Iterable[MonthSettlement], zone: Zone) -> Iterator[str]:
    """Yield one table line by line, each with its line end (CR LF), the first with the byte order mark. `name` is one
    of `TABLES`."""
    lines = _Lines(TABLES[name])
    yield MARK + lines.heading()
    for month in months:
        yield from lines.of(month, zone)


class _Lines:
    """Writes the rows of a table as lines."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._text = io.StringIO()
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n")

    def heading(self) -> str:
        return self.line([column.heading for column in self.table.columns])

    def of(self, month: MonthSettlement, zone: Zone) -> Iterator[str]:
        return (self.line(row) for row in self.table.rows((month,), zone))

    def line(self, row: Row) -> str:
        """Return a row as a line."""
        self._text.seek(0)
        self._text.truncate()
        self._writer.writerow([field(value) for value in row])
        return self._text.getvalue()


def field(value: Value) -> str:
    """Return a cell as CSV writes it: nothing for None, a number without blanks, ISO for months and times."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.lstrip().startswith(FORMULA) or value.startswith(FORMULA) else value
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case datetime():
            return value.isoformat(" ")
    return str(value)
