"""Which act answers which instance: recipients, answers by `re`, time order, what is taken back, who acted."""

from __future__ import annotations

import pytest
from kit import WORDS, judge, one, statuses, whom

from compliance.graph import load_texts

R = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom 24 timmar\n"
ANSWER = "skyldighet r\n  när start\n  ska varje mottagare göra svar\n  inom 24 timmar\n"
START = "e1 start 4T10:00"
SENT = "e1 start 4T10:00 chef>enhet/A,enhet/B,kund"


def by_whom(*args: object, **kwargs: object) -> dict[str, str]:
    return {whom(f): f.status.value for f in judge(*args, **kwargs)}  # type: ignore[arg-type]


# --- instances


def test_one_instance_for_each_trigger_and_for_each_recipient() -> None:
    assert statuses(R, []) == ""
    assert statuses(R, [START, "e2 start 5T10:00"]) == "missed missed"
    assert by_whom(ANSWER, [SENT]) == {"enhet/A": "missed", "enhet/B": "missed", "kund": "missed"}
    assert by_whom(ANSWER, ["e1 start 4T10:00 chef"]) == {}
    among = ANSWER.replace("mottagare", "mottagare bland enhet")
    assert by_whom(among, [SENT, "e9 start 9T10:00 chef>grupp/C"]).keys() == {"enhet/A", "enhet/B", "grupp/C"}
    but = ANSWER.replace("mottagare", "mottagare utom enhet")
    assert by_whom(but, [SENT]) == {"kund": "missed"}


def test_each_recipient_of_what_the_trigger_itself_takes_back() -> None:
    text = "skyldighet r\n  när start_åter\n  ska chef göra åtgärd till varje mottagare av start\n  inom 24 timmar\n"
    sent = ["e1 start 4T10:00 chef>enhet/A,enhet/B", "e2 start_åter 4T11:00 chef re=e1"]
    assert statuses(text, sent) == "missed missed"
    assert statuses(text, [*sent, "e3 åtgärd 4T12:00 chef>enhet/B"]) == "missed fulfilled"
    plain = text.replace("när start_åter", "när fas")
    assert statuses(plain, [*sent, "e3 fas 4T11:00"]) == ""


def test_recipients_of_another_event() -> None:
    text = "skyldighet r\n  när start\n  ska chef göra åtgärd till varje mottagare av annan\n  inom 24 timmar\n"
    events = ["e0 annan 3T10:00 chef>enhet/A,enhet/B", START, "e9 annan 4T10:01 chef>enhet/C"]
    assert by_whom(text, [*events, "e2 åtgärd 4T11:00 chef>enhet/A"]) == {
        "chef>enhet/A": "fulfilled",
        "chef>enhet/B": "missed",
    }
    every = text.replace("varje mottagare av annan", "enhet och kund")
    assert by_whom(every, [START, "e2 åtgärd 4T11:00 chef>enhet/A"]) == {
        "chef>enhet": "fulfilled",
        "chef>kund": "missed",
    }
    either = text.replace("varje mottagare av annan", "enhet eller kund")
    assert by_whom(either, [START, "e2 åtgärd 4T11:00 chef>enhet/A"]) == {"chef": "fulfilled"}
    assert by_whom(either, [START, "e2 åtgärd 4T11:00 chef>chef"]) == {"chef": "missed"}


# --- who acted


@pytest.mark.parametrize(
    ("actor", "by", "expected"),
    [
        ("chef", "chef", "fulfilled"),
        ("chef", "enhet", "missed"),
        ("chef", "", "undetermined"),
        ("enhet", "grupp/A", "fulfilled"),
        ("grupp", "enhet/A", "missed"),
        ("chef eller kund", "kund", "fulfilled"),
        ("någon", "kund", "fulfilled"),
        ("någon", "", "fulfilled"),
    ],
)
def test_the_bearer_must_act(actor: str, by: str, expected: str) -> None:
    found = one(R.replace("chef", actor), [START, f"e2 åtgärd 4T11:00 {by}"])
    assert found.status.value == expected
    assert found.missing == (("åtgärd e2: vem eller vilken enhet",) if expected == "undetermined" else ())


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (["e2 åtgärd 4T11:00 ombud"], "fulfilled"),
        (["e2 åtgärd 4T11:00 enhet/A"], "missed"),
        (["e0 ombud_utsett 3T10:00 enhet/A", "e2 åtgärd 4T11:00 enhet/A"], "fulfilled"),
        (["e0 ombud_utsett 3T10:00 enhet/A", "e2 åtgärd 4T11:00 enhet/B"], "missed"),
        (["e0 ombud_utsett 3T10:00 chef enhet=A", "e2 åtgärd 4T11:00 grupp/A"], "fulfilled"),
        (["e0 ombud_utsett 3T10:00 enhet/A", "e2 åtgärd 4T11:00 enhet"], "undetermined"),
        (["e0 ombud_utsett 4T12:00 enhet/A", "e2 åtgärd 4T11:00 enhet/A"], "missed"),
    ],
)
def test_the_unit_of_a_named_person_stands_in(others: list[str], expected: str) -> None:
    assert statuses(R.replace("chef", "ombud"), [START, *others]) == expected


def test_fields_of_the_act_count() -> None:
    text = R.replace("göra åtgärd", "göra åtgärd där (ja)")
    assert statuses(text, [START, "e2 åtgärd 4T11:00 chef ja=true"]) == "fulfilled"
    assert statuses(text, [START, "e2 åtgärd 4T11:00 chef"]) == "missed"
    fact = R.replace("göra åtgärd", "göra åtgärd där (p)")
    assert statuses(fact, [START, "e2 åtgärd 4T11:00 chef"]) == "undetermined"
    assert statuses(fact, [START, "e2 åtgärd 4T11:00 chef"], {"p": {"4T11:00": True}}) == "fulfilled"
    same = R.replace("göra åtgärd", "göra åtgärd där (datum är start.datum)")
    started = "e1 start 4T10:00 datum=2024-03-09"
    assert statuses(same, [started, "e2 åtgärd 4T11:00 chef datum=2024-03-09"]) == "fulfilled"
    assert statuses(same, [started, "e2 åtgärd 4T11:00 chef datum=2024-03-08"]) == "missed"


def test_one_of_several_acts() -> None:
    text = R.replace("göra åtgärd", "göra åtgärd eller göra annan")
    assert one(text, [START, "e3 åtgärd 4T12:00 chef", "e2 annan 4T11:00 chef"]).act.id == "e2"


# --- answers


def test_an_answer_counts_for_the_recipient_who_gave_it() -> None:
    answered = [SENT, "e2 svar 4T11:00 enhet/B re=e1"]
    assert by_whom(ANSWER, answered) == {"enhet/A": "missed", "enhet/B": "fulfilled", "kund": "missed"}
    unit = [SENT, "e2 svar 4T11:00 enhet re=e1"]
    assert by_whom(ANSWER, unit) == {"enhet/A": "undetermined", "enhet/B": "undetermined", "kund": "missed"}
    alone = ["e1 start 4T10:00 chef>enhet/A,kund", "e2 svar 4T11:00 enhet re=e1"]
    assert by_whom(ANSWER, alone) == {"enhet/A": "fulfilled", "kund": "missed"}
    plain = ["e1 start 4T10:00 chef>enhet", "e2 svar 4T11:00 enhet/A re=e1"]
    assert by_whom(ANSWER, plain) == {"enhet": "fulfilled"}


TWICE = ["e1 start 4T10:00 chef>enhet", "e2 start 4T12:00 chef>enhet"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["e3 svar 4T13:00 enhet re=e2"], "missed fulfilled"),
        (["e3 svar 4T13:00 enhet re=e1"], "fulfilled missed"),
        (["e3 svar 4T13:00 enhet"], "fulfilled missed"),
        (["e3 svar 4T13:00 enhet", "e4 svar 4T14:00 enhet"], "fulfilled fulfilled"),
        (["e3 svar 4T13:00 enhet re=e2", "e4 svar 4T14:00 enhet"], "fulfilled fulfilled"),
        (["e3 svar 4T13:00 enhet re=e1", "e4 svar 4T14:00 enhet re=e1"], "fulfilled missed"),
        (["e3 svar 4T11:00 enhet", "e4 svar 4T11:30 enhet"], "fulfilled missed"),
        (["e3 svar 5T11:00 enhet"], "missed fulfilled"),
        (["e3 svar 5T11:00 enhet re=e1"], "late missed"),
        (["e3 svar 5T13:00 enhet"], "late missed"),
        (["e3 svar 4T09:00 enhet"], "missed missed"),
    ],
)
def test_several_open_instances_are_matched_in_time_order(answers: list[str], expected: str) -> None:
    assert statuses(ANSWER, [*TWICE, *answers]) == expected


def test_an_answer_to_a_message_sent_again_answers_the_first_too() -> None:
    again = ["e1 start 4T10:00 chef>enhet", "e2 start 4T12:00 chef>enhet re=e1", "e3 svar 4T13:00 enhet re=e2"]
    assert statuses(ANSWER, again) == "fulfilled fulfilled"
    first = [*again[:2], "e3 svar 4T13:00 enhet re=e1"]
    assert statuses(ANSWER, first) == "fulfilled missed"
    third = [*again[:2], "e3 start 4T12:30 chef>enhet re=e2", "e4 svar 4T13:00 enhet re=e3"]
    assert statuses(ANSWER, third) == "fulfilled fulfilled fulfilled"


def test_an_original_message_is_one_duty_however_often_it_is_sent_again() -> None:
    text = ANSWER.replace("när start", "när ursprungligt start")
    again = ["e1 start 4T10:00 chef>enhet/A", "e2 start 4T12:00 chef>enhet/A re=e1"]
    assert statuses(text, again) == "missed"
    assert statuses(text, [*again, "e3 svar 4T13:00 enhet/A re=e2"]) == "fulfilled"
    wider = [again[0], "e2 start 4T12:00 chef>enhet/A,enhet/B re=e1"]
    assert [whom(f) for f in judge(text, wider)] == ["enhet/A", "enhet/B"]
    assert [whom(f) for f in judge(text, [again[0], "e2 start 4T12:00 chef>enhet/A"])] == ["enhet/A", "enhet/A"]


def test_time_order_is_that_of_the_triggers_whatever_they_are() -> None:
    text = R.replace("när start", "när start eller annan")
    events = ["e1 annan 4T08:00", "e2 start 4T09:00", "e3 åtgärd 4T10:00 chef"]
    assert statuses(text, events) == "fulfilled missed"


def test_an_act_about_another_trigger_is_not_about_this_one() -> None:
    events = ["e1 start 4T10:00", "e2 start 4T12:00", "e3 åtgärd 4T13:00 chef re=e2"]
    assert statuses(R, events) == "missed fulfilled"
    assert statuses(R, [START, "e0 annan 4T10:30", "e3 åtgärd 4T13:00 chef re=e0"]) == "fulfilled"


def test_an_act_without_re_counts_once_also_when_the_triggers_name_units() -> None:
    text = R.replace("chef", "enhet")
    events = ["e1 start 4T10:00 chef>enhet/A", "e2 start 4T11:00 chef>enhet/B"]
    assert statuses(text, [*events, "e3 åtgärd 4T12:00 enhet/A"]) == "fulfilled missed"
    assert statuses(text, [*events, "e3 åtgärd 4T12:00 enhet/B"]) == "missed fulfilled"
    assert statuses(text, [*events, "e3 åtgärd 4T12:00 enhet/C"]) == "fulfilled missed"


def test_what_an_unsure_instance_may_have_taken_is_not_held_against_the_next() -> None:
    text = R.replace("  ska", "  om p\n  ska")
    events = ["e1 start 4T10:00", "e2 start 4T12:00", "e3 åtgärd 4T13:00 chef"]
    found = judge(text, events, {"p": {"4T11:00": True}})
    assert [(f.status.value, f.missing) for f in found] == [("undetermined", ("p",)), ("undetermined", ("p",))]
    assert statuses(text, [*events, "e4 åtgärd 4T14:00 chef"], {"p": {"4T11:00": True}}) == "undetermined fulfilled"


# --- earlier counts

EARLIER = R + "  tidigare räknas\n"


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        (["e0 åtgärd 1T10:00 chef"], "fulfilled fulfilled"),
        (["e0 åtgärd 4T11:00 chef"], "fulfilled fulfilled"),
        (["e0 åtgärd 5T11:00 chef"], "late fulfilled"),
        (["e0 åtgärd 1T10:00 chef", "e9 åtgärd_åter 1T11:00 re=e0"], "missed missed"),
        (["e0 åtgärd 1T10:00 kund"], "missed missed"),
        (["e0 åtgärd 1T10:00 kund", "e9 åtgärd 4T11:00 chef"], "fulfilled fulfilled"),
    ],
)
def test_where_earlier_counts_what_is_done_stays_done(acts: list[str], expected: str) -> None:
    assert statuses(EARLIER, [START, "e2 start 4T12:00", *acts]) == expected


# --- taking back


@pytest.mark.parametrize(
    ("others", "as_of", "expected"),
    [
        (["e2 start_åter 4T11:00 re=e1"], "30T00:00", "cancelled"),
        (["e2 start_åter 5T10:00 re=e1"], "30T00:00", "cancelled"),
        (["e2 start_åter 5T10:00:01 re=e1"], "30T00:00", "missed"),
        (["e2 start_åter 4T11:00 re=e1"], "4T10:59:59", "pending"),
        (["e2 start_åter 4T11:00"], "30T00:00", "cancelled"),
        (["e0 start_åter 4T09:00"], "30T00:00", "missed"),
        (["e2 start_åter 4T11:00 re=e1", "e3 åtgärd 4T10:30 chef"], "30T00:00", "fulfilled"),
        (["e2 start_åter 4T11:00 re=e1", "e3 åtgärd 4T11:00 chef"], "30T00:00", "fulfilled"),
        (["e2 start_åter 4T11:00 re=e1", "e3 åtgärd 4T11:30 chef"], "30T00:00", "cancelled"),
        (["e2 start_åter 6T11:00 re=e1", "e3 åtgärd 5T11:30 chef"], "30T00:00", "late"),
    ],
)
def test_a_trigger_that_is_taken_back(others: list[str], as_of: str, expected: str) -> None:
    assert statuses(R, [START, *others], as_of=as_of) == expected


def test_a_cancelled_instance_says_by_what_and_when() -> None:
    from kit import at

    found = one(R, [START, "e2 start_åter 4T11:00 re=e1"])
    assert (found.cancelled_by, found.cancelled_at, found.violation) == ("återtagande", at("4T11:00"), False)


def test_taken_back_and_sent_anew_is_a_new_trigger() -> None:
    events = [START, "e2 start_åter 4T11:00 re=e1", "e3 start 4T12:00", "e4 åtgärd 4T13:00 chef"]
    assert statuses(R, events) == "cancelled fulfilled"
    assert [f.trigger.id for f in judge(R, events)] == ["e1", "e3"]


def test_taking_back_without_re_takes_the_latest_that_stands() -> None:
    events = [START, "e2 start 4T11:00", "e3 start_åter 4T12:00"]
    assert statuses(R, events) == "missed cancelled"
    assert statuses(R, [*events, "e4 start_åter 4T13:00"]) == "cancelled cancelled"


@pytest.mark.parametrize("taken", ["e1", "e2"])
def test_taking_back_a_message_takes_back_what_it_changed_and_what_changed_it(taken: str) -> None:
    events = [START, "e2 start 4T11:00 re=e1", f"e3 start_åter 4T12:00 re={taken}"]
    assert statuses(R, events) == "cancelled cancelled"
    assert statuses(R, [*events, "e4 start 4T13:00"]) == "cancelled cancelled missed"


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ("4T12:00", "missed"),
        ("5T10:00", "missed"),
        ("5T10:00:01", "fulfilled"),
    ],
)
def test_an_act_that_is_taken_back_before_it_was_due_does_not_count(taken: str, expected: str) -> None:
    assert statuses(R, [START, "e2 åtgärd 4T11:00 chef", f"e3 åtgärd_åter {taken} re=e2"]) == expected


def test_an_act_done_again_after_it_was_taken_back_counts() -> None:
    events = [START, "e2 åtgärd 4T11:00 chef", "e3 åtgärd_åter 4T12:00 re=e2"]
    assert one(R, [*events, "e4 åtgärd 4T13:00 chef"]).act.id == "e4"
    assert statuses(R, [*events, "e4 åtgärd 5T13:00 chef"]) == "late"
    assert statuses(R, events, as_of="4T13:00") == "pending"


# --- which of several triggers


@pytest.mark.parametrize(
    ("selector", "events", "triggers"),
    [
        ("", ["e1 start 4T10:00", "e2 start 5T10:00"], "e1 e2"),
        ("första ", ["e1 start 4T10:00", "e2 start 5T10:00"], "e1"),
        ("första ", ["e1 start 4T10:00", "e2 start_åter 4T11:00", "e3 start 5T10:00"], "e1 e3"),
        ("första ", ["e1 start 4T10:00", "e2 start_åter 5T11:00 re=e1", "e3 start 5T10:00"], "e1"),
        ("första ", ["e1 start 4T10:00", "e2 start_åter 5T10:00 re=e1", "e3 start 5T10:00"], "e1 e3"),
        ("senaste ", ["e1 start 4T10:00", "e2 start 5T10:00"], "e2"),
        ("senaste ", ["e1 start 4T10:00", "e2 start 5T10:00", "e3 start_åter 6T10:00 re=e2"], "e1"),
        ("senaste ", ["e1 start 4T10:00", "e3 start_åter 6T10:00 re=e1"], ""),
        ("ursprungligt ", ["e1 start 4T10:00", "e2 start 5T10:00 re=e1"], "e1"),
        ("ursprungligt ", ["e1 start 4T10:00", "e2 start 5T10:00"], "e1 e2"),
        ("ursprungligt ", ["e1 start 4T10:00 >enhet", "e2 start 5T10:00 >enhet,kund re=e1"], "e1 e2"),
    ],
)
def test_every_first_latest_original(selector: str, events: list[str], triggers: str) -> None:
    found = judge(R.replace("när start", f"när {selector}start"), events)
    assert " ".join(f.trigger.id for f in found) == triggers


@pytest.mark.parametrize(
    ("pattern", "event", "facts", "missing"),
    [
        ("start av chef", "e1 start 4T10:00", {}, "start e1: vem eller vilken enhet"),
        ("start där (p)", "e1 start 4T10:00", {}, "p"),
        ("första start där (p)", "e1 start 4T10:00", {}, "p"),
        ("start av kund eller start av chef", "e1 start 4T10:00", {}, "start e1: vem eller vilken enhet"),
    ],
)
def test_an_event_that_may_be_a_trigger_is_undetermined_not_passed_over(
    pattern: str, event: str, facts: dict[str, object], missing: str
) -> None:
    found = one(R.replace("när start", f"när {pattern}"), [event], facts)
    assert (found.status.value, found.missing) == ("undetermined", (missing,))
    assert (
        statuses(R.replace("när start", f"när {pattern}").replace("  ska", "  om q\n  ska"), [event], {"q": False})
        == ""
    )


def test_an_event_is_a_trigger_once() -> None:
    text = R.replace("när start", "när start av chef eller start där (ja)")
    assert statuses(text, ["e1 start 4T10:00 chef ja=true"]) == "missed"


def test_an_event_that_is_a_trigger_in_one_way_is_not_doubted_for_another() -> None:
    text = R.replace("när start", "när start av chef eller start där (ja)")
    assert statuses(text, ["e1 start 4T10:00 ja=true"]) == "missed"


def test_a_fact_that_becomes_so_starts_a_rule_once() -> None:
    text = R.replace("när start", "när p blir sant")
    facts = {"p": {"4T10:00": True, "4T12:00": True, "6T10:00": False, "8T10:00": True}}
    assert [(f.trigger, f.trigger_type, f.status.value) for f in judge(text, ["e0 annan 3T10:00"], facts)] == [
        (None, "p", "missed")
    ] * 2
    assert statuses(text, ["e0 annan 3T10:00"], {"p": True}) == ""
    assert statuses(text, ["e1 val 4T10:00 vilket=p till=true"], {"p": False}) == "missed"
    assert statuses(text, ["e1 val 4T10:00 vilket=p till=true", "e2 åtgärd 5T10:00 chef"]) == "fulfilled"


@pytest.mark.parametrize(
    ("act", "answer", "expected"),
    [
        ("svar", "re=e0", "missed"),
        ("svar", "re=e1", "fulfilled"),
        ("svar", "", "fulfilled"),
        ("besked", "re=e0", "missed"),
        ("besked", "re=e1", "fulfilled"),
        ("åtgärd", "re=e0", "fulfilled"),
    ],
)
def test_an_answer_to_something_else_does_not_count(act: str, answer: str, expected: str) -> None:
    text = R.replace("göra åtgärd", f"göra {act}")
    assert statuses(text, ["e0 annan 4T09:00", START, f"e2 {act} 4T11:00 chef {answer}"]) == expected


def test_an_answer_to_a_message_may_fulfil_what_another_event_began() -> None:
    text = R.replace("när start", "när annan").replace("göra åtgärd", "göra besked")
    events = ["e0 start 4T09:00", "e1 annan 4T10:00", "e2 besked 4T11:00 chef re=e0"]
    assert statuses(text, events) == "fulfilled"


def test_an_act_by_nobody_in_particular_leaves_each_recipient_open() -> None:
    sent = "e1 start 4T10:00 chef>enhet/A"
    assert statuses(ANSWER, [sent, "e2 svar 4T11:00 re=e1"]) == "undetermined"
    before = ANSWER.replace("inom 24 timmar", "före stopp")
    assert statuses(before, [sent, "e2 svar 4T11:00 re=e1"]) == "undetermined"
    assert statuses(ANSWER, [sent, "e2 svar 5T11:00 re=e1"]) == "missed"


def test_what_happens_in_the_second_of_the_trigger_is_there_already() -> None:
    text = "skyldighet r\n  när start\n  ska chef göra åtgärd till varje mottagare av annan\n  inom 24 timmar\n"
    assert statuses(text, [START, "e2 annan 4T10:00 chef>enhet/A"]) == "missed"
    named = [START, "e2 ombud_utsett 4T11:00 enhet/A", "e3 åtgärd 4T11:00 enhet/A"]
    assert statuses(R.replace("chef", "ombud"), named) == "fulfilled"


def test_an_act_that_is_due_in_the_window_may_be_done_early_in_the_second_of_the_trigger() -> None:
    text = R.replace("inom 24 timmar", "mellan 1 och 2 dagar")
    assert statuses(text, [START, "e2 åtgärd 4T10:00 chef"]) == "early"
    assert statuses(text, [START, "e2 åtgärd 4T09:59:59 chef"]) == "missed"


@pytest.mark.parametrize(
    ("known", "others", "status"),
    [
        (True, [], "undetermined"),
        (False, [], "missed"),
        (None, [], "missed"),
        ({"4T11:00": True}, [], "undetermined"),
        ({"4T11:00:01": True}, [], "missed"),
        (True, ["e0 ombud_utsett 3T10:00 enhet/B"], "missed"),
        (True, ["e0 ombud_utsett 3T10:00 enhet/A"], "fulfilled"),
        (True, ["e0 ombud_utsett 4T11:00:01 enhet/B"], "undetermined"),
    ],
)
def test_someone_named_since_before_may_be_of_any_unit(known: object, others: list[str], status: str) -> None:
    """The fact `r` says that there is an `ombud` since before; who it is only an event tells."""
    rule = "skyldighet r1\n  när start\n  ska ombud göra åtgärd\n  inom 1 dag\n"
    events = [START, *others, "e2 åtgärd 4T11:00 enhet/A"]
    assert one(rule, events, {} if known is None else {"r": known}).status.value == status
    assert one(rule, [*events[:-1], "e2 åtgärd 4T11:00 kund/A"], {"r": True}).status.value == "missed"


@pytest.mark.parametrize(("fact", "code"), [("r", []), ("rr", ["G103"]), ("färg", ["G106"])])
def test_a_yes_or_no_fact_tells_of_someone_since_before(fact: str, code: list[str]) -> None:
    words = WORDS.replace("sedan tidigare enligt r\n", f"sedan tidigare enligt {fact}\n")
    assert [d.code for d in load_texts([("ord", words)], {}).diagnostics] == code
