"""Deadlines as the source says them, in a few words."""

from __future__ import annotations

import re

import pytest
from network_words import duty, rules_of

from compliance.graph.deadline_words import deadline_words, duration_words, limit_words, spoken
from compliance.graph.load import load_rules
from compliance.language.condition_tree import Reference
from compliance.language.rule_tree import Duration, Offset
from compliance.language.source import Source, Span

AT = Span(Source("prov", ""), 0, 0)


def words(deadline: str, text: str = "", **parameters: str) -> str:
    (rule,) = rules_of(text + duty("r", deadline=deadline), **parameters).guidelines["prov"].rules
    return deadline_words(rule.deadline)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("inom 24 timmar", "inom 24 timmar"),
        ("inom 1 vecka", "inom 1 vecka"),
        ("inom 3 vardagar", "inom 3 vardagar"),
        ("inom samma dag", "samma dag"),
        ("senast samma dag kl 12:00", "senast samma dag kl 12:00"),
        ("senast nästa dag kl 12:00", "senast nästa dag kl 12:00"),
        ("senast nästa vardag kl 16:00", "senast nästa vardag kl 16:00"),
        ("inom 3 dagar med söndagsregeln", "inom 3 dagar (söndagsregeln)"),
        ("inom 3 dagar från möte", "inom 3 dagar från möte"),
        ("inom 3 dagar från start.tid", "inom 3 dagar från start"),
        ("inom 3 dagar från start.datum", "inom 3 dagar från datum i start"),
        ("senast nästa dag från möte kl 12:00", "senast dagen efter möte kl 12:00"),
        ("senast samma dag från möte kl 12:00", "senast samma dag som möte kl 12:00"),
        ("senast dagen före start.datum", "senast dagen före datum i start"),
        ("senast start.datum kl 12:00", "senast datum i start kl 12:00"),
        ("inom 3 dagar från senare av (start, möte.datum)", "inom 3 dagar från det senare av start och datum i möte"),
        ("inom tidigare av (3 dagar, 24 timmar från möte)", "inom det tidigare av 3 dagar och 24 timmar från möte"),
        ("före slut", "före slut"),
        ("före slut av kommun till patient", "före slut av kommun till patient"),
        ("mellan 3 och 21 dagar", "mellan 3 och 21 dagar"),
        ("mellan 0 och 0 dagar", "samma dag"),
        ("mellan 0 och 3 dagar", "inom 3 dagar"),
        ("mellan 3 och 3 dagar", "precis 3 dagar"),
        ("mellan 1 och 2 timmar från möte", "mellan 1 och 2 timmar från möte"),
        ("snarast", "snarast"),
        ("snarast fram till start_återtagen", "snarast fram till start återtagen"),
        ("minst en gång per 1 år", "minst en gång per år"),
        ("minst en gång per 6 månader fram till slut", "minst en gång per 6 månader fram till slut"),
    ],
)
def test_deadline(written, told):
    assert words(written) == told


def test_cases():
    cases = "senast samma dag kl 12:00 om sänd senast kl 12:00\n nästa dag kl 12:00 annars"
    assert words(cases) == "senast samma dag kl 12:00 (flera fall)"


def test_cases_that_a_parameter_decides():
    text = "parameter p = x ett av x, y\n"
    cases = "senast nästa dag kl 12:00 om p är x\n samma dag kl 12:00 om samtycke\n nästa dag kl 13:00 annars"
    assert words(cases, text) == "senast nästa dag kl 12:00"
    assert words(cases, text, p="y") == "senast samma dag kl 12:00 (flera fall)"


def test_no_deadline_and_names_of_parameters():
    assert deadline_words(None) == ""
    assert duration_words(Duration(Reference("lång_frist", None, AT), None, AT)) == "lång frist"
    assert spoken("a_b") == "a b"


def test_every_shipped_deadline_has_words():
    rules = load_rules().rules
    assert rules is not None
    for guideline in rules.guidelines.values():
        for rule in guideline.rules:
            told = deadline_words(rule.deadline)
            assert (told == "") is (rule.deadline is None)
            assert "_" not in told and "  " not in told and told == told.strip()
        for liability in guideline.liability:
            free = liability.no_individual is not None
            several = "" if isinstance(liability.starts, Offset) else r" \(flera fall\)"
            assert free or re.fullmatch(rf"\d+ (dag|dagar|timmar){several}", limit_words(liability.starts))
