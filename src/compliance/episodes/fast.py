"""The fast reading of an episode: accepts valid documents and refuses all others without a word.

It accepts exactly what the schema and the semantic checks accept; a test holds the two together. All texts are to be
in Unicode NFC.
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
from compliance.episodes.make import maker
from compliance.episodes.model import NOBODY, Actor, Episode, Event, FactValue
from compliance.episodes.values import Convert, Refused, converter, nfc
from compliance.graph.vocabulary import Vocabulary
from compliance.time import Instant, Zone

# Every mapping of a document, in the order in which they are met.
Walked = list[Mapping[str, object]]

# An event that says nothing. What one says laid over it, the values come in this order; one more has an unknown key.
_NO_EVENT = dict.fromkeys(EVENT_KEYS)
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
        self._units: dict[str, dict[str, Actor]] = {name: {} for name in vocabulary.roles}
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
        walked: Walked = [raw]
        expectation, as_of = (None, None) if _FIXTURE_KEYS.isdisjoint(raw) else self._fixture(raw, walked)
        subject = _fields(raw[self._subject], self._subject_fields, walked)
        facts = self._read_facts(raw.get("facts"), walked)
        events = self._read_events(raw["events"], walked)
        if written is not None and written != sum(map(len, walked)):
            raise Refused
        return _new_episode(_id(raw["id"]), region, subject, facts, events, source, line, expectation, as_of)

    def _instant(self, value: object) -> Instant:
        if type(value) is not str:
            raise Refused
        found = self._parse(value)
        if type(found) is not int:
            raise Refused
        return found

    def _fixture(self, raw: dict[str, object], walked: Walked) -> tuple[Mapping[str, object], Instant | None]:
        given = {key: raw[key] for key in FIXTURE_KEYS if key in raw}
        for key, wanted in _FIXTURE_TYPES.items():
            value = given.get(key)
            if value is not None and type(value) is not wanted:
                raise Refused
        as_of = given.get("as_of")
        instant = None if as_of is None else self._instant(as_of)
        walked += _mappings(list(given.values()))
        return {key: normalised(value, 1) for key, value in given.items()}, instant

    def _read_events(self, raw: object, walked: Walked) -> tuple[Event, ...]:
        if type(raw) is not list:
            raise Refused
        events = [self._event(item, order, walked) for order, item in enumerate(raw)]
        ids = {event.id for event in events}
        if len(ids) != len(events):
            raise Refused
        in_order, last = True, _BEFORE_ALL
        for event in events:
            if event.re is not None and (event.re not in ids or event.re == event.id):
                raise Refused
            if event.at <= last:
                in_order = False
            last = event.at
        if not in_order:
            events.sort(key=_place)
        return tuple(events)

    def _event(self, raw: object, order: int, walked: Walked) -> Event:
        if type(raw) is not dict:
            raise Refused
        walked.append(raw)
        try:
            id, name, at, by, to, re, data, recorded = (_NO_EVENT | raw).values()
        except ValueError:
            raise Refused from None
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
            None if by is None else self._actor(by, walked),
            () if to is None else self._receivers(to, walked),
            re,
            _NO_DATA if data is None else _fields(data, fields, walked),
            None if recorded is None else self._instant(recorded),
            order,
        )

    def _receivers(self, raw: object, walked: Walked) -> tuple[Actor, ...]:
        if type(raw) is list:
            return tuple([self._actor(item, walked) for item in raw]) if raw else NOBODY
        return (self._actor(raw, walked),)

    def _actor(self, raw: object, walked: Walked) -> Actor:
        if type(raw) is dict:
            walked.append(raw)
            if len(raw) == 2:
                try:
                    return self._units[raw["role"]][raw["unit"]]
                except (KeyError, TypeError):
                    pass
            role, unit = raw.get("role"), raw.get("unit")
            if not _ACTOR_KEYS.issuperset(raw) or type(role) is not str or role not in self._actors:
                raise Refused
            return self._actors[role] if unit is None else self._remembered(role, _text(unit))
        if type(raw) is not str or raw not in self._actors:
            raise Refused
        return self._actors[raw]

    def _remembered(self, role: str, unit: str) -> Actor:
        """Return the one actor of a role and unit; the same few recur all through a record."""
        units = self._units[role]
        if len(units) >= _MOST_UNITS:
            units.clear()
        return units.setdefault(unit, Actor(role, unit))

    def _read_facts(self, raw: object, walked: Walked) -> Mapping[str, tuple[FactValue, ...]]:
        if raw is None:
            return {}
        if type(raw) is not dict:
            raise Refused
        walked.append(raw)
        facts = {}
        for name, value in raw.items():
            convert = self._facts.get(name)
            if convert is None:
                raise Refused
            if value is None:
                continue
            if type(value) is list and dict in map(type, value):
                if dated := self._dated(value, convert, walked):
                    facts[name] = dated
            else:
                facts[name] = (_new_value(None, convert(value)),)
        return facts

    def _dated(self, raw: list[object], convert: Convert, walked: Walked) -> tuple[FactValue, ...]:
        values = []
        for item in raw:
            if type(item) is not dict or item.keys() != _DATED_KEYS:
                raise Refused
            walked.append(item)
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


def _mappings(values: list[object]) -> Walked:
    """Return every mapping in values of any form; the list given grows by what they hold."""
    found: Walked = []
    for value in values:
        if type(value) is dict:
            found.append(value)
            values += value.values()
        elif type(value) is list:
            values += value
    return found


def _text(value: object) -> str:
    if type(value) is not str:
        raise Refused
    return value


def _id(value: object) -> str:
    text = _text(value)
    if not text or len(text) > LONGEST_ID or text.isspace():
        raise Refused
    return text


def _fields(raw: object, fields: Mapping[str, Convert], walked: Walked) -> Mapping[str, object]:
    if type(raw) is not dict:
        raise Refused
    walked.append(raw)
    found = {}
    for name, value in raw.items():
        convert = fields.get(name)
        if convert is None:
            raise Refused
        if value is not None:
            found[name] = convert(value)
    return found
