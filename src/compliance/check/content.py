"""Content rules: a message or plan must carry given fields, at once or, where there is a deadline, by an update."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.check.actors import Actors
from compliance.check.deadline import Deadlines
from compliance.check.ending import FREE
from compliance.check.finding import Finding, Status
from compliance.check.program import Governs, Program
from compliance.check.timeline import Timeline
from compliance.check.triggers import Start, Verdicts
from compliance.episodes.model import Actor, Event
from compliance.graph.model import Rule
from compliance.language.rule_tree import Roles, Stated
from compliance.time import Instant


class ContentProgram(Program):
    """An obligation to state fields in the trigger itself."""

    def __init__(self, rule: Rule, guideline: str, actors: Actors, deadlines: Deadlines) -> None:
        super().__init__(rule, guideline, actors, deadlines)
        assert isinstance(rule.duty, Stated)
        self.fields = tuple(f.name for f in rule.duty.fields)
        self.silence_unknown = rule.duty.silence_unknown
        self.due = deadlines.compile(rule.deadline, rule.actor) if rule.deadline is not None else None
        self.bearers = actors.bearers(rule.actor)
        self.roles = actors.by(rule.actor)
        named = rule.actor.names if isinstance(rule.actor, Roles) else ()
        self.sure = actors.patterns.roles(named).accepted if named else frozenset()

    def judge(self, tl: Timeline, governs: Governs, verdicts: Verdicts) -> Iterator[Finding]:
        """Return one finding a message."""
        for start, value in self.begun(tl, governs, verdicts):
            event, kind, at = start
            escapes = self.escapes.tests and value is not False
            escape, name, escape_missing = self.escapes.holds(tl, event, at) if escapes else FREE
            if value is False or escape or event is None:
                yield self.not_applicable(start, name if escape else "")
                continue
            if self.roles(tl, event, event.by, True) is False:
                continue
            finding = self._about(tl, start, event)
            if escape is None and self.due is not None:
                until = tl.as_of if finding.due is None else finding.due
                escape = False if self.escapes.settles(tl, event, at, until) else None
            unknown = value is None or (escape is None and finding.status is not Status.FULFILLED)
            if unknown and finding.status is not Status.CANCELLED:
                missing = self.missing(tl, event, at) if value is None else escape_missing
                bearer = finding.bearer
                finding = Finding(
                    self.rule,
                    self.guideline,
                    Status.UNDETERMINED,
                    bearer,
                    None,
                    event,
                    kind,
                    at,
                    finding.opens,
                    finding.due,
                    None,
                    missing,
                )
            yield finding

    def _about(self, tl: Timeline, start: Start, event: Event) -> Finding:
        _, kind, at = start
        bearer = event.by or self.bearers(tl, event, at)[0][0]
        if self.due is None:
            return self._at_once(tl, bearer, start, event)
        due = self.due(tl, event, at)
        limit = due.at
        updates = self.versions(tl, event, at)
        whole = next((e for n, e in enumerate(updates, 1) if not any(self.lacking(updates[:n]))), None)
        if whole is not None and (limit is None or whole.at <= limit):
            return self._finding(Status.FULFILLED, bearer, start, limit, whole, (), ())
        ended = self.fallen(tl, event, at, limit)
        if ended is not None and (limit is None or ended[0] <= limit):
            finding = self._finding(Status.CANCELLED, bearer, start, limit, None, (), ())
            return finding._replace(cancelled_by=ended[1], cancelled_at=ended[0])
        rests = self._rests(tl, bearer, start, limit)
        if rests is not None:
            return rests
        absent, silent = self.lacking([e for e in updates if limit is None or e.at <= limit])
        unknown = due.missing or (() if absent else tuple(f"{kind}.{f}" for f in silent))
        if unknown:
            return self._finding(Status.UNDETERMINED, bearer, start, limit, None, unknown, ())
        if whole is not None and not due.numberless:
            return self._finding(Status.LATE, bearer, start, limit, whole, (), ())
        if limit is None or tl.as_of <= limit:
            return self._finding(Status.PENDING, bearer, start, limit, None, (), tuple(absent))
        return self._finding(Status.MISSED, bearer, start, limit, None, (), tuple(absent))

    def _at_once(self, tl: Timeline, bearer: Actor | None, start: Start, event: Event) -> Finding:
        """A message that must be whole when it is sent."""
        absent, silent = self.lacking([event])
        if not absent and not silent:
            return self._finding(Status.FULFILLED, bearer, start, event.at, event, (), ())
        rests = self._rests(tl, bearer, start, event.at)
        if rests is not None:
            return rests
        if absent:
            return self._finding(Status.MISSED, bearer, start, event.at, None, (), tuple(absent))
        unknown = tuple(f"{event.type}.{f}" for f in silent)
        return self._finding(Status.UNDETERMINED, bearer, start, event.at, None, unknown, ())

    def _rests(self, tl: Timeline, bearer: Actor | None, start: Start, limit: Instant | None) -> Finding | None:
        """Return what is said of a message of which the limit falls in a suspension; None where it does not."""
        resting = self.resting(tl, limit) if limit is not None else ""
        if resting.startswith("?"):
            return self._finding(Status.UNDETERMINED, bearer, start, limit, None, (resting[1:],), ())
        if not resting:
            return None
        return self._finding(Status.CANCELLED, bearer, start, limit, None, (), ())._replace(cancelled_by=resting)

    def versions(self, tl: Timeline, event: Event, at: Instant) -> list[Event]:
        """Return the message and, where it may be completed, those that change it."""
        if self.due is None:
            return [event]
        return [event, *(e for e in tl.of_type(event.type) if e is not event and e.at >= at and tl.answers(e, event))]

    def lacks(self, event: Event) -> bool:
        """Say whether a message leaves out, or may leave out, any of the fields."""
        data = event.data
        for name in self.fields:
            value = data.get(name)
            if value is None or value is False or value in ("", ()):
                return True
        return False

    def lacking(self, events: list[Event]) -> tuple[list[str], list[str]]:
        """Return the fields that no version states, and those on which the record is silent where silence decides
        nothing."""
        absent: list[str] = []
        silent: list[str] = []
        for name in self.fields:
            told = [v for e in events if (v := e.data.get(name)) is not None]
            if not any(v is not False and v not in ("", ()) for v in told):
                (silent if self.silence_unknown and not told else absent).append(name)
        return absent, silent

    def _finding(
        self,
        status: Status,
        bearer: Actor | None,
        start: Start,
        due: int | None,
        act: Event | None,
        missing: tuple[str, ...],
        lacking: tuple[str, ...],
    ) -> Finding:
        event, kind, at = start
        opens = at if due is None else min(at, due)
        return Finding(
            self.rule, self.guideline, status, bearer, None, event, kind, at, opens, due, act, missing, lacking
        )
