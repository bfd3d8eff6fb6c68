"""The year of a municipality as a picture: a bar for each month's average, the threshold, and what the month costs.

It stands by itself: no script, nothing fetched. The months lie below each other, so that it is read as well on a
telephone 320 pixels wide as on A4. What the shapes say is also said in words, and all of it in the description.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from compliance.payment.month import Month, months
from compliance.payment.settled import MunicipalityMonth
from compliance.report.settle_tables import clean
from compliance.report.settle_words import MONTHS, figure, kronor, named, number, owes

WIDTH, LEFT, RIGHT = 320, 10, 310
BAR = 200
"""How long the longest bar may be: what follows it has the rest."""
ROW, LINE = 36, 16
LARGEST, PAGE = 1.5, 980
"""How much the picture is enlarged where there is room, and how high it may then be: A4 at 96 dots an inch."""
COLOURS = {"ink": "#1b1b1b", "charged": "#7a2e0e", "light": "#e3e8ee", "line": "#4a5568", "limit": "#0b4f94"}
WIDE = {"normal": 6.6, "bold": 7.2}
"""How wide a letter is taken to be, in units of the picture: a text that would not fit is set closer."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A month as it is drawn, or one of which nothing is known."""

    y: int
    month: str
    mark: str
    mark_x: float
    words: str
    room: float
    bar: float | None
    value: str
    value_x: float
    limit: float | None


def picture(found: Sequence[MunicipalityMonth], notes: Sequence[str] = ()) -> str:
    """Return the months of one municipality as SVG, with notes on how they came about. Months between the first and
    the last that are not there are shown as such; without any month, the picture says so. ValueError for months of
    several municipalities."""
    whose = {(item.region, item.municipality) for item in found}
    if len(whose) > 1:
        raise ValueError(f"a picture shows one municipality, not {len(whose)}")
    ordered = sorted(found, key=lambda item: (item.month, item.guideline))
    shown = list(_shown(ordered))
    title = _title(ordered)
    heading = _heading(title, shown, notes)
    top = heading[-1]["y"] + 10
    rows = list(_rows(shown, top))
    height = top + ROW * len(rows) + 6
    scale = min(LARGEST, max(1.0, PAGE / height))
    said = " ".join([*(_said(month, item) for month, item in shown), *map(clean, notes)]) or title
    digest = hashlib.sha256(f"{title}\n{said}".encode("utf-8", "replace")).hexdigest()[:12]
    return _template().render(
        width=WIDTH, height=height, shown_width=round(WIDTH * scale), shown_height=round(height * scale),
        left=LEFT, right=RIGHT, title=title, said=said, id=f"y{digest}", heading=heading,
        rows=rows, squeezed=_squeezed, **COLOURS,
    )  # fmt: skip


def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((files("compliance.report") / "pages" / "year.svg").read_text("utf-8"))


def _shown(found: Sequence[MunicipalityMonth]) -> Iterator[tuple[Month, MunicipalityMonth | None]]:
    """Yield the months from the first to the last; one that two settlements take comes twice, one of which nothing is
    known with None."""
    by_month = {month: list(items) for month, items in groupby(found, key=lambda item: item.month)}
    for month in months(found[0].month, found[-1].month) if found else ():
        for item in by_month.get(month, [None]):
            yield month, item


# --- words


def _title(found: Sequence[MunicipalityMonth]) -> str:
    if not found:
        return "Inga månader att visa"
    guidelines = ", ".join(dict.fromkeys(item.guideline for item in found))
    return clean(f"{named(found[0])}, månad för månad ({guidelines})")


def _heading(
    title: str, shown: Sequence[tuple[Month, MunicipalityMonth | None]], notes: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the lines over the months: whose they are, what the bars and the line are, and which threshold holds."""
    lines = [(line, "bold") for line in textwrap.wrap(title, 38) or [title]]
    if any(item is not None and item.settlement is not None and item.settlement.averages for _, item in shown):
        lines += [("Stapel: månadens snitt i dagar.", "normal"), ("Streckad linje: tröskeln.", "normal")]
        lines += [(line, "normal") for line in _thresholds(shown)]
    if any(item is not None and item.unfinished for _, item in shown):
        lines.append(("* Månaden är inte slut vid bedömningen.", "normal"))
    lines += [(line, "normal") for note in notes for line in textwrap.wrap(clean(note), 42)]
    return [{"text": text, "weight": weight, "y": 18 + LINE * n} for n, (text, weight) in enumerate(lines)]


def _thresholds(shown: Sequence[tuple[Month, MunicipalityMonth | None]]) -> Iterator[str]:
    """Yield the threshold of each stretch of months."""
    known = [(month, item.threshold) for month, item in shown if item is not None and item.settlement is not None
             and item.settlement.averages]  # fmt: skip
    for threshold, stretch in groupby(known, key=lambda one: one[1]):
        span = [month for month, _ in stretch]
        when = str(span[0]) if span[0] == span[-1] else f"{span[0]} till {span[-1]}"
        yield f"{when}: " + ("ingen tröskel" if threshold is None else f"tröskel {figure(threshold)} dagar")


def _words(item: MunicipalityMonth | None) -> tuple[str, str]:
    """Return the mark of a month, and what it costs in words."""
    if item is None:
        return "none", "ingen uppgift"
    due = owes(item)
    if due is None:
        return "unknown", "kan inte avgöras"
    if not due:
        return "free", "betalar inte"
    if item.amount is None:
        return "pays", "betalar, belopp okänt"
    return "pays", f"betalar {kronor(item.amount)}"


def _value(item: MunicipalityMonth | None) -> str:
    if item is None or item.settlement is None:
        return "ingen reglering" if item is not None else ""
    if item.flat is not None:
        return "fast belopp"
    if not item.settlement.averages:
        return f"{number(item.individual_days)} enskilda dygn"
    if item.outcome.average is None:
        return "inga vistelser i snittet"
    return f"{figure(item.outcome.average)} dagar"


def _said(month: Month, item: MunicipalityMonth | None) -> str:
    """Return a month as a sentence."""
    parts = [_words(item)[1]]
    if item is not None:
        if item.outcome.average is not None:
            parts.insert(0, f"snitt {_value(item)} på {number(item.outcome.stays)} vistelser")
        elif _value(item):
            parts.insert(0, _value(item))
        if item.threshold is not None:
            parts.insert(1, f"tröskel {figure(item.threshold)} dagar")
        if item.unfinished:
            parts.append("månaden är inte slut vid bedömningen")
    return clean(f"{_in_words(month)}: {', '.join(parts)}.")


def _in_words(month: Month) -> str:
    return f"{MONTHS[month.number - 1]} {month.year}"


# --- places


def _rows(shown: Sequence[tuple[Month, MunicipalityMonth | None]], top: int) -> Iterator[_Row]:
    longest = _longest(item for _, item in shown)
    for n, (month, item) in enumerate(shown):
        name = _in_words(month)
        mark, words = _words(item)
        if item is not None and item.unfinished:
            name += "*"
        weight = "bold" if mark == "pays" else "normal"
        room = RIGHT - LEFT - len(name) * 8 - 16
        mark_x = RIGHT - min(room, len(words) * WIDE[weight]) - 9
        bar = limit = None
        if item is not None and item.outcome.average is not None:
            bar = _scaled(item.outcome.average, longest)
        if item is not None and item.threshold is not None:
            limit = LEFT + _scaled(item.threshold, longest)
        after = LEFT if bar is limit is None else max(LEFT + (bar or 0), limit or 0) + 6
        y = top + ROW * n
        yield _Row(y, name, mark, round(mark_x, 1), words, round(room, 1), bar, _value(item), round(after, 1), limit)


def _longest(found: Iterator[MunicipalityMonth | None]) -> Fraction:
    values = [v for item in found if item is not None for v in (item.outcome.average, item.threshold) if v is not None]
    return max((Fraction(v) for v in values), default=Fraction(1)) or Fraction(1)


def _scaled(value: Decimal | Fraction, longest: Fraction) -> float:
    return round(float(Fraction(value) / longest * BAR), 1)


def _squeezed(text: str, room: float, weight: str) -> str:
    """Return how a text that would not fit is set closer: an attribute, or nothing."""
    if len(text) * WIDE[weight] <= room:
        return ""
    return Markup(' textLength="{:.0f}" lengthAdjust="spacingAndGlyphs"').format(max(room, 1))
