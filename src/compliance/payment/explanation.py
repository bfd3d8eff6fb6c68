"""An episode explained: the version that governed each finding, the findings, and the liability, as values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as Choice

from compliance.check.explanation import EndTrace, Explanation, StartTrace, WhyNot
from compliance.check.trace import Part, Seen
from compliance.check.trace_deadline import DueTrace
from compliance.graph.model import Ground, Guideline
from compliance.payment.judge import EpisodeVerdict
from compliance.payment.verdict import GroundVerdict, LiabilityVerdict, Period
from compliance.time import Day


@dataclass(frozen=True, slots=True)
class Governing:
    """Which guideline governed on a date, and why: it was in force (`in_force`); no version of the region's was, and
    this is what they build on (`base`); or the rule follows the breach of another, which it governed (`breach`)."""

    day: Day
    guideline: Guideline | None
    how: Choice["in_force", "base", "breach", "none"]
    versions: tuple[Guideline, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding's explanation with what governed it."""

    explanation: Explanation
    governing: Governing


@dataclass(frozen=True, slots=True)
class PayerTrace:
    """A field of the subject that may name the payer: its value, when it decides, and whether it did."""

    field: str
    value: str | None
    condition: Part | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class CountTrace:
    """A way to count days, when it is the one, and whether it was."""

    kind: str
    condition: Part | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class YearTrace:
    """The charged dates of a year, the amount a day (None: not known) with its source, and their sum."""

    year: int
    days: tuple[Day, ...]
    rate: int | None
    source: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class VoidTrace:
    """A condition that voids, on some consecutive dates on which it stood alike (none: at the end of the count)."""

    days: tuple[Day, ...]
    part: Part


@dataclass(frozen=True, slots=True)
class GroundTrace:
    """A ground with its verdict (None: it does not concern the stay), the condition for its being asked for, the
    findings that it rests on, what voids, and the condition that leaves it to a person."""

    ground: Ground
    verdict: GroundVerdict | None
    condition: Part | None
    findings: tuple[Explanation, ...] = ()
    void: tuple[VoidTrace, ...] = ()
    person: Part | None = None
    tried: bool = True
    """False for a stay without a notice, where it is only asked whether there was any act of the kind."""


@dataclass(frozen=True, slots=True)
class PeriodTrace:
    """The liability from one notice: `dates` are those that count before any is taken away. `as_if_none`: the notice
    was taken back before anything began to count, which is as if none had been given."""

    period: Period
    start: StartTrace | None
    due: DueTrace | None
    ends: tuple[EndTrace, ...]
    counts: tuple[CountTrace, ...]
    dates: tuple[Day, ...]
    grounds: tuple[GroundTrace, ...]
    as_if_none: bool = False


@dataclass(frozen=True, slots=True)
class LiabilityExplanation:
    """The liability of a stay explained. `seen` are the events of the notice's type, with why some are no notice;
    `person` is the condition that leaves it to a person."""

    verdict: LiabilityVerdict
    governing: Governing
    texts: tuple[str, ...]
    seen: tuple[Seen, ...]
    scope: Part | None
    payers: tuple[PayerTrace, ...]
    periods: tuple[PeriodTrace, ...]
    years: tuple[YearTrace, ...]
    person: Part | None = None
    whole: bool = True
    """False when only some grounds were asked about."""


@dataclass(frozen=True, slots=True)
class EpisodeExplanation:
    """An episode's findings that were asked about, the liability (None: not asked about), and the rules that were
    asked about and gave no finding."""

    verdict: EpisodeVerdict
    findings: tuple[Explained, ...]
    liability: LiabilityExplanation | None
    without: tuple[WhyNot, ...]
    versions: tuple[Guideline, ...] = ()
