"""The frozen schema is what the model says, and the guards of a connection hold."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from app import sqlite
from app.document import Document
from app.migrations import Step, build, frozen_objects, run_step, session_schema
from app.model import Base
from tests.write_schema import FOLDER, schema_text

#: What each released version was made of; a change of any of them is a new version instead.
_RELEASED = {1: "0ae6d9bb8d6585d5a60bda5b82fa62db"}


def test_all_steps_together_make_what_the_model_says() -> None:
    """After a change of the model: ``python -m tests.write_schema N`` with the number of the unreleased version."""
    model = frozen_objects((Step(schema_text(Base.metadata)),))
    assert dict(frozen_objects(session_schema().steps)) == dict(model)


@pytest.mark.parametrize("version", _RELEASED)
def test_the_text_of_a_released_version_is_frozen(version: int) -> None:
    text = (FOLDER / f"{version:03d}.sql").read_bytes()
    assert hashlib.blake2b(text, digest_size=16).hexdigest() == _RELEASED[version]


def test_a_step_keeps_the_rows_of_the_tables_it_makes_anew() -> None:
    raw = sqlite.connect_memory()
    build(raw, session_schema().steps[:1])
    raw.execute(
        "INSERT INTO meeting_entry (id, kind, text, at) VALUES (x'01', 'note', 'first', '2026-01-01T00:00:00Z')"
    )
    raw.execute("INSERT INTO meeting_entry (id, kind, text, at) VALUES (x'00', 'note', 'next', '2026-01-01T00:00:00Z')")
    run_step(raw, session_schema().steps[1])
    found = raw.execute("SELECT text, seat_id, field FROM meeting_entry ORDER BY rowid").fetchall()
    raw.close()
    assert found == [("first", None, None), ("next", None, None)]


def test_every_table_is_strict_and_has_a_key_of_sixteen_bytes() -> None:
    for (kind, name), (_, text) in frozen_objects(session_schema().steps).items():
        if kind == "table":
            assert str(text).rstrip().endswith(("STRICT", "STRICT, WITHOUT ROWID")), name
    for name, table in Base.metadata.tables.items():
        assert [column.name for column in table.primary_key] == ["id"], name


def test_a_session_file_carries_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.foreshock"
    Document.create(path).close()
    raw = sqlite3.connect(path)
    marks = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "encoding")]
    assert marks == [sqlite.APPLICATION_ID, len(session_schema().steps), "UTF-8"]
    raw.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("recursive_triggers", 1),
        ("cache_spill", 0),
        ("mmap_size", None),
        ("temp_store", 2),
        ("busy_timeout", 3000),
    ],
)
def test_a_connection_has_every_guard(tmp_path: Path, pragma: str, value: object) -> None:
    path = tmp_path / "a.foreshock"
    Document.create(path).close()
    raw = sqlite.connect(path)
    found = raw.execute(f"PRAGMA {pragma}").fetchone()
    raw.close()
    assert (found[0] if found else None) in (value, 0 if value is None else value)


def test_statements_are_split_where_they_end() -> None:
    script = (
        "CREATE TABLE a (x TEXT DEFAULT ';');\n-- note; here\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;"
    )
    assert len(sqlite.statements(script)) == 2
