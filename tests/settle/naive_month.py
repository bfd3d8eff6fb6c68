"""The months of municipalities, reckoned a second time from the sources and the readings alone, slowly and plainly.

Each model is a function of its own over made-up stays (see made_stays.py); nothing of the program is used. Money is in
kronor, exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from made_stays import Stay, instant

Month = tuple[int, int]
RATES = {2018: 7100, 2019: 7800, 2020: 8200, 2022: 9300, 2023: 10500, 2024: 11600}
JK = {"Aneby", "Eksjö", "Gislaved", "Gnosjö", "Habo", "Jönköping", "Mullsjö", "Nässjö", "Sävsjö", "Tranås", "Vaggeryd",
      "Vetlanda", "Värnamo"}  # fmt: skip
HALLAND = {"Falkenberg": 420, "Kungsbacka": 125134, "Varberg": 35714, "Halmstad": 13025, "Laholm": 14755, "Hylte": 0}


@dataclass(slots=True)
class Row:
    """A municipality's month. `counted` is the days of each stay in the average, `charged` the days that each stay is
    charged for by itself; `amount` None where nobody can say."""

    counted: dict[str, int] = field(default_factory=dict)
    charged: dict[str, int] = field(default_factory=dict)
    average: Fraction | None = None
    owes: bool | None = None
    excess: Fraction = Fraction(0)
    amount: Fraction | None = None
    struck: set[str] = field(default_factory=set)


Rows = dict[tuple[Month, str], Row]


def month(day: date) -> Month:
    """Return the month of a date."""
    return day.year, day.month


def dates(first: date, until: date) -> Iterable[date]:
    """Return the dates from the first, without the last."""
    return (first + timedelta(days=n) for n in range((until - first).days))


def rows() -> defaultdict[tuple[Month, str], Row]:
    """Return an empty table."""
    return defaultdict(Row)


# --- Jönköping from March 2018


def jonkoping(stays: Iterable[Stay]) -> Rows:
    """A mean over those discharged in the month, and stays over seven days one by one."""
    found = rows()
    for stay in stays:
        start = latest_notice(stay)
        if start is None or stay.ended is None or stay.payer not in JK or not stay.municipal:
            continue
        row = found[month(stay.ended.date()), stay.payer]
        days = int((instant(stay.ended) - instant(start)) // 86400)
        if not all_told(stay, start):
            row.struck.add(stay.name)
        elif stay.care == "psykiatrisk" and start.year == 2018 and stay.ended.year == 2018:
            if days > 30:
                row.charged[stay.name] = days - 30
            else:
                row.struck.add(stay.name)
        elif days > 7:
            row.charged[stay.name] = days - 3
        else:
            row.counted[stay.name] = days
    for ((year, _), _), row in found.items():
        if row.counted:
            mean = Fraction(sum(row.counted.values()), len(row.counted))
            row.average = Fraction(int(mean * 10 + Fraction(1, 2)), 10)
            row.excess = max(row.average - 2, Fraction(0)) * len(row.counted)
        days_owed = row.excess + sum(row.charged.values())
        row.owes = days_owed > 0
        row.amount = priced(year, days_owed)
    return dict(found)


def priced(year: int, days: Fraction) -> Fraction | None:
    """Return what days cost; nothing costs nothing whatever the price."""
    if not days:
        return Fraction(0)
    return days * RATES[year] if year in RATES else None


def latest_notice(stay: Stay) -> datetime | None:
    """The latest notice that was not taken back, or else the discharge message (R-40)."""
    standing = [sent for sent, taken in stay.notices if taken is None and (not stay.ended or sent < stay.ended)]
    return max(standing) if standing else stay.discharge_told


def all_told(stay: Stay, start: datetime) -> bool:
    """The admission with a date was told before the notice, the discharge before it came."""
    return stay.told is not None and stay.dated and stay.told <= start and stay.discharge_told is not None


# --- the law, and Norrbotten from 2023


def by_law(stays: Iterable[Stay], as_of: date, late_is_fatal: bool) -> Rows:
    """Each day from the third (after noon the fourth) after the notice until the day before discharge."""
    found = rows()
    for stay in stays:
        if not stay.municipal:
            continue
        charged = [day for start, until in law_periods(stay, as_of) for day in dates(start, until)]
        good = stay.told is not None and stay.told < stay.notices[0][0]
        if late_is_fatal:
            good = good and stay.told is not None and instant(stay.told) - instant(stay.admitted) <= 86400
        else:
            # Nobody calls to a plan in these stays: that is a ground for all but those with social services alone.
            good = good and stay.needs == ("socialtjänst",)
        for day in charged:
            row = found[month(day), stay.payer]
            if good:
                row.charged[stay.name] = row.charged.get(stay.name, 0) + 1
            else:
                row.struck.add(stay.name)
    for ((year, _), _), row in found.items():
        row.amount = priced(year, Fraction(sum(row.charged.values())))
    return dict(found)


def law_periods(stay: Stay, as_of: date) -> list[tuple[date, date]]:
    """The first valid notice counts until it is taken back; then the next one. Dates, the last not with them."""
    periods = []
    valid_until: datetime | None = None
    for number, (sent, taken) in enumerate(stay.notices):
        if number and (valid_until is None or sent < valid_until):
            continue
        valid_until = taken
        free = 30 if stay.care == "psykiatrisk" and sent.year == 2018 else 3 if sent.time() <= time(12) else 4
        ends = [at.date() for at in (taken, stay.ended) if at is not None]
        until = min(ends, default=as_of + timedelta(days=1))
        periods.append((sent.date() + timedelta(days=free), until))
    return periods


# --- Västerbotten from 2022


def vasterbotten(stays: Iterable[Stay], as_of: date, months: Sequence[Month], names: Iterable[str]) -> Rows:
    """The claim lasts from the fourth month after three over three days, to the third at most three days."""
    found = rows()
    for stay in stays:
        start = last_valid(stay)
        if start is None or not stay.municipal:
            continue
        zero = start.date() if start.time() <= time(12) else start.date() + timedelta(days=1)
        told = stay.told is not None and instant(stay.told) - instant(stay.admitted) <= 86400
        told = told and stay.told is not None and stay.told <= start
        if stay.ended is not None:
            home = found[month(stay.ended.date()), stay.payer]
            home.counted[stay.name] = max(0, (stay.ended.date() - zero).days)
        until = stay.ended.date() if stay.ended is not None else as_of + timedelta(days=1)
        for day in dates(zero + timedelta(days=1), until):
            row = found[month(day), stay.payer]
            if told:
                row.charged[stay.name] = row.charged.get(stay.name, 0) + 1
    for name in names:
        claims(found, months, name)
    return dict(found)


def claims(found: Mapping[tuple[Month, str], Row], months: Sequence[Month], name: str) -> None:
    """Go through the months of a municipality, counting on the fingers."""
    owing, in_a_row = False, 0
    for at in months:
        row = found[at, name]
        if row.counted:
            row.average = Fraction(sum(row.counted.values()), len(row.counted))
        over = row.average is not None and row.average > 3
        row.owes = owing
        in_a_row = in_a_row + 1 if over != owing else 0
        if in_a_row == 3:
            owing, in_a_row = not owing, 0
        if not row.owes:
            row.charged = {}
        row.amount = priced(at[0], Fraction(sum(row.charged.values())))


def last_valid(stay: Stay) -> datetime | None:
    """The first notice that stands; days before one was taken back do not count."""
    standing = [sent for sent, taken in stay.notices if taken is None]
    return min(standing) if standing else None


# --- Halland from November 2022


def halland(stays: Iterable[Stay], as_of: date) -> Rows:
    """The days of the month over those who were ready in it, against 2.3; no sum."""
    found = rows()
    for stay in stays:
        if stay.payer not in HALLAND and stay.error != "fel_kommun":
            continue
        if not stay.municipal:
            continue
        sent = stay.notices[0][0].date()
        last = stay.ended.date() if stay.ended is not None else as_of
        away = stay.error == "avliden" or (stay.died and stay.ended is not None)
        away = away or (stay.error == "fel_kommun" and stay.right is None)
        for at in sorted({month(day) for day in dates(sent, last + timedelta(days=1))}):
            row = found[at, stay.payer]
            if away:
                row.struck.add(stay.name)
            elif stay.error == "registrering":
                row.counted[stay.name] = 0
            else:
                own = [day for day in dates(sent + timedelta(days=1), last + timedelta(days=1)) if month(day) == at]
                row.counted[stay.name] = len(own)
    for (at, _), row in found.items():
        if row.counted:
            row.average = Fraction(sum(row.counted.values()), len(row.counted))
        if at <= (2023, 12):
            row.owes = row.average is not None and row.average > Fraction(23, 10)
            over = sum(row.counted.values()) - Fraction(23, 10) * len(row.counted)
            row.excess = max(over, Fraction(0))
    return dict(found)
