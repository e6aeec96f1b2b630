"""Reads finished PDFs back as other programs do: texts, boxes of characters, bookmarks, links, fields, fonts."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

MM = 72 / 25.4


@dataclass(frozen=True)
class Glyph:
    """A character and its box in points from the lower left corner of its page."""

    page: int
    character: str
    left: float
    bottom: float
    right: float
    top: float


def texts(content: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def glyphs(content: bytes) -> list[Glyph]:
    """Every visible character with its box."""
    found = []
    document = pypdfium2.PdfDocument(content)
    try:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            for place in range(text.count_chars()):
                character = text.get_text_range(place, 1)
                if character.strip():
                    found.append(Glyph(number, character, *text.get_charbox(place)))
    finally:
        document.close()
    return found


def sizes(content: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_size() for page in document]
    finally:
        document.close()


def bookmarks(content: bytes) -> list[tuple[int, str, int]]:
    """Level, title and page (from 1) of each bookmark."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [
            (mark.level, mark.get_title(), mark.get_dest().get_index() + 1) for mark in document.get_toc(max_depth=5)
        ]
    finally:
        document.close()


def page_of(content: bytes, title: str) -> str:
    """The text of the page that a bookmark points at, without its line breaks."""
    return said(texts(content)[next(page for _, named, page in bookmarks(content) if named == title) - 1])


def links(content: bytes) -> list[tuple[int, int]]:
    """Page and target page of each link inside the document."""
    with pikepdf.open(BytesIO(content)) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        names = pdf.Root.get("/Dests")
        found = []
        for number, page in enumerate(pdf.pages, 1):
            notes = [note for note in page.get("/Annots", []) if note.get("/Subtype") == "/Link"]
            found += [(number, numbers[_target(note, names).objgen]) for note in notes]
        return found


def _target(note: Any, names: Any) -> Any:
    target = note.get("/Dest")
    if isinstance(target, pikepdf.Name | pikepdf.String):
        target = names[str(target)] if names is not None else target
    return target[0]


def form_fields(content: bytes) -> dict[str, str]:
    """Kind of each field of the form by its name."""
    with pikepdf.open(BytesIO(content)) as pdf:
        form = pdf.Root.get("/AcroForm")
        return {} if form is None else {str(one.T): str(one.FT) for one in form.Fields}


def fonts(content: bytes) -> dict[str, bool]:
    """Whether each font that a page uses is embedded."""
    found: dict[str, bool] = {}
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                described = font.get("/FontDescriptor")
                found[str(font.BaseFont)] = described is not None and "/FontFile2" in described
    return found


def said(text: str) -> str:
    """Text without its line breaks and repeated blanks, as a reader takes it in."""
    return " ".join(text.split())
