"""A reviewed invoice basis as JSON: plain dicts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from compliance.payment.reviewed import Difference, DifferenceKind, Review, Total, Value
from compliance.report.as_json import SCHEMA
from compliance.report.settle_json import exact
from compliance.time import Instant, Zone


class ReviewJson:
    """Builds the objects in one time zone."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone

    def review(self, found: Review, name: str) -> dict[str, Any]:
        """Return a review; `name` is that of the basis."""
        return {
            "schema": SCHEMA,
            "invoice": name,
            "summary": {
                "rows": found.rows,
                "agreeing": found.agreeing,
                "differing": found.rows - found.agreeing,
                "differences": len(found.differences),
                "by_kind": {kind.value: found.by_kind[kind] for kind in DifferenceKind if found.by_kind[kind]},
                "difference_sek": exact(found.difference),
                "rows_elsewhere": found.elsewhere,
                "municipalities_not_in_invoice": list(found.unreviewed),
            },
            "totals": [self._total(total) for total in found.totals],
            "differences": [self._difference(difference) for difference in found.differences],
        }

    @staticmethod
    def _total(total: Total) -> dict[str, Any]:
        return {
            "municipality": total.municipality,
            "month": str(total.month) if total.month is not None else None,
            "rows": total.rows,
            "received_sek": exact(total.received),
            "computed_sek": exact(total.computed),
            "difference_sek": exact(total.difference),
            "received_average_days": exact(total.received_average),
            "computed_average_days": exact(total.computed_average),
        }

    def _difference(self, found: Difference) -> dict[str, Any]:
        return {
            "kind": found.kind.value,
            "episode": found.stay,
            "municipality": found.municipality,
            "month": str(found.month) if found.month is not None else None,
            "line": found.line,
            "received": _plain(found.received),
            "computed": _plain(found.computed),
            "from": self._at(found.starts),
            "to": self._at(found.ends),
            "reason": found.reason or None,
            "clauses": list(found.clauses),
            "difference_sek": exact(found.kronor),
            "costs": found.costs.value if found.costs is not None else None,
        }

    def _at(self, at: Instant | None) -> str | None:
        return None if at is None else self.zone.isoformat(at)


def _plain(value: Value) -> Any:
    return exact(value) if isinstance(value, Decimal | Fraction) else value
