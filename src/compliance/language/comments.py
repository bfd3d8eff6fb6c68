"""Comments between the tokens of a text: the parser drops them, the printer puts them back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a line of its own; `blank` says that an empty line stood before it."""

    text: str
    indented: bool
    blank: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two tokens: the comment behind the first, comments on lines of their own."""

    trailing: str = ""
    own: tuple[Comment, ...] = ()
    blank_after: bool = False
    """An empty line stood before the second token."""

    @property
    def blank_before(self) -> bool:
        """Say whether an empty line stood behind the first token."""
        return self.own[0].blank if self.own else self.blank_after

    def __bool__(self) -> bool:
        return bool(self.trailing or self.own)

    def split(self, at_end: bool) -> tuple[tuple[Comment, ...], tuple[Comment, ...]]:
        """Part comments between declarations into those that end the first and those that head the second.

        Indented comments end the first, unless they stand right on top of the second."""
        count = next((i for i, comment in enumerate(self.own) if not comment.indented), len(self.own))
        if count == len(self.own) and not (self.blank_after or at_end):
            count = 0
        return self.own[:count], self.own[count:]


def gaps(text: str, spans: list[tuple[int, int]]) -> list[Gap]:
    """Return the gap before each token and the one behind the last; in a gap are only blanks and comments."""
    if not spans:
        return [_gap("\n" + text + "\n")]
    found = [_gap("\n" + text[: spans[0][0]])]
    found += [_gap(text[left[1] : right[0]]) for left, right in pairwise(spans)]
    return [*found, _gap(text[spans[-1][1] :] + "\n")]


def _gap(between: str) -> Gap:
    if "#" not in between:
        return Gap(blank_after=between.count("\n") > 1)
    first, *rest, _ = between.split("\n")
    own: list[Comment] = []
    blank = False
    for line in rest:
        text = _tidy(line)
        if text:
            own.append(Comment(text, line[0] != "#", blank))
        blank = not text
    return Gap(_tidy(first), tuple(own), blank)


def _tidy(line: str) -> str:
    return line.replace("\r", " ").strip()
