"""The words that rules and episodes may use: roles, event types with their fields, facts with their types.

Everything comes from the vocabulary file of a rules folder; the program itself knows no word of the domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from compliance.language.source import Span


class Kind(Enum):
    """What a field or a fact can hold."""

    BOOL = "bool"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    CLOCK = "clock"
    ENUM = "enum"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ValueType:
    """A kind, and for ENUM and LIST the values that it may take (an empty tuple: any text)."""

    kind: Kind
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """Who acts or receives. `is_a` makes it count as another; `stand_in` names the event type whose unit may act for
    it; `since_before` the fact that there is one of whom no such event tells."""

    name: str
    is_a: str | None = None
    stand_in: str | None = None
    since_before: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EventType:
    """Something that a record can hold. `answers` is None, or the event types that it answers by `re` (empty: any)."""

    name: str
    by: tuple[str, ...] = ()
    verb: str = "göra"
    phrase: str = ""
    fields: Mapping[str, ValueType] = field(default_factory=dict)
    answers: tuple[str, ...] | None = None
    retracts: str | None = None
    closes: bool = False
    sets: tuple[FactSetting, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FactSetting:
    """An event sets a fact from its own moment on: to `value`, or to its field `from_field`; `when` maps fields to the
    values of which one must stand in the event (empty: always)."""

    fact: str
    value: object = None
    from_field: str | None = None
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that conditions depend on and that may change over time."""

    name: str
    type: ValueType
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Derived:
    """A number of whole years since a date of the subject, on the day it is asked for."""

    name: str
    years_since: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """The person or thing that an episode is about: its key in the episode and its fields."""

    name: str
    fields: Mapping[str, ValueType]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All declared words. Names are NFC, lower case, snake_case."""

    name: str
    roles: Mapping[str, Role]
    events: Mapping[str, EventType]
    facts: Mapping[str, Fact]
    derived: Mapping[str, Derived]
    subject: Subject
    time_zone: str = "Europe/Stockholm"
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _kin: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def ancestors(self, role: str) -> tuple[str, ...]:
        """Return the role itself and every role that it counts as, nearest first."""
        known = self._known.get(role)
        if known is None:
            known = self._known[role] = self._climb(role)
        return known

    def _climb(self, role: str) -> tuple[str, ...]:
        chain: list[str] = []
        current: str | None = role
        while current is not None and current not in chain:
            chain.append(current)
            known = self.roles.get(current)
            current = known.is_a if known else None
        return tuple(chain)

    def counts_as(self, role: str, wanted: str) -> bool:
        """Say whether an act by `role` is an act by `wanted`."""
        return wanted in self.ancestors(role)

    def kin(self, role: str) -> frozenset[str]:
        """Return the roles that count as a role, and those that it counts as, itself among them."""
        known = self._kin.get(role)
        if known is None:
            below = (r for r in self.roles if self.counts_as(r, role))
            known = self._kin[role] = frozenset((*below, *self.ancestors(role)))
        return known
