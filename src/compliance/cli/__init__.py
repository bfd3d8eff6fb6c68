"""The command line: one module a verb, loaded when it is asked for. Exit codes: 0 nothing found, 1 found, 2 could
not, 130 stopped."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

VERBS = {
    "check": "every missed, late or forbidden act, and the payment liability, for each timeline",
    "explain": "why each finding: trigger, condition, deadline step by step, what came; and why not",
    "due": "what is still to be done, soonest first",
    "settle": "what a month costs each municipality, and what was struck from it",
    "compare": "one timeline under every guideline, side by side",
    "test": "sample timelines against their expected verdicts",
    "lint": "are the rules sound? and what does a code mean?",
    "fmt": "format rule files, or check that they are formatted",
    "coverage": "which clauses the rules encode, and which not, and why",
    "graph": "draw the graph of obligations",
    "schema": "the JSON Schema of an episode",
}


class Verbs(click.Group):
    """Imports a verb's module only when the verb is used: starting up must not cost what is not needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a verb, or None."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"compliance.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs with a line each, without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="compliance")
def group() -> None:
    """Check recorded timelines of discharge against the guideline in force.

    Example: compliance check fixtures/samverkanslagen
    """


def main() -> None:
    """Run the command line and exit with the contract's codes."""
    gc.set_threshold(100_000, 20, 20)  # many small objects without circles: look for these seldom
    try:
        code = group.main(
            prog_name="compliance", standalone_mode=False, color=False if os.environ.get("NO_COLOR") else None
        )
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.Abort:
        code = 130
    except click.ClickException as problem:
        problem.show()
        code = 2
    except KeyboardInterrupt:
        code = 130
    except (BrokenPipeError, SystemExit):  # the latter from click, when whoever read our output has gone away
        _drop_output()
        code = 0
    except OSError as crash:
        code = _crashed(crash)
        _drop_output()  # else what could not be written fails once more at the end, with a code of its own
    except Exception as crash:
        code = _crashed(crash)
    sys.exit(code if isinstance(code, int) else 0)


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _crashed(crash: Exception) -> int:
    """Tell of a fault in the program itself, never with what was in the input."""
    if os.environ.get("COMPLIANCE_DEBUG"):
        raise crash
    place = crash.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place is not None else "?"
    click.echo(f"internt fel: {type(crash).__name__} i {where}", err=True)
    click.echo("  = hjälp: rapportera felet; med COMPLIANCE_DEBUG=1 visas hela spåret", err=True)
    return 2
