"""The tables of a settlement: which rows there are, and that they add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hand_made_months import (
    AVERAGED,
    NOWHERE,
    PLAIN_RUN,
    SINGLE,
    STOCKHOLM,
    at,
    month,
    municipality,
    part,
    unrounded,
)

from compliance.language.rule_tree import Citation
from compliance.language.settlement_tree import AttentionTree
from compliance.payment.month import Month
from compliance.payment.settled import Kind, MonthSettlement, MunicipalityMonth, Outcome
from compliance.report.settle_tables import MUNICIPALITIES, STAYS, STRUCK, TABLES, Table, clean, how
from compliance.report.settle_text import verdict
from compliance.report.settle_words import owes

NOTHING = Outcome(0, 0, None, None, None, None)


def rows(table: Table, *found: MunicipalityMonth) -> list[dict[str, Any]]:
    headings = [column.heading for column in table.columns]
    return [dict(zip(headings, row, strict=True)) for row in table.rows([month(*found)], STOCKHOLM)]


def test_a_municipality_has_a_row_with_typed_cells() -> None:
    (row,) = rows(MUNICIPALITIES, municipality())
    assert row == {
        "Region": "prov", "Kommun": "Norrby", "Månad": Month(2024, 3), "Riktlinje": "prov-2020", "Patienter": 3,
        "I snittet": 24, "Dygn i snittet": 82, "Snitt": Decimal("3.4"), "Snitt exakt": "82/24 dygn",
        "Tröskel": Decimal("2.0"), "Ska betala": "ja", "Månader i följd över tröskeln": 1,
        "Dygn över tröskeln": Decimal("33.6"), "Enskilda dygn": 16, "Pris per dygn": Decimal(7100),
        "Prisets källa": "prov 2024", "Belopp": Decimal(352160), "Kan inte avgöras": None,
        "Anmärkning": "1 inte avgjorda; 1 pågår",
    }  # fmt: skip


def test_what_a_model_does_not_reckon_is_empty_and_not_nought() -> None:
    (single,) = rows(MUNICIPALITIES, municipality(settlement=SINGLE, outcome=NOTHING, threshold=None, run=None))
    empty = ("I snittet", "Dygn i snittet", "Snitt", "Snitt exakt", "Tröskel", "Dygn över tröskeln")
    assert [single[name] for name in empty] == [None] * 6 and single["Enskilda dygn"] == 16
    (flat,) = rows(
        MUNICIPALITIES,
        municipality(settlement=SINGLE, outcome=NOTHING, threshold=None, run=None, flat=5, amount=Decimal(5), parts=(),
                     liable=None, individual_days=0, rate=None, rate_source=""),
    )  # fmt: skip
    assert (flat["Patienter"], flat["Enskilda dygn"], flat["Prisets källa"]) == (None, None, None)
    assert (flat["Ska betala"], flat["Belopp"], flat["Anmärkning"]) == ("ja", Decimal(5), "fast belopp i månaden")


def test_an_average_that_is_not_rounded_is_shown_to_six_decimals_beside_its_fraction() -> None:
    (row,) = rows(MUNICIPALITIES, unrounded(7, 3))
    assert (row["Snitt"], row["Snitt exakt"]) == (Decimal("2.333333"), "7/3 dygn")


def test_what_cannot_be_said_has_the_heading_of_its_column() -> None:
    names = ("threshold_days", "liable", "rate_sek", "amount_sek")
    (row,) = rows(MUNICIPALITIES, municipality(undetermined=names, liable=None, amount=None, individual_days=0))
    headings = {column.heading.casefold() for column in MUNICIPALITIES.columns}
    said = row["Kan inte avgöras"].split(", ")
    assert said == ["tröskel", "ska betala", "pris", "belopp"] and row["Ska betala"] == "kan inte avgöras"
    assert {"tröskel", "ska betala", "pris per dygn", "belopp"} <= headings


def test_remarks_tell_of_what_may_change_the_outcome() -> None:
    todo = AttentionTree(1, "gemensam analys", Citation("PA-9", NOWHERE), NOWHERE)
    run = replace(PLAIN_RUN, certain=False)
    (row,) = rows(MUNICIPALITIES, municipality(unfinished=True, run=run, attentions=(todo,), parts=()))
    assert row["Anmärkning"] == (
        "månaden är inte slut vid bedömningen; tidigare månader är okända och kan ge ett annat utfall; "
        "att göra: gemensam analys (PA-9)"
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"liable": False, "amount": Decimal(7), "individual_days": 1}, True),
        ({"liable": True, "amount": None, "individual_days": 0}, True),
        ({"liable": False, "amount": Decimal(0), "individual_days": 0, "parts": ()}, False),
        ({"liable": None, "amount": Decimal(0), "individual_days": 0, "parts": ()}, False),
        ({"liable": None, "amount": None, "individual_days": 0, "parts": (), "undetermined": ("liable",)}, None),
        ({"liable": False, "amount": Decimal(0), "individual_days": 0}, None),  # an undecided stay with two days
        ({"settlement": None}, None),
    ],
)
def test_whether_a_municipality_pays(more: dict[str, Any], expected: bool | None) -> None:
    assert owes(municipality(**more)) is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "betalar 352 160 kronor"),
        ({"liable": False, "amount": None, "individual_days": 1}, "ska betala; beloppet kan inte bestämmas"),
        ({"liable": False, "amount": Decimal("0.5"), "individual_days": 1}, "betalar 0,50 kronor"),
        ({"liable": None, "amount": None, "individual_days": 3, "undetermined": ("liable", "amount_sek")},
         "ska betala; beloppet kan inte bestämmas"),
        ({"liable": None, "amount": None, "individual_days": 0, "undetermined": ("liable", "amount_sek")},
         "om kommunen ska betala kan inte avgöras"),
        ({"liable": False, "amount": Decimal(0), "individual_days": 0}, "betalar inte"),
        ({"liable": False, "amount": None, "individual_days": 0}, "betalar inte"),
        ({"liable": True, "amount": Decimal(0), "individual_days": 0}, "betalar 0 kronor"),
        ({"liable": None, "amount": Decimal(0), "individual_days": 0}, "betalar 0 kronor"),
        ({"settlement": None}, "kan inte avgöras"),
    ],
)  # fmt: skip
def test_what_a_municipality_pays_in_words(more: dict[str, Any], expected: str) -> None:
    assert verdict(municipality(**more)) == expected


def test_a_stay_has_one_row_a_month_that_says_how_it_is_counted() -> None:
    found = rows(STAYS, municipality())
    assert [(r["Vistelse"], r["Räknas"], r["Dygn"], r["Dygn i snittet"], r["Dygn att betala"]) for r in found] == [
        ("A-1", "i snittet", 3, 3, 0),
        ("A-2", "i snittet", 4, 4, 0),
        ("I-1", "enskilt", 10, None, 7),
        ("S-1", "struken", 5, None, 0),
        ("U-1", "inte avgjord", 6, None, 0),
        ("O-1", "pågår", 1, None, 0),
    ]
    assert found[3]["Skäl"] == "inte uppfyllt: Kallelse" and found[3]["Klausuler"] == "PA-2, PA-3"
    assert found[0]["Underrättelse sänd"] == datetime(2024, 3, 4, 10) and found[0]["Slut"].second == 1
    assert found[5]["Slut"] is None and found[0]["Skäl"] is None


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((Kind.AVERAGE, Kind.INDIVIDUAL), "i snittet, enskilt"),
        ((Kind.STRUCK, Kind.AVERAGE), "i snittet, debiteras inte"),
        ((Kind.AVERAGE, Kind.UNDECIDED), "i snittet, debitering inte avgjord"),
        ((Kind.AVERAGE, Kind.OPEN), "i snittet, debitering pågår"),
        ((Kind.STRUCK, Kind.INDIVIDUAL), "enskilt, utanför snittet"),
        ((Kind.STRUCK, Kind.STRUCK), "struken"),
    ],
)
def test_a_stay_that_is_counted_in_two_ways(kinds: tuple[Kind, ...], expected: str) -> None:
    assert how([part(kind, "A", 1) for kind in kinds]) == expected


def test_a_stay_that_is_counted_in_two_ways_has_one_row() -> None:
    parts = (part(Kind.AVERAGE, "A", 4), part(Kind.INDIVIDUAL, "A", 9, 3))
    (row,) = rows(STAYS, municipality(parts=parts))
    assert (row["Dygn"], row["Dygn i snittet"], row["Dygn att betala"]) == (4, 4, 3)


def test_the_rows_of_stays_add_up_to_the_municipality() -> None:
    parts = tuple(part(Kind.AVERAGE, f"A-{n}", n % 5) for n in range(24)) + tuple(
        part(Kind.INDIVIDUAL, f"I-{n}", 8 + n, 5 + n) for n in range(3)
    )
    days = sum(p.days for p in parts if p.kind is Kind.AVERAGE)
    found = unrounded(days, 24, parts=parts, individual_days=18)
    (whole,), stays = rows(MUNICIPALITIES, found), rows(STAYS, found)
    assert sum(r["Dygn i snittet"] or 0 for r in stays) == whole["Dygn i snittet"]
    assert sum(r["Dygn att betala"] for r in stays) == whole["Enskilda dygn"]
    assert len([r for r in stays if r["Dygn i snittet"] is not None]) == whole["I snittet"]


def test_what_was_struck_or_is_not_decided_stands_with_reason_and_clauses() -> None:
    fee = part(Kind.STRUCK, "F-1", 9, 4, from_charge=True)
    found = rows(STRUCK, municipality(parts=(*municipality().parts, fee)))
    told = [(r["Vistelse"], r["Läge"], r["Ur"], r["Dygn"], r["Dygn som annars betalas"]) for r in found]
    assert told == [
        ("S-1", "struken", "underlaget", 5, 0),
        ("F-1", "struken", "debiteringen", 9, 4),
        ("U-1", "inte avgjord", "underlaget", 6, 2),
    ]
    assert {(r["Skäl"], r["Klausuler"]) for r in found} == {("inte uppfyllt: Kallelse", "PA-2, PA-3")}


def test_times_are_those_of_the_clock_on_the_wall() -> None:
    late, early = at("2024-10-27T02:30+02:00"), at("2024-10-27T02:30+01:00")
    (row,) = rows(STAYS, municipality(parts=(part(Kind.AVERAGE, "A", 1, starts=late, ends=early),)))
    assert late != early and row["Räknas från"] == row["Slut"] == datetime(2024, 10, 27, 2, 30)
    assert row["Slut"].tzinfo is None


def test_rows_come_one_by_one() -> None:
    asked = []

    def source() -> Any:
        for number in range(1, 4):
            asked.append(number)
            yield MonthSettlement(Month(2024, number), (municipality(),))

    for table in TABLES.values():
        asked.clear()
        next(iter(table.rows(source(), STOCKHOLM)))
        assert asked == [1]


def test_a_municipality_that_is_not_known_is_named_so() -> None:
    (row,) = rows(MUNICIPALITIES, municipality(municipality=None, settlement=AVERAGED))
    assert row["Kommun"] == "okänd kommun"


def test_text_keeps_nothing_that_no_cell_can_hold() -> None:
    assert clean("a\0b\x1bc\ud800d\uffffe\nf\tg\r\nh å ä ö") == "a\ufffdb\ufffdc\ufffdd\ufffde f g  h å ä ö"
