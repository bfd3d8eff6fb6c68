"""Text with a name, and places in it: what every later stage points at when it speaks to the author."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """A named text. `first_line` is the number of its first line when it is a piece of a larger file."""

    name: str
    text: str
    first_line: int = 1
    _starts: list[int] = field(default_factory=list, repr=False, compare=False, hash=False)

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(i + 1 for i, char in enumerate(self.text) if char == "\n")
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of an offset, both counted from 1, columns in characters."""
        starts = self._line_starts()
        offset = max(0, min(offset, len(self.text)))
        index = bisect_right(starts, offset) - 1
        return index + self.first_line, offset - starts[index] + 1

    def line(self, number: int) -> str:
        """Return the text of a line by its number, without its line end."""
        starts = self._line_starts()
        index = number - self.first_line
        if not 0 <= index < len(starts):
            return ""
        end = starts[index + 1] - 1 if index + 1 < len(starts) else len(self.text)
        return self.text[starts[index] : end].rstrip("\r")

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, both counted from 1."""
        starts = self._line_starts()
        index = max(0, min(line - self.first_line, len(starts) - 1))
        return min(starts[index] + max(column - 1, 0), len(self.text))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source: offsets in characters, `end` exclusive."""

    source: Source
    start: int
    end: int

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the first character, from 1."""
        return self.source.position(self.start)

    @property
    def text(self) -> str:
        """The characters that the span covers."""
        return self.source.text[self.start : self.end]

    def __str__(self) -> str:
        line, column = self.position
        return f"{self.source.name}:{line}:{column}"
