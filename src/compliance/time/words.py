"""Times, lengths of time and limits in Swedish words."""

from __future__ import annotations

from datetime import date

from compliance.time.calendar import WEEKDAYS
from compliance.time.limit import ELAPSED, Limit, Unit
from compliance.time.zone import DAY_SECONDS, Day, Instant, Zone

_NAMES = {
    Unit.SECOND: ("sekund", "sekunder"),
    Unit.MINUTE: ("minut", "minuter"),
    Unit.HOUR: ("timme", "timmar"),
    Unit.DAY: ("dag", "dagar"),
    Unit.WEEKDAY: ("vardag", "vardagar"),
    Unit.WEEK: ("vecka", "veckor"),
    Unit.MONTH: ("månad", "månader"),
    Unit.YEAR: ("år", "år"),
}
_NEAR = {
    (Unit.DAY, -1): "dagen före",
    (Unit.WEEKDAY, -1): "vardagen före",
    (Unit.WEEKDAY, 0): "samma dag eller nästa vardag",
}
_NEXT = {Unit.DAY: "nästa dag", Unit.WEEKDAY: "nästa vardag"}


def format_day(day: Day) -> str:
    """Return a date like 2024-03-05."""
    return date.fromordinal(day).isoformat()


def weekday_name(day: Day) -> str:
    """Return the Swedish name of a date's weekday, like måndag."""
    return WEEKDAYS[(day + 6) % 7]


def format_clock(second_of_day: int) -> str:
    """Return a wall clock time like 12:00, with seconds only if there are any."""
    text = f"{second_of_day // 3600:02}:{second_of_day // 60 % 60:02}"
    return f"{text}:{second_of_day % 60:02}" if second_of_day % 60 else text


def format_instant(instant: Instant, zone: Zone) -> str:
    """Return a local time like 2024-03-05 12:00, with seconds only if there are any."""
    return f"{format_day(zone.day(instant))} {format_clock(zone.second_of_day(instant))}"


def format_duration(seconds: int) -> str:
    """Return elapsed seconds like 1 dygn 3 tim 5 min, 45 s or minus 2 tim; a dygn is 24 hours."""
    if seconds < 0:
        return f"minus {format_duration(-seconds)}"
    days, rest = divmod(seconds, DAY_SECONDS)
    parts = ((days, "dygn"), (rest // 3600, "tim"), (rest // 60 % 60, "min"), (rest % 60, "s"))
    return " ".join(f"{number} {name}" for number, name in parts if number) or "0 s"


def format_amount(amount: int, unit: Unit) -> str:
    """Return a count with its unit like 24 timmar, 1 vardag; the sign is left out."""
    singular, plural = _NAMES[unit]
    return f"{abs(amount)} {singular if abs(amount) == 1 else plural}"


def format_limit(limit: Limit) -> str:
    """Return a limit like 24 timmar, samma dag, nästa dag kl 12:00, dagen före, 3 dagar (söndagsregeln)."""
    text = _NEAR.get((limit.unit, limit.amount))
    if text is None and limit.amount == 0 and limit.unit not in ELAPSED:
        text = "samma dag"
    if text is None and limit.amount == 1 and limit.clock is not None:
        text = _NEXT.get(limit.unit)
    if text is None:
        text = format_amount(limit.amount, limit.unit) + (" före" if limit.amount < 0 else "")
    if limit.clock is not None:
        text += f" kl {format_clock(limit.clock)}"
    return text if limit.sunday_rule is None else f"{text} (söndagsregeln)"
