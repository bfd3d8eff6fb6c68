"""A graph as node-link JSON, which networkx and most drawing tools read: everything, in one order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from compliance.language.source import Span

if TYPE_CHECKING:
    import networkx


def node_link(graph: networkx.DiGraph[str]) -> str:
    """Return the graph as JSON with sorted keys; a place is its file, line and column."""
    nodes = [{"id": node, **data} for node, data in graph.nodes(data=True)]
    edges = [{"source": s, "target": t, "key": data["kind"], **data} for s, t, data in graph.edges(data=True)]
    whole = {
        "directed": True,
        "multigraph": graph.is_multigraph(),
        "graph": dict(graph.graph),
        "nodes": sorted(nodes, key=lambda node: str(node["id"])),
        "edges": sorted(edges, key=lambda edge: (edge["source"], edge["target"], edge["key"])),
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, Span):
        line, column = value.position
        return {"file": value.source.name, "line": line, "column": column}
    raise TypeError(f"{type(value).__name__} is no JSON")
