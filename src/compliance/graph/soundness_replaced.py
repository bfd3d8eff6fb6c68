"""Rules that take the same rule's place (G138, a warning): two of one guideline, both in force on some date.

One rule is then judged twice, by two rules that each are all of it. Where their dates follow each other, the one takes
over from the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from compliance.graph.model import Guideline, Rule
from compliance.graph.soundness_clash import meet
from compliance.language.diagnostic import Diagnostic, Label, Severity


def replaced_twice(guideline: Guideline) -> Iterator[Diagnostic]:
    """Tell of the rules of a guideline that take the place of a rule that another of its rules has replaced."""
    known = {rule.name: rule for rule in guideline.rules}
    places: dict[str, list[Rule]] = {}
    for change in guideline.left_out:
        rule = known.get(change.replaced_by) if change.by == guideline.name else None
        if rule is not None and rule not in places.setdefault(change.name, []):
            places[change.name].append(rule)
    for name, rules in places.items():
        for first, second in combinations(rules, 2):
            if meet(first, second):
                message = f"`{second.name}` ersätter `{name}`, som `{first.name}` redan ersätter"
                related = (Label(first.span, "ersätter samma regel"),) if first.span is not None else ()
                help = "låt en av dem ersätta regeln, eller ge dem datum som följer på varandra"
                yield Diagnostic("G138", message, second.span, "ersatt två gånger", help, Severity.WARNING, related)
