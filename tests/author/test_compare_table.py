"""The shared set of timelines, which belongs to no region, and the table that lines up its verdicts."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

from compliance import load_episodes, load_rules
from compliance.author.compare import Compared, compare
from compliance.author.compare_table import table
from compliance.cli import main
from compliance.payment.judge import Judge
from compliance.payment.verdict import LiabilityStatus
from compliance.report.text import Text
from compliance.time import zone

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "docs/jamforelse"
RULES = load_rules()


@pytest.fixture(scope="module")
def found() -> list[Compared]:
    judge = Judge(RULES)
    return [
        compare(episode, RULES, judge, episode.as_of) for episode in load_episodes([SHARED], RULES)  # type: ignore
    ]


def test_the_set_is_twelve_stays_of_no_region(found: list[Compared]) -> None:
    files = sorted(SHARED.glob("*.yaml"))
    assert len(files) == len(found) == 12
    for file in files:
        whole = yaml.safe_load(file.read_text("utf-8"))
        assert "region" not in whole and file.read_text("utf-8").startswith("# ")
        assert not any(region in file.read_text("utf-8").casefold() for region in RULES.regions)


def test_every_region_judges_every_stay(found: list[Compared]) -> None:
    for compared in found:
        assert {column.region for column in compared.columns} == set(RULES.regions)
        assert all(column.verdict.findings for column in compared.columns)
        assert not compared.not_in_force


def test_the_stays_are_told_apart(found: list[Compared]) -> None:
    """Each stay is judged otherwise than the first by some guideline."""

    def judged(compared: Compared) -> list[object]:
        verdicts = [column.verdict for column in compared.columns]
        findings = [sorted((f.rule.name, f.status.value) for f in v.findings) for v in verdicts]
        return [[(v.liability.status, v.liability.days) for v in verdicts], findings]

    usual = judged(found[0])
    same = [c.episode.id for c in found[1:] if judged(c) == usual]
    assert same == ["klar-klockan-12"], "at twelve on the second is in time (R-18)"


def test_the_table_has_a_column_for_each_guideline_and_a_line_for_each_stay(found: list[Compared]) -> None:
    lines = list(table(found))
    starts = [line.split()[0] for line in lines[1:] if not line.startswith(" ")]
    assert len(starts) == 12 and all(len(line) <= 110 for line in lines)
    one = list(table(found[:1], everything=True))
    liable = next(c for c in found[0].columns if c.region == "samverkanslagen").verdict
    assert liable.liability.days == 4 and "inträtt, 4" in " ".join(one)
    assert f"{sum(f.violation for f in liable.findings)} avvikelser" in re.sub(r"\s+", " ", " ".join(one))


def test_the_table_says_of_a_liability_what_check_says(found: list[Compared]) -> None:
    """Where the month decides whether anything is owed, a stay only has what it takes."""
    text = Text(RULES.vocabulary, zone(RULES.vocabulary.time_zone), RULES.guidelines)
    for compared in found:
        told = re.sub(r"\s+", " ", " ".join(table([compared])))
        for column in compared.columns:
            checked = next(line for line in text.episode(column.verdict) if "Betalningsansvar: " in line)
            assert checked.split(": ")[1].lower() in told
        monthly = [c for c in compared.columns if c.verdict.liability.liability.by_month]
        held = [c for c in compared.columns if c.verdict.liability.status is LiabilityStatus.HOLDS]
        assert told.count("förutsättningarna uppfyllda") == len([c for c in held if c in monthly])
        assert told.count("inträtt") == len([c for c in held if c not in monthly])


def test_no_word_of_the_table_is_broken(found: list[Compared]) -> None:
    words = {"inträtt,", "bortfaller", "gäller", "inte", "dygn", "förutsättningarna", "uppfyllda,"}
    cells = {word for line in list(table(found))[1:] for word in line[23:].split()}
    assert all(word in words or word.isdigit() for word in cells)


def test_a_guideline_that_was_not_in_force_has_a_dash(tmp_path: Path) -> None:
    text = re.sub("2025-", "2019-", (SHARED / "01-kallelse-dag-3.yaml").read_text("utf-8"))
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    (early,) = [compare(e, RULES, Judge(RULES), e.as_of) for e in load_episodes([tmp_path], RULES)]  # type: ignore
    late = next(iter(load_episodes([SHARED], RULES)))
    lines = list(table([early, compare(late, RULES, Judge(RULES), late.as_of)]))  # type: ignore
    assert any("—" in line for line in lines) and not any("—" in line for line in table([early]))


def test_the_command_prints_the_table(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["compliance", "compare", "--table", str(SHARED / "01-kallelse-dag-3.yaml")])
    with pytest.raises(SystemExit) as left:
        main()
    out = capsys.readouterr().out
    assert left.value.code == 0 and "kallelse-dag-3" in out and "Skyldigheter" not in out
