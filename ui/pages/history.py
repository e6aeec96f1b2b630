"""Who changed what, when: change sets newest first, with every field before and after at the side."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import changes, search
from app.changes import Entry, FieldChange, RowChange, Wanted
from app.dates import format_instant
from app.fields import Field, Kind
from app.i18n import N_, plural, translate
from ui.console import Console, Page
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets.buttons import button
from ui.widgets.cards import Card, EmptyState, scrolling
from ui.widgets.header import FootBar, ToolBar
from ui.widgets.inputs import ChoiceBox, SearchField
from ui.widgets.labels import hint, label, paragraph
from ui.widgets.layouts import clear, column, ground, row
from ui.widgets.pickers import ReferencePicker

_KINDS = {
    "undo": N_("undone"), "redo": N_("done again"), "upgrade": N_("upgrade"), "salvage": N_("salvage"),
    "clean": N_("cleaned"),
}  # fmt: skip
_FIELD = 220


class HistoryPage(Page):
    """The list of change sets, narrowed by words, person and subject, loaded in portions."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(console, parent)
        self._entries: list[Entry] = []
        self._rest: int | None = None
        self.text = SearchField(translate(N_("Filter by words")), translate(N_("Filter by words")))
        self.people = ChoiceBox((), translate(N_("Person")), empty=N_("Anybody"))
        self.subject = ReferencePicker(self._subjects, translate(N_("Subject")), placeholder=translate(N_("Anything")))
        self.more = button(translate(N_("Load more")), self.load_more, size="small")
        self.table = Table(self._columns(), translate(N_("History")), key=lambda entry: entry.number, empty=_nothing())
        self.detail = ChangeDetail(console)
        self.foot = FootBar()
        self._lay_out()
        self.text.edited.connect(self._start)
        self.people.settled.connect(self._start)
        self.subject.settled.connect(self._start)
        self.table.currentKeyChanged.connect(self._show_detail)

    def _lay_out(self) -> None:
        bar = ToolBar()
        for field in (self.text, self.people, self.subject):
            field.setFixedWidth(px(_FIELD))
        bar.add(self.text, self.people, self.subject)
        self.foot.add(self.more, side="right")
        beside = QHBoxLayout()
        beside.setSpacing(0)
        left = column(gap=0)
        left.addWidget(self.table, 1)
        left.addWidget(self.foot)
        beside.addLayout(left, 1)
        beside.addWidget(self.detail)
        whole = column(bar, gap=0)
        whole.addLayout(beside, 1)
        self.setLayout(whole)

    def _columns(self) -> list[Column]:
        def words(name: str, kind: Kind = Kind.TEXT) -> Field:
            return Field(kind, name, editable=False)

        return [
            Column("at", words(N_("When")), 152, value=lambda e: e.change_set.at,
                   text=lambda e: format_instant(e.change_set.at), tone="text2", sort=lambda e: e.number),
            Column("label", words(N_("What")), 300, text=_what, stretch=True, tone=_tone),
            Column("who", words(N_("Entered by")), 128, tone="text2"),
            Column("speaker", words(N_("Words of")), 116, value=_other_speaker, tone="text2"),
        ]  # fmt: skip

    def _subjects(self) -> list[tuple[bytes, str]]:
        return [(thing.key, f"{thing.ref} {thing.name}".strip()) for thing in search.things(self.document)]

    # --- what is shown ---

    def subtitle(self) -> str:
        """Return how many changes there are."""
        return plural(N_("{n} change"), N_("{n} changes"), self.document.version)

    def _wanted(self) -> Wanted:
        subject = self.console.attempt(self.subject.entry)
        return Wanted(self.text.text(), self.people.entry() or "", subject if isinstance(subject, bytes) else None)

    def refresh(self) -> None:
        """Read what is new; the first time, the newest portion."""
        if not self._entries:
            self._start()
            return
        self._entries = changes.since(self.document, self._entries[0].number, self._wanted()) + self._entries
        self._show()

    def _start(self) -> None:
        part = changes.portion(self.document, self._wanted())
        self._entries, self._rest = list(part.entries), part.rest
        self._show()

    def load_more(self) -> None:
        """Show the next portion below."""
        if self._rest is not None:
            part = changes.portion(self.document, self._wanted(), self._rest)
            self._entries, self._rest = [*self._entries, *part.entries], part.rest
            self._show()

    def _show(self) -> None:
        self.table.set_rows(self._entries)
        known = {str(self.people.itemData(at)) for at in range(self.people.count()) if self.people.itemData(at)}
        names = sorted(known | set(changes.people_of(self._entries)), key=str.casefold)
        self.people.set_options([(name, name) for name in names])
        shown = plural(N_("{n} shown"), N_("{n} shown"), len(self._entries))
        end = (
            translate(N_("older ones can be loaded")) if self._rest is not None else translate(N_("back to the start"))
        )
        self.foot.count.setText(f"{shown}, {end}")
        self.more.setVisible(self._rest is not None)
        if self.table.current_key() is None:
            self._show_detail(None)

    def _show_detail(self, number: Any) -> None:
        self.detail.show_entry(next((entry for entry in self._entries if entry.number == number), None))

    def select(self, key: bytes) -> None:
        """Show the history of one thing."""
        name = next((text for found, text in self._subjects() if found == key), "")
        self.subject.show_entry(key if name else None, name)
        self._start()


def _what(entry: Entry) -> str:
    kind = _KINDS.get(entry.change_set.kind)
    label = entry.change_set.label
    return translate(N_("{label} ({kind})"), label=label, kind=translate(kind)) if kind else label


def _other_speaker(entry: Entry) -> str:
    return entry.speaker if entry.speaker != entry.who else ""


def _tone(entry: Entry) -> str:
    return "text2" if entry.change_set.kind in ("undo", "redo") else "text"


def _nothing() -> EmptyState:
    why = N_("Every change stands here with who made it and when, as long as the session lives. Nothing fits so far.")
    return EmptyState("history", translate(N_("No change to show")), translate(why))


class ChangeDetail(QWidget):
    """One change set in full: every row that it touched, every field before and after."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._document = console.document
        ground(self, "canvas", "left")
        self.setFixedWidth(px(Size.detail_small))
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(*(px(Space.l),) * 4)
        self._inner.setSpacing(px(Space.s))
        content = QWidget()
        content.setLayout(self._inner)
        self.setLayout(column(scrolling(content)))
        self._shown = -1
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show one change set, or what to do to see one."""
        number = entry.number if entry is not None else 0
        if number == self._shown:
            return
        self._shown = number
        clear(self._inner)
        if entry is None:
            self._inner.addWidget(
                hint(translate(N_("Choose a change to see every field before and after.")), wrap=True)
            )
        else:
            self._head(entry)
            self._rows(entry)
        self._inner.addStretch(1)

    def _head(self, entry: Entry) -> None:
        done = entry.change_set
        title = label(done.label, "heading", wrap=True)
        self._inner.addWidget(title)
        kind = translate(_KINDS.get(done.kind, ""))
        parts = [format_instant(done.at), done.who, kind, translate(N_("no {n}"), n=done.number)]
        self._inner.addWidget(hint(" · ".join(part for part in parts if part), wrap=True))
        if entry.speaker:
            self._inner.addWidget(hint(translate(N_("In the words of {person}"), person=entry.speaker), wrap=True))

    def _rows(self, entry: Entry) -> None:
        rows, more = changes.changed_rows(self._document, entry.change_set)
        for one in rows:
            self._inner.addWidget(self._row(one))
        if more:
            words = plural(N_("and {n} more row"), N_("and {n} more rows"), more)
            self._inner.addWidget(hint(words))
        if not rows:
            self._inner.addWidget(hint(translate(N_("Nothing that has fields was touched.")), wrap=True))

    def _row(self, changed: RowChange) -> QWidget:
        card = Card()
        card.body.setContentsMargins(*(px(Space.m),) * 4)
        title = row()
        title.addWidget(label(changed.title, "name", elide=True), 1)
        title.addWidget(hint(changed.what))
        card.body.addLayout(title)
        for field in changed.fields:
            card.body.addLayout(_field(field))
        if not changed.fields:
            card.body.addWidget(hint(translate(N_("Its content is kept secret, or it held none."))))
        return card


def _field(field: FieldChange) -> Any:
    parts = column(hint(field.label), gap=0)
    nothing = translate(N_("nothing"))
    if field.before:
        before = paragraph(field.before, "text3")
        before.setAccessibleName(translate(N_("before: {text}"), text=field.before))
        parts.addWidget(before)
    words = f"→ {field.after or nothing}" if field.before else field.after or nothing
    after = paragraph(words, "text")
    after.setAccessibleName(translate(N_("after: {text}"), text=field.after or nothing))
    parts.addWidget(after)
    return parts
