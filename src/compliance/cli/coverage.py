"""`compliance coverage`: which clauses the rules encode, which no timeline can show, and which are still open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import tell
from compliance.language.diagnostic import did_you_mean, has_errors

if TYPE_CHECKING:
    from compliance.author.coverage import Coverage
    from compliance.author.trace import Case, Trace
    from compliance.graph import RuleSet


@click.command(name="coverage", epilog="Example: compliance coverage norrbotten --format json")
@click.argument("guidelines", nargs=-1)
@click.option(
    "--rules", "folder", metavar="DIR", type=click.Path(), help="Folder of rules; without it the shipped ones."
)
@click.option("--fixtures", "samples", metavar="PATH", multiple=True, help="Sample timelines to trace to. Repeatable.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("-o", "--output", "target", metavar="FILE", help="Write there instead: beside it first, then replaced.")
def command(
    guidelines: tuple[str, ...], folder: str | None, samples: tuple[str, ...], form: str, target: str | None
) -> None:
    """Join the rules with the registers of clauses: encoded, not checkable, still open and why.

    With --fixtures each clause and rule has the sample cases whose expectations name it; --format html makes a page of
    its own of it all.

    GUIDELINES are names of guidelines, of regions or of documents; without any: all that have a register. The exit
    code is 1 when a clause is open without a reason, a rule cites no clause or an unknown one, or a register is
    missing or out of date.
    """
    from compliance.author.coverage import check_citations, check_coverage, check_registered, coverage
    from compliance.author.registers import load_registers
    from compliance.author.trace import trace
    from compliance.author.trace_json import as_json
    from compliance.author.trace_page import page
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
    traced = trace(chosen, loaded.rules, loaded.files, _cases(samples, loaded.rules))
    text = {"text": _text, "json": as_json, "html": page}[form](traced, bool(samples))
    if target is None:
        click.echo(text)
    else:
        _write(Path(target), text + "\n")
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


def _cases(samples: tuple[str, ...], rules: RuleSet) -> tuple[Case, ...]:
    """Return the cases under the paths; what cannot be read is told, and makes the exit code 2."""
    from compliance.author.trace import cases_of
    from compliance.author.trace_months import month_cases
    from compliance.episodes import Decoder, Unusable, read_paths
    from compliance.time import zone

    if not samples:
        return ()
    local = zone(rules.vocabulary.time_zone)
    items = list(read_paths(samples, Decoder(rules.vocabulary, local)))
    broken = [d for item in items if isinstance(item, Unusable) for d in item.diagnostics]
    if broken:
        tell(broken)
        raise click.exceptions.Exit(2)
    episodes = [item for item in items if not isinstance(item, Unusable)]
    of_months, wrong = month_cases(samples, episodes, local)
    if wrong:
        tell(wrong)
        raise click.exceptions.Exit(2)
    return (*cases_of(episodes), *of_months)


def _text(found: Sequence[Trace], with_cases: bool) -> str:
    from compliance.cli.coverage_text import text_of

    return "\n".join(text_of(found, with_cases))


def _write(path: Path, text: str) -> None:
    from compliance.cli.fmt import replace_file

    try:
        replace_file(path, text)
    except OSError as error:
        raise click.UsageError(f"-o {path}: {error.strerror}") from error
