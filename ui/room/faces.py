"""How each view of the room is set: the words of its head and foot, and the blocks of its body.

``lay`` answers with pages; ``ui.room.paint`` paints them. Scales and charts are in ``ui.room.scales``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib import resources
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

from app.i18n import N_, translate
from app.room import (
    Agenda,
    AgendaLine,
    Ballots,
    BatchRound,
    Clock,
    GridView,
    Heat,
    Inject,
    Line,
    Question,
    ReadBack,
    Result,
    RoomView,
    Summary,
    SummaryLine,
    Text,
)
from ui import theme as looks
from ui.room import theme
from ui.room.batch_face import batch_pages
from ui.room.flow import (
    Block,
    Page,
    Whole,
    draw_line,
    draw_lines,
    fitted,
    flow,
    leading,
    lines_of,
    width_of,
    words,
)
from ui.room.heat_face import heat_pages
from ui.room.scales import chart, grid_blocks, scale_blocks, voted_row

HEAD = 92  #: height of the line with mark, reference and meta
WORD_GAP = 28
MARK_PADDING = 24
CARD = 56  #: what the edge of an inject's card keeps free inside
LARGE_CLOCK = 360
GAP = 36
_ROW = 14
_BOLD = theme.BOLD

Attempts = Sequence[Callable[[], Sequence[Block]]]


# --- words around the body ---


def head_of(view: RoomView) -> tuple[str, str, str, str]:
    """Return the strong and the plain text at the left of the head, and the plain and the strong one at its right."""
    about = view.public_title if view.exercise else ""
    if isinstance(view, Ballots | Result):
        return view.ref, view.about, view.round, ""
    if isinstance(view, BatchRound):
        return view.about, "", view.round, ""
    if isinstance(view, Question):
        return view.ref, view.about, "", ""
    if isinstance(view, GridView):
        return view.ref, translate(N_("Impact over time")), "", ""
    if isinstance(view, Summary):
        return view.ref, translate(N_("To be confirmed")), view.owner, ""
    if isinstance(view, Inject) and view.scenario_time:
        return "", about, translate(N_("Scenario")), view.scenario_time
    return "", about, "", ""


def foot_of(view: RoomView) -> tuple[str, str]:
    """Return the strong and the plain text at the left of the foot."""
    return "", str(getattr(view, "foot", ""))


def spaced(size: int) -> QFont:
    """Return the bold typeface with wider spaces between its letters, for the EXERCISE mark."""
    wide = looks.sized_font(size, _BOLD)
    wide.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2)
    return wide


def spaced_width(text: str, font: QFont) -> float:
    """Return how wide a text is in a typeface."""
    return float(QFontMetricsF(font).horizontalAdvance(text))


# --- bodies ---


def lay(view: RoomView, body: QRectF) -> tuple[Page, ...]:
    """Return the pages of a view for a body of this size."""
    setting = _SETTINGS.get(type(view))
    return setting(view, body.width(), body.height()) if setting else ((),)


def _text(view: Text, width: float, height: float) -> tuple[Page, ...]:
    def blocks(title: int, size: int) -> list[Block]:
        found: list[Block] = [words(view.title, width, title, weight=_BOLD)] if view.title else []
        return [*found, words(view.text, width, size, gap=GAP)] if view.text else found

    sizes = ((72, 48), (64, 44), (56, 40), (56, 38))
    return fitted([partial(blocks, *pair) for pair in sizes], height)


def _clock(view: Clock, width: float, height: float) -> tuple[Page, ...]:
    return flow([words(view.title, width, theme.COUNT, weight=_BOLD)] if view.title else [], height)


_SIZES = ((72, 48), (64, 48), (64, 44), (56, 44), (56, 40), (56, 38))


def _asking(view: Question | Ballots, width: float, height: float) -> tuple[Page, ...]:
    """Set what leads to a question, the question, its scale and the votes; if it is too much, the lead follows."""
    count = [voted_row(view, width)] if isinstance(view, Ballots) else []
    line = view.intolerable_from if isinstance(view, Question) else 0

    def blocks(question: int, size: int) -> list[Block]:
        lead: list[Block] = [words(view.lead, width, size)] if view.lead else []
        asked: list[Block] = [words(view.question, width, question, weight=_BOLD, gap=GAP / 2)]
        return [*lead, *asked, *scale_blocks(view.levels, width, line), *count]

    def in_parts() -> list[Block]:
        asked = words(view.question, width, theme.QUESTION[-1], weight=_BOLD)
        lead: list[Block] = [words(view.lead, width, theme.SMALLEST, gap=GAP)] if view.lead else []
        return [asked, *count, *scale_blocks(view.levels, width, line), *lead]

    return fitted([*(partial(blocks, *pair) for pair in _SIZES), in_parts], height)


def _result(view: Result, width: float, height: float) -> tuple[Page, ...]:
    """Set the dots over their scale; the chart takes what the words leave of the height."""
    told: list[Block] = [
        words(view.question, width, theme.QUESTION[-1], weight=_BOLD),
        *_verdict(view, width),
    ]
    scale = scale_blocks(view.levels, width, 0, gap=0)
    taken = sum(one.height + one.gap for one in (*told, *scale))
    if len(scale) == 1 and height - taken >= _LEAST_CHART:
        return flow([*told, chart(view, width, height - taken), *scale], height)
    short = scale_blocks(tuple(type(one)(one.number, one.word) for one in view.levels), width, 0, gap=0)
    taken = sum(one.height + one.gap for one in (*told, *short))
    full = [] if len(short) == 1 and not any(one.anchor for one in view.levels) else scale
    return flow([*told, chart(view, width, max(_LEAST_CHART, height - taken)), *short, *full], height)


_LEAST_CHART = 240


def _verdict(view: Result, width: float) -> list[Block]:
    """Return the verdict and the spread of the votes, in one line if it holds both."""
    size, told = theme.BODY, width_of(view.verdict, theme.BODY, _BOLD)
    if told + WORD_GAP + width_of(view.spread, size) > width:
        return [words(view.verdict, width, size, weight=_BOLD), words(view.spread, width, size, ink=theme.INK2)]

    def draw(painter: QPainter, place: QRectF) -> None:
        draw_line(painter, view.verdict, place.left(), place.top(), size, weight=_BOLD)
        left = place.left() + (told + WORD_GAP if view.verdict else 0)
        draw_line(painter, view.spread, left, place.top(), size, ink=theme.INK2)

    return [Whole(leading(size), draw, gap=4)]


def _grid(view: GridView, width: float, height: float) -> tuple[Page, ...]:
    def blocks(row: int) -> list[Block]:
        title = words(view.title, width, theme.QUESTION[-1], weight=_BOLD)
        return [title, *grid_blocks(view, width, row)]

    return fitted([partial(blocks, row) for row in (92, 84, 76, 68, 60)], height)


def _summary(view: Summary, width: float, height: float) -> tuple[Page, ...]:
    """Set the targets with their reasons on the first pages, and the grid on those that follow."""

    def targets(size: int) -> list[Block]:
        title = words(view.title, width, theme.QUESTION[-1], weight=_BOLD)
        rows = [_summary_row(line, width, size) for line in view.lines]
        return [title, *rows, *([words(view.needs, width, size, gap=GAP)] if view.needs else [])]

    shown = GridView(
        topic=view.topic, ref=view.ref, title=view.title, horizons=view.horizons, lines=view.rows, words=view.words
    )
    first = fitted([partial(targets, size) for size in theme.TEXT], height)
    return (*first, *_grid(shown, width, height))


def _summary_row(line: SummaryLine, width: float, size: int) -> Whole:
    """Return a row with the name, the value and why it is so."""
    name, value = width * 0.3, width * 0.13
    labels = lines_of(line.label, size, _BOLD, name - WORD_GAP)
    values = lines_of(line.value, size, _BOLD, value - WORD_GAP)
    reasons = lines_of(line.why, size, theme.REGULAR, width - name - value) if line.why else ()
    most = max(len(labels), len(values), len(reasons))

    def draw(painter: QPainter, place: QRectF) -> None:
        painter.fillRect(QRectF(place.left(), place.top(), place.width(), theme.STROKE), QColor(theme.RULE))
        top, left = place.top() + _ROW, place.left()
        draw_lines(painter, labels, left, top, size, weight=_BOLD)
        draw_lines(painter, values, left + name, top, size, weight=_BOLD)
        draw_lines(painter, reasons, left + name + value, top, size, ink=theme.INK2)

    told = "  ".join(part for part in (line.label, line.value) if part)
    plain = (words(told, width, size, weight=_BOLD, gap=_ROW), words(line.why, width, size, ink=theme.INK2))
    return Whole(most * leading(size) + 2 * _ROW, draw, gap=_ROW, instead=plain)


def _agenda(view: Agenda, width: float, height: float) -> tuple[Page, ...]:
    def blocks(size: int) -> list[Block]:
        title = words(view.title, width, theme.COUNT, weight=_BOLD)
        rows = [_agenda_row(line, number, width, size) for number, line in enumerate(view.lines, 1)]
        return [title, *rows]

    return fitted([partial(blocks, size) for size in theme.TEXT], height)


def _agenda_row(line: AgendaLine, number: int, width: float, size: int) -> Whole:
    weight = _BOLD if line.state == "now" else theme.REGULAR
    ink = theme.INK2 if line.state == "done" else theme.INK
    indent, time = 100.0, width_of(line.time, theme.META)
    lines = lines_of(line.title, size, weight, width - indent - time - 2 * WORD_GAP)

    def draw(painter: QPainter, place: QRectF) -> None:
        top = place.top() + _ROW
        if line.state == "now":
            painter.fillRect(place, QColor(theme.UNSCORED))
            painter.fillRect(QRectF(place.left(), place.top(), 8, place.height()), QColor(theme.INK))
        if line.state == "done":
            side = size * 0.8
            icon(painter, "check", QRectF(place.left() + 24, top + (leading(size) - side) / 2, side, side), theme.INK2)
        else:
            draw_line(painter, str(number), place.left() + 24, top, size, weight=weight, ink=ink)
        draw_lines(painter, lines, place.left() + indent, top, size, weight=weight, ink=ink)
        drop = (leading(size) - leading(theme.META)) / 2
        draw_line(painter, line.time, place.right() - time - 16, top + drop, theme.META, ink=theme.INK2)

    gap = GAP if number == 1 else 4
    plain = words(
        f"{line.title}  {line.time}".strip(), width, size, weight=weight, gap=gap, indent=100, mark=str(number)
    )
    return Whole(len(lines) * leading(size) + 2 * _ROW, draw, gap=gap, instead=(plain,))


def page_of_now(view: Agenda, pages: Sequence[Page]) -> int:
    """Return the page of the point that is on; the first block is the title, then there is one per point."""
    at = next((at for at, line in enumerate(view.lines, 1) if line.state == "now"), 0)
    passed = 0
    for number, page in enumerate(pages):
        passed += len(page)
        if at < passed:
            return number
    return 0


def _read_back(view: ReadBack, width: float, height: float) -> tuple[Page, ...]:
    def blocks(size: int) -> list[Block]:
        found: list[Block] = [words(view.title, width, theme.COUNT, weight=_BOLD)]
        for heading, lines in ((N_("Decisions"), view.decisions), (N_("Actions"), view.actions)):
            if lines:
                found.append(words(translate(heading), width, theme.BODY, weight=_BOLD, gap=GAP))
            for number, line in enumerate(lines, 1):
                found += _read_back_line(line, number, width, size)
        if not view.decisions and not view.actions:
            found.append(words(translate(N_("Nothing was decided.")), width, theme.BODY, gap=GAP))
        return found

    return fitted([partial(blocks, size) for size in theme.TEXT], height)


def _read_back_line(line: Line, number: int, width: float, size: int) -> list[Block]:
    indent = 80.0
    said: list[Block] = [words(line.text, width, size, gap=16, indent=indent, mark=str(number))]
    owed = "  ·  ".join(part for part in (line.who, line.due) if part)
    return [*said, words(owed, width, theme.META, ink=theme.INK2, indent=indent)] if owed else said


# --- injects ---

_ICONS = {
    "mail": "mail",
    "phone": "phone",
    "chat": "message-square",
    "alarm": "siren",
    "news": "newspaper",
    "person": "users",
    "paper": "file-text",
}
_SPOKEN = {"phone", "person"}


def _inject(view: Inject, width: float, height: float) -> tuple[Page, ...]:
    def blocks(heading: int, size: int) -> list[Block]:
        found: list[Block] = [_inject_heading(view, width, heading), *_sent(view, width), _rule()]
        return [*found, *_message(view, width, size)]

    sizes = ((64, 48), (64, 44), (56, 40), (56, 38))
    return fitted([partial(blocks, *pair) for pair in sizes], height)


def _inject_heading(view: Inject, width: float, size: int) -> Whole:
    alarm = view.style == "alarm"
    ink = theme.ON_WARM if alarm else theme.INK
    padding = 20 if alarm else 0
    lines = lines_of(view.heading, size, _BOLD, width - size - WORD_GAP - 2 * padding)

    def draw(painter: QPainter, place: QRectF) -> None:
        if alarm:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.WARM))
            painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
        side = size * 0.86
        left, top = place.left() + padding, place.top() + padding
        icon(painter, _ICONS[view.style], QRectF(left, top + (leading(size) - side) / 2, side, side), ink)
        draw_lines(painter, lines, left + side + WORD_GAP, top, size, weight=_BOLD, ink=ink)

    plain = (words(view.heading, width, theme.BODY, weight=_BOLD),)
    return Whole(len(lines) * leading(size) + 2 * padding, draw, instead=plain)


def _sent(view: Inject, width: float) -> list[Block]:
    """Return the lines that say from whom, to whom and when."""
    labels = {"phone": (N_("Caller"), N_("To"), N_("At")), "person": (N_("Who"), N_("To"), N_("At"))}
    names = labels.get(view.style, (N_("From"), N_("To"), N_("Sent")))
    told = [
        (translate(name), value)
        for name, value in zip(names, (view.sender, view.receiver, view.scenario_time), strict=True)
        if value
    ]
    indent = max((width_of(name, theme.META) for name, _ in told), default=0) + 2 * WORD_GAP
    return [_labelled(name, value, width, indent, 20 if not at else 2) for at, (name, value) in enumerate(told)]


def _labelled(name: str, value: str, width: float, indent: float, gap: float) -> Whole:
    lines = lines_of(value, theme.META, _BOLD, width - indent)

    def draw(painter: QPainter, place: QRectF) -> None:
        draw_line(painter, name, place.left(), place.top(), theme.META, ink=theme.INK2)
        draw_lines(painter, lines, place.left() + indent, place.top(), theme.META, weight=_BOLD)

    plain = (words(name, width, theme.META, ink=theme.INK2, gap=gap), words(value, width, theme.META, weight=_BOLD))
    return Whole(len(lines) * leading(theme.META), draw, gap=gap, instead=plain)


def _rule() -> Whole:
    def draw(painter: QPainter, place: QRectF) -> None:
        painter.fillRect(place, QColor(theme.RULE))

    return Whole(theme.STROKE, draw, gap=26)


def _message(view: Inject, width: float, size: int) -> list[Block]:
    text = f"“{view.text}”" if view.style in _SPOKEN and view.text else view.text
    if view.style == "news":
        first, _, rest = text.partition(". ")
        headline = words(first.rstrip(".") if rest else first, width, theme.QUESTION[-1], weight=_BOLD, gap=30)
        return [headline, words(rest, width, size, gap=16)] if rest else [headline]
    return [
        words(part, width, size, gap=30 if not at else 24)
        for at, part in enumerate(part for part in text.split("\n") if part.strip())
    ]


def paint_card(painter: QPainter, place: QRectF) -> None:
    """Paint the edge around an inject."""
    painter.setPen(QPen(QColor(theme.EDGE), theme.STROKE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place, theme.RADIUS * 1.5, theme.RADIUS * 1.5)


@cache
def _drawing(name: str, ink: str) -> QSvgRenderer:
    source = (resources.files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))


def icon(painter: QPainter, name: str, place: QRectF, ink: str) -> None:
    """Paint an icon of the set, sharp at every size and free of the person's own font scale."""
    _drawing(name, ink).render(painter, place)


_SETTINGS: dict[type[RoomView], Callable[[Any, float, float], tuple[Page, ...]]] = {
    Text: _text,
    Clock: _clock,
    Question: _asking,
    Ballots: _asking,
    Result: _result,
    BatchRound: batch_pages,
    Heat: heat_pages,
    GridView: _grid,
    Summary: _summary,
    Agenda: _agenda,
    ReadBack: _read_back,
    Inject: _inject,
}
