"""The first screen: look around in the sample, begin a session, open one, or go on where you were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, translate
from ui.dialogs.files import choose_and_open
from ui.shell.sizing import fit
from ui.start.name import NameLine
from ui.start.recent import RecentCard
from ui.start.ways import Chain, DropField, StartWay
from ui.theme import Space, px
from ui.widgets.buttons import link
from ui.widgets.cards import Card, scrolling
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import hint, label
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.mark import Mark

if TYPE_CHECKING:
    from ui.application import Application
    from ui.assistant.sheet import AssistantSheet

#: The chain of the work, told under the name.
CHAIN = (N_("Services"), N_("Impact"), N_("Risks"), N_("Strategies"), N_("Plans"), N_("Exercises"))
WIDTH, SHEET_WIDTH, SHEET_HEIGHT = 960, 1080, 760
#: What a dropped file may end in to be a list of services rather than a session.
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


class StartWindow(QWidget):
    """Shown when no session is open, or to begin another one; it closes by itself when a session is opened."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self.application = application
        self.setWindowTitle("Foreshock")
        fit(self, 1280, 800)
        self.setMinimumSize(px(960), px(600))
        self.setAcceptDrops(True)
        ground(self, "canvas")
        self._verbs: list[Callable[[], object]] = [application.open_sample, self.begin_session, self._open]
        self.ways: list[StartWay] = []
        self.stack = QStackedWidget()
        self.page = self._start_page()
        self.sheet: AssistantSheet | None = None
        self.stack.addWidget(self.page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self._keys()
        self._first_focus()

    def _keys(self) -> None:
        for number, verb in enumerate(self._verbs, 1):
            QShortcut(QKeySequence(str(number)), self.page, verb)
        for keys, step in (("Up", -1), ("Down", 1)):
            QShortcut(QKeySequence(keys), self.page, lambda step=step: self.recent.walk(step))
        for keys in ("F1", "?"):
            QShortcut(QKeySequence(keys), self.page, self._show_keys)
        for keys, verb in (("Ctrl+O", self._open), ("Ctrl+Shift+N", self.begin_session), ("Ctrl+Q", self.close)):
            QShortcut(QKeySequence(keys), self, verb)

    def _first_focus(self) -> None:
        first = self.recent.first()
        (first or self.ways[0].act).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the page ------------------------------------------------------------------------------------------

    def _start_page(self) -> QWidget:
        self.recent = RecentCard(self.application)
        inner = box(
            column(self._head(), Space.s, Chain([translate(words) for words in CHAIN]), Space.m, self._cards(),
                   self._foot(), gap=Space.s)
        )  # fmt: skip
        inner.setMaximumWidth(px(WIDTH))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inner, 1000)
        across.addStretch(1)
        content = box(column(None, across, None, margins=(Space.xxl, Space.l, Space.xxl, Space.l)))
        area = scrolling(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _head(self) -> QWidget:
        promise = N_("From “what stops if this stops?” to a signed BIA, a scored register and a rehearsed plan.")
        words = column(label("Foreshock", "metric"), label(translate(promise), "lead", "text2", elide=True), gap=2)
        line = row(Mark(40), gap=Space.xl)
        line.addLayout(words, 1)
        return box(line)

    def _cards(self) -> QWidget:
        start = Card(translate(N_("Start")), flush=True)
        for number, (icon, title, text, words) in enumerate(self._told(), 1):
            way = StartWay(number, icon, title, text, words, self._verbs[number - 1])
            self.ways.append(way)
            start.body.addWidget(rule())
            start.body.addWidget(way)
        drop = row(DropField(self._open), margins=(Space.l, Space.xs, Space.l, Space.l))
        start.body.addLayout(drop)
        both = row(gap=Space.l)
        both.addWidget(start, 19)
        both.addWidget(self.recent, 14)
        return box(both)

    def _told(self) -> tuple[tuple[str, str, str, str], ...]:
        return (
            (
                "compass",
                translate(N_("Look around in the sample")),
                translate(N_("A medicines wholesaler: 14 services, 16 risks, 3 plans. Change anything; it is a copy.")),
                translate(N_("Open sample")),
            ),
            (
                "file-plus-corner",
                translate(N_("New session")),
                translate(N_("Three steps: organisation and currency, scales, services. About two minutes.")),
                translate(N_("New")),
            ),
            (
                "folder-open",
                translate(N_("Open a session")),
                translate(N_("A .foreshock file from a colleague or a stick.")),
                translate(N_("Open…")),
            ),
        )

    def _foot(self) -> QWidget:
        from ui.cli import version_words

        self.name = NameLine(self.application.settings)
        foot = row(gap=Space.l)
        foot.addWidget(KeyHint(("1", "2", "3"), translate(N_("choose"))))
        foot.addWidget(KeyHint(("Up", "Down", "Return"), translate(N_("recent"))))
        foot.addWidget(KeyHint(("?",), translate(N_("all keys"))))
        foot.addStretch(1)
        foot.addWidget(link(translate(N_("Licences")), self._licences, role="hint", tone="text2"))
        foot.addWidget(hint(f"Foreshock {version_words()}"))
        return box(column(self.name, box(foot), gap=Space.m, margins=(0, Space.s, 0, 0)))

    def _licences(self) -> None:
        from ui.dialogs.messages import licences, tell

        tell(self, translate(N_("Licences")), translate(N_("Whose work Foreshock stands on.")), details=licences())

    def _show_keys(self) -> None:
        from ui.dialogs.keys import show_keys

        show_keys(self)  # type: ignore[arg-type]  # any window will do

    # --- the assistant -------------------------------------------------------------------------------------

    def begin_session(self, table: Path | None = None) -> None:
        """Show the assistant where it was left; ``table`` is a file to import services from."""
        from ui.assistant.sheet import AssistantSheet

        if self.sheet is None:
            self.sheet = AssistantSheet(self.application.settings.who)
            self.sheet.cancelled.connect(self._leave_assistant)
            self.sheet.created.connect(self._created)
            self._sheet_page = self._framed(self.sheet)
            self.stack.addWidget(self._sheet_page)
        self.stack.setCurrentWidget(self._sheet_page)
        self.sheet.begin(table)

    def _framed(self, sheet: QWidget) -> QWidget:
        sheet.setMaximumSize(px(SHEET_WIDTH), px(SHEET_HEIGHT))
        across = QHBoxLayout()
        across.setContentsMargins(*(px(Space.xxl),) * 4)
        across.addStretch(1)
        across.addWidget(sheet, 1000)
        across.addStretch(1)
        return box(across)

    def _leave_assistant(self) -> None:
        if any(window is not self for window in self.application.windows):
            self.close()
            return
        self.stack.setCurrentWidget(self.page)
        way = self.ways[1]
        if self.sheet is not None and self.sheet.draft.begun:
            way.show_words(translate(N_("Go on")), translate(N_("You have begun one; what you typed is still there.")))
        way.act.setFocus(Qt.FocusReason.TabFocusReason)

    def _created(self, path: Path) -> None:
        settings = self.application.settings
        if self.sheet is not None:
            settings.who = " ".join(self.sheet.draft.facilitator.split())[:100] or settings.who
        self.application.open(path)

    # --- what they do --------------------------------------------------------------------------------------

    def _open(self) -> None:
        choose_and_open(self, self.application)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, lambda: self.take_files(paths))

    def take_files(self, paths: list[Path]) -> None:
        """Open dropped sessions; a spreadsheet begins a session with the services in it."""
        for path in paths:
            if path.suffix.lower() in TABLES:
                self.begin_session(path)
            else:
                self.application.open(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.sheet is not None:
            self.sheet.close_down()
        self.application.closed(self)
        self.deleteLater()
        super().closeEvent(event)
