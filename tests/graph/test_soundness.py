"""Each thing that makes no sense is told once, with its code, force and place; what makes sense is left alone."""

from __future__ import annotations

import pytest
from network_words import ban, duty, leave, rules_of

from compliance.graph.load import load_rules
from compliance.graph.soundness import check_soundness
from compliance.language.diagnostic import Diagnostic, Severity, render


def found(text: str, **more: str) -> list[Diagnostic]:
    return check_soundness(rules_of(text, **more))


def codes(text: str, **more: str) -> list[str]:
    return [d.code for d in found(text, **more)]


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"kvittens_dag": "första_klockan_tolv"},
        {"sen_kallelse": "godtas"},
        {"söndagsregel": "falskt"},
        {"utan_sip_samtycke": "utgår"},
        {"sent_inskrivningsmeddelande": "godtas", "ofullständigt": "godtas"},
        {"brytpunkt_inklusive": "falskt", "utskrivningsdag_debiteras": "sant"},
    ],
)
def test_shipped_rules_are_sound(parameters):
    rules = load_rules(parameters=parameters).rules
    assert rules is not None
    assert [render(d) for d in check_soundness(rules)] == []


# --- G128: circles that a rule set can be loaded with; those of triggers and conditions are told when rules are loaded


def test_circle_is_shown_from_its_first_rule():
    text = duty("a", "regel c bryts") + duty("b", ends="slut där (regel a bryts)")
    text += duty("c", "start", om="regel b bryts") + duty("d", "regel a bryts")
    (only,) = found(text)
    assert (only.code, only.severity) == ("G128", Severity.ERROR)
    assert "`a` -> `c` -> `b` -> `a`" in only.message
    assert only.span is not None and only.span.text == "a"
    assert [label.span.text for label in only.related] == ["c", "b"]


def test_rule_that_waits_for_itself():
    (only,) = found(duty("a", ends="slut där (regel a bryts)"))
    assert only.code == "G128" and "`a` -> `a`" in only.message and "själv" in only.message


def test_circle_through_what_is_forbidden_after():
    text = ban("a", "skicka brev") + "  efter start där (regel b bryts)\n" + duty("b", "regel a bryts")
    assert codes(text) == ["G128"]


def test_two_circles_are_told_once_each():
    text = duty("a", "regel b bryts") + duty("b", ends="slut där (regel a bryts)")
    text += duty("c", "regel d bryts") + duty("d", ends="slut där (regel c bryts)")
    assert codes(text) == ["G128", "G128"]


def test_chain_is_no_circle():
    assert codes(duty("a") + duty("b", "regel a bryts") + duty("c", "regel b bryts", om="regel a bryts")) == []


# --- G129

NEVER = [
    "samtycke och inte samtycke",
    "färg är röd och färg är gul",
    "färg är okänt och färg är röd",
    "inte färg är ett av (röd, gul, grön)",
    "poäng över 3 och poäng under 3",
    "poäng minst 3 och poäng högst 2,5",
    "ålder minst 18 och ålder under 18",
    "sänd före kl 10:00 och sänd efter kl 12:00",
    "behov är tomt och behov innehåller vård",
    "behov är enbart hjälp och behov innehåller vård",
    "behov innehåller alla av (hjälp, vård) och behov är enbart vård",
    "oordnad är enbart a, b och oordnad innehåller c",
    "finns brev och inte finns brev",
    "antal brev minst 2 och antal brev under 1",
    'namn är "a" och namn är "b"',
    'hemort är "a" och hemort är okänt',
    "start.akut och start.akut är falskt",
    "(samtycke eller färg är röd) och inte samtycke och färg är gul",
    "inte (samtycke eller inte samtycke)",
]
SOMETIMES = [
    "samtycke",
    "inte samtycke eller samtycke är okänt",
    "färg är inte röd och färg är inte gul",
    "färg är okänt eller färg är röd",
    "poäng över 3 och poäng under 4",
    "behov innehåller hjälp och behov innehåller vård och behov innehåller stöd",
    "oordnad innehåller a och oordnad innehåller b och oordnad innehåller h",
    "oordnad innehåller alla av (a, b, c, d, e, f, g, h) och oordnad innehåller något av (a, b)",
    "finns brev och inte finns brev där (slag är kort)",
    "finns brev och inte finns brev någon gång",
    'namn är inte "a" och namn är inte "b"',
    "start.datum före möte.datum och inte start.datum före 2024-01-01",
    "start.datum är möte.datum och start.datum är inte slut.dag",
    "sänd senast kl 12:00 och inte sänd före kl 12:00",
    "start.akut är inte sant och start.akut är inte falskt",
    "antal brev minst 2 och antal brev högst 2",
    "poäng är 3 eller poäng över 7",
    "poäng är 3 och poäng minst 3",
]


@pytest.mark.parametrize("condition", NEVER)
def test_condition_that_can_never_hold(condition):
    (only,) = found(duty("r", om=condition))
    assert (only.code, only.severity) == ("G129", Severity.WARNING)
    assert only.span is not None and only.span.text == "r"
    assert only.label and only.help and [label.text for label in only.related] == ["kan aldrig gälla"]


@pytest.mark.parametrize("condition", SOMETIMES)
def test_condition_that_can_hold(condition):
    assert codes(duty("r", om=condition)) == []


def test_too_many_cases_are_left_alone():
    many = " eller ".join(f"oordnad innehåller {x} och poäng över {i} och samtycke" for i, x in enumerate("abcdefgh"))
    assert codes(duty("r", om=f"({many}) och färg är röd och behov är inte tomt")) == []


def test_contradiction_is_seen_beside_much_else():
    parts = "behov innehåller vård och oordnad innehåller a och poäng över 3 och ålder över 7 och start.akut"
    assert codes(duty("r", om=f"{parts} och färg är röd och färg är gul")) == ["G129"]


def test_concept_that_contradicts_the_condition():
    text = "begrepp b\n  betyder samtycke och färg är röd\n" + duty("r", om="b och inte samtycke")
    assert codes(text) == ["G129"]


def test_parameter_is_a_switch():
    text = "parameter p = x ett av x, y, z\nparameter q = sant\n"
    assert (
        codes(
            text + duty("r", om="p är y") + duty("s", om="inte q") + duty("t", om="q är falskt och p är ett av (y, z)")
        )
        == []
    )
    assert codes(text + duty("r", om="p är y"), q="falskt", p="z") == []
    assert codes(text + duty("r", om="p är x och p är y")) == ["G129"]
    assert codes(text + duty("r", om="p är inte x och p är ett av (x)")) == ["G129"]
    assert codes(text + duty("r", om="q och inte q")) == ["G129"]


def test_trigger_that_no_event_matches():
    assert codes(duty("r", "start där (slag är kort och slag är lång)")) == ["G129"]
    assert codes(duty("r", "start där (slag är kort och slag är lång) eller brev")) == []
    assert codes(ban("f", "skicka brev där (slag är okänt och slag är kort)")) == ["G129"]


def test_trigger_that_nobody_records_is_fine():
    assert codes(duty("r", "slut")) == []


def test_exception_that_always_holds():
    assert codes(duty("r") + "undantag u\n  från regel r\n") == ["G129"]
    rest = duty("r", om="samtycke")
    assert codes(rest + "undantag u\n  från regel r\n  om samtycke eller färg är röd\n") == ["G129"]
    assert codes(rest + "undantag u\n  från regel r\n  om färg är röd\n") == []
    both = "undantag u\n  från regel r\n  om färg är röd\n"
    both += "undantag v\n  från regel r\n  om färg är okänt eller färg är inte röd\n"
    assert codes(rest + both) == ["G129"]
    assert codes(rest + both.replace("färg är okänt eller ", "")) == []


def test_waiting_for_what_cannot_be_broken():
    dead = duty("a", om="samtycke och inte samtycke")
    assert codes(dead + duty("b", "regel a bryts") + duty("c", "regel b bryts")) == ["G129", "G129", "G129"]
    assert codes(dead + duty("b", "regel a bryts eller start")) == ["G129"]
    assert codes(dead + duty("b", om="regel a bryts")) == ["G129", "G129"]
    assert codes(dead + duty("b", om="inte regel a bryts")) == ["G129"]


def test_waiting_for_a_rule_that_its_own_act_fulfils():
    assert codes(duty("a", deadline="före svar") + duty("b", "regel a bryts")) == ["G130", "G129"]


def test_dates_outside_the_guideline_are_an_error():
    (only,) = found(duty("r", force="2025-01-01"))
    assert (only.code, only.severity) == ("G129", Severity.ERROR)
    assert "2023-01-01" in only.message and "2025-01-01" in only.label
    assert codes(duty("r", force="2020-01-01 till och med 2022-12-31")) == ["G129"]
    assert codes(duty("r", force="2020-01-01 till och med 2023-01-01")) == []
    assert codes(duty("r", force="2024-12-31")) == []


def test_dates_of_an_inherited_rule_are_the_base_guidelines_affair():
    later = 'riktlinje ny\n  titel "Ny"\n  bygger på prov\n  gäller från 2026-01-01\n'
    assert codes(duty("r", force="2023-01-01 till och med 2023-06-30") + later) == []


def test_inherited_mistake_is_told_once():
    later = 'riktlinje ny\n  titel "Ny"\n  region annan\n  bygger på prov\n  gäller från 2023-01-01\n'
    assert codes(duty("r", om="samtycke och inte samtycke") + later) == ["G129"]


LIABILITY = """
betalningsansvar ansvar
  när         start
  om          {om}
  betalare    hemort
  inträder    3 dagar
  upphör vid  slut
  belopp      avgift
grund g
  om          {g}
  bortfaller om ({void})
"""


def test_liability_and_grounds():
    assert codes(LIABILITY.format(om="samtycke", g="samtycke", void="färg är röd")) == []
    no = "samtycke och inte samtycke"
    assert codes(LIABILITY.format(om=no, g="samtycke", void="färg är röd")) == ["G129"]
    assert codes(LIABILITY.format(om="samtycke", g=no, void="färg är röd")) == ["G129"]
    assert codes(LIABILITY.format(om="samtycke", g="samtycke", void=no)) == ["G129"]


@pytest.mark.parametrize("end", ["belopp      avgift", "bortfaller om (färg är röd)"])
def test_what_is_never_left_to_a_person(end):
    plain = LIABILITY.format(om="samtycke", g="samtycke", void="färg är röd")
    left = '{}\n  avgörs inte om ({}) enligt R-1\n  tolkning R-1 "En människa avgör."'
    assert codes(plain.replace(end, left.format(end, "färg är röd"))) == []
    (only,) = found(plain.replace(end, left.format(end, "färg är röd och inte färg är röd")))
    assert only.code == "G129" and "lämnas aldrig öppen" in only.message


# --- G130


@pytest.mark.parametrize(
    "rule",
    [
        duty(deadline="före svar"),
        duty(deadline="före slut", ends="slut"),
        duty(deadline="snarast fram till slut", ends="slut"),
        duty(deadline="före start_återtagen"),
        duty(deadline="före avliden"),
        duty(deadline="inom 3 dagar från slut", ends="slut"),
        duty(deadline="mellan 1 och 3 dagar från slut", ends="slut"),
        duty(deadline="inom 3 dagar från senare av (slut, möte.datum)", ends="slut, möte"),
        duty(what="hålla möte", deadline="minst en gång per 1 år fram till start"),
    ],
)
def test_deadline_that_is_never_missed(rule):
    (only,) = found(rule)
    assert (only.code, only.severity) == ("G130", Severity.WARNING)
    assert only.span is not None and only.label and only.help


@pytest.mark.parametrize(
    "rule",
    [
        duty(deadline="före slut"),
        duty(deadline="före slut", ends="möte"),
        duty(deadline="före svar av kommun"),
        duty(what="skicka brev där (slag är kort)", deadline="före brev där (slag är lång)"),
        duty(deadline="före slut", ends="slut av kommun"),
        duty(deadline="inom 3 dagar från möte", ends="möte", om="finns möte"),
        duty(deadline="inom 3 dagar från senare av (slut, möte.datum)", ends="slut"),
        duty(what="hålla möte", deadline="minst en gång per 1 år fram till slut", ends="slut"),
        duty(deadline="snarast"),
    ],
)
def test_deadline_that_can_be_missed(rule):
    assert codes(rule) == []


def test_absent_anchor_is_no_evidence():
    assert codes(duty(deadline="inom 3 dagar från möte", ends="möte", om="inte finns möte")) == ["G130"]


# --- G131


def test_day_before_the_trigger():
    (only,) = found(duty(deadline="senast dagen före start.dag"))
    assert (only.code, only.severity) == ("G131", Severity.ERROR)
    assert only.span is not None and only.span.text == "dagen före start.dag"
    assert codes(duty(deadline="senast dagen före start.tid kl 12:00")) == ["G131"]
    assert codes(duty(deadline="senast tidigare av (3 dagar, dagen före start.dag)")) == ["G131"]


def test_day_before_something_else():
    assert codes(duty(deadline="senast dagen före start.datum")) == []
    assert codes(duty(deadline="senast dagen före möte.dag")) == []
    assert codes(duty(deadline="senast dagen före start.dag", earlier="")) == []
    assert codes(duty(deadline="senast senare av (3 dagar, dagen före start.dag)")) == []


def test_due_when_it_begins():
    (only,) = found(duty(deadline="före start"))
    assert (only.code, only.severity) == ("G131", Severity.WARNING)
    assert codes(duty(deadline="snarast fram till start")) == ["G131"]
    assert codes(duty(deadline="före start", earlier="")) == []


def test_clock_time_of_the_same_day():
    (only,) = found(duty(deadline="senast samma dag kl 12:00"))
    assert (only.code, only.severity) == ("G131", Severity.ADVICE)
    cases = "senast nästa dag kl 12:00 om samtycke\n samma dag kl 12:00 annars"
    assert codes(duty(deadline=cases)) == ["G131"]


@pytest.mark.parametrize(
    "rule",
    [
        duty(deadline="senast samma dag kl 12:00 om sänd senast kl 12:00\n nästa dag kl 12:00 annars"),
        duty(deadline="senast samma dag kl 12:00", om="sänd före kl 11:00"),
        duty(deadline="senast samma dag kl 23:59"),
        duty(deadline="senast samma dag kl 12:00", earlier=""),
        duty(deadline="senast samma dag från möte kl 12:00"),
        duty(deadline="senast nästa dag kl 12:00"),
        duty(deadline="inom samma dag"),
    ],
)
def test_clock_time_that_is_fine(rule):
    assert codes(rule) == []


# --- G132


def test_end_is_the_trigger():
    (only,) = found(duty(ends="slut, start"))
    assert (only.code, only.severity) == ("G132", Severity.WARNING)
    assert only.span is not None and only.span.text == "start"
    assert codes(duty(when="samtycke blir sant", ends="samtycke blir sant")) == ["G132"]
    assert codes(duty(when="start av kommun", ends="start")) == ["G132"]


def test_end_is_not_the_trigger():
    assert codes(duty(ends="slut")) == []
    assert codes(duty(when="samtycke blir sant", ends="samtycke blir falskt")) == []
    assert codes(duty(ends="start där (slag är kort)")) == []
    assert codes(duty(when="start", ends="start av kommun")) == []


def test_end_of_the_whole_guideline_may_start_a_rule():
    assert codes(duty(when="avliden")) == []
    assert codes(duty(when="avliden", ends="avliden")) == ["G132"]
    later = (
        'riktlinje ny\n  titel "Ny"\n  region annan\n  bygger på prov\n  gäller från 2023-01-01\n  upphör vid start\n'
    )
    assert codes(duty(when="start") + later) == []


# --- G133


def test_obligation_against_prohibition():
    (only,) = found(duty("r") + ban("f"))
    assert (only.code, only.severity) == ("G133", Severity.WARNING)
    assert only.span is not None and only.span.text == "r"
    assert [label.span.text for label in only.related] == ["f"]


def test_advice_against_what_is_asked():
    (only,) = found(duty("r") + ban("f").replace("får inte", "bör inte"))
    assert only.code == "G133" and only.message == "`r` kräver det som `f` alltid avråder från"


@pytest.mark.parametrize(
    ("rule", "against"),
    [
        (duty(), ban(actor="någon")),
        (duty(actor="läkare"), ban(actor="avdelning")),
        (duty(actor="läkare eller kommun"), ban(actor="avdelning eller kommun")),
        (duty(what="skicka brev där (slag är kort)"), ban(what="skicka brev")),
        (duty(what="lämna svar eller skicka brev"), ban(what="skicka brev eller lämna svar")),
        (duty(), ban(when="start")),
        (duty(what="lämna svar till kommun"), ban()),
        (duty(om="samtycke"), ban()),
    ],
)
def test_contradiction(rule, against):
    assert codes(rule + against) == ["G133"]


@pytest.mark.parametrize(
    ("rule", "against"),
    [
        (duty(), ban(om="samtycke")),
        (duty(), ban(actor="kommun")),
        (duty(), ban(actor="läkare")),
        (duty(actor="läkare eller kommun"), ban(actor="kommun")),
        (duty(what="lämna svar eller skicka brev"), ban()),
        (duty(what="skicka brev"), ban(what="skicka brev där (slag är kort)")),
        (duty(), ban(when="möte")),
        (duty(), ban(what="lämna svar före möte")),
        (duty(), ban(what="lämna svar efter möte")),
        (duty(), ban(what="lämna svar till patient")),
        (duty(), ban() + "undantag u\n  från regel f\n  om samtycke\n"),
        (
            duty(force="2023-01-01 till och med 2023-06-30"),
            ban().replace("förbud f", "förbud f\n  gäller från 2023-07-01"),
        ),
    ],
)
def test_no_contradiction(rule, against):
    assert codes(rule + against) == []


def test_act_that_cannot_be_done():
    (only,) = found(duty(what="skicka brev där (slag är kort och slag är lång)"))
    assert only.code == "G133" and only.span is not None and only.span.text.startswith("skicka brev")


# --- G137


def test_permission_against_prohibition():
    (only,) = found(leave("t") + ban("f"))
    assert (only.code, only.severity, only.message) == ("G137", Severity.WARNING, "`t` tillåter det som `f` förbjuder")
    assert only.span is not None and only.span.text == "t"
    assert [label.span.text for label in only.related] == ["f"]
    (advice,) = found(leave("t") + ban("f").replace("får inte", "bör inte"))
    assert advice.message == "`t` tillåter det som `f` avråder från"


@pytest.mark.parametrize(
    ("permission", "against"),
    [
        (leave(om="samtycke"), ban()),
        (leave(), ban(om="samtycke")),
        (leave(om="samtycke"), ban(om="finns möte")),
        (leave(actor="läkare"), ban(actor="avdelning")),
        (leave(actor="avdelning"), ban(actor="läkare")),
        (leave(actor="någon"), ban(actor="kommun")),
        (leave(what="skicka brev där (slag är kort)"), ban(what="skicka brev")),
        (leave(what="skicka brev"), ban(what="skicka brev där (slag är kort)")),
        (leave(what="lämna svar eller skicka brev"), ban()),
        (leave(), ban(what="lämna svar till kommun")),
        (leave(), ban(what="lämna svar före möte")),
        (leave(what="lämna svar före möte"), ban(om="samtycke")),
        (leave(when="start"), ban()),
        (leave(), ban() + "undantag u\n  från regel f\n  om samtycke\n"),
        (leave(om="inte samtycke"), ban() + "undantag u\n  från regel f\n  om samtycke\n"),
    ],
)
def test_permitted_and_forbidden(permission, against):
    assert codes(permission + against) == ["G137"]


@pytest.mark.parametrize(
    ("permission", "against"),
    [
        (leave(om="samtycke"), ban(om="inte samtycke")),
        (leave(om="finns möte"), ban(om="inte finns möte")),
        (leave(actor="kommun"), ban(actor="avdelning")),
        (leave(what="skicka brev där (slag är kort)"), ban(what="skicka brev där (slag är lång)")),
        (leave(what="skicka brev"), ban()),
        (leave(what="lämna svar till kommun"), ban(what="lämna svar till patient")),
        (leave(what="lämna svar efter möte"), ban(what="lämna svar före möte")),
        (leave(what="lämna svar efter möte"), ban(om="inte finns möte")),
        (leave(om="samtycke"), ban() + "undantag u\n  från regel f\n  om samtycke\n"),
        (leave(), ban() + "undantag u\n  från regel f\n"),
        (leave().replace("  får", "  gäller från 2023-01-01 till och med 2023-06-30\n  får"),
         ban().replace("förbud f", "förbud f\n  gäller från 2023-07-01")),
    ],
)  # fmt: skip
def test_permitted_and_not_forbidden(permission, against):
    assert "G137" not in codes(permission + against)


def test_an_inherited_prohibition_contradicts_a_permission_too():
    later = (
        'riktlinje ny\n  titel "Ny"\n  region annan\n  bygger på prov\n  gäller från 2023-01-01\n'
        "tillåtelse t\n  får avdelning lämna svar\n"
    )
    assert codes(ban("f") + later) == ["G137"]
    assert codes(ban("f") + later + "gäller inte f\n") == []


def test_a_permission_that_never_applies():
    (only,) = found(leave(om="samtycke och inte samtycke"))
    assert (only.code, only.message) == ("G129", "villkoret för `t` kan aldrig gälla")
    (act,) = found(leave(what="skicka brev där (slag är kort och slag är lång)"))
    assert act.message == "`t` tillåter inget: ingen `brev` kan uppfylla villkoret"
    assert codes(leave(om="samtycke")) == []


# --- G138

TWICE = (
    "riktlinje grund\n  gäller från 2024-01-01\n{base}\nriktlinje prov\n  bygger på grund\n  gäller från 2024-01-01\n"
)


def replacing(name: str, force: str = "") -> str:
    text = duty(name, force=force) if force else duty(name)
    return text.replace("\n", "\n  ersätter grund.r\n", 1)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("", "", True),
        ("2024-01-01 till och med 2024-12-31", "2024-12-31", True),
        ("2024-01-01 till och med 2024-12-31", "2025-01-01", False),
        ("2025-01-01", "2024-01-01 till och med 2024-12-31", False),
        ("2024-06-01", "", True),
    ],
)
def test_a_rule_is_replaced_once_on_each_date(first: str, second: str, told: bool) -> None:
    text = replacing("a", first) + replacing("b", second)
    diagnostics = found(text, head=TWICE.format(base=duty("r")))
    assert [(d.code, d.severity) for d in diagnostics] == ([("G138", Severity.WARNING)] if told else [])
    for only in diagnostics:
        assert only.message == "`b` ersätter `r`, som `a` redan ersätter"
        assert only.span is not None and only.span.text == "b"
        assert [label.span.text for label in only.related] == ["a"]


def test_a_rule_may_be_replaced() -> None:
    """One rule alone takes the place."""
    assert codes(replacing("a"), head=TWICE.format(base=duty("r"))) == []


# --- all of it


def test_diagnostics_are_shown_as_text_in_the_house_style():
    text = (
        duty("a", "regel b bryts")
        + duty("b", ends="slut där (regel a bryts)")
        + duty("c", ends="start", deadline="före start")
        + ban("f", actor="någon")
    )
    told = found(text + duty("d", om="samtycke och inte samtycke"))
    assert {d.code for d in told} == {"G128", "G129", "G131", "G132", "G133"}
    assert told == sorted(told, key=lambda d: (*d.place, d.code))
    for d in told:
        assert render(d)
        assert d.label == d.label.strip() != "" and d.help and not d.help.endswith(".") and not d.message.endswith(".")
        assert d.message[0] in "`" or d.message[0].islower()
