"""The sessions that were open before; those that are missing can be looked for or taken off the list."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.dates import format_date, parse_instant, system_clock
from app.i18n import N_, plural, translate
from ui.dialogs.files import filter_words
from ui.settings import RecentFile
from ui.theme import Size, Space
from ui.widgets.buttons import LinkButton, link
from ui.widgets.cards import Card
from ui.widgets.labels import Label, hint, label, paragraph
from ui.widgets.layouts import box, clear, column, row, rule
from ui.widgets.lines import IconLabel, LineButton

if TYPE_CHECKING:
    from ui.application import Application

SHOWN = 5
_ROW = 60


class RecentRow(LineButton):
    """One session. Enter or a click opens it, or looks for it where it is missing; Del takes it off the list."""

    def __init__(self, card: RecentCard, file: RecentFile) -> None:
        self.file, self._card, self.shown_missing = file, card, file.missing
        path = Path(file.path)
        counted = plural(N_("{n} service"), N_("{n} services"), file.services)
        where = f"{_folder(path)} · {path.name if file.missing else counted}"
        title = label(file.title, "name", "text3" if file.missing else "text", elide=True)
        words = column(title, hint(where, elide=True), gap=0)
        held = box(words)
        state = translate(N_("not found")) if file.missing else when(file.opened)
        icon = "file-x-corner" if file.missing else "file-check-corner"
        parts: list[QWidget] = [
            IconLabel(icon, "text3" if file.missing else "text2", Size.icon_large),
            held,
            hint(state),
        ]
        if file.missing:
            parts.append(label(translate(N_("Locate…")), "body", "accent_text"))
        super().__init__(list(parts), f"{file.title}, {where}, {state}", _ROW, partial(card.take, file))
        self.setToolTip(file.path)
        layout = self.layout()
        if layout is not None:
            layout.setStretchFactor(held, 1)  # type: ignore[attr-defined]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._card.forget(self.file)
            return
        super().keyPressEvent(event)


class RecentCard(Card):
    """Up to five sessions, the newest first; looks again whether they are there when the window comes to the front."""

    def __init__(self, application: Application) -> None:
        self._clear: LinkButton = link(translate(N_("Clear missing")), self._clear_missing)
        super().__init__(translate(N_("Recent")), action=self._clear, flush=True)
        self._application = application
        self.rows: list[RecentRow] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.body.addWidget(rule())
        note: Label = paragraph(translate(N_("Everything stays in the file you choose. No account, no network.")))
        line = row(IconLabel("hard-drive"), gap=Space.s, margins=(Space.l, Space.m, Space.l, Space.m))
        line.addWidget(note, 1)
        self.body.addLayout(line)
        self.fill()

    def fill(self) -> None:
        """Show the list as it is now."""
        files = self._application.settings.recent()
        clear(self._lines)
        self.rows = [RecentRow(self, file) for file in files[:SHOWN]]
        self._lines.addWidget(rule())
        for made in self.rows:
            self._lines.addWidget(made)
            self._lines.addWidget(rule())
        if not files:
            words = paragraph(translate(N_("Sessions that you open are listed here.")), "text3")
            self._lines.addLayout(column(words, margins=(Space.l, Space.m, Space.l, Space.m)))
        self._clear.setVisible(any(file.missing for file in files))

    def first(self) -> RecentRow | None:
        """Return the newest session that is there."""
        return next((made for made in self.rows if not made.file.missing), None)

    def walk(self, step: int) -> None:
        """Move the keyboard to the next row or the one before; from elsewhere to the first or last."""
        if not self.rows:
            return
        at = next((place for place, made in enumerate(self.rows) if made.hasFocus()), None)
        target = (0 if step > 0 else len(self.rows) - 1) if at is None else at + step
        self.rows[max(0, min(len(self.rows) - 1, target))].setFocus(Qt.FocusReason.TabFocusReason)

    def take(self, file: RecentFile) -> None:
        """Open a session, or ask where it is now."""
        if file.missing:
            self.locate(file)
        else:
            QTimer.singleShot(0, lambda: self._application.open(Path(file.path)))

    def locate(self, file: RecentFile) -> None:
        """Ask where a missing session is now, and open it from there."""
        caption = translate(N_("Where is “{title}” now?"), title=file.title)
        start = next((folder for folder in Path(file.path).parents if folder.is_dir()), Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, caption, str(start), filter_words())
        if chosen and self._application.open(Path(chosen)):
            self._application.settings.forget(file.path)

    def forget(self, file: RecentFile) -> None:
        """Take one session off the list; the file stays where it is."""
        at = next((place for place, made in enumerate(self.rows) if made.file == file), 0)
        self._application.settings.forget(file.path)
        self.fill()
        if self.rows:
            target = self.rows[min(at, len(self.rows) - 1)]
            target.show()  # the layout would do so only later, and what is hidden cannot have the keyboard
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _clear_missing(self) -> None:
        self._application.settings.forget_missing()
        self.fill()

    def changeEvent(self, event: QEvent) -> None:
        back = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if back and any(made.file.missing != made.shown_missing for made in getattr(self, "rows", ())):
            QTimer.singleShot(0, self.fill)
        super().changeEvent(event)


def _folder(path: Path) -> str:
    """Return the folder as a person knows it, its last two parts."""
    home = Path.home()
    folder = path.parent.relative_to(home) if path.parent.is_relative_to(home) else path.parent
    parts = [part for part in folder.parts if part not in ("/", "\\")]
    return "/".join(parts[-2:]) or translate(N_("your home folder"))


def when(opened: str) -> str:
    """Return when a session was open, as people say it: ``today 14:03``, ``12 Oct``, ``12 Oct 2025``."""
    then, now = parse_instant(opened).astimezone(), system_clock().astimezone()
    if then.date() == now.date():
        return translate(N_("today {time}"), time=f"{then:%H:%M}")
    told = format_date(then.date())
    return told.removesuffix(f" {now.year}")
