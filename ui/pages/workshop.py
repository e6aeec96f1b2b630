"""The risk workshop before scoring: what could be added, and the list for the room with its order, words and time."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent

from app import meetings
from app.i18n import N_, plural, translate
from ui.console import Console, Page
from ui.theme import px
from ui.widgets.buttons import button
from ui.widgets.header import ToolBar
from ui.widgets.layouts import column, row
from ui.workshop.room_panel import RoomPanel
from ui.workshop.suggested import SuggestedPanel

#: Width of the suggestions, and what it is below a page of this width.
LEFT, LEFT_NARROW, NARROW = 456, 384, 1150
_READ_ONLY = N_("This window is read-only.")


class WorkshopPage(Page):
    """Suggestions at the left, the room at the right, and at the top the ways to go on."""

    TABLES = frozenset(
        {
            "risk", "risk_service", "risk_node", "service", "component", "supplier", "person", "site", "threat",
            "impact_score", "impact_category", "horizon", "tier", "matrix_cell", "band", "likelihood_level", "poll",
            "agreement", "action", "session_info", "seat", "meeting",
        }
    )  # fmt: skip

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.suggested, self.room = SuggestedPanel(console), RoomPanel(console)
        risks = translate(N_("Register"))
        self.back = button(risks, lambda: console.go("risks"), icon="arrow-left", variant="quiet")
        self.start = button(translate(N_("Start the workshop…")), self.begin, icon="play", variant="primary")
        self.batch = button(translate(N_("Batch round")), self.score_all, icon="list-checks")
        self.single = button(translate(N_("Score one by one")), self.score_one, icon="vote")
        self.meeting = button(
            translate(N_("Agenda and log")), lambda: console.go("meeting"), icon="users", variant="quiet"
        )
        tools = ToolBar()
        tools.add(self.back)
        tools.add(self.meeting, self.single, self.batch, self.start, side="right")
        across = row(gap=0)
        across.addWidget(self.suggested)
        across.addWidget(self.room, 1)
        layout = column(tools, gap=0)
        layout.addLayout(across, 1)
        self.setLayout(layout)
        self.suggested.taken.connect(self._taken)
        self.room.changed.connect(self._show_ways)
        console.meeting.changed.connect(self._show_ways)
        self._wanted: list[bytes] = []

    # --- reading ---

    def refresh(self) -> None:
        """Read the room again; suggestions follow by themselves what they are made from."""
        self.room.read()
        if self._wanted:
            self.room.list.choose_many(self._wanted)
            self._wanted = []

    def subtitle(self) -> str:
        """Return how many are in the room."""
        count = len(self.room.room)
        return plural(N_("{n} risk for the room"), N_("{n} risks for the room"), count) if count else ""

    def _show_ways(self) -> None:
        running, any_risk, writable = self.console.meeting.running, bool(self.room.room), self.console.writable
        self.start.setVisible(not running)
        self.meeting.setVisible(running)
        self.batch.set_variant("primary" if running else "default")
        for one in (self.batch, self.single):
            one.setEnabled(any_risk and writable)
            one.setToolTip("" if any_risk else translate(N_("Put a risk into the room first.")))
        self.start.setEnabled(writable)
        self.start.setToolTip("" if writable else translate(_READ_ONLY))
        self.console.retitled.emit()

    def _taken(self, keys: list[bytes]) -> None:
        """Show what was added once the list has been read again."""
        self._wanted = keys
        QTimer.singleShot(0, self, self._show_taken)

    def _show_taken(self) -> None:
        if self._wanted:
            self.room.list.choose_many(self._wanted)

    # --- going on ---

    def begin(self) -> None:
        """Start the meeting, with an agenda for this list."""
        self.console.ask("start_workshop", self.room.pace())

    def score_all(self) -> None:
        """Go to the batch round; without a meeting one is started first."""
        if self._ready():
            self.console.go("batch")

    def score_one(self) -> None:
        """Score the risk under the cursor, or the first one that is not scored yet."""
        if not self._ready():
            return
        one = self.room.current()
        here = [risk for risk in self.room.room if risk.state != "scored"] or list(self.room.room)
        chosen = one if one is not None and one in self.room.room else here[0] if here else None
        if chosen is not None:
            self.console.go("scoring", chosen.key)

    def _ready(self) -> bool:
        """Return whether a meeting runs whose seats vote; without one it is asked for."""
        if meetings.running(self.document) is None:
            self.begin()
        return meetings.running(self.document) is not None

    # --- what the window asks ---

    def select(self, key: bytes) -> None:
        """Put the cursor on a risk of the room."""
        if not self.room.list.choose(key):
            self._wanted = [key]

    def on_screen(self) -> bytes | None:
        """Return the risk under the cursor of the room."""
        one = self.room.current()
        return one.key if one is not None else None

    def take_focus(self) -> None:
        """Begin in the room, or with the suggestions as long as it is empty."""
        where = self.room.list if self.room.room else self.suggested.list
        where.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> dict[str, Any]:
        """Return how the suggestions were grouped."""
        return {"by": self.suggested.by.current()}

    def restore(self, place: dict[str, Any]) -> None:
        """Group the suggestions as before."""
        by = str(place.get("by", ""))
        if by in ("rank", "threat", "service"):
            self.suggested.by.set_current(by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(NARROW)
        self.suggested.setFixedWidth(px(LEFT_NARROW if narrow else LEFT))
