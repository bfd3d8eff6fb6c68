"""One mistake in a document by its path, before it has a place in a text; and how it becomes a diagnostic."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

from compliance.episodes.document import Path, Places
from compliance.episodes.personnummer import mask
from compliance.language.diagnostic import Diagnostic, Label

_LONGEST_QUOTE = 60


class Spot(Enum):
    """What at a path is pointed at: the value, its key, or the beginning of a value that lacks something."""

    VALUE = "value"
    KEY = "key"
    START = "start"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake: code, path, message and remedy. `first` is the path of the other place that it is about."""

    code: str
    path: Path
    message: str
    help: str = ""
    spot: Spot = Spot.VALUE
    first: Path | None = None


def quoted(value: object) -> str:
    """Return a value for a message: masked, then cut, in code quotes."""
    if isinstance(value, (dict, list)):
        return "en mappning" if isinstance(value, dict) else "en lista"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = mask(text)
    shown = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    return f"`{shown}`"


def diagnostic(problem: Problem, places: Places, episode: str | None) -> Diagnostic:
    """Return the problem with its place in the text."""
    if problem.spot is Spot.KEY:
        span = places.key(problem.path)
    elif problem.spot is Spot.START:
        span = places.start(problem.path)
    else:
        span = places.value(problem.path)
    related = () if problem.first is None else (Label(places.value(problem.first), "först här"),)
    return Diagnostic(
        code=problem.code,
        message=mask(problem.message),
        span=span,
        help=mask(problem.help),
        related=related,
        where=episode_name(episode),
    )


def episode_name(episode: str | None) -> str:
    """Return an episode's id as diagnostics show it."""
    return f"episod {mask(episode)[:_LONGEST_QUOTE]}" if episode else ""
