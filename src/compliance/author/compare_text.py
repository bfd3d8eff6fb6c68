"""One timeline under every guideline, as a table: at most three guidelines beside each other, then the next."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from compliance.author.compare import Column, Compared, NotInForce
from compliance.author.compare_align import Duty
from compliance.check.finding import Finding, Status
from compliance.graph.model import Guideline
from compliance.graph.vocabulary import Vocabulary
from compliance.payment.agenda import subject_name
from compliance.payment.verdict import LiabilityVerdict, Met
from compliance.report.sentence import Sentences, spoken
from compliance.report.text import WORDS, standing
from compliance.time import Zone, format_day

WIDTH = 100
LABEL = 22
MOST = 3
_KEPT = (Status.FULFILLED, Status.CANCELLED)


class CompareText:
    """Writes comparisons as text."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline]) -> None:
        self.vocabulary = vocabulary
        self.sentences = Sentences(vocabulary, zone, guidelines)

    def episode(self, compared: Compared, everything: bool = False) -> Iterator[str]:
        """Return the lines of one timeline; with `everything` also what no guideline sees differently."""
        episode = compared.episode
        named = [name for name in (episode.id, subject_name(episode, self.vocabulary)) if name]
        yield f"{', '.join(named)}  bedömt per {self.sentences.at(compared.as_of)}"
        for item in compared.not_in_force:
            yield from textwrap.wrap(self._away(item), WIDTH, initial_indent="  ", subsequent_indent="  ")
        yield ""
        for start in range(0, len(compared.columns), MOST):
            yield from self._block(compared, range(start, min(start + MOST, len(compared.columns))), everything)
        alike = sum(not duty.differs for duty in compared.duties)
        if alike and not everything:
            yield f"  {alike} skyldigheter är lika under alla: visa dem med --all"
            yield ""

    @staticmethod
    def _away(item: NotInForce) -> str:
        spans = (
            f"{g.name} gäller från {format_day(g.valid_from)}"
            + (f" till och med {format_day(g.valid_to)}" if g.valid_to is not None else "")
            for g in item.versions
        )
        none = f"{item.region}: ingen version i kraft på tidslinjens datum ({'; '.join(spans)})"
        instead = [f"{s.guideline.name} ensam" for s in item.governed if s.guideline is not None]
        return none + (f"; där gäller {' och '.join(instead)}" if instead else "")

    def _block(self, compared: Compared, places: range, everything: bool) -> Iterator[str]:
        columns = [compared.columns[i] for i in places]
        yield from _row("", [c.label for c in columns])
        for label, told in self._liability_rows():
            cells = [told(column) for column in columns]
            if any(cell not in ("", "—") for cell in cells):
                yield from _row(label, cells)
        yield ""
        shown = [d for d in compared.duties if (everything or d.differs) and any(d.applied[i] for i in places)]
        shared = [d for d in shown if d.only is None]
        alone = [d for d in shown if d.only is not None]
        yield from self._duties("Skyldigheter som skiljer" if not everything else "Skyldigheter", shared, places)
        yield from self._alone(alone, compared, everything)

    def _liability_rows(self) -> Iterator[tuple[str, Callable[[Column], str]]]:
        at = self.sentences.at

        def of(tell: Callable[[LiabilityVerdict], str]) -> Callable[[Column], str]:
            return lambda column: tell(column.verdict.liability) or "—"

        yield "betalningsansvar", of(standing)
        yield "betalare", of(lambda v: v.payer or "")
        yield "inträder", of(lambda v: at(v.starts))
        yield "upphör", of(lambda v: at(v.ends))
        yield "dygn", of(lambda v: "oavgjort" if v.days is None else str(v.days))
        yield "kronor", of(_amount)
        yield "brister", of(lambda v: _grounds(v, Met.NO))
        yield "väntar på", of(lambda v: _grounds(v, Met.PENDING))
        yield "saknas", of(lambda v: ", ".join(v.missing))
        yield "avvikelser", lambda column: str(sum(f.violation for f in column.verdict.findings))
        yield "utfall", lambda column: _counted(column.verdict.findings)

    def _duties(self, title: str, duties: Sequence[Duty], places: range) -> Iterator[str]:
        if not duties:
            return
        yield f"  {title} ({len(duties)})"
        heading = ""
        for duty in duties:
            if duty.heading != heading or not heading:
                heading = duty.heading
                yield from textwrap.wrap(
                    heading or spoken(duty.name), WIDTH, initial_indent="  ", subsequent_indent="  "
                )
            first = next(f for f in duty.applied if f is not None)
            cells = [self._cell(duty.applied[i], duty.known[i]) for i in places]
            yield from _row(self._whose(first), cells, "    ")
        yield ""

    def _alone(self, duties: Sequence[Duty], compared: Compared, everything: bool) -> Iterator[str]:
        for place, column in enumerate(compared.columns):
            own = [(d, f) for d in duties if d.only == place and (f := d.applied[place]) is not None]
            if not own:
                continue
            told = [(d, f) for d, f in own if everything or f.status not in _KEPT]
            yield f"  Bara i {column.label} ({len(own)}: {_counted(f for _, f in own)})"
            for duty, finding in told:
                text = f"{WORDS[finding.status]:<11} {duty.heading or spoken(duty.name)}, {self._whose(finding)}"
                clauses = f" [{', '.join(finding.rule.clauses)}]"
                yield from textwrap.wrap(text + clauses, WIDTH, initial_indent="    ", subsequent_indent=" " * 16)
            yield ""

    def _whose(self, finding: Finding) -> str:
        own = self.sentences.of(finding.guideline)
        event = finding.trigger.id if finding.trigger is not None else own.word(finding.trigger_type)
        who = own.actor(finding.bearer)
        to = f" till {own.actor(finding.target)}" if finding.target is not None else ""
        return f"{event}, {who}{to}"

    def _cell(self, finding: Finding | None, known: bool) -> str:
        if finding is None:
            return "gäller inte" if known else "—"
        due = f", senast {self.sentences.at(finding.due)}" if finding.due is not None else ""
        clauses = f" [{', '.join(finding.rule.clauses)}]"
        return WORDS[finding.status] + due + clauses


def _amount(verdict: LiabilityVerdict) -> str:
    if verdict.at_most is not None:
        return f"högst {verdict.at_most}"
    return "oavgjort" if verdict.amount is None else str(verdict.amount)


def _grounds(verdict: LiabilityVerdict, met: Met) -> str:
    found = [g.ground for g in verdict.grounds if g.met is met]
    return "; ".join(f"{g.heading or spoken(g.name)} [{', '.join(g.clauses)}]" for g in found)


def _counted(findings: Iterable[Finding]) -> str:
    counts = Counter(WORDS[f.status] for f in findings)
    return ", ".join(f"{number} {word}" for word, number in counts.most_common())


def _row(label: str, cells: Sequence[str], indent: str = "  ") -> Iterator[str]:
    """Return a row of the table, each cell wrapped to its column."""
    width = (WIDTH - LABEL) // max(2, len(cells))
    parts = [textwrap.wrap(label, LABEL - len(indent) - 1) or [""]]
    parts += [textwrap.wrap(cell, width - 2) or [""] for cell in cells]
    for line in zip_longest(*parts, fillvalue=""):
        first = f"{indent}{line[0]}"
        yield (f"{first:<{LABEL}}" + "".join(f"{part:<{width}}" for part in line[1:])).rstrip()
