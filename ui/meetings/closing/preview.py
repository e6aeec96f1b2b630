"""Step 4: all that would be written, before it is: files, sizes, whom they name, who gets what and at which address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.i18n import N_, plural, translate
from ui.meetings.closing.documents import tick
from ui.meetings.closing.papers import Made, size_words
from ui.meetings.closing.step import Step
from ui.theme import Size, Space, px
from ui.widgets.cards import scrolling
from ui.widgets.labels import Label, hint, label
from ui.widgets.layouts import box, clear, column, row
from ui.widgets.lines import IconLabel

if TYPE_CHECKING:
    from app.meetings import Recipient
    from exporters.closing import Finished
    from exporters.eml import Draft, Mentioned
    from ui.console import Console


class PreviewStep(Step):
    """Recipients can be left out here; nothing has been written yet."""

    NAME, NEXT = N_("Look"), N_("Write them")

    def __init__(self, console: Console, meeting: bytes) -> None:
        super().__init__(console, meeting)
        self.made: Made | None = None
        self.ticks: list[tuple[Draft, QCheckBox]] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(Space.xs))
        self._lines.setContentsMargins(0, 0, px(Space.m), 0)
        self.body.addWidget(scrolling(box(column(self._lines, None)), "raised"), 1)
        self.note = hint("", tone="text2")
        self.body.addWidget(self.note)

    def take(self, made: Made | None) -> None:
        """Show what was made; ``None`` forgets it."""
        self.made = made
        clear(self._lines)
        self.ticks = []
        if made is None:
            return
        documents, drafts = made.prepared.documents, made.prepared.drafts
        papers = plural(N_("{n} document"), N_("{n} documents"), len(documents))
        letters = plural(N_("{n} draft"), N_("{n} drafts"), len(drafts.drafts))
        words = N_("{papers} and {drafts}, {size} in all")
        self.tell(
            translate(words, papers=papers, drafts=letters, size=size_words(made.size)),
            translate(N_("Nothing is written yet. Drafts open unsent in your mail program.")),
        )
        for one in documents:
            self._lines.addWidget(_paper_line(one, made.mentioned[one.name]))
        if drafts.drafts or drafts.without_address:
            self._lines.addSpacing(px(Space.s))
            self._lines.addWidget(hint(self._attached(made), tone="text2", wrap=True))
        for draft in drafts.drafts:
            self._add(draft)
        for recipient in drafts.without_address:
            self._lines.addWidget(_lacking_line(recipient))
        lacking = N_("{n} has no usable address and gets no draft."), N_("{n} have no usable address and get no draft.")
        count = len(drafts.without_address)
        self.note.setText(plural(*lacking, count) if count else "")
        self.note.setVisible(bool(count))

    def _attached(self, made: Made) -> str:
        names = [one.name for one in made.prepared.drafts.attachments]
        if not names:
            return translate(N_("Who gets a draft, with nothing attached"))
        return translate(N_("Who gets a draft, with {names} attached"), names=", ".join(names))

    def _add(self, draft: Draft) -> None:
        ticked = tick(draft.recipient.name)
        ticked.setAccessibleName(translate(N_("Draft for {name}"), name=draft.recipient.name))
        ticked.setToolTip(draft.subject)
        ticked.setFixedWidth(px(Size.rail))
        across = row(gap=Space.m)
        across.addWidget(ticked)
        across.addWidget(label(draft.address, "body", "text2", elide=True), 5)
        across.addWidget(_held(draft.mentioned, _part(draft.recipient)), 3)
        across.addWidget(hint(size_words(draft.size)))
        self._lines.addWidget(box(across))
        self.ticks.append((draft, ticked))

    def people(self) -> set[bytes]:
        """Return who gets a draft."""
        return {draft.recipient.person for draft, ticked in self.ticks if ticked.isChecked()}


def _held(told: Mentioned, front: str = "") -> Label:
    """Return whom and how many numbers something mentions; the tooltip has them all."""
    names = plural(N_("names {n} person"), N_("names {n} people"), len(told.names))
    count = len(told.phones)
    numbers = plural(N_("{n} telephone number"), N_("{n} telephone numbers"), count)
    numbers = numbers if count else translate(N_("no telephone numbers"))
    parts = [front, "" if front else names, numbers if told.phones or not front else ""]
    shown = hint(", ".join(part for part in parts if part), tone="warn" if told.phones else "text2", elide=True)
    shown.setToolTip(", ".join((*told.names, *told.phones)))
    return shown


def _paper_line(paper: Finished, told: Mentioned) -> QWidget:
    icon = "file-spreadsheet" if paper.name.endswith(".xlsx") else "file-text"
    across = row(gap=Space.m)
    across.addLayout(column(IconLabel(icon), None, margins=(0, Space.xxs, 0, 0)))
    across.addLayout(column(label(paper.name, "body", elide=True), _held(told), gap=0), 1)
    across.addWidget(hint(size_words(paper.size)))
    return box(across)


def _lacking_line(recipient: Recipient) -> QWidget:
    across = row(gap=Space.m)
    across.addWidget(IconLabel("circle-x", "warn"))
    across.addWidget(label(recipient.name, "body", elide=True), 3)
    across.addWidget(label(recipient.email or translate(N_("no address")), "body", "warn", elide=True), 4)
    across.addWidget(hint(_part(recipient), elide=True), 4)
    return box(across)


def _part(recipient: Recipient) -> str:
    counts = (
        (N_("{n} decision"), N_("{n} decisions"), len(recipient.decisions)),
        (N_("{n} action"), N_("{n} actions"), len(recipient.actions)),
    )
    parts = [plural(one, many, number) for one, many, number in counts if number]
    return ", ".join(parts) or translate(N_("nothing to do"))
