"""Verdicts as text for a handler: liability first, then what was not kept, then what cannot be decided."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from compliance.check.finding import Finding, Status
from compliance.graph.model import Guideline, Parameter
from compliance.graph.parameters import shown_value
from compliance.graph.vocabulary import Vocabulary
from compliance.language.rule_tree import Reading
from compliance.payment.judge import EpisodeVerdict
from compliance.payment.verdict import LiabilityStatus, LiabilityVerdict, Met
from compliance.report.as_json import Summary
from compliance.report.sentence import Sentences
from compliance.report.validity import governed_lines
from compliance.time import Zone

WIDTH = 96
WORDS = {
    Status.FULFILLED: "i tid",
    Status.LATE: "för sent",
    Status.EARLY: "för tidigt",
    Status.MISSED: "uteblev",
    Status.BREACHED: "förbjudet",
    Status.PENDING: "väntar",
    Status.CANCELLED: "föll bort",
    Status.UNDETERMINED: "oavgjort",
    Status.NOT_APPLICABLE: "gäller inte",
}
ADVISED_AGAINST = "avrått"
PERMITTED = "tillåtet"
LIABILITY = {
    LiabilityStatus.HOLDS: "INTRÄTT",
    LiabilityStatus.VOID: "BORTFALLER",
    LiabilityStatus.PENDING: "INTE AVGJORT ÄNNU",
    LiabilityStatus.NOT_APPLICABLE: "GÄLLER INTE",
    LiabilityStatus.UNDETERMINED: "KAN INTE AVGÖRAS",
}
MONTHLY = "FÖRUTSÄTTNINGARNA UPPFYLLDA"
MARKS = {Met.YES: "+", Met.NO: "-", Met.PENDING: "…", Met.UNKNOWN: "?", Met.LAPSED: "·"}


def outcome(finding: Finding) -> str:
    """Return the word for what came of a rule: what only should not be done was advised against, not forbidden; what
    may be done is permitted, not in time."""
    if finding.status is Status.FULFILLED and finding.rule.modality.permits:
        return PERMITTED
    advice = finding.status is Status.BREACHED and not finding.rule.modality.binds
    return ADVISED_AGAINST if advice else WORDS[finding.status]


def standing(verdict: LiabilityVerdict) -> str:
    """Return the word for a liability: where a month is settled, one stay only has what it takes."""
    by_month = verdict.liability is not None and verdict.liability.by_month
    return MONTHLY if by_month and verdict.status is LiabilityStatus.HOLDS else LIABILITY[verdict.status]


class Text:
    """Writes verdicts as text."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline]) -> None:
        self.sentences = Sentences(vocabulary, zone, guidelines)
        self.guidelines = guidelines

    def episode(self, verdict: EpisodeVerdict, everything: bool = False) -> Iterator[str]:
        """Return the lines of one episode."""
        guideline = self.guidelines.get(verdict.guideline) if verdict.guideline else None
        title = guideline.title if guideline is not None else "ingen riktlinje i kraft"
        yield f"{verdict.episode.id}  {title} ({verdict.guideline or '—'})"
        yield f"  bedömt per {self.sentences.at(verdict.as_of)}"
        for line in governed_lines(verdict.governed):
            yield from _wrap(line, "  ", "    ")
        yield ""
        yield from self._liability(verdict)
        sections = (
            ("Avvikelser", [f for f in verdict.findings if f.violation]),
            ("Anmärkningar", [f for f in verdict.findings if f.remark]),
            ("Kan inte avgöras", [f for f in verdict.findings if f.status is Status.UNDETERMINED]),
            ("Väntar", [f for f in verdict.findings if f.status is Status.PENDING]),
        )
        for title, findings in sections:
            if findings:
                yield f"  {title} ({len(findings)})"
                for finding in findings:
                    yield from self._finding(finding)
                yield ""
        kept = [f for f in verdict.findings if f.status in (Status.FULFILLED, Status.CANCELLED)]
        if everything:
            yield f"  Övrigt ({len(kept) + len(verdict.not_applicable)})"
            for finding in (*kept, *verdict.not_applicable):
                yield from self._finding(finding)
            yield ""
        elif kept:
            done = sum(f.status is Status.FULFILLED for f in kept)
            away = len(kept) - done
            yield f"  I tid: {done}." + (f" Föll bort: {away}." if away else "")
            yield ""

    def _liability(self, verdict: EpisodeVerdict) -> Iterator[str]:
        liability = verdict.liability
        if liability.liability is None:
            return
        yield f"  Betalningsansvar: {standing(liability)}"
        own = self.sentences.of(liability.guideline)
        yield from _wrap(own.liability(liability), "    ")
        for ground in liability.grounds:
            clauses = ", ".join(ground.ground.clauses)
            yield from _wrap(f"{own.ground(ground)} [{clauses}]", f"    {MARKS[ground.met]} ", "      ")
        yield ""

    def _finding(self, finding: Finding) -> Iterator[str]:
        word = outcome(finding)
        clauses = ", ".join(finding.rule.clauses)
        heading = finding.rule.heading or finding.rule.name
        yield f"    {word:<12}{heading} [{clauses}]"
        yield from _wrap(self.sentences.finding(finding), " " * 16)
        if finding.status not in (Status.FULFILLED, Status.NOT_APPLICABLE):
            told = (self._reading(finding.guideline, reading) for reading in finding.rule.readings)
            for line in dict.fromkeys(told):
                yield from _wrap(line, " " * 16)

    def _reading(self, guideline: str, reading: Reading) -> str:
        """Return a reading; what the run set in place of it, where it is the reading of a parameter that the run set
        to something else."""
        known = self.guidelines.get(guideline)
        parameters = known.parameters.values() if known is not None and reading.ref is not None else ()
        chosen = [p for p in parameters if p.origin is None and p.value != p.default]
        instead = [p for p in chosen if any(r.ref == reading.ref for r in p.readings)]
        if not instead:
            return f"läsning {reading.ref or ''}: {reading.text}".replace(" :", ":")
        said = (f"{p.name} = {_value(p, p.value)} (annars {_value(p, p.default)})" for p in instead)
        return f"läsning {reading.ref}: valt för körningen: {', '.join(said)}."

    def summary(self, summary: Summary) -> Iterator[str]:
        """Return the closing lines over all episodes."""
        undecided = summary.by_status[Status.UNDETERMINED.value]
        parts = [
            f"{summary.episodes} {'tidslinje' if summary.episodes == 1 else 'tidslinjer'}",
            f"{summary.violations} {'avvikelse' if summary.violations == 1 else 'avvikelser'}",
            f"{summary.remarks} {'anmärkning' if summary.remarks == 1 else 'anmärkningar'}",
            f"{undecided} {'oavgjord' if undecided == 1 else 'oavgjorda'}",
        ]
        if summary.unusable:
            parts.append(f"{summary.unusable} gick inte att läsa")
        yield ", ".join(parts)
        named = {s.value: LIABILITY[s].lower() for s in LiabilityStatus}
        if summary.liability:
            counts = [(named[k], n) for k, n in sorted(summary.liability.items())]
            if summary.by_month:
                holds = LIABILITY[LiabilityStatus.HOLDS].lower()
                counts = [(word, n - summary.by_month if word == holds else n) for word, n in counts]
                counts.append((MONTHLY.lower(), summary.by_month))
            yield "betalningsansvar: " + ", ".join(f"{word} {n}" for word, n in counts if n)


def _value(parameter: Parameter, value: object) -> str:
    return shown_value(parameter.kind, value)


def _wrap(text: str, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest if rest is not None else first, break_long_words=False
    )
