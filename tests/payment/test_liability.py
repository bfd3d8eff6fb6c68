"""Liability of one stay: grounds, precedence, dates, days, money, payer, taking back, no notice."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "check"))

from kit import ZONE, decoder, verdict, when

from compliance.payment import LiabilityVerdict
from compliance.report.as_json import Json
from compliance.report.sentence import Sentences
from compliance.report.text import standing

HEADER = """
betalningsansvar b
  när         första start till enhet
  {scope}betalare    värd om q
              ägare annars
  inträder    3 dagar om sänd senast kl 12:00
              4 dagar annars
  upphör vid  stopp
  dygn        {days}
  vid återtag {taken}
  belopp      taxa
"""
DAYS, STAND = "kalenderdagar utan slutdag", "dagarna kvarstår"
WHO = {"ägare": "Ä", "värd": "V"}
NOTICE, END = "e1 start 4T12:00 chef>enhet/A", "e9 stopp 10T09:00"


def rules(*grounds: str, scope: str = "", days: str = DAYS, taken: str = STAND) -> str:
    return HEADER.format(scope=scope and f"om {scope}\n  ", days=days, taken=taken) + "".join(grounds)


def liable(
    text: str, *events: str, facts: dict[str, object] | None = None, as_of: str = "2024-06-30T23:59:59"
) -> LiabilityVerdict:
    known = {"q": False, **(facts or {})}
    return verdict(text, events, {k: v for k, v in known.items() if v is not ...}, as_of, WHO).liability


def summary(found: LiabilityVerdict) -> tuple[str, str | None, str | None, int | None, object]:
    return found.status.value, when(found.starts), when(found.ends), found.days, found.amount


def states(found: LiabilityVerdict) -> dict[str, str]:
    return {g.ground.name: g.met.value for g in found.grounds}


# --- dates, days, money


@pytest.mark.parametrize(
    ("notice", "end", "expected"),
    [
        ("4T12:00", "10T09:00", ("holds", "7T00:00", "10T09:00", 3, 300)),
        ("4T12:00:01", "10T09:00", ("holds", "8T00:00", "10T09:00", 2, 200)),
        ("4T12:00", "7T23:59:59", ("holds", None, None, 0, 0)),
        ("4T12:00", "8T00:00", ("holds", "7T00:00", "8T00:00", 1, 100)),
        ("4T12:00", "5T09:00", ("holds", None, None, 0, 0)),
        ("28T12:00", "2024-04-02T09:00", ("holds", "31T00:00", "2024-04-02T09:00", 2, 200)),
        ("2023-12-28T12:00", "2024-01-02T09:00", ("holds", "2023-12-31T00:00", "2024-01-02T09:00", 2, 150)),
        ("2024-12-27T12:00", "2025-01-02T09:00", ("holds", "2024-12-30T00:00", "2025-01-02T09:00", 3, 400)),
        ("2025-12-27T12:00", "2026-01-02T09:00", ("holds", "2025-12-30T00:00", "2026-01-02T09:00", 3, None)),
    ],
)
def test_start_end_days_and_amount(notice: str, end: str, expected: tuple[object, ...]) -> None:
    found = liable(rules(), f"e1 start {notice} chef>enhet", f"e9 stopp {end}", as_of="2026-12-31T00:00")
    assert summary(found) == expected
    assert found.missing == (("taxa 2026",) if expected[-1] is None else ())


@pytest.mark.parametrize(
    ("days", "end", "number"),
    [
        ("kalenderdagar utan slutdag", "10T09:00", 3),
        ("kalenderdagar med slutdag", "10T09:00", 4),
        ("hela dygn", "10T09:00", 3),
        ("hela dygn", "9T23:59:59", 2),
        ("hela dygn", "10T00:00", 3),
        ("kalenderdagar med slutdag", "7T00:00", 1),
        ("kalenderdagar utan slutdag", "7T00:00", 0),
        ("hela dygn", "6T00:00", 0),
        ("kalenderdagar med slutdag", "6T09:00", 0),
        ("kalenderdagar med slutdag om p\n kalenderdagar utan slutdag annars", "10T09:00", 4),
    ],
)
def test_days_are_counted_as_the_guideline_counts(days: str, end: str, number: int) -> None:
    found = liable(rules(days=days), NOTICE, f"e9 stopp {end}", facts={"p": True})
    assert (found.days, found.amount) == (number, Decimal(100 * number))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("4T11:59:59", ("pending", None, None, 0, 0)),
        ("4T12:00", ("pending", "7T00:00", None, 0, 0)),
        ("6T23:59:59", ("pending", "7T00:00", None, 0, 0)),
        ("7T00:00", ("holds", "7T00:00", None, 0, 0)),
        ("7T23:59:59", ("holds", "7T00:00", None, 1, 100)),
        ("9T12:00", ("holds", "7T00:00", None, 2, 200)),
        ("10T09:00", ("holds", "7T00:00", "10T09:00", 3, 300)),
    ],
)
def test_an_open_stay_counts_whole_days_so_far(as_of: str, expected: tuple[object, ...]) -> None:
    assert summary(liable(rules(), "e0 annan 3T10:00", NOTICE, END, as_of=as_of)) == expected


# --- who pays, and whom it concerns


@pytest.mark.parametrize(("q", "payer", "missing"), [(True, "V", ()), (False, "Ä", ()), (..., None, ("q",))])
def test_who_pays(q: object, payer: str | None, missing: tuple[str, ...]) -> None:
    found = liable(rules(), NOTICE, END, facts={"q": q})
    assert (found.payer, found.missing, found.status.value, found.days) == (payer, missing, "holds", 3)


def test_the_next_payer_when_the_first_is_not_there() -> None:
    found = verdict(rules(), [NOTICE, END], {"q": True}, subject={"ägare": "Ä"}).liability
    assert found.payer == "Ä"
    nobody = verdict(rules(), [NOTICE, END], {"q": True}, subject={}).liability
    assert (nobody.payer, nobody.missing) == (None, ("betalare: ägare",))


@pytest.mark.parametrize(
    ("p", "status", "missing"), [(True, "holds", ()), (False, "not_applicable", ()), (..., "undetermined", ("p",))]
)
def test_whom_it_concerns(p: object, status: str, missing: tuple[str, ...]) -> None:
    found = liable(rules(scope="p"), NOTICE, END, facts={"p": p})
    assert (found.status.value, found.missing) == (status, missing)


def test_void_comes_before_an_unknown_scope() -> None:
    ground = "grund g\n  kräver chef göra åtgärd\n  inom 1 dag\n"
    assert liable(rules(ground, scope="p"), NOTICE, END).status.value == "void"


# --- grounds

ACT = "grund g\n  {}kräver chef göra åtgärd\n  inom 1 dag\n  tidigare räknas\n"


def act(condition: str = "") -> str:
    return ACT.format(condition and f"om {condition}\n  ")


@pytest.mark.parametrize(
    ("others", "status", "state"),
    [
        (["e2 åtgärd 5T23:59:59 chef"], "holds", "met"),
        (["e2 åtgärd 1T10:00 chef"], "holds", "met"),
        (["e2 åtgärd 6T00:00 chef"], "void", "unmet"),
        ([], "void", "unmet"),
        (["e2 åtgärd 5T10:00 kund"], "void", "unmet"),
        (["e2 åtgärd 5T10:00"], "undetermined", "unknown"),
    ],
)
def test_a_ground_that_an_act_was_done(others: list[str], status: str, state: str) -> None:
    found = liable(rules(act()), NOTICE, END, *others)
    assert (found.status.value, states(found)) == (status, {"g": state})
    assert (found.days, found.amount) == {"holds": (3, 300), "void": (0, 0)}.get(status, (None, None))


def test_an_unmet_ground_shows_what_came_late_and_when_it_was_due() -> None:
    found = liable(rules(act()), NOTICE, END, "e2 åtgärd 6T10:00 chef")
    (finding,) = found.grounds[0].findings
    assert (finding.status.value, finding.act.id, when(finding.due)) == ("late", "e2", "5T23:59:59")


@pytest.mark.parametrize(
    ("as_of", "status", "state"), [("5T12:00", "pending", "pending"), ("6T00:00", "void", "unmet")]
)
def test_a_ground_that_can_still_be_met_is_pending(as_of: str, status: str, state: str) -> None:
    found = liable(rules(act()), NOTICE, as_of=as_of)
    assert (found.status.value, states(found)) == (status, {"g": state})


@pytest.mark.parametrize(
    ("facts", "status", "shown"),
    [
        ({"p": True}, "void", {"g": "unmet"}),
        ({"p": False}, "holds", {}),
        ({}, "undetermined", {"g": "unknown"}),
        ({"p": {"1T00:00": False, "5T00:00": True}}, "holds", {}),
    ],
)
def test_a_ground_on_a_condition_at_the_notice(facts: dict[str, object], status: str, shown: dict[str, str]) -> None:
    found = liable(rules(act("p")), NOTICE, END, facts=facts)
    assert (found.status.value, states(found)) == (status, shown)
    assert found.missing == (("p",) if status == "undetermined" else ())


@pytest.mark.parametrize(("day", "concerns"), [("2024-03-04", True), ("2024-03-05", False)])
def test_a_ground_has_its_own_validity(day: str, concerns: bool) -> None:
    ground = act().replace("  kräver", f"  gäller från {day}\n  kräver", 1)
    assert states(liable(rules(ground), NOTICE, END)) == ({"g": "unmet"} if concerns else {})
    assert states(liable(rules(ground), "e0 annan 4T09:00", "e9 stopp 4T10:00")) == ({"g": "unmet"} if concerns else {})


KEPT = "skyldighet r\n  när annan\n  ska chef göra åtgärd\n  inom 1 dag\ngrund g\n  kräver regel r\n"


@pytest.mark.parametrize(
    ("others", "status", "state"),
    [
        ([], "holds", "met"),
        (["e0 annan 3T10:00"], "void", "unmet"),
        (["e0 annan 3T10:00", "e2 åtgärd 4T10:00 chef"], "holds", "met"),
        (["e0 annan 3T10:00", "e2 åtgärd 5T10:00 chef"], "void", "unmet"),
        (["e0 annan 3T10:00", "e2 åtgärd 4T10:00"], "undetermined", "unknown"),
    ],
)
def test_a_ground_that_a_rule_was_kept(others: list[str], status: str, state: str) -> None:
    found = liable(rules(KEPT), NOTICE, END, *others)
    assert (found.status.value, states(found)) == (status, {"g": state})


def test_rules_to_be_kept_by_a_star() -> None:
    text = KEPT.replace("regel r", "regel r*").replace("skyldighet r", "skyldighet rö")
    assert states(liable(rules(text), NOTICE, END, "e0 annan 3T10:00")) == {"g": "unmet"}


VOID = "grund g\n  bortfaller om (p){}\n"


@pytest.mark.parametrize(
    ("by_day", "p", "status", "days", "state"),
    [
        ("", True, "void", 0, "unmet"),
        ("", False, "holds", 3, "met"),
        ("", ..., "undetermined", None, "unknown"),
        ("", {"1T00:00": False, "8T10:00": True}, "void", 0, "unmet"),
        ("", {"1T00:00": True, "8T10:00": False}, "holds", 3, "met"),
        ("", {"1T00:00": False, "11T10:00": True}, "holds", 3, "met"),
        (" dag för dag", True, "void", 0, "unmet"),
        (" dag för dag", False, "holds", 3, "met"),
        (" dag för dag", ..., "undetermined", None, "unknown"),
        (" dag för dag", {"1T00:00": False, "8T23:59:59": True}, "holds", 1, "met"),
        (" dag för dag", {"1T00:00": True, "8T23:59:59": False}, "holds", 2, "met"),
        (" dag för dag", {"1T00:00": True, "9T00:00": False}, "holds", 1, "met"),
        (" dag för dag", {"1T00:00": False, "8T10:00": True, "9T10:00": False}, "holds", 2, "met"),
        (" dag för dag", {"1T00:00": False, "7T10:00": True}, "void", 0, "unmet"),
    ],
)
def test_a_condition_that_voids_the_stay_or_its_days(
    by_day: str, p: object, status: str, days: int | None, state: str
) -> None:
    found = liable(rules(VOID.format(by_day)), NOTICE, END, facts={"p": p})
    assert (found.status.value, found.days, states(found)) == (status, days, {"g": state})
    assert found.amount == (None if days is None else 100 * days)


MANY = [act().replace("grund g", "grund a"), VOID.format("").replace("grund g", "grund c"), KEPT]


def test_every_unmet_ground_is_listed() -> None:
    found = liable(rules(*MANY), NOTICE, END, "e0 annan 3T10:00", facts={"p": True})
    assert (found.status.value, states(found)) == ("void", {"a": "unmet", "c": "unmet", "g": "unmet"})


@pytest.mark.parametrize(
    ("others", "facts", "as_of", "status"),
    [
        (["e2 åtgärd 5T10:00 chef"], {"p": False}, "30T00:00", "holds"),
        ([], {}, "30T00:00", "void"),
        (["e2 åtgärd 5T10:00 chef"], {}, "30T00:00", "undetermined"),
        ([], {}, "5T10:00", "undetermined"),
        ([], {"p": False}, "5T10:00", "pending"),
        ([], {"p": True}, "5T10:00", "void"),
    ],
)
def test_void_before_undetermined_before_pending(
    others: list[str], facts: dict[str, object], as_of: str, status: str
) -> None:
    assert liable(rules(*MANY[:2]), NOTICE, *others, facts=facts, as_of=as_of).status.value == status


def test_a_start_that_cannot_be_reckoned_leaves_it_open() -> None:
    text = rules().replace("3 dagar om sänd senast kl 12:00", "3 dagar om p")
    assert (liable(text, NOTICE, END).status.value, liable(text, NOTICE, END).missing) == ("undetermined", ("p",))
    assert liable(text, NOTICE, END, facts={"p": True}).days == 3


@pytest.mark.parametrize(
    ("notice", "status"), [("2017-12-31T23:59:59", "not_applicable"), ("2018-01-01T00:00", "holds")]
)
def test_a_notice_before_anything_was_in_force_is_judged_by_nothing(notice: str, status: str) -> None:
    found = liable(rules(), f"e1 start {notice} chef>enhet", "e9 stopp 2018-01-02T10:00", as_of="2019-01-01T00:00")
    assert (found.status.value, found.days) == (status, 0)


@pytest.mark.parametrize(("chosen", "amount"), [("taxa", 300), ("egen", 21)])
def test_an_amount_that_a_parameter_names(chosen: str, amount: int) -> None:
    own = 'årsbelopp egen\n  2024 7 "avtal"\n'
    text = own + f"parameter avtalat = {chosen}\n" + rules().replace("belopp      taxa", "belopp avtalat")
    found = liable(text, NOTICE, END)
    assert (found.days, found.amount) == (3, amount)


# --- an amount that the month decides


@pytest.mark.parametrize(
    ("notice", "end", "at_most", "missing"),
    [
        ("4T12:00", "10T09:00", 300, ("månadens reglering",)),
        ("2025-12-27T12:00", "2026-01-02T09:00", None, ("månadens reglering", "taxa 2026")),
    ],
)
def test_a_stay_that_the_month_settles_says_what_it_can_cost_at_most(
    notice: str, end: str, at_most: int | None, missing: tuple[str, ...]
) -> None:
    text = rules(act()).replace("taxa", "taxa enligt månadens reglering")
    events = (f"e1 start {notice} chef>enhet", f"e9 stopp {end}")
    found = liable(text, *events, f"e2 åtgärd {notice} chef", as_of="2026-12-31T00:00")
    assert (found.status.value, found.days, found.amount, found.at_most) == ("holds", 3, None, at_most)
    assert found.missing == missing
    void = liable(text, *events, as_of="2026-12-31T00:00")
    assert (void.status.value, void.days, void.amount, void.at_most, void.missing) == ("void", 0, 0, None, ())


def test_what_is_said_of_a_stay_that_the_month_settles() -> None:
    text = rules().replace("taxa", "taxa enligt månadens reglering")
    found = liable(text, NOTICE, END)
    shown, told = standing(found), Sentences(decoder().vocabulary, ZONE, {}).liability(found)
    assert shown == "FÖRUTSÄTTNINGARNA UPPFYLLDA"
    assert told.startswith("Förutsättningarna för att Ä ska betala är uppfyllda") and "högst 300 kronor" in told
    none = liable(text, NOTICE, "e9 stopp 5T09:00")
    assert (none.status.value, none.days, none.amount, none.at_most) == ("holds", 0, 0, None)
    assert standing(liable(rules(), NOTICE, END)) == "INTRÄTT"


# --- what is left to a person

PERSON = 'avgörs inte om ({}) enligt R-1\n  tolkning R-1 "En människa avgör."\n'


def with_person(condition: str, *grounds: str, scope: str = "") -> str:
    return rules(scope=scope).rstrip("\n") + "\n  " + PERSON.format(condition) + "".join(grounds)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([NOTICE, END, "e2 åtgärd 5T10:00 chef"], "holds"),
        ([NOTICE, END], "void"),
        ([END], "void"),
        ([NOTICE], "void"),
    ],
)
def test_a_stay_left_to_a_person_is_undetermined_whatever_the_grounds_say(events: list[str], status: str) -> None:
    text = with_person("p", act())
    assert liable(text, *events, facts={"p": False}).status.value == status
    found = liable(text, *events, facts={"p": True})
    assert (found.status.value, found.payer, found.days, found.amount) == ("undetermined", "Ä", None, None)
    assert found.left_open is not None and (found.left_open.ref, found.missing) == ("R-1", ())
    assert {p.status.value for p in found.periods} == {"undetermined"}


def test_a_stay_that_may_be_one_for_a_person_says_what_would_tell() -> None:
    found = liable(with_person("p"), NOTICE, END)
    assert (found.status.value, found.missing, found.left_open) == ("undetermined", ("p",), None)
    assert liable(with_person("p är känt och p"), NOTICE, END).status.value == "holds"


def test_a_patient_outside_the_liability_is_not_left_to_a_person() -> None:
    known = {"p": True, "q": False}
    assert liable(with_person("p", scope="q"), NOTICE, END, facts=known).status.value == "not_applicable"


@pytest.mark.parametrize(
    ("p", "status"),
    [
        ({"1T00:00": True, "4T12:00:01": False}, "undetermined"),
        ({"1T00:00": True, "4T12:00": False}, "holds"),
        ({"1T00:00": False, "10T09:00": True}, "undetermined"),
        ({"1T00:00": False, "10T09:00:01": True}, "holds"),
        ({"1T00:00": False, "6T00:00": True, "7T00:00": False}, "holds"),
    ],
)
def test_it_is_left_to_a_person_by_what_holds_at_the_notice_or_at_the_end(p: object, status: str) -> None:
    assert liable(with_person("p"), NOTICE, END, facts={"p": p}).status.value == status


@pytest.mark.parametrize(
    ("p", "met", "status"),
    [(True, "unknown", "undetermined"), (False, "unmet", "void"), (..., "unknown", "undetermined")],
)
def test_a_ground_left_to_a_person_is_neither_met_nor_unmet(p: object, met: str, status: str) -> None:
    found = liable(rules(act() + "  " + PERSON.format("p")), NOTICE, END, facts={"p": p})
    assert (found.status.value, states(found)) == (status, {"g": met})
    assert (found.grounds[0].left_open is not None) is (p is True)
    assert found.grounds[0].missing == (("p",) if p is ... else ())


def test_another_unmet_ground_voids_what_one_leaves_to_a_person() -> None:
    other = act().replace("grund g", "grund a")
    found = liable(rules(other, act() + "  " + PERSON.format("p")), NOTICE, END, facts={"p": True})
    assert (found.status.value, states(found)) == ("void", {"a": "unmet", "g": "unknown"})


def test_what_is_left_to_a_person_is_said_with_the_reading_that_says_why() -> None:
    told, shown = Sentences(decoder().vocabulary, ZONE, {}), Json(decoder().vocabulary, ZONE, {})
    whole = liable(with_person("p"), NOTICE, END, facts={"p": True})
    assert told.liability(whole) == (
        "Betalningsansvaret för Ä avgörs inte här utan av en människa. Läsning R-1: En människa avgör."
    )
    assert shown.liability(whole)["left_open"] == {"ref": "R-1", "text": "En människa avgör."}
    (ground,) = liable(rules(act() + "  " + PERSON.format("p")), NOTICE, END, facts={"p": True}).grounds
    assert told.ground(ground) == "g: avgörs inte här utan av en människa. Läsning R-1: En människa avgör."
    assert shown.ground(ground, None)["left_open"] == {"ref": "R-1", "text": "En människa avgör."}
    unsure = liable(with_person("p"), NOTICE, END)
    assert told.liability(unsure) == "Betalningsansvaret för Ä kan inte avgöras: det saknas p."
    assert "left_open" not in shown.liability(unsure)


# --- taking back and new notices

BACK, AGAIN = "e2 start_åter {} re=e1", "e3 start {} chef>enhet/A"


@pytest.mark.parametrize(
    ("taken", "back", "again", "expected", "periods"),
    [
        (STAND, "9T10:00", "12T10:00", ("holds", "7T00:00", "18T09:00", 5, 500), [2, 3]),
        ("dagarna faller", "9T10:00", "12T10:00", ("holds", "15T00:00", "18T09:00", 3, 300), [2, 3]),
        (STAND, "5T10:00", "12T10:00", ("holds", "15T00:00", "18T09:00", 3, 300), [0, 3]),
        (STAND, "9T10:00", None, ("holds", "7T00:00", "9T10:00", 2, 200), [2]),
        ("dagarna faller", "9T10:00", None, ("void", None, None, 0, 0), [0]),
        (STAND, "5T10:00", None, ("void", None, None, 0, 0), [0]),
        (STAND, "9T10:00", "9T10:00", ("holds", "7T00:00", "18T09:00", 8, 800), [2, 6]),
    ],
)
def test_a_notice_taken_back_ends_the_count_and_a_new_one_begins_it_anew(
    taken: str, back: str, again: str | None, expected: tuple[object, ...], periods: list[int]
) -> None:
    events = [NOTICE, BACK.format(back), "e9 stopp 18T09:00"] + ([AGAIN.format(again)] if again else [])
    found = liable(rules(taken=taken), *events)
    assert summary(found) == expected
    assert [len(p.days) for p in found.periods] == periods


def test_taken_back_before_it_counted_is_as_if_none_had_been_given() -> None:
    events = [NOTICE, BACK.format("5T10:00")]
    assert liable(rules(act()), *events).status.value == "pending"
    ended = liable(rules(act()), *events, "e9 stopp 18T09:00")
    assert (ended.status.value, states(ended)) == ("void", {"g": "unmet"})
    done = liable(rules(act()), *events, "e9 stopp 18T09:00", "e4 åtgärd 4T13:00 chef")
    assert (done.status.value, states(done)) == ("void", {"g": "met"})


def test_days_that_stand_are_shown_while_a_new_notice_is_pending() -> None:
    found = liable(rules(), NOTICE, BACK.format("9T10:00"), AGAIN.format("12T10:00"), as_of="13T10:00")
    assert (found.status.value, found.days, found.amount) == ("pending", 2, 200)


def test_the_first_notice_counts_and_later_ones_are_duplicates() -> None:
    found = liable(rules(), NOTICE, AGAIN.format("6T10:00"), END)
    assert (len(found.periods), found.days) == (1, 3)
    other = liable(rules(), "e0 start 1T10:00 chef>kund", NOTICE, END)
    assert (len(other.periods), other.days) == (1, 3)


def test_no_notice_at_all() -> None:
    text = rules(act(), VOID.format("").replace("grund g", "grund c"))
    assert liable(text, "e0 annan 3T10:00").status.value == "pending"
    ended = liable(text, "e0 annan 3T10:00", END)
    assert (ended.status.value, ended.days, ended.amount, states(ended)) == ("void", 0, 0, {"g": "unmet"})
    assert states(liable(text, "e0 åtgärd 3T10:00 chef", END)) == {"g": "met"}


def test_no_model_no_liability() -> None:
    found = verdict("skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom 1 dag\n", [NOTICE, END]).liability
    assert (found.status.value, found.days, found.amount) == ("not_applicable", 0, 0)


def test_the_version_in_force_at_the_notice_reckons() -> None:
    old = "riktlinje gammal\n  region prov\n  gäller från 2018-01-01 till och med 2024-03-04\n"
    new = "riktlinje ny\n  region prov\n  gäller från 2024-03-05\n" + rules().replace("3 dagar om", "5 dagar om")
    for notice, guideline, starts in (("4T10:00", "gammal", "7T00:00"), ("5T10:00", "ny", "10T00:00")):
        events = [f"e1 start {notice} chef>enhet", "e9 stopp 20T09:00"]
        found = verdict((old + rules(), new), events, {"q": False}, subject=WHO).liability
        assert (found.guideline, when(found.starts)) == (guideline, starts)


def test_a_pending_new_notice_shows_its_own_start() -> None:
    found = liable(rules(), NOTICE, BACK.format("5T10:00"), AGAIN.format("12T10:00"), as_of="13T10:00")
    assert summary(found) == ("pending", "15T00:00", None, 0, 0)
    begun = liable(rules(), NOTICE, BACK.format("5T10:00"), AGAIN.format("12T10:00"), as_of="15T10:00")
    assert summary(begun) == ("holds", "15T00:00", None, 0, 0)


def test_scope_and_payer_are_those_of_the_latest_notice() -> None:
    events = [NOTICE, BACK.format("5T10:00"), AGAIN.format("12T10:00"), "e9 stopp 18T09:00"]
    later = {"1T00:00": False, "10T00:00": True}
    assert liable(rules(), *events, facts={"q": later}).payer == "V"
    assert liable(rules(scope="p"), *events, facts={"p": later}).status.value == "holds"
    assert liable(rules(scope="p"), NOTICE, END, facts={"p": later}).status.value == "not_applicable"


def test_without_a_notice_the_last_version_is_the_one_that_counts() -> None:
    old = "riktlinje gammal\n  region prov\n  gäller från 2018-01-01 till och med 2024-03-04\n" + rules()
    new = "riktlinje ny\n  region prov\n  gäller från 2024-03-05\n" + rules()
    found = verdict((old, new), ["e0 annan 4T10:00", "e2 annan 5T10:00"], {"q": False}, subject=WHO)
    assert (found.guideline, found.liability.guideline, found.liability.status.value) == ("gammal", "ny", "pending")


def test_a_timeline_judged_in_the_second_of_its_only_event() -> None:
    assert liable(rules(), "e0 annan 4T10:00", as_of="4T10:00").status.value == "pending"


def test_a_stay_whose_notice_was_taken_back_is_left_to_a_person_by_what_holds_when_it_ends() -> None:
    events = [NOTICE, BACK.format("5T10:00"), "e9 stopp 18T09:00"]
    known = {"p": {"1T00:00": False, "10T00:00": True}}
    assert liable(with_person("p"), *events, facts=known).status.value == "undetermined"
    assert liable(with_person("p"), *events, facts={"p": False}).status.value == "void"


@pytest.mark.parametrize(
    ("end", "whole", "dates"), [("10T11:59:59", 2, 3), ("10T12:00", 3, 3), ("7T11:59:59", 0, 0), ("8T11:59:59", 0, 1)]
)
def test_whole_days_from_the_clock_time_of_the_notice(end: str, whole: int, dates: int) -> None:
    for kind, number in (("hela dygn", whole), (DAYS, dates)):
        text = rules(days=kind).replace("  upphör", "  räknas från samma klockslag\n  upphör")
        found = liable(text, NOTICE, f"e9 stopp {end}")
        assert found.days == number
        assert when(found.starts) == ("7T12:00" if number else None)


@pytest.mark.parametrize(
    ("dates", "holds"),
    [
        ("gäller från 2024-03-04", True),
        ("gäller från 2024-03-05", False),
        ("gäller från 2024-03-01 till och med 2024-03-04", True),
        ("gäller från 2024-03-01 till och med 2024-03-03", False),
    ],
)
def test_a_liability_has_its_own_dates(dates: str, holds: bool) -> None:
    text = rules().replace("betalningsansvar b\n", f"betalningsansvar b\n  {dates}\n")
    found = liable(text, NOTICE, END)
    assert (found.days == 3) is holds and (found.status.value == "holds") is holds


def test_taken_back_in_the_second_that_it_started() -> None:
    before, at = ([NOTICE, BACK.format(moment)] for moment in ("6T23:59:59", "7T00:00"))
    assert summary(liable(rules(), *before)) == ("pending", None, None, 0, 0)
    assert liable(rules(), *at).status.value == "holds"


@pytest.mark.parametrize(("last", "concerns"), [("2024-03-04", True), ("2024-03-03", False)])
def test_a_ground_is_no_longer_in_force_after_its_last_date(last: str, concerns: bool) -> None:
    ground = act().replace("  kräver", f"  gäller från 2024-01-01 till och med {last}\n  kräver", 1)
    assert states(liable(rules(ground), NOTICE, END)) == ({"g": "unmet"} if concerns else {})


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ("chef>enhet", "met"),
        ("chef>kund", "met"),
        ("chef>chef", "unmet"),
        ("chef>-", "unmet"),
        ("chef", "unknown"),
        ("kund>enhet", "unmet"),
    ],
)
def test_without_a_notice_only_the_right_one_to_the_right_one_meets_a_ground(done: str, state: str) -> None:
    ground = act().replace("göra åtgärd", "göra åtgärd till enhet eller kund")
    assert states(liable(rules(ground), f"e0 åtgärd 3T10:00 {done}", END)) == {"g": state}


# --- a single stay that costs nothing

FLAT = """
betalningsansvar schablon
  gäller från 2024-01-01 till och med 2024-03-05
  när         första start till enhet
  inträder    3 dagar
  upphör vid  stopp
  inget enskilt ansvar enligt R-1
  {later}tolkning R-1 "En fast summa."
  tolkning    R-2 "En människa avgör."
"""
LATER = "senare dagar avgörs inte enligt R-2\n  "


def flat(later: str = LATER) -> str:
    return FLAT.format(later=later) + rules().replace("  när", "  gäller från 2024-03-06\n  när", 1)


@pytest.mark.parametrize(
    ("notice", "end", "status", "days"),
    [
        ("1T10:00", "5T09:00", "not_applicable", 0),  # over before the flat sum ends
        ("2T10:00", "6T09:00", "not_applicable", 0),  # the day it ends on does not count
        ("2T10:00", "7T09:00", "undetermined", None),  # one day after it
        ("5T23:59:59", "8T09:00", "not_applicable", 0),  # before the third day
        ("6T00:00:00", "10T09:00", "holds", 1),  # the first second of what comes after
    ],
)
def test_a_flat_sum_and_what_comes_after_it(notice: str, end: str, status: str, days: int | None) -> None:
    found = liable(flat(), f"e1 start {notice} chef>enhet/A", f"e9 stopp {end}")
    assert (found.status.value, found.days) == (status, days)
    assert (found.reason is not None) is (status == "not_applicable")
    assert (found.left_open is not None) is (status == "undetermined")


def test_a_flat_sum_that_leaves_no_later_days_open() -> None:
    found = liable(flat(later=""), "e1 start 2T10:00 chef>enhet/A", "e9 stopp 20T09:00")
    assert (found.status.value, found.amount) == ("not_applicable", 0) and found.reason is not None


def test_without_a_notice_the_liability_of_the_last_day_decides() -> None:
    assert liable(flat(), "e9 stopp 5T09:00").status.value == "not_applicable"
    assert liable(flat(), "e9 stopp 6T09:00").status.value == "void"
    assert liable(flat(), "e0 annan 5T09:00", as_of="2024-03-06T09:00").status.value == "pending"


def test_a_flat_sum_is_told_with_its_reading() -> None:
    found = liable(flat(), "e1 start 1T10:00 chef>enhet/A", "e9 stopp 5T09:00")
    told = Json(decoder().vocabulary, ZONE, {}).liability(found)
    assert told["reason"] == {"ref": "R-1", "text": "En fast summa."} and "left_open" not in told
    assert told["message"] == "Inget betalningsansvar för det enskilda vårdtillfället. Läsning R-1: En fast summa."
    assert [p["status"] for p in told["periods"]] == ["not_applicable"]


@pytest.mark.parametrize(("notice", "state"), [("10T09:00", "met"), ("10T09:00:01", "unmet")])
def test_what_must_come_before_an_event_comes_too_late_when_that_lies_before_the_notice(
    notice: str, state: str
) -> None:
    ground = "grund g\n  kräver chef göra start\n  före stopp\n  tidigare räknas\n"
    found = liable(rules(ground), "e0 stopp 10T09:00", f"e1 start {notice} chef>enhet/A")
    assert states(found) == {"g": state} and (found.status.value == "void") is (state == "unmet")
