"""Where a declaration cannot be read: what stands there, what could have stood there, and what to say about it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from compliance.language.diagnostic import Diagnostic
from compliance.language.grammar import CLAUSES, DECLARATIONS, keywords, parser
from compliance.language.source import Source, Span

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
    "LPAR": "`(`",
    "RPAR": "`)`",
    "COMMA": "`,`",
    "EQUAL": "`=`",
    "DOT": "`.`",
}
_REQUIRED = ("SHALL", "MAY_NOT", "MAY", "MEANS", "FROM_RULE", "REQUIRES", "SUSPENDS", "WHEN", "REPLACES", "CLOSED")
"""The clauses that some declaration cannot do without, the most telling first."""
_DUTIES = ("SHALL", "SHOULD", "MAY_NOT", "SHOULD_NOT", "MAY")
_LINKS = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "IS",
        "IF",
        "OTHERWISE",
        "WHEN",
        "SHALL",
        "SHOULD",
        "BEFORE",
        "AFTER",
        "FROM",
        "UNTIL",
        "WITHIN",
        "CONTAINS",
        "TO",
        "WHERE",
    ]
)
"""Keywords that nobody gives to a thing as its name: read as a name, they were meant as keywords."""
_QUOTES = "“”„‟‘’»«"
_COMPARISONS = "<>=!≤≥≠"


@lru_cache(maxsize=1)
def declaration_start() -> re.Pattern[str]:
    """Return the pattern of a declaration at the start of a line."""
    return re.compile(rf"^(?:{_any_of(DECLARATIONS)})", re.M)


@lru_cache(maxsize=1)
def _clause_start() -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*(?:{_any_of(CLAUSES)})", re.M)


@lru_cache(maxsize=1)
def any_keyword() -> re.Pattern[str]:
    """Return the pattern of any keyword."""
    return re.compile(rf"(?:{_any_of(keywords())})")


def _any_of(names: Iterable[str]) -> str:
    """A keyword that begins like another has the higher priority, and comes first here too."""
    terminals = {terminal.name: terminal for terminal in parser().terminals}
    wanted = sorted((terminals[name] for name in names), key=lambda terminal: -terminal.priority)
    return "|".join(terminal.pattern.value for terminal in wanted)


def clause_starts(piece: str) -> list[int]:
    """Return where the clauses of a declaration begin; its own heading is the first."""
    return [0, *(match.start() for match in _clause_start().finditer(piece, 1))]


@dataclass(frozen=True, slots=True)
class Found:
    """What is said about a mistake, the clause it spoils (None: nothing after it can be read), what was expected."""

    diagnostic: Diagnostic
    clause: int | None
    expected: frozenset[str]
    position: int


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where reading stopped: position, tokens read so far, what could have followed."""

    position: int
    tokens: tuple[Token, ...]
    expected: frozenset[str]


def _stop_at(text: str, position: int, mistake: UnexpectedInput | None = None) -> _Stop:
    reader = parser().parse_interactive(text[:position])
    tokens: list[Token] = []
    try:
        tokens = list(reader.exhaust_lexer())
        expected = frozenset(reader.accepts())  # type: ignore[no-untyped-call]
    except UnexpectedInput:
        expected = frozenset(_told(mistake)) if mistake is not None else frozenset()
    return _Stop(position, tuple(tokens), expected)


def _told(mistake: UnexpectedInput) -> set[str]:
    if isinstance(mistake, UnexpectedToken):
        return set(mistake.accepts or mistake.expected)
    return set(mistake.allowed or ()) if isinstance(mistake, UnexpectedCharacters) else set()


def _offset(mistake: UnexpectedInput, text: str) -> int:
    if isinstance(mistake, UnexpectedToken) and mistake.token.type == "$END":
        return len(text.rstrip())
    position = mistake.pos_in_stream
    return len(text.rstrip()) if position is None or position < 0 else position


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains the mistakes of one declaration: its text, the offset of that text in the source."""

    source: Source
    piece: str
    base: int
    swedish: bool

    def explain(self, text: str, mistake: UnexpectedInput) -> Found:
        """Return what is wrong; `text` is the declaration with earlier mistakes blanked out."""
        at_end = isinstance(mistake, UnexpectedToken) and mistake.token.type == "$END"
        stop = _stop_at(text, _offset(mistake, text), mistake)
        starts = clause_starts(self.piece)
        swallowed = self._swallowed(text, stop, starts)
        if swallowed is not None:
            return swallowed
        clause = max(i for i, start in enumerate(starts) if start <= stop.position)
        if at_end:
            return self._early(stop, None)
        if clause and text[starts[clause] : stop.position].strip() == "":
            return self._at_clause(stop, clause, starts)
        return Found(self._inside(stop), clause, stop.expected, stop.position)

    def _swallowed(self, text: str, stop: _Stop, starts: list[int]) -> Found | None:
        """A keyword where none is expected is read as a name, and the parser stumbles later: go back to it."""
        spelled = {word: name for name, both in keywords().items() for word in both}
        for token in stop.tokens[-4:]:
            if token.type != "NAME" or spelled.get(str(token).split("-")[0]) is None:
                continue
            position = token.start_pos or 0
            clause = max(i for i, start in enumerate(starts) if start <= position)
            earlier = _stop_at(text, position)
            first = clause > 0 and text[starts[clause] : position].strip() == ""
            if first and spelled[str(token)] in (*CLAUSES, *_LINKS):
                return self._early(earlier, clause - 1)
            if spelled[str(token)] in _LINKS:
                return Found(self._inside(earlier), clause, earlier.expected, position)
        return None

    def _early(self, stop: _Stop, clause: int | None) -> Found:
        end = (stop.tokens[-1].end_pos or 0) if stop.tokens else len(self.piece[: stop.position].rstrip())
        span = Span(self.source, self.base + max(end - 1, 0), self.base + end)
        missing = next((self._keyword(name) for name in _REQUIRED if name in stop.expected), None)
        if "RPAR" in stop.expected:
            diagnostic = Diagnostic(
                "G004", "en parentes stängs aldrig", span, "här saknas `)`", f"väntade {_spoken(stop.expected)}"
            )
        elif missing is not None and not stop.expected & {"$END", "READING"}:
            diagnostic = Diagnostic(
                "G004",
                f"satsen `{missing}` saknas",
                span,
                "efter detta",
                f"lägg till en rad som börjar med `{missing}`",
            )
        else:
            diagnostic = Diagnostic(
                "G004", "satsen slutar för tidigt", span, "här saknas något", f"väntade {_spoken(stop.expected)}"
            )
        return Found(diagnostic, clause, stop.expected, stop.position)

    def _at_clause(self, stop: _Stop, clause: int, starts: list[int]) -> Found:
        """A clause begins where it must not: it is out of order, or the one before it is not complete."""
        match = _clause_start().match(self.piece, starts[clause])
        word = " ".join(match.group().split()) if match else self._word(stop.position)
        missing = [name for name in _REQUIRED if name in stop.expected]
        complete = bool(stop.expected & {"$END", "READING"}) or bool(missing)
        if not complete:
            return self._early(stop, clause - 1)
        begun = [" ".join(m.group().split()) for m in (_clause_start().match(self.piece, s) for s in starts[1:]) if m]
        before, after = begun[: clause - 1], begun[clause:]
        spellings = {spelling for name in missing for spelling in keywords()[name]}
        duties = {spelling for name in _DUTIES for spelling in keywords()[name]}
        span = Span(
            self.source,
            self.base + stop.position,
            self.base + stop.position + len(match.group().strip() if match else word),
        )
        if word in before:
            told = Diagnostic(
                "G003",
                f"satsen `{word}` står två gånger",
                span,
                "andra gången",
                f"ha en enda `{word}`; flera saker skrivs med `eller` eller `,`",
            )
        elif word in duties and set(missing) & set(_DUTIES):
            kind = " eller ".join(f"`{self._keyword(name)}`" for name in _DUTIES if name in stop.expected)
            told = Diagnostic(
                "G003",
                f"här passar {kind}, inte `{word}`",
                span,
                "annan sats",
                "en skyldighet skrivs med `ska` eller `bör`, ett förbud med `får inte` eller `bör inte`, "
                "en tillåtelse med `får`",
            )
        elif missing and not stop.expected & {"$END", "READING"} and not spellings & set(after) and word not in duties:
            return self._early(stop, clause - 1)
        else:
            told = Diagnostic(
                "G003",
                f"satsen `{word}` står på fel plats",
                span,
                "får inte stå här",
                f"satserna har en fast ordning; här kan komma {_spoken(stop.expected)}",
            )
        return Found(told, clause, stop.expected, stop.position)

    def _inside(self, stop: _Stop) -> Diagnostic:
        word = self._word(stop.position)
        start = self.base + stop.position
        span = Span(self.source, start, start + max(len(word), 1))
        special = self._special(word, stop, span)
        if special is not None:
            return special
        if not re.match(r"[\w(),.*=]", word):
            return Diagnostic(
                "G002", f"tecknet `{word}` hör inte till språket här", span, "oväntat tecken", self._hint(word, stop)
            )
        return Diagnostic("G001", f"oväntat `{word}`", span, "passar inte här", self._hint(word, stop))

    def _special(self, word: str, stop: _Stop, span: Span) -> Diagnostic | None:
        line = self.piece[stop.position :].split("\n", 1)[0]
        if word[:1] == '"' and not re.match(r'"[^"\r\n]*"', line):
            return Diagnostic(
                "G012",
                "texten saknar avslutande citattecken",
                span,
                "börjar här",
                'sätt ett " sist i texten, på samma rad',
            )
        if word[:1] and word[:1] in _QUOTES:
            return Diagnostic(
                "G013",
                f"`{word[:1]}` är ett krumt citattecken",
                Span(span.source, span.start, span.start + 1),
                "skriv ett rakt",
                'skriv ett rakt citattecken: "',
            )
        if word[:1] in ("–", "—", "−"):
            return Diagnostic(
                "G013",
                f"`{word[:1]}` är ett tankstreck",
                Span(span.source, span.start, span.start + 1),
                "skriv ett bindestreck",
                "skriv ett vanligt bindestreck: -",
            )
        if word[:1].isupper() and "NAME" in stop.expected:
            return Diagnostic(
                "G008",
                f"`{word}` har stor bokstav; namn skrivs med små",
                span,
                "namn skrivs med små bokstäver",
                f"skriv `{word.lower()}`",
            )
        if word[:1] == "-" and stop.tokens and stop.tokens[-1].type == "NAME" and any(c.isupper() for c in word):
            whole = f"{stop.tokens[-1]}{word}"
            return Diagnostic(
                "G008",
                f"`{whole}` har stor bokstav; namn skrivs med små",
                span,
                "namn skrivs med små bokstäver",
                f"skriv `{whole.lower()}`",
            )
        return None

    def _hint(self, word: str, stop: _Stop) -> str:
        rest = self.piece[stop.position :]
        expected, last = stop.expected, stop.tokens[-1] if stop.tokens else None
        if "CLOCK" in expected and re.match(r"[0-9]{1,2}(?:[.][0-9]{2})?(?![0-9])", rest):
            found = re.match(r"([0-9]{1,2})(?:[.]([0-9]{2}))?", rest)
            assert found is not None
            return f"klockslag skrivs med kolon: {found[1]}:{found[2] or '00'}"
        if "DATE" in expected and word[:1].isdigit():
            return "datum skrivs ÅÅÅÅ-MM-DD, t.ex. 2024-01-01"
        if word == "." and last is not None and last.type == "NUMBER":
            return f"decimaltal skrivs med komma: {last},{self._word(stop.position + 1)}"
        if word[:1] in _COMPARISONS:
            return "jämför med ord: `är`, `är inte`, `minst`, `högst`, `över` eller `under`"
        if word == ")":
            return "parentesen har ingen början; ta bort den"
        if word == ";":
            return "skriv `,` mellan värdena"
        if (
            self.swedish
            and last is not None
            and last.type in keywords()
            and str(last) == keywords()[last.type][1] != keywords()[last.type][0]
        ):
            return f"`{last}` är ett nyckelord i språkets engelska form och kan inte vara ett namn; välj ett annat namn"
        return self._meant(rest, expected) or f"väntade {_spoken(expected)}"

    def _meant(self, rest: str, expected: frozenset[str]) -> str:
        """Return the keyword that was probably meant: compared word for word, so that `gäler från` is `gäller från`."""
        best, found = 0.6, ""
        indented = self.piece[: len(self.piece) - len(rest)].rpartition("\n")[2] != "" or len(rest) == len(self.piece)
        written = rest.split("\n", 1)[0].split()
        for name in sorted(expected & set(keywords())):
            if indented and name in DECLARATIONS:
                continue
            word = self._keyword(name)
            same = " ".join(written[: word.count(" ") + 1]).casefold()
            ratio = difflib.SequenceMatcher(None, same, word).ratio()
            ratio += 0.05 * (same[:1] == word[:1])
            if ratio > best:
                best, found = ratio, word
        return f"menade du `{found}`?" if found else ""

    def _keyword(self, name: str) -> str:
        return keywords()[name][0 if self.swedish else 1]

    def _word(self, position: int) -> str:
        match = re.compile(r"-?[\wåäöÅÄÖ]+(?:-[\wåäöÅÄÖ]+)*|\S").match(self.piece, position)
        return match.group() if match else ""


def _spoken(expected: Iterable[str]) -> str:
    wanted = set(expected)
    spelled = keywords()
    words = [f"`{spelled[name][0]}`" for name in spelled if name in wanted and name not in DECLARATIONS]
    plain = [text for name, text in _PLAIN.items() if name in wanted]
    shown = plain + words
    if len(shown) <= 7:
        return " eller ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
    return ", ".join(shown[:7]) + " …"
