"""Is the settlement of a month right: is there something to settle, do its parts belong together, are cases covered?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from compliance.graph.check_rule import RuleCheck
from compliance.graph.model import YearlyAmount
from compliance.graph.vocabulary import Kind
from compliance.language.condition_tree import Condition
from compliance.language.diagnostic import did_you_mean
from compliance.language.rule_tree import By, Citation
from compliance.language.settlement_tree import SettlementTree, StrikeTree
from compliance.language.source import Span


class SettlementCheck:
    """Checks settlements with a rule checker. `liabilities` are those in force in the guideline."""

    def __init__(self, rules: RuleCheck, liabilities: Collection[str], yearly: Mapping[str, YearlyAmount]) -> None:
        self.rules = rules
        self.check = rules.check
        self.liabilities = liabilities
        self.yearly = yearly

    def settlement(self, tree: SettlementTree) -> None:
        """Check a settlement."""
        self._settles(tree)
        self._payer(tree)
        if tree.condition is not None:
            self.check.condition(tree.condition)
        for strike in tree.strikes:
            self._strike(strike)
        if tree.count_from is not None:
            self.rules.deadline(By(tree.count_from, tree.span))
        for _, condition in tree.days:
            if condition is not None:
                self.check.condition(condition)
        self._gapless(tree)
        self._units(tree)
        self._together(tree)
        self._flat(tree)
        self._amount(tree)
        for cited in (tree.no_amount, *(a.cited for a in tree.attentions), *(s.cited for s in tree.strikes)):
            self._cited(tree, cited)

    def _complain(self, code: str, message: str, span: Span, label: str, help: str) -> None:
        self.check.complain(code, message, span, label, help)

    def _settles(self, tree: SettlementTree) -> None:
        for name in tree.settles:
            if name.name not in self.liabilities:
                help = did_you_mean(name.name, self.liabilities, "ersätt regleringen, eller deklarera ansvaret")
                self._complain(
                    "G142", f"betalningsansvaret `{name}` finns inte i riktlinjen", name.span, "okänt ansvar", help
                )

    def _payer(self, tree: SettlementTree) -> None:
        vocabulary = self.check.vocabulary
        texts = [name for name, fact in vocabulary.facts.items() if fact.type.kind is Kind.TEXT]
        known = [*vocabulary.subject.fields, *texts]
        for name, condition in tree.payer:
            if name.name not in known:
                message = f"`{name}` är varken ett fält hos {vocabulary.subject.name} eller ett faktum med text"
                self._complain(
                    "G104",
                    message,
                    name.span,
                    "okänd betalare",
                    did_you_mean(name.name, known, f"välj bland {', '.join(known)}"),
                )
            if condition is not None:
                self.check.condition(condition)

    def _strike(self, strike: StrikeTree) -> None:
        self.check.condition(strike.condition)
        if strike.count is None:
            return
        fact = self.check.vocabulary.facts.get(strike.count.name)
        if fact is None:
            known = self.check.vocabulary.facts
            message = f"faktumet `{strike.count}` finns inte"
            self._complain(
                "G103",
                message,
                strike.count.span,
                "okänt faktum",
                did_you_mean(strike.count.name, known, "deklarera det i ordlistan"),
            )
        elif fact.type.kind is not Kind.NUMBER:
            message = f"`{strike.count}` är inget tal"
            self._complain("G106", message, strike.count.span, "inget antal", "ange ett faktum som är ett tal")

    def _gapless(self, tree: SettlementTree) -> None:
        cases: list[tuple[str, list[Condition | None]]] = [
            ("betalare", [c for _, c in tree.payer]),
            ("underlaget", [c for _, c in tree.basis]),
            ("räknas in", [c for _, c in tree.counted_in]),
            ("dygn", [c for _, c in tree.days]),
            ("snittet", [c for _, c in tree.rounding]),
            ("de sista månaderna", [c for _, c in tree.streak.charged] if tree.streak is not None else []),
        ]
        for clause, conditions in cases:
            self.rules.gapless(clause, conditions, tree.head.name.span)

    def _units(self, tree: SettlementTree) -> None:
        for threshold in tree.thresholds:
            if threshold.unit != "DAY":
                self._complain("G142", "tröskeln mäts i dagar", threshold.span, "annan enhet", "skriv `2,0 dagar`")
        if tree.streak is not None and tree.streak.units != ("MONTH", "MONTH"):
            help = "skriv t.ex. `kravet inträder efter 3 månader i följd`"
            self._complain("G142", "följden räknas i månader", tree.streak.span, "annan enhet", help)
        if tree.streak is not None and 0 in (tree.streak.starts_after, tree.streak.ends_after):
            self._complain("G142", "en följd är minst en månad", tree.streak.span, "noll månader", "skriv minst 1")
        for step, _ in tree.rounding:
            if step is not None and not step:
                span = tree.head.name.span
                self._complain("G142", "det går inte att avrunda till 0,0", span, "noll", "skriv t.ex. 0,1")

    def _together(self, tree: SettlementTree) -> None:
        """Clauses that mean nothing without another."""
        charge = tree.charge
        needed = [
            (charge is not None and charge.excess, "debitera dagar över tröskeln", tree.thresholds, "tröskel"),
            (tree.streak is not None, "kravet inträder efter", tree.thresholds, "tröskel"),
            (bool(tree.attentions), "uppmärksamma månad", tree.thresholds, "tröskel"),
            (charge is not None and charge.while_owed, "medan kravet gäller", tree.streak, "kravet inträder efter"),
            (bool(tree.thresholds), "tröskel", tree.basis, "underlaget"),
        ]
        for written, clause, needs, lacking in needed:
            if written and not needs:
                message = f"`{clause}` förutsätter `{lacking}`"
                self._complain("G142", message, tree.head.name.span, "ofullständig", f"lägg till satsen `{lacking}`")

    def _flat(self, tree: SettlementTree) -> None:
        seen: set[str] = set()
        for row in tree.flat:
            if row.municipality.casefold() in seen:
                message = f"`{row.municipality}` har redan ett belopp"
                self._complain("G110", message, row.span, "andra gången", "ta bort det ena")
            seen.add(row.municipality.casefold())

    def _amount(self, tree: SettlementTree) -> None:
        if tree.amount is not None and tree.amount.name not in self.yearly:
            help = did_you_mean(tree.amount.name, self.yearly, "deklarera det med `årsbelopp`")
            self._complain("G122", f"årsbeloppet `{tree.amount}` finns inte", tree.amount.span, "okänt belopp", help)

    def _cited(self, tree: SettlementTree, cited: Citation | None) -> None:
        """A part cites a clause of its settlement, or a reading that stands in it."""
        if cited is None:
            return
        known = [r.ref for r in tree.head.readings if r.ref is not None] + [c.clause for c in tree.head.clauses]
        if cited.clause not in known:
            self._complain(
                "G134",
                f"klausulen eller läsningen {cited.clause} står inte i `{tree.head.name}`",
                cited.span,
                "varken klausul eller tolkning",
                did_you_mean(cited.clause, known, "lägg till den i satsen `klausul`, eller som `tolkning`"),
            )
