"""`compliance test`: sample timelines against their expected verdicts."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import load, rules_options, setting_lines, tell, tell_unused, with_progress
from compliance.language.diagnostic import render

if TYPE_CHECKING:
    from compliance.author.case_result import CaseResult
    from compliance.graph import RuleSet


@click.command(name="test", epilog="Example: compliance test fixtures/norrbotten")
@click.argument("paths", nargs=-1)
@rules_options
@click.option("--region", metavar="NAME", help="Judge by this family of guidelines, whatever the case says.")
@click.option(
    "--run", "pattern", metavar="TEXT", help="Only cases whose id contains this text (or matches it as /regex/)."
)
@click.option("--format", "form", type=click.Choice(["text", "junit"]), default="text", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="List the cases that pass, too.")
def command(
    paths: tuple[str, ...],
    folder: str | None,
    chosen: tuple[str, ...],
    region: str | None,
    pattern: str | None,
    form: str,
    verbose: bool,
) -> None:
    """Run sample cases: each says what must be found, and every difference is shown.

    PATHS are files or folders; without any the folder fixtures. A run of no case fails. A file NAME.avrakning is a case
    of settled months: what the rows of municipalities must say, by the timelines of NAME.yaml.
    """
    from compliance.author.fixtures import run_fixtures

    rules = load(folder, chosen)
    results = [
        r
        for r in with_progress(run_fixtures(paths or ("fixtures",), rules, int(time.time()), region), "fall")
        if _wanted(r, pattern)
    ]
    if form == "junit":
        click.echo(_junit(results, rules), nl=False)
    else:
        lines = setting_lines(rules)
        if lines:
            click.echo("\n".join(lines) + "\n")
        _print(results, verbose)
    if results:
        tell_unused(rules, dict.fromkeys(name for r in results for name in r.guidelines))
    failed, broken = sum(bool(r.differences) for r in results), sum(bool(r.problems) for r in results)
    raise click.exceptions.Exit(2 if broken or not results else 1 if failed else 0)


def _wanted(result: CaseResult, pattern: str | None) -> bool:
    if pattern is None:
        return True
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        try:
            return re.search(pattern[1:-1], result.name) is not None
        except re.error as problem:
            raise click.UsageError(f"--run {pattern}: inget reguljärt uttryck ({problem})") from problem
    return pattern in result.name


def _print(results: list[CaseResult], verbose: bool) -> None:
    for result in results:
        if result.problems:
            tell(result.problems)
        if result.differences:
            click.echo(click.style("SKILJER  ", fg="red") + f"{result.name}  {result.source}:{result.line}")
            click.echo(f"  varför:   {result.why}")
            click.echo("\n".join(_difference_lines(result)))
        elif verbose and not result.problems:
            click.echo(click.style("stämmer  ", fg="green") + result.name)
    failed, broken = sum(bool(r.differences) for r in results), sum(bool(r.problems) for r in results)
    passed = len(results) - failed - broken
    expectations = sum(r.expectations for r in results)
    click.echo(
        f"{len(results)} fall, {expectations} förväntningar: "
        f"{passed} stämmer, {failed} skiljer, {broken} gick inte att köra"
    )
    if not results:
        click.echo("inget fall kördes: ange en mapp med fall", err=True)


def _difference_lines(result: CaseResult) -> list[str]:
    lines = []
    for difference in result.differences:
        lines.append("  - väntat  " + difference.expected)
        lines += ["  + blev    " + found for found in difference.found]
    return lines


def _junit(results: list[CaseResult], rules: RuleSet) -> str:
    from compliance.report.junit import TestCase, junit
    from compliance.report.settings import shown_settings

    cases = [
        TestCase(
            r.source,
            r.name,
            "\n".join(_difference_lines(r)).strip() if r.differences else "",
            "\n".join(render(d) for d in r.problems),
        )
        for r in results
    ]
    chosen = [(f"{s.guideline}.{s.parameter.name}", f"{s.value} ({s.instead_of()})") for s in shown_settings(rules)]
    return junit("compliance", cases, chosen)
