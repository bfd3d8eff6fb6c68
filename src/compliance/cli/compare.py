"""`compliance compare`: one timeline under every guideline, side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import load, rules_options, setting_lines, tell, tell_unused, with_progress
from compliance.cli.timelines import Timelines
from compliance.language.diagnostic import Diagnostic, did_you_mean

if TYPE_CHECKING:
    from compliance.author.compare import Compared
    from compliance.graph import RuleSet
    from compliance.time import Zone


@click.command(
    name="compare", epilog="Example: compliance compare docs/example/edith.yaml --guideline norrbotten --format json"
)
@click.argument("paths", nargs=-1, required=True)
@rules_options
@click.option("--guideline", "wanted", metavar="NAME", multiple=True, help="Only this guideline or family. Repeatable.")
@click.option(
    "--as-of",
    "as_of",
    metavar="TIME",
    help="Moment of judgement; a date means its end. Without it: the case's own, else now.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="List also the duties that are alike under all.")
@click.option("--table", "brief", is_flag=True, help="A line for each timeline: its liability under each guideline.")
def command(
    paths: tuple[str, ...],
    folder: str | None,
    chosen: tuple[str, ...],
    wanted: tuple[str, ...],
    as_of: str | None,
    form: str,
    everything: bool,
    brief: bool,
) -> None:
    """Judge timelines by every guideline, whatever their region, each in the version in force on their dates.

    Side by side stand the payment liability, the findings by status, and each duty that differs. PATHS are files or
    folders (.yaml .yml .json .jsonl); - is standard input as JSON Lines.
    """
    rules = load(folder, chosen)
    _check_names(rules, wanted)
    timelines = Timelines(rules, None, as_of)
    local = timelines.zone
    found = _compared(timelines, paths, wanted)
    if form == "json":
        _print_json(rules, local, found, everything)
    else:
        _print_text(rules, local, found, everything, brief)
    tell_unused(rules, timelines.judge.guidelines)
    raise click.exceptions.Exit(2 if timelines.unusable else 0)


def _check_names(rules: RuleSet, wanted: tuple[str, ...]) -> None:
    known = dict.fromkeys((*rules.regions, *rules.guidelines))
    for name in wanted:
        if name not in known:
            help = did_you_mean(name, known, f"det finns {', '.join(known)}")
            raise click.UsageError(f"--guideline {name}: riktlinjen finns inte; {help}")


def _compared(timelines: Timelines, paths: tuple[str, ...], wanted: tuple[str, ...]) -> list[Compared]:
    """Return the comparison of each timeline that can be read."""
    from compliance.author.compare import compare

    found: list[Compared] = []
    for episode, moment in with_progress(timelines.readable(paths), "tidslinjer"):
        compared = compare(episode, timelines.rules, timelines.judge, moment, wanted)
        if not compared.columns:
            tell((_nothing(compared),))
        found.append(compared)
    return found


def _nothing(compared: Compared) -> Diagnostic:
    from compliance.language.diagnostic import Severity

    regions = ", ".join(item.region for item in compared.not_in_force)
    episode = compared.episode
    return Diagnostic(
        "J005",
        "ingen riktlinje var i kraft på tidslinjens datum",
        help=f"prövade: {regions}",
        severity=Severity.WARNING,
        where=f"{episode.source}:{episode.line} {episode.id}",
    )


def _print_text(rules: RuleSet, local: Zone, found: list[Compared], everything: bool, brief: bool) -> None:
    from compliance.author.compare_table import table
    from compliance.author.compare_text import CompareText

    text = CompareText(rules.vocabulary, local, rules.guidelines)
    lines = setting_lines(rules)
    lines += [""] if lines else []
    if brief:
        lines += table(found, everything)
        found = []
    for compared in found:
        lines += text.episode(compared, everything)
    click.echo("\n".join(lines).rstrip())


def _print_json(rules: RuleSet, local: Zone, found: list[Compared], everything: bool) -> None:
    from compliance.author.compare_json import CompareJson
    from compliance.report.as_json import SCHEMA
    from compliance.report.settings import shown_settings

    writer = CompareJson(rules.vocabulary, local, rules.guidelines)
    document = {
        "schema": SCHEMA,
        "rules": rules.digest,
        "settings": [setting.as_json() for setting in shown_settings(rules)],
        "episodes": [writer.episode(compared, everything) for compared in found],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
