"""The sheets of keys: one for the window, its meetings, tables and fields, one for interviews and for scoring risks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from app.i18n import N_, translate
from ui.pages import PLACES
from ui.shell.commands import COMMANDS, MEETING
from ui.theme import Space, px
from ui.widgets.dialogs import Dialog, Verb
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import heading, label
from ui.widgets.layouts import box, column, row
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Width of the sheet's dialog: all of the smallest window but its margins.
WIDTH = 1232

Line = tuple[tuple[str, ...], str]

#: Keys of the meeting and the room that belong to no command.
SEATS: tuple[Line, ...] = (
    (("Alt", "1", "–", "9"), N_("Who speaks; Alt+0 nobody")),
    ((">",), N_("Where the caught words go")),
    (("PgDn",), N_("Next page live (clicker)")),
    (("B",), N_("Blank the room")),
    (("F",), N_("Freeze the room")),
)
#: Keys that belong to a table, a field or a chart.
WITHIN: tuple[Line, ...] = (
    (("F2",), N_("Edit the cell")),
    (("Ctrl", "Return"), N_("Enter it for all chosen rows")),
    (("Ctrl", "N"), N_("New row on this page")),
    (("Ctrl", "D"), N_("Fill down")),
    (("Ctrl", "C"), N_("Copy rows for Excel")),
    (("Ctrl", "V"), N_("Paste rows from Excel")),
    (("Delete",), N_("Delete the selected rows")),
    (("Alt", "Return"), N_("From the row into its form")),
    (("F1",), N_("What the field or column means")),
    (("Shift", "F1"), N_("Why this number?")),
    (("Alt", "H"), N_("What the field was before")),
    (("T",), N_("The chart as a table")),
    (("F6",), N_("Next part of the window")),
    (("Esc",), N_("Leave without changing")),
)
#: Keys of the interview, its impact grid, and the dependency map.
INTERVIEW: tuple[Line, ...] = (
    (("Ctrl", "→"), N_("Next question (← before)")),
    (("S",), N_("Skip the question")),
    (("P",), N_("Park the question")),
    (("1", "–", "5"), N_("Score the cell of the grid")),
    (("Return",), N_("Accept the carried scores")),
    (("V",), N_("Several voices by seat")),
    (("L",), N_("One vote: intolerable when?")),
    (("0",), N_("The row does not apply")),
    (("Ctrl", "Return"), N_("Still true; approve")),
    (("W",), N_("Map: let the node fail")),
    (("E",), N_("Map: what the node needs")),
    (("H",), N_("Map: link hard or soft")),
    (("O",), N_("Map: open the node")),
)
#: Keys of a scoring round.
SCORING: tuple[Line, ...] = (
    (("1", "–", "5"), N_("Score for the seat, unseen; later the agreed value")),
    (("0",), N_("The seat abstains")),
    (("⌫",), N_("Take the last ballot back")),
    (("L",), N_("Pass the laptop from seat to seat")),
    (("W",), N_("The scores come from paper")),
    (("Space",), N_("Reveal; later restart the minute")),
    (("→",), N_("The next voice")),
    (("R",), N_("Second round")),
    (("Return",), N_("Agree, and on to the next risk")),
    (("X",), N_("Who sees it differently, and why")),
    (("M",), N_("Score something else about the risk")),
    (("V",), N_("Figures of the votes")),
    (("N",), N_("Note")),
    (("P",), N_("Park the risk")),
)
#: Keys of the batch round and of the list for the room.
WORKSHOP: tuple[Line, ...] = (
    (("Alt", "↑↓"), N_("List: order in the room")),
    (("Return",), N_("List: reword the risk")),
    (("C",), N_("List: the impact is contested")),
    (("P",), N_("List: park")),
    (("M",), N_("List: merge with another")),
    (("H",), N_("List: not in this room")),
    (("0",), N_("Batch: the seat abstains here")),
    (("⌫",), N_("Batch: type the last one again")),
    (("Return",), N_("Batch: file the sheet; open the line")),
    (("R",), N_("Batch: reveal")),
    (("A",), N_("Batch: accept the agreed ones")),
    (("J", "K"), N_("Register back: next, last")),
    (("A", "R"), N_("Register back: accept, reject")),
    (("1", "2"), N_("Register back: ours, theirs")),
)


def show_keys(window: MainWindow, _argument: object = None) -> None:
    """Show all keys."""
    close = (Verb("ok", N_("Close"), variant="primary", default=True),)
    dialog = Dialog(window, translate(N_("All keys")), "", close, width=WIDTH)
    page = window.current_page()
    dialog.body.addWidget(sheet("modes" if page is not None and page.RUN_MODE else "window"))
    dialog.ask()
    dialog.deleteLater()


def sheet(first: str = "window") -> QWidget:
    """Return both sheets, of the ``window`` and of its ``modes`` (interviews and scoring), the ``first`` shown."""
    everywhere = [(_caps(c.keys), c.text) for c in COMMANDS if c.keys and c.menu != MEETING]
    places = sum(place.in_rail for place in PLACES)
    everywhere.append((("Ctrl", "1", "–", str(places)), N_("The pages of the rail")))
    meeting = [(_caps(c.keys), c.text) for c in COMMANDS if c.keys and c.menu == MEETING]
    window = (
        _column(N_("Everywhere"), everywhere),
        _column(N_("Meeting and room"), [*meeting, *SEATS]),
        _column(N_("Tables, fields and charts"), WITHIN),
    )
    modes = (
        _column(N_("Interview and map"), INTERVIEW),
        _column(N_("Scoring round"), SCORING),
        _column(N_("Risk workshop and batch round"), WORKSHOP),
    )
    pages = QStackedWidget()
    for columns in (window, modes):
        pages.addWidget(box(row(*columns, gap=Space.l)))
    names = (("window", translate(N_("Window"))), ("modes", translate(N_("Interview and scoring"))))
    switch = SegmentedControl(names, translate(N_("Keys of")), first)
    pages.setCurrentIndex(int(first == "modes"))
    switch.chosen.connect(lambda key: pages.setCurrentIndex(int(key == "modes")))
    return box(column(row(switch, None), pages, gap=Space.m))


def _caps(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(keys[0].split("+"))


def _column(title: str, lines: Sequence[Line]) -> QWidget:
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(Space.m))
    grid.setVerticalSpacing(px(Space.xs))
    for at, (keys, words) in enumerate(lines):
        grid.addWidget(KeyHint(keys, ""), at, 0)
        grid.addWidget(label(translate(words), elide=True), at, 1)
    grid.setColumnStretch(1, 1)
    return box(column(heading(translate(title)), inside, None, gap=Space.s))
