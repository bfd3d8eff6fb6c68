"""Layers: statute, agreement, local routine. What a guideline builds on, replaces, switches off and tightens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from compliance.graph.model import LeftOut
from compliance.language.condition_tree import Reference
from compliance.language.diagnostic import Diagnostic, Label, did_you_mean
from compliance.language.settlement_tree import SettlementTree
from compliance.language.tree import (
    ConceptTree,
    Declaration,
    ExceptionTree,
    GroundTree,
    GuidelineTree,
    LiabilityTree,
    NotAppliedTree,
    ObligationTree,
    ParameterTree,
    PermissionTree,
    ProhibitionTree,
    SuspensionTree,
    TermTree,
    TighteningTree,
)

_MOST_LAYERS = 20

Ruled: TypeAlias = (
    ObligationTree
    | ProhibitionTree
    | PermissionTree
    | ExceptionTree
    | SuspensionTree
    | LiabilityTree
    | GroundTree
    | SettlementTree
)


@dataclass(slots=True)
class Written:
    """A guideline as its files say it: its heading and its declarations."""

    header: GuidelineTree
    declarations: list[Declaration] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layered:
    """All that is in force in a guideline, with the guideline that each part comes from; the base's parts first."""

    headers: tuple[GuidelineTree, ...]
    rules: tuple[tuple[str, Ruled, str | None], ...]
    """(origin, tree, name of the tightening guideline)."""
    parameters: tuple[tuple[str, ParameterTree], ...]
    concepts: tuple[tuple[str, ConceptTree], ...]
    terms: tuple[tuple[str, TermTree], ...]
    left_out: frozenset[str] = frozenset()
    """Names of rules below that are replaced under another name, or switched off."""
    changes: tuple[LeftOut, ...] = ()
    """What became of the rules below, in the order of the layers."""


class Layers:
    """Puts a guideline on what it builds on. Gathers diagnostics."""

    def __init__(self, written: Mapping[str, Written], diagnostics: list[Diagnostic]) -> None:
        self.written = written
        self.diagnostics = diagnostics
        self._done: dict[str, Layered] = {}

    def of(self, name: str, above: tuple[str, ...] = ()) -> Layered:
        """Return the layered guideline `name`; a circle of layers is a mistake and is cut."""
        if name in self._done:
            return self._done[name]
        written = self.written[name]
        base = self._base(written, (*above, name))
        own = Layered(
            (written.header,),
            tuple((name, d, None) for d in written.declarations if isinstance(d, Ruled)),
            tuple((name, d) for d in written.declarations if isinstance(d, ParameterTree)),
            tuple((name, d) for d in written.declarations if isinstance(d, ConceptTree)),
            tuple((name, d) for d in written.declarations if isinstance(d, TermTree)),
        )
        self._unique(own)
        found = self._join(name, base, own, written.declarations)
        self._done[name] = found
        return found

    def _base(self, written: Written, above: tuple[str, ...]) -> Layered:
        reference = written.header.builds_on
        empty = Layered((), (), (), (), ())
        if reference is None:
            return empty
        if reference.name not in self.written:
            self._complain(
                "G109",
                f"riktlinjen `{reference}` finns inte",
                reference,
                "okänd riktlinje",
                did_you_mean(reference.name, self.written, "lägg till filen med den riktlinjen, eller rätta namnet"),
            )
            return empty
        if reference.name in above:
            self._complain(
                "G127",
                f"`{reference}` bygger i en cirkel på sig själv",
                reference,
                " -> ".join((*above, reference.name)),
                "ta bort ett `bygger på`",
            )
            return empty
        found = self.of(reference.name, above) if len(above) <= _MOST_LAYERS + 1 else empty
        if len(above) > _MOST_LAYERS + 1 or len(found.headers) > _MOST_LAYERS:
            message = f"riktlinjen bygger på fler än {_MOST_LAYERS} andra i rad"
            self._complain("G006", message, reference, "för många lager", "bygg på färre riktlinjer")
            return empty
        return found

    def _complain(
        self, code: str, message: str, at: Reference, label: str, help: str, related: tuple[Label, ...] = ()
    ) -> None:
        self.diagnostics.append(Diagnostic(code, message, at.span, label, help, related=related))

    def _unique(self, own: Layered) -> None:
        first: dict[str, Reference] = {}
        names = [tree.head.name for _, tree, _ in own.rules] + [tree.head.name for _, tree in own.concepts]
        for name in (*names, *(tree.name for _, tree in own.parameters)):
            known = first.setdefault(name.name, name)
            if known is not name:
                self._complain(
                    "G110",
                    f"`{name}` är redan deklarerat",
                    name,
                    "andra gången",
                    "ta bort det ena eller byt namn",
                    (Label(known.span, "första gången"),),
                )

    def _join(self, name: str, base: Layered, own: Layered, declarations: list[Declaration]) -> Layered:
        below = {tree.head.name.name: origin for origin, tree, _ in base.rules}
        dropped: set[str] = set()
        for _, tree, _ in own.rules:
            dropped |= self._targets(tree.head.replaces, base, below, name)
        for switch in declarations:
            if isinstance(switch, NotAppliedTree):
                dropped |= self._targets(switch.references, base, below, name)
        liable = {tree.head.name.name for _, tree, _ in own.rules if isinstance(tree, LiabilityTree)}
        kept = []
        for origin, tree, tightened in base.rules:
            if tree.head.name.name in dropped or (liable and _gives_way(tree, liable)):
                continue
            kept.append((origin, tree, tightened))
        for change in declarations:
            if isinstance(change, TighteningTree):
                kept = self._tighten(change, kept, base, below, name)
        own_names = {tree.head.name.name: tree.head.name for _, tree, _ in own.rules}
        for origin, tree, _ in kept:
            shadowed = own_names.get(tree.head.name.name)
            if shadowed is not None:
                self._complain(
                    "G110",
                    f"`{shadowed}` finns redan i `{origin}`",
                    shadowed,
                    "samma namn",
                    f"skriv `ersätter {origin}.{shadowed}` eller byt namn",
                    (Label(tree.head.name.span, "står här"),),
                )
        return Layered(
            (*base.headers, *own.headers),
            (*kept, *own.rules),
            (*base.parameters, *own.parameters),
            (*base.concepts, *own.concepts),
            (*base.terms, *own.terms),
            frozenset((base.left_out | dropped) - own_names.keys()),
            (*base.changes, *_changes(name, own, declarations, below)),
        )

    def _targets(
        self, references: tuple[Reference, ...], base: Layered, below: Mapping[str, str], name: str
    ) -> set[str]:
        return {r.name for r in references if self._target(r, base, below, name)}

    def _target(self, reference: Reference, base: Layered, below: Mapping[str, str], name: str) -> bool:
        layers = {header.name.name for header in base.headers}
        if reference.owner is not None and reference.owner not in layers:
            help = did_you_mean(reference.owner, layers, f"`{name}` bygger inte på den riktlinjen")
            self._complain(
                "G109", f"`{name}` bygger inte på `{reference.owner}`", reference, "inget sådant lager", help
            )
            return False
        if reference.name not in below:
            self._complain(
                "G108",
                f"regeln `{reference}` finns inte i det som riktlinjen bygger på",
                reference,
                "okänd regel",
                did_you_mean(reference.name, below, "kontrollera namnet"),
            )
            return False
        return True

    def _tighten(
        self,
        change: TighteningTree,
        kept: list[tuple[str, Ruled, str | None]],
        base: Layered,
        below: Mapping[str, str],
        name: str,
    ) -> list[tuple[str, Ruled, str | None]]:
        found: list[tuple[str, Ruled, str | None]] = []
        targets = self._targets(change.head.replaces, base, below, name)
        for origin, tree, tightened in kept:
            if tree.head.name.name in targets and isinstance(tree, ObligationTree):
                head = replace(
                    tree.head,
                    clauses=(*tree.head.clauses, *change.head.clauses),
                    readings=(*tree.head.readings, *change.head.readings),
                )
                found.append((origin, replace(tree, head=head, deadline=change.deadline), name))
                continue
            if tree.head.name.name in targets:
                reference = change.head.replaces[0]
                self._complain(
                    "G106",
                    f"`{reference}` har ingen frist att skärpa",
                    reference,
                    "ingen skyldighet",
                    "bara en skyldighet kan skärpas",
                )
            found.append((origin, tree, tightened))
        return found


def _gives_way(tree: Ruled, liable: set[str]) -> bool:
    """Say whether a part of the base falls when a guideline has liabilities of its own: other liabilities and grounds,
    and settlements of liabilities that are there no more."""
    if isinstance(tree, SettlementTree):
        return any(name.name not in liable for name in tree.settles)
    return isinstance(tree, LiabilityTree | GroundTree)


def _changes(name: str, own: Layered, declarations: list[Declaration], below: Mapping[str, str]) -> Iterator[LeftOut]:
    """Return what a guideline replaces and switches off of the rules below."""
    for _, tree, _ in own.rules:
        for old in tree.head.replaces:
            clauses = tuple(c.clause for c in tree.head.clauses)
            yield LeftOut(old.name, below.get(old.name, ""), name, tree.head.name.name, clauses, tree.head.readings)
    for switch in declarations:
        if isinstance(switch, NotAppliedTree):
            clauses = tuple(c.clause for c in switch.clauses)
            for old in switch.references:
                yield LeftOut(old.name, below.get(old.name, ""), name, "", clauses, switch.readings)
