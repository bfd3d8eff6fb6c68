"""Files written beside and then put in place: what is there is whole, the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(*places: Path) -> Iterator[Sequence[Path]]:
    """Give an empty file beside each place; when the block is left all of them are put in place, one after the other.
    When it fails, or an OSError tells of a full disk, none is, and what was begun is taken away."""
    made: list[Path] = []
    try:
        for place in places:
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".tmp")
            os.close(handle)
            made.append(Path(name))
        yield made
        for path, place in zip(made, places, strict=True):
            _keep(path)
            os.chmod(path, place.stat().st_mode & 0o777 if place.exists() else 0o644)
        for path, place in zip(made, places, strict=True):
            os.replace(path, place)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _keep(path: Path) -> None:
    """Make sure that what was written is on the disk."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
