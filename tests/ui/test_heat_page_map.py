"""The heat map on its page: keys from cell to cell, lists, one more step to the register, votes, counts, the room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from app import entities, heat, matrices, meetings, polls, programme, risks, session
from app import model as m
from app.dates import format_date
from app.document import Document
from app.room import Heat
from app.session import new_session
from tests.ui.windows import window_on
from ui.pages.risks import RisksPage
from ui.risks.heat import HeatMapPanel


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return new_session(tmp_path / "s.foreshock", title="BIA 2026", organisation="Quellmark", who="Ann")


@pytest.fixture
def fire(document: Document) -> bytes:
    return scored(document, "Fire in the warehouse", (4, 4), (2, 3))


@pytest.fixture
def flood(document: Document) -> bytes:
    return scored(document, "Flood in the cellar", (2, 2))


@pytest.fixture
def page(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[RisksPage]:
    with window_on(document, tmp_path, "risks") as (_, shown):
        assert isinstance(shown, RisksPage)
        yield shown


def scored(document: Document, event: str, now: tuple[int, int], then: tuple[int, int] | None = None) -> bytes:
    target = {"target_likelihood": then[0], "target_impact": then[1]} if then else {}
    return risks.add_risk(document, event, current_likelihood=now[0], current_impact=now[1], **target)


def on_map(page: RisksPage, stage: str = "today") -> HeatMapPanel:
    page.show_view("map")
    page.map.show_stage(stage)
    page.map.refresh()
    return page.map


def listed(page: RisksPage) -> list[str]:
    return [line.risk.event for line in page.map.lines.lines.values()]


def press(page: RisksPage, qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(page.map.map, key)


# --- keys ---


def test_arrows_go_from_cell_to_cell_and_past_the_labels_in_them(fire: bytes, page: RisksPage, qtbot: QtBot) -> None:
    chart = on_map(page).map
    chart.set_cursor_key((4, 3))
    press(page, qtbot, Qt.Key.Key_Right)
    assert chart.cursor_key() == (4, 4)
    assert chart.accessibleDescription() == "4 × 4 High: 1 risk"
    press(page, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert chart.cursor_key() == (4, 3)
    chart.set_cursor_key((5, 5))
    press(page, qtbot, Qt.Key.Key_Up, Qt.Key.Key_Right)
    assert chart.cursor_key() == (5, 5), "the edge holds"


def test_from_a_label_the_arrows_go_on_to_the_cells_beside_it(fire: bytes, page: RisksPage, qtbot: QtBot) -> None:
    chart = on_map(page).map
    chart.set_cursor_key(fire)
    press(page, qtbot, Qt.Key.Key_Left)
    assert chart.cursor_key() == (4, 3)


def test_enter_lists_a_cell_enter_again_shows_it_in_the_register(
    fire: bytes, flood: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    on_map(page).map.set_cursor_key((2, 2))
    press(page, qtbot, Qt.Key.Key_Return)
    assert listed(page) == ["Flood in the cellar"]
    assert page.view() == "map"
    press(page, qtbot, Qt.Key.Key_Return)
    assert page.view() == "register"
    assert page.panel.table.model.filters == {"current_likelihood": "=2", "current_impact": "=2"}


def test_escape_lists_what_is_above_appetite_again(fire: bytes, flood: bytes, page: RisksPage, qtbot: QtBot) -> None:
    on_map(page).map.set_cursor_key((2, 2))
    press(page, qtbot, Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert listed(page) == ["Fire in the warehouse"]


def test_the_map_and_its_stages_have_names_for_those_who_listen(fire: bytes, page: RisksPage, qtbot: QtBot) -> None:
    panel = on_map(page, "movement")
    told = QAccessible.queryAccessibleInterface(panel.map)
    assert told.text(QAccessible.Text.Name) == "Heat map: " + panel.title.text()
    assert "Arrow and ring: target" in panel.legend.accessibleName()
    segment = panel.stages.focusProxy()
    assert segment is not None
    assert (segment.accessibleName(), segment.accessibleDescription()) == (
        "Stage: Movement", "From inherent to current to target",
    )  # fmt: skip


# --- what stands in the list ---


def test_a_line_shows_three_levels_the_owner_and_in_red_that_there_is_no_action(
    document: Document, fire: bytes, page: RisksPage
) -> None:
    on_map(page)
    line = page.map.lines.lines[fire]
    assert [chip.text if chip else "" for chip in line._chips] == ["", "4×4  High", "2×3  Moderate"]
    assert line._step == ("no action", "err", "circle-x")
    ann = entities.add(document, m.Person, name="Ann Bell")
    entities.set_field(document, m.Risk, fire, "owner_id", ann)
    day = document.today()
    programme.add_action(document, "Move the chargers", origin=fire, due=day)
    line = page.map.lines.lines[fire]
    assert line._step[0] == f"due {format_date(day)}"
    assert line.accessibleDescription().endswith(f"Ann Bell, due {format_date(day)}")


def test_the_inherent_stage_goes_when_the_session_does_not_score_it(
    document: Document, fire: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    session.change_info(document, inherent_scored=True)
    panel = on_map(page, "before")
    assert panel.stage() == "before"
    session.change_info(document, inherent_scored=False)
    qtbot.waitUntil(lambda: panel.stage() == "movement")
    names = [one.text() for one in panel.stages._group.buttons() if one.isVisible()]
    assert names == ["Current", "Target", "Movement"]


def test_a_matrix_of_three_by_three_fills_the_map(document: Document, fire: bytes, page: RisksPage) -> None:
    for scale in ("likelihood", "impact"):
        for level in (5, 4):
            matrices.remove_level(document, scale, level, level - 1)
    panel = on_map(page)
    view = panel.map.view
    assert view is not None
    assert (view.rows, view.columns) == (3, 3)
    assert view.marks[0].current == (3, 3)
    assert panel.map.drawing.hit_of(fire) is not None
    assert view.cell[0] > 124


# --- very many ---


def test_with_very_many_risks_cells_count_and_a_cell_opens_its_list(document: Document, page: RisksPage) -> None:
    with document.edit("Many"):
        for n in range(heat.MANY + 40):
            scored(document, f"Risk {n}", (1 + n % 5, 1 + n % 4), (1, 1 + n % 4))
    panel = on_map(page, "movement")
    assert not [hit for hit in panel.map.drawing.hits if isinstance(hit.key, bytes)]
    assert "most common steps" in panel.note.text()
    panel.map.chosen.emit((3, 3))
    assert all(line.risk.current.likelihood == 3 for line in panel.lines.lines.values())
    assert len(panel.lines.lines) == 5
    first = next(iter(panel.lines.lines))
    panel.lines.chosen.emit(first)
    assert panel.map.drawing.hit_of(first) is not None, "a chosen risk has its label even there"


# --- votes ---


def vote(document: Document, risk: bytes, levels: list[int]) -> bytes:
    meeting = meetings.open_meeting(document, "Workshop", "risk workshop", seats=[f"R{n}" for n in range(len(levels))])
    poll = polls.open_poll(document, risk, "likelihood", meeting=meeting)
    seats = [row.id for row in meetings.seats(document, meeting)]
    polls.cast_all(document, poll, list(zip(seats, levels, strict=True)))
    return poll


def test_the_range_of_the_votes_shows_for_the_chosen_risk_or_for_all(
    document: Document, fire: bytes, flood: bytes, page: RisksPage, qtbot: QtBot
) -> None:
    poll = vote(document, fire, [2, 4, 5])
    panel = on_map(page)
    assert not panel.ranges.isVisible(), "nothing was revealed yet"
    polls.reveal(document, poll)
    qtbot.waitUntil(panel.ranges.isVisible)
    panel.map.chosen.emit(fire)
    view = panel.map.view
    assert view is not None
    assert view.haloed == {fire}
    assert panel.votes.text() == "R-001: the room voted likelihood from 2 to 5 (median 4, 3 votes)."
    panel.map.chosen.emit(flood)
    assert panel.map.view is not None
    assert panel.map.view.haloed == frozenset()
    assert not panel.votes.isVisible()
    qtbot.mouseClick(panel.ranges, Qt.MouseButton.LeftButton)
    assert panel.map.view.haloed == {fire}
    assert "Dashed outline or cross" in panel.legend.accessibleName()


# --- an appetite of its own ---


def test_an_own_appetite_is_told_below_the_map(document: Document, flood: bytes, page: RisksPage) -> None:
    panel = on_map(page)
    assert not panel.note.isVisible()
    safety = document.all(m.ImpactCategory, m.ImpactCategory.code == "safety")[0]
    entities.set_field(document, m.Risk, flood, "category_id", safety.id)
    entities.set_field(document, m.ImpactCategory, safety.id, "appetite", 0)
    on_map(page)
    assert panel.note.isVisible()
    assert "Safety up to nothing" in panel.note.text()
    assert listed(page) == ["Flood in the cellar"]


# --- the room ---


def test_the_shown_stage_is_prepared_for_the_room(fire: bytes, page: RisksPage, qtbot: QtBot) -> None:
    panel = on_map(page, "movement")
    qtbot.mouseClick(panel.to_room, Qt.MouseButton.LeftButton)
    seen = page.console.stage.preview
    assert isinstance(seen, Heat)
    assert seen.moving
    assert page.console.stage.live.topic == "", "a person sends it"
