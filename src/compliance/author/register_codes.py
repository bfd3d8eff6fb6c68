"""The codes of everything that can be wrong with a clause register, each with a short title and a page."""

from __future__ import annotations

from importlib.resources import files

REGISTER_CODES: dict[str, str] = {
    "K001": "registret kan inte läsas",
    "K002": "fel slags värde i ett register",
    "K003": "okänd nyckel i ett register",
    "K004": "nyckel saknas i ett register",
    "K005": "värde utanför uppräkningen i ett register",
    "K006": "ogiltigt klausul-id",
    "K007": "klausul-id som används två gånger",
    "K008": "skäl på fel plats",
    "K009": "register utan riktlinje",
    "K010": "två register för samma riktlinje",
    "K011": "riktlinje utan register",
    "K012": "skäl som inte längre behövs",
}


def explanation(code: str) -> str:
    """Return the page of a code as Markdown; KeyError for a code that does not exist."""
    if code not in REGISTER_CODES:
        raise KeyError(code)
    return files("compliance.author").joinpath("pages", f"{code}.md").read_text("utf-8")
