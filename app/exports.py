"""Which documents left the session, when, for whom and from which state: the logged table of exports.

Serves the callers of exporters, who note a success here, and whatever compares with the last export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from app import model as m
from app.i18n import N_, translate

if TYPE_CHECKING:
    from app.document import Document


def note_export(
    document: Document,
    kind: str,
    file_name: str,
    *,
    title: str = "",
    subject: bytes | None = None,
    recipient: str | None = None,
    version: str | None = None,
    change_set: int | None = None,
) -> int:
    """Log that a document of ``kind`` left as ``file_name``, and return its number.

    ``change_set`` is the state that it was written from: the ``version`` of the snapshot, or of the document itself
    if nothing was said. ``version`` is the version of a plan.
    """
    number = next_number(document)
    label = translate(N_("Export {document}"), document=title or kind)
    state = document.version if change_set is None else change_set
    with document.edit(label) as session:
        session.add(
            m.Export(
                number=number,
                kind=kind,
                file_name=file_name,
                exported_at=document.now(),
                exported_by=document.who or None,
                recipient=recipient or None,
                subject_id=subject,
                version=version,
                change_set=state,
            )
        )
    return number


def next_number(document: Document) -> int:
    """Return the number that the next export will have."""
    return int(document.scalar(select(func.coalesce(func.max(m.Export.number), 0)))) + 1


def last_export(document: Document, kind: str, subject: bytes | None = None) -> Row[Any] | None:
    """Return the row of the newest export of ``kind`` (about ``subject``), or ``None`` if there was none."""
    about = m.Export.subject_id.is_(None) if subject is None else m.Export.subject_id == subject
    rows = document.all(m.Export, m.Export.kind == kind, about, order_by=m.Export.number.desc())
    return rows[0] if rows else None


def past_exports(document: Document) -> list[Row[Any]]:
    """Return the rows of all exports, the newest first."""
    return document.all(m.Export, order_by=m.Export.number.desc())


def changes_since(document: Document, export: Row[Any]) -> int:
    """Return how many change sets came after the state that an export was written from, exports not counted."""
    later = select(func.count()).select_from(m.Export.__table__).where(m.Export.number >= export.number)
    behind: int = document.version - export.change_set - int(document.scalar(later))
    return max(0, behind)
