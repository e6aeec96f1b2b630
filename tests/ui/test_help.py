"""Help where the work is, by keys and clicks: terms, derivations and the past of a field, each a key away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QWidget
from pytestqt.qtbot import QtBot

from app import derivations, entities, glossary, interviews
from app import model as m
from app.document import Document
from app.fields import fields_of
from tests.ui.windows import window_on
from ui import help as help_
from ui import theme
from ui.dialogs import registry
from ui.forms.row import FieldRow
from ui.help import tips
from ui.help.past import PastCard
from ui.help.sheet import HelpSheet
from ui.help.timeline import Timeline
from ui.help.why import WhyButton, WhyCard
from ui.main_window import MainWindow
from ui.tables.table import Table
from ui.widgets.buttons import LinkButton
from ui.widgets.labels import Label

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
F1, SHIFT, ALT, PLAIN = (
    Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)  # fmt: skip


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=5)
        return self.now


@pytest.fixture
def document(sample_file: Path, tmp_path: Path) -> Document:
    return Document.open(shutil.copy(sample_file, tmp_path / "s.foreshock"), clock=Clock(), who="Mira Okafor")


@pytest.fixture
def window(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    with window_on(document, tmp_path) as (shown, _):
        shown.activateWindow()
        qtbot.waitActive(shown)
        yield shown
        for popup in QApplication.topLevelWidgets():
            if isinstance(popup, WhyCard | PastCard):
                popup.close()


def key_of(document: Document, name: str) -> bytes:
    return next(row.id for row in document.all(m.Service) if row.name == name)


def field_of(window: MainWindow, place: str, key: bytes, name: str) -> FieldRow:
    """The row of a field in the detail of a page, with the keyboard in it."""
    window.go(place, key)
    QApplication.processEvents()
    rows = [row for row in window._pages[place].findChildren(FieldRow) if row.name == name and row.isVisible()]
    rows[0].editor.setFocus()
    QApplication.processEvents()
    return rows[0]


def sheet(window: MainWindow) -> HelpSheet:
    found = window.findChildren(HelpSheet)
    assert len(found) == 1
    return found[0]


def table_of(window: MainWindow, place: str, column: str) -> Table:
    """The table of a page that shows a column."""
    QApplication.processEvents()
    tables = window._pages[place].findChildren(Table)
    return next(one for one in tables if one.isVisible() and column in one.shown_columns())


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in widget.findChildren(Label) if label.text() and label.isVisible())


def popup(kind: type[Any]) -> Any:
    found = QApplication.activePopupWidget()
    assert isinstance(found, kind)
    return found


# --- terms -------------------------------------------------------------------------------------------------


def test_f1_on_a_field_shows_its_term_and_esc_gives_the_keyboard_back(window: MainWindow) -> None:
    row = field_of(window, "services", key_of(window.document, "Payroll"), "rto")
    QTest.keyClick(row.editor, F1)
    shown = sheet(window)
    assert shown.isVisible()
    assert shown.shown_term() == "rto"
    assert "Recovery time objective" in words(shown.page)
    assert not row.editor.hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert row.editor.hasFocus()


def test_f1_on_a_plain_field_shows_all_keys(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(registry, "open_dialog", lambda name, *_: asked.append(name))
    row = field_of(window, "services", key_of(window.document, "Payroll"), "name")
    QTest.keyClick(row.editor, F1)
    assert asked == ["keys"]
    assert not window.findChildren(HelpSheet)
    row = field_of(window, "services", key_of(window.document, "Payroll"), "rpo")
    QTest.keyClick(row.editor, F1)
    assert asked == ["keys"]
    assert sheet(window).shown_term() == "rpo"


def test_a_term_is_found_by_typing_and_leads_on_to_others_and_back(window: MainWindow) -> None:
    help_.open_glossary(window.console)
    shown = sheet(window)
    assert QApplication.focusWidget() is shown.terms.field
    QTest.keyClicks(shown.terms.field, "mttd")
    QTest.keyClick(shown.terms.field, Qt.Key.Key_Escape)
    help_.open_glossary(window.console)
    shown.terms.field.clear()
    QTest.keyClicks(shown.terms.field, "mao")
    QTest.keyClick(shown.terms.field, Qt.Key.Key_Return)
    assert shown.shown_term() == "mtpd"
    go = next(one for one in shown.page.findChildren(LinkButton) if "WRT" in one.text())
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)
    assert shown.shown_term() == "wrt"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left, ALT)
    assert shown.shown_term() == "mtpd"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left, ALT)
    assert shown.shown_term() == ""
    assert shown.terms.isVisible()


def test_the_list_is_walked_with_arrows_past_its_headings(window: MainWindow) -> None:
    help_.open_glossary(window.console)
    shown = sheet(window)
    field, terms = shown.terms.field, glossary.terms()
    for _ in range(20):
        QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert shown.shown_term() == terms[19].key
    assert terms[19].topic != terms[0].topic


def test_the_sheet_is_not_modal_and_leaves_the_catch_line_free(window: MainWindow) -> None:
    window.go("services")
    help_.open_term(window.console, "rto")
    shown = sheet(window)
    foot = window.catch_line.mapTo(window, QPoint(0, 0)).y()
    assert shown.geometry().bottom() <= foot
    table = table_of(window, "services", "rto")
    view = table.view
    before = table.current_key()
    places = (at for at in range(8) if table.model.key_at(at) not in (None, before))
    index = table.model.index(next(places), table.model.position("name"))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert table.current_key() != before
    assert shown.isVisible()
    window.resize(1100, 680)
    QApplication.processEvents()
    assert shown.geometry().right() == window.width() - 1


def test_an_unknown_key_shows_the_list(window: MainWindow) -> None:
    help_.open_term(window.console, "no-such-term")
    assert sheet(window).terms.isVisible()
    help_.open_term(window.console, "spof")
    assert sheet(window).shown_term() == "spof"


def test_every_term_can_be_shown(window: MainWindow) -> None:
    help_.open_glossary(window.console)
    shown = sheet(window)
    for one in glossary.terms():
        shown.show_term(one.key)
        assert one.name in words(shown.page)
        assert one.meaning in words(shown.page)
        drawn = [drawing for drawing in shown.page.findChildren(Timeline) if drawing.isVisible()]
        assert len(drawn) == bool(one.picture)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_timeline_is_drawn_and_told(qtbot: QtBot, choice: str) -> None:
    theme.theme().choose(choice)
    drawn, plain = Timeline("rto"), Timeline("wrt")
    for one in (drawn, plain):
        qtbot.addWidget(one)
        one.resize(one.sizeHint())
    picture, other = drawn.grab().toImage(), plain.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) > 6
    assert picture != other, "the chosen span stands out"
    for word in ("last good copy", "loss", "detect", "decide", "recover", "MBCO", "MTPD", "RPO", "WRT"):
        assert word in drawn.accessibleDescription()


# --- tooltips ----------------------------------------------------------------------------------------------


def test_labels_of_terms_tell_them_in_plain_lines(window: MainWindow) -> None:
    row = field_of(window, "services", key_of(window.document, "Payroll"), "mbco_pct")
    window.grab()
    tip = row.caption.toolTip()
    assert tip.startswith("MBCO · Minimum business continuity objective\n")
    assert "capacity of the chosen strategy ≥ MBCO" in tip.replace("\n", " ")
    assert max(map(len, tip.split("\n"))) <= tips.LINE
    assert "<" not in tip
    assert row.editor.toolTip() == tip


def test_a_plain_field_keeps_its_own_help(window: MainWindow) -> None:
    spec = fields_of(m.Person)["phone"]
    assert tips.tip_for(spec, m.Person, "phone").replace("\n", " ") == (
        "The channel that is tried first, usually a mobile."
    )  # fmt: skip
    until = tips.tip_for(fields_of(m.Risk)["accepted_until"], m.Risk, "accepted_until")
    assert until.startswith("Acceptance\nTwelve months at most.\n")


def test_heads_of_columns_tell_their_terms(window: MainWindow) -> None:
    window.go("risks")
    table = table_of(window, "risks", "level")
    told = {
        column.name: table.model.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        for at, column in enumerate(table.model.columns)
    }
    assert told["level"].startswith("Level of risk\n")
    assert told["current_likelihood"].startswith("L · Likelihood\n")
    assert told["within"].startswith("Risk appetite\n")
    assert told["ref"] is None


def test_tooltips_wait_half_a_second(dressed: QApplication) -> None:
    assert dressed.style().styleHint(QStyle.StyleHint.SH_ToolTip_WakeUpDelay) == 500


def test_a_label_cut_short_tells_itself_before_its_term(qtbot: QtBot) -> None:
    made = Label("Minimum business continuity objective", "label", "text2", wrap=False, elide=True)
    qtbot.addWidget(made)
    made.setToolTip("What it means")
    made.resize(60, 16)
    made.grab()
    assert made.toolTip() == "Minimum business continuity objective\nWhat it means"
    made.resize(400, 16)
    made.grab()
    assert made.toolTip() == "What it means"


# --- why this number ---------------------------------------------------------------------------------------


def test_shift_f1_on_a_derived_field_tells_its_steps(window: MainWindow) -> None:
    row = field_of(window, "services", key_of(window.document, "Payroll"), "rto")
    QTest.keyClick(row.editor, F1, SHIFT)
    card = popup(WhyCard)
    assert words(card).startswith("Why 24 h?\nStaff reaches level 4 after 3 d")
    assert "RTO is the smaller of 24 h and 2 d 16 h: 24 h." in words(card)
    QTest.keyClick(card, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert QApplication.activePopupWidget() is None
    assert window.focusWidget() is row.editor


def test_the_question_mark_in_the_field_does_the_same(window: MainWindow) -> None:
    row = field_of(window, "services", key_of(window.document, "Payroll"), "mtpd")
    assert row.why_button is not None
    assert row.why_button.isVisible()
    assert row.editor.rect().contains(row.why_button.geometry())
    QTest.mouseClick(row.why_button, Qt.MouseButton.LeftButton)
    assert words(popup(WhyCard)).startswith("Why 3 d?")
    plain = field_of(window, "services", key_of(window.document, "Payroll"), "wrt")
    assert plain.why_button is None


def test_a_derivation_leads_to_its_term(window: MainWindow) -> None:
    row = field_of(window, "services", key_of(window.document, "Payroll"), "rto")
    QTest.keyClick(row.editor, F1, SHIFT)
    go = next(one for one in popup(WhyCard).findChildren(LinkButton))
    assert go.text() == "About RTO"
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is None
    assert sheet(window).shown_term() == "rto"


def test_the_question_mark_of_a_tile_does_not_open_the_page_behind_it(window: MainWindow) -> None:
    page = window._pages["overview"]
    tile = page.tiles["plan-coverage"]  # type: ignore[attr-defined]
    QTest.mouseClick(tile.why, Qt.MouseButton.LeftButton)
    assert "9 ÷ 10, rounded down, is 90 %." in words(popup(WhyCard))
    assert window.current_place().key == "overview"
    QApplication.activePopupWidget().close()
    tile.why.setFocus()
    QTest.keyClick(tile.why, Qt.Key.Key_Space)
    assert isinstance(QApplication.activePopupWidget(), WhyCard)


def current(table: Table, key: Any, name: str) -> None:
    """Put the cursor on a cell."""
    table.select_key(key)
    at = table.model.place_of(key)
    table.view.setCurrentIndex(table.model.index(at, table.model.position(name)))
    table.view.setFocus()
    QApplication.processEvents()


def test_a_cell_of_a_table_tells_why_and_what_its_column_means(window: MainWindow) -> None:
    key = window.document.all(m.Risk)[0].id
    window.go("risks", key)
    table = table_of(window, "risks", "level")
    current(table, key, "level")
    QTest.keyClick(table.view, F1, SHIFT)
    assert "The matrix of this session says for 3 × 5: Extreme." in words(popup(WhyCard))
    QApplication.activePopupWidget().close()
    QTest.keyClick(table.view, F1)
    assert sheet(window).shown_term() == "risk-level"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert table.view.hasFocus()


def test_a_cell_that_was_entered_says_so(window: MainWindow) -> None:
    key = window.document.all(m.Risk)[0].id
    window.go("risks", key)
    table = table_of(window, "risks", "level")
    current(table, key, "status")
    said: list[str] = []
    window.console.said.connect(lambda text, _undoable: said.append(text))
    QTest.keyClick(table.view, F1, SHIFT)
    assert QApplication.activePopupWidget() is None
    assert said == ["This value was entered; it does not follow from others."]


def test_the_menu_of_a_cell_offers_both(window: MainWindow) -> None:
    key = window.document.all(m.Risk)[0].id
    window.go("risks", key)
    table = table_of(window, "risks", "level")
    current(table, key, "level")
    assert table.view.menu_for is not None
    menu = table.view.menu_for([key], "level")
    assert menu is not None
    told = {action.text().split("\t")[0]: action for action in menu.actions()}
    assert {"Why this value?", "What Level of risk means"} <= set(told)
    told["Why this value?"].trigger()
    assert words(popup(WhyCard)).startswith("Why Extreme?")
    menu.deleteLater()


#: A page, the row that is chosen, and what can be asked there.
PLACES = (
    ("risks", m.Risk, {"the level before controls", "the level of today", "the level after treatment"}),
    ("services", m.Service, {"this tier"}),
)


@pytest.mark.parametrize(("place", "model", "about"), PLACES, ids=lambda value: value if isinstance(value, str) else "")
def test_each_question_mark_has_a_name_an_answer_and_a_way_by_keyboard(
    window: MainWindow, place: str, model: Any, about: set[str]
) -> None:
    window.go(place, window.document.all(model)[0].id)
    QApplication.processEvents()
    buttons = [one for one in window._pages[place].findChildren(WhyButton) if one.isVisible()]
    names = {one.accessibleName() for one in buttons}
    assert {f"Why {one}?" for one in about} <= names
    for one in buttons:
        assert one._ask() is not None, one.accessibleName()
        assert min(one.width(), one.height()) >= theme.Size.target
        by_field = any(row.why_button is one for row in window._pages[place].findChildren(FieldRow))
        assert by_field or one.focusPolicy() & Qt.FocusPolicy.TabFocus, one.accessibleName()


def test_votes_and_plans_tell_their_figures(window: MainWindow) -> None:
    document = window.document
    window.go("risks", document.all(m.Risk)[0].id)
    detail = window._pages["risks"].panel.detail if hasattr(window._pages["risks"], "panel") else None
    from ui.risks.detail import RiskDetail

    detail = detail or window._pages["risks"].findChildren(RiskDetail)[0]
    detail.open_tab("votes")
    QApplication.processEvents()
    buttons = [one for one in detail.findChildren(WhyButton) if one.isVisible()]
    told = {one._ask().result for one in buttons}  # type: ignore[union-attr]
    assert "Consensus" in told
    assert any(one.startswith("median 3, IQR 0") for one in told)
    from ui.plans.builder import PlanBuilder

    plan = next(row.id for row in document.all(m.Plan) if row.title == "From order to delivery")
    window.go("plans", plan)
    builder = window._pages["plans"].findChildren(PlanBuilder)[0]
    builder.open(plan, "steps")
    QApplication.processEvents()
    results = {found.result for one in builder.findChildren(WhyButton) if (found := one._ask())}
    assert {"20 of 20", "30 min"} <= results
    builder.open(plan, "order")
    QApplication.processEvents()
    table = next(one for one in builder.findChildren(Table) if "ready_at" in one.shown_columns() and one.isVisible())
    rows = [table.model.key_at(at) for at in range(table.model.rowCount())]
    answered = [derivations.why(document, plan, "ready_at", node=key) for key in rows]
    at = next(n for n, found in enumerate(answered) if found is not None and found.result)
    current(table, rows[at], "ready_at")
    QTest.keyClick(table.view, F1, SHIFT)
    assert answered[at].steps[-1] in words(popup(WhyCard))  # type: ignore[union-attr]


# --- the past of a field -----------------------------------------------------------------------------------


@pytest.fixture
def changed(document: Document) -> bytes:
    """Payroll, whose RTO was 24 h for a year and is 4 h and then 8 h since this morning."""
    key = key_of(document, "Payroll")
    person = next(row.id for row in document.all(m.Person) if row.name == "Chidi Umenta")
    interviews.set_target(document, key, "rto", "4h", "The bank closes at three.", person)
    document.who = "Tomasz Orlewin"
    interviews.set_target(document, key, "rto", "8h")
    return key


def test_alt_h_tells_what_a_field_was_and_restores_it(changed: bytes, window: MainWindow) -> None:
    row = field_of(window, "services", changed, "rto")
    QTest.keyClick(row.editor, Qt.Key.Key_H, ALT)
    card = popup(PastCard)
    told = words(card)
    assert told.startswith("RTO over time\n8 h since 15 Sep ")
    assert ", was 4 h, by Tomasz Orlewin." in told
    assert "Chidi Umenta" in told
    assert "The bank closes at three." in told
    assert "23 Aug 2025" in told
    links = {one.accessibleName(): one for one in card.findChildren(LinkButton)}
    assert set(links) == {"Restore 4 h", "Restore 24 h", "Restore empty"}
    QTest.mouseClick(links["Restore 24 h"], Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is None
    assert window.document.get(m.Service, changed).rto == 1440
    assert interviews.decisions(window.document, changed)["rto"].proposed == 1440
    QApplication.processEvents()
    assert row.editor.entry() == "24 h"
    window.document.undo()
    assert window.document.get(m.Service, changed).rto == 480


def test_the_clock_appears_with_the_keyboard_and_opens_the_same(changed: bytes, window: MainWindow) -> None:
    row = field_of(window, "services", changed, "rto")
    other = field_of(window, "services", changed, "wrt")
    assert not row.past_button.isVisible()
    assert other.past_button.isVisible()
    QTest.mouseClick(other.past_button, Qt.MouseButton.LeftButton)
    assert "WRT over time" in words(popup(PastCard))


def test_a_plain_field_is_restored_as_a_named_edit(document: Document, window: MainWindow) -> None:
    key = key_of(document, "Payroll")
    entities.set_field(document, m.Service, key, "name", "Wages")
    row = field_of(window, "services", key, "name")
    QTest.keyClick(row.editor, Qt.Key.Key_H, ALT)
    links = {one.accessibleName(): one for one in popup(PastCard).findChildren(LinkButton)}
    QTest.mouseClick(links["Restore Payroll"], Qt.MouseButton.LeftButton)
    assert document.get(m.Service, key).name == "Payroll"
    assert document.undo_label == "Restore Service of SVC-008 Wages"


def test_a_read_only_window_tells_the_past_but_restores_nothing(
    sample_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    copy = Document.open(shutil.copy(sample_file, tmp_path / "r.foreshock"), clock=Clock(), read_only=True)
    with window_on(copy, tmp_path, "services") as (shown, _):
        shown.activateWindow()
        qtbot.waitActive(shown)
        row = field_of(shown, "services", key_of(copy, "Payroll"), "rto")
        QTest.keyClick(row.editor, Qt.Key.Key_H, ALT)
        card = popup(PastCard)
        assert "24 h since 23 Aug 2025" in words(card)
        assert not card.findChildren(LinkButton)
        card.close()
        QTest.keyClick(row.editor, F1, SHIFT)
        assert words(popup(WhyCard)).startswith("Why 24 h?")
        QApplication.activePopupWidget().close()


def test_a_value_changed_while_one_types_says_who_changed_it(changed: bytes, window: MainWindow) -> None:
    row = field_of(window, "services", changed, "mbco_pct")
    row.editor.selectAll()
    QTest.keyClicks(row.editor, "75")
    interviews.set_target(window.document, changed, "mbco_pct", 60)
    QApplication.processEvents()
    at = window.document.history(limit=1)[0].at.astimezone()
    assert row.message.text() == f"Tomasz Orlewin set 60 % at {at:%H:%M}."
    assert row.editor.entry() == "75"
    QTest.mouseClick(row.message._link, Qt.MouseButton.LeftButton)
    assert row.editor.entry() == "60 %"
    assert window.document.get(m.Service, changed).mbco_pct == 60
