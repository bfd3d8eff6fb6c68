"""The tables of a settlement as CSV: as Swedish Excel reads it, without formulas, whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hand_made_months import HOSTILE, STOCKHOLM, month, municipality, renamed

from compliance.payment.month import Month
from compliance.payment.settled import MonthSettlement
from compliance.report.settle_csv import csv_table, field, write_csv
from compliance.report.settle_tables import TABLES, clean


def read(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_three_files_with_a_mark_semicolons_and_line_ends(tmp_path: Path) -> None:
    places = write_csv(tmp_path / "ut", [month(municipality())], STOCKHOLM)
    assert [p.name for p in places] == ["kommuner.csv", "vistelser.csv", "strukna.csv"]
    assert set(written(tmp_path / "ut")) == {p.name for p in places}
    for place in places:
        raw = place.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbfRegion;Kommun;") and raw.endswith(b"\r\n")
        assert raw.count(b"\n") == raw.count(b"\r\n")
    assert oct(places[0].stat().st_mode & 0o777) == oct(0o644)


def test_numbers_and_times_as_swedes_write_them() -> None:
    (heading, row) = read("".join(csv_table("kommuner", [month(municipality())], STOCKHOLM)))
    told = dict(zip(heading, row, strict=True))
    assert (told["Snitt"], told["Tröskel"], told["Belopp"], told["Månad"]) == ("3,4", "2,0", "352160,0", "2024-03")
    assert told["Kan inte avgöras"] == ""
    stays = read("".join(csv_table("vistelser", [month(municipality())], STOCKHOLM)))
    assert dict(zip(stays[0], stays[1], strict=True))["Slut"] == "2024-03-20 13:00:01"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (Decimal("-0.5"), "-0,5"),
        (Decimal("1E+7"), "10000000"),
        (Decimal("1E-7"), "0,0000001"),
        (Decimal("123456789012345678901234.55"), "123456789012345678901234,55"),
        (Month(2024, 3), "2024-03"),
        (datetime(2024, 3, 1), "2024-03-01 00:00:00"),
        ("-3", "'-3"),
        ("Norrby", "Norrby"),
    ],
)
def test_a_cell(value: Any, expected: str) -> None:
    assert field(value) == expected


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_a_formula_or_breaks_a_row(name: str, text: str) -> None:
    lines = list(csv_table(name, [month(renamed(municipality(), text))], STOCKHOLM))
    found = read("".join(lines))
    assert len(found) == len(lines) and {len(row) for row in found} == {len(TABLES[name].columns)}
    "".join(lines).encode("utf-8")
    for row in found[1:]:
        types = zip(row, TABLES[name].columns, strict=True)
        for cell in (cell for cell, column in types if column.type == "text"):
            assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠\t\r\n\0"))
        assert row[1].removeprefix("'") == clean(text)


def test_the_lines_of_a_table_come_one_by_one() -> None:
    asked = []

    def source() -> Any:
        for number in (1, 2):
            asked.append(number)
            yield MonthSettlement(Month(2024, number), (municipality(),))

    lines = csv_table("kommuner", source(), STOCKHOLM)
    assert next(lines).startswith("\ufeffRegion") and asked == []
    assert next(lines).startswith("prov;") and asked == [1]


def test_what_fails_on_the_way_leaves_the_old_files_whole(tmp_path: Path) -> None:
    write_csv(tmp_path, [month(municipality())], STOCKHOLM)
    before = written(tmp_path)

    def broken() -> Any:
        yield month(municipality(municipality="Söderby"))
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_csv(tmp_path, broken(), STOCKHOLM)
    assert written(tmp_path) == before


def test_one_killed_while_it_writes_leaves_the_old_files_whole(tmp_path: Path) -> None:
    write_csv(tmp_path, [month(municipality())], STOCKHOLM)
    before = written(tmp_path)
    program = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from hand_made_months import *\n"
        "from compliance.report.settle_csv import write_csv\n"
        "def source():\n"
        "    for _ in range(500): yield month(municipality())\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_csv(Path(sys.argv[1]), source(), STOCKHOLM)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path), str(Path(__file__).parent)], check=False)
    assert done.returncode == -9
    assert {name: raw for name, raw in written(tmp_path).items() if not name.startswith(".")} == before


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_the_same_bytes_wherever_it_runs(tmp_path: Path, zone: str) -> None:
    write_csv(tmp_path / "a", [month(municipality())], STOCKHOLM)
    program = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from hand_made_months import *\n"
        "from compliance.report.settle_csv import write_csv\n"
        "write_csv(Path(sys.argv[1]), [month(municipality())], STOCKHOLM)\n"
    )
    given = {**os.environ, "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}
    words = [sys.executable, "-c", program, str(tmp_path / "b"), str(Path(__file__).parent)]
    subprocess.run(words, env=given, cwd=tmp_path, check=True)
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_what_was_settled_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    places = write_csv(tmp_path, [month(municipality())], STOCKHOLM, [("Månader", "2024-03"), ("=1", "a;b\n=2")])
    assert [p.name for p in places] == ["kommuner.csv", "vistelser.csv", "strukna.csv", "om.csv"]
    assert read(places[3].read_text("utf-8")) == [["Månader", "2024-03"], ["'=1", "a;b =2"]]
    assert all(len(place.read_bytes().splitlines()) > 1 for place in places)
