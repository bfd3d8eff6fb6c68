"""Deadlines that can never be missed (G130), and deadlines that go out before the rule begins (G131).

G130, a warning:

- `före X` where X is the rule's own act: done is always in time;
- `före X` or `snarast fram till X` where X ends the rule, or takes its trigger back: it falls away when it is due;
- a limit or window counted from an event that ends the rule, unless the rule itself says that the event has been
  (`finns X`): while it waits nothing is due, and when X comes the rule falls away;
- `minst en gång per … fram till X` where X is the trigger.

G131, where earlier acts do not count:

- the day before the trigger's own date: an error;
- `före X` or `fram till X` where X is the trigger: a warning, it is due in the moment when it begins;
- a clock time of the trigger's own date, when nothing in the rule asks when on that day the trigger came: an advice.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.graph.model import Rule
from compliance.graph.operands import ATTRIBUTES
from compliance.graph.rewrite import walk
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Condition, Exists, Negation, Pattern, Reference, SentClock
from compliance.language.diagnostic import Diagnostic, Severity
from compliance.language.rule_tree import (
    Acts,
    Anchor,
    AnchorPick,
    Before,
    Between,
    By,
    Cases,
    Deadline,
    LimitCases,
    Offset,
    OnEvent,
    Promptly,
    Recurring,
)
from compliance.language.source import Span

LAST_MINUTE = 23 * 3600 + 59 * 60


def deadlines(rule: Rule, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Tell what is wrong with the deadline of a rule."""
    if rule.deadline is None:
        return
    yield from _never_missed(rule, rule.deadline, vocabulary)
    if not rule.earlier_counts:
        yield from _gone_out(rule, rule.deadline)


def fulfils_itself(rule: Rule) -> bool:
    """Say whether a rule is due at its own act, so that it cannot be broken."""
    if not isinstance(rule.deadline, Before) or not isinstance(rule.duty, Acts):
        return False
    event = rule.deadline.event
    return any(covers(event, Pattern(act.event, (), (), act.where, act.span)) for act in rule.duty.acts)


def covers(general: Pattern, special: Pattern) -> bool:
    """Say whether every event that matches the one pattern surely matches the other."""
    return (
        general.event == special.event
        and general.where in (None, special.where)
        and general.by in ((), special.by)
        and general.to in ((), special.to)
    )


def triggered_by(rule: Rule, pattern: Pattern) -> bool:
    """Say whether a pattern surely matches an event that starts the rule."""
    return any(isinstance(t, OnEvent) and covers(pattern, t.pattern) for t in rule.triggers)


def _warn(
    code: str, message: str, span: Span, label: str, help: str, severity: Severity = Severity.WARNING
) -> Diagnostic:
    return Diagnostic(code, message, span, label, help, severity)


def _never_missed(rule: Rule, deadline: Deadline, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    match deadline:
        case Before(event) if fulfils_itself(rule):
            message = f"`{rule.name}` kan aldrig bli försenad: fristen går ut vid den egna handlingen `{event.event}`"
            yield _warn("G130", message, deadline.span, "regelns egen handling", "ange en annan händelse efter `före`")
        case Before(event) | Promptly(until=Pattern() as event) if _ends_at(rule, event, vocabulary):
            message = f"`{rule.name}` kan aldrig bli försenad: fristen går ut vid `{event.event}`, som avslutar regeln"
            yield _warn(
                "G130",
                message,
                deadline.span,
                "avslutar också regeln",
                "ta bort händelsen ur fristen eller ur `upphör vid`",
            )
        case Recurring(_, Pattern() as event) if triggered_by(rule, event):
            message = f"`{rule.name}` återkommer bara fram till det som utlöser den"
            yield _warn("G130", message, event.span, "utlöser också regeln", "ange en annan händelse efter `fram till`")
        case By() | Between():
            anchors = _anchors(deadline)
            ending = [a for a in anchors if a is not None and _ends(rule, a, vocabulary) and not _has_been(rule, a)]
            if anchors and len(ending) == len(anchors) and ending[0] is not None:
                event = ending[0]
                message = (
                    f"`{rule.name}` kan aldrig bli försenad: fristen räknas från `{event.event}`, som avslutar regeln"
                )
                yield _warn(
                    "G130",
                    message,
                    event.span,
                    "avslutar också regeln",
                    "räkna från en annan händelse eller ändra `upphör vid`",
                )


def _ends_at(rule: Rule, event: Pattern, vocabulary: Vocabulary) -> bool:
    """Say whether a rule ends at the next such event; the trigger itself does not end it."""
    return not triggered_by(rule, event) and _ends(rule, event, vocabulary)


def _ends(rule: Rule, event: Pattern, vocabulary: Vocabulary) -> bool:
    """Say whether an event surely ends the rule: it is named as an end, or takes back what started the rule."""
    if any(isinstance(end, Pattern) and covers(end, event) for end in rule.ends):
        return True
    if triggered_by(rule, Pattern(event.event, (), (), None, event.span)):
        return False
    known = vocabulary.events.get(event.event.name)
    starts = {t.pattern.event.name for t in rule.triggers if isinstance(t, OnEvent)}
    return known is not None and known.retracts is not None and len(rule.triggers) > 0 and starts == {known.retracts}


def _has_been(rule: Rule, event: Pattern) -> bool:
    """Say whether the anchor may lie before the rule begins: it is the trigger, or the rule asks for it."""
    wheres = [t.pattern.where for t in rule.triggers if isinstance(t, OnEvent)]
    if any(isinstance(t, OnEvent) and t.pattern.event == event.event for t in rule.triggers):
        return True
    return any(name == event.event.name for c in (rule.condition, *wheres) if c is not None for name in _present(c))


def _present(condition: Condition) -> Iterator[str]:
    """Return the event types that a condition asks to have been."""
    denied = {id(inner) for node in walk(condition) if isinstance(node, Negation) for inner in walk(node.part)}
    for node in walk(condition):
        if isinstance(node, Exists) and id(node) not in denied:
            yield node.pattern.event.name


def _anchors(deadline: By | Between) -> list[Pattern | None]:
    """Return the events that a deadline is counted from; None for the trigger."""
    anchors = [deadline.anchor] if isinstance(deadline, Between) else [o.anchor for o in _offsets(deadline.limit)]
    return [found for anchor in anchors for found in _events(anchor)]


def _events(anchor: Anchor | None) -> list[Pattern | None]:
    match anchor:
        case AnchorPick(_, left, right):
            return [*_events(left), *_events(right)]
        case Reference(_, owner, span):
            return [Pattern(Reference(owner, None, span), (), (), None, span)] if owner is not None else [None]
        case _:
            return [anchor]


def _offsets(limit: LimitCases) -> list[Offset]:
    return [node for node in walk(limit) if isinstance(node, Offset)]


def _gone_out(rule: Rule, deadline: Deadline) -> Iterator[Diagnostic]:
    match deadline:
        case Before(event) | Promptly(until=Pattern() as event) if triggered_by(rule, event) and not fulfils_itself(
            rule
        ):
            message = f"fristen för `{rule.name}` går ut i samma stund som regeln uppstår"
            yield _warn(
                "G131",
                message,
                deadline.span,
                "utlöser också regeln",
                "skriv `tidigare räknas`, eller ange en annan händelse",
            )
        case By(limit):
            passed = _passed(limit, rule)
            if passed is not None:
                message = f"fristen för `{rule.name}` går ut innan regeln uppstår"
                help = "räkna från en annan dag, eller skriv `tidigare räknas`"
                yield _warn("G131", message, passed.span, "dagen före utlösaren", help, Severity.ERROR)
            elif not any(isinstance(node, SentClock) for node in walk((rule.triggers, rule.condition, limit))):
                yield from _too_late_in_the_day(rule, limit)


def _passed(limit: LimitCases, rule: Rule) -> Offset | None:
    """Return the limit that surely lies before the trigger, in some case."""
    match limit:
        case Cases(cases):
            return next((o for inner, _ in cases if (o := _passed(inner, rule)) is not None), None)
        case Offset(duration):
            return (
                limit if isinstance(duration.amount, int) and duration.amount < 0 and _own_date(limit, rule) else None
            )
    left, right = _passed(limit.left, rule), _passed(limit.right, rule)
    return (left and right) if limit.later else left or right


def _own_date(limit: Offset, rule: Rule) -> bool:
    """Say whether a limit is counted from the moment or date of the trigger itself."""
    match limit.anchor:
        case None:
            return True
        case Reference(name, owner, span) if owner is not None:
            trigger = Pattern(Reference(owner, None, span), (), (), None, span)
            return name in ATTRIBUTES and name != "registrerad" and triggered_by(rule, trigger)
        case Pattern() as event:
            return triggered_by(rule, event)
    return False


def _too_late_in_the_day(rule: Rule, limit: LimitCases) -> Iterator[Diagnostic]:
    inner = limit.cases[-1][0] if isinstance(limit, Cases) else limit
    if not isinstance(inner, Offset) or inner.duration.amount != 0 or inner.duration.unit != "DAY":
        return
    if isinstance(inner.clock, int) and inner.clock < LAST_MINUTE and _own_date(inner, rule):
        message = f"fristen för `{rule.name}` kan ha gått ut när regeln uppstår senare samma dag"
        help = "ge ett fall för senare på dagen: `samma dag kl … om sänd senast kl …`, `nästa dag kl … annars`"
        yield _warn("G131", message, inner.span, "samma dag som utlösaren", help, Severity.ADVICE)
