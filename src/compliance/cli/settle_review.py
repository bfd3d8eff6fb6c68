"""`compliance settle --against`: a received invoice basis, read by its mapping and held against what was computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from compliance.cli.shared import tell

if TYPE_CHECKING:
    from compliance.episodes import Episode
    from compliance.episodes.invoice import InvoiceRow
    from compliance.episodes.invoice_mapping import InvoiceMapping
    from compliance.language.diagnostic import Diagnostic
    from compliance.payment.month import Month
    from compliance.payment.reviewed import Review
    from compliance.payment.settled import MonthSettlement, Part
    from compliance.time import Zone

MOST_SHOWN = 50
"""How many mistakes of a basis are told one by one."""


@dataclass(slots=True)
class Basis:
    """The rows of a received basis, and what is found of their stays while the timelines are read."""

    name: str
    rows: list[InvoiceRow]
    municipality: str | None
    known: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    _stays: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._stays = frozenset(row.stay for row in self.rows if row.stay is not None)

    def see(self, episode: Episode, parts: tuple[Part, ...]) -> None:
        """Remember what a stay brings to its months, if the basis has it."""
        if episode.id in self._stays:
            self.known[episode.id] = self.known.get(episode.id, ()) + parts


def read_basis(file: str, mapping: str | None, span: tuple[Month, Month]) -> Basis:
    """Return a basis; tell what is wrong with it, or with its mapping, and exit with 2 if it cannot be used."""
    from compliance.episodes.files import shown
    from compliance.episodes.invoice import InvoiceReader
    from compliance.episodes.invoice_mapping import OWN
    from compliance.episodes.personnummer import mask
    from compliance.language.diagnostic import Diagnostic

    read_by = _mapping(mapping) if mapping is not None else OWN
    only = span[0] if span[0] == span[1] else None
    rows: list[InvoiceRow] = []
    wrong: list[Diagnostic] = []
    for item in InvoiceReader(read_by, only).read(Path(file)):
        if isinstance(item, Diagnostic):
            wrong.append(item)
        else:
            rows.append(item)
    name = mask(shown(Path(file)))
    municipality = read_by.constants.get("municipality")
    if not wrong and not _any_in(rows, span, municipality):
        months = f"{span[0]}" if only is not None else f"{span[0]} till {span[1]}"
        message = f"ingen rad i fakturaunderlaget gäller {months}"
        wrong.append(Diagnostic("J035", message, where=name, help="granska de månader som underlaget gäller"))
    if wrong:
        _refuse(wrong)
    return Basis(name, rows, municipality)


def _any_in(rows: Sequence[InvoiceRow], span: tuple[Month, Month], municipality: str | None) -> bool:
    if not rows:
        return municipality is not None
    return any(row.month is None or span[0] <= row.month <= span[1] for row in rows)


def _mapping(file: str) -> InvoiceMapping:
    from compliance.episodes.files import shown
    from compliance.episodes.invoice_mapping import read_mapping
    from compliance.episodes.personnummer import mask
    from compliance.language.diagnostic import Diagnostic

    name = mask(shown(Path(file)))
    try:
        text = Path(file).read_text("utf-8-sig")
    except (OSError, ValueError):
        _refuse([Diagnostic("J030", "mappningen kan inte läsas", where=name, help="en YAML-fil i UTF-8")])
    found = read_mapping(name, text)
    if isinstance(found, tuple):
        _refuse(found)
    return found


def _refuse(wrong: Sequence[Diagnostic]) -> NoReturn:
    tell(wrong[:MOST_SHOWN])
    if len(wrong) > MOST_SHOWN:
        click.echo(f"… och {len(wrong) - MOST_SHOWN} fel till", err=True)
    click.echo(f"{len(wrong)} fel; inget har granskats", err=True)
    raise click.exceptions.Exit(2)


def reviewed(basis: Basis, found: Sequence[MonthSettlement], zone: Zone, only: Sequence[str]) -> Review:
    """Return what is said of a basis."""
    from compliance.payment.review import Reviewing

    wanted = only or ((basis.municipality,) if basis.municipality is not None else ())
    return Reviewing(found, basis.known, zone, wanted).review(basis.rows)


def review_lines(found: Review, basis: Basis, zone: Zone, form: str) -> Iterator[str]:
    """Yield the text of a review in the form that is asked for."""
    import json

    from compliance.report.review_json import ReviewJson
    from compliance.report.review_text import ReviewText

    if form == "json":
        yield json.dumps(ReviewJson(zone).review(found, basis.name), ensure_ascii=False, indent=1) + "\n"
    elif form == "csv":
        from compliance.report.review_csv import review_csv

        yield from review_csv(found, zone)
    else:
        for line in ReviewText(zone).lines(found, basis.name):
            yield line + "\n"
