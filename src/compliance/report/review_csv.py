"""A reviewed invoice basis as CSV for Excel with Swedish settings: a row for each difference."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from compliance.payment.reviewed import Difference, Review, Value
from compliance.report.review_words import KINDS, WHOM
from compliance.report.settle_csv import MARK, field
from compliance.time import Instant, Zone

HEADINGS = (
    "Kommun", "Månad", "Vistelse", "Skillnad", "Underlaget", "Beräknat", "Kronor för mycket",
    "Till nackdel för", "Räknas från", "Slut", "Skäl", "Klausuler", "Rad i underlaget",
)  # fmt: skip


def review_csv(found: Review, zone: Zone) -> Iterator[str]:
    """Yield the table line by line, each with its line end (CR LF), the first with the byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    yield MARK
    for row in (HEADINGS, *(_row(difference, zone) for difference in found.differences)):
        text.seek(0)
        text.truncate()
        writer.writerow([field(value) for value in row])
        yield text.getvalue()


def _row(found: Difference, zone: Zone) -> tuple[str | int | Decimal | datetime | None, ...]:
    return (
        found.municipality,
        str(found.month) if found.month is not None else None,
        found.stay,
        KINDS[found.kind],
        _plain(found.received),
        _plain(found.computed),
        found.kronor,
        WHOM[found.costs] if found.costs is not None else None,
        _local(found.starts, zone),
        _local(found.ends, zone),
        found.reason or None,
        ", ".join(found.clauses) or None,
        found.line,
    )


def _plain(value: Value) -> str | int | Decimal | None:
    if isinstance(value, Fraction):
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.000001"))
    return value


def _local(at: Instant | None, zone: Zone) -> datetime | None:
    return None if at is None else datetime.fromisoformat(zone.isoformat(at)).replace(tzinfo=None)
