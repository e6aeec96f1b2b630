"""Fields for a level with its anchors, for yes or no, and for a reference to another row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCompleter, QSizePolicy, QWidget

from app.i18n import N_, UserError, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.inputs import TextField
from ui.widgets.labels import hint
from ui.widgets.layouts import column, row
from ui.widgets.segmented import SegmentedControl

#: A level, its name and the sentence that anchors it.
Anchor = tuple[int, str, str]


class _LevelCell(QAbstractButton):
    """One of the five levels, filled once it is chosen."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self.number = number
        self.setCheckable(True)
        self.setText(str(number))
        self.setAccessibleName(f"{number} {name}")
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.field), px(Size.field))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, chosen = tokens.level(self.number), self.isChecked()
        ground = colours.fill if chosen else tokens.sunken if self.underMouse() else tokens.surface
        painter.setBrush(theme.colour(ground))
        edge = tokens.text if chosen else tokens.ctl if self.isEnabled() else tokens.hair
        painter.setPen(QPen(theme.colour(edge), 1))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, px(Size.radius_small), px(Size.radius_small))
        painter.setPen(theme.colour(colours.ink if chosen else tokens.text2))
        painter.setFont(theme.font("name" if chosen else "body"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class LevelPicker(QWidget):
    """Five cells to score with 1 to 5, the anchor of the chosen one below. Delete clears."""

    edited = Signal()
    settled = Signal()

    def __init__(self, anchors: Callable[[], Sequence[Anchor]] | None, name: str) -> None:
        super().__init__()
        self._anchors, self._value = anchors, None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._words = hint("", wrap=True, tone="text2")
        names = {number: word for number, word, _ in self._read()}
        self._cells = [_LevelCell(number, names.get(number, "")) for number in range(1, 6)]
        for cell in self._cells:
            cell.clicked.connect(lambda _on, number=cell.number: self._choose(number))
        self.setLayout(column(row(*self._cells, gap=Space.xs), self._words, gap=Space.xs))
        self.show_entry(None, "")

    def _read(self) -> Sequence[Anchor]:
        return self._anchors() if self._anchors is not None else ()

    def _choose(self, number: int | None) -> None:
        self.show_entry(number, "")
        self.settled.emit()

    def entry(self) -> int | None:
        return self._value

    def show_entry(self, value: Any, text: str) -> None:
        self._value = value
        for cell in self._cells:
            cell.setChecked(cell.number == value)
        sentence = next((f"{name}: {anchor}" for number, name, anchor in self._read() if number == value), "")
        self._words.setText(sentence)
        self._words.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("1", "2", "3", "4", "5"):
            self._choose(int(event.text()))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            first, last = self._cells[0].geometry(), self._cells[-1].geometry()
            inset = px(Size.ring + Size.ring_gap)
            rect = QRectF(first.united(last)).adjusted(inset, inset, -inset, -inset)
            paint_ring(painter, rect, Size.radius_small)
            painter.end()

    def set_locked(self, locked: bool) -> None:
        """Make the level read-only."""
        self.setEnabled(not locked)


class YesNoField(SegmentedControl):
    """Yes or no, or not asked yet. Delete clears."""

    edited = Signal()
    settled = Signal()

    def __init__(self, name: str) -> None:
        super().__init__([("yes", translate(N_("Yes"))), ("no", translate(N_("No")))], name)
        self.chosen.connect(lambda _key: self.settled.emit())

    def entry(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.current())

    def show_entry(self, value: Any, text: str) -> None:
        self.set_current("" if value is None else "yes" if value else "no")

    def set_locked(self, locked: bool) -> None:
        """Make the answer read-only."""
        self.setEnabled(not locked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_current("")
            self.settled.emit()
            return
        super().keyPressEvent(event)


class ReferencePicker(TextField):
    """A name to look up among other rows: type a part of it, choose, or create what is missing.

    ``options()`` gives the keys and the labels of today; ``create(name)`` makes a row and returns its key.
    """

    def __init__(
        self,
        options: Callable[[], Sequence[tuple[Any, str]]],
        name: str = "",
        create: Callable[[str], Any] | None = None,
        *,
        kind: object = True,
        placeholder: str = "",
    ) -> None:
        super().__init__(name, placeholder, kind=kind)
        self._options, self._create, self._value = options, create, None
        self._labels: dict[str, Any] = {}
        self._names = QStringListModel(self)
        self._shown, self._new_name = "", ""
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(10)
        if (popup := completer.popup()) is not None:
            popup.setProperty("popup", True)
        self.setCompleter(completer)
        later = Qt.ConnectionType.QueuedConnection  # after the line edit has put the whole line into itself
        completer.activated[str].connect(self._chosen, later)  # type: ignore[index]
        self.textEdited.connect(self._offer)

    def _offer(self, typed: str) -> None:
        self._labels = {text: key for key, text in self._options()}
        names = list(self._labels)
        known = typed.strip().casefold() in (name.casefold() for name in names)
        if self._create is not None and typed.strip() and not known:
            self._new_name = typed.strip()
            names.append(translate(N_("Create “{name}”"), name=self._new_name))
        self._names.setStringList(names)

    def _chosen(self, text: str) -> None:
        if text in self._labels:
            self._take(self._labels[text], text)
        elif self._create is not None:
            self._take(self._create(self._new_name), self._new_name)
        self.settled.emit()

    def _take(self, key: Any, text: str) -> None:
        self._value, self._shown = key, text
        self.setText(text)

    def entry(self) -> Any:
        """Return the key of what the text names, ``None`` for an empty text; raises ``UserError`` otherwise."""
        typed = self.text().strip()
        if typed == self._shown:
            return self._value
        if not typed:
            return None
        return self._looked_up(typed)

    def _looked_up(self, typed: str) -> Any:
        options = self._options()
        exact = [key for key, text in options if text.casefold() == typed.casefold()]
        close = [key for key, text in options if typed.casefold() in text.casefold()]
        for found in (exact, close):
            if len(found) == 1:
                return found[0]
        raise UserError(
            N_("“{text}” is not in the list. Choose a name from it or create it there.") if not close
            else N_("“{text}” may mean several. Choose one from the list."), text=typed[:40],
        )  # fmt: skip

    def show_entry(self, value: Any, text: str) -> None:
        self._value, self._shown = value, text
        super().show_entry(value, text)

    def open_list(self) -> None:
        """Show everything that can be chosen."""
        completer = self.completer()
        if self.isReadOnly() or completer is None:
            return
        self._offer("")
        completer.setCompletionPrefix(self.text() if self.text() != self._shown else "")
        completer.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open_list()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.position().x() > self.width() - px(Size.field):
            self.open_list()

    def _place(self) -> None:
        super()._place()
        if not self.isReadOnly():
            self.setTextMargins(0, 0, px(Size.icon + Space.xs), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isReadOnly():
            painter, tokens = QPainter(self), theme.tokens()
            ink = tokens.text2 if self.isEnabled() else tokens.dis
            paint_icon(painter, "chevron-down", self.width() - px(Size.icon + Space.s), self.height() / 2, ink)
            painter.end()
