"""Deadlines traced: what they are counted from, which case was chosen, and each step of the calendar.

The instants are those of the checker's own closures; a step that would not end at the same instant is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice
from typing import TypeAlias

from compliance.check.deadline import Deadlines, Due
from compliance.check.timeline import Timeline
from compliance.check.trace import Origin, Part, own_words
from compliance.check.trace_condition import Tracer
from compliance.episodes.model import Event
from compliance.language.condition_tree import Condition, Pattern, Reference
from compliance.language.rule_tree import (
    Actor,
    Anchor,
    AnchorPick,
    Before,
    Between,
    By,
    Cases,
    Deadline,
    LimitCases,
    LimitPick,
    Offset,
    Promptly,
    Recurring,
)
from compliance.time import Instant, Limit, Step, Unit, explain

Chosen: TypeAlias = Choice["no", "yes", "perhaps", "not_tried"]


@dataclass(frozen=True, slots=True)
class From:
    """What a deadline is counted from, in the rule's words: an event, or a field of one; `at` None: not there."""

    text: str
    at: Instant | None
    event: Event | None = None
    options: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a deadline: its condition (None: otherwise), whether it was chosen, and what it gives."""

    text: str
    condition: Part | None
    chosen: Chosen
    limit: DueTrace | None


@dataclass(frozen=True, slots=True)
class DueTrace:
    """How a due time came about. `form` says which of the rest is filled: `trigger` (no deadline: at once), `limit`
    (steps from an anchor), `cases`, `pick` (the later or earlier of two), `next` (the event that makes it due),
    `phase` (without a number, to the end of a phase), `field` (the moment that an event carries)."""

    text: str
    form: Choice["trigger", "limit", "cases", "pick", "next", "phase", "field"]
    due: Due
    start: From | None = None
    steps: tuple[Step, ...] = ()
    cases: tuple[Case, ...] = ()
    options: tuple[DueTrace, ...] = ()
    event: Event | None = None
    parameters: tuple[Origin, ...] = ()


class DueTracer:
    """Traces the deadlines of one guideline."""

    def __init__(self, deadlines: Deadlines, tracer: Tracer) -> None:
        self.deadlines = deadlines
        self.tracer = tracer
        self.zone = deadlines.zone

    def deadline(
        self, node: Deadline | None, tl: Timeline, trigger: Event | None, at: Instant, actor: Actor | None = None
    ) -> DueTrace:
        """Return a rule's deadline for a trigger at a moment, traced; `actor` is whom the rule binds."""
        due = self.deadlines.compile(node, actor)(tl, trigger, at)
        if node is None:
            return DueTrace("", "trigger", due)
        text, named = own_words(node.span), self.tracer.chosen(node.span)
        match node:
            case By(limit):
                return self.limit(limit, tl, trigger, at)
            case Before(event):
                own = trigger if node.already else None
                return DueTrace(text, "next", due, event=self._happened(event, tl, due.at, own), parameters=named)
            case Promptly(until):
                ended = self._happened(until, tl, due.at) if until is not None else None
                return DueTrace(text, "phase", due, event=ended or self._closing(tl, due.at), parameters=named)
            case Recurring(period):
                steps = explain(self.deadlines.length(period), at, self.zone)
                return DueTrace(text, "limit", due, steps=self._checked(steps, due), parameters=named)
            case Between(_, upper, unit, anchor):
                assert isinstance(upper, int)
                start = self._from(anchor, tl, trigger, at)
                calendar = self.deadlines.calendar
                if start.at is None:
                    return DueTrace(text, "limit", due, start, parameters=named)
                last = explain(Limit(upper, Unit[unit], calendar=calendar), start.at, self.zone)
                return DueTrace(text, "limit", due, start, self._checked(last, due), parameters=named)

    def limit(self, limit: LimitCases, tl: Timeline, trigger: Event | None, at: Instant) -> DueTrace:
        """Return a limit or its cases, traced."""
        due = self.deadlines.limit(limit)(tl, trigger, at)
        text = own_words(limit.span)
        match limit:
            case Cases(cases):
                return DueTrace(text, "cases", due, cases=tuple(self._cases(cases, tl, trigger, at)))
            case LimitPick(_, left, right):
                both = (self.limit(left, tl, trigger, at), self.limit(right, tl, trigger, at))
                return DueTrace(text, "pick", due, options=both)
            case Offset():
                return self._offset(limit, due, tl, trigger, at)

    def _cases(
        self,
        cases: tuple[tuple[LimitCases, Condition | None], ...],
        tl: Timeline,
        trigger: Event | None,
        at: Instant,
    ) -> list[Case]:
        found: list[Case] = []
        decided = False
        for limit, condition in cases:
            text = own_words(limit.span)
            part = self.tracer.part(condition, tl, at, trigger) if condition is not None else None
            value = True if part is None else part.value
            chosen: Chosen = "not_tried" if decided else "no" if value is False else "perhaps"
            if chosen == "perhaps" and value and not any(c.chosen == "perhaps" for c in found):
                chosen = "yes"
            decided = decided or value is True
            wanted = chosen in ("yes", "perhaps")
            found.append(Case(text, part, chosen, self.limit(limit, tl, trigger, at) if wanted else None))
        return found

    def _offset(self, limit: Offset, due: Due, tl: Timeline, trigger: Event | None, at: Instant) -> DueTrace:
        text, named = own_words(limit.span), self.tracer.chosen(limit.span)
        start = self._from(limit.anchor, tl, trigger, at)
        if start.at is None:
            return DueTrace(text, "limit", due, start, parameters=named)
        clock = limit.clock if isinstance(limit.clock, int) else None
        if limit.duration.unit is not None:
            length = self.deadlines.length(limit.duration, clock, limit.sunday is not None)
            steps = explain(length, start.at, self.zone)
            return DueTrace(text, "limit", due, start, self._checked(steps, due), parameters=named)
        if due.at == start.at:
            return DueTrace(text, "field", due, start, parameters=named)
        sunday = self.deadlines.calendar if limit.sunday is not None else None
        steps = explain(Limit(0, Unit.DAY, clock, sunday_rule=sunday), start.at, self.zone)
        return DueTrace(text, "field", due, start, self._checked(steps, due), parameters=named)

    @staticmethod
    def _checked(steps: tuple[Step, ...], due: Due) -> tuple[Step, ...]:
        return steps if steps and steps[-1].instant == due.at else ()

    def _from(self, anchor: Anchor | None, tl: Timeline, trigger: Event | None, at: Instant) -> From:
        if anchor is None:
            return From("", at, trigger)
        moment = self.deadlines.anchor(anchor)(tl, trigger, at).at
        match anchor:
            case AnchorPick(_, left, right):
                both = (self._from(left, tl, trigger, at), self._from(right, tl, trigger, at))
                chosen = next((f.event for f in both if f.at is not None and f.at == moment), None)
                return From(own_words(anchor.span), moment, chosen, both)
            case Reference(_, owner):
                holder = Pattern(Reference(owner or "", None, anchor.span), (), (), None, anchor.span)
                return From(str(anchor), moment, self.deadlines.nearest(holder)(tl, trigger, at))
            case Pattern():
                return From(own_words(anchor.span), moment, self.deadlines.nearest(anchor)(tl, trigger, at))

    def _happened(
        self, pattern: Pattern, tl: Timeline, at: Instant | None, trigger: Event | None = None
    ) -> Event | None:
        """Return the event of a pattern that was at a moment; the trigger may be it, also when it was taken back."""
        named = tl.of_type(pattern.event.name)
        same = (e for e in named if e.at == at and (e is trigger or tl.stands(e, tl.as_of)))
        return next((e for e in same if self.tracer.matcher(pattern)(tl, e, None) is not False), None)

    @staticmethod
    def _closing(tl: Timeline, at: Instant | None) -> Event | None:
        return next((e for k in tl.words.closing for e in tl.of_type(k) if e.at == at), None)
