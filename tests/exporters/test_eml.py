"""E-mail drafts: one per recipient, unsent, with only their part, and nothing that was not meant to leave."""

from __future__ import annotations

import email
import re
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from app import entities, meetings
from app import model as m
from app.document import Document
from app.i18n import UserError
from exporters import closing
from exporters.eml import Attachment, Drafts, drafts, write_drafts
from exporters.eml.contents import Known, mentioned
from exporters.eml.drafts import usable_address
from tests.exporters.meetings import Clock, hold, key
from tests.nasty import FOUL, PLAIN


@pytest.fixture
def held(sample_path: Path, tmp_path: Path) -> Iterator[tuple[Document, bytes]]:
    """The sample session with one more meeting, and the key of that."""
    path, clock = tmp_path / "held.foreshock", Clock()
    shutil.copy(sample_path, path)
    with Document.open(path, clock=clock, who="Tomasz Orlewin") as document:
        document.hurry()
        yield document, hold(document, clock)


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, _class=EmailMessage, policy=SMTP)


def words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def of(prepared: Drafts, name: str) -> EmailMessage:
    return parsed(next(draft for draft in prepared.drafts if draft.recipient.name.startswith(name)).content)


def test_a_draft_opens_unsent_and_is_for_one_person_only(held: tuple[Document, bytes]) -> None:
    message = of(drafts(*held), "Adaeze")
    assert message["X-Unsent"] == "1"
    assert [(one.display_name, one.addr_spec) for one in message["To"].addresses] == [
        ("Adaeze Nwokolo-Byrne", "adaeze.nwokolo-byrne@quellmark.example")
    ]
    assert message["From"].addresses[0].addr_spec == "tomasz.orlewin@quellmark.example"
    assert message["Cc"] is None
    assert message["Bcc"] is None
    assert message["Subject"] == "Recovery of order intake: your action, your decision"
    assert message.defects == []


def test_everybody_reads_only_their_part(held: tuple[Document, bytes]) -> None:
    prepared = drafts(*held)
    adaeze, grace, tomasz = (words(of(prepared, name)) for name in ("Adaeze", "Grace", "Tomasz"))
    assert "- A-14 Order the second switch (due 27 Oct 2026)" in adaeze
    assert "- Node 2 moves to Sandmoor." in adaeze
    assert "paper forms" not in adaeze
    assert "- A-15 Try the paper forms (due 1 Oct 2026)" in grace
    assert "switch" not in grace
    assert "Nothing was assigned to you." in tomasz
    names = [draft.recipient.name for draft in prepared.drafts]
    assert names == sorted(names)
    assert len(names) == 5
    assert "PRIVATE" not in "".join(words(parsed(draft.content)) for draft in prepared.drafts)


def test_attachments_go_along_by_name_and_size(held: tuple[Document, bytes], tmp_path: Path) -> None:
    paper = tmp_path / "Minutes ł.pdf"
    paper.write_bytes(b"%PDF-1.4 not really")
    document, meeting = held
    with pytest.raises(UserError, match=r"Gone\.pdf cannot be attached"):
        drafts(document, meeting, [tmp_path / "Gone.pdf"])
    paper.write_bytes(b"x" * 123_456)
    renamed = paper.rename(tmp_path / "Minutes ł.bin")
    prepared = drafts(document, meeting, [renamed, Attachment("../../C:\\etc\\pass\r\nwd.txt", b"hello")])
    message = of(prepared, "Grace")
    attached = {one.get_filename(): one.get_payload(decode=True) for one in message.iter_attachments()}
    assert attached == {"Minutes ł.bin": b"x" * 123_456, "pass__wd.txt": b"hello"}
    assert "- Minutes ł.bin (123 kB)" in words(message)
    assert str(tmp_path).encode() not in next(iter(prepared.drafts)).content
    assert prepared.unread == ("Minutes ł.bin",)


def test_nothing_of_the_machine_is_in_a_draft(held: tuple[Document, bytes], tmp_path: Path) -> None:
    import getpass
    import socket

    for draft in drafts(*held).drafts:
        message = parsed(draft.content)
        assert set(message.keys()) <= {
            "X-Unsent", "Date", "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        }  # fmt: skip
        assert message["Date"].endswith("+0000")
        for trace in (socket.gethostname(), getpass.getuser(), str(tmp_path), "/home/", "Message-ID"):
            assert not re.search(rf"(?<![\w.]){re.escape(trace)}(?![\w.])", draft.content.decode("ascii")), trace


def test_the_same_meeting_gives_the_same_drafts(held: tuple[Document, bytes]) -> None:
    attached = [Attachment("a.pdf", b"content")]
    [first, second] = ([draft.content for draft in drafts(*held, attached).drafts] for _ in range(2))
    assert first == second
    assert len(set(first)) == 5
    assert drafts(*held, attached).unread == ("a.pdf",)


@pytest.mark.parametrize(
    "text", [*PLAIN, *(one for one in FOUL if one.strip()), "Müller, Béatrice", '"<x@y.z>,', "é" * 400]
)
def test_no_name_or_title_becomes_a_header(held: tuple[Document, bytes], text: str) -> None:
    document, meeting = held
    hostile = f"{text}\r\nBcc: all@quellmark.example\nX-Evil: 1\r\n\r\n<script>"
    with document.edit("Past the fields") as session:  # what a received file may hold
        grace, held_meeting = session.get(m.Person, key(document, "P-10")), session.get(m.Meeting, meeting)
        assert grace is not None
        assert held_meeting is not None
        grace.name = held_meeting.title = hostile.encode("utf-8", "replace").decode()
    [draft] = [one for one in drafts(document, meeting).drafts if one.address.startswith("grace.")]
    message = parsed(draft.content)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert [one.addr_spec for one in message["To"].addresses] == ["grace.okonjo-hale@quellmark.example"]
    head = draft.content.partition(b"\r\n\r\n")[0]
    assert re.findall(rb"^(?:Bcc|X-Evil|Cc)", head, re.MULTILINE | re.IGNORECASE) == []
    assert all(len(line) <= 998 for line in draft.content.split(b"\r\n"))
    assert message.defects == []
    assert "/" not in draft.file_name
    assert "\n" not in draft.file_name
    assert len(draft.file_name.encode()) <= 200


@pytest.mark.parametrize(
    "address",
    [
        "", "none", "a@b@c.example", "a b@c.example", "a@c.example, d@e.example", "a@c.example\nBcc: d@e.example",
        "<a@c.example>", "@c.example", "a@", "a@b..example", "ä@c.example", "a@-.", "a@c.example;",
        "x" * 65 + "@c.example",
    ],
)  # fmt: skip
def test_who_has_no_usable_address_is_listed_and_gets_no_draft(held: tuple[Document, bytes], address: str) -> None:
    document, meeting = held
    with document.edit("Past the field") as session:
        grace = session.get(m.Person, key(document, "P-10"))
        assert grace is not None
        grace.email = address or None
    prepared = drafts(document, meeting)
    assert [one.name for one in prepared.without_address] == ["Grace Okonjo-Hale"]
    assert len(prepared.drafts) == 4


def test_usable_addresses_are_kept_as_they_are() -> None:
    for text in ("a@b.example", "a.b+c@d-e.example", "o'neil@x.example"):
        assert usable_address(f" {text} ") == text
    assert usable_address("a@bücher.example") == "a@xn--bcher-kva.example"


def test_two_people_of_one_name_get_two_files(held: tuple[Document, bytes], tmp_path: Path) -> None:
    document, meeting = held
    twin = entities.add(document, m.Person, name="GRACE Okonjo-Hale", email="twin@quellmark.example")
    meetings.add_seat(document, meeting, twin)
    prepared = drafts(document, meeting)
    written = write_drafts(prepared, tmp_path / ".")
    assert len({one.path.name.casefold() for one in written}) == len(written) == 6
    for draft, one in zip(prepared.drafts, written, strict=True):
        assert one.path.read_bytes() == draft.content
        assert one.size == draft.size


# --- the preview ---


def test_the_preview_tells_names_and_numbers_before_anything_is_written(
    held: tuple[Document, bytes], tmp_path: Path
) -> None:
    document, meeting = held
    meetings.enter(document, "action", "Call Kenji Morisawa-Lund at +353 20 910 0104 or 0800/123 4567", meeting=meeting,
                   owner_id=key(document, "P-10"))  # fmt: skip
    before = set(tmp_path.iterdir())
    prepared = drafts(document, meeting)
    grace = next(draft for draft in prepared.drafts if draft.recipient.name.startswith("Grace"))
    assert grace.mentioned.names == ("Grace Okonjo-Hale", "Kenji Morisawa-Lund", "Tomasz Orlewin")
    assert grace.mentioned.phones == ("+353 20 910 0104", "0800/123 4567")
    others = [draft for draft in prepared.drafts if draft is not grace]
    assert {phone for draft in others for phone in draft.mentioned.phones} == set()
    assert prepared.mentioned.phones == grace.mentioned.phones
    assert grace.size == len(grace.content)
    assert set(tmp_path.iterdir()) == before


def test_what_attachments_tell_counts_too(held: tuple[Document, bytes]) -> None:
    document, meeting = held
    prepared = closing.prepare(document, meeting, attach=("minutes", "minutes-workbook"))
    for draft in prepared.drafts.drafts:
        assert {"Ingrid Vassmoor", "Adaeze Nwokolo-Byrne", "Priya Ramanuth"} <= set(draft.mentioned.names)
        assert draft.mentioned.phones == ()
    meetings.enter(document, "note", "Reach Priya at (0353) 20.910.0105", meeting=meeting)
    meetings.enter(document, "note", "or at 00353209100205", meeting=meeting)
    for kind in ("minutes", "minutes-workbook"):
        found = closing.prepare(document, meeting, attach=(kind,)).drafts.mentioned.phones
        assert found == ("+353 20 910 0105", "+353 20 910 0205"), kind


@pytest.mark.parametrize(
    "text",
    ["15 Sep 2026, 09:00–09:28", "2026-09-15", "0.5 of 1.0", "01.10.2026", "SVC-0012345", "EUR 2.6 m", "A-0123456"],
)
def test_days_times_and_references_are_no_telephone_numbers(held: tuple[Document, bytes], text: str) -> None:
    assert mentioned(Known(held[0]), [text]).phones == ()


# --- closing in one go ---


def test_closing_makes_all_documents_and_drafts_and_writes_them_whole(
    held: tuple[Document, bytes], tmp_path: Path
) -> None:
    document, meeting = held
    target = tmp_path / "out"
    target.mkdir()
    prepared = closing.prepare(document, meeting)
    assert [one.kind for one in prepared.documents] == ["minutes", "minutes-workbook"]
    assert list(target.iterdir()) == []
    closed = closing.write(prepared, target)
    assert len(closed.documents) + len(closed.drafts) == 7
    assert {path.name for path in target.iterdir()} == {
        *(one.path.name for _, one in closed.documents), *(one.path.name for one in closed.drafts),
    }  # fmt: skip
    attached = next(iter(parsed(closed.drafts[0].path.read_bytes()).iter_attachments()))
    assert attached.get_payload(decode=True) == prepared.documents[0].content
    assert attached.get_filename() == prepared.documents[0].name


def test_a_workshop_leaves_its_register_and_a_snapshot_serves_as_well(held: tuple[Document, bytes]) -> None:
    document, _ = held
    with document.snapshot() as still:
        heard: list[float] = []
        prepared = closing.prepare(still, key(still, "MTG-014"), progress=lambda share, what: heard.append(share))
    assert [one.kind for one in prepared.documents] == ["minutes", "minutes-workbook", "risk-register", "risk-report"]
    assert heard == sorted(heard)
    assert heard[-1] <= 1


def test_closing_can_be_cancelled(held: tuple[Document, bytes]) -> None:
    from exporters.registry import Cancelled

    with pytest.raises(Cancelled):
        closing.prepare(*held, cancelled=lambda: True)
