"""What holds of every month, whatever the stays: order, splitting and strangers change nothing, and sums add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_stays import Stay, stays
from test_second_reckoning import DECODER, JSON, RULES, ZONE, read

from compliance.episodes import Episode, read_paths
from compliance.payment.claim import Months, claim
from compliance.payment.judge import Judge
from compliance.payment.month import Month, months
from compliance.payment.outcome import Totals
from compliance.payment.settle import Settling
from compliance.payment.settled import Kind, MonthSettlement, MunicipalityMonth

AS_OF = ZONE.parse("2023-12-31T23:59:59")
WORLDS = {
    "jonkoping": ("Habo", "Eksjö"),
    "vasterbotten": ("Umeå", "Vännäs"),
    "halland": ("Laholm", "Hylte"),
    "norrbotten": ("Luleå", "Boden"),
    "samverkanslagen": ("Lund", "Ystad"),
}
SPAN = Month(2023, 1), Month(2023, 12)
seeds = st.integers(min_value=0, max_value=10**9)
regions = st.sampled_from(sorted(WORLDS))


def settled(episodes: list[Episode], region: str) -> list[MonthSettlement]:
    settling = Settling(RULES, *SPAN)
    assert isinstance(AS_OF, int)
    for episode in episodes:
        settling.add(episode, AS_OF, region)
    return list(settling.months())


def figures(found: list[MonthSettlement]) -> list[object]:
    """Return all that is told of the months, as text."""
    return [JSON.month(month) for month in found]


def made(seed: int, region: str, count: int = 25) -> list[Stay]:
    return stays(Random(seed), region, WORLDS[region], date(2023, 1, 3), 330, count)


@settings(max_examples=25, deadline=None)
@given(seeds, regions, st.randoms(use_true_random=False))
def test_the_order_of_stays_does_not_matter(seed: int, region: str, rng: Random) -> None:
    episodes = [read(stay) for stay in made(seed, region)]
    mixed = list(episodes)
    rng.shuffle(mixed)
    assert figures(settled(mixed, region)) == figures(settled(episodes, region))


@settings(max_examples=25, deadline=None)
@given(seeds, regions)
def test_a_patient_whom_the_model_does_not_concern_changes_no_figure(seed: int, region: str) -> None:
    from dataclasses import replace

    own = made(seed, region)
    stranger = replace(made(seed + 1, region, 1)[0], name="stranger", needs=("regional_öppenvård",), error=None)
    before, after = settled([read(s) for s in own], region), settled([read(s) for s in (*own, stranger)], region)
    rows = {(m.month, m.municipality): m for month in before for m in month.municipalities}
    for month in after:
        for item in month.municipalities:
            was = rows.pop((item.month, item.municipality), None)
            if was is None:
                assert not item.amount and not item.patients
                continue
            drop = {"excluded", "with_excluded"}
            told, earlier = JSON.municipality(item), JSON.municipality(was)
            assert {k: v for k, v in told.items() if k not in drop} == {
                k: v for k, v in earlier.items() if k not in drop
            }
            assert told["with_excluded"] == earlier["with_excluded"]
    assert not rows


@settings(max_examples=40, deadline=None)
@given(seeds, regions)
def test_a_municipalitys_sum_is_the_sum_of_its_rows(seed: int, region: str) -> None:
    for month in settled([read(stay) for stay in made(seed, region)], region):
        for item in month.municipalities:
            adds_up(item)


def adds_up(item: MunicipalityMonth) -> None:
    average, individual = item.of(Kind.AVERAGE), item.of(Kind.INDIVIDUAL)
    assert item.outcome.stays == len(average)
    assert item.outcome.days == sum(p.days for p in average)
    assert item.individual_days == sum(p.charge_days for p in individual)
    assert len({p.episode for p in average}) == len(average)
    both = {p.episode for p in average} & {p.episode for p in individual}
    assert not both or (item.settlement is not None and item.settlement.streak is not None)
    if item.rate is not None and item.amount is not None:
        told = JSON.municipality(item)
        excess = told["average_charge_days"] or Decimal(0)
        assert item.amount == (excess + item.individual_days) * item.rate


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from(["samverkanslagen", "norrbotten"]))
def test_the_months_of_the_law_sum_to_the_stays_own_amounts(seed: int, region: str) -> None:
    episodes = [read(stay) for stay in made(seed, region)]
    judge = Judge(RULES)
    assert isinstance(AS_OF, int)
    own = [judge.judge(e, AS_OF, region).liability for e in episodes]
    found = settled(episodes, region)
    total = sum((m.amount or Decimal(0) for month in found for m in month.municipalities), Decimal(0))
    assert total == sum((v.amount or Decimal(0) for v in own if v.status.value == "holds"), Decimal(0))
    days = sum(m.individual_days for month in found for m in month.municipalities)
    assert days == sum(v.days or 0 for v in own if v.status.value == "holds")


@pytest.mark.parametrize("region", sorted(WORLDS))
def test_splitting_the_input_does_not_matter(tmp_path, region: str) -> None:
    import json

    from made_stays import record

    lines = [json.dumps(record(stay), ensure_ascii=False) for stay in made(7, region, 40)]
    (tmp_path / "all.jsonl").write_text("\n".join(lines), "utf-8")
    folder = tmp_path / "split"
    folder.mkdir()
    for number in range(0, 40, 7):
        (folder / f"{number:02}.jsonl").write_text("\n".join(lines[number : number + 7]), "utf-8")
    (folder / "in.yaml").write_text("", "utf-8")
    (folder / "in.yaml").unlink()
    whole, parts = (
        [item for item in read_paths([path], DECODER) if isinstance(item, Episode)]
        for path in (tmp_path / "all.jsonl", folder)
    )
    assert len(whole) == len(parts) == 40
    assert figures(settled(whole, region)) == figures(settled(parts, region))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(["none", "under", "exactly", "over"]), min_size=1, max_size=30))
def test_a_claim_over_months_is_what_the_text_says(written: list[str]) -> None:
    """The text read again over the whole row: who owes in a month is decided by the months before it."""
    streak = next(s for s in RULES.guidelines["vasterbotten-2022"].settlements if s.streak is not None)
    days = {"none": (0, 0), "under": (2, 3), "exactly": (2, 6), "over": (2, 7)}
    row = list(months(Month(2022, 1), Month(2025, 12)))[: len(written)]
    totals = {m: Totals(*days[word]) for m, word in zip(row, written, strict=True) if word != "none"}
    known = Months(totals, Month(2022, 1), Month(2022, 1), None)
    over = [word == "over" for word in written]
    for number, month in enumerate(row):
        assert claim(streak, known, month).liable == owed(over, number), (written, number)


def owed(over: list[bool], number: int) -> bool:
    """Whether month `number` is owed: the last turn before it was a start. A turn to owing is three months over in a
    row since the turn before it; a turn back is three in a row that were not."""
    owing, since = False, 0
    for end in range(1, number + 1):
        if end - since >= 3 and all(month != owing for month in over[end - 3 : end]):
            owing, since = not owing, end
    return owing
