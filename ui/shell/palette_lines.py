"""The lines of the palette: entries under the head of their section, with the typed letters marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.keycaps import caps_width, paint_caps
from ui.widgets.labels import elided, text_width

Index = QModelIndex | QPersistentModelIndex
ENTRY, TYPED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
#: The chosen line shows what carries it out.
ENTER = ("Return",)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette: what it says, a quiet word after it, its keys, and what Enter does.

    Lines of one ``section`` stand together under its words. The word is searched too unless ``told`` says that it is a
    sentence, in which anything would be found.
    """

    text: str
    run: Callable[[], object]
    icon: str = ""
    note: str = ""
    keys: tuple[str, ...] = ()
    section: str = ""
    told: bool = False

    @property
    def sought(self) -> str:
        """What typed letters are compared with."""
        return self.text if self.told else f"{self.text} {self.note}"


def in_sections(entries: Sequence[Entry]) -> list[Entry | str]:
    """Return the entries below the words of their sections; the section of the first entry comes first."""
    sections: dict[str, list[Entry]] = {}
    for entry in entries:
        sections.setdefault(entry.section, []).append(entry)
    return [line for words, inside in sections.items() for line in ([words] if words else []) + inside]


class Lines(QAbstractListModel):
    """What is shown: entries, and texts that head a section and cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Entry | str] = []
        self.typed = ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line if isinstance(line, str) else f"{line.text} {line.note}".strip()
        if role == ENTRY:
            return line
        return self.typed if role == TYPED else None

    def show(self, entries: Sequence[Entry], typed: str = "") -> None:
        """Show other entries; ``typed`` is marked in them."""
        self.beginResetModel()
        self.lines, self.typed = in_sections(entries), typed.strip()
        self.endResetModel()

    def choosable(self) -> list[int]:
        """Return the rows that can be chosen, from top to bottom."""
        return [at for at, line in enumerate(self.lines) if isinstance(line, Entry)]


class LineDelegate(QStyledItemDelegate):
    """Paints one line of 36 px, or the head of a section."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(Size.palette_row if isinstance(index.data(ENTRY), Entry) else Size.row_dense))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, rect = index.data(ENTRY), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Entry):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_entry(painter, rect, line, index.data(TYPED), chosen=chosen)
        else:
            painter.setFont(theme.font("label"))
            painter.setPen(theme.colour(theme.tokens().text3))
            area = rect.adjusted(px(Space.l), px(Space.xs), 0, 0)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), line)
        painter.restore()

    def _paint_entry(self, painter: QPainter, rect: QRectF, entry: Entry, typed: str, *, chosen: bool) -> None:
        tokens = theme.tokens()
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.tint2))
            painter.drawRoundedRect(
                rect.adjusted(px(Space.xs), 0, -px(Space.xs), 0), px(Size.radius_small), px(Size.radius_small)
            )
        left, right, middle = rect.left() + px(Space.l), rect.right() - px(Space.l), rect.center().y()
        if entry.icon:
            paint_icon(painter, entry.icon, left, middle, tokens.accent_text if chosen else tokens.text2)
        left += px(Size.icon + Space.m)
        keys = entry.keys or (ENTER if chosen else ())
        if keys:
            right -= caps_width(keys)
            paint_caps(painter, right, middle, keys, theme.colour(tokens.text2), theme.colour(tokens.line))
            right -= px(Space.m)
        ink = tokens.accent_text if chosen else tokens.text
        left = _paint_marked(painter, QRectF(left, rect.top(), right - left, rect.height()), entry.text, typed, ink)
        if entry.note and right - left > px(Space.xxl):
            area = QRectF(left + px(Space.m), rect.top(), right - left - px(Space.m), rect.height())
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.colour(tokens.text3))
            painter.drawText(area, _LINE, elided(entry.note, "hint", area.width()))


_LINE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


def _paint_marked(painter: QPainter, area: QRectF, text: str, typed: str, ink: str) -> float:
    """Paint ``text`` with ``typed`` in it bold and underlined; return where it ends."""
    shown = elided(text, "body", area.width())
    at = shown.casefold().find(typed.casefold()) if typed else -1
    pieces = [(shown, False)]
    if at >= 0:
        pieces = [(shown[:at], False), (shown[at : at + len(typed)], True), (shown[at + len(typed) :], False)]
    left = area.left()
    painter.setPen(QPen(theme.colour(ink)))
    for piece, marked in pieces:
        role = "name" if marked else "body"
        width = text_width(piece, role)
        painter.setFont(theme.font(role))
        painter.drawText(QRectF(left, area.top(), width + 2, area.height()), _LINE, piece)
        if marked:
            low = area.center().y() + theme.line_height("body") / 2 - px(Space.xxs)
            painter.fillRect(QRectF(left, low, width, px(Size.ring)), theme.colour(ink))
        left += width
    return left
