"""Rules that can never begin (G129), and rules that wait for each other's breach in a circle (G128).

Circles of triggers, conditions and exceptions are told already when rules are loaded, and then there is no rule set;
here all that a rule says is looked at, so that the order in which rules are judged is known to exist.

A rule cannot begin when

- all its triggers are breaches of what cannot be broken: a rule that itself cannot begin, one that its own deadline
  fulfils (`före` its own act);
- or no event can match any of its triggers, because the condition on the event's fields contradicts itself;
- or its condition contradicts itself, or an exception holds whenever it does;
- or its dates lie outside those of its guideline (an error, and only where the rule is written).

A trigger that nobody records is no mistake: records differ. Nor is a rule that a parameter's chosen value switches off,
as long as another value switches it on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

from compliance.graph.model import Ground, Guideline, Liability, Rule, RuleSet
from compliance.graph.rewrite import walk
from compliance.graph.soundness_deadline import fulfils_itself
from compliance.graph.soundness_satisfiable import Satisfiability
from compliance.language.condition_tree import Condition, RuleBroken
from compliance.language.diagnostic import Diagnostic, Label, Severity
from compliance.language.rule_tree import Acts, OnBreach, OnEvent
from compliance.language.source import Span
from compliance.time import Day, format_day

Dated: TypeAlias = Rule | Ground | Liability
Reason: TypeAlias = tuple[str, str, str, Span | None]
"""Why a rule cannot begin: message, label, help, and the place of the condition."""


def circles(guideline: Guideline) -> Iterator[Diagnostic]:
    """Tell of each circle of rules that wait for each other's breach, once, from its first rule on."""
    rules = {rule.name: rule for rule in guideline.rules}
    waits = {name: [n for n in waits_for(rule) if n in rules] for name, rule in rules.items()}
    told: set[str] = set()
    for name, rule in rules.items():
        circle = _circle(name, waits) if name not in told else None
        if circle is None:
            continue
        told |= set(circle)
        message = "reglerna väntar i en cirkel på att varandra bryts: "
        if len(circle) == 2:
            message = "regeln väntar på att den själv bryts: "
        message += " -> ".join(f"`{n}`" for n in circle)
        after = list(pairwise(circle))[1:]
        related = tuple(Label(s, f"väntar på `{n}`") for m, n in after if (s := rules[m].span) is not None)
        help = "ta bort ett av `regel … bryts`"
        yield Diagnostic("G128", message, rule.span, f"väntar på `{circle[1]}`", help, related=related)


def waits_for(rule: Rule) -> list[str]:
    """Return the names of the rules whose breach a rule speaks of, anywhere."""
    parts = (
        rule.triggers,
        rule.condition,
        rule.actor,
        rule.duty,
        rule.deadline,
        rule.ends,
        rule.before,
        rule.after,
        rule.escapes,
    )
    found = [node.rule.name for node in walk(parts) if isinstance(node, OnBreach | RuleBroken)]
    return list(dict.fromkeys(found))


def _circle(start: str, waits: Mapping[str, list[str]]) -> list[str] | None:
    """Return a shortest way from a rule back to itself."""
    came_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        for after in waits[name]:
            if after == start:
                way = [start, name]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if after not in came_from:
                came_from[after] = name
                queue.append(after)
    return None


def unreached(rules: RuleSet, guideline: Guideline) -> Iterator[Diagnostic]:
    """Tell of the rules, permissions, grounds and liabilities of a guideline that can never come to apply."""
    reasons = _reasons(rules, guideline)
    for rule in guideline.rules:
        if rule.guideline == guideline.name:
            yield from _outside(rule, guideline)
        if rule.name in reasons:
            yield _told(rule.span, *reasons[rule.name])
    solver = Satisfiability(rules.vocabulary, guideline, frozenset(reasons))
    for permission in guideline.permissions:
        if permission.guideline == guideline.name:
            yield from _outside(permission, guideline)
        if (why := _contradiction(permission, solver)) is not None:
            yield _told(permission.span, *why)
    yield from _liability(rules, guideline, frozenset(reasons))


def _told(at: Span | None, message: str, label: str, help: str, place: Span | None) -> Diagnostic:
    related = (Label(place, "kan aldrig gälla"),) if place is not None else ()
    return Diagnostic("G129", message, at, label, help, Severity.WARNING, related)


def _reasons(rules: RuleSet, guideline: Guideline) -> dict[str, Reason]:
    """Return the rules that cannot begin, and why: those by themselves, then those that wait for them, to the end."""
    kept = frozenset(rule.name for rule in guideline.rules if fulfils_itself(rule))
    solver = Satisfiability(rules.vocabulary, guideline)
    reasons = {r.name: why for r in guideline.rules if (why := _contradiction(r, solver)) is not None}
    while True:
        never_broken = kept | frozenset(reasons)
        solver = Satisfiability(rules.vocabulary, guideline, never_broken)
        more = {
            rule.name: why
            for rule in guideline.rules
            if rule.name not in reasons
            and waits_for(rule)
            and (why := _waits_in_vain(rule, never_broken, solver)) is not None
        }
        if not more:
            return reasons
        reasons |= more


def _contradiction(rule: Rule, solver: Satisfiability) -> Reason | None:
    patterns = [t.pattern for t in rule.triggers if isinstance(t, OnEvent)]
    if patterns and len(patterns) == len(rule.triggers):
        wheres = [(p, p.where) for p in patterns if p.where is not None]
        if len(wheres) == len(patterns) and not any(solver.possible([w], candidate=p.event.name) for p, w in wheres):
            message = f"`{rule.name}` uppstår aldrig: ingen `{patterns[0].event}` kan uppfylla villkoret"
            return message, "uppstår aldrig", "ändra villkoret efter `där`", patterns[0].span
    if rule.modality.of_acts and isinstance(rule.duty, Acts):
        acts = [(a, a.where) for a in rule.duty.acts if a.where is not None]
        if len(acts) == len(rule.duty.acts) and not any(solver.possible([w], candidate=a.event.name) for a, w in acts):
            does, never = ("förbjuder", "bryts") if rule.modality.forbids else ("tillåter", "används")
            message = f"`{rule.name}` {does} inget: ingen `{acts[0][0].event}` kan uppfylla villkoret"
            return message, f"{never} aldrig", "ändra villkoret efter `där`", acts[0][0].span
    holds = [rule.condition] if rule.condition is not None else []
    if not solver.possible(holds):
        place = holds[0].span
        return (
            f"villkoret för `{rule.name}` kan aldrig gälla",
            "gäller aldrig",
            "ändra villkoret: delarna motsäger varandra",
            place,
        )
    return _always_excepted(rule, holds, solver)


def _always_excepted(rule: Rule, holds: list[Condition], solver: Satisfiability) -> Reason | None:
    help = f"gör undantaget smalare, eller skriv `gäller inte {rule.guideline}.{rule.name}` om regeln ska bort"
    for escape in rule.escapes:
        if escape.condition is None:
            return (
                f"`{rule.name}` gäller aldrig: undantaget `{escape.name}` har inget villkor",
                "alltid undantagen",
                help,
                None,
            )
    escapes = [e.condition for e in rule.escapes if e.condition is not None]
    if not escapes or solver.possible(holds, escapes):
        return None
    names = ", ".join(f"`{e.name}`" for e in rule.escapes)
    message = f"`{rule.name}` gäller aldrig: när dess villkor håller gäller också undantaget {names}"
    return message, "alltid undantagen", help, None


def _waits_in_vain(rule: Rule, never_broken: frozenset[str], solver: Satisfiability) -> Reason | None:
    waited = [t.rule.name for t in rule.triggers if isinstance(t, OnBreach)]
    if waited and len(waited) == len(rule.triggers) and never_broken.issuperset(waited):
        message = f"`{rule.name}` uppstår aldrig: `{waited[0]}` kan inte brytas"
        return message, "uppstår aldrig", "vänta på en skyldighet eller ett förbud som kan brytas", None
    return _contradiction(rule, solver)


def _liability(rules: RuleSet, guideline: Guideline, dead: frozenset[str]) -> Iterator[Diagnostic]:
    solver = Satisfiability(rules.vocabulary, guideline, dead)
    inherited = _inherited(rules, guideline)
    for liability in guideline.liability:
        items: list[Ground | Liability] = [liability, *liability.grounds]
        for item in items:
            if item.span not in inherited:
                yield from _outside(item, guideline)
            if item.condition is not None and not solver.possible([item.condition]):
                message = f"villkoret för `{item.name}` kan aldrig gälla"
                help = "ändra villkoret: delarna motsäger varandra"
                yield _told(item.span, message, "prövas aldrig", help, item.condition.span)
            left = item.left_open
            if left is not None and not solver.possible([left.condition]):
                message = f"`{item.name}` lämnas aldrig öppen: `avgörs inte om` kan aldrig gälla"
                yield _told(item.span, message, "avgörs alltid", "ändra villkoret efter `avgörs inte om`", left.span)
        for ground in liability.grounds:
            if ground.void_if is not None and not solver.possible([ground.void_if]):
                message = f"`{ground.name}` kan aldrig brista: `bortfaller om` kan aldrig gälla"
                yield _told(
                    ground.span, message, "brister aldrig", "ändra villkoret efter `bortfaller om`", ground.void_if.span
                )


def _inherited(rules: RuleSet, guideline: Guideline) -> frozenset[Span | None]:
    """Return the places of the liabilities and grounds that come from what a guideline builds on."""
    base = rules.guidelines.get(guideline.base) if guideline.base is not None else None
    liability = base.liability if base is not None else ()
    return frozenset(s for x in liability for s in (x.span, *(g.span for g in x.grounds)))


def _outside(item: Dated, guideline: Guideline) -> Iterator[Diagnostic]:
    start, end = item.valid_from, item.valid_to
    early = end is not None and end < guideline.valid_from
    late = start is not None and guideline.valid_to is not None and start > guideline.valid_to
    if early or late:
        force = _dates(guideline.valid_from, guideline.valid_to)
        message = f"`{item.name}` gäller aldrig: giltigheten ligger utanför riktlinjens ({force})"
        yield Diagnostic("G129", message, item.span, f"gäller {_dates(start, end)}", "rätta datumen i `gäller från`")


def _dates(start: Day | None, end: Day | None) -> str:
    words = (
        f"från {format_day(start)}" if start is not None else "",
        f"till och med {format_day(end)}" if end is not None else "",
    )
    return " ".join(w for w in words if w)
