"""What the files themselves must keep: no places of one machine, no addresses, no network at run time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "exporters", "ui", "resources", "tests", ".ci")
BINARY = {".ttf", ".ico", ".png", ".xlsx", ".pdf", ".mo", ".foreshock", ".pyc"}
FILES = sorted(
    path
    for part in (*(ROOT / folder for folder in FOLDERS), ROOT)
    for path in (part.iterdir() if part == ROOT else part.rglob("*"))
    if path.is_file() and path.suffix not in BINARY and "__pycache__" not in path.parts
)
#: Whose addresses may stand in files: name spaces of XML, licences, and where a typeface comes from.
HOSTS = {
    "www.w3.org",
    "schemas.openxmlformats.org",
    "www.apache.org",
    "github.com",
    "localhost",
    "x",
    "scripts.sil.org",
}
ADDRESS = re.compile(r"\b(?:https?|ftp)://([A-Za-z0-9.-]+)")
MACHINE = re.compile(r"(?<![\w.<])/(?:home|root|work|Users|usr/local|mnt)/\w+|\b[A-Z]:\\Users\\\w+")


def offences(text: str) -> list[str]:
    """Absolute places of a machine, and addresses of hosts that have no business here."""
    return MACHINE.findall(text) + [host for host in ADDRESS.findall(text) if host not in HOSTS]


def test_no_file_names_a_place_of_one_machine_or_a_host() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): wrong
        for path in FILES
        if path != Path(__file__) and (wrong := offences(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert len(FILES) > 300
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "see /home/ann/session",
        'open("/root/x")',
        r"C:\Users\Ann\x",
        "https://pypi.example.org/simple",
        "/work/main/app",
    ],
)
def test_the_rule_sees_such_a_place(text: str) -> None:
    assert offences(text)


# --- no network --------------------------------------------------------------------------------------------

#: Ends the process as soon as Python asks for a name, binds or connects to anything but a local socket.
GUARD = """
import os, sys

def hear(event, told):
    if event in ("socket.connect", "socket.bind", "socket.sendto") and not isinstance(told[1], (str, bytes)):
        os._exit(77)
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "urllib.Request", "ftplib.connect"):
        os._exit(77)

sys.addaudithook(hear)
"""
SELF_TEST = "from ui.self_test import run\nsys.exit(run())\n"


def guarded(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder), "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", GUARD + program], cwd=ROOT, env=environment,
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The self-test, which opens every page and writes every document, watched."""
    return guarded(SELF_TEST, tmp_path_factory.mktemp("guarded"))


def test_the_self_test_passes_and_reaches_for_no_network(outcome: subprocess.CompletedProcess[str]) -> None:
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert outcome.stdout.splitlines()[-1] == "self-test passed"


def test_the_self_test_tries_every_page_and_document(outcome: subprocess.CompletedProcess[str]) -> None:
    from exporters.registry import EXPORTERS
    from ui.pages import PLACES

    assert [place.label for place in PLACES if f"page “{place.label}”" not in outcome.stdout] == []
    assert [kind for kind in EXPORTERS if f"export “{kind}”" not in outcome.stdout] == []
    assert "FAIL" not in outcome.stdout


@pytest.mark.parametrize(
    "reach",
    [
        "import socket\nsocket.socket().connect(('127.0.0.1', 9))",
        "import socket\nsocket.getaddrinfo('localhost', 80)",
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(('127.0.0.1', 0))",
    ],
)
def test_the_guard_sees_who_reaches_out(reach: str, tmp_path: Path) -> None:
    assert guarded(reach, tmp_path).returncode == 77


def test_a_failing_page_fails_the_self_test(tmp_path: Path) -> None:
    broken = "from ui.pages.history import HistoryPage\nHistoryPage.refresh = lambda self: 1 / 0\n"
    told = guarded(broken + SELF_TEST, tmp_path)
    assert told.returncode == 1
    assert "FAIL" in told.stdout
    assert "ZeroDivisionError" in told.stderr
    assert told.stdout.splitlines()[-1].startswith("self-test failed")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace watches what Qt does below Python")
def test_nothing_below_python_reaches_out_either(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto", "-o", str(trace)]
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this place lets nobody trace")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    program = [sys.executable, "-c", "import sys\n" + SELF_TEST]
    told = subprocess.run([*command, *program], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr
    assert [line for line in trace.read_text(errors="replace").splitlines() if "AF_INET" in line] == []
