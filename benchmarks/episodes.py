"""Invented episodes of Norrbotten: the same N lines for the same seed, about 16 events each, kept and broken mixed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

MUNICIPALITIES = (
    "Luleå",
    "Piteå",
    "Boden",
    "Kalix",
    "Gällivare",
    "Kiruna",
    "Haparanda",
    "Älvsbyn",
    "Överkalix",
    "Övertorneå",
)
CENTRES = ("HC Granen", "HC Björken", "HC Näsudden", "HC Örnäset", "HC Sjön")
NEEDS = (
    ["socialtjänst", "kommunal_hsv", "regional_öppenvård"],
    ["kommunal_hsv", "regional_öppenvård"],
    ["socialtjänst", "regional_öppenvård"],
    ["socialtjänst"],
    ["regional_öppenvård"],
)
Json = dict[str, object]


def lines(count: int, seed: int = 1) -> Iterator[str]:
    """Yield `count` episodes as lines of JSON."""
    for number in range(count):
        yield json.dumps(_Stay(number, random.Random(seed * 1_000_003 + number)).episode(), ensure_ascii=False)


def write(path: Path, count: int) -> None:
    """Write a file of `count` episodes, line by line; keep it if it is already there."""
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines(count))
    beside.replace(path)


class _Stay:
    """One stay, told from admission to discharge."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.number = number
        self.chance = chance
        self.municipality = chance.choice(MUNICIPALITIES)
        self.centre = chance.choice(CENTRES)
        self.ward: Json = {"role": "slutenvård", "unit": f"Avd {chance.randint(1, 30)}"}
        self.kommun: Json = {"role": "kommun", "unit": self.municipality}
        self.care: Json = {"role": "öppenvård", "unit": self.centre}
        self.contact: Json = {"role": "fast_vårdkontakt", "unit": self.centre}
        self.needs = chance.choice(NEEDS)
        self.events: list[Json] = []

    def add(self, kind: str, at: datetime, by: Json | str, **rest: object) -> str:
        name = f"e{len(self.events) + 1}"
        self.events.append({"id": name, "type": kind, "at": at.isoformat(timespec="seconds"), "by": by, **rest})
        return name

    def later(self, at: datetime, most_hours: float) -> datetime:
        return at + timedelta(seconds=self.chance.randint(300, int(most_hours * 3600)))

    def receipts(self, notice: str, at: datetime, receivers: list[Json]) -> None:
        for receiver in receivers:
            if self.chance.random() < 0.95:
                self.add("kvittens", self.later(at, 26), receiver, re=notice)

    def episode(self) -> Json:
        # April to September: no stay meets a change of the clock, where a local time may not exist.
        chance = self.chance
        first = datetime.combine(date(2023, 4, 3) + timedelta(days=chance.randint(0, 170)), datetime.min.time())
        begin = first + timedelta(hours=8, seconds=chance.randint(0, 8 * 3600))
        receivers = [
            r for r, wanted in ((self.kommun, self.needs != ["regional_öppenvård"]), (self.care, True)) if wanted
        ]
        self.add("inskrivning", begin, self.ward)
        judged = self.later(begin, 4)
        self.add("behovsbedömning", judged, "behandlande_läkare")
        told = self.later(judged, 26)
        leaves = (begin + timedelta(days=6)).date().isoformat()
        notice = self.add(
            "inskrivningsmeddelande",
            told,
            self.ward,
            to=receivers,
            data={"beräknat_utskrivningsdatum": leaves, "inskrivningsorsak": "uppdiktad"},
        )
        self.receipts(notice, told, receivers)
        self.add("planeringsunderlag", self.later(told, 25), self.ward)
        if chance.random() < 0.9:
            self.add(
                "fast_vårdkontakt_utsedd",
                told + timedelta(days=1),
                {"role": "verksamhetschef", "unit": self.centre},
                data={"enhet": self.centre, "huvudman": "region"},
            )
        ready = told + timedelta(days=chance.randint(2, 8))
        self.add("utskrivningsklarbedömning", ready, "behandlande_läkare")
        sent = self.later(ready, 5)
        full = {
            "datum": sent.date().isoformat(),
            "ansvarig_läkare": True,
            "ansvarig_sjuksköterska": True,
            "läkaransvar_överlämnat_till": True,
        }
        ready_notice = self.add("utskrivningsklar", sent, self.ward, to=receivers, data=full)
        self.receipts(ready_notice, sent, receivers)
        consent = self._consent(told)
        if consent and chance.random() < 0.85:
            self.add(
                "kallelse_sip",
                self.later(sent, 90),
                self.contact,
                to=[self.kommun, "patient"],
                data={"process": "utskrivning"},
            )
            if chance.random() < 0.6:
                self._meeting(sent)
        self._leave(sent, receivers)
        self.events.sort(key=lambda event: str(event["at"]))
        return self._record()

    def _consent(self, told: datetime) -> bool:
        answer = self.chance.choices(("ja", "nej", ""), (80, 10, 10))[0]
        if answer:
            self.add("samtycke", self.later(told, 30), "patient", data={"avser": "sip", "svar": answer})
        return answer == "ja"

    def _meeting(self, sent: datetime) -> None:
        met = sent + timedelta(days=self.chance.randint(5, 27), hours=self.chance.randint(0, 3))
        present: list[Json] = [self.kommun, self.care]
        self.add("sip_möte", met, self.contact, to=present)
        for party in present:
            if self.chance.random() < 0.9:
                self.add("sip_dokumenterad", self.later(met, 84), party)

    def _leave(self, sent: datetime, receivers: list[Json]) -> None:
        self.add("starttid_meddelad", self.later(sent, 6), self.kommun, data={"startdatum": sent.date().isoformat()})
        left = sent + timedelta(days=self.chance.randint(0, 6), minutes=self.chance.randint(10, 180))
        self.add("utskrivning", left, self.ward, data={"till": "eget_boende"})
        if self.chance.random() < 0.9:
            last = self.add(
                "utskrivningsmeddelande",
                left + timedelta(minutes=5),
                self.ward,
                to=receivers,
                data={"datum_hemgång": left.date().isoformat()},
            )
            self.receipts(last, left, receivers[:1])

    def _record(self) -> Json:
        facts: Json = {"vårdform": "somatisk", "behov": self.needs, "samtycke_informationsöverföring": True}
        if self.chance.random() < 0.95:
            facts["samordningsbehov"] = self.chance.random() < 0.8
        if self.chance.random() < 0.9:
            facts["öppenvårdsinsatser_saknas"] = self.chance.random() < 0.05
        return {
            "schema": 1,
            "id": f"BM-{self.number:06}",
            "region": "norrbotten",
            "patient": {"pseudonym": f"P-{self.number:06}", "folkbokföringskommun": self.municipality},
            "facts": facts,
            "events": self.events,
        }
