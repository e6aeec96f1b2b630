"""The last question: what was found to read and confirm, what holds the approval up, and the signature."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app import interviews
from app import model as m
from app.dates import format_date
from app.fields import fields_of
from app.i18n import N_, UserError, plural, translate
from app.interviews import Changed
from app.interviews.contradictions import Contradiction, contradictions
from app.model.bia import MANNER
from ui.room.senders import show_summary
from ui.run.answers import Answer
from ui.run.clashes import fix_words
from ui.run.interview import Interview
from ui.run.summary import SummaryView
from ui.subjects.columns import source_of
from ui.theme import Space, px
from ui.widgets import chips
from ui.widgets.buttons import button, icon_button, link
from ui.widgets.chips import ChipLabel
from ui.widgets.inputs import TextField
from ui.widgets.labels import field_label, heading, hint, label, paragraph
from ui.widgets.layouts import Part, box, clear, column, row, rule
from ui.widgets.pickers import ReferencePicker
from ui.widgets.segmented import SegmentedControl

#: Width of the signature beside the summary, in logical pixels, and how many changes are listed.
SIGNATURE, CHANGES = 296, 12
_SHEETS = N_("Signed sheets (*.pdf *.png *.jpg *.jpeg)")
_MANNERS = {"room": N_("In the room"), "mail": N_("By mail"), "sheet": N_("On a sheet")}


class Approval(Answer):
    """Summary at the left; at the right what holds it up, who approves, how, and the button."""

    fix_wanted = Signal(object)

    def __init__(self, interview: Interview, number: int) -> None:
        super().__init__(interview, number)
        self._sheet: Path | None = None
        self._asked_for = b""
        self.fixes: list[QWidget] = []
        self._blocked_by: tuple[Contradiction, ...] = ()
        self.summary = SummaryView()
        self.state, self.blockers = column(gap=Space.s), column(gap=Space.s)
        self.changes = column(gap=Space.xs)
        self._make_fields()
        self._lay_out()

    def _make_fields(self) -> None:
        source = source_of(self.document, fields_of(m.Service)["owner_id"])
        self.person = ReferencePicker(source.options or list, translate(N_("Approved by")), notes=source.notes)
        self.manner = SegmentedControl(
            [(key, translate(_MANNERS[key])) for key in MANNER], translate(N_("Manner")), "room", small=True
        )
        self.manner.chosen.connect(lambda _key: self._show_sheet())
        self.choose = button(translate(N_("Choose the sheet…")), self._choose_sheet, icon="file-input", size="small")
        self.sheet_name = hint("", elide=True, tone="text2")
        self.remove = icon_button("x", translate(N_("Without this sheet")), self._drop_sheet, size="small")
        self.remark = TextField(translate(N_("Remark")), translate(N_("optional")))
        self.day = label("", "body")
        self.approve = button(
            translate(N_("Approve")), self._approve, icon="circle-check", variant="primary", keys=("Ctrl", "Return")
        )
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()
        self.show_button = button(translate(N_("Show in the room")), self._show_in_room, icon="cast", variant="quiet")
        self.show_button.setToolTip(translate(N_("The summary goes into the preview of the room; F8 sends it")))

    def _lay_out(self) -> None:
        sheet = row(self.choose, gap=Space.s)
        sheet.addWidget(self.sheet_name, 1)
        sheet.addWidget(self.remove)
        self._sheet_row = box(sheet)
        parts: list[Part] = [
            box(self.state), box(self.blockers), rule(),
            column(field_label(translate(N_("Approved by")), self.person), self.person, gap=Space.xs),
            column(field_label(translate(N_("Manner"))), self.manner, self._sheet_row, gap=Space.xs),
            column(field_label(translate(N_("Remark")), self.remark), self.remark, gap=Space.xs),
            column(field_label(translate(N_("Date"))), self.day, gap=0),
            row(self.approve, None), self.approve.reason_label(), self.problem, box(self.changes), None,
        ]  # fmt: skip
        self._signature = box(column(*parts, gap=Space.m))
        self._signature.setFixedWidth(px(SIGNATURE))
        head = row(heading(translate(N_("What is confirmed"))), None, self.show_button)
        across = row(gap=24)
        across.addLayout(column(head, self.summary, None, gap=Space.s), 1)
        across.addWidget(self._signature, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(across)

    # --- what is shown ---

    def refresh(self) -> None:
        """Show the analysis as it stands and what holds its approval up."""
        key, course = self.interview.service, self.interview.course
        if key is None or course is None:
            return
        self.summary.show_service(self.document, key)
        state = interviews.bia_state(self.document, key)
        self._show_state(state)
        self._show_blockers(key, signed=state.approved is not None)
        self._show_person(key)
        self._show_sheet()
        self.day.setText(format_date(self.document.today()))
        self._show_changes(interviews.changed_since_approval(self.document, key))
        for field in (self.person, self.remark):
            field.set_locked(not self.console.writable)

    def _show_state(self, state: interviews.BiaState) -> None:
        clear(self.state)
        signed = state.approved
        if signed is None:
            self.state.addWidget(ChipLabel(chips.status("none", translate(N_("Not approved yet")))))
            return
        words = translate(N_("Version {n}, {who}"), n=signed.version, who=signed.by)
        self.state.addWidget(ChipLabel(chips.status("ok", words)))
        manner = translate(MANNER[signed.manner]) if signed.manner else ""
        day = format_date(signed.at.astimezone().date())
        told = ", ".join(part for part in (day, manner, signed.remark) if part)
        self.state.addWidget(hint(told, wrap=True, tone="text2"))

    def _show_blockers(self, key: bytes, *, signed: bool) -> None:
        told = contradictions(self.document, key, self.number)
        found = tuple(one for one in told if one.blocks and not one.waived)
        if found != self._blocked_by or not self.fixes:  # a fix that has the keyboard keeps it
            self._blocked_by, self.fixes = found, []
            clear(self.blockers)
            for one in found:
                made = self._blocker(one)
                self.blockers.addWidget(made)
                made.show()
        reason = plural(N_("{n} error first"), N_("{n} errors first"), len(found)) if found else ""
        self.approve.set_reason(reason if self.console.writable else translate(N_("This window is read-only.")))
        self.approve.setText(translate(N_("Approve again") if signed else N_("Approve")))
        self.approve.updateGeometry()

    def _blocker(self, one: Contradiction) -> QWidget:
        fix = link(fix_words(one), partial(self.fix_wanted.emit, one), role="hint")
        fix.setAccessibleName(f"{fix.text()}: {one.text}")
        self.fixes.append(fix)
        across = row(gap=Space.s)
        across.addWidget(ChipLabel(chips.severity(one.severity)), 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(column(paragraph(one.text, "text"), row(fix, None), gap=0), 1)
        return box(across)

    def _show_person(self, key: bytes) -> None:
        """Propose the owner, unless somebody was named for this service."""
        if self._asked_for == key:
            return
        self._asked_for = key
        found = self.document.get(m.Service, key)
        owner = self.document.get(m.Person, found.owner_id) if found is not None and found.owner_id else None
        if owner is not None and owner.status != "left":
            self.person.show_entry(owner.id, owner.name)
        else:
            self.person.show_entry(None, "")

    def _show_sheet(self) -> None:
        wanted = self.manner.current() == "sheet"
        self._sheet_row.setVisible(wanted)
        self.sheet_name.setText(self._sheet.name if self._sheet is not None else translate(N_("PDF, PNG or JPEG")))
        self.remove.setVisible(self._sheet is not None)

    def _show_changes(self, found: Sequence[Changed]) -> None:
        clear(self.changes)
        if not found:
            return
        self.changes.addWidget(rule())
        self.changes.addWidget(heading(translate(N_("Changed since approval"))))
        for one in found[:CHANGES]:
            self.changes.addWidget(change_line(one))
        if len(found) > CHANGES:
            self.changes.addWidget(hint(translate(N_("and {n} more"), n=len(found) - CHANGES)))

    # --- what a person does ---

    def _choose_sheet(self) -> None:
        title = translate(N_("Choose the signed sheet"))
        chosen, _kind = QFileDialog.getOpenFileName(self, title, "", translate(_SHEETS))
        if chosen:
            self.take_sheet(Path(chosen))

    def take_sheet(self, path: Path) -> None:
        """Take a file as the signed sheet."""
        self._sheet = path
        self.manner.set_current("sheet")
        self._show_sheet()

    def _drop_sheet(self) -> None:
        self._sheet = None
        self._show_sheet()

    def _show_in_room(self) -> None:
        show_summary(self.console, self.interview.key)

    def press_approve(self) -> None:
        """Approve, if nothing holds it up."""
        if self.approve.isEnabled():
            self._approve()

    def _approve(self) -> None:
        self.problem.hide()
        try:
            self._sign()
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self._sheet = None
        self.remark.setText("")
        words = translate(N_("The BIA of {service} is approved."), service=self.interview.name)
        self.console.say(words)

    def _sign(self) -> None:
        person = self.person.entry()
        if not isinstance(person, bytes):
            raise UserError(N_("Name who approves."))
        manner = self.manner.current()
        sheet = read_sheet(self._sheet) if manner == "sheet" and self._sheet is not None else None
        remark = self.remark.text().strip() or None
        interviews.approve_bia(self.document, self.interview.key, person, manner=manner, sheet=sheet, remark=remark)

    # --- the face of an answer ---

    def first(self) -> QWidget | None:
        """Return the name of who approves, or the first fix while something holds it up."""
        return self.fixes[0] if self.fixes else self.person

    def focus_field(self, name: str) -> bool:
        """Bring the keyboard to who approves."""
        if name:
            return False
        self.person.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def read_sheet(path: Path) -> tuple[str, str, bytes]:
    """Return title, media type and content of a file. Raises ``UserError`` if it cannot be read."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    try:
        return path.name, kind, path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{name}” cannot be read; choose the sheet again."), name=path.name) from error


def change_line(one: Changed) -> QWidget:
    """Return one change: what it is, before and after, by whom and when."""
    before = one.before or translate(N_("nothing"))
    after = one.after or translate(N_("nothing"))
    when = format_date(one.at.astimezone().date()) if one.at is not None else ""
    who = ", ".join(part for part in (one.who, when) if part)
    words = paragraph(f"{before} → {after}", "text2")
    lines: QVBoxLayout = column(label(one.label, "name", elide=True), words, gap=0)
    if who:
        lines.addWidget(hint(who, elide=True))
    return box(lines)
