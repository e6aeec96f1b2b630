"""A process killed at any moment loses no edit that it acknowledged, and leaves none half-applied."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.document import Document
from app.model.base import new_key
from tests.faults.children import fork
from tests.toy import House, Room, toy_schema

COUNTER = bytes(15) + b"C"


def start(path: Path) -> None:
    with Document.create(path, schema=toy_schema()) as document, document.edit("Counter") as session:
        session.add(House(id=COUNTER, ref="counter", floors=0))


def one_edit(document: Document, number: int, then: Callable[[], object]) -> None:
    """Change rows in three tables' worth of pages at once; ``then`` runs before the commit."""
    with document.edit(f"edit {number}") as session:
        house = new_key()
        session.add(House(id=house, ref=str(number), plan=bytes(900)))
        session.flush()
        session.add(Room(house_id=house, number=number, note="x" * 700))
        session.execute(update(House).where(House.id == COUNTER).values(floors=number))
        session.flush()
        then()


def edit_on(path: Path, *, acknowledge_early: bool) -> Callable[[Callable[[bytes], object]], None]:
    """Return work that edits for ever and acknowledges each edit: when it is committed, or (the control) before."""

    def work(acknowledge: Callable[[bytes], object]) -> None:
        document = Document.open(path, schema=toy_schema())
        number = int(document.get(House, COUNTER).floors)  # type: ignore[union-attr]
        acknowledge(b"o")
        while True:
            number += 1
            one_edit(document, number, (lambda: acknowledge(b".")) if acknowledge_early else lambda: None)
            if not acknowledge_early:
                acknowledge(b".")

    return work


def kill_often(path: Path, times: int, seed: int, *, acknowledge_early: bool = False) -> list[str]:
    """Kill an editing process again and again; return what was wrong with the file afterwards."""
    chance, wrong, done, journals = random.Random(seed), [], 0, 0
    for _ in range(times):
        child = fork(edit_on(path, acknowledge_early=acknowledge_early))
        said = b""
        for _ in range(chance.randrange(1, 5)):
            said += child.read(1)
        time.sleep(chance.random() * 0.004)
        child.kill()
        rest, status = child.wait()
        assert status == -9
        journals += path.with_name(path.name + "-journal").exists()
        acknowledged = done + len(said + rest) - 1
        with Document.open(path, schema=toy_schema()) as document:
            counter = int(document.get(House, COUNTER).floors)  # type: ignore[union-attr]
            houses = document.scalar(select(func.count()).select_from(House)) - 1
            rooms = document.scalar(select(func.count()).select_from(Room))
            faults = [str(fault) for fault in document.verify()]
            if not acknowledged <= counter <= acknowledged + 1:
                wrong.append(f"acknowledged {acknowledged}, found {counter} (seed {seed})")
            if not counter == houses == rooms == document.version - 1:
                wrong.append(f"half an edit: {counter}, {houses}, {rooms} (seed {seed})")
            wrong += faults
        done = counter
    assert done > times / 2, "the process hardly edited"
    assert journals > 0, f"no kill fell into an edit (seed {seed})"
    return wrong


def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "a.foreshock"
    start(path)
    assert kill_often(path, 25, seed=1) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_process_loses_nothing_in_a_long_campaign(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.foreshock"
    start(path)
    assert kill_often(path, 100, seed) == []


def test_an_early_acknowledgement_would_be_caught(tmp_path: Path) -> None:
    """The control: the same loop sees a promise that is made before the commit."""
    path = tmp_path / "a.foreshock"
    start(path)
    assert kill_often(path, 25, seed=2, acknowledge_early=True)
