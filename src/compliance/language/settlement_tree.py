"""How a guideline settles a month between region and municipality, as it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal as Choice

from compliance.language.condition_tree import Condition, Reference
from compliance.language.rule_tree import Citation, Head, LimitCases
from compliance.language.source import Span


@dataclass(frozen=True, slots=True)
class StrikeTree:
    """What is left out of a month's basis: a whole stay, days of it (`count` names the fact that says how many; none:
    all), or the stay from the average alone."""

    kind: Choice["stay", "days", "average"]
    condition: Condition
    count: Reference | None
    cited: Citation
    reason: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ThresholdTree:
    """Over how many days on average a municipality owes, in the months between two ISO dates."""

    days: Decimal
    unit: str
    start: str | None
    end: str | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class StreakTree:
    """After how many months in a row over the threshold the claim starts, and after how many that are not it ends;
    whether those last months are charged, case by case."""

    starts_after: int
    ends_after: int
    units: tuple[str, str]
    charged: tuple[tuple[bool, Condition | None], ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AttentionTree:
    """What the parties are to do in a month over the threshold, by its number in the row."""

    month: int
    words: str
    cited: Citation
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ChargeTree:
    """What is charged: days over the threshold, the individual liability of each stay (in the month of its end, or
    `by_day` in the month of each day; `while_owed` only while the claim lasts)."""

    excess: bool
    individual: bool
    by_day: bool
    while_owed: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FlatTree:
    """A municipality's flat sum a month, in whole kronor."""

    municipality: str
    amount: int
    cited: Citation
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SettlementTree:
    """The settlement of a month: of which liabilities, who pays, which stays, counted how, over what, charged how."""

    head: Head
    settles: tuple[Reference, ...]
    condition: Condition | None
    payer: tuple[tuple[Reference, Condition | None], ...]
    strikes: tuple[StrikeTree, ...]
    basis: tuple[tuple[str, Condition | None], ...]
    counted_in: tuple[tuple[str, Condition | None], ...]
    count_from: LimitCases | None
    days: tuple[tuple[str, Condition | None], ...]
    rounding: tuple[tuple[Decimal | None, Condition | None], ...]
    thresholds: tuple[ThresholdTree, ...]
    streak: StreakTree | None
    attentions: tuple[AttentionTree, ...]
    charge: ChargeTree | None
    amount: Reference | None
    no_amount: Citation | None
    flat: tuple[FlatTree, ...]
    printed_total: tuple[int, Citation] | None
    span: Span = field(compare=False, repr=False)
