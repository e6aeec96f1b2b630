"""Whatever can be reached has a name, is large enough to hit, and shows when the keyboard is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from everywhere import look_into_dialogs, settle, views
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.document import Document
from app.session import new_session
from tests.ui.windows import window_on
from ui.application import Application
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.theme import Size
from ui.widgets.buttons import button

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
REACH = 8  #: pixels around a control in which its ring may lie


def sample(sample_file: Path, path: Path) -> Document:
    return Document.open(shutil.copy(sample_file, path), clock=lambda: NOW, who="Tomasz Orlewin")


OPENED: dict[str, Callable[[Path, Path], Document]] = {
    "the sample": sample,
    "an empty session": lambda _, path: new_session(path, title="New", organisation="Quellmark", clock=lambda: NOW),
}


@pytest.fixture(params=["the sample", pytest.param("an empty session", marks=pytest.mark.slow)])
def window(request: pytest.FixtureRequest, sample_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    with window_on(OPENED[request.param](sample_file, tmp_path / "s.foreshock"), tmp_path) as (shown, _):
        yield shown


# --- what is looked at -------------------------------------------------------------------------------------


def usable(root: QWidget) -> list[QWidget]:
    """Return every visible control that the keyboard or the mouse can use."""
    found = [part for part in (root, *root.findChildren(QWidget)) if part.isVisible() and part.window() is root]
    return [part for part in found if takes_focus(part) or isinstance(part, QAbstractButton)]


def takes_focus(part: QWidget) -> bool:
    return part.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(part, QScrollBar)


def name_of(part: QWidget) -> str:
    told = QAccessible.queryAccessibleInterface(part)
    return str(told.text(QAccessible.Text.Name)).strip() if told is not None else ""


def where(part: QWidget | None) -> str:
    """Return a control with what it stands in, so that a failure tells where to look."""
    line: list[str] = []
    while part is not None and len(line) < 4:
        line.append(type(part).__name__)
        part = part.parentWidget()
    return " in ".join(line)


def nameless(root: QWidget) -> list[str]:
    return [where(part) for part in usable(root) if not name_of(part)]


def too_small(root: QWidget) -> list[str]:
    small = [part for part in usable(root) if min(part.width(), part.height()) < Size.target and not _within(part)]
    return [f"{name_of(part)}: {part.width()}×{part.height()} {where(part)}" for part in small]


def _within(part: QWidget) -> bool:
    """Whether it is only the inside of a larger control."""
    return isinstance(part, QLineEdit) and isinstance(part.parentWidget(), QAbstractButton)


# --- names and sizes ---------------------------------------------------------------------------------------


def test_every_control_of_every_view_has_a_name_and_can_be_hit(window: MainWindow) -> None:
    unnamed: set[str] = set()
    small: set[str] = set()
    for view in views(window):
        unnamed |= {f"{view}: {line}" for line in nameless(window)}
        small |= {f"{view}: {line}" for line in too_small(window)}
    assert not unnamed, "\n".join(sorted(unnamed))
    assert not small, "\n".join(sorted(small))


def test_every_control_of_every_dialog_has_a_name_and_can_be_hit(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    def look(name: str, dialog: QWidget) -> None:
        found.extend(f"{name}: {line}" for line in (*nameless(dialog), *too_small(dialog)))
        assert dialog.windowTitle() or dialog.accessibleName()

    seen = look_into_dialogs(window, monkeypatch, look)
    assert not found, "\n".join(found)
    assert {"keys", "about", "name", "export", "import", "start_meeting"} <= set(seen)


@pytest.fixture
def application(qapp: QApplication, tmp_path: Path) -> Iterator[Application]:
    made = Application(qapp, Settings(tmp_path))
    yield made
    for left in list(made.windows):
        left.close()
    qapp.removeEventFilter(made)
    settle()


def test_every_control_of_the_first_screen_and_of_the_assistant_has_a_name_and_can_be_hit(
    application: Application, qtbot: QtBot
) -> None:
    application.show_start()
    start = application.windows[0]
    settle()
    assert (nameless(start), too_small(start)) == ([], [])
    application.begin_session()
    settle()
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert shown
    for one in shown:
        assert (nameless(one), too_small(one)) == ([], []), one.windowTitle()


def test_what_lacks_a_name_or_is_small_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bare, tiny = QPushButton(), button("Undo")
    QVBoxLayout(window).addWidget(bare)
    tiny.setParent(window)
    tiny.resize(20, 12)
    window.show()
    assert nameless(window) == ["QPushButton in QWidget"]
    assert [line.split(":")[0] for line in too_small(window)] == ["Undo"]


# --- where the keyboard is ---------------------------------------------------------------------------------


def picture(part: QWidget) -> QImage:
    """Return how a control and what lies around it look now."""
    window = part.window()
    corner = part.mapTo(window, QPoint(0, 0))
    around = QRect(corner, part.size()).adjusted(-REACH, -REACH, REACH, REACH).intersected(window.rect())
    return window.grab(around).toImage()


def unmarked(root: QWidget, known: set[QWidget]) -> list[str]:
    """Return the controls that look the same whether the keyboard is there or not; ``known`` were looked at before."""
    found = []
    for part in [part for part in usable(root) if takes_focus(part) and part.isEnabled() and not part.focusProxy()]:
        if not seen(part) or part in known:
            continue
        known.add(part)
        if (held := QApplication.focusWidget()) is not None:
            held.clearFocus()
        root.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as after the first Tab: rings are shown
        part.setFocus(Qt.FocusReason.ShortcutFocusReason)  # the one reason for which Qt leaves that as it is
        QApplication.processEvents()
        if not part.hasFocus():
            continue
        there = picture(part)
        part.clearFocus()
        QApplication.processEvents()
        if part.isVisible() and there == picture(part):
            found.append(f"{name_of(part)}: {where(part)}")
    return found


def seen(part: QWidget) -> bool:
    """Whether any of it lies within what its scroll areas show."""
    return not part.visibleRegion().isEmpty() and part.isVisible()


def activate(window: QWidget, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitActive(window)
    if QApplication.focusWidget() is None:
        window.setFocus()  # the first focus that a window gets counts as a click, whatever brought it
        QApplication.processEvents()


def test_the_keyboard_is_seen_wherever_it_is(window: MainWindow, qtbot: QtBot) -> None:
    activate(window, qtbot)
    found: set[str] = set()
    known: set[QWidget] = set()
    for view in views(window):
        found |= {f"{view}: {line}" for line in unmarked(window, known)}
    assert not found, "\n".join(sorted(found))


def test_the_keyboard_is_seen_in_dialogs_too(
    sample_file: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    def look(name: str, dialog: QWidget) -> None:
        activate(dialog, qtbot)
        found.extend(f"{name}: {line}" for line in unmarked(dialog, set()))

    with window_on(sample(sample_file, tmp_path / "s.foreshock"), tmp_path) as (shown, _):
        look_into_dialogs(shown, monkeypatch, look)
    assert not found, "\n".join(found)


def test_a_control_that_hides_the_keyboard_is_found(qtbot: QtBot) -> None:
    window = QDialog()
    qtbot.addWidget(window)
    mute = QWidget()
    mute.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    mute.setFixedSize(QSize(40, 40))
    QVBoxLayout(window).addWidget(mute)
    window.layout().addWidget(button("Shown"))  # type: ignore[union-attr]
    window.show()
    activate(window, qtbot)
    assert unmarked(window, set()) == [": QWidget in QDialog"]
