"""How a guideline settles a month between region and municipality: part of the checked graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias, TypeVar

from compliance.language.condition_tree import Condition
from compliance.language.rule_tree import LimitCases, Reading
from compliance.language.settlement_tree import AttentionTree, ChargeTree, FlatTree, StrikeTree
from compliance.language.source import Span
from compliance.time import Day

T = TypeVar("T")
Choices: TypeAlias = tuple[tuple[T, Condition | None], ...]
"""Values with the condition of each, tried in order; the last has none."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Over how many days on average a municipality owes, from the first local date to the last."""

    days: Decimal
    valid_from: Day | None
    valid_to: Day | None

    def in_force(self, first: Day, last: Day) -> bool:
        """Say whether it holds for all dates of a month, from `first` to `last`."""
        early = self.valid_from is not None and first < self.valid_from
        return not early and (self.valid_to is None or last <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Streak:
    """After how many months in a row over the threshold the claim starts, after how many not over it it ends, and
    whether those last months are charged."""

    starts_after: int
    ends_after: int
    last_charged: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """The settlement of a month. `guideline` declares it, `liabilities` names those it settles.

    `basis`: a stay belongs to the month of its end, or each of its days to the month of the day. `counted_in`: stays
    whose grounds are met, or all that were notified of. `count_from` (None: the notice) and `days` say how the days of
    a stay are counted, `rounding` to which step the average is rounded, half up (None: not at all). `flat` are sums
    that municipalities owe whatever their stays were.
    """

    name: str
    guideline: str
    heading: str
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]
    valid_from: Day | None
    valid_to: Day | None
    liabilities: tuple[str, ...]
    condition: Condition | None
    payer: Choices[str]
    strikes: tuple[StrikeTree, ...]
    basis: str
    counted_in: str
    count_from: LimitCases | None
    days: Choices[str]
    rounding: Decimal | None
    thresholds: tuple[Threshold, ...]
    streak: Streak | None
    attentions: tuple[AttentionTree, ...]
    charge: ChargeTree
    amount: str | None
    no_amount: Reading | None
    flat: tuple[FlatTree, ...]
    printed_total: tuple[int, str] | None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def averages(self) -> bool:
        """Whether it reckons an average of the stays' days against a threshold."""
        return bool(self.thresholds)

    def threshold(self, first: Day, last: Day) -> Decimal | None:
        """Return the threshold that holds for a month, given its first and last date; None where none does."""
        return next((t.days for t in self.thresholds if t.in_force(first, last)), None)

    def settles(self, first: Day, last: Day) -> bool:
        """Say whether it is in force for a month: on its first date, or its last."""
        return not (
            (self.valid_from is not None and last < self.valid_from)
            or (self.valid_to is not None and first > self.valid_to)
        )


def settlement_words(settlement: Settlement) -> str:
    """Return in a few words by what a month is settled."""
    if settlement.flat:
        return "fast belopp i månaden"
    found = [f"tröskel {t.days}".replace(".", ",") + " dagar i snitt" for t in settlement.thresholds]
    if settlement.streak is not None:
        found.append(f"{settlement.streak.starts_after} månader i följd")
    return ", ".join(found) or "varje dygn för sig"
