"""Which clauses the heading, and each rule, ground, concept and parameter of a guideline's own text cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.language.parsed import ParsedFile
from compliance.language.source import Span
from compliance.language.tree import (
    Citation,
    ConceptTree,
    Declaration,
    ExceptionTree,
    GroundTree,
    GuidelineTree,
    LiabilityTree,
    NotAppliedTree,
    ObligationTree,
    ParameterTree,
    ProhibitionTree,
    SuspensionTree,
    TighteningTree,
)

_RULES = (ObligationTree, ProhibitionTree, ExceptionTree, SuspensionTree, TighteningTree, LiabilityTree, GroundTree)


@dataclass(frozen=True, slots=True)
class Citing:
    """A declaration and the clauses that it cites. `must` says that one without a clause is a mistake: a rule, or a
    rule switched off without a reading that says why."""

    guideline: str
    name: str
    must: bool
    clauses: tuple[Citation, ...]
    span: Span


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
        return Citing(guideline, tree.head.name.name, True, tree.head.clauses, tree.head.name.span)
    if isinstance(tree, ConceptTree):
        return Citing(guideline, tree.head.name.name, False, tree.head.clauses, tree.head.name.span)
    if isinstance(tree, ParameterTree):
        return Citing(guideline, tree.name.name, False, tree.clauses, tree.name.span)
    if isinstance(tree, NotAppliedTree):
        first = tree.references[0]
        return Citing(guideline, str(first), not tree.readings, tree.clauses, first.span)
    return None
