"""The anchors of the category under the cursor, always in view: what each level means, and which is intolerable."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.impact.reading import Reading
from ui.theme import Size, Space, px
from ui.widgets.chips import ChipLabel, level
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, column, row, rule

#: Windows below this height show the anchors in small letters.
_LOW = 800
#: How every level is meant, whatever the category (``domain.md`` §2).
MEANT = N_("Worst moment, cumulative so far, no workaround.")


class AnchorLine(QWidget):
    """One level with its meaning. The level of the cell is framed; a click scores the cell with it."""

    pressed = Signal(int)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number, self._chosen = number, False
        self._chip, self._words = ChipLabel(level(number)), paragraph("", "text")
        self._across = row(self._chip, gap=Space.s)
        self._across.setAlignment(self._chip, Qt.AlignmentFlag.AlignTop)
        self._across.addWidget(self._words, 1)
        self.setLayout(self._across)
        self.set_dense(False)

    def set_dense(self, dense: bool) -> None:
        """Take less height, so that all levels stay in view in a low window."""
        air = px(Space.xxs if dense else Space.xs + Space.xxs)
        self._across.setContentsMargins(px(Space.s), air, px(Space.xxl + Space.xs), air)
        self._words.set_role("hint" if dense else "body")
        self.setMinimumHeight(px(Size.target if dense else Size.row))

    def show_anchor(self, name: str, words: str, *, chosen: bool) -> None:
        """Show what the level is called and means here, and whether the cell has it."""
        self._chip.set_chip(level(self.number, name))
        self._words.setText(words or name)
        self._chosen = chosen
        told = " ".join(part for part in (str(self.number), name, words) if part)
        self.setAccessibleName(translate(N_("{level}, chosen"), level=told) if chosen else told)
        self.setToolTip(translate(N_("{name}. Key {n} scores it."), name=name, n=self.number))
        self.update()

    @property
    def chosen(self) -> bool:
        """Whether the cell under the cursor has this level."""
        return self._chosen

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit(self.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._chosen:
            return
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(tokens.accent), 1))
        painter.setBrush(theme.colour(tokens.surface))
        inside = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, px(Size.radius), px(Size.radius))
        right = self.width() - px(Space.s + Size.icon)
        paint_icon(painter, "check", right, self.height() / 2, tokens.accent_text)
        painter.end()


class AnchorsPanel(QWidget):
    """Title with category and time, how levels are meant, the anchors, and the line from which it is intolerable.

    ``picked`` fires with a level on which somebody clicked.
    """

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.title = heading("")
        self.meant = hint(translate(MEANT), wrap=True, tone="text2")
        self.lines = [AnchorLine(number) for number in range(1, 6)]
        self.limit = hint("", tone="err")
        across = row(self.limit, gap=Space.s)
        across.addWidget(rule(), 1)
        self._limit_line = box(across)
        self._rows = column(*self.lines, gap=0)
        self.setLayout(column(self.title, self.meant, self._rows, None, gap=Space.xs))
        for line in self.lines:
            line.pressed.connect(self.picked)
        self.setAccessibleName(translate(N_("Anchors")))

    def show_cell(self, reading: Reading, category: str, horizon: str) -> None:
        """Show the anchors of a category, with the level that the cell at a horizon has."""
        line = reading.line(category)
        if line is None:
            return
        cell = reading.cell(category, horizon)
        after = reading.label(horizon)
        self.title.setText(translate(N_("{category} after {horizon}"), category=line.name, horizon=after))
        dense = self.window().height() < px(_LOW)
        for shown in self.lines:
            shown.setVisible(shown.number <= len(line.anchors))
        for shown, words in zip(self.lines, line.anchors, strict=False):
            shown.set_dense(dense)
            chosen = cell is not None and cell.level == shown.number
            shown.show_anchor(reading.scales.word(shown.number), words, chosen=chosen)
        self.limit.setText(translate(N_("intolerable from {n}"), n=line.threshold))
        self._rows.removeWidget(self._limit_line)
        self._rows.insertWidget(line.threshold - 1, self._limit_line)
        self._take_height()

    def _take_height(self) -> None:
        """Let the column around it hear that the words need another height; Qt keeps the old one inside a burst."""
        for part in (*self.lines, self):
            layout = part.layout()
            if layout is not None:
                layout.activate()
        self.updateGeometry()

    def words(self) -> str:
        """Return everything that is shown, for tests and screen readers."""
        return " · ".join([self.title.text(), self.meant.text(), *(line.accessibleName() for line in self.lines)])
