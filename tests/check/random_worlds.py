"""Random small guidelines in the words of the kit, and timelines whose times fall on and beside each other's limits.

Everything that the language can say is in here somewhere; `test_witness.py` counts that the verdicts are reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

HOUR = 3600
BASE = 1709542800
"""2024-03-04T10:00 in Stockholm, a Monday in an ordinary week."""
BASES = (
    *[BASE] * 6,
    1711616400,  # 2024-03-28T10:00, before Easter and the change to summer time
    1703667600,  # 2023-12-27T10:00, between Christmas and New Year
    1729843200,  # 2024-10-25T10:00, before the change to winter time
    1718870400,  # 2024-06-20T10:00, before midsummer
    1709110800,  # 2024-02-28T10:00, before a leap day
)


def iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- conditions and patterns

FACTS = (
    "p", "q", "inte q", "r är sant", "p är falskt", "q är inte sant", "p är känt", "q är okänt", "färg är känt",
    "färg är röd", "färg är inte blå", "färg är ett av (röd, grön)", "delar innehåller x", "delar är tomt",
    "delar innehåller något av (x, y)", "delar innehåller alla av (x, y)", "delar är inte tomt", "delar är enbart x, y",
    "nivå minst 3", "nivå högst 2", "nivå över 2", "nivå under 3", "dag före annan_dag", "dag efter annan_dag",
    "dag före 2024-03-06", "dag är en vardag", "dag är ingen vardag",
    "dag minst 2 vardagar efter annan_dag", "dag högst 1 månad efter annan_dag", "annan_dag över 3 dagar efter dag",
    "annan_dag minst 3 dagar efter dag med söndagsregeln",
    "dag plus nivå dagar minst 2 vardagar efter annan_dag",
    "ålder minst 18", "ålder under 18", "värd är känt", 'ägare är "Ä"',
)  # fmt: skip
SENT = ("sänd senast kl 12:00", "sänd före kl 10:00", "sänd efter kl 16:00", "sänd senast kl 10:00")
FIELDS = (
    "start.ja", "start.ja är falskt", "start.ja är inte sant", "start.ton är röd", "start.ton är inte röd",
    "start.datum efter start.dag", "start.registrerad efter start.tid", "start.tal minst 3",
    "start.lista innehåller x", "start.lista är tomt", "start.datum är känt", "start.stund före start.tid",
    'start.ord är "x"', "annan.ja", 'start.enhet är "A"', "start.tid före annan.tid", "start.tid är en vardag",
    "start.ny_version", "inte start.ny_version",
    "start.stund minst 2 timmar efter start.tid", "start.datum under 2 dagar efter start.tid",
    "annan.tid högst 1 vecka efter start.datum",
)  # fmt: skip
OWN = {
    "start": (
        "ja", "inte ja", "ton är röd", "p", "tal minst 2", 'ord är "x"', "lista innehåller x", "tid före registrerad",
        "ny_version",
    ),
    "annan": ("ja", "inte ja", "q", "ja eller q"),
    "åtgärd": ("ja", "tal minst 2", "p", "ja och q", "sänd senast kl 12:00"),
    "plan": ("klart", 'mål är "m"', "q"),
}  # fmt: skip
BY = (" av chef", " av kund", " av enhet", " av något av (chef, kund)", " av ombud", " av grupp")
TO = (" till enhet", " till kund", " till något av (kund, grupp)")


def pattern(rng: Random, *kinds: str) -> str:
    kind = rng.choice(kinds or ("annan", "annan", "åtgärd", "start", "fas", "svar", "plan", "besked"))
    text = kind
    if rng.random() < 0.2:
        text += rng.choice(BY)
    if rng.random() < 0.15:
        text += rng.choice(TO)
    if kind in OWN and rng.random() < 0.25:
        text += f" där ({rng.choice(OWN[kind])})"
    return text


def about_events(rng: Random) -> str:
    form = rng.randrange(9)
    if form == 0:
        return f"antal {pattern(rng)} {rng.choice(('minst 2', 'högst 1', 'över 1', 'under 2', 'minst 1'))}"
    if form == 1:
        return f"pågår {pattern(rng, 'plan')} fram till {pattern(rng, 'plan_slut')}"
    if form == 2:
        return f"finns senaste {pattern(rng)}"
    window = rng.choice(("", "", f" före {pattern(rng)}", f" efter {pattern(rng)}"))
    return f"finns {pattern(rng)}{window}{rng.choice(('', '', '', ' någon gång'))}"


def condition(rng: Random, depth: int = 0) -> str:
    form = rng.random()
    if depth < 2 and form < 0.2:
        word = rng.choice((" och ", " eller "))
        return f"({word.join(condition(rng, depth + 1) for _ in range(2))})"
    if depth < 2 and form < 0.25:
        return f"inte ({condition(rng, depth + 1)})"
    if form < 0.55:
        return rng.choice(FACTS) if rng.random() < 0.6 else rng.choice(("p", "q", "inte q", "r"))
    if form < 0.62:
        return rng.choice(SENT)
    return rng.choice(FIELDS) if form < 0.75 else about_events(rng)


def plain(rng: Random) -> str:
    """A condition that does not depend on whether another rule was broken."""
    return condition(rng).removeprefix("(").removesuffix(")") if rng.random() < 0.1 else condition(rng)


# --- by when

LENGTHS = (
    "6 timmar", "24 timmar", "48 timmar", "0 dagar", "1 dag", "2 dagar", "3 dagar", "1 vardag", "2 vardagar", "1 vecka",
    "90 minuter", "10 sekunder", "1 månad", "samma dag", "nästa dag", "1 dag med söndagsregeln", "0 timmar",
    "3 dagar med söndagsregeln", "2 dagar kl 09:00",
)  # fmt: skip
CLOCKS = ("nästa dag kl 12:00", "samma dag kl 16:00", "nästa vardag kl 12:00", "samma dag kl 10:00", "nästa vardag")
CARRIED = (
    "start.datum", "start.stund", "dagen före start.datum", "start.datum kl 09:00", "start.datum med söndagsregeln",
    "start.datum kl 09:00 med söndagsregeln", "start.registrerad", "avbrott.slut", "start.stund med söndagsregeln",
)  # fmt: skip


def anchor(rng: Random) -> str:
    one = [pattern(rng, "annan", "start", "fas"), "start.datum", "start.stund", "start.tid", "annan"]
    form = rng.random()
    if form < 0.25:
        return f"{rng.choice(('senare', 'tidigare'))} av ({rng.choice(one)}, {rng.choice(one)})"
    return rng.choice(one)


def limit(rng: Random) -> str:
    form = rng.random()
    if form < 0.12:
        plain_length = rng.choice(("6 timmar", "24 timmar", "1 dag", "2 vardagar"))
        return f"{plain_length} från {anchor(rng)}"
    if form < 0.17:
        return f"{rng.choice(('senare', 'tidigare'))} av ({limit_one(rng)}, {limit_one(rng)})"
    return limit_one(rng)


def limit_one(rng: Random) -> str:
    return rng.choice(rng.choice((LENGTHS, LENGTHS, LENGTHS, CLOCKS, CARRIED)))


def by(rng: Random) -> str:
    word = rng.choice(("inom", "senast"))
    if rng.random() < 0.2:
        cases = "".join(f"{limit(rng)} om {condition(rng, 1)}\n    " for _ in range(rng.randrange(1, 3)))
        return f"{word} {cases}{limit(rng)} annars"
    return f"{word} {limit(rng)}"


def window(rng: Random) -> str:
    if rng.random() < 0.15:
        return f"inom {rng.choice(('2 timmar', '12 timmar', '0 dagar', '1 dag', '1 vardag'))} före eller efter"
    low, high, unit = rng.choice(
        ((1, 2, "dagar"), (0, 1, "dagar"), (0, 0, "dagar"), (6, 24, "timmar"), (12, 48, "timmar"), (1, 2, "vardagar"))
    )
    return f"mellan {low} och {high} {unit}" + (f" från {anchor(rng)}" if rng.random() < 0.15 else "")


def deadline(rng: Random) -> str:
    form = rng.random()
    if form < 0.55:
        return by(rng)
    if form < 0.67:
        return f"före {pattern(rng, 'stopp', 'fas', 'annan')}"
    if form < 0.85:
        return window(rng)
    return rng.choice(("snarast", f"snarast fram till {pattern(rng, 'fas', 'stopp')}"))


# --- rules


def clause(word: str, text: str) -> str:
    return f"  {word} {text}\n" if text else ""


def maybe(rng: Random, chance: float, make: Callable[[Random], str]) -> str:
    return make(rng) if rng.random() < chance else ""


def trigger(rng: Random) -> str:
    form = rng.random()
    if form < 0.08:
        return rng.choice(("p blir sant", "q blir falskt", "färg blir röd", "p blir falskt"))
    if form < 0.16:
        return f"{pattern(rng, 'start')} eller {pattern(rng, 'annan', 'start')}"
    selector = rng.choice(("", "", "", "första ", "senaste ", "ursprungligt "))
    return selector + (pattern(rng, "start") if rng.random() < 0.6 else "start")


def ends(rng: Random) -> str:
    found = ["stopp", "q blir falskt", "besked", "svar", "r blir sant", pattern(rng, "stopp", "fas"), "annan av chef"]
    return ", ".join(rng.sample(found, rng.randrange(1, 3)))


def each(rng: Random) -> str:
    of = rng.choice(("", "", "", " av start", " av annan"))
    return (
        rng.choice(("varje mottagare", "varje mottagare", "varje deltagare"))
        + of
        + rng.choice(("", "", "", " bland enhet", " utom kund", " bland enhet, kund utom grupp"))
    )


def actor(rng: Random) -> str:
    return rng.choice(("chef", "chef", "chef", "enhet", "kund eller chef", "någon", "ombud", each(rng), each(rng)))


def act(rng: Random, who: str) -> str:
    kind = "svar" if who.startswith("varje") or rng.random() < 0.3 else "åtgärd"
    where = (
        f" där ({rng.choice((*OWN['åtgärd'], 'datum är start.datum'))})"
        if kind == "åtgärd" and rng.random() < 0.2
        else ""
    )
    more = " eller göra annan" if rng.random() < 0.08 else ""
    to = (
        ""
        if who.startswith("varje") or rng.random() < 0.7
        else " till "
        + rng.choice(
            ("enhet", "enhet och kund", "enhet eller kund", "varje mottagare av start", "varje mottagare utom kund")
        )
    )
    return f"{who} göra {kind}{where}{more}{to}"


def modality(rng: Random) -> str:
    return rng.choice(("ska", "ska", "bör"))


def obligation(rng: Random, name: str) -> str:
    when = deadline(rng)
    text = f"skyldighet {name}\n{clause('när', trigger(rng))}{clause('om', maybe(rng, 0.5, condition))}"
    text += f"  {modality(rng)} {act(rng, actor(rng))}\n  {when}\n"
    if not when.startswith("mellan") and "före eller" not in when and rng.random() < 0.25:
        text += "  tidigare räknas\n"
    return text + clause("upphör vid", maybe(rng, 0.45, ends))


def recurring(rng: Random, name: str) -> str:
    period = rng.choice(("1 dag", "24 timmar", "2 dagar", "1 vecka", "1 vardag"))
    until = rng.choice(("", " fram till stopp", f" fram till {pattern(rng, 'fas', 'plan_slut')}"))
    text = f"skyldighet {name}\n{clause('när', trigger(rng))}{clause('om', maybe(rng, 0.4, condition))}"
    text += f"  {modality(rng)} {act(rng, actor(rng))}\n  minst en gång per {period}{until}\n"
    return text + clause("upphör vid", maybe(rng, 0.3, ends))


def prohibition(rng: Random, name: str) -> str:
    who = rng.choice(("chef", "chef", "någon", "enhet", "kund eller chef"))
    to = rng.choice(("", "", "", " till enhet", " till enhet och kund", " till varje mottagare av start"))
    order = rng.choice(("", "", "", f" före {pattern(rng)}", f" efter {pattern(rng)}"))
    begins = rng.choice(("", "", trigger(rng), "åtgärd där (ja)"))
    where = rng.choice(("", "", "", " där (ja)", " där (p)"))
    kind = "åtgärd" if where else rng.choice(("åtgärd", "åtgärd", "svar"))
    text = f"förbud {name}\n{clause('när', begins)}{clause('om', maybe(rng, 0.5, condition))}"
    text += f"  {rng.choice(('får inte', 'får inte', 'bör inte'))} {who} göra {kind}{where}{to}{order}\n"
    return text + clause("upphör vid", maybe(rng, 0.5, ends) if begins else "")


def permission(rng: Random, name: str) -> str:
    text = prohibition(rng, name).replace("förbud ", "tillåtelse ", 1)
    return re.sub(r"^  (?:får|bör) inte ", "  får ", text, flags=re.M)


def content(rng: Random, name: str) -> str:
    selector = rng.choice(("", "", "första ", "senaste ", "ursprungligt "))
    fields = ", ".join(rng.sample(("ja", "ord", "tal", "lista"), rng.randrange(1, 4)))
    silent = rng.choice(("", "", " utelämnat är okänt"))
    text = f"skyldighet {name}\n{clause('när', selector + pattern(rng, 'start'))}"
    text += clause("om", maybe(rng, 0.4, condition))
    text += f"  {modality(rng)} {rng.choice(('chef', 'någon', 'kund eller chef'))} ange {fields}{silent}\n"
    if rng.random() < 0.5:
        text += f"  {rng.choice((by, by, by, lambda r: 'snarast fram till fas', lambda r: 'före stopp'))(rng)}\n"
    return text + clause("upphör vid", maybe(rng, 0.4, ends))


def attendance(rng: Random, name: str) -> str:
    who = rng.choice((each(rng), "varje mottagare av start", "varje mottagare av start bland enhet"))
    text = f"skyldighet {name}\n{clause('när', pattern(rng, 'fas', 'annan', 'start'))}"
    return text + clause("om", maybe(rng, 0.4, condition)) + f"  {modality(rng)} {who} delta\n"


def contrary(rng: Random, name: str, other: str) -> str:
    """A rule that depends on whether another was broken."""
    if rng.random() < 0.5:
        start = clause("när", f"regel {other} bryts")
    else:
        ever = rng.choice(("", " någon gång"))
        start = clause("när", trigger(rng)) + clause("om", rng.choice(("", "inte ")) + f"regel {other} bryts{ever}")
    text = f"skyldighet {name}\n{start}  {modality(rng)} {rng.choice(('chef', 'enhet', 'någon'))} göra ring\n"
    return text + f"  {rng.choice(('inom 24 timmar', 'inom 1 dag', 'snarast', 'före fas'))}\n"


def exception(rng: Random, name: str, prefix: str) -> str:
    """An exception of which the condition is about what happens, not about the clock."""
    holds = condition(rng)
    if prefix == "r" and rng.random() < 0.1:
        ever = rng.choice(("", " någon gång"))
        return f"undantag {name}\n  från regel r0\n  om regel r1 bryts{ever}\n"
    while "sänd" in holds or "ålder" in holds:
        holds = condition(rng)
    return f"undantag {name}\n  från regel {prefix}{rng.choice('01*')}\n{clause('om', holds)}"


def suspension(rng: Random, name: str, prefix: str) -> str:
    longer = rng.choice(("", " längre än 6 timmar", " längre än 1 dag"))
    effects = ("vilar {}", "avgörs inte {}", "godtar ring för {}", "godtar ring av chef för {}")
    effect = rng.choice(effects).format(f"{prefix}{rng.randrange(2)}")
    return f"uppehåll {name}\n  när avbrott fram till avbrott.slut{longer}\n  {effect}\n"


def validity(rng: Random) -> str:
    return rng.choice(("  gäller från 2024-03-05\n", "  gäller från 2024-01-01 till och med 2024-03-04\n"))


KINDS = (obligation,) * 5 + (recurring, prohibition, prohibition, content, content, attendance)


def rules(rng: Random, prefix: str = "r", number: int = 3) -> list[str]:
    """Return some rules, each a text; the first two may be named by exceptions and suspensions."""
    found = []
    for n in range(number):
        text = rng.choice(KINDS)(rng, f"{prefix}{n}")
        if " blir " in text.split("  om ")[0].split("  ska ")[0]:
            text = re.sub("varje (mottagare|deltagare)(?! av)", r"varje \1 av start", text)
        if rng.random() < 0.06:
            head, rest = text.split("\n", 1)
            text = f"{head}\n{validity(rng)}{rest}"
        found.append(text)
    if rng.random() < 0.3:
        found.append(contrary(rng, f"s{prefix}", f"{prefix}{rng.randrange(2)}"))
    if rng.random() < 0.35:
        found.append(exception(rng, f"u{prefix}", prefix))
    if rng.random() < 0.25:
        found.append(suspension(rng, f"v{prefix}", prefix))
    if rng.random() < 0.25:
        found.append(permission(rng, f"t{prefix}"))
    return found


def starts_at(rng: Random) -> str:
    days = rng.choice(("3 dagar", "2 dagar", "1 dag", "48 timmar"))
    later = rng.choice(("4 dagar annars", "3 dagar annars", "30 dagar annars"))
    return rng.choice((days, f"{days} om {rng.choice((*SENT, 'p', 'q', 'färg är röd'))}\n    {later}"))


CLOCK_BY_CASE = "  räknas från samma klockslag om q\n    dygnets början annars\n"


EXACT = "  räknas från fristens slut\n"
INDIVIDUALLY = (
    "  individuellt över 2 dygn\n",
    "  individuellt över 4 dygn om p\n    1 dygn om färg är röd\n    0 dygn annars\n",
)


def liability(rng: Random) -> list[str]:
    """Return a liability with its grounds."""
    counted = rng.choice(
        (
            "kalenderdagar utan slutdag",
            "kalenderdagar med slutdag",
            "hela dygn",
            "hela dygn om p\n    kalenderdagar utan slutdag annars",
        )
    )
    flat, dates = flat_sum(rng) if rng.random() < 0.2 else ([], "")
    text = f"betalningsansvar b\n{dates}  när {rng.choice(('första', 'första', 'senaste', ''))} start till enhet\n"
    text += clause("om", maybe(rng, 0.3, condition))
    text += f"  betalare värd om {rng.choice(('q', 'p', 'r'))}\n    ägare annars\n  inträder {starts_at(rng)}\n"
    text += rng.choice(
        ("", "", "  räknas från dygnets början\n", "  räknas från samma klockslag\n", CLOCK_BY_CASE, EXACT)
    )
    text += f"  upphör vid {rng.choice(('stopp', 'stopp, slut', 'stopp, q blir falskt'))}\n  dygn {counted}\n"
    text += maybe(rng, 0.35, lambda r: r.choice(INDIVIDUALLY))
    back = rng.choice(("dagarna kvarstår", "dagarna faller", "dagarna faller om p\n    dagarna kvarstår annars"))
    by_month = rng.choice(("", "", "", " enligt månadens reglering"))
    by_year = rng.choice(("", "", " för slutåret"))
    text += f"  vid återtag {back}\n  belopp taxa{by_year}{by_month}\n"
    text += maybe(rng, 0.12, person)
    return [*flat, text, *(ground(rng, f"g{n}") for n in range(rng.randrange(0, 3)))]


def flat_sum(rng: Random) -> tuple[list[str], str]:
    """Return a liability by which a stay costs nothing, and the dates of the one that comes after it, if any does."""
    day = rng.randrange(4, 8)
    text = f"betalningsansvar a\n  gäller från 2018-01-01 till och med 2024-03-{day:02}\n"
    text += "  när första start till enhet\n" + clause("om", maybe(rng, 0.3, condition))
    text += f"  inträder {starts_at(rng)}\n  upphör vid stopp\n  inget enskilt ansvar enligt R-2\n"
    text += rng.choice(("", "  senare dagar avgörs inte enligt R-3\n"))
    text += '  tolkning R-2 "En fast summa."\n  tolkning R-3 "En människa avgör."\n'
    return [text], f"  gäller från 2024-03-{day + 1:02}\n"


def ground(rng: Random, name: str) -> str:
    end = maybe(rng, 0.08, person)
    text = f"grund {name}\n{clause('om', maybe(rng, 0.3, condition))}"
    form = rng.random()
    if form < 0.45:
        by_day = rng.choice(("", " dag för dag", " dag för dag"))
        return text + f"  bortfaller om ({rng.choice(('p', 'q', 'r', condition(rng)))}){by_day}\n" + end
    if form < 0.6:
        return text + "  kräver regel r0\n" + end
    when = rng.choice(("inom 1 dag", "inom 3 dagar", "före stopp", "inom 24 timmar", "snarast"))
    earlier = rng.choice(("", "  tidigare räknas\n", "  tidigare räknas\n"))
    return text + f"  kräver {act(rng, rng.choice(('chef', 'chef', 'enhet', 'någon')))}\n  {when}\n{earlier}" + end


def person(rng: Random) -> str:
    return f'  avgörs inte om ({condition(rng)}) enligt R-1\n  tolkning R-1 "En människa avgör."\n'


def guideline(rng: Random) -> str:
    """Return the rules of a guideline."""
    return "".join([*rules(rng), *(liability(rng) if rng.random() < 0.4 else [])])


def versions(rng: Random) -> tuple[str, ...]:
    """Return what a guideline builds on, and its versions, each with rules of the same names."""
    day = rng.choice((4, 5, 6))
    base = "riktlinje grund\n  gäller från 2018-01-01\n  vardagar enligt vardag\n" + "".join(rules(rng, "b", 2))
    old = (
        f"riktlinje gammal\n  region prov\n  bygger på grund\n  gäller från 2024-03-03 till och med 2024-03-{day:02}\n"
    )
    new = f"riktlinje ny\n  region prov\n  bygger på grund\n  gäller från 2024-03-{day + 1:02}\n"
    heads = [h + "  vardagar enligt vardag\n" for h in (old, new)]
    same = rules(rng)
    return base, heads[0] + "".join(same), heads[1] + "".join(rng.choice((same, rules(rng))))


def world(rng: Random) -> tuple[str, ...]:
    """Return the texts of some guideline, seldom with versions."""
    return versions(rng) if rng.random() < 0.15 else (guideline(rng),)


# --- timelines

TYPES = (
    ("start",) * 5 + ("åtgärd",) * 4 + ("svar",) * 4 + ("annan",) * 2 + ("ring",) * 2
    + ("stopp", "fas", "start_åter", "åtgärd_åter", "besked", "slut", "plan", "plan_slut", "val", "avbrott")
    + ("ombud_utsett", "nej")
)  # fmt: skip
PEOPLE = ("chef", "chef", "chef", "chef/A", "kund", "enhet/A", "enhet/B", "grupp/A", "ombud", "enhet", "ombud/A")
CALLED = ("enhet/A", "enhet/B", "kund/C", "grupp/A", "enhet", "kund")


def moment(rng: Random, base: int = BASE) -> int:
    """Return a moment on a coarse grid, or a second beside it."""
    return base + rng.choice((6, 24)) * HOUR * rng.randrange(-2, 9) + rng.choice((0, 0, 0, 0, -1, 1))


def local_date(at: int) -> str:
    return datetime.fromtimestamp(at + HOUR, UTC).strftime("%Y-%m-%d")


def carried(rng: Random, kind: str, base: int) -> str:
    """Return the fields of an event."""
    match kind:
        case "start":
            text = rng.choice(("", " ja=true", " ja=false")) + rng.choice(("", " ord=x"))
            text += rng.choice(("", "", " tal=2", " tal=3")) + rng.choice(("", "", " ton=röd"))
            text += rng.choice(("", "", " lista=[x,y]", " lista=[]"))
            text += rng.choice(("", f" datum={local_date(moment(rng, base))}"))
            return text + rng.choice(("", f" stund={iso(moment(rng, base))}"))
        case "åtgärd":
            text = rng.choice(("", " ja=true")) + rng.choice(("", " tal=2", " tal=1"))
            return text + rng.choice(("", f" datum={local_date(moment(rng, base))}"))
        case "annan":
            return rng.choice(("", " ja=true", " ja=false"))
        case "plan":
            return rng.choice(("", " klart=true")) + rng.choice(("", " mål=m"))
        case "val":
            return f" vilket={rng.choice('pq')} till={rng.choice(('true', 'false'))}"
        case "avbrott":
            return rng.choice(("", f" slut={iso(moment(rng, base) + 48 * HOUR)}"))
        case "ombud_utsett":
            return rng.choice(("", " enhet=A"))
        case "nej":
            return rng.choice((" ja=true", " ja=true", " ja=false", ""))
    return ""


ANSWERED = {"start_åter": "start", "åtgärd_åter": "åtgärd", "plan_slut": "plan"}


def timeline(rng: Random, base: int = BASE) -> list[str]:
    """Return the lines of the events of a timeline."""
    moments = sorted(moment(rng, base) for _ in range(rng.randrange(1, 12)))
    lines: list[str] = []
    known: list[tuple[str, str]] = []
    for number, at in enumerate(moments):
        kind = rng.choice(TYPES) if number else rng.choice(("start", "start", "start", "annan"))
        by = "" if rng.random() < 0.06 else rng.choice(PEOPLE[4:] if kind in ("svar", "besked", "nej") else PEOPLE)
        line = f"e{number} {kind} {iso(at)} {by}"
        if kind in ("start", "annan", "fas") or rng.random() < 0.2:
            to = rng.sample(CALLED, rng.randrange(0, 4))
            line += f">{','.join(to)}" if to else rng.choice(("", ">-"))
        line += carried(rng, kind, base)
        if rng.random() < 0.1:
            line += f" recorded_at={iso(at + rng.choice((0, 1, HOUR)))}"
        wanted = [i for i, k in known if k == ANSWERED.get(kind, "start")] or [i for i, _ in known]
        if wanted and rng.random() < (0.2 if kind in ("start", "åtgärd", "annan", "stopp") else 0.6):
            line += f" re={rng.choice(wanted)}"
        known.append((f"e{number}", kind))
        lines.append(line)
    return lines


def facts(rng: Random, base: int = BASE) -> dict[str, object]:
    """Return facts: unknown, one value all along, or values from moments on (also unknown again)."""
    values: dict[str, tuple[object, ...]] = {
        "p": (True, False), "q": (True, False), "r": (True, False), "färg": ("röd", "blå", "grön"),
        "delar": ([], ["x"], ["x", "y"], ["z"]), "nivå": (2, 3), "dag": ("2024-03-05", "2024-03-06"),
        "annan_dag": ("2024-03-05", "2024-03-06"),
    }  # fmt: skip
    found: dict[str, object] = {}
    for name, options in values.items():
        kind = rng.randrange(4)
        if kind == 1:
            found[name] = rng.choice(options)
        elif kind > 1:
            moments = sorted({moment(rng, base) for _ in range(rng.randrange(1, 4))})
            found[name] = {iso(at): rng.choice((*options, *options, None)) for at in moments}
    return found


def subject(rng: Random, base: int = BASE) -> dict[str, object]:
    """Return what is known of the subject; the birthday falls in the timeline."""
    born = {"född": f"{int(local_date(base)[:4]) - 18}-{local_date(moment(rng, base))[5:]}"}
    if born["född"].endswith("02-29"):
        born = {}
    who = {"ägare": "Ä"} if rng.random() < 0.8 else {}
    return {**(born if rng.random() < 0.7 else {}), **who, **({"värd": "V"} if rng.random() < 0.5 else {})}
