"""A session is begun in three steps, by keyboard alone: nothing typed is lost, nothing is written before the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app import model as m
from app import packs
from app.scales import read_scales
from app.services import services
from app.session import info, new_session
from tests.ui.starting import starting
from ui.application import Application
from ui.assistant.about_step import AboutStep
from ui.assistant.scales_step import ScalesStep
from ui.assistant.services_step import ServicesStep
from ui.assistant.sheet import AssistantSheet
from ui.dialogs.import_rows import ImportDialog
from ui.main_window import MainWindow
from ui.start_window import StartWindow

TWENTY = "Owner\tService\tRTO (h)\tShoe size\r\n" + "".join(
    f"Person {n % 4}\tService {n}\t{n}\t44\r\n" for n in range(1, 21)
)
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def application(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    documents = tmp_path / "Documents"
    documents.mkdir()
    monkeypatch.setattr("ui.assistant.draft.user_documents_path", lambda: documents)
    monkeypatch.setattr("app.packs.user_folder", lambda: tmp_path / "packs")
    with starting(qapp, tmp_path) as made:
        yield made


@pytest.fixture
def window(application: Application, qtbot: QtBot) -> StartWindow:
    application.show_start()
    shown = application.windows[-1]
    assert isinstance(shown, StartWindow)
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


@pytest.fixture
def sheet(window: StartWindow, qtbot: QtBot) -> AssistantSheet:
    qtbot.keyClick(focus(), "2")
    assert window.sheet is not None
    return window.sheet


def focus() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def press(qtbot: QtBot, *keys: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        qtbot.keyClick(focus(), key, held)


def typed(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(focus(), text)


def about(sheet: AssistantSheet) -> AboutStep:
    step = sheet.steps[0]
    assert isinstance(step, AboutStep)
    return step


def at_services(qtbot: QtBot, sheet: AssistantSheet) -> ServicesStep:
    typed(qtbot, "Quellmark")
    press(qtbot, Qt.Key.Key_Return, Qt.Key.Key_Return)
    step = sheet.steps[2]
    assert isinstance(step, ServicesStep)
    return step


def paste(qtbot: QtBot, text: str) -> None:
    QApplication.clipboard().setText(text)
    press(qtbot, Qt.Key.Key_V, held=CTRL)


def names(sheet: AssistantSheet) -> list[str]:
    return [one.name for one in sheet.draft.services]


def written(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "Documents").iterdir())


def test_by_keyboard_alone_from_the_first_screen_into_the_window(
    application: Application, window: StartWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    press(qtbot, Qt.Key.Key_2)
    typed(qtbot, "Quellmark")
    press(qtbot, Qt.Key.Key_Tab)  # the title is proposed
    press(qtbot, Qt.Key.Key_Tab)
    typed(qtbot, "chf")
    press(qtbot, Qt.Key.Key_Tab)
    typed(qtbot, "240 m")
    press(qtbot, Qt.Key.Key_Tab)
    typed(qtbot, "Ann Berg")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Down)  # NIST's likelihood
    press(qtbot, Qt.Key.Key_Return)
    typed(qtbot, "Payroll")
    press(qtbot, Qt.Key.Key_Return)
    paste(qtbot, TWENTY)
    assert window.sheet is not None
    assert len(names(window.sheet)) == 21
    press(qtbot, Qt.Key.Key_Return)
    assert focus() is window.sheet.next_button, "Enter after the last name leads to the button and creates nothing"
    assert written(tmp_path) == []
    press(qtbot, Qt.Key.Key_Return)
    main = next(shown for shown in application.windows if isinstance(shown, MainWindow))
    assert main.current_place().key == "overview"
    assert written(tmp_path)[-1].startswith("Quellmark BIA ")
    document = main.document
    row, rows = info(document), services(document)
    assert row is not None
    assert (row.organisation, row.currency, row.annual_revenue) == ("Quellmark", "CHF", 240_000_000_00)
    assert {one.name: (one.owner, one.rto) for one in rows}["Service 7"] == ("Person 3", 420)
    assert len(rows) == 21
    assert read_scales(document).likelihoods[0].name == "Very low"
    assert (document.who, application.settings.who, document.undo_label) == ("Ann Berg", "Ann Berg", None)
    facilitator = document.get(m.Person, row.facilitator_id)
    assert facilitator is not None
    assert facilitator.name == "Ann Berg"
    assert window not in application.windows


def test_what_is_wrong_stands_beside_its_field_and_gets_the_keyboard(sheet: AssistantSheet, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_Return)
    step = about(sheet)
    assert sheet.at() == 0
    assert step.rows["organisation"].message.text() == "Organisation must not be empty."
    assert focus() is step.organisation
    typed(qtbot, "Quellmark")
    assert step.rows["organisation"].message.text() == ""
    step.revenue.setFocus()
    typed(qtbot, "a lot")
    step.currency.setFocus()
    step.currency.clear()
    typed(qtbot, "Taler")
    press(qtbot, Qt.Key.Key_Return)
    assert "three letters" in step.rows["currency"].message.text()
    assert "must be a number" in step.rows["revenue"].message.text()
    assert focus() is step.currency


def test_the_title_follows_the_organisation_until_it_is_typed(sheet: AssistantSheet, qtbot: QtBot) -> None:
    step = about(sheet)
    typed(qtbot, "Quell")
    assert step.title.text().startswith("Quell BIA 20")
    step.title.setFocus()
    step.title.selectAll()
    typed(qtbot, "Autumn")
    step.organisation.setFocus()
    typed(qtbot, "mark")
    assert (sheet.draft.title, sheet.draft.organisation) == ("Autumn", "Quellmark")


def test_shares_are_told_in_money_while_the_revenue_is_typed(sheet: AssistantSheet, qtbot: QtBot) -> None:
    step = about(sheet)
    step.revenue.setFocus()
    typed(qtbot, "48m")
    assert "960\u202f000 to 2.4\u00a0m" in step.money._words[3].text()
    typed(qtbot, "x")
    assert "%" in step.money._words[3].text()
    assert "EUR" not in step.money._words[3].text()


def test_the_preview_follows_the_choice(sheet: AssistantSheet, qtbot: QtBot) -> None:
    typed(qtbot, "Quellmark")
    press(qtbot, Qt.Key.Key_Return)
    step = sheet.steps[1]
    assert isinstance(step, ScalesStep)
    assert step.preview.part() == "impact"
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Down)
    assert (sheet.draft.choice.matrix, step.preview.part()) == ("nist", "matrix")
    press(qtbot, Qt.Key.Key_Up)
    assert sheet.draft.choice.read(sheet.draft.library).matrix == packs.matrix("default")


def test_packs_of_ones_own_are_offered_and_broken_ones_told(
    application: Application, window: StartWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    built_in = Path(packs.__file__).parents[2] / "resources" / "packs" / "matrix.default.toml"
    own = built_in.read_text("utf-8").replace('id = "default"', 'id = "ours"').replace("Default matrix", "Our matrix")
    (folder / "ours.toml").write_text(own, "utf-8")
    (folder / "broken.toml").write_text("format = 1", "utf-8")
    press(qtbot, Qt.Key.Key_2)
    typed(qtbot, "Quellmark")
    press(qtbot, Qt.Key.Key_Return)
    assert window.sheet is not None
    step = window.sheet.steps[1]
    assert isinstance(step, ScalesStep)
    assert step.options["matrix"].rows["ours"].option.title == "Our matrix"
    assert any("1 pack of yours" in child.accessibleName() for child in step.findChildren(QWidget) if child.isVisible())
    step.options["matrix"].rows["ours"].click()
    assert window.sheet.draft.choice.matrix == "ours"


def test_back_keeps_everything_and_cancel_writes_nothing(
    application: Application, window: StartWindow, sheet: AssistantSheet, qtbot: QtBot, tmp_path: Path
) -> None:
    step = at_services(qtbot, sheet)
    paste(qtbot, "Payroll\nERP")
    press(qtbot, Qt.Key.Key_Left, held=Qt.KeyboardModifier.AltModifier)
    press(qtbot, Qt.Key.Key_Left, held=Qt.KeyboardModifier.AltModifier)
    assert (sheet.at(), about(sheet).organisation.text()) == (0, "Quellmark")
    press(qtbot, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.page
    assert focus() is window.ways[1].act
    assert window.ways[1].act.text() == "Go on"
    assert written(tmp_path) == []
    press(qtbot, Qt.Key.Key_2)
    press(qtbot, Qt.Key.Key_Return, held=CTRL)
    press(qtbot, Qt.Key.Key_Return, held=CTRL)
    assert names(sheet) == ["Payroll", "ERP"]
    assert step.table is not None
    assert [row.name for row in step.table.model.rows] == ["Payroll", "ERP"]
    window.close()
    assert written(tmp_path) == []


def test_common_services_are_picked_once_and_come_back_when_taken_off(sheet: AssistantSheet, qtbot: QtBot) -> None:
    step = at_services(qtbot, sheet)
    pill = step.pills["Payroll"]
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert (names(sheet), pill.isEnabled()) == (["Payroll"], False)
    assert step.table is not None
    step.table.view.setFocus()
    qtbot.keyClick(step.table.view, Qt.Key.Key_Delete)
    assert (names(sheet), pill.isEnabled()) == ([], True)
    assert focus() is step.field


def test_a_pasted_table_says_what_was_left_out_and_what_was_not_understood(sheet: AssistantSheet, qtbot: QtBot) -> None:
    step = at_services(qtbot, sheet)
    paste(qtbot, "Service\tRTO\tColour\nPayroll\tsoon\tred\nERP\t4h\tblue")
    assert step.said.text() == "2 services added, columns left out: Colour."
    assert step.table is not None
    assert [column.name for column in step.table.model.columns] == ["name", "rto", "doubt"]
    first, second = sheet.draft.services
    doubt = step.table.model.column("doubt")
    assert "“soon” is not a duration" in doubt.text_of(first)
    assert doubt.text_of(second) == ""
    step._change(first.key, "rto", "8h")
    assert [column.name for column in step.table.model.columns] == ["name", "rto"]


def test_a_file_is_shown_as_any_import_and_its_rows_join_the_list(
    sheet: AssistantSheet, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = at_services(qtbot, sheet)
    typed(qtbot, "Payroll")
    press(qtbot, Qt.Key.Key_Return)
    table = tmp_path / "services.csv"
    table.write_text("Service;RTO (h);Owner\nOrder intake;4;Ann\nPayroll;8;Ida\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(table), ""))

    def answered(dialog: ImportDialog) -> str:
        qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
        dialog.buttons["import"].click()
        return dialog.answer

    monkeypatch.setattr(ImportDialog, "ask", answered)
    step.choose_file()
    assert [dict(one.values) for one in sheet.draft.services] == [
        {"name": "Payroll"}, {"name": "Order intake", "rto": "4 h", "owner": "Ann"},
    ]  # fmt: skip
    assert step.said.text() == "1 service added, 1 was listed already."


def test_a_file_that_is_there_is_not_overwritten(sheet: AssistantSheet, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "Documents" / "Autumn.foreshock").write_bytes(b"precious")
    step = at_services(qtbot, sheet)
    step.place.field.setFocus()
    step.place.field.selectAll()
    typed(qtbot, "Autumn")
    assert "will not be overwritten" in step.place.message.text()
    press(qtbot, Qt.Key.Key_Return)
    assert sheet.at() == 2
    assert focus() is step.place.field
    assert (tmp_path / "Documents" / "Autumn.foreshock").read_bytes() == b"precious"
    typed(qtbot, "Spring / 2: <new>")
    press(qtbot, Qt.Key.Key_Return)
    assert written(tmp_path)[-1] == "Spring - 2- -new.foreshock"


def test_a_proposed_name_is_free(sheet: AssistantSheet, qtbot: QtBot, tmp_path: Path) -> None:
    title = f"Quellmark BIA {time.localtime().tm_year}"
    (tmp_path / "Documents" / f"{title}.foreshock").write_bytes(b"")
    step = at_services(qtbot, sheet)
    assert step.place.field.text() == f"{title} 2"


def test_another_session_is_begun_from_the_menu_beside_the_open_one(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    new_session(tmp_path / "one.foreshock", title="One", organisation="O", who="Ann").close()
    assert application.open(tmp_path / "one.foreshock")
    first = application.windows[0]
    assert isinstance(first, MainWindow)
    first.new_session()
    start = application.windows[-1]
    assert isinstance(start, StartWindow)
    assert start.sheet is not None
    assert start.stack.currentWidget() is not start.page
    start.sheet.cancel()
    assert application.windows == [first]
    assert not any(isinstance(shown, QDialog) and shown.isVisible() for shown in QApplication.topLevelWidgets())
