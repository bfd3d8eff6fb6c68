"""What a verdict rests on, piece by piece: the parts of a condition with their values, and where each came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Literal as Choice
from typing import TypeAlias

from compliance.episodes.model import Event
from compliance.language.source import Span
from compliance.time import Instant

_COMMENT = re.compile(r'("[^"\n]*")|#[^\n]*')


class Wrong(Enum):
    """Why an event is not, or may not be, the one that is looked for."""

    BY = "by"
    TO = "to"
    WHERE = "where"
    ANSWERS = "answers"
    TAKEN_BACK = "taken_back"
    LATER = "later"
    OUTSIDE = "outside"
    ITSELF = "itself"
    NOT_FIRST = "not_first"
    NOT_LATEST = "not_latest"
    SENT_AGAIN = "sent_again"
    TOO_SOON = "too_soon"
    TOO_LATE = "too_late"
    AFTER_END = "after_end"
    NOT_IN_FORCE = "not_in_force"


OriginKind: TypeAlias = Choice["fact", "field", "subject", "derived", "clock", "parameter", "rule"]
PartKind: TypeAlias = Choice["all", "any", "not", "events", "leaf", "parameter", "rule"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A value and where it came from.

    `type` is the kind of value as the vocabulary, or a parameter, has it. `value` None: the record does not hold it;
    it is then unknown (`may_be_unknown`) or simply not there. `since` is from when a fact has its value (None: all
    along), or when a rule was broken; `event` the event that set the fact or carries the field; `later` when the fact
    is first known, if that is after the moment; `chosen_by` the guideline that set a parameter (None: the run).
    """

    kind: OriginKind
    name: str
    value: object
    type: str = ""
    may_be_unknown: bool = False
    since: Instant | None = None
    event: Event | None = None
    later: Instant | None = None
    chosen_by: str | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """An event that was looked at: whether it is one that is looked for (None: not known), and what is wrong with it,
    or unknown about it; `where` is the condition on its fields. `edge`: it is looked for as what comes first, after or
    ends the others."""

    event: Event
    value: bool | None
    wrong: tuple[Wrong, ...] = ()
    where: Part | None = None
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition in the rule's own words, its value (None: unknown), and what it rests on."""

    text: str
    kind: PartKind
    value: bool | None
    concept: str = ""
    origins: tuple[Origin, ...] = ()
    seen: tuple[Seen, ...] = ()
    parts: tuple[Part, ...] = ()


def own_words(span: Span | None) -> str:
    """Return what stands in the rule at a place, on one line and without comments."""
    return "" if span is None else " ".join(_COMMENT.sub(lambda m: m[1] or "", span.text).split())
