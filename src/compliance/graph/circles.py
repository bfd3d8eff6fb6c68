"""Rules that start, hold or fall when each other is broken must not go in a circle: none of them would be first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compliance.graph.model import Rule
from compliance.graph.rewrite import walk
from compliance.language.condition_tree import RuleBroken
from compliance.language.diagnostic import Diagnostic
from compliance.language.rule_tree import OnBreach


def circles(rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    """Tell each circle once, at the first of its rules."""
    known = {rule.name: rule for rule in rules}
    needs = {name: _breaches(rule) for name, rule in known.items()}
    done: set[str] = set()
    for name in known:
        circle = _circle(name, needs, done)
        if circle:
            first = min(circle, key=list(known).index)
            place = circle.index(first)
            around = (*circle[place:], *circle[:place], first)
            yield Diagnostic(
                "G128",
                f"regeln `{first}` beror i en cirkel på att den själv bryts",
                known[first].span,
                " -> ".join(around),
                "ta bort ett `regel … bryts`",
            )


def _breaches(rule: Rule) -> tuple[str, ...]:
    """Return the rules whose breach starts a rule, or stands in its conditions or its exceptions."""
    parts = (rule.triggers, rule.condition, rule.duty, rule.deadline, *(escape.condition for escape in rule.escapes))
    return tuple(dict.fromkeys(n.rule.name for n in walk(parts) if isinstance(n, OnBreach | RuleBroken)))


def _circle(start: str, needs: Mapping[str, tuple[str, ...]], done: set[str]) -> tuple[str, ...]:
    """Return the first circle that can be reached, and mark all that was reached as done."""
    path: list[str] = []
    todo = [(start, False)]
    while todo:
        name, leave = todo.pop()
        if leave:
            path.pop()
            done.add(name)
        elif name in path:
            done.update(path)
            return tuple(path[path.index(name) :])
        elif name in needs and name not in done:
            path.append(name)
            todo += [(name, True), *((needed, False) for needed in needs[name])]
    return ()
