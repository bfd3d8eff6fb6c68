"""A second, slow evaluator, written from the meaning of the rules (README) alone: the witness of the checker.

It looks at every pair of events, keeps no index and compiles nothing. It shares the loaded rules with the program and
nothing that judges, reckons time or counts money. `naive_liability.py` judges who pays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from naive_record import LONG_AFTER, Maybe, Record, every, opposite, some
from naive_start import BROKEN, Instances, Start, Verdict, within
from naive_truth import Truths
from naive_window import Window, Windows, closing

from compliance.episodes.model import Actor, Episode, Event
from compliance.graph.model import Guideline, Outage, Rule, RuleSet
from compliance.language.condition_tree import Pattern
from compliance.language.rule_tree import Acts, Attended, Each, OnEvent, Recurring, Stated


@dataclass
class Case:
    """One instance."""

    start: Start
    at: int
    bearer: Actor | None
    target: Actor | None
    alone: bool
    known: Maybe
    window: Window
    ended: int | None
    perhaps: int | None
    escape: Maybe
    act: Event | None = None
    early: Event | None = None
    doubt: Event | None = None
    outage: str = ""
    left: bool = False
    """It fell away because the one that it was there for is no recipient any more."""

    def open_at(self, moment: int) -> bool:
        return self.window.due is None or moment <= self.window.due


class Naive:
    """Judges one timeline at one moment by the guidelines of a region."""

    def __init__(self, rules: RuleSet, episode: Episode, as_of: int, region: str) -> None:
        self.rules, self.episode, self.as_of = rules, episode, as_of
        self.record = Record(rules.vocabulary, episode, as_of)
        family = sorted((g for g in rules.guidelines.values() if g.region == region), key=lambda g: g.valid_from)
        self.family, self.bases = family, list[Guideline]()
        base = next((g.base for g in reversed(family) if g.base is not None), None)
        while base is not None:
            if rules.guidelines[base] not in family:  # a version may build on an older one
                self.bases.append(rules.guidelines[base])
            base = rules.guidelines[base].base

    def governing(self, at: int) -> Guideline | None:
        """The version in force on the local date; before them all, what the latest builds on."""
        day = self.record.today(at).toordinal()
        return next((g for g in [*self.family, *self.bases] if within(g, day)), None)

    def by_guideline(self) -> list[ByGuideline]:
        return [ByGuideline(self, g) for g in [*self.family, *self.bases]]

    def judge(self) -> list[Verdict]:
        return sorted((v for g in self.by_guideline() for v in g.judge()), key=repr)

    def permitted(self) -> list[Verdict]:
        return sorted((v for g in self.by_guideline() for v in g.permitted()), key=repr)


class ByGuideline(Instances):
    """The verdicts of one guideline on a timeline."""

    def __init__(self, whole: Naive, guideline: Guideline) -> None:
        self.whole, self.guideline, self.record = whole, guideline, whole.record
        self.governing = whole.governing
        self.truths = Truths(self.record, self.was_broken, closing(guideline.calendar), guideline.rejection)
        self.windows = Windows(self.record, self.truths, guideline)
        self.told: dict[str, list[Verdict]] = {}

    def judge(self) -> list[Verdict]:
        return [v for rule in self.guideline.rules for v in self.verdicts(rule)]

    def permitted(self) -> list[Verdict]:
        return [v for rule in self.guideline.permissions for v in self.of_acts(rule, "fulfilled")]

    def verdicts(self, rule: Rule) -> list[Verdict]:
        if rule.name not in self.told:
            judged = self.obligation
            if rule.modality.forbids:
                judged = partial(self.of_acts, done="breached")
            elif isinstance(rule.duty, Stated):
                judged = self.content
            elif isinstance(rule.duty, Attended):
                judged = self.attendance
            self.told[rule.name] = list(judged(rule))
        return self.told[rule.name]

    def was_broken(self, name: str, at: int) -> Maybe:
        found = self.named(name)
        if any(v.status in BROKEN and self.broken_at(v) <= at for v in found):
            return True
        unsure = [v.begun if v.due is None else v.due for v in found if v.status == "undetermined"]
        return None if any(moment <= at for moment in unsure) else False

    # --- obligations to act

    def obligation(self, rule: Rule) -> Iterator[Verdict]:
        cases: list[Case] = []
        for start in self.starts(rule):
            value, escape = self.condition(rule, start), self.excused(rule, start.event, start.at)
            if value is not False and escape is not True:
                cases += self.cases(rule, start, value, escape)
        if isinstance(rule.deadline, Recurring):
            for case in cases:
                yield from self.periods(rule, rule.deadline, case)
            return
        self.match(rule, cases)
        for case in cases:
            self.interrupted(rule, case)
            yield self.tell(rule, case)

    def condition(self, rule: Rule, start: Start) -> Maybe:
        value = self.truths.holds(rule.condition, start.at, start.event)
        return value if start.sure or value is False else None

    def cases(self, rule: Rule, start: Start, value: Maybe, escape: Maybe) -> list[Case]:
        trigger, at = start.event, start.at
        window = self.windows.of(rule.deadline, trigger, at, rule.actor)
        again = isinstance(rule.deadline, Recurring)
        ended = self.fallen(rule, trigger, at, None if again else window.due)
        later = self.changes(rule, at, None if again else window.due)
        if escape is None and any(self.excused(rule, trigger, t) is False for t in later):
            escape = False
        if isinstance(rule.deadline, Recurring) and rule.deadline.until is not None:
            until = self.ended_by(rule.deadline.until, trigger, at, True)
            ended = min([t for t in (ended, *until[:1]) if t is not None], default=None)
        perhaps = self.ended(rule, trigger, at, None)

        def case(bearer: Actor | None, target: Actor | None, alone: bool) -> Case:
            gone = [self.quits(each, who, trigger, at) for each, who in self.there_for(rule, bearer, target)]
            sure = [t for t in (ended, *(left for left, _ in gone)) if t is not None]
            unsure = [t for t in (perhaps, *(left for _, left in gone)) if t is not None]
            fell, doubt = min(sure, default=None), min(unsure, default=None)
            left = fell is not None and fell != ended
            return Case(start, at, bearer, target, alone, value, window, fell, doubt, escape, left=left)

        original = any(isinstance(t, OnEvent) and t.selector == "original" for t in rule.triggers)
        reached = [
            a for e in (self.earlier_versions(trigger) if original and trigger is not None else ()) for a in e.to
        ]
        return [
            case(bearer, target, alone and single)
            for bearer, alone in self.bearers(rule, trigger, at)
            if bearer not in reached
            for target, single in self.targets(rule, trigger, at)
        ]

    def fits(self, rule: Rule, act: Event, case: Case) -> Maybe:
        trigger = case.start.event
        if not self.refers(act, trigger):
            return False
        due = case.window.due
        by_then = self.record.as_of if due is None else max(due, act.at)
        return self.is_the_act(rule, act, trigger, case.bearer, case.target, case.alone, by_then)

    def is_the_act(
        self,
        rule: Rule,
        act: Event,
        trigger: Event | None,
        bearer: Actor | None,
        target: Actor | None,
        alone: bool,
        by_then: int | None = None,
    ) -> Maybe:
        assert isinstance(rule.duty, Acts)
        kinds = [self.truths.holds(a.where, act.at, trigger, act) for a in rule.duty.acts if a.event.name == act.type]
        to = self.to_right_one(rule, act, target, alone, by_then)
        return every([some(kinds), self.right_one(rule, act, bearer, alone), to])

    def refers(self, act: Event, trigger: Event | None) -> bool:
        """An answer answers the trigger; what names another event of the trigger's type is about that one."""
        if trigger is None or act.re is None:
            return True
        answers = self.record.words.events[act.type].answers
        if answers is not None and (answers == () or trigger.type in answers):
            return self.record.answers(act, trigger)
        return act.type == trigger.type or not self.record.about_another(act, trigger)

    def usable(self, act: Event, case: Case, after: bool) -> bool:
        """Not what was taken back before it was due, nor what was done after the instance had fallen away."""
        taken, due = self.record.taken.get(act.id), case.window.due
        if taken is not None and (due is None or taken <= max(due, act.at)):
            return False
        gone = case.ended is not None and case.open_at(case.ended) and act.at > case.ended
        return not (gone and after)

    def match(self, rule: Rule, cases: list[Case]) -> None:
        each = isinstance(rule.actor, Each)
        groups: list[list[Case]] = []
        for case in cases:
            same = [g for g in groups if g[0].target == case.target and (not each or g[0].bearer == case.bearer)]
            (same[0] if same else groups.append([]) or groups[-1]).append(case)  # type: ignore[func-returns-value]
        for act in self.record.events:
            for group in groups:
                (self.give_to_all if rule.earlier_counts else self.give)(rule, act, group)

    def give_to_all(self, rule: Rule, act: Event, cases: list[Case]) -> None:
        """What is done stays done: the first act, however early, counts for every instance."""
        for case in cases:
            if case.act is None and self.usable(act, case, act.at >= case.at):
                fits = self.fits(rule, act, case)
                if fits:
                    case.act = act
                elif fits is None and case.doubt is None:
                    case.doubt = act

    def give(self, rule: Rule, act: Event, cases: list[Case]) -> None:
        """To all that the act answers; else to the first that is in time, else to the first overdue."""
        inside: list[Case] = []
        early: list[Case] = []
        for case in cases:
            opens = case.window.opens
            begun = act.at >= case.at or (opens is not None and opens <= case.at)
            if case.act is not None or act is case.start.event or not begun or not self.usable(act, case, True):
                continue
            fits = self.fits(rule, act, case)
            if fits is None and case.doubt is None:
                case.doubt = act
            if fits:
                (inside if opens is None or act.at >= opens else early).append(case)
        answered = [c for c in inside if self.answered(act, c)]
        if answered:
            for case in answered:
                case.act = act
        elif inside:
            self.give_one(act, [c for c in inside if c.open_at(act.at)] or inside)
        else:
            for case in [c for c in early if self.answered(act, c)] or [c for c in early if c.early is None][:1]:
                case.early = case.early or act

    def answered(self, act: Event, case: Case) -> bool:
        return act.re is not None and case.start.event is not None and self.record.answers(act, case.start.event)

    def give_one(self, act: Event, cases: list[Case]) -> None:
        chosen = next((c for c in cases if c.bearer == act.by), cases[0])
        chosen.act = act
        sure = [c for c in cases if c is not chosen and c.known is not None]
        if chosen.known is None and sure and sure[0].doubt is None:
            sure[0].doubt = act

    def interrupted(self, rule: Rule, case: Case) -> None:
        """What an outage does to an instance whose due time falls in it, or to an act that is accepted meanwhile."""
        for outage in rule.outages:
            for begins, ends in self.outages(outage):
                if outage.accepted is not None:
                    self.accept(rule, outage.accepted, case, begins, ends)
        case.outage = self.resting(rule, case.window.due)

    def resting(self, rule: Rule, at: int | None) -> str:
        """What becomes of a rule of which the moment falls in an outage."""
        found = ""
        for outage in rule.outages:
            if at is not None and outage.accepted is None:
                inside = [1 for begins, ends in self.outages(outage) if begins <= at <= ends]
                found = {"suspends": "cancelled", "leaves_open": "undetermined"}[outage.kind] if inside else found
        return found

    def outages(self, outage: Outage) -> Iterator[tuple[int, int]]:
        for event, value in self.truths.found(outage.pattern, self.record.as_of, None, None):
            end = event.data.get(outage.until.name)
            until = LONG_AFTER
            if isinstance(end, date):
                until = self.windows.reckon(0, "day", None, False, self.windows.moment(end))
            elif isinstance(end, int):
                until = end
            longer, enough = outage.longer_than, event.at
            if longer is not None:
                assert isinstance(longer.amount, int)
                enough = self.windows.reckon(longer.amount, str(longer.unit), None, False, event.at)
            if value and (longer is None or until > enough):
                yield event.at, until

    def accept(self, rule: Rule, pattern: Pattern, case: Case, begins: int, ends: int) -> None:
        if case.act is not None and case.open_at(case.act.at):
            return
        opens, again = case.window.opens, isinstance(rule.deadline, Recurring)
        low = case.at if opens is None or opens > case.at else opens
        for act in self.record.events:
            if again and act.at == case.at:
                continue
            if not (max(low, begins) <= act.at <= ends and case.open_at(act.at) and self.usable(act, case, True)):
                continue
            to = not act.to or self.to_right_one(rule, act, case.target, case.alone)
            right = self.right_one(rule, act, case.bearer, case.alone)
            if right and to and self.truths.matches(pattern, act, case.start.event):
                case.act = act
                return

    def status(self, case: Case) -> str:
        due, record = case.window.due, self.record
        fell = case.ended is not None and case.open_at(case.ended)
        if case.known is None or not case.window.known:
            return "cancelled" if fell else "undetermined"
        if case.act is not None and case.open_at(case.act.at):
            return "fulfilled"
        if fell:
            return "cancelled"
        doubtful = case.doubt is not None and case.open_at(case.doubt.at)
        if case.escape is None or doubtful:
            return "undetermined"
        if case.outage:
            return case.outage
        status = "pending" if due is None or record.as_of <= due else "missed"
        if case.act is not None and not case.window.numberless:
            status = "late"
        elif case.early is not None:
            status = "early"
        doubtful_end = case.perhaps is not None and case.open_at(case.perhaps)
        return "undetermined" if doubtful_end and status != "pending" else status

    def tell(self, rule: Rule, case: Case) -> Verdict:
        status, window = self.status(case), case.window
        act = {"fulfilled": case.act, "late": case.act, "early": case.early}.get(status)
        opens = window.opens
        if opens is None:
            opens = case.at if window.due is None else min(case.at, window.due)
        fell = case.ended if status == "cancelled" and case.ended is not None and case.open_at(case.ended) else None
        return Verdict(
            self.guideline.name, rule.name, case.start.name, name_of(case.bearer), name_of(case.target), status, opens,
            window.due, act.id if act is not None else "", fell, (), case.at,
        )  # fmt: skip

    def periods(self, rule: Rule, deadline: Recurring, first: Case) -> Iterator[Verdict]:
        """One verdict a period: from the trigger, or from when it was last done, or should have been. An act that comes
        more than a period late is late for each that went by."""
        if first.known is None:
            yield self.tell(rule, first)
            return
        begins = first.at
        while begins <= self.record.as_of:
            case = replace(first, at=begins, window=self.windows.of(deadline, None, begins))
            for act in self.record.events:
                open_then = first.ended is None or act.at <= first.ended
                if act.at <= begins or not open_then or act is first.start.event or not self.usable(act, case, True):
                    continue
                fits = self.fits(rule, act, case)
                if fits and case.act is None:
                    case.act = act
                if fits is None and case.doubt is None:
                    case.doubt = act
            self.interrupted(rule, case)
            told = self.tell(rule, case)
            yield told
            rests = told.status == "cancelled" and told.fell is None
            if case.window.due is None or (told.status in ("cancelled", "pending", "undetermined") and not rests):
                return
            begins = case.window.due if case.act is None else case.act.at
            if begins > case.window.due:
                further = self.windows.of(deadline, None, case.window.due).due
                if further is not None and further < begins:
                    begins = case.window.due  # a whole period went by, and is a breach of its own
            if first.ended is not None and begins >= first.ended:
                return

    # --- prohibitions, content, attendance

    def of_acts(self, rule: Rule, done: str) -> Iterator[Verdict]:
        assert isinstance(rule.duty, Acts)
        for act in self.record.events:
            governed = self.governing(act.at) is self.guideline
            if not governed or not within(rule, self.record.today(act.at).toordinal()):
                continue
            if act.type not in [a.event.name for a in rule.duty.acts]:
                continue
            parts = [self.forbidden(rule, act), self.out_of_order(rule, act)]
            if every(parts) is False:
                continue
            parts += [self.truths.holds(rule.condition, act.at, act), opposite(self.excused(rule, act, act.at))]
            resting = self.resting(rule, act.at)
            value = every([*parts, {"cancelled": False, "undetermined": None}.get(resting, True)])
            if value is not False:
                status = done if value else "undetermined"
                shown = act.id if value else ""
                yield Verdict(
                    self.guideline.name, rule.name, act.id, name_of(act.by), "", status, act.at, None, shown, None,
                    (), act.at,
                )  # fmt: skip

    def forbidden(self, rule: Rule, act: Event) -> Maybe:
        """Whether it is one of the acts that are forbidden, while the prohibition holds."""
        found: list[Maybe] = []
        periods: list[tuple[Event | None, Maybe]] = [(None, True)] if not rule.triggers else []
        for start in self.all_starts(rule):
            end = self.ended(rule, start.event, start.at)
            if start.event is not act and start.at <= act.at and (end is None or act.at <= end):
                periods.append((start.event, True if start.sure else None))
        for opener, sure in periods:
            for bearer, alone in self.bearers(rule, opener, act.at):
                for target, single in self.targets(rule, opener, act.at):
                    found.append(every([sure, self.is_the_act(rule, act, act, bearer, target, alone and single)]))
        return some(found)

    def out_of_order(self, rule: Rule, act: Event) -> Maybe:
        first = rule.before or rule.after
        if first is None:
            return True
        done = some([value for _, value in self.truths.found(first, act.at, act, act)])
        return done if rule.before is None else opposite(done)

    def content(self, rule: Rule) -> Iterator[Verdict]:
        assert isinstance(rule.duty, Stated)
        for start in self.starts(rule):
            event, value = start.event, self.condition(rule, start)
            escape = self.excused(rule, event, start.at)
            if event is None or value is False or escape is True:
                continue
            if event.by is not None and self.right_one(rule, event, event.by, True) is False:
                continue
            bearer = event.by or self.bearers(rule, event, start.at)[0][0]
            status, due, act, fell, lacking = self.stated(rule, rule.duty, start, event)
            later = self.changes(rule, start.at, due) if rule.deadline is not None else []
            if escape is None and any(self.excused(rule, event, t) is False for t in later):
                escape = False
            if status != "cancelled" and (value is None or (escape is None and status != "fulfilled")):
                status, act, fell, lacking = "undetermined", None, None, []
            yield Verdict(
                self.guideline.name, rule.name, start.name, name_of(bearer), "", status,
                start.at if due is None else min(start.at, due), due,
                act.id if act is not None else "", fell, tuple(lacking), start.at,
            )  # fmt: skip

    def stated(
        self, rule: Rule, duty: Stated, start: Start, event: Event
    ) -> tuple[str, int | None, Event | None, int | None, list[str]]:
        """Return status, due, what completed the message, when the duty fell away, and which fields are lacking."""
        window = self.windows.of(rule.deadline, event, start.at, rule.actor)
        due, open_to_updates = window.due, rule.deadline is not None
        versions = [event]
        if open_to_updates:
            alike = [e for e in self.record.events if e.type == event.type and e.at >= start.at and e is not event]
            versions += [e for e in alike if self.record.answers(e, event)]
        fields = [f.name for f in duty.fields]
        whole = next((v for n, v in enumerate(versions, 1) if not lacking(versions[:n], fields)), None)
        if whole is not None and (due is None or whole.at <= due):
            return "fulfilled", due, whole, None, []
        fell = self.fallen(rule, event, start.at, due) if open_to_updates else None
        if fell is not None and (due is None or fell <= due):
            return "cancelled", due, None, fell, []
        resting = self.resting(rule, due)
        if resting:
            return resting, due, None, None, []
        in_time = [v for v in versions if due is None or v.at <= due]
        absent = lacking(in_time, fields)
        said = [f for f in absent if not duty.silence_unknown or any(v.data.get(f) is not None for v in in_time)]
        if not window.known or (not said and absent):
            return "undetermined", due, None, None, []
        if whole is not None and not window.numberless:
            return "late", due, whole, None, []
        pending = due is None or (open_to_updates and self.record.as_of <= due)
        return ("pending", due, None, None, []) if pending else ("missed", due, None, None, said)

    def attendance(self, rule: Rule) -> Iterator[Verdict]:
        for start in self.starts(rule):
            event, value = start.event, self.condition(rule, start)
            escape = self.excused(rule, event, start.at)
            if event is None or value is False or escape is True:
                continue
            for bearer, alone in self.bearers(rule, event, start.at):
                there = [a for a in (event.by, *event.to) if a is not None]
                came = bearer is None or some([self.record.same(bearer, a, alone) for a in there])
                status = "fulfilled" if came else "missed"
                if status == "missed":
                    status = self.resting(rule, start.at) or "missed"
                if value is None or came is None or (escape is None and not came):
                    status = "undetermined"
                act = event.id if status == "fulfilled" else ""
                yield Verdict(
                    self.guideline.name, rule.name, start.name, name_of(bearer), "", status, start.at, start.at, act,
                    None, (), start.at,
                )  # fmt: skip


def lacking(versions: list[Event], fields: list[str]) -> list[str]:
    told = {f for e in versions for f in fields if e.data.get(f) not in (None, False, "", ())}
    return [f for f in fields if f not in told]


def name_of(actor: Actor | None) -> str:
    return "" if actor is None else actor.role if actor.unit is None else f"{actor.role}/{actor.unit}"
