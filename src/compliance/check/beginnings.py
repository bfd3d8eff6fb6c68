"""When a rule begins: its triggers with the value of its condition at each."""

from __future__ import annotations

from typing import TypeAlias

from compliance.check.logic import Test
from compliance.check.pattern import Patterns
from compliance.check.timeline import Timeline
from compliance.check.triggers import Start, Triggers
from compliance.language.condition_tree import Condition
from compliance.language.rule_tree import Trigger

Begun: TypeAlias = tuple[Start, bool | None]
"""A start, and whether the condition holds there; unknown also where it is not known whether the event is a start."""


class Beginnings:
    """Triggers and a condition compiled. Rules that begin alike share one, which is asked once for a timeline."""

    __slots__ = ("condition", "triggers")

    def __init__(self, triggers: Triggers, condition: Test | None) -> None:
        self.triggers = triggers
        self.condition = condition

    def of(self, tl: Timeline) -> list[Begun]:
        """Return the beginnings in a timeline, breaches of other rules apart."""
        known: list[Begun] | None = tl.memo.get(self)
        if known is None:
            known = tl.memo[self] = self._found(tl)
        return known

    def value(self, tl: Timeline, start: Start) -> bool | None:
        """Return whether the condition holds at a start."""
        return True if self.condition is None else self.condition(tl, start[2], start[0], None)

    def _found(self, tl: Timeline) -> list[Begun]:
        starts, condition = self.triggers.starts(tl), self.condition
        found: list[Begun] = (
            [(start, True) for start in starts]
            if condition is None
            else [(start, condition(tl, start[2], start[0], None)) for start in starts]
        )
        if self.triggers.doubtful:
            for start in self.triggers.unsure(tl):
                found.append((start, False if self.value(tl, start) is False else None))
        return found


def compile_beginnings(triggers: tuple[Trigger, ...], condition: Condition | None, patterns: Patterns) -> Beginnings:
    """Return the beginnings of a rule, one object for all that begin alike."""

    def make() -> Beginnings:
        compiled = patterns.shared(("triggers", triggers), lambda: Triggers(triggers, patterns))
        return Beginnings(compiled, patterns.conditions.compile(condition) if condition is not None else None)

    return patterns.shared(("beginnings", triggers, condition), make)
