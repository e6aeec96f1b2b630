"""What a session holds comes before the glossary in the palette, unless somebody types just the name of a term."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.ui.windows import window_on
from ui.shell.palette_lines import Entry


def entries(lines: list[Entry | str]) -> list[Entry]:
    return [line for line in lines if isinstance(line, Entry)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pay", "Payroll"),
        ("rto", "RTO"),
        ("payback hours", "Payback hours"),
        ("svc-003", "Order"),
        ("batch round", "Batch round"),
    ],
)
def test_the_first_line_is_what_was_meant(
    sample: Document, tmp_path: Path, qtbot: QtBot, typed: str, first: str
) -> None:
    with window_on(sample, tmp_path) as (window, _):
        window.open_palette(typed)
        found = entries(window._palette._lines.lines)
        assert first in found[0].text
        assert found[0].told is (typed in ("rto", "payback hours"))
        own = [entry for entry in found if not entry.told]
        if typed == "pay":
            assert found[: len(own)] == own
            assert len(found) - len(own) <= 5
        window._palette.finish()
