"""“Why this number?”: a popover with the steps that led to a value, and the small question mark that opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QWidget

from app import glossary
from app.i18n import N_, translate
from ui import theme
from ui.help.popping import HelpPopover
from ui.theme import Size, Space, Tokens, px
from ui.widgets.buttons import Button, Look, link
from ui.widgets.labels import Label, hint, label, paragraph
from ui.widgets.layouts import row, rule

if TYPE_CHECKING:
    from app.derivations import Why
    from ui.console import Console

Ask = Callable[[], "Why | None"]


class ResultLine(Label):
    """The last step: a sentence whose result stands out in 600."""

    def __init__(self, text: str, result: str) -> None:
        super().__init__(text, "body", "text2", wrap=True, elide=False)
        self._result = result

    def _lines(self, width: float) -> list[QTextLayout]:
        layout = QTextLayout(self.text(), self.font())
        strong = QTextCharFormat()
        strong.setFontWeight(QFont.Weight(theme.TYPE["name"].weight))
        strong.setForeground(theme.colour(theme.tokens().text))
        part = QTextLayout.FormatRange()
        part.start = self.text().rfind(self._result) if self._result else 0
        part.length, part.format = len(self._result), strong
        layout.setFormats([part])
        layout.beginLayout()
        at = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            line.setPosition(QPointF(0, at * self._pitch() + (self._pitch() - line.height()) / 2))
            at += 1
        layout.endLayout()
        return [layout]

    def heightForWidth(self, width: int) -> int:
        return max(1, self._lines(width)[0].lineCount()) * self._pitch()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.colour(getattr(theme.tokens(), self.tone)))
        for layout in self._lines(self.contentsRect().width()):
            layout.draw(painter, QPointF(self.contentsRect().topLeft()))
        painter.end()


class WhyCard(HelpPopover):
    """The question, the steps, the result in 600, what people decided, and a link to the term."""

    def __init__(self, console: Console | None, why: Why, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why, self._console = why, console
        self.body.addWidget(label(why.title, "name", wrap=True))
        for step in why.steps[:-1]:
            self.body.addWidget(paragraph(step))
        if why.steps:
            self.body.addWidget(ResultLine(why.steps[-1], why.result))
        if why.notes:
            self.body.addSpacing(px(Space.xs))
        for note in why.notes:
            self.body.addWidget(hint(note, wrap=True))
        self._add_term(why)
        self.fit()
        self.setAccessibleName(why.title)
        self.setAccessibleDescription(" ".join((*why.steps, *why.notes)))

    def _add_term(self, why: Why) -> None:
        found = glossary.term(why.term)
        if found is None:
            return
        go = link(translate(N_("About {term}"), term=found.short), lambda: self._open(found.key), role="hint")
        go.setAccessibleName(translate(N_("About {term}"), term=found.title))
        go.setFixedHeight(px(Size.target))
        self.body.addSpacing(px(Space.s))
        self.body.addWidget(rule())
        self.body.addSpacing(px(Space.xxs))
        self.body.addLayout(row(go, None, hint("; ".join(why.sources[:1]))))

    def _open(self, key: str) -> None:
        from ui.help import open_term

        self.close()
        open_term(self._console, key)


def show_why(console: Console | None, anchor: QWidget, why: Why | None, rect: QRect | None = None) -> WhyCard | None:
    """Show a derivation below ``anchor`` (or a part of it); nothing if there is none. Esc closes it."""
    if why is None:
        return None
    card = WhyCard(console, why, anchor)
    card.open_at(anchor, rect)
    return card


def ask_why(console: Console, subject: bytes | None, field: str, *, node: bytes | None = None) -> Why | None:
    """Return the derivation of a value of the open session."""
    from app import derivations  # with all it derives from, after the window is there

    return derivations.why(console.document, subject, field, node=node)


class WhyButton(Button):
    """The quiet question mark beside a derived value. ``ask`` works its derivation out when it is pressed."""

    def __init__(self, console: Console | None, ask: Ask, about: str = "") -> None:
        super().__init__("", "circle-question-mark", "quiet", size="small")
        self._console, self._ask = console, ask
        self.card: WhyCard | None = None
        self.clicked.connect(lambda _on=False: self.show_card())
        self.set_about(about)

    def set_about(self, about: str) -> None:
        """Say what it is about: the value as it is shown, or what it is called."""
        words = translate(N_("Why {result}?"), result=about) if about else translate(N_("Why this number?"))
        self.setAccessibleName(words)
        self.setToolTip(words)

    def _ink(self, tokens: Tokens, look: Look) -> str:
        """Stay quieter than the value beside it until somebody comes near."""
        near = self.underMouse() or self.isDown() or self.hasFocus()
        return super()._ink(tokens, look) if near else tokens.text3

    def show_card(self) -> None:
        """Show the derivation."""
        self.card = show_why(self._console, self, self._ask())

    def sizeHint(self) -> QSize:
        return QSize(px(Size.target), px(Size.target))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def why_button(console: Console, subject: Callable[[], bytes | None], field: str, about: str = "") -> WhyButton:
    """Return the question mark for a field of the subject that is shown then."""

    def ask() -> Why | None:
        key = subject()
        return ask_why(console, key, field) if key is not None else None

    return WhyButton(console, ask, about)


def figure_button(console: Console, figure: str, about: str = "") -> WhyButton:
    """Return the question mark for a figure of the programme or the progress of a subject."""
    return WhyButton(console, lambda: ask_why(console, None, figure), about)


__all__ = ["Ask", "WhyButton", "WhyCard", "ask_why", "figure_button", "show_why", "why_button"]
#: How a key of the keyboard asks for it everywhere.
WHY_KEY = (Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
