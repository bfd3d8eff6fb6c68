"""A settlement compiled: which stays it concerns, who pays, from when to when their days are counted."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.check.ending import RETRACTED
from compliance.check.engine import Checker
from compliance.check.timeline import NEVER, Timeline
from compliance.episodes.model import Event
from compliance.graph.settlement import Settlement
from compliance.payment.counting import first
from compliance.payment.liability import LiabilityProgram
from compliance.payment.payer import Payer
from compliance.payment.settled import Part, Why
from compliance.payment.stay_parts import About, Span, StayParts
from compliance.payment.struck import Strikes, undecided_because
from compliance.payment.verdict import LiabilityStatus, LiabilityVerdict
from compliance.time import Instant


class StayProgram:
    """One settlement of a guideline, compiled: it reads stays that were judged by the liability named first."""

    def __init__(
        self, settlement: Settlement, guideline: str, checker: Checker, liabilities: dict[str, LiabilityProgram]
    ) -> None:
        self.settlement = settlement
        self.guideline = guideline
        self.zone = checker.zone
        self.liability = liabilities[settlement.liabilities[0]]
        conditions = checker.patterns.conditions
        self.conditions = conditions
        self.condition = conditions.compile(settlement.condition) if settlement.condition is not None else None
        self.payer = Payer(settlement.payer, conditions, conditions.compile) if settlement.payer else None
        self.strikes = Strikes(settlement.strikes, conditions)
        self.count_from = checker.deadlines.limit(settlement.count_from) if settlement.count_from is not None else None
        self.kinds = tuple((kind, conditions.compile(c) if c is not None else None) for kind, c in settlement.days)

    def concerns(self, tl: Timeline, verdict: LiabilityVerdict) -> bool:
        """Say whether a stay belongs to the settlement, or may belong to it."""
        return self.condition is None or self.condition(tl, *self._moment(tl, verdict), None) is not False

    def outside(self, tl: Timeline, verdict: LiabilityVerdict, region: str) -> Iterator[Part]:
        """Yield where a stay that the settlement does not concern would have stood."""
        yield from self._stay(tl, verdict, region).outside()

    def _stay(self, tl: Timeline, verdict: LiabilityVerdict, region: str) -> StayParts:
        municipality = self._municipality(tl, verdict, *self._moment(tl, verdict))
        about = About(self.settlement, self.liability, self.strikes, self.zone, self.guideline, region, municipality)
        return StayParts(about, tl, verdict, self.spans(tl, verdict))

    def parts(self, tl: Timeline, verdict: LiabilityVerdict, region: str) -> Iterator[Part]:
        """Yield what a stay that it concerns brings to its months, by its verdict under the settled liability."""
        at, trigger = self._moment(tl, verdict)
        stay = self._stay(tl, verdict, region)
        if self.condition is not None and self.condition(tl, at, trigger, None) is None:
            assert self.settlement.condition is not None
            missing = self.conditions.unknowns(self.settlement.condition, tl, at, trigger, None)
            yield from stay.undecided(Why("om vistelsen hör till regleringen", missing=missing))
            return
        scope = self.liability.scope(tl, at, trigger)
        if scope is False:
            yield from stay.outside()
        elif scope is None:
            yield from stay.undecided(undecided_because(verdict, self.liability.scope_missing(tl, at, trigger)))
        elif stay.about.municipality is None:
            yield from stay.undecided(Why("vem som betalar", missing=self._payer_missing(tl, verdict, at, trigger)))
        else:
            yield from stay.parts()

    def _moment(self, tl: Timeline, verdict: LiabilityVerdict) -> tuple[Instant, Event | None]:
        notice = verdict.periods[-1].notice if verdict.periods else None
        return (notice.at, notice) if notice is not None else (self.liability.last_moment(tl), None)

    def payer_of(self, tl: Timeline, notice: Event) -> str | None:
        """Return who pays for a stay of which a notice was given."""
        payer = self.payer if self.payer is not None else self.liability.payer
        return payer.of(tl, notice.at, notice)[0]

    def _municipality(self, tl: Timeline, verdict: LiabilityVerdict, at: Instant, trigger: Event | None) -> str | None:
        if self.payer is not None:
            return self.payer.of(tl, at, trigger)[0]
        return verdict.payer if verdict.payer is not None else self.liability.payer.of(tl, at, trigger)[0]

    def _payer_missing(
        self, tl: Timeline, verdict: LiabilityVerdict, at: Instant, trigger: Event | None
    ) -> tuple[str, ...]:
        payer = self.payer if self.payer is not None else self.liability.payer
        return payer.of(tl, at, trigger)[1]

    def spans(self, tl: Timeline, verdict: LiabilityVerdict) -> list[Span]:
        """Return the time from each notice that counts; of notices that were taken back only where their days stand."""
        notices = [p.notice for p in verdict.periods if p.notice is not None]
        stand = self.liability.keeps_days(tl, notices[-1] if notices else None)
        found = []
        for notice in notices if stand else notices[-1:]:
            ended = self.liability.ended(tl, notice, notice.at)
            if ended is not None and ended[1] == RETRACTED and not stand:
                continue
            if ended is None and self._over_before(tl, verdict, notice):
                continue
            span = self._span(tl, notice, ended[0] if ended is not None else None)
            if span is not None:
                found.append(span)
        return found

    def _over_before(self, tl: Timeline, verdict: LiabilityVerdict, notice: Event) -> bool:
        """Say whether a notice, whose grounds are not met, was sent when the stay had already ended."""
        if verdict.status is not LiabilityStatus.VOID:
            return False
        ended = self.liability.ended(tl, None, NEVER)
        return ended is not None and ended[0] <= notice.at

    def _span(self, tl: Timeline, notice: Event, ends: Instant | None) -> Span | None:
        starts = notice.at
        kind = first(self.kinds, tl, notice)
        if self.count_from is not None:
            due = self.count_from(tl, notice, notice.at).at
            if due is None:
                return None
            starts = due if kind == "whole_periods" else self.zone.start_of_day(self.zone.day(due))
        return Span(notice, starts, ends, self.liability.counting.dates_of(kind, tl, starts, ends))
