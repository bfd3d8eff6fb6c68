"""Laws that hold for every guideline and timeline, tried on random ones."""

from __future__ import annotations

import re
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import episode, rule_set, whom
from random_worlds import facts, guideline, iso, moment, timeline

from compliance.check import Finding
from compliance.graph.model import Modality
from compliance.payment import Judge

LAW = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
WORLDS = st.integers(0, 2**32)
LATE = 1709542800 + 400 * 3600
FAILED = ("missed", "late", "breached")


def told(findings: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    return sorted(
        (
            f.rule.name,
            f.trigger.id if f.trigger else f.trigger_at,
            whom(f),
            f.status.value,
            f.opens or 0,
            f.due or 0,
            f.act.id if f.act else "",
            f.missing,
            f.missing_content,
            f.cancelled_by or "",
            f.cancelled_at or 0,
            f.violation,
        )
        for f in findings
    )


def judged(text: str, lines: list[str], known: dict[str, object], as_of: int) -> tuple[Finding, ...]:
    return Judge(rule_set(text)).judge(episode(lines, known), as_of, "prov").findings


def keyed(findings: tuple[Finding, ...]) -> dict[tuple[object, ...], str]:
    return {(f.rule.name, f.trigger.id if f.trigger else f.trigger_at, whom(f)): f.status.value for f in findings}


def world(seed: int) -> tuple[Random, str, list[str], dict[str, object], int]:
    rng = Random(seed)
    return rng, guideline(Random(seed % 199)), timeline(rng), facts(rng), rng.choice((moment(rng), LATE))


@LAW
@given(WORLDS)
def test_the_order_of_the_record_changes_nothing(seed: int) -> None:
    rng, text, lines, known, as_of = world(seed)
    seconds = [re.sub(r"\d\d:00:0\d", "00:00:00", line) for line in lines] if rng.random() < 0.5 else lines
    shuffled = rng.sample(seconds, len(seconds))
    assert told(judged(text, seconds, known, as_of)) == told(judged(text, shuffled, known, as_of))


@LAW
@given(WORLDS)
def test_an_unrelated_event_changes_nothing(seed: int) -> None:
    rng, text, lines, known, as_of = world(seed)
    more = [*lines, f"e99 ring {iso(moment(rng))} chef>enhet/A"]
    assert told(judged(text, lines, known, as_of)) == told(judged(text, more, known, as_of))


@LAW
@given(WORLDS)
def test_an_event_after_the_judgement_changes_nothing(seed: int) -> None:
    rng, text, lines, known, as_of = world(seed)
    kind = rng.choice(("start", "åtgärd", "svar", "annan", "stopp", "fas", "start_åter", "slut"))
    more = [*lines, f"e99 {kind} {iso(as_of + 1)} chef>enhet/A"]
    assert told(judged(text, lines, known, as_of)) == told(judged(text, more, known, as_of))


@LAW
@given(WORLDS)
def test_a_later_act_never_undoes_what_was_missed_or_late(seed: int) -> None:
    rng, text, lines, known, _ = world(seed)
    act = rng.choice(("åtgärd", "svar"))
    more = [*lines, f"e99 {act} {iso(LATE)} {rng.choice(('chef', 'enhet/A', 'kund/C'))}"]
    before, after = keyed(judged(text, lines, known, LATE)), keyed(judged(text, more, known, LATE))
    for key, status in before.items():
        if status in ("missed", "late"):
            assert after.get(key) not in ("fulfilled", "early", "pending"), key


@LAW
@given(WORLDS)
def test_what_is_past_due_stays_past_due(seed: int) -> None:
    rng, text, lines, known, _ = world(seed)
    early, late = sorted((moment(rng), moment(rng)))
    text = text.replace(" någon gång", "")
    before, after = keyed(judged(text, lines, known, early)), keyed(judged(text, lines, known, late))
    for key, status in before.items():
        assert status not in FAILED or after[key] in FAILED, (key, status, after.get(key))


@LAW
@given(WORLDS, st.integers(1, 100), st.integers(0, 60))
def test_a_shorter_limit_never_removes_a_violation(seed: int, shorter: int, more: int) -> None:
    rng, _, lines, known, as_of = world(seed)
    lines = [line for line in lines if " åtgärd_åter " not in line]
    who = rng.choice(("chef göra åtgärd", "varje mottagare göra svar", "chef göra åtgärd där (ja)"))
    text = "skyldighet r\n  när start\n  ska " + who + "\n  inom {} timmar\n"
    text += rng.choice(("", "  tidigare räknas\n")) + rng.choice(("", "  upphör vid stopp\n"))
    counts = [
        sum(f.violation for f in judged(text.format(hours), lines, known, as_of)) for hours in (shorter, shorter + more)
    ]
    assert counts[0] >= counts[1]


@LAW
@given(WORLDS)
def test_judged_twice_or_afresh_it_is_the_same(seed: int) -> None:
    _, text, lines, known, as_of = world(seed)
    judge, told_once = Judge(rule_set(text)), episode(lines, known)
    first = judge.judge(told_once, as_of, "prov")
    assert first == judge.judge(told_once, as_of, "prov")
    assert first == Judge(rule_set(text)).judge(episode(lines, known), as_of, "prov")


@LAW
@given(WORLDS, st.booleans())
def test_violations_follow_modality_and_windows_are_not_inside_out(seed: int, advice: bool) -> None:
    _, text, lines, known, as_of = world(seed)
    text = text.replace("  ska", "  bör") if advice else text
    for f in judged(text, lines, known, as_of):
        bad = f.status.value in ("late", "early", "missed", "breached")
        assert f.violation is (bad and f.rule.modality is not Modality.SHOULD)
        assert f.remark is (bad and f.rule.modality is Modality.SHOULD)
        assert f.opens is not None and (f.due is None or f.opens <= f.due)
        assert (f.status.value == "undetermined") is bool(f.missing)
        assert (f.late_by is not None) is (f.status.value == "late") and (f.late_by is None or f.late_by > 0)
        assert (f.cancelled_at is not None) is (f.status.value == "cancelled")
        done = f.status.value in ("fulfilled", "late", "early")
        assert (f.fulfilled_at is not None) is done and (f.act is not None or not done)
