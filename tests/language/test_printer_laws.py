"""What holds of every formatted rule file: over the corpus of good files, and over random changes of them."""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Token

from compliance.language.comments import gaps
from compliance.language.grammar import keywords, parser
from compliance.language.parse import parse
from compliance.language.printer import format_text

GOOD = sorted((Path(__file__).parent / "good").glob("*.riktlinje"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in GOOD}
ENGLISH = {name for name, text in TEXTS.items() if re.search(r"^(vocabulary|role|obligation) ", text, re.M)}
BLANKS = st.text(" \t", min_size=1, max_size=4)
NAMES = st.sampled_from(sorted(TEXTS))


@cache
def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text."""
    found = parser().parse(text).scan_values(lambda value: isinstance(value, Token))
    return tuple(sorted(found, key=lambda token: token.start_pos or 0))


def spans(text: str) -> list[tuple[int, int]]:
    return [(token.start_pos or 0, token.end_pos or 0) for token in tokens(text)]


def comments(text: str) -> list[str]:
    """Return the comments of a text in order, found without the formatter's own scanner."""
    return [m.group().rstrip() for m in re.finditer(r'"[^"\n]*"|#[^\n]*', text) if m.group().startswith("#")]


@cache
def bare(name: str) -> str:
    """Return a good file without its comments, formatted."""
    text = re.sub(r'("[^"\n]*")|#[^\n]*', lambda match: match.group(1) or "", TEXTS[name])
    return format_text(name, text)


def same_meaning(left: str, right: str) -> bool:
    before, after = parse("a", left), parse("a", right)
    return before.declarations == after.declarations and len(after.diagnostics) <= len(before.diagnostics)


def test_there_are_enough_good_files():
    assert len(GOOD) >= 25


@pytest.mark.parametrize("name", TEXTS)
def test_good_files_parse_and_are_formatted(name):
    assert parse(name, TEXTS[name]).diagnostics == ()
    assert format_text(name, TEXTS[name]) == TEXTS[name]
    assert all(len(line) <= 100 and line == line.rstrip() for line in TEXTS[name].split("\n"))


def test_good_files_use_every_keyword():
    used = {token.type for text in TEXTS.values() for token in tokens(text)}
    assert set(keywords()) - used == set()


def test_good_files_use_every_terminal():
    used = {token.type for text in TEXTS.values() for token in tokens(text)}
    assert {terminal.name for terminal in parser().terminals} - used == {"COMMENT", "WHITESPACE"}


def test_good_files_use_every_production():
    used = {str(tree.data) for text in TEXTS.values() for tree in parser().parse(text).iter_subtrees()}
    known = {rule.alias or rule.origin.name for rule in parser().rules}
    inlined = {"declaration", "limit_cases", "anchor", "negated", "atom"}
    assert {name for name in known if not name.startswith("_")} - inlined - used == set()


@pytest.mark.parametrize("name", TEXTS)
def test_there_and_back_between_the_languages(name):
    own, other = ("en", "sv") if name in ENGLISH else ("sv", "en")
    translated = format_text(name, TEXTS[name], other)
    assert format_text(name, translated) == translated
    assert parse(name, translated).diagnostics == ()
    assert same_meaning(TEXTS[name], translated)
    assert format_text(name, translated, own) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_no_keyword_of_the_other_language_is_left(name):
    for language, other in (("sv", 1), ("en", 0)):
        for token in tokens(format_text(name, TEXTS[name], language)):
            spelled = keywords().get(token.type)
            assert spelled is None or spelled[0] == spelled[1] or str(token) != spelled[other]


def respaced(text: str, data: st.DataObject) -> str:
    """Put other blanks and line ends between the tokens; an empty line between declarations stays one."""
    between = re.compile(r"\n[ \t]*\n")
    parts = [data.draw(st.text(" \t\n", max_size=3))]
    places = spans(text)
    starts = {tree.meta.start_pos for tree in parser().parse(text).children}
    for (start, end), (following, _) in zip(places, [*places[1:], (len(text), 0)], strict=True):
        parts.append(re.sub(r" (?=[^\"]*$)", lambda _: data.draw(BLANKS), text[start:end]))
        if following in starts:
            parts.append("\n \n\t\n" if between.search(text[end:following]) else data.draw(BLANKS) + "\n\t")
        elif following > end:
            parts.append(data.draw(st.text(" \t\n\r", min_size=1, max_size=4)))
        else:
            parts.append(data.draw(st.text(" \t\n\r", max_size=2)))
    return "".join(parts)


@settings(max_examples=300, deadline=None)
@given(NAMES, st.data())
def test_spacing_does_not_matter(name, data):
    changed = respaced(bare(name), data)
    assert format_text(name, changed) == bare(name)


def commented(text: str, data: st.DataObject) -> str:
    """Put comments at the ends of lines, and on lines of their own between them; and empty lines."""
    words = st.text('abå "#,()', max_size=8).map(lambda text: "#" + text)
    lines: list[str] = []
    for line in text.split("\n"):
        for own in data.draw(st.lists(st.one_of(words, st.just("")), max_size=2)):
            lines.append(data.draw(st.sampled_from(["", "  ", "\t", " " * 14])) + own)
        end = data.draw(st.one_of(st.just(""), words)) if not comments(line) else ""
        lines.append(line + data.draw(st.sampled_from(["", " "])) + end)
    return data.draw(st.sampled_from(["\n", "\r\n"])).join(lines)


@settings(max_examples=300, deadline=None)
@given(NAMES, st.data())
def test_comments_are_kept_in_order(name, data):
    changed = commented(TEXTS[name], data)
    result = format_text(name, changed)
    assert comments(result) == comments(changed.replace("\r", ""))
    assert same_meaning(changed, result)
    assert format_text(name, result) == result


def broken_anywhere(text: str, data: st.DataObject) -> str:
    """Put comments, and line ends, between any two tokens."""
    ends = ["\n", "\n\n", " # ett\n", "\n# två\n", "#tre\n  # fyra\n\n", "\n\n  # fem\n# sex\n\n"]
    words = st.sampled_from(ends)
    parts = [data.draw(st.one_of(st.just(""), words))]
    places = spans(text)
    for (start, end), (following, _) in zip(places, [*places[1:], (len(text), 0)], strict=True):
        parts += [text[start:end], text[end:following], data.draw(st.one_of(st.just(""), st.just(""), words))]
    return "".join(parts)


@settings(max_examples=300, deadline=None)
@given(NAMES, st.data())
def test_comments_may_stand_between_any_two_tokens(name, data):
    changed = broken_anywhere(TEXTS[name], data)
    result = format_text(name, changed)
    assert comments(result) == comments(changed)
    assert same_meaning(changed, result)
    assert format_text(name, result) == result
    assert "\n\n\n" not in result and not re.search(r"[ \t\r]\n", result) and result.endswith("\n")


@pytest.mark.parametrize("name", TEXTS)
def test_gaps_hold_all_comments(name):
    found: list[str] = []
    for gap in gaps(TEXTS[name], spans(TEXTS[name])):
        found += [gap.trailing] * bool(gap.trailing) + [comment.text for comment in gap.own]
    assert found == comments(TEXTS[name])


RULES = sorted((Path(__file__).parents[2] / "rules").rglob("*.riktlinje"))


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_laws_hold_of_the_shipped_rules(path):
    text = path.read_text(encoding="utf-8")
    result = format_text(path.name, text)
    assert format_text(path.name, result) == result
    assert format_text(path.name, format_text(path.name, result, "en"), "sv") == result
    assert comments(result) == comments(text)
    assert same_meaning(text, result)
