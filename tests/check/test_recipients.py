"""To whom something was sent: where the record is silent that is unknown, where it says nobody it is nobody."""

from __future__ import annotations

import pytest
from kit import judge, one, statuses, verdict

ACT = "skyldighet r\n  när start\n  ska chef göra åtgärd till {}\n  inom 24 timmar\n"
STAY = (
    "betalningsansvar b\n  när första start till enhet\n  betalare ägare\n  inträder 1 dag\n  upphör vid slut\n"
    "  dygn kalenderdagar utan slutdag\n  belopp taxa\n"
    "grund g\n  kräver chef göra fas\n  inom 1 dag\n"
)


@pytest.mark.parametrize("to", ["enhet", "enhet eller kund", "varje mottagare"])
@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("e2 åtgärd 4T11:00 chef>enhet/A", "fulfilled"),
        ("e2 åtgärd 4T11:00 chef", "undetermined"),
        ("e2 åtgärd 5T10:00 chef", "undetermined"),
        ("e2 åtgärd 5T10:00:01 chef", "missed"),
        ("e2 åtgärd 4T11:00 chef>-", "missed"),
        ("e2 åtgärd 4T11:00 enhet", "missed"),
    ],
)
def test_an_act_to_nobody_recorded_may_have_reached_anyone(to: str, act: str, status: str) -> None:
    found = one(ACT.format(to), ["e1 start 4T10:00 chef>enhet/A", act])
    assert (found.status.value, found.missing) == (
        status, ("åtgärd e2: till vem",) if status == "undetermined" else (),
    )  # fmt: skip


def test_a_message_to_nobody_recorded_may_begin_what_one_to_a_role_begins() -> None:
    rule = "skyldighet r\n  när start till enhet\n  ska chef göra åtgärd\n  inom 1 dag\n"
    found = one(rule, ["e1 start 4T10:00 chef"])
    assert (found.status.value, found.missing) == ("undetermined", ("start e1: till vem",))
    assert judge(rule, ["e1 start 4T10:00 chef>-"]) == ()


def test_a_condition_does_not_know_who_got_it() -> None:
    rule = "skyldighet r\n  när fas\n  om finns start till enhet\n  ska chef göra åtgärd\n  inom 1 dag\n"
    found = one(rule, ["e1 start 4T10:00 chef", "e2 fas 4T11:00"])
    assert (found.status.value, found.missing) == ("undetermined", ("start e1: till vem",))
    assert statuses(rule, ["e1 start 4T10:00 chef", "e2 start 4T10:30 chef>enhet", "e3 fas 4T11:00"]) == "missed"
    assert statuses(rule, ["e1 start 4T10:00 chef>-", "e2 fas 4T11:00"]) == ""


@pytest.mark.parametrize(
    ("events", "status", "missing"),
    [
        (["e1 start 4T10:00 chef>enhet", "e2 fas 4T11:00 chef"], "holds", ()),
        (["e1 start 4T10:00 chef", "e2 fas 4T11:00 chef"], "undetermined", ("start e1: till vem",)),
        (["e1 start 4T10:00 chef"], "void", ()),
        (["e1 start 4T10:00 chef>-", "e2 fas 4T11:00 chef"], "void", ()),
        (
            ["e1 start 4T10:00 chef", "e2 fas 4T11:00 chef", "e3 start 4T12:00 chef>enhet"],
            "undetermined",
            ("start e1: till vem",),
        ),
        (["e1 start 4T10:00 chef>enhet", "e2 fas 4T11:00 chef", "e3 start 4T12:00 chef"], "holds", ()),
        (["e1 start 4T10:00 chef", "e2 start_åter 4T11:00 chef re=e1", "e3 fas 4T11:30 chef"], "void", ()),
    ],
)
def test_a_notice_to_nobody_recorded_leaves_the_liability_open(
    events: list[str], status: str, missing: tuple[str, ...]
) -> None:
    """Not where nothing is owed whether it was a notice or not, nor where another was the first."""
    told = verdict(STAY, [*events, "e9 slut 8T10:00"], subject={"ägare": "X"}).liability
    assert (told.status.value, told.missing) == (status, missing)
