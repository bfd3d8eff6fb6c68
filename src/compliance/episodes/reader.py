"""Episodes from paths and standard input, one after the other; what cannot be used is a value among them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from compliance.episodes.decode import Decoder
from compliance.episodes.document import Document, masked_source
from compliance.episodes.files import YAML_SUFFIXES, files_of, not_text, refused_file, shown
from compliance.episodes.json_reader import json_documents, json_lines
from compliance.episodes.model import Episode, Unusable
from compliance.episodes.personnummer import mask
from compliance.episodes.problems import episode_name, quoted
from compliance.episodes.yaml_reader import LARGEST_FILE, yaml_documents
from compliance.language.diagnostic import Diagnostic
from compliance.language.source import Source, Span

LARGEST_JSON = 100_000_000
STDIN = "-"
STDIN_NAME = "<stdin>"

_BOM = b"\xef\xbb\xbf"
Documents = Iterator[Document | Unusable]


def read_paths(
    paths: Iterable[Path | str], decoder: Decoder, *, strict: bool = False, stdin: BinaryIO | None = None
) -> Iterator[Episode | Unusable]:
    """Yield every episode of files, folders and `-` (standard input as JSON Lines), in order.

    What cannot be used is yielded as Unusable and does not stop the rest, unless `strict`: then the first
    ends it.
    """
    seen = _Seen()
    for path in paths:
        for document in _documents(path, stdin):
            found = document if isinstance(document, Unusable) else decoder.decode(document)
            if isinstance(found, Episode):
                found = seen.checked(found)
            yield found
            if strict and isinstance(found, Unusable):
                return


def _documents(path: Path | str, stdin: BinaryIO | None) -> Documents:
    if path == STDIN:
        yield from _counted(_lines(STDIN_NAME, stdin or sys.stdin.buffer), STDIN_NAME)
        return
    for file in files_of(Path(path)):
        if isinstance(file, Unusable):
            yield file
        else:
            yield from _counted(_file(file), shown(file))


def _counted(documents: Documents, name: str) -> Documents:
    """Pass the documents on, and say so if there was none."""
    empty = True
    try:
        for document in documents:
            empty = False
            yield document
    except OSError as error:
        empty = False
        yield refused_file("E002", f"filen kan inte läsas: {_reason(error)}", name)
    if empty:
        yield refused_file("E003", "filen innehåller ingen episod", name)


def _reason(error: OSError) -> str:
    known = {
        PermissionError: "behörighet saknas",
        IsADirectoryError: "det är en mapp",
        FileNotFoundError: "den är borta",
    }
    return next((text for kind, text in known.items() if isinstance(error, kind)), "läsfel")


def _file(file: Path) -> Documents:
    name, suffix = shown(file), file.suffix.lower()
    with file.open("rb") as stream:
        if suffix == ".jsonl":
            yield from _lines(name, stream)
        elif suffix in YAML_SUFFIXES:
            yield from _whole(name, stream, LARGEST_FILE, yaml_documents)
        else:
            yield from _whole(name, stream, LARGEST_JSON, json_documents)


def _whole(name: str, stream: BinaryIO, largest: int, read: Callable[[str, str], Documents]) -> Documents:
    """Read a file that is held in memory as one text."""
    content = stream.read(largest + 1)
    if refusal := not_text(content[:4], name):
        yield refusal
        return
    if len(content) > largest:
        help = "dela upp den, eller använd JSON Lines (.jsonl), som läses rad för rad"
        yield refused_file("E006", f"filen är större än {largest // 1_000_000} MB", name, help)
        return
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        yield _not_utf8(name, content, error)
        return
    if text.strip():
        yield from read(name, text)


def _not_utf8(name: str, content: bytes, error: UnicodeDecodeError) -> Unusable:
    source = masked_source(name, content.removeprefix(_BOM).decode("utf-8", "replace"))
    start = len(content.removeprefix(_BOM)[: error.start].decode("utf-8", "replace"))
    found = Diagnostic("E005", "filen är inte text i UTF-8", Span(source, start, start + 1), help="spara filen i UTF-8")
    return Unusable((found,), mask(name), found.place[1])


def _lines(name: str, stream: BinaryIO) -> Documents:
    first = stream.readline(4)
    if refusal := not_text(first, name):
        yield refusal
        return
    yield from json_lines(name, stream, first)


class _Seen:
    """Where each episode id of a run stood first; hashes and numbers only, for runs of many episodes."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._sources: dict[str, int] = {}
        self._names: list[str] = []

    def checked(self, episode: Episode) -> Episode | Unusable:
        """Return the episode, or a refusal if its id was used before."""
        source = self._sources.setdefault(episode.source, len(self._names))
        if source == len(self._names):
            self._names.append(episode.source)
        here = source << 40 | episode.line
        first = self._first.setdefault(hash(episode.id), here)
        if first is here:
            return episode
        place = f"{self._names[first >> 40]}:{first & (1 << 40) - 1}"
        span = Span(Source(mask(episode.source), "", episode.line), 0, 0)
        found = Diagnostic(
            "E053",
            f"episod-id {quoted(episode.id)} används två gånger",
            span,
            help=f"den första står i {mask(place)}; den här räknas inte",
            where=episode_name(episode.id),
        )
        return Unusable((found,), mask(episode.source), episode.line, mask(episode.id))
