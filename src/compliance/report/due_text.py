"""What is still to be done, as a list for a coordinator: soonest first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from compliance.graph.model import Guideline
from compliance.graph.vocabulary import Vocabulary
from compliance.payment.agenda import OpenAct, subject_name
from compliance.report.due_words import DueWords
from compliance.report.sentence import Sentences, spoken
from compliance.report.text import WIDTH
from compliance.time import Zone

_INDENT = " " * 22


class DueText:
    """Writes open acts as text."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline]) -> None:
        self.vocabulary = vocabulary
        self.sentences = Sentences(vocabulary, zone, guidelines)
        self.words = DueWords(self.sentences)

    def section(self, title: str, acts: Iterable[OpenAct]) -> Iterator[str]:
        """Return the lines of one section; none without acts."""
        items = list(acts)
        if not items:
            return
        yield f"{title} ({len(items)})"
        for act in items:
            yield from self.act(act)
        yield ""

    def act(self, act: OpenAct) -> Iterator[str]:
        """Return the lines of an act: when, who and what; about whom and by which clause; what rests on it."""
        when = self.sentences.at(act.due) if act.due is not None else self.words.when(act)
        who = self.words.who(act)
        first = f"  {when:<19} {who[0].upper()}{who[1:]}: {self.words.what(act)}"
        left = self.words.left(act)
        lines = textwrap.wrap(f"{first}{', ' + left if left else ''}", WIDTH, subsequent_indent=_INDENT)
        yield from lines
        rule = act.finding.rule
        about = [name for name in (subject_name(act.verdict.episode, self.vocabulary), act.verdict.episode.id) if name]
        told = f"{', '.join(about)}: {rule.heading or spoken(rule.name)} [{', '.join(rule.clauses)}]"
        yield from _wrap(told)
        for support in act.supports:
            ground = support.ground.ground
            earlier = f" senast {self.sentences.at(support.due)}" if support.due not in (None, act.finding.due) else ""
            also = "betalningsansvaret förutsätter det" if act.asked_by_rule else "bara för betalningsansvaret"
            yield from _wrap(f"{also}{earlier} [{', '.join(ground.clauses)}]")


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_long_words=False)
