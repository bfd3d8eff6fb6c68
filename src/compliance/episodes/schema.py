"""The JSON Schema (2020-12) of an episode, made from the vocabulary. A leaf says what it should be."""

from __future__ import annotations

from compliance.episodes.keys import (
    ACTOR_KEYS,
    EVENT_KEYS,
    LONGEST_ID,
    SCHEMA_VERSION,
    required_keys,
    top_keys,
)
from compliance.episodes.values import INSTANT_SCHEMA, Schema, value_schema
from compliance.graph.vocabulary import EventType, Fact, Vocabulary

_NULLABLE_TEXT: Schema = {"type": ["string", "null"], "description": "text"}
_ID: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_ID,
    "pattern": "[^\\s]",
    "description": f"text, högst {LONGEST_ID} tecken",
}


def episode_schema(vocabulary: Vocabulary) -> Schema:
    """Return the JSON Schema of an episode document in the words of a vocabulary."""
    subject = vocabulary.subject
    properties: Schema = {
        "schema": {"const": SCHEMA_VERSION, "description": str(SCHEMA_VERSION)},
        "id": _ID,
        "region": _NULLABLE_TEXT,
        subject.name: {
            "type": "object",
            "properties": {name: value_schema(kind) for name, kind in subject.fields.items()},
            "additionalProperties": False,
            "description": "en mappning",
        },
        "facts": {
            "type": ["object", "null"],
            "properties": {name: _fact(fact) for name, fact in vocabulary.facts.items()},
            "additionalProperties": False,
            "description": "en mappning",
        },
        "events": {
            "type": "array",
            "items": {"$ref": "#/$defs/event"},
            "description": "en lista av händelser",
        },
        "why": _NULLABLE_TEXT,
        "as_of": {**INSTANT_SCHEMA, "type": ["string", "null"]},
        "expect": {"type": ["array", "null"], "description": "en lista"},
        "no_violation": {"type": ["array", "null"], "description": "en lista"},
        "liability": {"type": ["object", "null"], "description": "en mappning"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Episod ({vocabulary.name})" if vocabulary.name else "Episod",
        "type": "object",
        "description": "en mappning",
        "properties": {key: properties[key] for key in top_keys(subject.name)},
        "required": list(required_keys(subject.name)),
        "additionalProperties": False,
        "$defs": {
            "role": {"enum": list(vocabulary.roles), "description": "en roll"},
            "actor": _actor(["string", "object", "null"]),
            "actors": {
                **_actor(["string", "object", "array", "null"]),
                "items": _actor(["string", "object"]),
            },
            "event": _event(vocabulary),
        },
    }


def _actor(types: list[str]) -> Schema:
    """An actor: a role alone, or a mapping; what holds for mappings does not touch other types."""
    return {
        "type": types,
        "if": {"type": "string"},
        "then": {"$ref": "#/$defs/role"},
        "properties": dict(zip(ACTOR_KEYS, ({"$ref": "#/$defs/role"}, _NULLABLE_TEXT), strict=True)),
        "required": ["role"],
        "additionalProperties": False,
        "description": "en roll, eller en mappning med `role` och `unit`",
    }


def _event(vocabulary: Vocabulary) -> Schema:
    properties: Schema = {
        "id": _ID,
        "type": {"enum": list(vocabulary.events), "description": "en händelsetyp"},
        "at": INSTANT_SCHEMA,
        "by": {"$ref": "#/$defs/actor"},
        "to": {"$ref": "#/$defs/actors"},
        "re": {"type": ["string", "null"], "description": "id för en händelse, som text"},
        "data": {"type": ["object", "null"], "description": "en mappning"},
        "recorded_at": {**INSTANT_SCHEMA, "type": ["string", "null"]},
    }
    return {
        "type": "object",
        "properties": {key: properties[key] for key in EVENT_KEYS},
        "required": ["id", "type", "at"],
        "additionalProperties": False,
        "allOf": [_data_of(event) for event in vocabulary.events.values()],
        "description": "en mappning",
    }


def data_schema(event: EventType) -> Schema:
    """Return what the data of one type of event may hold; what is no mapping is judged elsewhere."""
    fields = {name: value_schema(kind) for name, kind in event.fields.items()}
    return {"properties": fields, "additionalProperties": False}


def _data_of(event: EventType) -> Schema:
    """The same, applied to events of that type only."""
    return {
        "if": {"properties": {"type": {"const": event.name}}, "required": ["type"]},
        "then": {"properties": {"data": data_schema(event)}},
    }


def _fact(fact: Fact) -> Schema:
    """A value, or a list of mappings with the time from which each value holds."""
    value = value_schema(fact.type)
    dated = {
        "type": "object",
        "properties": {"at": INSTANT_SCHEMA, "value": value},
        "required": ["at", "value"],
        "additionalProperties": False,
        "description": "en mappning med `at` och `value`",
    }
    return {
        "if": {"type": "array", "contains": {"type": "object"}},
        "then": {"items": dated},
        "else": value,
    }
