"""A BIA that was approved and changed since is marked, with what changed; the title follows the list that is shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import interviews, search
from app.document import Document
from app.services import service
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.services.standing import changed_words, standing_chip

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def window(sample_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    document = Document.open(shutil.copy(sample_file, tmp_path / "s.foreshock"), clock=lambda: NOW, who="Ann Berg")
    with window_on(document, tmp_path, "services") as (shown, _):
        yield shown


def test_a_target_that_changed_since_the_approval_marks_the_bia_until_it_is_set_back(window: MainWindow) -> None:
    document = window.document
    key = next(thing.key for thing in search.things(document) if thing.ref == "SVC-008")
    before = service(document, key)
    assert before is not None
    assert (before.changed, standing_chip(before).text, changed_words(before)) == ((), "Approved", "")
    interviews.set_target(document, key, "rto", "12h")
    after = service(document, key)
    assert after is not None
    assert after.changed == ("rto",)
    assert standing_chip(after).text == "Changed"
    assert standing_chip(after).icon == "triangle-alert"
    assert changed_words(after).startswith(f"Changed since {after.approved_by} approved it on ")
    assert ": RTO." in changed_words(after)
    window.go("services", key)
    table = window._pages["services"].lists.panel("services").table  # type: ignore[attr-defined]
    shown = next(row for row in table.model.rows if row.key == key)
    assert table.model.column("bia_state").chips_of(shown)[0].text == "Changed"
    interviews.set_target(document, key, "rto", before.rto)
    again = service(document, key)
    assert again is not None
    assert again.changed == ()


def test_the_note_beside_the_title_follows_the_list(window: MainWindow) -> None:
    window.go("plans")
    lists = window._pages["plans"].lists  # type: ignore[attr-defined]
    lists.show("plans")
    assert "plans" in window.header.note.text()
    lists.show("strategies")
    assert "strategies" in window.header.note.text()


def test_lines_beside_the_heat_map_keep_their_height_and_scroll(window: MainWindow, qtbot: QtBot) -> None:
    window.go("risks")
    page = window._pages["risks"]
    page.show_view("map")  # type: ignore[attr-defined]
    lines = page.map.lines  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: all(line.height() == line.sizeHint().height() for line in lines.lines.values()))
    assert len(lines.lines) > 5
    assert lines.height() > lines.parentWidget().height()


def test_a_dependency_without_a_name_of_its_own_is_told_by_what_it_joins(window: MainWindow) -> None:
    window.go("services")
    lists = window._pages["services"].lists  # type: ignore[attr-defined]
    lists.show("dependencies")
    assert len(lists.panel("dependencies").table.model.rows) > 10
    assert " → " in lists.panel("dependencies").detail.title.text()
