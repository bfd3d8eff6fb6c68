"""Pictures: what they show, that every format can be read again, that nothing in a heading can break out of its label.

The golden files are the whole texts; `REWRITE_GOLDEN=1` writes them anew. Graphviz and Mermaid themselves read the
pictures where they are there: `dot` on the path, and `MERMAID=<folder with node_modules>` (`npm i mermaid jsdom`).
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import networkx
import pytest
from click.testing import CliRunner
from network_words import ban, duty, leave, rules_of

from compliance.cli.graph import command
from compliance.graph.draw import FORMATS, draw
from compliance.graph.draw_dot import quoted
from compliance.graph.draw_mermaid import escape
from compliance.graph.draw_view import ARROWS, COLOURS, KINDS, view
from compliance.graph.load import load_rules
from compliance.graph.network import EDGE_KINDS, NODE_KINDS, neighbourhood, network

GOLDEN = Path(__file__).parent / "draw_golden"
SUFFIX = {"mermaid": "mmd", "dot": "dot", "json": "json"}
SMALL = """
skyldighet brev_i_tid
  rubrik      "Brevet skickas inom tre dagar från det att patienten skrevs in"
  klausul     P-1, P-2
  när         start
  om          samtycke och inte färg är röd
  ska         avdelning skicka brev till kommun
  inom        3 dagar
  tidigare räknas
skyldighet svar_på_brev
  rubrik      "Kommunen svarar"
  när         brev
  bör         kommun lämna svar
  senast      nästa dag kl 12:00
skyldighet möte_utan_svar
  när         regel svar_på_brev bryts
  ska         avdelning hålla möte
  före        slut
förbud tyst_slut
  rubrik      "Inget slut utan möte"
  klausul     P-3
  får inte    avdelning göra slut före möte
undantag röd
  från regel  brev_i_tid
  om          färg är röd
uppehåll stoppet
  när         stopp fram till stopp.klart
  vilar       svar_på_brev
betalningsansvar ansvar
  när         start
  betalare    hemort
  inträder    3 dagar
  upphör vid  slut
  belopp      avgift
grund brev_kom
  rubrik      "Brevet kom"
  kräver      avdelning skicka brev
  före        slut
grund svaret_i_tid
  kräver regel svar_på_brev
"""
HOSTILE = [
    'citat " och \\" och \\',
    "<script>alert(1)</script> & &lt; &#60; &amp;",
    "#quot; #35; #;",
    "]] }} )) ([ [( >> | || --> ==> -.-x @{ shape: x } :::class",
    "end subgraph graph flowchart click style classDef",
    "%% kommentar %%{init: {'theme': 'dark'}}%%",
    "`**markdown**` _x_ $$x$$",
    "; n0 -> n1; } digraph { a [label=x]",
    "rad\\nrad \\l \\r \\N \\G \\E \\T \\H",
    "🏥 ⚕ 中文 عربي",
    "\u202eomvänd\u202c \u2066dold\u2069 \u200bnoll\ufeff",
    "a" * 300,
    "ord " * 80,
    "/* */ // #include",
]


def graph_of(text: str) -> networkx.MultiDiGraph:
    rules = rules_of(text)
    return network(rules.guidelines["prov"], rules.vocabulary)


@pytest.fixture(scope="module")
def small():
    return graph_of(SMALL)


@pytest.fixture(scope="module")
def hostile():
    graph = graph_of("".join(duty(f"r{i}") for i in range(len(HOSTILE))))
    for i, text in enumerate(HOSTILE):
        graph.nodes[f"rule:r{i}"]["label"] = text
    graph.nodes["rule:r0"]["deadline"] = HOSTILE[1]
    graph.nodes["event:start"]["label"] = HOSTILE[3] + HOSTILE[0]
    graph.graph["title"] = " ".join(HOSTILE)
    return graph


@pytest.fixture(scope="module")
def shipped():
    rules = load_rules().rules
    assert rules is not None
    return {name: network(g, rules.vocabulary) for name, g in rules.guidelines.items()}


@pytest.fixture(scope="module")
def graphs(small, hostile, shipped):
    near = neighbourhood(shipped["norrbotten-2023"], "kallelse_sip")
    return [small, hostile, *shipped.values(), near, neighbourhood(small, "svar_på_brev", 2), networkx.MultiDiGraph()]


# --- golden


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["whole", "near"])
def test_golden(small, format, name):
    told = draw(small if name == "whole" else neighbourhood(small, "svar_på_brev"), format)
    file = GOLDEN / f"{name}.{SUFFIX[format]}"
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("format", FORMATS)
def test_same_text_whatever_the_hash_seed(format):
    code = (
        "from compliance.graph.load import load_rules\n"
        "from compliance.graph.network import network, neighbourhood\n"
        "from compliance.graph.draw import draw\n"
        "r = load_rules(); v = r.rules.vocabulary\n"
        "g = network(r.rules.guidelines['norrbotten-2023'], v)\n"
        f"print(draw(g, {format!r}) + draw(neighbourhood(g, 'kallelse_sip', 2), {format!r}))"
    )
    seeds = [os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"} for seed in ("0", "1")]
    told = [
        subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout for env in seeds
    ]
    assert told[0] == told[1] != b""


@pytest.mark.parametrize("format", FORMATS)
def test_order_of_nodes_and_edges_does_not_matter(small, format):
    turned = networkx.MultiDiGraph(**small.graph)
    turned.add_nodes_from(reversed(list(small.nodes(data=True))))
    turned.add_edges_from(reversed(list(small.edges(keys=True, data=True))))
    assert draw(turned, format) == draw(small, format)


def test_unknown_format(small):
    with pytest.raises(ValueError, match="svg"):
        draw(small, "svg")


# --- what is shown


def boxes(picture):
    return [*picture.loose, *(box for group in picture.groups for box in group.boxes)]


def test_every_kind_has_a_look():
    assert set(KINDS) == set(COLOURS) == set(NODE_KINDS)
    assert set(ARROWS) == set(EDGE_KINDS)


def test_each_node_is_shown_once_and_each_arrow_has_its_ends(graphs):
    for graph in graphs:
        picture = view(graph, True)
        keys = [box.key for box in boxes(picture)]
        assert len(keys) == len(set(keys)) <= len(graph)
        assert {key for arrow in picture.arrows for key in (arrow.source, arrow.target)} <= set(keys)


def test_rules_stand_with_what_starts_them(small):
    titles = {box.key: group.title for group in view(small).groups for box in group.boxes}
    named = {" ".join(box.lines): titles.get(box.key) for box in boxes(view(small))}
    assert named["Kommunen svarar"] == "brev" == named["brev"]
    assert named["Inget slut utan möte"] == "Gäller alltid"
    assert named["röd"] == named["stoppet"] == "Undantag och uppehåll"
    assert named["ansvar"] == named["Brevet kom"] == "Betalningsansvar"
    assert named["möte utan svar"] is None


def test_process_reads_from_left_to_right(small):
    picture = view(small)
    names = {box.key: " ".join(box.lines) for box in boxes(picture)}
    arrows = {(names[a.source], names[a.target], a.words) for a in picture.arrows}
    assert ("brev", "Kommunen svarar", "") in arrows and ("Kommunen svarar", "svar", "") in arrows
    assert ("Inget slut utan möte", "slut", "förbjuder") in arrows
    assert ("Kommunen svarar", "möte utan svar", "bryts") in arrows
    assert ("stoppet", "Kommunen svarar", "vilar") in arrows


def test_deadline_recommendation_and_focus(small):
    shown = {" ".join(box.lines): box for box in boxes(view(neighbourhood(small, "svar_på_brev")))}
    assert shown["Kommunen svarar"].deadline == ("senast nästa dag kl 12:00",)
    assert shown["Kommunen svarar"].soft and shown["Kommunen svarar"].focus
    assert not shown["brev"].soft and not shown["brev"].focus


def test_facts_are_shown_in_small_pictures_or_as_asked(small, shipped):
    assert "fact" in {box.kind for box in boxes(view(small))}
    assert "fact" not in {box.kind for box in boxes(view(small, False))}
    whole = shipped["norrbotten-2023"]
    assert "fact" not in {box.kind for box in boxes(view(whole))}
    assert any("fakta" in note for note in view(whole).notes)
    assert "fact" in {box.kind for box in boxes(view(whole, True))}


def test_what_ends_most_rules_is_a_note(shipped):
    picture = view(shipped["norrbotten-2023"])
    assert any(note.startswith("avliden avslutar öppna skyldigheter") for note in picture.notes)
    assert sum(1 for arrow in picture.arrows if arrow.kind == "cancels") < 20
    assert sum(1 for arrow in picture.arrows if arrow.kind == "triggers") > 30


def test_long_labels_are_broken_and_cut(hostile):
    for box in boxes(view(hostile)):
        assert len(box.lines) <= 6 and all(0 < len(line) <= 26 for line in (*box.lines, *box.deadline))


def test_invisible_signs_are_shown(hostile):
    text = " ".join(line for box in boxes(view(hostile)) for line in box.lines)
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in text) and "\N{REPLACEMENT CHARACTER}" in text


def contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_colours_can_be_told_apart(kind):
    fill, line = COLOURS[kind]
    assert contrast(fill, "#000000") >= 4.5 and contrast(fill, line) >= 3 and contrast(line, "#ffffff") >= 3


# --- Mermaid

LABEL = r'"(?:[\w .,:()/§-]|#\d+;|<br/>|<i>|</i>)*"'
SHAPES = [
    rf"\(\[{LABEL}\]\)",
    rf"\[/{LABEL}/\]",
    rf"\[{LABEL}\]",
    rf"\{{\{{{LABEL}\}}\}}",
    rf"\[\[{LABEL}\]\]",
    rf"\[\({LABEL}\)\]",
    rf"\({LABEL}\)",
    rf">{LABEL}\]",
    rf"\[\\{LABEL}/\]",
    rf"\[/{LABEL}\\\]",
]
STATEMENTS = [
    r"flowchart LR",
    r"  %% [^{}%]*",
    rf"  subgraph g\d+\[{LABEL}\]",
    r"  end",
    rf"  (?:  )?n\d+(?:{'|'.join(SHAPES)})",
    rf"  n\d+ (?:-->|==>|---|--x|--o|-\.->|-\.-x|-\.-o)(?:\|{LABEL}\|)? n\d+",
    r"  classDef \w+ (?:fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#000000|stroke-dasharray:5 3|stroke-width:4px)",
    r"  class n\d+(?:,n\d+)* \w+",
]


def test_every_mermaid_line_is_one_of_a_few_kinds(graphs):
    for graph in graphs:
        text = draw(graph, "mermaid")
        assert text.endswith("\n") and "\r" not in text
        for line in text.splitlines():
            assert any(re.fullmatch(kind, line) for kind in STATEMENTS), line
        lines = text.splitlines()
        assert sum(line.startswith("  subgraph ") for line in lines) == lines.count("  end")


@pytest.mark.parametrize("text", HOSTILE)
def test_mermaid_label_is_read_back(text):
    assert html.unescape(re.sub(r"#(\d+);", r"&#\1;", escape(text))) == text
    assert not set(escape(text)) & set('"<>[]{}|&%`\\@$*')


# --- dot


def test_every_dot_line_is_one_of_a_few_kinds(graphs):
    string = r'"(?:[^"\\\n]|\\\\|\\"|\\n)*"'
    value = rf"(?:{string}|[a-z0-9]+)"
    attributes = rf"\[[a-z]+={value}(?:, [a-z]+={value})*\]"
    kinds = [r"//.*", r"digraph riktlinje \{", rf"  rankdir=LR; newrank=true; fontname={string};"]
    kinds.append(rf"  (?:  )?label={string};")
    kinds += [
        rf"  (?:node|edge) {attributes};",
        r"  subgraph cluster_g\d+ \{",
        r"  \}",
        r"\}",
        rf"  (?:  )?n\d+ {attributes};",
    ]
    kinds.append(rf"  n\d+ -> n\d+(?: {attributes})?;")
    for graph in graphs:
        for line in draw(graph, "dot").splitlines():
            assert any(re.fullmatch(kind, line) for kind in kinds), line


@pytest.mark.parametrize("text", HOSTILE)
def test_dot_string_is_read_back(text):
    written = quoted([text])
    assert written[0] == written[-1] == '"'
    assert re.sub(r"\\(.)", r"\1", written[1:-1]).replace("&amp;", "&") == text


@pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz (dot) is not installed")
def test_graphviz_reads_them(graphs):
    for graph in graphs:
        done = subprocess.run(
            ["dot", "-Tjson"], input=draw(graph, "dot").encode(), capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 0 and not done.stderr, done.stderr
        read = json.loads(done.stdout)
        picture = view(graph)
        groups = [item for item in read.get("objects", []) if item["name"].startswith("cluster_")]
        assert len(read.get("objects", [])) - len(groups) == len(boxes(picture))
        assert len(groups) == len(picture.groups)
        assert len(read.get("edges", [])) == len(picture.arrows)


@pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz (dot) is not installed")
def test_graphviz_shows_labels_as_they_are(hostile):
    done = subprocess.run(
        ["dot", "-Tsvg"], input=draw(hostile, "dot").encode(), capture_output=True, check=True, timeout=120
    )
    shown = html.unescape(done.stdout.decode()).replace("\u00a0", " ")
    for box in boxes(view(hostile)):
        assert all(line in shown for line in box.lines)


@pytest.mark.skipif(
    shutil.which("node") is None or not os.environ.get("MERMAID"),
    reason="node is not installed, or MERMAID names no folder with mermaid and jsdom",
)
def test_mermaid_reads_them(graphs, tmp_path):
    drawn = [g for g in graphs if len(g)]
    files = []
    for number, graph in enumerate(drawn):
        files.append(tmp_path / f"{number}.mmd")
        files[-1].write_text(draw(graph, "mermaid"), encoding="utf-8")
    command = ["node", str(GOLDEN / "mermaid_parse.mjs"), os.environ["MERMAID"], *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    for line, graph in zip(done.stdout.splitlines(), drawn, strict=True):
        read, picture = json.loads(line), view(graph)
        assert read["edges"] == len(picture.arrows)
        assert sorted(read["nodes"]) == sorted(box.key for box in boxes(picture))
        assert len(read["groups"]) == len(picture.groups)
        for box in boxes(picture):
            shown = html.unescape(re.sub("ﬂ°°?(.*?)¶ß", r"&#\1;", read["nodes"][box.key]))
            assert all(line in shown for line in box.lines), (box.lines, shown)


# --- JSON


def test_json_is_read_by_networkx(graphs):
    for graph in graphs:
        text = draw(graph, "json")
        data = json.loads(text)
        read = networkx.node_link_graph(data, edges="edges")
        assert set(read) == set(graph) and set(read.edges(keys=True)) == set(graph.edges(keys=True))
        assert text == json.dumps(data, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def test_json_keeps_words_and_places(small):
    text = draw(small, "json")
    assert "svar_på_brev" in text
    (rule,) = [n for n in json.loads(text)["nodes"] if n["id"] == "rule:svar_på_brev"]
    assert rule["span"]["file"] == "prov.riktlinje" and rule["span"]["line"] > 1 and rule["span"]["column"] == 12
    assert rule["deadline"] == "senast nästa dag kl 12:00" and rule["modality"] == "bör"


def test_json_of_hostile_labels(hostile):
    labels = {n["label"] for n in json.loads(draw(hostile, "json"))["nodes"]}
    assert set(HOSTILE) <= labels


def test_prohibition_in_a_group_of_its_own():
    assert [g.title for g in view(graph_of(ban())).groups] == ["Gäller alltid"]


def test_a_permission_points_at_the_act():
    shown = view(graph_of(leave()))
    assert [g.title for g in shown.groups] == ["Gäller alltid"]
    ((source, target, words),) = {(a.source, a.target, a.words) for a in shown.arrows if a.kind == "permits"}
    kinds = {box.key: box.kind for group in shown.groups for box in group.boxes} | {b.key: b.kind for b in shown.loose}
    assert (kinds[source], kinds[target], words) == ("permission", "event", "tillåter")


def test_the_verb_draws_a_permission_too():
    done = CliRunner().invoke(command, ["norrbotten-2023", "--rule", "mottagarna_svarar"])
    assert done.exit_code == 0 and "rundad ruta: tillåtelse" in done.output and "tillåter" in done.output
