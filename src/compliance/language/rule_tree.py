"""What rules are made of, as it is written: readings, actors, acts, triggers, deadlines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as Choice
from typing import TypeAlias

from compliance.language.condition_tree import Condition, Pattern, Reference, Value
from compliance.language.source import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rule reads its source where the source is silent or says two things; `ref` as R-23."""

    ref: str | None
    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause of the register that the rule encodes."""

    clause: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last local date of force, as ISO dates."""

    start: str
    end: str | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Head:
    """What all rules share: name, heading, what they replace, clauses, validity, readings."""

    name: Reference
    heading: str = ""
    replaces: tuple[Reference, ...] = ()
    clauses: tuple[Citation, ...] = ()
    validity: Validity | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """One instance for each recipient of an event: of the trigger, or of those that match `of`."""

    of: Pattern | None
    among: tuple[Reference, ...]
    excluded: tuple[Reference, ...]
    participants: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles by name; `every` says that all of them are meant and not any."""

    names: tuple[Reference, ...]
    every: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Anyone:
    """Whoever it is."""

    span: Span = field(compare=False, repr=False)


Actor: TypeAlias = Roles | Each | Anyone


@dataclass(frozen=True, slots=True)
class Act:
    """A verb and the event type that records it, with a condition on the event's own fields."""

    verb: Reference
    event: Reference
    where: Condition | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Acts:
    """One of several acts, to someone or to nobody in particular."""

    acts: tuple[Act, ...]
    to: Roles | Each | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Stated:
    """Fields that the trigger itself must carry."""

    fields: tuple[Reference, ...]
    silence_unknown: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Attended:
    """To be among those who take part in the trigger."""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OnEvent:
    """An event starts the rule: every one, the first one in force, or the latest."""

    pattern: Pattern
    selector: Choice["every", "first", "latest", "original"]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OnFact:
    """A fact that takes a value starts the rule, or ends it."""

    fact: Reference
    value: Value
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OnBreach:
    """Another rule that was broken starts the rule, at the moment when it was broken."""

    rule: Reference
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EndIf:
    """What ends a rule where parameters say so."""

    end: Pattern | OnFact
    condition: Condition
    span: Span = field(compare=False, repr=False)


Trigger: TypeAlias = OnEvent | OnFact | OnBreach


End: TypeAlias = Pattern | OnFact


WrittenEnd: TypeAlias = Pattern | OnFact | EndIf


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of a unit; the amount, or the whole duration, may be the name of a parameter."""

    amount: int | Reference
    unit: str | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnchorPick:
    """The later or the earlier of two anchors."""

    later: bool
    left: Anchor
    right: Anchor
    span: Span = field(compare=False, repr=False)


Anchor: TypeAlias = Pattern | Reference | AnchorPick


@dataclass(frozen=True, slots=True)
class SundayRule:
    """Söndagsregeln; `parameter` names the parameter that switches it."""

    parameter: Reference | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Offset:
    """So long after an anchor (the trigger when there is none), at a clock time of that date if one is given."""

    duration: Duration
    anchor: Anchor | None
    clock: int | Reference | None
    sunday: SundayRule | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LimitPick:
    """The later or the earlier of two limits."""

    later: bool
    left: Limit
    right: Limit
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Cases:
    """A limit that differs by case; the last case has no condition."""

    cases: tuple[tuple[Limit, Condition | None], ...]
    span: Span = field(compare=False, repr=False)


Limit: TypeAlias = Offset | LimitPick


LimitCases: TypeAlias = Offset | LimitPick | Cases


@dataclass(frozen=True, slots=True)
class By:
    """At the latest at a limit."""

    limit: LimitCases
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Before:
    """Before an event, which makes it due. `already`: it may have happened before the rule began, as for a ground."""

    event: Pattern
    span: Span = field(compare=False, repr=False)
    already: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """In a window that has two ends. `around`: as long before as after; the parameter may hold the unit, too."""

    lower: int | Reference
    upper: int | Reference
    unit: str
    anchor: Anchor | None
    span: Span = field(compare=False, repr=False)
    around: bool = False


@dataclass(frozen=True, slots=True)
class Promptly:
    """Without a number, to the end of a named phase or of the episode."""

    until: Pattern | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Recurring:
    """Again and again, never further apart than the period, until an event."""

    period: Duration
    until: Pattern | None
    span: Span = field(compare=False, repr=False)


Deadline: TypeAlias = By | Before | Between | Promptly | Recurring
