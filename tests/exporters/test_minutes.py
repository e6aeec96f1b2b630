"""The minutes of a meeting as a paper and as a workbook, read back; private notes are in neither."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pypdfium2
import pytest

from app import entities, interviews, meetings, polls
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.session import new_session
from exporters.registry import Options, export
from tests.exporters.meetings import START, TITLE, Clock, hold, key, reference
from tests.nasty import PLAIN


@pytest.fixture(scope="module")
def held(sample_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Document, bytes]]:
    """The sample session with one more meeting, and the key of that."""
    path, clock = tmp_path_factory.mktemp("minutes") / "held.foreshock", Clock()
    shutil.copy(sample_path, path)
    with Document.open(path, clock=clock, who="Tomasz Orlewin") as document:
        yield document, hold(document, clock)


def made(document: Document, kind: str, folder: Path, *refs: str) -> bytes:
    return export(document, kind, folder / f"{kind}.{'pdf' if kind == 'minutes' else 'xlsx'}",
                  Options(refs=refs, author="Tomasz Orlewin")).path.read_bytes()  # fmt: skip


def pages(content: bytes) -> list[str]:
    paper = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(_words(page).split()) for page in paper]
    finally:
        paper.close()


def _words(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()


def rows(content: bytes, sheet: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(BytesIO(content))
    found = book[sheet].iter_rows(min_row=3, values_only=True)
    heads = next(found)
    return [dict(zip(heads, row, strict=True)) for row in found]


def local(hours_after: int, minutes: int = 0) -> str:
    return f"{START.replace(hour=START.hour + hours_after, minute=minutes).astimezone():%H:%M}"


# --- the paper ---


def test_the_paper_tells_when_where_who_and_what(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, meeting = held
    text = " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
    for words in (
        TITLE, f"15 Sep 2026, {local(0)}–{local(0, 28)}", "Brenholt, room 2", "Tomasz Orlewin", "INTERNAL",
        "5 seats, 1 remote, 1 left early", "2 decisions, 3 actions, 1 parked question; 1 entry waits for its words.",
        "Node 2 moves to Sandmoor.", "SVC-003 Order intake", "Order the second switch", "27 Oct 2026",
        "Not yet recorded: words. Owner: Tomasz Orlewin", "Who pays for the fuel?", "Wagefern manager",
        "The fuel supplier changed hands.", "Continuity manager", "added after the end", "Phones: none",
        f"Decisions and actions read back {local(0, 28)}", "done, 3 min over", "not reached",
    ):  # fmt: skip
        assert words in text, words
    assert "PRIVATE" not in text


def test_attendance_tells_from_when_to_when(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, meeting = held
    text = " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
    assert f"Ingrid Vassmoor Chief operating officer, crisis team chair left {local(0)}–{local(0, 23)}" in text
    assert f"Priya Ramanuth Applications lead remote {local(0, 13)}–{local(0, 28)}" in text
    assert f"Wagefern manager in the room {local(0)}–{local(0, 28)}" in text


def test_every_page_is_numbered_and_the_parts_are_bookmarked(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, meeting = held
    content = made(document, "minutes", tmp_path, reference(document, meeting))
    found = pages(content)
    for number, page in enumerate(found, start=1):
        assert f"Page {number} of {len(found)}" in page
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == f"Minutes: {TITLE}"
        assert str(pdf.docinfo["/Author"]) == "Tomasz Orlewin"
        with pdf.open_outline() as outline:
            [whole] = outline.root
            assert {"Decisions", "Actions", "Attendance"} <= {part.title for part in whole.children}
    assert str(tmp_path).encode() not in content


def test_scores_are_told_by_median_and_dissent_by_role_only(sample: Document, tmp_path: Path) -> None:
    text = " ".join(pages(made(sample, "minutes", tmp_path, "MTG-014")))
    for words in ("R-009 Both responsible persons absent", "Not agreed", "Seen differently by", "Quality",
                  "Two of us share one holiday pattern", "would not change the outcome"):  # fmt: skip
        assert words in text, words
    voters = [row for row in meetings.minutes(sample, key(sample, "MTG-014")).scored if row.subject.startswith("R-009")]
    assert [(one.dimension, one.median, one.votes, one.agreed) for one in voters] == [
        ("likelihood", 3.0, 9, 3), ("impact", 4.0, 9, 4),
    ]  # fmt: skip


def test_a_silent_round_is_told_nothing_of(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, _ = held
    meeting = meetings.open_meeting(document, "Silent", "risk workshop", seats=["A", "B"])
    poll = polls.open_poll(document, key(document, "R-001"), "impact", meeting=meeting)
    polls.cast(document, poll, meetings.seats(document, meeting)[0].id, 5)
    [scored] = meetings.minutes(document, meeting).scored
    assert (scored.votes, scored.median, scored.agreed) == (0, None, None)
    assert "not revealed" in " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))


def test_an_interview_tells_how_far_it_came(sample: Document, tmp_path: Path) -> None:
    text = " ".join(pages(made(sample, "minutes", tmp_path, "MTG-017")))
    assert "SVC-014 Training and licence records: 10 of 35 questions answered." in text
    assert "No decision was recorded." in text


def test_an_interview_lists_its_answers_and_the_targets_that_it_changed(
    held: tuple[Document, bytes], tmp_path: Path
) -> None:
    document, _ = held
    service, owner = key(document, "SVC-012"), key(document, "P-18")
    meeting = meetings.open_meeting(document, "Purchasing again", "interview", seats=[owner])
    said = "Two <manufacturers> asked."
    with document.edit("Interview"):
        interviews.answer(document, service, 12, {"bia.mtpd_note": "The window closes."}, text=said, speaker=owner,
                          meeting=meeting)  # fmt: skip
        interviews.answer(document, service, 21, state="skipped", meeting=meeting)
        interviews.answer(document, service, 33, state="parked", meeting=meeting)
    interviews.set_target(document, service, "rto", "36h", "a Thursday is always near", owner)
    interviews.set_target(document, service, "wrt", "6h", None, owner)
    meetings.end_meeting(document, meeting)
    text = " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
    assert "SVC-012 Purchasing: 1 of 35 questions answered, 1 skipped, 1 parked: – What changes" in text
    assert "12 Is there a point of no return? The window closes. “Two <manufacturers> asked.” Samuel Abotsi" in text
    assert "21 How would you spot wrong data? skipped" in text
    assert "RTO 2 d 36 h Samuel Abotsi-Wren" in text
    assert "WRT 8 h 6 h Samuel Abotsi-Wren" in text
    assert text.count("MTPD") == 0


def test_a_target_that_was_changed_after_the_meeting_is_not_in_its_minutes(
    held: tuple[Document, bytes], tmp_path: Path
) -> None:
    document, _ = held
    service, owner = key(document, "SVC-011"), key(document, "P-03")
    meeting = meetings.open_meeting(document, "Mail", "interview", seats=[owner])
    interviews.answer(document, service, 1, text="as before", speaker=owner, meeting=meeting)
    meetings.end_meeting(document, meeting)
    document.clock.forward(5)  # type: ignore[attr-defined]
    interviews.set_target(document, service, "rto", "2d", "later", owner)
    text = " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
    assert "“as before” Adaeze Nwokolo-Byrne" in text
    assert "Target Before After" not in text


def test_a_meeting_of_nothing_but_a_title_prints(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, _ = held
    meeting = meetings.open_meeting(document, "Bare")
    text = " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
    assert "Draft: the meeting has not ended" in text
    assert made(document, "minutes-workbook", tmp_path, reference(document, meeting))


@pytest.mark.parametrize("count", [1, 200])
def test_any_number_of_entries_and_very_long_ones_print(
    held: tuple[Document, bytes], tmp_path: Path, count: int
) -> None:
    document, _ = held
    meeting = meetings.open_meeting(document, f"Long {count}")
    with document.edit("Many"):
        for number in range(count):
            meetings.enter(document, "decision", f"Decision {number} " + "word " * 30, meeting=meeting)
        meetings.enter(document, "note", "w" * 300 + " sentence." * 1000, meeting=meeting)
    ref = reference(document, meeting)
    text = " ".join(pages(made(document, "minutes", tmp_path, ref)))
    assert f"Decision {count - 1} word" in text
    assert len(rows(made(document, "minutes-workbook", tmp_path, ref), "Decisions")) == count


# --- a risk workshop ---


@pytest.fixture
def workshop(held: tuple[Document, bytes]) -> tuple[Document, bytes]:
    """A workshop that settled one risk after two rounds, left one open, and after whose end a level changed again."""
    document, _ = held
    settled, left = key(document, "R-008"), key(document, "R-015")
    entities.set_field(document, m.Risk, settled, "current_likelihood", 2)
    document.clock.forward(1)  # type: ignore[attr-defined]
    meeting = meetings.open_meeting(document, "Scoring", "risk workshop", seats=[f"seat-{n}" for n in range(5)])
    polls_of = {risk: polls.open_poll(document, risk, "likelihood", meeting=meeting) for risk in (settled, left)}
    seats = [seat.id for seat in meetings.seats(document, meeting)]
    for poll in polls_of.values():
        polls.cast_all(document, poll, list(zip(seats, (1, 3, 4, 4, 5), strict=True)))
        polls.reveal(document, poll)
    polls.open_round(document, polls_of[settled])
    polls.cast_all(document, polls_of[settled], list(zip(seats, (3, 4, 4, 4, 4), strict=True)))
    polls.reveal(document, polls_of[settled])
    polls.agree(document, polls_of[settled], 4)
    document.clock.forward(1)  # type: ignore[attr-defined]
    meetings.end_meeting(document, meeting)
    document.clock.forward(1)  # type: ignore[attr-defined]
    entities.set_field(document, m.Risk, settled, "current_likelihood", 1)
    return document, meeting


def test_a_risk_is_told_with_its_level_before_and_after_the_meeting(
    workshop: tuple[Document, bytes], tmp_path: Path
) -> None:
    document, meeting = workshop
    found = meetings.minutes(document, meeting)
    first = next(one for one in found.moved if one.subject.startswith("R-008"))
    assert (first.before.likelihood, first.after.likelihood) == (2, 4)
    text = " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    assert "2 risks, 1 with another level than before, 1 without an agreed value." in text
    assert "Moderate (L 2, I 3) → likelihood 5 4 0 4 Agreed High (L 4, I 3)" in text or (
        "Moderate (L 2, I 3) → High (L 4, I 3) likelihood 5 4 0 4 Agreed" in text
    )
    assert "R-015 Mail provider down for two days, likelihood: revealed, no value agreed (median 4)." in text


def test_the_workbook_tells_each_risk_with_levels_and_figures(workshop: tuple[Document, bytes], tmp_path: Path) -> None:
    document, meeting = workshop
    content = made(document, "minutes-workbook", tmp_path, reference(document, meeting))
    one = next(row for row in rows(content, "Risks") if row["Risk"].startswith("R-008"))
    assert (one["L before"], one["Level before"], one["L after"], one["Level after"]) == (2, "Moderate", 4, "High")
    assert one["Settled"] == "yes"
    scored = next(row for row in rows(content, "Scores") if row["Scored"].startswith("R-008"))
    assert (scored["Votes"], scored["Median"], scored["Spread"], scored["Agreed"]) == (5, 4, 0, 4)
    assert next(row for row in rows(content, "Risks") if row["Risk"].startswith("R-015"))["Settled"] == "no"


def test_no_seat_stands_beside_a_score(workshop: tuple[Document, bytes], tmp_path: Path) -> None:
    document, meeting = workshop
    ref = reference(document, meeting)
    content = made(document, "minutes-workbook", tmp_path, ref)
    assert all("seat-" not in str(value) for sheet in ("Scores", "Risks") for row in rows(content, sheet)
               for value in row.values())  # fmt: skip
    text = " ".join(pages(made(document, "minutes", tmp_path, ref)))
    assert "seat-" not in text.partition("Attendance")[0]


def test_a_hidden_risk_is_not_in_the_minutes(workshop: tuple[Document, bytes], tmp_path: Path) -> None:
    document, meeting = workshop
    entities.set_field(document, m.Risk, key(document, "R-015"), "hidden", True)
    text = " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
    assert "Mail provider" not in text
    entities.set_field(document, m.Risk, key(document, "R-015"), "hidden", False)


# --- the workbook ---


def test_the_workbook_holds_each_list_with_dates_as_dates(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, meeting = held
    content = made(document, "minutes-workbook", tmp_path, reference(document, meeting))
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == ["Meeting", "Decisions", "Actions", "Parking lot", "Notes", "Attendance"]
    assert book.sheetnames == [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    first, second = rows(content, "Decisions")
    assert (first["Decision"], first["About"], first["Owner"], first["Taken by"]) == (
        "Node 2 moves to Sandmoor.", "SVC-003 Order intake", "Adaeze Nwokolo-Byrne", "Ingrid Vassmoor",
    )  # fmt: skip
    assert second["Decision"] == "The spare goes first.\n(added after the end)"
    actions = rows(content, "Actions")
    assert [(row["ID"], row["Owner"], row["Due"], row["State"]) for row in actions][:2] == [
        ("A-14", "Adaeze Nwokolo-Byrne", datetime(2026, 10, 27), "open"),  # noqa: DTZ001
        ("A-15", "Grace Okonjo-Hale", datetime(2026, 10, 1), "open"),  # noqa: DTZ001
    ]
    assert actions[2]["Action"] == "(no words yet)"
    assert rows(content, "Parking lot")[0]["Asked by"] == "Wagefern manager"
    seats = rows(content, "Attendance")
    assert [row["Name"] for row in seats] == [
        "Ingrid Vassmoor", "Tomasz Orlewin", "Adaeze Nwokolo-Byrne", "Wagefern manager", "Priya Ramanuth",
    ]  # fmt: skip
    assert seats[0]["To"].strftime("%H:%M") == local(0, 23)
    assert [table.ref for sheet in book.worksheets for table in sheet.tables.values()][1] == "A3:H6"


def test_scores_have_a_sheet_where_there_are_any(sample: Document, tmp_path: Path) -> None:
    found = rows(made(sample, "minutes-workbook", tmp_path, "MTG-014"), "Scores")
    one = next(row for row in found if row["Scored"].startswith("R-009") and row["What"] == "likelihood")
    assert (one["Votes"], one["Median"], one["Agreed"], one["Verdict"]) == (9, 3, 3, "No consensus")
    assert one["Seen differently"] == "Quality (5): Two of us share one holiday pattern."


def test_text_stays_text_in_every_cell(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, _ = held
    meeting = meetings.open_meeting(document, "=1+1", place="@SUM(A1)", seats=["+1"])
    for kind in ("decision", "action", "parking lot", "note"):
        for text in PLAIN:
            meetings.enter(document, kind, text, meeting=meeting)
    content = made(document, "minutes-workbook", tmp_path, reference(document, meeting))
    for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            assert (cell.data_type, cell.quotePrefix) == ("s", True), (sheet.title, cell.coordinate, cell.value)
    assert [row["Note"] for row in rows(content, "Notes")] == [
        text.replace("_x0041_", "_x005F_x0041_") for text in PLAIN
    ]
    text = " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
    assert "=HYPERLINK" in text.replace(" ", "")


def test_the_same_session_gives_the_same_files_and_nothing_of_the_machine(
    held: tuple[Document, bytes], tmp_path: Path
) -> None:
    document, meeting = held
    for kind in ("minutes", "minutes-workbook"):
        first = made(document, kind, tmp_path, reference(document, meeting))
        assert made(document, kind, tmp_path, reference(document, meeting)) == first


# --- which meeting ---


def test_the_newest_meeting_is_written_when_none_is_named(sample: Document, tmp_path: Path) -> None:
    assert "Training and licence records" in pages(made(sample, "minutes", tmp_path))[0]


def test_what_is_no_meeting_is_refused_in_a_sentence(sample: Document, tmp_path: Path) -> None:
    for ref in ("SVC-001", "MTG-999"):
        with pytest.raises(UserError, match=f"nothing called {ref}"):
            made(sample, "minutes", tmp_path, ref)
    with (
        new_session(tmp_path / "empty.foreshock", title="T", organisation="O") as empty,
        pytest.raises(UserError, match="There is no meeting yet"),
    ):
        made(empty, "minutes", tmp_path)


def test_the_command_line_takes_the_meeting(sample_path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.foreshock"
    shutil.copy(sample_path, copy)
    target = tmp_path / "minutes.pdf"
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "export",
        str(copy),
        "minutes",
        "--meeting",
        "MTG-015",
        "--out",
        str(target),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "Risk workshop, mid-year" in pages(target.read_bytes())[0]


def test_entities_of_the_meeting_are_told_when_they_are_gone(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, _ = held
    gone = entities.add(document, m.Service, name="Short-lived")
    meeting = meetings.open_meeting(document, "About something")
    meetings.enter(document, "decision", "Keep it", meeting=meeting, subject=gone)
    entities.delete(document, gone)
    assert "Keep it" in " ".join(pages(made(document, "minutes", tmp_path, reference(document, meeting))))
