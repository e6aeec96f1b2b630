"""The very hidden sheet of a questionnaire, by which it finds its way back (see ``app.questionnaires.way_back``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.questionnaires import way_back
from exporters.xlsx.cells import Code, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.questionnaires import Form
    from app.questionnaires.way_back import Headed, Placed
    from exporters.xlsx.book import Book
    from exporters.xlsx.questionnaire.making import Making


def add_way_back(making: Making) -> None:
    """Add the sheet."""
    form = making.form
    person = form.person.hex() if form.person else ""
    add(making.book, _told(form, form.kind, person, making.sheets, making.blanks))


def _told(form: Form, kind: str, person: str, sheets: Iterable[Headed], blanks: Iterable[Placed]) -> way_back.WayBack:
    return way_back.WayBack(
        document=form.document_id.hex(),
        kind=kind,
        change_set=form.change_set,
        made_at=form.made_at,
        person=person,
        filled=form.filled,
        sheets=tuple(sheets),
        blanks=tuple(blanks),
    )


def add(book: Book, told: way_back.WayBack) -> None:
    """Add the sheet that ``told`` describes."""
    sheet = book.sheet(way_back.TITLE)
    sheet.page.sheet_state = "veryHidden"
    for row, cells in enumerate(way_back.lines(told), start=1):
        for column, value in enumerate(cells, start=1):
            if value != "":
                sheet.put(row, column, _code(value))


def _code(value: str | int) -> Value:
    """Return keys and digests in their shortest form; names of things stay people's text."""
    return Code(value) if isinstance(value, str) and value.isascii() and value.isalnum() else value
