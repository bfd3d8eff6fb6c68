"""From when until when something written is in force."""

from __future__ import annotations

from datetime import date

from compliance.language.diagnostic import Diagnostic
from compliance.language.rule_tree import Validity
from compliance.language.source import Span
from compliance.time import Day


def in_force(tree: Validity | None, diagnostics: list[Diagnostic]) -> tuple[Day | None, Day | None]:
    """Return the first and the last date; None where there is none, or it is no date, which is added to the
    diagnostics."""
    if tree is None:
        return None, None
    days: list[Day | None] = []
    for text in (tree.start, tree.end):
        try:
            days.append(date.fromisoformat(text).toordinal() if text else None)
        except ValueError:
            place = _within(tree.span, text or "")
            message = f"datumet {text} finns inte"
            diagnostics.append(Diagnostic("G117", message, place, "inget datum", "kontrollera månad och dag"))
            days.append(None)
    start, end = days
    if start is not None and end is not None and end < start:
        place = _within(tree.span, tree.end or "")
        message = "giltigheten slutar innan den börjar"
        diagnostics.append(Diagnostic("G119", message, place, "före början", "byt plats på datumen"))
    return start, end


def _within(span: Span, text: str) -> Span:
    """Return the last place of a text inside a span."""
    start = span.start + span.text.rindex(text)
    return Span(span.source, start, start + len(text))
