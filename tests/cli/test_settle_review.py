"""`compliance settle --against`: exit codes, forms, and what is told of a basis that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compliance.cli.settle import command

DOCS = Path(__file__).parents[2] / "docs" / "avrakning"
STAYS, BASIS, MAPPING = (str(DOCS / name) for name in ("vistelser.jsonl", "underlag.csv", "mappning.yaml"))
OWN = "Vistelse;Kommun;Månad;Räknas;Underrättelse sänd;Slut;Dygn;Dygn att betala\n"


def run(*arguments: str, month: str = "2019-05") -> Result:
    return CliRunner().invoke(command, [STAYS, "--month", month, "--as-of", "2019-06-30", *arguments])


def against(text: str, folder: Path, *arguments: str) -> Result:
    file = folder / "own.csv"
    file.write_text(text, "utf-8")
    return run("--against", str(file), *arguments)


RIGHT = (
    "T-1;Tranås;2019-05;i snittet;2019-05-02 10:00:00;2019-05-05 10:30:00;3;0\n"
    "T-2;Tranås;2019-05;i snittet;2019-05-06 14:20:00;2019-05-10 14:50:00;4;0\n"
    "T-3;Tranås;2019-05;i snittet;2019-05-09 09:00:00;2019-05-11 09:30:00;2;0\n"
    "T-4;Tranås;2019-05;enskilt;2019-05-10 11:30:00;2019-05-20 12:00:00;10;7\n"
    "T-5;Tranås;2019-05;struken;2019-05-13 10:15:00;;5;0\n"
    "T-7;Tranås;2019-05;i snittet;2019-05-20 13:00:00;2019-05-21 13:30:00;1;0\n"
)


def test_a_basis_that_differs_ends_with_1() -> None:
    done = run("--against", BASIS, "--mapping", MAPPING)
    assert done.exit_code == 1
    assert "6 rader: 2 stämmer helt, 4 skiljer sig" in done.output and "70 200 kronor för mycket" in done.output
    assert "[JK-055]" in done.output


def test_json_has_each_difference() -> None:
    done = run("--against", BASIS, "--mapping", MAPPING, "--format", "json")
    found = json.loads(done.output)
    assert found["summary"]["difference_sek"] == 70_200 and found["summary"]["by_kind"]["strike"] == 1
    (struck,) = (d for d in found["differences"] if d["kind"] == "strike")
    assert (struck["episode"], struck["line"], struck["clauses"]) == ("T-5", 5, ["JK-055"])
    (days,) = (d for d in found["differences"] if d["kind"] == "days")
    assert (days["from"], days["to"]) == ("2019-05-06T14:20:00+02:00", "2019-05-10T14:50:00+02:00")
    assert (days["received"], days["computed"], days["difference_sek"]) == (5, 4, 9360)
    assert [(t["municipality"], t["received_sek"], t["computed_sek"]) for t in found["totals"]] == [
        ("Tranås", 140_400, 70_200)
    ]


def test_csv_has_each_difference_and_no_formula(tmp_path: Path) -> None:
    bad = OWN + RIGHT + "'=1+1;Tranås;2019-05;i snittet;;;3;0\n"
    done = against(bad, tmp_path, "--format", "csv", "-o", str(tmp_path / "out.csv"))
    assert done.exit_code == 1, done.output
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0].startswith("Kommun;Månad;Vistelse;Skillnad")
    assert any(line.startswith("Tranås;2019-05;'=1+1;okänd vistelse;3;") for line in lines)
    assert any(";annat snitt;" in line for line in lines)


def test_a_basis_that_agrees_ends_with_0(tmp_path: Path) -> None:
    done = against(OWN + RIGHT, tmp_path)
    assert done.exit_code == 0, done.output
    assert "5 rader: 5 stämmer helt, 0 skiljer sig" in done.output


def test_another_order_says_the_same(tmp_path: Path) -> None:
    rows = RIGHT.splitlines(keepends=True)
    assert against(OWN + "".join(rows[::-1]), tmp_path).output == against(OWN + RIGHT, tmp_path).output


@pytest.mark.parametrize(
    ("text", "month", "told"),
    [
        (OWN + RIGHT.replace(";10;7", ";tio;7"), "2019-05", "J033"),
        (OWN.replace("Dygn;", "Dagar;", 1) + RIGHT, "2019-05", "J031"),
        (OWN + RIGHT, "2019-04", "J035"),
        (OWN, "2019-05", "J035"),
        (OWN + RIGHT.replace("T-1;", "121212-1212;"), "2019-05", "J034"),
        (OWN + RIGHT.replace("T-1;", '"T-1;'), "2019-05", "J032"),
    ],
)
def test_a_basis_that_cannot_be_used_ends_with_2(text: str, month: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text, "utf-8")
    done = run("--against", str(file), month=month)
    assert done.exit_code == 2 and told in done.output and "inget har granskats" in done.output
    assert "Traceback" not in done.output and "1212" not in done.output


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    done = against(OWN + "V;Tranås;2019-05;enskilt;;;x;0\n" * 120, tmp_path)
    assert done.output.count("fel[J033]") == 50 and "70 fel till" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--mapping", MAPPING),
        ("--against", "finns-inte.csv"),
        ("--against", BASIS, "--mapping", "finns-inte.yaml"),
        ("--against", BASIS, "--mapping", BASIS),
        ("--against", BASIS, "--mapping", MAPPING, "--explain", "Tranås"),
        ("--against", str(DOCS), "--mapping", MAPPING),
    ],
)
def test_options_that_do_not_go_together_or_files_that_are_not_there_end_with_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2 and "Traceback" not in done.output


def test_one_municipality_of_several(tmp_path: Path) -> None:
    other = "T-6;Aneby;2019-05;i snittet;;;9;0\n"
    assert against(OWN + RIGHT + other, tmp_path).exit_code == 1
    done = against(OWN + RIGHT + other, tmp_path, "--municipality", "Tranås")
    assert done.exit_code == 0 and "1 rad gäller andra månader eller kommuner" in done.output


def test_the_program_s_own_table_of_stays_agrees(tmp_path: Path) -> None:
    file = tmp_path / "vistelser.csv"
    assert run("--format", "csv", "--table", "vistelser", "-o", str(file)).exit_code == 0
    done = run("--against", str(file))
    assert done.exit_code == 0, done.output
    assert "6 rader: 6 stämmer helt" in done.output


@pytest.mark.parametrize("form", ["xlsx", "svg", "csv"])
def test_forms_and_tables_that_a_review_does_not_have_end_with_2(form: str, tmp_path: Path) -> None:
    table = ("--table", "kommuner") if form == "csv" else ("-o", str(tmp_path / "x"))
    assert run("--against", BASIS, "--mapping", MAPPING, "--format", form, *table).exit_code == 2
