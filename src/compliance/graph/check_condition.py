"""Are the names and types of a condition or pattern right?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from compliance.graph.operands import ATTRIBUTES, FieldOperand, Operand, operand_of
from compliance.graph.rewrite import walk
from compliance.graph.vocabulary import Kind, ValueType, Vocabulary
from compliance.language.condition_tree import (
    Both,
    Compare,
    Condition,
    Contains,
    Counted,
    Distance,
    Either,
    Empty,
    Equal,
    Exists,
    Known,
    Literal,
    Negation,
    OneOf,
    Ongoing,
    Only,
    Order,
    Pattern,
    Reference,
    RuleBroken,
    SentClock,
    Truth,
    Value,
    Weekday,
)
from compliance.language.diagnostic import Diagnostic, did_you_mean
from compliance.language.source import Span
from compliance.time import Unit
from compliance.time.limit import ELAPSED, LARGEST_AMOUNT

_KINDS = {
    Kind.BOOL: "sant eller falskt",
    Kind.TEXT: "en text",
    Kind.NUMBER: "ett tal",
    Kind.DATE: "ett datum",
    Kind.DATETIME: "en tidpunkt",
    Kind.CLOCK: "ett klockslag",
    Kind.ENUM: "ett av flera värden",
    Kind.LIST: "en lista",
}
_FITTING = {
    Kind.BOOL: "skriv `{name}` eller `inte {name}`",
    Kind.TEXT: 'skriv `{name} är "…"`',
    Kind.NUMBER: "skriv `{name} minst …`, `högst`, `över` eller `under`",
    Kind.DATE: "skriv `{name} före …`, `{name} efter …` eller `{name} minst 2 dagar efter …`",
    Kind.DATETIME: "skriv `{name} före …`, `{name} efter …` eller `{name} minst 2 dagar efter …`",
    Kind.CLOCK: "skriv `{name} är 12:00`",
    Kind.ENUM: "skriv `{name} är …` eller `{name} är ett av (…)`",
    Kind.LIST: "skriv `{name} innehåller …`, `{name} är enbart …` eller `{name} är inte tomt`",
}
_LITERALS = {
    "bool": (Kind.BOOL,),
    "number": (Kind.NUMBER,),
    "decimal": (Kind.NUMBER,),
    "date": (Kind.DATE,),
    "clock": (Kind.CLOCK,),
    "text": (Kind.TEXT,),
}
_WRITTEN = {
    Kind.BOOL: "skriv `{name}` eller `inte {name}`",
    Kind.TEXT: 'skriv texten inom citattecken: "{value}"',
    Kind.NUMBER: "skriv talet med siffror",
    Kind.DATE: "skriv datumet som 2024-01-31",
    Kind.CLOCK: "skriv klockslaget som 12:00",
}
"""How a value is written, for those who write a name that nothing has in its place."""
_TIMES = (Kind.DATE, Kind.DATETIME)


class ConditionCheck:
    """Checks conditions and patterns against a vocabulary and the names of rules; gathers diagnostics."""

    def __init__(
        self, vocabulary: Vocabulary, rules: Iterable[str], diagnostics: list[Diagnostic], extra: Iterable[str] = ()
    ) -> None:
        self.vocabulary = vocabulary
        self.rules = set(rules)
        self.diagnostics = diagnostics
        self.extra = tuple(extra)
        self.has_calendar = False
        """The guideline says which days are weekdays."""

        self.others: set[str] = set()
        """Names of what is declared as a rule and is no obligation and no prohibition."""

        self.left_out: frozenset[str] = frozenset()
        self.grounds: set[str] = set()
        """Names of rules of a layer below that are not in force here."""
        self.inherited = False
        """What is checked comes from a layer below: it may speak of rules that are not in force here any more."""

    def complain(self, code: str, message: str, span: Span, label: str = "", help: str = "") -> None:
        """Record a mistake."""
        self.diagnostics.append(Diagnostic(code, message, span, label, help))

    def event(self, reference: Reference) -> bool:
        """Check the name of an event type."""
        if reference.owner is None and reference.name in self.vocabulary.events:
            return True
        self.complain(
            "G101",
            f"händelsen `{reference}` finns inte",
            reference.span,
            "okänd händelse",
            did_you_mean(reference.name, self.vocabulary.events, "deklarera den i ordlistan"),
        )
        return False

    def role(self, reference: Reference) -> bool:
        """Check the name of a role."""
        if reference.name in self.vocabulary.roles:
            return True
        self.complain(
            "G102",
            f"rollen `{reference}` finns inte",
            reference.span,
            "okänd roll",
            did_you_mean(reference.name, self.vocabulary.roles, "deklarera den i ordlistan"),
        )
        return False

    def fact(self, reference: Reference, value: Value) -> None:
        """Check a fact that takes a value."""
        known = self.vocabulary.facts.get(reference.name)
        if known is None:
            self.complain(
                "G103",
                f"faktumet `{reference}` finns inte",
                reference.span,
                "okänt faktum",
                did_you_mean(reference.name, self.vocabulary.facts, "deklarera det i ordlistan"),
            )
        else:
            self._value(known.type, value, str(reference), None)

    def pattern(self, pattern: Pattern) -> None:
        """Check an event pattern."""
        known = self.event(pattern.event)
        for role in (*pattern.by, *pattern.to):
            self.role(role)
        if pattern.where is not None and known:
            self.condition(pattern.where, pattern.event.name)

    def condition(self, condition: Condition, candidate: str | None = None) -> None:
        """Check a condition; `candidate` is the event type whose fields plain names may mean."""
        match condition:
            case Either(parts) | Both(parts):
                for part in parts:
                    self.condition(part, candidate)
            case Negation(part):
                self.condition(part, candidate)
            case Exists(pattern, _, edge):
                self.pattern(pattern)
                if edge is not None:
                    self.pattern(edge)
            case Ongoing(pattern, until):
                self.pattern(pattern)
                self.pattern(until)
            case Counted(pattern):
                self.pattern(pattern)
            case RuleBroken(rule):
                self.rule(rule)
            case SentClock():
                pass
            case _:
                self._about(condition, candidate)

    def rule(self, reference: Reference, needed: bool = False) -> bool:
        """Check the name of a rule, which may end in a star; `needed`: it must be in force to mean anything."""
        name = reference.name
        gone = any(name == r or (name.endswith("*") and r.startswith(name[:-1])) for r in self.left_out)
        if gone and self.inherited and not needed:
            return True
        if name in self.left_out:
            self.complain(
                "G108",
                f"regeln `{reference}` är ersatt eller gäller inte",
                reference.span,
                "gäller inte här",
                "ange regeln som gäller i stället, eller ersätt också det som kräver den",
            )
            return False
        if name.endswith("*") and any(r.startswith(name[:-1]) for r in self.rules):
            return True
        if name in self.rules:
            return True
        if name in self.others:
            self.complain(
                "G108",
                f"`{reference}` är varken en skyldighet eller ett förbud",
                reference.span,
                "kan inte brytas",
                "ange en skyldighet eller ett förbud",
            )
            return False
        self.complain(
            "G108",
            f"regeln `{reference}` finns inte",
            reference.span,
            "okänd regel",
            did_you_mean(name, self.rules, "ange en regel i riktlinjen eller i det den bygger på"),
        )
        return False

    def _about(self, condition: Condition, candidate: str | None) -> None:
        match condition:
            case Truth(reference):
                found = self.operand(reference, candidate)
                if found is not None and found.type.kind is not Kind.BOOL:
                    self._wrong(reference, found, "sant eller falskt")
            case Equal(reference, value) | OneOf(reference, values=(value, *_)):
                found = self.operand(reference, candidate)
                if found is None:
                    return
                if found.type.kind is Kind.LIST:
                    self._wrong(reference, found, "ett värde", "skriv `innehåller` eller `är enbart` om en lista")
                    return
                for item in condition.values if isinstance(condition, OneOf) else (value,):
                    self._value(found.type, item, str(reference), candidate)
            case Empty(reference) | Only(reference) | Contains(reference):
                self._list(condition, reference, candidate)
            case Compare(reference):
                self._number(reference, candidate)
            case Known(reference):
                self.operand(reference, candidate)
            case Order() | Distance() | Weekday():
                self._of_time(condition, candidate)

    def _of_time(self, condition: Order | Distance | Weekday, candidate: str | None) -> None:
        match condition:
            case Order(left, _, right):
                self._time(left, candidate)
                if isinstance(right, Reference):
                    self._time(right, candidate)
                else:
                    self._date(right)
            case Distance():
                self._distance(condition, candidate)
            case Weekday():
                self._weekday(condition, candidate)

    def _number(self, reference: Reference, candidate: str | None) -> None:
        found = self.operand(reference, candidate)
        if found is not None and found.type.kind is not Kind.NUMBER:
            self._wrong(reference, found, "ett tal")

    def _weekday(self, condition: Weekday, candidate: str | None) -> None:
        self._time(condition.operand, candidate)
        self._needs_calendar(condition.span)

    def _needs_calendar(self, span: Span) -> None:
        if not self.has_calendar:
            self.complain(
                "G111",
                "vardagar prövas utan kalender",
                span,
                "vilken kalender?",
                "skriv `vardagar enligt <kalender>` i riktlinjens huvud",
            )

    def _distance(self, condition: Distance, candidate: str | None) -> None:
        unit = Unit[condition.unit]
        for reference in (condition.left, condition.right):
            self._time(reference, candidate)
            found = operand_of(reference, self.vocabulary, candidate)
            if unit in ELAPSED and found is not None and found.type.kind is Kind.DATE:
                self._wrong(reference, found, "en tidpunkt", "räkna i dagar, eller jämför två tidpunkter")
        later = None if condition.later is None else Unit[condition.later[1]]
        if condition.later is not None:
            self._number(condition.later[0], candidate)
        if Unit.WEEKDAY in (unit, later) or condition.sunday:
            self._needs_calendar(condition.span)
        if later in ELAPSED or (later is not None and unit in ELAPSED):
            self.complain(
                "G116",
                "till ett datum läggs dagar, inte timmar",
                condition.span,
                "räknas från datum till datum",
                "räkna i dagar",
            )
        if unit in ELAPSED and condition.sunday:
            self.complain(
                "G116",
                "söndagsregeln flyttar dagar, inte timmar",
                condition.span,
                "räknas från tidpunkt till tidpunkt",
                "räkna i dagar",
            )
        bound = condition.bound
        if isinstance(bound, Literal) and isinstance(bound.value, int) and bound.value > LARGEST_AMOUNT[unit]:
            self.complain(
                "G116",
                "tiden är längre än hundra år",
                bound.span,
                f"högst {LARGEST_AMOUNT[unit]}",
                "kontrollera talet och enheten",
            )

    def _list(self, condition: Empty | Only | Contains, reference: Reference, candidate: str | None) -> None:
        found = self.operand(reference, candidate)
        if found is None:
            return
        if found.type.kind is not Kind.LIST:
            self._wrong(reference, found, "en lista")
            return
        if not isinstance(condition, Empty):
            member = ValueType(Kind.ENUM if found.type.values else Kind.TEXT, found.type.values)
            for value in condition.values:
                self._value(member, value, str(reference), candidate)

    def _time(self, reference: Reference, candidate: str | None) -> None:
        found = self.operand(reference, candidate)
        if found is not None and found.type.kind not in _TIMES:
            self._wrong(reference, found, "ett datum eller en tidpunkt")

    def operand(self, reference: Reference, candidate: str | None) -> Operand | None:
        """Check what a name stands for; an unknown one is told with the nearest declared name."""
        found = operand_of(reference, self.vocabulary, candidate)
        if found is not None:
            return found
        vocabulary = self.vocabulary
        if reference.owner is not None:
            owner = vocabulary.events.get(reference.owner)
            if owner is None:
                self.complain(
                    "G101",
                    f"händelsen `{reference.owner}` finns inte",
                    reference.span,
                    "okänd händelse",
                    did_you_mean(reference.owner, vocabulary.events),
                )
                return None
            names = [*owner.fields, *ATTRIBUTES]
            self.complain(
                "G104",
                f"`{reference.owner}` har inget fält `{reference.name}`",
                reference.span,
                "okänt fält",
                did_you_mean(reference.name, names, f"fälten är {', '.join(names)}"),
            )
            return None
        fields = list(vocabulary.events[candidate].fields) if candidate else []
        known = [*fields, *vocabulary.facts, *vocabulary.derived, *vocabulary.subject.fields, *self.extra]
        if reference.name in self.extra:
            self.complain(
                "G106",
                f"begreppet eller parametern `{reference}` kan inte jämföras så",
                reference.span,
                "fel slags villkor",
                "ett begrepp gäller eller gäller inte; en parameter jämförs med `är`",
            )
            return None
        self.complain(
            "G103",
            f"`{reference}` är varken faktum, fält, begrepp eller parameter",
            reference.span,
            "okänt namn",
            did_you_mean(reference.name, known, "rätta stavningen, eller deklarera namnet i ordlistan"),
        )
        return None

    def _wrong(self, reference: Reference, found: Operand, wanted: str, help: str = "") -> None:
        self.complain(
            "G106",
            f"`{reference}` är {_KINDS[found.type.kind]}, inte {wanted}",
            reference.span,
            f"väntade {wanted}",
            help or _FITTING[found.type.kind].format(name=reference),
        )

    def _value(self, type: ValueType, value: Value, name: str, candidate: str | None) -> None:
        if isinstance(value, Reference):
            if type.kind in (Kind.ENUM, Kind.LIST) and type.values and value.owner is None:
                if value.name not in type.values:
                    self.complain(
                        "G105",
                        f"`{value}` är inget värde för `{name}`",
                        value.span,
                        "okänt värde",
                        did_you_mean(value.name, type.values, f"värdena är {', '.join(type.values)}"),
                    )
                return
            if value.owner is None and operand_of(value, self.vocabulary, candidate) is None and type.kind in _WRITTEN:
                self.complain(
                    "G106",
                    f"`{name}` är {_KINDS[type.kind]} och `{value}` är inget sådant värde",
                    value.span,
                    f"väntade {_KINDS[type.kind]}",
                    _WRITTEN[type.kind].format(value=value, name=name),
                )
                return
            other = self.operand(value, candidate)
            if other is not None and other.type.kind is not type.kind:
                self._wrong(value, other, _KINDS[type.kind])
            return
        if value.kind == "date":
            self._date(value)
        if type.kind not in _LITERALS.get(value.kind, ()):
            self.complain(
                "G106",
                f"`{name}` är {_KINDS[type.kind]} och jämförs med ett värde av annat slag",
                value.span,
                f"väntade {_KINDS[type.kind]}",
                self._instead(type, value),
            )

    def _instead(self, type: ValueType, value: Literal) -> str:
        if value.kind == "text" and value.value in type.values:
            return f"skriv `{value.value}` utan citattecken"
        if type.values:
            return f"värdena är {', '.join(type.values)}"
        return f"skriv {_KINDS[type.kind]}"

    def _date(self, value: Value) -> None:
        if isinstance(value, Literal):
            try:
                date.fromisoformat(str(value.value))
            except ValueError:
                self.complain(
                    "G117", f"datumet {value.value} finns inte", value.span, "inget datum", "kontrollera månad och dag"
                )


def fields_read(node: object, vocabulary: Vocabulary) -> list[FieldOperand]:
    """Return the event fields that a tree reads by name of event."""
    found = []
    for part in walk(node):
        if isinstance(part, Reference) and part.owner is not None:
            operand = operand_of(part, vocabulary, None)
            if isinstance(operand, FieldOperand):
                found.append(operand)
    return found
