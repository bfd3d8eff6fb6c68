"""Deadlines compiled to closures from a trigger to the window `opens` .. `due`.

The arithmetic is that of `compliance.time`; here anchors are found in the timeline and cases are chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

from compliance.check.logic import Test
from compliance.check.pattern import Patterns
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.environment import decided
from compliance.graph.operands import FieldOperand, operand_of
from compliance.graph.vocabulary import Kind
from compliance.language.condition_tree import Pattern, Reference
from compliance.language.rule_tree import (
    Actor,
    Anchor,
    AnchorPick,
    Before,
    Between,
    By,
    Cases,
    Deadline,
    Duration,
    LimitCases,
    LimitPick,
    Offset,
    Promptly,
    Recurring,
    Roles,
)
from compliance.time import Calendar, Instant, Limit, Unit, Zone, compile_limit, compile_opens


class Due(NamedTuple):
    """When something is due. `at` None: not yet known, because an event has not happened (`waiting`), or because the
    record lacks what decides it (`missing`). `opens` is set where the window has a lower end. `numberless`: no
    figure is given, and `at` is the end of the phase."""

    at: Instant | None
    missing: tuple[str, ...] = ()
    opens: Instant | None = None
    numberless: bool = False


DueOf: TypeAlias = Callable[[Timeline, Event | None, Instant], Due]
WAITING = Due(None)


Closed: TypeAlias = Callable[[Timeline, Instant, Event | None], Instant | None]
"""When a case is closed, at or after a moment, by another event than the trigger."""


class Deadlines:
    """Compiles deadlines for one guideline's time zone and calendar. `own_closing` is the event by which each of the
    `parties` closes the case for itself alone."""

    def __init__(
        self,
        patterns: Patterns,
        zone: Zone,
        calendar: Calendar | None,
        own_closing: str | None = None,
        parties: tuple[str, ...] = (),
    ) -> None:
        self.patterns = patterns
        self.vocabulary = patterns.vocabulary
        self.zone = zone
        self.calendar = calendar
        self.own_closing = own_closing
        self.parties = parties

    def closed(self, actor: Actor | None) -> Closed:
        """Return when the case is closed for the one whom a rule binds: by its own party, or for all. Where a rule
        binds each receiver, only by what closes it for all."""
        if self.own_closing is None:
            return Timeline.closed
        kind, vocabulary = self.own_closing, self.vocabulary
        bound = actor.names[0].name if isinstance(actor, Roles) else None
        mine = {p for p in self.parties if bound is not None and vocabulary.counts_as(bound, p)}
        rest = [p for p in self.parties if p not in mine]
        others = frozenset(r for r in vocabulary.roles if any(vocabulary.counts_as(r, p) for p in rest))

        def closed(tl: Timeline, at: Instant, trigger: Event | None) -> Instant | None:
            return next(
                (
                    e.at
                    for e in tl.closings
                    if e.at >= at and e is not trigger and not (e.type == kind and e.by and e.by.role in others)
                ),
                None,
            )

        return closed

    def compile(self, deadline: Deadline | None, actor: Actor | None = None) -> DueOf:
        """Return the closure of a deadline; without one the trigger itself is the moment. `actor` is whom it binds."""
        match deadline:
            case None:
                return lambda tl, trigger, at: Due(at)
            case By(limit):
                return self.limit(limit)
            case Before(event):
                return self._next(event, deadline.already)
            case Between(lower, upper, unit, anchor):
                assert isinstance(lower, int) and isinstance(upper, int)
                return self._window(
                    Limit(lower, Unit[unit], calendar=self.calendar),
                    Limit(upper, Unit[unit], calendar=self.calendar),
                    anchor,
                )
            case Promptly(until):
                return self._phase(until, self.closed(actor))
            case Recurring(period):
                return self._plain(self.length(period), None)
        raise AssertionError("no such deadline")

    def after_trigger(self, deadline: Deadline | None) -> Callable[[Instant], Instant] | None:
        """Return the due time as a function of the trigger's alone, for a plain limit from the trigger; else None."""
        limit = _decided(deadline.limit) if isinstance(deadline, By) else None
        if not isinstance(limit, Offset) or limit.anchor is not None or limit.duration.unit is None:
            return None
        return compile_limit(self._counted(limit), self.zone)

    def from_trigger_itself(self, deadline: Deadline | None) -> tuple[str, Callable[[Instant], Instant]] | None:
        """Return, for a limit from the time of a named event, its type and the due time as a function of that time; it
        holds when the trigger is of that type."""
        limit = _decided(deadline.limit) if isinstance(deadline, By) else None
        if not isinstance(limit, Offset) or limit.duration.unit is None or not isinstance(limit.anchor, Reference):
            return None
        operand = operand_of(limit.anchor, self.vocabulary, None)
        if not isinstance(operand, FieldOperand) or not operand.attribute or operand.name != "tid":
            return None
        assert limit.anchor.owner is not None
        return limit.anchor.owner, compile_limit(self._counted(limit), self.zone)

    def _counted(self, limit: Offset) -> Limit:
        clock = limit.clock if isinstance(limit.clock, int) else None
        return self.length(limit.duration, clock, limit.sunday is not None)

    def length(self, duration: Duration, clock: int | None = None, sunday: bool = False) -> Limit:
        """Return a written duration as a limit."""
        assert isinstance(duration.amount, int) and duration.unit is not None
        return Limit(duration.amount, Unit[duration.unit], clock, self.calendar, self.calendar if sunday else None)

    def limit(self, limit: LimitCases) -> DueOf:
        """Return the closure of a limit or of its cases."""
        match _decided(limit):
            case Cases(cases):
                return self._cases(
                    tuple(
                        (self.limit(inner), None if c is None else self.patterns.conditions.compile(c), c)
                        for inner, c in cases
                    )
                )
            case LimitPick(later, left, right):
                return _pick(later, self.limit(left), self.limit(right))
            case Offset() as offset:
                return self._offset(offset)

    def _offset(self, limit: Offset) -> DueOf:
        clock = limit.clock if isinstance(limit.clock, int) else None
        if limit.duration.unit is None:
            assert isinstance(limit.anchor, Reference)
            return self._field_itself(limit.anchor, clock, self.calendar if limit.sunday is not None else None)
        return self._plain(self._counted(limit), limit.anchor)

    def _plain(self, length: Limit, anchor: Anchor | None) -> DueOf:
        compute = compile_limit(length, self.zone)
        if anchor is None:
            return lambda tl, trigger, at: Due(compute(at))
        start = self.anchor(anchor)

        def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
            found = start(tl, trigger, at)
            return found if found.at is None else Due(compute(found.at))

        return due

    def _window(self, lower: Limit, upper: Limit, anchor: Anchor | None) -> DueOf:
        compute, begin = compile_limit(upper, self.zone), compile_opens(lower, self.zone)
        start = self.anchor(anchor) if anchor is not None else _here

        def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
            found = start(tl, trigger, at)
            if found.at is None:
                return found
            return Due(compute(found.at), opens=begin(found.at))

        return due

    def _cases(self, cases: tuple[tuple[DueOf, Test | None, object], ...]) -> DueOf:
        conditions = self.patterns.conditions

        def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
            missing: list[str] = []
            possible: list[Due] = []
            for compute, test, node in cases:
                value = True if test is None else test(tl, at, trigger, None)
                if value is False:
                    continue
                possible.append(compute(tl, trigger, at))
                if value is True:
                    break
                missing += conditions.unknowns(node, tl, at, trigger, None)  # type: ignore[arg-type]
            if possible and all(p == possible[0] for p in possible):
                return possible[0]
            return Due(None, tuple(dict.fromkeys(missing)) or ("frist",))

        return due

    def _next(self, pattern: Pattern, already: bool = False) -> DueOf:
        """The next matching event at or after the trigger makes the act due; where `already`, and there is none, the
        latest before it. Where `already` the trigger may be that event, also when it was taken back later: what it made
        due was due before that."""
        kind, matches = pattern.event.name, self.patterns.compile(pattern)

        def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
            earlier = WAITING
            for event in tl.by_type.get(kind, ()):
                stands = (already and event is trigger) or tl.stands(event, tl.as_of)
                if (event.at >= at or already) and stands and matches(tl, event, trigger):
                    if event.at >= at:
                        return Due(event.at)
                    earlier = Due(event.at)
            return earlier

        return due

    def _phase(self, until: Pattern | None, closed: Closed) -> DueOf:
        if until is None:
            return lambda tl, trigger, at: Due(closed(tl, at, trigger), numberless=True)
        after = self._next(until)

        def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
            end = after(tl, trigger, at).at
            return Due(closed(tl, at, trigger) if end is None else end, numberless=True)

        return due

    def anchor(self, anchor: Anchor) -> DueOf:
        """Return the closure of what a limit is counted from."""
        if isinstance(anchor, AnchorPick):
            return _pick(anchor.later, self.anchor(anchor.left), self.anchor(anchor.right))
        if isinstance(anchor, Reference):
            return self._field(anchor)
        find = self.nearest(anchor)

        def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
            event = find(tl, trigger, at)
            return Due(event.at) if event is not None else WAITING

        return due

    def nearest(self, pattern: Pattern) -> Callable[[Timeline, Event | None, Instant], Event | None]:
        """Return how an anchor event is found: the trigger, else the latest before it, else the first after it."""
        kind, matches = pattern.event.name, self.patterns.compile(pattern)

        def find(tl: Timeline, trigger: Event | None, at: Instant) -> Event | None:
            if trigger is not None and trigger.type == kind and matches(tl, trigger, trigger):
                return trigger
            events = [e for e in tl.of_type(kind) if tl.stands(e, tl.as_of) and matches(tl, e, trigger)]
            before = [e for e in events if e.at <= at]
            return before[-1] if before else events[0] if events else None

        return find

    def _field(self, reference: Reference) -> DueOf:
        """The date or moment that an event carries; a date counts from its start."""
        operand = operand_of(reference, self.vocabulary, None)
        assert isinstance(operand, FieldOperand) and reference.owner is not None
        span = reference.span
        find = self.nearest(Pattern(Reference(reference.owner, None, span), (), (), None, span))
        name, attribute, missing = operand.name, operand.attribute, (str(reference),)

        def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
            event = find(tl, trigger, at)
            if event is None:
                return Due(None, missing)
            if attribute:
                moment = event.recorded_at if name == "registrerad" else event.at
                return Due(moment) if moment is not None else Due(None, missing)
            value = event.data.get(name)
            if isinstance(value, date):
                return Due(tl.zone.start_of_day(value.toordinal()))
            return Due(value) if isinstance(value, int) else Due(None, missing)

        return due

    def _field_itself(self, reference: Reference, clock: int | None, sunday: Calendar | None) -> DueOf:
        """The limit is the field: a moment as it stands, a date to its end or to a clock time of it.

        Söndagsregeln moves a closed date to the next open one, a moment to the end of it.
        """
        start = self._field(reference)
        operand = operand_of(reference, self.vocabulary, None)
        whole = operand is not None and operand.type.kind is Kind.DATE
        zone = self.zone

        def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
            found = start(tl, trigger, at)
            if found.at is None:
                return found
            written = zone.day(found.at)
            day = sunday.next_open(written) if sunday is not None else written
            if day == written and not whole and clock is None:
                return found
            return Due(zone.end_of_day(day) if clock is None else zone.instant(day, clock))

        return due


def _decided(limit: LimitCases) -> LimitCases:
    """Return the limit without the cases that a parameter has decided: those that never hold, and all after one that
    always does."""
    if not isinstance(limit, Cases):
        return limit
    left = []
    for inner, condition in limit.cases:
        holds = True if condition is None else decided(condition)
        if holds is False:
            continue
        always = holds is True
        left.append((inner, None if always else condition))
        if always:
            break
    if len(left) == 1 and left[0][1] is None:
        return left[0][0]
    return replace(limit, cases=tuple(left))


def _here(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
    return Due(at)


def _pick(later: bool, left: DueOf, right: DueOf) -> DueOf:
    """The later of two needs both; of the earlier of two, one that has not happened does not count."""

    def due(tl: Timeline, trigger: Event | None, at: Instant) -> Due:
        a, b = left(tl, trigger, at), right(tl, trigger, at)
        if a.at is not None and b.at is not None:
            return a if (a.at >= b.at) is later else b
        missing = (*a.missing, *b.missing)
        if missing:
            return Due(None, missing)
        if later:
            return WAITING
        return a if a.at is not None else b

    return due
