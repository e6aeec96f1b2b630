"""An empty session with the default scales, and copies of the sample session, each in a real file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import entities
from app import model as m
from app.document import Document
from app.sample import build_sample
from app.session import new_session

ANCHOR = date(2026, 9, 15)


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


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed file of the sample session of 15 September 2026."""
    path = tmp_path_factory.mktemp("sample") / "sample.foreshock"
    build_sample(path, ANCHOR).close()
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Document]:
    """A copy of the sample session, open on its day."""
    copy = tmp_path / "copy.foreshock"
    shutil.copy(sample_file, copy)
    with Document.open(copy, clock=lambda: datetime(2026, 9, 15, 12, tzinfo=UTC), who="Tomasz") as document:
        yield document
