"""How fast, and in how much memory: `python benchmarks/run.py [--episodes N]`.

Each measurement is a process of its own, so that its peak memory is its own. A tenth of the episodes is measured too:
memory that does not grow with the number of episodes shows in the last column.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from episodes import write

HERE = Path(__file__).resolve().parent
AS_OF = "2024-04-30T23:59:59"
GUIDELINE = "norrbotten-2023"


def decode(path: Path) -> int:
    """Decode each line as JSON and do nothing else: the floor."""
    count = 0
    with path.open(encoding="utf-8") as file:
        for line in file:
            json.loads(line)
            count += 1
    return count


def read(path: Path) -> int:
    """Read and validate each episode."""
    from compliance import load_episodes, load_rules

    return sum(1 for _ in load_episodes([path], load_rules()))


def check(path: Path) -> int:
    """Read, validate and check each episode through the Python API."""
    from compliance import check, load_episodes, load_rules

    rules = load_rules()
    count = 0
    for episode in load_episodes([path], rules):
        check(episode, rules, AS_OF)  # type: ignore[arg-type]
        count += 1
    return count


def hand(path: Path) -> int:
    """Judge ten obligations by the plain Python of `by_hand.py`."""
    from by_hand import count

    counts = count(path, AS_OF)
    print(json.dumps(_counted(counts)))
    return sum(counts.values())


def ten(path: Path) -> int:
    """Judge the same ten by their rules, through the Python API."""
    from collections import Counter
    from dataclasses import replace

    from by_hand import TEN

    from compliance import check, load_episodes, load_rules

    rules = load_rules()
    whole = rules.guidelines[GUIDELINE]
    few = replace(whole, rules=tuple(rule for rule in whole.rules if rule.name in TEN), liability=())
    rules = replace(rules, guidelines={**rules.guidelines, GUIDELINE: few})
    counts: Counter[tuple[str, str]] = Counter()
    for episode in load_episodes([path], rules):
        counts.update((f.rule.name, f.status.value) for f in check(episode, rules, AS_OF).findings)  # type: ignore[arg-type]
    print(json.dumps(_counted(counts)))
    return sum(counts.values())


def _counted(counts: Mapping[tuple[str, str], int]) -> dict[str, int]:
    return {f"{rule} {status}": number for (rule, status), number in sorted(counts.items())}


def command(path: Path) -> int:
    """Run the command line as a user would."""
    from compliance.cli import main

    sys.argv = ["compliance", "check", str(path), "--format", "jsonl", "--as-of", AS_OF, "--fail-on", "never"]
    try:
        main()
    except SystemExit as done:
        if done.code:
            raise
    return 0


MEASURED: dict[str, tuple[str, Callable[[Path], int]]] = {
    "decode": ("JSON decoding alone", decode),
    "hand": ("ten obligations, by hand", hand),
    "ten": ("the same ten, by their rules", ten),
    "read": ("reading and validating", read),
    "check": ("all rules and liability, Python API", check),
    "command": ("compliance check --format jsonl", command),
}


def measure(name: str, path: Path) -> tuple[float, float]:
    """Return the seconds and the peak memory (MB) of a measurement in a process of its own, its output kept beside the
    data."""
    begun = time.perf_counter()
    with (HERE / "data" / f"{name}.out").open("wb") as out:
        child = subprocess.Popen([sys.executable, __file__, "--measure", name, "--file", str(path)], stdout=out)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{name} ended with {child.returncode}")
    per_megabyte = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return time.perf_counter() - begun, used.ru_maxrss / per_megabyte


def table(counts: list[int]) -> None:
    """Print a line for each measurement and number of episodes."""
    print(f"{'':34}{'episodes':>10}{'seconds':>10}{'episodes/s':>12}{'peak MB':>9}")
    for name, (title, _) in MEASURED.items():
        for count in counts:
            path = data(count)
            seconds, memory = measure(name, path)
            print(f"{title:34}{count:>10,}{seconds:>10.1f}{count / seconds:>12,.0f}{memory:>9.0f}", flush=True)


def same_counts() -> None:
    """Say whether the rules and the plain Python gave each rule the same verdicts."""
    by_hand, by_rules = ((HERE / "data" / f"{name}.out").read_text(encoding="utf-8") for name in ("hand", "ten"))
    if by_hand != by_rules:
        sys.exit("by hand and by rules give different counts: see hand.out and ten.out")
    verdicts = json.loads(by_hand)
    print(f"by hand and by rules: the same {sum(verdicts.values()):,} verdicts of {len(verdicts)} kinds")


def data(count: int) -> Path:
    """Return the file of `count` episodes, made if need be."""
    path = HERE / "data" / f"norrbotten-{count}.jsonl"
    write(path, count)
    return path


def profile(count: int, name: str) -> None:
    """Print where a measurement spends its time."""
    profiler = cProfile.Profile()
    profiler.runcall(MEASURED[name][1], data(count))
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=100_000)
    parser.add_argument(
        "--profile", choices=list(MEASURED), help="print the 25 dearest functions of one measurement instead"
    )
    parser.add_argument("--measure", choices=list(MEASURED), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        MEASURED[given.measure][1](given.file)
    elif given.profile:
        profile(given.episodes, given.profile)
    else:
        table([max(given.episodes // 10, 1), given.episodes])
        same_counts()


if __name__ == "__main__":
    main()
