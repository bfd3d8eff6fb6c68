"""Months in a row: when a claim starts, and when it ends.

A claim starts after so many months in a row over the threshold, and ends after so many in a row that are not over it;
those last months are charged unless the guideline says else.
"""

from __future__ import annotations

from collections.abc import Iterable

from compliance.graph.settlement import Streak
from compliance.payment.settled import State

NO_CLAIM = State(False, 0)


def step(streak: Streak, state: State, over: bool) -> tuple[bool, State]:
    """Return whether a municipality owes for a month, and where it stands after it."""
    if not state.owing:
        in_a_row = state.months + 1 if over else 0
        return False, State(True, 0) if in_a_row >= streak.starts_after else State(False, in_a_row)
    in_a_row = 0 if over else state.months + 1
    owes = over or streak.last_charged
    return owes, NO_CLAIM if in_a_row >= streak.ends_after else State(True, in_a_row)


def steps(streak: Streak, states: Iterable[State], over: bool | None) -> tuple[set[bool], set[State]]:
    """Return what is possible from a set of states; `over` None: either."""
    owed: set[bool] = set()
    after: set[State] = set()
    for state in states:
        for was_over in (True, False) if over is None else (over,):
            owes, next_state = step(streak, state, was_over)
            owed.add(owes)
            after.add(next_state)
    return owed, after
