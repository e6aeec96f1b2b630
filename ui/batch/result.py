"""The result of a batch round: a line per risk sorted by disagreement, with its dots, its figures and what follows.

Nothing is in it before the reveal, and no seat ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.batch_plan import Follow
from app.batches import Batch, BatchLine
from app.i18n import N_, plural, translate
from app.scales import Scales
from app.scoring import Verdict
from ui import theme
from ui.batch.rows import MIDDLE, RIGHT, ROW, Index, paint_ground
from ui.icons import paint_icon
from ui.risks.reading import band_key
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.chips import Chip, chip_width, paint_chip
from ui.widgets.labels import elided, lay_lines

#: Widths of the columns after the risk, in logical pixels; the risk takes what is left.
REF, DOTS, MEDIAN, IQR, SAYS, LEVEL, VALUE = 52, 92, 52, 36, 138, 110, 52
HEIGHT, HEAD, LINES = 48, 28, 2
#: Radius and distance of the dots at most, and from so many votes in a column on they become bars.
_RADIUS, _PITCH, _BARS = 3.0, 7.0, 13
#: What a line says in one word, with its icon and the token of its colour.
SPLIT, DIVIDED, FEW, AGREED = (N_("Split"), N_("No consensus"), N_("Few votes"), N_("Agreed"))


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A line of the result as it is shown."""

    line: BatchLine
    follow: Chip | None
    follow_words: str

    @property
    def key(self) -> str:
        """Return the key of the poll."""
        return self.line.poll.hex()

    @property
    def words(self) -> str:
        """What a screen reader says: everything that the row shows."""
        line = self.line
        parts = [f"{line.ref} {line.event}", says(line)[0]]
        if line.tally is not None and line.tally.median is not None:
            parts.append(translate(N_("median {median}, IQR {iqr}"), median=f"{line.tally.median:g}",
                                   iqr=f"{line.tally.iqr:g}"))  # fmt: skip
            votes = (f"{count} × {level}" for level, count in enumerate(line.tally.counts, 1) if count)
            parts.append(translate(N_("votes {votes}"), votes=", ".join(votes)))
        parts += [self.follow_words, settled_words(line)]
        return "; ".join(part for part in parts if part)

    @property
    def tip(self) -> str:
        """Return the whole event, and what follows."""
        return "\n".join(part for part in (self.line.event, self.follow_words) if part)


def says(line: BatchLine) -> tuple[str, str, str]:
    """Return the verdict of a line as a word, an icon and the token of the icon's colour."""
    if line.split:
        return translate(SPLIT), "triangle-alert", "err"
    if line.verdict is Verdict.AGREED:
        return translate(AGREED), "check", "ok"
    if line.verdict is Verdict.DIVIDED:
        return translate(DIVIDED), "triangle-alert", "warn"
    return translate(FEW), "minus", "text3"


def settled_words(line: BatchLine) -> str:
    """Return how a line was settled; empty while it is open."""
    if line.state == "dropped":
        return translate(N_("parked"))
    if line.agreed is None:
        return ""
    words = N_("agreed {level}, dissent recorded") if line.state == "recorded" else N_("agreed {level}")
    return translate(words, level=line.agreed)


def result_rows(batch: Batch, follows: Mapping[bytes, Follow], scales: Scales) -> list[ResultRow]:
    """Return the lines of a revealed batch round in their order, what is settled after what is open."""
    ordered = sorted(batch.lines, key=lambda one: one.state not in ("silent", "revealed"))
    return [_result_row(one, follows.get(one.poll), scales) for one in ordered]


def _result_row(line: BatchLine, follow: Follow | None, scales: Scales) -> ResultRow:
    if follow is None:
        return ResultRow(line, None, "")
    chip = chips.band(band_key(scales, follow.band.rank), follow.band.name, f"{follow.likelihood}×{follow.impact}")
    words = N_("{l} × {i} is {band}, with the impact from the BIA") if follow.from_bia else N_("{l} × {i} is {band}")
    told = translate(words, l=follow.likelihood, i=follow.impact, band=follow.band.name)
    return ResultRow(line, chip, told)


def group_counts(lines: Sequence[BatchLine]) -> dict[str, int]:
    """Return how many lines each group of the result has."""
    standing = [one for one in lines if one.state in ("silent", "revealed")]
    return {
        "all": len(lines),
        "talk": sum(not one.accepted for one in standing),
        "agreed": sum(one.accepted for one in standing),
        "settled": sum(one.state in ("agreed", "recorded") for one in lines),
        "parked": sum(one.state == "dropped" for one in lines),
    }


def in_group(line: BatchLine, group: str) -> bool:
    """Return whether a line belongs to a group."""
    return group == "all" or bool(group_counts([line]).get(group))


# --- painting ---


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the columns begin in a row."""

    event: float
    dots: float
    median: float
    iqr: float
    says: float
    level: float
    value: float
    end: float


def _places(rect: QRectF) -> _Places:
    end = rect.right() - px(Space.s)
    value = end - px(VALUE)
    level = value - px(LEVEL)
    word = level - px(SAYS)
    iqr = word - px(IQR)
    median = iqr - px(MEDIAN)
    dots = median - px(DOTS)
    return _Places(rect.left() + px(Space.s + REF), dots, median, iqr, word, level, value, end)


class ResultDelegate(QStyledItemDelegate):
    """Paints the lines of the result."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: ResultRow = index.data(ROW)
        painter.save()
        rect = paint_ground(painter, option, inset=0)
        self._paint_row(painter, rect, found)
        tokens = theme.tokens()
        painter.fillRect(QRectF(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                         theme.colour(tokens.grid))  # fmt: skip
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRectF, found: ResultRow) -> None:
        tokens, places, line = theme.tokens(), _places(rect), found.line
        settled = line.state not in ("silent", "revealed")
        _text(painter, rect, rect.left() + px(Space.s), px(REF), line.ref, "hint", tokens.text3)
        role, ink = ("body", tokens.text2) if settled or line.accepted else ("name", tokens.text)
        _paint_event(painter, rect, places, line.event, role, ink)
        if line.tally is not None:
            _paint_dots(painter, rect, places.dots, line.tally.counts)
            median, spread = line.tally.median, line.tally.iqr
            _number(painter, rect, places.median, MEDIAN, "–" if median is None else f"{median:g}")
            _number(painter, rect, places.iqr, IQR, "–" if spread is None else f"{spread:g}")
        word, icon, ink = says(line)
        paint_icon(painter, icon, places.says + px(Space.l), rect.center().y(), theme.resolve(ink).name(),
                   Size.icon_small)  # fmt: skip
        left = places.says + px(Space.l + Size.icon_small + Space.xs)
        _text(painter, rect, left, places.level - left - px(Space.xs), word, "body", tokens.text2)
        if found.follow is not None:
            paint_chip(painter, places.level, rect.center().y(), found.follow, chip_width(found.follow))
        _paint_value(painter, rect, places, line)


def _text(painter: QPainter, rect: QRectF, left: float, room: float, words: str, role: str, ink: str) -> None:
    painter.setFont(theme.font(role))
    painter.setPen(theme.colour(ink))
    painter.drawText(QRectF(left, rect.top(), room, rect.height()), MIDDLE, elided(words, role, room))


def _paint_event(painter: QPainter, rect: QRectF, places: _Places, words: str, role: str, ink: str) -> None:
    """Write what happens on up to two lines."""
    room, pitch = places.dots - places.event - px(Space.m), theme.line_height(role)
    lines = lay_lines(words, theme.font(role), room, pitch)
    told = [layout.text()[line.textStart() : line.textStart() + line.textLength()].strip() for layout, line in lines]
    shown = [*told[: LINES - 1], elided(" ".join(told[LINES - 1 :]), role, room)] if len(told) > LINES else told
    top = rect.center().y() - pitch * len(shown) / 2
    painter.setFont(theme.font(role))
    painter.setPen(theme.colour(ink))
    for at, text in enumerate(shown):
        painter.drawText(QRectF(places.event, top + at * pitch, room, pitch), MIDDLE, text)


def _number(painter: QPainter, rect: QRectF, left: float, width: int, words: str) -> None:
    painter.setFont(theme.font("body"))
    painter.setPen(theme.colour(theme.tokens().text))
    painter.drawText(QRectF(left, rect.top(), px(width), rect.height()), RIGHT, words)


def _paint_value(painter: QPainter, rect: QRectF, places: _Places, line: BatchLine) -> None:
    tokens = theme.tokens()
    if line.state == "dropped":
        paint_icon(painter, "circle-parking", places.end - px(Size.icon), rect.center().y(), tokens.warn)
    elif line.agreed is not None:
        room = QRectF(places.value, rect.top(), places.end - places.value, rect.height())
        painter.setFont(theme.font("name"))
        painter.setPen(theme.colour(tokens.text))
        painter.drawText(room, RIGHT, str(line.agreed))
        paint_icon(painter, "check", places.end - px(Space.xxl + Size.icon_small), rect.center().y(), tokens.ok,
                   Size.icon_small)  # fmt: skip
    elif line.proposed is not None:
        room = QRectF(places.value, rect.top(), places.end - places.value, rect.height())
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour(tokens.text3))
        painter.drawText(room, RIGHT, f"({line.proposed})")


def _paint_dots(painter: QPainter, rect: QRectF, left: float, counts: Sequence[int]) -> None:
    """Paint a small strip: a column per level, a dot per vote, bars where there are too many of them."""
    tokens = theme.tokens()
    wide = px(DOTS - Space.m) / max(1, len(counts))
    base, most = rect.bottom() - px(Space.s - 1), max((*counts, 1))
    painter.setPen(QPen(theme.colour(tokens.line), 1))
    painter.drawLine(QPointF(left, base + 0.5), QPointF(left + wide * len(counts), base + 0.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(tokens.text2))
    high = rect.height() - 2 * px(Space.s)
    pitch = min(px(_PITCH), high / most)
    radius = min(px(_RADIUS), pitch / 2 - 0.3)
    for at, count in enumerate(counts):
        x = left + wide * (at + 0.5)
        if most >= _BARS:
            painter.drawRect(QRectF(x - px(_RADIUS), base - high * count / most, 2 * px(_RADIUS), high * count / most))
            continue
        for place in range(count):
            painter.drawEllipse(QPointF(x, base - 1 - pitch * (place + 0.5)), radius, radius)


class ResultHead(QWidget):
    """The names of the columns above the lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(px(HEAD))
        self.scroll_bar = 0
        self._votes = translate(N_("Votes 1 to {n}"), n=5)

    def show_levels(self, levels: int) -> None:
        """Say how many levels the dots stand over."""
        self._votes = translate(N_("Votes 1 to {n}"), n=levels)
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        rect = QRectF(self.rect()).adjusted(0, 0, -self.scroll_bar, 0)
        places = _places(rect)
        heads = (
            (rect.left() + px(Space.s), places.dots - px(Space.m), N_("Risk"), MIDDLE),
            (places.dots, places.dots + px(DOTS), self._votes, MIDDLE),
            (places.median, places.iqr, N_("Median"), RIGHT),
            (places.iqr, places.says, N_("IQR"), RIGHT),
            (places.says + px(Space.l), places.level, N_("The room says"), MIDDLE),
            (places.level, places.value, N_("Level then"), MIDDLE),
            (places.value, places.end, N_("Agreed"), RIGHT),
        )
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour(tokens.text2))
        for left, right, words, flags in heads:
            told = words if words is self._votes else translate(words)
            room = QRectF(left, 0, right - left, self.height())
            painter.drawText(room, flags, elided(told, "label", room.width()))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.colour(tokens.line))
        painter.end()


def message(batch: Batch) -> str:
    """Return what the result says in one line."""
    counts = group_counts(batch.lines)
    if batch.state == "settled":
        return plural(N_("The one risk is settled"), N_("All {n} risks are settled"), counts["all"])
    agreed = plural(N_("{n} agreed"), N_("{n} agreed"), counts["agreed"])
    talk = plural(N_("{n} to talk about"), N_("{n} to talk about"), counts["talk"])
    if counts["agreed"] and counts["talk"]:
        return f"{agreed}, {talk}"
    return agreed if counts["agreed"] else talk
