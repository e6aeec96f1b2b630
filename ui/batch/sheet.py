"""Typing a sheet unseen: a dot per mark in groups of five, the line that comes next, and the scale beside it.

The digits are in memory until the sheet is filed and nowhere else: no text, tooltip, name or announcement holds one.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ballots import BallotLevel, TypedSheet
from app.i18n import N_, plural, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import Card
from ui.widgets.chart import announce
from ui.widgets.chips import chip_width, level, paint_chip
from ui.widgets.labels import elided, heading, hint, label, lay_lines, paragraph
from ui.widgets.layouts import row

GROUP, RADIUS, PITCH, GAP, LINE = 5, 7, 22, 14, 32
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ANCHOR_LINES = 2


class MaskedMarks(QWidget):
    """Takes the keys of a sheet and shows how many marks it has. ``filed`` asks to file a full sheet.

    ``refused(sentence)`` tells a key that is no mark, one too many, or a sheet that is not full; ``left`` gives up.
    """

    changed = Signal()
    filed = Signal()
    refused = Signal(str)
    left = Signal()
    other_seat = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.sheet = TypedSheet(0, 5, [])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("own_escape", True)
        self.setProperty("single_keys", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def begin(self, lines: int, levels: int, name: str) -> None:
        """Begin an empty sheet of ``lines`` marks; ``name`` says whose."""
        self.sheet = TypedSheet(lines, levels, [])
        self.setAccessibleName(translate(N_("Sheet of {seat}"), seat=name))
        self._show()
        self.updateGeometry()

    def forget(self) -> None:
        """Forget what was typed."""
        self.sheet = TypedSheet(self.sheet.lines, self.sheet.levels, [])
        self._show()

    def put(self, text: str) -> None:
        """Take a typed character, or tell why not; what it was is not told."""
        if not self.sheet.type(text):
            self._show()
            return
        if self.sheet.full:
            told = N_(
                "All {n} marks are there; this one is too many. Backspace takes marks back, Enter files the sheet."
            )
            self.refused.emit(translate(told, n=self.sheet.lines))
        else:
            told = N_("That is no mark: type 1 to {n}, or 0 or - for an abstention.")
            self.refused.emit(translate(told, n=self.sheet.levels))

    def file(self) -> None:
        """Ask to file the sheet; one that is not full is told."""
        if self.sheet.full:
            self.filed.emit()
            return
        words = N_("{typed} of {n} marks are there, {missing} missing. Type 0 where a line was left empty.")
        typed = len(self.sheet.marks)
        self.refused.emit(translate(words, typed=typed, n=self.sheet.lines, missing=self.sheet.missing))

    def _show(self) -> None:
        words = translate(N_("{n} of {all} marks"), n=len(self.sheet.marks), all=self.sheet.lines)
        self.setAccessibleDescription(words)
        if self.hasFocus() and len(self.sheet.marks) % GROUP == 0:
            announce(self, words)
        self.changed.emit()
        self.update()

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER and not pressed:
            self.file()
        elif event.key() == Qt.Key.Key_Escape and not pressed:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Backspace:
            del self.sheet.marks[-1:]
            self._show()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.sheet.marks:
            self.other_seat.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.text() and event.text().isprintable() and pressed in (_NONE, _SHIFT):
            self.put(event.text())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    # --- looks ---

    def _across(self) -> int:
        """Return how many groups of five fit side by side."""
        group = px(GROUP * PITCH + GAP)
        return max(1, int((self.width() + px(GAP)) // group))

    def _height(self, width: int) -> int:
        groups = -(-max(1, self.sheet.lines) // GROUP)
        across = max(1, int((width + px(GAP)) // px(GROUP * PITCH + GAP)))
        return px(LINE) * -(-groups // across)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(width)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog), self._height(self.width() or px(Size.dialog)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(GROUP * PITCH), self._height(self.width() or px(Size.dialog)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across, typed = self._across(), len(self.sheet.marks)
        for at in range(self.sheet.lines):
            group, place = divmod(at, GROUP)
            line, along = divmod(group, across)
            x = along * px(GROUP * PITCH + GAP) + px(PITCH) * (place + 0.5)
            self._paint_mark(painter, QPointF(x, px(LINE) * (line + 0.5)), at - typed)
        painter.end()

    def _paint_mark(self, painter: QPainter, centre: QPointF, ahead: int) -> None:
        """Paint a mark: filled if typed, ringed if it comes next."""
        tokens, radius = theme.tokens(), px(RADIUS)
        if ahead < 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.text2))
            painter.drawEllipse(centre, radius, radius)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        following = ahead == 0 and self.hasFocus()
        painter.setPen(QPen(theme.colour(tokens.focus if following else tokens.ctl), 2 if following else 1))
        painter.drawEllipse(centre, radius - 0.5, radius - 0.5)


_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class ScaleStrip(QWidget):
    """The levels side by side with what they mean, and abstaining; a click puts the mark. Nothing shows which."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[tuple[str, str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_levels(self, levels: Sequence[BallotLevel]) -> None:
        """Show a scale."""
        found = [(str(one.level), one.word, next((text for text in one.anchors if text), "")) for one in levels]
        self._columns = [*found, ("–", translate(N_("Abstain")), translate(N_("not my field")))]
        words = "; ".join(" ".join(part for part in one if part) for one in self._columns)
        self.setAccessibleName(translate(N_("The scale")))
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        lines = theme.line_height("label") + _ANCHOR_LINES * theme.line_height("hint")
        return QSize(px(Size.dialog), px(Size.chip + Space.s + 2 * Space.s) + lines)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.target) * max(1, len(self._columns)), self.sizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().x() / (self.width() / max(1, len(self._columns))))
        if event.button() == Qt.MouseButton.LeftButton and 0 <= at < len(self._columns):
            self.picked.emit(self._columns[at][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / max(1, len(self._columns))
        for at, (digit, word, anchor) in enumerate(self._columns):
            rect = QRectF(at * width, 0, width, self.height()).adjusted(0, 0, -px(Space.xs), 0)
            self._paint_column(painter, rect, digit, word, anchor)
        painter.end()

    def _paint_column(self, painter: QPainter, rect: QRectF, digit: str, word: str, anchor: str) -> None:
        tokens = theme.tokens()
        painter.setPen(QPen(theme.colour(tokens.hair), 1))
        painter.setBrush(theme.colour(tokens.surface))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(Size.radius_small), px(Size.radius_small))
        inner = rect.adjusted(px(Space.s), px(Space.s), -px(Space.s), -px(Space.s))
        _paint_digit(painter, inner, digit, tokens.text)
        painter.setPen(theme.colour(tokens.text))
        painter.setFont(theme.font("label"))
        top = inner.top() + px(Size.chip + Space.xs)
        flags = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QRectF(inner.left(), top, inner.width(), theme.line_height("label")), flags,
                         elided(word, "label", inner.width()))  # fmt: skip
        _paint_anchor(painter, inner, top + theme.line_height("label"), anchor, theme.colour(tokens.text2))


def _paint_digit(painter: QPainter, inner: QRectF, digit: str, ink: str) -> None:
    middle = inner.top() + px(Size.chip) / 2
    if digit.isdecimal():
        chip = level(int(digit))
        paint_chip(painter, inner.left(), middle, chip, chip_width(chip))
        return
    painter.setPen(theme.colour(ink))
    painter.setFont(theme.font("label"))
    painter.drawText(QPointF(inner.left() + px(Space.xs), middle + px(Space.xs)), digit)


def _paint_anchor(painter: QPainter, inner: QRectF, top: float, anchor: str, ink: QColor) -> None:
    painter.setPen(ink)
    pitch = theme.line_height("hint")
    for layout, line in lay_lines(anchor, theme.font("hint"), inner.width(), pitch)[:_ANCHOR_LINES]:
        line.draw(painter, QPointF(inner.left(), top))
        del layout  # a line lives only as long as its layout


class SheetPanel(Card):
    """One sheet while it is typed. ``filed(marks)`` hands it over; ``left`` gives it up."""

    filed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.seat, self.count = heading("", elide=True), label("", "name", "text2")
        self.marks, self.scale = MaskedMarks(), ScaleStrip()
        self.place = hint("", tone="text2")
        self.sentence = paragraph("", role="heading")
        self.message = hint("", wrap=True, tone="text2")
        self.hand_in = button(translate(N_("File the sheet")), self.marks.file, icon="check", keys=("↵",))
        self._lines: Sequence[tuple[str, str]] = ()
        head = row(self.seat, self.count)
        head.setStretch(0, 1)
        for part in (head, self.marks, self.message, self.place, self.sentence):
            self.body.addLayout(part) if part is head else self.body.addWidget(part)  # type: ignore[arg-type]
        self.body.addStretch(1)
        self.body.addWidget(self.scale)
        self.body.addLayout(row(None, self.hand_in))
        self.marks.changed.connect(self._follow)
        self.marks.refused.connect(self._refuse)
        self.marks.filed.connect(self.filed)
        self.marks.left.connect(self.left)
        self.scale.picked.connect(self._pick)

    def begin(
        self, seat: str, lines: Sequence[tuple[str, str]], levels: Sequence[BallotLevel], handed_in: bool
    ) -> None:
        """Begin the sheet of a seat; ``lines`` are reference and sentence. Nothing of an earlier sheet is shown."""
        self._lines = lines
        self.seat.setText(seat)
        self.scale.show_levels(levels)
        self._tell("", "text2")
        self.marks.begin(len(lines), len(levels), seat)
        if handed_in:
            words = N_("This seat has handed in. What is typed now takes the place of its sheet, which stays unseen.")
            self._tell(translate(words), "warn")

    def take_focus(self) -> None:
        """Give the keyboard to the marks."""
        self.marks.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick(self, digit: str) -> None:
        self.take_focus()
        self.marks.put(digit)

    def _follow(self) -> None:
        sheet = self.marks.sheet
        typed = len(sheet.marks)
        self.count.setText(translate(N_("{n} of {all}"), n=typed, all=sheet.lines))
        if self.message.tone == "err":
            self._tell("", "text2")
        if sheet.full:
            self.place.setText(translate(N_("Every line has its mark; Enter files the sheet.")))
            self.sentence.setText("")
        elif typed < len(self._lines):
            ref, words = self._lines[typed]
            self.place.setText(translate(N_("Next: line {n}, {ref}"), n=typed + 1, ref=ref))
            self.sentence.setText(words)

    def _refuse(self, sentence: str) -> None:
        self._tell(sentence, "err")
        announce(self.marks, sentence)

    def _tell(self, sentence: str, tone: str) -> None:
        self.message.set_tone(tone)
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))


def seat_words(number: int, name: str) -> str:
    """Return a seat as it heads its sheet."""
    return translate(N_("Seat {number} {name}"), number=number, name=name).strip()


def sheets_words(complete: int, seats: int) -> str:
    """Return how many sheets are in."""
    return plural(N_("{n} of {all} sheets is in"), N_("{n} of {all} sheets are in"), complete, all=seats)
