"""After a power cut there is the old state or the new one, never a mixture; and a file mailed without its journal
after a crash is noticed."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.document import Document
from app.i18n import UserError
from app.sqlite import _WRITER_PRAGMAS
from tests.faults.disk import Drive, Event, listen, replay
from tests.faults.test_kill import COUNTER, one_edit, start
from tests.toy import House, Room, toy_schema

EDITS = 12
NAME = "a.foreshock"
ACKNOWLEDGED = "-- acknowledged"


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, list[str]]:
    """The file before some edits, and what the application said to SQLite during them."""
    path = tmp_path / NAME
    start(path)
    before, statements = path.read_bytes(), list[str]()
    with monkeypatch.context() as patch:
        listen(statements, patch)
        with Document.open(path, schema=toy_schema()) as document:
            for number in range(1, EDITS + 1):
                one_edit(document, number, lambda: None)
                statements.append(ACKNOWLEDGED)
    return before, statements


def played(tmp_path: Path, recorded: tuple[bytes, list[str]], synchronous: str) -> tuple[bytes, list[Event]]:
    """Return the first content and the events of the edits on a drive."""
    content, statements = recorded
    path = tmp_path / "replay" / NAME
    path.parent.mkdir()
    path.write_bytes(content)
    columns = {name: tuple(table.columns.keys()) for name, table in toy_schema().metadata.tables.items()}
    guards = [f"PRAGMA {pragma}" for pragma in (*_WRITER_PRAGMAS, f"synchronous={synchronous}")]

    def before(statement: str) -> str | None:
        return None if statement == ACKNOWLEDGED else statement

    return content, replay(path, [*guards, *statements], columns, before=before)


def state(path: Path) -> int | str:
    """Return the number of the last edit that a file holds, or what is wrong with it."""
    try:
        with Document.open(path, schema=toy_schema()) as document:
            if faults := document.verify():
                return str(faults[0])
            counter = int(document.get(House, COUNTER).floors)  # type: ignore[union-attr]
            counts = [document.scalar(select(func.count()).select_from(model)) for model in (House, Room)]
            return counter if counts == [counter + 1, counter] else f"half: {counter} {counts}"
    except UserError as refused:
        return str(refused)


def cut(tmp_path: Path, played: tuple[bytes, list[Event]], times: int, seed: int) -> list[str]:
    """Cut the power ``times`` times; return what was wrong."""
    content, events = played
    chance, wrong = random.Random(seed), []
    first = next(at for at, event in enumerate(events) if event.what == "write")
    for turn in range(times):
        at = chance.randrange(first, len(events) + 1)
        drive = Drive({NAME: bytearray(content)})
        for event in events[:at]:
            drive.happen(event)
        done = sum(event.what == "ack" for event in events[:at])
        found = lay_out(tmp_path / f"cut {seed} {turn}", drive.after_cut(chance))
        if state(found) not in (done, done + 1):
            wrong.append(f"seed {seed}, event {at}: {done} were acknowledged, found {state(found)}")
    return wrong


def lay_out(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / NAME


def test_a_power_cut_leaves_the_old_state_or_the_new_one(tmp_path: Path, recorded: Any) -> None:
    assert cut(tmp_path, played(tmp_path, recorded, "EXTRA"), 60, seed=1) == []


def test_a_drive_without_syncs_would_be_caught(tmp_path: Path, recorded: Any) -> None:
    """The control: the same cuts find something when nothing is synced."""
    assert cut(tmp_path, played(tmp_path, recorded, "OFF"), 60, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", range(2, 6))
def test_a_power_cut_in_a_long_campaign(tmp_path: Path, recorded: Any, seed: int) -> None:
    assert cut(tmp_path, played(tmp_path, recorded, "EXTRA"), 300, seed) == []


def test_a_file_mailed_without_its_journal_after_a_crash_is_noticed(tmp_path: Path, recorded: Any) -> None:
    content, events = played(tmp_path, recorded, "EXTRA")
    drive, done, noticed, whole = Drive({NAME: bytearray(content)}), 0, 0, 0
    for at, event in enumerate(events):
        drive.happen(event)
        done += event.what == "ack"
        if event.what == "write" and event.name == NAME:
            alone = lay_out(tmp_path / f"mailed {at}", {NAME: drive.after_kill()[NAME]})
            found = state(alone)
            assert found in (done, done + 1) or isinstance(found, str), (at, found)
            assert not str(found).startswith("half"), f"{found} was not noticed by verify (event {at})"
            noticed, whole = noticed + isinstance(found, str), whole + isinstance(found, int)
    assert noticed > EDITS, "no file was caught in the middle of a commit"
    assert whole > 0


def test_with_its_journal_it_is_whole(tmp_path: Path, recorded: Any) -> None:
    """The control: what is noticed above comes from the journal that is missing."""
    content, events = played(tmp_path, recorded, "EXTRA")
    drive, done = Drive({NAME: bytearray(content)}), 0
    for at, event in enumerate(events):
        drive.happen(event)
        done += event.what == "ack"
        if event.what == "write" and event.name == NAME:
            assert state(lay_out(tmp_path / f"found {at}", drive.after_kill())) in (done, done + 1)


def test_a_hot_journal_is_read_through_a_copy_when_one_may_not_write(tmp_path: Path, recorded: Any) -> None:
    content, events = played(tmp_path, recorded, "EXTRA")
    drive, done = Drive({NAME: bytearray(content)}), 0
    for event in events:
        drive.happen(event)
        done += event.what == "ack"
        if done == 5 and event.what == "write" and event.name == NAME:
            break
    path = lay_out(tmp_path / "hot", drive.after_kill())
    before = {entry.name: entry.read_bytes() for entry in path.parent.iterdir()}
    assert len(before) == 2
    with Document.open(path, schema=toy_schema(), read_only=True) as document:
        assert document.get(House, COUNTER).floors == 5  # type: ignore[union-attr]
        assert document.verify() == []
    assert {entry.name: entry.read_bytes() for entry in path.parent.iterdir()} == before
