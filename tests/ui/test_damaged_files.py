"""A damaged session is refused in words, and the window offers to save what is sound into a new file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app import services
from tests.sessions import rich_session
from ui.application import Application
from ui.dialogs import messages
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.widgets.feedback import Banner


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Application]:
    made = Application(qapp, Settings(tmp_path / "settings"))
    yield made
    for window in list(made.windows):
        window.close()
    qapp.removeEventFilter(made)


def answer(monkeypatch: pytest.MonkeyPatch, verb: str) -> list[str]:
    told: list[str] = []

    def ask(_parent: object, title: str, text: str, _verbs: object) -> str:
        told.append(f"{title}: {text}")
        return verb

    monkeypatch.setattr(messages, "ask", ask)
    monkeypatch.setattr(messages, "tell", lambda _parent, title, text, **_: told.append(f"{title}: {text}"))
    return told


def cut(path: Path) -> Path:
    content = rich_session(path).read_bytes()
    path.write_bytes(content[: len(content) - len(content) // 40])
    return path


def test_what_is_sound_is_salvaged_and_opened(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged, target = cut(tmp_path / "cut.foreshock"), tmp_path / "saved.foreshock"
    before = damaged.read_bytes()
    told = answer(monkeypatch, "salvage")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
    assert application.open(damaged)
    window = application.windows[0]
    assert isinstance(window, MainWindow)
    assert window.document.path == target
    assert services.services(window.document)
    assert damaged.read_bytes() == before
    assert "its end is missing" in told[0]
    assert told[1].startswith("Salvaged into saved.foreshock")


def test_nothing_happens_if_the_person_does_not_want_it(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "cancel")
    assert not application.open(cut(tmp_path / "cut.foreshock"))
    assert application.windows == []


def test_a_file_of_another_kind_is_only_refused(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "letter.foreshock"
    other.write_text("Dear Sir or Madam", encoding="utf-8")
    told = answer(monkeypatch, "salvage")
    assert not application.open(other)
    assert told[0].startswith("This file was not opened")


def flipped(path: Path) -> Path:
    """A session in which one letter of one text was changed behind our back; the file still opens."""
    content = rich_session(path).read_bytes()
    at = content.index(b"half ")
    path.write_bytes(content[:at] + b"c" + content[at + 1 :])
    return path


def banners(window: MainWindow) -> list[str]:
    return [banner.words.text() for banner in window.findChildren(Banner)]


def test_damage_that_does_not_stop_the_opening_is_told_soon_after(
    application: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    assert application.open(flipped(tmp_path / "flipped.foreshock"))
    window = application.windows[0]
    assert isinstance(window, MainWindow)
    with qtbot.waitSignal(window.guard.hurt, timeout=10_000):
        window.guard.look()
    assert any("damaged" in words for words in banners(window))


def test_a_sound_file_is_verified_without_a_word(application: Application, tmp_path: Path, qtbot: QtBot) -> None:
    assert application.open(rich_session(tmp_path / "sound.foreshock"))
    window = application.windows[0]
    assert isinstance(window, MainWindow)
    heard: list[object] = []
    window.guard.hurt.connect(heard.append)
    window.guard.look()
    qtbot.waitUntil(lambda: not window.guard.busy, timeout=10_000)
    assert heard == []
    assert not any("damaged" in words for words in banners(window))
