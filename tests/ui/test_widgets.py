"""Small parts: they do what they say, with the mouse, with the keyboard, and for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFocusFrame, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import chips
from ui.widgets.buttons import Button, LinkButton, button, icon_button
from ui.widgets.cards import EmptyState, Scrim, Way
from ui.widgets.chips import ChipLabel
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.feedback import ToastHost
from ui.widgets.header import FindingsButton, UndoButtons
from ui.widgets.labels import label, paragraph
from ui.widgets.meter import BusyPanel
from ui.widgets.rail import RailEntry, RailView
from ui.widgets.segmented import SegmentedControl


def test_labels_never_read_markup() -> None:
    shown = label("<b>Payroll</b> & <img src=x>")
    assert shown.textFormat() == Qt.TextFormat.PlainText
    assert shown.accessibleName() == "<b>Payroll</b> & <img src=x>"


def test_paragraphs_grow_by_whole_lines() -> None:
    text = paragraph("Everything else hangs on this list: impact, targets, risks and plans. " * 3)
    assert text.heightForWidth(200) % 20 == 0
    assert text.heightForWidth(200) > text.heightForWidth(400) > 20
    assert paragraph("One\nTwo\n\nFour").heightForWidth(400) == 80


def test_a_button_is_pressed_by_mouse_space_and_enter(qtbot) -> None:
    pressed: list[int] = []
    made = button("Import", lambda: pressed.append(1))
    qtbot.addWidget(made)
    made.show()
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    QTest.keyClick(made, Qt.Key.Key_Space)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert len(pressed) == 3


def test_a_disabled_button_says_why_beside_it(qtbot) -> None:
    made = button("Approve BIA", variant="primary")
    qtbot.addWidget(made)
    made.set_reason("2 errors first")
    assert not made.isEnabled()
    assert made.reason_label().text() == "2 errors first"
    assert made.accessibleDescription() == "2 errors first"
    made.set_reason("")
    assert made.isEnabled()


def test_targets_are_large_enough_to_hit() -> None:
    assert icon_button("x", "Close", size="small").sizeHint().height() >= 24
    assert LinkButton("Show all").sizeHint().height() >= 24
    assert Button("Ok", size="small").sizeHint().height() == 28


def test_a_segment_is_chosen_by_click_and_arrow_and_only_people_are_heard(qtbot) -> None:
    switch = SegmentedControl([("a", "Services"), ("b", "Components"), ("c", "Map")], "View", "a")
    qtbot.addWidget(switch)
    chosen: list[str] = []
    switch.chosen.connect(chosen.append)
    switch.show()
    switch.set_current("b")
    assert chosen == []
    segments = switch.findChildren(type(switch._group.button(0)))
    QTest.mouseClick(segments[2], Qt.MouseButton.LeftButton)
    segments[2].setFocus()
    QTest.keyClick(segments[2], Qt.Key.Key_Left)
    assert chosen == ["c", "b"]
    assert switch.current() == "b"


def test_the_ring_stays_when_an_arrow_moves_the_choice(qtbot) -> None:
    window = QWidget()
    QVBoxLayout(window)
    switch = SegmentedControl([("a", "Services"), ("b", "Components")], "View", "a")
    for part in (button("First"), switch):
        window.layout().addWidget(part)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.findChildren(Button)[0].setFocus()
    qtbot.wait(20)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert [ring.isVisible() for ring in window.findChildren(QFocusFrame)] == [True]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert switch.current() == "b"
    rings = [ring for ring in window.findChildren(QFocusFrame) if ring.widget() is window.focusWidget()]
    assert [ring.isVisible() for ring in rings] == [True]


def test_a_button_that_loses_its_words_keeps_them_as_its_name() -> None:
    made = button("Filter", icon="funnel")
    made.setText("")
    assert (made.accessibleName(), made.toolTip()) == ("Filter", "Filter")
    made.setText("Filter")
    assert made.text() == "Filter"


def test_severities_are_told_in_words() -> None:
    shown = ChipLabel(chips.severity("E"))
    assert shown.toolTip() == "Must fix"
    assert shown.accessibleName() == "E Must fix"


def test_green_never_colours_a_word() -> None:
    assert chips.status("ok", "Approved").ink == "text2"


def test_the_rail_tells_what_a_person_chose_and_keeps_it_when_figures_change(qtbot) -> None:
    entries = [RailEntry("o", "layout-dashboard", "Overview"), RailEntry("s", "layers", "Services", "9/14", 3)]
    rail = RailView(entries, "Places")
    qtbot.addWidget(rail)
    rail.resize(208, 200)
    rail.show()
    chosen: list[str] = []
    rail.chosen.connect(chosen.append)
    rail.set_current("o")
    assert chosen == []
    QTest.mouseClick(rail.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 50))
    assert chosen[-1] == "s"
    rail.set_entries([RailEntry("o", "layout-dashboard", "Overview"), RailEntry("s", "layers", "Services", "10/14")])
    assert rail.current() == "s"
    index = rail.model().index(1, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Services 10/14"


def test_a_toast_undoes_and_goes(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    host, undone = ToastHost(page), []
    toast = host.show_toast("RTO of Payroll set to 8 h", action=("Undo", lambda: undone.append(1)), keys=("Ctrl", "Z"))
    assert abs(toast.geometry().center().x() - 400) < 2
    QTest.mouseClick(toast.findChild(LinkButton), Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not toast.isVisible()


def test_an_error_stays_while_successes_pass(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    host = ToastHost(page)
    error = host.show_toast("Not saved: the disk is full.", "error")
    host.show_toast("One")
    last = host.show_toast("Two")
    assert error.isVisible()
    assert last.isVisible()
    assert last.geometry().top() > error.geometry().top()
    host.close_all()


def test_a_dialog_answers_with_its_verb(qtbot) -> None:
    def made() -> Dialog:
        dialog = Dialog(
            None, "Send the list?", "It cannot be unseen.", [CANCEL, Verb("send", "Send", "primary", default=True)]
        )
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    dialog = made()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.answer == "send"
    dialog = made()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.answer == "cancel"


def test_busy_work_can_be_cancelled_once(qtbot) -> None:
    panel = BusyPanel("Writing the register")
    qtbot.addWidget(panel)
    panel.set_progress(None, "row 3")
    stops: list[int] = []
    panel.cancelled.connect(lambda: stops.append(1))
    panel._cancel.click()
    panel._cancel.click()
    assert stops == [1]
    panel.set_progress(1.0)


def test_undo_names_what_it_undoes(qtbot) -> None:
    buttons = UndoButtons()
    qtbot.addWidget(buttons)
    buttons.show_labels("set RTO of Payroll", None)
    assert buttons._undo.accessibleName() == "Undo set RTO of Payroll"
    assert not buttons._redo.isEnabled()


def test_findings_are_red_only_while_something_must_be_fixed() -> None:
    made = FindingsButton()
    made.show_count(3, 0)
    assert (made.text(), made.variant) == ("3 findings", "quiet")
    made.show_count(1, 1)
    assert (made.text(), made.variant) == ("1 finding", "findings")


def test_a_scrim_covers_its_window_as_it_grows(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    window.show()
    scrim = Scrim(window)
    scrim.show()
    window.resize(500, 400)
    assert scrim.size() == window.size()
    with qtbot.waitSignal(scrim.clicked):
        QTest.mouseClick(scrim, Qt.MouseButton.LeftButton)


def test_an_empty_state_offers_ways_and_suggestions(qtbot) -> None:
    picked: list[str] = []
    state = EmptyState(
        "layers", "Services come first", "Why.", [Way("Paste", button("Paste rows"))], ["ERP"], picked.append
    )
    qtbot.addWidget(state)
    state.show()
    pill = next(made for made in state.findChildren(Button) if made.text() == "ERP")
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert picked == ["ERP"]


def test_painted_parts_change_with_the_scheme(qtbot) -> None:
    made = button("Approve", variant="primary")
    qtbot.addWidget(made)
    made.show()
    for scheme in ("dark", "light"):
        theme.theme().choose(scheme)
        assert made.grab().toImage().pixelColor(6, 16) == QColor(theme.tokens().accent)
