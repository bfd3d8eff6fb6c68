"""Findings and liability as Swedish sentences that a handler reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial

from compliance.check.finding import Finding, Status
from compliance.episodes.model import Actor, Event
from compliance.graph.model import Guideline, Modality, Rule
from compliance.graph.vocabulary import Vocabulary
from compliance.language.rule_tree import Acts, Attended, OnEvent, Reading, Roles, Stated
from compliance.payment.verdict import GroundVerdict, LiabilityStatus, LiabilityVerdict, Met, Period
from compliance.time import Instant, Zone, format_duration, format_instant

RECENT = 1_000
"""How many moments are remembered as text: the few of a timeline are told many times over."""


def spoken(name: str) -> str:
    """Return a declared name as words."""
    return name.replace("_", " ")


class Sentences:
    """Speaks of findings in the time of a zone and the words of a vocabulary, or those that a guideline has of its
    own for the same things. A finding, and a liability, is told in the words of the guideline that governed it."""

    def __init__(
        self, vocabulary: Vocabulary, zone: Zone, guidelines: Mapping[str, Guideline], guideline: str | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.zone = zone
        self.guidelines = guidelines
        self.guideline = guideline
        self._own = guidelines.get(guideline) if guideline is not None else None
        self._others: dict[str | None, Sentences] = {guideline: self}
        self._at = lru_cache(RECENT)(partial(format_instant, zone=zone))
        self._duties: dict[int, tuple[Rule, str]] = {}

    def of(self, guideline: str | None) -> Sentences:
        """Return the sentences in the words of a guideline."""
        known = self._others.get(guideline)
        if known is None:
            known = Sentences(self.vocabulary, self.zone, self.guidelines, guideline)
            known._others = self._others
            self._others[guideline] = known
        return known

    def own(self, name: str, owner: str = "") -> str:
        """Return the guideline's own word for a thing; empty where it has none."""
        return self._own.word(name, owner) if self._own is not None else ""

    def word(self, name: str, owner: str = "") -> str:
        """Return what a role, a fact, a field or a value is called in a sentence."""
        return self.own(name, owner) or spoken(name)

    def phrase(self, kind: str) -> str:
        """Return what an event type is called in a sentence."""
        own = self.own(kind)
        if own:
            return own
        known = self.vocabulary.events.get(kind)
        return known.phrase if known is not None and known.phrase else spoken(kind)

    def at(self, instant: Instant | None) -> str:
        """Return a moment as text."""
        return "—" if instant is None else self._at(instant)

    def actor(self, actor: Actor | None) -> str:
        """Return an actor as text: the role, and the unit in brackets."""
        if actor is None:
            return "någon"
        return self.word(actor.role) + (f" ({actor.unit})" if actor.unit else "")

    def event(self, event: Event | None, kind: str) -> str:
        """Return an event as text with its id."""
        return f"{self.phrase(kind)} {event.id}" if event is not None else self.word(kind)

    def duty(self, rule: Rule) -> str:
        """Return what a rule asks for or forbids, without who and when."""
        known = self._duties.get(id(rule))
        if known is None:
            known = self._duties[id(rule)] = (rule, self._asked(rule))
        return known[1]

    def _asked(self, rule: Rule) -> str:
        duty = rule.duty
        if isinstance(duty, Stated):
            return "ange " + ", ".join(self.word(f.name, _carrier(rule)) for f in duty.fields)
        if isinstance(duty, Attended):
            return "delta"
        parts = [f"{a.verb.name} {self.phrase(a.event.name)}" for a in duty.acts]
        return " eller ".join(dict.fromkeys(parts))

    def to(self, finding: Finding) -> str:
        """Return to whom, with the preposition; empty where a rule does not say."""
        if finding.target is not None:
            return f" till {self.actor(finding.target)}"
        duty = finding.rule.duty
        if isinstance(duty, Acts) and isinstance(duty.to, Roles):
            return " till " + " eller ".join(self.word(n.name) for n in duty.to.names)
        return ""

    def finding(self, finding: Finding) -> str:
        """Return the whole finding as a sentence or two."""
        return self.of(finding.guideline)._finding(finding)

    def _finding(self, finding: Finding) -> str:
        if finding.status is Status.BREACHED or finding.rule.modality.of_acts:
            return self._of_act(finding)
        asked = f"{self.duty(finding.rule)}{self.to(finding)}{self._by_when(finding)}"
        what = f"{self.actor(finding.bearer)} {self._modal(finding)} {asked}"
        if isinstance(finding.rule.duty, Stated):
            what = f"{what} i {self.event(finding.trigger, finding.trigger_type)}"
        return f"{what[0].upper()}{what[1:]}. {self._outcome(finding)}"

    @staticmethod
    def _modal(finding: Finding) -> str:
        return "skulle" if finding.rule.modality is Modality.MUST else "borde"

    def _by_when(self, finding: Finding) -> str:
        if isinstance(finding.rule.duty, Stated | Attended):
            return (
                ""
                if isinstance(finding.rule.duty, Stated)
                else f" i {self.event(finding.trigger, finding.trigger_type)}"
            )
        return "" if finding.due is None else f" senast {self.at(finding.due)}"

    def _of_act(self, finding: Finding) -> str:
        """Return what a prohibition or a permission says of an act."""
        kind = finding.trigger_type
        done = f"{self.event(finding.trigger, kind)} {self.at(finding.trigger_at)}"
        who = self.actor(finding.bearer)
        heading = f" ({_within(finding.rule.heading)})" if finding.rule.heading else ""
        binds = finding.rule.modality.binds
        if finding.rule.modality.permits:
            return f"{who[0].upper()}{who[1:]}: {done} {self._leave(finding)}{heading}."
        if finding.status is Status.UNDETERMINED:
            wrong = "otillåten" if binds else "olämplig"
            unsure = f"kan ha varit {wrong}{heading}; det saknas {self._missing(finding)}"
            return f"{who[0].upper()}{who[1:]}: {done} {unsure}."
        ought = "fick inte göras" if binds else "borde inte ha gjorts"
        return f"{who[0].upper()}{who[1:]}: {done} {ought}{heading}."

    def _leave(self, finding: Finding) -> str:
        match finding.status:
            case Status.FULFILLED:
                return "fick göras"
            case Status.UNDETERMINED:
                return f"kan ha omfattats av tillåtelsen; det saknas {self._missing(finding)}"
            case _:
                return "omfattas inte av tillåtelsen"

    def _missing(self, finding: Finding) -> str:
        return self.lacking(finding.missing)

    def lacking(self, names: Iterable[str]) -> str:
        """Return what a verdict lacks: the names of the record, or the guideline's own words for them."""
        return ", ".join(self.own(*reversed(name.rpartition(".")[::2])) or name for name in names) or "uppgift"

    def _outcome(self, finding: Finding) -> str:
        act = finding.act
        match finding.status:
            case Status.FULFILLED:
                return f"Gjort {self.at(act.at)} ({act.id})." if act is not None else "Gjort."
            case Status.LATE:
                late = f", {format_duration(finding.late_by)} för sent" if finding.late_by is not None else ""
                return f"Gjordes först {self.at(act.at if act else None)} ({act.id if act else ''}){late}."
            case Status.EARLY:
                done = self.at(act.at if act else None)
                return f"Gjordes redan {done}, innan fönstret öppnade {self.at(finding.opens)}."
            case Status.MISSED:
                if finding.missing_content:
                    return f"Saknas: {', '.join(self.word(f, finding.trigger_type) for f in finding.missing_content)}."
                return (
                    "Finns inte i underlaget."
                    if not isinstance(finding.rule.duty, Attended)
                    else "Finns inte bland deltagarna."
                )
            case Status.PENDING:
                return (
                    "Inte gjort ännu." if finding.due is not None else "Inte gjort ännu; tiden har inte börjat löpa ut."
                )
            case Status.CANCELLED:
                when = f" {self.at(finding.cancelled_at)}" if finding.cancelled_at is not None else ""
                return f"Föll bort{when} ({self.word(finding.cancelled_by or '')})."
            case Status.UNDETERMINED:
                return f"Kan inte avgöras: det saknas {self._missing(finding)}."
            case _:
                return "Gäller inte: villkoret är inte uppfyllt." + (
                    f" ({', '.join(map(spoken, finding.notes))})" if finding.notes else ""
                )

    def ground(self, verdict: GroundVerdict) -> str:
        """Return a ground with why it is met or not."""
        name = verdict.ground.heading or spoken(verdict.ground.name)
        match verdict.met:
            case Met.YES:
                days = f" ({len(verdict.void_days)} dygn faller bort)" if verdict.void_days else ""
                return f"{name}: uppfylld{days}."
            case Met.UNKNOWN if verdict.left_open is not None:
                return f"{name}: avgörs inte här utan av en människa. {_why(verdict.left_open)}"
            case Met.UNKNOWN:
                return f"{name}: kan inte avgöras, det saknas {self.lacking(verdict.missing)}."
            case Met.PENDING:
                return f"{name}: inte avgjord ännu. " + " ".join(
                    self.finding(f) for f in verdict.findings if f.status is Status.PENDING
                )
            case Met.LAPSED:
                return f"{name}: prövas inte, underrättelsen föll bort."
            case _:
                bad = [
                    self.finding(f) for f in verdict.findings if f.status not in (Status.FULFILLED, Status.CANCELLED)
                ]
                return f"{name}: inte uppfylld. {' '.join(bad)}".rstrip()

    def liability(self, verdict: LiabilityVerdict) -> str:
        """Return the liability as a sentence."""
        payer = verdict.payer or "kommunen"
        match verdict.status:
            case LiabilityStatus.NOT_APPLICABLE if verdict.reason is not None:
                return f"Inget betalningsansvar för det enskilda vårdtillfället. {_why(verdict.reason)}"
            case LiabilityStatus.NOT_APPLICABLE if verdict.periods:
                return f"Vistelsen var {length(verdict.periods[-1], payer)}"
            case LiabilityStatus.NOT_APPLICABLE:
                return (
                    "Inget betalningsansvar för det enskilda vårdtillfället prövas."
                    if verdict.liability is None
                    else "Patienten omfattas inte av kommunens betalningsansvar."
                )
            case LiabilityStatus.VOID:
                return f"Betalningsansvaret för {payer} bortfaller."
            case LiabilityStatus.PENDING:
                start = f" Det kan inträda {self.at(verdict.starts)}." if verdict.starts is not None else ""
                if verdict.periods and verdict.periods[-1].short:
                    start = f" Vistelsen är hittills {length(verdict.periods[-1], payer)}"
                return f"Betalningsansvaret för {payer} är inte avgjort ännu.{start}"
            case LiabilityStatus.UNDETERMINED if verdict.left_open is not None:
                why = _why(verdict.left_open)
                return f"Betalningsansvaret för {payer} avgörs inte här utan av en människa. {why}"
            case LiabilityStatus.UNDETERMINED:
                lacking = self.of(verdict.guideline).lacking(verdict.missing)
                return f"Betalningsansvaret för {payer} kan inte avgöras: det saknas {lacking}."
            case _:
                return self._holds(verdict, payer)

    def _holds(self, verdict: LiabilityVerdict, payer: str) -> str:
        if not verdict.days:
            before = f"vårdtillfället slutade innan betalningsansvaret för {payer} inträdde"
            return f"Alla grunder är uppfyllda, men {before}: 0 dygn."
        ends = f" till {self.at(verdict.ends)}" if verdict.ends is not None else ", pågår"
        if verdict.liability is not None and verdict.liability.by_month:
            return self._by_month(verdict, payer, ends)
        sum_ = (
            f"{verdict.amount} kronor"
            if verdict.amount is not None
            else f"beloppet är okänt ({', '.join(verdict.missing)})"
        )
        return f"{payer} har betalningsansvar från {self.at(verdict.starts)}{ends}: {verdict.days} dygn, {sum_}."

    def _by_month(self, verdict: LiabilityVerdict, payer: str, ends: str) -> str:
        most = f", högst {verdict.at_most} kronor" if verdict.at_most is not None else ""
        return (
            f"Förutsättningarna för att {payer} ska betala är uppfyllda från {self.at(verdict.starts)}{ends}: "
            f"{verdict.days} dygn. Om och vad kommunen betalar följer av månadens reglering{most}."
        )


def _carrier(rule: Rule) -> str:
    """Return the event type that carries what a rule wants stated; empty where there are several."""
    kinds = {t.pattern.event.name for t in rule.triggers if isinstance(t, OnEvent)}
    return kinds.pop() if len(kinds) == 1 else ""


def length(period: Period, payer: str) -> str:
    """Return how long a stay is, and how long it must be to be charged by itself."""
    return f"{period.length} dygn från underrättelsen; {payer} betalar för en enskild vistelse på mer än {period.over}."


def _why(reading: Reading) -> str:
    """Return the reading that decides a matter, or leaves it to a person, as a sentence."""
    return f"Läsning {reading.ref}: {reading.text}"


def _within(heading: str) -> str:
    """Return a heading as it stands inside a sentence: an abbreviation keeps its capitals."""
    return heading if heading[1:2].isupper() else heading[:1].lower() + heading[1:]
