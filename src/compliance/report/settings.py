"""What a run has set instead of what the guidelines say: each parameter, from what, by which reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from compliance.graph.model import Parameter, RuleSet
from compliance.graph.parameters import shown_value
from compliance.language.diagnostic import Diagnostic, Severity


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter that the run set for a guideline; `used` where a rule of it, or its calendar, depends on it."""

    guideline: str
    parameter: Parameter
    used: bool

    @property
    def value(self) -> str:
        """The value as a rule file writes it."""
        return shown_value(self.parameter.kind, self.parameter.value)

    @property
    def default(self) -> str:
        """What it is without the run, as a rule file writes it."""
        return shown_value(self.parameter.kind, self.parameter.default)

    @property
    def refs(self) -> tuple[str, ...]:
        """The readings that the default rests on."""
        return tuple(r.ref for r in self.parameter.readings if r.ref)

    def as_json(self) -> dict[str, Any]:
        """Return the object of the key `settings`."""
        return {
            "name": self.parameter.name,
            "value": self.value,
            "default": self.default,
            "default_from": self.parameter.default_origin,
            "guideline": self.guideline,
            "used": self.used,
            "clauses": list(self.parameter.clauses),
            "readings": [{"ref": r.ref, "text": r.text} for r in self.parameter.readings],
        }

    def instead_of(self) -> str:
        """Return what it is without the run, and why, in words."""
        reading = f", läsning {', '.join(self.refs)}" if self.refs else ""
        return f"annars {self.default}{reading}" + ("" if self.used else "; ingen regel använder den")


def settings(rules: RuleSet, guidelines: Iterable[str] | None = None) -> tuple[Setting, ...]:
    """Return what the run set, for each of the guidelines (all of them without it)."""
    names = list(rules.guidelines) if guidelines is None else [n for n in rules.guidelines if n in set(guidelines)]
    return tuple(
        Setting(name, parameter, parameter.name in rules.guidelines[name].used_parameters)
        for name in names
        for parameter in rules.guidelines[name].parameters.values()
        if parameter.origin is None
    )


def shown_settings(rules: RuleSet) -> tuple[Setting, ...]:
    """Return what the run set where it matters; of a setting that no guideline uses the first."""
    found = settings(rules)
    used = {s.parameter.name for s in found if s.used}
    kept: dict[object, Setting] = {}
    for setting in found:
        if setting.used:
            kept[setting.guideline, setting.parameter.name] = setting
        elif setting.parameter.name not in used:
            kept.setdefault(setting.parameter.name, setting)
    return tuple(kept.values())


def setting_lines(rules: RuleSet) -> tuple[str, ...]:
    """Return what the run set, a line for each value, with the guidelines where it matters."""
    found: dict[str, dict[str, list[str]]] = {}
    for setting in shown_settings(rules):
        groups = found.setdefault(f"{setting.parameter.name} = {setting.value}", {})
        groups.setdefault(setting.instead_of(), []).append(setting.guideline)
    return tuple(
        f"{value}  (" + "; ".join(f"{', '.join(names)}: {instead}" for instead, names in groups.items()) + ")"
        for value, groups in found.items()
    )


def unused_settings(rules: RuleSet, judged_by: Iterable[str]) -> tuple[Diagnostic, ...]:
    """Return a warning for each setting that no guideline that judged in the run depends on."""
    names = list(judged_by)
    used = {s.parameter.name for s in settings(rules, names) if s.used}
    given = dict.fromkeys(s.parameter.name for s in settings(rules))
    return tuple(
        Diagnostic(
            "J004",
            f"inställningen `{name}` har ingen verkan i {', '.join(names) or 'körningen'}",
            help=_where_used(rules, name),
            severity=Severity.WARNING,
            where=f"--set {name}",
        )
        for name in given
        if name not in used
    )


def _where_used(rules: RuleSet, name: str) -> str:
    users = [g.name for g in rules.guidelines.values() if name in g.used_parameters]
    return f"den används i {', '.join(users)}" if users else "ingen riktlinje använder den"
