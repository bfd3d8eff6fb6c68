"""What months before the known ones, and stays that are not decided, leave open of a municipality's claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest

from compliance import load_rules
from compliance.graph.settlement import Settlement
from compliance.payment.claim import Months, claim
from compliance.payment.month import Month
from compliance.payment.outcome import Totals
from compliance.payment.settled import Kind, Part
from compliance.payment.streak import NO_CLAIM, step

FIRST = Month(2022, 1)
OVER, GOOD = Totals(1, 4), Totals(1, 3)


def settlement() -> Settlement:
    found = [s for s in load_rules().guidelines["vasterbotten-2022"].settlements if s.streak is not None]
    (one,) = found
    return one


ROW = settlement()


def month(number: int) -> Month:
    return Month(2022, number)


def of(totals: Mapping[Month, Totals], known_from: Month, wanted: Month) -> tuple[bool | None, bool]:
    """Return whether a municipality owes, and whether that is sure."""
    found = claim(ROW, Months(totals, known_from, FIRST), wanted)
    return found.liable, found.run.certain


def undecided(days: int) -> Part:
    return Part(Kind.UNDECIDED, "r", "K", FIRST, "e", "g", ROW, 0, 0, 0, days)


@pytest.mark.parametrize("known", range(1, 7))
@pytest.mark.parametrize("row", list(product((True, False), repeat=4)))
def test_a_claim_is_sure_where_no_earlier_months_could_make_another(known: int, row: tuple[bool, ...]) -> None:
    """Each way that the months before the first known one could have gone is tried."""
    totals = {month(known + n): OVER if over else GOOD for n, over in enumerate(row)}
    wanted = month(known + 3)
    possible = set()
    assert ROW.streak is not None
    for before in product((True, False), repeat=known - 1):
        state = NO_CLAIM
        for over in (*before, *row):
            owes, state = step(ROW.streak, state, over)
        possible.add(owes)
    liable, sure = of(totals, month(known), wanted)
    assert sure is (len(possible) == 1)
    assert not sure or {liable} == possible


def test_a_month_before_the_first_known_one_is_not_sure() -> None:
    totals = {month(8): OVER}
    assert of(totals, month(8), month(3)) == (False, True), "no three months lie before the third"
    assert of(totals, month(8), month(4)) == (False, False)


@pytest.mark.parametrize(
    ("decided", "days", "might"),
    [
        ((1, 3), (10, 0, 0, 0), {True, False}),
        ((1, 3), (3, 3, 0), {False}),
        ((1, 4), (4, 9), {True}),
        ((1, 4), (4, 2), {True, False}),
        ((0, 0), (4,), {True, False}),
    ],
)
def test_any_of_the_stays_that_are_not_decided_may_turn_a_month(
    decided: tuple[int, int], days: tuple[int, ...], might: set[bool]
) -> None:
    totals = Totals(*decided)
    for count in days:
        totals = totals.with_part(undecided(count))
    found = claim(replace(ROW, streak=None), Months({FIRST: totals}, FIRST, FIRST), FIRST)
    assert found.liable is (might == {True} if len(might) == 1 else None)


def test_every_choice_of_undecided_stays_is_tried() -> None:
    for base, days in product((0, 3, 5), product((0, 2, 3, 4, 7), repeat=3)):
        start = Totals(2, base)
        totals = start
        for count in days:
            totals = totals.with_part(undecided(count))
        over = set()
        for taken in product((True, False), repeat=3):
            chosen = [count for count, take in zip(days, taken, strict=True) if take]
            over.add(base + sum(chosen) > 3 * (2 + len(chosen)))
        found = claim(replace(ROW, streak=None), Months({FIRST: totals}, FIRST, FIRST), FIRST)
        assert (found.liable is None) is (len(over) == 2), (base, days)
