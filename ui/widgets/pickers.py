"""Fields for a level with its anchors, for yes or no, and for a reference to another row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.i18n import N_, UserError, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.theme_style import paint_ring
from ui.widgets.choosing import Option, PickField
from ui.widgets.labels import hint
from ui.widgets.layouts import column, row
from ui.widgets.segmented import SegmentedControl

#: A level, its name and the sentence that anchors it.
Anchor = tuple[int, str, str]


class _LevelCell(QAbstractButton):
    """One of the levels, filled once it is chosen."""

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
    """A cell for each level of the scale, to score with its digit, and the anchor of the chosen one. Delete clears."""

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
        self._levels = list(range(1, 6))
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
        self._levels = [number for number, _, _ in self._read()] or list(range(1, 6))
        for cell in self._cells:
            cell.setVisible(cell.number in self._levels)
            cell.setChecked(cell.number == value)
        sentence = next((f"{name}: {anchor}" for number, name, anchor in self._read() if number == value), "")
        self._words.setText(sentence)
        self._words.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in map(str, self._levels):
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
            shown = [cell for cell in self._cells if cell.number in self._levels]
            first, last = shown[0].geometry(), shown[-1].geometry()
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


class ReferencePicker(PickField):
    """A name to look up among other rows: type a part of it, choose, or create what is missing.

    ``options()`` gives the keys and the labels of today, ``notes()`` a quiet word to some of them; ``create(name)``
    makes a row and returns its key.
    """

    def __init__(
        self,
        options: Callable[[], Sequence[tuple[Any, str]]],
        name: str = "",
        create: Callable[[str], Any] | None = None,
        *,
        kind: object = True,
        placeholder: str = "",
        notes: Callable[[], Mapping[Any, str]] | None = None,
        together: Callable[[str, Callable[[], object]], bool] | None = None,
    ) -> None:
        def lines() -> list[Option]:
            known = notes() if notes is not None else {}
            return [Option(key, text, known.get(key, "")) for key, text in options()]

        super().__init__(lines, name, create, kind=kind, placeholder=placeholder, together=together)


#: What stands between several names.
_SEPARATORS = re.compile(r"[,;\n]")


def parts_of(typed: str) -> list[str]:
    """Return the names in a text that holds several, with commas, semicolons or line breaks between them."""
    return [part.strip() for part in _SEPARATORS.split(typed) if part.strip()]


class SeveralPicker(PickField):
    """Any number of rows to refer to: Enter or a click in the list adds or takes away, Esc closes the list.

    ``entry()`` is a tuple of keys. The text shows the names with commas, and may be typed so, too; semicolons do as
    well, and so does what ``notes()`` has, such as references: ``SVC-003; SVC-004``.
    """

    def __init__(
        self,
        options: Callable[[], Sequence[tuple[Any, str]]],
        name: str = "",
        *,
        kind: object = True,
        placeholder: str = "",
        notes: Callable[[], Mapping[Any, str]] | None = None,
    ) -> None:
        self._pairs, self._notes = options, notes or dict
        self._chosen: list[Any] = []
        super().__init__(self._lines, name, kind=kind, placeholder=placeholder)

    def _lines(self) -> list[Option]:
        known = [(key, text, key in self._chosen) for key, text in self._pairs()]
        known.sort(key=lambda one: not one[2])
        notes = self._notes()
        return [Option(key, text, notes.get(key, ""), ticked=on) for key, text, on in known]

    def offered(self, typed: str) -> list[Option]:
        """Return the lines that fit the name after the last comma or semicolon."""
        return super().offered(_SEPARATORS.split(typed)[-1])

    def _offer(self, typed: str) -> None:
        if typed and typed != self._shown:
            self._keep_named(typed)
        super()._offer(typed)

    def _keep_named(self, typed: str) -> None:
        """Take over the whole names that stand before the one that is being typed, so that a choice adds to them."""
        try:
            whole = [self._looked_up(part.strip()) for part in _SEPARATORS.split(typed)[:-1] if part.strip()]
        except UserError:
            return
        self._chosen = list(dict.fromkeys(whole))

    def choose(self, option: Option) -> None:
        """Add a row, or take it away again; the list stays open."""
        if option.value in self._chosen:
            self._chosen.remove(option.value)
        else:
            self._chosen.append(option.value)
        words = self._words()
        self.take(tuple(self._chosen), f"{words}, " if words else "")  # the next name may be typed at once
        self.edited.emit()
        self._offer("")

    def _words(self) -> str:
        names = dict(self._pairs())
        return ", ".join(names.get(key, "") for key in self._chosen)

    def show_entry(self, value: Any, text: str) -> None:
        self._chosen = list(value or ())
        super().show_entry(tuple(self._chosen), self._words())

    def _looked_up(self, typed: str) -> Any:
        wanted = typed.casefold()
        noted = [key for key, note in self._notes().items() if note.casefold() == wanted]
        return noted[0] if len(noted) == 1 else super()._looked_up(typed)

    def entry(self) -> Any:
        """Return the keys of all that is named; raises ``UserError`` for a name that is not in the list."""
        typed = self.text().strip()
        if typed == self._shown.strip():
            return tuple(self._chosen)
        return tuple(dict.fromkeys(self._looked_up(part) for part in parts_of(typed)))
