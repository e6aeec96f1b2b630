"""The risk report, read back: page one, bookmarks, links, edges, blocks that stay together, and text that is text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pdf_reading import MM, bookmarks, fonts, glyphs, links, page_of, said, sizes, texts

from app import entities, risks
from app import model as m
from app.document import Document
from exporters.closing import offers
from exporters.registry import Options, Page, export
from tests.exporters.conftest import NOW

NASTY = "<b>R&D</b> <img src=x> =1+1"


def printed(document: Document, folder: Path, **chosen: object) -> bytes:
    return export(document, "risk-report", folder / "risks.pdf", Options(**chosen)).path.read_bytes()  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def report(sample_path: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The report of the whole sample session."""
    with Document.open(sample_path, clock=lambda: NOW, who="Tomasz Orlewin", read_only=True) as document:
        return printed(document, tmp_path_factory.mktemp("report"))


@pytest.fixture
def open_sample(sample_path: Path, tmp_path: Path) -> Iterator[Document]:
    """The sample session to change."""
    path = tmp_path / "mine.foreshock"
    shutil.copy(sample_path, path)
    with Document.open(path, clock=lambda: NOW, who="Tomasz Orlewin") as document:
        yield document


def test_the_board_reads_one_page(report: bytes) -> None:
    board = said(texts(report)[0])
    assert "10 of 16 risks are above appetite; all of them have an open action or a valid acceptance." in board
    assert "Treatment is to bring 5 of 10 risks above appetite back within it" in board
    assert "To be decided" in board
    assert "A room voted on every risk." in board
    assert said(texts(report)[1]).count("Contents") == 1


def test_bookmarks_are_two_levels_deep_with_a_block_for_every_risk(report: bytes) -> None:
    marks = bookmarks(report)
    assert {level for level, _, _ in marks} == {0, 1}
    assert sum(title.startswith("R-0") for _, title, _ in marks) == 16
    wanted = ("For the board", "Contents", "Heat maps", "Above appetite, and what is done", "Risk by risk",
              "What a year may cost", "Method and scales", "Index by owner")  # fmt: skip
    top = [title for level, title, _ in marks if level == 0]
    assert [title for title in top if title in wanted] == list(wanted)


def test_contents_and_index_lead_to_the_pages_that_they_name(report: bytes) -> None:
    live = links(report)
    pages = {title: page for _, title, page in bookmarks(report)}
    reached = {target for page, target in live if page == 2}
    assert {pages["Heat maps"], pages["Method and scales"], pages["Index by owner"]} <= reached
    index = page_of(report, "Index by owner")
    assert "Priya Ramanuth 4 risks, 2 above appetite" in index
    risk = next(title for title in pages if title.startswith("R-014"))
    assert f"A-10, 10 Sep 2026, 5 days late {pages[risk]}" in index.replace("\N{NO-BREAK SPACE}", " ")


def test_a_block_tells_cause_levels_votes_dissent_treatment_and_review(report: bytes) -> None:
    title = next(title for _, title, _ in bookmarks(report) if title.startswith("R-009"))
    page = page_of(report, title).replace("\N{NO-BREAK SPACE}", " ")
    assert "Because The wholesale licence names two responsible persons" in page
    assert "L 3 Possible · I 5 Severe" in page
    assert "Likelihood: Not agreed" in page
    assert "9 votes, median 3, spread 4, from 1 to 5" in page
    assert "Likelihood 5 (Quality): Two of us share one holiday pattern" in page
    assert "reduce, target Moderate by 4 Nov 2026" in page
    assert "Contract a third responsible person Henrik Stålvind 4 Nov 2026 open" in page


def test_every_page_has_its_edges_and_nothing_lies_outside_them(report: bytes) -> None:
    found = texts(report)
    for number, text in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in said(text)
        assert "INTERNAL" in text
        assert "Risk report · as of 15 Sep 2026" in said(text)
    width, height = sizes(report)[0]
    assert all(one.left >= 22 * MM - 1 and one.right <= width - 18 * MM + 1 for one in glyphs(report))
    assert all(one.bottom >= 0 and one.top <= height for one in glyphs(report))
    assert all(fonts(report).values())


def test_letter_has_the_same_pages_within_its_own_edges(sample: Document, tmp_path: Path) -> None:
    letter = printed(sample, tmp_path, page=Page.LETTER)
    assert sizes(letter)[0] == (612, 792)
    assert all(one.right <= 612 - 18 * MM + 1 for one in glyphs(letter))
    assert "10 of 16 risks are above appetite" in said(texts(letter)[0])


def test_the_file_tells_title_author_and_language_and_nothing_of_the_machine(report: bytes, tmp_path: Path) -> None:
    path = tmp_path / "read.pdf"
    path.write_bytes(report)
    with pikepdf.open(path) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Risk report: Quellmark Health Logistics"
        assert str(pdf.docinfo["/Author"]) == "Tomasz Orlewin"
        assert str(pdf.Root["/Lang"]) == "en"
        told = " ".join(str(value) for value in pdf.docinfo.values())
    assert "reportlab" not in told.casefold()
    assert str(Path.home()) not in told


def test_user_text_is_text_and_a_hidden_risk_is_nowhere(open_sample: Document, tmp_path: Path) -> None:
    key = next(row.id for row in open_sample.all(m.Entity) if row.ref == "R-004")
    gone = next(row.id for row in open_sample.all(m.Entity) if row.ref == "R-001")
    entities.set_fields(open_sample, m.Risk, key, {"event": NASTY, "cause": f"{NASTY}\nsecond line"})
    entities.set_field(open_sample, m.Risk, gone, "hidden", True)
    whole = said(" ".join(texts(printed(open_sample, tmp_path))))
    assert f"R-004 {NASTY}" in whole
    assert "Ransomware encrypts" not in whole


def test_a_very_long_cause_and_forty_actions_lose_nothing(open_sample: Document, tmp_path: Path) -> None:
    from app import programme

    key = next(row.id for row in open_sample.all(m.Entity) if row.ref == "R-004")
    words = " ".join(f"word{n}" for n in range(1200))
    entities.set_field(open_sample, m.Risk, key, "cause", words)
    for number in range(40):
        programme.add_action(open_sample, f"Step {number} of many", origin=key)
    content = printed(open_sample, tmp_path)
    whole = said(" ".join(texts(content)))
    assert all(f"Step {number} of many" in whole for number in range(40))
    assert "word0 " in whole
    assert "word1199" in whole
    assert all(one.bottom >= 0 for one in glyphs(content))


def test_a_session_without_risks_gives_one_page(session: Document, tmp_path: Path) -> None:
    content = printed(session, tmp_path)
    assert len(texts(content)) == 1
    assert "No open risk is recorded yet, so there is nothing to decide." in said(texts(content)[0])


def test_blocks_of_many_risks_are_never_split(session: Document, tmp_path: Path) -> None:
    service = next(row.id for row in session.all(m.Service))
    with session.edit("Forty risks"):
        for number in range(40):
            risks.add_risk(session, f"Event {number:02}", [service], cause=f"cause-{number:02}",
                           controls=f"controls-{number:02} " * 8, current_likelihood=1 + number % 5,
                           current_impact=1 + number % 4)  # fmt: skip
    content = printed(session, tmp_path)
    found = [said(text) for text in texts(content)]
    for number in range(40):
        (page,) = [text for text in found if f"cause-{number:02}" in text]
        assert page.count(f"controls-{number:02}") == 8


def test_the_documents_of_a_risk_workshop_offer_it(open_sample: Document) -> None:
    from app import meetings

    meeting = meetings.open_meeting(open_sample, "Workshop", "risk workshop")
    assert "risk-report" in [offer.exporter.kind for offer in offers(open_sample, meeting)]
