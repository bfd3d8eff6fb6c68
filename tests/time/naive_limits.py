"""What a limit means, written a second time from the design (semantics, Time): slow loops, nothing shared.

Every answer is an aware datetime in UTC. Closed days are a function of a date, or None.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

Closed = Callable[[date], bool]
ONE_DAY = timedelta(days=1)


def readings(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every instant at which the clock on the wall shows this time, in order."""
    as_utc = wall.replace(tzinfo=UTC)
    around = (as_utc + timedelta(hours=hours) for hours in (-30, -15, 0, 15, 30))
    offsets = {moment.astimezone(zone).utcoffset() for moment in around}
    instants = (as_utc - offset for offset in offsets if offset is not None)
    return sorted(instant for instant in instants if instant.astimezone(zone).replace(tzinfo=None) == wall)


@cache
def at(day: date, clock: time, zone: ZoneInfo, *, first: bool = False) -> datetime:
    """A wall time: the later of two (or the first), moved forward by the gap if the clock skips it."""
    wall = datetime.combine(day, clock)
    found = readings(wall, zone)
    if found:
        return found[0] if first else found[-1]
    before = wall
    while not readings(before, zone):
        before -= timedelta(minutes=1)
    return readings(before, zone)[-1] + (wall - before)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def resulting_date(unit: str, amount: int, start: date, closed: Closed | None) -> date:
    step = ONE_DAY if amount > 0 else -ONE_DAY
    day = start
    if unit in ("day", "week"):
        for _ in range(abs(amount) * (7 if unit == "week" else 1)):
            day += step
        return day
    if unit == "weekday":
        assert closed is not None
        if amount == 0:
            while closed(day):
                day += ONE_DAY
        counted = 0
        while counted < abs(amount):
            day += step
            if not closed(day):
                counted += 1
        return day
    months = amount * 12 if unit == "year" else amount
    year, month = start.year, start.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    number = start.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def elapsed(unit: str, amount: int) -> timedelta | None:
    if unit == "second":
        return timedelta(seconds=amount)
    if unit == "minute":
        return timedelta(minutes=amount)
    if unit == "hour":
        return timedelta(hours=amount)
    return None


def due(
    unit: str,
    amount: int,
    clock: time | None,
    closed: Closed | None,
    sunday: Closed | None,
    anchor: datetime,
    zone: ZoneInfo,
) -> datetime:
    length = elapsed(unit, amount)
    if length is not None:
        end = anchor + length
        day = local_date(end, zone)
        if sunday is None or not sunday(day):
            return end
    else:
        day = resulting_date(unit, amount, local_date(anchor, zone), closed)
    while sunday is not None and sunday(day):
        day += ONE_DAY
    return at(day, time(23, 59, 59) if clock is None else clock, zone)


def opens(
    unit: str, amount: int, clock: time | None, closed: Closed | None, anchor: datetime, zone: ZoneInfo
) -> datetime:
    length = elapsed(unit, amount)
    if length is not None:
        return anchor + length
    day = resulting_date(unit, amount, local_date(anchor, zone), closed)
    return at(day, time(0), zone, first=True) if clock is None else at(day, clock, zone)


def start_of(unit: str, amount: int, closed: Closed | None, anchor: datetime, zone: ZoneInfo) -> datetime:
    length = elapsed(unit, amount)
    if length is not None:
        day = local_date(anchor + length, zone)
    else:
        day = resulting_date(unit, amount, local_date(anchor, zone), closed)
    return at(day, time(0), zone, first=True)
