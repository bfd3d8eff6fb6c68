"""Verdicts as the JSON of the contract: plain dicts, times as text with offset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from compliance.check.finding import Finding
from compliance.episodes.model import Actor
from compliance.graph.model import Guideline
from compliance.graph.vocabulary import Vocabulary
from compliance.language.rule_tree import Reading
from compliance.payment.judge import EpisodeVerdict
from compliance.payment.verdict import GroundVerdict, LiabilityStatus, LiabilityVerdict, Met, Period
from compliance.report.sentence import RECENT, Sentences
from compliance.report.settings import Setting
from compliance.report.validity import governed_json
from compliance.time import Instant, Zone

SCHEMA = 1
_MET = {Met.YES: True, Met.NO: False}


class Json:
    """Builds the contract's objects for one vocabulary and zone; messages are in the words of the guidelines."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline]) -> None:
        self.sentences = Sentences(vocabulary, zone, guidelines)
        self.zone = zone
        self._at = lru_cache(RECENT)(zone.isoformat)

    def at(self, instant: Instant | None) -> str | None:
        """Return an instant as ISO text with offset."""
        return None if instant is None else self._at(instant)

    @staticmethod
    def actor(actor: Actor | None) -> dict[str, str] | None:
        """Return an actor; `unit` only where it is known."""
        if actor is None:
            return None
        return {"role": actor.role} if actor.unit is None else {"role": actor.role, "unit": actor.unit}

    def finding(self, finding: Finding) -> dict[str, Any]:
        """Return a finding."""
        result: dict[str, Any] = {
            "rule": finding.rule.name,
            "clauses": list(finding.rule.clauses),
            "modality": finding.rule.modality.value,
            "status": finding.status.value,
            "violation": finding.violation,
            "bearer": self.actor(finding.bearer),
            "trigger": {
                "event": finding.trigger.id if finding.trigger is not None else None,
                "type": finding.trigger_type,
                "at": self.at(finding.trigger_at),
            },
            "opens": self.at(finding.opens),
            "due": self.at(finding.due),
            "fulfilled_by": finding.act.id if finding.fulfilled_at is not None and finding.act is not None else None,
            "fulfilled_at": self.at(finding.fulfilled_at),
            "late_by_s": finding.late_by,
            "missing": list(finding.missing),
            "message": self.sentences.finding(finding),
        }
        return self._extras(finding, result)

    def _extras(self, finding: Finding, result: dict[str, Any]) -> dict[str, Any]:
        if finding.target is not None:
            result["recipient"] = self.actor(finding.target)
        if finding.missing_content:
            result["missing_content"] = list(finding.missing_content)
        if finding.cancelled_by is not None:
            result["cancelled_by"] = finding.cancelled_by
            result["cancelled_at"] = self.at(finding.cancelled_at)
        if finding.rule.readings:
            result["readings"] = [{"ref": r.ref, "text": r.text} for r in finding.rule.readings]
        result["heading"] = finding.rule.heading
        result["guideline"] = finding.rule.guideline
        return result

    def ground(self, verdict: GroundVerdict, guideline: str | None) -> dict[str, Any]:
        """Return a ground of a guideline's liability; `met` is null while it is pending, unknown, or lapsed."""
        result: dict[str, Any] = {
            "rule": verdict.ground.name,
            "clauses": list(verdict.ground.clauses),
            "met": _MET.get(verdict.met),
            "state": verdict.met.value,
            "missing": list(verdict.missing),
            "void_days": len(verdict.void_days),
            "message": self.sentences.of(guideline).ground(verdict),
            "readings": [{"ref": r.ref, "text": r.text} for r in verdict.ground.readings],
        }
        return _with_reading(result, "left_open", verdict.left_open)

    def _period(self, period: Period) -> dict[str, Any]:
        result = {
            "notice": period.notice.id if period.notice is not None else None,
            "status": period.status.value,
            "starts": self.at(period.starts),
            "ends": self.at(period.ends),
            "days": len(period.days),
        }
        return result if period.over is None else {**result, "stay_days": period.length, "over_days": period.over}

    def liability(self, verdict: LiabilityVerdict) -> dict[str, Any]:
        """Return the liability of a stay."""
        amount = verdict.amount
        result: dict[str, Any] = {
            "status": verdict.status.value,
            "payer": verdict.payer,
            "starts": self.at(verdict.starts),
            "ends": self.at(verdict.ends),
            "days": verdict.days,
            "amount_sek": None if amount is None else number(amount),
            "grounds": [self.ground(g, verdict.guideline) for g in verdict.grounds],
            "missing": list(verdict.missing),
            "periods": [self._period(p) for p in verdict.periods],
            "clauses": list(verdict.liability.clauses) if verdict.liability is not None else [],
            "message": self.sentences.liability(verdict),
        }
        if verdict.liability is not None and verdict.liability.by_month:
            result["amount_at_most_sek"] = None if verdict.at_most is None else number(verdict.at_most)
        return _with_reading(_with_reading(result, "left_open", verdict.left_open), "reason", verdict.reason)

    def episode(
        self, verdict: EpisodeVerdict, everything: bool = False, settings: Iterable[Setting] = ()
    ) -> dict[str, Any]:
        """Return one episode; with `everything` also the rules that do not apply. Of the `settings` of the run those
        of its own guideline are shown."""
        findings = verdict.findings + verdict.not_applicable if everything else verdict.findings
        result: dict[str, Any] = {
            "episode": verdict.episode.id,
            "guideline": verdict.guideline,
            "as_of": self.at(verdict.as_of),
            "findings": [self.finding(f) for f in findings],
            "liability": self.liability(verdict.liability),
            "governed_by": governed_json(verdict.governed),
        }
        own = [setting.as_json() for setting in settings if setting.guideline == verdict.guideline]
        if own:
            result["settings"] = own
        return result


def _with_reading(result: dict[str, Any], key: str, reading: Reading | None) -> dict[str, Any]:
    """Add the reading that leaves the matter to a person (`left_open`), or by which it costs nothing (`reason`)."""
    return result if reading is None else {**result, key: {"ref": reading.ref, "text": reading.text}}


def number(amount: Decimal) -> int | float:
    """Return an amount of money as a JSON number: whole kronor as an integer."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


@dataclass(slots=True)
class Summary:
    """Counts over episodes; nothing else of them is kept."""

    episodes: int = 0
    findings: int = 0
    violations: int = 0
    remarks: int = 0
    unusable: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    liability: Counter[str] = field(default_factory=Counter)
    by_month: int = 0
    """How many of those that hold are settled with a municipality's month, and alone only have what it takes."""

    def add(self, verdict: EpisodeVerdict) -> None:
        """Count one episode."""
        self.episodes += 1
        self.findings += len(verdict.findings)
        for finding in verdict.findings:
            self.by_status[finding.status.value] += 1
            self.violations += finding.violation
            self.remarks += finding.remark
        found = verdict.liability
        self.liability[found.status.value] += 1
        if found.status is LiabilityStatus.HOLDS and found.liability is not None:
            self.by_month += found.liability.by_month

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as the contract has them."""
        return {
            "episodes": self.episodes,
            "findings": self.findings,
            "violations": self.violations,
            "remarks": self.remarks,
            "unusable": self.unusable,
            "by_status": dict(sorted(self.by_status.items())),
            "liability": dict(sorted(self.liability.items())),
        }


__all__ = ["SCHEMA", "Json", "LiabilityStatus", "Summary", "number"]
