"""Who has rejected a message: a recipient who sends it back as none of theirs stops being one of its recipients.

Nothing is taken from what was sent: a duty that began with the message has begun. But from the rejection on, the one
who rejected is no recipient to whom anything is owed, and the message has not reached them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from compliance.check.roles import same_actor
from compliance.check.timeline import Timeline
from compliance.episodes.model import Actor, Event
from compliance.language.condition_tree import Pattern
from compliance.time import Instant

if TYPE_CHECKING:
    from compliance.check.pattern import Patterns


class Rejected(NamedTuple):
    """A recipient rejects at a moment; `sure` False: it is not known whether it does, and `missing` says why."""

    recipient: Actor
    at: Instant
    sure: bool
    missing: tuple[str, ...] = ()


class Stop(NamedTuple):
    """When one stops being a recipient, and when one may: then with what is missing to say so."""

    at: Instant | None = None
    perhaps: tuple[Instant, tuple[str, ...]] | None = None


NEVER = Stop()


class Rejections:
    """The rejections that a guideline knows of, compiled. A rejected message is so in all its versions. `patterns` are
    its own, which know of no rejection: whether one is right is asked of the messages as they were sent."""

    def __init__(self, pattern: Pattern, patterns: Patterns) -> None:
        self.pattern = pattern
        self.kind = pattern.event.name
        self.vocabulary = patterns.vocabulary
        self.conditions = patterns.conditions
        self.answered = frozenset(self.vocabulary.events[self.kind].answers or ())
        self.matches = patterns.compile(pattern)

    def recorded(self, tl: Timeline) -> bool:
        """Say whether anything at all is rejected in a timeline, or may be."""
        return self.kind in tl.by_type

    def of(self, tl: Timeline, event: Event) -> tuple[Rejected, ...]:
        """Return who rejects a message, or may, in time order."""
        if self.kind not in tl.by_type or (self.answered and event.type not in self.answered):
            return ()
        key = (self, event.id)
        known: tuple[Rejected, ...] | None = tl.memo.get(key)
        if known is None:
            known = tl.memo[key] = self._found(tl, event)
        return known

    def by(self, tl: Timeline, event: Event, recipient: Actor, at: Instant) -> bool | None:
        """Say whether a recipient of a message has rejected it by a moment."""
        found = [r.sure for r in self.of(tl, event) if r.recipient == recipient and r.at <= at]
        return True if True in found else None if found else False

    def stops(self, tl: Timeline, events: Iterable[Event], who: Actor, at: Instant) -> Stop:
        """Return when one who is a recipient at a moment, of any of some messages, has rejected them all."""
        sure: list[Instant] = []
        first: list[Rejected] = []
        count = 0
        for event in events:
            if who not in event.to or self.by(tl, event, who, at) is True:
                continue
            own = [r for r in self.of(tl, event) if r.recipient == who]
            if not own:
                return NEVER
            count += 1
            first.append(own[0])
            sure += [r.at for r in own if r.sure][:1]
        if not count:
            return NEVER
        last = max(first, key=lambda r: r.at)
        doubtful = [r for r in first if not r.sure]
        perhaps = (last.at, doubtful[0].missing) if doubtful else None
        return Stop(max(sure) if len(sure) == count else None, perhaps)

    def _found(self, tl: Timeline, event: Event) -> tuple[Rejected, ...]:
        found: list[Rejected] = []
        for sent in tl.of_type(self.kind):
            value = self.matches(tl, sent, None) if self._about(tl, sent, event) else False
            if value is False or not tl.stands(sent, tl.as_of):
                continue
            for actor in event.to:
                alone = not any(o.role in self.vocabulary.kin(actor.role) for o in event.to if o is not actor)
                same = None if sent.by is None else same_actor(actor, sent.by, self.vocabulary, alone)
                if same is not False:
                    sure = value is True and same is True
                    missing = () if sure else self.conditions.about_event(self.pattern, tl, sent, None)
                    found.append(Rejected(actor, sent.at, sure, missing))
        return tuple(found)

    @staticmethod
    def _about(tl: Timeline, sent: Event, event: Event) -> bool:
        """Say whether a rejection is about a message: by its `re`, in any version; without, about all before it."""
        answered = tl.by_id.get(sent.re) if sent.re is not None else None
        if answered is None or answered.type != event.type:
            return event.at <= sent.at and answered is None
        return tl.first_version(answered) is tl.first_version(event)
