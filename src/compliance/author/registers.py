"""All registers of a folder of rules, checked against one another and against the guidelines that there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.author.register import Clause, Register
from compliance.author.register_reader import read_register
from compliance.graph.model import RuleSet
from compliance.language.diagnostic import Diagnostic, Label, Severity, did_you_mean, sort_diagnostics

PATTERN = "klausuler*.yaml"
MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers that could be read, in the order of their files, and what is wrong with all of them."""

    registers: tuple[Register, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def clauses(self) -> Mapping[str, Clause]:
        """Every clause by its id."""
        return {clause.id: clause for register in self.registers for clause in register.clauses}

    def of(self, guideline: str) -> Register | None:
        """Return the register that a guideline is written from."""
        return next((r for r in self.registers if guideline in r.guidelines), None)


def load_registers(folder: Path | str, rules: RuleSet) -> Registers:
    """Read every register under the folder that the rules came from; of rules in one file, those beside it that are
    its guidelines'. Never raises for what is in the files."""
    if Path(folder).is_file():
        return _own(_load(Path(folder).parent.glob(PATTERN), rules), rules)
    return _load(Path(folder).rglob(PATTERN), rules)


def _own(found: Registers, rules: RuleSet) -> Registers:
    """Return the registers of the guidelines that there are: beside one file may stand those of others."""
    own = tuple(r for r in found.registers if not rules.guidelines.keys().isdisjoint(r.guidelines))
    return Registers(own, tuple(d for d in found.diagnostics if d.code != "K009"))


def _load(paths: Iterable[Path], rules: RuleSet) -> Registers:
    texts: list[tuple[str, str]] = []
    problems: list[Diagnostic] = []
    for path in sorted(p for p in paths if p.is_file()):
        found = _text(path)
        if isinstance(found, Diagnostic):
            problems.append(found)
        else:
            texts.append((str(path), found))
    return registers_of(texts, rules, problems)


def _text(path: Path) -> str | Diagnostic:
    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"registret är större än {MAX_BYTES // 1_000_000} MB"
            return Diagnostic("K001", message, where=str(path), help="dela upp det")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"registret är inte UTF-8 (byte {error.start})"
        return Diagnostic("K001", message, where=str(path), help="spara det som UTF-8")
    except OSError as error:
        message = f"registret kan inte läsas: {error.strerror}"
        return Diagnostic("K001", message, where=str(path), help="kontrollera rättigheterna")


def registers_of(texts: Iterable[tuple[str, str]], rules: RuleSet, problems: Iterable[Diagnostic] = ()) -> Registers:
    """Like `load_registers`, from (name, text) pairs."""
    registers: list[Register] = []
    diagnostics = list(problems)
    for name, text in texts:
        found = read_register(name, text)
        if isinstance(found, Register):
            registers.append(found)
        else:
            diagnostics += found
    diagnostics += _twice(registers)
    diagnostics += _guidelines(registers, rules)
    return Registers(tuple(registers), tuple(sort_diagnostics(diagnostics)))


def _twice(registers: Iterable[Register]) -> list[Diagnostic]:
    """Tell of clauses that two registers hold; one register's own are told when it is read."""
    found: list[Diagnostic] = []
    first: dict[str, Clause] = {}
    for register in registers:
        for clause in register.clauses:
            known = first.setdefault(clause.id, clause)
            if known is not clause:
                message = f"klausulen `{clause.id}` står i två register"
                label = Label(known.span, "först här")
                help = "ge varje dokument sitt eget prefix"
                found.append(Diagnostic("K007", message, clause.span, "andra gången", help, related=(label,)))
    return found


def _guidelines(registers: Iterable[Register], rules: RuleSet) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    first: dict[str, Register] = {}
    for register in registers:
        for name in register.guidelines:
            known = first.setdefault(name, register)
            if known is not register:
                label = Label(known.span, "första registret")
                help = "låt varje riktlinje stå i ett register"
                message = f"riktlinjen `{name}` har redan ett register"
                found.append(Diagnostic("K010", message, register.span, "andra registret", help, related=(label,)))
            if name not in rules.guidelines:
                help = did_you_mean(name, rules.guidelines, "lägg till riktlinjen, eller rätta namnet")
                message = f"registret hör till riktlinjen `{name}`, som inte finns"
                found.append(Diagnostic("K009", message, register.span, "okänd riktlinje", help, Severity.WARNING))
    return found
