"""`compliance due`: what is still to be done, soonest first, over all timelines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import load, rules_options, setting_lines, tell_unused, with_progress
from compliance.cli.timelines import Timelines
from compliance.language.diagnostic import did_you_mean

if TYPE_CHECKING:
    from compliance.graph import RuleSet
    from compliance.payment import EpisodeVerdict
    from compliance.payment.agenda import OpenAct
    from compliance.time import Zone

_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


@click.command(name="due", epilog="Example: compliance due fixtures/norrbotten --as-of 2024-03-12T09:00 --within 48h")
@click.argument("paths", nargs=-1, required=True)
@rules_options
@click.option("--region", metavar="NAME", help="Judge by this family of guidelines, whatever the timeline says.")
@click.option(
    "--as-of",
    "as_of",
    metavar="TIME",
    help="The moment to look from; a date means its end. Without it: the case's own, else now.",
)
@click.option("--within", metavar="TIME", help="Only what is due within this time: 90m, 48h, 2d or 1w.")
@click.option("--overdue", is_flag=True, help="First what is already late and still not done; then exit code 1.")
@click.option("--unit", metavar="NAME", help="Only what this unit is to do.")
@click.option("--role", metavar="NAME", help="Only what this role, or one that counts as it, may do.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    paths: tuple[str, ...],
    folder: str | None,
    chosen: tuple[str, ...],
    region: str | None,
    as_of: str | None,
    within: str | None,
    overdue: bool,
    form: str,
    **whose: str | None,
) -> None:
    """List what is still to be done, soonest first: by when, who, what, for whom, by which clause.

    PATHS are files or folders (.yaml .yml .json .jsonl); - is standard input as JSON Lines. What has no time (promptly,
    before something that has not happened) stands last, and is left out with --within.
    """
    from compliance.payment.agenda import in_order, of_units, open_acts

    longest, unit, role = _length(within), whose["unit"], whose["role"]
    rules = load(folder, chosen)
    if role is not None and role not in rules.vocabulary.roles:
        known = rules.vocabulary.roles
        raise click.UsageError(f"--role {role}: rollen finns inte; {did_you_mean(role, known, ', '.join(known))}")
    run = _Run(Timelines(rules, region, as_of))
    local = run.timelines.zone
    acts: list[OpenAct] = []
    for verdict in with_progress(run.verdicts(paths), "tidslinjer"):
        acts += of_units(open_acts(verdict, rules), unit, role, rules.vocabulary)
    acts.sort(key=in_order)
    late, timed, rest = _parted(acts, longest)
    shown = [*(late if overdue else ()), *timed, *(rest if longest is None else ())]
    if form == "json":
        _print_json(rules, local, run, shown, (late, timed, rest), longest)
    else:
        _print_text(rules, local, run, (late, timed, rest), overdue, longest)
    tell_unused(rules, run.timelines.judge.guidelines)
    raise click.exceptions.Exit(2 if run.unusable else 1 if overdue and late else 0)


def _length(text: str | None) -> int | None:
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,5}) ?([mhdw])", text.strip())
    if match is None:
        raise click.UsageError(f"--within {text}: skriv ett helt tal och m, h, d eller w: 90m, 48h, 2d, 1w")
    return int(match[1]) * _SECONDS[match[2]]


def _parted(acts: Sequence[OpenAct], within: int | None) -> tuple[list[OpenAct], list[OpenAct], list[OpenAct]]:
    """Return what is late, what is due (within the time asked for), and what has no time."""
    late = [a for a in acts if a.overdue]
    due = [a for a in acts if not a.overdue and a.left is not None and (within is None or a.left <= within)]
    return late, due, [a for a in acts if not a.overdue and a.left is None]


class _Run:
    """Judges what can be judged, and counts."""

    def __init__(self, timelines: Timelines) -> None:
        self.timelines = timelines
        self.as_of = timelines.as_of
        self.episodes = 0
        self.undetermined = 0

    @property
    def unusable(self) -> int:
        """How many timelines were left out."""
        return self.timelines.unusable

    def verdicts(self, paths: tuple[str, ...]) -> Iterator[EpisodeVerdict]:
        """Yield the verdict of each timeline that can be used."""
        from compliance.check.finding import Status

        for episode, moment, family in self.timelines.usable(paths):
            verdict = self.timelines.judge.judge(episode, moment, family)
            self.episodes += 1
            self.undetermined += sum(f.status is Status.UNDETERMINED for f in verdict.findings)
            yield verdict


def _print_text(
    rules: RuleSet,
    local: Zone,
    run: _Run,
    parts: tuple[list[OpenAct], list[OpenAct], list[OpenAct]],
    overdue: bool,
    within: int | None,
) -> None:
    from compliance.report.due_text import DueText

    late, due, rest = parts
    text = DueText(rules.vocabulary, local, rules.guidelines)
    lines = setting_lines(rules)
    lines += [""] if lines else []
    if overdue:
        lines += text.section("Försenat och inte gjort", late)
    lines += text.section("Att göra", due)
    if within is None:
        lines += text.section("Utan tid", rest)
    hidden = [] if overdue or not late else [f"{len(late)} försenade visas inte: --overdue"]
    if within is not None and rest:
        hidden.append(f"{len(rest)} utan tid visas inte: utan --within")
    hidden += [f"{run.undetermined} kan inte avgöras: compliance check"] if run.undetermined else []
    hidden += [f"{run.unusable} tidslinjer gick inte att läsa"] if run.unusable else []
    episodes = "1 tidslinje" if run.episodes == 1 else f"{run.episodes} tidslinjer"
    told = [f"{episodes}, {len(due)} att göra, {len(rest)} utan tid, {len(late)} försenade"]
    click.echo("\n".join([*lines, *told, *hidden]))


def _print_json(
    rules: RuleSet,
    local: Zone,
    run: _Run,
    shown: Sequence[OpenAct],
    parts: tuple[list[OpenAct], list[OpenAct], list[OpenAct]],
    within: int | None,
) -> None:
    from compliance.report.as_json import SCHEMA
    from compliance.report.due_json import DueJson
    from compliance.report.settings import shown_settings

    writer = DueJson(rules.vocabulary, local, rules.guidelines)
    late, due, rest = parts
    document = {
        "schema": SCHEMA,
        "as_of": local.isoformat(run.as_of),
        "rules": rules.digest,
        "within_s": within,
        "settings": [setting.as_json() for setting in shown_settings(rules)],
        "due": [writer.act(act) for act in shown],
        "summary": {
            "episodes": run.episodes,
            "due": len(due),
            "without_time": len(rest),
            "overdue": len(late),
            "undetermined": run.undetermined,
            "unusable": run.unusable,
        },
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
