"""What several verbs share: options, loading of rules, progress, diagnostics on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

from compliance.language.diagnostic import Diagnostic, Severity, render

if TYPE_CHECKING:
    from compliance.graph import RuleSet
    from compliance.time import Instant, Zone

T = TypeVar("T")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def rules_options(command: Callable[..., T]) -> Callable[..., T]:
    """Add --rules and --set."""
    command = click.option(
        "--set", "chosen", metavar="NAME=VALUE", multiple=True, help="Set a parameter of the rules for this run."
    )(command)
    return click.option(
        "--rules", "folder", metavar="DIR", type=click.Path(), help="Folder of rules; without it the shipped ones."
    )(command)


def tell(diagnostics: Iterable[Diagnostic]) -> None:
    """Write diagnostics on stderr, in colour on a terminal."""
    for diagnostic in diagnostics:
        text = render(diagnostic)
        first, _, rest = text.partition("\n")
        click.echo(
            click.style(first, fg=_COLOURS[diagnostic.severity], bold=True) + ("\n" + rest if rest else "") + "\n",
            err=True,
        )


def load(folder: str | None, chosen: Iterable[str]) -> RuleSet:
    """Return the rule set; tell what is wrong with it and exit with 2 if it cannot be used."""
    from compliance.graph import load_rules

    parameters: dict[str, str] = {}
    for item in chosen:
        name, sign, value = item.partition("=")
        if not sign:
            raise click.UsageError(f"--set {item}: skriv NAMN=VÄRDE")
        parameters[name.strip()] = value.strip()
    loaded = load_rules(folder, parameters)
    tell(loaded.diagnostics)
    if loaded.rules is None:
        click.echo(f"{len(loaded.diagnostics)} fel i reglerna; inget har bedömts", err=True)
        raise click.exceptions.Exit(2)
    return loaded.rules


def moment(text: str | None, zone: Zone) -> Instant:
    """Return --as-of as an instant, the present moment without it. A date alone means its end."""
    from compliance.time import TimeProblem

    if text is None:
        return int(time.time())
    found = zone.parse(f"{text}T23:59:59" if len(text) == 10 else text)
    if isinstance(found, TimeProblem):
        raise click.UsageError(
            f"--as-of {text}: skriv en tid som 2024-04-30T23:59:59, med förskjutning om den är tvetydig"
        )
    return found


def with_progress(items: Iterable[T], what: str) -> Iterator[T]:
    """Pass items on, and tell on stderr how many there were when it takes more than two seconds."""
    begun = told = time.monotonic()
    terminal = sys.stderr.isatty()
    count = 0
    for item in items:
        yield item
        count += 1
        if count & 63:
            continue
        now = time.monotonic()
        if now - told >= (1 if terminal else 10) and now - begun >= 2:
            told = now
            click.echo(f"{count} {what} …", err=True)
