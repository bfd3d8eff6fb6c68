"""Puts parameters and named conditions of a guideline in their places in rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from compliance.graph.model import Parameter
from compliance.graph.rewrite import rewrite
from compliance.language.condition_tree import (
    Both,
    Compare,
    Condition,
    Contains,
    Counted,
    Distance,
    Either,
    Equal,
    Literal,
    Negation,
    OneOf,
    Order,
    Reference,
    SentClock,
    Truth,
    Value,
)
from compliance.language.diagnostic import Diagnostic, did_you_mean
from compliance.language.rule_tree import Between, By, Duration, Offset, SundayRule
from compliance.language.settlement_tree import SettlementTree
from compliance.language.tree import ConceptTree, LiabilityTree, ObligationTree, ProhibitionTree

T = TypeVar("T")
_KINDS = {
    "bool": "sant eller falskt",
    "number": "ett tal",
    "decimal": "ett decimaltal",
    "date": "ett datum",
    "clock": "ett klockslag",
    "text": "en text",
    "duration": "en tid",
    "choice": "ett namn bland flera värden",
    "modality": "ska eller bör",
}
_NUMBER_WORDS = {"en": 1, "ett": 1} | {
    word: number
    for number, word in enumerate(("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"), 2)
}


@dataclass(slots=True)
class Environment:
    """What names of parameters and concepts stand for in one guideline."""

    parameters: Mapping[str, Parameter]
    concepts: Mapping[str, ConceptTree]
    diagnostics: list[Diagnostic]
    used: set[str] = field(default_factory=set)
    """Names of the parameters that were put in place somewhere."""
    used_by: dict[str, frozenset[str]] = field(default_factory=dict)
    """Names of the parameters that each concept depends on."""

    def settle(self, node: T) -> T:
        """Return the tree with parameters replaced by their values and concepts by their conditions."""
        return rewrite(node, self._change)

    def _change(self, node: object) -> object:
        match node:
            case Truth(operand):
                return self._truth(node, operand)
            case Equal(operand, value, negated) if self._parameter(operand):
                return _constant(self._same(operand, value) is not negated, node)
            case OneOf(operand, values) if self._parameter(operand):
                return _constant(any(self._same(operand, v) for v in values), node)
            case Duration(amount) if isinstance(amount, Reference):
                return self._duration(node, amount)
            case Offset():
                return self._offset(node)
            case ObligationTree(binding=binding) | ProhibitionTree(binding=binding) if isinstance(binding, Reference):
                return replace(node, binding=self._held(binding, "modality", "ska") == "ska")
            case SentClock(clock=clock) if isinstance(clock, Reference):
                return replace(node, clock=self._number(clock, "clock", 0))
            case Between(upper=upper, around=True) if isinstance(upper, Reference):
                length = self._duration(Duration(upper, node.unit or None, node.span), upper)
                assert isinstance(length.amount, int) and length.unit is not None
                return replace(node, lower=-length.amount, upper=length.amount, unit=length.unit)
            case Between(lower=lower) if isinstance(lower, Reference) and self._number(lower, "number", 0) == 0:
                return self._without_lower_end(node)
            case Between(lower=lower, upper=upper):
                low = self._number(lower, "number", 0) if isinstance(lower, Reference) else lower
                high = self._number(upper, "number", 1) if isinstance(upper, Reference) else upper
                return replace(node, lower=low, upper=high)
            case Compare(bound=bound) | Counted(bound=bound) | Distance(bound=bound) if isinstance(bound, Reference):
                return replace(node, bound=Literal("number", self._number(bound, "number", 0), bound.span))
        return self._values(node)

    def _without_lower_end(self, node: Between) -> By:
        """A window whose lower end is a parameter that is nought has none: it is a plain limit."""
        upper = self._number(node.upper, "number", 1) if isinstance(node.upper, Reference) else node.upper
        return By(Offset(Duration(upper, node.unit, node.span), node.anchor, None, None, node.span), node.span)

    def _values(self, node: object) -> object:
        """Parameters that stand where a value may be written."""
        match node:
            case Equal(value=value) if self._named(value):
                return replace(node, value=self._put(value))
            case OneOf(values=values) | Contains(values=values) if any(map(self._named, values)):
                return replace(node, values=tuple(self._put(v) if self._named(v) else v for v in values))
            case Order(right=right) if self._named(right):
                return replace(node, right=self._put(right))
            case LiabilityTree(amount=Reference() as amount) | SettlementTree(amount=Reference() as amount):
                chosen = self._parameter(amount)
                if chosen is None:
                    return node
                if chosen.kind == "choice":
                    return replace(node, amount=Reference(str(chosen.value), None, amount.span))
                self._wrong_kind(amount, "namnet på ett årsbelopp")
                return replace(node, amount=None)
        return node

    def _offset(self, node: Offset) -> Offset:
        if isinstance(node.clock, Reference):
            node = replace(node, clock=self._number(node.clock, "clock", 0))
        if node.sunday is not None and node.sunday.parameter is not None:
            switch = node.sunday.parameter
            on = self._number(switch, "bool", 0)
            node = replace(node, sunday=SundayRule(None, switch.span) if on else None)
        return node

    def _parameter(self, reference: Reference) -> Parameter | None:
        found = self.parameters.get(reference.name) if reference.owner is None else None
        if found is not None:
            self.used.add(found.name)
        return found

    def _named(self, value: Value) -> bool:
        return isinstance(value, Reference) and self._parameter(value) is not None

    def _put(self, value: Value) -> Value:
        """Return the value of a parameter, to stand where a value may be written."""
        assert isinstance(value, Reference)
        parameter = self._parameter(value)
        assert parameter is not None
        if parameter.kind == "choice":
            return Reference(str(parameter.value), None, value.span)
        return Literal(parameter.kind, parameter.value, value.span)  # type: ignore[arg-type]

    def parameter(self, reference: Reference) -> Parameter | None:
        """Return the parameter that a name stands for, and note that it is used."""
        return self._parameter(reference)

    def _truth(self, node: Truth, operand: Reference) -> Condition:
        parameter = self._parameter(operand)
        if parameter is not None:
            if parameter.kind != "bool":
                self.diagnostics.append(
                    Diagnostic(
                        "G113",
                        f"parametern `{operand}` är varken sann eller falsk",
                        operand.span,
                        "jämför med ett värde",
                        f"skriv `{operand} är …`",
                    )
                )
            return _constant(bool(parameter.value), node)
        if operand.owner is None and operand.name in self.concepts:
            self.used |= self.used_by.get(operand.name, frozenset())
            return self.concepts[operand.name].condition
        return node

    def _same(self, operand: Reference, value: Value) -> bool:
        parameter = self._parameter(operand)
        assert parameter is not None
        wanted = value.value if isinstance(value, Literal) else value.name
        kind = value.kind if isinstance(value, Literal) else "choice"
        if kind != parameter.kind:
            held = _KINDS[parameter.kind]
            self.diagnostics.append(
                Diagnostic(
                    "G113",
                    f"parametern `{operand}` är {held}",
                    value.span,
                    f"väntade {held}",
                    "jämför med ett värde av samma slag som parametern har",
                )
            )
            return False
        if parameter.choices and wanted not in parameter.choices:
            self.diagnostics.append(
                Diagnostic(
                    "G105",
                    f"`{wanted}` är inget värde för parametern `{operand}`",
                    value.span,
                    "okänt värde",
                    did_you_mean(str(wanted), parameter.choices, f"värdena är {', '.join(parameter.choices)}"),
                )
            )
        return parameter.value == wanted

    def _duration(self, node: Duration, amount: Reference) -> Duration:
        parameter = self._known(amount)
        if parameter is None:
            return replace(node, amount=0, unit=node.unit or "DAY")
        if node.unit is None and parameter.kind == "duration":
            number, unit = cast("tuple[int, str]", parameter.value)
            return replace(node, amount=number, unit=unit)
        if node.unit is not None and parameter.kind == "number":
            return replace(node, amount=cast("int", parameter.value))
        wanted = "en tid (3 dagar)" if node.unit is None else "ett tal"
        self._wrong_kind(amount, wanted)
        return replace(node, amount=0, unit=node.unit or "DAY")

    def _number(self, reference: Reference, kind: str, otherwise: int) -> int:
        return int(self._held(reference, kind, otherwise))  # type: ignore[call-overload, no-any-return]

    def _held(self, reference: Reference, kind: str, otherwise: object) -> object:
        parameter = self._known(reference)
        if parameter is None:
            return otherwise
        if parameter.kind != kind:
            self._wrong_kind(reference, _KINDS[kind])
            return otherwise
        return parameter.value

    def _wrong_kind(self, reference: Reference, wanted: str) -> None:
        self.diagnostics.append(
            Diagnostic(
                "G113",
                f"parametern `{reference}` är inte {wanted}",
                reference.span,
                f"väntade {wanted}",
                "ändra parameterns värde eller skriv värdet här",
            )
        )

    def _known(self, reference: Reference) -> Parameter | None:
        found = self._parameter(reference)
        if found is None:
            self.diagnostics.append(
                Diagnostic(
                    "G112",
                    f"parametern `{reference}` finns inte",
                    reference.span,
                    "okänt namn",
                    _no_parameter(reference.name, self.parameters),
                )
            )
        return found


def decided(condition: Condition) -> bool | None:
    """Return what a condition is when parameters alone decide it; None when it depends on a timeline."""
    match condition:
        case Both(parts) | Either(parts):
            every = isinstance(condition, Both)
            values = {decided(part) for part in parts}
            return (not every) if (not every) in values else None if None in values else every
        case Negation(part):
            value = decided(part)
            return None if value is None else not value
        case _:
            return None


def _no_parameter(name: str, known: Mapping[str, Parameter]) -> str:
    if name in _NUMBER_WORDS:
        return f"skriv talet med siffror: {_NUMBER_WORDS[name]}"
    return did_you_mean(name, known, f"deklarera den: `parameter {name} = …`")


def _constant(holds: bool, node: Condition) -> Condition:
    """An empty conjunction is true, an empty disjunction false."""
    return Both((), node.span) if holds else Either((), node.span)
