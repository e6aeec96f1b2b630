"""An older file is upgraded after a backup, in one transaction: killed at any statement, it survives."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, select

from app import integrity, model, opening, sqlite
from app.document import Document
from app.i18n import UserError
from app.migrations import Schema, Step, session_schema
from app.opening import backup_path
from tests.faults.children import fork
from tests.sessions import START, StepClock
from tests.toy import Base, House, Room, toy_schema

FILES = Path(__file__).parent.parent / "files"

_STEP_TWO = """
ALTER TABLE house ADD COLUMN garden INTEGER;
CREATE TABLE tree (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX ix_tree_kind ON tree (kind);
CREATE TABLE visit_new (
    id BLOB NOT NULL,
    room_id BLOB,
    text TEXT NOT NULL,
    weather TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(room_id) REFERENCES room (id) ON DELETE SET NULL
) STRICT;
INSERT INTO visit_new (id, room_id, text) SELECT id, room_id, text FROM visit;
DROP TABLE visit;
ALTER TABLE visit_new RENAME TO visit;
CREATE INDEX ix_visit_room_id ON visit (room_id);
"""


def plant(raw: sqlite.Connection) -> None:
    """Convert rows, which statements alone could not."""
    for (key,) in raw.execute("SELECT id FROM house").fetchall():
        raw.execute("UPDATE house SET garden = ? WHERE id = ?", (key[0], key))


def later_schema() -> Schema:
    """The toy schema after one more step."""
    metadata = MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(metadata)
    metadata.tables["house"].append_column(Column("garden", Integer))
    return Schema(metadata, (*toy_schema().steps, Step(_STEP_TWO, plant)))


def old_file(path: Path) -> Path:
    with Document.create(path, schema=toy_schema()) as document:
        for number in range(5):
            with document.edit(f"House {number}") as session:
                house = House(ref=str(number), size=number / 3)
                session.add(house)
                session.flush()
                session.add(Room(house_id=house.id, number=1))
        document.undo()
    return path


def test_an_older_file_is_upgraded_after_a_backup(tmp_path: Path) -> None:
    path = old_file(tmp_path / "old.foreshock")
    before = path.read_bytes()
    with Document.open(path, schema=later_schema()) as document:
        assert document.scalar(select(Column("garden")).select_from(House.__table__)) is not None
        assert [str(fault) for fault in document.verify()] == []
        assert document.history()[0].kind == "upgrade"
        assert document.undo_label is None
        with document.edit("After") as session:
            session.add(House(ref="new"))
        document.undo()
        assert document.undo() is None
        assert document.redo_label == "After"
        assert document.verify() == []
    with Document.open(backup_path(path, 1), schema=toy_schema()) as backup:
        assert len(backup.all(House)) == 4
    assert backup_path(path, 1).stat().st_size == len(before)


def test_an_older_file_is_read_without_being_changed(tmp_path: Path) -> None:
    path = old_file(tmp_path / "old.foreshock")
    before = path.read_bytes()
    with Document.open(path, schema=later_schema(), read_only=True) as document:
        assert document.scalar(select(Column("garden")).select_from(House.__table__)) is not None
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_damaged_older_file_is_not_upgraded(tmp_path: Path) -> None:
    """The upgrade writes new digests, which would vouch for the damage."""
    path = old_file(tmp_path / "old.foreshock")
    raw = sqlite3.connect(path)
    raw.execute("UPDATE house SET size = 99")
    raw.commit()
    raw.close()
    before = path.read_bytes()
    with pytest.raises(UserError, match="is damaged and was not upgraded"):
        Document.open(path, schema=later_schema())
    assert path.read_bytes() == before


def open_and_die(path: Path, at: int) -> Callable[[Callable[[bytes], object]], None]:
    """Return work that opens (and so upgrades) the file and is killed before statement ``at``."""

    def work(acknowledge: Callable[[bytes], object]) -> None:
        connect, count = sqlite.connect, 0

        def watched(*arguments: Any, **options: Any) -> sqlite.Connection:
            raw = connect(*arguments, **options)

            def before(_: str) -> None:
                nonlocal count
                count += 1
                acknowledge(b".")
                if count == at:
                    os.kill(os.getpid(), signal.SIGKILL)

            raw.set_trace_callback(before)
            return raw

        sqlite.connect = watched
        Document.open(path, schema=later_schema()).close()

    return work


def test_an_upgrade_killed_at_any_statement_leaves_a_whole_file(tmp_path: Path) -> None:
    template = old_file(tmp_path / "template.foreshock").read_bytes()
    said, status = fork(open_and_die(_copy(tmp_path, template, 0), 10**6)).wait()
    assert status == 0
    statements, old, new = len(said), 0, 0
    for at in range(1, statements + 1):
        path = _copy(tmp_path, template, at)
        _, status = fork(open_and_die(path, at)).wait()
        assert status == -9
        raw = sqlite3.connect(path)
        version = raw.execute("PRAGMA user_version").fetchone()[0]
        raw.close()
        old, new = old + (version == 1), new + (version == 2)
        with Document.open(path, schema=later_schema()) as document:
            assert [str(fault) for fault in document.verify()] == [], at
            assert len(document.all(House)) == len(document.all(Room)) == 4
    assert old > 20
    assert new > 0


def _copy(folder: Path, content: bytes, number: int) -> Path:
    inside = folder / f"run {number}"
    inside.mkdir()
    path = inside / "old.foreshock"
    path.write_bytes(content)
    return path


def test_an_upgrade_whose_backup_cannot_be_written_does_not_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_file(tmp_path / "old.foreshock")
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise sqlite.StorageError("There is no room left where {name} is kept.", name="x")

    monkeypatch.setattr(sqlite, "write_copy", full)
    with pytest.raises(UserError, match="no room left"):
        Document.open(path, schema=later_schema())
    assert path.read_bytes() == before


VERSION_1 = FILES / "version-1.foreshock"
#: Killed before every so many statements, a number that meets each kind of them.
EVERY = 5


def tables_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return every row of a file by table, empty columns left out."""
    raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    raw.row_factory = sqlite3.Row
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    found = {}
    for name in names:
        rows = [
            {key: value for key, value in dict(row).items() if value is not None}
            for row in raw.execute(f"SELECT * FROM {name}")
        ]
        found[name] = sorted(rows, key=lambda row: sorted(row.items(), key=repr).__repr__())
    raw.close()
    return found


def test_the_first_version_keeps_every_row_its_digests_and_its_history(tmp_path: Path) -> None:
    path = tmp_path / "old.foreshock"
    path.write_bytes(VERSION_1.read_bytes())
    before = tables_of(path)
    with Document.open(path, clock=StepClock()) as document:
        assert [str(fault) for fault in document.verify()] == []
        assert document.history(limit=1)[0].kind == "upgrade"
        assert document.all(model.Checkpoint) == []
    after = tables_of(path)
    sets = after.pop("change_set")
    assert [one for one in sets if one["kind"] != "upgrade"] == before.pop("change_set")
    assert after.pop("checkpoint") == after.pop("returned_form") == after.pop("own_column") == []
    sealed = [one for one in after["row_digest"] if one["tbl"] == "ballot"]
    assert {len(one["digest"]) for one in sealed} == {32}, "ballots get a salt"
    for tables in (after, before):
        tables["row_digest"] = [one for one in tables["row_digest"] if one["tbl"] != "ballot"]
    assert after == before
    assert tables_of(backup_path(path, 1)) == tables_of(VERSION_1)


def test_the_first_version_is_read_as_the_present_one_without_being_changed(tmp_path: Path) -> None:
    path = tmp_path / "old.foreshock"
    path.write_bytes(VERSION_1.read_bytes())
    with Document.open(path, read_only=True) as document:
        assert document.read_only
        assert document.all(model.Service)
        assert document.all(model.MeetingEntry, model.MeetingEntry.seat_id.is_not(None)) == []
        with document.snapshot() as copy:
            assert copy.all(model.Checkpoint) == []
    assert path.read_bytes() == VERSION_1.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def upgrade_and_die(path: Path, at: int) -> Callable[[Callable[[bytes], object]], None]:
    """Return work that upgrades a file of version 1 and is killed before statement ``at``; alike ones count once."""

    def work(acknowledge: Callable[[bytes], object]) -> None:
        integrity.verify = lambda *_: []  # the file is whole; looking at it each time would only take long
        raw, count, last = sqlite.connect(path), 0, ""

        def before(statement: str) -> None:
            nonlocal count, last
            if statement[:24] != last:
                count, last = count + 1, statement[:24]
                acknowledge(b".")
                if count == at:
                    os.kill(os.getpid(), signal.SIGKILL)

        raw.set_trace_callback(before)
        opening.upgrade(raw, session_schema(), 1, path.name, START)

    return work


def test_the_upgrade_of_the_first_version_killed_on_its_way_leaves_the_old_file(tmp_path: Path) -> None:
    template = VERSION_1.read_bytes()
    said, status = fork(upgrade_and_die(_copy(tmp_path, template, 0), 10**6)).wait()
    assert status == 0
    path, begun = tmp_path / "old.foreshock", 0
    for at in range(1, len(said), EVERY):  # the last is after the commit
        path.write_bytes(template)
        _, status = fork(upgrade_and_die(path, at)).wait()
        assert status == -9
        begun += path.with_name(path.name + "-journal").exists()
        raw = sqlite3.connect(path)
        assert raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] > 50  # rolls the journal back
        raw.close()
        assert path.read_bytes() == template, at
    assert len(said) > 100
    assert begun > 90 / EVERY


@pytest.mark.parametrize("sample", sorted(FILES.glob("version-*.foreshock")), ids=lambda path: path.stem)
def test_a_file_of_every_released_version_opens(tmp_path: Path, sample: Path) -> None:
    path = tmp_path / sample.name
    path.write_bytes(sample.read_bytes())
    with Document.open(path) as document:
        assert document.verify() == []
