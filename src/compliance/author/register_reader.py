"""One register file to a register, or to everything that is wrong with it.

The YAML is as strict as that of a timeline (no key twice, no anchors, text stays text); every key is known, and every
value is of its enumeration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import TypeVar

from compliance.author.register import Checkable, Clause, Force, Kind, Register
from compliance.episodes.document import Path, Places
from compliance.episodes.model import Unusable
from compliance.episodes.problems import Problem, Spot, diagnostic, quoted
from compliance.episodes.yaml_reader import yaml_document
from compliance.language.diagnostic import Diagnostic, did_you_mean, sort_diagnostics

SCHEMA_VERSION = 1
LONGEST_LINE = 400

_TOP = ("schema", "document", "title", "guidelines", "clauses")
_REQUIRED = ("id", "heading", "kind", "modality", "checkable", "summary")
_CLAUSE = (*_REQUIRED, "why_not", "open")
_CHOICES: Mapping[str, type[Enum]] = {"kind": Kind, "modality": Force, "checkable": Checkable}
_ID = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]*-[0-9]+[a-z]?\Z")
E = TypeVar("E", bound=Enum)


def read_register(name: str, text: str) -> Register | tuple[Diagnostic, ...]:
    """Return the register that a text holds, or all that is wrong with it, in reading order."""
    document = yaml_document(name, text)
    if isinstance(document, Unusable):
        return document.diagnostics
    if document.hit is not None:
        return (Diagnostic("E060", "personnummer i ett register", document.hit, help="ta bort det"),)
    places = document.locate()
    problems = list(_problems(document.raw))
    if problems:
        return tuple(sort_diagnostics(diagnostic(problem, places, None) for problem in problems))
    return _register(document.raw, places)


# --- what is wrong


def _problems(raw: object) -> Iterator[Problem]:
    if not isinstance(raw, dict):
        yield _kind_problem((), raw, "en mappning med " + ", ".join(_TOP))
        return
    yield from _keys(raw, (), _TOP, _TOP)
    version = raw.get("schema", SCHEMA_VERSION)
    if version is True or version != SCHEMA_VERSION:
        yield Problem("K002", ("schema",), f"schemaversionen {quoted(version)} finns inte", f"skriv {SCHEMA_VERSION}")
    for key in ("document", "title"):
        yield from _line(raw, (), key)
    yield from _guidelines(raw.get("guidelines", ["-"]))
    clauses = raw.get("clauses", [{}])
    if not isinstance(clauses, list) or not clauses:
        yield _kind_problem(("clauses",), clauses, "en lista med minst en klausul")
        return
    if "clauses" not in raw:
        return
    first: dict[object, Path] = {}
    for index, clause in enumerate(clauses):
        path: Path = ("clauses", index)
        yield from _clause_problems(clause, path)
        name = clause.get("id") if isinstance(clause, dict) else None
        if isinstance(name, str) and first.setdefault(name, (*path, "id")) != (*path, "id"):
            message = f"klausulen {quoted(name)} står två gånger"
            yield Problem("K007", (*path, "id"), message, "ge den ena ett eget id", first=first[name])


def _guidelines(value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or not value:
        yield _kind_problem(("guidelines",), value, "en lista med minst en riktlinje")
        return
    for index, name in enumerate(value):
        if not isinstance(name, str) or not name.strip():
            yield _kind_problem(("guidelines", index), name, "namnet på en riktlinje")
        elif name in value[:index]:
            yield Problem(
                "K010", ("guidelines", index), f"riktlinjen {quoted(name)} står två gånger", "ta bort den ena"
            )


def _clause_problems(clause: object, path: Path) -> Iterator[Problem]:
    if not isinstance(clause, dict):
        yield _kind_problem(path, clause, "en mappning med " + ", ".join(_REQUIRED))
        return
    yield from _keys(clause, path, _CLAUSE, _REQUIRED)
    for key in ("id", "heading", "summary", "why_not", "open"):
        yield from _line(clause, path, key)
    name = clause.get("id")
    if isinstance(name, str) and name.strip() and not _ID.match(name):
        help = "skriv ett prefix i versaler, bindestreck och ett nummer, som `AB-012`"
        yield Problem("K006", (*path, "id"), f"{quoted(name)} är inget klausul-id", help)
    for key, enum in _CHOICES.items():
        yield from _choice(clause, path, key, [str(item.value) for item in enum])
    yield from _reasons(clause, path)


def _reasons(clause: Mapping[str, object], path: Path) -> Iterator[Problem]:
    """A clause that nothing can show says why; one that something can show may say why no rule cites it."""
    if clause.get("checkable") not in [item.value for item in Checkable]:
        return
    if clause["checkable"] != Checkable.NO.value:
        if "why_not" in clause:
            help = "ta bort `why_not`; varför ingen regel finns skrivs i `open`"
            yield Problem("K008", (*path, "why_not"), "`why_not` på en klausul som går att pröva", help, Spot.KEY)
        return
    if "why_not" not in clause:
        message = "klausulen går inte att pröva men säger inte varför"
        yield Problem("K008", (*path, "checkable"), message, "skriv skälet i `why_not`")
    if "open" in clause:
        help = "ta bort `open`; skälet står i `why_not`"
        yield Problem("K008", (*path, "open"), "`open` på en klausul som inte går att pröva", help, Spot.KEY)


def _keys(
    found: Mapping[str, object], path: Path, known: tuple[str, ...], required: Iterable[str]
) -> Iterator[Problem]:
    for key in found:
        if key not in known:
            help = did_you_mean(key, known, "nycklarna är " + ", ".join(known))
            yield Problem("K003", (*path, key), f"nyckeln {quoted(key)} finns inte", help, Spot.KEY)
    for key in required:
        if key not in found:
            yield Problem("K004", path, f"nyckeln `{key}` saknas", f"lägg till `{key}: …`", Spot.START)


def _line(found: Mapping[str, object], path: Path, key: str) -> Iterator[Problem]:
    value = found.get(key, "-")
    if not isinstance(value, str) or not value.strip() or "\n" in value:
        yield _kind_problem((*path, key), value, "text på en rad")
    elif len(value) > LONGEST_LINE:
        yield Problem("K002", (*path, key), f"texten är längre än {LONGEST_LINE} tecken", "säg det kortare")


def _choice(found: Mapping[str, object], path: Path, key: str, known: list[str]) -> Iterator[Problem]:
    value = found.get(key, known[0])
    if value not in known:
        help = did_you_mean(value, known) if isinstance(value, str) else ""
        message = f"{quoted(value)} är inget värde för `{key}`"
        yield Problem("K005", (*path, key), message, help or "värdena är " + ", ".join(known))


def _kind_problem(path: Path, value: object, wanted: str) -> Problem:
    return Problem("K002", path, f"{quoted(value)} är inte {wanted}", f"skriv {wanted}")


# --- what is right


def _register(raw: object, places: Places) -> Register:
    assert isinstance(raw, dict)
    clauses = tuple(_clause(c, places, ("clauses", i)) for i, c in enumerate(raw["clauses"]))
    return Register(raw["document"], raw["title"], tuple(raw["guidelines"]), clauses, places.value(("guidelines",)))


def _clause(raw: Mapping[str, str], places: Places, path: Path) -> Clause:
    return Clause(
        raw["id"],
        raw["heading"],
        Kind(raw["kind"]),
        Force(raw["modality"]),
        Checkable(raw["checkable"]),
        raw["summary"],
        raw.get("why_not", ""),
        raw.get("open", ""),
        places.value((*path, "id")),
    )
