"""The grounds of liability, compiled: each is met, unmet, pending or unknown for a notice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from compliance.check.engine import Checker
from compliance.check.finding import BAD, Finding, Status
from compliance.check.plain import write_duty, write_test
from compliance.check.program import ActProgram
from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.model import Ground
from compliance.language.rule_tree import Acts, Roles
from compliance.payment.person import Person
from compliance.payment.verdict import GroundVerdict, Met
from compliance.time import Day, Instant


class GroundProgram:
    """One compiled ground. `bulk`: for many plain timelines, with the same verdicts."""

    def __init__(self, ground: Ground, checker: Checker, bulk: bool = False) -> None:
        self.ground = ground
        conditions = checker.patterns.conditions
        self.conditions = conditions
        compile_test = partial(write_test, patterns=checker.patterns) if bulk else conditions.compile
        self.condition = compile_test(ground.condition) if ground.condition is not None else None
        self.void_if = compile_test(ground.void_if) if ground.void_if is not None else None
        self.person = Person(ground, conditions)
        program = checker.program(ground.rule) if ground.rule is not None else None
        assert program is None or isinstance(program, ActProgram)
        self.act = program
        self.plain_act = write_duty(program, checker.patterns) if bulk and program is not None else None
        rejections = checker.patterns.rejections
        self.rejecting = rejections.kind if rejections is not None else ""
        """By what a recipient stops being one: what was owed to them is then no part of the ground."""
        self.zone = checker.zone
        self.dated = ground.valid_from is not None or ground.valid_to is not None

    def verdict(
        self, tl: Timeline, notice: Event, days: Sequence[Day], ends: Instant, findings: Sequence[Finding]
    ) -> GroundVerdict | None:
        """Return the verdict for a notice, or None where the ground does not concern the stay.

        `days` are the dates that would be charged, `ends` when the count ends (or the moment of judgement),
        `findings` those of all versions that were in force during the stay.
        """
        if self.dated and not self._valid(notice.at):
            return None
        if self.condition is not None:
            value = self.condition(tl, notice.at, notice, None)
            if value is False:
                return None
            if value is None:
                return self._unsure(tl, notice, self._asked(tl, notice, days, ends, findings))
        return self._asked(tl, notice, days, ends, findings)

    def _unsure(self, tl: Timeline, notice: Event, asked: GroundVerdict) -> GroundVerdict:
        """It is not known whether the ground is asked for: it is met all the same where it would be met if it was."""
        if asked.met in (Met.YES, Met.LAPSED) and not asked.void_days:
            return asked
        assert self.ground.condition is not None
        missing = self.conditions.unknowns(self.ground.condition, tl, notice.at, notice, None)
        return GroundVerdict(self.ground, Met.UNKNOWN, missing=missing)

    def _asked(
        self, tl: Timeline, notice: Event, days: Sequence[Day], ends: Instant, findings: Sequence[Finding]
    ) -> GroundVerdict:
        ground = self.ground
        if self.person.clause is not None:
            person = self.person.judges(tl, ((notice, notice.at), (notice, ends)))
            if person is not None:
                return GroundVerdict(ground, Met.UNKNOWN, missing=person.missing, left_open=person.reading)
        if self.act is not None:
            return self._by_findings(self._acted(self.act, tl, notice))
        if self.void_if is not None:
            return self._by_condition(tl, notice, days, ends)
        return self._by_findings(
            tuple(f for f in findings if self._concerns(f.rule.name) and f.status is not Status.NOT_APPLICABLE)
        )

    def _acted(self, act: ActProgram, tl: Timeline, notice: Event) -> tuple[Finding, ...]:
        found = self.plain_act(tl, notice) if self.plain_act is not None else None
        if found is None:
            found = act.verdicts(tl, act.instances(tl, (notice, notice.type, notice.at), True))
        if self.rejecting:
            found = [f for f in found if f.cancelled_by != self.rejecting]
        return tuple(found)

    def _valid(self, at: Instant) -> bool:
        ground, day = self.ground, self.zone.day(at)
        early = ground.valid_from is not None and day < ground.valid_from
        return not early and (ground.valid_to is None or day <= ground.valid_to)

    def without_notice(self, tl: Timeline, at: Instant) -> GroundVerdict | None:
        """Return the verdict where no notice was given: is there any act of the kind at all?"""
        if self.act is None or (self.dated and not self._valid(at)):
            return None
        if self.condition is not None and self.condition(tl, at, None, None) is False:
            return None
        done = [self._could_be(tl, e) for e in self.act.acts.candidates(tl) if tl.stands(e, at)]
        return GroundVerdict(self.ground, Met.YES if True in done else Met.UNKNOWN if None in done else Met.NO)

    def _could_be(self, tl: Timeline, event: Event) -> bool | None:
        """Say whether an act could be what the ground asks for; None where it is not recorded to whom it was done."""
        assert self.act is not None and isinstance(self.act.rule.duty, Acts)
        acts, to = self.act.acts, self.act.rule.duty.to
        bearers = self.act.bearers(tl, None, event.at)
        if not any(acts.by(tl, event, bearer, alone) is not False for bearer, alone in bearers):
            return False
        targets = self.act.targets(tl, None, event.at) or [(None, True)]
        if targets == [(None, True)] and not isinstance(to, Roles):
            return True
        found = [acts.to(tl, event, target, alone, tl.as_of) for target, alone in targets]
        return True if True in found else None if None in found else False

    def _concerns(self, rule: str) -> bool:
        return any(rule.startswith(n[:-1]) if n.endswith("*") else rule == n for n in self.ground.kept_rules)

    def _by_findings(self, findings: tuple[Finding, ...]) -> GroundVerdict:
        statuses = {f.status for f in findings}
        if statuses <= {Status.FULFILLED}:
            return _met(self.ground, findings)
        missing = tuple(dict.fromkeys(m for f in findings for m in f.missing))
        if statuses & BAD:
            met = Met.NO
        elif Status.UNDETERMINED in statuses:
            met = Met.UNKNOWN
        elif Status.PENDING in statuses:
            met = Met.PENDING
        elif Status.CANCELLED in statuses:
            met = Met.LAPSED
        else:
            met = Met.YES
        return GroundVerdict(self.ground, met, findings, missing)

    def _by_condition(self, tl: Timeline, notice: Event, days: Sequence[Day], ends: Instant) -> GroundVerdict:
        """A condition that voids: the whole stay, or the dates at whose end it holds."""
        assert self.void_if is not None and self.ground.void_if is not None
        moments = [ends]
        if self.ground.day_by_day and days:
            moments = [min(self.zone.end_of_day(day), tl.as_of) for day in days]
        values = [self.void_if(tl, moment, notice, None) for moment in moments]
        if not any(values) and None not in values:
            return _met(self.ground, ())
        if None in values:
            at = moments[values.index(None)]
            return GroundVerdict(
                self.ground, Met.UNKNOWN, missing=self.conditions.unknowns(self.ground.void_if, tl, at, notice, None)
            )
        if all(values):
            return GroundVerdict(self.ground, Met.NO, void_days=tuple(days))
        void = tuple(day for day, value in zip(days, values, strict=False) if value)
        return GroundVerdict(self.ground, Met.YES, void_days=void)


def _met(ground: Ground, findings: tuple[Finding, ...]) -> GroundVerdict:
    """Return the verdict of a ground that is met for the whole stay: the common case, made without a constructor."""
    return tuple.__new__(GroundVerdict, (ground, Met.YES, findings, (), (), None))
