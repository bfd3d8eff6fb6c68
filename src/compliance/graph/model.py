"""The checked obligation graph as data: guidelines in force, their rules with every name resolved and every layer
applied.

Rules keep the syntax trees of their parts, with parameters and named conditions put in place; the checker compiles
them and nothing else says what a rule means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from compliance.graph.settlement import Settlement
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Condition, Pattern, Reference
from compliance.language.rule_tree import (
    Actor,
    Acts,
    Attended,
    Deadline,
    Duration,
    End,
    LimitCases,
    Reading,
    Stated,
    Trigger,
)
from compliance.language.source import Span
from compliance.language.tree import LeftOpen
from compliance.time import Calendar, Day


class Modality(Enum):
    """The force of a rule: only MUST and MUST_NOT give violations, SHOULD and SHOULD_NOT remarks, MAY neither."""

    MUST = "ska"
    SHOULD = "bör"
    MUST_NOT = "får inte"
    SHOULD_NOT = "bör inte"
    MAY = "får"

    @property
    def binds(self) -> bool:
        """Whether a breach is a violation and not a remark."""
        return self in (Modality.MUST, Modality.MUST_NOT)

    @property
    def forbids(self) -> bool:
        """Whether the rule is a prohibition."""
        return self in (Modality.MUST_NOT, Modality.SHOULD_NOT)

    @property
    def permits(self) -> bool:
        """Whether the rule is a permission."""
        return self is Modality.MAY

    @property
    def of_acts(self) -> bool:
        """Whether the rule says of each act that is done what it is, forbidden or permitted, and asks for none."""
        return self.forbids or self.permits


@dataclass(frozen=True, slots=True)
class Escape:
    """An exception from a rule: when the condition holds the rule does not apply."""

    name: str
    clauses: tuple[str, ...]
    condition: Condition | None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Outage:
    """While an event lasts (to the time in its field), a rule rests, is left open, or accepts another act."""

    name: str
    clauses: tuple[str, ...]
    pattern: Pattern
    until: Reference
    longer_than: Duration | None
    kind: str
    accepted: Pattern | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a guideline, its own or inherited. `duty` is acts to do or to leave, or fields to state."""

    name: str
    guideline: str
    heading: str
    modality: Modality
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]
    valid_from: Day | None
    valid_to: Day | None
    triggers: tuple[Trigger, ...]
    condition: Condition | None
    actor: Actor
    duty: Acts | Stated | Attended
    deadline: Deadline | None
    earlier_counts: bool
    ends: tuple[End, ...]
    before: Pattern | None = None
    after: Pattern | None = None
    escapes: tuple[Escape, ...] = ()
    outages: tuple[Outage, ...] = ()
    tightened_by: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of liability: an act (as a rule of its own), rules to be kept, or a condition that voids."""

    name: str
    heading: str
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]
    valid_from: Day | None
    valid_to: Day | None
    condition: Condition | None
    rule: Rule | None
    kept_rules: tuple[str, ...]
    void_if: Condition | None
    day_by_day: bool
    left_open: LeftOpen | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Liability:
    """Payment liability for one stay. `payer` are (field of the subject, condition) in order; so are the time
    of day that it starts at (`day_begins`, `clock_of_notice`, or `end_of_limit`: the very moment that is due), how days
    are counted, over how many of them a stay is charged by itself (none: every stay is), and whether days before a
    retraction stand. `by_final_year`: each day costs what the year in which the stay ends says. `by_month`: the stay's
    days are settled with all others of a municipality and month: one stay says what it can cost at most, not what is
    owed. `no_individual` is the reading by which a single stay costs nothing, `later_days` the one that leaves open the
    days after `valid_to`."""

    name: str
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]
    valid_from: Day | None
    valid_to: Day | None
    triggers: tuple[Trigger, ...]
    condition: Condition | None
    payer: tuple[tuple[str, Condition | None], ...]
    starts: LimitCases
    start_time: tuple[tuple[str, Condition | None], ...]
    ends: tuple[End, ...]
    days: tuple[tuple[str, Condition | None], ...]
    over: tuple[tuple[int, Condition | None], ...]
    days_stand: tuple[tuple[bool, Condition | None], ...]
    amount: str | None
    by_final_year: bool
    grounds: tuple[Ground, ...]
    left_open: LeftOpen | None = None
    by_month: bool = False
    no_individual: Reading | None = None
    later_days: Reading | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that was chosen: by the guideline named in `origin`, or by the run (`origin` None).

    `default` is what it is without the run's choice, said by `default_origin`. `clauses` and `readings` are those of
    the default.
    """

    name: str
    value: object
    kind: str
    choices: tuple[str, ...]
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]
    origin: str | None
    default: object
    default_origin: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A rule of a layer below that a guideline (`by`) replaces with a rule of its own, or switches off (`replaced_by`
    empty)."""

    name: str
    origin: str
    by: str
    replaced_by: str
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Guideline:
    """One version of a guideline, with all that it builds on already in it."""

    name: str
    title: str
    region: str
    base: str | None
    valid_from: Day
    valid_to: Day | None
    source: str
    note: str
    calendar: Calendar | None
    time_zone: str
    parties: tuple[str, ...]
    terms: Mapping[str, str]
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    liability: tuple[Liability, ...]
    used_parameters: frozenset[str] = frozenset()
    """Names of the parameters that any of its rules, or its calendar, depends on."""
    span: Span | None = field(default=None, compare=False, repr=False)
    concepts: Mapping[str, Condition] = field(default_factory=dict)
    """Named conditions; they stand in the rules as these very objects."""
    left_out: tuple[LeftOut, ...] = ()
    own_closing: str | None = None
    """The event by which each of the parties closes the case for itself alone; None: whoever closes it closes it for
    all."""
    permissions: tuple[Rule, ...] = ()
    """What may be done. No permission is ever broken, so they stand apart from the rules."""
    rejection: Pattern | None = None
    """The events by which a recipient of the message that they answer stops being one."""

    settlements: tuple[Settlement, ...] = ()
    """How its months are settled between region and municipality."""

    def word(self, name: str, owner: str = "") -> str:
        """Return what the guideline itself calls a thing, as it stands inside a sentence; empty where it has no word of
        its own. `owner` is the event of a field, or the fact of a value."""
        return self.terms.get(f"{owner}.{name}") or self.terms.get(name, "") if self.terms else ""

    def in_force(self, day: Day) -> bool:
        """Say whether this version is in force on a local date."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class YearlyAmount:
    """A whole number of kronor for each year; None where no figure is known; with its source in words."""

    name: str
    amounts: Mapping[int, int | None]
    sources: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that a rules folder says. `digest` identifies its text."""

    vocabulary: Vocabulary
    guidelines: Mapping[str, Guideline]
    yearly: Mapping[str, YearlyAmount]
    calendars: Mapping[str, Calendar]
    digest: str
    folder: str

    def family(self, region: str) -> tuple[Guideline, ...]:
        """Return the versions of a region's guideline, oldest first; empty for an unknown region."""
        found = [g for g in self.guidelines.values() if g.region == region]
        return tuple(sorted(found, key=lambda g: g.valid_from))

    @property
    def regions(self) -> tuple[str, ...]:
        """The families that there are."""
        return tuple(dict.fromkeys(g.region for g in self.guidelines.values()))
