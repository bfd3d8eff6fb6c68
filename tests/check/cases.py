"""Random cases for the witness: a rule set, a timeline, a moment of judgement.

Some guidelines are made up in the words of the kit (`random_worlds.py`), the others are the shipped ones, with
timelines from their words or from a fixture that is bent. Of what is due in a timeline new cases are made that fall
on the limit and a second to either side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from kit import HEAD, REJECTING, WORDS, episode
from random_worlds import BASES, HOUR, facts, iso, moment, subject, timeline, world

from compliance import load_episodes, load_rules
from compliance.episodes.model import Actor, Episode, Event, FactValue
from compliance.graph import load_texts
from compliance.graph.model import RuleSet
from compliance.graph.vocabulary import Kind, ValueType
from compliance.language.rule_tree import Acts, Stated
from compliance.payment import Judge

LATE = 400 * HOUR
TIMELINES = 6


@dataclass(frozen=True)
class Case:
    """What is judged. `texts` are the guideline's, where it is made up."""

    rules: RuleSet
    judge: Judge
    told: Episode
    as_of: int
    region: str
    texts: tuple[str, ...] = ()


def cases(seed: int) -> Iterator[Case]:
    """Return the cases of a seed: of one made-up guideline, or (every fourth) of the shipped ones."""
    return shipped_cases(seed) if seed % 4 == 3 else made_up_cases(seed)


def load(texts: tuple[str, ...]) -> RuleSet | None:
    """Return the rule set of guidelines in the words of the kit, None where the loader refuses them."""
    whole = [(f"{n}.riktlinje", t if t.startswith("riktlinje ") else HEAD + REJECTING + t) for n, t in enumerate(texts)]
    return load_texts([("ord.riktlinje", WORDS), *whole], {}).rules


def made_up_cases(seed: int) -> Iterator[Case]:
    rng = Random(seed)
    texts = world(rng)
    rules = load(texts)
    while rules is None:
        texts = world(rng)
        rules = load(texts)
    judge = Judge(rules)
    for _ in range(TIMELINES):
        base = rng.choice(BASES)
        told = episode(timeline(rng, base), facts(rng, base), subject(rng, base))
        first = Case(rules, judge, told, moment(rng, base) + rng.choice((0, 0, LATE)), "prov", texts)
        yield first
        yield from on_the_limit(rng, first)


def on_the_limit(rng: Random, case: Case) -> Iterator[Case]:
    """Return the case judged at, and with something done at, what is due in it, and a second to either side."""
    found = case.judge.judge(case.told, case.as_of + LATE, case.region)
    limits = [(f, t) for f in found.findings for t in {f.due, f.opens} if t is not None and t != f.trigger_at]
    money = [t for t in (found.liability.starts, found.liability.ends) if t is not None]
    if limits:
        rule = rng.choice(sorted({f.rule.name for f, _ in limits}))
        finding, limit = rng.choice([(f, t) for f, t in limits if f.rule.name == rule])
        at = limit + rng.choice((-1, 0, 1))
        yield replace(case, as_of=at)
        act = rng.choice(
            [a.event.name for a in finding.rule.duty.acts] if isinstance(finding.rule.duty, Acts) else ["-"]
        )
        if isinstance(finding.rule.duty, Stated) and finding.trigger is not None and rng.random() < 0.7:
            for then in (at, limit + 1):
                yield replace(case, told=completed(case.told, finding.trigger, then), as_of=case.as_of + LATE)
            return
        others = [e for e in case.told.events if e is not finding.trigger and (e.type == act or rng.random() < 0.2)]
        if others:
            bent = moved(case.told, rng.choice(others), at)
        elif act != "-":
            anyone = Actor(next(iter(case.rules.vocabulary.roles)))
            by = finding.bearer if finding.bearer is not None else anyone
            to = (finding.target,) if finding.target is not None else ()
            re = finding.trigger.id if finding.trigger is not None and rng.random() < 0.5 else None
            bent = with_event(case.told, Event("x1", act, at, by, to, re, {}, None, 99))
        else:
            return
        yield replace(case, told=bent, as_of=max(case.as_of, at) if rng.random() < 0.5 else case.as_of + LATE)
    elif money:
        yield replace(case, as_of=rng.choice(money) + rng.choice((-1, 0, 1)))


def completed(told: Episode, message: Event, at: int) -> Episode:
    """Return a timeline in which a message is sent again with everything that the kit's fields can hold."""
    data = {**message.data, "ja": True, "ord": "x", "tal": 3, "lista": ("x",)}
    again = Event("x1", message.type, at, message.by, message.to, message.id, data, None, 99)
    return with_event(told, again)


# --- bending a timeline


def sorted_events(events: list[Event]) -> tuple[Event, ...]:
    """Events of one second stand in the order of their ids."""
    return tuple(sorted(events, key=lambda e: (e.at, len(e.id), e.id)))


def with_event(told: Episode, event: Event) -> Episode:
    taken = {e.id for e in told.events}
    while event.id in taken:
        event = replace(event, id=event.id + "x")
    return replace(told, events=sorted_events([*told.events, event]))


def moved(told: Episode, event: Event, at: int) -> Episode:
    return replace(told, events=sorted_events([replace(e, at=at) if e is event else e for e in told.events]))


def without(told: Episode, event: Event) -> Episode:
    """Return a timeline without an event; what referred to it refers to nothing."""
    rest = [replace(e, re=None) if e.re == event.id else e for e in told.events if e is not event]
    return replace(told, events=tuple(rest))


# --- the shipped guidelines


@cache
def shipped() -> tuple[RuleSet, Judge, tuple[Episode, ...]]:
    rules = load_rules()
    folder = str(Path(__file__).parents[2] / "fixtures")
    found = tuple(e for e in load_episodes([folder], rules) if isinstance(e, Episode))
    return rules, Judge(rules), tuple(e for e in found if e.region in rules.regions)


def shipped_cases(seed: int) -> Iterator[Case]:
    rng = Random(seed)
    rules, judge, fixtures = shipped()
    for _ in range(TIMELINES):
        if rng.random() < 0.75:
            told = rng.choice(fixtures)
            for _ in range(rng.randrange(0, 4)):
                told = bend(rng, rules, told)
        else:
            told = from_words(rng, rules)
        end = max((e.at for e in told.events), default=0)
        as_of = told.as_of if told.as_of is not None and rng.random() < 0.5 else end + rng.choice((0, 1, LATE))
        first = Case(rules, judge, told, as_of, str(told.region))
        yield first
        yield from on_the_limit(rng, first)


def bend(rng: Random, rules: RuleSet, told: Episode) -> Episode:
    """Return a timeline with one thing changed."""
    events = told.events
    if not events:
        return told
    event, form = rng.choice(events), rng.randrange(9)
    if form == 0:
        return without(told, event)
    if form == 1:
        return moved(told, event, event.at + rng.choice((-86400, -3600, -1, 1, 60, 3600, 86400, 3 * 86400)))
    if form == 2:
        return with_event(told, replace(event, at=event.at + rng.choice((0, 1, 3600, 86400)), re=event.id, order=99))
    if form == 3:
        return with_event(told, any_event(rng, rules, list(events), event.at + rng.choice((0, 3600, 86400))))
    if form == 4:
        fewer = tuple(a for a in event.to if rng.random() < 0.6)
        return replace(told, events=tuple(replace(e, to=fewer) if e is event else e for e in events))
    if form == 5:
        by = None if rng.random() < 0.4 else any_actor(rng, rules)
        return replace(told, events=tuple(replace(e, by=by) if e is event else e for e in events))
    if form == 6:
        data = any_data(rng, rules, event.type, event.at)
        return replace(told, events=tuple(replace(e, data=data) if e is event else e for e in events))
    name = rng.choice(sorted(rules.vocabulary.facts))
    return replace(told, facts={**told.facts, name: any_fact(rng, rules, name, [e.at for e in events])})


def from_words(rng: Random, rules: RuleSet) -> Episode:
    """Return a timeline in the words of the shipped rules, around some moment of 2024 or 2025."""
    base = rng.choice((*BASES, 1735110000, 1740733200))
    events: list[Event] = []
    for at in sorted(base + rng.choice((6, 24)) * HOUR * rng.randrange(0, 12) for _ in range(rng.randrange(3, 16))):
        events.append(any_event(rng, rules, events, at))
    known = {
        name: any_fact(rng, rules, name, [e.at for e in events])
        for name in rules.vocabulary.facts
        if rng.random() < 0.7
    }
    who = {"folkbokföringskommun": "Luleå"} if rng.random() < 0.8 else {}
    region = rng.choice(rules.regions)
    return Episode("X", region, who, known, sorted_events([replace(e, order=n) for n, e in enumerate(events)]), "x", 1)


COMMON = (
    "inskrivning", "behovsbedömning", "inskrivningsmeddelande", "kvittens", "utskrivningsklar", "kallelse_sip",
    "utskrivning", "utskrivningsmeddelande", "sip_möte", "sip_upprättad", "fast_vårdkontakt_utsedd",
    "planeringsunderlag", "utskrivningsklarbedömning", "utskrivningsklar_återtagen", "samtycke", "starttid_meddelad",
    "driftstopp", "telefonkontakt",
)  # fmt: skip


def any_event(rng: Random, rules: RuleSet, before: list[Event], at: int) -> Event:
    words = rules.vocabulary
    known = [k for k in COMMON if k in words.events]
    kind = rng.choice(known if known and rng.random() < 0.75 else sorted(words.events))
    declared = words.events[kind]
    by = Actor(rng.choice(declared.by), rng.choice((None, "A"))) if declared.by else any_actor(rng, rules)
    answered = [
        e for e in before if declared.answers is not None and (not declared.answers or e.type in declared.answers)
    ]
    answered += [e for e in before if e.type == kind and rng.random() < 0.2]
    to = tuple(dict.fromkeys(any_actor(rng, rules) for _ in range(rng.randrange(0, 4))))
    re = rng.choice(answered) if answered and rng.random() < 0.8 else None
    if declared.answers is not None and re is not None and re.to and rng.random() < 0.7:
        by = rng.choice(re.to)
    return Event(
        f"n{len(before)}", kind, at, by if rng.random() < 0.95 else None, to, re.id if re is not None else None,
        any_data(rng, rules, kind, at), at + rng.choice((0, 60)) if rng.random() < 0.1 else None, 99,
    )  # fmt: skip


def any_actor(rng: Random, rules: RuleSet) -> Actor:
    common = [
        r for r in ("kommun", "öppenvård", "slutenvård", "patient", "fast_vårdkontakt") if r in rules.vocabulary.roles
    ]
    role = rng.choice(common if common and rng.random() < 0.8 else sorted(rules.vocabulary.roles))
    return Actor(role, rng.choice((None, "A", "A", "B")))


def any_data(rng: Random, rules: RuleSet, kind: str, at: int) -> dict[str, object]:
    fields = rules.vocabulary.events[kind].fields
    return {name: any_value(rng, of, at) for name, of in fields.items() if rng.random() < 0.7}


def any_fact(rng: Random, rules: RuleSet, name: str, moments: list[int]) -> tuple[FactValue, ...]:
    of = rules.vocabulary.facts[name].type
    at = rng.choice(moments)
    if rng.random() < 0.5:
        return (FactValue(None, any_value(rng, of, at)),)
    when = sorted({rng.choice(moments) + rng.choice((-1, 0, 0, 1, 3600)) for _ in range(rng.randrange(1, 3))})
    return tuple(FactValue(t, None if rng.random() < 0.1 else any_value(rng, of, at)) for t in when)


def any_value(rng: Random, of: ValueType, at: int) -> object:
    day = date(1970, 1, 1) + timedelta(days=at // 86400 + rng.randrange(-1, 5))
    match of.kind:
        case Kind.BOOL:
            return rng.random() < 0.7
        case Kind.NUMBER:
            return rng.randrange(0, 5)
        case Kind.DATE:
            return day
        case Kind.DATETIME:
            return at + HOUR * rng.randrange(-2, 60)
        case Kind.CLOCK:
            return 43200
        case Kind.ENUM:
            return rng.choice(of.values)
        case Kind.LIST:
            return tuple(v for v in of.values if rng.random() < 0.6)
    return "x"


# --- what to show of a case


def shown(case: Case) -> str:
    """Return a case as the fixture it would be, under its rules."""
    lines = [*case.texts, f"as_of: {iso(case.as_of)}", f"subject: {dict(case.told.subject)}", "facts:"]
    for name, values in case.told.facts.items():
        held = [f"{{at: {'-' if v.at is None else iso(v.at)}, value: {v.value!r}}}" for v in values]
        lines.append(f"  {name}: [{', '.join(held)}]")
    lines.append("events:")
    for e in case.told.events:
        by = "" if e.by is None else f", by: {{role: {e.by.role}, unit: {e.by.unit}}}"
        to = "".join(f"{{role: {a.role}, unit: {a.unit}}} " for a in e.to)
        more = f"{f', re: {e.re}' if e.re else ''}{f', data: {dict(e.data)}' if e.data else ''}"
        lines.append(
            f"  - {{id: {e.id}, type: {e.type}, at: {iso(e.at)}{by}{f', to: [{to.strip()}]' if to else ''}{more}}}"
        )
    return "\n".join(lines)
