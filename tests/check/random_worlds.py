"""Random small guidelines and timelines in the words of the kit; times fall on and beside each other's limits."""

from __future__ import annotations

from random import Random

HOUR = 3600
BASE = 1709542800  # 2024-03-04T10:00 in Stockholm

LIMITS = (
    "inom 6 timmar",
    "inom 24 timmar",
    "inom 48 timmar",
    "inom 0 dagar",
    "inom 1 dag",
    "inom 2 dagar",
    "senast nästa dag kl 12:00",
    "senast samma dag kl 16:00",
    "före stopp",
    "mellan 1 och 2 dagar",
    "mellan 0 och 1 dagar",
    "mellan 6 och 24 timmar",
    "mellan 1 och 2 dagar",
    "mellan 12 och 48 timmar",
    "snarast fram till fas",
    "snarast",
    "inom 24 timmar från annan",
    "inom 1 dag om p\n  2 dagar annars",
    "inom 1 dag om p\n  1 dag om q\n  2 dagar annars",
)
CONDITIONS = (
    "",
    "",
    "",
    "p",
    "inte q",
    "p eller q",
    "p och q",
    "inte (p och q)",
    "finns annan",
    "inte finns fas",
    "p och finns annan",
    "antal annan minst 2",
    "antal start högst 1",
    "finns annan före fas",
    "finns annan efter fas",
    "finns åtgärd någon gång",
    "finns start till kund",
    "finns åtgärd av chef",
)
TRIGGERS = ("start", "start", "första start", "start där (ja)", "start till kund", "start eller annan", "p blir sant")
ENDS = ("", "", "", "stopp", "q blir falskt", "stopp, q blir falskt", "besked", "svar")
FIELDS = ("ja", "ord", "ja, ord")


def clause(word: str, text: str) -> str:
    return f"  {word} {text}\n" if text else ""


def obligation(rng: Random, name: str) -> str:
    trigger, limit = rng.choice(TRIGGERS), rng.choice(LIMITS)
    each = "annan" not in trigger and "blir" not in trigger and rng.random() < 0.4
    act = "svar" if each or rng.random() < 0.3 else "åtgärd"
    text = f"skyldighet {name}\n" + clause("när", trigger) + clause("om", rng.choice(CONDITIONS))
    text += f"  ska {'varje mottagare' if each else 'chef'} göra {act}\n  {limit}\n"
    if not limit.startswith("mellan") and rng.random() < 0.25:
        text += "  tidigare räknas\n"
    return text + clause("upphör vid", rng.choice(ENDS))


def prohibition(rng: Random, name: str) -> str:
    order = rng.choice(("", "", " före annan", " efter annan", " före start", " efter fas"))
    trigger = rng.choice(("", "", "start", "p blir sant", "åtgärd där (ja)"))
    text = f"förbud {name}\n" + clause("när", trigger) + clause("om", rng.choice(CONDITIONS))
    return text + f"  får inte chef göra åtgärd{order}\n" + clause("upphör vid", rng.choice(ENDS) if trigger else "")


def content(rng: Random, name: str) -> str:
    text = f"skyldighet {name}\n" + clause("när", rng.choice(TRIGGERS[:5])) + clause("om", rng.choice(CONDITIONS))
    text += f"  ska chef ange {rng.choice(FIELDS)}\n"
    return text + rng.choice(("", "  inom 24 timmar\n", "  inom 1 dag\n")) + clause("upphör vid", rng.choice(ENDS))


def guideline(rng: Random) -> str:
    """Return the rules of a guideline."""
    text = "".join(rng.choice((obligation, obligation, prohibition, content))(rng, f"r{n}") for n in range(3))
    return text + (f"undantag u\n  från regel r{rng.randrange(3)}\n  om r\n" if rng.random() < 0.4 else "")


def moment(rng: Random) -> int:
    """Return a moment on a coarse grid, or a second beside it."""
    return BASE + rng.choice((6, 24)) * HOUR * rng.randrange(-2, 9) + rng.choice((0, 0, 0, 0, -1, 1))


TYPES = (
    ("start",) * 4
    + ("åtgärd",) * 3
    + ("svar",) * 3
    + ("annan",) * 2
    + (
        "stopp",
        "fas",
        "start_åter",
        "åtgärd_åter",
        "besked",
        "slut",
    )
)


def iso(at: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def timeline(rng: Random) -> list[str]:
    """Return the lines of the events of a timeline; every event says who did it."""
    moments = sorted(moment(rng) for _ in range(rng.randrange(1, 11)))
    lines: list[str] = []
    starts: list[str] = []
    acts: list[str] = []
    for number, at in enumerate(moments):
        kind = rng.choice(TYPES) if number else "start"
        by = (
            rng.choice(("enhet/A", "enhet/B", "kund/C"))
            if kind in ("svar", "besked")
            else rng.choice(("chef",) * 4 + ("kund",))
        )
        line = f"e{number} {kind} {iso(at)} {by}"
        if kind == "start":
            to = rng.sample(("enhet/A", "enhet/B", "kund/C"), rng.randrange(0, 4))
            line += f">{','.join(to)}" if to else ""
            line += rng.choice(("", " ja=true", " ja=false")) + rng.choice(("", " ord=x"))
        if kind == "åtgärd":
            line += rng.choice(("", " ja=true"))
        pool = {
            "start": starts,
            "åtgärd": starts,
            "svar": starts,
            "besked": starts,
            "start_åter": starts,
            "åtgärd_åter": acts,
        }
        known = pool.get(kind, [])
        if known and rng.random() < (0.25 if kind in ("start", "åtgärd") else 0.6):
            line += f" re={rng.choice(known)}"
        if kind == "start":
            starts.append(f"e{number}")
        if kind == "åtgärd":
            acts.append(f"e{number}")
        lines.append(line)
    return lines


def facts(rng: Random) -> dict[str, object]:
    """Return facts: unknown, one value all along, or values from moments on."""
    found: dict[str, object] = {}
    for name in "pqr":
        kind = rng.randrange(4)
        if kind == 1:
            found[name] = rng.random() < 0.5
        elif kind > 1:
            moments = sorted({moment(rng) for _ in range(rng.randrange(1, 4))})
            found[name] = {iso(at): rng.random() < 0.5 for at in moments}
    return found
