"""One difference of a returned form as a line: a box to tick, what is on record, what the form says, and a sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.i18n import N_, translate
from app.questionnaires import Line
from ui.meetings.closing.documents import tick
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import Label, label
from ui.widgets.layouts import row

#: What stands at the end of a line, by what becomes of it.
_CHANGES = {
    "new": ("ok", N_("new")),
    "changed": ("due", N_("changed")),
    "cleared": ("none", N_("emptied")),
    "removed": ("none", N_("removed")),
    "confirmed": ("ok", N_("confirmed")),
    "refused": ("err", N_("not taken")),
}


class DifferenceLine(QWidget):
    """A line that can be ticked if it can be taken."""

    ticked = Signal()

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.box: QCheckBox = tick(_name(line), on=line.tick)
        self.box.setEnabled(line.takeable)
        self.box.setFixedWidth(px(Size.rail))
        self.box.setAccessibleName(translate(N_("Take over {what}"), what=_name(line)))
        self.box.setAccessibleDescription(
            translate(N_("on record: {before}; in the form: {after}. {remark}"), before=line.before or "–",
                      after=line.after or "–", remark=line.remark)
        )  # fmt: skip
        self.box.setToolTip(_name(line))
        self.box.toggled.connect(lambda _on: self.ticked.emit())
        kind, words = ("warn", N_("both changed")) if line.conflict and line.takeable else _CHANGES[line.change]
        across = row(gap=Space.m)
        words_top = Qt.AlignmentFlag.AlignTop
        across.addWidget(self.box, 0, words_top)
        across.addWidget(_words(line.before or "–", "text3"), 4, words_top)
        across.addWidget(_words("→", "text3", wrap=False), 0, words_top)
        across.addWidget(_words(line.after or "–", "text"), 4, words_top)
        chip = ChipLabel(chips.status(kind, translate(words)))
        chip.setFixedWidth(px(Size.rail) * 2 // 3)
        chip.setFixedHeight(px(Size.target))
        across.addWidget(chip, 0, words_top)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, px(Space.xs), 0, px(Space.xs))
        whole.setSpacing(px(Space.xxs))
        whole.addLayout(across)
        if line.remark:
            told = label(line.remark, "hint", "err" if not line.takeable else "warn", wrap=True)
            told.setContentsMargins(px(Space.xl), 0, 0, 0)
            whole.addWidget(told)

    @property
    def chosen(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked() and self.line.takeable


def _words(text: str, tone: str, *, wrap: bool = True) -> Label:
    """Return words whose first line stands level with the box to tick."""
    made = label(text, "body", tone, wrap=wrap)
    made.setContentsMargins(0, px(Space.xxs), 0, 0)
    return made


def _name(line: Line) -> str:
    return f"{line.question}  {line.label}" if line.question else line.label
