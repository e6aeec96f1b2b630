"""The interview mode: one question at a time, its fields, what contradicts, and the room, by keyboard alone.

It is entered with a service (``console.go("interview", key)``) and left with Esc; the next time it opens at the same
question. Everything that is entered is one edit with the question, who spoke and the meeting.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app import interviews, listings
from app import model as m
from app.bearings import bearings
from app.i18n import N_, translate
from app.interviews.contradictions import Contradiction, contradictions
from ui import pages
from ui.console import Console
from ui.dialogs.waive import waive
from ui.room.stage import Make
from ui.run.answers import Panel
from ui.run.approval import Approval
from ui.run.building import build_answer
from ui.run.foot import Key, RunFoot
from ui.run.frame import RunFrame
from ui.run.interview import Interview
from ui.run.keys import is_typing
from ui.run.pace import pace
from ui.run.question import QuestionPane
from ui.run.rest import NothingToAsk
from ui.run.script import ScriptColumn, title_of
from ui.run.side import SideColumn
from ui.widgets.layouts import column

_TABLES = frozenset(
    {
        "service", "bia", "answer", "bia_approval", "impact_score", "peak", "target_decision", "obligation",
        "vital_record", "resource", "resource_quantity", "key_role", "past_outage", "dependency", "dependency_group",
        "component", "supplier", "person", "meeting", "agenda_point", "seat", "waiver", "session_info",
        "impact_category", "impact_anchor", "impact_level", "horizon", "tier", "strategy", "entity",
    }
)  # fmt: skip
#: Changes of these make the answers anew: they draw the scales.
_SCALES = frozenset({"impact_category", "horizon"})
#: Findings are asked for this long after an edit, in milliseconds.
SETTLE_MS = 250
#: The course is read once for a burst of edits, so long after the last one, in milliseconds; the answer at once.
READ_MS = 60


class InterviewPage(RunFrame):
    """One service, one question. Page keys stay with the clicker of the room."""

    TABLES = _TABLES

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.interview = Interview(console)
        self.script, self.side = ScriptColumn(), SideColumn(console)
        self.pane = QuestionPane(self.interview, partial(build_answer, self.interview))
        self.nothing = NothingToAsk(console)
        next_words = translate(N_("Next question"))
        foot = RunFoot(next_words, ("Ctrl", "Right"), self.go_on)
        middle = QWidget()
        middle.setAccessibleName(translate(N_("Question and answer")))
        middle.setLayout(column(self.pane, self.nothing, gap=0))
        self.fill(self.script, middle, self.side, foot)
        self.bar = foot
        self._touched: set[int] = set()
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READ_MS)
        self._reading.timeout.connect(self.freshen)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._show_clashes)
        self._connect()
        self._show_nothing()

    def _connect(self) -> None:
        self.interview.moved.connect(self._moved)
        self.interview.changed.connect(self._changed)
        self.script.opened.connect(self.turn_to)
        self.script.section_opened.connect(self._open_section)
        self.script.script_chosen.connect(self._choose_script)
        self.script.parked_wanted.connect(self.come_back)
        self.pane.finished.connect(lambda: self.bar.primary.setFocus(Qt.FocusReason.TabFocusReason))
        self.pane.still.confirmed.connect(self.confirm)
        self.side.clashes.fix_wanted.connect(self.fix)
        self.side.clashes.waive_wanted.connect(self._waive)
        self.console.meeting.changed.connect(self._show_head)
        self.console.meeting.tick.connect(self._show_pace)
        self.console.bridge.changed.connect(self._hear)
        self._yes = QShortcut(QKeySequence("Ctrl+Return"), self, self._press_yes)
        self._yes.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- where it is ---

    def select(self, key: bytes) -> None:
        """Turn to the interview of a service, where it goes on; the one on screen stays where it is."""
        if key == self.interview.service:
            return
        self._settle_question()
        self.interview.open(key)

    def on_screen(self) -> bytes | None:
        """Return the service, to which notes go."""
        return self.interview.service

    def place(self) -> dict[str, Any]:
        """Return service and question."""
        self._settle_question()
        if self.interview.service is None:
            return {}
        return {"service": self.interview.service.hex(), "question": self.interview.number}

    def restore(self, place: dict[str, Any]) -> None:
        """Open where it was left."""
        key, number = bytes.fromhex(str(place.get("service") or "")), place.get("question")
        if key and self.document.get(m.Service, key) is not None:
            self.interview.open(key, number if isinstance(number, int) else None)

    def take_focus(self) -> None:
        """Give the keyboard to the answer."""
        if self.interview.service is None:
            self._open_running()
        if self.interview.service is None:
            self.nothing.take_focus()
        else:
            self.pane.take_focus()

    def _open_running(self) -> None:
        """Without a service, turn to the one that the running meeting is at."""
        meeting = self.console.meeting.key
        current = interviews.current_service(self.document, meeting) if meeting is not None else None
        if current is not None:
            self.interview.open(current)

    def turn_to(self, number: int) -> None:
        """Show another question, after what was typed for this one was written."""
        self._settle_question()
        self.interview.go(number)
        self.pane.take_focus()

    def _open_section(self, code: str) -> None:
        course = self.interview.course
        if course is None:
            return
        own = [one for one in course.steps if one.section == code and one.asked]
        wanted = next((one for one in own if not one.settled), own[0] if own else None)
        if wanted is not None:
            self.turn_to(wanted.number)

    # --- what a person does ---

    def go_on(self) -> None:
        """Go to the next question; after the last one to what was parked, and then to the next service."""
        self._settle_question()
        following = self.interview.following
        if following is not None:
            self.turn_to(following.number)
            return
        parked = self.interview.parked()
        if parked:
            self.turn_to(parked[0].number)
            return
        self._next_service()

    def go_back(self) -> None:
        """Go to the question before."""
        self._settle_question()
        previous = self.interview.previous
        if previous is not None:
            self.turn_to(previous.number)

    def mark(self, state: str) -> None:
        """Skip or park the question and go on."""
        if self.console.attempt(lambda: self._marked(state)):
            words = N_("Question {n} skipped.") if state == "skipped" else N_("Question {n} parked.")
            self.console.say(translate(words, n=self.interview.number), undoable=True)
            self._touched.discard(self.interview.number)
            self._catch_up()
            following = self.interview.following
            if following is not None:
                self.turn_to(following.number)

    def _marked(self, state: str) -> bool:
        self.pane.save()
        self.interview.mark(state)
        return True

    def come_back(self) -> None:
        """Go to the next question that waits."""
        self._catch_up()
        waiting = [one.number for one in self.interview.parked()]
        later = [number for number in waiting if number > self.interview.number]
        if waiting:
            self.turn_to((later or waiting)[0])

    def confirm(self) -> None:
        """Record that the old answer is still true, and go on."""

        def confirmed() -> bool:
            self.interview.confirm()
            return True

        if self.console.attempt(confirmed):
            self.go_on()

    def _press_yes(self) -> None:
        """Ctrl+Enter: the old answer is still true, or the analysis is approved."""
        answer = self.pane.answer
        if self.pane.still.isVisible():
            self.confirm()
        elif isinstance(answer, Approval):
            answer.press_approve()

    def fix(self, one: Contradiction) -> None:
        """Go to the question and the field that mends a contradiction."""
        self.turn_to(one.fix)
        if self.pane.answer is not None:
            self.pane.answer.focus_field(one.field)

    def _waive(self, one: Contradiction) -> None:
        if one.finding is not None and waive(self.window(), self.console, one.finding):
            self.console.say(translate(N_("Waived")), undoable=True)

    def _choose_script(self, script: str) -> None:
        key = self.interview.key
        self.console.attempt(lambda: interviews.set_script(self.document, key, script))
        self.freshen()

    def _note(self) -> None:
        """Bring the keyboard into the catch line, for a note about this service."""
        catch = getattr(self.window(), "catch_note", None)
        if callable(catch):
            catch()

    def _next_service(self) -> None:
        meeting = self.console.meeting.key
        before = self.interview.name
        if meeting is None or self.console.meeting.kind != "interview":
            self.console.say(translate(N_("{service} is through. Esc leaves."), service=before))
            return
        following = self.console.attempt(lambda: interviews.next_service(self.document, meeting))
        if following is None:
            self.console.say(translate(N_("{service} is done; it was the last one."), service=before))
            return
        self.interview.open(following)
        self.pane.take_focus()
        words = N_("{service} is done: next, {following}.")
        self.console.say(translate(words, service=before, following=self.interview.name))

    def _settle_question(self) -> None:
        """Write what was typed, and note a question as answered that a panel has filled."""
        self.pane.save()
        self._catch_up()
        answer, number = self.pane.answer, self.interview.number
        if isinstance(answer, Panel) and number in self._touched:
            self._touched.discard(number)
            step = self.interview.step
            if step is not None and step.said and self.console.writable:
                self.console.attempt(lambda: self.interview.mark("answered"))
                self._catch_up()

    # --- keys ---

    def ctrl_keys(self) -> frozenset[int]:
        """Return the arrows: they lead from question to question."""
        return frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right})

    def act_on_ctrl(self, key: int) -> bool:
        """Go on or back, also while a person types."""
        if self.interview.service is None:
            return False
        self.go_on() if key == Qt.Key.Key_Right else self.go_back()
        return True

    def act_on(self, key: int) -> bool:
        """Skip, park, come back, or note, while nobody types."""
        verbs: dict[int, Callable[[], object]] = {
            Qt.Key.Key_S: partial(self.mark, "skipped"),
            Qt.Key.Key_P: partial(self.mark, "parked"),
            Qt.Key.Key_K: self.come_back,
            Qt.Key.Key_N: self._note,
        }
        verb = verbs.get(key)
        if verb is None or self.interview.service is None:
            return False
        verb()
        return True

    def _keys(self) -> list[Key]:
        own = list(self.pane.answer.keys()) if self.pane.answer is not None else []
        taken = {key.caps for key in own}
        found = [
            Key(("N",), translate(N_("note")), self._note, single=True),
            Key(("S",), translate(N_("skip")), partial(self.mark, "skipped"), single=True),
            Key(("P",), translate(N_("park")), partial(self.mark, "parked"), single=True),
        ]
        if not self.console.writable:
            return own
        return own + [key for key in found if key.caps not in taken]

    # --- what is shown ---

    def refresh(self) -> None:
        """Show the answer as it is now, and the course a moment later."""
        if self.document.get(m.Service, self.interview.key) is None:
            self.freshen()
            return
        if self.pane.answer is not None:
            self.pane.answer.refresh()
        self._reading.start()

    def freshen(self) -> None:
        """Read the course again."""
        self._reading.stop()
        if self.interview.service is not None and not self.interview.read():
            self._show_nothing()

    def _catch_up(self) -> None:
        """Read the course if an edit was made since it was read."""
        if self._reading.isActive():
            self.freshen()

    def _hear(self, change_set: Any) -> None:
        answer = self.pane.answer
        self._show_undo()
        if self.isVisible() and isinstance(answer, Panel) and answer.fills & change_set.tables:
            self._touched.add(self.interview.number)
        if _SCALES & change_set.tables:
            self.pane.forget()
            if self.interview.service is not None:
                self.pane.show_step()

    def _show_nothing(self) -> None:
        here = self.interview.service is not None
        self.nothing.setVisible(not here)
        for part in (self.pane, self.script, self.side, self.bar):
            part.setVisible(here)
        if not here:
            self.head.show_title(translate(N_("Interview")), "")
            self.head.progress.hide()
            self._show_undo()

    def _moved(self) -> None:
        self._show_nothing()
        self.head.progress.show()
        self.pane.show_step()
        answer = self.pane.answer
        if isinstance(answer, Panel) and answer.anchors() is not None and not answer.property("heard"):
            answer.setProperty("heard", True)
            answer.panel.cursor_moved.connect(self._cell_moved)  # type: ignore[attr-defined]
            answer.panel.decide_wanted.connect(self._decide)  # type: ignore[attr-defined]
        if isinstance(answer, Approval) and not answer.property("heard"):
            answer.setProperty("heard", True)
            answer.fix_wanted.connect(self.fix)
        self.side.show_anchors(answer.anchors() if answer is not None else None)
        self._changed()
        self._prepare_room()
        self._show_facts()
        self._show_clashes()

    def _changed(self) -> None:
        course = self.interview.course
        if course is None:
            return
        self.pane.refresh(answer=False)
        self.script.show_course(course, self.interview.number, len(self.interview.parked()))
        self._show_head()
        self._show_foot()
        self._settle.start()

    def _show_head(self) -> None:
        row = self.document.get(m.Service, self.interview.service) if self.interview.service is not None else None
        if row is None:
            return
        self.head.show_title(translate(N_("Interview: {service}"), service=row.name), self._people(row))
        self._show_undo()
        self._show_pace()

    def _show_undo(self) -> None:
        self.head.show_undo(self.document.undo_label if self.console.writable else None)
        self.head.show_saved()

    def _people(self, row: Any) -> str:
        """Return reference, owner, and who else answers."""
        entity, names = self.document.get(m.Entity, row.id), listings.names(self.document, "person")
        owner = names.get(row.owner_id, "") if row.owner_id is not None else ""
        seats = self.console.meeting.seats
        others = [seat.name for seat in seats if seat.person != row.owner_id or seat.person is None]
        owned = translate(N_("{name}, owner"), name=owner) if owner else translate(N_("no owner yet"))
        return " · ".join(part for part in ((entity.ref if entity else "") or "", owned, *others) if part)

    def _show_pace(self) -> None:
        if self.interview.course is not None and self.isVisible():
            self.head.show_pace(pace(self.console, self.interview.course))

    def _show_foot(self) -> None:
        self.bar.show_keys(self._keys())
        self.bar.set_typing(is_typing(QApplication.focusWidget()))
        last = isinstance(self.pane.answer, Approval)
        self.bar.primary.set_variant("default" if last else "primary")
        self.bar.show_next(*self._next_words())

    def _next_words(self) -> tuple[str, str]:
        following = self.interview.following
        primary = translate(N_("Next question"))
        if following is not None:
            return translate(N_("Next: {n} {question}"), n=following.number, question=title_of(following)), primary
        parked = self.interview.parked()
        if parked:
            words = translate(N_("Next: {n} {question}, parked"), n=parked[0].number, question=title_of(parked[0]))
            return words, primary
        meeting = self.console.meeting.key
        key = interviews.following_service(self.document, meeting) if meeting is not None else None
        row = self.document.get(m.Service, key) if key is not None else None
        if row is not None:
            return translate(N_("Next: {service}"), service=row.name), translate(N_("Next service"))
        return translate(N_("The last question")), translate(N_("Done"))

    def _show_facts(self) -> None:
        key = self.interview.key
        self.side.show_facts(bearings(self.document, key, self.interview.number), self._open, key)

    def _open(self, key: bytes) -> None:
        """Show the thing that a fact comes from on its own page."""
        found = self.document.get(m.Entity, key)
        if found is not None:
            self.console.go(pages.place_of(found.kind), key)

    def _show_clashes(self) -> None:
        key, number = self.interview.service, self.interview.number
        if key is not None and self.document.get(m.Service, key) is not None:
            self.side.clashes.show_clashes(contradictions(self.document, key, number))

    # --- the room ---

    def _prepare_room(self, category: bytes | None = None, horizon: bytes | None = None) -> None:
        """Put the question into the preview of the room; a person sends it."""
        from app import room

        if not self.isVisible() or self.interview.service is None:
            return
        key, number = self.interview.key, self.interview.number
        answer = self.pane.answer
        if isinstance(answer, Panel) and answer.anchors() is not None and category is None and answer.above is None:
            category, horizon = (bytes.fromhex(one) for one in answer.panel.grid.cursor())  # type: ignore[attr-defined]
        make: Make = partial(room.question_view, self.document, key, number, category or None, horizon or None)
        if isinstance(answer, Approval):
            make = partial(room.summary_view, self.document, key)
        self.console.attempt(lambda: self.console.stage.prepare(make))

    def _cell_moved(self, category: str, horizon: str) -> None:
        self._prepare_room(bytes.fromhex(category), bytes.fromhex(horizon))

    def _decide(self, target: str) -> None:
        """Go to the question that decides a target."""
        course = self.interview.course
        wanted = (
            [one for one in course.steps if any(f.name == f"service.{target}" for f in one.fields)] if course else []
        )
        if wanted:
            self.turn_to(wanted[0].number)
            if self.pane.answer is not None:
                self.pane.answer.focus_field(f"service.{target}")

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self.interview.service is not None:
            self._show_pace()
            self._prepare_room()
