"""The first screen: look around in the sample, begin a session, open one, or go on where you were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.dates import format_instant, parse_instant
from app.i18n import N_, plural, translate
from ui.dialogs.files import begin_session, choose_and_open
from ui.dialogs.messages import licences, tell
from ui.settings import RecentFile
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button, link
from ui.widgets.cards import Card
from ui.widgets.keycaps import KeyHint
from ui.widgets.labels import hint, label, paragraph
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.mark import IconMark, Mark

if TYPE_CHECKING:
    from ui.application import Application

#: The chain of the work, told under the name.
CHAIN = (N_("Services"), N_("Impact"), N_("Risks"), N_("Strategies"), N_("Plans"), N_("Exercises"))
WIDTH, SHOWN_RECENT = 960, 5


class StartWindow(QWidget):
    """Shown when no session is open; it closes by itself when one is."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self.application = application
        self.setWindowTitle("Foreshock")
        self.resize(px(1280), px(800))
        self.setMinimumSize(px(900), px(560))
        self.setAcceptDrops(True)
        ground(self, "canvas")
        self._verbs: list[Callable[[], object]] = [application.open_sample, self._begin, self._open]
        inner = box(column(self._head(), 8, self._chain(), 16, self._cards(), 8, self._foot(), gap=Space.s))
        inner.setMaximumWidth(px(WIDTH))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inner, 1000)
        across.addStretch(1)
        self.setLayout(column(None, across, None, margins=(24, 16, 24, 16)))
        for number, verb in enumerate(self._verbs, 1):
            QShortcut(QKeySequence(str(number)), self, verb)
        for keys, verb in (("Ctrl+O", self._open), ("Ctrl+Shift+N", self._begin), ("Ctrl+Q", self.close)):
            QShortcut(QKeySequence(keys), self, verb)

    def _head(self) -> QWidget:
        words = column(
            label("Foreshock", "metric"),
            label(
                translate(
                    N_("From “what stops if this stops?” to a signed BIA, a scored register and a rehearsed plan.")
                ),
                "lead",
                "text2",
            ),
            gap=2,
        )
        return box(row(Mark(40), words, None, gap=Space.xl))

    def _chain(self) -> QWidget:
        parts: list[QWidget] = []
        for number, words in enumerate(CHAIN, 1):
            parts.append(label(f"{number}  {translate(words)}", "body", "text2"))
            if number < len(CHAIN):
                parts.append(rule())
        line = row(gap=Space.m)
        for at, part in enumerate(parts):
            line.addWidget(part, at % 2)
        return box(line)

    # --- start ---------------------------------------------------------------------------------------------

    def _cards(self) -> QWidget:
        start = Card(translate(N_("Start")), flush=True)
        for number, (icon, title, text, words) in enumerate(self._ways(), 1):
            start.body.addWidget(self._way(number, icon, title, text, words))
            start.body.addWidget(rule())
        start.body.addWidget(self._drop_field())
        start.body.addStretch(1)
        both = row(gap=Space.l)
        both.addWidget(start, 5)
        both.addWidget(self._recent_card(), 4)
        return box(both)

    def _ways(self) -> tuple[tuple[str, str, str, str], ...]:
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
                translate(N_("Organisation, currency and scales, then the services. About two minutes.")),
                translate(N_("New")),
            ),
            (
                "folder-open",
                translate(N_("Open a session")),
                translate(N_("A .foreshock file from a colleague or a stick.")),
                translate(N_("Open…")),
            ),
        )

    def _way(self, number: int, icon: str, title: str, text: str, words: str) -> QWidget:
        variant = "primary" if number == 1 else "default"
        act: Button = button(words, self._verbs[number - 1], variant=variant, keys=(str(number),))
        act.setMinimumWidth(px(132))
        described = column(label(title, "heading"), paragraph(text), gap=2)
        line = QHBoxLayout()
        line.setContentsMargins(*(px(Space.l),) * 4)
        line.setSpacing(px(Space.l))
        line.addWidget(IconMark(icon, Size.icon_large, "accent"), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(described, 1)
        line.addWidget(act)
        return box(line)

    def _drop_field(self) -> QWidget:
        words = label(translate(N_("Drop a session file here to open it.")), "body", "text2")
        return box(row(None, words, None, margins=(16, 16, 16, 16)))

    # --- recent --------------------------------------------------------------------------------------------

    def _recent_card(self) -> QWidget:
        recent = self.application.settings.recent()
        clear = link(translate(N_("Clear missing")), self._clear_missing) if any(f.missing for f in recent) else None
        self._recent = Card(translate(N_("Recent")), action=clear, flush=True)
        self._fill_recent(recent)
        return self._recent

    def _fill_recent(self, recent: list[RecentFile]) -> None:
        for file in recent[:SHOWN_RECENT]:
            self._recent.body.addWidget(self._recent_line(file))
            self._recent.body.addWidget(rule())
        if not recent:
            words = paragraph(translate(N_("Sessions that you open are listed here.")), "text3")
            self._recent.body.addLayout(column(words, margins=(16, 12, 16, 12)))
        self._recent.body.addStretch(1)
        note = translate(N_("Everything stays in the file you choose. No account, no network."))
        self._recent.body.addWidget(rule())
        self._recent.body.addLayout(column(paragraph(note), margins=(16, 12, 16, 12)))

    def _recent_line(self, file: RecentFile) -> QWidget:
        tone = "text3" if file.missing else "text"
        counted = plural(N_("{n} service"), N_("{n} services"), file.services)
        path = Path(file.path)
        words = column(
            label(file.title, "name", tone, elide=True),
            hint(f"{path.parent.name}/{path.name} · {counted}", elide=True),
            gap=0,
        )
        when = translate(N_("not found")) if file.missing else format_instant(parse_instant(file.opened))
        line = QHBoxLayout()
        line.setContentsMargins(*(px(s) for s in (Space.l, Space.m, Space.l, Space.m)))
        line.addLayout(words, 1)
        line.addWidget(hint(when))
        act = translate(N_("Locate…")) if file.missing else translate(N_("Open"))
        opened = self._open if file.missing else lambda: self.application.open(path)
        line.addWidget(link(act, opened))
        return box(line)

    def _clear_missing(self) -> None:
        self.application.settings.forget_missing()
        while (old := self._recent.body.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.deleteLater()
        self._fill_recent(self.application.settings.recent())

    def _foot(self) -> QWidget:
        keys = KeyHint(("1", "2", "3"), translate(N_("choose")))
        return box(row(keys, None, link(translate(N_("Licences")), self._licences, role="hint")))

    def _licences(self) -> None:
        tell(self, translate(N_("Licences")), translate(N_("Whose work Foreshock stands on.")), details=licences())

    # --- what they do --------------------------------------------------------------------------------------

    def _begin(self) -> None:
        begin_session(self, self.application)

    def _open(self) -> None:
        choose_and_open(self, self.application)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, lambda: [self.application.open(path) for path in paths])

    def closeEvent(self, event: QCloseEvent) -> None:
        self.application.closed(self)
        self.deleteLater()
        super().closeEvent(event)
