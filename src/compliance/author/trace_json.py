"""Coverage and trace as JSON: the keys of the contract, and after them the clauses one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from compliance.author.trace import Case, Trace, TracedClause, TracedRule
from compliance.graph.parameters import shown_value
from compliance.language.rule_tree import Reading
from compliance.report.validity import governed_json

SCHEMA = 1


def as_json(found: Sequence[Trace], with_cases: bool) -> str:
    """Return the document; `cases` are null where no samples were given."""
    entries = [_entry(item, with_cases) for item in found]
    return json.dumps({"schema": SCHEMA, "guidelines": entries}, ensure_ascii=False, indent=1)


def _entry(item: Trace, with_cases: bool) -> dict[str, Any]:
    """Return one register; a clause that is open without a reason has none here."""
    coverage = item.coverage
    return {
        "guideline": coverage.register.guideline,
        "clauses": len(coverage.register.clauses),
        "checkable": coverage.checkable,
        "encoded": len(coverage.encoded),
        "not_checkable": len(coverage.not_checkable),
        "encoded_ids": [clause.id for clause in coverage.encoded],
        "open": [{"clause": clause.id, "reason": clause.open or None} for clause in coverage.open],
        "share": coverage.share,
        "guidelines": list(coverage.register.guidelines),
        "title": coverage.register.title,
        "in_force": governed_json(item.stretches),
        "trace": [_clause(clause, with_cases) for clause in item.clauses],
        "rules": [_rule(rule, with_cases) for rule in item.rules],
        "parameters": [
            {
                "name": p.name,
                "value": shown_value(p.kind, p.default),
                "choices": list(p.choices),
                "clauses": list(p.clauses),
                "guideline": p.default_origin,
                "readings": _readings(p.readings),
            }
            for p in item.parameters
        ],
    }


def _clause(item: TracedClause, with_cases: bool) -> dict[str, Any]:
    clause = item.clause
    return {
        "clause": clause.id,
        "heading": clause.heading,
        "kind": clause.kind.value,
        "modality": clause.modality.value,
        "checkable": clause.checkable.value,
        "state": item.state,
        "summary": clause.summary,
        "reason": clause.why_not or clause.open or None,
        "rules": [rule.citing.name for rule in item.rules],
        "cases": _cases(item.cases, with_cases),
    }


def _rule(item: TracedRule, with_cases: bool) -> dict[str, Any]:
    return {
        "rule": item.citing.name,
        "kind": item.citing.kind,
        "guideline": item.citing.guideline,
        "heading": item.citing.heading,
        "place": item.place,
        "clauses": [c.clause for c in item.citing.clauses],
        "readings": _readings(item.citing.readings),
        "cases": _cases(item.cases, with_cases),
    }


def _cases(cases: Sequence[Case], with_cases: bool) -> list[dict[str, str]] | None:
    return [{"episode": c.id, "file": c.source} for c in cases] if with_cases else None


def _readings(readings: Sequence[Reading]) -> list[dict[str, str | None]]:
    return [{"ref": r.ref, "text": r.text} for r in readings]
