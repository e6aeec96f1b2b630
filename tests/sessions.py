"""Session files for tests of the keystone: a rich one, and how two files are compared."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app.document import Document
from app.entities import add, create, delete, set_field
from app.model import (
    Ballot,
    Dependency,
    Meeting,
    Person,
    Poll,
    PollRound,
    Risk,
    RiskService,
    Seat,
    Service,
)
from app.model.base import new_key

START = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


class StepClock:
    """A clock that moves on by ``step`` seconds each time it is asked."""

    def __init__(self, step: float = 11.0) -> None:
        self.moment = START
        self.step = step

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=self.step)
        return self.moment


def rich_session(path: Path, *, services: int = 30, edits: int = 60, seed: int = 4) -> Path:
    """Write a closed session with every kind of change in it: imports, edits, undo, redo, logs, ballots."""
    chance = random.Random(seed)
    with Document.create(path, clock=StepClock(), who="Ann") as document:
        people, made = _import(document, services, chance)
        for number in range(edits):
            field, value = chance.choice([("rto", number * 60), ("mbco_text", f"half № {number}"), ("mtpd", "3d")])
            set_field(document, Service, made[number % len(made)], field, value)
        _log(document, people, made)
        delete(document, made[:2])
        document.undo()
        delete(document, made[3])
        document.redo()
    return path


def _import(document: Document, services: int, chance: random.Random) -> tuple[list[bytes], list[bytes]]:
    with document.edit("Import") as session:
        people = [create(session, Person, name=f"Person {n} Ä\u2028").id for n in range(8)]
        made = [create(session, Service, name=f"Service {n}").id for n in range(services)]
        for number in range(services * 2):
            risk = create(session, Risk, event=f"Event {number}", owner_id=chance.choice(people))
            session.add(RiskService(risk_id=risk.id, service_id=chance.choice(made), position=number))
        pairs = {(chance.choice(made), chance.choice(made)) for _ in range(services)}
        edges = [{"id": new_key(), "source_id": a, "target_id": b, "hard": True} for a, b in sorted(pairs) if a != b]
        session.execute(insert(Dependency), edges)
    return people, made


def _log(document: Document, people: list[bytes], made: list[bytes]) -> None:
    meeting = add(document, Meeting, title="Risk workshop", starts_at=START)
    seat = add(document, Seat, meeting_id=meeting, number=1, person_id=people[0])
    poll = add(document, Poll, subject_id=made[5], dimension="impact", opened_at=START)
    round_key = add(document, PollRound, poll_id=poll, number=1, opened_at=START)
    add(document, Ballot, round_id=round_key, seat_id=seat, level=4)


def dump(path: Path) -> list[Any]:
    """Return everything that a query can see in a file, with types; two equal dumps are equal sessions."""
    raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    raw.text_factory = bytes
    try:
        return [_header(raw), _schema(raw), *_tables(raw), *_indexes(raw)]
    finally:
        raw.close()


def _header(raw: sqlite3.Connection) -> list[Any]:
    pragmas = ("application_id", "user_version", "encoding", "journal_mode", "auto_vacuum", "page_size")
    return [raw.execute(f"PRAGMA {name}").fetchone() for name in pragmas]


def _schema(raw: sqlite3.Connection) -> list[Any]:
    return raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2").fetchall()


def _tables(raw: sqlite3.Connection) -> list[Any]:
    names = [row[1].decode() for row in _schema(raw) if row[0] == b"table"]
    found = []
    for name in names:
        columns = [row[1].decode() for row in raw.execute(f'PRAGMA table_info("{name}")')]
        chosen = ", ".join(f'"{column}", typeof("{column}")' for column in columns)
        found.append(sorted(raw.execute(f'SELECT {chosen} FROM "{name}"').fetchall(), key=repr))
    return found


def _indexes(raw: sqlite3.Connection) -> list[Any]:
    found = []
    for kind, name, table, text in _schema(raw):
        if kind != b"index" or text is None:
            continue
        columns = [row[2].decode() for row in raw.execute(f'PRAGMA index_info("{name.decode()}")')]
        chosen = ", ".join(f'"{column}"' for column in columns)
        query = f'SELECT {chosen} FROM "{table.decode()}" INDEXED BY "{name.decode()}" ORDER BY {chosen}'
        found.append(raw.execute(query).fetchall())
    return found
