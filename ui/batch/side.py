"""What helps beside a batch round: the time it takes, how many sheets are in, the line under the cursor, the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from app.batch_plan import Times
from app.i18n import N_, plural, translate
from app.workshop.pacing import CLOSE, OWNERS, PER_ITEM, SECONDS_AN_ITEM, WELCOME
from ui.batch.result import ResultRow, says, settled_words
from ui.batch.sheet import sheets_words
from ui.room.pane import RoomPane
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint, label, paragraph
from ui.widgets.layouts import box, clear, column, ground, row

if TYPE_CHECKING:
    from ui.console import Console

#: Votes on both sides of what is intolerable.
_ACROSS = N_("Split across the line of what is intolerable")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class Calculation(QWidget):
    """How long the round takes, as a sum that can be read."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(Space.m))
        self._grid.setVerticalSpacing(px(Space.xs))
        self._grid.setColumnStretch(0, 1)
        self.together = label("", "name")
        self.room = hint("", wrap=True)
        self.setLayout(column(heading(translate(N_("How long it takes"))), self._grid, self.together, self.room))

    def show_times(self, found: Times) -> None:
        """Show the sum for so many risks and seats."""
        clear(self._grid)
        frame = WELCOME + OWNERS + CLOSE
        lines = (
            (plural(N_("Score {n} risk, {s} s each"), N_("Score {n} risks, {s} s each"), found.risks,
                    s=SECONDS_AN_ITEM), found.silent),
            (plural(N_("Type {n} sheet: {keys} keys"), N_("Type {n} sheets: {keys} keys"), found.seats,
                    keys=found.keys), found.typing),
            (translate(N_("Talk: usually {n} lines of {each} min"), n=found.left, each=PER_ITEM),
             found.left * PER_ITEM),
            (translate(N_("Welcome, owners and close")), frame),
        )  # fmt: skip
        for at, (words, minutes) in enumerate(lines):
            self._grid.addWidget(hint(words, tone="text2", wrap=True), at, 0)
            self._grid.addWidget(hint(translate(N_("{n} min"), n=minutes), tone="text2"), at, 1, _RIGHT)
        self.together.setText(translate(N_("Together {n} of {within} min"), n=found.usual, within=found.within))
        self.together.set_tone("text" if found.fits else "warn")
        self.room.setText(self._room_words(found))

    def _room_words(self, found: Times) -> str:
        if not found.fits:
            return translate(N_("That is too long: take risks off the sheet, or plan a second workshop."))
        return translate(N_("There is time to talk about {n} of the {all} lines."), n=found.lines, all=found.risks)


class SheetsIn(QWidget):
    """How many sheets are in and whose are missing, never what stands on one."""

    def __init__(self, on_print: Callable[[], object]) -> None:
        super().__init__()
        self.words = heading("", elide=True)
        self.missing = hint("", wrap=True, tone="text2")
        self.code = hint("", wrap=True, tone="text2")
        self.print_button = button(translate(N_("Print ballots…")), on_print, icon="printer")
        self.setLayout(column(self.words, self.missing, self.code, box(row(self.print_button, None)), gap=Space.s))

    def show_planned(self, seats: int) -> None:
        """Say for whom there are sheets before the round is open."""
        self.words.setText(plural(N_("A sheet for {n} seat"), N_("A sheet for each of {n} seats"), seats))
        self.missing.setText(
            translate(
                N_("Print them after opening, when the list is fixed; before it they hold all risks in the room.")
            )
        )
        self.code.hide()

    def show_sheets(self, complete: int, seats: int, missing: Sequence[str], code: str) -> None:
        """Show the counts; ``code`` stands at the head of the printed sheets."""
        self.words.setText(sheets_words(complete, seats))
        words = translate(N_("Missing: {seats}"), seats=", ".join(missing)) if missing else ""
        self.missing.setText(words or translate(N_("Every seat has handed in; R reveals.")))
        self.code.setText(translate(N_("Code on the printed sheets: {code}"), code=code) if code else "")
        self.code.setVisible(bool(code))


class LinePart(QWidget):
    """The line under the cursor: its sentence, what the room says, what would follow."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.sentence = heading("", elide=True), paragraph("", "text")
        self.verdict, self.figures = label("", "name"), hint("", wrap=True, tone="text2")
        self.follow, self._chip_place = hint("", wrap=True, tone="text2"), row(gap=Space.s)
        self.state = hint("", wrap=True, tone="text2")
        self.setLayout(column(self.title, self.sentence, self.verdict, self.figures, self._chip_place, self.follow,
                              self.state))  # fmt: skip

    def show_line(self, found: ResultRow | None, sentence: str) -> None:
        """Show a line of the result, or nothing."""
        self.setVisible(found is not None)
        if found is None:
            return
        line, figures = found.line, found.line.tally
        self.title.setText(f"{line.ref}  {line.event}")
        self.sentence.setText(sentence or line.event)
        self.verdict.setText(translate(_ACROSS) if line.split else says(line)[0])
        words = ""
        if figures is not None and figures.median is not None:
            words = plural(
                N_("{n} vote, median {median}, {low} to {high}, IQR {iqr}"),
                N_("{n} votes, median {median}, {low} to {high}, IQR {iqr}"), figures.n,
                median=f"{figures.median:g}", low=figures.lowest, high=figures.highest, iqr=f"{figures.iqr:g}",
            )  # fmt: skip
        self.figures.setText(words or translate(N_("Nobody voted on this one.")))
        clear(self._chip_place)
        if found.follow is not None:
            self._chip_place.addWidget(ChipLabel(found.follow))
            self._chip_place.addStretch(1)
        told = translate(N_("Level then: {words}."), words=found.follow_words) if found.follow_words else ""
        self.follow.setText(told or translate(N_("No level yet: the other half of it is not scored.")))
        self.state.setText(settled_words(line).capitalize())
        self.state.setVisible(bool(self.state.text()))


class BatchSide(QWidget):
    """The parts one below the other; the room stays at the foot."""

    def __init__(self, console: Console, on_print: Callable[[], object]) -> None:
        super().__init__()
        ground(self, "canvas", "left")
        self.setAccessibleName(translate(N_("Beside the batch round")))
        self.calculation, self.sheets, self.line = Calculation(), SheetsIn(on_print), LinePart()
        upper = column(self.sheets, self.line, self.calculation, None, gap=Space.xl, margins=(16, 16, 16, 16))
        area = QScrollArea()
        area.setProperty("bare", True)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(ground(box(upper), "canvas"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.room = RoomPane(console)
        pane = ground(box(column(self.room, margins=(16, 12, 16, 12))), "rail", "top")
        outer = column(gap=0)
        outer.addWidget(area, 1)
        outer.addWidget(pane)
        self.setLayout(outer)

    def show_parts(self, *, sheets: bool, line: bool, calculation: bool) -> None:
        """Show what the step needs."""
        self.sheets.setVisible(sheets)
        self.line.setVisible(line)
        self.calculation.setVisible(calculation)
