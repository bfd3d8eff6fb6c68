"""Which version governs a date, and that nothing after the judgement is seen."""

from __future__ import annotations

import pytest
from kit import judge, one, statuses, verdict, when

RULE = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom {} timmar\n"
BASE = "riktlinje grund\n  gäller från 2018-01-01\n" + RULE.format(1)
OLD = "riktlinje gammal\n  region prov\n  bygger på grund\n  gäller från 2024-03-01 till och med 2024-03-10\n"
OLD += RULE.format(2).replace("  när", "  ersätter grund.r\n  när")
NEW = "riktlinje ny\n  region prov\n  bygger på grund\n  gäller från 2024-03-11\n"
NEW += RULE.format(3).replace("  när", "  ersätter grund.r\n  när")
FAMILY = (BASE, OLD, NEW)


@pytest.mark.parametrize(
    ("trigger", "guideline", "due"),
    [
        ("2024-02-29T23:59:59", "grund", "1T00:59:59"),
        ("1T00:00", "gammal", "1T02:00"),
        ("10T23:59:59", "gammal", "11T01:59:59"),
        ("11T00:00", "ny", "11T03:00"),
        ("10T22:59:59Z", "gammal", "11T01:59:59"),
        ("10T23:00Z", "ny", "11T03:00"),
    ],
)
def test_the_version_in_force_on_the_triggers_local_date_governs(trigger: str, guideline: str, due: str) -> None:
    iso = trigger if trigger.startswith("2024") or "Z" not in trigger else f"2024-03-{trigger}"
    found = one(FAMILY, [f"e1 start {iso}"])
    assert (found.guideline, when(found.due)) == (guideline, due)


def test_two_versions_in_one_timeline() -> None:
    events = ["e1 start 10T12:00", "e2 start 11T12:00", "e3 åtgärd 10T14:00 chef"]
    found = verdict(FAMILY, events)
    assert [(f.guideline, f.status.value) for f in found.findings] == [("gammal", "fulfilled"), ("ny", "missed")]
    assert found.guideline == "gammal"


def test_a_trigger_of_the_old_version_is_answered_in_the_time_of_the_new() -> None:
    assert statuses(FAMILY, ["e1 start 10T23:30", "e2 åtgärd 11T01:30 chef"]) == "fulfilled"
    assert statuses(FAMILY, ["e1 start 10T23:30", "e2 åtgärd 11T01:30:01 chef"]) == "late"


def test_a_fact_that_changes_under_another_version_starts_that_versions_rule() -> None:
    old = OLD.replace("när start", "när p blir sant")
    new = NEW.replace("när start", "när p blir sant")
    base = BASE.replace("när start", "när p blir sant")
    facts = {"p": {"12T10:00": True}}
    found = one((base, old, new), ["e1 annan 5T10:00"], facts)
    assert (found.guideline, when(found.due)) == ("ny", "12T13:00")


def test_what_began_before_every_version_is_not_judged_by_the_first() -> None:
    assert one(FAMILY, ["e1 start 2018-01-01T00:00", "e2 annan 2017-12-31T10:00"]).guideline == "grund"
    assert verdict(FAMILY, ["e1 start 2017-12-31T23:59:59", "e2 annan 2018-01-01T10:00"]).findings == ()


def test_before_every_version_and_its_base_nothing_is_said() -> None:
    found = verdict(FAMILY, ["e1 start 2017-12-31T23:59:59"])
    assert (found.guideline, found.findings, found.liability.status.value) == (None, (), "not_applicable")


@pytest.mark.parametrize(
    ("trigger", "applies"),
    [("4T23:59:59", False), ("5T00:00", True), ("7T23:59:59", True), ("8T00:00", False)],
)
def test_a_rule_has_its_own_validity(trigger: str, applies: bool) -> None:
    text = RULE.format(2).replace("  när", "  gäller från 2024-03-05 till och med 2024-03-07\n  när")
    assert bool(judge(text, [f"e1 start {trigger}"])) is applies
    ban = "förbud f\n  gäller från 2024-03-05 till och med 2024-03-07\n  får inte chef göra start\n"
    assert bool(judge(ban, [f"e1 start {trigger} chef"])) is applies


R = RULE.format(24)
EVENTS = ["e1 start 4T10:00", "e2 start_åter 4T12:00 re=e1", "e3 start 4T13:00", "e4 åtgärd 5T09:00 chef"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("4T09:59:59", ""),
        ("4T10:00", "pending"),
        ("4T11:59:59", "pending"),
        ("4T12:00", "cancelled"),
        ("4T13:00", "cancelled pending"),
        ("5T08:59:59", "cancelled pending"),
        ("5T09:00", "cancelled fulfilled"),
    ],
)
def test_nothing_after_the_judgement_is_seen(as_of: str, expected: str) -> None:
    assert statuses(R, EVENTS, as_of=as_of) == expected


def test_facts_dated_after_the_judgement_are_not_seen() -> None:
    text = R + "undantag u\n  från regel r\n  om p\n"
    facts = {"p": {"1T00:00": False, "4T12:00": True}}
    assert statuses(text, ["e1 start 4T10:00"], facts, "4T11:00") == "pending"
    when_fact = R.replace("när start", "när p blir sant")
    assert statuses(when_fact, ["e0 annan 3T10:00"], facts, "4T11:59:59") == ""
    assert statuses(when_fact, ["e0 annan 3T10:00"], facts, "4T12:00") == "pending"


SAME = "4T10:00"


@pytest.mark.parametrize(
    ("text", "events", "expected"),
    [
        (R, [f"e1 start {SAME}", f"e2 åtgärd {SAME} chef"], "fulfilled"),
        (R, [f"e2 start {SAME}", f"e1 åtgärd {SAME} chef"], "fulfilled"),
        (R, [f"e1 start {SAME}", f"e2 start_åter {SAME} re=e1"], "cancelled"),
        (R + "  upphör vid stopp\n", [f"e1 start {SAME}", f"e2 stopp {SAME}"], "cancelled"),
        (R + "  upphör vid stopp\n", [f"e1 start {SAME}", f"e2 stopp {SAME}", f"e3 åtgärd {SAME} chef"], "fulfilled"),
        (R.replace("inom 24 timmar", "före stopp"), [f"e1 start {SAME}", f"e2 stopp {SAME}"], "missed"),
        (R.replace("när start", "när första start"), [f"e1 start {SAME}", f"e2 start {SAME}"], "missed"),
        (R.replace("  ska", "  om finns annan\n  ska"), [f"e1 start {SAME}", f"e9 annan {SAME}"], "missed"),
        (R.replace("  ska", "  om p\n  ska"), [f"e1 start {SAME}", f"e9 val {SAME} vilket=p till=true"], "missed"),
    ],
)
def test_events_of_the_same_second(text: str, events: list[str], expected: str) -> None:
    assert statuses(text, events) == expected
    assert statuses(text, events[::-1]) == expected
