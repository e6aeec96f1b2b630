"""Which sheets are printed together, in the order of the work, and how one is found again by its code."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app import meetings
from app import model as m
from app.document import Document
from app.i18n import N_, UserError
from app.paper.blanks import Sheet
from app.paper.forms import meeting_sheet, record_sheet
from app.paper.interview import interview_sheet
from app.risks import in_sight
from app.services import services

_UNKNOWN = N_("There is no sheet “{code}” in this session; type the code in its upper right corner.")
#: Kinds that have a sheet of their own besides services and meetings.
RECORDS = ("risk", "action", "person", "supplier", "component", "department", "site")


def pack(document: Document, keys: Sequence[bytes] = (), *, core: bool = True) -> tuple[Sheet, ...]:
    """Return the sheets about ``keys``; without any, what is still to do: the meeting, open interviews, open risks.

    ``core`` prints the short interview for services that are not critical; critical ones get all questions.
    """
    chosen = list(keys) or _still_to_do(document)
    critical = {row.key for row in services(document) if row.tier is not None and row.tier <= 1}
    return tuple(_sheet(document, key, core=core and key not in critical) for key in chosen)


def _still_to_do(document: Document) -> list[bytes]:
    running = meetings.running(document)
    interviews = [row.key for row in services(document, retired=False) if row.bia_state != "approved"]
    table = m.Risk.__table__
    unscored = (table.c.current_likelihood.is_(None)) | (table.c.current_impact.is_(None))
    refs = m.Entity.__table__
    open_risks = select(table.c.id).join(refs, refs.c.id == table.c.id).where(unscored, in_sight()).order_by(refs.c.ref)
    found = [running.id] if running is not None else []
    return found + interviews + [row.id for row in document.rows(open_risks)]


def sheet_named(document: Document, code: str) -> Sheet:
    """Return the sheet with a code such as ``SVC-008``, with all its questions. Raises ``UserError`` without one."""
    wanted = code.strip().upper()
    entity = document.row(select(m.Entity.__table__).where(m.Entity.__table__.c.ref == wanted))
    if entity is None or entity.kind not in ("service", "meeting", *RECORDS):
        raise UserError(_UNKNOWN, code=code.strip()[:40])
    return _sheet(document, entity.id, core=False)


def _sheet(document: Document, key: bytes, *, core: bool) -> Sheet:
    entity = document.get(m.Entity, key)
    if entity is not None and entity.kind == "service":
        return interview_sheet(document, key, core=core)
    if entity is not None and entity.kind == "meeting":
        return meeting_sheet(document, key)
    return record_sheet(document, key)


def meeting_codes(document: Document) -> list[tuple[bytes, str]]:
    """Return key, and code with title, of every meeting whose log can be typed in, newest first."""
    entity, table = m.Entity.__table__, m.Meeting.__table__
    rows = document.rows(
        select(table.c.id, entity.c.ref, table.c.title)
        .join(entity, entity.c.id == table.c.id)
        .order_by(table.c.starts_at.desc())
    )
    return [(row.id, f"{row.ref} {row.title}") for row in rows]
