"""The table: what is typed is written through the field, and nothing a person looks at jumps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from app.fields import Field, Kind
from app.i18n import N_, UserError
from ui.tables.clipboard import rows_of
from ui.tables.columns import Column
from ui.tables.model import Group, RowTableModel
from ui.tables.table import Table
from ui.widgets import chips
from ui.widgets.choosing import PickField

RTO = Field(Kind.DURATION, N_("RTO"), maximum=7 * 1440)
ANCHORS = [
    (1, "Negligible", "Nobody notices"), (2, "Minor", ""), (3, "Moderate", ""), (4, "Major", ""), (5, "Severe", ""),
]  # fmt: skip
PEOPLE = [("ann", "Ann Bauer"), ("mira", "Mira Okafor")]


@dataclass(frozen=True)
class Service:
    id: int
    name: str
    rto: int | None = None
    tier: int = 2
    owner: str | None = None
    impact: int | None = None
    state: str = "open"


def columns() -> list[Column]:
    states = {"open": N_("Open"), "approved": N_("Approved")}
    return [
        Column("name", Field(Kind.TEXT, N_("Service"), required=True), bold=True),
        Column("rto", RTO),
        Column("owner", Field(Kind.REFERENCE, N_("Owner"), to="person"), options=lambda: PEOPLE),
        Column("tier", Field(Kind.INTEGER, N_("Tier")), chip=lambda row: chips.tier(row.tier), editable=False),
        Column("impact", Field(Kind.LEVEL, N_("Impact"), scale="impact"), anchors=lambda: ANCHORS),
        Column("state", Field(Kind.CHOICE, N_("State"), choices=states)),
    ]


class Register:
    """A list of services that a table edits, as a page and the session would."""

    def __init__(self, qtbot, count: int = 4) -> None:
        names = ["Payroll", "ERP", "Order platform", "Contact centre"]
        self.rows = [
            Service(at, names[at % 4] + (f" {at}" if at > 3 else ""), 60 * (at + 1), at % 3) for at in range(count)
        ]
        self.calls: list[tuple[int, str, object]] = []
        self.table = Table(columns(), "Services", commit=self.commit)
        self.table.set_rows(self.rows)
        self.table.resize(900, 400)
        qtbot.addWidget(self.table)
        self.table.show()
        qtbot.waitExposed(self.table)
        self.table.activateWindow()
        self.view = self.table.view

    def commit(self, key: int, name: str, entry: object) -> None:
        self.calls.append((key, name, entry))
        field = self.table.model.column(name).field
        value = field.parse(entry) if isinstance(entry, str) and field.kind is not Kind.REFERENCE else entry
        self.rows = [replace(row, **{name: value}) if row.id == key else row for row in self.rows]
        self.table.set_rows(self.rows)

    def texts(self, name: str) -> list[str]:
        model = self.table.model
        at = model.position(name)
        return [model.index(row, at).data() for row in range(model.rowCount())]

    def at(self, key: int, name: str) -> QModelIndex:
        model = self.table.model
        return model.index(model.place_of(key), model.position(name))

    def editor(self) -> QLineEdit:
        found = [child for child in self.view.viewport().findChildren(QLineEdit) if child.isVisible()]
        assert len(found) == 1
        return found[0]

    def enter(self) -> None:
        QTest.keyClick(self.editor(), Qt.Key.Key_Return)
        QApplication.processEvents()  # Qt closes the editor a moment later


@pytest.fixture
def register(qtbot) -> Iterator[Register]:
    made = Register(qtbot)
    tester = QAbstractItemModelTester(made.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    made.view.hide_bubble()
    tester.deleteLater()


def test_a_typed_duration_is_written_and_the_cursor_steps_down(register: Register, qtbot) -> None:
    opened: list[object] = []
    register.table.activatedKey.connect(opened.append)
    register.table.select_key(0, "rto")
    register.view.setFocus()
    QTest.keyClicks(register.view, "8")
    QTest.keyClicks(register.editor(), "h")
    register.enter()
    assert register.calls == [(0, "rto", "8h")]
    assert opened == []
    assert register.texts("rto")[0] == "8 h"
    assert register.table.current_key() == 1


def test_f2_selects_the_text_and_esc_leaves_everything_as_it_was(register: Register) -> None:
    register.table.select_key(1, "rto")
    register.view.setFocus()
    QTest.keyClick(register.view, Qt.Key.Key_F2)
    assert register.editor().selectedText() == "2 h"
    QTest.keyClicks(register.editor(), "9h")
    QTest.keyClick(register.editor(), Qt.Key.Key_Escape)
    assert register.calls == []
    assert register.texts("rto")[1] == "2 h"


def test_what_is_wrong_stays_in_the_editor_with_its_sentence(register: Register) -> None:
    register.table.edit_cell(0, "rto")
    register.editor().setText("9 w")
    register.enter()
    assert "at most" in register.view.complaint()
    assert register.editor().text() == "9 w"
    assert register.editor().property("state") == "error"
    register.editor().selectAll()
    QTest.keyClicks(register.editor(), "1d")
    assert register.view.complaint() == ""
    register.enter()
    assert register.calls[-1] == (0, "rto", "1d")
    assert register.texts("rto")[0] == "24 h"


def test_esc_drops_what_was_wrong(register: Register) -> None:
    register.table.edit_cell(0, "rto")
    register.editor().setText("9 w")
    register.enter()
    QTest.keyClick(register.editor(), Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert register.view.complaint() == ""
    assert register.texts("rto")[0] == "1 h"
    assert register.at(0, "rto").data(Qt.ItemDataRole.ToolTipRole) is None


def test_an_editor_left_with_something_wrong_marks_the_cell_until_it_is_mended(register: Register) -> None:
    register.table.edit_cell(0, "rto")
    QTest.keyClicks(register.editor(), "9 w")
    register.view.commitData(register.editor())
    register.view.closeEditor(register.editor(), register.view.itemDelegate().EndEditHint.NoHint)
    QApplication.processEvents()
    index = register.at(0, "rto")
    assert "at most" in index.data(Qt.ItemDataRole.ToolTipRole)
    register.table.edit_cell(0, "rto")
    assert register.editor().text() == "9 w"
    register.editor().setText("1 d")
    register.enter()
    assert register.at(0, "rto").data(Qt.ItemDataRole.ToolTipRole) is None


def test_a_reference_that_is_not_in_the_list_is_refused(register: Register) -> None:
    register.table.edit_cell(0, "owner")
    QTest.keyClicks(register.editor(), "Nobody")
    register.enter()
    assert "not in the list" in register.view.complaint()
    assert register.calls == []
    register.editor().selectAll()
    QTest.keyClicks(register.editor(), "mira")
    register.enter()
    assert register.calls == [(0, "owner", "mira")]
    assert register.texts("owner")[0] == "Mira Okafor"


def test_a_digit_scores_a_level_at_once(register: Register) -> None:
    register.table.select_key(2, "impact")
    register.view.setFocus()
    QTest.keyClick(register.view, Qt.Key.Key_4)
    assert register.calls == [(2, "impact", 4)]


def test_a_choice_is_made_from_the_list_by_letters_or_by_the_mouse(register: Register) -> None:
    register.table.select_key(0, "state")
    register.view.setFocus()
    QTest.keyClicks(register.view, "a")
    field = register.editor()
    assert isinstance(field, PickField)
    assert field.choices.texts() == ["Approved"]
    register.enter()
    assert register.calls == [(0, "state", "approved")]
    register.table.edit_cell(1, "state")
    field = register.editor()
    assert isinstance(field, PickField)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.choices.texts() == ["not asked yet", "Open", "Approved"]
    line = field.choices.visualRect(field.choices.model().index(2, 0))
    QTest.mouseClick(field.choices.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    assert register.calls[-1] == (1, "state", "approved")


def test_levels_show_their_anchors_while_one_chooses(register: Register) -> None:
    register.table.edit_cell(0, "impact")
    field = register.editor()
    assert isinstance(field, PickField)
    field.open_list()
    model = field.choices.model()
    assert [model.index(at, 0).data() for at in (1, 5)] == ["1 Negligible Nobody notices", "5 Severe"]
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Down)
    register.enter()
    assert register.calls == [(0, "impact", 3)]


def test_new_rows_leave_selection_and_scroll_alone(qtbot) -> None:
    register = Register(qtbot, count=300)
    register.table.select_key(200, "name")
    register.view.verticalScrollBar().setValue(5000)
    before = register.view.verticalScrollBar().value()
    register.table.set_rows([*register.rows[:250], Service(999, "New at the end"), *register.rows[251:]])
    assert register.table.selected_keys() == [200]
    assert register.view.verticalScrollBar().value() == before
    register.table.set_rows(list(reversed(register.rows)))
    assert register.table.selected_keys() == [200]
    assert register.table.current_key() == 200


def test_what_is_being_typed_survives_a_change_from_elsewhere(register: Register) -> None:
    register.table.edit_cell(1, "rto")
    register.editor().clear()
    QTest.keyClicks(register.editor(), "30 m")
    register.table.set_rows([Service(7, "Fresh"), *(replace(row, rto=15) for row in register.rows)])
    assert register.editor().text() == "30 m"
    register.enter()
    assert register.calls == [(1, "rto", "30 m")]


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("name", "pay", ["Payroll"]),
        ("name", "!pay", ["ERP", "Order platform", "Contact centre"]),
        ("rto", "<= 2h", ["Payroll", "ERP"]),
        ("rto", "> 3 h", ["Contact centre"]),
        ("rto", "2h..3h", ["ERP", "Order platform"]),
        ("owner", "-", ["Payroll", "ERP", "Order platform", "Contact centre"]),
        ("state", "approved", []),
    ],
)
def test_the_filter_row_understands(register: Register, name: str, typed: str, expected: list[str]) -> None:
    register.table.show_filters(True)
    field = register.view.header.filter_field(name)
    assert field is not None
    QTest.keyClicks(field, typed)
    assert register.texts("name") == expected
    register.table.show_filters(False)
    assert len(register.texts("name")) == 4


def test_filter_fields_stay_under_their_columns(register: Register) -> None:
    register.table.show_filters(True)
    header, field = register.view.header, register.view.header.filter_field("owner")
    header.resizeSection(0, 300)
    assert field is not None
    assert field.x() == header.sectionViewportPosition(2) + 4


def test_sorting_puts_unknown_values_last_in_both_directions(register: Register) -> None:
    register.table.set_rows([replace(register.rows[0], rto=None), *register.rows[1:]])
    register.table.sort_by("rto")
    assert register.texts("name") == ["ERP", "Order platform", "Contact centre", "Payroll"]
    register.table.sort_by("rto", descending=True)
    assert register.texts("name") == ["Contact centre", "Order platform", "ERP", "Payroll"]


def test_a_click_on_the_head_sorts_up_then_down_then_not(register: Register) -> None:
    header = register.view.header
    spot = QPoint(header.sectionViewportPosition(0) + 20, 10)
    for expected in ("Contact centre", "Payroll", "Payroll"):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert register.texts("name")[0] == expected
    assert register.texts("name") == ["Payroll", "ERP", "Order platform", "Contact centre"]


def test_groups_fold_with_a_click_and_with_the_keyboard(register: Register) -> None:
    register.table.group_by("tier", lambda row: f"Tier {row.tier}")
    model = register.table.model
    assert [shown.name for shown in model.view if isinstance(shown, Group)] == ["Tier 0", "Tier 1", "Tier 2"]
    QTest.mouseClick(register.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    assert "Payroll" not in register.texts("name")
    register.view.setCurrentIndex(model.index(0, 0))
    QTest.keyClick(register.view, Qt.Key.Key_Right)
    assert "Payroll" in register.texts("name")


def test_copy_and_paste_speak_the_spreadsheets_language(register: Register) -> None:
    pasted: list[tuple[list[list[str]], object, str]] = []
    register.view.paste_rows = lambda rows, key, name: pasted.append((rows, key, name))
    register.table.view.select_keys([0, 1])
    register.table.set_rows([replace(register.rows[0], name='Pay "roll"\tA'), *register.rows[1:]])
    register.view.setFocus()
    QTest.keyClick(register.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert rows_of(QGuiApplication.clipboard().text()) == [
        ['Pay "roll"\tA', "1:00", "", "T0", "", "Open"],
        ["ERP", "2:00", "", "T1", "", "Open"],
    ]
    QTest.keyClick(register.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pasted[0][0][1][0] == "ERP"
    assert pasted[0][1:] == (0, "name")


def test_fill_down_hands_over_the_column_and_the_rows(register: Register) -> None:
    filled: list[tuple[str, object, list[object]]] = []
    register.view.fill_down = lambda name, first, rest: filled.append((name, first, rest))
    register.table.select_key(0, "rto")
    register.view.setFocus()
    for _ in range(2):
        QTest.keyClick(register.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(register.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert filled == [("rto", 0, [1, 2])]


def test_the_last_row_takes_a_new_name(register: Register) -> None:
    created: list[str] = []
    register.table.set_new_row("Type a name…", created.append)
    assert register.texts("name")[-1] == "Type a name…"
    register.view.setCurrentIndex(register.table.model.index(4, 0))
    register.view.setFocus()
    QTest.keyClicks(register.view, "Q")
    QTest.keyClicks(register.editor(), "uay")
    register.enter()
    assert created == ["Quay"]


def test_nothing_can_be_edited_in_a_read_only_table(register: Register) -> None:
    register.table.set_read_only(True)
    register.table.select_key(0, "rto")
    QTest.keyClick(register.view, Qt.Key.Key_F2)
    assert [c for c in register.view.viewport().findChildren(QLineEdit) if c.isVisible()] == []


def test_an_empty_table_shows_how_to_begin(qtbot) -> None:
    empty = QLabel("Services come first")
    table = Table(columns(), "Services", empty=empty)
    qtbot.addWidget(table)
    table.show()
    table.set_rows([])
    assert empty.isVisible()
    table.set_rows([Service(1, "Payroll")])
    assert not empty.isVisible()


def test_columns_and_their_arrangement_can_be_kept(register: Register, qtbot) -> None:
    register.table.show_columns(["rto", "name"])
    register.table.sort_by("rto", descending=True)
    register.table.show_filters(True)
    register.table.set_filter("name", "p")
    kept = register.table.arrangement()
    other = Table(columns(), "Services")
    qtbot.addWidget(other)
    other.set_rows(register.rows)
    other.arrange({**kept, "group": "gone", "columns": [*kept["columns"], "gone"]})
    assert other.shown_columns() == ["rto", "name"]
    assert [row.name for row in other.model.view] == ["Order platform", "ERP", "Payroll"]


def test_rows_and_cells_tell_screen_readers_what_they_are(register: Register) -> None:
    assert register.view.accessibleName() == "Services"
    assert register.at(0, "rto").data(Qt.ItemDataRole.AccessibleTextRole) == "RTO: 1 h"


def test_enter_opens_a_row(register: Register, qtbot) -> None:
    register.table.select_key(2, "name")
    with qtbot.waitSignal(register.table.activatedKey) as opened:
        QTest.keyClick(register.view, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_ten_thousand_rows_filter_and_sort_quickly() -> None:
    model = RowTableModel(columns())
    model.set_rows([Service(at, f"Service {at % 977} of {at}", at % 5000, at % 5) for at in range(10_000)])
    model.set_filter("name", "7")

    def best(work) -> float:
        taken = []
        for _ in range(5):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
        return min(taken)

    turns = iter(range(100))
    assert best(lambda: model.set_filter("name", f"{next(turns) % 10}")) < 0.06
    assert best(lambda: model.sort_by("rto", descending=next(turns) % 2 == 0)) < 0.12


def test_a_refused_new_row_says_why(register: Register) -> None:
    def refuse(name: str) -> None:
        raise UserError(N_("“{name}” exists already."), name=name)

    register.table.set_new_row("Type a name…", refuse)
    register.view.setCurrentIndex(register.table.model.index(4, 0))
    register.view.edit(register.view.currentIndex())
    register.editor().setText("ERP")
    register.enter()
    assert register.view.complaint() == "“ERP” exists already."
