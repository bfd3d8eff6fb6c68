"""Registers of clauses: each mistake at its place, the pages that explain them, and several registers together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compliance.author import register_codes
from compliance.author.register import Checkable, Force, Kind, Register
from compliance.author.register_codes import REGISTER_CODES, explanation
from compliance.author.register_reader import LONGEST_LINE, read_register
from compliance.author.registers import Registers, load_registers, registers_of
from compliance.graph import load_texts
from compliance.graph.model import RuleSet
from compliance.language.diagnostic import Diagnostic, Severity, render

HERE = Path(__file__).parent
SOURCE = Path(register_codes.__file__).parents[1]
VOCABULARY = (HERE.parent / "language" / "ordlista.riktlinje").read_text("utf-8")

HEAD = """\
schema: 1
document: prov
title: "Ett prov"
guidelines: [prov-2024]
clauses:
"""
FIRST = """\
  - {id: PR-001, heading: Inskrivning, kind: obligation, modality: ska, checkable: timeline,
     summary: "Den som skriver in sänder ett meddelande."}
"""
SECOND = """\
  - {id: PR-002, heading: Hållning, kind: obligation, modality: bör, checkable: 'no',
     why_not: "en hållning", summary: "Alla är vänliga."}
"""
GOOD = HEAD + FIRST + SECOND


def rules(*names: str) -> RuleSet:
    """Return a rule set with guidelines of these names and no rules in them."""
    texts = [(f"{name}.riktlinje", f"riktlinje {name}\n  gäller från 2024-01-01\n") for name in names]
    loaded = load_texts([("ordlista.riktlinje", VOCABULARY), *texts], {})
    assert loaded.rules is not None, loaded.diagnostics
    return loaded.rules


def told(text: str) -> list[Diagnostic]:
    found = read_register("k.yaml", text)
    assert not isinstance(found, Register)
    return list(found)


def test_a_good_register_is_read_whole() -> None:
    register = read_register("k.yaml", GOOD)
    assert isinstance(register, Register)
    first, second = register.clauses
    assert (register.document, register.title, register.guideline) == ("prov", "Ett prov", "prov-2024")
    assert (first.id, first.heading, first.kind, first.modality) == (
        "PR-001",
        "Inskrivning",
        Kind.OBLIGATION,
        Force.MUST,
    )
    assert (first.checkable, first.summary, first.why_not, first.open) == (
        Checkable.TIMELINE,
        "Den som skriver in sänder ett meddelande.",
        "",
        "",
    )
    assert (second.checkable, second.modality, second.why_not) == (Checkable.NO, Force.SHOULD, "en hållning")
    assert (str(first.span), first.span.text) == ("k.yaml:6:10", "PR-001")


def test_an_open_reason_is_kept() -> None:
    register = read_register("k.yaml", HEAD + FIRST.replace("summary", 'open: "ordet saknas", summary'))
    assert isinstance(register, Register) and register.clauses[0].open == "ordet saknas"


def test_the_longest_summary_is_read() -> None:
    longest = FIRST.replace("Den som skriver in sänder ett meddelande.", "a" * LONGEST_LINE)
    assert isinstance(read_register("k.yaml", HEAD + longest), Register)
    assert [d.code for d in told(HEAD + longest.replace("aa", "aaa", 1))] == ["K002"]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("force", Force)
def test_every_kind_and_force_can_be_written(kind: Kind, force: Force) -> None:
    text = FIRST.replace("obligation", kind.value).replace("modality: ska", f"modality: {force.value}")
    register = read_register("k.yaml", HEAD + text)
    assert isinstance(register, Register)
    assert (register.clauses[0].kind, register.clauses[0].modality) == (kind, force)


WRONG = {
    "unknown key of a clause": (HEAD + FIRST.replace("heading", "headnig"), [("K004", 6, 5), ("K003", 6, 18)]),
    "unknown key at the top": (GOOD.replace("title", "titel"), [("K004", 1, 1), ("K003", 3, 1)]),
    "a key twice": (GOOD.replace('title: "Ett prov"', 'title: "Ett prov"\ntitle: "Två"'), [("E012", 4, 1)]),
    "a key twice in a clause": (HEAD + FIRST.replace("heading: I", "id: PR-003, heading: I"), [("E012", 6, 18)]),
    "an id twice": (HEAD + FIRST + FIRST, [("K007", 8, 10)]),
    "an anchor": (HEAD + FIRST.replace("heading: ", "heading: &a "), [("E013", 6, 27)]),
    "a clause id in small letters": (HEAD + FIRST.replace("PR-001", "pr-001"), [("K006", 6, 10)]),
    "a clause id without a number": (HEAD + FIRST.replace("PR-001", "PR-"), [("K006", 6, 10)]),
    "a clause id that is a number": (HEAD + FIRST.replace("PR-001", "7"), [("K002", 6, 10)]),
    "an unknown kind": (HEAD + FIRST.replace("obligation", "obligaton"), [("K005", 6, 46)]),
    "an unknown modality": (HEAD + FIRST.replace("modality: ska", "modality: skal"), [("K005", 6, 68)]),
    "an unknown way of checking": (HEAD + FIRST.replace("timeline", "tidslinje"), [("K005", 6, 84)]),
    "true for a modality": (HEAD + FIRST.replace("modality: ska", "modality: true"), [("K005", 6, 68)]),
    "no summary": (HEAD + FIRST.replace('"Den som skriver in sänder ett meddelande."', '" "'), [("K002", 7, 15)]),
    "a summary of two lines": (HEAD + FIRST.replace("in sänder", "in\\nsänder"), [("K002", 7, 15)]),
    "a summary that is too long": (HEAD + FIRST.replace("Den", "D" * LONGEST_LINE), [("K002", 7, 15)]),
    "why_not missing": (HEAD + SECOND.replace('why_not: "en hållning", ', ""), [("K008", 6, 81)]),
    "why_not where it does not belong": (HEAD + FIRST.replace("summary", 'why_not: "nej", summary'), [("K008", 7, 6)]),
    "open where it does not belong": (HEAD + SECOND.replace("summary", 'open: "nej", summary'), [("K008", 7, 30)]),
    "no clauses": (HEAD.replace("clauses:", "clauses: []"), [("K002", 5, 10)]),
    "clauses that are no list": (HEAD.replace("clauses:", "clauses: x"), [("K002", 5, 10)]),
    "a clause that is text": (HEAD + "  - PR-001\n", [("K002", 6, 5)]),
    "guidelines that are text": (GOOD.replace("[prov-2024]", "prov-2024"), [("K002", 4, 13)]),
    "no guideline": (GOOD.replace("[prov-2024]", "[]"), [("K002", 4, 13)]),
    "a guideline without a name": (GOOD.replace("[prov-2024]", "['']"), [("K002", 4, 14)]),
    "a guideline twice": (GOOD.replace("[prov-2024]", "[a, a]"), [("K010", 4, 17)]),
    "another schema": (GOOD.replace("schema: 1", "schema: 2"), [("K002", 1, 9)]),
    "a schema that is true": (GOOD.replace("schema: 1", "schema: true"), [("K002", 1, 9)]),
    "a list": ("- a\n", [("K002", 1, 1)]),
    "nothing": ("", [("E003", 1, 1)]),
    "a personal number": (HEAD + FIRST.replace("Inskrivning", "Anna 19121212-1212"), [("E060", 6, 32)]),
    "two documents": (GOOD + "---\n" + GOOD, [("E010", 10, 1)]),
    "all at once": (
        HEAD.replace("schema: 1", "schema: 9") + FIRST.replace("obligation", "x") + SECOND.replace("bör", "y"),
        [("K002", 1, 9), ("K005", 6, 46), ("K005", 8, 65)],
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_at_its_place(what: str) -> None:
    text, wanted = WRONG[what]
    found = told(text)
    assert [(d.code, *d.place[1:]) for d in found] == wanted
    for diagnostic in found:
        assert diagnostic.severity is Severity.ERROR
        assert diagnostic.message[0] == "`" or not diagnostic.message[0].isupper()
        assert diagnostic.help or diagnostic.code.startswith("E")
        assert diagnostic.code in render(diagnostic)


def test_a_slip_of_the_pen_gets_a_suggestion() -> None:
    helps = {d.code: d.help for d in told(WRONG["unknown key of a clause"][0])}
    assert helps["K003"] == "menade du `heading`?"
    (kind,) = told(WRONG["an unknown kind"][0])
    assert kind.help == "menade du `obligation`?"


def test_a_repeated_id_shows_the_first() -> None:
    (found,) = told(HEAD + FIRST + FIRST)
    assert [str(label.span) for label in found.related] == ["k.yaml:6:10"]


def test_a_register_that_ends_anywhere_is_read_or_refused_with_a_place() -> None:
    for end in range(len(GOOD)):
        found = read_register("k.yaml", GOOD[:end])
        if isinstance(found, Register):
            assert GOOD[:end].rstrip().endswith("}"), end
            continue
        assert found, end
        assert all(d.span is not None and 1 <= d.place[1] <= 9 for d in found), end


@pytest.mark.parametrize("odd", ["null", "true", "7", "[]", "{}", "[[a]]", "{a: b}", "''", "'no'", "-"])
def test_an_odd_value_anywhere_is_refused(odd: str) -> None:
    texts = ("1\n", "prov\n", '"Ett prov"', "[prov-2024]", "PR-001", "Inskrivning", "obligation", "ska", "timeline")
    for text in texts:
        changed = GOOD.replace(text, odd + ("\n" if text.endswith("\n") else ""), 1)
        if not isinstance(read_register("k.yaml", changed), Register):
            continue
        assert odd in {"'no'", "-"} and text in {"prov\n", '"Ett prov"', "Inskrivning"}, (text, odd)


# --- several registers


def pair(second: str) -> Registers:
    return registers_of([("a.yaml", GOOD), ("b.yaml", second)], rules("prov-2024", "annat-2024"))


def test_two_registers_side_by_side() -> None:
    other = GOOD.replace("PR-", "AN-").replace("prov-2024", "annat-2024")
    found = pair(other)
    assert found.diagnostics == () and len(found.clauses) == 4
    assert found.of("annat-2024") is found.registers[1] and found.of("nej") is None


def test_a_clause_of_two_registers() -> None:
    other = GOOD.replace("PR-002", "AN-002").replace("prov-2024", "annat-2024")
    (found,) = pair(other).diagnostics
    assert (found.code, *found.place) == ("K007", "b.yaml", 6, 10)
    assert [str(label.span) for label in found.related] == ["a.yaml:6:10"]


def test_a_guideline_of_two_registers() -> None:
    (found,) = pair(GOOD.replace("PR-", "AN-")).diagnostics
    assert (found.code, *found.place) == ("K010", "b.yaml", 4, 13)


def test_a_register_of_no_guideline_is_a_warning() -> None:
    (found,) = registers_of([("a.yaml", GOOD)], rules("prov-2025")).diagnostics
    assert (found.code, found.severity, found.help) == ("K009", Severity.WARNING, "menade du `prov-2025`?")


def test_registers_are_found_in_folders_and_unreadable_ones_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "klausuler.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "a" / "klausuler-2025.yaml").write_bytes(GOOD.encode("utf-16"))
    (tmp_path / "b.yaml").write_text("inget register", "utf-8")
    found = load_registers(tmp_path, rules("prov-2024"))
    assert [r.document for r in found.registers] == ["prov"]
    assert [(d.code, Path(d.place[0]).name) for d in found.diagnostics] == [("K001", "klausuler-2025.yaml")]
    assert load_registers(tmp_path / "nej", rules("prov-2024")) == Registers()


def test_rules_in_one_file_have_the_registers_beside_it(tmp_path: Path) -> None:
    (tmp_path / "klausuler.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "klausuler-2025.yaml").write_text(GOOD.replace("PR-", "AN-").replace("prov-2024", "prov-2025"), "utf-8")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "klausuler.yaml").write_text(GOOD.replace("PR-", "BA-"), "utf-8")
    alone = tmp_path / "prov.riktlinje"
    alone.write_text("", "utf-8")
    found = load_registers(alone, rules("prov-2024"))
    assert [r.guidelines for r in found.registers] == [("prov-2024",)] and found.diagnostics == ()
    assert load_registers(alone, rules("annat")).registers == ()


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "klausuler.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode("utf-8"))
    assert load_registers(tmp_path, rules("prov-2024")).diagnostics == ()


# --- pages


def examples(code: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", explanation(code), re.M | re.S)


@pytest.mark.parametrize("code", REGISTER_CODES)
def test_page(code: str) -> None:
    page = explanation(code)
    assert page.startswith(f"# {code}: {REGISTER_CODES[code]}\n")
    wrong, right, remedy = (page.index(word) for word in ("\nFel:\n", "\nRätt:\n", "\nAtt göra: "))
    assert wrong < right < remedy and page.endswith((".\n", "|\n"))


@pytest.mark.parametrize("values", [Kind, Force, Checkable])
def test_the_page_of_values_names_them_all(values: type[Kind] | type[Force] | type[Checkable]) -> None:
    table = explanation("K005").partition("\n| ")[2]
    assert all(f"`{value.value}`" in table for value in values)


OUTSIDE = {"K001", "K009", "K011", "K012"}
"""What one register alone does not show."""


@pytest.mark.parametrize("code", REGISTER_CODES)
def test_the_examples_of_a_page_are_wrong_and_right(code: str) -> None:
    wrong, right = examples(code)
    if code not in OUTSIDE:
        assert {d.code for d in told(wrong)} >= {code}
    assert isinstance(read_register("k.yaml", right), Register)


def test_every_code_is_used_and_has_a_page() -> None:
    texts = "".join(p.read_text("utf-8") for p in SOURCE.rglob("*.py") if p.name != "register_codes.py")
    assert set(re.findall(r'"(K[0-9]{3})"', texts)) == set(REGISTER_CODES)
    assert {p.stem for p in (SOURCE / "author" / "pages").glob("*.md")} == set(REGISTER_CODES)
    with pytest.raises(KeyError):
        explanation("K999")
