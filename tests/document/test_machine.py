"""Any order of actions: the file equals the model; undoing all gives the start, redoing all the end."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import delete, insert, select, text, update

from app.document import Document
from app.i18n import UserError
from app.model.base import keys_from, new_key
from tests.sessions import StepClock
from tests.toy import TABLES, House, Room, Visit, Vote, toy_schema

UNDOABLE = (House, Room)
LOGGED = (Visit, Vote)
State = dict[str, list[Any]]

texts = st.text(st.characters(codec="utf-8"), max_size=12)
figures = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))
sizes = st.one_of(st.none(), st.floats(allow_nan=False), st.integers(-(2**53), 2**53).map(float))
contents = st.one_of(st.none(), st.binary(max_size=40))
pick = st.integers(0, 10**6)


def counted_keys() -> Callable[[], bytes]:
    """Return a source of keys that gives the same ones in the same order each time."""
    chance = random.Random(0)
    return lambda: chance.randbytes(16)


class Deliberate(Exception):
    """Raised in the middle of an edit, as any failure would be."""


class Sessions(RuleBasedStateMachine):
    """Edits of every kind against a plain copy of what the file should hold."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = contextlib.ExitStack()
        self.keys.enter_context(keys_from(counted_keys()))  # a failure must replay exactly
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "machine.foreshock"
        self.clock = StepClock(0)
        self.document = Document.create(self.path, clock=self.clock, schema=toy_schema())
        self.count = 0
        self.steps: list[tuple[State, State]] = []  #: undoable tables before and after each step still done
        self.undone: list[tuple[State, State]] = []
        self.logs = self._state(LOGGED)

    def teardown(self) -> None:
        self._undo_all_and_redo_all()
        assert [str(fault) for fault in self.document.verify()] == []
        self.document.close()
        shutil.rmtree(self.folder)
        self.keys.close()

    # --- the model ---

    def _state(self, tables: tuple[Any, ...]) -> State:
        return {model.__tablename__: self.document.all(model, order_by=model.id) for model in tables}

    def _key(self, model: Any, choice: int) -> bytes | None:
        keys = [row.id for row in self.document.all(model, order_by=model.id)]
        return keys[choice % len(keys)] if keys else None

    def _edit(self, *actions: Any, fail: bool = False) -> None:
        self.clock.step = 11
        before = self._state(UNDOABLE)
        heard: list[Any] = []
        stop = self.document.subscribe(heard.append)
        try:
            with self.document.edit("edit") as session:
                for action in actions:
                    action(session)
                if fail:
                    raise Deliberate
        except Deliberate:
            assert self._state(UNDOABLE) == before
            assert heard == []
        else:
            self._note(before, heard)
        finally:
            stop()

    def _note(self, before: State, heard: list[Any]) -> None:
        after = self._state(UNDOABLE)
        self.logs = self._state(LOGGED)
        if heard and heard[0].tables & {"house", "room"}:
            self.steps.append((before, after))
            self.undone.clear()
        else:
            assert before == after

    # --- edits ---

    @rule(sizes=st.lists(sizes, min_size=1, max_size=3), plan=contents, floors=figures)
    def add_houses(self, sizes: list[float | None], plan: bytes | None, floors: int | None) -> None:
        self.count += 1
        rows = [
            {"id": new_key(), "ref": f"{self.count}-{n}", "size": size, "plan": plan, "floors": floors}
            for n, size in enumerate(sizes)
        ]
        self._edit(lambda session: session.execute(insert(House), rows))

    @rule(choice=pick, note=texts, fail=st.booleans())
    def add_room(self, choice: int, note: str, fail: bool) -> None:
        house = self._key(House, choice)
        if house is not None:
            self.count += 1
            room = Room(house_id=house, number=self.count, note=note, next_id=self._key(Room, choice))
            self._edit(lambda session: session.add(room), fail=fail)

    @rule(choice=pick, size=sizes, ref=texts)
    def change_house(self, choice: int, size: float | None, ref: str) -> None:
        key = self._key(House, choice)
        if key is not None:
            self.count += 1

            def change(session: Any) -> None:
                house = session.get(House, key)
                house.size, house.ref = size, f"{self.count} {ref}"

            self._edit(change)

    @rule(note=texts)
    def change_all_rooms(self, note: str) -> None:
        self._edit(lambda session: session.execute(update(Room).values(note=note, number=Room.number + 1000)))

    @rule(choice=pick, ref=texts)
    def replace_house(self, choice: int, ref: str) -> None:
        key = self._key(House, choice)
        values = {"id": key, "ref": f"{self.count} {ref}"}
        if key is not None and not self._is_visited(Room.house_id == key):
            statement = text("INSERT OR REPLACE INTO house (id, ref) VALUES (:id, :ref)")
            self._edit(lambda session: session.execute(statement, values))

    @rule(choice=pick, floors=figures)
    def upsert_house(self, choice: int, floors: int | None) -> None:
        key = self._key(House, choice) or new_key()
        self.count += 1
        statement = text(
            "INSERT INTO house (id, ref, floors) VALUES (:id, :ref, :floors)"
            " ON CONFLICT (id) DO UPDATE SET floors = excluded.floors"
        )
        values = {"id": key, "ref": f"new {self.count}", "floors": floors}
        self._edit(lambda session: session.execute(statement, values))

    @rule(choice=pick, fail=st.booleans())
    def delete_house(self, choice: int, fail: bool) -> None:
        key = self._key(House, choice)
        if key is not None and not self._is_visited(Room.house_id == key):
            self._edit(lambda session: session.execute(delete(House).where(House.id == key)), fail=fail)

    @rule(choice=pick)
    def delete_room(self, choice: int) -> None:
        key = self._key(Room, choice)
        if key is not None and not self._is_visited(Room.id == key):
            self._edit(lambda session: session.execute(delete(Room).where(Room.id == key)))

    def _is_visited(self, condition: Any) -> bool:
        return bool(self.document.rows(select(Visit.id).join(Room, Visit.room_id == Room.id).where(condition)))

    @rule(level=st.integers(1, 5), note=texts)
    def log(self, level: int, note: str) -> None:
        self._edit(
            lambda session: session.add(Visit(text=note)),
            lambda session: session.add(Vote(level=level)),
        )

    @rule(choice=pick)
    def visit_room(self, choice: int) -> None:
        key = self._key(Room, choice)
        self._edit(lambda session: session.add(Visit(text="in", room_id=key)))

    @rule(choice=pick, notes=st.lists(texts, min_size=2, max_size=4))
    def type_into_one_field(self, choice: int, notes: list[str]) -> None:
        key = self._key(Room, choice)
        if key is None:
            return
        before = self._state(UNDOABLE)
        self.clock.step = 11
        self.document.now()
        self.clock.step = 1
        heard: list[Any] = []
        stop = self.document.subscribe(heard.append)
        with self.document.edit("elsewhere", coalesce="") as session:
            session.add(Visit(text="so that no earlier step is joined"))
        heard.clear()
        for note in notes:
            with self.document.edit("type") as session:
                session.get(Room, key).note = note  # type: ignore[union-attr]
        stop()
        self._note(before, heard)

    # --- Undo, Redo, reopening ---

    @precondition(lambda self: self.steps)
    @rule()
    def undo(self) -> None:
        before, after = self.steps[-1]
        assert self._state(UNDOABLE) == after
        try:
            assert self.document.undo() is not None
        except UserError:
            assert self._state(UNDOABLE) == after
        else:
            assert self._state(UNDOABLE) == before
            self.undone.append(self.steps.pop())

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        before, after = self.undone[-1]
        assert self._state(UNDOABLE) == before
        try:
            assert self.document.redo() is not None
        except UserError:
            assert self._state(UNDOABLE) == before
        else:
            assert self._state(UNDOABLE) == after
            self.steps.append(self.undone.pop())

    @rule(read_only=st.booleans())
    def reopen(self, read_only: bool) -> None:
        state = self._state(TABLES)
        self.document.close()
        if read_only:
            with Document.open(self.path, read_only=True, schema=toy_schema()) as reader:
                assert {m.__tablename__: reader.all(m, order_by=m.id) for m in TABLES} == state
        self.document = Document.open(self.path, clock=self.clock, schema=toy_schema())
        assert self._state(TABLES) == state

    @invariant()
    def logs_are_never_undone(self) -> None:
        assert self._state(LOGGED) == self.logs

    @invariant()
    def menu_tells_what_undo_would_do(self) -> None:
        assert (self.document.undo_label is None) == (not self.steps)
        assert (self.document.redo_label is None) == (not self.undone)

    def _undo_all_and_redo_all(self) -> None:
        done = list(self.steps)
        reached = len(done)
        try:
            for before, after in reversed(done):
                assert self._state(UNDOABLE) == after
                self.document.undo()
                reached -= 1
                assert self._state(UNDOABLE) == before
        except UserError:
            pass  # a log stands on what this step made; everything above it was undone
        for before, after in done[reached:]:
            assert self._state(UNDOABLE) == before
            self.document.redo()
            assert self._state(UNDOABLE) == after


_COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
Sessions.TestCase.settings = settings(max_examples=20, stateful_step_count=25, **_COMMON)  # type: ignore[arg-type]


class TestAnyOrder(Sessions.TestCase):  # type: ignore[misc]
    """The quick profile, for every change."""


@pytest.mark.slow
def test_any_order_for_long() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    examples = int(os.environ.get("FORESHOCK_EXAMPLES", "300"))
    run_state_machine_as_test(Sessions, settings=settings(max_examples=examples, stateful_step_count=50, **_COMMON))  # type: ignore[arg-type]
