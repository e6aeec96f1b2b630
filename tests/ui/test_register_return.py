"""Taking a register back in the window: read, decided with the keys, taken as one edit, and undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import entities, exports
from app import model as m
from app.document import Document
from exporters.registry import export
from tests.conftest import NOON
from tests.ui.meeting_desk import with_dialog
from tests.ui.windows import window_on
from ui.cli import main
from ui.main_window import MainWindow
from ui.register_return.dialog import ReturnDialog

A, R, J, K, ONE, TWO = (
    Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_1, Qt.Key.Key_2,
)  # fmt: skip


@pytest.fixture
def window(sample_file: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """A window on a copy of the sample session, on the page of risks."""
    copy = tmp_path / "own.foreshock"
    shutil.copy(sample_file, copy)
    document = Document.open(copy, clock=lambda: NOON, who="Tomasz")
    with window_on(document, tmp_path / "settings", "risks") as (shown, _):
        yield shown


def key_of(document: Document, ref: str) -> bytes:
    """The key behind a reference."""
    key: bytes = document.scalar(select(m.Entity.__table__.c.id).where(m.Entity.ref == ref))
    return key


@pytest.fixture
def returned(window: MainWindow, tmp_path: Path) -> Path:
    """What came back to the session of the window."""
    return come_back(window.document, tmp_path)


def come_back(document: Document, folder: Path) -> Path:
    """Return a register with three changes, of which one is a conflict, one value off the scale, and a new row."""
    path = export(document, "risk-register", folder / "register.xlsx").path
    exports.note_export(document, "risk-register", path.name)
    book = openpyxl.load_workbook(path)
    sheet = book["Register"]
    rows = {sheet.cell(row, 1).value: row for row in range(4, sheet.max_row + 1)}
    heads = {sheet.cell(3, column).value: column for column in range(1, sheet.max_column + 1)}
    for ref, header, value in (
        ("R-001", "Notes", "Asked again"), ("R-002", "Treatment", "transfer"), ("R-010", "L", 2), ("R-005", "I", 9),
    ):  # fmt: skip
        sheet.cell(rows[ref], heads[header]).value = value
    sheet.cell(sheet.max_row + 1, 2).value = "The only crane breaks"
    sheet.cell(sheet.max_row, 5).value = 2
    book.save(path)
    entities.set_field(document, m.Risk, key_of(document, "R-010"), "current_likelihood", 5)
    return path


@pytest.fixture
def dialog(window: MainWindow, returned: Path, qtbot: QtBot) -> Iterator[ReturnDialog]:
    """The dialog on that file, shown and read."""
    made = ReturnDialog(window, returned)
    shown(made, qtbot)
    yield made
    made.finish("cancel")
    made.deleteLater()


def shown(dialog: ReturnDialog, qtbot: QtBot) -> None:
    """Show a dialog and wait until the file was read."""
    dialog.show()
    qtbot.waitUntil(lambda: dialog.comparison is not None or not dialog.message.isHidden(), timeout=30_000)
    QApplication.processEvents()


def press(dialog: ReturnDialog, *keys: Qt.Key) -> None:
    """Press keys in the list."""
    for key in keys:
        QTest.keyClick(dialog.list.view, key)


def at(dialog: ReturnDialog) -> str:
    """The line that is current."""
    return str(dialog.list.current_key())


def test_each_difference_is_a_line_and_nothing_is_decided_yet(dialog: ReturnDialog) -> None:
    assert dialog.decisions is not None
    assert [row.key for row in dialog.decisions.rows()] == [
        "R-001.notes", "R-002.treatment", "R-010.current_likelihood", "R-005.current_impact",
        "row 20.event", "row 20.current_likelihood",
    ]  # fmt: skip
    assert dialog.total.text().endswith("6 differences, 1 conflict")
    assert not dialog.buttons["take"].isEnabled()
    assert dialog.state.text() == "5 not decided yet; they stay as they are here"


def test_it_is_gone_through_by_keys_alone(dialog: ReturnDialog, window: MainWindow) -> None:
    assert at(dialog) == "R-001.notes"
    press(dialog, J, K)
    assert at(dialog) == "R-001.notes"
    press(dialog, A, R)
    assert at(dialog) == "R-010.current_likelihood"
    assert dialog.beside.accept.text() == "Take the file's"
    press(dialog, ONE)
    press(dialog, K, TWO)
    press(dialog, A)
    assert at(dialog) == "row 20.event"
    press(dialog, A)
    assert dialog.decisions is not None
    assert dialog.decisions.accepted == {"R-001.notes", "R-010.current_likelihood", "row 20.event"}
    assert dialog.buttons["take"].text() == "Take over 3 changes"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.answer == "take"
    document = window.document
    assert document.get(m.Risk, key_of(document, "R-010")).current_likelihood == 2
    assert document.get(m.Risk, key_of(document, "R-002")).treatment == "reduce"
    assert document.undo_label == "Take back the risk register from register.xlsx"
    window.undo()
    assert document.get(m.Risk, key_of(document, "R-010")).current_likelihood == 5
    assert document.get(m.Risk, key_of(document, "R-001")).notes is None


def test_what_cannot_be_taken_stays_so(dialog: ReturnDialog) -> None:
    dialog.list.select_key("R-005.current_impact")
    assert not dialog.beside.accept.isEnabled()
    assert "goes from 1 to 5" in dialog.beside.remark.text()
    press(dialog, A)
    assert dialog.decisions is not None
    assert dialog.decisions.accepted == frozenset()


def test_a_conflict_shows_all_three_values_and_who_changed_ours(dialog: ReturnDialog) -> None:
    dialog.list.select_key("R-010.current_likelihood")
    texts = [(value._value.text(), value._who.text()) for value in dialog.beside.values.values()]
    assert texts == [("4", ""), ("5", "Tomasz, 15 Sep 2026 12:00"), ("2", "")]


def test_what_is_clear_is_accepted_at_once_and_a_conflict_waits(dialog: ReturnDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.clear, Qt.MouseButton.LeftButton)
    assert dialog.decisions is not None
    assert dialog.decisions.accepted == {"R-001.notes", "R-002.treatment", "row 20.event", "row 20.current_likelihood"}
    assert dialog.state.text() == "1 not decided yet; it stays as it is here"
    qtbot.mouseClick(dialog.none, Qt.MouseButton.LeftButton)
    assert dialog.decisions.accepted == frozenset()
    assert dialog.state.text() == "All decided."


def test_a_new_risk_goes_with_its_name(dialog: ReturnDialog) -> None:
    assert dialog.decisions is not None
    dialog.decisions.decide(["row 20.current_likelihood"], True)
    assert dialog.decisions.accepted == {"row 20.event", "row 20.current_likelihood"}
    dialog.decisions.decide(["row 20.event"], False)
    assert dialog.decisions.accepted == frozenset()


def test_all_of_a_risk_is_decided_at_once(dialog: ReturnDialog, qtbot: QtBot) -> None:
    dialog.list.select_key("row 20.event")
    qtbot.mouseClick(dialog.beside.all_of_it[0], Qt.MouseButton.LeftButton)
    assert dialog.decisions is not None
    assert dialog.decisions.accepted == {"row 20.event", "row 20.current_likelihood"}


def test_taken_back_twice_it_says_nothing_new(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = export(window.document, "risk-register", tmp_path / "same.xlsx").path
    dialog = ReturnDialog(window, path)
    shown(dialog, qtbot)
    texts = [label.text() for label in dialog.findChildren(type(dialog.message)) if label.isVisible()]
    assert "Nothing new: the session has everything that stands in the file." in texts
    assert not dialog.buttons["take"].isEnabled()
    dialog.finish("cancel")
    dialog.deleteLater()


def test_another_file_is_refused_in_one_sentence(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Name", "Owner"])
    book.save(path)
    dialog = ReturnDialog(window, path)
    shown(dialog, qtbot)
    assert "is no risk register of Foreshock" in dialog.message.text()
    dialog.finish("cancel")
    dialog.deleteLater()


def test_the_ordinary_import_leads_to_the_comparison(window: MainWindow, returned: Path, qtbot: QtBot) -> None:
    asked: list[object] = []
    window.open_dialog = lambda name, argument=None: asked.append((name, argument))  # type: ignore[method-assign]
    from ui.dialogs.import_rows import import_rows

    import_rows(window, returned)
    assert asked == [("take_register", returned)]


def test_the_command_and_the_button_open_it(
    window: MainWindow, returned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.register_return.dialog.choose_register", lambda _window: returned)
    seen: list[str] = []

    def close(dialog: QWidget) -> None:
        assert isinstance(dialog, ReturnDialog)
        seen.append(dialog.path.name)
        dialog.finish("cancel")

    for verb in (window.take_register, lambda: window.console.ask("take_register")):
        with_dialog(verb, close)
    assert seen == ["register.xlsx", "register.xlsx"]


def test_the_command_line_takes_what_is_clear_and_leaves_the_rest(
    sample: Document, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, returned = sample.path, come_back(sample, tmp_path)
    sample.close()
    assert main(["import", str(path), str(returned), "--as", "register", "--dry-run"]) == 0
    assert "Would take over 4 changes. 2 are left to a person." in capsys.readouterr().out
    assert main(["import", str(path), str(returned), "--as", "register"]) == 0
    assert "? Likelihood (L): 5 → 2" in capsys.readouterr().out
    with Document.open(path, read_only=True) as document:
        assert document.get(m.Risk, key_of(document, "R-002")).treatment == "transfer"
        assert document.get(m.Risk, key_of(document, "R-010")).current_likelihood == 5
    with pytest.raises(SystemExit):
        main(["import", "--help"])
    assert "compares a risk register" in " ".join(capsys.readouterr().out.split())
