"""What a service stands on, drawn as a map; choosing a node shows what stops when it fails."""

from __future__ import annotations

from collections.abc import Hashable

from app import model as m
from app import network
from app.charts.dependency_map import MapEdge, MapNode, MapView
from app.durations import format_duration
from app.i18n import N_, plural, translate
from ui.console import Console
from ui.dependencies.canvas import DependencyMap
from ui.services.subview import SubView
from ui.theme import Size, px
from ui.widgets.buttons import button
from ui.widgets.cards import scrolling
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, clear, column, ground, row, rule
from ui.widgets.twin import Twinned

ICONS = {"service": "layers", "component": "server", "supplier": "truck", "person": "user"}
#: More nodes than this are not drawn; the critical ones are.
DRAWN = 120


class MapOfService(SubView):
    """The dependency map of one service. Enter or a click on a node lets it fail; again brings it back."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._cut: bytes | None = None
        self.map = DependencyMap()
        self.map.chosen.connect(self._choose)
        self.message = heading("", elide=True)
        self._lines = column(gap=8, margins=(16, 16, 16, 16))
        self._side = box(self._lines)
        drawing = Twinned(self.map, self.map.scroller())
        ground(self.map, "surface")
        head = row(self.message, drawing.button, margins=(24, 8, 16, 4))
        head.setStretch(0, 1)
        left = column(box(head), drawing, gap=0)
        area = scrolling(self._side, "canvas")
        area.setFixedWidth(px(Size.detail_small))
        across = row(gap=0)
        across.addWidget(ground(box(left), "surface"), 1)
        across.addWidget(rule(upright=True))
        across.addWidget(area)
        self.body.addLayout(across, 1)

    def show_key(self, key: bytes) -> None:
        """Show the map of another service."""
        self._cut = None
        super().show_key(key)
        self.map.setFocus()

    def _choose(self, node: Hashable) -> None:
        self._cut = None if node == self._cut or not isinstance(node, bytes) else node
        self.refresh()

    def refresh(self) -> None:
        """Read the graph again."""
        service = self.document.get(m.Service, self.key) if self.key is not None else None
        if service is None:
            self.left.emit()
            return
        self.title.setText(service.name)
        self._graph = network.graph(self.document)
        below = {service.id, *self._graph.closure(service.id, soft=True)}
        self._nodes = network.nodes(self.document, below)
        self._spofs = {spof.node for spof in network.spofs(self.document, [service.id])}
        stops = self._graph.fallen({self._cut}) if self._cut is not None else frozenset()
        self._show_words(service, stops)
        self.map.show_view(self._view(service.id, stops))

    def _view(self, service: bytes, stops: frozenset[bytes]) -> MapView:
        shown = [service, *(key for key in self._nodes if key != service)][:DRAWN]
        nodes = [self._node(key, stops) for key in shown if key in self._nodes]
        edges = [
            MapEdge(key, target, soft=target not in hard, failed=target in stops and key in stops)
            for key in shown
            for hard in (set(self._graph.needs(key)),)
            for target in (*self._graph.needs(key), *self._graph.soft.get(key, ()))
            if target in shown
        ]
        return MapView(nodes, edges, chosen=self._cut, title=self.message.text())

    def _node(self, key: bytes, stops: frozenset[bytes]) -> MapNode:
        node = self._nodes[key]
        note = " · ".join(part for part in (node.ref, format_duration(node.rto)) if part)
        state = "cut" if key == self._cut else "stops" if key in stops else ""
        return MapNode(key, node.name, note, ICONS.get(node.kind, ""), state, "SPOF" if key in self._spofs else "")

    def _show_words(self, service: object, stops: frozenset[bytes]) -> None:
        name = getattr(service, "name", "")
        if self._cut is not None and self._cut in self._nodes:
            stopped = [self._nodes[key].name for key in stops if key in self._nodes and key != self._cut]
            words = translate(N_("If {node} fails: {n} more stop."), node=self._nodes[self._cut].name, n=len(stopped))
        elif len(self._nodes) <= 1:
            words = translate(
                N_("Nothing is recorded under {service} yet. Add what it needs in “Depends on”."), service=name
            )
        elif not self._spofs:
            words = translate(
                N_("No component and no person alone stops {service}. Choose a node to let it fail."), service=name
            )
        else:
            words = plural(
                N_("{n} single point of failure under {service}. Choose a node to let it fail."),
                N_("{n} single points of failure under {service}. Choose a node to let it fail."),
                len(self._spofs),
                service=name,
            )
        self.message.setText(words)
        self._fill_side(stops)

    def _fill_side(self, stops: frozenset[bytes]) -> None:
        layout = self._lines
        clear(layout)
        if self._cut is not None:
            layout.addWidget(heading(translate(N_("Stops with it"))))
            listed = [key for key in stops if key in self._nodes and key != self._cut]
            layout.addWidget(button(translate(N_("Bring it back")), lambda: self._choose(self._cut), size="small"))
        else:
            layout.addWidget(heading(translate(N_("Recovery order"))))
            order = network.recovery_order(self.document, self._nodes)
            listed = [step.node for step in order if step.node in self._nodes]
        for number, key in enumerate(listed, 1):
            node = self._nodes[key]
            layout.addWidget(
                box(row(hint(f"{number}"), column(paragraph(node.name, "text"), hint(node.ref), gap=0), None, gap=10))
            )
        if not listed:
            layout.addWidget(hint(translate(N_("nothing else"))))
        layout.addStretch(1)
