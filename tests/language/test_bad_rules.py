"""Bad rule files, each with exactly what is said about it; and a page for every code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from rule_words import HEAD, HERE, VOCABULARY, load, told

import compliance.language as language
from compliance.author.coverage import check_citations
from compliance.author.registers import registers_of
from compliance.graph import load_rules, load_texts
from compliance.graph.soundness import check_soundness
from compliance.language.codes import RULE_CODES, explanation
from compliance.language.diagnostic import Diagnostic, render

BAD = HERE / "bad"
EXPECTED = yaml.safe_load((BAD / "expected.yaml").read_text("utf-8"))
FILES = sorted(path.name for path in BAD.glob("*.riktlinje"))
SOURCE = Path(language.__file__).parents[1]
OF_FILES = {"G100"}
OF_SOUNDNESS = {"G129", "G130", "G131", "G132", "G133", "G137", "G138"}
"""Told by `compliance lint` of rules that load; tested in tests/graph/test_soundness.py."""
OF_REGISTERS = {"G140", "G141"}
"""Told where there is a register of clauses; tested in tests/author/test_coverage.py."""
REGISTER = """\
schema: 1
document: prov
title: "Ett prov"
guidelines: [prov]
clauses:
  - {id: PR-001, heading: Inskrivning, kind: obligation, modality: ska, checkable: timeline, summary: "Ett meddelande."}
"""


@pytest.mark.parametrize("name", FILES)
def test_bad_file_is_told_exactly(name: str) -> None:
    loaded = load(name, (BAD / name).read_bytes().decode("utf-8"))
    found, wanted = loaded.diagnostics, EXPECTED[name]
    assert loaded.rules is None
    assert [(d.code, *d.place[1:]) for d in found] == [(w["code"], w["line"], w["column"]) for w in wanted]
    for diagnostic, want in zip(found, wanted, strict=True):
        contains = want["contains"] if isinstance(want["contains"], list) else [want["contains"]]
        assert all(part in diagnostic.message + "\n" + diagnostic.help for part in contains)
        is_well_worded(diagnostic)


def is_well_worded(diagnostic: Diagnostic) -> None:
    message, help = diagnostic.message, diagnostic.help
    assert message and not message[0].isupper() and not message.endswith((".", ":"))
    assert help and not help[0].isupper() and not help.rstrip('"').endswith(".")
    assert help != "väntade " and "\n" not in message + help
    assert diagnostic.code in render(diagnostic)


def test_every_bad_file_is_expected() -> None:
    assert set(EXPECTED) == set(FILES) and len(FILES) >= 75


def test_most_bad_files_show_one_mistake() -> None:
    many = {name for name, wanted in EXPECTED.items() if len(wanted) != 1}
    assert many == {"tio-fel.riktlinje", "ofullstandigt-ansvar.riktlinje"}


def test_ten_mistakes_are_ten_diagnostics_each_at_its_column() -> None:
    wanted = EXPECTED["tio-fel.riktlinje"]
    assert len(wanted) == 10 and len({w["code"] for w in wanted}) == 10
    found = load("tio-fel.riktlinje", (BAD / "tio-fel.riktlinje").read_text("utf-8")).diagnostics
    spoken = [d.span.text.split("\n")[0] for d in found if d.span]
    assert spoken == [
        "inskrivnig",
        "avdelningen",
        "innom",
        "hemma",
        "behov",
        "24:30",
        "inom",
        '"',
        "skyldihet",
        "mellan      21 och 3 dagar",
    ]


def test_a_mixed_set_of_files() -> None:
    found = load_rules(HERE / "blandat").diagnostics
    assert [(Path(d.place[0]).name, *d.place[1:], d.code) for d in found] == [
        ("a-ordlista.riktlinje", 13, 15, "G102"),
        ("b-lag.riktlinje", 13, 15, "G103"),
        ("c-lokal.riktlinje", 5, 22, "G113"),
        ("c-lokal.riktlinje", 7, 13, "G108"),
        ("c-lokal.riktlinje", 11, 27, "G106"),
        ("d-fortsättning.riktlinje", 6, 17, "G009"),
    ]


def test_a_lost_vocabulary_is_one_mistake() -> None:
    text = VOCABULARY.replace("ordlista litet", "ordlista Litet")
    found = load_texts([("o", text), ("a", HEAD + "begrepp b\n  betyder     samtycke\n")], {}).diagnostics
    assert [d.code for d in found] == ["G008"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("faktum samtycke sant eller falskt", "faktum samtycke sant eler falskt"),
        ("roll kommun\n", "roll kommun ärr avdelning\n"),
        ("fält        hemkommun text", "fällt       hemkommun text"),
        ("fält        orsak text", "fällt       orsak text"),
        ('  land        "SE"', "  land        SE"),
        ("händelse kallelse\n  verb        skicka", "händelse kallelse\n  vreb        skicka"),
    ],
)
def test_what_follows_from_a_broken_declaration_is_not_told(right: str, wrong: str) -> None:
    assert right in VOCABULARY
    rules = (
        "riktlinje prov\n  gäller från 2024-01-01\n  vardagar enligt vardag\n\n"
        "skyldighet a\n  när         kallelse till kommun\n  om          samtycke\n"
        "  ska         avdelning skicka inskrivningsmeddelande där (orsak är känt) till kommun\n"
        "  inom        3 dagar\n\n"
        "betalningsansvar b\n  när         utskrivningsklar\n  betalare    hemkommun\n  inträder    3 dagar\n"
        "  upphör vid  utskrivning\n"
    )
    assert not load_texts([("o", VOCABULARY), ("a", rules)], {}).diagnostics
    found = load_texts([("o", VOCABULARY.replace(right, wrong)), ("a", rules)], {}).diagnostics
    assert [(d.place[0], d.code) for d in found] == [("o", "G001")]


# --- pages


def used() -> set[str]:
    files = [path for path in SOURCE.rglob("*.py") if path.name != "codes.py"]
    return {code for path in files for code in re.findall('"(G[0-9]{3})"', path.read_text("utf-8"))}


def test_every_code_is_used_has_a_title_a_page_and_a_bad_file() -> None:
    assert used() == set(RULE_CODES)
    assert {path.stem for path in (SOURCE / "language" / "pages").iterdir()} == set(RULE_CODES)
    told_elsewhere = OF_FILES | OF_SOUNDNESS | OF_REGISTERS
    assert {w["code"] for wanted in EXPECTED.values() for w in wanted} == set(RULE_CODES) - told_elsewhere
    assert explanation("G999") is None and explanation("../codes") is None


def blocks(code: str) -> list[str]:
    return re.findall(r"^```riktlinje\n(.*?)^```$", explanation(code) or "", re.M | re.S)


@pytest.mark.parametrize("code", sorted(RULE_CODES))
def test_page(code: str) -> None:
    page = explanation(code)
    assert page is not None and page.startswith(f"# {code}: {RULE_CODES[code]}\n")
    wrong, right, remedy = (page.index(word) for word in ("\nFel:\n", "\nRätt:\n", "\nAtt göra: "))
    assert wrong < right < remedy and page.endswith(".\n")


def codes_of(code: str, example: str) -> list[str]:
    whole = example if re.search(r"^(?:riktlinje|ordlista) ", example, re.M) else HEAD + example
    if code == "G123":
        return [d.code for d in load("utan_ordlista.riktlinje", whole).diagnostics]
    loaded = load("prov.riktlinje", whole)
    found = list(loaded.diagnostics)
    if loaded.rules is not None and code in OF_SOUNDNESS:
        found += check_soundness(loaded.rules)
    if loaded.rules is not None and code in OF_REGISTERS:
        found += check_citations(registers_of([("klausuler.yaml", REGISTER)], loaded.rules), loaded.files)
    return [d.code for d in found]


@pytest.mark.parametrize("code", sorted(set(RULE_CODES) - OF_FILES))
def test_the_examples_of_a_page_are_wrong_and_right(code: str) -> None:
    wrong, right = blocks(code)
    assert codes_of(code, wrong) == [code]
    assert codes_of(code, right) == []


# --- folders


def test_a_folder_that_is_missing_empty_or_unreadable(tmp_path: Path) -> None:
    missing = load_rules(tmp_path / "nej")
    empty = load_rules(tmp_path)
    (tmp_path / "a.riktlinje").write_bytes("roll å".encode("utf-16"))
    (tmp_path / "b.riktlinje").write_bytes(b"# " + b"x" * 5_000_000)
    unreadable = load_rules(tmp_path)
    assert [d.code for d in missing.diagnostics] == [d.code for d in empty.diagnostics] == ["G100"]
    assert [d.code for d in unreadable.diagnostics] == ["G100", "G100"]
    assert "UTF-8" in unreadable.diagnostics[0].message and "5 MB" in unreadable.diagnostics[1].message
    for diagnostic in (*missing.diagnostics, *empty.diagnostics, *unreadable.diagnostics):
        is_well_worded(diagnostic)


def test_an_empty_file_and_one_of_comments_say_that_there_is_no_vocabulary() -> None:
    for text in ("", "\n\n", "# bara en kommentar\n"):
        assert [d.code for d in load_texts([("a", text)], {}).diagnostics] == ["G123"]


def test_a_mistake_of_a_base_is_told_once() -> None:
    text = "riktlinje lag\n  gäller från 2018-01-01\n\nbegrepp b\n  betyder     samtykke\n\n"
    for name in ("a", "b", "c"):
        text += f"riktlinje r_{name}\n  bygger på   lag\n  gäller från 2020-01-01\n\n"
        text += "begrepp samtykken\n  betyder     samtycke\n\n"
    assert [d.code for d in told(text)] == ["G103"]
