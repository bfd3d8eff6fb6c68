"""The picture of a municipality's year: well-formed, sealed, and told in words as well as in shapes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hand_made_months import HOSTILE, SINGLE, municipality, renamed, unrounded

from compliance.payment.month import Month
from compliance.payment.settled import MunicipalityMonth, Outcome
from compliance.report.settle_svg import COLOURS, ROW, WIDTH, picture

NS = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "rect", "g", "text", "path", "circle"}
NOTHING = Outcome(0, 0, None, None, None, None)


def free(year: int, number: int, **more: Any) -> MunicipalityMonth:
    """Return a month under the threshold."""
    outcome = Outcome(10, 17, Decimal("1.7"), False, Decimal(0), Decimal(0))
    given = {"outcome": outcome, "liable": False, "individual_days": 0, "amount": Decimal(0), "parts": (), **more}
    return municipality(month=Month(year, number), **given)


def charged(year: int, number: int, **more: Any) -> MunicipalityMonth:
    return municipality(month=Month(year, number), parts=(), **more)


def parsed(*found: MunicipalityMonth) -> ElementTree.Element:
    root = ElementTree.fromstring(picture(found))
    for node in root.iter():
        assert node.tag.removeprefix(NS) in ALLOWED
        assert not [name for name in node.attrib if name.startswith("on") or name.endswith(("href", "src"))]
    assert root.attrib["viewBox"].startswith(f"0 0 {WIDTH} ")
    return root


def texts(root: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{NS}text")]


def said(root: ElementTree.Element) -> str:
    desc = root.find(f"{NS}desc")
    assert desc is not None
    return desc.text or ""


def test_a_year_in_words_and_shapes() -> None:
    root = parsed(charged(2024, 3), free(2024, 1), free(2024, 2, outcome=NOTHING))
    shown = texts(root)
    assert [t for t in shown if t.endswith("2024")] == ["januari 2024", "februari 2024", "mars 2024"]
    assert [t for t in shown if t.startswith("betalar")] == ["betalar inte", "betalar inte", "betalar 352 160 kronor"]
    assert "1,7 dagar" in shown and "3,4 dagar" in shown and "inga vistelser i snittet" in shown
    assert "2024-01 till 2024-03: tröskel 2,0 dagar" in shown
    assert said(root) == (
        "januari 2024: snitt 1,7 dagar på 10 vistelser, tröskel 2,0 dagar, betalar inte. "
        "februari 2024: inga vistelser i snittet, tröskel 2,0 dagar, betalar inte. "
        "mars 2024: snitt 3,4 dagar på 24 vistelser, tröskel 2,0 dagar, betalar 352 160 kronor."
    )
    assert len(root.findall(f".//{NS}circle")) == 2, "an empty ring for each month that costs nothing"
    bars = [node for node in root.iter(f"{NS}rect") if node.get("height") == "11"]
    assert [float(b.attrib["width"]) for b in bars] == [100.0, 200.0], "as long as the averages are to each other"


def test_a_bar_and_its_line_are_drawn_to_one_scale() -> None:
    root = parsed(charged(2024, 3, outcome=Outcome(2, 4, Decimal("2.0"), False, Decimal(0), None)))
    (bar,) = [node for node in root.iter(f"{NS}rect") if node.get("height") == "11"]
    (line,) = [node for node in root.iter(f"{NS}path") if node.get("stroke") == COLOURS["limit"]]
    end = float(bar.attrib["x"]) + float(bar.attrib["width"])
    assert re.match(r"M([0-9.]+) ", line.attrib["d"])[1] == str(end)  # type: ignore[index]


def test_months_of_which_nothing_is_known_are_shown_as_such() -> None:
    root = parsed(free(2023, 11), charged(2024, 2))
    assert said(root).count("ingen uppgift") == 2 == texts(root).count("ingen uppgift")
    assert "december 2023: ingen uppgift. januari 2024: ingen uppgift." in said(root)


def test_a_month_that_cannot_be_decided_is_not_one_that_is_free() -> None:
    unknown = charged(2024, 3, liable=None, amount=None, individual_days=0, undetermined=("liable", "amount_sek"))
    root = parsed(unknown)
    assert "kan inte avgöras" in texts(root) and "kan inte avgöras" in said(root)
    assert [n for n in root.iter(f"{NS}rect") if n.get("stroke-dasharray")] and not root.findall(f".//{NS}circle")


def test_a_threshold_may_change_or_be_missing() -> None:
    none = {"threshold": None, "liable": None, "amount": None, "individual_days": 0, "undetermined": ("liable",)}
    root = parsed(free(2023, 11), free(2023, 12, threshold=Decimal("2.5")), charged(2024, 1, **none))
    shown = texts(root)
    assert {"2023-11: tröskel 2,0 dagar", "2023-12: tröskel 2,5 dagar", "2024-01: ingen tröskel"} <= set(shown)
    assert len([n for n in root.iter(f"{NS}path") if n.get("stroke") == COLOURS["limit"]]) == 2


def test_models_without_an_average_have_no_bars() -> None:
    single = charged(2024, 1, settlement=SINGLE, outcome=NOTHING, threshold=None)
    flat = free(2024, 2, settlement=SINGLE, outcome=NOTHING, threshold=None, flat=5, amount=Decimal("5.5"))
    root = parsed(single, flat, charged(2024, 3, settlement=None, outcome=NOTHING, threshold=None))
    assert [n for n in root.iter(f"{NS}rect") if n.get("height") == "11"] == []
    assert {"16 enskilda dygn", "fast belopp", "ingen reglering", "betalar 5,50 kronor"} <= set(texts(root))
    assert not [t for t in texts(root) if "tröskel" in t.casefold() or "Stapel" in t]


def test_none_one_and_two_years() -> None:
    assert texts(parsed()) == ["Inga månader att visa"]
    one = parsed(charged(2024, 3))
    two = parsed(*(charged(2023 + n // 12, n % 12 + 1) for n in range(24)))
    heights = [int(r.attrib["viewBox"].split()[3]) for r in (one, two)]
    assert heights[1] - heights[0] == 23 * ROW
    assert int(two.attrib["height"]) <= 1050, "a page of A4"


def test_one_month_under_two_guidelines_comes_twice() -> None:
    root = parsed(charged(2024, 3, guideline="b-2024"), free(2024, 3, guideline="a-2020"))
    assert texts(root).count("mars 2024") == 2 and "a-2020, b-2024" in " ".join(texts(root))


def test_a_picture_of_two_municipalities_is_refused() -> None:
    with pytest.raises(ValueError, match="one municipality, not 2"):
        picture([charged(2024, 3), charged(2024, 3, municipality="Söderby")])


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_markup(text: str) -> None:
    root = parsed(renamed(charged(2024, 3), text), renamed(free(2024, 4), text))
    title = root.find(f"{NS}title")
    assert title is not None and title.text and title.text.count("månad för månad") == 1
    assert "49" not in title.text or "49" in text
    picture([renamed(charged(2024, 3), text)]).encode("utf-8")


def test_what_does_not_fit_is_set_closer() -> None:
    huge = charged(2024, 9, amount=Decimal("123456789012345678901234.55"))
    (node,) = [n for n in parsed(huge).iter(f"{NS}text") if (n.text or "").startswith("betalar 123")]
    assert node.text == "betalar 123 456 789 012 345 678 901 234,55 kronor" and float(node.attrib["textLength"]) < 200
    long = parsed(unrounded(1_000_003, 3, month=Month(2024, 5)))
    (node,) = [n for n in long.iter(f"{NS}text") if n.text == "333 334,333333 dagar"]
    assert float(node.attrib["x"]) + float(node.attrib["textLength"]) <= 310


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = picture([charged(2024, 3)])
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "") and "url(" not in text
    assert "<script" not in text and "<style" not in text and "<image" not in text
    root = ElementTree.fromstring(text)
    assert root.attrib["role"] == "img" and root.attrib["lang"] == "sv"
    names = [node.get("id") for node in (root.find(f"{NS}title"), root.find(f"{NS}desc")) if node is not None]
    assert root.attrib["aria-labelledby"].split() == names


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_enough() -> None:
    assert contrast(COLOURS["ink"], "#ffffff") >= 4.5
    for name in ("charged", "line", "limit"):
        assert contrast(COLOURS[name], "#ffffff") >= 3
    assert contrast(COLOURS["charged"], COLOURS["light"]) >= 3, "a charged bar is told from another in grey"
    assert contrast(COLOURS["limit"], COLOURS["light"]) >= 3


def test_the_same_picture_wherever_it_is_drawn() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from hand_made_months import *\n"
        "from compliance.report.settle_svg import picture\n"
        "sys.stdout.buffer.write(picture([municipality()]).encode())\n"
    )
    for zone in ("UTC", "Asia/Tokyo"):
        given = {**os.environ, "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": "3"}
        words = [sys.executable, "-c", program, str(Path(__file__).parent)]
        done = subprocess.run(words, env=given, capture_output=True, check=True)
        assert done.stdout.decode() == picture([municipality()])


def test_the_order_of_the_months_given_does_not_matter() -> None:
    months = [charged(2024, 3), free(2024, 1), free(2023, 12)]
    assert picture(months) == picture(list(reversed(months)))
    assert picture(months) != picture([replace(months[0], amount=Decimal(1)), *months[1:]])


def test_notes_stand_over_the_months_and_in_the_description() -> None:
    root = ElementTree.fromstring(picture([charged(2024, 3)], ["Valt för körningen: avrundning = <ingen>"]))
    assert "Valt för körningen: avrundning = <ingen>" in texts(root) and "<ingen>" in said(root)
