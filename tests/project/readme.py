"""The blocks of the README and of the pages under docs, and what they print.

`python tests/project/readme.py` writes the output of their commands anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
"""The README and the pages under docs: every example in them is run."""
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MORE = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the word after it, and its text."""

    language: str
    label: str
    text: str


def blocks(language: str, page: Path = README) -> list[Block]:
    """Return a page's blocks of a language, in order."""
    found = (Block(m[1], m[2] or "", m[3]) for m in _BLOCK.finditer(page.read_text("utf-8")))
    return [block for block in found if block.language == language]


def workplace() -> Path:
    """Return a new folder with copies of what the pages' commands name."""
    place = Path(tempfile.mkdtemp())
    for name in ("rules", "docs", "fixtures"):
        shutil.copytree(ROOT / name, place / name)
    return place


def run(command: str, place: Path) -> str:
    """Return what a line of shell prints, standard error after standard output."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(["sh", "-c", command], cwd=place, env=environment, capture_output=True, encoding="utf-8")
    return done.stdout + done.stderr


def played(block: Block, place: Path) -> str:
    """Return a console block as it comes out when its commands are run."""
    lines = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            lines.append(line + "\n" + run(line[2:], place))
    return "".join(lines)


def same(written: str, played: str) -> bool:
    """Say whether a written block is the played one; `…` stands for any lines, and a rule's line may have moved."""
    parts = [re.escape(part) for part in re.split(rf"^{_MORE}\n", _unnumbered(written), flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), _unnumbered(played)) is not None


def _unnumbered(text: str) -> str:
    return re.sub(
        r"^ *\d* *\|", "|", re.sub(r"^ +(--> .*riktlinje):\d+:", r"\1:", text, flags=re.MULTILINE), flags=re.MULTILINE
    )


def _update(page: Path) -> None:
    place = workplace()

    def anew(match: re.Match[str]) -> str:
        block = Block(match[1], match[2] or "", match[3])
        if block.language != "console":
            return match[0]
        now = played(block, place)
        return match[0] if same(block.text, now) else f"```console\n{now}```"

    page.write_text(_BLOCK.sub(anew, page.read_text("utf-8")), "utf-8")
    shutil.rmtree(place)


if __name__ == "__main__":
    for each in PAGES:
        _update(each)
