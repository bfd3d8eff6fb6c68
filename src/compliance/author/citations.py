"""Which clauses the heading, and each rule, ground, concept and parameter of a guideline's own text cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.language.parsed import ParsedFile
from compliance.language.rule_tree import Citation, Reading
from compliance.language.settlement_tree import SettlementTree
from compliance.language.source import Span
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
    TighteningTree,
)

_RULES = (
    ObligationTree,
    ProhibitionTree,
    PermissionTree,
    ExceptionTree,
    SuspensionTree,
    TighteningTree,
    LiabilityTree,
    GroundTree,
    SettlementTree,
)

_KINDS: dict[type, str] = {
    ObligationTree: "skyldighet",
    ProhibitionTree: "förbud",
    PermissionTree: "tillåtelse",
    ExceptionTree: "undantag",
    SuspensionTree: "uppehåll",
    TighteningTree: "skärpning",
    LiabilityTree: "betalningsansvar",
    GroundTree: "grund",
    SettlementTree: "månadsreglering",
    ConceptTree: "begrepp",
    ParameterTree: "parameter",
    NotAppliedTree: "gäller inte",
}


@dataclass(frozen=True, slots=True)
class Citing:
    """A declaration, in the language's own word for its `kind`, and the clauses that it cites.

    `must` says that one without a clause is a mistake: a rule, or a rule switched off without a reading that says why.
    """

    guideline: str
    name: str
    must: bool
    clauses: tuple[Citation, ...]
    span: Span
    kind: str = ""
    heading: str = ""
    readings: tuple[Reading, ...] = ()


def citing(files: Iterable[ParsedFile]) -> Iterator[Citing]:
    """Yield every declaration of guidelines that can cite, in the order of the files; inherited ones stand once."""
    for file in files:
        guideline = ""
        for declaration in file.declarations:
            if isinstance(declaration, GuidelineTree):
                guideline = declaration.name.name
                if declaration.clauses:
                    yield Citing(guideline, guideline, False, declaration.clauses, declaration.name.span)
            elif (found := _one(guideline, declaration)) is not None:
                yield found


def _one(guideline: str, tree: Declaration) -> Citing | None:
    if isinstance(tree, _RULES):
        head = tree.head
        kind = _KINDS[type(tree)]
        return Citing(guideline, head.name.name, True, head.clauses, head.name.span, kind, head.heading, head.readings)
    if isinstance(tree, ConceptTree):
        head = tree.head
        kind = _KINDS[ConceptTree]
        return Citing(guideline, head.name.name, False, head.clauses, head.name.span, kind, head.heading, head.readings)
    if isinstance(tree, ParameterTree):
        kind = _KINDS[ParameterTree]
        return Citing(guideline, tree.name.name, False, tree.clauses, tree.name.span, kind, readings=tree.readings)
    if isinstance(tree, NotAppliedTree):
        first = tree.references[0]
        must, kind = not tree.readings, _KINDS[NotAppliedTree]
        return Citing(guideline, str(first), must, tree.clauses, first.span, kind, readings=tree.readings)
    return None
