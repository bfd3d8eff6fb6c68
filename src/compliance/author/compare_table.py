"""Many timelines under every guideline, a line each: the liability, and with `everything` what was not kept."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from compliance.author.compare import Column, Compared
from compliance.payment.verdict import LiabilityStatus
from compliance.report.text import standing

WIDTH = 110
GAP = 2
LABEL = 24


def table(found: Sequence[Compared], everything: bool = False) -> Iterator[str]:
    """Yield the lines of the table: a column for each family of guidelines that was in force for any timeline."""
    regions = list(dict.fromkeys(column.region for compared in found for column in compared.columns))
    if not regions:
        return
    names = [_named(region, found) for region in regions]
    label = min(LABEL, max(len(compared.episode.id) for compared in found))
    rows = [("", names)]
    for compared in found:
        columns = {column.region: column for column in compared.columns}
        rows.append((compared.episode.id, [_cell(columns.get(region), everything) for region in regions]))
    widths = _widths([[cells[place] for _, cells in rows] for place in range(len(regions))], WIDTH - label)
    for name, cells in rows:
        yield from _row(name, cells, label, widths)


def _named(region: str, found: Sequence[Compared]) -> str:
    """Return the versions of a family that judged anything."""
    labels = (name for c in found for column in c.columns if column.region == region for name in column.versions)
    return ", ".join(dict.fromkeys(labels))


def _cell(column: Column | None, everything: bool) -> str:
    if column is None:
        return "—"
    liability = column.verdict.liability
    days = f", {liability.days} dygn" if liability.status is LiabilityStatus.HOLDS else ""
    broken = sum(finding.violation for finding in column.verdict.findings)
    return standing(liability).lower() + days + (f"; {broken} avvikelser" if everything else "")


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the width of each column: no word is broken, and the room that is left goes first to
    those that lack least."""
    longest = [max(len(cell) for cell in cells) for cells in columns]
    widths = [max(len(word) for cell in cells for word in cell.replace("-", "- ").split()) for cells in columns]
    left = room - sum(width + GAP for width in widths)
    for place in sorted(range(len(widths)), key=lambda place: longest[place] - widths[place]):
        more = max(0, min(left, longest[place] - widths[place]))
        widths[place] += more
        left -= more
    return widths


def _row(label: str, cells: Sequence[str], first: int, widths: Sequence[int]) -> Iterator[str]:
    parts = [textwrap.wrap(label, first, subsequent_indent="  ") or [""]]
    parts += [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*parts, fillvalue=""):
        told = (f"{' ' * GAP}{part:<{width}}" for part, width in zip(line[1:], widths, strict=True))
        yield (f"{line[0]:<{first}}" + "".join(told)).rstrip()
