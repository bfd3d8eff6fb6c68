"""Conditions and patterns of events, asked of a record: a part of the witness."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from naive_record import ATTRIBUTES, LONG_AGO, Maybe, Record, every, opposite, some

from compliance.episodes.model import Actor, Event
from compliance.language.condition_tree import (
    Both,
    Compare,
    Contains,
    Counted,
    Distance,
    Either,
    Empty,
    Equal,
    Exists,
    Known,
    Literal,
    Negation,
    OneOf,
    Ongoing,
    Only,
    Order,
    Pattern,
    Reference,
    RuleBroken,
    SentClock,
    Truth,
    Weekday,
)

sys.path.insert(0, str(Path(__file__).parents[1] / "time"))

import naive_limits

Broken = Callable[[str, int], Maybe]


class Truths:
    """Says of a condition at a moment, for a trigger and for an event at hand, whether it holds."""

    def __init__(
        self,
        record: Record,
        broken: Broken,
        closed: Callable[[date], bool] | None = None,
        rejection: Pattern | None = None,
    ) -> None:
        self.record, self.broken, self.closed, self.rejection = record, broken, closed, rejection

    def holds(self, node: object, at: int, trigger: Event | None, this: Event | None = None) -> Maybe:
        match node:
            case None:
                return True
            case Both(parts):
                return every([self.holds(p, at, trigger, this) for p in parts])
            case Either(parts):
                return some([self.holds(p, at, trigger, this) for p in parts])
            case Negation(part):
                return opposite(self.holds(part, at, trigger, this))
            case Exists():
                return self.exists(node, at, trigger, this)
            case Ongoing(pattern, until):
                return some(
                    [
                        every([value, opposite(self.over(event, until, at, trigger))])
                        for event, value in self.found(pattern, at, trigger, this, at)
                        if event is not trigger
                    ]
                )
            case Counted(pattern, comparison, Literal(_, bound)):
                found = [value for _, value in self.found(pattern, at, trigger, None, at)]
                sure = sum(1 for v in found if v)
                answers = {compares(comparison, n, bound) for n in range(sure, len(found) + 1)}
                return answers.pop() if len(answers) == 1 else None
            case RuleBroken(rule):
                return self.broken(rule.name, self.record.as_of if node.ever else at)
            case SentClock(comparison, clock):
                now = self.record.local(this.at if this is not None else trigger.at if trigger is not None else at)
                second = now.hour * 3600 + now.minute * 60 + now.second
                assert isinstance(clock, int)
                return {"at_latest": second <= clock, "before": second < clock, "after": second > clock}[comparison]
            case _:
                return self.leaf(node, at, trigger, this)

    # --- values

    def leaf(self, node: object, at: int, trigger: Event | None, this: Event | None) -> Maybe:
        value, can_be_unknown = self.value(
            node.left if isinstance(node, Order | Distance) else node.operand, at, trigger, this
        )  # type: ignore[attr-defined]
        match node:
            case Known(_, negated):
                return (value is None) is negated
            case Weekday(_, negated):
                assert self.closed is not None
                return None if value is None else self.closed(self.day(value)) is negated
            case Order(left, before, right):
                other = self.right(left, right, at, trigger, this)[0]
                if value is None or other is None:
                    return None
                a, b = (value, other) if type(value) is type(other) else (self.day(value), self.day(other))
                return a < b if before else a > b  # type: ignore[operator, no-any-return]
            case Distance(left, right=right):
                return self.apart(node, value, self.right(left, right, at, trigger, this)[0], at, trigger, this)
            case Compare(_, comparison, Literal(_, bound)):
                return None if value is None else compares(comparison, value, bound)
        if value is None and can_be_unknown:
            return None
        match node:
            case Truth():
                return value is True
            case Equal(operand, right, negated):
                same = self.equals(operand, value, right, at, trigger, this)
                return opposite(same) if negated else same
            case OneOf(operand, values):
                return some([self.equals(operand, value, v, at, trigger, this) for v in values])
            case Empty(_, negated):
                return bool(value) is negated
            case Only(_, values):
                return bool(value) and all(v in named(values) for v in value)  # type: ignore[attr-defined]
            case Contains(_, values, all_of):
                inside = [v in (value or ()) for v in named(values)]  # type: ignore[operator]
                return all(inside) if all_of else any(inside)
        raise NotImplementedError(node)

    def apart(
        self, node: Distance, value: object, other: object, at: int, trigger: Event | None, this: Event | None
    ) -> Maybe:
        if value is None or other is None:
            return None
        if node.later is not None:
            number = self.value(node.later[0], at, trigger, this)[0]
            if number is None:
                return None
            whole = int(number // 1)  # type: ignore[operator]
            value = naive_limits.resulting_date(node.later[1].lower(), whole, self.day(value), self.closed)  # type: ignore[arg-type]
        assert isinstance(node.bound, Literal)
        seconds, amount = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600}.get(node.unit), node.bound.value
        if seconds is not None:
            return compares(node.comparison, value, other + seconds * amount)  # type: ignore[operator]
        far = naive_limits.resulting_date(node.unit.lower(), amount, self.day(other), self.closed)  # type: ignore[arg-type]
        while node.sunday and self.closed(far):  # type: ignore[misc]
            far += timedelta(days=1)
        return compares(node.comparison, self.day(value).toordinal(), far.toordinal())

    def equals(
        self, operand: Reference, value: object, right: object, at: int, trigger: Event | None, this: Event | None
    ) -> Maybe:
        other, can_be_unknown = self.right(operand, right, at, trigger, this)
        if other is None and can_be_unknown:
            return None
        return value is not None and other is not None and value == other

    def right(
        self, left: Reference, right: object, at: int, trigger: Event | None, this: Event | None
    ) -> tuple[object, bool]:
        """The value on the right: written, a word that the left may take, or the name of something else."""
        if isinstance(right, Literal):
            return date.fromisoformat(str(right.value)) if right.kind == "date" else right.value, False
        assert isinstance(right, Reference)
        if right.owner is None and right.name in (self.words_of(left, this) or ()):
            return right.name, False
        return (right.name, False) if self.words_of(right, this) is None else self.value(right, at, trigger, this)

    def words_of(self, name: Reference, this: Event | None) -> tuple[str, ...] | None:
        """The words that what a name stands for may take; None for a name that stands for nothing."""
        words = self.record.words
        owner = name.owner or (this.type if this is not None else "")
        if owner in words.events and name.name in words.events[owner].fields:
            return words.events[owner].fields[name.name].values
        if owner in words.events and name.name in ATTRIBUTES:
            return ()
        if name.owner is None and name.name in words.facts:
            return words.facts[name.name].type.values
        subject = words.subject.fields.get(name.name)
        return () if name.owner is None and name.name in words.derived else subject and subject.values

    def value(self, name: Reference, at: int, trigger: Event | None, this: Event | None) -> tuple[object, bool]:
        """A value, and whether its absence means that it is unknown."""
        record, words = self.record, self.record.words
        if name.owner is not None and name.owner != words.subject.name:
            event = trigger if trigger is not None and trigger.type == name.owner else record.latest(name.owner, at)
            return (None if event is None else self.field(event, name.name)), False
        if this is not None and (name.name in words.events[this.type].fields or name.name in ATTRIBUTES):
            return self.field(this, name.name), False
        if name.owner is None and name.name in words.facts:
            return record.fact(name.name, at), True
        if name.owner is None and name.name in words.derived:
            return self.years(record.episode.subject.get(words.derived[name.name].years_since), at), True
        return record.episode.subject.get(name.name), False

    def field(self, event: Event, name: str) -> object:
        if name in self.record.words.events[event.type].fields:
            return event.data.get(name)
        by = event.by.unit if event.by is not None else None
        if name == "ny_version":
            same = [e for e in self.record.events if e.type == event.type and e is not event]
            return any(self.record.answers(event, e) for e in same)
        return {"tid": event.at, "dag": self.record.today(event.at), "registrerad": event.recorded_at, "enhet": by}[
            name
        ]

    def years(self, born: object, at: int) -> int | None:
        if not isinstance(born, date):
            return None
        today, years = self.record.today(at), 0
        while (born.year + years + 1, born.month, born.day) <= (today.year, today.month, today.day):
            years += 1
        return years

    def day(self, value: object) -> date:
        return value if isinstance(value, date) else self.record.today(value)  # type: ignore[arg-type]

    # --- events

    def matches(self, pattern: Pattern, event: Event, trigger: Event | None, by_then: int | None = None) -> Maybe:
        """Whether an event is one that is spoken of: as it was sent, or as far as it was not rejected by a moment."""
        if event.type != pattern.event.name:
            return False
        parts: list[Maybe] = []
        if pattern.to:
            parts.append(self.got(event, [r.name for r in pattern.to], by_then))
        if pattern.by:
            parts.append(self.record.acted(event, [r.name for r in pattern.by]))
        return every([*parts, self.holds(pattern.where, event.at, trigger, event)])

    def got(self, event: Event, roles: list[str], by_then: int | None) -> Maybe:
        """Whether a message reached one of some roles."""
        if event.to_whom_unknown:
            return None  # to whom it was sent is not recorded
        called = [a for a in event.to if self.record.plays(a, roles)]
        return some([opposite(self.rejected(event, a, by_then)) for a in called])

    def rejected(self, event: Event, recipient: Actor, by_then: int | None) -> Maybe:
        if by_then is None:
            return False
        return some([value for at, value in self.rejections(event, recipient) if at <= by_then])

    def rejections(self, event: Event, recipient: Actor) -> list[tuple[int, Maybe]]:
        """When a recipient says that a message is none of theirs, in any of its versions, and whether with right."""
        if self.rejection is None:
            return []
        record = self.record
        plain = Truths(record, self.broken, self.closed)  # what makes it right is asked of what was sent
        answers = record.words.events[self.rejection.event.name].answers
        alone = not any(record.kin(a.role, recipient.role) for a in event.to if a is not recipient)
        told: list[tuple[int, Maybe]] = []
        for no in record.events:
            if no.type != self.rejection.event.name or not record.stands(no, record.as_of):
                continue
            referred = record.event(no.re)
            same = event.at <= no.at if referred is None else record.root(referred) == record.root(event)
            if same and (not answers or event.type in answers):
                who = None if no.by is None else record.same(recipient, no.by, alone)
                told.append((no.at, every([who, plain.matches(self.rejection, no, None)])))
        return [(at, value) for at, value in told if value is not False]

    def found(
        self, pattern: Pattern, at: int, trigger: Event | None, this: Event | None, by_then: int | None = None
    ) -> list[tuple[Event, Maybe]]:
        """The events that stand at a moment and match, or may; not the one at hand."""
        standing = [e for e in self.record.events if e.at <= at and self.record.stands(e, at) and e is not this]
        values = [(e, self.matches(pattern, e, trigger, by_then)) for e in standing]
        return [(e, v) for e, v in values if v is not False]

    def exists(self, node: Exists, at: int, trigger: Event | None, this: Event | None) -> Maybe:
        moment = self.record.as_of if node.ever else at
        low, high = LONG_AGO, moment
        found = self.found(node.pattern, moment, trigger, this, moment)
        if node.edge is not None:
            edges = self.found(node.edge, moment, trigger, None, moment)
            sure = [e.at for e, value in edges if value]
            if not sure:
                return None if edges and found else False
            low, high = (low, min(sure)) if node.window == "before" else (max(sure), moment)
        if node.latest:
            standing = [e for e in self.record.events if e.at <= moment and self.record.stands(e, moment)]
            alike = [e for e in standing if e.type == node.pattern.event.name and e is not this]
            found = [(e, v) for e, v in found if [o for o in alike if o.by == e.by][-1] is e]
        return some([v for e, v in found if low <= e.at <= high])

    def over(self, event: Event, until: Pattern, at: int, trigger: Event | None) -> Maybe:
        ends = self.found(until, at, trigger, None, at)
        return some([v for e, v in ends if e.at > event.at and not self.record.about_another(e, event)])


def compares(comparison: str, value: object, bound: object) -> bool:
    a = Decimal(str(value))
    b = Decimal(str(bound))
    return {"minimum": a >= b, "maximum": a <= b, "over": a > b, "under": a < b}[comparison]


def named(values: object) -> list[object]:
    return [v.value if isinstance(v, Literal) else v.name for v in values]  # type: ignore[attr-defined]
