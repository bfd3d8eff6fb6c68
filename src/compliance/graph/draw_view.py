"""What a picture of a graph shows, before any format: boxes in groups, arrows, notes.

The picture reads from left to right as the process goes: an event starts a rule, the rule leads to the event that
fulfils it. So arrows of `fulfils` and of forbidden and permitted acts are turned round: they go from the rule to the
act. Rules stand in a group with the event that starts them. An event that ends most rules is told in a note and not by
an arrow to each.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from compliance.language.diagnostic import visible

if TYPE_CHECKING:
    import networkx

WIDTH = 26
MOST_LINES = 6
SMALL = 40
ENDS_MANY = 5
_RULES = ("obligation", "prohibition", "permission")
_UNTRIGGERED = {
    "prohibition": "Gäller alltid",
    "permission": "Gäller alltid",
    "ground": "Betalningsansvar",
    "liability": "Betalningsansvar",
    "settlement": "Betalningsansvar",
    "exception": "Undantag och uppehåll",
    "suspension": "Undantag och uppehåll",
}
KINDS = {
    "event": "händelse",
    "fact": "faktum",
    "obligation": "skyldighet",
    "prohibition": "förbud",
    "permission": "tillåtelse",
    "ground": "grund för betalningsansvar",
    "liability": "betalningsansvar",
    "settlement": "månadsreglering",
    "exception": "undantag",
    "suspension": "uppehåll",
}
"""What each kind of node is called in the legend."""
COLOURS = {
    "event": ("#e8f1fb", "#1f4e79"),
    "fact": ("#f4f4f4", "#555555"),
    "obligation": ("#e6f4ea", "#1e6b34"),
    "prohibition": ("#fdeaea", "#9b1c1c"),
    "permission": ("#e3f6f5", "#0b5351"),
    "ground": ("#fff6dd", "#7a5200"),
    "liability": ("#ffe9c7", "#7a3e00"),
    "settlement": ("#fde2d2", "#7a2a00"),
    "exception": ("#f3e8fd", "#5b2a86"),
    "suspension": ("#eeeaf7", "#43397a"),
}
"""Fill and line of each kind of node; text is black."""
ARROWS = {
    "triggers": "utlöser",
    "fulfils": "fullgörs av",
    "permits": "tillåter",
    "breaches": "bryts",
    "cancels": "avslutar",
    "requires": "krävs för",
    "anchors": "frist",
    "depends": "avgör",
    "excepts": "undantar",
    "suspends": "vilar",
    "settles": "regleras av",
}
"""What each kind of arrow is called."""
_EFFECTS = {"suspends": "vilar", "leaves_open": "avgörs inte", "accepts": "godtar annat"}
_PLAIN = ("triggers", "fulfils")
"""Arrows that need no words."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node: short key, kind, lines of text, the deadline on lines of its own; `soft` for a recommendation."""

    key: str
    kind: str
    lines: tuple[str, ...]
    deadline: tuple[str, ...]
    soft: bool
    focus: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes that belong together."""

    key: str
    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From box to box by key; `words` is empty where the kind says enough."""

    source: str
    target: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class View:
    """A whole picture."""

    title: str
    groups: tuple[Group, ...]
    loose: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    notes: tuple[str, ...]


def view(graph: networkx.DiGraph[str], facts: bool | None = None) -> View:
    """Return what a picture of a graph shows; facts are shown in small ones, or as asked."""
    with_facts = len(graph) <= SMALL if facts is None else facts
    return _Viewer(graph, with_facts).view()


class _Viewer:
    def __init__(self, graph: networkx.DiGraph[str], facts: bool) -> None:
        self.focus = graph.graph.get("focus")
        self.title = str(graph.graph.get("title") or graph.graph.get("name") or "")
        nodes: dict[str, dict[str, Any]] = {node: graph.nodes[node] for node in graph}
        self.data = dict(sorted(nodes.items(), key=lambda item: (item[1].get("order", 0), item[0])))
        position = {node: number for number, node in enumerate(self.data)}
        edges = sorted(
            (position[s], position[t], data["kind"], data.get("effect", "")) for s, t, data in graph.edges(data=True)
        )
        names = list(self.data)
        self.edges = [(names[s], names[t], kind, effect) for s, t, kind, effect in edges]
        self.notes: list[str] = []
        self.note_common_ends()
        if not facts:
            self.leave_out_facts()
        joined = {node for s, t, *_ in self.edges for node in (s, t)}
        shown = [
            n for n in self.data if n in joined or n == self.focus or self.data[n]["kind"] not in ("event", "fact")
        ]
        self.keys = {node: f"n{number}" for number, node in enumerate(shown)}
        self.started: dict[str, str] = {}
        """The first event that starts each rule."""
        for source, target, kind, _ in self.edges:
            if kind == "triggers" and self.kind(source) == "event":
                self.started.setdefault(target, source)

    def note_common_ends(self) -> None:
        """Take away the arrows of what ends most rules, and tell of it instead."""
        rules = sum(1 for data in self.data.values() if data["kind"] in _RULES)
        many = Counter(s for s, t, kind, _ in self.edges if kind == "cancels" and self.kind(t) in _RULES)
        for node, data in self.data.items():
            ended = many[node]
            if ended >= ENDS_MANY and 2 * ended > rules:
                self.edges = [e for e in self.edges if not (e[0] == node and e[2] == "cancels")]
                self.notes.append(f"{_clean(data['label'])} avslutar öppna skyldigheter ({ended} av {rules} regler)")

    def leave_out_facts(self) -> None:
        """Take away facts, and arrows that say no more than that a condition asks about something."""
        left = sum(1 for data in self.data.values() if data["kind"] == "fact")
        self.edges = [e for e in self.edges if e[2] != "depends" and "fact" not in (self.kind(e[0]), self.kind(e[1]))]
        if left:
            self.notes.append(f"{left} fakta och vad villkor beror på visas inte")

    def kind(self, node: str) -> str:
        return str(self.data[node]["kind"])

    def view(self) -> View:
        """Return the picture."""
        members: dict[str, list[str]] = {}
        titles: dict[str, str] = {}
        for node in self.keys:
            home = self.home(node)
            if home is not None:
                members.setdefault(home, []).append(node)
                titles[home] = _clean(self.data[home]["label"]) if home in self.data else home
        for home in [h for h in members if h in self.keys]:
            members[home].insert(0, home)
        members = dict(sorted(members.items(), key=lambda item: item[0] not in self.keys))
        grouped = {node for nodes in members.values() for node in nodes}
        groups = tuple(
            Group(f"g{number}", titles[home], tuple(self.box(n) for n in nodes))
            for number, (home, nodes) in enumerate(members.items())
        )
        loose = tuple(self.box(n) for n in self.keys if n not in grouped)
        arrows = tuple(self.arrow(*edge) for edge in self.edges)
        return View(_clean(self.title), groups, loose, tuple(dict.fromkeys(arrows)), tuple(self.notes))

    def home(self, node: str) -> str | None:
        """Return the event whose group a rule stands in, or the title of a group without an event."""
        kind = self.kind(node)
        if kind in _RULES:
            if node in self.started:
                return self.started[node]
            if kind == "obligation":
                return None
        return _UNTRIGGERED.get(kind)

    def box(self, node: str) -> Box:
        data = self.data[node]
        lines = _wrapped(_clean(data["label"]))
        deadline = _wrapped(_clean(data.get("deadline", "")))
        soft = data.get("modality") in ("bör", "bör inte")
        return Box(self.keys[node], data["kind"], lines, deadline, soft, node == self.focus)

    def arrow(self, source: str, target: str, kind: str, effect: str) -> Arrow:
        words = "" if kind in _PLAIN else _EFFECTS.get(effect, ARROWS[kind])
        act = kind == "breaches" and self.kind(source) == "event"
        if act:
            words = "förbjuder"
        if act or kind in ("fulfils", "permits"):
            source, target = target, source
        return Arrow(self.keys[source], self.keys[target], kind, words)


def _clean(text: object) -> str:
    """Return text on one line, without what cannot be seen."""
    line = visible(unicodedata.normalize("NFC", " ".join(str(text).split())))
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") else c for c in line
    )


def _wrapped(text: str) -> tuple[str, ...]:
    lines = textwrap.wrap(text, WIDTH, break_on_hyphens=False)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][: WIDTH - 1]}…"]
    return tuple(lines)
