"""The command line from outside: exit codes, shapes of what is printed, and no traceback whatever happens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from compliance.cli import VERBS, main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs/example/edith.yaml"
AS_OF = "2024-04-30"


@dataclass
class Done:
    """What a run left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process."""

    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["compliance", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert left.value.code is None or isinstance(left.value.code, int)
        return Done(left.value.code or 0, out, err)

    return call


def process(*words: object, **options: object) -> subprocess.Popen:
    """Start the command line as a process of its own."""
    command = [sys.executable, "-c", "from compliance.cli import main; main()", *map(str, words)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **{**pipes, **options})


def finished(started: subprocess.Popen, given: bytes | None = None) -> Done:
    out, err = started.communicate(given, timeout=60)
    done = Done(started.returncode, (out or b"").decode(), (err or b"").decode())
    assert "Traceback" not in done.err
    return done


def example(**changes: object) -> dict:
    """Return the example as a document, with changes at its top level."""
    return {**yaml.load(EXAMPLE.read_text("utf-8"), Loader=yaml.BaseLoader), "facts": {}, **changes}


def kept() -> dict:
    """Return a stay of one event, in which nothing is asked for."""
    event = {"id": "e1", "type": "vårdtidsbedömning", "at": "2024-03-04T10:00", "by": "slutenvård"}
    return example(id="KEPT", schema=1, events=[event])


@pytest.fixture
def kept_file(tmp_path):
    file = tmp_path / "kept.json"
    file.write_text(json.dumps(kept()), "utf-8")
    return file


# --- exit codes


def test_0_when_nothing_is_found(run, kept_file):
    done = run("check", kept_file)
    assert (done.code, done.err) == (0, "")


def test_1_when_something_is_found(run):
    done = run("check", EXAMPLE)
    assert (done.code, done.err) == (1, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Usage"),
        (["frob"], "frob"),
        (["check"], "PATHS"),
        (["check", EXAMPLE, "--frob"], "--frob"),
        (["check", EXAMPLE, "--format", "xml"], "xml"),
        (["check", "no-such-file.yaml"], "finns inte"),
        (["check", ROOT / "pyproject.toml"], "filslag"),
        (["check", EXAMPLE, "--region", "hallnd"], "hallnd"),
        (["check", EXAMPLE, "--region", ""], "regionen"),
        (["check", EXAMPLE, "--rules", "no-such-folder"], "no-such-folder"),
        (["check", EXAMPLE, "--rules", ROOT / "src"], ".riktlinje"),
        (["check", EXAMPLE, "--set", "kvittens_dga=nästa_dag"], "kvittens_dag"),
        (["check", EXAMPLE, "--set", "kvittens_dag=tisdag"], "nästa_dag, första_klockan_tolv"),
        (["check", EXAMPLE, "--set", "kvittens_dag"], "NAMN=VÄRDE"),
        (["check", EXAMPLE, "--set", "brytpunkt=25:00"], "brytpunkt"),
        (["check", EXAMPLE, "--as-of", "tisdag"], "tisdag"),
        (["check", EXAMPLE, "--as-of", "2024-13-45"], "2024-13-45"),
        (["check", EXAMPLE, "--as-of", "2024-03-31T02:30"], "2024-03-31T02:30"),
        (["check", EXAMPLE, "--as-of", "2024-10-27T02:30"], "tvetydig"),
        (["check", EXAMPLE, "--as-of", ""], "--as-of"),
        (["test", "no-such-folder"], "finns inte"),
        (["test", EXAMPLE], "förväntar sig ingenting"),
        (["test", EXAMPLE, "--run", "no-such-case"], "inget fall"),
        (["test", EXAMPLE, "--run", "/[/"], "--run"),
        (["fmt", "no-such-file.riktlinje"], "no-such-file"),
        (["lint", "no-such-folder"], "no-such-folder"),
        (["lint", "--explain", "G999"], "G999"),
        (["graph", "no-such-guideline"], "norrbotten-2023"),
    ],
    ids=lambda value: " ".join(map(str, value))[-60:].replace(str(ROOT), "") if isinstance(value, list) else "",
)
def test_2_when_it_cannot_be_done(run, words, said):
    done = run(*words)
    assert done.code == 2
    assert said in done.err
    assert "internt fel" not in done.err


def test_what_can_be_judged_is_printed_beside_what_cannot(run, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text('{"schema": 1, "id": "B"', "utf-8")
    done = run("check", EXAMPLE, broken, "--format", "jsonl")
    assert done.code == 2
    assert json.loads(done.out)["episode"] == "EDITH-1"
    assert "broken.json" in done.err


def test_strict_stops_at_the_first_that_cannot_be_used(run, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    done = run("check", broken, EXAMPLE, "--strict", "--format", "jsonl")
    assert (done.code, done.out) == (2, "")


def test_130_when_interrupted():
    started = process("check", "-", "--format", "jsonl")
    started.stdin.write(json.dumps(kept()).encode() + b"\n")
    started.stdin.flush()
    assert started.stdout.readline()
    started.send_signal(signal.SIGINT)
    assert finished(started).code == 130


def test_a_reader_that_goes_away_is_no_fault():
    started = process("check", "-", "--format", "jsonl")
    started.stdout.close()
    started.stdout = None
    done = finished(started, (json.dumps(kept()).encode() + b"\n") * 1)
    assert (done.code, done.err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_a_full_disk_is_a_failure(form):
    with open("/dev/full", "wb") as full:
        done = finished(process("check", EXAMPLE, "--format", form, stdout=full))
    assert done.code == 2


@pytest.mark.parametrize("place", ["compliance.payment.judge:Judge.judge", "compliance.graph.load:load_texts"])
def test_a_fault_of_the_program_says_so_and_shows_nothing_of_the_input(run, monkeypatch, place):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Luleå P-0001 EDITH-1")

    module, _, name = place.partition(":")
    monkeypatch.setattr(f"{module}.{name}", fail)
    monkeypatch.delenv("COMPLIANCE_DEBUG", raising=False)
    done = run("check", EXAMPLE)
    assert done.code == 2
    assert "internt fel: RuntimeError" in done.err
    for secret in ("Luleå", "P-0001", "EDITH", str(EXAMPLE)):
        assert secret not in done.out + done.err


def test_version_and_help(run):
    assert run("--version").out.startswith("compliance, version ")
    for verb in VERBS:
        done = run(verb, "--help")
        assert done.code == 0
        assert "Example:" in done.out, verb
        assert verb in run("--help").out


# --- what makes the exit code 1


@pytest.mark.parametrize(("fail_on", "code"), [("violation", 1), ("remark", 1), ("undetermined", 1), ("never", 0)])
def test_fail_on_with_a_violation(run, fail_on, code):
    assert run("check", EXAMPLE, "--fail-on", fail_on).code == code


@pytest.mark.parametrize(("fail_on", "code"), [("violation", 0), ("remark", 0), ("undetermined", 1), ("never", 0)])
def test_fail_on_with_something_undetermined(run, tmp_path, fail_on, code):
    admitted = {"id": "e1", "type": "inskrivning", "at": "2024-03-04T10:00", "by": "slutenvård"}
    file = tmp_path / "open.json"
    file.write_text(json.dumps(example(id="OPEN", schema=1, events=[admitted])), "utf-8")
    assert run("check", file, "--as-of", "2024-03-04T11:00", "--fail-on", fail_on).code == code


# --- moments of judgement


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2024-04-30", "2024-04-30T23:59:59+02:00"),
        ("2024-04-30T12:00", "2024-04-30T12:00:00+02:00"),
        ("2024-04-30T12:00:01", "2024-04-30T12:00:01+02:00"),
        ("2024-04-30T12:00:00+00:00", "2024-04-30T14:00:00+02:00"),
        ("2024-04-30T12:00:00Z", "2024-04-30T14:00:00+02:00"),
        ("2024-10-27T02:30+01:00", "2024-10-27T02:30:00+01:00"),
    ],
)
def test_as_of(run, given, meant):
    found = json.loads(run("check", EXAMPLE, "--as-of", given, "--format", "json").out)
    assert found["as_of"] == meant
    assert found["episodes"][0]["as_of"] == meant


def test_the_moment_of_the_case_stands_unless_another_is_given(run):
    assert json.loads(run("check", EXAMPLE, "--format", "jsonl").out)["as_of"] == "2024-03-15T23:59:59+01:00"


# --- shapes

FINDING = {
    "rule", "clauses", "modality", "status", "violation", "bearer", "trigger", "opens", "due", "fulfilled_by",
    "fulfilled_at", "late_by_s", "missing", "message",
}  # fmt: skip
LIABILITY = {"status", "payer", "starts", "ends", "days", "amount_sek", "grounds"}
STATUSES = {"fulfilled", "late", "early", "missed", "breached", "pending", "cancelled", "undetermined"}


def assert_episode(found: dict) -> None:
    assert {"episode", "guideline", "findings", "liability"} <= set(found)
    for finding in found["findings"]:
        assert set(finding) >= FINDING
        assert set(finding["trigger"]) >= {"event", "type", "at"}
        assert finding["status"] in STATUSES
        assert finding["modality"] in {"ska", "bör", "får inte"}
        assert finding["violation"] == (
            finding["modality"] != "bör" and finding["status"] in {"late", "early", "missed", "breached"}
        )
        assert (finding["late_by_s"] is not None) == (finding["status"] == "late")
        assert finding["clauses"] and finding["message"]
    assert set(found["liability"]) >= LIABILITY
    for ground in found["liability"]["grounds"]:
        assert set(ground) >= {"rule", "clauses", "met", "missing", "message"}


def test_json(run):
    found = json.loads(run("check", EXAMPLE, "--format", "json", "--as-of", AS_OF).out)
    assert set(found) >= {"schema", "as_of", "episodes", "summary"}
    assert found["schema"] == 1
    (episode,) = found["episodes"]
    assert_episode(episode)
    summary = found["summary"]
    assert set(summary) >= {"episodes", "findings", "violations", "remarks", "by_status", "liability"}
    assert summary["findings"] == len(episode["findings"]) == sum(summary["by_status"].values())
    assert summary["violations"] == sum(f["violation"] for f in episode["findings"])
    assert summary["liability"] == {"holds": 1}


def test_the_late_receipt_is_told_as_the_contract_has_it(run):
    found = json.loads(run("check", EXAMPLE, "--format", "jsonl").out)
    (late,) = (f for f in found["findings"] if f["violation"])
    told = {key: late[key] for key in FINDING - {"message"}}
    assert told == {
        "rule": "kvittens_inskrivningsmeddelande",
        "clauses": ["NB-187"],
        "modality": "ska",
        "status": "late",
        "violation": True,
        "bearer": {"role": "öppenvård", "unit": "HC Granen"},
        "trigger": {"event": "e3", "type": "inskrivningsmeddelande", "at": "2024-03-04T14:00:00+01:00"},
        "opens": "2024-03-04T14:00:00+01:00",
        "due": "2024-03-05T12:00:00+01:00",
        "fulfilled_by": "e5",
        "fulfilled_at": "2024-03-05T13:15:00+01:00",
        "late_by_s": 4500,
        "missing": [],
    }
    liability = found["liability"]
    assert {key: liability[key] for key in LIABILITY - {"grounds"}} == {
        "status": "holds",
        "payer": "Luleå",
        "starts": "2024-03-11T00:00:00+01:00",
        "ends": "2024-03-14T13:00:00+01:00",
        "days": 3,
        "amount_sek": 34800,
    }


def test_jsonl_prints_each_episode_as_soon_as_it_is_judged():
    started = process("check", "-", "--format", "jsonl", "--as-of", AS_OF)
    line = json.dumps(kept(), ensure_ascii=False).encode() + b"\n"
    started.stdin.write(line)
    started.stdin.flush()
    assert_episode(json.loads(started.stdout.readline()))
    assert started.poll() is None
    done = finished(started, line.replace(b"KEPT", b"NEXT"))
    assert json.loads(done.out)["episode"] == "NEXT"
    assert done.code == 0


def test_jsonl_is_the_same_object_as_in_json(run):
    whole = json.loads(run("check", EXAMPLE, "--format", "json", "--as-of", AS_OF).out)
    assert json.loads(run("check", EXAMPLE, "--format", "jsonl", "--as-of", AS_OF).out) == whole["episodes"][0]


def test_json_of_nothing_is_still_json(run):
    found = json.loads(run("check", "no-such-file.yaml", "--format", "json").out)
    assert found["episodes"] == []
    assert found["summary"]["episodes"] == 0


def test_all_lists_also_the_rules_that_do_not_apply(run):
    found = json.loads(run("check", EXAMPLE, "--format", "jsonl", "--all").out)["findings"]
    away = [f for f in found if f["status"] == "not_applicable"]
    assert away and not any(f["violation"] for f in away)


def test_a_chosen_parameter_is_used_and_shown(run):
    done = run("check", EXAMPLE, "--set", "kvittens_dag=första_klockan_tolv")
    assert "Valt för körningen: kvittens_dag = första_klockan_tolv" in done.out
    said = " ".join(done.out.split())
    assert "läsning R-23: valt för körningen: kvittens_dag = första_klockan_tolv (annars nästa_dag)." in said
    assert "läses som klockan 12 dagen efter" not in said and "läsning R-36: Ett meddelande" in said
    assert "1 tidslinje, 2 avvikelser, " in said
    same = " ".join(run("check", EXAMPLE, "--set", "kvittens_dag=nästa_dag").out.split())
    assert "läses som klockan 12 dagen efter" in same and "1 tidslinje, 1 avvikelse, " in same
    found = json.loads(run("check", EXAMPLE, "--set", "kvittens_dag=första_klockan_tolv", "--format", "jsonl").out)
    (setting,) = found["settings"]
    assert (setting["name"], setting["value"]) == ("kvittens_dag", "första_klockan_tolv")
    assert (setting["default"], setting["default_from"]) == ("nästa_dag", "norrbotten-2023")
    assert [r["ref"] for r in setting["readings"]] == ["R-23"] and setting["used"] is True


def test_broken_rules_are_told_with_file_line_and_column(run, tmp_path):
    (tmp_path / "a.riktlinje").write_text("riktlinje x\n  gäller frn 2024-01-01\n", "utf-8")
    done = run("check", EXAMPLE, "--rules", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "a.riktlinje:2:" in done.err


def test_schema_is_a_json_schema_that_takes_the_example(run):
    import jsonschema

    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)


# --- colour, language, place


@pytest.mark.parametrize("words", [["check", EXAMPLE], ["check", "no-such-file.yaml"], ["--help"]])
def test_no_colour_where_no_terminal_is(run, words):
    done = run(*words)
    assert "\x1b" not in done.out + done.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("plain", [True, False])
def test_no_color_is_respected_on_a_terminal(plain):
    import pty

    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    environment |= {"TERM": "xterm"} | ({"NO_COLOR": "1"} if plain else {})
    started = process("check", "no-such-file.yaml", stderr=theirs, env=environment)
    started.communicate(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 65536)
    os.close(ours)
    assert (b"\x1b" not in shown) == plain


def test_the_same_bytes_wherever_and_however_it_runs(tmp_path):
    seen = set()
    for changes in (
        {"TZ": "UTC", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"TZ": "Asia/Tokyo", "LANG": "sv_SE.UTF-8", "PYTHONHASHSEED": "1"},
    ):
        for form in ("text", "json"):
            done = finished(
                process("check", EXAMPLE, "--format", form, "--as-of", AS_OF, cwd=tmp_path, env=os.environ | changes)
            )
            assert done.code == 1, done.err
            seen.add((form, done.out))
    assert len(seen) == 2


def test_starting_is_quick():
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        assert finished(process("--version")).code == 0
        times.append(time.perf_counter() - begun)
    assert min(times) < 1.0
