"""Targets are decided beside their derivation; what is shown equals domain.md, and contradictions speak at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from impact_desk import GRID, Desk, desk_at, fill, impact_window, meet
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import entities, interviews, session
from app import model as m
from app.durations import DAY, HOUR
from ui.impact.targets import PARTS, TargetsPanel
from ui.main_window import MainWindow
from ui.shell.regions import reachable


@pytest.fixture(scope="module")
def shown(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MainWindow, QWidget]]:
    with impact_window(qapp, tmp_path_factory.mktemp("targets")) as made:
        yield made


@pytest.fixture
def desk(shown: tuple[MainWindow, QWidget]) -> Iterator[Desk]:
    with desk_at(*shown) as made:
        yield made
        session.change_info(made.document, cautious_mtpd=False)


@pytest.fixture
def targets(desk: Desk) -> TargetsPanel:
    fill(desk.document, desk.service)
    desk.view.show_part("targets")
    return desk.view.targets


def service(desk: Desk) -> object:
    return desk.document.get(m.Service, desk.service)


def enter(field: QWidget, words: str) -> None:
    """Type into a field as a person does, and press Enter."""
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    field.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()


def sentences(panel: TargetsPanel, name: str) -> list[str]:
    return panel.blocks[name].sentences.texts()


# --- derivations: the vectors of domain.md §2 --------------------------------------------------------------

STAFF = "Staff"
#: Grid, WRT, cautious; then MTPD, RTO and a sentence that tells how.
VECTORS = {
    "the first intolerable and the last tolerable horizon": (
        GRID, None, False, 24 * HOUR, 8 * HOUR, "RTO is the last tolerable horizon, 8 h.",
    ),
    "the catch-up work is smaller than what is left": (
        GRID, 6 * HOUR, False, 24 * HOUR, 8 * HOUR, "RTO is the last tolerable horizon, 8 h.",
    ),
    "the catch-up work limits the RTO": (
        GRID, 20 * HOUR, False, 24 * HOUR, 4 * HOUR, "MTPD 24 h less 20 h of catch-up leaves 4 h: that is the RTO.",
    ),
    "the catch-up work leaves nothing": (
        GRID, 24 * HOUR, False, 24 * HOUR, None, "Catching up takes 24 h, which leaves no time to recover before 24 h.",
    ),
    "cautious": (GRID, None, True, 8 * HOUR, 8 * HOUR, "RTO is the last tolerable horizon, 8 h."),
    "the first horizon counts by half": (
        {**GRID, STAFF: (4,) * 8}, None, False, HOUR, HOUR // 2, "RTO is the last tolerable horizon, 30 min.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("vector", list(VECTORS))
def test_what_is_proposed_equals_the_derivation(desk: Desk, vector: str) -> None:
    grid, wrt, cautious, mtpd, rto, words = VECTORS[vector]
    fill(desk.document, desk.service, grid)  # type: ignore[arg-type]
    interviews.set_target(desk.document, desk.service, "wrt", wrt)
    session.change_info(desk.document, cautious_mtpd=cautious)
    desk.view.show_part("targets")
    blocks = desk.view.targets.blocks
    spec = entities.field_of(m.Service, "rto")
    assert blocks["mtpd"].figure.text() == spec.format(mtpd)
    assert blocks["rto"].figure.text() == spec.format(rto)
    assert words in blocks["rto"].words.text()


def test_the_mtpd_shows_both_anchors_between_which_the_line_lies(targets: TargetsPanel) -> None:
    block = targets.blocks["mtpd"]
    before, after = block.before, block.after  # type: ignore[attr-defined]
    assert (before.when.text(), before.chip.chip.text) == ("At 8 h, tolerable", "2")
    assert (after.when.text(), after.chip.chip.text) == ("At 24 h, not tolerable", "4")
    assert after.words.text() == "Regulatory: Fine or formal order"
    assert block.words.text() == (
        "Regulatory reaches level 4 after 24 h; intolerable from level 4. At 8 h every category is still tolerable. "
        "MTPD is therefore 24 h at most."
    )


def test_the_wrt_says_what_it_leaves(desk: Desk, targets: TargetsPanel) -> None:
    block = targets.blocks["wrt"]
    assert "counts as none" in block.words.text()
    enter(block.field(), "6h")
    assert block.words.text() == "MTPD 24 h less 6 h leaves 18 h for recovery."
    enter(block.field(), "24h")
    assert "leaves no time to recover before 24 h" in block.words.text()


# --- deciding ----------------------------------------------------------------------------------------------


def test_the_owners_value_keeps_proposal_reason_person_and_day(desk: Desk, targets: TargetsPanel) -> None:
    meet(desk.document)
    desk.window.console.meeting.set_speaker(1)
    block = targets.blocks["rto"]
    enter(block.field(), "6h")
    enter(block.reason.editor, "the bank closes at noon")
    assert service(desk).rto == 6 * HOUR  # type: ignore[attr-defined]
    decision = interviews.decisions(desk.document, desk.service)["rto"]
    assert (decision.proposed, decision.reason) == (8 * HOUR, "the bank closes at noon")
    assert decision.decided_by_id == desk.window.console.meeting.seats[0].person
    assert block.when.text().startswith("Ada decided on ")
    assert block.when.text().endswith("The grid proposed 8 h.")
    assert block.state.text() == "proposed"


def test_an_override_without_a_reason_is_asked_for_one(desk: Desk, targets: TargetsPanel) -> None:
    enter(targets.blocks["rto"].field(), "6h")
    assert targets.blocks["rto"].when.text().endswith("nobody is named. The grid proposed 8 h. Say why it differs.")


def test_a_new_value_leaves_reason_and_person_as_they_are(desk: Desk, targets: TargetsPanel) -> None:
    ada = desk.document.all(m.Person, m.Person.name == "Ada")[0].id
    interviews.set_target(desk.document, desk.service, "rpo", "4h", "orders are on paper", ada)
    enter(targets.blocks["rpo"].field(), "2h")
    decision = interviews.decisions(desk.document, desk.service)["rpo"]
    assert (decision.reason, decision.decided_by_id) == ("orders are on paper", ada)


def test_take_it_sets_what_is_proposed(desk: Desk, targets: TargetsPanel) -> None:
    targets.blocks["mtpd"].take.click()
    assert service(desk).mtpd == DAY  # type: ignore[attr-defined]
    assert not targets.blocks["mtpd"].take.isVisible()
    assert targets.blocks["mtpd"].state.text() == "as proposed"


def test_a_value_that_is_none_is_told_below_its_field_and_the_text_stays(desk: Desk, targets: TargetsPanel) -> None:
    block = targets.blocks["rto"]
    enter(block.field(), "soon")
    assert "is not a duration" in block.value.message.text()
    assert block.value.editor.entry() == "soon"
    assert service(desk).rto is None  # type: ignore[attr-defined]


def test_the_mbco_is_a_share_words_and_how_long_it_is_bearable(desk: Desk, targets: TargetsPanel) -> None:
    block = targets.blocks["mbco"]
    enter(block.field(), "60")
    enter(block.words_row.editor, "urgent runs only")  # type: ignore[attr-defined]
    enter(block.max_row.editor, "3d")  # type: ignore[attr-defined]
    found = service(desk)
    assert (found.mbco_pct, found.mbco_text, found.mbco_max) == (60, "urgent runs only", 3 * DAY)  # type: ignore[attr-defined]


# --- contradictions ----------------------------------------------------------------------------------------


def test_an_rto_past_the_mtpd_is_told_at_once_and_gone_when_mended(desk: Desk, targets: TargetsPanel) -> None:
    enter(targets.blocks["mtpd"].field(), "24h")
    enter(targets.blocks["rto"].field(), "48h")
    told = sentences(targets, "rto")
    assert any("Payroll may recover after harm is intolerable: RTO 2 d, MTPD 24 h." in one for one in told)
    enter(targets.blocks["rto"].field(), "8h")
    assert sentences(targets, "rto") == []


def test_catch_up_past_the_mtpd_is_told_at_the_wrt(desk: Desk, targets: TargetsPanel) -> None:
    enter(targets.blocks["mtpd"].field(), "24h")
    enter(targets.blocks["rto"].field(), "20h")
    enter(targets.blocks["wrt"].field(), "6h")
    assert any("6 h of catch-up after an RTO of 20 h pushes Payroll past" in one for one in sentences(targets, "wrt"))
    targets.show_only(("rto",))
    targets.refresh()
    assert any("pushes Payroll past" in one for one in sentences(targets, "rto"))
    targets.show_only(tuple(targets.parts))


def test_a_peak_that_bears_less_than_the_rto_is_told_and_counts(desk: Desk, targets: TargetsPanel) -> None:
    interviews.set_target(desk.document, desk.service, "mtpd", "24h")
    interviews.set_target(desk.document, desk.service, "rto", "8h")
    assert targets.peaks.counts.text() == "No peak has a time of its own, so the everyday MTPD counts all year."
    interviews.add_peak(desk.document, desk.service, "Pay run", "4h")
    assert any("In Pay run 4 h is the limit" in one for one in sentences(targets, "rto"))
    assert targets.peaks.counts.text() == "Pay run counts: 4 h instead of 24 h."
    interviews.set_target(desk.document, desk.service, "mtpd", "2h")
    assert targets.peaks.counts.text() == "No peak is stricter than the everyday MTPD of 2 h, which counts."


# --- relaxed by the workaround -----------------------------------------------------------------------------


def test_a_workaround_relaxes_the_rto_only_with_reason_and_person_and_never_past_its_limit(
    desk: Desk, targets: TargetsPanel
) -> None:
    block = targets.blocks["rto"]
    relaxed, limit = block.relaxed, block.limit  # type: ignore[attr-defined]
    assert not relaxed.isEnabled()
    assert "question 23" in limit.text()
    with desk.document.edit("workaround") as edit:
        edit.get(m.Bia, desk.service).wa_max = 2 * DAY  # type: ignore[union-attr]
    interviews.set_target(desk.document, desk.service, "wrt", "6h")
    assert limit.text() == "It holds 2 d; less 6 h of catch-up that is 42 h at most."
    refused: list[str] = []
    desk.window.console.refused.connect(refused.append)
    enter(block.field(), "36h")
    relaxed.click()
    assert "without a reason" in refused[-1]
    assert not relaxed.isChecked()
    ada = desk.document.all(m.Person, m.Person.name == "Ada")[0].id
    interviews.set_target(desk.document, desk.service, "rto", "36h", "paper runs were tried", ada)
    relaxed.click()
    assert relaxed.isChecked()
    assert interviews.decisions(desk.document, desk.service)["rto"].relaxed
    enter(block.field(), "43h")
    assert "42 h at most" in block.value.message.text()
    assert service(desk).rto == 36 * HOUR  # type: ignore[attr-defined]


# --- tier, cautious ----------------------------------------------------------------------------------------


def test_a_top_tier_asks_for_its_reason(desk: Desk, targets: TargetsPanel) -> None:
    tier = targets.tier
    enter(targets.blocks["rto"].field(), "24h")
    assert (tier.chip.chip.text, tier.asks.isVisible()) == ("T2", False)
    assert "RTO 24 h is within 24 h. Tiers 0 and 1 hold 0 of 1 services (0 %)." in tier.words.text()
    enter(targets.blocks["rto"].field(), "4h")
    assert tier.chip.chip.text == "T1"
    assert "Tiers 0 and 1 hold 1 of 1 services (100 %)." in tier.words.text()
    assert tier.asks.text() == "A top tier needs its reason: what would stop, and for whom?"
    enter(tier.reason.editor, "nobody is paid")
    assert not tier.asks.isVisible()
    assert service(desk).tier_reason == "nobody is paid"  # type: ignore[attr-defined]


def test_the_cautious_setting_says_what_it_would_change_and_changes_it(desk: Desk, targets: TargetsPanel) -> None:
    cautious = targets.cautious
    assert cautious.words.text() == (
        "With it the grid would propose an MTPD of 8 h instead of 24 h: the last tolerable horizon. "
        "It counts for the whole session."
    )
    cautious.switch.click()
    assert session.info(desk.document).cautious_mtpd  # type: ignore[union-attr]
    assert targets.blocks["mtpd"].figure.text() == "8 h"
    assert cautious.words.text().startswith("Without it the grid would propose an MTPD of 24 h instead of 8 h.")


# --- one question at a time --------------------------------------------------------------------------------


@pytest.mark.parametrize("question", sorted(PARTS))
def test_a_question_of_the_interview_shows_only_what_it_asks_for(desk: Desk, question: int) -> None:
    panel = TargetsPanel(desk.window.console, question)
    panel.show_service(desk.service)
    panel.show()
    assert {name for name, part in panel.parts.items() if part.isVisible()} == set(PARTS[question])
    assert panel.field is panel.blocks[PARTS[question][0]].field()
    assert panel.focus_field("service.rto") is (question == 14)
    panel.close()
    panel.deleteLater()


def test_what_is_half_typed_is_written_before_another_service_is_shown(desk: Desk, targets: TargetsPanel) -> None:
    field = targets.blocks["rto"].field()
    field.setFocus()
    QTest.keyClicks(field, "6h")
    other = entities.add(desk.document, m.Service, name="Other")
    targets.show_service(other)
    assert service(desk).rto == 6 * HOUR  # type: ignore[attr-defined]
    assert targets.blocks["rto"].value.editor.entry() == ""
    entities.delete(desk.document, other)


def test_every_control_of_the_targets_has_a_name_and_can_be_hit(desk: Desk, targets: TargetsPanel) -> None:
    found = reachable(targets)
    assert len(found) > 12
    unnamed = [type(part).__name__ for part in found if not (part.accessibleName() or part.property("text"))]
    small = [part.accessibleName() for part in found if part.height() < 24]
    assert (unnamed, small) == ([], [])
