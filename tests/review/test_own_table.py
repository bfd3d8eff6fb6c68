"""The program's own table of stays, read back by the mapping that needs no file, agrees for every month case."""

from __future__ import annotations

import io
from functools import cache

import pytest
from review_words import ROOT, World, local, rules, settled

from compliance import load_episodes
from compliance.episodes import Episode
from compliance.episodes.invoice import InvoiceReader, InvoiceRow
from compliance.episodes.invoice_mapping import OWN
from compliance.payment.month import Month
from compliance.report.settle_csv import csv_table

FOLDERS = sorted(p for p in (ROOT / "fixtures").glob("*/manader") if p.is_dir())


@cache
def stays(region: str) -> tuple[Episode, ...]:
    """Return the stays of all month cases of a region, each id once."""
    found: dict[str, Episode] = {}
    for file in sorted((ROOT / "fixtures" / region / "manader").glob("*.yaml")):
        for item in load_episodes([file], rules()):
            assert isinstance(item, Episode)
            found.setdefault(item.id, item)
    return tuple(found.values())


@pytest.mark.parametrize("region", [p.parent.name for p in FOLDERS])
def test_our_own_table_agrees(region: str) -> None:
    rows = 0
    for year in range(2018, 2026, 2):
        world: World = settled(stays(region), Month(year, 1), Month(year + 1, 12))
        text = "".join(csv_table("vistelser", world.found, local()))
        found = list(InvoiceReader(OWN).rows(io.BytesIO(text.encode("utf-8")), "vistelser.csv"))
        assert all(isinstance(item, InvoiceRow) for item in found)
        review = world.review(item for item in found if isinstance(item, InvoiceRow))
        assert [d for d in review.differences if d.municipality is not None] == []
        rows += review.agreeing
    assert rows > 10
