"""One timeline under every guideline: which duty is which, what differs, and what was not in force."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from compliance.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs/example/edith.yaml"
SL, NB = "samverkanslagen", "norrbotten-2023"

MORE = {
    "avtal": """
riktlinje avtal-2020
  region      avtal
  bygger på   samverkanslagen
  gäller från 2020-01-01
  vardagar enligt vardag

skyldighet kallelse_inom_en_dag
  rubrik      "Kallelsen inom en dag"
  ersätter    samverkanslagen.kallelse_sip
  klausul     AV-01
  när         första utskrivningsklar
  om          samtycke_sip
  ska         fast_vårdkontakt skicka kallelse_sip
  inom        1 dag
  tidigare räknas

gäller inte samverkanslagen.skriftlig_sammanfattning
  klausul     AV-02
""",
    "ensam": """
riktlinje ensam-2020
  region      ensam
  gäller från 2020-01-01
  vardagar enligt vardag

skyldighet mottagarna_kvitterar
  rubrik      "Mottagarna kvitterar"
  klausul     EN-01
  när         utskrivningsklar
  ska         varje mottagare utom patient lämna kvittens
  inom        2 timmar

skyldighet eget
  rubrik      "Något eget"
  klausul     EN-02
  när         utskrivning
  bör         kommun göra hembesök_utfört
  inom        samma dag
""",
    "framtid": """
riktlinje framtid-2030
  region      framtid
  gäller från 2030-01-01 till och med 2031-12-31
""",
    "följd": """
riktlinje följd-2021
  region      följd
  bygger på   samverkanslagen
  gäller från 2021-01-01 till och med 2024-03-07
  vardagar enligt vardag
""",
    "följd-2": """
riktlinje följd-2024
  region      följd
  bygger på   samverkanslagen
  gäller från 2024-03-08
  vardagar enligt vardag
""",
}


def two(folder: Path) -> Path:
    """Copy the vocabulary, the statute and one region, and no other: columns are counted here."""
    folder.mkdir()
    for path in (ROOT / "rules").glob("ordlista*.riktlinje"):
        shutil.copy(path, folder)
    for name in ("samverkanslagen", "norrbotten"):
        shutil.copytree(ROOT / "rules" / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two(tmp_path_factory.mktemp("två") / "rules")


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = two(tmp_path_factory.mktemp("regler") / "rules")
    for name, text in MORE.items():
        (folder / f"{name}.riktlinje").write_text(text, "utf-8")
    return folder


@pytest.fixture
def run(monkeypatch, capsys, plain):
    """Run the verb in this process; return its exit code, output and what it told."""

    def call(*words: object) -> tuple[int, str, str]:
        if "--rules" not in words:
            words = (*words, "--rules", plain)
        monkeypatch.setattr(sys, "argv", ["compliance", "compare", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return int(left.value.code or 0), out, err

    return call


@pytest.fixture
def compared(run):
    """Return the first timeline of the document."""

    def call(*words: object) -> dict[str, Any]:
        code, out, err = run(*words, "--format", "json")
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)["episodes"][0]
        return found

    return call


def places(found: dict[str, Any]) -> list[str]:
    return [column["region"] for column in found["columns"]]


def rows(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [duty for duty in found["duties"] if duty["name"] == name]


def test_the_statute_stands_first_and_each_column_is_what_check_says(compared, run) -> None:
    found = compared(EXAMPLE)
    assert [c["guideline"] for c in found["columns"]][:2] == [SL, NB]
    for column in found["columns"]:
        assert column["liability"]["status"] == "holds" and column["liability"]["days"] == 3
    assert found["columns"][1]["summary"]["violations"] == 1
    assert (found["episode"], found["patient"], found["region"]) == ("EDITH-1", "P-0001", "norrbotten")


def test_a_replaced_rule_is_the_one_it_replaced(compared, rules) -> None:
    found = compared(EXAMPLE, "--rules", rules)
    (row,) = rows(found, "kallelse_sip")
    cells = dict(zip(places(found), row["cells"], strict=True))
    assert {r: c["rule"] for r, c in cells.items() if c["status"]} == {
        SL: "kallelse_sip",
        "norrbotten": "kallelse_sip",
        "avtal": "kallelse_inom_en_dag",
        "följd": "kallelse_sip",
    }
    assert cells["avtal"]["status"] == "late" and cells[SL]["status"] == "fulfilled"
    assert cells["avtal"]["due"].startswith("2024-03-09") and cells["norrbotten"]["due"].startswith("2024-03-11")
    assert cells["ensam"] == {"status": None} and row["differs"] and row["only"] is None


def test_rules_of_no_common_origin_are_paired_by_act_and_event(compared, rules) -> None:
    found = compared(EXAMPLE, "--rules", rules, "--guideline", "norrbotten", "--guideline", "ensam")
    assert places(found) == ["ensam", "norrbotten"]
    both = rows(found, "mottagarna_kvitterar") + rows(found, "kvittens_utskrivningsklar")
    assert len(both) == 2 and {r["bearer"]["unit"] for r in both} == {"Luleå", "HC Granen"}
    for row in both:
        assert {c["rule"] for c in row["cells"]} == {"kvittens_utskrivningsklar", "mottagarna_kvitterar"}
        assert row["only"] is None


def test_a_duty_of_one_guideline_alone_says_so(compared, rules) -> None:
    found = compared(EXAMPLE, "--rules", rules)
    (row,) = rows(found, "eget")
    assert row["only"] == "ensam"
    own = row["cells"][places(found).index("ensam")]
    assert (own["status"], own["modality"], own["violation"]) == ("missed", "bör", False)
    assert [c["status"] for c in row["cells"]].count(None) == len(row["cells"]) - 1


def test_a_rule_that_does_not_apply_is_not_the_same_as_none(compared, rules) -> None:
    found = compared(EXAMPLE, "--rules", rules, "--all")
    (row,) = rows(found, "skriftlig_sammanfattning")[:1]
    assert row["cells"][places(found).index("avtal")] == {"status": None}
    offered = rows(compared(EXAMPLE), "sip_genomförs")
    assert [c["status"] for c in offered[0]["cells"]] == ["pending", "not_applicable"]


def test_what_is_alike_is_counted_and_listed_with_all(compared) -> None:
    few, every = compared(EXAMPLE), compared(EXAMPLE, "--all")
    alike = [d for d in every["duties"] if not d["differs"]]
    assert alike and len(alike) == few["alike"] == every["alike"]
    assert all(d["differs"] for d in few["duties"]) and len(few["duties"]) + len(alike) == len(every["duties"])
    for duty in alike:
        assert len({(c["status"], c.get("due"), c.get("modality")) for c in duty["cells"]}) == 1


def test_every_finding_of_every_column_stands_in_one_cell(compared, rules) -> None:
    found = compared(EXAMPLE, "--rules", rules, "--all")
    for place, column in enumerate(found["columns"]):
        cells = [d["cells"][place] for d in found["duties"]]
        assert all(len(d["cells"]) == len(found["columns"]) for d in found["duties"])
        assert sum(c["status"] not in (None, "not_applicable") for c in cells) == column["summary"]["findings"]
        told = [c["status"] for c in cells if c["status"] not in (None, "not_applicable")]
        assert {s: told.count(s) for s in set(told)} == column["summary"]["by_status"]


def test_a_guideline_that_was_not_in_force_is_said(compared, run, rules) -> None:
    found = compared(EXAMPLE, "--rules", rules)
    assert found["not_in_force"] == [
        {
            "region": "framtid",
            "versions": [{"guideline": "framtid-2030", "valid_from": "2030-01-01", "valid_to": "2031-12-31"}],
            "governed_by": [
                {
                    "guideline": None,
                    "from": None,
                    "to": "2029-12-31",
                    "how": "none",
                    "why": "ingen riktlinje, eftersom framtid-2030 gäller först från 2030-01-01",
                }
            ],
        }
    ]
    assert "framtid" not in places(found)
    told = " ".join(run(EXAMPLE, "--rules", rules)[1].split())
    assert "framtid-2030 gäller från 2030-01-01 till och med 2031-12-31" in told
    code, out, err = run(EXAMPLE, "--rules", rules, "--guideline", "framtid-2030")
    assert code == 0 and "ingen version i kraft" in out and "J005" in err


def test_each_version_governs_its_own_dates(compared, rules) -> None:
    found = compared(EXAMPLE, "--rules", rules, "--guideline", "följd")
    (column,) = found["columns"]
    assert column["versions"] == ["följd-2021", "följd-2024"]
    only = compared(EXAMPLE, "--rules", rules, "--guideline", "följd-2024")
    assert only["columns"][0]["region"] == "följd"


def test_a_guideline_that_does_not_exist(run) -> None:
    code, out, err = run(EXAMPLE, "--guideline", "norrboten")
    assert (code, out) == (2, "") and "`norrbotten`" in err


def test_a_setting_is_shown(run, compared) -> None:
    code, out, _ = run(EXAMPLE, "--set", "norrbotten-2023.kvittens_dag=första_klockan_tolv")
    assert code == 0 and out.startswith("Valt för körningen: kvittens_dag = första_klockan_tolv")


@pytest.mark.parametrize("more", [(), ("--all",)])
def test_the_table_fits_a_terminal(run, rules, more) -> None:
    files = sorted((ROOT / "fixtures" / "norrbotten").rglob("helt*.yaml"))
    code, out, _ = run(EXAMPLE, *files, "--rules", rules, *more)
    lines = out.splitlines()
    assert code == 0 and len(lines) > 60 and max(map(len, lines)) <= 100
    assert out.count("  betalningsansvar ") == 2 * (1 + len(files))  # five guidelines: two tables a timeline


def test_the_table_names_who_what_and_by_when(run) -> None:
    _, out, _ = run(EXAMPLE)
    flat = " ".join(out.split())
    assert "EDITH-1, P-0001 bedömt per 2024-03-15 23:59:59" in flat
    assert "samverkanslagen norrbotten-2023 betalningsansvar INTRÄTT INTRÄTT betalare Luleå Luleå" in flat
    assert "för sent Kvittens av inskrivningsmeddelandet, e3, öppenvård (HC Granen) [NB-187]" in flat


def test_what_cannot_be_read_is_told_and_the_rest_compared(run, tmp_path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", "utf-8")
    code, out, err = run(EXAMPLE, bad)
    assert code == 2 and "EDITH-1" in out and "bad.json" in err
