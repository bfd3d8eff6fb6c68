"""What a condition, pattern or deadline speaks of: event types, facts and rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from compliance.graph.operands import (
    DerivedOperand,
    FactOperand,
    FieldOperand,
    Operand,
    SubjectOperand,
    operand_of,
)
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Distance, Equal, OneOf, Order, Pattern, Reference, RuleBroken
from compliance.language.source import Source, Span

Mention = tuple[str, str]
"""Kind (`event`, `fact`, `rule`) and its name; a field of the subject is the fact `subject.field`."""


class Mentions:
    """Finds what trees speak of, with the words of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def of(self, *nodes: object) -> list[Mention]:
        """Return what conditions, patterns and anchors speak of, each once, in reading order."""
        return list(dict.fromkeys(m for node in nodes for m in self._walk(node, None)))

    def _walk(self, node: object, candidate: str | None) -> Iterator[Mention]:
        match node:
            case None | Span() | Source():
                return
            case tuple():
                for item in node:
                    yield from self._walk(item, candidate)
            case Pattern(event, _, _, where):
                yield "event", event.name
                yield from self._walk(where, event.name)
            case RuleBroken(rule):
                yield "rule", rule.name
            case Reference():
                yield from self._named(operand_of(node, self.vocabulary, candidate))
            case Equal(operand, value):
                yield from self._compared(operand, (value,), candidate)
            case OneOf(operand, values):
                yield from self._compared(operand, values, candidate)
            case Order(left, _, right):
                yield from self._walk((left, right), candidate)
            case Distance(left, right=right, later=later):
                yield from self._walk((left, right) if later is None else (left, later[0], right), candidate)
            case _ if is_dataclass(node) and not isinstance(node, type):
                yield from self._parts(node, candidate)

    def _parts(self, node: object, candidate: str | None) -> Iterator[Mention]:
        """The operand of a leaf is a name, its values are words of the operand's type."""
        operand = getattr(node, "operand", None)
        if operand is not None:
            yield from self._walk(operand, candidate)
            return
        for part in fields(node):  # type: ignore[arg-type]
            yield from self._walk(getattr(node, part.name), candidate)

    def _compared(self, reference: Reference, values: tuple[object, ...], candidate: str | None) -> Iterator[Mention]:
        operand = operand_of(reference, self.vocabulary, candidate)
        yield from self._named(operand)
        for value in values:
            if isinstance(value, Reference) and not _is_word(operand, value):
                yield from self._named(operand_of(value, self.vocabulary, candidate))

    def _named(self, operand: Operand | None) -> Iterator[Mention]:
        match operand:
            case FactOperand(name) | DerivedOperand(name):
                yield "fact", name
            case SubjectOperand(name):
                yield "fact", f"{self.vocabulary.subject.name}.{name}"
            case FieldOperand(event) if event is not None:
                yield "event", event


def _is_word(operand: Operand | None, value: Reference) -> bool:
    return operand is not None and value.owner is None and value.name in operand.type.values
