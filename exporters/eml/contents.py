"""What a draft would tell: the people and telephone numbers in its words and in what is attached.

Serves the preview before anything is written. It reads PDFs and workbooks of ours; of other files it knows nothing.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import model as m

if TYPE_CHECKING:
    from app.document import Document

#: A number as people write it: with a plus or a leading nought, seven to fifteen digits.
_NUMBER = re.compile(r"(?<![\w.,:])(?:\+|\(?0)[\d ()/.\u00a0\u202f\u2010\u2011-]{6,22}\d(?![\w:])")
_TAGS = re.compile(r"<[^>]+>")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Who and which numbers stand in a text, each once, in alphabetical order."""

    names: tuple[str, ...]
    phones: tuple[str, ...]


class Known:
    """The names and telephone numbers of a session, read once for many texts."""

    def __init__(self, document: Document) -> None:
        person = m.Person.__table__.c
        rows = document.rows(select(person.name, person.phone, person.second_phone))
        self.names = tuple(dict.fromkeys(row.name for row in rows))
        numbers = [number for row in rows for number in (row.phone, row.second_phone) if number]
        self.phones = {digits: number for number in numbers if len(digits := _digits(number)) >= _FEWEST_DIGITS}


def mentioned(known: Known, texts: Iterable[str]) -> Mentioned:
    """Return whom and which numbers ``texts`` mention: people and numbers of the session, and what looks like one."""
    whole = "\n".join(texts)
    plain = " ".join(whole.split())
    names = sorted((name for name in known.names if _stands_in(name, plain)), key=str.casefold)
    return Mentioned(tuple(names), tuple(sorted(_phones(known, whole))))


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(' '.join(name.split()))}(?!\w)", text) is not None


def _phones(known: Known, text: str) -> set[str]:
    found: dict[str, str] = {}
    for candidate in _NUMBER.findall(text):
        digits = _digits(candidate)
        if _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
            found[digits] = known.phones.get(digits, " ".join(candidate.split()))
    for digits, number in known.phones.items():  # numbers of the session that are written in another manner
        if digits not in found and re.search(r"[\s()/.-]*".join(digits), text):
            found[digits] = number
    return set(found.values())


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def text_of(name: str, content: bytes) -> str:
    """Return the words of an attachment by the ending of its name; empty for what is neither PDF, workbook nor text."""
    ending = name.rpartition(".")[2].casefold()
    if ending == "pdf":
        return _pdf_text(content)
    if ending == "xlsx":
        return _workbook_text(content)
    return content.decode("utf-8", errors="replace") if ending in ("txt", "csv", "eml") else ""


def _pdf_text(content: bytes) -> str:
    import pypdfium2

    paper = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(_page_text(page) for page in paper)
    finally:
        paper.close()


def _page_text(page: object) -> str:
    read = page.get_textpage()  # type: ignore[attr-defined]
    try:
        return str(read.get_text_range())
    finally:
        read.close()


def _workbook_text(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/") and name.endswith(".xml")]
    return unescape(_TAGS.sub("\n", b"\n".join(parts).decode("utf-8", errors="replace")))
