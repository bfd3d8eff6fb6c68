"""Text to syntax tree. All mistakes of a file are found in one run: what cannot be read is set aside, the rest is read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lark import Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from compliance.language.build import Builder
from compliance.language.diagnostic import Diagnostic, did_you_mean, sort_diagnostics
from compliance.language.grammar import CLAUSES, DECLARATIONS, keywords, parser
from compliance.language.source import Source, Span
from compliance.language.tree import Declaration

MAX_DEPTH = 50
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_PLAIN = {
    "NAME": "ett namn",
    "CLAUSE_ID": "ett klausulnummer (NB-185)",
    "STRING": 'en text inom citattecken ("…")',
    "NUMBER": "ett tal",
    "DECIMAL": "ett decimaltal",
    "DATE": "ett datum (2024-03-04)",
    "CLOCK": "ett klockslag (12:00)",
    "UNIT": "en tidsenhet (timmar, dagar, …)",
    "GLOB": "ett namn med *",
    "$END": "filens slut",
}


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The declarations of a file that could be read, and what was wrong with the rest."""

    source: Source
    declarations: tuple[Declaration, ...]
    diagnostics: tuple[Diagnostic, ...]


def parse(name: str, text: str) -> ParsedFile:
    """Parse a rule file. Never raises for what is in the text."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    source = Source(name, text)
    problems = _invisible(source)
    if problems:
        return ParsedFile(source, (), tuple(problems))
    builder = Builder(source)
    try:
        tree = parser().parse(text)
    except UnexpectedInput:
        declarations = _parse_in_pieces(source, builder)
    else:
        declarations = builder.declarations(tree, 0) if _not_too_deep(tree, source, 0, builder) else []
    problems = builder.diagnostics + _mixed_languages(source)
    return ParsedFile(source, tuple(declarations), tuple(sort_diagnostics(problems)))


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
    return found[:20]


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


@lru_cache(maxsize=1)
def _starts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for a declaration at the start of a line, and for a clause at the start of an indented one."""
    words = {terminal.name: terminal.pattern.value for terminal in parser().terminals}
    declarations = "|".join(words[name] for name in DECLARATIONS)
    clauses = "|".join(words[name] for name in CLAUSES)
    return re.compile(rf"^(?:{declarations})", re.M), re.compile(rf"^[ \t]+(?:{clauses})", re.M)


def _parse_in_pieces(source: Source, builder: Builder) -> list[Declaration]:
    """Parse each declaration by itself, so that a mistake in one does not hide those in the others."""
    declaration_start, _ = _starts()
    starts = [match.start() for match in declaration_start.finditer(source.text)]
    found: list[Declaration] = []
    first = starts[0] if starts else len(source.text)
    before = _stray_start(source.text[:first])
    if before is not None:
        builder.diagnostics.append(_unknown_declaration(source, before))
    for start, end in zip(starts, [*starts[1:], len(source.text)], strict=False):
        piece = source.text[start:end]
        stray = re.compile(r"^[^\s#]", re.M).search(piece, 1)
        if stray:
            builder.diagnostics.append(_unknown_declaration(source, start + stray.start()))
            piece = piece[: stray.start()]
        found += _parse_piece(source, piece, start, builder)
    return found


def _stray_start(text: str) -> int | None:
    match = re.compile(r"^[ \t]*[^\s#]", re.M).search(text)
    return match.end() - 1 if match else None


def _unknown_declaration(source: Source, start: int) -> Diagnostic:
    word = re.compile(r"[^\s]+").match(source.text, start)
    end = word.end() if word else start + 1
    known = [spelling for name in DECLARATIONS for spelling in keywords()[name]]
    return Diagnostic(
        "G007",
        f"`{source.text[start:end]}` inleder ingen deklaration",
        Span(source, start, end),
        "väntade en deklaration",
        did_you_mean(source.text[start:end], known, "en deklaration börjar i första kolumnen: skyldighet, förbud, …"),
    )


def _parse_piece(source: Source, piece: str, base: int, builder: Builder) -> list[Declaration]:
    """Parse one declaration; a clause that cannot be read is reported, blanked out, and the rest tried again."""
    blanked: list[tuple[int, int]] = []
    text = piece
    for _ in range(20):
        try:
            tree = parser().parse(text)
        except UnexpectedInput as mistake:
            position = _offset(mistake, text)
            start, end = _clause_around(piece, position, mistake)
            if any(begin <= start < stop for begin, stop in blanked) or _follows(piece, blanked, position):
                return []
            builder.diagnostics.append(_syntax_error(source, piece, base, mistake, position))
            if start == 0:
                return []
            blanked.append((start, end))
            text = text[:start] + _stand_in(text[start:end], _expected(mistake)) + text[end:]
            continue
        if blanked or not _not_too_deep(tree, source, base, builder):
            return []
        return builder.declarations(tree, base)
    return []


_STAND_INS = (
    ("SHALL", "ska x y z"),
    ("MAY_NOT", "får inte x y z"),
    ("MEANS", "betyder x"),
    ("FROM_RULE", "från regel x"),
    ("REQUIRES", "kräver x y z"),
)
"""For each clause that a rule cannot do without, the shortest text that the rest can be read with."""


def _stand_in(clause: str, expected: set[str]) -> str:
    """Return blanks of the clause's length, or a stand-in where the clause is one that must be there."""
    blank = re.sub(r"[^\n]", " ", clause)
    words = keywords()
    for name, text in _STAND_INS:
        begins = any(re.match(rf"\s*{re.escape(w)}\b", clause) for w in words[name])
        if (begins or name in expected) and len(clause) > len(text) + 1 and "\n" not in clause[: len(text) + 1]:
            return " " + text + blank[len(text) + 1 :]
    return blank


def _offset(mistake: UnexpectedInput, text: str) -> int:
    if isinstance(mistake, UnexpectedToken) and mistake.token.type == "$END":
        return len(text.rstrip())
    position = mistake.pos_in_stream
    return len(text.rstrip()) if position is None or position < 0 else position


def _clause_starts(piece: str) -> list[int]:
    return [0, *(match.start() for match in _starts()[1].finditer(piece))]


def _clause_around(piece: str, position: int, mistake: UnexpectedInput) -> tuple[int, int]:
    """Return the clause to set aside: the one that holds the mistake, or the one before it that ended too early."""
    starts = _clause_starts(piece)
    ends = [*starts[1:], len(piece)]
    index = max(i for i, start in enumerate(starts) if start <= position)
    at_start = piece[starts[index] : position].strip() == ""
    if index and at_start and not _could_end(mistake):
        index -= 1
    return starts[index], ends[index]


def _follows(piece: str, blanked: list[tuple[int, int]], position: int) -> bool:
    """Say whether the mistake stands right behind a clause that was set aside: then it is its consequence."""
    return any(stop <= position and piece[stop:position].strip() == "" for _, stop in blanked)


def _could_end(mistake: UnexpectedInput) -> bool:
    expected = _expected(mistake)
    return "$END" in expected or bool(expected & set(DECLARATIONS)) or "READING" in expected


def _expected(mistake: UnexpectedInput) -> set[str]:
    if isinstance(mistake, UnexpectedToken):
        return set(mistake.accepts or mistake.expected)
    return set(mistake.allowed or ()) if isinstance(mistake, UnexpectedCharacters) else set()


def _spoken(expected: set[str]) -> str:
    spelled = keywords()
    words = [f"`{spelled[name][0]}`" for name in spelled if name in expected and name not in DECLARATIONS]
    plain = [text for name, text in _PLAIN.items() if name in expected and name != "$END"]
    shown = (plain + words)[:7]
    more = " …" if len(plain) + len(words) > 7 else ""
    return ", ".join(shown) + more


def _word_at(text: str, position: int) -> str:
    match = re.compile(r"[\wåäöÅÄÖ-]+|\S").match(text, position)
    return match.group() if match else ""


def _is_swedish(source: Source) -> bool:
    first = _starts()[0].search(source.text)
    return first is None or any(first.group() == keywords()[name][0] for name in DECLARATIONS)


def _syntax_error(source: Source, piece: str, base: int, mistake: UnexpectedInput, position: int) -> Diagnostic:
    word = _word_at(piece, position)
    expected = _expected(mistake)
    starts = _clause_starts(piece)
    at_clause = position < len(piece.rstrip()) and any(
        piece[s:position].strip() == "" for s in starts[1:] if s <= position
    )
    if not word or (at_clause and not _could_end(mistake)):
        end = len(piece[:position].rstrip())
        return Diagnostic(
            "G004",
            "satsen slutar för tidigt",
            Span(source, base + max(end - 1, 0), base + end),
            "här saknas något",
            f"väntade {_spoken(expected)}",
        )
    span = Span(source, base + position, base + position + len(word))
    clause_words = {spelling for name in CLAUSES for spelling in keywords()[name]}
    if at_clause and any(re.match(rf"{re.escape(w)}\b", piece[position:]) for w in clause_words):
        return Diagnostic(
            "G003",
            f"satsen `{word}` står på fel plats",
            span,
            "får inte stå här",
            f"satserna har en fast ordning; här kan komma {_spoken(expected)}",
        )
    swedish = _is_swedish(source)
    known = [keywords()[name][0 if swedish else 1] for name in expected if name in keywords()]
    if isinstance(mistake, UnexpectedCharacters) and not re.match(r"[\wåäö]", word):
        return Diagnostic(
            "G002",
            f"tecknet `{word}` hör inte till språket här",
            span,
            "oväntat tecken",
            f"väntade {_spoken(expected)}",
        )
    if word[:1].isupper() and "NAME" in expected:
        return Diagnostic(
            "G008",
            f"`{word}` har stor bokstav; namn skrivs med små",
            span,
            "namn skrivs med små bokstäver",
            f"skriv `{word.lower()}`",
        )
    return Diagnostic(
        "G001", f"oväntat `{word}`", span, "passar inte här", did_you_mean(word, known, f"väntade {_spoken(expected)}")
    )


def _mixed_languages(source: Source) -> list[Diagnostic]:
    """Report the first keyword that is in another language than the file began with."""
    swedish: dict[str, bool] = {}
    for name in (*DECLARATIONS, *CLAUSES):
        left, right = keywords()[name]
        if left != right:
            swedish[left], swedish[right] = True, False
    pattern = re.compile(
        r"^[ \t]*(" + "|".join(sorted(map(re.escape, swedish), key=len, reverse=True)) + r")(?![a-z0-9åäö_-])", re.M
    )
    first: bool | None = None
    for match in pattern.finditer(source.text):
        word = match.group(1)
        if first is None:
            first = swedish[word]
        elif swedish[word] is not first:
            language = "svenska" if first else "engelska"
            return [
                Diagnostic(
                    "G009",
                    "filen blandar svenska och engelska nyckelord",
                    Span(source, match.start(1), match.end(1)),
                    f"filen börjar på {language}",
                    f"skriv om med `compliance fmt --keywords {'sv' if first else 'en'}`",
                )
            ]
    return []
