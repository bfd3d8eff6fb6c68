"""The verdicts of the program and of the witness side by side."""

from __future__ import annotations

from naive import Naive, Verdict, name_of
from naive_liability import Owed, owed

from compliance.check import Finding
from compliance.episodes.model import Episode
from compliance.graph.model import RuleSet
from compliance.payment import EpisodeVerdict, Judge


def of_checker(f: Finding) -> Verdict:
    return Verdict(
        guideline=f.guideline,
        rule=f.rule.name,
        trigger=f.trigger.id if f.trigger is not None else "",
        bearer=name_of(f.bearer),
        target=name_of(f.target),
        status=f.status.value,
        opens=f.opens,
        due=f.due,
        act=f.act.id if f.act is not None and f.status.value != "undetermined" else "",
        fell=f.cancelled_at,
        lacking=f.missing_content if f.status.value == "missed" else (),
        begun=f.trigger_at,
    )


def owed_by_checker(told: EpisodeVerdict) -> Owed:
    f = told.liability
    if f.status.value == "not_applicable" and (f.reason is not None or not f.periods):
        return Owed(None, "not_applicable", free=f.reason is not None)
    amount = None if f.amount is None else int(f.amount)
    grounds = tuple((g.ground.name, g.met.value) for g in f.grounds)
    return Owed(f.guideline, f.status.value, f.payer, f.starts, f.ends, f.days, amount, grounds)


def disagreements(rules: RuleSet, judge: Judge, told: Episode, as_of: int, region: str) -> list[str]:
    """Return what the program and the witness do not both say; empty where they agree."""
    verdict = judge.judge(told, as_of, region)
    found = sorted((of_checker(f) for f in verdict.findings), key=repr)
    whole = Naive(rules, told, as_of, region)
    expected = whole.judge()
    lines = [f"program {v}" for v in found if v not in expected] + [f"witness {v}" for v in expected if v not in found]
    if not lines and found != expected:
        lines = [f"program says {len(found)}, witness {len(expected)}, some twice"]
    if any(g.permissions for g in rules.guidelines.values()):
        may = sorted((of_checker(f) for f in verdict.not_applicable if f.status.value != "not_applicable"), key=repr)
        free = whole.permitted()
        lines += [f"program {v}" for v in may if v not in free] + [f"witness {v}" for v in free if v not in may]
    money, counted = owed_by_checker(verdict), owed(whole)
    return lines if money == counted else [*lines, f"program {money}", f"witness {counted}"]
