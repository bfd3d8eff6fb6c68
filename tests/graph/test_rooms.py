"""The house: nothing imports what stands to its right, and the program knows no word of the domain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import compliance
from compliance.graph import load_rules

SOURCE = Path(compliance.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
BELOW: dict[str, set[str]] = {
    "__init__": {"api", "check"},  # the front: the library, and the room that shares a name with one of its functions
    "locate": set(),
    "language": {"locate"},
    "time": set(),
    "graph": {"locate", "language", "time"},
    "episodes": {"locate", "language", "time", "graph.vocabulary"},
    "check": {"locate", "language", "time", "graph", "episodes"},
    "payment": {"locate", "language", "time", "graph", "episodes", "check"},
    "report": {"locate", "language", "time", "graph", "episodes", "check", "payment"},
    "author": {"locate", "language", "time", "graph", "episodes", "check", "payment", "report"},
    "api": {"locate", "language", "time", "graph", "episodes", "check", "payment"},
    "cli": {"locate", "language", "time", "graph", "episodes", "check", "payment", "report", "author", "api"},
}


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Return the modules of this program that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "compliance":
            assert node.level == 0
            module = node.module.removeprefix("compliance").lstrip(".")
            yield from [module] if module else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (a.name.removeprefix("compliance.") for a in node.names if a.name.startswith("compliance."))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_file_imports_only_what_stands_before_it(path: Path) -> None:
    own = room(path)
    if own == "__main__":
        return
    allowed = {own, *BELOW[own]}
    for module in imports(path):
        assert any(module == a or module.startswith(a + ".") for a in allowed), f"{own} imports {module}"


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Return the string literals of a file that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    bare = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value


@cache
def domain() -> set[str]:
    rules = load_rules().rules
    assert rules is not None
    words = {*rules.vocabulary.roles, *rules.vocabulary.events, *rules.vocabulary.facts, *rules.vocabulary.derived}
    return words | {*rules.regions, *rules.guidelines, *rules.yearly, rules.vocabulary.name} - SHARED


SHARED = {"region"}
"""A role, and the clause of a guideline's heading."""


def spoken(path: Path) -> Iterator[tuple[int, str]]:
    """Return the literals of a file, without the example commands in the help of the command line."""
    for line, text in literals(path):
        if not (room(path) == "cli" and text.lstrip().startswith("Example: ")):
            yield line, text


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_the_program_knows_no_word_of_the_domain(path: Path) -> None:
    words = domain() - SHARED
    long = {word for word in words if len(word) >= 8 or "_" in word} | {"skellefteå", "jönköping"}
    assert [(line, text) for line, text in spoken(path) if text in words] == []
    assert [(line, word) for line, text in spoken(path) for word in long if word in text.casefold()] == []
