"""A picture as a Mermaid flowchart."""

from __future__ import annotations

from compliance.graph.draw_view import ARROWS, COLOURS, KINDS, Box, View

_SHAPES = {
    "event": ("([", "])"),
    "fact": ("[/", "/]"),
    "obligation": ("[", "]"),
    "prohibition": ("{{", "}}"),
    "permission": ("(", ")"),
    "ground": ("[[", "]]"),
    "liability": ("[(", ")]"),
    "settlement": ("[/", "\\]"),
    "exception": (">", "]"),
    "suspension": ("[\\", "/]"),
}
_CALLED = {
    "event": "avlång",
    "fact": "parallellogram",
    "obligation": "ruta",
    "prohibition": "sexhörning",
    "permission": "rundad ruta",
    "ground": "ruta med dubbla sidor",
    "liability": "cylinder",
    "settlement": "trapets",
    "exception": "flagga",
    "suspension": "parallelltrapets",
}
"""What the shapes are called in the legend."""
_LINES = {
    "triggers": "-->",
    "fulfils": "==>",
    "permits": "---",
    "breaches": "--x",
    "cancels": "-.-x",
    "requires": "--o",
    "anchors": "-.->",
    "depends": "-.->",
    "excepts": "-.-o",
    "suspends": "-.-o",
    "settles": "-->",
}
_SAFE = frozenset(" .,:()/_-§")


def mermaid(view: View) -> str:
    """Return the picture as Mermaid text."""
    lines = ["flowchart LR", *(f"  %% {words}" for words in _legend(view))]
    for group in view.groups:
        lines.append(f'  subgraph {group.key}["{escape(group.title)}"]')
        lines += (f"    {_box(box)}" for box in group.boxes)
        lines.append("  end")
    lines += (f"  {_box(box)}" for box in view.loose)
    for arrow in view.arrows:
        words = f'|"{escape(arrow.words)}"|' if arrow.words else ""
        lines.append(f"  {arrow.source} {_LINES[arrow.kind]}{words} {arrow.target}")
    boxes = [*view.loose, *(box for group in view.groups for box in group.boxes)]
    lines += _classes(boxes)
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Return text for a quoted label: letters, digits and a few safe signs stand, all else is a numbered entity."""
    return "".join(c if c in _SAFE or c.isalnum() else f"#{ord(c)};" for c in text)


def _legend(view: View) -> list[str]:
    """Return comment lines; they hold no sign that Mermaid could read as something else."""
    arrows = {arrow.kind for arrow in view.arrows}
    lines = [view.title] if view.title else []
    boxes = [*view.loose, *(box for group in view.groups for box in group.boxes)]
    lines += [f"{_CALLED[kind]}: {words}" for kind, words in KINDS.items() if any(box.kind == kind for box in boxes)]
    lines += ["streckad kant: rekommendation (bör)"] if any(box.soft for box in boxes) else []
    lines += [f"{_LINES[kind]} {words}" for kind, words in ARROWS.items() if kind in arrows]
    return [_comment(line) for line in (*lines, *view.notes)]


def _comment(text: str) -> str:
    """A brace would make a directive of a comment."""
    return text.replace("{", "(").replace("}", ")").replace("%", "\N{FULLWIDTH PERCENT SIGN}")


def _box(box: Box) -> str:
    left, right = _SHAPES[box.kind]
    text = "<br/>".join(escape(line) for line in box.lines)
    if box.deadline:
        text += "<br/><i>" + "<br/>".join(escape(line) for line in box.deadline) + "</i>"
    return f'{box.key}{left}"{text}"{right}'


def _classes(boxes: list[Box]) -> list[str]:
    lines = []
    for kind, (fill, line) in COLOURS.items():
        members = [box.key for box in boxes if box.kind == kind]
        if members:
            lines.append(f"  classDef {kind} fill:{fill},stroke:{line},color:#000000")
            lines.append(f"  class {','.join(members)} {kind}")
    for name, style, members in (
        ("soft", "stroke-dasharray:5 3", [box.key for box in boxes if box.soft]),
        ("focus", "stroke-width:4px", [box.key for box in boxes if box.focus]),
    ):
        if members:
            lines.append(f"  classDef {name} {style}")
            lines.append(f"  class {','.join(members)} {name}")
    return lines
