"""The program and the second reckoning say the same of made-up stays, in all five models."""

from __future__ import annotations

import json
import os
from datetime import date
from fractions import Fraction
from random import Random

import naive_month as naive
import pytest
from made_stays import Stay, record, stays
from naive_month import Row, Rows

from compliance import load_rules
from compliance.episodes import Decoder, Document, Episode
from compliance.payment.month import Month
from compliance.payment.settle import Settling
from compliance.payment.settled import Kind, MunicipalityMonth
from compliance.report.settle_json import SettleJson
from compliance.time import zone

SEEDS = int(os.environ.get("SEEDS", "6"))
RULES = load_rules()
ZONE = zone("Europe/Stockholm")
DECODER = Decoder(RULES.vocabulary, ZONE)
JSON = SettleJson(ZONE, lambda value: value)


def read(stay: Stay) -> Episode:
    found = DECODER.decode(Document(json.loads(json.dumps(record(stay))), "made", 1, lambda: None))  # type: ignore
    assert isinstance(found, Episode), (found, record(stay))
    return found


def settled(made: list[Stay], first: Month, last: Month, as_of: str) -> Rows:
    """Return the rows of the program in the form of the second reckoning."""
    settling = Settling(RULES, first, last)
    moment = ZONE.parse(as_of)
    assert isinstance(moment, int)
    for stay in made:
        settling.add(read(stay), moment, stay.region)
    found = {}
    for each in settling.months():
        for item in each.municipalities:
            key = ((item.month.year, item.month.number), item.municipality or "?")
            assert key not in found, key
            found[key] = as_row(item)
    return found


def as_row(item: MunicipalityMonth) -> Row:
    told = JSON.municipality(item)
    averages = item.settlement is not None and item.settlement.averages
    charged: dict[str, int] = {}
    for part in item.of(Kind.INDIVIDUAL):
        charged[part.episode] = charged.get(part.episode, 0) + part.charge_days
    assert sum(charged.values()) == told["individual_charge_days"]
    return Row(
        {p.episode: p.days for p in item.of(Kind.AVERAGE)},
        {name: days for name, days in charged.items() if days},
        None if told["average_days"] is None else Fraction(told["average_days"]),
        told["liable"],
        Fraction(told["average_charge_days"] or 0),
        None if told["amount_sek"] is None else Fraction(told["amount_sek"]),
        {p.episode for p in item.of(Kind.STRUCK) if p.scope and (p.charge_days or averages) and p.notice is not None},
    )


def compare(
    made: list[Stay],
    found: Rows,
    wanted: Rows,
    fields: str,
    months: tuple[Month, Month],
    last_with_threshold: tuple[int, int] = (9999, 1),
) -> None:
    first, last = (tuple(m) for m in months)
    keys = {k for k in (*found, *wanted) if first <= k[0] <= last}
    for key in sorted(keys):
        nothing = Row(owes=None if key[0] > last_with_threshold else False, amount=Fraction(0))
        one, other = found.get(key, nothing), wanted.get(key, nothing)
        for name in fields.split():
            a, b = getattr(one, name), getattr(other, name)
            if a != b:
                own = {n for r in (one, other) for n in (*r.counted, *r.charged, *r.struck)}
                shown = "\n".join(str(s) for s in made if s.name in own)
                raise AssertionError(f"{key} {name}: program {a}, second {b}\n{one}\n{other}\n{shown}")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_jonkoping(seed: int) -> None:
    rng = Random(seed)
    year = rng.choice((2018, 2018, 2019, 2021, 2023))
    begin = date(year, 3, 2)
    made = stays(rng, "jonkoping", ("Habo", "Eksjö", "Linköping"), begin, 300, 60)
    span = Month(year, 3), Month(year + 1, 2)
    found = settled(made, *span, f"{year + 1}-12-31T23:59:59")
    compare(made, found, naive.jonkoping(made), "counted charged average owes excess amount struck", span)


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize(("region", "fatal"), [("samverkanslagen", True), ("norrbotten", False)])
def test_law_and_norrbotten(seed: int, region: str, fatal: bool) -> None:
    rng = Random(seed)
    year = 2023 if region == "norrbotten" else rng.choice((2018, 2020, 2022))
    made = stays(rng, region, ("Luleå", "Boden"), date(year, 1, 6), 350, 60)
    span = Month(year, 1), Month(year + 1, 3)
    found = settled(made, *span, f"{year + 1}-03-31T23:59:59")
    compare(made, found, naive.by_law(made, date(year + 1, 3, 31), fatal), "charged struck amount", span)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_vasterbotten(seed: int) -> None:
    rng = Random(seed)
    names = ("Umeå", "Vännäs")
    made = stays(rng, "vasterbotten", names, date(2022, 1, 2), 1000, 150)
    span = Month(2022, 1), Month(2024, 9)
    months = [(year, number) for year in (2022, 2023, 2024) for number in range(1, 13)][:33]
    found = settled(made, *span, "2024-12-31T23:59:59")
    wanted = naive.vasterbotten(made, date(2024, 12, 31), months, names)
    compare(made, found, wanted, "counted charged average owes amount", span)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_halland(seed: int) -> None:
    rng = Random(seed)
    made = stays(rng, "halland", ("Laholm", "Hylte", "Ale"), date(2022, 11, 2), 500, 80)
    span = Month(2022, 11), Month(2024, 3)
    found = settled(made, *span, "2024-04-30T23:59:59")
    compare(made, found, naive.halland(made, date(2024, 4, 30)), "counted average owes excess struck", span, (2023, 12))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_halland_in_2018(seed: int) -> None:
    made = stays(Random(seed), "halland", ("Laholm", "Hylte", "Ale"), date(2018, 1, 6), 250, 30)
    found = settled(made, Month(2018, 1), Month(2018, 9), "2019-04-30T23:59:59")
    wanted = {
        ((2018, n), name): Row(amount=Fraction(sum_)) for n in range(1, 10) for name, sum_ in naive.HALLAND.items()
    }
    compare(made, found, wanted, "counted charged average amount", (Month(2018, 1), Month(2018, 9)))
