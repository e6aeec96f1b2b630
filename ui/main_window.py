"""The window of one open session: rail, header, pages, and the commands that work everywhere in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app import checks, search, session
from app.document import Document
from app.i18n import N_, UserError, translate
from ui.bridge import Bridge
from ui.console import Console, Page
from ui.pages import PLACES, Place, place_of
from ui.shell.commands import COMMANDS, EDIT, HELP, SESSION, VIEW
from ui.shell.palette import Entry, Palette
from ui.shell.rail import Rail
from ui.shell.watch import Watch
from ui.theme import px
from ui.widgets.buttons import button
from ui.widgets.feedback import Banner, ToastHost
from ui.widgets.header import FindingsButton, HeaderBar, UndoButtons
from ui.widgets.layouts import ground, row
from ui.widgets.rail import RailEntry

if TYPE_CHECKING:
    from app.checks import Findings
    from app.history import ChangeSet
    from ui.application import Application

#: What a dropped file may end in: sessions are opened, tables imported.
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
#: What the system's frame around a window may take of the screen's height.
FRAME = 32


class MainWindow(QMainWindow):
    """One window, one open session. It owns the document and closes it."""

    def __init__(self, document: Document, application: Application) -> None:
        super().__init__()
        self.document, self.application, self.settings = document, application, application.settings
        self.bridge = Bridge(document, self)
        self.console = Console(document, self.bridge, self.settings, self)
        self.watch = Watch(document, self.bridge, self)
        self._pages: dict[str, Page] = {}
        self._actions: dict[str, QAction] = {}
        self._menu = self._build_actions()
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self.setMinimumSize(px(960), px(600))
        self._restore()
        self._show_session()
        self.watch.look()

    # --- building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.rail = Rail([_rail_entry(place) for place in PLACES if place.in_rail], self._menu)
        self.header = HeaderBar()
        self.undo_buttons, self.findings_button = UndoButtons(), FindingsButton()
        search_button = button(
            translate(N_("Search or run a command")),
            self.open_palette,
            icon="search",
            keys=("Ctrl", "K"),
            variant="default",
        )
        self.header.add(self.undo_buttons, search_button, self.findings_button, side="right")
        self.banners, self.stack = QVBoxLayout(), QStackedWidget()
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addLayout(self.banners)
        layout.addWidget(self.stack, 1)
        whole = QWidget()
        ground(whole, "canvas")
        across = row(self.rail, gap=0)
        across.addWidget(right, 1)
        whole.setLayout(across)
        self.setCentralWidget(whole)
        self.toasts = ToastHost(right)
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
        groups = {name: menu.addMenu(translate(name)) for name in (SESSION, EDIT, VIEW, HELP)}
        for command in COMMANDS:
            action = self._action(command.text, getattr(self, command.name), command.keys)
            action.setEnabled(not (command.edits and self.document.read_only))
            self._actions[command.name] = action
            groups[command.menu].addAction(action)
        self._recent_menu = groups[SESSION].addMenu(translate(N_("Open recent")))
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        for number, place in enumerate((p for p in PLACES if p.in_rail), 1):
            go: Callable[[], None] = partial(self.go, place.key)
            groups[VIEW].addAction(self._action(place.label, go, (f"Ctrl+{number}",)))
        return menu

    def _action(self, text: str, run: Callable[[], object], keys: Iterable[str]) -> QAction:
        action = QAction(translate(text), self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: run())
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.undo_buttons.undo.connect(self.undo)
        self.undo_buttons.redo.connect(self.redo)
        self.findings_button.clicked.connect(self.show_findings)
        self.console.said.connect(self._say)
        self.console.refused.connect(lambda sentence: self.toasts.show_toast(sentence, "error"))
        self.console.place_wanted.connect(self.go)
        self.console.dialog_wanted.connect(self._open_dialog)
        self.bridge.changed.connect(self._hear)
        self.watch.found.connect(self._take_findings)

    # --- what is shown -------------------------------------------------------------------------------------

    def go(self, key: str, selected: bytes | None = None) -> None:
        """Show a page; ``selected`` is brought into view there."""
        page = self._page(key)
        self.stack.setCurrentWidget(page)
        page.listener.freshen()
        self.rail.list.set_current(key)
        if selected is not None:
            page.select(selected)
        if not self.rail.list.hasFocus():
            page.take_focus()
        self._show_header()

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            place = next(place for place in PLACES if place.key == key)
            page = place.load()(self.console)
            self._pages[key] = page
            self.stack.addWidget(page)
            page.restore(self.settings.place(self.document.document_id).get(key, {}))
            if self.watch.findings is not None:
                page.show_findings(self.watch.findings)
        return self._pages[key]

    def current_place(self) -> Place:
        """Return the place that is shown."""
        shown = self.stack.currentWidget()
        key = next((key for key, page in self._pages.items() if page is shown), "overview")
        return next(place for place in PLACES if place.key == key)

    def _show_header(self) -> None:
        page = self.stack.currentWidget()
        note = page.subtitle() if isinstance(page, Page) else ""
        self.header.set_title(translate(self.current_place().label), note)
        self.undo_buttons.show_labels(
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
        progress = session.progress(self.document)
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
                    _share(progress.get(place.progress)),
                    counts.get(place.key, 0),
                )
                for place in PLACES
                if place.in_rail
            ]
        )

    def _hear(self, change_set: ChangeSet) -> None:
        self.rail.show_saved(self._saved_words())
        if "session_info" in change_set.tables:
            self._show_session()
        self._show_header()

    def _take_findings(self, findings: Findings) -> None:
        live = checks.open_findings(findings)
        self.findings_button.show_count(len(live), sum(finding.severity == "E" for finding in live))
        self._show_progress()
        for page in self._pages.values():
            page.show_findings(findings)
        self._show_header()

    # --- messages ------------------------------------------------------------------------------------------

    def _say(self, text: str, undoable: bool) -> None:
        if undoable:
            self.toasts.show_toast(text, "done", (translate(N_("Undo")), self.undo), ("Ctrl", "Z"))
        else:
            self.toasts.show_toast(text)

    def _open_dialog(self, name: str, argument: object) -> None:
        from ui.dialogs import registry

        registry.open_dialog(name, self, argument)

    # --- commands ------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last edit back."""
        done = self.console.attempt(self.document.undo)
        if done is not None:
            self.toasts.show_toast(translate(N_("Undone: {what}"), what=done.label), "info")

    def redo(self) -> None:
        """Do again what was undone."""
        done = self.console.attempt(self.document.redo)
        if done is not None:
            self.toasts.show_toast(translate(N_("Done again: {what}"), what=done.label), "info")

    def open_palette(self) -> None:
        """Open the palette over commands, places and everything in the session."""
        self._palette = Palette(self, self.palette_entries())

    def palette_entries(self) -> list[Entry]:
        """Return what the palette offers: commands first, then places, then the session's things."""
        commands = [
            Entry(translate(c.text), getattr(self, c.name), c.icon, translate(c.menu), _caps(c.keys))
            for c in COMMANDS
            if c.name != "open_palette" and self._actions[c.name].isEnabled()
        ]
        places = [Entry(translate(p.label), partial(self.go, p.key), p.icon, translate(N_("Page"))) for p in PLACES]
        icons = {kind: place.icon for place in PLACES for kind in place.kinds}
        found = [
            Entry(t.name, partial(self.go, place_of(t.kind), t.key), icons.get(t.kind, ""), t.ref)
            for t in search.things(self.document)
        ]
        return commands + places + found

    def show_findings(self) -> None:
        """Show everything the checks found."""
        self.go("findings")

    def show_history(self) -> None:
        """Show who changed what, when."""
        self.go("history")

    def session_settings(self) -> None:
        """Show what the session is called and its scales."""
        self.go("settings")

    def new_session(self) -> None:
        """Begin another session."""
        self._open_dialog("new", None)

    def open_session(self) -> None:
        """Choose a session file and open it."""
        self._open_dialog("open", None)

    def open_sample(self) -> None:
        """Open a fresh copy of the sample session."""
        self.application.open_sample()

    def save_copy(self) -> None:
        """Choose a place and copy the session there."""
        self._open_dialog("save_copy", None)

    def verify_session(self) -> None:
        """Look for damage in the file."""
        self._open_dialog("verify", None)

    def import_rows(self) -> None:
        """Take rows from a workbook or CSV file."""
        self._open_dialog("import", None)

    def export_document(self) -> None:
        """Write a document."""
        self._open_dialog("export", None)

    def choose_name(self) -> None:
        """Ask for the name that stands beside every change."""
        self._open_dialog("name", None)
        if self.document.who and hasattr(self, "_nameless"):
            self._nameless.hide()

    def show_keys(self) -> None:
        """Show all keys."""
        self._open_dialog("keys", None)

    def about(self) -> None:
        """Tell what this is and under which licences."""
        self._open_dialog("about", None)

    def theme_system(self) -> None:
        """Follow the system's light or dark."""
        self._choose_theme("system")

    def theme_light(self) -> None:
        """Show light grounds."""
        self._choose_theme("light")

    def theme_dark(self) -> None:
        """Show dark grounds."""
        self._choose_theme("dark")

    def _choose_theme(self, choice: str) -> None:
        from ui import theme

        self.settings.theme = choice
        theme.theme().choose(choice)

    def quit(self) -> None:
        """Close every window."""
        for window in list(self.application.windows):
            window.close()

    def close_session(self) -> None:
        """Close this session and go back to the start."""
        self.close()
        if not self.application.windows:
            self.application.show_start()

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for entry in self.settings.recent():
            action = self._recent_menu.addAction(entry.title.replace("&", "&&"))
            action.setEnabled(not entry.missing)
            action.setToolTip(entry.path)
            action.triggered.connect(lambda _checked=False, path=entry.path: self.application.open(Path(path)))

    # --- the window ----------------------------------------------------------------------------------------

    def service_refs(self) -> list[str]:
        """Return the references of all services."""
        return [thing.ref for thing in search.things(self.document) if thing.kind == "service"]

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
                self._open_dialog("import", path)
            else:
                self.application.open(path)

    def _restore(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(px(1440), room.width()), min(px(900), room.height() - px(FRAME)))
        geometry = self.settings.geometry
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        left = self.settings.place(self.document.document_id)
        wanted = left.get("page", "overview")
        self.go(wanted if any(place.key == wanted for place in PLACES) else "overview")

    def _remember(self) -> None:
        self.settings.geometry = self.saveGeometry()
        place: dict[str, Any] = {key: page.place() for key, page in self._pages.items()}
        place["page"] = self.current_place().key
        self.settings.remember_place(self.document.document_id, place)

    def closeEvent(self, event: QCloseEvent) -> None:
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self._remember()
        self.bridge.close()
        self.watch.close()
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


def _caps(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(keys[0].split("+")) if keys else ()
