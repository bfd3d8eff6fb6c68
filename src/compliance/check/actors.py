"""Who bears an instance and to whom: one for a role, one for each recipient of an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from compliance.check.pattern import Patterns
from compliance.check.rejection import NEVER, Stop
from compliance.check.roles import same_actor, unit_of
from compliance.check.timeline import Timeline
from compliance.episodes.model import Actor as Someone
from compliance.episodes.model import Event
from compliance.language.rule_tree import Actor, Anyone, Each, Roles
from compliance.time import Instant

Named: TypeAlias = tuple[Someone | None, bool]
"""An actor, and whether it is alone among its like in its role."""
Lister: TypeAlias = Callable[[Timeline, Event | None, Instant], list[Named]]
ByMatch: TypeAlias = Callable[[Timeline, Event, Someone | None, bool], bool | None]
ToMatch: TypeAlias = Callable[[Timeline, Event, Someone | None, bool, Instant | None], bool | None]
"""Asks of an event, a target and whether it is alone; with a moment, one who has rejected the event by then is none of
its recipients."""

_NOBODY_NAMED: list[Named] = [(None, True)]


def nobody_named(tl: Timeline, trigger: Event | None, at: Instant) -> list[Named]:
    """List nobody in particular: whoever acts, or receives."""
    return _NOBODY_NAMED


class Actors:
    """Compiles the actors of rules for one vocabulary."""

    def __init__(self, patterns: Patterns) -> None:
        self.patterns = patterns
        self.vocabulary = patterns.vocabulary

    def bearers(self, actor: Actor) -> Lister:
        """Return how the bearers of a rule are listed for a trigger."""
        if isinstance(actor, Each):
            return self._each(actor)
        if isinstance(actor, Anyone):
            return nobody_named
        return self._role(actor)

    def targets(self, to: Roles | Each | None) -> Lister:
        """Return how the recipients that get an instance each are listed."""
        if isinstance(to, Each):
            return self._each(to)
        if isinstance(to, Roles) and to.every:
            roles: list[Named] = [(Someone(n.name), True) for n in to.names]
            return lambda tl, trigger, at: roles
        return nobody_named

    def _role(self, actor: Roles) -> Lister:
        """The first role named, with the unit where the record tells it: the trigger's sender or only recipient in that
        role, or the unit that was appointed to stand in for it."""
        return self.patterns.shared(("role", actor.names[0].name), lambda: self._new_role(actor))

    def _new_role(self, actor: Roles) -> Lister:
        name = actor.names[0].name
        role_set = self.patterns.roles(actor.names[:1])
        accepted = role_set.accepted
        plain: list[Named] = [(Someone(name), True)]

        def bearers(tl: Timeline, trigger: Event | None, at: Instant) -> list[Named]:
            if trigger is None:
                return plain
            by = trigger.by
            if by is not None and by.role == name and by.unit is not None:
                return [(by, True)]
            key = bearers, trigger.id, at
            known: list[Named] | None = tl.memo.get(key)
            if known is None:
                known = tl.memo[key] = find(tl, trigger, at)
            return known

        def find(tl: Timeline, trigger: Event, at: Instant) -> list[Named]:
            if trigger.by is not None and trigger.by.role in accepted:
                unit = trigger.by.unit
            else:
                units = [a.unit for a in trigger.to if a.role in accepted]
                unit = units[0] if len(units) == 1 or len(set(units)) == 1 else None
            for kind, parents, _ in role_set.stand_ins:
                named = tl.latest(kind, at)
                if unit is None and named is not None and named.by is not None and named.by.role in parents:
                    unit = unit_of(named)
            return plain if unit is None else [(Someone(name, unit), True)]

        return bearers

    def _each(self, each: Each) -> Lister:
        return self.patterns.shared(("each", each), lambda: self._new_each(each))

    def _new_each(self, each: Each) -> Lister:
        """Return a list that is made once for a timeline and trigger, however many rules ask."""
        among = self.patterns.roles(each.among).accepted if each.among else frozenset(self.vocabulary.roles)
        wanted = among - (self.patterns.roles(each.excluded).accepted if each.excluded else frozenset())
        source = self.sources(each)
        kin = self.vocabulary.kin
        alone: dict[tuple[str, ...], tuple[bool, ...]] = {}

        def name_alone(actors: list[Someone]) -> list[Named]:
            """Say of each whether nobody else has its role, or one that counts as it: the roles alone decide that."""
            roles = tuple([actor.role for actor in actors])
            known = alone.get(roles)
            if known is None:
                ranks = range(len(roles))
                known = alone[roles] = tuple(not any(roles[j] in kin(roles[i]) for j in ranks if j != i) for i in ranks)
            return list(zip(actors, known, strict=True))

        def list_each(tl: Timeline, trigger: Event | None, at: Instant) -> list[Named]:
            key = (list_each, at, trigger.id if trigger is not None else None)
            known: list[Named] | None = tl.memo.get(key)
            if known is None:
                found = [actor for event in source(tl, trigger, at) for actor in event.to if actor.role in wanted]
                rejections = self.patterns.rejections
                if found and rejections is not None and rejections.recorded(tl):
                    found = self._left(tl, source(tl, trigger, at), found, at)
                if len(found) == 1:
                    known = [(found[0], True)]
                else:
                    if len({actor.role for actor in found}) < len(found):
                        found = list(dict.fromkeys(found))
                    known = name_alone(found)
                tl.memo[key] = known
            return known

        return list_each

    def _left(self, tl: Timeline, events: list[Event], found: list[Someone], at: Instant) -> list[Someone]:
        """Return those who have not, for certain, rejected by a moment all that was sent to them."""
        rejections = self.patterns.rejections
        assert rejections is not None
        kept = {a for e in events for a in e.to if rejections.by(tl, e, a, at) is not True}
        return [actor for actor in found if actor in kept]

    def stops(self, tl: Timeline, each: Each, who: Someone, trigger: Event | None, at: Instant) -> Stop:
        """Return when one who is listed at a moment stops being a recipient, or may."""
        rejections = self.patterns.rejections
        return rejections.stops(tl, self.sources(each)(tl, trigger, at), who, at) if rejections is not None else NEVER

    def sources(self, each: Each) -> Callable[[Timeline, Event | None, Instant], list[Event]]:
        """Return how the events are found whose recipients get an instance each: those in force, and what the trigger
        itself takes back."""
        if each.of is None:
            return lambda tl, trigger, at: [trigger] if trigger is not None else []
        kind, matches = each.of.event.name, self.patterns.compile(each.of)
        takes_back = frozenset(n for n, e in self.vocabulary.events.items() if e.retracts == kind)

        def found(tl: Timeline, trigger: Event | None, at: Instant) -> list[Event]:
            back = trigger.at if trigger is not None and trigger.type in takes_back else None
            return [
                e
                for e in tl.of_type(kind)
                if e.at <= at
                and (tl.stands(e, at) or (back is not None and tl.retracted.get(e.id) == back))
                and matches(tl, e, trigger)
            ]

        return found

    def by(self, actor: Actor) -> ByMatch:
        """Return how the doer of an act is matched with the bearer of an instance."""
        if isinstance(actor, Anyone):
            return lambda tl, event, bearer, alone: True
        if isinstance(actor, Roles):
            roles = self.patterns.roles(actor.names)
            return lambda tl, event, bearer, alone: roles.acted(event, tl)
        vocabulary = self.vocabulary

        def matches(tl: Timeline, event: Event, bearer: Someone | None, alone: bool) -> bool | None:
            if event.by is None or bearer is None:
                return None
            return same_actor(bearer, event.by, vocabulary, alone)

        return matches

    def to(self, to: Roles | Each | None) -> ToMatch:
        """Return how the recipients of an act are matched with the target of an instance."""
        if to is None:
            return lambda tl, event, target, alone, at: True
        vocabulary = self.vocabulary
        if isinstance(to, Roles):
            accepted = self.patterns.roles(to.names).accepted
            single = {n.name: self.patterns.roles((n,)).accepted for n in to.names}
            reached = self.patterns.reached
            if to.every:
                return lambda tl, event, target, alone, at: (
                    target is None or reached(tl, event, single[target.role], at)
                )
            return lambda tl, event, target, alone, at: reached(tl, event, accepted, at)

        def matches(tl: Timeline, event: Event, target: Someone | None, alone: bool, at: Instant | None) -> bool | None:
            assert target is not None
            verdict = None if event.to_whom_unknown else False
            rejections = self.patterns.rejections if at is not None else None
            for actor in event.to:
                gone = rejections is not None and at is not None and rejections.by(tl, event, actor, at)
                if actor is target and gone is False:
                    return True
                if target.unit is not None and actor.unit is not None and actor.unit != target.unit:
                    continue
                found = same_actor(target, actor, vocabulary, alone)
                if gone is not False and found is not False:
                    found = False if gone else None
                if found:
                    return True
                if found is None:
                    verdict = None
            return verdict

        return matches
