"""The checkout as a whole: what lies where, how large it is, and what must not stand in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "benchmarks", "docs", "fixtures",
    "grammar", "pyproject.toml", "rules", "src", "tests",
}  # fmt: skip
LONGEST = 500
REGISTER = re.compile(r"klausuler(-\d+)?\.yaml")
"""A list of a document's clauses, as long as the document has clauses; a test of its own holds each entry short."""
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:home|root|Users|opt|work|mnt|tmp)/\w|[A-Z]:\\\\?Users"),
    "a note that work is left": re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b"),
    "a host of a package index": re.compile(r"pypi\.org|pythonhosted|index-url", re.IGNORECASE),
}


def tracked() -> list[str]:
    """Return the files of the project; without git, those of the folders that belong to it."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8")
    if done.returncode == 0 and done.stdout:
        return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [str(p.relative_to(ROOT)) for name in TOP for p in [ROOT / name, *(ROOT / name).rglob("*")] if p.is_file()]


FILES = [name for name in tracked() if "__pycache__" not in name]
TEXTS = [name for name in FILES if not name.startswith("tests/") and Path(name).suffix not in {".pyc", ".png"}]


def test_the_top_level_holds_only_what_belongs_there():
    assert {name.split("/", 1)[0] for name in FILES} <= TOP


@pytest.mark.parametrize("folder", ["src", "rules", "grammar", "benchmarks"])
def test_no_file_is_long(folder):
    lengths = {n: len((ROOT / n).read_text("utf-8").splitlines()) for n in TEXTS if n.startswith(f"{folder}/")}
    assert lengths
    lengths = {n: length for n, length in lengths.items() if not REGISTER.fullmatch(Path(n).name)}
    assert {n: length for n, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_forbidden_stands_in_a_file(what):
    found = []
    for name in TEXTS:
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1):
            if FORBIDDEN[what].search(line):
                found.append(f"{name}:{number}: {line.strip()}")
    assert found == []


@pytest.mark.parametrize("what", ["a path of one machine", "a host of a package index"])
def test_nothing_of_one_machine_stands_in_a_test(what):
    here = str(Path(__file__).relative_to(ROOT))
    found = []
    for name in FILES:
        if not name.startswith("tests/") or name == here:
            continue
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        found += [f"{name}: {match.group()}" for match in FORBIDDEN[what].finditer(text)]
    assert found == []


def test_every_module_begins_with_a_docstring():
    import ast

    for name in FILES:
        if name.startswith("src/") and name.endswith(".py"):
            assert ast.get_docstring(ast.parse((ROOT / name).read_text("utf-8"))), name


def test_the_text_files_end_with_one_line_end_and_hold_no_carriage_return():
    for name in TEXTS:
        data = (ROOT / name).read_bytes()
        assert b"\r" not in data, name
        assert not data or (data.endswith(b"\n") and not data.endswith(b"\n\n")), name


def test_file_names_are_plain():
    for name in FILES:
        if not name.startswith(("fixtures/", "tests/")):
            assert re.fullmatch(r"[A-Za-z0-9_./-]+", name), name
