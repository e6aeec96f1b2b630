"""The window of one open session: rail, header, pages, and the commands that work everywhere in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from app import search, session
from app.document import Document
from app.i18n import N_, UserError, plural, translate
from ui.bridge import Bridge
from ui.console import Console, Page
from ui.meetings.catch_line import CatchLine
from ui.meetings.clock import MeetingClock
from ui.pages import PLACES, Place, place_of
from ui.room.covers import Cover, Curtain
from ui.room.keys import take_key
from ui.room.monitor import RoomMonitor
from ui.room.notices import PrivacyButton, RoomBanner
from ui.shell.commands import BIA, COMMANDS, EDIT, HELP, MEETING, RISKS, SESSION, VIEW
from ui.shell.front import Front
from ui.shell.guard import Guard
from ui.shell.meeting_button import MeetingButton
from ui.shell.offers import Offers
from ui.shell.progress import ProgressWhy, explain_progress
from ui.shell.rail import Rail
from ui.shell.regions import Regions
from ui.shell.sizing import fit
from ui.shell.verbs import WindowVerbs
from ui.shell.watch import Watch
from ui.theme import px
from ui.widgets.feedback import Banner, ToastHost
from ui.widgets.layouts import box, column, ground, row
from ui.widgets.rail import RailEntry

if TYPE_CHECKING:
    from app.checks import Findings
    from app.history import ChangeSet
    from app.integrity import Fault
    from ui.application import Application

#: What a dropped file may end in: sessions are opened, tables imported.
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
#: The checks begin when the window was painted for the first time, or after this time if nobody sees it.
UNSEEN_MS = 1_000


class MainWindow(WindowVerbs):
    """One window, one open session. It owns the document and closes it."""

    def __init__(self, document: Document, application: Application) -> None:
        super().__init__()
        self.document, self.application, self.settings = document, application, application.settings
        self.bridge = Bridge(document, self)
        self.console = Console(document, self.bridge, self.settings, self)
        self.watch = Watch(document, self.bridge, self)
        self.guard = Guard(document, self)
        self._pages: dict[str, Page] = {}
        self._holders: dict[str, QWidget] = {}
        self._actions: dict[str, QAction] = {}
        self._nameless: Banner | None = None
        self._trail, self._switching = ["overview"], False
        self._progress: dict[str, session.Progress] = {}
        self.offers = Offers(self, lambda name: self._actions[name].isEnabled())
        self._menu = self._build_actions()
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self.setMinimumSize(px(960), px(600))
        self._restore()
        self._show_session()
        self._first_look = QTimer(self)
        self._first_look.setSingleShot(True)
        self._first_look.timeout.connect(self.watch.look)
        self._first_look.start(UNSEEN_MS)

    # --- building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.banners, self.stack = QVBoxLayout(), QStackedWidget()
        self.rail = Rail([_rail_entry(place) for place in PLACES if place.in_rail], self._menu)
        self.rail.put_below(MeetingButton(self.console), RoomMonitor(self.console))
        self.header = Front()
        self.header.set_clock(MeetingClock(self.console), PrivacyButton(self.console))
        self.header.set_why(ProgressWhy(self.console, self.current_place))
        self.catch_line = CatchLine(self.console, self._on_screen)
        upper = QWidget()
        layout = QVBoxLayout(upper)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addLayout(self.banners)
        layout.addWidget(self.stack, 1)
        right = box(column(upper, self.catch_line, gap=0))
        whole = QWidget()
        ground(whole, "canvas")
        across = row(self.rail, gap=0)
        across.addWidget(right, 1)
        whole.setLayout(across)
        self.setCentralWidget(whole)
        self.toasts = ToastHost(upper)
        self.banners.addWidget(RoomBanner(self.console))
        self.curtain = Curtain(self.console.privacy, self)
        self.console.privacy.guard(self)
        if self.document.read_only:
            self.banners.addWidget(Banner("locked", self._read_only_words()))
        elif not self.document.who:
            words = translate(N_("Your name is not known yet; it stands beside every change you make."))
            self._nameless = Banner("info", words, ((translate(N_("Set it")), self.choose_name),))
            self.banners.addWidget(self._nameless)

    def _read_only_words(self) -> str:
        return translate(N_("Read-only: you can look and export, but nothing can be changed."))

    def _build_actions(self) -> QMenu:
        menu = QMenu(self)
        groups = {name: menu.addMenu(translate(name)) for name in (SESSION, EDIT, BIA, RISKS, MEETING, VIEW, HELP)}
        for command in COMMANDS:
            action = self._action(command.text, getattr(self, command.name), command.keys)
            action.setEnabled(not (command.edits and self.document.read_only))
            self._actions[command.name] = action
            groups[command.menu].addAction(action)
        self._recent_menu = groups[SESSION].addMenu(translate(N_("Open recent")))
        self._recent_menu.aboutToShow.connect(self.fill_recent)
        for number, place in enumerate((p for p in PLACES if p.in_rail), 1):
            go: Callable[[], None] = partial(self.go, place.key)
            groups[VIEW].addAction(self._action(place.label, go, (f"Ctrl+{number}",)))
        return menu

    def _build_seats(self) -> None:
        """Alt with a digit says who speaks, Alt+0 nobody."""
        for digit in range(10):
            action = QAction(self)
            action.setShortcut(QKeySequence(f"Alt+{digit}"))
            action.triggered.connect(partial(self.console.meeting.press_digit, digit))
            self.addAction(action)

    def _action(self, text: str, run: Callable[[], object], keys: Iterable[str]) -> QAction:
        action = QAction(translate(text), self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: run())
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.rail.list.why_wanted.connect(self._explain_progress)
        self.header.undo.connect(self.undo)
        self.header.redo.connect(self.redo)
        self.header.searched.connect(self.open_palette)
        self.header.findings_wanted.connect(self.show_findings)
        self.console.said.connect(self._say)
        self.console.refused.connect(lambda sentence: self.toasts.show_toast(sentence, "error"))
        self.console.place_wanted.connect(self.go)
        self.console.dialog_wanted.connect(self.open_dialog)
        self.console.leave_wanted.connect(self.leave_run_mode)
        self.console.retitled.connect(self._show_header)
        self.bridge.changed.connect(self._hear)
        self.bridge.changed.connect(self.offers.hear)
        self.watch.found.connect(self._take_findings)
        self.guard.hurt.connect(self._warn_of_damage)
        self.console.stage.outlet.lost.connect(self._tell_lost_display)
        self._build_seats()
        self.regions = Regions(self)

    # --- what is shown -------------------------------------------------------------------------------------

    def go(self, key: str, selected: bytes | None = None) -> None:
        """Show a page; ``selected`` is brought into view there."""
        page = self._page(key)
        self._trail = _trodden(self._trail, key) if page.RUN_MODE else [key]
        self.rail.setVisible(not page.RUN_MODE)
        self.header.setVisible(not page.RUN_MODE)
        self._switching = True
        self.stack.setCurrentWidget(self._holders[key])
        self._switching = False
        page.listener.freshen()
        self.rail.list.set_current(key)
        if selected is not None:
            page.select(selected)
        if not self.rail.list.hasFocus():
            page.take_focus()
        if self.focusWidget() is None:
            self.focusNextPrevChild(True)
        self._show_header()

    def leave_run_mode(self) -> None:
        """Go back to the page from which a run mode was entered, which may be another run mode."""
        if len(self._trail) > 1:
            self.go(self._trail[-2])

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            place = next(place for place in PLACES if place.key == key)
            page = place.load()(self.console)
            self._pages[key] = page
            self._holders[key] = Cover(self.console, page, translate(page.PRIVATE)) if page.PRIVATE else page
            self.stack.addWidget(self._holders[key])
            page.restore(self.settings.place(self.document.document_id).get(key, {}))
            if self.watch.findings is not None:
                page.show_findings(self.watch.findings)
        return self._pages[key]

    def current_place(self) -> Place:
        """Return the place that is shown."""
        shown = self.stack.currentWidget()
        key = next((key for key, holder in self._holders.items() if holder is shown), "overview")
        return next(place for place in PLACES if place.key == key)

    def current_page(self) -> Page | None:
        """Return the page that is shown, also while it is covered."""
        return self._pages.get(self.current_place().key)

    def _show_header(self) -> None:
        page = self.current_page()
        note = page.subtitle() if page is not None else ""
        place = self.current_place()
        self.header.set_title(translate(place.label), note, derived=bool(note and self._share_of(place)))
        self.header.show_labels(
            None if self.document.read_only else self.document.undo_label,
            None if self.document.read_only else self.document.redo_label,
        )

    def _show_session(self) -> None:
        info = session.info(self.document)
        title = info.title if info is not None else self.document.path.stem
        saved = translate(N_("Read-only")) if self.document.read_only else self._saved_words()
        self.rail.show_session(title, saved, sample=self.document.is_sample)
        self.setWindowTitle(f"{title} – Foreshock")
        self._show_progress()
        self._show_header()

    def _saved_words(self) -> str:
        return translate(N_("Saved {time}"), time=f"{self.document.now().astimezone():%H:%M}")

    def _show_progress(self) -> None:
        self._progress = session.progress(self.document)
        counts: dict[str, int] = {}
        for finding in self.watch.findings or ():
            if finding.severity == "E" and not finding.waived:
                counts[place_of(finding.subject_kind)] = counts.get(place_of(finding.subject_kind), 0) + 1
        self.rail.list.set_entries(
            [
                RailEntry(
                    place.key,
                    place.icon,
                    translate(place.label),
                    self._share_of(place),
                    counts.get(place.key, 0),
                )
                for place in PLACES
                if place.in_rail
            ]
        )

    def _share_of(self, place: Place) -> str:
        """Return the figure of progress of a place as the rail shows it, empty if it has none."""
        return _share(self._progress.get(place.progress))

    def _hear(self, change_set: ChangeSet) -> None:
        self.rail.show_saved(self._saved_words())
        if "session_info" in change_set.tables:
            self._show_session()
        self._show_header()

    def _take_findings(self, findings: Findings) -> None:
        live = [finding for finding in findings if not finding.waived]
        self.header.show_findings(len(live), sum(finding.severity == "E" for finding in live))
        self._show_progress()
        for page in self._pages.values():
            page.show_findings(findings)
        self._show_header()

    def _explain_progress(self, key: str, rect: QRect) -> None:
        """Say below an entry of the rail where its figure comes from."""
        place = next(place for place in PLACES if place.key == key)
        if self._share_of(place):
            explain_progress(self.console, place, self.rail.list.viewport(), rect)

    # --- messages ------------------------------------------------------------------------------------------

    def _warn_of_damage(self, faults: Sequence[Fault]) -> None:
        words = plural(
            N_("{n} place in this file is damaged. What you see may be incomplete; the file itself was not changed."),
            N_("{n} places in this file are damaged. What you see may be incomplete; the file itself was not changed."),
            len(faults),
        )
        self.banners.addWidget(Banner("stop", words, ((translate(N_("Show and salvage…")), self.verify_session),)))

    def _tell_lost_display(self, name: str) -> None:
        words = N_("The display {name} is gone. The room is closed; nothing of this window was shown there.")
        self.toasts.show_toast(translate(words, name=name), "error")

    def _on_screen(self) -> bytes | None:
        page = self.current_page()
        return page.on_screen() if page is not None and page.isVisible() else None

    def _say(self, text: str, undoable: bool) -> None:
        if undoable:
            self.toasts.show_toast(text, "done", (translate(N_("Undo")), self.undo), ("Ctrl", "Z"))
        else:
            self.toasts.show_toast(text)

    # --- the window ----------------------------------------------------------------------------------------

    def service_refs(self) -> list[str]:
        """Return the references of all services."""
        return [thing.ref for thing in search.things(self.document) if thing.kind == "service"]

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        if self._switching:
            return False  # the page that comes takes the keyboard; Qt would look through all of the one that goes
        return self.regions.step(forward=next) or super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.show_keys()
        elif not (self.console.stage.on and take_key(self.console.stage, event)):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, lambda: self._take_files(paths))

    def _take_files(self, paths: list[Path]) -> None:
        for path in paths:
            if path.suffix.lower() in TABLES:
                self.open_dialog("import", path)
            else:
                self.application.open(path)

    def _restore(self) -> None:
        fit(self, 1440, 900)
        geometry = self.settings.geometry
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        left = self.settings.place(self.document.document_id)
        wanted = left.get("page", "overview")
        self.go(wanted if any(place.key == wanted for place in PLACES) else "overview")

    def _remember(self) -> None:
        self.settings.geometry = self.saveGeometry()
        place = self.settings.place(self.document.document_id)  # pages that were not opened this time stay as left
        place |= {key: page.place() for key, page in self._pages.items()}
        place["page"] = self.current_place().key
        self.settings.remember_place(self.document.document_id, place)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.watch.findings is None and self._first_look.isActive():
            self._first_look.start(0)

    def closeEvent(self, event: QCloseEvent) -> None:
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self._remember()
        self.bridge.close()
        self.watch.close()
        self.guard.close()
        self.console.meeting.stop()
        self.console.stage.outlet.close()
        try:
            self.document.close()
        except UserError as error:
            self.toasts.show_toast(str(error), "error")
        self.application.closed(self)
        self.deleteLater()
        super().closeEvent(event)


def _rail_entry(place: Place) -> RailEntry:
    return RailEntry(place.key, place.icon, translate(place.label))


def _share(progress: session.Progress | None) -> str:
    if progress is None or not progress.of:
        return ""
    return f"{progress.done}/{progress.of}"


def _trodden(trail: list[str], key: str) -> list[str]:
    """Return the way to a run mode: the page it was entered from, then the modes; one already on it ends it."""
    return [*trail[: trail.index(key)], key] if key in trail else [*trail, key]
