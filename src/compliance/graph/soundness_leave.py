"""Acts that are both permitted and forbidden (G137, a warning).

A permission says that an act is lawful when it is done as permitted. So no prohibition of the same guideline, inherited
or its own, may forbid it at the same time: someone who may do it, to someone it may be done to, an event whose fields
both mean, while the conditions of both can hold, neither order of the two excludes the other, and no exception takes
the prohibition away. What a condition asks of events and rules may turn out any way, but the same way for both.

Left alone are dates that never meet, and `varje mottagare` or `varje deltagare` beside anyone but the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.graph.model import Guideline, Rule, RuleSet
from compliance.graph.soundness_clash import meet
from compliance.graph.soundness_satisfiable import Satisfiability
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Condition, Exists, Negation, Pattern
from compliance.language.diagnostic import Diagnostic, Label, Severity
from compliance.language.rule_tree import Act, Actor, Acts, Anyone, Each


def permitted_and_forbidden(rules: RuleSet, guideline: Guideline) -> Iterator[Diagnostic]:
    """Tell of each permission of a guideline that a prohibition contradicts."""
    bans = [rule for rule in guideline.rules if rule.modality.forbids]
    solver = Satisfiability(rules.vocabulary, guideline)
    for leave in guideline.permissions:
        for ban in bans:
            if meet(leave, ban) and _same_case(leave, ban, solver) and _same_act(leave, ban, rules.vocabulary, solver):
                yield _told(leave, ban)


def _same_case(leave: Rule, ban: Rule, solver: Satisfiability) -> bool:
    """Say whether the conditions and the orders of both can hold while no exception from the prohibition does."""
    if any(escape.condition is None for escape in ban.escapes):
        return False
    escapes = [e.condition for e in ban.escapes if e.condition is not None]
    return solver.possible([*_conditions(leave), *_conditions(ban)], escapes)


def _conditions(rule: Rule) -> Iterator[Condition]:
    if rule.condition is not None:
        yield rule.condition
    if rule.after is not None:
        yield _done(rule.after)
    if rule.before is not None:
        yield Negation(_done(rule.before), rule.before.span)


def _done(pattern: Pattern) -> Exists:
    return Exists(pattern, None, None, False, False, pattern.span)


def _same_act(leave: Rule, ban: Rule, vocabulary: Vocabulary, solver: Satisfiability) -> bool:
    assert isinstance(leave.duty, Acts) and isinstance(ban.duty, Acts)
    if not _share(leave.actor, ban.actor, vocabulary) or not _share(leave.duty.to, ban.duty.to, vocabulary):
        return False
    return any(_one(act, other, solver) for act in leave.duty.acts for other in ban.duty.acts)


def _one(act: Act, other: Act, solver: Satisfiability) -> bool:
    wheres = [where for where in (act.where, other.where) if where is not None]
    return act.event == other.event and solver.possible(wheres, candidate=act.event.name)


def _share(one: Actor | None, other: Actor | None, vocabulary: Vocabulary) -> bool:
    """Say whether someone can be meant by both; nobody in particular is anyone."""
    if isinstance(one, Anyone | None) or isinstance(other, Anyone | None):
        return True
    if isinstance(one, Each) or isinstance(other, Each):
        return one == other
    return any(_is(a.name, b.name, vocabulary) for a in one.names for b in other.names)


def _is(one: str, other: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.counts_as(one, other) or vocabulary.counts_as(other, one)


def _told(leave: Rule, ban: Rule) -> Diagnostic:
    against = "förbjuder" if ban.modality.binds else "avråder från"
    message = f"`{leave.name}` tillåter det som `{ban.name}` {against}"
    related = (Label(ban.span, f"{against} samma handling"),) if ban.span is not None else ()
    help = f"skriv `undantag` från `{ban.name}`, eller ge den ena ett villkor som utesluter den andra"
    return Diagnostic("G137", message, leave.span, "tillåtet och förbjudet", help, Severity.WARNING, related)
