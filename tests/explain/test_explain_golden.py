"""Explanations as a handler reads them.

`python tests/explain/test_explain_golden.py` writes them anew, when a rule or a sentence has changed: read what it
writes, it must be true.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compliance import load_episodes, load_rules
from compliance.payment import Judge
from compliance.payment.explain import Explain, Question
from compliance.report.explain_text import ExplainText
from compliance.time import zone

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
RULES = load_rules()
JUDGE = Judge(RULES)
EXPLAIN = Explain(JUDGE)
TEXT = ExplainText(RULES.vocabulary, zone(RULES.vocabulary.time_zone), RULES.guidelines)
NB, SL = "norrbotten/", "samverkanslagen/"
CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "receipt_in_time_by_another_unit": (NB + "kvittens_per_mottagare", ("kvittens_inskrivningsmeddelande",)),
    "receipt_by_the_wrong_municipality": (NB + "kvittens_av_fel_kommun", ("kvittens_inskrivningsmeddelande",)),
    "receipt_of_another_message": (NB + "kvittens_av_fel_meddelande", ("kvittens_inskrivningsmeddelande",)),
    "receipt_of_a_message_sent_again": (
        NB + "kvittens_omsänt_meddelande_ingen_ny_frist",
        ("kvittens_inskrivningsmeddelande",),
    ),
    "receipt_by_a_new_recipient": (
        NB + "kvittens_omsänt_meddelande_till_ny_mottagare",
        ("kvittens_inskrivningsmeddelande",),
    ),
    "receipt_of_a_notice_taken_back": (
        NB + "kvittens_av_utskrivningsklar_återtaget_före_klockan_12",
        ("kvittens_utskrivningsklar",),
    ),
    "telephone_while_the_system_is_down": (
        NB + "driftstopp_kvittens_per_telefon",
        ("kvittens_inskrivningsmeddelande",),
    ),
    "need_unknown": (NB + "inskrivningsmeddelande_behov_okänt", ("inskrivningsmeddelande_till_kommun",)),
    "time_of_judgement_unknown": (
        NB + "inskrivningsmeddelande_bedömningens_tid_okänd",
        ("inskrivningsmeddelande_till_kommun",),
    ),
    "autumn_clock_change": (
        NB + "inskrivningsmeddelande_över_höstens_klockskifte_en_sekund_sent",
        ("inskrivningsmeddelande_till_kommun",),
    ),
    "exception_for_special_housing": (NB + "särskilt_boende_utan_kallelse", ("kallelse_sip",)),
    "call_moved_over_christmas": (SL + "kallelse_julafton_flyttas_över_juldagarna", ("kallelse_sip",)),
    "call_moved_and_a_second_late": (SL + "kallelse_lördag_flyttas_till_måndag_en_sekund_sent", ("kallelse_sip",)),
    "call_by_the_wrong_sender": (NB + "kallelse_av_fel_avsändare", ("kallelse_sip",)),
    "call_taken_back": (NB + "kallelse_återtagen_före_fristen", ("kallelse_sip",)),
    "call_of_another_process": (NB + "kallelse_till_öppenvårdsprocessen_räknas_inte", ("kallelse_sip",)),
    "consent_withdrawn_in_time": (NB + "samtycke_till_sip_återkallat_före_fristen", ("kallelse_sip",)),
    "given_to_the_patient_too_early": (
        NB + "patientinformation_till_patienten_dagen_före",
        ("patientinformation_till_patienten",),
    ),
    "content_missing": (NB + "innehåll_utskrivningsklar_läkaransvar_saknas", ("innehåll_utskrivningsklar",)),
    "content_completed_too_late": (NB + "datum_utan_samtycke_kompletterat_en_sekund_sent", ("datum_utan_samtycke",)),
    "content_not_recorded": (SL + "innehåll_underlaget_tiger", ("innehåll_inskrivningsmeddelande",)),
    "meeting_without_the_municipality": (NB + "mötet_kommunen_uteblir", ("deltagande_i_mötet",)),
    "forbidden_judge": (NB + "bedömning_av_sjuksköterska", ("bedömning_av_annan",)),
    "forbidden_order": (NB + "insatser_startar_dagen_efter", ("start_efter_utskrivningsklar",)),
    "forbidden_without_consent": (NB + "kallelse_utan_samtycke", ("kallelse_utan_samtycke",)),
    "perhaps_forbidden": (NB + "plan_samtycke_okänt", ("plan_utan_samtycke",)),
    "once_a_year_late": (NB + "årlig_uppföljning_dagen_efter_årsdagen", ("årlig_uppföljning",)),
    "meeting_pending": (NB + "sip_möte_väntar", ("sip_möte",)),
    "promptly_never_done": (NB + "egen_planering_aldrig_påbörjad_av_öppenvården", ("egen_planering",)),
    "before_discharge_a_second_late": (NB + "fast_vårdkontakt_utsedd_efter_utskrivning", ("fast_vårdkontakt",)),
    "rules_that_gave_nothing": (
        NB + "kvittens_utan_re",
        ("sip_dokumenterad", "kallelse_utan_samtycke", "skriftlig_sammanfattning", "årlig_uppföljning"),
    ),
    "liability_void_on_several_grounds": (
        NB + "betalningsansvar_flera_grunder_brister_på_en_gång",
        ("kommunens_betalningsansvar",),
    ),
    "liability_two_of_four_days": (
        NB + "betalningsansvar_öppenvårdens_insatser_saknas_två_av_fyra_dygn",
        ("öppenvårdsinsatser_tillgängliga",),
    ),
    "liability_over_new_year": (NB + "betalningsansvar_över_nyår_två_årsbelopp", ("kommunens_betalningsansvar",)),
    "liability_notice_taken_back": (
        NB + "betalningsansvar_återtaget_före_start_och_nytt_meddelande",
        ("kräver_utskrivningsklar",),
    ),
    "liability_left_to_a_person": (
        SL + "skyddad_identitet_utan_kallelse_avgörs_av_människa",
        ("kommunens_betalningsansvar",),
    ),
    "liability_without_notice": (NB + "betalningsansvar_inget_meddelande_ännu", ("kommunens_betalningsansvar",)),
    "change_of_version": (
        NB + "över_nyår_2023_byter_regler",
        ("inskrivningsmeddelande_till_kommun", "kvittens_utskrivningsklar"),
    ),
    "before_the_first_version": (NB + "före_2023_gäller_bara_lagen", ("kallelse_sip", "kvittens_utskrivningsklar")),
}


def told(name: str) -> str:
    """Return the text of a case."""
    fixture, rules = CASES[name]
    lines = []
    for episode in load_episodes([ROOT / "fixtures" / f"{fixture}.yaml"], RULES):
        region = JUDGE.region_of(episode)
        assert isinstance(region, str) and episode.as_of is not None
        lines += TEXT.episode(EXPLAIN.episode(episode, episode.as_of, region, Question(frozenset(rules))))
    return _without_rules_words(lines)


def _without_rules_words(lines: list[str]) -> str:
    """Leave out clauses and readings, which are the rules' own and change with them."""
    text = re.sub(r"    Läsningar .*\n(?: {18}.*\n)*", "", "\n".join(lines) + "\n")
    text = re.sub(r"^( +)R-\d+: .*\n(?:\1  \S.*\n)*", "", text, flags=re.MULTILINE)
    return re.sub(r"\s\[[A-Z]+-\d[^\]]*\]", "", text)


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_reads_as_it_did(name):
    now = told(name)
    assert now == (GOLDEN / f"{name}.txt").read_text("utf-8"), __doc__


def test_every_golden_text_is_of_a_case():
    assert {p.stem for p in GOLDEN.glob("*.txt")} == set(CASES)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for each in CASES:
        (GOLDEN / f"{each}.txt").write_text(told(each), "utf-8")
