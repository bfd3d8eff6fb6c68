"""Which guideline governs on which dates, and why, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from compliance.check.versions import Stretch
from compliance.time import Day, format_day


def governed_lines(stretches: Iterable[Stretch]) -> Iterator[str]:
    """Yield a line for each stretch of a timeline's dates; none where one version of the region's own governs all."""
    items = list(stretches)
    if all(item.how == "in_force" for item in items) and len(items) < 2:
        return
    for item in items:
        yield f"{dates(item.since, item.through)}: {governing(item)}"


def dates(since: Day | None, through: Day | None) -> str:
    """Return dates like `från 2020-11-01 till och med 2022-10-31`."""
    start = f"från {format_day(since)}" if since is not None else ""
    end = f"till och med {format_day(through)}" if through is not None else ""
    return f"{start} {end}".strip() or "alla dagar"


def governing(stretch: Stretch) -> str:
    """Return what governs and, where that is no version of the region's own, why."""
    if stretch.guideline is None:
        return "ingen riktlinje" + _why(stretch)
    if stretch.how == "base":
        return f"{stretch.guideline.name} ensam" + _why(stretch)
    return stretch.guideline.name


def _why(stretch: Stretch) -> str:
    ended, coming = stretch.ended, stretch.coming
    told = []
    if ended is not None and ended.valid_to is not None:
        told.append(f"{ended.name} gällde till och med {format_day(ended.valid_to)}")
    if coming is not None:
        told.append(f"{coming.name} gäller först från {format_day(coming.valid_from)}")
    return f", eftersom {' och '.join(told)}" if told else ""


def governed_json(stretches: Iterable[Stretch]) -> list[dict[str, Any]]:
    """Return each stretch as JSON; `why` is null for a version of the region's own."""
    return [
        {
            "guideline": item.guideline.name if item.guideline is not None else None,
            "from": format_day(item.since) if item.since is not None else None,
            "to": format_day(item.through) if item.through is not None else None,
            "how": item.how,
            "why": governing(item) if item.how != "in_force" else None,
        }
        for item in stretches
    ]
