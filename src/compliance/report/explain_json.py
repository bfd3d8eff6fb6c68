"""Explanations as JSON: what the text says, and what it leaves out, under stable keys (see docs/explain.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from compliance.check.explanation import (
    BearerTrace,
    EndTrace,
    Explanation,
    StartTrace,
    WhyNot,
)
from compliance.check.finding import Finding
from compliance.check.trace import Origin, Part, Seen
from compliance.check.trace_acts import Candidate
from compliance.check.trace_deadline import DueTrace, From
from compliance.episodes.model import Event
from compliance.graph.model import Guideline, LeftOut
from compliance.graph.vocabulary import Vocabulary
from compliance.payment.explanation import EpisodeExplanation, Governing
from compliance.report.as_json import SCHEMA, Json
from compliance.report.explain_json_liability import LiabilityJson
from compliance.report.validity import governed_json
from compliance.time import Instant, Step, Zone, format_clock, format_day

_VALUES = {True: "true", False: "false", None: "unknown"}


class ExplainJson:
    """Builds the objects of explanations for one vocabulary and zone."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline]) -> None:
        self.json = Json(vocabulary, zone, guidelines)
        self.zone = zone
        self.liability = LiabilityJson(self)

    def at(self, instant: Instant | None) -> str | None:
        """Return an instant as ISO text with offset."""
        return self.json.at(instant)

    def episode(self, explained: EpisodeExplanation) -> dict[str, Any]:
        """Return one episode explained."""
        verdict = explained.verdict
        return {
            "episode": verdict.episode.id,
            "guideline": verdict.guideline,
            "as_of": self.at(verdict.as_of),
            "governed_by": governed_json(verdict.governed),
            "explanations": [self.finding(e.explanation, e.governing) for e in explained.findings],
            "liability": None if explained.liability is None else self.liability.liability(explained.liability),
            "without_finding": [self.without(w) for w in explained.without],
        }

    def finding(self, explained: Explanation, governing: Governing | None = None) -> dict[str, Any]:
        """Return a finding as `check` prints it, and what it rests on."""
        finding = explained.finding
        result: dict[str, Any] = {
            "finding": self.json.finding(finding),
            "governing": self.governing(governing),
            "replaces": [self.left_out(c) for c in explained.replaces],
            "tightened_by": finding.rule.tightened_by,
            "trigger": self.start(explained.start),
            "condition": self.part(explained.condition),
            "bearer": self._bearer(explained.bearer),
            "exceptions": [
                {
                    "name": e.escape.name,
                    "clauses": list(e.escape.clauses),
                    "value": _VALUES[e.value],
                    "began": self.at(e.began),
                    "condition": self.part(e.part),
                }
                for e in explained.escapes
            ],
            "ends": [self.end(e) for e in explained.ends],
            "outages": [
                {
                    "name": o.outage.name,
                    "clauses": list(o.outage.clauses),
                    "effect": o.outage.kind,
                    "periods": [{"event": self.event(e), "ends": self.at(end)} for e, end in o.periods],
                    "covers_due": o.covers_due,
                    "accepted": self.event(o.accepted),
                }
                for o in explained.outages
            ],
            "deadline": self.due(explained.due),
            "candidates": [self.candidate(c) for c in explained.candidates],
        }
        return result | self._special(explained)

    def _special(self, explained: Explanation) -> dict[str, Any]:
        """Return the keys that only some kinds of rule have."""
        result: dict[str, Any] = {}
        if explained.fields:
            result["fields"] = [
                {"name": f.name, "state": f.state, "event": f.event.id if f.event else None, "late": f.late}
                for f in explained.fields
            ]
        if explained.attendance is not None:
            result["attendance"] = {
                "called_by": [self.event(e) for e in explained.attendance.called_by],
                "there": [
                    {"actor": self.json.actor(a), "is_bearer": _VALUES[value]}
                    for a, value in explained.attendance.there
                ],
            }
        if explained.act is not None:
            result["act"] = self.candidate(explained.act)
            result["periods"] = [
                {
                    "opener": self.event(p.opener),
                    "begins": self.at(p.begins),
                    "ends": self.at(p.ends),
                    "covers": p.covers,
                }
                for p in explained.periods
            ]
        if explained.order is not None:
            result["order"] = {
                "way": "before" if explained.order.before else "after",
                "text": explained.order.text,
                "events": [self.seen(s) for s in explained.order.seen],
                "out_of_order": _VALUES[explained.order.out_of_order],
            }
        return result

    def governing(self, governing: Governing | None) -> dict[str, Any] | None:
        """Return which guideline governed, and why."""
        if governing is None:
            return None
        guideline = governing.guideline
        return {
            "guideline": guideline.name if guideline is not None else None,
            "day": format_day(governing.day),
            "how": governing.how,
            "valid_from": format_day(guideline.valid_from) if guideline is not None else None,
            "valid_to": format_day(guideline.valid_to) if guideline is not None and guideline.valid_to else None,
        }

    def event(self, event: Event | None) -> dict[str, Any] | None:
        """Return an event, without its own fields."""
        if event is None:
            return None
        return {
            "event": event.id,
            "type": event.type,
            "at": self.at(event.at),
            "by": self.json.actor(event.by),
            "to": [self.json.actor(a) for a in event.to],
            "re": event.re,
        }

    def start(self, start: StartTrace | None) -> dict[str, Any] | None:
        """Return what started a rule."""
        if start is None:
            return None
        return {
            "kind": start.kind,
            "text": start.text,
            "selector": start.selector,
            "event": self.event(start.event),
            "at": self.at(start.at),
            "rule": start.rule or None,
            "fact": self.origin(start.origin) if start.origin is not None else None,
            "taken_back": self.at(start.taken_back),
            "changes": start.changes.id if start.changes is not None else None,
            "unsure": self.seen(start.unsure) if start.unsure is not None else None,
            "others": [self.seen(s) for s in start.seen],
        }

    def part(self, part: Part | None) -> dict[str, Any] | None:
        """Return a part of a condition."""
        if part is None:
            return None
        return {
            "text": part.text,
            "kind": part.kind,
            "value": _VALUES[part.value],
            "concept": part.concept or None,
            "from": [self.origin(o) for o in part.origins],
            "events": [self.seen(s) for s in part.seen],
            "parts": [self.part(p) for p in part.parts],
        }

    def origin(self, origin: Origin) -> dict[str, Any]:
        """Return where a value came from."""
        return {
            "kind": origin.kind,
            "name": origin.name,
            "value": self._value(origin.value, origin.type),
            "known": origin.value is not None,
            "since": self.at(origin.since),
            "event": origin.event.id if origin.event is not None else None,
            "known_from": self.at(origin.later),
            "set_by": origin.chosen_by,
        }

    def _value(self, value: object, kind: str) -> object:
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, tuple):
            return list(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int) and kind == "datetime":
            return self.at(value)
        if isinstance(value, int) and kind == "clock":
            return format_clock(value)
        return value if isinstance(value, int | float) else str(value)

    def seen(self, seen: Seen) -> dict[str, Any]:
        """Return an event that was looked at."""
        return {
            "event": self.event(seen.event),
            "value": _VALUES[seen.value],
            "wrong": [w.value for w in seen.wrong],
            "where": self.part(seen.where),
            "edge": seen.edge,
        }

    def candidate(self, candidate: Candidate) -> dict[str, Any]:
        """Return an act that was looked at."""
        return {
            "event": self.event(candidate.event),
            "outcome": candidate.outcome.value,
            "wrong": [w.value for w in candidate.wrong],
            "unknown": [w.value for w in candidate.unknown],
            "where": self.part(candidate.where),
            "taken_back": self.at(candidate.taken_back),
            "claimed_by": self._claim(candidate.claimed_by),
        }

    def _claim(self, finding: Finding | None) -> dict[str, Any] | None:
        if finding is None:
            return None
        trigger = finding.trigger.id if finding.trigger is not None else None
        return {
            "trigger": trigger,
            "bearer": self.json.actor(finding.bearer),
            "recipient": self.json.actor(finding.target),
        }

    def due(self, trace: DueTrace | None) -> dict[str, Any] | None:
        """Return how a due time came about."""
        if trace is None:
            return None
        return {
            "text": trace.text,
            "form": trace.form,
            "opens": self.at(trace.due.opens),
            "due": self.at(trace.due.at),
            "missing": list(trace.due.missing),
            "without_number": trace.due.numberless,
            "from": self._from(trace.start) if trace.start is not None else None,
            "steps": [self._step(s) for s in trace.steps],
            "cases": [
                {
                    "text": c.text,
                    "chosen": c.chosen,
                    "condition": self.part(c.condition),
                    "deadline": self.due(c.limit),
                }
                for c in trace.cases
            ],
            "options": [self.due(o) for o in trace.options],
            "event": self.event(trace.event),
            "parameters": [self.origin(o) for o in trace.parameters],
        }

    def _from(self, start: From) -> dict[str, Any]:
        return {
            "text": start.text,
            "at": self.at(start.at),
            "event": self.event(start.event),
            "options": [self._from(o) for o in start.options],
        }

    def _step(self, step: Step) -> dict[str, Any]:
        skipped = [{"day": format_day(day), "because": why} for day, why in step.skipped]
        return {"text": step.text, "at": self.at(step.instant), "skipped": skipped}

    def end(self, end: EndTrace) -> dict[str, Any]:
        """Return something that ends a duty."""
        return {
            "text": end.text,
            "at": self.at(end.at),
            "event": end.event.id if end.event is not None else None,
            "decided": end.decided,
        }

    def _bearer(self, bearer: BearerTrace | None) -> dict[str, Any] | None:
        if bearer is None:
            return None
        return {
            "text": bearer.text,
            "bearer": self.json.actor(bearer.bearer),
            "recipient": self.json.actor(bearer.target),
            "named_by": [e.id for e in bearer.named_by],
        }

    @staticmethod
    def left_out(change: LeftOut) -> dict[str, Any]:
        """Return an inherited rule that was replaced or switched off."""
        return {
            "rule": change.name,
            "of": change.origin,
            "by": change.by,
            "replaced_by": change.replaced_by or None,
            "clauses": list(change.clauses),
        }

    def without(self, why: WhyNot) -> dict[str, Any]:
        """Return why a rule gave no finding."""
        return {
            "rule": why.name,
            "guideline": why.guideline or None,
            "clauses": list(why.rule.clauses) if why.rule is not None else [],
            "why": why.why.value,
            "triggers": list(why.texts),
            "events": [self.seen(s) for s in why.seen],
            "acts": [self.finding(a) | {"finding": None} for a in why.acts],
            "left_out": self.left_out(why.left_out) if why.left_out is not None else None,
            "guidelines": list(why.guidelines),
        }


__all__ = ["SCHEMA", "ExplainJson"]
