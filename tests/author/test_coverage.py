"""What the rules cite of the registers: small rules and registers in full, and the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from compliance.author.citations import citing
from compliance.author.coverage import Coverage, check_citations, check_coverage, check_registered, coverage
from compliance.author.register import Checkable
from compliance.author.registers import Registers, load_registers, registers_of
from compliance.cli import main
from compliance.cli.coverage_text import ranges
from compliance.graph import load_rules, load_texts
from compliance.graph.load import Loaded
from compliance.language.diagnostic import Diagnostic, Severity

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = (ROOT / "tests" / "language" / "ordlista.riktlinje").read_text("utf-8")
BASE = """\
riktlinje lag
  gäller från 2018-01-01

skyldighet meddelande
  klausul     LA-001
  när         inskrivning
  ska         avdelning skicka inskrivningsmeddelande till kommun
  inom        24 timmar
"""
OWN = """\
riktlinje prov-2024
  region      prov
  bygger på   lag
  gäller från 2024-01-01

parameter tid = 12:00
  klausul     PR-003

begrepp vill
  klausul     PR-004
  betyder     samtycke

skyldighet kort_meddelande
  ersätter    lag.meddelande
  klausul     PR-001, LA-002
  när         inskrivning
  ska         avdelning skicka inskrivningsmeddelande till kommun
  inom        12 timmar
  tolkning    R-05 "En läsning är ingen klausul."

undantag utan_samtycke
  klausul     PR-002
  från regel  kort_meddelande
  om          inte samtycke
"""


def register(document: str, guideline: str, *clauses: str) -> tuple[str, str]:
    head = f'schema: 1\ndocument: {document}\ntitle: "Ett prov"\nguidelines: [{guideline}]\nclauses:\n'
    return f"{document}/klausuler.yaml", head + "".join(clauses)


def clause(id: str, checkable: str = "timeline", extra: str = "") -> str:
    return (
        f"  - {{id: {id}, heading: Inskrivning, kind: obligation, modality: ska, checkable: {checkable},\n"
        f'     {extra}summary: "Något om {id}."}}\n'
    )


NO = """why_not: "en hållning", """
LAW = register("lag", "lag", clause("LA-001"), clause("LA-002", "content"))
PROV = register(
    "prov",
    "prov-2024",
    clause("PR-001"),
    clause("PR-002", "content"),
    clause("PR-003"),
    clause("PR-004", "aggregate"),
    clause("PR-005"),
    clause("PR-006", "aggregate", 'open: "syns bara i många", '),
    clause("PR-007", "'no'", NO),
)


def loaded(own: str = OWN, base: str = BASE) -> Loaded:
    found = load_texts([("o", VOCABULARY), ("a", base), ("b", own)], {})
    assert found.rules is not None and found.diagnostics == ()
    return found


def registers(found: Loaded, *texts: tuple[str, str]) -> Registers:
    assert found.rules is not None
    made = registers_of(texts or (LAW, PROV), found.rules)
    assert made.diagnostics == ()
    return made


def ids(clauses: tuple) -> list[str]:
    return [c.id for c in clauses]


@pytest.fixture
def both() -> tuple[Coverage, ...]:
    found = loaded()
    return coverage(registers(found), found.files)


# --- the join


def test_rules_exceptions_concepts_and_parameters_encode(both: tuple[Coverage, ...]) -> None:
    own = both[1]
    assert ids(own.encoded) == ["PR-001", "PR-002", "PR-003", "PR-004"]
    assert ids(own.open) == ["PR-005", "PR-006"] and ids(own.unexplained) == ["PR-005"]
    assert ids(own.not_checkable) == ["PR-007"] and own.checkable == 6


def test_a_clause_of_another_register_is_not_encoded_there(both: tuple[Coverage, ...]) -> None:
    assert ids(both[0].encoded) == ["LA-001"], "prov-2024 cites LA-002, which is the statute's own to encode"


def test_an_inherited_rule_encodes_nothing_of_the_guideline() -> None:
    found = loaded("riktlinje prov-2024\n  bygger på   lag\n  gäller från 2024-01-01\n")
    assert [len(item.encoded) for item in coverage(registers(found), found.files)] == [1, 0]


def test_every_kind_of_declaration_that_can_cite_is_seen() -> None:
    found = load_rules()
    seen = {item.name for item in citing(found.files)}
    assert found.rules is not None
    for guideline in found.rules.guidelines.values():
        own = {rule.name for rule in guideline.rules if rule.guideline == guideline.name}
        grounds = {ground.name for item in guideline.liability for ground in item.grounds}
        assert own | grounds | set(guideline.parameters) <= seen


def test_the_heading_of_a_guideline_encodes_what_says_when_it_holds() -> None:
    headed = OWN.replace("  gäller från 2024", "  klausul     PR-005\n  gäller från 2024", 1)
    found = loaded(headed)
    assert ids(coverage(registers(found), found.files)[1].encoded)[-1] == "PR-005"
    (unknown,) = citations(headed.replace("PR-005", "PR-055"))
    assert (unknown.code, *unknown.place) == ("G140", "b", 4, 15)


def test_a_guideline_may_go_on_in_another_file() -> None:
    more = "riktlinje prov-2024\n\nbegrepp mer\n  klausul     PR-005\n  betyder     samtycke\n"
    found = load_texts([("o", VOCABULARY), ("a", BASE), ("b", OWN), ("c", more)], {})
    assert ids(coverage(registers(found), found.files)[1].encoded)[-1] == "PR-005"


def test_several_guidelines_of_one_document_count_together() -> None:
    later = OWN.replace("prov-2024", "prov-2025").replace("2024-01-01", "2025-01-01").replace("PR-003", "PR-005")
    first = OWN.replace("gäller från 2024-01-01", "gäller från 2024-01-01 till och med 2024-12-31")
    found = load_texts([("o", VOCABULARY), ("a", BASE), ("b", first), ("c", later)], {})
    text = (PROV[0], PROV[1].replace("[prov-2024]", "[prov-2024, prov-2025]"))
    (own,) = coverage(registers(found, text), found.files)
    assert own.register.guideline == "prov-2024"
    assert ids(own.encoded) == ["PR-001", "PR-002", "PR-003", "PR-004", "PR-005"]


def test_a_clause_that_nothing_can_show_is_cited_anyway() -> None:
    found = loaded(OWN.replace("PR-001,", "PR-001, PR-007,"))
    own = coverage(registers(found), found.files)[1]
    assert ids(own.cited_anyway) == ["PR-007"] and own.checkable == 6 and "PR-007" not in ids(own.encoded)


# --- what is found


def citations(own: str, *texts: tuple[str, str]) -> list[Diagnostic]:
    found = loaded(own)
    return check_citations(registers(found, *texts), found.files)


def test_nothing_is_wrong_with_good_citations() -> None:
    assert citations(OWN) == []


def test_an_unknown_clause_is_told_where_it_stands() -> None:
    (found,) = citations(OWN.replace("PR-002", "PR-022"))
    assert (found.code, found.severity, *found.place) == ("G140", Severity.WARNING, "b", 22, 15)
    assert found.help == "menade du `PR-002`?"


def test_an_unknown_prefix_is_an_unknown_clause_too() -> None:
    (found,) = citations(OWN.replace("PR-002", "XX-002"))
    assert found.code == "G140"


def test_an_unknown_clause_of_the_base_is_told_too() -> None:
    (found,) = citations(OWN.replace("LA-002", "LA-009"))
    assert (found.code, found.message) == ("G140", "klausulen `LA-009` finns inte i något register")


@pytest.mark.parametrize(
    ("lost", "name"),
    [("  klausul     PR-001, LA-002\n", "kort_meddelande"), ("  klausul     PR-002\n", "utan_samtycke")],
)
def test_a_rule_that_cites_nothing_is_told(lost: str, name: str) -> None:
    (found,) = citations(OWN.replace(lost, ""))
    assert (found.code, found.severity) == ("G141", Severity.WARNING)
    assert found.span is not None and found.span.text == name


def test_a_concept_and_a_parameter_need_no_clause() -> None:
    assert citations(OWN.replace("  klausul     PR-003\n", "").replace("  klausul     PR-004\n", "")) == []


def test_a_rule_switched_off_needs_a_clause_or_a_reading() -> None:
    head = "riktlinje prov-2024\n  bygger på   lag\n  gäller från 2024-01-01\n\ngäller inte lag.meddelande\n"
    assert [d.code for d in citations(head)] == ["G141"]
    assert citations(head + "  klausul     PR-001\n") == []
    assert citations(head + '  tolkning    "Källan tiger."\n') == []


def test_a_guideline_without_a_register_may_cite_as_it_likes() -> None:
    own = OWN.replace("PR-001", "XX-001").replace("  klausul     PR-002\n", "").replace("PR-00", "YY-00")
    assert citations(own, LAW) == []
    assert [d.code for d in citations(own.replace("LA-002", "LA-003"), LAW)] == ["G140"]


def test_only_some_guidelines_are_looked_at_on_request() -> None:
    found = loaded(OWN.replace("PR-002", "PR-022"))
    made = registers(found)
    assert check_citations(made, found.files, {"lag"}) == []
    assert len(check_citations(made, found.files, {"prov-2024"})) == 1


def test_a_reason_that_a_rule_made_needless_is_told() -> None:
    found = loaded(OWN.replace("PR-003", "PR-006"))
    made = registers(found)
    (told,) = check_coverage(coverage(made, found.files))
    assert (told.code, told.severity) == ("K012", Severity.WARNING)
    assert told.span is not None and told.span.text == "PR-006"


def test_a_guideline_without_a_register_is_told() -> None:
    found = loaded()
    assert found.rules is not None
    assert check_registered(registers(found), found.rules) == []
    (told,) = check_registered(registers(found, LAW), found.rules)
    assert (told.code, told.message) == ("K011", "riktlinjen `prov-2024` har inget klausulregister")


# --- the command


@dataclass
class Done:
    """What a run left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def call(*words: object) -> Done:
        monkeypatch.setattr("sys.argv", ["compliance", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        assert isinstance(left.value.code, int)
        return Done(left.value.code, *capsys.readouterr())

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("o", VOCABULARY), ("lag/a", BASE), ("prov/b", OWN)):
        file = tmp_path / f"{name}.riktlinje"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    for name, text in (LAW, PROV):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def explained(folder: Path) -> None:
    """Give every open clause a reason."""
    for name, text in (LAW, PROV):
        for id in ("LA-002", "PR-005"):
            text = text.replace(f'summary: "Något om {id}', f'open: "senare", summary: "Något om {id}')
        (folder / name).write_text(text, "utf-8")


CONTRACT = ("guideline", "clauses", "checkable", "encoded", "not_checkable", "encoded_ids", "open")
"""More keys may stand beside these, none of them otherwise."""


def test_json_is_that_of_the_contract(run: Callable[..., Done], folder: Path) -> None:
    done = run("coverage", "prov", "--rules", folder, "--format", "json")
    document = json.loads(done.out)
    (entry,) = document["guidelines"]
    assert {**document, "guidelines": [{key: entry[key] for key in CONTRACT}]} == {
        "schema": 1,
        "guidelines": [
            {
                "guideline": "prov-2024",
                "clauses": 7,
                "checkable": 6,
                "encoded": 4,
                "not_checkable": 1,
                "encoded_ids": ["PR-001", "PR-002", "PR-003", "PR-004"],
                "open": [
                    {"clause": "PR-005", "reason": None},
                    {"clause": "PR-006", "reason": "syns bara i många"},
                ],
            }
        ],
    }
    assert (done.code, done.err) == (1, "")


TEXT = """\
riktlinje  klausuler  prövbara  kodade  andel  öppna  går ej att pröva
prov-2024          7         6       4   66 %      2                 1

prov-2024: Ett prov

  Går inte att pröva (1)
      1  en hållning
         PR-007

  Öppna (2)
    PR-005  Något om PR-005.
            inget skäl angivet
    PR-006  Något om PR-006.
            skäl: syns bara i många
"""


@pytest.mark.parametrize(
    ("clauses", "share"), [(("PR-001",), 100), (("PR-001", "PR-005"), 50), (("PR-005",), 0), ((), 100)]
)
def test_the_share_is_of_what_something_can_show_and_never_rounded_up(clauses: tuple[str, ...], share: int) -> None:
    found = loaded()
    own = register("prov", "prov-2024", *map(clause, clauses), clause("PR-007", "'no'", NO))
    assert coverage(registers(found, LAW, own), found.files)[1].share == share
    many = [clause("PR-001"), clause("PR-002"), clause("PR-005")]
    assert coverage(registers(found, LAW, register("prov", "prov-2024", *many)), found.files)[1].share == 66


def test_the_share_stands_in_json_after_the_keys_of_the_contract(run: Callable[..., Done], folder: Path) -> None:
    (entry,) = json.loads(run("coverage", "prov", "--rules", folder, "--format", "json").out)["guidelines"]
    assert (list(entry)[7], entry["share"]) == ("share", 66)


def test_text(run: Callable[..., Done], folder: Path) -> None:
    assert run("coverage", "prov-2024", "--rules", folder) == Done(1, TEXT, "")


def test_reasons_come_the_commonest_first(run: Callable[..., Done], folder: Path) -> None:
    rare = clause("PR-008", "'no'", 'why_not: "ett skäl", ')
    often = [clause(f"PR-0{n}", "'no'", 'why_not: "ett annat", ') for n in (10, 11, 12)]
    (folder / PROV[0]).write_text(PROV[1] + rare + "".join(often), "utf-8")
    own = OWN.replace("PR-001,", "PR-001, PR-008,")
    (folder / "prov/b.riktlinje").write_text(own, "utf-8")
    out = run("coverage", "prov", "--rules", folder).out
    part = out[out.index("  Går inte") : out.index("\n\n  Öppna")]
    assert part == (
        "  Går inte att pröva (5)\n"
        "      3  ett annat\n         PR-010–012\n"
        "      1  en hållning\n         PR-007\n"
        "      1  ett skäl\n         PR-008\n"
        "    av dem anger en regel ändå PR-008"
    )


def test_a_region_with_a_register_for_each_version(run: Callable[..., Done], folder: Path) -> None:
    newer = "riktlinje prov-2030\n  region prov\n  bygger på lag\n  gäller från 2030-01-01\n"
    ended = OWN.replace("gäller från 2024-01-01", "gäller från 2024-01-01 till och med 2029-12-31")
    (folder / "prov/b.riktlinje").write_text(ended, "utf-8")
    (folder / "prov/c.riktlinje").write_text(newer, "utf-8")
    _, text = register("prov-ny", "prov-2030", clause("NY-001", "aggregate", 'open: "räknas över månaden", '))
    (folder / "prov/klausuler-2030.yaml").write_text(text, "utf-8")
    done = run("coverage", "prov", "--rules", folder, "--format", "json")
    assert [(g["guideline"], g["clauses"]) for g in json.loads(done.out)["guidelines"]] == [
        ("prov-2030", 1),
        ("prov-2024", 7),
    ]
    assert done.err == "" and run("coverage", "prov-2030", "--rules", folder).code == 0


def test_1_for_a_register_of_an_unknown_guideline(run: Callable[..., Done], folder: Path) -> None:
    explained(folder)
    name, text = register("annat", "annat-2024", clause("AN-001", "'no'", NO))
    (folder / "annat").mkdir()
    (folder / name).write_text(text, "utf-8")
    done = run("coverage", "--rules", folder)
    assert done.code == 1 and "varning[K009]" in done.err


def test_0_when_every_open_clause_has_a_reason(run: Callable[..., Done], folder: Path) -> None:
    explained(folder)
    done = run("coverage", "--rules", folder)
    assert (done.code, done.err) == (0, "") and "inget skäl" not in done.out


@pytest.mark.parametrize("form", ["text", "json"])
def test_1_for_a_rule_that_cites_nothing_or_something_unknown(
    run: Callable[..., Done], folder: Path, form: str
) -> None:
    explained(folder)
    wrong = OWN.replace("  klausul     PR-002\n", "").replace("PR-001", "PR-011")
    (folder / "prov/b.riktlinje").write_text(wrong, "utf-8")
    done = run("coverage", "--rules", folder, "--format", form)
    assert done.code == 1 and "varning[G140]" in done.err and "varning[G141]" in done.err
    assert f"{folder}/prov/b.riktlinje:15:15" in done.err and done.out
    explained(folder)
    assert run("coverage", "lag", "--rules", folder, "--format", form).code == 0, "the statute itself is sound"


def test_1_for_a_guideline_without_a_register(run: Callable[..., Done], folder: Path) -> None:
    explained(folder)
    (folder / "prov/klausuler.yaml").unlink()
    done = run("coverage", "--rules", folder)
    assert done.code == 1 and "varning[K011]" in done.err
    assert run("coverage", "lag", "--rules", folder).code == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [("prov-2042", "menade du `prov-2024`?"), ("xyz", "det finns"), ("", "det finns"), ("PROV", "menade du `prov`?")],
)
def test_2_for_an_unknown_name(run: Callable[..., Done], folder: Path, name: str, said: str) -> None:
    done = run("coverage", name, "--rules", folder)
    assert done.code == 2 and said in done.err and done.out == ""


def test_2_for_a_guideline_whose_register_is_asked_for_and_missing(run: Callable[..., Done], folder: Path) -> None:
    (folder / "prov/klausuler.yaml").unlink()
    done = run("coverage", "prov-2024", "--rules", folder)
    assert done.code == 2 and "riktlinjen prov-2024 har inget klausulregister" in done.err


def test_2_for_a_folder_without_registers(run: Callable[..., Done], folder: Path) -> None:
    for name, _ in (LAW, PROV):
        (folder / name).unlink()
    done = run("coverage", "--rules", folder)
    assert done.code == 2 and "har inget klausulregister" in done.err
    assert run("lint", folder).code == 0, "rules may stand without registers"


def test_2_for_a_broken_register_or_broken_rules(run: Callable[..., Done], folder: Path) -> None:
    text = PROV[1].replace("heading", "headnig", 1)
    (folder / PROV[0]).write_text(text, "utf-8")
    done = run("coverage", "--rules", folder)
    assert done.code == 2 and "fel[K003]" in done.err and "menade du `heading`?" in done.err and done.out == ""
    (folder / "prov/b.riktlinje").write_text(OWN.replace("inom ", "innom"), "utf-8")
    assert run("coverage", "--rules", folder).code == 2


def test_lint_tells_of_citations_and_registers(run: Callable[..., Done], folder: Path) -> None:
    assert run("lint", folder).code == 0
    (folder / "prov/b.riktlinje").write_text(OWN.replace("PR-002", "PR-022"), "utf-8")
    done = run("lint", folder)
    assert done.code == 1 and "varning[G140]" in done.err and "0 fel, 1 varningar" in done.out
    (folder / PROV[0]).write_text(PROV[1].replace("heading", "headnig", 1), "utf-8")
    done = run("lint", folder)
    assert done.code == 2 and "fel[K003]" in done.err


def test_lint_of_a_single_file_knows_the_shipped_registers(run: Callable[..., Done], tmp_path: Path) -> None:
    file = tmp_path / "eget.riktlinje"
    head = "riktlinje eget\n  gäller från 2024-01-01\n\n"
    file.write_text(head + "begrepp x\n  klausul     NB-9999\n  betyder     behov är tomt\n", "utf-8")
    done = run("lint", file)
    assert done.code == 1 and "varning[G140]" in done.err and "0 fel, 1 varningar" in done.out


def test_one_name_by_guideline_region_or_document_is_one_row(run: Callable[..., Done], folder: Path) -> None:
    text = (folder / "prov/b.riktlinje").read_text("utf-8").replace("region      prov", "region      länet")
    (folder / "prov/b.riktlinje").write_text(text, "utf-8")
    done = run("coverage", "prov", "prov-2024", "länet", "lag", "--rules", folder, "--format", "json")
    assert [g["guideline"] for g in json.loads(done.out)["guidelines"]] == ["prov-2024", "lag"]


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ([], ""),
        (["A-1"], "A-1"),
        (["A-1", "A-2"], "A-1, A-2"),
        (["A-001", "A-002", "A-003", "A-005"], "A-001–003, A-005"),
        (["A-098", "A-099", "A-100"], "A-098–100"),
        (["A-1", "B-2", "B-3", "B-4"], "A-1, B-2–4"),
        (["A-1a", "A-2"], "A-1a, A-2"),
    ],
)
def test_ranges(given: list[str], short: str) -> None:
    assert ranges(given) == short


# --- the shipped registers


@pytest.fixture(scope="module")
def shipped() -> tuple[Loaded, Registers]:
    found = load_rules()
    assert found.rules is not None
    return found, load_registers(found.rules.folder, found.rules)


def test_the_shipped_registers_are_whole(shipped: tuple[Loaded, Registers]) -> None:
    _, found = shipped
    assert found.diagnostics == ()
    sizes = {register.guideline: len(register.clauses) for register in found.registers}
    assert sizes["norrbotten-2023"] == 379 and sizes["samverkanslagen"] == 70
    for register in found.registers:
        numbers = [int(clause.id.partition("-")[2]) for clause in register.clauses]
        assert numbers == list(range(1, len(numbers) + 1)), "every clause, in the order of the source"
        assert len({clause.id.partition("-")[0] for clause in register.clauses}) == 1


def test_every_clause_that_a_shipped_rule_cites_is_in_a_register(shipped: tuple[Loaded, Registers]) -> None:
    found, registers = shipped
    assert check_citations(registers, found.files) == []
    cited = {c.clause for item in citing(found.files) for c in item.clauses}
    assert len(cited) > 100 and cited <= set(registers.clauses)


def test_what_is_encoded_and_what_is_open_are_all_that_can_be_checked(shipped: tuple[Loaded, Registers]) -> None:
    found, registers = shipped
    for item in coverage(registers, found.files):
        able = [c.id for c in item.register.clauses if c.checkable is not Checkable.NO]
        assert sorted([*ids(item.encoded), *ids(item.open)]) == sorted(able)
        assert not set(ids(item.encoded)) & set(ids(item.open))
        assert len(able) + len(item.not_checkable) == len(item.register.clauses)


def test_no_reason_of_a_shipped_register_is_out_of_date(shipped: tuple[Loaded, Registers]) -> None:
    found, registers = shipped
    assert check_coverage(coverage(registers, found.files)) == []


@pytest.mark.parametrize("guideline", ["samverkanslagen", "norrbotten-2023", "vasterbotten-2025"])
def test_every_clause_that_a_finished_guideline_leaves_open_has_a_reason(
    shipped: tuple[Loaded, Registers], guideline: str
) -> None:
    found, registers = shipped
    (item,) = [item for item in coverage(registers, found.files) if item.register.guideline == guideline]
    assert ids(item.unexplained) == [] and len(item.encoded) > 0.9 * item.checkable


def test_all_that_something_can_show_is_encoded(shipped: tuple[Loaded, Registers]) -> None:
    found, registers = shipped
    shares = {item.register.document: item.share for item in coverage(registers, found.files)}
    assert len(shares) == 6 and set(shares.values()) == {100}, shares


def test_reasons_are_few_enough_to_group_by(shipped: tuple[Loaded, Registers]) -> None:
    _, registers = shipped
    reasons = {c.why_not for r in registers.registers for c in r.clauses if c.why_not}
    assert 5 < len(reasons) < 30


def test_summaries_say_something_of_their_own(shipped: tuple[Loaded, Registers]) -> None:
    _, registers = shipped
    for register in registers.registers:
        texts = [c.summary for c in register.clauses]
        assert all(text[0].isupper() and text.endswith(".") and len(text) < 200 for text in texts)
        assert len(set(texts)) == len(texts)
