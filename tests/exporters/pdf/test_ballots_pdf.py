"""Ballots on paper: every risk with its boxes on each seat's sheet, nothing of anybody's vote, and the scale."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pdf_reading import MM, bookmarks, fonts, glyphs, said, sizes, texts

from app import ballots, entities, meetings, polls
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.register import add_risk
from app.reports.ballots import ballots_report
from app.reports.plan_words import Sheet
from exporters.pdf.engine import render
from exporters.registry import Options, Page, export
from tests.exporters.conftest import NOW, key_of

NASTY = "<b>R&D</b> =1+1 an update stops the switch pair"
LONG = ("A certificate that nobody renews expires over a holiday. " * 5).strip()
BOXES = "1 2 3 4 5 –"


def printed(document: Document, folder: Path, *refs: str, page: Page = Page.A4, copies: int = 0) -> bytes:
    options = Options(refs=refs, page=page, copies=copies, author="Tomasz Orlewin")
    return export(document, "ballots", folder / "ballots.pdf", options).path.read_bytes()


@pytest.fixture
def room(session: Document) -> Document:
    """Twenty risks and a meeting of three guests, one of whom left."""
    service = key_of(session, "SVC-001")
    for number in range(1, 21):
        add_risk(session, {3: NASTY, 7: LONG}.get(number, f"Event number {number} happens"), [service])
    guests = ["Head of stores", "Head of ICT", "Head of finance"]
    meeting = meetings.open_meeting(session, "Risk workshop", "risk workshop", seats=guests)
    meetings.leave(session, meetings.seat_lines(session, meeting)[1].key)
    return session


def test_each_seat_that_is_there_gets_its_sheet_and_the_last_page_is_the_scale(room: Document, tmp_path: Path) -> None:
    content = printed(room, tmp_path)
    assert [title for _, title, _ in bookmarks(content)] == ["Seat 1", "Seat 3", "What the levels mean: Likelihood"]
    whole = [said(text) for text in texts(content)]
    assert "Seat 1" in whole[0]
    assert "Seat 3" in next(text for text in whole if "Seat 3" in text)
    assert "5 Frequent" in whole[-1]
    for level in ballots.scale_of(room, "likelihood")[0]:
        for anchor in (level.word, *level.anchors):
            assert said(anchor) in whole[-1]


def test_every_risk_stands_on_its_line_with_its_boxes_in_the_order_of_typing(room: Document, tmp_path: Path) -> None:
    content = printed(room, tmp_path)
    first = said(" ".join(texts(content)[: next(page for _, t, page in bookmarks(content) if t == "Seat 3") - 1]))
    found = re.findall(r"(\d+) (R-\d{3}) ", first)
    assert found == [(str(n), f"R-{n:03}") for n in range(1, 21)]
    assert first.count(BOXES) == 20 + sum("Seat 1" in said(text) for text in texts(content))  # and each head


def test_a_page_stands_by_itself(room: Document, tmp_path: Path) -> None:
    for number in range(21, 41):
        add_risk(room, f"Event number {number} happens", [key_of(room, "SVC-001")])
    pages = [said(text) for text in texts(printed(room, tmp_path))]
    own = [text for text in pages if "Seat 1" in text]
    anchors = [one.anchors[0] for one in ballots.scale_of(room, "likelihood")[0]]
    assert len(own) == 2
    for text in own:
        assert "How likely is it, with the controls of today?" in text
        assert all(f" {anchor} " in text for anchor in anchors)
        assert re.search(r"\b[A-Z3-9]{4}-1\b", text)


def test_twenty_risks_fit_on_one_page_unless_their_sentences_are_long(room: Document, tmp_path: Path) -> None:
    for paper in Page:
        content = printed(room, tmp_path, page=paper)
        marks = {title: page for _, title, page in bookmarks(content)}
        assert marks["Seat 3"] == marks["Seat 1"] + 2
        assert "Event number 4 happens" not in said(texts(content)[marks["Seat 1"]])  # the back stays empty


def test_every_seat_begins_on_a_leaf_of_its_own(room: Document, tmp_path: Path) -> None:
    for content in (printed(room, tmp_path), printed(room, tmp_path, copies=3)):
        assert all(page % 2 == 1 for _, _, page in bookmarks(content))


def test_a_scale_of_three_levels_has_three_boxes(room: Document) -> None:
    sheets = ballots.read_sheets(room, copies=1)
    short = replace(sheets, levels=sheets.levels[:3])
    report = ballots_report(short, Sheet(made_at=NOW))
    first = said(texts(render(report).content)[0])
    assert first.count("1 2 3 –") == 21
    assert "1 2 3 4" not in first


def test_the_code_finds_the_list_and_another_order_has_another(room: Document) -> None:
    sheets = ballots.read_sheets(room)
    refs = [one.ref for one in sheets.lines]
    assert sheets.code(3) == ballots.sheet_code("likelihood", refs, 3)
    assert ballots.list_code("likelihood", refs) != ballots.list_code("likelihood", refs[::-1])
    assert ballots.list_code("likelihood", refs) != ballots.list_code("impact", refs)


def test_blank_sheets_have_a_line_for_the_seat(room: Document, tmp_path: Path) -> None:
    content = printed(room, tmp_path, copies=4)
    assert [title for _, title, _ in bookmarks(content)][:4] == ["Seat"] * 4
    assert "Seat 1" not in said(" ".join(texts(content)))


def test_one_risk_gives_slips_to_cut(room: Document, tmp_path: Path) -> None:
    content = printed(room, tmp_path, "R-003")
    pages = [said(text) for text in texts(content)]
    assert len(pages) == 3  # the slips, an empty back, the scale
    for seat in (1, 3):
        assert f"Seat {seat}" in pages[0]
    assert pages[0].count(NASTY) == 2
    assert "Frequent" in pages[2]


def test_chosen_risks_stand_in_the_order_chosen(room: Document, tmp_path: Path) -> None:
    first = said(texts(printed(room, tmp_path, "R-009", "R-002"))[0])
    assert re.findall(r"R-\d{3}", first) == ["R-009", "R-002"]


def test_a_risk_that_is_not_for_this_room_is_not_on_it(room: Document, tmp_path: Path) -> None:
    entities.set_field(room, m.Risk, key_of(room, "R-005"), "hidden", value=True)
    assert "R-005" not in said(" ".join(texts(printed(room, tmp_path))))


def test_user_text_is_text_and_long_sentences_wrap_within_the_page(room: Document, tmp_path: Path) -> None:
    content = printed(room, tmp_path)
    whole = said(" ".join(texts(content)))
    assert NASTY in whole
    assert said(LONG) in whole
    width, _ = sizes(content)[0]
    for glyph in glyphs(content):
        assert glyph.left >= 22 * MM - 1
        assert glyph.right <= width - 18 * MM + 1


def test_no_name_and_no_vote_is_on_a_ballot(room: Document, tmp_path: Path) -> None:
    before = printed(room, tmp_path)
    meeting = meetings.running(room).id  # type: ignore[union-attr]
    poll = polls.open_poll(room, key_of(room, "R-003"), "likelihood", meeting=meeting)
    polls.cast(room, poll, meetings.seat_lines(room, meeting)[0].key, 5)
    after = printed(room, tmp_path)
    assert texts(after) == texts(before)
    assert "Head of" not in said(" ".join(texts(after)))


def test_footer_and_file_say_where_it_comes_from_and_fonts_are_embedded(room: Document, tmp_path: Path) -> None:
    content = printed(room, tmp_path, page=Page.LETTER)
    assert sizes(content)[0] == pytest.approx((612, 792), abs=1)
    for text in texts(content):
        assert "Łódź & Sons" in said(text)
        assert "No name on this sheet" in said(text)
        assert "Foreshock 15 Sep 2026" in said(text)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Ballots: Likelihood, Łódź & Sons"
        assert str(pdf.docinfo["/Author"]) == "Tomasz Orlewin"
        assert str(pdf.Root.Lang) == "en"
    assert all(fonts(content).values())


def test_a_ballot_needs_no_colour(room: Document, tmp_path: Path) -> None:
    """All that is painted on a sheet is grey already, so a grey printer loses nothing."""
    document = pypdfium2.PdfDocument(printed(room, tmp_path))
    try:
        image = document[0].render(scale=1).to_pil().convert("RGB")
    finally:
        document.close()
    worst = max(max(pixel) - min(pixel) for _, pixel in image.getcolors(1 << 24))
    assert worst < 24


def test_nothing_in_the_room_is_told(session: Document, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing is in the room"):
        printed(session, tmp_path)


@pytest.fixture
def open_sample(sample_path: Path, tmp_path: Path) -> Iterator[Document]:
    path = tmp_path / "mine.foreshock"
    shutil.copy(sample_path, path)
    with Document.open(path, clock=lambda: NOW, who="Tomasz Orlewin") as document:
        yield document


def test_the_sample_session_prints_its_open_risks(open_sample: Document, tmp_path: Path) -> None:
    text = said(" ".join(texts(printed(open_sample, tmp_path, copies=1))))
    for line in ballots.read_sheets(open_sample).lines:
        assert line.ref in text
        assert said(line.sentence) in text
