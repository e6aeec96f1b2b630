"""The frozen schema of every version of the session file, and how an older file becomes a newer one.

A new file is made by running the steps 1 … n; an older one gets the steps it lacks, after a backup, in one
transaction. To change the schema: add ``resources/schema/00n.sql`` with the statements (and, where rows must be
converted, a function in ``_CONVERSIONS``), and keep a sample of the old version under ``tests/files/``. A step that
rebuilds a table makes the new one under its final text: SQLite's own rewriting of ``ALTER TABLE`` is its affair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from sqlalchemy import MetaData

from app import sqlite
from app.i18n import N_, UserError
from app.sqlite import Connection

_NEWER = N_("{name} was made with a newer Foreshock (file version {version}). Update Foreshock to open it.")
_OTHER = N_("{name} belongs to another program and is not a Foreshock session.")
_CHANGED = N_("{name} was changed by another program and is not opened: {what} does not belong in a session.")
LACKING = N_("{name} is damaged: {what} is missing or altered. Salvage it into a new file or open a backup.")


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered upgrade: the frozen text of its statements, then a conversion of rows if one is needed."""

    script: str
    convert: Callable[[Connection], None] | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables as the code knows them, and the steps that make them in a file. ``len(steps)`` is the version."""

    metadata: MetaData
    steps: tuple[Step, ...]

    @property
    def version(self) -> int:
        """The number of the newest version."""
        return len(self.steps)


#: Conversions of rows by version, where statements are not enough.
_CONVERSIONS: Mapping[int, Callable[[Connection], None]] = MappingProxyType({})


@cache
def session_schema() -> Schema:
    """Return the schema of Foreshock's own session files."""
    from app.model import Base

    folder = resources.files("resources") / "schema"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    scripts = [(folder / name).read_text(encoding="utf-8") for name in names]
    steps = (Step(script, _CONVERSIONS.get(number)) for number, script in enumerate(scripts, 1))
    return Schema(Base.metadata, tuple(steps))


def build(raw: Connection, steps: tuple[Step, ...]) -> None:
    """Run ``steps`` on an empty database in one transaction."""
    raw.execute("BEGIN IMMEDIATE")
    for step in steps:
        run_step(raw, step)
    sqlite.set_version(raw, len(steps))
    raw.execute("COMMIT")


def run_step(raw: Connection, step: Step) -> None:
    """Run the statements and the conversion of one step inside the caller's transaction."""
    for statement in sqlite.statements(step.script):
        raw.execute(statement)
    if step.convert:
        step.convert(raw)


@cache
def frozen_objects(steps: tuple[Step, ...]) -> Mapping[tuple[str, str], tuple[str, str | None]]:
    """Return every table and index that ``steps`` make: ``(type, name) -> (table, text)``."""
    raw = sqlite.connect_memory()
    try:
        build(raw, steps)
        return MappingProxyType(_objects(raw))
    finally:
        raw.close()


def _objects(raw: Connection) -> dict[tuple[str, str], tuple[str, str | None]]:
    found = raw.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_schema")
    return {(kind, name): (table, text) for kind, name, table, text in found}


def check_file(raw: Connection, schema: Schema, name: str) -> int:
    """Return the version of an open file after making sure that it is a session and holds nothing else.

    Raises ``UserError``: not a session, another program's database, a newer version, extra or altered tables.
    """
    settings = sqlite.header(raw)
    objects = _objects(raw)
    version = int(settings["user_version"])
    if settings["application_id"] != sqlite.APPLICATION_ID:
        raise UserError(_OTHER, name=name)
    if version > schema.version:
        raise UserError(_NEWER, name=name, version=version)
    if version < 1:
        raise UserError(LACKING, name=name, what="user_version")
    _compare(objects, frozen_objects(schema.steps[:version]), name)
    laid_out = {"page_size": sqlite.PAGE_SIZE, "auto_vacuum": 0, "encoding": "UTF-8"}
    for setting, expected in laid_out.items():
        if settings[setting] != expected:
            raise UserError(LACKING, name=name, what=setting)
    if settings["journal_mode"] not in ("delete", "memory"):
        raise UserError(_CHANGED, name=name, what=f"journal_mode={settings['journal_mode']}")
    return version


def _compare(
    found: Mapping[tuple[str, str], tuple[str, str | None]],
    frozen: Mapping[tuple[str, str], tuple[str, str | None]],
    name: str,
) -> None:
    if extra := sorted(found.keys() - frozen.keys()):
        raise UserError(_CHANGED, name=name, what=f"{extra[0][0]} “{extra[0][1][:60]}”")
    differing = sorted(key for key in frozen if found.get(key) != frozen[key])
    if differing:
        raise UserError(LACKING, name=name, what=f"{differing[0][0]} “{differing[0][1]}”")


def upgrade(raw: Connection, schema: Schema, version: int) -> None:
    """Run the steps after ``version`` in the caller's transaction. Foreign keys must be off, and are checked."""
    for number, step in enumerate(schema.steps[version:], version + 1):
        run_step(raw, step)
        sqlite.set_version(raw, number)
    broken = raw.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"upgrade left {len(broken)} broken links, the first in {broken[0][0]}")
