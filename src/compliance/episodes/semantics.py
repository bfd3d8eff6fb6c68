"""What the schema cannot say: times that exist, ids that are used once, answers that point somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compliance.episodes.document import Path
from compliance.episodes.problems import Problem, Spot, quoted
from compliance.episodes.values import FIRST_YEAR, LAST_YEAR, read_clock, read_date
from compliance.graph.vocabulary import Kind, ValueType, Vocabulary
from compliance.language.diagnostic import did_you_mean
from compliance.time import TimeProblem, Zone

Reader = Callable[[str], object]

_NEED_OFFSET = "ange förskjutning, t.ex. +01:00 eller +02:00"


def semantic_problems(raw: object, vocabulary: Vocabulary, zone: Zone) -> Iterator[Problem]:
    """Yield the mistakes in meaning; what has the wrong shape is left to the schema."""
    if not isinstance(raw, dict):
        return
    times = _Times(zone)
    yield from times.instant(raw.get("as_of"), ("as_of",))
    subject = vocabulary.subject
    yield from times.fields(raw.get(subject.name), subject.fields, (subject.name,))
    facts = raw.get("facts")
    if isinstance(facts, dict):
        for name, value in facts.items():
            if fact := vocabulary.facts.get(name):
                yield from times.fact(value, fact.type, ("facts", name))
    events = raw.get("events")
    if isinstance(events, list):
        for index, event in enumerate(events):
            if isinstance(event, dict):
                yield from times.event(event, vocabulary, ("events", index))
        yield from _references(events)


class _Times:
    """The checks of everything that is written as a time, a date or a clock time."""

    def __init__(self, zone: Zone) -> None:
        self.readers: dict[Kind, Reader] = {
            Kind.DATE: read_date,
            Kind.CLOCK: read_clock,
            Kind.DATETIME: zone.parse,
        }

    def event(self, event: dict[str, object], vocabulary: Vocabulary, path: Path) -> Iterator[Problem]:
        for key in ("at", "recorded_at"):
            yield from self.instant(event.get(key), (*path, key))
        name = event.get("type")
        known = vocabulary.events.get(name) if isinstance(name, str) else None
        if known is not None:
            yield from self.fields(event.get("data"), known.fields, (*path, "data"))

    def fact(self, value: object, value_type: ValueType, path: Path) -> Iterator[Problem]:
        if not (isinstance(value, list) and any(isinstance(item, dict) for item in value)):
            yield from self.value(value, value_type, path)
            return
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield from self.instant(item.get("at"), (*path, index, "at"))
                yield from self.value(item.get("value"), value_type, (*path, index, "value"))

    def fields(self, raw: object, fields: object, path: Path) -> Iterator[Problem]:
        if isinstance(raw, dict) and hasattr(fields, "get"):
            for name, value in raw.items():
                if isinstance(name, str) and (value_type := fields.get(name)):
                    yield from self.value(value, value_type, (*path, name))

    def instant(self, value: object, path: Path) -> Iterator[Problem]:
        yield from self.value(value, ValueType(Kind.DATETIME), path)

    def value(self, value: object, value_type: ValueType, path: Path) -> Iterator[Problem]:
        reader = self.readers.get(value_type.kind)
        if reader is None or not isinstance(value, str):
            return
        found = reader(value)
        if isinstance(found, TimeProblem):
            yield _bad_time(value, value_type.kind, found.kind, path)


def _bad_time(value: str, kind: Kind, why: str, path: Path) -> Problem:
    shown = quoted(value)
    if kind is Kind.CLOCK:
        return Problem("E040", path, f"{shown} är inget klockslag", "skriv t.ex. 08:30")
    if why == "range":
        first = FIRST_YEAR if kind is Kind.DATE else 1900
        return Problem("E045", path, f"{shown} ligger utanför åren {first} till {LAST_YEAR}")
    if kind is Kind.DATE:
        return _bad_date(value, shown, path)
    if why == "nonexistent":
        return Problem("E041", path, f"den lokala tiden {shown} finns inte", "klockan ställs fram den natten")
    if why == "ambiguous":
        return Problem("E042", path, f"den lokala tiden {shown} kommer två gånger", _NEED_OFFSET)
    if why == "fraction":
        return Problem("E044", path, f"{shown} har bråkdelar av en sekund", "skriv hela sekunder")
    date = read_date(value)
    if not isinstance(date, TimeProblem):
        return Problem("E043", path, f"{shown} är ett datum utan klockslag", f"skriv t.ex. {value}T10:15")
    return Problem("E040", path, f"{shown} är ingen tidpunkt", "skriv t.ex. 2024-03-04T10:15")


def _bad_date(value: str, shown: str, path: Path) -> Problem:
    if len(value) == 10 and value.isascii() and value.replace("-", "").isdigit() and value[4] == value[7] == "-":
        return Problem("E040", path, f"datumet {shown} finns inte i kalendern")
    if not isinstance(read_date(value[:10]), TimeProblem):
        return Problem("E040", path, f"{shown} är inget datum utan klockslag", f"skriv {value[:10]}")
    return Problem("E040", path, f"{shown} är inget datum", "skriv t.ex. 2024-03-11")


def _references(events: list[object]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, event in enumerate(events):
        name = event.get("id") if isinstance(event, dict) else None
        if not isinstance(name, str) or not name or name.isspace():
            continue
        if name in first:
            yield Problem(
                "E050",
                ("events", index, "id"),
                f"händelse-id {quoted(name)} används två gånger",
                "varje händelse behöver ett eget id",
                first=("events", first[name], "id"),
            )
        else:
            first[name] = index
    for index, event in enumerate(events):
        if not isinstance(event, dict) or not isinstance(re := event.get("re"), str):
            continue
        path = ("events", index, "re")
        if re == event.get("id"):
            yield Problem("E052", path, f"händelsen {quoted(re)} svarar på sig själv")
        elif re not in first:
            help = did_you_mean(re, first, "ingen händelse har det id:t")
            yield Problem("E051", path, f"`re` pekar på {quoted(re)}, som inte finns", help, Spot.VALUE)
