"""The samples try every limit of the shipped rules to the second, and a limit that they do not try is named."""

from __future__ import annotations

from dataclasses import replace

from limits_of_samples import ROOT, limits, missing, tried

from compliance import load_episodes, load_rules
from compliance.episodes.model import Episode
from compliance.payment import Judge


def test_every_limit_is_tried_a_second_before_on_and_after_it() -> None:
    assert missing() == []


def test_what_a_sample_does_not_say_the_status_of_is_not_tried() -> None:
    rules = load_rules(ROOT / "rules")
    judge = Judge(rules)
    folder = ROOT / "fixtures" / "norrbotten"
    (sample,) = load_episodes([folder / "kvittens_inskrivningsmeddelande_klockan_12_00_01.yaml"], rules)
    assert isinstance(sample, Episode) and sample.expectation is not None
    limit = ("norrbotten-2023", "kvittens_inskrivningsmeddelande", "fall 1", 1)
    assert limit in set(limits(rules.guidelines["norrbotten-2023"]))
    assert list(tried(rules, judge, sample)) == [limit]
    (first, second) = sample.expectation["expect"]  # type: ignore[misc]
    for wanted in ([second], [{**first, "status": "fulfilled"}], [{**first, "bearer": "öppenvård"}]):
        silent = replace(sample, expectation={**sample.expectation, "expect": wanted})
        assert list(tried(rules, judge, silent)) == []


def test_the_limits_that_are_counted() -> None:
    rules = load_rules(ROOT / "rules")
    found = {limit[1:3] for g in rules.guidelines.values() for limit in limits(g)}
    assert {
        ("kallelse_sip", "fall 1"),
        ("kräver_kallelse_sip", "fall 1"),
        ("inskrivningsmeddelande_till_kommun", "fristen"),
        ("kommunens_betalningsansvar", "brytpunkten 12:00"),
    } <= found
    assert len(found) > 20
