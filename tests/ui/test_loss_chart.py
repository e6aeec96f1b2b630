"""The cost of waiting stands beside the losses it follows from, and the room never sees the money."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import entities, interviews, meetings
from app import model as m
from app.session import new_session
from tests.ui.windows import window_on
from ui.loss import LossPanel
from ui.main_window import MainWindow
from ui.plans.listing import StrategyForm

K = 100_000


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    document = new_session(tmp_path / "s.foreshock", title="Programme", organisation="Quellmark", who="Ann")
    with window_on(document, tmp_path) as (window, _):
        yield window


@pytest.fixture
def service(window: MainWindow) -> bytes:
    key = entities.add(window.document, m.Service, name="Ledger", rto="8h", mtpd="24h")
    interviews.open_interview(window.document, key)
    return key


@pytest.fixture
def panel(window: MainWindow, service: bytes, qtbot: QtBot) -> LossPanel:
    made = LossPanel(window.console)
    qtbot.addWidget(made)
    made.resize(480, 420)
    made.show()
    made.show_service(service)
    QApplication.processEvents()
    return made


def lose(panel: LossPanel, service: bytes, **values: int) -> None:
    entities.set_fields(panel.document, m.Bia, service, values)
    QApplication.processEvents()


def texts(panel: LossPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_without_losses_it_says_which_question_asks_them(panel: LossPanel) -> None:
    assert "question 8 of the interview asks it" in texts(panel)
    assert not panel.chart.isVisible()


def test_an_answer_draws_the_curve_and_says_what_the_targets_cost(panel: LossPanel, service: bytes) -> None:
    lose(panel, service, loss_low=8 * K, loss_likely=20 * K, loss_high=55 * K)
    assert panel.chart.isVisible()
    assert "Waiting for the RTO of 8 h costs EUR\u00a0160\u202f000, to the MTPD of 24 h EUR\u00a0480\u202f000" in texts(
        panel
    )
    assert panel.chart.drawing.width == pytest.approx(480, abs=1)


def test_a_changed_target_changes_the_sentence(panel: LossPanel, service: bytes) -> None:
    lose(panel, service, loss_likely=20 * K)
    interviews.set_target(panel.document, service, "rto", "4h")
    QApplication.processEvents()
    assert "Waiting for the RTO of 4 h costs EUR\u00a080\u202f000" in texts(panel)


def test_what_is_missing_is_told_below_the_curve(panel: LossPanel, service: bytes) -> None:
    lose(panel, service, loss_likely=20 * K)
    assert "What an hour of Ledger costs at most (high) was not asked" in texts(panel)


def test_the_keyboard_walks_over_the_curve_and_t_shows_the_table(panel: LossPanel, service: bytes) -> None:
    lose(panel, service, loss_low=8 * K, loss_likely=20 * K, loss_high=55 * K)
    panel.chart.setFocus()
    for _ in range(5):
        QTest.keyClick(panel.chart, Qt.Key.Key_Right)
    assert panel.chart.cursor_key() == 24 * 60
    assert "MTPD 24 h: likely EUR 480\u202f000" in panel.chart.accessibleDescription()
    QTest.keyClick(panel.chart, Qt.Key.Key_T)
    assert panel.twinned.as_table()
    assert panel.twinned.table.key_here() == 24 * 60


def test_the_money_is_covered_while_the_room_may_see_the_window(panel: LossPanel, service: bytes) -> None:
    lose(panel, service, loss_likely=20 * K)
    meetings.open_meeting(panel.document, "BIA", "interview", seats=["Chair"])
    QApplication.processEvents()
    assert panel.cover.covered
    assert "EUR" not in texts(panel)
    assert not panel.chart.isVisible()
    QTest.mouseClick(panel.cover.button, Qt.MouseButton.LeftButton)
    assert "EUR" in texts(panel)


def test_a_strategy_says_which_downtime_pays_for_it_but_not_to_the_room(window: MainWindow, service: bytes) -> None:
    document = window.document
    entities.set_fields(document, m.Bia, service, {"loss_low": 20 * K, "loss_likely": 45 * K, "loss_high": 90 * K})
    key = entities.add(document, m.Strategy, service_id=service, name="Standby", annual_cost=180_000 * 100)
    window.go("plans", key)
    QApplication.processEvents()
    form = next(form for form in window._pages["plans"].findChildren(StrategyForm) if form.key == key)
    assert form.pays.text() == "4 h of downtime a year would pay for EUR\u00a0180\u202f000 (2 h to 9 h)."
    assert form.pays.isVisible()
    meetings.open_meeting(document, "BIA", "interview", seats=["Chair"])
    QApplication.processEvents()
    assert not form.pays.isVisible()


def test_a_strategy_of_unknown_cost_says_nothing(window: MainWindow, service: bytes) -> None:
    entities.set_fields(window.document, m.Bia, service, {"loss_likely": 45 * K})
    key = entities.add(window.document, m.Strategy, service_id=service, name="Standby")
    window.go("plans", key)
    QApplication.processEvents()
    form = next(form for form in window._pages["plans"].findChildren(StrategyForm) if form.key == key)
    assert not form.pays.isVisible()


def test_the_answers_of_a_service_show_what_waiting_costs(window: MainWindow, service: bytes) -> None:
    entities.set_fields(window.document, m.Bia, service, {"loss_likely": 20 * K})
    window.go("services", service)
    page: Any = window._pages["services"]
    detail = page.lists.panel("services").detail
    detail.open_tab("bia")
    QApplication.processEvents()
    waiting = detail.tab("bia").waiting
    assert waiting.message.text().startswith("Waiting for the RTO of 8 h costs EUR\u00a0160\u202f000")
