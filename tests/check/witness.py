"""Ask the witness about any number of random cases, and show each disagreement as the least case that still is one.

    python tests/check/witness.py --cases 100000

`--seed` begins elsewhere, `--jobs` says how many processes (default: as many as there are cores). Progress on stderr;
what was reached (kind of rule, status) on stdout at the end. Exit code 1 if there was a disagreement.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pool

from cases import Case, cases, load, shown, without
from compare import disagreements

from compliance.check import Finding
from compliance.language.rule_tree import Attended, Before, Between, OnBreach, Promptly, Recurring, Stated
from compliance.payment import Judge

Reached = Counter[tuple[str, str]]


def kind(finding: Finding) -> str:
    """Return what kind of rule a finding is of."""
    rule = finding.rule
    if rule.modality.of_acts:
        return "prohibition" if rule.modality.forbids else "permission"
    if isinstance(rule.duty, Stated | Attended):
        return "content" if isinstance(rule.duty, Stated) else "attendance"
    if any(isinstance(t, OnBreach) for t in rule.triggers):
        return "contrary"
    names = {Before: "before", Between: "window", Promptly: "promptly", Recurring: "recurring"}
    return names.get(type(rule.deadline), "by")


def ask(case: Case) -> list[str]:
    """Return what program and witness do not both say of a case."""
    return disagreements(case.rules, case.judge, case.told, case.as_of, case.region)


def reached(case: Case) -> Reached:
    """Return what the program says of a case, counted by kind of rule and status."""
    found = case.judge.judge(case.told, case.as_of, case.region)
    counts = Reached((kind(f), f.status.value) for f in (*found.findings, *found.not_applicable))
    counts["liability", found.liability.status.value] += 1
    counts.update(("ground", g.met.value) for g in found.liability.grounds)
    return counts


def smaller(case: Case) -> Iterator[Case]:
    """Return cases with something less: a rule, an event, a fact."""
    for number, text in enumerate(case.texts):
        parts = re.split(r"\n(?=skyldighet|förbud|tillåtelse|undantag|uppehåll|betalningsansvar|grund )", text)
        for index in range(len(parts)):
            fewer = "\n".join(parts[:index] + parts[index + 1 :])
            texts = (*case.texts[:number], fewer, *case.texts[number + 1 :])
            rules = load(texts) if fewer.strip() else None
            if rules is not None and case.region in rules.regions:
                yield replace(case, texts=texts, rules=rules, judge=Judge(rules))
    for event in case.told.events:
        yield replace(case, told=without(case.told, event))
        if event.to:
            bare = tuple(replace(e, to=()) if e is event else e for e in case.told.events)
            yield replace(case, told=replace(case.told, events=bare))
    for name in case.told.facts:
        rest = {k: v for k, v in case.told.facts.items() if k != name}
        yield replace(case, told=replace(case.told, facts=rest))


def least(case: Case) -> Case:
    """Return the least case, by leaving things out one at a time, of which there is still disagreement."""
    found: Case | None = case
    while found is not None:
        case = found
        found = next((c for c in smaller(case) if ask(c)), None)
    return case


def seed_of(seed: int) -> tuple[int, Reached, list[str]]:
    """Return how many cases a seed had, what they reached, and the disagreements in words."""
    number, counts, found = 0, Reached(), list[str]()
    for case in cases(seed):
        number += 1
        counts += reached(case)
        if ask(case):
            case = least(case)
            found.append("\n".join([f"--- seed {seed}", shown(case), *ask(case)]))
            break
    return number, counts, found


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args()
    number, counts, wrong, begun, last = 0, Reached(), 0, time.monotonic(), 0.0
    print(f"seed {wanted.seed}, {wanted.jobs} processes", file=sys.stderr)
    with Pool(wanted.jobs) as pool:
        for cases_of, reached_there, found in pool.imap_unordered(seed_of, range(wanted.seed, 10**9), chunksize=8):
            number, counts, wrong = number + cases_of, counts + reached_there, wrong + len(found)
            for text in found:
                print(text, flush=True)
            if number >= wanted.cases or time.monotonic() - last > 5:
                last = time.monotonic()
                print(f"{number} cases, {wrong} disagreements, {last - begun:.0f} s", file=sys.stderr)
            if number >= wanted.cases:
                pool.terminate()
                break
    for (what, status), times in sorted(counts.items()):
        print(f"{what:12} {status:14} {times}")
    print(f"{number} cases, {wrong} disagreements")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
