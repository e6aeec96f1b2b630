"""The list beside the heat map: each risk with its three stages, its owner and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QWidget

from app.dates import format_date
from app.i18n import N_, plural, translate
from app.register import RegisteredRisk
from app.risk import Standing
from ui import theme
from ui.icons import paint_icon
from ui.risks.reading import Reading
from ui.risks.stages import STAGES, paint_heads, paint_stages, stage_chips
from ui.theme import Size, Space, px
from ui.widgets.labels import elided, hint, text_width
from ui.widgets.layouts import box, clear, column, row

#: More lines than this are left to the register.
MOST = 80
_HIGH = 88
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


def next_step(risk: RegisteredRisk, today: date) -> tuple[str, str, str]:
    """Return words, token and icon of what is next for a risk: its due date, its acceptance, or that nothing is."""
    action = risk.next_action
    if action is not None and action.due_on is not None:
        late = action.days_late(today)
        if late:
            words = plural(N_("{n} day late"), N_("{n} days late"), late)
            return words, "err", "circle-x"
        return translate(N_("due {day}"), day=format_date(action.due_on)), "text2", ""
    if action is not None:
        return translate(N_("no due date")), "warn", "triangle-alert"
    if risk.standing is Standing.ACCEPTED and risk.acceptance is not None and risk.acceptance.until is not None:
        return translate(N_("accepted until {day}"), day=format_date(risk.acceptance.until)), "text2", ""
    if risk.standing is Standing.EXPOSED:
        return translate(N_("no action")), "err", "circle-x"
    return "", "text3", ""


class RiskLine(QAbstractButton):
    """One risk of the list, clicked or entered as a whole."""

    opened = Signal(object)  #: its key, on a double click

    def __init__(self, risk: RegisteredRisk, reading: Reading) -> None:
        super().__init__()
        self.risk = risk
        self._chips = stage_chips(risk, reading)
        self._step = next_step(risk, reading.register.today)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        stages = (f"{translate(name)} {chip.text if chip else translate(N_('not set'))}" for (_, name), chip in zip(
            STAGES, self._chips, strict=True))  # fmt: skip
        self.setAccessibleName(f"{risk.ref} {risk.event}")
        self.setAccessibleDescription(", ".join((*stages, risk.owner, self._step[0])))
        self.setToolTip(risk.event)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.target), px(_HIGH))

    def nextCheckState(self) -> None:
        """Leave the mark to the list: a second click keeps it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.risk.key)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.fillRect(self.rect(), theme.colour(tokens.tint if self.isChecked() else tokens.sunken))
        if self.isChecked():
            painter.fillRect(0, 0, px(Size.bar), self.height(), theme.colour(tokens.accent))
        painter.fillRect(0, self.height() - 1, self.width(), Size.line, theme.colour(tokens.hair))
        left, width = px(Space.l), self.width() - 2 * px(Space.l)
        self._paint_name(painter, left, width)
        paint_stages(painter, left, px(_HIGH) / 2, width, self._chips)
        self._paint_foot(painter, left, width)
        painter.end()

    def _paint_name(self, painter: QPainter, left: int, width: int) -> None:
        tokens, line = theme.tokens(), px(Space.xl)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(tokens.text3))
        painter.drawText(QRectF(left, px(Space.s), width, line), _FLAGS, self.risk.ref)
        indent = text_width(self.risk.ref, "body") + px(Space.m)
        painter.setFont(theme.font("name"))
        painter.setPen(theme.colour(tokens.text))
        rect = QRectF(left + indent, px(Space.s), width - indent, line)
        painter.drawText(rect, _FLAGS, elided(self.risk.event, "name", rect.width()))

    def _paint_foot(self, painter: QPainter, left: int, width: int) -> None:
        tokens, line = theme.tokens(), px(Space.xl)
        top = px(_HIGH - Space.s) - line
        words, tone, icon = self._step
        room = text_width(words, "hint")
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.resolve(tone))
        painter.drawText(QRectF(left + width - room, top, room + 1, line), _FLAGS, words)
        if icon:
            room += px(Size.icon_small + Space.xs)
            ink = theme.resolve(tone).name()
            paint_icon(painter, icon, left + width - room, top + line / 2, ink, Size.icon_small)
        owner = self.risk.owner or translate(N_("no owner"))
        painter.setPen(theme.colour(tokens.text2 if self.risk.owner else tokens.warn))
        paint_icon(painter, "user", left, top + line / 2, tokens.text3, Size.icon_small)
        indent = px(Size.icon_small + Space.xs)
        rect = QRectF(left + indent, top, width - indent - room - px(Space.s), line)
        painter.drawText(rect, _FLAGS, elided(owner, "hint", rect.width()))


class StageHeads(QWidget):
    """What the three columns of chips are called."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(px(Size.chip + Space.s))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_heads(painter, px(Space.l), self.height() / 2, self.width() - 2 * px(Space.l))
        painter.end()


class RiskLines(QWidget):
    """The lines below each other. ``chosen`` carries a risk's key, ``opened`` that of one clicked twice."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading
        self.lines: dict[bytes, RiskLine] = {}
        self._body = column(gap=0)
        self.setLayout(self._body)

    def show_risks(self, risks: Sequence[RegisteredRisk], note: str = "") -> None:
        """Show these risks and a sentence below them; the line with the focus keeps it."""
        held = next((key for key, line in self.lines.items() if line.hasFocus()), None)
        clear(self._body)
        self.lines = {}
        for risk in risks[:MOST]:
            line = RiskLine(risk, self._reading)
            line.clicked.connect(lambda _on=False, key=risk.key: self.chosen.emit(key))
            line.opened.connect(self.opened)
            self.lines[risk.key] = line
            self._body.addWidget(line)
        if len(risks) > MOST:
            more = translate(N_("{n} more stand in the register."), n=len(risks) - MOST)
            self._body.addWidget(box(row(hint(more), margins=(16, 12, 16, 0))))
        if note:
            self._body.addWidget(box(row(hint(note, wrap=True, tone="text2"), margins=(16, 12, 16, 12))))
        self._body.addStretch(1)
        self.setMinimumHeight(px(_HIGH) * len(self.lines))  # the scroll area hears too late of lines not yet shown
        if held in self.lines:
            self.lines[held].setFocus()

    def bring_into_sight(self, key: bytes) -> None:
        """Scroll to a line."""
        line, area = self.lines.get(key), self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()

        def scroll() -> None:
            if line is not None and area is not None and self.lines.get(key) is line:
                area.ensureWidgetVisible(line, 0, 0)

        QTimer.singleShot(0, self, scroll)

    def mark(self, key: bytes | None) -> None:
        """Mark one line."""
        for own, line in self.lines.items():
            line.setChecked(own == key)
