"""One process writes; the next one is told who does, and a crash leaves no lock behind."""

from __future__ import annotations

import contextlib
import getpass
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.document import AlreadyOpen, Document
from app.entities import add
from app.lock import lock_path
from app.model import Service
from tests.sessions import START

ROOT = Path(__file__).parents[2]

_HOLDER = """
import sys
from pathlib import Path
from app.document import Document
from app.entities import add
from app.model import Service
with Document.open(Path(sys.argv[1])) as document:
    print("open", flush=True)
    for line in sys.stdin:
        if line.strip() == "close":
            break
        if line.strip() == "begin":
            with document.edit("long") as session:
                add(document, Service, name="half")
                print("begun", flush=True)
                sys.stdin.readline()
        add(document, Service, name=line.strip())
        print("added", flush=True)
"""


@contextlib.contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the session open and adds what it is told."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def say(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(word + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.foreshock"
    Document.create(path).close()
    return path


def test_a_second_process_is_told_who_has_it_and_may_read(path: Path) -> None:
    with holder(path) as process:
        with pytest.raises(AlreadyOpen) as refused:
            Document.open(path)
        assert refused.value.holder.user == getpass.getuser()
        assert refused.value.holder.host == socket.gethostname()
        assert getpass.getuser() in str(refused.value)
        with Document.open(path, read_only=True) as reader:
            assert reader.all(Service) == []
            assert say(process, "Payroll") == "added"
            assert [row.name for row in reader.all(Service)] == ["Payroll"]
            assert [change_set.label for change_set in reader.history()] == ["Add service Payroll"]
            assert reader.verify() == []


def test_the_lock_is_free_after_closing(path: Path) -> None:
    with holder(path) as process:
        say(process, "close")
        process.wait(20)
        assert not lock_path(path).exists()
        Document.open(path).close()
    assert sorted(entry.name for entry in path.parent.iterdir()) == [path.name]


def test_a_killed_holder_leaves_no_lock(path: Path) -> None:
    with holder(path) as process:
        say(process, "Payroll")
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    assert lock_path(path).exists()
    with Document.open(path) as document:
        assert [row.name for row in document.all(Service)] == ["Payroll"]
        add(document, Service, name="Billing")


def test_opening_twice_in_one_process_is_refused_too(path: Path) -> None:
    with Document.open(path, clock=lambda: START) as first:
        with pytest.raises(AlreadyOpen) as refused:
            Document.open(path)
        assert refused.value.holder.since_text.endswith("2026 " + START.astimezone().strftime("%H:%M"))
        add(first, Service, name="Payroll")


def test_two_processes_never_write_in_turns(path: Path) -> None:
    """SQLite's own locking would let them: the control shows it."""
    with holder(path) as process:
        raw = sqlite3.connect(path, timeout=1)
        raw.execute("UPDATE document SET created_at = created_at")
        raw.commit()
        raw.close()
        for _ in range(20):
            with pytest.raises(AlreadyOpen):
                Document.open(path)
        assert say(process, "Payroll") == "added"


def test_a_reader_in_the_middle_of_an_edit_sees_the_state_before(path: Path) -> None:
    with holder(path) as process:
        assert say(process, "begin") == "begun"
        with Document.open(path, read_only=True) as reader:
            assert reader.all(Service) == []
        assert say(process, "go on") == "added"


def test_a_side_file_with_nonsense_in_it_keeps_nobody_out(path: Path) -> None:
    lock_path(path).write_bytes(os.urandom(40))
    Document.open(path).close()
