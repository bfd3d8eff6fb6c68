"""The forms of `compliance settle` that are files of their own: tables as CSV and XLSX, and the picture of a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.shared import setting_lines
from compliance.cli.timelines import Timelines

if TYPE_CHECKING:
    from compliance.payment.month import Month
    from compliance.payment.settle import Settling
    from compliance.payment.settled import MonthSettlement

FORMS = ("csv", "xlsx", "svg")
TABLES = ("kommuner", "vistelser", "strukna")


def refuse(given: dict[str, Any]) -> None:
    """Exit with 2 where the options for the form do not go together."""
    form, target, table = given["form"], given["target"], given["table"]
    wrong = None
    if table is not None and form != "csv":
        wrong = f"--table {table} hör till --format csv"
    elif form in FORMS and given["explained"] is not None:
        wrong = f"--explain är text eller json, inte {form}"
    elif form == "csv" and target is None and table is None:
        wrong = "--format csv: ange -o MAPP för alla tabeller, eller --table för en på stdout"
    elif form == "xlsx" and target is None:
        wrong = "--format xlsx: ange -o FIL"
    elif form == "svg" and len(given["wanted"]) != 1:
        wrong = "--format svg visar en kommun: ange den med --municipality"
    if wrong is not None:
        raise click.UsageError(wrong)


def write_form(
    found: Sequence[MonthSettlement],
    settling: Settling,
    timelines: Timelines,
    span: tuple[Month, Month],
    given: dict[str, Any],
) -> None:
    """Write the settlements in a form of `FORMS`: to the file or folder that is named, else on stdout."""
    about = list(_about(found, settling, timelines, span, given))
    target = Path(given["target"]) if given["target"] is not None else None
    try:
        if given["form"] == "svg":
            _picture(found, about, target)
        elif given["table"] is not None:
            _table(found, timelines, given["table"], target)
        elif target is not None:
            _tables(found, timelines, about, given["form"], target)
    except OSError as error:
        if target is None:
            raise
        raise click.UsageError(f"-o {target}: {error.strerror or error}") from error


def _tables(
    found: Sequence[MonthSettlement], timelines: Timelines, about: list[tuple[str, str]], form: str, target: Path
) -> None:
    from compliance.report.settle_csv import write_csv
    from compliance.report.settle_xlsx import write_xlsx

    if form == "csv":
        write_csv(target, found, timelines.zone, about)
    else:
        write_xlsx(target, found, timelines.zone, about)


def _table(found: Sequence[MonthSettlement], timelines: Timelines, name: str, target: Path | None) -> None:
    from compliance.report.beside import beside
    from compliance.report.settle_csv import csv_table

    lines = csv_table(name, found, timelines.zone)
    for line in setting_lines(timelines.rules):
        click.echo(line, err=True)
    if target is None:
        for line in lines:
            click.echo(line.encode("utf-8"), nl=False)
        return
    with beside(target) as (made,), open(made, "w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def _picture(found: Sequence[MonthSettlement], about: list[tuple[str, str]], target: Path | None) -> None:
    from compliance.report.beside import beside
    from compliance.report.settle_svg import picture

    months = [item for month in found for item in month.municipalities]
    regions = sorted({item.region for item in months})
    if len(regions) > 1:
        raise click.UsageError(f"kommunen finns i flera regioner ({', '.join(regions)}); ange --region")
    text = picture(months, [f"{name}: {said}" for name, said in about if name in PICTURED])
    if target is None:
        click.echo(text.encode("utf-8") + b"\n", nl=False)
        return
    with beside(target) as (made,):
        made.write_text(text + "\n", "utf-8", newline="\n")


PICTURED = ("Valt för körningen", "Angivna priser")
"""What a picture has to say of its run, lest it be taken for that of another."""


def _about(
    found: Sequence[MonthSettlement],
    settling: Settling,
    timelines: Timelines,
    span: tuple[Month, Month],
    given: dict[str, Any],
) -> Iterator[tuple[str, str]]:
    """Yield what was settled and by what, as label and text."""
    from compliance.report.settings import setting_lines as lines
    from compliance.report.settle_words import moment, number

    rules = timelines.rules
    yield "Månader", str(span[0]) if span[0] == span[1] else f"{span[0]} till {span[1]}"
    if given["region"] is not None:
        yield "Reglerat som", given["region"]
    if given["wanted"]:
        yield "Bara kommuner", ", ".join(given["wanted"])
    yield "Riktlinjer", ", ".join(sorted({m.guideline for month in found for m in month.municipalities})) or "inga"
    yield "Reglernas kontrollsumma", rules.digest
    for line in lines(rules):
        yield "Valt för körningen", line
    if given["rates"]:
        yield "Angivna priser", ", ".join(f"{text} kronor" for text in given["rates"])
    judged = moment(timelines.as_of, timelines.zone)
    yield "Bedömt per", judged if timelines.given else f"{judged}, eller vistelsens egen tidpunkt"
    if given["history"] is not None:
        yield "Sparad avräkning", Path(given["history"]).name
    yield "Vistelser i underlaget", number(settling.count)
    if timelines.unusable:
        yield "Vistelser som inte kunde läsas", f"{number(timelines.unusable)}: de är inte med"
    for month in found:
        if month.outside:
            yield f"Utan regleringsmodell {month.month}", f"{number(month.outside)} vistelser"
        for p in month.printed:
            if p.printed != p.reckoned:
                told = f"källan skriver {number(p.printed)} kronor ({p.clause}), beloppen blir {number(p.reckoned)}"
                yield f"Tryckt summa {month.month}, {p.region}", told
    yield "Tider", f"Lokal tid i {timelines.zone.name}"
