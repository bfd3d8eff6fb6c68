"""Obligations to act: deadlines to the second, windows, cases, anchors, phases, repetition."""

from __future__ import annotations

import pytest
from kit import judge, one, statuses, when

R = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  {}\n"
START = "e1 start 4T10:00"


def rule(deadline: str, condition: str = "", more: str = "") -> str:
    text = R.format(deadline) + more
    return text.replace("  ska", f"  om {condition}\n  ska", 1) if condition else text


LIMITS = [
    # (deadline, due, what the trigger carries)
    ("inom 24 timmar", "5T10:00", ""),
    ("inom 90 minuter", "4T11:30", ""),
    ("inom 10 sekunder", "4T10:00:10", ""),
    ("inom 3 dagar", "7T23:59:59", ""),
    ("inom samma dag", "4T23:59:59", ""),
    ("inom nästa dag", "5T23:59:59", ""),
    ("senast nästa dag kl 12:00", "5T12:00", ""),
    ("senast samma dag kl 12:00", "4T12:00", ""),
    ("inom 5 vardagar", "11T23:59:59", ""),
    ("senast nästa vardag kl 08:00", "5T08:00", ""),
    ("inom 1 vecka", "11T23:59:59", ""),
    ("inom 1 månad", "2024-04-04T23:59:59", ""),
    ("inom 5 dagar", "9T23:59:59", ""),
    ("inom 5 dagar med söndagsregeln", "11T23:59:59", ""),
    ("senast start.datum", "8T23:59:59", "datum=2024-03-08"),
    ("senast start.datum kl 09:00", "8T09:00", "datum=2024-03-08"),
    ("senast start.datum med söndagsregeln", "11T23:59:59", "datum=2024-03-09"),
    ("senast start.datum kl 09:00 med söndagsregeln", "11T09:00", "datum=2024-03-09"),
    ("senast start.stund", "8T13:14:15", "stund=8T13:14:15"),
    ("senast dagen före start.datum", "7T23:59:59", "datum=2024-03-08"),
    ("inom 24 timmar från start.stund", "9T13:14:15", "stund=8T13:14:15"),
    ("inom 2 dagar från start.datum", "10T23:59:59", "datum=2024-03-08"),
    ("inom 24 timmar från start.datum", "9T00:00", "datum=2024-03-08"),
    ("inom 24 timmar från start.tid", "5T10:00", ""),
    ("inom 24 timmar från start.registrerad", "5T11:00", "recorded_at=4T11:00"),
    ("mellan 0 och 2 dagar", "6T23:59:59", ""),
    ("mellan 1 och 3 timmar", "4T13:00", ""),
]


@pytest.mark.parametrize(("deadline", "due", "data"), LIMITS)
def test_a_second_before_at_and_after_the_limit(deadline: str, due: str, data: str) -> None:
    from kit import ZONE, at

    start = f"{START} {data}"
    limit = at(due)
    for shift, expected in ((-1, "fulfilled"), (0, "fulfilled"), (1, "late")):
        moment = ZONE.isoformat(limit + shift)
        found = one(rule(deadline), [start, f"e2 åtgärd {moment} chef"])
        assert (found.status.value, when(found.due), found.late_by) == (expected, due, 1 if shift == 1 else None)
        assert found.fulfilled_at == limit + shift and found.opens is not None and found.opens <= limit
    for shift, expected in ((-1, "pending"), (0, "pending"), (1, "missed")):
        found = one(rule(deadline), [start], as_of=ZONE.isoformat(limit + shift))
        assert (found.status.value, found.act, found.violation) == (expected, None, shift == 1)


def test_hours_are_elapsed_and_days_are_dates_over_a_clock_change() -> None:
    spring = "e1 start 30T12:00"
    assert when(one(rule("inom 24 timmar"), [spring]).due) == "31T13:00"
    assert when(one(rule("inom 1 dag"), [spring]).due) == "31T23:59:59"
    autumn = "e1 start 2024-10-26T12:00"
    assert when(one(rule("inom 24 timmar"), [autumn], as_of="2025-01-01T00:00").due) == "2024-10-27T11:00"


@pytest.mark.parametrize(
    ("act", "as_of", "expected"),
    [
        ("6T23:59:59", "30T00:00", "early"),
        ("7T00:00", "30T00:00", "fulfilled"),
        ("25T23:59:59", "30T00:00", "fulfilled"),
        ("26T00:00", "30T00:00", "late"),
        (None, "25T23:59:59", "pending"),
        (None, "26T00:00", "missed"),
    ],
)
def test_a_window_has_two_ends(act: str | None, as_of: str, expected: str) -> None:
    events = [START] + ([f"e2 åtgärd {act} chef"] if act else [])
    found = one(rule("mellan 3 och 21 dagar"), events, as_of=as_of)
    assert (found.status.value, when(found.opens), when(found.due)) == (expected, "7T00:00", "25T23:59:59")


def test_too_early_and_then_in_the_window_is_done_in_time() -> None:
    events = [START, "e2 åtgärd 5T10:00 chef", "e3 åtgärd 8T10:00 chef"]
    assert one(rule("mellan 3 och 21 dagar"), events).act.id == "e3"
    late = [START, "e2 åtgärd 5T10:00 chef", "e3 åtgärd 26T10:00 chef"]
    assert statuses(rule("mellan 3 och 21 dagar"), late) == "late"


def test_an_act_in_one_window_is_not_early_for_the_next() -> None:
    events = ["e1 start 1T10:00", "e2 start 5T10:00", "e3 åtgärd 6T10:00 chef"]
    assert statuses(rule("mellan 3 och 21 dagar"), events, as_of="7T10:00") == "fulfilled pending"
    assert statuses(rule("mellan 3 och 21 dagar"), events, as_of="2024-04-10T10:00") == "fulfilled missed"


def test_what_is_done_before_a_window_that_opens_before_its_trigger_is_early() -> None:
    window = rule("mellan 0 och 0 dagar")
    assert statuses(window, [START, "e0 åtgärd 4T09:00 chef"]) == "fulfilled"
    assert statuses(window, [START, "e0 åtgärd 3T23:59:59 chef"]) == "early"
    assert statuses(window, [START]) == "missed"


BEFORE = rule("före stopp", more="  tidigare räknas\n")


@pytest.mark.parametrize(
    ("others", "as_of", "expected", "due"),
    [
        ([], "30T00:00", "pending", None),
        (["e3 stopp 6T10:00"], "30T00:00", "missed", "6T10:00"),
        (["e3 stopp 6T10:00"], "6T10:00", "pending", "6T10:00"),
        (["e3 stopp 6T10:00"], "6T09:59:59", "pending", None),
        (["e3 stopp 6T10:00", "e2 åtgärd 6T09:59:59 chef"], "30T00:00", "fulfilled", "6T10:00"),
        (["e3 stopp 6T10:00", "e2 åtgärd 6T10:00 chef"], "30T00:00", "fulfilled", "6T10:00"),
        (["e3 stopp 6T10:00", "e2 åtgärd 6T10:00:01 chef"], "30T00:00", "late", "6T10:00"),
        (["e3 stopp 6T10:00", "e0 åtgärd 1T10:00 chef"], "30T00:00", "fulfilled", "6T10:00"),
        (["e2 åtgärd 5T10:00 chef"], "30T00:00", "fulfilled", None),
        (["e3 stopp 6T10:00", "e4 stopp 8T10:00", "e2 åtgärd 7T10:00 chef"], "30T00:00", "late", "6T10:00"),
        (["e0 stopp 3T10:00"], "30T00:00", "pending", None),
    ],
)
def test_before_an_event_that_makes_it_due(others: list[str], as_of: str, expected: str, due: str | None) -> None:
    found = one(BEFORE, [START, *others], as_of=as_of)
    assert (found.status.value, when(found.due)) == (expected, due)


PHASE = rule("snarast fram till fas")


@pytest.mark.parametrize(
    ("text", "others", "as_of", "expected"),
    [
        (PHASE, [], "30T00:00", "pending"),
        (PHASE, ["e2 åtgärd 20T10:00 chef"], "30T00:00", "fulfilled"),
        (PHASE, ["e2 åtgärd 5T10:00 chef", "e3 fas 5T10:00"], "30T00:00", "fulfilled"),
        (PHASE, ["e2 åtgärd 5T10:00:01 chef", "e3 fas 5T10:00"], "30T00:00", "missed"),
        (PHASE, ["e3 fas 5T10:00"], "5T10:00", "pending"),
        (PHASE, ["e3 fas 5T10:00"], "5T10:00:01", "missed"),
        (PHASE, ["e3 slut 5T10:00"], "30T00:00", "missed"),
        (PHASE, ["e3 slut 5T10:00", "e4 fas 7T10:00", "e2 åtgärd 6T10:00 chef"], "30T00:00", "fulfilled"),
        (rule("snarast"), [], "30T00:00", "pending"),
        (rule("snarast"), ["e3 fas 5T10:00"], "30T00:00", "pending"),
        (rule("snarast"), ["e3 slut 5T10:00"], "30T00:00", "missed"),
        (rule("snarast"), ["e3 slut 5T10:00", "e2 åtgärd 5T09:00 chef"], "30T00:00", "fulfilled"),
    ],
)
def test_without_a_number_it_is_never_late(text: str, others: list[str], as_of: str, expected: str) -> None:
    assert statuses(text, [START, *others], as_of=as_of) == expected


CASES = rule("inom 1 dag om p\n  3 dagar om q\n  5 dagar annars")
SAME = rule("inom 1 dag om p\n  1 dag om q\n  1 dag annars")


@pytest.mark.parametrize(
    ("text", "facts", "due", "missing"),
    [
        (CASES, {"p": True}, "5T23:59:59", ()),
        (CASES, {"p": False, "q": True}, "7T23:59:59", ()),
        (CASES, {"p": False, "q": False}, "9T23:59:59", ()),
        (CASES, {"q": True}, None, ("p",)),
        (CASES, {"p": False}, None, ("q",)),
        (CASES, {}, None, ("p", "q")),
        (CASES, {"p": True, "q": True}, "5T23:59:59", ()),
        (SAME, {}, "5T23:59:59", ()),
        (rule("inom 1 dag om p\n  1 dag om q\n  2 dagar annars"), {"q": True}, "5T23:59:59", ()),
    ],
)
def test_a_limit_differs_by_case(
    text: str, facts: dict[str, object], due: str | None, missing: tuple[str, ...]
) -> None:
    found = one(text, [START], facts)
    assert (found.status.value, when(found.due), found.missing) == (
        "undetermined" if missing else "missed",
        due,
        missing,
    )


def test_the_clock_time_of_the_trigger_chooses_the_case() -> None:
    cases = rule("inom samma dag om sänd senast kl 12:00\n  nästa dag annars")
    assert when(one(cases, ["e1 start 4T12:00"]).due) == "4T23:59:59"
    assert when(one(cases, ["e1 start 4T12:00:01"]).due) == "5T23:59:59"


@pytest.mark.parametrize(
    ("deadline", "others", "due"),
    [
        ("inom 24 timmar från senare av (start, annan)", ["e2 annan 6T10:00"], "7T10:00"),
        ("inom 24 timmar från senare av (start, annan)", [], None),
        ("inom 24 timmar från tidigare av (start, annan)", ["e2 annan 3T10:00"], "4T10:00"),
        ("inom 24 timmar från tidigare av (start, annan)", [], "5T10:00"),
        ("senast senare av (1 dag, 36 timmar)", [], "5T23:59:59"),
        ("senast tidigare av (1 dag, 36 timmar)", [], "5T22:00"),
        ("inom 24 timmar från annan", ["e2 annan 3T09:00", "e3 annan 4T09:00", "e4 annan 5T09:00"], "5T09:00"),
        ("inom 24 timmar från annan", ["e4 annan 5T09:00", "e5 annan 6T09:00"], "6T09:00"),
        ("inom 24 timmar från annan", [], None),
    ],
)
def test_anchors(deadline: str, others: list[str], due: str | None) -> None:
    found = one(rule(deadline), [START, *others], as_of="4T10:00" if due is None else "30T00:00")
    assert when(found.due) == due and found.missing == ()
    assert found.status.value == ("pending" if due is None else "missed")


@pytest.mark.parametrize(
    "deadline", ["senast start.datum", "inom 2 dagar från start.datum", "dagen före start.datum", "start.registrerad"]
)
def test_a_date_that_the_trigger_does_not_carry_is_named(deadline: str) -> None:
    text = deadline if deadline.startswith(("senast", "inom")) else f"senast {deadline}"
    found = one(rule(text), [START, "e2 åtgärd 4T11:00 chef"])
    assert found.status.value == "undetermined"
    assert found.missing == (("start.registrerad",) if "registrerad" in text else ("start.datum",))


def test_what_was_due_before_its_trigger_is_late_from_the_start() -> None:
    found = one(rule("senast start.datum"), ["e1 start 4T10:00 datum=2024-03-02", "e2 åtgärd 4T10:00 chef"])
    assert (found.status.value, when(found.opens), when(found.due)) == ("late", "2T23:59:59", "2T23:59:59")


YEARLY = "skyldighet r\n  när plan\n  ska chef göra åtgärd\n  minst en gång per 1 år fram till plan_slut\n"
PLAN = "e1 plan 2020-02-10T10:00"


@pytest.mark.parametrize(
    ("acts", "as_of", "expected", "dues"),
    [
        ([], "2020-06-01T00:00", "pending", ["2021-02-10"]),
        ([], "2021-02-10T23:59:59", "pending", ["2021-02-10"]),
        ([], "2021-02-11T00:00", "missed pending", ["2021-02-10", "2022-02-10"]),
        (["e2 åtgärd 2021-02-10T23:59:59 chef"], "2021-03-01T00:00", "fulfilled pending", ["2021-02-10", "2022-02-10"]),
        (["e2 åtgärd 2020-08-01T10:00 chef"], "2021-03-01T00:00", "fulfilled pending", ["2021-02-10", "2021-08-01"]),
        (["e2 åtgärd 2021-02-11T00:00 chef"], "2021-03-01T00:00", "late pending", ["2021-02-10", "2022-02-11"]),
        (["e2 åtgärd 2020-08-01T10:00 chef"], "2021-08-02T00:00", "fulfilled missed pending", None),
        (
            ["e2 åtgärd 2020-08-01T10:00 chef", "e3 åtgärd 2021-07-01T10:00 chef"],
            "2021-08-02T00:00",
            "fulfilled fulfilled pending",
            None,
        ),
        (["e9 plan_slut 2020-12-01T10:00"], "2024-01-01T00:00", "cancelled", None),
        (["e9 plan_slut 2021-12-01T10:00"], "2024-01-01T00:00", "missed cancelled", None),
        (["e9 plan_slut 2021-02-11T00:00"], "2024-01-01T00:00", "missed cancelled", None),
        (
            ["e2 åtgärd 2020-08-01T10:00 chef", "e9 plan_slut 2020-12-01T10:00"],
            "2024-01-01T00:00",
            "fulfilled cancelled",
            None,
        ),
        (
            ["e2 åtgärd 2020-08-01T10:00 chef", "e3 åtgärd_åter 2020-08-02T10:00"],
            "2020-09-01T00:00",
            "pending",
            ["2021-02-10"],
        ),
        (["e2 åtgärd 2020-08-01T10:00"], "2020-09-01T00:00", "undetermined", ["2021-02-10"]),
        (["e2 åtgärd 2020-08-01T10:00 kund"], "2020-09-01T00:00", "pending", ["2021-02-10"]),
    ],
)
def test_again_and_again(acts: list[str], as_of: str, expected: str, dues: list[str] | None) -> None:
    found = judge(YEARLY, [PLAN, *acts], as_of=as_of)
    assert " ".join(f.status.value for f in found) == expected
    if dues is not None:
        assert [str(when(f.due))[:10] for f in found] == dues


def test_an_exception_from_a_recurring_duty_takes_the_rest_away() -> None:
    text = YEARLY + "undantag u\n  från regel r\n  om p\n"
    facts = {"p": {"2020-01-01T00:00": False, "2021-06-01T00:00": True}}
    assert statuses(text, [PLAN], facts, "2024-01-01T00:00") == "missed cancelled"
    assert statuses(text, [PLAN], {}, "2024-01-01T00:00") == "undetermined"


def test_two_plans_are_followed_up_each_for_itself() -> None:
    events = [PLAN, "e5 plan 2020-05-10T10:00", "e9 plan_slut 2020-12-01T10:00 re=e1"]
    assert sorted(f.status.value for f in judge(YEARLY, events, as_of="2021-01-01T00:00")) == ["cancelled", "pending"]


def test_a_recommendation_has_its_status_but_is_no_violation() -> None:
    found = one(rule("inom 1 dag").replace("ska", "bör"), [START])
    assert (found.status.value, found.violation, found.remark) == ("missed", False, True)
    kept = one(rule("inom 1 dag").replace("ska", "bör"), [START, "e2 åtgärd 4T11:00 chef"])
    assert (kept.status.value, kept.violation, kept.remark) == ("fulfilled", False, False)


def test_an_anchor_is_the_trigger_when_it_is_of_its_kind() -> None:
    events = ["e1 start 4T10:00", "e2 start 4T12:00"]
    assert [when(f.due) for f in judge(rule("inom 24 timmar från start"), events)] == ["5T10:00", "5T12:00"]
    dated = ["e1 start 4T10:00 datum=2024-03-08", "e2 start 4T12:00 datum=2024-03-10"]
    assert [when(f.due) for f in judge(rule("senast start.datum"), dated)] == ["8T23:59:59", "10T23:59:59"]


def test_a_recurring_duty_on_an_unknown_condition_is_one_finding() -> None:
    found = one(YEARLY.replace("  ska", "  om p\n  ska"), [PLAN], as_of="2024-01-01T00:00")
    assert (found.status.value, found.missing) == ("undetermined", ("p",))


def test_what_is_done_several_periods_late_is_late_for_each_that_went_by() -> None:
    rule = """
skyldighet igen
  när start
  ska enhet göra åtgärd
  minst en gång per 2 dagar
"""
    begun = ["s start 4T10:00 enhet"]
    assert statuses(rule, begun, as_of="9T12:00") == "missed missed pending"
    late = [*begun, "a åtgärd 10T12:00 enhet"]
    assert statuses(rule, late, as_of="11T12:00") == "late late pending"
    # Within the period after the one that was missed it is late once, and the next runs from it.
    assert statuses(rule, [*begun, "a åtgärd 8T12:00 enhet"], as_of="9T12:00") == "late pending"
