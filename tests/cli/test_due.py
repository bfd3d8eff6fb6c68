"""What is still to be done: each act once, soonest first, with what rests on it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from compliance.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs/example/edith.yaml"
MORNING = "2024-03-08T12:00"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process; return its exit code, output and what it told."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["compliance", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return int(left.value.code or 0), out, err

    return call


@pytest.fixture
def due(run):
    """Return the document that `due --format json` prints."""

    def call(*words: object, code: int = 0) -> dict[str, Any]:
        done, out, _ = run("due", *words, "--format", "json")
        assert done == code
        found: dict[str, Any] = json.loads(out)
        return found

    return call


def example(tmp_path: Path, name: str, **changes: Any) -> Path:
    whole = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    file = tmp_path / f"{name}.json"
    file.write_text(json.dumps({**whole, "schema": 1, "id": name, **changes}, default=str), "utf-8")
    return file


def brief(found: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    return [(item["rule"], item["due"] and item["due"][5:16]) for item in found["due"]]


def test_the_soonest_first_and_what_has_no_time_last(due):
    found = due(EXAMPLE, "--as-of", MORNING)
    assert brief(found)[:2] == [("kvittens_utskrivningsklar", "03-09T12:00"), ("kallelse_sip", "03-11T23:59")]
    rest = found["due"][2:]
    assert rest and all(item["due"] is None and item["left_s"] is None and item["when"] for item in rest)
    assert [item["heading"] for item in rest] == sorted(item["heading"] for item in rest)
    summary = found["summary"]
    assert (summary["episodes"], summary["due"], summary["without_time"]) == (1, 2, len(rest))


def test_an_act_says_who_what_for_whom_by_which_clause_and_how_long_is_left(due):
    first = due(EXAMPLE, "--as-of", MORNING)["due"][0]
    assert first["bearer"] == {"role": "öppenvård", "unit": "HC Granen"}
    assert (first["episode"], first["patient"], first["guideline"]) == ("EDITH-1", "P-0001", "norrbotten-2023")
    assert (first["clauses"], first["what"], first["left_s"]) == (["NB-224"], "lämna kvittens", 86400)
    assert (first["trigger"]["event"], first["acts"], first["modality"]) == ("e12", ["kvittens"], "ska")


def test_the_call_that_liability_rests_on_is_listed_once_and_marked(due):
    calls = [i for i in due(EXAMPLE, "--as-of", MORNING)["due"] if "kallelse_sip" in i["acts"]]
    assert [i["rule"] for i in calls] == ["kallelse_sip"]
    (ground,) = calls[0]["liability"]
    assert (ground["rule"], ground["clauses"]) == ("kräver_kallelse_sip", ["NB-362"])
    assert ground["due"] == calls[0]["due"]


def test_a_ground_that_no_rule_asks_for_is_listed_by_itself(due, tmp_path):
    """Without consent no call is asked for, yet by the wording liability rests on it."""
    facts = yaml.safe_load(EXAMPLE.read_text("utf-8"))["facts"] | {"samtycke_sip": False}
    found = due(example(tmp_path, "NEJ", facts=facts), "--as-of", MORNING)
    (call,) = [i for i in found["due"] if "kallelse_sip" in i["acts"]]
    assert call["rule"] is None and [g["rule"] for g in call["liability"]] == ["kräver_kallelse_sip"]
    assert call["due"].startswith("2024-03-11T23:59:59")


def test_a_rule_and_a_ground_with_times_of_their_own_are_one_act(due):
    """By the milder reading the ground has no time, and the act keeps that of the rule."""
    found = due(EXAMPLE, "--as-of", MORNING, "--set", "sen_kallelse=godtas")
    assert {s["name"] for s in found["settings"]} == {"sen_kallelse"}
    (call,) = [i for i in found["due"] if "kallelse_sip" in i["acts"]]
    assert call["due"].startswith("2024-03-11T23:59:59")
    assert [(g["rule"], g["due"]) for g in call["liability"]] == [("kräver_kallelse_sip_någon_gång", None)]


def test_nothing_rests_on_a_call_when_liability_is_void_already(due, tmp_path):
    whole = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    events = [e for e in whole["events"] if e["id"] not in ("e3", "e4", "e5")]
    found = due(example(tmp_path, "UTAN", events=events), "--as-of", MORNING)
    assert all(not i["liability"] for i in found["due"])


@pytest.mark.parametrize(
    ("within", "rules"),
    [
        ("24h", ["kvittens_utskrivningsklar"]),
        ("1d", ["kvittens_utskrivningsklar"]),
        ("1439m", []),
        ("1440m", ["kvittens_utskrivningsklar"]),
        ("83h", ["kvittens_utskrivningsklar"]),
        ("84h", ["kvittens_utskrivningsklar", "kallelse_sip"]),
        ("1w", ["kvittens_utskrivningsklar", "kallelse_sip"]),
    ],
)
def test_within(due, within, rules):
    found = due(EXAMPLE, "--as-of", MORNING, "--within", within)
    assert [i["rule"] for i in found["due"]] == rules
    assert found["summary"]["without_time"] > 0


@pytest.mark.parametrize("within", ["48", "två dagar", "-2h", "2 days", "", "h", "1.5h", "999999h"])
def test_a_time_that_is_none(run, within):
    code, out, err = run("due", EXAMPLE, "--within", within)
    assert (code, out) == (2, "") and "90m, 48h, 2d, 1w" in err


def test_by_unit_and_by_role(due, run):
    at = ("--as-of", MORNING)
    assert {i["bearer"]["unit"] for i in due(EXAMPLE, *at, "--unit", "luleå")["due"]} == {"Luleå"}
    assert due(EXAMPLE, *at, "--unit", "Boden")["due"] == []
    contact = due(EXAMPLE, *at, "--role", "fast_vårdkontakt")["due"]
    assert [i["rule"] for i in contact] == ["kallelse_sip"]
    assert {i["rule"] for i in due(EXAMPLE, *at, "--role", "öppenvård")["due"]} >= {
        "kallelse_sip",
        "kvittens_utskrivningsklar",
    }
    code, _, err = run("due", EXAMPLE, "--role", "komun")
    assert code == 2 and "`kommun`" in err


def test_what_is_late_is_counted_and_listed_first_when_asked_for(due, run):
    at = ("--as-of", "2024-03-09T12:00:01")
    quiet = due(EXAMPLE, "--as-of", "2024-03-05T13:00")
    assert quiet["summary"]["overdue"] == 1 and not any(i["overdue"] for i in quiet["due"])
    loud = due(EXAMPLE, "--as-of", "2024-03-05T13:00", "--overdue", code=1)
    assert (loud["due"][0]["rule"], loud["due"][0]["left_s"]) == ("kvittens_inskrivningsmeddelande", -3600)
    assert (loud["due"][0]["overdue"], loud["due"][0]["status"]) == (True, "missed")
    assert "visas inte: --overdue" in run("due", EXAMPLE, "--as-of", "2024-03-05T13:00")[1]
    assert due(EXAMPLE, *at)["summary"]["overdue"] == 0


def test_nothing_is_to_be_done_when_the_case_is_closed(due, tmp_path):
    whole = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    end = {"id": "e99", "type": "avliden", "at": "2024-03-08T11:30", "by": "slutenvård"}
    events = [e for e in whole["events"] if e["at"] < "2024-03-08T11:00"] + [end]
    assert due(example(tmp_path, "SLUT", events=events), "--as-of", MORNING, "--overdue")["due"] == []


def test_several_timelines_are_one_list(due, tmp_path):
    files = [example(tmp_path, name) for name in ("B-2", "A-1")]
    found = due(*files, "--as-of", MORNING)
    keys = [(i["left_s"] is None, i["left_s"] or 0, i["heading"], i["episode"]) for i in found["due"]]
    assert keys == sorted(keys) and {i["episode"] for i in found["due"]} == {"A-1", "B-2"}


def test_what_cannot_be_read_is_told_and_the_rest_is_listed(run, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text("{", "utf-8")
    code, out, err = run("due", EXAMPLE, bad, "--as-of", MORNING)
    assert code == 2 and "kvittens" in out and "bad.json" in err and "1 tidslinjer gick inte att läsa" in out


def test_no_line_is_wider_than_a_terminal(run):
    _, out, _ = run("due", ROOT / "fixtures" / "norrbotten", "--overdue")
    assert len(out.splitlines()) > 100 and all(len(line) <= 100 for line in out.splitlines())
