"""A guideline compiled once, and timelines judged by it: pure, no clock, no reading or writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from graphlib import TopologicalSorter

from compliance.check.actors import Actors
from compliance.check.attendance import AttendanceProgram
from compliance.check.content import ContentProgram
from compliance.check.deadline import Deadlines
from compliance.check.finding import Finding, Status
from compliance.check.pattern import Patterns
from compliance.check.program import ActProgram, Governs, Program, RecurringProgram
from compliance.check.prohibition import ProhibitionProgram
from compliance.check.timeline import Timeline, Words
from compliance.check.triggers import broken_at
from compliance.graph.model import Guideline, Modality, Rule, RuleSet
from compliance.graph.rewrite import walk
from compliance.language.condition_tree import RuleBroken
from compliance.language.tree import Attended, OnBreach, OnEvent, Recurring, Stated
from compliance.time import Day, Instant, zone


@dataclass(frozen=True, slots=True)
class _Entry:
    """A program with the dates its rule is in force, and the event types without which it cannot begin."""

    program: Program
    valid_from: Day | None
    valid_to: Day | None
    kinds: frozenset[str] | None


class Checker:
    """One guideline, compiled. `judge` may be called for any number of timelines."""

    def __init__(self, rules: RuleSet, guideline: Guideline) -> None:
        self.guideline = guideline
        self.words = Words(rules.vocabulary)
        self.zone = zone(guideline.time_zone)
        self.patterns = Patterns(rules.vocabulary, _was_broken)
        self.actors = Actors(self.patterns)
        self.deadlines = Deadlines(self.patterns, self.zone, guideline.calendar)
        position = {rule.name: index for index, rule in enumerate(guideline.rules)}
        self._position = position
        self._entries = tuple(self._entry(rule) for rule in _in_order(guideline.rules))
        self._index: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, entry in enumerate(self._entries):
            if entry.kinds is None:
                self._always.append(number)
            for kind in entry.kinds or ():
                self._index.setdefault(kind, []).append(number)

    def program(self, rule: Rule) -> Program:
        """Return a rule compiled."""
        make: Callable[[Rule, str, Actors, Deadlines], Program] = ActProgram
        if rule.modality is Modality.MUST_NOT:
            make = ProhibitionProgram
        elif isinstance(rule.duty, Stated):
            make = ContentProgram
        elif isinstance(rule.duty, Attended):
            make = AttendanceProgram
        elif isinstance(rule.deadline, Recurring):
            make = RecurringProgram
        return make(rule, self.guideline.name, self.actors, self.deadlines)

    def _entry(self, rule: Rule) -> _Entry:
        kinds: frozenset[str] | None = None
        if rule.modality is Modality.MUST_NOT:
            kinds = frozenset(a.event.name for a in rule.duty.acts)  # type: ignore[union-attr]
        elif all(isinstance(t, OnEvent) for t in rule.triggers):
            kinds = frozenset(t.pattern.event.name for t in rule.triggers if isinstance(t, OnEvent))
        return _Entry(self.program(rule), rule.valid_from, rule.valid_to, kinds)

    def judge(self, tl: Timeline, governs: Governs) -> list[Finding]:
        """Return all findings of the guideline on a timeline, in order of trigger and rule, those that do not apply
        too.

        `governs` says for an instant whether this guideline is the one in force on its local date.
        """
        wanted = set(self._always)
        for kind in tl.by_type:
            wanted.update(self._index.get(kind, ()))
        earlier: dict[str, list[Finding]] = {}
        found: list[Finding] = []
        for number in sorted(wanted):
            entry = self._entries[number]
            force = (
                governs
                if entry.valid_from is None and entry.valid_to is None
                else partial(self._in_force, governs, entry)
            )
            verdicts = list(entry.program.judge(tl, force, earlier))
            if verdicts:
                name = entry.program.rule.name
                earlier[name] = verdicts
                tl.broken[name] = [m for m in map(broken_at, verdicts) if m is not None]
                tl.doubted[name] = [
                    (f.due if f.due is not None else f.trigger_at, f.missing)
                    for f in verdicts
                    if f.status is Status.UNDETERMINED
                ]
                found += verdicts
        position = self._position
        found.sort(key=lambda f: (f.trigger_at, position[f.rule.name]))
        return found

    def _in_force(self, governs: Governs, entry: _Entry, at: Instant) -> bool:
        day = self.zone.day(at)
        early = entry.valid_from is not None and day < entry.valid_from
        return not early and not (entry.valid_to is not None and day > entry.valid_to) and governs(at)


def _was_broken(tl: Timeline, rule: str, at: Instant) -> bool | None:
    if any(moment <= at for moment in tl.broken.get(rule, ())):
        return True
    return None if any(moment <= at for moment, _ in tl.doubted.get(rule, ())) else False


def _in_order(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules so that each comes after those whose breach it depends on."""
    known = {rule.name: rule for rule in rules}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, rule in known.items():
        sorter.add(name, *(needed for needed in breaches_needed(rule) if needed in known))
    return [known[name] for name in sorter.static_order()]


def breaches_needed(rule: Rule) -> list[str]:
    """Return the names of the rules whose breach starts a rule or stands in any of its conditions."""
    found = []
    parts = (rule.triggers, rule.condition, rule.actor, rule.duty, rule.deadline, rule.ends, rule.before, rule.after)
    for node in walk((*parts, *(escape.condition for escape in rule.escapes))):
        if isinstance(node, OnBreach | RuleBroken):
            found.append(node.rule.name)
    return found


APPLICABLE = frozenset(Status) - {Status.NOT_APPLICABLE}
