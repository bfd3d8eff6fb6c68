"""Grounds of which something is unknown: what is met in either case is met; a rule that may have been broken is not."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "check"))

from kit import verdict

from compliance import check, load_episodes, load_rules
from compliance.episodes import Unusable

ROOT = Path(__file__).parents[2]

STAY = (
    "betalningsansvar b\n  när första start till enhet\n  betalare ägare\n  inträder 1 dag\n  upphör vid slut\n"
    "  dygn kalenderdagar utan slutdag\n  belopp taxa\n"
)
ACT = "grund g\n  om p\n  kräver chef göra fas\n  inom 1 dag\n"
VOIDS = "grund g\n  om p\n  bortfaller om (q) dag för dag\n"
KEPT = "grund g\n  kräver regel r1\n"
RULE = "skyldighet r1\n  när annan\n  om p\n  ska chef göra åtgärd\n  inom 1 dag\n"
NOTICE, END = "e1 start 4T10:00 chef>enhet", "e9 slut 8T10:00"


def told(text: str, events: list[str], facts: dict[str, object]) -> tuple[str, list[str], tuple[str, ...]]:
    found = verdict(STAY + text, [NOTICE, *events, END], facts, subject={"ägare": "X"}).liability
    return found.status.value, [g.met.value for g in found.grounds], found.missing


@pytest.mark.parametrize(
    ("facts", "act", "expected"),
    [
        ({"p": True}, "5T23:59:59", ("holds", ["met"], ())),
        ({"p": True}, "6T00:00", ("void", ["unmet"], ())),
        ({"p": False}, "6T00:00", ("holds", [], ())),
        ({}, "5T23:59:58", ("holds", ["met"], ())),
        ({}, "5T23:59:59", ("holds", ["met"], ())),
        ({}, "6T00:00", ("undetermined", ["unknown"], ("p",))),
    ],
)
def test_a_ground_that_is_met_is_so_whether_it_is_asked_for_or_not(
    facts: dict[str, object], act: str, expected: tuple[str, list[str], tuple[str, ...]]
) -> None:
    assert told(ACT, [f"e2 fas {act} chef"], facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"q": False}, ("holds", ["met"], ())),
        ({"q": {"4T09:00": True, "6T10:00": False}}, ("undetermined", ["unknown"], ("p",))),
        ({"q": True}, ("undetermined", ["unknown"], ("p",))),
        ({}, ("undetermined", ["unknown"], ("p",))),
    ],
)
def test_a_day_that_would_be_void_leaves_it_open(
    facts: dict[str, object], expected: tuple[str, list[str], tuple[str, ...]]
) -> None:
    assert told(VOIDS, [], facts) == expected


@pytest.mark.parametrize(
    ("events", "facts", "expected"),
    [
        ([], {}, ("holds", ["met"], ())),
        (["e2 annan 4T10:00"], {"p": False}, ("holds", ["met"], ())),
        (["e2 annan 4T10:00"], {"p": True}, ("void", ["unmet"], ())),
        (["e2 annan 4T10:00"], {}, ("undetermined", ["unknown"], ("p",))),
        (["e2 annan 4T10:00", "e3 åtgärd 4T11:00 chef"], {}, ("undetermined", ["unknown"], ("p",))),
        (["e2 annan 4T10:00", "e3 åtgärd 4T11:00 chef"], {"p": True}, ("holds", ["met"], ())),
    ],
)
def test_a_rule_that_does_not_apply_is_kept_and_one_that_may_apply_is_open(
    events: list[str], facts: dict[str, object], expected: tuple[str, list[str], tuple[str, ...]]
) -> None:
    assert told(RULE + KEPT, events, facts) == expected


def test_a_rule_that_may_have_begun_is_open() -> None:
    rule = RULE.replace("när annan", "när annan där (r)").replace("  om p\n", "")
    assert told(rule + KEPT, ["e2 annan 4T10:00"], {}) == ("undetermined", ["unknown"], ("r",))
    assert told(rule + KEPT, ["e2 annan 4T10:00"], {"r": False}) == ("holds", ["met"], ())


@pytest.mark.parametrize(
    ("folder", "fixture", "kinds"),
    [
        ("jonkoping", "betalningsansvar_nio_dygn_som_i_exempel_c", {"inskrivning"}),
        ("norrbotten", "betalningsansvar_alla_kommunala_enheter_fick_veta", {"inskrivning", "behovsbedömning"}),
    ],
)
def test_without_what_the_hours_run_from_the_stricter_reading_is_left_open(
    folder: str, fixture: str, kinds: set[str]
) -> None:
    """Where the notice of admission must be in time (R-70), and nothing says from when its hours run (R-06)."""
    rules = load_rules(parameters={"sent_inskrivningsmeddelande": "bortfaller"})
    (episode,) = load_episodes([ROOT / "fixtures" / folder / f"{fixture}.yaml"], rules)
    assert not isinstance(episode, Unusable)
    silent = replace(episode, events=tuple(e for e in episode.events if e.type not in kinds))
    assert check(episode, rules, as_of="2025-12-31T00:00:00").liability.status.value == "holds"
    found = check(silent, rules, as_of="2025-12-31T00:00:00").liability
    assert found.status.value == "undetermined"
    (ground,) = [g for g in found.grounds if g.met.value == "unknown"]
    assert ground.ground.name == "kräver_inskrivningsmeddelande_i_tid" and ground.left_open is not None
    assert ground.left_open.ref == "R-06"
