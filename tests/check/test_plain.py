"""The plain path says exactly what the programs say: the same findings in the same order, the same liability."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from cases import Case, cases
from kit import at, episode, rule_set

from compliance import load_episodes, load_rules
from compliance.check import Finding
from compliance.episodes.model import Episode
from compliance.graph.model import RuleSet
from compliance.payment import Judge

FIXTURES = Path(__file__).parents[2] / "fixtures"
SEEDS = 25


JUDGES: dict[int, tuple[RuleSet, Judge, Judge]] = {}


def told(finding: Finding) -> tuple[object, ...]:
    return tuple(finding)


def check(rules: RuleSet, episode: Episode, as_of: int, region: str) -> None:
    if id(rules) not in JUDGES:
        JUDGES[id(rules)] = rules, Judge(rules, many=0), Judge(rules)
    _, plain, programs = JUDGES[id(rules)]
    fast, (slow, _) = plain.judge(episode, as_of, region), programs.judge_by(episode, as_of, region)
    assert [told(f) for f in fast.findings] == [told(f) for f in slow.findings]
    assert fast.liability == slow.liability
    assert fast.guideline == slow.guideline


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_guidelines_and_timelines(seed: int) -> None:
    for number in range(seed * 4, seed * 4 + 4):
        found: list[Case] = list(cases(number))
        for case in found:
            check(case.rules, case.told, case.as_of, case.region)


@cache
def shipped() -> RuleSet:
    return load_rules()


@pytest.mark.parametrize("folder", sorted(p.name for p in FIXTURES.iterdir() if p.is_dir()))
def test_every_sample_timeline(folder: str) -> None:
    for found in load_episodes([FIXTURES / folder], shipped()):
        assert isinstance(found, Episode)
        assert found.region is not None
        moment = found.as_of if found.as_of is not None else found.events[-1].at
        for later in (0, 86_400 * 400):
            check(shipped(), found, moment + later, found.region)


def test_the_plain_path_is_taken() -> None:
    rules = rule_set(
        """
skyldighet svara
  klausul X-1
  när start
  ska enhet göra åtgärd
  inom 24 timmar
"""
    )
    judge = Judge(rules, many=1)
    one = episode(["s start 4T10:00 enhet", "a åtgärd 4T12:00 enhet"])
    for number in range(3):
        assert [f.status.value for f in judge.judge(one, at("30T10:00"), "prov").findings] == ["fulfilled"]
        (run,) = judge.judge_by(one, at("30T10:00"), "prov")[1]
        assert run.checker.has_plain_path == (number >= 1)
