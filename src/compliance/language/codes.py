"""The codes of everything that can be wrong with a rule file, each with a short title and a page."""

from __future__ import annotations

from importlib.resources import files

RULE_CODES: dict[str, str] = {
    "G001": "oväntat ord",
    "G002": "tecken som inte hör till språket",
    "G003": "sats på fel plats",
    "G004": "något saknas",
    "G005": "osynligt tecken",
    "G006": "för djupt nästlat",
    "G007": "ingen deklaration",
    "G008": "stor bokstav i ett namn",
    "G009": "blandade språk",
    "G010": "klockslag som inte finns",
    "G011": "för stort tal",
    "G012": "text utan avslutande citattecken",
    "G013": "tecken från ett ordbehandlingsprogram",
    "G100": "reglerna kan inte läsas",
    "G101": "okänd händelse",
    "G102": "okänd roll",
    "G103": "okänt namn",
    "G104": "okänt fält",
    "G105": "okänt värde",
    "G106": "fel slags värde eller villkor",
    "G107": "fel verb",
    "G108": "okänd regel",
    "G109": "okänd riktlinje",
    "G110": "samma namn två gånger",
    "G111": "kalender saknas",
    "G112": "okänd parameter",
    "G113": "parameter av fel slag",
    "G114": "skyldighet utan utlösare",
    "G115": "skyldighet utan frist",
    "G116": "omöjlig frist",
    "G117": "datum som inte finns",
    "G118": "okänd tidszon eller okänt land",
    "G119": "giltighet som inte går ihop",
    "G120": "mottagare av vad",
    "G121": "fall som lämnar en lucka",
    "G122": "okänt årsbelopp",
    "G123": "ingen ordlista",
    "G124": "riktlinjens huvud saknas",
    "G125": "ofullständigt betalningsansvar",
    "G126": "roller i cirkel",
    "G127": "cirkel av begrepp eller riktlinjer",
    "G128": "regler i cirkel",
    "G129": "regel som aldrig kan gälla",
    "G130": "frist som aldrig kan missas",
    "G131": "frist som redan har gått ut",
    "G132": "regel som upphör av det som startar den",
    "G133": "regler som inte kan följas tillsammans",
    "G134": "läsning som inte står i regeln",
    "G135": "val som inte bara beror på parametrar",
    "G136": "benämning som inte passar",
    "G137": "tillåtet och förbjudet",
    "G138": "regel som ersätts två gånger",
    "G140": "okänd klausul",
    "G141": "regel utan klausul",
    "G142": "månadsreglering som inte går ihop",
}


def explanation(code: str) -> str | None:
    """Return the page of a code as Markdown, or None for a code that does not exist."""
    if code not in RULE_CODES:
        return None
    return files("compliance.language").joinpath("pages", f"{code}.md").read_text("utf-8")
