"""What stands at the right of the builder: what holds the approval up, the invocation tool, and the plan's record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.dates import format_date
from app.i18n import N_, plural, translate
from app.model.plan import COPY_FORM
from app.planning import PlanContent
from ui.plans.desk import Desk
from ui.plans.invocation import InvocationTool
from ui.plans.parts import SHORT
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.buttons import button, link
from ui.widgets.cards import scrolling
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint, label
from ui.widgets.layouts import box, clear, column, ground, row, rule

if TYPE_CHECKING:
    from app.checks import Finding

#: The part of the plan where a finding of each rule is mended.
PART_OF_RULE = {
    "P03": "roles", "P04": "roles", "P05": "roles", "P06": "roles", "P11": "roles", "P07": "steps", "D06": "steps",
    "P08": "version", "P09": "version", "P10": "offline", "D02": "dependencies", "D03": "dependencies",
}  # fmt: skip
#: Findings of these rules are told by what blocks the approval, line by line.
_TOLD = frozenset({"P02", "P03", "P04", "P05", "P07", "D06"})

#: A line: severity, sentence, rule, and the code of the part to open.
Remark = tuple[str, str, str, str]


def remarks(desk: Desk, findings: Sequence[Finding]) -> list[Remark]:
    """Return what holds the approval up, then what should be mended, with the part where that is done."""
    codes = {part.number: part.code for part in desk.parts.parts}
    found: list[Remark] = [("E", one.text, one.rule, codes.get(one.part, "")) for one in desk.blockers]
    blocked = {code for *_, code in found}
    for part in desk.parts.missing:
        if part.code not in blocked:
            words = translate(N_("{part} is still empty."), part=translate(SHORT.get(part.code, part.title)))
            found.append(("W", words, "P02", part.code))
    steps = {step.key for step in desk.content.steps} if desk.content is not None else set()
    for finding in findings:
        about = finding.subject == desk.key or finding.subject in steps
        if about and finding.rule not in _TOLD and not finding.waived:
            found.append((str(finding.severity), finding.message, finding.rule, PART_OF_RULE.get(finding.rule, "")))
    return found


class Remarks(QWidget):
    """What to do before the approval. ``wanted`` carries the code of the part that a link leads to."""

    wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: list[Remark] | None = None
        self.title, self.count = heading(translate(N_("Before approval"))), hint("")
        self._lines = column(gap=Space.m)
        self.setLayout(column(row(self.title, self.count, None), self._lines, gap=Space.m, margins=(16, 12, 16, 16)))

    def show_remarks(self, found: list[Remark]) -> None:
        """Show these lines; nothing moves if they are the same as before."""
        if found == self.shown:
            return
        self.shown = found
        content = self._desk.content
        draft = content is None or content.state == "draft"
        self.title.setText(translate(N_("Before approval") if draft else N_("For the next version")))
        blocking = sum(severity == "E" for severity, *_ in found)
        self.count.setText(_block_words(blocking) if blocking else "")
        clear(self._lines)
        for remark in found:
            self._lines.addWidget(self._line(remark))
        if not found:
            self._lines.addWidget(ChipLabel(chips.status("ok", translate(N_("Nothing holds it up")))))

    def _line(self, remark: Remark) -> QWidget:
        severity, sentence, rule_id, code = remark
        number = next((part.number for part in self._desk.parts.parts if part.code == code), 0)
        where = translate(N_("{rule} · part {number}"), rule=rule_id, number=number) if number else rule_id
        below = row(hint(where), gap=Space.s)
        if code:
            words = translate(SHORT.get(code, code))
            go = link(words, lambda: self.wanted.emit(code), role="hint")
            go.setAccessibleName(translate(N_("Open {part}"), part=words))
            below.addWidget(go)
        below.addStretch(1)
        text = column(label(sentence, wrap=True), below, gap=Space.xxs)
        line = row(gap=Space.s)
        line.addWidget(ChipLabel(chips.severity(severity)), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(text, 1)
        return box(line)


def _block_words(count: int) -> str:
    return plural(N_("{n} holds it up"), N_("{n} hold it up"), count)


class Record(QWidget):
    """Approvals, reviews and copies, the newest first."""

    def __init__(self, desk: Desk, hand_out: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        self._shown: object = None
        self.hand_out = button(translate(N_("Hand out…")), hand_out, icon="send", size="small")
        self._lines = column(gap=Space.xs)
        head = row(heading(translate(N_("Record"))), None, self.hand_out)
        self.setLayout(column(head, self._lines, gap=Space.s, margins=(16, 12, 16, 16)))

    def show_plan(self) -> None:
        """Show the record of the open plan."""
        content = self._desk.content
        self.hand_out.setVisible(self._desk.console.writable)
        if content is None:
            return
        shown = (content.versions, content.reviews, content.copies)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._lines)
        for title, lines in _record(content):
            self._lines.addWidget(label(title, "label", "text2"))
            for first, second in lines[:6]:
                self._lines.addWidget(box(column(label(first, wrap=True), hint(second, wrap=True), gap=0)))
            if len(lines) > 6:
                self._lines.addWidget(hint(translate(N_("and {n} more"), n=len(lines) - 6)))
            self._lines.addSpacing(px(Space.s))

    def entries(self) -> list[str]:
        """Return the lines as texts."""
        content = self._desk.content
        return [" ".join(line) for _, lines in _record(content) for line in lines] if content is not None else []


def _record(content: PlanContent) -> list[tuple[str, list[tuple[str, str]]]]:
    none = [(translate(N_("none yet")), "")]
    approvals = [(_joined(one.version, one.by), _joined(format_date(one.on), one.note)) for one in content.versions]
    reviews = [(_joined(format_date(one.on), one.by), one.result) for one in content.reviews]
    copies = [
        (one.recipient, _joined(translate(COPY_FORM.get(one.form, one.form)), one.version,
                                format_date(one.on) if one.on else ""))
        for one in content.copies
    ]  # fmt: skip
    return [
        (translate(N_("Approvals")), approvals or none),
        (translate(N_("Reviews")), reviews or none),
        (translate(N_("Copies")), copies or none),
    ]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


class Side(QWidget):
    """The column at the right."""

    def __init__(self, desk: Desk, hand_out: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        self._findings: Sequence[Finding] = ()
        self.remarks, self.invocation, self.record = Remarks(desk), InvocationTool(desk), Record(desk, hand_out)
        ground(self, "canvas", "left")
        content = box(column(self.remarks, rule(), self.invocation, rule(), self.record, None, gap=0))
        area = scrolling(content, "canvas")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(area, gap=0))
        self.setMinimumWidth(px(Size.rail))

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Take the newest findings of the checks."""
        self._findings = findings
        self.remarks.show_remarks(remarks(self._desk, findings))

    def show_plan(self) -> None:
        """Show the open plan."""
        self.remarks.show_remarks(remarks(self._desk, self._findings))
        self.invocation.show_plan()
        self.record.show_plan()
