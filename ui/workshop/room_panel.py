"""The right side of the workshop page: the list for the room, in order, with what is asked and how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app import meetings, session, workshop
from app.i18n import N_, plural, translate
from app.workshop import RoomRisk
from ui.console import Console
from ui.meetings.closing.documents import tick
from ui.run.foot import FootKey, Key
from ui.theme import Space, px
from ui.widgets.buttons import button, link
from ui.widgets.cards import EmptyState, Way, scrolling
from ui.widgets.feedback import Banner
from ui.widgets.labels import heading, hint, paragraph
from ui.widgets.layouts import box, clear, column, ground, row, rule
from ui.workshop.lines import Level, WorkLine, WorkList
from ui.workshop.wording import WordingEditor

ORDERS = (
    ("level", N_("By level")), ("tier", N_("By tier")), ("threat", N_("By threat")), ("ref", N_("By reference")),
)  # fmt: skip
#: Heads of the parts below the list of the room.
PARKED, HIDDEN = "head parked", "head hidden"
_KIND = "risk workshop"
#: Height of what is told about the risk under the cursor.
WHOLE = 112


class RoomPanel(QWidget):
    """Order, park, merge, hide, contest and word the risks of the room. ``changed`` fires after each reading."""

    changed = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.room: tuple[RoomRisk, ...] = ()
        self.parked: tuple[RoomRisk, ...] = ()
        self.hidden: tuple[RoomRisk, ...] = ()
        self.alike: tuple[workshop.Alike, ...] = ()
        self._differ: set[frozenset[bytes]] = set()
        self._show_hidden = self._stale = False
        ground(self, "surface")
        self.count, self.time, self.asked = hint(""), hint("", tone="text", elide=True), hint("", wrap=True)
        self.inherent = tick(translate(N_("Before controls too")), on=False)
        self.order = button(translate(N_("Order")), icon="list", size="small")
        self.bia = button("", self.take_impacts, icon="layers", size="small")
        self.hidden_link = link("", self._toggle_hidden, role="hint")
        self.list = WorkList(translate(N_("Risks for the room")), draggable=console.writable, note_lines=1)
        self.words, self.reason = paragraph(""), hint("", tone="text2", wrap=True)
        self.again = link(translate(N_("Take it")), self._take_again, role="hint")
        self.stack = QStackedWidget()
        self.keys = [FootKey(key) for key in self._keys()]
        self._lay_out()
        self._connect()

    # --- building ---

    def _keys(self) -> tuple[Key, ...]:
        return (
            Key(("Alt", "↑↓"), translate(N_("order"))),
            Key(("↵",), translate(N_("reword")), self.reword),
            Key(("C",), translate(N_("contested")), self.contest),
            Key(("P",), translate(N_("park")), self.park),
            Key(("M",), translate(N_("merge")), self.merge),
            Key(("H",), translate(N_("not in this room")), self.hide),
        )

    def _lay_out(self) -> None:
        menu = QMenu(self.order)
        for key, words in ORDERS:
            menu.addAction(translate(words), partial(self._order_by, key))
        self.order.setMenu(menu)
        head = row(heading(translate(N_("For the room"))), self.count, self.hidden_link, None, self.bia, self.order,
                   gap=Space.s, margins=(16, 10, 16, 4))  # fmt: skip
        timed = row(gap=Space.m, margins=(16, 0, 16, 0))
        timed.addWidget(self.time, 1)
        timed.addWidget(self.inherent)
        asked = row(self.asked, margins=(16, 0, 16, 6))
        self.banner_place = box(column(gap=0))
        said = row(self.reason, self.again, gap=Space.s)
        said.setStretch(0, 1)
        inner = box(column(self.words, said, None, gap=Space.xs, margins=(16, 8, 16, 4)))
        self.whole = scrolling(inner, "surface")
        self.whole.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.whole.setFixedHeight(px(WHOLE))
        foot = row(*self.keys, None, gap=Space.xs, margins=(12, 0, 12, 4))
        filled = column(gap=0)
        filled.addWidget(self.list, 1)
        for part in (rule(), self.whole, box(foot)):
            filled.addWidget(part)
        self.stack.addWidget(box(filled))
        self.stack.addWidget(self._nothing())
        layout = column(head, timed, asked, rule(), self.banner_place, gap=0)
        layout.addWidget(self.stack, 1)
        self.setLayout(layout)

    def _nothing(self) -> EmptyState:
        why = N_(
            "This is what the room will score, in this order. Take suggestions from the left, or type the first risk "
            "in the register. Twenty risks fill about an hour if everybody scores all of them at once first."
        )
        go = button(translate(N_("Open the register")), lambda: self.console.go("risks"), icon="shield-alert")
        ways = [Way(translate(N_("Write one yourself")), go, translate(N_("Ctrl+N adds a line there.")))]
        return EmptyState("list-checks", translate(N_("No risk for the room yet")), translate(why), ways)

    def _connect(self) -> None:
        self.list.entered.connect(lambda _key: self.reword())
        self.list.shifted.connect(self.shift)
        self.list.dropped.connect(self._drop)
        self.list.key_pressed.connect(self._press)
        self.list.current_changed.connect(self._show_whole)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.inherent.clicked.connect(self._score_inherent)
        self.console.privacy.changed.connect(self._show_hidden_link)
        self.console.meeting.changed.connect(self._show_time)
        self.inherent.setToolTip(translate(N_("Ask the likelihood before controls too, in the whole session")))
        for one in (self.inherent, self.order):
            one.setEnabled(self.console.writable)

    # --- reading ---

    def read(self) -> None:
        """Read the room again; a wording that is being typed is left alone until it is done."""
        if self.list.editor is not None:
            self._stale = True
            return
        self._stale = False
        self.room, self.parked = workshop.in_room(self.document), workshop.parked(self.document)
        self.hidden = workshop.hidden_risks(self.document)
        pairs = workshop.duplicates(self.document)
        self.alike = tuple(one for one in pairs if _pair(one) not in self._differ)
        info = session.info(self.document)
        self.inherent.setChecked(bool(info is not None and info.inherent_scored))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        lines = [self._line(one, str(at)) for at, one in enumerate(self.room, 1)]
        if self.parked:
            words = plural(N_("Parked: {n}; P takes it back"), N_("Parked: {n}; P takes one back"), len(self.parked))
            lines.append(WorkLine(PARKED, words, head=True))
            lines += [self._line(one, "", muted=True) for one in self.parked]
        if self._hidden_shown():
            words = N_("Not in this room: {n}; H shows one again. Only you see this.")
            lines.append(WorkLine(HIDDEN, translate(words, n=len(self.hidden)), head=True))
            lines += [self._line(one, "", muted=True) for one in self.hidden]
        self.list.show_lines(lines)
        self.stack.setCurrentIndex(0 if lines else 1)
        self._show_time()
        self._show_hidden_link()
        self._show_alike()
        self._show_bia()
        self._show_whole()

    def _line(self, one: RoomRisk, number: str, *, muted: bool = False) -> WorkLine:
        parts = [
            one.ref,
            ", ".join(service.name for service in one.services[:2]),
            one.threat.title if one.threat else "",
        ]
        if len(one.services) > 2:
            parts[1] = translate(N_("{names} and {n} more"), names=parts[1], n=len(one.services) - 2)
        note = " · ".join(part for part in parts if part)
        mark = translate(N_("contested")) if one.contested else one.drift
        if one.state == "in round":
            mark = translate(N_("round open"))
        proposed = one.impact is None and one.suggested is not None
        impact = one.suggested.level if one.suggested is not None and one.impact is None else one.impact
        levels = (Level(translate(N_("L")), one.likelihood), Level(translate(N_("I")), impact, proposed))
        return WorkLine(one.key, one.event, note, number, None, levels, mark, "warn", muted)

    def _hidden_shown(self) -> bool:
        return bool(self.hidden) and self._show_hidden and not self.console.privacy.public_safe

    def people(self) -> int:
        """Return how many sit in the running meeting, or sat in the last risk workshop."""
        current = self.console.meeting
        return len(current.seats) if current.running else len(meetings.usual_seats(self.document, _KIND))

    def pace(self) -> workshop.Pace:
        """Return how long the room takes: what is not scored yet, or everything if all of it was."""
        return workshop.pace([one for one in self.room if one.state != "scored"] or self.room, self.people())

    def _show_time(self) -> None:
        open_ = sum(one.state != "scored" for one in self.room)
        words = plural(N_("{n} risk"), N_("{n} risks"), len(self.room))
        left = translate(N_("{risks}, {n} to score"), risks=words, n=open_)
        self.count.setText(left if self.room and open_ else words if self.room else "")
        self.time.setText(self.pace().words)
        inherent = self.inherent.isChecked()
        self.asked.setText(workshop.asked_words(self.room, inherent=inherent))

    def _show_bia(self) -> None:
        count = workshop.without_impact(self.document) if self.room else 0
        self.bia.setText(translate(N_("Take the impact from the BIA ({n})"), n=count))
        self.bia.updateGeometry()
        self.bia.setVisible(bool(count) and self.console.writable)

    def _show_hidden_link(self) -> None:
        seen = bool(self.hidden) and not self.console.privacy.public_safe
        words = translate(N_("hide them") if self._show_hidden else N_("{n} hidden"), n=len(self.hidden))
        self.hidden_link.setText(words)
        self.hidden_link.updateGeometry()
        self.hidden_link.setVisible(seen)
        if not seen and self._show_hidden:
            self._show_hidden = False
            self._show()

    def _toggle_hidden(self) -> None:
        self._show_hidden = not self._show_hidden
        self._show()

    def _show_alike(self) -> None:
        holder = self.banner_place.layout()
        assert holder is not None  # noqa: S101 - it was given one
        clear(holder)
        if not self.alike or not self.console.writable:
            return
        pair = self.alike[0]
        words = translate(N_("{one} and {other} look like one risk. {why}"), one=pair.one.ref, other=pair.other.ref,
                          why=pair.why)  # fmt: skip
        keep, other = sorted((pair.one, pair.other), key=self._place)
        merge = (translate(N_("Merge")), partial(self._merge, keep.key, [other.key]))
        differ = (translate(N_("They differ")), partial(self._leave_apart, pair))
        holder.addWidget(Banner("info", words, (merge, differ)))

    def _place(self, one: RoomRisk) -> int:
        return next((at for at, each in enumerate(self.room) if each.key == one.key), len(self.room))

    def _leave_apart(self, pair: workshop.Alike) -> None:
        self._differ.add(_pair(pair))
        self.read()

    def current(self) -> RoomRisk | None:
        """Return the risk under the cursor."""
        key = self.list.current_key()
        return next((one for one in (*self.room, *self.parked, *self.hidden) if one.key == key), None)

    def _show_whole(self) -> None:
        one = self.current()
        self.whole.setVisible(one is not None)
        if one is None:
            return
        self.words.setText(one.sentence)
        self.reason.setText(_reason(one))
        self.again.setText(translate(N_("Take {level}"), level=one.suggested.level) if one.suggested else "")
        self.again.updateGeometry()
        self.again.setVisible(bool(one.drift) and self.console.writable)

    # --- verbs ---

    def chosen(self) -> list[bytes]:
        """Return the keys of the chosen risks."""
        return list(self.list.selected_keys())

    def _do(self, verb: Callable[[], Any], words: str = "") -> bool:
        if not self.console.writable:
            self.console.say(translate(N_("This window is read-only; nothing can be changed here.")))
            return False
        before = self.document.version
        self.console.attempt(verb)
        if self.document.version == before:
            return False
        if words:
            self.console.say(words, undoable=True)
        return True

    def shift(self, by: int) -> None:
        """Move the chosen risks up or down."""
        keys = [key for key in self.chosen() if key in self._keys_of(self.room)]
        if keys:
            self._do(lambda: workshop.move(self.document, keys, by))

    def _drop(self, keys: list[bytes], at: int) -> None:
        self._do(lambda: workshop.place(self.document, keys, min(at, len(self.room))))

    def _order_by(self, what: str) -> None:
        self._do(lambda: workshop.order_by(self.document, what))

    @staticmethod
    def _keys_of(risks: Sequence[RoomRisk]) -> set[bytes]:
        return {one.key for one in risks}

    def _press(self, key: int) -> None:
        act = {
            Qt.Key.Key_P: self.park, Qt.Key.Key_M: self.merge, Qt.Key.Key_H: self.hide, Qt.Key.Key_C: self.contest,
        }.get(Qt.Key(key))  # fmt: skip
        if act is not None and self.list.current_key() is not None:
            act()

    def park(self) -> None:
        """Put the chosen risks aside, or take parked ones back."""
        keys = self.chosen()
        back = [key for key in keys if key in self._keys_of(self.parked)]
        away = [key for key in keys if key in self._keys_of(self.room)]
        if back:
            self._do(lambda: workshop.take_back(self.document, back), translate(N_("Back in the room")))
        elif away:
            words = plural(N_("{n} risk parked"), N_("{n} risks parked"), len(away))
            self._do(lambda: workshop.park(self.document, away), words)

    def hide(self) -> None:
        """Take the chosen risks out of everything that is seen, or show hidden ones again."""
        keys = self.chosen()
        back = [key for key in keys if key in self._keys_of(self.hidden)]
        away = [key for key in keys if key not in self._keys_of(self.hidden)]
        if back:
            self._do(lambda: workshop.show(self.document, back), translate(N_("Shown again")))
        elif away:
            words = N_("Not in this room any more: hidden from lists, maps, search and documents")
            self._do(lambda: workshop.hide(self.document, away), translate(words))

    def contest(self) -> None:
        """Let the room vote on the impact of the chosen risks, or take it from the BIA again."""
        keys = [key for key in self.chosen() if key not in self._keys_of(self.hidden)]
        on = not all(one.contested for one in (*self.room, *self.parked) if one.key in keys)
        words = N_("The room votes on the impact") if on else N_("The impact comes from the BIA again")
        if keys:
            self._do(lambda: workshop.contest(self.document, keys, on), translate(words))

    def merge(self) -> None:
        """Make one risk of the chosen ones, or of the one under the cursor and what looks like it."""
        keys = [key for key in self.chosen() if key in self._keys_of(self.room)]
        if len(keys) == 1:
            twins = [pair for pair in self.alike if keys[0] in (pair.one.key, pair.other.key)]
            keys += [one.key for pair in twins[:1] for one in (pair.one, pair.other) if one.key not in keys]
            keys.sort(key=[one.key for one in self.room].index)
        if len(keys) < 2:
            self.console.say(
                translate(N_("Choose a second risk with Shift+↓ or Ctrl and the mouse, then press M again."))
            )
            return
        self._merge(keys[0], keys[1:])

    def _merge(self, keep: bytes, others: Sequence[bytes]) -> None:
        refs = {one.key: one.ref for one in self.room}
        gone = ", ".join(refs.get(key, "") for key in others)
        words = translate(N_("{others} merged into {ref}: votes, actions and words of both are kept"), others=gone,
                          ref=refs.get(keep, ""))  # fmt: skip
        self._do(lambda: workshop.merge(self.document, keep, others), words)

    def take_impacts(self) -> None:
        """Take the impact from the BIA for all risks that have none."""
        self._do(
            lambda: workshop.take_impacts(self.document), translate(N_("Impact taken from the BIA, with its reason"))
        )

    def _take_again(self) -> None:
        one = self.current()
        if one is not None:
            self._do(
                lambda: workshop.take_impacts(self.document, [one.key]), translate(N_("Impact taken from the BIA"))
            )

    def _score_inherent(self, on: bool) -> None:
        self._do(lambda: workshop.score_inherent(self.document, on))

    def _menu(self, at: QPoint) -> None:
        if self.current() is None or not self.console.writable:
            return
        menu = QMenu(self)
        for key in self.keys:
            if key.key.act is not None:
                menu.addAction(key.key.words[:1].upper() + key.key.words[1:], key.key.act)
        menu.addAction(translate(N_("Open in the register")), self.open)
        menu.exec(self.list.viewport().mapToGlobal(at))

    def open(self) -> None:
        """Go to the risk in the register."""
        one = self.current()
        if one is not None and one.key not in self._keys_of(self.hidden):
            self.console.go("risks", one.key)

    # --- wording ---

    def reword(self) -> None:
        """Edit the wording where the line stands."""
        one = self.current()
        if one is None or one.key in self._keys_of(self.hidden):
            return
        if not self.console.writable:
            self.console.say(translate(N_("This window is read-only; nothing can be changed here.")))
            return
        names = list(workshop.names_of_people(self.document))
        editor = WordingEditor(one, lambda: names)
        editor.done.connect(self._worded)
        self.list.edit_line(one.key, editor)
        editor.take_focus()

    def _worded(self, kept: bool) -> None:
        editor = self.list.editor
        if not isinstance(editor, WordingEditor):
            return
        words, key = editor.words(), editor.risk.key
        if kept:
            if self.console.attempt(lambda: workshop.reword(self.document, key, **words)) is None:
                return
            self._stale = True
        self.list.close_editor()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stale:
            self.read()


def _pair(alike: workshop.Alike) -> frozenset[bytes]:
    return frozenset((alike.one.key, alike.other.key))


def _reason(one: RoomRisk) -> str:
    """Return where the impact comes from, or would come from."""
    if one.contested:
        return translate(N_("Contested: the room votes on the impact. {bia}"), bia=one.suggested_reason)
    if one.drift:
        return f"{one.drift}. {one.suggested_reason}"
    if one.impact_reason:
        return translate(N_("Impact {n}. {why}"), n=one.impact, why=one.impact_reason)
    if one.impact is None and one.suggested is not None:
        return translate(N_("Impact {n} is suggested. {why}"), n=one.suggested.level, why=one.suggested_reason)
    if one.suggested is not None and one.suggested.level != one.impact:
        words = N_("Impact {n} was entered; the BIA suggests {other}. {why}")
        return translate(words, n=one.impact, other=one.suggested.level, why=one.suggested_reason)
    return one.suggested_reason or translate(
        N_("The BIA says nothing about its impact: name a threat and score its grid.")
    )
