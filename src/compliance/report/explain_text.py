"""Explanations as text: one labelled section for each thing that a verdict rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compliance.check.explanation import EndTrace, Explanation, Why, WhyNot
from compliance.check.finding import Finding, Status
from compliance.check.trace import Part, Wrong, own_words
from compliance.check.trace_acts import Outcome
from compliance.graph.model import Guideline, LeftOut, Rule
from compliance.graph.vocabulary import Vocabulary
from compliance.language.rule_tree import Acts, Reading
from compliance.payment.explanation import EpisodeExplanation, Governing
from compliance.report.explain_due import ActWords, DueWords
from compliance.report.explain_liability import LiabilityWords
from compliance.report.explain_words import WIDTH, Phrases, indented, spoken, wrapped
from compliance.report.sentence import Sentences
from compliance.report.text import outcome
from compliance.report.validity import governed_lines
from compliance.time import Zone, format_day

_LABEL = 14
_SELECTED = {
    "first": "är det första; inget tidigare stod kvar",
    "latest": "är det senaste som står kvar",
    "original": "är det ursprungliga, inte ett som sänds på nytt",
}


class ExplainText:
    """Writes explanations as text."""

    def __init__(
        self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline], guideline: str | None = None
    ) -> None:
        self.sentences = Sentences(vocabulary, zone, guidelines, guideline)
        self._others: dict[str | None, ExplainText] = {guideline: self}
        self.phrases = Phrases(self.sentences)
        self.dues = DueWords(self.phrases)
        self.acts = ActWords(self.phrases)
        self.liability = LiabilityWords(self.phrases, self)
        self.guidelines = guidelines
        self.at = self.sentences.at

    def of(self, guideline: str | None) -> ExplainText:
        """Return the writer in the words of a guideline."""
        known = self._others.get(guideline)
        if known is None:
            known = ExplainText(self.sentences.vocabulary, self.sentences.zone, self.guidelines, guideline)
            known._others = self._others
            self._others[guideline] = known
        return known

    def episode(self, explained: EpisodeExplanation) -> Iterator[str]:
        """Return the lines of one episode."""
        verdict = explained.verdict
        guideline = self.guidelines.get(verdict.guideline) if verdict.guideline else None
        yield f"{verdict.episode.id}  {guideline.title if guideline else 'ingen riktlinje i kraft'}" + (
            f" ({guideline.name})" if guideline else ""
        )
        yield f"  bedömt per {self.at(verdict.as_of)}"
        for line in governed_lines(verdict.governed):
            yield from wrapped(line, "  ", "    ", WIDTH)
        yield ""
        if verdict.guideline is None:
            known = ", ".join(f"{g.name} ({self.validity(g)})" for g in explained.versions) or "inga"
            yield from indented(wrapped(f"Ingen version gällde på tidslinjens datum. Regionens versioner: {known}."), 2)
            yield ""
            return
        if explained.liability is not None:
            yield from self.of(explained.liability.verdict.guideline).liability.lines(explained.liability)
            yield ""
        for each in explained.findings:
            yield from self.finding(each.explanation, each.governing)
            yield ""
        for why in explained.without:
            yield from self.of(why.guideline or verdict.guideline).without(why)
            yield ""
        if explained.liability is None and not explained.findings and not explained.without:
            yield "  Inget att förklara."
            yield ""

    def finding(self, explanation: Explanation, governing: Governing | None) -> Iterator[str]:
        """Return a finding with its sections, as lines."""
        yield from self.of(explanation.finding.guideline)._finding(explanation, governing)

    def _finding(self, explanation: Explanation, governing: Governing | None) -> Iterator[str]:
        finding = explanation.finding
        rule = finding.rule
        yield from self.heading(outcome(finding), rule.heading or spoken(rule.name), rule.clauses)
        yield from indented(wrapped(self.message(explanation), width=WIDTH - 4), 4)
        yield from self.section("Regel", self._rule(explanation, governing))
        yield from self.body(explanation)
        if finding.status is not Status.NOT_APPLICABLE:
            yield from self.section("Läsningar", self.readings(rule.readings))

    @staticmethod
    def heading(word: str, heading: str, clauses: Iterable[str]) -> list[str]:
        """Return the first lines of a finding: its status, what it is called, and its clauses."""
        cited = ", ".join(clauses)
        return wrapped(f"{word.upper()}  {heading}" + (f" [{cited}]" if cited else ""), "  ", "    ", WIDTH)

    def message(self, explanation: Explanation) -> str:
        """Return the finding in a sentence; of a rule that does not apply, why not."""
        finding = explanation.finding
        if finding.status is not Status.NOT_APPLICABLE:
            return self.sentences.finding(finding)
        escape = next((e for e in explanation.escapes if e.value), None)
        about = self._about(finding)
        if explanation.condition is not None and explanation.condition.value is False:
            return f"Regeln gäller inte {about}: villkoret är inte uppfyllt."
        if escape is not None:
            return f"Regeln gäller inte {about}: undantaget {spoken(escape.escape.name)} gäller."
        resting = next((o for o in explanation.outages if o.covers_due), None)
        if resting is not None:
            return f"Regeln gäller inte {about}: den vilar under uppehållet {spoken(resting.outage.name)}."
        return f"Regeln gäller inte {about}."

    def _about(self, finding: Finding) -> str:
        if finding.trigger is not None:
            return f"för {self.phrases.event(finding.trigger, False)}"
        return f"{self.at(finding.trigger_at)}"

    def body(self, explanation: Explanation) -> Iterator[str]:
        """Return the sections of a finding, those that have nothing to say left out."""
        finding = explanation.finding
        yield from self.section("Handling" if explanation.start.kind == "act" else "Utlösare", self._start(explanation))
        yield from self.section("Vem", self._bearer(explanation))
        if explanation.condition is not None:
            yield from self.section("Villkor", self.condition(explanation.condition))
        yield from self.section("Ordning", self._order(explanation))
        yield from self.section(_law(finding.rule), self._forbidden(explanation))
        yield from self.section("Undantag", self._escapes(explanation))
        if finding.status is Status.NOT_APPLICABLE:
            yield from self.section("Uppehåll", self._outages(explanation))
            return
        yield from self.section("Frist", self._due(explanation))
        yield from self.section("Föll bort", self.ends(explanation.ends, finding))
        yield from self.section("Uppehåll", self._outages(explanation))
        yield from self.section("Vad som kom", self._came(explanation))

    @staticmethod
    def section(label: str, lines: Iterable[str]) -> Iterator[str]:
        """Return lines with a label before the first; nothing for no lines."""
        for number, line in enumerate(lines):
            yield f"    {label if number == 0 else '':<{_LABEL}}{line}".rstrip()

    def condition(self, part: Part) -> list[str]:
        """Return a condition with its value, as lines."""
        told = {True: "uppfyllt", False: "inte uppfyllt", None: "går inte att avgöra"}[part.value]
        return [told, *self.phrases.part(part)]

    def _rule(self, explanation: Explanation, governing: Governing | None) -> list[str]:
        rule = explanation.finding.rule
        lines = wrapped(rule.name + self._layers(explanation, governing))
        when = "då det gjordes" if rule.modality.of_acts else "då regeln började"
        return lines + (self.governing(governing, when) if governing is not None else [])

    @staticmethod
    def _layers(explanation: Explanation, governing: Governing | None) -> str:
        rule = explanation.finding.rule
        told = []
        if governing is not None and governing.guideline is not None and rule.guideline != governing.guideline.name:
            told.append(f"kommer från {rule.guideline}")
        if explanation.replaces:
            told.append("ersätter " + ", ".join(f"{c.origin}.{c.name}" for c in explanation.replaces))
        if rule.tightened_by is not None:
            told.append(f"fristen skärpt i {rule.tightened_by}")
        return f" ({'; '.join(told)})" if told else ""

    def governing(self, governing: Governing, when: str) -> list[str]:
        """Return which guideline governed, and why; `when` says what happened on the date."""
        guideline, day = governing.guideline, format_day(governing.day)
        if guideline is None:
            return wrapped(f"ingen riktlinje gällde den {day}")
        match governing.how:
            case "breach":
                return wrapped(f"{guideline.name}, som gällde för den regel som bröts")
            case "base":
                own = ", ".join(f"{g.name}, {self.validity(g)}" for g in governing.versions)
                return wrapped(
                    f"{guideline.name} gällde den {day}, {when}: ingen av regionens egna versioner var i kraft då "
                    f"({own}), och det är den som de bygger på"
                )
            case _:
                return wrapped(f"{guideline.name} gällde den {day}, {when} ({self.validity(guideline)})")

    @staticmethod
    def validity(guideline: Guideline) -> str:
        """Return from when to when a guideline is in force."""
        start = f"i kraft från {format_day(guideline.valid_from)}"
        return start if guideline.valid_to is None else f"{start} till {format_day(guideline.valid_to)}"

    def _start(self, explanation: Explanation) -> list[str]:
        start, finding = explanation.start, explanation.finding
        if start.kind == "act":
            return wrapped(self.phrases.event(start.event)) if start.event is not None else []
        if start.kind == "fact" and start.origin is not None:
            return wrapped(f"`{start.text}`: {self.phrases.origin(start.origin)}")
        if start.kind == "breach":
            about = f" ({self.phrases.event(start.event, False)})" if start.event is not None else ""
            return wrapped(f"`{start.text}`: regeln bröts {self.at(start.at)}{about}")
        if start.event is None:
            return []
        lines = wrapped(self.phrases.event(start.event))
        chosen = _SELECTED.get(start.selector)
        if start.selector == "original" and start.changes is not None:
            chosen = f"sänder {start.changes.id} på nytt, men till någon ny; det gäller bara den nya"
        if chosen is not None:
            lines += wrapped(f"`{start.text}`: {start.event.id} {chosen}")
        for seen in start.seen:
            if not seen.wrong:
                continue
            if any(w in (Wrong.NOT_FIRST, Wrong.NOT_LATEST, Wrong.SENT_AGAIN) for w in seen.wrong):
                reasons = ", ".join(self.phrases.wrong(w, seen.event) for w in seen.wrong)
                lines += wrapped(f"- {self.phrases.event(seen.event, False)}: {reasons}", "", "  ")
        if start.unsure is not None:
            lines += wrapped("det går inte att avgöra om händelsen utlöser regeln:")
            lines += indented(self.phrases.seen(start.unsure), 2)
        if start.taken_back is not None and not any(e.decided and not e.text for e in explanation.ends):
            lines += wrapped(f"togs tillbaka {self.at(start.taken_back)}")
        if finding.trigger_at != start.at:
            lines += wrapped(f"den här gången räknat från {self.at(finding.trigger_at)}")
        return lines

    def _bearer(self, explanation: Explanation) -> list[str]:
        bearer, finding = explanation.bearer, explanation.finding
        if bearer is None or not bearer.named_by:
            return []
        start = finding.trigger
        others = [e for e in bearer.named_by if e is not start]
        who = bearer.target if bearer.target is not None and bearer.target in bearer.named_by[0].to else bearer.bearer
        if not others and start is not None:
            return wrapped(f"{self.phrases.actor(who)} är mottagare av {start.id}")
        by = ", ".join(self.phrases.event(e, False) for e in others[:3])
        return wrapped(f"{self.phrases.actor(who)} är mottagare av {by}")

    def _escapes(self, explanation: Explanation) -> list[str]:
        lines: list[str] = []
        for trace in explanation.escapes:
            clauses = f" [{', '.join(trace.escape.clauses)}]" if trace.escape.clauses else ""
            name = f"{spoken(trace.escape.name)}{clauses}"
            if trace.began is not None:
                lines += wrapped(f"{name}: gällde från {self.at(trace.began)}")
            else:
                how = {True: "gäller", False: "gäller inte", None: "går inte att avgöra"}[trace.value]
                lines += wrapped(f"{name}: {how}")
            if trace.part is not None:
                lines += indented(self.phrases.part(trace.part), 2)
        return lines

    def _due(self, explanation: Explanation) -> list[str]:
        if explanation.due is None:
            return []
        lines = self.dues.due(explanation.due)
        return lines + self.dues.window(explanation)

    def ends(self, ends: Iterable[EndTrace], finding: Finding | None) -> list[str]:
        """Return what ended a duty, and what happened that could have but came too late."""
        lines: list[str] = []
        for end in ends:
            if end.at is None:
                continue
            taken = "utlösaren" if finding is not None else "underrättelsen"
            what = f"`{end.text}`" if end.text else f"{taken} togs tillbaka"
            event = f" ({self.phrases.event(end.event, False)})" if end.event is not None else ""
            when = "" if end.event is not None else f" {self.at(end.at)}"
            if end.decided:
                lines += wrapped(f"{what}{event}{when}")
            elif finding is not None and finding.due is not None and end.at > finding.due:
                lines += wrapped(f"inte: {what}{event}{when} kom efter fristen")
        return lines

    def _outages(self, explanation: Explanation) -> list[str]:
        lines: list[str] = []
        finding = explanation.finding
        for trace in explanation.outages:
            name = spoken(trace.outage.name)
            for event, end in trace.periods:
                until = self.at(end) if end is not None else "utan känt slut"
                lines += wrapped(f"{name} ({event.id}) {self.at(event.at)} till {until}")
            instead = trace.outage.accepted
            if trace.accepted is not None:
                lines += wrapped(f"{self.phrases.event(trace.accepted)} godtas i stället")
            elif instead is not None and trace.periods and finding.status is not Status.FULFILLED:
                lines += wrapped(f"då hade {self.sentences.phrase(instead.event.name)} godtagits i stället")
            elif trace.covers_due:
                of_acts = finding.rule.modality.of_acts
                lines += wrapped("handlingen gjordes då" if of_acts else "fristen gick ut under uppehållet")
        return lines

    def _came(self, explanation: Explanation) -> list[str]:
        finding = explanation.finding
        if explanation.fields:
            return self._fields(explanation)
        if explanation.attendance is not None:
            return self._attendance(explanation)
        if explanation.act is not None:
            return []
        lines = self.acts.candidates(explanation)
        if any(o.accepted is not None for o in explanation.outages):
            return lines
        if not lines and not finding.rule.modality.of_acts:
            kinds = [a.event.name for a in finding.rule.duty.acts] if explanation.due is not None else []  # type: ignore[union-attr]
            names = " eller ".join(dict.fromkeys(self.sentences.phrase(k) for k in kinds))
            return wrapped(f"underlaget har ingen händelse av det slag som skulle göras ({names})") if names else []
        return lines

    def _fields(self, explanation: Explanation) -> list[str]:
        lines = []
        many = len(explanation.versions) > 1
        for field in explanation.fields:
            name = self.sentences.word(field.name, explanation.finding.trigger_type)
            match field.state:
                case "stated":
                    late = ", för sent" if field.late else ""
                    by = f" i {field.event.id}" if many and field.event is not None else ""
                    lines.append(f"+ {name}: angivet{by}{late}")
                case "omitted":
                    lines.append(f"- {name}: inte angivet")
                case _:
                    lines.append(f"? {name}: underlaget säger inget")
        return lines

    def _attendance(self, explanation: Explanation) -> list[str]:
        trace = explanation.attendance
        if trace is None:
            return []
        unsure = [a for a, value in trace.there if value is None]
        there = ", ".join(self.phrases.actor(a) for a, _ in trace.there) or "ingen"
        lines = wrapped(f"närvarande: {there}")
        for actor in unsure:
            lines += wrapped(f"? {self.phrases.actor(actor)}: det framgår inte vilken enhet")
        return lines

    def _order(self, explanation: Explanation) -> list[str]:
        order = explanation.order
        if order is None:
            return []
        way = "före" if order.before else "efter"
        lines = wrapped(f"{explanation.finding.rule.modality.value} göras {way} `{order.text}`")
        for seen in order.seen:
            lines += self.phrases.seen(seen)
        done = None if order.out_of_order is None else order.out_of_order is not order.before
        told = {
            True: "det hade redan hänt",
            False: "det hade inte hänt",
            None: "det går inte att avgöra om det hade hänt",
        }
        return [*lines, told[done]]

    def _forbidden(self, explanation: Explanation) -> list[str]:
        """Return what is forbidden in the rule's words, while it is, and whether the act is such a one."""
        rule = explanation.finding.rule
        if explanation.act is None or not isinstance(rule.duty, Acts):
            return []
        kind = explanation.act.event.type
        told = " eller ".join(own_words(a.span) for a in rule.duty.acts if a.event.name == kind)
        to = f" till {own_words(rule.duty.to.span)}" if rule.duty.to is not None else ""
        lines = wrapped(f"{rule.modality.value}: `{own_words(rule.actor.span)} {told}{to}`")
        for period in explanation.periods:
            opener = self.phrases.event(period.opener, False) if period.opener is not None else self.at(period.begins)
            ends = f" till {self.at(period.ends)}" if period.ends is not None else ", utan slut"
            holds = "" if period.covers else " (handlingen ligger utanför)"
            lines += wrapped(f"gäller från {opener}{ends}{holds}")
        act = explanation.act
        if act is not None and act.outcome is not Outcome.COUNTED:
            sure = act.outcome is Outcome.WRONG
            reasons = [self.phrases.wrong(w, act.event, not sure) for w in (act.wrong or act.unknown)]
            told = ", ".join(reasons)
            text = f"gäller inte den här handlingen: {told}" if sure else f"oklart om handlingen avses: {told}"
            lines += wrapped(text)
        if act is not None and act.where is not None:
            lines += indented(self.phrases.part(act.where), 2)
        return lines

    @staticmethod
    def readings(readings: Iterable[Reading]) -> list[str]:
        """Return readings as lines."""
        return [line for r in readings for line in wrapped(f"{r.ref}: {r.text}" if r.ref else r.text, "", "  ")]

    def without(self, why: WhyNot) -> Iterator[str]:
        """Return why a rule gave no finding, as lines."""
        rule = why.rule
        heading = (rule.heading or spoken(rule.name)) if rule is not None else spoken(why.name)
        yield from self.heading("inget utslag", heading, rule.clauses if rule is not None else ())
        yield from indented(wrapped(self._why(why), width=WIDTH - 4), 4)
        name = f"{why.name}, {why.guideline}" if why.guideline else why.name
        if why.left_out is not None:
            name = f"{why.left_out.origin}.{why.name}"
        elif why.why is Why.NOT_HERE:
            name = why.name
        yield from self.section("Regel", wrapped(name))
        lines: list[str] = []
        for seen in why.seen:
            lines += self.phrases.seen(seen)
        yield from self.section("Händelser", lines)
        for act in why.acts:
            event = act.act.event if act.act is not None else None
            if event is not None:
                yield from self.section("Handling", wrapped(self.phrases.event(event)))
                yield from self.section("Ordning", self._order(act))
                yield from self.section(_law(act.finding.rule), self._forbidden(act))
        if why.left_out is not None:
            yield from self.section("Klausul", [", ".join(why.left_out.clauses)] if why.left_out.clauses else [])
            yield from self.section("Läsningar", self.readings(why.left_out.readings))

    def _why(self, why: WhyNot) -> str:
        text = " eller ".join(f"`{t}`" for t in why.texts)
        kinds = " eller ".join(dict.fromkeys(self.sentences.phrase(k) for k in why.kinds))
        match why.why:
            case Why.NO_EVENT:
                return f"Regeln började aldrig: den utlöses av {text}, och underlaget har ingen sådan händelse."
            case Why.NOT_A_START:
                return f"Regeln började aldrig: den utlöses av {text}, och inget i underlaget är en sådan händelse."
            case Why.NO_CHANGE:
                return f"Regeln började aldrig: den utlöses av {text}, och det har inte hänt."
            case Why.NO_BREACH:
                return f"Regeln började aldrig: den utlöses av {text}, och det har inte skett."
            case Why.NO_BEARER:
                return f"Regeln började av {text}, men det fanns ingen som den gäller för."
            case Why.NOT_IN_FORCE:
                return "Regeln gällde inte när det hände som utlöser den."
            case Why.NO_ACT if why.rule is not None and why.rule.modality.permits:
                return f"Tillåtelsen användes inte: underlaget har ingen händelse av det slaget ({kinds})."
            case Why.ACT_ALLOWED if why.rule is not None and why.rule.modality.permits:
                return "Det som gjordes är inte det som tillåtelsen gäller."
            case Why.NO_ACT:
                return f"Inget förbjudet gjordes: underlaget har ingen händelse av det slaget ({kinds})."
            case Why.ACT_ALLOWED:
                return "Det som gjordes är inte det som är förbjudet."
            case _:
                return self._away(why.left_out, why)

    def _away(self, left: LeftOut | None, why: WhyNot) -> str:
        if left is not None and left.replaced_by:
            return f"Regeln från {left.origin} är ersatt av {left.replaced_by} i {left.by}."
        if left is not None:
            return f"Regeln från {left.origin} är avstängd (`gäller inte`) i {left.by}."
        places = ", ".join(why.guidelines)
        return f"Regeln finns inte i {why.guideline or 'någon riktlinje'}, som gällde; den finns i {places}."


def _law(rule: Rule) -> str:
    """Return what a rule of acts is called."""
    return "Tillåtelsen" if rule.modality.permits else "Förbudet"
