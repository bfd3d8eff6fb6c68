"""What generated code refers to: constants, and what a function fetches from the timeline before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Written(NamedTuple):
    """An expression as text. `sure`: it is true or false, never None. `calls`: how many functions it calls."""

    text: str
    sure: bool
    calls: int = 0


TRUE, FALSE = Written("True", True), Written("False", True)


class Names:
    """The names of one generated function. Constants are shared with the functions beside it; event types and facts
    each function fetches for itself."""

    def __init__(self, beside: Names | None = None) -> None:
        self.constants: dict[str, object] = {} if beside is None else beside.constants
        self._known: dict[int, str] = {} if beside is None else beside._known
        self.kinds: dict[str, str] = {}
        self.facts: dict[str, int] = {}
        self._count = 0

    def constant(self, value: object) -> str:
        """Return the name of a value."""
        found = self._known.get(id(value))
        if found is None:
            found = self._known[id(value)] = f"c{len(self.constants)}"
            self.constants[found] = value
        return found

    def events(self, kind: str) -> str:
        """Return the name of the list of the events of a type; None when there are none."""
        return self.kinds.setdefault(kind, f"k{len(self.kinds)}")

    def fact(self, name: str, at: str) -> str:
        """Return the expression of a fact as it stood at a moment."""
        number = self.facts.setdefault(name, len(self.facts))
        return f"(f{number} if not d{number} else fact({name!r}, {at}))"

    def changes(self, name: str) -> str:
        """Return the name of whether a fact has dates."""
        return f"d{self.facts.setdefault(name, len(self.facts))}"

    def changed_after(self, name: str, at: str) -> str:
        """Return the expression of whether a fact takes a value after a moment."""
        return f"{self.changes(name)} and dated[{name!r}][0][-1] > {at}"

    def fresh(self) -> str:
        """Return a name for a value in passing."""
        self._count += 1
        return f"v{self._count}"

    def fetched(self) -> list[str]:
        """Return the lines that a function begins with: what its other lines name."""
        lines = [f"{name} = get({kind!r})" for kind, name in self.kinds.items()]
        if lines:
            lines = ["get = tl.by_type.get", *lines]
        if self.facts:
            lines += ["fact = tl.fact", "dated = tl.dated", "known = tl.steady.get"]
        for fact, number in self.facts.items():
            lines += [f"f{number} = known({fact!r})", f"d{number} = {fact!r} in dated"]
        return lines


def indented(lines: Sequence[str], by: int = 1) -> list[str]:
    """Return lines as the body of what stands before them."""
    return ["    " * by + line for line in lines]


def joined(parts: Sequence[Written], names: Names, decides: bool) -> Written:
    """Return the expression of parts of which one that is as `decides` is enough; else one that is unknown makes the
    whole unknown. What costs least is asked first: the order of the parts means nothing."""
    if not parts:
        return FALSE if decides else TRUE
    if len(parts) == 1:
        return parts[0]
    ordered = sorted(parts, key=lambda part: (part.calls, not part.sure))
    calls = sum(part.calls for part in parts)
    if all(part.sure for part in parts):
        return Written(f"({(' or ' if decides else ' and ').join(part.text for part in ordered)})", True, calls)
    *first, last = ordered
    unsure: list[str] = []
    steps = []
    for part in first:
        if part.sure:
            steps.append(f"{decides} if {'' if decides else 'not '}{part.text}")
        else:
            value = names.fresh()
            unsure.append(value)
            steps.append(f"{decides} if ({value} := {part.text}) is {decides}")
    end = last.text
    if unsure:
        value = names.fresh()
        steps.append(f"{decides} if ({value} := {last.text}) is {decides}")
        unknown = " or ".join(f"{name} is None" for name in (*unsure, *(() if last.sure else (value,))))
        end = f"None if {unknown} else {not decides}"
    return Written(f"({' else '.join((*steps, end))})", False, calls)
