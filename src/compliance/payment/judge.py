"""One episode judged: which version of which guideline governs which date, its findings, and the liability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter

from compliance.check.engine import MANY, Checker
from compliance.check.finding import Finding, Status
from compliance.check.program import Governs
from compliance.check.timeline import Timeline
from compliance.check.versions import Stretch, Versions
from compliance.episodes.make import maker
from compliance.episodes.model import Episode, Event
from compliance.graph.model import Guideline, RuleSet
from compliance.language.diagnostic import Diagnostic, did_you_mean
from compliance.payment.liability import LiabilityProgram
from compliance.payment.needed import liable
from compliance.payment.verdict import LiabilityStatus, LiabilityVerdict
from compliance.time import Day, Instant, Zone, zone


@dataclass(frozen=True, slots=True)
class EpisodeVerdict:
    """Everything that is said of one episode. `guideline` is None when none was in force on any of its dates."""

    episode: Episode
    guideline: str | None
    as_of: Instant
    zone: Zone
    findings: tuple[Finding, ...]
    rest: Callable[[], tuple[Finding, ...]] = field(repr=False, compare=False)
    liability: LiabilityVerdict
    during: Callable[[], tuple[Stretch, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def governed(self) -> tuple[Stretch, ...]:
        """Which guideline governs from the first date of the timeline to the last, made when it is asked for."""
        return self.during()

    @property
    def not_applicable(self) -> tuple[Finding, ...]:
        """What nothing hangs on, made when it is asked for: the findings of rules that do not apply, and the uses of
        permissions."""
        return self.rest()


_new_verdict = maker(EpisodeVerdict)


@dataclass(frozen=True, slots=True)
class Run:
    """One guideline applied to a timeline: what judged it, and what it found."""

    checker: Checker
    programs: tuple[LiabilityProgram, ...]
    timeline: Timeline
    findings: tuple[Finding, ...]
    liabilities: tuple[LiabilityVerdict, ...]
    governs: Governs = None
    """Whether the guideline governs at an instant; None: at all of them."""


class Judge:
    """Judges episodes by a rule set. Compiles each guideline the first time it is needed, then only reads it.

    After `many` timelines of a guideline it takes the plain path for those that are plain; that changes no verdict.
    `only_liability`: rules that liability does not depend on are left out.
    """

    def __init__(self, rules: RuleSet, many: int = MANY, only_liability: bool = False) -> None:
        self.rules = liable(rules) if only_liability else rules
        self.many = many
        self.zone = zone(rules.vocabulary.time_zone)
        self._compiled: dict[str, tuple[Checker, tuple[LiabilityProgram, ...]]] = {}
        self._bulk: dict[str, tuple[LiabilityProgram, ...]] = {}
        self._versions = {region: Versions(rules, region, self.zone) for region in rules.regions}

    @property
    def guidelines(self) -> tuple[str, ...]:
        """The guidelines that have judged something so far."""
        return tuple(self._compiled)

    def region_of(self, episode: Episode, region: str | None = None) -> str | Diagnostic:
        """Return the family of guidelines that an episode is judged by, or what is wrong with its region."""
        wanted = region if region is not None else episode.region
        if wanted in self._versions:
            return str(wanted)
        known = ", ".join(sorted(self._versions))
        if wanted is None:
            return Diagnostic(
                "J001",
                "tidslinjen säger inte vilken region den gäller",
                where=f"{episode.source}:{episode.line} {episode.id}",
                help=f"ange `region:` eller --region; det finns {known}",
            )
        return Diagnostic(
            "J001",
            f"regionen `{wanted}` har inga riktlinjer här",
            where=f"{episode.source}:{episode.line} {episode.id}",
            help=did_you_mean(wanted, self._versions, f"det finns {known}"),
        )

    def judge(self, episode: Episode, as_of: Instant, region: str) -> EpisodeVerdict:
        """Return the verdict of an episode at a moment (an instant), by a region's guidelines. Pure.

        Raises KeyError for a region that `region_of` did not return.
        """
        return self._judged(episode, as_of, region, everything=False)[0]

    def judge_by(self, episode: Episode, as_of: Instant, region: str) -> tuple[EpisodeVerdict, tuple[Run, ...]]:
        """Like `judge`, with what each guideline found by itself, also of rules that do not apply."""
        return self._judged(episode, as_of, region, everything=True)

    def liabilities_of(
        self, episode: Episode, as_of: Instant, region: str
    ) -> list[tuple[LiabilityVerdict, Run | None]]:
        """Return the liability of an episode and its run; after it that of the latest notice, where a stay costs
        nothing by itself from then on and days charged before it stand."""
        verdict, runs = self._judged(episode, as_of, region, everything=False, with_runs=True)
        every = [(v, run) for run in runs for v in run.liabilities]
        found = verdict.liability
        run = next((r for v, r in every if v is found), None)
        latest = _latest([v for v, _ in every])
        if run is None or latest is None or latest is found or latest.reason is None:
            return [(found, run)]
        return [(found, run), *((v, r) for v, r in every if v is latest)]

    def _judged(
        self, episode: Episode, as_of: Instant, region: str, everything: bool, with_runs: bool = False
    ) -> tuple[EpisodeVerdict, tuple[Run, ...]]:
        versions = self._versions[region]
        shown, used, alone = versions.of(episode, as_of)
        during = partial(versions.during, episode, as_of)
        if not used:
            nothing = LiabilityVerdict(None, None, LiabilityStatus.NOT_APPLICABLE)
            return EpisodeVerdict(episode, None, as_of, self.zone, (), tuple, nothing, during), ()
        runs: list[Run] = []
        findings: list[Finding] = []
        uses: list[Finding] = []
        liabilities: list[LiabilityVerdict] = []
        judged: list[tuple[Checker, tuple[LiabilityProgram, ...], Timeline, Governs, list[Finding]]] = []
        for name in used:
            checker, programs = self._program(name)
            tl = Timeline(episode, checker.words, checker.zone, as_of)
            governs = None if alone else partial(versions.governs, name)
            plain = not everything and checker.is_plain(tl, governs)
            found = checker.judge(tl, governs) if everything else checker.applied(tl, governs, plain)
            if plain:
                programs = self._in_bulk(name)
            findings += found
            judged.append((checker, programs, tl, governs, found))
        for checker, programs, tl, force, found in judged:
            assessed = self._liability(programs, tl, force, findings)
            liabilities += assessed
            own: list[Finding] = []
            if everything:
                own = checker.permitted(tl, force, found)
                uses += own
            if everything or with_runs:
                runs.append(Run(checker, programs, tl, (*found, *own), tuple(assessed), force))
        if len(used) > 1:
            findings.sort(key=lambda f: f.trigger_at)
        liability = _decisive(liabilities, used[-1])
        applied, rest = tuple(findings), partial(self._rest, episode, as_of, region)
        if everything:
            rest = partial(_apart, (*applied, *uses))
            applied = tuple(f for f in findings if f.status is not Status.NOT_APPLICABLE)
        shown = shown or used[0]
        return _new_verdict(episode, shown, as_of, self.zone, applied, rest, liability, during), tuple(runs)

    def _rest(self, episode: Episode, as_of: Instant, region: str) -> tuple[Finding, ...]:
        return self.judge_by(episode, as_of, region)[0].not_applicable

    def governing(self, region: str, day: Day) -> Guideline | None:
        """Return the version in force on a date; where none is, what the family builds on; None where there is
        neither."""
        return self._versions[region].governing(day)

    def stretches(self, region: str) -> tuple[Stretch, ...]:
        """Return what governs a region on all dates there are, in order."""
        return self._versions[region].stretches

    def family(self, region: str) -> tuple[Guideline, ...]:
        """Return the versions of a region's guideline."""
        return self._versions[region].family

    def program(self, name: str) -> tuple[Checker, tuple[LiabilityProgram, ...]]:
        """Return a guideline compiled, with its liabilities."""
        return self._program(name)

    def _program(self, name: str) -> tuple[Checker, tuple[LiabilityProgram, ...]]:
        known = self._compiled.get(name)
        if known is None:
            guideline = self.rules.guidelines[name]
            checker = Checker(self.rules, guideline, self.many)
            known = checker, tuple(LiabilityProgram(item, checker, self.rules) for item in guideline.liability)
            self._compiled[name] = known
        return known

    def _in_bulk(self, name: str) -> tuple[LiabilityProgram, ...]:
        """Return the liabilities of a guideline with their conditions and acts written as functions."""
        known = self._bulk.get(name)
        if known is None:
            checker = self._compiled[name][0]
            items = self.rules.guidelines[name].liability
            known = self._bulk[name] = tuple(LiabilityProgram(item, checker, self.rules, bulk=True) for item in items)
        return known

    def _liability(
        self, programs: tuple[LiabilityProgram, ...], tl: Timeline, governs: Governs, findings: list[Finding]
    ) -> list[LiabilityVerdict]:
        """Return a verdict for each liability with a notice. Where no notice has been given, one for that in force at
        the end of the stay; none where the notice falls under another version, or under none."""
        notices = [(program, program.notices(tl, governs)) for program in programs]
        if any(given for _, given in notices):
            return [self._told(program, tl, governs, given, findings) for program, given in notices if given]
        if any(program.has_notice(tl) for program in programs):
            return []
        return [
            self._told(program, tl, governs, [], findings)
            for program in programs
            if program.valid(program.last_moment(tl))
        ]

    @staticmethod
    def _told(
        program: LiabilityProgram, tl: Timeline, governs: Governs, given: list[Event], findings: list[Finding]
    ) -> LiabilityVerdict:
        told = program.assess(tl, given, findings)
        perhaps = program.perhaps_notices(tl, governs)
        return program.doubted(tl, told, perhaps, findings) if perhaps else told


def _apart(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.status is Status.NOT_APPLICABLE or f.rule.modality.permits)


def _decisive(found: list[LiabilityVerdict], guideline: str) -> LiabilityVerdict:
    """Return the liability that counts: that of the version in force at the latest notice; without a notice, of the
    last version. Days that were charged before the latest notice stand where a stay costs nothing from it on."""
    latest = _latest(found)
    if latest is not None:
        held = [v for v in found if v.status is LiabilityStatus.HOLDS and v.days and v.periods[-1].notice is not None]
        return held[-1] if held and latest.reason is not None else latest
    return found[-1] if found else LiabilityVerdict(None, guideline, LiabilityStatus.NOT_APPLICABLE)


def _latest(found: list[LiabilityVerdict]) -> LiabilityVerdict | None:
    """Return the liability of the latest notice."""
    notices = [(v.periods[-1].notice.at, v) for v in found if v.periods and v.periods[-1].notice is not None]
    return max(reversed(notices), key=itemgetter(0))[1] if notices else None
