"""An inject as its players receive it: from whom, to whom, how, and at what time of the scenario.

Its title, objective, expected actions, questions, branch and notes belong to the controller and are not read here; nor
is the name of the scenario.
"""

from __future__ import annotations

from app import model as m
from app.document import Document
from app.i18n import N_, translate
from app.room.gatherings import exercise_title
from app.room.public import need, topic
from app.room.views import Inject

#: Styles with the word that heads them, in the order in which a channel's own words are compared.
STYLES = {
    "mail": N_("E-mail"),
    "phone": N_("Phone call"),
    "chat": N_("Message"),
    "alarm": N_("Alarm"),
    "news": N_("News"),
    "person": N_("In person"),
    "paper": N_("Report"),
}

#: Words of a channel (lower case) that give it away; the one that comes first in the channel decides.
_HINTS = {
    "mail": "mail",
    "phone": "phone",
    "call": "phone",
    "bridge": "phone",
    "radio": "phone",
    "alarm": "alarm",
    "dashboard": "alarm",
    "monitor": "alarm",
    "sms": "chat",
    "chat": "chat",
    "message": "chat",
    "ticket": "chat",
    "article": "news",
    "news": "news",
    "press": "news",
    "social": "news",
    "web": "news",
    "tv": "news",
    "person": "person",
    "meeting": "person",
    "spokesperson": "person",
    "visit": "person",
}


def style_of(channel: str) -> str:
    """Return the style of a channel such as ``Phone, then e-mail``; what is none of them is a report on paper."""
    words = channel.casefold()
    found = [(words.find(hint), style) for hint, style in _HINTS.items() if hint in words]
    return min(found)[1] if found else "paper"


def inject_view(document: Document, inject: bytes) -> Inject:
    """Return an inject for the room; it always carries the EXERCISE mark. Raises ``UserError`` if it is gone."""
    row = need(document, m.Inject, inject)
    channel = row.channel or ""
    style = style_of(channel)
    return Inject(
        topic=topic("inject", inject),
        kind=translate(STYLES[style]),
        exercise=True,
        public_title=exercise_title(need(document, m.Exercise, row.exercise_id)),
        style=style,
        heading=channel if style == "paper" and channel else translate(STYLES[style]),
        sender=row.sender or "",
        receiver=row.target_role or "",
        text=row.narrative or "",
        scenario_time=row.scenario_time or "",
        foot=_foot(row.target_role),
    )


def _foot(receiver: str | None) -> str:
    if receiver:
        return translate(N_("To: {role}. Read it aloud, then say what you do first."), role=receiver)
    return translate(N_("Read it aloud, then say what you do first."))
