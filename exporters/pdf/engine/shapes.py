"""The pen: text, lines, rectangles with the patterns of the bands, and the shapes of figures, in points on a canvas."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from app.report import LabelShape, LineShape, PathShape, RectShape, Shape, Tone
from exporters.pdf.engine.lines import Setting, break_lines
from exporters.pdf.engine.measures import COLOURS, MM, Type
from exporters.pdf.engine.typefaces import Face, legible

_DASH = (2.5, 2.0)


class Pen:
    """Draws on a canvas in the tones of a paper."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(self, x: float, baseline: float, text: str, face: Face, size: float, tone: Tone) -> None:
        """Write ``text``, all of whose characters ``face`` has, in one operator: a plan has thousands of such lines."""
        canvas, font = self.canvas, face.font
        red, green, blue = COLOURS[tone]
        code = [f"BT {red:.4g} {green:.4g} {blue:.4g} rg 1 0 0 1 {x:.2f} {baseline:.2f} Tm"]
        for subset, stretch in font.splitString(text, canvas._doc):
            named = font.getSubsetInternalName(subset, canvas._doc)
            code.append(f"{named} {size:g} Tf ({canvas._escape(stretch)}) Tj")
        code.append("ET")
        canvas._code.append(" ".join(code))

    def line(self, x1: float, y1: float, x2: float, y2: float, tone: Tone, width: float, dashed: bool = False) -> None:
        """Draw a straight line."""
        self._stroke(tone, width, dashed)
        self.canvas.line(x1, y1, x2, y2)
        self._solid(dashed)

    def rectangle(
        self, x: float, y: float, width: float, height: float, fill: Tone | None, stroke: Tone | None, *,
        line: float = 0.4, radius: float = 0.0, dashed: bool = False, pattern: int = 0,
    ) -> None:  # fmt: skip
        """Draw a rectangle; ``pattern`` 2 dots it, 3 hatches it, 4 hatches it crosswise."""
        if fill is not None:
            self.canvas.setFillColorRGB(*COLOURS[fill])
        if stroke is not None:
            self._stroke(stroke, line, dashed)
        options = {"stroke": int(stroke is not None), "fill": int(fill is not None)}
        if radius:
            self.canvas.roundRect(x, y, width, height, min(radius, width / 2, height / 2), **options)
        else:
            self.canvas.rect(x, y, width, height, **options)
        self._solid(dashed)
        if pattern > 1:
            self._hatch(x, y, width, height, pattern)

    def figure(self, shapes: tuple[Shape, ...], left: float, top: float, scale: float) -> None:
        """Draw the shapes of a figure whose upper left corner is at ``left``, ``top``."""
        self.canvas.saveState()
        self.canvas.translate(left, top)
        self.canvas.scale(scale, scale)
        for shape in shapes:
            _DRAW[type(shape)](self, shape)
        self.canvas.restoreState()

    def _stroke(self, tone: Tone, width: float, dashed: bool) -> None:
        self.canvas.setStrokeColorRGB(*COLOURS[tone])
        self.canvas.setLineWidth(width)
        if dashed:
            self.canvas.setDash(*_DASH)

    def _solid(self, dashed: bool) -> None:
        if dashed:
            self.canvas.setDash()

    def _hatch(self, x: float, y: float, width: float, height: float, pattern: int) -> None:
        canvas = self.canvas
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(x, y, width, height)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setStrokeColorRGB(*COLOURS[Tone.INK if pattern == 2 else Tone.WHITE])
        canvas.setStrokeAlpha(0.35)
        canvas.setLineWidth(0.5)
        if pattern == 2:
            _dots(canvas, x, y, width, height)
        else:
            _diagonals(canvas, x, y, width, height, crossed=pattern == 4)
        canvas.restoreState()

    def _line_shape(self, shape: LineShape) -> None:
        x1, y1, x2, y2 = shape.x1 * MM, -shape.y1 * MM, shape.x2 * MM, -shape.y2 * MM
        self.line(x1, y1, x2, y2, shape.tone, shape.width * MM, shape.dashed)
        if shape.arrow:
            self._arrow(x1, y1, x2, y2, shape.tone)

    def _rect_shape(self, shape: RectShape) -> None:
        self.rectangle(
            shape.x * MM, -(shape.y + shape.height) * MM, shape.width * MM, shape.height * MM, shape.fill, shape.stroke,
            line=shape.line * MM, radius=shape.radius * MM, dashed=shape.dashed, pattern=shape.pattern,
        )  # fmt: skip

    def _label(self, shape: LabelShape) -> None:
        kind = Type(shape.size, shape.size * 1.3, shape.strong)
        text = legible(shape.text).replace("\n", " ")
        room = (shape.width or 1000.0) * MM
        for number, line in enumerate(break_lines(text, Setting(kind, shape.tone, max_lines=shape.lines), room)):
            x = shape.x * MM - {"left": 0.0, "centre": line.width / 2, "right": line.width}[shape.align]
            for piece in line.pieces:
                y = -shape.y * MM - number * line.leading
                self.text(x + piece.x, y, piece.text, piece.face, piece.size, piece.tone)

    def _path(self, shape: PathShape) -> None:
        path = self.canvas.beginPath()
        points = [(x * MM, -y * MM) for x, y in shape.points]
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        if shape.fill is not None:
            path.close()
            self.canvas.setFillColorRGB(*COLOURS[shape.fill])
        if shape.stroke is not None:
            self._stroke(shape.stroke, shape.width * MM, shape.dashed)
        self.canvas.drawPath(path, stroke=int(shape.stroke is not None), fill=int(shape.fill is not None))
        self._solid(shape.dashed)
        if shape.arrow and len(points) > 1:
            self._arrow(*points[-2], *points[-1], shape.stroke or Tone.INK)

    def _arrow(self, x1: float, y1: float, x2: float, y2: float, tone: Tone) -> None:
        angle = math.atan2(y2 - y1, x2 - x1)
        path = self.canvas.beginPath()
        path.moveTo(x2, y2)
        for turn in (2.75, -2.75):
            path.lineTo(x2 + 5 * math.cos(angle + turn), y2 + 5 * math.sin(angle + turn))
        path.close()
        self.canvas.setFillColorRGB(*COLOURS[tone])
        self.canvas.drawPath(path, stroke=0, fill=1)


def _dots(canvas: Any, x: float, y: float, width: float, height: float) -> None:
    step = 4.0
    canvas.setFillColorRGB(*COLOURS[Tone.INK])
    canvas.setFillAlpha(0.3)
    for row in range(int(height / step) + 1):
        for column in range(int(width / step) + 1):
            shift = step / 2 if row % 2 else 0.0
            canvas.circle(x + column * step + shift, y + row * step + step / 2, 0.45, stroke=0, fill=1)


def _diagonals(canvas: Any, x: float, y: float, width: float, height: float, *, crossed: bool) -> None:
    step, at = 4.5, -height
    while at < width:
        canvas.line(x + at, y, x + at + height, y + height)
        if crossed:
            canvas.line(x + at, y + height, x + at + height, y)
        at += step


_DRAW: dict[type, Callable[[Pen, Any], None]] = {
    LineShape: Pen._line_shape,
    RectShape: Pen._rect_shape,
    LabelShape: Pen._label,
    PathShape: Pen._path,
}
