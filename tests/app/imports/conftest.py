"""A session to import into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from import_desk import Day, Importer

from app.document import Document


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def document(tmp_path: Path, day: Day) -> Iterator[Document]:
    with Document.create(tmp_path / "session.foreshock", clock=day, who="Tomasz") as opened:
        yield opened


@pytest.fixture
def importing(document: Document) -> Importer:
    return Importer(document)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes text to a file and returns where it is."""

    def write(text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write
