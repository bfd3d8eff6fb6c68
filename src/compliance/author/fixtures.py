"""Runs sample timelines against their expected verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from compliance.author.case_result import CaseResult
from compliance.author.expectation import Comparison
from compliance.author.month_case import SUFFIX
from compliance.author.month_fixtures import MonthRunner, month_case_files
from compliance.episodes import Decoder, Episode, Unusable, read_paths
from compliance.graph.model import RuleSet
from compliance.language.diagnostic import Diagnostic
from compliance.payment.judge import Judge
from compliance.report.as_json import Json
from compliance.time import Instant, zone


def run_fixtures(
    paths: Iterable[Path | str], rules: RuleSet, now: Instant, region: str | None = None
) -> Iterator[CaseResult]:
    """Yield the result of each case under the paths: timelines with expectations, and the cases of settled months.

    `now` judges a case that states no `as_of`. A timeline that a month's case settles need not be a case of its own.
    """
    places = list(paths)
    months, month_files = MonthRunner(rules, now, region), list(month_case_files(places))
    yield from map(months.run, month_files)
    local = zone(rules.vocabulary.time_zone)
    judge, comparison = Judge(rules), Comparison(rules.vocabulary, local)
    json = Json(rules.vocabulary, local, rules.guidelines)
    for item in read_paths((p for p in places if Path(p).suffix != SUFFIX), Decoder(rules.vocabulary, local)):
        source = Path(item.source)
        if not _expects(item) and str(source.resolve()) in months.stay_files:
            continue
        if isinstance(item, Unusable) and item.diagnostics[0].code == "E003" and _holds(source, month_files):
            continue
        if isinstance(item, Unusable):
            yield CaseResult(item.episode or item.source, item.source, item.line, "", (), item.diagnostics)
        else:
            yield _run(item, judge, json, comparison, now, region)


def _holds(folder: Path, files: Iterable[Path]) -> bool:
    """Say whether a folder without timelines holds other cases."""
    return any(folder in file.parents for file in files)


def _expects(item: Episode | Unusable) -> int:
    """Return how many things a timeline expects; none of one that cannot be read: the month's case tells of it."""
    if isinstance(item, Unusable) or item.expectation is None:
        return 0
    return sum(_size(item.expectation.get(key)) for key in ("expect", "no_violation", "liability"))


def _run(
    episode: Episode, judge: Judge, json: Json, comparison: Comparison, now: Instant, region: str | None
) -> CaseResult:
    expectation = episode.expectation or {}
    why = str(expectation.get("why", ""))
    family = judge.region_of(episode, region)
    if isinstance(family, Diagnostic):
        return CaseResult(episode.id, episode.source, episode.line, why, (), (family,))
    count = _expects(episode)
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
