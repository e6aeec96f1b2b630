"""Every kind of document can be written from the sample session, and only reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app import model as m
from app.document import Document
from app.exports import last_export, next_number, note_export
from app.i18n import UserError
from exporters.registry import EXPORTERS, Cancelled, Exporter, Options, export, subjects, suggested_name

#: Something of each kind that a document may have to be about.
_ABOUT = {"service": "SVC-003", "plan": "PLN-001", "exercise": "EX-01", "meeting": "MTG-001"}

_BEGINNINGS = {"xlsx": b"PK", "zip": b"PK", "pdf": b"%PDF"}


def options_for(exporter: Exporter) -> Options:
    return Options(refs=(_ABOUT[exporter.about[0]],) if exporter.one else ())


@pytest.mark.parametrize("kind", EXPORTERS)
def test_every_exporter_writes_the_sample_session(kind: str, sample: Document, tmp_path: Path) -> None:
    exporter = EXPORTERS[kind]
    before = sample.version
    result = export(sample, kind, tmp_path, options_for(exporter))
    assert result.path.suffix == f".{exporter.extension}"
    assert result.path.read_bytes().startswith(_BEGINNINGS.get(exporter.extension, b""))
    assert result.size == result.path.stat().st_size > 0
    assert sample.version == before
    assert [path.name for path in tmp_path.iterdir()] == [result.path.name]


def test_a_document_can_be_written_from_a_snapshot(three_risks: Document, tmp_path: Path) -> None:
    snapshot = three_risks.snapshot()
    result = export(snapshot, "risk-register", tmp_path / "a.xlsx")
    snapshot.close()
    assert result.change_set == three_risks.version


def test_an_unknown_kind_names_those_there_are(session: Document, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="risk-register"):
        export(session, "poem", tmp_path / "a.xlsx")


def test_cancel_leaves_the_old_file(three_risks: Document, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        export(three_risks, "risk-register", target, cancelled=lambda: next(asked, True))
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_progress_rises_to_the_end(three_risks: Document, tmp_path: Path) -> None:
    heard: list[float] = []
    export(three_risks, "risk-register", tmp_path / "a.xlsx", progress=lambda share, what: heard.append(share))
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)


def test_a_document_in_a_folder_gets_the_usual_name(session: Document, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert export(session, "risk-register", folder).path.name == "Łódź _ Sons - Risk register - 2026-09-15.xlsx"
    assert suggested_name(session, "risk-register", subject="PLN-001").endswith(
        "Risk register PLN-001 - 2026-09-15.xlsx"
    )


def test_references_are_found_or_refused(session: Document) -> None:
    payroll = session.scalar(select(m.Service.__table__.c.id).where(m.Service.__table__.c.name == "Payroll"))
    assert subjects(session, Options(refs=("SVC-001",)), "service") == (payroll,)
    assert subjects(session, Options(), "service") == ()
    with pytest.raises(UserError, match="SVC-009"):
        subjects(session, Options(refs=("SVC-009",)), "service")
    with pytest.raises(UserError, match="P-01"):
        subjects(session, Options(refs=("P-01",)), "service")


def test_exports_are_logged_and_never_undone(session: Document) -> None:
    assert last_export(session, "risk-register") is None
    state = session.version
    assert note_export(session, "risk-register", "a.xlsx", recipient="Board", change_set=state) == 1
    assert note_export(session, "plan", "b.pdf") == 2
    session.undo()
    row = last_export(session, "risk-register")
    assert row is not None
    assert (row.number, row.file_name, row.recipient, row.change_set, row.exported_by) == (
        1, "a.xlsx", "Board", state, "Nguyễn Thị",
    )  # fmt: skip
    assert row.exported_at.date() == date(2026, 9, 15)
    assert next_number(session) == 3
