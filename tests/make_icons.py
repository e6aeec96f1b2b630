"""Draw the app's own icon, a seismograph pulse, as PNG and ICO beside ``resources/icons/foreshock.svg``.

Run ``python tests/make_icons.py`` after changing the SVG. The other icons are Lucide's (npm package
``lucide-static`` 1.62.0, licence in ``LICENSE.txt``), copied as they are.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image

ICONS = Path(__file__).resolve().parents[1] / "resources" / "icons"
SIDES = (16, 24, 32, 48, 64, 128, 256)


def drawn(side: int) -> Image.Image:
    """Return the icon as a picture of ``side`` pixels."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(side, side, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(ICONS / "foreshock.svg")).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return Image.open(io.BytesIO(bytes(buffer.data().data()))).copy()


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication.instance() or QGuiApplication([])
    pictures = [drawn(side) for side in SIDES]
    pictures[-1].save(ICONS / "foreshock.png", optimize=True)
    pictures[-1].save(ICONS / "foreshock.ico", sizes=[(s, s) for s in SIDES], append_images=pictures[:-1])
    del app


if __name__ == "__main__":
    main()
