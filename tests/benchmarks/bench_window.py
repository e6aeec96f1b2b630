"""How long it takes until the window of a session is painted, against a bare QMainWindow; each in its own process.

Run with ``pytest tests/benchmarks/bench_window.py -m benchmark -s``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.sample import build_sample
from tests.benchmarks.measuring import Measured, best_of_both

ROOT = Path(__file__).parents[2]
AIM = 2.0

#: Ends the process as soon as the first window is painted, and says how long the process has lived by then.
WATCH = """
import sys, time, psutil
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            QTimer.singleShot(0, self.told)
        return False

    def told(self):
        process = psutil.Process()
        print(time.time() - process.create_time(), process.memory_info().rss, flush=True)
        import os
        os._exit(0)

qt, watch = QApplication(sys.argv[:1]), Watch()
qt.installEventFilter(watch)
"""
BARE = WATCH + "window = QMainWindow()\nwindow.resize(1280, 720)\nwindow.show()\nqt.exec()"
OURS = (
    WATCH
    + """
from pathlib import Path
from ui.application import Application
from ui.settings import Settings
application = Application(qt, Settings(Path(sys.argv[2])))
application.open(Path(sys.argv[1]))
qt.exec()
"""
)


def _shown(program: str, *words: Path) -> tuple[float, int]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *map(str, words)]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    seconds, memory = told.stdout.split()
    return float(seconds), int(memory)


def measure(folder: Path) -> Measured:
    """Open the sample session in a window, and a bare window, in turns."""
    session = folder / "sample.foreshock"
    build_sample(session).close()
    _shown(OURS, session, folder)
    ours, bare = best_of_both(lambda: _shown(OURS, session, folder)[0], lambda: _shown(BARE)[0])
    return Measured(
        "the window of the sample session painted, from the start of the process", "bare QMainWindow",
        ours, bare, AIM, _shown(OURS, session, folder)[1],
    )  # fmt: skip


@pytest.mark.benchmark
def test_the_window_is_there_soon(tmp_path: Path) -> None:
    measured = measure(tmp_path)
    print(f"\n{measured}")
    assert measured.ratio <= measured.aim
