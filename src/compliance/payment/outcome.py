"""The arithmetic of a month: average, rounding as stated, days over the threshold, and what days cost."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from compliance.graph.settlement import Settlement
from compliance.payment.month import Month
from compliance.payment.settled import Kind, Outcome, Part


class Totals(NamedTuple):
    """How many stays there are and how many days they have; and so for the stays that are not decided, those that
    raise the average towards the threshold apart from those that lower it."""

    stays: int = 0
    days: int = 0
    raising_stays: int = 0
    raising_days: int = 0
    lowering_stays: int = 0
    lowering_days: int = 0

    def with_part(self, part: Part) -> Totals:
        """Return the sums with one part more."""
        if part.kind is Kind.AVERAGE:
            return self._replace(stays=self.stays + 1, days=self.days + part.days)
        if part.kind is Kind.UNDECIDED and not part.from_charge and not part.charge_days:
            if _raises(part):
                stays, days = self.raising_stays + 1, self.raising_days + part.days
                return self._replace(raising_stays=stays, raising_days=days)
            stays, days = self.lowering_stays + 1, self.lowering_days + part.days
            return self._replace(lowering_stays=stays, lowering_days=days)
        return self

    @property
    def highest(self) -> tuple[int, int]:
        """The stays and days furthest over the threshold: those decided, and those not decided that raise them."""
        return self.stays + self.raising_stays, self.days + self.raising_days

    @property
    def lowest(self) -> tuple[int, int]:
        """The stays and days furthest under the threshold."""
        return self.stays + self.lowering_stays, self.days + self.lowering_days


def _raises(part: Part) -> bool:
    """Say whether a stay has more days than the threshold of its month."""
    settlement, month = part.settlement, part.month
    threshold = settlement.threshold(month.first, month.last) if settlement is not None else None
    return threshold is not None and part.days > threshold


def average_of(settlement: Settlement, stays: int, days: int) -> Decimal | Fraction | None:
    """Return the average of days, rounded half up to the step that the settlement states; None without stays."""
    if not stays:
        return None
    exact = Fraction(days, stays)
    step = settlement.rounding
    if step is None:
        return exact
    return ((exact / Fraction(step) + Fraction(1, 2)).__floor__()) * step


def over(settlement: Settlement, month: Month, stays: int, days: int) -> bool | None:
    """Say whether a month's average is over the threshold; False without stays, None where no threshold holds."""
    threshold = settlement.threshold(month.first, month.last)
    if threshold is None:
        return None
    average = average_of(settlement, stays, days)
    return average is not None and average > threshold


def outcome(settlement: Settlement, month: Month, parts: Iterable[Part]) -> Outcome:
    """Return what comes of stays in the average; without a sum, which hangs on the claim and the rate."""
    found = list(parts)
    stays, days = len(found), sum(p.days for p in found)
    average = average_of(settlement, stays, days)
    is_over = over(settlement, month, stays, days)
    excess = None
    threshold = settlement.threshold(month.first, month.last)
    if threshold is not None:
        excess = excess_days(settlement, threshold, stays, days) if is_over else Decimal(0)
    return Outcome(stays, days, average, is_over, excess, None)


def excess_days(settlement: Settlement, threshold: Decimal, stays: int, days: int) -> Decimal:
    """Return the days over the threshold times the stays, exact."""
    if settlement.rounding is None:
        return days - threshold * stays
    average = average_of(settlement, stays, days)
    assert isinstance(average, Decimal)
    return (average - threshold) * stays


def priced(result: Outcome, charge_days: Decimal, rate: Decimal | None) -> Outcome:
    """Return an outcome with what days cost at a rate in kronor; no days cost nothing at any rate."""
    amount = Decimal(0) if not charge_days else None if rate is None else charge_days * rate
    return result._replace(amount=amount)
