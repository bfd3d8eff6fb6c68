"""The graph of a guideline: which nodes and edges, what they carry, what lies around a rule."""

from __future__ import annotations

import subprocess
import sys

import networkx
import pytest
from network_words import ban, duty, leave, rules_of

from compliance.graph.load import load_rules
from compliance.graph.network import EDGE_KINDS, NODE_KINDS, neighbourhood, network, node_id
from compliance.language.source import Span


def graph_of(text: str) -> networkx.MultiDiGraph:
    rules = rules_of(text)
    return network(rules.guidelines["prov"], rules.vocabulary)


def edges(graph, kind: str) -> set[tuple[str, str]]:
    return {(s, t) for s, t, k in graph.edges(data="kind") if k == kind}


def into(graph, node: str) -> set[tuple[str, str]]:
    return {(s, k) for s, _, k in graph.in_edges(node, data="kind")}


def test_obligation():
    graph = graph_of(
        'skyldighet r\n  rubrik "Svar i tid"\n  klausul A-1, A-2\n  när start där (slag är kort och samtycke)\n'
        "  om färg är röd och finns möte och ålder över 7 och hemort är okänt\n"
        "  ska varje mottagare av brev lämna svar\n  inom 3 dagar från möte.datum\n  upphör vid samtycke blir falskt\n"
    )
    data = graph.nodes["rule:r"]
    assert data["kind"] == "obligation" and data["modality"] == "ska" and data["guideline"] == "prov"
    assert data["label"] == "Svar i tid" and data["name"] == "r" and data["clauses"] == ("A-1", "A-2")
    assert data["deadline"] == "inom 3 dagar från datum i möte"
    assert isinstance(data["span"], Span) and data["span"].text == "r"
    assert into(graph, "rule:r") == {
        ("event:start", "triggers"),
        ("event:svar", "fulfils"),
        ("event:möte", "anchors"),
        ("event:möte", "depends"),
        ("event:brev", "depends"),
        ("event:avliden", "cancels"),
        ("fact:samtycke", "cancels"),
        ("fact:samtycke", "depends"),
        ("fact:färg", "depends"),
        ("fact:ålder", "depends"),
        ("fact:patient.hemort", "depends"),
    }
    assert graph.nodes["fact:patient.hemort"]["label"] == "hemort"
    assert graph.nodes["event:möte"]["guideline"] == "provord" and graph.nodes["event:möte"]["kind"] == "event"


def test_enumeration_words_are_no_facts():
    graph = graph_of("faktum röd sant eller falskt\n" + duty(om="färg är röd och färg är ett av (gul, grön)"))
    assert "fact:röd" not in graph


def test_prohibition():
    graph = graph_of(ban(what="skicka brev där (slag är lång) före möte") + ban("g", what="skicka brev efter slut"))
    assert graph.nodes["rule:f"]["kind"] == "prohibition" and graph.nodes["rule:f"]["modality"] == "får inte"
    assert graph.nodes["rule:f"]["deadline"] == "före möte" and graph.nodes["rule:g"]["deadline"] == "efter slut"
    assert {("event:brev", "breaches"), ("event:möte", "requires")} <= into(graph, "rule:f")
    assert ("event:slut", "anchors") in into(graph, "rule:g")


def test_contrary_to_duty():
    graph = graph_of(duty("a") + duty("b", "regel a bryts") + duty("c", om="inte regel b bryts"))
    assert edges(graph, "breaches") == {("rule:a", "rule:b"), ("rule:b", "rule:c")}


def test_trigger_that_is_a_fact():
    graph = graph_of(duty(when="samtycke blir sant"))
    assert ("fact:samtycke", "triggers") in into(graph, "rule:r")


def test_one_event_in_several_ways():
    graph = graph_of(duty(what="göra start", deadline="inom 3 dagar från start", ends="start"))
    assert {k for s, k in into(graph, "rule:r") if s == "event:start"} == {"triggers", "fulfils", "anchors", "cancels"}


def test_exception_and_suspension():
    graph = graph_of(
        duty() + "undantag u\n  klausul A-3\n  från regel r\n  om samtycke\n"
        "uppehåll h\n  när stopp fram till stopp.klart längre än 48 timmar\n  godtar möte för r\n"
    )
    assert ("exception:u", "excepts") in into(graph, "rule:r") and into(graph, "exception:u") == {
        ("fact:samtycke", "depends")
    }
    assert graph.nodes["exception:u"]["clauses"] == ("A-3",)
    assert graph.edges["suspension:h", "rule:r", "suspends"]["effect"] == "accepts"
    assert into(graph, "suspension:h") == {
        ("event:stopp", "triggers"),
        ("event:stopp", "anchors"),
        ("event:möte", "fulfils"),
    }
    assert graph.nodes["suspension:h"]["deadline"] == "längre än 48 timmar"


def test_liability_and_grounds():
    graph = graph_of(
        duty("kvittens_a")
        + duty("kvittens_b")
        + "betalningsansvar ansvar\n  när start\n  om behov är inte tomt\n  betalare hemort\n  inträder 3 dagar\n"
        "  upphör vid slut\n  belopp avgift\n"
        'grund g\n  rubrik "Brevet kom"\n  kräver avdelning skicka brev\n  före slut\n'
        "grund h\n  kräver regel kvittens_*\ngrund i\n  bortfaller om (samtycke)\n"
    )
    assert edges(graph, "requires") == {
        ("ground:g", "liability:ansvar"),
        ("ground:h", "liability:ansvar"),
        ("ground:i", "liability:ansvar"),
        ("rule:kvittens_a", "ground:h"),
        ("rule:kvittens_b", "ground:h"),
    }
    assert graph.nodes["ground:g"]["label"] == "Brevet kom" and graph.nodes["ground:g"]["deadline"] == "före slut"
    assert {("event:brev", "fulfils"), ("event:slut", "anchors")} <= into(graph, "ground:g")
    assert graph.nodes["liability:ansvar"]["deadline"] == "inträder 3 dagar"
    assert {("fact:patient.hemort", "depends"), ("fact:behov", "depends")} <= into(graph, "liability:ansvar")


def test_what_leaves_a_liability_or_a_ground_to_a_person():
    left = ' enligt R-1\n  tolkning R-1 "En människa avgör."\n'
    graph = graph_of(
        "betalningsansvar ansvar\n  när start\n  betalare hemort\n  inträder 3 dagar\n  upphör vid slut\n"
        f"  belopp avgift\n  avgörs inte om (samtycke){left}"
        f"grund g\n  kräver avdelning skicka brev\n  före slut\n  avgörs inte om (färg är röd){left}"
    )
    assert ("fact:samtycke", "depends") in into(graph, "liability:ansvar")
    assert ("fact:färg", "depends") in into(graph, "ground:g")


def test_names_that_the_guideline_gives():
    graph = graph_of('benämning möte är "Samråd"\n' + duty(when="möte", deadline="före start_återtagen"))
    assert graph.nodes["event:möte"]["label"] == "Samråd"
    assert graph.nodes["rule:r"]["deadline"] == "före start återtagen"
    assert graph.nodes["rule:r"]["label"] == "r"


def test_origin_of_an_inherited_rule():
    rules = rules_of(duty() + 'riktlinje ny\n  titel "Ny"\n  region ny\n  bygger på prov\n  gäller från 2023-01-01\n')
    graph = network(rules.guidelines["ny"], rules.vocabulary)
    assert graph.nodes["rule:r"]["guideline"] == "prov" and graph.graph == {"name": "ny", "title": "Ny"}


def test_a_permission_is_a_node_of_its_own():
    graph = graph_of(leave(what="skicka brev där (slag är lång) före möte", om="samtycke"))
    assert graph.nodes["rule:t"]["kind"] == "permission" and graph.nodes["rule:t"]["modality"] == "får"
    assert graph.nodes["rule:t"]["deadline"] == "före möte"
    assert graph.has_edge("event:brev", "rule:t", "permits") and graph.has_edge("fact:samtycke", "rule:t", "depends")
    assert not graph.has_edge("event:brev", "rule:t", "breaches")


@pytest.fixture(scope="module")
def shipped():
    rules = load_rules().rules
    assert rules is not None
    return rules


def test_shipped_guidelines(shipped):
    for guideline in shipped.guidelines.values():
        graph = network(guideline, shipped.vocabulary)
        assert isinstance(graph, networkx.DiGraph)
        assert {data["kind"] for _, data in graph.nodes(data=True)} <= set(NODE_KINDS)
        assert {kind for *_, kind in graph.edges(data="kind")} <= set(EDGE_KINDS)
        assert all(f"rule:{rule.name}" in graph for rule in (*guideline.rules, *guideline.permissions))
        assert all(graph.degree(node) for node in graph)
        keys = {"kind", "name", "label", "clauses", "modality", "guideline", "deadline", "span", "order"}
        assert all(set(data) == keys and data["label"] for _, data in graph.nodes(data=True))
        assert [data["order"] for _, data in graph.nodes(data=True)] == list(range(len(graph)))


def test_what_bears_on_the_liability(shipped):
    graph = network(shipped.guidelines["samverkanslagen"], shipped.vocabulary)
    above = networkx.ancestors(graph, "liability:kommunens_betalningsansvar")
    assert {"rule:inskrivningsmeddelande_till_kommun", "event:kallelse_sip", "fact:öppenvårdsinsatser_saknas"} <= above
    assert "event:sip_möte" not in above


def test_neighbourhood(shipped):
    graph = network(shipped.guidelines["samverkanslagen"], shipped.vocabulary)
    near = neighbourhood(graph, "kallelse_sip")
    assert near.graph["focus"] == "rule:kallelse_sip"
    assert set(near) == {
        "rule:kallelse_sip",
        *graph.predecessors("rule:kallelse_sip"),
        *graph.successors("rule:kallelse_sip"),
    }
    assert list(near) == [n for n in graph if n in near]
    assert set(near.edges(keys=True)) == {e for e in graph.edges(keys=True) if e[0] in near and e[1] in near}
    assert set(neighbourhood(graph, "kallelse_sip", 0)) == {"rule:kallelse_sip"}
    assert set(near) < set(neighbourhood(graph, "kallelse_sip", 2))
    assert "focus" not in graph.graph


def test_names_that_are_looked_for(shipped):
    graph = network(shipped.guidelines["samverkanslagen"], shipped.vocabulary)
    assert node_id(graph, "kallelse_sip") == "rule:kallelse_sip"
    assert node_id(graph, "event:kallelse_sip") == "event:kallelse_sip"
    assert node_id(graph, "utskrivning") == "event:utskrivning"
    assert node_id(graph, "kräver_kallelse_sip") == "ground:kräver_kallelse_sip"
    with pytest.raises(KeyError):
        neighbourhood(graph, "finns_inte")


def test_networkx_is_imported_late():
    modules = ", ".join(f"compliance.graph.{name}" for name in ("network", "draw", "soundness"))
    code = f"import sys, {modules}; print('networkx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
