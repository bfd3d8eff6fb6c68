"""What the statute leaves to choose: each parameter of its rules moves one verdict, and the default stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance import check, load_episodes, load_rules
from compliance.episodes import Unusable
from compliance.payment import EpisodeVerdict

FIXTURES = Path(__file__).parents[2] / "fixtures" / "samverkanslagen"


def judged(fixture: str, **parameters: str) -> EpisodeVerdict:
    rules = load_rules(parameters=parameters)
    (episode,) = load_episodes([FIXTURES / f"{fixture}.yaml"], rules)
    assert not isinstance(episode, Unusable)
    return check(episode, rules, as_of="2025-12-31T23:59:59")


def liability(fixture: str, **parameters: str) -> tuple[str, str | None, int | None, object]:
    found = judged(fixture, **parameters)
    start = found.liability.starts
    iso = found.zone.isoformat(start)[:16] if start is not None else None
    return found.liability.status.value, iso, found.liability.days, found.liability.amount


@pytest.mark.parametrize(
    ("fixture", "parameter", "value", "default", "chosen"),
    [
        (
            "kallelse_lördag_flyttas_till_måndag_sista_sekunden",
            "söndagsregel",
            "falskt",
            ("holds", "2024-03-16T00:00", 3, 34800),
            ("void", None, 0, 0),
        ),
        (
            "betalningsansvar_underrättelse_klockan_12_00_00",
            "brytpunkt_inklusive",
            "falskt",
            ("holds", "2024-03-14T00:00", 4, 46400),
            ("holds", "2024-03-15T00:00", 3, 34800),
        ),
        (
            "betalningsansvar_underrättelse_klockan_12_00_01",
            "brytpunkt",
            "13:00",
            ("holds", "2024-03-15T00:00", 3, 34800),
            ("holds", "2024-03-14T00:00", 4, 46400),
        ),
        (
            "betalningsansvar_inskrivningsmeddelande_en_sekund_sent",
            "sent_inskrivningsmeddelande",
            "godtas",
            ("void", None, 0, 0),
            ("holds", "2024-03-14T00:00", 4, 46400),
        ),
        (
            "innehåll_adress_utelämnad_fäller",
            "ofullständigt",
            "godtas",
            ("void", None, 0, 0),
            ("holds", "2024-03-14T00:00", 4, 46400),
        ),
        (
            "kallelse_vanlig_torsdag_en_sekund_sent",
            "sen_kallelse",
            "godtas",
            ("void", None, 0, 0),
            ("holds", "2024-03-14T00:00", 6, 69600),
        ),
        (
            "betalningsansvar_belopp_2024",
            "utskrivningsdag_debiteras",
            "sant",
            ("holds", "2024-03-14T00:00", 4, 46400),
            ("holds", "2024-03-14T00:00", 5, 58000),
        ),
        (
            "betalningsansvar_belopp_2024",
            "tid_till_betalningsansvar",
            "5 dagar",
            ("holds", "2024-03-14T00:00", 4, 46400),
            ("holds", "2024-03-16T00:00", 2, 23200),
        ),
        (
            "betalningsansvar_underrättelse_klockan_12_00_01",
            "tid_till_betalningsansvar_efter_brytpunkten",
            "6 dagar",
            ("holds", "2024-03-15T00:00", 3, 34800),
            ("holds", "2024-03-17T00:00", 1, 11600),
        ),
    ],
)
def test_a_parameter_moves_the_verdict(
    fixture: str, parameter: str, value: str, default: tuple[object, ...], chosen: tuple[object, ...]
) -> None:
    assert liability(fixture) == default
    assert liability(fixture, **{parameter: value}) == chosen


@pytest.mark.parametrize(
    ("fixture", "status"),
    [("kallelse_före_underrättelsen", "holds"), ("kallelse_till_planering_i_öppenvården_räknas_inte", "void")],
)
def test_the_milder_reading_of_the_call_still_asks_for_the_right_call_once(fixture: str, status: str) -> None:
    assert liability(fixture, sen_kallelse="godtas")[0] == status


@pytest.mark.parametrize("fixture", ["betalningsansvar_psykiatrisk_2018_trettio_dagar", "kallelse_fredag_flyttas_inte"])
def test_an_agreed_time_leaves_the_thirty_days_and_the_call_alone(fixture: str) -> None:
    before, after = judged(fixture), judged(fixture, tid_till_betalningsansvar="5 dagar")
    assert [(f.rule.name, f.due, f.status) for f in before.findings] == [
        (f.rule.name, f.due, f.status) for f in after.findings
    ]
    if "2018" in fixture:
        assert before.liability.starts == after.liability.starts
