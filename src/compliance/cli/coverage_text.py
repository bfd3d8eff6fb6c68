"""The coverage of registers as text: a table, then what cannot be checked by reason, then what is open and why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compliance.author.coverage import Coverage
    from compliance.author.register import Clause
    from compliance.author.trace import Trace

WIDTH = 100
COLUMNS = ("klausuler", "prövbara", "kodade", "andel", "öppna", "går ej att pröva")
NO_REASON = "inget skäl angivet"


def text_of(found: Iterable[Trace], with_cases: bool = False) -> Iterator[str]:
    """Yield the lines; with cases also the rules that none of them names."""
    traces = list(found)
    yield from _table([trace.coverage for trace in traces])
    for trace in traces:
        item = trace.coverage
        yield ""
        yield f"{item.register.guideline}: {item.register.title}"
        yield from _in_force(trace)
        yield from _not_checkable(item)
        yield from _open(item)
        if with_cases:
            yield from _tried(trace)


def _in_force(trace: Trace) -> Iterator[str]:
    """Yield what governs the region when; nothing where one version has no end."""
    from compliance.report.validity import dates, governing

    known = [stretch for stretch in trace.stretches if stretch.guideline is not None]
    if sum(stretch.how == "in_force" for stretch in known) == 1 and known[-1].how == "in_force":
        known = []
    for stretch in known:
        yield from _wrapped(f"{dates(stretch.since, stretch.through)}: {governing(stretch)}", 2, 4)


def _tried(trace: Trace) -> Iterator[str]:
    alone = [rule.citing for rule in trace.rules if rule.untried]
    cases = {case.id for rule in trace.rules for case in rule.cases}
    yield ""
    yield f"  Fall: {len(cases)} som nämner någon av {len(trace.rules)} regler"
    if alone:
        yield from _wrapped(f"utan fall ({len(alone)}): {', '.join(f'{c.kind} {c.name}' for c in alone)}", 4, 6)


def _table(items: list[Coverage]) -> Iterator[str]:
    first = max(len("riktlinje"), *(len(item.register.guideline) for item in items))
    yield "  ".join(["riktlinje".ljust(first), *COLUMNS])
    for item in items:
        counts = (len(item.register.clauses), item.checkable, len(item.encoded))
        cells = (*counts, f"{item.share} %", len(item.open), len(item.not_checkable))
        row = [str(cell).rjust(len(title)) for cell, title in zip(cells, COLUMNS, strict=True)]
        yield "  ".join([item.register.guideline.ljust(first), *row])


def _not_checkable(item: Coverage) -> Iterator[str]:
    """Group the clauses that nothing can show by their reason, the commonest first."""
    if not item.not_checkable:
        return
    reasons: dict[str, list[Clause]] = {}
    for clause in item.not_checkable:
        reasons.setdefault(clause.why_not, []).append(clause)
    yield ""
    yield f"  Går inte att pröva ({len(item.not_checkable)})"
    for reason, clauses in sorted(reasons.items(), key=lambda entry: -len(entry[1])):
        yield from _wrapped(f"{len(clauses):>3}  {reason}", 4, 9)
        yield from _wrapped(ranges([clause.id for clause in clauses]), 9, 9)
    if item.cited_anyway:
        yield from _wrapped(f"av dem anger en regel ändå {ranges([c.id for c in item.cited_anyway])}", 4, 4)


def _open(item: Coverage) -> Iterator[str]:
    if not item.open:
        return
    yield ""
    yield f"  Öppna ({len(item.open)})"
    for clause in item.open:
        yield from _wrapped(f"{clause.id}  {clause.summary}", 4, 12)
        yield from _wrapped(f"skäl: {clause.open}" if clause.open else NO_REASON, 12, 12)


def ranges(ids: list[str]) -> str:
    """Return ids in short: `NB-003, NB-007–009` for those that follow on one another."""
    runs: list[list[str]] = []
    for name in ids:
        if runs and _next(runs[-1][-1]) == name:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[str]) -> str:
    if len(run) < 3:
        return ", ".join(run)
    return f"{run[0]}–{run[-1].rpartition('-')[2]}"


def _next(name: str) -> str:
    prefix, _, number = name.rpartition("-")
    return f"{prefix}-{int(number) + 1:0{len(number)}}" if number.isdigit() else ""


def _wrapped(text: str, first: int, rest: int) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=" " * first, subsequent_indent=" " * rest, break_on_hyphens=False)
