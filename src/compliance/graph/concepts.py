"""Named conditions of a guideline, each with those that it uses put in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace

from compliance.graph.environment import Environment
from compliance.graph.model import Parameter
from compliance.graph.rewrite import walk
from compliance.language.condition_tree import Both, Truth
from compliance.language.diagnostic import Diagnostic
from compliance.language.source import Span
from compliance.language.tree import ConceptTree

_LARGEST = 5000
"""How many concepts a concept may be built of, each counted as often as it stands in another."""
_DEEPEST = 120
"""How many levels a concept may have with all that it uses in place: those who read it go down level by level."""


class Concepts:
    """Puts the concepts of one guideline in each other. Gathers diagnostics; a circle is a mistake, and is cut."""

    def __init__(
        self, trees: Iterable[ConceptTree], parameters: Mapping[str, Parameter], diagnostics: list[Diagnostic]
    ) -> None:
        self.trees = {tree.head.name.name: tree for tree in trees}
        self.uses = {name: self._used(tree) for name, tree in self.trees.items()}
        self.parameters = parameters
        self.diagnostics = diagnostics
        self._told = False
        self.depends: dict[str, frozenset[str]] = {}
        """Names of the parameters that each settled concept depends on."""
        self._done: dict[str, ConceptTree] = {}
        self._size: dict[str, int] = {}
        self._depth: dict[str, int] = {}

    def settled(self) -> dict[str, ConceptTree]:
        """Return the concepts by name."""
        for name in self.trees:
            for each in self._in_order(name):
                self._settle(each)
        return self._done

    def _used(self, tree: ConceptTree) -> tuple[str, ...]:
        found = [n.operand for n in walk(tree.condition) if isinstance(n, Truth) and n.operand.owner is None]
        return tuple(operand.name for operand in found if operand.name in self.trees)

    def _in_order(self, start: str) -> list[str]:
        """Return what must be settled for a concept, that which is used before that which uses it."""
        order: list[str] = []
        path: list[str] = []
        todo = [(start, False)]
        while todo:
            name, leave = todo.pop()
            if leave:
                path.pop()
                order.append(name)
            elif name in path:
                self._circle(path[path.index(name) :])
            elif name not in self._done and name not in order:
                path.append(name)
                todo += [(name, True), *((used, False) for used in dict.fromkeys(self.uses[name]))]
        return order

    def _circle(self, names: list[str]) -> None:
        if any(name in self._done for name in names):
            return
        first, last = names[0], names[-1]
        self._complain(
            "G127",
            f"begreppet `{last}` betyder i en cirkel sig självt",
            last,
            " -> ".join((*names, first)),
            "skriv ut ett av villkoren",
        )
        for name in names:
            self._leave_out(name)

    def _settle(self, name: str) -> None:
        if name in self._done:
            return
        tree, uses = self.trees[name], self.uses[name]
        self._size[name] = 1 + sum(self._size[used] for used in uses)
        self._depth[name] = _depth(tree.condition) + max((self._depth[used] for used in uses), default=0)
        if self._size[name] > _LARGEST or self._depth[name] > _DEEPEST:
            if not self._told:
                message = f"begreppet `{name}` är byggt av för många andra begrepp"
                self._complain("G006", message, name, "för djupt nästlat", "skriv ett enklare villkor")
            self._told = True
            self._leave_out(name)
        else:
            place = Environment(self.parameters, self._done, self.diagnostics, used_by=self.depends)
            self._done[name] = place.settle(tree)
            self.depends[name] = frozenset(place.used)

    def _leave_out(self, name: str) -> None:
        tree = self.trees[name]
        self._done[name] = replace(tree, condition=Both((), tree.span))
        self._size[name], self._depth[name] = 1, 1

    def _complain(self, code: str, message: str, name: str, label: str, help: str) -> None:
        self.diagnostics.append(Diagnostic(code, message, self.trees[name].head.name.span, label, help))


def _depth(node: object) -> int:
    """Return how many conditions and patterns stand in each other."""
    deepest = 0
    todo = [(node, 1)]
    while todo:
        part, level = todo.pop()
        deepest = max(deepest, level)
        for item in fields(part) if is_dataclass(part) else ():
            value = getattr(part, item.name)
            for inner in value if isinstance(value, tuple) else (value,):
                if is_dataclass(inner) and not isinstance(inner, Span):
                    todo.append((inner, level + 1))
    return deepest
