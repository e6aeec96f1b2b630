"""Everything can be reached by the keyboard alone: every page, every region, every control, and the way back."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from everywhere import settle
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.session import new_session
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages import PLACES
from ui.shell.commands import COMMANDS
from ui.shell.regions import reachable
from ui.widgets.segmented import SegmentedControl, _Segment

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
#: More steps than any page has controls: whoever has not come round by then is trapped.
MOST = 400


@pytest.fixture(params=["sample", pytest.param("empty", marks=pytest.mark.slow)])
def window(request: pytest.FixtureRequest, sample_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    path = tmp_path / "s.foreshock"
    if request.param == "sample":
        document = Document.open(shutil.copy(sample_file, path), clock=lambda: NOW, who="Tomasz Orlewin")
    else:
        document = new_session(path, title="New", organisation="Quellmark", clock=lambda: NOW)
    with window_on(document, tmp_path) as (shown, _):
        shown.activateWindow()
        qtbot.waitActive(shown)
        settle()
        yield shown


def focused() -> QWidget:
    held = QApplication.focusWidget()
    assert held is not None, "the keyboard is nowhere"
    return held


def press(key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for one in modifiers:
        held |= one
    QTest.keyClick(focused(), key, held)


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def told(part: QWidget) -> str:
    return f"{part.accessibleName() or part.property('text') or ''} ({type(part).__name__})"


def walked(key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> list[QWidget]:
    """Press Tab until one comes round, and return where one was."""
    start, steps = focused(), [focused()]
    for _ in range(MOST):
        press(key, *modifiers)
        if focused() is start:
            return steps
        assert focused() not in steps[1:], f"the walk goes in a circle at {told(focused())} and never leaves it"
        steps.append(focused())
    raise AssertionError(f"trapped near {told(focused())}")


# --- places ------------------------------------------------------------------------------------------------


def test_arrows_in_the_rail_reach_every_page_of_the_work(window: MainWindow) -> None:
    window.rail.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
    press(Qt.Key.Key_Home)
    reached = [window.current_place().key]
    for _ in range(len([place for place in PLACES if place.in_rail]) - 1):
        press(Qt.Key.Key_Down)
        reached.append(window.current_place().key)
    assert reached == [place.key for place in PLACES if place.in_rail]
    assert window.rail.list.hasFocus()


def test_one_key_leads_to_every_page(window: MainWindow) -> None:
    for number, place in enumerate((place for place in PLACES if place.in_rail), 1):
        press(Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert window.current_place().key == place.key
        assert window.isAncestorOf(focused())
    press(Qt.Key.Key_H, CTRL)
    assert window.current_place().key == "history"
    press(Qt.Key.Key_F, CTRL, SHIFT)
    assert window.current_place().key == "findings"


# --- within a page -----------------------------------------------------------------------------------------


def wanted(window: MainWindow) -> list[QWidget]:
    """Return what Tab should reach: of a switch or tab bar only the chosen part, arrows reach the others."""
    parts = reachable(window.centralWidget())
    return [part for part in parts if not (isinstance(part, _Segment) and not _chosen(part))]


def _chosen(segment: _Segment) -> bool:
    switch = segment.parentWidget()
    return not isinstance(switch, SegmentedControl) or switch.focusProxy() is segment


def test_tab_reaches_every_control_of_every_page_follows_the_eye_and_shift_tab_goes_back(window: MainWindow) -> None:
    wrong: list[str] = []
    for place in PLACES:
        window.go(place.key)
        settle()
        if window.rail.isVisible():  # a run mode has none
            window.rail.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        forward = walked(Qt.Key.Key_Tab)
        wrong += [f"{place.key}: Tab misses {told(part)}" for part in wanted(window) if part not in forward]
        regions = changes_of_region(window, forward)
        if len(regions) > len(set(regions)) + 1:
            wrong.append(f"{place.key}: the walk jumps between regions {regions}")
        backward = walked(Qt.Key.Key_Backtab, SHIFT)
        if backward[1:] != forward[:0:-1]:
            wrong.append(f"{place.key}: Shift+Tab does not go back the same way")
    assert not wrong, "\n".join(wrong)


def changes_of_region(window: MainWindow, way: list[QWidget]) -> list[int]:
    """Return the numbers of the regions that a walk crosses, one after the other."""
    regions, order = window.regions.regions(), list[int]()
    for part in way:
        around = [at for at, region in enumerate(regions) if region is part or region.isAncestorOf(part)]
        if around and (not order or order[-1] != around[-1]):
            order.append(around[-1])
    return order


def test_f6_walks_over_the_regions_and_shift_f6_back(window: MainWindow) -> None:
    window.go("services")
    settle()
    window.rail.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
    regions = window.regions.regions()
    assert len(regions) >= 4
    seen = []
    for _ in regions:
        seen.append(window.regions.current())
        press(Qt.Key.Key_F6)
    assert seen == regions
    assert window.rail.list.hasFocus(), "each region remembers where one was"
    for region in reversed(regions):
        press(Qt.Key.Key_F6, SHIFT)
        assert window.regions.current() is region


# --- letters and keys --------------------------------------------------------------------------------------


def test_letters_typed_into_a_field_do_nothing_else(window: MainWindow) -> None:
    window.go("organisation")
    settle()
    before, place = window.document.undo_label, window.current_place().key
    field = next(part for part in reachable(window.stack.currentWidget()) if isinstance(part, QLineEdit))
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    letters = "abcdefghijklmnopqrstuvwxyz?0123456789"
    field.clear()
    QTest.keyClicks(field, letters)
    assert field.text() == letters
    assert focused() is field
    assert (window.current_place().key, window.document.undo_label) == (place, before)
    assert QApplication.activeModalWidget() is None


def test_no_key_of_the_window_is_a_bare_letter_or_digit(window: MainWindow) -> None:
    bare = {chr(code) for code in (*range(ord("A"), ord("Z") + 1), *range(ord("0"), ord("9") + 1))}
    for place in PLACES:
        window.go(place.key)
        settle()
    shortcuts = [key for made in window.findChildren(QShortcut) for key in made.keys()]  # noqa: SIM118 - no dictionary
    actions = [key for action in window.actions() for key in action.shortcuts()]
    texts = {key.toString(QKeySequence.SequenceFormat.PortableText) for key in (*shortcuts, *actions)}
    assert not texts & bare
    assert "Ctrl+K" in texts


def test_no_two_commands_share_a_key() -> None:
    keys = Counter(QKeySequence(key).toString() for command in COMMANDS for key in command.keys)
    keys.update(f"Ctrl+{number}" for number, _ in enumerate((p for p in PLACES if p.in_rail), 1))
    keys.update(("F6", "Shift+F6", "F2", "Ctrl+N", "Ctrl+D", "Ctrl+F", *(f"Alt+{digit}" for digit in range(10))))
    assert [key for key, count in keys.items() if count > 1] == []


def test_arrows_choose_within_switches_and_tab_bars(window: MainWindow) -> None:
    window.go("services")
    settle()
    switch = next(part for part in window.findChildren(SegmentedControl) if part.isVisible())
    switch.setFocus(Qt.FocusReason.ShortcutFocusReason)
    press(Qt.Key.Key_Right)
    assert window._pages["services"].lists.current() == "components"  # type: ignore[attr-defined]
    press(Qt.Key.Key_Left)
    assert window._pages["services"].lists.current() == "services"  # type: ignore[attr-defined]
    bars = [part for part in window.findChildren(QTabBar) if not part.visibleRegion().isEmpty()]
    if bars:
        bars[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        press(Qt.Key.Key_Right)
        assert bars[0].currentIndex() == 1


def test_a_trap_is_found(qtbot: QtBot) -> None:
    class Trap(QLineEdit):
        def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt calls it
            self.setFocus()
            return True

    window, trap, first = QWidget(), Trap(), QLineEdit()
    qtbot.addWidget(window)
    for part in (first, trap):
        part.setParent(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    first.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is first)
    with pytest.raises(AssertionError, match="never leaves"):
        walked(Qt.Key.Key_Tab)
