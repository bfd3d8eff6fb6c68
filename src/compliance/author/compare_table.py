"""Many timelines under every guideline, a line each: the liability, and with `everything` what was not kept."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from compliance.author.compare import Column, Compared
from compliance.payment.verdict import LiabilityStatus

WIDTH = 110
GAP = 2
WORDS = {
    LiabilityStatus.HOLDS: "inträtt",
    LiabilityStatus.VOID: "bortfaller",
    LiabilityStatus.PENDING: "inte avgjort",
    LiabilityStatus.NOT_APPLICABLE: "gäller inte",
    LiabilityStatus.UNDETERMINED: "oavgjort",
}


def table(found: Sequence[Compared], everything: bool = False) -> Iterator[str]:
    """Yield the lines of the table: a column for each family of guidelines that was in force for any timeline."""
    regions = list(dict.fromkeys(column.region for compared in found for column in compared.columns))
    if not regions:
        return
    names = [_named(region, found) for region in regions]
    label = min(24, max(len(compared.episode.id) for compared in found))
    width = max(12, (WIDTH - label) // len(regions) - GAP)
    yield from _row("", names, label, width)
    for compared in found:
        columns = {column.region: column for column in compared.columns}
        cells = [_cell(columns.get(region), everything) for region in regions]
        yield from _row(compared.episode.id, cells, label, width)


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
    return WORDS[liability.status] + days + (f"; {broken} avvikelser" if everything else "")


def _row(label: str, cells: Sequence[str], first: int, width: int) -> Iterator[str]:
    parts = [textwrap.wrap(label, first, subsequent_indent="  ") or [""]]
    parts += [textwrap.wrap(cell, width) or [""] for cell in cells]
    for line in zip_longest(*parts, fillvalue=""):
        yield (f"{line[0]:<{first}}" + "".join(f"{' ' * GAP}{part:<{width}}" for part in line[1:])).rstrip()
