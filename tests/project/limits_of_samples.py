"""Which limits of the shipped rules the samples try to the second: what is done a second before, on, and after each.

    python tests/project/limits_of_samples.py

lists, by name, the limits that no sample tries at one of the three. A limit is each case of each deadline that has a
number (and each end of a window), each ground's deadline (unless the parameters switch it off), the cut-off of each
case that asks when something was sent, the start of liability, and the first 24-hour period more than a stay may
last without being charged by itself. A sample tries it when an act, a completed message, a notice, or the end of the
stay (or the judgement, while it lasts) falls there and the sample says what status it gets.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "check"))

from naive import ByGuideline, Naive
from naive_record import every, opposite, some

from compliance import load_episodes, load_rules
from compliance.check import Finding
from compliance.episodes.model import Episode, Event
from compliance.graph.model import Guideline, Rule, RuleSet
from compliance.graph.rewrite import walk
from compliance.language.condition_tree import Both, Condition, Either, Negation, SentClock
from compliance.language.rule_tree import Between, By, Cases, Recurring
from compliance.payment import Judge, Met

ROOT = Path(__file__).parents[2]
SECONDS = (-1, 0, 1)
Limit = tuple[str, str, str, int]
"""Guideline, rule or ground, which limit of it, and where: -1, 0 or 1 second from it."""


def limits(guideline: Guideline) -> Iterator[Limit]:
    """Return the limits of a guideline's own rules, and of its liability."""
    for rule in guideline.rules:
        if rule.guideline == guideline.name and not rule.modality.forbids:
            yield from of_deadline(guideline.name, rule.name, rule.deadline)
    for liability in guideline.liability:
        if liability.no_individual is not None:
            continue
        yield from cut_offs(guideline.name, liability.name, liability.starts)
        cases = [n for n, _ in live(liability.starts)] if isinstance(liability.starts, Cases) else [0]
        yield from ((guideline.name, liability.name, f"inträder, {case(n)}", s) for n in cases for s in SECONDS)
        if any(kind == "whole_periods" for kind, _ in liability.days):
            over = [f"över {number} dygn" for number, _ in liability.over]
            yield from ((guideline.name, liability.name, limit, s) for limit in over for s in SECONDS)
        for ground in liability.grounds:
            if ground.rule is not None and constant(ground.condition) is not False:
                yield from of_deadline(guideline.name, ground.name, ground.rule.deadline)


def of_deadline(guideline: str, rule: str, deadline: object) -> Iterator[Limit]:
    names: list[str] = []
    if isinstance(deadline, Recurring):
        names = ["perioden"]
    elif isinstance(deadline, Between):
        names = ["början", "slutet"] if deadline.lower else ["slutet"]
    elif isinstance(deadline, By):
        names = [case(n) for n, _ in live(deadline.limit)] if isinstance(deadline.limit, Cases) else ["fristen"]
        yield from cut_offs(guideline, rule, deadline.limit)
    for name in names:
        yield from ((guideline, rule, name, second) for second in SECONDS)


def case(number: int) -> str:
    return f"fall {number + 1}"


def cut_offs(guideline: str, rule: str, limit: object) -> Iterator[Limit]:
    for clock in sorted(clocks(limit)):
        name = f"brytpunkten {clock // 3600:02}:{clock // 60 % 60:02}"
        yield from ((guideline, rule, name, second) for second in SECONDS)


def clocks(limit: object) -> set[int]:
    return {c for _, condition in live(limit) for c in asked(condition)} if isinstance(limit, Cases) else set()


def asked(condition: Condition | None) -> set[int]:
    """Return the times of day that a condition asks whether something was sent by."""
    if constant(condition) is not None:
        return set()
    if isinstance(condition, Both | Either):
        return {clock for part in condition.parts for clock in asked(part)}
    found = [n.clock for n in walk(condition) if isinstance(n, SentClock)]
    return {clock for clock in found if isinstance(clock, int)}


def live(limit: Cases) -> Iterator[tuple[int, Condition | None]]:
    """Return the cases that can come to decide, by the parameters as the guideline sets them."""
    for number, (_, condition) in enumerate(limit.cases):
        value = constant(condition)
        if value is not False:
            yield number, condition
        if value is True:
            return


def constant(condition: Condition | None) -> bool | None:
    """Return what a condition is, whatever happened; None where that depends."""
    match condition:
        case None:
            return True
        case Both(parts):
            return every([constant(p) for p in parts])
        case Either(parts):
            return some([constant(p) for p in parts])
        case Negation(part):
            return opposite(constant(part))
    return None


# --- what the samples try


def tried(rules: RuleSet, judge: Judge, told: Episode) -> Iterator[Limit]:
    """Return the limits that a sample tries, and of which it says what status they get."""
    if told.expectation is None or told.as_of is None or told.region not in rules.regions:
        return
    verdict = judge.judge(told, told.as_of, told.region)
    whole = Naive(rules, told, told.as_of, told.region)
    by_name = {g.guideline.name: g for g in whole.by_guideline()}
    for finding in verdict.findings:
        if any(tells(wanted, finding) for wanted in told.expectation.get("expect", ())):  # type: ignore[attr-defined]
            yield from touched(by_name[finding.guideline], finding, finding.rule, finding.rule.name)
    wanted = told.expectation.get("liability")
    found = verdict.liability
    if not isinstance(wanted, Mapping) or found.liability is None:
        return
    judged = by_name[str(found.guideline)]
    for period in found.periods:
        if period.notice is not None and {"starts", "days", "status"} & wanted.keys():
            yield from sent(judged, found.liability.name, found.liability.starts, period.notice)
            starts, until = found.liability.starts, told.as_of if period.ends is None else period.ends
            if period.starts is not None and until - period.starts in SECONDS:
                which = chosen(judged, starts, period.notice, period.notice.at) if isinstance(starts, Cases) else 0
                limit = f"inträder, {case(which)}"
                yield judged.guideline.name, found.liability.name, limit, until - period.starts
            beyond = None if period.over is None else until - period.notice.at - 86400 * (period.over + 1)
            if beyond in SECONDS:
                yield judged.guideline.name, found.liability.name, f"över {period.over} dygn", beyond
    for ground in found.grounds:
        said = any(tells_ground(w, ground.ground.name, ground.ground.clauses) for w in wanted.get("grounds", ()))
        if ground.ground.rule is not None and (said or "status" in wanted) and ground.met is not Met.UNKNOWN:
            for finding in ground.findings:
                yield from touched(judged, finding, ground.ground.rule, ground.ground.name)


def tells(wanted: Mapping[str, object], finding: Finding) -> bool:
    """Whether an expectation says the status of a finding."""
    rule = wanted.get("rule", finding.rule.name) == finding.rule.name
    clause = wanted.get("clause", None) in (None, *finding.rule.clauses)
    trigger = wanted.get("trigger") in (None, finding.trigger.id if finding.trigger is not None else None)
    bearer, who = wanted.get("bearer"), finding.bearer
    if isinstance(bearer, Mapping):
        same = who is not None and all(getattr(who, k) == v for k, v in bearer.items())
    else:
        same = bearer is None or (who is not None and who.role == bearer)
    return rule and clause and trigger and same and wanted.get("status") == finding.status.value


def tells_ground(wanted: Mapping[str, object], name: str, clauses: tuple[str, ...]) -> bool:
    return "met" in wanted and (wanted.get("rule") == name or wanted.get("clause") in clauses)


def touched(judged: ByGuideline, finding: Finding, rule: Rule, name: str) -> Iterator[Limit]:
    """Return the limits of a rule beside which its act was done."""
    act, trigger = finding.act, finding.trigger
    line = rule.deadline
    if act is None or finding.due is None:
        return
    if isinstance(line, By) and isinstance(line.limit, Cases):
        which = case(chosen(judged, line.limit, trigger, finding.trigger_at))
        if trigger is not None:
            yield from sent(judged, name, line.limit, trigger)
    else:
        which = {By: "fristen", Between: "slutet", Recurring: "perioden"}.get(type(line), "")
    if which and act.at - finding.due in SECONDS:
        yield judged.guideline.name, name, which, act.at - finding.due
    if isinstance(line, Between) and finding.opens is not None and act.at - finding.opens in SECONDS:
        yield judged.guideline.name, name, "början", act.at - finding.opens


def chosen(judged: ByGuideline, limit: Cases, trigger: Event | None, at: int) -> int:
    return next(n for n, (_, c) in enumerate(limit.cases) if judged.truths.holds(c, at, trigger) is not False)


def sent(judged: ByGuideline, name: str, limit: object, notice: Event) -> Iterator[Limit]:
    now = judged.record.local(notice.at)
    for clock in clocks(limit):
        second = now.hour * 3600 + now.minute * 60 + now.second - clock
        if second in SECONDS:
            yield judged.guideline.name, name, f"brytpunkten {clock // 3600:02}:{clock // 60 % 60:02}", second


def missing() -> list[str]:
    """Return the limits that no sample tries, in words."""
    rules = load_rules(ROOT / "rules")
    judge = Judge(rules)
    wanted = {limit for g in rules.guidelines.values() for limit in limits(g)}
    samples = load_episodes([ROOT / "fixtures"], rules)
    done = {limit for e in samples if isinstance(e, Episode) for limit in tried(rules, judge, e)}
    where = {-1: "en sekund före", 0: "på sekunden", 1: "en sekund efter"}
    return [f"{g}: {rule}, {which}, {where[second]}" for g, rule, which, second in sorted(wanted - done)]


if __name__ == "__main__":
    print("\n".join(missing()) or "alla gränser prövas på sekunden")
