"""Impact over time: the grid filled by keyboard, the curve, and MTPD and RTO proposed with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import interviews
from app import model as m
from app.bia import Proposal
from app.charts.impact_curve import WIDTH, CurveLine, CurveView
from app.durations import BEYOND, format_duration
from app.i18n import N_, translate
from app.interviews import Grid
from app.scales import Scales, read_scales
from ui.console import Console
from ui.help.tips import explain
from ui.help.why import ask_why, show_why, why_button
from ui.room.senders import show_button, show_grid
from ui.services.subview import SubView
from ui.subjects.children import ChildTable
from ui.subjects.columns import field_column
from ui.subjects.panel import NARROW_BELOW
from ui.theme import Size, px
from ui.widgets.buttons import button, link
from ui.widgets.cards import scrolling
from ui.widgets.charts import ImpactCurve
from ui.widgets.chips import ChipLabel, level
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.header import FootBar
from ui.widgets.impact_grid import GridCell, GridRow, GridView, ImpactGrid, with_carry
from ui.widgets.inputs import NoteField
from ui.widgets.labels import Label, heading, hint, label, paragraph
from ui.widgets.layouts import box, clear, column, ground, row, rule
from ui.widgets.twin import Twinned

#: Width of the curve in a narrow window, in logical units.
NARROW_CURVE = 360.0
#: Width of the column of a peak's MTPD, which shows its whole heading.
PEAK_TIME = 124


class ImpactView(SubView):
    """The impact grid of one service, with what follows from it."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.grid_widget = ImpactGrid(GridView((), ()))
        self.curve = ImpactCurve()
        self.message, self.count = label("", "heading", wrap=True), hint("")
        explain(self.message, "mtpd")
        self._targets = {name: TargetLine(console, name) for name in interviews.PROPOSED}
        self._anchor_lines = column(gap=6)
        self._anchors = box(self._anchor_lines)
        self.effective = label("", "body", "text2", wrap=True)
        self.peaks = ChildTable(console, m.Peak, "service_id", N_("Peaks"), ("name",), shown=5,
                                columns=[field_column(console, m.Peak, "mtpd", width=PEAK_TIME)])  # fmt: skip
        self._build()
        self._connect()

    def _build(self) -> None:
        question = heading(translate(N_("It stops at the worst moment. What has happened after 1 h, 4 h …?")), "title")
        advice = paragraph(
            translate(N_("Score the worst credible effect so far, without any workaround. One category at a time."))
        )
        below = row(gap=24)
        grid, curve = Twinned(self.grid_widget), Twinned(self.curve)
        said = row(self.message)
        said.setStretch(0, 1)
        said.addWidget(curve.button, 0, Qt.AlignmentFlag.AlignTop)
        below.addLayout(column(said, curve, None, gap=8))
        reasons = column(*self._targets.values(), None, gap=12)
        below.addLayout(reasons, 1)
        middle = QWidget()
        middle.setLayout(
            column(
                question,
                advice,
                4,
                grid,
                row(self.count, why_button(self.console, lambda: self.key, "scored"), None, grid.button),
                4,
                rule(),
                4,
                below,
                None,
                margins=(16, 12, 16, 12),
            )
        )
        side = QWidget()
        below_peaks = self._effective_row()
        side.setLayout(column(self._anchors, rule(), self.peaks, below_peaks, None, gap=16, margins=(16, 16, 16, 16)))
        side_area = scrolling(side, "canvas")
        side_area.setFixedWidth(px(Size.detail_small))
        across = row(gap=0)
        across.addWidget(ground(scrolling(middle, "surface"), "surface"), 1)
        across.addWidget(rule(upright=True))
        across.addWidget(side_area)
        self.body.addLayout(across, 1)
        foot = FootBar()
        foot.set_keys(
            [
                (("1", "–", "5"), translate(N_("score"))),
                (("←", "→"), translate(N_("move"))),
                (("↵",), translate(N_("accept carried"))),
                (("N",), translate(N_("note"))),
                (("Del",), translate(N_("clear"))),
            ]
        )
        self.body.addWidget(foot)
        self.bar.add(show_button(self._show_in_room), side="right")

    def _effective_row(self) -> QWidget:
        """Return the line that says which tolerable time counts once the peaks are looked at."""
        across = row(gap=4)
        across.addWidget(self.effective, 1)
        across.addWidget(why_button(self.console, lambda: self.key, "effective_mtpd"), 0, Qt.AlignmentFlag.AlignTop)
        self._effective = box(across)
        return self._effective

    def _show_in_room(self) -> None:
        if self.key is not None:
            show_grid(self.console, self.key)

    def _connect(self) -> None:
        grid = self.grid_widget
        grid.scored.connect(self._score)
        grid.accepted.connect(self._accept)
        grid.cleared.connect(self._clear)
        grid.note_wanted.connect(self._note)
        grid.cursor_moved.connect(lambda category, horizon: self._show_anchors())

    def show_key(self, key: bytes) -> None:
        """Work on another service; the grid gets the keyboard."""
        super().show_key(key)
        self.grid_widget.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what a person does --------------------------------------------------------------------------------

    def _score(self, category: str, horizon: str, given: int) -> None:
        if self.key is None:
            return
        where = bytes.fromhex(category), bytes.fromhex(horizon)
        if self._falls(category, horizon, given):
            self._confirm_fall(where, given)
            return
        self.console.attempt(lambda: interviews.score(self.document, self.key or b"", *where, given))

    def _falls(self, category: str, horizon: str, given: int) -> bool:
        line = next(line for line in self._grid.lines if line.key.hex() == category)
        at = [one.key.hex() for one in self._grid.horizons].index(horizon)  # type: ignore[attr-defined]
        before = [found for found in line.levels[:at] if found is not None]
        return bool(before) and given < before[-1]

    def _confirm_fall(self, where: tuple[bytes, bytes], given: int) -> None:
        title = translate(N_("Does it really get better with time?"))
        text = translate(
            N_("Impact is counted from the loss on, so it normally never falls. If it does here, say why.")
        )
        verbs = (CANCEL, Verb("keep", N_("Keep the lower score"), variant="primary", default=True))
        note = self._ask_note(title, text, verbs, "")
        if note is not None:
            self.console.attempt(
                lambda: interviews.score(self.document, self.key or b"", *where, given, note, fall_confirmed=True)
            )

    def _ask_note(self, title: str, text: str, verbs: Sequence[Verb], old: str) -> str | None:
        dialog = Dialog(self, title, text, verbs)
        field = NoteField(translate(N_("Note")))
        field.setText(old)
        dialog.body.addWidget(field)
        field.setFocus()
        kept = dialog.ask() != "cancel"
        words = field.text()
        dialog.deleteLater()
        return words if kept else None

    def _accept(self, category: str, cells: list[tuple[str, int]]) -> None:
        places = [one.key.hex() for one in self._grid.horizons]  # type: ignore[attr-defined]
        carried = dict(cells)
        levels = [carried.get(place) for place in places]
        self.console.attempt(
            lambda: interviews.score_row(self.document, self.key or b"", bytes.fromhex(category), levels)
        )

    def _clear(self, category: str, horizon: str) -> None:
        where = bytes.fromhex(category), bytes.fromhex(horizon)
        self.console.attempt(lambda: interviews.clear_score(self.document, self.key or b"", *where))

    def _note(self, category: str, horizon: str) -> None:
        line = next(line for line in self._grid.lines if line.key.hex() == category)
        at = [one.key.hex() for one in self._grid.horizons].index(horizon)  # type: ignore[attr-defined]
        cell = line.cells[at]
        if cell is None or not self.console.writable:
            self.console.say(translate(N_("Score the cell first; then it can have a note.")))
            return
        title = translate(
            N_("Note on {category} after {horizon}"), category=line.name, horizon=self._grid.horizons[at].label
        )
        verbs = (CANCEL, Verb("keep", N_("Keep the note"), variant="primary", default=True))
        note = self._ask_note(title, "", verbs, cell.note)
        if note is not None:
            where = bytes.fromhex(category), bytes.fromhex(horizon)
            self.console.attempt(
                lambda: interviews.score(
                    self.document, self.key or b"", *where, cell.level, note, fall_confirmed=cell.fall_confirmed
                )
            )

    # --- what is shown -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the grid and what follows from it."""
        service = self.document.get(m.Service, self.key) if self.key is not None else None
        if service is None:
            self.left.emit()
            return
        self._scales: Scales = read_scales(self.document)
        self._grid: Grid = interviews.grid(self.document, service.id, scales=self._scales)
        proposal = interviews.proposals(self.document, service.id, scales=self._scales)
        self.title.setText(service.name)
        self.grid_widget.show_view(grid_view(self._grid, self._scales, proposal, read_only=not self.console.writable))
        self.count.setText(
            translate(N_("{n} of {of} cells scored. Bar: first intolerable."), n=self._grid.scored, of=self._grid.cells)
        )
        self._show_curve(service, proposal)
        for line in self._targets.values():
            line.show_target(service, proposal)
        self._show_anchors()
        self.peaks.show_key(service.id)
        found = interviews.effective_mtpd(self.document, service.id)
        words = translate(N_("With its peaks the tolerable time is {value}."), value=format_duration(found))
        self.effective.setText(words if found is not None else "")
        self._effective.setVisible(found is not None)

    def _show_curve(self, service: Any, proposal: Proposal) -> None:
        narrow = self.window().width() < px(NARROW_BELOW)
        view = curve_view(self._grid, service, proposal, NARROW_CURVE if narrow else WIDTH)
        self.message.setText(view.title)
        self.curve.show_view(view)

    def _show_anchors(self) -> None:
        layout = self._anchor_lines
        clear(layout)
        category, horizon = self.grid_widget.cursor()
        line = next((line for line in self._grid.lines if line.key.hex() == category), None)
        if line is None:
            return
        after = next((h.label for h in self._grid.horizons if h.key.hex() == horizon), "")  # type: ignore[attr-defined]
        layout.addWidget(heading(translate(N_("{category} after {horizon}"), category=line.name, horizon=after)))
        for number, words in enumerate(line.anchors, 1):
            if number == line.threshold:
                layout.addWidget(hint(translate(N_("intolerable from {n}"), n=number), tone="err"))
            chip = ChipLabel(level(number, self._scales.word(number)))
            across = row(chip, gap=10)
            across.addWidget(paragraph(words, "text"), 1)
            layout.addWidget(box(across))


class TargetLine(QWidget):
    """What is proposed for MTPD or RTO, why, and a button that takes it."""

    def __init__(self, console: Console, target: str) -> None:
        super().__init__()
        self.console, self.target = console, target
        name = {"mtpd": N_("MTPD"), "rto": N_("RTO")}[target]
        self._figure: Label = label("", "title")
        self._now, self._why = hint(""), paragraph("")
        self._reasons: Sequence[str] = ()
        self._service: bytes = b""
        self._take = button(translate(N_("Take it")), self._take_it, size="small")
        why = link(translate(N_("Why?")), self._explain, role="hint")
        named = label(translate(name), "name")
        explain(named, target)
        head = row(named, self._figure, self._now, None, gap=10)
        self._why_link = why
        self.setLayout(column(head, self._why, row(self._take, why, None, gap=12), gap=4))

    def show_target(self, service: Any, proposal: Proposal) -> None:
        """Show the proposal beside the value that holds."""
        self._service = service.id
        value, now = getattr(proposal, self.target), getattr(service, self.target)
        self._reasons = [str(reason) for reason in proposal.reasons]
        self._figure.setText(format_duration(value) if value is not None else translate(N_("not yet")))
        held = format_duration(now) if now is not None else translate(N_("not asked yet"))
        self._now.setText(translate(N_("proposed; now {value}"), value=held))
        self._why.setText(self._reasons[0] if self.target == "mtpd" and self._reasons else (self._reasons or [""])[-1])
        self._take.setVisible(self.console.writable)
        self._take.setEnabled(value is not None and value != now)

    def _take_it(self) -> None:
        self.console.attempt(lambda: interviews.take_proposal(self.console.document, self._service, self.target))

    def _explain(self) -> None:
        show_why(self.console, self._why_link, ask_why(self.console, self._service, self.target))


def grid_view(grid: Grid, scales: Scales, proposal: Proposal, *, read_only: bool) -> GridView:
    """Return what the grid widget shows: keys as hex, carried cells, and when each category becomes intolerable."""
    labels = {one.minutes: one.label for one in grid.horizons}
    rows = []
    for line in grid.lines:
        cells = [
            GridCell(made.level, made.carried, bool(cell and cell.note))
            for made, cell in zip(with_carry(line.levels), line.cells, strict=True)
        ]
        first = next((at for at, one in enumerate(line.levels) if one is not None and one >= line.threshold), None)
        when = grid.horizons[first].label if first is not None else translate(N_("never"))
        anchors = dict(enumerate(line.anchors, 1))
        rows.append(
            GridRow(line.key.hex(), line.name, line.threshold, cells, when if any(line.levels) else "", anchors)
        )
    marked = labels.get(proposal.mtpd or -1, "")
    keys = [(one.key.hex(), one.label) for one in grid.horizons]  # type: ignore[attr-defined]
    return GridView(
        keys,
        rows,
        {number: scales.word(number) for number in range(1, 6)},
        next((key for key, words in keys if words == marked), ""),
        read_only,
    )


def curve_view(grid: Grid, service: Any, proposal: Proposal, width: float = WIDTH) -> CurveView:
    """Return the curve with its message: when the service becomes intolerable."""
    drivers = set(proposal.drivers)
    lines = [CurveLine(line.name, line.levels, line.code in drivers) for line in grid.lines]
    threshold = min((line.threshold for line in grid.lines if line.code in drivers), default=4)
    if not grid.scored:
        title = translate(N_("Nothing is scored yet"))
    elif proposal.mtpd is None:
        title = translate(N_("Too little is scored to say when it becomes intolerable"))
    elif proposal.mtpd >= BEYOND:
        title = translate(N_("{service} stays tolerable beyond the last horizon"), service=service.name)
    else:
        title = translate(
            N_("{service} becomes intolerable between {before} and {after}"),
            service=service.name,
            before=format_duration(proposal.tolerable or 0),
            after=format_duration(proposal.intolerable),
        )
    return CurveView(
        [(one.minutes, one.label) for one in grid.horizons],
        lines,
        threshold,
        _mark(N_("MTPD {value}"), service.mtpd),
        _mark(N_("RTO {value}"), service.rto),
        title,
        width,
    )


def _mark(words: str, minutes: int | None) -> tuple[int, str] | None:
    if minutes is None or minutes >= BEYOND:
        return None
    return minutes, translate(words, value=format_duration(minutes))
