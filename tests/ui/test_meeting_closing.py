"""Closing a meeting in its five steps: what is missing is mended, read back, made, looked at, and written whole."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from app import exports, meetings
from app.i18n import UserError
from tests.ui.meeting_desk import Desk, desk, in_front, press, type_in
from ui.meetings.closing import papers
from ui.meetings.closing.sheet import CloseSheet
from ui.tasks import Cancelled

__all__ = ["desk"]

MAKING = 60_000


def held(desk: Desk) -> bytes:
    """A meeting with a decision nobody owns, an action, a stamp without words and a private note."""
    key = desk.meet()
    press("Alt+2")
    for kind, words in (("decision", "Fail over"), ("decision", None), ("private note", "He is against it")):
        meetings.enter(desk.document, kind, words, meeting=key)
    meetings.enter(desk.document, "action", "order switch", meeting=key, owner_id=desk.adaeze, due_on=None)
    return key


def closing(desk: Desk, key: bytes, folder: Path) -> CloseSheet:
    sheet = CloseSheet(desk.window, desk.window.console, key)
    sheet.documents.folder.setText(str(folder / "out"))
    in_front(sheet)
    return sheet


def test_what_is_missing_is_listed_and_mended_in_place(desk: Desk, tmp_path: Path) -> None:
    key = held(desk)
    sheet = closing(desk, key, tmp_path)
    assert sheet.holes.title.text().endswith("things are missing")
    assert sheet.buttons["next"].hasFocus()
    before = len(sheet.holes.mends)
    words = next(one for one in sheet.holes.mends if "What was decided?" in one.editor.accessibleName())
    words.editor.setFocus()
    type_in("Tell the banks Dafydd")
    press("Return")
    assert sheet.at == 0
    said = {entry.text: entry.owner for entry in meetings.entries(desk.document, key, ("decision",))}
    assert said == {"Fail over": None, "Tell the banks": desk.dafydd}
    due = next(one for one in sheet.holes.mends if "Due" in one.editor.accessibleName())
    due.editor.setFocus()
    type_in("+2w")
    press("Return")
    (action,) = meetings.entries(desk.document, key, ("action",))
    assert str(action.due_on) == "2026-09-29"
    assert len(sheet.holes.mends) == before - 2
    sheet.close()


def test_what_cannot_be_understood_is_told_beside_its_field(desk: Desk, tmp_path: Path) -> None:
    sheet = closing(desk, held(desk), tmp_path)
    due = next(one for one in sheet.holes.mends if "Due" in one.editor.accessibleName())
    due.editor.setFocus()
    type_in("when it suits")
    press("Return")
    assert due.problem.isVisible()
    assert "when it suits" in due.problem.text()
    sheet.close()


def test_read_back_goes_to_the_room_with_decisions_and_actions_only(desk: Desk, tmp_path: Path) -> None:
    key = held(desk)
    sheet = closing(desk, key, tmp_path)
    press("Return")
    assert sheet.steps[sheet.at] is sheet.reading
    press("F8")
    live = desk.window.console.stage.live
    assert "Fail over" in repr(live)
    assert "order switch" in repr(live)
    assert "against" not in repr(live)
    assert meetings.meeting(desk.document, key).read_back_at == desk.clock.moment
    assert sheet.reading.done.chip.text.startswith("Read back at")
    sheet.close()


def test_enter_walks_to_written_documents_and_one_draft_per_recipient(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    key = held(desk)
    sheet = closing(desk, key, tmp_path)
    press("Return")
    press("Return")
    assert sheet.steps[sheet.at] is sheet.documents
    press("Return")
    qtbot.waitUntil(lambda: sheet.steps[sheet.at] is sheet.preview, timeout=MAKING)
    assert not (tmp_path / "out").exists()
    made = sheet.preview.made
    assert made is not None
    assert [draft.address for draft in made.prepared.drafts.drafts] == [
        "adaeze@quellmark.example",
        "dafydd@quellmark.example",
    ]
    sheet.preview.ticks[1][1].click()
    sheet.buttons["next"].setFocus()
    press("Return")
    qtbot.waitUntil(lambda: sheet.steps[sheet.at] is sheet.written, timeout=MAKING)
    placed = sheet.written.placed
    assert placed is not None
    assert sorted(path.suffix for path in placed.folder.iterdir()) == [".eml", ".pdf", ".pdf", ".xlsx", ".xlsx"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == [placed.folder.name]
    ((name, path),) = placed.drafts
    draft = message_from_bytes(path.read_bytes())
    assert (name, draft["X-Unsent"], draft["To"]) == (
        "Adaeze Nwokolo-Byrne", "1", "Adaeze Nwokolo-Byrne <adaeze@quellmark.example>",
    )  # fmt: skip
    assert b"against" not in path.read_bytes()
    assert meetings.running(desk.document) is None
    assert {row.kind for row in exports.past_exports(desk.document)} == {
        "minutes",
        "minutes-workbook",
        "risk-register",
        "risk-report",
    }
    press("Return")
    assert not sheet.isVisible()


def test_going_back_or_away_leaves_nothing(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    key = held(desk)
    sheet = closing(desk, key, tmp_path)
    sheet.go(2)
    press("Return")
    qtbot.waitUntil(lambda: sheet.steps[sheet.at] is sheet.preview, timeout=MAKING)
    press("Esc")
    assert not sheet.isVisible()
    assert sheet.preview.made is None
    assert not (tmp_path / "out").exists()
    assert desk.current.key == key
    assert exports.past_exports(desk.document) == []


def test_cancelling_the_making_leaves_nothing(desk: Desk) -> None:
    key = held(desk)

    def stop(share: float, _what: str) -> None:
        if share > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        papers.make(desk.document, papers.Wish(key, ("minutes",)), stop)


def test_a_folder_that_cannot_be_written_is_told_and_the_meeting_goes_on(desk: Desk, tmp_path: Path) -> None:
    key = held(desk)
    made = papers.make(desk.document, papers.Wish(key, ("minutes",)), lambda _share, _what: None)
    taken = tmp_path / "file"
    taken.write_text("no folder")
    with pytest.raises(UserError, match="nothing was written"):
        papers.place(made, taken, "Workshop", {desk.adaeze})
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".foreshock-")] == []


def test_a_second_closing_gets_a_folder_of_its_own(desk: Desk, tmp_path: Path) -> None:
    made = papers.make(desk.document, papers.Wish(held(desk), (), drafts=True), lambda _share, _what: None)
    first = papers.place(made, tmp_path, "Work/shop", {desk.adaeze})
    second = papers.place(made, tmp_path, "Work/shop", {desk.adaeze})
    assert (first.folder.name, second.folder.name) == ("Work_shop", "Work_shop (2)")


def test_a_meeting_can_be_closed_without_documents(desk: Desk, tmp_path: Path) -> None:
    sheet = closing(desk, held(desk), tmp_path)
    sheet.go(2)
    for _, ticked in sheet.documents.ticks:
        ticked.click()
    sheet.documents.drafts.click()
    assert sheet.buttons["next"].text() == "Close without documents"
    sheet.buttons["next"].click()
    assert sheet.steps[sheet.at] is sheet.written
    assert meetings.running(desk.document) is None
    assert not (tmp_path / "out").exists()
    sheet.close()


def test_every_control_of_every_step_has_a_name(desk: Desk, tmp_path: Path) -> None:
    sheet = closing(desk, held(desk), tmp_path)
    for at in range(3):
        sheet.go(at)
        for part in sheet.findChildren(QWidget):
            reached = isinstance(part, QAbstractButton | QLineEdit | QComboBox | QListView)
            if reached and part.isVisible() and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert part.accessibleName() or (isinstance(part, QAbstractButton) and part.text()), part
    sheet.close()


def test_esc_while_documents_are_made_stops_that_and_keeps_the_sheet(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    sheet = closing(desk, held(desk), tmp_path)
    sheet.go(2)
    press("Return")
    press("Esc", sheet)
    qtbot.waitUntil(lambda: sheet._task is None, timeout=MAKING)
    assert sheet.isVisible()
    assert sheet.steps[sheet.at] is sheet.documents
    assert not (tmp_path / "out").exists()
    sheet.close()
