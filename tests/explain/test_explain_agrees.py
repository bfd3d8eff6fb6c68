"""Over all fixtures: what an explanation says is what the checker found, and it never fails to say it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance import load_episodes, load_rules
from compliance.check import Finding, Status
from compliance.check.explanation import Explanation
from compliance.check.trace import Part, Seen
from compliance.check.trace_acts import Outcome
from compliance.check.trace_deadline import DueTrace
from compliance.language.tree import Acts
from compliance.payment import Judge, LiabilityStatus, Met
from compliance.payment.explain import Explain, Question
from compliance.payment.explanation import EpisodeExplanation, GroundTrace
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


def each(episodes: list[EpisodeExplanation]) -> Iterator[Explanation]:
    for episode in episodes:
        yield from (e.explanation for e in episode.findings)


def parts(part: Part | None) -> Iterator[Part]:
    if part is not None:
        yield part
        for inner in part.parts:
            yield from parts(inner)
        for seen in part.seen:
            yield from parts(seen.where)


def where(finding: Finding) -> str:
    return f"{finding.rule.name} {finding.status.value} {finding.trigger.id if finding.trigger else ''}"


def test_every_finding_is_explained_once(episodes):
    for episode in episodes:
        verdict = episode.verdict
        wanted = [*verdict.findings, *verdict.not_applicable]
        assert sorted(map(id, wanted)) == sorted(id(e.explanation.finding) for e in episode.findings)


def test_the_condition_is_what_the_verdict_was_made_of(episodes):
    for e in each(episodes):
        value = e.condition.value if e.condition is not None else True
        if e.finding.status is Status.NOT_APPLICABLE:
            assert value is False or any(x.value for x in e.escapes), where(e.finding)
        else:
            assert value is not False and not any(x.value for x in e.escapes), where(e.finding)
        if e.finding.status in (Status.FULFILLED, Status.LATE, Status.MISSED, Status.EARLY, Status.BREACHED):
            assert value is True, where(e.finding)


def test_the_due_time_is_the_finding_s_and_the_last_step_reaches_it(episodes):
    stepped = 0
    for e in each(episodes):
        if e.due is None:
            continue
        assert e.due.due.at == e.finding.due, where(e.finding)
        for trace in deadlines(e.due):
            if trace.form == "limit" and trace.due.at is not None:
                assert trace.steps[-1].instant == trace.due.at, where(e.finding)
                stepped += 1
        chosen = [c for c in e.due.cases if c.chosen == "yes"]
        if chosen:
            assert [c.limit.due for c in chosen] == [e.due.due]
    assert stepped


def deadlines(trace: DueTrace) -> Iterator[DueTrace]:
    yield trace
    for inner in (*trace.options, *(c.limit for c in trace.cases if c.limit is not None)):
        yield from deadlines(inner)


def test_the_act_that_counted_is_the_one_of_the_finding(episodes):
    for e in each(episodes):
        finding = e.finding
        if not isinstance(finding.rule.duty, Acts) or finding.rule.modality.forbids:
            continue
        counted = [c.event for c in e.candidates if c.outcome is Outcome.COUNTED]
        accepted = [o.accepted for o in e.outages if o.accepted is not None]
        assert counted + accepted == ([finding.act] if finding.act is not None else []), where(finding)


def test_where_nothing_counted_something_is_wrong_with_each_act(episodes):
    for e in each(episodes):
        for candidate in e.candidates:
            if candidate.outcome is Outcome.WRONG:
                assert candidate.wrong, (where(e.finding), candidate.event.id)
            if candidate.outcome is Outcome.RIGHT:
                assert e.finding.status in (Status.UNDETERMINED, Status.CANCELLED), (where(e.finding), candidate)
            if candidate.outcome is Outcome.UNSURE:
                assert candidate.unknown, candidate.event.id


def test_a_forbidden_act_is_one_that_the_prohibition_means(episodes):
    breached = 0
    for e in each(episodes):
        if e.finding.status is Status.BREACHED:
            assert e.act is not None and e.act.outcome is Outcome.COUNTED, where(e.finding)
            assert e.order is None or e.order.out_of_order is True
            breached += 1
    assert breached


def test_what_took_a_duty_away_is_named(episodes):
    for e in each(episodes):
        if e.finding.status is Status.CANCELLED:
            named = [x for x in e.ends if x.decided] or [x for x in e.escapes if x.began is not None]
            assert named or any(o.covers_due for o in e.outages) or e.finding.rule.deadline is not None, where(
                e.finding
            )
            if not any(x.decided for x in e.ends):
                assert e.finding.cancelled_by, where(e.finding)


def test_a_condition_has_the_value_that_its_parts_give(episodes):
    grouped = 0
    for e in each(episodes):
        for part in parts(e.condition):
            values = [p.value for p in part.parts]
            if part.kind == "all":
                assert part.value == (False if False in values else None if None in values else True), part.text
                grouped += 1
            if part.kind == "any":
                assert part.value == (True if True in values else None if None in values else False), part.text
                grouped += 1
            if part.kind == "not":
                assert part.value == (None if values[0] is None else not values[0]), part.text
    assert grouped


def test_a_condition_about_events_names_those_that_make_it_true(episodes):
    for e in each(episodes):
        for part in parts(e.condition):
            if part.kind == "events" and part.text.startswith("finns "):
                shown = [s.value for s in part.seen if not s.edge]
                assert (part.value is True) == (True in shown), (part.text, part.seen)


def test_an_unknown_part_lacks_something(episodes):
    for e in each(episodes):
        for part in parts(e.condition):
            if part.kind == "leaf" and part.value is None:
                assert any(o.value is None for o in part.origins), part.text


def test_the_liability_is_the_one_that_was_judged(episodes):
    seen = 0
    for episode in episodes:
        liability = episode.liability
        if liability is None:
            assert episode.verdict.liability.liability is None
            continue
        verdict = liability.verdict
        assert verdict is episode.verdict.liability
        if verdict.status is LiabilityStatus.HOLDS and verdict.amount is not None:
            assert sum(len(y.days) for y in liability.years) == verdict.days
            assert sum((y.amount for y in liability.years if y.amount is not None), 0) == verdict.amount
        if verdict.payer is not None and liability.payers:
            assert [p.value for p in liability.payers if p.chosen] == [verdict.payer], episode.verdict.episode.id
        for period in liability.periods:
            void = {d for g in period.grounds if g.verdict is not None for d in g.verdict.void_days}
            if period.period.status is LiabilityStatus.HOLDS:
                assert set(period.dates) - void == set(period.period.days)
            for ground in period.grounds:
                check_ground(ground)
                seen += 1
    assert seen


def check_ground(trace: GroundTrace) -> None:
    verdict = trace.verdict
    if verdict is None:
        assert trace.condition is None or trace.condition.value is False or trace.ground.valid_from is not None
        return
    assert [e.finding for e in trace.findings] == list(verdict.findings)
    for e in trace.findings:
        assert e.due is None or e.due.due.at == e.finding.due
    if verdict.met is Met.NO and trace.void:
        assert all(v.part.value is True for v in trace.void)
    voided = tuple(d for v in trace.void if v.part.value for d in v.days)
    if verdict.met is Met.YES:
        assert voided == verdict.void_days


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


def test_every_rule_of_the_guidelines_is_told_of(episodes):
    for episode in episodes:
        used = {e.governing.guideline.name for e in episode.findings if e.governing.guideline is not None}
        names = {r.name for name in used for r in RULES.guidelines[name].rules}
        told = {e.explanation.finding.rule.name for e in episode.findings} | {w.name for w in episode.without}
        assert names <= told


def test_a_rule_that_never_began_says_what_it_waited_for(episodes):
    for episode in episodes:
        for why in episode.without:
            assert why.texts or why.kinds or why.left_out, why.name
            assert all(isinstance(s, Seen) and s.value is not True for s in why.seen), (why.name, why.why)
