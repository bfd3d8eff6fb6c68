"""`compliance fmt`: rule files in their one layout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

import click

from compliance.cli.shared import tell
from compliance.language.diagnostic import Diagnostic, DiagnosticError


@click.command(name="fmt", epilog="Example: compliance fmt --check rules")
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file is not formatted.")
@click.option("--keywords", type=click.Choice(["sv", "en"]), help="Write every keyword in this language.")
@click.option("--stdout", is_flag=True, help="Print the formatted text instead of changing the file.")
def command(paths: tuple[str, ...], only_check: bool, keywords: str | None, stdout: bool) -> None:
    """Format rule files (.riktlinje): one layout, comments kept. A file with mistakes is left as it is."""
    from compliance.language.printer import format_text

    language = cast("Literal['sv', 'en'] | None", keywords)
    changed = broken = 0
    for path in _files(paths):
        try:
            before = path.read_bytes().decode("utf-8")
            after = format_text(str(path), before, language)
        except DiagnosticError as mistakes:
            tell(mistakes.diagnostics)
            broken += 1
            continue
        except (OSError, UnicodeDecodeError) as problem:
            tell((Diagnostic("G100", "filen kan inte läsas", where=str(path), help=type(problem).__name__),))
            broken += 1
            continue
        if stdout:
            click.echo(after, nl=False)
        elif after != before:
            changed += 1
            click.echo(f"{'skulle ändras' if only_check else 'ändrad'}: {path}")
            if not only_check:
                replace_file(path, after)
    raise click.exceptions.Exit(2 if broken else 1 if changed and only_check else 0)


def _files(paths: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found += sorted(path.rglob("*.riktlinje"))
        else:
            found.append(path)
    return found


def replace_file(path: Path, text: str) -> None:
    """Write beside, then replace: the file is never there in part."""
    from compliance.report.beside import beside

    with beside(path) as (made,):
        made.write_text(text, "utf-8", newline="\n")
