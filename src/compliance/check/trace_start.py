"""What starts a rule, traced: which events of the trigger's types are starts, and why the others are not."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from compliance.check.explanation import StartTrace
from compliance.check.finding import Finding
from compliance.check.timeline import Timeline
from compliance.check.trace import Origin, Seen, Wrong, own_words
from compliance.check.trace_condition import Tracer
from compliance.episodes.model import Event
from compliance.language.rule_tree import OnBreach, OnEvent, OnFact, Trigger
from compliance.time import Instant

_SELECTORS = {"first": Wrong.NOT_FIRST, "latest": Wrong.NOT_LATEST, "original": Wrong.SENT_AGAIN}


class Starts:
    """Traces the starts of one rule. `starts` are the events that the checker itself took as such."""

    def __init__(self, triggers: tuple[Trigger, ...], tracer: Tracer) -> None:
        self.triggers = triggers
        self.tracer = tracer

    @property
    def texts(self) -> tuple[str, ...]:
        """The triggers in the rule's words."""
        return tuple(own_words(t.span) for t in self.triggers)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The event types, facts and rules that the triggers name."""
        return tuple(
            t.pattern.event.name if isinstance(t, OnEvent) else t.fact.name if isinstance(t, OnFact) else t.rule.name
            for t in self.triggers
        )

    def of(self, tl: Timeline, finding: Finding, at: Instant, starts: Collection[Event]) -> StartTrace:
        """Return what started the instance of a finding, at a moment."""
        event = finding.trigger
        for trigger in self.triggers:
            match trigger:
                case OnFact(fact) if event is None and fact.name == finding.trigger_type:
                    since, by, _ = self.tracer.history(tl, fact.name, at)
                    origin = Origin("fact", fact.name, tl.fact(fact.name, at), "", True, since, by)
                    return StartTrace("fact", own_words(trigger.span), "every", by, at, origin=origin)
                case OnBreach(rule) if rule.name == finding.trigger_type:
                    return StartTrace("breach", own_words(trigger.span), "every", event, at, rule=rule.name)
        if event is None:
            return StartTrace("event", " eller ".join(self.texts), "every", None, at)
        found = [t for t in self.triggers if isinstance(t, OnEvent) and t.pattern.event.name == event.type]
        pairs = [(t, self.tracer.seen(t.pattern, tl, event, None)) for t in found]
        chosen = next((pair for pair in pairs if pair[1].value), pairs[0] if pairs else None)
        return StartTrace(
            "event",
            own_words(chosen[0].span) if chosen is not None else "",
            chosen[0].selector if chosen is not None else "every",
            event,
            at,
            tuple(s for s in self.others(tl, starts) if s.event is not event),
            taken_back=tl.retracted.get(event.id),
            changes=next((e for e in tl.of_type(event.type) if e is not event and tl.answers(event, e)), None),
            unsure=chosen[1] if chosen is not None and chosen[1].value is not True else None,
        )

    def others(self, tl: Timeline, starts: Collection[Event]) -> Iterator[Seen]:
        """Return the events of the triggers' types, once each, with why those that are no starts are none."""
        done: set[str] = set()
        for trigger in self.triggers:
            if not isinstance(trigger, OnEvent):
                continue
            for event in tl.of_type(trigger.pattern.event.name):
                if event.id in done:
                    continue
                seen = self.tracer.seen(trigger.pattern, tl, event, None)
                if any(event is s for s in starts):
                    done.add(event.id)
                    yield Seen(event, seen.value, (), seen.where)
                elif seen.value is False and self._another(trigger, event):
                    continue
                else:
                    done.add(event.id)
                    chosen = (_SELECTORS[trigger.selector],) if trigger.selector in _SELECTORS else ()
                    yield Seen(event, False, seen.wrong if seen.value is False else chosen, seen.where)

    def _another(self, trigger: Trigger, event: Event) -> bool:
        """Say whether a later trigger of the rule speaks of the same type."""
        rest = self.triggers[self.triggers.index(trigger) + 1 :]
        return any(isinstance(t, OnEvent) and t.pattern.event.name == event.type for t in rest)
