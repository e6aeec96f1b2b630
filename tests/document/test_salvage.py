"""Row, digest and history vote on what is wrong; the salvaged copy says in sentences what became of everything."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.document import Document
from app.entities import add, set_field
from app.i18n import UserError
from app.model import Person, Service
from app.salvage import SalvageReport, salvage_file
from tests.sessions import START, rich_session


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.foreshock"
    with Document.create(path, who="Ann") as document:
        for name in ("Ann", "Ben", "Cem"):
            add(document, Person, name=name)
        key = add(document, Service, name="Payroll", owner_id=document.all(Person)[0].id)
        set_field(document, Service, key, "rto", "4h")
    return path


def tamper(path: Path, *statements: str) -> None:
    raw = sqlite3.connect(path)
    for statement in statements:
        assert raw.execute(statement).rowcount > 0
    raw.commit()
    raw.close()


def salvaged(path: Path) -> tuple[SalvageReport, list[str], list[str]]:
    """Return the report, the people and the last labels of the salvaged session."""
    before, target = path.read_bytes(), path.with_name("salvaged.foreshock")
    report = salvage_file(path, target, START)
    assert path.read_bytes() == before
    with Document.open(target) as document:
        assert [str(fault) for fault in document.verify()] == []
        people = sorted(row.name for row in document.all(Person))
        return report, people, [change_set.label for change_set in document.history()]


def test_a_whole_session_comes_out_the_same(path: Path) -> None:
    report, people, labels = salvaged(path)
    assert (report.restored, report.unconfirmed, report.lost) == (0, 0, 0)
    assert people == ["Ann", "Ben", "Cem"]
    assert labels[0] == "Change RTO of Payroll"
    assert report.sentences[0].endswith("rows are as they were.")


def test_an_altered_row_is_restored_from_the_history(path: Path) -> None:
    tamper(path, "UPDATE person SET name = 'Xen' WHERE name = 'Ben'")
    report, people, labels = salvaged(path)
    assert people == ["Ann", "Ben", "Cem"]
    assert "1 row was restored from the history: person Ben." in report.sentences
    assert labels[0] == "Change RTO of Payroll"


def test_a_row_is_kept_when_only_its_digest_is_wrong(path: Path) -> None:
    tamper(path, "UPDATE row_digest SET digest = zeroblob(16) WHERE tbl = 'person'")
    report, people, _ = salvaged(path)
    assert (report.restored, report.unconfirmed, report.lost) == (0, 0, 0)
    assert people == ["Ann", "Ben", "Cem"]


def test_a_row_is_kept_when_only_the_history_is_wrong(path: Path) -> None:
    tamper(path, "UPDATE change SET content = replace(content, 'Ben', 'Xen')")
    report, people, labels = salvaged(path)
    assert people == ["Ann", "Ben", "Cem"]
    assert "The history is kept up to change 1 of 5." in report.sentences
    assert labels == ["Salvaged from a damaged file", "Add person Ann"]


def test_a_row_that_nothing_confirms_is_kept_and_named(path: Path) -> None:
    tamper(
        path,
        "UPDATE person SET name = 'Xen' WHERE name = 'Ben'",
        "UPDATE change SET content = replace(content, 'Ben', 'Yen')",
    )
    report, people, _ = salvaged(path)
    assert people == ["Ann", "Cem", "Xen"]
    assert "1 row could be read but nothing confirms it: person Xen." in report.sentences


def test_a_lost_row_takes_along_only_what_cannot_be_without_it(path: Path) -> None:
    tamper(
        path,
        "DELETE FROM person WHERE name = 'Ann'",
        "DELETE FROM row_digest WHERE tbl = 'person'",
        "DELETE FROM change WHERE tbl = 'person'",
    )
    report, people, _ = salvaged(path)
    assert people == ["Ben", "Cem"]
    with Document.open(report.target) as document:
        (service,) = document.all(Service)
        assert (service.name, service.owner_id, service.rto) == ("Payroll", None, 240)


def test_missing_rows_come_back_from_the_history(path: Path) -> None:
    tamper(path, "DELETE FROM person")
    report, people, _ = salvaged(path)
    assert people == ["Ann", "Ben", "Cem"]
    assert report.restored == 3


def test_a_file_without_its_first_page_is_salvaged(tmp_path: Path) -> None:
    path = rich_session(tmp_path / "a.foreshock", services=8, edits=5)
    with Document.open(path, read_only=True) as document:
        services = sorted(row.name for row in document.all(Service))
    content = path.read_bytes()
    path.write_bytes(bytes(4096) + content[4096:])
    report = salvage_file(path, tmp_path / "salvaged.foreshock", START)
    with Document.open(report.target) as document:
        assert document.verify() == []
        assert sorted(row.name for row in document.all(Service)) == services


def test_half_a_file_is_salvaged_as_far_as_it_goes(tmp_path: Path) -> None:
    path = rich_session(tmp_path / "a.foreshock", services=60, edits=150)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError, match="incomplete"):
        Document.open(path)
    report = salvage_file(path, tmp_path / "salvaged.foreshock", START)
    with Document.open(report.target) as document:
        assert [str(fault) for fault in document.verify()] == []
    assert report.kept + report.restored + report.unconfirmed > 0


def test_an_open_session_salvages_itself(path: Path) -> None:
    with Document.open(path) as document:
        report = document.salvage(path.with_name("salvaged.foreshock"))
        assert report.lost == 0
        add(document, Person, name="Dora")
    with Document.open(report.target) as copy:
        assert len(copy.all(Person)) == 3


def test_nothing_is_made_of_nothing(tmp_path: Path, path: Path) -> None:
    noise = tmp_path / "noise.foreshock"
    noise.write_bytes(b"Dear all, " * 5000)
    with pytest.raises(UserError, match="Nothing in"):
        salvage_file(noise, tmp_path / "x.foreshock", START)
    with pytest.raises(UserError, match="already exists"):
        salvage_file(path, noise, START)
