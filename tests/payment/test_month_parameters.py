"""What an agreement with a monthly settlement leaves to choose for one stay: each parameter moves one verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance import check, load_episodes, load_rules
from compliance.episodes import Unusable
from compliance.payment import EpisodeVerdict
from compliance.report.as_json import Json, Summary
from compliance.report.text import Text

FIXTURES = Path(__file__).parents[2] / "fixtures" / "vasterbotten"
HOLDS, VOID = "holds", "void"


def judged(fixture: str, **parameters: str) -> EpisodeVerdict:
    rules = load_rules(parameters=parameters)
    (episode,) = load_episodes([FIXTURES / f"{fixture}.yaml"], rules)
    assert not isinstance(episode, Unusable)
    return check(episode, rules, as_of="2025-12-31T23:59:59")


def liability(fixture: str, **parameters: str) -> tuple[str, int | None]:
    found = judged(fixture, **parameters).liability
    return found.status.value, found.days


@pytest.mark.parametrize(
    ("fixture", "parameter", "value", "default", "chosen"),
    [
        ("öppenvårdens_insatser_saknas", "öppenvårdshinder", "bortfaller", (HOLDS, 3), (VOID, 0)),
        ("öppen_tvångsvård_sent_inskrivningsmeddelande", "öpt_24_timmar", "falskt", (VOID, 0), (HOLDS, 3)),
        ("kallelse_dag_4_00_00_00", "sen_kallelse", "godtas", (VOID, 0), (HOLDS, 5)),
        ("återtag_och_nytt_meddelande", "dagar_före_återtag", "kvarstår", (HOLDS, 2), (HOLDS, 4)),
        (
            "kallelsen_en_söndag_flyttas_inte",
            "söndagsregel_för_kallelsen_som_förutsättning",
            "sant",
            (VOID, 0),
            (HOLDS, 5),
        ),
        ("klockan_12_00_00", "brytpunkt_inklusive", "falskt", (HOLDS, 3), (HOLDS, 2)),
        ("klockan_12_00_01", "brytpunkt", "13:00", (HOLDS, 2), (HOLDS, 3)),
        ("hem_dag_2", "utskrivningsdag_debiteras", "sant", (HOLDS, 1), (HOLDS, 2)),
        (
            "kallelse_efter_klockan_12_räknas_från_sändningsdagen",
            "kallelse_från",
            "brytpunkten",
            (VOID, 0),
            (HOLDS, 4),
        ),
    ],
)
def test_a_parameter_moves_its_verdict(
    fixture: str, parameter: str, value: str, default: tuple[str, int], chosen: tuple[str, int]
) -> None:
    assert liability(f"betalningsansvar_{fixture}") == default
    assert liability(f"betalningsansvar_{fixture}", **{parameter: value}) == chosen


def test_a_late_notice_of_admission_may_be_accepted() -> None:
    name = "inskrivningsmeddelande_24_timmar_en_sekund_efter"
    assert liability(name) == (VOID, 0)
    assert liability(name, sent_inskrivningsmeddelande="godtas") == (HOLDS, 1)


def test_what_the_days_can_cost_at_most_is_told_and_what_is_owed_is_not() -> None:
    found = judged("betalningsansvar_klockan_12_00_00_2024")
    rules = load_rules()
    told = Json(rules.vocabulary, found.zone, rules.guidelines).liability(found.liability)
    rate = rules.yearly["dygnsbelopp"].amounts[2024]
    assert rate is not None
    assert (told["status"], told["days"], told["amount_sek"]) == (HOLDS, 3, None)
    assert told["amount_at_most_sek"] == 3 * rate
    assert told["missing"] == ["månadens reglering"]


def test_the_closing_lines_count_what_the_month_settles_apart() -> None:
    rules = load_rules()
    counted = Summary()
    for name in ("betalningsansvar_hem_dag_2", "betalningsansvar_hem_samma_dag", "betalningsansvar_utan_kallelse"):
        counted.add(judged(name))
    found = judged("betalningsansvar_hem_dag_2")
    (_, last) = Text(rules.vocabulary, found.zone, rules.guidelines).summary(counted)
    assert last == "betalningsansvar: bortfaller 1, förutsättningarna uppfyllda 2"
    assert counted.as_dict()["liability"] == {"holds": 2, "void": 1}
