"""How fast a year is settled, and in how much memory: `python benchmarks/settle.py [--stays N]`.

A year of invented stays in each of two regions, one with an average and long stays, one with months in a row; whole
processes of `compliance settle` for the twelve months, as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEAR = 2023
MUNICIPALITIES = {
    "jonkoping": ("Aneby", "Eksjö", "Gislaved", "Gnosjö", "Habo", "Jönköping", "Mullsjö", "Nässjö", "Sävsjö", "Tranås",
                  "Vaggeryd", "Vetlanda", "Värnamo"),
    "vasterbotten": ("Bjurholm", "Dorotea", "Lycksele", "Malå", "Nordmaling", "Norsjö", "Robertsfors", "Skellefteå",
                     "Sorsele", "Storuman", "Umeå", "Vilhelmina", "Vindeln", "Vännäs", "Åsele"),
}  # fmt: skip


def lines(region: str, count: int) -> Iterator[str]:
    """Yield `count` stays as lines of JSON: the same for the same region and count."""
    chance = random.Random(f"{region} {count}")
    for number in range(count):
        yield json.dumps(stay(region, number, chance), ensure_ascii=False)


def stay(region: str, number: int, chance: random.Random) -> dict[str, object]:
    """Return one stay: ready at some time of the year, most gone home within some days, a few after weeks."""
    municipality = chance.choice(MUNICIPALITIES[region])
    kommun = {"role": "kommun", "unit": municipality}
    ward = {"role": "slutenvård", "unit": f"Avd {chance.randint(1, 40)}"}
    care = {"role": "öppenvård", "unit": "VC Tallen"}
    contact = {"role": "fast_vårdkontakt", "unit": "VC Tallen"}
    both = [kommun, care]
    days = chance.choices((0, 1, 2, 3, 4, 6, 10, 20), (20, 25, 20, 13, 9, 7, 4, 2))[0]
    # Times between 3 and 23 o'clock: none that a change of the clock leaves out or gives twice.
    ready = datetime(YEAR, 1, 5, 8) + timedelta(days=chance.randint(0, 350), minutes=chance.randint(0, 600))
    admitted = ready - timedelta(days=chance.randint(2, 9))
    told = admitted + timedelta(minutes=chance.randint(30, 1200))
    told = told.replace(hour=12) if told.hour < 4 else told
    home = (ready + timedelta(days=days)).replace(hour=chance.randint(18, 22))
    needs = ["socialtjänst", "regional_öppenvård"] if chance.random() < 0.9 else ["regional_öppenvård"]
    events: list[dict[str, object]] = []

    def add(kind: str, at: datetime, by: object, **rest: object) -> None:
        events.append({"id": f"e{len(events) + 1}", "type": kind, "at": at.isoformat(), "by": by, **rest})

    add("inskrivning", admitted, ward)
    add("behovsbedömning", admitted + timedelta(minutes=20), "behandlande_läkare")
    leaves = {"beräknat_utskrivningsdatum": ready.date().isoformat()}
    add("inskrivningsmeddelande", told, ward, to=both, data=leaves)
    add("kvittens", told + timedelta(minutes=50), kommun, re="e3")
    add("fast_vårdkontakt_utsedd", told + timedelta(minutes=55), {"role": "verksamhetschef", "unit": "VC Tallen"})
    add("utskrivningsklarbedömning", ready - timedelta(minutes=10), "behandlande_läkare")
    add("utskrivningsklar", ready, ward, to=both)
    if chance.random() < 0.95:
        add("kallelse_sip", ready + timedelta(minutes=30), contact, to=[kommun, "patient"])
    add("utskrivningsmeddelande", home - timedelta(minutes=40), ward, to=both)
    add("utskrivning", home, ward)
    events.sort(key=lambda event: str(event["at"]))
    return {
        "schema": 1,
        "id": f"{region}-{number}",
        "region": region,
        "patient": {"pseudonym": f"P-{number}", "folkbokföringskommun": municipality},
        "facts": {"vårdform": "somatisk", "behov": needs, "samtycke_sip": True, "nytt_eller_förändrat_behov": True,
                  "samtycke_informationsöverföring": True},
        "events": events,
    }  # fmt: skip


def data(region: str, count: int) -> Path:
    """Return the file of a region's stays, made if need be."""
    path = HERE / "data" / f"year-{region}-{count}.jsonl"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        beside = path.with_suffix(".part")
        with beside.open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines(region, count))
        beside.replace(path)
    return path


def measure(region: str, count: int) -> None:
    """Settle the twelve months in a process of its own, and print its seconds and peak memory."""
    path, out = data(region, count), HERE / "data" / f"year-{region}.json"
    span = ["--from", f"{YEAR}-01", "--to", f"{YEAR}-12", "--as-of", f"{YEAR + 1}-02-01"]
    command = [sys.executable, "-m", "compliance", "settle", str(path), *span, "--format", "json", "-o", str(out)]
    begun = time.perf_counter()
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"settle ended with {child.returncode}")
    seconds = time.perf_counter() - begun
    memory = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    months = json.loads(out.read_text(encoding="utf-8"))["months"]
    stays = sum(item["patients"] for month in months for item in month["municipalities"])
    print(f"{region:14}{count:>10,}{seconds:>10.1f}{count / seconds:>12,.0f}{memory:>9.0f}{stays:>12,}", flush=True)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stays", type=int, default=100_000)
    count = parser.parse_args().stays
    print(f"{'':14}{'stays':>10}{'seconds':>10}{'stays/s':>12}{'peak MB':>9}{'in months':>12}")
    for region in MUNICIPALITIES:
        for size in (max(count // 10, 1), count):
            measure(region, size)


if __name__ == "__main__":
    main()
