"""The tables of the month cases: what stands in the rows of stays is what stands in the rows of municipalities."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from compliance.episodes import Decoder, Unusable, read_paths
from compliance.graph import load_rules
from compliance.payment import Judge
from compliance.payment.month import Month
from compliance.payment.settle import Settling
from compliance.payment.settled import MonthSettlement, MunicipalityMonth
from compliance.report.settle_svg import picture
from compliance.report.settle_tables import MUNICIPALITIES, STAYS, STRUCK, Table
from compliance.time import zone

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted((ROOT / "fixtures").glob("*/manader"))
ZONE = zone("Europe/Stockholm")


@cache
def settled(folder: Path) -> tuple[MonthSettlement, ...]:
    """Return all months of all cases of a folder, settled together."""
    rules = load_rules().rules
    assert rules is not None
    judge, settling = Judge(rules), Settling(rules, Month(2018, 1), Month(2025, 12))
    as_of = ZONE.parse("2026-06-30T00:00:00")
    assert isinstance(as_of, int)
    for episode in read_paths((str(folder),), Decoder(rules.vocabulary, ZONE)):
        assert not isinstance(episode, Unusable)
        region = judge.region_of(episode, None)
        assert isinstance(region, str)
        settling.add(episode, episode.as_of or as_of, region)
    return tuple(settling.months())


def of(table: Table, found: MunicipalityMonth) -> list[dict[str, Any]]:
    return [dict(zip([c.heading for c in table.columns], row, strict=True)) for row in table.of(found, ZONE)]


def municipalities(folder: Path) -> Iterator[MunicipalityMonth]:
    for month in settled(folder):
        yield from month.municipalities


def test_there_are_month_cases() -> None:
    assert len(FOLDERS) >= 3


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.parent.name)
def test_the_rows_add_up(folder: Path) -> None:
    days = 0
    for found in municipalities(folder):
        (whole,), stays = of(MUNICIPALITIES, found), of(STAYS, found)
        assert sum(r["Dygn i snittet"] or 0 for r in stays) == (whole["Dygn i snittet"] or 0)
        assert sum(r["Dygn att betala"] for r in stays) == (whole["Enskilda dygn"] or 0)
        left_out = {r["Vistelse"] for r in of(STRUCK, found)}
        assert left_out <= {r["Vistelse"] for r in stays}
        for row in stays:
            counted = row["Dygn i snittet"] is not None or row["Dygn att betala"]
            assert counted or set(row["Räknas"].split(", ")) <= {"struken", "inte avgjord", "pågår"}, row
            assert row["Skäl"] or row["Vistelse"] not in left_out
        days += (whole["Dygn i snittet"] or 0) + (whole["Enskilda dygn"] or 0)
    assert days


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.parent.name)
def test_every_municipality_can_be_drawn(folder: Path) -> None:
    by: dict[tuple[str, str | None], list[MunicipalityMonth]] = {}
    for found in municipalities(folder):
        by.setdefault((found.region, found.municipality), []).append(found)
    for months in by.values():
        drawn = ElementTree.fromstring(picture(months))
        bars = [node for node in drawn.iter("{http://www.w3.org/2000/svg}rect") if node.get("height") == "11"]
        assert len(bars) == sum(m.outcome.average is not None for m in months)
