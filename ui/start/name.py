"""Who is working here: asked at the first start, without standing in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from app.i18n import N_, translate
from ui.settings import Settings
from ui.theme import Space, px
from ui.widgets.buttons import button, link
from ui.widgets.inputs import TextField
from ui.widgets.labels import field_label, hint, label
from ui.widgets.layouts import box, row
from ui.widgets.lines import IconLabel

_FIELD = 240


class NameLine(QWidget):
    """A line with a field for the name, or with the name and a link that changes it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        words, why = translate(N_("Your name")), translate(N_("It stands beside every change you make."))
        self.field = TextField(words)
        self.field.setFixedWidth(px(_FIELD))
        self.field.setAccessibleDescription(why)
        self.field.returnPressed.connect(self.keep)
        self.keep_button = button(translate(N_("Keep")), self.keep)
        self._known = label("", "body", "text")
        self._stack = QStackedLayout(self)
        asking = row(field_label(words, self.field), self.field, self.keep_button, hint(why), None, gap=Space.m)
        self.change = link(translate(N_("Change")), self.ask)
        known = QHBoxLayout()
        known.setContentsMargins(0, 0, 0, 0)
        known.setSpacing(px(Space.s))
        for part in (IconLabel("user"), hint(translate(N_("You work as"))), self._known, self.change):
            known.addWidget(part)
        known.addStretch(1)
        self._stack.addWidget(box(asking))
        self._stack.addWidget(box(known))
        self._show()

    def _show(self) -> None:
        self._known.setText(self._settings.who)
        self._stack.setCurrentIndex(1 if self._settings.who else 0)

    def ask(self) -> None:
        """Show the field."""
        self.field.setText(self._settings.who)
        self._stack.setCurrentIndex(0)
        self.field.setFocus(Qt.FocusReason.TabFocusReason)
        self.field.selectAll()

    def keep(self) -> None:
        """Keep the typed name for all sessions on this machine."""
        name = " ".join(self.field.text().split())[:100]
        if name:
            self._settings.who = name
            self._show()
            self.change.setFocus(Qt.FocusReason.TabFocusReason)
