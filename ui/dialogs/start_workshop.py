"""Starting a risk workshop: people as seats, and an agenda whose time boxes follow from the list for the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import workshop
from app.i18n import N_, translate
from ui.dialogs.start_meeting import StartDialog, closed_first
from ui.widgets.labels import hint
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_KIND = "risk workshop"
BATCH, SINGLE = "batch", "single"


def start_workshop(window: MainWindow, argument: object = None) -> None:
    """Ask who is there and start the workshop; ``argument`` may be the ``Pace`` of its list."""
    console = window.console
    if not console.writable:
        console.say(translate(N_("This window is read-only; no meeting can be started here.")))
        return
    if console.meeting.running and not closed_first(window):
        return
    dialog = WorkshopDialog(window, argument if isinstance(argument, workshop.Pace) else None)
    dialog.ask()
    dialog.deleteLater()


class WorkshopDialog(StartDialog):
    """The sheet of a meeting with its kind settled, those of last time seated, and two ways through the list."""

    AFTER, TITLE = "workshop", N_("Start the workshop")

    def __init__(self, window: MainWindow, found: workshop.Pace | None = None) -> None:
        self._room = workshop.in_room(window.document)
        self._items = found.items if found is not None else sum(len(one.asked) for one in self._room)
        self._risks = found.risks if found is not None else len(self._room)
        self.way: SegmentedControl | None = None
        super().__init__(window, _KIND)
        self.kind.hide()
        words = [(BATCH, translate(N_("Batch round first"))), (SINGLE, translate(N_("One by one")))]
        self.way = SegmentedControl(words, translate(N_("Way through the list")), BATCH)
        self.pace_words = hint("", tone="text2")
        self.body.insertWidget(self.body.indexOf(self.kind), self.way)
        self.body.insertWidget(self.body.indexOf(self.way) + 1, self.pace_words)
        self.way.chosen.connect(lambda _way: self._plan())
        self._seat(self._usual)
        self._plan()
        self.title_field.setFocus()
        self.title_field.selectAll()

    def _show_seats(self) -> None:
        super()._show_seats()
        if self.way is not None:
            self._plan()

    def _plan(self) -> None:
        """Fill the agenda by the list, the way and the people."""
        if self.way is None:
            return
        found = workshop.reckoned(self._risks, self._items, len(self.holders))
        self.agenda.show_points(workshop.agenda(found, batch=self.way.current() != SINGLE))
        self.pace_words.setText(
            found.words or translate(N_("No risk is in the room yet; add some first or on the way."))
        )
        self._show_sum()
