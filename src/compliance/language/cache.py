"""The folder of the user where work that can be done again is kept, so that starting up is quick.

Nothing in it is needed: a file that is missing, broken or cannot be written is the same as none.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def cache_folder() -> Path | None:
    """Return the folder, which need not exist; None where the user has no home."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "compliance" if os.path.isabs(base) else None


def fetch(name: str) -> str | None:
    """Return the text that was kept under a name, or None."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def keep(name: str, content: str) -> None:
    """Keep a text under a name: written beside, then put in place."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(beside, folder / name)
    except OSError:
        return
