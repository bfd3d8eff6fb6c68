"""Over all fixtures and made-up guidelines: an explanation says what the checker found, and never fails to."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "check"))

import pytest
from agreement import AGREEMENTS, each
from cases import cases

from compliance import load_episodes, load_rules
from compliance.check import Status
from compliance.check.trace_acts import Outcome
from compliance.graph.model import RuleSet
from compliance.payment import Judge
from compliance.payment.explain import Explain, Question
from compliance.payment.explanation import EpisodeExplanation
from compliance.report.explain_json import ExplainJson
from compliance.report.explain_text import ExplainText
from compliance.time import Zone, zone

FIXTURES = Path(__file__).parents[2] / "fixtures"
YEAR = 365 * 86400
FOLDERS = sorted(p.name for p in FIXTURES.iterdir() if p.is_dir())
EVERYTHING = Question(everything=True)


def faults(whole: EpisodeExplanation, rules: RuleSet, local: Zone) -> Iterator[str]:
    """Return what an explanation says that is not so, in one line each."""
    for agrees in (*AGREEMENTS, the_text_is_whole, the_json_is_json):
        try:
            if agrees in AGREEMENTS:
                agrees([whole], rules)
            else:
                agrees(whole, rules, local)
        except AssertionError as problem:
            yield f"{whole.verdict.episode.id} {agrees.__name__}: {problem}"


def the_text_is_whole(whole: EpisodeExplanation, rules: RuleSet, local: Zone) -> None:
    lines = list(ExplainText(rules.vocabulary, local, rules.guidelines).episode(whole))
    assert not [line for line in lines if "None" in line or "Wrong." in line or "Outcome." in line]
    assert not [line for line in lines[1:] if len(line) > 116]
    assert lines.count("") >= len(whole.findings)


def the_json_is_json(whole: EpisodeExplanation, rules: RuleSet, local: Zone) -> None:
    writer = ExplainJson(rules.vocabulary, local, rules.guidelines)
    found = json.loads(json.dumps(writer.episode(whole), ensure_ascii=False))
    assert found["episode"] == whole.verdict.episode.id
    printed = [writer.json.finding(e.explanation.finding) for e in whole.findings]
    assert [e["finding"] for e in found["explanations"]] == json.loads(json.dumps(printed))
    if found["liability"] is not None:
        assert found["liability"]["verdict"]["status"] == whole.verdict.liability.status.value


@cache
def tried(folder: str) -> tuple[list[str], set[Status], set[Outcome]]:
    """Return the faults of a folder's fixtures, and the statuses and outcomes that they show; one is held at a time."""
    rules = load_rules()
    judge, local = Judge(rules), zone(rules.vocabulary.time_zone)
    explain = Explain(judge)
    wrong: list[str] = []
    statuses: set[Status] = set()
    outcomes: set[Outcome] = set()
    for episode in load_episodes([FIXTURES / folder], rules):
        region = judge.region_of(episode)
        assert isinstance(region, str)
        as_of = episode.as_of if episode.as_of is not None else episode.events[-1].at + YEAR  # a stay of a month's case
        whole = explain.episode(episode, as_of, region, EVERYTHING)
        wrong += faults(whole, rules, local)
        for explanation in each([whole]):
            statuses.add(explanation.finding.status)
            outcomes.update(c.outcome for c in explanation.candidates)
    return wrong, statuses, outcomes


@pytest.mark.parametrize("folder", FOLDERS)
def test_fixtures(folder):
    assert tried(folder)[0] == []


def test_the_fixtures_show_each_status_and_each_outcome():
    assert set().union(*(tried(folder)[1] for folder in FOLDERS)) == set(Status)
    assert set().union(*(tried(folder)[2] for folder in FOLDERS)) >= set(Outcome) - {Outcome.UNSURE, Outcome.CLAIMED}


@pytest.mark.parametrize("seed", range(8))
def test_made_up_guidelines_and_bent_fixtures(seed):
    for case in cases(seed):
        whole = Explain(case.judge).episode(case.told, case.as_of, case.region, EVERYTHING)
        assert list(faults(whole, case.rules, case.judge.zone)) == []
