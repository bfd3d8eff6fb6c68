"""What is in force between versions and before the first: said in text, as JSON, and by every verb."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from compliance.cli import main

ROOT = Path(__file__).resolve().parents[2]
OLD = "riktlinje prov-2018\n  region prov\n  bygger på samverkanslagen\n"
OLD += "  gäller från 2018-03-01 till och med 2020-10-31\n"
NEW = "riktlinje prov-2022\n  region prov\n  bygger på samverkanslagen\n  gäller från 2022-11-01\n"
RULE = """
skyldighet besked
  klausul     {}-001
  när         utskrivning
  ska         kommun ta telefonkontakt
  inom        {} timmar
"""
REGISTER = """schema: 1
document: prov-{0}
title: "Prov {0}"
guidelines: [prov-{0}]
clauses:
  - {{id: {1}-001, heading: Besked, kind: obligation, modality: ska, checkable: timeline, summary: "Ett besked."}}
"""
LAW_ALONE = (
    "från 2020-11-01 till och med 2022-10-31: samverkanslagen ensam, eftersom prov-2018 gällde till och med "
    "2020-10-31 och prov-2022 gäller först från 2022-11-01"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "rules"
    place.mkdir()
    shutil.copytree(ROOT / "rules/samverkanslagen", place / "samverkanslagen")
    for file in (ROOT / "rules").glob("ordlista*.riktlinje"):
        shutil.copy(file, place)
    for year, text, prefix in ((2018, OLD, "PA"), (2022, NEW, "PB")):
        (place / f"{year}.riktlinje").write_text(text + RULE.format(prefix, year - 2016), "utf-8")
        (place / f"klausuler-{year}.yaml").write_text(REGISTER.format(year, prefix), "utf-8")
    return place


@pytest.fixture
def run(monkeypatch, capsys, folder, tmp_path):
    """Run a verb on a stay from one date to another; return the exit code, and the output in one line."""

    def call(verb: str, *words: str, stay: tuple[str, str] | None = None) -> tuple[int, str]:
        path = []
        if stay is not None:
            events = [
                {"id": "e1", "type": "inskrivning", "at": f"{stay[0]}T10:00", "by": "slutenvård"},
                {"id": "e2", "type": "utskrivning", "at": f"{stay[1]}T10:00", "by": "slutenvård"},
            ]
            case = {"schema": 1, "id": "P-1", "region": "prov", "patient": {"pseudonym": "P"}, "events": events}
            (tmp_path / "fall.yaml").write_text(yaml.safe_dump(case, allow_unicode=True), "utf-8")
            path = [str(tmp_path / "fall.yaml"), "--as-of", "2026-01-01"]
        rules = [str(folder)] if verb == "lint" else ["--rules", str(folder)]
        monkeypatch.setattr(sys, "argv", ["compliance", verb, *words, *path, *rules])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out if "json" in words else " ".join((out + err).split())

    return call


@pytest.mark.parametrize("verb", ["check", "explain"])
@pytest.mark.parametrize(
    ("stay", "told"),
    [
        (("2017-12-31", "2018-01-01"), ["till och med 2017-12-31: ingen riktlinje", "gäller först från 2018-03-01"]),
        (("2018-02-27", "2018-02-28"), ["från 2018-01-01 till och med 2018-02-28: samverkanslagen ensam, eftersom"]),
        (("2020-11-01", "2022-10-31"), [LAW_ALONE]),
        (("2022-10-31", "2022-11-01"), [LAW_ALONE, "från 2022-11-01: prov-2022"]),
        (("2020-10-31", "2020-11-01"), ["från 2018-03-01 till och med 2020-10-31: prov-2018", LAW_ALONE]),
    ],
)
def test_what_governed_and_why_is_said(run, verb: str, stay: tuple[str, str], told: list[str]) -> None:
    out = run(verb, stay=stay)[1]
    assert all(part in out for part in told)


@pytest.mark.parametrize("verb", ["check", "explain"])
@pytest.mark.parametrize("stay", [("2018-03-01", "2020-10-31"), ("2022-11-01", "2023-01-01")])
def test_nothing_is_said_where_one_version_governs_all(run, verb: str, stay: tuple[str, str]) -> None:
    assert "ensam" not in run(verb, stay=stay)[1]


def test_the_rule_of_the_version_in_force_judges(run) -> None:
    due = {
        last: [(f["rule"], f["due"][11:16]) for f in episode["findings"] if f["rule"] == "besked"]
        for last in ("2020-10-31", "2020-11-01", "2022-10-31", "2022-11-01")
        for episode in json.loads(run("check", "--format", "json", stay=("2020-10-30", last))[1])["episodes"]
    }
    besked = [("besked", "12:00")], [], [], [("besked", "16:00")]
    assert tuple(due.values()) == besked


def test_json_holds_each_stretch(run) -> None:
    (episode,) = json.loads(run("check", "--format", "json", stay=("2020-10-31", "2020-11-01"))[1])["episodes"]
    old, alone = episode["governed_by"]
    assert old == {
        "guideline": "prov-2018",
        "from": "2018-03-01",
        "to": "2020-10-31",
        "how": "in_force",
        "why": None,
    }
    assert (alone["guideline"], alone["from"], alone["how"]) == ("samverkanslagen", "2020-11-01", "base")
    assert "prov-2018 gällde till och med 2020-10-31" in alone["why"]


def test_compare_says_what_governs_a_gap(run) -> None:
    out = run("compare", stay=("2021-01-01", "2021-01-05"))[1]
    assert "prov: ingen version i kraft på tidslinjens datum" in out and "där gäller samverkanslagen ensam" in out
    assert "prov-2018" in run("compare", stay=("2020-01-01", "2020-01-05"))[1]


def test_a_region_with_two_registers_is_counted_by_each(run) -> None:
    code, out = run("coverage", "prov", "--format", "json")
    found = json.loads(out)["guidelines"]
    assert code == 0 and [(g["guideline"], g["encoded_ids"]) for g in found] == [
        ("prov-2018", ["PA-001"]),
        ("prov-2022", ["PB-001"]),
    ]


def test_versions_that_overlap_are_an_error(run, folder: Path) -> None:
    assert run("lint")[0] == 0
    (folder / "2018.riktlinje").write_text(OLD.replace("2020-10-31", "2022-11-01") + RULE.format("PA", 2), "utf-8")
    code, out = run("lint")
    assert code == 2 and "`prov-2018` och `prov-2022` gäller samtidigt" in out
