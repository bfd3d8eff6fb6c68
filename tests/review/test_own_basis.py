"""A basis that is made from what was computed differs in nothing, whatever the stays, and in any order."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_words import ROOT, World, local, own_rows, rules, settled, stay

from compliance import load_episodes
from compliance.episodes import Episode
from compliance.payment.month import Month

REGIONS = sorted(p.name for p in (ROOT / "fixtures").iterdir() if p.is_dir())
YEARS = {"samverkanslagen": 2024, "norrbotten": 2024, "jonkoping": 2019, "vasterbotten": 2024, "halland": 2023}


@cache
def samples(region: str) -> World:
    """Return all sample timelines of a region, settled over two years."""
    found = {}
    for item in load_episodes([ROOT / "fixtures" / region], rules()):
        if isinstance(item, Episode) and item.region is not None:
            found.setdefault(item.id, item)
    year = YEARS.get(region, 2024)
    return settled(found.values(), Month(year - 1, 1), Month(year, 12))


@pytest.mark.parametrize("region", REGIONS)
def test_a_basis_of_our_own_from_all_samples_agrees(region: str) -> None:
    world = samples(region)
    rows = own_rows(world.found)
    review = world.review(rows)
    assert review.differences == ()
    assert review.agreeing == review.rows == sum(1 for row in rows if row.stay is not None)


def test_the_samples_are_worth_the_trial() -> None:
    assert sum(len(own_rows(samples(region).found)) for region in REGIONS) > 100
    assert all(own_rows(samples(region).found) for region in YEARS)


OWN = {"halland": ("Varberg", "Laholm"), "vasterbotten": ("Umeå", "Malå")}
"""Municipalities of agreements that say which they cover."""
STAYS = st.lists(
    st.tuples(
        st.integers(0, 14), st.sampled_from(["Kommun A", "Kommun B"]), st.integers(1, 28),
        st.sampled_from([None, None, "utskrivningsmeddelande", "inskrivningsmeddelande", "utskrivning"]),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(STAYS, st.sampled_from(["jonkoping", "samverkanslagen", "vasterbotten", "halland"]), st.randoms())
def test_a_basis_of_our_own_agrees_in_any_order(stays: list, region: str, shuffle: random.Random) -> None:
    year = YEARS[region]
    made = [
        stay(f"S{i}", days, called(who, region), f"{year}-05-{day:02}T11:00", without=without, region=region)
        for i, (days, who, day, without) in enumerate(stays)
    ]
    world = settled(made, Month(year, 5), Month(year, 6), rates={year: Decimal(7100)})
    rows = own_rows(world.found)
    shuffle.shuffle(rows)
    review = world.review(rows)
    assert review.differences == ()
    assert review.agreeing == review.rows


def called(name: str, region: str) -> str:
    return OWN[region]["AB".index(name[-1])] if region in OWN else name


@pytest.mark.parametrize("region", ["jonkoping", "samverkanslagen", "vasterbotten", "halland"])
def test_such_stays_make_a_basis(region: str) -> None:
    year = YEARS[region]
    made = [stay("S1", 9, called("Kommun A", region), f"{year}-05-03T11:00", region=region)]
    assert any(row.stay == "S1" for row in own_rows(settled(made, Month(year, 5)).found))


@settings(max_examples=60, deadline=None)
@given(STAYS, st.randoms(), st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(stays: list, shuffle: random.Random, seed: int) -> None:
    made = [
        stay(f"S{i}", days, who, f"2019-05-{day:02}T11:00", without=without)
        for i, (days, who, day, without) in enumerate(stays)
    ]
    world = settled(made)
    rows = broken(own_rows(world.found), random.Random(seed))
    review = world.review(rows)
    again = list(rows)
    shuffle.shuffle(again)
    assert world.review(again) == review


def broken(rows: list, chance: random.Random) -> list:
    """Return a basis with faults of many kinds."""
    from dataclasses import replace

    found = []
    for row in rows:
        match chance.randrange(9):
            case 0:
                continue
            case 1:
                found.append(row)
            case 2 if row.days is not None:
                row = replace(row, days=row.days + chance.choice([-1, 1, 3]))
            case 3:
                row = replace(row, municipality=chance.choice(["Kommun A", "Kommun B"]))
            case 4 if row.stay is not None:
                row = replace(row, stay=f"X{row.stay}")
            case 5 if row.price is not None:
                row = replace(row, price=row.price + 100)
            case 6 if row.charge_days is not None:
                row = replace(row, charge_days=row.charge_days + 2)
        found.append(row)
    return found


def test_times_of_our_own_are_local() -> None:
    world = settled([stay("S1", 3)])
    (row, _) = own_rows(world.found)
    assert row.notice is not None and row.notice.second == 10 * 3600
    assert local().name == "Europe/Stockholm"
