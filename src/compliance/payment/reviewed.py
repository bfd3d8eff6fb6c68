"""What is said of an invoice basis: each difference from what was computed, and the sums of each municipality."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from compliance.payment.month import Month
from compliance.time import Instant

Value = str | int | Decimal | Fraction | None


class DifferenceKind(Enum):
    """In what a basis differs."""

    MISSING = "missing"
    STRIKE = "strike"
    UNKNOWN = "unknown"
    UNDECIDED = "undecided"
    ONGOING = "ongoing"
    DUPLICATE = "duplicate"
    PAYER = "payer"
    MONTH = "month"
    NOTICE = "notice"
    END = "end"
    DAYS = "days"
    CHARGE_DAYS = "charge_days"
    PRICE = "price"
    ROW_SUM = "row_sum"
    AMOUNT = "amount"
    AVERAGE = "average"
    SUM = "sum"

    __hash__ = object.__hash__


class Side(Enum):
    """Whom an error costs: the municipality pays too much, or the region gets too little."""

    MUNICIPALITY = "municipality"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `received` and `computed` are what the basis says and what the rules give (days, kronor, the name
    of a payer, a month); `kronor` is how much too much (below nought: too little) the basis asks for because of it, all
    else being right, None where that cannot be said. `starts` and `ends` are from when to when the days were counted.
    `line` is that of the row."""

    kind: DifferenceKind
    stay: str | None
    municipality: str | None
    month: Month | None
    received: Value = None
    computed: Value = None
    reason: str = ""
    clauses: tuple[str, ...] = ()
    kronor: Decimal | None = None
    costs: Side | None = None
    starts: Instant | None = None
    ends: Instant | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of a municipality's month (None: of all that were reviewed). `received` is None where the basis holds no
    sum, `computed` where none can be computed. Averages in days, None where there is none."""

    municipality: str | None
    month: Month | None
    rows: int
    received: Decimal | None
    computed: Decimal | None
    received_average: Decimal | Fraction | None = None
    computed_average: Decimal | Fraction | None = None

    @property
    def difference(self) -> Decimal | None:
        """How much more the basis asks for than was computed, in kronor."""
        return None if self.received is None or self.computed is None else self.received - self.computed


@dataclass(frozen=True, slots=True)
class Review:
    """A basis held against the computed months. `rows` were compared, `agreeing` of them are right in all; `elsewhere`
    rows are of other months or municipalities than those reviewed. `unreviewed` are municipalities that owe something
    and do not occur in the basis."""

    differences: tuple[Difference, ...]
    totals: tuple[Total, ...]
    rows: int
    agreeing: int
    elsewhere: int = 0
    unreviewed: tuple[str, ...] = ()

    @property
    def by_kind(self) -> Counter[DifferenceKind]:
        """How many differences there are of each kind."""
        return Counter(d.kind for d in self.differences)

    @property
    def difference(self) -> Decimal | None:
        """The sum of the municipalities' differences in kronor; None where no municipality has one."""
        known = [t.difference for t in self.totals if t.difference is not None and t.municipality is not None]
        return sum(known, Decimal(0)) if known else None
