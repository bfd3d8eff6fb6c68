"""Settled months made by hand, for the tests of what is shown of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from compliance.graph.settlement import Settlement, Threshold
from compliance.language.settlement_tree import ChargeTree
from compliance.language.source import Source, Span
from compliance.payment.month import Month
from compliance.payment.settled import Kind, MonthSettlement, MunicipalityMonth, Outcome, Part, Run, State, Why
from compliance.time import zone

STOCKHOLM = zone("Europe/Stockholm")
NOWHERE = Span(Source("prov.riktlinje", ""), 0, 0)
AVERAGED = Settlement(
    "snitt", "prov-2020", "Snitt", ("PA-1",), (), None, None, ("ansvar",), None, (), (), "ended_in_month",
    "with_grounds", None, (), Decimal("0.1"), (Threshold(Decimal("2.0"), None, None),), None, (),
    ChargeTree(True, True, False, False, NOWHERE), "belopp", None, (), None,
)  # fmt: skip
SINGLE = replace(AVERAGED, name="summa", rounding=None, thresholds=(), charge=replace(AVERAGED.charge, excess=False))
PLAIN_RUN = Run(Month(2024, 1), "timelines", 1, 0, State(False, 0), True)


def at(text: str) -> int:
    """Return a local time of Stockholm as an instant."""
    found = STOCKHOLM.parse(text)
    assert isinstance(found, int)
    return found


def part(kind: Kind, episode: str, days: int, charged: int = 0, **more: Any) -> Part:
    """Return a stay of Norrby in March 2024."""
    told = dict(notice=at("2024-03-04T10:00"), starts=at("2024-03-05T00:00"), ends=at("2024-03-20T13:00:01"))
    why = (Why("inte uppfyllt: Kallelse", ("PA-2", "PA-3")),) if kind in (Kind.STRUCK, Kind.UNDECIDED) else ()
    own: dict[str, Any] = {**told, "why": why, **more}
    return Part(kind, "prov", "Norrby", Month(2024, 3), episode, "prov-2020", AVERAGED, days=days,
                charge_days=charged, **own)  # fmt: skip


def municipality(**more: Any) -> MunicipalityMonth:
    """Return Norrby's March 2024: 82 days of 24 stays, two single ones, of which some rows are there."""
    parts = (
        part(Kind.AVERAGE, "A-1", 3),
        part(Kind.AVERAGE, "A-2", 4),
        part(Kind.INDIVIDUAL, "I-1", 10, 7),
        part(Kind.STRUCK, "S-1", 5),
        part(Kind.UNDECIDED, "U-1", 6, 2),
        part(Kind.OPEN, "O-1", 1, ends=None),
    )
    found = MunicipalityMonth(
        "prov", "Norrby", Month(2024, 3), "prov-2020", AVERAGED, parts,
        Outcome(24, 82, Decimal("3.4"), True, Decimal("33.6"), Decimal("352160.0")), Decimal("2.0"), True, PLAIN_RUN,
        16, Decimal(7100), "prov 2024", Decimal("352160.0"), (), (),
    )  # fmt: skip
    return replace(found, **more)


def unrounded(days: int, stays: int, **more: Any) -> MunicipalityMonth:
    """Return a month whose average is not rounded."""
    outcome = Outcome(stays, days, Fraction(days, stays), days > 2 * stays, Decimal(max(0, days - 2 * stays)), None)
    return municipality(settlement=replace(AVERAGED, rounding=None), outcome=outcome, **more)


def month(*found: MunicipalityMonth) -> MonthSettlement:
    """Return the settlement of a month."""
    return MonthSettlement(found[0].month if found else Month(2024, 3), found)


def renamed(found: MunicipalityMonth, text: str) -> MunicipalityMonth:
    """Return a month with one text wherever a record or a rule may put one."""
    parts: Iterable[Part] = (
        p._replace(
            region=text, municipality=text, episode=f"{text}{p.kind.value}", guideline=text,
            why=tuple(w._replace(reason=text, clauses=(text,)) for w in p.why),
        )
        for p in found.parts
    )  # fmt: skip
    return replace(found, region=text, municipality=text, guideline=text, rate_source=text, parts=tuple(parts))


HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    " =1+1",
    "＝1+1",
    '=HYPERLINK("http://x.example";"klicka")',
    "=cmd|' /C calc'!A0",
    "http://x.example/",
    'a;b"c\r\nd',
    "<script>alert(1)</script>",
    "</title></text></svg><svg onload='alert(1)'>",
    "<r><t>x</t></r>",
    "&amp;&#0;]]><!--",
    '" onload="alert(1)" x="',
    "\ufeff\ud800\uffff\u202eabc",
    "_x003D_1",
    "1/2",
    "{{ 7 * 7 }}{% raw %}",
    "Å" * 40_000,
)
