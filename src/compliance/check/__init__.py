"""A graph of obligations and a timeline give findings: pure, no reading or writing, no clock, no globals.

The names are loaded when they are asked for, so that the package can be imported without them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compliance.check.engine import Checker
    from compliance.check.finding import BAD, Finding, Status
    from compliance.check.timeline import Timeline, Words

_HOMES = {"Checker": "engine", "BAD": "finding", "Finding": "finding", "Status": "finding", "Timeline": "timeline"}
_HOMES["Words"] = "timeline"

__all__ = ["BAD", "Checker", "Finding", "Status", "Timeline", "Words"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"compliance.check.{_HOMES[name]}"), name)
