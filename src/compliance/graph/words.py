"""Declarations of a vocabulary to the vocabulary itself, with every mistake told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from compliance.graph.vocabulary import (
    Derived,
    EventType,
    Fact,
    FactSetting,
    Kind,
    Role,
    Subject,
    ValueType,
    Vocabulary,
)
from compliance.language.condition_tree import Both, Condition, Either, Equal, Literal, OneOf, Reference, Value
from compliance.language.diagnostic import Diagnostic, Label, did_you_mean
from compliance.language.source import Span
from compliance.language.tree import CalendarTree, Declaration
from compliance.language.vocabulary_tree import (
    DerivedTree,
    EventTree,
    FactTree,
    FieldTree,
    RoleTree,
    SettingTree,
    SubjectTree,
    TypeTree,
    VocabularyTree,
)
from compliance.time import Calendar, zone
from compliance.time.calendar import COUNTRIES

_IN_WORDS = {
    "bool": "sant eller falskt",
    "text": "en text",
    "date": "ett datum",
    "datetime": "en tidpunkt",
    "clock": "ett klockslag",
    "number": "ett tal",
    "enum": "ett av flera värden",
    "list": "en lista",
}

Tree = TypeVar("Tree", RoleTree, EventTree, FactTree, DerivedTree, CalendarTree)


class Words:
    """Gathers the vocabulary's declarations and checks them against each other."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def build(self, declarations: Iterable[Declaration]) -> tuple[Vocabulary | None, dict[str, Calendar]]:
        """Return the vocabulary (None without a heading) and the calendars."""
        items = list(declarations)
        roles = self._unique([d for d in items if isinstance(d, RoleTree)])
        events = self._unique([d for d in items if isinstance(d, EventTree)])
        facts = self._unique([d for d in items if isinstance(d, FactTree)])
        derived = self._unique([d for d in items if isinstance(d, DerivedTree)])
        calendars = self._unique([d for d in items if isinstance(d, CalendarTree)])
        heads = [d for d in items if isinstance(d, VocabularyTree)]
        subjects = [d for d in items if isinstance(d, SubjectTree)]
        seconds: list[VocabularyTree | SubjectTree] = [*heads[1:], *subjects[1:]]
        for extra in seconds:
            self._complain(
                "G110",
                f"`{extra.name}` är en andra ordlista eller ett andra subjekt",
                extra.name.span,
                "finns redan",
                "ta bort den ena",
            )
        if not heads:
            return None, {}
        zone_name = heads[0].time_zone or "Europe/Stockholm"
        self._check_zone(zone_name, heads[0].span)
        subject = (
            Subject(subjects[0].name.name, self._fields(subjects[0].fields)) if subjects else Subject("subject", {})
        )
        vocabulary = Vocabulary(
            heads[0].name.name,
            {name: self._role(tree, roles, events, facts) for name, tree in roles.items()},
            {name: self._event(tree, roles, events, facts) for name, tree in events.items()},
            {name: Fact(name, self._type(tree.type), tree.name.span) for name, tree in facts.items()},
            {name: self._derived(tree, subject) for name, tree in derived.items()},
            subject,
            zone_name,
        )
        self._check_cycles(vocabulary, roles)
        self._check_meanings(vocabulary)
        return vocabulary, {name: self._calendar(tree) for name, tree in calendars.items()}

    def _check_meanings(self, vocabulary: Vocabulary) -> None:
        """A plain name in a condition means one thing."""
        facts = {name: fact.span for name, fact in vocabulary.facts.items()}
        for name, derived in vocabulary.derived.items():
            if name in facts and derived.span is not None:
                self._complain(
                    "G110", f"`{name}` är redan ett faktum", derived.span, "samma namn", "byt namn på det ena"
                )
        for name, span in facts.items():
            if name in vocabulary.subject.fields and span is not None:
                what = f"`{name}` är redan ett fält hos {vocabulary.subject.name}"
                self._complain("G110", what, span, "samma namn", "byt namn på det ena")

    def _complain(
        self, code: str, message: str, span: Span, label: str = "", help: str = "", related: tuple[Label, ...] = ()
    ) -> None:
        self.diagnostics.append(Diagnostic(code, message, span, label, help, related=related))

    def _unique(self, trees: list[Tree]) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        for tree in trees:
            first = found.setdefault(tree.name.name, tree)
            if first is not tree:
                self._complain(
                    "G110",
                    f"`{tree.name}` är redan deklarerat",
                    tree.name.span,
                    "andra gången",
                    "ta bort den ena eller byt namn",
                    (Label(first.name.span, "första gången"),),
                )
        return found

    def _known(self, reference: Reference, known: Mapping[str, object], code: str, what: str) -> str | None:
        if reference.name in known:
            return reference.name
        self._complain(
            code,
            f"{what} `{reference}` finns inte",
            reference.span,
            "okänt namn",
            did_you_mean(reference.name, known, "deklarera namnet i ordlistan eller rätta stavningen"),
        )
        return None

    def _check_zone(self, name: str, span: Span) -> None:
        try:
            zone(name)
        except ValueError:
            self._complain(
                "G118", f"tidszonen `{name}` finns inte", span, "okänd tidszon", "skriv t.ex. Europe/Stockholm"
            )

    def _type(self, tree: TypeTree) -> ValueType:
        values = tuple(value.name for value in tree.values)
        for place, value in enumerate(tree.values):
            if value.name in values[:place]:
                self._complain(
                    "G110", f"värdet `{value}` står två gånger", value.span, "andra gången", "ta bort det ena"
                )
        return ValueType(Kind(tree.kind), values)

    def _fields(self, trees: tuple[FieldTree, ...]) -> dict[str, ValueType]:
        found: dict[str, ValueType] = {}
        for tree in trees:
            if tree.name.name in found:
                self._complain(
                    "G110",
                    f"fältet `{tree.name}` är redan deklarerat",
                    tree.name.span,
                    "andra gången",
                    "ta bort det ena",
                )
            found[tree.name.name] = self._type(tree.type)
        return found

    def _role(
        self,
        tree: RoleTree,
        roles: Mapping[str, RoleTree],
        events: Mapping[str, EventTree],
        facts: Mapping[str, FactTree],
    ) -> Role:
        is_a = self._known(tree.is_a, roles, "G102", "rollen") if tree.is_a else None
        stand_in = self._known(tree.stand_in, events, "G101", "händelsen") if tree.stand_in else None
        since_before = self._known(tree.since_before, facts, "G103", "faktumet") if tree.since_before else None
        if since_before is not None and facts[since_before].type.kind != "bool":
            assert tree.since_before is not None
            self._complain(
                "G106",
                f"`{since_before}` är inte sant eller falskt",
                tree.since_before.span,
                "fel slags faktum",
                "ange ett faktum som är sant när en sådan finns sedan tidigare",
            )
        return Role(tree.name.name, is_a, stand_in, since_before, tree.name.span)

    def _check_cycles(self, vocabulary: Vocabulary, trees: Mapping[str, RoleTree]) -> None:
        told: set[str] = set()
        for name, tree in trees.items():
            chain = vocabulary.ancestors(name)
            if vocabulary.roles[chain[-1]].is_a == name and name not in told:
                told.update(chain)
                self._complain(
                    "G126",
                    f"rollen `{name}` räknas i en cirkel som sig själv",
                    tree.name.span,
                    "börjar och slutar här",
                    "ta bort ett `är`",
                )

    def _event(
        self,
        tree: EventTree,
        roles: Mapping[str, RoleTree],
        events: Mapping[str, EventTree],
        facts: Mapping[str, FactTree],
    ) -> EventType:
        declared = self._fields(tree.fields)
        for role in tree.by:
            self._known(role, roles, "G102", "rollen")
        answers = tree.answers
        if answers is not None:
            for answered in answers:
                self._known(answered, events, "G101", "händelsen")
        retracts = self._known(tree.retracts, events, "G101", "händelsen") if tree.retracts else None
        return EventType(
            tree.name.name,
            tuple(role.name for role in tree.by),
            tree.verb,
            tree.phrase,
            declared,
            None if answers is None else tuple(a.name for a in answers),
            retracts,
            tree.closes,
            tuple(self._setting(s, declared, facts) for s in tree.sets),
            tree.name.span,
        )

    def _setting(
        self, tree: SettingTree, declared: Mapping[str, ValueType], facts: Mapping[str, FactTree]
    ) -> FactSetting:
        fact = facts[tree.fact.name] if self._known(tree.fact, facts, "G103", "faktumet") else None
        if tree.from_field is not None:
            if self._known(tree.from_field, declared, "G104", "fältet") and fact is not None:
                self._fits_field(fact.type, declared[tree.from_field.name], tree.from_field, tree.fact.name)
            return FactSetting(tree.fact.name, None, tree.from_field.name, self._when(tree.condition, declared))
        written = tree.value
        value = written.value if isinstance(written, Literal) else written.name if written is not None else None
        if fact is not None and written is not None:
            self._fits(fact.type, written, tree.fact.name)
        return FactSetting(tree.fact.name, value, None, self._when(tree.condition, declared))

    def _fits(self, type: TypeTree, written: Value, name: str) -> None:
        """A fact is set to a value of its own type."""
        values = [value.name for value in type.values]
        if isinstance(written, Reference) and type.kind == "enum":
            if written.name not in values:
                help = did_you_mean(written.name, values, f"värdena är {', '.join(values)}")
                self._complain("G105", f"`{written}` är inget värde för `{name}`", written.span, "okänt värde", help)
        elif isinstance(written, Reference) or (written.kind.replace("decimal", "number") != type.kind):
            wanted = _IN_WORDS[type.kind]
            self._complain(
                "G106", f"`{name}` är {wanted}", written.span, f"väntade {wanted}", "skriv ett värde av rätt slag"
            )

    def _fits_field(self, fact: TypeTree, field: ValueType, reference: Reference, name: str) -> None:
        if fact.kind != field.kind.value or not {v.name for v in fact.values} >= set(field.values):
            self._complain(
                "G106",
                f"fältet `{reference}` har andra värden än faktumet `{name}`",
                reference.span,
                "annan typ",
                "ge fältet och faktumet samma typ",
            )

    def _when(
        self, condition: Condition | None, declared: Mapping[str, ValueType]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Only `field är value`, joined by och, is allowed: what an event sets follows from the event alone."""
        if condition is None:
            return ()
        parts = condition.parts if isinstance(condition, Both) else (condition,)
        found: list[tuple[str, tuple[str, ...]]] = []
        for part in parts:
            if isinstance(part, Equal) and not part.negated and isinstance(part.value, Reference):
                values: tuple[str, ...] = (part.value.name,)
            elif isinstance(part, OneOf) and all(isinstance(v, Reference) for v in part.values):
                values = tuple(v.name for v in part.values if isinstance(v, Reference))
            else:
                where = part.span if not isinstance(part, Either) else condition.span
                self._complain(
                    "G106",
                    "vad en händelse sätter får bara bero på dess egna fält",
                    where,
                    "för rikt villkor",
                    "skriv `fält är värde och fält är ett av (a, b)`",
                )
                continue
            if self._known(part.operand, declared, "G104", "fältet"):
                allowed = declared[part.operand.name].values
                for value in values:
                    if allowed and value not in allowed:
                        self._complain(
                            "G105",
                            f"`{value}` är inget värde för `{part.operand}`",
                            part.span,
                            "okänt värde",
                            did_you_mean(value, allowed, f"värdena är {', '.join(allowed)}"),
                        )
                found.append((part.operand.name, values))
        return tuple(found)

    def _derived(self, tree: DerivedTree, subject: Subject) -> Derived:
        if self._known(tree.years_since, subject.fields, "G104", "fältet"):
            kind = subject.fields[tree.years_since.name].kind
            if kind is not Kind.DATE:
                self._complain(
                    "G106",
                    f"`{tree.years_since}` är inget datum",
                    tree.years_since.span,
                    "väntade ett datum",
                    "räkna år sedan ett datum",
                )
        return Derived(tree.name.name, tree.years_since.name, tree.name.span)

    def _calendar(self, tree: CalendarTree) -> Calendar:
        extra = []
        for text in tree.dates:
            try:
                extra.append(date.fromisoformat(text).toordinal())
            except ValueError:
                start = tree.span.start + tree.span.text.index(text)
                place = Span(tree.span.source, start, start + len(text))
                self._complain("G117", f"datumet {text} finns inte", place, "inget datum", "kontrollera månad och dag")
        country = tree.country
        if country is not None and country not in COUNTRIES:
            known = f"helgdagar är kända för {', '.join(COUNTRIES)}"
            self._complain("G118", f"landet `{country}` har inga kända helgdagar", tree.name.span, "okänt land", known)
            country = COUNTRIES[0]
        if country is None and (tree.holidays or tree.eves):
            self._complain(
                "G118",
                f"kalendern `{tree.name}` säger inte vilket lands helgdagar",
                tree.name.span,
                "vilket land?",
                'skriv `land "SE"`',
            )
            country = COUNTRIES[0]
        weekends = (5, 6) if tree.weekends else ()
        return Calendar(tree.name.name, country, weekends, tree.holidays, tree.eves, frozenset(extra))
