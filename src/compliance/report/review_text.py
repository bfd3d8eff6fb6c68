"""A reviewed invoice basis as text: the summary, and then each municipality with its stays."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from compliance.payment.reviewed import Difference, DifferenceKind, Review, Total
from compliance.report.review_words import KINDS, average, effect, sums, too_much, value
from compliance.report.settle_words import moment
from compliance.time import Zone

WIDTH = 96


class ReviewText:
    """Writes a review as text, with local times of a zone."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone

    def lines(self, found: Review, name: str) -> Iterator[str]:
        """Yield the lines; `name` is that of the basis."""
        yield from self.summary(found, name)
        names = dict.fromkeys([*(t.municipality for t in found.totals), *(d.municipality for d in found.differences)])
        for who in sorted(names, key=lambda n: (n is None, n or "")):
            own = [d for d in found.differences if d.municipality == who]
            totals = [t for t in found.totals if t.municipality == who]
            yield ""
            yield from self._municipality(who, totals, own)

    def summary(self, found: Review, name: str) -> Iterator[str]:
        """Yield how many rows agree, how the others differ, and what that comes to."""
        yield f"Granskning av {name}"
        differing = found.rows - found.agreeing
        yield f"  {_rows(found.rows)}: {found.agreeing} stämmer helt, {differing} skiljer sig."
        if found.difference is None:
            none = all(total.received is None for total in found.totals)
            yield "  Underlaget har ingen summa att jämföra." if none else "  Underlagets summor kan inte jämföras."
        elif found.difference:
            yield f"  Underlagets summor: {too_much(found.difference)}."
        else:
            yield "  Underlagets summor stämmer."
        counts = found.by_kind
        for kind in DifferenceKind:
            if counts[kind]:
                yield f"  {counts[kind]:>5}  {KINDS[kind]}"
        if found.elsewhere:
            yield f"  {_rows(found.elsewhere)} gäller andra månader eller kommuner än de granskade."
        if found.unreviewed:
            names = ", ".join(found.unreviewed)
            yield from _wrapped(f"Kommuner som ska betala men inte finns i underlaget: {names}.", "  ")

    def _municipality(self, name: str | None, totals: Sequence[Total], own: Sequence[Difference]) -> Iterator[str]:
        yield name if name is not None else "Alla kommuner"
        for total in totals:
            when = f"{total.month}" if total.month is not None else "Alla månader"
            yield from _wrapped(f"{when}: {sums(total)}.", "  ")
            if total.computed_average is not None or total.received_average is not None:
                received, computed = average(total.received_average), average(total.computed_average)
                yield f"    snitt: underlaget {received}, beräknat {computed} dagar"
        for difference in own:
            if difference.kind is not DifferenceKind.SUM:
                yield from _wrapped(self.difference(difference), "  ")

    def difference(self, found: Difference) -> str:
        """Return a difference in a line."""
        who = found.stay if found.stay is not None else "Månaden"
        parts = [f"{who}, {found.month}" if found.month is not None else who, f": {KINDS[found.kind]}"]
        received, computed = value(found, found.received), value(found, found.computed)
        if received and computed:
            parts.append(f", underlaget {received}, beräknat {computed}")
        elif received or computed:
            parts.append(f", {'underlaget' if received else 'beräknat'} {received or computed}")
        if found.starts is not None and found.kind in _COUNTED:
            ends = f" till {moment(found.ends, self.zone)}" if found.ends is not None else ""
            parts.append(f" (räknas från {moment(found.starts, self.zone)}{ends})")
        parts.append(".")
        if found.reason:
            parts.append(f" {found.reason[:1].upper()}{found.reason[1:]}.")
        if found.clauses:
            parts.append(f" [{', '.join(found.clauses)}]")
        if effect(found):
            parts.append(f" {effect(found)}")
        if found.line is not None:
            parts.append(f" (rad {found.line})")
        return "".join(parts)


_COUNTED = (
    DifferenceKind.MISSING, DifferenceKind.DAYS, DifferenceKind.CHARGE_DAYS, DifferenceKind.NOTICE, DifferenceKind.END,
    DifferenceKind.AMOUNT,
)  # fmt: skip


def _rows(count: int) -> str:
    return "1 rad" if count == 1 else f"{count} rader"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
