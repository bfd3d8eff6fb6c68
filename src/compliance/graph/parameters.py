"""The parameters of a guideline: what it and its layers say, and what a run chooses instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from compliance.graph.model import Parameter
from compliance.language.condition_tree import Literal, Reference, Value
from compliance.language.diagnostic import Diagnostic, Label, did_you_mean, nearest
from compliance.language.tree import ParameterTree
from compliance.language.units import UNIT_OF, UNITS
from compliance.time import format_clock

_SHOWN = {
    "bool": "sant eller falskt",
    "clock": "ett klockslag som 12:00",
    "number": "ett tal",
    "duration": "en tid som 3 dagar",
    "date": "ett datum som 2024-01-31",
    "decimal": "ett tal som 2,5",
    "modality": "ska eller bör",
}
_WORDS: dict[str, dict[str, object]] = {
    "bool": {"sant": True, "true": True, "falskt": False, "false": False},
    "modality": {"ska": "ska", "shall": "ska", "bör": "bör", "should": "bör"},
}


def parameters_of(
    guideline: str,
    layers: Iterable[tuple[str, ParameterTree]],
    chosen: Mapping[str, str],
    diagnostics: list[Diagnostic],
) -> dict[str, Parameter]:
    """Return the parameters of a guideline: later layers win, values chosen for the run win over all.

    `chosen` is text by name, or by `guideline.name` for one guideline alone.
    """
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
        found[tree.name.name] = Parameter(
            tree.name.name, value, kind, kept, clauses, tree.readings, origin, value, origin
        )
    for name, parameter in found.items():
        key = next((k for k in (f"{guideline}.{name}", name) if k in chosen), None)
        if key is not None:
            found[name] = _chosen(parameter, key, chosen[key], diagnostics)
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


def shown_value(kind: str, value: object) -> str:
    """Return the value of a parameter as a rule file writes it."""
    match kind:
        case "bool":
            return "sant" if value else "falskt"
        case "clock":
            return format_clock(cast("int", value))
        case "decimal":
            return str(value).replace(".", ",")
        case "duration":
            amount, unit = cast("tuple[int, str]", value)
            return f"{amount} {UNITS[unit][amount != 1]}"
        case _:
            return str(value)


def legal_values(parameter: Parameter) -> str:
    """Return what a parameter may be set to, in words."""
    return ", ".join(parameter.choices) or _SHOWN.get(parameter.kind, "en text")


def unknown_settings(
    chosen: Mapping[str, str], known: Mapping[str, Iterable[str]], diagnostics: list[Diagnostic]
) -> None:
    """Tell of what a run chooses and no guideline has; `known` are the names of each guideline's parameters."""
    everywhere = {name for names in known.values() for name in names}
    for key in chosen:
        guideline, dot, name = key.rpartition(".")
        if dot and guideline not in known:
            help = did_you_mean(guideline, known, f"riktlinjerna är {', '.join(known)}")
            diagnostics.append(
                Diagnostic("G109", f"riktlinjen `{guideline}` finns inte", help=help, where=f"--set {key}")
            )
            continue
        names = known[guideline] if dot else everywhere
        if name not in names:
            help = did_you_mean(name, names, f"parametrarna är {', '.join(sorted(names)) or 'inga'}")
            where = f" i `{guideline}`" if dot else ""
            diagnostics.append(
                Diagnostic("G112", f"parametern `{name}` finns inte{where}", help=help, where=f"--set {key}")
            )


def _chosen(parameter: Parameter, key: str, text: str, diagnostics: list[Diagnostic]) -> Parameter:
    """Return the parameter with a value given as text for the run; a text that does not fit is a diagnostic."""
    value = _read(parameter, text.strip())
    if value is None:
        allowed = legal_values(parameter)
        meant = nearest(text, parameter.choices or tuple(_WORDS.get(parameter.kind, ())))
        diagnostics.append(
            Diagnostic(
                "G113",
                f"`{text}` passar inte parametern `{parameter.name}`",
                help=(f"menade du `{meant}`? " if meant else "") + f"ge {allowed}",
                where=f"--set {key}",
            )
        )
        return parameter
    return replace(parameter, value=value, origin=None)


def _read(parameter: Parameter, text: str) -> object | None:
    match parameter.kind:
        case "bool" | "modality":
            return _WORDS[parameter.kind].get(text)
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
