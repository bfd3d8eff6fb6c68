"""The program and the slow witness say the same of random timelines by random and by the shipped guidelines.

Many more cases by one command: see `witness.py`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from cases import Case, load, made_up_cases
from kit import at, episode
from witness import Reached, ask, least, seed_of, shown

from compliance.payment import Judge

RUNS, SEEDS = 30, 14


@cache
def run(number: int) -> tuple[int, Reached, list[str]]:
    found = [seed_of(seed) for seed in range(number * SEEDS, (number + 1) * SEEDS)]
    counts: Reached = Counter()
    for _, of_seed, _ in found:
        counts += of_seed
    return sum(n for n, _, _ in found), counts, [text for _, _, texts in found for text in texts]


@pytest.mark.parametrize("number", range(RUNS))
def test_the_program_agrees_with_the_witness(number: int) -> None:
    assert run(number)[2] == []


DEADLINE = "fulfilled missed pending cancelled undetermined"
REACHED = {
    "by": f"{DEADLINE} late",
    "before": f"{DEADLINE} late",
    "window": f"{DEADLINE} late early",
    "promptly": DEADLINE,
    "recurring": f"{DEADLINE} late",
    "content": f"{DEADLINE} late",
    "attendance": "fulfilled missed undetermined",
    "prohibition": "breached undetermined",
    "permission": "fulfilled undetermined not_applicable",
    "contrary": "fulfilled missed pending",
    "liability": "holds void pending undetermined not_applicable",
    "ground": "met unmet pending unknown lapsed",
}


def test_every_verdict_of_every_kind_of_rule_is_reached() -> None:
    counts: Reached = Counter()
    for number in range(RUNS):
        counts += run(number)[1]
    few = {(k, s): n for k, all_of in REACHED.items() for s in all_of.split() if (n := counts[k, s]) < 5}
    assert few == {}
    never = {("promptly", "late"), *((k, "early") for k in REACHED if k != "window")}
    assert not never & counts.keys()
    assert sum(run(number)[0] for number in range(RUNS)) >= 2000


def test_a_wrong_verdict_is_seen_and_shown_small() -> None:
    right = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom 24 timmar\n"
    more = "skyldighet s\n  när annan\n  ska chef göra åtgärd\n  inom 1 dag\n"
    events = ["e0 annan 4T09:00", "e1 start 4T10:00 chef>enhet/A", "e2 fas 4T11:00", "e3 åtgärd 5T10:00:01 chef"]
    rules, wrong = load((right + more,)), load((right.replace("24", "25") + more,))
    assert rules is not None and wrong is not None
    case = Case(rules, Judge(wrong), episode(events, {"p": True}), at("9T10:00"), "prov")
    assert any("status='fulfilled'" in line for line in ask(case))
    small = least(case)
    assert ([e.id for e in small.told.events], dict(small.told.facts)) == (["e1"], {})
    assert "id: e1, type: start" in shown(small)
    assert ask(replace(case, judge=Judge(rules))) == []


def test_a_seed_gives_the_same_cases_again() -> None:
    first, second = ([(c.texts, c.told, c.as_of) for c in made_up_cases(5)] for _ in range(2))
    assert first == second and len(first) > 5
