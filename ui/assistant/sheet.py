"""The assistant as a sheet: the chain of its steps above, the step in the middle, and ways back, on and out below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, UserError, translate
from ui.assistant.about_step import AboutStep, local_currency
from ui.assistant.draft import Draft
from ui.assistant.scales_step import ScalesStep
from ui.assistant.services_step import ServicesStep
from ui.assistant.step import Step
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import Card
from ui.widgets.chips import Chip, ChipLabel
from ui.widgets.feedback import Banner
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import heading, label
from ui.widgets.layouts import box, clear, row, rule
from ui.widgets.mark import Mark

_STEPS: tuple[type[Step], ...] = (AboutStep, ScalesStep, ServicesStep)


class AssistantSheet(QWidget):
    """Three steps over one draft. ``cancelled`` keeps the draft; ``created(path)`` says that the session is there."""

    cancelled = Signal()
    created = Signal(object)

    def __init__(self, who: str) -> None:
        super().__init__()
        self.draft = Draft(currency=local_currency(), facilitator=who)
        self.chain = StepChain([translate(step.TITLE) for step in _STEPS])
        self.stack = QStackedWidget()
        self.steps: list[Step] = []
        self._waiting: Path | None = None
        self.problem = QVBoxLayout()
        self.setAccessibleName(translate(N_("New session")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(Space.l))
        outer.addWidget(self._head())
        outer.addWidget(self._card(), 1)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.go_on)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self.go_on)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)

    def _head(self) -> QWidget:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(Space.l))
        line.addWidget(Mark(Size.icon_huge))
        line.addWidget(heading(translate(N_("New session")), "title"))
        line.addStretch(1)
        line.addWidget(self.chain)
        return box(line)

    def _card(self) -> QWidget:
        card = Card(flush=True)
        card.body.addLayout(self.problem)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(rule())
        self.cancel_button = button(translate(N_("Cancel")), self.cancel, variant="quiet", keys=("Esc",))
        self.back_button = button(translate(N_("Back")), self.go_back, icon="arrow-left")
        self.next_button = button("", self.go_on, variant="primary", keys=("Return",))
        self.keys = KeyHint(("Ctrl", "Return"), translate(N_("from any field")))
        foot = box(
            row(self.cancel_button, None, self.keys, self.back_button, self.next_button,
                margins=(Space.l, Space.m, Space.l, Space.m))
        )  # fmt: skip
        card.body.addWidget(foot)
        return card

    # --- steps -----------------------------------------------------------------------------------------------

    def at(self) -> int:
        """Return the number of the step that is shown, beginning with 0."""
        return self.stack.currentIndex()

    def begin(self, table: Path | None = None) -> None:
        """Show the step that was left, or the first; ``table`` is a file to import services from in the last one."""
        self._waiting = table or self._waiting
        self.show_step(max(0, self.at()))
        if self._waiting is not None:
            words = N_("{name} will be imported in the third step.")
            self._tell(translate(words, name=self._waiting.name), "info")

    def show_step(self, number: int) -> None:
        """Show a step; those before it were complete when it was reached."""
        while len(self.steps) <= number:
            step = _STEPS[len(self.steps)](self.draft)
            self.steps.append(step)
            self.stack.addWidget(step)
        self._tell("")
        self.stack.setCurrentIndex(number)
        self.chain.show_step(number)
        last = number == len(_STEPS) - 1
        self.back_button.setVisible(number > 0)
        self.next_button.setText(translate(N_("Create session") if last else N_("Next")))
        self.next_button.keys = () if last else ("Return",)
        self.next_button.updateGeometry()
        self.keys.setVisible(last)
        self.steps[number].enter()
        if last and self._waiting is not None and isinstance(step := self.steps[number], ServicesStep):
            path, self._waiting = self._waiting, None
            step.take_file(path)

    def go_on(self) -> None:
        """Go to the next step, or create the session, if nothing is wrong on this one."""
        if not self.steps[self.at()].complete():
            return
        if self.at() + 1 < len(_STEPS):
            self.show_step(self.at() + 1)
        else:
            self._create()

    def go_back(self) -> None:
        """Go to the step before; everything typed stays."""
        if self.at() > 0:
            self.show_step(self.at() - 1)

    def cancel(self) -> None:
        """Leave the assistant. Nothing was written; what was typed is there when it is opened again."""
        self.cancelled.emit()

    def _create(self) -> None:
        wrong = next((at for at, step in enumerate(self.steps) if not step.complete()), None)
        if wrong is not None:
            self.show_step(wrong)
            self.steps[wrong].complete()
            return
        try:
            path = self.draft.make()
        except UserError as refused:
            self._tell(str(refused), "error")
            return
        except OSError as refused:
            words = N_("The session could not be saved there: {reason}. Choose another folder.")
            self._tell(translate(words, reason=refused.strerror or refused), "error")
            return
        self.created.emit(path)

    def _tell(self, sentence: str, kind: str = "info") -> None:
        clear(self.problem)
        if sentence:
            self.problem.addWidget(Banner(kind, sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter_pressed()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def _enter_pressed(self) -> None:
        """Enter goes on; after the last name it only leads to the button, so that nothing is created by accident."""
        step = self.steps[self.at()]
        if isinstance(step, ServicesStep) and step.field.hasFocus():
            self.next_button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.go_on()

    def close_down(self) -> None:
        """Remove what the steps made on the way."""
        for step in self.steps:
            if isinstance(step, ServicesStep):
                step.close_down()


class StepChain(QWidget):
    """The names of the steps with their numbers; those behind are ticked, the present one is filled."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names
        self._chips = [ChipLabel(Chip(str(at))) for at in range(1, len(names) + 1)]
        self._words = [label(name, "body", "text2") for name in names]
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(Space.s))
        for at, (chip, words) in enumerate(zip(self._chips, self._words, strict=True)):
            if at:
                dash = rule()
                dash.setFixedWidth(px(Space.xxxl))
                line.addWidget(dash)
            line.addWidget(chip)
            line.addWidget(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_step(self, number: int) -> None:
        """Show which step this is, beginning with 0."""
        for at, (chip, words) in enumerate(zip(self._chips, self._words, strict=True)):
            looks = ("tint2", "accent_text", "") if at < number else ("accent", "on_accent", "")
            fill, ink, edge = looks if at <= number else ("", "text2", "ctl")
            chip.set_chip(Chip(str(at + 1), fill, ink, edge, width=Size.chip, pill=True))
            words.set_role("name" if at == number else "body")
            words.set_tone("text" if at == number else "text2")
        told = N_("Step {n} of {of}: {name}")
        self.setAccessibleName(translate(told, n=number + 1, of=len(self._names), name=self._names[number]))
