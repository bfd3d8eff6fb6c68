"""A small vocabulary and small guidelines for the tests of the graph and of soundness."""

from __future__ import annotations

from compliance.graph.load import load_texts
from compliance.graph.model import RuleSet
from compliance.language.diagnostic import render

WORDS = """
ordlista provord
subjekt patient
  fält        född datum
  fält        hemort text
härlett ålder hela år sedan född
kalender vardag
  land        "SE"
  stängt      lördagar och söndagar, helgdagar, aftnar
roll avdelning
roll läkare är avdelning
roll kommun
roll patient
faktum samtycke sant eller falskt
faktum färg ett av röd, gul, grön
faktum behov lista av hjälp, vård, stöd
faktum poäng tal
faktum namn text
faktum oordnad lista av a, b, c, d, e, f, g, h
händelse start
  verb        göra
  fält        akut sant eller falskt
  fält        datum datum
  fält        slag ett av kort, lång
händelse brev
  verb        skicka
  uttryck     "brev till kommunen"
  fält        slag ett av kort, lång
händelse svar
  verb        lämna
  svarar på   brev
händelse möte
  verb        hålla
  fält        datum datum
händelse slut
  verb        göra
händelse avliden
  verb        registrera
  avslutar ärendet
händelse start_återtagen
  verb        skicka
  svarar på   start
  återtar     start
händelse stopp
  verb        registrera
  fält        klart tidpunkt
årsbelopp avgift
  2023 100 "prov"
"""
HEAD = """
riktlinje prov
  titel       "Prov"
  gäller från 2023-01-01 till och med 2024-12-31
  vardagar enligt vardag
  upphör vid  avliden
"""


def rules_of(text: str, head: str = HEAD, **parameters: str) -> RuleSet:
    """Return the rule set of rules written under the small guideline's heading."""
    loaded = load_texts([("ord.riktlinje", WORDS), ("prov.riktlinje", head + text)], parameters)
    assert loaded.rules is not None, "\n".join(render(d) for d in loaded.diagnostics)
    return loaded.rules


def duty(
    name: str = "r", when: str = "start", what: str = "lämna svar", deadline: str = "inom 3 dagar", **more: str
) -> str:
    """Return an obligation as text; `om`, `actor`, `ends`, `force` and `earlier` are further clauses."""
    lines = [f"skyldighet {name}"]
    if "force" in more:
        lines.append(f"  gäller från {more['force']}")
    lines.append(f"  när {when}")
    if "om" in more:
        lines.append(f"  om {more['om']}")
    lines += [f"  ska {more.get('actor', 'avdelning')} {what}", f"  {deadline}"]
    if "earlier" in more:
        lines.append("  tidigare räknas")
    if "ends" in more:
        lines.append(f"  upphör vid {more['ends']}")
    return "\n".join(lines) + "\n"


def ban(name: str = "f", what: str = "lämna svar", actor: str = "avdelning", when: str = "", om: str = "") -> str:
    """Return a prohibition as text."""
    lines = [f"förbud {name}", *([f"  när {when}"] if when else []), *([f"  om {om}"] if om else [])]
    return "\n".join([*lines, f"  får inte {actor} {what}"]) + "\n"


def leave(name: str = "t", what: str = "lämna svar", actor: str = "avdelning", when: str = "", om: str = "") -> str:
    """Return a permission as text."""
    lines = [f"tillåtelse {name}", *([f"  när {when}"] if when else []), *([f"  om {om}"] if om else [])]
    return "\n".join([*lines, f"  får {actor} {what}"]) + "\n"
