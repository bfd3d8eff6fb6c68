"""Each kind of difference, from a few concrete stays: what is said, why, what it costs and whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from review_words import MAY, World, local, of_days, own_rows, settled, stay, written

from compliance.episodes.invoice import InvoiceRow
from compliance.episodes.invoice_values import Written
from compliance.payment.month import Month
from compliance.payment.reviewed import Difference, DifferenceKind, Review, Side

K = DifferenceKind
PRICE = Decimal(7800)
APRIL, JUNE = Month(2019, 4), Month(2019, 6)


@cache
def world() -> World:
    """Ten stays with an average of 2.7, as in the source's example B, and one of nine days; beside them one whose
    message of discharge is missing, one of another municipality, one that ends in June, and one of open care only."""
    averaged = [stay(f"B{i}", days) for i, days in enumerate([3, 3, 3, 3, 3, 3, 3, 2, 2, 2])]
    others = [
        stay("LÅNG", 9),
        stay("BRUTEN", 4, without="utskrivningsmeddelande"),
        stay("ANNAN", 4, "Kommun C"),
        stay("JUNI", 3, notice="2019-06-03T10:00"),
        stay("ÖPPEN", 3, needs=["regional_öppenvård"]),
        stay("KVAR", 3, without="utskrivning"),
    ]
    return settled([*averaged, *others])


def basis(**changes: object) -> list[InvoiceRow]:
    """Return the right basis of Kommun D but for the row of one stay."""
    return [
        replace(row, **changes.get(row.stay, {})) if row.stay is not None else row  # type: ignore[arg-type]
        for row in own_rows(world().found)
        if row.municipality == "Kommun D" and changes.get(str(row.stay), {}) is not None
    ]


def extra(name: str, **more: object) -> InvoiceRow:
    return InvoiceRow(name, "Kommun D", (2019, 5), **more)  # type: ignore[arg-type]


def reviewed(rows: list[InvoiceRow]) -> Review:
    return world().review(rows)


def only(review: Review, kind: DifferenceKind) -> Difference:
    (found,) = (d for d in review.differences if d.kind is kind)
    return found


def kinds(review: Review) -> list[DifferenceKind]:
    return [d.kind for d in review.differences]


def test_the_right_basis_differs_in_nothing() -> None:
    review = reviewed(basis())
    assert (review.differences, review.rows, review.agreeing) == ((), 11, 11)
    (total,) = review.totals
    # (2,7 - 2,0) x 10 and 9 - 3 days
    assert (total.received, total.computed, total.difference) == ((7 + 6) * PRICE, (7 + 6) * PRICE, 0)
    assert total.received_average == total.computed_average == Decimal("2.7")
    assert review.unreviewed == ("Kommun C",)


def test_a_stay_that_is_missing_from_the_average() -> None:
    review = reviewed(basis(B0=None))
    found = only(review, K.MISSING)
    assert (found.stay, found.received, found.computed, found.month) == ("B0", None, 3, MAY)
    # without it 24 days on 9 stays are 2,7: 0,7 x 9 days instead of 0,7 x 10
    assert (found.kronor, found.costs) == (Decimal("-0.7") * PRICE, Side.REGION)
    assert found.starts is not None and found.ends is not None
    assert kinds(review) == [K.MISSING]


def test_a_stay_whose_absence_costs_the_municipality() -> None:
    found = only(reviewed(basis(B9=None)), K.MISSING)
    # without two days 25 days on 9 stays are 2,8: 0,8 x 9 days
    assert (found.kronor, found.costs) == (Decimal("0.2") * PRICE, Side.MUNICIPALITY)


def test_an_individual_stay_that_is_missing() -> None:
    found = only(reviewed(basis(LÅNG=None)), K.MISSING)
    assert (found.computed, found.kronor, found.costs) == (6, -6 * PRICE, Side.REGION)


def test_a_stay_to_strike_says_why_with_its_clause() -> None:
    review = reviewed([*basis(), extra("BRUTEN", days=of_days(4))])
    found = only(review, K.STRIKE)
    assert found.clauses == ("JK-055",) and "Utskrivningsmeddelandet" in found.reason
    # 31 days on 11 stays are 2,8: 0,8 x 11 days
    assert (found.kronor, found.costs) == (Decimal("1.8") * PRICE, Side.MUNICIPALITY)
    assert set(kinds(review)) == {K.STRIKE, K.AVERAGE}
    assert review.agreeing == review.rows - 1


def test_a_stay_outside_the_model_is_struck() -> None:
    found = only(reviewed([*basis(), extra("ÖPPEN", days=of_days(3))]), K.STRIKE)
    assert "målgrupp" in found.reason


def test_a_stay_that_no_timeline_tells_of() -> None:
    found = only(reviewed([*basis(), extra("OKÄND", days=of_days(3), amount=Decimal(100))]), K.UNKNOWN)
    assert (found.stay, found.kronor, found.costs) == ("OKÄND", Decimal(100), Side.MUNICIPALITY)


def test_a_stay_that_has_not_ended() -> None:
    open_world = settled([stay("KVAR", 3, without="utskrivning")], as_of="2019-05-20T12:00:00")
    (found, *_) = open_world.review([extra("KVAR", days=of_days(3))]).differences
    assert found.kind is K.ONGOING and "inte slut" in found.reason


def test_a_stay_that_is_not_decided_says_what_is_missing() -> None:
    raw = stay("OVISS", 3)
    del raw["facts"]["behov"]
    found = only(settled([raw, stay("B", 3)]).review([extra("OVISS", days=of_days(3))]), K.UNDECIDED)
    assert found.stay == "OVISS" and "det saknas" in found.reason and "behov" in found.reason


def test_other_days_are_told_with_how_they_were_counted() -> None:
    review = reviewed(basis(B0={"days": of_days(6)}))
    found = only(review, K.DAYS)
    assert (found.received, found.computed, found.kronor) == (6, 3, 3 * PRICE)
    assert (found.starts, found.ends) == (at("2019-05-06T10:00"), at("2019-05-09T10:30"))
    assert only(review, K.AVERAGE).received == Decimal("3.0")


def test_other_charge_days() -> None:
    review = reviewed(basis(LÅNG={"charge_days": of_days(9), "amount": 9 * PRICE}))
    found = only(review, K.CHARGE_DAYS)
    assert (found.received, found.computed, found.kronor) == (9, 6, 3 * PRICE)


def test_a_stay_of_the_average_has_no_days_of_its_own_to_pay() -> None:
    found = only(reviewed(basis(B0={"charge_days": of_days(3)})), K.CHARGE_DAYS)
    assert (found.computed, found.kronor) == (0, 3 * PRICE) and "snittet" in found.reason


def test_a_stay_of_the_average_has_no_amount_of_its_own() -> None:
    found = only(reviewed(basis(B0={"amount": 3 * PRICE})), K.ROW_SUM)
    assert (found.received, found.computed) == (3 * PRICE, None) and "snittet" in found.reason


def test_another_municipality_pays() -> None:
    found = only(reviewed([*basis(), extra("ANNAN", days=of_days(4))]), K.PAYER)
    assert (found.municipality, found.received, found.computed) == ("Kommun D", "Kommun D", "Kommun C")
    assert found.costs is Side.MUNICIPALITY


def test_another_month() -> None:
    review = reviewed([*basis(), extra("JUNI", days=of_days(3))])
    found = only(review, K.MONTH)
    assert (found.received, found.computed) == ("2019-05", "2019-06")


def test_a_stay_in_the_wrong_month_is_not_missing_from_the_right_one() -> None:
    both = settled([stay("JUNI", 3, notice="2019-06-03T10:00")], MAY, JUNE)
    assert [d.kind for d in both.review([extra("JUNI", days=of_days(3))]).differences if d.stay] == [K.MONTH]


def test_a_duplicate_is_told_once_and_the_better_row_stands() -> None:
    rows = basis()
    twin = next(row for row in rows if row.stay == "B0")
    worse = replace(twin, days=of_days(7))
    for pair in ([worse, *rows], [*rows, worse]):
        found = only(reviewed(pair), K.DUPLICATE)
        assert (found.stay, found.received) == ("B0", 7)
    assert K.DAYS not in kinds(reviewed([*rows, worse]))


def test_another_price_is_told_once() -> None:
    changes = {f"B{i}": {"price": Decimal(7100)} for i in range(10)} | {
        "LÅNG": {"price": Decimal(7100), "amount": None}
    }
    review = reviewed(basis(**changes))
    found = only(review, K.PRICE)
    assert (found.received, found.computed, found.reason) == (7100, 7800, "11 rader")
    assert found.kronor == (7100 - PRICE) * 13
    assert review.agreeing == 0


def test_a_row_whose_amount_is_not_days_times_price() -> None:
    found = only(reviewed(basis(LÅNG={"amount": 7 * PRICE})), K.ROW_SUM)
    assert (found.received, found.computed, found.kronor) == (7 * PRICE, 6 * PRICE, PRICE)


def test_an_amount_without_days_or_price_is_compared() -> None:
    changed = {"amount": Decimal(50_000), "price": None, "charge_days": None, "days": None}
    found = only(reviewed(basis(LÅNG=changed)), K.AMOUNT)
    assert (found.computed, found.kronor) == (6 * PRICE, Decimal(50_000) - 6 * PRICE)


def test_other_times() -> None:
    review = reviewed(
        basis(B0={"notice": Written(at_day("2019-05-05")), "end": Written(at_day("2019-05-09"), 3600 * 9)})
    )
    assert only(review, K.NOTICE).received == "2019-05-05" and only(review, K.NOTICE).computed == "2019-05-06"
    assert (only(review, K.END).received, only(review, K.END).computed) == ("2019-05-09 09:00", "2019-05-09 10:30")


def test_times_are_compared_as_precisely_as_they_are_given() -> None:
    assert reviewed(basis(B0={"notice": Written(at_day("2019-05-06"), 36_000), "end": None})).differences == ()


def test_another_sum() -> None:
    rows = [replace(row, amount=Decimal(200_000)) if row.stay is None else row for row in basis()]
    review = reviewed(rows)
    found = only(review, K.SUM)
    assert (found.received, found.computed, found.kronor) == (200_000, 13 * PRICE, 200_000 - 13 * PRICE)
    assert review.difference == found.kronor and kinds(review) == [K.SUM]


def test_the_sum_of_all_municipalities() -> None:
    rows = [row for row in own_rows(world().found) if row.stay is not None]
    total = InvoiceRow(None, None, None, amount=Decimal(1))
    found = only(world().review([*rows, total]), K.SUM)
    assert found.municipality is None
    # Kommun C: one stay of four days, 4,0 - 2,0
    assert found.computed == (13 + 2) * PRICE


def test_rows_of_other_months_are_left_alone_and_counted() -> None:
    review = reviewed([*basis(), replace(basis()[0], month=(2019, 4))])
    assert (review.differences, review.elsewhere) == ((), 1)


def test_only_one_municipality_is_reviewed_when_asked_for() -> None:
    rows = own_rows(world().found)
    review = world().review(rows, ["kommun d"])
    assert (review.rows, review.unreviewed) == (11, ())
    assert review.elsewhere == sum(1 for row in rows if row.municipality != "Kommun D")


@pytest.mark.parametrize("name", ["KOMMUN D", " Kommun  D", "kommun d kommun"])
def test_the_case_of_a_municipality_does_not_matter(name: str) -> None:
    assert reviewed([replace(row, municipality=name) for row in basis()]).differences == ()


def test_a_month_that_nothing_is_owed_for_may_be_left_out() -> None:
    quiet = settled([stay("A1", 1), stay("A2", 1, notice="2019-06-03T10:00")], MAY, JUNE)
    rows = [row for row in own_rows(quiet.found) if row.month == MAY]
    assert quiet.review(rows).differences == ()


# --- the law: each day by itself, in the month of the day


def by_law() -> World:
    return settled([stay("L1", 10, notice="2019-05-24T10:00", region="samverkanslagen")], MAY, JUNE)


def test_days_of_the_law_are_those_to_pay() -> None:
    # notice on 24 May before noon: from 27 May, five days in May, two in June (not the day of discharge, 3 June)
    rows = [
        extra("L1", days=of_days(5), price=PRICE, amount=5 * PRICE),
        replace(extra("L1", days=of_days(3), price=PRICE, amount=3 * PRICE), month=(2019, 6)),
    ]
    review = by_law().review(rows)
    assert [(d.kind, d.month, d.received, d.computed, d.kronor) for d in review.differences] == [
        (K.CHARGE_DAYS, JUNE, 3, 2, PRICE),
        (K.SUM, JUNE, 3 * PRICE, 2 * PRICE, PRICE),
    ]


# --- months in a row: nothing is charged before the claim


def test_days_charged_while_no_claim_runs_are_struck() -> None:
    raw = stay("V1", 6, "Umeå", notice="2022-05-06T10:00", region="vasterbotten")
    one = settled([raw], Month(2022, 5))
    row = InvoiceRow("V1", "Umeå", (2022, 5), of_days(6), of_days(5), notice=written(at("2022-05-06T10:00")))
    review = one.review([row])
    found = only(review, K.STRIKE)
    assert "inget krav" in found.reason and "VB-236" in found.clauses
    assert (found.received, found.computed) == (5, 0)
    assert one.review([replace(row, charge_days=of_days(0))]).differences == ()


# --- a price that the agreement does not state


def test_a_price_where_the_agreement_has_none() -> None:
    raw = stay("H1", 6, "Varberg", notice="2023-05-06T10:00", region="halland")
    world_ = settled([raw], Month(2023, 5))
    (row,) = own_rows(world_.found)
    review = world_.review([replace(row, price=PRICE)])
    found = only(review, K.PRICE)
    assert found.computed is None and "inget pris" in found.reason
    assert review.totals[0].computed is None


def test_a_sum_that_cannot_be_computed_is_not_taken_to_agree() -> None:
    year = settled([stay("B", 4, notice="2021-05-06T10:00")], Month(2021, 5))
    rows = [*own_rows(year.found), InvoiceRow(None, "Kommun D", (2021, 5), amount=Decimal(5))]
    (found,) = year.review(rows).differences
    assert (found.kind, found.stay, found.received, found.computed) == (K.UNDECIDED, None, 5, None)
    priced = settled([stay("B", 4, notice="2021-05-06T10:00")], Month(2021, 5), rates={2021: Decimal(8000)})
    (found,) = priced.review(rows).differences
    assert (found.kind, found.computed) == (K.SUM, 16_000)


def test_amounts_of_rows_without_a_known_price_are_not_taken_to_agree() -> None:
    year = settled([stay("B", 9, notice="2021-05-06T10:00")], Month(2021, 5))
    rows = [replace(row, amount=Decimal(5)) for row in own_rows(year.found)]
    assert [d.kind for d in year.review(rows).differences] == [K.UNDECIDED]


def test_a_stay_that_goes_on_past_the_month_is_still_going_on() -> None:
    later = settled([stay("KVAR", 3, without="utskrivning"), stay("B", 2)], as_of="2019-07-20T12:00:00")
    found = only(later.review([extra("KVAR", days=of_days(3))]), K.ONGOING)
    assert found.stay == "KVAR"


def test_a_stay_under_a_flat_sum_is_struck() -> None:
    raw = stay("F1", 9, "Varberg", notice="2018-05-06T10:00", region="halland")
    flat = settled([raw], Month(2018, 5))
    rows = [
        InvoiceRow("F1", "Varberg", (2018, 5), of_days(9), amount=Decimal(63_900)),
        InvoiceRow(None, "Varberg", (2018, 5), amount=Decimal(35_714)),
    ]
    review = flat.review(rows)
    found = only(review, K.STRIKE)
    assert found.kronor == 63_900 and "HA18-003" in found.clauses
    assert [d.kind for d in review.differences if d.stay is None] == []


def at(text: str) -> int:
    found = local().parse(text)
    assert isinstance(found, int)
    return found


def at_day(text: str) -> int:
    return date.fromisoformat(text).toordinal()
