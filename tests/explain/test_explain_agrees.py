"""Over all fixtures and made-up guidelines: an explanation says what the checker found, and never fails to."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "check"))

import pytest
from agreement import AGREEMENTS, each
from cases import cases

from compliance import load_episodes, load_rules
from compliance.check import Status
from compliance.check.trace_acts import Outcome
from compliance.payment import Judge
from compliance.payment.explain import Explain, Question
from compliance.payment.explanation import EpisodeExplanation
from compliance.report.explain_json import ExplainJson
from compliance.report.explain_text import ExplainText
from compliance.time import zone

ROOT = Path(__file__).parents[2]
RULES = load_rules()
JUDGE = Judge(RULES)
EXPLAIN = Explain(JUDGE)
ZONE = zone(RULES.vocabulary.time_zone)
EVERYTHING = Question(everything=True)


def explained(folder: str) -> Iterator[EpisodeExplanation]:
    for episode in load_episodes([ROOT / "fixtures" / folder], RULES):
        region = JUDGE.region_of(episode)
        assert isinstance(region, str) and episode.as_of is not None
        yield EXPLAIN.episode(episode, episode.as_of, region, EVERYTHING)


@pytest.fixture(scope="module", params=sorted(p.name for p in (ROOT / "fixtures").iterdir() if p.is_dir()))
def episodes(request) -> list[EpisodeExplanation]:
    return list(explained(request.param))


@pytest.mark.parametrize("agrees", AGREEMENTS, ids=lambda f: f.__name__)
def test_fixtures(episodes, agrees):
    agrees(episodes, RULES)


def test_the_fixtures_show_each_status_and_each_outcome():
    found = [e for name in ("norrbotten", "samverkanslagen") for e in each(list(explained(name)))]
    assert {e.finding.status for e in found} == set(Status)
    assert {c.outcome for e in found for c in e.candidates} >= set(Outcome) - {Outcome.UNSURE}


@pytest.mark.parametrize("seed", range(8))
def test_made_up_guidelines_and_bent_fixtures(seed):
    for case in cases(seed):
        whole = Explain(case.judge).episode(case.told, case.as_of, case.region, EVERYTHING)
        for agrees in AGREEMENTS:
            agrees([whole], case.rules)
        vocabulary, local = case.rules.vocabulary, case.judge.zone
        assert list(ExplainText(vocabulary, local, case.rules.guidelines).episode(whole))
        assert json.dumps(ExplainJson(vocabulary, local).episode(whole))


def test_the_text_says_it_all_in_lines_of_a_page(episodes):
    text = ExplainText(RULES.vocabulary, ZONE, RULES.guidelines)
    for episode in episodes:
        lines = list(text.episode(episode))
        assert not any("None" in line or "Wrong." in line or "Outcome." in line for line in lines)
        long = [line for line in lines[1:] if len(line) > 116]
        assert not long, long
        assert lines.count("") >= len(episode.findings)


def test_the_json_is_json_and_has_the_findings_as_check_prints_them(episodes):
    writer = ExplainJson(RULES.vocabulary, ZONE)
    for episode in episodes:
        found = json.loads(json.dumps(writer.episode(episode), ensure_ascii=False))
        assert found["episode"] == episode.verdict.episode.id
        printed = [writer.json.finding(e.explanation.finding) for e in episode.findings]
        assert [e["finding"] for e in found["explanations"]] == json.loads(json.dumps(printed))
        if found["liability"] is not None:
            assert found["liability"]["verdict"]["status"] == episode.verdict.liability.status.value
