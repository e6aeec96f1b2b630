"""The parts of a plan at the left: how each stands, and which one is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.help.why import why_button
from ui.icons import paint_icon
from ui.plans.desk import Desk
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.labels import elided, hint, label, text_width
from ui.widgets.layouts import box, column, ground, row
from ui.widgets.meter import SegmentMeter

Index = QModelIndex | QPersistentModelIndex
_ENTRY = Qt.ItemDataRole.UserRole

#: Words that fit the narrow list; the editor shows the full title of the part.
SHORT = {
    "purpose": N_("Purpose, scope"),
    "services": N_("Services and targets"),
    "triggers": N_("Triggers"),
    "authority": N_("Who may invoke"),
    "deactivation": N_("Standing down"),
    "roles": N_("Roles and backups"),
    "order": N_("Recovery order"),
    "steps": N_("Recovery steps"),
    "workaround": N_("Workaround"),
    "dependencies": N_("Suppliers, contacts"),
    "resources": N_("Resources and sites"),
    "internal-message": N_("Internal message"),
    "external-message": N_("External message"),
    "escalation": N_("Escalation path"),
    "incident-process": N_("Incident process"),
    "verification": N_("Data checks"),
    "return": N_("Return to normal"),
    "version": N_("Version and review"),
    "offline": N_("Off-network access"),
    "last-test": N_("Last test"),
}
FIRST_HOUR = "first-hour"
OK, MISSING, BLOCKS, EXTRA = "ok", "missing", "blocks", "extra"
_MARKS = {OK: ("check", "ok"), MISSING: ("triangle-alert", "warn"), BLOCKS: ("circle-x", "err")}
_TONES = {OK: "accent", MISSING: "fill3", BLOCKS: "err"}
_NARROW_ROW = 26


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: the code of the part, its number (0 for the card), its words and how it stands."""

    code: str
    number: int
    words: str
    state: str

    @property
    def told(self) -> str:
        """What a screen reader says."""
        states = {OK: N_("filled"), MISSING: N_("still empty"), BLOCKS: N_("blocks the approval")}
        state = translate(states[self.state]) if self.state in states else ""
        return " ".join(part for part in (str(self.number or ""), self.words, state) if part)


def entries_of(desk: Desk) -> list[Entry]:
    """Return the parts of the open plan, the first-hour card last."""
    held_up = {blocker.part for blocker in desk.blockers}
    made = []
    for part in desk.parts.parts:
        state = BLOCKS if part.number in held_up else OK if part.filled else MISSING
        words = translate(SHORT[part.code]) if part.code in SHORT else part.title
        made.append(Entry(part.code, part.number, words, state))
    return [*made, Entry(FIRST_HOUR, 0, translate(N_("First-hour card")), EXTRA)]


class PartsModel(QAbstractListModel):
    """The parts as rows."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.words
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return entry.told
        return entry if role == _ENTRY else None

    def set_entries(self, entries: list[Entry]) -> None:
        """Show how the parts stand now."""
        same = [entry.code for entry in entries] == [entry.code for entry in self.entries]
        if not same:
            self.beginResetModel()
        self.entries = entries
        if not same:
            self.endResetModel()
        elif entries:
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))


class PartsDelegate(QStyledItemDelegate):
    """Paints number, words and mark of a part."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        dense = isinstance(view, PartsView) and view.dense
        return QSize(px(Size.rail), px(_NARROW_ROW if dense else Size.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, tokens = index.data(_ENTRY), theme.tokens()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        pill = QRectF(rect).adjusted(px(Space.s), 0, -px(Space.s), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.tint2 if chosen else tokens.pale))
            painter.drawRoundedRect(pill, px(Size.radius), px(Size.radius))
        self._paint_entry(painter, pill, entry, chosen=chosen)
        view = option.widget
        if chosen and isinstance(view, PartsView) and view.shows_focus():
            inset = px(Size.ring + Size.ring_gap)
            paint_ring(painter, pill.adjusted(inset, inset, -inset, -inset))
        painter.restore()

    def _paint_entry(self, painter: QPainter, pill: QRectF, entry: Entry, *, chosen: bool) -> None:
        tokens = theme.tokens()
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        middle, left = pill.center().y(), pill.left() + px(Space.s)
        number = QRectF(left, pill.top(), px(Size.icon), pill.height())
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.colour(tokens.accent_text if chosen else tokens.text3))
        if entry.number:
            painter.drawText(number, flags | int(Qt.AlignmentFlag.AlignRight), str(entry.number))
        else:
            paint_icon(painter, "clock", left, middle, tokens.accent_text if chosen else tokens.text2)
        left += px(Size.icon + Space.s)
        role = "name" if chosen else "body"
        right = self._paint_mark(painter, pill, entry, left + text_width(entry.words, role))
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour(tokens.accent_text if chosen else tokens.text))
        painter.drawText(
            QRectF(left, pill.top(), right - left, pill.height()), flags, elided(entry.words, role, right - left)
        )

    def _paint_mark(self, painter: QPainter, pill: QRectF, entry: Entry, taken: float) -> float:
        """Paint how the part stands and return where the words, which reach to ``taken``, must end."""
        right = pill.right() - px(Space.s)
        if entry.state not in _MARKS:
            return right
        icon, tone = _MARKS[entry.state]
        right -= px(Size.icon)
        paint_icon(painter, icon, right, pill.center().y(), theme.resolve(tone).name())
        right -= px(Space.xs)
        words = translate(N_("blocks"))
        width = text_width(words, "hint")
        if entry.state != BLOCKS or taken + px(Space.xs) > right - width:
            return right
        painter.setFont(theme.font("hint"))
        painter.setPen(theme.resolve("err"))
        place = QRectF(right - width, pill.top(), width + 2, pill.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)
        return right - width - px(Space.xs)


class PartsView(QListView):
    """The list. ``chosen`` carries the code of a part and fires only when a person chooses; ``entered`` on Enter."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.dense = False
        self.parts = PartsModel()
        self.setModel(self.parts)
        self.setItemDelegate(PartsDelegate(self))
        ground(self, "canvas")
        self.setAccessibleName(translate(N_("Parts of the plan")))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._quiet = False
        self.selectionModel().currentChanged.connect(lambda now, _old: self._current(now))
        self.activated.connect(lambda _index: self.entered.emit())

    def _current(self, index: QModelIndex) -> None:
        if index.isValid() and not self._quiet:
            self.chosen.emit(self.parts.entries[index.row()].code)

    def set_dense(self, dense: bool) -> None:
        """Make the rows lower, for low windows."""
        if dense != self.dense:
            self.dense = dense
            self.doItemsLayout()

    def current(self) -> str:
        """Return the code of the open part."""
        at = self.currentIndex().row()
        return self.parts.entries[at].code if 0 <= at < len(self.parts.entries) else ""

    def set_current(self, code: str) -> None:
        """Mark a part as open without telling anybody."""
        codes = [entry.code for entry in self.parts.entries]
        self._quiet = True
        self.setCurrentIndex(self.parts.index(codes.index(code)) if code in codes else QModelIndex())
        self._quiet = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keep the open part when the keyboard comes here; Qt would make the first one current."""
        self._quiet = True
        super().focusInEvent(event)
        self._quiet = False

    def shows_focus(self) -> bool:
        """Whether the keyboard is here and was used to come here."""
        window: QWidget = self.window()
        return self.hasFocus() and bool(window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange))


class PartsColumn(QWidget):
    """The list under its count and meter."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        ground(self, "canvas", "right")
        self.count, self.percent, self.meter = label("", "name"), hint(""), SegmentMeter()
        self.view = PartsView()
        why = why_button(desk.console, lambda: desk.key, "completeness")
        head = box(column(row(self.count, why, None, self.percent), self.meter, gap=Space.xs, margins=(16, 12, 16, 8)))
        self.setLayout(column(head, self.view, gap=0))

    def show_plan(self) -> None:
        """Show how the parts stand, keeping the open one."""
        entries, open_now = entries_of(self._desk), self.view.current()
        parts = self._desk.parts
        self.count.setText(translate(N_("{done} of {total} parts"), done=parts.filled, total=len(parts.parts)))
        self.percent.setText(translate(N_("{n} %"), n=parts.percent))
        self.meter.set_tones([_TONES[entry.state] for entry in entries if entry.state in _TONES])
        self.meter.setAccessibleName(self.count.text())
        self.view.parts.set_entries(entries)
        self.view.set_current(open_now or entries[0].code)

    def numbers(self) -> Sequence[tuple[int, str]]:
        """Return the numbers of the parts with their codes."""
        return [(entry.number, entry.code) for entry in self.view.parts.entries if entry.number]
