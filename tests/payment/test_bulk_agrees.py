"""The grounds of liability come to the same when many timelines are judged as when one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance import load_episodes, load_rules
from compliance.episodes.model import Episode
from compliance.payment import Judge

FOLDER = Path(__file__).parents[2] / "fixtures"
TOLD_LATE = sorted(FOLDER.glob("*/*underrättad_först_efter_utskrivningen.yaml"))


@pytest.mark.parametrize("path", TOLD_LATE, ids=lambda p: p.parent.name)
def test_a_notice_after_the_discharge(path: Path) -> None:
    rules = load_rules()
    (told,) = load_episodes([path], rules)
    assert isinstance(told, Episode) and told.as_of is not None
    alone, bulk = Judge(rules), Judge(rules, many=0)
    verdicts = [judge.judge(told, told.as_of, told.region).liability for judge in (alone, bulk, bulk, bulk)]
    assert {v.status for v in verdicts} == {verdicts[0].status}
    assert {tuple((g.ground.name, g.met) for g in v.grounds) for v in verdicts} == {
        tuple((g.ground.name, g.met) for g in verdicts[0].grounds)
    }


def test_there_is_such_a_sample() -> None:
    assert TOLD_LATE
