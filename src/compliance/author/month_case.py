"""A case of a settled month: stays, the months asked for, and what each municipality's row must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from compliance.payment.month import Month

SUFFIX = ".avrakning"

CASE_KEYS = (
    "why",
    "stays",
    "month",
    "from",
    "to",
    "as_of",
    "region",
    "rates",
    "set",
    "history",
    "expect",
)
WHOSE_KEYS = ("month", "municipality", "region", "guideline", "settlement")
"""Which row an expectation is about."""

_STAY = ("episode", "days", "notice", "from", "to", "reason", "clauses")
_LEFT_OUT = ("episode", "reason", "clauses", "days", "charge_days", "from", "missing")
_OUTCOME = ("in_average", "average_days", "over_threshold", "average_charge_days", "amount_sek")
_RUN = ("known_from", "source", "over_months", "months_at_or_under", "owing_after", "months_after", "certain")
STAY_LISTS: Mapping[str, tuple[str, ...]] = {
    "average_stays": _STAY,
    "individual": (*_STAY, "charge_days"),
    "excluded": _LEFT_OUT,
    "undecided": _LEFT_OUT,
}
"""The lists of stays of a row: each has exactly the stays that it has."""

PARTS: Mapping[str, tuple[str, ...]] = {"with_excluded": _OUTCOME, "with_undecided": _OUTCOME, "streak": _RUN}
ROW_KEYS = (
    "declared_by",
    "patients",
    "in_average",
    "days_in_average",
    "average_days",
    "average_exact",
    "threshold_days",
    "liable",
    "streak_months",
    "average_charge_days",
    "individual_charge_days",
    "flat_sum",
    "rate_sek",
    "rate_source",
    "amount_sek",
    "undetermined",
    "unfinished",
    "attention",
    "open",
    *STAY_LISTS,
    *PARTS,
)
MONTH_KEYS = ("municipalities", "outside_every_model", "printed_sums")
"""What is said of a month as a whole, by an expectation that names no municipality."""


@dataclass(frozen=True, slots=True)
class MonthCase:
    """A case as it is written. `stays` and `history` are paths; `expect` holds the items as they were written, each
    known to have known keys."""

    source: str
    why: str
    stays: tuple[str, ...]
    first: Month
    last: Month
    as_of: str | None
    region: str | None
    rates: Mapping[int, Decimal]
    parameters: Mapping[str, str]
    history: str | None
    expect: tuple[Mapping[str, Any], ...]
