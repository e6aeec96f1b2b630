"""What pages put into the preview of the room: one function per view, each kept fresh from the session.

Every function prepares and says so; a person sends with F8. With ``send=True`` it goes live at once, for a button that
says so. ``show_button`` is the button "Show in the room".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app import room
from app.i18n import N_, translate
from app.room import RoomView
from ui.widgets.buttons import Button, button

if TYPE_CHECKING:
    from ui.console import Console


def show_agenda(console: Console, meeting: bytes, *, send: bool = False) -> None:
    """Prepare the agenda of a meeting."""
    _prepare(console, partial(room.agenda_view, console.document, meeting), send)


def show_read_back(console: Console, meeting: bytes, *, send: bool = False) -> None:
    """Prepare the decisions and actions of a meeting, to be read back."""
    _prepare(console, partial(room.read_back_view, console.document, meeting), send)


def show_grid(console: Console, service: bytes, *, send: bool = False) -> None:
    """Prepare the impact grid of a service."""
    _prepare(console, partial(room.grid_view, console.document, service), send)


def show_question(
    console: Console,
    service: bytes,
    number: int,
    category: bytes | None = None,
    horizon: bytes | None = None,
    *,
    send: bool = False,
) -> None:
    """Prepare a question of the interview, about a cell of the grid if category and horizon are given."""
    _prepare(console, partial(room.question_view, console.document, service, number, category, horizon), send)


def show_summary(console: Console, service: bytes, *, send: bool = False) -> None:
    """Prepare what the owner of a service confirms: targets with reasons, the grid, what it stands on in numbers."""
    _prepare(console, partial(room.summary_view, console.document, service), send)


def show_ballots(console: Console, poll: bytes, *, send: bool = False) -> None:
    """Prepare the silent round of a poll."""
    _prepare(console, partial(room.ballots_view, console.document, poll), send)


def show_result(console: Console, poll: bytes, *, send: bool = False) -> None:
    """Prepare the revealed round of a poll; says so if nothing was revealed."""
    _prepare(console, partial(room.result_view, console.document, poll), send)


def show_batch(console: Console, number: int, *, send: bool = False) -> None:
    """Prepare a batch round: how many sheets are in, or what is left to talk about."""
    _prepare(console, partial(room.batch_view, console.document, number), send)


def show_heat(console: Console, stage: str = "today", *, send: bool = False) -> None:
    """Prepare the heat map at a stage: ``before``, ``today``, ``after`` or ``movement``."""
    _prepare(console, partial(room.heat_view, console.document, stage), send)


def show_inject(console: Console, inject: bytes, *, send: bool = False) -> None:
    """Prepare an inject."""
    _prepare(console, partial(room.inject_view, console.document, inject), send)


def show_text(console: Console, title: str, text: str = "", *, send: bool = False) -> None:
    """Prepare words of the facilitator's own."""
    _prepare(console, partial(room.text_view, title, text), send)


def show_clock(console: Console, title: str, seconds: int, *, send: bool = False) -> None:
    """Prepare the large clock and start it."""
    _prepare(console, partial(room.clock_view, title), send)
    console.stage.start_clock(seconds)


def _prepare(console: Console, make: Callable[[], RoomView], send: bool) -> None:
    console.attempt(partial(_put, console, make, send))


def _put(console: Console, make: Callable[[], RoomView], send: bool) -> None:
    console.stage.prepare(make)
    kind = console.stage.preview.kind
    if send:
        console.stage.send()
        return
    console.say(translate(N_("{what} is in the preview; F8 shows it in the room."), what=kind))


def show_button(show: Callable[[], object], *, text: str = "", size: str = "medium") -> Button:
    """Return the button "Show in the room" for one of the functions above."""
    made = button(text or translate(N_("Show in the room")), show, icon="cast", variant="quiet", size=size)
    made.setToolTip(translate(N_("Puts it into the preview of the room; F8 sends it")))
    return made
