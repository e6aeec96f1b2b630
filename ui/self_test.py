"""``foreshock --self-test``: the sample session off-screen, every page, every export, in a folder that goes away again.

Serves whoever has just installed or built Foreshock: it proves that everything it needs came along.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.i18n import N_, plural, translate

if TYPE_CHECKING:
    from app.document import Document
    from exporters.registry import Exporter
    from ui.application import Application
    from ui.main_window import MainWindow

_ROWS = "name;rto\nOrder intake;4 h\nPayroll;3 d\n"


def run() -> int:
    """Try everything once, print one line for each step, and return 0 if all of them went well, else 1."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with TemporaryDirectory(prefix="foreshock-test-") as folder:
        trial, hook = Trial(), sys.excepthook
        try:
            _try_all(trial, Path(folder))
        finally:
            sys.excepthook = hook
    if trial.failures:
        print(plural(N_("self-test failed: {n} step"), N_("self-test failed: {n} steps"), trial.failures))
        return 1
    print(translate(N_("self-test passed")))
    return 0


class Trial:
    """Counts what failed and tells each step; what goes wrong inside Qt's calls counts for the step it happens in."""

    def __init__(self) -> None:
        self.failures = 0
        self._caught: list[BaseException] = []

    def hear_slots(self) -> None:
        """From now on take the errors of slots and timers, which Qt would only pass to the report."""
        sys.excepthook = lambda kind, error, trace: self._caught.append(error)

    @contextlib.contextmanager
    def of(self, name: str, **values: Any) -> Iterator[None]:
        """Run what stands inside; an error is told with its place and does not stop the steps that follow."""
        begun, errors = time.perf_counter(), list[BaseException]()
        try:
            yield
        except Exception as error:  # whatever it is, the remaining steps shall be tried as well
            errors.append(error)
        errors += self._caught
        self._caught.clear()
        took = f"{time.perf_counter() - begun:6.2f} s"
        print(f"{'FAIL' if errors else 'ok  '} {took}  {translate(name, **values)}", flush=True)
        for caught in errors:
            traceback.print_exception(caught)
        self.failures += bool(errors)


def _try_all(trial: Trial, folder: Path) -> None:
    from app.sample import build_sample

    with trial.of(N_("the reading process of imports")):
        _read_a_table(folder)
    document = None
    with trial.of(N_("the sample session")):
        document = build_sample(folder / "sample.foreshock")
    if document is None:
        return
    with document:
        _try_subjects(trial, document, folder)
        _try_exports(trial, document, folder)
        _try_window(trial, document, folder)


def _read_a_table(folder: Path) -> None:
    from app.imports import read_table

    source = folder / "services.csv"
    source.write_text(_ROWS, encoding="utf-8")
    table = read_table(source)
    if len(table.rows) != 2:
        raise AssertionError(f"2 rows were written, {len(table.rows)} were read")


def _try_subjects(trial: Trial, document: Document, folder: Path) -> None:
    from app import checks, metrics, packs

    with trial.of(N_("the packs")):
        packs.scales("default")
        packs.threats()
    with trial.of(N_("every rule")):
        checks.check(document)
    with trial.of(N_("the measures")):
        metrics.metrics(document)
    with trial.of(N_("every row, digest and change")):
        _verify(document)
    with trial.of(N_("a copy, opened again")):
        document.save_copy(folder / "copy.foreshock")
        with type(document).open(folder / "copy.foreshock", read_only=True) as copy:
            _verify(copy)


def _verify(document: Document) -> None:
    for fault in document.verify():
        raise AssertionError(str(fault))


# --- documents ---------------------------------------------------------------------------------------------


def _try_exports(trial: Trial, document: Document, folder: Path) -> None:
    from exporters.registry import EXPORTERS

    for exporter in EXPORTERS.values():
        with trial.of(N_("export “{kind}”"), kind=exporter.kind):
            _export(document, exporter, folder)


def _export(document: Document, exporter: Exporter, folder: Path) -> None:
    from exporters.registry import Options, export

    refs = subject_of(document, exporter) if exporter.one else ()
    result = export(document, exporter.kind, folder / f"{exporter.kind}.{exporter.extension}", Options(refs=refs))
    if result.size < 1000:
        raise AssertionError(f"{result.path.name} has {result.size} bytes only")


def subject_of(document: Document, exporter: Exporter) -> tuple[str, ...]:
    """Return the reference of the first thing that a document of this kind can be about."""
    from app import search

    things = search.things(document)
    return next(((thing.ref,) for kind in exporter.about for thing in things if thing.kind == kind), ())


# --- the window --------------------------------------------------------------------------------------------


def _try_window(trial: Trial, document: Document, folder: Path) -> None:
    from ui.pages import PLACES

    with trial.of(N_("the window")):
        application = _application(folder)
        trial.hear_slots()
        window = _window(document, application)
    for place in PLACES:
        with trial.of(N_("page “{page}”"), page=translate(place.label)):
            window.go(place.key)
            _settle(window)
    with trial.of(N_("an edit, undone and done again")):
        _edit(document, window)
    with trial.of(N_("closing the window")):
        window.close()
        _let_events_pass()


def _application(folder: Path) -> Application:
    from PySide6.QtWidgets import QApplication

    from ui.application import Application
    from ui.settings import Settings

    qt = QApplication.instance() or QApplication(sys.argv[:1])
    (folder / "settings").mkdir()
    return Application(qt, Settings(folder / "settings"))  # type: ignore[arg-type]


def _window(document: Document, application: Application) -> MainWindow:
    from ui.main_window import MainWindow

    window = MainWindow(document, application)
    application.windows.append(window)
    window.resize(1280, 720)
    window.show()
    _settle(window)
    return window


def _edit(document: Document, window: MainWindow) -> None:
    from app import session

    title = str(session.summary(document).title)
    session.change_info(document, title=title + " *")
    _settle(window)
    for step, expected in ((document.undo, title), (document.redo, title + " *"), (document.undo, title)):
        step()
        _settle(window)
        if session.summary(document).title != expected:
            raise AssertionError("undo or redo did not bring the title back")


def _settle(window: MainWindow) -> None:
    """Let the window paint, and wait for what runs off its thread."""
    from PySide6.QtCore import QThreadPool

    _let_events_pass()
    QThreadPool.globalInstance().waitForDone(30_000)
    _let_events_pass()
    if window.grab().isNull():
        raise AssertionError("the window painted nothing")


def _let_events_pass() -> None:
    from PySide6.QtCore import QCoreApplication

    turn: Callable[[], None] = QCoreApplication.processEvents
    for _ in range(5):
        turn()
