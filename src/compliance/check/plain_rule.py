"""The plain steps of one rule as lines of Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.check.actors import nobody_named
from compliance.check.content import ContentProgram
from compliance.check.plain_condition import Expressions, Names
from compliance.check.program import ActProgram, Program
from compliance.check.prohibition import ProhibitionProgram
from compliance.language.condition_tree import Both, Condition, Exists, Pattern
from compliance.language.tree import Before, Between, Each, OnEvent, Promptly, Roles


@dataclass(frozen=True, slots=True)
class Block:
    """When a rule can begin at all (event lists, joined by or), and its steps. A step that says `plain = False; break`
    gives the rule to its program."""

    present: tuple[str, ...]
    steps: tuple[str, ...]
    needed: tuple[str, ...] = ()
    """Event lists without which the condition cannot hold."""

    def written(self, generic: str) -> list[str]:
        """Return the lines; `generic` is the call of the program."""
        begins = " and ".join((f"({' or '.join(self.present)})", *self.needed))
        lines = [f"if {begins}:", "    plain = True", "    mark = len(out)"]
        lines += [f"    {step}" for step in self.steps]
        again = f"        out += [f for f in {generic} if f.status is not NOT_APPLICABLE]"
        return [*lines, "    if not plain:", "        del out[mark:]", again]


_GIVE_UP = ("plain = False", "break")


def _indented(lines: Sequence[str], by: int = 1) -> list[str]:
    return ["    " * by + line for line in lines]


def _starts(program: Program, names: Names, expressions: Expressions, then: Sequence[str]) -> list[str] | None:
    """Return the loops over the events that begin a rule; `then` follows for each whose condition holds."""
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
        inner: list[str] = []
        expressions.trigger_kind = None
        matched = expressions.pattern(trigger.pattern, "e", "None")
        if matched is not None:
            inner += _only_true(matched)
        if trigger.selector == "original":
            inner += ["if e.re is not None and changes(tl, e):", "    continue"]
        following = "break" if trigger.selector in ("first", "latest") else "continue"
        inner.append("at = e.at")
        expressions.trigger_kind = kind
        if program.rule.condition is not None:
            inner += [f"v = {expressions.condition(program.rule.condition, 'at', 'e', 'None')}", "if v is None:"]
            inner += _indented(_GIVE_UP)
            inner += ["if v is False:", f"    {following}"]
        inner += [line.replace("<kind>", repr(kind)).replace("<next>", following) for line in then]
        if following == "break":
            inner.append("break")
        some = f"{events}[::-1]" if trigger.selector == "latest" else events
        expressions.trigger_kind = None
        guard = f"if {events}:" if number == 0 else f"if plain and {events}:"
        lines += [guard, f"    for e in {some}:", *_indented(inner, 2)]
    return lines


def needed(condition: Condition | None, names: Names) -> tuple[str, ...]:
    """Return the event lists without which a condition cannot hold."""
    match condition:
        case Both(parts):
            return tuple(dict.fromkeys(need for part in parts for need in needed(part, names)))
        case Exists(pattern):
            return (names.events(pattern.event.name),)
        case _:
            return ()


def _present(program: Program, names: Names) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names.events(kind) for kind, _, _ in program.triggers.events))


def act_block(program: ActProgram, names: Names, expressions: Expressions) -> Block | None:
    """A duty to act: the one start, each bearer and receiver, the first act in time."""
    if isinstance(program.rule.deadline, Between) and program.acts.earlier_counts:
        return None
    then = ["starts += 1", "if starts > 1:", *_indented(_GIVE_UP), "s = e", "kind = <kind>"]
    loops = _starts(program, names, expressions, then)
    if loops is None:
        return None
    steps = ["starts = 0", *loops, "if plain and starts:", *_indented(_instance(program, names, expressions))]
    return Block(_present(program, names), tuple(steps), needed(program.rule.condition, names))


def _instance(program: ActProgram, names: Names, expressions: Expressions) -> list[str]:
    """Return the steps for the one start `s`."""
    me = names.constant(program)
    rule, guideline = names.constant(program.rule), names.constant(program.guideline)
    lines = ["at = s.at", *_until(program, names)]
    lines += _fallen(program, names)
    if program.escapes.tests:
        lines += [f"if plain and not ({_free(program, expressions, 's')}):", "    plain = False"]
    opens = (
        "due.opens" if isinstance(program.rule.deadline, Between) else "at if until is None or until >= at else until"
    )
    lines += ["if plain:", f"    opens = {opens}"]
    inner = [f"candidates = {_candidates(program, names)}"]
    if program.perhaps_ended is None:
        inner.append("nothing = undone(tl, until) if not candidates else None")
    else:
        inner.append("nothing = None")
    inner.append(f"for bearer, one in {_bearers(program, names)}:")
    to = program.targets is not nobody_named
    body = [] if to else ["target, single = None, one"]
    body += [
        "if nothing is not None:",
        f"    {_found(rule, guideline, 'nothing', 'None')}",
        "    continue",
        *_search(program, names, expressions),
        "if c is None and unsure:",
        f"    out += {me}.one(tl, (s, kind, at), (bearer, target, single), until)",
        "    continue",
        "verdict = FULFILLED if c is not None else LATE if late is not None else undone(tl, until)",
        "act = c if c is not None else late",
        _found(rule, guideline, "verdict", "act"),
    ]
    if to:
        inner += [
            f"    for target, only in {names.constant(program.targets)}(tl, s, at):",
            "        single = one and only",
            *_indented(body, 2),
        ]
    else:
        inner += _indented(body)
    return [*lines, *_indented(inner)]


def _free(program: Program, expressions: Expressions, event: str) -> str:
    """Return the expression that no exception holds, or may hold, at the moment of an event."""
    conditions = [escape.condition for escape, _ in program.escapes.tests]
    return " and ".join(
        "False" if condition is None else f"{expressions.condition(condition, 'at', event, 'None')} is False"
        for condition in conditions
    )


def _fallen(program: ActProgram, names: Names) -> list[str]:
    """Return the steps that give up where something may end the duty: a recorded event, a fact that changes."""
    asked = [names.events(kind) for kind in sorted(program.ending_kinds)]
    facts = {end.fact.name for end in program.rule.ends if not isinstance(end, Pattern)} | program.escapes.facts
    asked += [names.changes(fact) for fact in sorted(facts)]
    asked += [names.events(kind) for kind in sorted(program.escapes.kinds)]
    if program.escapes.by_rules:
        asked = ["True"]
    if not asked:
        return []
    fallen = f"{names.constant(program)}.may_fall(tl, s, at, until)"
    return [f"if plain and ({' or '.join(asked)}) and {fallen}:", "    plain = False"]


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
    if (
        isinstance(deadline, Before)
        and not deadline.event.by
        and not deadline.event.to
        and deadline.event.where is None
    ):
        events = names.events(deadline.event.event.name)
        return [
            "until = None",
            f"if {events}:",
            f"    for x in {events}:",
            "        if x.at >= at:",
            "            until = x.at",
            "            break",
        ]
    window = isinstance(program.rule.deadline, Between)
    asked = [
        f"due = {names.constant(program.due)}(tl, s, at)",
        "until = due.at",
        f"if due.missing or due.opens is {'' if window else 'not '}None:",
        "    plain = False",
    ]
    if program.from_itself is None:
        return asked
    kind, after = program.from_itself
    return [f"if kind == {kind!r}:", f"    until = {names.constant(after)}(at)", "else:", *_indented(asked)]


def _candidates(program: ActProgram, names: Names) -> str:
    if program.acts.only is not None:
        return names.events(program.acts.only)
    return f"{names.constant(program.acts)}.candidates(tl)"


def _search(program: ActProgram, names: Names, expressions: Expressions) -> list[str]:
    """Return the steps that find the first act in time that certainly answers; `c` is None when there is none."""
    acts = names.constant(program.acts)
    doubt = "True" if program.perhaps_ended is not None else "False"
    lines = ["c = late = None", f"unsure = {doubt}", "if candidates:"]
    loop: list[str] = []
    if isinstance(program.rule.deadline, Between):
        loop += ["if x is s:", "    continue", "if x.at < opens:", "    if x.at >= at or opens <= at:"]
        loop += ["        unsure = True", "    continue"]
    elif not program.acts.earlier_counts:
        loop += ["if x.at < at or x is s:", "    continue"]
    actor = program.rule.actor
    by = f"{acts}.by(tl, x, bearer, single)"
    if isinstance(actor, Each):
        loop += [
            "w = x.by",
            "if w is not bearer:",
            "    if w is not None and w.unit is not None and bearer.unit is not None and w.unit != bearer.unit:",
            "        continue",
            *_indented(_sure_only(by)),
        ]
    elif isinstance(actor, Roles):
        loop += [
            f"if x.by is None or x.by.role not in {names.constant(program.acts.sure)}:",
            *_indented(_sure_only(by)),
        ]
    loop += [f"if x.re is not None and x.re != s.id and not {acts}.refers(tl, x, s):", "    continue"]
    if program.acts.addressed:
        loop += _sure_only(f"{acts}.to(x, target, single)")
    loop += _fields(program, names, expressions)
    numberless = isinstance(program.rule.deadline, Promptly)
    loop += [
        "if until is None or x.at <= until:",
        "    c = x",
        "else:",
        "    pass" if numberless else "    late = x",
        "break",
    ]
    return [*lines, "    for x in candidates:", *_indented(loop, 2)]


def _fields(program: ActProgram, names: Names, expressions: Expressions) -> list[str]:
    """Return the steps that ask for the act's own fields."""
    acts = program.rule.duty.acts  # type: ignore[union-attr]
    if all(act.where is None for act in acts):
        return []
    if len(acts) == 1:
        assert acts[0].where is not None
        value = expressions.condition(acts[0].where, "x.at", "s", "x", acts[0].event.name)
        return _sure_only(value)
    kinds = names.constant(program.acts.kinds)
    return [f"w = {kinds}[x.type]", "if w is not None:", *_indented(_sure_only("w(tl, x.at, s, x)"))]


def _sure_only(value: str) -> list[str]:
    """Return the steps that pass on an act that matches for certain, and note one that may."""
    return [f"m = {value}", "if m is not True:", "    if m is None:", "        unsure = True", "    continue"]


def prohibition_block(program: ProhibitionProgram, names: Names, expressions: Expressions) -> Block | None:
    """A prohibition without a trigger: each act, whether it is in order, whether the condition holds."""
    if not program.plain:
        return None
    rule, guideline = names.constant(program.rule), names.constant(program.guideline)
    kinds = tuple(program.acts.kinds)
    loop: list[str] = []
    if isinstance(program.rule.actor, Roles):
        sure = names.constant(program.acts.sure)
        loop += [f"if e.by is None or e.by.role not in {sure}:"]
        loop += _indented(_only_true(f"{names.constant(program.acts)}.by(tl, e, None, True)"))
    if program.acts.addressed:
        loop += _only_true(f"{names.constant(program.acts)}.to(e, None, True)")
    loop += _acts_own(program, names, expressions)
    if program.edge is not None:
        loop += _in_order(program, names, expressions)
    loop.append("at = e.at")
    if program.rule.condition is not None:
        loop += [f"v = {expressions.condition(program.rule.condition, 'at', 'e', 'None')}"]
        loop += ["if v is None:", *_indented(_GIVE_UP), "if v is False:", "    continue"]
    if program.escapes.tests:
        loop += [f"if not ({_free(program, expressions, 'e')}):", *_indented(_GIVE_UP)]
    finding = f"({rule}, {guideline}, BREACHED, e.by, None, e, e.type, at, at, None, e, (), (), None, None, ())"
    loop.append(f"out.append(new(Finding, {finding}))")
    events = names.events(kinds[0]) if len(kinds) == 1 else f"{names.constant(program.acts)}.candidates(tl)"
    present = tuple(names.events(kind) for kind in kinds)
    return Block(present, (f"for e in {events}:", *_indented(loop)), needed(program.rule.condition, names))


def _only_true(value: str) -> list[str]:
    """Return the steps that pass on what is true, skip what is false, and give up on what is unknown."""
    return [f"m = {value}", "if m is not True:", "    if m is False:", "        continue", *_indented(_GIVE_UP)]


def _acts_own(program: ProhibitionProgram, names: Names, expressions: Expressions) -> list[str]:
    """Return the steps that ask for the fields of the act itself."""
    acts = program.rule.duty.acts  # type: ignore[union-attr]
    if all(act.where is None for act in acts):
        return []
    if len(acts) == 1:
        assert acts[0].where is not None
        return _only_true(expressions.condition(acts[0].where, "e.at", "e", "e", acts[0].event.name))
    return [
        f"w = {names.constant(program.acts.kinds)}[e.type]",
        *_only_true("True if w is None else w(tl, e.at, e, e)"),
    ]


def _in_order(program: ProhibitionProgram, names: Names, expressions: Expressions) -> list[str]:
    """Return the steps that ask whether what must come first, or last, has been done."""
    assert program.edge is not None
    me, edge = names.constant(program), names.events(program.edge.event.name)
    if program.rule.before is None:
        return [f"if {edge} is None:", "    continue", *_only_true(f"{me}.out_of_order(tl, e)")]
    return [f"if {edge} is not None:", *_indented(_only_true(f"{me}.out_of_order(tl, e)"))]


def gate_block(program: Program, names: Names, expressions: Expressions) -> Block | None:
    """Any other rule: its program is asked where the condition holds for some start, or may hold."""
    loops = _starts(program, names, expressions, _GIVE_UP)
    return (
        None if loops is None else Block(_present(program, names), tuple(loops), needed(program.rule.condition, names))
    )


def content_block(program: ContentProgram, names: Names, expressions: Expressions) -> Block | None:
    """What a message must state, when it is sent: plain when it states all."""
    if program.due is not None:
        return None
    rule, guideline = names.constant(program.rule), names.constant(program.guideline)
    then: list[str] = []
    if isinstance(program.rule.actor, Roles):
        sure, roles = names.constant(program.sure), f"{names.constant(program)}.roles"
        then += [
            f"if (e.by is None or e.by.role not in {sure}) and {roles}(tl, e, e.by, True) is False:",
            "    <next>",
        ]
    finding = f"({rule}, {guideline}, FULFILLED, e.by, None, e, <kind>, at, at, at, e, (), (), None, None, ())"
    me = names.constant(program)
    if program.escapes.tests:
        then += [f"if not ({_free(program, expressions, 'e')}):", *_indented(_GIVE_UP)]
    then += [f"if e.by is None or {me}.lacks(e):", *_indented(_GIVE_UP), f"out.append(new(Finding, {finding}))"]
    loops = _starts(program, names, expressions, then)
    if loops is None:
        return None
    return Block(_present(program, names), tuple(loops), needed(program.rule.condition, names))
