"""What a municipality's earlier months say of this one: is it over again, is a claim running, and how sure is that?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.graph.settlement import Settlement
from compliance.payment.month import Month, months
from compliance.payment.outcome import Totals, over
from compliance.payment.settled import Run, State
from compliance.payment.streak import NO_CLAIM, step, steps


@dataclass(frozen=True, slots=True)
class Past:
    """What a saved settlement says of a municipality: the last month of it, how many months in a row it was over and
    not over the threshold by then, and the state after it."""

    month: Month
    over_months: int
    good_months: int
    state: State


@dataclass(frozen=True, slots=True)
class Months:
    """The months of one municipality and settlement: sums by month, from which month on the timelines reach, from
    which one the model has been in force, and what a saved settlement says."""

    totals: Mapping[Month, Totals]
    known_from: Month
    model_from: Month
    past: Past | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a municipality owes for a month (None: stays that are not decided would turn it), and the row."""

    liable: bool | None
    run: Run


def claim(settlement: Settlement, known: Months, month: Month) -> Claim:
    """Return what follows for a month from those before it. Months of which nothing is known are taken to be without
    a claim and without a row; `run.certain` is false where they could make another outcome."""
    past = known.past if known.past is not None and known.past.month < month else None
    if past is not None:
        since, source, sure = past.month.after, "history", True
    else:
        sure = known.known_from <= known.model_from
        since, source = (known.model_from, "model") if sure else (known.known_from, "timelines")
    unknown = None if sure else months(known.model_from, min(since, month).before)
    row = _Row(settlement, past, unknown)
    if month < since:
        row.skip()
    for earlier in months(since, month):
        row.take(earlier, known)
    first = past.month if past is not None else min(since, month)
    run = Run(first, source, row.over_months, row.good_months, row.state, row.possible == {row.owes})
    return Claim(None if len(row.undecided) > 1 else row.owes, run)


class _Row:
    """The months in a row, one after the other."""

    def __init__(self, settlement: Settlement, past: Past | None, unknown: Iterable[Month] | None) -> None:
        self.settlement = settlement
        self.state = past.state if past is not None else NO_CLAIM
        self.over_months = past.over_months if past is not None else 0
        self.good_months = past.good_months if past is not None else 0
        self.owes = False
        self._states = {self.state}
        self._turned = {self.state}
        self.possible: set[bool] = {False}
        """What might be owed for the latest month, were the months before the first known one others."""
        self.undecided: set[bool] = {False}
        """What might be owed for it, were stays that are not decided in the average."""
        for _ in unknown or ():
            self.skip()

    def skip(self) -> None:
        """Go on to a month of which nothing is known: the row is taken to be as it was, but might be another."""
        if self.settlement.streak is not None:
            self.possible, self._states = steps(self.settlement.streak, self._states, None)

    def take(self, month: Month, known: Months) -> None:
        """Go on to a month."""
        totals = known.totals.get(month, Totals())
        was_over = bool(over(self.settlement, month, totals.stays, totals.days))
        might = {bool(over(self.settlement, month, *t)) for t in (totals.highest, totals.lowest)}
        maybe = was_over if might == {was_over} else None
        self.over_months = self.over_months + 1 if was_over else 0
        self.good_months = 0 if was_over else self.good_months + 1
        streak = self.settlement.streak
        if streak is None:
            self.owes = was_over
            self.possible, self.undecided = {was_over}, {was_over, *might}
            return
        gap = month < known.known_from
        self.owes, self.state = step(streak, self.state, was_over)
        self.possible, self._states = steps(streak, self._states, None if gap else was_over)
        self.undecided, self._turned = steps(streak, self._turned, maybe)
