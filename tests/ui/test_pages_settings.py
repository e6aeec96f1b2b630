"""The session's description and scales are changed in place; the matrix keeps rising, and used horizons stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import entities, session
from app import model as m
from app.document import Document
from app.scales import read_scales
from app.session import new_session
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.settings import SettingsPage
from ui.scales.horizons import HorizonsPart, ThreatsPart
from ui.scales.impact import ImpactPart
from ui.scales.matrix import MatrixPart
from ui.scales.session import SessionPart


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return new_session(tmp_path / "s.foreshock", title="BIA 2026", organisation="Quellmark", who="Ann")


@pytest.fixture
def shown(document: Document, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, SettingsPage]]:
    with window_on(document, tmp_path, "settings") as (window, page):
        assert isinstance(page, SettingsPage)
        yield window, page


def matrix_part(page: SettingsPage) -> MatrixPart:
    page.show_part("matrix")
    part = page.parts["matrix"]
    assert isinstance(part, MatrixPart)
    return part


def test_the_title_is_changed_by_typing(
    shown: tuple[MainWindow, SettingsPage], document: Document, qtbot: QtBot
) -> None:
    _, page = shown
    part = page.parts["session"]
    assert isinstance(part, SessionPart)
    title = part.form.row("title").editor
    title.setFocus()
    title.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(title, "BIA 2027")
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert session.info(document).title == "BIA 2027"  # type: ignore[union-attr]
    assert document.undo_label == "Change Title of BIA 2026"


def test_every_part_opens_by_keys(shown: tuple[MainWindow, SettingsPage], qtbot: QtBot) -> None:
    _, page = shown
    page.tabs.setFocus()
    seen = [page.stack.currentWidget()]
    for _ in range(len(page.parts) - 1):
        qtbot.keyClick(page.tabs, Qt.Key.Key_Right)
        seen.append(page.stack.currentWidget())
    assert seen == list(page.parts.values())


def test_an_anchor_is_rewritten_in_its_cell(shown: tuple[MainWindow, SettingsPage], document: Document) -> None:
    _, page = shown
    page.show_part("impact")
    part = page.parts["impact"]
    assert isinstance(part, ImpactPart)
    first = part.table.model.rows[0]
    assert (
        part.table.model.take(part.table.model.index(0, part.table.model.position("3")), "About a day's revenue") == ""
    )
    assert read_scales(document).categories[0].anchors[2] == "About a day's revenue"
    assert part.table.model.rows[0].key == first.key


def test_a_horizon_at_which_levels_were_scored_stays(
    shown: tuple[MainWindow, SettingsPage], document: Document
) -> None:
    _, page = shown
    scales = read_scales(document)
    used = scales.horizons[0].key  # type: ignore[attr-defined]
    service = entities.add(document, m.Service, name="Payroll")
    values = {"service_id": service, "category_id": scales.categories[0].key, "horizon_id": used, "level": 2}  # type: ignore[attr-defined]
    entities.add(document, m.ImpactScore, **values)
    page.show_part("horizons")
    part = page.parts["horizons"]
    assert isinstance(part, HorizonsPart)
    model = part.horizons.model
    editable = [model.may_edit(model.index(at, model.position("minutes"))) for at in range(len(model.rows))]
    assert editable == [False] + [True] * (len(editable) - 1)


def test_a_read_only_window_shows_the_scales_and_changes_nothing(
    document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    path = document.path
    document.close()
    with window_on(Document.open(path, read_only=True), tmp_path, "settings") as (_, page):
        assert isinstance(page, SettingsPage)
        part = matrix_part(page)
        assert not part.matrix.isEnabled()
        assert not part.preset.isEnabled()
        assert not part.bands.model.may_edit(part.bands.model.index(0, 1))


def test_a_new_threat_gets_the_next_code_and_can_be_deleted_and_brought_back(
    shown: tuple[MainWindow, SettingsPage], document: Document
) -> None:
    window, page = shown
    page.show_part("threats")
    part = page.parts["threats"]
    assert isinstance(part, ThreatsPart)
    model = part.table.model
    before = len(model.rows)
    assert model.take(model.index(before, model.new_column()), "Locusts") == ""
    assert (model.rows[-1].values["name"], model.rows[-1].values["code"]) == ("Locusts", f"T{before + 1:02d}")
    part.table.view.on_delete([model.rows[-1].key])  # type: ignore[misc]
    assert len(part.table.model.rows) == before
    window.undo()
    assert len(part.table.model.rows) == before + 1


def test_a_new_horizon_is_typed_as_a_duration(shown: tuple[MainWindow, SettingsPage], document: Document) -> None:
    _, page = shown
    page.show_part("horizons")
    part = page.parts["horizons"]
    assert isinstance(part, HorizonsPart)
    model = part.horizons.model
    new = model.index(len(model.rows), model.new_column())
    assert "soon" in model.take(new, "soon"), "what is no duration is refused in words"
    assert model.take(model.index(len(model.rows), model.new_column()), "12 h") == ""
    assert 720 in [horizon.minutes for horizon in read_scales(document).horizons]
