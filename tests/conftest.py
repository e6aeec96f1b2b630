"""What every test shares: copies of the sample session; long campaigns and benchmarks run only when asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from app.document import Document

#: The day of the sample session, and noon of it.
ANCHOR = date(2026, 9, 15)
NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)

_ON_REQUEST = ("slow", "benchmark")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked slow or benchmark unless ``-m`` says which marks to run."""
    if config.option.markexpr:
        return
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in _ON_REQUEST)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed file of the sample session of 15 September 2026; whoever edits takes a copy."""
    from app.sample import build_sample

    path = tmp_path_factory.mktemp("sample") / "sample.foreshock"
    build_sample(path, ANCHOR).close()
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Document]:
    """A copy of the sample session, open on its day."""
    from app.document import Document

    copy = tmp_path / "copy.foreshock"
    shutil.copy(sample_file, copy)
    with Document.open(copy, clock=lambda: NOON, who="Tomasz") as document:
        yield document
