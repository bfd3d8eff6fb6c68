"""Installed from a wheel, from a wheel made of the source distribution, or from the checkout: it finds its rules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs/example/edith.yaml"
PACKAGE = ROOT / "src/compliance"


def run(*words: object, cwd: Path | str = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command, without anything of this environment that says where packages are."""
    clean = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME"}}
    done = subprocess.run([*map(str, words)], cwd=cwd, env=clean, capture_output=True, encoding="utf-8")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done


def build(root: Path, kind: str, out: Path) -> Path:
    """Build a wheel or a source distribution with the backend that is installed here."""
    assert run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", out, cwd=root).returncode == 0
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist, tmp_path_factory):
    place = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        # the first releases of Python 3.11 know no filters
        archive.extractall(place, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    (root,) = place.iterdir()
    return root


def files(*folders: Path, suffix: str = "") -> set[str]:
    """Return the files under folders, relative to the first one's parent."""
    found = {p for folder in folders for p in folder.rglob(f"*{suffix}") if p.is_file()}
    return {p.relative_to(folders[0].parent).as_posix() for p in found if "__pycache__" not in p.parts}


def test_no_copy_of_the_data_lies_in_the_source():
    assert not (PACKAGE / "_data").exists(), "a stale copy would be found before the checkout's own rules"


def test_the_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").is_file()


def test_the_wheel_holds_the_package_the_grammar_and_the_rules(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    info = f"{wheel.name.rsplit('-', 3)[0]}.dist-info/"
    package = {n for n in held if not n.startswith(info)}
    expected = files(PACKAGE) | {f"compliance/_data/{n}" for f in ("grammar", "rules") for n in files(ROOT / f)}
    assert package == expected
    assert any("/pages/" in n and n.endswith(".md") for n in package)
    assert "compliance/py.typed" in package
    assert f"{info}licenses/LICENSE" in held
    assert wheel.name.endswith("-py3-none-any.whl")


def test_the_source_distribution_holds_only_what_it_should(sdist):
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    wanted = {"src", "grammar", "rules", "fixtures", "tests", "benchmarks", "docs", ".ci"}
    single = {"README.md", "LICENSE", "CHANGELOG.md", "Makefile", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert tops == wanted | single
    with tarfile.open(sdist) as archive:
        assert not [n for n in archive.getnames() if "benchmarks/data" in n or n.endswith((".pyc", ".jsonl.part"))]


def environment(place: Path) -> Path:
    """Make an environment that has the dependencies of this one, and return its Python."""
    venv.create(place, with_pip=True, symlinks=os.name != "nt")
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = place / scripts / "python"
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    # Read after the package's own .pth, so that what is installed here comes first.
    Path(packages, "zz_dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def install(python: Path, *what: object) -> None:
    words = ["--quiet", "--no-index", "--no-deps", "--ignore-installed", "--no-build-isolation"]
    done = run(python, "-m", "pip", "--disable-pip-version-check", "install", *words, *what)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("how", ["wheel", "source distribution", "checkout", "editable"])
def test_it_works_from_another_folder(how, request, tmp_path):
    what = {
        "wheel": lambda: [request.getfixturevalue("wheel")],
        "source distribution": lambda: [build(request.getfixturevalue("unpacked"), "wheel", tmp_path / "again")],
        "checkout": lambda: [request.getfixturevalue("unpacked")],
        "editable": lambda: ["--editable", request.getfixturevalue("unpacked")],
    }[how]()
    python = environment(tmp_path / "venv")
    install(python, *what)
    command = python.parent / ("compliance.exe" if os.name == "nt" else "compliance")
    away = tmp_path.anchor
    assert run(command, "--version", cwd=away).stdout == "compliance, version 0.1.0\n"
    done = run(command, "check", EXAMPLE, cwd=away)
    assert done.returncode == 1, done.stderr
    assert "1 tim 15 min för sent" in done.stdout
    done = run(command, "coverage", "--format", "json", cwd=away)
    assert [g["clauses"] for g in json.loads(done.stdout)["guidelines"]], "the registers come along with the rules"
    where = run(python, "-c", "import compliance.language.grammar as g, compliance as c; print(c.__file__)", cwd=away)
    inside = tmp_path / "venv" if how != "editable" else request.getfixturevalue("unpacked")
    assert Path(where.stdout.strip()).is_relative_to(inside.resolve())
    broken = tmp_path / "a.riktlinje"
    broken.write_text("skyldighet x\n  nr y\n", "utf-8")
    told = subprocess.run(
        [command, "check", EXAMPLE, "--rules", broken], cwd=away, capture_output=True, encoding="utf-8"
    )
    assert (told.returncode, "fel[G0" in told.stderr) == (2, True), "the grammar is found too"
