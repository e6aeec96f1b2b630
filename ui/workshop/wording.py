"""Wording a risk where it stands: cause, event and consequence, what to ask for each, and hints that never block."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from app import workshop
from app.i18n import N_, translate
from app.workshop import RoomRisk
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.inputs import TextField
from ui.widgets.labels import hint, label
from ui.widgets.layouts import box, column, ground, row

#: Width of "so that…", and how many hints are told at once.
LEAD, TOLD = 76, 2
PARTS = ("cause", "event", "consequence")
_NAMES = {"cause": N_("Cause"), "event": N_("Event"), "consequence": N_("Consequence")}


class WordingEditor(QFrame):
    """Stands in the place of a line. Enter keeps the words, Esc leaves them, Tab goes on; ``done(kept)`` says which."""

    done = Signal(bool)

    def __init__(self, risk: RoomRisk, people: Callable[[], list[str]]) -> None:
        super().__init__()
        self.risk = risk
        self._people = people
        ground(self, "surface")
        self.setAutoFillBackground(True)
        texts = {"cause": risk.cause, "event": risk.event, "consequence": risk.consequence}
        self.fields = {part: self._field(part, texts[part]) for part in PARTS}
        self.told = hint("", tone="warn", wrap=True)
        self.told.setMinimumHeight(px(Space.l) * TOLD)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        keep = button(translate(N_("Keep")), lambda: self.done.emit(True), variant="primary", size="small", keys=("↵",))
        leave = button(
            translate(N_("Leave")), lambda: self.done.emit(False), variant="quiet", size="small", keys=("Esc",)
        )
        foot = row(gap=Space.s)
        foot.addWidget(self.told, 1)
        for one in (leave, keep):
            foot.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        lines = [self._line(part) for part in PARTS]
        self.setLayout(column(*lines, box(foot), gap=Space.xs, margins=(Space.l, Space.s, Space.l, Space.s)))
        self.setAccessibleName(translate(N_("Wording of {ref}"), ref=risk.ref))
        self._check()

    def _field(self, part: str, text: str) -> TextField:
        field = TextField(translate(_NAMES[part]), translate(_NAMES[part]), kind="compact")
        field.setText(text)
        field.setCursorPosition(0)
        field.setAccessibleDescription(translate(workshop.PROMPTS[part][1]))
        field.edited.connect(self._check)
        field.installEventFilter(self)
        return field

    def _line(self, part: str) -> QWidget:
        lead, prompt = workshop.PROMPTS[part]
        before = label(translate(lead), "label", "text2")
        before.setFixedWidth(px(LEAD))
        across = row(gap=Space.s)
        across.addWidget(before, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(column(self.fields[part], hint(translate(prompt), elide=True), gap=0), 1)
        before.setFixedHeight(px(Size.field_small))
        return box(across)

    def sizeHint(self) -> QSize:
        each = px(Size.field_small) + px(Space.l) + px(Space.xs)
        return QSize(px(Size.dialog), len(PARTS) * each + px(Space.l) * TOLD + px(Space.s) * 2 + px(Space.s))

    def words(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {part: field.text().strip() for part, field in self.fields.items()}

    def hints(self) -> tuple[workshop.Hint, ...]:
        """Return what the wording leaves open now."""
        words = self.words()
        return workshop.hints(words["cause"], words["event"], words["consequence"], self._people())

    def _check(self) -> None:
        found = self.hints()
        self.told.setText("\n".join(one.words for one in found[:TOLD]))

    def take_focus(self) -> None:
        """Begin with the event, all of it chosen."""
        self.fields["event"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields["event"].selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc end the wording before list or window take them."""
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not isinstance(event, QKeyEvent):
            return False
        ends = {Qt.Key.Key_Return: True, Qt.Key.Key_Enter: True, Qt.Key.Key_Escape: False}
        if Qt.Key(event.key()) not in ends:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            self.done.emit(ends[Qt.Key(event.key())])
        return True
