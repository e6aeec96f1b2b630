"""The button that says which view of the register is shown, and its menu: ours, own ones, keep, forget."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import N_, translate
from ui.risks.views import LONGEST, VIEWS, OwnView
from ui.theme import Space, px
from ui.widgets.buttons import Button
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.inputs import TextField
from ui.widgets.labels import elided, field_label, hint
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The widest name on the button, in logical pixels.
WIDEST = 190


class ViewButton(Button):
    """Shows the name of the view; ``choose(key)`` or ``choose_own(name)`` is called from its menu."""

    def __init__(
        self,
        choose: Callable[[str], None],
        choose_own: Callable[[str], None],
        keep: Callable[[], None],
        forget: Callable[[str], None],
        own: Callable[[], Sequence[OwnView]],
    ) -> None:
        super().__init__("", "list", "quiet")
        self._choose, self._choose_own, self._keep, self._forget, self._own = choose, choose_own, keep, forget, own
        self.trailing_icon = "chevron-down"
        self.clicked.connect(lambda _on=False: self._open())
        self.shown = ""
        self.show_name("", translate(VIEWS[0].words))

    def show_name(self, key: str, words: str) -> None:
        """Say which view is shown; ``key`` is empty for all risks."""
        self.shown = key
        name = translate(N_("View: {name}"), name=words)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setText(elided(words, "body", px(WIDEST)).replace("&", "&&"))
        self.set_variant("active" if key else "quiet")

    def menu_of_views(self) -> QMenu:
        """Return the menu."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for view in VIEWS:
            action = self._entry(menu, translate(view.words), view.key, partial(self._choose, view.key))
            action.setToolTip(translate(view.tip))
        own = self._own()
        if own:
            menu.addSeparator()
        for one in own:
            self._entry(menu, one.name, "own:" + one.name, partial(self._choose_own, one.name))
        menu.addSeparator()
        menu.addAction(translate(N_("Keep this view…")), lambda: self._keep())
        if self.shown.startswith("own:"):
            name = self.shown.removeprefix("own:")
            words = translate(N_("Forget “{name}”"), name=name).replace("&", "&&")
            menu.addAction(words, lambda: self._forget(name))
        return menu

    def _entry(self, menu: QMenu, words: str, key: str, act: Callable[[], None]) -> QAction:
        action = menu.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(key == self.shown)
        action.triggered.connect(lambda _on=False: act())
        return action

    def _open(self) -> None:
        menu = self.menu_of_views()
        menu.exec(self.mapToGlobal(QPoint(0, self.height())))
        menu.deleteLater()


class NameDialog(Dialog):
    """Asks what an own view is to be called."""

    def __init__(self, parent: QWidget, name: str) -> None:
        keep = Verb("keep", N_("Keep the view"), variant="primary", default=True)
        text = translate(N_("It keeps the columns, filters, groups and order of the register as they are now."))
        super().__init__(parent, translate(N_("Keep this view")), text, (CANCEL, keep))
        self.field = TextField(translate(N_("Name of the view")), "")
        self.field.setMaxLength(LONGEST)
        self.field.setText(name)
        self.field.textEdited.connect(lambda _text: self._look())
        note = hint(translate(N_("A view of the same name is replaced.")))
        self.body.addLayout(
            column(field_label(self.field.accessibleName(), self.field), self.field, note, gap=Space.xs)
        )
        self.field.setFocus()
        self.field.selectAll()
        self._look()

    def _look(self) -> None:
        self.buttons["keep"].setEnabled(bool(self.name))

    @property
    def name(self) -> str:
        """The name that was typed."""
        return " ".join(self.field.text().split())


def ask_name(parent: QWidget, name: str = "") -> str:
    """Ask for the name of a view; empty if the person thinks better of it."""
    dialog = NameDialog(parent, name)
    answer = dialog.ask()
    dialog.deleteLater()
    return dialog.name if answer == "keep" else ""
