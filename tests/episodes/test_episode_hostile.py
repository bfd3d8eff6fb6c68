"""Inputs meant to break the reader, or broken by accident: a diagnostic, never a traceback, never long."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from episode_words import HERE, codes, decoder, episode, read_lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.episodes import Episode, Unusable, read_paths
from compliance.episodes.json_reader import json_documents
from compliance.episodes.yaml_reader import yaml_documents
from compliance.language.diagnostic import render

GOOD = [(p.suffix, p.read_bytes()) for p in sorted((HERE / "good").iterdir())]


def read_yaml(text: str) -> list[Episode | Unusable]:
    return [d if isinstance(d, Unusable) else decoder().decode(d) for d in yaml_documents("x.yaml", text)]


def read_json(text: str) -> list[Episode | Unusable]:
    return [d if isinstance(d, Unusable) else decoder().decode(d) for d in json_documents("x.json", text)]


def told(found: list[Episode | Unusable]) -> list[str]:
    """Render everything, so that every place is looked at too."""
    for item in found:
        for diagnostic in item.diagnostics if isinstance(item, Unusable) else ():
            assert render(diagnostic)
            assert diagnostic.place
    return codes(found)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE = "a: &a {x: 1}\n" + "".join(
    f"{b}: &{b} {{<<: [*{a}, *{a}]}}\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "E013"),
        (MERGE, "E013"),
        ("a: &a [*a]", "E013"),
        ("[" * 100_000, "E014"),
        ("{a: " * 100_000, "E014"),
        ("- " * 50_000, "E014"),
        ("? " * 1000, "E014"),
        ("a: b\0", "E010"),
        ("a: \x1b[31m", "E010"),
        ("!!python/object/apply:os.system [ls]", "E013"),
        ("!<tag:yaml.org,2002:bool> x", "E013"),
        ('a: "\\UFFFFFFFF"', "E010"),
        ('id: "\\ud800"', "E016"),
        ("=: 1", "E021"),
        ("%TAG ! tag:x,2000:\n", "E010"),
        ("a: [1\n---\nb", "E010"),
        ("'" * 100_001, "E010"),
        ("&" * 1000, "E010"),
        ("a: |\n x\n y: [", "E021"),
        ("\r\r\r- a\r", "E020"),
    ],
    ids=lambda x: repr(x[:12]),
)
def test_hostile_yaml(text: str, code: str) -> None:
    begin = time.perf_counter()
    assert code in told(read_yaml(text))
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "E014"),
        ('{"a":' * 100_000, "E014"),
        ('{"a":' + "[" * 500 + "]" * 500 + "}", "E014"),
        ("9" * 10_000, "E016"),
        ('{"schema": ' + "9" * 10_000 + "}", "E016"),
        ("-Infinity", "E016"),
        ("1e400", "E016"),
        ('"\\ud800"', "E016"),
        ('{"\\udfff": 1}', "E016"),
        ('"\\ud83d\\ude00"', "E020"),
        ('"\t"', "E011"),
        ('"\\x"', "E011"),
        ('"\\u12"', "E011"),
        ('"', "E011"),
        ("{", "E011"),
        ('{"a"', "E011"),
        ('{"a":', "E011"),
        ("nul", "E011"),
        ("+1", "E011"),
        ("1.", "E011"),
        ("/* x */ {}", "E011"),
    ],
    ids=lambda x: repr(x[:12]),
)
def test_hostile_json(text: str, code: str) -> None:
    assert code in told(read_json(text))
    assert code in told(read_lines(text.encode()))


def test_deep_values_in_the_free_part_of_a_fixture() -> None:
    def nested(depth: int) -> object:
        value: object = []
        for _ in range(depth):
            value = [value]
        return value

    for depth, wanted in ((58, []), (59, []), (60, ["E014"]), (61, ["E014"]), (400, ["E014"])):
        text = json.dumps(episode(expect=nested(depth)))
        assert told(read_lines(text)) == told(read_yaml(text)) == wanted, depth


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("suffix", [".yaml", ".json", ".jsonl"])
def test_other_encodings(tmp_path: Path, encoding: str, suffix: str) -> None:
    file = tmp_path / f"a{suffix}"
    file.write_bytes("schema: 1\n".encode(encoding))
    assert told(list(read_paths([file], decoder()))) == ["E005"]


def test_line_ends_byte_order_marks_and_blank_lines() -> None:
    text = json.dumps(episode("a"))
    assert told(read_lines(b"\xef\xbb\xbf" + text.encode() + b"\r", b"", b" \t\r")) == []
    assert told(read_lines(b"", b"")) == ["E003"]


def test_a_long_line_is_passed_over_without_being_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.episodes.json_reader.LONGEST_LINE", 1000)
    monkeypatch.setattr("compliance.episodes.json_reader._CHUNK", 64)
    good = json.dumps({"schema": 1, "id": "b", "patient": {}, "events": []})
    found = read_lines("x" * 5000, good)
    assert told(found) == ["E006"] and isinstance(found[1], Episode)
    assert told(read_lines(good, "x" * 5000)) == ["E006"]
    assert told(read_lines("x" * 999, good)) == ["E011"]


class Endless(io.RawIOBase):
    """Lines that are made as they are read."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.asked = 0

    def readline(self, limit: int = -1, /) -> bytes:  # type: ignore[override]
        assert 0 < limit <= 10_000_001
        self.asked += 1
        if not self.left:
            return b""
        self.left -= 1
        return b'{"schema": 1, "id": "a%d", "patient": {}, "events": []}\n' % self.left


def test_a_stream_is_read_as_it_is_asked_for() -> None:
    stream = Endless(10**9)
    found = read_paths(["-"], decoder(), stdin=stream)  # type: ignore[arg-type]
    for _ in range(5):
        assert isinstance(next(found), Episode)
    assert stream.asked <= 7


def test_the_memory_of_a_stream_does_not_grow_with_its_length() -> None:
    import tracemalloc

    def peak(count: int) -> int:
        tracemalloc.start()
        for item in read_paths(["-"], decoder(), stdin=Endless(count)):  # type: ignore[arg-type]
            assert isinstance(item, Episode)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(100)
    # Only the hash of each id is kept: well under 250 bytes an episode.
    assert peak(20_000) - peak(2_000) < 18_000 * 250


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes(content: bytes) -> None:
    told(read_lines(content))
    text = content.decode("utf-8", "replace")
    told(read_yaml(text))
    told(read_json(text))


YAMLISH = st.text(st.sampled_from("ab1: -[]{},\"'\n\t#&*!|>%@`?\\~=<å\u0301\u2028\x85\0\r.0"), max_size=80)


@settings(max_examples=500, deadline=None)
@given(YAMLISH)
def test_random_text(text: str) -> None:
    told(read_yaml(text))
    told(read_json(text))
    told(read_lines(text))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_files(data: st.DataObject) -> None:
    suffix, content = data.draw(st.sampled_from(GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        end = min(len(content), at + data.draw(st.integers(0, 8)))
        content = content[:at] + data.draw(st.binary(max_size=4)) + content[end:]
    if suffix == ".jsonl":
        told(read_lines(content))
        return
    text = content.decode("utf-8", "replace")
    told(read_yaml(text) if suffix == ".yaml" else read_json(text))


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda c: st.lists(c) | st.dictionaries(st.text(max_size=5), c),
    )
)
def test_the_careful_parser_reads_what_the_fast_one_reads(raw: object) -> None:
    from compliance.episodes.json_places import read_json as careful

    for text in (json.dumps(raw), json.dumps(raw, ensure_ascii=False, indent=1)):
        assert careful("x", text).value == raw
