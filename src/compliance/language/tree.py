"""The syntax tree of a rule file: what was written, before any name is looked up.

Every node carries its span, outside equality, so that two spellings of one rule are equal trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as Choice
from typing import TypeAlias

from compliance.language.condition_tree import Condition, Pattern, Reference, Value
from compliance.language.rule_tree import (
    Actor,
    Acts,
    Attended,
    Citation,
    Deadline,
    Duration,
    Head,
    LimitCases,
    Reading,
    Stated,
    Trigger,
    Validity,
    WrittenEnd,
)
from compliance.language.settlement_tree import SettlementTree
from compliance.language.source import Span
from compliance.language.vocabulary_tree import DerivedTree, EventTree, FactTree, RoleTree, SubjectTree, VocabularyTree


@dataclass(frozen=True, slots=True)
class CalendarTree:
    """A calendar of open days: country of its holidays, what is closed, single closed dates."""

    name: Reference
    country: str | None
    weekends: bool
    holidays: bool
    eves: bool
    dates: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class YearlyTree:
    """An amount for each calendar year; None where no figure is known."""

    name: Reference
    rows: tuple[tuple[int, int | None, str], ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GuidelineTree:
    """The heading of a guideline."""

    name: Reference
    title: str
    region: Reference | None
    builds_on: Reference | None
    clauses: tuple[Citation, ...]
    validity: Validity | None
    source: str
    calendar: Reference | None
    time_zone: str | None
    parties: tuple[Reference, ...]
    own_closing: Reference | None
    rejection: Pattern | None
    ends: tuple[WrittenEnd, ...]
    note: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TermTree:
    """What a guideline calls a thing of the vocabulary (`owner.name` for a field of an event or a value of a fact), or
    with `of_rule` an inherited rule."""

    name: Reference
    words: str
    of_rule: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ParameterTree:
    """A value that a guideline or a run may choose."""

    name: Reference
    value: Value
    choices: tuple[Reference, ...]
    clauses: tuple[Citation, ...]
    readings: tuple[Reading, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ConceptTree:
    """A condition with a name."""

    head: Head
    condition: Condition
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ObligationTree:
    """Something that must, or should, be done; or stated in a message. `binding` may name the parameter that says."""

    head: Head
    triggers: tuple[Trigger, ...]
    condition: Condition | None
    binding: bool | Reference
    actor: Actor
    duty: Acts | Stated | Attended
    deadline: Deadline | None
    earlier_counts: bool
    ends: tuple[WrittenEnd, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ProhibitionTree:
    """Something that must not, or should not, be done: ever, before an event, or after one."""

    head: Head
    triggers: tuple[Trigger, ...]
    condition: Condition | None
    binding: bool | Reference
    actor: Actor
    acts: Acts
    before: Pattern | None
    after: Pattern | None
    ends: tuple[WrittenEnd, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PermissionTree:
    """Something that may be done: ever, before an event, or after one."""

    head: Head
    triggers: tuple[Trigger, ...]
    condition: Condition | None
    actor: Actor
    acts: Acts
    before: Pattern | None
    after: Pattern | None
    ends: tuple[WrittenEnd, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ExceptionTree:
    """When a condition holds, named rules do not apply."""

    head: Head
    rules: tuple[Reference, ...]
    condition: Condition | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a suspension does to named rules: suspends, leaves open, or accepts another act."""

    kind: Choice["suspends", "leaves_open", "accepts"]
    rules: tuple[Reference, ...]
    pattern: Pattern | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SuspensionTree:
    """While something lasts, from an event to a time that it carries, rules rest."""

    head: Head
    pattern: Pattern
    until: Reference
    longer_than: Duration | None
    effects: tuple[Effect, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TighteningTree:
    """A rule of what the guideline builds on, with a shorter deadline."""

    head: Head
    deadline: Deadline
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NotAppliedTree:
    """Rules of what the guideline builds on that it switches off."""

    references: tuple[Reference, ...]
    clauses: tuple[Citation, ...]
    readings: tuple[Reading, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A condition under which a person has to judge, and the reading that says why."""

    condition: Condition
    reading: Citation
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LiabilityTree:
    """Payment liability for one stay: anchor, scope, payer, start, end, day count, over how many days it is charged by
    itself, amount, when a person judges.

    `no_individual` cites the reading by which a single stay costs nothing, `later_days` the one that leaves open the
    days that come after the liability's own dates.
    """

    head: Head
    triggers: tuple[Trigger, ...]
    condition: Condition | None
    payer: tuple[tuple[Reference, Condition | None], ...]
    starts: LimitCases | None
    start_time: tuple[tuple[str, Condition | None], ...]
    ends: tuple[WrittenEnd, ...]
    days: tuple[tuple[str, Condition | None], ...]
    over: tuple[tuple[int, Condition | None], ...]
    days_stand: tuple[tuple[bool, Condition | None], ...]
    amount: Reference | None
    by_final_year: bool
    by_month: bool
    no_individual: Citation | None
    later_days: Citation | None
    left_open: LeftOpen | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GroundTree:
    """A ground of liability: an act, rules that must be kept, or a condition that voids it."""

    head: Head
    condition: Condition | None
    actor: Actor | None
    acts: Acts | None
    deadline: Deadline | None
    earlier_counts: bool
    ends: tuple[WrittenEnd, ...]
    rules: tuple[Reference, ...]
    void_if: Condition | None
    day_by_day: bool
    left_open: LeftOpen | None
    span: Span = field(compare=False, repr=False)


Declaration: TypeAlias = (
    VocabularyTree
    | RoleTree
    | SubjectTree
    | EventTree
    | FactTree
    | DerivedTree
    | CalendarTree
    | YearlyTree
    | GuidelineTree
    | TermTree
    | ParameterTree
    | ConceptTree
    | ObligationTree
    | ProhibitionTree
    | PermissionTree
    | ExceptionTree
    | SuspensionTree
    | TighteningTree
    | NotAppliedTree
    | LiabilityTree
    | GroundTree
    | SettlementTree
)
