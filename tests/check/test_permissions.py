"""What may be done: each use is told to who asks for everything, and nothing hangs on it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from kit import ZONE, decoder, judge, verdict, when

from compliance.api import load_episodes, load_rules
from compliance.check import Finding, Status
from compliance.episodes import Episode
from compliance.payment import Judge
from compliance.report.as_json import Json, Summary
from compliance.report.sentence import Sentences
from compliance.report.text import outcome

ACT = "e5 åtgärd 4T10:00 chef"


YEAR = 365 * 86400


def may(condition: str = "", order: str = "", begins: str = "", more: str = "", act: str = "åtgärd") -> str:
    when = f"  när {begins}\n" if begins else ""
    return (
        f"tillåtelse t\n{when}{f'  om {condition}' + chr(10) if condition else ''}  får chef göra {act}{order}\n{more}"
    )


def uses(
    text: str | tuple[str, ...], *events: str, as_of: str = "2024-06-30T23:59:59", **facts: object
) -> list[Finding]:
    """Return what is said of the permissions; the rest of what does not apply left out."""
    found = verdict(text, events, facts, as_of)
    assert not any(f.rule.modality.permits for f in found.findings)
    return [f for f in found.not_applicable if f.rule.modality.permits]


def statuses(*args: object, **kwargs: object) -> str:
    return " ".join(f.status.value for f in uses(*args, **kwargs))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (ACT, "fulfilled"),
        ("e5 åtgärd 4T10:00 kund", ""),
        ("e5 åtgärd 4T10:00", "undetermined"),
        ("e5 annan 4T10:00 chef", ""),
    ],
)
def test_each_act_that_is_permitted_is_a_use(act: str, expected: str) -> None:
    assert statuses(may(), act) == expected


def test_a_use_is_no_violation_no_remark_and_is_not_counted() -> None:
    (found,) = uses(may(), ACT)
    assert (found.violation, found.remark, found.late_by, found.due) == (False, False, None, None)
    assert (found.act, when(found.fulfilled_at)) == (found.trigger, "4T10:00")
    told = verdict(may("p"), [ACT])
    summary = Summary()
    summary.add(told)
    assert told.findings == () and [f.status.value for f in told.not_applicable] == ["undetermined"]
    assert (summary.findings, summary.violations, summary.remarks, dict(summary.by_status)) == (0, 0, 0, {})


@pytest.mark.parametrize(("p", "expected"), [(True, "fulfilled"), (False, "not_applicable"), (None, "undetermined")])
def test_a_permission_with_a_condition(p: bool | None, expected: str) -> None:
    facts = {} if p is None else {"p": p}
    (found,) = uses(may("p"), ACT, **facts)
    assert (found.status.value, found.missing) == (expected, ("p",) if p is None else ())


@pytest.mark.parametrize(
    ("order", "other", "expected"),
    [
        (" före fas", "4T09:00", ""),
        (" före fas", "4T11:00", "fulfilled"),
        (" efter fas", "4T09:00", "fulfilled"),
        (" efter fas", "4T11:00", ""),
    ],
)
def test_a_permission_with_an_order(order: str, other: str, expected: str) -> None:
    assert statuses(may(order=order), f"e1 fas {other}", ACT) == expected


def test_a_permission_that_begins_and_ends() -> None:
    text = may(begins="start", more="  upphör vid stopp\n")
    assert statuses(text, ACT) == ""
    assert statuses(text, "e1 start 4T09:00", ACT, "e6 stopp 4T11:00", "e7 åtgärd 4T12:00 chef") == "fulfilled"


def test_a_permission_that_a_breach_gives() -> None:
    duty = "skyldighet r\n  när start\n  ska chef göra ring\n  inom 1 dag\n"
    text = duty + may(begins="regel r bryts")
    assert statuses(text, "e1 start 4T09:00", ACT) == ""
    assert statuses(text, "e1 start 4T09:00", "e5 åtgärd 6T10:00 chef") == "fulfilled"
    assert statuses(duty + may("regel r bryts"), "e1 start 4T09:00", "e5 åtgärd 6T10:00 chef") == "fulfilled"


def test_a_permission_takes_nothing_from_a_prohibition() -> None:
    ban = "förbud f\n  om q\n  får inte chef göra åtgärd\n"
    (found,) = judge(ban + may("inte q"), [ACT], {"q": True})
    assert (found.rule.name, found.status.value) == ("f", "breached")
    assert judge(ban + may("inte q"), [ACT], {"q": False}) == ()


def test_a_permission_has_its_own_dates_and_those_of_its_guideline() -> None:
    dated = may().replace("tillåtelse t\n", "tillåtelse t\n  gäller från 2024-03-05\n")
    assert statuses(dated, ACT, "e6 åtgärd 5T00:00 chef") == "fulfilled"
    old = "riktlinje ett\n  region prov\n  gäller från 2018-01-01 till och med 2024-03-04\n"
    new = "riktlinje två\n  region prov\n  gäller från 2024-03-05\n"
    assert statuses((old + may(), new), ACT, "e6 åtgärd 5T00:00 chef") == "fulfilled"


def test_an_inherited_permission_is_replaced_or_switched_off() -> None:
    base = "riktlinje grund\n  gäller från 2018-01-01\n" + may()
    own = "riktlinje egen\n  region prov\n  bygger på grund\n  gäller från 2018-01-01\n"
    narrower = may("p").replace("tillåtelse t\n", "tillåtelse u\n  ersätter grund.t\n")
    assert statuses((base, own), ACT) == "fulfilled"
    assert statuses((base, own + "gäller inte grund.t\n"), ACT) == ""
    assert [(f.rule.name, f.status.value) for f in uses((base, own + narrower), ACT, p=True)] == [("u", "fulfilled")]


def test_what_is_told_of_a_use() -> None:
    told, json = Sentences(decoder().vocabulary, ZONE, {}), Json(decoder().vocabulary, ZONE, {})
    (used,), (unsure,), (not_so,) = (uses(may("p"), ACT, **facts) for facts in ({"p": True}, {}, {"p": False}))
    assert told.finding(used) == "Chef: åtgärd e5 2024-03-04 10:00 fick göras."
    assert told.finding(unsure) == ("Chef: åtgärd e5 2024-03-04 10:00 kan ha omfattats av tillåtelsen; det saknas p.")
    assert told.finding(not_so).endswith(" omfattas inte av tillåtelsen.")
    assert (outcome(used), outcome(unsure), outcome(not_so)) == ("tillåtet", "oavgjort", "gäller inte")
    shown = json.finding(used)
    assert (shown["modality"], shown["status"], shown["violation"]) == ("får", "fulfilled", False)
    assert (shown["fulfilled_by"], shown["due"]) == ("e5", None)


def test_no_act_of_the_samples_is_both_permitted_and_forbidden() -> None:
    root = Path(__file__).resolve().parents[2]
    rules = load_rules(root / "rules")
    judge, used = Judge(rules), Counter[str]()
    for sample in load_episodes([root / "fixtures"], rules):
        assert isinstance(sample, Episode)
        as_of = sample.as_of if sample.as_of is not None else sample.events[-1].at + YEAR  # a stay of a month's case
        told, _ = judge.judge_by(sample, as_of, str(sample.region))
        done = [f for f in told.not_applicable if f.rule.modality.permits and f.status is Status.FULFILLED]
        broken = {f.act.id for f in told.findings if f.status is Status.BREACHED and f.act is not None}
        assert not [f.rule.name for f in done if f.act is not None and f.act.id in broken], sample.id
        used.update(f.rule.name for f in done)
    permitted = {rule.name for guideline in rules.guidelines.values() for rule in guideline.permissions}
    assert set(used) == permitted and len(permitted) >= 21
