"""A saved settlement, read back: where each municipality stood after its latest month."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from compliance.language.diagnostic import Diagnostic
from compliance.payment.claim import Past
from compliance.payment.month import Month, parse_month
from compliance.payment.settle import Key
from compliance.payment.settled import State


def read_history(path: str, before: Month) -> tuple[dict[Key, Past], list[Diagnostic]]:
    """Return what a settlement saved as JSON says of the months before one, or what is wrong with it."""
    try:
        saved = json.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        return {}, [_bad(path, error.strerror or "går inte att läsa")]
    except (ValueError, RecursionError):
        return {}, [_bad(path, "är inte JSON")]
    months = saved.get("months", [saved]) if isinstance(saved, dict) else None
    if not isinstance(months, list):
        return {}, [_bad(path, "är ingen avräkning från `compliance settle --format json`")]
    found: dict[Key, Past] = {}
    for month in months:
        try:
            _take(found, month, before)
        except (KeyError, TypeError, ValueError, AttributeError):
            return {}, [_bad(path, "är ingen avräkning från `compliance settle --format json`")]
    if not found:
        return {}, [_bad(path, f"har inga månader i följd före {before}")]
    return found, []


def _take(found: dict[Key, Past], saved: dict[str, Any], before: Month) -> None:
    month = parse_month(saved["month"])
    if month is None:
        raise ValueError(saved["month"])
    if month >= before:
        return
    for item in saved["municipalities"]:
        row = item["streak"]
        if row is None:
            continue
        key = Key(item["region"], item["municipality"], item["declared_by"], item["settlement"])
        state = State(_truth(row["owing_after"]), _count(row["months_after"]))
        past = Past(month, _count(row["over_months"]), _count(row["months_at_or_under"]), state)
        if key not in found or found[key].month < month:
            found[key] = past


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(value)
    return value


def _bad(path: str, what: str) -> Diagnostic:
    return Diagnostic(
        "J010",
        f"den sparade avräkningen {what}",
        where=path,
        help="spara en med `compliance settle … --format json -o FIL` för månaderna före",
    )
