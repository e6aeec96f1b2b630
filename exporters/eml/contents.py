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
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
#: Workbooks that unpack to more bytes than this are not looked into.
_LARGEST = 50_000_000
#: Numbers that end alike are one number, with or without the code of the country.
_TELLING = 9


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Who and which numbers stand in a text, each once, in alphabetical order."""

    names: tuple[str, ...]
    phones: tuple[str, ...]

    @classmethod
    def together(cls, found: Iterable[Mentioned]) -> Mentioned:
        """Return what several texts mention."""
        every = list(found)
        names = {name for one in every for name in one.names}
        phones = {phone for one in every for phone in one.phones}
        return cls(tuple(sorted(names, key=str.casefold)), tuple(sorted(phones)))


class Known:
    """The names and telephone numbers of a session, read once for many texts."""

    def __init__(self, document: Document) -> None:
        person = m.Person.__table__.c
        rows = document.rows(select(person.name, person.phone, person.second_phone))
        self.names = tuple(dict.fromkeys(row.name for row in rows))
        numbers = [number for row in rows for number in (row.phone, row.second_phone) if number]
        self.phones = {_key(number): number for number in numbers if len(_digits(number)) >= _FEWEST_DIGITS}


def mentioned(known: Known, texts: Iterable[str]) -> Mentioned:
    """Return whom and which numbers ``texts`` mention: people and numbers of the session, and what looks like one."""
    whole = "\n".join(texts)
    plain = " ".join(whole.split())
    names = sorted((name for name in known.names if _stands_in(name, plain)), key=str.casefold)
    return Mentioned(tuple(names), tuple(sorted(_phones(known, whole))))


def _stands_in(name: str, text: str) -> bool:
    wanted = " ".join(name.split())
    return wanted in text and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


def _phones(known: Known, text: str) -> set[str]:
    found: dict[str, str] = {}
    for candidate in _NUMBER.findall(text):
        if _FEWEST_DIGITS <= len(_digits(candidate)) <= _MOST_DIGITS and not _DAY.fullmatch(candidate):
            key = _key(candidate)
            found[key] = known.phones.get(key, " ".join(candidate.split()))
    if known.phones:  # numbers of the session that are written in another manner
        digits = _digits(text)
        for key, number in known.phones.items():
            if key not in found and key in digits and re.search(r"[\s()/.-]*".join(key) + r"(?!\d)", text):
                found[key] = number
    return set(found.values())


def _key(number: str) -> str:
    return _digits(number)[-_TELLING:]


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def text_of(name: str, content: bytes) -> str | None:
    """Return the words of an attachment by the ending of its name; ``None`` for what cannot be looked into."""
    ending = name.rpartition(".")[2].casefold()
    if ending == "pdf":
        return _pdf_text(content)
    if ending == "xlsx":
        return _workbook_text(content)
    return content.decode("utf-8", errors="replace") if ending in ("txt", "csv", "eml") else None


def _pdf_text(content: bytes) -> str | None:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        paper = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return None
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


def _workbook_text(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = [part for part in package.infolist() if part.filename.startswith("xl/")]
            if sum(part.file_size for part in parts) > _LARGEST:
                return None
            xml = b"\n".join(package.read(part) for part in parts if part.filename.endswith(".xml"))
    except zipfile.BadZipFile:
        return None
    return unescape(_TAGS.sub("\n", xml.decode("utf-8", errors="replace")))
