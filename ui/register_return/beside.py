"""One difference in full beside the list: as exported, here now, in the file, what is to be said, and the verbs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.dates import format_instant
from app.i18n import N_, translate
from ui.register_return.decisions import Row
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button, link
from ui.widgets.cards import scrolling
from ui.widgets.labels import Label, heading, label
from ui.widgets.layouts import box, column, ground, row

_AT_EXPORT, _NOW, _FILE = N_("As exported"), N_("Here now"), N_("In the file")
_UNKNOWN = N_("not known any more")
_EMPTY = N_("(empty)")


class Beside(QWidget):
    """Shows a line; ``decide(accept)`` and ``decide_group(accept)`` are told what was pressed."""

    def __init__(self, decide: Callable[[bool], None], decide_group: Callable[[bool], None]) -> None:
        super().__init__()
        ground(self, "surface")
        self.setFixedWidth(px(Size.detail_small))
        self.title, self.place = heading("", "name"), label("", "hint", "text2", wrap=True)
        self.values = {words: _Value(words) for words in (_AT_EXPORT, _NOW, _FILE)}
        self.remark = label("", "body", "warn", wrap=True)
        self.group_remark = label("", "hint", "text2", wrap=True)
        told = column(self.title, self.place, *self.values.values(), self.remark, self.group_remark, None, gap=Space.m)
        told.setContentsMargins(px(Space.l), px(Space.l), px(Space.l), px(Space.m))
        self.accept = button(translate(N_("Accept")), lambda: decide(True), keys=("A",))
        self.reject = button(translate(N_("Reject")), lambda: decide(False), keys=("R",))
        self.all_of_it = (
            link(translate(N_("Accept all of it")), lambda: decide_group(True)),
            link(translate(N_("Reject all of it")), lambda: decide_group(False)),
        )
        verbs = QVBoxLayout()
        verbs.setContentsMargins(px(Space.l), px(Space.s), px(Space.l), px(Space.m))
        verbs.setSpacing(px(Space.s))
        verbs.addLayout(row(self.accept, self.reject, None))
        verbs.addLayout(row(*self.all_of_it, None, gap=Space.l))
        whole = column(scrolling(box(told), "surface"), gap=0)
        whole.addLayout(verbs)
        self.setLayout(whole)

    def show_row(self, shown: Row | None) -> None:
        """Show a line, or nothing."""
        for part in (self.accept, self.reject, *self.all_of_it):
            part.setEnabled(shown is not None)
        if shown is None:
            for told in (self.title, self.place, self.remark, self.group_remark):
                told.setText("")
            for value in self.values.values():
                value.hide()
            return
        line = shown.line
        self.title.setText(line.label)
        self.place.setText(" · ".join(part for part in (shown.group.ref, line.place) if part))
        known = line.exported or (translate(_UNKNOWN) if line.change == "conflict" else translate(_EMPTY))
        fresh = shown.group.kind in ("new", "new action")
        self.values[_AT_EXPORT].say(known, hidden=fresh)
        who = f"{line.who}, {format_instant(line.when)}" if line.when is not None else ""
        self.values[_NOW].say(line.ours or translate(_EMPTY), who, hidden=fresh)
        self.values[_FILE].say(line.theirs or translate(_EMPTY))
        self.remark.setText(line.remark)
        self.remark.set_tone("err" if line.change == "refused" else "warn" if line.doubtful else "text2")
        self.group_remark.setText(shown.group.remark if shown.group.remark not in line.remark else "")
        self._word_verbs(shown)

    def _word_verbs(self, shown: Row) -> None:
        conflict = shown.line.change == "conflict"
        _word(self.accept, N_("Take the file's") if conflict else N_("Accept"), ("2",) if conflict else ("A",))
        _word(self.reject, N_("Keep ours") if conflict else N_("Reject"), ("1",) if conflict else ("R",))
        for made, own in ((self.accept, True), (self.reject, False)):
            made.setEnabled(shown.line.takeable)
            made.set_variant("active" if shown.accepted is own else "default")


def _word(made: Button, words: str, keys: tuple[str, ...]) -> None:
    made.setText(translate(words))
    made.setAccessibleName(translate(words))
    made.keys = keys
    made.updateGeometry()


class _Value(QWidget):
    """A value under its words."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._value: Label = label("", "body", "text", wrap=True)
        self._who: Label = label("", "hint", "text2", wrap=True)
        whole = column(label(translate(words), "hint", "text2"), self._value, self._who, gap=Space.xxs)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)

    def say(self, text: str, who: str = "", *, hidden: bool = False) -> None:
        """Show a text and who it is by."""
        self._value.setText(text)
        self._who.setText(who)
        self._who.setVisible(bool(who))
        self.setVisible(not hidden)
