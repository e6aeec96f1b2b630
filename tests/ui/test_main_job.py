"""The main job in the window, by keys and clicks: services typed and imported, impact scored, a plan, two documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app import entities, exports, interviews, planning, services
from app import model as m
from app.session import new_session
from ui.application import Application
from ui.dialogs.export_document import ExportDialog
from ui.dialogs.import_rows import ImportDialog
from ui.main_window import MainWindow
from ui.settings import Settings

SERVICES = "Service;RTO;RPO;Owner\nPayroll;24h;24h;Chidi Umenta\nOrder intake;4h;15 min;Grace Okonjo-Hale\n"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    settings = Settings(tmp_path)
    settings.who = "Tomasz Orlewin"
    application = Application(qapp, settings)
    new_session(tmp_path / "job.foreshock", title="Programme", organisation="Quellmark", who=settings.who).close()
    assert application.open(tmp_path / "job.foreshock")
    shown = application.windows[0]
    assert isinstance(shown, MainWindow)
    qtbot.waitExposed(shown)
    yield shown
    for left in list(application.windows):
        left.close()
    qapp.removeEventFilter(application)


def type_service(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.go("services")
    panel = window.stack.currentWidget().lists.panel("services")  # type: ignore[attr-defined]
    panel.add()
    field = QApplication.focusWidget() or panel.first_field
    qtbot.keyClicks(field, name)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_first_service_is_typed_into_the_empty_page_and_undone_by_name(qtbot: QtBot, window: MainWindow) -> None:
    type_service(qtbot, window, "Customer portal")
    assert [row.name for row in services.services(window.document)] == ["Customer portal"]
    assert window.document.undo_label == "Add service Customer portal"
    window.undo()
    assert services.services(window.document) == []


def test_the_impact_grid_is_filled_by_keyboard_and_proposes_targets(qtbot: QtBot, window: MainWindow) -> None:
    key = entities.add(window.document, m.Service, None, name="Payroll")
    window.go("services", key)
    page = window.stack.currentWidget()
    page._open(page.impact)  # type: ignore[attr-defined]
    grid = page.impact.grid_widget  # type: ignore[attr-defined]
    for digit in "11245":
        qtbot.keyClick(grid, digit)
    proposal = interviews.proposals(window.document, key)
    assert (proposal.mtpd, proposal.rto) == (1440, 480)
    assert "between 8 h and 24 h" in page.impact.message.text()  # type: ignore[attr-defined]


def test_services_come_from_a_spreadsheet_with_a_preview_and_go_again_with_one_undo(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    source = tmp_path / "services.csv"
    source.write_text(SERVICES, encoding="utf-8")
    dialog = ImportDialog(window, source, "services")
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
    assert dialog.plan is not None
    assert dialog.plan.counts.new == 2
    assert services.services(window.document) == []
    dialog.buttons["import"].click()
    assert {row.name: row.rto for row in services.services(window.document)} == {"Payroll": 1440, "Order intake": 240}
    window.undo()
    assert services.services(window.document) == []


def test_the_register_and_a_plan_are_written_from_the_window_and_noted(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = entities.add(window.document, m.Service, None, name="Payroll", rto="24h", mtpd="3d")
    planning.draft_plan(window.document, "Payroll plan", [key])
    for kind, name in (("risk-register", "register.xlsx"), ("plan", "plan.pdf")):
        target = tmp_path / name
        chosen = (str(target), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, chosen=chosen, **_options: chosen)
        monkeypatch.setattr(ExportDialog, "ask", lambda _dialog: "export")
        window.console.ask("export", (kind, ""))
        qtbot.waitUntil(lambda kind=kind: exports.last_export(window.document, kind) is not None, timeout=30_000)
        assert target.stat().st_size > 5_000


def test_the_place_where_a_session_was_left_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    application, path = window.application, window.document.path
    window.go("risks")
    window.close()
    assert application.open(path)
    again = application.windows[0]
    assert isinstance(again, MainWindow)
    assert again.current_place().key == "risks"
    again.close()


def dropped(window: MainWindow, path: Path) -> None:
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path))])
    point, button = QPointF(200, 200), Qt.MouseButton.LeftButton
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(point.toPoint(), copy, files, button, none))
    QApplication.sendEvent(window, QDropEvent(point, copy, files, button, none))


def test_a_dropped_table_is_imported_and_a_dropped_session_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, object]] = []
    monkeypatch.setattr(window, "open_dialog", lambda name, argument=None: asked.append((name, argument)))
    table = tmp_path / "services.csv"
    table.write_text(SERVICES, encoding="utf-8")
    dropped(window, table)
    qtbot.waitUntil(lambda: asked == [("import", table)])
    other = tmp_path / "other.foreshock"
    new_session(other, title="Other", organisation="Quellmark").close()
    dropped(window, other)
    qtbot.waitUntil(lambda: len(window.application.windows) == 2)
    assert [file.title for file in window.settings.recent()] == ["Other", "Programme"]
    other.rename(tmp_path / "moved.foreshock")
    window.fill_recent()
    shown = {action.text(): action.isEnabled() for action in window._recent_menu.actions()}
    assert shown == {"Other": False, "Programme": True}
