"""The history tells per session, per row and since when; its chain holds and its words can be blacked out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.document import Document
from app.entities import add, delete, set_field
from app.model import Person, Service
from tests.sessions import START, StepClock, rich_session


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with Document.create(tmp_path / "a.foreshock", clock=StepClock(60), who="Ann") as opened:
        yield opened


def labels(document: Document, **narrow: object) -> list[str]:
    return [change_set.label for change_set in document.history(**narrow)]  # type: ignore[arg-type]


def test_it_is_told_newest_first_and_narrowed(document: Document) -> None:
    payroll = add(document, Service, name="Payroll")
    ann = add(document, Person, name="Ann")
    set_field(document, Service, payroll, "rto", "4h")
    set_field(document, Service, payroll, "owner_id", ann)
    whole = ["Change Owner of Payroll", "Change RTO of Payroll", "Add person Ann", "Add service Payroll"]
    assert labels(document) == whole
    assert labels(document, limit=1) == whole[:1]
    assert labels(document, row=payroll) == [whole[0], whole[1], whole[3]]
    assert labels(document, table="person") == ["Add person Ann"]
    assert labels(document, since=2) == whole[:2]
    assert labels(document, since=document.history()[1].at) == whole[:2]
    assert labels(document, row=payroll, table="service", since=1, limit=1) == whole[:1]


def test_a_row_s_history_holds_only_its_own_changes(document: Document) -> None:
    ann, ben = add(document, Person, name="Ann"), add(document, Person, name="Ben")
    delete(document, [ann, ben])
    newest = document.history(row=ann)[0]
    assert {change.row for change in newest.changes} == {ann}
    assert newest.tables == {"entity", "person"}
    assert len(document.history(limit=1)[0].changes) == 4


def test_every_link_names_the_one_before(tmp_path: Path) -> None:
    path = rich_session(tmp_path / "a.foreshock", edits=5)
    raw = sqlite3.connect(path)
    links = raw.execute("SELECT hash, parent, other_parent FROM change_set ORDER BY number").fetchall()
    raw.close()
    assert [parent for _, parent, _ in links[1:]] == [link for link, _, _ in links[:-1]]
    assert {other for _, _, other in links} == {None}
    assert len({link for link, _, _ in links}) == len(links)


def test_two_sessions_have_different_beginnings(tmp_path: Path) -> None:
    parents = set()
    for name in ("a", "b"):
        with Document.create(tmp_path / name, clock=lambda: START) as document:
            add(document, Person, name="Ann")
        raw = sqlite3.connect(tmp_path / name)
        parents.add(raw.execute("SELECT parent FROM change_set").fetchone()[0])
        raw.close()
    assert len(parents) == 2


def test_words_can_be_blacked_out_without_breaking_the_chain(document: Document) -> None:
    key = add(document, Person, name="Ann Secret")
    set_field(document, Person, key, "name", "N. N.")
    document.close()
    raw = sqlite3.connect(document.path)
    raw.execute("UPDATE change_set SET label = NULL, who = NULL, withheld = 1")
    raw.execute("UPDATE change SET content = NULL WHERE tbl = 'person'")
    raw.commit()
    raw.close()
    with Document.open(document.path) as again:
        assert [str(fault) for fault in again.verify()] == []
        assert labels(again) == ["", ""]
        assert all(change.values == {} for item in again.history(table="person") for change in item.changes)
    assert b"Secret" not in document.path.read_bytes()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE change_set SET label = 'Something else' WHERE number = 2",
        "UPDATE change_set SET who = 'Eve' WHERE number = 2",
        "UPDATE change_set SET at = '2020-01-01T00:00:00Z' WHERE number = 2",
        "UPDATE change_set SET withheld = 1 WHERE number = 2",
        "UPDATE change_set SET undo_top = 1 WHERE number = 2",
        "UPDATE change SET content = replace(content, 'Ben', 'Eve')",
        "UPDATE change SET op = 'update' WHERE op = 'insert'",
        "DELETE FROM change WHERE id = 2",
        "DELETE FROM change_set WHERE number = 3",
        "DELETE FROM change_set WHERE number = 1",
        "UPDATE person SET name = 'Eve' WHERE name = 'Ben'",
        "DELETE FROM row_digest WHERE tbl = 'person'",
        "DELETE FROM ref_counter",
        "UPDATE document SET created_at = '2020-01-01T00:00:00Z'",
    ],
)
def test_what_is_changed_behind_its_back_is_noticed(document: Document, tampering: str) -> None:
    for name in ("Ann", "Ben", "Cem"):
        add(document, Person, name=name)
    assert document.verify() == []
    document.close()
    raw = sqlite3.connect(document.path)
    assert raw.execute(tampering).rowcount > 0
    raw.commit()
    raw.close()
    with Document.open(document.path) as again:
        faults = again.verify()
    assert faults
    assert all(str(fault).endswith(".") for fault in faults)


def test_progress_is_told_and_can_cancel(document: Document) -> None:
    heard: list[float] = []
    document.verify(heard.append)
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)

    def cancel(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        document.verify(cancel)
    assert document.verify() == []
