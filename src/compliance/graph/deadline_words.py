"""Deadlines in a few Swedish words, for graphs and lists: what a rule says, not how it is computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from compliance.graph.operands import ATTRIBUTES
from compliance.language.condition_tree import Both, Condition, Either, Pattern, Reference
from compliance.language.rule_tree import (
    Anchor,
    AnchorPick,
    Before,
    Between,
    By,
    Cases,
    Deadline,
    Duration,
    Limit,
    LimitCases,
    LimitPick,
    Offset,
    Promptly,
    Recurring,
)
from compliance.language.units import UNITS
from compliance.time import Limit as Length
from compliance.time import format_clock, format_limit
from compliance.time.calendar import Calendar
from compliance.time.limit import LARGEST_AMOUNT, Unit

Words: TypeAlias = Callable[[str], str]
_SOME = Calendar("", None, (), False, False)
"""A calendar to name weekdays and söndagsregeln with; words do not depend on which days it closes."""
_AFTER = {"DAY": "dagen efter", "WEEKDAY": "vardagen efter"}


def spoken(name: str) -> str:
    """Return a declared name as words."""
    return name.replace("_", " ")


def deadline_words(deadline: Deadline | None, words: Words = spoken) -> str:
    """Return a deadline like `inom 24 timmar`, empty without one; `words` names event types and
    roles."""
    match deadline:
        case None:
            return ""
        case By(limit):
            return _by(limit, words)
        case Before(event):
            return f"före {pattern_words(event, words)}"
        case Between(lower, upper, unit, anchor):
            return _between(lower, upper, unit) + _from(anchor, words)
        case Promptly(until):
            return "snarast" + _until(until, words)
        case Recurring(period, until):
            return f"minst en gång per {_period(period)}" + _until(until, words)


def limit_words(limit: LimitCases, words: Words = spoken) -> str:
    """Return a limit without a preposition, like `3 dagar`; of several the first, and that there are more."""
    match limit:
        case Cases():
            limits = dict.fromkeys(inner for inner, _ in possible_cases(limit))
            return limit_words(next(iter(limits)), words) + (" (flera fall)" if len(limits) > 1 else "")
        case LimitPick(later, left, right):
            return f"det {_pick(later)} av {limit_words(left, words)} och {limit_words(right, words)}"
        case Offset():
            return _offset(limit, words)


def possible_cases(limit: Cases) -> tuple[tuple[Limit, Condition | None], ...]:
    """Return the cases that the parameters leave open, in order; at least one."""
    found: list[tuple[Limit, Condition | None]] = []
    for case in limit.cases:
        if case[1] == Either((), limit.span):
            continue
        found.append(case)
        if case[1] is None or case[1] == Both((), limit.span):
            break
    return tuple(found) or limit.cases[-1:]


def pattern_words(pattern: Pattern, words: Words = spoken) -> str:
    """Return an event pattern in words; a condition on its fields is left out."""
    text = words(pattern.event.name)
    if pattern.by:
        text += " av " + " eller ".join(words(r.name) for r in pattern.by)
    if pattern.to:
        text += " till " + " eller ".join(words(r.name) for r in pattern.to)
    return text


def duration_words(duration: Duration) -> str:
    """Return a length of time like `48 timmar`."""
    if isinstance(duration.amount, Reference) or duration.unit is None:
        return spoken(str(duration.amount))
    return _length(duration.amount, duration.unit)


def _until(until: Pattern | None, words: Words) -> str:
    return f" fram till {pattern_words(until, words)}" if until is not None else ""


def _by(limit: LimitCases, words: Words) -> str:
    offsets = _offsets(limit)
    if offsets[0].clock is None and offsets[0].duration.amount == 0 and offsets[0].duration.unit == "DAY":
        return limit_words(limit, words)
    preposition = "inom" if all(_is_span(offset) for offset in offsets) else "senast"
    return f"{preposition} {limit_words(limit, words)}"


def _offsets(limit: LimitCases) -> list[Offset]:
    if isinstance(limit, Cases):
        return [offset for inner, _ in possible_cases(limit) for offset in _offsets(inner)]
    if isinstance(limit, LimitPick):
        return [*_offsets(limit.left), *_offsets(limit.right)]
    return [limit]


def _is_span(limit: Offset) -> bool:
    """Say whether a limit is a length of time that one can be within."""
    amount = limit.duration.amount
    before = isinstance(amount, int) and amount < 0
    return limit.duration.unit is not None and limit.clock is None and not before


def _offset(limit: Offset, words: Words) -> str:
    clock = f" kl {_clock(limit.clock)}" if limit.clock is not None else ""
    sunday = " (söndagsregeln)" if limit.sunday is not None else ""
    if limit.duration.unit is None:
        return f"{_anchor(limit.anchor, words)}{clock}{sunday}"
    amount, unit = limit.duration.amount, limit.duration.unit
    if limit.anchor is not None:
        if amount == 1 and clock and unit in _AFTER:
            return f"{_AFTER[unit]} {_anchor(limit.anchor, words)}{clock}{sunday}"
        if isinstance(amount, int) and amount < 0:
            return f"{_length(amount, unit)} {_anchor(limit.anchor, words)}{clock}{sunday}"
        same = "som" if amount == 0 and unit == "DAY" else "från"
        return f"{duration_words(limit.duration)} {same} {_anchor(limit.anchor, words)}{clock}{sunday}"
    if isinstance(amount, int) and isinstance(limit.clock, int) and _in_range(amount, unit):
        return format_limit(Length(amount, Unit[unit], limit.clock, _SOME)) + sunday
    return f"{duration_words(limit.duration)}{clock}{sunday}"


def _in_range(amount: int, unit: str) -> bool:
    return abs(amount) <= LARGEST_AMOUNT[Unit[unit]]


def _length(amount: int, unit: str) -> str:
    if _in_range(amount, unit):
        return format_limit(Length(amount, Unit[unit], None, _SOME))
    return f"{amount} {UNITS[unit][1]}"


def _clock(clock: int | Reference) -> str:
    return format_clock(clock) if isinstance(clock, int) else spoken(str(clock))


def _between(lower: int | Reference, upper: int | Reference, unit: str) -> str:
    if lower == upper and isinstance(upper, int):
        return _length(upper, unit) if upper == 0 else f"precis {_length(upper, unit)}"
    if isinstance(lower, int) and isinstance(upper, int) and lower == -upper:
        return f"inom {_length(upper, unit)} före eller efter"
    if lower == 0 and isinstance(upper, int):
        return "inom " + _length(upper, unit)
    last = _length(upper, unit) if isinstance(upper, int) else f"{spoken(str(upper))} {UNITS[unit][1]}"
    return f"mellan {spoken(str(lower))} och {last}"


def _from(anchor: Anchor | None, words: Words) -> str:
    return f" från {_anchor(anchor, words)}" if anchor is not None else ""


def _anchor(anchor: Anchor | None, words: Words) -> str:
    match anchor:
        case None:
            return ""
        case AnchorPick(later, left, right):
            return f"det {_pick(later)} av {_anchor(left, words)} och {_anchor(right, words)}"
        case Pattern():
            return pattern_words(anchor, words)
        case Reference(name, owner):
            if owner is None or name in ATTRIBUTES:
                return words(owner or name)
            return f"{spoken(name)} i {words(owner)}"


def _pick(later: bool) -> str:
    return "senare" if later else "tidigare"


def _period(period: Duration) -> str:
    if period.amount == 1 and period.unit is not None:
        return UNITS[period.unit][0]
    return duration_words(period)
