"""The workshop page: suggestions are ticked and taken, the room is ordered, worded, parked, merged, hidden by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import meetings, risks, workshop
from app import model as m
from app.document import Document
from app.session import new_session
from tests.ui.meeting_desk import with_dialog
from tests.ui.windows import window_on
from ui.dialogs.export_document import ExportDialog
from ui.dialogs.start_workshop import WorkshopDialog
from ui.main_window import MainWindow
from ui.pages.workshop import WorkshopPage
from ui.widgets.buttons import Button
from ui.widgets.feedback import Banner
from ui.workshop.wording import WordingEditor

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def window(sample: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    with window_on(sample, tmp_path, "workshop") as (window, _):
        yield window


@pytest.fixture
def page(window: MainWindow) -> WorkshopPage:
    found = window._pages["workshop"]
    assert isinstance(found, WorkshopPage)
    return found


def press(page: WorkshopPage, key: Key, modifier: Mod = Mod.NoModifier) -> None:
    """Press a key in the list of the room."""
    QTest.keyClick(page.room.list, key, modifier)
    QApplication.processEvents()


def order(page: WorkshopPage) -> list[str]:
    return [one.ref for one in page.room.room]


def ref(page: WorkshopPage, wanted: str) -> bytes:
    return next(one.key for one in (*page.room.room, *page.room.parked, *page.room.hidden) if one.ref == wanted)


def test_suggestions_are_ticked_with_space_and_added_with_enter_as_one_edit(page: WorkshopPage) -> None:
    suggested, before = page.suggested, page.document.version
    QTest.keyClick(suggested.list, Key.Key_Space)
    QTest.keyClick(suggested.list, Key.Key_Down)
    QTest.keyClick(suggested.list, Key.Key_Down)
    QTest.keyClick(suggested.list, Key.Key_Space)
    assert suggested.add.text() == "Add 2 risks"
    chosen = [one.wording.event for one in (suggested.found[0], suggested.found[2])]
    QTest.keyClick(suggested.list, Key.Key_Return)
    QApplication.processEvents()
    assert page.document.version == before + 1
    assert {one.event for one in page.room.room if one.likelihood is None} == set(chosen)
    assert not {one.wording.event for one in suggested.found} & set(chosen)
    assert {page.room.room[at].event for at in range(18) if page.room.room[at].key in page.room.chosen()} == set(chosen)


def test_the_reason_is_told_whole_and_the_groups_have_heads(page: WorkshopPage) -> None:
    suggested = page.suggested
    assert "cannot do without Lumenet Carrier and Quillnet Fibre" in suggested.why.text()
    assert suggested.impact.text().startswith("BIA of Network and name service: Operational reaches 5 after 8 h")
    suggested.by.chosen.emit("threat")
    suggested.by.set_current("threat")
    suggested.show_found()
    heads = [line.title for line in suggested.list.model_.lines if line.head]
    assert heads == sorted(heads)
    assert "T14 Supplier insolvency or exit" in heads
    assert len(suggested.shown()) == 20
    suggested.show_more()
    assert len(suggested.shown()) == len(suggested.found) > 20


def test_alt_and_the_arrows_order_the_room(page: WorkshopPage) -> None:
    first, second, third = order(page)[:3]
    page.room.list.choose(ref(page, third))
    press(page, Key.Key_Up, Mod.AltModifier)
    assert order(page)[:3] == [first, third, second]
    assert page.room.list.current_key() == ref(page, third)
    press(page, Key.Key_Down, Mod.AltModifier)
    assert order(page)[:3] == [first, second, third]


def test_a_line_is_dragged_to_another_place(page: WorkshopPage) -> None:
    first, second, third = order(page)[:3]
    view = page.room.list
    view.choose(ref(page, first))
    below = view.visualRect(view.model().index(2, 0)).bottomLeft() + QPoint(20, -2)
    data = view.model().mimeData([view.currentIndex()])

    class Drop(QDropEvent):
        def source(self) -> object:  # type: ignore[override]
            return view

    action = Qt.DropAction.MoveAction
    view.dropEvent(Drop(QPointF(below), action, data, Qt.MouseButton.LeftButton, Mod.NoModifier))
    QApplication.processEvents()
    assert order(page)[:3] == [second, third, first]


def test_p_parks_and_takes_back(page: WorkshopPage) -> None:
    page.room.list.choose(ref(page, "R-002"))
    press(page, Key.Key_P)
    assert [one.ref for one in page.room.parked] == ["R-002"]
    assert any(line.head and line.title.startswith("Parked: 1") for line in page.room.list.model_.lines)
    page.room.list.choose(ref(page, "R-002"))
    press(page, Key.Key_P)
    assert page.room.parked == ()
    assert len(page.room.room) == 16


def test_c_lets_the_room_vote_on_the_impact_and_the_line_says_so(page: WorkshopPage) -> None:
    page.room.list.choose(ref(page, "R-004"))
    press(page, Key.Key_C)
    line = next(line for line in page.room.list.model_.lines if line.key == ref(page, "R-004"))
    assert line.mark == "contested"
    assert "except for 1 contested" in page.room.asked.text()
    assert page.room.reason.text().startswith("Contested: the room votes on the impact.")
    press(page, Key.Key_C)
    assert not page.document.get(m.Risk, ref(page, "R-004")).contested  # type: ignore[union-attr]


def test_h_hides_and_only_a_window_that_the_room_does_not_see_tells(window: MainWindow, page: WorkshopPage) -> None:
    page.room.list.choose(ref(page, "R-003"))
    press(page, Key.Key_H)
    assert "R-003" not in order(page)
    assert "R-003" not in " ".join(line.words for line in page.room.list.model_.lines)
    assert page.room.hidden_link.isVisible()
    assert page.room.hidden_link.text() == "1 hidden"
    page.room.hidden_link.click()
    assert page.room.list.choose(ref(page, "R-003"))
    meetings.open_meeting(page.document, "Workshop", "risk workshop", seats=["A", "B"])
    QApplication.processEvents()
    assert window.console.privacy.public_safe
    assert not page.room.hidden_link.isVisible()
    assert "R-003" not in " ".join(line.words for line in page.room.list.model_.lines)
    window.console.privacy.show_anyway()
    page.room.hidden_link.click()
    page.room.list.choose(ref(page, "R-003"))
    press(page, Key.Key_H)
    assert "R-003" in order(page)


def test_enter_words_a_risk_where_it_stands(page: WorkshopPage) -> None:
    key = ref(page, "R-004")
    page.room.list.choose(key)
    press(page, Key.Key_Return)
    editor = page.room.list.editor
    assert isinstance(editor, WordingEditor)
    assert editor.fields["event"].hasFocus()
    assert editor.told.text() == ""
    editor.fields["event"].selectAll()
    QTest.keyClicks(editor.fields["event"], "The payroll provider is down and Chidi Umenta leaves")
    assert [one.kind for one in editor.hints()] == ["two events", "person"]
    editor.fields["event"].selectAll()
    QTest.keyClicks(editor.fields["event"], "The payroll provider is down during the pay run")
    QTest.keyClick(editor.fields["event"], Key.Key_Return)
    QApplication.processEvents()
    assert page.room.list.editor is None
    assert page.room.list.hasFocus()
    assert "The payroll provider is down during the pay run" in [line.title for line in page.room.list.model_.lines]
    assert page.document.get(m.Risk, key).event == "The payroll provider is down during the pay run"  # type: ignore[union-attr]


def test_esc_leaves_a_wording_and_a_change_elsewhere_does_not_disturb_it(page: WorkshopPage) -> None:
    key, other = ref(page, "R-004"), ref(page, "R-007")
    page.room.list.choose(key)
    press(page, Key.Key_Return)
    editor = page.room.list.editor
    assert isinstance(editor, WordingEditor)
    QTest.keyClicks(editor.fields["event"], "x")
    workshop.park(page.document, [other])
    QApplication.processEvents()
    assert page.room.list.editor is editor
    assert editor.fields["event"].text() == "x"
    QTest.keyClick(editor.fields["event"], Key.Key_Escape)
    QApplication.processEvents()
    assert page.room.list.editor is None
    assert [one.ref for one in page.room.parked] == ["R-007"]
    assert page.document.get(m.Risk, key).event == "Payroll provider down across the pay run"  # type: ignore[union-attr]


def test_m_merges_the_chosen_ones_and_a_suggested_pair_is_one_click(page: WorkshopPage) -> None:
    press(page, Key.Key_M)
    assert len(page.room.room) == 16
    page.room.list.choose_many([ref(page, "R-001"), ref(page, "R-014")])
    press(page, Key.Key_M)
    assert "R-014" not in order(page)
    services = [row.id for row in page.document.all(m.Service, m.Service.name == "Payroll")]
    risks.add_risk(page.document, "Payroll provider is down across the pay run", services, threat="T13")
    QApplication.processEvents()
    banner = next(one for one in page.room.findChildren(Banner) if one.isVisible())
    merge = next(one for one in banner.findChildren(Button) if one.text() == "Merge")
    merge.click()
    QApplication.processEvents()
    assert len(page.room.room) == 15
    assert "R-004" in order(page)


def test_the_impact_comes_from_the_bia_with_one_click(page: WorkshopPage) -> None:
    assert not page.room.bia.isVisible()
    added = workshop.take(page.document, workshop.suggestions(page.document)[:2])
    QApplication.processEvents()
    assert page.room.bia.text() == "Take the impact from the BIA (2)"
    page.room.bia.click()
    QApplication.processEvents()
    assert all(page.document.get(m.Risk, key).current_impact for key in added)  # type: ignore[union-attr]
    page.room.list.choose(added[0])
    assert "BIA of Network and name service" in page.room.reason.text()
    assert not page.room.bia.isVisible()


def test_the_time_line_and_the_switch_for_before_controls(page: WorkshopPage) -> None:
    assert page.room.time.text() == "16 risks, 32 votes × 4 min with 9 people: 155 min; batch round first: 85 min"
    page.room.inherent.click()
    QApplication.processEvents()
    assert page.room.time.text() == "16 risks × 4 min with 9 people: 90 min; batch round first: 55 min"
    assert page.room.asked.text().startswith("Asked: likelihood today.")


def test_the_workshop_starts_with_people_as_seats_and_the_agenda_of_the_list(
    window: MainWindow, page: WorkshopPage
) -> None:
    seen: list[str] = []

    def start(dialog: object) -> None:
        assert isinstance(dialog, WorkshopDialog)
        assert len(dialog.holders) == 9
        seen.extend(title for title, _ in dialog.agenda.points())
        dialog.finish("start")

    with_dialog(page.start.click, start)
    assert seen[:2] == ["Welcome and scales", "Batch round: everybody scores all risks"]
    running = meetings.running(page.document)
    assert running is not None
    assert running.kind == "risk workshop"
    assert len(meetings.seat_lines(page.document, running.id)) == 9
    assert window.stack.currentWidget() is page
    assert not page.start.isVisible()
    assert page.batch.variant == "primary"
    wanted: list[tuple[str, object]] = []
    window.console.place_wanted.connect(lambda place, key: wanted.append((place, key)))
    page.batch.click()
    page.room.list.choose(ref(page, "R-005"))
    page.single.click()
    assert wanted == [("batch", None), ("scoring", ref(page, "R-005"))]


def test_the_export_dialog_says_what_is_left_out_and_takes_it_in(window: MainWindow, page: WorkshopPage) -> None:
    workshop.hide(page.document, [ref(page, "R-003")])
    dialog = ExportDialog(window, "risk-register", "")
    assert dialog._hidden_note.text() == "1 risk is marked “Not in this room” and is left out."
    assert not dialog.options().hidden
    dialog._with_hidden.setChecked(True)
    assert dialog.options().hidden
    dialog.deleteLater()
    plan = ExportDialog(window, "plan", "")
    assert plan._hidden_note.isHidden()
    assert not plan.options().hidden
    plan.deleteLater()


def test_an_empty_session_is_told_what_belongs_here(tmp_path: Path, qtbot: QtBot) -> None:
    document = new_session(tmp_path / "s.foreshock", title="Small", organisation="Brook")
    with window_on(document, tmp_path, "workshop") as (_, page):
        assert isinstance(page, WorkshopPage)
        assert page.room.stack.currentIndex() == 1
        assert page.suggested.stack.currentIndex() == 1
        assert "Name services" in page.suggested.empty.text()
        assert not page.batch.isEnabled()
        assert page.start.isEnabled()


def test_a_read_only_window_shows_everything_and_changes_nothing(
    sample_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    document = Document.open(sample_file, read_only=True)
    with window_on(document, tmp_path, "workshop") as (_, page):
        assert isinstance(page, WorkshopPage)
        page.room.list.setFocus()
        for key in (Key.Key_P, Key.Key_H, Key.Key_C, Key.Key_Return):
            press(page, key)
        press(page, Key.Key_Down, Mod.AltModifier)
        assert len(page.room.room) == 16
        assert page.room.list.editor is None
        assert not page.suggested.add.isEnabled()
        assert not page.start.isEnabled()
