"""What a name in a condition stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from compliance.graph.vocabulary import Kind, ValueType, Vocabulary
from compliance.language.condition_tree import Reference

ATTRIBUTES: dict[str, ValueType] = {
    "tid": ValueType(Kind.DATETIME),
    "dag": ValueType(Kind.DATE),
    "registrerad": ValueType(Kind.DATETIME),
    "enhet": ValueType(Kind.TEXT),
    "ny_version": ValueType(Kind.BOOL),
}
"""What every event has beside its own fields: moment, local date, moment of registration, the sender's unit, and
whether it changes an earlier one of its type or sends it again."""


NUMBER = ValueType(Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class FactOperand:
    """A fact, as it stood at a moment; unknown when the record does not hold it."""

    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class FieldOperand:
    """A field or attribute of an event. `event` None: the candidate of the surrounding pattern; else the trigger
    when it is of that type, or the latest such event so far. Not there when absent, never unknown."""

    event: str | None
    name: str
    type: ValueType
    attribute: bool


@dataclass(frozen=True, slots=True)
class SubjectOperand:
    """A field of the subject. Not there when absent."""

    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class DerivedOperand:
    """Whole years since a date of the subject; unknown when the record does not hold the date."""

    name: str
    since: str
    type: ValueType = NUMBER


Operand: TypeAlias = FactOperand | FieldOperand | SubjectOperand | DerivedOperand


def operand_of(reference: Reference, vocabulary: Vocabulary, candidate: str | None) -> Operand | None:
    """Return what a name stands for, or None. `candidate` is the event type of the surrounding pattern's `där`."""
    if reference.owner is not None:
        if reference.owner == vocabulary.subject.name:
            return _subject(reference.name, vocabulary)
        return _field(reference.owner, reference.owner, reference.name, vocabulary)
    if candidate is not None:
        found = _field(None, candidate, reference.name, vocabulary)
        if found is not None:
            return found
    if reference.name in vocabulary.facts:
        return FactOperand(reference.name, vocabulary.facts[reference.name].type)
    if reference.name in vocabulary.derived:
        return DerivedOperand(reference.name, vocabulary.derived[reference.name].years_since)
    return _subject(reference.name, vocabulary)


def _field(event: str | None, owner: str, name: str, vocabulary: Vocabulary) -> FieldOperand | None:
    known = vocabulary.events.get(owner)
    if known is None:
        return None
    if name in known.fields:
        return FieldOperand(event, name, known.fields[name], False)
    if name in ATTRIBUTES:
        return FieldOperand(event, name, ATTRIBUTES[name], True)
    return None


def _subject(name: str, vocabulary: Vocabulary) -> SubjectOperand | None:
    found = vocabulary.subject.fields.get(name)
    return SubjectOperand(name, found) if found is not None else None
