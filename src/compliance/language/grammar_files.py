"""The files that the grammar of guidelines is written in."""

from __future__ import annotations

from pathlib import Path

from compliance.locate import data_folder

KEYWORDS = "nyckelord.lark"
"""The file of the keywords, beside that of the grammar."""


def grammar_file() -> Path:
    """Return the file that the grammar begins in; it imports its keywords from the one beside it."""
    return Path(str(data_folder("grammar"))) / "riktlinje.lark"


def grammar_text() -> str:
    """Return the grammar as it is shipped, with its keywords."""
    return "".join(file.read_text(encoding="utf-8") for file in (grammar_file(), grammar_file().with_name(KEYWORDS)))
