"""The grammar: no ambiguity, every keyword in two languages, no spelling that means two things."""

from __future__ import annotations

import re

import pytest
from lark import Lark
from rule_words import HEAD, VOCABULARY, load, obligation, shipped

from compliance.language.grammar import CLAUSES, DECLARATIONS, OPTIONS, keywords, parser
from compliance.language.grammar_files import grammar_file, grammar_text
from compliance.language.parse import parse
from compliance.language.printer import format_text
from compliance.language.units import UNIT_OF, UNITS

KEYWORD = re.compile(r"^([A-Z_]+)(?:\.\d+)?: /\(\?:(.+)\)\(\?!", re.M)


def test_the_grammar_builds_strictly() -> None:
    pytest.importorskip("interegular")
    Lark.open(str(grammar_file()), **OPTIONS, strict=True)


def test_every_keyword_is_swedish_then_english() -> None:
    written = {name: spelled.split("|") for name, spelled in KEYWORD.findall(grammar_text()) if name != "UNIT"}
    assert set(written) == set(keywords())
    for name, spellings in written.items():
        assert 1 <= len(spellings) <= 2, name
        plain = [re.sub(r"\[[^\]]*\]\+", " ", spelling) for spelling in spellings]
        assert keywords()[name] == (plain[0], plain[-1])
        assert all(re.fullmatch(r"[a-zåäö]+(?: [a-zåäö]+)*", spelling) for spelling in plain)
        assert not re.search("[åäö]", keywords()[name][1])


def test_no_two_keywords_share_a_spelling() -> None:
    seen: dict[str, str] = {}
    for name, spellings in keywords().items():
        for spelling in set(spellings):
            assert spelling not in seen, (spelling, name, seen.get(spelling))
            seen[spelling] = name
    assert not set(seen) & set(UNIT_OF)


def test_every_unit_is_spelled_in_one_way() -> None:
    words = [word for spelled in UNITS.values() for word in set(spelled)]
    assert len(words) == len(set(words)) and set(words) == set(UNIT_OF)
    pattern = next(t.pattern.value for t in parser().terminals if t.name == "UNIT")
    assert set(words) == set(pattern[3 : pattern.index(")")].split("|"))


def test_declarations_and_clauses_are_keywords() -> None:
    assert set(DECLARATIONS) <= set(keywords()) and set(CLAUSES) <= set(keywords())
    assert not set(DECLARATIONS) & set(CLAUSES)


WORDS = sorted({word for both in keywords().values() for word in both if " " not in word} | set(UNIT_OF))


@pytest.mark.parametrize("word", WORDS)
def test_a_name_may_begin_or_end_like_a_keyword(word: str) -> None:
    for name in (f"{word}sorg", f"{word}_x", f"{word}x", f"x{word}", f"x_{word}"):
        vocabulary = VOCABULARY + f"\nfaktum {name} sant eller falskt\n"
        found = load("a", vocabulary + HEAD + obligation(condition=f"inte {name} och {name}")).diagnostics
        assert not found, (name, found)


def test_two_spellings_are_one_tree() -> None:
    for name, text in shipped():
        swedish, english = format_text(name, text, "sv"), format_text(name, text, "en")
        plain = parse(name, text)
        assert not plain.diagnostics
        assert plain.declarations == parse(name, swedish).declarations == parse(name, english).declarations
        assert format_text(name, english, "sv") == swedish


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\t", "  ", "\n    "])
def test_words_of_a_keyword_may_stand_on_two_lines(break_: str) -> None:
    text = obligation(limit="3 dagar") + "  upphör vid  utskrivning\n"
    broken = text.replace("upphör vid", f"upphör{break_}vid")
    assert parse("a", broken).declarations == parse("a", text).declarations != ()
