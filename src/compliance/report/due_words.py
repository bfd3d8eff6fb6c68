"""What is still to be done, in words: what, by when, how long is left."""

from __future__ import annotations

from compliance.graph.deadline_words import deadline_words
from compliance.payment.agenda import OpenAct
from compliance.report.sentence import Sentences
from compliance.time import format_duration


class DueWords:
    """Speaks of open acts in the words of the guideline that each falls under."""

    def __init__(self, sentences: Sentences) -> None:
        self.sentences = sentences

    def what(self, act: OpenAct) -> str:
        """Return what is to be done, and to whom."""
        own = self._own(act)
        return own.duty(act.finding.rule) + own.to(act.finding)

    def who(self, act: OpenAct) -> str:
        """Return who is to do it: the bearer, or the roles of which one may."""
        bearer, own = act.finding.bearer, self._own(act)
        if bearer is None:
            return " eller ".join(own.word(role) for role in act.roles) or "någon"
        others = [own.word(role) for role in act.roles if role != bearer.role]
        return own.actor(bearer) + "".join(f" eller {role}" for role in others)

    def when(self, act: OpenAct) -> str:
        """Return until when in the words of the rule: `före utskrivning`, `inom 3 dagar`, `snarast`."""
        return deadline_words(act.finding.rule.deadline, self._own(act).phrase)

    def _own(self, act: OpenAct) -> Sentences:
        return self.sentences.of(act.finding.guideline)

    @staticmethod
    def left(act: OpenAct) -> str:
        """Return how long is left, or for how long it has been late; minutes are left out where there are days."""
        seconds = act.left
        if seconds is None:
            return ""
        step = 3600 if abs(seconds) >= 86400 else 60 if abs(seconds) >= 3600 else 1
        words = format_duration(abs(seconds) // step * step)
        return f"{words} sen" if act.overdue else f"om {words}"
