"""The foot of a run mode: its keys, of which letters are dim while a person types, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button
from ui.widgets.header import Bar
from ui.widgets.keycaps import KeyHint, caps_width, paint_caps
from ui.widgets.labels import hint, text_width
from ui.widgets.layouts import row


@dataclass(frozen=True, slots=True)
class Key:
    """Keys and what they do; with ``act`` the words can be clicked, ``single`` keys rest while a person types."""

    caps: tuple[str, ...]
    words: str
    act: Callable[[], object] | None = None
    single: bool = False


class FootKey(Button):
    """Keys with their words that can also be clicked: ``[S] skip``."""

    def __init__(self, key: Key) -> None:
        super().__init__(key.words, variant="quiet", keys=key.caps, size="small")
        self.key, self.dimmed = key, False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys lead to it from everywhere
        self.setAccessibleName(f"{key.words} ({'+'.join(key.caps)})")
        if key.act is not None:
            self.clicked.connect(lambda _on=False: key.act() if key.act is not None else None)

    def set_dimmed(self, dimmed: bool) -> None:
        """Show that the key does not work at the moment; a click still does."""
        self.dimmed = dimmed
        self.update()

    def sizeHint(self) -> QSize:
        width = caps_width(self.keys) + px(Space.xs) + text_width(self.text(), "hint") + 2 * px(Space.xs)
        return QSize(width, px(Size.button_small))

    def _paint_content(self, painter: QPainter, tokens: theme.Tokens, look: object) -> None:
        ink = theme.colour(tokens.dis if self.dimmed or not self.isEnabled() else tokens.text2)
        left, middle = px(Space.xs), self.height() / 2
        paint_caps(painter, left, middle, self.keys, ink, theme.colour(tokens.hair if self.dimmed else tokens.line))
        painter.setPen(ink)
        painter.setFont(theme.font("hint"))
        left += caps_width(self.keys) + px(Space.xs)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), flags, self.text())


class RunFoot(Bar):
    """48 high: keys at the left, at the right what comes next and the one primary button."""

    def __init__(self, primary: str, keys: tuple[str, ...], act: Callable[[], object]) -> None:
        super().__init__(Size.agreed_button, "top", Space.m)
        self._shown: list[KeyHint | FootKey] = []
        self._singles: set[QWidget] = set()
        self._told: list[tuple[tuple[str, ...], str]] = []
        self._keys = row(gap=Space.s)
        self.back = KeyHint(("Esc",), translate(N_("back to single keys")))
        self.back.hide()
        self.left.addLayout(self._keys)
        self.left.addWidget(self.back)
        self.words = hint("", elide=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.primary = button(primary, act, variant="primary", keys=keys)
        outer = self.layout()
        if isinstance(outer, QHBoxLayout):  # the words take what is left
            outer.setStretch(1, 0)
            outer.setStretch(3, 0)
            outer.setStretch(4, 1)
        self.right.addWidget(self.words, 1)
        self.add(self.primary, side="right")

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Show these keys; the same ones stay as they are."""
        told = [(key.caps, key.words) for key in keys]
        if told == self._told:
            return
        self._told = told
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = [FootKey(key) if key.act is not None else KeyHint(key.caps, key.words) for key in keys]
        self._singles = {made for made, key in zip(self._shown, keys, strict=True) if key.single}
        for made in self._shown:
            self._keys.addWidget(made)

    def show_next(self, words: str, primary: str) -> None:
        """Say what comes next, and what the button does."""
        self.words.setText(words)
        self.primary.setText(primary)
        self.primary.updateGeometry()

    def set_typing(self, typing: bool) -> None:
        """Dim the single keys while a person types."""
        for made in self._shown:
            made.set_dimmed(typing and made in self._singles)
        self.back.setVisible(typing)
