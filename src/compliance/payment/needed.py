"""Guidelines cut down to what liability depends on: the rules that grounds want kept, and those that these need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from compliance.check.engine import breaches_needed
from compliance.graph.model import Guideline, Rule, RuleSet
from compliance.graph.rewrite import walk
from compliance.language.condition_tree import RuleBroken
from compliance.language.rule_tree import OnBreach


def liable(rules: RuleSet) -> RuleSet:
    """Return a rule set whose guidelines keep no other rules than those that their liability depends on."""
    return replace(rules, guidelines={name: _cut(g) for name, g in rules.guidelines.items()})


def _cut(guideline: Guideline) -> Guideline:
    by_name = {rule.name: rule for rule in guideline.rules}
    wanted = set(_asked(guideline, by_name))
    left = list(wanted)
    while left:
        rule = by_name[left.pop()]
        more = {name for name in breaches_needed(rule) if name in by_name} - wanted
        wanted |= more
        left += more
    return replace(guideline, rules=tuple(rule for rule in guideline.rules if rule.name in wanted))


def _asked(guideline: Guideline, by_name: dict[str, Rule]) -> Iterable[str]:
    """Return the rules that grounds want kept, and those that anything in a liability or settlement asks about."""
    for liability in guideline.liability:
        for ground in liability.grounds:
            for wanted in ground.kept_rules:
                yield from (n for n in by_name if (n.startswith(wanted[:-1]) if wanted[-1] == "*" else n == wanted))
    for node in walk((guideline.liability, guideline.settlements)):
        if isinstance(node, OnBreach | RuleBroken) and node.rule.name in by_name:
            yield node.rule.name
