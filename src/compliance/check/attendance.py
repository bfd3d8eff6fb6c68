"""Attendance: to be among those who took part in the trigger."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.check.actors import Actors
from compliance.check.deadline import Deadlines
from compliance.check.finding import Finding, Status
from compliance.check.program import Governs, Program
from compliance.check.roles import same_actor
from compliance.check.timeline import Timeline
from compliance.check.triggers import Verdicts
from compliance.episodes.model import Actor, Event
from compliance.graph.model import Rule


class AttendanceProgram(Program):
    """An obligation to take part: the bearer is the sender or a recipient of the trigger."""

    def __init__(self, rule: Rule, guideline: str, actors: Actors, deadlines: Deadlines) -> None:
        super().__init__(rule, guideline, actors, deadlines)
        self.bearers = actors.bearers(rule.actor)

    def judge(self, tl: Timeline, governs: Governs, verdicts: Verdicts) -> Iterator[Finding]:
        """Return one finding for each who should take part."""
        for start, value in self.begun(tl, governs, verdicts):
            event, kind, at = start
            escape, name, escape_missing = self.escapes.holds(tl, event, at)
            if value is False or escape or event is None:
                yield self.not_applicable(start, name if escape else "")
                continue
            resting = self.resting(tl, at)
            for bearer, alone in self.bearers(tl, event, at):
                there = self._there(event, bearer, alone)
                missing: tuple[str, ...] = ()
                if value is None:
                    status, missing = Status.UNDETERMINED, self.missing(tl, event, at)
                elif there:
                    status = Status.FULFILLED
                elif there is None:
                    status, missing = Status.UNDETERMINED, (f"{kind} {event.id}: vilken enhet",)
                elif escape is None:
                    status, missing = Status.UNDETERMINED, escape_missing
                elif resting.startswith("?"):
                    status, missing = Status.UNDETERMINED, (resting[1:],)
                else:
                    status = Status.CANCELLED if resting else Status.MISSED
                act = event if status is Status.FULFILLED else None
                by = resting if status is Status.CANCELLED else None
                name = self.guideline
                yield Finding(self.rule, name, status, bearer, None, event, kind, at, at, at, act, missing, (), by)

    def _there(self, event: Event, bearer: Actor | None, alone: bool) -> bool | None:
        if bearer is None:
            return True
        verdict: bool | None = False
        for actor in (event.by, *event.to):
            found = same_actor(bearer, actor, self.patterns.vocabulary, alone) if actor is not None else False
            if found:
                return True
            if found is None:
                verdict = None
        return verdict
