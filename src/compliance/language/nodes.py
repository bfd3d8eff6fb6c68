"""Help for reading the parser's raw tree: children by name, tokens by type, spans in the whole file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lark import Token, Tree

from compliance.language.condition_tree import Reference
from compliance.language.diagnostic import Diagnostic
from compliance.language.source import Source, Span

Raw: TypeAlias = Tree[Token]
_LONGEST_NUMBER = 12


@dataclass(slots=True)
class Nodes:
    """Reads raw trees of one piece of a source that begins at offset `base`."""

    source: Source
    base: int
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def span(self, node: Raw | Token) -> Span:
        """Return the place of a tree or token in the whole file."""
        if isinstance(node, Token):
            start = node.start_pos or 0
            return Span(self.source, self.base + start, self.base + start + len(node))
        meta = node.meta
        if meta.empty:
            return Span(self.source, self.base, self.base)
        return Span(self.source, self.base + meta.start_pos, self.base + meta.end_pos)

    def reference(self, token: Token) -> Reference:
        """Return a plain name."""
        return Reference(str(token), None, self.span(token))

    def owned(self, tree: Raw) -> Reference:
        """Return `name` or `owner.name` from a tree of NAME [. NAME]."""
        names = tokens(tree, "NAME")
        if len(names) == 1:
            return self.reference(names[0])
        return Reference(str(names[1]), str(names[0]), self.span(tree))

    def names(self, tree: Raw | None) -> tuple[Reference, ...]:
        """Return the names of a list, or of the list that the tree holds."""
        if tree is None:
            return ()
        inner = child(tree, "names")
        return tuple(self.reference(t) for t in tokens(inner if inner is not None else tree, "NAME"))

    def name(self, tree: Raw | None) -> Reference | None:
        """Return the first name of a tree, or None without a tree."""
        return self.reference(tokens(tree, "NAME")[0]) if tree is not None else None

    def text(self, tree: Raw | None) -> str:
        """Return the strings of a tree joined by blanks, without quotation marks."""
        if tree is None:
            return ""
        inner = child(tree, "strings")
        return " ".join(str(t)[1:-1] for t in tokens(inner if inner is not None else tree, "STRING"))

    def number(self, token: Token) -> int:
        """Return a whole number; one that is longer than any amount is a mistake, and too long for Python to read."""
        if len(token) <= _LONGEST_NUMBER:
            return int(token)
        self.complain("G011", "talet är för stort", self.span(token), "för många siffror", "kontrollera talet")
        return 0

    def complain(self, code: str, message: str, span: Span, label: str = "", help: str = "") -> None:
        """Record a mistake."""
        self.diagnostics.append(Diagnostic(code, message, span, label, help))


def tokens(tree: Raw, kind: str) -> list[Token]:
    """Return the direct children that are tokens of a type."""
    return [c for c in tree.children if isinstance(c, Token) and c.type == kind]


def has(tree: Raw, kind: str) -> bool:
    """Say whether a direct child is a token of a type."""
    return any(isinstance(c, Token) and c.type == kind for c in tree.children)


def trees(tree: Raw) -> Iterator[Raw]:
    """Return the direct children that are trees."""
    for node in tree.children:
        if isinstance(node, Tree):
            yield node


def children(tree: Raw, *names: str) -> list[Raw]:
    """Return the direct child trees with one of the names."""
    return [c for c in trees(tree) if c.data in names]


def child(tree: Raw | None, *names: str) -> Raw | None:
    """Return the first direct child tree with one of the names."""
    if tree is None:
        return None
    return next((c for c in trees(tree) if c.data in names), None)


def only(tree: Raw) -> Raw:
    """Return the single child tree."""
    return next(iter(trees(tree)))
