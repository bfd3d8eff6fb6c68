"""What is said of a municipality's month: its stays one by one, the average, what is charged and what was struck."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from compliance.graph.settlement import Settlement
from compliance.language.settlement_tree import AttentionTree
from compliance.payment.month import Month
from compliance.time import Instant


class Kind(Enum):
    """How a stay comes into a month: in the average, charged by itself, left out, not decided, or not ended yet."""

    AVERAGE = "average"
    INDIVIDUAL = "individual"
    STRUCK = "struck"
    UNDECIDED = "undecided"
    OPEN = "open"

    __hash__ = object.__hash__


class Why(NamedTuple):
    """Why a stay is left out, or is not decided: in words, with the clauses, or with what is missing."""

    reason: str
    clauses: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Part(NamedTuple):
    """What one stay brings to one month. `days` are those counted of it (of an individual stay: of the whole of it),
    `charge_days` those that may be charged in the month. `from_charge` says of a struck or undecided stay that it is
    left out of the charge alone and stands in the average."""

    kind: Kind
    region: str
    municipality: str | None
    month: Month
    episode: str
    guideline: str
    settlement: Settlement | None
    notice: Instant | None
    starts: Instant | None
    ends: Instant | None
    days: int
    charge_days: int = 0
    why: tuple[Why, ...] = ()
    from_charge: bool = False
    scope: bool = True
    """False of a patient whom the model does not concern."""


class Outcome(NamedTuple):
    """What comes of a set of stays: how many, their days, the average (as rounded), whether it is over the threshold,
    the days over it, and what that costs with the individual days; None where it cannot be said."""

    stays: int
    days: int
    average: Decimal | Fraction | None
    over: bool | None
    excess_days: Decimal | None
    amount: Decimal | None


class State(NamedTuple):
    """Where a municipality stands after a month: whether a claim is running, and for how many months in a row it has
    been over the threshold (no claim) or not over it (a claim)."""

    owing: bool
    months: int


@dataclass(frozen=True, slots=True)
class Run:
    """The row of months that a month's claim follows from: the first month that was known, whether from the start of
    the model, from a saved settlement or from the timelines, and the states that are possible after the month."""

    since: Month
    source: str
    over_months: int
    good_months: int
    state: State
    certain: bool
    """False where months before the first known one could make another outcome."""


@dataclass(frozen=True, slots=True)
class MunicipalityMonth:
    """A municipality's month. Money in kronor, exact; None where the guideline lets nobody say, named in
    `undetermined`."""

    region: str
    municipality: str | None
    month: Month
    guideline: str
    settlement: Settlement | None
    parts: tuple[Part, ...]
    outcome: Outcome
    threshold: Decimal | None
    liable: bool | None
    run: Run | None
    individual_days: int
    rate: Decimal | None
    rate_source: str
    amount: Decimal | None
    undetermined: tuple[str, ...]
    attentions: tuple[AttentionTree, ...]
    with_struck: Outcome | None = None
    with_undecided: Outcome | None = None
    flat: int | None = None
    unfinished: bool = False
    """Whether the month was not over at the moment of judgement of any of its stays."""

    def of(self, *kinds: Kind) -> tuple[Part, ...]:
        """Return the parts of some kinds, in the order of their stays."""
        return tuple(p for p in self.parts if p.kind in kinds)

    @property
    def patients(self) -> int:
        """How many stays are in the average or charged by themselves."""
        return len({p.episode for p in self.of(Kind.AVERAGE, Kind.INDIVIDUAL)})


class PrintedSum(NamedTuple):
    """A sum of flat amounts as a source prints it, what its amounts come to, and the clause; whole kronor."""

    region: str
    printed: int
    reckoned: int
    clause: str


@dataclass(frozen=True, slots=True)
class MonthSettlement:
    """All municipalities of a month, in order of region and name."""

    month: Month
    municipalities: tuple[MunicipalityMonth, ...]
    printed: tuple[PrintedSum, ...] = ()
    outside: int = 0
    """How many stays of the month lie outside every model."""
