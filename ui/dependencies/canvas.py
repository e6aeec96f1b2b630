"""The dependency map as a widget: nodes and edges to walk over, to draw and to choose, zoomed and moved about.

It only tells what a person wants; whoever owns it reads the session and shows another view. Painting leaves out what
cannot be seen, so that 500 nodes stay fluid.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollArea

from app.charts import Drawing, MapEdge, MapView, dependency_map, map_twin
from app.charts.dependency_map import MapLayout, map_layout
from app.charts.drawing import Box, Dot, Icon, Line, Shape, Words
from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, px
from ui.theme_style import by_keyboard
from ui.widgets.chart import ChartView, announce, measure, paint_drawing

#: The least and the greatest zoom, and what one key and one turn of the wheel change.
LEAST, MOST, STEP, NOTCH = 0.08, 3.0, 1.25, 1.1
#: Below this scale words are specks: boxes and lines stand for them.
_LEGIBLE = 0.45
#: How near an edge the mouse must be, in pixels.
_REACH = 6

#: Keys by what they ask for; the panel around the map knows what to do.
_ASKED = MappingProxyType(
    {
        Qt.Key.Key_W: "stop", Qt.Key.Key_E: "connect", Qt.Key.Key_O: "open", Qt.Key.Key_H: "strength",
        Qt.Key.Key_Delete: "remove", Qt.Key.Key_Backspace: "remove", Qt.Key.Key_N: "edge",
    }
)  # fmt: skip


class DependencyMap(ChartView):
    """The map; put it into ``scroller()``.

    ``chosen(key)`` fires for a node, ``edge_chosen(key)`` for an edge, ``asked(verb, shift)`` for a key (``stop``,
    ``connect``, ``open``, ``strength``, ``remove``, ``edge``), ``drawn(source, target)`` when an edge was dragged from
    a node to another, ``stop_clicked(key)`` for a click with Shift. Plus, minus and Ctrl with the wheel zoom, 0 fits.
    """

    edge_chosen = Signal(object)
    asked = Signal(str, bool)
    drawn = Signal(object, object)
    stop_clicked = Signal(object)
    zoomed = Signal()

    def __init__(self, *, drawable: bool = False) -> None:
        super().__init__(translate(N_("Dependency map")))
        self.view = MapView([], [])
        self.layout_of_view: MapLayout | None = None
        self._drawable = drawable
        self._area: QScrollArea | None = None
        self._bounds: list[tuple[QRectF, Shape]] = []
        self._pressed: QPointF | None = None
        self._grabbed: Hashable = None
        self._towards: QPointF | None = None
        self._panning: QPoint | None = None

    def show_view(self, view: MapView) -> None:
        """Show a map."""
        self.view = view
        self.layout_of_view = map_layout(view)
        self.show_drawing(dependency_map(view, measure, self.layout_of_view), map_twin(view))

    def show_drawing(self, drawing: Drawing, twin: object = None) -> None:
        """Show another drawing and remember where each of its shapes lies."""
        self._bounds = [(_bounds(shape), shape) for shape in drawing.shapes]
        super().show_drawing(drawing, twin)  # type: ignore[arg-type]

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, scale = QPainter(self), self.scale()
        painter.scale(scale, scale)
        rect = event.rect()
        seen = QRectF(rect.x() / scale, rect.y() / scale, rect.width() / scale, rect.height() / scale)
        paint_drawing(painter, replace(self.drawing, shapes=tuple(self._seen(seen, scale))))
        self.paint_over(painter)
        if self.hasFocus() and (self.cursor_key() is not None or by_keyboard(self)):
            self._paint_cursor(painter)
        painter.end()

    def _seen(self, seen: QRectF, scale: float) -> Iterable[Shape]:
        """Return what lies in the part to be painted, and can be told apart at its size."""
        for rect, shape in self._bounds:
            if not rect.intersects(seen):
                continue
            if scale < _LEGIBLE:
                if isinstance(shape, Words | Icon):
                    continue
                if isinstance(shape, Line):
                    yield replace(shape, radius=0.0, arrow=0.0)
                    continue
            yield shape

    def paint_over(self, painter: QPainter) -> None:
        """Paint the edge that is being drawn."""
        hit = self.drawing.hit_of(self._grabbed) if self._grabbed is not None else None
        if hit is None or self._towards is None:
            return
        painter.setPen(QPen(theme.colour(theme.tokens().focus), Size.ring))
        painter.drawLine(QPointF(*hit.rect.centre), self._towards / self.scale())

    # --- zoom and place ---

    def set_zoom(self, zoom: float) -> None:
        """Scale the drawing, keeping what lies in the middle there."""
        before, self.zoom = self.zoom, max(LEAST, min(MOST, zoom))
        if self.zoom == before:
            return
        middle = self._middle()
        self.updateGeometry()
        if self._area is not None:
            self.resize(self.sizeHint().expandedTo(self._area.viewport().size()))
            self._centre_on(middle * (self.zoom / before))
        self.update()
        self.zoomed.emit()

    def _middle(self) -> QPointF:
        if self._area is None:
            return QPointF()
        port = self._area.viewport()
        return QPointF(
            self._area.horizontalScrollBar().value() + port.width() / 2,
            self._area.verticalScrollBar().value() + port.height() / 2,
        )

    def _centre_on(self, point: QPointF) -> None:
        assert self._area is not None  # noqa: S101 - its caller looked
        port = self._area.viewport()
        self._area.horizontalScrollBar().setValue(round(point.x() - port.width() / 2))
        self._area.verticalScrollBar().setValue(round(point.y() - port.height() / 2))

    def fit(self) -> None:
        """Show the whole map, not larger than life."""
        if self._area is None:
            return
        port, own = self._area.viewport(), theme.theme().scale
        wide, high = self.drawing.width * own, self.drawing.height * own
        self.set_zoom(min(1.0, port.width() / wide, port.height() / high))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def scroller(self) -> QScrollArea:
        """Return a scroll area around the map that follows the keyboard cursor."""
        area = QScrollArea()
        area.setProperty("bare", True)
        area.setWidget(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cursor_moved.connect(lambda _key: self.follow())
        self._area = area
        return area

    def follow(self) -> None:
        """Bring the node under the cursor into view."""
        hit = self.drawing.hit_of(self.cursor_key())
        if hit is not None and self._area is not None:
            x, y = (round(value * self.scale()) for value in hit.rect.centre)
            self._area.ensureVisible(x, y, px(Size.rail) // 2, px(Size.header))

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        verb = _ASKED.get(Qt.Key(event.key())) if plain else None
        if event.text() in ("+", "-") and plain:
            self.set_zoom(self.zoom * (STEP if event.text() == "+" else 1 / STEP))
        elif event.text() == "0" and plain:
            self.fit()
        elif verb is not None:
            self.asked.emit(verb, shift)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * (NOTCH if event.angleDelta().y() > 0 else 1 / NOTCH))
            event.accept()
            return
        event.ignore()

    # --- mouse ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._grabbed, self._towards, self._panning = None, None, None, None
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            hit = self._hit(event.position())
            if hit is None and self._edge_under(event.position()) is None:
                self._panning = event.globalPosition().toPoint()
            elif hit is not None and self._drawable:
                self._grabbed = hit.key
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            over = self._hit(event.position()) is not None or self._edge_under(event.position()) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        far = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._grabbed is not None and (far or self._towards is not None):
            self._towards = event.position()
            target = self._hit(event.position())
            fits = target is not None and target.key != self._grabbed
            self.setCursor(Qt.CursorShape.DragLinkCursor if fits else Qt.CursorShape.CrossCursor)
            self.update()
        elif self._panning is not None:
            self._pan(event.globalPosition().toPoint())

    def _pan(self, point: QPoint) -> None:
        assert self._panning is not None  # noqa: S101 - its caller looked
        moved, self._panning = self._panning - point, point
        if self._area is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            across, down = self._area.horizontalScrollBar(), self._area.verticalScrollBar()
            across.setValue(across.value() + moved.x())
            down.setValue(down.value() + moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        source, dragged = self._grabbed, self._towards is not None
        self._pressed, self._grabbed, self._towards, self._panning = None, None, None, None
        self.update()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self._hit(event.position())
        if dragged:
            if hit is not None and hit.key != source:
                self.drawn.emit(source, hit.key)
            return
        if hit is not None:
            self.set_cursor_key(hit.key)
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.stop_clicked if shift else self.chosen).emit(hit.key)
        elif (edge := self._edge_under(event.position())) is not None and edge.key is not None:
            self.edge_chosen.emit(edge.key)

    def _edge_under(self, point: QPointF) -> MapEdge | None:
        if self.layout_of_view is None:
            return None
        scale = self.scale()
        return self.layout_of_view.edge_at(point.x() / scale, point.y() / scale, _REACH / scale)

    def say(self, words: str) -> None:
        """Let a screen reader say what changed."""
        announce(self, words)


def _bounds(shape: Shape) -> QRectF:
    """Return where a shape lies, with what stands out of it."""
    if isinstance(shape, Box):
        return QRectF(shape.rect.x - 2, shape.rect.y - 2, shape.rect.width + 4, shape.rect.height + 4)
    if isinstance(shape, Line):
        xs, ys = [x for x, _ in shape.points], [y for _, y in shape.points]
        return QRectF(min(xs) - 5, min(ys) - 5, max(xs) - min(xs) + 10, max(ys) - min(ys) + 10)
    if isinstance(shape, Dot):
        return QRectF(
            shape.centre[0] - shape.radius, shape.centre[1] - shape.radius, 2 * shape.radius, 2 * shape.radius
        )
    if isinstance(shape, Icon):
        return QRectF(shape.at[0], shape.at[1] - shape.size / 2, shape.size, shape.size)
    width = measure(shape.text, shape.size, shape.bold)
    left = shape.at[0] - {"start": 0.0, "middle": width / 2, "end": width}[shape.anchor]
    return QRectF(left - 2, shape.at[1] - shape.size, width + 4, 2 * shape.size)
