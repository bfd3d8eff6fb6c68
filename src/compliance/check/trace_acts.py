"""The recorded acts that could have fulfilled an instance, and for each why it did or did not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from compliance.check.acts import ActMatch, by_when
from compliance.check.finding import Finding, Status
from compliance.check.instance import Instance
from compliance.check.timeline import Timeline
from compliance.check.trace import Part, Wrong
from compliance.check.trace_condition import Tracer
from compliance.episodes.model import Event
from compliance.language.rule_tree import Acts
from compliance.time import Instant


class Outcome(Enum):
    """What came of a candidate: COUNTED for this instance; CLAIMED by another instance of the rule; AFTER another that
    counted already; WRONG; UNSURE; RIGHT in itself, but the verdict does not rest on it."""

    COUNTED = "counted"
    CLAIMED = "claimed"
    AFTER = "after_another"
    WRONG = "wrong"
    UNSURE = "unsure"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An act that was looked at. `wrong` says what does not fit, `unknown` what cannot be told; `where` is the
    condition on its fields, `taken_back` when it was taken back, `claimed_by` the finding that it counted for."""

    event: Event
    outcome: Outcome
    wrong: tuple[Wrong, ...] = ()
    unknown: tuple[Wrong, ...] = ()
    where: Part | None = None
    taken_back: Instant | None = None
    claimed_by: Finding | None = None


class Candidates:
    """Looks at the candidates of one rule through the parts that its own matching is made of."""

    def __init__(self, acts: ActMatch, duty: Acts, tracer: Tracer, again: bool, forbidden: bool) -> None:
        """`again`: what counts must come after the last time; `forbidden`: what an act answers is of no matter."""
        self.acts = acts
        self.again = again
        self.forbidden = forbidden
        self.where = {a.event.name: a.where for a in duty.acts}
        self.tracer = tracer

    def of(
        self, tl: Timeline, finding: Finding, instance: Instance, others: Iterable[Finding]
    ) -> tuple[Candidate, ...]:
        """Return every recorded event of the act's types, in time order. `others` are the rule's other findings."""
        rest = [f for f in others if f is not finding]
        claims = {f.act.id: f for f in rest if f.act is not None}
        found = (self._candidate(tl, e, finding, instance, claims) for e in self.acts.candidates(tl))
        return tuple(self._unsettled(tl, c, finding, rest) for c in found)

    @staticmethod
    def _unsettled(tl: Timeline, candidate: Candidate, finding: Finding, others: list[Finding]) -> Candidate:
        """An act that would count, for an instance that is settled without it, went to one that is not settled."""
        if candidate.outcome is not Outcome.RIGHT or finding.status in (Status.UNDETERMINED, Status.CANCELLED):
            return candidate
        open_ = [f for f in others if f.status is Status.UNDETERMINED]
        about = [f for f in open_ if f.trigger is not None and tl.answers(candidate.event, f.trigger)]
        taker = next(iter(about or open_), None)
        return candidate if taker is None else replace(candidate, outcome=Outcome.CLAIMED, claimed_by=taker)

    def _candidate(
        self, tl: Timeline, event: Event, finding: Finding, instance: Instance, claims: dict[str, Finding]
    ) -> Candidate:
        wrong, unknown, where = self.parts(tl, event, instance)
        timing = self._timing(tl, event, instance)
        taken = tl.retracted.get(event.id)
        claimed = claims.get(event.id)
        if finding.act is event:
            late = tuple(t for t in timing if t in (Wrong.TOO_LATE, Wrong.TOO_SOON))
            return Candidate(event, Outcome.COUNTED, late, unknown, where, taken)
        hindered = tuple(t for t in timing if t is not Wrong.TOO_LATE)
        if wrong or hindered:
            return Candidate(event, Outcome.WRONG, (*wrong, *timing), unknown, where, taken, claimed)
        if unknown:
            return Candidate(event, Outcome.UNSURE, timing, unknown, where, taken, claimed)
        if claimed is not None and not self.acts.earlier_counts:
            return Candidate(event, Outcome.CLAIMED, timing, (), where, taken, claimed)
        if finding.act is not None:
            return Candidate(event, Outcome.AFTER, timing, (), where, taken)
        outcome = Outcome.WRONG if Wrong.TOO_LATE in timing else Outcome.RIGHT
        return Candidate(event, outcome, timing, (), where, taken, claimed)

    def parts(
        self, tl: Timeline, event: Event, instance: Instance
    ) -> tuple[tuple[Wrong, ...], tuple[Wrong, ...], Part | None]:
        """Return what of an act, its time apart, is not what an instance asks for, what of it is unknown, and the
        condition on its fields."""
        acts = self.acts
        node = self.where[event.type]
        where = None
        if node is not None:
            where = self.tracer.part(node, tl, event.at, instance.trigger, event, event.type)
        by_then = by_when(tl, event, instance)
        values = {
            Wrong.ANSWERS: self.forbidden or acts.refers(tl, event, instance.trigger),
            Wrong.BY: acts.by(tl, event, instance.bearer, instance.alone),
            Wrong.TO: acts.to(tl, event, instance.target, instance.alone, None if self.forbidden else by_then),
            Wrong.WHERE: True if where is None else where.value,
        }
        wrong = tuple(name for name, value in values.items() if value is False)
        return wrong, tuple(name for name, value in values.items() if value is None), where

    def _timing(self, tl: Timeline, event: Event, instance: Instance) -> tuple[Wrong, ...]:
        """Return what is wrong with the time of an act."""
        found: list[Wrong] = []
        opens, due = instance.due.opens, instance.due.at
        if event is instance.trigger and not self.acts.earlier_counts:
            found.append(Wrong.ITSELF)
        after = event.at >= instance.at or not self.acts.earlier_counts
        if not self.acts.usable(tl, event, instance, after):
            taken = tl.retracted.get(event.id)
            back = taken is not None and (due is None or taken <= max(due, event.at))
            found.append(Wrong.TAKEN_BACK if back else Wrong.AFTER_END)
        soon = event.at < (instance.begins if opens is None else opens)
        if (soon and not self.acts.earlier_counts) or (self.again and event.at <= instance.at):
            found.append(Wrong.TOO_SOON)
        elif due is not None and event.at > due:
            found.append(Wrong.TOO_LATE)
        return tuple(found)
