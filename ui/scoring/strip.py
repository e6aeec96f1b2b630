"""The dots of a revealed round over their levels: the line of intolerable, median, range and IQR, and the anchors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.charts import Twin
from app.i18n import N_, plural, translate
from app.room import Level
from app.scoring import quartile
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.chips import chip_width, level, paint_chip
from ui.widgets.labels import elided, lay_lines, text_width

#: Radius of a dot and the distance between two, in logical pixels; less where many lie in one column.
RADIUS, PITCH, LEAST_PITCH = 16, 36, 20
#: The share of a column that dots beside each other may take.
_WIDE = 0.9
_BAR, _NAMES, _LINES = 50, 46, 2
_CENTRE = Qt.AlignmentFlag.AlignCenter
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class Votes:
    """What the strip shows. ``marked`` has, per extreme level, the numbers of the seats that voted it; they may be
    empty where a seat must not be seen. ``limit`` is the lowest intolerable level, 0 without one.
    """

    levels: tuple[Level, ...]
    counts: tuple[int, ...]
    median: float | None
    limit: int = 0
    marked: Mapping[int, tuple[str, ...]] | None = None

    @property
    def votes(self) -> list[int]:
        """Every vote, lowest first."""
        return [one.number for one, count in zip(self.levels, self.counts, strict=False) for _ in range(count)]

    @property
    def beyond(self) -> int:
        """How many votes call it intolerable."""
        return sum(vote >= self.limit for vote in self.votes) if self.limit else 0


class DotStrip(QWidget):
    """Five columns align: dots, range and median below them, then the anchors. It has a table as its twin."""

    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = translate(N_("Votes"))
        self.votes = Votes((), (), None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ring", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_votes(self, votes: Votes, title: str) -> None:
        """Show a revealed round; ``title`` is what it says."""
        self.votes, self.kind = votes, title
        pairs = zip(votes.levels, votes.counts, strict=False)
        told = ", ".join(f"{one.number} {one.word}: {count}" for one, count in pairs)
        self.setAccessibleName(title)
        self.setAccessibleDescription(told)
        self.shown.emit()
        self.update()

    @property
    def twin(self) -> Twin:
        """The votes as a table; seats stand in it only where the strip shows them."""
        heads = (translate(N_("Level")), translate(N_("Votes")), translate(N_("What it means")))
        rows = tuple(
            (f"{one.number} {one.word}", str(count), one.anchor)
            for one, count in zip(self.votes.levels, self.votes.counts, strict=False)
        )
        return Twin(self.kind, heads, rows, summary=self._summary())

    def _summary(self) -> str:
        votes, told = self.votes, []
        if votes.median is not None:
            told.append(translate(N_("median {median}"), median=f"{votes.median:g}"))
        if votes.limit:
            told.append(plural(N_("{n} vote is intolerable"), N_("{n} votes are intolerable"), votes.beyond))
        return ", ".join(told)

    # --- measures ---

    def sizeHint(self) -> QSize:
        most = max((*self.votes.counts, 3))
        return QSize(px(Size.dialog), px(most * PITCH + _BAR + Space.xxl) + self._foot())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(Size.dialog), px(3 * PITCH // 2 + _BAR + Space.xxl) + self._foot())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def _foot(self) -> int:
        return px(_NAMES) + self._lines() * theme.line_height("hint")

    def _lines(self) -> int:
        room = self._column() - px(Space.s)
        counts = [
            len(lay_lines(one.anchor, theme.font("hint"), room, theme.line_height("hint")))
            for one in self.votes.levels
            if one.anchor
        ]
        return min(_LINES, max(counts, default=0))

    def _column(self) -> float:
        return self.width() / max(1, len(self.votes.levels))

    def _x(self, value: float) -> float:
        """Return where a level, or a value between two, stands."""
        first = self.votes.levels[0].number if self.votes.levels else 1
        return self._column() * (value - first + 0.5)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.height() - self._foot() - px(_BAR)
        if self.votes.levels:
            self._paint_limit(painter, base)
            painter.fillRect(QRectF(0, base, self.width(), px(2)), theme.colour(theme.tokens().line))
            self._paint_dots(painter, base)
            self._paint_bar(painter, base)
            for one in self.votes.levels:
                self._paint_anchor(painter, one, base + px(_BAR))
        painter.end()

    def _paint_limit(self, painter: QPainter, base: float) -> None:
        votes, tokens = self.votes, theme.tokens()
        if not votes.limit:
            return
        left = self._x(votes.limit) - self._column() / 2
        painter.fillRect(QRectF(left, 0, self.width() - left, base), theme.colour(tokens.err_ground))
        pen = QPen(theme.colour(tokens.err), Size.line, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, 0), QPointF(left, base))
        painter.setFont(theme.font("label"))
        line, gap, beyond = theme.line_height("hint"), px(Space.s), votes.beyond
        words = plural(N_("Intolerable, {n} vote"), N_("Intolerable, {n} votes"), beyond)
        painter.drawText(QRectF(left + gap, px(Space.xs), self.width() - left, line), _MIDDLE, words)
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.colour(tokens.text2))
        words = plural(N_("Tolerable, {n} vote"), N_("Tolerable, {n} votes"), len(votes.votes) - beyond)
        flags = _MIDDLE | int(Qt.AlignmentFlag.AlignRight)
        painter.drawText(QRectF(0, px(Space.xs), left - gap, line), flags, words)

    def _dot(self, base: float) -> tuple[float, float, int]:
        """Return radius, pitch and rows of the dots: one column if they fit so, else several beside each other."""
        words = theme.line_height("hint") + px(Space.xs) if self.votes.limit else 0
        room, most = base - words - px(Space.s), max((*self.votes.counts, 1))
        pitch = min(px(PITCH), room / most)
        if pitch < px(LEAST_PITCH):
            sizes = (size for size in range(px(PITCH), px(LEAST_PITCH) - 1, -1) if room >= size)
            fits = (size for size in sizes if -(-most // int(room // size)) * size <= self._column() * _WIDE)
            pitch = next(fits, px(LEAST_PITCH))
        return pitch * RADIUS / PITCH, pitch, max(1, int((room + 0.5) // pitch))

    def _paint_dots(self, painter: QPainter, base: float) -> None:
        radius, pitch, rows = self._dot(base)
        marked = self.votes.marked or {}
        for one, count in zip(self.votes.levels, self.votes.counts, strict=False):
            columns = -(-count // rows)
            for at in range(count):
                beside, above = at % columns, at // columns
                left = self._x(one.number) + (beside - (columns - 1) / 2) * pitch
                centre = QPointF(left, base - px(Space.xs) - radius - above * pitch)
                self._paint_dot(painter, centre, radius, marked.get(one.number), at)

    def _paint_dot(
        self, painter: QPainter, centre: QPointF, radius: float, numbers: tuple[str, ...] | None, at: int
    ) -> None:
        tokens, filled = theme.tokens(), numbers is not None
        painter.setPen(QPen(theme.colour(tokens.accent if filled else tokens.text2), px(2)))
        painter.setBrush(theme.colour(tokens.accent if filled else tokens.surface))
        painter.drawEllipse(centre, radius - 1, radius - 1)
        if numbers is not None and at < len(numbers) and radius >= px(Space.s):
            painter.setPen(theme.colour(tokens.on_accent))
            painter.setFont(theme.font("label"))
            around = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
            painter.drawText(around, _CENTRE, numbers[at])

    def _paint_bar(self, painter: QPainter, base: float) -> None:
        votes, tokens, median = self.votes.votes, theme.tokens(), self.votes.median
        if not votes or median is None:
            return
        low, high, middle = votes[0], votes[-1], base + px(Space.l + Space.xxs)
        painter.setPen(QPen(theme.colour(tokens.text2), px(2)))
        if low != high:
            painter.drawLine(QPointF(self._x(low), middle), QPointF(self._x(high), middle))
            for end in (low, high):
                painter.drawLine(QPointF(self._x(end), middle - px(5)), QPointF(self._x(end), middle + px(5)))
        first, third = self._x(quartile(votes, 0.25)), self._x(quartile(votes, 0.75))
        if third > first:
            painter.fillRect(QRectF(first, middle - px(6), third - first, px(12)), theme.colour(tokens.line))
        mark = QRectF(self._x(median) - px(2), middle - px(10), px(4), px(20))
        painter.fillRect(mark, theme.colour(tokens.text))
        self._paint_ends(painter, low, high, median, middle + px(10))

    def _paint_ends(self, painter: QPainter, low: int, high: int, median: float, top: float) -> None:
        tokens, line = theme.tokens(), theme.line_height("hint")
        words = translate(N_("median {median}"), median=f"{median:g}")
        half = text_width(words, "label") / 2
        middle = min(max(self._x(median), half), self.width() - half)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour(tokens.text))
        painter.drawText(QRectF(middle - half - 1, top, 2 * half + 2, line), _CENTRE, words)
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.colour(tokens.text2))
        ends = ((low, N_("lowest {level}")), (high, N_("highest {level}"))) if low != high else ()
        for end, msgid in ends:
            told = translate(msgid, level=end)
            wide = text_width(told, "hint")
            if abs(self._x(end) - middle) > half + wide / 2 + px(Space.xs):  # the dots tell it where there is no room
                painter.drawText(QRectF(self._x(end) - wide / 2 - 1, top, wide + 2, line), _CENTRE, told)

    def _paint_anchor(self, painter: QPainter, one: Level, top: float) -> None:
        tokens, made = theme.tokens(), level(one.number)
        middle, room = self._x(one.number), self._column() - px(Space.s)
        top += px(Space.xxs)
        paint_chip(painter, middle - chip_width(made) / 2, top + px(Size.chip) / 2, made)
        top += px(Size.chip + Space.xxs)
        painter.setPen(theme.colour(tokens.text))
        painter.setFont(theme.font("label"))
        line = theme.line_height("hint")
        words = elided(one.word, "label", room)
        painter.drawText(QRectF(middle - room / 2, top, room, line), _CENTRE, words)
        top += line
        painter.setPen(theme.colour(tokens.text2))
        found = lay_lines(one.anchor, theme.font("hint"), room, line) if one.anchor else []
        for layout, row in found[: self._lines()]:
            row.draw(painter, QPointF(middle - row.naturalTextWidth() / 2, top))
            del layout  # a line lives only as long as its layout
