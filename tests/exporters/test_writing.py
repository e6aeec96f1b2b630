"""A document is written whole or not at all, and its name is safe."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import time
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pytest

from app.i18n import UserError
from exporters.writing import MAX_NAME, file_name, write_whole


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_stands_complete_at_its_place(tmp_path: Path) -> None:
    written = write_whole(tmp_path / "a.xlsx", lambda stream: stream.write(b"whole"))
    assert (written.path.read_bytes(), written.size, written.beside) == (b"whole", 5, False)
    assert left_over(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_full_disk_keeps_the_old_file_and_says_one_sentence(tmp_path: Path, number: int) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def fill(stream: BinaryIO) -> None:
        stream.write(b"half of it")
        raise OSError(number, os.strerror(number))

    with pytest.raises(UserError, match=r"^a\.xlsx was not written, because .+\. Nothing at that place has changed\.$"):
        write_whole(target, fill)
    assert target.read_bytes() == b"old"
    assert left_over(tmp_path) == ["a.xlsx"]


def test_a_bug_while_writing_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def fill(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_whole(target, fill)
    assert target.read_bytes() == b"old"
    assert left_over(tmp_path) == ["a.xlsx"]


def test_a_target_in_use_stays_and_the_new_file_stands_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"open in another program")
    (tmp_path / "a (2).xlsx").write_bytes(b"from last time")

    def refuse(self: Path, other: Path) -> None:
        raise PermissionError(errno.EACCES, "in use", str(other))

    monkeypatch.setattr(Path, "replace", refuse)
    written = write_whole(target, lambda stream: stream.write(b"new"))
    assert written.beside
    assert written.path == tmp_path / "a (3).xlsx"
    assert written.path.read_bytes() == b"new"
    assert target.read_bytes() == b"open in another program"
    assert left_over(tmp_path) == ["a (2).xlsx", "a (3).xlsx", "a.xlsx"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="that folder does not exist"):
        write_whole(tmp_path / "nowhere" / "a.xlsx", lambda stream: stream.write(b"x"))


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(UserError, match="a folder of that name is there"):
        write_whole(tmp_path / "a.xlsx", lambda stream: stream.write(b"x"))
    assert left_over(tmp_path) == ["a.xlsx"]


def _write_again_and_again(target: str) -> None:
    number = os.getpid() % 900 * 1_000  # so that no two writers write the same
    while True:
        number += 1
        write_whole(Path(target), lambda stream, n=number: [stream.write(b"%06d" % n) for _ in range(2_000)])


def test_a_killed_writer_never_leaves_half_a_file(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    write_whole(target, lambda stream: stream.write(b"000000" * 2_000))
    context = multiprocessing.get_context("spawn")
    for _ in range(5):
        process = context.Process(target=_write_again_and_again, args=(str(target),))
        process.start()
        before = target.read_bytes()
        deadline = time.monotonic() + 20
        while target.read_bytes() == before and time.monotonic() < deadline:
            time.sleep(0.005)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        content = target.read_bytes()
        assert content != before
        assert content == content[:6] * 2_000


@pytest.mark.parametrize(
    ("organisation", "document", "expected"),
    [
        ("Quellmark Health", "Risk register", "Quellmark Health - Risk register - 2026-09-15.xlsx"),
        ("../../etc/passwd", "A/B\\C:D*E?", "_.._etc_passwd - A_B_C_D_E_ - 2026-09-15.xlsx"),
        ("Łódź Øy Nguyễn", "Register", "Łódź Øy Nguyễn - Register - 2026-09-15.xlsx"),
        ("", "", "Foreshock - 2026-09-15.xlsx"),
        ("CON", "x\x00\ny", "_CON - x__y - 2026-09-15.xlsx"),
        ("<b>=1+1</b>", "R&D", "_b__1_1__b_ - R_D - 2026-09-15.xlsx"),
    ],
)
def test_a_file_name_holds_only_safe_characters(organisation: str, document: str, expected: str) -> None:
    assert file_name(organisation, document, date(2026, 9, 15), "xlsx") == expected


def test_a_long_name_is_cut_where_every_system_takes_it() -> None:
    name = file_name("Ł" * 400, "Register", date(2026, 9, 15), "xlsx")
    assert len(name.encode()) <= MAX_NAME
    assert name.endswith(" - 2026-09-15.xlsx")
