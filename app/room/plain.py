"""Views of words that the facilitator types or the programme says: a text, and the large clock."""

from __future__ import annotations

from app.i18n import N_, translate
from app.room.views import Clock, Text


def text_view(title: str, text: str = "", *, exercise: bool = False, public_title: str = "") -> Text:
    """Return words for the room; the whole of both is shown, on several pages if it must be."""
    kind = translate(N_("Text"))
    return Text(topic="text", kind=kind, title=title, text=text, exercise=exercise, public_title=public_title)


def clock_view(title: str = "", *, exercise: bool = False, public_title: str = "") -> Clock:
    """Return the view that shows the running clock of the stage over the whole height."""
    kind = translate(N_("Clock"))
    return Clock(topic="clock", kind=kind, title=title, exercise=exercise, public_title=public_title)
