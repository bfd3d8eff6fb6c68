"""What one stay brings to the months of a settlement: days in the average, days charged by themselves, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compliance.check.timeline import NEVER, Timeline
from compliance.episodes.model import Event
from compliance.graph.settlement import Settlement
from compliance.payment.liability import LiabilityProgram
from compliance.payment.month import Month, month_of
from compliance.payment.settled import Kind, Part, Why
from compliance.payment.struck import Strike, Strikes, reasons, undecided_because
from compliance.payment.verdict import LiabilityStatus, LiabilityVerdict, Period
from compliance.time import Day, Instant, Zone


class Span(NamedTuple):
    """The time that a settlement counts from one notice: its dates (of 24-hour periods the date on which each starts),
    and when it ended; None while it lasts."""

    notice: Event
    starts: Instant
    ends: Instant | None
    dates: Sequence[Day]


class About(NamedTuple):
    """What all parts of a stay share."""

    settlement: Settlement
    liability: LiabilityProgram
    strikes: Strikes
    zone: Zone
    guideline: str
    region: str
    municipality: str | None


class StayParts:
    """Makes the parts of one stay."""

    def __init__(self, about: About, tl: Timeline, verdict: LiabilityVerdict, spans: Sequence[Span]) -> None:
        self.about = about
        self.settlement = about.settlement
        self.tl = tl
        self.verdict = verdict
        self.spans = spans

    def parts(self) -> Iterator[Part]:
        """Yield the parts of a stay that the model concerns, and whose payer is known."""
        struck = self._strike("stay")
        if struck is not None:
            kind = Kind.STRUCK if struck.certain else Kind.UNDECIDED
            for month, days, span in self._measured(None):
                yield self._part(kind, month, span, days, why=(struck.why,))
            return
        cut = self._strike("days")
        if self.settlement.averages:
            yield from self._averaged(cut)
        if self.settlement.charge.individual:
            yield from self._charged(cut)

    def outside(self) -> Iterator[Part]:
        """Yield where a stay that the model does not concern would have stood."""
        ends = self._ended()
        if ends is not None:
            why = Why("utanför regleringens målgrupp", self.about.liability.liability.clauses)
            part = self._part(Kind.STRUCK, self._month(ends), None, 0, why=(why,))
            yield part._replace(ends=ends, scope=False)

    def undecided(self, why: Why) -> Iterator[Part]:
        """Yield a part for each month in which a stay that is not decided might count, or might be charged."""
        charge, dates = self.settlement.charge, self._dates(None)
        by_month = charge.individual and charge.by_day and self.verdict.status is not LiabilityStatus.VOID
        if self.settlement.averages or not (by_month and dates):
            for month, days, span in self._measured(None):
                yield self._part(Kind.UNDECIDED, month, span, days, why=(why,))
        if by_month and self.spans:
            yield from self._by_month(Kind.UNDECIDED, dates, self.spans[-1], (why,))

    def _strike(self, kind: str) -> Strike | None:
        notice = self.spans[-1].notice if self.spans else None
        moments = [(notice, notice.at)] if notice is not None else []
        return self.about.strikes.of(kind, self.tl, [*moments, (notice, self.tl.as_of)])

    def _month(self, at: Instant) -> Month:
        return month_of(self.about.zone.day(at))

    def _ended(self) -> Instant | None:
        """Return when a stay without a notice that stands ended."""
        ended = self.about.liability.ended(self.tl, None, NEVER)
        return ended[0] if ended is not None else None

    def _part(
        self, kind: Kind, month: Month, span: Span | None, days: int, charged: int = 0, why: tuple[Why, ...] = ()
    ) -> Part:
        notice, starts, ends = (span.notice.at, span.starts, span.ends) if span is not None else (None, None, None)
        return Part(
            kind,
            self.about.region,
            self.about.municipality,
            month,
            self.tl.episode.id,
            self.about.guideline,
            self.settlement,
            notice,
            starts,
            ends,
            days,
            charged,
            why,
        )

    # --- the average

    def _measured(self, cut: Strike | None) -> Iterator[tuple[Month, int, Span]]:
        """Yield the months in which the stay's days are counted, and how many. A running stay whose month is that of
        its end stands in the month of the judgement."""
        if self.settlement.basis == "ended_in_month" or not self.settlement.averages:
            for span in self.spans[-1:]:
                ends = span.ends if span.ends is not None else self.tl.as_of
                yield self._month(ends), self._left(len(span.dates), cut), span
            return
        dates = [day for span in self.spans for day in span.dates]
        days = Counter(month_of(day) for day in dates[: self._left(len(dates), cut)])
        spans: dict[Month, Span] = {}
        for span in self.spans:
            month = self._month(span.notice.at)
            last = self._month(span.ends if span.ends is not None else self.tl.as_of)
            while month <= last:
                spans[month] = span
                month = month.after
        for month, span in spans.items():
            yield month, days[month], span

    def _left(self, days: int, cut: Strike | None) -> int:
        """Return how many days are left when those of a strike are taken away: all are where no number is known."""
        if cut is None or not cut.certain:
            return days
        name = cut.strike.count
        count = self.tl.fact(name.name, self.tl.as_of) if name is not None else None
        return max(0, days - max(0, count)) if isinstance(count, int) else 0

    def _averaged(self, cut: Strike | None) -> Iterator[Part]:
        if not self.spans:
            yield from self._without_notice()
            return
        outside = self._strike("average")
        for month, days, span in self._measured(cut):
            part = self._part(Kind.AVERAGE, month, span, days, why=(cut.why,) if cut is not None else ())
            kind, why = self._kind(span, cut, outside)
            if kind is Kind.INDIVIDUAL:
                continue
            charged = len(self._dates(cut)) if kind is not Kind.AVERAGE and self._long else 0
            yield part._replace(kind=kind, why=why or part.why, charge_days=charged)

    def _kind(self, span: Span, cut: Strike | None, outside: Strike | None) -> tuple[Kind, tuple[Why, ...]]:
        """Return how a stay stands to the average, and why where it is not in it."""
        status = self.verdict.status
        by_grounds = self.settlement.counted_in == "with_grounds"
        if span.ends is None and self.settlement.basis == "ended_in_month":
            return Kind.OPEN, ()
        if self.verdict.left_open is not None or (by_grounds and status is LiabilityStatus.UNDETERMINED):
            return Kind.UNDECIDED, (undecided_because(self.verdict, ()),)
        for strike in (cut, outside):
            if strike is not None and not strike.certain:
                return Kind.UNDECIDED, (strike.why,)
        if by_grounds and status is LiabilityStatus.VOID:
            return Kind.STRUCK, reasons(self.verdict)
        if by_grounds and status is LiabilityStatus.PENDING:
            return Kind.OPEN, ()
        if self._long:
            return (Kind.INDIVIDUAL, ()) if status is LiabilityStatus.HOLDS else (Kind.STRUCK, reasons(self.verdict))
        return (Kind.STRUCK, (outside.why,)) if outside is not None else (Kind.AVERAGE, ())

    @property
    def _long(self) -> bool:
        """Whether the stay is so long that it is charged by itself or not at all."""
        last = self.verdict.periods[-1] if self.verdict.periods else None
        return last is not None and last.over is not None and not last.short

    def _without_notice(self) -> Iterator[Part]:
        """A stay that ended without a notice that stands: it is in no average, and costs nothing."""
        ends = self._ended()
        if ends is None:
            return
        part = self._part(Kind.STRUCK, self._month(ends), None, 0)._replace(ends=ends)
        if self.verdict.status is LiabilityStatus.UNDETERMINED:
            yield part._replace(kind=Kind.UNDECIDED, why=(undecided_because(self.verdict, ()),))
        else:
            yield part._replace(why=reasons(self.verdict))

    # --- days charged by themselves

    def _charged(self, cut: Strike | None) -> Iterator[Part]:
        kind, why = self._charge()
        if kind is None:
            return
        by_day = self.settlement.charge.by_day
        dates, span = self._dates(cut), self.spans[-1] if self.spans else None
        if span is None and kind is Kind.STRUCK and not self.settlement.averages:
            yield from self._without_notice()
        if not dates or span is None or (not by_day and span.ends is None):
            return
        if by_day:
            yield from self._by_month(kind, dates, span, why)
        else:
            ends = span.ends if span.ends is not None else self.tl.as_of
            part = self._part(kind, self._month(ends), span, len(span.dates), len(dates), why)
            yield part._replace(from_charge=kind is not Kind.INDIVIDUAL)

    def _by_month(self, kind: Kind, dates: Sequence[Day], span: Span, why: tuple[Why, ...]) -> Iterator[Part]:
        """Yield a part for each month that charged dates lie in, or would if the stay were decided."""
        for month, days in sorted(Counter(month_of(day) for day in dates).items()):
            part = self._part(kind, month, span, len(span.dates), days, why)
            yield part._replace(from_charge=kind is not Kind.INDIVIDUAL)

    def _charge(self) -> tuple[Kind | None, tuple[Why, ...]]:
        """Return how a stay stands to the charge by itself; None where the average has said it, or nothing is due."""
        said = self.settlement.averages and self.settlement.counted_in == "with_grounds"
        match self.verdict.status:
            case LiabilityStatus.HOLDS:
                return Kind.INDIVIDUAL, ()
            case LiabilityStatus.VOID if not said:
                return Kind.STRUCK, reasons(self.verdict)
            case LiabilityStatus.UNDETERMINED if not said:
                return Kind.UNDECIDED, (undecided_because(self.verdict, ()),)
            case LiabilityStatus.PENDING if not said:
                return Kind.OPEN, ()
        return None, ()

    def _dates(self, cut: Strike | None) -> list[Day]:
        """Return the dates that are charged, or would be if the grounds were met."""
        holds = self.verdict.status is LiabilityStatus.HOLDS
        notices = {id(span.notice) for span in self.spans}
        dates: set[Day] = set()
        for period in self.verdict.periods:
            if period.notice is not None and id(period.notice) in notices:
                dates.update(self._of(period, holds))
        found = sorted(dates)
        return found[: self._left(len(found), cut)]

    def _of(self, period: Period, holds: bool) -> Sequence[Day]:
        if holds:
            return period.days if period.status is LiabilityStatus.HOLDS else ()
        if period.status is LiabilityStatus.VOID and period.starts is None:
            return ()  # the notice was taken back before any day counted: whatever the grounds, nothing was ever due
        return self.about.liability.counted(self.tl, period)
