"""One episode explained: every finding that was asked about, why other rules gave none, and the liability."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from compliance.check.explain import Explainer
from compliance.check.explanation import Explanation, Why, WhyNot
from compliance.check.finding import Finding, Status
from compliance.episodes.model import Episode
from compliance.graph.model import Guideline, Rule
from compliance.language.rule_tree import OnBreach
from compliance.payment.explain_liability import LiabilityExplainer
from compliance.payment.explanation import (
    EpisodeExplanation,
    Explained,
    Governing,
    LiabilityExplanation,
)
from compliance.payment.judge import EpisodeVerdict, Judge, Run
from compliance.payment.liability import LiabilityProgram
from compliance.time import Instant


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about: rules (also the names of grounds and of liabilities) that must be told of even where they
    gave no finding, clauses, events; or, with none of these, what `check` would report, or with `everything` all."""

    rules: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    everything: bool = False

    def names(self, name: str, clauses: Iterable[str]) -> bool:
        """Say whether something with a name and clauses is asked about by name or by clause."""
        return name in self.rules or not self.clauses.isdisjoint(clauses)

    @property
    def narrow(self) -> bool:
        """True when something is named."""
        return bool(self.rules or self.clauses or self.events)


@dataclass(slots=True)
class Explain:
    """Explains episodes by a judge's rules. Compiles what it needs the first time, then only reads it."""

    judge: Judge
    _explainers: dict[str, Explainer] = field(default_factory=dict)
    _liabilities: dict[int, LiabilityExplainer] = field(default_factory=dict)

    def episode(self, episode: Episode, as_of: Instant, region: str, question: Question) -> EpisodeExplanation:
        """Return an episode explained at a moment, by a region's guidelines."""
        verdict, runs = self.judge.judge_by(episode, as_of, region)
        explained: list[Explained] = []
        without: list[WhyNot] = []
        for run in runs:
            explainer = self._explainer(run)
            found = _by_rule(run.findings)
            for finding in run.findings:
                if self._early(finding, question):
                    whole = explainer.finding(run.timeline, finding, found)
                    if not question.events or _concerns(whole, question.events):
                        explained.append(Explained(whole, self._governing(whole, region)))
            without += self._without(run, explainer, question, region)
        without += self._elsewhere(question, runs, region)
        explained.sort(key=lambda e: e.explanation.finding.trigger_at)
        versions = self.judge.family(region)
        return EpisodeExplanation(
            verdict,
            tuple(explained),
            self._liability(verdict, runs, question, region),
            tuple({(w.name, w.guideline): w for w in without}.values()),
            versions,
        )

    def _explainer(self, run: Run) -> Explainer:
        name = run.checker.guideline.name
        if name not in self._explainers:
            self._explainers[name] = Explainer(run.checker)
        return self._explainers[name]

    @staticmethod
    def _early(finding: Finding, question: Question) -> bool:
        """Say whether a finding may be one that is asked about; for events that is seen when it is explained."""
        if question.rules or question.clauses:
            rule = finding.rule
            return question.names(rule.name, rule.clauses)
        if question.everything:
            return True
        if question.events:
            return finding.status is not Status.NOT_APPLICABLE
        doubted = finding.status is Status.UNDETERMINED and not finding.rule.modality.permits
        return finding.violation or finding.remark or doubted

    def _governing(self, explanation: Explanation, region: str) -> Governing:
        finding = explanation.finding
        day = self.judge.zone.day(explanation.start.at)
        guideline = self.judge.rules.guidelines[finding.guideline]
        versions = self.judge.family(region)
        if any(isinstance(t, OnBreach) and t.rule.name == finding.trigger_type for t in finding.rule.triggers):
            return Governing(day, guideline, "breach", versions)
        own = any(v.name == guideline.name for v in versions)
        return Governing(day, guideline, "in_force" if own else "base", versions)

    def _in_force(self, guideline: Guideline, rule: Rule, region: str) -> Callable[[Instant], bool]:
        def in_force(at: Instant) -> bool:
            day = self.judge.zone.day(at)
            found = self.judge.governing(region, day)
            early = rule.valid_from is not None and day < rule.valid_from
            late = rule.valid_to is not None and day > rule.valid_to
            return found is not None and found.name == guideline.name and not early and not late

        return in_force

    def _without(self, run: Run, explainer: Explainer, question: Question, region: str) -> list[WhyNot]:
        """Return why rules of a guideline that were asked about gave no finding."""
        found = _by_rule(run.findings)
        guideline = run.checker.guideline
        return [
            explainer.of(rule).why_not(run.timeline, found, self._in_force(guideline, rule, region))
            for rule in (*guideline.rules, *guideline.permissions)
            if rule.name not in found
            and (question.names(rule.name, rule.clauses) or (question.everything and not question.narrow))
        ]

    def _elsewhere(self, question: Question, runs: tuple[Run, ...], region: str) -> list[WhyNot]:
        """Return what became of rules that were asked about and are in no guideline that governed the episode."""
        used = [run.checker.guideline for run in runs]
        here = {n for g in used for n in names_of(g)}
        found = []
        for name in sorted(question.rules - here):
            changes = [c for g in used for c in g.left_out if c.name == name]
            if changes:
                why = Why.REPLACED if changes[-1].replaced_by else Why.SWITCHED_OFF
                found.append(WhyNot(name, why, guideline=changes[-1].by, left_out=changes[-1]))
                continue
            others = tuple(g.name for g in self.judge.rules.guidelines.values() if name in names_of(g))
            found.append(WhyNot(name, Why.NOT_HERE, guideline=used[-1].name if used else "", guidelines=others))
        return found

    def _liability(
        self, verdict: EpisodeVerdict, runs: tuple[Run, ...], question: Question, region: str
    ) -> LiabilityExplanation | None:
        liability = verdict.liability
        run, program = _program_of(runs, liability.liability)
        if run is None or program is None or liability.liability is None:
            return None
        concerned = {p.notice.id for p in liability.periods if p.notice is not None}
        grounds = tuple(g.name for g in liability.liability.grounds if question.names(g.name, g.clauses))
        whole = (
            not question.narrow
            or question.names(liability.liability.name, liability.liability.clauses)
            or not concerned.isdisjoint(question.events)
        )
        if not whole and not grounds:
            return None
        explainer = self._liabilities.get(id(program))
        if explainer is None:
            explainer = self._liabilities[id(program)] = LiabilityExplainer(program, self._explainer(run))
        notice = liability.periods[-1].notice if liability.periods else None
        at = notice.at if notice is not None else verdict.as_of
        guideline = run.checker.guideline
        versions = self.judge.family(region)
        own = any(v.name == guideline.name for v in versions)
        governing = Governing(self.judge.zone.day(at), guideline, "in_force" if own else "base", versions)
        explained = explainer.explain(run.timeline, liability, governing, _by_rule(run.findings))
        return explained if whole else _only(explained, grounds)


def _only(explained: LiabilityExplanation, grounds: tuple[str, ...]) -> LiabilityExplanation:
    """Return the liability with some of its grounds."""
    periods = (replace(p, grounds=tuple(g for g in p.grounds if g.ground.name in grounds)) for p in explained.periods)
    return replace(explained, periods=tuple(periods), whole=False)


def names_of(guideline: Guideline) -> set[str]:
    """Return the names of a guideline's rules, permissions, grounds and liabilities."""
    found = {r.name for r in (*guideline.rules, *guideline.permissions)}
    for item in guideline.liability:
        found |= {item.name, *(ground.name for ground in item.grounds)}
    return found


def clauses_of(guideline: Guideline) -> set[str]:
    """Return the clauses that a guideline's rules, permissions, grounds and liabilities cite."""
    found = {clause for rule in (*guideline.rules, *guideline.permissions) for clause in rule.clauses}
    for item in guideline.liability:
        found.update(item.clauses, *(ground.clauses for ground in item.grounds))
    return found


def _by_rule(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.rule.name, []).append(finding)
    return found


def _program_of(runs: tuple[Run, ...], liability: object) -> tuple[Run | None, LiabilityProgram | None]:
    for run in runs:
        for program in run.programs:
            if program.liability is liability:
                return run, program
    return None, None


def _concerns(explanation: Explanation, events: frozenset[str]) -> bool:
    """Say whether an event has a part in a finding: it started it, was an act that was looked at, or ended it."""
    finding = explanation.finding
    parts = [finding.trigger, finding.act, *(c.event for c in explanation.candidates)]
    parts += [*explanation.versions, *(e.event for e in explanation.ends if e.decided)]
    return any(e is not None and e.id in events for e in parts)
