"""Rules that cannot be kept (G133, a warning).

- An obligation all of whose acts are forbidden to all of its bearers, always or from the same triggers on, by a
  prohibition without condition, exception or order. The dates of the two must meet.
- An obligation whose act cannot be done, because the condition on its fields contradicts itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.graph.model import Guideline, Modality, Rule, RuleSet
from compliance.graph.soundness_satisfiable import Satisfiability
from compliance.graph.vocabulary import Vocabulary
from compliance.language.diagnostic import Diagnostic, Label, Severity
from compliance.language.rule_tree import Act, Actor, Acts, Anyone, Roles


def clashes(rules: RuleSet, guideline: Guideline) -> Iterator[Diagnostic]:
    """Tell of the obligations of a guideline that cannot be kept."""
    bans = [rule for rule in guideline.rules if _is_flat_ban(rule)]
    solver = Satisfiability(rules.vocabulary, guideline)
    for rule in guideline.rules:
        if rule.modality.forbids or not isinstance(rule.duty, Acts):
            continue
        for ban in bans:
            if meet(rule, ban) and _forbids(ban, rule, rule.duty, rules.vocabulary):
                yield _clash(rule, ban)
        yield from _undoable(rule, rule.duty, solver)


def _is_flat_ban(rule: Rule) -> bool:
    plain = rule.condition is None and rule.before is None and rule.after is None and not rule.escapes
    return rule.modality.forbids and plain


def meet(rule: Rule, ban: Rule) -> bool:
    """Say whether there is a day when both are in force."""
    starts = [d for d in (rule.valid_from, ban.valid_from) if d is not None]
    ends = [d for d in (rule.valid_to, ban.valid_to) if d is not None]
    return not starts or not ends or max(starts) <= min(ends)


def _forbids(ban: Rule, rule: Rule, duty: Acts, vocabulary: Vocabulary) -> bool:
    assert isinstance(ban.duty, Acts)
    if ban.triggers and not set(rule.triggers) <= set(ban.triggers):
        return False
    if ban.duty.to not in (None, duty.to) or not _binds(ban.actor, rule.actor, vocabulary):
        return False
    return all(any(_same(act, forbidden) for forbidden in ban.duty.acts) for act in duty.acts)


def _same(act: Act, forbidden: Act) -> bool:
    return act.event == forbidden.event and forbidden.where in (None, act.where)


def _binds(ban: Actor, actor: Actor, vocabulary: Vocabulary) -> bool:
    """Say whether all who may act by the one actor are forbidden to by the other."""
    if isinstance(ban, Anyone):
        return True
    if not isinstance(ban, Roles) or not isinstance(actor, Roles):
        return ban == actor
    return all(any(vocabulary.counts_as(name.name, wanted.name) for wanted in ban.names) for name in actor.names)


def _clash(rule: Rule, ban: Rule) -> Diagnostic:
    word = "kräver" if rule.modality is Modality.MUST else "rekommenderar"
    against = "förbjuder" if ban.modality.binds else "avråder från"
    message = f"`{rule.name}` {word} det som `{ban.name}` alltid {against}"
    related = (Label(ban.span, f"{against} samma handling"),) if ban.span is not None else ()
    help = "ge förbudet ett villkor eller ett undantag, eller ändra skyldigheten"
    return Diagnostic("G133", message, rule.span, "kan inte följas", help, Severity.WARNING, related)


def _undoable(rule: Rule, duty: Acts, solver: Satisfiability) -> Iterator[Diagnostic]:
    for act in duty.acts:
        if act.where is not None and not solver.possible([act.where], candidate=act.event.name):
            message = f"`{rule.name}` kräver en handling som inte kan göras: ingen `{act.event}` kan uppfylla villkoret"
            related = (Label(rule.span, "i den här regeln"),) if rule.span is not None else ()
            yield Diagnostic(
                "G133", message, act.span, "kan inte göras", "ändra villkoret efter `där`", Severity.WARNING, related
            )
