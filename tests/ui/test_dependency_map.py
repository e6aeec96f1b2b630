"""The map answers what stops and lets a person draw, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import entities, network, search
from app import model as m
from app.document import Document
from app.sample import build_sample
from tests.ui.windows import window_on
from ui.dependencies.map import MapPanel
from ui.main_window import MainWindow
from ui.services.map_view import MapOfService

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "sample.foreshock"
    build_sample(path).close()
    return path


@pytest.fixture
def window(file: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with Document.open(file) as original:
        original.save_copy(tmp_path / "copy.foreshock")
    with window_on(Document.open(tmp_path / "copy.foreshock", who="Ann"), tmp_path, "services") as (window, _):
        yield window


def key_of(window: MainWindow, ref: str) -> bytes:
    return next(thing.key for thing in search.things(window.document) if thing.ref == ref)


def view_of(window: MainWindow, ref: str) -> MapOfService:
    window.go("services", key_of(window, ref))
    page = window._pages["services"]
    page.show_view("map")  # type: ignore[attr-defined]
    QTest.qWait(30)
    return page.map  # type: ignore[attr-defined, no-any-return]


def panel_of(window: MainWindow, ref: str) -> MapPanel:
    return view_of(window, ref).panel


def press(panel: MapPanel, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(panel.map, key, modifier)
    QApplication.processEvents()


def at(window: MainWindow, panel: MapPanel, ref: str) -> None:
    panel.map.set_cursor_key(key_of(window, ref))


def point(panel: MapPanel, key: bytes) -> QPoint:
    hit = panel.map.drawing.hit_of(key)
    assert hit is not None
    x, y = hit.rect.centre
    return QPoint(round(x * panel.map.scale()), round(y * panel.map.scale()))


def state(panel: MapPanel, window: MainWindow, ref: str) -> str:
    return next(node.state for node in panel.map.view.nodes if node.key == key_of(window, ref))


def test_the_map_opens_with_what_alone_stops_the_service(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-003")
    assert panel.message.text() == "Storage array Brenholt alone stops Order intake"
    assert panel.note.text().startswith("28 nodes, 39 links")
    assert [one.node.ref for one in panel.side.returns.returns()] == ["SVC-002", "SVC-001", "SVC-007", "SVC-003"]
    assert panel.side.returns.model().index(3, 0).data() == (
        "4 Order intake, takes 3 h 45, ready at 15 h 34, RTO 4 h, 11 h 34 late"
    )
    assert panel.map.hasFocus()


def test_w_lets_the_node_under_the_cursor_fail_and_again_brings_it_back(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-003")
    at(window, panel, "CMP-13")
    press(panel, Qt.Key.Key_W)
    assert panel.message.text() == "Storage array Brenholt takes down Order intake"
    assert panel.strip.isVisible()
    assert panel.map.accessibleName() == "Dependency map: Storage array Brenholt takes down Order intake"
    assert (state(panel, window, "CMP-13"), state(panel, window, "SVC-003")) == ("cut", "stops")
    assert state(panel, window, "SVC-007") == ""
    assert [one.node.ref for one in panel.side.returns.returns()] == ["SVC-003"]
    press(panel, Qt.Key.Key_W)
    assert panel.message.text() == "Storage array Brenholt alone stops Order intake"
    assert not panel.strip.isVisible()


def test_several_nodes_fail_together_with_shift(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-001")
    at(window, panel, "CMP-01")
    press(panel, Qt.Key.Key_W)
    assert panel.message.text() == "If Core switch A stops, no other service stops"
    at(window, panel, "CMP-02")
    press(panel, Qt.Key.Key_W, SHIFT)
    assert panel.message.text() == "Core switch A and Core switch B together take down 13 services"
    at(window, panel, "CMP-03")
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, SHIFT, point(panel, key_of(window, "CMP-03")))
    assert len(panel.down) == 3
    at(window, panel, "CMP-13")
    press(panel, Qt.Key.Key_W)
    assert panel.down == [key_of(window, "CMP-13")]


def test_alternatives_say_how_many_are_left(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-003")
    at(window, panel, "CMP-13")
    press(panel, Qt.Key.Key_W)
    words = {shape.text for shape in panel.map.drawing.shapes if hasattr(shape, "text")}
    assert {"1 of 2, 0 left", "1 of 2, 1 left", "1 of 2", "SPOF"} <= words
    broken = [edge for edge in panel.map.view.edges if edge.failed and edge.source == key_of(window, "SVC-003")]
    assert {edge.target for edge in broken} == {key_of(window, "CMP-18"), key_of(window, "CMP-19")}


def test_escape_brings_back_first_and_leaves_then(window: MainWindow) -> None:
    view = view_of(window, "SVC-003")
    at(window, view.panel, "CMP-13")
    press(view.panel, Qt.Key.Key_W)
    press(view.panel, Qt.Key.Key_Escape)
    assert view.isVisible()
    assert not view.panel.down
    press(view.panel, Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_choosing_a_node_tells_what_it_is_and_leads_to_its_page(window: MainWindow) -> None:
    panel, asked = panel_of(window, "SVC-008"), []
    window.console.place_wanted.connect(lambda page, key: asked.append((page, key)))
    at(window, panel, "SUP-003")
    press(panel, Qt.Key.Key_Return)
    card = panel.side.card
    assert card.isVisible()
    assert card.about.text() == "supplier · payroll as a service"
    shown = dict(network.facts(window.document, key_of(window, "SUP-003")))
    assert shown["Contractual RTO"] == "2 d"
    press(panel, Qt.Key.Key_O)
    assert asked[-1] == ("organisation", key_of(window, "SUP-003"))


def test_a_single_point_says_what_it_stops(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-003")
    panel._choose(key_of(window, "CMP-13"))
    assert panel.side.card.about.text() == "A single point of failure: it alone stops Order intake."


def test_who_relies_on_it_is_the_map_upstream(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-007")
    panel.scope.set_current("above")
    panel._rescope("above")
    drawn = {panel.landscape.nodes[key].ref for key in panel.picture.keys}  # type: ignore[union-attr]
    assert {"SVC-003", "SVC-012", "SVC-013", "SVC-007"} <= drawn
    assert "CMP-24" not in drawn
    assert panel.message.text() == "3 nodes stop with Finance and stock ledger (ERP)"


def test_e_names_what_the_node_needs(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-013")
    at(window, panel, "CMP-29")
    press(panel, Qt.Key.Key_E)
    field = panel.side.card.pickers["needs"].field
    assert field.hasFocus()
    QTest.keyClicks(field, "Storage array B")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    reporting, array = key_of(window, "CMP-29"), key_of(window, "CMP-13")
    assert array in network.graph(window.document).needs(reporting)
    assert (reporting, array) in [(edge.source, edge.target) for edge in panel.map.view.edges]
    window.document.undo()
    QApplication.processEvents()
    assert (reporting, array) not in [(edge.source, edge.target) for edge in panel.map.view.edges]


def test_dragging_from_a_node_to_another_draws_an_edge(window: MainWindow) -> None:
    panel, refused = panel_of(window, "SVC-003"), []
    window.console.refused.connect(refused.append)
    panel.map.set_zoom(0.5)
    source, target = key_of(window, "CMP-17"), key_of(window, "SVC-011")
    drag(panel, point(panel, source), point(panel, target))
    assert target in network.graph(window.document).needs(source)
    (link,) = network.links(window.document, source=source)
    assert panel.edge == link.key
    press(panel, Qt.Key.Key_H)
    assert network.links(window.document, source=source)[0].hard is False
    drag(panel, point(panel, source), point(panel, target))
    assert refused == [
        "CMP-17 EDI gateway already depends on SVC-011 E-mail and collaboration; change that entry instead."
    ]


def drag(panel: MapPanel, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(panel.map, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(panel.map, (start + end) / 2)
    QTest.mouseMove(panel.map, end)
    QTest.mouseRelease(panel.map, Qt.MouseButton.LeftButton, pos=end)
    QApplication.processEvents()


def test_n_goes_over_the_edges_and_delete_removes_one(window: MainWindow) -> None:
    panel, said = panel_of(window, "SVC-013"), []
    window.console.said.connect(lambda text, undoable: said.append((text, undoable)))
    press(panel, Qt.Key.Key_Delete)
    assert said == [("Choose an edge first: N goes over the edges of a node, or click one.", False)]
    at(window, panel, "SVC-013")
    seen = []
    for _ in range(3):
        press(panel, Qt.Key.Key_N)
        link = panel._link(panel.edge)
        assert link is not None
        seen.append(panel.landscape.nodes[link.target].ref)  # type: ignore[union-attr]
    assert set(seen) == {"SVC-007", "CMP-29"}
    assert seen[0] == seen[2]
    before = len(network.links(window.document))
    press(panel, Qt.Key.Key_Delete)
    assert len(network.links(window.document)) == before - 1
    assert said[-1][1]
    window.document.undo()
    assert len(network.links(window.document)) == before


def test_a_click_on_an_edge_chooses_it(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-013")
    layout = panel.map.layout_of_view
    assert layout is not None
    way = next(one for one in layout.routes if one.edges[0].target == key_of(window, "CMP-29"))
    x, y = way.points[-1]
    where = QPoint(round((x - 4) * panel.map.scale()), round(y * panel.map.scale()))
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=where)
    assert panel.edge == way.edges[0].key
    row = panel.side.card.pickers["needs"].rows.current_line()
    assert row is not None
    assert row.node.ref == "CMP-29"  # type: ignore[union-attr]


def test_an_empty_service_offers_the_field_at_once(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-014")
    assert panel.message.text().startswith("Nothing is recorded under Training and licence records yet")
    assert panel.side.card.pickers["needs"].field.isVisible()


def test_finding_walks_over_what_fits(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-003")
    QTest.keyClicks(panel.search, "switch")
    faint = {node.label for node in panel.map.view.nodes if not node.faint}
    assert faint == {"Core switch A", "Core switch B"}
    for ref in ("CMP-01", "CMP-02", "CMP-01"):
        QTest.keyClick(panel.search, Qt.Key.Key_Return)
        assert panel.chosen == key_of(window, ref)


def test_keys_zoom_and_zero_fits(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-003")
    press(panel, Qt.Key.Key_0)
    fitting = panel.map.zoom
    port = panel.area_of_map.viewport()
    assert panel.map.sizeHint().width() <= port.width() + 1
    assert panel.map.sizeHint().height() <= port.height() + 1
    QTest.keyClicks(panel.map, "+")
    assert panel.map.zoom == pytest.approx(fitting * 1.25)
    QTest.keyClicks(panel.map, "-")
    assert panel.map.zoom == pytest.approx(fitting)


def test_the_table_has_every_node_with_what_it_needs(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-003")
    press(panel, Qt.Key.Key_T)
    assert panel.drawing.as_table()
    twin = panel.map.twin
    assert len(twin.rows) == 28
    intake = next(row for row in twin.rows if row[0] == "Order intake")
    assert "1 of 2 (Order database node 1, Order database node 2)" in intake[3]
    assert "EDI gateway" in intake[4]


def test_a_node_that_goes_takes_its_failure_along(window: MainWindow) -> None:
    panel = panel_of(window, "SVC-013")
    at(window, panel, "CMP-29")
    press(panel, Qt.Key.Key_W)
    entities.delete(window.document, key_of(window, "CMP-29"), m.Component)
    QApplication.processEvents()
    assert panel.down == []
    assert panel.chosen is None
    assert not panel.strip.isVisible()
