"""The checker and the slow witness say the same of random timelines by random guidelines."""

from __future__ import annotations

from random import Random

import pytest
from kit import ZONE, decoder, episode, rule_set
from naive import Naive, Verdict
from random_worlds import facts, guideline, iso, moment, timeline

from compliance.episodes.model import Episode
from compliance.graph.model import RuleSet
from compliance.language.tree import Each
from compliance.payment import Judge

GUIDELINES, TIMELINES = 400, 12


def by_checker(rules: RuleSet, judge: Judge, told: Episode, as_of: int) -> list[Verdict]:
    found: list[Verdict] = []
    for f in judge.judge(told, as_of, "prov").findings:
        name = f.trigger.id if f.trigger is not None else f"{f.trigger_type}@{f.trigger_at}"
        each = isinstance(f.rule.actor, Each) and f.bearer is not None
        bearer = f"{f.bearer.role}/{f.bearer.unit}" if each and f.bearer is not None else ""
        act = f.act.id if f.act is not None and f.fulfilled_at is not None else ""
        found.append((f.rule.name, name, bearer, f.status.value, f.due, act))
    return sorted(found, key=repr)


@pytest.mark.parametrize("seed", range(GUIDELINES // 10))
def test_the_checker_agrees_with_the_witness(seed: int) -> None:
    rng = Random(seed)
    for _ in range(10):
        text = guideline(rng)
        rules = rule_set(text)
        judge = Judge(rules)
        for _ in range(TIMELINES):
            lines, known, as_of = timeline(rng), facts(rng), moment(rng) + rng.choice((0, 0, 400 * 3600))
            told = episode(lines, known)
            expected = Naive(rules.guidelines["prov"], decoder().vocabulary, told, as_of).judge()
            found = by_checker(rules, judge, told, as_of)
            assert found == expected, "\n".join(
                [text, *lines, f"{known}", f"as_of {iso(as_of)} {ZONE.isoformat(as_of)}"]
                + [f"checker {v}" for v in found if v not in expected]
                + [f"witness {v}" for v in expected if v not in found]
            )


def test_the_random_worlds_reach_every_verdict() -> None:
    rng, seen = Random(7), dict[str, int]()
    for _ in range(60):
        rules = rule_set(guideline(rng))
        for _ in range(TIMELINES):
            told = episode(timeline(rng), facts(rng))
            for verdict in by_checker(rules, Judge(rules), told, moment(rng) + rng.choice((0, 400 * 3600))):
                seen[verdict[3]] = seen.get(verdict[3], 0) + 1
    assert set(seen) == {
        "fulfilled",
        "late",
        "early",
        "missed",
        "breached",
        "pending",
        "cancelled",
        "undetermined",
    }
    assert min(seen.values()) >= 1, seen
