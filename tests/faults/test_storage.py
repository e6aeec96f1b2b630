"""When the drive is full or fails, the edit is refused, the session is whole, and one can go on or save elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.document import Document
from tests.toy import House, toy_schema

ROOT = Path(__file__).parents[2]

_FULL_DISK = """
import json, os, sys
from pathlib import Path
from app.document import Document
from app.i18n import UserError
from app.sqlite import StorageError
from tests.toy import House, toy_schema
place, elsewhere = Path(sys.argv[1]), Path(sys.argv[2])
said = {}
with Document.create(place / "a.foreshock", schema=toy_schema()) as document:
    with document.edit("first") as session:
        session.add(House(ref="first"))
    room = os.statvfs(place)
    (place / "filler").write_bytes(bytes(room.f_bavail * room.f_frsize - 200_000))
    heard = []
    document.subscribe(heard.append)
    def large():
        with document.edit("large") as session:
            session.add(House(ref="large", plan=os.urandom(400_000)))
    for key in ("first try", "second try"):
        try:
            large()
        except StorageError as refused:
            said[key] = str(refused)
    said["heard"] = len(heard)
    said["rows"] = [row.ref for row in document.all(House)]
    said["faults"] = [str(fault) for fault in document.verify()]
    with document.edit("small") as session:
        session.add(House(ref="small"))
    try:
        document.save_copy(place / "copy.foreshock")
        (place / "filler 2").write_bytes(bytes(10_000_000))
    except (UserError, OSError) as refused:
        said["copy here"] = type(refused).__name__
    document.save_copy(elsewhere)
    (place / "filler").unlink()
    large()
    said["rows at the end"] = [row.ref for row in document.all(House)]
    said["faults at the end"] = [str(fault) for fault in document.verify()]
    said["files"] = sorted(entry.name for entry in place.iterdir() if entry.name.endswith((".part", "-journal")))
print(json.dumps(said))
"""


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **environment}
    )


def test_a_full_disk_costs_nothing_but_the_edit(tmp_path: Path) -> None:
    place, elsewhere = tmp_path / "small", tmp_path / "elsewhere.foreshock"
    place.mkdir()
    mount = f'mount -t tmpfs -o size=2m tmpfs "{place}" && exec "$0" "$@"'
    script = [sys.executable, "-c", _FULL_DISK, str(place), str(elsewhere)]
    ran = run(["unshare", "-m", "sh", "-c", mount, *script])
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    refusal = (
        "There is no room left where a.foreshock is kept. Nothing was changed; make room or save a copy elsewhere."
    )
    assert said["first try"] == said["second try"] == refusal
    assert said["rows"] == ["first"]
    assert said["faults"] == said["faults at the end"] == said["files"] == []
    assert said["heard"] == 0
    assert said["rows at the end"] == ["first", "small", "large"]
    with Document.open(elsewhere, schema=toy_schema()) as copy:
        assert [row.ref for row in copy.all(House)] == ["first", "small"]
        assert copy.verify() == []


_EDITS = """
import sys
from pathlib import Path
from app.document import Document
from app.i18n import UserError
from tests.toy import House, toy_schema
with Document.open(Path(sys.argv[1]), schema=toy_schema()) as document:
    for number in range(4):
        for attempt in (1, 2):
            try:
                with document.edit(str(number)) as session:
                    session.add(House(ref=str(number), plan=bytes(6000)))
            except UserError as refused:
                print("refused", refused)
                assert str(number) not in [row.ref for row in document.all(House)]
            else:
                print("done", number)
                break
    print("rows", *[row.ref for row in document.all(House)])
    print("faults", *[str(fault) for fault in document.verify()])
"""

FAILURES = [
    *(f"pwrite64:error=ENOSPC:when={n}" for n in (1, 2, 5, 9, 14, 17, 20)),
    *(f"pwrite64:error=EIO:when={n}" for n in (1, 3, 8, 12, 15, 19)),
    *(f"fdatasync:error=EIO:when={n}" for n in (1, 2, 3, 4, 5, 6)),
    *(f"fsync:error=EIO:when={n}" for n in (1, 2, 3)),
    *(f"unlink:error=EACCES:when={n}" for n in (1, 2)),
    "ftruncate:error=EIO:when=1",
]


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_call_costs_nothing_but_the_edit(tmp_path: Path, failure: str) -> None:
    if shutil.which("strace") is None:
        pytest.fail("strace is needed to let system calls fail")
    path = tmp_path / "a.foreshock"
    Document.create(path, schema=toy_schema()).close()
    call = failure.partition(":")[0]
    trace = ["strace", "-f", "-qq", "-o", str(tmp_path / "trace"), "-e", f"trace={call}", "-P", str(path)]
    trace += ["-P", f"{path}-journal", "-P", str(tmp_path), "-e", f"inject={failure}"]
    ran = run([*trace, sys.executable, "-c", _EDITS, str(path)])
    assert ran.returncode == 0, ran.stderr
    told = ran.stdout.splitlines()
    assert [line for line in told if line.startswith("done")] == [f"done {n}" for n in range(4)]
    assert told[-2:] == ["rows 0 1 2 3", "faults"]
    with Document.open(path, schema=toy_schema()) as document:
        assert sorted(row.ref for row in document.all(House)) == ["0", "1", "2", "3"]
        assert [str(fault) for fault in document.verify()] == []


def test_the_injected_failures_are_felt(tmp_path: Path) -> None:
    """The control: without it every test above could pass because nothing fails."""
    path = tmp_path / "a.foreshock"
    Document.create(path, schema=toy_schema()).close()
    inject = ["-e", "trace=pwrite64", "-P", f"{path}-journal", "-e", "inject=pwrite64:error=ENOSPC:when=1"]
    ran = run(["strace", "-f", "-qq", "-o", os.devnull, *inject, sys.executable, "-c", _EDITS, str(path)])
    assert "refused There is no room left" in ran.stdout


def test_a_copy_that_fails_leaves_the_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "copy.foreshock"
    target.write_text("older")
    with Document.create(tmp_path / "a.foreshock", schema=toy_schema()) as document:
        monkeypatch.setattr(os, "fsync", _fail)
        with pytest.raises(Exception, match="could not be read or written"):
            document.save_copy(target)
    assert target.read_text() == "older"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.foreshock", "copy.foreshock"]


def _fail(_: int) -> None:
    raise OSError(5, "Input/output error")
