"""What the YAML parser complains of, in Swedish and at the right place."""

from __future__ import annotations

import yaml

from compliance.language.diagnostic import Diagnostic
from compliance.language.source import Source, Span

# A piece of the parser's problem (or its context), the message, and what to do.
_WORDS = (
    ("'\\t' that cannot start", "tabb där indrag väntades", "dra in med blanksteg"),
    ("escape", "ogiltig omvänd snedstrecksföljd i text", "använd enkla citattecken"),
    (
        "unexpected end of stream",
        "texten avslutas aldrig med citattecken",
        "sätt citattecken även efter texten",
    ),
    ("mapping values are not allowed", "kolon där det inte kan stå", "sätt citattecken om en text med kolon"),
    ("could not find expected ':'", "nyckeln saknar kolon", "skriv `nyckel: värde`"),
    ("flow sequence", "listan avslutas inte med `]`, eller ett komma saknas", ""),
    ("flow mapping", "mappningen avslutas inte med `}`, eller ett komma saknas", ""),
    (
        "block mapping",
        "indraget stämmer inte, eller värdet tar inte slut här",
        "samma indrag för alla nycklar i en mappning",
    ),
    ("block collection", "indraget stämmer inte i listan", "samma indrag för alla punkter i en lista"),
    (
        "expected a single document",
        "här börjar ett nytt dokument",
        "skriv `---` ensamt på en rad mellan två dokument",
    ),
    ("block sequence entries are not allowed", "ett listelement där det inte kan stå", ""),
    ("node content", "här saknas ett värde, eller en parentes avslutas inte", ""),
    (
        "<document start>",
        "här väntades ett nytt dokument",
        "skriv `---` ensamt på en rad mellan två dokument",
    ),
    ("that cannot start any token", "tecknet kan inte börja ett värde", "sätt citattecken om texten"),
    ("anchor", "ankare är inte tillåtna", "sätt citattecken om texten"),
    ("alias", "alias är inte tillåtna", "sätt citattecken om texten"),
    ("a tag", "taggar är inte tillåtna", "sätt citattecken om texten"),
)
_OTHERWISE = ("texten kan inte läsas som YAML", "")


def in_words(error: Exception, source: Source) -> Diagnostic:
    """Return the diagnostic of a YAML error."""
    if isinstance(error, yaml.reader.ReaderError):
        at = int(error.position)
        return Diagnostic("E010", "otillåtet styrtecken", Span(source, at, at + 1), help="ta bort tecknet")
    if source.text.startswith("%"):
        return Diagnostic("E010", "direktiv (`%`) är inte tillåtna", Span(source, 0, 1), help="ta bort raden")
    if not isinstance(error, yaml.MarkedYAMLError):
        return Diagnostic("E010", _OTHERWISE[0], Span(source, 0, 1))
    heard = f"{error.problem or ''} {error.context or ''}"
    message, help = next(((m, h) for sign, m, h in _WORDS if sign in heard), _OTHERWISE)
    mark = error.problem_mark or error.context_mark
    at = mark.index if mark else 0
    if "avslutas aldrig" in message and error.context_mark:
        at = error.context_mark.index
    last = len(source.text.rstrip())
    at = min(at, max(last - 1, 0))
    return Diagnostic("E010", message, Span(source, at, at + 1), help=help)
