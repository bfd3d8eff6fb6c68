"""What is left to a person: a condition under which a liability or a ground is not decided here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.check.condition import Conditions
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.model import Ground, Liability
from compliance.language.rule_tree import Reading
from compliance.time import Instant


@dataclass(frozen=True, slots=True)
class Left:
    """Left to a person by a reading, or perhaps left to one: `missing` is what would tell."""

    reading: Reading | None
    missing: tuple[str, ...] = ()


class Person:
    """The clause `avgörs inte om` of a liability or a ground, compiled."""

    def __init__(self, node: Liability | Ground, conditions: Conditions) -> None:
        self.conditions = conditions
        self.clause = node.left_open
        self.test = conditions.compile(self.clause.condition) if self.clause is not None else None
        refs = {reading.ref: reading for reading in node.readings}
        self.reading = refs[self.clause.reading.clause] if self.clause is not None else None

    def judges(self, tl: Timeline, moments: Iterable[tuple[Event | None, Instant]]) -> Left | None:
        """Return why a person has to judge, or None. The condition need only hold at one of the moments."""
        if self.test is None or self.clause is None:
            return None
        missing: tuple[str, ...] = ()
        for trigger, at in moments:
            value = self.test(tl, at, trigger, None)
            if value is True:
                return Left(self.reading)
            if value is None:
                missing += self.conditions.unknowns(self.clause.condition, tl, at, trigger, None)
        return Left(None, tuple(dict.fromkeys(missing))) if missing else None
