"""Made-up stays for the months of each model: what happened as plain values, and the record a system would hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True)
class Stay:
    """What happened. Times are local and without offset; `notices` are sent and perhaps taken back."""

    name: str
    region: str
    home: str
    placing: str | None
    care: str
    needs: tuple[str, ...] | None
    admitted: datetime
    told: datetime | None
    """When the municipality was told of the admission."""
    dated: bool
    notices: tuple[tuple[datetime, datetime | None], ...]
    discharge_told: datetime | None
    ended: datetime | None
    died: bool
    error: str | None = None
    right: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def payer(self) -> str:
        """The municipality that pays."""
        if self.error == "fel_kommun" and self.right is not None:
            return self.right
        return self.placing if self.placing is not None else self.home

    @property
    def municipal(self) -> bool:
        """Whether the patient needs anything of a municipality."""
        return self.needs is not None and bool({"socialtjänst", "kommunal_hsv"} & set(self.needs))


def instant(at: datetime) -> float:
    """Return the seconds of a local time."""
    return at.replace(tzinfo=LOCAL).timestamp()


def record(stay: Stay) -> dict[str, Any]:
    """Return the stay as a timeline."""
    to = {"by": "slutenvård", "to": ["kommun"]}
    events: list[dict[str, Any]] = [{"id": "in", "type": "inskrivning", "at": _at(stay.admitted), "by": "slutenvård"}]
    if stay.told is not None:
        message: dict[str, Any] = {"id": "im", "type": "inskrivningsmeddelande", "at": _at(stay.told), **to}
        if stay.dated:
            message["data"] = {"beräknat_utskrivningsdatum": f"{stay.admitted.date() + timedelta(days=5)}"}
        events.append(message)
    for number, (sent, taken) in enumerate(stay.notices):
        events.append({"id": f"k{number}", "type": "utskrivningsklar", "at": _at(sent), **to})
        if taken is not None:
            back = {"id": f"t{number}", "type": "utskrivningsklar_återtagen", "at": _at(taken), "re": f"k{number}"}
            events.append({**back, **to})
    if stay.discharge_told is not None:
        events.append({"id": "um", "type": "utskrivningsmeddelande", "at": _at(stay.discharge_told), **to})
    if stay.ended is not None:
        kind = "avliden" if stay.died else "utskrivning"
        events.append({"id": "ut", "type": kind, "at": _at(stay.ended), "by": "slutenvård"})
    facts: dict[str, Any] = {"vårdform": stay.care, "samtycke_sip": False, **stay.extra}
    if stay.needs is not None:
        facts["behov"] = list(stay.needs)
    if stay.error is not None:
        facts["uppenbart_fel"] = stay.error
    if stay.right is not None:
        facts["rätt_kommun"] = stay.right
    patient: dict[str, Any] = {"pseudonym": f"P-{stay.name}", "folkbokföringskommun": stay.home}
    if stay.placing is not None:
        patient["placerande_kommun"] = stay.placing
    events.sort(key=lambda e: str(e["at"]))
    return {
        "schema": 1,
        "id": stay.name,
        "region": stay.region,
        "patient": patient,
        "facts": facts,
        "events": events,
    }


def _at(at: datetime) -> str:
    return at.isoformat()


CLOCKS = ((9, 0, 0), (10, 30, 0), (12, 0, 0), (12, 0, 1), (11, 59, 59), (16, 0, 0), (23, 59, 59), (0, 0, 0))


def stays(rng: Random, region: str, homes: tuple[str, ...], first: date, days: int, count: int) -> list[Stay]:
    """Return so many stays whose first notice is sent within so many days from a date."""
    return [_stay(rng, f"{region}-{n}", region, homes, first, days) for n in range(count)]


def _stay(rng: Random, name: str, region: str, homes: tuple[str, ...], first: date, days: int) -> Stay:
    sent = _moment(rng, first + timedelta(days=rng.randrange(days)))
    admitted = _real(sent - timedelta(days=rng.randrange(2, 6), hours=rng.randrange(3)))
    told: datetime | None = _real(
        admitted + timedelta(hours=rng.choice((1, 2, 24)), seconds=rng.choice((0, 0, 0, 0, 1)))
    )
    if rng.random() < 0.06:
        told = None
    notices: list[tuple[datetime, datetime | None]] = [(sent, None)]
    ends_from = sent
    again = rng.random()
    if region != "halland" and again < 0.12:
        taken = _after(rng, sent, 5)
        notices = [(sent, taken)]
        if again < 0.09:
            ends_from = _after(rng, taken, 3)
            notices.append((ends_from, None))
        else:
            ends_from = taken
    elif region != "halland" and again < 0.18:
        ends_from = _after(rng, sent, 4)
        notices.append((ends_from, None))
    ended = _end(rng, ends_from) if rng.random() < 0.94 else None
    died = ended is not None and rng.random() < 0.05
    message = None
    if ended is not None and rng.random() < 0.93:
        message = max(ends_from, ended - timedelta(minutes=rng.choice((20, 300, 1500)))) + timedelta(seconds=1)
        message = _real(message)
        if message >= ended:
            message = None
    error = right = None
    if region == "halland" and rng.random() < 0.15:
        error = rng.choice(("fel_kommun", "registrering", "avliden"))
        right = rng.choice((None, *homes[:2])) if error == "fel_kommun" else None
    return Stay(
        name,
        region,
        rng.choice(homes),
        rng.choice(homes) if rng.random() < 0.1 else None,
        rng.choice(("somatisk", "somatisk", "somatisk", "psykiatrisk")),
        rng.choice((("socialtjänst",), ("socialtjänst",), ("kommunal_hsv", "socialtjänst"), ("regional_öppenvård",)))
        if rng.random() < 0.6
        else ("socialtjänst",),
        admitted,
        told,
        rng.random() < 0.95,
        tuple(notices),
        message,
        ended,
        died,
        error,
        right,
    )


def _moment(rng: Random, day: date) -> datetime:
    return _real(datetime(day.year, day.month, day.day, *rng.choice(CLOCKS)))


def _after(rng: Random, at: datetime, most: int) -> datetime:
    return _real(at + timedelta(days=rng.randrange(most), hours=rng.randrange(1, 30), minutes=rng.randrange(60)))


def _end(rng: Random, at: datetime) -> datetime:
    """Return an end some days later: often a whole number of days, a second less or more, or at a turn of month."""
    days = rng.choice((0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 7, 8, 8, 9, 12, 30, 31, 33))
    if days == 0:
        return _real(at + timedelta(hours=rng.randrange(1, 24), minutes=7))
    end = at + timedelta(days=days, seconds=rng.choice((-1, 0, 0, 1, 3600, -7200)))
    if rng.random() < 0.1:
        end = datetime(end.year, end.month, 1) - timedelta(seconds=rng.choice((0, 1)))
    return _real(end) if end > at else _real(at + timedelta(hours=5))


def _real(at: datetime) -> datetime:
    """Move a time out of the hours that a change of the clock skips or repeats."""
    odd = at.replace(tzinfo=LOCAL, fold=0).utcoffset() != at.replace(tzinfo=LOCAL, fold=1).utcoffset()
    back = datetime.fromtimestamp(at.replace(tzinfo=LOCAL).timestamp(), LOCAL).replace(tzinfo=None)
    return at + timedelta(hours=3) if odd or back != at else at
