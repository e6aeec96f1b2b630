"""The services of a risk: chosen by keys in the register and in the detail, pasted, filled down, and undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from test_table_in_a_list import CONTROL, List
from windows import window_on

from app import entities, risks
from app import model as m
from app.document import Document
from app.session import new_session
from ui.pages.risks import RisksPage
from ui.risks.detail import threatened
from ui.subjects.pasting import PasteDialog
from ui.widgets.dialogs import Dialog
from ui.widgets.pickers import SeveralPicker

SERVICES = ("Payroll", "ERP", "Order intake", "Training, licences")


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with new_session(tmp_path / "s.foreshock", title="Programme", organisation="Quellmark", who="Tomasz") as made:
        for name in SERVICES:
            entities.add(made, m.Service, None, name=name)
        for event in ("Fire in the warehouse", "Flood in the cellar"):
            risks.add_risk(made, event)
        yield made


@pytest.fixture
def register(document: Document, tmp_path: Path) -> Iterator[List]:
    with window_on(document, tmp_path, "risks") as (window, page):
        assert isinstance(page, RisksPage)
        window.resize(1920, 1000)
        window.activateWindow()
        page.panel.table.view.setFocus()
        made = List(window, page.panel)
        yield made
        made.view.hide_bubble()


def names(register: List, row: int) -> list[str]:
    called = {one.id: one.name for one in register.document.all(m.Service)}
    return [called[key] for key in threatened(register.document, register.keys()[row])]


def test_several_are_chosen_by_typing_parts_of_their_names(register: List) -> None:
    register.at(0, "services")
    register.press(Qt.Key.Key_F2)
    QTest.keyClicks(register.editor(), "pay")
    register.press(Qt.Key.Key_Return)
    QTest.keyClicks(register.editor(), "order")
    register.press(Qt.Key.Key_Return)
    assert register.editor().text() == "Payroll, Order intake, "
    register.press(Qt.Key.Key_Tab)
    assert names(register, 0) == ["Payroll", "Order intake"]
    register.window.undo()
    assert names(register, 0) == []


def test_a_second_enter_takes_one_away_again_and_esc_leaves_all_as_it_was(register: List) -> None:
    risks.set_services(register.document, register.keys()[0], [one.id for one in register.document.all(m.Service)][:2])
    QApplication.processEvents()
    before = names(register, 0)
    assert before == ["Payroll", "ERP"]
    register.at(0, "services")
    register.press(Qt.Key.Key_F2)
    register.press(Qt.Key.Key_Down)
    register.press(Qt.Key.Key_Return)
    register.press(Qt.Key.Key_Escape)  # the list
    register.press(Qt.Key.Key_Escape)  # the editor
    assert names(register, 0) == before
    register.press(Qt.Key.Key_F2)
    register.press(Qt.Key.Key_Down)
    register.press(Qt.Key.Key_Return)
    register.press(Qt.Key.Key_Tab)
    assert names(register, 0) == ["Payroll"]  # the list begins with what is chosen, by name


def test_references_are_typed_too_and_a_comma_may_be_part_of_a_name(register: List) -> None:
    register.at(0, "services")
    register.press(Qt.Key.Key_F2)
    QTest.keyClicks(register.editor(), "SVC-002; svc-003")
    register.press(Qt.Key.Key_Escape)
    register.press(Qt.Key.Key_Return)
    assert names(register, 0) == ["ERP", "Order intake"]
    register.at(1, "services")
    register.press(Qt.Key.Key_F2)
    QTest.keyClicks(register.editor(), "train")
    register.press(Qt.Key.Key_Return)
    register.press(Qt.Key.Key_Tab)
    assert names(register, 1) == ["Training, licences"]


def test_what_names_nothing_is_refused_beside_the_cell(register: List) -> None:
    register.at(0, "services")
    register.press(Qt.Key.Key_F2)
    QTest.keyClicks(register.editor(), "Payroll; Nowhere")
    register.press(Qt.Key.Key_Tab)
    assert "Nowhere" in register.view.complaint()
    assert names(register, 0) == []


def test_they_are_pasted_by_reference_or_name_as_one_step(register: List) -> None:
    register.at(0, "services")
    register.paste("SVC-003; SVC-001\nTraining, licences; ERP")
    assert names(register, 0) == ["Order intake", "Payroll"]
    assert names(register, 1) == ["Training, licences", "ERP"]
    register.window.undo()
    assert names(register, 0) == names(register, 1) == []


def test_new_risks_come_with_their_services(register: List) -> None:
    register.paste("Risk\tServices\nRansomware\tPayroll, ERP\nStrike\tSVC-001")
    assert [names(register, row) for row in (2, 3)] == [["Payroll", "ERP"], ["Payroll"]]


def test_a_service_that_is_unknown_is_looked_at_first(register: List, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[PasteDialog] = []

    def ask(dialog: PasteDialog) -> str:
        seen.append(dialog)
        return "cancel"

    monkeypatch.setattr(Dialog, "ask", ask)
    register.at(0, "services")
    register.paste("Payroll; Nowhere")
    assert [problem.sentence for problem in seen[0].paste.problems] == ["There is nothing called “Nowhere”."]
    assert names(register, 0) == []


def test_they_are_filled_down(register: List) -> None:
    risks.set_services(register.document, register.keys()[0], [register.document.all(m.Service)[0].id])
    QApplication.processEvents()
    register.table.view.select_keys(register.keys())
    register.view.selectionModel().setCurrentIndex(
        register.model.index(0, register.model.position("services")),
        register.view.selectionModel().SelectionFlag.NoUpdate,
    )
    register.press(Qt.Key.Key_D, CONTROL)
    assert names(register, 1) == names(register, 0) == ["Payroll"]


def test_the_detail_has_the_same_field_and_one_undo_takes_it_back(register: List) -> None:
    register.at(0, "event")
    row = register.panel.detail.levels.form.row("services")  # type: ignore[attr-defined]
    field = row.editor
    assert isinstance(field, SeveralPicker)
    field.setFocus()
    QTest.keyClicks(field, "erp")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "pay")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Escape)  # closes the list and keeps what was chosen
    assert field.text().startswith("ERP, Payroll")
    register.view.setFocus()
    QApplication.processEvents()
    assert names(register, 0) == ["ERP", "Payroll"]
    assert field.text() == "ERP, Payroll"
    register.window.undo()
    assert names(register, 0) == []
