"""The matrix is tried out by keys before it counts; levels, presets and appetites show first whom they move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app import entities, matrices
from app import model as m
from app.document import Document
from app.register import register
from app.scales import read_scales
from app.session import new_session
from tests.ui.meeting_desk import with_dialog
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.settings import SettingsPage
from ui.scales.impact import ImpactPart
from ui.scales.likelihood import LikelihoodPart
from ui.scales.matrix import GENERAL, MatrixPart
from ui.subjects.columns import level_anchors
from ui.widgets.impact_grid import GridCell, GridRow, GridView, ImpactGrid
from ui.widgets.pickers import LevelPicker


@pytest.fixture
def document(tmp_path: Path) -> Document:
    made = new_session(tmp_path / "s.foreshock", title="Risks", organisation="Quellmark", who="Ann")
    for event, likelihood, impact in (("Fire", 3, 3), ("Flood", 2, 3), ("Theft", 5, 5)):
        entities.add(made, m.Risk, event=event, current_likelihood=likelihood, current_impact=impact)
    return made


@pytest.fixture
def shown(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, SettingsPage]]:
    with window_on(document, tmp_path, "settings") as (window, page):
        assert isinstance(page, SettingsPage)
        yield window, page


@pytest.fixture
def part(shown: tuple[MainWindow, SettingsPage]) -> MatrixPart:
    shown[1].show_part("matrix")
    made = shown[1].parts["matrix"]
    assert isinstance(made, MatrixPart)
    made.matrix.setFocus()
    return made


def ranks(document: Document) -> Any:
    return read_scales(document).matrix.ranks


def shown_lines(part: MatrixPart) -> str:
    return part.changes.accessibleDescription()


# --- trying out ---


def test_a_digit_tries_a_level_out_shows_whom_it_moves_and_ctrl_enter_uses_it(
    part: MatrixPart, document: Document, qtbot: QtBot
) -> None:
    before = ranks(document)
    part.matrix.go((3, 3))
    qtbot.keyClick(part.matrix, Qt.Key.Key_3)
    assert ranks(document) == before, "nothing is written yet"
    assert "R-001 Moderate → High" in shown_lines(part)
    assert "1 of 3 risks change; 1 above appetite become 2." in shown_lines(part)
    assert "was Moderate" in part.matrix.accessibleDescription()
    assert part.go.isVisible()
    qtbot.keyClick(part.matrix, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ranks(document)[2][2] == 3
    assert document.undo_label == "Change 1 cell of the matrix"
    assert part.draft is None
    document.undo()
    assert ranks(document) == before


def test_arrows_move_and_space_takes_the_next_level_that_fits(part: MatrixPart, qtbot: QtBot) -> None:
    for _ in range(3):
        qtbot.keyClick(part.matrix, Qt.Key.Key_Right)
    assert part.matrix.current == (1, 4)
    qtbot.keyClick(part.matrix, Qt.Key.Key_Space)
    assert part.draft is not None
    assert matrices.breaches(part.draft) == ()
    assert part.draft[0][3] != part.scales.matrix.ranks[0][3]


def test_a_level_that_falls_is_told_live_with_its_cells_marked_and_cannot_be_used(
    part: MatrixPart, document: Document, qtbot: QtBot
) -> None:
    before = ranks(document)
    part.matrix.go((3, 3))
    qtbot.keyClick(part.matrix, Qt.Key.Key_4)
    assert "Likelihood 3, impact 4 is High, but likelihood 3, impact 3 is already Extreme" in part.told.text()
    assert {(3, 3), (3, 4)} <= set(part.matrix.view.falls)
    assert part.matrix.view.within is None
    assert not part.go.isEnabled()
    part.use()
    assert ranks(document) == before
    qtbot.keyClick(part.matrix, Qt.Key.Key_Return)
    assert part.draft is not None
    assert matrices.breaches(part.draft) == ()
    assert part.draft[2][2] == 4
    assert part.go.isEnabled()


def test_escape_forgets_what_was_tried_out(part: MatrixPart, document: Document, qtbot: QtBot) -> None:
    before = ranks(document)
    qtbot.keyClick(part.matrix, Qt.Key.Key_2)
    assert part.draft is not None
    qtbot.keyClick(part.matrix, Qt.Key.Key_Escape)
    assert part.draft is None
    assert not part.drop.isVisible()
    assert ranks(document) == before


def test_a_click_tries_the_next_level_out(part: MatrixPart, qtbot: QtBot) -> None:
    place = part.matrix.cell_rect(3, 3).center().toPoint()
    qtbot.mouseClick(part.matrix, Qt.MouseButton.LeftButton, pos=place)
    assert part.draft is not None
    assert part.draft[2][2] != part.scales.matrix.ranks[2][2]


def test_an_undo_elsewhere_drops_what_no_longer_fits(part: MatrixPart, document: Document, qtbot: QtBot) -> None:
    matrices.set_cell(document, 1, 1, 1)
    matrices.set_cell(document, 5, 1, 2)
    qtbot.waitUntil(lambda: part.scales.matrix.ranks == ranks(document))
    qtbot.keyClick(part.matrix, Qt.Key.Key_2)
    assert part.draft is not None
    document.undo()
    qtbot.waitUntil(lambda: part.draft is None)


# --- appetite ---


def test_the_line_follows_the_chosen_kind_of_harm(part: MatrixPart, document: Document, qtbot: QtBot) -> None:
    safety = read_scales(document).category("safety")
    general = set(part.matrix.view.within or ())
    part._commit_appetite(safety.key, "appetite", "1")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: read_scales(document).category("safety").appetite == 1)
    part.refresh()
    assert set(part.matrix.view.within or ()) == general
    part.appetites.select_key(safety.key)  # type: ignore[attr-defined]
    assert set(part.matrix.view.within or ()) < general
    part._commit_appetite(safety.key, "appetite", "as in general")  # type: ignore[attr-defined]
    assert read_scales(document).category("safety").appetite is None


def test_the_general_appetite_moves_with_one_choice_and_one_undo(part: MatrixPart, document: Document) -> None:
    part._commit_appetite(GENERAL, "appetite", "3")
    assert [band.within_appetite for band in read_scales(document).bands] == [True, True, True, False]
    document.undo()
    assert [band.within_appetite for band in read_scales(document).bands] == [True, True, False, False]


def test_a_colour_that_breaks_the_order_of_grey_is_refused_in_its_cell(part: MatrixPart, document: Document) -> None:
    model = part.bands.model
    refused = model.take(model.index(1, model.position("colour")), "5")
    assert "no darker than" in refused
    assert model.take(model.index(0, model.position("colour")), "1") == ""
    assert read_scales(document).colour_of(read_scales(document).bands[0]) == 1


# --- levels and presets ---


def test_a_preset_shows_whom_it_moves_and_is_one_edit(
    shown: tuple[MainWindow, SettingsPage], part: MatrixPart, document: Document
) -> None:
    before, told = ranks(document), []
    at = next(n for n, one in enumerate(part._offered) if "NIST" in one.title)

    def look(dialog: Any) -> None:
        told.append(dialog.changes.message.text())
        assert ranks(document) == before
        dialog.finish("go")

    part.preset.show_entry(at, "")
    with_dialog(part._choose_preset, look)
    assert told == ["2 of 3 risks change; 1 are above appetite, as before."]
    assert len(read_scales(document).bands) == 5
    shown[0].undo()
    assert ranks(document) == before


def test_a_preset_that_is_only_looked_at_changes_nothing(part: MatrixPart, document: Document) -> None:
    before, edits = ranks(document), document.undo_label
    part.preset.show_entry(1, "")
    with_dialog(part._choose_preset, lambda dialog: dialog.finish("cancel"))
    assert ranks(document) == before
    assert document.undo_label == edits


def test_a_level_is_removed_with_what_stands_on_it_told_first(
    shown: tuple[MainWindow, SettingsPage], document: Document
) -> None:
    window, page = shown
    page.show_part("impact")
    part, told = page.parts["impact"], []
    assert isinstance(part, ImpactPart)

    def look(dialog: Any) -> None:
        told.append(dialog.stands.text())
        dialog.finish("go")

    with_dialog(part.levels._remove, look)
    assert "1 risk (R-003)" in told[0]
    assert read_scales(document).impact_count == 4
    part.refresh()
    assert "5" not in [column.name for column in part.table.model.columns]
    window.undo()
    assert read_scales(document).impact_count == 5


def test_a_level_is_added_by_its_word_and_a_missing_word_is_asked_for(
    shown: tuple[MainWindow, SettingsPage], document: Document
) -> None:
    _, page = shown
    page.show_part("likelihood")
    part, told = page.parts["likelihood"], []
    assert isinstance(part, LikelihoodPart)
    assert not part.levels.add.isEnabled(), "there are five already"
    matrices.remove_level(document, "likelihood", 3, 2)
    part.refresh()
    assert part.levels.add.isEnabled()

    def give(dialog: Any) -> None:
        dialog.finish("go")
        told.append(dialog.problem.text())
        dialog.name.setText("Now and then")
        dialog.at.show_entry(3, "")
        dialog.finish("go")

    with_dialog(part.levels._add, give)
    assert told == ["Give the new level a word."]
    assert [one.name for one in read_scales(document).likelihoods][2] == "Now and then"


def test_events_a_year_keep_rising(shown: tuple[MainWindow, SettingsPage], document: Document) -> None:
    _, page = shown
    page.show_part("likelihood")
    part = page.parts["likelihood"]
    assert isinstance(part, LikelihoodPart)
    model = part.table.model
    place = model.index(2, model.position("rate"))
    assert "needs more than 0.06 and less than 0.6" in model.take(place, "7")
    assert model.take(place, "0.2") == ""
    assert read_scales(document).likelihoods[2].rate == 0.2


# --- files, sizes, read-only ---


def test_scales_are_saved_and_taken_over_with_a_look_first(
    part: MatrixPart, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "own.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    part._save()
    before = ranks(document)
    matrices.set_cell(document, 5, 1, 2)
    with_dialog(part._take, lambda dialog: dialog.finish("go"))
    assert ranks(document) == before


@pytest.mark.parametrize("count", [3, 4])
def test_smaller_scales_are_edited_the_same_way(part: MatrixPart, document: Document, qtbot: QtBot, count: int) -> None:
    for _ in range(5 - count):
        highest = read_scales(document).impact_count
        matrices.remove_level(document, "impact", highest, highest - 1)
        matrices.remove_level(document, "likelihood", highest, highest - 1)
    part.refresh()
    assert (part.matrix.rows, part.matrix.columns) == (count, count)
    part.matrix.go((9, 9))
    assert part.matrix.current == (count, count)
    assert not part.matrix.grab().isNull()
    assert len(register(document).risks) == 3


def test_a_read_only_window_shows_everything_and_changes_nothing(
    document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    path = document.path
    document.close()
    with window_on(Document.open(path, read_only=True), tmp_path, "settings") as (_, page):
        assert isinstance(page, SettingsPage)
        for key in page.parts:
            page.show_part(key)
        part, likelihood = page.parts["matrix"], page.parts["likelihood"]
        assert isinstance(part, MatrixPart)
        assert isinstance(likelihood, LikelihoodPart)
        assert not part._change(1, 1, 2)
        for one in (part.matrix, part.preset, part.take, part.more, part.fewer, likelihood.preset):
            assert not one.isEnabled()
        assert not likelihood.levels.add.isEnabled()
        assert not likelihood.levels.remove.isEnabled()
        assert part.save.isEnabled(), "looking and saving a file is always possible"
        assert not part.bands.model.may_edit(part.bands.model.index(0, 1))
        assert not part.appetites.model.may_edit(part.appetites.model.index(0, 2))


def smaller(document: Document) -> None:
    matrices.remove_level(document, "impact", 5, 4)
    matrices.remove_level(document, "likelihood", 1, 2)


def test_a_grid_of_four_levels_takes_four_digits(qtbot: QtBot) -> None:
    view = GridView([("h1", "1 h")], [GridRow("staff", "Staff", 3, [GridCell(None)])], {1: "a", 2: "b", 3: "c", 4: "d"})
    grid, told = ImpactGrid(view), []
    qtbot.addWidget(grid)
    grid.scored.connect(lambda _category, _horizon, level: told.append(level))
    for key in (Qt.Key.Key_5, Qt.Key.Key_4):
        qtbot.keyClick(grid, key)
    assert told == [4]


def test_a_level_of_a_form_offers_only_the_levels_of_the_scale(document: Document, qtbot: QtBot) -> None:
    smaller(document)
    picker = LevelPicker(lambda: level_anchors(document, "impact"), "Impact")
    qtbot.addWidget(picker)
    picker.show()
    qtbot.keyClick(picker, Qt.Key.Key_5)
    assert picker.entry() is None
    qtbot.keyClick(picker, Qt.Key.Key_4)
    assert picker.entry() == 4
    assert [cell.isVisible() for cell in picker._cells] == [True, True, True, True, False]


def test_the_heat_map_of_a_smaller_matrix_is_seen(document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    smaller(document)
    with window_on(document, tmp_path, "risks") as (window, page):
        window.resize(1440, 900)
        page.show_view("map")  # type: ignore[attr-defined]
        chart = page.map.map  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: chart.height() == chart.sizeHint().height())
        assert chart.height() > 200
