"""Carets stand under what they speak of, whatever the line is made of."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from rule_words import HEAD, obligation, told

from compliance.language.diagnostic import render
from compliance.language.parse import parse

WRONG = HEAD + obligation(condition="samtykke")


def caret(text: str) -> str:
    """Return what stands over the carets of the only diagnostic of a text."""
    (only,) = told(text)
    lines = render(only).splitlines()
    shown, carets = next((a, b) for a, b in pairwise(lines) if "^" in b)
    return shown[carets.index("^") : carets.rindex("^") + 1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n", "\n"),
        ("\n", "\r\n"),
        ("  om          ", "\tom\t\t"),
        ("  om          samtykke", "  om samtycke och  \t samtykke"),
        ("samtykke", "samtykke # 中文 🏥 kommentar"),
        ("samtykke", "samtykke och åldern över 3".replace("åldern", "ålder")),
        ("skyldighet", "# 中文 🏥\nskyldighet"),
        ("samtykke", 'anteckning är "中文 🏥 å" och samtykke'),
        ("samtykke\n  ska", "samtykke # sist\n\n\n  ska"),
    ],
)
def test_caret_is_under_the_name(before: str, after: str) -> None:
    text = WRONG.replace(before, after)
    assert text != WRONG or before == after
    if "中文 🏥 å" in after:
        (only,) = told(text)
        assert only.span is not None and only.span.text == "samtykke"
    else:
        assert caret(text) == "samtykke"


def test_line_and_column_are_the_same_with_every_line_end_and_a_byte_order_mark() -> None:
    places = {
        told(variant)[0].place[1:] for variant in (WRONG, WRONG.replace("\n", "\r\n"), "\ufeff" + WRONG, WRONG.rstrip())
    }
    assert places == {(6, 15)}


def test_decomposed_letters_are_counted_as_one() -> None:
    text = HEAD + obligation(condition="inte samtycke och bedömd_dag är 3")
    (composed,), (decomposed,) = told(text), told(unicodedata.normalize("NFD", text))
    assert composed.place == decomposed.place and composed.message == decomposed.message
    assert caret(unicodedata.normalize("NFD", text)) == "3"


@pytest.mark.parametrize(
    "end", ["", "\n", "\n\n\n", "  ", "\r\n", "  # kommentar", "\n# kommentar\n", "\n\n  # kommentar"]
)
def test_a_mistake_at_the_end_of_the_file(end: str) -> None:
    (only,) = told(HEAD + "skyldighet a\n  när         inskrivning\n  ska         avdelning" + end)
    assert (only.code, *only.place[1:]) == ("G004", 6, 23)
    assert render(only).count("^") == 1


def test_carets_stop_at_the_end_of_the_line() -> None:
    text = HEAD + obligation(limit="samma dag om samtycke\n              nästa dag om boende är eget")
    (only,) = told(text)
    assert only.code == "G121" and caret(text) == "samma dag om samtycke"


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = HEAD + obligation(condition=" och ".join([*["samtycke"] * 60, "samtykke", *["samtycke"] * 60]))
    assert caret(text) == "samtykke"
    assert max(len(line) for line in render(told(text)[0]).splitlines()) < 250


def test_every_span_of_a_tree_is_its_text() -> None:
    file = parse("a", "# å\r\n" + obligation(condition="behov innehåller något av (hemtjänst)"))
    (rule,) = file.declarations
    assert rule.head.name.span.text == "meddelande"  # type: ignore[union-attr]
    assert rule.condition.span.text == "behov innehåller något av (hemtjänst)"  # type: ignore[union-attr]
    assert rule.duty.acts[0].event.span.text == "inskrivningsmeddelande"  # type: ignore[union-attr]
