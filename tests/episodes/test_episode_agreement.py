"""The fast reading accepts exactly what the JSON Schema and the semantic checks accept together."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator

import pytest
from episode_words import BOOL, DATE, HERE, NEEDS, decoder, episode, vocabulary
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compliance.episodes import Episode, Unusable, episode_schema, read_paths
from compliance.episodes.explain import Explainer
from compliance.episodes.fast import FastReader
from compliance.episodes.semantics import semantic_problems
from compliance.episodes.values import Refused
from compliance.episodes.yaml_reader import yaml_document
from compliance.time import zone

ZONE = zone("Europe/Stockholm")
FAST = FastReader(vocabulary(), ZONE)
VALIDATOR = Draft202012Validator(episode_schema(vocabulary()))
EXPLAINER = Explainer(vocabulary(), ZONE)

SCALARS: list[object] = [
    None, True, False, 0, 1, 1.0, -1, 2.5, 10**15, 10**15 + 1, 10**400, "", " ", "\n", "x", "e1", "e2", "1",
    "2.5", "-1.25",
    "2.5\n", "1.", ".5", "1" * 16 + ".0", "true", "ja", "kommun", "komun", "slutenvård", "inskrivning",
    "hemgångsklar",
    "kallelse_sip", "behovsbedömning", "driftstopp", "öpt", "blå", "socialtjänst", "å" * 200, "å" * 201,
    "\x1f",
    "2024-03-04", "2024-03-04\n", "2024-02-30", "2024-3-4", "20240304", "2024-W10-1", "1849-12-31",
    "1850-01-01",
    "2201-01-01", "２024-03-04", "08:30", "8:30", "08:30:15", "24:00", "08:30\n", "08:60", "08.30", "٠8:30",
    "2024-03-04T10:15", "2024-03-04 10:15", "2024-03-04T10:15:30", "2024-03-04T10:15\n", "2024-03-04T10:15Z",
    "2024-03-04T10:15+01:00", "2024-03-04T10:15+0100", "2024-03-04T10:15+24:00", "2024-03-31T02:30",
    "2024-10-27T02:30",
    "2024-10-27T02:30+02:00", "2024-03-04T10:15:00.5", "2024-03-04T24:00", "1899-01-01T00:00",
    "2024-03-04t10:15",
]  # fmt: skip
VALUES: list[object] = [
    *SCALARS, [], {}, [None], ["socialtjänst"], ["x"], ["socialtjänst", 1], [{}],
    [{"at": "2024-03-04T10:15", "value": True}],
    [{"at": "2024-03-04T10:15", "value": None}], [{"at": "2024-03-04T10:15"}],
    [{"at": "2024-03-04T10:15", "value": "x"}],
    [{"at": "2024-03-04T10:15", "value": ["socialtjänst"]}, "x"], {"role": "kommun"},
    {"role": "kommun", "unit": None},
    {"unit": "A"}, {"role": "kommun", "unit": 5}, {"role": None}, [{"role": "kommun"}, "patient"],
    ["kommun", None],
]  # fmt: skip
KEYS = [
    "id", "type", "at", "by", "to", "re", "data", "recorded_at", "role", "unit", "value", "schema",
    "region", "facts", "patient",
    "events", "why", "as_of", "expect", "no_violation", "liability", "datum", "behov", "övrigt", "spårfärg",
    "läkemedel_dygn",
    "starttid", "slut", "plats", "till", "ansvarig_läkare", "vårdform", "samordningsbehov", "anteckning",
    "dygn", "sedan",
    "birth_date", "pseudonym", "okänd", "",
]  # fmt: skip


def starts() -> list[dict[str, object]]:
    """Valid documents that between them use every kind of value."""
    found = [episode()]
    for name in (
        "contract.yaml",
        "every-kind.yaml",
        "fixture.yaml",
        "nulls.yaml",
        "out-of-order.yaml",
        "fact-ends.yaml",
    ):
        document = yaml_document(name, (HERE / "good" / name).read_text("utf-8"))
        found.append(document.raw)  # type: ignore
    return found


STARTS = starts()


def holders(raw: object) -> Iterator[dict[str, object] | list[object]]:
    if isinstance(raw, (dict, list)):
        yield raw
        for item in raw.values() if isinstance(raw, dict) else raw:
            yield from holders(item)


@st.composite
def documents(draw: st.DrawFn) -> object:
    raw = copy.deepcopy(draw(st.sampled_from(STARTS)))
    for _ in range(draw(st.integers(0, 3))):
        holder = draw(st.sampled_from(list(holders(raw))))
        value = copy.deepcopy(draw(st.sampled_from(VALUES)))
        names = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        act = draw(st.sampled_from(["change", "change", "change", "add", "add", "drop"]))
        if act == "add" or not names:
            if isinstance(holder, dict):
                holder[draw(st.sampled_from(KEYS))] = value
            else:
                holder.append(value)
        elif act == "drop":
            del holder[draw(st.sampled_from(names))]  # type: ignore
        else:
            holder[draw(st.sampled_from(names))] = value  # type: ignore
    return raw


def accepted_fast(raw: object) -> bool:
    try:
        FAST.read(raw, "x", 1)
    except Refused:
        return False
    return True


def check(raw: object) -> bool:
    slow = VALIDATOR.is_valid(raw) and not list(semantic_problems(raw, vocabulary(), ZONE))
    assert accepted_fast(raw) == slow, json.dumps(raw, ensure_ascii=False)
    assert bool(EXPLAINER.problems(raw)) != slow
    return slow


@settings(max_examples=1500, deadline=None)
@given(documents())
def test_fast_reading_agrees_with_schema_and_semantics(raw: object) -> None:
    check(raw)


@pytest.mark.parametrize("value", VALUES, ids=lambda v: repr(v)[:40])
def test_agreement_at_every_place(value: object) -> None:
    """Put the value in every place that a document has."""
    places = (
        "region",
        "facts",
        "patient",
        "events",
        "schema",
        "id",
        "as_of",
        "why",
        "expect",
        "liability",
        "no_violation",
    )
    for key in places:
        check(episode(**{key: value}))
    for fact in vocabulary().facts:
        check(episode(facts={fact: value}))
        check(episode(facts={fact: [{"at": "2024-03-04T10:15", "value": value}]}))
        check(episode(facts={fact: [{"at": value, "value": None}]}))
    for name in vocabulary().subject.fields:
        check(episode(patient={name: value}))
    base = {"id": "e1", "type": "inskrivning", "at": "2024-03-04T10:15"}
    for key in ("id", "type", "at", "by", "to", "re", "data", "recorded_at"):
        check(episode(events=[{**base, key: value}, {**base, "id": "e2"}]))
    for key in ("role", "unit"):
        check(episode(events=[{**base, "by": {"role": "kommun", key: value}}]))
    for name, event in vocabulary().events.items():
        for field in event.fields:
            check(episode(events=[{**base, "type": name, "data": {field: value}}]))


def test_the_starting_documents_are_valid_and_the_corpus_is_not() -> None:
    assert all(check(raw) for raw in STARTS)
    assert sum(check({**episode(), key: "x"}) for key in KEYS) >= 1


def test_the_schema_is_a_schema_and_names_every_word() -> None:
    Draft202012Validator.check_schema(episode_schema(vocabulary()))
    text = json.dumps(episode_schema(vocabulary()), ensure_ascii=False)
    for word in (*vocabulary().roles, *vocabulary().events, *vocabulary().facts, *NEEDS):
        assert f'"{word}"' in text
    assert BOOL and DATE


@settings(max_examples=500, deadline=None)
@given(documents())
def test_every_mistake_has_a_place_and_words(raw: object) -> None:
    found = decoder().decode_value(raw)
    assert isinstance(found, (Episode, Unusable))
    if isinstance(found, Unusable):
        assert found.diagnostics
        for told in found.diagnostics:
            assert told.span is not None and told.place[1] >= 1 and told.message
            assert "stämmer inte med schemat" not in told.message


def test_json_and_yaml_give_the_same_episode(tmp_path) -> None:
    for number, raw in enumerate(STARTS):
        if "as_of" in raw and raw["as_of"] is None:
            continue
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps({**raw, "id": str(number)}, ensure_ascii=False), "utf-8")
        yaml_file = tmp_path / f"{number}.yaml"
        yaml_file.write_text(json.dumps({**raw, "id": str(number)}, ensure_ascii=False), "utf-8")
        (one,) = read_paths([file], decoder())
        (two,) = read_paths([yaml_file], decoder())
        assert isinstance(one, Episode) and isinstance(two, Episode)
        assert (one.facts, one.events, one.subject) == (two.facts, two.events, two.subject)
