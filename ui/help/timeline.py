"""The timeline of a disruption as a drawing: from the last good copy over the loss to normal work, with its targets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.labels import text_width

_HIGH = 176
#: Where the marks stand, as shares of the width.
_COPY, _LOSS, _KNOWN, _DECIDED, _BACK, _NORMAL, _LIMIT = 0.03, 0.24, 0.37, 0.50, 0.69, 0.87, 0.97
#: Heights of the lines in logical pixels: what is above the axis, the axis, what is below.
_MTPD, _RTO, _AXIS, _NAMES, _MARKS = 22, 58, 98, 116, 150


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch with an arrow at both ends and its name on it. ``tone`` is the token of its colour."""

    key: str
    name: str
    start: float
    end: float
    line: int
    tone: str


SPANS = (
    Span("mtpd", N_("MTPD"), _LOSS, _LIMIT, _MTPD, "err"),
    Span("rto", N_("RTO"), _LOSS, _BACK, _RTO, "accent_text"),
    Span("wrt", N_("WRT"), _BACK, _NORMAL, _RTO, "warn"),
    Span("rpo", N_("RPO"), _COPY, _LOSS, _RTO, "accent_text"),
)
#: What happens between the marks, below the axis.
PHASES = (
    (N_("detect"), _LOSS, _KNOWN),
    (N_("decide"), _KNOWN, _DECIDED),
    (N_("recover"), _DECIDED, _BACK),
    (N_("catch up"), _BACK, _NORMAL),
)
#: The marks on the axis: place, words in one or two lines, and whether it is the loss.
MARKS = (
    (_COPY, (N_("last good"), N_("copy")), False),
    (_LOSS, (N_("loss"), ""), True),
    (_BACK, (N_("runs at"), N_("MBCO")), False),
    (_NORMAL, (N_("normal"), N_("work")), False),
)
ALTERNATIVE = N_(
    "Timeline from left to right: the last good copy, the loss, detect, decide, recover until the service runs at its "
    "MBCO, catch up until work is normal again. RPO reaches from the loss back to the last good copy. RTO reaches from "
    "the loss to the MBCO. WRT follows until normal work. MTPD reaches from the loss to a limit after normal work."
)


class Timeline(QWidget):
    """The drawing; ``chosen`` is the key of the term whose span stands out."""

    def __init__(self, chosen: str = "") -> None:
        super().__init__()
        self.chosen = chosen
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate(N_("Timeline of a disruption")))
        self.setAccessibleDescription(translate(ALTERNATIVE))

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog) - 2 * px(Size.card_padding), px(_HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_phases(painter)
        self._paint_axis(painter)
        for span in SPANS:
            self._paint_span(painter, span)
        painter.end()

    def _x(self, share: float) -> float:
        return share * self.width()

    def _paint_axis(self, painter: QPainter) -> None:
        tokens, middle = theme.tokens(), px(_AXIS)
        painter.setPen(QPen(theme.colour(tokens.ctl), Size.line))
        painter.drawLine(QPointF(self._x(_COPY), middle), QPointF(self._x(_LIMIT), middle))
        limit = QPen(theme.colour(tokens.err), Size.line, Qt.PenStyle.DashLine)
        painter.setPen(limit)
        painter.drawLine(QPointF(self._x(_LIMIT), px(_MTPD)), QPointF(self._x(_LIMIT), middle + px(Space.s)))
        for place, words, loss in MARKS:
            self._paint_mark(painter, place, words, loss)

    def _paint_mark(self, painter: QPainter, place: float, words: tuple[str, str], loss: bool) -> None:
        tokens, middle, x = theme.tokens(), px(_AXIS), self._x(place)
        painter.setPen(QPen(theme.colour(tokens.line), Size.line, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, px(_RTO)), QPointF(x, px(_MARKS) - px(Space.s)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tokens.err if loss else tokens.text2))
        side = px(Space.xs) + (1 if loss else 0)
        painter.drawEllipse(QPointF(x, middle), side, side)
        painter.setPen(theme.colour(tokens.err if loss else tokens.text))
        painter.setFont(theme.font("label" if loss else "hint"))
        for at, word in enumerate(translate(word) for word in words if word):
            width = text_width(word, "label")
            left = max(0.0, min(x - width / 2, self.width() - width))
            rect = QRectF(left, px(_MARKS) + (at - 0.75) * theme.line_height("hint"), width, theme.line_height("hint"))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), word)

    def _paint_phases(self, painter: QPainter) -> None:
        tokens = theme.tokens()
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.colour(tokens.text2))
        high = theme.line_height("hint")
        for words, start, end in PHASES:
            rect = QRectF(self._x(start), px(_NAMES) - high / 2, self._x(end) - self._x(start), high)
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), translate(words))

    def _paint_span(self, painter: QPainter, span: Span) -> None:
        tokens, middle = theme.tokens(), px(span.line)
        standing_out = self.chosen in (span.key, "", "timeline")
        ink = theme.colour(getattr(tokens, span.tone) if standing_out else tokens.text3)
        left, right = self._x(span.start) + px(Space.xxs), self._x(span.end) - px(Space.xxs)
        painter.setPen(QPen(ink, Size.ring if span.key == self.chosen else Size.line))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        for tip, way in ((left, 1), (right, -1)):
            for up in (-1, 1):
                head = QPointF(tip + way * px(Space.xs), middle + up * px(Space.xs))
                painter.drawLine(QPointF(tip, middle), head)
        words = translate(span.name)
        painter.setFont(theme.font("label"))
        width = text_width(words, "label")
        rect = QRectF((left + right - width) / 2, middle - px(Space.xs) - theme.line_height("label"), width + 1,
                      theme.line_height("label"))  # fmt: skip
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), words)
