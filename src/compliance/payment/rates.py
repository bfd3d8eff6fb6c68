"""What a day costs in a year: by the rules, or as the run says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from compliance.graph.model import YearlyAmount


@dataclass(frozen=True, slots=True)
class Rate:
    """Kronor a day, None where it is not known, and where the figure comes from."""

    amount: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class Rates:
    """The yearly amounts of the rules, and those that were given for the run, by year."""

    yearly: Mapping[str, YearlyAmount]
    given: Mapping[int, Decimal] = field(default_factory=dict)

    def of(self, name: str, year: int) -> Rate:
        """Return the rate of a year by a yearly amount."""
        if year in self.given:
            return Rate(self.given[year], "angivet för körningen")
        known = self.yearly.get(name)
        amount = known.amounts.get(year) if known is not None else None
        source = known.sources.get(year, "") if known is not None else ""
        return Rate(Decimal(amount) if amount is not None else None, source)
