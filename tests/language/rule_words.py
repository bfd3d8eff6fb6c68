"""The small vocabulary that the bad files are checked with, and loading of texts beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from compliance.graph import load_texts
from compliance.graph.load import Loaded
from compliance.language.diagnostic import Diagnostic

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
VOCABULARY = (HERE / "ordlista.riktlinje").read_text("utf-8")
HEAD = "riktlinje prov\n  gäller från 2024-01-01\n\n"
WITHOUT_VOCABULARY = "utan_ordlista.riktlinje"


def shipped() -> list[tuple[str, str]]:
    """Return the shipped rule files, and the library's."""
    folders = (ROOT / "rules", HERE / "good", ROOT / "tests" / "graph" / "library")
    paths = [path for folder in folders for path in sorted(folder.rglob("*.riktlinje"))]
    return [(path.name, path.read_text("utf-8")) for path in paths]


def load(name: str, text: str, parameters: Mapping[str, str] | None = None) -> Loaded:
    """Load a text beside the small vocabulary, unless it has one of its own or is to have none."""
    own = name == WITHOUT_VOCABULARY or re.search(r"^(?:ordlista|vocabulary) ", text, re.M)
    return load_texts([*([] if own else [("ordlista.riktlinje", VOCABULARY)]), (name, text)], parameters or {})


def told(text: str) -> list[Diagnostic]:
    """Return what is said about a text."""
    return list(load("prov.riktlinje", text).diagnostics)


def obligation(clause: str = "", condition: str = "", limit: str = "24 timmar", name: str = "meddelande") -> str:
    """Return a plain obligation as text."""
    when = f"  om          {condition}\n" if condition else ""
    return (
        f"skyldighet {name}\n{clause}  när         inskrivning\n{when}"
        f"  ska         avdelning skicka inskrivningsmeddelande till kommun\n  inom        {limit}\n"
    )
