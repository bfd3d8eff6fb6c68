"""A written settlement of a month to its checked form: what parameters choose is chosen, dates are dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from compliance.graph.environment import decided
from compliance.graph.settlement import Settlement, Streak, Threshold
from compliance.graph.validity import in_force
from compliance.language.condition_tree import Condition
from compliance.language.diagnostic import Diagnostic
from compliance.language.rule_tree import Citation, Reading, Validity
from compliance.language.settlement_tree import ChargeTree, SettlementTree, ThresholdTree

T = TypeVar("T")


def resolved(tree: SettlementTree, origin: str, diagnostics: list[Diagnostic]) -> Settlement:
    """Return a settlement whose names have been checked; `origin` is the guideline that declares it."""
    head = tree.head
    valid_from, valid_to = in_force(head.validity, diagnostics)
    streak = tree.streak
    return Settlement(
        head.name.name,
        origin,
        head.heading,
        tuple(c.clause for c in head.clauses),
        head.readings,
        valid_from,
        valid_to,
        tuple(s.name for s in tree.settles),
        tree.condition,
        tuple((field.name, condition) for field, condition in tree.payer),
        tree.strikes,
        _chosen(tree.basis, "days_in_month", diagnostics),
        _chosen(tree.counted_in, "with_grounds", diagnostics),
        tree.count_from,
        tree.days or (("dates_exclusive", None),),
        _chosen(tree.rounding, None, diagnostics),
        _thresholds(tree.thresholds, diagnostics),
        Streak(streak.starts_after, streak.ends_after, _chosen(streak.charged, True, diagnostics)) if streak else None,
        tree.attentions,
        tree.charge or ChargeTree(False, False, False, False, tree.span),
        tree.amount.name if tree.amount else None,
        _reading(head.readings, tree.no_amount),
        tree.flat,
        (tree.printed_total[0], tree.printed_total[1].clause) if tree.printed_total else None,
        head.name.span,
    )


def _chosen(cases: Sequence[tuple[T, Condition | None]], default: T, diagnostics: list[Diagnostic]) -> T:
    """Return the case that parameters choose; a condition on a timeline is a mistake, since a month has many."""
    for value, condition in cases:
        holds = True if condition is None else decided(condition)
        if holds:
            return value
        if holds is None and condition is not None:
            message = "hur en månad regleras får bara väljas av parametrar"
            help = "skriv `om <parameter> är …`, eller dela regleringen i två med var sitt `om`"
            diagnostics.append(Diagnostic("G135", message, condition.span, "beror på tidslinjen", help))
    return cases[-1][0] if cases else default


def _thresholds(trees: Sequence[ThresholdTree], diagnostics: list[Diagnostic]) -> tuple[Threshold, ...]:
    found: list[Threshold] = []
    for tree in trees:
        validity = Validity(tree.start, tree.end, tree.span) if tree.start is not None else None
        threshold = Threshold(tree.days, *in_force(validity, diagnostics))
        if any(_overlap(threshold, other) for other in found):
            message = "två trösklar gäller samma dag"
            diagnostics.append(Diagnostic("G119", message, tree.span, "överlappar", "ändra datumen"))
        found.append(threshold)
    return tuple(found)


def _overlap(one: Threshold, other: Threshold) -> bool:
    starts_after = one.valid_from is not None and other.valid_to is not None and one.valid_from > other.valid_to
    ends_before = one.valid_to is not None and other.valid_from is not None and one.valid_to < other.valid_from
    return not starts_after and not ends_before


def _reading(readings: tuple[Reading, ...], cited: Citation | None) -> Reading | None:
    return next((r for r in readings if cited is not None and r.ref == cited.clause), None)
