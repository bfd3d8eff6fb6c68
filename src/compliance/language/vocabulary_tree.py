"""The syntax tree of the vocabulary: roles, events and facts as they were written."""

from __future__ import annotations

from dataclasses import dataclass, field

from compliance.language.condition_tree import Condition, Reference, Value
from compliance.language.source import Span


@dataclass(frozen=True, slots=True)
class TypeTree:
    """A written type: its kind, and the values of an enumeration."""

    kind: str
    values: tuple[Reference, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FieldTree:
    """A field of an event or of the subject."""

    name: Reference
    type: TypeTree
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SettingTree:
    """A fact that an event sets."""

    fact: Reference
    value: Value | None
    from_field: Reference | None
    condition: Condition | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class VocabularyTree:
    """The heading of a vocabulary."""

    name: Reference
    time_zone: str | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RoleTree:
    """A role."""

    name: Reference
    is_a: Reference | None
    stand_in: Reference | None
    since_before: Reference | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SubjectTree:
    """Whom or what an episode is about."""

    name: Reference
    fields: tuple[FieldTree, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EventTree:
    """An event type."""

    name: Reference
    by: tuple[Reference, ...]
    verb: str
    phrase: str
    answers: tuple[Reference, ...] | None
    retracts: Reference | None
    closes: bool
    fields: tuple[FieldTree, ...]
    sets: tuple[SettingTree, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FactTree:
    """A fact."""

    name: Reference
    type: TypeTree
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DerivedTree:
    """A number of years that follows from a date of the subject."""

    name: Reference
    years_since: Reference
    span: Span = field(compare=False, repr=False)
