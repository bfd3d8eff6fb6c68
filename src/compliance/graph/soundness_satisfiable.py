"""Can conditions hold together? Decided over the values that facts, fields and parameters can take.

Facts and fields take each value of their type, or none; numbers and clock times take the bounds that they are
compared with and their neighbours; lists take every subset. Whatever else a condition asks (events, other rules,
dates) may turn out any way, but the same way where the same is asked twice. A parameter may have any of its values: a
rule that the chosen one switches off is not a mistake. Where there are too many cases the answer is yes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain, combinations, islice, product
from math import prod
from typing import TypeAlias

from compliance.graph.model import Guideline, Parameter
from compliance.graph.operands import DerivedOperand, FactOperand, FieldOperand, Operand, SubjectOperand, operand_of
from compliance.graph.vocabulary import Kind, Vocabulary
from compliance.language.condition_tree import (
    Both,
    Compare,
    Condition,
    Contains,
    Counted,
    Either,
    Empty,
    Equal,
    Known,
    Literal,
    Negation,
    OneOf,
    Only,
    Reference,
    RuleBroken,
    SentClock,
    Truth,
    Value,
)

MOST_CASES = 20_000
MOST_LISTED = 7
_SWITCH = re.compile(r"(\w+)(?:\s+(?:är|is)\s+(inte\s+|not\s+)?(?:(?:ett\s+av|one\s+of)\s*\(([^)]*)\)|(\w+)))?")
_BOOLS = {"sant": True, "true": True, "falskt": False, "false": False}
_OTHER = "\0"
"""A text that no rule names."""

OPERANDS = (FactOperand, FieldOperand, SubjectOperand, DerivedOperand)
UNKNOWN = (FactOperand, DerivedOperand)
"""What is unknown when there is no value; a field that has none is simply not there."""

Atom: TypeAlias = object
World: TypeAlias = Mapping[Atom, object]
Domains: TypeAlias = dict[Atom, tuple[object, ...]]
Part: TypeAlias = tuple[Condition, bool]
"""A condition, and whether it is to hold or is not to hold."""


class Satisfiability:
    """Answers for one guideline. `never_broken` are rules of which it is known that they cannot be broken."""

    def __init__(self, vocabulary: Vocabulary, guideline: Guideline, never_broken: Collection[str] = ()) -> None:
        self.vocabulary = vocabulary
        self.parameters = guideline.parameters
        self.never_broken = never_broken

    def possible(self, hold: Iterable[Condition], fail: Iterable[Condition] = (), candidate: str | None = None) -> bool:
        """Say whether all of `hold` can be true while none of `fail` is; `candidate` is the event of a pattern."""
        parts: list[Part] = [(p, True) for c in hold for p in _conjuncts(c)]
        parts += [(c, False) for c in fail]
        return all(self._together(group, candidate) for group in self._groups(parts, candidate))

    def _groups(self, parts: list[Part], candidate: str | None) -> list[list[Part]]:
        """Return the parts so that those of different groups share nothing that they ask about."""
        groups: list[tuple[set[Atom], list[Part]]] = []
        for part in parts:
            atoms, together = set(self._domains([part], candidate)), [part]
            apart = []
            for known, members in groups:
                if known & atoms:
                    atoms |= known
                    together = members + together
                else:
                    apart.append((known, members))
            groups = [*apart, (atoms, together)]
        return [members for _, members in groups]

    def _together(self, parts: list[Part], candidate: str | None) -> bool:
        domains = self._domains(parts, candidate)
        if prod(map(len, domains.values())) > MOST_CASES:
            return len(parts) == 1 or all(self._together([part], candidate) for part in parts)
        for values in product(*domains.values()):
            world = dict(zip(domains, values, strict=True))
            if all((self._value(node, world, candidate) is True) is wanted for node, wanted in parts):
                return True
        return False

    # --- what a condition asks about, and what the answers can be

    def _domains(self, parts: Iterable[Part], candidate: str | None) -> Domains:
        asked: dict[Atom, list[Condition]] = {}
        for node, _ in parts:
            for leaf in _leaves(node):
                asked.setdefault(self._atom(leaf, candidate), []).append(leaf)
        return {atom: tuple(dict.fromkeys(self._answers(atom, leaves))) for atom, leaves in asked.items()}

    def _answers(self, atom: Atom, leaves: list[Condition]) -> Iterable[object]:
        """Return what can be the answer to what some leaves ask about."""
        match leaves[0]:
            case Both() | Either():
                parameter = self._switch(leaves[0])[1]
                return (True, False) if parameter is None else _values_of(parameter)
            case SentClock():
                clocks = [leaf.clock for leaf in leaves if isinstance(leaf, SentClock)]
                return [s for clock in clocks if isinstance(clock, int) for s in (clock - 1, clock, clock + 1)] or [0]
            case Counted():
                return _around(leaves, Decimal(1), Decimal(0))
            case RuleBroken(rule):
                return (False,) if rule.name in self.never_broken else (True, False)
        return _operand_values(atom, leaves) if isinstance(atom, OPERANDS) else (True, False, None)

    def _atom(self, node: Condition, candidate: str | None) -> Atom:
        """Return what a leaf asks about: an operand, what is counted, the time of sending; else the leaf itself."""
        match node:
            case Both(()) | Either(()):
                return "switch", *self._switch(node)[:1]
            case SentClock():
                return "sent"
            case Counted(pattern):
                return "count", pattern
            case Equal(operand, value) if not self._is_word(operand, value, candidate):
                return Equal(operand, value, False, node.span)
            case OneOf(operand, values) if not all(self._is_word(operand, v, candidate) for v in values):
                return node
            case Truth() | Equal() | OneOf() | Known() | Empty() | Only() | Contains() | Compare():
                if isinstance(node, Compare) and not isinstance(node.bound, Literal):
                    return node
                return operand_of(node.operand, self.vocabulary, candidate) or node
            case _:
                return node

    def _is_word(self, reference: Reference, value: Value, candidate: str | None) -> bool:
        """Say whether a value stands for itself and not for another fact or field."""
        if isinstance(value, Literal):
            return True
        operand = operand_of(reference, self.vocabulary, candidate)
        if value.owner is not None or operand is None:
            return False
        return value.name in operand.type.values or operand_of(value, self.vocabulary, candidate) is None

    # --- parameters

    def _switch(self, node: Condition) -> tuple[str, Parameter | None, frozenset[object], bool]:
        """Return the text or parameter that a constant came from, and the values for which it is true (or false)."""
        text = " ".join(node.span.text.split())
        match = _SWITCH.fullmatch(text)
        parameter = self.parameters.get(match[1]) if match else None
        if match is None or parameter is None or not _values_of(parameter):
            return text, None, frozenset(), True
        named = [w.strip() for w in (match[3] or match[4] or "sant").split(",")]
        values = frozenset(_BOOLS.get(w, w) if parameter.kind == "bool" else w for w in named)
        wanted = match[2] is None
        if ((parameter.value in values) is wanted) is not isinstance(node, Both):
            return text, None, frozenset(), True
        return parameter.name, parameter, values, wanted

    # --- three-valued, as the checker evaluates

    def _value(self, node: Condition, world: World, candidate: str | None) -> bool | None:
        match node:
            case Both(()) | Either(()):
                name, parameter, values, wanted = self._switch(node)
                held = world["switch", name]
                return bool(held) if parameter is None else (held in values) is wanted
            case Both(parts):
                found = [self._value(p, world, candidate) for p in parts]
                return False if False in found else None if None in found else True
            case Either(parts):
                found = [self._value(p, world, candidate) for p in parts]
                return True if True in found else None if None in found else False
            case Negation(part):
                value = self._value(part, world, candidate)
                return None if value is None else not value
        return self._leaf(node, self._atom(node, candidate), world)

    def _leaf(self, node: Condition, atom: Atom, world: World) -> bool | None:
        value = world[atom]
        unknown = None if isinstance(atom, UNKNOWN) else False
        match node:
            case SentClock(comparison, clock):
                return _compare({"at_latest": "maximum", "before": "under", "after": "over"}[comparison], value, clock)
            case Counted(_, comparison, bound):
                return _compare(comparison, value, _literal(bound))
            case Equal(negated=negated) if isinstance(atom, Equal):
                return None if value is None else bool(value) is not negated
            case _ if not isinstance(atom, OPERANDS):
                return value  # type: ignore[return-value]
            case Known(negated=negated):
                return (value is None) is negated
            case Truth():
                return value if value is not None else unknown  # type: ignore[return-value]
            case Equal(_, other, negated):
                return unknown if value is None and unknown is None else (value == _literal(other)) is not negated
            case OneOf(_, values):
                return unknown if value is None else value in [_literal(v) for v in values]
            case Compare(_, comparison, bound):
                return None if value is None else _compare(comparison, value, _literal(bound))
        return _list(node, value, unknown)


def _leaves(node: Condition) -> Iterator[Condition]:
    match node:
        case Both(parts) | Either(parts) if parts:
            for part in parts:
                yield from _leaves(part)
        case Negation(part):
            yield from _leaves(part)
        case _:
            yield node


def _conjuncts(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, Both) and condition.parts:
        for part in condition.parts:
            yield from _conjuncts(part)
    else:
        yield condition


def _list(node: Condition, value: object, unknown: bool | None) -> bool | None:
    if value is None and unknown is None:
        return None
    held = value if isinstance(value, frozenset) else frozenset()
    match node:
        case Empty(negated=negated):
            return (not held) is not negated
        case Only():
            return bool(held) and held <= set(_named(node))
        case Contains(every=every):
            names = set(_named(node))
            return names <= held if every else bool(names & held)
    raise AssertionError(f"no leaf is a {type(node).__name__}")


def _named(node: Condition) -> tuple[object, ...]:
    match node:
        case Only(_, values) | OneOf(_, values) | Contains(_, values):
            return tuple(_literal(v) for v in values)
        case Equal(_, value):
            return (_literal(value),)
    return ()


def _literal(value: Value | int) -> object:
    if isinstance(value, Reference):
        return value.name
    if isinstance(value, Literal):
        return Decimal(str(value.value)) if value.kind in ("number", "decimal") else value.value
    return value


def _operand_values(operand: Operand, leaves: list[Condition]) -> Iterable[object]:
    """Return the values of an operand that make a difference; None is no value."""
    type = operand.type
    named: tuple[object, ...] = tuple(value for leaf in leaves for value in _named(leaf))
    if type.kind is Kind.BOOL:
        return True, False, None
    if type.kind is Kind.NUMBER:
        return *_around(leaves, Decimal("0.001")), None
    if type.kind is not Kind.LIST:
        return (*type.values, None) if type.values else (*named, _OTHER, None)
    members: tuple[object, ...] = tuple(type.values) if 0 < len(type.values) <= MOST_LISTED else (*named, _OTHER)
    subsets = chain.from_iterable(combinations(members, n) for n in range(len(members) + 1))
    return chain((None,), (frozenset(s) for s in islice(subsets, MOST_CASES + 1)))


def _around(leaves: list[Condition], step: Decimal, least: Decimal | None = None) -> list[object]:
    """Return the numbers that leaves compare with, and their neighbours."""
    bounds = [_literal(leaf.bound) for leaf in leaves if isinstance(leaf, Compare | Counted)]
    bounds += [value for leaf in leaves for value in _named(leaf)]
    numbers = [n for b in bounds if isinstance(b, Decimal) for n in (b - step, b, b + step)] or [Decimal(0)]
    return [n for n in numbers if least is None or n >= least]


def _compare(comparison: str, left: object, right: object) -> bool:
    match comparison:
        case "minimum":
            return left >= right  # type: ignore[operator, no-any-return]
        case "maximum":
            return left <= right  # type: ignore[operator, no-any-return]
        case "over":
            return left > right  # type: ignore[operator, no-any-return]
        case _:
            return left < right  # type: ignore[operator, no-any-return]


def _values_of(parameter: Parameter) -> tuple[object, ...]:
    return (True, False) if parameter.kind == "bool" else parameter.choices
