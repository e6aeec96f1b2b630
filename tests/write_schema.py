"""Writes the newest numbered schema step from the model: ``python -m tests.write_schema 2``.

Only while that version is unreleased; afterwards its text is frozen like that of all before, and a change of the model
is the next number. The step is what lies between the frozen versions and the model: new tables are made, altered ones
are set aside in a TEMP table and made anew, because the text that ``ALTER TABLE`` leaves is SQLite's affair and because
a salvage knows the records of a table by how many columns they have.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from app import sqlite as our_sqlite
from app.migrations import Step, build, frozen_objects
from app.recorder import KEYSTONE

FOLDER = Path(__file__).parent.parent / "resources" / "schema"


def schema_text(metadata: MetaData) -> str:
    """Return the statements that make the keystone's tables and those of ``metadata``, in a fixed order."""
    statements = [text for name in sorted(metadata.tables) for text in table_texts(metadata.tables[name])]
    return KEYSTONE.strip() + "\n\n" + _script(statements)


def step_text(metadata: MetaData, before: tuple[Step, ...]) -> str:
    """Return the statements that make what ``metadata`` says out of what the steps ``before`` made."""
    frozen = frozen_objects(before)
    wanted = frozen_objects((Step(schema_text(metadata)),))
    changed = {table for thing, (table, text) in wanted.items() if frozen.get(thing) != (table, text)}
    statements: list[str] = []
    for name in sorted(changed):
        table = metadata.tables[name]
        known = ("table", name) in frozen
        statements += rebuilding(table, _columns(before, name)) if known else table_texts(table)
    return _script(statements)


def table_texts(table: Table) -> list[str]:
    """Return the statements that make one table and its indexes."""
    dialect = sqlite.dialect()
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return [
        _tidy(str(CreateTable(table).compile(dialect=dialect))),
        *(_tidy(str(CreateIndex(index).compile(dialect=dialect))) for index in indexes),
    ]


def rebuilding(table: Table, columns: list[str]) -> list[str]:
    """Return the statements that make a table anew and keep what stood in ``columns``."""
    names, made = ", ".join(columns), table_texts(table)
    return [
        f"CREATE TEMP TABLE kept AS SELECT {names} FROM {table.name} ORDER BY rowid",
        f"DROP TABLE {table.name}",
        made[0],
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM kept ORDER BY rowid",
        "DROP TABLE kept",
        *made[1:],
    ]


def _columns(steps: tuple[Step, ...], table: str) -> list[str]:
    raw = our_sqlite.connect_memory()
    try:
        build(raw, steps)
        return [column[1] for column in raw.execute(f'PRAGMA table_info("{table}")')]
    finally:
        raw.close()


def _script(statements: list[str]) -> str:
    return "\n\n".join(f"{text};" for text in statements) + "\n"


def _tidy(statement: str) -> str:
    lines = [line.rstrip().replace("\t", "    ") for line in statement.strip().splitlines()]
    return "\n".join(line for line in lines if line)


def _steps_before(version: int) -> Iterator[Step]:
    for number in range(1, version):
        yield Step((FOLDER / f"{number:03d}.sql").read_text(encoding="utf-8"))


def main() -> None:
    """Write the file of the version that is named on the command line."""
    from app.model import Base

    version = int(sys.argv[1])
    text = step_text(Base.metadata, tuple(_steps_before(version))) if version > 1 else schema_text(Base.metadata)
    (FOLDER / f"{version:03d}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
