"""A list of a real session, by keys and clicks: typing, choosing, several rows at once, and pasting from Excel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from windows import window_on

from app import entities, listings
from app import model as m
from app.document import Document
from app.session import new_session
from ui.main_window import MainWindow
from ui.subjects.panel import SubjectPanel
from ui.subjects.pasting import PasteDialog
from ui.tables.changing import ChangeDialog
from ui.widgets.calendar import DateField
from ui.widgets.choosing import PickField
from ui.widgets.dialogs import Dialog

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class List:
    """One list in its window, as a person has it."""

    def __init__(self, window: MainWindow, panel: SubjectPanel) -> None:
        self.window, self.panel, self.document = window, panel, window.document
        self.table, self.view, self.model = panel.table, panel.table.view, panel.table.model

    def keys(self) -> list[bytes]:
        return [row.key for row in self.model.rows]

    def editor(self) -> QLineEdit:
        found = [child for child in self.view.viewport().findChildren(QLineEdit) if child.isVisible()]
        assert len(found) == 1
        return found[0]

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        editing = self.view.state() == self.view.State.EditingState
        QTest.keyClick(self.editor() if editing else self.view, key, modifiers)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        first, rest = text[0], text[1:]
        QTest.keyClicks(self.view, first)
        QTest.keyClicks(self.editor(), rest)

    def at(self, row: int, name: str) -> None:
        self.table.select_key(self.keys()[row], name)
        self.view.setFocus()

    def column(self) -> str:
        return self.model.columns[self.view.currentIndex().column()].name

    def stored(self, name: str) -> list[Any]:
        return [row.value(name) for row in listings.read(self.document, self.panel.subject.model)]

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(self.view, Qt.Key.Key_V, CONTROL)
        QApplication.processEvents()


def shown(window: MainWindow, place: str, key: str) -> List:
    window.activateWindow()
    page = window._pages[place]
    page.lists.show(key)  # type: ignore[attr-defined]
    panel = page.lists.panel(key)  # type: ignore[attr-defined]
    panel.table.view.setFocus()
    return List(window, panel)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with new_session(tmp_path / "s.foreshock", title="Programme", organisation="Quellmark", who="Tomasz") as made:
        yield made


@pytest.fixture
def services(document: Document, tmp_path: Path) -> Iterator[List]:
    entities.add(document, m.Person, None, name="Ann Bauer", role="Head of payroll")
    entities.add(document, m.Person, None, name="Mira Okafor")
    for name in ("Payroll", "ERP", "Order intake", "Contact centre"):
        entities.add(document, m.Service, None, name=name, rto="8h")
    with window_on(document, tmp_path, "services") as (window, _):
        made = shown(window, "services", "services")
        made.table.group_by(None)
        yield made
        made.view.hide_bubble()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Dialog]:
    """Answer every dialog with its own verb, and keep it to look at."""
    seen: list[Dialog] = []

    def ask(dialog: Dialog) -> str:
        seen.append(dialog)
        dialog.finish(next(key for key in dialog.buttons if key != "cancel"))
        return dialog.answer

    monkeypatch.setattr(Dialog, "ask", ask)
    return seen


# --- one cell ---


def test_a_person_who_is_missing_is_created_and_chosen_in_one_step(services: List) -> None:
    services.at(0, "owner_id")
    services.type("Jonas L")
    field = services.editor()
    assert isinstance(field, PickField)
    assert field.choices.texts() == ["Create “Jonas L”…"]
    services.press(Qt.Key.Key_Return)
    assert [row.name for row in services.document.all(m.Person)] == ["Ann Bauer", "Mira Okafor", "Jonas L"]
    assert listings.read(services.document, m.Service)[0].name("owner_id") == "Jonas L"
    services.document.undo()
    assert len(services.document.all(m.Person)) == 2
    assert services.stored("owner_id")[0] is None


def test_the_list_shows_roles_and_an_arrow_and_enter_choose(services: List) -> None:
    services.at(1, "owner_id")
    services.press(Qt.Key.Key_F2)
    services.press(Qt.Key.Key_Down)
    field = services.editor()
    assert isinstance(field, PickField)
    assert field.choices.model().index(0, 0).data() == "Ann Bauer Head of payroll"
    services.press(Qt.Key.Key_Down)
    services.press(Qt.Key.Key_Return)
    assert listings.read(services.document, m.Service)[1].name("owner_id") == "Mira Okafor"
    assert services.table.current_key() == services.keys()[2]


def test_esc_closes_the_list_first_and_then_the_editor(services: List) -> None:
    services.at(0, "owner_id")
    services.type("Mi")
    field = services.editor()
    assert isinstance(field, PickField)
    services.press(Qt.Key.Key_Escape)
    assert not field.list_open()
    assert services.editor().text() == "Mi"
    services.press(Qt.Key.Key_Escape)
    assert services.stored("owner_id")[0] is None


def test_tab_goes_to_the_right_and_enter_below_where_the_entries_began(services: List) -> None:
    services.at(0, "mtpd")
    services.type("1d")
    services.press(Qt.Key.Key_Tab)
    assert services.column() == "rto"
    services.type("12h")
    services.press(Qt.Key.Key_Tab)
    services.press(Qt.Key.Key_Tab)
    services.press(Qt.Key.Key_Backtab, SHIFT)
    assert services.column() == "wrt" or services.column() == "rpo"
    services.type("2h")
    services.press(Qt.Key.Key_Return)
    assert (services.column(), services.table.current_key()) == ("mtpd", services.keys()[1])
    assert (services.stored("mtpd")[0], services.stored("rto")[0]) == (1440, 720)


def test_arrows_leave_what_was_begun_by_typing_but_not_what_f2_opened(services: List) -> None:
    services.at(0, "rto")
    services.type("5h")
    services.press(Qt.Key.Key_Down)
    assert services.stored("rto")[0] == 300
    assert services.table.current_key() == services.keys()[1]
    services.press(Qt.Key.Key_F2)
    services.press(Qt.Key.Key_Left)
    assert services.editor().text() == "8 h"


def test_backspace_empties_a_cell(services: List) -> None:
    services.at(0, "rto")
    services.press(Qt.Key.Key_Backspace)
    services.press(Qt.Key.Key_Return)
    assert services.stored("rto")[0] is None


def test_a_day_is_typed_ahead_or_chosen_in_the_calendar(services: List) -> None:
    people = shown_people(services.window)
    people.at(0, "verified_on")
    people.type("15 Sep 2026")
    people.press(Qt.Key.Key_Return)
    assert people.stored("verified_on")[0] == date(2026, 9, 15)
    people.at(0, "verified_on")
    people.press(Qt.Key.Key_F2)
    people.press(Qt.Key.Key_Down)
    field = people.editor()
    assert isinstance(field, DateField)
    assert field.list_open()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_PageDown):
        people.press(key)
    people.press(Qt.Key.Key_Return)
    assert people.stored("verified_on")[0] == date(2026, 10, 23)
    people.at(0, "verified_on")
    people.press(Qt.Key.Key_F2)
    people.press(Qt.Key.Key_Down)
    field = people.editor()
    assert isinstance(field, DateField)
    place = next(at for at, day in enumerate(field.month._days()) if day == date(2026, 10, 1))
    QTest.mouseClick(field.month, Qt.MouseButton.LeftButton, pos=field.month._cell(place // 7, place % 7).center())
    assert people.stored("verified_on")[0] == date(2026, 10, 1)


def shown_people(window: MainWindow) -> List:
    window.go("organisation")
    return shown(window, "organisation", "people")


def test_typing_in_a_column_that_follows_jumps_to_a_row(services: List) -> None:
    services.at(0, "ref")
    QTest.keyClicks(services.view, "SVC-003")
    assert services.table.current_key() == services.keys()[2]


def test_typing_a_new_service_and_tab_goes_on_in_its_row(services: List) -> None:
    services.view.setCurrentIndex(services.model.index(4, services.model.new_column()))
    services.type("Quay")
    services.press(Qt.Key.Key_Tab)
    assert services.stored("name")[-1] == "Quay"
    assert (services.table.current_key(), services.column()) == (services.keys()[-1], "owner_id")


# --- several rows ---


def test_ctrl_enter_gives_what_was_typed_to_all_selected_rows(services: List) -> None:
    services.at(0, "rto")
    for _ in range(2):
        services.press(Qt.Key.Key_Down, SHIFT)
    services.type("4h")
    services.press(Qt.Key.Key_Return, CONTROL)
    assert services.stored("rto") == [240, 240, 240, 480]
    assert services.document.undo_label == "Change RTO of 3 rows"
    services.document.undo()
    assert services.stored("rto") == [480] * 4


def test_what_one_of_several_rows_refuses_changes_none(services: List) -> None:
    services.at(0, "name")
    services.press(Qt.Key.Key_Down, SHIFT)
    services.press(Qt.Key.Key_F2)
    services.editor().clear()
    services.press(Qt.Key.Key_Return, CONTROL)
    assert "must not be empty" in services.view.complaint()
    assert services.stored("name")[:2] == ["Payroll", "ERP"]


def test_the_foot_and_the_detail_tell_how_many_and_change_all(services: List, answers: list[Dialog]) -> None:
    keys = services.keys()
    services.view.select_keys(keys[1:])
    assert services.panel.foot.count.text() == "4 services, 3 selected"
    assert services.panel.detail.title.text() == "3 selected"
    change, _delete = services.panel._several
    assert change.isVisible()
    asked: list[ChangeDialog] = []

    def fill(dialog: ChangeDialog) -> None:
        dialog.field.show_entry("rto", "")
        dialog._show_editor()
        dialog.editor.show_entry("2d", "2d")  # type: ignore[union-attr]
        asked.append(dialog)

    original = ChangeDialog.finish

    def finish(dialog: ChangeDialog, key: str) -> None:
        fill(dialog)
        original(dialog, key)

    ChangeDialog.finish = finish  # type: ignore[method-assign]
    try:
        change.click()
    finally:
        ChangeDialog.finish = original  # type: ignore[method-assign]
    assert services.stored("rto") == [480, 2880, 2880, 2880]
    services.view.select_keys(keys[:1])
    assert services.panel.detail.title.text() == "Payroll"
    assert not change.isVisible()


def test_the_change_for_all_begins_with_what_they_share_and_tells_what_is_wrong(services: List, qtbot: Any) -> None:
    dialog = ChangeDialog(services.window, services.model, services.keys()[:2], "rto")
    qtbot.addWidget(dialog)
    assert dialog.editor.entry() == "8 h"
    dialog.editor.show_entry(None, "soon")
    dialog.finish("change")
    assert "not a duration" in dialog._message.text()
    assert services.stored("rto") == [480] * 4


def test_a_box_takes_a_row_in_and_out_and_delete_takes_all_selected(services: List) -> None:
    services.at(0, "name")
    assert services.table.selected_keys() == services.keys()[:1]
    for row in (2, 3):
        rect = services.view.visualRect(services.model.index(row, 0))
        spot = QPoint(rect.left() + 18, rect.center().y())
        QTest.mouseClick(services.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert [services.keys().index(key) for key in services.table.selected_keys()] == [0, 2, 3]
    QTest.mouseClick(services.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert services.table.selected_keys() == [services.keys()[at] for at in (0, 2)]
    services.press(Qt.Key.Key_Delete)
    assert services.stored("name") == ["ERP", "Contact centre"]
    services.document.undo()
    assert len(services.stored("name")) == 4


def test_fill_down_is_one_step(services: List) -> None:
    entities.set_field(services.document, m.Service, services.keys()[0], "rto", "1h")
    services.at(0, "rto")
    services.press(Qt.Key.Key_Down, SHIFT)
    services.press(Qt.Key.Key_Down, SHIFT)
    services.press(Qt.Key.Key_D, CONTROL)
    assert services.stored("rto") == [60, 60, 60, 480]
    services.document.undo()
    assert services.stored("rto") == [60, 480, 480, 480]


# --- the clipboard ---


def test_twenty_names_are_pasted_into_the_empty_page(document: Document, tmp_path: Path) -> None:
    with window_on(document, tmp_path, "services") as (window, _):
        made = shown(window, "services", "services")
        QGuiApplication.clipboard().setText("\r\n".join(f"Service {n}" for n in range(20)) + "\r\n")
        window.activateWindow()
        made.panel.first_field.setFocus()
        made.panel.findChild(type(made.panel._empty_page)).setFocus()
        made.panel._paste_clipboard()
        assert made.stored("name") == [f"Service {n}" for n in range(20)]
        document.undo()
        assert made.stored("name") == []


def test_a_wrong_cell_opens_the_look_and_the_good_ones_are_taken(services: List, answers: list[Dialog]) -> None:
    services.at(0, "ref")
    services.paste("RTO\tService\tOwner\n4h\tTreasury\tAnn Bauer\nsoon\tPortal\tNew Person\n")
    dialog = answers[0]
    assert isinstance(dialog, PasteDialog)
    assert "“soon” is not a duration" in next(row.problem.sentence for row in dialog.complaints.model.rows)
    assert [row.state for row in dialog.preview.model.rows] == ["new", "new"]
    assert services.stored("name")[-2:] == ["Treasury", "Portal"]
    assert services.stored("rto")[-2:] == [240, None]
    assert services.document.undo_label == "Paste 2 rows (service)"


def test_nothing_is_pasted_when_nobody_wants_it(services: List, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dialog, "ask", lambda dialog: dialog.answer)
    services.at(0, "rto")
    before = services.document.version
    services.paste("4h\nsoon\n")
    assert services.document.version == before


def test_a_long_paste_is_looked_at_even_if_all_is_well(services: List, answers: list[Dialog]) -> None:
    services.at(0, "ref")
    services.paste("\n".join(f"Service {n}" for n in range(60)))
    assert [type(one) for one in answers] == [PasteDialog]
    assert len(services.keys()) == 64


def test_a_block_is_pasted_at_the_cursor(services: List) -> None:
    services.at(1, "rto")
    services.paste("4:00\t1:00\n2 d\t\n")
    assert services.stored("rto") == [480, 240, 2880, 480]
    assert services.stored("rpo") == [None, 60, None, None]  # the next column in a window of this width


def test_a_copy_with_headings_comes_back_unchanged_and_changed(services: List) -> None:
    services.view.select_keys(services.keys())
    services.view.setFocus()
    services.press(Qt.Key.Key_C, CONTROL | SHIFT)
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines()[0].split("\t")[:2] == ["Ref", "Service"]
    version = services.document.version
    services.at(0, "ref")
    services.paste(copied)
    assert services.document.version == version
    services.paste(copied.replace("8:00", "9:00", 1))
    assert services.stored("rto") == [540, 480, 480, 480]


def test_text_that_looks_like_a_formula_stays_text(services: List) -> None:
    entities.set_field(services.document, m.Service, services.keys()[0], "name", "=SUM(A1) & <b>")
    services.view.select_keys(services.keys()[:1])
    services.view.copy()
    mime = QGuiApplication.clipboard().mimeData()
    assert "\t'=SUM(A1) & <b>\t" in mime.text()
    assert 'mso-number-format:&quot;\\@&quot;">=SUM(A1) &amp; &lt;b&gt;</td>' in mime.html()
    assert 'mso-number-format:&quot;\\[h\\]\\:mm&quot;">8:00</td>' in mime.html()
    services.at(3, "name")
    services.paste("'=SUM(A1) & <b>")
    assert services.stored("name")[3] == "=SUM(A1) & <b>"
