"""Which files a path stands for, and what keeps a file from being read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from compliance.episodes.model import Unusable
from compliance.episodes.personnummer import mask
from compliance.language.diagnostic import Diagnostic

YAML_SUFFIXES = (".yaml", ".yml")
SUFFIXES = (*YAML_SUFFIXES, ".json", ".jsonl")

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def shown(path: Path) -> str:
    """Return a path as text that can be printed, whatever bytes its name is made of."""
    return str(path).encode("utf-8", "replace").decode("utf-8")


def refused_file(code: str, message: str, name: str, help: str = "") -> Unusable:
    """Return the refusal of a whole file."""
    place = mask(name)
    return Unusable((Diagnostic(code, message, where=place, help=help),), place, 0)


def files_of(path: Path) -> Iterator[Path | Unusable]:
    """Yield the files of a path, sorted: itself, or all that a folder holds; hidden ones are passed over."""
    name = shown(path)
    try:
        if path.is_dir():
            yield from _searched(path)
        elif not path.exists():
            yield refused_file("E001", "filen eller mappen finns inte", name)
        elif path.suffix.lower() not in SUFFIXES:
            yield refused_file("E004", f"okänt filslag `{mask(path.suffix)}`", name, "läsbara: " + ", ".join(SUFFIXES))
        else:
            yield path
    except (OSError, ValueError):
        # A name too long, a NUL in it, a folder on the way that may not be entered.
        yield refused_file("E001", "sökvägen kan inte användas", name)


def _searched(folder: Path) -> Iterator[Path | Unusable]:
    closed: list[Unusable] = []

    def remember(error: OSError) -> None:
        closed.append(refused_file("E002", "mappen kan inte läsas", shown(Path(error.filename))))

    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=remember):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                found.append(Path(place, name))
    yield from closed
    if not found and not closed:
        yield refused_file("E003", "mappen innehåller inga episoder", shown(folder), "läsbara: " + ", ".join(SUFFIXES))
    yield from sorted(found, key=lambda file: file.parts)


def not_text(head: bytes, name: str) -> Unusable | None:
    """Return the refusal of a file that begins as no UTF-8 text does, or None."""
    if head.startswith(_UTF16):
        return refused_file("E005", "filen är i UTF-16", name, "spara filen i UTF-8")
    if b"\0" in head[:4]:
        return refused_file("E005", "filen är inte text", name, "en episod är YAML eller JSON i UTF-8")
    return None
