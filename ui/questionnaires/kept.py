"""The list of forms that came back: waiting, taken over or set aside, each of which can be opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app import questionnaires
from app.dates import format_instant
from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from app.model.bia import FORM_KIND, FORM_STATE
from app.questionnaires import KeptForm
from ui.questionnaires.taking import TakeDialog
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import px
from ui.widgets import chips
from ui.widgets.dialogs import Dialog, Verb
from ui.widgets.labels import hint, label

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDTH, HEIGHT = 860, 320
_LOOKS = {"waiting": "due", "taken": "ok", "set aside": "none"}


class KeptDialog(Dialog):
    """Open one, or set it aside."""

    def __init__(self, window: MainWindow) -> None:
        verbs = (
            Verb("cancel", N_("Close"), keys=("Esc",)),
            Verb("aside", N_("Set aside")),
            Verb("open", N_("Open…"), variant="primary", default=True),
        )
        text = translate(N_("Each form is kept whole, as it came back, also what was not taken over."))
        super().__init__(window, translate(N_("Returned forms")), text, verbs, width=WIDTH)
        self._window, self._document = window, window.document
        words = translate(
            N_("No form has come back yet. Take in the first one with Pre-work, “Take in a questionnaire”.")
        )
        self.table = Table(
            _columns(), translate(N_("Returned forms")), key=lambda one: one.keys, read_only=True,
            empty=hint(words, wrap=True, tone="text2"),
        )  # fmt: skip
        self.table.setMinimumHeight(px(HEIGHT))
        self.message = label("", "body", "err", wrap=True)
        self.message.hide()
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.message)
        self.table.currentKeyChanged.connect(lambda _key: self._name())
        self.table.activatedKey.connect(lambda _key: self.finish("open"))
        self._fill()
        self.table.setFocus()

    def _fill(self) -> None:
        kept = questionnaires.kept_forms(self._document)
        self.table.set_rows(kept)
        if kept and self.current() is None:
            self.table.select_key(kept[0].keys)
        self._name()

    def current(self) -> KeptForm | None:
        """Return the form that is chosen."""
        key: Any = self.table.current_key()
        return next((one for one in questionnaires.kept_forms(self._document) if one.keys == key), None)

    def _name(self) -> None:
        chosen = self.current()
        self.buttons["open"].setEnabled(chosen is not None)
        aside = self.buttons["aside"]
        aside.setText(translate(N_("Let it wait") if chosen and chosen.state != "waiting" else N_("Set aside")))
        aside.setEnabled(chosen is not None and not self._document.read_only)

    def finish(self, key: str) -> None:
        """Open or set aside without closing the list."""
        chosen = self.current()
        if key == "cancel" or chosen is None:
            super().finish("cancel")
            return
        try:
            if key == "aside":
                questionnaires.set_aside(self._document, chosen.keys, waiting=chosen.state != "waiting")
            else:
                self._open(chosen)
        except UserError as error:
            self.message.setText(str(error))
            self.message.show()
        self._fill()

    def _open(self, chosen: KeptForm) -> None:
        dialog = TakeDialog(self._window, questionnaires.open_again(self._document, chosen.keys))
        if dialog.ask() != "cancel" and dialog.result_words:
            self._window.console.say(dialog.result_words, undoable=True)
        dialog.deleteLater()


def _columns() -> list[Column]:
    plain = Field(Kind.TEXT, "", editable=False)

    def state(one: KeptForm) -> chips.Chip:
        return chips.status(_LOOKS[one.state], translate(FORM_STATE[one.state]))

    return [
        Column("state", plain, 124, chip=state, title=N_("State")),
        Column("sender", plain, 180, title=N_("Sent by"), bold=True),
        Column("services", plain, 200, text=_services, value=_services, title=N_("Services"), stretch=True),
        Column("kind", plain, 124, text=lambda one: translate(FORM_KIND[one.kind]), title=N_("Form")),
        Column("received_at", plain, 152, text=lambda one: format_instant(one.received_at), title=N_("Received")),
        Column("file_name", plain, 180, title=N_("File"), tone="text3"),
    ]


def _services(one: KeptForm) -> str:
    return ", ".join(f"{ref} {name}" for _, ref, name in one.services)
