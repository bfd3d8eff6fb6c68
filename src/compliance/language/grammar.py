"""The parser tables of `grammar/riktlinje.lark`, and what each keyword is called in Swedish and in English."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from compliance.locate import data_folder

OPTIONS = {"parser": "lalr", "propagate_positions": True, "keep_all_tokens": True, "maybe_placeholders": False}
_BLANKS = re.compile(r"\[ [^\]]*\]\+")
_KEYWORD = re.compile(r"^\(\?:(.+)\)\(\?!\[a-z0-9åäö_-\]\)$", re.S)


def grammar_text() -> str:
    """Return the grammar as it is shipped."""
    return (data_folder("grammar") / "riktlinje.lark").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def parser() -> Lark:
    """Return the LALR(1) parser; its tables are kept as JSON in the user's cache folder, since building them takes
    longer than checking an episode. A cache that cannot be read or written is never an error."""
    text = grammar_text()
    key = hashlib.sha256(f"{lark.__version__}\n{OPTIONS}\n{text}".encode()).hexdigest()[:32]
    cache = _cache_file(key)
    if cache is not None:
        loaded = _load(cache)
        if loaded is not None:
            return loaded
    built = Lark(text, **OPTIONS)
    if cache is not None:
        _store(built, cache)
    return built


def _cache_file(key: str) -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "compliance" / f"grammar-{key}.json" if os.path.isabs(base) else None


def _load(cache: Path) -> Lark | None:
    try:
        data, memo = json.loads(cache.read_text(encoding="utf-8"))
        loaded: Lark = Lark._load_from_dict(_numbered(data), {int(k): v for k, v in memo.items()})  # type: ignore[no-untyped-call]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return loaded


def _numbered(value: object) -> object:
    """JSON turns the numbers that key the parser's states into text; turn them back."""
    if isinstance(value, dict):
        return {(int(k) if k.isdigit() else k): _numbered(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_numbered(v) for v in value]
    return value


def _store(built: Lark, cache: Path) -> None:
    try:
        content = json.dumps(built.memo_serialize([TerminalDef, Rule]))
        cache.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=cache.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(beside, cache)
    except (OSError, TypeError, ValueError):
        return


@lru_cache(maxsize=1)
def keywords() -> dict[str, tuple[str, str]]:
    """Return for each keyword terminal its Swedish and its English spelling."""
    found: dict[str, tuple[str, str]] = {}
    for terminal in parser().terminals:
        match = _KEYWORD.match(terminal.pattern.value)
        if match and terminal.name != "UNIT":
            spellings = _BLANKS.sub(" ", match.group(1)).split("|")
            found[terminal.name] = (spellings[0], spellings[-1])
    return found


UNITS: dict[str, tuple[str, str, str, str]] = {
    "SECOND": ("sekund", "sekunder", "second", "seconds"),
    "MINUTE": ("minut", "minuter", "minute", "minutes"),
    "HOUR": ("timme", "timmar", "hour", "hours"),
    "DAY": ("dag", "dagar", "day", "days"),
    "WEEKDAY": ("vardag", "vardagar", "weekday", "weekdays"),
    "WEEK": ("vecka", "veckor", "week", "weeks"),
    "MONTH": ("månad", "månader", "month", "months"),
    "YEAR": ("år", "år", "year", "years"),
}
"""Unit by name: Swedish singular and plural, English singular and plural."""

UNIT_OF: dict[str, str] = {word: unit for unit, words in UNITS.items() for word in words}

DECLARATIONS = [
    "VOCABULARY",
    "ROLE",
    "SUBJECT",
    "EVENT",
    "FACT",
    "DERIVED",
    "CALENDAR",
    "YEARLY",
    "GUIDELINE",
    "TERM",
    "PARAMETER",
    "CONCEPT",
    "OBLIGATION",
    "PROHIBITION",
    "EXCEPTION",
    "SUSPENSION",
    "TIGHTENING",
    "NOT_APPLIED",
    "LIABILITY",
    "GROUND",
]
"""The keywords that begin a declaration."""

CLAUSES = [
    "STAND_IN",
    "BY",
    "VERB",
    "PHRASE",
    "ANSWERS",
    "RETRACTS",
    "CLOSES",
    "FIELD",
    "SETS",
    "NOTE",
    "YEARS_SINCE",
    "COUNTRY",
    "CLOSED",
    "TITLE",
    "REGION",
    "BUILDS_ON",
    "VALID_FROM",
    "SOURCE",
    "TIME_ZONE",
    "USES_CALENDAR",
    "PARTIES",
    "HEADING",
    "REPLACES",
    "CITES",
    "WHEN",
    "IF",
    "SHALL",
    "SHOULD",
    "MAY_NOT",
    "WITHIN",
    "AT_LATEST",
    "BEFORE",
    "BETWEEN",
    "PROMPTLY",
    "RECURRING",
    "EARLIER_COUNTS",
    "ENDS",
    "READING",
    "MEANS",
    "FROM_RULE",
    "SUSPENDS",
    "LEAVES_OPEN",
    "ACCEPTS",
    "PAYER",
    "STARTS",
    "DAYS_COUNT",
    "ON_RETRACTION",
    "AMOUNT",
    "REQUIRES",
    "REQUIRES_RULE",
    "VOID_IF",
    "UNTIL",
]
"""The keywords that may begin a clause, which is a line of its own."""
