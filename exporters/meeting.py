"""Which meeting an export is about: the one that was named, or the newest that has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import meetings
from exporters.registry import subjects

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Options


def chosen_minutes(document: Document, options: Options) -> meetings.Minutes:
    """Return what the minutes of the meeting hold that ``options.refs`` name (``MTG-003``), or of the newest one.

    Raises ``UserError`` if there is none, or the reference names none.
    """
    named = subjects(document, options, "meeting")
    return meetings.minutes(document, named[0] if named else meetings.newest(document))
