"""The plain steps of a duty to act: the one start, each bearer and receiver, the first act in time."""

from __future__ import annotations

from compliance.check.actors import nobody_named
from compliance.check.ending import Escapes
from compliance.check.plain_condition import Expressions
from compliance.check.plain_names import Names, Written, indented
from compliance.check.plain_prohibition import acts_own, candidates
from compliance.check.plain_rule import GIVE_UP, Block, free, needed, present, starts
from compliance.check.program import ActProgram
from compliance.graph.model import Escape
from compliance.language.condition_tree import Pattern
from compliance.language.rule_tree import Acts, Before, Between, Each, OnEvent, Promptly, Roles

_UNDONE = "(PENDING if until is None or as_of <= until else MISSED)"
"""What `verdict.undone` says."""


def act_block(program: ActProgram, expressions: Expressions) -> Block | None:
    """A duty that begins once."""
    if not can_be_plain(program):
        return None
    names, again = expressions.names, ["if s is not None:", *indented(GIVE_UP)]
    loops = starts(program, expressions, [*again, "s = e", "kind = <kind>"])
    if loops is None:
        return None
    begin = _at_once(program, names, ["s = None", *loops])
    steps = [*begin, "if plain and s is not None:", *indented(instance_steps(program, expressions))]
    return Block(present(program, names), tuple(steps), needed(program.rule.condition, expressions))


def _at_once(program: ActProgram, names: Names, loops: list[str]) -> list[str]:
    """Return the steps that find the one start: no loop is needed where every event of one type begins the rule."""
    triggers = [t for t in program.rule.triggers if isinstance(t, OnEvent)]
    first = triggers[0].pattern
    if len(triggers) > 1 or not _bare(first) or program.rule.condition is not None:
        return loops
    events, kind = names.events(first.event.name), f"kind = {first.event.name!r}"
    match triggers[0].selector:
        case "first":
            return [f"s = {events}[0]", kind]
        case "latest":
            return [f"s = {events}[-1]", kind]
        case "original":
            alone = f"if len({events}) == 1 and {events}[0].re is None:"
            return [alone, f"    s = {events}[0]", f"    {kind}", "else:", *indented(loops)]
    return [f"s = {events}[0]", kind, f"plain = len({events}) == 1"]


def can_be_plain(program: ActProgram) -> bool:
    """Say whether a duty has plain steps at all."""
    return not (isinstance(program.rule.deadline, Between) and program.acts.earlier_counts)


def instance_steps(program: ActProgram, expressions: Expressions) -> list[str]:
    """Return the steps for the one start `s`, of the type `kind`."""
    names = expressions.names
    me, rule, guideline = names.constant(program), names.constant(program.rule), names.constant(program.guideline)
    lines = ["at = s.at", *_until(program, names), *_fallen(program, expressions)]
    if program.escapes.tests:
        kinds = {kind for kind, _, _ in program.triggers.events}
        expressions.trigger_kind = next(iter(kinds)) if len(kinds) == 1 else None
        lines += [f"if plain and not {free(program, expressions, 's').text}:", "    plain = False"]
        expressions.trigger_kind = None
    window = isinstance(program.rule.deadline, Between)
    opens = "due.opens" if window else "at if until is None or until >= at else until"
    inner = [f"opens = {opens}", f"candidates = {candidates(program.acts, expressions)}"]
    if program.perhaps_ended is None:
        inner.append(f"nothing = {_UNDONE} if not candidates else None")
    else:
        inner.append("nothing = None")
    to = program.targets is not nobody_named
    body = [] if to else ["target, single = None, one"]
    body += [
        "if nothing is not None:",
        f"    {_found(rule, guideline, 'nothing', 'None')}",
        "    continue",
        *_search(program, expressions),
        "if c is None and unsure:",
        f"    out += {me}.one(tl, (s, kind, at), (bearer, target, single), until)",
        "    continue",
        f"verdict = FULFILLED if c is not None else LATE if late is not None else {_UNDONE}",
        "act = c if c is not None else late",
        _found(rule, guideline, "verdict", "act"),
    ]
    if to:
        inner.append(f"targets = {names.constant(program.targets)}(tl, s, at)")
        body = ["for target, only in targets:", "    single = one and only", *indented(body)]
    inner += [f"for bearer, one in {_bearers(program, names)}:", *indented(body)]
    return [*lines, "if plain:", *indented(inner)]


def _fallen(program: ActProgram, expressions: Expressions) -> list[str]:
    """Return the steps that give up where something ends the duty: an event from the start on, a fact that changes
    after it, an exception that comes to hold."""
    names = expressions.names
    facts = sorted({end.fact.name for end in program.rule.ends if not isinstance(end, Pattern)})
    ends = [names.events(kind) for kind in sorted(program.ending_kinds)]
    asked = [f"({events} and {events}[-1].at >= at)" for events in ends]
    asked += [f"({names.changed_after(fact, 'at')})" for fact in facts]
    asked += [_comes_to_hold(escape, expressions) for escape, _ in program.escapes.tests]
    if not asked:
        return []
    fallen = f"{names.constant(program)}.may_fall(tl, s, at, until)"
    return [f"if plain and ({' or '.join(asked)}) and {fallen}:", "    plain = False"]


def _comes_to_hold(escape: Escape, expressions: Expressions) -> str:
    """Return the expression of whether an exception can come to hold after the start."""
    names, one = expressions.names, Escapes((escape,), expressions.patterns)
    if one.by_rules:
        return "True"
    later = [f"{events} and {events}[-1].at > at" for events in map(names.events, sorted(one.kinds))]
    later += [names.changed_after(fact, "at") for fact in sorted(one.facts)]
    parts = (*needed(escape.condition, expressions, certain=True), f"({' or '.join(later) or False})")
    return f"({' and '.join(parts)})"


def _bearers(program: ActProgram, names: Names) -> str:
    """Return the bearers; the sender of the trigger itself where it is the role that is asked for."""
    listed = f"{names.constant(program.bearers)}(tl, s, at)"
    if program.original:
        listed = f"({listed} if s.re is None else {names.constant(program)}.named(tl, s, at))"
    actor = program.rule.actor
    if not isinstance(actor, Roles):
        return listed
    by = f"s.by is not None and s.by.role == {actor.names[0].name!r} and s.by.unit is not None and s.re is None"
    return f"(((s.by, True),) if {by} else {listed})"


def _found(rule: str, guideline: str, status: str, act: str) -> str:
    """Return the step that adds the finding of an instance."""
    instance = f"bearer, target, s, kind, at, opens, until, {act}"
    return f"out.append(new(Finding, ({rule}, {guideline}, {status}, {instance}, (), (), None, None, ())))"


def _until(program: ActProgram, names: Names) -> list[str]:
    """Return the steps that find when it is due."""
    if program.after is not None:
        return [f"until = {names.constant(program.after)}(at)"]
    deadline = program.rule.deadline
    if isinstance(deadline, Before) and _bare(deadline.event) and not deadline.already:
        return _next(deadline.event, names)
    if isinstance(deadline, Promptly) and (deadline.until is None or _bare(deadline.until)):
        lines = ["until = None"] if deadline.until is None else _next(deadline.until, names)
        closed = names.constant(program.closed)
        return [*lines, "if until is None and closings:", f"    until = {closed}(tl, at, s)"]
    window = isinstance(deadline, Between)
    asked = [
        f"due = {names.constant(program.due)}(tl, s, at)",
        "until = due.at",
        f"if due.missing or due.opens is {'' if window else 'not '}None:",
        "    plain = False",
    ]
    if program.from_itself is None:
        return asked
    kind, after = program.from_itself
    return [f"if kind == {kind!r}:", f"    until = {names.constant(after)}(at)", "else:", *indented(asked)]


def _bare(pattern: Pattern) -> bool:
    return not pattern.by and not pattern.to and pattern.where is None


def _next(pattern: Pattern, names: Names) -> list[str]:
    """Return the steps that find the next event of a type from the start on."""
    events = names.events(pattern.event.name)
    found = ["if x.at >= at:", "    until = x.at", "    break"]
    return ["until = None", f"if {events}:", f"    for x in {events}:", *indented(found, 2)]


def _search(program: ActProgram, expressions: Expressions) -> list[str]:
    """Return the steps that find the first act in time that certainly answers; `c` is None when there is none."""
    acts = expressions.names.constant(program.acts)
    doubt = "True" if program.perhaps_ended is not None else "False"
    loop: list[str] = []
    if isinstance(program.rule.deadline, Between):
        loop += ["if x is s:", "    continue", "if x.at < opens:", "    if x.at >= at or opens <= at:"]
        loop += ["        unsure = True", "    continue"]
    elif not program.acts.earlier_counts:
        loop += ["if x.at < at or x is s:", "    continue"]
    loop += _by(program, expressions)
    loop += [f"if x.re is not None and x.re != s.id and not {acts}.refers(tl, x, s):", "    continue"]
    if program.acts.addressed:
        loop += _to(program, expressions)
    assert isinstance(program.rule.duty, Acts)
    loop += _sure_only(acts_own(program.rule.duty, "x", "s", expressions))
    numberless = isinstance(program.rule.deadline, Promptly)
    found = ["if until is None or x.at <= until:", "    c = x"]
    found += [] if numberless else ["else:", "    late = x"]
    loop += [*found, "break"]
    return ["c = late = None", f"unsure = {doubt}", "if candidates:", "    for x in candidates:", *indented(loop, 2)]


def _by(program: ActProgram, expressions: Expressions) -> list[str]:
    """Return the steps that ask whether the bearer did an act."""
    acts, actor = expressions.names.constant(program.acts), program.rule.actor
    if isinstance(actor, Roles):
        return _sure_only(expressions.acted(actor.names, "x"))
    if not isinstance(actor, Each):
        return []
    return [
        "w = x.by",
        "if w is not bearer:",
        "    if w is not None and w.unit is not None and bearer.unit is not None and w.unit != bearer.unit:",
        "        continue",
        *indented(_sure_only(Written(f"{acts}.by(tl, x, bearer, single)", False))),
    ]


def _to(program: ActProgram, expressions: Expressions) -> list[str]:
    """Return the steps that ask whether an act was done to the one it is owed to."""
    names, acts, to = expressions.names, expressions.names.constant(program.acts), program.rule.duty.to  # type: ignore[union-attr]
    if isinstance(to, Roles) and not to.every:
        accepted = names.constant(expressions.patterns.roles(to.names).accepted)
        return _sure_only(Written(f"reaches(x, {accepted})", False))
    asked = _sure_only(Written(f"{acts}.to(tl, x, target, single, None)", False))
    return asked if isinstance(to, Roles) else ["if not x.to or x.to[0] is not target:", *indented(asked)]


def _sure_only(value: Written) -> list[str]:
    """Return the steps that pass on an act that matches for certain, and note one that may."""
    if value.text == "True":
        return []
    if value.sure:
        return [f"if not {value.text}:", "    continue"]
    return [f"m = {value.text}", "if m is not True:", "    if m is None:", "        unsure = True", "    continue"]
