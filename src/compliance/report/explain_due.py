"""Deadlines, and the acts that were looked at, in Swedish words."""

from __future__ import annotations

from compliance.check.explanation import Explanation
from compliance.check.finding import Finding, Status
from compliance.check.trace import Wrong
from compliance.check.trace_acts import Candidate, Outcome
from compliance.check.trace_deadline import Case, DueTrace, From
from compliance.language.rule_tree import Acts, Roles
from compliance.report.explain_words import Phrases, indented, wrapped
from compliance.time import format_duration


class DueWords:
    """Tells how a due time came about."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.at = phrases.at

    def due(self, trace: DueTrace) -> list[str]:
        """Return a deadline step by step, as lines."""
        plain = trace.form == "limit" and bool(trace.steps) and trace.due.opens is None
        plain = plain and not (trace.start is not None and trace.start.text)
        if trace.form in ("cases", "trigger") or (plain and not trace.parameters):
            lines = []
        else:
            lines = wrapped(self._heading(trace))
        for case in trace.cases:
            lines += self._case(case)
        for option in trace.options:
            lines += indented(self.due(option), 2)
        if trace.form == "limit" and trace.start is not None and not trace.due.missing:
            lines += self._from(trace.start)
        inset = "  " if lines else ""
        for step in trace.steps:
            lines += wrapped(step.text, inset, inset)
        return lines

    def _heading(self, trace: DueTrace) -> str:
        told = [self.phrases.origin(o) for o in trace.parameters]
        text = trace.text
        match trace.form:
            case "next":
                told.insert(0, self.phrases.event(trace.event, False) if trace.event is not None else "har inte hänt")
            case "phase":
                told.insert(0, "inget tal anges")
                if trace.event is not None:
                    told.append(f"slutade med {self.phrases.event(trace.event, False)}")
                else:
                    told.append("pågår")
            case "field":
                start = trace.start
                if start is None or start.event is None or start.at is None:
                    told.insert(0, "tiden finns inte i underlaget")
                else:
                    told.insert(0, f"{start.event.id} anger {self.at(start.at)}")
        if told and told[0].startswith(f"{text} "):
            return ", ".join(told)
        return f"{text}: {', '.join(told)}" if told else text

    def _from(self, start: From) -> list[str]:
        if not start.text:
            return []
        if start.options:
            each = [self._one(option) for option in start.options]
            return wrapped("räknat från " + " och ".join(each), "  ", "  ")
        return wrapped(f"räknat från {self._one(start)}", "  ", "  ")

    def _one(self, start: From) -> str:
        if start.at is None:
            return f"{start.text}, som inte har hänt"
        return self.phrases.event(start.event, False) if start.event is not None else start.text

    def _case(self, case: Case) -> list[str]:
        if case.chosen == "not_tried":
            return []
        if case.condition is None:
            lines = wrapped(f"{case.text}, eftersom inget annat fall gäller")
        else:
            told = {"yes": "gäller", "no": "gäller inte", "perhaps": "kan gälla"}[case.chosen]
            lines = wrapped(f"{case.text} {told}, eftersom")
            lines += indented(self.phrases.part(case.condition), 2)
        if case.limit is not None:
            inner = self.due(case.limit)
            lines += indented(inner[1:] if inner[:1] == [case.text] else inner, 2)
        return lines

    def window(self, explanation: Explanation) -> list[str]:
        """Return by when, and from when, the act would have been in time."""
        finding = explanation.finding
        if finding.due is None:
            due = explanation.due.due if explanation.due is not None else None
            if due is not None and due.missing:
                return wrapped(f"fristen kan inte räknas ut: det saknas {self.phrases.sentences.lacking(due.missing)}")
            return ["fristen löper inte ut förrän det har hänt"] if explanation.due is not None else []
        opens = explanation.due.due.opens if explanation.due is not None else None
        if opens is not None:
            return wrapped(f"i tid är från {self.at(opens)} till {self.at(finding.due)}")
        return ["det räknas också om det gjordes tidigare"] if finding.rule.earlier_counts else []


class ActWords:
    """Tells of the acts that could have fulfilled a duty."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.at = phrases.at

    def candidates(self, explanation: Explanation) -> list[str]:
        """Return every act that was looked at, with why it did or did not count; those alike on one line."""
        told: dict[str, list[Candidate]] = {}
        lines: list[str] = []
        for candidate in explanation.candidates:
            why = self._why(candidate, explanation)
            alone = candidate.outcome is Outcome.COUNTED or self._fields(candidate)
            told.setdefault(why if not alone else f"{why}\n{candidate.event.id}", []).append(candidate)
        for key, same in told.items():
            why, first = key.partition("\n")[0], same[0]
            mark = {Outcome.COUNTED: "+", Outcome.UNSURE: "?", Outcome.RIGHT: "?"}.get(first.outcome, "-")
            events = "; ".join(self.phrases.event(c.event) for c in same)
            lines += wrapped(f"{events}: {why}", f"{mark} ", "  ")
            if first.where is not None and self._fields(first):
                lines += indented(self.phrases.part(first.where), 4)
        return lines

    @staticmethod
    def _fields(candidate: Candidate) -> bool:
        return candidate.where is not None and Wrong.WHERE in (*candidate.wrong, *candidate.unknown)

    def _why(self, candidate: Candidate, explanation: Explanation) -> str:
        finding = explanation.finding
        match candidate.outcome:
            case Outcome.COUNTED:
                phase = explanation.due is not None and explanation.due.form == "phase"
                return (
                    f"räknas som gjort{self._lead(candidate, finding) if phase else self._timing(candidate, finding)}"
                )
            case Outcome.CLAIMED:
                other = candidate.claimed_by
                if other is not None and other.trigger is finding.trigger and other.bearer == finding.bearer:
                    return f"räknas inte här: räknades för den gång som skulle göras senast {self.at(other.due)}"
                if other is not None and other.status is Status.UNDETERMINED:
                    return f"räknas inte här: kan höra till {self._other(other)}, som inte kan avgöras"
                return f"räknas inte här: räknades för {self._other(other)}"
            case Outcome.AFTER:
                return f"räknas inte: {finding.act.id if finding.act is not None else ''} kom före och räknades"
            case Outcome.UNSURE:
                reasons = [self.phrases.wrong(w, candidate.event, True) for w in candidate.unknown]
                return f"kan vara det som skulle göras: {', '.join(reasons)}"
            case Outcome.RIGHT:
                return f"är det som skulle göras, {self._open(explanation)}"
            case _ if Wrong.ANSWERS in candidate.wrong:
                return self._wrong(Wrong.ANSWERS, candidate, finding)
            case _:
                return "räknas inte: " + ", ".join(self._wrong(w, candidate, finding) for w in candidate.wrong)

    def _wrong(self, why: Wrong, candidate: Candidate, finding: Finding) -> str:
        event = candidate.event
        match why:
            case Wrong.ANSWERS:
                trigger = finding.trigger.id if finding.trigger is not None else finding.trigger_type
                return f"gäller inte {trigger} utan {event.re}"
            case Wrong.BY:
                wanted = self.phrases.actor(finding.bearer) if finding.bearer is not None else "någon annan"
                return f"fel avsändare (skulle vara {wanted})"
            case Wrong.TO:
                return f"inte till {self._wanted(finding)}"
            case Wrong.TAKEN_BACK:
                return f"togs tillbaka {self.at(candidate.taken_back)}"
            case Wrong.TOO_SOON:
                if finding.opens is None or event.at >= finding.opens:
                    return "hör till tiden före" if finding.opens is not None else "kom innan regeln började"
                return f"kom före {self.at(finding.opens)}"
            case Wrong.TOO_LATE:
                return f"kom efter {self.at(finding.due)}"
            case _:
                return self.phrases.wrong(why, event)

    def _wanted(self, finding: Finding) -> str:
        """Return to whom the act should have been."""
        if finding.target is not None:
            return self.phrases.actor(finding.target)
        duty = finding.rule.duty
        if isinstance(duty, Acts) and isinstance(duty.to, Roles):
            return " eller ".join(self.phrases.sentences.word(n.name) for n in duty.to.names)
        return "rätt mottagare"

    @staticmethod
    def _open(explanation: Explanation) -> str:
        """Return why an act that is the right one does not settle the verdict."""
        finding = explanation.finding
        if finding.status is Status.CANCELLED:
            return "men skyldigheten föll bort"
        if explanation.condition is not None and explanation.condition.value is None:
            return "om regeln gäller"
        if explanation.due is not None and explanation.due.due.missing:
            return "men det går inte att avgöra om det var i tid"
        return "men det går inte att avgöra om regeln gäller"

    @staticmethod
    def _lead(candidate: Candidate, finding: Finding) -> str:
        took = candidate.event.at - finding.trigger_at
        return f", {format_duration(took)} efter utlösaren" if took > 0 else ""

    def _timing(self, candidate: Candidate, finding: Finding) -> str:
        if finding.late_by is not None:
            return f", men {format_duration(finding.late_by)} för sent"
        if finding.status is Status.EARLY and finding.opens is not None:
            return f", men {format_duration(finding.opens - candidate.event.at)} för tidigt"
        if finding.due is not None:
            left = finding.due - candidate.event.at
            return f", {format_duration(left)} före fristen" if left > 0 else ", på fristens sista sekund"
        return ""

    def _other(self, finding: Finding | None) -> str:
        if finding is None:
            return "en annan"
        who = self.phrases.actor(finding.bearer)
        to = f" till {self.phrases.actor(finding.target)}" if finding.target is not None else ""
        about = f" (utlöst av {finding.trigger.id})" if finding.trigger is not None else ""
        return f"{who}{to}{about}"
