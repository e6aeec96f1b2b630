"""The losses of the quantified risks: hidden until there are any, never one number, and whose the bad years are."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import entities, portfolio, risks
from app import model as m
from app.charts import ExceedanceView, LossMark, LossShare, LossSharesView, exceedance, loss_shares
from app.charts.exceedance import chance_at, years_words
from app.charts.loss_shares import how_often
from app.document import Document
from app.session import new_session
from tests.ui.windows import window_on
from ui.pages.risks import RisksPage

LOSSES = {"loss_min": 4_000_000, "loss_likely": 26_000_000, "loss_max": 140_000_000}


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return new_session(tmp_path / "s.foreshock", title="BIA 2026", organisation="Quellmark", who="Ann")


@pytest.fixture
def fire(document: Document) -> bytes:
    return risks.add_risk(document, "Fire in the warehouse", current_likelihood=4, current_impact=4)


@pytest.fixture
def page(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[RisksPage]:
    with window_on(document, tmp_path, "risks") as (_, shown):
        assert isinstance(shown, RisksPage)
        yield shown


def offered(page: RisksPage) -> list[str]:
    switch = page._switches[0]
    return [one.text() for one in switch._group.buttons() if not one.isHidden()]


def quantify(document: Document, key: bytes, rate: float | None = 2.0, **losses: int) -> None:
    entities.set_fields(document, m.Risk, key, {"rate": rate, **LOSSES, **losses})


# --- the view ---


def test_losses_are_not_offered_before_a_risk_has_three_points(
    document: Document, fire: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    assert offered(page) == ["Register", "Heat map"]
    entities.set_fields(document, m.Risk, fire, {"loss_min": 1000, "loss_likely": 2000})
    assert offered(page) == ["Register", "Heat map"]
    entities.set_field(document, m.Risk, fire, "loss_max", 9000)
    qtbot.waitUntil(lambda: offered(page) == ["Register", "Heat map", "Loss"])
    document.undo()
    qtbot.waitUntil(lambda: offered(page) == ["Register", "Heat map"])


def test_the_page_tells_three_figures_in_words_and_the_expected_value_only_to_experts(
    document: Document, fire: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    quantify(document, fire)
    page.show_view("loss")
    panel = page.loss
    assert panel.title.text().startswith("One year in ten costs more than EUR")
    assert [figure.amount.text()[:3] for figure in panel.figures] == ["EUR"] * 3
    assert panel.figures[2].accessibleName().endswith("A bad year: one year in ten costs more.")
    assert not panel.expert.isVisible()
    qtbot.mouseClick(panel.expert_button, Qt.MouseButton.LeftButton)
    assert panel.expert.isVisible()
    assert "Expected value: EUR" in panel.expert.text()
    assert "It hides how far years lie apart" in panel.expert.text()


def test_a_view_without_any_figures_says_so_and_offers_no_empty_charts(page: RisksPage) -> None:
    page.show_view("loss")
    assert page.loss.title.text() == "No risk has three points of a loss yet"
    assert not page.loss.listed.isVisible()
    assert not page.loss.twinned.isVisible()


def test_figures_that_are_nothing_say_so(document: Document, fire: bytes, page: RisksPage) -> None:
    quantify(document, fire, 0.18)
    page.show_view("loss")
    assert page.loss.figures[1].meaning.text() == "At least half of the years cost nothing."


def test_an_edit_is_simulated_again_and_nothing_else_is(
    document: Document, fire: bytes, page: RisksPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    quantify(document, fire)
    page.show_view("loss")
    before = page.loss.found
    calls: list[object] = []
    real = portfolio.simulate
    monkeypatch.setattr(portfolio, "simulate", lambda found, *more: calls.append(found) or real(found, *more))
    page.refresh()
    assert calls == []
    entities.set_field(document, m.Risk, fire, "rate", 3.5)
    page.refresh()
    assert len(calls) == 1
    assert page.loss.found != before


def test_a_long_simulation_runs_beside_the_window(
    document: Document, fire: bytes, page: RisksPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    real = portfolio.simulate

    def simulate(found: portfolio.Exposures, *more: object) -> portfolio.Portfolio:
        threads.append(threading.current_thread())
        return real(found, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(portfolio, "simulate", simulate)
    for n in range(8):
        quantify(document, risks.add_risk(document, f"Outage {n}"), 30.0 + n)
    page.show_view("loss")
    assert page.loss.busy.isVisible()
    assert page.loss.busy.text().startswith("Simulating 10\u202f000 years")
    qtbot.waitUntil(lambda: page.loss.found is not None, timeout=20_000)
    assert not page.loss.busy.isVisible()
    assert threads
    assert threads[-1] is not threading.main_thread()


def test_leaving_the_view_stops_its_simulation(document: Document, fire: bytes, page: RisksPage, qtbot: QtBot) -> None:
    for n in range(12):
        quantify(document, risks.add_risk(document, f"Outage {n}"), 35.5 + n)
    page.show_view("loss")
    task = page.loss._task
    assert task is not None
    page.show_view("register")
    assert task.stopped()
    assert page.loss.found is None
    page.show_view("loss")
    qtbot.waitUntil(lambda: page.loss.found is not None, timeout=20_000)


def test_the_shares_lead_to_their_risks(document: Document, fire: bytes, page: RisksPage) -> None:
    quantify(document, fire)
    flood = risks.add_risk(document, "Flood in the cellar")
    quantify(document, flood, 0.05)
    page.show_view("loss")
    shares = page.loss.shares.view.risks
    assert [one.ref for one in shares] == ["R-001", "R-002"]
    assert page.loss.tail.text().startswith("In the worst tenth of the years one risk, R-001, makes up")
    page.loss.shares.chosen.emit(flood)
    assert page.view() == "register"
    assert page.panel.table.current_key() == flood


def test_what_cannot_take_part_is_named_with_its_reason(document: Document, fire: bytes, page: RisksPage) -> None:
    quantify(document, fire)
    quantify(document, risks.add_risk(document, "Flood in the cellar"), 1.0, loss_min=900_000_000)
    page.show_view("loss")
    from ui.widgets.labels import Label

    told = [label.text() for label in page.loss.findChildren(Label)]
    assert "The three losses must rise: at least, likely, at most. Correct one of them." in told


def test_curve_and_shares_have_tables(document: Document, fire: bytes, page: RisksPage, qtbot: QtBot) -> None:
    quantify(document, fire)
    page.show_view("loss")
    twin = page.loss.curve.twin
    assert twin.heads == ("A year costs more than (EUR)", "Chance", "That is")
    named = [row for row in twin.rows if row[0].endswith("(P90)")]
    assert [row[1:] for row in named] == [("10 %", "about one year in 10")]
    qtbot.keyClick(page.loss.curve, Qt.Key.Key_T)
    assert page.loss.twinned.as_table()
    assert page.loss.shares.twin.rows[0][0] == "R-001 Fire in the warehouse"


def test_losses_are_covered_while_the_room_may_see_the_window(
    document: Document, fire: bytes, page: RisksPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    quantify(document, fire)
    page.show_view("loss")
    privacy = page.console.privacy
    monkeypatch.setattr(type(privacy), "public_safe", property(lambda _self: True))
    privacy.changed.emit()
    assert page.loss.cover.covered
    assert not page.loss.title.isVisible()
    assert page.panel.detail.levels.money.cover.covered  # type: ignore[attr-defined]


# --- the detail ---


def test_the_detail_takes_the_three_points_and_tells_the_year(
    document: Document, fire: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    page.panel.select(fire)
    card = page.panel.detail.levels.money  # type: ignore[attr-defined]
    assert card.isHidden()
    entities.set_field(document, m.Risk, fire, "loss_likely", 26_000_000)
    qtbot.waitUntil(lambda: card.message.text() == "2 of the three points are missing.")
    entities.set_fields(document, m.Risk, fire, LOSSES)
    qtbot.waitUntil(lambda: card.message.text().startswith("One year in ten costs more than EUR"))
    assert card.origin.text() == (
        "It happens once in 1.7 y, as likelihood 4 says (λ = 0.6); enter events a year to say otherwise."
    )
    entities.set_field(document, m.Risk, fire, "rate", 2)
    qtbot.waitUntil(lambda: card.origin.text() == "It happens twice a year.")
    assert re.fullmatch(r"P10 \S+ · P50 .+ · P90 .+", card.figures.text())
    entities.set_field(document, m.Risk, fire, "loss_min", 900_000_000)
    qtbot.waitUntil(lambda: card.message.text().startswith("The three losses must rise"))
    assert card.figures.isHidden()


def test_the_points_are_entered_in_the_currency_of_the_session(fire: bytes, page: RisksPage) -> None:
    page.panel.select(fire)
    form = page.panel.detail.levels.form  # type: ignore[attr-defined]
    assert form.row("loss_min").field.unit == "EUR"
    assert form.row("loss_min").field.help


# --- the drawings ---

CURVE = [(0, 0.6), (1_000_000, 0.5), (5_000_000, 0.1), (20_000_000, 0.01)]


def test_the_curve_falls_from_the_left_to_the_right() -> None:
    drawing = exceedance(ExceedanceView(CURVE, "EUR", [LossMark("P90", 5_000_000, 0.1)]))
    from app.charts import Line

    [curve] = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.stroke == 2]
    assert [point[0] for point in curve.points] == sorted(point[0] for point in curve.points)
    assert [point[1] for point in curve.points] == sorted(point[1] for point in curve.points)
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in curve.points)


@pytest.mark.parametrize(
    ("loss", "chance"), [(0, 0.6), (500_000, 0.55), (1_000_000, 0.5), (3_000_000, 0.3), (20_000_000, 0.01), (10**9, 0)]
)
def test_a_chance_is_read_off_the_curve(loss: int, chance: float) -> None:
    assert chance_at(CURVE, loss) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("chance", "words"),
    [(1.0, "every year"), (0.8, "about 8 years in ten"), (0.1, "about one year in 10"), (0.45, "about one year in 2"),
     (0.0, "less than one year in a thousand")],
)  # fmt: skip
def test_chances_are_told_in_years(chance: float, words: str) -> None:
    assert years_words(chance) == words


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0, "never"), (0.06, "once in 17 y"), (0.6, "once in 1.7 y"), (1, "once a year"), (2, "twice a year"),
     (12.5, "12.5 times a year")],
)  # fmt: skip
def test_rates_are_told_as_people_say_them(rate: float, words: str) -> None:
    assert how_often(rate) == words


def test_a_curve_without_any_loss_and_an_empty_list_are_drawn() -> None:
    assert exceedance(ExceedanceView([(0, 0.0)], "EUR")).hits
    assert loss_shares(LossSharesView([], "EUR")).hits == ()
    one = LossShare("a", "R-001", "Fire " * 40, 0.002, 0.1, True, 5, 0, 0, 5)
    drawing = loss_shares(LossSharesView([one], "EUR"))
    assert "How often comes from its likelihood." in drawing.hits[0].tip
