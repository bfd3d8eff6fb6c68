"""A recipient who rejects a message with right stops being one: for what is owed to it, by it, and for who was reached.

The usual head of these guidelines says `mottagare avvisar med nej där (ja eller p)`.
"""

from __future__ import annotations

import pytest
from kit import HEAD, WORDS, judge, one, statuses, verdict, whom

from compliance.graph import load_texts

SENT = "e1 start 4T10:00 chef>enhet/A,enhet/B"
TO_EACH = "skyldighet r\n  när fas\n  ska chef göra åtgärd till varje mottagare av start\n  inom 1 dag\n"
BY_EACH = "skyldighet r\n  när start\n  ska varje mottagare göra svar\n  inom 24 timmar\n"
REACHED = "skyldighet r\n  när fas\n  ska chef göra start till enhet\n  inom 24 timmar\n"


@pytest.mark.parametrize(
    ("no", "facts", "owed"),
    [
        ("", {}, "chef>enhet/A chef>enhet/B"),
        ("e2 nej 4T11:00 enhet/B re=e1 ja=true", {}, "chef>enhet/A"),
        ("e2 nej 5T09:59:59 enhet/B re=e1 ja=true", {}, "chef>enhet/A"),
        ("e2 nej 5T10:00 enhet/B re=e1 ja=true", {}, "chef>enhet/A"),
        ("e2 nej 4T11:00 enhet/B re=e1", {"p": False}, "chef>enhet/A chef>enhet/B"),
        ("e2 nej 4T11:00 enhet/B re=e1", {"p": True}, "chef>enhet/A"),
        ("e2 nej 4T11:00 enhet/B ja=true", {}, "chef>enhet/A"),
        ("e2 nej 4T11:00 enhet/C re=e1 ja=true", {}, "chef>enhet/A chef>enhet/B"),
        ("e2 nej 4T11:00 kund/B re=e1 ja=true", {}, "chef>enhet/A chef>enhet/B"),
    ],
)
def test_nothing_is_owed_to_one_who_has_rejected(no: str, facts: dict[str, object], owed: str) -> None:
    events = [SENT, *([no] if no else []), "e3 fas 5T10:00"]
    assert " ".join(whom(f) for f in judge(TO_EACH, events, facts)) == owed


def test_what_is_open_falls_away_when_it_is_rejected() -> None:
    late = ["e2 nej 5T10:00:01 enhet/B re=e1 ja=true", "e3 fas 5T10:00"]
    kept, fell = judge(TO_EACH, [SENT, *late])
    assert (kept.status.value, fell.status.value, fell.cancelled_by) == ("missed", "cancelled", "nej")
    assert statuses(BY_EACH, [SENT, "e2 nej 5T10:00 enhet/B re=e1 ja=true"]) == "missed cancelled"
    assert statuses(BY_EACH, [SENT, "e2 nej 5T10:00:01 enhet/B re=e1 ja=true"]) == "missed missed"


def test_a_rejection_of_unknown_right_leaves_it_undetermined() -> None:
    doubt = "e2 nej 4T11:00 enhet/B re=e1"
    kept, unsure = judge(TO_EACH, [SENT, doubt, "e3 fas 5T10:00"])
    assert (kept.status.value, unsure.status.value, unsure.missing) == ("missed", "undetermined", ("p",))
    done = "e4 åtgärd 5T11:00 chef>enhet/B"
    assert statuses(TO_EACH, [SENT, doubt, "e3 fas 5T10:00", done]) == "missed fulfilled"
    nobody = "e2 nej 4T11:00 enhet re=e1 ja=true"
    assert statuses(TO_EACH, [SENT, nobody, "e3 fas 5T10:00"]) == "undetermined undetermined"


@pytest.mark.parametrize(
    ("no", "status"),
    [
        ([], "fulfilled"),
        (["e3 nej 6T09:59:59 enhet/A re=e2 ja=true"], "missed"),
        (["e3 nej 6T10:00 enhet/A re=e2 ja=true"], "missed"),
        (["e3 nej 6T10:00:01 enhet/A re=e2 ja=true"], "fulfilled"),
        (["e3 nej 5T12:00 enhet/A re=e2"], "undetermined"),
        (["e3 nej 5T12:00 enhet/A re=e2 ja=true", "e4 start 6T10:00 chef>enhet/B"], "fulfilled"),
        (["e3 nej 5T12:00 enhet/A re=e2 ja=true", "e4 start 6T10:00 chef>enhet/A re=e2"], "missed"),
    ],
)
def test_what_is_rejected_by_when_it_is_due_has_not_reached_anyone(no: list[str], status: str) -> None:
    """Sent again to the one who rejected it, it is still rejected."""
    found = one(REACHED, ["e1 fas 5T10:00", "e2 start 5T11:00 chef>enhet/A", *no])
    assert (found.status.value, found.missing) == (status, ("p",) if status == "undetermined" else ())


def test_a_condition_asks_who_is_a_recipient_at_its_moment() -> None:
    rule = "skyldighet r\n  när fas\n  om finns start till enhet\n  ska chef göra åtgärd\n  inom 1 dag\n"
    sent = "e1 start 4T10:00 chef>enhet/A"
    assert statuses(rule, [sent, "e2 nej 5T10:00:01 enhet/A re=e1 ja=true", "e3 fas 5T10:00"]) == "missed"
    assert statuses(rule, [sent, "e2 nej 5T10:00 enhet/A re=e1 ja=true", "e3 fas 5T10:00"]) == ""
    assert one(rule, [sent, "e2 nej 5T10:00 enhet/A re=e1", "e3 fas 5T10:00"]).missing == ("p",)


def test_what_the_message_began_has_begun() -> None:
    rule = "skyldighet r\n  när start till enhet\n  ska enhet göra svar eller göra nej\n  inom 1 dag\n"
    assert statuses(rule, ["e1 start 4T10:00 chef>enhet/A", "e2 nej 4T11:00 enhet/A re=e1 ja=true"]) == "fulfilled"


def test_a_ground_does_not_ask_for_what_nobody_is_owed_any_more() -> None:
    text = (
        "betalningsansvar b\n  när första start till enhet\n  betalare ägare\n  inträder 1 dag\n  upphör vid slut\n"
        "  dygn kalenderdagar utan slutdag\n  belopp taxa\n"
        "grund g\n  kräver chef göra fas till varje mottagare av start\n  före slut\n"
    )
    told = [SENT, "e2 fas 4T11:00 chef>enhet/A", "e4 slut 8T10:00"]
    assert [g.met.value for g in verdict(text, told).liability.grounds] == ["unmet"]
    rejected = verdict(text, [*told, "e3 nej 5T10:00 enhet/B re=e1 ja=true"]).liability
    assert ([g.met.value for g in rejected.grounds], rejected.days) == (["met"], 3)


@pytest.mark.parametrize(
    ("clause", "code", "word"),
    [
        ("nej där (ja)", None, ""),
        ("nejj", "G101", "nejj"),
        ("fas", "G106", "fas"),
        ("nej där (regel r bryts)", "G106", "r"),
        ("nej där (jaa)", "G103", "jaa"),
    ],
)
def test_what_may_reject(clause: str, code: str | None, word: str) -> None:
    text = f"{HEAD}  mottagare avvisar med {clause}\n{BY_EACH}"
    found = load_texts([("ord", WORDS), ("r", text)], {}).diagnostics
    assert [d.code for d in found] == ([] if code is None else [code])
    assert all(d.span is not None and d.span.text == word for d in found)


def test_a_guideline_inherits_how_messages_are_rejected() -> None:
    base = "riktlinje grund\n  gäller från 2018-01-01\n  mottagare avvisar med nej där (ja)\n"
    upper = "riktlinje prov\n  region prov\n  bygger på grund\n  gäller från 2018-01-01\n"
    events = [SENT, "e2 nej 4T11:00 enhet/B re=e1 ja=true", "e3 fas 5T10:00"]
    assert len(judge((base, upper + TO_EACH), events)) == 1
    assert len(judge((base, upper + "  mottagare avvisar med nej där (inte ja)\n" + TO_EACH), events)) == 2
