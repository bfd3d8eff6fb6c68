"""The plain steps of a prohibition: each act, whether it is in order, whether the condition holds."""

from __future__ import annotations

import re

from compliance.check.acts import ActMatch
from compliance.check.plain_condition import Expressions
from compliance.check.plain_names import TRUE, Written, indented
from compliance.check.plain_rule import GIVE_UP, Block, free, needed, passed
from compliance.check.prohibition import ProhibitionProgram
from compliance.language.rule_tree import Acts, Roles

_IN_PASSING = re.compile(r"\bv\d+\b")


def prohibition_block(program: ProhibitionProgram, expressions: Expressions) -> Block | None:
    """A prohibition without a trigger. What is asked of an act is asked in the order of what it costs: one part that
    is false is enough, and one that is unknown leaves the rule to its program, whichever is asked first."""
    if not program.plain:
        return None
    names, rule = expressions.names, program.rule
    kinds = tuple(program.acts.kinds)
    assert isinstance(rule.duty, Acts)
    expressions.trigger_kind = kinds[0] if len(kinds) == 1 else None
    asked = [acts_own(rule.duty, "e", "e", expressions), _in_order(program, expressions)]
    if isinstance(rule.actor, Roles):
        asked.append(expressions.acted(rule.actor.names, "e"))
    if program.acts.addressed:
        asked.append(Written(f"{names.constant(program.acts)}.to(tl, e, None, True, None)", False, 1))
    if rule.condition is not None:
        asked.append(expressions.condition(rule.condition, "at", "e", "None"))
    loop = ["at = e.at"]
    for value in sorted(asked, key=lambda value: value.calls):
        loop += passed(value)
    if program.escapes.tests:
        loop += [f"if not {free(program, expressions, 'e').text}:", *indented(GIVE_UP)]
    expressions.trigger_kind = None
    about = f"{names.constant(rule)}, {names.constant(program.guideline)}"
    finding = f"({about}, BREACHED, e.by, None, e, e.type, at, at, None, e, (), (), None, None, ())"
    loop.append(f"out.append(new(Finding, {finding}))")
    present = tuple(names.events(kind) for kind in kinds)
    must = needed(rule.condition, expressions)
    if program.edge is not None and rule.before is None:
        must = (names.events(program.edge.event.name), *must)
    return Block(present, (f"for e in {candidates(program.acts, expressions)}:", *indented(loop)), must)


def candidates(acts: ActMatch, expressions: Expressions) -> str:
    """Return the expression of the events of an act's types, in time order."""
    kinds = tuple(acts.kinds)
    lists = [expressions.names.events(kind) for kind in kinds]
    if len(kinds) == 1:
        return lists[0]
    known = expressions.names.constant(expressions.patterns.shared(("several", acts.several), lambda: acts.several))
    several = f"(memo.get({known}) or {expressions.names.constant(acts)}.candidates(tl))"
    if len(kinds) == 2:
        return f"({lists[0]} if {lists[1]} is None else {lists[1]} if {lists[0]} is None else {several})"
    return several


def acts_own(duty: Acts, event: str, trigger: str, expressions: Expressions) -> Written:
    """Return the expression of whether an act has the fields that are asked for."""
    written = {
        act.event.name: TRUE
        if act.where is None
        else expressions.condition(act.where, f"{event}.at", trigger, event, act.event.name)
        for act in duty.acts
    }
    *others, last = written
    if all(_IN_PASSING.sub("v", value.text) == _IN_PASSING.sub("v", written[last].text) for value in written.values()):
        return written[last]
    text = "".join(f"{written[kind].text} if {event}.type == {kind!r} else " for kind in others)
    sure, calls = all(w.sure for w in written.values()), max(w.calls for w in written.values())
    return Written(f"({text}{written[last].text})", sure, calls)


def _in_order(program: ProhibitionProgram, expressions: Expressions) -> Written:
    """Return the expression of whether what must come first has not been done, or what must come last has."""
    if program.edge is None:
        return TRUE
    found = expressions.exists(program.edge, "at", "e", "e")
    return found if program.rule.before is None else expressions.negation(found)
