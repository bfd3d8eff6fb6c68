"""From clauses to rules to sample cases: the trace, its JSON beside the contract's keys, and the page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from compliance import load_episodes, load_rules
from compliance.author.trace_months import month_cases
from compliance.cli import main
from compliance.episodes import Episode
from compliance.time import zone

ROOT = Path(__file__).resolve().parents[2]
RULES = """
riktlinje prov-2020
  titel       "Prov"
  region      prov
  bygger på   samverkanslagen
  gäller från 2020-01-01

parameter svarstid = 2 timmar
  klausul     PA-002
  tolkning    R-01 "Källan säger snart; läses som <två> timmar."

skyldighet besked
  rubrik      "Besked & svar"
  klausul     PA-001
  när         utskrivning
  ska         kommun ta telefonkontakt
  inom        svarstid

skyldighet prövad_av_ingen
  klausul     PA-001, PA-002
  när         utskrivning
  ska         kommun ta telefonkontakt
  inom        1 dag
"""
REGISTER = """schema: 1
document: prov
title: "Ett <b>prov</b>"
guidelines: [prov-2020]
clauses:
  - {id: PA-001, heading: Besked, kind: obligation, modality: ska, checkable: timeline, summary: "Ett besked."}
  - {id: PA-002, heading: Tid, kind: obligation, modality: ska, checkable: timeline, summary: "En tid."}
  - {id: PA-003, heading: Avgift, kind: amount, modality: n/a, checkable: aggregate, open: "räknas senare",
     summary: "Kr."}
  - {id: PA-004, heading: Anda, kind: definition, modality: n/a, checkable: 'no', why_not: "en hållning",
     summary: "Anda."}
"""
CASES = """
schema: 1
id: A-1
region: prov
patient: {pseudonym: P}
events: [{id: e1, type: utskrivning, at: 2020-03-01T10:00, by: slutenvård}]
expect: [{rule: besked, status: missed}]
---
schema: 1
id: A-2
region: prov
patient: {pseudonym: P}
events: [{id: e1, type: utskrivning, at: 2020-03-01T10:00, by: slutenvård}]
no_violation: [PA-002]
---
schema: 1
id: A-3
region: samverkanslagen
patient: {pseudonym: P}
events: [{id: e1, type: utskrivning, at: 2020-03-01T10:00, by: slutenvård}]
expect: [{rule: besked, status: missed}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "rules"
    place.mkdir()
    shutil.copytree(ROOT / "rules/samverkanslagen", place / "samverkanslagen")
    for file in (ROOT / "rules").glob("ordlista*.riktlinje"):
        shutil.copy(file, place)
    (place / "prov.riktlinje").write_text(RULES, "utf-8")
    (place / "klausuler.yaml").write_text(REGISTER, "utf-8")
    (tmp_path / "fall.yaml").write_text(CASES, "utf-8")
    return place


@pytest.fixture
def run(monkeypatch, capsys, folder):
    """Run `coverage` on the folder with its cases; return exit code and output."""

    def call(*words: str, samples: bool = True) -> tuple[int, str]:
        more = ["--fixtures", str(folder.parent / "fall.yaml")] if samples else []
        monkeypatch.setattr(sys, "argv", ["compliance", "coverage", "prov", "--rules", str(folder), *more, *words])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), capsys.readouterr().out

    return call


def entry(out: str) -> dict[str, Any]:
    (found,) = json.loads(out)["guidelines"]
    return dict(found)


def test_a_clause_has_its_rules_and_their_cases(run) -> None:
    code, out = run("--format", "json")
    found = entry(out)
    rows = {row["clause"]: row for row in found["trace"]}
    assert code == 0 and {name: row["state"] for name, row in rows.items()} == {
        "PA-001": "encoded",
        "PA-002": "encoded",
        "PA-003": "open",
        "PA-004": "not_checkable",
    }
    assert rows["PA-001"]["rules"] == ["besked", "prövad_av_ingen"]
    assert [case["episode"] for case in rows["PA-001"]["cases"]] == ["A-1"], "a case of another region tries its own"
    assert [case["episode"] for case in rows["PA-002"]["cases"]] == ["A-2"], "a case may name the clause"
    assert (rows["PA-003"]["reason"], rows["PA-004"]["reason"]) == ("räknas senare", "en hållning")
    places = {rule["rule"]: rule["place"] for rule in found["rules"]}
    assert places["besked"] == "prov.riktlinje:12" and not any(p.startswith("/") for p in places.values())


def test_the_keys_of_the_contract_come_first_and_cases_are_null_without_samples(run) -> None:
    found = entry(run("--format", "json", samples=False)[1])
    contract = ["guideline", "clauses", "checkable", "encoded", "not_checkable", "encoded_ids", "open"]
    assert list(found)[:7] == contract
    assert [found[key] for key in contract] == [
        "prov-2020",
        4,
        3,
        2,
        1,
        ["PA-001", "PA-002"],
        [{"clause": "PA-003", "reason": "räknas senare"}],
    ]
    assert {row["cases"] for row in found["trace"]} == {None}


def test_parameters_and_readings_are_listed(run) -> None:
    found = entry(run("--format", "json")[1])
    (own,) = found["parameters"]
    assert (own["name"], own["value"], own["clauses"]) == ("svarstid", "2 timmar", ["PA-002"])
    assert own["readings"] == [{"ref": "R-01", "text": "Källan säger snart; läses som <två> timmar."}]


def test_the_text_tells_the_rules_without_a_case(run) -> None:
    out = run()[1]
    assert "utan fall (1): skyldighet prövad_av_ingen" in out and "Fall: 1 som nämner någon av 3 regler" in out
    assert "utan fall" not in run(samples=False)[1]


class Page(HTMLParser):
    """Gathers what the page is made of."""

    VOID = frozenset({"meta", "link", "img", "br", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_whole_and_strict(run) -> None:
    out = run("--format", "html")[1]
    page = Page(out)
    assert page.open == [] and out.startswith("<!DOCTYPE html>")
    policy = next(a["content"] or "" for t, a in page.tags if t == "meta" and "http-equiv" in a)
    style = re.search(r"<style>(.*?)</style>", out, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy and policy.startswith("default-src 'none'")
    assert not {t for t, _ in page.tags} & {"script", "link", "img", "iframe", "form", "object"}
    assert not any(name == "style" or name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert not re.search(r"(?:https?:)?//[a-z]", out), "nothing is fetched"


def test_the_page_can_be_read_by_ear(run) -> None:
    page = Page(run("--format", "html")[1])
    kinds = [tag for tag, _ in page.tags]
    assert all(kinds.count(tag) == 1 for tag in ("header", "main", "nav", "footer", "h1"))
    assert page.tags[0][1]["lang"] == "sv"
    heads = [attrs for tag, attrs in page.tags if tag == "th"]
    assert heads and all(attrs.get("scope") in ("col", "row") for attrs in heads)
    assert kinds.count("caption") == kinds.count("table") >= 4
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {(attrs["href"] or "").removeprefix("#") for tag, attrs in page.tags if tag == "a"}
    assert targets <= set(ids) and "PA-001" in targets


def test_the_page_says_what_share_is_encoded(run) -> None:
    out = run("--format", "html")[1]
    assert 'data-label="Andel">66\N{NO-BREAK SPACE}%</td>' in out and "2 kodade (66\N{NO-BREAK SPACE}%), 1 öppna" in out


def test_what_stands_in_a_source_is_text_on_the_page(run) -> None:
    out = run("--format", "html")[1]
    assert "Ett &lt;b&gt;prov&lt;/b&gt;" in out and "<b>" not in out and "Besked &amp; svar" in out


def luminance(colour: str) -> float:
    full = colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_stands_out_from_its_ground() -> None:
    style = (ROOT / "src/compliance/author/pages/trace.css").read_text("utf-8")
    names = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", style))
    grounds = ("#ffffff", names["head"], "#fff9d6")
    pairs = [(names[ink], ground) for ink in ("ink", "soft", "link") for ground in grounds]
    pairs += re.findall(r"\.\w+ \{ color: (#[0-9a-f]+); background: (#[0-9a-f]+); \}", style)
    assert len(pairs) == 12
    for ink, ground in pairs:
        dark, light = sorted((luminance(ink), luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_the_file_is_replaced_whole(run, tmp_path: Path) -> None:
    target = tmp_path / "spår.html"
    target.write_text("gammal", "utf-8")
    code, out = run("--format", "html", "-o", str(target))
    assert (code, out) == (0, "") and target.read_text("utf-8").endswith("</html>\n")
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".tmp"] == []


def test_a_folder_that_is_not_there_is_told(run, tmp_path: Path) -> None:
    assert run("--format", "html", "-o", str(tmp_path / "saknas" / "x.html"))[0] == 2


def test_cases_of_months_try_the_clauses_that_they_cite() -> None:
    folder = ROOT / "fixtures" / "jonkoping" / "manader"
    rules = load_rules()
    stays = [e for e in load_episodes([folder], rules) if isinstance(e, Episode)]
    cases, wrong = month_cases([str(folder)], stays, zone(rules.vocabulary.time_zone))
    assert not wrong
    by_name = {case.id: case for case in cases}
    assert by_name["exempel_d"].region == "jonkoping"
    assert {"JK-248", "månadsreglering"} <= by_name["exempel_d"].names
    assert all(any(name.startswith(("JK-", "SL-")) for name in case.names) for case in cases)
