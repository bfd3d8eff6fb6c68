"""Payment liability for one stay: does it hold, from when to when, for how many days, at what cost, and who pays?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from compliance.check.ending import RETRACTED, compile_ends
from compliance.check.engine import Checker
from compliance.check.finding import Finding
from compliance.check.plain import write_test
from compliance.check.program import Governs
from compliance.check.timeline import NEVER, Timeline
from compliance.check.triggers import Triggers
from compliance.episodes.model import Event
from compliance.graph.environment import decided
from compliance.graph.model import Liability, RuleSet, YearlyAmount
from compliance.payment.counting import Counting, compiled, first, years
from compliance.payment.grounds import GroundProgram
from compliance.payment.month import Month, month_of
from compliance.payment.payer import Payer
from compliance.payment.person import Left, Person
from compliance.payment.verdict import LiabilityStatus, LiabilityVerdict, Met, Period
from compliance.time import Day, Instant

BY_MONTH = "månadens reglering"
"""What is missing to say the amount of one stay, where the guideline settles a municipality's month."""


class LiabilityProgram:
    """A guideline's liability compiled once. `bulk`: for many plain timelines, with the same verdicts; the conditions
    are written as functions, and grounds that a parameter has switched off are left out."""

    def __init__(self, liability: Liability, checker: Checker, rules: RuleSet, bulk: bool = False) -> None:
        self.liability = liability
        self.guideline = checker.guideline.name
        self.conditions = checker.patterns.conditions
        self.compile_ = partial(write_test, patterns=checker.patterns) if bulk else self.conditions.compile
        self.zone = checker.zone
        self.triggers = Triggers(liability.triggers, checker.patterns)
        self.condition = self.compile_(liability.condition) if liability.condition is not None else None
        self.starts = checker.deadlines.limit(liability.starts)
        self.ended = compile_ends(liability.ends, checker.patterns)
        self.person = Person(liability, self.conditions)
        switched_off = [bulk and g.condition is not None and decided(g.condition) is False for g in liability.grounds]
        grounds = zip(liability.grounds, switched_off, strict=True)
        self.grounds = tuple(GroundProgram(ground, checker, bulk) for ground, off in grounds if not off)
        self.payer = Payer(liability.payer, self.conditions, self.compile_)
        self.counting = Counting(liability, self.compile_, self.zone)
        self.days_stand = compiled(liability.days_stand, self.compile_)
        self.yearly: YearlyAmount | None = rules.yearly.get(liability.amount) if liability.amount else None

    def notices(self, tl: Timeline, governs: Governs, whenever: bool = False) -> list[Event]:
        """Return the notices that liability counts from, one for each time that the count began; `whenever`: also
        those outside the liability's own dates."""
        return [
            event
            for event, _, at in self.triggers.starts(tl)
            if event is not None and (governs is None or governs(at)) and (whenever or self.valid(at))
        ]

    def perhaps_notices(self, tl: Timeline, governs: Governs) -> list[Event]:
        """Return the events of which it is not known whether they are notices, asked after `notices`: those whose
        recipients are not recorded."""
        return [
            event
            for event, _, at in self.triggers.unsure(tl)
            if event is not None and (governs is None or governs(at)) and self.valid(at)
        ]

    def has_notice(self, tl: Timeline) -> bool:
        """Say whether there is any notice at all, also one under another version or outside the liability's dates."""
        return any(event is not None for event, _, _ in self.triggers.starts(tl))

    def valid(self, at: Instant) -> bool:
        """Say whether the liability is in force by its own dates."""
        start, end = self.liability.valid_from, self.liability.valid_to
        if start is None and end is None:
            return True
        day = self.zone.day(at)
        return (start is None or start <= day) and (end is None or day <= end)

    def assess(self, tl: Timeline, notices: Sequence[Event], findings: Sequence[Finding]) -> LiabilityVerdict:
        """Return the verdict of a stay with these notices (none: the count has not begun)."""
        last = notices[-1].at if notices else self.last_moment(tl)
        trigger = notices[-1] if notices else None
        scope = self.scope(tl, last, trigger)
        if scope is False:
            return LiabilityVerdict(self.liability, self.guideline, LiabilityStatus.NOT_APPLICABLE)
        if self.liability.no_individual is not None:
            return self._no_individual(tl, notices, findings)
        payer, unsure = self.payer.of(tl, last, trigger)
        periods = tuple(self._period(tl, notice, findings) for notice in notices) or (self._without_notice(tl, NEVER),)
        stand = self.keeps_days(tl, trigger)
        standing = self._standing(tl, periods[-1], stand)
        joined = self._joined((*periods[:-1], standing), payer, unsure, stand)
        if self.person.clause is not None:
            person = self.person.judges(tl, self._moments(tl, notices, standing))
            if person is not None:
                return self._left_to_person(payer, joined.periods, person)
        if scope is None and joined.status is not LiabilityStatus.VOID:
            return self._undetermined(payer, joined.periods, self.scope_missing(tl, last, trigger))
        return joined

    def scope(self, tl: Timeline, at: Instant, trigger: Event | None) -> bool | None:
        """Say whether the liability concerns a stay, by what is known at an instant; None where that is not known."""
        return True if self.condition is None else self.condition(tl, at, trigger, None)

    def scope_missing(self, tl: Timeline, at: Instant, trigger: Event | None) -> tuple[str, ...]:
        """Return what is missing to say whether the liability concerns a stay."""
        assert self.liability.condition is not None
        return self.conditions.unknowns(self.liability.condition, tl, at, trigger, None)

    def doubted(
        self, tl: Timeline, told: LiabilityVerdict, perhaps: Sequence[Event], findings: Sequence[Finding]
    ) -> LiabilityVerdict:
        """Return what is said of a stay where other events, too, may be notices. They leave the verdict open, but where
        nothing is owed whether they are or not."""
        if told.status is LiabilityStatus.NOT_APPLICABLE:
            return told
        stand = self.keeps_days(tl, perhaps[0])
        found = [(e, self._period(tl, e, findings)) for e in perhaps]
        standing = [(e, p) for e, p in found if self._standing(tl, p, stand) is p]
        void = told.status is LiabilityStatus.VOID and all(p.status is LiabilityStatus.VOID for _, p in standing)
        if void or not standing:
            return told
        names = (*told.missing, *(name for e, _ in standing for name in self.triggers.missing(tl, e)))
        return self._undetermined(told.payer, told.periods, tuple(dict.fromkeys(names)))

    def _no_individual(self, tl: Timeline, notices: Sequence[Event], findings: Sequence[Finding]) -> LiabilityVerdict:
        """A stay costs nothing by itself; days after the liability's own dates may be left to a person."""
        liability, later = self.liability, self.liability.later_days
        if later is not None and liability.valid_to is not None:
            periods = tuple(self._period(tl, notice, findings) for notice in notices)
            for period in periods:
                unsure = period.status is LiabilityStatus.UNDETERMINED
                if any(d > liability.valid_to for d in (self.counted(tl, period) if unsure else period.days)):
                    return self._left_to_person(None, periods, Left(later))
        status = LiabilityStatus.NOT_APPLICABLE
        nothing = tuple(Period(notice, status, None, None, "", (), ()) for notice in notices)
        return LiabilityVerdict(liability, self.guideline, status, periods=nothing, reason=liability.no_individual)

    def counted(self, tl: Timeline, period: Period) -> tuple[Day, ...]:
        """Return the dates that would count from a notice, were its grounds met; of an unknown start, from the
        notice."""
        assert period.notice is not None
        starts = period.starts if period.starts is not None else period.notice.at
        return self.counting.dates(tl, period.notice, starts, period.ends)

    def left_to_judge(self, tl: Timeline, verdict: LiabilityVerdict) -> Counter[Month]:
        """Return by month how many days after the liability's own dates a person has to judge."""
        last = self.liability.valid_to
        if verdict.left_open is None or last is None:
            return Counter()
        days = {day for p in verdict.periods if p.notice is not None for day in self.counted(tl, p) if day > last}
        return Counter(month_of(day) for day in days)

    def last_moment(self, tl: Timeline) -> Instant:
        """Return when a stay without a notice ended, or the moment of judgement."""
        ended = self.ended(tl, None, NEVER)
        return ended[0] if ended is not None else tl.as_of

    def _moments(
        self, tl: Timeline, notices: Sequence[Event], last: Period
    ) -> tuple[tuple[Event | None, Instant], ...]:
        """Return the moments at which a stay may be one for a person to judge: each notice, and the end."""
        ends = last.ends if last.ends is not None else tl.as_of
        return (*((notice, notice.at) for notice in notices), (last.notice, ends))

    def _left_to_person(self, payer: str | None, periods: tuple[Period, ...], person: Left) -> LiabilityVerdict:
        open_ = tuple(p._replace(status=LiabilityStatus.UNDETERMINED, days=()) for p in periods)
        return self._undetermined(payer, open_, person.missing)._replace(left_open=person.reading)

    def _undetermined(
        self, payer: str | None, periods: tuple[Period, ...], missing: tuple[str, ...]
    ) -> LiabilityVerdict:
        status = LiabilityStatus.UNDETERMINED
        return LiabilityVerdict(self.liability, self.guideline, status, payer, None, None, None, None, periods, missing)

    def _standing(self, tl: Timeline, last: Period, stand: bool) -> Period:
        """A last notice that was taken back before anything began to count, or whose days then fall, is as if none had
        been given."""
        begun = stand and last.starts is not None and last.ends is not None and last.ends >= last.starts
        if last.ends is None or last.ended_by != RETRACTED or begun or last.status is LiabilityStatus.VOID:
            return last
        now = self._without_notice(tl, last.ends)
        return now._replace(notice=last.notice)

    def _without_notice(self, tl: Timeline, since: Instant) -> Period:
        """No notice: while the stay lasts that is pending; when it has ended nothing can arise any more."""
        ended = self.ended(tl, None, since)
        if ended is None:
            return Period(None, LiabilityStatus.PENDING, None, None, "", (), ())
        found = tuple(v for g in self.grounds if (v := g.without_notice(tl, ended[0])) is not None)
        return Period(None, LiabilityStatus.VOID, None, ended[0], ended[1], (), found)

    def _period(self, tl: Timeline, notice: Event, findings: Sequence[Finding]) -> Period:
        due = self.starts(tl, notice, notice.at)
        ended = self.ended(tl, notice, notice.at)
        ends = ended[0] if ended is not None else None
        ended_by = ended[1] if ended is not None else ""
        start = self.counting.start(tl, notice, due.at) if due.at is not None else None
        days = self.counting.dates(tl, notice, start, ends) if start is not None else ()
        at = ends if ends is not None else tl.as_of
        verdicts = [v for g in self.grounds if (v := g.verdict(tl, notice, days, at, findings)) is not None]
        over = self.counting.at_least(tl, notice)
        length = None if over is None else self.counting.length(tl, notice, ends)
        undecided = LiabilityStatus.HOLDS, start, ends, ended_by, (), tuple(verdicts), due.missing
        period = Period(notice, *undecided, length=length, over=over)
        status = _status(tl, period)
        if status is not LiabilityStatus.HOLDS:
            return period._replace(status=status)
        if days:
            void_days = {day for v in verdicts for day in v.void_days}
            days = tuple([day for day in days if day not in void_days])
        rate_year = self.counting.rate_year(tl, ends)
        return period._replace(days=days, rate_year=rate_year) if days or rate_year is not None else period

    def keeps_days(self, tl: Timeline, notice: Event | None) -> bool:
        """Say whether days that were charged before a notice was taken back stand."""
        return notice is None or first(self.days_stand, tl, notice)

    def _joined(
        self, periods: tuple[Period, ...], payer: str | None, unsure: tuple[str, ...], stand: bool
    ) -> LiabilityVerdict:
        """Join the periods: the latest decides, but days that were charged before it stand unless the guideline says
        else."""
        counted = periods if stand else periods[-1:]
        held = [p for p in counted if p.status is LiabilityStatus.HOLDS and p.days]
        status = periods[-1].status
        if held and status is not LiabilityStatus.UNDETERMINED and status is not LiabilityStatus.PENDING:
            status = LiabilityStatus.HOLDS
        if status is LiabilityStatus.UNDETERMINED:
            last = periods[-1]
            names = (*last.missing, *(name for ground in last.grounds for name in ground.missing))
            return self._undetermined(payer, periods, tuple(dict.fromkeys(names)))
        days = [day for p in held for day in p.days]
        amount, unknown = self._amount([year for p in held for year in years(p)])
        running = status is LiabilityStatus.PENDING or (status is LiabilityStatus.HOLDS and periods[-1].ends is None)
        shown = [p for p in counted if p.days] or ([periods[-1]] if running else [])
        starts = shown[0].starts if shown else None
        ends = shown[-1].ends if shown and shown[-1].days else None
        at_most = None
        if self.liability.by_month and days:
            amount, at_most, unknown = None, amount, (BY_MONTH, *unknown)
        return LiabilityVerdict(
            self.liability,
            self.guideline,
            status,
            payer,
            starts,
            ends,
            len(days),
            amount,
            periods,
            (*unknown, *unsure),
            None,
            at_most,
        )

    def _amount(self, by_day: Sequence[int]) -> tuple[Decimal | None, tuple[str, ...]]:
        """Return what days cost, each given by the year that it is paid by, and what is missing to say so."""
        amounts = self.yearly.amounts if self.yearly is not None else {}
        total = Decimal(0)
        unknown: list[str] = []
        for year in by_day:
            rate = amounts.get(year)
            if rate is None:
                unknown.append(f"{self.liability.amount or 'belopp'} {year}")
            else:
                total += rate
        return (None if unknown else total), tuple(dict.fromkeys(unknown))


def _status(tl: Timeline, period: Period) -> LiabilityStatus:
    """Return what becomes of liability from one notice: an unmet ground first, also where the stay was too short to be
    charged by itself, since such a stay is not to be paid for in any other way either."""
    met = {v.met for v in period.grounds}
    if Met.NO in met:
        return LiabilityStatus.VOID
    if Met.UNKNOWN in met or period.missing:
        return LiabilityStatus.UNDETERMINED
    waiting = period.starts is None or tl.as_of < period.starts or period.short
    if Met.PENDING in met or (period.ends is None and waiting):
        return LiabilityStatus.PENDING
    return LiabilityStatus.NOT_APPLICABLE if period.short else LiabilityStatus.HOLDS
