"""Accepting a risk: who decides, until when and why; twelve months at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app import model as m
from app import risks
from app.dates import add_months, format_date
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.register import RegisteredRisk
from app.risk import ACCEPTANCE_MONTHS
from ui.subjects.columns import source_of
from ui.theme import Space
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.editors import make_editor
from ui.widgets.labels import field_label, hint, label
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from ui.console import Console

#: For how many months an acceptance is proposed.
USUAL_MONTHS = 6


class AcceptDialog(Dialog):
    """Person, day and reason. What is wrong is told below, and the dialog stays."""

    def __init__(self, parent: QWidget, console: Console, risk: RegisteredRisk) -> None:
        go = Verb("accept", N_("Accept the risk"), variant="primary", default=True)
        super().__init__(parent, translate(N_("Accept {ref}?"), ref=risk.ref), risk.event, (CANCEL, go))
        self._console, self._risk, self.accepted_now = console, risk, False
        today, known = console.document.today(), fields_of(m.Risk)
        self.fields: dict[str, Any] = {
            name: make_editor(known[name], source_of(console.document, known[name]))
            for name in ("accepted_by_id", "accepted_until", "acceptance_reason")
        }
        for name, editor in self.fields.items():
            words = translate(known[name].label)
            editor.setAccessibleName(words)
            self.body.addLayout(column(field_label(words, editor), editor, gap=Space.xs))
        latest = format_date(add_months(today, ACCEPTANCE_MONTHS))
        self.body.addWidget(hint(translate(N_("Until {day} at the latest; then it is decided again."), day=latest)))
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.fields["accepted_until"].setText(format_date(add_months(today, USUAL_MONTHS)))
        self._propose()
        self.fields["accepted_by_id"].setFocus()

    def _propose(self) -> None:
        """Fill in who accepted it before and why, so that a renewal only needs its day."""
        before = self._risk.acceptance
        if before is not None:
            self.fields["accepted_by_id"].setText(before.by)
            self.fields["acceptance_reason"].setPlainText(before.reason)

    def finish(self, key: str) -> None:
        """Record the acceptance before closing; what cannot be is told and keeps the dialog open."""
        if key == "accept":
            try:
                self._accept()
            except UserError as error:
                self.problem.setText(str(error))
                self.problem.show()
                return
        super().finish(key)

    def _accept(self) -> None:
        known = fields_of(m.Risk)
        person = self.fields["accepted_by_id"].entry()
        until = known["accepted_until"].parse(self.fields["accepted_until"].entry())
        reason = known["acceptance_reason"].parse(self.fields["acceptance_reason"].entry())
        if person is not None and not reason:
            raise UserError(N_("Say why the risk may stay as it is; the reason stands in the register and the report."))
        risks.accept_risk(self._console.document, self._risk.key, person, until, reason)
        self.accepted_now = True


def ask_acceptance(parent: QWidget, console: Console, risk: RegisteredRisk) -> None:
    """Ask for the terms on which a risk is accepted, and record it."""
    dialog = AcceptDialog(parent, console, risk)
    dialog.ask()
    if dialog.accepted_now:
        console.say(translate(N_("Accepted {ref}."), ref=risk.ref), undoable=True)
    dialog.deleteLater()
