"""The impact grid of one service with its curve and what follows from it: for the page of services and interviews.

Everything is done from the keyboard (see ``keys_of``). A page places the panel, calls ``refresh`` when one of
``reading.TABLES`` changed, and may place the anchors itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app import impact_rows, interviews
from app.i18n import N_, translate
from ui.console import Console
from ui.help.tips import explain
from ui.help.why import why_button
from ui.impact.anchors import AnchorsPanel
from ui.impact.asking import ask_cell, ask_row
from ui.impact.derivation import Derivation
from ui.impact.reading import Reading, curve_view, grid_view, progress_words, read
from ui.impact.remark import RemarkLine
from ui.impact.row_entry import Asked, RowEntry
from ui.room.senders import show_grid, show_question
from ui.scoring.starting import start
from ui.theme import Size, Space, px
from ui.widgets.cards import scrolling
from ui.widgets.charts import ImpactCurve
from ui.widgets.impact_grid import LOWEST_ROW, ROW, GridView, ImpactGrid
from ui.widgets.labels import label
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.twin import Twinned

#: The keys that work in the grid beside the digits, with their words, for the foot of a page.
KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("←", "→"), N_("move")),
    (("↵",), N_("accept carried")),
    (("N",), N_("note")),
    (("V",), N_("voices")),
    (("L",), N_("vote on the row")),
    (("0",), N_("does not apply")),
    (("Del",), N_("clear")),
)


def keys_of(levels: int) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return all keys of the grid with their words; the digits go up to the highest level of the scale."""
    return ((("1", "–", str(levels)), N_("score")), *KEYS)


#: The question of the interview that the grid answers.
QUESTION = 7
#: Heights of the curve, in logical pixels: as it should be, as it may shrink first, and at least.
_CURVE, _LOWER, _LEAST = 204, 164, 132
#: Rows may shrink to this before the curve goes below ``_LOWER``.
_SMALLER_ROW = 38
_MARGIN, _EDGE, _GAP, _ANCHORS, _ENTRY = 16, 8, Space.s, 320, 600
#: Below this height the tier gives way, which is told with the targets; and the least that shows grid and curve.
_LOW, _LEAST_HEIGHT = 520, 470
#: How curve and derivation share the width.
_SHARES = 4, 3


def fitted(room: float, rows: int, least: float = _LEAST) -> tuple[int, int]:
    """Return the pitch of a row and the height of the curve that fit into ``room`` (all in logical pixels).

    First the curve gives, then the rows, then both down to what can still be read; less is scrolled. ``least`` is what
    stands beside the curve and needs as much height.
    """
    curve, lower, least = (int(max(height, least)) for height in (_CURVE, _LOWER, _LEAST))
    for pitch, high, low in ((ROW, curve, lower), (_SMALLER_ROW, lower, least)):
        if rows * pitch + low <= room:
            return pitch, int(min(high, room - rows * pitch))
        smaller = _SMALLER_ROW if pitch == ROW else LOWEST_ROW
        if rows * smaller + low <= room:
            return int((room - low) / rows), low
    return LOWEST_ROW, least


class ImpactPanel(QWidget):
    """Grid, note, curve and derivation; ``anchors`` stand at the right unless ``with_anchors`` is false.

    ``scored`` fires after something was written to the grid, ``decide_wanted`` with the target that a person wants to
    decide ("mtpd", "rto"), ``cursor_moved`` with the keys of category and horizon in hexadecimal.
    """

    scored = Signal()
    decide_wanted = Signal(str)
    cursor_moved = Signal(str, str)

    def __init__(self, console: Console, *, with_anchors: bool = True) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None
        self.reading: Reading | None = None
        self.grid, self.curve = ImpactGrid(GridView((), ())), ImpactCurve()
        self.anchors, self.derivation, self.remark = AnchorsPanel(), Derivation(console), RemarkLine()
        self.message = label("", "heading", elide=True)
        explain(self.message, "mtpd")
        self._build(with_anchors=with_anchors)
        self.entry = RowEntry(self.content, lambda: console.privacy.public_safe)
        self._connect()

    # --- building ---

    def _build(self, *, with_anchors: bool) -> None:
        self.grid_twin, self.curve_twin = Twinned(self.grid), Twinned(self.curve)
        self.remark.tools.addWidget(why_button(self.console, lambda: self.key, "scored"))
        self.remark.tools.addWidget(self.grid_twin.button)
        self.content = QWidget()
        said = row(gap=Space.s)
        said.addWidget(self.message, 1)
        said.addWidget(self.curve_twin.button)
        self.head = box(said)
        parts = (self.grid_twin, self.remark, rule(), self.head, self._below())
        self._stack = column(*parts, gap=_GAP, margins=(_MARGIN, _EDGE, _MARGIN, _EDGE))
        self.content.setLayout(self._stack)
        self.area = scrolling(self.content, "surface")
        across = row(gap=0)
        across.addWidget(ground(self.area, "surface"), 1)
        if with_anchors:
            across.addWidget(rule(upright=True))
            across.addWidget(self._side())
        self.setLayout(across)

    def _below(self) -> QWidget:
        """Return the curve, and beside it what follows."""
        policy = self.curve.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Ignored)  # its height is what grid and derivation leave, see ``_fit``
        self.curve.setSizePolicy(policy)
        across = row(gap=Space.xxl)
        across.addWidget(self.curve_twin, _SHARES[0])
        across.addWidget(self.derivation, _SHARES[1])
        return box(across)

    def _side(self) -> QWidget:
        side = QWidget()
        side.setLayout(column(self.anchors, None, margins=(16, 16, 16, 16)))
        area = scrolling(side, "canvas")
        area.setFixedWidth(px(_ANCHORS))
        return area

    def _connect(self) -> None:
        grid = self.grid
        grid.scored.connect(self._score)
        grid.accepted.connect(self._accept)
        grid.cleared.connect(self._clear)
        grid.note_wanted.connect(self._take_note)
        grid.aside_wanted.connect(self._set_aside)
        grid.voices_wanted.connect(self._ask_voices)
        grid.line_wanted.connect(self._ask_line)
        self.entry.closed.connect(self._entry_closed)
        grid.room_wanted.connect(lambda _category, _horizon: self.show_cell_in_room())
        grid.cursor_moved.connect(self._moved)
        self.anchors.picked.connect(self._pick)
        self.remark.noted.connect(self._note)
        self.remark.done.connect(self._back_to_grid)
        self.remark.reshaped.connect(lambda: QTimer.singleShot(0, self, self._fit))
        self.derivation.decide_wanted.connect(self.decide_wanted)
        self.console.meeting.changed.connect(self._show_words)

    # --- what a page asks for ---

    def show_service(self, key: bytes | None) -> None:
        """Show the grid of another service, with the cursor on its first cell; the same service keeps the cursor."""
        other = key != self.key
        if other:
            self.close_entry()
        self.key = key
        self.refresh()
        view = self.grid.view
        if other and view.rows and view.horizons:
            self.grid.set_cursor(view.rows[0].key, view.horizons[0][0])

    def take_focus(self) -> None:
        """Give the keyboard to the grid, or to its table while that is shown."""
        shown = self.grid_twin.table if self.grid_twin.as_table() else self.grid
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_entry(self) -> None:
        """Give up what is being asked or typed about a cell."""
        self.entry.leave()
        if self.remark.asking:
            self.remark.give_up()

    def show_in_room(self) -> None:
        """Put the grid into the preview of the room."""
        if self.key is not None:
            show_grid(self.console, self.key)

    def show_cell_in_room(self) -> None:
        """Put the question about the cell under the cursor into the preview of the room, with its anchors."""
        category, horizon = (bytes.fromhex(one) for one in self.grid.cursor())
        if self.key is not None and category:
            show_question(self.console, self.key, QUESTION, category, horizon)

    # --- what a person does ---

    def _write(self, verb: Callable[[bytes], object]) -> bool:
        """Write to the grid of the service that is shown; what cannot be is told. Returns whether it was written."""
        key = self.key
        if key is None or not self.console.writable:
            return False

        def write() -> bool:
            verb(key)
            return True

        written = bool(self.console.attempt(write))
        if written:
            self.scored.emit()
        return written

    def _pick(self, level: int) -> None:
        if self.console.writable and self.grid.view.rows:
            self.take_focus()
            self.grid.score(level)

    def _score(self, category: str, horizon: str, level: int) -> None:
        reading = self.reading
        if reading is None or (line := reading.line(category)) is None:
            return
        where = bytes.fromhex(category), bytes.fromhex(horizon)
        speaker = self.document.speaker
        if impact_rows.set_aside_because(line) is not None:
            self._write(lambda key: impact_rows.score_again(self.document, key, *where, level, speaker))
        elif reading.falls_to(category, horizon, level):
            self.grid.set_cursor(category, horizon)
            self._ask_about_fall(category, horizon, level)
        else:
            self._write(lambda key: interviews.score(self.document, key, *where, level, None, speaker))

    def _ask_about_fall(self, category: str, horizon: str, level: int) -> None:
        where = bytes.fromhex(category), bytes.fromhex(horizon)

        def keep(note: str) -> object:
            speaker = self.document.speaker
            return self._write(
                lambda key: interviews.score(self.document, key, *where, level, note, speaker, fall_confirmed=True)
            )

        self._ask_why(level, True, keep)

    def _ask_why(self, level: int, falls: bool, keep: Callable[[str], object]) -> None:
        """Ask why harm becomes smaller with time, or why a level far from the median is taken; no reason, no score."""
        words = N_("{level} is two levels or more from the median of the voices; say why it is agreed on.")
        lacking, verb = N_("This value needs its reason; Esc leaves the score as it was."), N_("Agree on this value")
        if falls:
            words = N_("It would fall to {level}. Harm counts from the loss on, so it normally never falls; say why.")
            lacking = N_("A fall needs its reason; Esc leaves the score as it was.")
            verb = N_("Keep the lower score")

        def answer(note: str) -> bool:
            if not note.strip():
                self.remark.refuse(translate(lacking))
                return False
            return bool(keep(note))

        self.remark.ask(translate(words, level=level), translate(verb), answer)

    def _accept(self, category: str, cells: list[tuple[str, int]]) -> None:
        if self.reading is None:
            return
        carried = dict(cells)
        levels = [carried.get(key) for key, _ in self.grid.view.horizons]
        speaker = self.document.speaker
        self._write(lambda key: interviews.score_row(self.document, key, bytes.fromhex(category), levels, speaker))

    def _clear(self, category: str, horizon: str) -> None:
        where = bytes.fromhex(category), bytes.fromhex(horizon)
        self._write(lambda key: interviews.clear_score(self.document, key, *where))

    def _set_aside(self, category: str) -> None:
        """Say that a row does not apply, with a reason if somebody has one; or ask it again if it was set aside."""
        reading = self.reading
        line = reading.line(category) if reading is not None else None
        if reading is None or line is None:
            return
        row_key = line.key
        if impact_rows.set_aside_because(line) is not None:
            if self._write(lambda key: impact_rows.apply_again(self.document, key, row_key)):
                self.console.say(translate(N_("{category} is asked again."), category=line.name), undoable=True)
            return
        words = N_("{category} does not apply to {service}: level 1 throughout. Why? (may stay empty)")

        def answer(reason: str) -> bool:
            speaker = self.document.speaker
            return self._write(lambda key: impact_rows.set_aside(self.document, key, row_key, reason, speaker))

        asked = translate(words, category=line.name, service=reading.service.name)
        self.remark.ask(asked, translate(N_("Does not apply")), answer)

    def _take_note(self, category: str, horizon: str) -> None:
        if self.reading is not None and self.reading.cell(category, horizon) is not None:
            self.remark.take_note()
        else:
            self.console.say(translate(N_("Score the cell first; then it can have a note.")))

    def _note(self, words: str) -> None:
        """Keep the note of the cell under the cursor; its level and who scored it stay."""
        reading = self.reading
        category, horizon = self.grid.cursor()
        if reading is not None and reading.cell(category, horizon) is not None:
            where = bytes.fromhex(category), bytes.fromhex(horizon)
            self._write(lambda key: interviews.note_cell(self.document, key, *where, words))

    def _back_to_grid(self) -> None:
        self.take_focus()
        self._show_cell()

    # --- several voices ---

    def _ask_voices(self, category: str, horizon: str) -> None:
        if self.reading is not None and self._seated():
            asked = ask_cell(self.console, self.reading, category, horizon, self._ask_why)
            where = self.reading.service.id, "cell", bytes.fromhex(category), bytes.fromhex(horizon)
            as_round = partial(start, self.console, *where)
            self._open_entry(replace(asked, as_round=as_round) if asked is not None else None)

    def _ask_line(self, category: str) -> None:
        if self.reading is not None and self._seated():
            self.grid.set_numbered(True)
            self._open_entry(ask_row(self.console, self.reading, category))

    def _seated(self) -> bool:
        """Whether voices can be taken; a meeting in which nobody sits is told."""
        meeting = self.console.meeting
        if meeting.running and not any(seat.here for seat in meeting.seats):
            self.console.say(translate(N_("Nobody has a seat in this meeting; add who is there on the page Meeting.")))
            return False
        return self.console.writable

    def _open_entry(self, asked: Asked | None) -> None:
        if asked is not None:
            self.entry.ask(asked)
            self._place_entry()

    def _place_entry(self) -> None:
        """Put the entry right below its row, or above it where there is no room below; the row stays in view."""
        if not self.entry.open:
            return
        row_rect = self.grid.row_rect(self.grid.cursor_row())
        left = self.grid.mapTo(self.content, row_rect.topLeft().toPoint())
        width = min(max(round(row_rect.width()), px(_ENTRY)), self.content.width() - 2 * left.x())
        self.entry.resize(width, self.entry.height())
        self.entry.fit()
        below = left.y() + round(row_rect.height())
        above = max(0, left.y() - self.entry.height())
        fits = below + self.entry.height() <= self.content.height()
        self.entry.move(left.x(), below if fits else above)

    def _entry_closed(self) -> None:
        self.grid.set_numbered(False)
        if not self.remark.asking:
            self.take_focus()

    # --- what is shown ---

    def refresh(self) -> None:
        """Read the grid and what follows from it."""
        self.reading = read(self.document, self.key) if self.key is not None else None
        reading = self.reading
        if reading is None:
            return
        self.grid.show_view(grid_view(reading, read_only=not self.console.writable))
        view = curve_view(reading)
        self.message.setText(view.title)
        self.curve.show_view(view)
        self.derivation.show_reading(reading)
        self._show_words()
        self._show_cell()
        self._fit()

    def _moved(self, category: str, horizon: str) -> None:
        self._show_cell()
        self.cursor_moved.emit(category, horizon)

    def _show_cell(self) -> None:
        """Show anchors and note of the cell under the cursor."""
        reading = self.reading
        category, horizon = self.grid.cursor()
        line = reading.line(category) if reading is not None else None
        if reading is None or line is None:
            return
        self.anchors.show_cell(reading, category, horizon)
        cell = reading.cell(category, horizon)
        name = translate(N_("Note on {category}, {horizon}"), category=line.name, horizon=reading.label(horizon))
        note = cell.note if cell is not None else ""
        self.remark.show_note(name, note, scored=cell is not None, writable=self.console.writable)

    def _show_words(self) -> None:
        if self.reading is not None:
            words = (progress_words(self.reading), self._who_scores(), translate(N_("Bar: first intolerable.")))
            self.remark.show_words(" ".join(part for part in words if part))

    def _who_scores(self) -> str:
        """Return whose scores are written down now."""
        meeting = self.console.meeting
        if meeting.speaker is not None:
            return translate(N_("{name} scores."), name=meeting.speaker.name)
        return translate(N_("Alt with a seat's number says who scores.")) if meeting.running else ""

    # --- fitting into the window ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Let grid and curve share the height so that both can be seen at once."""
        rows = len(self.grid.view.rows)
        if not rows:
            return
        scale, area = px(100) / 100, self.area.viewport()
        low = area.height() < px(_LOW)
        self.derivation.tier.setVisible(not low)
        edge = px(Space.xs if low else _EDGE)
        self._stack.setContentsMargins(px(_MARGIN), edge, px(_MARGIN), edge)
        taken = self.grid.height_for(rows, LOWEST_ROW if low else ROW) - rows * px(LOWEST_ROW if low else ROW)
        taken += self.remark.sizeHint().height() + self.head.sizeHint().height() + Size.line
        taken += 4 * px(_GAP) + 2 * edge
        width = (area.width() - px(2 * _MARGIN + Space.xxl)) * _SHARES[1] // sum(_SHARES)
        beside = self.derivation.heightForWidth(max(px(200), width))
        pitch, curve = fitted((area.height() - taken) / scale, rows, beside / scale)
        self.grid.set_pitch(pitch)
        self.curve.setMinimumHeight(px(curve))
        self._place_entry()

    def sizeHint(self) -> QSize:
        return QSize(px(900), px(_LEAST_HEIGHT))
