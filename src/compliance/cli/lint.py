"""`compliance lint`: are the rules sound, and what does a code mean?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import tell

if TYPE_CHECKING:
    from compliance.language.diagnostic import Diagnostic


@click.command(name="lint", epilog="Example: compliance lint rules; compliance lint --explain G108")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--explain", "code", metavar="CODE", help="Explain a code: what it means, an example, what to do.")
def command(paths: tuple[str, ...], code: str | None) -> None:
    """Check rule files: every mistake of every file, then whether the rules are sound.

    PATHS are folders of rules, or single files that are checked together with the shipped rules. Without any: the
    shipped rules.
    """
    if code is not None:
        _explain(code)
        return
    found = [d for path in paths or (None,) for d in _diagnostics(path)]
    tell(found)
    errors = sum(d.severity.name == "ERROR" for d in found)
    click.echo(f"{errors} fel, {len(found) - errors} varningar och råd")
    raise click.exceptions.Exit(2 if errors else 1 if found else 0)


def _explain(code: str) -> None:
    from compliance.cli.codes import all_codes, page
    from compliance.language.diagnostic import did_you_mean

    wanted = code.strip().upper()
    known = all_codes()
    text = page(wanted) if wanted in known else None
    if text is None:
        help = did_you_mean(
            wanted, known, "koderna börjar på G (regler), K (klausulregister), E (tidslinjer) eller J (körningen)"
        )
        raise click.UsageError(f"koden {code} finns inte; {help}")
    click.echo(text.rstrip())


def _diagnostics(path: str | None) -> list[Diagnostic]:
    from compliance.author.coverage import check_citations
    from compliance.author.registers import load_registers
    from compliance.graph import load_rules
    from compliance.graph.load import load_with
    from compliance.graph.soundness import check_soundness

    single = path is not None and Path(path).is_file()
    loaded = load_with(str(path)) if single else load_rules(path)
    found = list(loaded.diagnostics)
    if loaded.rules is not None:
        found += check_soundness(loaded.rules)
        registers = load_registers(loaded.rules.folder, loaded.rules)
        found += registers.diagnostics
        found += check_citations(registers, loaded.files)
    if single:
        mine = str(Path(str(path)))
        found = [d for d in found if d.place[0] == mine or d.span is None]
    return found
