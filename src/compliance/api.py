"""The package as a library: load rules, load episodes, check, settle. Nothing here prints or reads a clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.language.diagnostic import DiagnosticError

if TYPE_CHECKING:
    from decimal import Decimal

    from compliance.episodes import Episode, Unusable
    from compliance.graph import RuleSet
    from compliance.payment import EpisodeVerdict, Judge
    from compliance.payment.settled import MonthSettlement
    from compliance.time import Instant


class RulesError(DiagnosticError):
    """The rules cannot be used; `diagnostics` says all that is wrong with them."""


def load_rules(folder: Path | str | None = None, parameters: Mapping[str, str] | None = None) -> RuleSet:
    """Return the rule set of a folder (the shipped one without it), with parameters chosen as text.

    Raises RulesError with every mistake of every file.
    """
    from compliance.graph import load_rules as load

    loaded = load(folder, parameters)
    if loaded.rules is None:
        raise RulesError(loaded.diagnostics)
    return loaded.rules


def load_episodes(paths: Iterable[Path | str], rules: RuleSet, *, strict: bool = False) -> Iterator[Episode | Unusable]:
    """Yield the episodes of files and folders one by one, and Unusable for each that cannot be read."""
    from compliance.episodes import Decoder, read_paths
    from compliance.time import zone

    return read_paths(paths, Decoder(rules.vocabulary, zone(rules.vocabulary.time_zone)), strict=strict)


def check(episode: Episode, rules: RuleSet, as_of: Instant | str, region: str | None = None) -> EpisodeVerdict:
    """Return the findings and the liability of an episode at a moment: an instant (UTC seconds) or a time as text in
    the vocabulary's time zone. `region` overrides the episode's own.

    Raises DiagnosticError for a region without guidelines, ValueError for a time that is none. Pure.
    """
    judge = _judge(rules)
    moment = _moment(as_of, judge)
    found = judge.region_of(episode, region)
    if not isinstance(found, str):
        raise DiagnosticError((found,))
    return judge.judge(episode, moment, found)


def settle(
    episodes: Iterable[Episode],
    rules: RuleSet,
    first: str,
    last: str | None = None,
    *,
    as_of: Instant | str,
    region: str | None = None,
    rates: Mapping[int, Decimal] | None = None,
) -> list[MonthSettlement]:
    """Return the settlements of the months from `first` to `last` (as 2024-03; without `last` of one month), of stays
    judged at a moment: an instant (UTC seconds) or a time as text in the vocabulary's time zone. `rates` are kronor a
    day by year, before those of the rules.

    Raises DiagnosticError for a region without guidelines, ValueError for a time or a month that is none. Pure.
    """
    from compliance.payment.month import parse_month
    from compliance.payment.settle import Settling

    begin, end = parse_month(first), parse_month(last if last is not None else first)
    if begin is None or end is None or begin > end:
        raise ValueError(f"not months in order: {first!r}, {last!r}")
    settling = Settling(rules, begin, end, rates)
    judge = settling.stays.judge
    moment = _moment(as_of, judge)
    for episode in episodes:
        found = judge.region_of(episode, region)
        if not isinstance(found, str):
            raise DiagnosticError((found,))
        settling.add(episode, moment, found)
    return list(settling.months())


def _moment(as_of: Instant | str, judge: Judge) -> Instant:
    moment = judge.zone.parse(as_of) if isinstance(as_of, str) else as_of
    if not isinstance(moment, int):
        raise ValueError(f"not a time: {as_of!r} ({moment.kind})")
    return moment


_judges: dict[int, tuple[RuleSet, Judge]] = {}


def _judge(rules: RuleSet) -> Judge:
    """Return the compiled judge of a rule set, kept as long as the rule set is the same object."""
    known = _judges.get(id(rules))
    if known is None or known[0] is not rules:
        from compliance.payment import Judge as Compiled

        _judges.clear()
        known = _judges[id(rules)] = (rules, Compiled(rules))
    return known[1]


__all__ = ["RulesError", "check", "load_episodes", "load_rules", "settle"]
