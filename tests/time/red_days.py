"""The days of lag (1989:253) by rule, with the three eves: an oracle that knows no library."""

from datetime import date, timedelta


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def saturday_from(first: date) -> date:
    """The Saturday in the week that begins on `first`."""
    return first + timedelta(days=(5 - first.weekday()) % 7)


def public(year: int) -> dict[date, list[str]]:
    """The public holidays of a year, 1983 on."""
    sunday = easter(year)
    named = [
        (date(year, 1, 1), "nyårsdagen"),
        (date(year, 1, 6), "trettondedag jul"),
        (sunday - timedelta(days=2), "långfredagen"),
        (sunday, "påskdagen"),
        (sunday + timedelta(days=1), "annandag påsk"),
        (date(year, 5, 1), "första maj"),
        (sunday + timedelta(days=39), "kristi himmelsfärdsdag"),
        (sunday + timedelta(days=49), "pingstdagen"),
        (saturday_from(date(year, 6, 20)), "midsommardagen"),
        (saturday_from(date(year, 10, 31)), "alla helgons dag"),
        (date(year, 12, 25), "juldagen"),
        (date(year, 12, 26), "annandag jul"),
    ]
    if year >= 2005:
        named.append((date(year, 6, 6), "nationaldagen"))
    else:
        named.append((sunday + timedelta(days=50), "annandag pingst"))
    found: dict[date, list[str]] = {}
    for day, name in named:
        found.setdefault(day, []).append(name)
    return found


def eves(year: int) -> dict[date, list[str]]:
    """The three eves that lag 1930:173, 2 § puts with the holidays."""
    return {
        saturday_from(date(year, 6, 20)) - timedelta(days=1): ["midsommarafton"],
        date(year, 12, 24): ["julafton"],
        date(year, 12, 31): ["nyårsafton"],
    }
