"""Names in conditions compiled to closures that fetch their values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from compliance.check.timeline import Timeline
from compliance.episodes.model import Event
from compliance.graph.operands import DerivedOperand, FactOperand, FieldOperand, Operand, SubjectOperand, operand_of
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Reference
from compliance.time import Instant

Getter: TypeAlias = Callable[[Timeline, Instant, Event | None, Event | None], object]


def name_of(operand: Operand, vocabulary: Vocabulary) -> str:
    """Return how an operand is named in a finding's `missing`: a fact by its name, a field with its owner."""
    match operand:
        case FactOperand(name):
            return name
        case DerivedOperand(_, since) | SubjectOperand(since):
            return f"{vocabulary.subject.name}.{since}"
        case FieldOperand(event, name):
            return f"{event}.{name}" if event is not None else name


def may_be_unknown(operand: Operand | None) -> bool:
    """Facts, and what follows from the subject's dates, can be unknown; a field that is absent is not there."""
    return isinstance(operand, FactOperand | DerivedOperand)


def compile_operand(reference: Reference, vocabulary: Vocabulary, candidate: str | None) -> Getter:
    """Return the closure that fetches an operand's value; None is absent or unknown."""
    operand = operand_of(reference, vocabulary, candidate)
    match operand:
        case FactOperand(name):
            return lambda tl, at, trigger, cand: tl.fact(name, at) if name in tl.dated else tl.steady.get(name)
        case SubjectOperand(name):
            return lambda tl, at, trigger, cand: tl.episode.subject.get(name)
        case DerivedOperand(_, since):
            return lambda tl, at, trigger, cand: _years(tl.episode.subject.get(since), at, tl)
        case FieldOperand(event, name, _, attribute):
            read = _attribute(name) if attribute else _field(name)
            if event is None:
                return lambda tl, at, trigger, cand: read(tl, cand) if cand is not None else None
            return _of_event(event, read)
    raise AssertionError(f"unresolved name {reference}")


def _of_event(kind: str, read: Callable[[Timeline, Event], object]) -> Getter:
    """The trigger when it is of the type, else the latest such event at the moment."""

    def get(tl: Timeline, at: Instant, trigger: Event | None, cand: Event | None) -> object:
        if trigger is not None and trigger.type == kind:
            return read(tl, trigger)
        found = tl.latest(kind, at)
        return read(tl, found) if found is not None else None

    return get


def _field(name: str) -> Callable[[Timeline, Event], object]:
    return lambda tl, event: event.data.get(name)


def _attribute(name: str) -> Callable[[Timeline, Event], object]:
    match name:
        case "tid":
            return lambda tl, event: event.at
        case "dag":
            return lambda tl, event: date.fromordinal(tl.zone.day(event.at))
        case "registrerad":
            return lambda tl, event: event.recorded_at
        case "ny_version":
            return _changes_an_earlier
        case _:
            return lambda tl, event: event.by.unit if event.by is not None else None


def _changes_an_earlier(tl: Timeline, event: Event) -> bool:
    if event.re is None:
        return False
    return any(earlier is not event and tl.answers(event, earlier) for earlier in tl.of_type(event.type))


def _years(born: object, at: Instant, tl: Timeline) -> int | None:
    if not isinstance(born, date):
        return None
    today = date.fromordinal(tl.zone.day(at))
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
