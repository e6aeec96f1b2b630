"""One entry of the history in full: what it changed from what to what, and every way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import changes, checkpoints, restoring
from app.changes import Entry, FieldChange, RowChange
from app.checkpoints import Since
from app.dates import format_instant
from app.i18n import N_, plural, translate
from app.restoring import Restored
from ui import pages
from ui.console import Console
from ui.history.panel import Question, fill, small
from ui.shell.busy import Busy
from ui.tasks import Task
from ui.theme import Size, Space, px
from ui.widgets.buttons import Button, button, link
from ui.widgets.cards import Card, scrolling
from ui.widgets.labels import hint, label, paragraph
from ui.widgets.layouts import clear, column, ground, row

KIND_WORDS = {
    "undo": N_("undone"), "redo": N_("done again"), "upgrade": N_("upgrade"), "salvage": N_("salvage"),
    "clean": N_("clean copy"), "merge": N_("merge"),
}  # fmt: skip
#: How many rows of one change set are told before the rest is counted.
_ROWS = 30
#: From so many changes on, what came since a checkpoint is counted on request.
_MANY = 10_000
_READ_ONLY = N_("This session is open read-only.")


class EntryDetail(QWidget):
    """The side panel of the History page. ``follow(number, name)`` narrows the list to what came after a checkpoint."""

    def __init__(self, console: Console, follow: Callable[[int, str], object], name: Callable[[bytes], object]) -> None:
        super().__init__()
        self._console, self._document = console, console.document
        self._follow, self._name = follow, name
        ground(self, "canvas", "left")
        self.setFixedWidth(px(Size.detail_small))
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(*(px(Space.l),) * 4)
        self._inner.setSpacing(px(Space.s))
        content = QWidget()
        content.setLayout(self._inner)
        self._area = scrolling(content)
        self.setLayout(column(self._area))
        self._shown: Entry | None = None
        self.question: Question | None = None
        self._asked = QVBoxLayout()
        self.show_entry(None, again=True)

    def show_entry(self, entry: Entry | None, *, again: bool = False) -> None:
        """Show one change set or checkpoint, or what to do to see one."""
        same = entry == self._shown
        if same and not again and (entry is None or entry.mark is None or self.question is not None):
            return  # a checkpoint counts what came since, and is told anew
        self._shown, self.question = entry, None
        clear(self._inner)
        self._asked = QVBoxLayout()
        if entry is None:
            words = N_("Choose a change to see every field before and after, and to take it back.")
            self._inner.addWidget(hint(translate(words), wrap=True))
        elif entry.mark is not None:
            self._checkpoint(entry, entry.mark)
        else:
            self._change(entry)
        self._inner.addStretch(1)
        if not same:
            self._area.verticalScrollBar().setValue(0)

    def take_focus(self) -> None:
        """Take the keyboard to the first thing that can be pressed."""
        for made in self.findChildren(Button):
            if made.isVisible() and made.isEnabled():
                made.setFocus(Qt.FocusReason.TabFocusReason)
                return

    # --- a change set ---

    def _change(self, entry: Entry) -> None:
        fill(self._inner, label(entry.label, "heading", wrap=True), *self._signature(entry))
        done = changes.change_set(self._document, entry.number)
        rows, more = changes.changed_rows(self._document, done, _ROWS) if done is not None else ([], 0)
        if done is not None and done.changes:
            back = button(translate(N_("Take back this change…")), partial(self._ask_back, entry), icon="rotate-ccw")
            self._guard(back)
            self._inner.addWidget(back)
        self._inner.addLayout(self._asked)
        for one in rows:
            self._inner.addWidget(self._row(entry, one))
        if more:
            self._inner.addWidget(hint(plural(N_("and {n} more row"), N_("and {n} more rows"), more)))
        if not rows:
            self._inner.addWidget(hint(translate(N_("It changed nothing that a person would read.")), wrap=True))

    def _signature(self, entry: Entry) -> list[QWidget]:
        kind = translate(KIND_WORDS.get(entry.kind, ""))
        parts = [format_instant(entry.at), entry.who, kind, translate(N_("no {n}"), n=entry.number)]
        found: list[QWidget] = [hint(" · ".join(part for part in parts if part), wrap=True)]
        if entry.speaker:
            found.append(hint(translate(N_("In the words of {person}"), person=entry.speaker), wrap=True))
        return found

    def _guard(self, made: Button) -> None:
        if not self._console.writable:
            made.set_reason(translate(_READ_ONLY))

    def _row(self, entry: Entry, changed: RowChange) -> QWidget:
        card = Card()
        card.body.setContentsMargins(*(px(Space.m),) * 4)
        title = row()
        title.addWidget(label(changed.title, "name", elide=True), 1)
        title.addWidget(hint(changed.what))
        if changed.subject is not None:
            go = link(translate(N_("Open")), partial(self._go, changed.kind, changed.subject), role="hint")
            go.setAccessibleName(translate(N_("Open {thing}"), thing=changed.title))
            title.addWidget(go)
        card.body.addLayout(title)
        for field in changed.fields:
            card.body.addWidget(self._field(entry, changed, field))
        if not changed.fields:
            card.body.addWidget(hint(translate(N_("Its content is kept secret, or it held none."))))
        return card

    def _go(self, kind: str, key: bytes) -> None:
        self._console.go(pages.place_of(kind), key)

    def _field(self, entry: Entry, changed: RowChange, field: FieldChange) -> QWidget:
        nothing = translate(N_("empty"))
        head = row()
        head.addWidget(hint(field.label, elide=True), 1)
        if field.column and self._console.writable:
            back = link(translate(N_("Set back")), partial(self._set_back, entry, changed, field), role="hint")
            words = translate(N_("Set {field} back to {value}"), field=field.label, value=field.before or nothing)
            back.setAccessibleName(words)
            back.setToolTip(words)
            head.addWidget(back)
        before, after = paragraph(field.before or nothing, "text3"), paragraph(field.after or nothing, "text")
        before.setAccessibleName(translate(N_("before: {text}"), text=field.before or nothing))
        after.setAccessibleName(translate(N_("after: {text}"), text=field.after or nothing))
        holder = QWidget()
        whole = column(head, gap=0)
        if changed.what == translate(N_("changed")):
            whole.addWidget(before)
            after.setText(f"→ {field.after or nothing}")
            after.setAccessibleName(translate(N_("after: {text}"), text=field.after or nothing))
        else:
            after.setText(field.after or field.before)
        whole.addWidget(after)
        holder.setLayout(whole)
        return holder

    def _set_back(self, entry: Entry, changed: RowChange, field: FieldChange) -> None:
        done = self._console.attempt(
            lambda: restoring.restore_field(self._document, entry.number, changed.table, changed.key, field.column)
        )
        value = field.before or translate(N_("empty"))
        if done:
            words = translate(N_("{field} is {value} again."), field=field.label, value=value)
            self._console.say(words, undoable=True)
        elif done is False:
            self._console.say(translate(N_("{field} is {value} already."), field=field.label, value=value))

    # --- taking back ---

    def _ask_back(self, entry: Entry) -> None:
        told = self._console.attempt(lambda: restoring.preview(self._document, entry.number))
        if told is None:
            return
        if not told.conflicts:
            self._take_back(entry)
            return
        answers = []
        if told.rows:
            answers.append((translate(N_("Take back the rest")), "default", partial(self._take_back, entry, safe=True)))
        if any(not conflict.lasting for conflict in told.conflicts):
            words = translate(N_("Take back all of it"))
            answers.append((words, "default", partial(self._take_back, entry, force=True)))
        title = plural(N_("{n} thing came between"), N_("{n} things came between"), len(told.conflicts))
        self._ask(Question(title, [conflict.sentence for conflict in told.conflicts], answers))

    def _ask(self, question: Question) -> None:
        self._leave_question()
        self.question = question
        self._asked.addWidget(question)
        question.cancelled.connect(self._leave_question)
        question.show()
        question.take_focus()

    def _leave_question(self) -> None:
        self.question = None
        clear(self._asked)

    def _take_back(self, entry: Entry, *, safe: bool = False, force: bool = False) -> None:
        done = self._console.attempt(
            lambda: restoring.restore_change_set(self._document, entry.number, only_safe=safe, force=force)
        )
        if done is None:
            return
        self._leave_question()
        self._console.say(_told(done), undoable=done.number is not None)
        if safe or force:
            left = [conflict.sentence for conflict in done.conflicts] + list(done.notes)
            if left:
                self._ask(Question(translate(N_("This was left as it is")), left, ()))

    # --- a checkpoint ---

    def _checkpoint(self, entry: Entry, key: bytes) -> None:
        fill(self._inner, label(entry.label, "heading", wrap=True), *self._signature(entry))
        if self._document.version - entry.number > _MANY:
            count = button(translate(N_("Count what was changed since")), partial(self._count, entry, key), icon="list")
            fill(self._inner, row(count, None))
            return
        told = self._console.attempt(lambda: checkpoints.since(self._document, key))
        if told is not None:
            self._show_since(entry, key, told)

    def _count(self, entry: Entry, key: bytes) -> None:
        """Count off the window's thread what came since, where that is much."""
        snapshot, version = self._document.snapshot(), self._document.version

        def work(_progress: object) -> Since:
            with snapshot:
                return checkpoints.since(snapshot, key)

        def show(told: Since) -> None:
            if self._shown == entry and self._document.version == version:
                clear(self._inner)
                self._asked = QVBoxLayout()
                fill(self._inner, label(entry.label, "heading", wrap=True), *self._signature(entry))
                self._show_since(entry, key, told)
                self._inner.addStretch(1)

        Busy(self.window(), translate(N_("Counting what was changed")), Task(work), show)

    def _show_since(self, entry: Entry, key: bytes, told: Since) -> None:
        for sentence in _changed_since(told):
            self._inner.addWidget(paragraph(sentence))
        follow = button(
            translate(N_("Changed since")), partial(self._follow, entry.number, told.mark.name), icon="list"
        )
        follow.set_reason("" if told.change_sets else translate(N_("Nothing was changed since.")))
        back = button(
            translate(N_("Go back to this checkpoint…")), partial(self._ask_checkpoint, key, told), icon="rotate-ccw"
        )
        back.set_reason(told.refusal or ("" if told.kinds else translate(N_("Everything is as it was then."))))
        self._guard(back)
        rename = small(translate(N_("Rename…")), partial(self._name, key))
        remove = small(translate(N_("Remove…")), partial(self._ask_removal, key, told.mark.name))
        for made in (rename, remove):
            self._guard(made)
        fill(self._inner, row(follow, None), row(back, None), row(rename, remove, None))
        if told.refusal:
            self._inner.addWidget(hint(told.refusal, wrap=True))
        self._inner.addLayout(self._asked)

    def _ask_checkpoint(self, key: bytes, told: Since) -> None:
        sentences = [kind.sentence for kind in told.kinds]
        if told.kept:
            stays = translate(N_("Stays, because a log refers to it: {things}."), things=", ".join(told.kept[:6]))
            sentences.append(stays)
        if told.logs:
            sentences.append(translate(N_("Logs are kept for good.")))
        sentences.append(translate(N_("Undo brings all of it back.")))
        title = translate(N_("Going back to “{name}” takes back"), name=told.mark.name)
        self._ask(Question(title, sentences, [(translate(N_("Go back")), "primary", partial(self._go_back, key))]))

    def _go_back(self, key: bytes) -> None:
        told = self._console.attempt(lambda: checkpoints.restore_to(self._document, key))
        if told is not None:
            words = translate(N_("The session is as it was at “{name}”."), name=told.mark.name)
            self._console.say(words, undoable=True)
            self.show_entry(self._shown, again=True)

    def _ask_removal(self, key: bytes, name: str) -> None:
        title = translate(N_("Remove “{name}”?"), name=name)
        words = translate(N_("The changes stay; only the name of this moment is lost. Undo does not bring it back."))
        self._ask(Question(title, [words], [(translate(N_("Remove")), "danger", partial(self._remove, key))]))

    def _remove(self, key: bytes) -> None:
        def remove() -> bool:
            checkpoints.remove(self._document, key)
            return True

        self._console.attempt(remove)


def _told(done: Restored) -> str:
    if done.number is None:
        return translate(N_("Nothing was left to take back."))
    return plural(N_("{n} row is as it was before."), N_("{n} rows are as they were before."), done.rows)


def _changed_since(told: Since) -> list[str]:
    if not told.change_sets:
        return [translate(N_("Nothing was changed since."))]
    people = ", ".join(told.people)
    one, many = (
        (N_("{n} change since, by {people}."), N_("{n} changes since, by {people}."))
        if people
        else (N_("{n} change since."), N_("{n} changes since."))
    )
    return [plural(one, many, told.change_sets, people=people), *(kind.sentence for kind in told.kinds)]
