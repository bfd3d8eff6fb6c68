"""No region in the program: neither in code nor in comments, texts, the grammar, however it is spelt."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from compliance import load_rules

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = {".py", ".md", ".lark", ".html", ".css"}
FILES = [p for f in ("src", "grammar") for p in sorted((ROOT / f).rglob("*")) if p.suffix in SUFFIXES]
LAW = "samverkanslagen"
EXAMPLE = re.compile(r'epilog="Example: compliance [^"\n]*"')
"""The example in a command's help may name a guideline; it is the one place."""
PLACES = {"skelleftea", "umea", "lulea", "halmstad", "kungsbacka", "varberg", "falkenberg", "boden", "pitea", "kiruna"}
"""Towns of the regions: a rule for one of them would be a rule for its region."""


def plain(text: str) -> str:
    """Return text in small letters, without rings and dots, so that å and a are one."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def regions() -> set[str]:
    """Return the regions' names as `plain` gives them: as the rules name them, and as titles spell them."""
    rules = load_rules()
    found = {plain(region) for region in rules.regions} - {LAW}
    for guideline in rules.guidelines.values():
        own = plain(guideline.region)
        found |= {w for w in re.findall(r"\w+", plain(guideline.title)) if own != LAW and w.startswith(own)}
    return found


NAMES = regions() | PLACES


def named(text: str) -> list[str]:
    """Return the lines that name a region, with its name at the beginning of a word."""
    lines = plain(EXAMPLE.sub("", text)).splitlines()
    word = re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(NAMES))})")
    return [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if word.search(line)]


def test_there_are_regions_to_look_for_and_files_to_look_in() -> None:
    assert {"norrbotten", "halland", "jonkoping", "vasterbotten"} <= NAMES and LAW not in NAMES
    assert len(FILES) > 200 and any(p.suffix == ".lark" for p in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_region_is_named(path: Path) -> None:
    assert named(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        'if region == "jonkoping":',
        "# som i Jönköpings län",
        '"VÄSTERBOTTEN"',
        "x = 'Va\N{COMBINING DIAERESIS}sterbotten'",
        "halland_2018 = True",
        '"Skellefteå"',
        'name.startswith("norrbotten")',
    ],
)
def test_every_spelling_is_caught(text: str) -> None:
    assert named(f"a = 1\n{text}\n") == [f"2: {plain(text)}"]


@pytest.mark.parametrize("text", ['epilog="Example: compliance coverage norrbotten"', "shalland = 1"])
def test_what_is_no_region_is_left_alone(text: str) -> None:
    assert named(text) == []
