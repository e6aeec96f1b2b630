"""What helps beside a question: anchors of the category, facts, contradictions with their fixes, and the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.bearings import Bearing
from app.i18n import N_, translate
from app.interviews.contradictions import Contradiction
from ui.room.covers import Cover
from ui.room.pane import RoomPane
from ui.run.clashes import fix_words
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.buttons import icon_button, link
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, clear, column, ground, row, rule
from ui.widgets.lines import IconLabel

if TYPE_CHECKING:
    from ui.console import Console

_KINDS = {
    "outage": "history", "incident": "siren", "problem": "wrench", "exercise": "timer", "backup": "database",
    "supplier": "truck", "approval": "file-check-corner", "strategy": "route", "obligation": "landmark",
    "deputy": "users", "change": "refresh-cw",
}  # fmt: skip


class FactsPart(QWidget):
    """Facts that bear on the question: past outages, incidents, measured times, promises."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(gap=Space.s)
        self.setLayout(column(heading(translate(N_("Facts"))), box(self._lines), gap=Space.s))
        self.count = 0
        self._told: tuple[Bearing, ...] = ()

    def show_facts(self, facts: Sequence[Bearing], opened: Callable[[bytes], object], service: bytes) -> None:
        """Show facts, the most telling first; one that comes from another thing leads there."""
        told = tuple(facts)
        if told == self._told:
            return
        self._told, self.count = told, len(told)
        clear(self._lines)
        for fact in told:
            across = row(gap=Space.s)
            across.addWidget(IconLabel(_KINDS.get(fact.kind, "info"), size=Size.icon_small), 0, _TOP)
            across.addWidget(paragraph(fact.text, "text"), 1)
            if fact.source is not None and fact.source != service:
                name = translate(N_("Open: {fact}"), fact=fact.text)
                lead = icon_button("external-link", name, partial(opened, fact.source), size="small")
                across.addWidget(lead, 0, _TOP)
            self._lines.addWidget(box(across))


#: Qt's own limit of a height, which means none.
_MOST = 16_777_215
_TOP = Qt.AlignmentFlag.AlignTop


class ClashesPart(QWidget):
    """Contradictions while the person who can resolve them is in the chair: each with its fix and its waiver."""

    fix_wanted = Signal(object)
    waive_wanted = Signal(object)
    filled = Signal()  #: other sentences are there

    def __init__(self, *, writable: bool) -> None:
        super().__init__()
        self._writable = writable
        self.count, self._lines = hint(""), column(gap=Space.m)
        head = row(heading(translate(N_("Contradictions"))), self.count, None)
        self.none = hint(translate(N_("Nothing contradicts what was said so far.")), wrap=True)
        self.setLayout(column(head, self.none, box(self._lines), gap=Space.s))
        self.shown: tuple[Contradiction, ...] = ()

    def show_clashes(self, found: Sequence[Contradiction]) -> None:
        """Show what contradicts at the question that is on."""
        live = tuple(one for one in found if not one.waived)
        if live == self.shown and self._lines.count():
            return
        self.shown = live
        self.count.setText(str(len(live)) if live else "")
        self.none.setVisible(not live)
        clear(self._lines)
        for one in live:
            self._lines.addWidget(self._line(one))
        self.filled.emit()

    def _line(self, one: Contradiction) -> QWidget:
        verbs = row(*([hint(one.rule)] if one.rule else []), self._verb(fix_words(one), self.fix_wanted, one), gap=12)
        if one.finding is not None:
            waive = self._verb(translate(N_("Waive…")), self.waive_wanted, one)
            waive.setEnabled(self._writable)
            verbs.addWidget(waive)
        verbs.addStretch(1)
        words = paragraph(one.text, "text")
        words.setToolTip(one.advice)
        across = row(gap=Space.s)
        across.addWidget(ChipLabel(chips.severity(one.severity)), 0, _TOP)
        across.addLayout(column(words, hint(one.advice, wrap=True), verbs, gap=0), 1)
        return box(across)

    def _verb(self, words: str, wanted: SignalInstance, one: Contradiction) -> QWidget:
        made = link(words, partial(wanted.emit, one), role="hint")
        made.setAccessibleName(f"{words}: {one.text}")
        return made


class SideColumn(QWidget):
    """The parts one below the other; the room stays at the foot."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        ground(self, "canvas", "left")
        self.setAccessibleName(translate(N_("Beside the question")))
        self._anchors: QWidget | None = None
        self._anchors_place = column(gap=0)
        self.facts = FactsPart()
        self.clashes = ClashesPart(writable=console.writable)
        self.facts_cover = Cover(console, self.facts, translate(N_("Facts about the service")))
        self.clashes_cover = Cover(console, self.clashes, translate(N_("Contradictions")))
        self.line = rule()
        for cover in (self.facts_cover, self.clashes_cover):
            cover.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        console.privacy.changed.connect(self._fit_later)
        self.clashes.filled.connect(self._fit_later)
        upper = column(gap=16, margins=(16, 16, 16, 16))
        upper.addLayout(self._anchors_place)
        for part in (self.facts_cover, self.line, self.clashes_cover):
            upper.addWidget(part)
        upper.addStretch(1)
        self.area = QScrollArea()
        self.area.setProperty("bare", True)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(ground(box(upper), "canvas"))
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.room = RoomPane(console)
        pane = ground(box(column(self.room, margins=(16, 12, 16, 12))), "rail", "top")
        outer = column(gap=0)
        outer.addWidget(self.area, 1)
        outer.addWidget(pane)
        self.setLayout(outer)

    def show_anchors(self, anchors: QWidget | None) -> None:
        """Show the anchors that belong to the grid on screen, or none."""
        if self._anchors is not None and self._anchors is not anchors:
            self._anchors.hide()
        self._anchors = anchors
        if anchors is not None:
            if self._anchors_place.indexOf(anchors) < 0:
                self._anchors_place.addWidget(anchors)
            anchors.show()
        self._divide()

    def show_facts(self, facts: Sequence[Bearing], opened: Callable[[bytes], object], service: bytes) -> None:
        """Show what bears on the question; nothing takes no room."""
        self.facts.show_facts(facts, opened, service)
        self.facts_cover.setVisible(bool(facts))
        self._divide()
        self._fit_later()

    def _fit_later(self) -> None:
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Give each part the height that its words take in this width: what can be covered does not ask for it."""
        for cover, part in ((self.facts_cover, self.facts), (self.clashes_cover, self.clashes)):
            layout = part.layout()
            if cover.covered or layout is None:
                cover.setMinimumHeight(0)
                cover.setMaximumHeight(_MOST)
            else:
                note = cover.note.sizeHint().height() if not cover.note.isHidden() else 0
                wraps = layout.hasHeightForWidth()
                words = layout.heightForWidth(cover.width()) if wraps else layout.sizeHint().height()
                cover.setFixedHeight(words + note)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_later()

    def _divide(self) -> None:
        self.line.setVisible(self.facts.count > 0 or self._anchors is not None)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.detail), super().sizeHint().height())
