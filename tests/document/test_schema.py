"""The frozen schema is what the model says, and the guards of a connection hold."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app import sqlite
from app.document import Document
from app.migrations import frozen_objects, session_schema
from app.model import Base
from tests.write_schema import TARGET, schema_text


def test_the_frozen_schema_is_what_the_model_says() -> None:
    """After a change of the model before the first release: ``python -m tests.write_schema``."""
    assert TARGET.read_text(encoding="utf-8") == schema_text(Base.metadata)


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
