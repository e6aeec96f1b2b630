"""What the interview asks about dependencies, answered by typing names.

Serves the run mode of the interview and the detail of a service. Everything works from the keyboard and is one step of
Undo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLayout, QWidget

from app import entities, network
from app import model as m
from app.durations import format_duration
from app.i18n import N_, plural, translate
from app.network import Answer
from ui.console import Console
from ui.dependencies.node_field import NodeField
from ui.dependencies.rows import Head, Rows, lines_of
from ui.theme import Space, px
from ui.widgets.buttons import Button, button
from ui.widgets.inputs import TextField
from ui.widgets.labels import field_label, hint, paragraph
from ui.widgets.layouts import box, column, row
from ui.widgets.segmented import SegmentedControl

TABLES = frozenset({"dependency", "dependency_group", "service", "component", "supplier", "person", "entity"})
#: Below this width the buttons show their icons and keys only.
_NARROW = 560


@dataclass(frozen=True, slots=True)
class Manner:
    """How a direction is asked: the field's words, what is offered, and what stands there while nothing is."""

    name: str
    placeholder: str
    empty: str
    kinds: tuple[str, ...] = ()
    incoming: bool = False
    only_hard: bool = False


_MANNERS: Mapping[str, Manner] = MappingProxyType(
    {
        "needs": Manner(
            N_("What it needs"), N_("Type what must be up first…"),
            N_("Nothing is recorded yet. What must be up first: logins, interfaces, databases, network, suppliers?"),
            ("component", "service", "supplier", "person"),
        ),
        "spof": Manner(
            N_("What has no substitute"), N_("Type what or who has no substitute…"),
            N_("Nothing is known that alone stops the service. A single administrator, an appliance, a contract?"),
            ("person", "component", "supplier"), only_hard=True,
        ),
        "suppliers": Manner(
            N_("Suppliers"), N_("Type a supplier…"),
            N_("No supplier is recorded. Ask for the contract, not the brochure: what does it promise?"),
            ("supplier",),
        ),
        "dependants": Manner(
            N_("Who relies on it"), N_("Type who relies on it…"),
            N_("Nobody is recorded as relying on it. They will be asked, too; differences are reconciled later."),
            ("service", "component"), incoming=True,
        ),
    }
)  # fmt: skip


class DependencyPicker(QWidget):
    """Rows of one direction (``needs``, ``spof``, ``suppliers``, ``dependants``) of a service, and a field to add.

    In the field: type, Enter. On the rows: H hard or soft, G alternatives of the chosen rows, + and − how many of them
    must be up, U each for itself, N a note, P a supplier's promise, S a substitute, O open, Delete.
    ``changed`` fires after an edit made here.
    """

    changed = Signal()

    def __init__(self, console: Console, direction: str) -> None:
        super().__init__()
        self.console, self.document, self.direction = console, console.document, direction
        self.manner = _MANNERS[direction]
        self.key: bytes | None = None
        self._substitute: Answer | None = None
        self._build()
        self._listener = console.bridge.listen(self, TABLES, self.refresh)
        self.setAccessibleName(translate(self.manner.name))

    def _build(self) -> None:
        name = translate(self.manner.name)
        self.field = NodeField(self.document, name, translate(self.manner.placeholder), self.manner.kinds)
        self.field.picked.connect(self._add)
        self.field.created.connect(self._create)
        self.field.escaped.connect(self._drop_substitute)
        self.strength = SegmentedControl(
            [("hard", translate(N_("Hard"))), ("soft", translate(N_("Soft")))], translate(N_("Without it"))
        )
        self.strength.set_current("hard")
        self.strength.setToolTip(translate(N_("Hard: below its MBCO without it. Soft: only hindered.")))
        self.rows = Rows(name)
        self.rows.pressed_key.connect(self.press)
        self.rows.chip_clicked.connect(lambda: self.press("H"))
        self.rows.moved.connect(self._show_verbs)
        self.empty = paragraph(translate(self.manner.empty))
        self.message = hint("", wrap=True, tone="err")
        adding = row(self.field, self.strength)
        adding.setStretch(0, 1)
        self._adding = box(adding)
        self._build_verbs()
        self._build_editor()
        self.setLayout(column(self._adding, self.rows, self.empty, self._editor, self._bar, self.message, gap=Space.s))
        self.strength.setVisible(not self.manner.only_hard)
        self._adding.setVisible(self.console.writable)

    def _build_verbs(self) -> None:
        words = {
            "H": (N_("Hard or soft"), "spline"), "G": (N_("Alternatives"), "git-branch"), "-": (N_("Fewer"), "minus"),
            "+": (N_("More"), "plus"), "U": (N_("Each for itself"), "unfold-vertical"),
            "S": (N_("Substitute"), "users"),
            "P": (N_("Promise"), "handshake"), "N": (N_("Note"), "pencil"), "O": (N_("Open"), "external-link"),
            "Del": (N_("Remove"), "trash-2"),
        }  # fmt: skip
        self.verbs: dict[str, Button] = {}
        self._words = {key: translate(text) for key, (text, _) in words.items()}
        for key, (text, icon) in words.items():
            shown = "−" if key == "-" else key
            made = button(translate(text), partial(self.press, key), icon=icon, variant="quiet", size="small",
                          keys=(shown,), tip=translate(text))  # fmt: skip
            self.verbs[key] = made
        across = row(*self.verbs.values(), None, gap=Space.xxs)
        across.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # in a narrow place the words go
        self._bar = box(across)

    def _build_editor(self) -> None:
        self._entry = TextField()
        self._entry_label = field_label("", self._entry)
        self._commit: Callable[[str], Any] | None = None
        self._entry.returnPressed.connect(self._finish)
        self._entry.installEventFilter(self)
        across = row(self._entry_label, self._entry)
        across.setStretch(1, 1)
        self._editor = box(across)
        self._editor.hide()

    # --- showing ---

    def show_service(self, key: bytes | None) -> None:
        """Show another service."""
        if key != self.key:
            self._close_editor()
            self._drop_substitute()
        self.key = key
        self.refresh()

    def refresh(self) -> None:
        """Read the rows again."""
        found = network.answers(self.document, self.key, self.direction) if self.key is not None else []
        self.rows.show_lines(list(lines_of(found)))
        self.rows.setVisible(bool(found))
        self.empty.setVisible(not found)
        circle = network.circle_words(self.document, self.key) if self.key is not None else ""
        self.message.setText(circle)
        self.message.setVisible(bool(circle))
        self._show_verbs()

    def take_focus(self) -> None:
        """Give the keyboard to the field (to the rows where nothing can be added)."""
        (self.field if self.console.writable else self.rows).setFocus(Qt.FocusReason.OtherFocusReason)

    def answers(self) -> list[Answer]:
        """Return the rows that are shown."""
        return [line for line in self.rows.lines() if isinstance(line, Answer)]

    def _show_verbs(self) -> None:
        wanted = self._possible()
        for key, made in self.verbs.items():
            made.setVisible(key in wanted)
        self._bar.setVisible(bool(wanted))
        self._fit()

    def _possible(self) -> set[str]:
        """Return the verbs that make sense for what is chosen."""
        line, answers = self.rows.current_line(), self._chosen()
        if line is None:
            return set()
        found = {"O"} if isinstance(line, Answer) and len(answers) < 2 else set()
        if not self.console.writable:
            return found
        linked = [one for one in answers if one.link is not None]
        if linked:
            found |= {"H", "Del"} | ({"N"} if len(linked) == 1 else set())
        if len(linked) > 1 and not self.manner.incoming:
            found |= {"G"}
        if self._group() is not None:
            found |= {"+", "-", "U"}
        if isinstance(line, Answer) and line.node.kind == "supplier" and len(answers) < 2:
            found |= {"P"}
        if isinstance(line, Answer) and line.link is not None and line.link.hard and not self.manner.incoming:
            found |= {"S"} if len(answers) < 2 else set()
        return found

    def _chosen(self) -> list[Answer]:
        return [line for line in self.rows.chosen_lines() if isinstance(line, Answer)]

    def _links(self) -> list[bytes]:
        return [one.link.key for one in self._chosen() if one.link is not None]

    def _group(self) -> Head | None:
        """Return the alternatives that the cursor is in."""
        line = self.rows.current_line()
        if isinstance(line, Head):
            return line
        link = line.link if isinstance(line, Answer) else None
        if link is None or link.group is None or self.manner.incoming:
            return None
        return Head(link.group, link.needed, link.members)

    def _fit(self) -> None:
        narrow = self.width() < px(_NARROW)
        for key, made in self.verbs.items():
            made.setText("" if narrow else self._words[key])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- adding ---

    def _create(self, kind: str, name: str) -> None:
        label = translate(N_("Add {name} as a dependency"), name=name)
        with self.document.edit(label):
            made = self.console.attempt(lambda: network.create_node(self.document, kind, name))
            if made is not None:
                self._add(made)

    def _add(self, node: bytes) -> None:
        if self.key is None or not self.console.writable:
            return
        added = self.console.attempt(lambda: self._link(node))
        if added is None:
            return
        self._drop_substitute()
        self._settle()
        self.rows.choose(node)

    def _link(self, node: bytes) -> Any:
        assert self.key is not None  # noqa: S101 - its caller looked
        if self._substitute is not None and self._substitute.link is not None:
            return network.stand_in(self.document, self._substitute.link.key, node)
        ends = (node, self.key) if self.manner.incoming else (self.key, node)
        return network.depend(self.document, *ends, hard=self.manner.only_hard or self.strength.current() == "hard")

    def _drop_substitute(self) -> None:
        self._substitute = None
        self.field.setPlaceholderText(translate(self.manner.placeholder))

    def _settle(self) -> None:
        self.refresh()
        self._listener.stale = False
        self.changed.emit()

    # --- verbs of the rows ---

    def press(self, key: str) -> None:
        """Do what a key of the rows stands for, if it makes sense for what is chosen."""
        if key not in self._possible():
            if key == "G" and self.console.writable and not self.manner.incoming:
                self.console.say(translate(N_("Choose the alternatives first: Shift with the arrows, or Ctrl+click.")))
            return
        verbs: dict[str, Callable[[], Any]] = {
            "H": self._toggle, "G": self._alternatives, "+": lambda: self._count(1), "-": lambda: self._count(-1),
            "U": self._ungroup, "N": self._note, "P": self._promise, "S": self._ask_substitute, "O": self._open,
            "Del": self._remove,
        }  # fmt: skip
        verbs[key]()

    def _toggle(self) -> None:
        line = self.rows.current_line()
        chosen = [one for one in self._chosen() if one.link is not None]
        lead = line if isinstance(line, Answer) and line in chosen else chosen[0]
        hard = lead.link is not None and not lead.link.hard
        self._do(lambda: network.set_hard(self.document, self._links(), hard))

    def _alternatives(self) -> None:
        self._do(lambda: network.group(self.document, self._links()))

    def _count(self, by: int) -> None:
        head = self._group()
        if head is not None and 1 <= head.needed + by <= head.members:
            self._do(lambda: network.set_needed(self.document, head.group, head.needed + by))

    def _ungroup(self) -> None:
        head = self._group()
        if head is not None:
            self._do(lambda: network.ungroup(self.document, head.group))

    def _remove(self) -> None:
        removed = self._do(lambda: network.remove_links(self.document, self._links()))
        if removed:
            self.console.say(
                plural(N_("Removed {n} dependency."), N_("Removed {n} dependencies."), removed), undoable=True
            )

    def _ask_substitute(self) -> None:
        line = self.rows.current_line()
        if isinstance(line, Answer):
            self._substitute = line
            self.field.setPlaceholderText(translate(N_("What can stand in for {name}?"), name=line.node.name))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self) -> None:
        line = self.rows.current_line()
        if isinstance(line, Answer):
            self.console.go(page_of(line.node.kind), line.node.key)

    def _do(self, verb: Callable[[], Any]) -> Any:
        done = self.console.attempt(verb)
        if done is not None:
            self._settle()
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
        return done

    # --- one line to type into ---

    def _note(self) -> None:
        line = self.rows.current_line()
        if isinstance(line, Answer) and (link := line.link) is not None:
            self._edit(
                translate(N_("Note")), link.note,
                lambda text: entities.set_field(self.document, m.Dependency, link.key, "note", text),
            )  # fmt: skip

    def _promise(self) -> None:
        line = self.rows.current_line()
        if isinstance(line, Answer):
            node = line.node
            self._edit(
                translate(N_("{supplier} promises, by contract"), supplier=node.name), format_duration(node.rto),
                lambda text: entities.set_field(self.document, m.Supplier, node.key, "contract_rto", text),
            )  # fmt: skip

    def _edit(self, words: str, text: str, commit: Callable[[str], Any]) -> None:
        self._commit = commit
        self._entry_label.setText(words)
        self._entry.setAccessibleName(words)
        self._entry.setText(text)
        self._editor.show()
        self._entry.setFocus(Qt.FocusReason.OtherFocusReason)
        self._entry.selectAll()

    def _finish(self) -> None:
        commit, text = self._commit, self._entry.text()
        if commit is not None and self._do(lambda: (commit(text), True)) is not None:
            self._close_editor()

    def _close_editor(self) -> None:
        self._commit = None
        had = self._entry.hasFocus()
        self._editor.hide()
        if had:
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """Esc in the line drops what was typed."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress
        if pressed and watched is self._entry and event.key() == Qt.Key.Key_Escape:
            self._close_editor()
            return True
        return bool(super().eventFilter(watched, event))


#: Which page shows a node of a kind.
_PAGES = {"service": "services", "component": "services", "supplier": "organisation", "person": "organisation"}


def page_of(kind: str) -> str:
    """Return the page on which a node of a kind is edited."""
    return _PAGES.get(kind, "services")
