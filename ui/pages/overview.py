"""The Overview: how the programme stands, what to do next, which services are ready, what contradicts, what comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.charts import Twin
from app.dates import format_date
from app.i18n import N_, UserError, plural, translate
from ui import pages
from ui.console import Console, Page
from ui.room.covers import Cover
from ui.tasks import Progress, Task
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.buttons import Button, LinkButton, button, link
from ui.widgets.cards import Card, Tile, scrolling
from ui.widgets.chips import Chip, ChipLabel
from ui.widgets.labels import elided, hint, label, text_width
from ui.widgets.layouts import box, clear, column, row, rule
from ui.widgets.lines import IconLabel, LineButton, WeekBars
from ui.widgets.twin import Twinned

if TYPE_CHECKING:
    from app.checks import Finding
    from app.history import ChangeSet
    from app.overview import Ahead, ChainRow, Figure, Overview, Step
    from ui.help.why import WhyButton
    from ui.overview.chain import ChainCard

#: How many steps, findings and dates are shown until somebody asks for all.
STEPS, FINDINGS, DATES = 3, 5, 7
#: No card shows more rows than a person reads; the pages behind them have all.
MOST = 60
#: A session with so many findings takes longer to read than a blink.
LARGE = 1_000
#: How many figures there are.
TILES = 5
#: Below this width of the page (logical pixels) margins and the right column become narrower.
NARROW = 1092
_RIGHT, _RIGHT_NARROW = 384, 304
_STEP_ROW, _FINDING_ROW, _DATE_ROW, _TILE, _VERB, _DATE, _NOTE = 52, 48, 36, 136, 128, 52, 80
_NOTE_NAME = "note of a date"
_ICONS = {
    "test": "flask-conical", "exercise": "timer", "retest": "flask-conical", "plan": "book-open-check",
    "copy": "printer", "acceptance": "handshake", "risk": "shield-alert", "waiver": "handshake",
    "action": "list-checks",
}  # fmt: skip


#: A row of a card: what it tells, which says whether it is the same as before, and what makes it.
Line = tuple[object, Callable[[], QWidget]]


class MetricTile(Tile):
    """A tile that is reached by Tab and opened by Enter, Space or a click."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setProperty("ring", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(px(_TILE))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.reason = hint("", wrap=True, tone="text2")
        self.why: WhyButton | None = None
        self.body.addWidget(self.reason)

    def add_why(self, why: WhyButton) -> None:
        """Put the question mark that tells where the figure comes from into the upper right corner."""
        self.why = why
        why.setParent(self)
        why.show()
        self.resizeEvent(None)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        if event is not None:
            super().resizeEvent(event)
        if self.why is not None:
            side, gap = self.why.sizeHint(), px(Space.s)
            left = self.width() - side.width() - gap
            named = text_width(self._name, "label") + px(Size.card_padding + Space.xs)
            top = gap if named <= left else px(Size.card_padding + Space.xl)  # beside a long name it would cover it
            self.why.setGeometry(left, top, side.width(), side.height())

    def tell(self, figure: Figure) -> None:
        """Show a figure; one without a value is grey and says why in as many lines as it takes."""
        known = bool(figure.total)
        words, more = (figure.words, figure.more) if known else ("", "")
        self.show_figure(figure.figure, figure.count, figure.done, figure.total, words, more)
        self._figure.set_tone("text" if known else "text3")
        self._figure.set_role("metric" if known else "title")
        self.meter.setVisible(known)
        self.reason.setText("" if known else figure.words)
        self.reason.setVisible(not known)
        for part in (self._words, self._more):
            part.setVisible(known)
        self.setAccessibleName(figure.told)
        self.setToolTip(figure.told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)


class LinesCard(Card):
    """A card with a list of rows of which the first few are shown until somebody asks for more.

    Rows are made when they are first shown, and never more than ``MOST``: a large session has thousands. A row that
    tells the same as before is kept.
    """

    def __init__(self, title: str, few: int, more: LinkButton) -> None:
        self._controls = row(more, gap=Space.s)
        super().__init__(title, " ", box(self._controls), flush=True)
        self._few, self._more, self._all = few, more, False
        self._lines: Sequence[Line] = ()
        self._made: dict[object, QWidget] = {}
        self._nothing: QWidget | None = None
        self.above = QVBoxLayout()
        self.lines = QVBoxLayout()
        self.lines.setSpacing(0)
        self.body.addLayout(self.above)
        self.body.addLayout(self.lines)

    def offer(self, control: QWidget) -> None:
        """Put one more control into the head, before the link."""
        self._controls.insertWidget(0, control)

    def toggle(self) -> None:
        """Show all rows, or only the first few again."""
        self._all = not self._all
        self._show()

    def set_lines(self, lines: Sequence[Line], nothing: str) -> None:
        """Show these rows; ``nothing`` says what it means that there are none."""
        self._lines = _numbered(lines[:MOST])
        kept = {told for told, _ in self._lines}
        gone = [self._made.pop(told) for told in [*self._made] if told not in kept]
        for widget in [*gone, *([self._nothing] if self._nothing is not None else [])]:
            self.lines.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._nothing = None
        if not lines:
            words = hint(nothing, wrap=True)
            self._nothing = box(column(words, margins=(Space.l, 0, Space.l, Space.l)))
            self.lines.addWidget(self._nothing)
        self._show()

    def _show(self) -> None:
        wanted = len(self._lines) if self._all else min(self._few, len(self._lines))
        for at, (told, make) in enumerate(self._lines):
            if at < wanted:
                self._place(at, told, make)
            elif told in self._made:
                self._made[told].hide()
        if self._more.property("toggles"):
            self._more.setVisible(len(self._lines) > self._few)
            self._more.setText(translate(N_("Show fewer") if self._all else N_("Show all")))
            self._more.updateGeometry()

    def _place(self, at: int, told: object, make: Callable[[], QWidget]) -> None:
        made = self._made.get(told)
        if made is None:
            made = self._made[told] = box(column(rule(), make(), gap=0))
        standing = self.lines.itemAt(at)
        if standing is None or standing.widget() is not made:
            self.lines.removeWidget(made)
            self.lines.insertWidget(at, made)
        made.show()


def _numbered(lines: Sequence[Line]) -> list[Line]:
    """Tell rows of the same words apart by how often they were there before."""
    times: Counter[object] = Counter()
    found: list[Line] = []
    for told, make in lines:
        found.append(((told, times[told]), make))
        times[told] += 1
    return found


def _toggle() -> LinkButton:
    made = link(translate(N_("Show all")))
    made.setProperty("toggles", True)
    return made


class OverviewPage(Page):
    """The first page of a session. Its frame is there at once; what it tells comes with the findings of the checks."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(console, parent)
        self._findings: Sequence[Finding] = ()
        self._told: Overview | None = None
        self._reading: Task | None = None
        self._due, self._narrow = False, False
        self._touched: set[str] = set()
        self._fresh: Overview | None = None
        self.tiles: dict[str, MetricTile] = {}
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(px(Space.l))
        for _ in range(TILES):
            frame = Card()
            frame.setFixedHeight(px(_TILE))
            self._tiles.addWidget(frame, 1)
        more_steps, more_dates = _toggle(), _toggle()
        self.steps = LinesCard(translate(N_("Do next")), STEPS, more_steps)
        self.findings = LinesCard(
            translate(N_("Findings")), FINDINGS, link(translate(N_("All")), lambda: console.go("findings"))
        )
        self.dates = LinesCard(translate(N_("Next 90 days")), DATES, more_dates)
        more_steps.clicked.connect(self.steps.toggle)
        more_dates.clicked.connect(self.dates.toggle)
        self.bars = WeekBars()
        self.weeks = Twinned(self.bars, compact=True)
        self._bars_box = box(column(self.weeks, margins=(Space.l, 0, Space.l, Space.s)))
        self._bars_box.hide()
        self.dates.above.addWidget(self._bars_box)
        self.dates.offer(self.weeks.button)
        for card in (self.steps, self.findings, self.dates):
            card.set_lines([], translate(N_("Reading the session…")))
        self._lay_out()
        console.bridge.changed.connect(self._hear)

    @cached_property
    def chain(self) -> ChainCard:
        """The table of critical services, made when there is something to show."""
        from ui.overview.chain import ChainCard

        made = ChainCard(self.console)
        made.set_narrow(self._narrow)
        self._left_column.insertWidget(1, made)
        return made

    def _lay_out(self) -> None:
        steps = Cover(self.console, self.steps, translate(N_("What to do next")))
        findings = Cover(self.console, self.findings, translate(N_("Findings of all departments")))
        dates = Cover(self.console, self.dates, translate(N_("Dates, with the names of exercises")))
        self._left_column = column(steps, None, gap=Space.l)
        self._left = box(self._left_column)
        self._right = box(column(findings, dates, None, gap=Space.l))
        below = row(gap=Space.l)
        below.addWidget(self._left, 1)
        below.addWidget(self._right)
        content = box(column(self._tiles, below, None, gap=Space.l))
        self._margins = content.layout()
        area = scrolling(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(area))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self._narrow = self.width() < px(NARROW)
        margin = px(Space.l if narrow else Space.xxl)
        if self._margins is not None:
            self._margins.setContentsMargins(margin, px(Space.l), margin, margin)
        self._right.setFixedWidth(px(_RIGHT_NARROW if narrow else _RIGHT))
        if self._told is not None:
            self.chain.set_narrow(narrow)
        for note in self.dates.findChildren(QWidget, _NOTE_NAME):
            note.setVisible(not narrow)

    # --- what is shown ---

    def subtitle(self) -> str:
        """Return the day of the session."""
        return f"{self.document.today():%a} {format_date(self.document.today())}"

    def take_focus(self) -> None:
        """The keyboard begins with what is to be done first."""
        verbs = [made for made in self.steps.findChildren(Button) if made.isVisibleTo(self)]
        verb = next((made for made in verbs if made.variant == "primary"), None)
        if verb is not None:
            verb.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Nothing is read here: the checks look at every edit, and what they find brings the rest."""

    def _hear(self, changes: ChangeSet) -> None:
        self._touched |= changes.tables

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Take the newest findings; everything is read again if it may have changed, and once the page is seen."""
        from app import overview  # with all its figures, after the window is there

        concerned = bool(self._touched - overview.SHOWS_NOTHING_OF) or self._told is None
        self._due = self._due or concerned or list(findings) != list(self._findings)
        self._findings = findings
        self._touched.clear()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._fresh is not None:
            self._take(self._fresh)
        else:
            self._read()

    def _read(self) -> None:
        """Read the session once; a large one, or for a page out of sight, off the window's thread."""
        if not self._due or self._reading is not None or self.console.bridge.closed:
            return
        from app import overview

        self._due = False
        findings = self._findings
        if len(findings) < LARGE and self.isVisible():
            self._tell(overview.overview(self.document, findings))
            return
        snapshot = self.document.snapshot()

        def work(_progress: Progress) -> Overview:
            with snapshot:
                return overview.overview(snapshot, findings)

        self._reading = Task(work)
        self._reading.done.connect(self._take)
        self._reading.failed.connect(self._fail)
        self._reading.start()

    def _take(self, told: Overview) -> None:
        """Show what was read; a page out of sight keeps it until it is seen."""
        self._reading = None
        if not shiboken6.isValid(self) or self.console.bridge.closed:
            return
        self._fresh = None if self.isVisible() else told
        if self._fresh is None:
            self._tell(told)
        self._read()

    def _fail(self, error: Exception) -> None:
        self._reading = None
        if not isinstance(error, UserError):
            raise error

    def _tell(self, told: Overview) -> None:
        """Show the parts that differ from what stands there."""
        before, self._told = self._told, told
        self._show_findings()
        shows: tuple[tuple[str, Callable[[Any], None]], ...] = (
            ("figures", self._show_tiles), ("steps", self._show_steps), ("dates", self._show_dates),
            ("chain", self._show_chain),
        )  # fmt: skip
        focused = self.window().focusWidget()
        idle = before is None and focused in (None, self.window(), self)
        lost = idle or (focused is not None and self.steps.isAncestorOf(focused))
        for name, show in shows:
            now = getattr(self._told, name)
            if before is None or getattr(before, name) != now:
                show(now)
        if lost and self.isVisible() and (focused is None or not focused.isVisible() or before is None):
            self.take_focus()

    def _show_chain(self, rows: Sequence[ChainRow]) -> None:
        self.chain.show_rows(rows)

    def _show_tiles(self, figures: Sequence[Figure]) -> None:
        from ui.help.why import figure_button

        if not self.tiles:
            clear(self._tiles)
        for figure in figures:
            tile = self.tiles.get(figure.key)
            if tile is None:
                tile = self.tiles[figure.key] = MetricTile(figure.name)
                tile.clicked.connect(partial(self.console.go, figure.place))
                tile.add_why(figure_button(self.console, figure.key, figure.name))
                self._tiles.addWidget(tile, 1)
            tile.tell(figure)

    def _show_steps(self, steps: Sequence[Step]) -> None:
        lines: list[Line] = [((at, step), partial(self._step, at, step)) for at, step in enumerate(steps[:MOST])]
        shown = min(STEPS, len(steps))
        self.steps.note.setText(translate(N_("{shown} of {n}"), shown=shown, n=len(steps)) if steps else "")
        self.steps.set_lines(lines, translate(N_("Nothing is waiting. The programme is up to date.")))

    def _step(self, at: int, step: Step) -> QWidget:
        number = ChipLabel(Chip(str(at + 1), "", "text2", "ctl", width=Size.chip, pill=True))
        what = column(label(step.what, "name", elide=True), hint(step.why, elide=True), gap=0)
        verb = button(step.verb, partial(self._do, step), variant="default" if at else "primary", size="small")
        verb.setMinimumWidth(px(_VERB))
        verb.setAccessibleName(f"{step.verb}: {step.what}")
        across = row(number, gap=Space.m, margins=(Space.l, 0, Space.m, 0))
        across.addLayout(what, 1)
        across.addWidget(verb)
        line = box(across)
        line.setFixedHeight(px(_STEP_ROW))
        return line

    def _do(self, step: Step) -> None:
        if step.dialog:
            self.console.ask(step.dialog, step.key)
        else:
            self.console.go(pages.place_of(step.subject), step.key)

    def _show_findings(self) -> None:
        live = [finding for finding in self._findings if not finding.waived]
        self.findings.note.setText(_counts(self._findings))
        lines: list[Line] = [(finding, partial(self._finding, finding)) for finding in live[:FINDINGS]]
        self.findings.set_lines(lines, translate(N_("Nothing contradicts, nothing is overdue.")))

    def _finding(self, finding: Finding) -> QWidget:
        words = column(label(finding.message, "body", elide=True), hint(_code(finding), elide=True), gap=0)
        across: list[QWidget] = [ChipLabel(chips.severity(finding.severity))]
        name = f"{translate(chips.SEVERITY_WORDS[finding.severity])}: {finding.message} {_code(finding)}"
        go = partial(self.console.go, pages.place_of(finding.subject_kind), finding.subject)
        return LineButton([*across, box(words)], name, _FINDING_ROW, go)

    def _show_dates(self, dates: Sequence[Ahead]) -> None:
        number = plural(N_("{n} date"), N_("{n} dates"), len(dates))
        self.dates.note.setText(number)
        self._bars_box.setVisible(bool(dates))
        self.weeks.button.setVisible(bool(dates))
        self.bars.set_bars(*self._bars(dates, number))
        lines: list[Line] = [(one, partial(self._date, one)) for one in dates[:MOST]]
        self.dates.set_lines(lines, translate(N_("No test, review or action has a date in the next 90 days.")))

    def _bars(self, dates: Sequence[Ahead], title: str) -> tuple[list[tuple[str, int]], Twin]:
        """Return the bars of the weeks, and the same as a table."""
        from app.overview import weeks

        bars, rows, month = [], [], 0
        for week in weeks(dates, self.document.today()):
            day = format_date(week.start)
            bars.append((day.split()[1] if week.start.month != month else "", week.number))
            rows.append((day, str(week.number)))
            month = week.start.month
        heads = (translate(N_("Seven days from")), translate(N_("Dates")))
        return bars, Twin(title, heads, tuple(rows))

    def _date(self, one: Ahead) -> QWidget:
        day = label(" ".join(format_date(one.on).split()[:2]), "body", "text2")
        day.setFixedWidth(px(_DATE))
        what = label(one.what, "body", elide=True)
        note = hint(elided(one.note, "hint", px(_NOTE)))
        note.setToolTip(one.note)
        if self._narrow:
            note.hide()
        note.setObjectName(_NOTE_NAME)
        name = f"{format_date(one.on)}: {one.what} {one.note}"
        go = partial(self.console.go, pages.place_of(one.subject), one.key)
        made = LineButton([day, IconLabel(_ICONS[one.kind]), what, note], name, _DATE_ROW, go)
        made.layout().setStretchFactor(what, 1)  # type: ignore[union-attr]
        return made


def _counts(findings: Sequence[Finding]) -> str:
    live = [finding for finding in findings if not finding.waived]
    must, should = (sum(one.severity == letter for one in live) for letter in "EW")
    parts = [
        (must, translate(N_("{n} must fix"), n=must)),
        (should, translate(N_("{n} should fix"), n=should)),
    ]
    return ", ".join(words for number, words in parts if number)


def _code(finding: Finding) -> str:
    return " · ".join(part for part in (finding.rule, finding.subject_ref, finding.node_ref) if part)
