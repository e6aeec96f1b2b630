"""Who changed what, when: change sets and checkpoints newest first, searched, with every way back at the side."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import changes, checkpoints, search
from app.changes import PERIODS, SUBJECTS, Entry, Wanted
from app.dates import format_instant
from app.fields import Field, Kind
from app.i18n import N_, plural, translate
from ui.console import Console, Page
from ui.history.detail import KIND_WORDS, EntryDetail
from ui.history.panel import NameStrip
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, px
from ui.widgets import chips
from ui.widgets.buttons import button
from ui.widgets.cards import EmptyState, Way
from ui.widgets.chips import Chip
from ui.widgets.feedback import Banner
from ui.widgets.header import FootBar, ToolBar
from ui.widgets.inputs import ChoiceBox, SearchField
from ui.widgets.layouts import clear, column
from ui.widgets.pickers import ReferencePicker

#: From this width of the page on, the list also tells in whose words something was entered.
_WIDE = 1160
_READ_ONLY = N_("This session is open read-only.")


class HistoryPage(Page):
    """The list of change sets, narrowed by words, person, kind, period and subject, loaded in portions."""

    PRIVATE = N_("Everything that was ever entered")

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(console, parent)
        self._entries: list[Entry] = []
        self._rest: int | None = None
        self._after, self._renamed = 0, b""
        self._names: set[str] = set()
        self._marks: tuple[tuple[bytes, str], ...] = ()
        self._make_filters()
        self.more = button(translate(N_("Load more")), self.load_more, size="small")
        self.table = Table(
            self._columns(), translate(N_("History")), key=lambda entry: entry.number, empty=self._nothing()
        )
        self.detail = EntryDetail(console, self.follow, self.ask_name)
        self.foot, self.strip = FootBar(), NameStrip(Size.toolbar)
        self._over = QVBoxLayout()
        self._lay_out()
        self.table.currentKeyChanged.connect(self._show_detail)
        self.table.activatedKey.connect(lambda _number: self.detail.take_focus())
        self.strip.named.connect(self._keep_name)
        self.strip.cancelled.connect(self._leave_name)

    def _make_filters(self) -> None:
        self.text = SearchField(translate(N_("Filter by words")), translate(N_("Words")))
        self.people = ChoiceBox((), translate(N_("Person")), empty=N_("Anybody"))
        kinds = [(key, translate(words)) for key, (words, _) in SUBJECTS.items()]
        self.kinds = ChoiceBox(kinds, translate(N_("Kind of thing")), empty=N_("Any kind"))
        periods = [(key, translate(words)) for key, words in PERIODS.items()]
        self.period = ChoiceBox(periods, translate(N_("Period")), empty=N_("Any time"))
        self.subject = ReferencePicker(
            self._subjects, translate(N_("One thing")), placeholder=translate(N_("Anything"))
        )
        self.text.edited.connect(self._start)
        for field in (self.people, self.kinds, self.period, self.subject):
            field.settled.connect(self._start)
        self.mark = button(translate(N_("Set checkpoint…")), self.ask_name, icon="flag")
        if not self.console.writable:
            self.mark.set_reason(translate(_READ_ONLY))

    def _lay_out(self) -> None:
        bar = ToolBar()
        for field, width in ((self.text, 168), (self.people, 132), (self.kinds, 150), (self.period, 128)):
            field.setFixedWidth(px(width))
            bar.add(field)
        self.subject.setFixedWidth(px(184))
        bar.add(self.subject)
        bar.add(self.mark, side="right")
        self.foot.add(self.more, side="right")
        left = column(gap=0)
        left.addWidget(self.table, 1)
        left.addWidget(self.foot)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addLayout(left, 1)
        beside.addWidget(self.detail)
        whole = column(bar, self.strip, self._over, gap=0)
        whole.addLayout(beside, 1)
        self.setLayout(whole)

    def _columns(self) -> list[Column]:
        def words(name: str, kind: Kind = Kind.TEXT) -> Field:
            return Field(kind, name, editable=False)

        return [
            Column("at", words(N_("When")), 168, value=lambda e: e.at, text=lambda e: format_instant(e.at),
                   tone="text2", sort=lambda e: e.number),
            Column("label", words(N_("What")), 240, text=lambda e: e.label, stretch=True, tone=_tone,
                   bold=lambda e: e.mark is not None),
            Column("kind", words(""), 104, chip=_chip),
            Column("who", words(N_("Entered by")), 136, tone="text2"),
            Column("speaker", words(N_("Words of")), 112, value=_other_speaker, tone="text2"),
        ]  # fmt: skip

    def _nothing(self) -> EmptyState:
        why = N_(
            "Every change stands here with who made it, in whose words and when, as long as the session lives. "
            "None fits what is asked for above."
        )
        every = button(translate(N_("Show everything")), self.show_everything)
        way = Way(translate(N_("Ask for less")), every, translate(N_("Takes all filters away.")))
        return EmptyState("history", translate(N_("No change to show")), translate(why), (way,))

    def show_everything(self) -> None:
        """Take all filters away."""
        self.text.clear()
        for field in (self.people, self.kinds, self.period, self.subject):
            field.show_entry(None, "")
        self.follow(0, "")

    def _subjects(self) -> list[tuple[bytes, str]]:
        return [(thing.key, f"{thing.ref} {thing.name}".strip()) for thing in search.things(self.document)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= px(_WIDE)
        if wide != ("speaker" in self.table.shown_columns()):
            self.table.show_column("speaker", wide)
            self.table.spread()

    # --- what is shown ---

    def subtitle(self) -> str:
        """Return how many changes there are."""
        return plural(N_("{n} change"), N_("{n} changes"), self.document.version)

    def _wanted(self) -> Wanted:
        subject = self.console.attempt(self.subject.entry)
        period = self.period.entry()
        return Wanted(
            self.text.text(),
            self.people.entry() or "",
            subject if isinstance(subject, bytes) else None,
            self.kinds.entry() or "",
            changes.begin_of(self.document, period) if period else None,
            after=self._after,
        )

    def refresh(self) -> None:
        """Read what is new; the first time, the newest portion."""
        if not self._entries:
            self._start()
            return
        if self._marks != self._read_marks():
            self._start()
            return
        fresh = changes.since(self.document, self._entries[0].number, self._wanted())
        self._entries = fresh + self._entries
        self._show()

    def _read_marks(self) -> tuple[tuple[bytes, str], ...]:
        return tuple((mark.key, mark.name) for mark in checkpoints.checkpoints(self.document))

    def _start(self) -> None:
        self._marks = self._read_marks()
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
        self._show_people()
        shown = plural(N_("{n} shown"), N_("{n} shown"), len(self._entries))
        end = N_("older ones can be loaded") if self._rest is not None else N_("back to the start")
        self.foot.count.setText(f"{shown}, {translate(end)}")
        self.more.setVisible(self._rest is not None)
        self._show_detail(self.table.current_key())

    def _show_people(self) -> None:
        """Offer everybody who ever entered or spoke; those who came since are in the entries."""
        self._names = self._names or set(changes.people_of(self.document))
        names = self._names | {name for entry in self._entries for name in (entry.who, entry.speaker) if name}
        if names != self._names or self.people.count() <= 1:
            self._names = names
            self.people.set_options([(name, name) for name in sorted(names, key=str.casefold)])

    def _show_detail(self, number: Any) -> None:
        self.detail.show_entry(next((entry for entry in self._entries if entry.number == number), None))

    def on_screen(self) -> bytes | None:
        """Return the thing whose history is shown."""
        subject = self.subject.entry()
        return subject if isinstance(subject, bytes) else None

    def select(self, key: bytes) -> None:
        """Show the history of one thing."""
        name = next((text for found, text in self._subjects() if found == key), "")
        self.subject.show_entry(key if name else None, name)
        self._start()

    # --- checkpoints ---

    def follow(self, number: int, name: str) -> None:
        """Show only what came after a checkpoint; with 0, everything again."""
        self._after = number
        clear(self._over)
        if number:
            words = translate(N_("What was changed since “{name}”"), name=name)
            again = (translate(N_("Show everything")), lambda: self.follow(0, ""))
            self._over.addWidget(Banner("info", words, (again,), icon="flag"))
        self._start()
        self.table.view.setFocus()

    def ask_name(self, key: bytes = b"") -> None:
        """Ask for the name of a new checkpoint, or for a new name of the one with this key."""
        self._renamed = key
        self.strip.done.setText(translate(N_("Rename")) if key else translate(N_("Set checkpoint")))
        self.strip.open(dict(self._read_marks()).get(key, ""))

    def _keep_name(self, name: str) -> None:
        def keep() -> bool:
            if self._renamed:
                checkpoints.rename(self.document, self._renamed, name)
            else:
                checkpoints.checkpoint(self.document, name)
            return True

        if self.console.attempt(keep):
            self._leave_name()

    def _leave_name(self) -> None:
        self.strip.hide()
        self.table.view.setFocus()


def _chip(entry: Entry) -> Chip | None:
    if entry.mark is not None:
        return chips.outlined(translate(N_("Checkpoint")))
    words = KIND_WORDS.get(entry.kind)
    return chips.outlined(translate(words)) if words else None


def _other_speaker(entry: Entry) -> str:
    return entry.speaker if entry.speaker != entry.who else ""


def _tone(entry: Entry) -> str:
    return "text2" if entry.kind in ("undo", "redo") else "text"
