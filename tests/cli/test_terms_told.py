"""A guideline's own names in what is told of a timeline: text and messages; keys and codes stay the shared ones."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from compliance.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs/example/edith.yaml"
OWN = """
riktlinje prov-2024
  titel       "Prov"
  region      prov
  bygger på   norrbotten-2023
  gäller från 2024-01-01

benämning öppenvård är "hälsocentral"
benämning fast_vårdkontakt är "vårdsamordnare"
benämning kallelse_sip är "kallelse till SVPL"
benämning behov.kommunal_hsv är "hemsjukvård"
benämning boende är "patientens boende"
benämning regel kvittens_inskrivningsmeddelande är "Kvittens av beskedet"
benämning regel kräver_kallelse_sip är "Vårdsamordnaren har kallat till SVPL"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("egna") / "rules"
    shutil.copytree(ROOT / "rules", place)
    (place / "prov.riktlinje").write_text(OWN, "utf-8")
    return place


@pytest.fixture
def run(monkeypatch, capsys, folder):
    """Run the command line on the example by the guideline with names of its own; return its output."""

    def call(verb: str, *words: str, region: str = "prov") -> str:
        words = (verb, str(EXAMPLE), "--rules", str(folder), *words)
        if verb != "compare":
            words = (*words, "--region", region)
        monkeypatch.setattr(sys, "argv", ["compliance", *words])
        with pytest.raises(SystemExit):
            main()
        return " ".join(capsys.readouterr().out.split())

    return call


def test_check_tells_in_the_guidelines_own_words(run) -> None:
    told = run("check")
    assert "för sent Kvittens av beskedet [NB-187] Hälsocentral (HC Granen) skulle lämna kvittens" in told
    assert "+ Vårdsamordnaren har kallat till SVPL: uppfylld. [NB-362]" in told
    assert "Vårdsamordnare (HC Granen) skulle hålla SIP-möte" in told
    assert "Hälsocentral" not in run("check", region="norrbotten")


def test_explain_names_events_facts_and_values(run) -> None:
    told = run("explain", "--rule", "kräver_kallelse_sip")
    assert "skulle skicka kallelse till SVPL till kommun" in told
    assert "av vårdsamordnare (HC Granen) till kommun (Luleå), patient: räknas som gjort" in told
    assert "behov är socialtjänst, hemsjukvård, regional_öppenvård" in told
    assert "boende är känt: patientens boende finns inte i underlaget" in told


def test_due_names_who_and_what(run) -> None:
    told = run("due", "--as-of", "2024-03-08T12:00")
    assert "Vårdsamordnare (HC Granen): skicka kallelse till SVPL, om" in told
    assert "Hälsocentral (HC Granen): lämna kvittens" in told


def test_compare_speaks_of_each_guideline_in_its_own_words(run) -> None:
    document = json.loads(run("compare", "--format", "json", "--all"))
    places = {column["guideline"]: i for i, column in enumerate(document["episodes"][0]["columns"])}
    late = {"role": "öppenvård", "unit": "HC Granen"}
    duties = [d for d in document["episodes"][0]["duties"] if d["name"] == "kvittens_inskrivningsmeddelande"]
    (cells,) = [duty["cells"] for duty in duties if duty["bearer"] == late]
    assert cells[places["prov-2024"]]["message"].startswith("Hälsocentral (HC Granen)")
    assert cells[places["norrbotten-2023"]]["message"].startswith("Öppenvård (HC Granen)")


def test_codes_stay_the_shared_vocabulary(run) -> None:
    episode = json.loads(run("check", "--format", "json"))["episodes"][0]
    late = next(f for f in episode["findings"] if f["status"] == "late")
    assert late["bearer"] == {"role": "öppenvård", "unit": "HC Granen"}
    assert late["heading"] == "Kvittens av beskedet" and late["rule"] == "kvittens_inskrivningsmeddelande"
    ground = next(g for g in episode["liability"]["grounds"] if g["rule"] == "kräver_kallelse_sip")
    assert ground["met"] is True
