"""The window tells what a clean copy leaves out and keeps, writes it where a person says, and tells its size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app import entities
from app import model as m
from app.document import Document
from app.session import new_session
from tests.sessions import START, StepClock
from tests.ui.windows import window_on
from ui.dialogs import share_copy
from ui.main_window import MainWindow
from ui.widgets.dialogs import Dialog


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    path = tmp_path / "s.foreshock"
    document = new_session(path, title="BIA", organisation="Quellmark", who="Ann", clock=StepClock())
    mira = entities.add(document, m.Person, name="Mira Okafor", phone="+1 555 0100")
    entities.add(document, m.Note, "x", subject_id=mira, text="canary", private=True, at=START)
    with window_on(document, tmp_path / "settings") as (shown, _):
        yield shown


def answering(monkeypatch: pytest.MonkeyPatch, answer: str, target: Path | None) -> list[list[str]]:
    """Answer every dialog with one verb and choose ``target``; returns what each dialog said."""
    said: list[list[str]] = []

    def ask(dialog: Dialog) -> str:
        said.append([part.text() for part in dialog.findChildren(QLabel) if part.text()])
        return answer

    monkeypatch.setattr(Dialog, "ask", ask)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target) if target else "", ""))
    return said


def test_what_is_left_out_and_what_stays_is_told_then_it_is_written_and_its_size_told(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    said = answering(monkeypatch, "share", tmp_path / "for others")
    window.console.ask("share_copy")
    target = tmp_path / "for others.foreshock"
    qtbot.waitUntil(lambda: len(said) == 2, timeout=10_000)
    assert {"1 private note", "1 name", "1 phone number"} <= set(said[0])
    assert any(text.startswith("for others.foreshock was written and verified: ") for text in said[1])
    assert b"canary" not in target.read_bytes()
    with Document.open(target, read_only=True) as copy:
        assert copy.document_id == window.document.document_id


def test_nothing_is_written_when_a_person_leaves_it(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "cancel", tmp_path / "for others.foreshock")
    share_copy.share_copy(window)
    assert not (tmp_path / "for others.foreshock").exists()
    answering(monkeypatch, "share", None)
    share_copy.share_copy(window)
    assert sorted(entry.name for entry in tmp_path.glob("*.foreshock")) == ["s.foreshock"]


def test_the_session_itself_is_never_overwritten(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    before = window.document.path.read_bytes()
    answering(monkeypatch, "share", window.document.path)
    with qtbot.waitSignal(window.console.refused) as told:
        share_copy.share_copy(window)
    QApplication.processEvents()
    assert "is this session itself" in told.args[0]
    assert window.document.path.read_bytes() == before
