"""An empty session with the default scales in a real file, with a person and a service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import entities
from app import model as m
from app.document import Document
from app.session import new_session


class Ticking:
    """A clock that goes on a minute each time somebody asks."""

    def __init__(self) -> None:
        self.now = datetime(2026, 9, 15, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Document]:
    """A new session with the default scales."""
    path = tmp_path / "session.foreshock"
    with new_session(path, title="Programme", organisation="Quellmark", clock=Ticking(), who="Tomasz") as document:
        yield document


@pytest.fixture
def person(session: Document) -> bytes:
    """Somebody who can own and sign."""
    return entities.add(session, m.Person, name="Grace Okonjo-Hale")


@pytest.fixture
def service(session: Document, person: bytes) -> bytes:
    """A service of that person without targets."""
    return entities.add(session, m.Service, name="Order intake", owner_id=person)
