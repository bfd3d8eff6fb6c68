"""Numbers, times and stays of a settlement in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from compliance.payment.settled import Kind, MunicipalityMonth, Part, Why
from compliance.time import Instant, Zone

MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
          "december")  # fmt: skip
UNKNOWN_MUNICIPALITY = "okänd kommun"


def figure(value: Decimal | Fraction) -> str:
    """Return an average or a threshold with the decimals that it is stated with: 2,0 and not 2."""
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else number(value)


def number(value: Decimal | Fraction | int, places: int = 6) -> str:
    """Return a number as Swedes write it: decimal comma, blanks between thousands; a fraction to so many places."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
        value = value.quantize(Decimal(1).scaleb(-places))
    text = f"{Decimal(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",")


def kronor(value: Decimal | None) -> str:
    """Return a sum of money, with two decimals where it is not whole."""
    if value is None:
        return "kan inte bestämmas"
    text = number(value)
    return f"{text}0 kronor" if text[-2:-1] == "," else f"{text} kronor"


def moment(at: Instant | None, zone: Zone) -> str:
    """Return a local time without seconds that are nought."""
    if at is None:
        return ""
    text = zone.isoformat(at)[:19].replace("T", " ")
    return text[:16] if text.endswith(":00") else text


def day_of(at: Instant, zone: Zone) -> str:
    """Return the local date of a time."""
    return date.fromordinal(zone.day(at)).isoformat()


def reason(why: Iterable[Why]) -> str:
    """Return why a stay is left out or is not decided."""
    parts = []
    for one in why:
        lacking = f": det saknas {', '.join(one.missing)}" if one.missing else ""
        parts.append(one.reason + lacking)
    return "; ".join(parts)


def clauses(why: Iterable[Why]) -> list[str]:
    """Return the clauses of the reasons, each once."""
    return list(dict.fromkeys(c for one in why for c in one.clauses))


def named(found: MunicipalityMonth) -> str:
    """Return the name of the municipality."""
    return found.municipality if found.municipality is not None else UNKNOWN_MUNICIPALITY


def month_in_words(found: MunicipalityMonth) -> str:
    """Return the month as `maj 2019`."""
    return f"{MONTHS[found.month.number - 1]} {found.month.year}"


def by_episode(parts: Iterable[Part]) -> dict[str, list[Part]]:
    """Return the parts by their stay: one stay may be left out for several reasons."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.episode, []).append(part)
    return found


def until(part: Part, zone: Zone) -> str:
    """Return when a stay ended, or that it has not."""
    return f"till {moment(part.ends, zone)}" if part.ends is not None else "och pågår"


def owes(found: MunicipalityMonth) -> bool | None:
    """Say whether a municipality is to pay anything for a month; None where that cannot be said, also where a stay
    that is not decided might cost something."""
    if found.settlement is None:
        return None
    if found.amount or found.liable or found.individual_days:
        return True
    may_cost = any(p.charge_days or p.from_charge for p in found.of(Kind.UNDECIDED))
    return None if may_cost or "liable" in found.undetermined else False
