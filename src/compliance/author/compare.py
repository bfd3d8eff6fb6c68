"""One timeline under every guideline: the verdict of each family of guidelines, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.author.compare_align import Duty, aligned
from compliance.check.versions import Stretch
from compliance.episodes.model import Episode
from compliance.graph.model import Guideline, RuleSet
from compliance.payment.judge import EpisodeVerdict, Judge
from compliance.time import Instant


@dataclass(frozen=True, slots=True)
class Column:
    """The verdict by one family of guidelines. `versions` are those in force on the timeline's dates, with what the
    family builds on where none of its own was."""

    region: str
    versions: tuple[str, ...]
    title: str
    verdict: EpisodeVerdict

    @property
    def label(self) -> str:
        """The guideline, or the guidelines that came after each other."""
        return " + ".join(self.versions)


@dataclass(frozen=True, slots=True)
class NotInForce:
    """A family of which no version was in force on any of the timeline's dates, and what governs there instead."""

    region: str
    versions: tuple[Guideline, ...]
    governed: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One timeline under every guideline; each duty has a cell for each column, in the order of the columns."""

    episode: Episode
    as_of: Instant
    columns: tuple[Column, ...]
    not_in_force: tuple[NotInForce, ...]
    duties: tuple[Duty, ...]


def compare(episode: Episode, rules: RuleSet, judge: Judge, as_of: Instant, wanted: Iterable[str] = ()) -> Compared:
    """Return the verdicts of an episode at a moment, by each family of guidelines in the version in force on its dates,
    whatever its own region. `wanted` are names of families or of guidelines; without any all are compared. Pure."""
    names = set(wanted)
    columns: list[Column] = []
    away: list[NotInForce] = []
    for region in _in_layers(rules):
        family = judge.family(region)
        own = {guideline.name for guideline in family}
        asked = own if not names or region in names else own & names
        if not asked:
            continue
        verdict, runs = judge.judge_by(episode, as_of, region)
        used = tuple(run.checker.guideline.name for run in runs)
        if not asked & set(used):
            away.append(NotInForce(region, tuple(g for g in family if g.name in asked), verdict.governed))
            continue
        title = next(rules.guidelines[name].title for name in reversed(used) if name in own)
        columns.append(Column(region, used, title, verdict))
    duties = aligned([c.verdict for c in columns], [[rules.guidelines[n] for n in c.versions] for c in columns])
    return Compared(episode, as_of, tuple(columns), tuple(away), duties)


def _in_layers(rules: RuleSet) -> list[str]:
    """Return the families, those that others build on first."""

    def depth(name: str | None) -> int:
        return 0 if name is None or name not in rules.guidelines else 1 + depth(rules.guidelines[name].base)

    return sorted(rules.regions, key=lambda region: max(depth(g.name) for g in rules.family(region)))
