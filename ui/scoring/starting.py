"""Beginning a round from anywhere: a risk's votes, a cell of an impact grid, the list of a workshop, the palette.

A round belongs to a meeting, because a ballot belongs to a seat. Without one that runs it is offered to start one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import model as m
from app import polls
from app.i18n import N_, translate
from ui.scoring.queue import LIKELIHOOD, open_poll
from ui.widgets.dialogs import CANCEL, Verb, ask

if TYPE_CHECKING:
    from ui.console import Console

#: The kind of meeting that a round is held at, and the place of the run mode.
WORKSHOP, PLACE = "risk workshop", "scoring"


def start(
    console: Console,
    subject: bytes,
    dimension: str = LIKELIHOOD,
    category: bytes | None = None,
    horizon: bytes | None = None,
) -> None:
    """Go on with the round about a thing, or begin one; ``dimension`` is a key of ``DIMENSION``."""
    if not console.writable:
        console.say(translate(N_("This window is read-only; no round can be begun here.")))
        return
    if not meeting_runs(console):
        return
    poll = console.attempt(lambda: begin(console, subject, dimension, category, horizon))
    if poll is not None:
        console.go(PLACE, poll)


def begin(
    console: Console,
    subject: bytes,
    dimension: str = LIKELIHOOD,
    category: bytes | None = None,
    horizon: bytes | None = None,
    secrecy: str = "seats",
) -> bytes:
    """Return the poll about a thing that is open at the running meeting, or open one. Raises ``UserError``."""
    document, meeting = console.document, console.meeting.key
    held = open_poll(document, subject, dimension, category, horizon, meeting)
    if held is not None:
        return held.key
    return polls.open_poll(
        document, subject, dimension, category=category, horizon=horizon, meeting=meeting, secrecy=secrecy
    )


def meeting_runs(console: Console) -> bool:
    """Whether a meeting runs; without one say why a round needs it and offer to start it."""
    if console.meeting.running:
        return True
    window = console.parent()
    answer = ask(
        window if isinstance(window, QWidget) else None,
        translate(N_("A round needs a meeting")),
        translate(
            N_(
                "Every ballot belongs to a seat, and seats belong to a meeting. Start a risk workshop with the people "
                "who are here; the round begins right after."
            )
        ),
        (CANCEL, Verb("start", N_("Start a risk workshop…"), variant="primary", default=True)),
    )
    if answer == "start":
        console.ask("start_meeting", WORKSHOP)
    return bool(console.meeting.running)


def start_on_screen(console: Console, shown: bytes | None) -> None:
    """Score the risk on screen, or go on where the running meeting is."""
    if shown is not None and console.document.get(m.Risk, shown) is not None:
        start(console, shown)
    elif shown is not None and console.document.get(m.Poll, shown) is not None:
        console.go(PLACE, shown)
    else:
        console.go(PLACE)
