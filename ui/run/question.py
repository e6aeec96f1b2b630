"""The middle of an interview: section and question, hint and follow-up, an old answer to confirm, and the answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.dates import format_date
from app.i18n import N_, UserError, translate
from app.interviews import Step
from ui import theme
from ui.room.covers import HIDDEN
from ui.run.answers import Answer
from ui.run.interview import Interview
from ui.run.script import section_title
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.chips import Chip, ChipLabel
from ui.widgets.inputs import NoteField
from ui.widgets.labels import field_label, hint, label, paragraph
from ui.widgets.layouts import box, column, ground, row
from ui.widgets.lines import IconLabel

#: Lines of the field that keeps what was said, before it grows.
SAID_LINES = 1
#: The words of an answer are not wider than an eye can follow.
WIDEST = 880


class StillTrue(QWidget):
    """An answer of an earlier interview: who gave it and when, and whether it is still true."""

    confirmed = Signal()
    changing = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "sunken")
        self.when, self.said = hint("", tone="text2"), paragraph("", "text")
        self.yes = button(translate(N_("Still true")), self.confirmed.emit, icon="check", keys=("Ctrl", "Return"))
        self.change = button(translate(N_("Change")), self.changing.emit, icon="pencil", variant="quiet")
        across = row(gap=Space.s, margins=(12, 8, 8, 8))
        across.addWidget(IconLabel("history", tone="text2"), 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(column(self.when, self.said, gap=0), 1)
        for made in (self.change, self.yes):
            across.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(across)
        self.setAccessibleName(translate(N_("Answer of an earlier interview")))

    def show_step(self, step: Step, *, covered: bool) -> None:
        """Show an old answer, or that it is not for the room."""
        day = format_date(step.at.astimezone().date()) if step.at is not None else ""
        words = N_("On {day} {who} said") if step.speaker else N_("On {day} it was said")
        self.when.setText(translate(words, day=day, who=step.speaker))
        self.said.setText(translate(HIDDEN) if covered else step.said)


class SaidRow(QWidget):
    """The words as they were said; written while a person rests, and when the field is left."""

    def __init__(self, interview: Interview, refused: Callable[[str], object]) -> None:
        super().__init__()
        self._interview, self._refused = interview, refused
        self._for: tuple[bytes | None, int] = (None, 0)
        self._dirty = False
        self.field = NoteField(translate(N_("As said")), translate(N_("In their own words")), SAID_LINES)
        self.field.setMaximumWidth(px(WIDEST))
        self.field.edited.connect(self._edited)
        self.field.settled.connect(self.save)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(theme.IDLE_MS)
        self._rest.timeout.connect(self.save)
        caption = field_label(translate(N_("As said")), self.field)
        self.setLayout(column(caption, self.field, gap=Space.xs))

    def _edited(self) -> None:
        self._dirty = True
        self._rest.start()

    def show_step(self, step: Step) -> None:
        """Show what is on record for a question; unsaved text of the same question stays."""
        here = (self._interview.service, step.number)
        if self._dirty and here == self._for:
            return
        self._for, self._dirty = here, False
        self.field.set_locked(not self._interview.console.writable)
        self.field.show_entry(step.words, step.words)

    def save(self) -> None:
        """Write what was typed."""
        self._rest.stop()
        if not self._dirty or self._for != (self._interview.service, self._interview.number):
            return
        self._dirty = False
        try:
            self._interview.say(self.field.text().strip())
        except UserError as error:
            self._dirty = True
            self._refused(str(error))


class QuestionPane(QWidget):
    """One question at a time. ``typed`` answers are kept when another question comes."""

    finished = Signal()  #: Enter in the last field of the answer

    def __init__(self, interview: Interview, build: Callable[[Step], Answer]) -> None:
        super().__init__()
        self._interview, self._build = interview, build
        self.answers: dict[int, Answer] = {}
        self.answer: Answer | None = None
        ground(self, "surface")
        self.setAccessibleName(translate(N_("Question")))
        self.section, self.number = label("", "label", "accent_text"), hint("")
        self.mark = ChipLabel(Chip("", role="hint"))
        self.ask = label("", "title", wrap=True)
        self.advice = paragraph("")
        self.still = StillTrue()
        self.said = SaidRow(interview, lambda words: interview.console.refused.emit(words))
        self._holder = column(gap=0)
        self.still.changing.connect(self.take_focus)
        interview.console.privacy.changed.connect(lambda: self.refresh(answer=False))
        self._lay_out()

    def _lay_out(self) -> None:
        across = row(self.section, self.number, None, self.mark, gap=Space.s)
        asked = column(across, self.ask, self.advice, gap=Space.xs)
        head = box(column(asked, self.still, gap=12, margins=(24, 14, 24, 4)))
        self._head = head
        body = column(margins=(24, 12, 24, 14), gap=16)
        body.addLayout(self._holder)
        body.addWidget(self.said)
        body.addStretch(1)
        self.area = QScrollArea()
        self.area.setProperty("bare", True)
        self.area.setWidgetResizable(True)
        self.area.setWidget(ground(box(body), "surface"))
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._whole = QWidget()
        self._whole.setLayout(column(gap=0, margins=(8, 0, 8, 0)))
        outer = column(head, gap=0)
        outer.addWidget(self.area, 1)
        outer.addWidget(self._whole, 1)
        self.setLayout(outer)

    # --- what is shown ---

    def show_step(self) -> None:
        """Show the question that is on; its answer is built when it is first asked for."""
        step = self._interview.step
        if step is None:
            return
        if self.answer is not None and self.answer.number != step.number:
            self.answer.hide()
        made = self.answers.get(step.number)
        if made is None:
            made = self.answers[step.number] = self._build(step)
            made.done.connect(self.finished)
            place = self._whole.layout() if made.fills_height() else self._holder
            if place is not None:
                place.addWidget(made)
        self.answer = made
        self.area.setVisible(not made.fills_height())
        self._whole.setVisible(made.fills_height())
        self.refresh()
        made.show()
        self.area.verticalScrollBar().setValue(0)

    def refresh(self, *, answer: bool = True) -> None:
        """Show what is on record for the question now; the answer itself unless told otherwise."""
        step = self._interview.step
        if step is None or self.answer is None:
            return
        self.section.setText(f"{step.section} · {section_title(step.section)}")
        self.number.setText(translate(N_("Question {n}"), n=step.number))
        self.ask.setText(step.ask)
        follow = f"↳ {step.follow_up}" if step.follow_up else ""
        self.advice.setText("   ".join(part for part in (step.hint, follow) if part))
        self.advice.setVisible(bool(step.hint or step.follow_up))
        old = step.state == "old" and bool(step.said) and step.number != self._last()
        self.still.setVisible(old)
        if old:
            self.still.show_step(step, covered=self._private(step))
        self._show_mark(step)
        self.said.show_step(step)
        self.said.setVisible(not self.answer.fills_height() and step.number != self._last())
        if answer:
            self.answer.refresh()
        self._fit_head()

    def _fit_head(self) -> None:
        """Give question and advice the height of their words; the answer may be as high as it likes below them."""
        layout = self._head.layout()
        if layout is not None and self.width():
            layout.invalidate()
            self._head.setFixedHeight(layout.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _private(self, step: Step) -> bool:
        """Whether the room may see this window and the answer is not for it: amounts of money."""
        costs = any(one.type == "money" for one in step.fields)
        return costs and self._interview.console.privacy.public_safe

    def _last(self) -> int:
        course = self._interview.course
        return course.steps[-1].number if course is not None else 0

    def _show_mark(self, step: Step) -> None:
        time = f"{step.at.astimezone():%H:%M}" if step.at is not None else ""
        if step.at is not None and step.at.astimezone().date() != self._interview.document.now().astimezone().date():
            time = format_date(step.at.astimezone().date())
        who = ", ".join(part for part in (step.speaker, time) if part)
        shown = {
            "answered": ("check", "ok", who),
            "skipped": ("minus", "text3", translate(N_("Skipped, {when}"), when=who)),
            "parked": ("circle-parking", "warn", translate(N_("Parked, {when}"), when=who)),
        }.get(step.state)
        self.mark.setVisible(shown is not None)
        if shown is not None:
            self.mark.set_chip(Chip(shown[2], icon=shown[0], icon_ink=shown[1], role="hint"))

    # --- keyboard ---

    def take_focus(self) -> None:
        """Bring the keyboard to the answer, or to what asks whether the old one is still true."""
        target = self.answer.first() if self.answer is not None else None
        if target is not None and target.isEnabled():
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Write what was typed and not yet written."""
        if self.answer is not None:
            self.answer.save()
        self.said.save()

    def forget(self) -> None:
        """Let the answers go, for example when the scales changed."""
        for made in self.answers.values():
            made.hide()
            made.deleteLater()
        self.answers.clear()
        self.answer = None
