"""Raw trees to the declarations of a vocabulary."""

from __future__ import annotations

from compliance.language.build_condition import condition_of, value
from compliance.language.condition_tree import Value
from compliance.language.nodes import Nodes, Raw, child, children, has, only, tokens, trees
from compliance.language.tree import CalendarTree, YearlyTree
from compliance.language.vocabulary_tree import (
    DerivedTree,
    EventTree,
    FactTree,
    FieldTree,
    RoleTree,
    SettingTree,
    SubjectTree,
    TypeTree,
    VocabularyTree,
)

_TYPES = {
    "type_bool": "bool",
    "type_text": "text",
    "type_date": "date",
    "type_datetime": "datetime",
    "type_clock": "clock",
    "type_number": "number",
    "type_one_of": "enum",
    "type_list": "list",
}


def _type(nodes: Nodes, tree: Raw) -> TypeTree:
    inner = child(tree, *_TYPES)
    assert inner is not None
    return TypeTree(_TYPES[str(inner.data)], nodes.names(child(inner, "names")), nodes.span(inner))


def _field(nodes: Nodes, tree: Raw) -> FieldTree:
    return FieldTree(nodes.reference(tokens(tree, "NAME")[0]), _type(nodes, tree), nodes.span(tree))


def _setting(nodes: Nodes, tree: Raw) -> SettingTree:
    from_field = child(tree, "field_value")
    values = [t for t in trees(tree) if str(t.data).startswith("value_")]
    written: Value | None = value(nodes, values[0]) if values else None
    return SettingTree(
        nodes.reference(tokens(tree, "NAME")[0]),
        written,
        nodes.name(from_field),
        condition_of(nodes, tree),
        nodes.span(tree),
    )


def vocabulary(nodes: Nodes, tree: Raw) -> VocabularyTree:
    """Return the heading of a vocabulary."""
    return VocabularyTree(
        nodes.reference(tokens(tree, "NAME")[0]), nodes.text(child(tree, "time_zone")) or None, nodes.span(tree)
    )


def role(nodes: Nodes, tree: Raw) -> RoleTree:
    """Return a role."""
    name = nodes.reference(tokens(tree, "NAME")[0])
    stand_in = child(tree, "stand_in")
    since_before = nodes.name(child(stand_in, "since_before"))
    return RoleTree(name, nodes.name(child(tree, "is_a")), nodes.name(stand_in), since_before, nodes.span(tree))


def subject(nodes: Nodes, tree: Raw) -> SubjectTree:
    """Return the subject of episodes."""
    fields = tuple(_field(nodes, item) for item in children(tree, "field"))
    return SubjectTree(nodes.reference(tokens(tree, "NAME")[0]), fields, nodes.span(tree))


def event(nodes: Nodes, tree: Raw) -> EventTree:
    """Return an event type."""
    answers = child(tree, "answers")
    verb = child(tree, "event_verb")
    return EventTree(
        nodes.reference(tokens(tree, "NAME")[0]),
        nodes.names(child(tree, "event_by")),
        str(tokens(verb, "NAME")[0]) if verb is not None else "göra",
        nodes.text(child(tree, "event_phrase")),
        None if answers is None else nodes.names(child(answers, "names")),
        nodes.name(child(tree, "retracts")),
        child(tree, "closes") is not None,
        tuple(_field(nodes, item) for item in children(tree, "field")),
        tuple(_setting(nodes, item) for item in children(tree, "setting")),
        nodes.span(tree),
    )


def fact(nodes: Nodes, tree: Raw) -> FactTree:
    """Return a fact."""
    return FactTree(nodes.reference(tokens(tree, "NAME")[0]), _type(nodes, tree), nodes.span(tree))


def derived(nodes: Nodes, tree: Raw) -> DerivedTree:
    """Return a derived number of years."""
    name, since = tokens(tree, "NAME")
    return DerivedTree(nodes.reference(name), nodes.reference(since), nodes.span(tree))


def calendar(nodes: Nodes, tree: Raw) -> CalendarTree:
    """Return a calendar."""
    closed = child(tree, "closed")
    kinds = [str(t.data) for t in trees(closed)] if closed is not None else []
    dates = tuple(str(only_token(t)) for t in trees(closed) if t.data == "closed_date") if closed is not None else ()
    return CalendarTree(
        nodes.reference(tokens(tree, "NAME")[0]),
        nodes.text(child(tree, "country")) or None,
        "closed_weekends" in kinds,
        "closed_holidays" in kinds,
        "closed_eves" in kinds,
        dates,
        nodes.span(tree),
    )


def only_token(tree: Raw) -> str:
    """Return the text of the single DATE token of a tree."""
    return str(tokens(tree, "DATE")[0])


def yearly(nodes: Nodes, tree: Raw) -> YearlyTree:
    """Return an amount by year."""
    rows: list[tuple[int, int | None, str]] = []
    for row in children(tree, "year_row"):
        numbers = [nodes.number(t) for t in tokens(row, "NUMBER")]
        if any(numbers[0] == year for year, _, _ in rows):
            nodes.complain(
                "G110", f"året {numbers[0]} står två gånger", nodes.span(row), "andra gången", "ta bort den ena raden"
            )
        known = None if has(row, "UNKNOWN") else numbers[1]
        rows.append((numbers[0], known, nodes.text(row)))
    return YearlyTree(nodes.reference(tokens(tree, "NAME")[0]), tuple(rows), nodes.span(tree))


__all__ = ["calendar", "derived", "event", "fact", "only", "role", "subject", "vocabulary", "yearly"]
