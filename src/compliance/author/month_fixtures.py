"""Finds the cases of settled months and runs them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from compliance.author.case_result import CaseResult
from compliance.author.month_case import SUFFIX, MonthCase
from compliance.author.month_case_reader import read_month_case
from compliance.author.month_comparison import MonthComparison
from compliance.episodes import Decoder, Episode, Unusable, read_paths
from compliance.graph import load_rules
from compliance.graph.model import RuleSet
from compliance.language.diagnostic import Diagnostic, did_you_mean
from compliance.payment.settle import Settling
from compliance.payment.settled import MonthSettlement
from compliance.report.settings import settings
from compliance.report.settle_json import SettleJson
from compliance.report.settle_saved import read_history
from compliance.time import Instant, Zone, zone


def month_case_files(paths: Iterable[Path | str]) -> Iterator[Path]:
    """Yield the files of month cases under the paths, each once, sorted in each folder; hidden ones are passed over."""
    seen: set[Path] = set()
    for path in map(Path, paths):
        for file in sorted(_searched(path)) if path.is_dir() else [path] if path.suffix == SUFFIX else []:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _searched(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if name.endswith(SUFFIX) and not name.startswith("."))


@dataclass(slots=True)
class MonthRunner:
    """Runs month cases by a rule set, and by that rule set with the parameters that a case sets. `now` judges what
    states no moment."""

    rules: RuleSet
    now: Instant
    region: str | None = None
    stay_files: set[str] = field(default_factory=set)
    """The files whose stays some case has settled so far: they are no cases of their own."""

    _known: dict[tuple[tuple[str, str], ...], RuleSet | tuple[Diagnostic, ...]] = field(default_factory=dict)

    def run(self, file: Path) -> CaseResult:
        """Return the result of the case in a file."""
        local = zone(self.rules.vocabulary.time_zone)
        name, source = file.name.removesuffix(SUFFIX), str(file)
        case = read_month_case(file, local)
        if isinstance(case, tuple):
            self.stay_files.add(str(file.with_suffix(".yaml").resolve()))
            return CaseResult(name, source, 1, "", (), case)
        self.stay_files.update(str(Path(stays).resolve()) for stays in case.stays)
        rules = self._with(case.parameters)
        if isinstance(rules, tuple):
            return CaseResult(name, source, 1, case.why, (), rules)
        settled, problems = self._settled(case, rules, local)
        if problems:
            return CaseResult(name, source, 1, case.why, (), tuple(problems))
        writer = SettleJson(local, lambda value: value)
        months = {str(month.month): writer.month(month) for month in settled}
        guidelines = dict.fromkeys(row.guideline for month in settled for row in month.municipalities)
        found = tuple(MonthComparison(local).differences(case.expect, months, str(case.first)))
        return CaseResult(name, source, 1, case.why, found, (), len(case.expect), tuple(guidelines))

    def _with(self, parameters: Mapping[str, str]) -> RuleSet | tuple[Diagnostic, ...]:
        if not parameters:
            return self.rules
        key = tuple(sorted(parameters.items()))
        if key not in self._known:
            own = {name.rpartition(".")[2] for name in parameters}
            of_run = {
                f"{s.guideline}.{s.parameter.name}": s.value
                for s in settings(self.rules)
                if s.parameter.name not in own
            }
            loaded = load_rules(self.rules.folder, {**of_run, **parameters})
            self._known[key] = loaded.rules if loaded.rules is not None else tuple(loaded.diagnostics)
        return self._known[key]

    def _settled(self, case: MonthCase, rules: RuleSet, local: Zone) -> tuple[list[MonthSettlement], list[Diagnostic]]:
        given = None if case.as_of is None else local.parse(case.as_of)
        assert given is None or isinstance(given, int)
        history, problems = ({}, []) if case.history is None else read_history(case.history, case.first)
        settling = Settling(rules, case.first, case.last, case.rates, history)
        region = self.region if self.region is not None else case.region
        if region is not None and region not in rules.regions:
            help = did_you_mean(region, rules.regions, f"det finns {', '.join(rules.regions)}")
            message = f"regionen `{region}` har inga riktlinjer här"
            problems.append(Diagnostic("J001", message, where=case.source, help=help))
        elif region is not None:
            settling.ask(region, given if given is not None else self.now)
        for item in read_paths(case.stays, Decoder(rules.vocabulary, local)):
            if isinstance(item, Unusable):
                problems += item.diagnostics
            elif not problems:
                family = settling.stays.judge.region_of(item, region)
                if isinstance(family, str):
                    settling.add(item, _moment(given, item, self.now), family)
                else:
                    problems.append(family)
        return ([] if problems else list(settling.months())), problems


def _moment(given: Instant | None, episode: Episode, now: Instant) -> Instant:
    if given is not None:
        return given
    return episode.as_of if episode.as_of is not None else now
