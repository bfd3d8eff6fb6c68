"""A vocabulary, a decoder and valid documents for these tests. Personal numbers are built, never written."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from compliance.episodes import Decoder, Episode, Unusable, read_paths
from compliance.graph.vocabulary import (
    Derived,
    EventType,
    Fact,
    Kind,
    Role,
    Subject,
    ValueType,
    Vocabulary,
)
from compliance.time import zone

HERE = Path(__file__).parent
BOOL, TEXT, NUMBER = ValueType(Kind.BOOL), ValueType(Kind.TEXT), ValueType(Kind.NUMBER)
DATE, DATETIME, CLOCK = ValueType(Kind.DATE), ValueType(Kind.DATETIME), ValueType(Kind.CLOCK)
NEEDS = ("socialtjänst", "kommunal_hsv", "regional_öppenvård")

_ROLES = {
    "slutenvård": None,
    "behandlande_läkare": "slutenvård",
    "kommun": None,
    "socialtjänst": "kommun",
    "öppenvård": None,
    "primärvård": "öppenvård",
    "patient": None,
}
_EVENTS: dict[str, dict[str, ValueType]] = {
    "inskrivning": {},
    "inskrivningsmeddelande": {"beräknat_utskrivningsdatum": DATE, "inskrivningsorsak": TEXT, "namn": BOOL},
    "kvittens": {},
    "planeringsunderlag": {"spårfärg": ValueType(Kind.ENUM, ("blå", "grön", "gul", "röd"))},
    "behovsbedömning": {"behov": ValueType(Kind.LIST, NEEDS), "övrigt": ValueType(Kind.LIST)},
    "utskrivningsklar": {"datum": DATE, "ansvarig_läkare": BOOL},
    "utskrivningsklar_återtagen": {"datum": DATE, "orsak": TEXT},
    "hemgångsklar": {"läkemedel_dygn": NUMBER},
    "kallelse_sip": {"datum": DATE, "starttid": CLOCK, "plats": TEXT},
    "utskrivning": {"till": ValueType(Kind.ENUM, ("eget_boende", "korttid"))},
    "driftstopp": {"slut": DATETIME},
}
_FACTS = {
    "vårdform": ValueType(Kind.ENUM, ("somatisk", "psykiatrisk", "öpt", "örv")),
    "behov": ValueType(Kind.LIST, NEEDS),
    "samordningsbehov": BOOL,
    "samtycke_sip": BOOL,
    "anteckning": TEXT,
    "dygn": NUMBER,
    "sedan": DATE,
}


@lru_cache
def vocabulary() -> Vocabulary:
    """Return a part of contract/vocabulary.yaml."""
    return Vocabulary(
        name="prov",
        roles={name: Role(name, parent) for name, parent in _ROLES.items()},
        events={name: EventType(name, fields=fields) for name, fields in _EVENTS.items()},
        facts={name: Fact(name, kind) for name, kind in _FACTS.items()},
        derived={"ålder": Derived("ålder", "birth_date")},
        subject=Subject(
            "patient",
            {
                "pseudonym": TEXT,
                "birth_date": DATE,
                "folkbokföringskommun": TEXT,
                "placerande_kommun": TEXT,
                "listad_enhet": TEXT,
            },
        ),
    )


@lru_cache
def decoder() -> Decoder:
    return Decoder(vocabulary(), zone("Europe/Stockholm"))


def episode(id: str = "NB-1", **changes: object) -> dict[str, object]:
    """Return a small valid document; a change to ... takes the key away."""
    raw: dict[str, object] = {
        "schema": 1,
        "id": id,
        "region": "norrbotten",
        "patient": {"pseudonym": "P-0001", "birth_date": "1943-02-11", "placerande_kommun": None},
        "facts": {"vårdform": "somatisk", "samtycke_sip": [{"at": "2024-03-04T11:00", "value": True}]},
        "events": [
            {
                "id": "e1",
                "type": "inskrivning",
                "at": "2024-03-04T10:15",
                "by": {"role": "slutenvård", "unit": "A"},
            },
            {
                "id": "e2",
                "type": "kvittens",
                "re": "e1",
                "at": "2024-03-05T08:30",
                "by": "kommun",
                "to": ["öppenvård"],
            },
        ],
    }
    raw.update(changes)
    return {key: value for key, value in raw.items() if value is not ...}


def read_lines(*lines: str | bytes | object) -> list[Episode | Unusable]:
    """Read JSON Lines given as text, bytes or values."""
    return list(read_paths(["-"], decoder(), stdin=io.BytesIO(b"\n".join(map(_line, lines)))))


def _line(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()


def codes(found: Iterable[Episode | Unusable]) -> list[str]:
    return [d.code for item in found if isinstance(item, Unusable) for d in item.diagnostics]


def personal_number(date: str = "430211", serial: str = "101", day_plus: int = 0) -> str:
    """Return ten digits with a valid check digit."""
    digits = date[:4] + f"{int(date[4:]) + day_plus:02}" + serial
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(digits))
    return digits + str(-total % 10)
