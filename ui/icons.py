"""Icons of one set (Lucide) in any token's colour, sharp at every screen density, and the app's own mark."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui import theme
from ui.theme import Size


def icon(name: str, colour: str | None = None, size: int | None = None) -> QIcon:
    """Return the Lucide icon ``name`` in a token's colour (the main text's unless told) at a logical size."""
    return QIcon(pixmap(name, colour, size))


def pixmap(name: str, colour: str | None = None, size: int | None = None, ratio: float | None = None) -> QPixmap:
    """Return the icon as a picture for painting; ``ratio`` is the device pixel ratio of the target."""
    screen = QGuiApplication.primaryScreen()
    density = ratio or (QGuiApplication.instance().devicePixelRatio() if screen else 1.0)  # type: ignore[union-attr]
    return _pixmap(name, colour or theme.tokens().text, theme.px(size or Size.icon), density)


def paint_icon(painter: QPainter, name: str, left: float, middle: float, colour: str, size: int | None = None) -> None:
    """Paint an icon with its left edge and its vertical middle at the given point."""
    device = painter.device()
    ratio = device.devicePixelRatioF() * max(1.0, painter.transform().m11()) if device else 1.0
    side = theme.px(size or Size.icon)
    picture = _pixmap(name, colour, side, ratio)
    painter.drawPixmap(QRectF(left, middle - side / 2, side, side), picture, QRectF(picture.rect()))


@cache
def _source(name: str) -> str:
    path = resources.files("resources") / "icons" / f"{name}.svg"
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    side = max(1, round(size * ratio))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    tinted = _source(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(tinted.encode()))
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def app_icon() -> QIcon:
    """Return the app's own icon at every size that a desktop asks for."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_pixmap("foreshock", "", side, 1.0))
    return made
