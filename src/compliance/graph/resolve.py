"""A layered guideline to its checked rules: parameters put in place, names and types verified, validity applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from compliance.graph.check_condition import ConditionCheck
from compliance.graph.check_heading import HeadingCheck
from compliance.graph.check_rule import RuleCheck
from compliance.graph.check_settlement import SettlementCheck
from compliance.graph.circles import circles
from compliance.graph.concepts import Concepts
from compliance.graph.environment import Environment, decided
from compliance.graph.layers import Layered, Ruled
from compliance.graph.model import (
    Escape,
    Ground,
    Guideline,
    Liability,
    Modality,
    Outage,
    Rule,
    YearlyAmount,
)
from compliance.graph.parameters import parameters_of
from compliance.graph.resolve_settlement import resolved
from compliance.graph.settlement import Settlement
from compliance.graph.terms import Terms
from compliance.graph.validity import in_force
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Either, Reference
from compliance.language.diagnostic import Diagnostic
from compliance.language.rule_tree import (
    Act,
    Acts,
    Anyone,
    Before,
    Citation,
    Deadline,
    Duration,
    End,
    EndIf,
    Head,
    Offset,
    Reading,
    WrittenEnd,
)
from compliance.language.settlement_tree import SettlementTree
from compliance.language.source import Span
from compliance.language.tree import (
    ExceptionTree,
    GroundTree,
    LiabilityTree,
    ObligationTree,
    PermissionTree,
    ProhibitionTree,
    SuspensionTree,
)
from compliance.time import Calendar

T = TypeVar("T")


class Resolver:
    """Resolves one guideline. Gathers diagnostics in `diagnostics`."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        calendars: Mapping[str, Calendar],
        yearly: Mapping[str, YearlyAmount],
        chosen: Mapping[str, str],
        diagnostics: list[Diagnostic],
    ) -> None:
        self.vocabulary = vocabulary
        self.calendars = calendars
        self.yearly = yearly
        self.chosen = chosen
        self.diagnostics = diagnostics
        self.name = ""

    def guideline(self, layered: Layered) -> Guideline | None:
        """Return the guideline, or None when its heading cannot be used."""
        header = layered.headers[-1]
        self.name = header.name.name
        validity = in_force(header.validity, self.diagnostics)
        if header.validity is None:
            self._complain(
                "G124",
                f"riktlinjen `{header.name}` säger inte från när den gäller",
                header.name,
                "giltighet saknas",
                "skriv `gäller från ÅÅÅÅ-MM-DD`",
            )
        if validity[0] is None:
            return None
        heading = HeadingCheck(self.vocabulary, self.calendars, self.diagnostics)
        heading.zone(header)
        terms, layered = Terms(self.vocabulary, layered, self.diagnostics).settled()
        parameters = parameters_of(self.name, layered.parameters, self.chosen, self.diagnostics)
        concepts = Concepts((c for _, c in layered.concepts), parameters, self.diagnostics)
        environment = Environment(parameters, concepts.settled(), self.diagnostics, used_by=concepts.depends)
        self._meanings(layered)
        names = [
            tree.head.name.name for _, tree, _ in layered.rules if isinstance(tree, ObligationTree | ProhibitionTree)
        ]
        check = ConditionCheck(self.vocabulary, names, self.diagnostics, (*parameters, *environment.concepts))
        check.left_out = layered.left_out
        check.grounds = {tree.head.name.name for _, tree, _ in layered.rules if isinstance(tree, GroundTree)}
        check.others = {tree.head.name.name for _, tree, _ in layered.rules}
        calendar = heading.calendar(layered, environment)
        check.has_calendar = calendar is not None
        for _, tree in layered.concepts:
            check.condition(environment.concepts[tree.head.name.name].condition)
        rules = RuleCheck(check, calendar)
        settled = [(origin, environment.settle(tree), tightened) for origin, tree, tightened in layered.rules]
        ends = self._ends(environment.settle(tuple(end for h in layered.headers for end in h.ends)))
        for end in ends:
            rules.end(end)
        escapes, outages = self._escapes(settled, rules), self._outages(settled, rules)
        built = [
            self._rule(origin, tree, tightened, ends, rules)
            for origin, tree, tightened in settled
            if isinstance(tree, ObligationTree | ProhibitionTree)
        ]
        built = [replace(r, escapes=_meant(escapes, r.name), outages=_meant(outages, r.name)) for r in built]
        permissions = tuple(
            self._rule(origin, tree, None, ends, rules)
            for origin, tree, _ in settled
            if isinstance(tree, PermissionTree)
        )
        grounds = tuple(
            _with_outages(self._ground(tree, origin, ends, rules), outages)
            for origin, tree, _ in settled
            if isinstance(tree, GroundTree)
        )
        liability = tuple(
            self._liability(tree, grounds, rules) for _, tree, _ in settled if isinstance(tree, LiabilityTree)
        )
        settlements = self._settlements(settled, [item.name for item in liability], rules)
        if grounds and not liability:
            self._complain(
                "G125",
                "grunderna saknar ett `betalningsansvar` att höra till",
                header.name,
                "inget betalningsansvar",
                "deklarera ett betalningsansvar eller ta bort grunderna",
            )
        own_closing = heading.own_closing(layered, rules)
        rejection = heading.rejection(layered, environment, rules)
        self.diagnostics += circles(built)
        return Guideline(
            header.name.name,
            header.title,
            header.region.name if header.region else header.name.name,
            header.builds_on.name if header.builds_on else None,
            validity[0],
            validity[1],
            header.source,
            header.note,
            calendar,
            header.time_zone or self.vocabulary.time_zone,
            tuple(p.name for p in header.parties),
            terms,
            parameters,
            tuple(built),
            liability,
            frozenset(environment.used),
            header.name.span,
            {name: tree.condition for name, tree in environment.concepts.items()},
            layered.changes,
            own_closing.name if own_closing is not None else None,
            permissions,
            rejection,
            settlements,
        )

    def _complain(self, code: str, message: str, at: Reference, label: str, help: str) -> None:
        self.diagnostics.append(Diagnostic(code, message, at.span, label, help))

    def _meanings(self, layered: Layered) -> None:
        """A plain name in a condition means one thing: a fact is no concept and no parameter."""
        vocabulary = self.vocabulary
        facts = {*vocabulary.facts, *vocabulary.derived, *vocabulary.subject.fields}
        concepts = {tree.head.name.name for _, tree in layered.concepts}
        named = [tree.head.name for _, tree in layered.concepts] + [tree.name for _, tree in layered.parameters]
        for name in named:
            if name.name in facts:
                self._complain("G110", f"`{name}` finns redan i ordlistan", name, "samma namn", "byt namn")
        own = {id(tree.name) for origin, tree in layered.parameters if origin == layered.headers[-1].name.name}
        for _, tree in layered.parameters:
            if id(tree.name) in own and tree.name.name in concepts and len(layered.headers) > 1:
                self._complain("G110", f"`{tree.name}` är redan ett begrepp", tree.name, "samma namn", "byt namn")

    def _ends(self, written: tuple[WrittenEnd, ...]) -> tuple[End, ...]:
        """Return what ends a rule by the parameters."""
        found: list[End] = []
        for end in written:
            if not isinstance(end, EndIf):
                found.append(end)
                continue
            holds = decided(end.condition)
            if holds is None:
                self.diagnostics.append(
                    Diagnostic(
                        "G135",
                        "vad som avslutar en regel får bara väljas av parametrar",
                        end.condition.span,
                        "beror på tidslinjen",
                        "skriv `om (<parameter> är …)`, eller dela regeln i två med var sitt `om`",
                    )
                )
            if holds is not False:
                found.append(end.end)
        return tuple(found)

    def _escapes(
        self, settled: list[tuple[str, Ruled, str | None]], rules: RuleCheck
    ) -> list[tuple[tuple[Reference, ...], Escape]]:
        found = []
        for origin, tree, _ in settled:
            if isinstance(tree, ExceptionTree):
                rules.check.inherited = origin != self.name
                rules.exception(tree)
                clauses = tuple(c.clause for c in tree.head.clauses)
                found.append((tree.rules, Escape(tree.head.name.name, clauses, tree.condition, tree.head.readings)))
        return found

    def _outages(
        self, settled: list[tuple[str, Ruled, str | None]], rules: RuleCheck
    ) -> list[tuple[tuple[Reference, ...], Outage]]:
        found = []
        for origin, tree, _ in settled:
            if isinstance(tree, SuspensionTree):
                rules.check.inherited = origin != self.name
                rules.suspension(tree)
                clauses = tuple(c.clause for c in tree.head.clauses)
                for effect in tree.effects:
                    outage = Outage(
                        tree.head.name.name,
                        clauses,
                        tree.pattern,
                        tree.until,
                        tree.longer_than,
                        effect.kind,
                        effect.pattern,
                    )
                    found.append((effect.rules, outage))
        return found

    def _settlements(
        self, settled: list[tuple[str, Ruled, str | None]], liabilities: list[str], rules: RuleCheck
    ) -> tuple[Settlement, ...]:
        check = SettlementCheck(rules, liabilities, self.yearly)
        found = []
        for origin, tree, _ in settled:
            if isinstance(tree, SettlementTree):
                rules.check.inherited = origin != self.name
                check.settlement(tree)
                found.append(resolved(tree, origin, self.diagnostics))
        return tuple(found)

    def _rule(
        self,
        origin: str,
        tree: ObligationTree | ProhibitionTree | PermissionTree,
        tightened: str | None,
        ends: tuple[End, ...],
        rules: RuleCheck,
    ) -> Rule:
        rules.check.inherited = origin != self.name
        valid_from, valid_to = in_force(tree.head.validity, self.diagnostics)
        name, heading, clauses, readings = _common(tree.head)
        if isinstance(tree, ObligationTree):
            rules.obligation(tree)
            modality = Modality.MUST if tree.binding else Modality.SHOULD
            return Rule(
                name,
                origin,
                heading,
                modality,
                clauses,
                readings,
                valid_from,
                valid_to,
                tree.triggers,
                tree.condition,
                tree.actor,
                _merged(tree.duty) if isinstance(tree.duty, Acts) else tree.duty,
                tree.deadline,
                tree.earlier_counts,
                (*self._ends(tree.ends), *ends),
                tightened_by=tightened,
                span=tree.head.name.span,
            )
        rules.of_acts(tree)
        modality = Modality.MAY
        if isinstance(tree, ProhibitionTree):
            modality = Modality.MUST_NOT if tree.binding else Modality.SHOULD_NOT
        return Rule(
            name,
            origin,
            heading,
            modality,
            clauses,
            readings,
            valid_from,
            valid_to,
            tree.triggers,
            tree.condition,
            tree.actor,
            _merged(tree.acts),
            None,
            False,
            (*self._ends(tree.ends), *ends),
            tree.before,
            tree.after,
            span=tree.head.name.span,
        )

    def _ground(self, tree: GroundTree, origin: str, ends: tuple[End, ...], rules: RuleCheck) -> Ground:
        rules.check.inherited = origin != self.name
        rules.ground(tree)
        valid_from, valid_to = in_force(tree.head.validity, self.diagnostics)
        name, heading, clauses, readings = _common(tree.head)
        rule = None
        if tree.acts is not None:
            rule = Rule(
                name,
                origin,
                heading,
                Modality.MUST,
                clauses,
                readings,
                valid_from,
                valid_to,
                (),
                None,
                tree.actor or Anyone(tree.span),
                _merged(tree.acts),
                _of_stay(tree.deadline),
                tree.earlier_counts,
                (*self._ends(tree.ends), *ends),
                span=tree.head.name.span,
            )
        return Ground(
            name,
            heading,
            clauses,
            readings,
            valid_from,
            valid_to,
            tree.condition,
            rule,
            tuple(r.name for r in tree.rules),
            tree.void_if,
            tree.day_by_day,
            tree.left_open,
            tree.head.name.span,
        )

    def _liability(self, tree: LiabilityTree, grounds: tuple[Ground, ...], rules: RuleCheck) -> Liability:
        rules.liability(tree, self.yearly)
        valid_from, valid_to = in_force(tree.head.validity, self.diagnostics)
        name, _, clauses, readings = _common(tree.head)
        starts = tree.starts or Offset(Duration(0, "DAY", tree.span), None, None, None, tree.span)
        return Liability(
            name,
            clauses,
            readings,
            valid_from,
            valid_to,
            tree.triggers,
            tree.condition,
            tuple((field.name, condition) for field, condition in tree.payer),
            starts,
            tree.start_time or (("day_begins", None),),
            self._ends(tree.ends),
            tree.days or (("dates_exclusive", None),),
            tree.over,
            tree.days_stand or ((True, None),),
            tree.amount.name if tree.amount else None,
            tree.by_final_year,
            grounds,
            tree.left_open,
            tree.by_month,
            _reading(readings, tree.no_individual),
            _reading(readings, tree.later_days),
            tree.head.name.span,
        )


def _of_stay(deadline: Deadline | None) -> Deadline | None:
    """Return a ground's deadline: what it must come before may lie before the notice that the ground is tried for."""
    return replace(deadline, already=True) if isinstance(deadline, Before) else deadline


def _reading(readings: tuple[Reading, ...], cited: Citation | None) -> Reading | None:
    """Return the reading of a rule that a clause of it cites."""
    return next((r for r in readings if cited is not None and r.ref == cited.clause), None)


def _merged(acts: Acts) -> Acts:
    """Return the acts with each event once: done in one of the ways that the rule names is done."""
    found: dict[str, Act] = {}
    for act in acts.acts:
        first = found.setdefault(act.event.name, act)
        if first is act:
            continue
        where = None
        if first.where is not None and act.where is not None:
            span = Span(act.span.source, first.where.span.start, act.where.span.end)
            where = Either((first.where, act.where), span)
        whole = Span(act.span.source, first.span.start, act.span.end)
        found[act.event.name] = replace(first, where=where, span=whole)
    return replace(acts, acts=tuple(found.values()))


def _with_outages(ground: Ground, outages: list[tuple[tuple[Reference, ...], Outage]]) -> Ground:
    """Return the ground with the suspensions that name it: what may be done instead serves the ground, too."""
    if ground.rule is None:
        return ground
    return replace(ground, rule=replace(ground.rule, outages=_meant(outages, ground.name)))


def _common(head: Head) -> tuple[str, str, tuple[str, ...], tuple[Reading, ...]]:
    return head.name.name, head.heading, tuple(c.clause for c in head.clauses), head.readings


def _meant(effects: list[tuple[tuple[Reference, ...], T]], name: str) -> tuple[T, ...]:
    def means(reference: Reference) -> bool:
        return name.startswith(reference.name[:-1]) if reference.name.endswith("*") else name == reference.name

    return tuple(effect for references, effect in effects if any(means(r) for r in references))
