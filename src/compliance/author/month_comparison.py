"""Whether a settled month says what a case expects of it, and what it says instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from compliance.author.expectation import Difference
from compliance.author.month_case import PARTS, STAY_LISTS, WHOSE_KEYS
from compliance.time import TimeProblem, Zone

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?\Z")
_TIMES = ("notice", "from", "to")
Row = Mapping[str, Any]


class MonthComparison:
    """Compares rows of the settlement's JSON, with exact numbers, with written expectations. Numbers are compared
    exactly (1.4, or 17/12), times as instants, lists of names and clauses in any order, and each list of stays holds
    exactly those that it has."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone

    def differences(self, expect: Iterable[Row], months: Mapping[str, Row], only: str) -> Iterator[Difference]:
        """Yield every expectation that does not hold. `only` is the month of an item that names none."""
        used: set[int] = set()
        for item in expect:
            month = str(item.get("month", only))
            if "municipality" in item:
                yield from self._of_row(item, month, months[month], used)
            else:
                yield from self._of_month(item, month, months[month])

    def _of_month(self, item: Row, month: str, found: Row) -> Iterator[Difference]:
        said = {**found, "municipalities": [row["municipality"] for row in found["municipalities"]]}
        wanted = {key: value for key, value in item.items() if key != "month"}
        yield from _difference(month, list(self._unlike(wanted, said)))

    def _of_row(self, item: Row, month: str, found: Row, used: set[int]) -> Iterator[Difference]:
        name = f"{month} {item['municipality']}"
        rows: list[Row] = list(found["municipalities"])
        whose = [key for key in WHOSE_KEYS if key in item and key != "month"]
        same = [row for row in rows if all(row[key] == item[key] for key in whose)]
        if not same:
            named = ", ".join(f"{row['municipality']} ({row['settlement']})" for row in rows)
            yield Difference(name, (f"kommunen har ingen sådan rad; rader: {named}" if named else "inga rader",))
            return
        wanted = {key: value for key, value in item.items() if key not in WHOSE_KEYS}
        results = [(row, list(self._unlike(wanted, row))) for row in same if id(row) not in used]
        agreeing = next((row for row, unlike in results if not unlike), None)
        if agreeing is not None:
            used.add(id(agreeing))
        elif not results:
            yield Difference(name, ("raden är redan jämförd med en annan förväntan",))
        else:
            yield from _difference(name, results[0][1])

    def _unlike(self, wanted: Row, found: Row) -> Iterator[tuple[str, str, str]]:
        """Yield each field that is not as it should be: its name, what was wanted, and what it is."""
        for key, value in wanted.items():
            said = found[key]
            if key in STAY_LISTS and isinstance(value, list):
                yield from self._stays(key, value, said)
            elif key in PARTS and isinstance(value, Mapping) and isinstance(said, Mapping):
                yield from ((f"{key}.{k}", w, f) for k, w, f in self._unlike(value, said))
            elif not self._same(key, value, said):
                yield key, _shown(value), _shown(said)

    def _stays(self, key: str, wanted: Sequence[Any], found: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
        asked = [{"episode": w} if isinstance(w, str) else w for w in wanted]
        names = sorted(str(w["episode"]) for w in asked)
        there = sorted(str(stay["episode"]) for stay in found)
        if names != there:
            yield key, _shown(names), _shown(there)
        by_name = {stay["episode"]: stay for stay in found}
        for stay in asked:
            said = by_name.get(stay["episode"])
            if said is not None:
                name = f"{key} {stay['episode']}"
                there_is = {k: said.get(k) for k in stay}
                yield from ((f"{name}.{k}", w, f) for k, w, f in self._unlike(stay, there_is))

    def _same(self, key: str, wanted: object, found: object) -> bool:
        if isinstance(wanted, list):
            listed = isinstance(found, list | tuple)
            return listed and sorted(map(_shown, wanted)) == sorted(map(_shown, found))  # type: ignore[call-overload]
        if isinstance(wanted, bool) or isinstance(found, bool) or wanted is None or found is None:
            return wanted is found
        if isinstance(found, Decimal | Fraction | int):
            return _NUMBER.match(str(wanted)) is not None and Fraction(str(wanted)) == Fraction(found)
        if key in _TIMES and isinstance(wanted, str) and isinstance(found, str):
            one, other = self.zone.parse(wanted), self.zone.parse(found)
            if not isinstance(one, TimeProblem):
                return one == other
        return wanted == found


def _difference(name: str, unlike: Sequence[tuple[str, str, str]]) -> Iterator[Difference]:
    if unlike:
        wanted = ", ".join(f"{key}: {value}" for key, value, _ in unlike)
        yield Difference(f"{name}: {wanted}", tuple(f"{key}: {found}" for key, _, found in unlike))


def _shown(value: object) -> str:
    """Return a value as YAML would have it, on one line."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "{" + ", ".join(f"{k}: {_shown(v)}" for k, v in sorted(value.items())) + "}"
        case list() | tuple():
            return "[" + ", ".join(_shown(v) for v in value) + "]"
        case Decimal():
            return f"{value.normalize():f}"
    return str(value)
