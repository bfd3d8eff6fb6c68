"""What is still to be done in an episode: acts that rules ask for and that grounds of liability rest on, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from compliance.check.finding import Finding, Status
from compliance.episodes.model import Episode, Event
from compliance.graph.model import RuleSet
from compliance.graph.vocabulary import Vocabulary
from compliance.language.rule_tree import Acts, Promptly, Roles, Stated
from compliance.payment.judge import EpisodeVerdict
from compliance.payment.verdict import GroundVerdict, LiabilityStatus, Met
from compliance.time import Instant


@dataclass(frozen=True, slots=True)
class Support:
    """A ground of liability that rests on an act, and when it is due for that; None: no time is known."""

    ground: GroundVerdict
    due: Instant | None


@dataclass(frozen=True, slots=True)
class OpenAct:
    """An act that is still to be done. `due` is the earliest of its rule's and its grounds' (an instant), None where no
    time is known; `overdue` when that has passed. `asked_by_rule` is false where only a ground rests on it."""

    verdict: EpisodeVerdict
    finding: Finding
    due: Instant | None
    overdue: bool
    supports: tuple[Support, ...] = ()
    asked_by_rule: bool = True

    @property
    def left(self) -> Instant | None:
        """Seconds from the moment of judgement until it is due; below zero when that has passed."""
        return None if self.due is None else self.due - self.verdict.as_of

    @property
    def roles(self) -> tuple[str, ...]:
        """Who may do it: the bearer's role, and the other roles that the rule names."""
        bearer = (self.finding.bearer.role,) if self.finding.bearer is not None else ()
        actor = self.finding.rule.actor
        named = tuple(name.name for name in actor.names) if isinstance(actor, Roles) else ()
        return tuple(dict.fromkeys((*bearer, *named)))

    @property
    def unit(self) -> str | None:
        """The unit that the bearer is, where it is known."""
        return self.finding.bearer.unit if self.finding.bearer is not None else None


def open_acts(verdict: EpisodeVerdict, rules: RuleSet) -> tuple[OpenAct, ...]:
    """Return the open acts of an episode: soonest first, those without a time last, by what they are called. Where each
    party closes the case for itself, those of a party that has closed it are not open."""
    closings = [e for e in verdict.episode.events if e.at <= verdict.as_of and rules.vocabulary.events[e.type].closes]
    acts = [_act(verdict, f) for f in verdict.findings if _still_to_be_done(f)]
    for support in _supports(verdict):
        for finding in support.findings:
            acts = _joined(acts, verdict, support, finding)
    return tuple(sorted((a for a in acts if not _closed(a.finding, closings, rules)), key=in_order))


def in_order(act: OpenAct) -> tuple[object, ...]:
    """Return the key that open acts are sorted by."""
    name = act.finding.rule.heading or act.finding.rule.name
    left = act.left
    return (left is None, left or 0, name, act.verdict.episode.id, act.unit or "")


def subject_name(episode: Episode, vocabulary: Vocabulary) -> str | None:
    """Return what the subject of an episode is called: the first of its declared fields that the record holds."""
    held = (episode.subject.get(field) for field in vocabulary.subject.fields)
    return next((str(value) for value in held if value is not None), None)


def _closed(finding: Finding, closings: list[Event], rules: RuleSet) -> bool:
    """Say whether the case is closed for the one who is to do something. A party that closes its own case is done with
    it but for what has a time that is still ahead: a follow-up in a month is not done with."""
    ahead = finding.status is Status.PENDING and finding.due is not None
    guideline, counts_as = rules.guidelines[finding.guideline], rules.vocabulary.counts_as
    for event in closings:
        by, bearer = event.by, finding.bearer
        party = next((p for p in guideline.parties if by is not None and counts_as(by.role, p)), None)
        if event.type != guideline.own_closing or party is None:
            return True
        if bearer is not None and counts_as(bearer.role, party) and not ahead:
            return True
    return False


def _still_to_be_done(finding: Finding) -> bool:
    """Pending, or missed and not out of reach: what was to be done before a phase ended, or at a meeting that is over,
    cannot be made good."""
    if finding.status is Status.PENDING:
        return True
    rule = finding.rule
    if finding.status is not Status.MISSED or isinstance(rule.deadline, Promptly):
        return False
    return isinstance(rule.duty, Acts) or (isinstance(rule.duty, Stated) and rule.deadline is not None)


def _act(verdict: EpisodeVerdict, finding: Finding) -> OpenAct:
    return OpenAct(verdict, finding, finding.due, finding.status is Status.MISSED)


def _supports(verdict: EpisodeVerdict) -> Iterator[GroundVerdict]:
    """The grounds that are still open, while liability still can hold."""
    if verdict.liability.status in (LiabilityStatus.PENDING, LiabilityStatus.UNDETERMINED, LiabilityStatus.HOLDS):
        yield from (g for g in verdict.liability.grounds if g.met is Met.PENDING)


def _joined(acts: list[OpenAct], verdict: EpisodeVerdict, ground: GroundVerdict, finding: Finding) -> list[OpenAct]:
    """Add what a ground rests on: to the act that is the same, or as an act of its own."""
    if finding.status is not Status.PENDING:
        return acts
    support = Support(ground, finding.due)
    for place, act in enumerate(acts):
        if _same(act.finding, finding):
            dues = [due for due in (act.due, finding.due) if due is not None]
            more = replace(act, due=min(dues, default=None), supports=(*act.supports, support))
            return [*acts[:place], more, *acts[place + 1 :]]
    return [*acts, OpenAct(verdict, finding, finding.due, False, (support,), False)]


def _same(asked: Finding, ground: Finding) -> bool:
    """The same act by the same one to the same one: what the rule leaves open the ground may name."""
    if asked.rule is ground.rule:
        return asked.trigger is ground.trigger and asked.bearer == ground.bearer and asked.target == ground.target
    one, other = _kinds(asked), _kinds(ground)
    if not one & other or asked.status is not Status.PENDING:
        return False
    targets = (asked.target, ground.target)
    return asked.bearer == ground.bearer and (None in targets or targets[0] == targets[1])


def _kinds(finding: Finding) -> frozenset[str]:
    duty = finding.rule.duty
    return frozenset(act.event.name for act in duty.acts) if isinstance(duty, Acts) else frozenset()


def of_units(acts: Iterable[OpenAct], unit: str | None, role: str | None, vocabulary: Vocabulary) -> Iterator[OpenAct]:
    """Return the acts of a unit, and of a role or those that count as it."""
    for act in acts:
        if unit is not None and (act.unit is None or act.unit.casefold() != unit.casefold()):
            continue
        if role is None or any(vocabulary.counts_as(own, role) for own in act.roles):
            yield act
