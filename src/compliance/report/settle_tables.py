"""The settlement of months as three tables with typed cells: municipalities, stays, and what was struck or is not
decided. What a cell looks like is for CSV and XLSX to say; the rows come one by one, in the order of the months."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from compliance.payment.month import Month
from compliance.payment.settled import Kind, MonthSettlement, MunicipalityMonth, Part
from compliance.report.settle_words import by_episode, clauses, named, number, owes, reason
from compliance.time import Instant, Zone

Value: TypeAlias = str | int | Decimal | Month | datetime | None
"""A cell. A time is the local one, without its offset."""
Type: TypeAlias = Literal["text", "count", "days", "kronor", "month", "time"]
Row: TypeAlias = Sequence[Value]

AVERAGE_PLACES = Decimal("0.000001")
"""To what an average that the settlement does not round is shown; it is exact in the column beside."""
HOW = {
    Kind.STRUCK: ("struken", "debiteras inte", "utanför snittet"),
    Kind.UNDECIDED: ("inte avgjord", "debitering inte avgjord", "snittet inte avgjort"),
    Kind.OPEN: ("pågår", "debitering pågår", "pågår"),
}
"""How a stay is counted: not at all; not charged, though in the average; not in the average, though charged."""
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile("[\t\n\r\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what its cells hold (or None), and how wide it is shown, in characters."""

    heading: str
    type: Type
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its columns, and the rows that a municipality's month gives it."""

    name: str
    columns: tuple[Column, ...]
    of: Callable[[MunicipalityMonth, Zone], Iterator[Row]]

    def rows(self, months: Iterable[MonthSettlement], zone: Zone) -> Iterator[Row]:
        """Yield the rows of some months, with times local to a zone."""
        for month in months:
            for found in month.municipalities:
                yield from self.of(found, zone)


def clean(text: str) -> str:
    """Return a text for one cell: characters that no XML can hold become U+FFFD, line breaks and tabs blanks."""
    return text if text.isprintable() else _NO_TEXT.sub("\ufffd", _BREAKS.sub(" ", text))


# --- municipalities


def _municipality(found: MunicipalityMonth, _: Zone) -> Iterator[Row]:
    result, settlement = found.outcome, found.settlement
    averages = settlement is not None and settlement.averages
    by_stay = settlement is not None and found.flat is None
    yield (
        *_whose(found),
        found.patients if by_stay else None,
        result.stays if averages else None,
        result.days if averages else None,
        _shown(result.average),
        f"{result.days}/{result.stays} dygn" if averages and result.stays else None,
        found.threshold,
        {True: "ja", False: "nej", None: "kan inte avgöras"}[owes(found)],
        found.run.over_months if found.run is not None else None,
        result.excess_days if averages and settlement is not None and settlement.charge.excess else None,
        found.individual_days if by_stay and settlement is not None and settlement.charge.individual else None,
        found.rate,
        clean(found.rate_source) or None,
        found.amount,
        ", ".join(NAMES.get(name, name) for name in found.undetermined) or None,
        clean("; ".join(_remarks(found))) or None,
    )


NAMES = {"threshold_days": "tröskel", "liable": "ska betala", "rate_sek": "pris", "amount_sek": "belopp"}
"""What cannot be said, by the heading of its column."""


def _whose(found: MunicipalityMonth) -> tuple[Value, ...]:
    return clean(found.region), clean(named(found)), found.month, clean(found.guideline)


def _shown(average: Decimal | Fraction | None) -> Decimal | None:
    if isinstance(average, Fraction):
        return (Decimal(average.numerator) / Decimal(average.denominator)).quantize(AVERAGE_PLACES)
    return average


def _remarks(found: MunicipalityMonth) -> Iterator[str]:
    if found.flat is not None:
        yield "fast belopp i månaden"
    if found.settlement is None:
        yield "ingen månadsreglering gäller"
    undecided = len(by_episode(found.of(Kind.UNDECIDED)))
    if undecided:
        yield f"{number(undecided)} inte avgjorda"
    running = len(by_episode(found.of(Kind.OPEN)))
    if running:
        yield f"{number(running)} pågår"
    if found.unfinished:
        yield "månaden är inte slut vid bedömningen"
    if found.run is not None and not found.run.certain:
        yield "tidigare månader är okända och kan ge ett annat utfall"
    yield from (f"att göra: {a.words} ({a.cited.clause})" for a in found.attentions)


# --- stays


def _stays(found: MunicipalityMonth, zone: Zone) -> Iterator[Row]:
    whose = _whose(found)
    for episode, parts in by_episode(found.parts).items():
        in_average = [p for p in parts if p.kind is Kind.AVERAGE]
        first = (in_average or parts)[0]
        why = tuple(dict.fromkeys(w for p in parts for w in p.why))
        yield (
            *whose,
            clean(episode),
            how(parts),
            _local(first.notice, zone),
            _local(first.starts, zone),
            _local(first.ends, zone),
            sum(p.days for p in in_average) if in_average else max(p.days for p in parts),
            sum(p.days for p in in_average) if in_average else None,
            sum(p.charge_days for p in parts if p.kind is Kind.INDIVIDUAL),
            clean(reason(why)) or None,
            clean(", ".join(clauses(why))) or None,
        )


def how(parts: Sequence[Part]) -> str:
    """Return how a stay is counted in a month."""
    kinds = {p.kind for p in parts}
    said = [word for kind, word in ((Kind.AVERAGE, "i snittet"), (Kind.INDIVIDUAL, "enskilt")) if kind in kinds]
    which = 1 if Kind.AVERAGE in kinds else 2 if Kind.INDIVIDUAL in kinds else 0
    return ", ".join(said + [words[which] for kind, words in HOW.items() if kind in kinds])


def _local(at: Instant | None, zone: Zone) -> datetime | None:
    """Return what the clock on the wall showed."""
    return None if at is None else datetime.fromisoformat(zone.isoformat(at)).replace(tzinfo=None)


# --- what was struck, or is not decided


def _struck(found: MunicipalityMonth, _: Zone) -> Iterator[Row]:
    for kind in (Kind.STRUCK, Kind.UNDECIDED):
        for episode, parts in by_episode(found.of(kind)).items():
            why = tuple(dict.fromkeys(w for p in parts for w in p.why))
            yield (
                *_whose(found),
                clean(episode),
                HOW[kind][0],
                "debiteringen" if all(p.from_charge for p in parts) else "underlaget",
                max(p.days for p in parts),
                max(p.charge_days for p in parts),
                clean(reason(why)) or None,
                clean(", ".join(clauses(why))) or None,
            )


_WHOSE = (Column("Region", "text", 14), Column("Kommun", "text", 20), Column("Månad", "month", 9),
          Column("Riktlinje", "text", 20))  # fmt: skip
_WHY = (Column("Skäl", "text", 60), Column("Klausuler", "text", 24))

MUNICIPALITIES = Table(
    "kommuner",
    (
        *_WHOSE,
        Column("Patienter", "count", 10),
        Column("I snittet", "count", 10),
        Column("Dygn i snittet", "count", 14),
        Column("Snitt", "days", 10),
        Column("Snitt exakt", "text", 14),
        Column("Tröskel", "days", 9),
        Column("Ska betala", "text", 16),
        Column("Månader i följd över tröskeln", "count", 28),
        Column("Dygn över tröskeln", "days", 19),
        Column("Enskilda dygn", "count", 14),
        Column("Pris per dygn", "kronor", 14),
        Column("Prisets källa", "text", 32),
        Column("Belopp", "kronor", 16),
        Column("Kan inte avgöras", "text", 22),
        Column("Anmärkning", "text", 50),
    ),
    _municipality,
)
STAYS = Table(
    "vistelser",
    (
        *_WHOSE,
        Column("Vistelse", "text", 22),
        Column("Räknas", "text", 24),
        Column("Underrättelse sänd", "time", 20),
        Column("Räknas från", "time", 20),
        Column("Slut", "time", 20),
        Column("Dygn", "count", 8),
        Column("Dygn i snittet", "count", 14),
        Column("Dygn att betala", "count", 16),
        *_WHY,
    ),
    _stays,
)
STRUCK = Table(
    "strukna",
    (
        *_WHOSE,
        Column("Vistelse", "text", 22),
        Column("Läge", "text", 14),
        Column("Ur", "text", 14),
        Column("Dygn", "count", 8),
        Column("Dygn som annars betalas", "count", 24),
        *_WHY,
    ),
    _struck,
)
TABLES = {table.name: table for table in (MUNICIPALITIES, STAYS, STRUCK)}
