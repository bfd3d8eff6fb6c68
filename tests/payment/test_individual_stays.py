"""Stays that are charged by themselves only when they are long enough, in elapsed 24-hour periods."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "check"))

from kit import ZONE, decoder, verdict, when

from compliance.payment import LiabilityVerdict
from compliance.report.as_json import Json
from compliance.report.sentence import Sentences

RULES = """
betalningsansvar b
  när         senaste start till enhet
  betalare    ägare
  inträder    {starts}
  räknas från fristens slut
  upphör vid  stopp
  dygn        {days}
  individuellt över {over}
  vid återtag dagarna faller
  belopp      taxa{by}

grund g
  bortfaller om (p)
"""
NOTICE = "e1 start 4T12:00 chef>enhet/A"


def liable(
    *events: str,
    p: bool | None = False,
    as_of: str = "2026-06-30T23:59:59",
    starts: str = "72 timmar",
    days: str = "hela dygn",
    over: str = "7 dygn",
    by: str = "",
) -> LiabilityVerdict:
    text = RULES.format(starts=starts, days=days, over=over, by=by)
    facts = {"färg": "röd"} if p is None else {"färg": "röd", "p": p}
    return verdict(text, events, facts, as_of, {"ägare": "Ä"}).liability


def said(found: LiabilityVerdict) -> tuple[str, int | None, object]:
    return found.status.value, found.days, found.amount


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("4T12:00:01", ("not_applicable", 0, 0)),
        ("11T12:00", ("not_applicable", 0, 0)),
        ("12T11:59:59", ("not_applicable", 0, 0)),
        ("12T12:00", ("holds", 5, 500)),
        ("12T12:00:01", ("holds", 5, 500)),
        ("13T11:59:59", ("holds", 5, 500)),
        ("13T12:00", ("holds", 6, 600)),
        ("14T12:00", ("holds", 7, 700)),
        ("16T12:00", ("holds", 9, 900)),
    ],
)
def test_over_seven_days_all_but_three_are_charged(end: str, expected: tuple[object, ...]) -> None:
    """9, 10 and 12 days give 6, 7 and 9, as in a source's own examples; 7 days to the last second give nothing."""
    found = liable(NOTICE, f"e9 stopp {end}")
    assert said(found) == expected
    if expected[0] == "holds":
        assert (when(found.starts), when(found.ends)) == ("7T12:00", end)
    else:
        assert (found.starts, found.ends) == (None, None)


@pytest.mark.parametrize(
    ("notice", "end", "days"),
    [
        ("28T12:00", "2024-04-05T12:59:59", 0),
        ("28T12:00", "2024-04-05T13:00", 5),
        ("2024-10-24T12:00", "2024-11-01T10:59:59", 0),
        ("2024-10-24T12:00", "2024-11-01T11:00", 5),
    ],
)
def test_periods_are_elapsed_hours_also_when_the_clocks_change(notice: str, end: str, days: int) -> None:
    assert liable(f"e1 start {notice} chef>enhet/A", f"e9 stopp {end}").days == days


@pytest.mark.parametrize(
    ("as_of", "expected", "starts"),
    [
        ("4T12:00", "pending", "7T12:00"),
        ("12T11:59:59", "pending", "7T12:00"),
        ("12T12:00", "holds", "7T12:00"),
        ("13T12:00", "holds", "7T12:00"),
    ],
)
def test_an_open_stay_is_pending_until_it_is_long_enough(as_of: str, expected: str, starts: str) -> None:
    found = liable(NOTICE, as_of=as_of)
    assert (found.status.value, when(found.starts), found.ends) == (expected, starts, None)
    assert found.days == {"12T12:00": 5, "13T12:00": 6}.get(as_of, 0)


def test_dates_are_counted_where_the_guideline_counts_dates() -> None:
    count = {"starts": "3 dagar", "days": "kalenderdagar utan slutdag"}
    late = "e1 start 4T23:00 chef>enhet/A"
    assert said(liable(late, "e9 stopp 11T23:59:59", **count)) == ("not_applicable", 0, 0)
    assert said(liable(late, "e9 stopp 12T01:00", **count))[0] == "holds"
    assert said(liable(late, "e9 stopp 12T01:00"))[0] == "not_applicable"


@pytest.mark.parametrize(
    ("p", "end", "expected"),
    [
        (True, "6T12:00", "void"),
        (True, "20T12:00", "void"),
        (None, "6T12:00", "undetermined"),
        (None, "20T12:00", "undetermined"),
        (False, "6T12:00", "not_applicable"),
    ],
)
def test_the_grounds_are_judged_however_short_the_stay(p: bool | None, end: str, expected: str) -> None:
    found = liable(NOTICE, f"e9 stopp {end}", p=p)
    assert found.status.value == expected
    states = {True: "unmet", None: "unknown", False: "met"}
    assert [g.met.value for g in found.grounds] == [states[p]]


def test_the_limit_goes_by_case() -> None:
    over = "30 dygn om färg är röd\n    7 dygn annars"
    month = {"over": over, "starts": "720 timmar"}
    assert said(liable(NOTICE, "e9 stopp 2024-04-03T13:00", **month)) == ("not_applicable", 0, 0)
    assert said(liable(NOTICE, "e9 stopp 2024-04-04T13:00", **month)) == ("holds", 1, 100)
    blue = "30 dygn om färg är blå\n    7 dygn annars"
    assert said(liable(NOTICE, "e9 stopp 12T12:00", over=blue)) == ("holds", 5, 500)


@pytest.mark.parametrize(
    ("notice", "end", "by", "amount"),
    [
        ("2023-12-20T12:00", "2024-01-02T12:00", "", 550),
        ("2023-12-20T12:00", "2024-01-02T12:00", " för slutåret", 1000),
        ("2023-12-20T12:00", "2023-12-31T23:59:59", " för slutåret", 400),
        ("2025-12-20T12:00", "2026-01-02T12:00", " för slutåret", None),
    ],
)
def test_each_day_costs_what_its_year_says_or_that_of_the_end(
    notice: str, end: str, by: str, amount: int | None
) -> None:
    found = liable(f"e1 start {notice} chef>enhet/A", f"e9 stopp {end}", by=by)
    assert (found.status.value, found.amount) == ("holds", amount)
    assert found.missing == (("taxa 2026",) if amount is None else ())


def test_the_latest_notice_begins_the_count_anew() -> None:
    found = liable(NOTICE, "e2 start 8T12:00 chef>enhet/A", "e9 stopp 13T12:00")
    assert said(found) == ("not_applicable", 0, 0)
    assert [p.length for p in found.periods] == [5]


def test_the_reader_is_told_how_long_the_stay_was() -> None:
    sentences, json = Sentences(decoder().vocabulary, ZONE, {}), Json(decoder().vocabulary, ZONE, {})
    short = liable(NOTICE, "e9 stopp 9T12:00")
    told = "Vistelsen var 5 dygn från underrättelsen; Ä betalar för en enskild vistelse på mer än 7."
    assert sentences.liability(short) == told
    assert json.liability(short)["periods"][0]["stay_days"] == 5
    assert json.liability(short)["periods"][0]["over_days"] == 7
    assert "hittills 1 dygn" in sentences.liability(liable(NOTICE, as_of="5T13:00"))
