"""A finding explained: everything that its verdict rests on, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal as Choice

from compliance.check.finding import Finding
from compliance.check.trace import Origin, Part, Seen
from compliance.check.trace_acts import Candidate
from compliance.check.trace_deadline import DueTrace
from compliance.episodes.model import Actor, Event
from compliance.graph.model import Escape, LeftOut, Outage, Rule
from compliance.time import Instant


@dataclass(frozen=True, slots=True)
class StartTrace:
    """What started a rule, in the rule's words: an event, a fact that changed (`origin`), a breach of another rule
    (`rule`), or, for a prohibition, the act itself. `seen` are the other events of the trigger's types, with why they
    are no start. `unsure`: it is not known whether the event is a start. `changes` is the message that this one sends
    again, to someone new."""

    kind: Choice["event", "fact", "breach", "act"]
    text: str
    selector: str
    event: Event | None
    at: Instant
    seen: tuple[Seen, ...] = ()
    origin: Origin | None = None
    rule: str = ""
    taken_back: Instant | None = None
    unsure: Seen | None = None
    changes: Event | None = None


@dataclass(frozen=True, slots=True)
class BearerTrace:
    """Why the bearer bears: the rule's words, and the events that name it as a recipient."""

    text: str
    bearer: Actor | None
    target: Actor | None
    named_by: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class EscapeTrace:
    """An exception from the rule: its value when the rule began, and when it came to hold later, if that took the
    duty away."""

    escape: Escape
    value: bool | None
    part: Part | None
    began: Instant | None = None


@dataclass(frozen=True, slots=True)
class EndTrace:
    """Something that ends the duty: when it happened, if it did, and whether that took the duty away. `text` is empty
    for the trigger's being taken back."""

    text: str
    at: Instant | None
    event: Event | None
    decided: bool


@dataclass(frozen=True, slots=True)
class OutageTrace:
    """A suspension: the times that it lasted (an end of None: it did not end), whether the due time fell in one, and
    the act that was accepted instead."""

    outage: Outage
    periods: tuple[tuple[Event, Instant | None], ...]
    covers_due: bool
    accepted: Event | None


@dataclass(frozen=True, slots=True)
class FieldTrace:
    """A field that a message must carry: whether it is stated, and by which version."""

    name: str
    state: Choice["stated", "omitted", "unknown"]
    event: Event | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class AttendanceTrace:
    """Who took part in the trigger, and whether each of them is the one who should (None: not known)."""

    called_by: tuple[Event, ...]
    there: tuple[tuple[Actor, bool | None], ...]


@dataclass(frozen=True, slots=True)
class OrderTrace:
    """What a forbidden act stands before or after: the rule's words, and the events that count for it."""

    before: bool
    text: str
    seen: tuple[Seen, ...]
    out_of_order: bool | None


@dataclass(frozen=True, slots=True)
class PeriodTrace:
    """While a prohibition holds: what opened it and what ended it."""

    opener: Event | None
    begins: Instant
    ends: Instant | None
    covers: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding with all that it rests on. What does not concern the kind of rule is None or empty.

    `left_out` are the inherited rules that this one replaces; `inputs` what the verdict would need and lacks.
    """

    finding: Finding
    start: StartTrace
    condition: Part | None = None
    bearer: BearerTrace | None = None
    escapes: tuple[EscapeTrace, ...] = ()
    ends: tuple[EndTrace, ...] = ()
    outages: tuple[OutageTrace, ...] = ()
    due: DueTrace | None = None
    candidates: tuple[Candidate, ...] = ()
    fields: tuple[FieldTrace, ...] = ()
    versions: tuple[Event, ...] = ()
    attendance: AttendanceTrace | None = None
    act: Candidate | None = None
    order: OrderTrace | None = None
    periods: tuple[PeriodTrace, ...] = ()
    replaces: tuple[LeftOut, ...] = ()


class Why(Enum):
    """Why a rule gave no finding."""

    NO_EVENT = "no_event"
    NOT_A_START = "not_a_start"
    NO_ACT = "no_act"
    ACT_ALLOWED = "act_allowed"
    NO_BEARER = "no_bearer"
    NO_BREACH = "no_breach"
    NO_CHANGE = "no_change"
    NOT_IN_FORCE = "not_in_force"
    REPLACED = "replaced"
    SWITCHED_OFF = "switched_off"
    NOT_HERE = "not_here"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A rule that gave no finding, and why: `texts` the triggers in its words, `seen` the events of their types, with
    why they are no start; `left_out` what replaced it or switched it off; `guidelines` where it is found."""

    name: str
    why: Why
    rule: Rule | None = None
    guideline: str = ""
    texts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    acts: tuple[Explanation, ...] = ()
    left_out: LeftOut | None = None
    guidelines: tuple[str, ...] = ()
