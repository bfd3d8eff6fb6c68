"""Are the parts of a rule right: triggers, actors, acts, deadlines, ends?"""

from __future__ import annotations

from collections.abc import Mapping

from compliance.graph.check_condition import ConditionCheck
from compliance.graph.model import YearlyAmount
from compliance.graph.operands import operand_of
from compliance.graph.vocabulary import Kind
from compliance.language.condition_tree import Condition, Pattern, Reference
from compliance.language.diagnostic import did_you_mean
from compliance.language.rule_tree import (
    Actor,
    Acts,
    Anchor,
    AnchorPick,
    Before,
    Between,
    By,
    Cases,
    Citation,
    Deadline,
    Duration,
    Each,
    EndIf,
    LimitCases,
    LimitPick,
    Offset,
    OnBreach,
    OnEvent,
    Promptly,
    Recurring,
    Roles,
    Stated,
    Trigger,
    WrittenEnd,
)
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
from compliance.time import Calendar, Unit
from compliance.time.limit import LARGEST_AMOUNT


class RuleCheck:
    """Checks rules with a condition checker; `calendar` is the one that weekdays are counted by."""

    def __init__(self, check: ConditionCheck, calendar: Calendar | None) -> None:
        self.check = check
        self.calendar = calendar

    def obligation(self, tree: ObligationTree) -> None:
        """Check an obligation."""
        if not tree.triggers:
            self._complain(
                "G114",
                f"skyldigheten `{tree.head.name}` saknar utlösare",
                tree.head.name.span,
                "när uppstår den?",
                "skriv `när <händelse>`",
            )
        self._triggers(tree.triggers)
        self._condition(tree.condition)
        self._actor(tree.actor, tree.triggers)
        if isinstance(tree.duty, Stated):
            self._stated(tree.duty, tree.triggers)
        elif isinstance(tree.duty, Acts):
            self._acts(tree.duty, tree.triggers)
        if tree.deadline is not None:
            self.deadline(tree.deadline)
        elif isinstance(tree.duty, Acts):
            self._complain(
                "G115",
                f"skyldigheten `{tree.head.name}` saknar frist",
                tree.head.name.span,
                "till när?",
                "skriv en frist, eller `snarast` när källan inte ger något tal",
            )
        for end in tree.ends:
            self.end(end)

    def of_acts(self, tree: ProhibitionTree | PermissionTree) -> None:
        """Check a prohibition, or a permission."""
        self._triggers(tree.triggers)
        self._condition(tree.condition)
        self._actor(tree.actor, tree.triggers)
        self._acts(tree.acts, tree.triggers)
        for edge in (tree.before, tree.after):
            if edge is not None:
                self.check.pattern(edge)
        for end in tree.ends:
            self.end(end)

    def exception(self, tree: ExceptionTree) -> None:
        """Check an exception."""
        for rule in tree.rules:
            self.check.rule(rule)
        self._condition(tree.condition)

    def suspension(self, tree: SuspensionTree) -> None:
        """Check a suspension."""
        self.check.pattern(tree.pattern)
        if tree.until.owner == tree.pattern.event.name:
            self._moment(tree.until)
        else:
            self._complain(
                "G104",
                f"`{tree.until}` hör inte till händelsen `{tree.pattern.event}`",
                tree.until.span,
                "fält i en annan händelse",
                f"ange ett fält i `{tree.pattern.event}`",
            )
        if tree.longer_than is not None:
            self._length(tree.longer_than)
            if tree.longer_than.unit == "WEEKDAY":
                span = tree.longer_than.span
                self._complain(
                    "G116", "ett uppehåll mäts inte i vardagar", span, "vardagar", "räkna i timmar eller dagar"
                )
        for effect in tree.effects:
            for rule in effect.rules:
                if rule.name not in self.check.grounds:
                    self.check.rule(rule)
            if effect.pattern is not None:
                self.check.pattern(effect.pattern)

    def ground(self, tree: GroundTree) -> None:
        """Check a ground of liability."""
        self._condition(tree.condition)
        self._condition(tree.void_if)
        self._left_open(tree)
        for rule in tree.rules:
            self.check.rule(rule, needed=True)
        if tree.actor is not None:
            self._actor(tree.actor, ())
        if tree.acts is not None:
            self._acts(tree.acts, ())
        if tree.deadline is not None:
            self.deadline(tree.deadline)

    def liability(self, tree: LiabilityTree, yearly: Mapping[str, YearlyAmount]) -> None:
        """Check a payment liability."""
        for word in _lacking(tree):
            self._complain(
                "G125",
                f"betalningsansvaret saknar `{word}`",
                tree.head.name.span,
                "ofullständigt",
                f"lägg till satsen `{word}`",
            )
        self._triggers(tree.triggers)
        self._condition(tree.condition)
        fields = self.check.vocabulary.subject.fields
        for field, condition in tree.payer:
            if field.name not in fields:
                self._complain(
                    "G104",
                    f"`{field}` är inget fält hos {self.check.vocabulary.subject.name}",
                    field.span,
                    "okänt fält",
                    did_you_mean(field.name, fields),
                )
            self._condition(condition)
        if tree.starts is not None:
            self._limits(tree.starts)
        for end in tree.ends:
            self.end(end)
        for _, condition in (*tree.start_time, *tree.days, *tree.over, *tree.days_stand):
            self._condition(condition)
        self.gapless("betalare", [condition for _, condition in tree.payer], tree.head.name.span)
        self.gapless("dygn", [condition for _, condition in tree.days], tree.head.name.span)
        self.gapless("individuellt över", [condition for _, condition in tree.over], tree.head.name.span)
        self._left_open(tree)
        self._stands(tree, tree.no_individual)
        self._stands(tree, tree.later_days)
        self.gapless("räknas från", [condition for _, condition in tree.start_time], tree.head.name.span)
        self.gapless("vid återtag", [condition for _, condition in tree.days_stand], tree.head.name.span)
        if tree.amount is not None and tree.amount.name not in yearly:
            self._complain(
                "G122",
                f"årsbeloppet `{tree.amount}` finns inte",
                tree.amount.span,
                "okänt belopp",
                did_you_mean(tree.amount.name, yearly, "deklarera det med `årsbelopp`"),
            )

    def _left_open(self, tree: LiabilityTree | GroundTree) -> None:
        if tree.left_open is None:
            return
        self._condition(tree.left_open.condition)
        self._stands(tree, tree.left_open.reading)

    def _stands(self, tree: LiabilityTree | GroundTree, cited: Citation | None) -> None:
        """Check that a reading that a clause cites stands in the rule."""
        known = [r.ref for r in tree.head.readings if r.ref is not None]
        if cited is not None and cited.clause not in known:
            self._complain(
                "G134",
                f"läsningen {cited.clause} står inte i `{tree.head.name}`",
                cited.span,
                "ingen sådan `tolkning`",
                did_you_mean(cited.clause, known, f'lägg till `tolkning {cited.clause} "…"` sist i regeln'),
            )

    def gapless(self, clause: str, conditions: list[Condition | None], span: Span) -> None:
        """Check that the cases of a clause cover everything, each of use."""
        if conditions and conditions[-1] is not None:
            self._complain(
                "G121",
                f"fallen i `{clause}` lämnar en lucka",
                span,
                "inget fall gäller alltid",
                "avsluta med ett fall som slutar på `annars`",
            )
        if None in conditions[:-1]:
            self._complain(
                "G121",
                f"ett fall i `{clause}` används aldrig",
                span,
                "står efter `annars`",
                "sätt fallet med `annars` sist",
            )

    def deadline(self, deadline: Deadline) -> None:
        """Check a deadline."""
        match deadline:
            case By(limit):
                self._limits(limit)
            case Before(event):
                self.check.pattern(event)
            case Between(lower, upper, unit, anchor):
                if isinstance(lower, int) and isinstance(upper, int) and lower > upper:
                    self._complain(
                        "G116",
                        "fönstret slutar innan det öppnar",
                        deadline.span,
                        f"från {lower} till {upper}",
                        "skriv det mindre talet först",
                    )
                self._unit(unit, deadline.span)
                for amount in (lower, upper):
                    self._amount(amount, unit, deadline.span)
                self._anchor(anchor)
            case Promptly(until) | Recurring(until=until):
                if until is not None:
                    self.check.pattern(until)
                if isinstance(deadline, Recurring):
                    self._length(deadline.period)
                if isinstance(deadline, Recurring) and deadline.period.amount == 0:
                    self._complain(
                        "G116",
                        "återkommande frist med noll som period",
                        deadline.span,
                        "ingen tid alls",
                        "skriv t.ex. `1 år`",
                    )

    def end(self, end: WrittenEnd) -> None:
        """Check what ends a rule."""
        if isinstance(end, EndIf):
            self.end(end.end)
        elif isinstance(end, Pattern):
            self.check.pattern(end)
        else:
            self.check.fact(end.fact, end.value)

    def _complain(self, code: str, message: str, span: Span, label: str, help: str) -> None:
        self.check.complain(code, message, span, label, help)

    def _condition(self, condition: Condition | None) -> None:
        if condition is not None:
            self.check.condition(condition)

    def _triggers(self, triggers: tuple[Trigger, ...]) -> None:
        for trigger in triggers:
            if isinstance(trigger, OnEvent):
                self.check.pattern(trigger.pattern)
            elif isinstance(trigger, OnBreach):
                self.check.rule(trigger.rule)
            else:
                self.check.fact(trigger.fact, trigger.value)

    def _actor(self, actor: Actor, triggers: tuple[Trigger, ...]) -> None:
        if isinstance(actor, Roles):
            for role in actor.names:
                self.check.role(role)
        elif isinstance(actor, Each):
            self._each(actor, triggers)

    def _each(self, each: Each, triggers: tuple[Trigger, ...]) -> None:
        if each.of is not None:
            self.check.pattern(each.of)
        elif not any(isinstance(t, OnEvent) for t in triggers):
            self._complain(
                "G120",
                "utlösaren har inga mottagare",
                each.span,
                "vems mottagare?",
                "skriv `varje mottagare av <händelse>`",
            )
        for role in (*each.among, *each.excluded):
            self.check.role(role)

    def _acts(self, acts: Acts, triggers: tuple[Trigger, ...]) -> None:
        vocabulary = self.check.vocabulary
        for act in acts.acts:
            if not self.check.event(act.event):
                continue
            known = vocabulary.events[act.event.name]
            if act.verb.name != known.verb:
                self._complain(
                    "G107",
                    f"`{act.event}` har inte verbet `{act.verb}`",
                    act.verb.span,
                    "fel verb",
                    f"skriv `{known.verb} {act.event}`",
                )
            if act.where is not None:
                self.check.condition(act.where, act.event.name)
        if isinstance(acts.to, Roles):
            for role in acts.to.names:
                self.check.role(role)
        elif isinstance(acts.to, Each):
            self._each(acts.to, triggers)

    def _stated(self, duty: Stated, triggers: tuple[Trigger, ...]) -> None:
        vocabulary = self.check.vocabulary
        for trigger in triggers:
            if not isinstance(trigger, OnEvent) or trigger.pattern.event.name not in vocabulary.events:
                continue
            known = vocabulary.events[trigger.pattern.event.name].fields
            for field in duty.fields:
                if field.name not in known:
                    self._complain(
                        "G104",
                        f"`{trigger.pattern.event}` har inget fält `{field}`",
                        field.span,
                        "okänt fält",
                        did_you_mean(field.name, known, f"fälten är {', '.join(known)}"),
                    )

    def _limits(self, limit: LimitCases) -> None:
        if isinstance(limit, Cases):
            for inner, condition in limit.cases:
                self._limits(inner)
                self._condition(condition)
            if limit.cases[-1][1] is not None:
                self._complain(
                    "G121",
                    "fristens fall lämnar en lucka",
                    limit.span,
                    "inget fall gäller alltid",
                    "avsluta med ett fall som slutar på `annars`",
                )
        elif isinstance(limit, LimitPick):
            self._limits(limit.left)
            self._limits(limit.right)
        else:
            self._offset(limit)

    def _offset(self, limit: Offset) -> None:
        if limit.duration.unit is not None:
            self._amount(limit.duration.amount, limit.duration.unit, limit.duration.span)
            self._unit(limit.duration.unit, limit.span)
            if limit.clock is not None and limit.duration.unit in ("SECOND", "MINUTE", "HOUR"):
                self._complain(
                    "G116",
                    "ett klockslag passar inte en frist i timmar",
                    limit.span,
                    "timmar räknas från utlösaren",
                    "räkna i dagar, eller ta bort klockslaget",
                )
        if limit.duration.unit == "DAY" and limit.duration.amount == 0 and limit.clock == 0:
            self._complain(
                "G116",
                "fristen går ut innan dagen har börjat",
                limit.span,
                "samma dag kl 00:00",
                "skriv ett senare klockslag",
            )
        if limit.sunday is not None and self.calendar is None:
            self._complain(
                "G111",
                "söndagsregeln behöver en kalender",
                limit.sunday.span,
                "ingen kalender",
                "skriv `vardagar enligt <kalender>` i riktlinjens huvud",
            )
        self._anchor(limit.anchor)

    def _length(self, duration: Duration) -> None:
        if duration.unit is not None:
            self._unit(duration.unit, duration.span)
            self._amount(duration.amount, duration.unit, duration.span)

    def _amount(self, amount: int | Reference, unit: str, span: Span) -> None:
        largest = LARGEST_AMOUNT[Unit[unit]]
        if isinstance(amount, int) and amount > largest:
            self._complain(
                "G116", "fristen är längre än hundra år", span, f"högst {largest}", "kontrollera talet och enheten"
            )

    def _unit(self, unit: str, span: Span) -> None:
        if unit == "WEEKDAY" and self.calendar is None:
            self._complain(
                "G111",
                "vardagar räknas utan kalender",
                span,
                "vilken kalender?",
                "skriv `vardagar enligt <kalender>` i riktlinjens huvud",
            )

    def _anchor(self, anchor: Anchor | None) -> None:
        if isinstance(anchor, Pattern):
            self.check.pattern(anchor)
        elif isinstance(anchor, Reference):
            self._moment(anchor)
        elif isinstance(anchor, AnchorPick):
            self._anchor(anchor.left)
            self._anchor(anchor.right)

    def _moment(self, reference: Reference) -> None:
        if self.check.operand(reference, None) is not None:
            found = operand_of(reference, self.check.vocabulary, None)
            if found is not None and found.type.kind not in (Kind.DATE, Kind.DATETIME):
                self._complain(
                    "G106",
                    f"`{reference}` är inget datum och ingen tidpunkt",
                    reference.span,
                    "kan inte räknas från",
                    "ange ett fält med datum eller tidpunkt",
                )


def _lacking(tree: LiabilityTree) -> list[str]:
    """Return the clauses that a liability cannot do without: one for single stays needs them all, one that a stay
    costs nothing by needs to know which stays, and which days come after its own dates where those are left open."""
    end = tree.head.validity is not None and tree.head.validity.end is not None
    parts: list[tuple[str, object]] = [("när", tree.triggers)]
    if tree.no_individual is None:
        parts += [("betalare", tree.payer), ("inträder", tree.starts), ("upphör vid", tree.ends)]
    if tree.later_days is not None:
        parts += [("inget enskilt ansvar", tree.no_individual), ("gäller från … till och med", end)]
        parts += [("inträder", tree.starts), ("upphör vid", tree.ends)]
    return list(dict.fromkeys(word for word, part in parts if not part))
