"""What a guideline's heading says, checked: time zone, parties, how recipients reject a message, calendar."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.graph.check_rule import RuleCheck
from compliance.graph.environment import Environment
from compliance.graph.layers import Layered
from compliance.graph.rewrite import walk
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Pattern, Reference, RuleBroken
from compliance.language.diagnostic import Diagnostic, did_you_mean
from compliance.language.source import Span
from compliance.language.tree import GuidelineTree
from compliance.time import Calendar
from compliance.time import zone as known_zone


class HeadingCheck:
    """Checks the heading of one guideline. Gathers diagnostics in `diagnostics`."""

    def __init__(
        self, vocabulary: Vocabulary, calendars: Mapping[str, Calendar], diagnostics: list[Diagnostic]
    ) -> None:
        self.vocabulary = vocabulary
        self.calendars = calendars
        self.diagnostics = diagnostics

    def _complain(self, code: str, message: str, at: Reference, label: str, help: str) -> None:
        self.diagnostics.append(Diagnostic(code, message, at.span, label, help))

    def zone(self, header: GuidelineTree) -> None:
        """Check the time zone."""
        if header.time_zone is None:
            return
        try:
            known_zone(header.time_zone)
        except ValueError:
            start = header.span.start + header.span.text.rindex(header.time_zone)
            place = Span(header.span.source, start, start + len(header.time_zone))
            self.diagnostics.append(
                Diagnostic(
                    "G118",
                    f"tidszonen `{header.time_zone}` finns inte",
                    place,
                    "okänd tidszon",
                    "skriv t.ex. Europe/Stockholm",
                )
            )

    def own_closing(self, layered: Layered, rules: RuleCheck) -> Reference | None:
        """Check the parties, and by which event each of them closes its own case; return that event."""
        header = layered.headers[-1]
        for party in header.parties:
            rules.check.role(party)
        closing = header.own_closing
        if closing is None or not rules.check.event(closing):
            return None
        if not self.vocabulary.events[closing.name].closes:
            self._complain(
                "G106",
                f"`{closing}` avslutar inget ärende",
                closing,
                "avslutar inget",
                "ange en händelse som ordlistan säger `avslutar ärendet` om",
            )
        if not header.parties:
            self._complain(
                "G125", "riktlinjen har inga parter", closing, "vilka parter?", "skriv `parter …` före den här raden"
            )
        return closing

    def rejection(self, layered: Layered, environment: Environment, rules: RuleCheck) -> Pattern | None:
        """Return the events by which recipients reject a message, as the nearest heading has them."""
        written = next((h.rejection for h in reversed(layered.headers) if h.rejection is not None), None)
        if written is None:
            return None
        settled = environment.settle(written)
        rules.check.inherited = written is not layered.headers[-1].rejection
        rules.check.pattern(settled)
        known = self.vocabulary.events.get(settled.event.name)
        if known is not None and known.answers is None:
            self._complain(
                "G106",
                f"`{settled.event}` svarar inte på något meddelande",
                settled.event,
                "avvisar inget",
                "ange en händelse som ordlistan säger `svarar på` om",
            )
        for node in walk(settled):
            if isinstance(node, RuleBroken):
                self._complain(
                    "G106",
                    "vem som avvisar kan inte bero på en annan regel",
                    node.rule,
                    "beror på en regel",
                    "säg med fakta och händelser när det är rätt att avvisa",
                )
        return settled

    def calendar(self, layered: Layered, environment: Environment) -> Calendar | None:
        """Return the calendar that the nearest heading names, itself or by a parameter."""
        written = next((h.calendar for h in reversed(layered.headers) if h.calendar is not None), None)
        if written is None:
            return None
        parameter = None if written.name in self.calendars else environment.parameter(written)
        name = written.name if parameter is None else str(parameter.value)
        if name in self.calendars:
            return self.calendars[name]
        self._complain(
            "G111",
            f"kalendern `{name}` finns inte",
            written,
            "okänd kalender",
            did_you_mean(name, self.calendars, f"kalendrarna är {', '.join(self.calendars) or 'inga'}"),
        )
        return next(iter(self.calendars.values()), None)  # so that weekdays are not told of, too
