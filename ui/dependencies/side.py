"""What stands beside the map: the chosen node with what it needs, the recovery order, single points of failure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import network
from app.derivations import Why
from app.i18n import N_, plural, translate
from app.network import Landscape, NodeRow, Outage, Return
from app.network.telling import why_ready
from ui.console import Console
from ui.dependencies.looks import icon_of, kind_word
from ui.dependencies.picker import DependencyPicker
from ui.dependencies.returning import ReturnList, heads
from ui.help.why import WhyButton
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.buttons import button
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint, label, paragraph
from ui.widgets.layouts import box, clear, column, row, rule
from ui.widgets.lines import IconLabel, LineButton
from ui.widgets.segmented import SegmentedControl

#: So many single points are listed; the table of the map has all.
_POINTS = 12


class NodeCard(QWidget):
    """The chosen node: what it is, what it promises, what can be done, and what it needs or who needs it."""

    asked = Signal(str, bool)

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None
        self._icon, self._name, self._ref = IconLabel("server"), heading("", elide=True), hint("")
        self._tier = ChipLabel(chips.tier(0))
        self.about = paragraph("")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(px(Space.xxs))
        self.stop = button("", lambda: self.asked.emit("stop", False), icon="power-off", size="small", keys=("W",))
        self.also = button(
            translate(N_("Stop it, too")), lambda: self.asked.emit("stop", True), icon="power-off", size="small"
        )
        self.open = button(
            translate(N_("Open")), lambda: self.asked.emit("open", False), icon="external-link", size="small",
            keys=("O",),
        )  # fmt: skip
        self.sides = SegmentedControl(
            [("needs", translate(N_("Needs"))), ("dependants", translate(N_("Needed by")))],
            translate(N_("Which dependencies")),
        )
        self.sides.set_current("needs")
        self.sides.chosen.connect(self._turn)
        self.pickers = {side: DependencyPicker(console, side) for side in ("needs", "dependants")}
        top = row(self._icon, self._name, self._tier, self._ref, gap=Space.s)
        top.setStretch(1, 1)
        verbs = row(self.stop, self.also, self.open, None, gap=Space.xs)
        self.setLayout(column(top, self.about, self._facts, verbs, self.sides, *self.pickers.values(), gap=Space.s))

    def show_node(self, landscape: Landscape, key: bytes, outage: Outage | None) -> None:
        """Show a node of a landscape, and how it stands while something fails."""
        node, self.key = landscape.nodes[key], key
        self._icon.setPixmap(IconLabel(icon_of(node)).pixmap())
        self._name.setText(node.name)
        self._ref.setText(node.ref)
        tier = landscape.tiers.get(key)
        self._tier.setVisible(tier is not None)
        if tier is not None:
            self._tier.set_chip(chips.tier(tier))
        words = about_words(landscape, node, outage)
        self.about.setText(words)
        self.about.set_tone("err" if outage is not None and key in outage.fallen else "text2")
        self._show_facts(key)
        down = outage is not None and node in outage.down
        self.stop.setText(translate(N_("Bring it back")) if down else translate(N_("What if it stops?")))
        self.stop.set_icon("rotate-ccw" if down else "power-off")
        self.also.setVisible(outage is not None and bool(outage.down) and not down)
        self._turn(self.sides.current())

    def _show_facts(self, key: bytes) -> None:
        clear(self._facts)
        for name, value in network.facts(self.document, key):
            words = label(name, "hint", "text3")
            words.setFixedWidth(px(Size.rail_entry * 4))
            line = row(words, label(value, "hint", "text2", elide=True), gap=Space.s)
            line.setStretch(1, 1)
            self._facts.addWidget(box(line))

    def _turn(self, side: str) -> None:
        for name, picker in self.pickers.items():
            picker.setVisible(name == side)
            if name == side and self.key is not None:
                picker.show_service(self.key)

    def connect_from(self) -> None:
        """Give the keyboard to the field that names what the node needs."""
        self.sides.set_current("needs")
        self._turn("needs")
        self.pickers["needs"].take_focus()

    def show_edge(self, target: bytes) -> None:
        """Mark the row of what the node needs."""
        self.sides.set_current("needs")
        self._turn("needs")
        self.pickers["needs"].rows.choose(target)


def about_words(landscape: Landscape, node: NodeRow, outage: Outage | None) -> str:
    """Return the sentence about a node: what happens to it, or what it alone can stop."""
    if outage is not None and node.key in outage.fallen:
        if node in outage.down:
            return translate(N_("Switched off to see what stops with it."))
        lost = [one.name for one in outage.down]
        return translate(N_("Stops with {nodes}."), nodes=", ".join(lost))
    if node.state in network.GONE:
        return translate(N_("It is no longer there and carries nothing; take it out of the dependencies."))
    stopped = [landscape.nodes[key].name for key in landscape.points.get(node.key, ())]
    if stopped:
        return translate(N_("A single point of failure: it alone stops {services}."), services=", ".join(stopped[:4]))
    return " · ".join(part for part in (kind_word(node.kind), node.detail) if part)


class Side(QWidget):
    """The panel. ``picked(key)`` fires for a node of a list, ``asked(verb, shift)`` for a button of the chosen one."""

    picked = Signal(object)

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.card = NodeCard(console)
        self.returns = ReturnList()
        self.returns.picked.connect(self.picked)
        self._title, self._note = heading(translate(N_("Recovery order"))), hint("", elide=True)
        self._chosen: bytes | None = None
        self._all: Sequence[Return] = ()
        self.why = WhyButton(console, self._why, translate(N_("this time")))
        top = row(self._title, self._note, self.why, gap=Space.s)
        top.setStretch(1, 1)
        self._within = hint("", wrap=True)
        self._heads = heads()
        self._recovery = box(column(top, self._heads, self.returns, Space.xs, self._within, gap=0))
        self._points = QVBoxLayout()
        self._points.setSpacing(0)
        self._points_title, self._points_note = heading(translate(N_("Single points of failure"))), hint("")
        self._point_box = box(column(row(self._points_title, self._points_note, None), self._points, gap=Space.xs))
        self.circles = paragraph("", "err")
        self._rules = [rule(), rule()]
        parts = column(
            self.card, self._rules[0], self._recovery, self.circles, self._rules[1], self._point_box, None,
            gap=Space.m, margins=(Space.l, Space.l, Space.l, Space.l),
        )  # fmt: skip
        self.setLayout(parts)

    def show_state(
        self, landscape: Landscape, chosen: bytes | None, outage: Outage | None, returns: Sequence[Return],
        points: Sequence[bytes],
    ) -> None:  # fmt: skip
        """Show the state of the map."""
        self._chosen = chosen
        self.card.setVisible(chosen is not None)
        self._rules[0].setVisible(chosen is not None)
        if chosen is not None:
            self.card.show_node(landscape, chosen, outage)
        self._show_returns(returns, chosen)
        self.circles.setText("\n".join(landscape.circles))
        self.circles.setVisible(bool(landscape.circles))
        self._show_points(landscape, points)

    def event(self, event: QEvent) -> bool:
        """Be as high as everything in it, so that the area around scrolls and nothing is squeezed."""
        done = bool(super().event(event))
        layout = self.layout()
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and layout is not None:
            high = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else 0
            if high != self.minimumHeight():
                self.setMinimumHeight(high)
        return done

    def _show_returns(self, returns: Sequence[Return], chosen: bytes | None) -> None:
        self._note.setText(translate(N_("longest path, from 0 h")))
        self._all = returns
        told = [one for one in returns if one.own.source != "within" or one.circular or one.ready]
        self.returns.show_returns(told, chosen)
        folded = len(returns) - len(told)
        for part in (self._heads, self.returns):
            part.setVisible(bool(told))
        self._recovery.setVisible(bool(returns))
        self._within.setText(
            plural(N_("{n} component returns with its services: their recovery time has it within."),
                   N_("{n} components return with their services: their recovery time has them within."), folded)
        )  # fmt: skip
        self._within.setVisible(bool(folded))

    def _show_points(self, landscape: Landscape, points: Sequence[bytes]) -> None:
        clear(self._points)
        self._points_note.setText(plural(N_("{n} node"), N_("{n} nodes"), len(points)))
        for key in points[:_POINTS]:
            self._points.addWidget(self._point(landscape, key))
        for part in (self._point_box, self._rules[1]):
            part.setVisible(bool(points))

    def _point(self, landscape: Landscape, key: bytes) -> QWidget:
        node, stopped = landscape.nodes[key], landscape.points.get(key, ())
        count = plural(N_("{n} service"), N_("{n} services"), len(stopped)) if stopped else ""
        name = label(node.name, elide=True)
        parts = (IconLabel(icon_of(node)), name, hint(count))
        made = LineButton(parts, f"{node.name} {count}".strip(), Size.row_dense, lambda: self.picked.emit(key))
        made.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        made.layout().setStretch(1, 1)  # type: ignore[union-attr]
        return made

    def _why(self) -> Why | None:
        """Work out why the chosen node is ready when it is; without one, the last that is late or returns."""
        returns = self._all
        keys = [one.node.key for one in returns if one.own.source != "within"]
        late = [one.node.key for one in returns if one.late]
        key = self._chosen if self._chosen in keys else (late or keys)[-1] if keys else None
        return why_ready(returns, key) if key is not None else None
