"""The CSV of a basis: quotes, line ends, encodings, numbers, times, and what must never be shown."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_words import read

from compliance.episodes.csv_cells import MOST_LINES
from compliance.episodes.invoice import InvoiceRow
from compliance.episodes.invoice_mapping import InvoiceMapping, Keep
from compliance.episodes.invoice_values import Written, month, number, written
from compliance.language.diagnostic import Diagnostic, render

SMALL = InvoiceMapping({"stay": "Vistelse", "municipality": "Kommun", "days": "Dygn", "amount": "Belopp"})
HEAD = "Vistelse;Kommun;Dygn;Belopp\n"
MAY = (2019, 5)


def row(stay: str = "V1", days: str | None = "3", amount: str | None = None, **more: object) -> InvoiceRow:
    given = {"days": Decimal(days) if days else None, "amount": Decimal(amount) if amount else None}
    return InvoiceRow(stay, "Kommun D", MAY, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "V1;Kommun D;3;\n",
        "V1;Kommun D;3;",
        "V1;Kommun D;3;\r\n",
        "V1;Kommun D;3;\r",
        '"V1";"Kommun D";"3";""\n',
        ' "V1" ; "Kommun D";3;\n',
        'V1;"Kommun\nD";3;\n',
        'V1;"Kommun\r\nD";3;\r\n',
        "V1;  Kommun   D ;3 dygn;\n",
        "V1;Kommun D;3;;;\n",
        "\n;;;\nV1;Kommun D;3;\n\n",
        "V1;Kommun\u00a0D;3;\n",
        "V1;Kommun D;3,0;\n",
    ],
)
def test_one_row_however_it_is_written(text: str) -> None:
    assert read(HEAD + text, SMALL) == [row()]


def test_a_byte_order_mark_and_a_line_that_tells_the_delimiter_are_passed_over() -> None:
    assert read("\ufeffsep=;\r\n" + HEAD + "V1;Kommun D;3;\n", SMALL) == [row()]


def test_quotes_keep_the_delimiter_and_quotes_inside() -> None:
    assert read(HEAD + '"V;""1";Kommun D;3;\n', SMALL) == [row('V;"1')]
    assert read(HEAD + 'V"1;Kommun D;3;\n', SMALL) == [row('V"1')]


def test_cp1252_and_decomposed_letters() -> None:
    names = "Vistelse;Kommun;Dygn;Belopp\nV1;Skellefteå;3;\n"
    expected = [replace(row(), municipality="Skellefteå")]
    assert read(names.encode("cp1252"), replace(SMALL, encoding="cp1252")) == expected
    assert read(names.replace("å", "a\u030a"), SMALL) == expected


def test_lines_above_the_headings_are_passed_over() -> None:
    text = "Fakturaunderlag maj;\n\n" + HEAD + "V1;Kommun D;3;\n"
    assert read(text, replace(SMALL, header_row=3)) == [row()]


def test_columns_by_number_without_headings() -> None:
    numbered = InvoiceMapping({"stay": 1, "municipality": 2, "days": 3}, header_row=0)
    assert read("V1;Kommun D;3;mer\nV2;Kommun D;4\n", numbered) == [row(), row("V2", "4")]


def test_constants_and_names() -> None:
    of = InvoiceMapping({"stay": "Id"}, {"municipality": "Kommun D", "month": "2019-06", "price": "7 100,50"})
    assert read("Id\nV1\n", of) == [InvoiceRow("V1", "Kommun D", (2019, 6), price=Decimal("7100.50"))]
    named = replace(SMALL, municipality_names={"D-kommunen": "Kommun D"})
    assert read(HEAD + "V1;D-kommunen;3;\n", named) == [row()]


def test_rows_that_sum() -> None:
    of = replace(SMALL, total_rows=("Summa", ""))
    text = HEAD + "Summa;Kommun D;;1 000\n;Kommun D;;5\n"
    total = InvoiceRow(None, "Kommun D", MAY, amount=Decimal(1000))
    assert read(text, of) == [total, replace(total, amount=Decimal(5))]
    assert read(HEAD + "Summa;;;7\n", of) == [InvoiceRow(None, None, MAY, amount=Decimal(7))]


def test_only_the_rows_that_are_kept() -> None:
    of = replace(SMALL, keep=Keep("Dygn", ("3",)))
    assert read(HEAD + "V1;Kommun D;3;\nV2;Kommun D;4;\n", of) == [row()]


def test_an_apostrophe_against_formulas_is_no_part_of_an_id() -> None:
    found = read(HEAD + "'-V1;Kommun D;3;\n'V2;Kommun D;3;\n", SMALL)
    assert found == [row("-V1"), row("'V2")]


# --- numbers and times


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1 000,50", ",", "1000.50"), ("1.000,50", ",", "1000.50"), ("1000.5", ".", "1000.5"),
        ("1,000.50", ".", "1000.50"), ("1\u00a0000", ",", "1000"), ("1\u202f000\u202f000", ",", "1000000"),
        ("1.000", ",", "1000"), ("1.000", ".", "1.000"), ("-5", ",", "-5"), ("\u22125,5", ",", "-5.5"),
        ("7 100 kr", ",", "7100"), ("7100,00 kronor", ",", "7100"), ("0", ",", "0"), ("007", ",", "7"),
        ("1000.5", ",", None), ("1 00", ",", None), ("1.00", ",", None), ("1.000 000", ",", None), ("", ",", None),
        ("1,000,50", ",", None), (",5", ",", None), ("5,", ",", None), ("1e3", ",", None), ("--5", ",", None),
        ("NaN", ",", None), ("Infinity", ",", None), ("٣", ",", None), ("1" * 16, ",", None), ("+5", ",", None),
        ("1_000", ",", None), ("5\n", ",", "5"), ("0x10", ",", None), ("½", ",", None),
    ],
)  # fmt: skip
def test_numbers_in_their_forms(text: str, decimal: str, value: str | None) -> None:
    assert number(text, decimal) == (Decimal(value) if value is not None else None)


@given(st.decimals(-10_000_000, 10_000_000, places=2), st.sampled_from(["", " ", "\u00a0", "."]))
def test_a_written_number_is_read_as_it_was(value: Decimal, gap: str) -> None:
    text = f"{value:,.2f}".replace(",", "G").replace(".", ",").replace("G", gap)
    assert number(text, ",") == value


FORM = "YYYY-MM-DD[ hh:mm[:ss]]"
DAY = 737185


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("2019-05-06", FORM, Written(DAY)), ("2019-05-06 10:00", FORM, Written(DAY, 36_000)),
        ("2019-05-06 10:00:05", FORM, Written(DAY, 36_005, True)), ("6/5/2019", "D/M/YYYY", Written(DAY)),
        ("20190506", "YYYYMMDD", Written(DAY)), ("2019-05-06T10:00", "YYYY-MM-DDThh:mm", Written(DAY, 36_000)),
        ("2019-02-30", FORM, None), ("2019-05-06 24:00", FORM, None), ("2019-05-06 10:60", FORM, None),
        ("19-05-06", FORM, None), ("2019-5-6", FORM, None), ("2019-05-06 10", FORM, None), ("0000-01-01", FORM, None),
        ("٢٠١٩-05-06", FORM, None), ("", FORM, None),
    ],
)  # fmt: skip
def test_times_in_their_forms(text: str, form: str, value: Written | None) -> None:
    assert written(text, form) == value


@pytest.mark.parametrize(("text", "value"), [("2019-05", MAY), ("2019-13", None), ("2019-00", None), ("maj", None)])
def test_months(text: str, value: tuple[int, int] | None) -> None:
    assert month(text, "YYYY-MM") == value


# --- what is wrong, all at once and at its place

WRONG = {
    "no number": ("V1;Kommun D;tre;\n", [("J033", 2, 13)]),
    "the other decimal sign": ("V1;Kommun D;3.5;\n", [("J033", 2, 13)]),
    "no stay": (";Kommun D;3;\n", [("J033", 2, 1)]),
    "no municipality": ("V1;;3;\n", [("J033", 2, 4)]),
    "two in a row": ("V1;;tre;\n", [("J033", 2, 4), ("J033", 2, 5)]),
    "two rows": ("V1;Kommun D;x;\nV2;Kommun D;3;y\n", [("J033", 2, 13), ("J033", 3, 15)]),
    "too few cells": ("V1;Kommun D\n", [("J032", 2, 11)]),
    "too many cells": ("V1;Kommun D;3;5;6\n", [("J032", 2, 17)]),
    "a quote that is not closed": ('V1;"Kommun D;3;\nV2;Kommun D;x;\n', [("J032", 2, 4), ("J033", 3, 13)]),
    "text after a quote": ('V1;"Kommun" D;3;\n', [("J032", 2, 13)]),
    "after a cell of two lines": ('V1;"Kommun\nD";3;\nV2;Kommun D;x;\n', [("J033", 4, 13)]),
    "in a cell of two lines": ('V1;"Kommun\nD";x;\n', [("J033", 3, 4)]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_is_told_at_its_place(what: str) -> None:
    text, wanted = WRONG[what]
    found = [d for d in read(HEAD + text, SMALL) if isinstance(d, Diagnostic)]
    assert [(d.code, *d.place) for d in found] == [(code, "underlag.csv", *place) for code, *place in wanted]
    assert all(render(d) for d in found)


def test_the_rows_that_can_be_read_are_read() -> None:
    found = read(HEAD + "V1;Kommun D;3;\nV2;Kommun D;x;\nV3;Kommun D;3;\n", SMALL)
    assert [item.stay for item in found if isinstance(item, InvoiceRow)] == ["V1", "V3"]


def test_a_time_and_a_month_that_are_none_say_their_form() -> None:
    of = replace(SMALL, columns={**SMALL.columns, "days": "Månad", "month": "Dygn", "notice": "Belopp"})
    of = replace(of, columns={"stay": "Vistelse", "municipality": "Kommun", "month": "Dygn", "notice": "Belopp"})
    found = [d for d in read(HEAD + "V1;Kommun D;maj;i går\nV1;Kommun D;;\n", of) if isinstance(d, Diagnostic)]
    assert [d.help for d in found] == ["formen är YYYY-MM", f"formen är {FORM}", "skriv den som YYYY-MM"]
    assert [d.label for d in found] == ["kolumnen Dygn", "kolumnen Belopp", "kolumnen Dygn"]


UNUSABLE = {
    "empty": b"",
    "blank": b"\n\n",
    "utf-16": "Vistelse".encode("utf-16"),
    "nul": HEAD.encode() + b"V1;\0;3;\n",
    "cp1252 as utf-8": HEAD.encode() + "V1;Skellefteå;3;\n".encode("cp1252"),
    "a very long line": b"x" * 200_000,
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_file_that_cannot_be_used_is_told(what: str) -> None:
    found = read(UNUSABLE[what], SMALL)
    assert [d.code for d in found if isinstance(d, Diagnostic)] == ["J035"]


def test_a_letter_in_another_encoding_has_its_place() -> None:
    (found,) = read(UNUSABLE["cp1252 as utf-8"], SMALL)
    assert isinstance(found, Diagnostic) and found.place == ("underlag.csv", 2, 13)
    assert "cp1252" in found.help


def test_a_byte_order_mark_against_the_mapping_is_told() -> None:
    (found,) = read(b"\xef\xbb\xbf" + HEAD.encode(), replace(SMALL, encoding="cp1252"))
    assert isinstance(found, Diagnostic) and "utf-8" in found.help


def test_a_quote_never_closed_swallows_no_more_than_its_row() -> None:
    text = HEAD + 'V0;"Kommun D;3;\n' + "V1;Kommun D;3;\n" * (MOST_LINES * 3)
    found = read(text, SMALL)
    assert [d.code for d in found if isinstance(d, Diagnostic)] == ["J032"]
    assert sum(isinstance(item, InvoiceRow) for item in found) == MOST_LINES * 3


# --- personal numbers

NUMBERS = [f"{day}{gap}{last}" for day in ("19121212", "121212") for gap in ("", "-", "+", " ", "\u2013", "\u00a0")
           for last in ("1212",)]  # fmt: skip


@pytest.mark.parametrize("personal", NUMBERS)
@pytest.mark.parametrize("column", range(5))
def test_a_personal_number_anywhere_is_refused_and_not_shown(personal: str, column: int) -> None:
    cells = ["V1", "Kommun D", "3", "", "not"]
    cells[column] = f"pnr {personal}"
    text = HEAD.strip() + ";Not\n" + ";".join(cells) + "\nV2;Kommun D;3;;\n"
    found = read(text, SMALL)
    (refused,) = (d for d in found if isinstance(d, Diagnostic))
    assert (refused.code, refused.place[1]) == ("J034", 2)
    assert personal not in render(refused) and "1212" not in render(refused)
    assert [item.stay for item in found if isinstance(item, InvoiceRow)] == ["V2"]


@pytest.mark.parametrize("text", ['"121212\n-1212"', '"121212-\r\n1212"', '"12 12 12 - 1212"'])
def test_a_personal_number_over_two_lines_is_not_shown_either(text: str) -> None:
    found = read(HEAD + f"V1;{text};3;\n", SMALL)
    (refused,) = (d for d in found if isinstance(d, Diagnostic))
    assert refused.code == "J034" and "12" not in render(refused).replace(":12", "")


def test_a_personal_number_in_a_row_that_is_broken_is_not_shown() -> None:
    for bad in ("V1;Kommun D;121212-1212\n", 'V1;"121212-1212" x;3;\n', "121212-1212;Kommun D;x;\n"):
        for item in read(HEAD + bad, SMALL):
            assert isinstance(item, Diagnostic) and "1212" not in render(item)


def test_a_personal_number_among_the_headings_is_refused() -> None:
    found = read("Vistelse;Kommun;Dygn;Belopp;121212-1212\nV1;Kommun D;3;;\n", SMALL)
    assert next(d.code for d in found if isinstance(d, Diagnostic)) == "J034"
    assert all("1212" not in render(d) for d in found if isinstance(d, Diagnostic))


# --- nothing breaks it


@given(st.text(alphabet=st.sampled_from('V1;,"\n\r\t åK0-.x\ufeff\u2028\x85'), max_size=200), st.sampled_from(";,\t|"))
def test_no_text_breaks_the_reader(text: str, delimiter: str) -> None:
    for item in read(HEAD + text, replace(SMALL, delimiter=delimiter, decimal=".")):
        assert isinstance(item, InvoiceRow) or render(item)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for encoding in ("utf-8", "cp1252"):
        for item in read(HEAD.encode() + content, replace(SMALL, encoding=encoding)):
            assert isinstance(item, InvoiceRow) or render(item)


CELLS = st.text(alphabet=st.sampled_from('ab;,"\n ÅÄÖ='), min_size=1, max_size=8).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(st.lists(CELLS, min_size=1, max_size=6), st.sampled_from(";,\t|"))
def test_what_a_csv_writer_writes_is_read_back(names: list[str], delimiter: str) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=random.Random(len(names)).choice([0, 1]))
    writer.writerow(["Vistelse", "Kommun", "Dygn", "Belopp"])
    for name in names:
        writer.writerow([f"V{name}", name, "3", "5"])
    found = read(text.getvalue(), replace(SMALL, delimiter=delimiter, decimal="."))
    assert [(item.stay, item.municipality) for item in found if isinstance(item, InvoiceRow)] == [
        (f"V{name}", name) for name in names
    ]
