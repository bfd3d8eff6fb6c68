"""Liability explained in Swedish words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compliance.check.explanation import Explanation
from compliance.check.finding import Status
from compliance.payment.explanation import GroundTrace, LiabilityExplanation, PeriodTrace
from compliance.payment.verdict import LiabilityStatus, Met
from compliance.report.explain_words import WIDTH, Phrases, indented, spoken, wrapped
from compliance.report.text import MARKS, standing
from compliance.time import Day

if TYPE_CHECKING:
    from compliance.report.explain_text import ExplainText

_COUNTS = {
    "dates_exclusive": "kalenderdagar; dagen då ansvaret upphör räknas inte",
    "dates_inclusive": "kalenderdagar; dagen då ansvaret upphör räknas",
    "whole_periods": "hela dygn om 24 timmar",
}
_NOT_CHARGED = {
    LiabilityStatus.VOID: "en grund inte är uppfylld",
    LiabilityStatus.PENDING: "det inte är avgjort ännu",
    LiabilityStatus.UNDETERMINED: "det inte kan avgöras",
    LiabilityStatus.NOT_APPLICABLE: "patienten inte omfattas",
}
_MANY = 10
"""Up to so many dates are listed one by one."""


class LiabilityWords:
    """Tells how a liability came about."""

    def __init__(self, phrases: Phrases, text: ExplainText) -> None:
        self.phrases = phrases
        self.text = text
        self.at = phrases.at

    def lines(self, explained: LiabilityExplanation) -> Iterator[str]:
        """Return the liability with its sections, as lines."""
        verdict = explained.verdict
        liability = verdict.liability
        assert liability is not None
        yield from self.text.heading("betalningsansvar", standing(verdict), liability.clauses)
        section = self.text.section
        if not explained.whole:
            yield from self._some(explained)
            return
        begun = bool(verdict.periods) and verdict.periods[-1].notice is not None
        when = "då räkningen började" if begun else "då det bedömdes"
        yield from indented(wrapped(self.text.sentences.liability(verdict), width=WIDTH - 4), 4)
        yield from section("Regel", [liability.name, *self.text.governing(explained.governing, when)])
        if explained.person is not None and explained.person.value is not False:
            yield from section("Människa", ["avgörs inte här, eftersom", *self.phrases.part(explained.person)])
        if explained.scope is not None:
            told = {True: "ja, eftersom", False: "nej, eftersom", None: "går inte att avgöra"}[explained.scope.value]
            yield from section("Omfattas", [told, *self.phrases.part(explained.scope)])
        if verdict.status is LiabilityStatus.NOT_APPLICABLE and not (explained.periods and verdict.reason is None):
            if verdict.reason is not None:
                yield from section("Läsningar", self.text.readings(liability.readings))
            return
        yield from section("Betalare", self._payers(explained))
        for number, period in enumerate(explained.periods, 1):
            if len(explained.periods) > 1:
                yield f"    Underrättelse {number} av {len(explained.periods)}"
            yield from self._period(explained, period)
        yield from section("Belopp", self._years(explained))
        yield from section("Läsningar", self.text.readings(liability.readings))

    def _some(self, explained: LiabilityExplanation) -> Iterator[str]:
        """Return some grounds, without the rest of the liability."""
        yield from indented(wrapped(self.text.sentences.liability(explained.verdict), width=WIDTH - 4), 4)
        for period in explained.periods:
            notice = period.period.notice
            if notice is not None:
                yield from self.text.section("Räknas från", wrapped(self.phrases.event(notice)))
            lines = [line for ground in period.grounds for line in self._ground(ground)]
            yield from self.text.section("Grunder", lines)

    def _payers(self, explained: LiabilityExplanation) -> list[str]:
        lines: list[str] = []
        for payer in explained.payers:
            value = payer.value if payer.value is not None else "finns inte i underlaget"
            mark = "+" if payer.chosen else "-"
            lines += wrapped(f"{self.phrases.sentences.word(payer.field)}: {value}", f"{mark} ", "  ")
            if payer.condition is not None and payer.value is not None:
                lines += indented(self.phrases.part(payer.condition), 2)
        return lines

    def _period(self, explained: LiabilityExplanation, trace: PeriodTrace) -> Iterator[str]:
        section, period = self.text.section, trace.period
        yield from section("Räknas från", self._notice(explained, trace))
        if trace.due is not None:
            lines = self.text.dues.due(trace.due)
            if period.starts is not None:
                begins = self.at(period.starts)
                midnight = ", den dagens början" if begins.endswith(" 00:00") else ""
                lines.append(f"ansvaret inträder {begins}{midnight}")
            yield from section("Inträder", lines)
        ends = self.text.ends(trace.ends, None)
        if not ends and period.ends is None and trace.ends:
            never = ", ".join(f"`{e.text}`" for e in trace.ends if e.text)
            ends = wrapped(f"har inte upphört: inget av {never} har hänt")
        yield from section("Upphör", ends)
        yield from section("Dygn", self._days(trace))
        lines = []
        for ground in trace.grounds:
            lines += self._ground(ground)
        yield from section("Grunder", lines)

    def _notice(self, explained: LiabilityExplanation, trace: PeriodTrace) -> list[str]:
        text = " eller ".join(f"`{t}`" for t in explained.texts)
        if trace.start is None or trace.start.event is None:
            lines = wrapped(f"ingen underrättelse: {text} finns inte")
            for seen in explained.seen:
                lines += self.phrases.seen(seen)
            return lines
        lines = wrapped(self.phrases.event(trace.start.event)) + wrapped(f"det är {text}")
        if trace.as_if_none:
            lines += wrapped(
                f"togs tillbaka {self.at(trace.start.taken_back)}, innan något dygn räknats: som om den inte getts"
            )
        for seen in trace.start.seen:
            if seen.wrong:
                lines += self.phrases.seen(seen)
        return lines

    def _days(self, trace: PeriodTrace) -> list[str]:
        if trace.start is None or trace.as_if_none:
            return []
        lines: list[str] = []
        for count in trace.counts:
            if count.chosen:
                lines += wrapped(_COUNTS[count.kind])
                if count.condition is not None:
                    lines += indented(self.phrases.part(count.condition), 2)
        void = {d for g in trace.grounds if g.verdict is not None for d in g.verdict.void_days}
        if trace.period.length is not None:
            lines += wrapped(f"från underrättelsen: {trace.period.length} dygn, mer än {trace.period.over} krävs")
        lines += wrapped(f"räknade: {self._listed(trace.dates)}")
        if void:
            taken = tuple(d for d in trace.dates if d in void)
            lines += wrapped(f"borttagna: {self._listed(taken)}")
        if trace.period.status is LiabilityStatus.HOLDS:
            lines += wrapped(f"debiterade: {self._listed(trace.period.days)}")
        elif trace.dates:
            why = "vistelsen inte är lång nog" if trace.period.short else _NOT_CHARGED[trace.period.status]
            lines += wrapped(f"debiterade: inga, eftersom {why}")
        return lines

    def _listed(self, days: tuple[Day, ...]) -> str:
        if not days:
            return "inga dygn"
        text = ", ".join(self.phrases.days((d,)) for d in days) if len(days) <= _MANY else self.phrases.days(days)
        return f"{text} ({len(days)} dygn)"

    def _ground(self, trace: GroundTrace) -> list[str]:
        ground, verdict = trace.ground, trace.verdict
        name = ground.heading or spoken(ground.name)
        clauses = f" [{', '.join(ground.clauses)}]" if ground.clauses else ""
        if verdict is None:
            lines = wrapped(f"{name}{clauses}: prövas inte här", "· ", "  ")
            return lines + (indented(self.phrases.part(trace.condition), 2) if trace.condition is not None else [])
        said = {Met.YES: "uppfylld", Met.NO: "inte uppfylld", Met.PENDING: "inte avgjord ännu"}
        said |= {Met.UNKNOWN: "kan inte avgöras", Met.LAPSED: "prövas inte, underrättelsen föll bort"}
        lines = wrapped(f"{name}{clauses}: {said[verdict.met]}", f"{MARKS[verdict.met]} ", "  ")
        if verdict.missing:
            lines += wrapped(f"det saknas {self.phrases.sentences.lacking(verdict.missing)}", "  ", "  ")
        if trace.person is not None and trace.person.value is not False:
            lines += ["  avgörs inte här, eftersom", *indented(self.phrases.part(trace.person), 2)]
        if trace.condition is not None:
            lines += ["  prövas, eftersom", *indented(self.phrases.part(trace.condition), 2)]
        for finding in trace.findings:
            lines += indented(self._finding(finding), 2)
        if not trace.findings and ground.void_if is None and verdict.met is Met.YES and trace.tried:
            lines += wrapped("det finns ingen som det ska göras av eller till", "  ", "  ")
        for void in trace.void:
            days = f"{self.phrases.days(void.days)}: " if void.days else ""
            how = {True: "faller bort", False: "faller inte bort", None: "går inte att avgöra"}[void.part.value]
            lines += wrapped(f"{days}{how}, eftersom", "  ", "  ")
            lines += indented(self.phrases.part(void.part), 2)
        if verdict.met is not Met.YES:
            lines += indented(self.text.readings(ground.readings), 2)
        return lines

    def _finding(self, explanation: Explanation) -> list[str]:
        """Return what a ground rests on: the sentence, how the due time came about, and the acts."""
        lines = wrapped(self.text.message(explanation))
        if explanation.finding.status is Status.CANCELLED:
            return lines + indented(self.text.ends(explanation.ends, explanation.finding), 2)
        if explanation.due is not None:
            lines += indented(self.text.dues.due(explanation.due) + self.text.dues.window(explanation), 2)
        return lines + indented(self.text.acts.candidates(explanation), 2)

    def _years(self, explained: LiabilityExplanation) -> list[str]:
        lines: list[str] = []
        for year in explained.years:
            if year.rate is None:
                lines += wrapped(f"{year.year}: {len(year.days)} dygn, årets belopp är inte känt")
            else:
                source = f" ({year.source})" if year.source else ""
                lines += wrapped(f"{year.year}: {len(year.days)} dygn à {year.rate} kr = {year.amount} kr{source}")
        amount = explained.verdict.amount
        if len(explained.years) > 1 and amount is not None:
            lines.append(f"summa {amount} kr")
        if explained.verdict.at_most is not None:
            lines += wrapped(f"högst {explained.verdict.at_most} kr: vad som betalas följer av månadens reglering")
        return lines
