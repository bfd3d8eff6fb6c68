"""Raw trees to the declarations of a guideline."""

from __future__ import annotations

from compliance.language.build_condition import condition_of, pattern, value
from compliance.language.build_deadline import deadline, deadline_of, duration, limit_cases
from compliance.language.condition_tree import Condition, Pattern, Reference
from compliance.language.nodes import Nodes, Raw, child, children, has, only, tokens, trees
from compliance.language.rule_tree import (
    Act,
    Actor,
    Acts,
    Anyone,
    Attended,
    Citation,
    Each,
    EndIf,
    Head,
    OnBreach,
    OnEvent,
    OnFact,
    Reading,
    Roles,
    Stated,
    Trigger,
    Validity,
    WrittenEnd,
)
from compliance.language.tree import (
    ConceptTree,
    Effect,
    ExceptionTree,
    GroundTree,
    GuidelineTree,
    LeftOpen,
    LiabilityTree,
    NotAppliedTree,
    ObligationTree,
    ParameterTree,
    PermissionTree,
    ProhibitionTree,
    SuspensionTree,
    TermTree,
    TighteningTree,
)


def _citations(nodes: Nodes, tree: Raw | None) -> tuple[Citation, ...]:
    cites = child(tree, "cites")
    return tuple(Citation(str(t), nodes.span(t)) for t in tokens(cites, "CLAUSE_ID")) if cites is not None else ()


def _readings(nodes: Nodes, tree: Raw) -> tuple[Reading, ...]:
    found = []
    for item in children(tree, "reading"):
        refs = tokens(item, "CLAUSE_ID")
        found.append(Reading(str(refs[0]) if refs else None, nodes.text(item), nodes.span(item)))
    return tuple(found)


def _validity(nodes: Nodes, tree: Raw) -> Validity | None:
    found = child(tree, "validity")
    if found is None:
        return None
    dates = [str(t) for t in tokens(found, "DATE")]
    return Validity(dates[0], dates[1] if len(dates) > 1 else None, nodes.span(found))


def head(nodes: Nodes, tree: Raw) -> Head:
    """Return what all rules share."""
    replaced = child(tree, "replaces")
    references = child(replaced, "references")
    return Head(
        nodes.reference(tokens(tree, "NAME")[0]),
        nodes.text(child(tree, "heading")),
        tuple(nodes.owned(r) for r in trees(references)) if references is not None else (),
        _citations(nodes, tree),
        _validity(nodes, tree),
        _readings(nodes, tree),
    )


def _triggers(nodes: Nodes, tree: Raw) -> tuple[Trigger, ...]:
    found = child(tree, "when")
    return tuple(_trigger(nodes, item) for item in trees(found)) if found is not None else ()


def _trigger(nodes: Nodes, tree: Raw) -> Trigger:
    span = nodes.span(tree)
    match str(tree.data):
        case "on_event":
            selector = child(tree, "first", "latest", "original")
            inner = child(tree, "pattern")
            assert inner is not None
            chosen = "every" if selector is None else str(selector.data)
            return OnEvent(pattern(nodes, inner), chosen, span)  # type: ignore[arg-type]
        case "on_fact":
            return _on_fact(nodes, tree)
        case _:
            return OnBreach(nodes.reference(tokens(tree, "NAME")[0]), span)


def _on_fact(nodes: Nodes, tree: Raw) -> OnFact:
    return OnFact(nodes.reference(tokens(tree, "NAME")[0]), value(nodes, next(trees(tree))), nodes.span(tree))


def _ends(nodes: Nodes, tree: Raw) -> tuple[WrittenEnd, ...]:
    found = child(tree, "ends")
    return tuple(_end(nodes, item) for item in trees(found)) if found is not None else ()


def _end(nodes: Nodes, tree: Raw) -> WrittenEnd:
    first = next(trees(tree))
    end = pattern(nodes, first) if tree.data == "end_event" else _on_fact(nodes, tree)
    condition = condition_of(nodes, tree)
    return end if condition is None else EndIf(end, condition, nodes.span(tree))


def _each(nodes: Nodes, tree: Raw) -> Each:
    of = child(tree, "pattern")
    return Each(
        pattern(nodes, of) if of is not None else None,
        nodes.names(child(tree, "among")),
        nodes.names(child(tree, "except_roles")),
        "participant" in str(tree.data),
        nodes.span(tree),
    )


def _actor(nodes: Nodes, tree: Raw) -> Actor | None:
    found = child(tree, "actor_roles", "actor_anyone", "actor_each")
    if found is None:
        return None
    if found.data == "actor_anyone":
        return Anyone(nodes.span(found))
    if found.data == "actor_each":
        return _each(nodes, only(found))
    return Roles(tuple(nodes.reference(t) for t in tokens(found, "NAME")), False, nodes.span(found))


def _acts(nodes: Nodes, tree: Raw) -> Acts | None:
    found = child(tree, "acts")
    if found is None:
        return None
    acts = []
    for item in children(found, "act"):
        verb, event = tokens(item, "NAME")
        where = condition_of(nodes, child(item, "pattern_where"))
        acts.append(Act(nodes.reference(verb), nodes.reference(event), where, nodes.span(item)))
    to: Roles | Each | None = None
    target = child(found, "to_all", "to_any", "to_each")
    if target is not None and target.data == "to_each":
        to = _each(nodes, only(target))
    elif target is not None:
        names = tuple(nodes.reference(t) for t in tokens(target, "NAME"))
        to = Roles(names, target.data == "to_all", nodes.span(target))
    return Acts(tuple(acts), to, nodes.span(found))


def guideline(nodes: Nodes, tree: Raw) -> GuidelineTree:
    """Return the heading of a guideline."""
    return GuidelineTree(
        nodes.reference(tokens(tree, "NAME")[0]),
        nodes.text(child(tree, "title")),
        nodes.name(child(tree, "region")),
        nodes.name(child(tree, "builds_on")),
        _citations(nodes, tree),
        _validity(nodes, tree),
        nodes.text(child(tree, "source")),
        nodes.name(child(tree, "guideline_calendar")),
        nodes.text(child(tree, "time_zone")) or None,
        nodes.names(child(tree, "parties")),
        nodes.name(child(tree, "own_closing")),
        _pattern_in(nodes, child(tree, "rejection")),
        _ends(nodes, tree),
        nodes.text(child(tree, "note")),
        nodes.span(tree),
    )


def term(nodes: Nodes, tree: Raw) -> TermTree:
    """Return a guideline's own word for a thing, or its own heading of an inherited rule."""
    named = child(tree, "reference")
    name = nodes.owned(named) if named is not None else nodes.reference(tokens(tree, "NAME")[0])
    return TermTree(name, nodes.text(tree), named is None, nodes.span(tree))


def parameter(nodes: Nodes, tree: Raw) -> ParameterTree:
    """Return a parameter."""
    written = next(t for t in trees(tree) if str(t.data).startswith("value_"))
    choices = nodes.names(child(tree, "names"))
    name = nodes.reference(tokens(tree, "NAME")[0])
    return ParameterTree(
        name, value(nodes, written), choices, _citations(nodes, tree), _readings(nodes, tree), nodes.span(tree)
    )


def concept(nodes: Nodes, tree: Raw) -> ConceptTree:
    """Return a named condition."""
    meaning = condition_of(nodes, tree)
    assert meaning is not None
    return ConceptTree(head(nodes, tree), meaning, nodes.span(tree))


def obligation(nodes: Nodes, tree: Raw) -> ObligationTree:
    """Return an obligation."""
    duty = child(tree, "duty")
    assert duty is not None
    actor = _actor(nodes, duty)
    assert actor is not None
    acts: Acts | Stated | Attended | None = _acts(nodes, duty)
    if has(duty, "ATTEND"):
        acts = Attended(nodes.span(duty))
    elif acts is None:
        acts = Stated(nodes.names(child(duty, "names")), has(duty, "SILENCE_UNKNOWN"), nodes.span(duty))
    return ObligationTree(
        head(nodes, tree),
        _triggers(nodes, tree),
        condition_of(nodes, child(tree, "if_clause")),
        _binding(nodes, duty),
        actor,
        acts,
        deadline_of(nodes, tree),
        child(tree, "earlier") is not None,
        _ends(nodes, tree),
        nodes.span(tree),
    )


def _binding(nodes: Nodes, duty: Raw) -> bool | Reference:
    by_parameter = child(duty, "shall_by_parameter", "ban_by_parameter")
    if by_parameter is not None:
        return nodes.reference(tokens(by_parameter, "NAME")[0])
    return child(duty, "shall") is not None or has(duty, "MAY_NOT")


def prohibition(nodes: Nodes, tree: Raw) -> ProhibitionTree:
    """Return a prohibition."""
    ban = child(tree, "ban")
    assert ban is not None
    actor, acts = _actor(nodes, ban), _acts(nodes, ban)
    assert actor is not None and acts is not None
    return ProhibitionTree(
        head(nodes, tree),
        _triggers(nodes, tree),
        condition_of(nodes, child(tree, "if_clause")),
        _binding(nodes, ban),
        actor,
        acts,
        _pattern_in(nodes, child(ban, "ban_before")),
        _pattern_in(nodes, child(ban, "ban_after")),
        _ends(nodes, tree),
        nodes.span(tree),
    )


def permission(nodes: Nodes, tree: Raw) -> PermissionTree:
    """Return a permission."""
    leave = child(tree, "leave")
    assert leave is not None
    actor, acts = _actor(nodes, leave), _acts(nodes, leave)
    assert actor is not None and acts is not None
    return PermissionTree(
        head(nodes, tree),
        _triggers(nodes, tree),
        condition_of(nodes, child(tree, "if_clause")),
        actor,
        acts,
        _pattern_in(nodes, child(leave, "ban_before")),
        _pattern_in(nodes, child(leave, "ban_after")),
        _ends(nodes, tree),
        nodes.span(tree),
    )


def _pattern_in(nodes: Nodes, tree: Raw | None) -> Pattern | None:
    return pattern(nodes, only(tree)) if tree is not None else None


def _rule_names(nodes: Nodes, tree: Raw | None) -> tuple[Reference, ...]:
    found = child(tree, "rule_names")
    if found is None:
        return ()
    return tuple(nodes.reference(t) for item in trees(found) for t in item.children)  # type: ignore[arg-type]


def exception(nodes: Nodes, tree: Raw) -> ExceptionTree:
    """Return an exception from named rules."""
    condition = condition_of(nodes, child(tree, "if_clause"))
    return ExceptionTree(head(nodes, tree), _rule_names(nodes, child(tree, "from_rule")), condition, nodes.span(tree))


def suspension(nodes: Nodes, tree: Raw) -> SuspensionTree:
    """Return a suspension."""
    outage = child(tree, "outage")
    assert outage is not None
    during, until = child(outage, "pattern"), child(outage, "field_of")
    assert during is not None and until is not None
    longer = child(outage, "duration_literal", "duration_parameter")
    effects = tuple(
        Effect(str(e.data), _rule_names(nodes, e), _pattern_of(nodes, e), nodes.span(e))  # type: ignore[arg-type]
        for e in children(tree, "suspends", "leaves_open", "accepts")
    )
    return SuspensionTree(
        head(nodes, tree),
        pattern(nodes, during),
        nodes.owned(until),
        duration(nodes, longer) if longer is not None else None,
        effects,
        nodes.span(tree),
    )


def _pattern_of(nodes: Nodes, tree: Raw) -> Pattern | None:
    found = child(tree, "pattern")
    return pattern(nodes, found) if found is not None else None


def tightening(nodes: Nodes, tree: Raw) -> TighteningTree:
    """Return a tightened deadline."""
    found = deadline_of(nodes, tree)
    assert found is not None
    return TighteningTree(head(nodes, tree), found, nodes.span(tree))


def not_applied(nodes: Nodes, tree: Raw) -> NotAppliedTree:
    """Return rules that are switched off."""
    references = child(tree, "references")
    assert references is not None
    names = tuple(nodes.owned(r) for r in trees(references))
    return NotAppliedTree(names, _citations(nodes, tree), _readings(nodes, tree), nodes.span(tree))


def liability(nodes: Nodes, tree: Raw) -> LiabilityTree:
    """Return the payment liability of a guideline."""
    starts = child(tree, "starts")
    stand = worded_cases(nodes, child(tree, "on_retraction"), "retraction_case")
    amount = child(tree, "amount_clause")
    return LiabilityTree(
        head(nodes, tree),
        _triggers(nodes, tree),
        condition_of(nodes, child(tree, "if_clause")),
        payer_cases(nodes, child(tree, "payer")),
        limit_cases(nodes, starts) if starts is not None else None,
        worded_cases(nodes, child(tree, "start_time"), "start_time_case"),
        _ends(nodes, tree),
        worded_cases(nodes, child(tree, "days_count"), "days_case"),
        _over(nodes, child(tree, "individually")),
        tuple((kind == "days_stand", condition) for kind, condition in stand),
        nodes.name(amount),
        amount is not None and has(amount, "YEAR_OF_END"),
        amount is not None and child(amount, "by_month") is not None,
        _cited(nodes, child(tree, "no_individual")),
        _cited(nodes, child(tree, "later_days")),
        _left_open(nodes, tree),
        nodes.span(tree),
    )


def payer_cases(nodes: Nodes, tree: Raw | None) -> tuple[tuple[Reference, Condition | None], ...]:
    """Return who pays, case by case."""
    found = children(tree, "payer_case") if tree is not None else []
    return tuple((nodes.reference(tokens(c, "NAME")[0]), condition_of(nodes, c)) for c in found)


def _cited(nodes: Nodes, tree: Raw | None) -> Citation | None:
    """Return the reading that a clause cites."""
    if tree is None:
        return None
    reading = tokens(tree, "CLAUSE_ID")[0]
    return Citation(str(reading), nodes.span(reading))


def _left_open(nodes: Nodes, tree: Raw) -> LeftOpen | None:
    found = child(tree, "left_open")
    if found is None:
        return None
    condition, reading = condition_of(nodes, found), tokens(found, "CLAUSE_ID")[0]
    assert condition is not None
    return LeftOpen(condition, Citation(str(reading), nodes.span(reading)), nodes.span(found))


def worded_cases(nodes: Nodes, tree: Raw | None, case: str) -> tuple[tuple[str, Condition | None], ...]:
    """Return the cases of a clause whose values are keywords."""
    found = children(tree, case) if tree is not None else []
    return tuple((getattr(c.children[0], "type", "").lower(), condition_of(nodes, c)) for c in found)


def _over(nodes: Nodes, tree: Raw | None) -> tuple[tuple[int, Condition | None], ...]:
    """Return over how many days a stay is charged by itself, case by case."""
    found = children(tree, "individually_case") if tree is not None else []
    return tuple((int(tokens(c, "NUMBER")[0]), condition_of(nodes, c)) for c in found)


def ground(nodes: Nodes, tree: Raw) -> GroundTree:
    """Return a ground of liability."""
    requires, rules, void = child(tree, "requires"), child(tree, "requires_rule"), child(tree, "void_if")
    return GroundTree(
        head(nodes, tree),
        condition_of(nodes, child(tree, "if_clause")),
        _actor(nodes, requires) if requires is not None else None,
        _acts(nodes, requires) if requires is not None else None,
        deadline_of(nodes, requires) if requires is not None else None,
        requires is not None and child(requires, "earlier") is not None,
        _ends(nodes, requires) if requires is not None else (),
        _rule_names(nodes, rules),
        condition_of(nodes, void),
        void is not None and has(void, "DAY_BY_DAY"),
        _left_open(nodes, tree),
        nodes.span(tree),
    )


__all__ = [
    "concept",
    "deadline",
    "exception",
    "ground",
    "guideline",
    "head",
    "liability",
    "not_applied",
    "obligation",
    "parameter",
    "payer_cases",
    "permission",
    "prohibition",
    "suspension",
    "term",
    "tightening",
    "worded_cases",
]
