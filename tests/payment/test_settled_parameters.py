"""What the settlement of a month leaves to choose: each parameter turns what a municipality owes, in its own cases."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest

from compliance import load_episodes, load_rules
from compliance.episodes import Unusable
from compliance.graph.model import RuleSet
from compliance.payment.month import parse_month
from compliance.payment.settle import Settling
from compliance.time import zone

FIXTURES = Path(__file__).parents[2] / "fixtures"
AS_OF = zone("Europe/Stockholm").parse("2023-06-30T23:59:59")


@lru_cache
def rules(parameter: str = "", value: str = "") -> RuleSet:
    return load_rules(parameters={parameter: value} if parameter else {})


def owed(region: str, files: tuple[str, ...], month: str, by: RuleSet) -> list[tuple[Fraction | None, bool | None]]:
    """Return the average of each row of a month, and whether the municipality owes."""
    wanted = parse_month(month)
    assert wanted is not None and isinstance(AS_OF, int)
    settling = Settling(by, wanted, wanted)
    for episode in load_episodes([FIXTURES / region / "manader" / f"{name}.yaml" for name in files], by):
        assert not isinstance(episode, Unusable)
        settling.add(episode, AS_OF, region)
    (settled,) = settling.months()
    averages = ((row.outcome.average, row.liable) for row in settled.municipalities)
    return [(None if average is None else Fraction(average), liable) for average, liable in averages]


ROW = ("januari_till_mars_över_tre", "april_till_juni_precis_tre")


@pytest.mark.parametrize(
    ("region", "files", "month", "parameter", "value", "default", "chosen"),
    [
        ("vasterbotten", ROW, "2022-05", "vasterbotten-2022.goda_månader", "fria", [(3, True)], [(3, False)]),
        ("halland", ("över_ett_månadsskifte",), "2022-11", "halland-2022.underlag", "utskrivna",
         [(2, False)], [(None, False)]),
        ("halland", ("över_ett_månadsskifte",), "2022-12", "halland-2022.underlag", "utskrivna",
         [(3, True)], [(5, True)]),
        ("halland", ("somatisk_och_psykiatrisk_vård_tillsammans",), "2022-12", "halland-2022.poolad", "falskt",
         [(2, False)], [(4, True), (0, False)]),
    ],
)  # fmt: skip
def test_a_parameter_turns_a_month(
    region: str, files: tuple[str, ...], month: str, parameter: str, value: str, default: object, chosen: object
) -> None:
    assert owed(region, files, month, rules()) == default
    assert sorted(owed(region, files, month, rules(parameter, value)), key=str) == sorted(chosen, key=str)  # type: ignore[call-overload]


def test_the_stays_that_are_counted_turn_a_row_of_months() -> None:
    """Of January's two stays one has a ground that is not met: without it the month is not over three."""
    files = ("brusten_förutsättning_kan_föra_kommunen_över",)
    chosen = rules("vasterbotten-2022.underlag", "uppfyllda_grunder")
    assert owed("vasterbotten", files, "2022-01", rules()) == [(Fraction(9, 2), False)]
    assert owed("vasterbotten", files, "2022-01", chosen) == [(3, False)]


def test_the_first_stay_over_the_month_end_is_counted_once_either_way() -> None:
    chosen = rules("halland-2022.underlag", "utskrivna")
    for by in (rules(), chosen):
        days = [owed("halland", ("över_ett_månadsskifte",), month, by)[0][0] for month in ("2022-11", "2022-12")]
        assert sum(d for d in days if d is not None) == 5
