"""Each party closes the case for itself: what one has closed is still open for the others."""

from __future__ import annotations

import pytest
from kit import HEAD, episode, rule_set, statuses

from compliance.payment import Judge
from compliance.payment.agenda import open_acts

OWN = HEAD + "  parter      chef, enhet\n  varje part avslutar med slut\n"
R = "skyldighet r\n  när start\n  ska chef eller enhet göra åtgärd\n  snarast\n"
START = "e1 start 4T10:00"


@pytest.mark.parametrize(
    ("others", "alone", "shared"),
    [
        (["e2 slut 5T10:00 chef"], "missed", "missed"),
        (["e2 slut 5T10:00 enhet"], "pending", "missed"),
        (["e2 slut 5T10:00 grupp"], "pending", "missed"),
        (["e2 slut 5T10:00 kund"], "missed", "missed"),
        (["e2 slut 5T10:00"], "missed", "missed"),
        (["e2 slut 5T10:00 enhet", "e3 slut 6T10:00 chef"], "missed", "missed"),
        (["e2 slut 5T10:00 enhet", "e3 åtgärd 6T10:00 chef"], "fulfilled", "missed"),
        (["e2 slut 5T10:00 chef", "e3 åtgärd 6T10:00 chef"], "missed", "missed"),
        (["e2 slut 3T10:00 chef"], "pending", "pending"),
    ],
)
def test_a_party_closes_only_its_own(others: list[str], alone: str, shared: str) -> None:
    assert statuses(OWN + R, [START, *others]) == alone
    assert statuses(R, [START, *others]) == shared


def test_what_binds_each_receiver_is_closed_only_for_all() -> None:
    text = "skyldighet r\n  när start\n  ska varje mottagare göra åtgärd\n  snarast\n"
    assert statuses(OWN + text, ["e1 start 4T10:00 chef>enhet", "e2 slut 5T10:00 enhet"]) == "pending"
    assert statuses(OWN + text, ["e1 start 4T10:00 chef>enhet", "e2 slut 5T10:00 kund"]) == "missed"


def test_a_phase_that_ends_decides_before_any_closing() -> None:
    text = R.replace("snarast", "snarast fram till fas")
    assert statuses(OWN + text, [START, "e2 slut 5T10:00 enhet", "e3 fas 6T10:00"]) == "missed"
    done = "e3 åtgärd 6T09:00 chef"
    assert statuses(OWN + text, [START, "e2 slut 5T10:00 enhet", done, "e4 fas 6T10:00"]) == "fulfilled"


@pytest.mark.parametrize(("closer", "listed"), [("chef", 0), ("enhet", 1), ("kund", 0)])
def test_what_is_still_to_be_done(closer: str, listed: int) -> None:
    rules = rule_set(OWN + R)
    told = episode([START, f"e2 slut 5T10:00 {closer}"])
    found = Judge(rules).judge(told, told.events[-1].at + 86400, "prov")
    assert len(open_acts(found, rules)) == listed


def test_what_has_a_time_ahead_is_still_to_be_done_by_the_party_that_closed() -> None:
    text = R.replace("snarast", "inom 30 dagar")
    for head, listed in ((OWN, 1), (HEAD, 0)):
        rules = rule_set(head + text)
        told = episode([START, "e2 slut 5T10:00 chef"])
        judge = Judge(rules)
        assert len(open_acts(judge.judge(told, told.events[-1].at, "prov"), rules)) == listed
        assert open_acts(judge.judge(told, told.events[-1].at + 40 * 86400, "prov"), rules) == ()
