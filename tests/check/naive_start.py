"""What starts and ends an instance, who bears it, and to whom: a part of the witness."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from naive_record import LONG_AFTER, LONG_AGO, Maybe, Record, every, opposite, some
from naive_truth import Truths

from compliance.episodes.model import Actor, Event
from compliance.graph.model import Guideline, Rule
from compliance.graph.rewrite import walk
from compliance.language.condition_tree import Literal, Pattern, RuleBroken
from compliance.language.rule_tree import Acts, Anyone, Each, OnBreach, OnEvent, OnFact, Roles

BROKEN = ("late", "early", "missed", "breached")


class Verdict(NamedTuple):
    """What is said of one instance. `trigger` is the id of the event that started it, if one did; `begun` when."""

    guideline: str
    rule: str
    trigger: str
    bearer: str
    target: str
    status: str
    opens: int | None
    due: int | None
    act: str
    fell: int | None
    lacking: tuple[str, ...]
    begun: int


class Start(NamedTuple):
    """What starts a rule; `sure` False: it is not known whether it does."""

    event: Event | None
    at: int
    sure: bool = True
    breach: bool = False

    @property
    def name(self) -> str:
        return self.event.id if self.event is not None else ""


def within(what: Guideline | Rule, day: int) -> bool:
    """Whether a guideline, a rule or a ground is in force on a date."""
    return (what.valid_from is None or what.valid_from <= day) and (what.valid_to is None or day <= what.valid_to)


class Instances:
    """What the rules of one guideline ask about a timeline before anything is judged."""

    guideline: Guideline
    record: Record
    truths: Truths
    governing: Callable[[int], Guideline | None]

    def verdicts(self, rule: Rule) -> list[Verdict]:
        raise NotImplementedError

    def named(self, name: str) -> list[Verdict]:
        return [v for rule in self.guideline.rules if rule.name == name for v in self.verdicts(rule)]

    def broken_at(self, told: Verdict) -> int:
        if told.status == "breached" or told.due is None:
            return told.begun
        act = self.record.event(told.act)
        return act.at if told.status == "early" and act is not None else told.due

    # --- what starts a rule

    def starts(self, rule: Rule) -> list[Start]:
        """Every start, also what may be one, with its date under this guideline and in the rule's own dates."""
        found: list[Start] = []
        for start in self.all_starts(rule):
            day = self.record.today(start.at).toordinal()
            governed = start.breach or self.governing(start.at) is self.guideline
            if governed and within(rule, day):
                found.append(start)
        return sorted(found, key=lambda s: s.at)

    def all_starts(self, rule: Rule) -> list[Start]:
        found: list[Start] = []
        for trigger in rule.triggers:
            if isinstance(trigger, OnEvent):
                found += [Start(e, e.at) for e in self.picked(trigger)]
        for trigger in rule.triggers:
            if isinstance(trigger, OnFact):
                value = trigger.value.value if isinstance(trigger.value, Literal) else trigger.value.name
                name = trigger.fact.name
                found += [Start(None, t) for t in self.record.turns(name, value, LONG_AGO)]
        for trigger in rule.triggers:
            if isinstance(trigger, OnBreach):
                for told in self.named(trigger.rule.name):
                    if told.status in BROKEN:
                        moment, event = self.broken_at(told), self.record.event(told.trigger)
                        found.append(Start(event, moment, breach=True))
        sure = {s.name for s in found if not s.breach}
        found = [s for n, s in enumerate(found) if s.event is None or s.breach or s not in found[:n]]
        return found + self.unsure(rule, sure)

    def alike(self, pattern: Pattern, value: Maybe) -> list[Event]:
        return [e for e in self.record.events if self.truths.matches(pattern, e, None) is value]

    def picked(self, trigger: OnEvent) -> list[Event]:
        like, record = self.alike(trigger.pattern, True), self.record
        match trigger.selector:
            case "first":
                return [e for n, e in enumerate(like) if not any(record.stands(o, e.at) for o in like[:n])]
            case "latest":
                return [e for e in like if record.stands(e, record.as_of)][-1:]
            case "original":
                return [e for e in like if not self.only_again(e)]
        return like

    def earlier_versions(self, event: Event) -> list[Event]:
        alike = [e for e in self.record.events if e.type == event.type and e is not event]
        return [e for e in alike if self.record.answers(event, e)]

    def only_again(self, event: Event) -> bool:
        """Whether an event only sends an earlier one of its type again, to nobody new."""
        earlier = self.earlier_versions(event)
        return bool(earlier) and all(any(a in e.to for e in earlier) for a in event.to)

    def unsure(self, rule: Rule, sure: set[str]) -> list[Start]:
        """What may be a start, unless another that is one takes its place."""
        found: dict[str, Start] = {}
        for trigger in rule.triggers:
            if not isinstance(trigger, OnEvent):
                continue
            kind, selector = trigger.pattern.event.name, trigger.selector
            certain = [
                e
                for t in rule.triggers
                if isinstance(t, OnEvent) and t.pattern.event.name == kind
                for e in self.alike(t.pattern, True)
            ]
            for event in self.alike(trigger.pattern, None):
                passed = selector == "first" and any(
                    e.at <= event.at and self.record.stands(e, event.at) for e in certain
                )
                later = selector == "latest" and any(e.at >= event.at for e in certain)
                again = selector == "original" and self.only_again(event)
                if not passed and not later and not again and event not in certain and event.id not in sure:
                    found.setdefault(event.id, Start(event, event.at, False))
        return list(found.values())

    # --- what takes an instance away

    def ended(self, rule: Rule, trigger: Event | None, at: int, value: Maybe = True) -> int | None:
        """When it is ended, or (`value` None) may be."""
        moments: list[int] = []
        if value and trigger is not None and trigger.id in self.record.taken:
            moments.append(self.record.taken[trigger.id])
        for end in rule.ends:
            if isinstance(end, OnFact):
                held = end.value.value if isinstance(end.value, Literal) else end.value.name
                moments += self.record.turns(end.fact.name, held, at)[:1] if value else []
            else:
                moments += self.ended_by(end, trigger, at, value)[:1]
        return min(moments, default=None)

    def ended_by(self, end: Pattern, trigger: Event | None, at: int, value: Maybe) -> list[int]:
        answers = self.record.words.events[end.event.name].answers or ()
        found: list[int] = []
        for event, matched in self.truths.found(end, self.record.as_of, trigger, None):
            if event.at < at or event is trigger or matched is not value:
                continue
            if trigger is not None:
                must = event.re is not None and trigger.type in answers
                if (must and not self.record.answers(event, trigger)) or self.record.about_another(event, trigger):
                    continue
            found.append(event.at)
        return found

    def excused(self, rule: Rule, trigger: Event | None, at: int) -> Maybe:
        return some([self.truths.holds(e.condition, at, trigger) for e in rule.escapes])

    def fallen(self, rule: Rule, trigger: Event | None, at: int, due: int | None) -> int | None:
        """When an instance is ended, or an exception comes to hold while it is open."""
        later = [t for t in self.changes(rule, at, due) if self.excused(rule, trigger, t)]
        return min([t for t in (self.ended(rule, trigger, at), *later) if t is not None], default=None)

    def changes(self, rule: Rule, at: int, due: int | None) -> list[int]:
        """Every moment, while an instance is open, at which an exception could come or cease to hold."""
        until = min(self.record.as_of, LONG_AFTER if due is None else due)
        nodes = [n for e in rule.escapes for n in walk(e.condition) if isinstance(n, RuleBroken)]
        broken = [self.broken_at(v) for n in nodes for v in self.named(n.rule.name) if v.status in BROKEN]
        return [t for t in sorted([*self.record.moments(), *broken]) if at < t <= until]

    # --- who bears it, and to whom

    def bearers(self, rule: Rule, trigger: Event | None, at: int) -> list[tuple[Actor | None, bool]]:
        match rule.actor:
            case Each():
                return self.each(rule.actor, trigger, at)
            case Roles(names):
                return [(Actor(names[0].name, self.unit(names[0].name, trigger, at)), True)]
        return [(None, True)]

    def unit(self, name: str, trigger: Event | None, at: int) -> str | None:
        """The unit of a role where the record tells it: the sender's, the only recipient's, or the appointed one."""
        if trigger is None:
            return None
        if trigger.by is not None and self.record.plays(trigger.by, [name]):
            units = {trigger.by.unit}
        else:
            units = {a.unit for a in trigger.to if self.record.plays(a, [name])}
        unit = units.pop() if len(units) == 1 else None
        role = self.record.words.roles[name]
        if unit is None and role.stand_in is not None and role.is_a is not None:
            appointed = self.record.latest(role.stand_in, at)
            if appointed is not None and appointed.by is not None and self.record.counts(appointed.by.role, role.is_a):
                unit = self.record.appointed(appointed)
        return unit

    def targets(self, rule: Rule, trigger: Event | None, at: int) -> list[tuple[Actor | None, bool]]:
        to = rule.duty.to if isinstance(rule.duty, Acts) else None
        if isinstance(to, Each):
            return self.each(to, trigger, at)
        if isinstance(to, Roles) and to.every:
            return [(Actor(n.name), True) for n in to.names]
        return [(None, True)]

    def each(self, each: Each, trigger: Event | None, at: int) -> list[tuple[Actor | None, bool]]:
        found: list[Actor] = []
        for event in self.sources(each, trigger, at):
            for actor in event.to:
                among = not each.among or self.record.plays(actor, [r.name for r in each.among])
                left = self.truths.rejected(event, actor, at) is True or actor in found
                if among and not left and not self.record.plays(actor, [r.name for r in each.excluded]):
                    found.append(actor)
        kin = self.record.kin
        return [(a, not any(kin(a.role, b.role) for b in found if b is not a)) for a in found]

    def sources(self, each: Each, trigger: Event | None, at: int) -> list[Event]:
        """The messages whose recipients are meant."""
        if each.of is None:
            return [trigger] if trigger is not None else []
        kind, words = each.of.event.name, self.record.words.events
        undoes = trigger is not None and words[trigger.type].retracts == kind
        by_then = [e for e in self.record.events if e.at <= at]
        standing = [e for e in by_then if self.record.stands(e, at)]
        undone = [e for e in by_then if undoes and trigger and self.record.taken.get(e.id) == trigger.at]
        sources = [e for e in standing + undone if self.truths.matches(each.of, e, trigger)]
        return sorted(sources, key=self.record.events.index)

    def there_for(self, rule: Rule, bearer: Actor | None, target: Actor | None) -> list[tuple[Each, Actor]]:
        """Who an instance is there for because they got a message."""
        to = rule.duty.to if isinstance(rule.duty, Acts) else None
        pairs = ((rule.actor, bearer), (to, target))
        return [(each, who) for each, who in pairs if isinstance(each, Each) and who is not None]

    def quits(self, each: Each, who: Actor, trigger: Event | None, at: int) -> tuple[int | None, int | None]:
        """When a recipient has rejected all that it got, and when it may have."""
        truths = self.truths
        got = [e for e in self.sources(each, trigger, at) if who in e.to and truths.rejected(e, who, at) is not True]
        turns = sorted({t for e in got for t, _ in truths.rejections(e, who)})
        sure = (t for t in turns if all(truths.rejected(e, who, t) for e in got))
        unsure = (t for t in turns if all(truths.rejected(e, who, t) is not False for e in got))
        return next(sure, None), next(unsure, None)

    def right_one(self, rule: Rule, act: Event, bearer: Actor | None, alone: bool) -> Maybe:
        match rule.actor:
            case Anyone():
                return True
            case Roles(names):
                return self.record.acted(act, [n.name for n in names])
        if act.by is None or bearer is None:
            return None
        return self.record.same(bearer, act.by, alone)

    def to_right_one(
        self, rule: Rule, act: Event, target: Actor | None, alone: bool, by_then: int | None = None
    ) -> Maybe:
        to = rule.duty.to if isinstance(rule.duty, Acts) else None
        match to:
            case None:
                return True
            case Roles(names, every_one):
                if every_one:
                    return target is None or self.truths.got(act, [target.role], by_then)
                return self.truths.got(act, [n.name for n in names], by_then)
        assert target is not None
        rejected = self.truths.rejected
        parts = [every([self.record.same(target, a, alone), opposite(rejected(act, a, by_then))]) for a in act.to]
        return None if act.to_whom_unknown else some(parts)
