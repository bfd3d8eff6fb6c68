"""One mistake, one message: what follows only from a declaration that could not be read is not told."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.language.diagnostic import Diagnostic
from compliance.language.parsed import ParsedFile

_OF_NAMES = frozenset(["G101", "G102", "G103", "G104", "G105", "G108", "G109", "G111", "G112", "G122", "G124"])
"""What can be said of a name only because its declaration is missing."""
_BY_KIND: dict[str, frozenset[str]] = {
    "VOCABULARY": frozenset({"G118", "G123"}),
    "SUBJECT": frozenset({"G103", "G104"}),
    "EVENT": frozenset({"G103", "G104"}),
    "GUIDELINE": frozenset(["G103", "G108", "G109", "G111", "G112", "G125"]),
    "LIABILITY": frozenset({"G125"}),
}
"""What a lost declaration of a kind can make others seem to lack, whatever their names."""


def without_consequences(diagnostics: Iterable[Diagnostic], files: Iterable[ParsedFile]) -> list[Diagnostic]:
    """Return the diagnostics without those that follow from declarations that could not be read."""
    lost = {item for file in files for item in file.lost}
    names = {name for _, name in lost if name}
    hidden = frozenset[str]().union(*(_BY_KIND.get(kind, frozenset()) for kind, _ in lost))
    return [d for d in diagnostics if d.code not in hidden and not (d.code in _OF_NAMES and _speaks_of(d, names))]


def _speaks_of(diagnostic: Diagnostic, names: set[str]) -> bool:
    if diagnostic.span is None:
        return False
    spoken = diagnostic.span.text
    if spoken.endswith("*"):
        return any(name.startswith(spoken[:-1]) for name in names)
    return any(part in names for part in spoken.split("."))
