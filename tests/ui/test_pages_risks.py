"""The page Risks: new risks, scores by digit with the level that follows, acceptance, and the heat map that filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import entities, interviews, meetings, polls, programme, risks
from app import model as m
from app.dates import add_months, format_date
from app.document import Document
from app.heat import message
from app.register import register
from app.session import new_session
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.risks import RisksPage
from ui.risks.accepting import AcceptDialog
from ui.risks.lines import RiskLine
from ui.tables.model import Group
from ui.theme import px


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return new_session(tmp_path / "s.foreshock", title="BIA 2026", organisation="Quellmark", who="Ann")


@pytest.fixture
def owner(document: Document) -> bytes:
    return entities.add(document, m.Person, name="Mira Okafor")


def scored(document: Document, event: str, today: tuple[int, int], after: tuple[int, int] | None = None) -> bytes:
    return risks.add_risk(
        document,
        event,
        current_likelihood=today[0],
        current_impact=today[1],
        target_likelihood=after[0] if after else None,
        target_impact=after[1] if after else None,
    )


@pytest.fixture
def fire(document: Document, owner: bytes) -> bytes:
    return scored(document, "Fire in the warehouse", (4, 4), (2, 3))


@pytest.fixture
def flood(document: Document, owner: bytes) -> bytes:
    return scored(document, "Flood in the cellar", (2, 2))


@pytest.fixture
def page(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[RisksPage]:
    with window_on(document, tmp_path, "risks") as (_, shown):
        assert isinstance(shown, RisksPage)
        yield shown


def window_of(page: RisksPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def risk_rows(page: RisksPage) -> list[str]:
    model = page.panel.table.model
    return [model.view[at].event for at in range(len(model.view)) if model.key_at(at) is not None]


def cell_text(page: RisksPage, key: bytes, name: str) -> str:
    model = page.panel.table.model
    return str(model.index(model.place_of(key), model.position(name)).data())


def type_into_editor(page: RisksPage, qtbot: QtBot, text: str) -> None:
    editor = next(one for one in page.panel.table.view.viewport().findChildren(QLineEdit) if one.isVisible())
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.wait(20)  # Qt closes the editor a moment later


def level_of(page: RisksPage, key: bytes) -> str:
    risk = page.reading.risk(key)
    return "" if risk is None else risk.current.word


# --- the register ---


def test_the_first_risk_is_typed_into_the_empty_page(page: RisksPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.panel.first_field, "Key person leaves")
    qtbot.keyClick(page.panel.first_field, Qt.Key.Key_Return)
    assert risk_rows(page) == ["Key person leaves"]


def test_ctrl_n_adds_a_risk_raised_today_and_undo_takes_it_back(
    document: Document, fire: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    with qtbot.waitActive(window_of(page)):
        window_of(page).activateWindow()
    page.panel.table.view.setFocus()
    qtbot.keyClick(page.panel.table.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    type_into_editor(page, qtbot, "Key person leaves")
    assert sorted(risk_rows(page)) == ["Fire in the warehouse", "Key person leaves"]
    added = next(row for row in document.all(m.Risk) if row.event == "Key person leaves")
    assert added.raised_on == document.today()
    window_of(page).undo()
    assert risk_rows(page) == ["Fire in the warehouse"]


def test_digits_score_and_the_level_follows(document: Document, flood: bytes, page: RisksPage, qtbot: QtBot) -> None:
    view = page.panel.table.view
    assert level_of(page, flood) == "Low"
    page.panel.table.select_key(flood, "current_likelihood")
    qtbot.keyClick(view, Qt.Key.Key_5)
    page.panel.table.select_key(flood, "current_impact")
    qtbot.keyClick(view, Qt.Key.Key_5)
    row = document.get(m.Risk, flood)
    assert (row.current_likelihood, row.current_impact) == (5, 5)
    assert cell_text(page, flood, "level") == "Extreme"
    assert "5×5  Extreme" in page.panel.detail.levels.stages.texts()  # type: ignore[attr-defined]
    assert "Frequent (5) × Severe (5) is Extreme" in page.panel.detail.levels.reason.text()  # type: ignore[attr-defined]
    window_of(page).undo()
    assert cell_text(page, flood, "level") != "Extreme"


def test_a_level_that_is_not_scored_says_what_is_missing(document: Document, page: RisksPage) -> None:
    key = risks.add_risk(document, "Key person leaves", current_likelihood=3)
    page.panel.select(key)
    assert cell_text(page, key, "level") == "not scored"
    assert page.panel.detail.levels.reason.text() == "Not scored yet: impact missing."  # type: ignore[attr-defined]


def test_above_appetite_leaves_out_the_others_until_one_is_wanted(fire: bytes, flood: bytes, page: RisksPage) -> None:
    page.panel.choose_view("above")
    assert risk_rows(page) == ["Fire in the warehouse"]
    page.select(flood)
    assert page.panel.table.current_key() == flood
    assert not page.panel.above


def test_groups_by_level_begin_with_the_most_severe(fire: bytes, flood: bytes, page: RisksPage) -> None:
    page.panel.table.group_by("level")
    assert [one.name for one in page.panel.table.model.view if isinstance(one, Group)] == ["High", "Low"]


def test_a_late_action_stands_in_red(document: Document, fire: bytes, page: RisksPage) -> None:
    column = page.panel.table.model.column("next")
    day = document.today() - timedelta(days=3)
    programme.add_action(document, "Move the chargers", origin=fire, due=day)
    risk = page.reading.risk(fire)
    assert column.text_of(risk) == f"A-01 · {format_date(day)}"
    assert column.tone_of(risk) == "err"


def test_filling_down_a_derived_level_changes_nothing(
    document: Document, fire: bytes, flood: bytes, page: RisksPage
) -> None:
    page.panel.table.view.select_keys([fire, flood])
    page.panel.table.select_key(fire, "level")
    page.panel.table.view.select_keys([fire, flood])
    before = document.version
    page.panel.table.view.fill()
    assert document.version == before


# --- the detail ---


def test_services_are_named_in_the_detail_and_stand_in_the_register(
    document: Document, fire: bytes, page: RisksPage
) -> None:
    entities.add(document, m.Service, name="Order intake")
    page.panel.select(fire)
    page.panel.detail.open_tab("services")
    services, things = page.panel.detail.tab("services").findChildren(
        QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
    )[:2]
    services.table.model.create("order intake")  # type: ignore[attr-defined]
    assert cell_text(page, fire, "services") == "Order intake"
    entities.add(document, m.Supplier, name="Halden")
    things.table.model.create("Halden")  # type: ignore[attr-defined]
    risk = page.reading.risk(fire)
    assert risk is not None
    assert [one.name for one in risk.nodes] == ["Halden"]
    window_of(page).undo()
    window_of(page).undo()
    window_of(page).undo()
    assert cell_text(page, fire, "services") == ""


def test_an_action_takes_the_risk_owner_and_is_edited_below_the_list(
    document: Document, fire: bytes, owner: bytes, page: RisksPage
) -> None:
    entities.set_field(document, m.Risk, fire, "owner_id", owner)
    page.panel.select(fire)
    detail = page.panel.detail
    detail.open_tab("treatment")
    detail.action_tab.table.table.model.create("Move the chargers")  # type: ignore[attr-defined]
    action = document.all(m.Action)[0]
    assert (action.origin_id, action.owner_id) == (fire, owner)
    assert detail.action_tab.form.isVisible()  # type: ignore[attr-defined]
    assert detail.action_tab.form.row("owner_id").editor.text() == "Mira Okafor"  # type: ignore[attr-defined]


def test_votes_of_the_last_revealed_round_are_shown(
    document: Document, fire: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    people = [entities.add(document, m.Person, name=f"P{n}") for n in range(5)]
    meeting = meetings.open_meeting(document, "Risk workshop", "risk workshop", seats=people)
    poll = polls.open_poll(document, fire, "likelihood", meeting=meeting)
    seats = [row.id for row in meetings.seats(document, meeting)]
    polls.cast_all(document, poll, list(zip(seats, (3, 3, 4, 4, 4), strict=True)))
    page.panel.select(fire)
    page.panel.detail.open_tab("votes")
    tab = page.panel.detail.tab("votes")
    qtbot.wait(20)
    assert "No votes yet" in texts(tab)
    assert not any("median" in label for label in texts(tab))
    polls.reveal(document, poll)
    polls.agree(document, poll, 4)
    qtbot.wait(20)
    assert "5 votes · median 4 · IQR 1 · 100 % within ±1" in texts(tab)
    assert "Agreed on 4 after 1 round." in texts(tab)


def texts(part: QWidget) -> list[str]:
    from ui.widgets.labels import Label

    return [label.text() for label in part.findChildren(Label) if label.isVisibleTo(part)]


def test_the_suggested_impact_is_taken_over(document: Document, page: RisksPage, qtbot: QtBot) -> None:
    service = entities.add(document, m.Service, name="Order intake")
    category, horizon = document.all(m.ImpactCategory)[0], document.all(m.Horizon, order_by=m.Horizon.minutes)[0]
    interviews.score(document, service, category.id, horizon.id, 4)
    key = risks.add_risk(document, "Ransomware", [service], threat="T01", current_likelihood=3)
    page.panel.select(key)
    levels = page.panel.detail.levels  # type: ignore[attr-defined]
    assert levels.suggestion.text().startswith("Suggested impact: 4 Major.")
    qtbot.mouseClick(levels.use, Qt.MouseButton.LeftButton)
    assert document.get(m.Risk, key).current_impact == 4
    assert not levels.suggestion.isVisible()


# --- acceptance and closing ---


def dialog_on(page: RisksPage, key: bytes, until: str) -> AcceptDialog:
    risk = page.reading.risk(key)
    assert risk is not None
    dialog = AcceptDialog(page.window(), page.console, risk)
    dialog.fields["accepted_by_id"].setText("Mira Okafor")
    dialog.fields["accepted_until"].setText(until)
    dialog.fields["acceptance_reason"].setPlainText("The new hall opens in March.")
    return dialog


def test_accepting_records_person_day_and_reason_and_can_be_undone(
    document: Document, fire: bytes, owner: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    page.panel.select(fire)
    dialog = dialog_on(page, fire, "+2m")
    qtbot.mouseClick(dialog.buttons["accept"], Qt.MouseButton.LeftButton)
    row = document.get(m.Risk, fire)
    assert (row.treatment, row.accepted_by_id, row.acceptance_reason) == (
        "accept", owner, "The new hall opens in March.",
    )  # fmt: skip
    detail = page.panel.detail
    assert "Accepted by Mira Okafor until" in detail.levels.acceptance.text()  # type: ignore[attr-defined]
    assert detail.withdraw.isVisible()  # type: ignore[attr-defined]
    assert not detail.accept.isVisible()  # type: ignore[attr-defined]
    window_of(page).undo()
    assert document.get(m.Risk, fire).treatment is None
    assert detail.accept.isVisible()  # type: ignore[attr-defined]


def test_an_acceptance_for_longer_than_a_year_is_refused_in_the_dialog(
    document: Document, fire: bytes, owner: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    dialog = dialog_on(page, fire, format_date(add_months(document.today(), 13)))
    dialog.show()
    qtbot.mouseClick(dialog.buttons["accept"], Qt.MouseButton.LeftButton)
    assert "twelve months at most" in dialog.problem.text()
    assert document.get(m.Risk, fire).treatment is None
    dialog.close()


def test_the_treatment_accept_asks_for_its_terms(document: Document, fire: bytes, page: RisksPage) -> None:
    model = page.panel.table.model
    index = model.index(model.place_of(fire), model.position("treatment"))
    assert "use “Accept…” below" in model.take(index, "accept")
    assert document.get(m.Risk, fire).treatment is None
    assert model.take(index, "reduce") == ""


def test_withdrawing_and_closing_are_buttons_that_can_be_undone(
    document: Document, fire: bytes, owner: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    risks.accept_risk(document, fire, owner, document.today() + timedelta(days=30))
    page.panel.select(fire)
    detail = page.panel.detail
    qtbot.mouseClick(detail.withdraw, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert document.get(m.Risk, fire).accepted_by_id is None
    qtbot.mouseClick(detail.close_button, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert document.get(m.Risk, fire).status == "closed"
    assert detail.reopen.isVisible()  # type: ignore[attr-defined]
    window_of(page).undo()
    assert document.get(m.Risk, fire).status == "open"


def test_a_risk_with_an_open_action_is_not_closed(
    document: Document, fire: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    programme.add_action(document, "Move the chargers", origin=fire)
    page.panel.select(fire)
    heard: list[str] = []
    page.console.refused.connect(heard.append)
    qtbot.mouseClick(page.panel.detail.close_button, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert len(heard) == 1
    assert "1 open action" in heard[0]
    assert document.get(m.Risk, fire).status == "open"


# --- the heat map ---


def to_map(page: RisksPage, stage: str = "today") -> None:
    page.show_view("map")
    page.map.show_stage(stage)
    page.map.refresh()


def click_cell(page: RisksPage, qtbot: QtBot, cell: tuple[int, int]) -> None:
    chart = page.map.map
    hit = chart.drawing.hit_of(cell)
    assert hit is not None
    spot = chart.rect().topLeft()
    spot.setX(round((hit.rect.right - 8) * chart.scale()))
    spot.setY(round((hit.rect.bottom - 8) * chart.scale()))
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)


def listed(page: RisksPage) -> list[str]:
    return [line.risk.event for line in page.map.lines.lines.values()]


def test_the_list_begins_with_what_is_above_appetite(fire: bytes, flood: bytes, page: RisksPage) -> None:
    to_map(page)
    assert listed(page) == ["Fire in the warehouse"]
    assert page.map.list_note.text() == "1 of 2 risks"
    assert page.map.title.text() == "One of two risks is above appetite; one has no action"


def test_a_click_on_a_cell_lists_its_risks_and_another_lifts_it(
    fire: bytes, flood: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    to_map(page)
    click_cell(page, qtbot, (2, 2))
    assert listed(page) == ["Flood in the cellar"]
    assert page.map.list_title.text() == "2 Unlikely × 2 Minor · Low"
    click_cell(page, qtbot, (2, 2))
    assert listed(page) == ["Fire in the warehouse"]


def test_enter_on_a_cell_lists_its_risks(fire: bytes, flood: bytes, page: RisksPage, qtbot: QtBot) -> None:
    to_map(page)
    page.map.map.set_cursor_key((2, 2))
    qtbot.keyClick(page.map.map, Qt.Key.Key_Return)
    assert listed(page) == ["Flood in the cellar"]


def test_a_cell_is_shown_in_the_register_with_its_filter_in_sight(
    fire: bytes, flood: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    to_map(page)
    click_cell(page, qtbot, (4, 4))
    qtbot.mouseClick(page.map.in_register, Qt.MouseButton.LeftButton)
    assert page.view() == "register"
    assert risk_rows(page) == ["Fire in the warehouse"]
    assert page.panel.table.view.header.filter_shown
    assert page.panel.table.model.filters == {"current_likelihood": "=4", "current_impact": "=4"}


def test_a_line_marks_its_risk_and_a_double_click_opens_it(
    fire: bytes, flood: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    to_map(page, "movement")
    line: RiskLine = page.map.lines.lines[fire]
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert page.map.risk == fire
    line = page.map.lines.lines[fire]
    assert line.isChecked()
    qtbot.mouseDClick(line, Qt.MouseButton.LeftButton)
    assert page.view() == "register"
    assert page.panel.table.current_key() == fire


def test_after_treatment_risks_stand_where_they_are_meant_to_be(fire: bytes, page: RisksPage, qtbot: QtBot) -> None:
    to_map(page, "after")
    click_cell(page, qtbot, (2, 3))
    assert listed(page) == ["Fire in the warehouse"]
    assert page.map.title.text() == "Treatment brings the only risk with a target within appetite"


def test_the_map_follows_an_edit(document: Document, fire: bytes, page: RisksPage) -> None:
    to_map(page)
    entities.set_fields(document, m.Risk, fire, {"current_likelihood": 1, "current_impact": 1})
    assert listed(page) == []
    assert page.map.title.text() == "The only scored risk is within appetite"
    document.undo()
    assert listed(page) == ["Fire in the warehouse"]


def test_the_whole_map_fits_into_a_small_window(fire: bytes, page: RisksPage, qtbot: QtBot) -> None:
    to_map(page)
    qtbot.wait(20)
    chart = page.map.map
    corner = chart.mapTo(page, chart.rect().bottomRight())
    assert page.rect().contains(corner)
    assert chart.width() >= px(640)


def test_without_scores_the_message_says_so(document: Document, page: RisksPage) -> None:
    risks.add_risk(document, "Key person leaves")
    to_map(page)
    assert page.map.title.text() == "No risk is scored yet"
    assert page.map.list_note.text() == "1 not scored"


def test_the_message_counts_what_treatment_brings_within(document: Document, fire: bytes, flood: bytes) -> None:
    scored(document, "Sabotage", (5, 5))
    told = message(register(document), "movement")
    assert told == "Two of three risks are above appetite; treatment brings one of them within"


# --- the page ---


def test_the_place_brings_back_view_stage_and_filter(document: Document, fire: bytes, page: RisksPage) -> None:
    to_map(page, "after")
    page.panel.set_above(True)
    place = page.place()
    fresh = RisksPage(page.console)
    fresh.restore(place)
    assert (fresh.view(), fresh.map.stage(), fresh.panel.above) == ("map", "after", True)
    fresh.deleteLater()


def test_a_read_only_window_shows_everything_and_changes_nothing(
    document: Document, fire: bytes, tmp_path: Path, qtbot: QtBot
) -> None:
    path = document.path
    document.close()
    with (
        Document.open(path, read_only=True) as readable,
        window_on(readable, tmp_path / "other", "risks") as (_, shown),
    ):
        assert isinstance(shown, RisksPage)
        assert risk_rows(shown) == ["Fire in the warehouse"]
        shown.panel.table.select_key(fire, "current_impact")
        qtbot.keyClick(shown.panel.table.view, Qt.Key.Key_1)
        assert readable.get(m.Risk, fire).current_impact == 4
        assert not shown.panel.detail.accept.isEnabled()  # type: ignore[attr-defined]
        assert not shown.panel.new_button.isEnabled()
