"""What cannot be opened is refused within two seconds, in one sentence, and stays as it is."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.document import Document
from app.entities import add
from app.i18n import UserError
from app.model import Service
from tests.sessions import rich_session

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def session_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return rich_session(tmp_path_factory.mktemp("rich") / "rich.foreshock").read_bytes()


def change(*statements: str) -> Callable[[Path, bytes], None]:
    """Return what writes a session and then changes it as another program could."""

    def write(path: Path, content: bytes) -> None:
        path.write_bytes(content)
        raw = sqlite3.connect(path, isolation_level=None)
        for statement in statements:
            raw.execute(statement)
        raw.close()

    return write


def patch(at: int, new: bytes) -> Callable[[Path, bytes], None]:
    return lambda path, content: path.write_bytes(content[:at] + new + content[at + len(new) :]) and None


def cut(share: float) -> Callable[[Path, bytes], None]:
    return lambda path, content: path.write_bytes(content[: int(len(content) * share)]) and None


def other_database(path: Path, _: bytes) -> None:
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE bookmarks (url TEXT)")
    raw.close()


def noise(path: Path, content: bytes) -> None:
    path.write_bytes(content[:4096] + random.Random(1).randbytes(len(content) - 4096))


_MANY_VIEWS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
INSERT INTO sqlite_schema SELECT 'view', 'v' || i, 'v' || i, 0, 'CREATE VIEW v' || i || ' AS SELECT 1' FROM n
"""


def many_pages(path: Path, content: bytes) -> None:
    """A schema that the header says is enormous: a chain of pages that leads back to itself."""
    path.write_bytes(content)
    with path.open("r+b") as stream:
        stream.seek(100 + 8)
        stream.write((1).to_bytes(4, "big"))


REFUSALS: dict[str, tuple[Callable[[Path, bytes], object], str]] = {
    "missing": (lambda path, _: None, "was not found"),
    "folder": (lambda path, _: path.mkdir(), "is a folder"),
    "pipe": (lambda path, _: os.mkfifo(path), "is not a file that can be opened"),
    "empty": (lambda path, _: path.write_bytes(b""), "not a Foreshock session"),
    "text": (lambda path, _: path.write_text("Dear all,\n" * 900), "not a Foreshock session"),
    "random bytes": (lambda path, _: path.write_bytes(random.Random(1).randbytes(9999)), "not a Foreshock session"),
    "another program's database": (other_database, "belongs to another program"),
    "another application id": (change("PRAGMA application_id=7"), "belongs to another program"),
    "newer": (change("PRAGMA user_version=99"), "was made with a newer Foreshock"),
    "version zero": (change("PRAGMA user_version=0"), "is damaged"),
    "trigger": (
        change("CREATE TRIGGER evil AFTER UPDATE ON service BEGIN DELETE FROM risk; END"),
        "trigger “evil” does not belong",
    ),
    "view": (change("CREATE VIEW service_view AS SELECT * FROM service"), "view “service_view” does not belong"),
    "extra table": (change("CREATE TABLE extra (x)"), "table “extra” does not belong"),
    "extra index": (change("CREATE INDEX extra ON service (rto)"), "index “extra” does not belong"),
    "statistics": (change("ANALYZE"), "does not belong"),
    "endless view": (
        change("CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c"),
        "does not belong",
    ),
    "missing table": (change("DROP TABLE vital_record"), "is missing or altered"),
    "altered table": (change("ALTER TABLE service ADD COLUMN extra TEXT"), "is missing or altered"),
    "missing index": (change("DROP INDEX change_by_row"), "is missing or altered"),
    "write-ahead log": (change("PRAGMA journal_mode=WAL", "CREATE TABLE x (y)"), "changed by another program"),
    "half": (cut(0.5), "is incomplete"),
    "nearly all": (cut(0.999), "is incomplete"),
    "one page": (cut(0.002), "is incomplete"),
    "other page size": (patch(16, b"\x20\x00"), "is incomplete"),
    "root page": (patch(100, b"\x00" * 200), "is damaged"),
    "noise behind the first page": (noise, "is damaged"),
    "schema that leads in a circle": (many_pages, "is damaged"),
    "two hundred thousand views": (change("PRAGMA writable_schema=ON", _MANY_VIEWS), ""),
}


@pytest.mark.parametrize("read_only", [False, True], ids=["writing", "reading"])
@pytest.mark.parametrize("name", REFUSALS)
def test_it_is_refused_in_one_sentence(tmp_path: Path, session_bytes: bytes, name: str, read_only: bool) -> None:
    make, sentence = REFUSALS[name]
    path = tmp_path / "received.foreshock"
    make(path, session_bytes)
    before = path.read_bytes() if path.is_file() else None
    started = time.monotonic()
    with pytest.raises(UserError) as refused:
        Document.open(path, read_only=read_only)
    assert time.monotonic() - started < 3
    told = str(refused.value)
    assert sentence in told
    assert told.endswith(".")
    assert "malformed" not in told
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [entry.name for entry in tmp_path.iterdir() if "lock" in entry.name or "part" in entry.name] == []


def test_the_unchanged_file_opens(tmp_path: Path, session_bytes: bytes) -> None:
    """The control: what is refused above is refused for what was done to it."""
    path = tmp_path / "received.foreshock"
    path.write_bytes(session_bytes)
    with Document.open(path) as document:
        assert document.verify() == []


def test_a_new_session_takes_nobody_s_place(tmp_path: Path) -> None:
    path = tmp_path / "a.foreshock"
    path.write_text("mine")
    with pytest.raises(UserError, match="already exists"):
        Document.create(path)
    with pytest.raises(UserError):
        Document.create(tmp_path / "nowhere" / "a.foreshock")
    assert path.read_text() == "mine"


_AS_NOBODY = """
import os, sys, getpass, socket
from pathlib import Path
from app.document import Document
from app.entities import add
from app.i18n import UserError
from app.migrations import session_schema
from app.model import Service
session_schema()
os.setgid(65534)
os.setuid(65534)
try:
    with Document.open(Path(sys.argv[1])) as document:
        print("read-only" if document.read_only else "writable", len(document.all(Service)))
        add(document, Service, name="x")
except UserError as refused:
    print(refused)
"""


def as_nobody(path: Path) -> list[str]:
    """Open a session as a user who owns nothing, and return what was said."""
    if os.geteuid() != 0:
        pytest.fail("this test must run as root to become somebody else")
    ran = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(path)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.stderr == ""
    return ran.stdout.splitlines()


@pytest.fixture
def shared(tmp_path: Path, session_bytes: bytes) -> Path:
    """A session in a folder that everybody may enter."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith(("test_", "popen-", "pytest-")):  # workers have a folder of their own between
            folder.chmod(0o755)
    path = tmp_path / "shared.foreshock"
    path.write_bytes(session_bytes)
    return path


def test_a_file_without_permission_is_refused(shared: Path) -> None:
    shared.chmod(0o600)
    assert as_nobody(shared) == ["shared.foreshock cannot be read, because you have no permission for it."]


def test_a_file_that_may_only_be_read_opens_read_only(shared: Path) -> None:
    shared.chmod(0o644)
    said = as_nobody(shared)
    assert said[0].startswith("read-only ")
    assert said[1] == "shared.foreshock is open read-only. Save a copy to work on it."


def test_a_file_in_a_folder_that_may_only_be_read_opens_read_only(shared: Path) -> None:
    shared.chmod(0o666)
    assert as_nobody(shared)[0].startswith("read-only ")


def test_a_received_trigger_never_runs(tmp_path: Path, session_bytes: bytes) -> None:
    path = tmp_path / "received.foreshock"
    change("CREATE TRIGGER evil AFTER UPDATE ON service BEGIN DELETE FROM risk; END")(path, session_bytes)
    with pytest.raises(UserError):
        Document.open(path)
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT count(*) FROM risk").fetchone()[0] > 0
    raw.close()


def test_a_session_named_strangely_opens(tmp_path: Path) -> None:
    path = tmp_path / "50 % done? #1 & more ü.foreshock"
    with Document.create(path) as document:
        add(document, Service, name="Payroll")
    with Document.open(path, read_only=True) as document:
        assert len(document.all(Service)) == 1
