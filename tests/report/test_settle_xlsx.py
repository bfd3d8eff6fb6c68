"""The tables of a settlement as a workbook: read back, its cells are of their types, and no text is a formula."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hand_made_months import HOSTILE, STOCKHOLM, month, municipality, part, renamed

from compliance.payment.settled import Kind
from compliance.report.settle_tables import TABLES, clean
from compliance.report.settle_xlsx import LONGEST, write_xlsx

ABOUT = [("Månader", "2024-03"), ("Regler", "0f3a"), ("Inställning", "=1+1")]


@pytest.fixture
def made(tmp_path: Path) -> Any:
    def make(*found: Any, **more: Any) -> Any:
        write_xlsx(tmp_path / "a.xlsx", [month(*found)], STOCKHOLM, ABOUT, **more)
        return openpyxl.load_workbook(tmp_path / "a.xlsx")

    return make


def told(sheet: Any, row: int = 2) -> dict[str, Any]:
    return {sheet.cell(1, n).value: sheet.cell(row, n).value for n in range(1, sheet.max_column + 1)}


def test_a_sheet_of_what_was_settled_and_one_for_each_table(made) -> None:
    book = made(municipality())
    assert book.sheetnames == ["Om avräkningen", "Kommuner", "Vistelser", "Strukna"]
    about = book["Om avräkningen"]
    assert [(a.value, b.value) for a, b in about.iter_rows(max_col=2)] == ABOUT
    assert about["B3"].data_type != "f"


def test_cells_have_their_types_and_formats(made) -> None:
    book = made(municipality())
    row = told(book["Kommuner"])
    assert row["Månad"] == datetime(2024, 3, 1) and row["Belopp"] == 352160 and row["Snitt"] == 3.4
    assert row["Ska betala"] == "ja" and row["Kan inte avgöras"] is None and row["I snittet"] == 24
    stays = book["Vistelser"]
    stay = told(stays)
    assert stay["Slut"] == datetime(2024, 3, 20, 13, 0, 1) and stay["Dygn att betala"] == 0
    for name, table in TABLES.items():
        sheet = book[name.capitalize()]
        types = {"text": "s", "month": "d", "time": "d"}
        for cells in sheet.iter_rows(min_row=2):
            for cell, column in zip(cells, table.columns, strict=True):
                assert cell.value is None or cell.data_type == types.get(column.type, "n")
    formats = {c.heading: stays.cell(2, n).number_format for n, c in enumerate(TABLES["vistelser"].columns, 1)}
    assert (formats["Slut"], formats["Månad"], formats["Vistelse"]) == ("yyyy-mm-dd hh:mm:ss", "yyyy-mm", "@")


def test_the_heading_is_frozen_and_the_rows_can_be_filtered(made) -> None:
    book = made(municipality())
    for name, table in TABLES.items():
        sheet = book[name.capitalize()]
        assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1"
        last = sheet.cell(sheet.max_row, len(table.columns)).coordinate
        assert sheet.auto_filter.ref == f"A1:{last}"
        assert all(sheet.column_dimensions[c.column_letter].width > 5 for c in sheet[1][:3])


def test_a_settlement_without_rows_is_a_workbook_too(made) -> None:
    book = made()
    assert [sheet.max_row for sheet in book.worksheets[1:]] == [1, 1, 1]


@pytest.mark.parametrize("amount", ["0.01", "352160.10", "9999999999999.99", "-0.5"])
def test_fifteen_digits_come_back_as_they_were(made, amount: str) -> None:
    row = told(made(municipality(amount=Decimal(amount)))["Kommuner"])
    assert Decimal(repr(row["Belopp"])) == Decimal(amount)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_a_formula_a_link_or_markup(made, tmp_path: Path, text: str) -> None:
    write = [*ABOUT, (text, text)]
    write_xlsx(tmp_path / "b.xlsx", [month(renamed(municipality(), text))], STOCKHOLM, write)
    archive = zipfile.ZipFile(tmp_path / "b.xlsx")
    for name in archive.namelist():
        tree = ElementTree.fromstring(archive.read(name))
        tags = {node.tag.rpartition("}")[2] for node in tree.iter()}
        assert not tags & {"f", "hyperlink", "r"} or "/_rels/" in name or name.startswith("_rels")
        assert b"TargetMode" not in archive.read(name)
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    expected = clean(text)
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows(min_row=2):
            found = row[1].value
            assert row[1].data_type in ("s", "inlineStr") and isinstance(found, str)
            if len(expected) > LONGEST:
                assert found == expected[: LONGEST - 1] + "…"
            elif not expected.startswith("_x00"):  # what the reader does with such an escape is its own
                assert found.rstrip() == expected.rstrip()


def test_a_table_of_more_rows_than_a_sheet_holds_goes_on_in_another(made) -> None:
    parts = tuple(part(Kind.AVERAGE, f"A-{n:02}", n) for n in range(23))
    book = made(municipality(parts=parts), rows=11)
    assert book.sheetnames == ["Om avräkningen", "Kommuner", "Vistelser", "Strukna", "Vistelser 2", "Vistelser 3"]
    names = [cell.value for sheet in book.worksheets if "Vist" in sheet.title for cell in sheet["E"][1:]]
    assert names == [f"A-{n:02}" for n in range(23)]
    assert [book[n].auto_filter.ref for n in ("Vistelser", "Vistelser 2", "Vistelser 3")] == ["A1:N11", "A1:N11",
                                                                                              "A1:N4"]  # fmt: skip


def broken() -> Any:
    yield month(municipality(municipality="Söderby"))
    raise OSError(28, "No space left on device")


def test_what_fails_on_the_way_leaves_the_old_file_whole(tmp_path: Path, capfd) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"det gamla")
    with pytest.raises(OSError, match="No space"):
        write_xlsx(file, broken(), STOCKHOLM, ABOUT)
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"] and file.read_bytes() == b"det gamla"
    assert capfd.readouterr().err == ""


def test_a_disk_that_is_full_at_the_end_leaves_the_old_file_whole(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"det gamla")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="No space"):
        write_xlsx(file, [month(municipality())], STOCKHOLM, ABOUT)
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"] and file.read_bytes() == b"det gamla"


def test_the_same_bytes_whenever_and_wherever_it_is_made(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [month(municipality())], STOCKHOLM, ABOUT)
    program = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from hand_made_months import *\n"
        "from compliance.report.settle_xlsx import write_xlsx\n"
        "about = [('Månader', '2024-03'), ('Regler', '0f3a'), ('Inställning', '=1+1')]\n"
        "write_xlsx(Path(sys.argv[1]), [month(municipality())], STOCKHOLM, about)\n"
    )
    for zone, seed in (("UTC", "0"), ("Asia/Tokyo", "1")):
        given = {**os.environ, "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": seed}
        words = [sys.executable, "-c", program, str(tmp_path / "b.xlsx"), str(Path(__file__).parent)]
        subprocess.run(words, env=given, cwd=tmp_path, check=True)
        assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
