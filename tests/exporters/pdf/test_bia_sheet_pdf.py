"""The owner's BIA sheet, read back: two pages per service whatever is in it, nothing of others, a line to sign on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdf_reading import MM, bookmarks, fonts, form_fields, glyphs, said, sizes, texts

from app import entities, interviews, network
from app import model as m
from app.document import Document
from app.i18n import UserError
from exporters.registry import Options, Page, Phones, export

NASTY = "<b>R&D</b> <img src=x> =1+1"
NOTE = "noteworthy " * 900


def printed(document: Document, folder: Path, *refs: str, **chosen: object) -> bytes:
    options = Options(refs=refs, **chosen)  # type: ignore[arg-type]
    return export(document, "bia-sheet", folder / "sheet.pdf", options).path.read_bytes()


def key_of(document: Document, ref: str) -> bytes:
    return next(row.id for row in document.all(m.Entity) if row.ref == ref)


@pytest.fixture(scope="module")
def orders(sample_path: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The two pages of Order intake of the sample session."""
    return [said(text) for text in texts(_of_sample(sample_path, tmp_path_factory, "SVC-003"))]


def _of_sample(path: Path, factory: pytest.TempPathFactory, *refs: str) -> bytes:
    from tests.exporters.conftest import NOW

    with Document.open(path, clock=lambda: NOW, who="Tomasz Orlewin", read_only=True) as document:
        return printed(document, factory.mktemp("sheet"), *refs)


@pytest.fixture
def open_sample(sample_path: Path, tmp_path: Path) -> Iterator[Document]:
    """The sample session to change."""
    from tests.exporters.conftest import NOW

    path = tmp_path / "mine.foreshock"
    shutil.copy(sample_path, path)
    with Document.open(path, clock=lambda: NOW, who="Tomasz Orlewin") as document:
        yield document


# --- what stands in it ---


def test_page_one_is_what_the_service_is_its_grid_and_its_targets(orders: list[str]) -> None:
    front = orders[0]
    assert "SVC-003 Order intake" in front
    assert "owner Grace Okonjo-Hale · deputy Marta Sólveigs · Tier 1" in front
    assert "Next-day delivery; hospitals' emergency orders" in front
    assert "Order intake becomes intolerable between 4 h and 8 h: Customer" in front
    assert "Customer, from 4 1 2 4 4 5 5 5 5 8 h" in front
    assert "MTPD 8 h 8 h As proposed. Grace Okonjo-Hale, 13 Aug 2025" in front
    assert "Customer reaches level 4 after 8 h; intolerable from level 4." in front
    assert "Monday evening Monday 16:00–20:00 8 h" in front


def test_page_two_is_what_it_costs_stands_on_and_needs(orders: list[str]) -> None:
    back = orders[1]
    assert "Waiting for the RTO of 4 h costs EUR 180 000, to the MTPD of 8 h EUR 360 000" in back
    assert "Order portal web A / Order portal web B 1 of 2 needed" in back
    assert "E-mail and collaboration useful" in back
    assert "starts after 30 min, carries 30 %, holds for 12 h" in back
    assert "Order desk clerks people 8 14 18" in back
    assert "Standing orders of hospitals: Printed weekly, order desk at Askeby" in back
    assert "98 % of hospital orders delivered before 10:00, within 24 h" in back
    assert "EDI specialist Priya Ramanuth" in back
    assert "which alone can stop Order intake" in back
    assert "Warehouse thinks that eight hours are too generous" in back


def test_every_service_in_use_gets_two_pages(sample: Document, tmp_path: Path) -> None:
    content = printed(sample, tmp_path)
    marks = bookmarks(content)
    assert len(texts(content)) == 2 * len(marks) == 28
    assert [page for _, _, page in marks] == list(range(1, 28, 2))
    assert marks[0][1] == "SVC-001 Identity and sign-on"


def test_a_service_that_is_named_gets_its_two_pages_alone(sample: Document, tmp_path: Path) -> None:
    assert len(texts(printed(sample, tmp_path, "SVC-003", "SVC-008"))) == 4
    with pytest.raises(UserError, match="PLN-001"):
        printed(sample, tmp_path, "PLN-001")


def test_without_a_service_there_is_no_sheet(session: Document, tmp_path: Path) -> None:
    entities.delete(session, [row.id for row in session.all(m.Service)])
    with pytest.raises(UserError, match="no service yet"):
        printed(session, tmp_path)


# --- nothing of others ---


def test_no_target_loss_or_finding_of_another_department_stands_in_it(open_sample: Document, tmp_path: Path) -> None:
    ledger = key_of(open_sample, "SVC-007")
    odd = {"mtpd": 1261, "rto": 1213, "wrt": 41, "rpo": 1237}
    entities.set_fields(open_sample, m.Service, ledger, odd)
    entities.set_fields(open_sample, m.Bia, ledger, {"loss_likely": 7_654_321_00, "loss_high": 8_765_432_00})
    whole = said(" ".join(texts(printed(open_sample, tmp_path, "SVC-003"))))
    assert "Finance and stock ledger (ERP)" in whole
    for told in ("20 h 13", "21 h 01", "20 h 37", "7.65", "8.77"):
        assert told not in whole
    assert "Order intake must be back sooner than Finance and stock ledger (ERP), which it needs" in whole
    ledgers = said(" ".join(texts(printed(open_sample, tmp_path, "SVC-007"))))
    assert "20 h 13" in ledgers


def test_only_services_that_it_depends_on_are_named(sample: Document, tmp_path: Path) -> None:
    ref = "SVC-002"  # everything relies on the network, and it relies on no service
    whole = said(" ".join(texts(printed(sample, tmp_path, ref))))
    others = [row for row in sample.all(m.Service) if row.department_id != _department(sample, ref)]
    assert len(others) > 9
    assert [row.name for row in others if row.name in whole] == []
    assert "services of other departments" in whole


def _department(document: Document, ref: str) -> bytes:
    row = document.get(m.Service, key_of(document, ref))
    assert row is not None
    key: bytes = row.department_id
    return key


def test_who_began_to_rely_on_it_since_the_approval_is_not_named(open_sample: Document, tmp_path: Path) -> None:
    batch, report = key_of(open_sample, "SVC-012"), key_of(open_sample, "SVC-013")
    network.depend(open_sample, report, batch)
    whole = said(" ".join(texts(printed(open_sample, tmp_path, "SVC-012"))))
    assert "who relies on it" in whole
    assert "Management reporting" not in whole


# --- the signature ---


def test_an_approved_sheet_is_filled_in(open_sample: Document, tmp_path: Path) -> None:
    content = printed(open_sample, tmp_path, "SVC-006")
    back = said(texts(content)[1])
    assert "approved by Grace Okonjo-Hale" in back
    assert "in the room" in back
    assert "Version 2, approved" in back
    assert form_fields(content) == {}


def test_a_changed_analysis_says_what_changed_and_waits_for_the_next_signature(
    open_sample: Document, tmp_path: Path
) -> None:
    interviews.set_target(open_sample, key_of(open_sample, "SVC-006"), "rpo", "2h", "fewer call notes lost",
                          key_of(open_sample, "P-10"))  # fmt: skip
    content = printed(open_sample, tmp_path, "SVC-006")
    back = said(texts(content)[1])
    assert "Changed since approval of version 2 by Grace Okonjo-Hale" in back
    assert "RPO 4 h → 2 h (Grace Okonjo-Hale, 15 Sep 2026)" in back
    assert set(form_fields(content)) == {"Date SVC-006", "How SVC-006", "Signature SVC-006"}
    assert "Changed since approval of version 2" in said(texts(content)[0])


def test_an_analysis_that_nobody_approved_is_a_draft_with_lines_to_sign_on(sample: Document, tmp_path: Path) -> None:
    content = printed(sample, tmp_path, "SVC-014")
    assert all("Draft, not approved" in text for text in texts(content))
    assert "I confirm this analysis as it stands on these two pages." in texts(content)[1]
    assert "Not yet recorded: 40 of 56 impact cells. Owner: Noor van Terveld" in said(texts(content)[0])
    assert "Not yet recorded: resources. Owner: Noor van Terveld" in said(texts(content)[1])
    assert "None, as answered on 13 Sep 2026." in said(texts(content)[1])


def test_manner_and_remark_of_an_approval_are_told(open_sample: Document, tmp_path: Path) -> None:
    interviews.approve_bia(open_sample, key_of(open_sample, "SVC-012"), key_of(open_sample, "P-18"), manner="mail")
    back = said(texts(printed(open_sample, tmp_path, "SVC-012"))[1])
    assert "approved by Samuel Abotsi-Wren, 15 Sep 2026 (by mail)" in back


# --- options and form ---


def test_phones_are_printed_as_chosen(sample: Document, tmp_path: Path) -> None:
    told = {phones: said(" ".join(texts(printed(sample, tmp_path, "SVC-003", phones=phones)))) for phones in Phones}
    assert "+353 20 910 0105 +353 20 910 0205" in told[Phones.ALL]
    assert "+353 20 910 0105" in told[Phones.DUTY]
    assert "+353 20 910 0205" not in told[Phones.DUTY]
    assert "+353" not in told[Phones.NONE]
    assert "Phones: none" in told[Phones.NONE]


@pytest.mark.parametrize(("page", "size"), [(Page.A4, (210, 297)), (Page.LETTER, (215.9, 279.4))])
def test_both_papers_hold_two_pages_inside_their_margins(
    page: Page, size: tuple[float, float], sample: Document, tmp_path: Path
) -> None:
    content = printed(sample, tmp_path, page=page)
    assert len(texts(content)) == 28
    assert all(one == pytest.approx((size[0] * MM, size[1] * MM), abs=0.5) for one in sizes(content))
    boxes = glyphs(content)
    assert min(one.left for one in boxes) >= 22 * MM - 1
    assert max(one.right for one in boxes) <= (size[0] - 18) * MM + 1
    assert all(embedded for embedded in fonts(content).values())
    assert all("Approval" in text for text in texts(content)[1::2])


# --- odd sizes ---


def test_a_service_with_nothing_but_a_name(session: Document, tmp_path: Path) -> None:
    entities.delete(session, [row.id for row in session.all(m.Service)])
    key = entities.add(session, m.Service, name="Łódź Nguyễn <b>")
    found = texts(printed(session, tmp_path, session.get(m.Entity, key).ref))  # type: ignore[union-attr]
    assert len(found) == 2
    assert "Łódź Nguyễn <b>" in found[0]
    assert "Not yet recorded: purpose. Owner: nobody yet" in said(found[0])
    assert "Not yet recorded: dependencies. Owner: nobody yet" in said(found[1])


def test_two_pages_hold_whatever_is_in_it_and_say_what_was_left_out(session: Document, tmp_path: Path) -> None:
    key = overfull(session)
    ref = session.get(m.Entity, key).ref  # type: ignore[union-attr]
    for page in Page:
        found = [said(text) for text in texts(printed(session, tmp_path, ref, page=page))]
        assert len(found) == 2
        assert "… (more in the report)" in found[0]
        assert found[1].count("more, see report") >= 6
        assert "I confirm this analysis as it stands on these two pages." in found[1]
        assert "MBCO" in found[0]


def test_many_categories_share_the_room_of_ten(session: Document, tmp_path: Path) -> None:
    for number in range(14):
        entities.add(session, m.ImpactCategory, code=f"own-{number}", name=f"Own kind of harm {number}", threshold=4,
                     position=20 + number)  # fmt: skip
    key = overfull(session)
    found = [said(text) for text in texts(printed(session, tmp_path, session.get(m.Entity, key).ref))]  # type: ignore[union-attr]
    assert len(found) == 2
    assert "Own kind of harm 13, from 4" in found[0]
    assert "MBCO" in found[0]
    assert "more, see report" in found[0]  # the peaks, which stand last


def overfull(document: Document) -> bytes:
    """Record a service that has too much of everything."""
    person = entities.add(document, m.Person, name="Nguyễn Thị " + "Ánh" * 60, role="Role " * 60,
                          phone="+353 20 910 0199", second_phone="+353 20 910 0299")  # fmt: skip
    key = entities.add(document, m.Service, name="A very long name of a service " * 12, owner_id=person,
                       rto=60, mbco_pct=50, mbco_text="words " * 80)  # fmt: skip
    notes = ["purpose", "supports", "rebuild", "recon_check", "wa_text", "changes", "dissent"]
    document.hurry()
    with document.edit("Fill"):
        interviews.open_interview(document, key)
        entities.set_fields(document, m.Bia, key, dict.fromkeys(notes, NOTE))
        entities.set_fields(document, m.Bia, key, {"hours": "hours " * 70, "volume": "volume " * 60, "wa_pct": 50})
        for number in range(40):
            long = f"{number} " + "long words " * 40
            entities.add(document, m.Peak, service_id=key, name=long, recurrence=long, mtpd=600)
            entities.add(document, m.Obligation, service_id=key, name=long, duty=long, within=60)
            entities.add(document, m.VitalRecord, service_id=key, name=long, copy_at=long)
            entities.add(document, m.KeyRole, service_id=key, role=long, person_id=person)
            entities.add(document, m.Resource, service_id=key, kind="it", what=long, note=long)
            node = entities.add(document, m.Component, name=long)
            network.depend(document, key, node)
    return key


def test_names_and_markup_print_as_they_are(session: Document, tmp_path: Path) -> None:
    key = entities.add(session, m.Service, name=NASTY)
    interviews.open_interview(session, key)
    entities.set_fields(session, m.Bia, key, {"purpose": NASTY, "wa_text": NASTY, "dissent": NASTY})
    entities.add(session, m.VitalRecord, service_id=key, name=NASTY, copy_at=NASTY)
    whole = said(" ".join(texts(printed(session, tmp_path, session.get(m.Entity, key).ref))))  # type: ignore[union-attr]
    assert whole.count(NASTY) >= 6
