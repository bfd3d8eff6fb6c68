"""What a fixture says must be found, and whether it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.graph.vocabulary import Vocabulary
from compliance.payment.judge import EpisodeVerdict
from compliance.time import TimeProblem, Zone

_KEYS = (
    "rule",
    "clause",
    "bearer",
    "recipient",
    "trigger",
    "status",
    "due",
    "opens",
    "fulfilled_by",
    "late_by_s",
    "missing",
    "missing_content",
    "violation",
)
_LIABILITY = ("status", "payer", "starts", "ends", "days", "amount_sek", "grounds", "unmet", "missing")


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation that failed: what was expected, and what was found instead, as lines."""

    expected: str
    found: tuple[str, ...]


class Comparison:
    """Compares verdicts, in the form of the contract's JSON, with the expectations of fixtures."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone) -> None:
        self.vocabulary = vocabulary
        self.zone = zone

    def differences(
        self, expectation: Mapping[str, Any], verdict: Mapping[str, Any], judged: EpisodeVerdict
    ) -> list[Difference]:
        """Return every expectation that does not hold. `verdict` is the JSON form with the rules that do not apply
        too."""
        findings: list[Mapping[str, Any]] = list(verdict["findings"])
        found: list[Difference] = []
        used: set[int] = set()
        for wanted in expectation.get("expect") or ():
            found += self._expect(wanted, findings, used)
        for name in expectation.get("no_violation") or ():
            found += self._no_violation(str(name), findings)
        wanted_liability = expectation.get("liability")
        if isinstance(wanted_liability, Mapping):
            found += self._liability(wanted_liability, verdict["liability"])
        return found

    def _expect(self, wanted: object, findings: list[Mapping[str, Any]], used: set[int]) -> list[Difference]:
        if not isinstance(wanted, Mapping):
            return [Difference(f"expect: {wanted!r}", ("en förväntan är {rule: …, status: …}",))]
        unknown = [key for key in wanted if key not in _KEYS]
        if unknown or not ("rule" in wanted or "clause" in wanted):
            return [
                Difference(
                    shown(wanted), (f"okända nycklar: {', '.join(unknown)}" if unknown else "ange rule eller clause",)
                )
            ]
        named = [(i, f) for i, f in enumerate(findings) if self._named(wanted, f)]
        matching = [i for i, f in named if i not in used and all(self._same(key, wanted[key], f) for key in wanted)]
        if matching:
            used.add(matching[0])
            return []
        instead = tuple(brief(f) for _, f in named) or ("regeln gav inget utslag",)
        return [Difference(shown(wanted), instead)]

    def _named(self, wanted: Mapping[str, Any], finding: Mapping[str, Any]) -> bool:
        if "rule" in wanted and finding["rule"] != wanted["rule"]:
            return False
        return "clause" not in wanted or wanted["clause"] in finding["clauses"]

    def _same(self, key: str, wanted: object, finding: Mapping[str, Any]) -> bool:
        match key:
            case "rule" | "clause":
                return True
            case "bearer" | "recipient":
                return same_actor(wanted, finding.get(key))
            case "trigger":
                trigger = finding["trigger"]
                if isinstance(wanted, Mapping):
                    return all(trigger.get(k) == v for k, v in wanted.items())
                return wanted in (trigger["event"], trigger["type"])
            case "due" | "opens":
                return self.same_time(wanted, finding.get(key))
            case "missing" | "missing_content":
                return set(wanted) <= set(finding.get(key) or ()) if isinstance(wanted, list) else False
            case _:
                return bool(finding.get(key) == wanted)

    def same_time(self, wanted: object, found: object) -> bool:
        """Say whether a written time is the instant of an ISO text; a date alone is compared with the local date."""
        if wanted is None or found is None:
            return wanted is found
        if not isinstance(wanted, str) or not isinstance(found, str):
            return False
        if len(wanted) == 10:
            return bool(found[:10] == wanted)
        parsed, actual = self.zone.parse(wanted), self.zone.parse(found)
        return not isinstance(parsed, TimeProblem) and parsed == actual

    def _no_violation(self, name: str, findings: Iterable[Mapping[str, Any]]) -> list[Difference]:
        bad = [f for f in findings if f["violation"] and (f["rule"] == name or name in f["clauses"] or name == "*")]
        return [Difference(f"no_violation: {name}", tuple(brief(f) for f in bad))] if bad else []

    def _liability(self, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[Difference]:
        differences = []
        for key, value in wanted.items():
            if key not in _LIABILITY:
                differences.append(Difference(f"liability.{key}: {value}", ("okänd nyckel",)))
            elif not self._same_liability(key, value, found):
                actual = (
                    [g["rule"] for g in found["grounds"] if g["met"] is False] if key == "unmet" else found.get(key)
                )
                differences.append(Difference(f"liability.{key}: {value}", (f"blev {actual}",)))
        return differences

    def _same_liability(self, key: str, wanted: object, found: Mapping[str, Any]) -> bool:
        match key:
            case "starts" | "ends":
                return self.same_time(wanted, found[key])
            case "unmet":
                unmet = {g["rule"] for g in found["grounds"] if g["met"] is False}
                return isinstance(wanted, list) and unmet == set(wanted)
            case "grounds":
                return isinstance(wanted, list) and all(_ground(item, found["grounds"]) for item in wanted)
            case "missing":
                return isinstance(wanted, list) and set(wanted) <= set(found["missing"])
            case "amount_sek":
                return (wanted is None and found[key] is None) or (
                    found[key] is not None and str(wanted) == str(found[key])
                )
            case _:
                return bool(found.get(key) == wanted)


def _ground(wanted: object, grounds: Iterable[Mapping[str, Any]]) -> bool:
    if not isinstance(wanted, Mapping):
        return False
    return any(all(g.get(k) == v or (k == "clause" and v in g["clauses"]) for k, v in wanted.items()) for g in grounds)


def same_actor(wanted: object, found: Mapping[str, Any] | None) -> bool:
    """Say whether a written actor (role, or {role, unit}) is the one found; a unit is compared only if it is given."""
    if found is None or wanted is None:
        return wanted is found
    if isinstance(wanted, str):
        return bool(found["role"] == wanted)
    return isinstance(wanted, Mapping) and all(found.get(k) == v for k, v in wanted.items())


def shown(wanted: Mapping[str, Any]) -> str:
    """Return an expectation as one line."""
    return ", ".join(f"{key}: {_value(value)}" for key, value in wanted.items())


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(str(v) for v in value.values())
    return str(value)


def brief(finding: Mapping[str, Any]) -> str:
    """Return a finding as one line."""
    parts = [f"rule: {finding['rule']}", f"status: {finding['status']}"]
    for key in ("bearer", "recipient"):
        if finding.get(key):
            parts.append(f"{key}: {_value(finding[key])}")
    parts.append(f"trigger: {finding['trigger']['event'] or finding['trigger']['type']}")
    for key in ("due", "fulfilled_at"):
        if finding.get(key):
            parts.append(f"{key}: {finding[key]}")
    for key in ("missing", "missing_content"):
        if finding.get(key):
            parts.append(f"{key}: {', '.join(finding[key])}")
    return ", ".join(parts)
