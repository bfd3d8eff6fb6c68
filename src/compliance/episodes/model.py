"""A recorded timeline as values: who did what when, and what was known; with its file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.language.diagnostic import Diagnostic
from compliance.time import Instant


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts or receives: a declared role, and the unit when the record names one."""

    role: str
    unit: str | None = None


class Nobody(tuple[Actor, ...]):
    """No recipients, where the record says so itself (`to: []`); a record that is silent (an empty tuple) does not."""

    __slots__ = ()


NOBODY = Nobody()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened or was sent, at an instant. `order` is its place in the record, from 0."""

    id: str
    type: str
    at: Instant
    by: Actor | None
    to: tuple[Actor, ...]
    re: str | None
    data: Mapping[str, object]
    recorded_at: Instant | None
    order: int

    @property
    def to_whom_unknown(self) -> bool:
        """Whether the record does not say to whom it was sent."""
        return not self.to and not isinstance(self.to, Nobody)


@dataclass(frozen=True, slots=True)
class FactValue:
    """What a fact is from an instant on (None: all along); `value` None: unknown again."""

    at: Instant | None
    value: object


@dataclass(frozen=True, slots=True)
class Episode:
    """One timeline. Facts are sorted by time (undated first), events by time and then as they stand.

    `expectation` holds the keys of a fixture (why, as_of, expect, no_violation, liability) as they were
    written, or is None; `as_of` is the fixture's moment of judgement as an instant.
    """

    id: str
    region: str | None
    subject: Mapping[str, object]
    facts: Mapping[str, tuple[FactValue, ...]]
    events: tuple[Event, ...]
    source: str
    line: int
    expectation: Mapping[str, object] | None = None
    as_of: Instant | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """An episode, line or file that cannot be used, and why. `episode` is its id, if known."""

    diagnostics: tuple[Diagnostic, ...]
    source: str
    line: int
    episode: str | None = None
