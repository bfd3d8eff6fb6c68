"""Text to the one way it is written: same meaning, same comments, either language of keywords."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from compliance.language.comments import Gap, gaps
from compliance.language.diagnostic import DiagnosticError
from compliance.language.grammar import keywords, parser
from compliance.language.parse import parse
from compliance.language.printer_layout import CLAUSE, Break, Piece, breaks, comment_lines, declaration_lines
from compliance.language.units import UNIT_OF, UNITS

Language = Literal["sv", "en"]


def format_text(name: str, text: str, language: Language | None = None) -> str:
    """Return the text in its one layout, its keywords in the language, or in its own.

    Raises DiagnosticError with what the parser says of a text that cannot be read."""
    plain = unicodedata.normalize("NFC", text.removeprefix("\ufeff")).replace("\r\n", "\n")
    tree = _parsed(name, text, plain)
    pieces, last = _pieces(tree, plain, language)
    return _page(pieces, last)


def _parsed(name: str, text: str, plain: str) -> Tree[Token]:
    try:
        tree = parser().parse(plain)
    except UnexpectedInput as mistake:
        raise DiagnosticError(parse(name, text).diagnostics) from mistake
    if not plain.translate({9: " ", 10: " ", 13: " "}).isprintable():
        invisible = [d for d in parse(name, text).diagnostics if d.code == "G005"]
        if invisible:
            raise DiagnosticError(invisible)
    return tree


def _pieces(tree: Tree[Token], text: str, language: Language | None) -> tuple[list[Piece], Gap]:
    """Return the tokens as they are printed, and what follows the last one."""
    found = list(breaks(tree))
    spoken = language or _language(token for token, _ in found)
    *before, last = gaps(text, [(token.start_pos or 0, token.end_pos or 0) for token, _ in found])
    pieces: list[Piece] = []
    amount = ""
    for (token, place), gap in zip(found, before, strict=True):
        pieces.append(Piece(token, place, gap, _words(token, amount, spoken)))
        amount = str(token)
    return pieces, last


def _language(tokens: Iterable[Token]) -> Language:
    """Return the language of the first keyword that the two languages spell differently."""
    for token in tokens:
        if token.type == "UNIT":
            swedish = str(token) in UNITS[UNIT_OF[str(token)]][:2]
            return "sv" if swedish else "en"
        spelled = keywords().get(token.type, ("", ""))
        if spelled[0] != spelled[1]:
            return "sv" if " ".join(token.split()) == spelled[0] else "en"
    return "sv"


def _words(token: Token, before: str, language: Language) -> str:
    """Return what a token is printed as; `before` is the amount in front of a unit."""
    if token.type == "UNIT":
        plural = not (before.isdecimal() and int(before) == 1)
        return UNITS[UNIT_OF[str(token)]][2 * (language == "en") + plural]
    spelled = keywords().get(token.type)
    return str(token) if spelled is None else spelled[language == "en"]


def _page(pieces: list[Piece], last: Gap) -> str:
    """Return the whole file."""
    starts = [i for i, piece in enumerate(pieces) if piece.place.at is Break.DECLARATION]
    if not starts:
        return _ended(comment_lines(last.own, 0))
    lines: list[str] = []
    gap, previous, one_line = pieces[0].gap, "", False
    tail: list[str] = []
    head = comment_lines(gap.own, 0)
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        after = pieces[end].gap if end < len(pieces) else last
        own = declaration_lines(pieces[start:end], after.trailing)
        close = one_line and len(own) == 1 and not tail and pieces[start].token.type == previous
        if lines and (gap.blank_before or not close):
            lines.append("")
        lines += head + ([""] if head and gap.blank_after else []) + own
        gap, previous, one_line = after, pieces[start].token.type, len(own) == 1
        ending, heading = gap.split(at_end=end == len(pieces))
        tail, head = comment_lines(ending, CLAUSE), comment_lines(heading, 0)
        lines += tail
    return _ended([*lines, "", *head] if head else lines)


def _ended(lines: list[str]) -> str:
    return "\n".join(lines) + "\n" if lines else ""


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    """Return the first two and more words of every keyword that has several."""
    split = [spelling.split() for spellings in keywords().values() for spelling in spellings]
    return frozenset(" ".join(words[:count]) for words in split for count in range(2, len(words) + 1))
