"""A guideline's own names: which layer's word counts, what may be named, and what does not fit into a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.graph import load_texts
from compliance.graph.model import RuleSet
from compliance.language.diagnostic import Diagnostic

VOCABULARY = (Path(__file__).parents[1] / "language" / "ordlista.riktlinje").read_text("utf-8")
LAW = """
riktlinje lag
  gäller från 2018-01-01

benämning öppenvård är "vårdcentral"
benämning kallelse är "kallelse till samråd"

skyldighet meddelande
  rubrik      "Lagens meddelande"
  när         inskrivning
  ska         avdelning skicka inskrivningsmeddelande till kommun
  inom        24 timmar

skyldighet kallelse_i_tid
  rubrik      "Lagens kallelse"
  när         utskrivningsklar
  ska         avdelning skicka kallelse
  inom        3 dagar
"""
AGREEMENT = """
riktlinje avtal
  bygger på   lag
  gäller från 2019-01-01

benämning regel meddelande är "Avtalets namn på meddelandet"
benämning regel kallelse_i_tid är "Avtalets namn på kallelsen"
"""
LOCAL = """
riktlinje lokal
  bygger på   avtal
  gäller från 2020-01-01

benämning öppenvård är "hälsocentral"
benämning behov.hemtjänst är "hjälp hemma"
benämning kallelse.starttid är "mötets tid"
benämning hög är "bråttom"
benämning ålder är "patientens ålder"

skyldighet kallelse_i_tid
  rubrik      "Egen kallelse"
  ersätter    lag.kallelse_i_tid
  när         utskrivningsklar
  ska         avdelning skicka kallelse
  inom        2 dagar
"""


def loaded(*texts: str) -> tuple[RuleSet | None, tuple[Diagnostic, ...]]:
    found = load_texts([("ordlista", VOCABULARY), *((f"f{i}", text) for i, text in enumerate(texts))], {}, "minne")
    return found.rules, found.diagnostics


def rules_of(*texts: str) -> RuleSet:
    rules, told = loaded(*texts)
    assert rules is not None and not told
    return rules


def test_the_own_word_counts_before_the_inherited_one() -> None:
    guidelines = rules_of(LAW, AGREEMENT, LOCAL).guidelines
    assert guidelines["lag"].word("öppenvård") == guidelines["avtal"].word("öppenvård") == "vårdcentral"
    assert guidelines["lokal"].word("öppenvård") == "hälsocentral"
    assert guidelines["lokal"].word("kallelse") == "kallelse till samråd"
    assert guidelines["lokal"].word("kommun") == ""


def test_a_field_and_a_value_are_named_where_they_belong() -> None:
    local = rules_of(LAW, AGREEMENT, LOCAL).guidelines["lokal"]
    assert local.word("hemtjänst", "behov") == "hjälp hemma" and local.word("hemtjänst") == ""
    assert local.word("starttid", "kallelse") == "mötets tid" and local.word("starttid", "driftstopp") == ""
    assert local.word("hög", "brådska") == local.word("hög") == "bråttom"
    assert local.word("ålder") == "patientens ålder"


def test_an_inherited_rule_has_the_heading_of_the_nearest_layer_that_names_it() -> None:
    guidelines = rules_of(LAW, AGREEMENT, LOCAL).guidelines
    headings = {name: {r.name: r.heading for r in g.rules} for name, g in guidelines.items()}
    assert headings["lag"] == {"meddelande": "Lagens meddelande", "kallelse_i_tid": "Lagens kallelse"}
    assert headings["avtal"]["kallelse_i_tid"] == "Avtalets namn på kallelsen"
    assert headings["lokal"]["meddelande"] == "Avtalets namn på meddelandet"
    assert headings["lokal"]["kallelse_i_tid"] == "Egen kallelse", "a rule of its own has its own heading"


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ('avdelning är "en klinik"', "passar inte inne i en mening"),
        ('avdelning är "kliniken."', "passar inte inne i en mening"),
        ('läkare är "läkare"', "kallas så även utan benämning"),
    ],
)
def test_words_that_do_not_fit_are_warned_of(term: str, message: str) -> None:
    rules, told = loaded(LAW + f"\nbenämning {term}\n")
    assert rules is not None
    assert [(d.code, d.severity.value) for d in told] == [("G136", "varning")] and message in told[0].message


def test_the_shared_word_may_be_taken_up_again_above_a_layer_that_has_another() -> None:
    above = 'riktlinje b\n  bygger på lag\n  gäller från 2020-01-01\n\nbenämning öppenvård är "öppenvård"\n'
    rules = rules_of(LAW, above)
    assert rules.guidelines["b"].word("öppenvård") == "öppenvård"


def test_a_mistake_in_a_layer_is_told_once() -> None:
    rules, told = loaded(LAW + '\nbenämning kommn är "stad"\n', AGREEMENT, LOCAL)
    assert rules is None and [d.code for d in told] == ["G103"] and "`kommun`" in told[0].help


def test_a_rule_that_was_switched_off_has_no_name() -> None:
    text = AGREEMENT + "\ngäller inte lag.meddelande\n"
    rules, told = loaded(LAW, text)
    assert rules is None and [d.code for d in told] == ["G108"]
