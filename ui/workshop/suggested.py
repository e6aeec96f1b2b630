"""The left side of the workshop page: what is suggested, why, with which impact; several are taken as one edit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import workshop
from app.i18n import N_, plural, translate
from app.workshop import Suggestion
from ui.console import Console
from ui.theme import Space, px
from ui.widgets.buttons import button, link
from ui.widgets.cards import scrolling
from ui.widgets.labels import heading, hint, label, paragraph
from ui.widgets.layouts import box, column, ground, row, rule
from ui.widgets.segmented import SegmentedControl
from ui.workshop.lines import Level, WorkLine, WorkList

BY = (("rank", N_("Most useful")), ("threat", N_("Threat")), ("service", N_("Service")))
#: Height of what is told about the suggestion under the cursor.
WHOLE = 196


#: What suggestions follow from; ordering or wording a risk leaves them as they are.
TABLES = frozenset(
    {
        "risk_service", "risk_node", "service", "component", "supplier", "person", "site", "dependency",
        "dependency_group", "threat", "impact_score", "impact_category", "horizon", "tier", "resource", "changed_node",
    }
)  # fmt: skip


class SuggestedPanel(QWidget):
    """The list with its ticks. ``taken(keys)`` carries the keys of the risks that were added."""

    taken = Signal(list)

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.found: tuple[Suggestion, ...] = ()
        self.names: tuple[str, ...] = ()
        self._all = False
        self.ticks: set[Any] = set()
        ground(self, "canvas", "right")
        self.count = hint("")
        self.by = SegmentedControl(
            [(key, translate(words)) for key, words in BY], translate(N_("Group")), "rank", small=True
        )
        self.list = WorkList(translate(N_("Suggested risks")), note_lines=2)
        self.more = link(translate(N_("Show all")), self.show_more)
        self.why, self.words, self.impact = (
            paragraph(""),
            label("", "body", wrap=True),
            hint("", wrap=True, tone="text2"),
        )
        self.add = button("", self.take, icon="plus", variant="primary", size="small")
        self.stack = QStackedWidget()
        self._lay_out()
        self.by.chosen.connect(lambda _key: self.show_found())
        self.list.ticked.connect(self.tick)
        self.list.entered.connect(lambda _key: self.take())
        self.list.current_changed.connect(self._show_whole)
        self._listener = console.bridge.listen(self, TABLES, self.read)

    def _lay_out(self) -> None:
        head = row(
            heading(translate(N_("Suggestions"))), self.count, None, self.more, gap=Space.s, margins=(16, 12, 16, 4)
        )
        switch = row(self.by, None, margins=(16, 0, 16, 8))
        inner = column(self.words, self.why, self.impact, None, gap=Space.xs, margins=(16, 8, 16, 4))
        self.whole = box(column(gap=0))
        held = self.whole.layout()
        area = scrolling(box(inner), "surface")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        assert held is not None  # noqa: S101 - it was given one
        held.addWidget(area)
        held.addWidget(box(row(hint(translate(N_("Space ticks, Enter adds"))), None, self.add, margins=(16, 4, 16, 8))))
        self.whole.setFixedHeight(px(WHOLE))
        filled = column(gap=0)
        filled.addWidget(self.list, 1)
        filled.addWidget(rule())
        filled.addWidget(self.whole)
        self.stack.addWidget(box(filled))
        self.stack.addWidget(self._nothing())
        layout = column(head, switch, rule(), gap=0)
        layout.addWidget(self.stack, 1)
        self.setLayout(layout)

    def _nothing(self) -> QWidget:
        self.empty = paragraph("")
        services = button(
            translate(N_("Open services")), lambda: self.console.go("services"), icon="layers", size="small"
        )
        title = label(translate(N_("Nothing to suggest")), "name")
        words = column(None, title, self.empty, 4, row(services, None), None, gap=Space.s, margins=(24, 24, 24, 24))
        return box(words)

    # --- reading ---

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._listener.freshen()

    def read(self) -> None:
        """Read again what could be added."""
        self.found = workshop.suggestions(self.document, None)
        self.names = workshop.proper_names(self.document)
        known = {one.key for one in self.found}
        self.ticks &= known
        self.show_found()

    def show_more(self) -> None:
        """Show all, or only the most useful ones again."""
        self._all = not self._all
        self.show_found()

    def shown(self) -> tuple[Suggestion, ...]:
        """Return the suggestions that are shown now."""
        return self.found if self._all else self.found[: workshop.SHOWN]

    def show_found(self) -> None:
        """Show what was read, grouped as chosen."""
        shown, rest = self.shown(), len(self.found) - workshop.SHOWN
        self.count.setText(translate(N_("{n} of {of}"), n=len(shown), of=len(self.found)) if self.found else "")
        self.more.setText(translate(N_("Show fewer")) if self._all else translate(N_("Show {n} more"), n=max(0, rest)))
        self.more.setVisible(rest > 0)
        self.more.updateGeometry()
        self.stack.setCurrentIndex(0 if self.found else 1)
        if not self.found:
            self.empty.setText(_why_empty(self.document))
        self.list.show_lines(self._lines(shown))
        self._show_whole()

    def _lines(self, shown: tuple[Suggestion, ...]) -> list[WorkLine]:
        by = self.by.current()
        if by == "rank":
            return [self._line(one) for one in shown]
        groups: dict[str, list[Suggestion]] = {}
        for one in shown:
            groups.setdefault(one.threat.title if by == "threat" else one.services[0].name, []).append(one)
        lines = []
        for title, members in sorted(groups.items()) if by == "threat" else groups.items():
            lines.append(WorkLine(f"head {title}", title, head=True))
            lines += [self._line(one) for one in members]
        return lines

    def _line(self, one: Suggestion) -> WorkLine:
        levels = (Level(translate(N_("I")), one.impact.level, proposed=False),) if one.impact else ()
        return WorkLine(one.key, one.wording.event, one.why, ticked=one.key in self.ticks, levels=levels)

    def current(self) -> Suggestion | None:
        """Return the suggestion under the cursor."""
        key = self.list.current_key()
        return next((one for one in self.found if one.key == key), None)

    def _show_whole(self) -> None:
        one = self.current()
        if one is not None:
            wording = one.wording
            self.words.setText(workshop.sentence(wording.cause, wording.event, wording.consequence, self.names))
            self.why.setText(f"{one.threat.title}. {one.why}")
            self.impact.setText(
                one.impact_reason or translate(N_("Its BIA has no scores yet, so no impact is suggested."))
            )
        count = len(self.ticks)
        words = plural(N_("Add {n} risk"), N_("Add {n} risks"), count) if count else translate(N_("Add this risk"))
        self.add.setText(words)
        self.add.updateGeometry()
        self.add.setEnabled(self.console.writable and one is not None)

    # --- taking ---

    def tick(self, key: Any) -> None:
        """Tick a suggestion, or take the tick away."""
        self.ticks ^= {key}
        self.show_found()

    def take(self) -> None:
        """Add what is ticked, or what is under the cursor."""
        current = self.current()
        chosen = [one for one in self.found if one.key in self.ticks] or ([current] if current is not None else [])
        if not self.console.writable:
            self.console.say(translate(N_("This window is read-only; nothing can be changed here.")))
            return
        keys = self.console.attempt(lambda: workshop.take(self.document, chosen))
        if keys:
            self.ticks.clear()
            words = plural(N_("{n} risk added to the room"), N_("{n} risks added to the room"), len(keys))
            self.console.say(words, undoable=True)
            self.taken.emit(keys)


def _why_empty(document: Any) -> str:
    if not workshop.anything_to_ask(document):
        words = N_(
            "Suggestions come from threats and critical services. Name services and, by their interviews, what they "
            "stand on; then the threats that can stop them are listed here with their reason."
        )
        return translate(words)
    return translate(N_("Every threat that the session knows is in the register for every service that it can stop."))
