"""`compliance explain`: why each finding, and why not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from compliance.cli.shared import load, rules_options, setting_lines, tell, tell_unused, with_progress
from compliance.cli.timelines import Timelines

if TYPE_CHECKING:
    from compliance.graph import RuleSet
    from compliance.payment.explain import Question
    from compliance.payment.explanation import EpisodeExplanation


@click.command(
    name="explain", epilog="Example: compliance explain docs/example/edith.yaml --rule kvittens_inskrivningsmeddelande"
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--rule", "names", metavar="NAME", multiple=True, help="A rule, ground or liability, also if not met.")
@click.option("--clause", "clauses", metavar="ID", multiple=True, help="The rules that cite this clause.")
@click.option("--event", "events", metavar="ID", multiple=True, help="The findings in which this event has a part.")
@rules_options
@click.option("--region", metavar="NAME", help="Judge by this family of guidelines, whatever the timeline says.")
@click.option("--as-of", "as_of", metavar="TIME", help="Moment of judgement; a date means its end.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Explain also what was kept, and the rules that do not apply.")
def command(  # noqa: PLR0913, PLR0917
    paths: tuple[str, ...],
    names: tuple[str, ...],
    clauses: tuple[str, ...],
    events: tuple[str, ...],
    folder: str | None,
    chosen: tuple[str, ...],
    region: str | None,
    as_of: str | None,
    form: str,
    everything: bool,
) -> None:
    """Explain findings: trigger, condition with the value of each part, deadline step by step, what came and when.

    Without --rule, --clause, --event or --all: every violation, remark and undetermined finding, and the liability.
    """
    from compliance.payment.explain import Question

    rules = load(folder, chosen)
    _check_names(rules, names, clauses)
    question = Question(frozenset(names), frozenset(clauses), frozenset(events), everything)
    run = _Run(Timelines(rules, region, as_of), question)
    explained = with_progress(run.explained(paths), "tidslinjer")
    if form == "json":
        _print_json(rules, explained, run)
    else:
        _print_text(rules, explained, run)
    unseen = sorted(question.events - run.seen)
    tell_unused(rules, run.timelines.judge.guidelines)
    for name in unseen:
        click.echo(f"händelsen `{name}` finns inte i tidslinjerna{run.near(name)}", err=True)
    raise click.exceptions.Exit(2 if unseen or run.timelines.unusable else 1 if run.violations else 0)


def _check_names(rules: RuleSet, names: Iterable[str], clauses: Iterable[str]) -> None:
    from compliance.language.diagnostic import Diagnostic, did_you_mean
    from compliance.payment.explain import clauses_of, names_of

    guidelines = rules.guidelines.values()
    known = {n for g in guidelines for n in names_of(g)}
    cited = {c for g in guidelines for c in clauses_of(g)}
    problems = [
        Diagnostic(
            "J003", f"regeln `{name}` finns inte", where=f"--rule {name}", help=did_you_mean(name, known, _NAMES)
        )
        for name in names
        if name not in known
    ]
    problems += [
        Diagnostic(
            "J003",
            f"ingen regel anger klausulen `{clause}`",
            where=f"--clause {clause}",
            help=did_you_mean(clause, cited, "en klausul skrivs som i reglernas `klausul`"),
        )
        for clause in clauses
        if clause not in cited
    ]
    if problems:
        tell(problems)
        raise click.exceptions.Exit(2)


_NAMES = "regler, grunder och betalningsansvar nämns med det namn de har i reglerna"


class _Run:
    """One run of the verb: explains what can be judged."""

    def __init__(self, timelines: Timelines, question: Question) -> None:
        from compliance.payment.explain import Explain

        self.timelines = timelines
        self.zone = timelines.zone
        self.as_of = timelines.as_of
        self.explain = Explain(timelines.judge)
        self.question = question
        self.seen: set[str] = set()
        self.known: set[str] = set()
        self.violations = 0

    def explained(self, paths: tuple[str, ...]) -> Iterator[EpisodeExplanation]:
        """Yield each timeline that can be used, explained; only one is held at a time."""
        for episode, moment, family in self.timelines.usable(paths):
            ids = {event.id for event in episode.events}
            self.seen |= self.question.events & ids
            if len(self.known) < _REMEMBERED:
                self.known |= ids
            if self.question.events and not self.question.events & ids:
                continue
            explained = self.explain.episode(episode, moment, family, self.question)
            self.violations += sum(e.explanation.finding.violation for e in explained.findings)
            yield explained

    def near(self, name: str) -> str:
        """Return a guess at the event that was meant."""
        from compliance.language.diagnostic import did_you_mean

        guess = did_you_mean(name, self.known, "")
        return f"\n  = hjälp: {guess}" if guess else ""


_REMEMBERED = 10_000
"""How many ids of events are kept, to guess at what was meant."""


def _print_text(rules: RuleSet, explained: Iterator[EpisodeExplanation], run: _Run) -> None:
    from compliance.report.explain_text import ExplainText

    text = ExplainText(rules.vocabulary, run.zone, rules.guidelines)
    if chosen := setting_lines(rules):
        click.echo("\n".join(chosen) + "\n")
    for one in explained:
        click.echo("\n".join(text.episode(one)))


def _print_json(rules: RuleSet, explained: Iterator[EpisodeExplanation], run: _Run) -> None:
    """One document, written episode by episode."""
    from compliance.report.explain_json import SCHEMA, ExplainJson
    from compliance.report.settings import shown_settings

    writer = ExplainJson(rules.vocabulary, run.zone, rules.guidelines)
    chosen = [setting.as_json() for setting in shown_settings(rules)]
    head: dict[str, object] = {"schema": SCHEMA, "as_of": writer.at(run.as_of), "rules": rules.digest}
    if chosen:
        head["settings"] = chosen
    click.echo(_dump(head)[:-1] + ',\n "episodes": [', nl=False)
    first = True
    for one in explained:
        click.echo(("" if first else ",") + "\n  " + _dump(writer.episode(one)), nl=False)
        first = False
    click.echo("]}")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
