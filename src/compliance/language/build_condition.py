"""Raw trees to conditions, patterns and values."""

from __future__ import annotations

import re
from typing import cast

from lark import Token

from compliance.language.condition_tree import (
    Both,
    Compare,
    Comparison,
    Condition,
    Contains,
    Counted,
    Distance,
    Either,
    Empty,
    Equal,
    Exists,
    Known,
    Literal,
    Negation,
    OneOf,
    Ongoing,
    Only,
    Order,
    Pattern,
    Reference,
    RuleBroken,
    SentClock,
    Truth,
    Value,
    Weekday,
)
from compliance.language.nodes import Nodes, Raw, child, children, has, only, tokens, trees
from compliance.language.units import UNIT_OF

_CONDITIONS = frozenset(
    [
        "either",
        "both",
        "negation",
        "group",
        "truth",
        "equal",
        "unequal",
        "is_empty",
        "is_not_empty",
        "is_only",
        "is_one_of",
        "is_known",
        "is_unknown",
        "is_weekday",
        "is_no_weekday",
        "contains",
        "contains_any",
        "contains_all",
        "compare",
        "order",
        "distance",
        "sent_clock",
        "exists",
        "ongoing",
        "counted",
        "rule_broken",
        "condition",
    ]
)


def condition_of(nodes: Nodes, tree: Raw | None) -> Condition | None:
    """Return the condition that a clause holds, or None without a clause."""
    if tree is None:
        return None
    found = next((c for c in trees(tree) if c.data in _CONDITIONS), None)
    return condition(nodes, found) if found is not None else None


def condition(nodes: Nodes, tree: Raw) -> Condition:
    """Return the condition of a raw tree."""
    span = nodes.span(tree)
    match str(tree.data):
        case "condition" | "group":
            return condition(nodes, only(tree))
        case "either" | "both" as kind:
            parts = tuple(condition(nodes, part) for part in trees(tree))
            if len(parts) == 1:
                return parts[0]
            return Either(parts, span) if kind == "either" else Both(parts, span)
        case "negation":
            return Negation(condition(nodes, only(tree)), span)
        case "exists":
            window = child(tree, "window_before", "window_after")
            edge = pattern(nodes, only(window)) if window is not None else None
            side = None if window is None else cast("Comparison", str(window.data).removeprefix("window_"))
            return Exists(pattern(nodes, _pattern(tree)), side, edge, has(tree, "EVER"), has(tree, "LAST"), span)  # type: ignore[arg-type]
        case "ongoing":
            start, end = children(tree, "pattern")
            return Ongoing(pattern(nodes, start), pattern(nodes, end), span)
        case "counted":
            return Counted(pattern(nodes, _pattern(tree)), _comparison(tree), amount(nodes, tree), span)
        case "rule_broken":
            return RuleBroken(nodes.reference(tokens(tree, "NAME")[0]), span, has(tree, "EVER"))
        case "sent_clock":
            how = "at_latest" if has(tree, "AT_LATEST") else "before" if has(tree, "BEFORE") else "after"
            return SentClock(how, clock(nodes, child(tree, "clock")), span)  # type: ignore[arg-type]
        case _:
            return _about_operand(nodes, tree)


def _about_operand(nodes: Nodes, tree: Raw) -> Condition:
    span = nodes.span(tree)
    operands = children(tree, "operand")
    operand = nodes.owned(operands[0])
    match str(tree.data):
        case "truth":
            return Truth(operand, span)
        case "equal" | "unequal" as kind:
            return Equal(operand, value(nodes, list(trees(tree))[1]), kind == "unequal", span)
        case "is_empty" | "is_not_empty" as kind:
            return Empty(operand, kind == "is_not_empty", span)
        case "is_only":
            return Only(operand, nodes.names(child(tree, "names")), span)
        case "is_one_of":
            return OneOf(operand, _values(nodes, tree), span)
        case "is_known" | "is_unknown" as kind:
            return Known(operand, kind == "is_unknown", span)
        case "is_weekday" | "is_no_weekday" as kind:
            return Weekday(operand, kind == "is_no_weekday", span)
        case "contains":
            return Contains(operand, (value(nodes, list(trees(tree))[1]),), True, span)
        case "contains_any" | "contains_all" as kind:
            return Contains(operand, _values(nodes, tree), kind == "contains_all", span)
        case "compare":
            bound = child(tree, "measure_amount", "measure_decimal")
            assert bound is not None
            return Compare(operand, _comparison(tree), _measure(nodes, bound), span)
        case "distance":
            unit = UNIT_OF[str(tokens(tree, "UNIT")[0])]
            right, sunday = nodes.owned(operands[1]), has(tree, "SUNDAY_RULE")
            later = _later(nodes, child(tree, "later"))
            return Distance(operand, _comparison(tree), amount(nodes, tree), unit, right, sunday, later, span)
        case "order":
            dates = tokens(tree, "DATE")
            other: Value = Literal("date", str(dates[0]), nodes.span(dates[0])) if dates else nodes.owned(operands[1])
            return Order(operand, has(tree, "BEFORE"), other, span)
    raise AssertionError(f"no condition is called {tree.data}")


def _later(nodes: Nodes, tree: Raw | None) -> tuple[Reference, str] | None:
    if tree is None:
        return None
    return nodes.owned(only(tree)), UNIT_OF[str(tokens(tree, "UNIT")[0])]


def _pattern(tree: Raw) -> Raw:
    found = child(tree, "pattern")
    assert found is not None
    return found


def _comparison(tree: Raw) -> Comparison:
    kinds = {"MINIMUM": "minimum", "MAXIMUM": "maximum", "OVER": "over", "UNDER": "under"}
    return cast("Comparison", next(kinds[c.type] for c in tree.children if isinstance(c, Token) and c.type in kinds))


def pattern(nodes: Nodes, tree: Raw) -> Pattern:
    """Return an event pattern."""
    by, to, where = child(tree, "pattern_by"), child(tree, "pattern_to"), child(tree, "pattern_where")
    return Pattern(
        nodes.reference(tokens(tree, "NAME")[0]),
        _choice(nodes, by),
        _choice(nodes, to),
        condition_of(nodes, where),
        nodes.span(tree),
    )


def _choice(nodes: Nodes, tree: Raw | None) -> tuple[Reference, ...]:
    return nodes.names(child(tree, "role_choice"))


def _values(nodes: Nodes, tree: Raw) -> tuple[Value, ...]:
    inner = child(tree, "values")
    assert inner is not None
    return tuple(value(nodes, item) for item in trees(inner))


def value(nodes: Nodes, tree: Raw) -> Value:
    """Return a written value, or a name that may turn out to be one."""
    span = nodes.span(tree)
    token = next(c for c in tree.children if isinstance(c, Token))
    match str(tree.data):
        case "value_name" | "value_field":
            return nodes.owned(tree)
        case "value_number":
            return Literal("number", nodes.number(token), span)
        case "value_decimal":
            return Literal("decimal", str(token).replace(",", "."), span)
        case "value_date":
            return Literal("date", str(token), span)
        case "value_clock":
            return Literal("clock", seconds(nodes, token), span)
        case "value_string":
            return Literal("text", str(token)[1:-1], span)
        case "value_duration":
            return Literal("duration", (nodes.number(token), UNIT_OF[str(tokens(tree, "UNIT")[0])]), span)
        case "value_shall" | "value_should":
            return Literal("modality", "ska" if tree.data == "value_shall" else "bör", span)
        case kind:
            return Literal("bool", kind == "value_true", span)


def _measure(nodes: Nodes, tree: Raw) -> Value:
    if tree.data == "measure_decimal":
        return Literal("decimal", str(tokens(tree, "DECIMAL")[0]).replace(",", "."), nodes.span(tree))
    return amount(nodes, tree)


def amount(nodes: Nodes, tree: Raw) -> Value:
    """Return the number, or the parameter's name, that a tree holds in `amount`."""
    inner = child(tree, "amount")
    assert inner is not None
    names = tokens(inner, "NAME")
    if names:
        return nodes.reference(names[0])
    return Literal("number", nodes.number(tokens(inner, "NUMBER")[0]), nodes.span(inner))


def seconds(nodes: Nodes, token: Token) -> int:
    """Return a clock time as seconds since midnight; a time that does not exist is a mistake."""
    parts = [int(part) for part in re.split(":", str(token))]
    hour, minute, second = (*parts, 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        nodes.complain(
            "G010", f"klockslaget `{token}` finns inte", nodes.span(token), "00:00 till 23:59:59", "skriv t.ex. 12:00"
        )
        return 0
    return hour * 3600 + minute * 60 + second


def clock(nodes: Nodes, tree: Raw | None) -> int | Reference:
    """Return a clock time in seconds, or the parameter that holds it."""
    assert tree is not None
    names = tokens(tree, "NAME")
    return nodes.reference(names[0]) if names else seconds(nodes, tokens(tree, "CLOCK")[0])
