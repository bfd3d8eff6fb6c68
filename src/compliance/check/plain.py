"""The plain path: one Python function for a whole guideline, written from its rules and used for bulk.

Most timelines are plain: nothing was taken back, one version governs, the facts that matter are recorded. There, most
rules come to the same few steps, and a function with those steps one after the other does them several times faster
than the general programs. It decides only what is plain; a rule for which a value is unknown, an act is in doubt, or
anything could have ended the duty, is handed to its program. So the programs say what a rule means, and a test holds
the two together: over all sample timelines and random ones, the same findings in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from compliance.check.content import ContentProgram
from compliance.check.finding import BAD, Finding, Status
from compliance.check.pattern import Patterns
from compliance.check.plain_condition import Expressions, Names
from compliance.check.plain_rule import Block, act_block, content_block, gate_block, needed, prohibition_block
from compliance.check.program import ActProgram, Program, RecurringProgram
from compliance.check.prohibition import ProhibitionProgram
from compliance.check.timeline import Timeline
from compliance.check.triggers import changes
from compliance.check.verdict import undone

Judged = dict[str, list[Finding]]
PlainJudge = Callable[[Timeline, Judged], list[Finding]]


def write_judge(
    programs: Sequence[tuple[Program, bool]], patterns: Patterns, remember: Callable[..., None]
) -> PlainJudge:
    """Return the function of a guideline: from a timeline, and a dictionary for the findings of rules that others ask
    about, to the findings, rule by rule. `programs`: each with whether others ask about it; `remember` notes that."""
    names = Names()
    expressions = Expressions(patterns, names)
    lines: list[str] = []
    for program, asked_for in programs:
        lines += _rule(program, asked_for, names, expressions)
    head = ["def judge(tl, judged):"]
    head += [f"    {line}" for line in _fetched(names)]
    source = "\n".join((*head, *(f"    {line}" for line in lines), "    return out", ""))
    space = {**names.constants, **_COMMON, "remember": remember}
    exec(compile(source, "<plain>", "exec"), space)
    return space["judge"]  # type: ignore[return-value]


_COMMON: dict[str, object] = {
    "new": tuple.__new__,
    "Finding": Finding,
    "changes": changes,
    "undone": undone,
    "UPSETTING": BAD | {Status.UNDETERMINED},
    **{status.name: status for status in Status},
}


def _fetched(names: Names) -> list[str]:
    lines = [
        "out = []",
        "broken = tl.broken",
        "fact = tl.fact",
        "steady = tl.steady",
        "dated = tl.dated",
    ]
    lines += ["get = tl.by_type.get", "known = steady.get"]
    lines += [f"{name} = get({kind!r})" for kind, name in names.kinds.items()]
    for fact, number in names.facts.items():
        lines += [f"f{number} = known({fact!r})", f"d{number} = {fact!r} in dated"]
    return lines


def _rule(program: Program, asked_for: bool, names: Names, expressions: Expressions) -> list[str]:
    """Return the lines of one rule: its plain steps, or a call of its program."""
    judge = names.constant(program)
    generic = f"{judge}.judge(tl, None, judged)"
    block: Block | None = None
    if not program.triggers.facts and not program.triggers.rules:
        if isinstance(program, ProhibitionProgram):
            block = prohibition_block(program, names, expressions)
        elif isinstance(program, ContentProgram):
            block = content_block(program, names, expressions)
        elif isinstance(program, ActProgram) and not isinstance(program, RecurringProgram):
            block = act_block(program, names, expressions)
        if block is None and program.rule.condition is not None:
            block = gate_block(program, names, expressions)
    lines = [f"# {program.rule.name}"]
    if asked_for:
        rule = repr(program.rule.name)
        noted = ["if len(out) > begun:", f"    judged[{rule}] = found = out[begun:]", "    for f in found:"]
        noted += ["        if f.status in UPSETTING:", f"            remember(tl, {rule}, found)", "            break"]
        return [*lines, "begun = len(out)", *_written(program, block, generic, names), *noted]
    return [*lines, *_written(program, block, generic, names)]


def _written(program: Program, block: Block | None, generic: str, names: Names) -> list[str]:
    if block is None:
        applied = f"[f for f in {generic} if f.status is not NOT_APPLICABLE]"
        begins = [names.events(kind) for kind in _kinds(program)]
        begins += [names.changes(fact) for fact, _ in program.triggers.facts]
        if program.triggers.rules:
            begins.append(f"not {names.constant(frozenset(program.triggers.rules))}.isdisjoint(broken)")
        present = " and ".join((f"({' or '.join(begins)})", *needed(program.rule.condition, names)))
        return [f"if {present}:", f"    out += {applied}"]
    return block.written(generic)


def _kinds(program: Program) -> tuple[str, ...]:
    """Return the event types without which a rule cannot begin."""
    if isinstance(program, ProhibitionProgram):
        return tuple(program.acts.kinds)
    return tuple(dict.fromkeys(kind for kind, _, _ in program.triggers.events))
