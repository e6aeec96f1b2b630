"""Filing what was caught: into the log of the meeting, or to the end of a field of the thing on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app import entities, meetings
from app.fields import Kind
from app.i18n import N_, translate
from ui.meetings.kinds import CATCHES, OWNED
from ui.meetings.targets import Target, model_at

if TYPE_CHECKING:
    from app.document import Document
    from app.meetings import Caught, EntryLine
    from ui.console import Console

#: How much of the words a toast repeats.
REPEATED = 60


def file(console: Console, target: Target, text: str) -> bytes | None:
    """File ``text`` (empty: stamp now, words later) and tell it with Undo; return the key of the entry.

    Words for a field go to its end; in a meeting they stand in the log too. Raises ``UserError`` if they cannot be
    filed; nothing has changed then.
    """
    document, words = console.document, text
    values: dict[str, Any] = {}
    if text and target.kind in OWNED and not target.field:
        caught = meetings.read_line(document, text, target.kind)
        words, values = caught.text, _found(caught)
    key: bytes | None
    if target.field and words and target.subject is not None:
        with document.edit(_label(target)):
            append(document, target.subject, target.field, words)
            key = _enter(console, target, words, values) if console.meeting.running else target.subject
    else:
        key = _enter(console, target, words, values)
    console.say(_told(target, words), undoable=True)
    return key


def _enter(console: Console, target: Target, words: str, values: dict[str, Any]) -> bytes:
    meeting = console.meeting
    seat = meeting.speaker
    return meetings.enter(
        console.document,
        target.kind,
        words or None,
        meeting=meeting.key,
        speaker=seat.person if seat is not None else None,
        seat=seat.key if seat is not None else None,
        subject=target.subject,
        field=target.field or None,
        **values,
    )


def _found(caught: Caught) -> dict[str, Any]:
    """Return owner and date as far as they were understood."""
    found = {"owner_id": caught.owner, "due_on": caught.due_on}
    return {name: value for name, value in found.items() if value is not None}


def append(document: Document, subject: bytes, field: str, words: str) -> None:
    """Put words at the end of a field; what stands there stays."""
    model = model_at(document, subject)
    row = document.get(model, subject) if model is not None else None
    before = getattr(row, field, None) or ""
    between = "\n" if entities.field_of(model, field).kind is Kind.NOTE else "; "
    entities.set_field(document, model, subject, field, f"{before}{between}{words}" if before else words)


def complete(document: Document, entry: EntryLine, text: str) -> None:
    """Give a stamped entry its words; an action's owner and date are read from them. Raises ``UserError``."""
    values: dict[str, Any] = {"text": text}
    if entry.kind in OWNED:
        caught = meetings.read_line(document, text, entry.kind)
        values = {"text": caught.text, **_found(caught)}
    with document.edit(translate(N_("Complete an entry of the log"))):
        if entry.field and entry.subject is not None:
            append(document, entry.subject, entry.field, text)
        meetings.edit_entry(document, entry.key, **values)


def _label(target: Target) -> str:
    return translate(N_("Add to {field} of {thing}"), field=target.field_label, thing=target.subject_name[:REPEATED])


def _told(target: Target, text: str) -> str:
    what = target.field_label or translate(CATCHES[target.kind].word)
    if not text:
        return translate(N_("{what} stamped; its words wait under “to complete”."), what=what)
    if target.private:
        return translate(N_("Private note kept."))
    shown = text if len(text) <= REPEATED else text[: REPEATED - 1].rstrip() + "…"
    return translate(N_("{what}: {words}"), what=what, words=shown)
