"""The plain path: one Python function for a whole guideline, written from its rules and used for bulk.

Most timelines are plain: nothing was taken back, one version governs, the facts that matter are recorded. There, most
rules come to the same few steps, and a function with those steps one after the other does them several times faster
than the general programs. It decides only what is plain; a rule for which a value is unknown, an act is in doubt, or
anything could have ended the duty, is handed to its program. So the programs say what a rule means, and a test holds
the two together: over all sample timelines and random ones, the same findings in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from compliance.check.content import ContentProgram
from compliance.check.finding import BAD, Finding, Status
from compliance.check.logic import Test
from compliance.check.pattern import Patterns, reaches
from compliance.check.plain_act import act_block, can_be_plain, instance_steps
from compliance.check.plain_condition import Expressions
from compliance.check.plain_names import indented
from compliance.check.plain_prohibition import prohibition_block
from compliance.check.plain_rule import Block, content_block, gate_block, needed
from compliance.check.program import ActProgram, Program, RecurringProgram
from compliance.check.prohibition import ProhibitionProgram
from compliance.check.timeline import Timeline
from compliance.check.triggers import changes
from compliance.episodes.model import Event
from compliance.graph.environment import decided
from compliance.language.condition_tree import Condition

Judged = dict[str, list[Finding]]
PlainJudge = Callable[[Timeline, Judged], list[Finding]]


class Part(NamedTuple):
    """A rule of the guideline, in the order in which rules are judged: whether others ask about it, and its place in
    the guideline, which is the order in which findings are told."""

    program: Program
    asked_for: bool
    place: int


def write_judge(parts: Sequence[Part], patterns: Patterns, remember: Callable[..., None]) -> PlainJudge:
    """Return the function of a guideline: from a timeline, and a dictionary for the findings of rules that others ask
    about, to the findings in the order of the rules. `remember` notes for others that a rule was broken."""
    expressions = Expressions(patterns)
    lines: list[str] = []
    moved: list[int] = []
    for number, part in enumerate(parts):
        here = _rule(part, expressions)
        later = [p.place for p in parts[number + 1 :] if p.place < part.place and p.place not in moved]
        if part.place in moved:
            here = ["told, out = out, []", *here, f"moved{part.place}, out = out, told"]
        lines += [f"cut{place} = len(out)" for place in later]
        moved += later
        lines += here
    lines += [f"out[cut{place}:cut{place}] = moved{place}" for place in sorted(moved, reverse=True)]
    head = ["out = []", "broken = tl.broken", *_HEAD, *expressions.names.fetched()]
    body = ["def judge(tl, judged):", *indented([*head, *lines, "return out"])]
    return _made([*expressions.helpers, *body], expressions, remember)  # type: ignore[return-value]


def write_test(condition: Condition, patterns: Patterns) -> Test:
    """Return the function of one condition: the same as its closure, with fewer calls."""
    expressions = Expressions(patterns)
    value = expressions.condition(condition, "at", "trigger", "cand")
    body = [*expressions.names.fetched(), f"return {value.text}"]
    lines = ["def judge(tl, at, trigger, cand):", *indented(body)]
    return _made([*expressions.helpers, *lines], expressions, None)  # type: ignore[return-value]


def write_duty(program: ActProgram, patterns: Patterns) -> Callable[[Timeline, Event], list[Finding] | None] | None:
    """Return the function of a duty that one event began: its findings, or None for its program to find them. None
    for a duty that has no plain steps."""
    if not can_be_plain(program) or program.escapes.tests:
        return None
    expressions = Expressions(patterns)
    steps = instance_steps(program, expressions)
    head = ["out = []", "plain = True", "kind = s.type", *_HEAD, *expressions.names.fetched()]
    lines = ["def judge(tl, s):", *indented([*head, *steps, "return out if plain else None"])]
    return _made([*expressions.helpers, *lines], expressions, None)  # type: ignore[return-value]


_HEAD = ("memo = tl.memo", "closings = tl.closings", "as_of = tl.as_of")
_COMMON: dict[str, object] = {
    "new": tuple.__new__,
    "Finding": Finding,
    "changes": changes,
    "reaches": reaches,
    "UPSETTING": BAD | {Status.UNDETERMINED},
    **{status.name: status for status in Status},
}


def _made(lines: Sequence[str], expressions: Expressions, remember: Callable[..., None] | None) -> object:
    space = {**expressions.names.constants, **_COMMON, "remember": remember}
    exec(compile("\n".join((*lines, "")), "<plain>", "exec"), space)
    return space["judge"]


def _rule(part: Part, expressions: Expressions) -> list[str]:
    """Return the lines of one rule: its plain steps, or a call of its program."""
    program, rule = part.program, repr(part.program.rule.name)
    if program.rule.condition is not None and decided(program.rule.condition) is False:
        return []
    written = [f"# {program.rule.name}", *_written(program, _block(program, expressions), expressions)]
    if not part.asked_for:
        return written
    noted = ["if len(out) > noted:", f"    judged[{rule}] = found = out[noted:]", "    for f in found:"]
    noted += ["        if f.status in UPSETTING:", f"            remember(tl, {rule}, found)", "            break"]
    return ["noted = len(out)", *written, *noted]


def _block(program: Program, expressions: Expressions) -> Block | None:
    if program.triggers.facts or program.triggers.rules:
        return None
    block: Block | None = None
    if isinstance(program, ProhibitionProgram):
        block = prohibition_block(program, expressions)
    elif isinstance(program, ContentProgram):
        block = content_block(program, expressions)
    elif isinstance(program, ActProgram) and not isinstance(program, RecurringProgram):
        block = act_block(program, expressions)
    if block is None and program.rule.condition is not None:
        block = gate_block(program, expressions)
    return block


def _written(program: Program, block: Block | None, expressions: Expressions) -> list[str]:
    names = expressions.names
    generic = f"{names.constant(program)}.judge(tl, None, judged)"
    if block is not None:
        return block.written(generic)
    begins = [names.events(kind) for kind in _kinds(program)]
    begins += [names.changes(fact) for fact, _ in program.triggers.facts]
    if program.triggers.rules:
        begins.append(f"not {names.constant(frozenset(program.triggers.rules))}.isdisjoint(broken)")
    present = " and ".join((f"({' or '.join(begins)})", *needed(program.rule.condition, expressions)))
    return [f"if {present}:", f"    out += [f for f in {generic} if f.status is not NOT_APPLICABLE]"]


def _kinds(program: Program) -> tuple[str, ...]:
    """Return the event types without which a rule cannot begin."""
    if isinstance(program, ProhibitionProgram):
        return tuple(program.acts.kinds)
    return tuple(dict.fromkeys(kind for kind, _, _ in program.triggers.events))
