"""Conditions as Python expressions, for the plain path: true, false or None, the same as the compiled closures.

An expression speaks of `tl`, of `at` and of the names of a trigger and a candidate. What has no shorter form is a call
of the closure itself, so that its meaning stands in `condition` alone; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from compliance.check.condition import Conditions
from compliance.check.operand import compile_operand, may_be_unknown
from compliance.check.pattern import Patterns
from compliance.graph.operands import FactOperand, FieldOperand, Operand, operand_of
from compliance.language.condition_tree import (
    Both,
    Condition,
    Contains,
    Either,
    Equal,
    Exists,
    Known,
    Literal,
    Negation,
    OneOf,
    Pattern,
    Reference,
    Truth,
    Value,
)

Leaf: TypeAlias = Truth | Known | Contains | Equal | OneOf


class Names:
    """What generated code refers to: constants by a name of their own, event types and facts fetched at its start."""

    def __init__(self) -> None:
        self.constants: dict[str, object] = {}
        self.kinds: dict[str, str] = {}
        self.facts: dict[str, int] = {}
        self._known: dict[int, str] = {}
        self._count = 0

    def constant(self, value: object) -> str:
        """Return the name of a value."""
        found = self._known.get(id(value))
        if found is None:
            found = self._known[id(value)] = f"c{len(self.constants)}"
            self.constants[found] = value
        return found

    def events(self, kind: str) -> str:
        """Return the name of the list of the events of a type; None when there are none."""
        return self.kinds.setdefault(kind, f"k{len(self.kinds)}")

    def fact(self, name: str, at: str) -> str:
        """Return the expression of a fact as it stood at a moment."""
        number = self.facts.setdefault(name, len(self.facts))
        return f"(f{number} if not d{number} else fact({name!r}, {at}))"

    def changes(self, name: str) -> str:
        """Return the name of whether a fact has dates."""
        return f"d{self.facts.setdefault(name, len(self.facts))}"

    def fresh(self) -> str:
        """Return a name for a value in passing."""
        self._count += 1
        return f"v{self._count}"


class Expressions:
    """Writes conditions and patterns of one vocabulary as expressions."""

    def __init__(self, patterns: Patterns, names: Names) -> None:
        self.patterns = patterns
        self.conditions: Conditions = patterns.conditions
        self.vocabulary = patterns.vocabulary
        self.names = names
        self.trigger_kind: str | None = None
        """The type that every trigger has in the expressions that follow, where it is one."""

    def condition(self, node: Condition, at: str, trigger: str, cand: str, kind: str | None = None) -> str:
        """Return the expression of a condition; `cand` and `kind`: the event of a surrounding pattern and its type."""
        match node:
            case Both(parts):
                return self._joined(parts, "False", at, trigger, cand, kind)
            case Either(parts):
                return self._joined(parts, "True", at, trigger, cand, kind)
            case Negation(part):
                value = self.names.fresh()
                inner = self.condition(part, at, trigger, cand, kind)
                return f"(None if ({value} := {inner}) is None else not {value})"
            case Exists(pattern):
                call = self._call(node, at, trigger, cand, kind)
                return f"({call} if {self.names.events(pattern.event.name)} else False)" if node.edge is None else call
            case Truth() | Known() | Contains() | Equal() | OneOf():
                return self._leaf(node, at, trigger, cand, kind)
        return self._call(node, at, trigger, cand, kind)

    def pattern(self, pattern: Pattern, event: str, trigger: str) -> str | None:
        """Return the expression of a match, or None for a pattern that every event of its type matches."""
        if not pattern.by and not pattern.to and pattern.where is None:
            return None
        if pattern.by or pattern.to:
            matches = self.patterns.shared(("match", pattern), lambda: self.patterns.compile(pattern))
            return f"{self.names.constant(matches)}(tl, {event}, {trigger})"
        assert pattern.where is not None
        return self.condition(pattern.where, f"{event}.at", trigger, event, pattern.event.name)

    def _joined(
        self, parts: tuple[Condition, ...], decides: str, at: str, trigger: str, cand: str, kind: str | None
    ) -> str:
        """One part that decides is enough; else one that is unknown makes the whole unknown."""
        other = "True" if decides == "False" else "False"
        if not parts:
            return other
        if len(parts) == 1:
            return self.condition(parts[0], at, trigger, cand, kind)
        values = [self.names.fresh() for _ in parts]
        asked = " else ".join(
            f"{decides} if ({value} := {self.condition(part, at, trigger, cand, kind)}) is {decides}"
            for value, part in zip(values, parts, strict=True)
        )
        unknown = " or ".join(f"{value} is None" for value in values)
        return f"({asked} else None if {unknown} else {other})"

    def _call(self, node: Condition, at: str, trigger: str, cand: str, kind: str | None) -> str:
        test = self.patterns.shared(("test", node, kind), lambda: self.conditions.compile(node, kind))
        return f"{self.names.constant(test)}(tl, {at}, {trigger}, {cand})"

    def _leaf(self, node: Leaf, at: str, trigger: str, cand: str, kind: str | None) -> str:
        operand = operand_of(node.operand, self.vocabulary, kind)
        value = self._operand(node.operand, operand, at, trigger, cand, kind)
        unknown = may_be_unknown(operand)
        match node:
            case Truth():
                return value if isinstance(operand, FactOperand) else f"({value} is True)"
            case Known(_, negated):
                return f"({value} is {'' if negated else 'not '}None)"
            case Contains(_, several, every) if not every and all(isinstance(v, Literal | Reference) for v in several):
                test = self.conditions.words_of(several)
                found = self.names.fresh()
                absent = "None" if unknown else "False"
                contains = f"not {self.names.constant(test)}.isdisjoint({found})"
                return f"({absent} if ({found} := {value}) is None else {contains})"
            case OneOf(reference, values):
                words = [self._fixed(reference, word, kind) for word in values]
                if None not in words:
                    found = self.names.fresh()
                    absent = "None" if unknown else "False"
                    among = f"{found} in {self.names.constant(frozenset(words))}"
                    return f"({absent} if ({found} := {value}) is None else {among})"
            case Equal(reference, other, negated):
                fixed = self._fixed(reference, other, kind)
                if fixed is not None:
                    found, sign = self.names.fresh(), "!=" if negated else "=="
                    absent = "None" if unknown else str(negated)
                    same = f"{found} {sign} {self.names.constant(fixed)}"
                    return f"({absent} if ({found} := {value}) is None else {same})"
        return self._call(node, at, trigger, cand, kind)

    def _fixed(self, reference: Reference, value: Value, kind: str | None) -> object | None:
        return self.conditions.fixed(reference, value, kind)

    def _operand(
        self, reference: Reference, operand: Operand | None, at: str, trigger: str, cand: str, kind: str | None
    ) -> str:
        if isinstance(operand, FactOperand):
            return self.names.fact(operand.name, at)
        if isinstance(operand, FieldOperand) and operand.event is None and not operand.attribute:
            return f"{cand}.data.get({operand.name!r})"
        if isinstance(operand, FieldOperand) and operand.event == self.trigger_kind and not operand.attribute:
            return f"{trigger}.data.get({operand.name!r})"
        get: Callable[..., object] = self.patterns.shared(
            ("get", reference, kind), lambda: compile_operand(reference, self.vocabulary, kind)
        )
        return f"{self.names.constant(get)}(tl, {at}, {trigger}, {cand})"
