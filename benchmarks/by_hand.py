"""Ten obligations of Norrbotten's guideline written by hand, as one would without a rule language: what the language is
measured against. Reads the same lines and gives the same counts of (rule, verdict) for the generated episodes; it knows
nothing of the rest: wrong input, taken-back messages, deaths, outages, reasons, or payment.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

TEN = (
    "inskrivningsmeddelande_till_kommun",
    "inskrivningsmeddelande_till_öppenvård",
    "planeringsunderlag",
    "fast_vårdkontakt",
    "kvittens_inskrivningsmeddelande",
    "kvittens_utskrivningsklar",
    "kvittens_utskrivningsmeddelande",
    "kallelse_sip",
    "kallelse_utan_samtycke",
    "sip_möte",
    "sip_dokumenterad",
)
"""The rules; the admission message is two, one to the municipality and one to open care."""
STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOUR = 3600
Json = dict[str, Any]
Counts = Counter[tuple[str, str]]


def count(path: Path, as_of: str) -> Counts:
    """Return how often each rule got which verdict, judged at a local time."""
    counts: Counts = Counter()
    moment = seconds(as_of)
    with path.open(encoding="utf-8") as file:
        for line in file:
            for found in judge(json.loads(line), moment):
                counts[found] += 1
    return counts


def seconds(text: str) -> float:
    """Return a local time as seconds since 1970."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).timestamp()


def end_of_day(at: float, days: int) -> float:
    """Return the last second of the local date so many days later."""
    day = datetime.fromtimestamp(at, STOCKHOLM).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=STOCKHOLM).timestamp()


def next_noon(at: float) -> float:
    """Return 12:00 on the next local date."""
    day = datetime.fromtimestamp(at, STOCKHOLM).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM).timestamp()


def verdict(done: float | None, due: float, as_of: float) -> str:
    """Return what comes of an act that was done at a moment, or not."""
    if done is None:
        return "pending" if as_of <= due else "missed"
    return "fulfilled" if done <= due else "late"


def role(actor: Json | str) -> str:
    return actor if isinstance(actor, str) else actor["role"]


def same(actor: Json | str, other: Json | str) -> bool:
    return role(actor) == role(other) and (
        isinstance(actor, str) or isinstance(other, str) or actor.get("unit") == other.get("unit")
    )


def reaches(event: Json, wanted: str) -> bool:
    return any(role(actor) == wanted for actor in event.get("to", ()))


def judge(episode: Json, as_of: float) -> Iterable[tuple[str, str]]:
    """Yield each rule's name with a verdict."""
    by_type: dict[str, list[Json]] = {}
    for event in episode["events"]:
        event["s"] = seconds(event["at"])
        if event["s"] > as_of:
            continue
        by_type.setdefault(event["type"], []).append(event)
    facts = episode["facts"]
    needs = facts.get("behov")
    yield from admission_message(by_type, needs, as_of)
    notices = by_type.get("inskrivningsmeddelande", [])
    for notice in notices:
        done = first(by_type.get("planeringsunderlag", ()))
        yield "planeringsunderlag", verdict(done, notice["s"] + 24 * HOUR, as_of)
        yield from receipts("kvittens_inskrivningsmeddelande", notice, by_type, as_of)
    yield from fixed_contact(by_type, as_of)
    consent = by_type.get("samtycke", ())
    for ready in by_type.get("utskrivningsklar", ())[:1]:
        yield from call(ready, by_type, facts, consent, as_of)
    for ready in by_type.get("utskrivningsklar", ()):
        yield from receipts("kvittens_utskrivningsklar", ready, by_type, as_of)
    for gone in by_type.get("utskrivningsmeddelande", ()):
        yield from receipts("kvittens_utskrivningsmeddelande", gone, by_type, as_of)
    yield from forbidden_call(by_type, consent)
    yield from meeting(by_type, facts, consent, as_of)


def first(events: Iterable[Json]) -> float | None:
    for event in events:
        return float(event["s"])
    return None


def admission_message(
    by_type: dict[str, list[Json]], needs: list[str] | None, as_of: float
) -> Iterable[tuple[str, str]]:
    """Within 24 hours of the physician's judgement, to whoever is needed."""
    judgements = by_type.get("behovsbedömning", ())
    for _ in by_type.get("inskrivning", ()) if not judgements else ():
        if needs is None or any(need in ("socialtjänst", "kommunal_hsv") for need in needs):
            yield "inskrivningsmeddelande_till_kommun", "undetermined"
        if needs is None or any(need in ("regional_öppenvård", "kommunal_hsv") for need in needs):
            yield "inskrivningsmeddelande_till_öppenvård", "undetermined"
    for judged in judgements:
        for rule, receiver, wanted in (
            ("inskrivningsmeddelande_till_kommun", "kommun", ("socialtjänst", "kommunal_hsv")),
            ("inskrivningsmeddelande_till_öppenvård", "öppenvård", ("regional_öppenvård", "kommunal_hsv")),
        ):
            if needs is None or not any(need in wanted for need in needs):
                continue
            sent = first(e for e in by_type.get("inskrivningsmeddelande", ()) if reaches(e, receiver))
            yield rule, verdict(sent, judged["s"] + 24 * HOUR, as_of)


def receipts(rule: str, notice: Json, by_type: dict[str, list[Json]], as_of: float) -> Iterable[tuple[str, str]]:
    """From each receiver, by noon on the next day."""
    due = next_noon(notice["s"])
    for receiver in notice["to"]:
        if role(receiver) in ("patient", "närstående"):
            continue
        answers = (
            e
            for e in by_type.get("kvittens", ())
            if e.get("re") == notice["id"] and e["s"] >= notice["s"] and same(receiver, e["by"])
        )
        yield rule, verdict(first(answers), due, as_of)


def fixed_contact(by_type: dict[str, list[Json]], as_of: float) -> Iterable[tuple[str, str]]:
    """Appointed by open care before discharge."""
    if not any(reaches(e, "öppenvård") for e in by_type.get("inskrivningsmeddelande", ())):
        return
    appointed = by_type.get("fast_vårdkontakt_utsedd", ())
    named = first(e for e in appointed if e.get("data", {}).get("huvudman") != "kommun")
    left = first(by_type.get("utskrivning", ()))
    if left is None:
        yield "fast_vårdkontakt", "pending" if named is None else "fulfilled"
    else:
        yield "fast_vårdkontakt", verdict(named, left, as_of)


def agreed(consent: Iterable[Json], at: float) -> bool | None:
    """Return whether the patient agreed to a plan, as far as was known at a moment."""
    answer = None
    for event in consent:
        if event["s"] <= at and event["data"]["avser"] == "sip":
            answer = event["data"]["svar"] == "ja"
    return answer


def wanted(facts: Json, consent: Iterable[Json], at: float) -> bool | None:
    """Return whether a plan is called for: need of coordination, consent, and not social services alone."""
    needs = facts.get("behov")
    parts = (
        facts.get("samordningsbehov"),
        agreed(consent, at),
        None if needs is None else needs != ["socialtjänst"],
    )
    return False if False in parts else None if None in parts else True


def withdrawn(consent: Iterable[Json], after: float) -> float | None:
    return first(e for e in consent if e["s"] > after and e["data"]["avser"] == "sip" and e["data"]["svar"] == "nej")


def call(
    ready: Json, by_type: dict[str, list[Json]], facts: Json, consent: Iterable[Json], as_of: float
) -> Iterable[tuple[str, str]]:
    """The fixed contact calls to a meeting within three days of the notice."""
    needed = wanted(facts, consent, ready["s"])
    if needed is False:
        return
    sent = first(by_contact(by_type.get("kallelse_sip", ()), by_type))
    due = end_of_day(ready["s"], 3)
    ended = withdrawn(consent, ready["s"])
    yield "kallelse_sip", conditional(needed, sent, due, ended, as_of)


def conditional(needed: bool | None, done: float | None, due: float, ended: float | None, as_of: float) -> str:
    """Return the verdict of a duty that may not apply, and that a withdrawn consent takes away."""
    taken = ended is not None and ended <= due
    if needed is None:
        return "cancelled" if taken else "undetermined"
    if taken and (done is None or done > ended):  # type: ignore[operator]
        return "cancelled"
    return verdict(done, due, as_of)


def by_contact(events: Iterable[Json], by_type: dict[str, list[Json]]) -> Iterable[Json]:
    """Keep what the fixed contact did: in that role, or as the unit that was appointed."""
    for event in events:
        if role(event["by"]) == "fast_vårdkontakt":
            yield event
            continue
        for named in by_type.get("fast_vårdkontakt_utsedd", ()):
            stands_in = named["s"] <= event["s"] and role(event["by"]) == "öppenvård"
            if stands_in and named["data"].get("enhet") == event["by"].get("unit"):
                yield event
                break


def forbidden_call(by_type: dict[str, list[Json]], consent: Iterable[Json]) -> Iterable[tuple[str, str]]:
    """No call without consent."""
    for event in by_type.get("kallelse_sip", ()):
        if event.get("data", {}).get("process") == "öppenvård":
            continue
        answer = agreed(consent, event["s"])
        if answer is not True:
            yield "kallelse_utan_samtycke", "breached" if answer is False else "undetermined"


def meeting(
    by_type: dict[str, list[Json]], facts: Json, consent: Iterable[Json], as_of: float
) -> Iterable[tuple[str, str]]:
    """Held within 21 days of discharge; documented by each party within three days."""
    held = by_type.get("sip_möte", ())
    for left in by_type.get("utskrivning", ()):
        needed = wanted(facts, consent, left["s"])
        if needed is not False:
            ended = withdrawn(consent, left["s"])
            yield "sip_möte", conditional(needed, first(held), end_of_day(left["s"], 21), ended, as_of)
    for met in held:
        if agreed(consent, met["s"]) is False:
            continue
        due, ended = end_of_day(met["s"], 3), withdrawn(consent, met["s"])
        for party in met["to"]:
            if role(party) in ("patient", "närstående", "annan_aktör"):
                continue
            noted = first(e for e in by_type.get("sip_dokumenterad", ()) if e["s"] >= met["s"] and same(party, e["by"]))
            yield "sip_dokumenterad", conditional(True, noted, due, ended, as_of)
