"""What is said of payment liability for one stay."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from compliance.check.finding import Finding
from compliance.episodes.model import Event
from compliance.graph.model import Ground, Liability
from compliance.language.rule_tree import Reading
from compliance.time import Day, Instant


class LiabilityStatus(Enum):
    """The five verdicts of the contract."""

    HOLDS = "holds"
    VOID = "void"
    PENDING = "pending"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"


class Met(Enum):
    """Whether a ground is met; LAPSED when what it asks for fell away with the notice itself."""

    __hash__ = object.__hash__

    YES = "met"
    NO = "unmet"
    PENDING = "pending"
    UNKNOWN = "unknown"
    LAPSED = "lapsed"


class GroundVerdict(NamedTuple):
    """A ground with its verdict: the findings it rests on, what is missing, and the dates that it voids one by one."""

    ground: Ground
    met: Met
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    void_days: tuple[Day, ...] = ()
    left_open: Reading | None = None
    """The reading that leaves the ground to a person, where it does."""


class Period(NamedTuple):
    """Liability from one notice: when it starts and ends, the charged dates, and its grounds."""

    notice: Event | None
    status: LiabilityStatus
    starts: Instant | None
    ends: Instant | None
    ended_by: str
    days: tuple[Day, ...]
    grounds: tuple[GroundVerdict, ...]
    missing: tuple[str, ...] = ()
    length: int | None = None
    """How many days the stay lasted from the notice, charged or not; None where nothing hangs on it."""
    over: int | None = None
    """Over how many days a stay is charged by itself."""
    rate_year: int | None = None
    """The year whose amount each day costs; None: that of its own date."""

    @property
    def short(self) -> bool:
        """Whether the stay is, so far, too short to be charged by itself."""
        return self.length is not None and self.over is not None and self.length <= self.over


class LiabilityVerdict(NamedTuple):
    """Liability for the whole stay. `days` and `amount` are None when they cannot be determined; amount in kronor."""

    liability: Liability | None
    guideline: str | None
    status: LiabilityStatus
    payer: str | None = None
    starts: Instant | None = None
    ends: Instant | None = None
    days: int | None = 0
    amount: Decimal | None = Decimal(0)
    periods: tuple[Period, ...] = ()
    missing: tuple[str, ...] = ()
    left_open: Reading | None = None
    """The reading that leaves the liability to a person, where it does."""
    at_most: Decimal | None = None
    """What the days cost if the month's settlement charges them all, where one stay cannot say what is owed; None
    also where a year has no known amount."""
    reason: Reading | None = None
    """The reading by which a single stay costs nothing, where one does."""

    @property
    def grounds(self) -> tuple[GroundVerdict, ...]:
        """The grounds of the latest notice."""
        return self.periods[-1].grounds if self.periods else ()
