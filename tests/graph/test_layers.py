"""Layers: a local guideline on an agreement on a statute; parameters chosen by each and by the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.graph import load_rules, load_texts
from compliance.graph.model import Guideline, Modality
from compliance.language.condition_tree import Both, Either, Truth
from compliance.language.diagnostic import Diagnostic, render
from compliance.language.rule_tree import By, Duration, Offset

VOCABULARY = (Path(__file__).parents[1] / "language" / "ordlista.riktlinje").read_text("utf-8")
LAW = """
riktlinje lag
  titel       "Lagen"
  region      lag
  gäller från 2018-01-01
  vardagar enligt vardag
  upphör vid  utskrivning

parameter svarstid = 3 dagar
  klausul     SL-001

parameter sen_kallelse = bortfaller ett av bortfaller, godtas

parameter helgregel = sant

begrepp hemma
  betyder     boende är eget

skyldighet meddelande
  klausul     SL-002
  när         inskrivning
  om          hemma
  ska         avdelning skicka inskrivningsmeddelande till kommun
  inom        svarstid

skyldighet kallelse
  klausul     SL-003
  när         utskrivningsklar
  ska         avdelning skicka kallelse
  inom        svarstid med söndagsregeln enligt helgregel

förbud kallelse_utan_samtycke
  om          inte samtycke
  får inte    någon skicka kallelse

undantag utan_samtycke
  från regel  kallelse
  om          inte samtycke
"""
LOCAL = """
riktlinje lokal
  region      norr
  bygger på   lag
  gäller från 2024-01-01
"""


def load(text: str, **parameters: str) -> dict[str, Guideline]:
    loaded = load_texts([("ord", VOCABULARY), ("lag", LAW), ("lokal", LOCAL + text)], parameters)
    assert loaded.rules is not None, "\n".join(render(d) for d in loaded.diagnostics)
    return dict(loaded.rules.guidelines)


def told(text: str, **parameters: str) -> list[Diagnostic]:
    return list(load_texts([("ord", VOCABULARY), ("lag", LAW), ("lokal", LOCAL + text)], parameters).diagnostics)


def names(guideline: Guideline) -> list[str]:
    return [rule.name for rule in guideline.rules]


def length(guideline: Guideline, name: str) -> object:
    rule = next(r for r in guideline.rules if r.name == name)
    assert isinstance(rule.deadline, By) and isinstance(rule.deadline.limit, Offset)
    duration: Duration = rule.deadline.limit.duration
    return (duration.amount, duration.unit)


def test_a_local_guideline_has_all_that_it_builds_on() -> None:
    found = load("")
    lag, lokal = found["lag"], found["lokal"]
    assert names(lag) == names(lokal) == ["meddelande", "kallelse", "kallelse_utan_samtycke"]
    assert {rule.guideline for rule in lokal.rules} == {"lag"}
    assert lokal.base == "lag" and lokal.region == "norr" and lokal.calendar == lag.calendar is not None
    assert [escape.name for rule in lokal.rules for escape in rule.escapes] == ["utan_samtycke"]
    assert all(len(rule.ends) == 1 for rule in lokal.rules)


NEW = """
skyldighet {name}
  ersätter    lag.meddelande
  klausul     NB-001
  när         inskrivning
  bör         avdelning skicka inskrivningsmeddelande
  inom        12 timmar
"""


@pytest.mark.parametrize("name", ["meddelande", "eget_meddelande"])
def test_a_rule_is_replaced(name: str) -> None:
    found = load(NEW.format(name=name))
    assert "meddelande" in names(found["lag"])
    (own,) = [rule for rule in found["lokal"].rules if rule.guideline == "lokal"]
    assert (own.name, own.modality, own.clauses) == (name, Modality.SHOULD, ("NB-001",))
    assert [n for n in names(found["lokal"]) if "meddelande" in n] == [name]


def test_a_rule_is_switched_off_and_its_exception_with_it() -> None:
    found = load("\ngäller inte lag.kallelse\n  klausul     NB-002\n")
    assert names(found["lokal"]) == ["meddelande", "kallelse_utan_samtycke"]
    assert names(found["lag"]) == ["meddelande", "kallelse", "kallelse_utan_samtycke"]


def test_an_own_exception_from_a_rule_that_is_switched_off_is_a_mistake() -> None:
    own = "\ngäller inte kallelse\n\nundantag egen\n  från regel  kallelse\n  om          samtycke\n"
    (only,) = told(own)
    assert only.code == "G108" and only.span is not None and only.span.source.name == "lokal"


def test_a_deadline_is_tightened() -> None:
    text = """
skärpning snabbare
  ersätter    lag.meddelande
  klausul     NB-003
  inom        12 timmar
  tolkning    "Lokalt gäller tolv timmar."
"""
    found = load(text)
    rule = next(r for r in found["lokal"].rules if r.name == "meddelande")
    assert (length(found["lokal"], "meddelande"), length(found["lag"], "meddelande")) == ((12, "HOUR"), (3, "DAY"))
    assert (rule.guideline, rule.tightened_by, rule.clauses) == ("lag", "lokal", ("SL-002", "NB-003"))
    assert [reading.text for reading in rule.readings] == ["Lokalt gäller tolv timmar."]


def test_a_parameter_is_chosen_by_the_local_guideline_and_by_the_run() -> None:
    text = "\nparameter svarstid = 2 dagar\n  klausul     NB-004\n"
    found = load(text)
    assert (length(found["lag"], "kallelse"), length(found["lokal"], "kallelse")) == ((3, "DAY"), (2, "DAY"))
    assert found["lokal"].parameters["svarstid"].origin == "lokal"
    assert found["lokal"].parameters["svarstid"].clauses == ("NB-004",)
    found = load(text, svarstid="5 dagar")
    assert (length(found["lag"], "kallelse"), length(found["lokal"], "kallelse")) == ((5, "DAY"), (5, "DAY"))
    assert found["lokal"].parameters["svarstid"].origin is None


@pytest.mark.parametrize(("value", "holds"), [("sant", True), ("falskt", False)])
def test_a_switch_of_the_sunday_rule(value: str, holds: bool) -> None:
    for found in (load(f"\nparameter helgregel = {value}\n"), load("", helgregel=value)):
        rule = next(r for r in found["lokal"].rules if r.name == "kallelse")
        assert isinstance(rule.deadline, By) and isinstance(rule.deadline.limit, Offset)
        assert (rule.deadline.limit.sunday is not None) is holds


def test_a_clock_and_a_switch_in_one_limit_are_both_put_in_place() -> None:
    text = """
parameter brytpunkt = 12:00

skyldighet kvittera
  när         kallelse
  ska         kommun lämna kvittens
  senast      nästa dag kl brytpunkt med söndagsregeln enligt helgregel
"""
    for helgregel, sunday in (("sant", True), ("falskt", False)):
        rule = load(text, helgregel=helgregel, brytpunkt="13:30")["lokal"].rules[-1]
        assert isinstance(rule.deadline, By) and isinstance(rule.deadline.limit, Offset)
        assert rule.deadline.limit.clock == 13 * 3600 + 1800
        assert (rule.deadline.limit.sunday is not None) is sunday


@pytest.mark.parametrize(
    ("name", "value", "contains"),
    [
        ("svarstid", "snart", "en tid som 3 dagar"),
        ("svarstid", "3", "en tid som 3 dagar"),
        ("sen_kallelse", "kanske", "bortfaller, godtas"),
        ("helgregel", "ja", "sant eller falskt"),
        ("svarstyd", "3 dagar", "menade du `svarstid`?"),
        ("svarstid", "9" * 5000 + " dagar", "en tid som 3 dagar"),
    ],
)
def test_a_value_for_the_run_that_does_not_fit(name: str, value: str, contains: str) -> None:
    (only,) = told("", **{name: value})
    assert only.code in ("G112", "G113") and contains in only.help and only.where == f"--set {name}"


@pytest.mark.parametrize(
    ("written", "given", "value"),
    [
        ("12", "13", 13),
        ("12:00", "13:00:30", 13 * 3600 + 30),
        ("2024-01-31", "2024-02-29", "2024-02-29"),
        ("2,5", "3,5", "3.5"),
        ('"ja"', "nej", "nej"),
        ("3 dagar", "2veckor", (2, "WEEK")),
        ("falskt", "true", True),
    ],
)
def test_a_value_for_the_run_is_read(written: str, given: str, value: object) -> None:
    assert load(f"\nparameter p = {written}\n", p=given)["lokal"].parameters["p"].value == value


@pytest.mark.parametrize(
    ("written", "given"),
    [("12", "tolv"), ("12:00", "24:00"), ("2024-01-31", "2024-02-30"), ("2,5", "två"), ("3 dagar", "3 dygn")],
)
def test_a_value_for_the_run_of_another_kind(written: str, given: str) -> None:
    assert [d.code for d in told(f"\nparameter p = {written}\n", p=given)] == ["G113"]


def test_a_concept_is_changed_for_all_that_uses_it() -> None:
    found = load("\nbegrepp hemma\n  betyder     boende är särskilt eller samtycke\n")
    inherited = next(r for r in found["lokal"].rules if r.name == "meddelande")
    assert isinstance(inherited.condition, Either)
    assert not isinstance(found["lag"].rules[0].condition, Either)


def test_concepts_stand_in_each_other_whatever_their_order() -> None:
    text = """
begrepp yttersta
  betyder     mellersta och samtycke

begrepp mellersta
  betyder     innersta

begrepp innersta
  betyder     samtycke

skyldighet prov
  när         inskrivning
  om          yttersta
  ska         avdelning skicka kallelse
  inom        3 dagar
"""
    condition = load(text)["lokal"].rules[-1].condition
    assert isinstance(condition, Both) and all(isinstance(part, Truth) for part in condition.parts)


@pytest.mark.parametrize("first", [True, False])
def test_a_guideline_goes_on_in_a_file_with_its_bare_heading(first: bool) -> None:
    rest = ("rest", "riktlinje lokal\n" + NEW.format(name="meddelande"))
    texts = [("ord", VOCABULARY), ("lag", LAW), ("lokal", LOCAL)]
    loaded = load_texts([rest, *texts] if first else [*texts, rest], {})
    assert loaded.rules is not None and len(loaded.rules.guidelines) == 2
    assert loaded.rules.guidelines["lokal"].region == "norr"
    assert {rule.guideline for rule in loaded.rules.guidelines["lokal"].rules} == {"lag", "lokal"}


def test_three_layers() -> None:
    third = """
riktlinje rutin
  bygger på   lokal
  gäller från 2024-06-01
  upphör vid  kvittens

gäller inte lokal.kallelse

parameter svarstid = 1 dag
"""
    rutin = load(NEW.format(name="meddelande") + third)["rutin"]
    assert names(rutin) == ["kallelse_utan_samtycke", "meddelande"]
    assert rutin.parameters["svarstid"].value == (1, "DAY") and all(len(rule.ends) == 2 for rule in rutin.rules)


def test_versions_of_one_region_follow_each_other() -> None:
    older = LOCAL.replace("lokal", "lokal-2023").replace("från 2024-01-01", "från 2023-01-01 till och med 2023-12-31")
    loaded = load_texts([("ord", VOCABULARY), ("lag", LAW), ("ny", LOCAL), ("gammal", older)], {})
    assert loaded.rules is not None
    assert [g.name for g in loaded.rules.family("norr")] == ["lokal-2023", "lokal"]
    assert loaded.rules.family("okänd") == () and loaded.rules.regions == ("lag", "norr")


def test_the_library_loads_without_a_remark() -> None:
    loaded = load_rules(Path(__file__).parent / "library")
    assert loaded.rules is not None and not loaded.diagnostics
    (guideline,) = loaded.rules.guidelines.values()
    assert guideline.region == "stadsbiblioteket" and len(guideline.rules) == 6
    assert loaded.rules.vocabulary.subject.name == "låntagare"
    assert set(loaded.rules.vocabulary.roles) == {"låntagare", "bibliotek", "bibliotekarie", "magasin"}


def test_the_shipped_rules_load_without_a_remark() -> None:
    loaded = load_rules()
    assert loaded.rules is not None and not loaded.diagnostics
