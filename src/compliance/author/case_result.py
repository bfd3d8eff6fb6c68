"""What came of one case."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.author.expectation import Difference
from compliance.language.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: its id and place, why it is there, and what differs (nothing: it passed) or why it cannot be run."""

    name: str
    source: str
    line: int
    why: str
    differences: tuple[Difference, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    expectations: int = 0
    guidelines: tuple[str, ...] = ()
    """The guidelines that judged it."""

    @property
    def passed(self) -> bool:
        """True when it could be run and nothing differs."""
        return not self.differences and not self.problems
