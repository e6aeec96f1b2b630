"""Accepting a finding for a while: why, who answers for it, and until when, twelve months at most."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app import model as m
from app.dates import add_months, format_date
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.programme import grant_waiver
from ui.subjects.columns import source_of
from ui.theme import Space
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.editors import make_editor
from ui.widgets.labels import field_label, hint, label
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from app.checks import Finding
    from ui.console import Console

#: No waiver lasts longer, in calendar months; most last half of it.
MOST_MONTHS, USUAL_MONTHS = 12, 6


def waive(parent: QWidget, console: Console, finding: Finding) -> bool:
    """Ask for the terms of a waiver and grant it; return whether it was granted."""
    dialog = WaiveDialog(parent, console, finding)
    dialog.ask()
    granted = dialog.granted
    dialog.deleteLater()
    return granted


class WaiveDialog(Dialog):
    """Reason, person and day. What is wrong is told below, and the dialog stays."""

    def __init__(self, parent: QWidget, console: Console, finding: Finding) -> None:
        go = Verb("waive", N_("Waive"), variant="primary", default=True)
        super().__init__(parent, translate(N_("Waive this finding?")), finding.message, (CANCEL, go))
        self._console, self._finding, self.granted = console, finding, False
        self._today = console.document.today()
        fields = fields_of(m.Waiver)
        self.fields: dict[str, Any] = {
            name: make_editor(fields[name], source_of(console.document, fields[name]))
            for name in ("reason", "person_id", "expires_on")
        }
        for name, editor in self.fields.items():
            editor.setAccessibleName(translate(fields[name].label))
            self.body.addLayout(column(field_label(translate(fields[name].label), editor), editor, gap=Space.xs))
        self.fields["reason"].setPlaceholderText(translate(N_("Why it can wait")))
        self.fields["person_id"].setPlaceholderText(translate(N_("Type a name")))
        latest = format_date(add_months(self._today, MOST_MONTHS))
        self.body.addWidget(hint(translate(N_("Until {day} at the latest; then it speaks again."), day=latest)))
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.fields["expires_on"].setText(format_date(add_months(self._today, USUAL_MONTHS)))
        self.fields["reason"].setFocus()

    def finish(self, key: str) -> None:
        """Grant the waiver before closing; what cannot be is told and keeps the dialog open."""
        if key == "waive":
            try:
                self._grant()
            except UserError as error:
                self.problem.setText(str(error))
                self.problem.show()
                return
        super().finish(key)

    def _grant(self) -> None:
        fields = fields_of(m.Waiver)
        reason = fields["reason"].parse(self.fields["reason"].entry())
        person = self.fields["person_id"].entry()
        if not isinstance(person, bytes):
            raise UserError(N_("Name the person who accepts this finding."))
        until = fields["expires_on"].parse(self.fields["expires_on"].entry())
        if until is None or until > add_months(self._today, MOST_MONTHS):
            raise UserError(N_("A waiver lasts twelve months at most; choose an earlier day."))
        finding = self._finding
        grant = partial(grant_waiver, self._console.document, finding.rule, finding.subject, node=finding.node)
        grant(reason=reason, person=person, until=until)
        self.granted = True
