"""Where the lines of a rule file break, and how far they are indented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from lark import Token, Tree

from compliance.language.comments import Comment, Gap

WIDTH = 100
CLAUSE = 2
CONTENT = 14
_CLAUSES = frozenset(
    {
        "accepts",
        "amount_clause",
        "answers",
        "around",
        "at_latest",
        "attention",
        "ban",
        "basis",
        "before",
        "between",
        "builds_on",
        "charge",
        "cites",
        "closed",
        "closes",
        "count_from",
        "counted_in",
        "country",
        "days_count",
        "duty",
        "earlier",
        "ends",
        "event_by",
        "event_phrase",
        "event_verb",
        "field",
        "flat",
        "from_rule",
        "guideline_calendar",
        "heading",
        "if_clause",
        "individually",
        "last_months",
        "later_days",
        "leave",
        "leaves_open",
        "left_open",
        "no_amount",
        "no_individual",
        "note",
        "on_retraction",
        "outage",
        "own_closing",
        "parties",
        "payer",
        "promptly",
        "reading",
        "recurring",
        "region",
        "rejection",
        "replaces",
        "requires",
        "requires_rule",
        "retracts",
        "rounded",
        "setting",
        "settles",
        "source",
        "start_time",
        "starts",
        "streak",
        "strike_average",
        "strike_days",
        "strike_stay",
        "suspends",
        "thresholds",
        "time_zone",
        "title",
        "validity",
        "void_if",
        "when",
        "within",
    }
)
"""Trees that are a clause."""

_CLAUSE_WORDS = frozenset({("concept", "MEANS"), ("streak", "STREAK_ENDS"), ("flat", "PRINTED_TOTAL")})
"""Keywords that begin a clause without a tree of its own, with the tree they stand in."""

_ITEMS = {
    "payer": "payer_case",
    "days_count": "days_case",
    "individually": "individually_case",
    "start_time": "start_time_case",
    "on_retraction": "retraction_case",
    "limit_choice": "limit_",
    "strings": "STRING",
    "yearly": "year_row",
    "basis": "basis_case",
    "counted_in": "counted_in_case",
    "rounded": "rounded_case",
    "thresholds": "threshold",
    "last_months": "last_months_case",
    "flat": "flat_row",
}
"""Which children of a tree are items of a list; each but the first begins a line."""


class Break(IntEnum):
    """What happens before a token: nothing, a line that is too long may end, a clause begins unless the whole
    declaration fits on one line, a line begins."""

    NONE = 0
    WRAP = 1
    FIT = 2
    ITEM = 3
    CLAUSE = 4
    DECLARATION = 5


@dataclass(frozen=True, slots=True)
class Place:
    """How a line may break before a token, and how deep in the tree the break lies."""

    at: Break
    depth: int


@dataclass(slots=True)
class Piece:
    """A token with the words it is printed as, how a line may break before it, and the comments before it."""

    token: Token
    place: Place
    gap: Gap
    words: str


@dataclass(slots=True)
class Row:
    """A line before it is wrapped: its comments, its segments with the depth of the break before each."""

    indent: int
    comments: tuple[Comment, ...] = ()
    segments: list[str] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    trailing: str = ""


def breaks(tree: Tree[Token]) -> Iterator[tuple[Token, Place]]:
    """Return the tokens of a file in order, each with the break before it."""
    stack: list[tuple[Tree[Token] | Token, Place, int]] = [(tree, Place(Break.NONE, 0), 0)]
    while stack:
        node, place, depth = stack.pop()
        if isinstance(node, Token):
            yield node, place
            continue
        parts = [(child, Place(at, depth), depth + 1) for child, at in _parts(node)]
        if parts and place.at >= parts[0][1].at:
            parts[0] = (parts[0][0], place, depth + 1)
        stack.extend(reversed(parts))


def _parts(tree: Tree[Token]) -> Iterator[tuple[Tree[Token] | Token, Break]]:
    parent = str(tree.data)
    items, comma = 0, False
    for child in tree.children:
        kind = child.type if isinstance(child, Token) else str(child.data)
        if parent in _ITEMS and kind.startswith(_ITEMS[parent]):
            items += 1
            yield child, Break.ITEM if items > 1 or kind == "year_row" else Break.NONE
        else:
            yield child, _break(parent, kind, comma)
        comma = kind == "COMMA"


def _break(parent: str, kind: str, after_comma: bool) -> Break:
    if parent == "start":
        return Break.DECLARATION
    if kind in _CLAUSES or (parent, kind) in _CLAUSE_WORDS:
        return Break.CLAUSE
    if kind == "stand_in" or (parent == "derived" and kind == "YEARS_SINCE"):
        return Break.FIT
    if after_comma or (kind in ("AND", "OR") and parent != "between"):
        return Break.WRAP
    return Break.NONE


def declaration_lines(pieces: list[Piece], trailing: str) -> list[str]:
    """Return the lines of one declaration; `trailing` is the comment at its very end."""
    lines: list[str] = []
    for row in _rows(pieces, trailing):
        lines += comment_lines(row.comments, row.indent)
        lines += _wrapped(row)
    return lines


def comment_lines(comments: Iterable[Comment], indent: int) -> list[str]:
    """Return a run of comments, with the empty lines inside it."""
    lines: list[str] = []
    for comment in comments:
        if lines and comment.blank:
            lines.append("")
        lines.append(" " * indent + comment.text)
    return lines


def _rows(pieces: list[Piece], trailing: str) -> list[Row]:
    one_line = _fits_one_line(pieces)
    rows = [Row(0)]
    before = ""
    for number, piece in enumerate(pieces):
        at = piece.place.at
        if number and (at >= Break.ITEM or piece.gap or (at is Break.FIT and not one_line)):
            rows[-1].trailing = piece.gap.trailing
            rows.append(Row(CLAUSE if at in (Break.CLAUSE, Break.FIT) else CONTENT, piece.gap.own))
        _add(rows[-1], piece, before)
        before = piece.words
    rows[-1].trailing = trailing
    return rows


def _fits_one_line(pieces: list[Piece]) -> bool:
    """Say whether a declaration may stand on one line: it is short enough, and no comment stands in it."""
    bare = all(not piece.gap for piece in pieces[1:])
    return bare and sum(len(piece.words) + 1 for piece in pieces) - 1 <= WIDTH


def _add(row: Row, piece: Piece, before: str) -> None:
    segments = row.segments
    if not segments or piece.place.at is Break.WRAP:
        segments.append(piece.words)
        row.depths.append(piece.place.depth)
    elif row.indent == CLAUSE and segments == [before]:
        segments[0] = f"{before:<{CONTENT - CLAUSE - 1}} {piece.words}"
    else:
        blank = "" if piece.words in (")", ",", ".") or before in ("(", ".") else " "
        segments[-1] += blank + piece.words


def _wrapped(row: Row) -> list[str]:
    """Return the lines of a row; one that is too long ends at the last of the outermost breaks in it."""
    lines: list[str] = []
    indent, start, total = row.indent, 0, len(row.segments)
    while start < total:
        end, width = start + 1, indent + len(row.segments[start])
        while end < total and width + 1 + len(row.segments[end]) <= WIDTH:
            width += 1 + len(row.segments[end])
            end += 1
        if end < total:
            end = min(range(start + 1, end + 1), key=lambda place: (row.depths[place], -place))
        lines.append(" " * indent + " ".join(row.segments[start:end]))
        indent, start = CONTENT, end
    if row.trailing:
        lines[-1] += "  " + row.trailing
    return lines
