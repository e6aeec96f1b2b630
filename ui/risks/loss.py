"""What the quantified risks may cost in a year: three figures in words, the curve, and who makes up the bad years."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app import portfolio
from app.charts import ExceedanceView, LossMark, LossShare, LossSharesView, exceedance, loss_shares
from app.i18n import N_, plural, translate
from app.loss import money
from app.portfolio import NOTHING, PERCENTILES, Exposures, LeftOut, Portfolio
from ui.console import Console
from ui.risks.reading import Reading
from ui.room.covers import Cover
from ui.tasks import Task
from ui.theme import Space, px
from ui.widgets.buttons import button, link
from ui.widgets.cards import Card, scrolling
from ui.widgets.header import ToolBar
from ui.widgets.labels import heading, hint, label, paragraph
from ui.widgets.layouts import box, clear, column, ground, row, rule
from ui.widgets.stretched import StretchedChart
from ui.widgets.twin import Twinned

LIST, LIST_NARROW, NARROW = 416, 356, 1300
_HIGH, _LOW = 340.0, 250.0
_RUNS = f"{portfolio.RUNS:,}".replace(",", "\u202f")
#: So many risks stand in the list; the others are in the table.
_MOST = 40


class Figure(Card):
    """One percentile: its name, the amount, and what it means in words."""

    def __init__(self, name: str, words: str, nothing: str) -> None:
        super().__init__()
        self._name, self._words, self._nothing = name, words, nothing
        self.amount, self.meaning = label("", "title"), hint(words, wrap=True, tone="text2")
        self.body.setSpacing(px(Space.xxs))
        for part in (label(name, "label", "text2"), self.amount, self.meaning):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def show_amount(self, cents: int, currency: str) -> None:
        """Show an amount, and what it means."""
        self.amount.setText(money(cents, currency))
        self.meaning.setText(self._words if cents else self._nothing)
        self.setAccessibleName(f"{self._name} {self.amount.text()}. {self.meaning.text()}")


class LossPanel(QWidget):
    """Belongs to the page of risks. ``risk_wanted(key)`` asks for a risk in the register."""

    risk_wanted = Signal(object)

    def __init__(self, console: Console, reading: Reading, switch: QWidget) -> None:
        super().__init__()
        self.console, self._reading = console, reading
        self.found: Portfolio | None = None
        self._task: Task | None = None
        self._wanted: Exposures | None = None
        self.title, self.busy = label("", "heading", wrap=True), hint("", tone="text2")
        self.figures = [Figure(translate(n), translate(w), translate(NOTHING[at])) for at, n, w in PERCENTILES]
        self.curve = StretchedChart(translate(N_("Losses of a year")), exceedance, widest=900.0)
        self.shares = StretchedChart(translate(N_("Shares of the bad years")), loss_shares)
        self.twinned = Twinned(self.curve)
        self.listed = Twinned(self.shares, compact=True, name=translate(N_("Shares of the bad years")))
        self.tail, self.more = hint("", wrap=True, tone="text2"), hint("", wrap=True)
        self.expert_button = button(translate(N_("For experts")), self._unfold, icon="chevron-right",
                                    variant="quiet", size="small")  # fmt: skip
        self.expert_button.setCheckable(True)
        self.expert = paragraph("")
        self.expert.hide()
        self._left_out = column(gap=Space.s)
        self.tools = ToolBar()
        self.tools.add(switch)
        self.tools.add(self.twinned.button, side="right")
        self.cover = Cover(console, self._both(), translate(N_("What the risks may cost")))
        self.setLayout(column(self.tools, self.cover, gap=0))
        self.shares.chosen.connect(self.risk_wanted)

    def _both(self) -> QWidget:
        figures = row(*self.figures, gap=Space.m)
        for at in range(len(self.figures)):
            figures.setStretch(at, 1)
        self._drawn = column(
            self.title, self.busy, 4, figures, 8, self.twinned, 4, row(self.expert_button, None), self.expert, None,
            gap=Space.xs, margins=(24, 12, 24, 16),
        )  # fmt: skip
        self.left = scrolling(box(self._drawn), "surface")
        heads = row(heading(translate(N_("Who makes up the bad years")), elide=True), self.listed.button)
        heads.setStretch(0, 1)
        head = column(heads, self.tail, gap=Space.xxs, margins=(16, 12, 16, 8))
        lines = column(self.listed, self.more, box(self._left_out), None, gap=Space.s, margins=(0, 0, 0, 16))
        self.side = ground(box(column(head, rule(), scrolling(box(lines), "canvas"), gap=0)), "canvas")
        across = row(gap=0)
        across.addWidget(self.left, 1)
        across.addWidget(rule(upright=True))
        across.addWidget(self.side)
        return ground(box(across), "surface")

    # --- reading -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Simulate what stands in the register that was read last; long simulations run beside the window."""
        register = self._reading.register
        wanted = portfolio.exposures_of(register.counted, register.currency)
        if wanted == self._wanted and (self._task is not None or self.found is not None):
            return
        self._stop()
        self._wanted = wanted
        if wanted.at_once:
            self._show(portfolio.simulate(wanted))
        else:
            self._simulate(wanted)

    def _simulate(self, wanted: Exposures) -> None:
        task = Task(lambda progress: (wanted, portfolio.simulate(wanted, lambda share: progress(share, ""))))
        task.advanced.connect(self._tell_progress)
        task.done.connect(self._take)
        task.failed.connect(self._fail)
        self._task = task
        self._tell_progress(0.0, "")
        task.start()

    def _tell_progress(self, share: float, _what: str) -> None:
        words = N_("Simulating {years} years: {share} %")
        self.busy.setText(translate(words, years=_RUNS, share=round(100 * share)))
        self.busy.show()

    def _take(self, result: tuple[Exposures, Portfolio]) -> None:
        if self._task is not None and result[0] is self._wanted:  # otherwise the session has gone on
            self._show(result[1])

    def _fail(self, error: Exception) -> None:
        self._task = None
        self.busy.hide()
        raise error

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._task is not None:
            self._stop()
            self._wanted = None

    # --- showing -------------------------------------------------------------------------------------------

    def _show(self, found: Portfolio) -> None:
        self._task, self.found = None, found
        self.busy.hide()
        self.title.setText(portfolio.headline(found))
        for figure, (at, _name, _words) in zip(self.figures, PERCENTILES, strict=True):
            figure.show_amount(found.percentiles[at], found.currency)
            figure.setVisible(found.known)
        self.twinned.setVisible(found.known)
        self.twinned.button.setVisible(found.known)
        self.listed.setVisible(found.known)
        self.listed.button.setVisible(found.known)
        self.expert_button.setVisible(found.known)
        self._show_curve(found)
        self._show_shares(found)
        self._show_left_out(found.left_out)
        self.expert.setText(_expert_words(found))

    def _show_curve(self, found: Portfolio) -> None:
        marks = [LossMark(translate(name), found.percentiles[at], 1 - at / 100) for at, name, _ in PERCENTILES]
        steps = [(point.loss, point.chance) for point in found.curve]
        height = _LOW if self.window().height() < px(800) else _HIGH
        self.curve.show_view(ExceedanceView(steps, found.currency, marks, self.title.text(), height=height))

    def _show_shares(self, found: Portfolio) -> None:
        shares = [
            LossShare(one.key, one.ref, one.event, one.share, one.rate, one.assumed, one.losses[1], one.loss.p10,
                      one.loss.p50, one.loss.p90)
            for one in found.lines
        ]  # fmt: skip
        self.tail.setText(portfolio.tail_words(found))
        self.shares.show_view(LossSharesView(shares[:_MOST], found.currency, self.tail.text()))
        rest = len(shares) - _MOST
        words = plural(N_("{n} more risk takes part."), N_("{n} more risks take part."), max(1, rest))
        none = plural(N_("{n} risk has no figures."), N_("{n} risks have no figures."), found.others)
        self.more.setText(" ".join([*([words] if rest > 0 else []), *([none] if found.others else [])]))
        self.more.setContentsMargins(px(Space.m), 0, px(Space.m), 0)

    def _show_left_out(self, left_out: tuple[LeftOut, ...]) -> None:
        clear(self._left_out)
        for one in left_out:
            told = hint(one.why, wrap=True, tone="err")
            name = link(f"{one.ref} {one.event}", lambda key=one.key: self.risk_wanted.emit(key))  # type: ignore[misc]
            self._left_out.addWidget(box(column(row(name, None), told, gap=0, margins=(12, 4, 12, 4))))

    def _unfold(self) -> None:
        opened = self.expert_button.isChecked()
        self.expert.setVisible(opened)
        self.expert_button.set_icon("chevron-down" if opened else "chevron-right")

    def place(self) -> dict[str, Any]:
        """Return what is unfolded."""
        return {"expert": self.expert_button.isChecked()}

    def restore(self, place: dict[str, Any]) -> None:
        """Unfold what was."""
        self.expert_button.setChecked(bool(place.get("expert")))
        self._unfold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < px(NARROW)
        self.side.setFixedWidth(px(LIST_NARROW if narrow else LIST))
        side = px(Space.l if narrow else Space.xxl)
        self._drawn.setContentsMargins(side, px(Space.m), side, px(Space.l))
        if self.found is not None:
            self._show_curve(self.found)


def _expert_words(found: Portfolio) -> str:
    """Return the expected value and how the figures came about."""
    rate = sum(line.rate for line in found.lines)
    return "\n".join(
        (
            translate(N_("Expected value: {mean} a year, the sum of rates times PERT means. It hides how far years lie "
                         "apart; do not use it alone."), mean=money(found.expected, found.currency)),
            translate(N_("Together λ = {rate} events a year; the chance of a year with at least one is {chance} %."),
                      rate=f"{rate:.3g}", chance=round(100 * found.chance)),
            translate(N_("{runs} simulated years: events are Poisson, single losses beta-PERT, risks independent of "
                         "each other. The same figures always give the same answer."),
                      runs=_RUNS),
        )
    )  # fmt: skip
