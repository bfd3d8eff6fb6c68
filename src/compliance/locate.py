"""Where the grammar and the shipped rules are, installed or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def data_folder(name: str) -> Traversable:
    """Return the folder `name` (grammar or rules), from the installed package or from the checkout.

    Raises FileNotFoundError when it is in neither: a broken installation, not a user's mistake.
    """
    packaged = files("compliance") / "_data" / name
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise FileNotFoundError(f"no folder {name!r} in the package or beside it")
