"""The printed plan and its first-hour card, read back: pages, arithmetic, links, margins, sealed numbers, odd sizes."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from pdf_reading import MM, bookmarks, fonts, form_fields, glyphs, links, page_of, said, sizes, texts
from sqlalchemy import select

from app import entities, planning
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.reports.plan_card import card_overflow
from exporters.registry import Options, Page, Phones, export

NASTY = "<b>R&D</b> <img src=x> =1+1"


def printed(document: Document, folder: Path, *refs: str, kind: str = "plan", **chosen: object) -> bytes:
    options = Options(refs=refs, **chosen)  # type: ignore[arg-type]
    return export(document, kind, folder / f"{kind}.pdf", options).path.read_bytes()


@pytest.fixture(scope="module")
def order_plan(sample: Document, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """PLN-001 of the sample session."""
    return printed(sample, tmp_path_factory.mktemp("plan"), "PLN-001")


@pytest.fixture(scope="module")
def pay_plan(sample: Document, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """PLN-003 of the sample session, a draft with empty parts."""
    return printed(sample, tmp_path_factory.mktemp("plan"), "PLN-003")


def plan_of(session: Document, **values: object) -> bytes:
    return entities.add(session, m.Plan, title="Small", **values)


# --- what stands in it ---


def test_page_one_says_who_decides_when_and_until_when(order_plan: bytes) -> None:
    page = said(texts(order_plan)[0])
    assert "You may start this plan if" in page
    assert "Tomasz Orlewin" in page
    assert "+353 20 910 0102" in page
    assert "no answer in 15 min → next Ingrid Vassmoor" in page
    for row in ("0–10 min", "10–20 min", "20–30 min", "30–45 min", "45–60 min"):
        assert row in page
    assert "+ 4 h: RTO ends" in page
    assert "+ 1 h 30: decide by" in page
    assert "Do not" in page
    assert "Printed copies expire 29 Jan 2027" in page


def test_the_time_line_names_the_slack(order_plan: bytes) -> None:
    """60 minutes = RTO 240 − allowance 30 − steps 150 (``sample_session.md`` §10)."""
    assert "Order intake: 60 minutes of slack" in said(" ".join(texts(order_plan)))
    assert "Cold-chain monitoring: 20 minutes of slack" in said(" ".join(texts(order_plan)))


def test_every_service_has_its_steps_in_recovery_order(order_plan: bytes) -> None:
    titles = [title for level, title, _ in bookmarks(order_plan) if level == 0 and title.startswith("Steps: ")]
    assert [title.removeprefix("Steps: ") for title in titles] == [
        "Cold-chain monitoring", "Order intake", "Warehouse picking and dispatch", "Contact centre",
        "Route planning and driver app", "Batch release and recall",
    ]  # fmt: skip


def test_the_steps_say_by_when_they_end_and_what_if_not(order_plan: bytes) -> None:
    page = page_of(order_plan, "Steps: Order intake")
    assert re.search(r"together with 6 Start paper orders, hospitals first .*Done when: first order read back", page)
    assert "T+3 h" in page
    assert "If step 7 is not finished by T+3 h: call Continuity lead, go to the workaround, page" in page


def test_steps_never_tried_are_listed(order_plan: bytes) -> None:
    assert "Steps never tried in a test: 8, 9." in said(texts(order_plan)[-1] + texts(order_plan)[-2])


def test_the_single_point_of_failure_is_named(order_plan: bytes) -> None:
    page = page_of(order_plan, "What it stands on")
    assert "CMP-13 Storage array Brenholt alone stops Order intake; single points too: CMP-28" in page


def test_empty_parts_say_so_with_the_name_of_the_owner(pay_plan: bytes) -> None:
    whole = said(" ".join(texts(pay_plan)))
    assert "16 of 20 parts; missing:" in whole
    for part in ("When to stand down", "External message", "Escalation path", "Checking the data"):
        assert f"Not yet recorded: {part}. Owner: Chidi Umenta" in whole
    assert all("Draft, not approved" in said(text) for text in texts(pay_plan))


def test_a_retired_component_is_printed_as_retired(sample: Document, tmp_path: Path) -> None:
    assert "CMP-30 Tape library was retired" in said(" ".join(texts(printed(sample, tmp_path, "PLN-002"))))


def test_known_placeholders_are_filled_and_unknown_ones_are_gaps(order_plan: bytes) -> None:
    page = said(next(text for text in texts(order_plan) if "Reply 1 coming, 2 cannot" in text))
    assert "Quellmark Health Logistics CONTINUITY" in page
    assert "Lead: Tomasz Orlewin +353 20 910 0102." in page
    assert "{" not in page
    assert "time of loss" in page


# --- how it is made ---


def test_contents_and_card_point_at_the_right_pages(order_plan: bytes) -> None:
    pages = {title: page for level, title, page in bookmarks(order_plan) if level == 0}
    found = [said(text) for text in texts(order_plan)]
    assert re.search(
        rf"Full steps page {pages['Steps: Cold-chain monitoring']} · call list page {pages['Call list']} ", found[0]
    )
    contents = next(text for text in found if "Contents First-hour card" in text)
    assert f"Incident log {pages['Incident log']}" in contents
    for title, page in pages.items():
        if title != "First-hour card":
            assert title in found[page - 1]
    targets = {target for _, target in links(order_plan)}
    assert set(pages.values()) <= targets
    assert {level for level, _, _ in bookmarks(order_plan)} == {0, 1}


def test_every_page_has_its_header_and_footer(order_plan: bytes) -> None:
    found = [said(text) for text in texts(order_plan)]
    for number, text in enumerate(found, 1):
        assert "From order to delivery · version 2.0" in text
        assert "INTERNAL" in text
        assert f"Page {number} of {len(found)}" in text
        assert "Quellmark Health Logistics · Phones: all" in text
        assert "Foreshock 15 Sep 2026" in text


@pytest.mark.parametrize("page", [Page.A4, Page.LETTER])
def test_nothing_lies_outside_the_margins(sample: Document, tmp_path: Path, page: Page) -> None:
    content = printed(sample, tmp_path, "PLN-001", page=page)
    width, height = sizes(content)[0]
    assert (round(width / MM), round(height / MM)) == ((210, 297) if page is Page.A4 else (216, 279))
    for glyph in glyphs(content):
        assert glyph.left >= 22 * MM - 1, glyph
        assert glyph.right <= width - 18 * MM + 1, glyph
        assert glyph.top <= height - 8 * MM, glyph
        assert glyph.bottom >= 8 * MM, glyph


def test_lines_of_text_do_not_overlap(order_plan: bytes) -> None:
    """Two characters of one page never lie on each other."""
    taken: dict[tuple[int, int, int], str] = {}
    for glyph in glyphs(order_plan):
        if glyph.right - glyph.left < 1.5 or glyph.top - glyph.bottom < 1.5:
            continue
        middle = (glyph.page, round((glyph.left + glyph.right) / 2), round((glyph.bottom + glyph.top) / 2))
        assert middle not in taken, (glyph, taken[middle])
        taken[middle] = glyph.character


def test_on_the_card_no_letter_is_smaller_than_nine_points(order_plan: bytes) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(order_plan)
    page = document[0]
    height = page.get_height()
    small = [
        size for thing in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
        if 30 * MM < thing.get_bounds()[1] < height - 25 * MM and (size := _size(thing)) < 8.99
    ]  # fmt: skip
    document.close()
    assert small == []


def _size(thing: object) -> float:
    import ctypes

    import pypdfium2

    size = ctypes.c_float()
    assert pypdfium2.raw.FPDFTextObj_GetFontSize(thing, size)
    return size.value


def test_ticks_and_times_can_be_filled_in_on_a_screen(order_plan: bytes) -> None:
    fields = form_fields(order_plan)
    for number in range(1, 11):
        assert fields[f"step{number}.done"] == "/Btn"
        assert fields[f"step{number}.start"] == fields[f"step{number}.end"] == "/Tx"


def test_fonts_are_embedded_and_properties_are_the_users(order_plan: bytes, sample: Document) -> None:
    assert all(fonts(order_plan).values())
    from io import BytesIO

    with pikepdf.open(BytesIO(order_plan)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Continuity plan: From order to delivery"
        assert str(pdf.docinfo["/Author"]) == "Tomasz Orlewin"
        assert str(pdf.Root.Lang) == "en"


def test_the_same_session_gives_the_same_bytes(sample: Document, tmp_path: Path) -> None:
    assert printed(sample, tmp_path, "PLN-002") == printed(sample, tmp_path, "PLN-002")


# --- options ---


def test_a_sealed_copy_carries_no_personal_number_and_no_name_on_its_lists(sample: Document, tmp_path: Path) -> None:
    content = printed(sample, tmp_path, "PLN-001", phones=Phones.NONE)
    whole = said(" ".join(texts(content)))
    people = [row for row in sample.all(m.Person) if row.phone]
    assert people
    for row in people:
        assert row.phone not in whole
        assert row.second_phone not in whole
    lists = said(" ".join(text for text in texts(content) if "Call list" in text or "Authority in this plan" in text))
    assert "see sealed list" in lists
    assert "Grace Okonjo-Hale" not in lists
    assert "Phones: none" in whole


def test_duty_numbers_are_the_first_ones_of_those_on_duty(sample: Document, tmp_path: Path) -> None:
    whole = said(" ".join(texts(printed(sample, tmp_path, "PLN-001", phones=Phones.DUTY))))
    assert "+353 20 910 0102" in whole
    assert "+353 20 910 0202" not in whole


def test_services_name_the_plans_that_cover_them(sample: Document, tmp_path: Path) -> None:
    assert "Payroll through the pay run" in texts(printed(sample, tmp_path, "SVC-008"))[0]
    with pytest.raises(UserError, match="No plan covers"):
        printed(sample, tmp_path, "SVC-013")


def test_several_plans_begin_on_odd_pages_each_under_its_own_header(sample: Document, tmp_path: Path) -> None:
    content = printed(sample, tmp_path)
    found = [said(text) for text in texts(content)]
    firsts = [number for number, text in enumerate(found, 1) if "You may start this plan if" in text]
    assert len(firsts) == 3
    assert all(number % 2 for number in firsts)
    assert "Core IT recovery · version 1.3" in found[firsts[1]]
    assert {page for level, _, page in bookmarks(content) if level == 0} >= set(firsts)


def test_the_card_alone_is_one_page_per_plan(sample: Document, tmp_path: Path) -> None:
    assert len(texts(printed(sample, tmp_path, "PLN-001", kind="first-hour-card"))) == 1
    assert len(texts(printed(sample, tmp_path, kind="first-hour-card"))) == 3
    assert len(texts(printed(sample, tmp_path, "PLN-001", kind="first-hour-card", page=Page.LETTER))) == 1


# --- odd sizes ---


def test_a_plan_with_nothing_but_a_title(session: Document, tmp_path: Path) -> None:
    plan_of(session)
    found = [said(text) for text in texts(printed(session, tmp_path))]
    whole = " ".join(found)
    assert "Not yet recorded: triggers." in found[0]
    for part in ("Recovery steps", "Roles and contacts", "Trigger conditions", "Services and their targets"):
        assert f"Not yet recorded: {part}. Owner: nobody yet" in whole
    assert "You may start this plan if" in found[0]
    assert "Document" in found[1]


@pytest.mark.parametrize("steps", [0, 1, 200])
def test_steps_in_any_number(session: Document, tmp_path: Path, steps: int) -> None:
    plan = plan_of(session, allowance=30)
    service = session.scalar(select(m.Service.id).order_by(m.Service.name))
    entities.add(session, m.PlanService, plan_id=plan, service_id=service)
    with session.edit("Steps"):
        before: list[bytes] = []
        for number in range(steps):
            step = planning.add_step(
                session, plan, f"Do thing number {number + 1} of many", service_id=service, minutes=5, after=before,
                done_when="it is seen to be done, by two people who write it down in the log",
            )  # fmt: skip
            before = [step] if number % 3 else before
    content = printed(session, tmp_path)
    pages = [said(text) for text in texts(content)]
    for number in range(1, steps + 1):
        holding = [text for text in pages if f"Do thing number {number} of many" in text]
        assert len(holding) == 1
    done = sum(
        text.count("Done when: it is seen to be done, by two people who write it down in the log") for text in pages
    )
    assert done == steps
    heads = [text for text in pages if "Do thing number" in text]
    assert all("No Step Who Takes By Start End" in text for text in heads)


def test_a_note_of_ten_thousand_characters_is_printed_whole(session: Document, tmp_path: Path) -> None:
    plan = plan_of(session, purpose="purposeful " * 900, workaround="bypassing " * 900)
    planning.add_step(session, plan, "Read the note", notes="noteworthy " * 900, minutes=5)
    whole = " ".join(texts(printed(session, tmp_path)))
    assert [whole.count(word) for word in ("purposeful", "bypassing", "noteworthy")] == [900, 900, 900]


def test_the_card_is_one_page_whatever_is_in_it(session: Document, tmp_path: Path) -> None:
    plan = plan_of(session, bridge_number="9" * 200, bridge_code="8" * 90, offline_places="Safe " * 1_000)
    entities.set_field(session, m.Plan, plan, "title", "A very long title " * 20)
    with session.edit("Fill"):
        for number in range(12):
            person = entities.add(session, m.Person, name=f"Person {number} " + "Long" * 20, role="Role " * 40,
                                  phone="+353 20 910 0199", second_phone="+353 20 910 0299")  # fmt: skip
            entities.add(session, m.Invoker, plan_id=plan, person_id=person, position=number)
            service = entities.add(session, m.Service, name=f"Service {number} " + "word " * 20, rto=60 * (number + 1))
            entities.add(session, m.PlanService, plan_id=plan, service_id=service, position=number)
            for model in (m.Trigger, m.DoNot):
                entities.add(session, model, plan_id=plan, text=f"line{number} " + "words " * 60, position=number)
            entities.add(session, m.FirstHour, plan_id=plan, from_minute=5 * number, to_minute=5 * number + 5,
                         text=f"hour{number} " + "words " * 60, who="Somebody with a long role")  # fmt: skip
    card = texts(printed(session, tmp_path, kind="first-hour-card"))
    assert len(card) == 1
    assert "7 more in the plan" in said(card[0])
    assert "this plan without network:" in said(card[0])
    whole = texts(printed(session, tmp_path))
    assert re.search(r"7 more on page \d", said(whole[0]))
    assert "Document" in whole[1]
    everything = said(" ".join(whole[1:]))
    for number in range(12):
        assert f"line{number} words" in everything
        assert f"hour{number} words" in everything
    assert len(card_overflow(planning.read_plan(session, plan))) == 4


def test_names_and_markup_print_as_they_are(session: Document, tmp_path: Path) -> None:
    plan = plan_of(session, purpose=NASTY, bridge_number=NASTY, offline_places=NASTY, deactivation=NASTY)
    entities.set_field(session, m.Plan, plan, "title", f"Łódź {NASTY}")
    person = entities.add(session, m.Person, name="Øystein Nguyễn", role=NASTY, phone="+1 <2>")
    service = entities.add(session, m.Service, name=f"Łódź {NASTY}", rto=60, owner_id=person)
    entities.add(session, m.PlanService, plan_id=plan, service_id=service)
    entities.add(session, m.PlanRole, plan_id=plan, name=NASTY, primary_id=person)
    entities.add(session, m.Notice, plan_id=plan, title=NASTY, text=NASTY + " {gap} {} }{")
    for model in (m.Trigger, m.DoNot, m.DataCheck):
        entities.add(session, model, plan_id=plan, text=NASTY)
    planning.add_step(session, plan, NASTY, service_id=service, done_when=NASTY, notes=NASTY, question=NASTY)
    content = printed(session, tmp_path)
    whole = said(" ".join(texts(content)))
    assert whole.count("<img src=x>") >= 15
    assert "Øystein Nguyễn" in whole
    assert any(f"Łódź {NASTY}" in title for _, title, _ in bookmarks(content))


def test_a_drafted_plan_prints_without_a_blank_heading(sample_path: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy.foreshock"
    shutil.copy(sample_path, copy)
    with Document.open(copy) as document:
        services = [row.id for row in document.all(m.Service)][:3]
        planning.draft_plan(document, "Drafted", services)
        found = texts(printed(document, tmp_path, "PLN-004"))
    assert "Drafted" in found[0]
    assert all(len(said(text)) > 120 for text in found)
