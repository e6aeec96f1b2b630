"""The toolkit does not lose references: PySide6 6.12.0 lost one to None or True with each call and aborted Python."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QWidget

CALLS = 2_000


def _ask_qt() -> None:
    label, parent, picture = QLabel("text"), QWidget(), QImage(8, 8, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    for _ in range(CALLS):
        label.setVisible(False)
        label.setEnabled(True)
        label.isEnabled()
        label.parentWidget()
        label.setProperty("kind", True)
        label.property("nothing")
        parent.findChild(QObject, "nobody")
        QRectF(0, 0, 4, 4).contains(QPointF(1, 1))
        painter.drawPoint(1, 1)
    painter.end()


def test_thousands_of_calls_keep_the_count_of_references() -> None:
    _ask_qt()
    before = [sys.getrefcount(value) for value in (None, True, False)]
    _ask_qt()
    after = [sys.getrefcount(value) for value in (None, True, False)]
    assert all(abs(now - then) < CALLS / 10 for now, then in zip(after, before, strict=True))
