"""What is still to be done, as JSON: one object an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compliance.graph.model import Guideline
from compliance.graph.vocabulary import Vocabulary
from compliance.language.rule_tree import Acts
from compliance.payment.agenda import OpenAct, Support, subject_name
from compliance.report.as_json import Json
from compliance.report.due_words import DueWords
from compliance.time import Zone


class DueJson:
    """Writes open acts as JSON."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline]) -> None:
        self.vocabulary = vocabulary
        self.json = Json(vocabulary, zone, guidelines)
        self.words = DueWords(self.json.sentences)

    def act(self, act: OpenAct) -> dict[str, Any]:
        """Return an open act."""
        finding, verdict = act.finding, act.verdict
        told = self.json.finding(finding)
        duty = finding.rule.duty
        return {
            "episode": verdict.episode.id,
            self.vocabulary.subject.name: subject_name(verdict.episode, self.vocabulary),
            "guideline": finding.guideline,
            "rule": finding.rule.name if act.asked_by_rule else None,
            "heading": finding.rule.heading,
            "clauses": list(finding.rule.clauses),
            "modality": finding.rule.modality.value,
            "status": finding.status.value,
            "overdue": act.overdue,
            "bearer": told["bearer"],
            "roles": list(act.roles),
            "recipient": self.json.actor(finding.target),
            "acts": [a.event.name for a in duty.acts] if isinstance(duty, Acts) else [],
            "what": self.words.what(act),
            "when": self.words.when(act),
            "trigger": told["trigger"],
            "opens": told["opens"],
            "due": self.json.at(act.due),
            "left_s": act.left,
            "as_of": self.json.at(verdict.as_of),
            "liability": [self._support(s) for s in act.supports],
            "readings": [{"ref": r.ref, "text": r.text} for r in finding.rule.readings],
        }

    def _support(self, support: Support) -> dict[str, Any]:
        ground = support.ground.ground
        return {
            "rule": ground.name,
            "heading": ground.heading,
            "clauses": list(ground.clauses),
            "due": self.json.at(support.due),
        }
