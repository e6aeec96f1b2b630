"""Paints a view of the room in a virtual screen of 1080 units of height, for window, panes and thumbnail alike.

There is one painter, so that a preview cannot differ from what goes live. ``width`` is that of the real room in units,
so that all of them break lines and pages at the same places.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.i18n import N_, translate
from app.room import Agenda, Clock, Empty, Inject, RoomView
from ui.room import faces, theme
from ui.room.flow import Page, draw_line, face, leading, shortened, width_of

#: Share of the width that a meta text may take in the head; the body has it in full.
_MOST_META = 0.35


@lru_cache(maxsize=64)
def pages_of(view: RoomView, width: int) -> tuple[Page, ...]:
    """Return the pages of a view."""
    return faces.lay(view, _body(view, width))


def page_count(view: RoomView, width: int = theme.WIDTH) -> int:
    """Return how many pages a view has at a width of the room."""
    return len(pages_of(view, width))


def start_page(view: RoomView, width: int = theme.WIDTH) -> int:
    """Return the page to begin with: of an agenda the one with the point that is on."""
    if isinstance(view, Agenda):
        return faces.page_of_now(view, pages_of(view, width))
    return 0


def paint_room(
    painter: QPainter,
    view: RoomView,
    rect: QRectF,
    *,
    page: int = 0,
    clock: str = "",
    width: int = theme.WIDTH,
    blank: bool = False,
) -> None:
    """Paint a view into ``rect``, scaled by height; what is left at the sides is ground.

    ``clock`` are the words of the countdown, ``page`` counts from 0. ``blank`` is a dark screen with nothing on it.
    """
    painter.save()
    painter.setClipRect(rect)
    painter.fillRect(rect, QColor(theme.BLANK if blank else theme.GROUND))
    if not blank:
        scale = min(rect.height() / theme.HEIGHT, rect.width() / width)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.translate(rect.center().x() - width * scale / 2, rect.center().y() - theme.HEIGHT * scale / 2)
        painter.scale(scale, scale)
        _paint_view(painter, view, page, clock, width)
    painter.restore()


def _paint_view(painter: QPainter, view: RoomView, page: int, clock: str, width: int) -> None:
    pages = pages_of(view, width)
    body = _body(view, width)
    if isinstance(view, Inject):
        faces.paint_card(painter, body.adjusted(-faces.CARD, -faces.CARD, faces.CARD, faces.CARD))
    for placed in pages[min(page, len(pages) - 1)]:
        place = QRectF(body.left(), body.top() + placed.top, body.width(), placed.block.height)
        placed.block.paint(painter, place)
    _paint_head(painter, view, width)
    if isinstance(view, Clock):
        _paint_large_clock(painter, clock, body)
    else:
        _paint_foot(painter, view, clock, width, (page, len(pages)))


def _body(view: RoomView, width: int) -> QRectF:
    """Return the place between head and foot."""
    head = theme.TOP + (faces.HEAD if _has_head(view) else 0)
    foot = theme.HEIGHT - theme.FOOT - leading(theme.META) - theme.FOOT / 2
    body = QRectF(theme.MARGIN, head, width - 2 * theme.MARGIN, foot - head)
    if isinstance(view, Inject):
        body.adjust(faces.CARD, faces.CARD, -faces.CARD, -faces.CARD)
    return body


def _has_head(view: RoomView) -> bool:
    return view.exercise or bool(faces.head_of(view)[0])


def _paint_head(painter: QPainter, view: RoomView, width: int) -> None:
    """Paint the EXERCISE mark, what the view is about, and a meta text at the right."""
    if isinstance(view, Empty) and not view.exercise:
        return
    left, top = float(theme.MARGIN), float(theme.TOP)
    right = float(width - theme.MARGIN)
    strong, about, meta, meta_strong = faces.head_of(view)
    for text, weight, ink in ((meta_strong, theme.BOLD, theme.INK), (meta, theme.REGULAR, theme.INK2)):
        if text:
            shown = shortened(text, theme.META, weight, _MOST_META * width)
            right -= width_of(shown, theme.META, weight)
            draw_line(painter, shown, right, top, theme.META, weight=weight, ink=ink)
            right -= faces.WORD_GAP
    if view.exercise:
        left = _paint_mark(painter, left, top) + faces.WORD_GAP
    for text, weight, ink in ((strong, theme.BOLD, theme.INK), (about, theme.REGULAR, theme.INK2)):
        if text and left < right:
            shown = shortened(text, theme.META, weight, right - left)
            draw_line(painter, shown, left, top, theme.META, weight=weight, ink=ink)
            left += width_of(shown, theme.META, weight) + faces.WORD_GAP


def _paint_mark(painter: QPainter, left: float, top: float) -> float:
    """Paint the EXERCISE mark and return where it ends."""
    text = translate(N_("EXERCISE"))
    spread = faces.spaced(theme.META)
    width = faces.spaced_width(text, spread) + 2 * faces.MARK_PADDING
    place = QRectF(left, top - 4, width, leading(theme.META) + 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.WARM))
    painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
    painter.setPen(QColor(theme.ON_WARM))
    painter.setFont(spread)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return left + width


def _paint_foot(painter: QPainter, view: RoomView, clock: str, width: int, at: tuple[int, int]) -> None:
    top = theme.HEIGHT - theme.FOOT - leading(theme.META)
    right = float(width - theme.MARGIN)
    if clock:
        right -= width_of(clock, theme.META, theme.BOLD)
        draw_line(painter, clock, right, top, theme.META, weight=theme.BOLD)
        right -= faces.WORD_GAP * 2
    page, pages = at
    if pages > 1:
        text = translate(N_("Page {n} of {all}"), n=page + 1, all=pages)
        right -= width_of(text, theme.META, theme.BOLD)
        draw_line(painter, text, right, top, theme.META, weight=theme.BOLD)
        right -= faces.WORD_GAP * 2
    strong, foot = faces.foot_of(view)
    left = float(theme.MARGIN)
    if strong:
        draw_line(painter, strong, left, top, theme.META, weight=theme.BOLD)
        left += width_of(strong, theme.META, theme.BOLD) + faces.WORD_GAP * 2
    if foot and right > left:
        shown = shortened(foot, theme.META, theme.REGULAR, right - left)
        draw_line(painter, shown, left, top, theme.META, ink=theme.INK2)


def _paint_large_clock(painter: QPainter, clock: str, body: QRectF) -> None:
    painter.setFont(face(faces.LARGE_CLOCK, theme.BOLD))
    painter.setPen(QColor(theme.INK))
    painter.drawText(body, Qt.AlignmentFlag.AlignCenter, clock)
