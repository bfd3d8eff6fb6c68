"""From each clause of a source to the rules that encode it, and from these to the sample cases that try them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os.path import relpath
from typing import Any, Literal

from compliance.author.citations import Citing, citing
from compliance.author.coverage import Coverage
from compliance.author.register import Clause
from compliance.check.versions import Stretch, Versions
from compliance.episodes import Episode
from compliance.graph.model import Parameter, RuleSet
from compliance.language.parsed import ParsedFile
from compliance.time import zone

State = Literal["encoded", "open", "not_checkable"]


@dataclass(frozen=True, slots=True)
class Case:
    """A sample timeline: its id and file, and the rules and clauses that its expectations name."""

    id: str
    source: str
    region: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class TracedRule:
    """A declaration of a guideline's own text, where it stands (relative to the rules), and the cases that try it."""

    citing: Citing
    place: str
    cases: tuple[Case, ...]

    @property
    def untried(self) -> bool:
        """True for a rule that should have a case and has none."""
        return not self.cases and self.citing.kind in _TRIED


_TRIED = ("skyldighet", "förbud", "tillåtelse", "grund", "månadsreglering")


@dataclass(frozen=True, slots=True)
class TracedClause:
    """A clause with the rules that cite it. `cases` are those that name it itself, or any of the rules."""

    clause: Clause
    state: State
    rules: tuple[TracedRule, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A register traced. `stretches` says what governs the region on which dates; `parameters` are those that the
    guidelines set themselves."""

    coverage: Coverage
    clauses: tuple[TracedClause, ...]
    rules: tuple[TracedRule, ...]
    parameters: tuple[Parameter, ...]
    stretches: tuple[Stretch, ...]


def cases_of(episodes: Iterable[Episode]) -> tuple[Case, ...]:
    """Return the cases among episodes: those with expectations."""
    found = []
    for episode in episodes:
        names = frozenset(_named(episode.expectation or {}))
        if names and episode.region is not None:
            found.append(Case(episode.id, episode.source, episode.region, names))
    return tuple(found)


def _named(expectation: Mapping[str, Any]) -> Iterable[str]:
    """Yield the rules and clauses that expectations name; a liability is named by its grounds."""
    for wanted in expectation.get("expect") or ():
        if isinstance(wanted, Mapping):
            yield from (str(wanted[key]) for key in ("rule", "clause") if key in wanted)
    yield from map(str, expectation.get("no_violation") or ())
    liability = expectation.get("liability")
    if isinstance(liability, Mapping):
        yield LIABILITY
        for key in ("grounds", "unmet"):
            yield from map(str, liability.get(key) or ())


LIABILITY = "betalningsansvar"
"""What a case names that says what the liability is."""
SETTLEMENT = "månadsreglering"
"""What a case of a settled month names, beside the clauses that it says why by."""


def trace(
    found: Iterable[Coverage], rules: RuleSet, files: Iterable[ParsedFile], cases: Iterable[Case]
) -> tuple[Trace, ...]:
    """Return the trace of each register, in the same order."""
    declared = list(citing(files))
    tried = tuple(cases)
    return tuple(_of(item, rules, declared, tried) for item in found)


def _of(coverage: Coverage, rules: RuleSet, declared: list[Citing], cases: tuple[Case, ...]) -> Trace:
    own = [item for item in declared if item.guideline in coverage.register.guidelines]
    names = [name for name in coverage.register.guidelines if name in rules.guidelines]
    regions = {rules.guidelines[name].region for name in names}
    mine = tuple(c for c in cases if c.region in _above(rules, names, regions))
    others = {region: _replacing(rules, region) for region in {c.region for c in mine} - regions}
    traced = tuple(TracedRule(item, _place(item, rules), _trying(item, mine, others)) for item in own)
    clauses = []
    encoded, open_ = set(coverage.encoded), set(coverage.open)
    for clause in coverage.register.clauses:
        citing_it = tuple(t for t in traced if any(c.clause == clause.id for c in t.citing.clauses))
        tried = {c.id: c for t in citing_it for c in t.cases} | {c.id: c for c in mine if clause.id in c.names}
        state: State = "encoded" if clause in encoded else "open" if clause in open_ else "not_checkable"
        clauses.append(TracedClause(clause, state, citing_it, tuple(tried.values())))
    parameters = tuple(p for n in names for p in rules.guidelines[n].parameters.values() if p.default_origin == n)
    stretches: tuple[Stretch, ...] = ()
    if regions:
        stretches = Versions(rules, min(regions), zone(rules.vocabulary.time_zone)).stretches
    return Trace(coverage, tuple(clauses), traced, parameters, stretches)


def _above(rules: RuleSet, names: Iterable[str], regions: set[str]) -> set[str]:
    """Return the regions whose guidelines have the rules of these: their own, and those that build on them."""
    found = set(regions)
    for guideline in rules.guidelines.values():
        base = guideline.base
        while base is not None:
            if base in names:
                found.add(guideline.region)
            base = rules.guidelines[base].base if base in rules.guidelines else None
    return found


def _replacing(rules: RuleSet, region: str) -> set[str]:
    """Return the names that a region's guidelines declare themselves: a case of theirs that names one means that."""
    own = rules.family(region)
    declared = [rule for g in own for rule in (*g.rules, *g.permissions)]
    found = {rule.name for rule in declared if rules.guidelines[rule.guideline].region == region}
    bases = [(g, rules.guidelines[g.base]) for g in own if g.base in rules.guidelines and g.base]
    liable = any(g.liability != base.liability for g, base in bases)
    grounds = {ground.name for g in own for item in g.liability for ground in item.grounds}
    return found | (grounds | {LIABILITY} if liable else set())


def _trying(item: Citing, cases: Iterable[Case], others: Mapping[str, set[str]]) -> tuple[Case, ...]:
    if item.kind == SETTLEMENT:
        cited = {citation.clause for citation in item.clauses}
        return tuple(c for c in cases if SETTLEMENT in c.names and not cited.isdisjoint(c.names))
    name = LIABILITY if item.kind == LIABILITY else item.name
    return tuple(c for c in cases if name in c.names and name not in others.get(c.region, ()))


def _place(item: Citing, rules: RuleSet) -> str:
    line, _ = item.span.position
    name = item.span.source.name
    return f"{relpath(name, rules.folder) if rules.folder else name}:{line}"
