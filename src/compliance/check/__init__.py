"""A graph of obligations and a timeline give findings: pure, no reading or writing, no clock, no globals."""

from compliance.check.engine import Checker
from compliance.check.finding import BAD, Finding, Status
from compliance.check.timeline import Timeline, Words

__all__ = ["BAD", "Checker", "Finding", "Status", "Timeline", "Words"]
