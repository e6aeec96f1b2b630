"""Findings follow edits: at once in a small session, from another thread in a large one, with the same result."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import checks, entities
from app import model as m
from app.document import Document
from tests.ui.windows import window_on
from ui.shell import watch


def retire(document: Document, ref: str) -> None:
    component = next(row for row in document.all(m.Entity) if row.ref == ref)
    entities.set_field(document, m.Component, component.id, "status", "retired")


@pytest.mark.parametrize("large", [1, 1_000_000])
def test_an_edit_is_looked_at_again(
    qtbot: QtBot, sample: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(watch, "LARGE", large)
    with window_on(sample, tmp_path) as (window, _):
        qtbot.waitUntil(lambda: window.watch.findings is not None, timeout=20_000)
        before = list(window.watch.findings)
        with qtbot.waitSignal(window.watch.found, timeout=20_000):
            retire(sample, "CMP-24")
        assert list(window.watch.findings) != before
        assert list(window.watch.findings) == list(checks.check(sample))


def test_a_window_may_be_closed_while_findings_are_looked_for(
    qtbot: QtBot, sample: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LARGE", 1)
    with window_on(sample, tmp_path) as (window, _):
        window.watch.look()
    qtbot.wait(1_500)
