"""The codes of everything that can be wrong with an input, each with a short title and a page."""

from __future__ import annotations

from importlib.resources import files

EPISODE_CODES: dict[str, str] = {
    "E001": "sökvägen finns inte",
    "E002": "filen eller mappen kan inte läsas",
    "E003": "ingen episod",
    "E004": "okänt filslag",
    "E005": "inte text i UTF-8",
    "E006": "för stor fil eller för lång rad",
    "E010": "kan inte läsas som YAML",
    "E011": "kan inte läsas som JSON",
    "E012": "nyckel som anges två gånger",
    "E013": "ankare, alias, tagg eller sammanslagning",
    "E014": "för djupt nästlat",
    "E015": "nyckel som inte är text",
    "E016": "tal eller tecken som inte kan användas",
    "E020": "fel slags värde",
    "E021": "okänd nyckel",
    "E022": "nyckel saknas",
    "E023": "okänd schemaversion",
    "E024": "ogiltigt id",
    "E025": "orimligt stort tal",
    "E030": "okänd händelsetyp",
    "E031": "okänd roll",
    "E032": "okänt faktum",
    "E033": "okänt fält i data",
    "E034": "okänt fält i subjektet",
    "E035": "värde utanför uppräkningen",
    "E040": "ogiltig tidpunkt, dag eller klockslag",
    "E041": "lokal tid som inte finns",
    "E042": "lokal tid som kommer två gånger",
    "E043": "datum utan klockslag",
    "E044": "bråkdelar av en sekund",
    "E045": "tid utanför läsbara år",
    "E050": "händelse-id som används två gånger",
    "E051": "svar på en händelse som inte finns",
    "E052": "händelse som svarar på sig själv",
    "E053": "episod-id som används två gånger",
    "E060": "personnummer i underlaget",
}


def explanation(code: str) -> str:
    """Return the page of a code as Markdown; KeyError for a code that does not exist."""
    if code not in EPISODE_CODES:
        raise KeyError(code)
    return files("compliance.episodes").joinpath("pages", f"{code}.md").read_text("utf-8")
