"""Library loans: a vocabulary and a guideline with nothing in common with care, judged end to end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from kit import ZONE, at, when

from compliance.episodes import Decoder, Episode
from compliance.graph import load_rules
from compliance.graph.model import RuleSet
from compliance.payment import EpisodeVerdict, Judge

FOLDER = Path(__file__).parents[1] / "graph" / "library"
LOAN = {"id": "l1", "type": "lån", "at": "2024-03-04T15:00", "by": "bibliotekarie"}


@lru_cache(maxsize=1)
def rules() -> RuleSet:
    loaded = load_rules(FOLDER)
    assert loaded.rules is not None, [d.message for d in loaded.diagnostics]
    return loaded.rules


def loan(
    *events: Mapping[str, object],
    as_of: str = "2024-06-30T12:00",
    born: str | None = "1980-01-01",
    facts: Mapping[str, object] | None = None,
) -> EpisodeVerdict:
    raw = {
        "schema": 1,
        "id": "LÅN-1",
        "region": "stadsbiblioteket",
        "låntagare": {"kortnummer": "K-1", **({"född": born} if born else {})},
        "facts": {"spärrat": False, **(facts or {})},
        "events": [LOAN, *events],
    }
    told = Decoder(rules().vocabulary, ZONE).decode_value(raw)
    assert isinstance(told, Episode), [d.message for d in told.diagnostics]
    return Judge(rules()).judge(told, at(as_of), "stadsbiblioteket")


def said(verdict: EpisodeVerdict) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in verdict.findings:
        found.setdefault(finding.rule.name, []).append(finding.status.value)
    return found


def event(
    name: str, kind: str, time: str, by: str = "bibliotek", to: str = "låntagare", **more: object
) -> dict[str, object]:
    return {"id": name, "type": kind, "at": time, "by": by, "to": to, **more}


BACK = event("r1", "retur", "2024-04-01T23:59:59", "låntagare", "bibliotek", re="l1")


def test_a_book_that_comes_back_on_the_last_day() -> None:
    found = loan(BACK)
    assert said(found) == {"retur_i_tid": ["fulfilled"], "årligt_besked": ["cancelled"]}
    assert [when(f.due) for f in found.findings if f.rule.name == "retur_i_tid"] == ["2024-04-01T23:59:59"]
    assert found.liability.status.value == "not_applicable"


def test_a_book_that_comes_back_a_second_late_is_reminded_of_unless_it_came() -> None:
    found = said(loan({**BACK, "at": "2024-04-02T00:00"}))
    assert (found["retur_i_tid"], found["påminnelse_efter_lånetid"]) == (["late"], ["cancelled"])


def test_a_book_that_never_comes_back() -> None:
    found = loan()
    reminder = next(f for f in found.findings if f.rule.name == "påminnelse_efter_lånetid")
    assert (reminder.status.value, when(reminder.due)) == ("missed", "2024-04-04T23:59:59")
    assert said(found)["årligt_besked"] == ["missed", "missed", "missed", "pending"]
    assert sum(f.violation for f in found.findings) == 2 and sum(f.remark for f in found.findings) == 3


def test_weekdays_are_those_of_the_librarys_own_calendar() -> None:
    found = loan({**LOAN, "id": "l2", "at": "2024-05-08T10:00"})
    dues = [when(f.due) for f in found.findings if f.rule.name == "påminnelse_efter_lånetid"]
    # broken on 5 June; 6 June is a holiday, the 7th closed, then a weekend
    assert dues == ["2024-04-04T23:59:59", "2024-06-12T23:59:59"]


def test_a_film_has_a_week_and_a_loan_from_elsewhere_its_own_time() -> None:
    film = {"data": {"slag": "film"}}
    assert said(loan({**LOAN, "id": "l2", **film}, as_of="2024-03-12T00:00"))["retur_i_tid"] == ["pending", "missed"]
    assert "retur_i_tid" not in said(loan(facts={"fjärrlån": True}))


def test_fees_come_after_a_reminder_and_never_to_children() -> None:
    fee = event("a1", "avgift", "2024-04-10T10:00", data={"kronor": 6})
    reminder = event("p1", "påminnelse", "2024-04-03T10:00")
    assert said(loan(fee))["avgift_före_påminnelse"] == ["breached"]
    kept = said(loan(reminder, fee))
    assert "avgift_före_påminnelse" not in kept and kept["påminnelse_efter_lånetid"] == ["fulfilled"]
    assert "avgift_för_barn_förbjuden" not in said(loan(reminder, fee, born="2006-04-10"))
    assert said(loan(reminder, fee, born="2006-04-11"))["avgift_för_barn_förbjuden"] == ["breached"]
    assert "avgift_för_barn_förbjuden" not in said(loan(reminder, fee, born=None))


def test_a_barred_card_and_one_that_is_not_known() -> None:
    assert said(loan(facts={"spärrat": True}))["lån_på_spärrat_kort"] == ["breached"]
    unknown = loan(facts={"spärrat": None}).findings
    assert [(f.status.value, f.missing) for f in unknown if f.rule.name == "lån_på_spärrat_kort"] == [
        ("undetermined", ("spärrat",))
    ]


def test_a_lost_book_ends_everything_and_an_answer_names_its_loan() -> None:
    lost = {"id": "f1", "type": "förlust", "at": "2024-03-20T10:00"}
    assert said(loan(lost)) == {"retur_i_tid": ["cancelled"], "årligt_besked": ["cancelled"]}
    second = {**LOAN, "id": "l2", "at": "2024-03-05T15:00"}
    assert said(loan(second, {**BACK, "re": "l2"}))["retur_i_tid"] == ["missed", "fulfilled"]
