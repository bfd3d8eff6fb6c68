"""Conditions compiled to closures: true, false, or None for unknown.

A closure takes the timeline, the moment, the trigger and the candidate of a surrounding pattern. Leaves mean what
they mean here and nowhere else; `unknowns` walks the same leaves to name what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from compliance.check.operand import Getter, compile_operand, may_be_unknown, name_of
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.operands import FactOperand, operand_of
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import (
    Both,
    Compare,
    Condition,
    Contains,
    Counted,
    Either,
    Empty,
    Equal,
    Exists,
    Known,
    Literal,
    Negation,
    OneOf,
    Ongoing,
    Only,
    Order,
    Pattern,
    Reference,
    RuleBroken,
    SentClock,
    Truth,
    Value,
)
from compliance.time import Instant

Test: TypeAlias = Callable[[Timeline, Instant, Event | None, Event | None], bool | None]
Matcher: TypeAlias = Callable[[Timeline, Event, Event | None], bool | None]
PatternCompiler: TypeAlias = Callable[[Pattern], Matcher]
Broken: TypeAlias = Callable[[Timeline, str, Instant], bool]
_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "minimum": lambda a, b: a >= b,  # type: ignore[operator]
    "maximum": lambda a, b: a <= b,  # type: ignore[operator]
    "over": lambda a, b: a > b,  # type: ignore[operator]
    "under": lambda a, b: a < b,  # type: ignore[operator]
}


class Conditions:
    """Compiles conditions for one vocabulary. `patterns` compiles event patterns; `broken` tells of other rules."""

    def __init__(self, vocabulary: Vocabulary, patterns: PatternCompiler, broken: Broken) -> None:
        self.vocabulary = vocabulary
        self.patterns = patterns
        self.broken = broken
        self._compiled: dict[tuple[int, str | None], tuple[Condition, Test]] = {}

    def compile(self, node: Condition, candidate: str | None = None) -> Test:
        """Return the closure of a condition."""
        match node:
            case Both(parts):
                return both(tuple(self.compile(p, candidate) for p in parts))
            case Either(parts):
                return either(tuple(self.compile(p, candidate) for p in parts))
            case Negation(part):
                return negation(self.compile(part, candidate))
            case Exists():
                return self._exists(node)
            case Ongoing(pattern, until):
                return self._ongoing(pattern, until)
            case Counted(pattern, comparison, bound):
                return self._counted(pattern, comparison, bound)
            case RuleBroken(rule):
                broken, name = self.broken, rule.name
                return lambda tl, at, trigger, cand: broken(tl, name, at)
            case SentClock(comparison, clock):
                assert isinstance(clock, int)
                return sent(comparison, clock)
            case _:
                return self._leaf(node, candidate)

    def unknowns(
        self,
        node: Condition,
        tl: Timeline,
        at: Instant,
        trigger: Event | None,
        event: Event | None,
        kind: str | None = None,
    ) -> tuple[str, ...]:
        """Return the names of what makes a condition unknown, in reading order."""
        return tuple(dict.fromkeys(self._unknowns(node, tl, at, trigger, event, kind)))

    def _unknowns(
        self, node: Condition, tl: Timeline, at: Instant, trigger: Event | None, event: Event | None, kind: str | None
    ) -> Iterator[str]:
        if self._once(node, kind)(tl, at, trigger, event) is not None:
            return
        match node:
            case Both(parts) | Either(parts):
                for part in parts:
                    yield from self._unknowns(part, tl, at, trigger, event, kind)
            case Negation(part):
                yield from self._unknowns(part, tl, at, trigger, event, kind)
            case Exists(pattern) | Ongoing(pattern) | Counted(pattern):
                yield f"{pattern.event}: vem eller vilken enhet"
            case RuleBroken() | SentClock():
                return
            case Order(left, _, right):
                yield from self._unknown_names((left, right), kind)
            case Equal(operand, value):
                yield from self._unknown_names((operand, value), kind)
            case _:
                yield from self._unknown_names((node.operand,), kind)

    def _once(self, node: Condition, kind: str | None) -> Test:
        """Return the closure of a part, compiled the first time it is asked for."""
        known = self._compiled.get((id(node), kind))
        if known is None:
            known = self._compiled[(id(node), kind)] = (node, self.compile(node, kind))
        return known[1]

    def _unknown_names(self, values: tuple[Value, ...], kind: str | None) -> Iterator[str]:
        for value in values:
            if isinstance(value, Reference):
                found = operand_of(value, self.vocabulary, kind)
                if found is not None:
                    yield name_of(found, self.vocabulary)

    def _leaf(self, node: Condition, candidate: str | None) -> Test:
        match node:
            case Truth(reference):
                get = self._get(reference, candidate)
                if isinstance(operand_of(reference, self.vocabulary, candidate), FactOperand):
                    return get  # type: ignore[return-value]
                return lambda tl, at, t, c: get(tl, at, t, c) is True
            case Equal(reference, value, negated):
                return equal(
                    self._get(reference, candidate),
                    self._value(reference, value, candidate),
                    negated,
                    self._may_be_unknown(reference, candidate),
                )
            case OneOf(reference, values):
                get = self._get(reference, candidate)
                options = tuple(self._value(reference, v, candidate) for v in values)
                unknown = self._may_be_unknown(reference, candidate)
                return either(tuple(equal(get, option, False, unknown) for option in options))
            case Known(reference, negated):
                get = self._get(reference, candidate)
                return lambda tl, at, t, c: (get(tl, at, t, c) is None) is negated
            case Order(left, before, right):
                return self._order(left, before, right, candidate)
            case Compare(reference, comparison, bound):
                return self._compare(reference, comparison, bound, candidate)
            case Empty() | Only() | Contains():
                return self._list(node, candidate)
        raise AssertionError(f"no condition is a {type(node).__name__}")

    def _get(self, reference: Reference, candidate: str | None) -> Getter:
        return compile_operand(reference, self.vocabulary, candidate)

    def _may_be_unknown(self, reference: Reference, candidate: str | None) -> bool:
        return may_be_unknown(operand_of(reference, self.vocabulary, candidate))

    def _value(self, reference: Reference, value: Value, candidate: str | None) -> Getter:
        if isinstance(value, Literal):
            fixed = _literal(value)
            return lambda tl, at, t, c: fixed
        operand = operand_of(reference, self.vocabulary, candidate)
        if (
            operand is not None
            and value.owner is None
            and (not operand.type.values or value.name in operand.type.values)
        ):
            other = operand_of(value, self.vocabulary, candidate)
            if operand.type.values or other is None:
                name = value.name
                return lambda tl, at, t, c: name
        return self._get(value, candidate)

    def _order(self, left: Reference, before: bool, right: Value, candidate: str | None) -> Test:
        first, second = self._get(left, candidate), self._value(left, right, candidate)

        def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
            a, b = first(tl, at, trigger, cand), second(tl, at, trigger, cand)
            if a is None or b is None:
                return None
            if isinstance(a, date) is not isinstance(b, date):
                a, b = _as_day(a, tl), _as_day(b, tl)
            return a < b if before else a > b  # type: ignore[operator, no-any-return]

        return test

    def _compare(self, reference: Reference, comparison: str, bound: Value, candidate: str | None) -> Test:
        get, compare = self._get(reference, candidate), _COMPARE[comparison]
        assert isinstance(bound, Literal)
        limit = _literal(bound)

        def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
            value = get(tl, at, trigger, cand)
            return None if value is None else compare(value, limit)

        return test

    def _list(self, node: Empty | Only | Contains, candidate: str | None) -> Test:
        get = self._get(node.operand, candidate)
        unknown = self._may_be_unknown(node.operand, candidate)
        if isinstance(node, Empty):
            negated = node.negated
            return lambda tl, at, t, c: of_list(get(tl, at, t, c), unknown, lambda v: (not v) is not negated)
        names = frozenset(str(_literal(v)) if isinstance(v, Literal) else v.name for v in node.values)
        if isinstance(node, Only):
            return lambda tl, at, t, c: of_list(get(tl, at, t, c), unknown, lambda v: bool(v) and names.issuperset(v))
        if node.every:
            return lambda tl, at, t, c: of_list(get(tl, at, t, c), unknown, names.issubset)
        return lambda tl, at, t, c: of_list(get(tl, at, t, c), unknown, lambda v: not names.isdisjoint(v))

    def _exists(self, node: Exists) -> Test:
        kind, matches = node.pattern.event.name, self.patterns(node.pattern)
        edge_kind = node.edge.event.name if node.edge is not None else ""
        edge = self.patterns(node.edge) if node.edge is not None else None
        window, ever = node.window, node.ever

        def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
            at = tl.as_of if ever else at
            low, high = (-(1 << 60), 0), (at, 1 << 60)
            if edge is not None:
                found = [e for e in tl.of_type(edge_kind) if e.at <= at and edge(tl, e, trigger)]
                if not found:
                    return False
                if window == "before":
                    high = (found[0].at, found[0].order)
                else:
                    low = (found[-1].at, found[-1].order)
            verdict: bool | None = False
            for event in tl.of_type(kind):
                place = (event.at, event.order)
                if event is cand or not (low <= place <= high) or not tl.stands(event, at):
                    continue
                found_one = matches(tl, event, trigger)
                if found_one:
                    return True
                if found_one is None:
                    verdict = None
            return verdict

        return test

    def _ongoing(self, pattern: Pattern, until: Pattern) -> Test:
        kind, matches = pattern.event.name, self.patterns(pattern)
        end_kind, ends = until.event.name, self.patterns(until)

        def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
            for event in tl.of_type(kind):
                if event is cand or event is trigger or event.at > at or not tl.stands(event, at):
                    continue
                if not matches(tl, event, trigger):
                    continue
                after = [
                    e
                    for e in tl.of_type(end_kind)
                    if (event.at, event.order) < (e.at, e.order) and e.at <= at and ends(tl, e, trigger)
                ]
                if not after:
                    return True
            return False

        return test

    def _counted(self, pattern: Pattern, comparison: str, bound: Value) -> Test:
        kind, matches, compare = pattern.event.name, self.patterns(pattern), _COMPARE[comparison]
        assert isinstance(bound, Literal)
        limit = _literal(bound)
        return lambda tl, at, t, c: compare(
            sum(1 for e in tl.of_type(kind) if e.at <= at and tl.stands(e, at) and matches(tl, e, t)), limit
        )


def _as_day(value: object, tl: Timeline) -> date:
    return value if isinstance(value, date) else date.fromordinal(tl.zone.day(value))  # type: ignore[arg-type]


def _literal(literal: Literal) -> object:
    match literal.kind:
        case "date":
            return date.fromisoformat(str(literal.value))
        case "decimal":
            return Decimal(str(literal.value))
        case _:
            return literal.value
