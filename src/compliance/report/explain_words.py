"""What a verdict rests on in Swedish words: values and where they came from, events, and what is wrong with them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date

from compliance.check.trace import Origin, Part, Seen, Wrong
from compliance.episodes.model import Actor, Event
from compliance.language.units import UNITS
from compliance.report.sentence import Sentences, spoken
from compliance.time import Day, format_clock, format_day

WIDTH = 96
MARK = {True: "+", False: "-", None: "?"}
VALUE = {True: "sant", False: "falskt", None: "okänt"}
GROUP = {"all": "alla ska stämma", "any": "minst en ska stämma", "not": "ska inte stämma"}


class Phrases:
    """Speaks of what a verdict rests on, in the words of a vocabulary and the time of a zone."""

    def __init__(self, sentences: Sentences) -> None:
        self.sentences = sentences
        self.at = sentences.at

    def named(self, name: str) -> str:
        """Return a name of the record: the guideline's own word for it, or the name as it is written."""
        return self.sentences.lacking((name,))

    def event(self, event: Event, whole: bool = True) -> str:
        """Return an event as `kvittens e5, 2024-03-05 13:15, av öppenvård (HC Granen)`."""
        text = f"{self.sentences.phrase(event.type)} {event.id}, {self.at(event.at)}"
        if not whole:
            return text
        if event.by is not None:
            text += f", av {self.actor(event.by)}"
        if event.to:
            text += " till " + ", ".join(self.actor(a) for a in event.to)
        return text

    def actor(self, actor: Actor | None) -> str:
        """Return an actor as text."""
        return self.sentences.actor(actor)

    def value(self, value: object, kind: str, owner: str = "") -> str:
        """Return a value as the record or a rule would write it, or in the guideline's own word; `owner` is the fact
        that has it."""
        if isinstance(value, bool):
            return VALUE[value]
        if isinstance(value, tuple):
            if kind == "duration":
                amount, unit = value
                return f"{amount} {UNITS[unit][0 if amount == 1 else 1]}"
            return ", ".join(self.sentences.own(str(v), owner) or str(v) for v in value) or "en tom lista"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int) and kind == "datetime":
            return self.at(value)
        if isinstance(value, int) and kind == "clock":
            return format_clock(value)
        return (self.sentences.own(str(value), owner) if kind == "enum" else "") or str(value)

    def origin(self, origin: Origin) -> str:
        """Return where a value came from."""
        match origin.kind:
            case "parameter":
                by = f"satt i {origin.chosen_by}" if origin.chosen_by is not None else "vald för körningen"
                return f"{origin.name} är {self.value(origin.value, origin.type)} (parameter, {by})"
            case "clock":
                return f"klockan var {self.value(origin.value, origin.type)}"
            case "rule":
                since = f" {self.at(origin.since)}" if origin.since is not None else ""
                how = {True: "bröts", False: "har inte brutits", None: "kan ha brutits"}
                return f"regeln {origin.name} {how[origin.value]}{since}"  # type: ignore[index]
            case "field":
                return self._field(origin)
            case "fact":
                return self._fact(origin)
            case _:
                if origin.value is None:
                    return f"{self.named(origin.name)} finns inte i underlaget"
                return f"{self.named(origin.name)} är {self.value(origin.value, origin.type, origin.name)}"

    def _field(self, origin: Origin) -> str:
        owner, _, name = origin.name.rpartition(".")
        name = self.sentences.own(name, owner) or name
        if origin.event is None:
            return f"det finns inget att läsa {name} i ({self.sentences.phrase(owner)} saknas)"
        if origin.value is None:
            return f"{origin.event.id} anger inte {name}"
        return f"{origin.event.id} anger {name} {self.value(origin.value, origin.type)}"

    def _fact(self, origin: Origin) -> str:
        if origin.value is None:
            if origin.later is not None:
                return f"{self.named(origin.name)} finns i underlaget först från {self.at(origin.later)}"
            return f"{self.named(origin.name)} finns inte i underlaget"
        text = f"{self.named(origin.name)} är {self.value(origin.value, origin.type, origin.name)}"
        if origin.event is not None:
            return f"{text} sedan {self.at(origin.since)} ({self.sentences.event(origin.event, origin.event.type)})"
        return f"{text} sedan {self.at(origin.since)}" if origin.since is not None else f"{text} (utan datum)"

    def wrong(self, why: Wrong, event: Event, unknown: bool = False) -> str:
        """Return in a few words what does not fit an event, or is not known about it."""
        if unknown:
            return _UNKNOWN.get(why, "det går inte att avgöra")
        match why:
            case Wrong.BY:
                return f"gjord av {self.actor(event.by)}" if event.by is not None else "ingen avsändare"
            case Wrong.TO:
                return "inte till rätt mottagare" if event.to else "inte sänd till någon"
            case Wrong.ANSWERS:
                return f"svarar på {event.re}"
            case _:
                return _WRONG[why]

    def seen(self, seen: Seen) -> list[str]:
        """Return an event that was looked at, with what is wrong with it, as lines."""
        unknown = seen.value is None
        reasons = [self.wrong(why, seen.event, unknown) for why in seen.wrong]
        verdict = "stämmer" if seen.value else ", ".join(reasons) or ("oklart" if unknown else "stämmer inte")
        mark = "" if seen.edge else f"{MARK[seen.value]} "
        lines = wrapped(f"{self.event(seen.event)}: {verdict}", mark, " " * len(mark))
        if seen.where is not None and seen.value is not True and Wrong.WHERE in seen.wrong:
            lines += indented(self.part(seen.where), 2)
        return lines

    def part(self, part: Part) -> list[str]:
        """Return a part of a condition, with the parts that it is made of, as lines."""
        plain = _plain(part)
        if plain is not None:
            return self._leaf(part, plain)
        name = f"begreppet {part.concept}: " if part.concept else ""
        lines = _valued(part, f"{name}{GROUP[part.kind]}")
        for each in part.parts:
            lines += indented(self.part(each), 2)
        return lines

    def _leaf(self, part: Part, plain: Part) -> list[str]:
        text = f"begreppet {part.concept} ({part.text})" if part.concept else part.text
        alone = len(plain.origins) == 1 and plain is part
        told = "; ".join(self._told(o, plain.text, alone) for o in plain.origins)
        lines = _valued(part, f"{text}: {told}" if told else text)
        return lines + indented(self._events(plain.seen), 2) if plain.kind == "events" else lines

    def _told(self, origin: Origin, text: str, alone: bool) -> str:
        """Return where a value came from; without its name where the part itself begins with that."""
        told = self.origin(origin)
        if alone and (text == origin.name or text.startswith(f"{origin.name} ")):
            return told.removeprefix(f"{origin.name} ").removeprefix("är ")
        return told

    def _events(self, seen: Iterable[Seen]) -> list[str]:
        shown = [s for s in seen if not s.edge]
        edges = [s for s in seen if s.edge and s.value is not False]
        lines = [line for s in shown for line in self.seen(s)] or ["det finns ingen sådan händelse"]
        if not edges and any(Wrong.OUTSIDE in s.wrong for s in shown):
            lines.append("det som ska komma före eller efter finns inte i underlaget")
        for edge in edges:
            lines += wrapped(f"jämförs med {self.event(edge.event)}", "", "  ")
        return lines

    def days(self, days: tuple[Day, ...]) -> str:
        """Return dates as text, those that follow on each other as a stretch."""
        stretches: list[list[Day]] = []
        for day in days:
            if stretches and day == stretches[-1][-1] + 1:
                stretches[-1].append(day)
            else:
                stretches.append([day])
        return ", ".join(
            format_day(s[0]) if len(s) == 1 else f"{format_day(s[0])} till {format_day(s[-1])}" for s in stretches
        )


_WRONG = {
    Wrong.WHERE: "uppgifterna stämmer inte",
    Wrong.TAKEN_BACK: "återtagen",
    Wrong.LATER: "kom först senare",
    Wrong.OUTSIDE: "utanför den tid som avses",
    Wrong.ITSELF: "är själva händelsen som prövas",
    Wrong.NOT_FIRST: "inte den första",
    Wrong.NOT_LATEST: "inte den senaste",
    Wrong.SENT_AGAIN: "sänder bara ett tidigare på nytt",
    Wrong.TOO_SOON: "kom för tidigt",
    Wrong.TOO_LATE: "kom efter fristen",
    Wrong.AFTER_END: "kom när skyldigheten redan fallit bort",
    Wrong.NOT_IN_FORCE: "regeln gällde inte den dagen",
}
_UNKNOWN = {
    Wrong.BY: "det framgår inte vem eller vilken enhet",
    Wrong.TO: "det framgår inte vilken mottagande enhet",
    Wrong.WHERE: "uppgifterna räcker inte för att avgöra",
    Wrong.OUTSIDE: "det är oklart vad tiden ska jämföras med",
}


def _plain(part: Part) -> Part | None:
    """Return the part that has values or events of its own, under a `not` perhaps; None for a group."""
    if part.kind == "not" and part.parts and not part.parts[0].concept:
        part = part.parts[0]
    return None if part.kind in GROUP else part


def _valued(part: Part, text: str) -> list[str]:
    return wrapped(text, f"{VALUE[part.value]:<7}", " " * 7)


def wrapped(text: str, first: str = "", rest: str = "", width: int = WIDTH - 18) -> list[str]:
    """Return a text as lines."""
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def indented(lines: Iterable[str], by: int) -> list[str]:
    """Return lines further in."""
    return [" " * by + line for line in lines]


__all__ = ["GROUP", "MARK", "VALUE", "WIDTH", "Phrases", "indented", "spoken", "wrapped"]
