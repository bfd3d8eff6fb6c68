"""Raw trees to declarations: which function reads which."""

from __future__ import annotations

from collections.abc import Callable

from lark import Token, Tree

from compliance.language import build_rule, build_settlement, build_vocabulary
from compliance.language.diagnostic import Diagnostic
from compliance.language.nodes import Nodes, Raw, trees
from compliance.language.source import Source
from compliance.language.tree import Declaration

_BUILDERS: dict[str, Callable[[Nodes, Raw], Declaration]] = {
    "vocabulary": build_vocabulary.vocabulary,
    "role": build_vocabulary.role,
    "subject": build_vocabulary.subject,
    "event": build_vocabulary.event,
    "fact": build_vocabulary.fact,
    "derived": build_vocabulary.derived,
    "calendar": build_vocabulary.calendar,
    "yearly": build_vocabulary.yearly,
    "guideline": build_rule.guideline,
    "term": build_rule.term,
    "term_of_rule": build_rule.term,
    "parameter": build_rule.parameter,
    "concept": build_rule.concept,
    "obligation": build_rule.obligation,
    "prohibition": build_rule.prohibition,
    "permission": build_rule.permission,
    "exception": build_rule.exception,
    "suspension": build_rule.suspension,
    "tightening": build_rule.tightening,
    "not_applied": build_rule.not_applied,
    "liability": build_rule.liability,
    "ground": build_rule.ground,
    "settlement": build_settlement.settlement,
}


class Builder:
    """Builds the declarations of one source, and gathers the mistakes it meets (a clock time that does not exist)."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []

    def declarations(self, tree: Tree[Token], base: int) -> list[Declaration]:
        """Return the declarations of a parsed piece that begins at offset `base`."""
        nodes = Nodes(self.source, base, self.diagnostics)
        return [_BUILDERS[str(item.data)](nodes, item) for item in trees(tree)]
