"""The register of a document's clauses: each thing the source says, and whether a timeline can show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from compliance.language.source import Span


class Kind(Enum):
    """What sort of thing a clause says."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"
    CONTENT = "content"
    EXCEPTION = "exception"
    LIABILITY = "liability"
    DAY_COUNT = "day_count"
    AMOUNT = "amount"
    AGGREGATE = "aggregate"
    VALIDITY = "validity"
    DEFINITION = "definition"
    EXAMPLE = "example"


class Force(Enum):
    """The force of the source's own words; `n/a` where it commands nothing in so many words."""

    MUST = "ska"
    SHOULD = "bör"
    MAY = "får"
    MUST_NOT = "får inte"
    SHOULD_NOT = "bör inte"
    NONE = "n/a"


class Checkable(Enum):
    """What can show whether the clause was kept: one timeline, what a message states, many timelines, or nothing."""

    TIMELINE = "timeline"
    CONTENT = "content"
    AGGREGATE = "aggregate"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. `why_not` says why no timeline can show it, `open` why no rule cites it although one could."""

    id: str
    heading: str
    kind: Kind
    modality: Force
    checkable: Checkable
    summary: str
    why_not: str
    open: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Register:
    """The clauses of one document, in its order, and the guidelines that are written from it."""

    document: str
    title: str
    guidelines: tuple[str, ...]
    clauses: tuple[Clause, ...]
    span: Span = field(compare=False, repr=False)

    @property
    def guideline(self) -> str:
        """The name that stands for the document where one guideline is asked for: the first."""
        return self.guidelines[0]
