"""A person's text is text: through every field and into every document it stays what it is, or is refused by name."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pypdfium2
import pytest

from app import checkpoints
from app import model as m
from app.document import Document
from app.entities import add, set_field, set_fields
from app.fields import Field, Kind, fields_of
from app.i18n import UserError, translate
from app.sample import build_sample
from app.search import things
from exporters.registry import EXPORTERS, Exporter, Options, export, suggested_name
from exporters.xlsx.cells import guarded
from tests.nasty import FOUL, MODELS, NASTY, PLAIN, TEXTS, spoil

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """The sample session, with a row of each of the few kinds that it lacks."""
    with build_sample(tmp_path_factory.mktemp("nasty") / "sample.foreshock", NOW) as document:
        document.hurry()
        (meeting, *_), (thing, *_) = document.all(m.Meeting), things(document)
        add(document, m.AgendaPoint, meeting_id=meeting.id, title="Point", position=99)
        checkpoints.checkpoint(document, "Before the board")
        add(document, m.Note, subject_id=thing.key, text="Note", at=NOW)
        add(document, m.OwnColumn, subject_id=thing.key, name="Budget code", text="C-17")
        add(
            document, m.Attachment, subject_id=thing.key, title="Picture", media_type="image/png",
            content=b"png", added_at=NOW,
        )  # fmt: skip
        yield document


# --- into the session --------------------------------------------------------------------------------------


def is_clean(text: str, spec: Field) -> bool:
    """Whether a document can hold a text: no control characters, no half characters, one line unless it is a note."""
    foul = {char for char in text if unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff"}
    return not foul - ({"\n", "\t"} if spec.kind is Kind.NOTE else set())


def faults_of_entry(document: Document, model: Any, name: str, text: str) -> str:
    """Enter a text into the first row of a model; what is wrong with what became of it, empty if nothing is."""
    spec, row = fields_of(model)[name], document.all(model)[0]
    try:
        set_field(document, model, row.id, name, text)
    except UserError as refused:
        return "" if translate(spec.label) in str(refused) else f"refused without its name: {refused}"
    stored = getattr(document.get(model, row.id), name)
    if stored is None:
        return "" if not text.strip("".join(map(chr, range(33)))) or text in FOUL else "lost"
    if not is_clean(stored, spec):
        return "kept what no document can hold"
    if text in PLAIN and stored != text:
        return f"became {stored!r}"
    return "" if len(stored) <= 20_000 else "kept 100 kB"


@pytest.mark.parametrize("model", TEXTS, ids=lambda model: model.__name__)
def test_every_text_field_keeps_cleans_or_refuses(sample: Document, model: Any) -> None:
    wrong = {
        (name, text[:40]): fault
        for name in TEXTS[model]
        for text in NASTY
        if (fault := faults_of_entry(sample, model, name, text))
    }
    first = sample.all(model)[0]
    set_fields(sample, model, first.id, {name: f"Text {name}" for name in TEXTS[model]})
    assert wrong == {}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_typed_field_understands_or_refuses(model: Any) -> None:
    for spec in fields_of(model).values():
        for text in NASTY:
            with contextlib.suppress(UserError):
                spec.check(spec.parse(text))


def test_what_is_entered_is_still_whole(sample: Document) -> None:
    assert sample.verify() == []


def test_the_judge_of_entries_sees_a_field_that_takes_anything(
    sample: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Field, "parse", lambda self, text: text)
    monkeypatch.setattr("app.fields.clean_text", lambda text, spec: text)
    with pytest.raises(ZeroDivisionError), sample.edit("Try"):
        assert faults_of_entry(sample, m.Service, "name", "a\x07b")
        assert faults_of_entry(sample, m.Service, "name", "x" * 30_000)
        monkeypatch.setattr(Field, "parse", lambda self, text: text.replace("&", "and"))
        assert faults_of_entry(sample, m.Service, "name", "R&D")
        raise ZeroDivisionError


# --- out of the session ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nasty(sample: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """A copy of the sample session in which every text is a nasty one."""
    path = tmp_path_factory.mktemp("nasty") / "nasty.foreshock"
    sample.save_copy(path)
    with Document.open(path, clock=lambda: NOW) as document:
        spoil(document)
        yield document


def about(document: Document, exporter: Exporter) -> Options:
    """Options that name the first thing that a document of this kind can be about."""
    found = [thing.ref for kind in exporter.about for thing in things(document) if thing.kind == kind]
    return Options(refs=(found[0],) if exporter.one or "plan" in exporter.about else ())


WORKBOOKS = [kind for kind, exporter in EXPORTERS.items() if exporter.extension == "xlsx"]
PDFS = [kind for kind, exporter in EXPORTERS.items() if exporter.extension == "pdf"]


def written(document: Document, kind: str, folder: Path) -> Path:
    exporter = EXPORTERS[kind]
    return export(document, kind, folder / f"{kind}.{exporter.extension}", about(document, exporter)).path


def live_cells(path: Path, texts: tuple[str, ...]) -> list[str]:
    """Every cell of a workbook that a person's text has made into something else than text."""
    found = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            value = str(cell.value)
            if cell.data_type == "e" or (cell.data_type == "f" and any(value.startswith(text) for text in texts)):
                found.append(f"{sheet.title}!{cell.coordinate} {value}")
            if cell.hyperlink is not None and cell.hyperlink.target:
                found.append(f"{sheet.title}!{cell.coordinate} → {cell.hyperlink.target}")
    return found


def strings(path: Path) -> set[str]:
    book = openpyxl.load_workbook(path)
    return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_no_text_comes_to_life_in_a_workbook(nasty: Document, tmp_path: Path, kind: str) -> None:
    path = written(nasty, kind, tmp_path)
    assert live_cells(path, PLAIN) == []
    expected = told_in(nasty, kind)
    assert len(expected) >= 3
    assert {guarded(text) for text in expected} <= strings(path)


def told_in(document: Document, kind: str) -> set[str]:
    """Texts of people that a workbook of this kind must show as they are."""
    if kind in ("questionnaire", "bia-workbook", "service-list"):
        return {service.name for service in document.all(m.Service)}
    if kind != "minutes-workbook":
        return {risk.event for risk in document.all(m.Risk)}
    (ref,) = about(document, EXPORTERS[kind]).refs
    meeting = next(thing for thing in things(document) if thing.ref == ref)
    seats = [row.person_id for row in document.all(m.Seat, m.Seat.meeting_id == meeting.key)]
    return {meeting.name, *(row.name for row in document.all(m.Person, m.Person.id.in_(seats)))}


def test_the_judge_of_workbooks_sees_what_comes_to_life(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for text in PLAIN:
        book.active.append([text])
    book.save(tmp_path / "bare.xlsx")
    found = " ".join(live_cells(tmp_path / "bare.xlsx", PLAIN))
    assert "=1+1" in found
    assert "#REF!" in found
    assert "HYPERLINK" in found


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u00ad", "")


def missing_from(content: bytes, texts: list[str]) -> list[str]:
    """Which texts cannot be read in a PDF as they are, wherever its lines break."""
    document = pypdfium2.PdfDocument(content)
    try:
        said = squeezed("".join(page.get_textpage().get_text_bounded() for page in document))
    finally:
        document.close()
    return [text for text in texts if squeezed(text) not in said]


def outside_of(content: bytes) -> list[str]:
    """Every way in which a PDF reaches outside itself: addresses, files, scripts."""
    plain = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(plain, qdf=True)
    ways = (b"/URI", b"/Launch", b"/JavaScript", b"/EmbeddedFile", b"/GoToR")
    return [way.decode() for way in ways if re.search(way + rb"\b", plain.getvalue())]


@pytest.mark.parametrize("kind", PDFS)
def test_texts_stand_in_a_pdf_as_they_are(nasty: Document, tmp_path: Path, kind: str) -> None:
    content = written(nasty, kind, tmp_path).read_bytes()
    assert outside_of(content) == []
    assert len(pypdfium2.PdfDocument(content)) < 60


def test_every_instruction_of_a_plan_is_printed_literally(nasty: Document, tmp_path: Path) -> None:
    (plan, *_) = nasty.all(m.Plan)
    steps = nasty.all(m.PlanStep, m.PlanStep.plan_id == plan.id)
    tried = []
    for start in range(0, len(PLAIN), len(steps)):
        texts = list(PLAIN[start : start + len(steps)])
        with nasty.edit("Spoil"):
            for step, text in zip(steps, texts, strict=False):
                set_field(nasty, m.PlanStep, step.id, "instruction", text)
        target = tmp_path / f"plan {start}.pdf"
        export(nasty, "plan", target, Options(refs=(plan_ref(nasty, plan.id),)))
        assert missing_from(target.read_bytes(), texts) == []
        tried += texts
    assert tried == list(PLAIN)


def plan_ref(document: Document, key: bytes) -> str:
    return next(thing.ref for thing in things(document) if thing.key == key)


def test_the_judge_of_pdfs_sees_markup_that_was_obeyed(tmp_path: Path) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    stream = BytesIO()
    texts = ["<b>bold</b>", '<a href="http://localhost/">here</a>', "plain"]
    SimpleDocTemplate(stream).build([Paragraph(text, getSampleStyleSheet()["Normal"]) for text in texts])
    assert missing_from(stream.getvalue(), texts) == texts[:2]
    assert outside_of(stream.getvalue())


@pytest.mark.parametrize("organisation", ["../../etc", "a/b\\c:d*e?f", "NUL", "..", "x" * 300, "=1+1", "\u202etxt"])
def test_no_name_leaves_the_folder_that_was_chosen(sample: Document, tmp_path: Path, organisation: str) -> None:
    (row,) = sample.all(m.SessionInfo)
    set_field(sample, m.SessionInfo, row.id, "organisation", organisation)
    name = suggested_name(sample, "risk-register")
    assert Path(name).name == name
    assert not set('/\\:*?"<>|') & set(name)
    assert len(name) <= 200
    assert name.startswith(tuple("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ=_")), name
    assert export(sample, "risk-register", tmp_path).path.parent == tmp_path
