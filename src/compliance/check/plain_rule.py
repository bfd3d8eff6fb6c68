"""The plain steps of one rule as lines of Python: where it begins, and what every kind of rule shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.check.content import ContentProgram
from compliance.check.plain_condition import Expressions
from compliance.check.plain_names import Names, Written, indented
from compliance.check.program import Program
from compliance.language.condition_tree import (
    Both,
    Condition,
    Contains,
    Either,
    Equal,
    Exists,
    Known,
    Negation,
    OneOf,
    Only,
    Truth,
)
from compliance.language.rule_tree import OnEvent, Roles

GIVE_UP = ("plain = False", "break")


@dataclass(frozen=True, slots=True)
class Block:
    """When a rule can begin at all (event lists, joined by or), and its steps. A step that says `plain = False; break`
    gives the rule to its program."""

    present: tuple[str, ...]
    steps: tuple[str, ...]
    needed: tuple[str, ...] = ()
    """What must hold besides, or the rule's condition cannot."""

    def written(self, generic: str) -> list[str]:
        """Return the lines; `generic` is the call of the program."""
        begins = " and ".join((f"({' or '.join(self.present)})", *self.needed))
        lines = [f"if {begins}:", "    plain = True", "    mark = len(out)"]
        lines += [f"    {step}" for step in self.steps]
        again = f"        out += [f for f in {generic} if f.status is not NOT_APPLICABLE]"
        return [*lines, "    if not plain:", "        del out[mark:]", again]


def starts(program: Program, expressions: Expressions, then: Sequence[str]) -> list[str] | None:
    """Return the loops over the events that begin a rule; `then` follows for each whose condition holds. In it stands
    `<kind>` for the event's type and `<next>` for how the loop goes on."""
    names = expressions.names
    triggers = [t for t in program.rule.triggers if isinstance(t, OnEvent)]
    if len(triggers) != len(program.rule.triggers) or not triggers:
        return None
    kinds = [t.pattern.event.name for t in triggers]
    if len(set(kinds)) < len(kinds):
        return None
    lines: list[str] = []
    for number, trigger in enumerate(triggers):
        kind = trigger.pattern.event.name
        events = names.events(kind)
        expressions.trigger_kind = None
        inner = passed(expressions.pattern(trigger.pattern, "e", "None"))
        if trigger.selector == "original":
            inner += ["if e.re is not None and changes(tl, e):", "    continue"]
        following = "break" if trigger.selector in ("first", "latest") else "continue"
        inner.append("at = e.at")
        expressions.trigger_kind = kind
        if program.rule.condition is not None:
            inner += passed(expressions.condition(program.rule.condition, "at", "e", "None"), following)
        inner += [line.replace("<kind>", repr(kind)).replace("<next>", following) for line in then]
        if following == "break":
            inner.append("break")
        some = f"{events}[::-1]" if trigger.selector == "latest" else events
        expressions.trigger_kind = None
        guard = f"if {events}:" if number == 0 else f"if plain and {events}:"
        lines += [guard, f"    for e in {some}:", *indented(inner, 2)]
    return lines


def passed(value: Written, following: str = "continue") -> list[str]:
    """Return the steps that pass on what is true, leave what is false, and give up on what is unknown."""
    if value.text == "True":
        return []
    if value.sure:
        return [f"if not {value.text}:", f"    {following}"]
    return [f"v = {value.text}", "if v is not True:", "    if v is False:", f"        {following}", *indented(GIVE_UP)]


def present(program: Program, names: Names) -> tuple[str, ...]:
    """Return the lists of the events that begin a rule."""
    return tuple(dict.fromkeys(names.events(kind) for kind, _, _ in program.triggers.events))


def needed(condition: Condition | None, expressions: Expressions, certain: bool = False) -> tuple[str, ...]:
    """Return what must hold for a condition to hold (or, unless `certain`, for that to be unknown): events that it
    asks for, facts that never change."""
    match condition:
        case Both(parts) if parts:
            return tuple(dict.fromkeys(need for part in parts for need in needed(part, expressions, certain)))
        case Exists(pattern):
            return (expressions.names.events(pattern.event.name),)
        case None:
            return ()
    facts = _facts_alone(condition, expressions)
    if not facts:
        return ()
    steady = " or ".join(expressions.names.changes(name) for name in facts)
    holds = "is True" if certain else "is not False"
    return (f"({steady} or {expressions.condition(condition, 'None', 'None', 'None').text} {holds})",)


def _facts_alone(condition: Condition, expressions: Expressions) -> tuple[str, ...]:
    """Return the facts that a condition speaks of; none where it speaks of anything else."""
    known = expressions.vocabulary.facts
    match condition:
        case Both(parts) | Either(parts):
            found = [_facts_alone(part, expressions) for part in parts]
            return tuple(dict.fromkeys(name for names in found for name in names)) if all(found) else ()
        case Negation(part):
            return _facts_alone(part, expressions)
        case Truth(operand) | Known(operand) | Contains(operand) | Equal(operand) | OneOf(operand) | Only(operand):
            written = expressions.condition(condition, "None", "None", "None")
            plain = operand.owner is None and operand.name in known and not written.calls
            return (operand.name,) if plain else ()
    return ()


def free(program: Program, expressions: Expressions, event: str) -> Written:
    """Return the expression of whether no exception holds, or may hold, at the moment of an event."""
    conditions = [escape.condition for escape, _ in program.escapes.tests]
    if None in conditions:
        return Written("False", True)
    written = [expressions.condition(c, "at", event, "None") for c in conditions if c is not None]
    tests = [
        f"not {one.text}" if one.sure else f"{one.text} is False" for one in sorted(written, key=lambda w: w.calls)
    ]
    return Written(f"({' and '.join(tests)})", True, sum(one.calls for one in written))


def gate_block(program: Program, expressions: Expressions) -> Block | None:
    """Any other rule: its program is asked where the condition holds for some start, or may hold."""
    loops = starts(program, expressions, GIVE_UP)
    if loops is None:
        return None
    return Block(present(program, expressions.names), tuple(loops), needed(program.rule.condition, expressions))


def content_block(program: ContentProgram, expressions: Expressions) -> Block | None:
    """What a message must state, when it is sent: plain when it states all."""
    if program.due is not None:
        return None
    names = expressions.names
    rule, guideline, me = names.constant(program.rule), names.constant(program.guideline), names.constant(program)
    then: list[str] = []
    if isinstance(program.rule.actor, Roles):
        sure = names.constant(program.sure)
        then += [
            f"if (e.by is None or e.by.role not in {sure}) and {me}.roles(tl, e, e.by, True) is False:",
            "    <next>",
        ]
    finding = f"({rule}, {guideline}, FULFILLED, e.by, None, e, <kind>, at, at, at, e, (), (), None, None, ())"
    if program.escapes.tests:
        then += [f"if not {free(program, expressions, 'e').text}:", *indented(GIVE_UP)]
    then += [f"if e.by is None or {me}.lacks(e):", *indented(GIVE_UP), f"out.append(new(Finding, {finding}))"]
    loops = starts(program, expressions, then)
    if loops is None:
        return None
    return Block(present(program, names), tuple(loops), needed(program.rule.condition, expressions))
