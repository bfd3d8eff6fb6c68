"""Mapping files: what each key does, and every mistake with its place."""

from __future__ import annotations

import pytest
from review_words import read

from compliance.episodes.invoice import InvoiceRow
from compliance.episodes.invoice_mapping import OWN, InvoiceMapping, Keep, read_mapping
from compliance.language.diagnostic import Diagnostic, render

SMALL = "columns:\n  stay: Vistelse\n  municipality: Kommun\n"


def mapping(text: str) -> InvoiceMapping:
    found = read_mapping("m.yaml", text)
    assert isinstance(found, InvoiceMapping), found
    return found


def test_a_small_mapping_has_the_usual_form() -> None:
    assert mapping(SMALL) == InvoiceMapping({"stay": "Vistelse", "municipality": "Kommun"})


def test_every_key_is_read() -> None:
    text = """
schema: 1
delimiter: tab
decimal: "."
encoding: cp1252
header_row: 3
date_format: DD/MM/YYYY
month_format: YYYYMM
columns: {stay: Id, days: 4}
constants: {municipality: Kommun D, month: 2019-05, price: "7100.50"}
municipality_names: {Falkenbergs kommun: Falkenberg}
total_rows: [Summa, ""]
keep: {column: Typ, values: debiteras}
"""
    assert mapping(text) == InvoiceMapping(
        {"stay": "Id", "days": 4},
        {"municipality": "Kommun D", "month": "2019-05", "price": "7100.50"},
        {"Falkenbergs kommun": "Falkenberg"},
        "\t", ".", "cp1252", 3, "DD/MM/YYYY", "YYYYMM", ("Summa", ""), Keep("Typ", ("debiteras",)),
    )  # fmt: skip


WRONG = {
    "not a mapping": ("- stay\n", [("J030", 1, 1)]),
    "no columns": ("decimal: ','\n", [("J030", 1, 1)]),
    "unknown key": (SMALL + "kolumner: {}\n", [("J030", 4, 1)]),
    "unknown column": ("columns:\n  stay: A\n  municipality: B\n  daysx: C\n", [("J030", 4, 3)]),
    "column is empty": ("columns:\n  stay: ''\n  municipality: B\n", [("J030", 2, 9)]),
    "column is nought": ("columns:\n  stay: 0\n  municipality: B\n", [("J030", 2, 9)]),
    "column is a list": ("columns:\n  stay: [A]\n  municipality: B\n", [("J030", 2, 9)]),
    "one column for two": ("columns:\n  stay: A\n  municipality: A\n", [("J030", 3, 17)]),
    "columns are a list": ("columns: [A]\n", [("J030", 1, 10)]),
    "no municipality": ("columns:\n  stay: A\n", [("J030", 1, 1)]),
    "neither stay nor amount": ("columns:\n  municipality: A\n", [("J030", 1, 1)]),
    "delimiter": (SMALL + "delimiter: ':'\n", [("J030", 4, 12)]),
    "decimal": (SMALL + "decimal: komma\n", [("J030", 4, 10)]),
    "comma twice": (SMALL + "delimiter: ','\ndecimal: ','\n", [("J030", 5, 10)]),
    "comma by default": (SMALL + "delimiter: ','\n", [("J030", 4, 12)]),
    "encoding": (SMALL + "encoding: utf8\n", [("J030", 4, 11)]),
    "header row": (SMALL + "header_row: -1\n", [("J030", 4, 13)]),
    "header row is a truth": (SMALL + "header_row: true\n", [("J030", 4, 13)]),
    "names without headings": (SMALL + "header_row: 0\n", [("J030", 2, 9), ("J030", 3, 17)]),
    "date form": (SMALL + "date_format: ÅÅÅÅ-MM-DD\n", [("J030", 4, 14)]),
    "date form twice": (SMALL + "date_format: YYYY-MM-DD DD\n", [("J030", 4, 14)]),
    "date form without a day": (SMALL + "date_format: YYYY-MM\n", [("J030", 4, 14)]),
    "date form with loose brackets": (SMALL + "date_format: 'YYYY-MM-DD]['\n", [("J030", 4, 14)]),
    "month form": (SMALL + "month_format: MM\n", [("J030", 4, 15)]),
    "constant and column": (SMALL + "constants:\n  municipality: A\n", [("J030", 5, 3)]),
    "unknown constant": (SMALL + "constants:\n  stay: A\n", [("J030", 5, 3)]),
    "constant month": (SMALL + "constants:\n  month: maj\n", [("J030", 5, 10)]),
    "constant price": (SMALL + "constants:\n  price: dyrt\n", [("J030", 5, 10)]),
    "constants are text": (SMALL + "constants: maj\n", [("J030", 4, 12)]),
    "municipality names": (SMALL + "municipality_names: {A: 3}\n", [("J030", 4, 25)]),
    "total rows": (SMALL + "total_rows: 3\n", [("J030", 4, 13)]),
    "keep without values": (SMALL + "keep:\n  column: Typ\n", [("J030", 5, 3)]),
    "keep is text": (SMALL + "keep: Typ\n", [("J030", 4, 7)]),
    "keep has more": (SMALL + "keep: {column: A, values: b, x: 1}\n", [("J030", 4, 30)]),
    "schema": (SMALL + "schema: 2\n", [("J030", 4, 9)]),
    "a key twice": (SMALL + "decimal: ','\ndecimal: ','\n", [("E012", 5, 1)]),
    "an anchor": ("columns: &a {stay: A}\n", [("E013", 1, 10)]),
    "several at once": (SMALL + "decimal: x\nencoding: y\nz: 1\n", [("J030", 4, 10), ("J030", 5, 11), ("J030", 6, 1)]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_is_told_at_its_place(what: str) -> None:
    text, wanted = WRONG[what]
    found = read_mapping("m.yaml", text)
    assert isinstance(found, tuple)
    assert [(d.code, *d.place[1:]) for d in found] == wanted
    assert all(d.place[0] == "m.yaml" and render(d) for d in found)


@pytest.mark.parametrize(
    ("wrong", "meant"), [("delimeter: x", "delimiter"), ("column: x", "columns"), ("constant: x", "constants")]
)
def test_the_nearest_key_is_proposed(wrong: str, meant: str) -> None:
    (found, *_) = (d for d in problems(SMALL + wrong) if "finns inte" in d.message)
    assert found.help == f"menade du `{meant}`?"


def problems(text: str) -> tuple[Diagnostic, ...]:
    found = read_mapping("m.yaml", text)
    assert isinstance(found, tuple)
    return found


def test_a_mapping_holds_no_personal_number() -> None:
    number = "19121212" + "-1212"
    (found,) = problems(SMALL + f"constants: {{month: '{number}'}}\n")
    assert (found.code, number in render(found)) == ("J034", False)


# --- columns that are not there


def told(text: str, of: InvoiceMapping) -> Diagnostic:
    found = read(text, of)
    (one,) = (item for item in found if isinstance(item, Diagnostic))
    return one


def test_a_column_that_is_not_there_is_told_in_the_mapping_and_the_basis() -> None:
    found = told("Vistelse;Komun\nA;B\n", mapping(SMALL))
    assert (found.code, found.place) == ("J031", ("m.yaml", 3, 17))
    assert found.help == "menade du `Komun`?"
    assert found.related[0].span.source.name == "underlag.csv"


def test_the_program_s_own_mapping_points_into_the_basis() -> None:
    found = read("Vistelse;Kommun;Månad\nA;B;2019-05\n", OWN)
    assert [(d.code, *d.place) for d in found if isinstance(d, Diagnostic)] == [("J031", "underlag.csv", 1, 1)] * 5


def test_a_basis_with_another_delimiter_is_told() -> None:
    found = read("Vistelse,Kommun\nA,B\n", mapping(SMALL))
    assert len(found) == 2 and all(isinstance(d, Diagnostic) and "delimiter" in d.help for d in found)


def test_a_heading_that_is_there_twice_must_be_numbered() -> None:
    found = told("Vistelse;Kommun;Kommun\nA;B;C\n", mapping(SMALL))
    assert (found.code, found.place) == ("J031", ("underlag.csv", 1, 17))
    numbered = mapping("columns: {stay: Vistelse, municipality: 3}\n")
    assert read("Vistelse;Kommun;Kommun\nA;B;C\n", numbered) == [InvoiceRow("A", "C", (2019, 5))]


def test_a_column_number_that_is_too_large_is_told() -> None:
    found = told("Vistelse;Kommun\nA;B\n", mapping("columns: {stay: Vistelse, municipality: 3}\n"))
    assert found.code == "J031" and "2 kolumner" in found.help


def test_a_basis_without_months_needs_one() -> None:
    (found,) = read("Vistelse;Kommun\nA;B\n", mapping(SMALL), None)
    assert isinstance(found, Diagnostic) and found.code == "J030"
