"""Paper forms as a PDF: every blank is printed with its number, user text stays text, nothing waits is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_reading import bookmarks, said, texts

from app import entities, paper
from app import model as m
from app.document import Document
from app.i18n import UserError
from exporters.registry import Options, export


def printed(document: Document, folder: Path, *refs: str) -> bytes:
    return export(document, "paper-forms", folder / "forms.pdf", Options(refs=refs)).path.read_bytes()


def test_every_blank_stands_on_its_sheet(sample: Document, tmp_path: Path) -> None:
    content = printed(sample, tmp_path, "SVC-014", "R-003")
    whole = said(" ".join(texts(content)))
    asked = next(one for one in paper.pack(sample, [_key(sample, "SVC-014")]))
    for blank in asked.blanks:
        assert blank.number in whole
    for section in asked.sections:
        assert said(section.title) in whole
    assert any("R-003" in mark for mark in str(bookmarks(content)).split(","))


def test_the_front_page_lists_the_sheets_and_the_anchors(sample: Document, tmp_path: Path) -> None:
    front = said(texts(printed(sample, tmp_path, "SVC-014"))[0])
    assert "SVC-014" in front
    assert "Key staff ill or leaving" in front


def test_names_are_printed_as_they_are(session: Document, tmp_path: Path) -> None:
    key = entities.add(session, m.Service, name="<b>R&D</b> =1+1")
    ref = session.get(m.Entity, key).ref  # type: ignore[union-attr]
    assert "<b>R&D</b> =1+1" in said(" ".join(texts(printed(session, tmp_path, ref))))


def test_nothing_to_print_is_told(tmp_path: Path) -> None:
    with Document.create(tmp_path / "empty.foreshock") as empty, pytest.raises(UserError, match="Nothing waits"):
        printed(empty, tmp_path)


def _key(document: Document, ref: str) -> bytes:
    return next(row.id for row in document.all(m.Entity) if row.ref == ref)
