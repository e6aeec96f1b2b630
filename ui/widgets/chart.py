"""Paints a ``Drawing`` of ``app.charts`` and lets mouse and keyboard walk over what it shows.

``ChartView`` is the base of every chart in the windows: it scales, shows tips, keeps a keyboard cursor, tells a screen
reader where it stands, and fires ``chosen`` with a key. ``ui.widgets.twin`` shows the same content as a table.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache, lru_cache
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAccessibleWidget, QSizePolicy, QToolTip, QWidget

from app.charts import Box, Dot, Drawing, Hit, Line, Rect, Twin, Words
from app.charts.drawing import Icon, Point
from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme_style import by_keyboard, paint_ring


@lru_cache(maxsize=64)
def _font(size: float, bold: bool) -> QFont:
    return theme.sized_font(size, 600 if bold else 400)


@lru_cache(maxsize=4096)
def measure(text: str, size: float, bold: bool) -> float:
    """Return how wide a text is in units, as ``app.charts`` asks for it."""
    return float(QFontMetricsF(_font(size, bold)).horizontalAdvance(text))


def paint_drawing(painter: QPainter, drawing: Drawing) -> None:
    """Paint a drawing at its own size; scale and move the painter before."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            _paint_box(painter, shape)
        elif isinstance(shape, Line):
            _paint_line(painter, shape)
        elif isinstance(shape, Dot):
            _paint_dot(painter, shape)
        elif isinstance(shape, Words):
            _paint_words(painter, shape)
        else:
            _paint_icon(painter, shape)


def rect_of(rect: Rect) -> QRectF:
    """Return a rectangle of a drawing as Qt's own."""
    return QRectF(rect.x, rect.y, rect.width, rect.height)


def _paint_box(painter: QPainter, box: Box) -> None:
    rect = rect_of(box.rect)
    if box.edge:
        half = (box.stroke % 2) / 2
        rect.adjust(half, half, -half, -half)
        pen = QPen(theme.resolve(box.edge), box.stroke)
        if box.dash:
            pen.setDashPattern([part / box.stroke for part in box.dash])
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    if box.fill:
        fill = theme.resolve(box.fill)
        fill.setAlphaF(box.opacity)
        painter.setBrush(fill)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, box.radius, box.radius)
    if box.hatch:
        pattern = Qt.BrushStyle.BDiagPattern if box.hatch == "lines" else Qt.BrushStyle.DiagCrossPattern
        painter.fillRect(rect, pattern)


def _paint_line(painter: QPainter, line: Line) -> None:
    pen = QPen(theme.resolve(line.colour), line.stroke)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap if line.square else Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if line.dash:
        pen.setDashPattern([part / line.stroke for part in line.dash])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [QPointF(*point) for point in line.points]
    painter.drawPath(bent(points, line.radius))
    if line.arrow and len(points) > 1:
        _paint_head(painter, points[-2], points[-1], line.arrow)


def bent(points: list[QPointF], radius: float) -> QPainterPath:
    """Return the way through points with rounded bends."""
    path = QPainterPath(points[0])
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        if not radius:
            path.lineTo(point)
            continue
        path.lineTo(_short_of(point, before, radius))
        path.quadTo(point, _short_of(point, after, radius))
    if len(points) > 1:
        path.lineTo(points[-1])
    return path


def _short_of(point: QPointF, other: QPointF, by: float) -> QPointF:
    way = other - point
    length = (way.x() ** 2 + way.y() ** 2) ** 0.5 or 1.0
    return point + way * (min(by, length / 2) / length)


def _paint_head(painter: QPainter, start: QPointF, end: QPointF, size: float) -> None:
    way = end - start
    length = (way.x() ** 2 + way.y() ** 2) ** 0.5 or 1.0
    along = way * (size / length)
    across = QPointF(-along.y(), along.x()) * 0.45
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF([end, end - along + across, end - along - across]))


def _paint_dot(painter: QPainter, dot: Dot) -> None:
    painter.setPen(QPen(theme.resolve(dot.edge), dot.stroke) if dot.edge else Qt.PenStyle.NoPen)
    painter.setBrush(theme.resolve(dot.fill) if dot.fill else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(*dot.centre), dot.radius, dot.radius)


def _paint_words(painter: QPainter, words: Words) -> None:
    font = _font(words.size, words.bold)
    width = measure(words.text, words.size, words.bold)
    left = words.at[0] - {"start": 0.0, "middle": width / 2, "end": width}[words.anchor]
    base = words.at[1] + words.size * 0.364  # half the height of Inter's capitals
    if words.halo:
        path = QPainterPath()
        path.addText(QPointF(left, base), font, words.text)
        pen = QPen(theme.resolve(words.halo), 4)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    painter.setFont(font)
    painter.setPen(theme.resolve(words.tone))
    painter.drawText(QPointF(left, base), words.text)


def _paint_icon(painter: QPainter, icon: Icon) -> None:
    size = round(icon.size / theme.theme().scale)
    paint_icon(painter, icon.name, icon.at[0], icon.at[1], theme.resolve(icon.tone).name(), size)


#: What screen readers were given. Qt looks at it as long as its widget lives, so it must not be collected before.
_told: list[QAccessibleWidget] = []


@cache
def tell_role() -> None:
    """Let screen readers hear of every ``ChartView`` that it is a chart; once per process."""

    def made(_kind: str, thing: object) -> QAccessibleWidget | None:
        if not isinstance(thing, ChartView):
            return None
        _told.append(QAccessibleWidget(thing, QAccessible.Role.Chart, ""))
        return _told[-1]

    QAccessible.installFactory(made)


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say something that the eye sees at a cursor."""
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.DescriptionChanged))
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


class ChartView(QWidget):
    """Shows a drawing. Arrow keys walk over its hits, Enter or a click fires ``chosen`` with the key.

    ``twin`` is the same content as a table; its title is the name a screen reader says, its summary the description.
    """

    chosen = Signal(object)
    cursor_moved = Signal(object)
    shown = Signal()  #: another drawing is there

    def __init__(self, name: str, *, fit: bool = False) -> None:
        super().__init__()
        tell_role()
        self.kind = name
        self.drawing = Drawing(1, 1, ())
        self.twin = Twin("", (), ())
        self.zoom = 1.0
        self._fit = fit
        self._cursor: Hashable = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", False)
        policy = QSizePolicy.Policy.Expanding if fit else QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy, policy)

    def show_drawing(self, drawing: Drawing, twin: Twin | None = None) -> None:
        """Show another drawing and its table, keeping the cursor where its key still exists."""
        self.drawing = drawing
        self.twin = twin if twin is not None else Twin(drawing.title, (), ())
        if self._cursor is not None and drawing.hit_of(self._cursor) is None:
            self._cursor = None
        self.setAccessibleName(": ".join(part for part in (self.kind, drawing.title) if part))
        hit = drawing.hit_of(self._cursor) if self._cursor is not None else None
        self.setAccessibleDescription(hit.tip if hit is not None else self._summary())
        self.updateGeometry()
        self.update()
        self.shown.emit()

    def _summary(self) -> str:
        keys = translate(N_("Arrow keys walk over it, T shows it as a table."))
        return " ".join(part for part in (self.twin.summary, keys if self.drawing.hits else "") if part)

    def set_zoom(self, zoom: float) -> None:
        """Scale the drawing, 0.25 to 3."""
        self.zoom = max(0.25, min(3.0, zoom))
        self.updateGeometry()
        self.update()

    def scale(self) -> float:
        """Return how many pixels a unit has."""
        own = theme.theme().scale * self.zoom
        if not self._fit:
            return own
        return min(self.width() / self.drawing.width, self.height() / self.drawing.height, own * 1.5)

    def sizeHint(self) -> QSize:
        scale = theme.theme().scale * self.zoom
        return QSize(round(self.drawing.width * scale), round(self.drawing.height * scale))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(hint.width() // 2, hint.height() // 2) if self._fit else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.scale(self.scale(), self.scale())
        paint_drawing(painter, self.drawing)
        self.paint_over(painter)
        if self.hasFocus() and (self._cursor is not None or by_keyboard(self)):
            self._paint_cursor(painter)
        painter.end()

    def _paint_cursor(self, painter: QPainter) -> None:
        """Paint the ring around what the cursor is on; around the whole while it is nowhere."""
        hit = self.drawing.hit_of(self._cursor) if self._cursor is not None else None
        whole = Rect(0, 0, self.width() / self.scale(), self.height() / self.scale())
        rect, radius = (hit.rect, hit.radius) if hit is not None else (whole, theme.Size.radius)
        ring = rect_of(rect.inset(theme.Size.ring + theme.Size.ring_gap))
        paint_ring(painter, ring, radius, cased=True)

    def paint_over(self, painter: QPainter) -> None:
        """Paint more on top, in units; for subclasses."""

    # Mouse

    def _hit(self, point: QPointF) -> Hit | None:
        return self.drawing.hit_at(point.x() / self.scale(), point.y() / self.scale())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        if event.button() == Qt.MouseButton.LeftButton and hit is not None:
            self._cursor = hit.key
            self.update()
            self.chosen.emit(hit.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if hit is not None else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self._hit(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), hit.tip if hit is not None else "", self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().event(event))

    # Keyboard

    def cursor_key(self) -> Any:
        """Return the key under the keyboard cursor."""
        return self._cursor

    def set_cursor_key(self, key: Hashable) -> None:
        """Put the keyboard cursor on a key and tell what is there."""
        hit = self.drawing.hit_of(key)
        if hit is None:
            return
        self._cursor = key
        self.setAccessibleDescription(hit.tip)
        announce(self, hit.tip)
        self.cursor_moved.emit(key)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        key = Qt.Key(event.key())
        if key in steps and self.drawing.hits:
            self._walk(*steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._cursor is not None:
            self.chosen.emit(self._cursor)
        else:
            super().keyPressEvent(event)

    def _walk(self, dx: int, dy: int) -> None:
        here = self.drawing.hit_of(self._cursor) if self._cursor is not None else None
        if here is None:
            self.set_cursor_key(self.drawing.hits[0].key)
            return
        start = here.rect.centre
        ahead = [(_distance(start, hit.rect.centre, dx, dy), at) for at, hit in enumerate(self.drawing.hits)]
        reachable = [(far, at) for far, at in ahead if far is not None]
        if reachable:
            self.set_cursor_key(self.drawing.hits[min(reachable)[1]].key)


def _distance(start: Point, end: Point, dx: int, dy: int) -> float | None:
    along = (end[0] - start[0]) * dx + (end[1] - start[1]) * dy
    across = abs((end[0] - start[0]) * dy) + abs((end[1] - start[1]) * dx)
    return along + 3 * across if along > 1 else None
