"""What must hold of every explanation: it says what the checker found."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.check import Finding, Status
from compliance.check.explanation import Explanation
from compliance.check.trace import Part, Seen
from compliance.check.trace_acts import Outcome
from compliance.check.trace_deadline import DueTrace
from compliance.graph.model import RuleSet
from compliance.language.rule_tree import Acts
from compliance.payment import LiabilityStatus, Met
from compliance.payment.explanation import EpisodeExplanation, GroundTrace


def each(episodes: list[EpisodeExplanation]) -> Iterator[Explanation]:
    for episode in episodes:
        yield from (e.explanation for e in episode.findings)
        if episode.liability is not None:
            for period in episode.liability.periods:
                for ground in period.grounds:
                    yield from ground.findings


def parts(part: Part | None) -> Iterator[Part]:
    if part is not None:
        yield part
        for inner in part.parts:
            yield from parts(inner)
        for seen in part.seen:
            yield from parts(seen.where)


def where(finding: Finding) -> str:
    return f"{finding.rule.name} {finding.status.value} {finding.trigger.id if finding.trigger else ''}"


def every_finding_is_explained_once(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for episode in episodes:
        verdict = episode.verdict
        wanted = [*verdict.findings, *verdict.not_applicable]
        assert sorted(map(id, wanted)) == sorted(id(e.explanation.finding) for e in episode.findings)


def the_condition_is_what_the_verdict_was_made_of(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for e in each(episodes):
        value = e.condition.value if e.condition is not None else True
        if e.finding.status is Status.NOT_APPLICABLE:
            resting = any(o.covers_due for o in e.outages)
            assert value is False or any(x.value for x in e.escapes) or resting, where(e.finding)
        else:
            assert value is not False and not any(x.value for x in e.escapes), where(e.finding)
        if e.finding.status in (Status.FULFILLED, Status.LATE, Status.MISSED, Status.EARLY, Status.BREACHED):
            assert value is True, where(e.finding)


def the_due_time_is_the_finding_s_and_the_last_step_reaches_it(
    episodes: list[EpisodeExplanation], rules: RuleSet
) -> None:
    for e in each(episodes):
        if e.due is None:
            continue
        assert e.due.due.at == e.finding.due, where(e.finding)
        for trace in deadlines(e.due):
            if trace.form == "limit" and trace.due.at is not None:
                assert trace.steps[-1].instant == trace.due.at, where(e.finding)
        chosen = [c for c in e.due.cases if c.chosen == "yes"]
        if chosen:
            assert [c.limit.due for c in chosen] == [e.due.due]


def deadlines(trace: DueTrace) -> Iterator[DueTrace]:
    yield trace
    for inner in (*trace.options, *(c.limit for c in trace.cases if c.limit is not None)):
        yield from deadlines(inner)


def the_act_that_counted_is_the_one_of_the_finding(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for e in each(episodes):
        finding = e.finding
        if not isinstance(finding.rule.duty, Acts) or finding.rule.modality.of_acts:
            continue
        counted = [c.event for c in e.candidates if c.outcome is Outcome.COUNTED]
        accepted = [o.accepted for o in e.outages if o.accepted is not None]
        assert counted + accepted == ([finding.act] if finding.act is not None else []), where(finding)


def where_nothing_counted_something_is_wrong_with_each_act(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for e in each(episodes):
        for candidate in e.candidates:
            if candidate.outcome is Outcome.WRONG:
                assert candidate.wrong, (where(e.finding), candidate.event.id)
            if candidate.outcome is Outcome.RIGHT:
                assert e.finding.status in (Status.UNDETERMINED, Status.CANCELLED), (where(e.finding), candidate)
            if candidate.outcome is Outcome.UNSURE:
                assert candidate.unknown, candidate.event.id


def a_forbidden_act_is_one_that_the_prohibition_means(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for e in each(episodes):
        used = e.finding.rule.modality.permits and e.finding.status is Status.FULFILLED
        if used or e.finding.status is Status.BREACHED:
            assert e.act is not None and e.act.outcome is Outcome.COUNTED, where(e.finding)
            assert e.order is None or e.order.out_of_order is True


def what_took_a_duty_away_is_named(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for e in each(episodes):
        if e.finding.status is Status.CANCELLED:
            named = [x for x in e.ends if x.decided] or [x for x in e.escapes if x.began is not None]
            assert named or any(o.covers_due for o in e.outages) or e.finding.rule.deadline is not None, where(
                e.finding
            )
            if not any(x.decided for x in e.ends):
                assert e.finding.cancelled_by, where(e.finding)


def a_condition_has_the_value_that_its_parts_give(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for e in each(episodes):
        for part in parts(e.condition):
            values = [p.value for p in part.parts]
            if part.kind == "all":
                assert part.value == (False if False in values else None if None in values else True), part.text
            if part.kind == "any":
                assert part.value == (True if True in values else None if None in values else False), part.text
            if part.kind == "not":
                assert part.value == (None if values[0] is None else not values[0]), part.text


def a_condition_about_events_names_those_that_make_it_true(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for e in each(episodes):
        for part in parts(e.condition):
            if part.kind == "events" and part.text.startswith("finns "):
                shown = [s.value for s in part.seen if not s.edge]
                assert (part.value is True) == (True in shown), (part.text, part.seen)


def an_unknown_part_lacks_something(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for e in each(episodes):
        for part in parts(e.condition):
            if part.kind == "leaf" and part.value is None:
                assert any(o.value is None for o in part.origins), part.text


def the_liability_is_the_one_that_was_judged(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
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


def every_rule_of_the_guidelines_is_told_of(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for episode in episodes:
        used = {e.governing.guideline.name for e in episode.findings if e.governing.guideline is not None}
        names = {r.name for name in used for r in rules.guidelines[name].rules}
        told = {e.explanation.finding.rule.name for e in episode.findings} | {w.name for w in episode.without}
        assert names <= told


def a_rule_that_never_began_says_what_it_waited_for(episodes: list[EpisodeExplanation], rules: RuleSet) -> None:
    for episode in episodes:
        for why in episode.without:
            assert why.texts or why.kinds or why.left_out, why.name
            assert all(isinstance(s, Seen) and s.value is not True for s in why.seen), (why.name, why.why)


AGREEMENTS = (
    every_finding_is_explained_once,
    the_condition_is_what_the_verdict_was_made_of,
    the_due_time_is_the_finding_s_and_the_last_step_reaches_it,
    the_act_that_counted_is_the_one_of_the_finding,
    where_nothing_counted_something_is_wrong_with_each_act,
    a_forbidden_act_is_one_that_the_prohibition_means,
    what_took_a_duty_away_is_named,
    a_condition_has_the_value_that_its_parts_give,
    a_condition_about_events_names_those_that_make_it_true,
    an_unknown_part_lacks_something,
    the_liability_is_the_one_that_was_judged,
    every_rule_of_the_guidelines_is_told_of,
    a_rule_that_never_began_says_what_it_waited_for,
)
