"""Rows of an impact grid that do not apply to a service: how that is recorded, recognised and taken back.

Serves the impact grid in the window. "Does not apply" is a statement about harm, not a missing answer: a payroll run
that nobody outside sees does its customers no harm at any time. So the row is scored with level 1 (negligible, "none")
at every horizon, and each cell keeps one and the same note that says so. Thereby the derivation and the rules need no
special case: the row is complete (B06 counts blanks), never falls (B05) and never becomes intolerable, it is printed
with its reason wherever notes are, and Undo takes it back as one step. A blank row would block nothing, but would be
asked for ever again; a flag beside the scores would be one more thing that every document has to know.

A row counts as set aside when all its cells have level 1 and one common note, whatever its words or language.
"""

from __future__ import annotations

from sqlalchemy import delete, update

from app import interviews
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.interviews.grid import GridLine, grid, service_row

#: The level of a row that does not apply.
NEGLIGIBLE = 1

_NO_ROW = N_("The scales of this session have no such category; choose one that is shown.")


def set_aside_because(line: GridLine) -> str | None:
    """Return the note with which a row was set aside, or ``None`` if it applies (or is not scored throughout)."""
    notes = {cell.note if cell is not None and cell.level == NEGLIGIBLE else "" for cell in line.cells}
    note = next(iter(notes)) if len(notes) == 1 else ""
    return note or None


def set_aside(
    document: Document, service: bytes, category: bytes, reason: str = "", speaker: bytes | None = None
) -> None:
    """Record as one edit that a category does not apply to a service; ``reason`` says why, if somebody said it.

    Whatever was scored in the row is replaced. Raises ``UserError`` if the service or the category is gone.
    """
    line = _line(document, service, category)
    note = translate(N_("Does not apply: {reason}"), reason=reason.strip()) if reason.strip() else ""
    note = note or translate(N_("Does not apply"))
    label = translate(
        N_("{category} does not apply to {service}"), category=line.name, service=service_row(document, service).name
    )
    with document.edit(label, speaker=speaker):
        for horizon in grid(document, service).horizons:
            where = service, category, horizon.key  # type: ignore[attr-defined]
            interviews.score(document, *where, NEGLIGIBLE, note, speaker)


def apply_again(document: Document, service: bytes, category: bytes) -> None:
    """Take back that a category does not apply: its row is not scored any more, so that it is asked again."""
    line = _line(document, service, category)
    name = service_row(document, service).name
    table = m.ImpactScore
    with document.edit(translate(N_("Ask {category} of {service} again"), category=line.name, service=name)) as session:
        session.execute(delete(table).where(table.service_id == service, table.category_id == category))


def score_again(
    document: Document, service: bytes, category: bytes, horizon: bytes, level: int, speaker: bytes | None = None
) -> None:
    """Score a cell of a row that was set aside: it applies after all, so its common note goes, as one edit.

    The cells before it keep their level, those behind it rise as always.
    """
    found = grid(document, service)
    line = _line(document, service, category)
    place = next(at for at, one in enumerate(found.horizons) if one.key == horizon)  # type: ignore[attr-defined]
    label = translate(
        N_("Score {category} after {after} of {service}"),
        category=line.name,
        after=found.horizons[place].label,
        service=service_row(document, service).name,
    )
    table = m.ImpactScore
    with document.edit(label, speaker=speaker) as session:
        session.execute(
            update(table).where(table.service_id == service, table.category_id == category).values(note=None)
        )
        interviews.score(document, service, category, horizon, level, None, speaker)


def _line(document: Document, service: bytes, category: bytes) -> GridLine:
    line = next((one for one in grid(document, service).lines if one.key == category), None)
    if line is None:
        raise UserError(_NO_ROW)
    return line
