"""Findings explained, by the same compiled rules that gave them; nothing here decides what a rule means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeAlias

from compliance.check.attendance import AttendanceProgram
from compliance.check.content import ContentProgram
from compliance.check.deadline import Due
from compliance.check.ending import RETRACTED, compile_ends
from compliance.check.engine import Checker
from compliance.check.explanation import (
    AttendanceTrace,
    BearerTrace,
    EndTrace,
    EscapeTrace,
    Explanation,
    FieldTrace,
    OrderTrace,
    OutageTrace,
    PeriodTrace,
    StartTrace,
    Why,
    WhyNot,
)
from compliance.check.finding import Finding, Status
from compliance.check.instance import Instance
from compliance.check.program import ActProgram, Program, RecurringProgram
from compliance.check.prohibition import ProhibitionProgram
from compliance.check.roles import same_actor
from compliance.check.timeline import FOREVER, Timeline
from compliance.check.trace import Part, Seen, Wrong, own_words
from compliance.check.trace_acts import Candidate, Candidates, Outcome
from compliance.check.trace_condition import Tracer
from compliance.check.trace_deadline import DueTracer
from compliance.check.trace_start import Starts
from compliance.check.triggers import Start
from compliance.episodes.model import Actor, Event
from compliance.graph.model import Rule
from compliance.language.condition_tree import Pattern
from compliance.language.rule_tree import Acts, Each, OnBreach, OnFact, Stated
from compliance.time import Instant

Found: TypeAlias = Mapping[str, Sequence[Finding]]


class Explainer:
    """Explains the findings of one compiled guideline."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self.guideline = checker.guideline
        self.tracer = Tracer(checker.patterns, checker.guideline)
        self.dues = DueTracer(checker.deadlines, self.tracer)
        self._rules: dict[int, RuleExplainer] = {}

    def of(self, rule: Rule) -> RuleExplainer:
        """Return what explains a rule's findings, made once."""
        known = self._rules.get(id(rule))
        if known is None:
            known = self._rules[id(rule)] = RuleExplainer(rule, self)
        return known

    def finding(self, tl: Timeline, finding: Finding, found: Found) -> Explanation:
        """Return a finding explained. `found` are all findings of the timeline by rule."""
        return self.of(finding.rule).finding(tl, finding, found)


class RuleExplainer:
    """Explains the findings of one rule."""

    def __init__(self, rule: Rule, explainer: Explainer) -> None:
        self.rule = rule
        self.program: Program = explainer.checker.program(rule)
        self.tracer = explainer.tracer
        self.dues = explainer.dues
        self.starts = Starts(rule.triggers, explainer.tracer)
        self.replaces = tuple(c for c in explainer.guideline.left_out if c.replaced_by == rule.name)
        self.ends = tuple(
            (own_words(end.span), end, compile_ends((end,), explainer.checker.patterns)) for end in rule.ends
        )

    @cached_property
    def candidates(self) -> Candidates | None:
        """What looks at the acts of the rule, where it asks for or forbids acts."""
        if isinstance(self.program, ActProgram | ProhibitionProgram) and isinstance(self.rule.duty, Acts):
            again, forbidden = isinstance(self.program, RecurringProgram), self.rule.modality.of_acts
            return Candidates(self.program.acts, self.rule.duty, self.tracer, again, forbidden)
        return None

    def finding(self, tl: Timeline, finding: Finding, found: Found) -> Explanation:
        """Return a finding of the rule explained."""
        trigger = finding.trigger
        if isinstance(self.program, ProhibitionProgram) and trigger is not None:
            return self.forbidden(tl, trigger, finding, found)
        starts = list(self.program.begun(tl, _always, found))
        begins = self._begins(finding, starts)
        explained = Explanation(
            finding,
            self.starts.of(tl, finding, begins, [start[0] for start, _ in starts if start[0] is not None]),
            self._condition(tl, trigger, begins),
            self._bearer(tl, finding, begins),
            tuple(self._escapes(tl, finding, begins)),
            replaces=self.replaces,
        )
        if finding.status is Status.NOT_APPLICABLE:
            return explained
        ends = tuple(self._ends(tl, finding, begins))
        explained = replace(explained, outages=self._outages(tl, finding))
        if isinstance(self.program, ActProgram):
            return self._acted(tl, replace(explained, ends=ends), found.get(finding.rule.name, ()), begins)
        if isinstance(self.program, ContentProgram):
            return self._stated(tl, replace(explained, ends=ends))
        if isinstance(self.program, AttendanceProgram) and trigger is not None:
            return replace(explained, attendance=self._attended(tl, finding, trigger))
        return explained

    def _begins(self, finding: Finding, starts: Sequence[tuple[Start, bool | None]]) -> Instant:
        """Return when the instance began; a recurring rule gives a finding for each later period, too."""
        if not isinstance(self.program, RecurringProgram):
            return finding.trigger_at
        same = (s[2] for s, _ in starts if s[0] is finding.trigger and s[2] <= finding.trigger_at)
        return max(same, default=finding.trigger_at)

    def _condition(self, tl: Timeline, trigger: Event | None, at: Instant) -> Part | None:
        condition = self.rule.condition
        return None if condition is None else self.tracer.part(condition, tl, at, trigger)

    def _bearer(self, tl: Timeline, finding: Finding, at: Instant) -> BearerTrace | None:
        if finding.status is Status.NOT_APPLICABLE:
            return None
        actor, named = self.rule.actor, finding.bearer
        each = actor
        if not isinstance(actor, Each) and isinstance(self.rule.duty, Acts) and isinstance(self.rule.duty.to, Each):
            each, named = self.rule.duty.to, finding.target
        by: tuple[Event, ...] = ()
        if isinstance(each, Each):
            by = tuple(e for e in self.program.actors.sources(each)(tl, finding.trigger, at) if named in e.to)
        return BearerTrace(own_words(actor.span), finding.bearer, finding.target, by)

    def _escapes(self, tl: Timeline, finding: Finding, at: Instant) -> Iterable[EscapeTrace]:
        for escape, test in self.program.escapes.tests:
            node = escape.condition
            part = self.tracer.part(node, tl, at, finding.trigger) if node is not None else None
            value = True if test is None else test(tl, at, finding.trigger, None)
            began = finding.cancelled_at if finding.cancelled_by == escape.name else None
            yield EscapeTrace(escape, value, part, began)

    def _ends(self, tl: Timeline, finding: Finding, at: Instant) -> Iterable[EndTrace]:
        trigger = finding.trigger
        taken = tl.retracted.get(trigger.id) if trigger is not None else None
        by, when = finding.cancelled_by, finding.cancelled_at
        if taken is not None:
            yield EndTrace("", taken, None, by == RETRACTED and when == taken)
        for text, node, ended in self.ends:
            found = ended(tl, trigger, at)
            if found is None or (found[1] == RETRACTED and found[0] == taken):
                yield EndTrace(text, None, None, False)
                continue
            kind = node.fact.name if isinstance(node, OnFact) else node.event.name
            event = None if isinstance(node, OnFact) else self._event(tl, node, found[0])
            yield EndTrace(text, found[0], event, by == kind and when == found[0])
        rejections = self.program.patterns.rejections
        if rejections is not None and by == rejections.kind and when is not None:
            sent = next((e for e in tl.of_type(by) if e.at == when), None)
            yield EndTrace(own_words(rejections.pattern.span), when, sent, True)

    def _event(self, tl: Timeline, pattern: Pattern, at: Instant) -> Event | None:
        same = (e for e in tl.of_type(pattern.event.name) if e.at == at)
        return next((e for e in same if self.tracer.matcher(pattern)(tl, e, None) is not False), None)

    def _acted(self, tl: Timeline, explained: Explanation, others: Sequence[Finding], begins: Instant) -> Explanation:
        program, finding = self.program, explained.finding
        assert isinstance(program, ActProgram) and self.candidates is not None
        instance = self._instance(tl, program, finding, begins)
        recurring = isinstance(program, RecurringProgram)
        trigger = None if recurring else finding.trigger
        due = self.dues.deadline(self.rule.deadline, tl, trigger, finding.trigger_at, self.rule.actor)
        if instance is None:
            return replace(explained, due=due)
        if recurring:
            instance = replace(instance, at=finding.trigger_at, due=due.due)
        return replace(explained, due=due, candidates=self.candidates.of(tl, finding, instance, others))

    @staticmethod
    def _instance(tl: Timeline, program: ActProgram, finding: Finding, begins: Instant) -> Instance | None:
        made = program.instances(tl, (finding.trigger, finding.trigger_type, begins), True)
        return next((i for i in made if i.bearer == finding.bearer and i.target == finding.target), None)

    def _outages(self, tl: Timeline, finding: Finding) -> tuple[OutageTrace, ...]:
        program = self.program
        if program.outages is None:
            return ()
        found = []
        for outage, matches, accepted in program.outages.items:
            periods = program.outages.periods(tl, outage, matches)
            due = (
                finding.due
                if finding.due is not None
                else finding.trigger_at
                if finding.rule.modality.of_acts
                else None
            )
            covers = accepted is None and due is not None and any(start <= due <= end for start, end in periods)
            taken = finding.act if accepted is not None and finding.act and finding.act.type in finding.notes else None
            events = [(e, end) for e in tl.of_type(outage.pattern.event.name) for s, end in periods if s == e.at]
            shown = tuple((e, None if end == FOREVER else end) for e, end in events)
            found.append(OutageTrace(outage, shown, covers, taken))
        return tuple(found)

    def _stated(self, tl: Timeline, explained: Explanation) -> Explanation:
        program, finding = self.program, explained.finding
        assert isinstance(program, ContentProgram) and isinstance(self.rule.duty, Stated)
        event = finding.trigger
        if event is None:
            return explained
        versions = program.versions(tl, event, finding.trigger_at)
        fields = tuple(self._field(program, f.name, versions, finding.due) for f in self.rule.duty.fields)
        due = None
        if self.rule.deadline is not None:
            due = self.dues.deadline(self.rule.deadline, tl, event, finding.trigger_at, self.rule.actor)
        return replace(explained, fields=fields, versions=tuple(versions), due=due)

    @staticmethod
    def _field(program: ContentProgram, name: str, versions: Sequence[Event], due: Instant | None) -> FieldTrace:
        for event in versions:
            absent, silent = program.lacking([event])
            if name not in absent and name not in silent:
                return FieldTrace(name, "stated", event, due is not None and event.at > due)
        silent = program.lacking(list(versions))[1]
        return FieldTrace(name, "unknown" if name in silent else "omitted")

    def _attended(self, tl: Timeline, finding: Finding, event: Event) -> AttendanceTrace:
        there = tuple(a for a in (event.by, *event.to) if a is not None)
        bearer = finding.bearer
        assert isinstance(self.program, AttendanceProgram)
        named = self.program.bearers(tl, event, finding.trigger_at)
        alone = next((single for actor, single in named if actor == bearer), True)
        values = tuple((a, self._is(bearer, a, alone)) for a in there)
        each = self.rule.actor
        called: tuple[Event, ...] = ()
        if isinstance(each, Each):
            called = tuple(self.program.actors.sources(each)(tl, event, finding.trigger_at))
        return AttendanceTrace(tuple(e for e in called if bearer in e.to), values)

    def _is(self, bearer: Actor | None, found: Actor, alone: bool) -> bool | None:
        return True if bearer is None else same_actor(bearer, found, self.program.patterns.vocabulary, alone)

    def forbidden(self, tl: Timeline, event: Event, finding: Finding, found: Found) -> Explanation:
        """Return why an act was, was not or may have been forbidden, or permitted."""
        program = self.program
        assert isinstance(program, ProhibitionProgram) and self.candidates is not None
        at = event.at
        periods = tuple(
            PeriodTrace(
                p.opener,
                p.begins,
                None if p.ends == FOREVER else p.ends,
                p.begins <= at <= p.ends and p.opener is not event,
            )
            for p in (program.periods(tl, found) if self.rule.triggers else ())
        )
        opener = next((p.opener for p in periods if p.covers), None)
        parts = [
            self.candidates.parts(
                tl, event, Instance(event, event.type, at, bearer, target, Due(None), True, (), alone and single)
            )
            for bearer, alone in program.bearers(tl, opener, at)
            for target, single in program.targets(tl, opener, at)
        ]
        best = min(parts, key=lambda p: (len(p[0]), len(p[1])), default=((Wrong.TO,), (), None))
        outcome = Outcome.WRONG if best[0] else Outcome.UNSURE if best[1] else Outcome.COUNTED
        return Explanation(
            finding,
            StartTrace("act", "", "every", event, at),
            self._condition(tl, event, at),
            None,
            tuple(self._escapes(tl, finding, at)),
            outages=self._outages(tl, finding) if finding.trigger is event else (),
            act=Candidate(event, outcome, best[0], best[1], best[2], tl.retracted.get(event.id)),
            order=self._order(tl, program, event),
            periods=periods,
            replaces=self.replaces,
        )

    def why_not(self, tl: Timeline, found: Found, in_force: Callable[[Instant], bool]) -> WhyNot:
        """Return why the rule gave no finding on a timeline. `in_force` says when the rule and its guideline are."""
        rule, program = self.rule, self.program
        about = WhyNot(rule.name, Why.NO_EVENT, rule, program.guideline, self.starts.texts, self.starts.kinds)
        if isinstance(program, ProhibitionProgram):
            acts = program.acts.candidates(tl)
            kinds = tuple(program.acts.kinds)
            empty = Finding(rule, program.guideline, Status.NOT_APPLICABLE, None, None, None, "", tl.as_of)
            explained = tuple(self.forbidden(tl, e, empty, found) for e in acts)
            return replace(about, why=Why.ACT_ALLOWED if acts else Why.NO_ACT, kinds=kinds, acts=explained)
        starts = [start for start, _ in program.begun(tl, _always, found)]
        if starts:
            events = [e for e, _, _ in starts if e is not None]
            outside = tuple(Seen(e, False, (Wrong.NOT_IN_FORCE,)) for e in events if not in_force(e.at))
            forced = any(in_force(at) for _, _, at in starts)
            return replace(about, why=Why.NO_BEARER if forced else Why.NOT_IN_FORCE, seen=outside)
        seen = tuple(self.starts.others(tl, ()))
        if seen:
            return replace(about, why=Why.NOT_A_START, seen=seen)
        if all(isinstance(t, OnBreach) for t in rule.triggers):
            return replace(about, why=Why.NO_BREACH)
        return replace(about, why=Why.NO_CHANGE) if all(isinstance(t, OnFact) for t in rule.triggers) else about

    def _order(self, tl: Timeline, program: ProhibitionProgram, event: Event) -> OrderTrace | None:
        edge = program.edge
        if edge is None:
            return None
        seen = []
        for other in tl.of_type(edge.event.name):
            if other is event:
                continue
            found = self.tracer.seen(edge, tl, other, event)
            reasons = ((Wrong.LATER, other.at > event.at), (Wrong.TAKEN_BACK, not tl.stands(other, event.at)))
            wrong = tuple(why for why, holds in reasons if holds)
            seen.append(replace(found, value=False if wrong else found.value, wrong=(*wrong, *found.wrong)))
        before = self.rule.before is not None
        return OrderTrace(before, own_words(edge.span), tuple(seen), program.out_of_order(tl, event))


def _always(at: Instant) -> bool:
    return True
