"""A rule compiled for judging timelines: obligations to act, to state, to act again and again; and prohibitions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from compliance.check.actors import Actors, Named
from compliance.check.acts import ActMatch
from compliance.check.beginnings import Begun, compile_beginnings
from compliance.check.deadline import Deadlines, Due
from compliance.check.ending import FREE, Ending, Escaped, Escapes, compile_doubtful_ends, compile_ends
from compliance.check.finding import Finding, Status
from compliance.check.instance import Instance
from compliance.check.logic import Test
from compliance.check.outage import Outages
from compliance.check.timeline import Timeline
from compliance.check.triggers import Start, Verdicts, reached_before
from compliance.check.verdict import judge
from compliance.episodes.model import Actor, Event
from compliance.graph.model import Rule
from compliance.language.condition_tree import Pattern
from compliance.language.rule_tree import Acts, Each, Recurring
from compliance.time import Instant

Governs: TypeAlias = Callable[[Instant], bool] | None
"""Whether the rule's guideline and the rule itself are in force on the local date of an instant; None: always."""
Who: TypeAlias = tuple[Actor | None, Actor | None, bool]
"""A bearer, a recipient, and whether they are alone in their roles."""
_NOT_APPLICABLE = Status.NOT_APPLICABLE
_new = tuple.__new__


class Program(ABC):
    """One compiled rule."""

    def __init__(self, rule: Rule, guideline: str, actors: Actors, deadlines: Deadlines) -> None:
        self.rule = rule
        self.guideline = guideline
        self.patterns = actors.patterns
        self.beginnings = compile_beginnings(rule.triggers, rule.condition, actors.patterns)
        self.triggers = self.beginnings.triggers
        self.condition: Test | None = (
            actors.patterns.conditions.compile(rule.condition) if rule.condition is not None else None
        )
        self.ended = compile_ends(rule.ends, actors.patterns)
        self.perhaps_ended = compile_doubtful_ends(rule.ends, actors.patterns)
        self.escapes = Escapes(rule.escapes, actors.patterns)
        self.outages = Outages(rule.outages, actors.patterns, deadlines.zone) if rule.outages else None
        self.actors = actors
        self.deadlines = deadlines

    @abstractmethod
    def judge(self, tl: Timeline, governs: Governs, verdicts: Verdicts) -> Iterable[Finding]:
        """Return the findings of the rule on a timeline, also those that do not apply."""

    def holds(self, tl: Timeline, trigger: Event | None, at: Instant) -> bool | None:
        """Return whether the rule's condition holds at a moment."""
        return True if self.condition is None else self.condition(tl, at, trigger, None)

    def missing(self, tl: Timeline, trigger: Event | None, at: Instant) -> tuple[str, ...]:
        """Return what is missing to say whether the condition holds."""
        begun = self.triggers.missing(tl, trigger)
        if self.rule.condition is None:
            return begun
        return (*begun, *self.patterns.conditions.unknowns(self.rule.condition, tl, at, trigger, None))

    def _valid(self, at: Instant) -> bool:
        day, rule = self.deadlines.zone.day(at), self.rule
        early = rule.valid_from is not None and day < rule.valid_from
        return not early and (rule.valid_to is None or day <= rule.valid_to)

    def fallen(self, tl: Timeline, trigger: Event | None, at: Instant, due: Instant | None) -> Ending:
        """Return what ends an instance, or which exception comes to hold before it is due; None when nothing does."""
        ended = self.ended(tl, trigger, at)
        if not self.escapes.tests:
            return ended
        escaped = self.escapes.begins(tl, trigger, at, due if due is not None else tl.as_of)
        return escaped if escaped is not None and (ended is None or escaped[0] < ended[0]) else ended

    def resting(self, tl: Timeline, at: Instant) -> str:
        """Return the suspension that a moment falls in, with a `?` before the name where it only leaves open."""
        return self.outages.resting(tl, at) if self.outages is not None and self.outages.recorded(tl) else ""

    def not_applicable(self, start: Start, why: str = "") -> Finding:
        """Return the finding of a rule that does not apply to a start."""
        event, kind, at = start
        notes = (why,) if why else ()
        nothing = (None, None, None, (), (), None, None)
        return _new(Finding, (self.rule, self.guideline, _NOT_APPLICABLE, None, None, event, kind, at, *nothing, notes))

    def begun(self, tl: Timeline, governs: Governs, verdicts: Verdicts) -> list[Begun]:
        """Return the beginnings of the rule that its guideline governs. A breach is governed by the guideline that was
        broken."""
        found = self.beginnings.of(tl)
        if governs is not None:
            found = [begun for begun in found if governs(begun[0][2])]
        if not self.triggers.rules:
            return found
        broken = [start for start in self.triggers.breaches(verdicts) if self._valid(start[2])]
        return [*found, *((start, self.beginnings.value(tl, start)) for start in broken)]


class ActProgram(Program):
    """An obligation to do something by a deadline."""

    def __init__(self, rule: Rule, guideline: str, actors: Actors, deadlines: Deadlines) -> None:
        super().__init__(rule, guideline, actors, deadlines)
        assert isinstance(rule.duty, Acts)
        self.acts = ActMatch(rule, rule.duty, actors)
        self.bearers = actors.bearers(rule.actor)
        self.targets = actors.targets(rule.duty.to)
        to = rule.duty.to
        each = (rule.actor if isinstance(rule.actor, Each) else None, to if isinstance(to, Each) else None)
        self.each = each if any(each) else ()
        """The recipients that get an instance each, as bearers and as those it is done to."""
        self.due = deadlines.compile(rule.deadline, rule.actor)
        self.closed = deadlines.closed(rule.actor)
        self.after = deadlines.after_trigger(rule.deadline)
        self.from_itself = deadlines.from_trigger_itself(rule.deadline)
        self.ending_kinds = frozenset(end.event.name for end in rule.ends if isinstance(end, Pattern))
        self.original = any(selector == "original" for _, _, selector in self.triggers.events)

    def judge(self, tl: Timeline, governs: Governs, verdicts: Verdicts) -> list[Finding]:
        """Return the findings of the rule on a timeline."""
        found: list[Finding] = []
        instances: list[Instance] = []
        for start, value in self.begun(tl, governs, verdicts):
            escaped = self._escaped(tl, start) if self.escapes.tests and value is not False else FREE
            if value is False or escaped[0]:
                found.append(self.not_applicable(start, escaped[1]))
            else:
                instances += self.instances(tl, start, value, escaped)
        return [*found, *self.verdicts(tl, instances)] if instances else found

    def one(self, tl: Timeline, start: Start, who: Who, until: Instant | None) -> list[Finding]:
        """Return the finding of one instance that is not plain, of a start that is."""
        due = Due(until) if self.after is not None else self.due(tl, start[0], start[2])
        return self.verdicts(tl, [self._instance(tl, start, who, due, True, FREE)])

    def may_fall(self, tl: Timeline, event: Event | None, at: Instant, until: Instant | None) -> bool:
        """Say whether something ends an instance."""
        return self.fallen(tl, event, at, until) is not None

    def named(self, tl: Timeline, event: Event | None, at: Instant) -> list[Named]:
        """Return the bearers, those apart who already got the message that the trigger sends again."""
        found = self.bearers(tl, event, at)
        if self.original and event is not None and event.re is not None:
            before = reached_before(tl, event)
            return [(bearer, alone) for bearer, alone in found if bearer not in before]
        return found

    def _instance(
        self, tl: Timeline, start: Start, who: Who, due: Due, value: bool | None, escaped: Escaped
    ) -> Instance:
        event, kind, at = start
        missing = self.missing(tl, event, at) if value is None else ()
        instance = Instance(event, kind, at, who[0], who[1], due, value, missing, who[2])
        if escaped is not FREE:
            instance.escape, _, instance.escape_missing = escaped
        if self.perhaps_ended is not None:
            instance.perhaps_ended = self.perhaps_ended(tl, event, at)
        return instance

    def instances(self, tl: Timeline, start: Start, value: bool | None, escaped: Escaped = FREE) -> list[Instance]:
        """Return one instance for each bearer and each recipient."""
        event, _, at = start
        due = self.due(tl, event, at)
        targets = self.targets(tl, event, at)
        found = [
            self._instance(tl, start, (bearer, target, alone and single), due, value, escaped)
            for bearer, alone in self.named(tl, event, at)
            for target, single in targets
        ]
        ended = self.fallen(tl, event, at, self.until_when(due))
        if ended is not None:
            for instance in found:
                instance.cancelled_at, instance.cancelled_by = ended
        if self.each and self.patterns.rejections is not None and self.patterns.rejections.recorded(tl):
            for instance in found:
                self._rejected(tl, instance)
        return found

    def _rejected(self, tl: Timeline, instance: Instance) -> None:
        """An instance falls away when the recipient that it is there for rejects what made it one."""
        assert self.patterns.rejections is not None
        for each, who in zip(self.each, (instance.bearer, instance.target), strict=True):
            if each is None or who is None:
                continue
            at, perhaps = self.actors.stops(tl, each, who, instance.trigger, instance.at)
            if at is not None and (instance.cancelled_at is None or at < instance.cancelled_at):
                instance.cancelled_at, instance.cancelled_by = at, self.patterns.rejections.kind
            known = instance.perhaps_ended
            if perhaps is not None and (known is None or perhaps[0] < known[0]):
                instance.perhaps_ended = perhaps

    def _escaped(self, tl: Timeline, start: Start) -> Escaped:
        """Return which exception holds at a start; one that is unknown there may come to be known before it is due."""
        event, _, at = start
        escaped = self.escapes.holds(tl, event, at)
        if escaped[0] is None:
            until = self.until_when(self.due(tl, event, at))
            if self.escapes.settles(tl, event, at, tl.as_of if until is None else until):
                return FREE
        return escaped

    def until_when(self, due: Due) -> Instant | None:
        """Return until when an exception that comes to hold takes an instance away; None: as long as it lasts."""
        return due.at

    def verdicts(self, tl: Timeline, instances: list[Instance]) -> list[Finding]:
        """Match acts with instances and return what comes of each."""
        self.acts.assign(tl, instances)
        if self.outages is not None and self.outages.recorded(tl):
            for instance in instances:
                self.outages.apply(tl, instance, self.acts)
        rule, guideline = self.rule, self.guideline
        return [judge(instance, rule, guideline, tl) for instance in instances]


class RecurringProgram(ActProgram):
    """An obligation to do something again and again, never further apart than a period, until an event."""

    def __init__(self, rule: Rule, guideline: str, actors: Actors, deadlines: Deadlines) -> None:
        super().__init__(rule, guideline, actors, deadlines)
        assert isinstance(rule.deadline, Recurring)
        until = rule.deadline.until
        self.until = compile_ends((until,), actors.patterns) if until is not None else None

    def instances(self, tl: Timeline, start: Start, value: bool | None, escaped: Escaped = FREE) -> list[Instance]:
        """Return one instance for each bearer and recipient, each ended by what the rule lasts until."""
        found = super().instances(tl, start, value, escaped)
        ended = self.until(tl, start[0], start[2]) if self.until is not None else None
        for instance in found:
            if ended is not None and (instance.cancelled_at is None or ended[0] < instance.cancelled_at):
                instance.cancelled_at, instance.cancelled_by = ended
        return found

    def until_when(self, due: Due) -> Instant | None:
        """An exception takes away a recurring duty whenever it comes to hold."""
        return None

    def verdicts(self, tl: Timeline, instances: list[Instance]) -> list[Finding]:
        """Return one finding a period: from the trigger, or from the last time it was done."""
        candidates = self.acts.candidates(tl)
        found: list[Finding] = []
        for instance in instances:
            if instance.condition is None:
                found.append(judge(instance, self.rule, self.guideline, tl))
                continue
            matched = [(e, self.acts.matches(tl, e, instance)) for e in candidates if e is not instance.trigger]
            found += self._periods(tl, instance, [(e, value) for e, value in matched if value is not False])
        return found

    def _periods(self, tl: Timeline, first: Instance, done: list[tuple[Event, bool | None]]) -> Iterator[Finding]:
        begins = first.at
        while begins <= tl.as_of:
            due = self.due(tl, None, begins)
            period = replace(first, at=begins, due=due)
            after = [(e, value) for e, value in done if e.at > begins and self._counts(tl, e, period)]
            period.act = next((e for e, value in after if value), None)
            period.doubtful = next((e for e, value in after if value is None), None)
            self.acts.doubted(tl, period)
            if self.outages is not None and self.outages.recorded(tl):
                self.outages.apply(tl, period, self.acts, again=True)
            finding = judge(period, self.rule, self.guideline, tl)
            yield finding
            rests = finding.status is Status.CANCELLED and finding.cancelled_at is None
            over = finding.status in (Status.CANCELLED, Status.PENDING, Status.UNDETERMINED)
            if (over and not rests) or due.at is None:
                return
            begins = self._next(tl, due.at, period.act)
            if first.cancelled_at is not None and begins >= first.cancelled_at:
                return

    def _next(self, tl: Timeline, due: Instant, act: Event | None) -> Instant:
        """Return when the next period begins: when it was done, or should have been; what is done so late that a whole
        further period had passed does not take that period's breach away."""
        if act is None:
            return due
        following = self.due(tl, None, due).at if act.at > due else None
        return due if following is not None and following < act.at else act.at

    def _counts(self, tl: Timeline, event: Event, period: Instance) -> bool:
        ended = period.cancelled_at
        return self.acts.usable(tl, event, period, True) and (ended is None or event.at <= ended)
