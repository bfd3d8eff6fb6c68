"""A guideline compiled once, and timelines judged by it: pure, no clock, no reading or writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from graphlib import TopologicalSorter
from heapq import heapify, heappop, heappush
from operator import attrgetter, itemgetter

from compliance.check.actors import Actors
from compliance.check.attendance import AttendanceProgram
from compliance.check.content import ContentProgram
from compliance.check.deadline import Deadlines
from compliance.check.finding import Finding, Status
from compliance.check.pattern import Patterns
from compliance.check.plain import Part, PlainJudge, write_judge
from compliance.check.program import ActProgram, Governs, Program, RecurringProgram
from compliance.check.prohibition import PermissionProgram, ProhibitionProgram
from compliance.check.rejection import Rejections
from compliance.check.timeline import Timeline, Words
from compliance.check.triggers import broken_at
from compliance.graph.model import Guideline, Rule, RuleSet
from compliance.graph.rewrite import walk
from compliance.language.condition_tree import RuleBroken
from compliance.language.rule_tree import Attended, OnBreach, OnEvent, Recurring, Stated
from compliance.time import Day, Instant, zone


@dataclass(frozen=True, slots=True)
class _Entry:
    """A program with the dates its rule is in force (`always`: no dates), the event types without which it cannot
    begin, the rule's place in the guideline, and whether other rules ask if it was broken."""

    program: Program
    always: bool
    valid_from: Day | None
    valid_to: Day | None
    kinds: frozenset[str] | None
    position: int
    asked_for: bool


_BY_POSITION = itemgetter(0)
_BY_TIME = attrgetter("trigger_at")
MANY = 200
"""After how many timelines the plain path has paid for the writing of it, some tenths of a second."""
_MOST_KINDS = 10_000
"""How many sets of event types are remembered; the timelines of a region show some hundreds."""


class Checker:
    """One guideline, compiled. `judge` may be called for any number of timelines."""

    def __init__(self, rules: RuleSet, guideline: Guideline, many: int) -> None:
        self.guideline = guideline
        self.words = Words(rules.vocabulary)
        self.zone = zone(guideline.time_zone)
        self.patterns = Patterns(rules.vocabulary, _was_broken, guideline.calendar)
        if guideline.rejection is not None:
            as_sent = Patterns(rules.vocabulary, _was_broken, guideline.calendar)
            self.patterns.rejections = Rejections(guideline.rejection, as_sent)
        self.actors = Actors(self.patterns)
        self.deadlines = Deadlines(
            self.patterns, self.zone, guideline.calendar, guideline.own_closing, guideline.parties
        )
        position = {rule.name: index for index, rule in enumerate(guideline.rules)}
        asked_for = frozenset(_asked_for(guideline))
        self._entries = tuple(
            self._entry(rule, position[rule.name], rule.name in asked_for) for rule in _in_order(guideline.rules)
        )
        self._permissions = tuple(self._entry(rule, n, False) for n, rule in enumerate(guideline.permissions))
        self.many = many
        self._asked = 0
        self._always = all(e.always for e in self._entries)
        outages = (e.program.outages.kinds for e in self._entries if e.program.outages is not None)
        rejecting = () if guideline.rejection is None else (guideline.rejection.event.name,)
        self._upsetting = frozenset(self.words.retracting).union(rejecting, *outages)
        self._plain: PlainJudge | None = None
        self._by_kinds: dict[frozenset[str], tuple[_Entry, ...]] = {}

    def program(self, rule: Rule) -> Program:
        """Return a rule compiled."""
        make: Callable[[Rule, str, Actors, Deadlines], Program] = ActProgram
        if rule.modality.of_acts:
            make = ProhibitionProgram if rule.modality.forbids else PermissionProgram
        elif isinstance(rule.duty, Stated):
            make = ContentProgram
        elif isinstance(rule.duty, Attended):
            make = AttendanceProgram
        elif isinstance(rule.deadline, Recurring):
            make = RecurringProgram
        return make(rule, self.guideline.name, self.actors, self.deadlines)

    def _entry(self, rule: Rule, position: int, asked_for: bool) -> _Entry:
        kinds: frozenset[str] | None = None
        if rule.modality.of_acts:
            kinds = frozenset(a.event.name for a in rule.duty.acts)  # type: ignore[union-attr]
        elif all(isinstance(t, OnEvent) for t in rule.triggers):
            kinds = frozenset(t.pattern.event.name for t in rule.triggers if isinstance(t, OnEvent))
        always = rule.valid_from is None and rule.valid_to is None
        return _Entry(self.program(rule), always, rule.valid_from, rule.valid_to, kinds, position, asked_for)

    def is_plain(self, tl: Timeline, governs: Governs) -> bool:
        """Say whether a timeline takes the plain path: it can, and enough came before it."""
        if governs is not None or not self._always or not self._upsetting.isdisjoint(tl.by_type):
            return False
        self._asked += 1
        return self._asked > self.many

    def applied(self, tl: Timeline, governs: Governs, plain: bool) -> list[Finding]:
        """Return the findings of the rules that apply, in the same order as `judge`; `plain`: what `is_plain` said."""
        if plain:
            return self._plainly(tl)
        return [f for f in self.judge(tl, governs) if f.status is not Status.NOT_APPLICABLE]

    def judge(self, tl: Timeline, governs: Governs) -> list[Finding]:
        """Return all findings of the guideline on a timeline, in order of trigger and rule, those that do not apply
        too.

        `governs` says for an instant whether this guideline is the one in force on its local date.
        """
        earlier: dict[str, list[Finding]] = {}
        found: list[tuple[int, Iterable[Finding]]] = []
        for entry in self._wanted(tl):
            force = governs if entry.always else partial(self._in_force, governs, entry)
            verdicts = entry.program.judge(tl, force, earlier)
            if entry.asked_for:
                verdicts = earlier[entry.program.rule.name] = list(verdicts)
                remember(tl, entry.program.rule.name, verdicts)
            found.append((entry.position, verdicts))
        found.sort(key=_BY_POSITION)
        return sorted([f for _, verdicts in found for f in verdicts], key=_BY_TIME)

    def permitted(self, tl: Timeline, governs: Governs, found: Iterable[Finding]) -> list[Finding]:
        """Return each use of a permission, and each act that may have been one or was not. `found` is what `judge`
        returned of the same timeline; these are never among it, and nothing rests on them."""
        verdicts: dict[str, list[Finding]] = {}
        for finding in found:
            verdicts.setdefault(finding.rule.name, []).append(finding)
        uses: list[Finding] = []
        for entry in self._permissions:
            force = governs if entry.always else partial(self._in_force, governs, entry)
            uses += entry.program.judge(tl, force, verdicts)
        return sorted(uses, key=_BY_TIME)

    @property
    def has_plain_path(self) -> bool:
        """Whether the plain path has been written."""
        return self._plain is not None

    def _plainly(self, tl: Timeline) -> list[Finding]:
        if self._plain is None:
            parts = [Part(e.program, e.asked_for, e.position) for e in self._entries]
            self._plain = write_judge(parts, self.patterns, remember)
        return sorted(self._plain(tl, {}), key=_BY_TIME)

    def _wanted(self, tl: Timeline) -> tuple[_Entry, ...]:
        """Return the rules that events of the timeline's types can begin, in order."""
        kinds = frozenset(tl.by_type)
        known = self._by_kinds.get(kinds)
        if known is None:
            if len(self._by_kinds) >= _MOST_KINDS:
                self._by_kinds.clear()
            known = tuple(e for e in self._entries if e.kinds is None or not e.kinds.isdisjoint(kinds))
            self._by_kinds[kinds] = known
        return known

    def _in_force(self, governs: Governs, entry: _Entry, at: Instant) -> bool:
        day = self.zone.day(at)
        early = entry.valid_from is not None and day < entry.valid_from
        valid = not early and not (entry.valid_to is not None and day > entry.valid_to)
        return valid and (governs is None or governs(at))


def remember(tl: Timeline, rule: str, verdicts: list[Finding]) -> None:
    """Note when a rule was broken, or may have been, for the rules that ask."""
    tl.broken[rule] = [moment for moment in map(broken_at, verdicts) if moment is not None]
    tl.doubted[rule] = [
        (f.due if f.due is not None else f.trigger_at, f.missing) for f in verdicts if f.status is Status.UNDETERMINED
    ]


def _was_broken(tl: Timeline, rule: str, at: Instant) -> bool | None:
    if any(moment <= at for moment in tl.broken.get(rule, ())):
        return True
    return None if any(moment <= at for moment, _ in tl.doubted.get(rule, ())) else False


def _in_order(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules so that each comes after those whose breach it depends on, else in the guideline's order."""
    known = {rule.name: rule for rule in rules}
    place = {name: index for index, name in enumerate(known)}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, rule in known.items():
        sorter.add(name, *(needed for needed in breaches_needed(rule) if needed in known))
    sorter.prepare()
    ready = [(place[name], name) for name in sorter.get_ready()]
    heapify(ready)
    ordered = []
    while ready:
        name = heappop(ready)[1]
        ordered.append(known[name])
        sorter.done(name)
        for freed in sorter.get_ready():
            heappush(ready, (place[freed], freed))
    return ordered


def _asked_for(guideline: Guideline) -> Iterator[str]:
    """Return the names of the rules that other rules, grounds or the liability ask about."""
    for rule in (*guideline.rules, *guideline.permissions):
        yield from breaches_needed(rule)
    for node in walk((guideline.liability,)):
        if isinstance(node, OnBreach | RuleBroken):
            yield node.rule.name


def breaches_needed(rule: Rule) -> list[str]:
    """Return the names of the rules whose breach starts a rule or stands in any of its conditions."""
    found = []
    parts = (rule.triggers, rule.condition, rule.actor, rule.duty, rule.deadline, rule.ends, rule.before, rule.after)
    for node in walk((*parts, *(escape.condition for escape in rule.escapes))):
        if isinstance(node, OnBreach | RuleBroken):
            found.append(node.rule.name)
    return found
