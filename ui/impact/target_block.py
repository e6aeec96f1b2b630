"""One target of a service: the proposal with its derivation, the owner's value beside it, reason, person, and day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import interviews
from app import model as m
from app.dates import format_date
from app.durations import format_duration
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.interviews import TargetLine
from app.interviews.contradictions import Contradiction
from app.model.bia import TARGET
from ui.console import Console
from ui.forms.row import FieldRow, Message
from ui.help.fields import FieldHelp
from ui.help.tips import explain
from ui.impact.reading import Reading
from ui.subjects.columns import source_of
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.labels import heading, hint, label, paragraph
from ui.widgets.layouts import column, row

#: Widths of the value and of the person, in logical pixels.
_VALUE, _PERSON = 168, 208
_READ_ONLY = N_("This window is read-only; nothing can be changed here.")


class Sentences(QWidget):
    """What contradicts, one sentence below the other, as the form of a field says it."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Message] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(Space.xs))

    def show_sentences(self, told: Sequence[Contradiction]) -> None:
        """Show these and no others; what should be fixed is told more quietly than what must be."""
        while len(self._lines) < len(told):
            self._lines.append(Message())
            self._column.addWidget(self._lines[-1])
        for at, line in enumerate(self._lines):
            one = told[at] if at < len(told) else None
            line.say(f"{one.text} {one.advice}" if one is not None else "",
                     "error" if one is None or one.severity.value == "E" else "warning")  # fmt: skip
        self.setVisible(bool(told))

    def texts(self) -> list[str]:
        """Return the sentences that are shown."""
        return [line.text() for line in self._lines if line.text()]


class TargetBlock(QWidget):
    """A target with everything that belongs to its decision. ``decided`` fires after something was written.

    ``QUESTIONS`` are the questions of the interview that ask for it.
    """

    decided = Signal(str)

    def __init__(self, console: Console, target: str, questions: Sequence[int]) -> None:
        super().__init__()
        self.console, self.document, self.target = console, console.document, target
        self.questions = frozenset(questions)
        self.key: bytes | None = None
        self.line: TargetLine | None = None
        self.figure, self.state = label("", "title"), hint("", tone="text2")
        self.words, self.when = paragraph(""), hint("")
        self.take = button(translate(N_("Take it")), self._take, size="small")
        self.value = FieldRow(target, fields_of(m.Service)[target], self._commit_value,
                              help=FieldHelp(console, m.Service, lambda: self.key))  # fmt: skip
        spec = fields_of(m.TargetDecision)
        self.reason = FieldRow("reason", spec["reason"], self._commit_reason)
        self.person = FieldRow("person", spec["decided_by_id"], self._commit_person,
                               source_of(self.document, spec["decided_by_id"]))  # fmt: skip
        self.sentences = Sentences()
        self.more = column(gap=Space.s)
        self._name_parts()
        self._build()

    def _name_parts(self) -> None:
        name = translate(TARGET[self.target])
        self.take.setAccessibleName(translate(N_("Take the proposed {target}"), target=name))
        self.reason.editor.setAccessibleName(translate(N_("Reason for the {target}"), target=name))
        self.person.editor.setAccessibleName(translate(N_("Who decided the {target}"), target=name))
        for part in (self.value, self.reason, self.person):
            part.set_locked(not self.console.writable)
            part.entered.connect(lambda _name: self.decided.emit(self.target))

    def _build(self) -> None:
        named = heading(translate(TARGET[self.target]))
        explain(named, self.target)
        head = row(named, self.figure, self.state, self.take, gap=Space.m)
        head.addStretch(1)
        self.value.setFixedWidth(px(_VALUE))
        self.person.setFixedWidth(px(_PERSON))
        across = row(gap=Space.m)
        across.addWidget(self.value, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.reason, 1, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.person, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(head, self.words, self.more, across, self.sentences, self.when, gap=Space.xs))

    # --- what a person does ---

    def _decide(self, value: Any, reason: str | None, person: bytes | None, *, relaxed: bool | None = None) -> None:
        """Write the target with what belongs to it. Raises ``UserError``."""
        if self.key is None or not self.console.writable:
            raise UserError(_READ_ONLY)
        known = self.line.relaxed if self.line is not None else False
        keep = known if relaxed is None else relaxed
        interviews.set_target(self.document, self.key, self.target, value, reason, person, relaxed=keep)

    def _reason_now(self) -> str | None:
        return (self.line.reason if self.line is not None else "") or None

    def _person_now(self) -> bytes | None:
        """Return who decides: whoever speaks now, else whoever is on record."""
        return self.document.speaker or (self.line.person if self.line is not None else None)

    def _commit_value(self, _name: str, entered: Any) -> None:
        self._decide(entered, self._reason_now(), self._person_now())

    def _commit_reason(self, _name: str, entered: Any) -> None:
        value = self.line.value if self.line is not None else None
        self._decide(value, str(entered).strip() or None, self._person_now())

    def _commit_person(self, _name: str, entered: Any) -> None:
        """Name who decided. A person chosen here counts, whoever speaks at the moment."""
        value = self.line.value if self.line is not None else None
        self._decide(value, self._reason_now(), entered)

    def _take(self) -> None:
        key = self.key
        if key is not None and self.console.writable:
            taken = self.console.attempt(
                lambda: interviews.take_proposal(self.document, key, self.target, self.document.speaker)
            )
            if taken is not None:
                self.decided.emit(self.target)

    def save(self) -> None:
        """Write what was typed and not yet written."""
        for part in (self.value, self.reason, self.person):
            if part.dirty():
                part.save()

    # --- what is shown ---

    def show_target(self, reading: Reading, line: TargetLine, told: Sequence[Contradiction]) -> None:
        """Show a target of a service with what contradicts it."""
        self.key, self.line = reading.service.id, line
        offered = getattr(reading.proposal, self.target, None)
        self.figure.setText(format_duration(offered) if offered is not None else "")
        self.state.setText(self._state(offered, line))
        self.take.setVisible(self.console.writable and offered is not None and offered != line.value)
        self.words.setText(self.derivation(reading))
        self.words.setVisible(bool(self.words.text()))
        self.value.show_value(line.value, line.words)
        self.reason.show_value(line.reason or None, line.reason)
        self.person.show_value(line.person, line.by)
        self.when.setText(decided_words(line))
        self.sentences.show_sentences(told)
        self.show_more(reading)

    def _state(self, offered: int | None, line: TargetLine) -> str:
        if self.target not in interviews.PROPOSED:
            return ""
        if offered is None:
            return translate(N_("nothing proposed yet"))
        return translate(N_("as proposed") if offered == line.value else N_("proposed"))

    def derivation(self, reading: Reading) -> str:
        """Return in words how the proposal comes about."""
        return " ".join(str(reason) for reason in reading.proposal.reasons)

    def show_more(self, reading: Reading) -> None:
        """Show what only this target has; for subclasses."""

    def field(self) -> QWidget:
        """Return the field of the value."""
        return self.value.editor


def decided_words(line: TargetLine) -> str:
    """Return when and by whom a target was decided, and what the grid proposed then if that was something else."""
    if line.value is None or line.at is None:
        return "" if line.value is None else translate(N_("Nothing is recorded about who decided it."))
    day = format_date(line.at.astimezone().date())
    words = N_("{who} decided on {day}.") if line.by else N_("Decided on {day}; nobody is named.")
    parts = [translate(words, who=line.by, day=day)]
    if line.overridden:
        parts.append(translate(N_("The grid proposed {value}."), value=line.proposed_words))
        if not line.reason:
            parts.append(translate(N_("Say why it differs.")))
    if line.stale:
        parts.append(translate(N_("The grid proposes something else by now.")))
    return " ".join(parts)
