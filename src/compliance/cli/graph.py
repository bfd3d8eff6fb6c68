"""`compliance graph`: the graph of obligations, drawn."""

from __future__ import annotations

from typing import Literal, cast

import click

from compliance.cli.shared import load, rules_options
from compliance.language.diagnostic import did_you_mean


@click.command(name="graph", epilog="Example: compliance graph norrbotten-2023 --rule kallelse_sip --format mermaid")
@click.argument("guideline")
@rules_options
@click.option("--format", "form", type=click.Choice(["mermaid", "dot", "json"]), default="mermaid", show_default=True)
@click.option("--rule", "rule", metavar="NAME", help="Only the neighbourhood of this rule, permission or ground.")
@click.option("--radius", type=click.IntRange(1, 5), default=1, show_default=True, help="How far it reaches.")
def command(
    guideline: str, folder: str | None, chosen: tuple[str, ...], form: str, rule: str | None, radius: int
) -> None:
    """Draw the obligations of GUIDELINE: what triggers, fulfils, cancels and requires what."""
    from compliance.graph.draw import draw
    from compliance.graph.network import neighbourhood, network

    rules = load(folder, chosen)
    if guideline not in rules.guidelines:
        help = did_you_mean(guideline, rules.guidelines, f"det finns {', '.join(rules.guidelines)}")
        raise click.UsageError(f"riktlinjen {guideline} finns inte; {help}")
    found = network(rules.guidelines[guideline], rules.vocabulary)
    if rule is not None:
        drawn = rules.guidelines[guideline]
        names = [r.name for r in (*drawn.rules, *drawn.permissions)]
        names += [g.name for item in drawn.liability for g in item.grounds]
        names += [item.name for item in drawn.liability] + [item.name for item in drawn.settlements]
        if rule not in names:
            help = did_you_mean(rule, names, "se compliance graph utan --rule")
            raise click.UsageError(f"regeln {rule} finns inte i {guideline}; {help}")
        found = neighbourhood(found, rule, radius)
    click.echo(draw(found, cast("Literal['mermaid', 'dot', 'json']", form)).rstrip("\n"))
