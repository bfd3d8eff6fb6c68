"""Cases of settled months as cases of the clauses that they say why by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from compliance.author.month_case import SUFFIX
from compliance.author.month_case_reader import read_month_case
from compliance.author.month_fixtures import month_case_files
from compliance.author.trace import SETTLEMENT, Case
from compliance.episodes import Episode
from compliance.language.diagnostic import Diagnostic
from compliance.time import Zone

_CLAUSE = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]*-[0-9]+[a-z]?(?![0-9A-Za-z])")


def month_cases(
    paths: Iterable[str], episodes: Iterable[Episode], local: Zone
) -> tuple[tuple[Case, ...], tuple[Diagnostic, ...]]:
    """Return the month cases under paths, each by the clauses that its `why` cites, and what is wrong with those that
    cannot be read. `episodes` are the stays under the same paths: a case belongs to the region of its first stays."""
    regions = {_whole(episode.source): episode.region for episode in episodes}
    cases: list[Case] = []
    wrong: list[Diagnostic] = []
    for file in month_case_files(paths):
        found = read_month_case(file, local)
        if isinstance(found, tuple):
            wrong += found
            continue
        region = found.region or _region(found.stays, regions)
        if region is not None:
            names = frozenset({SETTLEMENT, *_CLAUSE.findall(found.why)})
            cases.append(Case(file.name.removesuffix(SUFFIX), str(file), region, names))
    return tuple(cases), tuple(wrong)


def _region(stays: Iterable[str], regions: Mapping[Path, str | None]) -> str | None:
    return next((region for stay in stays if (region := regions.get(_whole(stay))) is not None), None)


def _whole(path: str) -> Path:
    return Path(path).resolve()
