"""Wall clocks: from an instant to a local date and back, in one named time zone.

`Instant` is whole seconds since 1970-01-01T00:00:00Z. `Day` is `date.toordinal()` of a local date. A second
of day is 0..86399 as the clock on the wall shows it. Days without a clock change are answered from a table.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from compliance.time.stamp import HOURS_MINUTES, SECONDS, Stamp, TimeProblem, read_stamp

Instant = int
Day = int

DAY_SECONDS = 86_400
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = DAY_SECONDS - 1
_MACHINE_NAMES = frozenset({"localtime", "posixrules", "Factory"})


class Zone:
    """One time zone by its IANA name. Get it from `zone(name)`, which keeps one of each."""

    __slots__ = ("_by_date", "_by_day", "_by_rest", "_by_start", "_by_utc_day", "_info", "name")

    def __init__(self, name: str) -> None:
        if name in _MACHINE_NAMES:
            raise ValueError(f"not a time zone of its own: {name!r}")
        try:
            self._info = ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone: {name!r}") from error
        self.name = name
        # Offset in seconds east of UTC of each day that keeps one offset, or None where the clock changes.
        self._by_utc_day: dict[int, int | None] = {}
        self._by_day: dict[Day, int | None] = {}
        # Texts met before. A date: its midnight as if in UTC, and the offset of that local day or None. What
        # follows the minutes: its seconds, and its offset or None. A date with its T or space: the first instant of a
        # local day that keeps one offset.
        self._by_date: dict[str, tuple[Instant, int | None]] = {}
        self._by_start: dict[str, Instant] = {}
        self._by_rest: dict[str, tuple[int, int | None]] = {}

    def __repr__(self) -> str:
        return f"zone({self.name!r})"

    def __reduce__(self) -> tuple[Callable[[str], Zone], tuple[str]]:
        return zone, (self.name,)

    # From an instant to the wall.

    def offset(self, instant: Instant) -> int:
        """Return how many seconds the local clock is ahead of UTC at an instant."""
        found = self._by_utc_day.get(instant // DAY_SECONDS)
        return self._slow_offset(instant) if found is None else found

    def day(self, instant: Instant) -> Day:
        """Return the local date of an instant, as an ordinal."""
        found = self._by_utc_day.get(instant // DAY_SECONDS)
        if found is None:
            found = self._slow_offset(instant)
        return (instant + found) // DAY_SECONDS + _EPOCH_DAY

    def second_of_day(self, instant: Instant) -> int:
        """Return what the local clock shows at an instant, 0..86399."""
        found = self._by_utc_day.get(instant // DAY_SECONDS)
        if found is None:
            found = self._slow_offset(instant)
        return (instant + found) % DAY_SECONDS

    def isoformat(self, instant: Instant) -> str:
        """Return the local time with its offset, like 2024-03-05T12:00:00+01:00."""
        offset = self.offset(instant)
        days, second = divmod(instant + offset, DAY_SECONDS)
        day = date.fromordinal(days + _EPOCH_DAY).isoformat()
        return f"{day}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{_offset_text(offset)}"

    # From the wall to an instant.

    def instant(self, day: Day, second_of_day: int) -> Instant:
        """Return the instant of a wall time on a local date.

        A wall time that the clock skips moves forward by what it skips; of one that comes twice, the later.
        """
        found = self._by_day.get(day)
        if found is None:
            found = self._day_offset(day)
        if found is None:
            return max(self._folds(day, second_of_day))
        return (day - _EPOCH_DAY) * DAY_SECONDS + second_of_day - found

    def start_of_day(self, day: Day) -> Instant:
        """Return the first instant of a local date, 00:00:00 unless the clock skips it."""
        found = self._by_day.get(day)
        if found is None:
            found = self._day_offset(day)
        if found is not None:
            return (day - _EPOCH_DAY) * DAY_SECONDS - found
        first, second = self._folds(day, 0)
        return first if first <= second else self._first_on(day, second, first)

    def end_of_day(self, day: Day) -> Instant:
        """Return the last second of a local date, 23:59:59 unless the clock skips it."""
        found = self._by_day.get(day)
        if found is None:
            found = self._day_offset(day)
        if found is not None:
            return (day - _EPOCH_DAY) * DAY_SECONDS + _LAST_SECOND - found
        first, second = self._folds(day, _LAST_SECOND)
        return second if first <= second else self._first_on(day + 1, second, first) - 1

    def parse(self, text: str) -> Instant | TimeProblem:
        """Read YYYY-MM-DDTHH:MM, optionally :SS, optionally Z or +HH:MM; a space may stand for the T.

        Without an offset the text is a local time of this zone and must exist once. With one it is absolute.
        """
        seconds = SECONDS.get(text[16:])
        if seconds is not None:
            try:
                return self._by_start[text[:11]] + HOURS_MINUTES[text[11:16]] + seconds
            except KeyError:
                pass
        date_part = self._by_date.get(text[:10])
        minutes = HOURS_MINUTES.get(text[11:16])
        rest = self._by_rest.get(text[16:])
        if date_part is not None and minutes is not None and rest is not None and text[10] in "T ":
            offset = date_part[1] if rest[1] is None else rest[1]
            if offset is not None:
                return date_part[0] + minutes + rest[0] - offset
        stamp = read_stamp(text)
        return self._resolve(text, stamp) if isinstance(stamp, Stamp) else stamp

    # The slow half.

    def _resolve(self, text: str, stamp: Stamp) -> Instant | TimeProblem:
        midnight = (stamp.day - _EPOCH_DAY) * DAY_SECONDS
        offset = self._day_offset(stamp.day)
        self._by_date[text[:10]] = (midnight, offset)
        if offset is not None:
            self._by_start[text[:11]] = midnight - offset
        self._by_rest[text[16:]] = (stamp.second_of_day % 60, stamp.offset)
        if stamp.offset is not None:
            return midnight + stamp.second_of_day - stamp.offset
        first, second = self._folds(stamp.day, stamp.second_of_day)
        if first == second:
            return first
        return TimeProblem("ambiguous" if first < second else "nonexistent")

    def _slow_offset(self, instant: Instant) -> int:
        utc_day = instant // DAY_SECONDS
        if utc_day not in self._by_utc_day:
            start = utc_day * DAY_SECONDS
            offsets = {self._offset_at(second) for second in range(start, start + DAY_SECONDS + 1, 3600)}
            self._by_utc_day[utc_day] = offsets.pop() if len(offsets) == 1 else None
        found = self._by_utc_day[utc_day]
        return self._offset_at(instant) if found is None else found

    def _offset_at(self, instant: Instant) -> int:
        local = (_EPOCH + timedelta(seconds=instant)).astimezone(self._info)
        return _whole(local.utcoffset())

    def _day_offset(self, day: Day) -> int | None:
        """Return the one offset of a local date, or None where the clock changes on it or touches it."""
        if day not in self._by_day:
            midnight = (day - _EPOCH_DAY) * DAY_SECONDS
            walls = (*range(0, DAY_SECONDS, 3600), _LAST_SECOND)
            offsets = {midnight + wall - read for wall in walls for read in self._folds(day, wall)}
            self._by_day[day] = offsets.pop() if len(offsets) == 1 else None
        return self._by_day[day]

    def _folds(self, day: Day, second_of_day: int) -> tuple[Instant, Instant]:
        """Return both readings of a wall time: equal, rising if it comes twice, falling if it is skipped."""
        wall = datetime.fromordinal(day) + timedelta(seconds=second_of_day)
        since = (day - _EPOCH_DAY) * DAY_SECONDS + second_of_day
        first = wall.replace(tzinfo=self._info, fold=0).utcoffset()
        second = wall.replace(tzinfo=self._info, fold=1).utcoffset()
        return since - _whole(first), since - _whole(second)

    def _first_on(self, day: Day, before: Instant, after: Instant) -> Instant:
        """Return the first instant in before..after whose local date is `day` or later."""
        return before + bisect_left(range(before, after + 1), day, key=self.day)


@cache
def zone(name: str) -> Zone:
    """Return the time zone of an IANA name such as Europe/Stockholm; ValueError when there is none."""
    return Zone(name)


def _whole(offset: timedelta | None) -> int:
    if offset is None:
        raise ValueError("a time zone without an offset")
    return offset.days * DAY_SECONDS + offset.seconds


@cache
def _offset_text(offset: int) -> str:
    sign, size = ("-", -offset) if offset < 0 else ("+", offset)
    text = f"{sign}{size // 3600:02}:{size // 60 % 60:02}"
    return f"{text}:{size % 60:02}" if size % 60 else text
