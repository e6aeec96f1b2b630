"""How long the dependency map of 500 nodes takes to lay out and to paint, beside a bare painter with as many shapes.

Run with ``pytest tests/benchmarks/bench_map.py -m benchmark -s``.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.charts import Box, Line, MapEdge, MapNode, MapView, Words, dependency_map
from app.charts.dependency_map import map_layout
from app.charts.drawing import Icon
from tests.benchmarks.measuring import Measured, best_of_both
from ui import theme
from ui.dependencies.canvas import DependencyMap

NODES, EDGES = 500, 900
#: Greatest ratios to the bare painter, and the greatest time of one picture in seconds: ten a second are fluid.
PAINT, LAYOUT, WITHIN = 4.0, 3.0, 0.1


def view(nodes: int = NODES, edges: int = EDGES) -> MapView:
    """A graph like those of companies: few services on many components, a tenth of the needs in pairs."""
    chance = random.Random(11)
    icons, layer = ("layers", "server", "handshake", "user"), [chance.randrange(6) for _ in range(nodes)]
    made = [
        MapNode(at, f"Component number {at}", f"CMP-{at} · 4 h", icons[at % 4], tier=at % 5 if not layer[at] else None)
        for at in range(nodes)
    ]
    ties: dict[tuple[int, int], MapEdge] = {}
    while len(ties) < edges:
        source, target = chance.randrange(nodes), chance.randrange(nodes)
        if layer[source] < layer[target]:
            group = source if chance.random() < 0.1 else None
            ties[source, target] = MapEdge(source, target, chance.random() < 0.2, key=len(ties), group=group)
    return MapView(made, list(ties.values()), groups=dict.fromkeys(range(nodes), "1 of 2"))


def _application() -> QApplication:
    made = QApplication.instance() or QApplication([])
    assert isinstance(made, QApplication)
    if made.property("dressed") is None:
        theme.install(made, "light", scale=1.0)
        made.setProperty("dressed", True)
    return made


def _timed(work: object) -> float:
    begun = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - begun


def _bare(shapes: tuple[object, ...], size: tuple[float, float], zoom: float) -> float:
    """Draw as many rectangles, lines and texts with one pen and nothing else."""
    picture = QImage(1280, 720, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(zoom, zoom)
    painter.setPen(QColor("black"))
    begun = time.process_time()
    for shape in shapes:
        if isinstance(shape, Box | Icon):
            painter.drawRoundedRect(QRectF(10, 10, 166, 48), 6, 6)
        elif isinstance(shape, Line):
            painter.drawPolyline([QPointF(*point) for point in shape.points])
        elif isinstance(shape, Words):
            painter.drawText(QPointF(*shape.at), shape.text)
    painter.end()
    return time.process_time() - begun


def _painted(chart: DependencyMap) -> float:
    """Paint the whole of a map that was made to fit the window."""
    picture = QImage(chart.size(), QImage.Format.Format_ARGB32_Premultiplied)
    return _timed(lambda: chart.render(picture))


def painting(_folder: Path) -> Measured:
    """The whole map at the size at which it fits."""
    _application()
    shown = view()
    chart = DependencyMap()
    chart.show_view(shown)
    chart.set_zoom(0.3)
    chart.resize(chart.sizeHint())
    drawing = chart.drawing
    ours, bare = best_of_both(
        lambda: _painted(chart), lambda: _bare(drawing.shapes, (drawing.width, drawing.height), 0.3), 5
    )
    return Measured("map of 500 nodes, painted whole", "bare painter, as many shapes", ours, bare, PAINT)


def scrolling(_folder: Path) -> Measured:
    """What can be seen of the map at life size, as one step of moving it about paints it."""
    _application()
    chart = DependencyMap()
    area = chart.scroller()
    area.resize(880, 620)
    chart.show_view(view())
    area.show()
    QApplication.processEvents()
    picture = QImage(area.viewport().size(), QImage.Format.Format_ARGB32_Premultiplied)
    place = iter(range(0, 100_000, 137))

    def step() -> None:
        area.verticalScrollBar().setValue(next(place) % max(1, area.verticalScrollBar().maximum()))
        area.viewport().render(picture)

    shapes = chart.drawing.shapes
    ours, bare = best_of_both(lambda: _timed(step), lambda: _bare(shapes, (1, 1), 1.0), 7)
    area.close()
    return Measured("map of 500 nodes, one step of scrolling", "bare painter, all shapes", ours, bare, PAINT)


def layout(_folder: Path) -> Measured:
    """Layers, rows, frames and ways of all edges, and every shape."""
    _application()
    shown = view()
    shapes = dependency_map(shown).shapes
    ours, bare = best_of_both(
        lambda: _timed(lambda: dependency_map(shown, layout=map_layout(shown))), lambda: _bare(shapes, (1, 1), 1.0), 5
    )
    return Measured("map of 500 nodes, laid out", "bare painter, as many shapes", ours, bare, LAYOUT)


def measures(folder: Path) -> Iterator[Measured]:
    """All of them, for ``python -m tests.benchmarks``."""
    for measure in (layout, painting, scrolling):
        yield measure(folder)


@pytest.mark.benchmark
@pytest.mark.parametrize("measure", [layout, painting, scrolling])
def test_five_hundred_nodes_stay_fluid(tmp_path: Path, measure: object) -> None:
    found: Measured = measure(tmp_path)  # type: ignore[operator]
    print(f"\n{found}")
    assert found.ratio <= found.aim
    assert found.ours <= WITHIN
