"""Cases of settled months: what they say is compared exactly, and what is wrong with one is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from compliance import load_rules
from compliance.author.case_result import CaseResult
from compliance.author.fixtures import run_fixtures
from compliance.author.month_case import MONTH_KEYS, PARTS, ROW_KEYS, STAY_LISTS
from compliance.cli import main
from compliance.payment.month import Month
from compliance.payment.settle import Settling
from compliance.report.settle_json import SettleJson
from compliance.time import zone

RULES = load_rules()
HEAD = 'why: "JK-245"\nmonth: 2019-05\nas_of: 2019-06-30\n'


def stay(name: str, days: int, municipality: str = "Habo") -> dict[str, Any]:
    """Return a stay of so many whole days after the notice, in order in all else."""
    day = f"2019-05-{10 + days:02}"
    sent = {"by": "slutenvård", "to": ["kommun"]}
    return {
        "schema": 1,
        "id": name,
        "region": "jonkoping",
        "patient": {"pseudonym": f"P-{name}", "folkbokföringskommun": municipality},
        "facts": {"vårdform": "somatisk", "behov": ["socialtjänst"], "samtycke_sip": False},
        "events": [
            {"id": "e1", "type": "inskrivning", "at": "2019-05-07T08:00", "by": "slutenvård"},
            {"id": "e2", "type": "inskrivningsmeddelande", "at": "2019-05-07T09:00", **sent,
             "data": {"beräknat_utskrivningsdatum": "2019-05-10"}},
            {"id": "e3", "type": "utskrivningsklar", "at": "2019-05-10T10:00", **sent},
            {"id": "e4", "type": "utskrivningsmeddelande", "at": f"{day}T10:10", **sent},
            {"id": "e5", "type": "utskrivning", "at": f"{day}T10:30", "by": "slutenvård"},
        ],
    }  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Any:
    """Write a case beside its stays (3, 2 and 2 days, and one of 9) and return its result."""

    def written(text: str, stays: Mapping[str, int] | None = None) -> CaseResult:
        days = {"A": 3, "B": 2, "C": 2, "D": 9} if stays is None else stays
        lines = [json.dumps(stay(name, count)) for name, count in days.items()]
        (tmp_path / "fall.yaml").write_text("\n---\n".join(lines), "utf-8")
        (tmp_path / "fall.avrakning").write_text(text, "utf-8")
        (result,) = run_fixtures([tmp_path], RULES, 0)
        return result

    return written


WHOLE = """\
expect:
  - {municipality: Habo, guideline: jonkoping-2018, patients: 4, in_average: 3, days_in_average: 7, average_days: 2.3,
     average_exact: 7/3, threshold_days: 2, liable: true, average_charge_days: 0.9, individual_charge_days: 6,
     rate_sek: 7100, amount_sek: 48990, average_stays: [A, C, B], excluded: [], undetermined: [],
     individual: [{episode: D, days: 9, charge_days: 6, notice: "2019-05-10T10:00"}]}
  - {municipalities: [Habo], outside_every_model: 0}
"""


def test_a_case_that_says_all_that_is_so_passes_and_its_stays_are_no_cases_of_their_own(case) -> None:
    found = case(HEAD + 'rates: {"2019": 7100}\n' + WHOLE)
    assert (found.differences, found.problems, found.expectations) == ((), (), 2)
    assert found.name == "fall" and found.guidelines == ("jonkoping-2018",)


@pytest.mark.parametrize(
    ("field", "instead"),
    [
        ("patients: 3", "patients: 4"),
        ("average_days: 2.33", "average_days: 2.3"),
        ("average_days: 7/3", "average_days: 2.3"),
        ("average_charge_days: 0.91", "average_charge_days: 0.9"),
        ("amount_sek: 53819", "amount_sek: 53820"),
        ("amount_sek: null", "amount_sek: 53820"),
        ("liable: false", "liable: true"),
        ("average_stays: [A, B]", "average_stays: [A, B, C]"),
        ("individual: []", "individual: [D]"),
        ("individual: [{episode: D, charge_days: 7}]", "individual D.charge_days: 6"),
        ('individual: [{episode: D, notice: "2019-05-10T10:01"}]', "individual D.notice: 2019-05-10T10:00:00+02:00"),
        ("excluded: [E]", "excluded: []"),
        ("undetermined: [amount_sek]", "undetermined: []"),
        ("with_excluded: {in_average: 4}", "with_excluded: null"),
    ],
)
def test_what_is_not_so_is_told_with_what_is(case, field: str, instead: str) -> None:
    found = case(f"{HEAD}expect: [{{municipality: Habo, {field}}}]\n")
    (difference,) = found.differences
    assert not found.problems
    assert difference.found == (instead,)
    assert difference.expected.startswith("2019-05 Habo: " + field.split(":")[0].split(" ")[0])


def test_a_municipality_without_a_row_is_told_with_those_that_have_one(case) -> None:
    found = case(HEAD + "expect: [{municipality: Vaggeryd, amount_sek: 0}, {municipalities: [Vaggeryd]}]\n")
    assert [d.found for d in found.differences] == [
        ("kommunen har ingen sådan rad; rader: Habo (snitt_och_enskilda)",),
        ("municipalities: [Habo]",),
    ]


def test_a_row_answers_one_expectation(case) -> None:
    found = case(HEAD + "expect: [{municipality: Habo, patients: 4}, {municipality: Habo, patients: 4}]\n")
    assert [d.found for d in found.differences] == [("raden är redan jämförd med en annan förväntan",)]


def test_a_case_sets_parameters_of_its_own(case) -> None:
    found = case(HEAD + "set: {avrundning: ingen}\nexpect: [{municipality: Habo, average_days: 7/3}]\n")
    assert found.passed
    found = case(HEAD + "set: {avrundnng: ingen}\nexpect: [{municipality: Habo, average_days: 7/3}]\n")
    assert [d.help for d in found.problems if "avrundning" in d.help]


def test_a_case_may_go_on_from_a_saved_settlement(tmp_path: Path) -> None:
    row = {"region": "vasterbotten", "municipality": "Umeå", "declared_by": "vasterbotten-2022",
           "settlement": "månader_i_följd"}  # fmt: skip
    streak = {"owing_after": True, "months_after": 2, "over_months": 0, "months_at_or_under": 2}
    saved = {"month": "2023-04", "municipalities": [{**row, "streak": streak}]}
    (tmp_path / "fall.sparad").write_text(json.dumps(saved), "utf-8")
    text = 'why: "VB-240"\nstays: []\nregion: vasterbotten\nmonth: 2023-05\nas_of: 2023-06-30\n'
    text += "expect: [{municipality: Umeå, liable: true, streak: {months_at_or_under: 3, owing_after: false}}]\n"
    (tmp_path / "fall.avrakning").write_text(text + "history: fall.sparad\n", "utf-8")
    (found,) = run_fixtures([tmp_path], RULES, 0)
    assert found.passed, found
    (tmp_path / "fall.sparad").write_text("{}", "utf-8")
    (found,) = run_fixtures([tmp_path], RULES, 0)
    assert [d.code for d in found.problems] == ["J010"]


def test_months_without_a_stay_need_a_region(tmp_path: Path) -> None:
    text = 'why: "HA18-021"\nstays: []\nregion: halland\nfrom: 2018-01\nto: 2018-02\nas_of: 2018-03-31\nexpect:\n'
    text += "  - {month: 2018-02, municipality: Falkenberg, amount_sek: 420, flat_sum: true}\n"
    (tmp_path / "ensam.avrakning").write_text(text, "utf-8")
    (found,) = run_fixtures([tmp_path], RULES, 0)
    assert found.passed, found
    (found,) = run_fixtures([tmp_path / "ensam.avrakning"], RULES, 0, "nowhere")
    assert [d.code for d in found.problems] == ["J001"]


ROW = "expect: [{municipality: Habo, patients: 4}]\n"
WRONG = [
    # text, code, line, column, part of the message or the help
    (HEAD + "rate: {}\n" + ROW, "J020", 4, 1, "menade du `rates`?"),
    (HEAD + "expect: [{municipality: Habo, avrage_days: 1}]\n", "J020", 4, 31, "menade du `average_days`?"),
    (HEAD + "expect: [{municipality: Habo, individual: [{episode: D, day: 1}]}]\n", "J020", 4, 57, "menade du `days`?"),
    (HEAD + "expect: [{municipality: Habo, streak: {month: 1}}]\n", "J020", 4, 40, "nyckeln `month` finns inte"),
    (HEAD + "expect: [{outside_every_mode: 1}]\n", "J020", 4, 11, "menade du `outside_every_model`?"),
    (HEAD + "expect: [{municipality: Habo, excluded: D}]\n", "J020", 4, 41, "en lista av vistelser"),
    (HEAD + "expect: [{municipality: Habo}]\n", "J002", 4, 10, "raden förväntar sig ingenting"),
    (HEAD + "expect: []\n", "J002", 1, 1, "fallet förväntar sig ingenting"),
    (HEAD, "J002", 1, 1, "fallet förväntar sig ingenting"),
    (HEAD + "expect: [{month: 2019-06, municipality: Habo, patients: 4}]\n", "J020", 4, 18, "ingår inte"),
    (HEAD + "rates: {1: 7100}\n" + ROW, "E015", 4, 9, "nyckel"),
    (HEAD + 'rates: {"19": 7100}\n' + ROW, "J020", 4, 9, "inget år"),
    (HEAD + 'rates: {"2019": 7 100}\n' + ROW, "J020", 4, 17, "ett belopp i kronor"),
    (HEAD + "set: {poolad: true}\n" + ROW, "J020", 4, 15, "sant eller falskt"),
    (HEAD.replace("05\n", "5\n") + ROW, "J020", 2, 8, "en månad som 2024-03"),
    (HEAD.replace("06-30", "06-31") + ROW, "J020", 3, 8, "en tid som"),
    (HEAD.replace("why", "varför") + ROW, "J020", 1, 1, "nyckeln `varför` finns inte"),
    (HEAD + "from: 2019-01\n" + ROW, "J020", 2, 1, "både `month` och `from`/`to`"),
    ('why: "x"\nfrom: 2019-05\nto: 2019-04\n' + ROW, "J020", 3, 5, "`to` ligger före `from`"),
    ('why: "x"\nfrom: 2019-05\nto: 2019-06\n' + ROW, "J020", 4, 10, "raden säger inte vilken månad"),
    ('why: "x"\n' + ROW, "J020", 1, 1, "fallet säger inte vilken månad"),
    (HEAD + "stays: []\n" + ROW, "J020", 4, 8, "ett fall utan vistelser säger sin region"),
    (HEAD + "- 1\n", "E010", 4, 1, ""),
    ("[]\n", "J020", 1, 1, "en mappning med why"),
    (HEAD + "why: två\n" + ROW, "E012", 4, 1, "två gånger"),
]


@pytest.mark.parametrize(("text", "code", "line", "column", "part"), WRONG)
def test_what_is_wrong_with_a_case_is_told_with_its_place(case, text, code, line, column, part) -> None:
    found = case(text)
    told = [(d.code, *d.place[1:]) for d in found.problems]
    assert (code, line, column) in told, found.problems
    assert any(part in d.message + d.help for d in found.problems)


def test_all_that_is_wrong_is_told_at_once(case) -> None:
    found = case("mont: 1\nexpect: [{municipality: Habo, pat: 1}, {x: 1}]\n")
    assert len(found.problems) >= 5


def test_stays_that_cannot_be_read_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "fall.avrakning").write_text(HEAD + ROW, "utf-8")
    (tmp_path / "fall.yaml").write_text("schema: 1\nid: x\nevents: []\n", "utf-8")
    (found,) = run_fixtures([tmp_path], RULES, 0)
    assert found.problems and found.source.endswith("fall.avrakning")


def test_a_plain_timeline_that_no_case_settles_is_still_a_case_that_expects_nothing(case, tmp_path: Path) -> None:
    (tmp_path / "annan.yaml").write_text(json.dumps(stay("annan", 1)), "utf-8")
    (tmp_path / "fall.yaml").write_text(json.dumps(stay("A", 1)), "utf-8")
    (tmp_path / "fall.avrakning").write_text(HEAD + "expect: [{municipality: Habo, patients: 1}]\n", "utf-8")
    passed, broken = run_fixtures([tmp_path], RULES, 0)
    assert passed.passed and [d.code for d in broken.problems] == ["J002"]


def test_the_keys_of_a_case_are_those_that_the_settlement_has() -> None:
    settling = Settling(RULES, Month(2018, 1), Month(2018, 1))
    settling.ask("halland", 0)
    writer = SettleJson(zone("Europe/Stockholm"))
    month = writer.month(next(settling.months()))
    assert set(ROW_KEYS) <= set(month["municipalities"][0])
    assert set(MONTH_KEYS) <= set(month)
    assert {*STAY_LISTS, *PARTS} <= set(ROW_KEYS)


def test_the_command_counts_month_cases_and_shows_what_differs(case, tmp_path, monkeypatch, capsys) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["compliance", "test", str(tmp_path), *words])
        with pytest.raises(SystemExit) as left:
            main()
        return (int(left.value.code or 0), *capsys.readouterr())

    case(HEAD + ROW)
    code, out, _ = run("-v")
    assert code == 0 and "stämmer  fall" in out
    assert "1 fall, 1 förväntningar: 1 stämmer, 0 skiljer, 0 gick inte att köra" in out
    case(HEAD + "expect: [{municipality: Habo, patients: 5}]\n")
    code, out, _ = run()
    assert code == 1
    assert "  - väntat  2019-05 Habo: patients: 5\n  + blev    patients: 4\n" in out
    code, out, _ = run("--format", "junit")
    assert code == 1 and 'failures="1"' in out and 'name="fall"' in out
    case(HEAD + "expect: [{municipality: Habo, patient: 5}]\n")
    code, _, err = run()
    assert code == 2 and "menade du `patients`?" in err
