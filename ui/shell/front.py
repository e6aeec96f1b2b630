"""The header of the window: page title, undo with its name, search, meeting clock and findings, in any width.

When room gets short the name of what would be undone gives way first, then the words of the search, then the note
beside the title. The title itself stays whole.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.header import FindingsButton, HeaderBar, UndoButtons
from ui.widgets.labels import text_width

#: Narrower than this the name of an edit says nothing; wider than that it is only noise.
NAME_LEAST, NAME_MOST = 72, 264


class Front(HeaderBar):
    """The header. ``undo``, ``redo``, ``searched`` and ``findings_wanted`` fire when a person asks for them."""

    undo = Signal()
    redo = Signal()
    searched = Signal()
    findings_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.undo_buttons, self.findings = UndoButtons(), FindingsButton()
        self._words = translate(N_("Search or run a command"))
        self._search = button(self._words, self.searched.emit, icon="search", keys=("Ctrl", "K"), variant="default")
        self._search.setAccessibleName(self._words)
        wide = self._search.sizeHint().width()
        self._search_widths = {True: wide, False: wide - text_width(self._words, "body") - px(Space.s)}
        self.undo_buttons.undo.connect(self.undo)
        self.undo_buttons.redo.connect(self.redo)
        self.findings.clicked.connect(self.findings_wanted)
        self._clocks: tuple[QWidget, ...] = ()
        self._why: QWidget | None = None
        self._derived = False
        self.add(self.undo_buttons, self._search, self.findings, side="right")

    def set_clock(self, *clocks: QWidget) -> None:
        """Put what the meeting shows between search and findings; hidden ones take no room."""
        self._clocks = clocks
        for clock in clocks:
            self.right.insertWidget(self.right.indexOf(self.findings), clock)
            clock.installEventFilter(self)

    def set_why(self, why: QWidget) -> None:
        """Put the question mark that explains the note beside it; it is seen only with the note."""
        self._why = why
        self.left.addWidget(why)
        self.left.setSpacing(px(Space.s))
        why.hide()

    def set_title(self, title: str, note: str = "", *, derived: bool = False) -> None:
        """Name the page and say how far it is; ``derived`` tells that the note can be explained."""
        super().set_title(title, note)
        self._derived = derived
        self.fit()

    def show_labels(self, undo: str | None, redo: str | None) -> None:
        """Show what would be undone and redone; ``None`` for nothing."""
        self.undo_buttons.show_labels(undo, redo)
        self.fit()

    def show_findings(self, total: int, errors: int) -> None:
        """Show how many findings there are; ``errors`` must be fixed."""
        self.findings.show_count(total, errors)
        self.fit()

    def fit(self) -> None:
        """Give every part the width that is left for it."""
        clocks = sum(one.sizeHint().width() + px(Space.s) for one in self._clocks if not one.isHidden())
        taken = 2 * px(Size.page_padding) + 5 * px(Space.m) + clocks + self.undo_buttons.width_for(0)
        free = self.width() - taken - self.title.sizeHint().width() - self.findings.sizeHint().width()
        note = text_width(self.note.text(), self.note.role) + px(Space.m)
        note += px(Size.target + Space.m) if self._derived else 0
        for words, noted in ((True, True), (False, True), (False, False)):
            left = free - self._search_widths[words] - (note if noted else 0)
            if left >= px(NAME_LEAST):
                break
        if bool(self._search.text()) != words:
            self._search.setText(self._words if words else "")
        if self.note.isHidden() == noted:
            self.note.setVisible(noted)
        if self._why is not None and self._why.isHidden() == (self._derived and noted):
            self._why.setVisible(self._derived and noted)
        self.undo_buttons.set_name_width(max(px(Space.xxl), min(px(NAME_MOST), left)))
        self.undo_buttons.updateGeometry()
        if (layout := self.layout()) is not None:
            layout.activate()  # no part is cut until the next round of events

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(480), self.height())
