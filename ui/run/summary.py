"""What the owner confirms, to read at the last question: targets with their reasons, peaks, and what stands behind."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import interviews
from app.document import Document
from app.i18n import N_, plural, translate
from app.interviews import Summary, SummaryLine
from ui.theme import Space, px
from ui.widgets.labels import field_label, heading, hint, label, paragraph
from ui.widgets.layouts import box, clear, column, row, rule

#: Widths of the words that name a line and of its value, in logical pixels.
NAMES, VALUE = 128, 72


class SummaryView(QWidget):
    """The summary to read; it changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(gap=Space.s)
        self.setLayout(self._lines)
        self.setAccessibleName(translate(N_("What is confirmed")))
        self.shown: Summary | None = None

    def show_service(self, document: Document, service: bytes) -> None:
        """Show what is on record about a service."""
        found = interviews.summary(document, service)
        if found == self.shown:
            return
        self.shown = found
        clear(self._lines)
        if found.purpose:
            self._lines.addWidget(paragraph(found.purpose, "text"))
        for one in found.targets:
            self._lines.addWidget(_target(one))
        if found.peaks:
            self._part(translate(N_("Peaks")), found.peaks)
        if found.workaround is not None:
            self._part(translate(N_("Workaround")), (found.workaround,))
        self._behind(found)

    def _part(self, title: str, lines: tuple[SummaryLine, ...]) -> None:
        self._lines.addWidget(rule())
        self._lines.addWidget(heading(title))
        for one in lines:
            self._lines.addWidget(_target(one))

    def _behind(self, found: Summary) -> None:
        """Say how much stands behind it: the grid, what it needs, who needs it, the lists, what is still open."""
        cells = translate(N_("{n} of {of}"), n=found.grid.scored, of=found.grid.cells)
        told = [
            (translate(N_("Impact cells scored")), cells), (translate(N_("Stands on")), found.needs),
            (translate(N_("Others that stand on it")), found.needed_by),
            *((one.label, one.value) for one in found.lists),
        ]  # fmt: skip
        self._lines.addWidget(rule())
        for name, value in told:
            if value:
                self._lines.addWidget(_plain(name, value))
        if found.open:
            words = plural(N_("{n} question is still open."), N_("{n} questions are still open."), found.open)
            self._lines.addWidget(hint(words, tone="warn"))


def _target(one: SummaryLine) -> QWidget:
    name = label(one.label, "body", "text2", wrap=True)
    name.setFixedWidth(px(NAMES))
    value = label(one.value or "–", "name")
    value.setMinimumWidth(px(VALUE))
    across = row(gap=Space.s)
    across.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    across.addWidget(value, 0, Qt.AlignmentFlag.AlignTop)
    across.addWidget(paragraph(one.why), 1)
    return box(across)


def _plain(name: str, value: str) -> QWidget:
    named = field_label(name)
    named.setMinimumWidth(px(NAMES + VALUE))
    across = row(gap=Space.s)
    across.addWidget(named, 0, Qt.AlignmentFlag.AlignTop)
    across.addWidget(paragraph(value, "text"), 1)
    return box(across)
