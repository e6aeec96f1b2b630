"""Private notes never leave: planted in the sample session, they are found in no document and in no draft."""

from __future__ import annotations

import email
import shutil
import zipfile
from collections.abc import Iterator
from email.policy import SMTP
from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest

from app import entities, meetings
from app import model as m
from app.document import Document
from exporters import closing
from exporters.registry import EXPORTERS, Exporter, Options, export
from tests.exporters.meetings import Clock, hold, key, reference

SECRET, PUBLIC = "QZXPRIVATEQZX", "QZXPUBLICQZX"


@pytest.fixture(scope="module")
def planted(sample_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Document, bytes]]:
    """The sample session with a private and a public note on everything, and the key of a meeting with both kinds."""
    path, clock = tmp_path_factory.mktemp("private") / "planted.foreshock", Clock()
    shutil.copy(sample_path, path)
    with Document.open(path, clock=clock, who="Tomasz Orlewin") as document:
        document.hurry()
        meeting = hold(document, clock)
        _plant(document)
        yield document, meeting


def _plant(document: Document) -> None:
    """Put private notes everywhere: on every entity, into every meeting, spoken by and about everybody."""
    people = [row.id for row in document.all(m.Person)]
    with document.edit("Plant") as session:
        for row in document.all(m.Entity):
            for private, text in ((True, SECRET), (False, PUBLIC)):
                about = f"{text} note on {row.kind}"
                entities.create(session, m.Note, subject_id=row.id, text=about, private=private, at=document.now())
        for number, row in enumerate(document.all(m.Meeting)):
            somebody = people[number % len(people)]
            about = key(document, "SVC-003")
            values = {"meeting": row.id, "speaker": somebody, "subject": about, "owner_id": somebody}
            for kind, text in (("private note", SECRET), ("note", PUBLIC), ("decision", PUBLIC), ("action", PUBLIC)):
                meetings.enter(document, kind, f"{text} {kind}", **values)  # type: ignore[arg-type]


def words_of(name: str, content: bytes) -> str:
    """Everything that can be read in a file: text, properties, and the raw parts of what is packed in it."""
    if name.endswith(".pdf"):
        return _pdf(content)
    if name.endswith(".xlsx"):
        return _workbook(content)
    return _message(content)


def _pdf(content: bytes) -> str:
    found = []
    paper = pypdfium2.PdfDocument(content)
    for page in paper:
        text = page.get_textpage()
        found.append(text.get_text_range())
        text.close()
    paper.close()
    with pikepdf.open(BytesIO(content)) as pdf:
        found.append(str(dict(pdf.docinfo.items())))
        found += [_raw(one) for one in pdf.objects]
    return "".join("".join(found).split())


def _raw(one: pikepdf.Object) -> str:
    if isinstance(one, pikepdf.Stream):
        return one.read_bytes().decode("latin-1") if "/Length1" not in one else ""
    return str(one.unparse())


def _workbook(content: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(content))
    found = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    with zipfile.ZipFile(BytesIO(content)) as package:
        found += [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    return "\n".join(found)


def _message(content: bytes) -> str:
    found = [content.decode("ascii")]
    for part in email.message_from_bytes(content, policy=SMTP).walk():
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        name = part.get_filename() or ""
        found.append(words_of(name, payload) if name else payload.decode("utf-8"))
    return "\n".join(found)


def subjects(document: Document, exporter: Exporter) -> list[tuple[str, ...]]:
    """Everything that a document of this kind can be about: all together, and one by one where it needs one."""
    if not exporter.one:
        return [()]
    kinds = exporter.about
    return [(row.ref,) for row in document.all(m.Entity, m.Entity.kind.in_(kinds)) if row.ref]


@pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=lambda one: one.kind)
def test_no_document_holds_a_private_note(planted: tuple[Document, bytes], exporter: Exporter, tmp_path: Path) -> None:
    document, _ = planted
    for refs in subjects(document, exporter):
        path = export(document, exporter.kind, tmp_path / f"one.{exporter.extension}", Options(refs=refs)).path
        text = words_of(path.name, path.read_bytes())
        assert len(text) > 200
        assert SECRET not in text, refs


@pytest.mark.parametrize("kind", ["minutes", "minutes-workbook"])
def test_what_is_public_is_found_by_the_same_search(planted: tuple[Document, bytes], kind: str, tmp_path: Path) -> None:
    """The search that finds no private note does find a public one of the same rows: it can fail."""
    document, meeting = planted
    path = export(document, kind, tmp_path / f"one.{EXPORTERS[kind].extension}",
                  Options(refs=(reference(document, meeting),))).path  # fmt: skip
    text = "".join(words_of(path.name, path.read_bytes()).split())
    for said in ("note", "decision", "action", "noteonmeeting"):
        assert f"{PUBLIC}{said}" in text, said


def test_no_draft_and_nothing_that_a_meeting_leaves_holds_one(planted: tuple[Document, bytes], tmp_path: Path) -> None:
    document, _ = planted
    for row in meetings.meeting_list(document):
        prepared = closing.prepare(document, row.key, attach=tuple(EXPORTERS))
        written = [*prepared.documents, *prepared.drafts.drafts]
        assert len(prepared.drafts.drafts) >= 3
        for one in written:
            name = getattr(one, "name", "") or getattr(one, "file_name", "")
            assert SECRET not in words_of(name, one.content), name
            assert SECRET not in name
        assert SECRET not in repr(prepared)
    assert PUBLIC in words_of("a.eml", prepared.drafts.drafts[0].content)


def test_nothing_that_is_shown_to_the_room_or_read_back_is_private(planted: tuple[Document, bytes]) -> None:
    document, _ = planted
    for row in meetings.meeting_list(document):
        shown = (
            meetings.read_back(document, row.key), meetings.recipients(document, row.key),
            meetings.minutes(document, row.key), meetings.agenda(document, row.key), meetings.holes(document, row.key),
        )  # fmt: skip
        assert SECRET not in repr(shown)
        assert PUBLIC in repr(shown)


def test_a_note_that_is_made_private_leaves_the_minutes(planted: tuple[Document, bytes], tmp_path: Path) -> None:
    document, _ = planted
    meeting = meetings.open_meeting(document, "Second thoughts")
    entry = meetings.enter(document, "decision", "QZXTHOUGHTQZX", meeting=meeting)
    ref = (reference(document, meeting),)

    def printed() -> str:
        path = export(document, "minutes", tmp_path / "one.pdf", Options(refs=ref)).path
        return words_of(path.name, path.read_bytes())

    assert "QZXTHOUGHTQZX" in printed()
    meetings.edit_entry(document, entry, kind="private note")
    assert "QZXTHOUGHTQZX" not in printed()
