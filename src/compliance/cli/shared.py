"""What several verbs share: options, loading of rules, progress, diagnostics on stderr."""

from __future__ import annotations

import sys
import time
import unicodedata
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
        "--set",
        "chosen",
        metavar="NAME=VALUE",
        multiple=True,
        help="Set a parameter of the rules for this run; GUIDELINE.NAME=VALUE for one guideline. Repeatable.",
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
        name = unicodedata.normalize("NFC", name.strip())
        if not sign or not name:
            raise click.UsageError(f"--set {item}: skriv NAMN=VÄRDE")
        if name in parameters and parameters[name] != value.strip():
            raise click.UsageError(f"--set {name} står två gånger med olika värden")
        parameters[name] = unicodedata.normalize("NFC", value.strip())
    loaded = load_rules(folder, parameters)
    tell(loaded.diagnostics)
    if loaded.rules is None:
        click.echo(f"{len(loaded.diagnostics)} fel i reglerna; inget har bedömts", err=True)
        raise click.exceptions.Exit(2)
    return loaded.rules


def setting_lines(rules: RuleSet) -> list[str]:
    """Return what was set for the run as lines of text; none where nothing was."""
    from compliance.report.settings import setting_lines as lines

    found = lines(rules)
    return ["Valt för körningen: " + found[0], *(" " * 20 + line for line in found[1:])] if found else []


def tell_unused(rules: RuleSet, judged_by: Iterable[str]) -> None:
    """Warn on stderr of settings that nothing in the run depended on."""
    from compliance.report.settings import unused_settings

    tell(unused_settings(rules, judged_by))


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
