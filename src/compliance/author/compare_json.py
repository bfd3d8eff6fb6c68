"""One timeline under every guideline, as JSON: `cells` of `duties` stand in the order of `columns`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from compliance.author.compare import Column, Compared, NotInForce
from compliance.author.compare_align import Duty
from compliance.check.finding import Finding
from compliance.graph.model import Guideline
from compliance.graph.vocabulary import Vocabulary
from compliance.payment.agenda import subject_name
from compliance.report.as_json import Json
from compliance.report.validity import governed_json
from compliance.time import Zone, format_day


class CompareJson:
    """Writes comparisons as JSON."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline]) -> None:
        self.vocabulary = vocabulary
        self.json = Json(vocabulary, zone, guidelines)

    def episode(self, compared: Compared, everything: bool = False) -> dict[str, Any]:
        """Return one timeline; with `everything` also the duties that no guideline sees differently."""
        episode = compared.episode
        return {
            "episode": episode.id,
            self.vocabulary.subject.name: subject_name(episode, self.vocabulary),
            "region": episode.region,
            "as_of": self.json.at(compared.as_of),
            "columns": [self._column(column) for column in compared.columns],
            "not_in_force": [self._away(item) for item in compared.not_in_force],
            "duties": [self._duty(duty, compared) for duty in compared.duties if everything or duty.differs],
            "alike": sum(not duty.differs for duty in compared.duties),
        }

    def _column(self, column: Column) -> dict[str, Any]:
        findings = column.verdict.findings
        return {
            "guideline": column.verdict.guideline,
            "region": column.region,
            "versions": list(column.versions),
            "title": column.title,
            "liability": self.json.liability(column.verdict.liability),
            "governed_by": governed_json(column.verdict.governed),
            "summary": {
                "findings": len(findings),
                "violations": sum(f.violation for f in findings),
                "remarks": sum(f.remark for f in findings),
                "by_status": dict(sorted(Counter(f.status.value for f in findings).items())),
            },
        }

    @staticmethod
    def _away(item: NotInForce) -> dict[str, Any]:
        return {
            "region": item.region,
            "versions": [
                {
                    "guideline": g.name,
                    "valid_from": format_day(g.valid_from),
                    "valid_to": format_day(g.valid_to) if g.valid_to is not None else None,
                }
                for g in item.versions
            ],
            "governed_by": governed_json(item.governed),
        }

    def _duty(self, duty: Duty, compared: Compared) -> dict[str, Any]:
        first = next(f for f in duty.applied if f is not None)
        told = self.json.finding(first)
        return {
            "name": duty.name,
            "heading": duty.heading,
            "trigger": told["trigger"],
            "bearer": told["bearer"],
            "recipient": self.json.actor(first.target),
            "differs": duty.differs,
            "only": compared.columns[duty.only].region if duty.only is not None else None,
            "cells": [self._cell(f, known) for f, known in zip(duty.applied, duty.known, strict=True)],
        }

    def _cell(self, finding: Finding | None, known: bool) -> dict[str, Any]:
        if finding is None:
            return {"status": "not_applicable" if known else None}
        told = self.json.finding(finding)
        keys = ("rule", "guideline", "clauses", "modality", "status", "violation", "bearer", "opens", "due")
        more = ("fulfilled_by", "fulfilled_at", "late_by_s", "missing", "message")
        return {key: told[key] for key in (*keys, *more)}
