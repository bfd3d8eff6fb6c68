"""Prohibitions: what must not be done, ever, before or after something, or from a trigger to what ends it. And
permissions, which are the same the other way round: each time that something is done as it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.check.actors import Actors
from compliance.check.acts import ActMatch
from compliance.check.deadline import Deadlines
from compliance.check.ending import FREE
from compliance.check.finding import Finding, Status
from compliance.check.happened import perhaps
from compliance.check.program import Governs, Program
from compliance.check.timeline import FOREVER, NEVER, Timeline
from compliance.check.triggers import Start, Verdicts
from compliance.episodes.model import Event
from compliance.graph.model import Rule
from compliance.language.rule_tree import Acts, Anyone, Roles
from compliance.time import Instant


@dataclass(frozen=True, slots=True)
class Period:
    """While a prohibition holds: what opened it, and whether that is certain."""

    begins: Instant
    ends: Instant
    opener: Event | None
    certain: bool


_ALWAYS = [Period(NEVER, FOREVER, None, True)]


class ProhibitionProgram(Program):
    """Something that must not be done: each time that it is done while forbidden is a finding."""

    status = Status.BREACHED
    """What an act that the rule means is."""

    def __init__(self, rule: Rule, guideline: str, actors: Actors, deadlines: Deadlines) -> None:
        super().__init__(rule, guideline, actors, deadlines)
        assert isinstance(rule.duty, Acts)
        self.acts = ActMatch(rule, rule.duty, actors)
        self.bearers = actors.bearers(rule.actor)
        self.targets = actors.targets(rule.duty.to)
        self.plain = (
            not rule.triggers
            and isinstance(rule.actor, Anyone | Roles)
            and (rule.duty.to is None or (isinstance(rule.duty.to, Roles) and not rule.duty.to.every))
        )
        self.edge = rule.before or rule.after
        self.edge_matches = actors.patterns.compile(self.edge) if self.edge is not None else None

    def judge(self, tl: Timeline, governs: Governs, verdicts: Verdicts) -> Iterator[Finding]:
        """Return a finding for each forbidden act, and for each that may have been forbidden."""
        candidates = self.acts.candidates(tl)
        periods = self.periods(tl, verdicts) if candidates else []
        for event in candidates:
            if governs is not None and not governs(event.at):
                continue
            within = [p for p in periods if p.begins <= event.at <= p.ends and p.opener is not event]
            finding = self._about(tl, event, within) if within else None
            if finding is not None:
                yield finding

    def periods(self, tl: Timeline, verdicts: Verdicts) -> list[Period]:
        """Return when the prohibition holds: always, or from a trigger to what ends it."""
        if not self.rule.triggers:
            return _ALWAYS
        found = []
        starts = (*self.triggers.starts(tl), *self.triggers.breaches(verdicts))
        sure = [(start, True) for start in starts]
        for (event, _, at), certain in (*sure, *((start, False) for start in self.triggers.unsure(tl))):
            ended = self.ended(tl, event, at)
            found.append(Period(at, ended[0] if ended is not None else FOREVER, event, certain))
        return found

    def _matched(self, tl: Timeline, event: Event, within: list[Period]) -> bool | None:
        """Say whether an act is one of those that are forbidden in some period."""
        if self.plain:
            return self.acts.fits(tl, event, event, None, None, True, None)
        verdict: bool | None = False
        for period in within:
            for bearer, alone in self.bearers(tl, period.opener, event.at):
                for target, single in self.targets(tl, period.opener, event.at):
                    value = self.acts.fits(tl, event, event, bearer, target, alone and single, None)
                    if value and period.certain:
                        return True
                    verdict = verdict if value is False else None
        return verdict

    def _about(self, tl: Timeline, event: Event, within: list[Period]) -> Finding | None:
        out_of_order = self.out_of_order(tl, event)
        matched = self._matched(tl, event, within) if out_of_order is not False else False
        if matched is False:
            return None
        value = self.holds(tl, event, event.at)
        escapes = self.escapes.tests and value is not False
        escape, name, escape_missing = self.escapes.holds(tl, event, event.at) if escapes else FREE
        start: Start = (event, event.type, event.at)
        resting = self.resting(tl, event.at)
        if value is False or escape or (resting and not resting.startswith("?")):
            return self.not_applicable(start, name if escape else resting if value is not False else "")
        escape, escape_missing = (None, (*escape_missing, resting[1:])) if resting else (escape, escape_missing)
        known = matched is True and out_of_order is True and value is True and escape is False
        missing = () if known else self._missing(tl, event, escape_missing, out_of_order is True)
        status = self.status if known else Status.UNDETERMINED
        return Finding(
            self.rule,
            self.guideline,
            status,
            event.by,
            None,
            event,
            event.type,
            event.at,
            event.at,
            None,
            event,
            missing,
        )

    def out_of_order(self, tl: Timeline, event: Event) -> bool | None:
        """Say whether what must come first has not been done, or what must come last has."""
        if self.edge is None or self.edge_matches is None:
            return True
        earlier = (e for e in tl.of_type(self.edge.event.name) if e is not event and e.at <= event.at)
        values = [self.edge_matches(tl, e, event) for e in earlier if tl.stands(e, event.at)]
        done = True if True in values else None if None in values else False
        return done if self.rule.before is None or done is None else not done

    def _missing(self, tl: Timeline, event: Event, escapes: tuple[str, ...], in_order: bool) -> tuple[str, ...]:
        """Return what is missing to say whether an act was forbidden."""
        names = [*self.missing(tl, event, event.at), *escapes]
        if not in_order and self.edge is not None and self.edge_matches is not None:
            for other in perhaps(tl, self.edge, self.edge_matches, event.at, event):
                names += self.patterns.conditions.about_event(self.edge, tl, other, event)
        return tuple(dict.fromkeys(names)) or (f"{event.type} {event.id}: vem eller vilken enhet",)


class PermissionProgram(ProhibitionProgram):
    """Something that may be done: each time that it is done as permitted is a finding."""

    status = Status.FULFILLED
