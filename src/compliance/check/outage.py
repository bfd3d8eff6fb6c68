"""Suspensions: while something lasts, a rule rests, is left open, or accepts another act."""

from __future__ import annotations

from datetime import date

from compliance.check.acts import ActMatch
from compliance.check.happened import Matcher
from compliance.check.instance import Instance
from compliance.check.pattern import Patterns
from compliance.check.timeline import FOREVER, Timeline
from compliance.episodes.model import Event
from compliance.graph.model import Outage
from compliance.language.condition_tree import Pattern
from compliance.time import Instant, Limit, Unit, Zone, due


class Outages:
    """The suspensions that touch one rule, compiled."""

    def __init__(self, outages: tuple[Outage, ...], patterns: Patterns, zone: Zone) -> None:
        self.zone = zone
        self.kinds = frozenset(o.pattern.event.name for o in outages)
        self.items = tuple(
            (o, patterns.compile(o.pattern), patterns.compile(o.accepted) if o.accepted else None) for o in outages
        )

    def recorded(self, tl: Timeline) -> bool:
        """Say whether the timeline holds any event that could suspend the rule."""
        return not self.kinds.isdisjoint(tl.by_type)

    def resting(self, tl: Timeline, at: Instant) -> str:
        """Return the suspension in which a moment falls, with a `?` before the name where it only leaves open; else
        an empty text."""
        found = ""
        for outage, matches, accepted in self.items:
            for start, end in self.periods(tl, outage, matches) if accepted is None else ():
                if start <= at <= end:
                    found = outage.name if outage.kind == "suspends" else f"?{outage.name}"
        return found

    def apply(self, tl: Timeline, instance: Instance, acts: ActMatch, again: bool = False) -> None:
        """Mark an instance whose due time falls in an outage, or give it the act that is accepted instead; of an
        instance that is there `again`, one after it began."""
        if instance.due.at is not None:
            instance.outage = self.resting(tl, instance.due.at)
        for outage, matches, accepted in self.items:
            if accepted is not None and outage.accepted is not None:
                for period in self.periods(tl, outage, matches):
                    self._accept(tl, instance, outage.accepted, accepted, period, acts, again)

    def periods(self, tl: Timeline, outage: Outage, matches: Matcher) -> list[tuple[Instant, Instant]]:
        """Return when a suspension lasted, from and to."""
        found = []
        for event in tl.of_type(outage.pattern.event.name):
            if not tl.stands(event, tl.as_of) or not matches(tl, event, None):
                continue
            end = self._end(event, outage)
            if outage.longer_than is not None:
                assert isinstance(outage.longer_than.amount, int) and outage.longer_than.unit is not None
                limit = Limit(outage.longer_than.amount, Unit[outage.longer_than.unit])
                if end <= due(limit, event.at, self.zone):
                    continue
            found.append((event.at, end))
        return found

    def _end(self, event: Event, outage: Outage) -> Instant:
        value = event.data.get(outage.until.name)
        if isinstance(value, date):
            return self.zone.end_of_day(value.toordinal())
        return value if isinstance(value, int) else FOREVER

    def _accept(
        self,
        tl: Timeline,
        instance: Instance,
        pattern: Pattern,
        matches: Matcher,
        period: tuple[Instant, Instant],
        acts: ActMatch,
        again: bool,
    ) -> None:
        limit = instance.due.at if instance.due.at is not None else FOREVER
        if instance.act is not None and instance.act.at <= limit:
            return
        for event in tl.of_type(pattern.event.name):
            inside = period[0] <= event.at <= period[1] and instance.begins <= event.at <= limit
            if not inside or (again and event.at == instance.at) or not acts.usable(tl, event, instance, True):
                continue
            if not matches(tl, event, instance.trigger):
                continue
            if acts.by(tl, event, instance.bearer, instance.alone) and (
                not event.to or acts.to(tl, event, instance.target, instance.alone, None)
            ):
                instance.act = event
                instance.notes = (event.type,)
                return
