"""The dependency map with everything around it: what to look at, what fails, what to draw, and what it means.

Serves the page of services and the run mode of the interview. The map is of one service (what it stands on, or who
relies on it) or of the whole session.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app import network
from app.i18n import N_, plural, translate
from app.network import Landscape, Outage, Return
from ui import theme
from ui.console import Console
from ui.dependencies.canvas import DependencyMap
from ui.dependencies.picker import page_of
from ui.dependencies.picture import Picture, picture
from ui.dependencies.side import Side
from ui.theme import Size, Space, px
from ui.widgets.buttons import button, icon_button
from ui.widgets.cards import scrolling
from ui.widgets.header import Bar
from ui.widgets.inputs import SearchField
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.lines import IconLabel
from ui.widgets.segmented import SegmentedControl
from ui.widgets.twin import Twinned

TABLES = frozenset(
    {
        "dependency", "dependency_group", "service", "component", "supplier", "person", "entity", "strategy",
        "exercise", "service_result", "tier",
    }
)  # fmt: skip


#: The map opens at life size unless the whole of it is still legible when it is made to fit.
_LEGIBLE = 0.8


class Strip(QWidget):
    """The ground of the line that asks what if."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.tokens().err_ground))
        painter.end()


class MapPanel(QWidget):
    """The map of ``show_service(key)`` or ``show_all()``.

    On the map: arrows and Enter choose a node, W lets it fail (with Shift together with what already fails), E names
    what it needs, N goes over its edges, H makes the chosen edge hard or soft, Delete removes it, O opens the node.
    """

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None
        self.chosen: bytes | None = None
        self.edge: bytes | None = None
        self.down: list[bytes] = []
        self.landscape: Landscape | None = None
        self.picture: Picture | None = None
        self._build()
        self._listener = console.bridge.listen(self, TABLES, self.refresh)

    # --- building ---

    def _build(self) -> None:
        self.map = DependencyMap(drawable=self.console.writable)
        ground(self.map, "surface")
        self.map.chosen.connect(self._choose)
        self.map.edge_chosen.connect(self.choose_edge)
        self.map.asked.connect(self.ask)
        self.map.drawn.connect(self._draw)
        self.map.stop_clicked.connect(lambda key: self.let_fail(key, together=True))
        self.map.zoomed.connect(self._show_zoom)
        self.side = Side(self.console)
        self.side.picked.connect(self._choose)
        self.side.card.asked.connect(self.ask)
        for picker in self.side.card.pickers.values():
            picker.changed.connect(self.refresh)
        self.message = heading("", elide=True)
        self.area_of_map = self.map.scroller()
        self.drawing = Twinned(self.map, self.area_of_map)
        self.note = hint("", elide=True)
        self._build_bar()
        self._build_strip()
        head = column(self.message, self.note, gap=0, margins=(Space.xxl, Space.s, Space.xxl, Space.xs))
        left = column(box(head), self.drawing, rule(), self._foot(), gap=0)
        left.setStretch(1, 1)
        self.area = scrolling(self.side, "canvas")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFixedWidth(px(Size.detail))
        across = row(ground(box(left), "surface"), rule(upright=True), self.area, gap=0)
        across.setStretch(0, 1)
        whole = column(self.bar, self.strip, across, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _build_bar(self) -> None:
        self.bar = Bar(Size.toolbar)
        self.scope = SegmentedControl(
            [("below", translate(N_("Stands on"))), ("above", translate(N_("Relied on by"))),
             ("all", translate(N_("Everything")))],
            translate(N_("What the map shows")),
        )  # fmt: skip
        self.scope.set_current("below")
        self.scope.chosen.connect(self._rescope)
        self.search = SearchField(translate(N_("Find in the map")), translate(N_("Find in the map")))
        self.search.setFixedWidth(px(Size.rail - Space.xxl))
        self.search.textEdited.connect(lambda _text: self._redraw())
        self.search.returnPressed.connect(self._next_found)
        self.give_tools(self.bar)

    def give_tools(self, bar: Bar) -> None:
        """Put scope, search and the way to the table into a bar; the panel's own is then not needed."""
        bar.add(self.scope, side="middle" if bar is not self.bar else "left")
        bar.add(self.search, self.drawing.button, side="right")
        if bar is not self.bar:
            self.bar.hide()

    def _build_strip(self) -> None:
        self._what = label("", "name", "err")
        self._means = label("", "body", "text2", elide=True)
        self.back = button(
            translate(N_("Bring all back")), self.bring_back, icon="rotate-ccw", size="small", keys=("Esc",)
        )
        inner = row(
            IconLabel("power-off", "err"), self._what, self._means, self.back, margins=(Space.xxl, 0, Space.xxl, 0)
        )
        inner.setStretch(2, 1)
        self.strip = Strip()
        self.strip.setLayout(inner)
        self.strip.setFixedHeight(px(Size.card_head))
        self.strip.hide()

    def _foot(self) -> QWidget:
        words = translate(N_("Solid: hard. Dashed: soft. “1 of 2”: one is enough. Connect by dragging, or with E."))
        self._zoom = hint("")
        less = icon_button(
            "minus", translate(N_("Smaller")), lambda: self.map.set_zoom(self.map.zoom / 1.25), size="small"
        )
        more = icon_button(
            "plus", translate(N_("Larger")), lambda: self.map.set_zoom(self.map.zoom * 1.25), size="small"
        )
        fit = button(translate(N_("Fit")), self.map.fit, variant="quiet", size="small", keys=("0",))
        inner = row(
            hint(words, elide=True), less, self._zoom, more, fit, gap=Space.s, margins=(Space.xxl, 0, Space.l, 0)
        )
        inner.setStretch(0, 1)
        foot = box(inner)
        foot.setFixedHeight(px(Size.foot))
        self._show_zoom()
        return foot

    def _show_zoom(self) -> None:
        self._zoom.setText(translate(N_("{n} %"), n=round(self.map.zoom * 100)))

    # --- what is shown ---

    def show_service(self, key: bytes) -> None:
        """Show the map of a service, from its own side."""
        if key != self.key:
            self.key, self.down, self.chosen, self.edge = key, [], None, None
            self.search.clear()
            if self.scope.current() == "all":
                self.scope.set_current("below")
        self.refresh()
        if self.picture is not None and len(self.picture.keys) == 1:
            self._choose(key)  # the field to name what it needs is there at once
        QTimer.singleShot(0, self, self._begin)

    def show_all(self) -> None:
        """Show the map of the whole session."""
        self.key = None
        self.scope.set_current("all")
        self.refresh()
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        """Show life size where that fits, otherwise as much as stays legible."""
        if self.isVisible():
            self.map.fit()
            if self.map.zoom < _LEGIBLE:
                self.map.set_zoom(1.0)
                self.area_of_map.horizontalScrollBar().setValue(0)
                self.area_of_map.verticalScrollBar().setValue(0)
            self.map.follow()

    def _rescope(self, _scope: str) -> None:
        self.refresh()
        self._begin()

    def refresh(self) -> None:
        """Read the graph again; what was chosen and what fails stays where it still exists."""
        self._listener.stale = False
        self.landscape = network.landscape(self.document)
        nodes = self.landscape.nodes
        self.down = [key for key in self.down if key in nodes]
        self.chosen = self.chosen if self.chosen in nodes else None
        links = {link.key for link in self.landscape.links}
        self.edge = self.edge if self.edge in links else None
        self.picture = picture(self.landscape, self._keys())
        self._redraw()

    def _keys(self) -> list[bytes]:
        assert self.landscape is not None  # noqa: S101 - its callers have just read it
        if self.scope.current() == "all" or self.key is None:
            ties = {end for link in self.landscape.links for end in (link.source, link.target)}
            nodes = self.landscape.nodes
            return [key for key, node in nodes.items() if key in ties or node.kind == "service"]
        if self.key not in self.landscape.nodes:
            return []
        around = set(self.landscape.around(self.key, self.scope.current()))
        return [self.key, *(key for key in self.landscape.nodes if key in around and key != self.key)]

    def outage(self) -> Outage | None:
        """Return what happens while something fails."""
        return self.landscape.outage(self.down) if self.landscape is not None and self.down else None

    def _redraw(self) -> None:
        if self.landscape is None or self.picture is None:
            return
        outage, points = self.outage(), self._points()
        title = outage.title if outage is not None else self._words(points)
        self.message.setText(title)
        self.note.setText(self._counted())
        self.strip.setVisible(outage is not None)
        if outage is not None:
            names = ", ".join(node.name for node in outage.down[:3])
            self._what.setText(
                plural(N_("What if {nodes} stops?"), N_("What if {nodes} stop?"), len(outage.down), nodes=names)
            )
            self._means.setText(outage.summary + ".")
        self.map.show_view(
            self.picture.view(outage=outage, chosen=self.chosen, chosen_edge=self.edge, points=points,
                              found=self._found(), title=title)
        )  # fmt: skip
        self.side.show_state(self.landscape, self.chosen, outage, self._returns(outage), points)

    def _returns(self, outage: Outage | None) -> tuple[Return, ...]:
        assert self.landscape is not None  # noqa: S101
        if outage is not None:
            return outage.order
        if self.key is None or self.scope.current() == "all":
            return self.landscape.total_loss(self.landscape.services)
        if self.scope.current() == "above":
            return self.landscape.outage([self.key]).order
        return self.landscape.total_loss([self.key])

    def _points(self) -> tuple[bytes, ...]:
        assert self.landscape is not None  # noqa: S101
        if self.scope.current() == "below" and self.key is not None:
            return self.landscape.points_under(self.key)
        return tuple(key for key in self.landscape.nodes if key in self.landscape.points)

    def _words(self, points: Collection[bytes]) -> str:
        """Return the message of the map while nothing fails."""
        assert self.landscape is not None and self.picture is not None  # noqa: S101, PT018
        node = self.landscape.nodes.get(self.key) if self.key is not None else None
        if node is None or self.scope.current() == "all":
            return plural(
                N_("{n} single point of failure under a critical service"),
                N_("{n} single points of failure under critical services"), len(points),
            ) if points else translate(N_("Nothing alone stops a critical service"))  # fmt: skip
        if self.scope.current() == "above":
            services = [key for key in self.landscape.around(node.key, "above") if key != node.key]
            hard = len(self.landscape.graph.dependants(node.key))
            if not services:
                return translate(N_("Nobody is recorded as relying on {service}"), service=node.name)
            return plural(
                N_("{n} node stops with {service}"), N_("{n} nodes stop with {service}"), hard, service=node.name
            )
        if len(self.picture.keys) <= 1:
            words = N_("Nothing is recorded under {service} yet: type beside the map what it needs")
            return translate(words, service=node.name)
        if not points:
            return translate(N_("No component and no person alone stops {service}"), service=node.name)
        names = [self.landscape.nodes[key].name for key in points]
        if len(names) == 1:
            return translate(N_("{node} alone stops {service}"), node=names[0], service=node.name)
        words = N_("{n} components or people can each stop {service} alone")
        return translate(words, n=len(names), service=node.name)

    def _counted(self) -> str:
        assert self.picture is not None  # noqa: S101
        nodes, links = len(self.picture.keys), len(self.picture.links)
        words = [plural(N_("{n} node"), N_("{n} nodes"), nodes), plural(N_("{n} link"), N_("{n} links"), links)]
        if self.picture.left_out:
            sentence = N_("{n} nodes are left out: the most urgent services and what they stand on are drawn")
            words.append(translate(sentence, n=self.picture.left_out))
        elif self.chosen is None:
            words.append(translate(N_("choose a node to see what it carries; W lets it fail")))
        return ", ".join(words)

    # --- finding ---

    def _found(self) -> set[bytes] | None:
        wanted = self.search.text().strip().casefold()
        if not wanted or self.picture is None or self.landscape is None:
            return None
        rows = (self.landscape.nodes[key] for key in self.picture.keys)
        return {row.key for row in rows if wanted in row.name.casefold() or row.ref.casefold() == wanted}

    def _next_found(self) -> None:
        found = self._found()
        if not found or self.picture is None:
            return
        order = [key for key in self.picture.keys if key in found]
        at = order.index(self.chosen) + 1 if self.chosen in order else 0
        self._choose(order[at % len(order)])

    # --- choosing ---

    def _choose(self, node: Hashable) -> None:
        if isinstance(node, bytes) and self.landscape is not None and node in self.landscape.nodes:
            self.chosen, self.edge = node, None
            self._redraw()
            self.map.set_cursor_key(node)
            self.area.verticalScrollBar().setValue(0)

    def choose_edge(self, edge: bytes) -> None:
        """Choose an edge: its source, and the row of what it needs."""
        link = self._link(edge)
        if link is not None:
            self.edge, self.chosen = edge, link.source
            self._redraw()
            self.side.card.show_edge(link.target)
            self.map.say(self._edge_words(link))

    def _link(self, edge: bytes | None) -> network.Link | None:
        links = self.landscape.links if self.landscape is not None else ()
        return next((link for link in links if link.key == edge), None)

    def _edge_words(self, link: network.Link) -> str:
        assert self.landscape is not None  # noqa: S101
        words = N_("{source} needs {target}") if link.hard else N_("{source} uses {target}, soft")
        nodes = self.landscape.nodes
        return translate(words, source=nodes[link.source].name, target=nodes[link.target].name)

    def _next_edge(self, back: bool) -> None:
        """Go over the edges of the chosen node, those from it first."""
        if self.picture is None or self.chosen is None:
            return
        node = self.chosen
        link = self._link(self.edge)
        if link is not None and self._over != node and self._over in (link.source, link.target):
            node = self._over
        self._over = node
        own = [one for one in self.picture.links if one.source == node]
        own += [one for one in self.picture.links if one.target == node]
        keys = [one.key for one in own]
        if keys:
            at = keys.index(self.edge) + (-1 if back else 1) if self.edge in keys else 0
            self.choose_edge(keys[at % len(keys)])

    _over: bytes = b""

    # --- verbs ---

    def ask(self, verb: str, shift: bool) -> None:
        """Do what a key of the map or a button asks for."""
        here = self.map.cursor_key()
        if verb in ("stop", "connect", "open") and isinstance(here, bytes) and self.sender() is self.map:
            self._choose_quietly(here)
        if verb == "stop" and self.chosen is not None:
            self.let_fail(self.chosen, together=shift)
        elif verb == "edge":
            if isinstance(here, bytes) and self.edge is None:
                self._choose_quietly(here)
            self._next_edge(shift)
        elif verb == "open" and self.chosen is not None and self.landscape is not None:
            self.console.go(page_of(self.landscape.nodes[self.chosen].kind), self.chosen)
        elif self.console.writable:
            self._change(verb)

    def _choose_quietly(self, node: bytes) -> None:
        if node != self.chosen:
            self._choose(node)

    def _change(self, verb: str) -> None:
        link = self._link(self.edge)
        if verb == "connect" and self.chosen is not None:
            self.edge = None
            self.side.card.connect_from()
        elif verb == "strength" and link is not None:
            self.console.attempt(lambda: network.set_hard(self.document, [link.key], not link.hard))
        elif verb == "remove" and link is not None:
            words = self._edge_words(link)
            if self.console.attempt(lambda: network.remove_links(self.document, [link.key])):
                self.console.say(translate(N_("Removed: {edge}."), edge=words), undoable=True)
        elif verb in ("strength", "remove"):
            self.console.say(translate(N_("Choose an edge first: N goes over the edges of a node, or click one.")))

    def let_fail(self, node: bytes, *, together: bool = False) -> None:
        """Let a node fail, alone or together with what already fails; one that fails comes back."""
        if node in self.down:
            self.down.remove(node)
        else:
            self.down = [*self.down, node] if together else [node]
        self.chosen = node
        self._redraw()
        outage = self.outage()
        if outage is not None:
            self.map.say(f"{outage.title}. {outage.summary}.")

    def bring_back(self) -> bool:
        """Bring back whatever fails; return whether something did."""
        had = bool(self.down)
        self.down = []
        if had:
            self._redraw()
            self.map.setFocus(Qt.FocusReason.OtherFocusReason)
        return had

    def step_back(self) -> bool:
        """Do what Esc means here: from the side to the map, then bring back what fails. Return whether it did."""
        focus = self.focusWidget()
        if focus is not None and focus.hasFocus() and focus is not self.map and self.side.isAncestorOf(focus):
            self.map.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if focus is self.search and self.search.text():
            self.search.clear()
            self._redraw()
            return True
        return self.bring_back()

    def _draw(self, source: Hashable, target: Hashable) -> None:
        if not isinstance(source, bytes) or not isinstance(target, bytes) or not self.console.writable:
            return
        made = self.console.attempt(lambda: network.depend(self.document, source, target))
        if made is not None:
            self.refresh()
            self.choose_edge(made)
            link = self._link(made)
            if link is not None:
                self.console.say(translate(N_("{edge}. H makes it soft."), edge=self._edge_words(link)), undoable=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._listener.freshen()
