"""What a guideline calls the things of the vocabulary: its own words for them, and its headings of inherited rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from compliance.graph.layers import Layered
from compliance.graph.vocabulary import Vocabulary
from compliance.language.condition_tree import Reference
from compliance.language.diagnostic import Diagnostic, Label, Severity, did_you_mean
from compliance.language.tree import GroundTree, ObligationTree, PermissionTree, ProhibitionTree, TermTree

_ARTICLES = ("en ", "ett ", "den ", "det ", "de ", "a ", "an ", "the ")
_ENDINGS = (".", ",", ";", ":", "!", "?")


class Terms:
    """The terms of a layered guideline; its own are checked, those that it inherits have been. Gathers diagnostics."""

    def __init__(self, vocabulary: Vocabulary, layered: Layered, diagnostics: list[Diagnostic]) -> None:
        self.vocabulary = vocabulary
        self.layered = layered
        self.diagnostics = diagnostics
        self.name = layered.headers[-1].name.name

    def settled(self) -> tuple[Mapping[str, str], Layered]:
        """Return the words by name (`name` or `owner.name`), a layer's own before those below, and the layers with the
        headings that inherited rules are given."""
        own = [term for origin, term in self.layered.terms if origin == self.name]
        self._check(own)
        words = {str(term.name): term.words for _, term in self.layered.terms if not term.of_rule}
        return words, self._with_headings()

    def _with_headings(self) -> Layered:
        depth = {header.name.name: place for place, header in enumerate(self.layered.headers)}
        headings = [(depth[origin], t.name.name, t.words) for origin, t in self.layered.terms if t.of_rule]
        if not headings:
            return self.layered
        rules = []
        for origin, tree, tightened in self.layered.rules:
            heading = tree.head.heading
            for place, name, words in headings:
                if name == tree.head.name.name and place > depth[origin]:
                    heading = words
            named = tree if heading == tree.head.heading else replace(tree, head=replace(tree.head, heading=heading))
            rules.append((origin, named, tightened))
        return replace(self.layered, rules=tuple(rules))

    def _check(self, own: Iterable[TermTree]) -> None:
        first: dict[tuple[bool, str], Reference] = {}
        for term in own:
            known = first.setdefault((term.of_rule, str(term.name)), term.name)
            if known is not term.name:
                self._complain(
                    "G110",
                    f"`{term.name}` har redan en benämning",
                    term.name,
                    "andra gången",
                    "ta bort den ena",
                    related=(Label(known.span, "första gången"),),
                )
            elif term.of_rule:
                self._rule(term)
            else:
                self._named(term.name)
            self._words(term)

    def _complain(
        self,
        code: str,
        message: str,
        at: Reference,
        label: str,
        help: str,
        severity: Severity = Severity.ERROR,
        related: tuple[Label, ...] = (),
    ) -> None:
        self.diagnostics.append(Diagnostic(code, message, at.span, label, help, severity, related=related))

    def _named(self, name: Reference) -> None:
        """A name is any that the vocabulary declares; one with an owner a field of that event or a value of that
        fact."""
        vocabulary = self.vocabulary
        if name.owner is None:
            known = dict.fromkeys(_declared(vocabulary))
            if name.name not in known:
                help = did_you_mean(name.name, known, "en benämning gäller något som ordlistan har")
                self._complain("G103", f"`{name}` finns inte i ordlistan", name, "okänt namn", help)
        elif name.owner in vocabulary.events:
            fields = vocabulary.events[name.owner].fields
            if name.name not in fields:
                help = did_you_mean(
                    name.name, fields, f"fälten är {', '.join(fields)}" if fields else "händelsen har inga fält"
                )
                self._complain("G104", f"`{name.owner}` har inget fält `{name.name}`", name, "okänt fält", help)
        elif name.owner in vocabulary.facts:
            values = vocabulary.facts[name.owner].type.values
            if name.name not in values:
                help = did_you_mean(
                    name.name,
                    values,
                    f"värdena är {', '.join(values)}" if values else "faktumet har inga namngivna värden",
                )
                self._complain("G105", f"`{name.name}` är inget värde för `{name.owner}`", name, "okänt värde", help)
        else:
            owners = [*vocabulary.events, *vocabulary.facts]
            help = did_you_mean(name.owner, owners, "före punkten står en händelse eller ett faktum")
            self._complain("G103", f"`{name.owner}` finns inte i ordlistan", name, "okänt namn", help)

    def _rule(self, term: TermTree) -> None:
        """Only an inherited rule is named; the guideline's own have headings."""
        ruled = ObligationTree | ProhibitionTree | PermissionTree | GroundTree
        rules = {t.head.name.name: origin for origin, t, _ in self.layered.rules if isinstance(t, ruled)}
        name = term.name.name
        if name not in rules:
            inherited = [rule for rule, origin in rules.items() if origin != self.name]
            help = did_you_mean(name, inherited, "bara en ärvd regel som gäller här får en benämning")
            self._complain("G108", f"regeln `{name}` ärvs inte", term.name, "okänd regel", help)
        elif rules[name] == self.name:
            what = f"`{name}` är riktlinjens egen regel"
            self._complain("G136", what, term.name, "ärvs inte", "ge regeln en `rubrik` i stället")

    def _words(self, term: TermTree) -> None:
        words = term.words.strip()
        if not words:
            what = f"benämningen på `{term.name}` är tom"
            self._complain("G136", what, term.name, "utan ord", "skriv vad källan kallar det")
            return
        if term.of_rule:
            return
        if words.lower().startswith(_ARTICLES) or words.endswith(_ENDINGS):
            self._complain(
                "G136",
                f"benämningen på `{term.name}` passar inte inne i en mening",
                term.name,
                "artikel eller skiljetecken",
                "skriv ordet i obestämd form utan artikel: `vårdsamordnare`",
                Severity.WARNING,
            )
        elif term.name.owner is None and words == self._shared(term.name.name):
            what = f"`{term.name}` kallas så även utan benämning"
            self._complain("G136", what, term.name, "ordlistans eget ord", "ta bort benämningen", Severity.WARNING)

    def _shared(self, name: str) -> str:
        """Return what is said of a name without a term; empty where a layer below has one."""
        if any(origin != self.name and str(term.name) == name for origin, term in self.layered.terms):
            return ""
        event = self.vocabulary.events.get(name)
        return event.phrase if event is not None and event.phrase else name.replace("_", " ")


def _declared(vocabulary: Vocabulary) -> Iterator[str]:
    yield from vocabulary.roles
    yield from vocabulary.events
    yield from vocabulary.facts
    yield from vocabulary.derived
    yield from vocabulary.subject.fields
    for event in vocabulary.events.values():
        yield from event.fields
        for kind in event.fields.values():
            yield from kind.values
    for fact in vocabulary.facts.values():
        yield from fact.type.values
