"""A picture in the language of Graphviz."""

from __future__ import annotations

from compliance.graph.draw_view import ARROWS, COLOURS, KINDS, Box, View

_SHAPES = {
    "event": "ellipse",
    "fact": "parallelogram",
    "obligation": "box",
    "prohibition": "octagon",
    "permission": "house",
    "ground": "component",
    "liability": "cylinder",
    "settlement": "folder",
    "exception": "cds",
    "suspension": "trapezium",
}
_LINES = {
    "triggers": "",
    "fulfils": "penwidth=2",
    "permits": "arrowhead=none",
    "breaches": 'color="#9b1c1c", arrowhead=tee',
    "cancels": "style=dashed, arrowhead=tee",
    "requires": "arrowhead=odot",
    "anchors": "style=dashed, arrowhead=open",
    "depends": "style=dotted, arrowhead=open",
    "excepts": "style=dashed, arrowhead=odot",
    "suspends": "style=dashed, arrowhead=odot",
    "settles": "",
}


def dot(view: View) -> str:
    """Return the picture as a digraph."""
    lines = [*(f"// {words}" for words in _legend(view)), "digraph riktlinje {"]
    lines += [
        # Without newrank, dot 2.43 gives up on a graph of some hundred boxes in clusters.
        '  rankdir=LR; newrank=true; fontname="sans-serif";',
        f"  label={quoted([view.title])};",
        '  node [fontname="sans-serif", fontsize=11, style=filled];',
        '  edge [fontname="sans-serif", fontsize=9];',
    ]
    for group in view.groups:
        lines.append(f"  subgraph cluster_{group.key} {{")
        lines.append(f"    label={quoted([group.title])};")
        lines += (f"    {_box(box)}" for box in group.boxes)
        lines.append("  }")
    lines += (f"  {_box(box)}" for box in view.loose)
    for arrow in view.arrows:
        label = f"label={quoted([arrow.words])}" if arrow.words else ""
        style = ", ".join(part for part in (label, _LINES[arrow.kind]) if part)
        lines.append(f"  {arrow.source} -> {arrow.target}{f' [{style}]' if style else ''};")
    return "\n".join([*lines, "}"]) + "\n"


def quoted(lines: list[str] | tuple[str, ...]) -> str:
    """Return lines of text as one quoted string: nothing in them is an escape, an entity or the end."""
    plain = (line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(plain) + '"'


def _box(box: Box) -> str:
    fill, line = COLOURS[box.kind]
    style = ', style="filled,dashed"' if box.soft else ""
    width = ", penwidth=4" if box.focus else ""
    colours = f'fillcolor="{fill}", color="{line}"'
    return f"{box.key} [label={quoted(_lines(box))}, shape={_SHAPES[box.kind]}, {colours}{style}{width}];"


def _lines(box: Box) -> list[str]:
    """Return the lines of a box with the deadline in brackets."""
    if not box.deadline:
        return list(box.lines)
    first, *rest = box.deadline
    deadline = [f"({first}", *rest]
    deadline[-1] += ")"
    return [*box.lines, *deadline]


def _legend(view: View) -> list[str]:
    arrows = {arrow.kind for arrow in view.arrows}
    lines = [view.title] if view.title else []
    boxes = [*view.loose, *(box for group in view.groups for box in group.boxes)]
    lines += [f"{_SHAPES[kind]}: {words}" for kind, words in KINDS.items() if any(box.kind == kind for box in boxes)]
    lines += ["streckad kant: rekommendation (bör)"] if any(box.soft for box in boxes) else []
    lines += [f"{_LINES[kind] or 'arrow'}: {words}" for kind, words in ARROWS.items() if kind in arrows]
    return [line.rstrip("\\") for line in (*lines, *view.notes)]
