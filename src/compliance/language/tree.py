"""The syntax tree of a rule file: what was written, before any name is looked up.

Every node carries its span, outside equality, so that two spellings of one rule are equal trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as Choice
from typing import TypeAlias

from compliance.language.condition_tree import Condition, Pattern, Reference, Value
from compliance.language.source import Span
from compliance.language.vocabulary_tree import (
    DerivedTree,
    EventTree,
    FactTree,
    RoleTree,
    SubjectTree,
    VocabularyTree,
)


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


# --- who does what


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


# --- by when


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


# --- calendars and amounts


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


# --- declarations of a guideline


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
    | ExceptionTree
    | SuspensionTree
    | TighteningTree
    | NotAppliedTree
    | LiabilityTree
    | GroundTree
)
