"""A guideline as a graph: every edge goes from what decides to what is decided.

Nodes have `kind`, `name`, `label`, `clauses`, `modality`, `guideline` (where it was written), `deadline` (in
words), `span` and `order`. Edges have `kind`, their key too, so that two nodes may be joined in several ways:

    triggers   event, fact -> rule, liability, suspension   it starts it
    fulfils    event -> obligation, ground, suspension      it is the act that is asked for, or accepted
    permits    event -> permission                          it is the act that may be done
    breaches   event -> prohibition; rule -> rule           it is the forbidden act; its breach starts it
    cancels    event, fact -> rule, ground, liability       it ends it while it is open
    requires   event -> prohibition; rule -> ground; ground -> liability   the latter needs the former
    anchors    event -> rule, ground, liability, suspension its deadline is counted from it or ends at it
    depends    fact, event -> any                           its condition, recipients or payer depend on it
    excepts    exception -> rule                            the rule does not apply when the exception holds
    suspends   suspension -> rule                           `effect` is suspends, leaves_open or accepts
    settles    liability -> settlement                      the month of a municipality is reckoned from it

networkx is imported when a graph is built, not before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from compliance.graph.deadline_words import deadline_words, duration_words, limit_words, pattern_words, spoken
from compliance.graph.model import Escape, Ground, Guideline, Liability, Outage, Rule
from compliance.graph.network_mentions import Mentions
from compliance.graph.settlement import Settlement, settlement_words
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Condition, Pattern
from compliance.language.rule_tree import (
    Acts,
    Before,
    Between,
    By,
    Cases,
    Deadline,
    Each,
    End,
    LimitCases,
    LimitPick,
    OnBreach,
    OnEvent,
    OnFact,
    Promptly,
    Recurring,
    Trigger,
)
from compliance.language.source import Span

if TYPE_CHECKING:
    import networkx

NODE_KINDS = (
    "event", "fact", "obligation", "prohibition", "permission", "ground", "liability", "settlement", "exception",
    "suspension",
)  # fmt: skip
EDGE_KINDS = (
    "triggers", "fulfils", "permits", "breaches", "cancels", "requires", "anchors", "depends", "excepts", "suspends",
    "settles",
)  # fmt: skip
_PREFIXES = ("rule", "ground", "liability", "settlement", "exception", "suspension", "event", "fact")


def network(guideline: Guideline, vocabulary: Vocabulary) -> networkx.DiGraph[str]:
    """Return the graph of a guideline: a MultiDiGraph, nodes in the order of its rules."""
    import networkx

    builder = _Builder(guideline, vocabulary, networkx.MultiDiGraph(name=guideline.name, title=guideline.title))
    for rule in (*guideline.rules, *guideline.permissions):
        builder.rule(rule)
    for liability in guideline.liability:
        builder.liability(liability)
    for settlement in guideline.settlements:
        builder.settlement(settlement)
    builder.join()
    return builder.graph


def neighbourhood(graph: networkx.DiGraph[str], rule_name: str, radius: int = 1) -> networkx.DiGraph[str]:
    """Return what lies within `radius` edges of a rule, whichever way they point.

    A ground, event or fact may be named too. Raises KeyError for a name that is not in the graph."""
    focus = node_id(graph, rule_name)
    reached, edge = {focus}, {focus}
    for _ in range(radius):
        edge = {n for node in edge for n in (*graph.successors(node), *graph.predecessors(node))} - reached
        reached |= edge
    found = graph.__class__(**graph.graph, focus=focus)
    found.add_nodes_from((node, dict(data)) for node, data in graph.nodes(data=True) if node in reached)
    for source, target, data in graph.edges(data=True):
        if source in reached and target in reached:
            found.add_edge(source, target, **_edge(graph, data))
    return found


def node_id(graph: networkx.DiGraph[str], name: str) -> str:
    """Return the id of a node from its name or id; rules come before all else of that name."""
    for candidate in (name, *(f"{prefix}:{name}" for prefix in _PREFIXES)):
        if candidate in graph:
            return candidate
    raise KeyError(name)


def _edge(graph: networkx.DiGraph[str], data: dict[str, object]) -> dict[str, object]:
    return {**data, "key": data["kind"]} if graph.is_multigraph() else dict(data)


class _Builder:
    def __init__(self, guideline: Guideline, vocabulary: Vocabulary, graph: networkx.MultiDiGraph[str]) -> None:
        self.guideline = guideline
        self.vocabulary = vocabulary
        self.graph = graph
        self.mentions = Mentions(vocabulary)
        self.rules = {rule.name: f"rule:{rule.name}" for rule in (*guideline.rules, *guideline.permissions)}
        self.waiting: list[tuple[str, str, str]] = []
        """Edges from rules: name as written, to whom, kind; added when all rules are there."""

    def words(self, name: str) -> str:
        """Return what the guideline calls an event type or a fact, or else its name as words."""
        return self.guideline.terms.get(name) or spoken(name)

    def node(
        self,
        id: str,
        kind: str,
        label: str,
        *,
        origin: str = "",
        clauses: tuple[str, ...] = (),
        modality: str = "",
        deadline: str = "",
        span: Span | None = None,
    ) -> str:
        """Add a node unless it is there, and return its id."""
        if id not in self.graph:
            self.graph.add_node(
                id, kind=kind, name=id.partition(":")[2], label=label, clauses=clauses, modality=modality,
                guideline=origin or self.guideline.name, deadline=deadline, span=span, order=len(self.graph),
            )  # fmt: skip
        return id

    def edge(self, source: str, target: str, kind: str, **more: str) -> None:
        """Add an edge once."""
        self.graph.add_edge(source, target, kind, kind=kind, **more)

    def event(self, name: str) -> str:
        """Return the node of an event type."""
        known = self.vocabulary.events.get(name)
        span = known.span if known is not None else None
        return self.node(f"event:{name}", "event", self.words(name), origin=self.vocabulary.name, span=span)

    def fact(self, name: str) -> str:
        """Return the node of a fact, a derived number or a field of the subject."""
        known = self.vocabulary.facts.get(name) or self.vocabulary.derived.get(name)
        label = self.words(name.rpartition(".")[2])
        return self.node(f"fact:{name}", "fact", label, origin=self.vocabulary.name, span=known.span if known else None)

    def rule(self, rule: Rule) -> None:
        """Add a rule with all that bears on it."""
        kind, act = "obligation", "fulfils"
        if rule.modality.of_acts:
            kind, act = ("prohibition", "breaches") if rule.modality.forbids else ("permission", "permits")
        id = self.node(
            self.rules[rule.name],
            kind,
            rule.heading or spoken(rule.name),
            origin=rule.guideline,
            clauses=rule.clauses,
            modality=rule.modality.value,
            deadline=self.order_words(rule) if rule.modality.of_acts else deadline_words(rule.deadline, self.words),
            span=rule.span,
        )
        self.triggers(id, rule.triggers)
        self.duty(id, rule, act)
        if rule.before is not None:
            self.edge(self.event(rule.before.event.name), id, "requires")
        self.anchors(id, rule.after)
        self.depends(id, rule.condition, *(p.where for p in (rule.before, rule.after) if p is not None))
        for escape in rule.escapes:
            self.exception(id, escape)
        for outage in rule.outages:
            self.suspension(id, outage)

    def order_words(self, rule: Rule) -> str:
        """Return before or after what a rule forbids or permits its act."""
        edges = (("före", rule.before), ("efter", rule.after))
        return ", ".join(f"{word} {pattern_words(p, self.words)}" for word, p in edges if p is not None)

    def duty(self, id: str, rule: Rule, kind: str) -> None:
        """Add the acts of a rule or ground, its bearers and recipients, its deadline and ends."""
        if isinstance(rule.duty, Acts):
            for act in rule.duty.acts:
                self.edge(self.event(act.event.name), id, kind)
                self.depends(id, Pattern(act.event, (), (), act.where, act.span), but=act.event.name)
            if isinstance(rule.duty.to, Each):
                self.depends(id, rule.duty.to.of)
        if isinstance(rule.actor, Each):
            self.depends(id, rule.actor.of)
        self.deadline(id, rule.deadline)
        self.ends(id, rule.ends)

    def triggers(self, id: str, triggers: Iterable[Trigger]) -> None:
        """Add what starts a node."""
        for trigger in triggers:
            if isinstance(trigger, OnEvent):
                self.edge(self.event(trigger.pattern.event.name), id, "triggers")
                self.depends(id, trigger.pattern, but=trigger.pattern.event.name)
            elif isinstance(trigger, OnFact):
                self.edge(self.fact(trigger.fact.name), id, "triggers")
            elif isinstance(trigger, OnBreach):
                self.waiting.append((trigger.rule.name, id, "breaches"))

    def ends(self, id: str, ends: Iterable[End]) -> None:
        """Add what ends a node."""
        for end in ends:
            if isinstance(end, OnFact):
                self.edge(self.fact(end.fact.name), id, "cancels")
            else:
                self.edge(self.event(end.event.name), id, "cancels")
                self.depends(id, end, but=end.event.name)

    def depends(self, id: str, *nodes: object, but: str = "") -> None:
        """Add what conditions and patterns speak of; `but` is the event type that is joined otherwise."""
        for kind, name in self.mentions.of(*nodes):
            if kind == "rule":
                self.waiting.append((name, id, "breaches"))
            elif kind == "fact":
                self.edge(self.fact(name), id, "depends")
            elif name != but:
                self.edge(self.event(name), id, "depends")

    def anchors(self, id: str, *nodes: object) -> None:
        """Add what a deadline is counted from or ends at."""
        for kind, name in self.mentions.of(*nodes):
            node = self.event(name) if kind == "event" else self.fact(name) if kind == "fact" else ""
            if node:
                self.edge(node, id, "anchors")

    def deadline(self, id: str, deadline: Deadline | None) -> None:
        """Add the anchors of a deadline and what its cases depend on."""
        match deadline:
            case By(limit):
                self.limit(id, limit)
            case Before(event):
                self.anchors(id, event)
            case Between(anchor=anchor):
                self.anchors(id, anchor)
            case Promptly(until) | Recurring(_, until):
                self.anchors(id, until)

    def limit(self, id: str, limit: LimitCases) -> None:
        """Add the anchors of a limit and what its cases depend on."""
        if isinstance(limit, Cases):
            for inner, condition in limit.cases:
                self.limit(id, inner)
                self.depends(id, condition)
        elif isinstance(limit, LimitPick):
            self.limit(id, limit.left)
            self.limit(id, limit.right)
        else:
            self.anchors(id, limit.anchor)

    def exception(self, rule: str, escape: Escape) -> None:
        """Add an exception to a rule."""
        span = escape.condition.span if escape.condition is not None else None
        id = f"exception:{escape.name}"
        self.node(id, "exception", spoken(escape.name), clauses=escape.clauses, span=span)
        self.depends(id, escape.condition)
        self.edge(id, rule, "excepts")

    def suspension(self, rule: str, outage: Outage) -> None:
        """Add a suspension and what it does to a rule."""
        longer = f"längre än {duration_words(outage.longer_than)}" if outage.longer_than is not None else ""
        id = f"suspension:{outage.name}"
        self.node(
            id,
            "suspension",
            spoken(outage.name),
            clauses=outage.clauses,
            deadline=longer,
            span=outage.pattern.span,
        )
        self.edge(self.event(outage.pattern.event.name), id, "triggers")
        self.depends(id, outage.pattern, but=outage.pattern.event.name)
        self.anchors(id, outage.until)
        if outage.accepted is not None:
            self.edge(self.event(outage.accepted.event.name), id, "fulfils")
        self.edge(id, rule, "suspends", effect=outage.kind)

    def liability(self, liability: Liability) -> None:
        """Add a payment liability with its grounds."""
        starts = f"inträder {limit_words(liability.starts, self.words)}"
        if liability.no_individual is not None:
            starts = "inget enskilt ansvar"
        id = self.node(
            f"liability:{liability.name}", "liability", spoken(liability.name), clauses=liability.clauses,
            deadline=starts, span=liability.span,
        )  # fmt: skip
        self.triggers(id, liability.triggers)
        self.limit(id, liability.starts)
        self.ends(id, liability.ends)
        self.depends(id, liability.condition, *(c for _, c in _cases(liability)))
        self.left_open(id, liability)
        for field, _ in liability.payer:
            self.edge(self.fact(f"{self.vocabulary.subject.name}.{field}"), id, "depends")
        for ground in liability.grounds:
            self.edge(self.ground(ground), id, "requires")

    def settlement(self, settlement: Settlement) -> None:
        """Add the settlement of a month; what it counts from, and what leaves a stay out of it."""
        id = self.node(
            f"settlement:{settlement.name}", "settlement", settlement.heading or spoken(settlement.name),
            clauses=settlement.clauses, deadline=settlement_words(settlement), span=settlement.span,
        )  # fmt: skip
        for name in settlement.liabilities:
            self.edge(f"liability:{name}", id, "settles")
        cases = (*settlement.payer, *settlement.days)
        self.depends(id, settlement.condition, *(s.condition for s in settlement.strikes), *(c for _, c in cases))
        if settlement.count_from is not None:
            self.limit(id, settlement.count_from)

    def ground(self, ground: Ground) -> str:
        """Add a ground of liability."""
        deadline = deadline_words(ground.rule.deadline, self.words) if ground.rule is not None else ""
        origin = ground.rule.guideline if ground.rule is not None else ""
        id = self.node(
            f"ground:{ground.name}", "ground", ground.heading or spoken(ground.name), clauses=ground.clauses,
            origin=origin, deadline=deadline, span=ground.span,
        )  # fmt: skip
        if ground.rule is not None:
            self.duty(id, ground.rule, "fulfils")
        self.depends(id, ground.condition, ground.void_if)
        self.left_open(id, ground)
        self.waiting += [(name, id, "requires") for name in ground.kept_rules]
        return id

    def left_open(self, id: str, node: Liability | Ground) -> None:
        """Add what leaves a liability or a ground to a person's judgement."""
        if node.left_open is not None:
            self.depends(id, node.left_open.condition)

    def join(self) -> None:
        """Add the edges that go out from rules; a name may end in a star."""
        for name, target, kind in self.waiting:
            for rule, source in self.rules.items():
                if rule == name or (name.endswith("*") and rule.startswith(name[:-1])):
                    self.edge(source, target, kind)


def _cases(liability: Liability) -> tuple[tuple[object, Condition | None], ...]:
    return (*liability.payer, *liability.start_time, *liability.days, *liability.over, *liability.days_stand)
