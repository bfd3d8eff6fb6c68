"""Text to syntax tree. All mistakes of a file are told in one run: what cannot be read is set aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from compliance.language.build import Builder
from compliance.language.diagnostic import Diagnostic, did_you_mean, sort_diagnostics
from compliance.language.grammar import DECLARATIONS, keywords, parser
from compliance.language.mistake import Explainer, any_keyword, clause_starts, declaration_start
from compliance.language.parsed import ParsedFile
from compliance.language.source import Source, Span
from compliance.language.tree import Declaration
from compliance.language.units import UNITS

MAX_DEPTH = 50
_NESTING = frozenset(
    ["group", "negation", "pattern_where", "anchor_later", "anchor_earlier", "limit_later", "limit_earlier"]
)
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MOST_INVISIBLE = 20
_MENDABLE = ("VOCABULARY", "SUBJECT", "EVENT", "GUIDELINE")
"""Declarations that are used without their unreadable clauses, so that what belongs to them is checked too."""


def parse(name: str, text: str) -> ParsedFile:
    """Parse a rule file. Never raises for what is in the text."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    source = Source(name, text)
    problems = _invisible(source)
    if problems:
        return ParsedFile(source, (), tuple(problems), frozenset(_declared(text)))
    builder = Builder(source)
    reader = _Reader(source, builder)
    try:
        tree = parser().parse(text)
    except UnexpectedInput:
        declarations = reader.in_pieces()
    else:
        declarations = reader.built(tree, 0, text)
    problems = builder.diagnostics + _mixed_languages(source, reader.tokens)
    return ParsedFile(source, tuple(declarations), tuple(sort_diagnostics(problems)), frozenset(reader.lost))


def _declared(text: str) -> list[tuple[str, str]]:
    """Return the kinds and names of the declarations in a text, as well as that can be told."""
    spelled = {word: name for name in DECLARATIONS for word in keywords()[name]}
    found = []
    for match in declaration_start().finditer(text):
        kind = spelled.get(" ".join(match.group().split()), "?")
        found.append((kind, _name_after(text, match.end())))
    return found


def _name_after(text: str, position: int) -> str:
    match = re.compile(r"\s*([\w-]+)").match(text, position)
    return match[1] if match else ""


def _invisible(source: Source) -> list[Diagnostic]:
    found = []
    for match in _INVISIBLE.finditer(source.text):
        char = match.group()
        found.append(
            Diagnostic(
                "G005",
                f"osynligt tecken U+{ord(char):04X} ({unicodedata.name(char, 'okänt')})",
                Span(source, match.start(), match.end()),
                "står här",
                "ta bort tecknet eller ersätt det med ett vanligt blanksteg",
            )
        )
    return found[:_MOST_INVISIBLE]


def _not_too_deep(tree: Tree[Token], source: Source, base: int, builder: Builder) -> bool:
    stack: list[tuple[Tree[Token] | Token, int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, Token):
            continue
        deeper = depth + 1 if node.data in _NESTING else depth
        if deeper > MAX_DEPTH:
            start = base + (node.meta.start_pos or 0)
            builder.diagnostics.append(
                Diagnostic(
                    "G006",
                    f"villkoret är nästlat djupare än {MAX_DEPTH} nivåer",
                    Span(source, start, start + 1),
                    "här börjar den nivå som är för djup",
                    "dela upp villkoret i begrepp med egna namn",
                )
            )
            return False
        stack.extend((child, deeper) for child in node.children)
    return True


class _Reader:
    """Reads one source, whole or in pieces. Gathers what is lost, and the tokens of what is read."""

    def __init__(self, source: Source, builder: Builder) -> None:
        self.source = source
        self.builder = builder
        self.lost: list[tuple[str, str]] = []
        self.tokens: list[tuple[Token, int]] = []

    def built(self, tree: Tree[Token], base: int, text: str) -> list[Declaration]:
        """Return the declarations of a tree, without those that are nested too deeply."""
        found: list[Declaration] = []
        for item in tree.children:
            if not isinstance(item, Tree):
                continue
            if _not_too_deep(item, self.source, base, self.builder):
                self.tokens += [(token, base) for token in _tokens(item)]
                found += self.builder.declarations(Tree("start", [item], tree.meta), base)
            else:
                self.lost += _declared(text[item.meta.start_pos : item.meta.end_pos])
        return found

    def in_pieces(self) -> list[Declaration]:
        """Parse each declaration by itself, so that a mistake in one does not hide those in the others."""
        text = self.source.text
        starts = [match.start() for match in declaration_start().finditer(text)]
        first = starts[0] if starts else len(text)
        for start in self._strays(0, first, indented=True):
            self._unknown_declaration(start)
        found: list[Declaration] = []
        for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
            strays = self._strays(start + 1, end, indented=False)
            for stray in strays:
                self._unknown_declaration(stray)
            found += self._piece(text[start : strays[0] if strays else end], start)
        return found

    def _strays(self, start: int, end: int, indented: bool) -> list[int]:
        """Return where lines begin that look like declarations and are none; the first of them in any column."""
        found: list[int] = []
        for match in re.compile(r"^([ \t]*)([^\s#])", re.M).finditer(self.source.text, start, end):
            at = match.start(2)
            own_line = not match[1] and match[2].isalpha() and not any_keyword().match(self.source.text, at)
            if own_line or (indented and not found):
                found.append(at)
        return found

    def _unknown_declaration(self, start: int) -> None:
        text = self.source.text
        word = re.compile(r"[^\s]+").match(text, start)
        end = word.end() if word else start + 1
        known = [spelling for name in DECLARATIONS for spelling in keywords()[name]]
        self.lost.append(("?", _name_after(text, end)))
        self.builder.diagnostics.append(
            Diagnostic(
                "G007",
                f"`{text[start:end]}` inleder ingen deklaration",
                Span(self.source, start, end),
                "väntade en deklaration",
                did_you_mean(
                    text[start:end], known, "börja med vad det är: `skyldighet`, `förbud`, `undantag`, `begrepp`, …"
                ),
            )
        )

    def _piece(self, piece: str, base: int) -> list[Declaration]:
        """Parse one declaration; a clause that cannot be read is reported, blanked out, and the rest tried again."""
        blanked: list[tuple[int, int]] = []
        text, mended = piece, True
        explainer = Explainer(self.source, piece, base, _is_swedish(self.source))
        starts = clause_starts(piece)
        for _ in range(20):
            try:
                tree = parser().parse(text)
            except UnexpectedInput as mistake:
                if not blanked:
                    self.lost += _declared(piece)
                found = explainer.explain(text, mistake)
                if _follows(piece, blanked, found.position):
                    return []
                self.builder.diagnostics.append(found.diagnostic)
                if found.clause is None:
                    return []
                start, end = starts[found.clause], [*starts[1:], len(piece)][found.clause]
                line = piece.rfind("\n", 0, found.position) + 1
                if start < line and not piece[line : found.position].strip():
                    start = line
                if start == 0:
                    return []
                if any(begin <= start < stop for begin, stop in blanked):
                    return []
                blanked.append((start, end))
                instead, whole = _stand_in(text[start:end], found.expected)
                if instead is None:
                    return []
                mended = mended and whole
                text = text[:start] + instead + text[end:]
                continue
            kind = _declared(piece)[0][0] if blanked else ""
            if blanked and not (mended and kind in _MENDABLE):
                return []
            return self.built(tree, base, text)
        return []


def _tokens(tree: Tree[Token]) -> Iterable[Token]:
    return tree.scan_values(lambda value: isinstance(value, Token))


_STAND_INS = (
    ("SHALL", "ska x y z"),
    ("MAY_NOT", "får inte x y z"),
    ("MAY", "får x y z"),
    ("MEANS", "betyder x"),
    ("FROM_RULE", "från regel x"),
    ("REQUIRES", "kräver x y z"),
    ("SUSPENDS", "vilar x"),
    ("REPLACES", "ersätter x"),
)
"""For each clause that a rule cannot do without, the shortest text that the rest can be read with."""
_CANNOT_DO_WITHOUT = (
    "SHALL",
    "SHOULD",
    "MAY_NOT",
    "SHOULD_NOT",
    "MAY",
    "MEANS",
    "FROM_RULE",
    "REQUIRES",
    "SUSPENDS",
)


def _stand_in(clause: str, expected: frozenset[str]) -> tuple[str | None, bool]:
    """Return what to read in place of a clause, of its length, and whether that leaves it out and invents nothing.

    None when the rest cannot be read without the clause and there is no room for a stand-in."""
    blank = re.sub(r"[^\n]", " ", clause)
    words = keywords()
    begins = {
        name for name in words if any(re.match(rf"\s*{re.escape(w)}(?![a-z0-9åäö_-])", clause) for w in words[name])
    }
    asked = [name for name, _ in _STAND_INS if name in expected and name in _CANNOT_DO_WITHOUT]
    for name, text in _STAND_INS:
        if name in (asked or begins) or (name == "SHALL" and not asked and "SHOULD" in begins):
            if len(clause) > len(text) + 1 and "\n" not in clause[: len(text) + 1]:
                return " " + text + blank[len(text) + 1 :], False
            if begins & set(_CANNOT_DO_WITHOUT):
                return None, False
    return blank, True


def _follows(piece: str, blanked: list[tuple[int, int]], position: int) -> bool:
    """Say whether the mistake stands right behind a clause that was set aside: then it is its consequence."""
    return any(stop <= position and piece[stop:position].strip() == "" for _, stop in blanked)


def _is_swedish(source: Source) -> bool:
    first = declaration_start().search(source.text)
    return first is None or any(first.group() == keywords()[name][0] for name in DECLARATIONS)


def _mixed_languages(source: Source, tokens: list[tuple[Token, int]]) -> list[Diagnostic]:
    """Report the first keyword that is in another language than the file began with."""
    units = {word: place < 2 for words in UNITS.values() for place, word in enumerate(words)}
    first: bool | None = None
    for token, base in tokens:
        if token.type == "UNIT":
            swedish = units[str(token)]
        elif token.type in keywords():
            left, right = keywords()[token.type]
            if left == right:
                continue
            swedish = " ".join(str(token).split()) == left
        else:
            continue
        if first is None:
            first = swedish
        elif swedish is not first:
            start = base + (token.start_pos or 0)
            return [
                Diagnostic(
                    "G009",
                    "filen blandar svenska och engelska nyckelord",
                    Span(source, start, start + len(token)),
                    f"filen börjar på {'svenska' if first else 'engelska'}",
                    f"skriv om med `compliance fmt --keywords {'sv' if first else 'en'}`",
                )
            ]
    return []
