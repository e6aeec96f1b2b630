"""The composition root of the window: builds the application, opens sessions and hands them to windows."""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

from app import salvage
from app.dates import system_clock
from app.document import Document
from app.i18n import N_, UserError, translate
from app.lock import AlreadyOpen
from ui import crash, theme
from ui.icons import app_icon
from ui.settings import Settings
from ui.single_instance import FirstInstance, hand_over

if TYPE_CHECKING:
    from ui.start_window import StartWindow

#: How many sample copies are kept.
SAMPLES_KEPT = 3


def run(file: str | None = None, *, sample: bool = False) -> int:
    """Open the window, on ``file`` or the sample or the first start; returns the exit status when it is closed."""
    qt = QApplication(sys.argv[:1])
    crash.install()
    settings = Settings()
    paths = [str(Path(file).resolve())] if file else []
    if not sample and hand_over(settings.folder, paths):
        return 0
    application = Application(qt, settings)
    application.listen()
    if sample:
        application.open_sample()
    elif file:
        application.open(Path(file))
    if not application.windows:
        application.show_start()
    return int(qt.exec())


class Application(QObject):
    """All windows of one person on one machine. Each open session has one window; without one there is the start."""

    def __init__(self, qt: QApplication, settings: Settings) -> None:
        super().__init__(qt)
        self.settings = settings
        self.windows: list[QWidget] = []
        qt.setApplicationName("Foreshock")
        qt.setDesktopFileName("foreshock")
        theme.install(qt, settings.theme)
        qt.setWindowIcon(app_icon())
        qt.installEventFilter(self)
        _let_control_c_through(self)

    def listen(self) -> None:
        """Be the first instance: later starts hand their files to this one."""
        self._first = FirstInstance(self.settings.folder, self)
        self._first.opened.connect(self._open_from_elsewhere)
        self._first.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.open(Path(event.file()))
            return True
        return super().eventFilter(watched, event)

    def _open_from_elsewhere(self, paths: list[str]) -> None:
        for path in paths:
            self.open(Path(path))
        if not paths and self.windows:
            _raise(self.windows[-1])

    # --- opening -------------------------------------------------------------------------------------------

    def open(self, path: Path, *, read_only: bool = False) -> bool:
        """Open a session in a window of its own, or raise the one it has; tells what a person can mend."""
        from ui.main_window import MainWindow

        for window in self.windows:
            if isinstance(window, MainWindow) and _same_file(window.document.path, path):
                _raise(window)
                return True
        document = self._document(path, read_only=read_only)
        if document is None:
            return False
        self._show(document)
        return True

    def _document(self, path: Path, *, read_only: bool) -> Document | None:
        from ui.dialogs.messages import offer_read_only, salvage_into, tell

        try:
            return Document.open(path, who=self.settings.who, read_only=read_only)
        except AlreadyOpen as taken:
            if offer_read_only(self._front(), taken):
                return self._document(path, read_only=True)
        except UserError as refused:
            if not salvage.may_help(refused):
                tell(self._front(), translate(N_("This file was not opened")), str(refused))
            elif (target := salvage_into(self._front(), path, str(refused))) is not None:
                return self._salvaged(path, target)
        return None

    def _salvaged(self, path: Path, target: Path) -> Document | None:
        from ui.dialogs.messages import tell

        try:
            report = salvage.salvage_file(path, target, system_clock())
        except UserError as refused:
            tell(self._front(), translate(N_("Nothing could be salvaged")), str(refused))
            return None
        tell(
            self._front(),
            translate(N_("Salvaged into {name}"), name=target.name),
            translate(N_("The damaged file stays as it is.")),
            details="\n".join(report.sentences),
        )
        return self._document(target, read_only=False)

    def _show(self, document: Document) -> None:
        from app.session import info
        from ui.main_window import MainWindow

        window = MainWindow(document, self)
        self.windows.append(window)
        if not document.is_sample:
            about = info(document)
            title = about.title if about is not None else document.path.stem
            self.settings.remember_file(document.path, title, len(window.service_refs()))
        window.show()
        self._close_start()

    def open_sample(self) -> None:
        """Open a fresh private copy of the sample session; nothing done in it can spoil the original."""
        from app.sample import build_sample

        folder = user_data_path("foreshock", appauthor=False, ensure_exists=True) / "sample"
        folder.mkdir(exist_ok=True)
        _clear_old(folder)
        number = 1
        while (target := folder / f"Sample {number}.foreshock").exists():
            number += 1
        document = build_sample(target)
        document.who = self.settings.who or document.who
        self._show(document)

    def show_start(self) -> None:
        """Show the first-start screen: sample, new session, open, recent files."""
        self._start().show()

    def begin_session(self) -> None:
        """Show the assistant for a new session; open sessions stay as they are."""
        start = self._start()
        start.begin_session()
        _raise(start)

    def _start(self) -> StartWindow:
        from ui.start_window import StartWindow

        for window in self.windows:
            if isinstance(window, StartWindow):
                return window
        start = StartWindow(self)
        self.windows.append(start)
        return start

    def closed(self, window: QWidget) -> None:
        """Forget a window that was closed."""
        with contextlib.suppress(ValueError):
            self.windows.remove(window)

    def _close_start(self) -> None:
        from ui.start_window import StartWindow

        for window in [w for w in self.windows if isinstance(w, StartWindow)]:
            window.close()

    def _front(self) -> QWidget | None:
        return QApplication.activeWindow() or (self.windows[-1] if self.windows else None)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _raise(window: QWidget) -> None:
    window.showNormal() if window.isMinimized() else window.show()
    window.raise_()
    window.activateWindow()


def _clear_old(folder: Path) -> None:
    """Remove all but the newest sample copies; one that is open stays, since its lock file shows it."""
    copies = sorted(folder.glob("Sample *.foreshock"), key=lambda path: path.stat().st_mtime)
    for path in copies[:-SAMPLES_KEPT]:
        with contextlib.suppress(OSError, UserError):
            Document.open(path).close()
            path.unlink()


def _let_control_c_through(owner: QObject) -> None:
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        timer = QTimer(owner)
        timer.start(500)
        timer.timeout.connect(lambda: None)
