"""The timelines of a run: those that can be judged, with moment and family; the rest is told on stderr."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from compliance.cli.shared import moment, tell

if TYPE_CHECKING:
    from compliance.episodes import Episode
    from compliance.graph import RuleSet
    from compliance.language.diagnostic import Diagnostic
    from compliance.time import Instant


class Timelines:
    """What a verb judges. `as_of` is the moment of judgement of timelines that have none of their own; when it was
    `given` it holds for all. `unusable` counts what was left out so far."""

    def __init__(self, rules: RuleSet, region: str | None, as_of: str | None, strict: bool = False) -> None:
        from compliance.payment import Judge
        from compliance.time import zone

        self.rules = rules
        self.zone = zone(rules.vocabulary.time_zone)
        self.judge = Judge(rules)
        self.region = region
        self.given = as_of is not None
        self.as_of: Instant = moment(as_of, self.zone)
        self.strict = strict
        self.unusable = 0

    def readable(self, paths: tuple[str, ...]) -> Iterator[tuple[Episode, Instant]]:
        """Yield each timeline that can be read, with its moment of judgement. The first that cannot ends a strict
        run."""
        from compliance.episodes import Decoder, Unusable, read_paths

        for item in read_paths(paths, Decoder(self.rules.vocabulary, self.zone), strict=self.strict):
            if isinstance(item, Unusable):
                self._leave_out(item.diagnostics)
                continue
            yield item, item.as_of if item.as_of is not None and not self.given else self.as_of

    def usable(self, paths: tuple[str, ...]) -> Iterator[tuple[Episode, Instant, str]]:
        """Yield each timeline that can be judged by its own region, or the run's, with its moment of judgement and
        that family of guidelines. The first that cannot ends a strict run."""
        for episode, own in self.readable(paths):
            family = self.judge.region_of(episode, self.region)
            if isinstance(family, str):
                yield episode, own, family
                continue
            self._leave_out((family,))
            if self.strict:
                return

    def _leave_out(self, why: Iterable[Diagnostic]) -> None:
        tell(tuple(why))
        self.unusable += 1
