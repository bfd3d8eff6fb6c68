"""What must not be done, what must be stated, and who must take part."""

from __future__ import annotations

import pytest
from kit import ZONE, decoder, judge, one, statuses, when

from compliance.report.sentence import Sentences
from compliance.report.text import outcome

BAN = "förbud f\n{}  får inte chef göra åtgärd{}\n{}"
ACT = "e5 åtgärd 4T10:00 chef"


def ban(condition: str = "", order: str = "", more: str = "", begins: str = "") -> str:
    return BAN.format(
        (f"  när {begins}\n" if begins else "") + (f"  om {condition}\n" if condition else ""), order, more
    )


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (ACT, "breached"),
        ("e5 åtgärd 4T10:00 kund", ""),
        ("e5 åtgärd 4T10:00", "undetermined"),
        ("e5 annan 4T10:00 chef", ""),
    ],
)
def test_a_prohibition_that_always_holds(act: str, expected: str) -> None:
    assert statuses(ban(), [act]) == expected


def test_every_forbidden_act_is_a_finding_of_its_own_and_a_violation() -> None:
    found = judge(ban(), [ACT, "e6 åtgärd 5T10:00 chef"])
    assert [(f.status.value, f.violation, f.act.id, f.due, f.fulfilled_at) for f in found] == [
        ("breached", True, "e5", None, None),
        ("breached", True, "e6", None, None),
    ]
    assert statuses(ban(), [ACT], as_of="4T09:59:59") == ""


def test_what_should_not_be_done_is_a_remark() -> None:
    advice = ban().replace("får inte", "bör inte")
    found = one(advice, [ACT])
    assert (found.status.value, found.violation, found.remark) == ("breached", False, True)
    assert one(ban(), [ACT]).remark is False
    assert statuses(advice, ["e5 åtgärd 4T10:00 kund"]) == ""
    told = Sentences(decoder().vocabulary, ZONE, {})
    assert told.finding(found) == "Chef: åtgärd e5 2024-03-04 10:00 borde inte ha gjorts."
    assert told.finding(one(ban(), [ACT])).endswith(" fick inte göras.")
    assert (outcome(found), outcome(one(ban(), [ACT]))) == ("avrått", "förbjudet")
    doubted = one(ban("p").replace("får inte", "bör inte"), [ACT])
    assert (doubted.status.value, doubted.violation, doubted.remark) == ("undetermined", False, False)


def test_what_may_have_been_forbidden_was_not_fulfilled() -> None:
    found = one(ban("p"), [ACT])
    assert (found.status.value, found.fulfilled_at, found.act.id) == ("undetermined", None, "e5")


def test_an_answer_can_be_forbidden() -> None:
    text = "förbud f\n  får inte chef göra svar\n"
    assert statuses(text, ["e1 start 4T09:00", "e2 svar 4T10:00 chef re=e1"]) == "breached"
    assert statuses(text, ["e1 start 4T09:00", "e2 svar 4T10:00 kund re=e1"]) == ""


@pytest.mark.parametrize(
    ("to", "sent", "expected"),
    [
        (" till enhet", ">enhet/A", "breached"),
        (" till enhet", ">kund", ""),
        (" till enhet", "", "undetermined"),
        (" till enhet", ">-", ""),
        (" till enhet eller kund", ">kund", "breached"),
        (" till enhet och kund", ">kund", "breached"),
        (" till enhet och kund", ">chef", ""),
        (" till varje mottagare av annan", ">enhet/A", "breached"),
        (" till varje mottagare av annan", ">enhet/B", ""),
    ],
)
def test_an_act_is_forbidden_to_those_who_are_named(to: str, sent: str, expected: str) -> None:
    events = ["e1 annan 3T10:00 chef>enhet/A", f"e5 åtgärd 4T10:00 chef{sent}"]
    assert statuses(ban(order=to), events) == expected


@pytest.mark.parametrize(
    ("facts", "expected", "missing"),
    [
        ({"p": False}, "breached", ()),
        ({"p": True}, "", ()),
        ({}, "undetermined", ("p",)),
        ({"p": {"4T10:00": True}}, "", ()),
        ({"p": {"1T00:00": True, "4T10:00": False}}, "breached", ()),
        ({"p": {"1T00:00": True, "4T10:00:01": False}}, "", ()),
    ],
)
def test_the_condition_is_that_of_the_moment_of_the_act(
    facts: dict[str, object], expected: str, missing: tuple[str, ...]
) -> None:
    found = judge(ban("inte p"), [ACT], facts)
    assert " ".join(f.status.value for f in found) == expected
    assert [f.missing for f in found] == ([missing] if expected else [])


@pytest.mark.parametrize(
    ("order", "others", "expected"),
    [
        (" före fas", [], "breached"),
        (" före fas", ["e1 fas 4T09:59:59"], ""),
        (" före fas", ["e1 fas 4T10:00"], ""),
        (" före fas", ["e1 fas 4T10:00:01"], "breached"),
        (" före åtgärd där (ja)", [], "breached"),
        (" före fas av chef", ["e1 fas 3T10:00"], "undetermined"),
        (" före fas av chef", ["e1 fas 3T10:00 kund"], "breached"),
        (" efter fas", [], ""),
        (" efter fas", ["e1 fas 4T10:00"], "breached"),
        (" efter fas", ["e1 fas 4T10:00:01"], ""),
        (" efter fas av chef", ["e1 fas 3T10:00"], "undetermined"),
        (" efter start", ["e1 start 3T10:00", "e2 start_åter 3T11:00"], ""),
        (" före start", ["e1 start 3T10:00", "e2 start_åter 3T11:00"], "breached"),
        (" före start", ["e1 start 3T10:00", "e2 start_åter 5T11:00"], ""),
    ],
)
def test_not_before_and_not_after(order: str, others: list[str], expected: str) -> None:
    assert statuses(ban(order=order), [ACT, *others]) == expected


def test_an_unknown_order_names_what_is_missing() -> None:
    assert one(ban(order=" före fas av chef"), [ACT, "e1 fas 3T10:00"]).missing == ("fas e1: vem eller vilken enhet",)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], ""),
        (["e1 start 3T10:00"], "breached"),
        (["e1 start 4T10:00"], "breached"),
        (["e1 start 4T10:00:01"], ""),
        (["e1 start 3T10:00", "e2 stopp 4T09:59:59"], ""),
        (["e1 start 3T10:00", "e2 stopp 4T10:00"], "breached"),
        (["e1 start 3T10:00", "e2 stopp 3T12:00", "e3 start 4T09:00"], "breached"),
        (["e1 start 3T10:00", "e2 start_åter 3T11:00"], ""),
    ],
)
def test_between_a_trigger_and_its_end(others: list[str], expected: str) -> None:
    assert statuses(ban(begins="start", more="  upphör vid stopp\n"), [ACT, *others]) == expected


def test_a_trigger_that_may_be_one_leaves_it_open() -> None:
    assert statuses(ban(begins="start av chef"), ["e1 start 3T10:00", ACT]) == "undetermined"


def test_no_second_while_the_first_lasts() -> None:
    text = "förbud f\n  när plan\n  får inte chef göra plan\n  upphör vid plan_slut\n"
    assert statuses(text, ["e1 plan 3T10:00 chef"]) == ""
    assert statuses(text, ["e1 plan 3T10:00 chef", "e2 plan 4T10:00 chef"]) == "breached"
    assert statuses(text, ["e1 plan 3T10:00 chef", "e2 plan_slut 3T12:00", "e3 plan 4T10:00 chef"]) == ""
    other = "förbud f\n  om pågår plan fram till plan_slut och inte plan.ny_version\n  får inte chef göra plan\n"
    assert statuses(other, ["e1 plan 3T10:00 chef", "e2 plan 4T10:00 chef"]) == "breached"
    assert statuses(other, ["e1 plan 3T10:00 chef", "e2 plan 4T10:00 chef re=e1"]) == ""
    again = "förbud f\n  om pågår plan fram till plan_slut\n  får inte chef göra plan\n"
    assert statuses(again, ["e1 plan 3T10:00 chef"]) == ""
    assert statuses(again, ["e1 plan 3T10:00 chef", "e2 plan 4T10:00 chef"]) == "breached"


def test_an_exception_from_a_prohibition() -> None:
    text = ban(more="undantag u\n  från regel f\n  om p\n")
    assert statuses(text, [ACT], {"p": True}) == ""
    assert statuses(text, [ACT], {"p": False}) == "breached"
    assert one(text, [ACT]).missing == ("p",)


@pytest.mark.parametrize(
    ("act", "forbidden", "done"),
    [("tal=1", "breached", "fulfilled"), ("ja=true", "breached", "fulfilled"), ("tal=2 ja=false", "", "missed")],
)
def test_one_event_in_two_ways(act: str, forbidden: str, done: str) -> None:
    two = "chef göra åtgärd där (tal är 1) eller göra annan eller göra åtgärd där (ja är sant)"
    events = ["e1 start 4T09:00", f"e5 åtgärd 4T10:00 chef {act}"]
    assert statuses(f"förbud f\n  får inte {two}\n", events) == forbidden
    assert statuses(f"skyldighet f\n  när start\n  ska {two}\n  inom 2 timmar\n", events, as_of="4T12:00") == done
    free = "chef göra åtgärd där (tal är 1) eller göra åtgärd"
    assert statuses(f"förbud f\n  får inte {free}\n", events) == "breached"


def test_backdating() -> None:
    text = ban("åtgärd.tid före åtgärd.registrerad")
    assert statuses(text, ["e5 åtgärd 4T10:00 chef recorded_at=4T10:00:01"]) == "breached"
    assert statuses(text, ["e5 åtgärd 4T10:00 chef recorded_at=4T10:00"]) == ""


# --- content

STATE = "skyldighet k\n  när start\n  ska chef ange ja, ord\n"


@pytest.mark.parametrize(
    ("data", "expected", "lacking"),
    [
        ("ja=true ord=x", "fulfilled", ()),
        ("ja=true", "missed", ("ord",)),
        ("", "missed", ("ja", "ord")),
        ("ja=false ord=x", "missed", ("ja",)),
    ],
)
def test_a_message_must_carry_its_fields(data: str, expected: str, lacking: tuple[str, ...]) -> None:
    found = one(STATE, [f"e1 start 4T10:00 chef {data}"])
    assert (found.status.value, found.missing_content) == (expected, lacking)


def test_silence_may_decide_nothing() -> None:
    text = STATE.replace("ord\n", "ord utelämnat är okänt\n")
    silent = one(text, ["e1 start 4T10:00 chef ja=true"])
    assert (silent.status.value, silent.missing) == ("undetermined", ("start.ord",))
    left_out = one(text, ["e1 start 4T10:00 chef ja=false"])
    assert (left_out.status.value, left_out.missing_content) == ("missed", ("ja",))
    assert statuses(text, ["e1 start 4T10:00 chef ja=true ord=x"]) == "fulfilled"


LATER = STATE + "  inom 24 timmar\n"


@pytest.mark.parametrize(
    ("others", "as_of", "expected", "by"),
    [
        ([], "5T10:00", "pending", None),
        ([], "5T10:00:01", "missed", None),
        (["e2 start 5T10:00 chef re=e1 ord=x"], "30T00:00", "fulfilled", "e2"),
        (["e2 start 5T10:00:01 chef re=e1 ord=x"], "30T00:00", "late", "e2"),
        (["e2 start 5T11:00 chef re=e1 ord=x", "e3 start 6T11:00 chef re=e1 ord=y"], "30T00:00", "late", "e2"),
        (["e2 start 4T11:00 chef re=e1 ord=x", "e3 start 4T12:00 chef re=e1"], "30T00:00", "fulfilled", "e2"),
        (["e2 start 4T11:00 chef ord=x ja=true"], "30T00:00", "missed", None),
        (["e2 start 4T11:00 chef re=e1", "e3 start 4T12:00 chef re=e2 ord=x"], "30T00:00", "fulfilled", "e3"),
        (["e2 start_åter 4T11:00 re=e1"], "30T00:00", "cancelled", None),
        (["e2 start_åter 6T11:00 re=e1"], "30T00:00", "missed", None),
    ],
)
def test_an_update_may_complete_a_message_in_time(others: list[str], as_of: str, expected: str, by: str | None) -> None:
    text = LATER.replace("när start", "när ursprungligt start")
    found = judge(text, ["e1 start 4T10:00 chef ja=true", *others], as_of=as_of)[0]
    assert (found.status.value, found.act.id if found.act else None) == (expected, by)


def test_content_by_a_date_that_is_not_there_or_before_an_event() -> None:
    dated = STATE + "  senast start.stund\n"
    assert one(dated, ["e1 start 4T10:00 chef"]).missing == ("start.stund",)
    before = STATE.replace("när start", "när ursprungligt start") + "  snarast fram till fas\n"
    late = ["e1 start 4T10:00 chef ja=true", "e2 fas 5T10:00", "e3 start 5T11:00 chef re=e1 ord=x"]
    assert statuses(before, late) == "missed"
    assert statuses(before, late[:1]) == "pending"


@pytest.mark.parametrize(
    ("facts", "data", "expected"),
    [
        ({"p": True}, "", "missed"),
        ({"p": False}, "", ""),
        ({}, "", "undetermined"),
        ({}, "ja=true ord=x", "undetermined"),
    ],
)
def test_content_on_a_condition(facts: dict[str, object], data: str, expected: str) -> None:
    text = STATE.replace("  ska", "  om p\n  ska")
    assert statuses(text, [f"e1 start 4T10:00 chef {data}"], facts) == expected


# --- taking part

ATTEND = "skyldighet d\n  när fas\n  ska varje mottagare av start delta\n"


def test_who_was_called_takes_part() -> None:
    events = ["e1 start 3T10:00 chef>enhet/A,enhet/B,kund", "e2 fas 4T10:00 chef>enhet/A,kund"]
    assert {(f.bearer.unit, f.status.value) for f in judge(ATTEND, events)} == {
        ("A", "fulfilled"),
        ("B", "missed"),
        (None, "fulfilled"),
    }
    led = ["e1 start 3T10:00 chef>enhet/A", "e2 fas 4T10:00 enhet/A"]
    assert statuses(ATTEND, led) == "fulfilled"
    unit = ["e1 start 3T10:00 chef>enhet/A,enhet/B", "e2 fas 4T10:00 chef>enhet"]
    assert statuses(ATTEND, unit) == "undetermined undetermined"
    found = judge(ATTEND, events)[0]
    assert when(found.due) == "4T10:00"


def test_content_on_an_unknown_exception() -> None:
    text = STATE + "undantag u\n  från regel k\n  om p\n"
    assert one(text, ["e1 start 4T10:00 chef"]).missing == ("p",)
    assert statuses(text, ["e1 start 4T10:00 chef ja=true ord=x"]) == "fulfilled"
    later = LATER + "undantag u\n  från regel k\n  om p\n"
    found = one(later, ["e1 start 4T10:00 chef"], {"p": {"1T00:00": False, "4T12:00": True}})
    assert (found.status.value, found.cancelled_by, when(found.cancelled_at)) == ("cancelled", "u", "4T12:00")


def test_only_the_role_that_must_state_is_asked() -> None:
    assert statuses(STATE, ["e1 start 4T10:00 kund"]) == ""
    assert statuses(STATE, ["e1 start 4T10:00"]) == "missed"


def test_nobody_is_there_unless_recorded() -> None:
    assert statuses(ATTEND, ["e1 start 3T10:00 chef>enhet/A", "e2 fas 4T10:00"]) == "missed"
    unknown = ATTEND.replace("  ska", "  om p\n  ska")
    assert one(unknown, ["e1 start 3T10:00 chef>enhet/A", "e2 fas 4T10:00"]).missing == ("p",)
    excused = ATTEND + "undantag u\n  från regel d\n  om p\n"
    assert statuses(excused, ["e1 start 3T10:00 chef>enhet/A", "e2 fas 4T10:00"], {"p": True}) == ""
    assert one(excused, ["e1 start 3T10:00 chef>enhet/A", "e2 fas 4T10:00"]).missing == ("p",)
    assert statuses(excused, ["e1 start 3T10:00 chef>enhet/A", "e2 fas 4T10:00 >enhet/A"]) == "fulfilled"


def test_an_update_in_the_last_second_says_which_fields_are_lacking() -> None:
    text = LATER.replace("när start", "när ursprungligt start")
    for moment, lacking in (("5T10:00", ("ord",)), ("5T10:00:01", ("ja", "ord"))):
        found = one(text, ["e1 start 4T10:00 chef", f"e2 start {moment} chef re=e1 ja=true"])
        assert (found.status.value, found.missing_content) == ("missed", lacking)


def test_what_is_undetermined_of_a_message_names_no_act() -> None:
    silent = one(STATE.replace("ord\n", "ord utelämnat är okänt\n"), ["e1 start 4T10:00 chef ja=true"])
    undated = one(STATE + "  senast start.stund\n", ["e1 start 4T10:00 chef"])
    assert (silent.act, undated.act, undated.status.value) == (None, None, "undetermined")


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ({"4T12:00": False}, "missed"),
        ({"5T10:00": False}, "missed"),
        ({"5T10:00:01": False}, "undetermined"),
        ({"4T12:00": True}, "cancelled"),
    ],
)
def test_an_exception_from_a_content_rule_that_comes_to_be_known(p: dict[str, object], expected: str) -> None:
    text = LATER + "undantag u\n  från regel k\n  om p\n"
    assert statuses(text, ["e1 start 4T10:00 chef"], {"p": p}) == expected
    assert statuses(STATE + "undantag u\n  från regel k\n  om p\n", ["e1 start 4T10:00 chef"], {"p": p}) == (
        "undetermined"
    )


def test_who_took_part_in_an_outage_did_not_fall_away() -> None:
    text = ATTEND + "uppehåll u\n  när avbrott fram till avbrott.slut\n  vilar d\n"
    events = ["e1 start 3T10:00 chef>enhet/A", "e2 fas 4T10:00 chef>enhet/A", "e3 avbrott 4T09:00"]
    found = one(text, events)
    assert (found.status.value, found.cancelled_by) == ("fulfilled", None)
