"""The plan builder: a plan's parts at the left, the open part in the middle, approval and invocation at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QSizePolicy, QStackedWidget, QWidget

from app import planning
from app.dates import format_date
from app.i18n import N_, plural, translate
from app.planning import PlanContent
from ui.plans import asking
from ui.plans.desk import Desk
from ui.plans.editors import PartEditor
from ui.plans.parts import PartsColumn
from ui.plans.side import Side
from ui.theme import Size, px
from ui.widgets.buttons import button, icon_button
from ui.widgets.cards import scrolling
from ui.widgets.chips import Chip, ChipLabel, outlined
from ui.widgets.feedback import Banner
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import box, column, ground, row

if TYPE_CHECKING:
    from app.checks import Finding
    from ui.console import Console

_PARTS, _SIDE, _PARTS_SMALL, _SIDE_SMALL = 228, 304, 208, 272
_NARROW, _LOW = 1300, 800
STATE_WORDS = {"draft": N_("Draft {version}"), "approved": N_("Approved {version}"), "retired": N_("Retired {version}")}


def state_chip(state: str, version: str) -> Chip:
    """Return the chip of a plan's state with its version."""
    words = translate(STATE_WORDS.get(state, state), version=version)
    return Chip(words, "tint", "accent_text") if state == "approved" else outlined(words)


class BuilderBar(QWidget):
    """Back, the plan's name and state, and what can be done with the whole plan."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface", "bottom")
        self.setFixedHeight(px(Size.toolbar))
        self.back = button(translate(N_("Plans")), icon="chevron-left", variant="quiet", tip=translate(N_("Alt+Left")))
        self.title, self.chip, self.note = heading("", elide=True), ChipLabel(outlined("")), hint("", elide=True)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.export = button(translate(N_("Export PDF")), icon="file-output")
        self.card = button(translate(N_("First-hour card")), icon="clock")
        self.review = button(translate(N_("Mark reviewed")), icon="eye")
        self.approve = button("", icon="shield-check", variant="primary")
        self.begin = button("", icon="pencil")
        self.more = icon_button("ellipsis", translate(N_("More about this plan")))
        line = row(
            self.back, self.title, self.chip, self.note, self.export, self.card, self.review,
            self.approve.reason_label(), self.approve, self.begin, self.more, margins=(12, 0, 16, 0),
        )  # fmt: skip
        line.setStretchFactor(self.note, 1)
        self.setLayout(line)

    def show_plan(self, desk: Desk, *, wide: bool) -> None:
        """Show the open plan and what may be done with it now."""
        content = desk.content
        if content is None:
            return
        self.title.setText(content.title)
        self.title.setToolTip(content.title)
        self.chip.set_chip(state_chip(content.state, content.version))
        self.note.setText(_in_force(content) if wide else "")
        self._show_verbs(desk, content)

    def _show_verbs(self, desk: Desk, content: PlanContent) -> None:
        draft = content.state == "draft"
        version = planning.next_version(content.version)
        self.approve.setText(translate(N_("Approve {version}"), version=version))
        self.approve.setVisible(draft)
        count = len(desk.blockers)
        reason = plural(N_("{n} holds it up"), N_("{n} hold it up"), count) if count else ""
        if not desk.console.writable:
            reason = translate(N_("read-only"))
        self.approve.set_reason(reason)
        self.approve.reason_label().setVisible(draft and bool(reason))
        self.begin.setText(translate(N_("Begin {version}"), version=planning.draft_version(content.version)))
        self.begin.setVisible(not draft)
        for verb in (self.begin, self.review):
            verb.setEnabled(desk.console.writable)
            verb.setToolTip("" if desk.console.writable else translate(N_("This window is read-only.")))


def _in_force(content: PlanContent) -> str:
    if content.state != "draft":
        day = format_date(content.expires_on) if content.expires_on else ""
        return translate(N_("copies expire on {day}"), day=day) if day else ""
    if not content.versions:
        return translate(N_("no version is in force yet"))
    last = content.versions[0]
    return translate(
        N_("last approved: {version}, {day} by {person}"),
        version=last.version,
        day=format_date(last.on),
        person=last.by,
    )


class PlanBuilder(QWidget):
    """Everything about one plan. ``left`` fires when a person goes back to the list."""

    left = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.desk = Desk(console)
        self.bar, self.parts, self.side = BuilderBar(), PartsColumn(self.desk), Side(self.desk, self.hand_out)
        self.locked, self._banner_slot = Banner("locked", ""), column(gap=0)
        self.middle = QStackedWidget()
        self._editors: dict[str, PartEditor] = {}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        centre = column(self.locked, self.middle, gap=0)
        across = row(self.parts, gap=0)
        across.addWidget(ground(box(centre), "surface"), 1)
        across.addWidget(self.side)
        below = box(across)
        whole = column(self.bar, gap=0)
        whole.addWidget(below, 1)
        self.setLayout(whole)
        self._fit()

    def _connect(self) -> None:
        bar = self.bar
        bar.back.clicked.connect(lambda _on=False: self.leave())
        bar.export.clicked.connect(lambda _on=False: self._export("plan"))
        bar.card.clicked.connect(lambda _on=False: self._export("first-hour-card"))
        bar.review.clicked.connect(lambda _on=False: self.review())
        bar.approve.clicked.connect(lambda _on=False: self.approve())
        bar.begin.clicked.connect(lambda _on=False: self.begin_version())
        bar.more.clicked.connect(
            lambda _on=False: self._menu().exec(bar.more.mapToGlobal(QPoint(0, bar.more.height())))
        )
        self.parts.view.chosen.connect(self.open_part)
        self.parts.view.entered.connect(self.focus_editor)
        self.side.remarks.wanted.connect(self._go_to)
        back = QShortcut(QKeySequence("Alt+Left"), self, self.leave)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- what is shown ---

    def open(self, key: bytes, part: str = "") -> bool:
        """Show a plan, at a part if told; return whether it exists."""
        self._leave_part()
        if not self.desk.read(key):
            return False
        self.parts.show_plan()
        self.open_part(part or self.parts.view.current() or "purpose")
        self._show_around()
        return True

    def refresh(self) -> bool:
        """Read the plan again; return whether it still exists."""
        if not self.desk.read(self.desk.key):
            return False
        self.parts.show_plan()
        editor = self.editor()
        if editor is not None:
            editor.show_plan()
        self._show_around()
        return True

    def _show_around(self) -> None:
        self.bar.show_plan(self.desk, wide=self.window().width() >= px(_NARROW))
        self.side.show_plan()
        why = self.desk.why_locked if self.console.writable else ""
        self.locked.set_text(why) if why else None
        self.locked.setVisible(bool(why))

    def editor(self) -> PartEditor | None:
        """Return the editor of the open part."""
        return self._editors.get(self.parts.view.current())

    def open_part(self, code: str) -> None:
        """Show a part, after writing what was typed in the one before."""
        before = self.middle.currentWidget()
        made = self._editors.get(code)
        if made is None:
            made = self._editors[code] = PartEditor(self.desk, code)
            area = scrolling(made, "surface")
            made.setProperty("area", area)
            self.middle.addWidget(area)
        area = made.property("area")
        if before is not None and before is not area:
            self._leave_shown(before)
        self.parts.view.set_current(code)
        made.show_plan()
        self.middle.setCurrentWidget(area)

    def _leave_shown(self, area: QWidget) -> None:
        for editor in self._editors.values():
            if editor.property("area") is area:
                self.console.attempt(editor.leave)

    def _leave_part(self) -> None:
        shown = self.middle.currentWidget()
        if shown is not None and self.desk.content is not None:
            self._leave_shown(shown)

    def _go_to(self, code: str) -> None:
        self.open_part(code)
        self.focus_editor()

    def focus_editor(self) -> None:
        """Bring the keyboard into the open part."""
        editor = self.editor()
        if editor is not None:
            editor.focusNextChild()

    def select_step(self, key: bytes) -> None:
        """Show the steps with one of them chosen."""
        self.open_part("steps")
        self._editors["steps"].select(key)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Take the newest findings of the checks."""
        self.side.show_findings(findings)

    # --- what is done ---

    def leave(self) -> None:
        """Go back to the list."""
        self._leave_part()
        self.left.emit()

    def _export(self, kind: str) -> None:
        self._leave_part()
        if self.desk.content is not None:
            self.console.ask("export", (kind, self.desk.content.ref))

    def approve(self) -> None:
        """Ask who signs, and approve the plan."""
        self._leave_part()
        content = self.desk.content
        if content is None or not self.bar.approve.isEnabled():
            return
        version = asking.answer(asking.ApproveDialog(self.window(), self.desk))
        if version is not None:
            self.console.say(translate(N_("{plan} {version} is in force."), plan=content.title, version=version))

    def review(self) -> None:
        """Ask who read the plan, and record the review."""
        if asking.answer(asking.ReviewDialog(self.window(), self.desk)):
            self.console.say(translate(N_("Review recorded; the next one is due in a year.")))

    def hand_out(self) -> None:
        """Ask who gets a copy, and record it."""
        count = asking.answer(asking.HandOutDialog(self.window(), self.desk))
        if count:
            self.console.say(plural(N_("{n} copy recorded."), N_("{n} copies recorded."), count))

    def begin_version(self) -> None:
        """Make the plan a draft of its next version."""
        content = self.desk.content
        if content is not None:
            version = self.console.attempt(lambda: planning.reopen_plan(self.document, content.key))
            if version is not None:
                self.console.say(translate(N_("Draft {version} begun."), version=version), undoable=True)

    def retire(self) -> None:
        """Take the plan out of force."""
        content = self.desk.content
        if content is not None:
            self.console.attempt(lambda: planning.retire_plan(self.document, content.key))
            self.console.say(translate(N_("{plan} retired."), plan=content.title), undoable=True)

    def note_offline_copy(self) -> None:
        """Record that a copy was made that needs no network."""
        content = self.desk.content
        if content is not None:
            self.console.attempt(lambda: planning.note_offline_copy(self.document, content.key))
            self.console.say(translate(N_("Offline copy recorded for today.")), undoable=True)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        content = self.desk.content
        verbs = (
            (N_("Hand out copies…"), self.hand_out, True),
            (N_("An offline copy was made today"), self.note_offline_copy, True),
            (N_("Retire this plan"), self.retire, content is not None and content.state != "retired"),
        )
        for words, act, fits in verbs:
            action = menu.addAction(translate(words))
            action.setEnabled(self.console.writable and fits)
            action.triggered.connect(lambda _on=False, verb=act: verb())
        return menu

    # --- measures ---

    def _fit(self) -> None:
        narrow, low = self.window().width() < px(_NARROW), self.window().height() < px(_LOW)
        self.parts.setFixedWidth(px(_PARTS_SMALL if narrow else _PARTS))
        self.side.setFixedWidth(px(_SIDE_SMALL if narrow else _SIDE))
        self.parts.view.set_dense(low)
        self.bar.show_plan(self.desk, wide=not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
