"""Who counts as whom: roles with their ancestors, units, and those who act for a named person."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.check.timeline import Timeline
from compliance.episodes.model import Actor, Event
from compliance.graph.vocabulary import Vocabulary


class RoleSet:
    """Matches actors against one or more wanted roles; three-valued, since a unit may not be recorded."""

    __slots__ = ("accepted", "stand_ins")

    def __init__(self, names: Iterable[str], vocabulary: Vocabulary) -> None:
        wanted = tuple(names)
        self.accepted = frozenset(r for r in vocabulary.roles if any(vocabulary.counts_as(r, w) for w in wanted))
        stand_ins: list[tuple[str, frozenset[str], str | None]] = []
        for name in wanted:
            role = vocabulary.roles[name]
            if role.stand_in is not None and role.is_a is not None:
                parents = frozenset(r for r in vocabulary.roles if vocabulary.counts_as(r, role.is_a))
                stand_ins.append((role.stand_in, parents, role.since_before))
        self.stand_ins = tuple(stand_ins)

    def actor(self, actor: Actor | None) -> bool:
        """Say whether an actor counts as one of the roles, by its role alone."""
        return actor is not None and actor.role in self.accepted

    def acted(self, event: Event, timeline: Timeline) -> bool | None:
        """Say whether one of the roles did the event: by role, or as the unit that stands in for a named person. Where
        there is such a person since before, and nothing tells who, it may be any unit's."""
        by = event.by
        if by is None:
            return None
        if by.role in self.accepted:
            return True
        verdict: bool | None = False
        for kind, parents, since_before in self.stand_ins:
            if by.role not in parents:
                continue
            nobody_named = True
            for named in timeline.of_type(kind):
                if named.at > event.at or not timeline.stands(named, event.at):
                    continue
                nobody_named = False
                unit = unit_of(named)
                if unit is not None and unit == by.unit:
                    return True
                if unit is None or by.unit is None:
                    verdict = None
            if nobody_named and since_before is not None and timeline.fact(since_before, event.at) is True:
                verdict = None
        return verdict


def unit_of(named: Event) -> str | None:
    """Return the unit that an appointment names: its own field `enhet`, else the unit of the one who appointed."""
    given = named.data.get("enhet")
    if isinstance(given, str):
        return given
    return named.by.unit if named.by is not None else None


def same_actor(wanted: Actor, found: Actor, vocabulary: Vocabulary, alone: bool) -> bool | None:
    """Say whether a recorded actor is the wanted one. Without a unit on one side it is, when the wanted one is alone
    among the recipients in its role; else it is not known."""
    if found.role not in vocabulary.kin(wanted.role):
        return False
    if wanted.unit is None or found.unit is None:
        return True if alone or wanted.unit == found.unit else None
    return wanted.unit == found.unit
