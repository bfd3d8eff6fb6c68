"""Conditions and event patterns as they are written. `None` stands for unknown when they are evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as Choice
from typing import TypeAlias

from compliance.language.source import Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A name, or a name of something that belongs to another (`owner.name`)."""

    name: str
    owner: str | None
    span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}" if self.owner else self.name


@dataclass(frozen=True, slots=True)
class Literal:
    """A written value: bool, int, Decimal as text, ISO date, clock as seconds, text, (amount, unit), or `ska`/`bör`."""

    kind: Choice["bool", "number", "decimal", "date", "clock", "text", "duration", "modality"]
    value: object
    span: Span = field(compare=False, repr=False)


Value: TypeAlias = Literal | Reference


@dataclass(frozen=True, slots=True)
class Pattern:
    """Events of a type, by someone, to someone, with a condition on their own fields."""

    event: Reference
    by: tuple[Reference, ...]
    to: tuple[Reference, ...]
    where: Condition | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Condition, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold."""

    parts: tuple[Condition, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """The part does not hold."""

    part: Condition
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """A fact, field, parameter or concept that is true by itself."""

    operand: Reference
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Equal:
    """The operand has the value, or has not."""

    operand: Reference
    value: Value
    negated: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Empty:
    """A list has no member, or has one."""

    operand: Reference
    negated: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Only:
    """A list has members, and none but these."""

    operand: Reference
    values: tuple[Reference, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The operand has one of the values."""

    operand: Reference
    values: tuple[Value, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The record holds the operand, or does not."""

    operand: Reference
    negated: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Weekday:
    """The operand's local date counts in the guideline's calendar, or does not."""

    operand: Reference
    negated: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Contains:
    """A list holds any, or all, of the values."""

    operand: Reference
    values: tuple[Value, ...]
    every: bool
    span: Span = field(compare=False, repr=False)


Comparison: TypeAlias = Choice["minimum", "maximum", "over", "under"]


@dataclass(frozen=True, slots=True)
class Compare:
    """A number against a bound."""

    operand: Reference
    comparison: Comparison
    bound: Value
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Order:
    """One date or moment before or after another."""

    left: Reference
    before: bool
    right: Value
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Distance:
    """One date or moment at least, at most, more or less than an amount of time after another. `unit`: see `units`.

    `sunday`: the date that is that far away moves to the next weekday where it is none. `later`: the first date is as
    many of a unit later as a number says.
    """

    left: Reference
    comparison: Comparison
    bound: Value
    unit: str
    right: Reference
    sunday: bool
    later: tuple[Reference, str] | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SentClock:
    """The trigger's clock time: at the latest, before, or after a time of day."""

    comparison: Choice["at_latest", "before", "after"]
    clock: int | Reference
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Exists:
    """An event in force matches, so far, or (`ever`) anywhere in the record; before or after another that matches.
    `latest`: only the latest event of the type by each sender is looked at."""

    pattern: Pattern
    window: Choice["before", "after"] | None
    edge: Pattern | None
    ever: bool
    latest: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ongoing:
    """An earlier event matches, and no later one has ended it."""

    pattern: Pattern
    until: Pattern
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of events in force that match, so far, against a bound."""

    pattern: Pattern
    comparison: Comparison
    bound: Value
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RuleBroken:
    """Another rule has been broken, so far; or `ever`: at any time up to the moment of judgement."""

    rule: Reference
    span: Span = field(compare=False, repr=False)
    ever: bool = False


Condition: TypeAlias = (
    Either
    | Both
    | Negation
    | Truth
    | Equal
    | Empty
    | Only
    | OneOf
    | Known
    | Weekday
    | Contains
    | Compare
    | Order
    | Distance
    | SentClock
    | Exists
    | Ongoing
    | Counted
    | RuleBroken
)
