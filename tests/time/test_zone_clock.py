"""Wall clocks: reading and writing times, clock changes, and zones with awkward ones."""

import pickle
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.time import TimeProblem, Zone, zone

SWEDEN = zone("Europe/Stockholm")
INFO = ZoneInfo("Europe/Stockholm")
FIRST = int(datetime(1901, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2199, 12, 30, tzinfo=UTC).timestamp())
AWKWARD = (
    "Europe/Stockholm",
    "America/New_York",
    "America/Havana",  # the clock changes at midnight
    "America/Sao_Paulo",  # days that begin at 01:00, days with 23:00 twice
    "America/St_Johns",  # the clock goes back over midnight, 00:01 to 23:01
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Apia",  # a date that never was, 2011-12-30
    "Asia/Kathmandu",
    "UTC",
)


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def test_zone_is_kept_and_travels() -> None:
    assert zone("Europe/Stockholm") is SWEDEN
    assert pickle.loads(pickle.dumps(SWEDEN)) is SWEDEN
    assert repr(SWEDEN) == "zone('Europe/Stockholm')"
    assert isinstance(SWEDEN, Zone)


@pytest.mark.parametrize("name", ["", "Europe", "Europe/Ankeborg", "../etc", "/etc", "localtime", "a\0b"])
def test_unknown_zones_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        zone(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-05T12:00", "2024-03-05T11:00:00+00:00"),
        ("2024-03-05 12:00", "2024-03-05T11:00:00+00:00"),
        ("2024-03-05T12:00:01", "2024-03-05T11:00:01+00:00"),
        ("2024-07-05T00:00:00", "2024-07-04T22:00:00+00:00"),
        ("2024-03-05T12:00Z", "2024-03-05T12:00:00+00:00"),
        ("2024-03-05T12:00:30Z", "2024-03-05T12:00:30+00:00"),
        ("2024-03-05 12:00+01:00", "2024-03-05T11:00:00+00:00"),
        ("2024-03-05T12:00:30-05:30", "2024-03-05T17:30:30+00:00"),
        ("2024-03-05T12:00-00:00", "2024-03-05T12:00:00+00:00"),
        ("2024-03-05T12:00+23:59", "2024-03-04T12:01:00+00:00"),
        ("1900-01-01T00:00", "1899-12-31T23:00:00+00:00"),
        ("2200-12-31T23:59:59", "2200-12-31T22:59:59+00:00"),
        ("2024-02-29T23:59", "2024-02-29T22:59:00+00:00"),
        # Clock changes: the hour that comes twice is told apart by its offset, the edges are plain.
        ("2024-10-27T02:30+02:00", "2024-10-27T00:30:00+00:00"),
        ("2024-10-27T02:30+01:00", "2024-10-27T01:30:00+00:00"),
        ("2024-10-27T01:59:59", "2024-10-26T23:59:59+00:00"),
        ("2024-10-27T03:00", "2024-10-27T02:00:00+00:00"),
        ("2024-03-31T01:59:59", "2024-03-31T00:59:59+00:00"),
        ("2024-03-31T03:00", "2024-03-31T01:00:00+00:00"),
        ("2024-03-31T02:30+01:00", "2024-03-31T01:30:00+00:00"),
    ],
)
def test_parse_reads(text: str, expected: str) -> None:
    for _ in range(2):  # the second time from the tables
        assert SWEDEN.parse(text) == utc(expected)
    assert Zone("Europe/Stockholm").parse(text) == utc(expected)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "format"),
        ("2024", "format"),
        ("2024-03-05", "format"),
        ("2024-03-05T", "format"),
        ("2024-03-05T12", "format"),
        ("2024-03-05T1200", "format"),
        ("20240305T1200", "format"),
        ("20240305T12:00", "format"),
        ("2024-W10-2T12:00", "format"),
        ("2024-065T12:00", "format"),
        ("2024-03-05t12:00", "format"),
        ("2024-03-05T12:00z", "format"),
        ("2024-03-05_12:00", "format"),
        ("2024-03-05  12:00", "format"),
        (" 2024-03-05T12:00", "format"),
        ("2024-03-05T12:00 ", "format"),
        ("2024-03-05T12:00\n", "format"),
        ("2024-03-05T12:00:0", "format"),
        ("2024-03-05T12:00:", "format"),
        ("2024-03-05T12:00:00 +01:00", "format"),
        ("2024-03-05T12:00+0100", "format"),
        ("2024-03-05T12:00+01", "format"),
        ("2024-03-05T12:00+24:00", "format"),
        ("2024-03-05T12:00+01:60", "format"),
        ("2024-03-05T12:00+01:00:00", "format"),
        ("2024-03-05T12:00−01:00", "format"),
        ("2024-03-05T12:00[Europe/Stockholm]", "format"),
        ("2024-03-05T24:00", "format"),
        ("2024-03-05T24:00:00", "format"),
        ("2024-03-05T23:60", "format"),
        ("2024-03-05T23:59:60", "format"),
        ("2024-13-05T12:00", "format"),
        ("2024-00-05T12:00", "format"),
        ("2024-02-30T12:00", "format"),
        ("2023-02-29T12:00", "format"),
        ("2024-3-5T12:00", "format"),
        ("24-03-05T12:00", "format"),
        ("-2024-03-05T12:00", "format"),
        ("+2024-03-05T12:00", "format"),
        ("٢٠٢٤-03-05T12:00", "format"),
        ("2024-03-05T１２:00", "format"),
        ("2024-03-05T12:00:00.0", "fraction"),
        ("2024-03-05T12:00:00.123456", "fraction"),
        ("2024-03-05T12:00:00,5", "fraction"),
        ("2024-03-05T12:00:00.5Z", "fraction"),
        ("2024-03-05 12:00:00.5+01:00", "fraction"),
        ("1899-12-31T23:59", "range"),
        ("2201-01-01T00:00", "range"),
        ("0000-01-01T00:00", "format"),
        ("0001-01-01T00:00", "range"),
        ("9999-12-31T23:59+00:00", "range"),
        ("2024-03-31T02:00", "nonexistent"),
        ("2024-03-31 02:30:00", "nonexistent"),
        ("2024-03-31T02:59:59", "nonexistent"),
        ("2024-10-27T02:00", "ambiguous"),
        ("2024-10-27 02:30", "ambiguous"),
        ("2024-10-27T02:59:59", "ambiguous"),
    ],
)
def test_parse_refuses(text: str, kind: str) -> None:
    SWEDEN.parse("2024-03-05T12:00:00")
    SWEDEN.parse("2024-03-05T12:00+01:00")
    for reader in (SWEDEN, Zone("Europe/Stockholm")):
        assert reader.parse(text) == TimeProblem(kind)


TIME_LIKE = r"\A[12]\d{3}-[01]\d-[0-3]\d[T ][0-2]\d:\d\d(:\d\d)?([.]\d+)?(Z|[+-][0-2]\d:\d\d)?\Z"


@settings(deadline=None, max_examples=1000)
@given(st.text(max_size=40) | st.from_regex(TIME_LIKE))
def test_parse_never_raises_and_agrees_with_datetime(text: str) -> None:
    found = SWEDEN.parse(text)
    assert SWEDEN.parse(text) == found
    if isinstance(found, int):
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=INFO)
        assert found == moment.timestamp()


def test_long_texts_are_read_quickly() -> None:
    start = time.perf_counter()
    for char in ("a", " ", "0", "-", "2024-03-05T12:00"):
        assert SWEDEN.parse(char * 100_000) == TimeProblem("format")
    assert SWEDEN.parse("2024-03-05T12:00:00." + "0" * 100_000) == TimeProblem("fraction")
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("year", range(2020, 2038))
def test_every_quarter_of_the_days_when_the_clock_changes(year: int) -> None:
    """Practice C.5, 20: wall times that come once, never and twice, in both folds."""
    for month in (3, 10):
        day = last_sunday(year, month)
        for quarter in range(96):
            hour, minute = divmod(quarter * 15, 60)
            wall = datetime(day.year, day.month, day.day, hour, minute)
            text = wall.isoformat()
            offsets = [1 if month == 3 else 2] if hour < 2 else [2 if month == 3 else 1]
            if hour == 2:
                offsets = [] if month == 3 else [2, 1]
            instants = [int((wall - timedelta(hours=o)).replace(tzinfo=UTC).timestamp()) for o in offsets]
            for offset, instant in zip(offsets, instants, strict=True):
                assert SWEDEN.day(instant) == day.toordinal()
                assert SWEDEN.second_of_day(instant) == quarter * 900
                assert SWEDEN.offset(instant) == offset * 3600
                assert SWEDEN.isoformat(instant) == f"{text}+0{offset}:00"
                assert SWEDEN.parse(f"{text}+0{offset}:00") == instant
            if len(instants) == 1:
                assert SWEDEN.parse(text) == instants[0]
            else:
                assert SWEDEN.parse(text) == TimeProblem("ambiguous" if instants else "nonexistent")
            forward = int((wall - timedelta(hours=1)).replace(tzinfo=UTC).timestamp())
            expected = instants[-1] if instants else forward
            assert SWEDEN.instant(day.toordinal(), quarter * 900) == expected
            if not instants:
                assert SWEDEN.second_of_day(expected) == quarter * 900 + 3600
        length = SWEDEN.end_of_day(day.toordinal()) - SWEDEN.start_of_day(day.toordinal()) + 1
        assert length == (23 if month == 3 else 25) * 3600


@pytest.mark.parametrize("name", AWKWARD)
def test_agrees_with_zoneinfo_hour_by_hour(name: str) -> None:
    here, info = zone(name), ZoneInfo(name)
    for start in (utc("2011-01-01T00:00:00+00:00"), utc("2024-01-01T00:00:00+00:00")):
        for instant in range(start - 1, start + 370 * 86400, 1800):
            local = datetime.fromtimestamp(instant, info)
            assert here.day(instant) == local.toordinal()
            assert here.second_of_day(instant) == local.hour * 3600 + local.minute * 60 + local.second
            assert here.isoformat(instant) == local.isoformat()
            if instant % 7 == 0:
                assert here.parse(local.isoformat()) == instant


@pytest.mark.parametrize("name", AWKWARD)
def test_start_and_end_of_day_bound_the_day(name: str) -> None:
    here = zone(name)
    never = date(2011, 12, 30).toordinal() if name == "Pacific/Apia" else None
    for first in (date(2007, 1, 1), date(2011, 1, 1), date(2024, 1, 1)):
        for day in range(first.toordinal(), first.toordinal() + 366):
            if day == never:
                continue
            start, end = here.start_of_day(day), here.end_of_day(day)
            assert here.day(start) == here.day(end) == day
            assert here.day(end + 1) == day + 1 + (day + 1 == never)
            assert here.day(start - 1) == day - 1 - (day - 1 == never)
            assert here.second_of_day(end) == 86399
            assert here.instant(day, 86399) == end


def test_midnights_that_are_skipped_or_come_twice() -> None:
    sao_paulo, havana = zone("America/Sao_Paulo"), zone("America/Havana")
    skipped = date(2017, 10, 15).toordinal()
    assert sao_paulo.isoformat(sao_paulo.start_of_day(skipped)) == "2017-10-15T01:00:00-02:00"
    twice = date(2023, 11, 5).toordinal()
    assert havana.isoformat(havana.start_of_day(twice)) == "2023-11-05T00:00:00-04:00"
    assert havana.isoformat(havana.instant(twice, 0)) == "2023-11-05T00:00:00-05:00"


def test_a_gap_over_midnight_ends_one_day_early_and_starts_the_next_late() -> None:
    """Toronto, 30 March 1919: 23:30 became 00:30."""
    toronto = zone("America/Toronto")
    day = date(1919, 3, 30).toordinal()
    assert toronto.isoformat(toronto.end_of_day(day)) == "1919-03-30T23:29:59-05:00"
    assert toronto.isoformat(toronto.start_of_day(day + 1)) == "1919-03-31T00:30:00-04:00"
    assert toronto.end_of_day(day) + 1 == toronto.start_of_day(day + 1)
    assert (
        toronto.parse("1919-03-30T23:45") == toronto.parse("1919-03-31T00:15") == TimeProblem("nonexistent")
    )


@settings(deadline=None, max_examples=1000)
@given(st.integers(FIRST, LAST), st.sampled_from(AWKWARD[:2]))
def test_day_second_and_text_lead_back(instant: int, name: str) -> None:
    here = zone(name)
    assert here.parse(here.isoformat(instant)) == instant
    back = here.instant(here.day(instant), here.second_of_day(instant))
    assert back == instant or back - instant in (1800, 3600, 7200)


def test_the_machines_own_zone_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("2024-03-05T12:00", "2024-10-27T02:30", "2024-03-31T02:30", "1970-01-01T00:00:01")
    before = [SWEDEN.parse(text) for text in texts]
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    if hasattr(time, "tzset"):
        time.tzset()
    try:
        fresh = Zone("Europe/Stockholm")
        assert [fresh.parse(text) for text in texts] == before
        assert fresh.isoformat(1_709_636_400) == "2024-03-05T12:00:00+01:00"
    finally:
        monkeypatch.undo()
        if hasattr(time, "tzset"):
            time.tzset()
