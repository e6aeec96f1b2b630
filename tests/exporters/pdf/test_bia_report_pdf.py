"""The BIA report, read back: what the board reads first, every service with its reasons, and what is still missing."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pdf_reading import MM, bookmarks, fonts, glyphs, links, page_of, said, sizes, texts

from app import entities, interviews
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.reports.bia_reading import read_bia
from exporters.registry import Options, Page, Phones, export
from tests.exporters.conftest import NOW

NASTY = "<b>R&D</b> <img src=x> =1+1"


def printed(document: Document, folder: Path, *refs: str, **chosen: object) -> bytes:
    options = Options(refs=refs, **chosen)  # type: ignore[arg-type]
    return export(document, "bia-report", folder / "report.pdf", options).path.read_bytes()


def key_of(document: Document, ref: str) -> bytes:
    return next(row.id for row in document.all(m.Entity) if row.ref == ref)


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


# --- page one ---


def test_the_board_reads_what_comes_first_what_it_costs_and_what_is_asked(report: bytes) -> None:
    board = said(texts(report)[0])
    assert "Network and name service must be back first, within 30 min" in board
    assert "5 of 13 rated services (38 %) stand in the top tiers 0 and 1; 10 count as critical." in board
    assert "after 4 h: Network and name service, Identity and sign-on, Cold-chain monitoring." in board
    assert "The costliest hour is one without Warehouse picking and dispatch: likely EUR 50 000, up to EUR 110" in board
    assert "Warehouse picking and dispatch Operational after 8 h Tier 1 4 h 8 h EUR 800 000" in board
    assert "three days without Warehouse picking and dispatch likely come to EUR 2.4 m" in board
    assert "EUR 2.1 m Order intake" in board
    assert "Training and licence records (Noor van Terveld)" in board
    assert "4 open contradictions in Order intake, Payroll." in board
    assert "4 targets above what is there today: Contact centre, Finance and stock ledger (ERP)" in board


def test_the_board_counts_what_is_approved_as_it_stands(open_sample: Document, tmp_path: Path) -> None:
    content = read_bia(open_sample)
    valid = sum(one.approved for one in content.services)
    told = said(texts(printed(open_sample, tmp_path))[0])
    assert f"{valid} of 14 analyses are approved as they stand" in told
    entities.set_field(open_sample, m.Service, key_of(open_sample, "SVC-006"), "rpo", "3h")
    told = said(texts(printed(open_sample, tmp_path))[0])
    assert f"{valid - 1} of 14 analyses are approved as they stand" in told
    assert "Changed since approval: " in told


def test_page_one_counts_what_is_missing_and_the_page_told_lists_it(report: bytes) -> None:
    found = re.search(r"Not yet recorded: (\d+) parts of 1 analysis, page (\d+)", said(texts(report)[0]))
    assert found is not None
    page = said(texts(report)[int(found[2]) - 1])
    assert "What is still missing" in page
    lines = page.split("What is still missing")[1]
    assert lines.count("Not yet recorded: ") == int(found[1]) == 14
    assert "Not yet recorded: 40 of 56 impact cells. Owner: Noor van Terveld" in lines
    assert "Not yet recorded: RTO. Owner: Noor van Terveld" in lines


# --- the pages after ---


def test_method_names_scale_anchors_thresholds_and_tiers(report: bytes) -> None:
    whole = page_of(report, "Method and scales") + said(" ".join(texts(report)[2:4]))
    assert "cumulative, the outage beginning at the worst moment, without any workaround" in whole
    assert "Safety intolerable from 3" in whole
    assert "EUR 8.2 m to 20.5 m" in whole
    assert whole.count("EUR 410 000)") == 1
    assert "Asked after: 1 h, 4 h, 8 h, 24 h, 3 d, 1 w, 2 w, 1 m." in whole
    assert "1 Tier 1 yes 4 h 1 h" in whole


def test_services_stand_in_the_order_of_their_urgency_with_their_pages(report: bytes) -> None:
    pages = {title.partition(" ")[0]: page for _, title, page in bookmarks(report) if title.startswith("SVC-")}
    priority = page_of(report, "Services by priority")
    order = re.findall(r"(SVC-\d{3}) ·", priority)
    assert order[:5] == ["SVC-002", "SVC-001", "SVC-005", "SVC-003", "SVC-004"]
    assert order[-2:] == ["SVC-013", "SVC-014"]
    row = re.search(r"SVC-008 · Chidi Umenta Staff after 3 d 2 24 h 8 h 24 h 95 % (\d+)", priority)
    row = row or re.search(r"Payroll .*? Staff after 3 d 2 24 h 8 h 24 h 95 % (\d+)", priority)
    assert row is not None
    assert int(row[1]) == pages["SVC-008"]


def test_a_service_has_grid_targets_with_reasons_and_what_it_stands_on(report: bytes) -> None:
    start = next(page for _, title, page in bookmarks(report) if title.startswith("SVC-012"))
    pages = said(" ".join(texts(report)[start - 1 : start + 2]))
    assert "Operational, from 4 1 1 1 1 2 4 4 5 1 w" in pages
    assert "RTO 3 d 2 d Manufacturers' order window closes on Thursdays" in pages
    assert "Operational reaches level 4 after 1 w; intolerable from level 4." in pages
    assert "Finance and stock ledger (ERP) service necessary 8 h" in pages
    assert "E-mail and collaboration service useful 3 d" in pages
    assert "There today: 24 h estimated" in pages
    assert "Interviewed: Samuel Abotsi-Wren" in pages


def test_findings_and_waivers_come_with_reason_person_and_end(report: bytes) -> None:
    page = page_of(report, "Open findings and waivers")
    assert "Order intake must be back in 4 h but needs Finance and stock ledger (ERP), which returns in 8 h." in page
    assert "Wagefern promises 48 h; Payroll needs 24 h." in page
    assert "PLN-002 Core IT recovery" in page
    assert "Paper routes hold three days; the second appliance is budgeted. Ingrid Vassmoor 12 Feb 2027" in page
    assert page.count("Route planner alone can stop") == 0


def test_it_tells_who_was_interviewed_when(report: bytes) -> None:
    page = page_of(report, "Who was interviewed")
    assert "SVC-014 Training and licence records Noor van Terveld 13 Sep 2026 Interview: Training" in page
    assert "SVC-012 Purchasing Samuel Abotsi-Wren 31 Aug 2025 Interview: Purchasing 34" in page


def test_departments_are_compared_in_the_whole_report_only(report: bytes, sample: Document, tmp_path: Path) -> None:
    page = page_of(report, "Calibration across departments")
    assert "38 %, 5 of 13" in page
    assert "Warehouse and transport" in page
    limited = page_of(printed(sample, tmp_path, "SVC-003"), "Calibration across departments")
    assert "limited to some services" in limited
    assert "Warehouse and transport" not in limited


def test_a_limited_report_holds_the_chosen_services_alone(sample: Document, tmp_path: Path) -> None:
    content = printed(sample, tmp_path, "SVC-008", "SVC-003")
    titles = [title for _, title, _ in bookmarks(content) if title.startswith("SVC-")]
    assert titles == ["SVC-003 Order intake", "SVC-008 Payroll"]
    assert "limited to 2 services" in said(texts(content)[0])
    whole = said(" ".join(texts(content)))
    assert "Route planning" not in whole
    with pytest.raises(UserError, match="MTG-001"):
        printed(sample, tmp_path, "MTG-001")


def test_dissent_is_told_by_role(open_sample: Document, tmp_path: Path) -> None:
    whole = said(" ".join(texts(printed(open_sample, tmp_path, "SVC-003"))))
    assert "Who would disagree: Warehouse thinks that eight hours are too generous" in whole


def test_notes_of_cells_are_numbered(open_sample: Document, tmp_path: Path) -> None:
    key = key_of(open_sample, "SVC-013")
    line = interviews.grid(open_sample, key).lines[1]
    horizon = interviews.grid(open_sample, key).horizons[4]
    interviews.score(open_sample, key, line.key, horizon.key, 2, "the board <asks>")  # type: ignore[attr-defined]
    whole = said(" ".join(texts(printed(open_sample, tmp_path, "SVC-013"))))
    assert "1 Customer, 3 d: the board <asks>" in whole


# --- form ---


def test_bookmarks_are_two_levels_deep_and_links_are_live(report: bytes) -> None:
    marks = bookmarks(report)
    assert {level for level, _, _ in marks} == {0, 1}
    parent = next(at for at, (_, title, _) in enumerate(marks) if title == "Services by priority")
    children = [title for level, title, _ in marks[parent + 1 :] if level == 1 and title.startswith("SVC-")]
    assert len(children) == 14
    pages = len(texts(report))
    live = links(report)
    assert all(1 <= target <= pages for _, target in live)
    assert {target for page, target in live if page == 2} >= {
        page for _, title, page in marks if title == "Who was interviewed"
    }


def test_every_page_has_its_edges_inside_the_margins_and_fonts_are_embedded(report: bytes) -> None:
    found = texts(report)
    for number, text in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in said(text)
        assert "INTERNAL" in text
        assert "BIA report · as of 15 Sep 2026" in said(text)
        assert "Phones: all" in said(text)
    boxes = glyphs(report)
    assert min(one.left for one in boxes) >= 22 * MM - 1
    assert max(one.right for one in boxes) <= (210 - 18) * MM + 1
    assert min(one.bottom for one in boxes) > 5 * MM
    assert all(fonts(report).values())


def test_no_heading_stands_alone_at_the_foot_of_a_page(report: bytes) -> None:
    heads = ("Targets", "Cost of waiting", "Dependencies", "Workaround and data", "Resources", "Vital records",
             "Obligations", "Key people and cover", "Past outages", "Approval", "Impact over time")  # fmt: skip
    for text in texts(report):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        foot = next(at for at, line in enumerate(lines) if "Phones: all" in line)
        assert lines[foot - 1] not in heads


def test_properties_name_people_and_no_machine(report: bytes, sample: Document, tmp_path: Path) -> None:
    with pikepdf.open(_stored(report, tmp_path)) as pdf:
        told = {name: str(value) for name, value in pdf.docinfo.items()}
        assert told["/Title"] == "BIA report: Quellmark Health Logistics"
        assert told["/Author"] == "Tomasz Orlewin"
        assert told["/Producer"] == told["/Creator"] == "Foreshock"
        assert str(pdf.Root.Lang) == "en"
    assert printed(sample, tmp_path) == report


def _stored(content: bytes, folder: Path) -> Path:
    path = folder / "stored.pdf"
    path.write_bytes(content)
    return path


def test_phones_paper_and_language_are_as_chosen(sample: Document, tmp_path: Path) -> None:
    content = printed(sample, tmp_path, "SVC-003", phones=Phones.NONE, page=Page.LETTER, language="de")
    assert "+353" not in " ".join(texts(content))
    assert "Phones: none" in said(texts(content)[0])
    assert all(one == pytest.approx((215.9 * MM, 279.4 * MM), abs=0.5) for one in sizes(content))
    with pikepdf.open(_stored(content, tmp_path)) as pdf:
        assert str(pdf.Root.Lang) == "de"


def test_the_sample_takes_less_than_three_seconds(sample: Document, tmp_path: Path) -> None:
    printed(sample, tmp_path)
    start = time.process_time()
    printed(sample, tmp_path)
    assert time.process_time() - start < 3


# --- odd sizes ---


def test_without_a_service_the_report_says_so(session: Document, tmp_path: Path) -> None:
    entities.delete(session, [row.id for row in session.all(m.Service)])
    found = [said(text) for text in texts(printed(session, tmp_path))]
    assert "No service is recorded yet, so there is nothing to decide." in found[0]
    whole = " ".join(found)
    assert "No service is recorded yet." in whole
    assert "Nobody was interviewed yet." in whole


def test_a_service_with_nothing_but_a_name(session: Document, tmp_path: Path) -> None:
    entities.delete(session, [row.id for row in session.all(m.Service)])
    entities.add(session, m.Service, name="Łódź Nguyễn")
    found = [said(text) for text in texts(printed(session, tmp_path))]
    assert "No recovery time is agreed yet; 0 of 1 analyses are approved as they stand." in found[0]
    assert "Draft, not approved" in found[0]
    whole = " ".join(found)
    for part in ("purpose", "owner", "loss over time", "dependencies", "resources", "MTPD", "approval"):
        assert f"Not yet recorded: {part}. Owner: nobody yet" in whole
    assert "56 of 56 impact cells" in whole


def test_two_hundred_services_are_all_there(session: Document, tmp_path: Path) -> None:
    document = session
    document.hurry()
    with document.edit("Many"):
        for number in range(200):
            entities.add(document, m.Service, name=f"Service number {number}.", rto=60 + number, mtpd=600 + number)
    content = printed(document, tmp_path)
    marks = [title for level, title, _ in bookmarks(content) if level == 1 and title.startswith("SVC-")]
    assert len(marks) == 202
    pages = [said(text) for text in texts(content)]
    assert "196 more services on page" in pages[0]
    lists = [text for text in pages if "Intolerable first Tier RTO MTPD" in text]
    assert sum(text.count("Service number ") for text in lists) >= 200
    assert len(lists) > 5  # the heading is repeated


def test_notes_of_ten_thousand_characters_are_printed_whole(session: Document, tmp_path: Path) -> None:
    key = next(row.id for row in session.all(m.Service))
    interviews.open_interview(session, key)
    words = {"purpose": "purposeful", "supports": "supportive", "wa_text": "bypassing", "dissent": "dissenting",
             "mtpd_note": "irreversible", "changes": "changing"}  # fmt: skip
    entities.set_fields(session, m.Bia, key, {name: f"{word} " * 900 for name, word in words.items()})
    whole = " ".join(texts(printed(session, tmp_path)))
    assert [whole.count(word) for word in words.values()] == [900] * len(words)


def test_names_and_markup_print_as_they_are(session: Document, tmp_path: Path) -> None:
    key = next(row.id for row in session.all(m.Service))
    interviews.open_interview(session, key)
    entities.set_field(session, m.Service, key, "name", f"Łódź {NASTY}")
    entities.set_fields(session, m.Bia, key, {"purpose": NASTY, "reactions": NASTY, "recon_check": NASTY})
    for model, name in ((m.Obligation, "name"), (m.VitalRecord, "name"), (m.KeyRole, "role"), (m.Peak, "name")):
        entities.add(session, model, service_id=key, **{name: NASTY})
    entities.add(session, m.PastOutage, service_id=key, harm=NASTY, occurred_on=date(2026, 1, 2))
    content = printed(session, tmp_path)
    whole = said(" ".join(texts(content)))
    assert whole.count(NASTY) >= 10
    assert any(NASTY in title for _, title, _ in bookmarks(content))
