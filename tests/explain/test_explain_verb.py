"""The verb from outside: what it explains, its exit codes, and what it says when it cannot."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
import yaml

from compliance import load_rules
from compliance.check.explanation import Why
from compliance.check.trace import Wrong
from compliance.check.trace_acts import Outcome
from compliance.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs/example/edith.yaml"
PAGE = (ROOT / "docs/explain.md").read_text("utf-8")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the verb in this process; return exit code, output and errors."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["compliance", "explain", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return int(left.value.code or 0), out, err

    return call


def load(run, *words: object) -> dict:
    return json.loads(run(*words, "--format", "json")[1])


def test_without_options_it_explains_what_is_wrong_and_the_liability(run):
    code, out, err = run(EXAMPLE)
    assert (code, err) == (1, "")
    assert re.findall(r"^  ([A-ZÅÄÖ]+(?: [A-ZÅÄÖ]+)*)  ", out, re.MULTILINE) == ["BETALNINGSANSVAR", "FÖR SENT"]


def test_all_explains_every_finding_and_every_rule(run):
    (episode,) = load(run, EXAMPLE, "--all")["episodes"]
    statuses = {e["finding"]["status"] for e in episode["explanations"]}
    assert {"late", "fulfilled", "pending", "not_applicable"} <= statuses
    assert {w["why"] for w in episode["without_finding"]} >= {"no_event"}


def test_a_rule_is_told_of_though_it_gave_nothing(run):
    code, out, _ = run(EXAMPLE, "--rule", "sip_dokumenterad")
    assert code == 0
    assert "INGET UTSLAG" in out and "`sip_möte`" in out


def test_a_rule_that_was_replaced_says_by_what(run):
    _, out, _ = run(EXAMPLE, "--rule", "skriftlig_sammanfattning")
    assert "ersatt av patientinformation_till_patienten i norrbotten-2023" in " ".join(out.split())


def test_a_clause_finds_the_rules_that_cite_it(run):
    (episode,) = load(run, EXAMPLE, "--clause", "NB-187")["episodes"]
    assert {e["finding"]["rule"] for e in episode["explanations"]} == {"kvittens_inskrivningsmeddelande"}
    assert episode["liability"] is None


def test_a_clause_of_a_ground_shows_that_ground_alone(run):
    (liability,) = load_rules().guidelines["norrbotten-2023"].liability
    wanted = {g.name for g in liability.grounds if "NB-360" in g.clauses}
    assert wanted and wanted < {g.name for g in liability.grounds}
    (episode,) = load(run, EXAMPLE, "--clause", "NB-360")["episodes"]
    assert episode["liability"]["whole"] is False
    assert {g["rule"] for p in episode["liability"]["periods"] for g in p["grounds"]} == wanted


def test_an_event_finds_the_findings_in_which_it_has_a_part(run):
    (episode,) = load(run, EXAMPLE, "--event", "e5")["episodes"]
    late = [e for e in episode["explanations"] if e["finding"]["status"] == "late"]
    assert [e["finding"]["fulfilled_by"] for e in late] == ["e5"]
    assert all("e5" in json.dumps(e) for e in episode["explanations"])


def test_rules_and_events_are_both_asked_for(run):
    (episode,) = load(run, EXAMPLE, "--event", "e5", "--rule", "planeringsunderlag")["episodes"]
    assert episode["explanations"] == []


@pytest.mark.parametrize(
    ("option", "wrong", "meant"),
    [
        ("--rule", "kvitens_inskrivningsmeddelande", "kvittens_inskrivningsmeddelande"),
        ("--rule", "kräver_kalelse_sip", "kräver_kallelse_sip"),
        ("--clause", "NB-1877", "NB-187"),
    ],
)
def test_an_unknown_name_is_an_error_with_a_guess(run, option, wrong, meant):
    code, out, err = run(EXAMPLE, option, wrong)
    assert (code, out) == (2, "")
    assert f"`{wrong}`" in err and f"menade du `{meant}`?" in err


def test_an_unknown_event_is_told_when_all_has_been_read(run):
    code, _, err = run(EXAMPLE, "--event", "e55")
    assert code == 2
    assert "`e55`" in err and "menade du `e5" in err


def test_nothing_wrong_gives_nought(run):
    assert run(EXAMPLE, "--rule", "egen_planering")[0] == 0


def test_a_remark_or_an_undetermined_finding_is_no_violation(run):
    case = ROOT / "fixtures/norrbotten/inskrivningsmeddelande_behov_okänt.yaml"
    code, out, _ = run(case, "--rule", "inskrivningsmeddelande_till_kommun")
    assert code == 0 and "OAVGJORT" in out


def test_what_cannot_be_read_is_told_and_the_rest_explained(run, tmp_path):
    (tmp_path / "a.yaml").write_text("id: A\nevents: 7\n", "utf-8")
    (tmp_path / "b.yaml").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    code, out, err = run(tmp_path)
    assert code == 2
    assert "a.yaml" in err and "EDITH-1" in out


def test_a_fixture_is_explained_at_its_own_moment_unless_one_is_given(run):
    assert "bedömt per 2024-03-15 23:59:59" in run(EXAMPLE)[1]
    early = run(EXAMPLE, "--as-of", "2024-03-05T11:00", "--rule", "kvittens_inskrivningsmeddelande")[1]
    assert "bedömt per 2024-03-05 11:00" in early and "VÄNTAR" in early


def test_a_parameter_of_the_run_is_named_as_such(run):
    done = run(EXAMPLE, "--set", "kvittens_dag=första_klockan_tolv", "--rule", "kvittens_inskrivningsmeddelande")
    text = " ".join(done[1].split())
    assert "kvittens_dag är nästa_dag: första_klockan_tolv (parameter, vald för körningen)" in text
    assert "nästa dag kl 12:00 gäller inte, eftersom" in text


def test_no_region_is_an_error_and_another_can_be_given(run, tmp_path):
    text = EXAMPLE.read_text("utf-8").replace("region: norrbotten\n", "")
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    assert run(tmp_path / "a.yaml")[0] == 2
    assert "samverkanslagen" in run(tmp_path / "a.yaml", "--region", "samverkanslagen")[1]


def test_where_no_version_was_in_force_it_says_so(run, tmp_path):
    document = yaml.load(EXAMPLE.read_text("utf-8"), Loader=yaml.BaseLoader)
    document |= {"schema": 1, "as_of": "2016-03-15T23:59:59", "facts": {}}
    document["events"] = [{"id": "e1", "type": "inskrivning", "at": "2016-03-04T09:10", "by": "slutenvård"}]
    (tmp_path / "old.json").write_text(json.dumps(document), "utf-8")
    code, out, _ = run(tmp_path / "old.json")
    assert code == 0
    assert "Ingen version gällde på tidslinjens datum" in out and "i kraft från 2023-01-01" in out


def test_it_is_written_in_one_colour(run):
    done = run(EXAMPLE, "--all")
    assert "\x1b" not in done[1] + done[2]


def test_many_timelines_make_one_document(run, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(EXAMPLE.read_text("utf-8").replace("EDITH-1", f"X-{number}"), "utf-8")
    found = load(run, tmp_path)
    assert [e["episode"] for e in found["episodes"]] == ["X-0", "X-1", "X-2"]
    assert found["schema"] == 1 and len(found["rules"]) == 64


def test_the_page_names_every_key_of_an_explanation_and_every_word(run):
    (episode,) = load(run, EXAMPLE, "--all")["episodes"]
    shown = {key for e in episode["explanations"] for key in e}
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert shown - {"replaces", "tightened_by"} <= named
    assert set(episode) - {"episode", "guideline", "as_of"} <= named
    assert {w.value for enum in (Wrong, Outcome, Why) for w in enum} <= named


def test_facts_and_events_that_set_them_are_named(run):
    case = ROOT / "fixtures/norrbotten/samtycke_till_sip_återkallat_före_fristen.yaml"
    (episode,) = load(run, case, "--rule", "kallelse_sip")["episodes"]
    (explained,) = episode["explanations"]
    leaves = [p for p in explained["condition"]["parts"] if p["text"] == "samtycke_sip"]
    assert [(o["kind"], o["value"], o["since"]) for p in leaves for o in p["from"]] == [
        ("fact", True, "2024-03-04T11:00:00+01:00")
    ]
    assert [e["text"] for e in explained["ends"] if e["decided"]] == ["samtycke_sip blir falskt"]


def test_the_skipped_days_are_listed_with_why(run):
    case = ROOT / "fixtures/samverkanslagen/kallelse_långfredag_flyttas_till_tisdagen.yaml"
    (episode,) = load(run, case, "--rule", "kallelse_sip")["episodes"]
    deadline = episode["explanations"][0]["deadline"]
    while deadline["cases"]:
        (deadline,) = (c["deadline"] for c in deadline["cases"] if c["chosen"] == "yes")
    assert [(s["day"], s["because"]) for s in deadline["steps"][-1]["skipped"]] == [
        ("2024-03-29", "långfredagen"),
        ("2024-03-30", "lördag"),
        ("2024-03-31", "påskdagen"),
        ("2024-04-01", "annandag påsk"),
    ]
    assert deadline["steps"][-1]["at"] == deadline["due"] == "2024-04-02T23:59:59+02:00"


def test_what_was_set_for_the_run_is_said(run):
    chosen = ("--set", "kvittens_dag=första_klockan_tolv", "--rule", "kvittens_inskrivningsmeddelande")
    assert run(EXAMPLE, *chosen)[1].startswith("Valt för körningen: kvittens_dag = första_klockan_tolv")
    (setting,) = load(run, EXAMPLE, *chosen)["settings"]
    assert (setting["name"], setting["default"]) == ("kvittens_dag", "nästa_dag")
    assert setting["value"] == "första_klockan_tolv"
    assert "settings" not in load(run, EXAMPLE)
