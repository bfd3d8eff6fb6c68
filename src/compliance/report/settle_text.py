"""The settlement of a month as text: what each municipality owes, why, and what was struck."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from compliance.payment.settled import Kind, MonthSettlement, MunicipalityMonth, Outcome
from compliance.report.settle_words import by_episode, clauses, figure, kronor, named, number, reason

WIDTH = 96
SOURCES = {"model": "från modellens start", "history": "enligt sparad avräkning", "timelines": "i underlaget"}
"""Where what is known of earlier months comes from."""
SHOWN = 20
"""How many stays of a kind are named one by one; the tables name all."""


class SettleText:
    """Writes settlements as text."""

    def month(self, found: MonthSettlement) -> Iterator[str]:
        """Yield a month's lines."""
        yield f"Månad {found.month}"
        yield ""
        rows = Counter((m.region, m.municipality, m.guideline) for m in found.municipalities)
        for item in found.municipalities:
            several = rows[item.region, item.municipality, item.guideline] > 1
            yield from self.municipality(item, several)
            yield ""
        for p in found.printed:
            if p.printed != p.reckoned:
                yield from _wrapped(
                    f"{p.region}: källan skriver summan {number(p.printed)} kronor ({p.clause}); beloppen för "
                    f"kommunerna blir {number(p.reckoned)}. Kommunernas belopp gäller."
                )
                yield ""
        if not found.municipalities:
            yield "Ingen kommun har något att reglera den här månaden."
            yield ""
        if found.outside:
            yield f"{found.outside} vistelser hör inte till någon regleringsmodell."
            yield ""

    def municipality(self, found: MunicipalityMonth, several: bool = False) -> Iterator[str]:
        """Yield a municipality's lines; where it has several rows, with the name of the settlement."""
        heading = found.settlement.heading if several and found.settlement is not None else ""
        yield f"{named(found)}, {found.guideline}{f', {heading}' if heading else ''}: {verdict(found)}"
        for line in self._figures(found):
            yield from _wrapped(line, "  ")
        for kind, title in ((Kind.STRUCK, "Strukna"), (Kind.UNDECIDED, "Inte avgjorda"), (Kind.OPEN, "Pågår")):
            yield from self._stays(found, kind, title)

    def _figures(self, found: MunicipalityMonth) -> Iterator[str]:
        if found.flat is not None:
            yield "Fast belopp i månaden, oberoende av vistelserna."
            return
        if found.settlement is None:
            yield "Ingen månadsreglering gäller för månaden."
            return
        if found.settlement.averages:
            yield _average(found)
        if found.outcome.excess_days and found.settlement.charge.excess:
            yield f"Över tröskeln: {number(found.outcome.excess_days)} dygn."
        if found.individual_days:
            count = len(by_episode(found.of(Kind.INDIVIDUAL)))
            yield f"Enskilt: {_counted(count)}, {number(found.individual_days)} dygn att betala för."
        if found.rate is not None:
            source = f" ({found.rate_source})" if found.rate_source else ""
            yield f"Pris {number(found.rate)} kronor per dygn{source}."
        elif found.settlement.no_amount is not None:
            reading = found.settlement.no_amount
            yield f"Belopp: läsning {reading.ref}. {reading.text}"
        elif "rate_sek" in found.undetermined:
            yield f"Priset för {found.month.year} är inte känt: ange det med --rate {found.month.year}=KRONOR."
        yield from self._row(found)
        yield from (f"Att göra: {a.words} ({a.cited.clause})." for a in found.attentions)
        if found.unfinished:
            yield "Månaden är inte slut vid bedömningstidpunkten: utfallet kan ändras."
        yield from _variants(found)

    def _row(self, found: MunicipalityMonth) -> Iterator[str]:
        run = found.run
        if run is None or found.settlement is None or found.settlement.streak is None:
            return
        over = f"{run.over_months} i följd över tröskeln" if run.over_months else f"{run.good_months} i följd inte över"
        yield f"Månader: {over}; {'kravet gäller' if run.state.owing else 'inget krav löper'} efter månaden."
        source = SOURCES[run.source]
        yield f"Kända månader: från {run.since} ({source})."
        if not run.certain:
            yield "OBS: tidigare månader är okända och kan ge ett annat utfall: ge dem i underlaget eller --history."

    def _stays(self, found: MunicipalityMonth, kind: Kind, title: str) -> Iterator[str]:
        stays = by_episode(found.of(kind))
        if not stays:
            return
        yield f"  {title}: {_counted(len(stays))}"
        for episode, parts in list(stays.items())[:SHOWN]:
            why = tuple(dict.fromkeys(w for p in parts for w in p.why))
            cited = f" [{', '.join(clauses(why))}]" if clauses(why) else ""
            only_charge = kind is Kind.STRUCK and all(p.from_charge for p in parts)
            own = " (debiteras inte)" if only_charge else ""
            days = max(p.days for p in parts)
            yield from _wrapped(f"{episode}, {days} dygn: {reason(why) or 'inte slut'}{cited}{own}", "    ")
        if len(stays) > SHOWN:
            yield f"    … och {len(stays) - SHOWN} till (alla i --format csv, xlsx eller json)"
            counts = Counter(reason(tuple(dict.fromkeys(w for p in parts for w in p.why))) for parts in stays.values())
            yield from (f"    {count} st: {why}" for why, count in counts.most_common(5))


def verdict(found: MunicipalityMonth) -> str:
    """Return in a line what a municipality owes."""
    if found.settlement is None:
        return "kan inte avgöras"
    if found.amount:
        return f"betalar {kronor(found.amount)}"
    if found.amount is None and (found.liable or found.individual_days):
        return "ska betala; beloppet kan inte bestämmas"
    if found.liable is False:
        return "betalar inte"
    if found.liable is None and "liable" in found.undetermined:
        return "om kommunen ska betala kan inte avgöras"
    return "beloppet är okänt" if found.amount is None else f"betalar {kronor(found.amount)}"


def _average(found: MunicipalityMonth) -> str:
    result, threshold = found.outcome, found.threshold
    if result.average is None:
        mean = "Inga vistelser i snittet"
    else:
        rounded = found.settlement is not None and found.settlement.rounding is not None
        whole = f" (avrundat från {result.days}/{result.stays})" if rounded else ""
        days = "dag" if result.average == 1 else "dagar"
        of_stays = f"{result.days} dygn på {_counted(result.stays)}"
        mean = f"Snitt {figure(result.average)} {days}{whole}: {of_stays}"
    limit = "ingen tröskel gäller för månaden" if threshold is None else f"tröskeln är {figure(threshold)} dagar"
    return f"{mean}; {limit}."


def _variants(found: MunicipalityMonth) -> Iterator[str]:
    for other, what in ((found.with_struck, "de strukna"), (found.with_undecided, "de inte avgjorda")):
        if other is not None and other.average is not None:
            yield f"Med {what} vistelserna: {_variant(other)}."


def _variant(other: Outcome) -> str:
    over = "" if other.over is None else ", över tröskeln" if other.over else ", inte över tröskeln"
    amount = f", {kronor(other.amount)}" if other.amount is not None else ""
    assert other.average is not None
    return f"snitt {figure(other.average)} på {_counted(other.stays)}{over}{amount}"


def _counted(stays: int) -> str:
    return "1 vistelse" if stays == 1 else f"{stays} vistelser"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
