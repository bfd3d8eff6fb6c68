"""The parser never raises: broken files, random text, deep and long ones, all give diagnostics with a place."""

from __future__ import annotations

import random
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Token
from rule_words import HEAD, VOCABULARY, load, obligation, shipped

from compliance.graph import load_texts
from compliance.language.diagnostic import render
from compliance.language.grammar import keywords, parser
from compliance.language.parse import parse
from compliance.language.parsed import ParsedFile
from compliance.language.read import read


def is_told(file: ParsedFile) -> None:
    text = file.source.text
    for diagnostic in file.diagnostics:
        span = diagnostic.span
        assert span is not None and 0 <= span.start <= span.end <= len(text)
        line, column = span.position
        assert line >= 1 and column >= 1 and column <= len(file.source.line(line)) + 1
        assert diagnostic.message and render(diagnostic)
    assert len(set(file.diagnostics)) == len(file.diagnostics)


SPELLINGS = sorted({word for both in keywords().values() for word in both})
PIECES = st.one_of(
    st.sampled_from(SPELLINGS),
    st.sampled_from(
        ["(", ")", ",", ".", "=", "*", '"', '"text"', "#", "\n", "\n  ", "\t", "\r\n", "12:00", "24:99", "3"]
    ),
    st.sampled_from(
        ["2024-01-01", "2024-99-99", "2,5", "9" * 30, "NB-1", "namn", "a_b", "x*", "Å", "å", "-", "–", "\0"]
    ),
    st.text(max_size=5),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_random_words(text: str) -> None:
    is_told(parse("a", text))


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join), st.sampled_from([HEAD, VOCABULARY + "\n" + HEAD + obligation()]))
def test_random_words_after_good_rules_load(text: str, before: str) -> None:
    loaded = load_texts([("a", before + text)], {})
    assert loaded.rules is not None or loaded.diagnostics
    for diagnostic in loaded.diagnostics:
        assert render(diagnostic)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_random_text(text: str) -> None:
    is_told(parse("a", text))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200).map(lambda b: b.decode("utf-8", "surrogateescape")))
def test_random_bytes(text: str) -> None:
    is_told(parse("a", text))
    is_told(read("a", text))


def tokens(text: str) -> list[Token]:
    tree = parser().parse(text)
    return sorted(tree.scan_values(lambda v: isinstance(v, Token)), key=lambda t: t.start_pos or 0)


def spoilt(text: str, found: list[Token], index: int, how: str) -> str:
    token = found[index]
    start, end = token.start_pos or 0, token.end_pos or 0
    if how == "delete":
        return text[:start] + text[end:]
    if how == "double":
        return text[:end] + " " + token + text[end:]
    if index + 1 == len(found):
        return text
    other = found[index + 1]
    return text[:start] + other + text[end : other.start_pos] + token + text[other.end_pos :]


FILES = shipped()


def declarations(text: str) -> list[str]:
    """Return the file's declarations as texts, so that each can be spoilt by itself."""
    starts = [item.meta.start_pos for item in parser().parse(text).children]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize("how", ["delete", "double", "swap"])
@pytest.mark.parametrize(("name", "text"), FILES, ids=[name for name, _ in FILES])
def test_one_token_is_spoilt(name: str, text: str, how: str) -> None:
    chance = random.Random(f"{name} {how}")
    pieces = declarations(text)
    for piece in chance.sample(pieces, min(len(pieces), 14)):
        found = tokens(piece)
        for index in chance.sample(range(len(found)), min(len(found), 12)):
            broken = spoilt(piece, found, index, how)
            read_back = parse(name, broken)
            is_told(read_back)
            assert len(read_back.diagnostics) <= 4, (broken, [d.message for d in read_back.diagnostics])
            if not read_back.diagnostics:
                parser().parse(broken)


@pytest.mark.parametrize("how", ["delete", "double", "swap"])
def test_the_other_rules_of_a_file_are_still_read(how: str) -> None:
    chance = random.Random(how)
    rules = [obligation(name=f"regel_{number}") for number in range(6)]
    for number, rule in enumerate(rules):
        found = tokens(rule)
        for index in chance.sample(range(1, len(found)), 8):
            text = "".join([*rules[:number], spoilt(rule, found, index, how), *rules[number + 1 :]])
            names = {d.head.name.name for d in parse("a", text).declarations}  # type: ignore[union-attr]
            assert {f"regel_{i}" for i in range(6) if i != number} <= names


# --- depth and length

NESTED = {
    "parentheses": ("(", "samtycke", ")"),
    "not": ("inte ", "samtycke", ""),
    "both": ("inte (", "samtycke", ")"),
    "pattern": ("finns inskrivning där (", "samtycke", ")"),
}


def nested(kind: str, levels: int) -> str:
    before, middle, after = NESTED[kind]
    return "begrepp djupt\n  betyder     " + before * levels + middle + after * levels + "\n"


@pytest.mark.parametrize("kind", ["parentheses", "not", "pattern"])
@pytest.mark.parametrize(("levels", "codes"), [(1, []), (49, []), (50, []), (51, ["G006"]), (2000, ["G006"])])
def test_nesting(kind: str, levels: int, codes: list[str]) -> None:
    assert [d.code for d in parse("a", nested(kind, levels)).diagnostics] == codes
    loaded = load("a", HEAD + nested(kind, levels) + obligation(condition="djupt"))
    assert [d.code for d in loaded.diagnostics] == codes


@pytest.mark.parametrize(
    ("kind", "levels"), [("parentheses", 100_000), ("not", 100_000), ("both", 10_000), ("pattern", 10_000)]
)
def test_nesting_without_sense_is_told_fast(kind: str, levels: int) -> None:
    started = time.perf_counter()
    (only,) = parse("a", nested(kind, levels)).diagnostics
    assert only.code == "G006" and time.perf_counter() - started < 20


def test_parentheses_that_are_never_closed() -> None:
    (only,) = parse("a", "begrepp djupt\n  betyder     " + "(" * 20_000 + "\n").diagnostics
    assert only.code == "G004"


@pytest.mark.parametrize("pick", ["senare av", "tidigare av"])
def test_nesting_of_limits_and_anchors(pick: str) -> None:
    for levels, codes in ((50, []), (51, ["G006"]), (3000, ["G006"])):
        limit = f"{pick} (" * levels + "1 dagar" + ", 2 dagar)" * levels
        anchor = f"3 dagar från {pick} (" + f"{pick} (" * (levels - 1) + "inskrivning" + ", utskrivning)" * levels
        assert [d.code for d in parse("a", obligation(limit=limit)).diagnostics] == codes
        assert [d.code for d in parse("a", obligation(limit=anchor)).diagnostics] == codes


def test_one_rule_too_deep_leaves_the_others() -> None:
    file = parse("a", obligation(name="a") + nested("parentheses", 51) + obligation(name="b"))
    assert [d.head.name.name for d in file.declarations] == ["a", "b"]  # type: ignore[union-attr]
    assert file.lost == {("CONCEPT", "djupt")}


@pytest.mark.parametrize("count", [600, 5000])
@pytest.mark.parametrize("word", ["och", "eller"])
def test_a_long_flat_condition(count: int, word: str) -> None:
    condition = f" {word} ".join(["samtycke"] * count)
    loaded = load("a", HEAD + obligation(condition=condition))
    assert not loaded.diagnostics and loaded.rules is not None


def test_many_rules_are_parsed_in_little_memory() -> None:
    rules = [obligation(name=f"regel_{number}") + "\n" for number in range(5000)]
    parser()
    started = time.perf_counter()
    file = parse("a", HEAD + "".join(rules))
    assert len(file.declarations) == 5001 and not file.diagnostics and time.perf_counter() - started < 30
    tracemalloc.start()
    parse("a", HEAD + "".join(rules[:500]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


def test_many_mistakes_are_told_in_time() -> None:
    text = HEAD + "\n".join(obligation(name=f"regel_{number}", limit="24 timar") for number in range(1000))
    started = time.perf_counter()
    file = parse("a", text)
    assert len(file.diagnostics) == 1000 and time.perf_counter() - started < 30


@pytest.mark.parametrize("levels", [200, 2000])
def test_a_chain_of_concepts_and_one_that_doubles(levels: int) -> None:
    chain = "begrepp b0\n  betyder     samtycke\n"
    doubling = chain
    for number in range(1, levels):
        chain += f"begrepp b{number}\n  betyder     inte b{number - 1}\n"
        doubling += f"begrepp b{number}\n  betyder     b{number - 1} och b{number - 1}\n"
    for text in (chain, doubling):
        found = load("a", HEAD + text + obligation(condition=f"b{levels - 1}")).diagnostics
        assert {d.code for d in found} == {"G006"} and len(found) == 1


def test_a_long_chain_of_layers_is_refused() -> None:
    text = "riktlinje r0\n  gäller från 2020-01-01\n"
    layers = [f"riktlinje r{n}\n  bygger på   r{n - 1}\n  gäller från 2020-01-01\n" for n in range(1, 1500)]
    assert {d.code for d in load("a", text + "".join(layers)).diagnostics} == {"G006"}
    assert {d.code for d in load("a", "".join(reversed(layers)) + text).diagnostics} == {"G006"}
    assert not load("a", text + "".join(layers[:20])).diagnostics


def test_a_file_may_hold_no_token_longer_than_a_number() -> None:
    for text in (
        obligation(condition="antal_besök över " + "9" * 5000),
        obligation(limit="9" * 5000 + " dagar"),
        obligation(limit="3 dagar").replace("inom ", "mellan " + "9" * 5000 + " och "),
        "parameter p = " + "9" * 5000 + "\n",
        "parameter p = " + "9" * 5000 + " dagar\n",
        "årsbelopp b\n  " + "9" * 5000 + " 3\n",
    ):
        assert {d.code for d in parse("a", text).diagnostics} == {"G011"}
