"""Parameters and named conditions of a guideline, and their places in rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar, cast

from compliance.graph.model import Parameter
from compliance.graph.rewrite import rewrite
from compliance.language.condition_tree import (
    Both,
    Compare,
    Condition,
    Counted,
    Either,
    Equal,
    Literal,
    OneOf,
    Reference,
    SentClock,
    Truth,
    Value,
)
from compliance.language.diagnostic import Diagnostic, Label, did_you_mean
from compliance.language.tree import Between, ConceptTree, Duration, LiabilityTree, Offset, ParameterTree, SundayRule
from compliance.language.units import UNIT_OF

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
            case SentClock(clock=clock) if isinstance(clock, Reference):
                return replace(node, clock=self._number(clock, "clock", 0))
            case Between(lower=lower, upper=upper):
                low = self._number(lower, "number", 0) if isinstance(lower, Reference) else lower
                high = self._number(upper, "number", 1) if isinstance(upper, Reference) else upper
                return replace(node, lower=low, upper=high)
            case LiabilityTree(amount=Reference() as amount) if (chosen := self._parameter(amount)) is not None:
                if chosen.kind == "choice":
                    return replace(node, amount=Reference(str(chosen.value), None, amount.span))
                self._wrong_kind(amount, "namnet på ett årsbelopp")
                return replace(node, amount=None)
            case Compare(bound=bound) | Counted(bound=bound) if isinstance(bound, Reference):
                return replace(node, bound=Literal("number", self._number(bound, "number", 0), bound.span))
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
        return self.parameters.get(reference.name) if reference.owner is None else None

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
        parameter = self._known(reference)
        if parameter is None:
            return otherwise
        if parameter.kind != kind:
            self._wrong_kind(
                reference, {"clock": "ett klockslag", "number": "ett tal", "bool": "sant eller falskt"}[kind]
            )
            return otherwise
        return int(parameter.value)  # type: ignore[call-overload, no-any-return]

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


def _no_parameter(name: str, known: Mapping[str, Parameter]) -> str:
    if name in _NUMBER_WORDS:
        return f"skriv talet med siffror: {_NUMBER_WORDS[name]}"
    return did_you_mean(name, known, f"deklarera den: `parameter {name} = …`")


def _constant(holds: bool, node: Condition) -> Condition:
    """An empty conjunction is true, an empty disjunction false."""
    return Both((), node.span) if holds else Either((), node.span)


def parameters_of(
    layers: Iterable[tuple[str, ParameterTree]], chosen: Mapping[str, str], diagnostics: list[Diagnostic]
) -> dict[str, Parameter]:
    """Return the parameters of a guideline: later layers win, values chosen for the run win over all."""
    found: dict[str, Parameter] = {}
    trees: dict[str, ParameterTree] = {}
    for origin, tree in layers:
        kind, value = _kind(tree.value)
        choices = tuple(choice.name for choice in tree.choices)
        before = found.get(tree.name.name)
        if isinstance(tree.value, Literal) and kind == "date" and not _is_date(str(value)):
            diagnostics.append(
                Diagnostic(
                    "G117", f"datumet {value} finns inte", tree.value.span, "inget datum", "kontrollera månad och dag"
                )
            )
        if before is not None and (
            before.kind != kind or (before.choices and not choices and str(value) not in before.choices)
        ):
            diagnostics.append(
                Diagnostic(
                    "G113",
                    f"parametern `{tree.name}` får ett värde av annat slag än den har",
                    tree.value.span,
                    "annat slag",
                    "ge ett värde av samma slag",
                    related=(Label(trees[tree.name.name].value.span, "första värdet"),),
                )
            )
            continue
        if choices and str(value) not in choices:
            diagnostics.append(
                Diagnostic(
                    "G105",
                    f"`{value}` är inte ett av parameterns värden",
                    tree.value.span,
                    "okänt värde",
                    did_you_mean(str(value), choices, f"värdena är {', '.join(choices)}"),
                )
            )
        trees[tree.name.name] = tree
        clauses = tuple(c.clause for c in tree.clauses)
        kept = before.choices if before is not None and not choices else choices
        found[tree.name.name] = Parameter(tree.name.name, value, kind, kept, clauses, tree.readings, origin)
    for name, text in chosen.items():
        if name in found:
            found[name] = _chosen(found[name], text, diagnostics)
    return found


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _kind(value: Value) -> tuple[str, object]:
    if isinstance(value, Reference):
        return "choice", str(value)
    return value.kind, value.value


def _chosen(parameter: Parameter, text: str, diagnostics: list[Diagnostic]) -> Parameter:
    """Return the parameter with a value given as text for the run; a text that does not fit is a diagnostic."""
    value = _read(parameter, text.strip())
    if value is None:
        allowed = ", ".join(parameter.choices) or {
            "bool": "sant eller falskt",
            "clock": "ett klockslag som 12:00",
            "number": "ett tal",
            "duration": "en tid som 3 dagar",
            "date": "ett datum som 2024-01-31",
            "decimal": "ett tal som 2,5",
        }.get(parameter.kind, "en text")
        diagnostics.append(
            Diagnostic(
                "G113",
                f"`{text}` passar inte parametern `{parameter.name}`",
                help=f"ge {allowed}",
                where=f"--set {parameter.name}",
            )
        )
        return parameter
    return replace(parameter, value=value, origin=None)


def _read(parameter: Parameter, text: str) -> object | None:
    match parameter.kind:
        case "bool":
            return {"sant": True, "true": True, "falskt": False, "false": False}.get(text)
        case "number":
            return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
        case "clock":
            match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?", text)
            return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0) if match else None
        case "date":
            return text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and _is_date(text) else None
        case "decimal":
            return text.replace(",", ".") if re.fullmatch(r"[0-9]{1,9}(?:[,.][0-9]{1,9})?", text) else None
        case "duration":
            match = re.fullmatch(r"([0-9]{1,6}) *([a-zåäö]+)", text)
            return (int(match[1]), UNIT_OF[match[2]]) if match and match[2] in UNIT_OF else None
        case "choice":
            return text if not parameter.choices or text in parameter.choices else None
        case _:
            return text or None
