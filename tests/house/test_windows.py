"""Every page opens on every kind of session, every key means one thing, and every text is shown as text."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import model as m
from app.document import Document
from app.search import things
from app.session import new_session
from tests.nasty import spoil
from tests.ui.windows import window_on
from ui.console import Page
from ui.main_window import MainWindow
from ui.pages import PLACES, place_of
from ui.shell.commands import COMMANDS

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


def copied(sample_file: Path, path: Path, *, read_only: bool = False) -> Document:
    return Document.open(shutil.copy(sample_file, path), clock=lambda: NOW, read_only=read_only)


def spoilt(sample_file: Path, path: Path) -> Document:
    document = copied(sample_file, path)
    spoil(document)
    return document


OPENED: dict[str, Callable[[Path, Path], Document]] = {
    "the sample": copied,
    "an empty session": lambda _, path: new_session(path, title="New", organisation="Quellmark", clock=lambda: NOW),
    "a bare file": lambda _, path: Document.create(path, clock=lambda: NOW),
    "a read-only session": lambda sample_file, path: copied(sample_file, path, read_only=True),
    "nothing but nasty texts": spoilt,
}


@pytest.fixture(params=OPENED)
def window(
    request: pytest.FixtureRequest, sample_file: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[tuple[MainWindow, str]]:
    document = OPENED[request.param](sample_file, tmp_path / "s.foreshock")
    with window_on(document, tmp_path) as (shown, _):
        yield shown, request.param


def visit(window: MainWindow, place: str, key: bytes | None = None) -> Page:
    window.go(place, key)
    QApplication.processEvents()
    QThreadPool.globalInstance().waitForDone(20_000)
    QApplication.processEvents()
    assert not window.grab().isNull()
    return window._pages[place]


def test_every_page_opens_and_shows_text_as_text(window: tuple[MainWindow, str]) -> None:
    shown, _ = window
    for place in PLACES:
        page = visit(shown, place.key)
        assert shown.current_place().key == place.key
        assert shown.header.isVisible() == (not page.RUN_MODE)
        assert shown.catch_line.isVisible()
    written = [label for label in shown.findChildren(QLabel) if label.text()]
    obeyed = [label.text() for label in written if label.textFormat() != Qt.TextFormat.PlainText]
    assert len(written) > 50
    assert obeyed == [], "these labels would obey markup in a person's text"


def test_whatever_can_be_found_can_be_shown(window: tuple[MainWindow, str]) -> None:
    shown, state = window
    first = {thing.kind: thing.key for thing in reversed(things(shown.document))}
    for kind, key in first.items():
        visit(shown, place_of(kind), key)
    assert len(first) >= (10 if "empty" not in state and "bare" not in state else 0)


def test_a_read_only_window_offers_nothing_that_edits(sample_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    document = copied(sample_file, tmp_path / "s.foreshock", read_only=True)
    before = (tmp_path / "s.foreshock").read_bytes()
    with window_on(document, tmp_path) as (shown, _):
        edits = {command.name for command in COMMANDS if command.edits}
        assert edits
        assert not [name for name in edits if shown._actions[name].isEnabled()]
        for place in PLACES:
            visit(shown, place.key)
    assert (tmp_path / "s.foreshock").read_bytes() == before


# --- keys --------------------------------------------------------------------------------------------------


def live_keys(window: MainWindow, page: QWidget) -> list[str]:
    """Every key that works while a page is shown: the window's own, and those of visible parts."""
    keys = [key for action in window.actions() for key in action.shortcuts()]
    for part in (page, *page.findChildren(QWidget)):
        inside = Qt.ShortcutContext.WindowShortcut
        keys += [k for a in part.actions() if a.shortcutContext() == inside for k in a.shortcuts()]
    keys += [
        k
        for s in window.findChildren(QShortcut)
        if s.context() == Qt.ShortcutContext.WindowShortcut and shows(s, window, page)
        for k in s.keys()  # noqa: SIM118 - a shortcut is no dictionary
    ]
    keys += [b.shortcut() for b in page.findChildren(QAbstractButton) if not b.shortcut().isEmpty()]
    return [key.toString(QKeySequence.SequenceFormat.PortableText) for key in keys if not key.isEmpty()]


def shows(shortcut: QShortcut, window: MainWindow, page: QWidget) -> bool:
    owner = shortcut.parent()
    return (
        isinstance(owner, QWidget)
        and owner.isVisible()
        and (owner is window or page.isAncestorOf(owner) or owner is page)
    )


def test_every_key_means_one_thing(sample_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    with window_on(copied(sample_file, tmp_path / "s.foreshock"), tmp_path) as (shown, _):
        for place in PLACES:
            page = visit(shown, place.key)
            twice = [key for key, count in Counter(live_keys(shown, page)).items() if count > 1]
            assert twice == [], f"on {place.key}"
        doubled = QAction(shown)
        doubled.setShortcut("Ctrl+K")
        shown.addAction(doubled)
        assert Counter(live_keys(shown, page))["Ctrl+K"] == 2


def test_every_command_has_words_and_can_be_carried_out() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    assert len({command.text for command in COMMANDS}) == len(COMMANDS)
    for command in COMMANDS:
        assert callable(getattr(MainWindow, command.name))
        assert all(not QKeySequence(key).isEmpty() for key in command.keys)
    pages = {f"Ctrl+{number}" for number, _ in enumerate((p for p in PLACES if p.in_rail), 1)}
    assert not pages & {key for command in COMMANDS for key in command.keys}


def test_every_kind_that_can_be_found_has_a_page() -> None:
    shown = {kind for place in PLACES for kind in place.kinds}
    assert {m.Service.ENTITY, m.Risk.ENTITY, m.Plan.ENTITY, m.Exercise.ENTITY, m.Action.ENTITY} <= shown
    assert Counter(kind for place in PLACES for kind in place.kinds).most_common(1)[0][1] == 1
