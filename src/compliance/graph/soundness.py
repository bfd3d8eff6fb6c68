"""Do the rules make sense together? What can be seen without any record, after names and types are right.

| code | severity | what |
|---|---|---|
| G128 | error | rules that wait for each other's breach, in a circle |
| G129 | warning; error for dates | a rule that can never come to apply |
| G130 | warning | a deadline that can never be missed: what it waits for ends or fulfils the rule |
| G131 | error, warning, advice | a deadline that has gone out when, or may have before, the rule begins |
| G132 | warning | a rule that ends by what starts it |
| G133 | warning | rules that cannot be kept together, or an act that cannot be done |
| G137 | warning | an act that is both permitted and forbidden |
| G138 | warning | two rules that take the same inherited rule's place at the same time |

Every check is certain rather than complete: what depends on the record is left alone. Only G137 is the other way round:
a permission promises that an act is lawful, so one case that can be thought of, in which it is forbidden, is told.
"""

from __future__ import annotations

from compliance.graph.model import RuleSet
from compliance.graph.soundness_clash import clashes
from compliance.graph.soundness_deadline import deadlines
from compliance.graph.soundness_endings import Places, endings
from compliance.graph.soundness_leave import permitted_and_forbidden
from compliance.graph.soundness_reach import circles, unreached
from compliance.graph.soundness_replaced import replaced_twice
from compliance.language.diagnostic import Diagnostic, sort_diagnostics


def check_soundness(rules: RuleSet) -> list[Diagnostic]:
    """Return what is wrong, in reading order; an inherited rule is told of once."""
    found: list[Diagnostic] = []
    places = Places(rules)
    for guideline in rules.guidelines.values():
        found += circles(guideline)
        found += unreached(rules, guideline)
        for rule in guideline.rules:
            found += deadlines(rule, rules.vocabulary)
            found += endings(rule, places)
        for liability in guideline.liability:
            for ground in liability.grounds:
                if ground.rule is not None:
                    found += deadlines(ground.rule, rules.vocabulary)
        found += clashes(rules, guideline)
        found += permitted_and_forbidden(rules, guideline)
        found += replaced_twice(guideline)
    return sort_diagnostics(found)
