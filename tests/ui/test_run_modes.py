"""A run mode is left to where it was entered from, also when that is another run mode."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.document import Document
from tests.ui.windows import window_on


def test_leaving_goes_back_step_by_step(sample: Document, tmp_path: Path, qtbot: QtBot) -> None:
    with window_on(sample, tmp_path) as (window, _):
        window._page("calibration").RUN_MODE = True  # stands for a second mode  # type: ignore[misc]
        way = ["services", "interview", "calibration"]
        for key in way:
            window.go(key)
        back = []
        for _ in way:
            window.leave_run_mode()
            back.append(window.current_place().key)
        assert back == ["interview", "services", "services"]
        for key in ("interview", "calibration", "interview"):
            window.go(key)
        window.leave_run_mode()
        assert window.current_place().key == "services"
