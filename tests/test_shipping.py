"""What a person gets: the wheel, the lock files, the commands of the README, the licences, and the built folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ("app", "exporters", "ui", "resources")
LOCKS = ("requirements.lock", "requirements-test.lock")
#: Licences of Qt name the GPL among others to choose from; ours is the LGPL.
CHOICE_OF_LICENCES = {"pyside6-essentials", "shiboken6"}


def outside(folder: Path) -> dict[str, str]:
    """An environment in which nothing of the checkout can be found."""
    hidden = {"PYTHONPATH", "VIRTUAL_ENV", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**kept, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}


def run(*command: object, folder: Path, timeout: float = 240) -> str:
    """Run a command outside the checkout; what it printed, and a failed test if it failed."""
    told = subprocess.run(
        [str(word) for word in command], cwd=folder, env=outside(folder),
        capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    return told.stdout


# --- the wheel ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays as it is."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SHIPPED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, source, folder=source)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_program_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {
        path.relative_to(ROOT).as_posix()
        for folder in SHIPPED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == expected
    assert {Path(name).suffix for name in held} >= {".toml", ".sql", ".ttf", ".svg", ".md", ".py"}


def test_the_installed_program_passes_its_self_test_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "venv"
    venv.create(place, with_pip=False)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", wheel, folder=tmp_path)
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=tmp_path).strip()
    # What it stands on comes from this environment; a line in a .pth file adds no editable checkout.
    Path(own, "stands_on.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    assert str(place) in run(python, "-c", "import app; print(app.__file__)", folder=tmp_path)
    told = run(scripts / "foreshock", "--self-test", folder=tmp_path)
    assert told.splitlines()[-1] == "self-test passed"
    assert "0.1.0" in run(scripts / "foreshock", "--version", folder=tmp_path)


# --- lock files and README ---------------------------------------------------------------------------------


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, str]:
    """Every package that a lock file pins, with its version (one of them where it depends on the Python)."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {
        plain(name): version for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }


def required(words: list[str]) -> set[str]:
    return {plain(re.split(r"[<>=!~ \[;]", word, maxsplit=1)[0]) for word in words}


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    told: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return told


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_place_and_pins_everything_with_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host|^-e|@ ", text, re.MULTILINE)
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[A-Za-z0-9_.-]+==\S+", block), block[:80]
        assert "--hash=sha256:" in block, block[:80]


def test_the_lock_files_hold_what_the_project_asks_for(project: dict[str, object]) -> None:
    asked = required(project["dependencies"])  # type: ignore[arg-type]
    for_tests = required(project["optional-dependencies"]["test"])  # type: ignore[index]
    assert asked <= set(locked("requirements.lock"))
    assert asked | for_tests <= set(locked("requirements-test.lock"))
    assert {name: locked("requirements-test.lock")[name] for name in asked} == {
        name: locked("requirements.lock")[name] for name in asked
    }


def test_the_commands_of_the_readme_use_what_is_there(project: dict[str, object]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    start, test = (line for line in readme.splitlines() if line.startswith("python3 -m venv"))
    assert "-r requirements.lock" in start
    assert "-r requirements-test.lock" in test
    assert start.endswith(".venv/bin/foreshock --sample")
    assert test.endswith("-m pytest -n 2 --dist loadfile")
    assert project["scripts"] == {"foreshock": "ui.cli:main"}
    assert {"pytest", "setuptools"} <= set(locked("requirements-test.lock"))
    for named in re.findall(r"\((resources/[^)]+)\)", readme):
        assert (ROOT / named).is_file(), f"the README shows {named}, which is not there"


def test_the_readme_names_every_verb_of_the_command_line() -> None:
    from ui.cli import VERBS

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [verb for verb in VERBS if verb not in readme] == []
    assert "## 0." in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# --- licences ----------------------------------------------------------------------------------------------


def test_the_list_of_licences_names_everything_that_is_installed() -> None:
    told = re.sub(r"[-_. ]+", "-", (ROOT / "resources/docs/third-party.md").read_text(encoding="utf-8")).lower()
    assert [name for name in locked("requirements.lock") if name not in told] == []


def test_nothing_under_the_gpl_is_installed() -> None:
    found = {name: licence(name) for name in locked("requirements.lock") if name not in CHOICE_OF_LICENCES}
    assert all(found.values()), found
    assert [
        name for name, words in found.items() if re.search(r"(?<![A-Z])A?GPL|(?<!Lesser )General Public", words)
    ] == []


def licence(name: str) -> str:
    """What an installed package says of its licence."""
    about = distribution(name).metadata
    words = [about.get("License-Expression") or "", (about.get("License") or "")[:200]]
    return " ".join([*words, *(line for line in about.get_all("Classifier") or [] if "License ::" in line)]).strip()


# --- the built folder --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that PyInstaller makes."""
    folder = tmp_path_factory.mktemp("built")
    run(
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--distpath", folder / "dist",
        "--workpath", folder / "work", ROOT / "build.spec", folder=folder, timeout=1200,
    )  # fmt: skip
    yield folder / "dist" / "foreshock"
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_built_program_passes_its_self_test_and_starts_soon(built: Path, tmp_path: Path) -> None:
    program = built / ("foreshock.exe" if os.name == "nt" else "foreshock")
    assert run(program, "--self-test", folder=tmp_path).splitlines()[-1] == "self-test passed"
    begun = time.perf_counter()
    assert run(program, "--version", folder=tmp_path).startswith("Foreshock ")
    took = time.perf_counter() - begun
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"\n{size / 2**20:.0f} MB, says its version after {took:.2f} s")
    assert took < 2
    assert size < 300 * 2**20
