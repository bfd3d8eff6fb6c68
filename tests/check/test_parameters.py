"""Where a parameter may stand: the force of a rule, windows, values, ends, the calendar, the start of liability."""

from __future__ import annotations

import pytest
from kit import HEAD, WORDS, at, episode, judge, one, verdict, when

from compliance.graph import load_texts
from compliance.language.diagnostic import Diagnostic
from compliance.payment import Judge

START = "e1 start 4T10:00"
R = "skyldighet r\n  när start\n  {} chef göra åtgärd\n  inom {}\n"


def told(text: str) -> list[Diagnostic]:
    return list(load_texts([("ord", WORDS), ("r", HEAD + text)], {}).diagnostics)


@pytest.mark.parametrize(("force", "violation", "remark"), [("ska", True, False), ("bör", False, True)])
def test_the_force_of_a_rule_is_chosen(force: str, violation: bool, remark: bool) -> None:
    text = f"parameter styrka = {force}\n" + R.format("ska enligt styrka", "1 dag")
    found = one(text, [START], {}, "9T12:00")
    assert (found.status.value, found.violation, found.remark) == ("missed", violation, remark)
    assert found.rule.modality.value == force


@pytest.mark.parametrize(("force", "modality"), [("ska", "får inte"), ("bör", "bör inte")])
def test_the_force_of_a_prohibition_is_chosen(force: str, modality: str) -> None:
    text = f"parameter styrka = {force}\nförbud r\n  får inte enligt styrka chef göra åtgärd\n"
    found = one(text, ["e1 åtgärd 4T10:00 chef"], {}, "9T12:00")
    assert (found.status.value, found.rule.modality.value, found.violation) == ("breached", modality, force == "ska")


@pytest.mark.parametrize(
    ("lower", "act", "status"),
    [
        ("0", "4T10:00", "fulfilled"),
        ("0", "4T09:59:59", "pending"),
        ("3", "6T23:59:59", "early"),
        ("3", "7T00:00", "fulfilled"),
        ("0", "25T00:00", "late"),
        ("3", "25T00:00", "late"),
    ],
)
def test_a_window_whose_lower_end_is_nought_has_none(lower: str, act: str, status: str) -> None:
    text = f"parameter gräns = {lower}\n" + R.format("ska", "X").replace("inom X", "mellan gräns och 20 dagar")
    moment = "2024-03-20T12:00" if status == "pending" else "2024-04-20T12:00"
    assert one(text, [START, f"e2 åtgärd {act} chef"], {}, moment).status.value == status


@pytest.mark.parametrize(
    ("tolerance", "act", "status"),
    [
        ("0 dagar", "4T00:00", "fulfilled"),
        ("0 dagar", "4T23:59:59", "fulfilled"),
        ("0 dagar", "3T23:59:59", "early"),
        ("0 dagar", "5T00:00", "late"),
        ("0 sekunder", "4T10:00", "fulfilled"),
        ("0 sekunder", "4T09:59:59", "early"),
        ("0 sekunder", "4T10:00:01", "late"),
        ("2 timmar", "4T08:00", "fulfilled"),
        ("2 timmar", "4T12:00", "fulfilled"),
        ("2 timmar", "4T12:00:01", "late"),
        ("1 dag", "3T00:00", "fulfilled"),
        ("1 dag", "5T23:59:59", "fulfilled"),
        ("1 dag", "6T00:00", "late"),
    ],
)
def test_a_window_as_long_before_as_after(tolerance: str, act: str, status: str) -> None:
    events = [START, f"e2 åtgärd {act} chef"]
    for text in (
        R.format("ska", f"{tolerance} före eller efter"),
        f"parameter t = {tolerance}\n" + R.format("ska", "t före eller efter"),
    ):
        assert one(text, events, {}, "20T12:00").status.value == status


@pytest.mark.parametrize(("value", "applies"), [("blå", True), ("röd", False)])
def test_a_parameter_stands_where_a_value_may(value: str, applies: bool) -> None:
    for condition in ("färg är önskad", "färg är ett av (önskad, grön)"):
        text = f"parameter önskad = {value} ett av röd, blå\n" + R.format("ska", "1 dag").replace(
            "  ska", f"  om {condition}\n  ska"
        )
        assert bool(judge(text, [START], {"färg": "blå"}, "9T12:00")) is applies


@pytest.mark.parametrize(("limit", "applies"), [("2024-03-04", True), ("2024-03-03", False)])
def test_a_date_is_compared_with_a_parameter(limit: str, applies: bool) -> None:
    text = f"parameter gräns = {limit}\n" + R.format("ska", "1 dag").replace("  ska", "  om dag före gräns\n  ska")
    assert bool(judge(text, [START], {"dag": "2024-03-03"}, "9T12:00")) is applies


@pytest.mark.parametrize(("chosen", "status"), [("sant", "cancelled"), ("falskt", "missed")])
def test_an_end_that_a_parameter_chooses(chosen: str, status: str) -> None:
    text = f"parameter slutar = {chosen}\n" + R.format("ska", "1 dag") + "  upphör vid stopp om (slutar)\n"
    assert one(text, [START, "e2 stopp 4T12:00"], {}, "9T12:00").status.value == status


def test_an_end_that_the_timeline_would_choose_is_a_mistake() -> None:
    (only,) = told(R.format("ska", "1 dag") + "  upphör vid stopp om (p)\n")
    assert only.code == "G135" and only.span is not None and only.span.text == "p"


@pytest.mark.parametrize(("name", "due"), [("vardag", "8T23:59:59"), ("alla", "9T23:59:59")])
def test_the_calendar_is_chosen_by_a_parameter(name: str, due: str) -> None:
    head = """
riktlinje prov
  region      prov
  gäller från 2018-01-01
  vardagar enligt kalender
"""
    calendars = 'kalender alla\n  land        "SE"\n  stängt      2024-03-05\n'
    text = head + f"\nparameter kalender = {name}\n" + R.format("ska", "4 vardagar")
    loaded = load_texts([("ord", WORDS.replace("årsbelopp", calendars + "årsbelopp")), ("r", text)], {})
    assert loaded.rules is not None
    guideline = loaded.rules.guidelines["prov"]
    assert guideline.calendar is not None and guideline.calendar.name == name
    assert guideline.used_parameters == {"kalender"}
    found = Judge(loaded.rules).judge(episode([START]), at("20T12:00"), "prov").findings
    assert [when(f.due) for f in found] == [due]
    bad = load_texts([("ord", WORDS), ("r", text)], {"kalender": "vardga"})
    assert [d.code for d in bad.diagnostics] == ["G111"] and "vardag" in bad.diagnostics[0].help


START_OF = """
betalningsansvar b
  när         första start till enhet
  betalare    ägare
  inträder    3 dagar
  räknas från samma klockslag om p
              dygnets början annars
  upphör vid  stopp
  dygn        kalenderdagar med slutdag
  vid återtag dagarna faller om p
              dagarna kvarstår annars
  belopp      taxa
"""


@pytest.mark.parametrize(
    ("p", "end", "starts", "days"),
    [
        (True, "9T09:00", "7T10:00", 3),
        (False, "9T09:00", "7T00:00", 3),
        (True, "7T09:59:59", None, 0),
        (False, "7T09:59:59", "7T00:00", 1),
        (True, "7T10:00", "7T10:00", 1),
    ],
)
def test_liability_starts_with_the_day_or_at_the_clock_time_of_the_notice(
    p: bool, end: str, starts: str | None, days: int
) -> None:
    events = ["e1 start 4T10:00 chef>enhet", f"e2 stopp {end}"]
    found = verdict(START_OF, events, {"p": p}, "20T12:00", {"ägare": "Ä"}).liability
    assert (found.status.value, when(found.starts), found.days) == ("holds", starts, days)


@pytest.mark.parametrize(("p", "status", "days"), [(True, "void", 0), (False, "holds", 3)])
def test_days_before_a_notice_was_taken_back_by_case(p: bool, status: str, days: int) -> None:
    events = ["e1 start 4T10:00 chef>enhet", "e2 start_åter 9T09:00 re=e1", "e3 stopp 12T09:00"]
    found = verdict(START_OF, events, {"p": p}, "20T12:00", {"ägare": "Ä"}).liability
    assert (found.status.value, found.days) == (status, days)
