"""What Halland's fallback to the statute leaves to choose: each parameter moves one verdict, and the default stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance import check, load_episodes, load_rules
from compliance.episodes import Unusable

FIXTURES = Path(__file__).parents[2] / "fixtures" / "halland"
NOVEMBER = "skifte_2018-11_lagen_så_som_dokumentet_anger_den"


def liability(fixture: str, **parameters: str) -> tuple[str, int | None, object, tuple[str, ...]]:
    rules = load_rules(parameters=parameters)
    (episode,) = load_episodes([FIXTURES / f"{fixture}.yaml"], rules)
    assert not isinstance(episode, Unusable)
    found = check(episode, rules, as_of="2019-12-31T23:59:59").liability
    unmet = tuple(g.ground.name for g in found.grounds if g.met.value == "unmet")
    return found.status.value, found.days, found.amount, unmet


LATE = ("kräver_inskrivningsmeddelande_i_tid", "kräver_kallelse_sip")


@pytest.mark.parametrize(
    ("fixture", "parameter", "value", "default", "chosen"),
    [
        (NOVEMBER, "reservläge", "lagen_fullt_ut", ("holds", 4, 28400, ()), ("void", 0, 0, LATE)),
        (
            NOVEMBER,
            "tid_till_betalningsansvar_efter_brytpunkten",
            "4 dagar",
            ("holds", 4, 28400, ()),
            ("holds", 3, 21300, ()),
        ),
        (
            "över_skiftet_utan_dagar_i_november",
            "utskrivningsdag_debiteras",
            "sant",
            ("not_applicable", 0, 0, ()),
            ("undetermined", None, None, ()),
        ),
    ],
)
def test_a_choice_moves_one_verdict(
    fixture: str, parameter: str, value: str, default: tuple[object, ...], chosen: tuple[object, ...]
) -> None:
    assert liability(fixture) == default
    assert liability(fixture, **{parameter: value}) == chosen
