"""A guideline's graph as a picture to read or as data: Mermaid, Graphviz, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from compliance.graph.draw_dot import dot
from compliance.graph.draw_json import node_link
from compliance.graph.draw_mermaid import mermaid
from compliance.graph.draw_view import view

if TYPE_CHECKING:
    import networkx

Format: TypeAlias = Literal["mermaid", "dot", "json"]
FORMATS: tuple[Format, ...] = ("mermaid", "dot", "json")


def draw(graph: networkx.DiGraph[str], format: Format, *, facts: bool | None = None) -> str:
    """Return a graph, or a neighbourhood of it, as text that ends in a line break; one graph, one text.

    `facts` says whether a picture shows facts and what depends on them; without it, small pictures do. JSON holds all.
    """
    match format:
        case "mermaid":
            return mermaid(view(graph, facts))
        case "dot":
            return dot(view(graph, facts))
        case "json":
            return node_link(graph)
    raise ValueError(f"no such format: {format}")
