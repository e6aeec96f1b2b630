"""The treatment of a risk in the window: choosing, what is missing leads to where it is mended, terms, read-only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import entities, risks
from app import model as m
from app.dates import format_date
from app.document import Document
from tests.conftest import NOON
from tests.ui.meeting_desk import with_dialog
from tests.ui.windows import window_on
from ui.pages.risks import RisksPage
from ui.risks.accepting import AcceptDialog
from ui.risks.treatment import FindingLine, TreatmentTab


@pytest.fixture
def page(sample: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[RisksPage]:
    with window_on(sample, tmp_path, "risks") as (_, shown):
        assert isinstance(shown, RisksPage)
        yield shown


@pytest.fixture
def risk(sample: Document, page: RisksPage) -> bytes:
    """A new risk above appetite about which nothing is decided, chosen in the register."""
    service = sample.all(m.Service)[0].id
    key = risks.add_risk(sample, "Couriers strike", [service], current_likelihood=4, current_impact=4)
    page.panel.select(key)
    page.panel.detail.open_tab("treatment")
    QApplication.processEvents()
    return key


def tab_of(page: RisksPage) -> TreatmentTab:
    found = page.panel.detail.tab("treatment")
    assert isinstance(found, TreatmentTab)
    return found


def choose(page: RisksPage, qtbot: QtBot, key: str) -> None:
    tab = tab_of(page)
    at = tab.choice._keys.index(key)
    qtbot.mouseClick(tab.choice._group.button(at), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def states(page: RisksPage) -> list[str]:
    return [line.accessibleName() for line in tab_of(page).lines()]


def test_choosing_reduce_writes_it_and_tells_what_it_needs(
    sample: Document, page: RisksPage, risk: bytes, qtbot: QtBot
) -> None:
    assert states(page) == ["A treatment: missing"]
    choose(page, qtbot, "reduce")
    assert sample.get(m.Risk, risk).treatment == "reduce"
    assert states(page) == ["A target below today: missing", "An action with owner and day: missing"]
    assert tab_of(page).progress.text() == "2 missing"


def test_the_whole_treatment_is_entered_by_keys(sample: Document, page: RisksPage, risk: bytes, qtbot: QtBot) -> None:
    window, tab = page.window(), tab_of(page)
    with qtbot.waitActive(window):
        window.activateWindow()
    tab.choice.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    entities.set_field(sample, m.Risk, risk, "treatment", "reduce")
    QApplication.processEvents()
    tab.mend("target")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    QApplication.processEvents()
    tab.mend("target")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_3)
    QApplication.processEvents()
    assert tab.change.text() == "Likelihood from 4 to 2, impact from 4 to 3: High becomes Moderate, within appetite."
    tab.mend("action")
    qtbot.keyClicks(QApplication.focusWidget(), "Contract a second courier @priya +6w")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.wait(20)
    action = next(row for row in sample.all(m.Action) if row.origin_id == risk)
    assert (action.title, action.due_on) == ("Contract a second courier", sample.today() + timedelta(days=42))
    assert states(page) == ["A target below today: there", "An action with owner and day: there"]
    assert tab.progress.text() == "complete"


def test_the_line_for_a_new_action_asks_what_the_treatment_asks(page: RisksPage, risk: bytes, qtbot: QtBot) -> None:
    asked = []
    for key in ("avoid", "transfer", "reduce"):
        choose(page, qtbot, key)
        asked.append(tab_of(page).list.table.table.model.new_row.words)  # type: ignore[union-attr]
    assert asked == ["What ends…", "To whom…", "What is done…"]


def test_accept_asks_for_its_terms_and_cancelling_changes_nothing(
    sample: Document, page: RisksPage, risk: bytes, qtbot: QtBot
) -> None:
    with_dialog(lambda: choose(page, qtbot, "accept"), lambda dialog: dialog.close())
    assert sample.get(m.Risk, risk).treatment is None
    assert tab_of(page).choice.current() == ""


def test_accepting_without_a_reason_is_refused_in_the_dialog(
    sample: Document, page: RisksPage, risk: bytes, qtbot: QtBot
) -> None:
    chosen = page.reading.risk(risk)
    assert chosen is not None
    dialog = AcceptDialog(page.window(), page.console, chosen)
    dialog.fields["accepted_by_id"].setText("Ingrid Vassmoor")
    dialog.fields["accepted_until"].setText(format_date(sample.today() + timedelta(days=61)))
    dialog.show()
    qtbot.mouseClick(dialog.buttons["accept"], Qt.MouseButton.LeftButton)
    assert "Say why the risk may stay as it is" in dialog.problem.text()
    dialog.fields["acceptance_reason"].setPlainText("The contract ends in spring.")
    qtbot.mouseClick(dialog.buttons["accept"], Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert sample.get(m.Risk, risk).treatment == "accept"
    assert "61 days to go. The contract ends in spring." in tab_of(page).acceptance.text()
    assert all(name.endswith(": there") for name in states(page))


def test_an_acceptance_that_ran_out_offers_its_renewal_with_the_old_terms(sample: Document, page: RisksPage) -> None:
    key = next(row.id for row in sample.all(m.Entity) if row.ref == "R-011")
    page.panel.select(key)
    page.panel.detail.open_tab("treatment")
    QApplication.processEvents()
    tab = tab_of(page)
    assert "run out 20 days ago." in tab.acceptance.text()
    assert tab.renew.isVisible()
    chosen = page.reading.risk(key)
    assert chosen is not None
    dialog = AcceptDialog(page.window(), page.console, chosen)
    assert dialog.fields["accepted_by_id"].text() == "Beatriz Olmedal"
    assert "Six weeks of stock" in dialog.fields["acceptance_reason"].toPlainText()
    dialog.deleteLater()


def test_the_rules_that_fire_stand_there_and_their_links_lead_to_the_fix(
    sample: Document, page: RisksPage, risk: bytes, qtbot: QtBot
) -> None:
    (line,) = [one for one in tab_of(page).findChildren(FindingLine) if one.isVisible()]
    assert line.rule == "K01"
    with qtbot.waitActive(page.window()):
        page.window().activateWindow()
    qtbot.mouseClick(line.link, Qt.MouseButton.LeftButton)
    view = tab_of(page).list.table.table.view
    assert view.isAncestorOf(QApplication.focusWidget()) or QApplication.focusWidget() is view
    qtbot.keyClicks(QApplication.focusWidget(), "Hire vans +2w")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.wait(20)
    assert not [one for one in tab_of(page).findChildren(FindingLine) if one.isVisible()]


def test_a_finding_about_the_votes_leads_to_them(sample: Document, page: RisksPage, qtbot: QtBot) -> None:
    key = next(row.id for row in sample.all(m.Entity) if row.ref == "R-014")
    page.panel.select(key)
    page.panel.detail.open_tab("treatment")
    QApplication.processEvents()
    line = next(one for one in tab_of(page).findChildren(FindingLine) if one.rule == "K05" and one.isVisible())
    qtbot.mouseClick(line.link, Qt.MouseButton.LeftButton)
    assert page.panel.detail._bar.currentIndex() == [name for name, _, _ in page.panel.detail.tabs].index("votes")


def test_tab_reaches_what_is_missing_where_the_eye_meets_it(page: RisksPage, risk: bytes, qtbot: QtBot) -> None:
    with qtbot.waitActive(page.window()):
        page.window().activateWindow()
    page.panel.detail._bar.setFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    (finding,) = [one for one in tab_of(page).findChildren(FindingLine) if one.isVisible()]
    assert seen[0] is finding.link
    assert seen[2] is tab_of(page).lines()[0].link
    assert seen[3] is tab_of(page).target.row("target_likelihood").editor


def test_every_part_has_its_height_when_a_risk_is_shown(page: RisksPage, risk: bytes, qtbot: QtBot) -> None:
    tab = tab_of(page)
    qtbot.wait(50)
    picker = tab.target.row("target_likelihood").editor
    assert picker.height() >= picker.minimumSizeHint().height()


def test_a_read_only_window_shows_everything_and_changes_nothing(
    sample_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    copy = tmp_path / "read.foreshock"
    shutil.copy(sample_file, copy)
    with (
        Document.open(copy, clock=lambda: NOON, who="Tomasz", read_only=True) as document,
        window_on(document, tmp_path, "risks") as (_, shown),
    ):
        assert isinstance(shown, RisksPage)
        shown.panel.detail.open_tab("treatment")
        QApplication.processEvents()
        tab = tab_of(shown)
        assert not tab.choice.isEnabled()
        assert all(line.link is None for line in tab.lines())
        assert tab.standing.text()
