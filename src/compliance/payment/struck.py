"""What leaves a stay out of a month: strikes that a settlement states, grounds that are not met, missing facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from compliance.check.condition import Conditions
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.language.settlement_tree import StrikeTree
from compliance.payment.settled import Why
from compliance.payment.verdict import LiabilityVerdict, Met
from compliance.time import Instant


class Strike(NamedTuple):
    """A strike that holds for a stay, or may hold: then `why` says what is missing and `certain` is false."""

    strike: StrikeTree
    why: Why
    certain: bool = True


class Strikes:
    """The strikes of a settlement, compiled."""

    def __init__(self, strikes: tuple[StrikeTree, ...], conditions: Conditions) -> None:
        self.conditions = conditions
        self.compiled = tuple((strike, conditions.compile(strike.condition)) for strike in strikes)

    def of(self, kind: str, tl: Timeline, moments: Iterable[tuple[Event | None, Instant]]) -> Strike | None:
        """Return the first strike of a kind that holds at one of the moments; failing that, one of which it is not
        known."""
        if not self.compiled:
            return None
        doubtful = None
        for strike, test in self.compiled:
            if strike.kind != kind:
                continue
            for trigger, at in moments:
                holds = test(tl, at, trigger, None)
                if holds:
                    return Strike(strike, Why(strike.reason, (strike.cited.clause,)))
                if holds is None and doubtful is None:
                    missing = self.conditions.unknowns(strike.condition, tl, at, trigger, None)
                    doubtful = Strike(strike, Why(strike.reason, (strike.cited.clause,), missing), False)
        return doubtful


def reasons(verdict: LiabilityVerdict) -> tuple[Why, ...]:
    """Return the grounds that are not met; where there is none, that no notice stands."""
    unmet = [g.ground for period in verdict.periods for g in period.grounds if g.met is Met.NO]
    found = tuple(dict.fromkeys(Why(f"inte uppfyllt: {g.heading or g.name}", g.clauses) for g in unmet))
    if found:
        return found
    clauses = verdict.liability.clauses if verdict.liability is not None else ()
    return (Why("ingen underrättelse till kommunen som står fast", clauses),)


def undecided_because(verdict: LiabilityVerdict, missing: tuple[str, ...]) -> Why:
    """Return what is missing to decide a liability, or the reading that leaves it to a person."""
    if verdict.left_open is not None:
        ref = f"läsning {verdict.left_open.ref}: " if verdict.left_open.ref else ""
        return Why(f"avgörs av en människa ({ref}{verdict.left_open.text})")
    found = missing or verdict.missing
    clauses = verdict.liability.clauses if verdict.liability is not None else ()
    return Why("kan inte avgöras", clauses if not found else (), found)
