"""Laws that hold for every guideline and timeline, tried on random ones over the whole language.

What a law does not hold for is left out of its worlds with the reason beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from cases import completed, load, with_event, without
from compare import owed_by_checker
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from kit import REJECTING, episode, rule_set, whom
from random_worlds import BASE, HOUR, facts, guideline, moment, rules, subject, timeline

from compliance.check import Finding
from compliance.episodes.model import Actor, Episode, Event, FactValue
from compliance.payment import EpisodeVerdict, Judge

LAW = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
WORLDS = st.integers(0, 2**32)
LATE = BASE + 400 * HOUR
FAILED = ("missed", "late", "breached")
BAD = (*FAILED, "early")


@dataclass(frozen=True)
class World:
    """A guideline, a timeline and a moment of judgement."""

    rng: Random
    text: str
    told: Episode
    as_of: int
    lines: list[str]
    known: dict[str, object]
    who: dict[str, object]


def world(seed: int, keep: Callable[[str], bool] = lambda text: True) -> World:
    """Return a world; of its guideline a part that may be kept."""
    rng = Random(seed)
    text = "".join(f"\n{part}" for part in re.split(r"\n(?=[a-zåäö])", "\n" + chosen(seed % 307)) if keep(part))
    assume(text.strip() and load((text,)) is not None)
    lines, known, who = timeline(rng), facts(rng), subject(rng)
    return World(rng, text, episode(lines, known, who), rng.choice((moment(rng), LATE)), lines, known, who)


@lru_cache(maxsize=512)
def chosen(number: int) -> str:
    rng = Random(number)
    while load((text := guideline(rng),)) is None:
        pass
    return text


@lru_cache(maxsize=512)
def judge_of(*texts: str) -> Judge:
    return Judge(rule_set(*texts))


def judged(text: str | tuple[str, ...], told: Episode, as_of: int) -> EpisodeVerdict:
    return judge_of(*((text,) if isinstance(text, str) else text)).judge(told, as_of, "prov")


def said(f: Finding) -> tuple[object, ...]:
    return (
        f.rule.name, f.trigger.id if f.trigger else "", f.trigger_at, whom(f), f.status.value, f.opens or 0, f.due or 0,
        f.act.id if f.act else "", f.missing, f.missing_content, f.cancelled_by or "", f.cancelled_at or 0, f.violation,
    )  # fmt: skip


def all_said(verdict: EpisodeVerdict) -> tuple[Counter[tuple[object, ...]], object]:
    """Return all that is said of the rules, and of the liability."""
    return Counter(said(f) for f in verdict.findings), owed_by_checker(verdict)


Key = tuple[str, str, int, str]


def keyed(verdict: EpisodeVerdict) -> dict[Key, str]:
    return {
        (f.rule.name, f.trigger.id if f.trigger else "", f.trigger_at, whom(f)): f.status.value
        for f in verdict.findings
    }


# --- what changes nothing


@LAW
@given(WORLDS)
def test_the_order_of_the_record_changes_nothing(seed: int) -> None:
    w = world(seed)
    lines = [re.sub(r"\d\d:00:0\d|\d\d:59:59", "00:00:00", e) for e in w.lines] if w.rng.random() < 0.5 else w.lines
    shuffled = w.rng.sample(lines, len(lines))
    told = [episode(order, w.known, w.who) for order in (lines, shuffled)]
    assert all_said(judged(w.text, told[0], w.as_of)) == all_said(judged(w.text, told[1], w.as_of))


PLAIN = ("ring", "plan", "fas", "stopp", "annan")
"""Types of events that do nothing but be there."""


@LAW
@given(WORLDS)
def test_an_unrelated_event_changes_nothing(seed: int) -> None:
    w = world(seed)
    unrelated = [kind for kind in PLAIN if kind not in w.text]
    assume(unrelated)
    other = Event(
        "e99", w.rng.choice(unrelated), moment(w.rng), Actor("chef"), (Actor("enhet", "A"),), None, {}, None, 9
    )
    more = with_event(w.told, other)
    assert all_said(judged(w.text, w.told, w.as_of)) == all_said(judged(w.text, more, w.as_of))


@LAW
@given(WORLDS)
def test_an_unrelated_fact_changes_nothing(seed: int) -> None:
    w = world(seed)
    unrelated = [name for name in ("färg", "delar", "nivå", "dag", "annan_dag") if name not in w.text]
    assume(unrelated)
    gone = {k: v for k, v in w.told.facts.items() if k not in unrelated}
    assert all_said(judged(w.text, w.told, w.as_of)) == all_said(judged(w.text, replace(w.told, facts=gone), w.as_of))


@LAW
@given(WORLDS)
def test_what_comes_after_the_judgement_changes_nothing(seed: int) -> None:
    w = world(seed)
    kind = w.rng.choice(("start", "åtgärd", "svar", "annan", "stopp", "fas", "start_åter", "slut", "avbrott", "val"))
    data = {"vilket": "p", "till": True} if kind == "val" else {}
    later = Event("e99", kind, w.as_of + 1, Actor("chef"), (Actor("enhet", "A"),), None, data, None, 99)
    more = with_event(w.told, later)
    if w.rng.random() < 0.5:
        name = w.rng.choice("pqr")
        changed = (*w.told.facts.get(name, ()), FactValue(w.as_of + 1, w.rng.random() < 0.5))
        dated = [v for v in changed if v.at is None or v.at <= w.as_of + 1]
        more = replace(more, facts={**more.facts, name: tuple(dated)})
    assert all_said(judged(w.text, w.told, w.as_of)) == all_said(judged(w.text, more, w.as_of))


@LAW
@given(WORLDS)
def test_judged_twice_or_afresh_it_is_the_same(seed: int) -> None:
    w = world(seed)
    judge = Judge(rule_set(w.text))
    first = judge.judge(w.told, w.as_of, "prov")
    assert first == judge.judge(w.told, w.as_of, "prov")
    assert first == Judge(rule_set(w.text)).judge(w.told, w.as_of, "prov")


@LAW
@given(WORLDS)
def test_other_names_of_units_and_events_change_nothing(seed: int) -> None:
    w = world(seed)
    names = {"A": "Norr", "B": "Söder", "C": "Öster"}

    def new(actor: Actor) -> Actor:
        return replace(actor, unit=names.get(str(actor.unit), actor.unit))

    def renamed(e: Event) -> Event:
        by = None if e.by is None else new(e.by)
        data = {k: names.get(str(v), v) if k == "enhet" else v for k, v in e.data.items()}
        re_ = None if e.re is None else f"händelse{e.re}"
        to = tuple(map(new, e.to)) or e.to
        return replace(e, id=f"händelse{e.id}", by=by, to=to, re=re_, data=data)

    told = replace(w.told, events=tuple(map(renamed, w.told.events)))
    text = w.text.replace('start.enhet är "A"', 'start.enhet är "Norr"')
    before, after = judged(w.text, w.told, w.as_of), judged(text, told, w.as_of)
    assert [f.status for f in before.findings] == [f.status for f in after.findings]
    assert [(f.due, f.late_by, f.opens) for f in before.findings] == [
        (f.due, f.late_by, f.opens) for f in after.findings
    ]
    assert owed_by_checker(before) == owed_by_checker(after)


@LAW
@given(WORLDS)
def test_the_order_of_the_rules_changes_nothing(seed: int) -> None:
    w = world(seed)
    parts = re.split(r"\n(?=[a-zåäö])", w.text)
    turned = "\n".join([*parts[:1], *w.rng.sample(parts[1:], len(parts) - 1)])
    first, second = judged(w.text, w.told, w.as_of), judged(turned, w.told, w.as_of)
    assert all_said(first)[0] == all_said(second)[0]
    money, again = owed_by_checker(first), owed_by_checker(second)
    assert money._replace(grounds=tuple(sorted(money.grounds))) == again._replace(grounds=tuple(sorted(again.grounds)))


@LAW
@given(WORLDS)
def test_another_rule_changes_nothing_for_the_rest(seed: int) -> None:
    w = world(seed)
    more = "".join(rules(w.rng, "z", 1)[:1])
    assume(load((w.text + "\n" + more,)) is not None)
    before, after = judged(w.text, w.told, w.as_of), judged(w.text + "\n" + more, w.told, w.as_of)
    rest = Counter({k: n for k, n in all_said(after)[0].items() if k[0] != "z0"})
    assert (all_said(before)[0], owed_by_checker(before)) == (rest, owed_by_checker(after))


@LAW
@given(WORLDS, st.integers(1, 5))
def test_some_weeks_earlier_it_is_the_same_so_much_earlier(seed: int, weeks: int) -> None:
    """All of it lies in winter, without a holiday; a month is not so many days, and a birthday is one day a year."""
    w = world(seed, lambda part: "månad" not in part and "ålder" not in part)
    days, seconds = timedelta(days=7 * weeks), 7 * weeks * 86400

    def earlier(value: object) -> object:
        stamp = isinstance(value, int) and not isinstance(value, bool) and value > 10**6
        return value - days if isinstance(value, date) else value - seconds if stamp else value  # type: ignore[operator]

    def event(e: Event) -> Event:
        recorded = None if e.recorded_at is None else e.recorded_at - seconds
        return replace(e, at=e.at - seconds, recorded_at=recorded, data={k: earlier(v) for k, v in e.data.items()})

    held = {
        name: tuple(FactValue(None if v.at is None else v.at - seconds, earlier(v.value)) for v in values)
        for name, values in w.told.facts.items()
    }
    told = replace(w.told, events=tuple(map(event, w.told.events)), facts=held)
    text = re.sub(r"2024-03-\d\d", lambda found: str(date.fromisoformat(found[0]) - days), w.text)
    before, after = judged(w.text, w.told, w.as_of), judged(text, told, w.as_of - seconds)
    assert [(f.rule.name, f.status, f.late_by, f.missing) for f in before.findings] == [
        (f.rule.name, f.status, f.late_by, f.missing) for f in after.findings
    ]
    for one, other in zip(before.findings, after.findings, strict=True):
        assert one.due is None or (other.due == one.due - seconds and other.opens == (one.opens or 0) - seconds)
    mine, theirs = owed_by_checker(before), owed_by_checker(after)
    assert (mine.status, mine.days, mine.amount, mine.grounds) == (
        theirs.status, theirs.days, theirs.amount, theirs.grounds,
    )  # fmt: skip


# --- what is once so stays so


@LAW
@given(WORLDS)
def test_a_later_act_never_mends_what_was_missed_or_late(seed: int) -> None:
    """A condition about events to come can be met by one that comes; of a recurring duty other periods follow."""
    w = world(seed, lambda part: "någon gång" not in part and "minst en gång per" not in part)
    kind, by = w.rng.choice(("åtgärd", "svar", "ring")), w.rng.choice((Actor("chef"), Actor("enhet", "A")))
    act = Event("e99", kind, LATE, by, (), None, {"ja": True}, None, 99)
    message = next((e for e in w.told.events if e.type == "start"), None)
    more = with_event(w.told, act)
    if message is not None and "första" not in w.text and "senaste" not in w.text and w.rng.random() < 0.4:
        more = completed(w.told, message, LATE)
    before, after = keyed(judged(w.text, w.told, LATE)), keyed(judged(w.text, more, LATE))
    for key, status in before.items():
        if status in ("missed", "late"):
            assert after.get(key) not in ("fulfilled", "early", "pending", None), key


@LAW
@given(WORLDS)
def test_what_is_broken_stays_broken(seed: int) -> None:
    """What is taken back was not there, the latest gives way to a later one, and `någon gång` waits for what comes."""
    w = world(seed, lambda part: "någon gång" not in part and "när senaste" not in part)
    told = w.told
    for event in w.told.events:
        told = without(told, event) if event.type in ("start_åter", "åtgärd_åter") else told
    early, late = sorted((moment(w.rng), moment(w.rng) + w.rng.choice((0, 200 * HOUR))))
    before, after = keyed(judged(w.text, told, early)), keyed(judged(w.text, told, late))
    for key, status in before.items():
        assert status not in FAILED or after.get(key) in FAILED, (key, status, after.get(key))


@LAW
@given(WORLDS)
def test_what_was_not_broken_when_all_was_told_is_not_broken_before(seed: int) -> None:
    """A violation is never said too soon: one that a later judgement of the same record would not say."""
    w = world(seed, lambda part: "någon gång" not in part and "när senaste" not in part)
    told = w.told
    for event in w.told.events:
        told = without(told, event) if event.type in ("start_åter", "åtgärd_åter") else told
    before, after = judged(w.text, told, w.as_of), judged(w.text, told, LATE)
    assert sum(f.status.value in FAILED for f in before.findings) <= sum(
        f.status.value in FAILED for f in after.findings
    )


@LAW
@given(WORLDS, st.integers(1, 100), st.integers(0, 60))
def test_a_shorter_limit_never_removes_a_violation(seed: int, shorter: int, more: int) -> None:
    """An act that is taken back after the shorter limit counts for it and not for the longer."""
    w = world(seed)
    told = w.told
    for event in w.told.events:
        told = without(told, event) if event.type == "åtgärd_åter" else told
    who = w.rng.choice(("chef göra åtgärd", "varje mottagare göra svar", "chef göra åtgärd där (ja)"))
    start = w.rng.choice(("start", "första start", "ursprungligt start"))
    unit = w.rng.choice(("timmar", "timmar", "dagar", "vardagar"))
    text = f"skyldighet r\n  när {start}\n  ska {who}\n  inom {{}} {unit}\n"
    text += w.rng.choice(("", "  tidigare räknas\n")) + w.rng.choice(("", "  upphör vid stopp\n"))
    limits = [shorter, shorter + more] if unit == "timmar" else [shorter // 10, (shorter + more) // 10]
    counts = [sum(f.violation for f in judged(text.format(n), told, w.as_of).findings) for n in limits]
    assert counts[0] >= counts[1]


@LAW
@given(WORLDS, st.booleans())
def test_knowing_more_never_contradicts_what_was_said_without_it(seed: int, value: bool) -> None:
    """What was broken or kept, whatever the unknown was, is so when it is known (or, if kept, an exception holds).
    `är känt` asks about the record, which event is the first or the latest may not be known, and of a breach that may
    have been nothing begins."""
    w = world(seed, lambda part: not re.search("känt|senaste|första|när regel", part))
    name = w.rng.choice("pqr")
    dumb = replace(w.told, facts={k: v for k, v in w.told.facts.items() if k != name})
    dumb = replace(dumb, events=tuple(e for e in dumb.events if e.type != "val"))
    dumb = replace(dumb, events=tuple(e if dumb_has(dumb, e.re) else replace(e, re=None) for e in dumb.events))
    wise = replace(dumb, facts={**dumb.facts, name: (FactValue(None, value),)})
    before, after = judged(w.text, dumb, w.as_of), judged(w.text, wise, w.as_of)
    was, now = keyed(before), keyed(after)
    for key, status in was.items():
        if status in BAD:
            assert now.get(key) in BAD, (key, status, now.get(key))
        if status == "fulfilled":
            assert now.get(key) in ("fulfilled", None), (key, status, now.get(key))
    for key, status in now.items():
        assert key in was or status not in BAD or recurs(before, key), (key, status)


def dumb_has(told: Episode, name: str | None) -> bool:
    return any(e.id == name for e in told.events)


def recurs(verdict: EpisodeVerdict, key: Key) -> bool:
    """Whether a period is one of a rule that was left undetermined from an earlier period on."""
    return any(f.rule.name == key[0] and f.status.value == "undetermined" for f in verdict.findings)


# --- layers


@LAW
@given(WORLDS)
def test_a_guideline_on_top_of_another_is_the_two_laid_together(seed: int) -> None:
    """What is replaced, tightened and switched off in a region's guideline, written out as one guideline of its own."""
    w = world(seed)
    base = [f"skyldighet b{n}\n  när {start}\n  ska {who}\n  inom {{}} timmar\n" for n, (start, who) in enumerate(
        [("start", "chef göra åtgärd"), ("annan", "någon göra svar"), ("första start", "varje mottagare göra svar")]
    )]  # fmt: skip
    hours = [w.rng.randrange(6, 60) for _ in base]
    inherited = "".join(b.format(h) for b, h in zip(base, hours, strict=True))
    lower = f"riktlinje grund\n  gäller från 2018-01-01\n{REJECTING}{inherited}"
    flat, upper = "", "riktlinje prov\n  region prov\n  bygger på grund\n  gäller från 2018-01-01\n"
    for number, (rule, length) in enumerate(zip(base, hours, strict=True)):
        form, less = w.rng.choice(("keep", "tighten", "replace", "off")), w.rng.randrange(1, length)
        if form == "tighten":
            upper += f"skärpning s{number}\n  ersätter grund.b{number}\n  inom {less} timmar\n"
        elif form == "replace":
            upper += rule.format(less).replace("\n", f"\n  ersätter grund.b{number}\n", 1)
        elif form == "off":
            upper += f"gäller inte grund.b{number}\n"
        flat += "" if form == "off" else rule.format(length if form == "keep" else less)
    both, one = judged((lower, upper), w.told, w.as_of), judged(flat or PROMPT, w.told, w.as_of)
    named = lambda v: sorted((f.trigger_at, whom(f), f.status.value, f.due or 0) for f in v.findings)  # noqa: E731
    assert named(both) == (named(one) if flat else [])


PROMPT = "skyldighet tom\n  när plan där (klart och inte klart)\n  ska chef göra åtgärd\n  snarast\n"


# --- what a finding may say


@LAW
@given(WORLDS, st.booleans())
def test_violations_follow_modality_and_windows_are_not_inside_out(seed: int, advice: bool) -> None:
    w = world(seed)
    text = w.text.replace("  ska ", "  bör ").replace("  får inte", "  bör inte") if advice else w.text
    for f in judged(text, w.told, w.as_of).findings:
        bad = f.status.value in BAD
        assert f.violation is (bad and f.rule.modality.value in ("ska", "får inte"))
        assert f.remark is (bad and f.rule.modality.value in ("bör", "bör inte"))
        assert not advice or not f.violation
        assert f.opens is not None and (f.due is None or f.opens <= f.due)
        assert (f.status.value == "undetermined") is bool(f.missing)
        assert (f.late_by is not None) is (f.status.value == "late") and (f.late_by is None or f.late_by > 0)
        assert (f.cancelled_by is not None) is (f.status.value == "cancelled")
        assert f.cancelled_at is None or (f.cancelled_by is not None and (f.due is None or f.cancelled_at <= f.due))
        done = f.status.value in ("fulfilled", "late", "early")
        assert (f.fulfilled_at is not None) is done and (f.act is not None or not done)


@LAW
@given(WORLDS)
def test_advice_has_the_statuses_of_what_binds(seed: int) -> None:
    w = world(seed)
    text = w.text.replace("  ska ", "  bör ").replace("  får inte", "  bör inte")
    before, after = judged(w.text, w.told, w.as_of), judged(text, w.told, w.as_of)
    assert keyed(before) == keyed(after) and owed_by_checker(before) == owed_by_checker(after)
