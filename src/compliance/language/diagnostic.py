"""What is wrong with something a person wrote: a value, with place, words and remedy; and how it is shown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from compliance.language.source import Span


class Severity(Enum):
    """How bad it is: an error stops the file from being used, a warning and an advice do not."""

    ERROR = "fel"
    WARNING = "varning"
    ADVICE = "råd"


@dataclass(frozen=True, slots=True)
class Label:
    """A place with a short word about it, beside the main place of a diagnostic."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake of a user: stable code, message, place, a few words under the caret, and what to do."""

    code: str
    message: str
    span: Span | None = None
    label: str = ""
    help: str = ""
    severity: Severity = Severity.ERROR
    related: tuple[Label, ...] = ()
    where: str = ""
    """What the span cannot say: the file of an unreadable input, the id of an episode."""

    @property
    def place(self) -> tuple[str, int, int]:
        """File, line and column, for sorting and for machine formats; (name, 0, 0) without a span."""
        if self.span is None:
            return (self.where, 0, 0)
        line, column = self.span.position
        return (self.span.source.name, line, column)


class DiagnosticError(Exception):
    """Carries diagnostics out of a function that cannot give a result."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(f"{d.code}: {d.message}" for d in self.diagnostics))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Say whether any of them is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the declared name that was probably meant, or None."""
    candidates = list(known)
    lowered = {c.casefold(): c for c in candidates}
    if name.casefold() in lowered:
        return lowered[name.casefold()]
    found = difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a help text that proposes the nearest known name, or `otherwise`."""
    found = nearest(name, known)
    return f"menade du `{found}`?" if found else otherwise


_CONTROL = {i: "\N{REPLACEMENT CHARACTER}" for i in range(32) if chr(i) not in "\t\n"}
_CONTROL.update(
    {i: "\N{REPLACEMENT CHARACTER}" for i in (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
)


def visible(text: str) -> str:
    """Return text that cannot move the cursor or reorder a terminal line."""
    return text.translate(_CONTROL)


def _excerpt(span: Span, label: str, width: int) -> list[str]:
    """Draw one line of source with a caret under the span, `width` wide line numbers."""
    line, column = span.position
    text = span.source.line(line)
    first_end = span.source.offset(line, len(text) + 1)
    length = max(1, min(span.end, first_end) - span.start)
    start = max(0, column - 81) if len(text) > 160 else 0
    shown = visible(text[start : start + 160]).replace("\t", " ")
    caret = " " * (column - 1 - start) + "^" * min(length, max(1, 160 - (column - 1 - start)))
    return [
        f"{' ' * width} |",
        f"{line:>{width}} | {shown}".rstrip(),
        f"{' ' * width} | {caret} {label}".rstrip(),
    ]


def render(diagnostic: Diagnostic) -> str:
    """Return the diagnostic as text: heading, place, the line with carets, help. No colour, no trailing newline."""
    lines = [visible(f"{diagnostic.severity.value}[{diagnostic.code}]: {diagnostic.message}")]
    labels = [Label(diagnostic.span, diagnostic.label)] if diagnostic.span else []
    labels += diagnostic.related
    width = max((len(str(label.span.position[0])) for label in labels), default=1)
    for number, item in enumerate(labels):
        arrow = "-->" if number == 0 else ":::"
        suffix = f" ({diagnostic.where})" if diagnostic.where and number == 0 else ""
        lines.append(visible(f"{' ' * width}{arrow} {item.span}{suffix}"))
        lines += _excerpt(item.span, visible(item.text), width)
    if not labels and diagnostic.where:
        lines.append(visible(f" --> {diagnostic.where}"))
    if diagnostic.help:
        lines.append(visible(f"{' ' * width} = hjälp: {diagnostic.help}"))
    return "\n".join(lines)


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return them in reading order, each distinct mistake once."""
    unique = dict.fromkeys(diagnostics)
    return sorted(unique, key=lambda d: (*d.place, d.code))
