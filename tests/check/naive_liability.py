"""Who pays, from when, for how many days and how much: the part of the witness that judges liability day by day."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import NamedTuple

import naive_limits
from naive import BROKEN, ByGuideline, Naive, Start, within
from naive_record import LONG_AGO, Maybe, some

from compliance.episodes.model import Event
from compliance.graph.model import Ground, Liability
from compliance.language.rule_tree import Acts, Roles
from compliance.language.tree import LeftOpen


class Owed(NamedTuple):
    """What is said of a stay."""

    guideline: str | None
    status: str
    payer: str | None = None
    starts: int | None = None
    ends: int | None = None
    days: int | None = 0
    amount: int | None = 0
    grounds: tuple[tuple[str, str], ...] = ()
    free: bool = False
    """By the rule a single stay costs nothing."""


class Stretch(NamedTuple):
    """Liability from one notice."""

    status: str
    starts: int | None
    ends: int | None
    days: tuple[date, ...]
    grounds: tuple[tuple[str, str], ...]
    taken_back: bool
    short: bool = False
    rate_year: int | None = None

    def years(self) -> list[int]:
        return [day.year if self.rate_year is None else self.rate_year for day in self.days]


def owed(whole: Naive) -> Owed:
    """Return what counts: by the version at the latest notice; without a notice, by the last version of the dates."""
    days = [e.at for e in whole.record.events] or [whole.as_of]
    changes = [v.at for values in whole.episode.facts.values() for v in values if v.at is not None]
    found: list[tuple[int | None, Owed]] = []
    seen: list[str] = []
    for at in sorted([*days, *(t for t in changes if t <= whole.as_of)]):
        version = whole.governing(at)
        if version is None or version.name in seen:
            continue
        seen.append(version.name)
        judged = next(g for g in whole.by_guideline() if g.guideline.name == version.name)
        for liability in version.liability:
            stay = Stay(judged, liability)
            if stay.notices:
                found.append((stay.notices[-1].at, stay.owed()))
            elif not any(Stay(judged, other).elsewhere() for other in version.liability) and stay.in_force():
                found.append((None, stay.owed()))
    noticed = [(at, o) for at, o in found if at is not None and (o.guideline is not None or o.free)]
    if noticed:
        latest = max(at for at, _ in noticed)
        last = [o for at, o in noticed if at == latest][-1]
        standing = [o for _, o in noticed if o.status == "holds" and o.days]
        return standing[-1] if last.free and standing else last
    return found[-1][1] if found else Owed(None, "not_applicable")


class Stay:
    """One stay by one guideline's liability."""

    def __init__(self, judged: ByGuideline, liability: Liability) -> None:
        self.judged, self.liability = judged, liability
        self.record, self.truths, self.windows = judged.record, judged.truths, judged.windows
        starts = [s for s in judged.starts(liability) if s.sure and s.event is not None]  # type: ignore[arg-type]
        self.notices = [s.event for s in starts if s.event is not None]
        all_starts = judged.starts(liability)  # type: ignore[arg-type]
        self.perhaps = [s.event for s in all_starts if not s.sure and s.event is not None]

    def elsewhere(self) -> bool:
        """Whether a notice was given, though under another version, or under none."""
        return any(s.sure and s.event is not None for s in self.judged.all_starts(self.liability))  # type: ignore[arg-type]

    def in_force(self) -> bool:
        """Whether the liability is in force, by its own dates, when the stay ends or is judged."""
        ended = self.ended(None, LONG_AGO)
        at = self.record.as_of if ended is None else ended
        return within(self.liability, self.record.today(at).toordinal())  # type: ignore[arg-type]

    def midnight(self, day: date) -> int:
        return int(naive_limits.at(day, time(0), self.record.zone, first=True).timestamp())

    def owed(self) -> Owed:
        """What is owed; open where something else may be a notice, unless nothing is owed in either case."""
        told = self.settled()
        if told.status == "not_applicable" or not self.perhaps:
            return told
        stand = bool(self.first(self.liability.days_stand, self.perhaps[0]))
        others = [self.stretch(n) for n in self.perhaps]
        others = [s for s in others if not (s.taken_back and s.status != "void" and not (stand and begun(s)))]
        if not others or (told.status == "void" and all(s.status == "void" for s in others)):
            return told
        return Owed(told.guideline, "undetermined", told.payer, None, None, None, None, told.grounds)

    def settled(self) -> Owed:
        liability = self.liability
        trigger = self.notices[-1] if self.notices else None
        never = self.ended(None, LONG_AGO)
        at = trigger.at if trigger is not None else self.record.as_of if never is None else never
        name = self.judged.guideline.name
        concerned = self.truths.holds(liability.condition, at, trigger)
        if concerned is False:
            return Owed(None, "not_applicable")
        if liability.no_individual is not None:
            return self.free()
        payer = self.payer(trigger, at)
        stand = trigger is None or bool(self.first(liability.days_stand, trigger))
        stretches = [self.stretch(n) for n in self.notices]
        last = stretches[-1] if stretches else self.no_notice(LONG_AGO)
        if stretches and last.taken_back and last.status != "void" and not (stand and begun(last)):
            assert last.ends is not None
            last = self.no_notice(last.ends)
        stretches = [*stretches[:-1], last]
        counted = stretches if stand else [last]
        held = [s for s in counted if s.status == "holds" and s.days]
        status = "holds" if held and last.status not in ("undetermined", "pending") else last.status
        moments: list[tuple[Event | None, int]] = [(n, n.at) for n in self.notices]
        moments.append((trigger, self.record.as_of if last.ends is None else last.ends))
        if self.left_open(liability.left_open, moments) is not False:
            status = "undetermined"
        if status == "undetermined" or (concerned is None and status != "void"):
            return Owed(name, "undetermined", payer, None, None, None, None, last.grounds)
        years = [year for s in held for year in s.years()]
        shown = [s for s in counted if s.days]
        if not shown and (status == "pending" or (status == "holds" and last.ends is None)):
            shown = [last]
        starts = shown[0].starts if shown else None
        ends = shown[-1].ends if shown and shown[-1].days else None
        return Owed(name, status, payer, starts, ends, len(years), self.amount(years), last.grounds)

    def free(self) -> Owed:
        """A stay costs nothing, unless days after the liability's own dates are left open."""
        if not self.runs_on():
            return Owed(None, "not_applicable", free=True)
        name, grounds = self.judged.guideline.name, self.stretch(self.notices[-1]).grounds
        return Owed(name, "undetermined", days=None, amount=None, grounds=grounds)

    def runs_on(self) -> bool:
        """Whether days would count after the liability's own dates, where those are left open."""
        last = self.liability.valid_to
        if self.liability.later_days is None or last is None:
            return False
        for notice in self.notices:
            found = self.stretch(notice)
            days = list(found.days)
            if found.status == "undetermined":
                starts = notice.at if found.starts is None else found.starts
                days = self.days(notice, starts, found.ends)
            if any(day.toordinal() > last for day in days):
                return True
        return False

    def payer(self, trigger: Event | None, at: int) -> str | None:
        for field, condition in self.liability.payer:
            decided, value = self.truths.holds(condition, at, trigger), self.record.episode.subject.get(field)
            if value is not None and decided is not False:
                return str(value) if decided else None
        return None

    def amount(self, years: list[int]) -> int | None:
        named = self.liability.amount
        rates = self.judged.whole.rules.yearly[named].amounts if named is not None else {}
        found = [rates.get(year) for year in years]
        unsaid = None in found or (self.liability.by_month and years)
        return None if unsaid else sum(r for r in found if r is not None)

    def ended(self, trigger: Event | None, at: int) -> int | None:
        return self.judged.ended(self.liability, trigger, at)  # type: ignore[arg-type]

    def no_notice(self, since: int) -> Stretch:
        """Nothing is owed yet; when the stay has ended, nothing ever will be."""
        ended = self.ended(None, since)
        if ended is None:
            return Stretch("pending", None, None, (), (), False)
        found = [(g.name, v) for g in self.liability.grounds if (v := self.ground_without(g, ended)) is not None]
        return Stretch("void", None, ended, (), tuple(found), False)

    def first(self, cases: tuple[tuple[object, object], ...], notice: Event) -> object:
        """The first case of which the condition holds at the notice; the last needs none."""
        return next((word for word, c in cases if self.truths.holds(c, notice.at, notice)), cases[-1][0])

    def start_of(self, notice: Event, due: int) -> int:
        """When it starts: as the date begins, at the clock time of the notice, or when it is due to the second."""
        day = self.record.today(due)
        if self.first(self.liability.start_time, notice) == "end_of_limit":
            return due
        if self.first(self.liability.start_time, notice) == "clock_of_notice":
            return int(naive_limits.at(day, self.record.local(notice.at).time(), self.record.zone).timestamp())
        return self.midnight(day)

    def stretch(self, notice: Event) -> Stretch:
        window = self.windows.limit(self.liability.starts, notice, notice.at)
        starts = None if window.due is None else self.start_of(notice, window.due)
        ends, as_of = self.ended(notice, notice.at), self.record.as_of
        days = [] if starts is None else self.days(notice, starts, ends)
        grounds: list[tuple[str, str]] = []
        void: set[date] = set()
        for ground in self.liability.grounds:
            state, days_void = self.ground(ground, notice, days, as_of if ends is None else ends)
            if state is not None:
                grounds.append((ground.name, state))
                void |= days_void
        states = [state for _, state in grounds]
        short = self.too_short(notice, ends)
        status = "holds"
        if "unmet" in states:
            status = "void"
        elif "unknown" in states or not window.known:
            status = "undetermined"
        elif "pending" in states or (ends is None and (starts is None or as_of < starts or short)):
            status = "pending"
        elif short:
            status = "not_applicable"
        charged = tuple(d for d in days if d not in void) if status == "holds" else ()
        taken = self.record.taken.get(notice.id)
        year = self.record.today(as_of if ends is None else ends).year if self.liability.by_final_year else None
        return Stretch(status, starts, ends, charged, tuple(grounds), taken is not None and taken == ends, short, year)

    def too_short(self, notice: Event, ends: int | None) -> bool:
        """Whether the whole stay, counted from the notice, is not over the number of days that makes it individual."""
        if not self.liability.over:
            return False
        return len(self.days(notice, notice.at, ends)) <= int(str(self.first(self.liability.over, notice)))

    def days(self, notice: Event, starts: int, ends: int | None) -> list[date]:
        """The dates that count, one by one."""
        kind = self.first(self.liability.days, notice)
        found: list[date] = []
        if ends is not None and ends < starts:
            return found
        day = self.record.today(starts)
        while True:
            through = self.midnight(day + timedelta(days=1)) - 1
            if kind == "whole_periods":
                counts = starts + 86400 * (len(found) + 1) <= (self.record.as_of if ends is None else ends)
            elif ends is None:
                counts = through <= self.record.as_of
            else:
                last = self.record.today(ends)
                counts = day <= last if kind == "dates_inclusive" else day < last
            if not counts:
                return found
            found.append(day)
            day += timedelta(days=1)

    # --- grounds

    def ground(self, ground: Ground, notice: Event, days: list[date], ends: int) -> tuple[str | None, set[date]]:
        """Return whether a ground is met (None: it does not concern the stay), and the dates that it voids."""
        if not within(ground, self.record.today(notice.at).toordinal()):  # type: ignore[arg-type]
            return None, set()
        value = self.truths.holds(ground.condition, notice.at, notice)
        if value is False:
            return None, set()
        state, voided = self.asked(ground, notice, days, ends)
        if value is None and (state not in ("met", "lapsed") or voided):
            return "unknown", set()
        return state, voided

    def asked(self, ground: Ground, notice: Event, days: list[date], ends: int) -> tuple[str | None, set[date]]:
        """Whether a ground that concerns the stay is met, and the dates that it voids."""
        if self.left_open(ground.left_open, [(notice, notice.at), (notice, ends)]) is not False:
            return "unknown", set()
        if ground.rule is not None:
            start = Start(notice, notice.at)
            cases = self.judged.cases(ground.rule, start, True, False)
            self.judged.match(ground.rule, cases)
            for case in cases:
                self.judged.interrupted(ground.rule, case)
            told = [(c, self.judged.status(c)) for c in cases]
            return summed([status for c, status in told if not (c.left and status == "cancelled")]), set()
        if ground.void_if is not None:
            return self.voids(ground, notice, days, ends)
        names = [n.rstrip("*") if n.endswith("*") else n for n in ground.kept_rules]
        found = [
            v.status
            for version in self.judged.whole.by_guideline()
            for rule in version.guideline.rules
            if any(
                rule.name == n or (k.endswith("*") and rule.name.startswith(n))
                for n, k in zip(names, ground.kept_rules, strict=True)
            )
            for v in version.verdicts(rule)
        ]
        return summed(found), set()

    def voids(self, ground: Ground, notice: Event, days: list[date], ends: int) -> tuple[str, set[date]]:
        """A condition voids the stay when it holds at its end, or each date at whose end it holds."""
        by_day: dict[date, Maybe] = {}
        for day in days if ground.day_by_day else []:
            through = self.midnight(day + timedelta(days=1)) - 1
            by_day[day] = self.truths.holds(ground.void_if, min(through, self.record.as_of), notice)
        values = list(by_day.values()) or [self.truths.holds(ground.void_if, ends, notice)]
        if None in values:
            return "unknown", set()
        if all(values):
            return "unmet", set(days)
        return "met", {day for day, value in by_day.items() if value}

    def ground_without(self, ground: Ground, at: int) -> str | None:
        """Without a notice: whether what the ground asks for was done at all; None where it does not ask for an act."""
        rule = ground.rule
        if rule is None or not within(ground, self.record.today(at).toordinal()):  # type: ignore[arg-type]
            return None
        if self.truths.holds(ground.condition, at, None) is False:
            return None
        assert isinstance(rule.duty, Acts)
        found: list[Maybe] = []
        for act in self.record.events:
            kinds = [a.event.name for a in rule.duty.acts]
            if act.type not in kinds or not self.record.stands(act, at):
                continue
            bearers = self.judged.bearers(rule, None, act.at)
            by = any(self.judged.right_one(rule, act, b, alone) is not False for b, alone in bearers)
            targets = self.judged.targets(rule, None, act.at) or [(None, True)]
            whom = targets if isinstance(rule.duty.to, Roles) else [t for t in targets if t[0] is not None]
            reached = [self.judged.to_right_one(rule, act, t, alone, self.record.as_of) for t, alone in whom]
            found.append(by and (some(reached) if reached else True))
        return {True: "met", None: "unknown", False: "unmet"}[some(found)]

    def left_open(self, clause: LeftOpen | None, moments: list[tuple[Event | None, int]]) -> Maybe:
        """Whether it is left to a person: where the condition holds at any of the moments."""
        return clause is not None and some([self.truths.holds(clause.condition, at, n) for n, at in moments])


def begun(stretch: Stretch) -> bool:
    return stretch.starts is not None and stretch.ends is not None and stretch.ends >= stretch.starts


def summed(statuses: list[str]) -> str:
    """Return what becomes of a ground from what became of its instances."""
    if any(s in BROKEN for s in statuses):
        return "unmet"
    for status, state in (("undetermined", "unknown"), ("pending", "pending"), ("cancelled", "lapsed")):
        if status in statuses:
            return state
    return "met"
