"""The structural keys of an episode: those that every vocabulary shares."""

from __future__ import annotations

SCHEMA_VERSION = 1
LONGEST_ID = 200

FIXTURE_KEYS = ("why", "as_of", "expect", "no_violation", "liability")
EVENT_KEYS = ("id", "type", "at", "by", "to", "re", "data", "recorded_at")
ACTOR_KEYS = ("role", "unit")
DATED_KEYS = ("at", "value")


def top_keys(subject: str) -> tuple[str, ...]:
    """Return the keys that may stand at the top of a document about this subject."""
    return ("schema", "id", "region", subject, "facts", "events", *FIXTURE_KEYS)


def required_keys(subject: str) -> tuple[str, ...]:
    """Return the keys that must."""
    return ("schema", "id", subject, "events")
