"""Runs sample timelines against their expected verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from compliance.author.expectation import Comparison, Difference
from compliance.episodes import Decoder, Episode, Unusable, read_paths
from compliance.graph.model import RuleSet
from compliance.language.diagnostic import Diagnostic
from compliance.payment.judge import Judge
from compliance.report.as_json import Json
from compliance.time import Instant, zone


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: its id and place, why it is there, and what differs (nothing: it passed) or why it cannot be run."""

    name: str
    source: str
    line: int
    why: str
    differences: tuple[Difference, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    expectations: int = 0
    guidelines: tuple[str, ...] = ()
    """The guidelines that judged it."""

    @property
    def passed(self) -> bool:
        """True when it could be run and nothing differs."""
        return not self.differences and not self.problems


def run_fixtures(
    paths: Iterable[Path | str], rules: RuleSet, now: Instant, region: str | None = None
) -> Iterator[CaseResult]:
    """Yield the result of each case under the paths. `now` judges a case that states no `as_of`."""
    local = zone(rules.vocabulary.time_zone)
    judge, comparison = Judge(rules), Comparison(rules.vocabulary, local)
    json = Json(rules.vocabulary, local, rules.guidelines)
    for item in read_paths(paths, Decoder(rules.vocabulary, local)):
        if isinstance(item, Unusable):
            yield CaseResult(item.episode or item.source, item.source, item.line, "", (), item.diagnostics)
        else:
            yield _run(item, judge, json, comparison, now, region)


def _run(
    episode: Episode, judge: Judge, json: Json, comparison: Comparison, now: Instant, region: str | None
) -> CaseResult:
    expectation = episode.expectation or {}
    why = str(expectation.get("why", ""))
    family = judge.region_of(episode, region)
    if isinstance(family, Diagnostic):
        return CaseResult(episode.id, episode.source, episode.line, why, (), (family,))
    count = sum(_size(expectation.get(key)) for key in ("expect", "no_violation", "liability"))
    if not count:
        problem = Diagnostic(
            "J002",
            "fallet förväntar sig ingenting",
            where=f"{episode.source}:{episode.line} {episode.id}",
            help="lägg till expect, no_violation eller liability",
        )
        return CaseResult(episode.id, episode.source, episode.line, why, (), (problem,))
    verdict = judge.judge(episode, episode.as_of if episode.as_of is not None else now, family)
    used = dict.fromkeys(name for name in (verdict.guideline, *(f.guideline for f in verdict.findings)) if name)
    found = comparison.differences(expectation, json.episode(verdict, everything=True), verdict)
    return CaseResult(episode.id, episode.source, episode.line, why, tuple(found), (), count, tuple(used))


def _size(value: object) -> int:
    return len(value) if isinstance(value, list | tuple | dict) else 0
