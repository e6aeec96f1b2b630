"""The interview that is on screen: which service and which question, and how what is entered is written down.

Everything the parts of the interview mode enter goes through ``fill`` or ``note``, so that each is one edit with the
question, the meeting and who spoke.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app import interviews
from app import model as m
from app.i18n import N_, UserError, translate
from app.interviews import Course, Said, Step

if TYPE_CHECKING:
    from ui.console import Console

_READ_ONLY = N_("This window is read-only; nothing can be changed here.")


class Interview(QObject):
    """Belongs to one page. ``moved`` fires when another question or service is on, ``changed`` after it was read."""

    moved = Signal()
    changed = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.console, self.document = console, console.document
        self.service: bytes | None = None
        self.number = 1
        self.course: Course | None = None

    # --- where it is ---

    @property
    def key(self) -> bytes:
        """The key of the service; empty without one."""
        return self.service or b""

    @property
    def name(self) -> str:
        """What the service is called."""
        row = self.document.get(m.Service, self.service) if self.service is not None else None
        return row.name if row is not None else ""

    @property
    def step(self) -> Step | None:
        """The question that is on."""
        return self.course.step(self.number) if self.course is not None else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The questions of the chosen script, and the one that is on if it is another."""
        found = self.course.steps if self.course is not None else ()
        return tuple(one for one in found if one.asked or one.number == self.number)

    @property
    def following(self) -> Step | None:
        """The question after this one."""
        return next((one for one in self.steps if one.number > self.number), None)

    @property
    def previous(self) -> Step | None:
        """The question before this one."""
        return next((one for one in reversed(self.steps) if one.number < self.number), None)

    def parked(self) -> tuple[Step, ...]:
        """Return the questions that wait."""
        return tuple(one for one in (self.course.steps if self.course is not None else ()) if one.state == "parked")

    # --- going ---

    def open(self, service: bytes, number: int | None = None) -> bool:
        """Turn to a service, where its interview goes on or at a question; ``False`` if the service is gone."""
        if self.document.get(m.Service, service) is None:
            return False
        self.service = service
        self.course = interviews.course(self.document, service)
        wanted = number or self.course.next or self.course.steps[-1].number
        self.number = min(max(1, wanted), len(self.course.steps))
        self.moved.emit()
        return True

    def go(self, number: int) -> None:
        """Turn to another question."""
        if self.course is not None and 1 <= number <= len(self.course.steps) and number != self.number:
            self.number = number
            self.moved.emit()

    def read(self) -> bool:
        """Read the course again after an edit; ``False`` if the service is gone."""
        if self.service is None or self.document.get(m.Service, self.service) is None:
            self.service, self.course = None, None
            return False
        self.course = interviews.course(self.document, self.service)
        self.changed.emit()
        return True

    # --- writing ---

    @property
    def words(self) -> str:
        """What is on record as said to the question, as the session has it now."""
        row = interviews.answers(self.document, self.key).get(self.number)
        return (row.text or "") if row is not None else ""

    @property
    def by(self) -> dict[str, bytes | None]:
        """Who speaks, and the meeting that runs."""
        meeting = self.console.meeting
        seat = meeting.speaker
        return {"speaker": seat.person if seat is not None else None, "meeting": meeting.key}

    def fill(self, values: Mapping[str, Any], label: str) -> None:
        """Write what the question fills, as one edit. Raises ``UserError``."""
        self._may()
        said = {self.number: Said(values, self.words or None)}
        interviews.answer_all(self.document, self.key, said, **self.by, label=label)

    def note(self, label: str, verb: Callable[[], object]) -> object:
        """Run a verb that fills the question in its own way, and note that it was answered, as one edit."""
        self._may()
        with self.document.edit(label):
            done = verb()
            self.fill({}, label)
        return done

    def say(self, words: str) -> None:
        """Keep the words as they were said."""
        self._may()
        state = self.step.state if self.step is not None else "answered"
        kept = state if state in ("skipped", "parked") else "answered"
        label = translate(N_("Note what was said to question {n} for {service}"), n=self.number, service=self.name)
        interviews.answer_all(
            self.document,
            self.key,
            {self.number: Said({}, words or None, kept)},
            **self.by,
            label=label,
        )

    def mark(self, state: str) -> None:
        """Skip or park the question, or take it up again."""
        self._may()
        verbs = {
            "skipped": N_("Skip question {n} for {service}"),
            "parked": N_("Park question {n} for {service}"),
            "answered": N_("Answer question {n} for {service}"),
        }
        label = translate(verbs[state], n=self.number, service=self.name)
        said = {self.number: Said({}, self.words or None, state)}
        interviews.answer_all(self.document, self.key, said, **self.by, label=label)

    def confirm(self) -> None:
        """Record that the old answer is still true."""
        self._may()
        interviews.confirm(self.document, self.key, self.number, **self.by)

    def _may(self) -> None:
        if not self.console.writable:
            raise UserError(_READ_ONLY)
        if self.service is None:
            raise UserError(N_("Choose a service first."))
