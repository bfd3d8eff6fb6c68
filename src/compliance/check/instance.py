"""One instance of a rule while it is judged: trigger, bearer, window, what ends it, which acts were found."""

from __future__ import annotations

from dataclasses import dataclass, field

from compliance.check.deadline import Due
from compliance.episodes.model import Actor, Event
from compliance.time import Instant


@dataclass(slots=True)
class Instance:
    """Built by the rule, filled by matching, read by the verdict."""

    trigger: Event | None
    trigger_type: str
    at: Instant
    bearer: Actor | None
    target: Actor | None
    due: Due
    condition: bool | None
    missing: tuple[str, ...]
    alone: bool = True
    """The bearer or target is the only one in its role, so that an act without a unit can only be its."""
    cancelled_at: Instant | None = None
    cancelled_by: str = ""
    perhaps_ended: tuple[Instant, tuple[str, ...]] | None = None
    """When it may have been ended, and what is missing to say so."""
    act: Event | None = None
    early_act: Event | None = None
    doubtful: Event | None = None
    doubt: tuple[str, ...] = ()
    """An act that may be this one's, and what is missing to say so."""
    notes: tuple[str, ...] = field(default=())
    escape: bool | None = False
    escape_missing: tuple[str, ...] = ()
    outage: str = ""

    @property
    def begins(self) -> Instant:
        """From when an act can count: the trigger, or the start of a window that lies before it."""
        opens = self.due.opens
        return self.at if opens is None or opens > self.at else opens
