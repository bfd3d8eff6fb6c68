"""Files good and bad, each with what is read from it or said about it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from episode_words import HERE, codes, decoder, episode, personal_number, read_lines

import compliance.episodes as package
from compliance.episodes import EPISODE_CODES, Actor, Episode, FactValue, Unusable, explanation, read_paths
from compliance.language.diagnostic import render

EXPECTED = yaml.safe_load((HERE / "bad" / "expected.yaml").read_text("utf-8"))
GOOD = {
    "contract.yaml": 1,
    "smallest.yaml": 1,
    "three-documents.yaml": 3,
    "fixture.yaml": 1,
    "nulls.yaml": 1,
    "offsets.yaml": 1,
    "every-kind.yaml": 1,
    "out-of-order.yaml": 1,
    "norwegian.yaml": 1,
    "crlf-bom.yaml": 1,
    "decomposed.yaml": 1,
    "one.json": 1,
    "array.json": 3,
    "escaped.jsonl": 1,
    "blank-lines.jsonl": 3,
    "fact-ends.yaml": 1,
    "quoted-signs.yaml": 1,
}
AT_RUN_TIME = {"E001", "E002", "E004", "E006", "E060"}


def one(name: str) -> Episode:
    (found,) = read_paths([HERE / "good" / name], decoder())
    assert isinstance(found, Episode)
    return found


@pytest.mark.parametrize(
    "name", sorted(p.name for p in (HERE / "bad").iterdir() if p.name != "expected.yaml")
)
def test_bad_file_is_told_exactly(name: str) -> None:
    items = read_paths([HERE / "bad" / name], decoder())
    found = [d for item in items if isinstance(item, Unusable) for d in item.diagnostics]
    wanted = EXPECTED[name]
    assert [(d.code, *d.place[1:]) for d in found] == [(w["code"], w["line"], w["column"]) for w in wanted]
    for diagnostic, want in zip(found, wanted, strict=True):
        contains = want["contains"] if isinstance(want["contains"], list) else [want["contains"]]
        assert all(part in diagnostic.message + "\n" + diagnostic.help for part in contains)
        assert diagnostic.message == diagnostic.message.rstrip(".") and not diagnostic.message[0].isupper()
        assert render(diagnostic)


@pytest.mark.parametrize(("name", "count"), GOOD.items())
def test_good_file_is_read(name: str, count: int) -> None:
    found = list(read_paths([HERE / "good" / name], decoder()))
    shown = [render(d) for item in found if isinstance(item, Unusable) for d in item.diagnostics]
    assert not shown and len(found) == count


def test_every_good_file_is_listed() -> None:
    assert {path.name for path in (HERE / "good").iterdir()} == set(GOOD)


def test_every_code_is_used_has_a_page_and_a_bad_file() -> None:
    folder = Path(package.__file__).parent
    used = {
        c
        for file in folder.glob("*.py")
        if file.name != "codes.py"
        for c in re.findall('"(E[0-9]{3})"', file.read_text())
    }
    assert used == set(EPISODE_CODES)
    assert {w["code"] for wanted in EXPECTED.values() for w in wanted} | AT_RUN_TIME == used
    for code, title in EPISODE_CODES.items():
        page = explanation(code)
        assert (
            page.startswith(f"# {code}: {title}\n")
            and "Fel:" in page
            and "Rätt:" in page
            and "Att göra:" in page
        )
    assert {p.stem for p in (folder / "pages").iterdir()} == used


def test_the_contract_example() -> None:
    found = one("contract.yaml")
    assert (found.id, found.region, found.line) == ("NB-2024-0001", "norrbotten", 1)
    assert found.subject == {
        "pseudonym": "P-0001",
        "birth_date": date(1943, 2, 11),
        "folkbokföringskommun": "Luleå",
    }
    assert found.facts["behov"] == (FactValue(None, ("socialtjänst", "kommunal_hsv", "regional_öppenvård")),)
    assert [value.value for value in found.facts["samtycke_sip"]] == [True, False]
    assert found.events[1].to == (Actor("kommun", "Luleå"), Actor("öppenvård", "HC Granen"))
    assert found.events[1].data == {"beräknat_utskrivningsdatum": date(2024, 3, 11)}
    assert found.events[2].re == "e2" and found.expectation is None


def test_every_kind_of_value_is_decoded() -> None:
    found = one("every-kind.yaml")
    assert {name: values[0].value for name, values in found.facts.items()} == {
        "dygn": 2.5,
        "sedan": date(2024, 2, 29),
        "anteckning": "12",
        "behov": (),
    }
    data = {event.id: event.data for event in found.events}
    assert data["e2"] == {"datum": date(2024, 3, 6), "starttid": 8 * 3600 + 1800, "plats": "Sal 4: väst"}
    assert data["e4"] == {"behov": ("socialtjänst",), "övrigt": ("a", "b")}
    assert data["e5"] == {"slut": 1709550000}


def test_events_are_sorted_by_time_then_id() -> None:
    assert [(event.id, event.order) for event in one("out-of-order.yaml").events] == [
        ("e1", 2),
        ("e2", 1),
        ("e3", 0),
    ]


def test_an_offset_tells_the_two_hours_of_autumn_apart() -> None:
    first, second, third = (event.at for event in one("offsets.yaml").events)
    assert (second - first, third - second) == (3600, 3600)


def test_text_stays_text_and_is_composed() -> None:
    assert one("norwegian.yaml").region == "no"
    found = one("decomposed.yaml")
    assert found.facts["vårdform"][0].value == "öpt" and found.facts["anteckning"][0].value == "på väg"


def test_null_is_absent_and_ends_a_known_fact() -> None:
    found = one("nulls.yaml")
    assert found.facts == {} and found.events[0].data == {} and found.as_of is None
    ends = one("fact-ends.yaml").facts
    assert [value.value for value in ends["samtycke_sip"]] == [True, None]
    assert "samordningsbehov" not in ends


def test_a_fixture_keeps_its_expectations() -> None:
    found = one("fixture.yaml")
    assert found.as_of == 1714514399
    assert found.expectation is not None
    assert list(found.expectation) == ["why", "as_of", "expect", "no_violation", "liability"]
    assert found.expectation["liability"] == {"status": "void", "days": 0}


def test_documents_know_their_lines() -> None:
    found = read_paths([HERE / "good" / "three-documents.yaml", HERE / "good" / "array.json"], decoder())
    assert [item.line for item in found] == [3, 9, 15, 2, 8, 14]


def test_a_mistake_is_shown_with_file_line_episode_and_remedy() -> None:
    (found,) = read_paths([HERE / "bad" / "unknown-event-type.yaml"], decoder())
    assert isinstance(found, Unusable)
    text = render(found.diagnostics[0]).replace(str(HERE), "tests")
    assert text == (
        "fel[E030]: okänd händelsetyp `inskrivningsmedelande`\n"
        " --> tests/bad/unknown-event-type.yaml:5:20 (episod NB-1)\n"
        "  |\n"
        "5 |   - {id: e1, type: inskrivningsmedelande, at: 2024-03-04T10:15}\n"
        "  |                    ^^^^^^^^^^^^^^^^^^^^^\n"
        "  = hjälp: menade du `inskrivningsmeddelande`?"
    )


def test_paths_that_are_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "tom").mkdir()
    paths = [tmp_path / "nope.yaml", tmp_path / "a.txt", tmp_path / "tom", "a\0b.yaml", "x" * 5000 + ".yaml"]
    assert codes(read_paths(paths, decoder())) == ["E001", "E004", "E003", "E001", "E001"]


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("schema: 1")

    def denied(*_: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "open", denied)
    (found,) = read_paths([file], decoder())
    assert isinstance(found, Unusable) and found.diagnostics[0].code == "E002"
    assert "behörighet saknas" in render(found.diagnostics[0])


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"# " + b"x" * 5_000_000)
    assert codes(read_paths([file], decoder())) == ["E006"]


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    import os

    (tmp_path / os.fsdecode(b"v\xe5rd.yaml")).write_text("schema: 2")
    (found,) = read_paths([tmp_path], decoder())
    assert isinstance(found, Unusable)
    assert render(found.diagnostics[0]).encode()


def test_a_folder_is_searched_sorted_without_hidden_files(tmp_path: Path) -> None:
    import json

    for name in ("b/2.json", "b/1.jsonl", "a.yaml", ".hidden/x.yaml", "b/.x.yaml", "b/readme.md"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(episode(name)), "utf-8")
    found = list(read_paths([tmp_path], decoder()))
    assert [item.id for item in found if isinstance(item, Episode)] == ["a.yaml", "b/1.jsonl", "b/2.json"]
    assert len(found) == 3


def test_one_bad_episode_stops_nothing_unless_strict() -> None:
    import io

    lines = b'{"schema": 2}\n{"schema": 1, "id": "a", "patient": {}, "events": []}\n'
    found = [type(x) for x in read_paths(["-"], decoder(), stdin=io.BytesIO(lines))]
    assert found == [Unusable, Episode]
    assert len(list(read_paths(["-"], decoder(), strict=True, stdin=io.BytesIO(lines)))) == 1


def test_the_same_episode_id_is_used_once_in_a_run() -> None:
    first, second, third = read_lines(episode("a"), episode("a"), episode("b"))
    assert isinstance(first, Episode) and isinstance(second, Unusable) and isinstance(third, Episode)
    assert second.line == 2 and "<stdin>:1" in second.diagnostics[0].help


def test_a_personal_number_is_refused_with_path_and_line() -> None:
    (found,) = read_lines(episode(region=f"nr {personal_number()}", evnts=1))
    assert isinstance(found, Unusable)
    (told,) = found.diagnostics
    assert (
        told.code == "E060" and "`region`" in told.message and told.place[1] == 1 and found.episode == "NB-1"
    )
