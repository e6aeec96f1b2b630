"""The impact grid is filled from the keyboard alone and tells only what a person did."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.widgets.impact_grid import GridCell, GridRow, GridView, ImpactGrid, with_carry

HORIZONS = [("h1", "1 h"), ("h4", "4 h"), ("d1", "24 h"), ("w1", "1 w")]
NAMES = {1: "Negligible", 2: "Minor", 3: "Moderate", 4: "Major", 5: "Severe"}


class Scores:
    """A grid whose signals are written into levels, as the interview does it."""

    def __init__(self, qtbot) -> None:
        self.levels: dict[str, list[int | None]] = {"staff": [1, 2, None, None], "money": [None] * 4}
        self.told: list[tuple[object, ...]] = []
        self.grid = ImpactGrid(self.view())
        self.grid.scored.connect(self._scored)
        self.grid.accepted.connect(lambda *what: self.told.append(("accepted", *what)))
        self.grid.cleared.connect(lambda *what: self.told.append(("cleared", *what)))
        self.grid.note_wanted.connect(lambda *what: self.told.append(("note", *what)))
        qtbot.addWidget(self.grid)
        self.grid.resize(640, 200)
        self.grid.show()
        self.grid.setFocus()

    def view(self, *, read_only: bool = False) -> GridView:
        rows = [GridRow(key, key.capitalize(), 3, with_carry(levels)) for key, levels in self.levels.items()]
        return GridView(HORIZONS, rows, NAMES, read_only=read_only)

    def _scored(self, category: str, horizon: str, level: int) -> None:
        self.told.append(("scored", category, horizon, level))
        self.levels[category][[key for key, _ in HORIZONS].index(horizon)] = level
        self.grid.show_view(self.view())

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.grid, key)


@pytest.fixture
def scores(qtbot) -> Scores:
    return Scores(qtbot)


def test_digits_score_and_step_on_to_the_next_row(scores: Scores) -> None:
    scores.grid.set_cursor("staff", "d1")
    scores.press(Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_1)
    assert scores.told == [("scored", "staff", "d1", 4), ("scored", "staff", "w1", 5), ("scored", "money", "h1", 1)]
    assert scores.grid.cursor() == ("money", "h4")


def test_arrows_move_and_stay_inside(scores: Scores) -> None:
    scores.press(Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert scores.grid.cursor() == ("staff", "h1")
    scores.press(Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Right)
    assert scores.grid.cursor() == ("money", "w1")
    assert scores.told == []


def test_enter_accepts_what_is_carried_to_the_end_of_the_row(scores: Scores) -> None:
    scores.grid.set_cursor("staff", "d1")
    scores.press(Qt.Key.Key_Return)
    assert scores.told == [("accepted", "staff", [("d1", 2), ("w1", 2)])]
    assert scores.grid.cursor() == ("money", "h1")


def test_enter_on_scored_cells_writes_nothing(scores: Scores) -> None:
    scores.levels["staff"] = [1, 2, 3, 4]
    scores.grid.show_view(scores.view())
    scores.press(Qt.Key.Key_Return)
    assert scores.told == []


def test_delete_clears_and_n_asks_for_a_note(scores: Scores) -> None:
    scores.press(Qt.Key.Key_Delete, Qt.Key.Key_N)
    assert scores.told == [("cleared", "staff", "h1"), ("note", "staff", "h1")]


def test_a_read_only_grid_writes_nothing(scores: Scores) -> None:
    scores.grid.show_view(scores.view(read_only=True))
    scores.press(Qt.Key.Key_4, Qt.Key.Key_Return, Qt.Key.Key_Delete)
    assert scores.told == []


def test_a_click_moves_the_cursor(scores: Scores) -> None:
    spot = scores.grid.cell_rect(1, 2).center().toPoint()
    QTest.mouseClick(scores.grid, Qt.MouseButton.LeftButton, pos=spot)
    assert scores.grid.cursor() == ("money", "d1")


def test_a_screen_reader_hears_where_the_cursor_is(scores: Scores) -> None:
    scores.press(Qt.Key.Key_Right)
    assert scores.grid.accessibleDescription() == "Staff, 4 h: 2 Minor"
    scores.press(Qt.Key.Key_Right)
    assert scores.grid.accessibleDescription() == "Staff, 24 h: 2 Minor, carried, not accepted yet"
    scores.grid.set_cursor("money", "h1")
    assert scores.grid.accessibleDescription() == "Money, 1 h: not asked yet"


def test_the_first_intolerable_cell_is_the_first_scored_one_at_the_threshold() -> None:
    cells = (GridCell(2), GridCell(carried=4), GridCell(3), GridCell(5))
    assert GridRow("a", "A", 3, cells).first_intolerable() == 2
    assert GridRow("a", "A", 3, cells[:2]).first_intolerable() is None


def test_narrow_windows_shrink_the_cells_but_not_below_a_target(scores: Scores) -> None:
    scores.grid.resize(scores.grid.minimumSizeHint().width(), 200)
    assert 40 <= scores.grid.cell_width() < 64
    scores.grid.resize(2000, 200)
    assert scores.grid.cell_width() == 64
