"""Rules that end by what starts them (G132, a warning).

Only what is written at the rule itself counts: an end of the whole guideline may well start a rule of its own (what is
to be done when a patient has died), and the event that started a rule never ends that instance.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from compliance.graph.model import Ground, Guideline, Liability, Rule, RuleSet
from compliance.graph.soundness_deadline import triggered_by
from compliance.language.condition_tree import Pattern
from compliance.language.diagnostic import Diagnostic, Severity
from compliance.language.rule_tree import End, OnFact
from compliance.language.source import Span


class Places:
    """Where declarations begin in their files, to tell what is written at a rule from what is written elsewhere."""

    def __init__(self, rules: RuleSet) -> None:
        found: dict[str, set[int]] = {}
        for guideline in rules.guidelines.values():
            grounds = (g for liability in guideline.liability for g in liability.grounds)
            items: tuple[Guideline | Rule | Liability | Ground, ...] = (
                guideline,
                *guideline.rules,
                *guideline.permissions,
                *guideline.liability,
            )
            for item in (*items, *grounds):
                if item.span is not None:
                    found.setdefault(item.span.source.name, set()).add(item.span.start)
        self.starts = {name: sorted(starts) for name, starts in found.items()}

    def within(self, inner: Span, outer: Span | None) -> bool:
        """Say whether a place lies in the declaration whose name is at `outer`."""
        if outer is None or inner.source.name != outer.source.name or inner.start <= outer.start:
            return False
        starts = self.starts[outer.source.name]
        return starts[bisect_right(starts, inner.start) - 1] == outer.start


def endings(rule: Rule, places: Places) -> Iterator[Diagnostic]:
    """Tell of each end of a rule that is its trigger."""
    for end in rule.ends:
        if _starts(rule, end) and places.within(end.span, rule.span):
            name = end.fact if isinstance(end, OnFact) else end.event
            message = f"`{rule.name}` upphör vid det som utlöser den"
            help = f"ta bort `{name}` ur `upphör vid`; skriv `när första` eller `när senaste` om bara en räknas"
            yield Diagnostic("G132", message, end.span, "utlöser också regeln", help, Severity.WARNING)


def _starts(rule: Rule, end: End) -> bool:
    return triggered_by(rule, end) if isinstance(end, Pattern) else end in rule.triggers
