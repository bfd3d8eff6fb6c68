"""Each reading that may be chosen turns a verdict when it is switched, and changes nothing that does not rest on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from compliance import load_episodes, load_rules
from compliance.episodes import Episode
from compliance.graph.model import RuleSet
from compliance.payment import EpisodeVerdict, Judge
from compliance.report.settings import settings, shown_settings, unused_settings
from compliance.time import zone

FIXTURES = Path(__file__).parents[2] / "fixtures"
ZONE = zone("Europe/Stockholm")
SL, NB = "samverkanslagen", "norrbotten"
VOID, HOLDS = "void", "holds"

INDICATIVE = "NB-innehåll-planeringsunderlag-utan-behov"

TURNS = [
    # region, parameter, value, fixture, what turns, before, after
    (SL, "brytpunkt", "13:00", "SL-betalningsansvar-underrättelse-klockan-12-00-01", "starts", "03-15", "03-14"),
    (NB, "brytpunkt", "13:00", "NB-betalningsansvar-meddelande-klockan-12-00-01", "starts", "03-15", "03-14"),
    (SL, "brytpunkt_inklusive", "falskt", "SL-betalningsansvar-underrättelse-klockan-12-00-00", "days", 4, 3),
    (NB, "brytpunkt_inklusive", "falskt", "NB-betalningsansvar-meddelande-klockan-12-00-00", "days", 4, 3),
    (
        SL,
        "söndagsregel",
        "falskt",
        "SL-kallelse-första-maj-flyttas-till-torsdagen",
        "kallelse_sip",
        "fulfilled",
        "late",
    ),
    (SL, "tid_till_betalningsansvar", "5 dagar", "SL-betalningsansvar-underrättelse-klockan-12-00-00", "days", 4, 2),
    (
        SL,
        "tid_till_betalningsansvar_efter_brytpunkten",
        "5 dagar",
        "SL-betalningsansvar-underrättelse-klockan-12-00-01",
        "starts",
        "03-15",
        "03-16",
    ),
    (SL, "söndagsregel", "falskt", "SL-kallelse-första-maj-flyttas-till-torsdagen", "liability", HOLDS, VOID),
    (NB, "söndagsregel", "sant", "NB-kallelse-över-påsken-ingen-söndagsregel", "kallelse_sip", "late", "fulfilled"),
    (NB, "söndagsregel", "sant", "NB-kallelse-över-påsken-ingen-söndagsregel", "liability", VOID, HOLDS),
    (SL, "kallelse_från", "brytpunkten", "SL-kallelse-dag-fyra-efter-klockan-12", "kallelse_sip", "late", "fulfilled"),
    (SL, "kallelse_från", "brytpunkten", "SL-kallelse-dag-fyra-efter-klockan-12", "liability", VOID, HOLDS),
    (
        NB,
        "kallelse_från",
        "brytpunkten",
        "NB-kallelse-efter-klockan-12-flyttar-inte-kallelsen",
        "liability",
        VOID,
        HOLDS,
    ),
    (SL, "start_läge", "klockslag", "SL-betalningsansvar-underrättelse-klockan-12-00-00", "clock", "00:00", "12:00"),
    (NB, "start_läge", "klockslag", "NB-betalningsansvar-meddelande-klockan-12-00-01", "clock", "00:00", "12:00:01"),
    (SL, "utskrivningsdag_debiteras", "sant", "SL-betalningsansvar-utskrivningsdagen-debiteras-inte", "days", 0, 1),
    (NB, "utskrivningsdag_debiteras", "sant", "NB-betalningsansvar-meddelande-klockan-12-00-00", "days", 4, 5),
    (SL, "dagar_före_återtag", "faller", "SL-betalningsansvar-återtagen-underrättelse-efter-start", "days", 2, 0),
    (NB, "dagar_före_återtag", "faller", "NB-betalningsansvar-återtaget-efter-start-och-nytt-meddelande", "days", 4, 2),
    (SL, "sent_inskrivningsmeddelande", "godtas", "SL-inskrivningsmeddelande-efter-24-00-01", "liability", VOID, HOLDS),
    (
        NB,
        "sent_inskrivningsmeddelande",
        "bortfaller",
        "NB-betalningsansvar-kommun-underrättad-sent-men-före-utskrivningsklar",
        "liability",
        HOLDS,
        VOID,
    ),
    (SL, "ofullständigt", "godtas", "SL-innehåll-adress-utelämnad-fäller", "liability", VOID, HOLDS),
    (
        NB,
        "ofullständigt",
        "bortfaller",
        "NB-inskrivningsmeddelande-utelämnad-adress-rör-inte-ansvaret",
        "liability",
        HOLDS,
        VOID,
    ),
    (SL, "sen_kallelse", "godtas", "SL-kallelse-fredag-flyttas-inte", "liability", VOID, HOLDS),
    (NB, "sen_kallelse", "godtas", "NB-kallelse-dag-fyra-klockan-00-00-00", "liability", VOID, HOLDS),
    (NB, "utan_sip_samtycke", "utgår", "NB-befintlig-plan-utan-samtycke", "liability", VOID, HOLDS),
    (NB, "utan_sip_samtycke", "utgår", "NB-samtycke-till-sip-återkallat-före-fristen", "liability", VOID, HOLDS),
    (NB, "säbo_utan_kallelse", "utgår", "NB-särskilt-boende-utan-kallelse", "liability", VOID, HOLDS),
    (
        SL,
        "tolerans",
        "0 sekunder",
        "SL-sammanfattning-en-timme-efter-hemgång",
        "skriftlig_sammanfattning",
        "fulfilled",
        "late",
    ),
    (
        NB,
        "tolerans",
        "0 sekunder",
        "NB-utskrivningsmeddelande-före-hemgång-samma-dag",
        "utskrivningsmeddelande",
        "fulfilled",
        "early",
    ),
    (
        NB,
        "nedre_gräns",
        "3",
        "NB-öppenvård-sip-möte-redan-dag-två",
        "sip_möte_i_öppenvården",
        "fulfilled",
        "early",
    ),
    (NB, "indikativ", "bör", INDICATIVE, "forces", True, False),
    (
        NB,
        "kvittens_dag",
        "första_klockan_tolv",
        "NB-kvittens-av-utskrivningsklar-klockan-11-59-59",
        "kvittens_utskrivningsklar",
        "fulfilled",
        "late",
    ),
]


@lru_cache(maxsize=64)
def judge(chosen: tuple[tuple[str, str], ...] = ()) -> Judge:
    return Judge(load_rules(parameters=dict(chosen)))


@lru_cache(maxsize=4)
def episodes(region: str) -> Mapping[str, Episode]:
    found = load_episodes([FIXTURES / region], judge().rules)
    return {e.id: e for e in found if isinstance(e, Episode) and e.as_of is not None}  # not the stays of months


@lru_cache(maxsize=4000)
def verdict(name: str, chosen: tuple[tuple[str, str], ...] = ()) -> EpisodeVerdict:
    episode = episodes(SL if name.startswith("SL") else NB)[name]
    assert episode.as_of is not None and episode.region is not None
    return judge(chosen).judge(episode, episode.as_of, episode.region)


def shown(found: EpisodeVerdict, what: str) -> object:
    if what == "liability":
        return found.liability.status.value
    if what == "forces":
        return any(f.violation for f in found.findings if any(r.ref == "R-113" for r in f.rule.readings))
    if what == "days":
        return found.liability.days
    if what in ("starts", "clock"):
        assert found.liability.starts is not None
        text = ZONE.isoformat(found.liability.starts)
        return text[5:10] if what == "starts" else text[11:19].removesuffix(":00")
    return next(f.status.value for f in found.findings if f.rule.name == what)


@pytest.mark.parametrize(("region", "name", "value", "fixture", "what", "before", "after"), TURNS)
def test_a_verdict_turns(
    region: str, name: str, value: str, fixture: str, what: str, before: object, after: object
) -> None:
    assert shown(verdict(fixture), what) == before
    assert shown(verdict(fixture, ((name, value),)), what) == after
    guideline = verdict(fixture).guideline
    assert shown(verdict(fixture, ((f"{guideline}.{name}", value),)), what) == after


def test_the_calendar_of_a_region_is_chosen_by_a_parameter() -> None:
    name, sunday = "NB-kallelse-midsommar-ingen-söndagsregel", ("söndagsregel", "sant")
    due = [
        next(f.due for f in verdict(name, chosen).findings if f.rule.name == "kallelse_sip")
        for chosen in ((sunday,), (sunday, ("kalender", "vardag_med_aftnar")))
    ]
    assert [ZONE.isoformat(at)[5:10] for at in due if at is not None] == ["06-24", "06-21"]


def test_every_parameter_of_the_statute_and_of_the_region_has_a_verdict_that_turns() -> None:
    rules = judge().rules
    turned = {(region, name) for region, name, *_ in TURNS} | {(NB, "kalender")}
    turned |= {(region, "belopp_per_dygn") for region in (SL, NB)}  # no other amount is shipped that it could be
    for guideline in rules.guidelines.values():
        if guideline.region in (SL, NB):
            assert {(guideline.region, name) for name in guideline.used_parameters} <= turned
            assert all(p.readings and p.clauses for p in guideline.parameters.values())


def changed(region: str, chosen: tuple[tuple[str, str], ...]) -> set[str]:
    """The rules of which some finding differs in some fixture, and `liability`. A fourth of the fixtures tells, and
    those that are known to turn."""
    found: set[str] = set()
    known = {turn[3] for turn in TURNS if turn[:2] == (region, chosen[0][0])}
    for number, name in enumerate(sorted(episodes(region))):
        if number % 4 and name not in known:
            continue
        before, after = verdict(name), verdict(name, chosen)
        sides = [
            {
                (f.rule.name, f.trigger_at, f.bearer, f.target, f.status, f.violation, f.due, f.opens)
                for f in side.findings
            }
            for side in (before, after)
        ]
        found |= {rule for rule, *_ in sides[0] ^ sides[1]}
        if [(v.liability.status, v.liability.starts, v.liability.days) for v in (before, after)].count(
            (before.liability.status, before.liability.starts, before.liability.days)
        ) != 2:
            found.add("liability")
    return found


def written_differently(rules: RuleSet, others: RuleSet) -> set[str]:
    """The rules that mean something else, those that depend on their breach, and `liability` where any part does."""
    found: set[str] = set()
    for name, guideline in rules.guidelines.items():
        other = {r.name: r for r in others.guidelines[name].rules}
        own = {r.name for r in guideline.rules if other[r.name] != r}
        if guideline.calendar != others.guidelines[name].calendar:
            own |= {r.name for r in guideline.rules}
        found |= own
        if own or guideline.liability != others.guidelines[name].liability:
            found.add("liability")
    return found


@pytest.mark.parametrize(("region", "name", "value"), sorted({turn[:3] for turn in TURNS}))
def test_nothing_else_changes(region: str, name: str, value: str) -> None:
    chosen = ((name, value),)
    found = changed(region, chosen)
    assert found and found <= written_differently(judge().rules, judge(chosen).rules)


# --- what is told of a setting


def test_a_setting_of_one_guideline_leaves_the_others() -> None:
    rules = load_rules(parameters={"norrbotten-2023.söndagsregel": "sant", "brytpunkt": "13:00"})
    found = {(s.guideline, s.parameter.name): (s.value, s.default, s.refs) for s in settings(rules)}
    assert found[NB + "-2023", "söndagsregel"] == ("sant", "falskt", ("R-05",))
    assert (SL, "söndagsregel") not in found and (SL, "brytpunkt") in found
    assert rules.guidelines[SL].parameters["söndagsregel"].value is True


def test_the_narrower_setting_wins() -> None:
    chosen = {"brytpunkt": "13:00", "norrbotten-2023.brytpunkt": "14:30"}
    rules = load_rules(parameters=chosen)
    found = {s.guideline: s.value for s in shown_settings(rules) if s.parameter.name == "brytpunkt"}
    assert (found[SL], found["norrbotten-2023"]) == ("13:00", "14:30")


def test_a_setting_that_nothing_in_the_run_rests_on_is_told() -> None:
    rules = load_rules(parameters={"kvittens_dag": "första_klockan_tolv", "brytpunkt": "13:00"})
    (only,) = unused_settings(rules, [SL])
    assert only.code == "J004" and "`kvittens_dag`" in only.message and "norrbotten-2023" in only.help
    assert unused_settings(rules, ["norrbotten-2023"]) == ()
