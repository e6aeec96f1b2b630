"""The script at the left of an interview: full or core, its sections, the questions of the open one, what is parked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app import packs
from app.i18n import N_, plural, translate
from app.interviews import Course, Step
from ui import theme
from ui.icons import paint_icon
from ui.run.choosing import RunList
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import elided, label
from ui.widgets.layouts import column, ground, row
from ui.widgets.segmented import SegmentedControl

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
_FLAGS = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignRight) | int(Qt.TextFlag.TextSingleLine)
#: Where the number of a question and its words begin, in logical pixels.
_NUMBER, _WORDS = 24, 50
_STATES = {
    "open": N_("not asked yet"),
    "answered": N_("answered"),
    "skipped": N_("skipped"),
    "parked": N_("parked"),
    "old": N_("answered earlier; still true?"),
}
_ICONS = {"answered": ("check", "ok"), "skipped": ("minus", "text3"), "parked": ("circle-parking", "warn"),
          "old": ("history", "text3")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a section (``number`` 0) with its count, or a question of the section that is open."""

    code: str
    number: int
    title: str
    end: str = ""
    state: str = "open"
    done: bool = False
    open: bool = False
    current: bool = False

    @property
    def words(self) -> str:
        """What a screen reader says."""
        if self.number:
            return f"{self.number} {self.title}, {translate(_STATES[self.state])}"
        return f"{self.code} {self.title} {translate(N_('all answered')) if self.done else self.end}"


def title_of(step: Step) -> str:
    """Return a question in a few words."""
    short = packs.interview_guide().question(step.number).title
    return translate(short) if short else step.ask


def section_title(code: str) -> str:
    """Return what a section of the script is called."""
    return translate(next((one.title for one in packs.interview_guide().sections if one.code == code), code))


def entries(course: Course, number: int) -> list[Entry]:
    """Return the lines of a course while a question is on."""
    here = course.step(number).section
    counted = {one.code: one for one in course.sections}
    found: list[Entry] = []
    for code in dict.fromkeys(one.section for one in course.steps):
        section = counted.get(code)
        if section is None and code != here:
            continue
        done = section is not None and section.done >= section.asked
        end = f"{section.done}/{section.asked}" if section is not None and not done else ""
        found.append(Entry(code, 0, section_title(code), end, done=done, open=code == here))
        found += [
            Entry(one.section, one.number, title_of(one), state=one.state, current=one.number == number)
            for one in course.steps
            if one.section == here == code and (one.asked or one.number == number)
        ]
    return found


class _Entries(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return entry.words
        return entry if role == ENTRY else None

    def show(self, found: Sequence[Entry]) -> None:
        if [(one.code, one.number) for one in found] == [(one.code, one.number) for one in self.entries]:
            self.entries = list(found)
            self.dataChanged.emit(self.index(0), self.index(len(found) - 1))
            return
        self.beginResetModel()
        self.entries = list(found)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(Size.row_dense if index.data(ENTRY).number else Size.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        tokens, rect = theme.tokens(), QRectF(option.rect).adjusted(px(Space.s), 1, -px(Space.s), -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if entry.current or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tokens.tint2 if entry.current else tokens.pale))
            painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour(tokens.focus))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), px(Size.radius), px(Size.radius))
        (_paint_question if entry.number else _paint_section)(painter, rect, entry)
        painter.restore()


def _paint_section(painter: QPainter, rect: QRectF, entry: Entry) -> None:
    tokens = theme.tokens()
    painter.setFont(theme.font("name"))
    painter.setPen(theme.colour(tokens.text2))
    painter.drawText(rect.adjusted(px(Space.s), 0, 0, 0), _FLAGS, entry.code)
    painter.setFont(theme.font("name" if entry.open else "body"))
    painter.setPen(theme.colour(tokens.text if entry.open else tokens.text2))
    inner = rect.adjusted(px(Space.xxl + Space.s), 0, -px(Space.xxxl), 0)
    painter.drawText(inner, _FLAGS, elided(entry.title, "name" if entry.open else "body", inner.width()))
    if entry.done:
        paint_icon(painter, "check", rect.right() - px(Space.s + Size.icon), rect.center().y(), tokens.ok)
        return
    painter.setFont(theme.font("hint", weight=600 if entry.open else 400))
    painter.setPen(theme.colour(tokens.text2 if entry.open else tokens.text3))
    painter.drawText(rect.adjusted(0, 0, -px(Space.s), 0), _RIGHT, entry.end)


def _paint_question(painter: QPainter, rect: QRectF, entry: Entry) -> None:
    tokens = theme.tokens()
    role = "name" if entry.current else "body"
    tone = tokens.accent_text if entry.current else tokens.text2
    painter.setPen(theme.colour(tone if entry.current else tokens.text3))
    painter.setFont(theme.font("hint", weight=600 if entry.current else 400))
    painter.drawText(rect.adjusted(px(_NUMBER), 0, 0, 0), _FLAGS, str(entry.number))
    icon = _ICONS.get(entry.state)
    taken = px(Space.s + Size.icon_small) if icon else px(Space.xs)
    painter.setPen(theme.colour(tone))
    painter.setFont(theme.font(role))
    inner = rect.adjusted(px(_WORDS), 0, -taken, 0)
    painter.drawText(inner, _FLAGS, elided(entry.title, role, inner.width()))
    if icon is not None:
        ink = theme.resolve(icon[1]).name()
        paint_icon(painter, icon[0], rect.right() - taken + px(Space.xxs), rect.center().y(), ink, Size.icon_small)


class ScriptList(RunList):
    """The lines. ``opened(number)`` fires for a question, ``section_opened(code)`` for a section."""

    opened = Signal(int)
    section_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._entries = _Entries()
        self.setModel(self._entries)
        self.setItemDelegate(_Delegate(self))
        ground(self, "rail")
        self.setProperty("bare", True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate(N_("Questions of the script")))
        self.clicked.connect(self._choose)

    def show_course(self, course: Course, number: int) -> None:
        """Show where the interview is."""
        found = entries(course, number)
        self._entries.show(found)
        at = next((place for place, one in enumerate(found) if one.current), 0)
        self.setCurrentIndex(self._entries.index(at))
        self.scrollTo(self._entries.index(at))

    def lines(self) -> list[Entry]:
        """Return what is shown."""
        return list(self._entries.entries)

    def _choose(self, index: Index) -> None:
        entry = index.data(ENTRY)
        if entry is None:
            return
        if entry.number:
            self.opened.emit(entry.number)
        else:
            self.section_opened.emit(entry.code)


class ScriptColumn(QWidget):
    """Script, switch, lines and what is parked. It writes nothing: the page hears what a person wants."""

    opened = Signal(int)
    section_opened = Signal(str)
    script_chosen = Signal(str)
    parked_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "rail", "right")
        self.setAccessibleName(translate(N_("Script")))
        guide = packs.interview_guide()
        counts = {"full": len(guide.questions), "core": len(guide.core)}
        words = {"full": N_("Full {n}"), "core": N_("Core {n}")}
        self.switch = SegmentedControl(
            [(key, translate(words[key], n=counts[key])) for key in ("full", "core")],
            translate(N_("Which questions are asked")),
            "full",
            small=True,
        )
        self.switch.chosen.connect(self.script_chosen)
        self.list = ScriptList()
        self.list.opened.connect(self.opened)
        self.list.section_opened.connect(self.section_opened)
        self.parked = button("", self.parked_wanted.emit, icon="circle-parking", variant="quiet", size="small")
        head = row(label(translate(N_("Script")), "name"), None, self.switch, margins=(16, 12, 8, 8))
        foot = row(self.parked, None, margins=(8, 6, 8, 8))
        self.setLayout(column(head, self.list, foot, gap=0))
        self.parked.hide()

    def show_course(self, course: Course, number: int, parked: int) -> None:
        """Show where the interview is and how many questions wait."""
        self.switch.set_current(course.script)
        self.list.show_course(course, number)
        words = plural(N_("{n} parked question"), N_("{n} parked questions"), parked)
        self.parked.setText(words)
        self.parked.setToolTip(translate(N_("Go to the next parked question (K)")))
        self.parked.updateGeometry()
        self.parked.setVisible(bool(parked))
