"""`compliance settle`: what a month costs each municipality, and what was struck from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from compliance.cli.settle_forms import FORMS, TABLES, refuse, write_form
from compliance.cli.shared import load, rules_options, setting_lines, tell, tell_unused, with_progress
from compliance.cli.timelines import Timelines
from compliance.language.diagnostic import Diagnostic, did_you_mean

if TYPE_CHECKING:
    from compliance.cli.settle_review import Basis
    from compliance.graph import RuleSet
    from compliance.payment.month import Month
    from compliance.payment.settle import Settling
    from compliance.payment.settled import MonthSettlement, MunicipalityMonth

_RATE = re.compile(r"([0-9]{4})=([0-9]{1,7}(?:[.,][0-9]{1,2})?)\Z")


@click.command(name="settle", epilog="Example: compliance settle fixtures/jonkoping/manader --month 2019-05")
@click.argument("paths", nargs=-1, required=True)
@rules_options
@click.option("--month", "one", metavar="YYYY-MM", help="The month to settle.")
@click.option("--from", "first", metavar="YYYY-MM", help="The first of several months.")
@click.option("--to", "last", metavar="YYYY-MM", help="The last of several months.")
@click.option("--region", metavar="NAME", help="Settle by this family of guidelines, whatever the timeline says.")
@click.option(
    "--as-of",
    "as_of",
    metavar="TIME",
    help="Moment of judgement; a date means its end. Without it: the case's own, else now.",
)
@click.option("--municipality", "wanted", metavar="NAME", multiple=True, help="Only this municipality. Repeatable.")
@click.option("--explain", "explained", metavar="KOMMUN", help="Show the arithmetic of one municipality line by line.")
@click.option("--rate", "rates", metavar="YEAR=KRONOR", multiple=True, help="What a day costs in a year. Repeatable.")
@click.option(
    "--history",
    metavar="FILE",
    type=click.Path(),
    help="A settlement saved as JSON: earlier months of municipalities that pay after months in a row.",
)
@click.option("--against", metavar="FILE", type=click.Path(), help="Review a received invoice basis (CSV).")
@click.option("--mapping", metavar="FILE", type=click.Path(), help="Which column of the basis is what (YAML).")
@click.option("--format", "form", type=click.Choice(["text", "json", *FORMS]), default="text", show_default=True)
@click.option("--table", type=click.Choice(TABLES), help="With --format csv: only this table.")
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(),
    help="Write here instead of on stdout; with --format csv a folder, unless --table names one table.",
)
def command(paths: tuple[str, ...], folder: str | None, chosen: tuple[str, ...], **given: Any) -> None:
    """Settle a month between region and municipality: what each municipality owes, and what was struck.

    PATHS are files or folders (.yaml .yml .json .jsonl); - is standard input as JSON Lines.
    """
    if given["against"] is None:
        refuse(given)
    span = _span(given["one"], given["first"], given["last"])
    rates = _rates(given["rates"])
    basis = _basis(span, given)
    rules = load(folder, chosen)
    timelines = Timelines(rules, given["region"], given["as_of"])
    _check_region(rules, given["region"])
    settling = _gathered(rules, timelines, paths, span, rates, given, basis)
    if basis is not None:
        _review(basis, settling, timelines, given)
    found = _only(_told(settling, rules), given["wanted"] or ((given["explained"],) if given["explained"] else ()))
    if given["form"] in FORMS:
        write_form(found, settling, timelines, span, given)
    else:
        _write(_lines(found, rules, timelines, span, given), given["target"])
    tell_unused(rules, settling.stays.judge.guidelines)
    raise click.exceptions.Exit(2 if timelines.unusable else 0)


def _span(one: str | None, first: str | None, last: str | None) -> tuple[Month, Month]:
    """Return the first and the last month that are asked for."""
    from compliance.payment.month import parse_month

    if (one is None) == (first is None and last is None):
        raise click.UsageError("ange --month ÅÅÅÅ-MM, eller --from och --to")
    if one is None and (first is None or last is None):
        raise click.UsageError("--from och --to hör ihop: ange båda")
    found = []
    for name, text in (("--month", one), ("--from", first), ("--to", last)):
        if text is None:
            continue
        month = parse_month(text)
        if month is None:
            raise click.UsageError(f"{name} {text}: skriv en månad som 2024-03")
        found.append(month)
    if found[0] > found[-1]:
        raise click.UsageError(f"--from {first} är efter --to {last}")
    return found[0], found[-1]


def _basis(span: tuple[Month, Month], given: dict[str, Any]) -> Basis | None:
    """Return the invoice basis that is to be reviewed, None where none is given."""
    from compliance.cli.settle_review import read_basis

    if given["against"] is None:
        if given["mapping"] is not None:
            raise click.UsageError("--mapping hör till --against: ange också underlaget")
        return None
    if given["explained"] or given["table"] or given["form"] in ("xlsx", "svg"):
        raise click.UsageError("--against ger text, json eller csv, utan --explain och --table")
    return read_basis(given["against"], given["mapping"], span)


def _review(basis: Basis, settling: Settling, timelines: Timelines, given: dict[str, Any]) -> NoReturn:
    """Write what is said of a basis, and exit with 1 where anything differs."""
    from compliance.cli.settle_review import review_lines, reviewed

    review = reviewed(basis, _told(settling, timelines.rules), timelines.zone, given["wanted"])
    _write(review_lines(review, basis, timelines.zone, given["form"]), given["target"])
    tell_unused(timelines.rules, settling.stays.judge.guidelines)
    raise click.exceptions.Exit(2 if timelines.unusable else 1 if review.differences else 0)


def _rates(texts: Iterable[str]) -> dict[int, Decimal]:
    rates: dict[int, Decimal] = {}
    for text in texts:
        match = _RATE.match(text.strip())
        if match is None:
            raise click.UsageError(f"--rate {text}: skriv ÅR=KRONOR, t.ex. 2025=12000")
        year, amount = int(match[1]), Decimal(match[2].replace(",", "."))
        if rates.get(year, amount) != amount:
            raise click.UsageError(f"--rate {year} står två gånger med olika belopp")
        rates[year] = amount
    return rates


def _gathered(
    rules: RuleSet,
    timelines: Timelines,
    paths: tuple[str, ...],
    span: tuple[Month, Month],
    rates: dict[int, Decimal],
    given: dict[str, Any],
    basis: Basis | None,
) -> Settling:
    """Return all stays taken into their months."""
    from compliance.payment.settle import Settling
    from compliance.report.settle_saved import read_history

    history, wrong = read_history(given["history"], span[0]) if given["history"] is not None else ({}, [])
    if wrong:
        tell(wrong)
        raise click.exceptions.Exit(2)
    settling = Settling(rules, *span, rates, history)
    if given["region"] is not None:
        settling.ask(given["region"], timelines.as_of)
    for episode, moment, family in with_progress(timelines.usable(paths), "vistelser"):
        parts = settling.add(episode, moment, family)
        if basis is not None:
            basis.see(episode, parts)
    return settling


def _check_region(rules: RuleSet, region: str | None) -> None:
    known = rules.regions
    if region is not None and region not in known:
        raise click.UsageError(f"--region {region}: {did_you_mean(region, known, 'det finns ' + ', '.join(known))}")


def _told(settling: Settling, rules: RuleSet) -> list[MonthSettlement]:
    """Return the settlements, and tell on stderr what could not be said and why."""
    found = list(settling.months())
    rates: dict[int, int] = {}
    unsure: dict[str, None] = {}
    for month in found:
        for item in month.municipalities:
            if item.rate is None and item.settlement is not None and item.settlement.amount is not None:
                rates[item.month.year] = rates.get(item.month.year, 0) + ("amount_sek" in item.undetermined)
            if item.run is not None and not item.run.certain:
                unsure[f"{item.municipality} {item.month}"] = None
    for year, amounts in rates.items():
        tell([_no_rate(year, amounts)])
    if unsure:
        tell([_unsure(list(unsure))])
    return found


def _no_rate(year: int, amounts: int) -> Diagnostic:
    from compliance.language.diagnostic import Severity

    what = f"{amounts} belopp är utelämnade" if amounts else "inget belopp beror på det"
    return Diagnostic(
        "J011",
        f"priset per dygn för {year} är inte känt: {what}",
        where=f"år {year}",
        help=f"ange det med --rate {year}=KRONOR, eller i reglernas årsbelopp",
        severity=Severity.WARNING,
    )


def _unsure(months: list[str]) -> Diagnostic:
    from compliance.language.diagnostic import Severity

    shown = ", ".join(months[:4]) + (f" och {len(months) - 4} till" if len(months) > 4 else "")
    return Diagnostic(
        "J012",
        "månader före underlagets första är okända, och kan ge ett annat utfall",
        where=shown,
        help="ge också de tidigare månadernas vistelser, eller --history med en sparad avräkning",
        severity=Severity.WARNING,
    )


def _only(found: list[MonthSettlement], wanted: tuple[str, ...]) -> list[MonthSettlement]:
    """Keep the municipalities that are asked for; exit with 2 where one is not there."""
    from dataclasses import replace

    if not wanted:
        return found
    wanted = tuple(unicodedata.normalize("NFC", name) for name in wanted)
    known = {m.municipality for month in found for m in month.municipalities if m.municipality is not None}
    names = {name.casefold() for name in known}
    for name in wanted:
        if name.casefold() not in names:
            help = did_you_mean(name, known, f"det finns {', '.join(sorted(known)) or 'ingen'}")
            raise click.UsageError(f"kommunen {name} finns inte i avräkningen; {help}")
    kept = {name.casefold() for name in wanted}

    def keep(item: MunicipalityMonth) -> bool:
        return item.municipality is not None and item.municipality.casefold() in kept

    return [replace(m, municipalities=tuple(filter(keep, m.municipalities)), printed=(), outside=0) for m in found]


def _lines(
    found: list[MonthSettlement],
    rules: RuleSet,
    timelines: Timelines,
    span: tuple[Month, Month],
    given: dict[str, Any],
) -> Iterator[str]:
    """Yield the text of the answer in the form that is asked for."""
    if given["form"] == "json":
        yield from _json(found, rules, timelines, span, given)
        yield "\n"
        return
    from compliance.report.settle_explain import SettleExplain
    from compliance.report.settle_text import SettleText

    settings = setting_lines(rules)
    if settings:
        yield "\n".join(settings) + "\n\n"
    for month in found:
        if given["explained"]:
            lines = [line for item in month.municipalities for line in SettleExplain(timelines.zone).month(item)]
        else:
            lines = list(SettleText().month(month))
        yield "".join(line + "\n" for line in lines)


def _json(
    found: list[MonthSettlement],
    rules: RuleSet,
    timelines: Timelines,
    span: tuple[Month, Month],
    given: dict[str, Any],
) -> Iterator[str]:
    from compliance.report.settings import shown_settings
    from compliance.report.settle_document import document
    from compliance.report.settle_json import SettleJson

    about = {
        "rules": rules.digest,
        "settings": [setting.as_json() for setting in shown_settings(rules)],
        "rates_given": {text.split("=")[0]: text.split("=")[1] for text in given["rates"]},
    }
    return document(found, SettleJson(timelines.zone), (str(span[0]), str(span[1])), about)


def _write(text: Iterator[str], target: str | None) -> None:
    if target is None:
        for part in text:
            click.echo(part, nl=False)
        return
    from compliance.cli.fmt import replace_file

    try:
        replace_file(Path(target), "".join(text))
    except OSError as error:
        raise click.UsageError(f"-o {target}: {error.strerror}") from error
