"""Liability explained, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compliance.payment.explanation import GroundTrace, LiabilityExplanation, PeriodTrace
from compliance.report.as_json import number
from compliance.time import format_day

if TYPE_CHECKING:
    from compliance.report.explain_json import ExplainJson


class LiabilityJson:
    """Builds the object of an explained liability."""

    def __init__(self, explain: ExplainJson) -> None:
        self.explain = explain

    def liability(self, explained: LiabilityExplanation) -> dict[str, Any]:
        """Return a liability as `check` prints it, and what it rests on."""
        explain, verdict = self.explain, explained.verdict
        liability = verdict.liability
        return {
            "rule": liability.name if liability is not None else None,
            "whole": explained.whole,
            "verdict": explain.json.liability(verdict),
            "governing": explain.governing(explained.governing),
            "notices": list(explained.texts),
            "events": [explain.seen(s) for s in explained.seen],
            "scope": explain.part(explained.scope),
            "left_to_person": explain.part(explained.person),
            "payer": [
                {"field": p.field, "value": p.value, "chosen": p.chosen, "condition": explain.part(p.condition)}
                for p in explained.payers
            ],
            "periods": [self._period(p, explained.verdict.guideline) for p in explained.periods],
            "years": [
                {
                    "year": y.year,
                    "days": [format_day(d) for d in y.days],
                    "rate_sek": y.rate,
                    "source": y.source,
                    "amount_sek": None if y.amount is None else number(y.amount),
                }
                for y in explained.years
            ],
            "readings": [{"ref": r.ref, "text": r.text} for r in (liability.readings if liability is not None else ())],
        }

    def _period(self, trace: PeriodTrace, guideline: str | None) -> dict[str, Any]:
        explain, period = self.explain, trace.period
        return {
            "notice": explain.event(period.notice),
            "status": period.status.value,
            "as_if_no_notice": trace.as_if_none,
            "trigger": explain.start(trace.start),
            "starts": explain.at(period.starts),
            "deadline": explain.due(trace.due),
            "ends": explain.at(period.ends),
            "ended_by": period.ended_by or None,
            "endings": [explain.end(e) for e in trace.ends],
            "counting": [
                {"kind": c.kind, "chosen": c.chosen, "condition": explain.part(c.condition)} for c in trace.counts
            ],
            "dates": [format_day(d) for d in trace.dates],
            "charged": [format_day(d) for d in period.days],
            "grounds": [self._ground(g, guideline) for g in trace.grounds],
        }

    def _ground(self, trace: GroundTrace, guideline: str | None) -> dict[str, Any]:
        explain, verdict = self.explain, trace.verdict
        return {
            "rule": trace.ground.name,
            "clauses": list(trace.ground.clauses),
            "state": verdict.met.value if verdict is not None else "not_applicable",
            "verdict": explain.json.ground(verdict, guideline) if verdict is not None else None,
            "condition": explain.part(trace.condition),
            "left_to_person": explain.part(trace.person),
            "explanations": [explain.finding(f) for f in trace.findings],
            "void": [{"days": [format_day(d) for d in v.days], "condition": explain.part(v.part)} for v in trace.void],
        }
