"""Which recorded act answers which instance."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.check.actors import Actors
from compliance.check.instance import Instance
from compliance.check.logic import Test
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.model import Rule
from compliance.language.tree import Acts


class ActMatch:
    """The acts of one rule, compiled: finds candidates and gives them to instances.

    An act that answers a trigger by `re` counts for each of its instances. One without `re` counts once for a bearer
    and recipient: in time order, first for the earliest instance that is still in its window, then for the earliest
    that is overdue. Where earlier acts count, what is done stays done: the first matching act counts for every
    instance.
    """

    def __init__(self, rule: Rule, acts: Acts, actors: Actors) -> None:
        vocabulary = actors.vocabulary
        compile_where = actors.patterns.conditions.compile
        self.kinds: dict[str, Test | None] = {
            a.event.name: compile_where(a.where, a.event.name) if a.where is not None else None for a in acts.acts
        }
        self.answering = {k: answers for k in self.kinds if (answers := vocabulary.events[k].answers) is not None}
        self.by = actors.by(rule.actor)
        self.to = actors.to(acts.to)
        self.earlier_counts = rule.earlier_counts

    def candidates(self, tl: Timeline) -> list[Event]:
        """Return the recorded events of the act's types, in time order."""
        if len(self.kinds) == 1:
            return list(tl.of_type(next(iter(self.kinds))))
        found = [e for kind in self.kinds for e in tl.of_type(kind)]
        return sorted(found, key=lambda e: (e.at, e.order))

    def matches(self, tl: Timeline, event: Event, instance: Instance) -> bool | None:
        """Say whether an act is the one that an instance asks for, its time apart."""
        if not self._refers(tl, event, instance.trigger):
            return False
        verdict = self.by(tl, event, instance.bearer, instance.alone)
        if verdict is False:
            return False
        to = self.to(event, instance.target, instance.alone)
        if to is False:
            return False
        where = self.kinds[event.type]
        value = True if where is None else where(tl, event.at, instance.trigger, event)
        if value is False:
            return False
        return None if verdict is None or to is None or value is None else True

    def _refers(self, tl: Timeline, event: Event, trigger: Event | None) -> bool:
        """An answer must answer the trigger, if it says what it answers and the trigger is of a type it can answer;
        any act that refers to another event of the trigger's type is about that other event."""
        if event.re is None or trigger is None:
            return True
        types = self.answering.get(event.type)
        if types is not None and (not types or trigger.type in types):
            return tl.answers(event, trigger)
        referred = tl.by_id.get(event.re)
        return (
            referred is None
            or referred.type != trigger.type
            or event.type == trigger.type
            or tl.answers(event, trigger)
        )

    def assign(self, tl: Timeline, instances: list[Instance]) -> None:
        """Give each instance its act, if there is one."""
        candidates = self.candidates(tl)
        if not candidates:
            return
        if self.earlier_counts:
            for instance in instances:
                self._first(tl, instance, candidates)
            return
        if len(instances) == 1:
            self._in_order(tl, instances, candidates)
            return
        groups: dict[tuple[object, object], list[Instance]] = {}
        for instance in instances:
            groups.setdefault((instance.bearer, instance.target), []).append(instance)
        for group in groups.values():
            self._in_order(tl, group, candidates)

    def _first(self, tl: Timeline, instance: Instance, candidates: Iterable[Event]) -> None:
        for event in candidates:
            if self._usable(tl, event, instance, event.at >= instance.at):
                verdict = self.matches(tl, event, instance)
                if verdict:
                    instance.act = event
                    return
                if verdict is None and instance.doubtful is None:
                    instance.doubtful = event

    def _in_order(self, tl: Timeline, group: list[Instance], candidates: Iterable[Event]) -> None:
        for event in candidates:
            open_ones: list[Instance] = []
            overdue: list[Instance] = []
            for instance in group:
                if instance.act is not None or event is instance.trigger:
                    continue
                if event.at < instance.begins and instance.begins != instance.due.opens:
                    continue  # before the trigger; a window that opens before it also tells what came too early
                if not self._usable(tl, event, instance, True):
                    continue
                verdict = self.matches(tl, event, instance)
                if verdict is None:
                    instance.doubtful = instance.doubtful or event
                if not verdict:
                    continue
                self._sort(event, instance, open_ones, overdue)
            bound = [
                i
                for i in (*open_ones, *overdue)
                if event.re is not None and i.trigger is not None and tl.answers(event, i.trigger)
            ]
            for instance in bound or (open_ones or overdue)[:1]:
                instance.act = event

    def _sort(self, event: Event, instance: Instance, open_ones: list[Instance], overdue: list[Instance]) -> None:
        if instance.due.opens is not None and event.at < instance.due.opens:
            instance.early_act = instance.early_act or event
        elif instance.due.at is None or event.at <= instance.due.at:
            open_ones.append(instance)
        else:
            overdue.append(instance)

    def _usable(self, tl: Timeline, event: Event, instance: Instance, after: bool) -> bool:
        """An act does not count when it was taken back before it was due, or was done after the instance had fallen
        away."""
        due = instance.due.at
        taken = tl.retracted.get(event.id)
        if taken is not None and (due is None or taken <= max(due, event.at)):
            return False
        ended = instance.cancelled_at
        return not (after and ended is not None and event.at > ended and (due is None or ended <= due))
