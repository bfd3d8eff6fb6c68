"""Conditions compiled to closures: true, false, or None for unknown.

A closure takes the timeline, the moment, the trigger and the candidate of a surrounding pattern. Leaves mean what
they mean here and nowhere else; `unknowns` walks the same leaves to name what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from math import floor
from typing import TypeAlias

from compliance.check.happened import Compiled, Matcher, counted, exists, ongoing, perhaps
from compliance.check.logic import Test, both, either, equal, negation, not_fact, of_list, sent, some_in_list
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
    Distance,
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
    Weekday,
)
from compliance.time import Calendar, Instant, Limit, Unit
from compliance.time.limit import ELAPSED, LARGEST_AMOUNT, sunday_moved, target_day

PatternCompiler: TypeAlias = Callable[[Pattern], Matcher]
Broken: TypeAlias = Callable[[Timeline, str, Instant], bool | None]
Leaf: TypeAlias = Truth | Equal | Empty | Only | OneOf | Known | Contains | Compare | Order | Distance | Weekday
_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "minimum": lambda a, b: a >= b,  # type: ignore[operator]
    "maximum": lambda a, b: a <= b,  # type: ignore[operator]
    "over": lambda a, b: a > b,  # type: ignore[operator]
    "under": lambda a, b: a < b,  # type: ignore[operator]
}


class Conditions:
    """Compiles conditions for one vocabulary. `patterns` compiles event patterns; `broken` tells of other rules."""

    def __init__(
        self, vocabulary: Vocabulary, patterns: PatternCompiler, broken: Broken, calendar: Calendar | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.calendar = calendar
        self.patterns = patterns
        self.broken = broken
        self.about_recipients: Callable[[Pattern, Timeline, Event], tuple[str, ...]] = lambda pattern, tl, event: ()
        """Names what is missing to say whether an event reached those that a pattern asks for."""
        self._compiled: dict[tuple[int, str | None], tuple[Condition, Test]] = {}
        self._leaves: dict[tuple[int, str | None], tuple[Leaf, tuple[tuple[Getter, tuple[str, ...]], ...]]] = {}

    def compile(self, node: Condition, candidate: str | None = None) -> Test:
        """Return the closure of a condition."""
        match node:
            case Both(parts):
                return both(tuple(self.compile(p, candidate) for p in parts))
            case Either(parts):
                return either(tuple(self.compile(p, candidate) for p in parts))
            case Negation(part):
                return self._negation(part, candidate)
            case Exists():
                return exists(node, self._events(node.pattern), self._events(node.edge) if node.edge else None)
            case Ongoing(pattern, until):
                return ongoing(self._events(pattern), self._events(until))
            case Counted(pattern, comparison, bound):
                assert isinstance(bound, Literal)
                return counted(self._events(pattern), _COMPARE[comparison], _literal(bound))
            case RuleBroken(rule):
                broken, name = self.broken, rule.name
                if node.ever:
                    return lambda tl, at, trigger, cand: broken(tl, name, tl.as_of)
                return lambda tl, at, trigger, cand: broken(tl, name, at)
            case SentClock(comparison, clock):
                assert isinstance(clock, int)
                return sent(comparison, clock)
            case _:
                return self._leaf(node, candidate)

    def _negation(self, part: Condition, candidate: str | None) -> Test:
        fact = operand_of(part.operand, self.vocabulary, candidate) if isinstance(part, Truth) else None
        return not_fact(fact.name) if isinstance(fact, FactOperand) else negation(self.compile(part, candidate))

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
            case Exists() | Ongoing() | Counted():
                moment = tl.as_of if isinstance(node, Exists) and node.ever else at
                for pattern in _patterns(node):
                    for found in perhaps(tl, pattern, self.patterns(pattern), moment, trigger):
                        yield from self.about_event(pattern, tl, found, trigger)
            case RuleBroken(rule):
                until = tl.as_of if node.ever else at
                for moment, names in tl.doubted.get(rule.name, ()):
                    yield from names if moment <= until else ()
            case SentClock():
                return
            case _:
                for get, names in self._looked_up(node, kind):
                    if get(tl, at, trigger, event) is None:
                        yield from names

    def references(self, node: Leaf, kind: str | None) -> Iterator[Reference]:
        """Return the names whose values a leaf compares, without the words that its first name may take."""
        first, *others = _operands(node)
        yield from (first, *(v for v in others if not self._word(first, v, kind)))

    def about_event(self, pattern: Pattern, tl: Timeline, event: Event, trigger: Event | None) -> tuple[str, ...]:
        """Return the names of what is missing to say whether an event matches a pattern."""
        kind = pattern.event.name
        where = self.unknowns(pattern.where, tl, event.at, trigger, event, kind) if pattern.where is not None else ()
        return where or self.about_recipients(pattern, tl, event) or (f"{kind} {event.id}: vem eller vilken enhet",)

    def _once(self, node: Condition, kind: str | None) -> Test:
        """Return the closure of a part, compiled the first time it is asked for."""
        known = self._compiled.get((id(node), kind))
        if known is None:
            known = self._compiled[(id(node), kind)] = (node, self.compile(node, kind))
        return known[1]

    def _looked_up(self, node: Leaf, kind: str | None) -> tuple[tuple[Getter, tuple[str, ...]], ...]:
        """Return, for each name whose value a leaf compares, how it is fetched and how it is called."""
        known = self._leaves.get((id(node), kind))
        if known is None:
            found = tuple((self._get(r, kind), self._name(r, kind)) for r in self.references(node, kind))
            known = self._leaves[(id(node), kind)] = (node, found)
        return known[1]

    def _name(self, reference: Reference, kind: str | None) -> tuple[str, ...]:
        found = operand_of(reference, self.vocabulary, kind)
        return () if found is None else (name_of(found, self.vocabulary),)

    def _events(self, pattern: Pattern) -> Compiled:
        return pattern.event.name, self.patterns(pattern)

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
                    (self._may_be_unknown(reference, candidate), self._fact_value(reference, value, candidate)),
                )
            case OneOf(reference, values):
                get = self._get(reference, candidate)
                options = tuple(self._value(reference, v, candidate) for v in values)
                unknown = self._may_be_unknown(reference, candidate)
                facts = tuple(self._fact_value(reference, v, candidate) for v in values)
                return either(tuple(equal(get, o, False, (unknown, f)) for o, f in zip(options, facts, strict=True)))
            case Known(reference, negated):
                get = self._get(reference, candidate)
                return lambda tl, at, t, c: (get(tl, at, t, c) is None) is negated
            case Weekday(reference, negated):
                return self._weekday(reference, negated, candidate)
            case Order(left, before, right):
                return self._order(left, before, right, candidate)
            case Distance():
                return self._distance(node, candidate)
            case Compare(reference, comparison, bound):
                return self._compare(reference, comparison, bound, candidate)
            case Empty() | Only() | Contains():
                return self._list(node, candidate)
        raise AssertionError(f"no condition is a {type(node).__name__}")

    def _get(self, reference: Reference, candidate: str | None) -> Getter:
        return compile_operand(reference, self.vocabulary, candidate)

    def _may_be_unknown(self, reference: Reference, candidate: str | None) -> bool:
        return may_be_unknown(operand_of(reference, self.vocabulary, candidate))

    def words_of(self, values: tuple[Value, ...]) -> frozenset[str]:
        """Return the words that a list is looked through for."""
        return frozenset(str(_literal(v)) if isinstance(v, Literal) else v.name for v in values)

    def fixed(self, reference: Reference, value: Value, candidate: str | None) -> object | None:
        """Return what a written value always is; None when it stands for something that is looked up."""
        if isinstance(value, Literal):
            return _literal(value)
        return value.name if self._word(reference, value, candidate) else None

    def _value(self, reference: Reference, value: Value, candidate: str | None) -> Getter:
        if isinstance(value, Literal):
            fixed = _literal(value)
            return lambda tl, at, t, c: fixed
        if self._word(reference, value, candidate):
            name = value.name
            return lambda tl, at, t, c: name
        return self._get(value, candidate)

    def _word(self, reference: Reference, value: Reference, candidate: str | None) -> bool:
        """Say whether a name on the right is one of the words that the left may take, not a name of something."""
        operand = operand_of(reference, self.vocabulary, candidate)
        if operand is None or value.owner is not None:
            return False
        if operand.type.values:
            return value.name in operand.type.values
        return operand_of(value, self.vocabulary, candidate) is None

    def _fact_value(self, reference: Reference, value: Value, candidate: str | None) -> bool:
        """Say whether a written value is a name that stands for something that can be unknown."""
        if isinstance(value, Literal) or self._word(reference, value, candidate):
            return False
        return self._may_be_unknown(value, candidate)

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

    def _distance(self, node: Distance, candidate: str | None) -> Test:
        """Hours, minutes and seconds compare moments; all other units local dates, which söndagsregeln moves."""
        first, second = self._first(node, candidate), self._get(node.right, candidate)
        compare = _COMPARE[node.comparison]
        assert isinstance(node.bound, Literal) and isinstance(node.bound.value, int)
        moved_by = self.calendar if node.sunday else None
        limit = Limit(node.bound.value, Unit[node.unit], calendar=self.calendar, sunday_rule=moved_by)

        def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
            a, b = first(tl, at, trigger, cand), second(tl, at, trigger, cand)
            if a is None or b is None:
                return None
            if limit.unit in ELAPSED:
                return compare(a, b + limit.amount * ELAPSED[limit.unit])  # type: ignore[operator]
            far = sunday_moved(limit, target_day(limit, _as_day(b, tl).toordinal()))
            return compare(_as_day(a, tl).toordinal(), far)

        return test

    def _first(self, node: Distance, candidate: str | None) -> Getter:
        """Return how the first time is found; with a number of days after it, the whole days of that number."""
        get = self._get(node.left, candidate)
        if node.later is None:
            return get
        number, unit, calendar = self._get(node.later[0], candidate), Unit[node.later[1]], self.calendar
        largest = LARGEST_AMOUNT[unit]

        def later(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> object | None:
            start, length = get(tl, at, trigger, cand), number(tl, at, trigger, cand)
            if start is None or length is None:
                return None
            amount = max(-largest, min(floor(length), largest))  # type: ignore[call-overload]
            return date.fromordinal(target_day(Limit(amount, unit, calendar=calendar), _as_day(start, tl).toordinal()))

        return later

    def _weekday(self, reference: Reference, negated: bool, candidate: str | None) -> Test:
        get, calendar = self._get(reference, candidate), self.calendar
        assert calendar is not None

        def test(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> bool | None:
            value = get(tl, at, trigger, cand)
            return None if value is None else calendar.is_open(_as_day(value, tl).toordinal()) is not negated

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
            return of_list(get, unknown, lambda v: (not v) is not negated)
        names = self.words_of(node.values)
        if isinstance(node, Only):
            return of_list(get, unknown, lambda v: bool(v) and names.issuperset(v))
        if node.every:
            return of_list(get, unknown, names.issubset)
        return some_in_list(get, unknown, names)


def _patterns(node: Exists | Ongoing | Counted) -> tuple[Pattern, ...]:
    match node:
        case Exists(pattern, _, edge):
            return (pattern,) if edge is None else (pattern, edge)
        case Ongoing(pattern, until):
            return (pattern, until)
        case Counted(pattern):
            return (pattern,)


def _operands(node: Leaf) -> tuple[Reference, ...]:
    """Return the names whose values a leaf compares."""
    match node:
        case Distance(left, right=right, later=later) if later is not None:
            values: tuple[Value, ...] = (left, later[0], right)
        case Order(left, _, right) | Distance(left, right=right):
            values = (left, right)
        case Equal(operand, value):
            values = (operand, value)
        case OneOf(operand, several):
            values = (operand, *several)
        case _:
            values = (node.operand,)
    return tuple(v for v in values if isinstance(v, Reference))


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
