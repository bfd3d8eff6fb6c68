"""A second, slow evaluator, written from the meaning of the rules alone: the witness that the checker is compared with.

It looks at every pair of events, keeps no index, compiles nothing, and knows only what `random_worlds` can write:
obligations to act with limits, windows, phases and `before`; conditions over facts and events; ends, exceptions, taking
back; prohibitions; content. Truth is a number: 0 false, 1 true, 0.5 unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

from compliance.episodes.model import Actor, Episode, Event
from compliance.graph.model import Guideline, Modality, Rule
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Both, Counted, Either, Exists, Literal, Negation, Pattern, Truth
from compliance.language.tree import (
    Before,
    Between,
    By,
    Cases,
    Each,
    OnEvent,
    OnFact,
    Promptly,
    Stated,
)
from compliance.time import Limit, Unit, due, opens, zone

YES, NO, UNKNOWN = 1.0, 0.0, 0.5
Verdict = tuple[str, str, str, str, int | None, str]
"""Rule, trigger (an event's id, or a fact and its moment), bearer of a recipient's rule, status, due, act."""


@dataclass
class Case:
    """One instance."""

    trigger: Event | None
    name: str
    at: int
    bearer: Actor | None
    known: float
    opens: int | None
    due: int | None
    numberless: bool
    ended: int | None
    escape: float
    act: Event | None = None
    early: Event | None = None
    doubt: Event | None = None


class Naive:
    """Judges one timeline at one moment by one guideline."""

    def __init__(self, guideline: Guideline, vocabulary: Vocabulary, episode: Episode, as_of: int) -> None:
        self.guideline, self.words, self.episode, self.as_of = guideline, vocabulary, episode, as_of
        self.zone = zone(guideline.time_zone)
        self.events = sorted((e for e in episode.events if e.at <= as_of), key=lambda e: (e.at, len(e.id), e.id))
        self.taken: dict[str, int] = {}
        for event in self.events:
            self.take_back(event)

    # --- the record

    def event(self, name: str | None) -> Event | None:
        return next((e for e in self.events if e.id == name), None)

    def take_back(self, event: Event) -> None:
        kind = self.words.events[event.type].retracts
        if kind is None:
            return
        target = self.event(event.re)
        if target is None or target.type != kind:
            standing = [e for e in self.events if e.type == kind and e.at <= event.at and e.id not in self.taken]
            target = standing[-1] if standing else None
        for other in self.events:
            same = target is not None and other.type == kind and self.root(other) == self.root(target)
            if same and (other is target or other.at <= event.at):
                self.taken.setdefault(other.id, event.at)

    def root(self, event: Event) -> str:
        before = self.event(event.re)
        return self.root(before) if before is not None and before.type == event.type else event.id

    def stands(self, event: Event, at: int) -> bool:
        return self.taken.get(event.id, at + 1) > at

    def answers(self, event: Event, target: Event) -> bool:
        referred = self.event(event.re)
        if referred is None:
            return False
        return referred is target or (referred.type == target.type and self.answers(referred, target))

    def fact(self, name: str, at: int) -> object:
        held = [v.value for v in self.episode.facts.get(name, ()) if v.at is None or v.at <= at]
        return held[-1] if held else None

    def turns(self, name: str, value: object, after: int) -> list[int]:
        moments = [v.at for v in self.episode.facts.get(name, ()) if v.at is not None and v.at <= self.as_of]
        return [t for t in moments if t > after and self.fact(name, t) == value and self.fact(name, t - 1) != value]

    # --- conditions

    def truth(self, node: object, at: int, trigger: Event | None, this: Event | None = None) -> float:
        if node is None:
            return YES
        if isinstance(node, Both):
            return min(self.truth(p, at, trigger, this) for p in node.parts)
        if isinstance(node, Either):
            return max(self.truth(p, at, trigger, this) for p in node.parts)
        if isinstance(node, Negation):
            return 1 - self.truth(node.part, at, trigger, this)
        if isinstance(node, Truth):
            if this is not None and node.operand.name in self.words.events[this.type].fields:
                return YES if this.data.get(node.operand.name) is True else NO
            value = self.fact(node.operand.name, at)
            return UNKNOWN if value is None else YES if value else NO
        if isinstance(node, Exists):
            moment = self.as_of if node.ever else at
            low, high = -(10**15), moment
            if node.edge is not None:
                edges = [
                    e.at for e in self.events if e.at <= moment and self.stands(e, moment) and self.like(e, node.edge)
                ]
                if not edges:
                    return NO
                low, high = (low, min(edges)) if node.window == "before" else (max(edges), moment)
            return float(any(low <= e.at <= high for e in self.in_force(node.pattern, moment) if e is not this))
        if isinstance(node, Counted):
            assert isinstance(node.bound, Literal)
            number, bound = len(self.in_force(node.pattern, at)), node.bound.value
            return float({"minimum": number >= bound, "maximum": number <= bound}[node.comparison])  # type: ignore[operator]
        raise NotImplementedError(node)

    def in_force(self, pattern: Pattern, at: int) -> list[Event]:
        return [e for e in self.events if e.at <= at and self.stands(e, at) and self.like(e, pattern)]

    def like(self, event: Event, pattern: Pattern) -> bool:
        if event.type != pattern.event.name:
            return False
        by = not pattern.by or (event.by is not None and self.plays(event.by, [r.name for r in pattern.by]))
        to = not pattern.to or any(self.plays(a, [r.name for r in pattern.to]) for a in event.to)
        return by and to and self.truth(pattern.where, event.at, None, event) == YES

    def plays(self, actor: Actor, roles: list[str]) -> bool:
        return any(self.words.counts_as(actor.role, r) for r in roles)

    # --- what starts and ends an instance

    def starts(self, rule: Rule) -> list[tuple[Event | None, str, int]]:
        found: list[tuple[Event | None, str, int]] = []
        for trigger in rule.triggers:
            if isinstance(trigger, OnFact):
                assert isinstance(trigger.value, Literal)
                name = trigger.fact.name
                found += [(None, f"{name}@{t}", t) for t in self.turns(name, trigger.value.value, -(10**15))]
            elif isinstance(trigger, OnEvent):
                like = [e for e in self.events if self.like(e, trigger.pattern)]
                for place, event in enumerate(like):
                    first = not any(self.stands(e, event.at) for e in like[:place])
                    if trigger.selector == "every" or (trigger.selector == "first" and first):
                        found.append((event, event.id, event.at))
        return sorted(found, key=lambda s: s[2])

    def ended(self, rule: Rule, trigger: Event | None, at: int) -> int | None:
        moments = [self.taken[trigger.id]] if trigger is not None and trigger.id in self.taken else []
        for end in rule.ends:
            if isinstance(end, OnFact):
                assert isinstance(end.value, Literal)
                moments += self.turns(end.fact.name, end.value.value, at)
                continue
            for event in self.in_force(end, self.as_of):
                if event.at >= at and event is not trigger and not self.about_another(event, trigger):
                    moments.append(event.at)
        return min(moments) if moments else None

    def fallen(self, rule: Rule, trigger: Event | None, at: int, due_at: int | None) -> int | None:
        """Return when an instance is ended, or an exception comes to hold while it is open."""
        later = [t for t in self.changes(at, due_at) if self.excused(rule, trigger, t) == YES]
        return min([t for t in (self.ended(rule, trigger, at), *later) if t is not None], default=None)

    def changes(self, at: int, due_at: int | None) -> list[int]:
        until = min(self.as_of, due_at if due_at is not None else self.as_of)
        found = [v.at for values in self.episode.facts.values() for v in values if v.at is not None]
        return [t for t in found if at < t <= until]

    def about_another(self, event: Event, trigger: Event | None) -> bool:
        referred = self.event(event.re)
        if referred is None or trigger is None or referred.type != trigger.type:
            return False
        return not self.answers(event, trigger)

    def excused(self, rule: Rule, trigger: Event | None, at: int) -> float:
        return max([self.truth(e.condition, at, trigger) for e in rule.escapes], default=NO)

    # --- by when

    def limit(self, node: object, at: int) -> int | None:
        anchor = at
        if node.anchor is not None:  # type: ignore[attr-defined]
            return None
        return due(Limit(node.duration.amount, Unit[node.duration.unit], node.clock), anchor, self.zone)  # type: ignore[attr-defined]

    def anchored(self, node: object, trigger: Event | None, at: int) -> int | None:
        pattern = node.anchor  # type: ignore[attr-defined]
        if trigger is not None and self.like(trigger, pattern):
            return trigger.at
        found = self.in_force(pattern, self.as_of)
        before = [e.at for e in found if e.at <= at]
        return max(before) if before else min((e.at for e in found), default=None)

    def window(self, rule: Rule, trigger: Event | None, at: int) -> tuple[int | None, int | None, bool, float]:
        """Return opens, due, whether it is without a number, and whether the limit is known."""
        line = rule.deadline
        if isinstance(line, Between):
            unit = Unit[line.unit]
            return (
                opens(Limit(int(str(line.lower)), unit), at, self.zone),
                due(Limit(int(str(line.upper)), unit), at, self.zone),
                False,
                YES,
            )
        if isinstance(line, Before):
            return None, self.next(line.event, at), False, YES
        if isinstance(line, Promptly):
            end = self.next(line.until, at) if line.until is not None else None
            return None, end if end is not None else self.closed(at, trigger), True, YES
        assert isinstance(line, By)
        if isinstance(line.limit, Cases):
            possible: list[int | None] = []
            for inner, condition in line.limit.cases:
                value = self.truth(condition, at, trigger)
                if value > NO:
                    possible.append(self.limit(inner, at))
                if value == YES:
                    break
            agree = len(set(possible)) == 1
            return None, possible[0] if agree else None, False, YES if agree else UNKNOWN
        if line.limit.anchor is not None:  # type: ignore[union-attr]
            start = self.anchored(line.limit, trigger, at)
            length = line.limit.duration  # type: ignore[union-attr]
            end = None if start is None else due(Limit(length.amount, Unit[length.unit]), start, self.zone)  # type: ignore[arg-type, index]
            return None, end, False, YES
        return None, self.limit(line.limit, at), False, YES

    def next(self, pattern: Pattern, at: int) -> int | None:
        return min((e.at for e in self.in_force(pattern, self.as_of) if e.at >= at), default=None)

    def closed(self, at: int, trigger: Event | None) -> int | None:
        ends = [e.at for e in self.events if self.words.events[e.type].closes and e.at >= at and e is not trigger]
        return min(ends, default=None)

    # --- verdicts

    def judge(self) -> list[Verdict]:
        found: list[Verdict] = []
        for rule in self.guideline.rules:
            if rule.modality is Modality.MUST_NOT:
                found += self.prohibition(rule)
            elif isinstance(rule.duty, Stated):
                found += self.content(rule)
            else:
                found += self.obligation(rule)
        return sorted(found, key=repr)

    def obligation(self, rule: Rule) -> list[Verdict]:
        cases: list[Case] = []
        for trigger, name, at in self.starts(rule):
            value, excused = self.truth(rule.condition, at, trigger), self.excused(rule, trigger, at)
            if value == NO or excused == YES:
                continue
            low, high, numberless, certain = self.window(rule, trigger, at)
            ended = self.fallen(rule, trigger, at, high)
            if excused == UNKNOWN and any(self.excused(rule, trigger, t) == NO for t in self.changes(at, high)):
                excused = NO
            bearers: list[Actor | None] = [None]
            if isinstance(rule.actor, Each):
                bearers = list(dict.fromkeys(trigger.to if trigger is not None else ()))  # type: ignore[assignment]
            for bearer in bearers:
                known = min(value, certain) if value == YES else UNKNOWN
                cases.append(Case(trigger, name, at, bearer, known, low, high, numberless, ended, excused))
        for bearer in dict.fromkeys(c.bearer for c in cases):
            self.match(rule, [c for c in cases if c.bearer == bearer])
        return [self.told(rule, c) for c in cases]

    def told(self, rule: Rule, case: Case) -> Verdict:
        status = self.status(case)
        act = {"fulfilled": case.act, "late": case.act, "early": case.early}.get(status)
        bearer = f"{case.bearer.role}/{case.bearer.unit}" if case.bearer is not None else ""
        return rule.name, case.name, bearer, status, case.due, act.id if act is not None else ""

    def status(self, case: Case) -> str:
        fell = case.ended is not None and (case.due is None or case.ended <= case.due)
        if case.known != YES:
            return "cancelled" if fell else "undetermined"
        if case.act is not None and (case.due is None or case.act.at <= case.due):
            return "fulfilled"
        if fell:
            return "cancelled"
        if case.escape == UNKNOWN:
            return "undetermined"
        if case.doubt is not None and (case.due is None or case.doubt.at <= case.due):
            return "undetermined"
        if case.act is not None and not case.numberless:
            return "late"
        if case.early is not None:
            return "early"
        return "pending" if case.due is None or self.as_of <= case.due else "missed"

    def fits(self, rule: Rule, act: Event, case: Case) -> bool:
        kind = rule.duty.acts[0].event.name  # type: ignore[union-attr]
        if act.type != kind or act.by is None:
            return False
        if case.bearer is not None:
            if not self.plays(act.by, [case.bearer.role]) or act.by.unit != case.bearer.unit:
                return False
        elif not self.plays(act.by, [r.name for r in rule.actor.names]):  # type: ignore[union-attr]
            return False
        if act.re is not None and case.trigger is not None:
            must_answer = self.words.events[act.type].answers is not None
            if (must_answer and not self.answers(act, case.trigger)) or self.about_another(act, case.trigger):
                return False
        taken = self.taken.get(act.id)
        if taken is not None and (case.due is None or taken <= max(case.due, act.at)):
            return False
        gone = case.ended is not None and (case.due is None or case.ended <= case.due) and act.at > case.ended
        return not (gone and (act.at >= case.at or not rule.earlier_counts))

    def match(self, rule: Rule, cases: list[Case]) -> None:
        for act in self.events:
            fitting = [c for c in cases if c.act is None and self.fits(rule, act, c)]
            if rule.earlier_counts:
                for case in fitting:
                    case.act = act
                continue
            fitting = [c for c in fitting if act is not c.trigger]
            begun = [c for c in fitting if act.at >= c.at or (c.opens is not None and c.opens <= c.at)]
            inside = [c for c in begun if c.opens is None or act.at >= c.opens]
            answered = [c for c in inside if act.re is not None and c.trigger and self.answers(act, c.trigger)]
            in_time = [c for c in inside if c.due is None or act.at <= c.due]
            if answered:
                for case in answered:
                    case.act = act
            elif inside:
                self.give(act, in_time or inside)
            else:
                named = [c for c in begun if act.re is not None and c.trigger and self.answers(act, c.trigger)]
                for case in named or [c for c in begun if c.early is None][:1]:
                    case.early = case.early or act

    def give(self, act: Event, cases: list[Case]) -> None:
        cases[0].act = act
        sure = [c for c in cases[1:] if c.known == YES]
        if cases[0].known != YES and sure and sure[0].doubt is None:
            sure[0].doubt = act

    def prohibition(self, rule: Rule) -> list[Verdict]:
        found: list[Verdict] = []
        kind = rule.duty.acts[0].event.name  # type: ignore[union-attr]
        for act in self.events:
            if act.type != kind or act.by is None or not self.plays(act.by, [r.name for r in rule.actor.names]):  # type: ignore[union-attr]
                continue
            if rule.triggers and not self.within(rule, act):
                continue
            first = rule.before or rule.after
            if first is not None:
                done = any(e is not act for e in self.in_force(first, act.at))
                if done is (rule.before is not None):
                    continue
            value, excused = self.truth(rule.condition, act.at, act), self.excused(rule, act, act.at)
            if value == NO or excused == YES:
                continue
            status = "breached" if value == YES and excused == NO else "undetermined"
            found.append((rule.name, act.id, "", status, None, ""))
        return found

    def within(self, rule: Rule, act: Event) -> bool:
        for trigger, _, at in self.starts(rule):
            end = self.ended(rule, trigger, at)
            if trigger is not act and at <= act.at and (end is None or act.at <= end):
                return True
        return False

    def content(self, rule: Rule) -> list[Verdict]:
        found: list[Verdict] = []
        fields = [f.name for f in rule.duty.fields]  # type: ignore[union-attr]
        for trigger, name, at in self.starts(rule):
            assert trigger is not None and trigger.by is not None
            value = self.truth(rule.condition, at, trigger)
            excused = self.excused(rule, trigger, at)
            if value == NO or excused == YES or not self.plays(trigger.by, [r.name for r in rule.actor.names]):  # type: ignore[union-attr]
                continue
            limit = at if rule.deadline is None else self.window(rule, trigger, at)[1]
            assert limit is not None
            versions = [trigger]
            if rule.deadline is not None:
                later = [e for e in self.events if e.type == trigger.type and e.at >= at and e is not trigger]
                versions += [e for e in later if self.answers(e, trigger)]
            ended = self.fallen(rule, trigger, at, limit)
            status, act = self.stated(versions, fields, limit, ended, rule.deadline is not None)
            if value == UNKNOWN or (excused == UNKNOWN and status != "fulfilled"):
                status, act = "undetermined", ""
            found.append((rule.name, name, "", status, limit, act))
        return found

    def stated(
        self, versions: list[Event], fields: list[str], limit: int, ended: int | None, open_to_updates: bool
    ) -> tuple[str, str]:
        for number in range(1, len(versions) + 1):
            told = {f for e in versions[:number] for f in fields if e.data.get(f) not in (None, False, "")}
            if told == set(fields):
                last = versions[number - 1]
                if last.at <= limit:
                    return "fulfilled", last.id
                fell = ended is not None and ended <= limit
                return ("cancelled", "") if fell else ("late", last.id)
        if open_to_updates and ended is not None and ended <= limit:
            return "cancelled", ""
        return ("pending" if open_to_updates and self.as_of <= limit else "missed"), ""
