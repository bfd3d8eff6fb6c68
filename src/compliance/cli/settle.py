"""`compliance settle`: what a month costs each municipality, and what was struck from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import load, rules_options, with_progress
from compliance.cli.timelines import Timelines

if TYPE_CHECKING:
    from compliance.payment.month import Month


@click.command(name="settle", epilog="Example: compliance settle fixtures/jonkoping/manader --month 2019-05")
@click.argument("paths", nargs=-1, required=True)
@rules_options
@click.option("--month", "one", metavar="YYYY-MM", help="The month to settle.")
@click.option("--from", "first", metavar="YYYY-MM", help="The first of several months.")
@click.option("--to", "last", metavar="YYYY-MM", help="The last of several months.")
@click.option("--region", metavar="NAME", help="Settle by this family of guidelines, whatever the timeline says.")
@click.option("--as-of", "as_of", metavar="TIME", help="Moment of judgement; a date means its end. Without it: now.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    paths: tuple[str, ...],
    folder: str | None,
    chosen: tuple[str, ...],
    one: str | None,
    first: str | None,
    last: str | None,
    region: str | None,
    as_of: str | None,
    form: str,
) -> None:
    """Settle a month."""
    from compliance.payment.settle import Settling
    from compliance.report.settle_json import SettleJson
    from compliance.report.settle_text import SettleText

    begin, end = _months(one, first, last)
    rules = load(folder, chosen)
    timelines = Timelines(rules, region, as_of)
    settling = Settling(rules, begin, end)
    for episode, moment, family in with_progress(timelines.usable(paths), "vistelser"):
        settling.add(episode, moment, family)
    if form == "json":
        writer = SettleJson(timelines.zone)
        for found in settling.months():
            click.echo(json.dumps({"schema": 1, **writer.month(found)}, ensure_ascii=False, indent=1))
    else:
        for found in settling.months():
            click.echo("\n".join(SettleText().month(found)))


def _months(one: str | None, first: str | None, last: str | None) -> tuple[Month, Month]:
    from compliance.payment.month import parse_month

    a, b = parse_month(one or first or ""), parse_month(one or last or "")
    assert a and b
    return a, b
