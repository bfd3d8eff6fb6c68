"""A guideline author changes one limit: exactly the verdicts that it should turn, turn."""

from __future__ import annotations

import shutil
from pathlib import Path

from compliance import check, load_episodes, load_rules
from compliance.check import Finding
from compliance.episodes import Episode
from compliance.payment import EpisodeVerdict

ROOT = Path(__file__).parents[2]
RULE = "kallelse_sip"


def changed_rules(folder: Path) -> Path:
    """Copy the rules and write two days for three in one rule of the plan's file."""
    copy = folder / "rules"
    shutil.copytree(ROOT / "rules", copy)
    path = copy / "norrbotten" / "2023-sip.riktlinje"
    before, rule, after = path.read_text("utf-8").partition(f"skyldighet {RULE}\n")
    assert rule and "3 dagar" in after
    path.write_text(before + rule + after.replace("3 dagar", "2 dagar", 1), "utf-8")
    return copy


def key(finding: Finding) -> tuple[object, ...]:
    return (finding.rule.name, finding.trigger.id if finding.trigger else None, finding.bearer, finding.target)


def expected_to_turn(finding: Finding, verdict: EpisodeVerdict) -> bool:
    """Done, or judged, on the third day after the notice: in time before, not any more."""
    zone = verdict.zone
    third = zone.day(finding.trigger_at) + 3
    if finding.status.value == "fulfilled":
        return finding.act is not None and zone.day(finding.act.at) == third
    judged = min(verdict.as_of, finding.cancelled_at or verdict.as_of)
    return finding.status.value in ("pending", "cancelled") and zone.day(judged) == third


def test_two_days_for_three_turns_exactly_the_calls_of_the_third_day(tmp_path: Path) -> None:
    old, new = load_rules(), load_rules(changed_rules(tmp_path))
    turned = 0
    for episode in load_episodes([ROOT / "fixtures" / "norrbotten"], old):
        assert isinstance(episode, Episode)
        moment = episode.as_of if episode.as_of is not None else 1767225600
        before, after = check(episode, old, moment), check(episode, new, moment)
        assert [key(f) for f in before.findings] == [key(f) for f in after.findings]
        for finding, other in zip(before.findings, after.findings, strict=True):
            changed = other.status is not finding.status
            wanted = finding.rule.name == RULE and expected_to_turn(finding, before)
            assert changed is wanted, (episode.id, finding.rule.name)
            turned += changed
        assert before.liability == after.liability, "the ground of liability has its own three days"
    assert turned >= 2
