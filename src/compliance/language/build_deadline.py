"""Raw trees to deadlines, limits and anchors."""

from __future__ import annotations

from compliance.language.build_condition import clock, condition_of, pattern
from compliance.language.condition_tree import Condition, Reference
from compliance.language.nodes import Nodes, Raw, child, children, has, only, tokens, trees
from compliance.language.rule_tree import (
    Anchor,
    AnchorPick,
    Before,
    Between,
    By,
    Cases,
    Deadline,
    Duration,
    Limit,
    LimitCases,
    LimitPick,
    Offset,
    Promptly,
    Recurring,
    SundayRule,
)
from compliance.language.units import UNIT_OF

_DEADLINES = ("within", "around", "at_latest", "before", "between", "promptly", "recurring")


def deadline_of(nodes: Nodes, tree: Raw) -> Deadline | None:
    """Return the deadline among the clauses of a rule."""
    found = child(tree, *_DEADLINES)
    return deadline(nodes, found) if found is not None else None


def deadline(nodes: Nodes, tree: Raw) -> Deadline:
    """Return the deadline of a raw tree."""
    span = nodes.span(tree)
    match str(tree.data):
        case "within" | "at_latest":
            return By(limit_cases(nodes, tree), span)
        case "around":
            return _around(nodes, tree)
        case "before":
            return Before(pattern(nodes, only(tree)), span)
        case "between":
            lower, upper = (_amount(nodes, a) for a in children(tree, "amount"))
            unit = UNIT_OF[str(tokens(tree, "UNIT")[0])]
            return Between(lower, upper, unit, _from(nodes, tree), span)
        case "promptly":
            until = child(tree, "pattern")
            return Promptly(pattern(nodes, until) if until is not None else None, span)
        case _:
            until = child(tree, "pattern")
            period = child(tree, "duration_literal", "duration_parameter")
            assert period is not None
            return Recurring(duration(nodes, period), pattern(nodes, until) if until is not None else None, span)


def _around(nodes: Nodes, tree: Raw) -> Between:
    """A window as long before as after."""
    written = child(tree, "duration_literal", "duration_parameter")
    assert written is not None
    length, span = duration(nodes, written), nodes.span(tree)
    lower = -length.amount if isinstance(length.amount, int) else length.amount
    return Between(lower, length.amount, length.unit or "", None, span, True)


def limit_cases(nodes: Nodes, tree: Raw) -> LimitCases:
    """Return the limit of a clause, or its cases."""
    choice = child(tree, "limit_choice")
    if choice is None:
        plain = child(tree, "limit_plain")
        return limit(nodes, only(plain) if plain is not None else only(tree))
    cases: list[tuple[Limit, Condition | None]] = []
    for item in trees(choice):
        if str(item.data).startswith("limit_"):
            cases.append((limit(nodes, item), None))
        else:
            inner = condition_of(nodes, choice if item is None else _wrap(item))
            cases[-1] = (cases[-1][0], inner)
    return Cases(tuple(cases), nodes.span(choice))


def _wrap(tree: Raw) -> Raw:
    return type(tree)("clause", [tree], tree.meta)


def limit(nodes: Nodes, tree: Raw) -> Limit:
    """Return one limit."""
    span = nodes.span(tree)
    kind = str(tree.data)
    if kind in ("limit_later", "limit_earlier"):
        left, right = (limit(nodes, part) for part in trees(tree))
        return LimitPick(kind == "limit_later", left, right, span)
    at = child(tree, "clock_at")
    at_clock = clock(nodes, child(at, "clock")) if at is not None else None
    sunday = _sunday(nodes, child(tree, "sunday_rule"))
    field = child(tree, "field_of")
    anchor: Anchor | None = nodes.owned(field) if field is not None else _from(nodes, tree)
    match kind:
        case "limit_duration":
            length = child(tree, "duration_literal", "duration_parameter")
            assert length is not None
            return Offset(duration(nodes, length), anchor, at_clock, sunday, span)
        case "limit_next_day":
            return Offset(Duration(1, "DAY", span), anchor, at_clock, sunday, span)
        case "limit_next_weekday":
            return Offset(Duration(1, "WEEKDAY", span), anchor, at_clock, sunday, span)
        case "limit_day_before":
            return Offset(Duration(-1, "DAY", span), anchor, at_clock, sunday, span)
        case _:
            return Offset(
                Duration(0, "DAY" if kind == "limit_same_day" else None, span), anchor, at_clock, sunday, span
            )


def _sunday(nodes: Nodes, tree: Raw | None) -> SundayRule | None:
    return (
        SundayRule(nodes.reference(tokens(tree, "NAME")[0]) if has(tree, "NAME") else None, nodes.span(tree))
        if tree
        else None
    )


def _from(nodes: Nodes, tree: Raw) -> Anchor | None:
    found = child(tree, "limit_from")
    return _anchor(nodes, only(found)) if found is not None else None


def _anchor(nodes: Nodes, tree: Raw) -> Anchor:
    match str(tree.data):
        case "anchor_event":
            return pattern(nodes, only(tree))
        case "anchor_field":
            return nodes.owned(only(tree))
        case kind:
            left, right = (_anchor(nodes, part) for part in trees(tree))
            return AnchorPick(kind == "anchor_later", left, right, nodes.span(tree))


def _amount(nodes: Nodes, tree: Raw) -> int | Reference:
    names = tokens(tree, "NAME")
    return nodes.reference(names[0]) if names else nodes.number(tokens(tree, "NUMBER")[0])


def duration(nodes: Nodes, tree: Raw) -> Duration:
    """Return a duration; without a unit it is a parameter."""
    if tree.data == "duration_parameter":
        return Duration(nodes.reference(tokens(tree, "NAME")[0]), None, nodes.span(tree))
    inner = child(tree, "amount")
    assert inner is not None
    return Duration(_amount(nodes, inner), UNIT_OF[str(tokens(tree, "UNIT")[0])], nodes.span(tree))
