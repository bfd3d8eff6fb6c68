"""Stays, settlements and bases for the tests of the review."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from compliance import load_rules
from compliance.episodes import Decoder, Episode
from compliance.episodes.invoice import InvoiceReader, InvoiceRow
from compliance.episodes.invoice_mapping import InvoiceMapping
from compliance.episodes.invoice_values import Written
from compliance.graph import RuleSet
from compliance.language.diagnostic import Diagnostic
from compliance.payment.month import Month
from compliance.payment.review import Reviewing
from compliance.payment.reviewed import Review
from compliance.payment.settle import Settling
from compliance.payment.settled import Kind, MonthSettlement, Part
from compliance.time import Zone, zone

ROOT = Path(__file__).parents[2]
MAY = Month(2019, 5)


@cache
def rules() -> RuleSet:
    """Return the shipped rules."""
    return load_rules()


def local() -> Zone:
    """Return the time zone of the rules."""
    return zone(rules().vocabulary.time_zone)


def stay(
    name: str, days: int, municipality: str = "Kommun D", notice: str = "2019-05-06T10:00", **more: Any
) -> dict[str, Any]:
    """Return a stay of Jönköping's with so many whole days after the notice; `without` leaves an event type out."""
    told = datetime.fromisoformat(notice)
    home, admitted = told + timedelta(days=days, minutes=30), told - timedelta(days=4)
    events = [
        {"type": "inskrivning", "at": admitted},
        {"type": "inskrivningsmeddelande", "at": admitted + timedelta(hours=2), "to": ["kommun"],
         "data": {"beräknat_utskrivningsdatum": str(home.date())}},
        {"type": "utskrivningsklar", "at": told, "to": ["kommun"]},
        {"type": "utskrivningsmeddelande", "at": home - timedelta(minutes=20), "to": ["kommun"]},
        {"type": "utskrivning", "at": home},
    ]  # fmt: skip
    kept = [e for e in events if e["type"] != more.get("without")]
    return {
        "schema": 1,
        "id": name,
        "region": more.get("region", "jonkoping"),
        "patient": {"pseudonym": f"P-{name}", "folkbokföringskommun": municipality},
        "facts": {"vårdform": "somatisk", "behov": more.get("needs", ["socialtjänst"]), "samtycke_sip": False},
        "events": [{**e, "id": f"e{i}", "at": e["at"].isoformat(), "by": "slutenvård"} for i, e in enumerate(kept, 1)],
    }


def decoded(raw: dict[str, Any]) -> Episode:
    """Return a stay as the checker reads it."""
    found = Decoder(rules().vocabulary, local()).decode_value(raw)
    assert isinstance(found, Episode), found
    return found


@dataclass(frozen=True)
class World:
    """Stays that were settled, and what each of them brings to any month."""

    found: Sequence[MonthSettlement]
    known: dict[str, tuple[Part, ...]]

    def review(self, rows: Iterable[InvoiceRow], only: Sequence[str] = ()) -> Review:
        """Return what is said of a basis."""
        return Reviewing(self.found, self.known, local(), only).review(rows)


def settled(
    stays: Iterable[dict[str, Any] | Episode], first: Month = MAY, last: Month | None = None, **more: Any
) -> World:
    """Return stays settled, judged long after."""
    as_of = local().parse(more.get("as_of", "2025-12-31T23:59:59"))
    assert isinstance(as_of, int)
    settling = Settling(rules(), first, last or first, more.get("rates"))
    known = {}
    for raw in stays:
        episode = raw if isinstance(raw, Episode) else decoded(raw)
        region = episode.region
        assert region is not None
        known[episode.id] = known.get(episode.id, ()) + settling.add(episode, as_of, region)
    return World(list(settling.months()), known)


def own_rows(found: Iterable[MonthSettlement], with_sums: bool = True) -> list[InvoiceRow]:
    """Return the basis that a region without fault would send: the stays that count, and each municipality's sum."""
    rows = []
    for month in found:
        sums: dict[str, list[Any]] = {}
        for of in month.municipalities:
            if of.municipality is None:
                continue
            sums.setdefault(of.municipality, []).append(of.amount)
            stays: dict[str, list[Part]] = {}
            for part in of.of(Kind.AVERAGE, Kind.INDIVIDUAL):
                stays.setdefault(part.episode, []).append(part)
            for name, parts in stays.items():
                charged = sum(p.charge_days for p in parts if p.kind is Kind.INDIVIDUAL)
                rows.append(
                    InvoiceRow(
                        name, of.municipality, month.month, of_days(max(p.days for p in parts)), of_days(charged),
                        of.rate, None if not charged or of.rate is None else charged * of.rate,
                        written(parts[0].notice), written(parts[0].ends),
                    )
                )  # fmt: skip
        if with_sums:
            for name, amounts in sums.items():
                if None not in amounts:
                    rows.append(InvoiceRow(None, name, month.month, amount=sum(amounts)))
    return rows


def of_days(days: int) -> Decimal:
    """Return days as a reader of bases would."""
    return Decimal(days)


def written(at: int | None) -> Written | None:
    """Return an instant as it would be written in a basis, to the second."""
    return None if at is None else Written(local().day(at), local().second_of_day(at), True)


def read(text: str | bytes, mapping: InvoiceMapping, month: Month | None = MAY) -> list[InvoiceRow | Diagnostic]:
    """Return what is read of a basis."""
    content = text.encode("utf-8") if isinstance(text, str) else text
    return list(InvoiceReader(mapping, month).rows(io.BytesIO(content), "underlag.csv"))
