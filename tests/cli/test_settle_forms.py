"""`compliance settle --format csv|xlsx|svg`: from stays to tables and a picture, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from compliance.cli import main

REGION = "jonkoping"
SPAN = ("--month", "2019-05", "--as-of", "2019-12-31")


def stay(name: str, days: int, municipality: str = "Jönköping", **facts: Any) -> dict[str, Any]:
    """Return a stay that ended so many days after the notice."""

    def event(id: str, type: str, at: str, **more: Any) -> dict[str, Any]:
        return {"id": id, "type": type, "at": at, "by": "slutenvård", **more}

    to = {"to": ["kommun"]}
    return {
        "schema": 1, "id": name, "region": REGION,
        "patient": {"pseudonym": f"P-{name}", "folkbokföringskommun": municipality},
        "facts": {"vårdform": "somatisk", "behov": ["socialtjänst"], "samtycke_sip": False, **facts},
        "events": [
            event("e1", "inskrivning", "2019-05-02T10:00"),
            event("e2", "inskrivningsmeddelande", "2019-05-02T12:00", **to,
                  data={"beräknat_utskrivningsdatum": "2019-05-08"}),
            event("e3", "utskrivningsklar", "2019-05-06T10:00", **to),
            event("e4", "utskrivningsmeddelande", f"2019-05-{6 + days:02}T10:00", **to),
            event("e5", "utskrivning", f"2019-05-{6 + days:02}T10:30"),
        ],
    }  # fmt: skip


@pytest.fixture
def stays(tmp_path: Path) -> Path:
    made = [stay("A-1", 3), stay("A-2", 4), stay("I-1", 10), stay("B-1", 1, "Habo")]
    void = stay("S-1", 5)
    void["events"] = [e for e in void["events"] if e["id"] != "e2"]
    file = tmp_path / "vistelser.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (*made, void)), "utf-8")
    return file


@pytest.fixture
def settle(monkeypatch, capsysbinary, stays):
    """Run `settle` on the stays; return exit code, output and what was told."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["compliance", "settle", str(stays), *SPAN, *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = (raw.decode("utf-8") for raw in capsysbinary.readouterr())
        assert "Traceback" not in out + err and "internt fel" not in err
        return int(left.value.code or 0), out, err

    return call


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def test_the_tables_say_what_the_json_says(settle, tmp_path: Path) -> None:
    code, out, _ = settle("--format", "json")
    said = json.loads(out)
    (month,) = said.get("months", (said,))
    assert code == 0
    assert settle("--format", "csv", "-o", tmp_path / "ut") == (0, "", "")
    told = rows((tmp_path / "ut/kommuner.csv").read_text("utf-8"))
    names = ["Habo", "Jönköping"]
    assert [r["Kommun"] for r in told] == names == [m["municipality"] for m in month["municipalities"]]
    for row, item in zip(told, month["municipalities"], strict=True):
        assert float(row["Belopp"].replace(",", ".")) == item["amount_sek"]
        counts = [int(row["I snittet"]), int(row["Enskilda dygn"])]
        assert counts == [item["in_average"], item["individual_charge_days"]]
        assert float(row["Snitt"].replace(",", ".")) == item["average_days"]
    jonkoping = told[1]
    # (3 + 4) / 2 = 3,5; 1,5 x 2 = 3 days over the threshold; 10 - 3 = 7 of the long stay; 10 x 7 800
    figures = [jonkoping[name] for name in ("Snitt", "Dygn över tröskeln", "Enskilda dygn", "Belopp", "Ska betala")]
    assert figures == ["3,5", "3,0", "7", "78000,0", "ja"]
    stays = rows((tmp_path / "ut/vistelser.csv").read_text("utf-8"))
    assert {r["Vistelse"]: r["Räknas"] for r in stays} == {
        "A-1": "i snittet", "A-2": "i snittet", "B-1": "i snittet", "I-1": "enskilt", "S-1": "struken",
    }  # fmt: skip
    (struck,) = rows((tmp_path / "ut/strukna.csv").read_text("utf-8"))
    (excluded,) = month["municipalities"][1]["excluded"]
    assert (struck["Vistelse"], struck["Klausuler"]) == ("S-1", ", ".join(excluded["clauses"]))
    assert struck["Skäl"] == excluded["reason"]


def test_one_table_on_stdout_is_the_same_as_in_the_folder(settle, tmp_path: Path) -> None:
    settle("--format", "csv", "-o", tmp_path / "ut")
    for name in ("kommuner", "vistelser", "strukna"):
        code, out, err = settle("--format", "csv", "--table", name)
        assert (code, err) == (0, "") and out.encode() == (tmp_path / f"ut/{name}.csv").read_bytes()
        settle("--format", "csv", "--table", name, "-o", tmp_path / "en.csv")
        assert (tmp_path / "en.csv").read_bytes() == out.encode()


def test_a_workbook_says_by_what_it_was_settled(settle, tmp_path: Path) -> None:
    words = ("--rate", "2019=7100", "--set", "jonkoping-2018.avrundning=ingen", "-o", tmp_path / "a.xlsx")
    assert settle("--format", "xlsx", *words)[0] == 0
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    about = {a.value: b.value for a, b in book.worksheets[0].iter_rows(max_col=2)}
    assert about["Månader"] == "2019-05" and about["Angivna priser"] == "2019=7100 kronor"
    assert about["Bedömt per"] == "2019-12-31 23:59:59" and about["Vistelser i underlaget"] == "5"
    assert "avrundning = ingen" in about["Valt för körningen"] and len(about["Reglernas kontrollsumma"]) == 64
    first = {c.value: book["Kommuner"].cell(3, n).value for n, c in enumerate(book["Kommuner"][1], 1)}
    assert (first["Kommun"], first["Belopp"], first["Pris per dygn"]) == ("Jönköping", 71000, 7100)


def test_the_workbook_and_the_csv_do_not_change_from_run_to_run(settle, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        settle("--format", "xlsx", "-o", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_picture_of_one_municipality(settle, tmp_path: Path) -> None:
    code, out, _ = settle("--format", "svg", "--municipality", "jönköping")
    desc = ElementTree.fromstring(out).find("{http://www.w3.org/2000/svg}desc")
    assert code == 0 and desc is not None
    assert desc.text == "maj 2019: snitt 3,5 dagar på 2 vistelser, tröskel 2,0 dagar, betalar 78 000 kronor."
    settle("--format", "svg", "--municipality", "Jönköping", "-o", tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text("utf-8") == out
    _, chosen, _ = settle("--format", "svg", "--municipality", "Habo", "--rate", "2019=1")
    assert "Angivna priser: 2019=1 kronor" in chosen


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (("--format", "csv"), "--table"),
        (("--format", "xlsx"), "-o FIL"),
        (("--format", "svg"), "--municipality"),
        (("--format", "svg", "--municipality", "Habo", "--municipality", "Jönköping"), "en kommun"),
        (("--table", "kommuner"), "--format csv"),
        (("--format", "xlsx", "-o", "a.xlsx", "--explain", "Habo"), "--explain"),
        (("--format", "xlsx", "-o", "finns/inte/a.xlsx"), "finns/inte/a.xlsx"),
        (("--format", "svg", "--municipality", "Habo", "-o", "finns/inte/a.svg"), "finns/inte/a.svg"),
    ],
)
def test_what_does_not_go_together_is_refused(settle, monkeypatch, tmp_path: Path, words, help) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = settle(*words)
    assert (code, out) == (2, "") and help in err
    assert [p.name for p in tmp_path.iterdir()] == ["vistelser.jsonl"]


def test_a_folder_that_is_a_file_is_refused_and_left_whole(settle, tmp_path: Path) -> None:
    (tmp_path / "ut").write_text("annat")
    code, _, err = settle("--format", "csv", "-o", tmp_path / "ut")
    assert code == 2 and "ut" in err and (tmp_path / "ut").read_text() == "annat"


def test_what_was_chosen_is_told_beside_a_table_on_stdout(settle) -> None:
    _, out, err = settle("--format", "csv", "--table", "kommuner", "--set", "jonkoping-2018.avrundning=ingen")
    assert "avrundning = ingen" in err and "avrundning" not in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_a_failure(stays: Path) -> None:
    words = [sys.executable, "-m", "compliance", "settle", str(stays), *SPAN, "--format", "csv", "--table", "vistelser"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2 and b"Traceback" not in done.stderr
