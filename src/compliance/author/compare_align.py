"""Which duty of one guideline is which of another.

Rules are the same when they have one origin: a rule that a region replaces is the same as the one it replaced. Where
there is no common origin they are the same when they encode a common clause, or ask for the same acts on the same
event; then each is paired with one rule of another guideline, never with two of the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from dataclasses import dataclass

from compliance.check.finding import Finding, Status
from compliance.graph.model import Guideline, Rule
from compliance.language.rule_tree import Acts, OnEvent, Stated
from compliance.payment.judge import EpisodeVerdict


@dataclass(frozen=True, slots=True)
class Duty:
    """One instance of a duty: its finding under each guideline, None where there is no such finding. `known` says for
    each guideline whether it has such a rule at all."""

    name: str
    heading: str
    findings: tuple[Finding | None, ...]
    known: tuple[bool, ...]

    @property
    def applied(self) -> tuple[Finding | None, ...]:
        """The findings of the guidelines under which the duty arises."""
        return tuple(f if f is not None and f.status is not Status.NOT_APPLICABLE else None for f in self.findings)

    @property
    def differs(self) -> bool:
        """Whether the guidelines say different things: that there is the duty, how it stands, or when it is due."""
        said = {None if f is None else (f.status, f.due, f.rule.modality) for f in self.applied}
        return len(said) > 1

    @property
    def only(self) -> int | None:
        """The place of the one guideline under which the duty arises, where the others have no such rule."""
        if len(self.known) < 2 or sum(self.known) != 1:
            return None
        return self.known.index(True)


@dataclass(slots=True)
class _Group:
    """The rules that are one: for each column those of its guidelines."""

    key: str
    rules: dict[int, list[Rule]]

    def clauses(self) -> set[Hashable]:
        return {clause for rules in self.rules.values() for rule in rules for clause in rule.clauses}

    def signatures(self) -> set[Hashable]:
        return {s for rules in self.rules.values() for rule in rules if (s := _signature(rule)) is not None}


def aligned(verdicts: Sequence[EpisodeVerdict], guidelines: Sequence[Sequence[Guideline]]) -> tuple[Duty, ...]:
    """Return the duties that arise under any of the guidelines, in the order of their beginning and of the rules."""
    groups = _groups(guidelines)
    duties: list[tuple[tuple[object, ...], Duty]] = []
    for place, group in enumerate(groups):
        names = [{rule.name for rule in group.rules.get(i, ())} for i in range(len(verdicts))]
        found = [
            [f for f in (*v.findings, *v.not_applicable) if f.rule.name in names[i]] for i, v in enumerate(verdicts)
        ]
        known = tuple(bool(n) for n in names)
        heading = next((r.heading for rules in group.rules.values() for r in rules if r.heading), "")
        for row in _rows(found):
            duty = Duty(group.key, heading, row, known)
            if any(duty.applied):
                at = min(f.trigger_at for f in row if f is not None)
                duties.append(((at, place, len(duties)), duty))
    return tuple(duty for _, duty in sorted(duties, key=lambda d: d[0]))


def _groups(guidelines: Sequence[Sequence[Guideline]]) -> list[_Group]:
    found: dict[str, _Group] = {}
    for column, versions in enumerate(guidelines):
        for guideline in versions:
            origin = _origins(guideline)
            for rule in guideline.rules:
                key = origin.get(rule.name, rule.name)
                rules = found.setdefault(key, _Group(key, {})).rules.setdefault(column, [])
                if all(r.name != rule.name or r.guideline != rule.guideline for r in rules):
                    rules.append(rule)
    groups = list(found.values())
    for mark in (_Group.clauses, _Group.signatures):
        groups = _paired(groups, mark)
    return groups


def _origins(guideline: Guideline) -> dict[str, str]:
    """Return for each rule that takes the place of one below, the name of the first of those, down to its origin."""
    replaced: dict[str, str] = {}
    for change in guideline.left_out:
        if change.replaced_by:
            replaced.setdefault(change.replaced_by, change.name)
    found = {}
    for name in replaced:
        origin, seen = name, {name}
        while origin in replaced and replaced[origin] not in seen:
            origin = replaced[origin]
            seen.add(origin)
        found[name] = origin
    return found


def _paired(groups: list[_Group], mark: Callable[[_Group], Set[Hashable]]) -> list[_Group]:
    """Join groups that share a mark and no column, the first that fits with the first."""
    kept: list[_Group] = []
    by_mark: dict[Hashable, list[_Group]] = {}
    for group in groups:
        marks = mark(group)
        other = next(
            (g for m in sorted(marks, key=repr) for g in by_mark.get(m, ()) if not g.rules.keys() & group.rules.keys()),
            None,
        )
        if other is not None:
            other.rules.update(group.rules)
        else:
            kept.append(group)
        for m in marks:
            by_mark.setdefault(m, []).append(other or group)
    return kept


def _signature(rule: Rule) -> Hashable | None:
    """Return on what event a rule asks for, or forbids, which acts; None for a rule that does not begin with an
    event."""
    forbids = rule.modality.forbids
    begins = frozenset(t.pattern.event.name for t in rule.triggers if isinstance(t, OnEvent))
    if isinstance(rule.duty, Acts):
        asked: object = frozenset(act.event.name for act in rule.duty.acts)
    elif isinstance(rule.duty, Stated):
        asked = frozenset(field.name for field in rule.duty.fields)
    else:
        asked = "attend"
    return (forbids, begins, asked) if begins or forbids else None


def _rows(found: Sequence[Sequence[Finding]]) -> list[tuple[Finding | None, ...]]:
    """Put the instances of each column beside those of the others: of the same event and the same one, then of the same
    event, then in order."""
    rows: list[list[Finding | None]] = []
    for column, findings in enumerate(found):
        left = list(findings)
        for key in (_exactly, _same_event, _anything):
            left = _placed(rows, column, left, key)
        for finding in left:
            rows.append([None] * len(found))
            rows[-1][column] = finding
    return [tuple(row) for row in rows]


def _placed(
    rows: list[list[Finding | None]],
    column: int,
    findings: Iterable[Finding],
    key: Callable[[Finding], Hashable],
) -> list[Finding]:
    """Put findings in the rows that have none of this column and one with the same key; return what is left over."""
    left: list[Finding] = []
    for finding in findings:
        wanted = key(finding)
        row = next(
            (r for r in rows if r[column] is None and any(f is not None and key(f) == wanted for f in r)),
            None,
        )
        if row is None:
            left.append(finding)
        else:
            row[column] = finding
    return left


def _exactly(finding: Finding) -> Hashable:
    trigger = finding.trigger.id if finding.trigger is not None else finding.trigger_at
    return (trigger, finding.bearer, finding.target)


def _same_event(finding: Finding) -> Hashable:
    unit = finding.bearer.unit if finding.bearer is not None else None
    return (finding.trigger.id if finding.trigger is not None else finding.trigger_at, unit)


def _anything(finding: Finding) -> Hashable:
    return finding.trigger.id if finding.trigger is not None else finding.trigger_at
