"""Questionnaires for several people in one go: a workbook each, and a draft that carries it.

Serves the dialog: first ``prepare`` on a snapshot (nothing is written, everything can be shown), then ``write``. The
caller notes each workbook that was written with ``app.exports.note_export``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from app import questionnaires
from app.i18n import N_, UserError, translate
from exporters.eml import Attachment, Drafts, write_drafts
from exporters.eml.questionnaires import form_drafts
from exporters.registry import Cancelled, Options, Progress
from exporters.writing import Written, file_name, write_whole

if TYPE_CHECKING:
    from app.document import Document
    from app.questionnaires import Form

_TITLES = {"questionnaire": N_("Questionnaire {name}"), "ask-back": N_("Open questions {name}")}


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is asked about which services."""

    person: bytes | None
    services: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """How they are asked. ``filled=False``: they answer alone and see nothing of what is on record."""

    kind: str = questionnaires.QUESTIONNAIRE
    core: bool = False
    filled: bool = True
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook that is ready to be written."""

    form: Form
    name: str
    content: bytes

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that would be written. ``left_out`` are sentences about people for whom nothing is open."""

    made: tuple[Made, ...]
    drafts: Drafts
    left_out: tuple[str, ...]
    change_set: int


def prepare(
    document: Document,
    wishes: Sequence[Wish],
    manner: Manner,
    *,
    author: str = "",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Prepared:
    """Make a workbook per wish and the drafts that carry them; write nothing. May run on a snapshot in another thread.

    Raises ``UserError`` if there is nothing to ask at all, or ``Cancelled``.
    """
    from exporters.xlsx.questionnaire import write_form

    made, left_out, taken = list[Made](), list[str](), set[str]()
    for number, wish in enumerate(wishes):
        if cancelled is not None and cancelled():
            raise Cancelled
        try:
            form = questionnaires.form(
                document, wish.services, manner.kind, wish.person,
                core=manner.core, filled=manner.filled, due=manner.due,
            )  # fmt: skip
        except UserError as error:
            left_out.append(str(error))
            continue
        if progress is not None:
            progress(number / len(wishes), form.recipient)
        stream = BytesIO()
        write_form(form, Options(author=author), stream, lambda share, what: None)
        made.append(Made(form, _free_name(form, taken), stream.getvalue()))
    if not made:
        raise UserError(N_("There is nothing to ask: {why}"), why=" ".join(left_out))
    attached = [(one.form, Attachment(one.name, one.content)) for one in made if one.form.person is not None]
    return Prepared(tuple(made), form_drafts(document, attached), tuple(left_out), document.version)


def write(prepared: Prepared, folder: Path | str, *, with_drafts: bool = True) -> tuple[Written, ...]:
    """Write the workbooks into ``folder`` (made if it is missing) and the drafts beside them. Raises ``UserError``."""
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(N_("The folder {name} cannot be made there; choose another place."), name=place.name) from error
    written = [
        write_whole(place / one.name, lambda stream, content=one.content: stream.write(content))  # type: ignore[misc]
        for one in prepared.made
    ]
    return (*written, *(write_drafts(prepared.drafts, place) if with_drafts else ()))


def _free_name(form: Form, taken: set[str]) -> str:
    who = form.recipient or (form.services[0].ref if form.services else "")
    number = 1
    while True:
        called = who if number == 1 else f"{who} ({number})"
        title = translate(_TITLES[form.kind], name=called[-80:])
        name = file_name(form.organisation, title, form.made_at.date(), "xlsx")
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
        number += 1
