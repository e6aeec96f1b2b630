"""Writes ``resources/schema/001.sql`` from the model: ``python -m tests.write_schema``.

Only while version 1 is unreleased. Afterwards the text is frozen, and a change of the model is a new numbered file.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from app.recorder import KEYSTONE

TARGET = Path(__file__).parent.parent / "resources" / "schema" / "001.sql"


def schema_text(metadata: MetaData) -> str:
    """Return the statements that make the keystone's tables and those of ``metadata``, in a fixed order."""
    dialect = sqlite.dialect()
    statements = []
    for name in sorted(metadata.tables):
        table = metadata.tables[name]
        statements.append(str(CreateTable(table).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]
    return KEYSTONE.strip() + "\n\n" + "\n\n".join(_tidy(text) + ";" for text in statements) + "\n"


def _tidy(statement: str) -> str:
    lines = [line.rstrip().replace("\t", "    ") for line in statement.strip().splitlines()]
    return "\n".join(line for line in lines if line)


def main() -> None:
    """Write the file."""
    from app.model import Base

    TARGET.write_text(schema_text(Base.metadata), encoding="utf-8")


if __name__ == "__main__":
    main()
