"""Reads a rule file: from the kept tree of the very same text where there is one, else by parsing it.

Parsing needs the parser and its tables, which cost more to load than most runs take; a tree that was made once from a
text without mistakes is kept in the user's cache folder, under a name made of the text and of the program that made it.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from compliance.language import condition_tree, rule_tree, settlement_tree, tree, vocabulary_tree
from compliance.language.cache import fetch, keep
from compliance.language.grammar_files import grammar_text
from compliance.language.parsed import ParsedFile
from compliance.language.source import Source, Span

_CLASSES: tuple[type[Any], ...] = tuple(
    item
    for module in (condition_tree, rule_tree, settlement_tree, tree, vocabulary_tree)
    for item in vars(module).values()
    if isinstance(item, type) and is_dataclass(item) and item.__module__ == module.__name__
)
_NUMBERS = {item: number for number, item in enumerate(_CLASSES)}
_FIELDS = {item: tuple(part.name for part in fields(item)) for item in _CLASSES}


def read(name: str, text: str) -> ParsedFile:
    """Return the declarations of a rule file and what is wrong with it. Never raises for what is in the text."""
    key = f"rules-{sha256((_maker() + text).encode('utf-8', 'surrogatepass')).hexdigest()[:40]}.json"
    kept = fetch(key)
    if kept is not None:
        source = Source(name, unicodedata.normalize("NFC", text.removeprefix("\ufeff")))
        declarations = _kept(kept, source)
        if declarations is not None:
            return ParsedFile(source, declarations, ())
    from compliance.language.parse import parse

    parsed = parse(name, text)
    if not parsed.diagnostics:
        keep(key, json.dumps(_encode(parsed.declarations), ensure_ascii=False, separators=(",", ":")))
    return parsed


def _kept(text: str, source: Source) -> tuple[tree.Declaration, ...] | None:
    """Return the declarations of a kept tree, or None where it is not what was kept."""
    try:
        found = _decode(json.loads(text), source)
    except (ValueError, TypeError, IndexError, KeyError, RecursionError, InvalidOperation):
        return None
    whole = isinstance(found, tuple) and all(isinstance(item, _CLASSES) for item in found)
    return found if whole else None


@lru_cache(maxsize=1)
def _maker() -> str:
    """Return what names the program that makes trees: its grammar and its modules as they are now."""
    parts = [grammar_text()]
    for path in sorted(Path(__file__).parent.glob("*.py")):
        status = path.stat()
        parts.append(f"{path.name} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(parts)


def _encode(node: object) -> object:
    """A tree as JSON: tuples and nodes are lists whose first item says which; spans are two offsets."""
    if isinstance(node, Decimal):
        return ["d", str(node)]
    if isinstance(node, Span):
        return ["s", node.start, node.end]
    if isinstance(node, tuple):
        return ["t", *map(_encode, node)]
    number = _NUMBERS.get(type(node))
    if number is None:
        return node
    return [number, *(_encode(getattr(node, name)) for name in _FIELDS[type(node)])]


def _decode(value: Any, source: Source) -> Any:
    if not isinstance(value, list):
        return value
    first = value[0]
    if first == "s":
        return Span(source, value[1], value[2])
    if first == "d":
        return Decimal(value[1])
    rest = [
        item if type(item) is not list else Span(source, item[1], item[2]) if item[0] == "s" else _decode(item, source)
        for item in value[1:]
    ]
    return tuple(rest) if first == "t" else _CLASSES[first](*rest)
