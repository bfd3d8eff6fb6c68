"""Differences between an invoice basis and what was computed, in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from compliance.payment.reviewed import Difference, DifferenceKind, Side, Total, Value
from compliance.report.settle_words import number

KINDS = {
    DifferenceKind.MISSING: "saknas i underlaget",
    DifferenceKind.STRIKE: "ska strykas",
    DifferenceKind.UNKNOWN: "okänd vistelse",
    DifferenceKind.UNDECIDED: "kan inte avgöras",
    DifferenceKind.ONGOING: "pågår ännu",
    DifferenceKind.DUPLICATE: "dubblett",
    DifferenceKind.PAYER: "annan kommun betalar",
    DifferenceKind.MONTH: "annan månad",
    DifferenceKind.NOTICE: "annan tid för underrättelsen",
    DifferenceKind.END: "annan tid för slutet",
    DifferenceKind.DAYS: "annat antal dygn",
    DifferenceKind.CHARGE_DAYS: "annat antal dygn att betala",
    DifferenceKind.PRICE: "annat pris",
    DifferenceKind.ROW_SUM: "radens belopp stämmer inte",
    DifferenceKind.AMOUNT: "annat belopp",
    DifferenceKind.AVERAGE: "annat snitt",
    DifferenceKind.SUM: "annan summa",
}
"""What each kind is called."""

_MONEY = (DifferenceKind.PRICE, DifferenceKind.ROW_SUM, DifferenceKind.AMOUNT, DifferenceKind.SUM)
_DAYS = (
    DifferenceKind.DAYS, DifferenceKind.CHARGE_DAYS, DifferenceKind.MISSING, DifferenceKind.STRIKE,
    DifferenceKind.UNKNOWN, DifferenceKind.UNDECIDED, DifferenceKind.ONGOING, DifferenceKind.DUPLICATE,
)  # fmt: skip
_UNITS = {**dict.fromkeys(_DAYS, "dygn"), DifferenceKind.AVERAGE: "dagar"}
WHOM = {Side.MUNICIPALITY: "kommunen", Side.REGION: "regionen"}


def value(found: Difference, which: Value) -> str:
    """Return what was received or computed, with its unit; nothing for None."""
    if which is None:
        return ""
    if isinstance(which, str):
        return which
    a_sum = found.kind is DifferenceKind.UNDECIDED and found.stay is None
    if (found.kind in _MONEY or a_sum) and isinstance(which, Decimal):
        return f"{money(which)} kronor"
    return f"{number(which)} {_UNITS.get(found.kind, '')}".rstrip()


def money(kronor: Decimal) -> str:
    """Return a sum as Swedes write it: with two decimals where it has öre."""
    whole = number(kronor)
    return f"{whole}0" if "," in whole and len(whole.partition(",")[2]) == 1 else whole


def too_much(kronor: Decimal) -> str:
    """Return how much too much or too little is asked for."""
    if not kronor:
        return "stämmer"
    return f"{money(abs(kronor))} kronor för {'mycket' if kronor > 0 else 'lite'}"


def effect(found: Difference) -> str:
    """Return what a difference costs by itself, all else being right, and whom; nothing where that cannot be said."""
    if found.kronor:
        return f"Felet för sig: {too_much(found.kronor)}."
    if found.costs is not None:
        return f"Felet är till nackdel för {WHOM[found.costs]}."
    return "" if found.kronor is None else "Felet för sig ändrar inte beloppet."


def average(which: Decimal | Fraction | None) -> str:
    """Return an average in days."""
    return "inget" if which is None else number(which)


def sums(total: Total) -> str:
    """Return the sums of a municipality's month in a line."""
    received = "ingen summa i underlaget" if total.received is None else f"underlaget {money(total.received)} kronor"
    computed = "kan inte beräknas" if total.computed is None else f"beräknat {money(total.computed)} kronor"
    if total.difference is None:
        return f"{received}, {computed}"
    return f"{received}, {computed}: {too_much(total.difference)}"
