"""The sample session of 15 September 2026, built once; whoever edits gets a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.document import Document
from app.sample import build_sample


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed file of the sample session."""
    path = tmp_path_factory.mktemp("sample") / "sample.foreshock"
    build_sample(path, date(2026, 9, 15)).close()
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Document]:
    """A copy of the sample session, open on its day."""
    copy = tmp_path / "copy.foreshock"
    shutil.copy(sample_file, copy)
    with Document.open(copy, clock=noon) as document:
        yield document


def noon() -> datetime:
    """Return noon of the day of the sample."""
    return datetime(2026, 9, 15, 12, tzinfo=UTC)
