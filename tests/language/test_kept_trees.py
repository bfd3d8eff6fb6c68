"""Trees kept between runs: the same as parsed ones, and anything else in their place is as if there were none."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.language.parse import parse
from compliance.language.read import read

RULES = sorted((Path(__file__).parents[2] / "rules").rglob("*.riktlinje"))


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "compliance"


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_a_kept_tree_is_the_parsed_one_with_its_places(path, own_cache):
    text = path.read_text("utf-8")
    first, second = read(str(path), text), read(str(path), text)
    assert list(own_cache.glob("rules-*.json"))
    assert first == second == parse(str(path), text)
    spans = [[str(d.span) for d in found.declarations] for found in (first, second)]
    assert spans[0] == spans[1]


@pytest.mark.parametrize("rubbish", ["", "[1]", "{}", "null", '["t", 1]', '["t", [0]]', "[" * 5000, '["t", [9999]]'])
def test_rubbish_in_the_cache_is_as_none(rubbish, own_cache):
    text = "ordlista a\n"
    read("a", text)
    for kept in own_cache.glob("rules-*.json"):
        kept.write_text(rubbish, "utf-8")
    assert read("a", text).declarations == parse("a", text).declarations


def test_a_text_with_mistakes_is_not_kept(own_cache):
    assert read("a", "ordlista a\nskyldighet b\n").diagnostics
    assert not list(own_cache.glob("rules-*.json"))
