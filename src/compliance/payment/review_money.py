"""What an error in an invoice basis costs: how the sum of a municipality's month changes with its stays and days."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from compliance.episodes.invoice import InvoiceRow
from compliance.payment.outcome import average_of, excess_days, over
from compliance.payment.reviewed import Side
from compliance.payment.settled import MunicipalityMonth

NOUGHT = Decimal(0)


class Money:
    """The arithmetic of one municipality's month."""

    def __init__(self, of: MunicipalityMonth) -> None:
        self.of = of
        self.settlement = of.settlement

    def effect(
        self, stays: int = 0, days: Decimal = NOUGHT, charged: Decimal = NOUGHT
    ) -> tuple[Decimal | None, Side | None]:
        """Return how much the sum changes with so many stays and days more in the average, and days more that are
        charged by themselves; in kronor, None where it cannot be said. And whom that costs."""
        settlement = self.settlement
        if settlement is None:
            return None, None
        base = self.of.outcome
        after = base.stays + stays, base.days + days
        was = self._sum(base.stays, Decimal(base.days), NOUGHT)
        becomes = self._sum(*after, charged)
        kronor = becomes - was if was is not None and becomes is not None else None
        return kronor, self._side(kronor, charged, after)

    def _sum(self, stays: int, days: Decimal, charged: Decimal) -> Decimal | None:
        settlement, month = self.settlement, self.of.month
        assert settlement is not None
        excess = NOUGHT
        if settlement.charge.excess:
            threshold = self.of.threshold
            if threshold is None or settlement.streak is not None or days != days.to_integral_value() or stays < 0:
                return None
            if stays and over(settlement, month, stays, int(days)):
                excess = excess_days(settlement, threshold, stays, int(days))
        total = excess + charged
        return NOUGHT if not total else total * self.of.rate if self.of.rate is not None else None

    def _side(self, kronor: Decimal | None, charged: Decimal, after: tuple[int, Decimal]) -> Side | None:
        if kronor or (kronor is None and charged):
            return self.side_of(kronor or charged)
        settlement, base = self.settlement, self.of.outcome
        assert settlement is not None
        if not settlement.averages or (kronor is not None and settlement.streak is None):
            return None
        was, becomes = _mean(base.stays, Decimal(base.days)), _mean(*after)
        return None if was == becomes else Side.MUNICIPALITY if becomes > was else Side.REGION

    @staticmethod
    def side_of(kronor: Decimal) -> Side | None:
        """Return whom it costs that a basis asks for so much too much."""
        return None if not kronor else Side.MUNICIPALITY if kronor > 0 else Side.REGION

    def asked(self, row: InvoiceRow) -> tuple[Decimal | None, Side | None]:
        """Return what a row asks for that should not be there: its amount, else what it adds to the sum."""
        settlement = self.settlement
        if row.amount:
            return row.amount, self.side_of(row.amount)
        if settlement is None:
            return None, None
        charged = row.charge_days if row.charge_days is not None else None if settlement.averages else row.days
        if charged or not settlement.averages:
            return self.effect(charged=charged) if charged is not None else (None, None)
        return self.effect(1, row.days) if row.days is not None else (None, None)

    def average(self, stays: int, days: int) -> Decimal | Fraction | None:
        """Return the average of days as the month's settlement rounds it."""
        return average_of(self.settlement, stays, days) if self.settlement is not None else None


def _mean(stays: int, days: Decimal) -> Fraction:
    return Fraction(days) / stays if stays > 0 else Fraction(0)
