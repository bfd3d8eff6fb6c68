"""Stays judged for their liability, and what each of them brings to the months of its region's settlements."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.episodes.model import Episode
from compliance.graph.model import RuleSet
from compliance.payment.judge import Judge, Run
from compliance.payment.month import month_of, months
from compliance.payment.settled import Kind, Part
from compliance.payment.stay import StayProgram
from compliance.payment.struck import undecided_because
from compliance.payment.verdict import LiabilityStatus, LiabilityVerdict
from compliance.time import Instant


class Stays:
    """Reads stays by a rule set. Compiles each guideline the first time it is needed."""

    def __init__(self, rules: RuleSet) -> None:
        self.judge = Judge(rules, only_liability=True)
        self._programs: dict[str, tuple[StayProgram, ...]] = {}

    def parts(self, episode: Episode, as_of: Instant, region: str) -> Iterator[Part]:
        """Yield what a stay, judged at a moment by a region's guidelines, brings to the months of its settlements."""
        for verdict, run in self.judge.liabilities_of(episode, as_of, region):
            if run is not None and verdict.liability is not None:
                yield from self._parts(verdict, run, region)

    def _parts(self, verdict: LiabilityVerdict, run: Run, region: str) -> Iterator[Part]:
        assert verdict.liability is not None
        taken = False
        apart: list[Part] = []
        concerned = False
        for program in self._of(run):
            settlement = program.settlement
            if verdict.liability.name not in settlement.liabilities:
                continue
            own = _under(program, verdict, run)
            if not program.concerns(run.timeline, own):
                apart = apart or list(program.outside(run.timeline, own, region))
                continue
            concerned = True
            for part in program.parts(run.timeline, own, region):
                if settlement.settles(part.month.first, part.month.last):
                    taken = True
                    yield part
        if not concerned:
            yield from (p for p in apart if _settles(p))
        if verdict.status is LiabilityStatus.UNDETERMINED and not taken:
            yield from self._unsettled(verdict, run, region)

    def _of(self, run: Run) -> tuple[StayProgram, ...]:
        guideline = run.checker.guideline
        known = self._programs.get(guideline.name)
        if known is None:
            checker, programs = self.judge.program(guideline.name)
            liabilities = {p.liability.name: p for p in programs}
            averaged = (s for s in guideline.settlements if not s.flat)
            known = tuple(StayProgram(s, guideline.name, checker, liabilities) for s in averaged)
            self._programs[guideline.name] = known
        return known

    def _unsettled(self, verdict: LiabilityVerdict, run: Run, region: str) -> Iterator[Part]:
        """Yield where a stay stands that no settlement takes and a person has to judge: each month from its notice to
        its end, but those with a flat sum."""
        notices = [p.notice for p in verdict.periods if p.notice is not None]
        own = next((p for p in run.programs if p.liability is verdict.liability), None)
        if not notices or own is None:
            return
        tl, zone, guideline = run.timeline, run.checker.zone, run.checker.guideline
        days = own.left_to_judge(tl, verdict)
        ended = own.ended(tl, notices[-1], notices[-1].at)
        ends = ended[0] if ended is not None else None
        last = month_of(zone.day(ends if ends is not None else tl.as_of))
        for month in months(month_of(zone.day(notices[0].at)), last):
            if any(s.flat and s.settles(month.first, month.last) for s in guideline.settlements):
                continue
            program = next((p for p in self._of(run) if p.settlement.settles(month.first, month.last)), None)
            payer = program.payer_of(tl, notices[-1]) if program is not None else own.payer.of(tl, tl.as_of, None)[0]
            yield Part(
                Kind.UNDECIDED,
                region,
                payer,
                month,
                tl.episode.id,
                guideline.name,
                program.settlement if program is not None else None,
                notices[-1].at,
                None,
                ends,
                sum(days.values()),
                days[month],
                why=(undecided_because(verdict, ()),),
                from_charge=True,
            )


def _settles(part: Part) -> bool:
    settlement, month = part.settlement, part.month
    return settlement is not None and settlement.settles(month.first, month.last)


def _under(program: StayProgram, verdict: LiabilityVerdict, run: Run) -> LiabilityVerdict:
    """Return the verdict under the liability that a settlement names first: stays that began under another that it
    names are settled by the same, in the settlement's own months."""
    own = program.liability
    if verdict.liability is not None and verdict.liability.name == own.liability.name:
        return verdict
    notices = own.notices(run.timeline, run.governs, whenever=True)
    return own.assess(run.timeline, notices, run.findings)
