"""Planning interviews: which services, who answers, core or all questions, and how long that takes. Enter begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from app import interviews, listings, packs
from app import model as m
from app import services as service_rows
from app.durations import format_duration
from app.i18n import N_, UserError, plural, translate
from app.interviews import InterviewPlan, PlannedInterview
from ui.meetings.lines import LineList, ListLine
from ui.meetings.seat_picker import Holder, SeatPicker
from ui.meetings.seats_panel import holder_of
from ui.theme import Size, Space, px
from ui.widgets.dialogs import CANCEL, Dialog, Verb, ask
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, clear, column, row, rule
from ui.widgets.lines import IconLabel
from ui.widgets.pickers import ReferencePicker
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: How wide the sheet is, how high its two lists, and how many warnings it shows.
WIDTH, LIST_HEIGHT, WARNINGS = 840, 232, 3
_STATES = {"not started": 0, "open": 1, "ready": 2, "approved": 3}


def start_interview(window: MainWindow, argument: object = None) -> None:
    """Plan interviews and begin them in the running meeting or in a new one. ``argument`` may be a service's key."""
    console = window.console
    if not console.writable:
        console.say(translate(N_("This window is read-only; no interview can be begun here.")))
        return
    if argument is not None and argument == _current(window):
        console.go("interview", argument if isinstance(argument, bytes) else None)
        return
    dialog = InterviewDialog(window, argument if isinstance(argument, bytes) else None)
    dialog.ask()
    dialog.deleteLater()


def _current(window: MainWindow) -> bytes | None:
    meeting = window.console.meeting.key
    return interviews.current_service(window.document, meeting) if meeting is not None else None


class InterviewDialog(Dialog):
    """The sheet: services at the left, who answers at the right, below what it amounts to."""

    def __init__(self, window: MainWindow, service: bytes | None = None) -> None:
        go = Verb("begin", N_("Begin"), variant="primary", default=True)
        super().__init__(window, translate(N_("Begin an interview")), "", (CANCEL, go), width=WIDTH)
        self._window, self._console, self._document = window, window.console, window.document
        self._rows = {one.key: one for one in service_rows.services(self._document, retired=False)}
        self.chosen: list[bytes] = []
        self.scripts: dict[bytes, str] = {}
        self.holders: list[Holder] = []
        self._proposed: set[bytes] = set()
        self.picker = ReferencePicker(
            self._options, translate(N_("Service")), placeholder=translate(N_("Add a service…")), notes=self._notes
        )
        self.services = LineList(translate(N_("Services to ask about")), ground="raised")
        self.services.choice_leads = True
        guide = packs.interview_guide()
        counts = {"core": len(guide.core), "full": len(guide.questions)}
        words = {"core": N_("Core {n}"), "full": N_("All {n}")}
        self.script = SegmentedControl(
            [(key, translate(words[key], n=counts[key])) for key in words], translate(N_("Questions")), small=True
        )
        self.suggested = hint("", elide=True)
        self.people = SeatPicker(self._document, placeholder=translate(N_("Name or role")))
        self.seats = LineList(translate(N_("Who answers")), ground="raised")
        self.sum = label("", "name")
        self.note = hint("", tone="text2", elide=True)
        self._warnings = column(gap=Space.xs)
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()
        self._lay_out()
        self._connect()
        self._propose(service)

    # --- building ---

    def _lay_out(self) -> None:
        across = row(gap=Space.xxl)
        across.addLayout(self._service_side(), 3)
        across.addLayout(self._people_side(), 2)
        self.body.addLayout(across)
        self.body.addWidget(rule())
        amount = row(self.sum, gap=Space.m)
        amount.addWidget(self.note, 1)
        self.body.addLayout(amount)
        self.body.addWidget(box(self._warnings))
        self.body.addWidget(self.problem)

    def _service_side(self) -> QVBoxLayout:
        self.services.setMinimumHeight(px(Size.card_head * 2))
        held = box(column(self.picker, self.services, gap=Space.xs))
        held.setFixedHeight(px(LIST_HEIGHT))
        keys = hint(translate(N_("Alt+↑↓ moves, Del removes, Space changes the questions")))
        choice = row(self.script, gap=Space.m)
        choice.addWidget(self.suggested, 1)
        return column(heading(translate(N_("Services"))), held, choice, keys, gap=Space.s)

    def _people_side(self) -> QVBoxLayout:
        self.seats.setMinimumHeight(px(Size.row * 2))
        held = box(column(self.people, self.seats, None, gap=Space.xs))
        held.setFixedHeight(px(LIST_HEIGHT))
        keys = hint(translate(N_("In the order of their seats: Alt+1 says that the first one speaks")), wrap=True)
        return column(heading(translate(N_("Who answers"))), held, keys, None, gap=Space.s)

    def _connect(self) -> None:
        self.picker.chosen.connect(self._add_picked)
        self.services.removed.connect(self._remove)
        self.services.shifted.connect(self._shift)
        self.services.selectionModel().currentChanged.connect(lambda *_: self._show_script())
        self.services.installEventFilter(self)
        self.script.chosen.connect(self._choose_script)
        self.people.picked.connect(self._seat)
        self.people.finished.connect(lambda: self.finish("begin"))
        self.seats.removed.connect(self._unseat)
        self.seats.shifted.connect(self._shift_seat)

    # --- what is proposed ---

    def _options(self) -> Sequence[tuple[bytes, str]]:
        """Return the services that are not chosen yet: open ones first, then by tier."""
        left = [one for one in self._rows.values() if one.key not in self.chosen]
        left.sort(key=lambda one: (_STATES.get(one.bia_state, 0) == 3, 9 if one.tier is None else one.tier, one.ref))
        return [(one.key, f"{one.ref} {one.name}") for one in left]

    def _notes(self) -> dict[bytes, str]:
        words = m.Bia.__table__.c.state.info["field"].choices
        return {
            one.key: " · ".join(
                part
                for part in (f"T{one.tier}" if one.tier is not None else "", translate(words[one.bia_state]))
                if part
            )
            for one in self._rows.values()
        }

    def _propose(self, service: bytes | None) -> None:
        first = service if service in self._rows else next((key for key, _ in self._options()), None)
        if first is not None:
            self._add(first)
        (self.picker if service is None else self.people).setFocus()

    def _add(self, service: bytes) -> None:
        self.chosen.append(service)
        self._propose_people(service)
        self._show()
        self.services.choose(service)

    def _propose_people(self, service: bytes) -> None:
        """Seat owner and deputy of a service that was added, unless they are there."""
        row_, names = self._rows[service], listings.names(self._document, "person")
        here = {one.person for one in self.holders}
        for person in (row_.owner_id, row_.deputy_id):
            known = self._document.get(m.Person, person) if person is not None else None
            if person is not None and person not in here and known is not None and known.status != "left":
                self.holders.append(Holder(names[person], person))
                self._proposed.add(person)
                here.add(person)

    # --- what a person does ---

    def _add_picked(self) -> None:
        key = self._console.attempt(self.picker.entry)
        self.picker.show_entry(None, "")
        if isinstance(key, bytes) and key not in self.chosen:
            self._add(key)

    def _remove(self, service: bytes) -> None:
        self.chosen.remove(service)
        wanted = {person for key in self.chosen for person in (self._rows[key].owner_id, self._rows[key].deputy_id)}
        self.holders = [one for one in self.holders if one.person not in self._proposed - wanted]
        self._show()

    def _shift(self, service: bytes, by: int) -> None:
        at = self.chosen.index(service)
        if 0 <= at + by < len(self.chosen):
            self.chosen.insert(at + by, self.chosen.pop(at))
            self._show()
            self.services.choose(service)

    def _choose_script(self, script: str) -> None:
        key = self.services.current_key()
        if key is not None:
            self.scripts[key] = script
            self._show()

    def _seat(self, holders: Sequence[Holder]) -> None:
        here = {one.person or one.name.casefold() for one in self.holders}
        self.holders += [one for one in holders if (one.person or one.name.casefold()) not in here]
        self._show()

    def _unseat(self, at: int) -> None:
        del self.holders[at]
        self._show()

    def _shift_seat(self, at: int, by: int) -> None:
        if 0 <= at + by < len(self.holders):
            self.holders.insert(at + by, self.holders.pop(at))
            self._show()
            self.seats.choose(at + by)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space on a service changes which questions are asked."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.services and pressed and event.key() == Qt.Key.Key_Space:  # type: ignore[attr-defined]
            self._choose_script("core" if self.script.current() == "full" else "full")
            return True
        return super().eventFilter(watched, event)

    # --- what it amounts to ---

    def plan(self) -> InterviewPlan:
        """Return what would be asked; nothing is written. New people are only named."""
        people = [one.person or one.name for one in self.holders]
        return interviews.plan_interviews(self._document, self.chosen, people, scripts=self.scripts)

    def _show(self) -> None:
        plan = self.plan()
        self.problem.hide()
        self.services.show_lines([_service_line(one) for one in plan.points])
        self.services.setVisible(bool(plan.points))
        self.people.set_taken([one.person for one in self.holders])
        self.seats.show_lines(
            [ListLine(at, one.name, "", one.kind, "text3", number=str(at + 1)) for at, one in enumerate(self.holders)]
        )
        self.seats.setVisible(bool(self.holders))
        self._show_sum(plan)
        self._show_script()

    def _show_sum(self, plan: InterviewPlan) -> None:
        asked = sum(one.questions for one in plan.points)
        words = plural(N_("{n} question"), N_("{n} questions"), asked)
        end = (self._document.now() + timedelta(minutes=plan.minutes)).astimezone()
        told = translate(N_("{time}, ends {end}"), time=format_duration(plan.minutes), end=f"{end:%H:%M}")
        self.sum.setText(f"{words}, {told}" if plan.points else translate(N_("No service chosen")))
        joined = self._console.meeting.running
        title = self._console.meeting.title
        self.note.setText(translate(N_("In the meeting that runs: {meeting}"), meeting=title) if joined else "")
        clear(self._warnings)
        for words in plan.warnings[:WARNINGS]:
            line = row(gap=Space.s)
            line.addWidget(IconLabel("triangle-alert", tone="warn", size=Size.icon_small), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(hint(words, wrap=True, tone="text2"), 1)
            self._warnings.addWidget(box(line))
        self.buttons["begin"].setEnabled(bool(plan.points))

    def _show_script(self) -> None:
        found = next((one for one in self.plan().points if one.service == self.services.current_key()), None)
        self.script.setEnabled(found is not None)
        self.script.set_current(found.script if found is not None else "")
        words = {"core": N_("Core is suggested"), "full": N_("All are suggested: Tier 0 or 1")}
        self.suggested.setText(translate(words[found.suggested]) if found is not None else "")

    # --- beginning ---

    def finish(self, key: str) -> None:
        """Begin before closing; what cannot be is told and keeps the sheet open."""
        if key == "begin":
            if not self.chosen:
                return
            try:
                if not self._begin():
                    return
            except UserError as error:
                self.problem.setText(str(error))
                self.problem.show()
                return
        super().finish(key)

    def _begin(self) -> bool:
        document, meeting = self._document, self._console.meeting
        joined = meeting.key if meeting.running else None
        if joined is not None and meeting.kind != "interview" and not self._may_join(meeting.title):
            return False
        with document.edit(translate(N_("Begin {title}"), title=self.plan().title[:60])):
            people = [holder_of(self._console, one) for one in self.holders]
            plan = interviews.plan_interviews(document, self.chosen, people, scripts=self.scripts)
            interviews.begin_interviews(document, plan, meeting=joined)
        self._console.go("interview", self.chosen[0])
        if meeting.seats and meeting.speaker is None:
            meeting.set_speaker(meeting.seats[0].number)
        return True

    def _may_join(self, title: str) -> bool:
        words = N_("The interview becomes a point of its agenda. To hold it on its own, close the meeting first.")
        join = Verb("join", N_("Add it to the agenda"), variant="primary", default=True)
        asked = translate(N_("“{meeting}” is running"), meeting=title[:60])
        return ask(self, asked, translate(words), (CANCEL, join)) == "join"


def _service_line(one: PlannedInterview) -> ListLine:
    parts = [plural(N_("{n} question"), N_("{n} questions"), one.questions)]
    if one.old:
        parts.append(plural(N_("{n} still true?"), N_("{n} still true?"), one.old))
    if one.parked:
        parts.append(plural(N_("{n} parked"), N_("{n} parked"), one.parked))
    minutes = format_duration(one.minutes)
    tier = f"T{one.tier}" if one.tier is not None else "–"
    return ListLine(one.service, f"{one.ref} {one.name}".strip(), " · ".join(parts), minutes, number=tier)
