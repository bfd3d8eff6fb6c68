"""`compliance schema`: the JSON Schema of an episode."""

from __future__ import annotations

import json

import click

from compliance.cli.shared import load, rules_options


@click.command(name="schema", epilog="Example: compliance schema > episode.schema.json")
@rules_options
def command(folder: str | None, chosen: tuple[str, ...]) -> None:
    """Print the JSON Schema (2020-12) of an episode, made from the vocabulary of the rules."""
    from compliance.episodes import episode_schema

    rules = load(folder, chosen)
    click.echo(json.dumps(episode_schema(rules.vocabulary), ensure_ascii=False, indent=2))
