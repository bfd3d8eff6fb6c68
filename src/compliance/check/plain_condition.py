"""Conditions and patterns as Python expressions, for the plain path: true, false or None, the same as the closures.

An expression speaks of `tl`, of `at` and of the names of a trigger and a candidate. What has no shorter form is a call
of the closure itself, so that its meaning stands in `condition` alone; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from compliance.check.condition import Conditions
from compliance.check.operand import compile_operand, may_be_unknown
from compliance.check.pattern import Patterns
from compliance.check.plain_names import FALSE, TRUE, Names, Written, indented, joined
from compliance.graph.environment import decided
from compliance.graph.operands import FactOperand, FieldOperand, Operand, operand_of
from compliance.language.condition_tree import (
    Both,
    Condition,
    Contains,
    Either,
    Empty,
    Equal,
    Exists,
    Known,
    Literal,
    Negation,
    OneOf,
    Only,
    Pattern,
    Reference,
    Truth,
)

Leaf: TypeAlias = Truth | Known | Contains | Equal | OneOf | Empty | Only


_LATEST = ("latest = {e.by: e for e in events if e.at <= at and e is not cand}",)
_SUPERSEDED = "latest[event.by] is not event"


class Expressions:
    """Writes conditions and patterns of one vocabulary as expressions, for the function that `names` belongs to."""

    def __init__(self, patterns: Patterns) -> None:
        self.patterns = patterns
        self.conditions: Conditions = patterns.conditions
        self.vocabulary = patterns.vocabulary
        self.names = Names()
        self.helpers: list[str] = []
        """The lines of the functions that expressions call."""
        self._helper_of: dict[object, str] = {}
        self.trigger_kind: str | None = None
        """The type that every trigger has in the expressions that follow, where it is one."""

    def condition(self, node: Condition, at: str, trigger: str, cand: str, kind: str | None = None) -> Written:
        """Return the expression of a condition; `cand` and `kind`: the event of a surrounding pattern and its type."""
        fixed = decided(node)
        if fixed is not None:
            return TRUE if fixed else FALSE
        match node:
            case Both(parts):
                return joined([self.condition(p, at, trigger, cand, kind) for p in parts], self.names, False)
            case Either(parts):
                return joined([self.condition(p, at, trigger, cand, kind) for p in parts], self.names, True)
            case Negation(part):
                return self.negation(self.condition(part, at, trigger, cand, kind))
            case Exists(pattern, edge=None):
                return self.exists(pattern, "tl.as_of" if node.ever else at, trigger, cand, node.latest)
            case Exists(_, edge=edge, latest=False) if edge is not None:
                return self._exists_beside(node, edge, "tl.as_of" if node.ever else at, trigger, cand, kind)
            case Truth() | Known() | Contains() | Equal() | OneOf() | Empty() | Only():
                return self._leaf(node, at, trigger, cand, kind)
        return self._call(node, at, trigger, cand, kind)

    def negation(self, part: Written) -> Written:
        """Return the expression of what is not so; of the unknown nothing is known."""
        if part.sure:
            return Written(f"(not {part.text})", True, part.calls)
        value = self.names.fresh()
        return Written(f"(None if ({value} := {part.text}) is None else not {value})", False, part.calls)

    def pattern(self, pattern: Pattern, event: str, trigger: str) -> Written:
        """Return the expression of whether an event of the pattern's type matches."""
        parts = []
        if pattern.to:
            accepted = self.names.constant(self.patterns.roles(pattern.to).accepted)
            parts.append(Written(f"reaches({event}, {accepted})", False, 1))
        if pattern.by:
            parts.append(self.acted(pattern.by, event))
        if pattern.where is not None:
            parts.append(self.condition(pattern.where, f"{event}.at", trigger, event, pattern.event.name))
        return joined(parts, self.names, False)

    def acted(self, roles: tuple[Reference, ...], event: str) -> Written:
        """Return the expression of whether one of some roles did an event."""
        role_set = self.patterns.roles(roles)
        accepted, matcher = self.names.constant(role_set.accepted), self.names.constant(role_set)
        certain = f"{event}.by is not None and {event}.by.role in {accepted}"
        return Written(f"(True if {certain} else {matcher}.acted({event}, tl))", False, 1)

    def exists(self, pattern: Pattern, at: str, trigger: str, cand: str, latest: bool = False) -> Written:
        """Return the expression of whether an event up to a moment matches, the candidate itself apart. `latest`: only
        the latest of each sender is asked about."""
        kind = pattern.event.name
        events = self.names.events(kind)
        if cand == "None" and not (pattern.by or pattern.to or pattern.where is not None):
            return Written(f"({events} is not None and {events}[0].at <= {at})", True)
        helper = self.helper(
            ("exists", pattern, self.trigger_kind, cand == "None", latest),
            "tl, events, at, trigger, cand",
            lambda: [
                *(_LATEST if latest else ()),
                *self._search(pattern, cand != "None", _SUPERSEDED if latest else ""),
            ],
        )
        return Written(f"({helper}(tl, {events}, {at}, {trigger}, {cand}) if {events} else False)", False, 1)

    def _exists_beside(
        self, node: Exists, edge: Pattern, at: str, trigger: str, cand: str, kind: str | None
    ) -> Written:
        """Return the expression of whether an event matches before the first, or after the latest, of an edge. Where no
        edge is certain but one may be, the closure says."""
        pattern, before = node.pattern, node.window == "before"
        events, edges = self.names.events(pattern.event.name), self.names.events(edge.event.name)

        def lines() -> list[str]:
            value = self.pattern(edge, "event", "trigger")
            body = ["if event.at > at:", "    break", f"m = {value.text}", "if m:", "    beside = event"]
            body += ["    break"] if before else []
            body += [] if value.sure else ["elif m is None:", "    unsure = True"]
            head = ["beside = None", "unsure = False", "for event in edges:", *indented(body)]
            closure = self._call(node, "at", "trigger", "cand", kind).text
            head += ["if beside is None:", f"    return {closure} if unsure else False"]
            bound = ["at = beside.at"] if before else ["low = beside.at"]
            return [*head, *bound, *self._search(pattern, cand != "None", "" if before else "event.at < low")]

        key = ("beside", node, kind, self.trigger_kind, cand == "None")
        helper = self.helper(key, "tl, events, edges, at, trigger, cand", lines)
        call = f"{helper}(tl, {events}, {edges}, {at}, {trigger}, {cand})"
        return Written(f"({call} if {events} and {edges} else False)", False, 2)

    def _search(self, pattern: Pattern, apart: bool, unless: str = "") -> list[str]:
        """Return the lines that look for an event that matches, the candidate itself apart."""
        value = self.pattern(pattern, "event", "trigger")
        body = ["if event.at > at:", "    break"]
        if apart:
            body += ["if event is cand:", "    continue"]
        if unless:
            body += [f"if {unless}:", "    continue"]
        if value.sure:
            body += [f"if {value.text}:", "    return True"]
        else:
            body += [f"m = {value.text}", "if m:", "    return True", "if m is None:", "    verdict = None"]
        return ["verdict = False", "for event in events:", *indented(body), "return verdict"]

    def helper(self, key: object, parameters: str, write: Callable[[], Sequence[str]]) -> str:
        """Return the name of a function of its own, written the first time that it is asked for."""
        known = self._helper_of.get(key)
        if known is None:
            known = self._helper_of[key] = f"h{len(self._helper_of)}"
            outer, self.names = self.names, Names(self.names)
            body = write()
            self.helpers += [f"def {known}({parameters}):", *indented([*self.names.fetched(), *body])]
            self.names = outer
        return known

    def _call(self, node: Condition, at: str, trigger: str, cand: str, kind: str | None) -> Written:
        test = self.patterns.shared(("test", node, kind), lambda: self.conditions.compile(node, kind))
        return Written(f"{self.names.constant(test)}(tl, {at}, {trigger}, {cand})", False, 2)

    def _leaf(self, node: Leaf, at: str, trigger: str, cand: str, kind: str | None) -> Written:
        operand = operand_of(node.operand, self.vocabulary, kind)
        value = self._operand(node.operand, operand, at, trigger, cand, kind)
        sure = not may_be_unknown(operand)
        match node:
            case Truth():
                return value if isinstance(operand, FactOperand) else Written(f"({value.text} is True)", sure)
            case Known(_, negated):
                return Written(f"({value.text} is {'' if negated else 'not '}None)", True, value.calls)
            case Contains(_, several, every) if not every and all(isinstance(v, Literal | Reference) for v in several):
                test = self.conditions.words_of(several)
                return self._unless_absent(
                    value, sure, False, lambda found: f"not {self.names.constant(test)}.isdisjoint({found})"
                )
            case Empty(_, negated):
                return self._unless_absent(
                    value, sure, not negated, lambda found: f"{'bool' if negated else 'not '}({found})"
                )
            case Only(_, several):
                among = self.names.constant(self.conditions.words_of(several))
                return self._unless_absent(
                    value, sure, False, lambda found: f"bool({found}) and {among}.issuperset({found})"
                )
            case OneOf(reference, values):
                words = [self.conditions.fixed(reference, word, kind) for word in values]
                if None not in words:
                    among = self.names.constant(frozenset(words))
                    return self._unless_absent(value, sure, False, lambda found: f"{found} in {among}")
            case Equal(reference, other, negated):
                fixed = self.conditions.fixed(reference, other, kind)
                if fixed is not None:
                    same = f"{'!=' if negated else '=='} {self.names.constant(fixed)}"
                    return self._unless_absent(value, sure, negated, lambda found: f"{found} {same}")
        return self._call(node, at, trigger, cand, kind)

    def _unless_absent(self, value: Written, sure: bool, absent: bool, test: Callable[[str], str]) -> Written:
        """Return the test of a value; one that is absent is unknown, or where it cannot be, what `absent` says."""
        found = self.names.fresh()
        text = f"({absent if sure else None} if ({found} := {value.text}) is None else {test(found)})"
        return Written(text, sure, value.calls)

    def _operand(
        self, reference: Reference, operand: Operand | None, at: str, trigger: str, cand: str, kind: str | None
    ) -> Written:
        if isinstance(operand, FactOperand):
            return Written(self.names.fact(operand.name, at), False)
        if isinstance(operand, FieldOperand) and operand.event is None and not operand.attribute:
            return Written(f"{cand}.data.get({operand.name!r})", False)
        if isinstance(operand, FieldOperand) and operand.event == self.trigger_kind and not operand.attribute:
            return Written(f"{trigger}.data.get({operand.name!r})", False)
        get: Callable[..., object] = self.patterns.shared(
            ("get", reference, kind), lambda: compile_operand(reference, self.vocabulary, kind)
        )
        return Written(f"{self.names.constant(get)}(tl, {at}, {trigger}, {cand})", False, 2)


__all__ = ["Expressions"]
