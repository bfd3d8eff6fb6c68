"""Event patterns compiled to closures: by whom, to whom, with which fields. Three-valued."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from compliance.check.condition import Broken, Conditions
from compliance.check.happened import Matcher
from compliance.check.rejection import Rejections
from compliance.check.roles import RoleSet
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Pattern, Reference
from compliance.time import Calendar, Instant

Shared = TypeVar("Shared")


def always(tl: Timeline, event: Event, trigger: Event | None, at: Instant | None = None) -> bool | None:
    """Match every event: what a pattern with a type and nothing more compiles to."""
    return True


def reaches(event: Event, accepted: frozenset[str]) -> bool | None:
    """Say whether any recipient of an event has one of some roles; of one without recorded recipients it is not
    known."""
    for actor in event.to:
        if actor.role in accepted:
            return True
    return None if event.to_whom_unknown else False


class Patterns:
    """Compiles patterns and, through `conditions`, the conditions in them, for one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, broken: Broken, calendar: Calendar | None) -> None:
        self.vocabulary = vocabulary
        self.conditions = Conditions(vocabulary, self.compile, broken, calendar)
        self.rejections: Rejections | None = None
        """Which recipients have rejected what was sent to them; None where the guideline knows of no such thing."""
        self.conditions.about_recipients = self.about_recipients
        self._roles: dict[tuple[str, ...], RoleSet] = {}
        self._shared: dict[object, Any] = {}

    def shared(self, key: Hashable, make: Callable[[], Shared]) -> Shared:
        """Return what was made for a key, making it the first time: rules that say the same share one compiled part."""
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]  # type: ignore[no-any-return]

    def roles(self, names: tuple[Reference, ...]) -> RoleSet:
        """Return the matcher of some roles."""
        key = tuple(n.name for n in names)
        if key not in self._roles:
            self._roles[key] = RoleSet(key, self.vocabulary)
        return self._roles[key]

    def reached(self, tl: Timeline, event: Event, accepted: frozenset[str], at: Instant | None) -> bool | None:
        """Say whether any recipient of an event has one of some roles. With a moment: one who has not rejected it by
        then."""
        rejections = self.rejections
        if at is None or rejections is None or not rejections.of(tl, event):
            return reaches(event, accepted)
        verdict = None if event.to_whom_unknown else False
        for actor in event.to:
            if actor.role in accepted:
                rejected = rejections.by(tl, event, actor, at)
                if rejected is False:
                    return True
                verdict = None if rejected is None else verdict
        return verdict

    def about_recipients(self, pattern: Pattern, tl: Timeline, event: Event) -> tuple[str, ...]:
        """Return the names of what is missing to say whether an event reached those that a pattern asks for."""
        accepted = self.roles(pattern.to).accepted if pattern.to else frozenset[str]()
        return self.missing_recipients(tl, event, accepted)

    def missing_recipients(self, tl: Timeline, event: Event, accepted: frozenset[str]) -> tuple[str, ...]:
        """Return the names of what is missing to say whether an event reached any of some roles."""
        if accepted and event.to_whom_unknown:
            return (f"{event.type} {event.id}: till vem",)
        rejected = self.rejections.of(tl, event) if self.rejections is not None else ()
        doubts = (name for r in rejected if not r.sure and r.recipient.role in accepted for name in r.missing)
        return tuple(dict.fromkeys(doubts))

    def compile(self, pattern: Pattern) -> Matcher:
        """Return a closure that says whether an event, known to be of the pattern's type, matches."""
        by = self.roles(pattern.by) if pattern.by else None
        to = self.roles(pattern.to) if pattern.to else None
        where = self.conditions.compile(pattern.where, pattern.event.name) if pattern.where is not None else None
        if by is None and to is None and where is None:
            return always

        def matches(tl: Timeline, event: Event, trigger: Event | None, at: Instant | None = None) -> bool | None:
            verdict: bool | None = True
            if to is not None:
                verdict = self.reached(tl, event, to.accepted, at)
                if verdict is False:
                    return False
            if by is not None:
                acted = by.acted(event, tl)
                if acted is False:
                    return False
                verdict = None if acted is None else verdict
            if where is not None:
                value = where(tl, event.at, trigger, event)
                if value is False:
                    return False
                if value is None:
                    verdict = None
            return verdict

        return matches
