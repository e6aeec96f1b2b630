"""A BIA is signed by name with all that was signed; what changes afterwards is told in people's words."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import update

from app import changes, checks, entities, interviews, network
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.interviews import sheet
from app.scales import read_scales
from app.sharing import share_copy

person_name = "Grace Okonjo-Hale"


def by_ref(document: Document, ref: str) -> bytes:
    key: bytes = next(row.id for row in document.all(m.Entity) if row.ref == ref)
    return key


@pytest.fixture
def ready(session: Document, service: bytes) -> bytes:
    """A service with all targets, ready to be signed."""
    for target, value in (("mtpd", "24h"), ("rto", "8h"), ("wrt", "1h"), ("rpo", "15m"), ("mbco_pct", 60)):
        interviews.set_target(session, service, target, value)
    interviews.answer(session, service, 23, {"bia.wa_max": "12h"})
    return service


# --- relaxing ---


def test_a_workaround_relaxes_the_rto_up_to_what_it_holds_less_the_catch_up(
    session: Document, ready: bytes, person: bytes
) -> None:
    assert interviews.relaxed_limit(session, ready) == 11 * 60
    interviews.set_target(session, ready, "rto", "11h", "Paper forms last half a day", person, relaxed=True)
    line = interviews.target_lines(session, ready)["rto"]
    assert (line.value, line.relaxed, line.by, line.why) == (
        660, True, "Grace Okonjo-Hale", "Paper forms last half a day",
    )  # fmt: skip
    with pytest.raises(
        UserError, match="holds for 12 h and catch-up takes 1 h: its RTO can be relaxed to 11 h at most"
    ):
        interviews.set_target(session, ready, "rto", 661, "One minute more", person, relaxed=True)
    assert interviews.service_row(session, ready).rto == 660


@pytest.mark.parametrize(
    ("target", "reason", "named", "holds", "sentence"),
    [
        ("rto", None, True, "12h", "Write down why"),
        ("rto", "  ", True, "12h", "Write down why"),
        ("rto", "Paper", False, "12h", "Name who approves"),
        ("rto", "Paper", True, None, r"Record first how long the workaround of Order intake holds"),
        ("rto", "Paper", True, "1h", "leaves nothing to relax the RTO by"),
        ("rpo", "Paper", True, "12h", "Only the RTO can be relaxed"),
    ],
)
def test_nothing_is_relaxed_without_reason_name_and_a_workaround_that_holds(
    session: Document, ready: bytes, person: bytes,
    target: str, reason: str | None, named: bool, holds: str | None, sentence: str,
) -> None:  # fmt: skip
    entities.set_fields(session, m.Bia, ready, {"wa_max": holds})
    with pytest.raises(UserError, match=sentence):
        interviews.set_target(session, ready, target, "10h", reason, person if named else None, relaxed=True)
    assert interviews.service_row(session, ready).rto == 480


def test_an_rto_that_needs_no_relaxing_is_not_called_relaxed(sample: Document) -> None:
    key, owner = by_ref(sample, "SVC-008"), by_ref(sample, "P-14")
    interviews.set_target(sample, key, "rto", "24h", "As proposed", owner, relaxed=True)
    assert not interviews.target_lines(sample, key)["rto"].relaxed
    interviews.set_target(sample, key, "rto", "2d", "Last month's file", owner, relaxed=True)
    assert interviews.target_lines(sample, key)["rto"].relaxed
    interviews.set_target(sample, key, "rto", "2d")
    assert not interviews.target_lines(sample, key)["rto"].relaxed, "a plain override is none"


def test_an_override_without_a_reason_says_so(sample: Document) -> None:
    from app.derivations import why

    key = by_ref(sample, "SVC-008")
    interviews.set_target(sample, key, "rto", "12h")
    line = interviews.target_lines(sample, key)["rto"]
    assert (line.overridden, line.why, line.proposed_words) == (True, "no reason given", "24 h")
    told = why(sample, key, "rto")
    assert told is not None
    assert told.notes[-1].endswith("No reason was given.")
    interviews.set_target(sample, key, "rto", "12h", "The bank closes at three.")
    assert interviews.target_lines(sample, key)["rto"].why == "The bank closes at three."
    interviews.set_target(sample, key, "rto", "24h")
    assert interviews.target_lines(sample, key)["rto"].why == "", "what was proposed needs no reason"


def test_a_proposal_that_changed_since_is_stale(sample: Document) -> None:
    key = by_ref(sample, "SVC-008")
    scales = read_scales(sample)
    staff = next(one.key for one in scales.categories if one.code == "staff")  # type: ignore[attr-defined]
    assert not interviews.target_lines(sample, key)["mtpd"].stale
    interviews.score(sample, key, staff, scales.horizons[3].key, 4)  # type: ignore[attr-defined]
    assert interviews.target_lines(sample, key)["mtpd"].stale


# --- signing ---


def test_what_is_signed_is_kept_whole(session: Document, ready: bytes, person: bytes) -> None:
    interviews.approve_bia(session, ready, person, manner="mail", remark="Sent on Monday")
    row = interviews.approvals(session, ready)[-1]
    assert (row.manner, row.remark, row.sheet_id, row.approved_by) == ("mail", "Sent on Monday", None, person_name)
    kept = interviews.approved_content(session, ready)
    assert kept == json.loads(json.dumps(interviews.content_of(session, ready)))
    assert kept is not None
    assert kept["targets"]["rto"]["value"] == 480
    assert interviews.course(session, ready).step(35).state == "answered"


def test_the_sample_keeps_everything_that_was_signed(sample: Document) -> None:
    kept = interviews.approved_content(sample, by_ref(sample, "SVC-008"))
    assert kept is not None
    assert kept["bia"]["purpose"].startswith("Pays 1,150 people")
    assert kept["targets"]["mtpd"]["driver"] == "Staff"
    assert [line["levels"] for line in kept["grid"]["lines"] if line["code"] == "staff"] == [[1, 1, 1, 2, 4, 4, 5, 5]]
    needs = {one["name"]: one["hard"] for one in kept["needs"]}
    assert (needs["Wagefern"], needs["Identity and sign-on"], needs["Finance and stock ledger (ERP)"]) == (
        True, True, False,
    )  # fmt: skip
    assert kept["obligations"][0]["name"] == "Employment law"
    assert kept["key_roles"][0]["person_id"] == "Chidi Umenta"
    assert kept["outages"][0]["lasted"] == 9 * 60
    assert any(one["quantities"] for one in kept["resources"])
    assert kept["answers"]["1"]["by"] == "Chidi Umenta"


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"rto": "2d"}, "B01"), ({"rto": "24h"}, "B03"), ({"rpo": None}, "B04")],
)
def test_an_approval_is_held_up_by_what_the_checks_say_until_it_is_waived(
    session: Document, ready: bytes, person: bytes, change: dict[str, str], rule: str
) -> None:
    entities.set_fields(session, m.Service, ready, change)
    (finding,) = checks.blocking_bia(session, ready)
    assert finding.rule == rule
    assert interviews.bia_state(session, ready).blockers == (finding.message,)
    with pytest.raises(UserError, match="cannot be approved yet"):
        interviews.approve_bia(session, ready, person)
    waiver = {
        "rule": rule,
        "subject_id": ready,
        "person_id": person,
        "reason": "Until the move",
        "granted_on": date(2026, 8, 1),
    }
    entities.add(session, m.Waiver, None, expires_on=date(2026, 12, 1), **waiver)
    assert interviews.bia_state(session, ready).blockers == ()
    interviews.approve_bia(session, ready, person)


def test_a_waiver_that_ran_out_does_not_help(session: Document, ready: bytes, person: bytes) -> None:
    entities.set_fields(session, m.Service, ready, {"rto": "2d"})
    waiver = {
        "rule": "B01",
        "subject_id": ready,
        "person_id": person,
        "reason": "Until the move",
        "granted_on": date(2026, 8, 1),
    }
    entities.add(session, m.Waiver, None, expires_on=date(2026, 9, 1), **waiver)
    assert len(interviews.bia_state(session, ready).blockers) == 1


def test_a_refused_approval_leaves_nothing_behind(session: Document, ready: bytes, person: bytes) -> None:
    with pytest.raises(UserError, match="Attach the signed sheet"):
        interviews.approve_bia(session, ready, person, manner="sheet")
    with pytest.raises(UserError, match="must be one of: in the room, by mail, on a signed sheet"):
        interviews.approve_bia(session, ready, person, manner="fax")
    with pytest.raises(UserError, match="cannot be read"):
        interviews.approve_bia(session, ready, person, manner="sheet", sheet=("Scan.png", "image/png", b"no picture"))
    assert session.all(m.BiaApproval) == []
    assert session.all(m.Attachment) == []
    assert interviews.bia_state(session, ready).state == "open"


def test_the_history_tells_of_the_signature_and_not_of_the_whole_content(
    session: Document, ready: bytes, person: bytes
) -> None:
    interviews.approve_bia(session, ready, person, remark="In the room")
    rows, _ = changes.changed_rows(session, session.history(limit=1)[0])
    (signature,) = [row for row in rows if row.table == "bia_approval"]
    assert ("Remark", "In the room") in [(one.label, one.after) for one in signature.fields]
    assert "As approved" not in [one.label for one in signature.fields]


# --- signed sheets ---


def picture(kind: str, size: tuple[int, int] = (900, 1200)) -> bytes:
    written, secret = io.BytesIO(), PngInfo()
    secret.add_text("Comment", "taken at home")
    Image.new("RGBA", size, (200, 30, 30, 0)).convert("RGBA" if kind == "PNG" else "RGB").save(
        written, kind, **({"pnginfo": secret} if kind == "PNG" else {"comment": b"taken at home"})
    )
    return written.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_scanned_sheet_is_drawn_anew(session: Document, ready: bytes, person: bytes, kind: str) -> None:
    scan = picture(kind)
    assert b"taken at home" in scan
    interviews.approve_bia(session, ready, person, manner="sheet", sheet=("Signed.png", f"image/{kind.lower()}", scan))
    (kept,) = session.all(m.Attachment)
    assert (kept.title, kept.media_type, kept.subject_id) == ("Signed.png", "image/jpeg", ready)
    assert b"taken at home" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as shown:
        assert shown.size == (900, 1200)
        wanted = {"PNG": (255, 255, 255), "JPEG": (200, 30, 30)}[kind]  # what was transparent is white paper now
        assert all(abs(one - other) < 5 for one, other in zip(shown.getpixel((5, 5)), wanted, strict=True))
    assert interviews.approvals(session, ready)[0].sheet_id == kept.id
    approved = interviews.bia_state(session, ready).approved
    assert approved is not None
    assert (approved.manner, approved.sheet) == ("sheet", kept.id)


def test_a_large_scan_becomes_smaller_and_a_bomb_is_not_even_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    _, kept = sheet.cleaned("Large.png", "image/png", picture("PNG", (4000, 3000)))
    with Image.open(io.BytesIO(kept)) as shown:
        assert max(shown.size) == sheet.LONGEST_EDGE
    monkeypatch.setattr(sheet, "MOST_PIXELS", 1000)
    with pytest.raises(UserError, match="lower resolution"):
        sheet.cleaned("Bomb.png", "image/png", picture("PNG"))


def test_a_pdf_is_kept_as_it_came_and_nothing_else_is_taken() -> None:
    pdf = b"%PDF-1.7\n%%EOF"
    assert sheet.cleaned("Sheet.pdf", "application/pdf", pdf) == ("application/pdf", pdf)
    for media_type, content, sentence in (
        ("application/pdf", b"MZ\x90", "cannot be read"),
        ("application/pdf", b"", "is empty"),
        ("application/pdf", pdf + b" " * sheet.LARGEST_KEPT, "may have 5 MB"),
        ("image/gif", b"GIF89a", "is a PDF, PNG or JPEG file"),
        ("image/png", b"GIF89a", "cannot be read"),
        ("image/jpeg", b"\xff\xd8" + b"\0" * sheet.LARGEST_FILE, "may have 20 MB"),
    ):
        with pytest.raises(UserError, match=sentence):
            sheet.cleaned("Sheet", media_type, content)


# --- what changed ---


def told(found: tuple[interviews.Changed, ...]) -> list[tuple[str, str, str]]:
    return [(one.label, one.before, one.after) for one in found]


def test_nothing_changed_right_after_signing(session: Document, ready: bytes, person: bytes) -> None:
    assert interviews.changed_since_approval(session, ready) == ()
    interviews.approve_bia(session, ready, person)
    assert interviews.changed_since_approval(session, ready) == ()
    assert interviews.old_and_new(session, ready) == ()


def test_every_kind_of_edit_after_signing_is_told(session: Document, ready: bytes, person: bytes) -> None:
    scales = read_scales(session)
    keys = {one.code: one.key for one in scales.categories}  # type: ignore[attr-defined]
    places = [one.key for one in scales.horizons]  # type: ignore[attr-defined]
    interviews.score_row(session, ready, keys["customer"], [1, 1, 2, 2])
    peak = interviews.add_peak(session, ready, "Monday", "12h")
    entities.add(session, m.VitalRecord, None, service_id=ready, name="Price list")
    identity: bytes = entities.add(session, m.Service, name="Identity")
    edge = network.depend(session, ready, identity)
    interviews.approve_bia(session, ready, person)
    session.speaker = person
    interviews.score(session, ready, keys["customer"], places[1], 3, "Complaints")
    entities.set_fields(session, m.Peak, peak, {"name": "Mondays"})
    entities.delete(session, session.all(m.VitalRecord)[0].id, m.VitalRecord)
    entities.set_fields(session, m.Dependency, edge, {"hard": False})
    interviews.set_target(session, ready, "rto", "4h", "Customers asked")
    interviews.answer(session, ready, 22, {"bia.wa_text": "Paper"}, text="On paper, she says")
    found = interviews.changed_since_approval(session, ready)
    assert told(found) == [
        ("RTO", "8 h", "4 h"),
        ("Workaround", "", "Paper"),
        ("RTO, reason", "", "Customers asked"),
        ("Impact, Customer", "1 after 4 h, 2 from 8 h to 24 h", "3 from 4 h to 24 h"),
        ("Note on the impact, Customer", "", "4 h: Complaints"),
        ("Peak", "Monday, 12 h", "Mondays, 12 h"),
        ("Vital record", "Price list", ""),
        ("Needs SVC-002 Identity", "hard", "soft"),
        ("Question 22, as said", "", "On paper, she says"),
    ]
    assert {one.who for one in found} == {person_name}
    assert all(one.at is not None for one in found)
    assert [one.question for one in found] == [14, 22, 14, 7, 7, 5, 20, 25, 22]


def test_an_edit_that_is_taken_back_is_no_change(session: Document, ready: bytes, person: bytes) -> None:
    interviews.approve_bia(session, ready, person)
    interviews.set_target(session, ready, "rto", "4h")
    assert len(interviews.changed_since_approval(session, ready)) == 1
    interviews.set_target(session, ready, "rto", "8h")
    assert interviews.changed_since_approval(session, ready) == ()


def test_who_set_a_field_before_the_signature_is_not_blamed_for_what_came_after(
    session: Document, ready: bytes, person: bytes
) -> None:
    interviews.approve_bia(session, ready, person)
    entities.set_fields(session, m.Person, person, {"name": "Grace Lind"})
    (owner,) = interviews.changed_since_approval(session, ready)
    assert (owner.label, owner.before, owner.after) == ("Owner", "Grace Okonjo-Hale", "Grace Lind")
    assert (owner.at, owner.who) == (None, "")


def test_the_sample_tells_what_changed_after_its_owners_signed(sample: Document) -> None:
    (peak,) = interviews.changed_since_approval(sample, by_ref(sample, "SVC-008"))
    assert (peak.label, peak.before, peak.who, peak.question) == ("Peak", "", "Chidi Umenta", 5)
    assert peak.after.startswith("Pay run, 24th–26th of each month, 8 h")
    assert peak.at is not None
    assert peak.at.date() == date(2026, 8, 30)
    assert told(interviews.old_and_new(sample, by_ref(sample, "SVC-012"))) == [
        ("RTO", "3 d", "2 d"),
        ("RTO, reason", "", "Manufacturers' order window closes on Thursdays."),
    ]


def test_a_clean_copy_tells_the_same_without_who_and_when(sample: Document, tmp_path: Path) -> None:
    key = by_ref(sample, "SVC-008")
    here = interviews.changed_since_approval(sample, key)
    share_copy(sample, tmp_path / "clean.foreshock")
    with Document.open(tmp_path / "clean.foreshock", read_only=True, clock=sample.clock) as copy:
        there = interviews.changed_since_approval(copy, key)
        assert told(there) == told(here)
        assert told(interviews.old_and_new(copy, key)) == told(interviews.old_and_new(sample, key))
    assert len(there) == 1
    assert all(one.who != "Chidi Umenta" for one in there)


def test_an_older_signature_without_the_analysis_compares_the_targets(
    session: Document, ready: bytes, person: bytes
) -> None:
    interviews.approve_bia(session, ready, person)
    with session.edit("As an older file has it") as inner:
        inner.execute(update(m.BiaApproval).values(content=None, manner=None))
    interviews.set_target(session, ready, "rpo", "1h", "Backups are hourly")
    interviews.add_peak(session, ready, "Monday", "12h")
    assert interviews.approved_content(session, ready) is None
    assert told(interviews.changed_since_approval(session, ready)) == [("RPO", "15 min", "1 h")]
