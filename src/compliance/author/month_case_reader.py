"""One file of a month's case to the case, or to everything that is wrong with it.

The YAML is as strict as that of a timeline; every key is known, every item expects something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from compliance.author.month_case import (
    CASE_KEYS,
    MONTH_KEYS,
    PARTS,
    ROW_KEYS,
    STAY_LISTS,
    SUFFIX,
    WHOSE_KEYS,
    MonthCase,
)
from compliance.episodes.document import Path as Keys
from compliance.episodes.model import Unusable
from compliance.episodes.problems import Problem, Spot, diagnostic, quoted
from compliance.episodes.yaml_reader import yaml_document
from compliance.language.diagnostic import Diagnostic, did_you_mean, sort_diagnostics
from compliance.payment.month import parse_month
from compliance.time import TimeProblem, Zone

_CODE = "J020"
_YEAR = re.compile(r"[12][0-9]{3}\Z")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def read_month_case(path: Path, zone: Zone) -> MonthCase | tuple[Diagnostic, ...]:
    """Return the case that a file holds, or all that is wrong with it, in reading order."""
    name = str(path)
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        return (Diagnostic("E002", f"filen kan inte läsas: {error.strerror}", where=name),)
    except ValueError:
        return (Diagnostic("E005", "filen är inte text i UTF-8", where=name, help="spara filen i UTF-8"),)
    document = yaml_document(name, text)
    if isinstance(document, Unusable):
        return document.diagnostics
    if document.hit is not None:
        return (Diagnostic("E060", "personnummer i ett fall", document.hit, help="ta bort det"),)
    places, raw = document.locate(), document.raw
    problems = list(_problems(raw, zone))
    if problems:
        return tuple(sort_diagnostics(diagnostic(problem, places, None) for problem in problems))
    assert isinstance(raw, dict)
    if not _list(raw.get("expect")):
        span = places.start(())
        help = "lägg till `expect: [{municipality: …, amount_sek: …}]`"
        return (Diagnostic("J002", "fallet förväntar sig ingenting", span, help=help),)
    return _case(path, raw)


def _case(path: Path, raw: Mapping[str, Any]) -> MonthCase:
    first, last = parse_month(raw.get("from") or raw["month"]), parse_month(raw.get("to") or raw["month"])
    assert first is not None and last is not None
    stays = raw.get("stays", f"{path.name.removesuffix(SUFFIX)}.yaml")
    as_of = raw.get("as_of")
    return MonthCase(
        str(path),
        raw["why"],
        tuple(str(path.parent / name) for name in ([stays] if isinstance(stays, str) else stays)),
        first,
        last,
        f"{as_of}T23:59:59" if as_of is not None and _DATE.match(as_of) else as_of,
        raw.get("region"),
        {int(year): Decimal(str(amount)) for year, amount in raw.get("rates", {}).items()},
        {name: str(value) for name, value in raw.get("set", {}).items()},
        str(path.parent / raw["history"]) if "history" in raw else None,
        tuple(raw["expect"]),
    )


# --- what is wrong


def _problems(raw: object, zone: Zone) -> Iterator[Problem]:
    if not isinstance(raw, dict):
        yield _kind((), raw, "en mappning med " + ", ".join(CASE_KEYS))
        return
    yield from _known(raw, (), CASE_KEYS)
    if not isinstance(raw.get("why"), str) or not raw["why"].strip():
        yield Problem(_CODE, ("why",), "`why` saknas", "skriv varför fallet finns, med klausul", Spot.START)
    for key in ("region", "history", "as_of"):
        if key in raw and not isinstance(raw[key], str):
            yield _kind((key,), raw[key], "text")
    yield from _stays(raw)
    yield from _period(raw)
    as_of = raw.get("as_of")
    if isinstance(as_of, str):
        written = f"{as_of}T23:59:59" if _DATE.match(as_of) else as_of
        if isinstance(zone.parse(written), TimeProblem):
            yield _kind(("as_of",), as_of, "en tid som 2024-04-30T23:59:59")
    yield from _rates(raw.get("rates", {}))
    yield from _parameters(raw.get("set", {}))
    yield from _expectations(raw)


def _stays(raw: Mapping[str, object]) -> Iterator[Problem]:
    stays = raw.get("stays", "")
    listed = stays if isinstance(stays, list) else [stays]
    if not all(isinstance(name, str) for name in listed):
        yield _kind(("stays",), stays, "en fil, eller en lista av filer")
    elif not listed and "region" not in raw:
        yield Problem(_CODE, ("stays",), "ett fall utan vistelser säger sin region", "lägg till `region: …`")


def _period(raw: Mapping[str, object]) -> Iterator[Problem]:
    if "month" not in raw and not ("from" in raw and "to" in raw):
        help = "ange `month: 2024-03`, eller `from` och `to`"
        yield Problem(_CODE, (), "fallet säger inte vilken månad", help, Spot.START)
    if "month" in raw and ("from" in raw or "to" in raw):
        yield Problem(_CODE, ("month",), "både `month` och `from`/`to`", "behåll det ena", Spot.KEY)
    months = []
    for key in ("month", "from", "to"):
        if key in raw:
            value = raw[key]
            month = parse_month(value) if isinstance(value, str) else None
            months.append(month)
            if month is None:
                yield _kind((key,), value, "en månad som 2024-03")
    if len(months) == 2 and months[0] is not None and months[1] is not None and months[0] > months[1]:
        yield Problem(_CODE, ("to",), "`to` ligger före `from`", "byt plats på dem")


def _rates(rates: object) -> Iterator[Problem]:
    if not isinstance(rates, dict):
        yield _kind(("rates",), rates, 'belopp per år, som {"2019": 7100}')
        return
    for year, amount in rates.items():
        if not _YEAR.match(year):
            yield Problem(_CODE, ("rates", year), f"{quoted(year)} är inget år", 'skriv {"2019": 7100}', Spot.KEY)
        if isinstance(amount, bool) or not _AMOUNT.match(str(amount)):
            yield _kind(("rates", year), amount, "ett belopp i kronor")


def _parameters(chosen: object) -> Iterator[Problem]:
    if not isinstance(chosen, dict):
        yield _kind(("set",), chosen, "parametrar, som {avrundning: ingen}")
        return
    for name, value in chosen.items():
        if isinstance(value, bool):
            yield _kind(("set", name), value, "sant eller falskt")
        elif not isinstance(value, str | int):
            yield _kind(("set", name), value, "text")


def _expectations(raw: Mapping[str, object]) -> Iterator[Problem]:
    expect = raw.get("expect", [])
    if not isinstance(expect, list):
        yield _kind(("expect",), expect, "en lista av rader")
        return
    for index, item in enumerate(expect):
        path: Keys = ("expect", index)
        if not isinstance(item, dict):
            yield _kind(path, item, "en rad som {municipality: …, amount_sek: …}")
            continue
        of_row = "municipality" in item
        yield from _known(item, path, (*WHOSE_KEYS, *(ROW_KEYS if of_row else MONTH_KEYS)))
        if not set(item) - set(WHOSE_KEYS):
            yield Problem("J002", path, "raden förväntar sig ingenting", "lägg till ett fält, som amount_sek")
        yield from _month_of(raw, item, path)
        if of_row:
            yield from _row(item, path)


def _month_of(raw: Mapping[str, object], item: Mapping[str, object], path: Keys) -> Iterator[Problem]:
    value = item.get("month")
    if "month" in item and (not isinstance(value, str) or parse_month(value) is None):
        yield _kind((*path, "month"), value, "en månad som 2024-03")
    elif "month" not in item and "month" not in raw:
        yield Problem(_CODE, path, "raden säger inte vilken månad", "lägg till `month: 2024-03`", Spot.START)
    elif isinstance(value, str) and not _asked(raw, value):
        yield Problem(_CODE, (*path, "month"), "månaden ingår inte i fallet", "se `month`, eller `from` och `to`")


def _asked(raw: Mapping[str, object], value: str) -> bool:
    first, last = str(raw.get("from", raw.get("month"))), str(raw.get("to", raw.get("month")))
    return first <= value <= last


def _row(item: Mapping[str, object], path: Keys) -> Iterator[Problem]:
    for key, known in STAY_LISTS.items():
        stays = item.get(key, [])
        if not isinstance(stays, list):
            yield _kind((*path, key), stays, "en lista av vistelser")
            continue
        for index, stay in enumerate(stays):
            here = (*path, key, index)
            if isinstance(stay, dict) and "episode" in stay:
                yield from _known(stay, here, known)
            elif not isinstance(stay, str):
                yield _kind(here, stay, "en vistelses id, eller {episode: …}")
    for key, known in PARTS.items():
        part = item.get(key)
        if isinstance(part, dict):
            yield from _known(part, (*path, key), known)
        elif part is not None:
            yield _kind((*path, key), part, "en mappning med " + ", ".join(known))


def _known(found: Mapping[str, object], path: Keys, known: tuple[str, ...]) -> Iterator[Problem]:
    for key in found:
        if key not in known:
            help = did_you_mean(key, known, "nycklarna är " + ", ".join(known))
            yield Problem(_CODE, (*path, key), f"nyckeln {quoted(key)} finns inte", help, Spot.KEY)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _kind(path: Keys, value: object, wanted: str) -> Problem:
    return Problem(_CODE, path, f"{quoted(value)} är inte {wanted}", f"skriv {wanted}")
