"""The parser tables of `grammar/riktlinje.lark`, and what each keyword is called in Swedish and in English."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from compliance.language.cache import fetch, keep
from compliance.language.grammar_files import grammar_file, grammar_text

OPTIONS = {"parser": "lalr", "propagate_positions": True, "keep_all_tokens": True, "maybe_placeholders": False}
_BLANKS = re.compile(r"\[ [^\]]*\]\+")
_KEYWORD = re.compile(r"^\(\?:(.+)\)\(\?!\[a-z0-9åäö_-\]\)$", re.S)


@lru_cache(maxsize=1)
def parser() -> Lark:
    """Return the LALR(1) parser; its tables are kept as JSON in the user's cache folder, since building them takes
    longer than checking an episode. A cache that cannot be read or written is never an error."""
    text = grammar_text()
    name = f"grammar-{hashlib.sha256(f'{lark.__version__}{OPTIONS}{text}'.encode()).hexdigest()[:32]}.json"
    kept = fetch(name)
    loaded = _load(kept) if kept is not None else None
    if loaded is not None:
        return loaded
    built: Lark = Lark.open(str(grammar_file()), **OPTIONS)  # type: ignore[arg-type]
    keep(name, json.dumps(built.memo_serialize([TerminalDef, Rule])))
    return built


def _load(kept: str) -> Lark | None:
    try:
        data, memo = json.loads(kept)
        loaded: Lark = Lark._load_from_dict(_numbered(data), {int(k): v for k, v in memo.items()})  # type: ignore[no-untyped-call]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return loaded


def _numbered(value: object) -> object:
    """JSON turns the numbers that key the parser's states into text; turn them back."""
    if isinstance(value, dict):
        return {(int(k) if k.isdigit() else k): _numbered(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_numbered(v) for v in value]
    return value


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
    "PERMISSION",
    "EXCEPTION",
    "SUSPENSION",
    "TIGHTENING",
    "NOT_APPLIED",
    "LIABILITY",
    "GROUND",
    "SETTLEMENT",
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
    "MAY",
    "SHOULD_NOT",
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
    "START_TIME",
    "DAYS_COUNT",
    "ON_RETRACTION",
    "AMOUNT",
    "REQUIRES",
    "REQUIRES_RULE",
    "VOID_IF",
    "LEFT_OPEN_IF",
    "UNTIL",
    "SETTLES",
    "STRUCK_IF",
    "DAYS_STRUCK_IF",
    "OUTSIDE_AVERAGE_IF",
    "BASIS",
    "COUNTED_IN",
    "AVERAGE",
    "THRESHOLD",
    "STREAK_STARTS",
    "STREAK_ENDS",
    "LAST_MONTHS",
    "ATTENTION",
    "CHARGE",
    "NO_AMOUNT",
    "FLAT",
    "PRINTED_TOTAL",
]
"""The keywords that may begin a clause, which is a line of its own."""
