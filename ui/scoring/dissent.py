"""Recording in place who sees it differently: role, score, reason, and whether it would change the outcome.

A role that one person alone holds would name that person: it is asked first. No seat is ever filled in.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app import polls
from app.dates import parse_date
from app.i18n import N_, UserError, translate
from app.polls import NamesOne
from ui.scoring.fields import EnterField
from ui.scoring.round import Round
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.calendar import DateField
from ui.widgets.labels import field_label, heading, hint, label
from ui.widgets.layouts import box, column, row
from ui.widgets.segmented import SegmentedControl

#: Told in place of the person's name while the room may see this window.
_ALONE = N_("Only one person at this meeting is meant by that role, so it names that person; choose a wider role.")
_DAY = 132


class DissentForm(QWidget):
    """Enter goes from field to field and records at the last one; Esc closes. ``closed`` fires when it is done."""

    closed = Signal()

    def __init__(self, current: Round) -> None:
        super().__init__()
        self._round = current
        self._confirmed = ""
        self.role = EnterField(translate(N_("Role")), translate(N_("Role, such as Warehouse; not the name")))
        self.level = SegmentedControl((("1", "1"),), translate(N_("Score")))
        self._levels = row(gap=0)
        self.reason = EnterField(translate(N_("Reason")), translate(N_("What the person sees differently")))
        self.outcome = SegmentedControl(
            (("yes", translate(N_("Yes"))), ("no", translate(N_("No")))), translate(N_("Would it change the outcome"))
        )
        self.day = DateField(translate(N_("Review on")), translate(N_("+6w or a day")))
        self.day.setFixedWidth(px(_DAY))
        self.problem = label("", "hint", "err", wrap=True)
        self.keep = button(translate(N_("Record dissent")), self.record, variant="primary", keys=("Return",))
        self.cancel = button(translate(N_("Cancel")), self.close_form, keys=("Esc",))
        for field in (self.role, self.reason):
            field.setProperty("own_escape", True)
        self._lay_out()
        self.role.returnPressed.connect(self._after_role)
        self.reason.returnPressed.connect(self.record)
        self.day.returnPressed.connect(self.record)
        self.role.edited.connect(self._forget)

    def _lay_out(self) -> None:
        self._levels.addWidget(self.level)
        note = hint(translate(N_("Kept in the register and the minutes; the name only if the person wants it.")),
                    elide=True)  # fmt: skip
        title = row(heading(translate(N_("Dissent"))), gap=Space.m)
        title.addWidget(note, 1)
        first = row(gap=Space.m)
        first.addLayout(column(field_label(self.role.accessibleName(), self.role), self.role, gap=Space.xs), 1)
        first.addLayout(column(field_label(translate(N_("Score"))), box(self._levels), gap=Space.xs))
        first.addLayout(column(field_label(self.outcome.accessibleName()), self.outcome, gap=Space.xs))
        second = row(gap=Space.m)
        second.addLayout(column(field_label(self.reason.accessibleName(), self.reason), self.reason, gap=Space.xs), 1)
        second.addLayout(column(field_label(self.day.accessibleName(), self.day), self.day, gap=Space.xs))
        verbs = row(gap=Space.s)
        verbs.addWidget(self.problem, 1)
        verbs.addWidget(self.cancel)
        verbs.addWidget(self.keep)
        self.setLayout(column(title, first, second, verbs, gap=Space.s))

    def begin(self) -> None:
        """Start empty, with the keyboard in the role."""
        self._confirmed = ""
        self.level.deleteLater()
        numbers = [(str(number), str(number)) for number in self._round.levels]
        self.level = SegmentedControl(numbers, translate(N_("Score")))
        self._levels.addWidget(self.level)
        for field in (self.role, self.reason, self.day):
            field.show_entry("", "")
        self.outcome.set_current("")
        self._tell("")
        QWidget.setTabOrder(self.role, self.level)
        QWidget.setTabOrder(self.level, self.outcome)
        self.role.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_form(self) -> None:
        """Close without recording."""
        self.closed.emit()

    def _after_role(self) -> None:
        """Enter in the role goes on to the score: a digit there chooses it."""
        proxy = self.level.focusProxy()
        (proxy or self.reason).setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose the score while a switch has the keyboard, Y and N the outcome, Enter goes on."""
        pressed, typed = event.key(), event.text()
        if pressed == Qt.Key.Key_Escape:
            self.close_form()
        elif pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.reason.setFocus(Qt.FocusReason.TabFocusReason)
        elif typed and typed in {str(number) for number in self._round.levels}:
            self.level.set_current(typed)
            (self.outcome.focusProxy() or self.reason).setFocus(Qt.FocusReason.TabFocusReason)
        elif typed.lower() in ("y", "n"):
            self.outcome.set_current("yes" if typed.lower() == "y" else "no")
            self.reason.setFocus(Qt.FocusReason.TabFocusReason)
        elif pressed != Qt.Key.Key_Space and typed:
            pass  # no single key of the round may act behind the form
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _forget(self) -> None:
        self._confirmed = ""
        self._tell("")

    def _tell(self, words: str) -> None:
        self.problem.setText(words)
        known = translate(N_("Record it all the same")) if self._confirmed else translate(N_("Record dissent"))
        self.keep.setText(known)
        self.keep.updateGeometry()

    def record(self) -> None:
        """Record it; what is wrong is told in place, and a role that names one person is asked first."""
        try:
            self._round.may()
            self._write()
        except NamesOne as question:
            self._confirmed = self.role.text().strip()
            covered = self._round.console.privacy.public_safe
            told = translate(_ALONE) if covered else str(question)
            self._tell(translate(N_("{question} Press Enter again to record it all the same."), question=told))
            return
        except UserError as error:
            self._tell(str(error))
            return
        self._round.console.say(translate(N_("The dissent is on record.")), undoable=True)
        self.closed.emit()

    def _write(self) -> None:
        role, level = self.role.text().strip(), self.level.current()
        day, outcome = self.day.text().strip(), self.outcome.current()
        if not role:
            self.role.setFocus(Qt.FocusReason.OtherFocusReason)
            raise UserError(N_("Say in which role the person sees it differently."))
        if not self.reason.text().strip():
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            raise UserError(N_("Say what the person sees differently; one sentence will do."))
        polls.dissent(
            self._round.document, self._round.key, role=role, reason=self.reason.text().strip(),
            level=int(level) if level else None,
            changes_outcome={"yes": True, "no": False}.get(outcome),
            decided_by=self._round.document.speaker,
            review_on=parse_date(day, today=self._round.document.today()) if day else None,
            confirmed=self._confirmed == role,
        )  # fmt: skip
