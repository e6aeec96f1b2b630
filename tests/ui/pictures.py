"""Pictures of the window for human eyes: ``python -m tests.ui.pictures FOLDER`` writes pages, dialogs and the room.

Pages and dialogs come in both themes and two sizes, the room as it stands on a wall. The sample session is shown as of
a fixed day, so that pictures only change when the programme does. A few are shown in the README: ``--readme`` writes
those into ``resources/docs``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import batches, meetings, polls, room, search
from app import model as m
from app.document import Document
from app.sample import build_sample
from tests.ui.everywhere import look_into_dialogs
from ui import theme
from ui.application import Application
from ui.help import open_term, sheet_of
from ui.main_window import MainWindow
from ui.pages import PLACES
from ui.room.paint import paint_room
from ui.settings import Settings
from ui.start_window import StartWindow

ANCHOR, SIZES, THEMES = date(2026, 9, 15), ((1280, 720), (1440, 900)), ("light", "dark")
#: What the README shows: name of the picture and what is opened.
README = ("overview", "interview-7", "map", "heat-map", "plan", "meeting")
#: Time for a page to settle, in milliseconds, and how often it may still look different afterwards.
REST, TIMES = 300, 12

Save = Callable[[str, QWidget], object]


def opened(folder: Path) -> MainWindow:
    """Open a window on the sample session."""
    qt = QApplication.instance() or QApplication([])
    settings = Settings(folder)
    settings.who = "Tomasz Orlewin"
    document = build_sample(folder / "sample.foreshock", ANCHOR)
    window = MainWindow(document, Application(qt, settings))  # type: ignore[arg-type]
    window.show()
    return window


def meet(document: Document) -> bytes:
    """Begin a workshop with an agenda, seats and a log, and return its key."""
    people = [row.id for row in document.all(m.Person, m.Person.status == "active")][:9]
    key = meetings.open_meeting(document, "Risk workshop, second half", "risk workshop", seats=people, place="Brenholt")
    for title, minutes in (("Welcome and rules", 5), ("Risks of order intake", 40), ("Read back", 10)):
        meetings.add_point(document, key, title, minutes)
    meetings.begin_point(document, meetings.agenda(document, key).points[0].key)
    said = {"meeting": key, "speaker": people[2]}
    meetings.enter(document, "decision", "A second switch pair for Brenholt before the peak season", **said)
    meetings.enter(document, "action", "Order the switch", owner_id=people[3], due_on=date(2026, 10, 27), **said)
    meetings.enter(document, "parking lot", "Who pays for the second carrier?", **said)
    meetings.enter(document, "note", None, **said)
    return key


def views(window: MainWindow) -> Iterator[str]:
    """Open one view after the other and yield its name."""
    keys = {thing.ref: thing.key for thing in search.things(window.document)}
    for place in PLACES:
        window.go(place.key)
        yield place.key
    window.go("services", keys["SVC-008"])
    services = window._page("services")
    services._open(services.impact)  # type: ignore[attr-defined]
    yield "impact"
    services._open(services.map)  # type: ignore[attr-defined]
    yield "map"
    for question in (7, 14, 25, 35):
        window.go("interview", keys["SVC-008"])
        window._page("interview").turn_to(question)  # type: ignore[attr-defined]
        yield f"interview-{question}"
    window.go("risks")
    window._page("risks").show_view("map")  # type: ignore[attr-defined]
    yield "heat-map"
    window._page("risks").show_view("loss")  # type: ignore[attr-defined]
    yield "loss"
    window._page("risks").show_view("register")  # type: ignore[attr-defined]
    window.go("risks", keys["R-011"])
    window._page("risks").panel.detail.open_tab("treatment")  # type: ignore[attr-defined]
    yield "treatment"
    window._page("risks").panel.detail.open_tab("details")  # type: ignore[attr-defined]
    window.go("plans", keys["PLN-001"])
    yield "plan"
    window.go("scoring", keys["R-007"])
    yield "scoring-round"
    window.go("paper", keys["SVC-008"])
    yield "paper-sheet"
    window.go("overview")
    window.open_palette("pay")
    yield "palette"
    window._palette.finish()
    open_term(window.console, "rto")
    yield "help"
    sheet = sheet_of(window)
    if sheet is not None:
        sheet.hide()


def starts(application: Application) -> Iterator[tuple[str, StartWindow]]:
    """Open the first screen, then the steps of a new session."""
    window = StartWindow(application)
    window.show()
    yield "start", window
    window.begin_session()
    for number in range(3):
        window.sheet.show_step(number)  # type: ignore[union-attr]
        yield f"new-session-{number + 1}", window
    window.close()


def room_views(document: Document, meeting: bytes) -> Iterator[tuple[str, room.RoomView]]:
    """Yield everything that the room can see, by name."""
    keys = {row.ref: row.id for row in document.all(m.Entity) if row.ref}
    yield "agenda", room.agenda_view(document, meeting)
    yield "read-back", room.read_back_view(document, meeting)
    yield "question", room.question_view(document, keys["SVC-008"], 7)
    yield "grid", room.grid_view(document, keys["SVC-008"])
    yield "summary", room.summary_view(document, keys["SVC-008"])
    for inject in document.all(m.Inject)[:3]:
        yield f"inject-{inject.number}", room.inject_view(document, inject.id)
    poll = polls.polls(document)[0].key
    yield "result", room.result_view(document, poll)
    fresh = polls.open_poll(document, keys["R-003"], "likelihood", meeting=meeting)
    polls.cast_all(document, fresh, [(seat.id, 3) for seat in meetings.seats(document, meeting)[:7]])
    yield "ballots", room.ballots_view(document, fresh)
    risks = [row.id for row in document.all(m.Risk)]
    batch = batches.open_batch(document, risks, meeting=meeting, dimension="inherent impact")
    for at, seat in enumerate(meetings.seats(document, meeting)[:7]):
        batches.cast_sheet(document, batch, seat.id, [1 + (n * at) % (3 + n % 3) for n in range(len(risks))])
    yield "batch", room.batch_view(document, batch)
    batches.reveal_batch(document, batch)
    yield "batch-result", room.batch_view(document, batch)
    for stage in ("today", "movement"):
        yield f"heat-{stage}", room.heat_view(document, stage)
    yield "text", room.text_view("Ten minutes", "We go on at 10:40.")


def write_room(document: Document, meeting: bytes, folder: Path) -> None:
    """Write what the wall would show, at 1920 × 1080."""
    for name, view in room_views(document, meeting):
        picture = QImage(1920, 1080, QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        paint_room(painter, view, QRectF(0, 0, 1920, 1080))
        painter.end()
        picture.save(str(folder / f"room-{name}.png"))


def at_rest(widget: QWidget) -> QPixmap:
    """Return the picture of a widget as soon as it no longer changes, which takes longer on a busy machine."""
    seen = None
    for _ in range(TIMES):
        QTest.qWait(REST)
        picture = widget.grab()
        if picture.toImage() == seen:
            break
        seen = picture.toImage()
    return picture


def write(folder: Path) -> None:
    """Write all pictures into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        window = opened(Path(work))
        meeting = meet(window.document)
        window.console.privacy.show_anyway()
        for look in THEMES:
            theme.theme().choose(look)
            for width, height in SIZES:
                window.resize(width, height)
                for name in views(window):
                    at_rest(window).save(str(folder / f"{name}-{look}-{width}.png"))
                for name, start in starts(window.application):
                    start.resize(width, height)
                    at_rest(start).save(str(folder / f"{name}-{look}-{width}.png"))
            with pytest.MonkeyPatch.context() as patch:
                look_into_dialogs(window, patch, _saver(folder, look))
        write_room(window.document, meeting, folder)
        window.close()


def _saver(folder: Path, look: str) -> Save:
    def save(name: str, dialog: QWidget) -> None:
        at_rest(dialog).save(str(folder / f"{name.replace(' ', '-')}-{look}.png"))

    return save


def write_readme(folder: Path) -> None:
    """Write the few pictures that the README shows."""
    with tempfile.TemporaryDirectory() as work:
        window = opened(Path(work))
        theme.theme().choose("light")
        window.resize(*SIZES[1])
        for name in views(window):
            if name in README and name != "meeting":
                at_rest(window).save(str(folder / f"{name}.png"))
        meet(window.document)
        window.go("meeting")
        at_rest(window).save(str(folder / "meeting.png"))
        window.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["--readme"]:
        write_readme(Path("resources/docs"))
    else:
        write(Path(sys.argv[1]))
