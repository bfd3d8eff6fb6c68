"""The fast reading of an episode: accepts valid documents and refuses all others without a word.

It accepts exactly what the schema and the semantic checks accept; a test holds the two together. All texts are to be
in Unicode NFC. What is written out here in one place rather than called from it is run for each event of each episode.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compliance.episodes.document import MAX_DEPTH
from compliance.episodes.keys import (
    ACTOR_KEYS,
    DATED_KEYS,
    EVENT_KEYS,
    FIXTURE_KEYS,
    LONGEST_ID,
    SCHEMA_VERSION,
    required_keys,
    top_keys,
)
from compliance.episodes.make import maker
from compliance.episodes.model import Actor, Episode, Event, FactValue
from compliance.episodes.values import Convert, Refused, converter, nfc
from compliance.graph.vocabulary import Vocabulary
from compliance.time import Instant, Zone

_EVENT_KEYS = frozenset(EVENT_KEYS)
_ACTOR_KEYS = frozenset(ACTOR_KEYS)
_DATED_KEYS = frozenset(DATED_KEYS)
_FIXTURE_KEYS = frozenset(FIXTURE_KEYS)
_FIXTURE_TYPES = {"why": str, "expect": list, "no_violation": list, "liability": dict}
_MOST_UNITS = 10_000
_BEFORE_ALL = float("-inf")
_NO_DATA: Mapping[str, object] = {}
_new_episode, _new_event, _new_value = maker(Episode), maker(Event), maker(FactValue)


class FastReader:
    """Reads documents in the words of one vocabulary and the local time of one zone."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone) -> None:
        self._parse = zone.parse
        self._subject = vocabulary.subject.name
        self._required = required_keys(self._subject)
        self._keys = frozenset(top_keys(self._subject))
        self._subject_fields = {n: converter(t, zone) for n, t in vocabulary.subject.fields.items()}
        self._facts = {name: converter(fact.type, zone) for name, fact in vocabulary.facts.items()}
        self._events = {
            name: {field: converter(t, zone) for field, t in event.fields.items()}
            for name, event in vocabulary.events.items()
        }
        self._units: dict[tuple[str, str], Actor] = {}
        self._actors = {name: Actor(name) for name in vocabulary.roles}

    def read(self, raw: object, source: str, line: int, written: int | None = None) -> Episode:
        """Return the episode, or raise Refused: also if so many keys were `written`, and some are gone."""
        if type(raw) is not dict or not self._keys.issuperset(raw):
            raise Refused
        for key in self._required:
            if key not in raw:
                raise Refused
        version = raw["schema"]
        if version is True or version != SCHEMA_VERSION:
            raise Refused
        region = raw.get("region")
        if region is not None and type(region) is not str:
            raise Refused
        expectation, as_of = (None, None) if _FIXTURE_KEYS.isdisjoint(raw) else self._fixture(raw)
        episode = _new_episode(
            _id(raw["id"]),
            region,
            _fields(raw[self._subject], self._subject_fields),
            self._read_facts(raw.get("facts")),
            self._read_events(raw["events"]),
            source,
            line,
            expectation,
            as_of,
        )
        if written is not None and written != _keys(raw):
            raise Refused
        return episode

    def _instant(self, value: object) -> Instant:
        if type(value) is not str:
            raise Refused
        found = self._parse(value)
        if type(found) is not int:
            raise Refused
        return found

    def _fixture(self, raw: dict[str, object]) -> tuple[Mapping[str, object], Instant | None]:
        given = {key: raw[key] for key in FIXTURE_KEYS if key in raw}
        for key, wanted in _FIXTURE_TYPES.items():
            value = given.get(key)
            if value is not None and type(value) is not wanted:
                raise Refused
        as_of = given.get("as_of")
        instant = None if as_of is None else self._instant(as_of)
        return {key: normalised(value, 1) for key, value in given.items()}, instant

    def _read_events(self, raw: object) -> tuple[Event, ...]:
        if type(raw) is not list:
            raise Refused
        events = [self._event(item, order) for order, item in enumerate(raw)]
        ids = {event.id for event in events}
        if len(ids) != len(events):
            raise Refused
        in_order, last = True, _BEFORE_ALL
        for event in events:
            if event.re is not None and (event.re not in ids or event.re == event.id):
                raise Refused
            in_order, last = in_order and last < event.at, event.at
        if not in_order:
            events.sort(key=_place)
        return tuple(events)

    def _event(self, raw: object, order: int) -> Event:
        if type(raw) is not dict or not _EVENT_KEYS.issuperset(raw):
            raise Refused
        get = raw.get
        id, name, at = get("id"), get("type"), get("at")
        by, to, re, data, recorded = get("by"), get("to"), get("re"), get("data"), get("recorded_at")
        if type(id) is not str or not 0 < len(id) <= LONGEST_ID or id.isspace():
            raise Refused
        if type(name) is not str or type(at) is not str or (re is not None and type(re) is not str):
            raise Refused
        fields = self._events.get(name)
        instant = self._parse(at)
        if fields is None or type(instant) is not int:
            raise Refused
        return _new_event(
            id,
            name,
            instant,
            None if by is None else self._actor(by),
            () if to is None else self._receivers(to),
            re,
            _NO_DATA if data is None else _fields(data, fields),
            None if recorded is None else self._instant(recorded),
            order,
        )

    def _receivers(self, raw: object) -> tuple[Actor, ...]:
        if type(raw) is list:
            return tuple([self._actor(item) for item in raw])
        return (self._actor(raw),)

    def _actor(self, raw: object) -> Actor:
        if type(raw) is dict:
            role, unit = raw.get("role"), raw.get("unit")
            known = self._units.get((role, unit)) if type(role) is str and type(unit) is str else None
            if known is not None and len(raw) == 2:
                return known
            if not _ACTOR_KEYS.issuperset(raw) or type(role) is not str or role not in self._actors:
                raise Refused
            return self._actors[role] if unit is None else self._remembered(role, _text(unit))
        if type(raw) is not str or raw not in self._actors:
            raise Refused
        return self._actors[raw]

    def _remembered(self, role: str, unit: str) -> Actor:
        """Return the one actor of a role and unit; the same few recur all through a record."""
        if len(self._units) >= _MOST_UNITS:
            self._units.clear()
        return self._units.setdefault((role, unit), Actor(role, unit))

    def _read_facts(self, raw: object) -> Mapping[str, tuple[FactValue, ...]]:
        if raw is None:
            return {}
        if type(raw) is not dict:
            raise Refused
        facts = {}
        for name, value in raw.items():
            convert = self._facts.get(name)
            if convert is None:
                raise Refused
            if value is None:
                continue
            if type(value) is list and dict in map(type, value):
                if dated := self._dated(value, convert):
                    facts[name] = dated
            else:
                facts[name] = (_new_value(None, convert(value)),)
        return facts

    def _dated(self, raw: list[object], convert: Convert) -> tuple[FactValue, ...]:
        values = []
        for item in raw:
            if type(item) is not dict or item.keys() != _DATED_KEYS:
                raise Refused
            value = item["value"]
            values.append(_new_value(self._instant(item["at"]), None if value is None else convert(value)))
        values.sort(key=_since)
        # Unknown before anything is known says nothing; unknown after a value ends it.
        known = next((i for i, value in enumerate(values) if value.value is not None), len(values))
        return tuple(values[known:])


def normalised(raw: object, depth: int = 0) -> object:
    """Return plain values with all text in NFC, or raise Refused: too deep, or two keys become the same."""
    if depth > MAX_DEPTH:
        raise Refused
    if type(raw) is str:
        return nfc(raw)
    if type(raw) is list:
        return [normalised(item, depth + 1) for item in raw]
    if type(raw) is not dict:
        return raw
    found = {nfc(key) if type(key) is str else key: normalised(value, depth + 1) for key, value in raw.items()}
    if len(found) != len(raw):
        raise Refused
    return found


def _place(event: Event) -> tuple[Instant, int, str]:
    """Events in time order; those of one second by id, so that the order of the record decides nothing."""
    return event.at, len(event.id), event.id


def _since(value: FactValue) -> Instant:
    return value.at or 0


def _keys(raw: dict[str, Any]) -> int:
    """Return how many keys there are in a document that was accepted, in all its mappings together."""
    met = 0
    for event in raw["events"]:
        get = event.get
        by, to, data = get("by"), get("to"), get("data")
        met += len(event)
        if type(by) is dict:
            met += len(by)
        if to is not None:
            for item in to if type(to) is list else (to,):
                if type(item) is dict:
                    met += len(item)
        if data is not None:
            met += len(data)
    return met + _nested_keys({**raw, "events": None})


def _nested_keys(raw: object) -> int:
    """Return how many keys there are in a value of any form."""
    met, values = 0, [raw]
    for value in values:
        if type(value) is dict:
            met += len(value)
            values += value.values()
        elif type(value) is list:
            values += value
    return met


def _text(value: object) -> str:
    if type(value) is not str:
        raise Refused
    return value


def _id(value: object) -> str:
    text = _text(value)
    if not text or len(text) > LONGEST_ID or text.isspace():
        raise Refused
    return text


def _fields(raw: object, fields: Mapping[str, Convert]) -> Mapping[str, object]:
    if type(raw) is not dict:
        raise Refused
    found = {}
    for name, value in raw.items():
        convert = fields.get(name)
        if convert is None:
            raise Refused
        if value is not None:
            found[name] = convert(value)
    return found
