"""Who pays: the first field of the subject, or fact, that holds a name and whose condition is met."""

from __future__ import annotations

from collections.abc import Callable

from compliance.check.condition import Conditions
from compliance.check.logic import Test
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.language.condition_tree import Condition
from compliance.time import Instant


class Payer:
    """The clause `betalare`, compiled."""

    def __init__(
        self,
        cases: tuple[tuple[str, Condition | None], ...],
        conditions: Conditions,
        compile_: Callable[[Condition], Test],
    ) -> None:
        self.conditions = conditions
        self.cases = tuple((field, c, compile_(c) if c is not None else None) for field, c in cases)

    def of(self, tl: Timeline, at: Instant, trigger: Event | None) -> tuple[str | None, tuple[str, ...]]:
        """Return who pays, by what is known at an instant, and what is missing to say so."""
        for field, condition, test in self.cases:
            value = tl.episode.subject.get(field)
            if value is None:
                value = tl.fact(field, tl.as_of)
            decided = True if test is None else test(tl, at, trigger, None)
            if value is None or decided is False:
                continue
            if decided is None and condition is not None:
                return None, self.conditions.unknowns(condition, tl, at, trigger, None)
            return str(value), ()
        return None, tuple(f"betalare: {field}" for field, _, _ in self.cases[-1:])
