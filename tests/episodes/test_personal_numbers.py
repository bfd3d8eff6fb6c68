"""Personal numbers are found however they are spelled, and no diagnostic ever shows one."""

from __future__ import annotations

import copy
import json
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from episode_words import decoder, episode, personal_number, read_lines
from hypothesis import given
from hypothesis import strategies as st

from compliance.episodes import Episode, Unusable, find_personal_number, mask, read_paths
from compliance.language.diagnostic import render

TEN = personal_number()
COORDINATION = personal_number(day_plus=60)
WIDE = {ord(str(d)): chr(0xFF10 + d) for d in range(10)}
SPELLINGS = {
    "ten": TEN,
    "twelve": "19" + TEN,
    "dash": f"{TEN[:6]}-{TEN[6:]}",
    "twelve dash": f"19{TEN[:6]}-{TEN[6:]}",
    "plus": f"{TEN[:6]}+{TEN[6:]}",
    "space": f"{TEN[:6]} {TEN[6:]}",
    "wide": TEN.translate(WIDE),
    "minus sign": f"{TEN[:6]}\u2212{TEN[6:]}",
    "en dash, spaces": f"{TEN[:6]} \u2013 {TEN[6:]}",
    "soft hyphen": f"19{TEN[:6]}\u00ad{TEN[6:]}",
    "iso": f"19{TEN[:2]}-{TEN[2:4]}-{TEN[4:6]}-{TEN[6:]}",
    "spaced out": " ".join(TEN),
    "coordination": f"{COORDINATION[:6]}-{COORDINATION[6:]}",
    "no-break space": f"19{TEN[:6]}\u00a0{TEN[6:]}",
    "zero width": f"{TEN[:6]}\u200b{TEN[6:]}",
}
NOT_NUMBERS = [
    "2024-03-04T10:15", "2024-03-04T10:15:00+01:00", "2024-03-04 10:15:30", "20240304T101112+0100",
    "2024-03-04",
    "2024-03-04 2024-03-05", "2024-03-04/2024-03-11", "08:30", "NB-2024-0001", "070-123 45 67",
    "1234567890", "0" * 10,
    "SE2321000016-1", "12345678901234567890", "", "-", "4302111", "2024-02-30-1234",
]  # fmt: skip


def canaries() -> list[str]:
    """What must not be shown: the number itself, or its last digits."""
    return [TEN, TEN[-4:], COORDINATION, COORDINATION[-4:]]


def assert_silent(item: Unusable) -> None:
    shown = "\n".join([item.source, str(item.episode), *(render(d) for d in item.diagnostics)])
    shown += "".join(d.message + d.help + d.where + d.label for d in item.diagnostics)
    shown += "".join(d.span.source.text + d.span.source.name for d in item.diagnostics if d.span)
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), shown)
    plain = re.sub(
        r"\D", "", unicodedata.normalize("NFKC", re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", "", plain))
    )
    for canary in canaries()[::2]:
        assert canary not in plain
    for canary in canaries()[1::2]:
        assert canary not in shown


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_is_found_and_masked(text: str) -> None:
    for around in (text, f"pnr {text}.", f"({text})", f"å{text}ö", f"P{text}", f"{text}, {text}"):
        found = find_personal_number(around)
        assert found is not None and around[found[0] : found[1]].startswith(text[0])
        hidden = mask(around)
        assert len(hidden) == len(around) and find_personal_number(hidden) is None
        assert not any(c.isdecimal() for c in hidden)


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert find_personal_number(text) is None and mask(text) == text


def test_the_check_digit_and_the_date_count() -> None:
    wrong = TEN[:-1] + str((int(TEN[-1]) + 1) % 10)
    assert find_personal_number(wrong) is None
    assert find_personal_number(personal_number(date="431311")) is None
    assert find_personal_number(personal_number(date="430230")) is None
    assert find_personal_number("17" + TEN) is None
    assert find_personal_number("1 " + TEN) is not None


@given(st.text(st.sampled_from("0123456789-+ /TtåW²１.\n"), max_size=60))
def test_masking_keeps_the_length_and_leaves_none(text: str) -> None:
    hidden = mask(text)
    assert len(hidden) == len(text)
    assert find_personal_number(hidden) is None


@pytest.mark.parametrize("unit", ["a", " ", "1", "-", "2024-03-04 ", "1 ", "19", "0-", "１", "４3 02-"])
def test_the_search_is_linear(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begin = time.perf_counter()
    find_personal_number(text)
    assert time.perf_counter() - begin < 2


def places(raw: object) -> Iterator[tuple[dict[str, object] | list[object], str | int]]:
    if isinstance(raw, (dict, list)):
        for key in list(raw) if isinstance(raw, dict) else range(len(raw)):
            yield raw, key
            yield from places(raw[key])  # type: ignore


def documents(text: str) -> Iterator[dict[str, object]]:
    """Yield documents with the text as each value and as each key in turn."""
    full = episode(why="x", expect=[{"rule": "r"}], region="n")
    for number in range(len(list(places(full)))):
        for as_key in (False, True):
            raw = copy.deepcopy(full)
            holder, key = list(places(raw))[number]
            if not as_key:
                holder[key] = text  # type: ignore
            elif isinstance(holder, dict):
                holder[text] = holder.pop(str(key))
            yield raw


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_no_field_of_any_form_lets_one_through(text: str, tmp_path: Path) -> None:
    import yaml

    lines: list[str] = []
    for number, raw in enumerate(documents(text)):
        body = json.dumps(raw, ensure_ascii=False)
        if mask(body) == body:
            continue  # the round where a list item has no key to replace
        lines += [body, json.dumps(raw), body[:-1], body.replace('"schema": 1', '"schema": 1, "schema": 2')]
        if number % 7 == 0:
            file = tmp_path / f"{number}.yaml"
            file.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), "utf-8")
            (tmp_path / f"{number}.json").write_text(json.dumps([raw, raw], indent=1), "utf-8")
    found = [*read_lines(*lines), *read_paths([tmp_path], decoder())]
    assert len(found) > 100
    for item in found:
        assert isinstance(item, Unusable)
        assert_silent(item)
        assert all(d.code in ("E060", "E011", "E012") for d in item.diagnostics)
        assert [d.code for d in item.diagnostics].count("E060") <= 1


def test_numbers_that_are_not_text_and_escapes() -> None:
    escaped = "".join(f"\\u00{ord(c):02x}" for c in TEN)
    head = '{"schema": 1, "id": "a", "patient": {}, "events": [], "region": '
    found = read_lines(f"{head}{TEN}}}", f"{head}{TEN}.0}}", f'{head}"{escaped}"}}', f'{head}"{escaped}",}}')
    assert [d.code for u in found if isinstance(u, Unusable) for d in u.diagnostics] == [
        "E060",
        "E060",
        "E060",
        "E011",
    ]
    for item in found:
        assert isinstance(item, Unusable)
        assert_silent(item)


def test_in_yaml_comments_folded_text_and_file_names(tmp_path: Path) -> None:
    head = "schema: 1\nid: a\npatient: {}\nevents: []\n"
    cases = {
        "comment.yaml": f"{head}# gäller {TEN}\n",
        "folded.yaml": f'{head}region: "{TEN[:6]}-\\\n  {TEN[6:]}"\n',
        "block.yaml": f"{head}region: >\n  {TEN[:6]}\n  {TEN[6:]}\n",
        "escape.yaml": head + 'region: "' + "".join(f"\\x{ord(c):02x}" for c in TEN) + '"\n',
        f"{TEN}.yaml": "schema: 2\n",
        "broken.yaml": f'{head}region: "{TEN}\n',
    }
    for name, text in cases.items():
        (tmp_path / name).write_text(text, "utf-8")
    found = list(read_paths([tmp_path, tmp_path / f"{TEN}.json", tmp_path / f"x.{TEN}"], decoder()))
    codes = {Path(u.source).name: u.diagnostics[0].code for u in found if isinstance(u, Unusable)}
    assert len(found) == len(cases) + 2
    assert [codes[n] for n in ("comment.yaml", "folded.yaml", "block.yaml", "escape.yaml")] == ["E060"] * 4
    for item in found:
        assert isinstance(item, Unusable)
        assert_silent(item)


def test_a_record_without_one_is_read() -> None:
    assert all(
        isinstance(item, Episode) for item in read_lines(episode("NB-2024-03-04"), episode("20240304"))
    )
