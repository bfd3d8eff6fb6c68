"""A rule file that has been read."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.language.diagnostic import Diagnostic
from compliance.language.source import Source
from compliance.language.tree import Declaration


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The declarations of a file that could be read, and what was wrong with the rest."""

    source: Source
    declarations: tuple[Declaration, ...]
    diagnostics: tuple[Diagnostic, ...]
    lost: frozenset[tuple[str, str]] = frozenset()
    """(keyword terminal, name) of declarations that could not be read in full: what others then miss is no mistake."""
