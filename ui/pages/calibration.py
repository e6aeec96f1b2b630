"""Calibration: whether departments judge alike, and what sign-off still lacks. The page to open before sign-off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import calibration
from app.calibration import CHANGED, NO_REASON, OUTLIER, Calibration, Entry
from app.durations import format_duration
from app.i18n import N_, UserError, translate
from ui.calibration.cards import ChartCard, ImpactCard, SharesCard, TimesCard
from ui.calibration.worklist import CHOSEN, Worklist
from ui.console import Console, Page
from ui.tasks import Progress, Task
from ui.theme import Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import EmptyState, Way, scrolling
from ui.widgets.header import ToolBar
from ui.widgets.labels import hint
from ui.widgets.layouts import box, column, row

#: With so many services the session is read off the window's thread.
LARGE = 300
#: Below this width of the page (logical pixels) margins and the list become narrower.
NARROW = 1092
_LIST, _LIST_NARROW = 440, 352


class CalibrationPage(Page):
    """Charts that compare departments at the left, what to look at before sign-off at the right."""

    TABLES = frozenset(
        {
            "service", "department", "person", "entity", "bia", "bia_approval", "impact_score", "target_decision",
            "dependency", "poll", "impact_category", "horizon", "tier",
        }
    )  # fmt: skip
    PRIVATE = N_("Targets and impact of all departments")

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(console, parent)
        self.told: Calibration | None = None
        self._due, self._busy, self._wanted = True, False, b""
        self.shares, self.times, self.impact = SharesCard(), TimesCard(), ImpactCard()
        self.worklist = Worklist(console)
        self.stack = QStackedWidget()
        self._lay_out()
        self.shares.chosen.connect(self._choose_share)
        self.times.chosen.connect(self._choose_time)
        self.impact.chosen.connect(self._choose_impact)

    @property
    def cards(self) -> tuple[ChartCard, ...]:
        """The cards from top to bottom."""
        return self.shares, self.times, self.impact

    def _lay_out(self) -> None:
        bar = ToolBar()
        back = button(
            translate(N_("Services")), lambda: self.console.go("services"), icon="arrow-left", variant="quiet"
        )
        self.standing = hint("", tone="text2")
        bar.add(back)
        bar.add(self.standing, side="right")
        content = box(column(*self.cards, None, gap=Space.l))
        self._margins = content.layout()
        area = scrolling(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across = row(gap=0)
        across.addWidget(area, 1)
        across.addWidget(self.worklist)
        waiting = box(column(None, row(None, hint(translate(N_("Reading the session…"))), None), None))
        for part in (waiting, box(across), self._nothing()):
            self.stack.addWidget(part)
        self.setLayout(column(bar, self.stack, gap=0))

    def _nothing(self) -> EmptyState:
        why = N_(
            "Once the first services have targets or scores, this page lays the departments side by side: how long "
            "each can wait, how it judges harm, how much of it stands in the top tiers. What stands out is named with "
            "its reason, so that it can be talked about before anybody signs."
        )
        go = button(translate(N_("Go to the services")), lambda: self.console.go("services"), icon="layers",
                    variant="primary")  # fmt: skip
        ways = [Way(translate(N_("Score the first service")), go, translate(N_("Or enter its RTO and MTPD.")))]
        return EmptyState("scale", translate(N_("Nothing to compare yet")), translate(why), ways)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(NARROW)
        margin = px(Space.l if narrow else Space.xxl)
        if self._margins is not None:
            self._margins.setContentsMargins(margin, px(Space.l), margin, margin)
        self.worklist.setFixedWidth(px(_LIST_NARROW if narrow else _LIST))

    # --- reading ---

    def subtitle(self) -> str:
        """Return how many are approved."""
        if self.told is None:
            return ""
        return translate(N_("{n} of {of} approved"), n=self.told.approved, of=len(self.told.rows))

    def refresh(self) -> None:
        """Read the session again; a large one while the page shows what it showed."""
        self._due = True
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        if not self._due or self._busy or self.console.bridge.closed:
            return
        self._due = False
        if calibration.size(self.document) < LARGE:
            self._tell(calibration.calibration(self.document))
            return
        self._busy = True
        QTimer.singleShot(0, self, self._begin)  # once the page has been painted

    def _begin(self) -> None:
        if self.console.bridge.closed:
            return
        snapshot = self.document.snapshot()

        def work(_progress: Progress) -> Calibration:
            with snapshot:
                return calibration.calibration(snapshot)

        task = Task(work)
        task.done.connect(self._take)
        task.failed.connect(self._fail)
        task.start()

    def _take(self, told: Calibration) -> None:
        self._busy = False
        if shiboken6.isValid(self) and not self.console.bridge.closed:
            self._tell(told)
            if self.isVisible():
                self._read()

    def _fail(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, UserError):
            raise error

    def _tell(self, told: Calibration) -> None:
        self.told = told
        self.stack.setCurrentIndex(1 if told.comparable else 2)
        for card in self.cards:
            card.tell(told)
        self.worklist.show_entries(told.entries)
        words = N_(
            "{out} stand out, {bare} against the proposal without a reason, targets of {changed} changed since approval"
        )
        counts = {"out": OUTLIER, "bare": NO_REASON, "changed": CHANGED}
        self.standing.setText(translate(words, **{name: str(len(told.of(kind))) for name, kind in counts.items()}))
        if self._wanted:
            self.worklist.select(self._wanted)
            self._wanted = b""
        self.console.retitled.emit()

    # --- clicking through ---

    def _choose_share(self, key: Any) -> None:
        if self.told is None:
            return
        share = self.told.overall if key == "all" else next(one for one in self.told.shares if one.key == key)
        title = translate(N_("{department}: Tiers 0 and 1"), department=share.department)
        self._narrow(((service, self._tier_words(service)) for service in share.top), title)

    def _tier_words(self, service: bytes) -> str:
        row = self.told.rows[service] if self.told is not None else None
        return translate(N_("Tier {tier}. {why}"), tier=row.tier, why=row.tier_reason) if row is not None else ""

    def _choose_time(self, key: Any) -> None:
        if self.told is None:
            return
        if isinstance(key, bytes):
            self.console.go("services", key)
            return
        target, (_, department, minutes) = self.times.target(), key
        strip = next(one for one in self.told.distributions[target].strips if one.key == department)
        words = f"{target.upper()} {format_duration(minutes)}"
        members = ((spot.service, spot.outlier or words) for spot in strip.spots if spot.minutes == minutes)
        self._narrow(members, f"{strip.department}: {words}")

    def _choose_impact(self, key: Any) -> None:
        if self.told is None:
            return
        spread = self.told.spreads[self.impact.spread_at()]
        department = dict(spread.departments)[key[0]]
        category = next(name for found, name, _ in spread.categories if found == key[1])
        words = translate(N_("{category} after {after}"), category=category, after=spread.label)
        levels = (
            (service, translate(N_("Level {level}. {what}"), level=level, what=words))
            for service, level in spread.cells[key].levels
        )
        self._narrow(levels, f"{department}: {words}")

    def _narrow(self, members: Iterable[tuple[bytes, str]], title: str) -> None:
        rows = self.told.rows if self.told is not None else {}
        entries = [
            Entry(CHOSEN, key, rows[key].ref, rows[key].name, rows[key].department, rows[key].department_id, words)
            for key, words in members
        ]
        self.worklist.narrow_to(entries, title)

    # --- what the window asks ---

    def select(self, key: bytes) -> None:
        """Bring what is to be said about a service into view."""
        if self.told is None or not self.worklist.select(key):
            self._wanted = key

    def on_screen(self) -> bytes | None:
        """Return the service under the cursor of the list."""
        entry = self.worklist.entry()
        return entry.service if entry is not None else None

    def place(self) -> dict[str, Any]:
        """Return which target and which horizon were compared."""
        return {"target": self.times.target(), "after": self.impact.spread_at()}

    def restore(self, place: dict[str, Any]) -> None:
        """Compare what was compared before."""
        if "target" in place:
            self.times.show_target(str(place["target"]))
        if "after" in place:
            self.impact.show_spread(int(place["after"]))
