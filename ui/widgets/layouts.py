"""Small ways to stack widgets on the 4 px grid and to give them a ground, an edge or a dividing line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.theme import Size, px

#: What the layout functions take: a widget, a layout, a fixed space in logical pixels, or None for a stretch.
Part = QWidget | QLayout | int | None


def row(*parts: Part, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return the parts side by side. Margins are left, top, right, bottom."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap, margins)
    return layout


def column(*parts: Part, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return the parts one below the other. Margins are left, top, right, bottom."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap, margins)
    return layout


def _fill(layout: QBoxLayout, parts: tuple[Part, ...], gap: int, margins: tuple[int, int, int, int]) -> None:
    layout.setSpacing(px(gap))
    layout.setContentsMargins(*(px(margin) for margin in margins))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(px(part))
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def box(layout: QLayout, name: str = "", *, parent: QWidget | None = None) -> QWidget:
    """Return a plain widget that holds a layout; ``name`` is its ground (see ``ground``)."""
    widget = QWidget(parent)
    widget.setLayout(layout)
    return ground(widget, name) if name else widget


def ground(widget: QWidget, name: str, edge: str = "") -> QWidget:
    """Give a widget a ground (``canvas``, ``surface``, ``raised``, ``rail``, ``sunken``) and a hairline on one edge."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    widget.setProperty("ground", name)
    if edge:
        widget.setProperty("edge", edge)
    return widget


def repolish(widget: QWidget) -> None:
    """Let the style sheet look at a widget's properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def rule(*, upright: bool = False) -> QFrame:
    """Return a dividing line of one pixel."""
    line = QFrame()
    line.setProperty("kind", "rule")
    (line.setFixedWidth if upright else line.setFixedHeight)(Size.line)
    return line


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (child := layout.takeAt(0)) is not None:
        if (widget := child.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := child.layout()) is not None:
            clear(inner)
