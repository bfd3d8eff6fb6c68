"""`compliance check`: findings and liability for each timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import load, rules_options, setting_lines, tell_unused, with_progress
from compliance.cli.timelines import Timelines

if TYPE_CHECKING:
    from compliance.graph import RuleSet
    from compliance.payment import EpisodeVerdict
    from compliance.report.as_json import Json, Summary
    from compliance.report.text import Text

FAIL_ON = {
    "violation": ("violations",),
    "remark": ("violations", "remarks"),
    "undetermined": ("violations", "undetermined"),
    "never": (),
}


@click.command(name="check", epilog="Example: compliance check fixtures/norrbotten --as-of 2024-04-30 --format json")
@click.argument("paths", nargs=-1, required=True)
@rules_options
@click.option("--region", metavar="NAME", help="Judge by this family of guidelines, whatever the timeline says.")
@click.option(
    "--as-of",
    "as_of",
    metavar="TIME",
    help="Moment of judgement; a date means its end. Without it: the case's own, else now.",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="List also what was kept and the rules that do not apply.")
@click.option("--strict", is_flag=True, help="Stop at the first timeline that cannot be used.")
@click.option(
    "--fail-on",
    type=click.Choice(list(FAIL_ON)),
    default="violation",
    show_default=True,
    help="What makes the exit code 1.",
)
def command(
    paths: tuple[str, ...],
    folder: str | None,
    chosen: tuple[str, ...],
    region: str | None,
    as_of: str | None,
    form: str,
    everything: bool,
    strict: bool,
    fail_on: str,
) -> None:
    """Check timelines: every missed, late, early or forbidden act, and the payment liability.

    PATHS are files or folders (.yaml .yml .json .jsonl); - is standard input as JSON Lines.
    """
    from compliance.report.as_json import Summary

    rules = load(folder, chosen)
    run = _Run(Timelines(rules, region, as_of, strict))
    summary = Summary()
    verdicts = with_progress(run.verdicts(paths, summary), "tidslinjer")
    _print(form, rules, verdicts, summary, run, everything)
    tell_unused(rules, run.timelines.judge.guidelines)
    raise click.exceptions.Exit(_exit_code(summary, fail_on))


class _Run:
    """One run of the verb: judges what can be judged."""

    def __init__(self, timelines: Timelines) -> None:
        from compliance.report.settings import settings

        self.timelines = timelines
        self.rules = timelines.rules
        self.zone = timelines.zone
        self.as_of = timelines.as_of
        self.settings = settings(self.rules)

    def verdicts(self, paths: tuple[str, ...], summary: Summary) -> Iterator[EpisodeVerdict]:
        """Yield the verdict of each timeline that can be used."""
        for episode, moment, family in self.timelines.usable(paths):
            verdict = self.timelines.judge.judge(episode, moment, family)
            summary.add(verdict)
            yield verdict
        summary.unusable = self.timelines.unusable


def _print(
    form: str, rules: RuleSet, verdicts: Iterator[EpisodeVerdict], summary: Summary, run: _Run, everything: bool
) -> None:
    if form == "text":
        from compliance.report.text import Text

        _print_text(Text(rules.vocabulary, run.zone, rules.guidelines), verdicts, summary, run, everything)
        return
    from compliance.report.as_json import Json

    writer = Json(rules.vocabulary, run.zone, rules.guidelines)
    if form == "jsonl":
        for verdict in verdicts:
            click.echo(_dump(writer.episode(verdict, everything, run.settings)))
        return
    _print_json(writer, verdicts, summary, run, everything)


def _print_text(text: Text, verdicts: Iterator[EpisodeVerdict], summary: Summary, run: _Run, everything: bool) -> None:
    if run.settings:
        click.echo("\n".join(setting_lines(run.rules)) + "\n")
    for verdict in verdicts:
        click.echo("\n".join(text.episode(verdict, everything)))
    click.echo("\n".join(text.summary(summary)))


def _print_json(
    writer: Json, verdicts: Iterator[EpisodeVerdict], summary: Summary, run: _Run, everything: bool
) -> None:
    """One document, written episode by episode: memory does not grow with the input."""
    from compliance.report.as_json import SCHEMA
    from compliance.report.settings import shown_settings

    chosen = [setting.as_json() for setting in shown_settings(run.rules)]
    click.echo(
        f'{{"schema": {SCHEMA}, "as_of": {_dump(writer.at(run.as_of))},\n'
        f' "rules": {_dump(run.rules.digest)},\n'
        + (f' "settings": {_dump(chosen)},\n' if chosen else "")
        + ' "episodes": [',
        nl=False,
    )
    first = True
    for verdict in verdicts:
        click.echo(("" if first else ",") + "\n  " + _dump(writer.episode(verdict, everything, run.settings)), nl=False)
        first = False
    click.echo(f'],\n "summary": {_dump(summary.as_dict())}}}')


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _exit_code(summary: Summary, fail_on: str) -> int:
    if summary.unusable:
        return 2
    counts = {
        "violations": summary.violations,
        "remarks": summary.remarks,
        "undetermined": summary.by_status["undetermined"],
    }
    return 1 if any(counts[kind] for kind in FAIL_ON[fail_on]) else 0
