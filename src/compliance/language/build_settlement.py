"""Raw trees to the settlement of a month."""

from __future__ import annotations

from decimal import Decimal

from lark import Token

from compliance.language.build_condition import condition_of
from compliance.language.build_deadline import limit_cases
from compliance.language.build_rule import head, payer_cases, worded_cases
from compliance.language.condition_tree import Condition
from compliance.language.nodes import Nodes, Raw, child, children, has, tokens
from compliance.language.rule_tree import Citation
from compliance.language.settlement_tree import (
    AttentionTree,
    ChargeTree,
    FlatTree,
    SettlementTree,
    StreakTree,
    StrikeTree,
    ThresholdTree,
)
from compliance.language.units import UNIT_OF


def settlement(nodes: Nodes, tree: Raw) -> SettlementTree:
    """Return how a month is settled."""
    body, flat = child(tree, "averaged"), child(tree, "flat")
    from_, amount = child(body, "count_from"), child(body, "amount_clause")
    free = child(body, "no_amount")
    return SettlementTree(
        head(nodes, tree),
        nodes.names(child(tree, "settles")),
        condition_of(nodes, child(tree, "if_clause")),
        payer_cases(nodes, child(body, "payer")),
        tuple(_strike(nodes, s) for s in _all(body, "strike_stay", "strike_days", "strike_average")),
        worded_cases(nodes, child(body, "basis"), "basis_case"),
        worded_cases(nodes, child(body, "counted_in"), "counted_in_case"),
        limit_cases(nodes, from_) if from_ is not None else None,
        worded_cases(nodes, child(body, "days_count"), "days_case"),
        tuple(_rounding(nodes, c) for c in _all(child(body, "rounded"), "rounded_case")),
        tuple(_threshold(nodes, t) for t in _all(child(body, "thresholds"), "threshold")),
        _streak(nodes, child(body, "streak")),
        tuple(_attention(nodes, a) for a in _all(body, "attention")),
        _charge(nodes, child(body, "charge")),
        nodes.name(amount),
        _cited(nodes, free) if free is not None else None,
        tuple(_flat(nodes, row) for row in _all(flat, "flat_row")),
        _printed(nodes, flat),
        nodes.span(tree),
    )


def _all(tree: Raw | None, *names: str) -> list[Raw]:
    return children(tree, *names) if tree is not None else []


def _cited(nodes: Nodes, tree: Raw) -> Citation:
    token = tokens(tree, "CLAUSE_ID")[0]
    return Citation(str(token), nodes.span(token))


def _quoted(tree: Raw) -> str:
    return str(tokens(tree, "STRING")[0])[1:-1]


def _decimal(nodes: Nodes, token: Token) -> Decimal:
    """Return a Swedish decimal; one with too many digits is a mistake."""
    whole, _, part = str(token).partition(",")
    if len(part) > 6:
        nodes.complain("G011", "talet har för många decimaler", nodes.span(token), "högst sex", "korta talet")
        part = part[:6]
    if len(whole) > 12:
        nodes.complain("G011", "talet är för stort", nodes.span(token), "för många siffror", "kontrollera talet")
        whole = "0"
    return Decimal(f"{whole}.{part or 0}")


def _strike(nodes: Nodes, tree: Raw) -> StrikeTree:
    condition = condition_of(nodes, tree)
    assert condition is not None
    kind = str(tree.data).removeprefix("strike_")
    count = tokens(tree, "NAME")
    return StrikeTree(
        kind,  # type: ignore[arg-type]
        condition,
        nodes.reference(count[0]) if count else None,
        _cited(nodes, tree),
        _quoted(tree),
        nodes.span(tree),
    )


def _rounding(nodes: Nodes, tree: Raw) -> tuple[Decimal | None, Condition | None]:
    step = tokens(tree, "DECIMAL")
    return (_decimal(nodes, step[0]) if step else None), condition_of(nodes, tree)


def _threshold(nodes: Nodes, tree: Raw) -> ThresholdTree:
    written = (tokens(tree, "DECIMAL") or tokens(tree, "NUMBER"))[0]
    dates = [str(t) for t in tokens(tree, "DATE")]
    unit = UNIT_OF[str(tokens(tree, "UNIT")[0])]
    return ThresholdTree(
        _decimal(nodes, written),
        unit,
        dates[0] if dates else None,
        dates[1] if len(dates) > 1 else None,
        nodes.span(tree),
    )


def _streak(nodes: Nodes, tree: Raw | None) -> StreakTree | None:
    if tree is None:
        return None
    starts, ends = (nodes.number(t) for t in tokens(tree, "NUMBER"))
    first, last = (UNIT_OF[str(t)] for t in tokens(tree, "UNIT"))
    cases = worded_cases(nodes, child(tree, "last_months"), "last_months_case")
    charged = tuple((word == "charged", condition) for word, condition in cases)
    return StreakTree(starts, ends, (first, last), charged, nodes.span(tree))


def _attention(nodes: Nodes, tree: Raw) -> AttentionTree:
    month = nodes.number(tokens(tree, "NUMBER")[0])
    return AttentionTree(month, _quoted(tree), _cited(nodes, tree), nodes.span(tree))


def _charge(nodes: Nodes, tree: Raw | None) -> ChargeTree | None:
    if tree is None:
        return None
    own = child(tree, "charge_individual")
    return ChargeTree(
        child(tree, "charge_excess") is not None,
        own is not None,
        own is not None and has(own, "DAY_BY_DAY"),
        own is not None and has(own, "WHILE_OWED"),
        nodes.span(tree),
    )


def _flat(nodes: Nodes, tree: Raw) -> FlatTree:
    amount = nodes.number(tokens(tree, "NUMBER")[0])
    return FlatTree(_quoted(tree), amount, _cited(nodes, tree), nodes.span(tree))


def _printed(nodes: Nodes, tree: Raw | None) -> tuple[int, Citation] | None:
    total = tokens(tree, "NUMBER") if tree is not None else []
    return (nodes.number(total[0]), _cited(nodes, tree)) if tree is not None and total else None
