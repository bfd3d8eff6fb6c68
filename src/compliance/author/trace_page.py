"""The trace as one page: self-contained, without scripts, to be read on a screen, a telephone or A4."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from compliance.author.trace import Trace, TracedRule
from compliance.graph.parameters import shown_value
from compliance.report.validity import dates, governing

STATES = {"encoded": "kodad", "open": "öppen", "not_checkable": "prövas inte"}


def page(found: Sequence[Trace], with_cases: bool) -> str:
    """Return the page of some registers; `with_cases` says whether samples were given to trace to."""
    folder = files("compliance.author") / "pages"
    style = folder.joinpath("trace.css").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(folder.joinpath("trace.html").read_text("utf-8"))
    return template.render(
        style=style,
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        registers=[_register(item) for item in found],
        with_cases=with_cases,
        states=STATES,
        spoken=lambda citing: f"{citing.name.replace('_', ' ')} ({citing.kind})",
    )


def _register(item: Trace) -> dict[str, Any]:
    register = item.coverage.register
    return {
        "id": register.document,
        "title": register.title,
        "guidelines": register.guidelines,
        "counts": (
            len(register.clauses),
            item.coverage.checkable,
            len(item.coverage.encoded),
            len(item.coverage.open),
            len(item.coverage.not_checkable),
        ),
        "share": f"{item.coverage.share}\N{NO-BREAK SPACE}%",
        "in_force": [(dates(s.since, s.through), governing(s)) for s in item.stretches if s.guideline is not None],
        "reasons": Counter(c.why_not for c in item.coverage.not_checkable).most_common(),
        "clauses": item.clauses,
        "rules": [(_anchor(rule), rule) for rule in item.rules],
        "anchor": _anchor,
        "parameters": [(p, shown_value(p.kind, p.default)) for p in item.parameters],
        "conflicts": [(rule, reading) for rule in item.rules for reading in rule.citing.readings],
        "untried": [rule for rule in item.rules if rule.untried],
    }


def _anchor(rule: TracedRule) -> str:
    return f"{rule.citing.guideline}.{rule.citing.kind.replace(' ', '-')}.{rule.citing.name}"
