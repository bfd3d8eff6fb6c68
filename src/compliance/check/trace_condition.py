"""Conditions traced: each part is evaluated by the closure that the checker itself compiles for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.check.happened import Matcher
from compliance.check.logic import Test
from compliance.check.operand import compile_operand, may_be_unknown
from compliance.check.pattern import Patterns
from compliance.check.timeline import NEVER, Timeline
from compliance.check.trace import Origin, Part, PartKind, Seen, Wrong, own_words
from compliance.episodes.model import Event
from compliance.graph.model import Guideline
from compliance.graph.operands import DerivedOperand, FactOperand, FieldOperand, Operand, SubjectOperand, operand_of
from compliance.language.condition_tree import (
    Both,
    Condition,
    Counted,
    Either,
    Exists,
    Negation,
    Ongoing,
    Pattern,
    Reference,
    RuleBroken,
    SentClock,
)
from compliance.language.source import Span
from compliance.time import Instant

_NAME = re.compile(r"[^\W\d]\w*")


class Tracer:
    """Traces the conditions of one guideline."""

    def __init__(self, patterns: Patterns, guideline: Guideline) -> None:
        self.patterns = patterns
        self.conditions = patterns.conditions
        self.vocabulary = patterns.vocabulary
        self.parameters = guideline.parameters
        self.concepts: dict[int, str] = {}
        for name, condition in guideline.concepts.items():
            self.concepts.setdefault(id(condition), name)
        self._matchers: dict[int, tuple[Pattern, Matcher]] = {}
        self._tests: dict[tuple[int, str | None], tuple[Condition, Test]] = {}

    def part(
        self,
        node: Condition,
        tl: Timeline,
        at: Instant,
        trigger: Event | None,
        event: Event | None = None,
        kind: str | None = None,
    ) -> Part:
        """Return a condition with its value at a moment and what it rests on. `event`, of the type `kind`, is the
        candidate of a surrounding pattern."""
        value = self._test(node, kind)(tl, at, trigger, event)
        origins: tuple[Origin, ...] = ()
        seen: tuple[Seen, ...] = ()
        inner: tuple[Condition, ...] = ()
        sort: PartKind
        match node:
            case Both(parts) | Either(parts):
                sort, inner = ("all" if isinstance(node, Both) else "any"), parts
                if not parts:
                    sort, origins = "parameter", self.chosen(node.span)
            case Negation(part):
                sort, inner = "not", (part,)
            case Exists() | Ongoing() | Counted():
                sort, seen = "events", tuple(self._events(node, tl, at, trigger, event))
            case RuleBroken(rule):
                until = tl.as_of if node.ever else at
                moments = [m for m in tl.broken.get(rule.name, ()) if m <= until]
                since = moments[0] if moments else None
                sort, origins = "rule", (Origin("rule", rule.name, value, "bool", True, since),)
            case SentClock():
                sort, origins = "leaf", (self._clock(tl, at, trigger, event), *self.chosen(node.span))
            case _:
                names = self.conditions.references(node, kind)
                found = tuple(self._origin(n, tl, at, trigger, event, kind) for n in names)
                sort, origins = "leaf", (*found, *self.chosen(node.span))
        parts_ = tuple(self.part(p, tl, at, trigger, event, kind) for p in inner)
        name = self.concepts.get(id(node), "")
        return Part(own_words(node.span), sort, value, name, origins, seen, parts_)

    def _test(self, node: Condition, kind: str | None) -> Test:
        known = self._tests.get((id(node), kind))
        if known is None:
            known = self._tests[(id(node), kind)] = (node, self.conditions.compile(node, kind))
        return known[1]

    def matcher(self, pattern: Pattern) -> Matcher:
        """Return the closure of a pattern, compiled once."""
        known = self._matchers.get(id(pattern))
        if known is None:
            known = self._matchers[id(pattern)] = (pattern, self.patterns.compile(pattern))
        return known[1]

    def chosen(self, span: Span) -> tuple[Origin, ...]:
        """Return the parameters that are named in a stretch of a rule."""
        names = dict.fromkeys(n for n in _NAME.findall(own_words(span)) if n in self.parameters)
        found = [self.parameters[name] for name in names]
        return tuple(Origin("parameter", p.name, p.value, p.kind, chosen_by=p.origin, clauses=p.clauses) for p in found)

    @staticmethod
    def _clock(tl: Timeline, at: Instant, trigger: Event | None, event: Event | None) -> Origin:
        about = event if event is not None else trigger
        moment = about.at if about is not None else at
        return Origin("clock", "", tl.zone.second_of_day(moment), "clock", since=moment, event=about)

    def _origin(
        self,
        name: Reference,
        tl: Timeline,
        at: Instant,
        trigger: Event | None,
        event: Event | None,
        kind: str | None,
    ) -> Origin:
        operand = operand_of(name, self.vocabulary, kind)
        value = compile_operand(name, self.vocabulary, kind)(tl, at, trigger, event)
        unknown = may_be_unknown(operand)
        sort = operand.type.kind.value if operand is not None else ""
        match operand:
            case FactOperand(fact):
                since, by, later = self.history(tl, fact, at)
                return Origin("fact", fact, value, sort, unknown, since, by, later)
            case FieldOperand():
                return Origin("field", str(name), value, sort, unknown, event=_carrier(operand, tl, at, trigger, event))
            case DerivedOperand():
                return Origin("derived", str(name), value, sort, unknown)
            case SubjectOperand():
                return Origin("subject", str(name), value, sort, unknown)
        raise AssertionError(f"unresolved name {name}")

    def history(self, tl: Timeline, fact: str, at: Instant) -> tuple[Instant | None, Event | None, Instant | None]:
        """Return from when a fact has the value that it has at a moment, the event that set it, and, where it has
        none, when it is first known."""
        times = tl.turns_of(fact)
        past = [t for t in times if t <= at]
        if not past:
            return None, None, min((t for t in times if t <= tl.as_of), default=None)
        if past[-1] == NEVER:
            return None, None, None
        setters = (
            e
            for kind, settings in tl.words.setting.items()
            for e in tl.of_type(kind)
            if e.at == past[-1]
            and any(s.fact == fact and all(e.data.get(f) in values for f, values in s.when) for s in settings)
        )
        return past[-1], next(setters, None), None

    def _events(
        self, node: Exists | Ongoing | Counted, tl: Timeline, at: Instant, trigger: Event | None, event: Event | None
    ) -> Iterator[Seen]:
        moment = tl.as_of if isinstance(node, Exists) and node.ever else at
        apart = trigger if isinstance(node, Ongoing) else event if isinstance(node, Exists) else None
        window = self._window(node, tl, moment, trigger) if isinstance(node, Exists) else (NEVER, moment)
        low, high = window if window is not None else (NEVER, moment)
        patterns = [node.pattern]
        if isinstance(node, Ongoing):
            patterns.append(node.until)
        if isinstance(node, Exists) and node.edge is not None:
            patterns.append(node.edge)
        kind = patterns[0].event.name
        last = {e.by: e.id for e in tl.of_type(kind) if e.at <= moment and e is not event and tl.stands(e, moment)}
        latest = isinstance(node, Exists) and node.latest
        for place, pattern in enumerate(patterns):
            for found in tl.of_type(pattern.event.name):
                seen = self.seen(pattern, tl, found, trigger, moment)
                first = place == 0
                reasons = (
                    (Wrong.LATER, found.at > moment),
                    (Wrong.OUTSIDE, first and found.at <= moment and not low <= found.at <= high),
                    (Wrong.TAKEN_BACK, not tl.stands(found, moment)),
                    (Wrong.ITSELF, first and found is apart),
                    (Wrong.NOT_LATEST, first and latest and last.get(found.by) != found.id),
                )
                wrong = tuple(why for why, holds in reasons if holds)
                value = False if wrong else seen.value
                if window is None and first and value:
                    value, wrong = None, (Wrong.OUTSIDE,)
                yield Seen(found, value, (*wrong, *seen.wrong), seen.where, not first)

    def _window(self, node: Exists, tl: Timeline, at: Instant, trigger: Event | None) -> tuple[Instant, Instant] | None:
        """Return between which moments an event counts, as `exists` has it: none where what it stands before or after
        has not happened; None where that is not known."""
        if node.edge is None:
            return NEVER, at
        edge = node.edge
        known = (e for e in tl.of_type(edge.event.name) if e.at <= at and tl.stands(e, at))
        found = [(e, self.seen(edge, tl, e, trigger, at).value) for e in known]
        edges = [e for e, value in found if value]
        if not edges:
            return None if any(value is None for _, value in found) else (at, NEVER)
        return (NEVER, edges[0].at) if node.window == "before" else (edges[-1].at, at)

    def seen(
        self, pattern: Pattern, tl: Timeline, event: Event, trigger: Event | None, at: Instant | None = None
    ) -> Seen:
        """Return whether an event of a pattern's type matches it, with what does not; with a moment, as it is by
        then."""
        value = self.matcher(pattern)(tl, event, trigger, at)
        wrong: list[Wrong] = []
        if pattern.by and self.patterns.roles(pattern.by).acted(event, tl) is not True:
            wrong.append(Wrong.BY)
        if pattern.to and self.patterns.reached(tl, event, self.patterns.roles(pattern.to).accepted, at) is not True:
            wrong.append(Wrong.TO)
        where = None
        if pattern.where is not None:
            where = self.part(pattern.where, tl, event.at, trigger, event, pattern.event.name)
            if where.value is not True:
                wrong.append(Wrong.WHERE)
        return Seen(event, value, tuple(wrong), where)


def _carrier(operand: Operand, tl: Timeline, at: Instant, trigger: Event | None, event: Event | None) -> Event | None:
    """Return the event whose field is read: the candidate, the trigger, or the latest of the type."""
    assert isinstance(operand, FieldOperand)
    if operand.event is None:
        return event
    if trigger is not None and trigger.type == operand.event:
        return trigger
    return tl.latest(operand.event, at)
