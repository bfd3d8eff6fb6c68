"""What starts a rule: events, facts that change, other rules that were broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from compliance.check.finding import BAD, Finding, Status
from compliance.check.happened import Matcher
from compliance.check.pattern import Patterns, always
from compliance.check.timeline import NEVER, Timeline
from compliance.episodes.model import Actor, Event
from compliance.language.condition_tree import Literal
from compliance.language.rule_tree import OnBreach, OnEvent, OnFact, Trigger
from compliance.time import Instant

Start: TypeAlias = tuple[Event | None, str, Instant]
"""The triggering event if there is one, what it is called, and when it was."""
Verdicts: TypeAlias = Mapping[str, Sequence[Finding]]


class Triggers:
    """The triggers of one rule, compiled."""

    def __init__(self, triggers: tuple[Trigger, ...], patterns: Patterns) -> None:
        self.events: tuple[tuple[str, Matcher, str], ...] = tuple(
            (t.pattern.event.name, patterns.compile(t.pattern), t.selector) for t in triggers if isinstance(t, OnEvent)
        )
        self.conditions = patterns.conditions
        self.doubtful = tuple(
            (t.pattern, patterns.compile(t.pattern), t.selector)
            for t in triggers
            if isinstance(t, OnEvent) and (t.pattern.by or t.pattern.to or t.pattern.where is not None)
        )
        self.facts = tuple(
            (t.fact.name, t.value.value if isinstance(t.value, Literal) else t.value.name)
            for t in triggers
            if isinstance(t, OnFact)
        )
        self.repeats = len({kind for kind, _, _ in self.events}) < len(self.events)
        self.rules = tuple(t.rule.name for t in triggers if isinstance(t, OnBreach))

    def starts(self, tl: Timeline) -> list[Start]:
        """Return each start in the timeline, an event once however many triggers it matches; breaches apart."""
        starts: list[Start] = []
        for kind, matches, selector in self.events:
            known = tl.by_type.get(kind)
            if known and len(known) == 1 and matches is always and known[0].re is None and selector != "latest":
                starts.append((known[0], kind, known[0].at))
            elif known:
                starts += [(e, kind, e.at) for e in self._events(tl, known, matches, selector)]
        if len(starts) > 1 and self.repeats:
            starts = list({start[0].id: start for start in reversed(starts) if start[0] is not None}.values())[::-1]
        for name, value in self.facts:
            starts += [(None, name, at) for at, held in tl.fact_changes(name, NEVER) if held == value]
        return starts

    def breaches(self, verdicts: Verdicts) -> Iterator[Start]:
        """Return when rules were broken that start this one."""
        for rule in self.rules:
            for finding in verdicts.get(rule, ()):
                moment = broken_at(finding)
                if moment is not None:
                    yield finding.trigger, rule, moment

    def unsure(self, tl: Timeline) -> Iterator[Start]:
        """Return the events of which it is not known whether they are starts; asked after `starts`."""
        if self not in tl.memo:
            return
        seen: set[str] = set()
        for pattern, matches, selector in self.doubtful:
            kind = pattern.event.name
            for event in tl.of_type(kind):
                if matches(tl, event, None) is not None or (selector == "original" and changes(tl, event)):
                    continue
                sure = self._sure(tl, kind)
                passed = selector == "first" and any(e.at <= event.at and tl.stands(e, event.at) for e in sure)
                later = selector == "latest" and any(e.at >= event.at for e in sure)
                if event not in sure and not passed and not later and event.id not in seen:
                    seen.add(event.id)
                    yield event, kind, event.at

    def _matching(self, tl: Timeline, known: Sequence[Event], matches: Matcher) -> list[Event]:
        """Return the events that match; a timeline where some may match is marked for `unsure`."""
        values = [matches(tl, e, None) for e in known]
        if None in values:
            tl.memo[self] = True
        return [e for e, value in zip(known, values, strict=True) if value]

    def _sure(self, tl: Timeline, kind: str) -> list[Event]:
        return [e for k, matches, _ in self.events if k == kind for e in tl.of_type(k) if matches(tl, e, None)]

    def missing(self, tl: Timeline, event: Event | None) -> tuple[str, ...]:
        """Return what is missing to say whether an event is a start."""
        if event is None or not self.doubtful or event in self._sure(tl, event.type):
            return ()
        found = (p for p, m, _ in self.doubtful if p.event.name == event.type and m(tl, event, None) is None)
        return tuple(dict.fromkeys(n for p in found for n in self.conditions.about_event(p, tl, event, None)))

    def _events(self, tl: Timeline, known: Sequence[Event], matches: Matcher, selector: str) -> Sequence[Event]:
        found = known if matches is always else self._matching(tl, known, matches)
        if selector == "latest":
            return [e for e in found if tl.stands(e, tl.as_of)][-1:]
        if selector == "original":
            return [e for e in found if e.re is None or not changes(tl, e)]
        if selector == "first" and len(found) > 1:
            return [e for i, e in enumerate(found) if not any(tl.stands(other, e.at) for other in found[:i])]
        return found


def changes(tl: Timeline, event: Event) -> bool:
    """Say whether an event only sends an earlier one of its type again, to nobody new."""
    if event.re is None:
        return False
    earlier = [e for e in tl.of_type(event.type) if e is not event and tl.answers(event, e)]
    return bool(earlier) and {a for a in event.to} <= {a for e in earlier for a in e.to}


def reached_before(tl: Timeline, event: Event) -> frozenset[Actor]:
    """Return who had already got the event that this one sends again."""
    if event.re is None:
        return frozenset()
    return frozenset(a for e in tl.of_type(event.type) if e is not event and tl.answers(event, e) for a in e.to)


def broken_at(finding: Finding) -> Instant | None:
    """Return the moment when a finding's rule was broken, or None when it was not."""
    if finding.status not in BAD:
        return None
    if finding.status is Status.BREACHED or finding.due is None:
        return finding.trigger_at
    return finding.act.at if finding.status is Status.EARLY and finding.act is not None else finding.due
