"""Typing in paper: the code of a sheet, then its blanks one after the other, taken over as one edit."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app import ballots, paper, search
from app.i18n import N_, plural, translate
from ui.console import Console, Page
from ui.paper.lines import BlankLine
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import EmptyState, Way
from ui.widgets.header import FootBar, ToolBar
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, clear, column
from ui.widgets.pickers import ReferencePicker

#: A line is not wider than an eye can follow.
WIDEST = 880


class PaperPage(Page):
    """One sheet at a time. What was typed stays until it is taken over or the sheet is left."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.sheet: paper.Sheet | None = None
        self.lines: list[BlankLine] = []
        self.code = ReferencePicker(
            self._sheets,
            translate(N_("Code or name of the sheet")),
            placeholder=translate(N_("SVC-008, R-003, MTG-002, ballot K7QF-4 …")),
        )
        self.code.setFixedWidth(px(Size.search + Size.detail_small) // 2)
        self.code.settled.connect(self._open_chosen)
        self.print_button = button(translate(N_("Print forms…")), self._print, icon="printer")
        self.take_button = button(
            translate(N_("Take over")), self.take, icon="check", variant="primary", keys=("Ctrl", "Return")
        )
        self.stack = QStackedWidget()
        self.body = QVBoxLayout()
        self.area = QScrollArea()
        self.foot = FootBar(Size.agreed_button)
        self._build()
        self._count()

    # --- building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        tools = ToolBar()
        tools.add(hint(translate(N_("Sheet")), tone="text2"), self.code)
        tools.add(self.print_button, side="right")
        inner = box(self.body)
        inner.setMaximumWidth(px(WIDEST))
        self.body.setContentsMargins(px(Space.xxl), px(Space.l), px(Space.xxl), px(Space.xxl))
        self.body.setSpacing(0)
        self.area.setWidget(inner)
        self.area.setWidgetResizable(True)
        self.area.setProperty("bare", True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stack.addWidget(self._empty())
        self.stack.addWidget(self.area)
        self.foot.add(self.take_button, self.take_button.reason_label(), side="right")
        self.setLayout(column(tools, self.stack, self.foot, gap=0))

    def _empty(self) -> QWidget:
        why = N_(
            "When the screen is dark or the room prefers pens, work goes on on paper: each form asks what the window "
            "asks, in the same order. Afterwards it is typed in here, line by line, and taken over as one step of Undo."
        )
        ways = (
            Way(
                translate(N_("Print the forms")),
                button(
                    translate(N_("Print forms…")),
                    lambda: self.console.ask("export", ("paper-forms", "")),
                    icon="printer",
                ),
                translate(N_("Open interviews, unscored risks and the log of the meeting, or what you choose.")),
            ),
            Way(
                translate(N_("Type in a sheet")),
                button(translate(N_("Choose a sheet")), self.code.setFocus, icon="keyboard"),
                translate(N_("Its code stands at the head of the paper: SVC-008, or K7QF-4 on a ballot.")),
            ),
        )
        return EmptyState("pen", translate(N_("Go on by pen, type it in later")), translate(why), ways)

    def _print(self) -> None:
        self.console.ask("export", ("paper-forms", ""))

    # --- choosing a sheet ----------------------------------------------------------------------------------

    def _sheets(self) -> list[tuple[Any, str]]:
        kinds = ("service", "meeting", *paper.RECORDS)
        found = [(one.key, f"{one.ref} {one.name}") for one in search.things(self.document) if one.kind in kinds]
        return [*self._ballots(), *found, *paper.meeting_codes(self.document)]

    def _ballots(self) -> list[tuple[Any, str]]:
        """Return the sheets of batch rounds that wait for ballots: their codes stand at the head of the paper."""
        words = N_("{code} Ballots of seat {number}")
        return [(one, translate(words, code=one.code, number=one.number)) for one in ballots.all_sheets(self.document)]

    def _open_chosen(self) -> None:
        key = self.console.attempt(self.code.entry)
        if isinstance(key, ballots.FoundSheet) and key.seat is not None:
            self.code.show_entry(None, "")
            self.console.go("batch", key.seat)
            return
        if isinstance(key, bytes) and (self.sheet is None or key != self.sheet.subject):
            self.select(key)

    def select(self, key: bytes) -> None:
        """Open the sheet about something."""
        sheet = self.console.attempt(lambda: paper.pack(self.document, [key], core=False)[0])
        if sheet is not None:
            self.open(sheet)

    def open(self, sheet: paper.Sheet) -> None:
        """Show the lines of a sheet, with the first one ready to type."""
        self.sheet, self.lines = sheet, []
        clear(self.body)
        self.code.show_entry(sheet.subject, f"{sheet.code} {sheet.title}")
        self.body.addWidget(heading(f"{sheet.code}  {sheet.title}", "title", elide=True))
        if sheet.note:
            self.body.addWidget(paragraph(sheet.note))
        for section in sheet.sections:
            self._add_section(section)
        self.body.addStretch(1)
        self.stack.setCurrentIndex(1)
        self._count()
        if self.lines:
            self.lines[0].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_section(self, section: paper.Section) -> None:
        if section.title:
            self.body.addSpacing(px(Space.l))
            self.body.addWidget(heading(section.title, elide=True))
        if section.hint:
            self.body.addWidget(hint(section.hint, wrap=True))
        for blank in section.blanks:
            assert self.sheet is not None  # noqa: S101 - sections belong to a sheet
            line = BlankLine(self.document, self.sheet, blank)
            line.typed.connect(self._count)
            line.onward.connect(partial(self._go_on, len(self.lines)))
            self.lines.append(line)
            self.body.addWidget(line)

    def _go_on(self, place: int) -> None:
        """Go from one line to the next; from the last one to "Take over"."""
        target: QWidget = self.lines[place + 1].field if place + 1 < len(self.lines) else self.take_button
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self.area.ensureWidgetVisible(target, 0, px(Space.xxxl * 2))

    # --- taking over ---------------------------------------------------------------------------------------

    def texts(self) -> dict[str, str]:
        """Return what was typed, by the number of its blank."""
        return {line.blank.number: line.text() for line in self.lines if line.text()}

    def _count(self) -> None:
        typed, wrong = len(self.texts()), sum(not line.sound for line in self.lines)
        changes = sum(line.changes for line in self.lines)
        words = plural(N_("{n} blank typed"), N_("{n} blanks typed"), typed)
        told = plural(N_("{n} new or changed"), N_("{n} new or changed"), changes)
        self.foot.count.setText(f"{words} · {told}" if self.sheet is not None else "")
        self.foot.setVisible(self.sheet is not None)
        reason = ""
        if not self.console.writable:
            reason = translate(N_("This window is read-only."))
        elif wrong:
            reason = plural(N_("{n} line cannot be read yet"), N_("{n} lines cannot be read yet"), wrong)
        elif not typed:
            reason = translate(N_("Nothing typed yet"))
        self.take_button.set_reason(reason)

    def take(self) -> None:
        """Take everything over as one edit and get ready for the next sheet."""
        sheet = self.sheet
        if sheet is None or not self.take_button.isEnabled():
            return
        speaker = self.document.speaker
        taken = self.console.attempt(lambda: paper.take(self.document, sheet, self.texts(), speaker=speaker))
        if taken is None:
            return
        words = plural(N_("{n} blank of {code} taken over"), N_("{n} blanks of {code} taken over"), taken.blanks,
                       code=sheet.code)  # fmt: skip
        self.console.say(words, undoable=True)
        self._leave()

    def _leave(self) -> None:
        self.sheet, self.lines = None, []
        clear(self.body)
        self.stack.setCurrentIndex(0)
        self.code.show_entry(None, "")
        self._count()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.sheet is None:
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_screen(self) -> bytes | None:
        """Return what the open sheet is about."""
        return self.sheet.subject if self.sheet is not None else None

    def take_focus(self) -> None:
        """Take the keyboard: the first line of a sheet, else the code."""
        (self.lines[0].field if self.lines else self.code).setFocus(Qt.FocusReason.OtherFocusReason)

    def subtitle(self) -> str:
        """Return how many blanks the sheet has."""
        return plural(N_("{n} blank"), N_("{n} blanks"), len(self.lines)) if self.sheet is not None else ""
