"""What takes an open duty away: events, facts, exceptions, suspensions; what breaks one rule and begins another."""

from __future__ import annotations

import pytest
from kit import HEAD, at, judge, one, statuses, when

R = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom 24 timmar\n"
START = "e1 start 4T10:00"


# --- ends

ENDS = R + "  upphör vid stopp, q blir falskt\n"


@pytest.mark.parametrize(
    ("others", "facts", "as_of", "expected", "by"),
    [
        (["e2 stopp 4T12:00"], {}, "30T00:00", "cancelled", "stopp"),
        (["e2 stopp 5T10:00"], {}, "30T00:00", "cancelled", "stopp"),
        (["e2 stopp 5T10:00:01"], {}, "30T00:00", "missed", None),
        (["e2 stopp 4T12:00"], {}, "4T11:59:59", "pending", None),
        (["e2 stopp 4T09:59:59"], {}, "30T00:00", "missed", None),
        (["e2 stopp 4T10:00"], {}, "30T00:00", "cancelled", "stopp"),
        (["e2 stopp 4T12:00", "e3 åtgärd 4T11:00 chef"], {}, "30T00:00", "fulfilled", None),
        (["e2 stopp 4T12:00", "e3 åtgärd 4T12:00 chef"], {}, "30T00:00", "fulfilled", None),
        (["e2 stopp 4T12:00", "e3 åtgärd 4T12:00:01 chef"], {}, "30T00:00", "cancelled", "stopp"),
        (["e2 stopp 6T12:00", "e3 åtgärd 5T12:00 chef"], {}, "30T00:00", "late", None),
        (["e2 stopp 6T12:00", "e3 åtgärd 7T12:00 chef"], {}, "30T00:00", "late", None),
        ([], {"q": {"1T00:00": True, "4T12:00": False}}, "30T00:00", "cancelled", "q"),
        ([], {"q": {"1T00:00": True, "5T10:00:01": False}}, "30T00:00", "missed", None),
        ([], {"q": False}, "30T00:00", "missed", None),
        ([], {"q": {"1T00:00": False, "4T12:00": False}}, "30T00:00", "missed", None),
        ([], {"q": {"1T00:00": True, "4T12:00": False}}, "4T11:59:59", "pending", None),
        (["e2 val 4T12:00 vilket=q till=false"], {}, "30T00:00", "cancelled", "q"),
        (["e2 stopp 4T13:00", "e3 val 4T12:00 vilket=q till=false"], {}, "30T00:00", "cancelled", "q"),
    ],
)
def test_ends(others: list[str], facts: dict[str, object], as_of: str, expected: str, by: str | None) -> None:
    found = one(ENDS, [START, *others], facts, as_of)
    assert (found.status.value, found.cancelled_by) == (expected, by)


def test_the_guidelines_heading_ends_all_its_rules() -> None:
    text = HEAD + "  upphör vid stopp\n" + R
    assert statuses(text, [START, "e2 stopp 4T12:00"]) == "cancelled"
    assert statuses(text + "  upphör vid fas\n", [START, "e2 fas 4T12:00"]) == "cancelled"


def test_an_end_that_answers_another_trigger_does_not_end_this_one() -> None:
    text = R + "  upphör vid svar\n"
    events = [START, "e2 start 4T11:00"]
    assert statuses(text, [*events, "e3 svar 4T12:00 re=e2"]) == "missed cancelled"
    assert statuses(text, [*events, "e3 svar 4T12:00"]) == "cancelled cancelled"
    only = R + "  upphör vid besked\n"
    assert statuses(only, [*events, "e3 besked 4T12:00 re=e1"]) == "cancelled missed"


def test_a_duty_without_a_number_can_be_ended_as_long_as_it_is_open() -> None:
    text = R.replace("inom 24 timmar", "före fas") + "  upphör vid stopp\n"
    assert statuses(text, [START, "e2 stopp 20T10:00"]) == "cancelled"
    assert statuses(text, [START, "e2 stopp 20T10:00", "e3 fas 21T10:00"]) == "cancelled"
    assert statuses(text, [START, "e2 stopp 20T10:00", "e3 fas 19T10:00"]) == "missed"
    assert statuses(text, [START, "e2 stopp 20T10:00", "e3 fas 22T10:00", "e4 åtgärd 21T10:00 chef"]) == "cancelled"


# --- exceptions

ESCAPE = R + "undantag u\n  från regel r\n  om p\n"


@pytest.mark.parametrize(
    ("facts", "others", "as_of", "expected"),
    [
        ({"p": True}, [], "30T00:00", ""),
        ({"p": False}, [], "30T00:00", "missed"),
        ({}, [], "30T00:00", "undetermined"),
        ({}, ["e2 åtgärd 4T11:00 chef"], "30T00:00", "fulfilled"),
        ({}, ["e2 åtgärd 5T11:00 chef"], "30T00:00", "undetermined"),
        ({"p": {"1T00:00": False, "4T12:00": True}}, [], "30T00:00", "cancelled"),
        ({"p": {"1T00:00": False, "5T10:00": True}}, [], "30T00:00", "cancelled"),
        ({"p": {"1T00:00": False, "5T10:00:01": True}}, [], "30T00:00", "missed"),
        ({"p": {"1T00:00": False, "4T12:00": True}}, [], "4T11:59:59", "pending"),
        ({"p": {"1T00:00": False, "4T12:00": True}}, [], "4T12:00", "cancelled"),
        ({"p": {"1T00:00": False, "4T12:00": True}}, ["e2 åtgärd 4T11:00 chef"], "30T00:00", "fulfilled"),
        ({"p": {"1T00:00": False, "4T12:00": True}}, ["e2 åtgärd 4T13:00 chef"], "30T00:00", "cancelled"),
        ({"p": {"1T00:00": True, "4T12:00": False}}, [], "30T00:00", ""),
        ({"p": {"4T12:00": False}}, [], "30T00:00", "missed"),
        ({"p": {"4T12:00": False}}, [], "4T11:59:59", "undetermined"),
        ({"p": {"4T12:00": False}}, [], "4T12:00", "pending"),
        ({"p": {"5T10:00": False}}, ["e2 åtgärd 5T10:00:01 chef"], "30T00:00", "late"),
        ({"p": {"5T10:00:01": False}}, ["e2 åtgärd 5T10:00:01 chef"], "30T00:00", "undetermined"),
        ({"p": {"4T12:00": True}}, [], "30T00:00", "cancelled"),
        ({"p": {"4T12:00": False, "4T13:00": True}}, [], "30T00:00", "cancelled"),
    ],
)
def test_exceptions(facts: dict[str, object], others: list[str], as_of: str, expected: str) -> None:
    assert statuses(ESCAPE, [START, *others], facts, as_of) == expected


def test_an_exception_names_itself_and_what_it_lacks() -> None:
    found = one(ESCAPE, [START], {"p": {"1T00:00": False, "4T12:00": True}})
    assert (found.cancelled_by, found.cancelled_at) == ("u", at("4T12:00"))
    assert one(ESCAPE, [START]).missing == ("p",)


def test_an_exception_may_rest_on_an_event() -> None:
    text = ESCAPE.replace("om p", "om finns annan")
    assert statuses(text, [START, "e0 annan 3T10:00"]) == ""
    assert statuses(text, [START, "e2 annan 4T12:00"]) == "cancelled"
    assert statuses(text, [START, "e2 annan 4T12:00"], as_of="4T11:00") == "pending"
    assert statuses(text, [START, "e2 annan 5T12:00"]) == "missed"


def test_an_exception_for_several_rules_by_a_star() -> None:
    text = R + R.replace("skyldighet r", "skyldighet rö") + R.replace("skyldighet r", "skyldighet s")
    text += "undantag u\n  från regel r*\n  om p\n"
    assert [f.rule.name for f in judge(text, [START], {"p": True})] == ["s"]


# --- contrary to duty

CONTRARY = R + "skyldighet s\n  när regel r bryts\n  ska chef göra annan\n  inom 24 timmar\n"


@pytest.mark.parametrize(
    ("others", "as_of", "expected", "due"),
    [
        ([], "5T10:00", "r:pending", None),
        ([], "5T10:00:01", "r:missed s:pending", "6T10:00"),
        ([], "30T00:00", "r:missed s:missed", "6T10:00"),
        (["e2 annan 5T12:00 chef"], "30T00:00", "r:missed s:fulfilled", "6T10:00"),
        (["e2 åtgärd 4T12:00 chef"], "30T00:00", "r:fulfilled", None),
        (["e2 åtgärd 5T12:00 chef"], "30T00:00", "r:late s:missed", "6T10:00"),
    ],
)
def test_what_is_due_when_another_rule_is_broken(others: list[str], as_of: str, expected: str, due: str | None) -> None:
    found = judge(CONTRARY, [START, *others], as_of=as_of)
    assert " ".join(f"{f.rule.name}:{f.status.value}" for f in found) == expected
    assert [when(f.due) for f in found if f.rule.name == "s"] == ([due] if due else [])


def test_a_condition_on_another_rule_that_was_broken_so_far() -> None:
    text = R + "skyldighet s\n  när fas\n  om regel r bryts\n  ska chef göra annan\n  inom 24 timmar\n"
    assert statuses(text, [START, "e2 fas 6T10:00"]) == "missed missed"
    assert statuses(text, [START, "e2 fas 5T09:00"]) == "missed"
    assert statuses(text, [START, "e2 fas 6T10:00", "e3 åtgärd 4T12:00 chef"]) == "fulfilled"


def test_a_condition_on_another_rule_that_is_ever_broken() -> None:
    text = R + "skyldighet s\n  när fas\n  om regel r bryts någon gång\n  ska chef göra annan\n  inom 24 timmar\n"
    assert statuses(text, [START, "e2 fas 5T09:00"]) == "missed missed"
    assert statuses(text, [START, "e2 fas 4T11:00", "e3 åtgärd 4T12:00 chef"]) == "fulfilled"
    assert statuses(text, [START, "e2 fas 4T11:00"], as_of="2024-03-04T12:00:00") == "pending"
    out = R + "skyldighet s\n  när fas\n  ska chef göra annan\n  inom 24 timmar\n"
    out += "undantag u\n  från regel s\n  om inte regel r bryts någon gång\n"
    assert statuses(out, [START, "e2 fas 4T11:00"]) == "missed missed"
    assert statuses(out, [START, "e2 fas 4T11:00", "e3 åtgärd 4T12:00 chef"]) == "fulfilled"


def test_a_broken_prohibition_may_start_a_duty() -> None:
    text = "förbud f\n  får inte chef göra åtgärd\n"
    text += "skyldighet s\n  när regel f bryts\n  ska chef göra annan\n  inom 24 timmar\n"
    assert statuses(text, ["e1 åtgärd 4T10:00 chef", "e2 annan 4T11:00 chef"]) == "breached fulfilled"
    assert statuses(text, ["e1 åtgärd 4T10:00 kund"]) == ""


# --- suspension

OUTAGE = "uppehåll u\n  när avbrott fram till avbrott.slut{}\n  {} r\n"


def suspended(effect: str, longer: str = "") -> str:
    return R + OUTAGE.format(longer, effect)


@pytest.mark.parametrize(
    ("effect", "begins", "ends", "expected"),
    [
        ("vilar", "5T09:00", "5T11:00", "cancelled"),
        ("vilar", "5T10:00", "5T11:00", "cancelled"),
        ("vilar", "5T10:00:01", "5T11:00", "missed"),
        ("vilar", "4T11:00", "5T10:00", "cancelled"),
        ("vilar", "4T11:00", "5T09:59:59", "missed"),
        ("vilar", "4T11:00", None, "cancelled"),
        ("avgörs inte", "5T09:00", "5T11:00", "undetermined"),
        ("avgörs inte", "4T11:00", "5T09:00", "missed"),
    ],
)
def test_a_deadline_inside_an_outage(effect: str, begins: str, ends: str | None, expected: str) -> None:
    slut = f" slut={ends}" if ends else ""
    outage = f"e2 avbrott {begins}{slut}"
    assert statuses(suspended(effect), [START, outage]) == expected
    assert statuses(suspended(effect), [START, outage, "e3 åtgärd 4T12:00 chef"]) == "fulfilled"
    late = statuses(suspended(effect), [START, outage, "e3 åtgärd 7T12:00 chef"])
    assert late == ("late" if expected == "missed" else expected)


def test_an_outage_says_what_it_did() -> None:
    assert one(suspended("vilar"), [START, "e2 avbrott 4T11:00"]).cancelled_by == "u"
    assert one(suspended("avgörs inte"), [START, "e2 avbrott 4T11:00"]).missing == ("u",)


def test_an_outage_counts_only_when_it_is_long_enough() -> None:
    text = suspended("vilar", " längre än 48 timmar")
    assert statuses(text, [START, "e2 avbrott 4T11:00 slut=6T11:00"]) == "missed"
    assert statuses(text, [START, "e2 avbrott 4T11:00 slut=6T11:00:01"]) == "cancelled"


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (["e3 ring 4T12:00 chef"], "fulfilled"),
        (["e3 ring 4T14:00 chef"], "fulfilled"),
        (["e3 ring 4T14:00:01 chef"], "missed"),
        (["e3 ring 4T10:30 chef"], "missed"),
        (["e3 ring 4T12:00 kund"], "missed"),
        (["e3 ring 4T12:00 chef", "e4 åtgärd 7T12:00 chef"], "fulfilled"),
        (["e3 ring 4T12:00 chef", "e4 start_åter 4T11:30 re=e1"], "cancelled"),
        ([], "missed"),
    ],
)
def test_another_act_is_accepted_while_an_outage_lasts(others: list[str], expected: str) -> None:
    text = R + "uppehåll u\n  när avbrott fram till avbrott.slut\n  godtar ring för r\n"
    assert statuses(text, [START, "e2 avbrott 4T11:00 slut=4T14:00", *others]) == expected


def test_an_accepted_act_counts_from_when_the_window_opens() -> None:
    text = R.replace("inom 24 timmar", "mellan 0 och 0 dagar")
    text += "uppehåll u\n  när avbrott fram till avbrott.slut\n  godtar ring för r\n"
    events = [START, "e2 avbrott 4T08:00 slut=4T14:00", "e3 ring 4T09:00 chef"]
    found = one(text, events)
    assert (found.status.value, found.notes) == ("fulfilled", ("ring",))


def test_an_end_that_may_be_one_leaves_open_what_would_be_a_violation() -> None:
    text = R + "  upphör vid stopp av chef\n"
    found = one(text, [START, "e2 stopp 4T12:00"])
    assert (found.status.value, found.missing) == ("undetermined", ("stopp e2: vem eller vilken enhet",))
    assert statuses(text, [START, "e2 stopp 4T12:00", "e3 åtgärd 5T12:00 chef"]) == "undetermined"
    assert statuses(text, [START, "e2 stopp 4T12:00", "e3 åtgärd 4T13:00 chef"]) == "fulfilled"
    assert statuses(text, [START, "e2 stopp 5T10:00:01"]) == "missed"
    assert statuses(text, [START, "e2 stopp 4T12:00"], as_of="4T13:00") == "pending"
    assert statuses(text, [START, "e2 stopp 4T12:00", "e3 stopp 4T13:00 chef"]) == "cancelled"
    fact = R + "  upphör vid stopp där (p)\n"
    assert one(fact, [START, "e2 stopp 4T12:00"]).missing == ("p",)


def test_whether_a_rule_was_broken_can_be_unknown() -> None:
    text = R.replace("  ska", "  om p\n  ska")
    text += "skyldighet s\n  när fas\n  om inte regel r bryts\n  ska chef göra annan\n  inom 24 timmar\n"
    found = judge(text, [START, "e2 fas 6T10:00"])
    assert [(f.status.value, f.missing) for f in found] == [("undetermined", ("p",))] * 2
    assert statuses(text, [START, "e2 fas 5T09:59:59"]) == "undetermined missed"


def test_a_breach_starts_a_duty_also_when_another_version_has_come() -> None:
    rules = R + "skyldighet s\n  när regel r bryts\n  ska chef göra annan\n  inom 24 timmar\n"
    old = "riktlinje v1\n  region prov\n  gäller från 2024-01-01 till och med 2024-03-04\n" + rules
    new = "riktlinje v2\n  region prov\n  gäller från 2024-03-05\n" + rules
    for others in ([], ["e2 fas 9T10:00"]):
        assert statuses((old, new), [START, *others]) == "missed missed"
    limited = rules.replace("när regel", "gäller från 2024-03-05\n  när regel")
    assert statuses(limited, [START]) == "missed missed"
    assert statuses(limited, ["e1 start 3T10:00"]) == "missed"


def test_an_end_that_answers_something_else_does_not_end() -> None:
    text = R + "  upphör vid besked\n"
    events = ["e0 annan 4T09:00", START]
    assert statuses(text, [*events, "e2 besked 4T11:00 re=e0"]) == "missed"
    assert statuses(text, [*events, "e2 besked 4T11:00 re=e1"]) == "cancelled"
    assert statuses(text, [*events, "e2 besked 4T11:00"]) == "cancelled"


def test_an_exception_by_an_event_in_the_last_second_of_the_limit() -> None:
    text = ESCAPE.replace("om p", "om finns annan")
    assert statuses(text, [START, "e2 annan 5T10:00"]) == "cancelled"
    assert statuses(text, [START, "e2 annan 5T10:00:01"]) == "missed"


def test_what_closes_the_case_leaves_open_the_duty_that_it_begins() -> None:
    text = R.replace("när start", "när slut").replace("inom 24 timmar", "snarast")
    assert statuses(text, ["e1 slut 4T10:00"]) == "pending"
    assert statuses(text, ["e1 slut 4T10:00", "e2 åtgärd 5T10:00 chef"]) == "fulfilled"
    assert statuses(text, ["e1 slut 4T10:00", "e2 slut 6T10:00"]) == "missed pending"


# --- a suspension of every kind of rule

RESTS = "uppehåll u\n  när avbrott fram till avbrott.slut\n  vilar r\n"
OPEN = RESTS.replace("vilar", "avgörs inte")
DAILY = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  minst en gång per 1 dag\n"


def test_a_recurring_duty_rests_while_an_outage_lasts() -> None:
    events = [START, "e2 avbrott 5T20:00 slut=6T02:00"]
    assert statuses(DAILY, events, as_of="8T10:00") == "missed missed missed pending"
    assert statuses(DAILY + RESTS, events, as_of="8T10:00") == "cancelled missed missed pending"
    assert statuses(DAILY + OPEN, events, as_of="8T10:00") == "undetermined"
    found = judge(DAILY + RESTS, events, as_of="5T23:59:59")[0]
    assert (found.status.value, found.cancelled_by, found.cancelled_at) == ("cancelled", "u", None)


def test_what_is_accepted_in_an_outage_is_one_time_of_a_recurring_duty() -> None:
    text = DAILY + RESTS.replace("vilar r", "godtar ring för r")
    events = [START, "e2 avbrott 4T20:00 slut=6T02:00", "e3 ring 5T12:00 chef"]
    found = judge(text, events, as_of="6T12:00")
    assert [(f.status.value, when(f.due)) for f in found] == [("fulfilled", "5T23:59:59"), ("pending", "6T23:59:59")]
    assert statuses(text, ["e1 start 5T12:00", *events[1:]], as_of="6T12:00") == "pending"


@pytest.mark.parametrize(
    ("slut", "rests", "left_open"), [("5T10:00", "cancelled", "undetermined"), ("5T09:59:59", "missed", "missed")]
)
def test_a_content_rule_of_which_the_limit_falls_in_an_outage(slut: str, rests: str, left_open: str) -> None:
    text = "skyldighet r\n  när start\n  ska chef ange ja\n  inom 24 timmar\n"
    events = ["e1 start 4T10:00 chef", f"e2 avbrott 4T12:00 slut={slut}"]
    assert statuses(text + RESTS, events) == rests
    assert statuses(text + OPEN, events) == left_open
    assert statuses(text + RESTS, ["e1 start 4T10:00 chef ja=true", events[1]]) == "fulfilled"


def test_a_message_that_must_be_whole_at_once_rests_in_an_outage() -> None:
    text = "skyldighet r\n  när start\n  ska chef ange ja\n"
    events = ["e1 start 4T10:00 chef", "e2 avbrott 4T09:00 slut=4T10:00"]
    assert (statuses(text + RESTS, events), statuses(text + OPEN, events)) == ("cancelled", "undetermined")
    assert statuses(text + RESTS, [events[0], "e2 avbrott 4T09:00 slut=4T09:59:59"]) == "missed"
    assert statuses(text + RESTS, ["e1 start 4T10:00 chef ja=true", events[1]]) == "fulfilled"


def test_attendance_and_prohibitions_rest_in_an_outage() -> None:
    attend = "skyldighet r\n  när fas\n  ska varje mottagare av start delta\n"
    events = ["e1 start 4T10:00 chef>enhet/A", "e2 fas 4T12:00", "e3 avbrott 4T11:00 slut=4T12:00"]
    assert (statuses(attend + RESTS, events), statuses(attend + OPEN, events)) == ("cancelled", "undetermined")
    assert one(attend + RESTS, events).cancelled_by == "u"
    assert statuses(attend + RESTS, [*events[:2], "e3 avbrott 4T11:00 slut=4T11:59:59"]) == "missed"
    ban = "förbud r\n  får inte chef göra åtgärd\n"
    done = ["e1 åtgärd 4T12:00 chef", "e2 avbrott 4T11:00 slut=4T12:00"]
    assert (statuses(ban + RESTS, done), statuses(ban + OPEN, done)) == ("", "undetermined")
    assert one(ban + OPEN, done).missing == ("u",)
    assert statuses(ban + RESTS, [done[0], "e2 avbrott 4T12:00:01"]) == "breached"


def test_what_rested_did_not_fall_away_by_what_came_after_it_was_due() -> None:
    text = suspended("vilar").replace("inom 24 timmar\n", "inom 24 timmar\n  upphör vid stopp\n")
    events = [START, "e2 avbrott 5T09:00 slut=5T11:00"]
    late = one(text, [*events, "e3 stopp 6T10:00"])
    assert (late.status.value, late.cancelled_by, late.cancelled_at) == ("cancelled", "u", None)
    ended = one(text, [*events, "e3 stopp 4T12:00"])
    assert (ended.cancelled_by, ended.cancelled_at) == ("stopp", at("4T12:00"))


def test_an_exception_comes_to_hold_when_a_rule_that_it_names_is_broken() -> None:
    other = "skyldighet s\n  när start\n  ska chef göra annan\n  inom 6 timmar\n"
    text = R + other + "undantag u\n  från regel r\n  om regel s bryts\n"
    found = {f.rule.name: f for f in judge(text, [START])}
    assert (found["s"].status.value, found["r"].status.value) == ("missed", "cancelled")
    assert (found["r"].cancelled_by, found["r"].cancelled_at) == ("u", at("4T16:00"))
    assert {f.rule.name: f.status.value for f in judge(text, [START, "e2 annan 4T11:00 chef"])}["r"] == "missed"


ACCEPTS = "uppehåll u\n  när avbrott fram till avbrott.slut\n  godtar ring för r\n"


@pytest.mark.parametrize(
    ("rule", "slut", "others", "expected"),
    [
        (R, "4T14:00", ["e3 ring 4T12:00 chef", "e4 åtgärd 4T13:00 chef"], "fulfilled e4"),
        (R, "4T14:00", ["e3 ring 4T12:00 chef", "e4 åtgärd 5T10:00 chef"], "fulfilled e4"),
        (R, "4T14:00", ["e3 ring 4T12:00 chef", "e4 åtgärd 5T10:00:01 chef"], "fulfilled e3"),
        (R, "6T14:00", ["e3 ring 5T10:00 chef"], "fulfilled e3"),
        (R, "6T14:00", ["e3 ring 5T10:00:01 chef"], "missed"),
        (R, "6T14:00", ["e3 ring 4T09:59:59 chef"], "missed"),
        (R.replace("inom 24 timmar", "före fas"), "6T14:00", ["e3 ring 5T12:00 chef"], "fulfilled e3"),
    ],
)
def test_what_is_accepted_counts_only_where_the_act_itself_did_not(
    rule: str, slut: str, others: list[str], expected: str
) -> None:
    found = one(rule + ACCEPTS, [START, f"e2 avbrott 4T09:00 slut={slut}", *others])
    assert f"{found.status.value} {found.act.id if found.act else ''}".strip() == expected


def test_a_duty_that_is_not_yet_due_does_not_rest() -> None:
    text = R.replace("inom 24 timmar", "före fas")
    for effect in (RESTS, OPEN):
        assert statuses(text + effect, [START, "e2 avbrott 4T11:00"]) == "pending"
        assert statuses(text + effect, [START, "e2 avbrott 4T11:00", "e3 fas 6T10:00"]) != "missed"
