"""Rules joined with the registers: which clauses are encoded, which cannot be, and which are still open.

A guideline counts what its own text cites of its own register: an inherited rule is its base's, and so is a clause of
the base that it cites.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from compliance.author.citations import Citing, citing
from compliance.author.register import Checkable, Clause, Register
from compliance.author.registers import Registers
from compliance.graph.model import RuleSet
from compliance.language.diagnostic import Diagnostic, Severity, did_you_mean, sort_diagnostics
from compliance.language.parsed import ParsedFile
from compliance.language.rule_tree import Citation


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the guidelines of one register encode of it, in the register's order.

    `cited_anyway` are clauses that a rule cites although the register says that nothing can show them.
    """

    register: Register
    encoded: tuple[Clause, ...]
    open: tuple[Clause, ...]
    not_checkable: tuple[Clause, ...]
    cited_anyway: tuple[Clause, ...]

    @property
    def checkable(self) -> int:
        """The number of clauses that something can show."""
        return len(self.encoded) + len(self.open)

    @property
    def share(self) -> int:
        """How much of what something can show is encoded, in whole per cent: rounded down, so that 100 is all of it;
        100 where nothing can be shown."""
        return 100 * len(self.encoded) // self.checkable if self.checkable else 100

    @property
    def unexplained(self) -> tuple[Clause, ...]:
        """The open clauses of which nothing says why they are open."""
        return tuple(clause for clause in self.open if not clause.open)


def coverage(registers: Registers, files: Iterable[ParsedFile]) -> tuple[Coverage, ...]:
    """Return the coverage of each register by what its guidelines' own text cites."""
    cited: dict[str, set[str]] = {}
    for item in citing(files):
        cited.setdefault(item.guideline, set()).update(c.clause for c in item.clauses)
    return tuple(_of(register, cited) for register in registers.registers)


def _of(register: Register, cited: Mapping[str, set[str]]) -> Coverage:
    own = set().union(*(cited.get(name, set()) for name in register.guidelines))
    able = [c for c in register.clauses if c.checkable is not Checkable.NO]
    rest = [c for c in register.clauses if c.checkable is Checkable.NO]
    return Coverage(
        register,
        tuple(c for c in able if c.id in own),
        tuple(c for c in able if c.id not in own),
        tuple(rest),
        tuple(c for c in rest if c.id in own),
    )


def check_citations(
    registers: Registers, files: Iterable[ParsedFile], guidelines: Collection[str] | None = None
) -> list[Diagnostic]:
    """Return the rules that cite no clause (G141) and the clauses that stand in no register (G140), in all guidelines
    or in these.

    Where a guideline has no register, only clauses with the prefix of a register are looked up; a folder without
    registers is left alone.
    """
    known = registers.clauses
    prefixes = {_prefix(name) for name in known}
    found: list[Diagnostic] = []
    for item in citing(files):
        if guidelines is not None and item.guideline not in guidelines:
            continue
        registered = registers.of(item.guideline) is not None
        if registered and item.must and not item.clauses:
            found.append(_uncited(item))
        for cited in item.clauses:
            if cited.clause not in known and (registered or _prefix(cited.clause) in prefixes):
                found.append(_unknown(cited, known))
    return sort_diagnostics(found)


def _prefix(clause: str) -> str:
    return clause.partition("-")[0]


def _unknown(cited: Citation, known: Iterable[str]) -> Diagnostic:
    help = did_you_mean(cited.clause, known, "rätta numret, eller för in klausulen i registret")
    message = f"klausulen `{cited.clause}` finns inte i något register"
    return Diagnostic("G140", message, cited.span, "okänd klausul", help, Severity.WARNING)


def _uncited(item: Citing) -> Diagnostic:
    message = f"`{item.name}` anger ingen klausul"
    help = "lägg till `klausul` med det ställe i källan som regeln kommer från"
    return Diagnostic("G141", message, item.span, "ingen klausul", help, Severity.WARNING)


def check_coverage(found: Iterable[Coverage]) -> list[Diagnostic]:
    """Return the reasons for openness that a rule has made needless (K012)."""
    return sort_diagnostics(d for item in found for d in _needless(item))


def check_registered(registers: Registers, rules: RuleSet) -> list[Diagnostic]:
    """Return the guidelines that have no register (K011)."""
    found = []
    for guideline in rules.guidelines.values():
        if registers.of(guideline.name) is None:
            message = f"riktlinjen `{guideline.name}` har inget klausulregister"
            help = "skriv `klausuler.yaml` bland dess regler"
            found.append(Diagnostic("K011", message, guideline.span, "utan register", help, Severity.WARNING))
    return sort_diagnostics(found)


def _needless(item: Coverage) -> Iterator[Diagnostic]:
    for clause in item.encoded:
        if clause.open:
            message = f"`{clause.id}` citeras av en regel men sägs vara öppen"
            yield Diagnostic("K012", message, clause.span, "har en regel", "ta bort `open`", Severity.WARNING)
