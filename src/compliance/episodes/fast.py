"""The fast reading of an episode: accepts valid documents and refuses all others without a word.

It accepts exactly what the schema and the semantic checks accept; a test holds the two together. Names that
are not in Unicode NFC are refused here and tried again by the decoder once the whole document is normalised.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from compliance.episodes.model import Actor, Episode, Event, FactValue
from compliance.episodes.values import Convert, Refused, converter, nfc
from compliance.graph.vocabulary import Vocabulary
from compliance.time import Instant, Zone

_EVENT_KEYS = frozenset(EVENT_KEYS)
_ACTOR_KEYS = frozenset(ACTOR_KEYS)
_DATED_KEYS = frozenset(DATED_KEYS)
_FIXTURE_TYPES = {"why": str, "expect": list, "no_violation": list, "liability": dict}
_MOST_UNITS = 10_000
_NO_DATA: Mapping[str, object] = {}


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

    def read(self, raw: object, source: str, line: int) -> Episode:
        """Return the episode, or raise Refused."""
        if type(raw) is not dict or not raw.keys() <= self._keys:
            raise Refused
        for key in self._required:
            if key not in raw:
                raise Refused
        version = raw["schema"]
        if version is True or version != SCHEMA_VERSION:
            raise Refused
        region = raw.get("region")
        expectation, as_of = self._fixture(raw)
        return Episode(
            id=_id(raw["id"]),
            region=None if region is None else _text(region),
            subject=_fields(raw[self._subject], self._subject_fields),
            facts=self._read_facts(raw.get("facts")),
            events=self._read_events(raw["events"]),
            source=source,
            line=line,
            expectation=expectation,
            as_of=as_of,
        )

    def _instant(self, value: object) -> Instant:
        if type(value) is not str:
            raise Refused
        found = self._parse(value)
        if type(found) is not int:
            raise Refused
        return found

    def _fixture(self, raw: dict[str, object]) -> tuple[Mapping[str, object] | None, Instant | None]:
        given = {key: raw[key] for key in FIXTURE_KEYS if key in raw}
        if not given:
            return None, None
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
        for event in events:
            if event.re is not None and (event.re not in ids or event.re == event.id):
                raise Refused
        events.sort(key=_place)
        return tuple(events)

    def _event(self, raw: object, order: int) -> Event:
        if type(raw) is not dict or not raw.keys() <= _EVENT_KEYS:
            raise Refused
        name, at = raw.get("type"), raw.get("at")
        if type(name) is not str or type(at) is not str:
            raise Refused
        fields = self._events.get(name)
        instant = self._parse(at)
        if fields is None or type(instant) is not int:
            raise Refused
        get = raw.get
        by, re, data, recorded = get("by"), get("re"), get("data"), get("recorded_at")
        return Event(
            _id(get("id")),
            name,
            instant,
            None if by is None else self._actor(by),
            self._receivers(get("to")),
            None if re is None else _text(re),
            _NO_DATA if data is None else _fields(data, fields),
            None if recorded is None else self._instant(recorded),
            order,
        )

    def _receivers(self, raw: object) -> tuple[Actor, ...]:
        if raw is None:
            return ()
        if type(raw) is list:
            return tuple([self._actor(item) for item in raw])
        return (self._actor(raw),)

    def _actor(self, raw: object) -> Actor:
        if type(raw) is dict:
            role, unit = raw.get("role"), raw.get("unit")
            known = self._units.get((role, unit)) if type(role) is str and type(unit) is str else None
            if known is not None and len(raw) == 2:
                return known
            if not raw.keys() <= _ACTOR_KEYS or type(role) is not str or role not in self._actors:
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
            if type(value) is list and any(type(item) is dict for item in value):
                if dated := self._dated(value, convert):
                    facts[name] = dated
            else:
                facts[name] = (FactValue(None, convert(value)),)
        return facts

    def _dated(self, raw: list[object], convert: Convert) -> tuple[FactValue, ...]:
        values = []
        for item in raw:
            if type(item) is not dict or item.keys() != _DATED_KEYS:
                raise Refused
            value = item["value"]
            values.append(FactValue(self._instant(item["at"]), None if value is None else convert(value)))
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


def _text(value: object) -> str:
    if type(value) is not str:
        raise Refused
    return nfc(value)


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
