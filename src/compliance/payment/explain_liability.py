"""Liability explained, by the same compiled parts that reckoned it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from compliance.check.ending import RETRACTED, compile_ends
from compliance.check.explain import Explainer, Found
from compliance.check.explanation import EndTrace, StartTrace
from compliance.check.timeline import NEVER, Timeline
from compliance.check.trace import Part, own_words
from compliance.check.trace_start import Starts
from compliance.episodes.model import Event
from compliance.graph.model import Ground, Liability
from compliance.language.condition_tree import Condition
from compliance.language.rule_tree import OnFact
from compliance.payment.counting import years
from compliance.payment.explanation import (
    CountTrace,
    Governing,
    GroundTrace,
    LiabilityExplanation,
    PayerTrace,
    PeriodTrace,
    VoidTrace,
    YearTrace,
)
from compliance.payment.grounds import GroundProgram
from compliance.payment.liability import LiabilityProgram
from compliance.payment.verdict import LiabilityStatus, LiabilityVerdict, Period
from compliance.time import Day, Instant


class LiabilityExplainer:
    """Explains the liability of one guideline."""

    def __init__(self, program: LiabilityProgram, explainer: Explainer) -> None:
        self.program = program
        self.liability = program.liability
        self.explainer = explainer
        self.tracer = explainer.tracer
        self.zone = program.zone
        self.starts = Starts(self.liability.triggers, self.tracer)
        patterns = explainer.checker.patterns
        self.ends = tuple((own_words(e.span), e, compile_ends((e,), patterns)) for e in self.liability.ends)

    def explain(
        self, tl: Timeline, verdict: LiabilityVerdict, governing: Governing, found: Found
    ) -> LiabilityExplanation:
        """Return the liability explained. `found` are the findings of the guideline by rule."""
        notices = self.program.notices(tl, _always)
        trigger = notices[-1] if notices else None
        at = trigger.at if trigger is not None else self.program.last_moment(tl)
        return LiabilityExplanation(
            verdict,
            governing,
            self.starts.texts,
            tuple(self.starts.others(tl, notices)),
            self._part(self.liability.condition, tl, at, trigger),
            self._payers(tl, at, trigger, verdict),
            tuple(self._period(tl, p, notices, found) for p in verdict.periods if verdict.reason is None),
            self._years(verdict, self.program.keeps_days(tl, trigger)),
            self._person(self.liability, tl, trigger, at, verdict.periods[-1].ends if verdict.periods else None),
        )

    def _part(self, node: Condition | None, tl: Timeline, at: Instant, trigger: Event | None) -> Part | None:
        return None if node is None else self.tracer.part(node, tl, at, trigger)

    def _person(
        self, node: Liability | Ground, tl: Timeline, notice: Event | None, at: Instant, ends: Instant | None
    ) -> Part | None:
        """Return what leaves a matter to a person, where it held (or may have): at the notice, else at the end."""
        if node.left_open is None:
            return None
        parts = [self.tracer.part(node.left_open.condition, tl, m, notice) for m in (at, ends or tl.as_of)]
        return next((p for p in parts if p.value), next((p for p in parts if p.value is None), parts[0]))

    def _payers(
        self, tl: Timeline, at: Instant, trigger: Event | None, verdict: LiabilityVerdict
    ) -> tuple[PayerTrace, ...]:
        found: list[PayerTrace] = []
        for field, condition in self.liability.payer:
            value = tl.episode.subject.get(field)
            part = self._part(condition, tl, at, trigger)
            fits = value is not None and str(value) == verdict.payer and (part is None or part.value is True)
            chosen = fits and not any(p.chosen for p in found)
            found.append(PayerTrace(field, None if value is None else str(value), part, chosen))
        return tuple(found)

    def _period(self, tl: Timeline, period: Period, notices: Sequence[Event], found: Found) -> PeriodTrace:
        notice = period.notice
        at = notice.at if notice is not None else NEVER
        ends = tuple(self._ends(tl, period, at))
        if notice is None or not any(notice is n for n in notices):
            return PeriodTrace(period, None, None, ends, (), (), self._rest(period))
        others = tuple(s for s in self.starts.others(tl, notices) if s.event is not notice)
        trigger = next((t for t in self.liability.triggers if not isinstance(t, OnFact)), None)
        selector = getattr(trigger, "selector", "every")
        start = StartTrace(
            "event",
            " eller ".join(self.starts.texts),
            selector,
            notice,
            at,
            others,
            taken_back=tl.retracted.get(notice.id),
        )
        begins = period.starts
        due = self.explainer.dues.limit(self.liability.starts, tl, notice, at)
        if begins is None and due.due.at is not None:
            return PeriodTrace(period, start, None, ends, (), (), self._rest(period), True)
        dates = self.program.counting.dates(tl, notice, begins, period.ends) if begins is not None else ()
        return PeriodTrace(
            period,
            start,
            due,
            ends,
            self._counts(tl, notice),
            dates,
            tuple(self._ground(tl, g, period, notice, dates, found) for g in self.program.grounds),
        )

    @staticmethod
    def _rest(period: Period) -> tuple[GroundTrace, ...]:
        """Return the grounds of a stay without a notice: whether there was any act of the kind."""
        return tuple(GroundTrace(v.ground, v, None, tried=False) for v in period.grounds)

    def _ends(self, tl: Timeline, period: Period, at: Instant) -> list[EndTrace]:
        found = []
        if period.ended_by == RETRACTED:
            found.append(EndTrace("", period.ends, None, True))
        for text, node, ended in self.ends:
            end = ended(tl, period.notice, at)
            kind = node.fact.name if isinstance(node, OnFact) else node.event.name
            if end is None or end[1] != kind:
                found.append(EndTrace(text, None, None, False))
                continue
            event = next((e for e in tl.of_type(kind) if e.at == end[0]), None)
            found.append(EndTrace(text, end[0], event, period.ended_by == kind and period.ends == end[0]))
        return found

    def _counts(self, tl: Timeline, notice: Event) -> tuple[CountTrace, ...]:
        found: list[CountTrace] = []
        for kind, condition in self.liability.days:
            part = self._part(condition, tl, notice.at, notice)
            holds = part is None or part.value is True
            found.append(CountTrace(kind, part, holds and not any(c.chosen for c in found)))
        return tuple(found)

    def _ground(
        self,
        tl: Timeline,
        program: GroundProgram,
        period: Period,
        notice: Event,
        dates: Sequence[Day],
        found: Found,
    ) -> GroundTrace:
        ground = program.ground
        verdict = next((v for v in period.grounds if v.ground is ground), None)
        condition = self._part(ground.condition, tl, notice.at, notice)
        if verdict is None:
            return GroundTrace(ground, None, condition)
        own = {**found, ground.name: verdict.findings} if ground.rule is not None else found
        findings = tuple(self.explainer.finding(tl, f, own) for f in verdict.findings)
        void = () if verdict.left_open is not None else self._void(tl, program, period, notice, dates)
        person = self._person(ground, tl, notice, notice.at, period.ends)
        return GroundTrace(ground, verdict, condition, findings, void, person)

    def _void(
        self, tl: Timeline, program: GroundProgram, period: Period, notice: Event, dates: Sequence[Day]
    ) -> tuple[VoidTrace, ...]:
        node = program.ground.void_if
        if node is None:
            return ()
        if not (program.ground.day_by_day and dates):
            at = period.ends if period.ends is not None else tl.as_of
            return (VoidTrace((), self.tracer.part(node, tl, at, notice)),)
        parts = [(d, self.tracer.part(node, tl, min(self.zone.end_of_day(d), tl.as_of), notice)) for d in dates]
        return tuple(
            VoidTrace(tuple(d for d, _ in same), same[0][1])
            for _, group in groupby(parts, lambda pair: pair[1].value)
            if (same := list(group))
        )

    def _years(self, verdict: LiabilityVerdict, stand: bool) -> tuple[YearTrace, ...]:
        """Return the charged dates by year; dates that do not count, for a liability that does not hold, are left
        out."""
        if verdict.status is LiabilityStatus.UNDETERMINED:
            return ()
        counted = verdict.periods if stand else verdict.periods[-1:]
        held = [p for p in counted if p.status is LiabilityStatus.HOLDS]
        days = sorted((year, day) for p in held for year, day in zip(years(p), p.days, strict=True))
        yearly = self.program.yearly
        found = []
        for year, group in groupby(days, lambda pair: pair[0]):
            dates = tuple(day for _, day in group)
            rate = yearly.amounts.get(year) if yearly is not None else None
            source = yearly.sources.get(year, "") if yearly is not None else ""
            found.append(YearTrace(year, dates, rate, source, None if rate is None else Decimal(rate) * len(dates)))
        return tuple(found)


def _always(at: Instant) -> bool:
    return True
