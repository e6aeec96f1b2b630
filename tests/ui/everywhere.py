"""Every place, tab, view and dialog of the window, one after the other, for tests that look everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget

from app import model as m
from app import search
from exporters.registry import export
from ui.dialogs.registry import DIALOGS, open_dialog
from ui.main_window import MainWindow
from ui.pages import PLACES
from ui.widgets.meter import BusyPanel

Look = Callable[[str, QWidget], object]


def settle() -> None:
    """Let everything happen that waits to happen."""
    QApplication.processEvents()
    QThreadPool.globalInstance().waitForDone(20_000)
    QApplication.processEvents()


def views(window: MainWindow) -> Iterator[str]:
    """Show one view after the other and yield its name: pages, their lists, tabs of the detail, filter rows, views."""
    for place in PLACES:
        window.go(place.key)
        settle()
        yield place.key
        page = window._pages[place.key]
        for name in _lists(page):
            settle()
            yield f"{place.key}/{name}"
    for name, show in _deeper(window):
        show()
        settle()
        yield name


def _lists(page: Any) -> Iterator[str]:
    lists = getattr(page, "lists", None)
    panels = [(key, lambda key=key: (lists.show(key), lists.panel(key))[1]) for key, _, _ in lists.subjects] if (
        lists is not None) else []  # fmt: skip
    own = getattr(page, "panel", None)
    if isinstance(own, QWidget):
        panels.append(("list", lambda: own))
    for key, reach in panels:
        panel = reach()
        yield key
        panel.toggle_filter()
        yield f"{key}/filter"
        panel.toggle_filter()
        if panel.detail.isVisibleTo(panel) and panel.table.model.rows:
            for tab, _, _ in panel.detail.tabs:
                panel.detail.open_tab(tab)
                yield f"{key}/{tab}"
            panel.detail.open_tab(panel.detail.tabs[0][0])


def _deeper(window: MainWindow) -> list[tuple[str, Callable[[], object]]]:
    """Return the views into which things open, for a session that has such things."""
    first = {thing.kind: thing.key for thing in reversed(search.things(window.document))}
    found: list[tuple[str, Callable[[], object]]] = []
    if "service" in first:
        found += [("services/impact", lambda: _service(window, first["service"], "impact")),
                  ("services/map", lambda: _service(window, first["service"], "map"))]  # fmt: skip
    window.go("settings")
    settings: Any = window._pages["settings"]
    for key in settings.parts:
        found.append((f"settings/{key}", lambda key=key: (window.go("settings"), settings.show_part(key))))  # type: ignore[misc]
    found.append(("risks/heat map", lambda: (window.go("risks"), window._pages["risks"].show_view("map"))))  # type: ignore[attr-defined]
    found.append(("risks/loss", lambda: (window.go("risks"), window._pages["risks"].show_view("loss"))))  # type: ignore[attr-defined]
    found.append(("risks/treatment", lambda: _treatment(window)))
    drafts = [row for row in window.document.all(m.Plan) if row.state == "draft"]
    for row in drafts[:1]:  # whose parts can be worked on
        window.go("plans", row.id)
        codes = [entry.code for entry in window._pages["plans"].builder.parts.view.model().entries]  # type: ignore[attr-defined]
        found += [(f"plans/{row.state}/{code}", lambda key=row.id, code=code: _part(window, key, code))
                  for code in codes]  # fmt: skip
    return found


def _service(window: MainWindow, key: bytes, view: str) -> None:
    window.go("services", key)
    page: Any = window._pages["services"]
    page._open(getattr(page, view))


def _part(window: MainWindow, key: bytes, code: str) -> None:
    window.go("plans", key)
    window._pages["plans"].builder.open_part(code)  # type: ignore[attr-defined]


def look_into_dialogs(window: MainWindow, monkeypatch: pytest.MonkeyPatch, look: Look) -> list[str]:
    """Open every dialog of the registry and let ``look(name, dialog)`` see it; return the names that were seen."""
    seen: list[str] = []
    now = [""]

    def shown(dialog: QDialog) -> int:
        dialog.show()
        settle()
        _read(dialog)
        look(f"dialog {now[0]}", dialog)
        seen.append(now[0])
        dialog.hide()
        return 0

    monkeypatch.setattr(QDialog, "exec", shown)
    for name in ("getOpenFileName", "getSaveFileName", "getExistingDirectory"):
        monkeypatch.setattr(QFileDialog, name, lambda *_args, **_options: ("", ""))
    monkeypatch.setattr(QMenu, "exec", lambda *_args: None)
    for name in DIALOGS.keys() - {"new"}:  # which is a window of its own
        now[0] = name
        open_dialog(name, window, _argument(name, window))
        settle()
    return seen


def _read(dialog: QDialog) -> None:
    """Wait while a dialog reads a file, and until what it shows then is at rest."""
    for waited in range(600):
        if not any(panel.isVisible() for panel in dialog.findChildren(BusyPanel)):
            QTest.qWait(200 if waited else 0)
            return
        QTest.qWait(50)


def _argument(name: str, window: MainWindow) -> object:
    if name == "take_register":
        return _came_back(window)
    if name != "import":
        return None
    table = Path(window.document.path).with_name("services.csv")
    table.write_text("Service;RTO\nPayroll;24h\n", encoding="utf-8")
    return table


def _came_back(window: MainWindow) -> Path:
    """Return a register of the session in which somebody wrote a note, or added a risk where there was none."""
    path = export(window.document, "risk-register", Path(window.document.path).with_name("register.xlsx")).path
    book = openpyxl.load_workbook(path)
    book["Register"].cell(4, 2).value = "Nobody can say how long it takes"
    book.save(path)
    return path


def _treatment(window: MainWindow) -> None:
    """Show what is done about the chosen risk."""
    window.go("risks")
    page = window._pages["risks"]
    page.show_view("register")  # type: ignore[attr-defined]
    page.panel.detail.open_tab("treatment")  # type: ignore[attr-defined]
