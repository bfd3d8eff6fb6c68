"""Which recorded act answers which instance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compliance.check.actors import Actors
from compliance.check.instance import Instance
from compliance.check.logic import Test
from compliance.check.timeline import Timeline
from compliance.episodes.model import Actor, Event
from compliance.graph.model import Rule
from compliance.language.rule_tree import Acts, Each, Roles
from compliance.time import Instant


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
        self.only = next(iter(self.kinds)) if len(self.kinds) == 1 else None
        self.several = frozenset(self.kinds)
        self.answering = {k: answers for k in self.kinds if (answers := vocabulary.events[k].answers) is not None}
        self.each = isinstance(rule.actor, Each)
        self.by = actors.by(rule.actor)
        self.to = actors.to(acts.to)
        self.addressed = acts.to is not None
        self.patterns = actors.patterns
        named = acts.to.names if isinstance(acts.to, Roles) else ()
        self.recipients = self.patterns.roles(named).accepted if named else frozenset[str]()
        self.earlier_counts = rule.earlier_counts

    def candidates(self, tl: Timeline) -> Sequence[Event]:
        """Return the recorded events of the act's types, in time order."""
        if self.only is not None:
            return tl.by_type.get(self.only, ())
        found: Sequence[Event] | None = tl.memo.get(self.several)
        if found is None:
            present = [kind for kind in self.kinds if kind in tl.by_type]
            if len(present) < 2:
                found = tl.by_type[present[0]] if present else ()
            else:
                found = [e for e in tl.events if e.type in self.kinds]
            tl.memo[self.several] = found
        return found

    def matches(self, tl: Timeline, event: Event, instance: Instance) -> bool | None:
        """Say whether an act is the one that an instance asks for, its time apart."""
        if event.re is not None and not self.refers(tl, event, instance.trigger):
            return False
        by_then = by_when(tl, event, instance)
        return self.fits(tl, event, instance.trigger, instance.bearer, instance.target, instance.alone, by_then)

    def fits(
        self,
        tl: Timeline,
        event: Event,
        trigger: Event | None,
        bearer: Actor | None,
        target: Actor | None,
        alone: bool,
        by_then: Instant | None,
    ) -> bool | None:
        """Say whether the right one did an act, to the right one, with the right fields. `by_then`: one who has
        rejected the act by that moment was not reached by it."""
        verdict = self.by(tl, event, bearer, alone)
        if verdict is False:
            return False
        if self.addressed:
            to = self.to(tl, event, target, alone, by_then)
            if to is False:
                return False
            verdict = None if to is None else verdict
        where = self.kinds[event.type]
        if where is None:
            return verdict
        value = where(tl, event.at, trigger, event)
        return value if value is False or verdict is True else None

    def refers(self, tl: Timeline, event: Event, trigger: Event | None) -> bool:
        """An answer must answer the trigger, if it says what it answers and the trigger is of a type it can answer;
        any act that refers to another event of the trigger's type is about that other event."""
        if event.re is None or trigger is None:
            return True
        referred = tl.by_id.get(event.re)
        types = self.answering.get(event.type)
        if types is not None and (not types or trigger.type in types):
            if referred is None or referred is trigger or referred.re is None:
                return referred is trigger
            return tl.answers(event, trigger)
        return (
            referred is None
            or referred.type != trigger.type
            or event.type == trigger.type
            or tl.answers(event, trigger)
        )

    def assign(self, tl: Timeline, instances: list[Instance]) -> None:
        """Give each instance its act, if there is one."""
        candidates = self.candidates(tl)
        if candidates:
            self._assign(tl, instances, candidates)
            for instance in instances:
                self.doubted(tl, instance)

    def doubted(self, tl: Timeline, instance: Instance) -> None:
        """Note what is missing to say whom an act in doubt reached, where that is what is not known of it."""
        event = instance.doubtful
        if event is None or instance.doubt or not self.addressed or instance.act is not None:
            return
        if self.to(tl, event, instance.target, instance.alone, by_when(tl, event, instance)) is None:
            instance.doubt = self.patterns.missing_recipients(tl, event, self.wanted(instance.target))

    def wanted(self, target: Actor | None) -> frozenset[str]:
        """Return the roles that an act must reach."""
        return self.recipients if target is None else self.patterns.vocabulary.kin(target.role)

    def _assign(self, tl: Timeline, instances: list[Instance], candidates: Sequence[Event]) -> None:
        if self.earlier_counts:
            for instance in instances:
                self._first(tl, instance, candidates)
            return
        if len(instances) == 1:
            self._alone(tl, instances[0], candidates)
            return
        groups: dict[tuple[object, object], list[Instance]] = {}
        for instance in sorted(instances, key=lambda i: i.at):
            groups.setdefault((instance.bearer if self.each else None, instance.target), []).append(instance)
        for group in groups.values():
            if len(group) == 1:
                self._alone(tl, group[0], candidates)
            else:
                self._in_order(tl, group, candidates)

    def _first(self, tl: Timeline, instance: Instance, candidates: Iterable[Event]) -> None:
        for event in candidates:
            if self.usable(tl, event, instance, event.at >= instance.at):
                verdict = self.matches(tl, event, instance)
                if verdict:
                    instance.act = event
                    return
                if verdict is None and instance.doubtful is None:
                    instance.doubtful = event

    def _alone(self, tl: Timeline, instance: Instance, candidates: Iterable[Event]) -> None:
        """Where no other instance asks for the same, the first act in time, or overdue, is its."""
        opens, at, begins = instance.due.opens, instance.at, instance.begins
        for event in candidates:
            early = opens is not None and event.at < opens
            if event.at < at and (opens is None or opens > at if early else event.at < begins):
                continue
            if event is instance.trigger or not self.usable(tl, event, instance, True):
                continue
            verdict = self.matches(tl, event, instance)
            if verdict is None:
                instance.doubtful = instance.doubtful or event
            elif verdict and early:
                instance.early_act = instance.early_act or event
            elif verdict:
                instance.act = event
                return

    def _in_order(self, tl: Timeline, group: list[Instance], candidates: Iterable[Event]) -> None:
        for event in candidates:
            early: list[Instance] = []
            open_ones: list[Instance] = []
            overdue: list[Instance] = []
            for instance in group:
                if instance.act is not None or event is instance.trigger or not self.usable(tl, event, instance, True):
                    continue
                place = _place(event, instance, early, open_ones, overdue)
                verdict = self.matches(tl, event, instance) if place is not None else False
                if verdict is None:
                    instance.doubtful = instance.doubtful or event
                if verdict and place is not None:
                    place.append(instance)
            self._give(tl, event, early, open_ones, overdue)

    def _give(
        self, tl: Timeline, event: Event, early: list[Instance], open_ones: list[Instance], overdue: list[Instance]
    ) -> None:
        """Give an act to all that it answers, else to the first in time; too early only when it is nobody's in time."""
        bound = [i for i in (*open_ones, *overdue) if _answers(tl, event, i)]
        if bound:
            for instance in bound:
                instance.act = event
        elif open_ones or overdue:
            places = open_ones or overdue
            first = next((i for i in places if i.bearer == event.by), places[0])
            others = [i for i in places if i is not first]
            first.act = event
            certain = next((i for i in others if i.condition is not None), None)
            if first.condition is None and certain is not None and certain.doubtful is None:
                certain.doubtful, certain.doubt = event, first.missing
        else:
            for instance in [i for i in early if _answers(tl, event, i)] or [i for i in early if not i.early_act][:1]:
                instance.early_act = instance.early_act or event

    def usable(self, tl: Timeline, event: Event, instance: Instance, after: bool) -> bool:
        """An act does not count when it was taken back before it was due, or was done after the instance had fallen
        away."""
        due = instance.due.at
        if tl.retracted:
            taken = tl.retracted.get(event.id)
            if taken is not None and (due is None or taken <= max(due, event.at)):
                return False
        ended = instance.cancelled_at
        return ended is None or not (after and event.at > ended and (due is None or ended <= due))


def by_when(tl: Timeline, event: Event, instance: Instance) -> Instant:
    """Return until when a rejection takes from an act that it reached someone: until it is due, as with what is taken
    back."""
    return tl.as_of if instance.due.at is None else max(instance.due.at, event.at)


def _answers(tl: Timeline, event: Event, instance: Instance) -> bool:
    return event.re is not None and instance.trigger is not None and tl.answers(event, instance.trigger)


def _place(
    event: Event, instance: Instance, early: list[Instance], open_ones: list[Instance], overdue: list[Instance]
) -> list[Instance] | None:
    """Return where an act falls in time for an instance. None: before the trigger it has nothing to do with it, unless
    the window was open, or could have been, by then."""
    opens, due = instance.due.opens, instance.due.at
    if opens is not None and event.at < opens:
        return early if event.at >= instance.at or opens <= instance.at else None
    if event.at < instance.begins:
        return None
    return open_ones if due is None or event.at <= due else overdue
