"""`compliance coverage`: which clauses the rules encode, which no timeline can show, and which are still open."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import tell
from compliance.language.diagnostic import did_you_mean, has_errors

if TYPE_CHECKING:
    from compliance.author.coverage import Coverage
    from compliance.graph import RuleSet

SCHEMA = 1


@click.command(name="coverage", epilog="Example: compliance coverage norrbotten --format json")
@click.argument("guidelines", nargs=-1)
@click.option(
    "--rules", "folder", metavar="DIR", type=click.Path(), help="Folder of rules; without it the shipped ones."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(guidelines: tuple[str, ...], folder: str | None, form: str) -> None:
    """Join the rules with the registers of clauses: encoded, not checkable, still open and why.

    GUIDELINES are names of guidelines, of regions or of documents; without any: all that have a register. The exit
    code is 1 when a clause is open without a reason, a rule cites no clause or an unknown one, or a register is
    missing or out of date.
    """
    from compliance.author.coverage import check_citations, check_coverage, check_registered, coverage
    from compliance.author.registers import load_registers
    from compliance.cli.coverage_text import text_of
    from compliance.graph import load_rules

    loaded = load_rules(folder)
    tell(loaded.diagnostics)
    if loaded.rules is None:
        click.echo(f"{len(loaded.diagnostics)} fel i reglerna; inget har räknats", err=True)
        raise click.exceptions.Exit(2)
    registers = load_registers(loaded.rules.folder, loaded.rules)
    tell(registers.diagnostics)
    if has_errors(registers.diagnostics):
        click.echo(f"{len(registers.diagnostics)} fel i klausulregistren; inget har räknats", err=True)
        raise click.exceptions.Exit(2)
    everything = coverage(registers, loaded.files)
    chosen = _chosen(guidelines, everything, loaded.rules)
    own = {name for item in chosen for name in item.register.guidelines}
    found = check_coverage(chosen) + check_citations(registers, loaded.files, own if guidelines else None)
    if not guidelines:
        found += check_registered(registers, loaded.rules)
    tell(found)
    click.echo(_json(chosen) if form == "json" else "\n".join(text_of(chosen)))
    bad = found or registers.diagnostics or any(item.unexplained for item in chosen)
    raise click.exceptions.Exit(1 if bad else 0)


def _chosen(asked: tuple[str, ...], everything: tuple[Coverage, ...], rules: RuleSet) -> list[Coverage]:
    """Return the coverages that are asked for by guideline, region or document, each once; exit with 2 otherwise."""
    if not everything:
        raise click.UsageError(f"{rules.folder} har inget klausulregister; lägg `klausuler.yaml` bland reglerna")
    names: dict[str, list[Coverage]] = {}
    for item in everything:
        known = [rules.guidelines[name] for name in item.register.guidelines if name in rules.guidelines]
        for name in {item.register.document, *item.register.guidelines, *(g.region for g in known)}:
            names.setdefault(name, []).append(item)
    chosen: list[Coverage] = []
    for name in asked:
        if name not in names:
            help = did_you_mean(name, names, f"det finns {', '.join(names)}")
            what = "har inget klausulregister" if name in rules.guidelines else "finns inte"
            raise click.UsageError(f"riktlinjen {name} {what}; {help}")
        chosen += [item for item in names[name] if item not in chosen]
    return chosen if asked else list(everything)


def _json(found: Iterable[Coverage]) -> str:
    return json.dumps({"schema": SCHEMA, "guidelines": [_entry(item) for item in found]}, ensure_ascii=False, indent=1)


def _entry(item: Coverage) -> dict[str, object]:
    """Return one guideline in the form of the contract; a clause that is open without a reason has none here."""
    return {
        "guideline": item.register.guideline,
        "clauses": len(item.register.clauses),
        "checkable": item.checkable,
        "encoded": len(item.encoded),
        "not_checkable": len(item.not_checkable),
        "encoded_ids": [clause.id for clause in item.encoded],
        "open": [{"clause": clause.id, "reason": clause.open or None} for clause in item.open],
    }
