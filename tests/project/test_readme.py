"""Every example of the README and of the pages under docs is run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from readme import PAGES, README, ROOT, blocks, played, same, workplace

from compliance import load_rules
from compliance.author.fixtures import run_fixtures
from compliance.cli import VERBS
from compliance.graph import load_texts
from compliance.language.diagnostic import render
from compliance.language.printer import format_text

HEAD = """\
riktlinje provet-2024
  region      provet
  bygger på   samverkanslagen
  gäller från 2024-01-01
  vardagar enligt vardag

"""
OWN = [b for b in blocks("riktlinje") if not b.label]
QUOTED = [b for b in [*blocks("riktlinje"), *blocks("yaml")] if b.label]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """Commands of later blocks go on where those of earlier ones ended."""
    found = workplace()
    yield found
    shutil.rmtree(found)


CONSOLE = [b for page in PAGES for b in blocks("console", page)]


@pytest.mark.parametrize("block", CONSOLE, ids=lambda b: b.text.splitlines()[0])
def test_console(block, place):
    now = played(block, place)
    assert same(block.text, now), f"it prints now (python tests/project/readme.py writes it):\n{now}"


def test_python():
    (code,), (expected,) = blocks("python"), blocks("text")
    done = subprocess.run([sys.executable, "-c", code.text], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (done.stdout, done.stderr) == (expected.text, "")


def base() -> list[tuple[str, str]]:
    files = [*(ROOT / "rules").glob("ordlista*.riktlinje"), *(ROOT / "rules/samverkanslagen").glob("*.riktlinje")]
    return [(file.name, file.read_text("utf-8")) for file in sorted(files)]


@pytest.mark.parametrize("block", OWN, ids=lambda b: b.text.split("\n")[0])
def test_rules_of_the_language_pages_load(block):
    text = block.text if block.text.startswith("riktlinje ") else HEAD + block.text
    loaded = load_texts([*base(), ("README.md", text)], {})
    assert loaded.rules is not None, "\n".join(map(render, loaded.diagnostics))
    assert not loaded.diagnostics


@pytest.mark.parametrize("block", OWN, ids=lambda b: b.text.split("\n")[0])
def test_rules_of_the_language_pages_are_formatted(block):
    assert format_text("README.md", block.text) == block.text


@pytest.mark.parametrize("block", QUOTED, ids=lambda b: b.label)
def test_quoted_rules_stand_in_the_rules(block):
    assert " ".join(block.text.split()) in " ".join((ROOT / block.label).read_text("utf-8").split())


def test_yaml(tmp_path):
    events, expectation = (b.text for b in [b for b in blocks("yaml") if not b.label] + blocks_indented())
    example = (ROOT / "docs/example/edith.yaml").read_text("utf-8")
    assert events in example
    given = yaml.safe_load(expectation)
    assert {"why", "as_of", "expect", "no_violation", "liability"} == set(given)
    case = tmp_path / "case.yaml"
    case.write_text(re.sub(r"^as_of:.*\n", "", example, flags=re.MULTILINE) + expectation, "utf-8")
    (result,) = run_fixtures([case], load_rules(), 0)
    assert result.passed, result


def blocks_indented():
    """The YAML block inside the list of steps, without its indentation."""
    match = re.search(r"^   ```yaml\n(.*?)^   ```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert match
    text = "".join(line[3:] if line.strip() else line for line in match[1].splitlines(keepends=True))
    return [type(blocks("yaml")[0])("yaml", "", text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_page_is_linked_from_the_readme():
    linked = {(README.parent / t).resolve() for t in re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8"))}
    assert {p.resolve() for p in PAGES if p != README} <= linked


def test_every_verb_is_in_the_table_and_the_other_way_round():
    named = set(re.findall(r"^\| `compliance (\w+)", README.read_text("utf-8"), re.MULTILINE))
    assert named == set(VERBS)


def test_the_words_of_the_glossary_are_declared():
    text = README.read_text("utf-8")
    vocabulary = load_rules().vocabulary
    for title, known in (("role", vocabulary.roles), ("event", vocabulary.events), ("fact", vocabulary.facts)):
        table = text.split(f"| {title} | |\n", 1)[1].split("\n\n", 1)[0]
        words = [word for row in table.splitlines()[1:] for word in re.findall(r"`([^`]+)`", row.split("|")[1])]
        assert words and set(words) <= set(known), set(words) - set(known)


def test_readings_named_are_used_by_a_rule():
    rules = "".join(p.read_text("utf-8") for p in (ROOT / "rules").rglob("*.riktlinje"))
    for reading in re.findall(r"^\| (R-\d+) ", README.read_text("utf-8"), re.MULTILINE):
        assert reading in rules, reading


def test_options_named_are_there(capsys):
    from click.testing import CliRunner

    from compliance.cli import group

    for row in re.findall(r"^\| (`compliance \w+.*)$", README.read_text("utf-8"), re.MULTILINE):
        verb = re.match(r"`compliance (\w+)", row)[1]
        usage = CliRunner().invoke(group, [verb, "--help"], terminal_width=200).output
        for option in re.findall(r"--[a-z-]+|-v\b", row):
            assert option in usage, f"{verb} {option}"


def test_check_is_a_function_whatever_was_imported_before():
    code = "import compliance, compliance.check.engine; assert not hasattr(compliance.check, '__path__')"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True).returncode == 0
