"""A line decoded at once is read as the careful parser reads it: no key is lost, and no text left out of NFC."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError
from itertools import product
from unicodedata import is_normalized

import pytest
from episode_words import codes, decoder, episode, read_lines
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.episodes import Actor, Document, Episode, Event, FactValue, Unusable
from compliance.episodes.json_reader import json_document, json_line
from compliance.episodes.make import maker

FULL = episode(
    region="region: nord",
    facts={
        "behov": ["socialtjänst"],
        "samtycke_sip": [{"at": "2024-03-04T11:00", "value": True}, {"at": "2024-03-05T11:00", "value": None}],
        "anteckning": "en: två",
    },
    events=[
        {"id": "e1", "type": "inskrivning", "at": "2024-03-04T10:15:30", "by": {"role": "slutenvård", "unit": "A"}},
        {
            "id": "e2",
            "type": "inskrivningsmeddelande",
            "at": "2024-03-04T10:15",
            "by": "kommun",
            "to": [{"role": "öppenvård", "unit": None}, {"role": "kommun"}, "patient"],
            "data": {"beräknat_utskrivningsdatum": "2024-03-11", "inskrivningsorsak": None, "namn": True},
        },
        {"id": "e3", "type": "kvittens", "re": "e2", "at": "2024-03-05T08:30", "to": {"role": "kommun", "unit": "B"}},
    ],
    why="ett: skäl",
    expect=[{"rule": "r", "bearer": {"role": "kommun"}}, []],
    liability={"status": "void"},
)
TEXTS = [
    "",
    ":",
    " :",
    "- :",
    ":x:",
    "a: b",
    "å",
    "e\u0301",
    "\u2013",
    "2024:",
    "a\\b",
    'sa "x": y',
    "rad\n",
    "\u00e9",
    "+:",
]


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, bool]:
    """Write FULL as a line by hand, with odd texts, spaces and escapes; True if a key was written twice."""
    doubled = False
    only = draw(st.integers(0, 60))
    met = 0

    def space() -> str:
        return draw(st.sampled_from(["", "", "", " ", "  ", "\t", " \t", "\r"])) if odd_space else ""

    def text(value: str) -> str:
        if escaping == "some" and value and draw(st.booleans()):
            return '"' + f"\\u{ord(value[0]):04x}" + json.dumps(value[1:], ensure_ascii=False)[1:]
        return json.dumps(value, ensure_ascii=escaping == "all")

    def written(value: object) -> str:
        nonlocal doubled, met
        if isinstance(value, dict):
            pairs = list(value.items())
            met += 1
            if pairs and double and met - 1 == only:
                doubled = True
                at, key = draw(st.integers(0, len(pairs))), draw(st.sampled_from(list(value)))
                other = draw(st.sampled_from([value[key], None, {}, "x", {"role": "kommun", "unit": "C"}]))
                pairs.insert(at, (key, other))
            inside = [f"{space()}{text(k)}{space()}:{space()}{written(v)}{space()}" for k, v in pairs]
            return "{" + ",".join(inside) + "}"
        if isinstance(value, list):
            return "[" + ",".join(space() + written(item) + space() for item in value) + "]"
        return text(value) if isinstance(value, str) else json.dumps(value)

    odd_space, double = draw(st.booleans()), draw(st.booleans())
    escaping = draw(st.sampled_from(["none", "none", "some", "all"]))
    raw = json.loads(json.dumps(FULL))
    if draw(st.booleans()):
        raw["region"] = draw(st.sampled_from(TEXTS))
        raw["patient"]["pseudonym"] = draw(st.sampled_from(TEXTS))
        raw["events"][0]["by"]["unit"] = draw(st.sampled_from(TEXTS))
    if draw(st.booleans()):
        for key in ("why", "expect", "liability"):
            del raw[key]
    only = draw(st.integers(0, 18)) if double else 0
    return written(raw), doubled


@settings(max_examples=1500, deadline=None)
@given(lines())
def test_a_line_is_read_as_the_careful_way_reads_it(case: tuple[str, bool]) -> None:
    line, doubled = case

    def read(found: Document | Unusable) -> Episode | Unusable:
        return found if isinstance(found, Unusable) else decoder().decode(found)

    quick, careful = read(json_line("x", line, 7)), read(json_document("x", line, 7))
    assert isinstance(careful, Unusable) == doubled
    if isinstance(careful, Episode):
        assert quick == careful
        return
    assert isinstance(quick, Unusable) and [d.code for d in quick.diagnostics] == ["E012"]
    assert (quick.source, quick.line, quick.episode) == (careful.source, careful.line, careful.episode)
    for one, two in zip(quick.diagnostics, careful.diagnostics, strict=True):
        assert (one.message, one.place, one.help) == (two.message, two.place, two.help)


def test_most_lines_are_decoded_at_once() -> None:
    for text in (json.dumps(FULL, ensure_ascii=False), json.dumps(FULL, separators=(",", ":")), json.dumps(FULL)):
        document = json_line("x", text, 1)
        assert isinstance(document, Document) and document.nfc and document.clean
        assert document.written == sum(map(len, mappings(document.raw)))


def mappings(raw: object) -> list[dict[str, object]]:
    if isinstance(raw, list):
        return [found for item in raw for found in mappings(item)]
    return [raw, *mappings(list(raw.values()))] if isinstance(raw, dict) else []


@pytest.mark.parametrize("place", range(len(mappings(FULL))))
def test_a_key_written_twice_is_refused_in_every_mapping(place: int) -> None:
    """The first mapping of the text that begins as this one does has its first key once more, or with a space."""
    found = json.dumps(mappings(FULL)[place], ensure_ascii=False)
    text = json.dumps(FULL, ensure_ascii=False)
    key = json.dumps(next(iter(mappings(FULL)[place])), ensure_ascii=False)
    assert text.count(found) >= 1
    assert codes(read_lines(text)) == []
    for again in (f"{key}: 1, ", f"{key} : null, ", f"{key}\t:1,", f"{key}:{{}},"):
        assert codes(read_lines(text.replace(found, "{" + again + found[1:], 1))) == ["E012"]
    one = f'"\\u{ord(key[1]):04x}{key[2:]}: 1, '
    assert codes(read_lines(text.replace(found, "{" + one + found[1:], 1))) == ["E012"]


def test_latin_1_has_nothing_that_nfc_changes() -> None:
    """So a line of Latin-1 alone is in NFC; json_reader says so without looking."""
    chars = [chr(code) for code in range(256)]
    assert all(is_normalized("NFC", one + two) for one, two in product(chars, chars))


def test_texts_come_out_in_nfc_however_they_are_written() -> None:
    for region in ('"A\u030a"', '"\\u00c5"', '"A\\u030a"', '"\\u0041\u030a"', '"\u00c5"', '"\u212b"'):
        (found,) = read_lines('{"schema": 1, "id": "a", "patient": {}, "events": [], "region": ' + region + "}")
        assert isinstance(found, Episode) and found.region == "Å"
    (found,) = read_lines('{"schema": 1, "id": "a", "patient": {}, "events": [], "region": "\\u00e5\u0301"}')
    assert isinstance(found, Episode) and found.region == "\u01fb"


VALUES = [
    Event("e1", "kvittens", 5, Actor("kommun", "A"), (Actor("patient"),), None, {"a": 1}, None, 0),
    FactValue(None, True),
    Episode("a", None, {}, {}, (), "x", 1),
    Document({}, "x", 1, print),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_is_made_fast_is_what_the_constructor_makes(value: object) -> None:
    names = type(value).__slots__  # type: ignore[attr-defined]
    made = maker(type(value))(*[getattr(value, name) for name in names])
    assert type(made) is type(value) and made == value and repr(made) == repr(value)
    assert pickle.loads(pickle.dumps(made)) == value
    with pytest.raises(FrozenInstanceError):
        setattr(made, names[0], None)
    with pytest.raises(FrozenInstanceError):
        delattr(made, names[0])
