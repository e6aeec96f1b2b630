"""Sheets for records of a list (risks, actions, people …) and for the running log of a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app import entities, meetings
from app import model as m
from app.document import Document
from app.fields import Kind, fields_of
from app.i18n import N_, UserError, translate
from app.paper.blanks import Blank, FieldAim, LineAim, Part, Section, Shape, Sheet
from app.paper.interview import field_blank

_GONE = N_("What this sheet is about no longer exists; somebody deleted it.")
#: What is asked about the records of a list; other kinds are asked for their core fields.
ASKED: dict[str, tuple[str, ...]] = {
    "risk": ("cause", "consequence", "current_likelihood", "current_impact", "treatment", "owner_id", "next_review_on"),
    "action": ("owner_id", "due_on", "state", "evidence"),
}
#: What a line of the log says, by hand: when, what kind, which seat, the words.
LOG = (
    Part("time", N_("Time"), 16),
    Part("kind", N_("D A P N"), 18),
    Part("seat", N_("Seat"), 14),
    Part("text", N_("What was said; for an action who and by when"), 122),
)


def record_sheet(document: Document, key: bytes) -> Sheet:
    """Return the sheet of one record, with a blank per field that is asked. Raises ``UserError`` if it is gone."""
    entity = document.get(m.Entity, key)
    model: Any = entities.model_of(entity.kind) if entity is not None else None
    row = document.get(model, key) if model is not None else None
    if entity is None or row is None:
        raise UserError(_GONE)
    specs = fields_of(model)
    names = ASKED.get(entity.kind) or tuple(
        name for name, spec in specs.items() if spec.core and spec.editable and spec.kind not in (Kind.KEY, Kind.BYTES)
    )
    blanks = tuple(
        field_blank(document, str(number), specs[name], FieldAim(entity.kind, name), getattr(row, name))
        for number, name in enumerate((name for name in names if name in specs), 1)
    )
    return Sheet(entity.ref or "", entity.kind, entities.name_of(row), key, (Section("", blanks),))


def record_sheets(document: Document, keys: Iterable[bytes]) -> tuple[Sheet, ...]:
    """Return the sheets of several records in the order given."""
    return tuple(record_sheet(document, key) for key in keys)


def meeting_sheet(document: Document, meeting: bytes) -> Sheet:
    """Return the log of a meeting as lines to write on, with its seats and agenda above."""
    row = document.get(m.Meeting, meeting)
    seats = ", ".join(f"{one.number} {one.name}" for one in meetings.seat_lines(document, meeting))
    points = meetings.agenda(document, meeting).points
    agenda = "; ".join(_point(one) for one in points)
    log = Blank("1", translate(N_("Log")), Shape.LINES, LineAim("meeting_entry", _translated(LOG)))
    note = translate(N_("D decision, A action, P parking lot, N note. Seats: {seats}"), seats=seats or "…")
    title = row.title if row is not None else ""
    section = Section(translate(N_("Log")), (log,), note)
    return Sheet(entities.describe(document, meeting).split(" ")[0], "meeting", title, meeting, (section,), agenda)


def _point(point: Any) -> str:
    return f"{point.title} ({point.minutes} min)" if point.minutes else str(point.title)


def _translated(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(Part(one.name, translate(one.label), one.width) for one in parts)
