"""Explanations: every step, every skipped day with its reason, and the last step is what is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.time import Calendar, Limit, Unit, compile_limit, due, explain, zone

SWEDEN = zone("Europe/Stockholm")
VARDAG = Calendar("vardag")
LOCAL = Calendar("lokal", extra=frozenset({date(2024, 5, 10).toordinal()}))
SIX_DAYS = Calendar("sex dagar", closed_weekdays=(6,), eves=False)
NOON = 12 * 3600
ELAPSED = (Unit.SECOND, Unit.MINUTE, Unit.HOUR)


def instant(text: str) -> int:
    found = SWEDEN.parse(text)
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize(
    ("limit", "anchor", "texts"),
    [
        (
            Limit(24, Unit.HOUR),
            "2024-03-04T14:00",
            ["utgångspunkt 2024-03-04 14:00 (måndag)", "+ 24 timmar: 2024-03-05 14:00 (tisdag)"],
        ),
        (
            Limit(-1, Unit.HOUR),
            "2024-03-04T14:00:05",
            ["utgångspunkt 2024-03-04 14:00:05 (måndag)", "− 1 timme: 2024-03-04 13:00:05 (måndag)"],
        ),
        (
            Limit(24, Unit.HOUR),
            "2024-03-30T14:00",
            [
                "utgångspunkt 2024-03-30 14:00 (lördag)",
                "+ 24 timmar: 2024-03-31 15:00 (söndag), klockan ställs om 2024-03-31, 1 tim framåt",
            ],
        ),
        (
            Limit(1, Unit.HOUR),
            "2024-10-27T02:30+02:00",
            [
                "utgångspunkt 2024-10-27 02:30 (söndag)",
                "+ 1 timme: 2024-10-27 02:30 (söndag), klockan ställs om 2024-10-27, 1 tim bakåt",
            ],
        ),
        (
            Limit(-24, Unit.HOUR),
            "2024-10-28T01:30",
            [
                "utgångspunkt 2024-10-28 01:30 (måndag)",
                "− 24 timmar: 2024-10-27 02:30 (söndag), klockan ställs om 2024-10-27, 1 tim bakåt",
            ],
        ),
        (
            Limit(24 * 366, Unit.HOUR),
            "2024-03-30T14:00",
            [
                "utgångspunkt 2024-03-30 14:00 (lördag)",
                "+ 8784 timmar: 2025-03-31 15:00 (måndag), klockan ställs om 1 tim framåt",
            ],
        ),
        (
            Limit(3, Unit.DAY),
            "2024-03-04T14:00",
            ["utgångspunkt 2024-03-04 14:00 (måndag)", "+ 3 dagar: till slutet av torsdag 2024-03-07"],
        ),
        (
            Limit(0, Unit.DAY, clock=NOON),
            "2024-03-04T08:00",
            ["utgångspunkt 2024-03-04 08:00 (måndag)", "samma dag: måndag 2024-03-04 kl 12:00"],
        ),
        (
            Limit(3, Unit.WEEKDAY, calendar=VARDAG),
            "2024-03-07T14:00",
            [
                "utgångspunkt 2024-03-07 14:00 (torsdag)",
                "3 vardagar: hoppar över lördag 2024-03-09, söndag 2024-03-10; "
                "till slutet av tisdag 2024-03-12",
            ],
        ),
        (
            Limit(-1, Unit.WEEKDAY, clock=NOON, calendar=VARDAG),
            "2024-04-02T14:00",
            [
                "utgångspunkt 2024-04-02 14:00 (tisdag)",
                "1 vardag före: hoppar över annandag påsk 2024-04-01, påskdagen 2024-03-31, "
                "lördag 2024-03-30, långfredagen 2024-03-29; torsdag 2024-03-28 kl 12:00",
            ],
        ),
        (
            Limit(0, Unit.WEEKDAY, calendar=LOCAL),
            "2024-05-09T14:00",
            [
                "utgångspunkt 2024-05-09 14:00 (torsdag)",
                "samma dag eller nästa vardag: hoppar över kristi himmelsfärdsdag 2024-05-09, "
                "lokal stängningsdag 2024-05-10, lördag 2024-05-11, söndag 2024-05-12; "
                "till slutet av måndag 2024-05-13",
            ],
        ),
        (
            Limit(1, Unit.MONTH),
            "2024-01-31T14:00",
            [
                "utgångspunkt 2024-01-31 14:00 (onsdag)",
                "+ 1 månad: till slutet av torsdag 2024-02-29, månaden har ingen dag 31",
            ],
        ),
        (
            Limit(3, Unit.DAY, sunday_rule=VARDAG),
            "2024-03-28T14:00",
            [
                "utgångspunkt 2024-03-28 14:00 (torsdag)",
                "+ 3 dagar: till slutet av söndag 2024-03-31",
                "söndagsregeln: 2024-03-31 är påskdagen, 2024-04-01 är annandag påsk, "
                "flyttas till 2024-04-02",
            ],
        ),
        (
            Limit(3, Unit.DAY, sunday_rule=VARDAG),
            "2024-03-04T14:00",
            ["utgångspunkt 2024-03-04 14:00 (måndag)", "+ 3 dagar: till slutet av torsdag 2024-03-07"],
        ),
        (
            Limit(1, Unit.DAY, clock=2 * 3600 + 1800),
            "2024-03-30T14:00",
            ["utgångspunkt 2024-03-30 14:00 (lördag)", "+ 1 dag: söndag 2024-03-31 kl 03:30"],
        ),
    ],
)
def test_explanations_in_words(limit: Limit, anchor: str, texts: list[str]) -> None:
    steps = explain(limit, instant(anchor), SWEDEN)
    assert [step.text for step in steps] == texts
    assert steps[0].instant == instant(anchor)
    assert steps[-1].instant == due(limit, instant(anchor), SWEDEN)


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    unit = draw(st.sampled_from(list(Unit)))
    amount = draw(st.integers(-30, 60))
    clock = None if unit in ELAPSED else draw(st.none() | st.integers(0, 86_399))
    calendars = st.sampled_from((VARDAG, LOCAL, SIX_DAYS))
    calendar = draw(calendars) if unit is Unit.WEEKDAY else None
    return Limit(amount, unit, clock, calendar, draw(st.none() | calendars))


anchors = st.integers(instant("1990-01-01T00:00"), instant("2035-12-31T00:00")) | st.integers(
    instant("2024-03-27T00:00"), instant("2024-04-03T00:00")
)


@settings(deadline=None, max_examples=1500)
@given(limits(), anchors)
def test_the_last_step_is_due_and_every_closed_day_is_named(limit: Limit, anchor: int) -> None:
    steps = explain(limit, anchor, SWEDEN)
    expected = due(limit, anchor, SWEDEN)
    assert steps[0].instant == anchor
    assert steps[-1].instant == expected
    assert compile_limit(limit, SWEDEN)(anchor) == expected
    for step in steps:
        for day, reason in step.skipped:
            assert reason in step.text
            assert date.fromordinal(day).isoformat() in step.text
    start, reached = SWEDEN.day(anchor), SWEDEN.day(steps[1].instant)
    if limit.calendar is not None:
        between = range(min(start, reached) + (limit.amount > 0), max(start, reached) + (limit.amount == 0))
        passed = [day for day in between if day != start or limit.amount == 0]
        reasons = {day: limit.calendar.closed_because(day) for day in passed}
        assert dict(steps[1].skipped) == {day: reason for day, reason in reasons.items() if reason}
    if limit.sunday_rule is not None and not limit.sunday_rule.is_open(reached):
        assert [day for day, _ in steps[-1].skipped] == list(range(reached, SWEDEN.day(expected)))
        assert steps[-1].text.startswith("söndagsregeln: ")
    else:
        assert len(steps) == 2


# Not so for hours under söndagsregeln: what would end on a closed Sunday gets the whole of Monday,
# what would end on Monday morning ends then.
steady = limits().filter(lambda limit: limit.unit not in ELAPSED or limit.sunday_rule is None)


@settings(deadline=None, max_examples=500)
@given(steady, anchors, st.integers(0, 3 * 86_400))
def test_a_later_anchor_is_never_due_earlier(limit: Limit, anchor: int, later: int) -> None:
    assert due(limit, anchor, SWEDEN) <= due(limit, anchor + later, SWEDEN)


@settings(deadline=None, max_examples=500)
@given(steady, anchors)
def test_a_larger_amount_is_never_due_earlier(limit: Limit, anchor: int) -> None:
    more = Limit(limit.amount + 1, limit.unit, limit.clock, limit.calendar, limit.sunday_rule)
    assert due(limit, anchor, SWEDEN) <= due(more, anchor, SWEDEN)


@settings(deadline=None, max_examples=500)
@given(st.integers(0, 60), anchors, st.booleans())
def test_fifty_two_weeks_later_is_the_same_without_holidays(amount: int, anchor: int, weekdays: bool) -> None:
    plain = Calendar("utan helgdagar", country=None, holidays=False, eves=False)
    limit = Limit(amount, Unit.DAY, sunday_rule=plain)
    if weekdays:
        limit = Limit(amount, Unit.WEEKDAY, calendar=plain)
    day, second = SWEDEN.day(anchor), SWEDEN.second_of_day(anchor)
    shifted = SWEDEN.instant(day + timedelta(weeks=52).days, second)
    assert SWEDEN.day(due(limit, shifted, SWEDEN)) - SWEDEN.day(due(limit, anchor, SWEDEN)) == 364
