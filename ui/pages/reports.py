"""Every document that can leave the session: what it is for, when it was written last, and what changed since."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app import entities, exports
from app.dates import format_instant
from app.fields import Field, Kind
from app.i18n import N_, plural, translate
from exporters import registry
from ui.console import Console, Page
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button
from ui.widgets.cards import Card, scrolling
from ui.widgets.chips import ChipLabel, outlined
from ui.widgets.labels import Label, heading, hint, label, paragraph
from ui.widgets.layouts import box, column, row
from ui.widgets.lines import IconLabel

#: What each kind of document is for.
PURPOSES = {
    "risk-register": N_("All risks with scores, treatment and owners, as a workbook to work in and to bring back."),
    "plan": N_("A continuity plan as it is used: roles, triggers, steps, contacts, first hour."),
    "first-hour-card": N_("One page for the wall and the car: what to do in the first hour, and whom to call."),
    "binder": N_("All plans in force in one file, with a table of contents."),
    "bia-report": N_("The business impact analysis of all services, for approval and audit."),
    "bia-sheet": N_("One service on two pages, for its owner to read and sign; nothing of other departments."),
    "bia-workbook": N_("The whole analysis as tables, to work in and to bring back."),
    "service-list": N_("All services in the order of their recovery, with targets, owner and state."),
    "questionnaire": N_("Questions to fill in before an interview; what comes back is compared line by line."),
    "paper-forms": N_("Everything that is asked, to go on by pen; what was written is typed in afterwards."),
    "minutes": N_("Who was there, what was decided, and who does what by when."),
    "minutes-workbook": N_("The same as tables: decisions, actions, parked questions, attendance, to follow up."),
    "risk-report": N_("The heat map, what stands above appetite, and what is done about it."),
    "ballots": N_("To vote on paper: a sheet per seat with boxes to cross, and the scale for the wall."),
    "after-action": N_("What an exercise showed: objectives, times, findings, actions."),
    "hot-wash": N_("What to keep, to fix and to test next, on one page, while everybody is still there."),
    "improvement-plan": N_("All open actions from exercises, with owner and date."),
    "msel": N_("The injects of an exercise in order, for the control team only."),
    "print-pack": N_("Everything an exercise needs on paper."),
    "exercise-log": N_("Every entry of an exercise's log with its time."),
    "board": N_("One page for the board: five figures and what they need to decide."),
    "evidence": N_("What an auditor asks to see, with where it stands."),
    "auditor-pack": N_("Evidence and documents of a period, in one folder."),
    "findings": N_("What the checks found, with what is waived and by whom."),
    "actions": N_("All actions with owner, date and state."),
    "change-watchlist": N_("Which components plans stand on, for those who approve changes."),
}
_ICONS = {"xlsx": "file-spreadsheet", "pdf": "file-text"}
_CARD = 320


class ReportsPage(Page):
    """A card for each document, and the log of what left the session."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(console, parent)
        self.cards = {one.kind: ReportCard(console, one) for one in registry.EXPORTERS.values()}
        self._grid = QGridLayout()
        self._grid.setSpacing(px(Space.l))
        self._across = 0
        self.table = Table(self._columns(), translate(N_("Documents that left the session")))
        self.table.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.log = Card(translate(N_("Documents that left the session")), " ", flush=True)
        why = N_("Nothing has been exported yet. Each export is noted here with the state it was written from.")
        self._nothing = box(column(hint(translate(why), wrap=True), margins=(Space.l, 0, Space.l, Space.l)))
        self.log.body.addWidget(self._nothing)
        self.log.body.addWidget(self.table)
        margin = Size.page_padding
        content = box(column(self._grid, self.log, None, gap=Space.xxl, margins=(margin, Space.l, margin, margin)))
        self.setLayout(column(scrolling(content)))

    def _columns(self) -> list[Column]:
        def words(name: str) -> Field:
            return Field(Kind.TEXT, name, editable=False)

        return [
            Column("number", Field(Kind.INTEGER, N_("No"), editable=False), 56),
            Column("exported_at", words(N_("When")), 150, text=lambda e: format_instant(e.exported_at), tone="text2"),
            Column("kind", words(N_("Document")), 160, text=_title, bold=True),
            Column("about", words(N_("About")), 132, text=self._about, tone="text2"),
            Column("file_name", words(N_("File")), 220, stretch=True),
            Column("exported_by", words(N_("By")), 132, tone="text2"),
            Column("state", words(N_("State")), 148, text=self._state, tone="text2"),
        ]  # fmt: skip

    def _about(self, export: Any) -> str:
        return entities.describe(self.document, export.subject_id) if export.subject_id is not None else ""

    def _state(self, export: Any) -> str:
        return state_words(exports.changes_since(self.document, export))

    def subtitle(self) -> str:
        """Return how many documents left."""
        return plural(N_("{n} written"), N_("{n} written"), len(exports.past_exports(self.document)))

    def refresh(self) -> None:
        """Read the log again."""
        past = exports.past_exports(self.document)
        for kind, card in self.cards.items():
            newest = next((row for row in past if row.kind == kind), None)
            card.show_last(newest, exports.changes_since(self.document, newest) if newest is not None else 0)
        self.log.note.setText(str(len(past)) if past else "")
        self.table.set_rows(past)
        self.table.setFixedHeight(px(Size.head + Size.row * len(past)))
        self.table.setVisible(bool(past))
        self._nothing.setVisible(not past)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across = max(1, (self.width() - 2 * px(Size.page_padding) + px(Space.l)) // px(_CARD + Space.l))
        if across != self._across:
            self._across = across
            for at, card in enumerate(self.cards.values()):
                self._grid.addWidget(card, at // across, at % across)
            for at in range(max(across, self._grid.columnCount())):
                self._grid.setColumnStretch(at, 1 if at < across else 0)


def _title(export: Any) -> str:
    known = registry.EXPORTERS.get(export.kind)
    return translate(known.title) if known is not None else str(export.kind)


def state_words(changes: int) -> str:
    """Return how far a document is behind the session."""
    if not changes:
        return translate(N_("as it stands now"))
    return plural(N_("{n} change since"), N_("{n} changes since"), changes)


class ReportCard(Card):
    """One kind of document: its title, format and purpose, when it was written last, and the way to write it."""

    def __init__(self, console: Console, exporter: registry.Exporter) -> None:
        super().__init__()
        title = translate(exporter.title)
        icon = IconLabel(_ICONS.get(exporter.extension, "file-output"), "text2", Size.icon_large)
        form = ChipLabel(outlined(exporter.extension.upper()))
        self.body.addLayout(row(icon, heading(title), None, form))
        purpose = paragraph(translate(PURPOSES.get(exporter.kind, "")))
        purpose.setMinimumHeight(px(Size.card_head))
        self.body.addWidget(purpose)
        self.body.addStretch(1)
        self.last: Label = label("", "hint", "text2", elide=True)
        self.state: Label = label("", "hint", "text3", elide=True)
        self.state.hide()
        self.write: Button = button(translate(N_("Write…")), partial(console.ask, "export", (exporter.kind, "")))
        self.write.setAccessibleName(translate(N_("Write {document}"), document=title))
        foot = row(gap=Space.s)
        foot.addLayout(column(None, self.last, self.state, None, gap=0), 1)
        foot.addWidget(self.write)
        self.body.addLayout(foot)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_last(self, export: Any, changes: int) -> None:
        """Show when the document was written last and how far it is behind."""
        self.state.setVisible(export is not None)
        if export is None:
            self.last.setText(translate(N_("Not written yet")))
            return
        parts = (format_instant(export.exported_at), export.exported_by or "")
        self.last.setText(" · ".join(part for part in parts if part))
        self.state.setText(state_words(changes))
        self.setToolTip(str(export.file_name))
