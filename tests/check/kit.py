"""A small domain with no meaning of its own, and short ways to write rules, timelines and expectations.

    judge(RULE, ["e1 start 4T10:00 chef>enhet/A", "e2 svar 4T11:00 enhet/A re=e1"], {"p": True}, "5T12:00")

An event is `id type time [by][>to,to] [re=id] [field=value ...]`; a time `4T10:00` is in March 2024 (4 March is a
Monday). A role may carry a unit after a slash; `>-` says that it went to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from compliance.check import Finding
from compliance.episodes import Decoder, Episode
from compliance.graph import load_texts
from compliance.graph.model import RuleSet
from compliance.payment import EpisodeVerdict, Judge
from compliance.time import Instant, zone

ZONE = zone("Europe/Stockholm")

WORDS = """
ordlista prov
  tidszon     "Europe/Stockholm"

subjekt sak
  fält        född datum
  fält        ägare text
  fält        värd text

härlett ålder hela år sedan född

kalender vardag
  land        "SE"
  stängt      lördagar och söndagar, helgdagar, aftnar

årsbelopp taxa
  2023 50 "prov"
  2024 100 "prov"
  2025 200 "prov"
  2026 okänt "prov"

roll chef
roll enhet
roll grupp är enhet
roll kund
roll ombud är enhet företräds av enheten i ombud_utsett eller sedan tidigare enligt r

faktum p sant eller falskt
faktum q sant eller falskt
faktum r sant eller falskt
faktum färg ett av röd, blå, grön
faktum delar lista av x, y, z
faktum nivå tal
faktum dag datum
faktum annan_dag datum

händelse start
  fält        datum datum
  fält        stund tidpunkt
  fält        ja sant eller falskt
  fält        ord text
  fält        tal tal
  fält        ton ett av röd, blå, grön
  fält        lista lista av x, y, z
händelse åtgärd
  fält        ja sant eller falskt
  fält        tal tal
  fält        datum datum
händelse annan
  fält        ja sant eller falskt
händelse svar
  svarar på   *
händelse besked
  svarar på   start
händelse nej
  svarar på   start
  fält        ja sant eller falskt
händelse start_åter
  svarar på   start
  återtar     start
händelse åtgärd_åter
  återtar     åtgärd
händelse stopp
händelse fas
händelse plan
  fält        datum datum
  fält        mål text
  fält        klart sant eller falskt
händelse plan_slut
händelse val
  fält        vilket ett av p, q
  fält        till sant eller falskt
  sätter      p = fält till om vilket är p
  sätter      q = fält till om vilket är q
händelse ombud_utsett
  fält        enhet text
händelse avbrott
  fält        slut tidpunkt
händelse ring
händelse slut
  avslutar ärendet
"""

HEAD = """
riktlinje prov
  region      prov
  gäller från 2018-01-01
  vardagar enligt vardag
"""


REJECTING = "  mottagare avvisar med nej där (ja eller p)\n"
"""A line of the usual head: a recipient of what `nej` answers stops being one."""


@lru_cache(maxsize=512)
def rule_set(*texts: str) -> RuleSet:
    """Return the rule set of guideline texts; a text that does not open a guideline gets the usual head."""
    opened = (t if t.lstrip().startswith("riktlinje ") else HEAD + REJECTING + t for t in texts)
    whole = [(f"{n}.riktlinje", t) for n, t in enumerate(opened)]
    loaded = load_texts([("ord.riktlinje", WORDS), *whole], {})
    assert loaded.rules is not None, [f"{d.code} {d.message} {d.label}" for d in loaded.diagnostics]
    return loaded.rules


@lru_cache(maxsize=1)
def decoder() -> Decoder:
    """Return the decoder of the domain's words."""
    return Decoder(rule_set("").vocabulary, ZONE)


@lru_cache(maxsize=512)
def _judge(*texts: str) -> Judge:
    return Judge(rule_set(*texts))


@lru_cache(maxsize=512)
def _plain_judge(*texts: str) -> Judge:
    return Judge(rule_set(*texts), many=0)


def moment(text: str) -> str:
    """Return the whole time of a short one."""
    found = re.fullmatch(r"(\d{1,2})T(\d\d:\d\d(?::\d\d)?)", text)
    return f"2024-03-{int(found[1]):02}T{found[2]}" if found else text


def at(text: str) -> Instant:
    """Return the instant of a short time."""
    found = ZONE.parse(moment(text))
    assert isinstance(found, int), (text, found)
    return found


def when(instant: Instant | None) -> str | None:
    """Return an instant as a short time, seconds only when there are some."""
    if instant is None:
        return None
    text = ZONE.isoformat(instant)[:19].removesuffix(":00")
    short = re.fullmatch(r"2024-03-0?(\d+)(T.*)", text)
    return short[1] + short[2] if short else text


def _value(text: str) -> object:
    if text.startswith("["):
        return [t for t in text[1:-1].split(",") if t]
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return moment(text)


def _actor(text: str) -> dict[str, str]:
    role, _, unit = text.partition("/")
    return {"role": role, "unit": unit} if unit else {"role": role}


def event(line: str) -> dict[str, object]:
    """Return an event of the contract from its one line."""
    name, kind, time, *rest = line.split()
    found: dict[str, object] = {"id": name, "type": kind, "at": moment(time)}
    data: dict[str, object] = {}
    for part in rest:
        key, equals, text = part.partition("=")
        if not equals:
            by, _, to = part.partition(">")
            if by:
                found["by"] = _actor(by)
            if to:
                found["to"] = [_actor(t) for t in to.split(",") if t != "-"]
        elif key in ("re", "recorded_at"):
            found[key] = text if key == "re" else moment(text)
        else:
            data[key] = _value(text)
    if data:
        found["data"] = data
    return found


def _fact(value: object) -> object:
    """A mapping of times to values is a fact that changes."""
    if isinstance(value, Mapping):
        return [{"at": moment(t), "value": v} for t, v in value.items()]
    return value


def episode(
    events: Iterable[str], facts: Mapping[str, object] | None = None, subject: Mapping[str, object] | None = None
) -> Episode:
    """Return an episode through the real decoder."""
    raw = {
        "schema": 1,
        "id": "X",
        "region": "prov",
        "sak": dict(subject or {}),
        "facts": {k: _fact(v) for k, v in (facts or {}).items()},
        "events": [event(line) for line in events],
    }
    found = decoder().decode_value(raw)
    assert isinstance(found, Episode), [d.message for d in found.diagnostics]
    return found


def verdict(
    text: str | tuple[str, ...],
    events: Iterable[str],
    facts: Mapping[str, object] | None = None,
    as_of: str = "2024-06-30T23:59:59",
    subject: Mapping[str, object] | None = None,
) -> EpisodeVerdict:
    """Return everything that is said of a timeline, the same by the programs and on the plain path."""
    texts = (text,) if isinstance(text, str) else text
    told = episode(events, facts, subject)
    found = _judge(*texts).judge(told, at(as_of), "prov")
    plain = _plain_judge(*texts).judge(told, at(as_of), "prov")
    assert [tuple(f) for f in plain.findings] == [tuple(f) for f in found.findings]
    assert plain.liability == found.liability
    return found


def judge(
    text: str | tuple[str, ...],
    events: Iterable[str],
    facts: Mapping[str, object] | None = None,
    as_of: str = "2024-06-30T23:59:59",
    subject: Mapping[str, object] | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of rules that apply."""
    return verdict(text, events, facts, as_of, subject).findings


def statuses(*args: object, **kwargs: object) -> str:
    """Return the statuses of the findings in their order, parted by a space; empty when no rule applies."""
    return " ".join(f.status.value for f in judge(*args, **kwargs))  # type: ignore[arg-type]


def one(*args: object, **kwargs: object) -> Finding:
    """Return the only finding."""
    found = judge(*args, **kwargs)  # type: ignore[arg-type]
    assert len(found) == 1, [f"{f.rule.name} {f.status.value}" for f in found]
    return found[0]


def whom(finding: Finding) -> str:
    """Return bearer and target of a finding as they are written in events."""
    parts = [f"{a.role}/{a.unit}" if a.unit else a.role for a in (finding.bearer, finding.target) if a is not None]
    return ">".join(parts)
