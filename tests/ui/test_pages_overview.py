"""The Overview leads to what must be done: figures, steps, chain, findings and dates are buttons that go there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import checks, entities, overview
from app import model as m
from app.document import Document
from app.session import new_session
from tests.ui.windows import CHECKED, window_on
from ui.main_window import MainWindow
from ui.pages.overview import OverviewPage
from ui.widgets.buttons import Button
from ui.widgets.lines import LineButton


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return new_session(tmp_path / "s.foreshock", title="BIA 2026", organisation="Quellmark", who="Ann")


@pytest.fixture
def payroll(document: Document) -> bytes:
    return entities.add(document, m.Service, name="Payroll", rto="8h", mtpd="4h")


@pytest.fixture
def shown(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, OverviewPage]]:
    with window_on(document, tmp_path) as (window, page):
        assert isinstance(page, OverviewPage)
        qtbot.waitUntil(lambda: bool(page.tiles))
        yield window, page


def lines(part: QWidget) -> list[LineButton]:
    return [line for line in part.findChildren(LineButton) if line.isVisibleTo(part)]


def wishes(window: MainWindow) -> list[tuple[str, object]]:
    heard: list[tuple[str, object]] = []
    window.console.place_wanted.disconnect()
    window.console.dialog_wanted.disconnect()
    window.console.place_wanted.connect(lambda place, key: heard.append((place, key)))
    window.console.dialog_wanted.connect(lambda name, argument: heard.append((name, argument)))
    return heard


def test_an_empty_session_offers_services_import_and_people(shown: tuple[MainWindow, OverviewPage]) -> None:
    window, page = shown
    heard = wishes(window)
    verbs = page.steps.findChildren(QPushButton)
    for verb in [one for one in verbs if one.isVisible() and one.text() in ("Add services", "Import…", "Add people")]:
        verb.click()
    assert heard == [("services", None), ("import", None), ("organisation", None)]


def test_only_the_first_step_is_primary(shown: tuple[MainWindow, OverviewPage]) -> None:
    _, page = shown
    looks = [verb.variant for verb in page.steps.findChildren(QPushButton) if verb.isVisible()]
    assert looks.count("primary") == 1


def test_figures_without_a_base_say_why_and_lead_on(shown: tuple[MainWindow, OverviewPage], qtbot: QtBot) -> None:
    window, page = shown
    heard = wishes(window)
    tile = page.tiles["plan-coverage"]
    assert "n/a" in tile.accessibleName()
    assert "tier is unknown" in tile.accessibleName()
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    qtbot.mouseClick(page.tiles["rto-achievement"], Qt.MouseButton.LeftButton)
    assert heard == [("plans", None), ("exercises", None)]


def test_a_finding_leads_to_its_subject(payroll: bytes, shown: tuple[MainWindow, OverviewPage]) -> None:
    window, page = shown
    heard = wishes(window)
    rows = lines(page.findings)
    assert "harm is intolerable" in rows[0].accessibleName()
    rows[0].click()
    assert heard == [("services", payroll)]


def test_the_chain_shows_critical_services_and_enter_opens_one(
    payroll: bytes, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot
) -> None:
    window, page = shown
    heard = wishes(window)
    assert page.chain.title.text() == "The only critical service is not ready end to end"
    page.chain.table.select_key(payroll)
    qtbot.keyClick(page.chain.table.view, Qt.Key.Key_Return)
    assert heard == [("services", payroll)]


def test_an_edit_shows_with_its_findings_soon(
    document: Document, payroll: bytes, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot
) -> None:
    _, page = shown
    entities.set_field(document, m.Service, payroll, "mtpd", "3d")
    qtbot.wait(CHECKED)
    assert not lines(page.findings)
    assert page.chain.table.model.rows[0].bia.kind == "none"


def test_dates_are_listed_and_all_of_them_on_request(
    document: Document, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot
) -> None:
    _, page = shown
    for number in range(9):
        entities.add(document, m.Action, title=f"Action {number}", due_on=document.today() + timedelta(days=number))
    qtbot.waitUntil(lambda: len(lines(page.dates)) == 7)
    page.dates.toggle()
    assert len(lines(page.dates)) == 9
    assert page.dates.note.text() == "9 dates"
    assert page.bars.accessibleName() == "9 dates"


def test_the_frame_is_there_before_anything_was_read(document: Document, tmp_path: Path) -> None:
    with window_on(document, tmp_path, "services") as (window, _):
        page = OverviewPage(window.console)
        page.resize(1000, 700)
        page.grab()
        assert page.tiles == {}
        assert "Reading the session…" in [words.text() for words in page.steps.findChildren(QLabel)]
        page.deleteLater()


def test_the_checks_run_once_before_the_page_is_told(
    document: Document, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[object] = []
    every = checks.check_facts
    monkeypatch.setattr(checks, "check_facts", lambda *given: runs.append(given) or every(*given))
    with window_on(document, tmp_path) as (_, page):
        assert isinstance(page, OverviewPage)
        qtbot.waitUntil(lambda: bool(page.tiles))
    assert len(runs) == 1


def test_what_the_page_does_not_tell_of_is_not_read_again(
    document: Document, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _ = shown
    read: list[object] = []
    every = overview.overview
    monkeypatch.setattr(overview, "overview", lambda *given: read.append(given) or every(*given))
    with qtbot.waitSignal(window.watch.found), document.edit("Name a checkpoint") as session:
        session.add(m.Checkpoint(id=m.new_key(), name="Noon", number=1, at=document.now(), author="Ann"))
    assert not read
    with qtbot.waitSignal(window.watch.found):
        entities.add(document, m.Service, name="Payroll")
    assert len(read) == 1


def test_parts_that_did_not_change_keep_their_widgets(
    document: Document, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot
) -> None:
    window, page = shown
    before = page.steps.findChildren(QPushButton)
    with qtbot.waitSignal(window.watch.found):
        entities.add(document, m.Action, title="Call", due_on=document.today() + timedelta(days=3))
    assert [line.accessibleName().partition(": ")[2] for line in lines(page.dates)] == ["A-01 Call "]
    assert page.steps.findChildren(QPushButton) == before


def test_a_hidden_page_reads_ahead_and_shows_it_when_it_is_seen_again(
    document: Document, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot
) -> None:
    window, page = shown
    window.go("risks")
    with qtbot.waitSignal(window.watch.found):
        entities.add(document, m.Service, name="Payroll", rto="4h")
    qtbot.waitUntil(lambda: page._fresh is not None)
    assert page.chain.table.model.rows == []
    window.go("overview")
    assert [made.name for made in page.chain.table.model.rows] == ["Payroll"]


def test_the_keyboard_begins_with_what_comes_first_and_leads_into_the_impact_grid(
    document: Document, payroll: bytes, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot
) -> None:
    window, page = shown
    entities.set_field(document, m.Service, payroll, "mtpd", "3d")
    qtbot.waitUntil(lambda: "Ask about Payroll" in _first(page).accessibleName())
    page.take_focus()
    assert _first(page).hasFocus()
    qtbot.keyClick(_first(page), Qt.Key.Key_Return)
    assert window.current_place().key == "services"
    place = window._pages["services"].place()
    assert (place["view"], place["key"]) == ("impact", payroll.hex())


def _first(page: OverviewPage) -> Button:
    return next(verb for verb in page.steps.findChildren(Button) if verb.isVisible() and verb.variant == "primary")


def test_the_weeks_are_a_table_too(document: Document, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot) -> None:
    window, page = shown
    with qtbot.waitSignal(window.watch.found):
        entities.add(document, m.Action, title="Call", due_on=document.today() + timedelta(days=8))
    page.weeks.button.click()
    assert page.weeks.as_table()
    assert not page.bars.isVisible()
    assert sum(int(number) for _, number in page.bars.twin.rows) == 1
    assert page.bars.twin.rows[1][1] == "1"


def test_a_window_closed_while_its_first_page_reads_ahead_takes_nothing_amiss(
    document: Document, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, ended = Event(), Event(), Event()
    every = overview.overview

    def slow(*given: Any) -> overview.Overview:
        begun.set()
        go_on.wait(10)
        ended.set()
        return every(*given)

    with window_on(document, tmp_path, "services") as (window, _):
        window.go("overview")
        window.go("services")
        monkeypatch.setattr(overview, "overview", slow)
        with qtbot.waitSignal(window.watch.found):
            entities.add(document, m.Service, name="Payroll", rto="4h")
        assert begun.wait(10)
        with qtbot.waitSignal(window.watch.found):
            entities.add(document, m.Service, name="Batch release", rto="8h")  # it would read again afterwards
        page = window._pages["overview"]
        assert isinstance(page, OverviewPage)
        before = page._fresh
        window.bridge.close()  # as a window does first when it is closed; the page is still there
        go_on.set()
        assert ended.wait(10)
        qtbot.wait(300)
        assert page._reading is None
        assert page._fresh is before


def test_dates_that_stay_keep_their_rows_and_new_ones_stand_in_order(
    document: Document, payroll: bytes, shown: tuple[MainWindow, OverviewPage], qtbot: QtBot
) -> None:
    _, page = shown
    day = document.today()
    for days, title in ((10, "Second"), (30, "Third")):
        entities.add(document, m.Action, title=title, due_on=day + timedelta(days=days))
    qtbot.waitUntil(lambda: len(lines(page.dates)) == 2)
    second, third = lines(page.dates)
    entities.add(document, m.Action, title="First", due_on=day + timedelta(days=3))
    twins = [entities.add(document, m.Action, title="Twin", due_on=day + timedelta(days=20)) for _ in range(2)]
    qtbot.waitUntil(lambda: page.dates.lines.count() == 5)
    found = sorted(lines(page.dates), key=lambda line: line.mapTo(page, line.rect().topLeft()).y())
    assert ["First" in found[0].accessibleName(), found[1], found[4]] == [True, second, third]
    assert all("Twin" in line.accessibleName() for line in found[2:4])
    entities.delete(document, twins)
    qtbot.waitUntil(lambda: page.dates.lines.count() == 3)
    assert third in lines(page.dates)


def test_leaving_a_page_does_not_look_through_all_of_it(
    shown: tuple[MainWindow, OverviewPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    window, page = shown
    page.take_focus()
    assert page.isAncestorOf(window.focusWidget() or window)
    steps: list[bool] = []
    monkeypatch.setattr(window.regions, "step", lambda *, forward: bool(steps.append(forward)))
    window.go("services")
    assert steps == []
    assert window.focusWidget() is not None
