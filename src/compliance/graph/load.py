"""A folder of rule files to a rule set, with every mistake of every file."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.graph.consequences import without_consequences
from compliance.graph.layers import Layers, Written
from compliance.graph.model import Guideline, RuleSet, YearlyAmount
from compliance.graph.parameters import unknown_settings
from compliance.graph.resolve import Resolver
from compliance.graph.words import Words
from compliance.language.diagnostic import Diagnostic, Label, has_errors, sort_diagnostics
from compliance.language.parsed import ParsedFile
from compliance.language.read import read
from compliance.language.source import Span
from compliance.language.tree import CalendarTree, Declaration, GuidelineTree, YearlyTree
from compliance.language.vocabulary_tree import DerivedTree, EventTree, FactTree, RoleTree, SubjectTree, VocabularyTree
from compliance.locate import data_folder

SUFFIX = ".riktlinje"
MAX_BYTES = 5_000_000
_WORDS = (VocabularyTree, RoleTree, SubjectTree, EventTree, FactTree, DerivedTree, CalendarTree, YearlyTree)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rule set (None when there are errors) and all diagnostics of its files."""

    rules: RuleSet | None
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[ParsedFile, ...]


def load_rules(folder: Path | str | None = None, parameters: Mapping[str, str] | None = None) -> Loaded:
    """Read all rule files under a folder (the shipped ones without it) and return the checked rule set.

    `parameters` are values chosen for this run, as text, for all guidelines (`{"brytpunkt": "13:00"}`) or for one
    (`{"lagen.brytpunkt": "13:00"}`).
    Never raises for what is in the files.
    """
    root = Path(str(data_folder("rules"))) if folder is None else Path(folder)
    texts, problems = _read(root)
    return load_texts(texts, parameters or {}, str(root), problems)


def load_with(path: str, parameters: Mapping[str, str] | None = None) -> Loaded:
    """Like `load_rules` of the shipped rules with one more file, which takes the place of the shipped one if it is
    that."""
    root = Path(str(data_folder("rules")))
    texts, problems = _read(root)
    own, own_problems = _read(Path(path))
    kept = [(name, text) for name, text in texts if Path(name).resolve() != Path(path).resolve()]
    return load_texts([*kept, *own], parameters or {}, str(root), [*problems, *own_problems])


def _read(root: Path) -> tuple[list[tuple[str, str]], list[Diagnostic]]:
    if not root.exists():
        return [], [
            Diagnostic(
                "G100",
                "mappen med regler finns inte",
                where=str(root),
                help="ange en mapp med filer som slutar på .riktlinje",
            )
        ]
    paths = [root] if root.is_file() else sorted(p for p in root.rglob(f"*{SUFFIX}") if p.is_file())
    if not paths:
        return [], [
            Diagnostic(
                "G100", f"mappen har ingen fil som slutar på {SUFFIX}", where=str(root), help="ange en mapp med regler"
            )
        ]
    texts: list[tuple[str, str]] = []
    problems: list[Diagnostic] = []
    for path in paths:
        try:
            if path.stat().st_size > MAX_BYTES:
                problems.append(
                    Diagnostic(
                        "G100", f"filen är större än {MAX_BYTES // 1_000_000} MB", where=str(path), help="dela upp den"
                    )
                )
                continue
            texts.append((str(path), path.read_bytes().decode("utf-8")))
        except UnicodeDecodeError as error:
            problems.append(
                Diagnostic(
                    "G100", f"filen är inte UTF-8 (byte {error.start})", where=str(path), help="spara den som UTF-8"
                )
            )
        except OSError as error:
            problems.append(
                Diagnostic(
                    "G100", f"filen kan inte läsas: {error.strerror}", where=str(path), help="kontrollera rättigheterna"
                )
            )
    return texts, problems


def load_texts(
    texts: Iterable[tuple[str, str]],
    parameters: Mapping[str, str],
    folder: str = "",
    problems: Iterable[Diagnostic] = (),
) -> Loaded:
    """Like `load_rules`, from (name, text) pairs."""
    items = list(texts)
    files = tuple(read(name, text) for name, text in items)
    diagnostics = [*problems, *(d for file in files for d in file.diagnostics)]
    digest = hashlib.sha256("\0".join(text for _, text in items).encode("utf-8", "surrogatepass")).hexdigest()
    rules = _build(files, parameters, diagnostics, digest, folder)
    found = tuple(sort_diagnostics(_once(without_consequences(diagnostics, files))))
    return Loaded(None if has_errors(found) else rules, found, files)


def _once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Tell a mistake of a base once, however many guidelines build on it and whatever each would propose."""
    found: dict[object, Diagnostic] = {}
    for diagnostic in diagnostics:
        found.setdefault((diagnostic.code, diagnostic.message, diagnostic.place), diagnostic)
    return list(found.values())


def _build(
    files: tuple[ParsedFile, ...],
    parameters: Mapping[str, str],
    diagnostics: list[Diagnostic],
    digest: str,
    folder: str,
) -> RuleSet | None:
    words = Words()
    declarations = [d for file in files for d in file.declarations]
    vocabulary, calendars = words.build(declarations)
    diagnostics += words.diagnostics
    if vocabulary is None:
        if files:
            diagnostics.append(
                Diagnostic(
                    "G123",
                    "ingen fil innehåller en ordlista",
                    where=folder or files[0].source.name,
                    help="lägg en fil som börjar med `ordlista <namn>` bland reglerna",
                )
            )
        return None
    yearly = _all_yearly(declarations, diagnostics)
    written = _written(files, diagnostics)
    layers = Layers(written, diagnostics)
    known = {name: {tree.name.name for _, tree in layers.of(name).parameters} for name in written}
    unknown_settings(parameters, known, diagnostics)
    resolver = Resolver(vocabulary, calendars, yearly, parameters, diagnostics)
    guidelines: dict[str, Guideline] = {}
    for name in written:
        found = resolver.guideline(layers.of(name))
        if found is not None:
            guidelines[name] = found
    rules = RuleSet(vocabulary, guidelines, yearly, calendars, digest, folder)
    _check_versions(rules, diagnostics)
    return rules


def _all_yearly(declarations: Iterable[Declaration], diagnostics: list[Diagnostic]) -> dict[str, YearlyAmount]:
    first: dict[str, YearlyTree] = {}
    for tree in declarations:
        if isinstance(tree, YearlyTree) and first.setdefault(tree.name.name, tree) is not tree:
            diagnostics.append(
                Diagnostic(
                    "G110",
                    f"årsbeloppet `{tree.name}` är redan deklarerat",
                    tree.name.span,
                    "andra gången",
                    "skriv alla år i samma `årsbelopp`",
                    related=(Label(first[tree.name.name].name.span, "första gången"),),
                )
            )
    return {name: _yearly(tree) for name, tree in first.items()}


def _yearly(tree: YearlyTree) -> YearlyAmount:
    return YearlyAmount(
        tree.name.name, {y: amount for y, amount, _ in tree.rows}, {y: source for y, _, source in tree.rows}
    )


def _written(files: tuple[ParsedFile, ...], diagnostics: list[Diagnostic]) -> dict[str, Written]:
    """Gather each guideline's declarations; a guideline may go on in a further file whose heading is its name alone."""
    found: dict[str, Written] = {}
    for file in files:
        current: Written | None = None
        told = any(kind == "GUIDELINE" for kind, _ in file.lost)
        for declaration in file.declarations:
            if isinstance(declaration, GuidelineTree):
                current = _open(declaration, found, diagnostics)
            elif not isinstance(declaration, _WORDS):
                if current is not None:
                    current.declarations.append(declaration)
                elif not told:
                    _stray(declaration, diagnostics)
                    told = True
    return found


def _stray(declaration: Declaration, diagnostics: list[Diagnostic]) -> None:
    start = declaration.span.start
    diagnostics.append(
        Diagnostic(
            "G124",
            "filen säger inte vilken riktlinje reglerna hör till",
            Span(declaration.span.source, start, start + 1),
            "första regeln",
            "börja filen med `riktlinje <namn>`",
        )
    )


def _bare(tree: GuidelineTree) -> bool:
    """Say whether a heading is a name alone: the file goes on with a guideline that another file opens."""
    return tree == GuidelineTree(tree.name, "", None, None, (), None, "", None, None, (), None, None, (), "", tree.span)


def _open(tree: GuidelineTree, found: dict[str, Written], diagnostics: list[Diagnostic]) -> Written:
    name = tree.name.name
    known = found.get(name)
    if known is None:
        found[name] = Written(tree)
    elif _bare(known.header):
        known.header = tree
    elif not _bare(tree):
        diagnostics.append(
            Diagnostic(
                "G110",
                f"riktlinjen `{name}` är redan deklarerad",
                tree.name.span,
                "andra gången",
                "ge versionen ett eget namn; en fil som fortsätter en riktlinje börjar med raden `riktlinje <namn>` "
                "och inget mer",
                related=(Label(known.header.name.span, "första gången"),),
            )
        )
    return found[name]


def _check_versions(rules: RuleSet, diagnostics: list[Diagnostic]) -> None:
    for region in rules.regions:
        versions = rules.family(region)
        for older, newer in itertools.pairwise(versions):
            if older.valid_to is None or older.valid_to >= newer.valid_from:
                diagnostics.append(
                    Diagnostic(
                        "G119",
                        f"versionerna `{older.name}` och `{newer.name}` gäller samtidigt",
                        newer.span,
                        "gäller redan",
                        f"ge `{older.name}` ett slut: `gäller från … till och med …`",
                        related=(Label(older.span, "äldre version"),) if older.span else (),
                    )
                )
