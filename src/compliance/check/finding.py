"""What the check says of one instance of a rule."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from compliance.episodes.model import Actor, Event
from compliance.graph.model import Rule
from compliance.time import Instant


class Status(Enum):
    """The eight verdicts of the contract, and NOT_APPLICABLE for a rule whose condition is false."""

    __hash__ = object.__hash__  # there is one of each, and verdicts are looked up in sets all the time

    FULFILLED = "fulfilled"
    LATE = "late"
    EARLY = "early"
    MISSED = "missed"
    BREACHED = "breached"
    PENDING = "pending"
    CANCELLED = "cancelled"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


BAD = frozenset({Status.LATE, Status.EARLY, Status.MISSED, Status.BREACHED})
"""The verdicts that say that a rule was not kept."""
DONE = frozenset({Status.FULFILLED, Status.LATE, Status.EARLY})
"""The verdicts that say that what was asked for was done, in time or not."""


class Finding(NamedTuple):
    """One instance: one rule, one trigger, one bearer or recipient. Times are instants (UTC seconds).

    `missing` names facts and times that the verdict needs and the record does not hold; `missing_content` the fields
    that a message lacks; `cancelled_by` what took the instance away (an event type, a fact or an exception) and
    `cancelled_at` when. A named tuple: some tens are made for each timeline, and it is made fastest.
    """

    rule: Rule
    guideline: str
    status: Status
    bearer: Actor | None
    target: Actor | None
    trigger: Event | None
    trigger_type: str
    trigger_at: Instant
    opens: Instant | None = None
    due: Instant | None = None
    act: Event | None = None
    missing: tuple[str, ...] = ()
    missing_content: tuple[str, ...] = ()
    cancelled_by: str | None = None
    cancelled_at: Instant | None = None
    notes: tuple[str, ...] = ()

    @property
    def violation(self) -> bool:
        """True for a rule that binds (`ska`, `får inte`) and was not kept."""
        return self.status in BAD and self.rule.modality.binds

    @property
    def remark(self) -> bool:
        """True for a recommendation (`bör`, `bör inte`) that was not kept. A permission cannot be."""
        return self.status in BAD and not self.rule.modality.binds

    @property
    def fulfilled_at(self) -> Instant | None:
        """When the act was done, in time or not."""
        return self.act.at if self.act is not None and self.status in DONE else None

    @property
    def late_by(self) -> int | None:
        """Seconds after `due`, for a late act."""
        if self.status is not Status.LATE or self.act is None or self.due is None:
            return None
        return self.act.at - self.due
