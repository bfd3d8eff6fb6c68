"""How a municipality's month was reckoned, line by line, like the worked examples of a source."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from compliance.graph.settlement import Settlement
from compliance.payment.settled import Kind, MunicipalityMonth, Part
from compliance.report.settle_text import verdict
from compliance.report.settle_words import (
    by_episode,
    clauses,
    figure,
    kronor,
    moment,
    month_in_words,
    named,
    number,
    reason,
    until,
)
from compliance.time import Zone

WIDTH = 96


class SettleExplain:
    """Writes the arithmetic of months in one time zone."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone

    def month(self, found: MunicipalityMonth) -> Iterator[str]:
        """Yield the lines of one municipality's month."""
        yield f"{named(found)}, {month_in_words(found)}, {found.guideline}"
        yield ""
        settlement = found.settlement
        if settlement is None:
            yield "  Ingen månadsreglering gäller för månaden; en människa avgör."
        elif found.flat is not None:
            yield from self._flat(found, settlement)
        else:
            if settlement.averages:
                yield from self._average(found, settlement)
            if settlement.charge.individual:
                yield from self._individual(found, settlement)
            yield from self._sum(found, settlement)
        yield from self._left_out(found)
        if settlement is not None:
            yield from _readings(settlement)
        yield ""

    def _flat(self, found: MunicipalityMonth, settlement: Settlement) -> Iterator[str]:
        row = next(r for r in settlement.flat if r.municipality == found.municipality)
        yield f"  Fast belopp i månaden: {number(row.amount)} kronor [{row.cited.clause}]"
        yield "  Vistelserna under månaden påverkar inte beloppet."

    # --- the average

    def _average(self, found: MunicipalityMonth, settlement: Settlement) -> Iterator[str]:
        yield f"  Snittet [{', '.join(settlement.clauses)}]"
        stays = found.of(Kind.AVERAGE)
        for part in stays:
            yield from _wrapped(self._stay(part), "    ")
        result = found.outcome
        if result.average is None:
            yield "    inga vistelser: inget snitt, och inte över tröskeln"
        else:
            days = " + ".join(str(p.days) for p in stays[:30]) + (" + …" if len(stays) > 30 else "")
            yield from _wrapped(f"dygn: {days} = {result.days}", "    ")
            step = settlement.rounding
            exact = f"{result.days} / {result.stays}"
            if step is None:
                yield f"    snitt: {exact} = {figure(result.average)} (avrundas inte; visas med sex decimaler)"
            else:
                yield f"    snitt: {exact}, avrundat till {number(step)} hälften uppåt = {figure(result.average)}"
            yield f"    {self._against(found)}"
            if found.outcome.excess_days and settlement.charge.excess and found.threshold is not None:
                yield from self._excess(found, settlement)
        yield from self._row(found, settlement)

    def _stay(self, part: Part) -> str:
        since = moment(part.notice, self.zone)
        counted = moment(part.starts, self.zone)
        start = f"från {since}" if counted == since else f"underrättad {since}, räknas från {counted[:10]}"
        cut = f" ({reason(part.why)} [{', '.join(clauses(part.why))}])" if part.why else ""
        return f"{part.episode}: {start} {until(part, self.zone)}: {number(part.days)} dygn{cut}"

    @staticmethod
    def _against(found: MunicipalityMonth) -> str:
        average, threshold = found.outcome.average, found.threshold
        assert average is not None
        if threshold is None:
            return "ingen tröskel gäller för månaden: om kommunen ska betala kan inte bestämmas"
        sign = ">" if average > threshold else "=" if average == threshold else "<"
        return f"{figure(average)} {sign} {figure(threshold)}: {'över' if sign == '>' else 'inte över'} tröskeln"

    @staticmethod
    def _excess(found: MunicipalityMonth, settlement: Settlement) -> Iterator[str]:
        result, threshold = found.outcome, found.threshold
        assert result.average is not None and threshold is not None and result.excess_days is not None
        if settlement.rounding is None:
            yield (
                f"    dagar över tröskeln: {result.days} - {figure(threshold)} x {result.stays} = "
                f"{number(result.excess_days)}"
            )
            return
        yield (
            f"    dagar över tröskeln: ({figure(result.average)} - {figure(threshold)}) x {result.stays} = "
            f"{number(result.excess_days)}"
        )
        yield f"    (oavrundat vore det {number(result.days - threshold * result.stays)})"

    def _row(self, found: MunicipalityMonth, settlement: Settlement) -> Iterator[str]:
        run, streak = found.run, settlement.streak
        if run is None or streak is None:
            return
        yield f"  Månader i följd, kända från {run.since}"
        yield f"    över tröskeln: {run.over_months} till och med denna; inte över: {run.good_months}"
        yield (
            f"    kravet gäller från månaden efter {streak.starts_after} i följd över, till och med "
            f"{streak.ends_after} i följd inte över"
        )
        owes = {True: "kommunen betalar för månaden", False: "kommunen betalar inte för månaden"}
        if found.liable is not None:
            yield f"    {owes[found.liable]}"
        if not run.certain:
            yield "    OBS: tidigare månader är okända och kan ge ett annat utfall"

    # --- stays by themselves, and the sum

    def _individual(self, found: MunicipalityMonth, settlement: Settlement) -> Iterator[str]:
        stays = found.of(Kind.INDIVIDUAL)
        if not stays and settlement.charge.while_owed and found.liable is False:
            return
        yield "  Vistelser som betalas var för sig"
        for part in stays:
            yield from _wrapped(f"{self._stay(part)}, varav {number(part.charge_days)} att betala för", "    ")
        days = " + ".join(str(p.charge_days) for p in stays[:30]) or "inga"
        yield from _wrapped(f"dygn att betala för: {days} = {number(found.individual_days)}", "    ")

    @staticmethod
    def _sum(found: MunicipalityMonth, settlement: Settlement) -> Iterator[str]:
        yield "  Belopp"
        excess = found.outcome.excess_days if settlement.charge.excess and found.liable else None
        parts = [number(excess)] if excess is not None else []
        parts += [number(found.individual_days)] if settlement.charge.individual else []
        if settlement.no_amount is not None:
            yield from _wrapped(f"läsning {settlement.no_amount.ref}: {settlement.no_amount.text}", "    ")
        elif found.amount is not None and found.rate is None:
            yield f"    {' + '.join(parts) or '0'} dygn: {kronor(found.amount)}"
        elif found.rate is not None and found.amount is not None:
            days = f"({' + '.join(parts)})" if len(parts) > 1 else "".join(parts) or "0"
            source = f" ({found.rate_source})" if found.rate_source else ""
            yield from _wrapped(f"{days} x {number(found.rate)} kronor{source} = {kronor(found.amount)}", "    ")
        elif found.rate is None:
            yield f"    priset för {found.month.year} är inte känt: ange det med --rate {found.month.year}=KRONOR"
        yield f"  Utfall: {verdict(found)}"

    @staticmethod
    def _left_out(found: MunicipalityMonth) -> Iterator[str]:
        for kind, title in ((Kind.STRUCK, "Strukna"), (Kind.UNDECIDED, "Inte avgjorda"), (Kind.OPEN, "Pågår")):
            stays = by_episode(found.of(kind))
            if stays:
                yield f"  {title}"
            for episode, parts in stays.items():
                why = tuple(dict.fromkeys(w for p in parts for w in p.why))
                cited = f" [{', '.join(clauses(why))}]" if clauses(why) else ""
                yield from _wrapped(f"{episode}: {reason(why) or 'inte slut'}{cited}", "    ")


def _readings(settlement: Settlement) -> Iterator[str]:
    yield "  Läsningar"
    for reading in settlement.readings:
        ref = f"{reading.ref} " if reading.ref else ""
        yield from _wrapped(f"{ref}{reading.text}", "    ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
