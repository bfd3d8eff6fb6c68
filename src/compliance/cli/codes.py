"""Every code that a diagnostic can carry, and the page that explains it."""

from __future__ import annotations

from importlib.resources import files

RUN_CODES: dict[str, str] = {
    "J001": "tidslinjen hör inte till någon riktlinje",
    "J002": "fallet förväntar sig ingenting",
    "J003": "en regel eller klausul som det frågas efter finns inte",
    "J004": "inställning utan verkan",
    "J005": "ingen riktlinje i kraft",
    "J010": "en sparad avräkning går inte att använda",
    "J011": "priset för ett år är inte känt",
    "J012": "tidigare månader är inte kända",
    "J020": "fel i ett månadsfall",
    "J030": "fel i mappningen av ett fakturaunderlag",
    "J031": "kolumnen finns inte i fakturaunderlaget",
    "J032": "en rad i fakturaunderlaget kan inte läsas",
    "J033": "ett värde i fakturaunderlaget kan inte läsas",
    "J034": "personnummer i fakturaunderlaget",
    "J035": "fakturaunderlaget kan inte användas",
}
"""What can be wrong with a timeline or a case as such, when it is judged."""


def page(code: str) -> str | None:
    """Return the page of a code of rules (G), registers (K), episodes (E) or runs (J) as Markdown; None for an unknown
    code."""
    from compliance.author.register_codes import REGISTER_CODES
    from compliance.author.register_codes import explanation as of_register
    from compliance.episodes.codes import EPISODE_CODES, explanation
    from compliance.language.codes import explanation as of_rule

    if code in RUN_CODES:
        return files("compliance.cli").joinpath("pages", f"{code}.md").read_text("utf-8")
    if code in REGISTER_CODES:
        return of_register(code)
    return explanation(code) if code in EPISODE_CODES else of_rule(code)


def all_codes() -> dict[str, str]:
    """Return every code with its title."""
    from compliance.author.register_codes import REGISTER_CODES
    from compliance.episodes.codes import EPISODE_CODES
    from compliance.language.codes import RULE_CODES

    return {**RULE_CODES, **REGISTER_CODES, **EPISODE_CODES, **RUN_CODES}
