"""The questions about dependencies are answered by typing names; every step can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import entities, network, search
from app import model as m
from app.document import Document
from app.sample import build_sample
from tests.ui.windows import window_on
from ui.dependencies.picker import DependencyPicker
from ui.main_window import MainWindow


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picker") / "sample.foreshock"
    build_sample(path).close()
    return path


@pytest.fixture
def window(file: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with Document.open(file) as original:
        original.save_copy(tmp_path / "copy.foreshock")
    with window_on(Document.open(tmp_path / "copy.foreshock", who="Ann"), tmp_path) as (window, _):
        yield window


def key_of(window: MainWindow, ref: str) -> bytes:
    return next(thing.key for thing in search.things(window.document) if thing.ref == ref)


def picker(window: MainWindow, direction: str, ref: str) -> DependencyPicker:
    made = DependencyPicker(window.console, direction)
    made.setParent(window)
    made.resize(700, 500)
    made.show()
    made.show_service(key_of(window, ref))
    made.take_focus()
    QApplication.processEvents()
    return made


def typed(made: DependencyPicker, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    QTest.keyClicks(made.field, text)
    QTest.keyClick(made.field, key)
    QApplication.processEvents()


def shown(made: DependencyPicker) -> list[str]:
    return [made.rows.model().index(row).data() for row in range(made.rows.model().rowCount())]


def at(made: DependencyPicker, ref: str) -> None:
    line = next(one for one in made.answers() if one.node.ref == ref)
    made.rows.choose(line.node.key)
    made.rows.setFocus()


def test_a_name_and_enter_add_what_is_needed(window: MainWindow) -> None:
    made = picker(window, "needs", "SVC-014")
    assert not made.rows.isVisible()
    assert made.empty.isVisible()
    typed(made, "Identity")
    assert shown(made) == ["Identity and sign-on, SVC-001, service, hard, back in 1 h"]
    assert made.field.text() == ""
    window.document.undo()
    QApplication.processEvents()
    assert shown(made) == []


def test_a_reference_finds_its_node_and_soft_is_kept(window: MainWindow) -> None:
    made = picker(window, "needs", "SVC-014")
    made.strength.set_current("soft")
    typed(made, "CMP-09")
    assert shown(made) == ["Backup server, CMP-09, component, soft"]


def test_what_is_missing_is_created_and_linked_in_one_step(window: MainWindow) -> None:
    made = picker(window, "needs", "SVC-014")
    typed(made, "Training portal")
    (answer,) = made.answers()
    assert (answer.node.kind, answer.node.name) == ("component", "Training portal")
    window.document.undo()
    assert not [row for row in window.document.all(m.Component) if row.name == "Training portal"]
    assert not window.document.all(m.Dependency, m.Dependency.source_id == made.key)


def test_the_second_offer_creates_a_service(window: MainWindow) -> None:
    made = picker(window, "needs", "SVC-014")
    QTest.keyClicks(made.field, "Course booking")
    QTest.keyClick(made.field, Qt.Key.Key_Down)
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert [answer.node.kind for answer in made.answers()] == ["service"]


def test_a_dependency_on_itself_or_one_already_there_is_refused_with_a_sentence(window: MainWindow) -> None:
    made, said = picker(window, "needs", "SVC-003"), []
    window.console.refused.connect(said.append)
    before = shown(made)
    typed(made, "Order intake")
    typed(made, "Network and name")
    assert said == [
        "SVC-003 Order intake cannot depend on itself. Name something else that must be up first.",
        "SVC-003 Order intake already depends on SVC-002 Network and name service; change that entry instead.",
    ]
    assert shown(made) == before


def test_keys_of_the_rows_change_what_is_chosen(window: MainWindow) -> None:
    made = picker(window, "needs", "SVC-008")
    at(made, "SVC-007")
    QTest.keyClick(made.rows, Qt.Key.Key_H)
    assert {one.node.ref: one.link.hard for one in made.answers() if one.link}["SVC-007"] is True
    QTest.keyClick(made.rows, Qt.Key.Key_N)
    QTest.keyClicks(made._entry, "only for the month-end")
    QTest.keyClick(made._entry, Qt.Key.Key_Return)
    note = next(one.link.note for one in made.answers() if one.link and one.node.ref == "SVC-007")
    assert note == "only for the month-end"
    assert made.rows.hasFocus()
    QTest.keyClick(made.rows, Qt.Key.Key_Delete)
    assert "SVC-007" not in [one.node.ref for one in made.answers()]
    for _ in range(3):
        window.document.undo()
    QApplication.processEvents()
    assert {one.node.ref: one.link.hard for one in made.answers() if one.link}["SVC-007"] is False


def test_chosen_rows_become_alternatives_and_one_after_another_is_counted(window: MainWindow) -> None:
    made = picker(window, "needs", "SVC-014")
    for name in ("CMP-01", "CMP-02", "CMP-03"):
        typed(made, name)
    made.rows.setFocus()
    made.rows.setCurrentIndex(made.rows.model().index(0))
    for _ in range(2):
        QTest.keyClick(made.rows, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(made.rows, Qt.Key.Key_G)
    assert shown(made)[0] == "1 of 3 is enough"
    QTest.keyClick(made.rows, Qt.Key.Key_Plus)
    assert shown(made)[0] == "2 of 3 must be up"
    QTest.keyClick(made.rows, Qt.Key.Key_Plus)
    QTest.keyClick(made.rows, Qt.Key.Key_Plus)  # there are only three
    assert shown(made)[0] == "3 of 3 must be up"
    QTest.keyClick(made.rows, Qt.Key.Key_Minus)
    QTest.keyClick(made.rows, Qt.Key.Key_U)
    assert len(shown(made)) == 3
    assert window.document.all(m.DependencyGroup, m.DependencyGroup.source_id == made.key) == []


def test_one_row_alone_cannot_stand_in_for_itself(window: MainWindow) -> None:
    made, said = picker(window, "needs", "SVC-008"), []
    window.console.said.connect(lambda text, _undoable: said.append(text))
    at(made, "SVC-001")
    QTest.keyClick(made.rows, Qt.Key.Key_G)
    assert said == ["Choose the alternatives first: Shift with the arrows, or Ctrl+click."]


def test_a_suppliers_promise_stands_beside_the_target_and_can_be_changed(window: MainWindow) -> None:
    made = picker(window, "suppliers", "SVC-008")
    assert shown(made) == ["Wagefern, SUP-003, supplier, hard, promises 2 d, needed within 24 h"]
    assert made.answers()[0].tone == "err"
    at(made, "SUP-003")
    QTest.keyClick(made.rows, Qt.Key.Key_P)
    made._entry.clear()
    QTest.keyClicks(made._entry, "12 hours or so")
    refused: list[str] = []
    window.console.refused.connect(refused.append)
    QTest.keyClick(made._entry, Qt.Key.Key_Return)
    assert "is not a duration" in refused[0]
    assert made._editor.isVisible()
    made._entry.clear()
    QTest.keyClicks(made._entry, "12h")
    QTest.keyClick(made._entry, Qt.Key.Key_Return)
    assert shown(made) == ["Wagefern, SUP-003, supplier, hard, promises 12 h, needed within 24 h"]
    assert made.answers()[0].tone == ""


def test_who_relies_on_it_is_added_at_the_other_end(window: MainWindow) -> None:
    made = picker(window, "dependants", "SVC-014")
    typed(made, "Payroll")
    payroll = key_of(window, "SVC-008")
    assert made.key in network.graph(window.document).needs(payroll)
    found = picker(window, "dependants", "SVC-007")
    late = next(one for one in found.answers() if one.node.ref == "SVC-003")
    assert (late.words, late.tone) == ("must be back in 4 h, before this at 8 h", "err")


def test_a_single_point_says_through_what_and_takes_a_substitute(window: MainWindow) -> None:
    made = picker(window, "spof", "SVC-003")
    (array,) = made.answers()
    assert (array.node.ref, array.link) == ("CMP-13", None)
    assert array.words == "Order database node 1 and Order database node 2 fall with it"
    route = picker(window, "spof", "SVC-010")
    at(route, "CMP-28")
    QTest.keyClick(route.rows, Qt.Key.Key_S)
    assert route.field.hasFocus()
    assert route.field.placeholderText() == "What can stand in for Route planner?"
    typed(route, "Spare planner", Qt.Key.Key_Down)
    QTest.keyClick(route.field, Qt.Key.Key_Return)
    assert "CMP-28" not in [one.node.ref for one in route.answers()]
    needs = picker(window, "needs", "SVC-010")
    assert "1 of 2 is enough" in shown(needs)


def test_a_circle_is_named(window: MainWindow) -> None:
    document = window.document
    first, second = (entities.add(document, m.Service, name=name) for name in ("Chicken", "Egg"))
    network.depend(document, first, second)
    network.depend(document, second, first)
    made = DependencyPicker(window.console, "needs")
    made.show_service(first)
    assert made.message.text() == "In a circle, so that no order of recovery is defined: Chicken → Egg → Chicken."


def test_a_narrow_place_keeps_every_verb(window: MainWindow) -> None:
    made = picker(window, "needs", "SVC-003")
    made.resize(330, 500)
    QApplication.processEvents()
    at(made, "SVC-001")
    QApplication.processEvents()
    verbs = [verb for verb in made.verbs.values() if verb.isVisible()]
    assert {"H", "N", "O", "Del", "S"} == {key for key, verb in made.verbs.items() if verb.isVisible()}
    assert all(verb.geometry().right() < made.width() and verb.accessibleName() for verb in verbs)
